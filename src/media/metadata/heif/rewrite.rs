//! Makes an AVIF file anew: `ftyp`, `meta`, one `mdat` with the bytes of the items that are kept, in the order in which
//! they stood, and XMP behind them, so that a browser has the pixels first.

use super::XMP;
use super::boxes::{Box4, push, top, within};
use super::items::{Item, Meta, Place, id};
use crate::media::metadata::bytes::{be16, part};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// Keeps the picture with its tiles, its transparency and all properties (size, colour profile, rotation); drops EXIF,
/// XMP, and thumbnails. `None` for sequences, which have a `moov`, and for what is no AVIF.
pub(in crate::media::metadata) fn rewrite(bytes: &[u8], packet: Option<&[u8]>) -> Option<Vec<u8>> {
    let found: Vec<Box4<'_>> = top(bytes).collect();
    let ftyp = found.first().filter(|first| &first.kind == b"ftyp")?;
    let is_avif = ftyp.content.chunks_exact(4).any(|brand| brand == b"avif");
    if !is_avif || found.iter().any(|found| &found.kind == b"moov") {
        return None;
    }
    let meta = found.iter().find(|found| &found.kind == b"meta")?;
    let plan = Plan::new(Meta::read(meta.content)?, bytes, packet)?;
    let mut out = Vec::with_capacity(bytes.len() + packet.map_or(0, <[u8]>::len) + 256);
    out.extend(ftyp.whole);
    let mut places_at = 0;
    push(&mut out, *b"meta", |out| {
        out.extend(&meta.content[..4]);
        plan.write_meta(out, &mut places_at)
    })?;
    let start = out.len() + 8;
    push(&mut out, *b"mdat", |out| {
        for piece in &plan.pieces {
            out.extend(piece.as_ref());
        }
        Some(())
    })?;
    // The table of places comes before the bytes that it is about; now it is known where they are.
    let table = plan.table(u32::try_from(start).ok()?)?;
    out.get_mut(places_at..places_at + table.len())?.copy_from_slice(&table);
    Some(out)
}

/// What the new file consists of.
struct Plan<'a> {
    meta: Meta<'a>,
    kept: BTreeSet<u32>,
    /// The bytes of the items, each once, though several items may share them.
    pieces: Vec<Cow<'a, [u8]>>,
    /// Offset among the pieces and length, for each item that has bytes.
    places: BTreeMap<u32, (usize, usize)>,
    /// The number of the XMP item, if there is one.
    xmp: Option<u32>,
}

impl<'a> Plan<'a> {
    fn new(meta: Meta<'a>, bytes: &'a [u8], packet: Option<&'a [u8]>) -> Option<Self> {
        let thumbnails = thumbnails(&meta)?;
        let dropped =
            |item: &Item<'_>| matches!(&item.kind, b"Exif" | b"mime" | b"uri ") || thumbnails.contains(&item.id);
        let mut kept: Vec<&Item<'a>> = meta.items.iter().filter(|item| !dropped(item)).collect();
        kept.sort_by_key(|item| meta.places.get(&item.id));
        let mut pieces: Vec<Cow<'a, [u8]>> = Vec::new();
        let mut places = BTreeMap::new();
        let mut shared: BTreeMap<&Place, (usize, usize)> = BTreeMap::new();
        let mut length = 0_usize;
        for item in &kept {
            let Some(place) = meta.places.get(&item.id).filter(|place| !place.extents.is_empty()) else { continue };
            if !shared.contains_key(place) {
                let piece = meta.bytes_of(item, bytes, bytes.len())?;
                shared.insert(place, (length, piece.len()));
                length += piece.len();
                pieces.push(piece);
            }
            // Pieces that overlap could make a small file a large one.
            if length > bytes.len() {
                return None;
            }
            places.insert(item.id, shared[place]);
        }
        let kept: BTreeSet<u32> = kept.iter().map(|item| item.id).collect();
        if !places.contains_key(&meta.primary) || kept.last().is_some_and(|last| *last >= 0xFFFF) {
            return None;
        }
        let xmp = packet.and_then(|_| Some(kept.last()? + 1));
        if let (Some(xmp), Some(packet)) = (xmp, packet) {
            places.insert(xmp, (length, packet.len()));
            pieces.push(Cow::Borrowed(packet));
        }
        Some(Self { meta, kept, pieces, places, xmp })
    }

    /// Writes the children of `meta`, and notes where the entries of the table of places will be.
    fn write_meta(&self, out: &mut Vec<u8>, places_at: &mut usize) -> Option<()> {
        let has_references = self.meta.children.iter().any(|child| &child.kind == b"iref");
        for child in &self.meta.children {
            match &child.kind {
                b"iloc" => push(out, *b"iloc", |out| {
                    // Version 0, offsets and lengths of four bytes, no base.
                    out.extend([0, 0, 0, 0, 0x44, 0]);
                    out.extend(u16::try_from(self.places.len()).ok()?.to_be_bytes());
                    *places_at = out.len();
                    out.extend(self.table(0)?);
                    Some(())
                })?,
                b"iinf" => {
                    self.write_items(out)?;
                    if !has_references && let Some(xmp) = self.xmp {
                        push(out, *b"iref", |out| {
                            out.extend([0; 4]);
                            self.write_description(out, xmp, false)
                        })?;
                    }
                }
                b"iref" => self.write_references(out, child)?,
                b"iprp" => self.write_properties(out, child)?,
                b"hdlr" | b"pitm" | b"grpl" | b"dinf" | b"ipro" => out.extend(child.whole),
                // `idat`, whose bytes are in `mdat` now; tags of QuickTime, and what else there may be.
                _ => {}
            }
        }
        Some(())
    }

    /// The entries of the table of places, for bytes that begin at `start`.
    fn table(&self, start: u32) -> Option<Vec<u8>> {
        let mut out = Vec::new();
        for (id, (offset, length)) in &self.places {
            out.extend(u16::try_from(*id).ok()?.to_be_bytes());
            // In this file; one extent.
            out.extend([0, 0, 0, 1]);
            out.extend(start.checked_add(u32::try_from(*offset).ok()?)?.to_be_bytes());
            out.extend(u32::try_from(*length).ok()?.to_be_bytes());
        }
        Some(out)
    }

    fn write_items(&self, out: &mut Vec<u8>) -> Option<()> {
        push(out, *b"iinf", |out| {
            out.extend([0; 4]);
            let count = self.kept.len() + usize::from(self.xmp.is_some());
            out.extend(u16::try_from(count).ok()?.to_be_bytes());
            for item in self.meta.items.iter().filter(|item| self.kept.contains(&item.id)) {
                out.extend(item.entry);
            }
            let Some(xmp) = self.xmp else { return Some(()) };
            push(out, *b"infe", |out| {
                // Version 2; number, no protection, kind, name, media type.
                out.extend([2, 0, 0, 0]);
                out.extend(u16::try_from(xmp).ok()?.to_be_bytes());
                out.extend([0, 0]);
                out.extend(b"mimeXMP\0");
                out.extend(XMP);
                out.push(0);
                Some(())
            })
        })
    }

    /// References between items that are kept, and the one that says what the XMP is about.
    fn write_references(&self, out: &mut Vec<u8>, child: &Box4<'_>) -> Option<()> {
        let wide = child.version()? > 0;
        push(out, *b"iref", |out| {
            out.extend(child.content.get(..4)?);
            for reference in references(child, wide)? {
                let to: Vec<u32> = reference.to.into_iter().filter(|to| self.kept.contains(to)).collect();
                if self.kept.contains(&reference.from) && !to.is_empty() {
                    write_reference(out, reference.kind, reference.from, &to, wide)?;
                }
            }
            self.xmp.map_or(Some(()), |xmp| self.write_description(out, xmp, wide))
        })
    }

    fn write_description(&self, out: &mut Vec<u8>, xmp: u32, wide: bool) -> Option<()> {
        write_reference(out, *b"cdsc", xmp, &[self.meta.primary], wide)
    }

    /// Properties as they are, and their associations with items that are kept (ISO/IEC 23008-12, 9.3).
    fn write_properties(&self, out: &mut Vec<u8>, child: &Box4<'_>) -> Option<()> {
        push(out, *b"iprp", |out| {
            for part in within(child.content) {
                if &part.kind == b"ipma" {
                    push(out, *b"ipma", |out| self.write_associations(out, part.content))?;
                } else {
                    out.extend(part.whole);
                }
            }
            Some(())
        })
    }

    fn write_associations(&self, out: &mut Vec<u8>, content: &[u8]) -> Option<()> {
        let [version, _, _, flags] = *part(content, 0, 4)? else { return None };
        let (wide, size) = (version > 0, if flags & 1 == 1 { 2 } else { 1 });
        let mut at = 8;
        let mut entries: Vec<u8> = Vec::new();
        let mut count = 0_u32;
        while at < content.len() {
            let item = id(content, at, wide)?;
            let header = if wide { 5 } else { 3 };
            let length = header + size * usize::from(*content.get(at + header - 1)?);
            let entry = part(content, at, length)?;
            at += length;
            if self.kept.contains(&item) {
                entries.extend(entry);
                count += 1;
            }
        }
        out.extend(&content[..4]);
        out.extend(count.to_be_bytes());
        out.extend(entries);
        Some(())
    }
}

/// One item's references of one kind to others (ISO/IEC 14496-12, 8.11.12).
struct Reference {
    kind: [u8; 4],
    from: u32,
    to: Vec<u32>,
}

fn references(child: &Box4<'_>, wide: bool) -> Option<Vec<Reference>> {
    let size = if wide { 4 } else { 2 };
    let mut rest = within(child.content.get(4..)?);
    let mut references = Vec::new();
    for found in rest.by_ref() {
        let count = usize::from(be16(found.content, size)?);
        let to: Option<Vec<u32>> = (0..count).map(|index| id(found.content, size + 2 + index * size, wide)).collect();
        references.push(Reference { kind: found.kind, from: id(found.content, 0, wide)?, to: to? });
    }
    rest.at_end().then_some(references)
}

fn write_reference(out: &mut Vec<u8>, kind: [u8; 4], from: u32, to: &[u32], wide: bool) -> Option<()> {
    let number = |out: &mut Vec<u8>, id: u32| {
        if wide {
            out.extend(id.to_be_bytes());
        } else {
            out.extend(u16::try_from(id).ok()?.to_be_bytes());
        }
        Some(())
    };
    push(out, kind, |out| {
        number(out, from)?;
        out.extend(u16::try_from(to.len()).ok()?.to_be_bytes());
        to.iter().try_for_each(|to| number(out, *to))
    })
}

/// The items that are small copies of others. They would show what was cropped away.
fn thumbnails(meta: &Meta<'_>) -> Option<BTreeSet<u32>> {
    let Some(child) = meta.children.iter().find(|child| &child.kind == b"iref") else { return Some(BTreeSet::new()) };
    let references = references(child, child.version()? > 0)?;
    Some(references.iter().filter(|found| &found.kind == b"thmb").map(|found| found.from).collect())
}
