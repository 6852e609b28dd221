//! From what a build has written down to the rows that it adds to the last build's graph.

use super::compare::{Comparison, Standing};
use super::more::More;
use super::record::{Filled, Made, PageMade, Recorder, lock};
use super::{ArticleRow, BoxRow, BoxesRow, Edge, FragmentRow, MediaRow, NOTHING, NameRow, Node, PageRow};
use crate::base::Fingerprint;
use crate::render::Renderer;
use rustc_hash::{FxHashMap, FxHashSet};
use std::hash::Hash;

impl Recorder {
    /// What is to be written beside the last build's graph; `None` when the graph is better written anew. `standing` are
    /// the pages that were not rendered, `filled` those of them that got other boxes, and `file` says what stands at a
    /// path below `/media/`.
    pub(in crate::engine) fn more(
        &self,
        renderer: &Renderer,
        comparison: &Comparison<'_>,
        standing: &FxHashSet<&str>,
        filled: &[Filled<'_>],
        file: impl Fn(&str) -> Option<MediaRow>,
    ) -> Option<More> {
        let graph = comparison.graph;
        let made = self.pages.iter().map(|shard| lock(shard).len()).sum::<usize>();
        if graph.more.is_much(graph, made + filled.len()) {
            return None;
        }
        let mut more = More { whole: Some(graph.print), shape: Some(comparison.shape), ..graph.more.clone() };
        let mut adding = Adding {
            articles: articles(comparison, &mut more),
            names: self.added_names(renderer, comparison, &mut more),
            media: self.added_media(comparison, file, &mut more),
            specs: self.added_specs(comparison, &mut more),
            fragments: Vec::new(),
            first_edge: (graph.edges.len() - graph.more.edges.len()) as u32,
        };
        let pages: Vec<PageMade> = self.pages.iter().flat_map(|shard| std::mem::take(&mut *lock(shard))).collect();
        let mut rows: FxHashMap<u32, Made> = FxHashMap::default();
        for shard in &self.fragment_rows {
            rows.extend(std::mem::take(&mut *lock(shard)));
        }
        let numbers: FxHashMap<Fingerprint, u32> = rows.iter().map(|(number, made)| (made.key, *number)).collect();
        let in_boxes = filled.iter().flat_map(|page| &page.placed).filter_map(|placed| placed.text.as_ref());
        let wanted = pages
            .iter()
            .flat_map(PageMade::fragments)
            .chain(in_boxes.filter_map(|text| numbers.get(&text.call.key).copied()))
            .collect();
        adding.add_fragments(comparison, &rows, wanted, &mut more);
        let mut present: FxHashSet<&str> = standing.clone();
        let mut next = graph.pages.len() as u32;
        for page in &pages {
            present.insert(&page.path);
            let at = comparison.by_path.get(&*page.path).copied().unwrap_or_else(|| {
                next += 1;
                next - 1
            });
            let row = adding.page(page, &mut more)?;
            more.pages.insert(at, row);
        }
        for Filled { path, print, placed } in filled {
            let at = *comparison.by_path.get(path)?;
            let mut row = graph.pages[at as usize].clone();
            row.output = *print;
            for (one, placed) in row.boxes.as_mut()?.boxes.iter_mut().zip(placed) {
                (one.at, one.len) = (placed.at as u32, placed.len as u32);
                if let Some(text) = &placed.text {
                    one.shell = text.shell.print();
                    one.fragment = match numbers.get(&text.call.key) {
                        _ if text.call.is_nothing() => NOTHING,
                        Some(number) => adding.fragment(*number)?,
                        None => return None,
                    };
                }
            }
            more.pages.insert(at, row);
        }
        for (row, at) in graph.pages.iter().zip(0..) {
            if !row.path.is_empty() && !present.contains(&*row.path) {
                more.pages.insert(at, PageRow::gone());
            }
        }
        Some(more)
    }

    fn added_names(&self, renderer: &Renderer, comparison: &Comparison<'_>, more: &mut More) -> Places {
        let graph = comparison.graph;
        for ((row, now), at) in graph.names.iter().zip(&comparison.names).zip(0..) {
            if row.print != *now {
                more.names.insert(at, NameRow { dependency: row.dependency.clone(), print: *now });
            }
        }
        let (names, dense) = self.names.finish();
        let known = places(graph.names.iter().map(|row| &row.dependency), names.is_empty());
        let mut next = graph.names.len() as u32;
        let at: Vec<u32> = names
            .into_iter()
            .map(|dependency| {
                known.get(&dependency).copied().unwrap_or_else(|| {
                    let print = renderer.take_print(&dependency);
                    more.names.insert(next, NameRow { dependency, print });
                    next += 1;
                    next - 1
                })
            })
            .collect();
        Places { dense, at: at.into_iter().map(Some).collect() }
    }

    fn added_media(
        &self,
        comparison: &Comparison<'_>,
        file: impl Fn(&str) -> Option<MediaRow>,
        more: &mut More,
    ) -> Places {
        let graph = comparison.graph;
        let (spellings, dense) = self.media.finish();
        let mut known = places(graph.media.iter().map(|row| &*row.path), spellings.is_empty());
        let mut next = graph.media.len() as u32;
        let rows: Vec<Option<MediaRow>> = spellings.iter().map(|spelling| file(spelling)).collect();
        let at = rows
            .iter()
            .map(|row| {
                let row = row.as_ref()?;
                let at = *known.entry(&*row.path).or_insert_with(|| {
                    next += 1;
                    next - 1
                });
                if graph.media.get(at as usize) != Some(row) {
                    more.media.insert(at, row.clone());
                }
                Some(at)
            })
            .collect();
        Places { dense, at }
    }

    fn added_specs(&self, comparison: &Comparison<'_>, more: &mut More) -> Places {
        let graph = comparison.graph;
        let (specs, dense) = self.specs.finish();
        let known = places(graph.specs.iter(), specs.is_empty());
        let mut next = graph.specs.len() as u32;
        let at: Vec<Option<u32>> = specs
            .into_iter()
            .map(|spec| {
                Some(known.get(&spec).copied().unwrap_or_else(|| {
                    more.specs.push(spec);
                    next += 1;
                    next - 1
                }))
            })
            .collect();
        Places { dense, at }
    }
}

/// Where things that are known stand; nothing when nobody will ask.
fn places<T: Hash + Eq>(known: impl Iterator<Item = T>, idle: bool) -> FxHashMap<T, u32> {
    if idle { FxHashMap::default() } else { known.zip(0..).collect() }
}

/// Where each article of the site stands, by its number in this build.
fn articles(comparison: &Comparison<'_>, more: &mut More) -> Vec<u32> {
    let graph = comparison.graph;
    let mut places = vec![u32::MAX; comparison.prints.len()];
    for ((row, now), at) in graph.articles.iter().zip(&comparison.now).zip(0..) {
        let prints = now.map(|id| comparison.prints[id.index()]);
        if let Some(id) = now {
            places[id.index()] = at;
        }
        if row.prints != prints {
            more.articles.insert(at, ArticleRow { source: row.source.clone(), prints });
        }
    }
    let new = places.iter_mut().zip(0..).filter(|(place, _)| **place == u32::MAX);
    for ((place, id), at) in new.zip(graph.articles.len() as u32..) {
        let source = comparison.source(id);
        more.articles.insert(at, ArticleRow { source, prints: Some(comparison.prints[id as usize]) });
        *place = at;
    }
    places
}

/// From numbers of this build to places in the graph.
struct Places {
    dense: Vec<u32>,
    /// Nothing for what turned out to be nothing.
    at: Vec<Option<u32>>,
}

impl Places {
    fn of(&self, number: u32) -> Option<u32> {
        self.at[self.dense[number as usize] as usize]
    }
}

struct Adding {
    articles: Vec<u32>,
    names: Places,
    media: Places,
    specs: Places,
    /// By number.
    fragments: Vec<u32>,
    /// How many edges the whole has.
    first_edge: u32,
}

impl Adding {
    fn fragment(&self, number: u32) -> Option<u32> {
        self.fragments.get(number as usize).copied().filter(|at| *at != u32::MAX)
    }

    /// Adds the fragments that were made and are `wanted`, those in them, and those that came out the same.
    fn add_fragments(
        &mut self,
        comparison: &Comparison<'_>,
        rows: &FxHashMap<u32, Made>,
        wanted: Vec<u32>,
        more: &mut More,
    ) {
        let graph = comparison.graph;
        let known = places(graph.fragments.iter().map(|row| row.key), rows.is_empty());
        let refreshed = |made: &Made| {
            known.get(&made.key).is_some_and(|at| comparison.fragments[*at as usize] == Standing::Refreshed)
        };
        let mut open = wanted;
        open.extend(rows.iter().filter(|(_, made)| refreshed(made)).map(|(number, _)| *number));
        let mut reached: Vec<u32> = Vec::new();
        let most = rows.keys().max().map_or(0, |most| *most as usize + 1);
        self.fragments = vec![u32::MAX; most];
        let mut next = graph.fragments.len() as u32;
        while let Some(number) = open.pop() {
            let Some(made) = rows.get(&number) else { continue };
            let place = &mut self.fragments[number as usize];
            if *place != u32::MAX {
                continue;
            }
            *place = known.get(&made.key).copied().unwrap_or_else(|| {
                next += 1;
                next - 1
            });
            reached.push(number);
            open.extend(inner(&made.edges));
        }
        for number in reached {
            let made = &rows[&number];
            let edges = self.edges(&made.edges, more);
            let row = FragmentRow {
                key: made.key,
                component: made.component.clone(),
                arguments: made.arguments.clone(),
                print: made.print,
                edges,
                depth: made.depth,
            };
            more.fragments.insert(self.fragments[number as usize], row);
        }
    }

    fn edges(&self, edges: &[Edge], more: &mut More) -> (u32, u32) {
        let place = |edge: &Edge| match Node::of(*edge) {
            Node::Article(id, part) => Some(Node::Article(self.articles[id as usize], part)),
            Node::Name(number) => self.names.of(number).map(Node::Name),
            Node::Media(number) => self.media.of(number).map(Node::Media),
            Node::Fragment(number) => self.fragment(number).map(Node::Fragment),
        };
        let start = self.first_edge + more.edges.len() as u32;
        more.edges.extend(edges.iter().filter_map(|edge| place(edge).map(Node::edge)));
        (start, self.first_edge + more.edges.len() as u32)
    }

    /// The row of a page that was rendered.
    fn page(&self, page: &PageMade, more: &mut More) -> Option<PageRow> {
        let edges = self.edges(&page.edges, more);
        let boxes = page.boxes.as_ref().map(|made| {
            let own = made.own.iter().map(|id| self.articles[*id as usize]).collect();
            let boxes = made.boxes.iter().map(|one| {
                let fragment = if one.fragment == NOTHING { NOTHING } else { self.fragment(one.fragment)? };
                Some(BoxRow { spec: self.specs.of(one.spec)?, fragment, ..*one })
            });
            Some(Box::new(BoxesRow { own, boxes: boxes.collect::<Option<_>>()? }))
        });
        let boxes = match boxes {
            Some(boxes) => Some(boxes?),
            None => None,
        };
        Some(PageRow { path: page.path.clone(), output: page.output, edges, notes: page.notes.clone(), boxes })
    }
}

/// The fragments that edges lead to, by number.
pub(super) fn inner(edges: &[Edge]) -> impl Iterator<Item = u32> {
    edges.iter().filter_map(|edge| match Node::of(*edge) {
        Node::Fragment(number) => Some(number),
        _ => None,
    })
}

impl PageMade {
    /// The fragments in it and in its boxes, by number.
    fn fragments(&self) -> impl Iterator<Item = u32> {
        let boxes = self.boxes.iter().flat_map(|made| &made.boxes).map(|one| one.fragment);
        inner(&self.edges).chain(boxes.filter(|fragment| *fragment != NOTHING))
    }
}
