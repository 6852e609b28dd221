//! GIF (GIF87a and GIF89a), a row of blocks; XMP stands in an application extension (XMP specification part 3, 1.1.2).

use super::blocks::Blocks;
use super::bytes::part;
use std::borrow::Cow;

const TRAILER: u8 = 0x3B;
const IMAGE: u8 = 0x2C;
const EXTENSION: u8 = 0x21;
const GRAPHIC_CONTROL: u8 = 0xF9;
const PLAIN_TEXT: u8 = 0x01;
const APPLICATION: u8 = 0xFF;

const XMP: &[u8] = b"XMP DataXMP";

/// Applications whose extensions change what is shown: repetition, and the colour profile.
const KEPT: [&[u8]; 3] = [b"NETSCAPE2.0", b"ANIMEXTS1.0", b"ICCRGBG1012"];

/// One block of the stream.
enum Block<'a> {
    Image,
    /// With the first sub-block of the extension.
    Extension(u8, &'a [u8]),
    Trailer,
}

/// Where blocks begin: after the header and the global colours.
fn start(bytes: &[u8]) -> Option<usize> {
    Some(13 + colours(*bytes.get(10)?))
}

/// The length of the table of colours that a packed field announces.
fn colours(packed: u8) -> usize {
    if packed & 0x80 == 0 { 0 } else { 3 << ((packed & 7) + 1) }
}

/// The block at a place, and where it ends.
fn block(bytes: &[u8], at: usize) -> Option<(Block<'_>, usize)> {
    match *bytes.get(at)? {
        TRAILER => Some((Block::Trailer, at + 1)),
        IMAGE => {
            let table = colours(*bytes.get(at + 9)?);
            Some((Block::Image, end_of_sub_blocks(bytes, at + 10 + table + 1)?))
        }
        EXTENSION => {
            let kind = *bytes.get(at + 1)?;
            let first = part(bytes, at + 3, usize::from(*bytes.get(at + 2)?))?;
            Some((Block::Extension(kind, first), end_of_sub_blocks(bytes, at + 2)?))
        }
        _ => None,
    }
}

fn end_of_sub_blocks(bytes: &[u8], from: usize) -> Option<usize> {
    let mut at = from;
    loop {
        match *bytes.get(at)? {
            0 => return Some(at + 1),
            length => at += 1 + usize::from(length),
        }
    }
}

/// Finds XMP. The packet is not cut into sub-blocks but stands there as it is; a ramp of 257 bytes after it catches
/// readers that take its characters for lengths.
pub(super) fn gather<'a>(bytes: &'a [u8], blocks: &mut Blocks<'a>) {
    let Some(mut at) = start(bytes) else { return };
    while let Some((block, end)) = block(bytes, at) {
        match block {
            Block::Trailer => return,
            Block::Extension(APPLICATION, XMP) => {
                let from = at + 3 + XMP.len();
                if let Some(packet) = bytes.get(from..end.saturating_sub(258)) {
                    blocks.xmp.push(Cow::Borrowed(packet));
                }
            }
            _ => {}
        }
        at = end;
    }
}

/// Keeps images, their timing, repetition and colour profile; drops comments and what other programs left.
pub(super) fn rewrite(bytes: &[u8], packet: Option<&[u8]>) -> Option<Vec<u8>> {
    let mut at = start(bytes)?;
    let mut out = Vec::with_capacity(bytes.len() + packet.map_or(0, <[u8]>::len) + 512);
    out.extend(bytes.get(..at)?);
    let mut packet = packet;
    let mut images = 0_usize;
    loop {
        // A file that ends between two blocks lacks no more than its trailer.
        let (block, end) = if at == bytes.len() { (Block::Trailer, at) } else { block(bytes, at)? };
        let kept = match block {
            Block::Extension(APPLICATION, application) => KEPT.contains(&application),
            Block::Extension(kind, _) => matches!(kind, GRAPHIC_CONTROL | PLAIN_TEXT),
            Block::Image | Block::Trailer => true,
        };
        // Repetition goes before XMP: some readers look for it in the first place only.
        if kept
            && !matches!(block, Block::Extension(APPLICATION, _))
            && let Some(packet) = packet.take()
        {
            push(&mut out, packet);
        }
        if matches!(block, Block::Trailer) {
            out.push(TRAILER);
            return (images > 0).then_some(out);
        }
        if kept {
            out.extend(&bytes[at..end]);
        }
        images += usize::from(matches!(block, Block::Image));
        at = end;
    }
}

fn push(out: &mut Vec<u8>, packet: &[u8]) {
    // Extensions came with the second version of the format.
    out[4] = b'9';
    out.extend([EXTENSION, APPLICATION, XMP.len() as u8]);
    out.extend(XMP);
    out.extend(packet);
    out.push(1);
    out.extend((0..=255).rev());
    out.push(0);
}
