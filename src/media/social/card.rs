//! What is written on a card.

/// The version of the drawing, for the keys of caches.
///
/// Raise it with every change that gives any card other bytes: of the design, of a font, of the compression, or of a
/// library that shapes text. The test `cards_are_what_they_were` says when that has happened.
pub const DRAWING_VERSION: u32 = 1;

/// The words and the colour of a card.
#[derive(Clone, Copy, Debug)]
pub struct SocialCard<'a> {
    /// The headline. One that can't be written ([`Artist::can_write`](super::Artist::can_write)) or is empty is replaced
    /// by a pattern.
    pub title: &'a str,
    /// What stands above it, usually the name of a category; may be empty.
    pub kicker: &'a str,
    /// The name of the publication; may be empty.
    pub publication: &'a str,
    /// The colour of the category or the brand: red, green and blue of sRGB. It is darkened where text needs it.
    pub colour: [u8; 3],
    /// Whether the publication's language is written from right to left.
    pub right_to_left: bool,
}
