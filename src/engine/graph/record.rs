//! Writing down what outputs are made of, from many threads.

use super::compare::article_prints;
use super::tables::{Builder, NOTHING, NewArticle, NewBox, NewFragment, NewPage, encode_name, name_row};
use super::touch::Lists;
use super::{BoxSpec, Edge, MediaRow, Node, Notes, Part, Rows, Shape};
use crate::base::Fingerprint;
use crate::fs::media_names;
use crate::model::{ArticleId, Key, Page};
use crate::render::{Dependency, Fragment, Output, PlacedBox, Renderer, Watch, dependency, list_name};
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
    /// As outputs write them.
    pub(super) media: Numbers<Box<str>>,
    fragments: Numbers<Fingerprint>,
    pub(super) specs: Numbers<Box<[u8]>>,
    /// How deep fragments are nested in each, by its number.
    depths: RwLock<FxHashMap<u32, u8>>,
    pub(super) fragment_rows: [Mutex<FxHashMap<u32, Made>>; SHARDS],
    pub(super) pages: [Mutex<Vec<PageMade>>; SHARDS],
}

/// A page that was rendered; its numbers are those of this build.
pub(super) struct PageMade {
    pub(super) path: Box<str>,
    pub(super) output: Fingerprint,
    pub(super) edges: Box<[Edge]>,
    /// Encoded; nothing if there are none.
    pub(super) notes: Box<[u8]>,
    pub(super) own: Box<[u32]>,
    pub(super) boxes: Vec<NewBox>,
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
        notes: Option<&Notes>,
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
        let own = output.boxes.last().map(|last| last.asked.own.iter().map(|id| id.0).collect());
        let boxes = output.boxes.iter().map(|placed| self.placed(placed)).collect();
        let notes = notes.and_then(|notes| postcard::to_stdvec(notes).ok()).unwrap_or_default();
        self.add(PageMade {
            path: path.into(),
            output: print,
            edges: tidy(edges),
            notes: notes.into(),
            own: own.unwrap_or_default(),
            boxes,
        });
    }

    fn placed(&self, placed: &PlacedBox) -> NewBox {
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
        NewBox {
            spec: self.specs.number(spec).0,
            at: placed.at as u32,
            len: placed.len as u32,
            fragment: self.box_fragment(&text.call),
            own: own.len() as u32,
            shell: text.shell.print(),
            chosen: chosen(text).iter().map(|id| id.0).collect(),
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

    /// The graph of a build that has rendered everything. `file` says what stands at a path below `/media/`, as outputs
    /// write it.
    pub(in crate::engine) fn finish(
        &self,
        renderer: &Renderer,
        shape: Shape,
        file: impl Fn(&str) -> Option<MediaRow>,
    ) -> Rows {
        let site = &self.env.site;
        let mut out = Builder::new(shape);
        let prints = article_prints(renderer);
        let lists = Lists::of(site).by_article(prints.len());
        for ((article, prints), at) in site.articles().iter().zip(prints.iter()).zip(0..) {
            let (source, prints) = (&*article.source, Some(*prints));
            out.article(at, &NewArticle { source, prints, lists: &lists[at as usize] });
        }
        let (names, name_places) = self.names.finish();
        let names = names.into_par_iter().with_min_len(64);
        let names: Vec<(Dependency, Fingerprint)> = names
            .map(|dependency| {
                let print = renderer.take_print(&dependency);
                (dependency, print)
            })
            .collect();
        for ((dependency, print), at) in names.into_iter().zip(0..) {
            out.name(at, name_row(&encode_name(&dependency), &dependency, print));
        }
        // Two spellings of an address are one file, and most of what looks like an address at first is none.
        let (spellings, spelling_places) = self.media.finish();
        let mut media: BTreeMap<Box<str>, u32> = BTreeMap::new();
        let files: Vec<Option<u32>> = spellings
            .iter()
            .map(|spelling| {
                let row = file(spelling)?;
                let next = media.len() as u32;
                Some(*media.entry(row.path.clone()).or_insert_with(|| {
                    out.rest.media.push((next, row));
                    next
                }))
            })
            .collect();
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
        let places = |edges: &[Edge]| -> Vec<Edge> { edges.iter().filter_map(place).collect() };
        let (specs, spec_places) = self.specs.finish();
        out.rest.specs = specs;
        for ((_, made), at) in rows.into_iter().zip(0..) {
            out.fragment(at, &made.row(&places(&made.edges)));
        }
        let mut next = 0;
        for shard in &self.pages {
            for mut page in std::mem::take(&mut *lock(shard)) {
                for one in &mut page.boxes {
                    one.spec = spec_places[one.spec as usize];
                    if one.fragment != NOTHING {
                        one.fragment = fragment_places[one.fragment as usize];
                    }
                }
                out.page(next, &page.row(&places(&page.edges), &page.own, &page.boxes));
                next += 1;
            }
        }
        Rows::Whole(out)
    }
}

impl Made {
    /// Its row, with edges as they are in a graph.
    pub(super) fn row<'a>(&'a self, edges: &'a [Edge]) -> NewFragment<'a> {
        let Self { key, print, component, arguments, depth, .. } = self;
        NewFragment { key: *key, print: *print, component, arguments, edges, depth: *depth }
    }
}

impl PageMade {
    /// Its row, with numbers as they are in a graph.
    pub(super) fn row<'a>(&'a self, edges: &'a [Edge], own: &'a [u32], boxes: &'a [NewBox]) -> NewPage<'a> {
        NewPage { path: &self.path, output: self.output, encoded_notes: &self.notes, edges, own, boxes }
    }
}

/// The articles in a box, if they are in the page itself.
pub(super) fn chosen(text: &BoxText) -> &[ArticleId] {
    if text.call.is_nothing() { &[] } else { &text.newest.ids }
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
            arguments: if call.of_box {
                Box::default()
            } else {
                postcard::to_stdvec(&call.keep()).unwrap_or_default().into()
            },
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
