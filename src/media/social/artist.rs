//! The artist: fonts, and all glyphs that have been drawn with them so far.

use super::card::SocialCard;
use super::design;
use super::face::{Face, Spacing};
use super::mosaic::Tiles;
use super::shaping::Shaped;
use super::text::{Faces, writable};
use std::sync::OnceLock;

/// A serif for headlines, made for large sizes (see `fonts/README.md`).
static HEADLINE: &[u8] = include_bytes!("fonts/headline.otf");
/// A narrow grotesque for kickers.
static LABEL: &[u8] = include_bytes!("fonts/label.ttf");

/// Why a font can't be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FontError {
    /// A font for browsers, compressed.
    #[error("it is a WOFF font, made for browsers; the TTF or OTF file that it was made from is needed")]
    Woff,
    /// Anything else.
    #[error("it is no TrueType or OpenType font with outlines and a table of Unicode characters")]
    NoFont,
}

/// Draws cards. Made once and shared between threads: it keeps the glyphs that it has drawn.
pub struct Artist {
    faces: Vec<Face>,
    /// Fonts for headlines and names, the preferred one first, by their number in `faces`.
    headline: Vec<usize>,
    /// Fonts for kickers.
    label: Vec<usize>,
    tiles: OnceLock<Tiles>,
}

impl Artist {
    /// An artist with pressroom's own fonts.
    pub fn new() -> Self {
        let own = |bytes| Face::own(bytes).expect("the embedded fonts are fonts");
        let faces = vec![own(HEADLINE), own(LABEL)];
        Self { faces, headline: vec![0, 1], label: vec![1, 0], tiles: OnceLock::new() }
    }

    /// An artist with a publication's own font, the bytes of a TrueType or OpenType file. It is used for everything that
    /// it has characters for.
    pub fn with_font(bytes: Vec<u8>) -> Result<Self, FontError> {
        if bytes.starts_with(b"wOF") {
            return Err(FontError::Woff);
        }
        let given = Face::given(bytes).ok_or(FontError::NoFont)?;
        let mut artist = Self::new();
        artist.faces.push(given);
        artist.headline.insert(0, 2);
        artist.label.insert(0, 2);
        Ok(artist)
    }

    /// Draws a card.
    ///
    /// Returns a PNG file of 1200 by 630 pixels, the same bytes for the same card and font on every machine.
    pub fn draw(&self, card: &SocialCard<'_>) -> Vec<u8> {
        design::draw(self, card)
    }

    /// Whether a headline can be written: there are glyphs for all its letters and digits. One that can't be is left out
    /// of its card. Emoji are no letters: they are left out of the headline.
    pub fn can_write(&self, text: &str) -> bool {
        let line = writable(text, self.headline());
        !line.mangled && (!line.text.is_empty() || text.trim().is_empty())
    }

    /// A font by its number.
    pub(super) fn face(&self, number: usize) -> &Face {
        &self.faces[number]
    }

    /// The shapes for patterns.
    pub(super) fn tiles(&self) -> &Tiles {
        self.tiles.get_or_init(Tiles::new)
    }

    /// The distances of lines that suit all fonts of a text.
    pub(super) fn spacing(&self, text: &Shaped) -> Spacing {
        text.glyphs.iter().map(|glyph| self.faces[glyph.face].spacing()).fold(Spacing::OWN, Spacing::wider)
    }

    /// The fonts for headlines and names.
    pub(super) fn headline(&self) -> Faces<'_> {
        Faces { all: &self.faces, order: &self.headline }
    }

    /// The fonts for kickers.
    pub(super) fn label(&self) -> Faces<'_> {
        Faces { all: &self.faces, order: &self.label }
    }
}

impl Default for Artist {
    fn default() -> Self {
        Self::new()
    }
}
