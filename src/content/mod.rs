//! Content: what the newsroom writes, one file at a time.
//!
//! Everything in here is a pure function of one text. Nothing knows which other files there are: what a text refers
//! to (links, pictures, components) is handed out as it was written, with its place, for the model to resolve.

pub mod markdown;
