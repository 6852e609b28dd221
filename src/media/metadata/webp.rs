//! WebP (RFC 9649), chunks within RIFF. A simple file has one chunk of pixels; whoever wants metadata has to make it an
//! extended one, with the canvas and its features in a chunk `VP8X` before everything else.

use super::blocks::Blocks;
use super::bytes::{le16, le32, part};
use std::borrow::Cow;

const HEADER: usize = 12;

const ANIMATION: u8 = 0x02;
const XMP: u8 = 0x04;
const ALPHA: u8 = 0x10;
const PROFILE: u8 = 0x20;

struct Chunk<'a> {
    kind: &'a [u8],
    content: &'a [u8],
    next: usize,
}

/// The chunk at a place; contents are padded to even lengths.
fn chunk(bytes: &[u8], at: usize) -> Option<Chunk<'_>> {
    let length = le32(bytes, at + 4)? as usize;
    let content = part(bytes, at + 8, length)?;
    Some(Chunk { kind: &bytes[at..at + 4], content, next: at + 8 + length + length % 2 })
}

/// Finds XMP and EXIF. Some write EXIF with the introduction that it has in a JPEG.
pub(super) fn gather<'a>(bytes: &'a [u8], blocks: &mut Blocks<'a>) {
    let mut at = HEADER;
    while let Some(Chunk { kind, content, next }) = chunk(bytes, at) {
        match kind {
            b"EXIF" => blocks.exif.push(Cow::Borrowed(content.strip_prefix(b"Exif\0\0").unwrap_or(content))),
            b"XMP " => blocks.xmp.push(Cow::Borrowed(content)),
            _ => {}
        }
        at = next;
    }
}

/// Keeps pixels, transparency, frames and the colour profile.
pub(super) fn rewrite(bytes: &[u8], packet: Option<&[u8]>) -> Option<Vec<u8>> {
    // What stands behind the end of the RIFF is not part of the picture.
    let end = (le32(bytes, 4)? as usize).checked_add(8)?.min(bytes.len());
    let bytes = &bytes[..end];
    let first = chunk(bytes, HEADER)?;
    let extended = first.kind == b"VP8X";
    let mut features: [u8; 10] =
        if extended { first.content.get(..10)?.try_into().ok()? } else { features(first.kind, first.content)? };
    features[0] &= ALPHA | ANIMATION;
    features[1..4].fill(0);
    let mut body = Vec::with_capacity(bytes.len());
    let mut at = if extended { first.next } else { HEADER };
    while at < bytes.len() {
        let Chunk { kind, content, next } = chunk(bytes, at)?;
        at = next;
        match kind {
            b"VP8 " | b"VP8L" | b"ALPH" | b"ANIM" => push(&mut body, kind, content)?,
            b"ANMF" => push(&mut body, kind, &frame(content)?)?,
            b"ICCP" => {
                features[0] |= PROFILE;
                push(&mut body, kind, content)?;
            }
            _ => {}
        }
        if !extended {
            // Readers of simple files look at the first chunk only.
            break;
        }
    }
    if body.is_empty() {
        return None;
    }
    let mut out = [b"RIFF".as_slice(), &[0; 4], b"WEBP"].concat();
    if extended || packet.is_some() {
        features[0] |= if packet.is_some() { XMP } else { 0 };
        push(&mut out, b"VP8X", &features)?;
    }
    out.extend(body);
    if let Some(packet) = packet {
        push(&mut out, b"XMP ", packet)?;
    }
    let length = u32::try_from(out.len() - 8).ok()?;
    out[4..8].copy_from_slice(&length.to_le_bytes());
    Some(out)
}

/// What `VP8X` says of a simple file: eight bits of features, and the sides less one in 24 bits each.
fn features(kind: &[u8], content: &[u8]) -> Option<[u8; 10]> {
    let (width, height, alpha) = match kind {
        // RFC 6386, 9.1: after three bytes and a start code, sides in 14 bits each.
        b"VP8 " if part(content, 3, 3)? == [0x9D, 0x01, 0x2A] => {
            let side = |at| le16(content, at).map(|side| u32::from(side & 0x3FFF)).filter(|side| *side > 0);
            (side(6)? - 1, side(8)? - 1, 0)
        }
        // RFC 9649, 3.4: after a signature, sides less one in 14 bits each, and whether there is transparency.
        b"VP8L" if content.first() == Some(&0x2F) => {
            let bits = le32(content, 1)?;
            (bits & 0x3FFF, (bits >> 14) & 0x3FFF, if (bits >> 28) & 1 == 1 { ALPHA } else { 0 })
        }
        _ => return None,
    };
    let ([w0, w1, w2, _], [h0, h1, h2, _]) = (width.to_le_bytes(), height.to_le_bytes());
    Some([alpha, 0, 0, 0, w0, w1, w2, h0, h1, h2])
}

/// A frame of an animation without the chunks that nobody knows.
fn frame(content: &[u8]) -> Option<Vec<u8>> {
    let mut out = content.get(..16)?.to_vec();
    let mut at = 16;
    while at < content.len() {
        let Chunk { kind, content, next } = chunk(content, at)?;
        if matches!(kind, b"ALPH" | b"VP8 " | b"VP8L") {
            push(&mut out, kind, content)?;
        }
        at = next;
    }
    Some(out)
}

fn push(out: &mut Vec<u8>, kind: &[u8], content: &[u8]) -> Option<()> {
    out.extend(kind);
    out.extend(u32::try_from(content.len()).ok()?.to_le_bytes());
    out.extend(content);
    out.extend(&[0][..content.len() % 2]);
    Some(())
}
