//! Rows of numbers, one after the other in memory as in their file, and the texts that they point into.
//!
//! Reading an archive's graph is reading its file: a row is looked at where it stands. All numbers are little-endian;
//! ranges are a start and a length.

use super::touch::subject_of;
use super::{Dependency, Edge, MediaRow, Notes, Shape};
use crate::base::Fingerprint;
use crate::fs::FsError;
use crate::render::ArticlePrints;
use crate::store::{Sealed, Unusable, read_sealed, write_sealed};
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use std::ops::Deref;
use std::path::Path;

/// Kinds of rows that others refer to by their places.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Kind {
    Article,
    Name,
    Fragment,
    Page,
}

impl Kind {
    pub(super) const ALL: [Self; 4] = [Self::Article, Self::Name, Self::Fragment, Self::Page];
    /// Bytes of a row.
    const WIDTHS: [usize; 4] = [81, 30, 57, 56];
}

/// Bytes of a box.
const BOX: usize = 36;
/// Rows of each kind, boxes, numbers, texts, and what is left.
const SECTIONS: usize = 8;
const BOXES: usize = 4;
const NUMBERS: usize = 5;
const TEXTS: usize = 6;

/// An article.
#[derive(Clone, Copy, Debug)]
pub(super) struct ArticleRow<'g> {
    /// Its file.
    pub(super) source: &'g str,
    /// What was there of it; nothing of one that is gone.
    pub(super) prints: Option<ArticlePrints>,
    /// The lists that held it, as [`subject_of`] names them.
    pub(super) lists: Numbers<'g>,
}

/// Something that is not part of one article.
#[derive(Clone, Copy, Debug)]
pub(super) struct NameRow<'g> {
    /// What it is, encoded.
    pub(super) encoded: &'g [u8],
    /// Whether it follows from what is there beside the texts of articles.
    pub(super) of_shape: bool,
    /// Whether it is the time.
    pub(super) is_clock: bool,
    /// What it is about; see [`subject_of`].
    pub(super) subject: u32,
    pub(super) print: Fingerprint,
}

impl NameRow<'_> {
    pub(super) fn dependency(&self) -> Option<Dependency> {
        postcard::from_bytes(self.encoded).ok()
    }
}

/// Something that many pages show.
#[derive(Clone, Copy, Debug)]
pub(super) struct FragmentRow<'g> {
    pub(super) key: Fingerprint,
    pub(super) print: Fingerprint,
    pub(super) component: &'g str,
    /// Its arguments, encoded; nothing for a box, which is asked for anew.
    pub(super) arguments: &'g [u8],
    pub(super) edges: Numbers<'g>,
    /// How deep fragments are nested in it.
    pub(super) depth: u8,
}

/// A page.
#[derive(Clone, Copy, Debug)]
pub(super) struct PageRow<'g> {
    /// Empty for a page that is gone.
    pub(super) path: &'g str,
    /// Its bytes.
    pub(super) output: Fingerprint,
    pub(super) edges: Numbers<'g>,
    /// What is to be said again of it, encoded; nothing if there is nothing.
    pub(super) encoded_notes: &'g [u8],
    /// The articles that it shows beside its boxes, in the order in which it asked for them.
    pub(super) own: Numbers<'g>,
    /// What is in them is no part of the page: it is chosen anew in every build, and put in its place.
    pub(super) boxes: Boxes<'g>,
}

impl PageRow<'_> {
    pub(super) fn notes(&self) -> Option<Notes> {
        (!self.encoded_notes.is_empty()).then(|| postcard::from_bytes(self.encoded_notes).ok())?
    }
}

/// A box of a page.
#[derive(Clone, Copy, Debug)]
pub(super) struct BoxRow<'g> {
    /// By place in the specs.
    pub(super) spec: u32,
    /// Where it begins and how long it is, in bytes.
    pub(super) at: u32,
    pub(super) len: u32,
    /// By place in the fragments; [`NOTHING`] for none.
    pub(super) fragment: u32,
    /// How many of the page's own articles had been asked for by then.
    pub(super) own: u32,
    /// Names what is around the fragment.
    pub(super) shell: u64,
    /// The articles in the fragment.
    pub(super) chosen: Numbers<'g>,
}

/// No fragment.
pub(super) const NOTHING: u32 = u32::MAX;

/// Numbers, where they stand.
#[derive(Clone, Copy, Debug)]
pub(super) struct Numbers<'g>(&'g [u8]);

impl<'g> Numbers<'g> {
    pub(super) fn iter(self) -> impl ExactSizeIterator<Item = u32> + use<'g> {
        self.0.chunks_exact(4).map(|bytes| u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]))
    }
}

/// The boxes of a page, where they stand.
#[derive(Clone, Copy, Debug)]
pub(super) struct Boxes<'g> {
    rows: &'g [u8],
    tables: &'g Tables,
}

impl<'g> Boxes<'g> {
    pub(super) fn is_empty(self) -> bool {
        self.rows.is_empty()
    }

    pub(super) fn iter(self) -> impl ExactSizeIterator<Item = BoxRow<'g>> {
        self.rows.chunks_exact(BOX).map(move |row| {
            let mut row = Cursor(row);
            BoxRow {
                spec: row.number(),
                at: row.number(),
                len: row.number(),
                fragment: row.number(),
                own: row.number(),
                shell: u64::from(row.number()) | u64::from(row.number()) << 32,
                chosen: self.tables.numbers(row.range()),
            }
        })
    }
}

/// Reads a row from its beginning; zeros after its end.
struct Cursor<'a>(&'a [u8]);

impl Cursor<'_> {
    fn take<const N: usize>(&mut self) -> [u8; N] {
        let Some((taken, rest)) = self.0.split_first_chunk() else { return [0; N] };
        self.0 = rest;
        *taken
    }

    fn number(&mut self) -> u32 {
        u32::from_le_bytes(self.take())
    }

    fn range(&mut self) -> Range {
        Range { start: self.number(), len: self.number() }
    }

    fn print(&mut self) -> Fingerprint {
        Fingerprint::from_bytes(self.take())
    }
}

/// Where texts or other rows are.
#[derive(Clone, Copy, Default)]
struct Range {
    start: u32,
    len: u32,
}

impl Range {
    /// That part of some rows, `width` bytes each; nothing where there are none.
    fn of(self, bytes: &[u8], width: usize) -> &[u8] {
        let start = self.start as usize * width;
        bytes.get(start..start + self.len as usize * width).unwrap_or_default()
    }
}

/// What is not in rows.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Rest {
    /// Names everything of the site but texts.
    pub(super) shape: Shape,
    /// Names the file that this is to be read with, if there is one.
    pub(super) whole: Option<Fingerprint>,
    /// The places of rows; empty when each stands in its own.
    pub(super) places: [Vec<u32>; 4],
    /// By place.
    pub(super) media: Vec<(u32, MediaRow)>,
    /// What boxes ask for, encoded.
    pub(super) specs: Vec<Box<[u8]>>,
}

/// Rows that are there.
#[derive(Debug)]
pub(super) struct Tables {
    bytes: Bytes,
    sections: [std::ops::Range<usize>; SECTIONS],
    pub(super) rest: Rest,
}

#[derive(Debug)]
enum Bytes {
    Read(Sealed),
    Made(Vec<u8>),
}

impl Deref for Bytes {
    type Target = [u8];
    fn deref(&self) -> &[u8] {
        match self {
            Self::Read(sealed) => sealed,
            Self::Made(bytes) => bytes,
        }
    }
}

impl Tables {
    /// Reads what [`Builder::write`] wrote, and says what names it.
    ///
    /// # Errors
    /// It is of no use.
    pub(super) fn read(path: &Path, kind: &str) -> Result<(Self, Fingerprint), Unusable> {
        let sealed = read_sealed(path, kind)?;
        let print = sealed.print();
        Self::of(Bytes::Read(sealed)).map(|tables| (tables, print)).ok_or(Unusable::Damaged)
    }

    fn of(bytes: Bytes) -> Option<Self> {
        let mut sections = std::array::from_fn(|_| 0..0);
        let mut from = SECTIONS * 8;
        for (section, length) in sections.iter_mut().zip(bytes.get(..from)?.chunks_exact(8)) {
            let length = usize::try_from(u64::from_le_bytes(length.try_into().ok()?)).ok()?;
            let end = from.checked_add(length)?;
            *section = from..end;
            from = end;
        }
        let rest = postcard::from_bytes(bytes.get(sections[SECTIONS - 1].clone())?).ok()?;
        Some(Self { bytes, sections, rest })
    }

    fn section(&self, at: usize) -> &[u8] {
        &self.bytes[self.sections[at].clone()]
    }

    /// How many rows there are of a kind.
    pub(super) fn count(&self, kind: Kind) -> u32 {
        (self.section(kind as usize).len() / Kind::WIDTHS[kind as usize]) as u32
    }

    /// How many numbers there are.
    pub(super) fn size(&self) -> usize {
        self.section(NUMBERS).len() / 4
    }

    fn row(&self, kind: Kind, at: u32) -> Cursor<'_> {
        Cursor(Range { start: at, len: 1 }.of(self.section(kind as usize), Kind::WIDTHS[kind as usize]))
    }

    fn numbers(&self, range: Range) -> Numbers<'_> {
        Numbers(range.of(self.section(NUMBERS), 4))
    }

    fn bytes(&self, range: Range) -> &[u8] {
        range.of(self.section(TEXTS), 1)
    }

    fn text(&self, range: Range) -> &str {
        std::str::from_utf8(self.bytes(range)).unwrap_or_default()
    }

    pub(super) fn article(&self, at: u32) -> ArticleRow<'_> {
        let mut row = self.row(Kind::Article, at);
        let source = self.text(row.range());
        let [there] = row.take();
        let prints = ArticlePrints { card: row.print(), body: row.print(), phase: row.print(), place: row.print() };
        let lists = self.numbers(row.range());
        ArticleRow { source, prints: (there == 1).then_some(prints), lists }
    }

    pub(super) fn name(&self, at: u32) -> NameRow<'_> {
        let mut row = self.row(Kind::Name, at);
        let encoded = self.bytes(row.range());
        let [of_shape, is_clock] = row.take();
        let (of_shape, is_clock) = (of_shape == 1, is_clock == 1);
        NameRow { encoded, of_shape, is_clock, subject: row.number(), print: row.print() }
    }

    pub(super) fn fragment(&self, at: u32) -> FragmentRow<'_> {
        let mut row = self.row(Kind::Fragment, at);
        FragmentRow {
            key: row.print(),
            print: row.print(),
            component: self.text(row.range()),
            arguments: self.bytes(row.range()),
            edges: self.numbers(row.range()),
            depth: row.take::<1>()[0],
        }
    }

    pub(super) fn page(&self, at: u32) -> PageRow<'_> {
        let mut row = self.row(Kind::Page, at);
        PageRow {
            output: row.print(),
            path: self.text(row.range()),
            edges: self.numbers(row.range()),
            encoded_notes: self.bytes(row.range()),
            own: self.numbers(row.range()),
            boxes: Boxes { rows: row.range().of(self.section(BOXES), BOX), tables: self },
        }
    }
}

/// An article to be written down.
pub(super) struct NewArticle<'a> {
    pub(super) source: &'a str,
    pub(super) prints: Option<ArticlePrints>,
    pub(super) lists: &'a [u32],
}

/// A box to be written down.
#[derive(Clone, Debug)]
pub(super) struct NewBox {
    pub(super) spec: u32,
    pub(super) at: u32,
    pub(super) len: u32,
    pub(super) fragment: u32,
    pub(super) own: u32,
    pub(super) shell: u64,
    pub(super) chosen: Vec<u32>,
}

/// A page to be written down.
pub(super) struct NewPage<'a> {
    pub(super) path: &'a str,
    pub(super) output: Fingerprint,
    pub(super) encoded_notes: &'a [u8],
    pub(super) edges: &'a [Edge],
    pub(super) own: &'a [u32],
    pub(super) boxes: &'a [NewBox],
}

/// A fragment to be written down.
pub(super) struct NewFragment<'a> {
    pub(super) key: Fingerprint,
    pub(super) print: Fingerprint,
    pub(super) component: &'a str,
    pub(super) arguments: &'a [u8],
    pub(super) edges: &'a [Edge],
    pub(super) depth: u8,
}

/// Rows that are being made.
#[derive(Debug)]
pub(in crate::engine) struct Builder {
    rows: [Vec<u8>; 4],
    boxes: Vec<u8>,
    numbers: Vec<u8>,
    texts: Vec<u8>,
    /// Texts that come again and again.
    known: FxHashMap<Box<str>, Range>,
    reads_clock: bool,
    pub(super) rest: Rest,
}

impl std::fmt::Debug for Range {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}+{}", self.start, self.len)
    }
}

impl Builder {
    /// Nothing, of a site of this shape.
    pub(super) fn new(shape: Shape) -> Self {
        let rest = Rest { shape, whole: None, places: Default::default(), media: Vec::new(), specs: Vec::new() };
        Self {
            rows: Default::default(),
            boxes: Vec::new(),
            numbers: Vec::new(),
            texts: Vec::new(),
            known: FxHashMap::default(),
            reads_clock: false,
            rest,
        }
    }

    /// Rows that shall be read with the file that `whole` names: those that are already, and more.
    pub(super) fn beside(whole: Fingerprint, shape: Shape, already: Option<&Tables>) -> Self {
        let mut builder = Self::new(shape);
        builder.rest.whole = Some(whole);
        if let Some(tables) = already {
            builder.rows = Kind::ALL.map(|kind| tables.section(kind as usize).to_vec());
            builder.boxes = tables.section(BOXES).to_vec();
            builder.numbers = tables.section(NUMBERS).to_vec();
            builder.texts = tables.section(TEXTS).to_vec();
            let Rest { places, media, specs, .. } = &tables.rest;
            builder.rest =
                Rest { shape, whole: Some(whole), places: places.clone(), media: media.clone(), specs: specs.clone() };
        }
        builder
    }

    /// How many rows there are of a kind.
    pub(super) fn count(&self, kind: Kind) -> usize {
        self.rows[kind as usize].len() / Kind::WIDTHS[kind as usize]
    }

    /// How many numbers there are.
    pub(super) fn size(&self) -> usize {
        self.numbers.len() / 4
    }

    /// Whether some page shows the time.
    pub(in crate::engine) fn reads_clock(&self) -> bool {
        self.reads_clock
    }

    /// Says where the last row of a kind belongs, if that is not behind the ones before.
    fn place(&mut self, kind: Kind, at: u32) {
        if self.rest.whole.is_some() {
            self.rest.places[kind as usize].push(at);
        }
    }

    pub(super) fn article(&mut self, at: u32, row: &NewArticle<'_>) {
        let source = self.text(row.source.as_bytes());
        let lists = self.list(row.lists);
        let out = &mut self.rows[Kind::Article as usize];
        put_range(out, source);
        out.push(u8::from(row.prints.is_some()));
        match row.prints {
            Some(ArticlePrints { card, body, phase, place }) => {
                for print in [card, body, phase, place] {
                    out.extend_from_slice(print.bytes());
                }
            }
            None => out.extend_from_slice(&[0; 64]),
        }
        put_range(out, lists);
        self.place(Kind::Article, at);
    }

    pub(super) fn name(&mut self, at: u32, row: NameRow<'_>) {
        let encoded = self.text(row.encoded);
        let out = &mut self.rows[Kind::Name as usize];
        put_range(out, encoded);
        out.extend_from_slice(&[u8::from(row.of_shape), u8::from(row.is_clock)]);
        out.extend_from_slice(&row.subject.to_le_bytes());
        out.extend_from_slice(row.print.bytes());
        self.reads_clock |= row.is_clock;
        self.place(Kind::Name, at);
    }

    pub(super) fn fragment(&mut self, at: u32, row: &NewFragment<'_>) {
        let component = self.known.get(row.component).copied().unwrap_or_else(|| {
            let range = self.text(row.component.as_bytes());
            self.known.insert(row.component.into(), range);
            range
        });
        let arguments = self.text(row.arguments);
        let edges = self.list(row.edges);
        let out = &mut self.rows[Kind::Fragment as usize];
        out.extend_from_slice(row.key.bytes());
        out.extend_from_slice(row.print.bytes());
        put_range(out, component);
        put_range(out, arguments);
        put_range(out, edges);
        out.push(row.depth);
        self.place(Kind::Fragment, at);
    }

    pub(super) fn page(&mut self, at: u32, row: &NewPage<'_>) {
        let path = self.text(row.path.as_bytes());
        let edges = self.list(row.edges);
        let notes = self.text(row.encoded_notes);
        let own = self.list(row.own);
        let boxes = Range { start: (self.boxes.len() / BOX) as u32, len: row.boxes.len() as u32 };
        for one in row.boxes {
            let chosen = self.list(&one.chosen);
            for number in [one.spec, one.at, one.len, one.fragment, one.own] {
                self.boxes.extend_from_slice(&number.to_le_bytes());
            }
            self.boxes.extend_from_slice(&one.shell.to_le_bytes());
            put_range(&mut self.boxes, chosen);
        }
        let out = &mut self.rows[Kind::Page as usize];
        out.extend_from_slice(row.output.bytes());
        for range in [path, edges, notes, own, boxes] {
            put_range(out, range);
        }
        self.place(Kind::Page, at);
    }

    /// A page that is gone.
    pub(super) fn no_page(&mut self, at: u32) {
        let output = Fingerprint::of(b"");
        self.page(at, &NewPage { path: "", output, encoded_notes: &[], edges: &[], own: &[], boxes: &[] });
    }

    fn text(&mut self, bytes: &[u8]) -> Range {
        let range = Range { start: self.texts.len() as u32, len: bytes.len() as u32 };
        self.texts.extend_from_slice(bytes);
        range
    }

    fn list(&mut self, numbers: &[u32]) -> Range {
        let range = Range { start: (self.numbers.len() / 4) as u32, len: numbers.len() as u32 };
        self.numbers.extend(numbers.iter().flat_map(|number| number.to_le_bytes()));
        range
    }

    /// The parts of a file, one after the other.
    fn parts(&self) -> (Vec<u8>, [&[u8]; SECTIONS - 1], Vec<u8>) {
        let [articles, names, fragments, pages] = &self.rows;
        let parts: [&[u8]; SECTIONS - 1] = [articles, names, fragments, pages, &self.boxes, &self.numbers, &self.texts];
        let rest = postcard::to_stdvec(&self.rest).unwrap_or_default();
        let lengths = parts.iter().map(|part| part.len()).chain([rest.len()]);
        (lengths.flat_map(|length| (length as u64).to_le_bytes()).collect(), parts, rest)
    }

    /// The rows, ready to be looked at.
    pub(super) fn finish(self) -> Option<Tables> {
        let (lengths, parts, rest) = self.parts();
        let bytes = [&lengths[..]].into_iter().chain(parts).chain([&rest[..]]).collect::<Vec<_>>().concat();
        Tables::of(Bytes::Made(bytes))
    }

    /// Writes them to a file.
    ///
    /// # Errors
    /// It can't be written.
    pub(super) fn write(&self, path: &Path, kind: &str) -> Result<(), FsError> {
        if u32::try_from(self.texts.len().max(self.numbers.len() / 4)).is_err() {
            // Too much for ranges: the next build renders everything.
            return match std::fs::remove_file(path) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(FsError::new("remove", path, error)),
                _ => Ok(()),
            };
        }
        let (lengths, parts, rest) = self.parts();
        let all: Vec<&[u8]> = [&lengths[..]].into_iter().chain(parts).chain([&rest[..]]).collect();
        write_sealed(path, kind, &all)
    }
}

fn put_range(out: &mut Vec<u8>, range: Range) {
    out.extend_from_slice(&range.start.to_le_bytes());
    out.extend_from_slice(&range.len.to_le_bytes());
}

/// A name as rows hold it.
pub(super) fn encode_name(dependency: &Dependency) -> Vec<u8> {
    postcard::to_stdvec(dependency).unwrap_or_default()
}

/// The row of a name.
pub(super) fn name_row<'a>(encoded: &'a [u8], dependency: &Dependency, print: Fingerprint) -> NameRow<'a> {
    let (of_shape, is_clock) = (dependency.follows_from_shape(), *dependency == Dependency::Clock);
    NameRow { encoded, of_shape, is_clock, subject: subject_of(dependency), print }
}
