//! PNG (W3C Portable Network Graphics, third edition), a row of chunks.

use super::blocks::Blocks;
use super::bytes::{be32, latin1, part, split_nul};
use super::found::Field;
use std::borrow::Cow;

const SIGNATURE: usize = 8;
const XMP: &[u8] = b"XML:com.adobe.xmp";

/// What is kept: critical chunks, colour, transparency, size, animation.
const KEPT: [&[u8; 4]; 18] = [
    b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"cICP", b"mDCV", b"cLLI",
    b"sBIT", b"bKGD", b"pHYs", b"acTL", b"fcTL", b"fdAT",
];

struct Chunk<'a> {
    kind: &'a [u8],
    content: &'a [u8],
    /// With length and checksum.
    whole: &'a [u8],
}

fn chunk(bytes: &[u8], at: usize) -> Option<Chunk<'_>> {
    let length = be32(bytes, at)? as usize;
    let whole = part(bytes, at, length.checked_add(12)?)?;
    Some(Chunk { kind: &whole[4..8], content: &whole[8..8 + length], whole })
}

/// Finds XMP, EXIF, and the keywords of the specification (11.3.3.1) in text chunks that are not compressed.
pub(super) fn gather<'a>(bytes: &'a [u8], blocks: &mut Blocks<'a>) {
    let mut at = SIGNATURE;
    while let Some(Chunk { kind, content, whole }) = chunk(bytes, at) {
        at += whole.len();
        match kind {
            b"eXIf" => blocks.exif.push(Cow::Borrowed(content)),
            b"tEXt" => {
                if let Some((keyword, value)) = split_nul(content)
                    && let Some(field) = field(keyword)
                {
                    blocks.text.note(field, &latin1(value));
                }
            }
            b"iTXt" => {
                let Some((keyword, value)) = international(content) else { continue };
                if keyword == XMP {
                    blocks.xmp.push(Cow::Borrowed(value));
                } else if let Some(field) = field(keyword) {
                    blocks.text.note(field, &String::from_utf8_lossy(value));
                }
            }
            _ => {}
        }
    }
}

fn field(keyword: &[u8]) -> Option<Field> {
    match keyword {
        b"Author" => Some(Field::Creator),
        b"Copyright" => Some(Field::Copyright),
        b"Description" => Some(Field::Description),
        _ => None,
    }
}

/// Keyword and text of an iTXt chunk, unless it is compressed: keyword, NUL, flag, method, language, NUL, translated
/// keyword, NUL, text.
fn international(content: &[u8]) -> Option<(&[u8], &[u8])> {
    let (keyword, rest) = split_nul(content)?;
    let rest = rest.strip_prefix(&[0])?.get(1..)?;
    let (_, rest) = split_nul(rest)?;
    let (_, value) = split_nul(rest)?;
    Some((keyword, value))
}

/// Copies the chunks that are kept, and puts XMP before the first that holds or announces pixels.
pub(super) fn rewrite(bytes: &[u8], packet: Option<&[u8]>) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(bytes.len() + packet.map_or(0, <[u8]>::len) + 64);
    out.extend(bytes.get(..SIGNATURE)?);
    let mut packet = packet;
    let mut at = SIGNATURE;
    loop {
        let Chunk { kind, whole, .. } = chunk(bytes, at)?;
        if (at == SIGNATURE) != (kind == b"IHDR") {
            return None;
        }
        at += whole.len();
        if matches!(kind, b"IDAT" | b"fcTL" | b"IEND")
            && let Some(packet) = packet.take()
        {
            push(&mut out, *b"iTXt", &[XMP, &[0; 5], packet].concat())?;
        }
        if KEPT.iter().any(|kept| kept.as_slice() == kind) {
            out.extend(whole);
        } else if kind[0].is_ascii_uppercase() {
            // A critical chunk that nobody knows: the picture can't be shown without it.
            return None;
        }
        if kind == b"IEND" {
            return Some(out);
        }
    }
}

fn push(out: &mut Vec<u8>, kind: [u8; 4], content: &[u8]) -> Option<()> {
    out.extend(u32::try_from(content.len()).ok()?.to_be_bytes());
    let from = out.len();
    out.extend(kind);
    out.extend(content);
    let sum = crc32(&out[from..]);
    out.extend(sum.to_be_bytes());
    Some(())
}

/// The checksum of a chunk (annex D), bit by bit: it is only taken of one packet of a few hundred bytes.
fn crc32(bytes: &[u8]) -> u32 {
    let mut sum = u32::MAX;
    for byte in bytes {
        sum ^= u32::from(*byte);
        for _ in 0..8 {
            sum = (sum >> 1) ^ if sum & 1 == 1 { 0xEDB8_8320 } else { 0 };
        }
    }
    !sum
}
