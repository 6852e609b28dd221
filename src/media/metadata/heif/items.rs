//! The items of a file, and where their bytes are (ISO/IEC 14496-12, 8.11).

use super::boxes::{Box4, within};
use super::number;
use crate::media::metadata::bytes::{be16, be32, part, split_nul};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// The most extents in a file. A table of a few bytes could announce millions.
const EXTENTS: usize = 4096;

/// One item.
pub(super) struct Item<'a> {
    pub(super) id: u32,
    /// Its four letters: `av01`, `Exif`, `mime`, …
    pub(super) kind: [u8; 4],
    /// The media type of a `mime` item; else empty.
    pub(super) content_type: &'a [u8],
    /// Its entry in the list, as it is.
    pub(super) entry: &'a [u8],
}

/// Where the bytes of an item are.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    /// Whether they are in the box `idat` and not somewhere in the file.
    pub(super) inside: bool,
    /// Offset and length of each piece; a length of 0 is everything that follows.
    pub(super) extents: Vec<(usize, usize)>,
}

/// The box `meta`.
pub(super) struct Meta<'a> {
    /// Its children.
    pub(super) children: Vec<Box4<'a>>,
    pub(super) items: Vec<Item<'a>>,
    pub(super) places: BTreeMap<u32, Place>,
    /// The item that is the picture.
    pub(super) primary: u32,
    idat: &'a [u8],
}

impl<'a> Meta<'a> {
    /// Reads a `meta` box; `None` when something in it is damaged or not understood.
    pub(super) fn read(content: &'a [u8]) -> Option<Self> {
        let mut rest = within(content.get(4..)?);
        let children: Vec<Box4<'a>> = rest.by_ref().collect();
        if !rest.at_end() {
            return None;
        }
        let child = |kind: &[u8; 4]| children.iter().find(|child| &child.kind == kind);
        let pitm = child(b"pitm")?;
        let primary = id(pitm.content, 4, pitm.version()? > 0)?;
        let items = items(child(b"iinf")?)?;
        let places = places(child(b"iloc")?.content)?;
        let idat = child(b"idat").map_or(&[][..], |child| child.content);
        Some(Self { children, items, places, primary, idat })
    }

    /// The bytes of an item; `None` if there are more than `limit`, or if the tables point past the file.
    pub(super) fn bytes_of(&self, item: &Item<'_>, file: &'a [u8], limit: usize) -> Option<Cow<'a, [u8]>> {
        let place = self.places.get(&item.id)?;
        let source = if place.inside { self.idat } else { file };
        let extent = |(from, length): (usize, usize)| match length {
            0 => source.get(from..),
            length => part(source, from, length),
        };
        if let [one] = place.extents[..] {
            return extent(one).filter(|piece| piece.len() <= limit).map(Cow::Borrowed);
        }
        let mut out = Vec::new();
        for one in &place.extents {
            let piece = extent(*one)?;
            if out.len() + piece.len() > limit {
                return None;
            }
            out.extend(piece);
        }
        Some(Cow::Owned(out))
    }
}

/// An item's number in two bytes, or in four.
pub(super) fn id(bytes: &[u8], at: usize, wide: bool) -> Option<u32> {
    if wide { be32(bytes, at) } else { be16(bytes, at).map(u32::from) }
}

/// The list of items, 8.11.6. Numbers that stand for two items would make every other table ambiguous.
fn items<'a>(list: &Box4<'a>) -> Option<Vec<Item<'a>>> {
    let is_short = list.version()? == 0;
    let count = id(list.content, 4, !is_short)?;
    let mut entries = within(list.content.get(if is_short { 6 } else { 8 }..)?);
    let mut items = Vec::new();
    for entry in entries.by_ref() {
        let version = entry.version()?;
        if &entry.kind != b"infe" || !(2..=3).contains(&version) {
            return None;
        }
        let wide = version == 3;
        let kind_at = if wide { 10 } else { 8 };
        let kind: [u8; 4] = part(entry.content, kind_at, 4)?.try_into().ok()?;
        let content_type = if &kind == b"mime" {
            let (_, rest) = split_nul(entry.content.get(kind_at + 4..)?)?;
            split_nul(rest).map_or(rest, |(content_type, _)| content_type)
        } else {
            &[]
        };
        items.push(Item { id: id(entry.content, 4, wide)?, kind, content_type, entry: entry.whole });
    }
    let ids: BTreeSet<u32> = items.iter().map(|item| item.id).collect();
    let is_whole = entries.at_end() && items.len() == count as usize && ids.len() == items.len();
    is_whole.then_some(items)
}

/// The table of places, 8.11.3. Items in other files, or made of other items' bytes, are not understood.
fn places(table: &[u8]) -> Option<BTreeMap<u32, Place>> {
    let version = *table.first()?;
    let sizes = [table.get(4)? >> 4, table.get(4)? & 15, table.get(5)? >> 4, table.get(5)? & 15];
    let [offset_size, length_size, base_size, index_size] = sizes.map(usize::from);
    if version > 2 || sizes.iter().any(|size| !matches!(size, 0 | 4 | 8)) {
        return None;
    }
    let index_size = if version == 0 { 0 } else { index_size };
    let wide = version == 2;
    let count = id(table, 6, wide)?;
    let mut at = if wide { 10 } else { 8 };
    let mut places = BTreeMap::new();
    let mut total = 0;
    for _ in 0..count {
        let item = id(table, at, wide)?;
        at += if wide { 4 } else { 2 };
        let mut place = Place::default();
        if version > 0 {
            match be16(table, at)? & 15 {
                0 => {}
                1 => place.inside = true,
                _ => return None,
            }
            at += 2;
        }
        let reference = be16(table, at)?;
        let base = number(table, at + 2, base_size)?;
        at += 2 + base_size;
        let extents = usize::from(be16(table, at)?);
        at += 2;
        total += extents;
        if reference != 0 || total > EXTENTS {
            return None;
        }
        for _ in 0..extents {
            at += index_size;
            let offset = base.checked_add(number(table, at, offset_size)?)?;
            let length = number(table, at + offset_size, length_size)?;
            at += offset_size + length_size;
            place.extents.push((usize::try_from(offset).ok()?, usize::try_from(length).ok()?));
        }
        places.insert(item, place);
    }
    Some(places)
}
