//! Diagnostics: what a writer or a theme author got wrong, and how to mend it.
//!
//! A [`Diagnostic`] is a plain value: severity, a stable code, a sentence, where, and hints. Every layer makes them,
//! none prints them. One value has three renderings ([`terminal`], [`json`], and [`html`] for the dev server's overlay),
//! so that they never disagree. Wording: lower case, no full stop, backticks around literals, what and where; then the
//! hint says how to mend it.
//!
//! What is not a diagnostic: a broken environment (no permission, no such folder) is an `Error` of the layer that met
//! it, and a broken invariant of this crate is a bug.

mod diagnostic;
mod excerpt;
pub mod html;
pub mod json;
mod report;
mod suggest;
pub mod terminal;

pub use diagnostic::{Diagnostic, Label, Severity, Span};
pub use excerpt::{Excerpt, Position};
pub use report::{Counts, Report, Sources};
pub use suggest::{did_you_mean, suggest};
