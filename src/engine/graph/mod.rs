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
//! walk over arrays, which are read where they stand in the file ([`tables`]).
//!
//! **Added to:** writing the graph of a large archive costs more than all the rest of a small change. So a build that
//! renders little writes beside it only the rows that are other ones or new. Numbers go on after those of the whole, and
//! rows that nothing leads to any more stay where they are; once there is much of both, the graph is written anew
//! ([`compact`]).

mod adding;
mod compact;
mod compare;
mod record;
mod tables;
mod touch;

pub(super) use compare::{Comparison, Kept, OtherBoxes, Reason};
pub(super) use record::{Filled, Placed, Recorder};
pub(super) use tables::Builder;

use self::tables::{ArticleRow, FragmentRow, Kind, NOTHING, NameRow, PageRow, Tables};
use super::inputs::Shape;
use super::manifest::{out_name, pressroom_folder};
use crate::base::Fingerprint;
use crate::content::markdown::Link;
use crate::diag::Diagnostic;
use crate::fs::FsError;
use crate::model::Repeat;
use crate::render::{ArticlePrints, Dependency, ListName};
use crate::store::Unusable;
use crate::theme::Argument;
use rayon::prelude::*;
use rustc_hash::{FxBuildHasher, FxHashMap};
use serde::{Deserialize, Serialize};
use std::cmp::Ordering;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What was learned of an output folder's pages.
#[derive(Debug)]
pub(super) struct Graph {
    whole: Arc<Tables>,
    /// What has been added to that.
    more: Option<Tables>,
    /// By kind and place, where a row stands among those that have been added.
    moved: [FxHashMap<u32, u32>; 4],
    /// How many places there are of each kind.
    counts: [u32; 4],
    media: Vec<MediaRow>,
    /// What boxes ask for, encoded.
    specs: Vec<Box<[u8]>>,
    /// What the site was.
    shape: Shape,
    /// Names the file of the whole.
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
    fn bit(self) -> u8 {
        1 << self as u8
    }

    fn of(self, prints: &ArticlePrints) -> Fingerprint {
        match self {
            Self::Card => prints.card,
            Self::Body => prints.body,
            Self::Phase => prints.phase,
            Self::Place => prints.place,
        }
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

const WHOLE: &str = "pages";
const MORE: &str = "more-pages";

impl Graph {
    /// Reads what the last build of an output folder wrote down.
    ///
    /// # Errors
    /// It is of no use.
    pub(super) fn read(out: &Path) -> Result<Self, Unusable> {
        let (whole, more) = rayon::join(|| Tables::read(&place(out), WHOLE), || Tables::read(&place_more(out), MORE));
        let (whole, print) = whole?;
        let more = match more {
            // What belongs to another whole was left over when a build was killed, or restored without it.
            Ok((more, _)) => Some(more).filter(|more| more.rest.whole == Some(print)),
            Err(Unusable::Missing) => None,
            Err(unusable) => return Err(unusable),
        };
        Self::of(Arc::new(whole), more, print).ok_or(Unusable::Damaged)
    }

    /// Puts together what belongs together; nothing when it does not.
    fn of(whole: Arc<Tables>, more: Option<Tables>, print: Fingerprint) -> Option<Self> {
        let mut shape = whole.rest.shape;
        let mut media: Vec<MediaRow> = Vec::with_capacity(whole.rest.media.len());
        for (at, row) in whole.rest.media.iter().chain(more.iter().flat_map(|more| &more.rest.media)) {
            let at = *at as usize;
            match at.cmp(&media.len()) {
                Ordering::Less => media[at] = row.clone(),
                Ordering::Equal => media.push(row.clone()),
                Ordering::Greater => return None,
            }
        }
        let mut specs = whole.rest.specs.clone();
        let mut moved: [FxHashMap<u32, u32>; 4] = Default::default();
        let mut counts = Kind::ALL.map(|kind| whole.count(kind));
        if let Some(more) = &more {
            shape = more.rest.shape;
            specs.extend(more.rest.specs.iter().cloned());
            for kind in Kind::ALL {
                let places = &more.rest.places[kind as usize];
                let count = &mut counts[kind as usize];
                if places.len() != more.count(kind) as usize {
                    return None;
                }
                for (row, at) in (0..).zip(places) {
                    if *at > *count {
                        return None;
                    }
                    *count = (*count).max(at + 1);
                    moved[kind as usize].insert(*at, row);
                }
            }
        }
        let graph = Self { whole, more, moved, counts, media, specs, shape, print };
        graph.is_sound().then_some(graph)
    }

    /// The same graph with other rows beside the whole.
    fn with(&self, more: Tables) -> Option<Self> {
        Self::of(self.whole.clone(), Some(more), self.print)
    }

    fn find(&self, kind: Kind, at: u32) -> (&Tables, u32) {
        match (&self.more, self.moved[kind as usize].get(&at)) {
            (Some(more), Some(row)) => (more, *row),
            _ => (&self.whole, at),
        }
    }

    fn article(&self, at: u32) -> ArticleRow<'_> {
        let (tables, at) = self.find(Kind::Article, at);
        tables.article(at)
    }

    fn name(&self, at: u32) -> NameRow<'_> {
        let (tables, at) = self.find(Kind::Name, at);
        tables.name(at)
    }

    fn fragment(&self, at: u32) -> FragmentRow<'_> {
        let (tables, at) = self.find(Kind::Fragment, at);
        tables.fragment(at)
    }

    fn page(&self, at: u32) -> PageRow<'_> {
        let (tables, at) = self.find(Kind::Page, at);
        tables.page(at)
    }

    fn count(&self, kind: Kind) -> u32 {
        self.counts[kind as usize]
    }

    /// Everything of a kind.
    fn all(&self, kind: Kind) -> std::ops::Range<u32> {
        0..self.count(kind)
    }

    /// Forgets it: the next build renders everything.
    pub(super) fn forget(out: &Path) {
        // They may not be there.
        let _ = std::fs::remove_file(place(out));
        let _ = std::fs::remove_file(place_more(out));
    }

    /// Whether some page shows the time.
    pub(super) fn reads_clock(&self) -> bool {
        self.all(Kind::Name).any(|at| self.name(at).is_clock)
    }

    /// Pages by their paths.
    pub(super) fn by_path(&self) -> FxHashMap<&str, u32> {
        let pages = self.all(Kind::Page).map(|at| (self.page(at).path, at));
        let mut by_path = FxHashMap::with_capacity_and_hasher(self.count(Kind::Page) as usize, FxBuildHasher);
        by_path.extend(pages.filter(|(path, _)| !path.is_empty()));
        by_path
    }

    /// Whether every number leads somewhere.
    fn is_sound(&self) -> bool {
        let [articles, names, fragments, _] = self.counts;
        let known = |edge: u32| match Node::of(edge) {
            Node::Article(at, _) => at < articles,
            Node::Name(at) => at < names,
            Node::Media(at) => (at as usize) < self.media.len(),
            Node::Fragment(at) => at < fragments,
        };
        let fragment = |at: u32| self.fragment(at).edges.iter().all(known);
        let page = |at: u32| {
            let row = self.page(at);
            let own = row.own.iter().len();
            row.edges.iter().all(known)
                && row.own.iter().all(|at| at < articles)
                && row.boxes.iter().all(|one| {
                    (one.fragment == NOTHING || one.fragment < fragments)
                        && (one.spec as usize) < self.specs.len()
                        && one.own as usize <= own
                        && one.chosen.iter().all(|at| at < articles)
                })
        };
        self.all(Kind::Fragment).into_par_iter().with_min_len(1024).all(fragment)
            && self.all(Kind::Page).into_par_iter().with_min_len(1024).all(page)
    }
}

/// What a build has written down for the next one.
#[derive(Debug)]
pub(super) enum Rows {
    /// A graph.
    Whole(Builder),
    /// What is to be read with the graph that there is.
    More(Builder),
}

impl Rows {
    /// Whether something in it shows the time.
    pub(super) fn reads_clock(&self) -> bool {
        match self {
            Self::Whole(rows) | Self::More(rows) => rows.reads_clock(),
        }
    }

    /// Writes it beside an output folder's manifest.
    ///
    /// # Errors
    /// It can't be written.
    pub(super) fn write(&self, out: &Path) -> Result<(), FsError> {
        match self {
            Self::More(rows) => rows.write(&place_more(out), MORE),
            Self::Whole(rows) => {
                rows.write(&place(out), WHOLE)?;
                // What was added to the one before says nothing of this one.
                let _ = std::fs::remove_file(place_more(out));
                Ok(())
            }
        }
    }
}

fn place(out: &Path) -> PathBuf {
    pressroom_folder(out).join(format!("{}.pages", out_name(out)))
}

fn place_more(out: &Path) -> PathBuf {
    pressroom_folder(out).join(format!("{}.more-pages", out_name(out)))
}
