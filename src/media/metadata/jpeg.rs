//! JPEG (ITU-T T.81), a row of segments with entropy-coded data after each start of scan.

use super::blocks::{BLOCK_LIMIT, Blocks};
use super::bytes::{be16, part};
use std::borrow::Cow;

const SOI: u8 = 0xD8;
const EOI: u8 = 0xD9;
const SOS: u8 = 0xDA;
const COM: u8 = 0xFE;
const APP0: u8 = 0xE0;
const APP1: u8 = 0xE1;
const APP2: u8 = 0xE2;
const APP13: u8 = 0xED;
const APP14: u8 = 0xEE;

const EXIF: &[u8] = b"Exif\0\0";
const XMP: &[u8] = b"http://ns.adobe.com/xap/1.0/\0";
const PHOTOSHOP: &[u8] = b"Photoshop 3.0\0";

/// A marker and what belongs to it.
struct Segment<'a> {
    marker: u8,
    /// Without the length; empty for markers that stand alone.
    payload: &'a [u8],
    /// Where the next one starts, or the entropy-coded data.
    next: usize,
}

/// The segment at or after `at`. Fill bytes and rubbish between segments are skipped, as decoders do.
fn segment(bytes: &[u8], at: usize) -> Option<Segment<'_>> {
    let mut at = at + memchr::memchr(0xFF, bytes.get(at..)?)?;
    while *bytes.get(at)? == 0xFF {
        at += 1;
    }
    let marker = bytes[at];
    if matches!(marker, 0x00 | 0x01 | 0xD0..=0xD9) {
        return Some(Segment { marker, payload: &[], next: at + 1 });
    }
    let length = usize::from(be16(bytes, at + 1)?);
    let payload = part(bytes, at + 3, length.checked_sub(2)?)?;
    Some(Segment { marker, payload, next: at + 1 + length })
}

/// Finds metadata before the first scan; the scans are not looked at.
pub(super) fn gather<'a>(bytes: &'a [u8], blocks: &mut Blocks<'a>) {
    let mut at = 2;
    while let Some(Segment { marker, payload, next }) = segment(bytes, at) {
        match marker {
            SOS | EOI => return,
            APP1 => {
                if let Some(tiff) = payload.strip_prefix(EXIF) {
                    blocks.exif.push(Cow::Borrowed(tiff));
                } else if let Some(packet) = payload.strip_prefix(XMP) {
                    blocks.xmp.push(Cow::Borrowed(packet));
                }
            }
            APP13 => {
                let resources = payload.strip_prefix(PHOTOSHOP).unwrap_or_default();
                if blocks.photoshop.len() + resources.len() <= BLOCK_LIMIT {
                    blocks.photoshop.extend_from_slice(resources);
                }
            }
            _ => {}
        }
        at = next;
    }
}

/// Keeps the tables and scans, JFIF (without its thumbnail), the colour profile and Adobe's note on the colour
/// transform. What follows the end of the image (MPF previews, gain maps, videos) goes.
pub(super) fn rewrite(bytes: &[u8], packet: Option<&[u8]>) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(bytes.len() + packet.map_or(0, <[u8]>::len) + 64);
    out.extend([0xFF, SOI]);
    let mut packet = packet;
    let mut at = 2;
    let mut scans = 0_usize;
    // A file that ends within its scans shows as much as it has.
    while let Some(Segment { marker, payload, next }) = segment(bytes, at) {
        at = next;
        let jfif;
        let kept: &[u8] = match marker {
            EOI => break,
            0x00 | 0x01 | SOI | 0xD0..=0xD7 => continue,
            APP0 if payload.starts_with(b"JFIF\0") && payload.len() >= 14 => {
                // Both sides of the thumbnail are 0: there is none.
                jfif = [&payload[..12], &[0, 0]].concat();
                &jfif
            }
            APP2 if payload.starts_with(b"ICC_PROFILE\0") => payload,
            APP14 if payload.starts_with(b"Adobe") => payload,
            APP0..=0xEF | COM => continue,
            _ => payload,
        };
        if marker != APP0
            && let Some(packet) = packet.take()
        {
            push(&mut out, APP1, &[XMP, packet].concat())?;
        }
        push(&mut out, marker, kept)?;
        if marker == SOS {
            let end = end_of_scan(bytes, at);
            out.extend(&bytes[at..end]);
            at = end;
            scans += 1;
        }
    }
    out.extend([0xFF, EOI]);
    (scans > 0).then_some(out)
}

/// Writes a segment; `None` if it is too long for one.
fn push(out: &mut Vec<u8>, marker: u8, payload: &[u8]) -> Option<()> {
    let length = u16::try_from(payload.len() + 2).ok()?;
    out.extend([0xFF, marker]);
    out.extend(length.to_be_bytes());
    out.extend(payload);
    Some(())
}

/// Where the next marker after entropy-coded data stands. Stuffed zeros and restart markers belong to the data.
fn end_of_scan(bytes: &[u8], from: usize) -> usize {
    let mut at = from;
    while let Some(found) = bytes.get(at..).and_then(|rest| memchr::memchr(0xFF, rest)) {
        match bytes.get(at + found + 1) {
            Some(0x00 | 0xD0..=0xD7) => at += found + 2,
            Some(0xFF) => at += found + 1,
            // A marker, or a lone last byte, which is no data.
            Some(_) | None => return at + found,
        }
    }
    bytes.len()
}
