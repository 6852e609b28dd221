//! All integration tests, in one program: linking is paid once.
//!
//! `support` has the tools. `layers` holds the architecture and the documentation to their word. `gallery` shows every
//! message that bad input earns. `behaviour` says what a publication can rely on, one test a promise.

#![expect(clippy::format_push_string, clippy::format_collect, reason = "sites of tests are small texts")]

mod behaviour;
mod gallery;
mod layers;
mod support;
