//! What every output was made of: the record that lets a build render only what has changed.
//!
//! A build writes the graph beside its manifest; the next one compares it with the site as it is by then
//! ([`Comparison`]), keeps the pages of which nothing has changed, renders the others, and writes down what those were
//! made of ([`Recorder`]).
//!
//! **Exact:** a page is kept only when everything that its view wrote down has the fingerprint that it had, every picture
//! that it names is there, and its file is the one that was written: then rendering it would give the same bytes. What the
//! graph says is never needed for that; without one, everything is rendered.
//!
//! **Small:** a page is a row of numbers. What belongs to one article (its card, its text, its place) is found by the
//! article's place in the order of the site, everything else by its place in a table, so that comparing an archive is a
//! walk over arrays.

mod adding;
mod compare;
mod more;
mod record;

pub(super) use compare::{Comparison, Kept, OtherBoxes, Reason};
pub(super) use more::More;
pub(super) use record::{Filled, Placed, Recorder};

use super::manifest::{out_name, pressroom_folder};
use crate::base::Fingerprint;
use crate::content::markdown::Link;
use crate::diag::Diagnostic;
use crate::fs::FsError;
use crate::model::Repeat;
use crate::render::{ArticlePrints, Dependency, ListName};
use crate::store::{Unusable, read_sealed, write_sealed};
use crate::theme::Argument;
use rustc_hash::FxHashMap;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What was learned of an output folder's pages.
#[derive(Debug)]
pub(super) struct Graph {
    /// Names everything of the site but texts.
    shape: Fingerprint,
    articles: Vec<ArticleRow>,
    names: Vec<NameRow>,
    media: Vec<MediaRow>,
    fragments: Vec<FragmentRow>,
    pages: Vec<PageRow>,
    /// What boxes ask for, encoded.
    specs: Vec<Box<[u8]>>,
    /// The edges of fragments and pages.
    edges: Vec<Edge>,
    /// Names the file that it was written to as a whole.
    print: Fingerprint,
    /// What has been added to that.
    more: More,
}

/// An article.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct ArticleRow {
    /// Its file.
    source: Arc<str>,
    /// What was there of it; nothing of one that is gone.
    prints: Option<ArticlePrints>,
}

/// Something that is not part of one article.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct NameRow {
    dependency: Dependency,
    print: Fingerprint,
}

/// A picture or file that outputs name.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct MediaRow {
    /// The path that it is published at.
    pub(super) path: Box<str>,
    /// The file that it is made of; nothing for a drawn card.
    pub(super) source: Option<Arc<str>>,
    /// Its key in the cache of encoded pictures.
    pub(super) key: Option<Fingerprint>,
    /// Whether it is that file itself.
    pub(super) verbatim: bool,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct FragmentRow {
    key: Fingerprint,
    component: Arc<str>,
    /// Its arguments, encoded.
    arguments: Box<[u8]>,
    print: Fingerprint,
    edges: (u32, u32),
    /// How deep fragments are nested in it.
    depth: u8,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct PageRow {
    /// Empty for a page that is gone.
    path: Box<str>,
    /// Its bytes.
    output: Fingerprint,
    edges: (u32, u32),
    notes: Option<Box<Notes>>,
    boxes: Option<Box<BoxesRow>>,
}

/// The boxes of a page. What is in them is no part of the page: it is chosen anew in every build, and put in its place.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct BoxesRow {
    /// The articles that the page shows beside its boxes, in the order in which it asked for them.
    own: Box<[u32]>,
    boxes: Vec<BoxRow>,
}

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
struct BoxRow {
    /// By place in the specs.
    spec: u32,
    /// Where it begins and how long it is, in bytes.
    at: u32,
    len: u32,
    /// By place in the fragments; [`NOTHING`] for none.
    fragment: u32,
    /// How many of the page's own articles had been asked for by then.
    own: u32,
    /// Names what is around the fragment.
    shell: u64,
}

/// No fragment.
const NOTHING: u32 = u32::MAX;

/// What a box asks for.
#[derive(Debug, Serialize, Deserialize)]
struct BoxSpec {
    component: Arc<str>,
    arguments: Vec<(String, Argument)>,
    list: ListName,
    offset: u32,
    limit: u32,
    repeat: Repeat,
}

/// What is to be said again of a page that is kept.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Notes {
    /// What is wrong with it.
    pub(super) diagnostics: Vec<Diagnostic>,
    /// Its links, if one of them has to be looked at again in every build.
    pub(super) links: Vec<Link>,
}

/// Something that a page depends on: what it is in the low bits, its place in the others.
type Edge = u32;

/// What an [`Edge`] means.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Node {
    /// Part of an article, by the article's place in the site.
    Article(u32, Part),
    /// By place in the names.
    Name(u32),
    /// By place in the media.
    Media(u32),
    /// By place in the fragments.
    Fragment(u32),
}

/// A part of an article that pages depend on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Part {
    Card,
    Body,
    Phase,
    Place,
}

const PARTS: [Part; 4] = [Part::Card, Part::Body, Part::Phase, Part::Place];

impl Part {
    fn of(self, prints: &ArticlePrints) -> Fingerprint {
        match self {
            Self::Card => prints.card,
            Self::Body => prints.body,
            Self::Phase => prints.phase,
            Self::Place => prints.place,
        }
    }
}

impl PageRow {
    /// A page that is gone.
    fn gone() -> Self {
        Self { path: "".into(), output: Fingerprint::of(b""), edges: (0, 0), notes: None, boxes: None }
    }
}

impl Node {
    fn edge(self) -> Edge {
        match self {
            Self::Article(at, part) => (at * 4 + part as u32) << 2,
            Self::Name(at) => at << 2 | 1,
            Self::Media(at) => at << 2 | 2,
            Self::Fragment(at) => at << 2 | 3,
        }
    }

    fn of(edge: Edge) -> Self {
        let at = edge >> 2;
        match edge & 3 {
            0 => Self::Article(at / 4, PARTS[at as usize % 4]),
            1 => Self::Name(at),
            2 => Self::Media(at),
            _ => Self::Fragment(at),
        }
    }
}

const KIND: &str = "pages";
/// Parts of the file, each encoded by itself.
const SECTIONS: usize = 6;

impl Graph {
    /// Reads what the last build of an output folder wrote down.
    ///
    /// # Errors
    /// It is of no use.
    pub(super) fn read(out: &Path) -> Result<Self, Unusable> {
        let bytes = read_sealed(&place(out), KIND)?;
        let (graph, more) = rayon::join(|| decode(&bytes), || More::read(&place_more(out), bytes.print()));
        let mut graph = graph.ok_or(Unusable::Damaged)?;
        graph.print = bytes.print();
        let fits = more?.is_none_or(|more| graph.add(more));
        if fits && graph.is_sound() { Ok(graph) } else { Err(Unusable::Damaged) }
    }

    /// Replaces it.
    ///
    /// # Errors
    /// It can't be written.
    pub(super) fn write(&self, out: &Path) -> Result<(), FsError> {
        let sections = encode(self);
        let mut lengths = Vec::with_capacity(SECTIONS * 8);
        for section in &sections {
            lengths.extend_from_slice(&(section.len() as u64).to_le_bytes());
        }
        let mut parts: Vec<&[u8]> = vec![&lengths];
        parts.extend(sections.iter().map(Vec::as_slice));
        write_sealed(&place(out), KIND, &parts)?;
        // What was added to the one before says nothing of this one.
        let _ = std::fs::remove_file(place_more(out));
        Ok(())
    }

    /// Adds to it what a build has written down.
    ///
    /// # Errors
    /// It can't be written.
    pub(super) fn write_more(out: &Path, more: &More) -> Result<(), FsError> {
        more.write(&place_more(out))
    }

    /// Forgets it: the next build renders everything.
    pub(super) fn forget(out: &Path) {
        // They may not be there.
        let _ = std::fs::remove_file(place(out));
        let _ = std::fs::remove_file(place_more(out));
    }

    /// Whether some page shows the time.
    pub(super) fn reads_clock(&self) -> bool {
        self.names.iter().any(|row| row.dependency == Dependency::Clock)
    }

    fn edges_of(&self, edges: (u32, u32)) -> &[Edge] {
        &self.edges[edges.0 as usize..edges.1 as usize]
    }

    /// Pages by their paths.
    pub(super) fn by_path(&self) -> FxHashMap<&str, u32> {
        let there = self.pages.iter().zip(0..).filter(|(page, _)| !page.path.is_empty());
        there.map(|(page, at)| (&*page.path, at)).collect()
    }

    /// Whether every number leads somewhere.
    fn is_sound(&self) -> bool {
        let count = self.edges.len() as u32;
        let within = |edges: (u32, u32)| edges.0 <= edges.1 && edges.1 <= count;
        let ranges = self.fragments.iter().map(|row| row.edges).chain(self.pages.iter().map(|row| row.edges));
        let known = |edge: &Edge| match Node::of(*edge) {
            Node::Article(at, _) => (at as usize) < self.articles.len(),
            Node::Name(at) => (at as usize) < self.names.len(),
            Node::Media(at) => (at as usize) < self.media.len(),
            Node::Fragment(at) => (at as usize) < self.fragments.len(),
        };
        let boxes = self.pages.iter().filter_map(|row| row.boxes.as_deref());
        let sound = |boxes: &BoxesRow| {
            boxes.own.iter().all(|at| (*at as usize) < self.articles.len())
                && boxes.boxes.iter().all(|row| {
                    let fragment = row.fragment == NOTHING || (row.fragment as usize) < self.fragments.len();
                    fragment && (row.spec as usize) < self.specs.len() && row.own as usize <= boxes.own.len()
                })
        };
        ranges.into_iter().all(within) && self.edges.iter().all(known) && boxes.into_iter().all(sound)
    }
}

fn place(out: &Path) -> PathBuf {
    pressroom_folder(out).join(format!("{}.pages", out_name(out)))
}

fn place_more(out: &Path) -> PathBuf {
    pressroom_folder(out).join(format!("{}.more-pages", out_name(out)))
}

fn encode(graph: &Graph) -> [Vec<u8>; SECTIONS] {
    fn section(value: &impl Serialize) -> Vec<u8> {
        postcard::to_stdvec(value).unwrap_or_default()
    }
    let ((articles, names), (fragments, pages)) = rayon::join(
        || (section(&graph.articles), section(&graph.names)),
        || (section(&graph.fragments), section(&graph.pages)),
    );
    let mut edges = Vec::with_capacity(graph.edges.len() * 4);
    for edge in &graph.edges {
        edges.extend_from_slice(&edge.to_le_bytes());
    }
    let small = section(&(graph.shape, &graph.media, &graph.specs));
    [articles, names, small, fragments, pages, edges]
}

fn decode(bytes: &[u8]) -> Option<Graph> {
    fn section<T: DeserializeOwned>(bytes: &[u8]) -> Option<T> {
        postcard::from_bytes(bytes).ok()
    }
    let (lengths, mut rest) = bytes.split_at_checked(SECTIONS * 8)?;
    let mut sections: Vec<&[u8]> = Vec::with_capacity(SECTIONS);
    for length in lengths.chunks_exact(8) {
        let length = u64::from_le_bytes(length.try_into().ok()?);
        let (section, after) = rest.split_at_checked(usize::try_from(length).ok()?)?;
        sections.push(section);
        rest = after;
    }
    let [articles, names, small, fragments, pages, edges] = sections[..] else { return None };
    let (shape, media, specs) = section(small)?;
    let ((articles, names), (fragments, pages)) =
        rayon::join(|| (section(articles), section(names)), || (section(fragments), section(pages)));
    let number = |bytes: &[u8]| u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]);
    Some(Graph {
        print: Fingerprint::of(b""),
        more: More::default(),
        shape,
        articles: articles?,
        names: names?,
        media,
        specs,
        fragments: fragments?,
        pages: pages?,
        edges: edges.chunks_exact(4).map(number).collect(),
    })
}
