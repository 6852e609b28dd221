//! Pictures and theme assets: what is published beside pages, and under which name.
//!
//! A picture in `content/` is published below `/media/` under its own path, one in `static/` stays where it is. Sizes
//! come from the file's header alone; nothing is decoded. Only pictures that a rendered page asked for are published,
//! which is why asking goes through [`Pictures`]. The one kind of picture that is made here is the [`social`] card.

mod asset;
mod picture;
mod probe;
pub mod social;

pub use asset::{Asset, Assets};
pub use picture::{Pictures, mime_of, picture_path};
pub use probe::probe;
