//! The social card: the picture that services show when somebody shares an article that has none.
//!
//! [`Artist::draw`] makes a PNG file of [`SocialCard`]'s few words. It is pure: no file is opened, and the same card gives
//! the same bytes on every machine, because lengths, areas and colours are whole numbers from the font to the file.
//!
//! It is made for archives of 100,000 articles, so it is no general renderer. A text is shaped once (`shaping`) and broken
//! in parts of an em (`words`, `lines`); each glyph is rasterised once per size (`outline`, `coverage`, `sprite`); a card
//! is sprites copied onto a canvas of palette numbers (`canvas`), compressed by looking only where a flat drawing
//! repeats itself (`deflate`). `design` says what a card looks like and is the place to change it.
//!
//! It does not draw pictures, logos or emoji, and knows no language: capitals of Turkish `i` are English ones.

mod artist;
mod canvas;
mod card;
mod colour;
mod coverage;
mod deflate;
mod design;
mod face;
mod huffman;
mod lines;
mod mosaic;
mod outline;
mod palette;
mod png;
mod shaping;
mod sprite;
#[cfg(test)]
mod tests;
mod text;
mod words;

pub use artist::{Artist, FontError};
pub use card::{DRAWING_VERSION, SocialCard};
