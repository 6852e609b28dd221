//! Where in a file metadata stands.

use super::found::Found;
use super::{exif, gif, heif, jpeg, png, webp};
use crate::media::Format;
use std::borrow::Cow;

/// The longest block of metadata that is looked at. Photoshop's edit histories and thumbnails make blocks large; what
/// is wanted stands early in them.
pub(super) const BLOCK_LIMIT: usize = 1 << 20;

/// The blocks of metadata in a file.
#[derive(Default)]
pub(super) struct Blocks<'a> {
    /// XMP packets; for an SVG, the file.
    pub(super) xmp: Vec<Cow<'a, [u8]>>,
    /// TIFF structures with EXIF in them.
    pub(super) exif: Vec<Cow<'a, [u8]>>,
    /// Photoshop image resources; several segments are one stream.
    pub(super) photoshop: Vec<u8>,
    /// Bare IIM records.
    pub(super) iim: Vec<&'a [u8]>,
    /// What the format's own text fields say.
    pub(super) text: Found,
}

/// Gathers the blocks of a file. A damaged file gives those before the damage.
pub(super) fn blocks(bytes: &[u8]) -> Blocks<'_> {
    let mut blocks = Blocks::default();
    match Format::sniff(bytes) {
        Some(Format::Jpeg) => jpeg::gather(bytes, &mut blocks),
        Some(Format::Png) => png::gather(bytes, &mut blocks),
        Some(Format::Gif) => gif::gather(bytes, &mut blocks),
        Some(Format::WebP) => webp::gather(bytes, &mut blocks),
        Some(Format::Avif | Format::Heic) => heif::gather(bytes, &mut blocks),
        Some(Format::Tiff) => {
            exif::gather(bytes, &mut blocks);
            blocks.exif.push(Cow::Borrowed(bytes));
        }
        Some(Format::Svg) => blocks.xmp.push(Cow::Borrowed(bytes)),
        Some(Format::Bmp) | None => {}
    }
    blocks
}
