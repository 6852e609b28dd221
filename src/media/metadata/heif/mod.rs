//! AVIF and HEIC: still pictures in the ISO base media file format (ISO/IEC 14496-12 and 23008-12, AV1 Image File
//! Format). A box `meta` lists items; pixels, EXIF and XMP are all items, and tables say where their bytes are.
//!
//! Reading works for both. Rewriting is for AVIF alone: it makes the file anew out of the items that are kept.

mod boxes;
mod items;
mod rewrite;

pub(super) use rewrite::rewrite;

use super::blocks::{BLOCK_LIMIT, Blocks};
use super::bytes::{be32, part};
use items::Meta;
use std::borrow::Cow;

/// The media type of XMP items.
const XMP: &[u8] = b"application/rdf+xml";

/// Finds the items that hold EXIF and XMP.
pub(super) fn gather<'a>(bytes: &'a [u8], blocks: &mut Blocks<'a>) {
    let Some(meta) = boxes::top(bytes).find(|found| &found.kind == b"meta") else { return };
    let Some(meta) = Meta::read(meta.content) else { return };
    // One picture has one of each; a few more are tolerated.
    let described = meta.items.iter().filter(|item| &item.kind == b"Exif" || item.content_type == XMP);
    for item in described.take(8) {
        let Some(content) = meta.bytes_of(item, bytes, BLOCK_LIMIT) else { continue };
        if &item.kind == b"Exif" {
            // The TIFF structure begins where the first four bytes say (ISO/IEC 23008-12, A.2.1).
            let skipped = be32(&content, 0).map_or(0, |skipped| skipped as usize);
            let tiff = skipped.checked_add(4).and_then(|from| content.get(from..));
            blocks.exif.extend(tiff.map(|tiff| Cow::Owned(tiff.to_vec())));
        } else {
            blocks.xmp.push(content);
        }
    }
}

/// A number of 0, 4 or 8 bytes, as the tables have them.
fn number(bytes: &[u8], at: usize, size: usize) -> Option<u64> {
    part(bytes, at, size)?.iter().try_fold(0_u64, |sum, byte| sum.checked_mul(256)?.checked_add(u64::from(*byte)))
}
