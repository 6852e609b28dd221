//! Writing down what outputs are made of, from many threads.

use super::compare::{Comparison, Standing, article_prints};
use super::more::More;
use super::{
    ArticleRow, BoxRow, BoxSpec, BoxesRow, Edge, FragmentRow, Graph, MediaRow, NOTHING, NameRow, Node, Notes, PageRow,
    Part,
};
use crate::base::Fingerprint;
use crate::fs::media_names;
use crate::model::{Key, Page};
use crate::render::{ArticlePrints, Dependency, Fragment, Output, PlacedBox, Renderer, Watch, dependency, list_name};
use crate::theme::{Argument, BoxAsk, BoxCall, BoxText, Env, FragmentCall};
use rayon::prelude::*;
use rustc_hash::{FxBuildHasher, FxHashMap};
use std::collections::BTreeMap;
use std::hash::{BuildHasher, Hash};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

/// Threads seldom wait for each other.
const SHARDS: usize = 16;

/// The graph of a build under way.
pub(in crate::engine) struct Recorder {
    env: Arc<Env>,
    pub(super) names: Numbers<Dependency>,
    /// What is there of names, as far as that is known.
    prints: Mutex<FxHashMap<u32, Fingerprint>>,
    /// As outputs write them.
    pub(super) media: Numbers<Box<str>>,
    fragments: Numbers<Fingerprint>,
    pub(super) specs: Numbers<Box<[u8]>>,
    /// How deep fragments are nested in each, by its number.
    depths: RwLock<FxHashMap<u32, u8>>,
    pub(super) fragment_rows: [Mutex<FxHashMap<u32, Made>>; SHARDS],
    pub(super) pages: [Mutex<Vec<PageMade>>; SHARDS],
}

pub(super) struct PageMade {
    pub(super) path: Box<str>,
    pub(super) output: Fingerprint,
    pub(super) edges: Box<[Edge]>,
    pub(super) notes: Option<Box<Notes>>,
    pub(super) boxes: Option<BoxesMade>,
}

pub(super) struct BoxesMade {
    pub(super) own: Box<[u32]>,
    pub(super) boxes: Vec<BoxRow>,
}

/// A box of a page that was put in place without rendering the page.
#[derive(Clone, Debug)]
pub(in crate::engine) struct Placed {
    /// What stands there, if it is something else than before.
    pub(in crate::engine) text: Option<BoxText>,
    /// Where it begins, in bytes.
    pub(in crate::engine) at: usize,
    /// How long it is, in bytes.
    pub(in crate::engine) len: usize,
}

/// A page that got other boxes.
pub(in crate::engine) struct Filled<'a> {
    pub(in crate::engine) path: &'a str,
    /// Its bytes.
    pub(in crate::engine) print: Fingerprint,
    /// All its boxes.
    pub(in crate::engine) placed: Vec<Placed>,
}

pub(super) struct Made {
    pub(super) key: Fingerprint,
    pub(super) component: Arc<str>,
    pub(super) arguments: Box<[u8]>,
    pub(super) print: Fingerprint,
    pub(super) edges: Box<[Edge]>,
    pub(super) depth: u8,
}

/// Numbers for things, given out as they are met.
pub(super) struct Numbers<T>([Mutex<FxHashMap<T, u32>>; SHARDS]);

impl<T: Hash + Eq> Numbers<T> {
    fn new() -> Self {
        Self(std::array::from_fn(|_| Mutex::default()))
    }

    /// The number of a thing, and whether it is new.
    fn number(&self, thing: T) -> (u32, bool) {
        let shard = (FxBuildHasher.hash_one(&thing) >> 40) as usize % SHARDS;
        let mut known = lock(&self.0[shard]);
        let next = known.len() * SHARDS + shard;
        let mut new = false;
        let number = *known.entry(thing).or_insert_with(|| {
            new = true;
            next as u32
        });
        (number, new)
    }

    /// All things, dense; and where each number is among them.
    pub(super) fn finish(&self) -> (Vec<T>, Vec<u32>) {
        let mut all: Vec<(u32, T)> = Vec::new();
        for shard in &self.0 {
            all.extend(std::mem::take(&mut *lock(shard)).into_iter().map(|(thing, at)| (at, thing)));
        }
        all.sort_unstable_by_key(|(at, _)| *at);
        let mut places = vec![0; all.last().map_or(0, |(at, _)| *at as usize + 1)];
        for ((at, _), place) in all.iter().zip(0..) {
            places[*at as usize] = place;
        }
        (all.into_iter().map(|(_, thing)| thing).collect(), places)
    }
}

impl Recorder {
    /// Nothing yet.
    pub(in crate::engine) fn new(env: &Arc<Env>) -> Self {
        Self {
            env: env.clone(),
            names: Numbers::new(),
            prints: Mutex::default(),
            media: Numbers::new(),
            fragments: Numbers::new(),
            specs: Numbers::new(),
            depths: RwLock::default(),
            fragment_rows: std::array::from_fn(|_| Mutex::default()),
            pages: std::array::from_fn(|_| Mutex::default()),
        }
    }

    /// Writes down what a page that was rendered was made of. `print` names its bytes.
    pub(in crate::engine) fn rendered(
        &self,
        page: Page,
        path: &str,
        output: &Output,
        print: Fingerprint,
        notes: Option<Box<Notes>>,
    ) {
        let mut edges = self.edges(&output.reads);
        edges.push(self.name(Dependency::Frame));
        match page {
            Page::Article(id) => edges.push(Node::Article(id.0, Part::Place).edge()),
            Page::SitemapIndex | Page::SitemapPages(_) | Page::NewsSitemap | Page::RedirectsFile => {
                edges.push(self.name(Dependency::Made(path.into())));
            }
            _ => edges.push(self.name(Dependency::Page(path.into()))),
        }
        edges.extend(output.fragments.iter().map(|call| self.fragment(call)));
        let bytes = output.bytes.as_deref().unwrap_or_default();
        let mut from = 0;
        for placed in &output.boxes {
            // What a box names is its fragment's.
            edges.extend(self.media(&bytes[from..placed.at]));
            from = placed.at + placed.len;
        }
        edges.extend(self.media(&bytes[from..]));
        let boxes = output.boxes.last().map(|last| BoxesMade {
            own: last.asked.own.iter().map(|id| id.0).collect(),
            boxes: output.boxes.iter().map(|placed| self.placed(placed)).collect(),
        });
        self.add(PageMade { path: path.into(), output: print, edges: tidy(edges), notes, boxes });
    }

    fn placed(&self, placed: &PlacedBox) -> BoxRow {
        let BoxCall { ask: BoxAsk { query, component, arguments, .. }, own, text, .. } = &placed.asked;
        let spec = BoxSpec {
            component: component.clone(),
            arguments: arguments.iter().map(|(name, value)| (name.clone(), Argument::of(value))).collect(),
            list: list_name(&self.env.site, query.list),
            offset: query.offset as u32,
            limit: query.limit as u32,
            repeat: query.repeat,
        };
        let spec: Box<[u8]> = postcard::to_stdvec(&spec).unwrap_or_default().into();
        BoxRow {
            spec: self.specs.number(spec).0,
            at: placed.at as u32,
            len: placed.len as u32,
            fragment: self.box_fragment(&text.call),
            own: own.len() as u32,
            shell: text.shell.print(),
        }
    }

    fn box_fragment(&self, call: &FragmentCall) -> u32 {
        if call.is_nothing() { NOTHING } else { self.fragments.number(call.key).0 }
    }

    /// Edges to everything below `/media/` that an output names.
    fn media(&self, output: &[u8]) -> Vec<Edge> {
        let mut edges = Vec::new();
        media_names(output, |name| edges.push(Node::Media(self.media.number(name.into()).0).edge()));
        edges
    }

    fn add(&self, page: PageMade) {
        let shard = usize::from(page.output.first_byte()) % SHARDS;
        lock(&self.pages[shard]).push(page);
    }

    fn name(&self, dependency: Dependency) -> Edge {
        Node::Name(self.names.number(dependency).0).edge()
    }

    fn edges(&self, reads: &[Key]) -> Vec<Edge> {
        let site = &self.env.site;
        let edge = |key: &Key| match key {
            Key::Card(id) => Some(Node::Article(id.0, Part::Card).edge()),
            Key::Body(id) => Some(Node::Article(id.0, Part::Body).edge()),
            Key::Phase(id) => Some(Node::Article(id.0, Part::Phase).edge()),
            Key::Route(path) => match site.routes().find(path) {
                Some(Page::Article(id)) => Some(Node::Article(id.0, Part::Place).edge()),
                _ => Some(self.name(Dependency::Route(path.clone()))),
            },
            // It follows from the card, which the article's page has read.
            Key::Shared(Page::Article(_)) => None,
            key => Some(self.name(dependency(site, key))),
        };
        reads.iter().filter_map(edge).collect()
    }

    /// The edge to a fragment.
    fn fragment(&self, call: &FragmentCall) -> Edge {
        Node::Fragment(self.fragments.number(call.key).0).edge()
    }

    fn depth(&self, number: u32) -> u8 {
        self.depths.read().unwrap_or_else(PoisonError::into_inner).get(&number).copied().unwrap_or(0)
    }

    fn add_fragment(&self, number: u32, made: Made) {
        if made.depth > 0 {
            self.depths.write().unwrap_or_else(PoisonError::into_inner).insert(number, made.depth);
        }
        let mut rows = lock(&self.fragment_rows[number as usize % SHARDS]);
        rows.entry(number).or_insert(made);
    }

    /// Takes over what the last build wrote down of pages that are kept, and of those that got other boxes: their paths,
    /// their bytes, and all their boxes.
    pub(in crate::engine) fn keep(&self, comparison: &Comparison<'_>, paths: &[&str], others: &[Filled<'_>]) {
        let mut taking = Taking {
            recorder: self,
            comparison,
            names: vec![u32::MAX; comparison.graph.names.len()],
            media: vec![u32::MAX; comparison.graph.media.len()],
            fragments: vec![u32::MAX; comparison.graph.fragments.len()],
            specs: vec![u32::MAX; comparison.graph.specs.len()],
        };
        for path in paths {
            let Some(row) = comparison.row(path) else { continue };
            let Some(edges) = taking.edges(row.edges) else { continue };
            let boxes = row.boxes.as_deref().and_then(|boxes| taking.boxes(boxes, None));
            if boxes.is_none() && row.boxes.is_some() {
                continue;
            }
            self.add(PageMade { path: row.path.clone(), output: row.output, edges, notes: row.notes.clone(), boxes });
        }
        for Filled { path, print, placed } in others {
            let Some(row) = comparison.row(path) else { continue };
            let Some(edges) = taking.edges(row.edges) else { continue };
            let Some(boxes) = row.boxes.as_deref().and_then(|boxes| taking.boxes(boxes, Some(placed))) else {
                continue;
            };
            let (path, notes, boxes) = (row.path.clone(), row.notes.clone(), Some(boxes));
            self.add(PageMade { path, output: *print, edges, notes, boxes });
        }
    }

    /// The finished graph. `file` says what stands at a path below `/media/`, as outputs write it.
    pub(in crate::engine) fn finish(
        &self,
        renderer: &Renderer,
        shape: Fingerprint,
        before: Option<&Comparison<'_>>,
        file: impl Fn(&str) -> Option<MediaRow>,
    ) -> Graph {
        let site = &self.env.site;
        let prints: Arc<[ArticlePrints]> = match before {
            Some(comparison) => comparison.prints.clone(),
            None => article_prints(renderer),
        };
        let articles = site.articles().iter().zip(prints.iter());
        let articles =
            articles.map(|(article, prints)| ArticleRow { source: article.source.clone(), prints: Some(*prints) });
        let (names, name_places) = self.names.finish();
        let mut known: Vec<Option<Fingerprint>> = vec![None; names.len()];
        #[expect(clippy::iter_over_hash_type, reason = "each has its own place")]
        for (number, print) in std::mem::take(&mut *lock(&self.prints)) {
            known[name_places[number as usize] as usize] = Some(print);
        }
        let names: Vec<NameRow> = names
            .into_par_iter()
            .zip(known)
            .with_min_len(64)
            .map(|(dependency, known)| {
                let print = known.unwrap_or_else(|| renderer.take_print(&dependency));
                NameRow { dependency, print }
            })
            .collect();
        // Two spellings of an address are one file, and most of what looks like an address at first is none.
        let (spellings, spelling_places) = self.media.finish();
        let mut media: BTreeMap<Box<str>, (u32, MediaRow)> = BTreeMap::new();
        let files: Vec<Option<u32>> = spellings
            .iter()
            .map(|spelling| {
                let row = file(spelling)?;
                let next = media.len() as u32;
                Some(media.entry(row.path.clone()).or_insert((next, row)).0)
            })
            .collect();
        let mut media: Vec<(u32, MediaRow)> = media.into_values().collect();
        media.sort_unstable_by_key(|(at, _)| *at);

        let mut rows: Vec<(u32, Made)> = Vec::new();
        for shard in &self.fragment_rows {
            rows.extend(std::mem::take(&mut *lock(shard)));
        }
        rows.sort_unstable_by_key(|(number, made)| (made.depth, *number));
        let mut fragment_places = vec![0; rows.iter().map(|(number, _)| *number as usize + 1).max().unwrap_or(0)];
        for ((number, _), place) in rows.iter().zip(0..) {
            fragment_places[*number as usize] = place;
        }
        let place = |edge: &Edge| match Node::of(*edge) {
            Node::Article(..) => Some(*edge),
            Node::Name(at) => Some(Node::Name(name_places[at as usize]).edge()),
            Node::Media(at) => files[spelling_places[at as usize] as usize].map(|at| Node::Media(at).edge()),
            Node::Fragment(at) => Some(Node::Fragment(fragment_places[at as usize]).edge()),
        };
        let mut edges: Vec<Edge> = Vec::new();
        let mut put = |from: &[Edge]| {
            let start = edges.len() as u32;
            edges.extend(from.iter().filter_map(place));
            (start, edges.len() as u32)
        };
        let (specs, spec_places) = self.specs.finish();
        let fragments = rows
            .into_iter()
            .map(|(_, made)| FragmentRow {
                key: made.key,
                component: made.component,
                arguments: made.arguments,
                print: made.print,
                edges: put(&made.edges),
                depth: made.depth,
            })
            .collect();
        let mut pages = Vec::new();
        for shard in &self.pages {
            for page in std::mem::take(&mut *lock(shard)) {
                let edges = put(&page.edges);
                let boxes = page.boxes.map(|BoxesMade { own, mut boxes }| {
                    for one in &mut boxes {
                        one.spec = spec_places[one.spec as usize];
                        if one.fragment != NOTHING {
                            one.fragment = fragment_places[one.fragment as usize];
                        }
                    }
                    Box::new(BoxesRow { own, boxes })
                });
                pages.push(PageRow { path: page.path, output: page.output, edges, notes: page.notes, boxes });
            }
        }
        Graph {
            print: Fingerprint::of(b""),
            more: More::default(),
            shape,
            articles: articles.collect(),
            names,
            media: media.into_iter().map(|(_, row)| row).collect(),
            fragments,
            pages,
            specs,
            edges,
        }
    }
}

/// Old numbers and the new ones in their places.
struct Taking<'a, 'g> {
    recorder: &'a Recorder,
    comparison: &'a Comparison<'g>,
    names: Vec<u32>,
    media: Vec<u32>,
    fragments: Vec<u32>,
    specs: Vec<u32>,
}

impl Taking<'_, '_> {
    /// The boxes of a page: as they were, or as they were placed now.
    fn boxes(&mut self, row: &BoxesRow, placed: Option<&[Placed]>) -> Option<BoxesMade> {
        let own = row.own.iter().map(|at| self.comparison.now[*at as usize].map(|id| id.0)).collect::<Option<_>>()?;
        let mut boxes = Vec::with_capacity(row.boxes.len());
        for (place, one) in row.boxes.iter().enumerate() {
            let spec = &mut self.specs[one.spec as usize];
            if *spec == u32::MAX {
                *spec = self.recorder.specs.number(self.comparison.graph.specs[one.spec as usize].clone()).0;
            }
            let spec = *spec;
            let now = placed.and_then(|placed| placed.get(place));
            let (fragment, shell) = match now.and_then(|placed| placed.text.as_ref()) {
                Some(text) => (self.recorder.box_fragment(&text.call), text.shell.print()),
                None if one.fragment == NOTHING => (NOTHING, one.shell),
                None => (self.fragment(one.fragment)?, one.shell),
            };
            let (at, len) = now.map_or((one.at, one.len), |placed| (placed.at as u32, placed.len as u32));
            boxes.push(BoxRow { spec, at, len, fragment, own: one.own, shell });
        }
        Some(BoxesMade { own, boxes })
    }

    fn edges(&mut self, range: (u32, u32)) -> Option<Box<[Edge]>> {
        let graph = self.comparison.graph;
        graph.edges_of(range).iter().map(|edge| self.edge(*edge)).collect()
    }

    /// The same edge in this build; `None` for an article that is gone, which no page that is kept has.
    fn edge(&mut self, edge: Edge) -> Option<Edge> {
        let graph = self.comparison.graph;
        let node = match Node::of(edge) {
            Node::Article(at, part) => Node::Article(self.comparison.now[at as usize]?.0, part),
            Node::Name(at) => {
                let known = &mut self.names[at as usize];
                if *known == u32::MAX {
                    *known = self.recorder.names.number(graph.names[at as usize].dependency.clone()).0;
                    lock(&self.recorder.prints).insert(*known, self.comparison.names[at as usize]);
                }
                Node::Name(*known)
            }
            Node::Media(at) => {
                let known = &mut self.media[at as usize];
                if *known == u32::MAX {
                    *known = self.recorder.media.number(graph.media[at as usize].path.clone()).0;
                }
                Node::Media(*known)
            }
            Node::Fragment(at) => Node::Fragment(self.fragment(at)?),
        };
        Some(node.edge())
    }

    fn fragment(&mut self, at: u32) -> Option<u32> {
        let known = self.fragments[at as usize];
        if known != u32::MAX {
            return Some(known);
        }
        let row = &self.comparison.graph.fragments[at as usize];
        // One that was made again has been heard of.
        let (number, _) = self.recorder.fragments.number(row.key);
        if self.comparison.fragments[at as usize] == Standing::Same {
            let made = Made {
                key: row.key,
                component: row.component.clone(),
                arguments: row.arguments.clone(),
                print: row.print,
                edges: self.edges(row.edges)?,
                depth: row.depth,
            };
            self.recorder.add_fragment(number, made);
        }
        self.fragments[at as usize] = number;
        Some(number)
    }
}

impl Watch for Recorder {
    fn made(&self, call: &FragmentCall, fragment: &Fragment, reads: &[Key], calls: &[FragmentCall]) {
        let (number, _) = self.fragments.number(call.key);
        if lock(&self.fragment_rows[number as usize % SHARDS]).contains_key(&number) {
            return;
        }
        let mut edges = self.edges(reads);
        edges.push(self.name(Dependency::Frame));
        edges.push(self.name(Dependency::Component(call.component.as_ref().into())));
        edges.extend(self.media(&fragment.bytes));
        let mut depth = 0;
        for inner in calls {
            let (number, _) = self.fragments.number(inner.key);
            edges.push(Node::Fragment(number).edge());
            depth = depth.max(self.depth(number) + 1);
        }
        let made = Made {
            key: call.key,
            component: call.component.clone(),
            arguments: postcard::to_stdvec(&call.keep()).unwrap_or_default().into(),
            print: fragment.print(),
            edges: tidy(edges),
            depth,
        };
        self.add_fragment(number, made);
    }
}

fn tidy(mut edges: Vec<Edge>) -> Box<[Edge]> {
    edges.sort_unstable();
    edges.dedup();
    edges.into()
}

pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
