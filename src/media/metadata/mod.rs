//! What a picture file says of its rights, and what a published picture may say: who made it, to whom it is credited,
//! under which licence.
//!
//! [`read`] gathers from all the places where cameras, agencies and editors write. Per field, the first that has
//! something wins: XMP, then IIM, then EXIF, then a PNG's text chunks. (The guidelines of the Metadata Working Group
//! would ask a checksum whether IIM is newer than XMP. Programs that change the one and not the other are extinct.)
//! [`rewrite`] is the way out: it drops every trace of the camera, the place and the editing, keeps what is needed to
//! show the picture, and writes one XMP packet. It does not turn pictures, so whoever rewrites a file asks for its
//! [`orientation`] first.
//!
//! Everything here takes bytes from strangers: nothing panics, nothing is decoded, and no work grows faster than the
//! file. Not read: extended XMP, Mac Roman and other code pages in IIM, and the content credentials of C2PA, which
//! end with the first change of a file anyway.

mod blocks;
mod bytes;
mod exif;
mod found;
mod gif;
mod heif;
mod iim;
mod jpeg;
mod png;
mod rights;
mod webp;
mod xmp;
#[cfg(test)]
mod tests;

pub(in crate::media) use exif::orientation as tiff_orientation;
pub use rights::Rights;
pub use xmp::packet as xmp_packet;

use super::format::Format;
use blocks::blocks;

/// What a picture says of its rights; empty for what is no picture. Read are JPEG, PNG, WebP, GIF, AVIF and HEIC, TIFF,
/// and the `metadata` of an SVG.
pub fn read(bytes: &[u8]) -> Rights {
    let mut found = found::Found::default();
    let blocks = blocks(bytes);
    for packet in &blocks.xmp {
        found.complete(xmp::read(packet));
    }
    if !blocks.photoshop.is_empty() {
        found.complete(iim::of_photoshop(&blocks.photoshop));
    }
    for records in &blocks.iim {
        found.complete(iim::of_records(records));
    }
    for tiff in &blocks.exif {
        found.complete(exif::rights(tiff));
    }
    found.complete(blocks.text);
    found.into_rights()
}

/// Whether a picture tells where it was taken, in EXIF or XMP.
pub fn has_location(bytes: &[u8]) -> bool {
    let blocks = blocks(bytes);
    blocks.exif.iter().any(|tiff| exif::has_location(tiff))
        || blocks.xmp.iter().any(|packet| xmp::read(packet).has_location)
}

/// How a picture is to be turned, 1 to 8 as in EXIF (tag 0x0112); 1 if it does not say. For JPEG, PNG, WebP and TIFF:
/// AVIF and HEIC turn by item properties, which decoders obey and [`rewrite`] keeps.
pub fn orientation(bytes: &[u8]) -> u8 {
    if matches!(Format::sniff(bytes), None | Some(Format::Avif | Format::Heic | Format::Svg)) {
        return 1;
    }
    blocks(bytes).exif.iter().find_map(|tiff| exif::orientation(tiff)).unwrap_or(1)
}

/// The file with no metadata but what is needed to show the picture (its colour profile, above all) and the XMP packet
/// of `rights`. The pixels are not touched.
///
/// JPEG, PNG and APNG, GIF, WebP and still AVIF. `None` for anything else, and for files that are not well-formed
/// enough to be taken apart.
pub fn rewrite(bytes: &[u8], rights: &Rights) -> Option<Vec<u8>> {
    let packet = xmp_packet(rights);
    let packet = packet.as_deref();
    match Format::sniff(bytes)? {
        Format::Jpeg => jpeg::rewrite(bytes, packet),
        Format::Png => png::rewrite(bytes, packet),
        Format::Gif => gif::rewrite(bytes, packet),
        Format::WebP => webp::rewrite(bytes, packet),
        Format::Avif | Format::Heic => heif::rewrite(bytes, packet),
        Format::Tiff | Format::Bmp | Format::Svg => None,
    }
}
