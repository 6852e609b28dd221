//! Boxes: a length, four letters, contents (ISO/IEC 14496-12, 4.2).

use crate::media::metadata::bytes::{be32, part};

use super::number;

/// One box.
#[derive(Clone, Copy)]
pub(super) struct Box4<'a> {
    /// Its four letters.
    pub(super) kind: [u8; 4],
    /// What is in it.
    pub(super) content: &'a [u8],
    /// With its header.
    pub(super) whole: &'a [u8],
}

impl Box4<'_> {
    /// Version and flags of a box that has them.
    pub(super) fn version(&self) -> Option<u8> {
        self.content.first().copied()
    }
}

/// The boxes in a file, up to the first that is damaged.
pub(super) fn top(bytes: &[u8]) -> Boxes<'_> {
    Boxes { bytes, at: 0, is_file: true }
}

/// The boxes within a box. None of them may leave its length open.
pub(super) fn within(bytes: &[u8]) -> Boxes<'_> {
    Boxes { bytes, at: 0, is_file: false }
}

/// A row of boxes.
pub(super) struct Boxes<'a> {
    bytes: &'a [u8],
    at: usize,
    is_file: bool,
}

impl Boxes<'_> {
    /// Whether everything was read.
    pub(super) fn at_end(&self) -> bool {
        self.at == self.bytes.len()
    }
}

impl<'a> Iterator for Boxes<'a> {
    type Item = Box4<'a>;

    fn next(&mut self) -> Option<Box4<'a>> {
        let kind = part(self.bytes, self.at + 4, 4)?.try_into().ok()?;
        let (header, length) = match be32(self.bytes, self.at)? {
            // To the end of the file.
            0 if self.is_file => (8, self.bytes.len() - self.at),
            1 => (16, usize::try_from(number(self.bytes, self.at + 8, 8)?).ok()?),
            length => (8, length as usize),
        };
        let whole = part(self.bytes, self.at, length)?;
        let content = whole.get(header..)?;
        self.at += length;
        Some(Box4 { kind, content, whole })
    }
}

/// Writes a box around what `fill` writes.
pub(super) fn push(out: &mut Vec<u8>, kind: [u8; 4], fill: impl FnOnce(&mut Vec<u8>) -> Option<()>) -> Option<()> {
    let from = out.len();
    out.extend([0; 4]);
    out.extend(kind);
    fill(out)?;
    let length = u32::try_from(out.len() - from).ok()?;
    out[from..from + 4].copy_from_slice(&length.to_be_bytes());
    Some(())
}
