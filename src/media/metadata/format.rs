//! Which kind of file it is, and where in it metadata stands.

use super::found::Found;
use super::{gif, heif, jpeg, png, webp};
use std::borrow::Cow;

/// The longest block of metadata that is looked at. Photoshop's edit histories and thumbnails make blocks large; what
/// is wanted stands early in them.
pub(super) const BLOCK_LIMIT: usize = 1 << 20;

/// A kind of picture file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    Jpeg,
    Png,
    Gif,
    Webp,
    /// AVIF and HEIC: ISO/IEC 23008-12.
    Heif,
    Tiff,
    Svg,
}

impl Format {
    /// The kind of a file by its first bytes.
    pub(super) fn of(bytes: &[u8]) -> Option<Self> {
        match bytes {
            [0xFF, 0xD8, 0xFF, ..] => Some(Self::Jpeg),
            [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1A, b'\n', ..] => Some(Self::Png),
            [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => Some(Self::Gif),
            [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some(Self::Webp),
            [_, _, _, _, b'f', b't', b'y', b'p', ..] => Some(Self::Heif),
            [b'I', b'I', 42, 0, ..] | [b'M', b'M', 0, 42, ..] => Some(Self::Tiff),
            _ => {
                let head = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes).trim_ascii_start();
                let drawing =
                    head.starts_with(b"<") && memchr::memmem::find(&head[..head.len().min(4096)], b"<svg").is_some();
                drawing.then_some(Self::Svg)
            }
        }
    }
}

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
    match Format::of(bytes) {
        Some(Format::Jpeg) => jpeg::gather(bytes, &mut blocks),
        Some(Format::Png) => png::gather(bytes, &mut blocks),
        Some(Format::Gif) => gif::gather(bytes, &mut blocks),
        Some(Format::Webp) => webp::gather(bytes, &mut blocks),
        Some(Format::Heif) => heif::gather(bytes, &mut blocks),
        Some(Format::Tiff) => {
            super::exif::gather(bytes, &mut blocks);
            blocks.exif.push(Cow::Borrowed(bytes));
        }
        Some(Format::Svg) => blocks.xmp.push(Cow::Borrowed(bytes)),
        None => {}
    }
    blocks
}
