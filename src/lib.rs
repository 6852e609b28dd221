//! pressroom turns a folder of Markdown articles into a tech-news publication: a static site for any host.
//!
//! The modules stand in layer order: each imports only from those above it (`tests/layers` holds the table and
//! enforces it). `docs/architecture.md` tells the same story in prose.

pub mod base;
pub mod diag;
pub mod yaml;
pub mod config;
pub mod content;
pub mod model;
pub mod search;
pub mod media;
pub mod theme;
pub mod render;
pub mod fs;
pub mod store;
pub mod engine;
pub mod serve;
pub mod deploy;
pub mod cli;
