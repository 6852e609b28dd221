//! Pictures and theme assets: what is published beside pages, under which name, and how it is made.
//!
//! A picture in `content/` is published as variants below `/media/`, one in `static/` stays where it is and as it is.
//! [`examine`] looks at a file, [`plan()`] decides what is made of it and gives it names, [`make()`] makes it: each a pure
//! function from bytes to facts or bytes. Pages ask through [`Pictures`], and are handed more names than they print: of
//! variants and drawn cards, only those are made whose names stand in some output. What has a path of its own (drawings,
//! files that are linked to) is published as soon as it was asked for.
//!
//! **Incremental:** names are hashes of what decides the bytes, so what is named in a cache is never made again.

mod asset;
pub mod codec;
mod facts;
mod format;
mod make;
mod media_type;
pub mod metadata;
mod picture;
mod plan;
mod probe;
mod problem;
pub mod social;
pub mod svg;

pub use asset::{Asset, Assets};
pub use facts::{Facts, Making, Problem, examine};
pub use format::{Format, mime_of};
pub use make::{Source, make, mark, publishable};
pub use media_type::{MEDIA_TYPES, media_type};
pub use picture::{Pictures, SocialPicture, picture_path};
pub use plan::{Files, Frame, Recipe, Rendition, Set, Variant, plan};
pub use probe::probe;
pub use problem::problem_of;
