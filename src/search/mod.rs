//! The search index: files that a script in the browser reads, a few of them for each query.
//!
//! An archive is divided into [`Segment`]s by time, each with an index of its own, so that a new article touches the newest
//! one only, and the newest is small. A segment's folder is named after all that goes into it: one that is there already
//! is not made again. The browser asks the newest segments first and puts their answers together.
//!
//! Files below `/search/` (`docs/search.md` tells what is in them):
//!
//! ```text
//! index.json               the segments, newest first
//! <print>/head.json        a segment: how its terms are divided, and what results are filtered by
//! <print>/t0.json …        terms in order, with the articles that have them
//! <print>/d0.json …        what a result shows of the articles
//! ```
//!
//! **Words** are stemmed when the index is made, not when it is asked: a term's entry leads to all words of one stem, so the
//! script needs no stemmer, and a word that is typed halfway finds its beginning.

mod facts;
mod index;
mod plan;
mod words;

pub use index::{IndexFile, index};
pub use plan::{Segment, root, segments};

/// The path of the file that names all others.
pub const ROOT: &str = "/search/index.json";

/// Changes with the form of the files and with what words are found by.
const VERSION: &str = "1";
