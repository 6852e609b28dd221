//! From what a build has written down to the rows that it adds to the last build's graph.

use super::compact::inner;
use super::compare::{Comparison, Standing};
use super::record::{Filled, Made, PageMade, Recorder, chosen, lock};
use super::tables::{Builder, Kind, NOTHING, NameRow, NewArticle, NewBox, NewPage, encode_name, name_row};
use super::touch::Lists;
use super::{Edge, Graph, MediaRow, Node, Rows};
use crate::base::Fingerprint;
use crate::model::ArticleId;
use crate::render::Renderer;
use rustc_hash::{FxHashMap, FxHashSet};
use std::hash::Hash;

impl Recorder {
    /// What is to be written beside the last build's graph, or in its place when that is less; nothing if there is a page
    /// of which something is not known. `standing` are the pages that were not rendered, `filled` those of them that got
    /// other boxes, and `file` says what stands at a path below `/media/`.
    pub(in crate::engine) fn more(
        &self,
        renderer: &Renderer,
        comparison: &Comparison<'_>,
        standing: &FxHashSet<&str>,
        filled: &[Filled<'_>],
        file: impl Fn(&str) -> Option<MediaRow>,
    ) -> Option<Rows> {
        let graph = comparison.graph;
        let mut more = Builder::beside(graph.print, comparison.shape, graph.more.as_ref());
        let mut adding = Adding {
            articles: articles(comparison, &mut more),
            names: self.added_names(renderer, comparison, &mut more),
            media: self.added_media(comparison, file, &mut more),
            specs: self.added_specs(comparison, &mut more),
            fragments: Vec::new(),
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
        adding.add_fragments(comparison, &rows, wanted, &mut more)?;
        let mut present: FxHashSet<&str> = standing.clone();
        let mut next = graph.count(Kind::Page);
        for page in &pages {
            present.insert(&page.path);
            let at = comparison.by_path.get(&*page.path).copied().unwrap_or_else(|| {
                next += 1;
                next - 1
            });
            let boxes: Vec<NewBox> = page.boxes.iter().map(|one| adding.new_box(one)).collect::<Option<_>>()?;
            more.page(at, &page.row(&adding.edges(&page.edges)?, &adding.own(&page.own), &boxes));
        }
        for Filled { path, print, placed } in filled {
            let at = *comparison.by_path.get(path)?;
            let row = graph.page(at);
            let mut boxes = Vec::with_capacity(placed.len());
            for (one, placed) in row.boxes.iter().zip(placed) {
                let mut new = NewBox {
                    spec: one.spec,
                    at: placed.at as u32,
                    len: placed.len as u32,
                    fragment: one.fragment,
                    own: one.own,
                    shell: one.shell,
                    chosen: one.chosen.iter().collect(),
                };
                if let Some(text) = &placed.text {
                    new.shell = text.shell.print();
                    new.chosen = chosen(text).iter().map(|id| adding.articles[id.index()]).collect();
                    new.fragment = match numbers.get(&text.call.key) {
                        _ if text.call.is_nothing() => NOTHING,
                        Some(number) => adding.fragment(*number)?,
                        None => return None,
                    };
                }
                boxes.push(new);
            }
            let (edges, own): (Vec<Edge>, Vec<u32>) = (row.edges.iter().collect(), row.own.iter().collect());
            let encoded_notes = row.encoded_notes;
            more.page(at, &NewPage { path, output: *print, encoded_notes, edges: &edges, own: &own, boxes: &boxes });
        }
        for at in graph.all(Kind::Page) {
            let path = graph.page(at).path;
            if !path.is_empty() && !present.contains(path) {
                more.no_page(at);
            }
        }
        if is_much(&more, graph) { replaced(graph, more) } else { Some(Rows::More(more)) }
    }

    fn added_names(&self, renderer: &Renderer, comparison: &Comparison<'_>, more: &mut Builder) -> Places {
        let graph = comparison.graph;
        for (at, now) in graph.all(Kind::Name).zip(&comparison.names) {
            let row = graph.name(at);
            if let Some(print) = now.filter(|now| *now != row.print) {
                more.name(at, NameRow { print, ..row });
            }
        }
        let (names, dense) = self.names.finish();
        let encoded: Vec<Vec<u8>> = names.iter().map(encode_name).collect();
        let known = places(&encoded, graph.all(Kind::Name).map(|at| graph.name(at).encoded), Vec::as_slice);
        let mut next = graph.count(Kind::Name);
        let at = names.iter().zip(&encoded).zip(known).map(|((dependency, encoded), known)| {
            Some(known.unwrap_or_else(|| {
                let print = renderer.take_print(dependency);
                more.name(next, name_row(encoded, dependency, print));
                next += 1;
                next - 1
            }))
        });
        Places { at: at.collect(), dense }
    }

    fn added_media(
        &self,
        comparison: &Comparison<'_>,
        file: impl Fn(&str) -> Option<MediaRow>,
        more: &mut Builder,
    ) -> Places {
        let graph = comparison.graph;
        let (spellings, dense) = self.media.finish();
        let rows: Vec<Option<MediaRow>> = spellings.iter().map(|spelling| file(spelling)).collect();
        let known = graph.media.iter().map(|row| Some(&*row.path));
        let known = places(&rows, known, |row| row.as_ref().map(|row| &*row.path));
        let mut new: FxHashMap<&str, u32> = FxHashMap::default();
        let mut next = graph.media.len() as u32;
        let at = rows.iter().zip(known).map(|(row, known)| {
            let row = row.as_ref()?;
            let at = known.unwrap_or_else(|| {
                *new.entry(&*row.path).or_insert_with(|| {
                    next += 1;
                    next - 1
                })
            });
            if graph.media.get(at as usize) != Some(row) {
                more.rest.media.push((at, row.clone()));
            }
            Some(at)
        });
        Places { at: at.collect(), dense }
    }

    fn added_specs(&self, comparison: &Comparison<'_>, more: &mut Builder) -> Places {
        let graph = comparison.graph;
        let (specs, dense) = self.specs.finish();
        let known = places(&specs, graph.specs.iter().map(|spec| &**spec), |spec| &**spec);
        let mut next = graph.specs.len() as u32;
        let at = specs.iter().zip(known).map(|(spec, known)| {
            Some(known.unwrap_or_else(|| {
                more.rest.specs.push(spec.clone());
                next += 1;
                next - 1
            }))
        });
        Places { at: at.collect(), dense }
    }
}

/// Whether so many rows are better written with the whole.
fn is_much(more: &Builder, graph: &Graph) -> bool {
    more.count(Kind::Page) * 4 > graph.whole.count(Kind::Page) as usize || more.size() * 4 > graph.whole.size()
}

/// A graph with these rows, as a whole.
fn replaced(graph: &Graph, more: Builder) -> Option<Rows> {
    Some(Rows::Whole(graph.with(more.finish()?)?.compact()))
}

/// Where each of some things stands in a sequence; nothing for one that does not.
fn places<'a, T, K: Hash + Eq>(
    things: &'a [T],
    known: impl Iterator<Item = K>,
    key: impl Fn(&'a T) -> K,
) -> Vec<Option<u32>> {
    // There are few of them, and many that are known.
    let mut at: FxHashMap<K, Option<u32>> = things.iter().map(|thing| (key(thing), None)).collect();
    if !at.is_empty() {
        for (one, place) in known.zip(0..) {
            if let Some(at) = at.get_mut(&one) {
                *at = Some(place);
            }
        }
    }
    things.iter().map(|thing| at.get(&key(thing)).copied().flatten()).collect()
}

/// Where each article of the site stands, by its number in this build.
fn articles(comparison: &Comparison<'_>, more: &mut Builder) -> Vec<u32> {
    let graph = comparison.graph;
    let lists = Lists::of(comparison.site());
    let mut places = vec![u32::MAX; comparison.prints.len()];
    for (at, now) in graph.all(Kind::Article).zip(&comparison.now) {
        let row = graph.article(at);
        let prints = now.map(|id| comparison.prints[id.index()]);
        if let Some(id) = now {
            places[id.index()] = at;
        }
        if row.prints != prints {
            let lists = now.map(|id| lists.with(id)).unwrap_or_default();
            more.article(at, &NewArticle { source: row.source, prints, lists: &lists });
        }
    }
    let new = places.iter_mut().zip(0..).filter(|(place, _)| **place == u32::MAX);
    for ((place, id), at) in new.zip(graph.count(Kind::Article)..) {
        let (id, prints) = (ArticleId(id), Some(comparison.prints[id as usize]));
        let source = &*comparison.site().article(id).source;
        more.article(at, &NewArticle { source, prints, lists: &lists.with(id) });
        *place = at;
    }
    places
}

struct Adding {
    articles: Vec<u32>,
    names: Places,
    media: Places,
    specs: Places,
    /// By number.
    fragments: Vec<u32>,
}

impl Adding {
    fn fragment(&self, number: u32) -> Option<u32> {
        self.fragments.get(number as usize).copied().filter(|at| *at != u32::MAX)
    }

    /// Adds the fragments that were made and are `wanted`, those in them, and those that are known and of which something
    /// has changed.
    fn add_fragments(
        &mut self,
        comparison: &Comparison<'_>,
        rows: &FxHashMap<u32, Made>,
        wanted: Vec<u32>,
        more: &mut Builder,
    ) -> Option<()> {
        let graph = comparison.graph;
        let made: Vec<(u32, &Made)> = rows.iter().map(|(number, made)| (*number, made)).collect();
        let keys = graph.all(Kind::Fragment).map(|at| graph.fragment(at).key);
        let places = places(&made, keys, |(_, made)| made.key);
        let known: FxHashMap<u32, u32> =
            made.iter().zip(places).filter_map(|((number, _), at)| Some((*number, at?))).collect();
        let again = |at: &u32| comparison.fragments[*at as usize] != Standing::Same;
        let mut open = wanted;
        open.extend(known.iter().filter(|(_, at)| again(at)).map(|(number, _)| *number));
        open.sort_unstable();
        let mut reached: Vec<u32> = Vec::new();
        let most = rows.keys().max().map_or(0, |most| *most as usize + 1);
        self.fragments = vec![u32::MAX; most];
        let mut next = graph.count(Kind::Fragment);
        while let Some(number) = open.pop() {
            let Some(made) = rows.get(&number) else { continue };
            let place = &mut self.fragments[number as usize];
            if *place != u32::MAX {
                continue;
            }
            *place = known.get(&number).copied().unwrap_or_else(|| {
                next += 1;
                next - 1
            });
            reached.push(number);
            open.extend(made.edges.iter().copied().filter_map(inner));
        }
        for number in reached {
            let made = &rows[&number];
            more.fragment(self.fragments[number as usize], &made.row(&self.edges(&made.edges)?));
        }
        Some(())
    }

    fn edges(&self, edges: &[Edge]) -> Option<Vec<Edge>> {
        let mut all = Vec::with_capacity(edges.len());
        for edge in edges {
            let node = match Node::of(*edge) {
                Node::Article(id, part) => Node::Article(self.articles[id as usize], part),
                Node::Name(number) => Node::Name(self.names.of(number)?),
                Node::Fragment(number) => Node::Fragment(self.fragment(number)?),
                Node::Media(number) => match self.media.of(number) {
                    Some(at) => Node::Media(at),
                    None => continue,
                },
            };
            all.push(node.edge());
        }
        Some(all)
    }

    fn own(&self, ids: &[u32]) -> Vec<u32> {
        ids.iter().map(|id| self.articles[*id as usize]).collect()
    }

    /// A box of a page that was rendered.
    fn new_box(&self, one: &NewBox) -> Option<NewBox> {
        let fragment = if one.fragment == NOTHING { NOTHING } else { self.fragment(one.fragment)? };
        Some(NewBox { spec: self.specs.of(one.spec)?, fragment, chosen: self.own(&one.chosen), ..*one })
    }
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

impl PageMade {
    /// The fragments in it and in its boxes, by number.
    fn fragments(&self) -> impl Iterator<Item = u32> {
        let boxes = self.boxes.iter().map(|one| one.fragment).filter(|fragment| *fragment != NOTHING);
        self.edges.iter().copied().filter_map(inner).chain(boxes)
    }
}
