//! EXIF: the first directory of a TIFF structure (TIFF 6.0, Exif 3.0).
//!
//! Only that directory is read, and only the handful of tags below: everything about a picture's rights stands there,
//! and the makers' private directories, where parsers go astray, are never entered.

use super::blocks::{BLOCK_LIMIT, Blocks};
use super::bytes::{be16, be32, le16, le32, part, text};
use super::found::{Field, Found, creators, first};
use std::borrow::Cow;

const IMAGE_DESCRIPTION: u16 = 0x010E;
const ORIENTATION: u16 = 0x0112;
const ARTIST: u16 = 0x013B;
const XMP: u16 = 0x02BC;
const COPYRIGHT: u16 = 0x8298;
const IIM: u16 = 0x83BB;
const PHOTOSHOP: u16 = 0x8649;
const GPS: u16 = 0x8825;
const XP_AUTHOR: u16 = 0x9C9D;

/// The most entries that are looked at; cameras write about twenty.
const ENTRIES: usize = 512;

/// A TIFF structure whose first directory is there.
struct Tiff<'a> {
    bytes: &'a [u8],
    little: bool,
    /// Where the first entry stands.
    entries: usize,
    count: usize,
}

impl<'a> Tiff<'a> {
    fn open(bytes: &'a [u8]) -> Option<Self> {
        let little = match bytes.get(..4)? {
            [b'I', b'I', 42, 0] => true,
            [b'M', b'M', 0, 42] => false,
            _ => return None,
        };
        let mut tiff = Self { bytes, little, entries: 0, count: 0 };
        let directory = tiff.long(4)? as usize;
        tiff.count = usize::from(tiff.short(directory)?).min(ENTRIES);
        tiff.entries = directory + 2;
        Some(tiff)
    }

    fn short(&self, at: usize) -> Option<u16> {
        if self.little { le16(self.bytes, at) } else { be16(self.bytes, at) }
    }

    fn long(&self, at: usize) -> Option<u32> {
        if self.little { le32(self.bytes, at) } else { be32(self.bytes, at) }
    }

    /// Where an entry stands, by its tag.
    fn entry(&self, tag: u16) -> Option<usize> {
        (0..self.count).map(|index| self.entries + index * 12).find(|at| self.short(*at) == Some(tag))
    }

    /// The bytes of a value.
    fn value(&self, tag: u16) -> Option<&'a [u8]> {
        let at = self.entry(tag)?;
        let size = match self.short(at + 2)? {
            1 | 2 | 6 | 7 => 1,
            3 | 8 => 2,
            4 | 9 | 11 => 4,
            5 | 10 | 12 => 8,
            _ => return None,
        };
        let length = size * self.long(at + 4)? as usize;
        let from = if length <= 4 { at + 8 } else { self.long(at + 8)? as usize };
        part(self.bytes, from, length)
    }
}

/// What EXIF says of the rights.
pub(super) fn rights(bytes: &[u8]) -> Found {
    let mut found = Found::default();
    let Some(tiff) = Tiff::open(bytes) else { return found };
    if let Some(artist) = tiff.value(ARTIST) {
        // Several are separated by semicolons (MWG guidelines 2.0, 5.6).
        found.rights.creator = creators(text(artist).split(';'));
    }
    if let Some(author) = tiff.value(XP_AUTHOR) {
        let units: Vec<u16> = author.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])).collect();
        first(&mut found.rights.creator, creators(String::from_utf16_lossy(&units).split(';')));
    }
    if let Some(copyright) = tiff.value(COPYRIGHT) {
        // The photographer's and the editor's, separated by NUL (Exif 3.0, 4.6.5.4).
        found.rights.copyright = creators(text(copyright).split('\0'));
    }
    if let Some(description) = tiff.value(IMAGE_DESCRIPTION) {
        found.note(Field::Description, &text(description));
    }
    found
}

/// Whether there is a directory of the place.
pub(super) fn has_location(bytes: &[u8]) -> bool {
    Tiff::open(bytes).is_some_and(|tiff| tiff.entry(GPS).is_some())
}

/// The orientation, if it is one of the eight.
pub(in crate::media) fn orientation(bytes: &[u8]) -> Option<u8> {
    let tiff = Tiff::open(bytes)?;
    let orientation = tiff.short(tiff.entry(ORIENTATION)? + 8)?;
    (1..=8).contains(&orientation).then_some(orientation as u8)
}

/// The other blocks that a TIFF file carries in tags of its own.
pub(super) fn gather<'a>(bytes: &'a [u8], blocks: &mut Blocks<'a>) {
    let Some(tiff) = Tiff::open(bytes) else { return };
    if let Some(packet) = tiff.value(XMP) {
        blocks.xmp.push(Cow::Borrowed(packet));
    }
    if let Some(resources) = tiff.value(PHOTOSHOP) {
        blocks.photoshop.extend_from_slice(&resources[..resources.len().min(BLOCK_LIMIT)]);
    }
    if let Some(records) = tiff.value(IIM) {
        blocks.iim.push(records);
    }
}
