//! A graph written anew, without what nothing leads to any more.

use super::tables::{ArticleRow, Builder, Kind, NOTHING, NewArticle, NewBox, NewFragment, NewPage};
use super::{Edge, Graph, Node};

/// Not yet written down.
const UNKNOWN: u32 = u32::MAX;

/// From the places in a graph to those in the next one.
struct Places {
    articles: Vec<u32>,
    names: Vec<u32>,
    media: Vec<u32>,
    specs: Vec<u32>,
    fragments: Vec<u32>,
}

impl Graph {
    /// The same graph, as a whole.
    pub(super) fn compact(&self) -> Builder {
        let mut out = Builder::new(self.shape);
        let mut places = Places {
            articles: vec![UNKNOWN; self.count(Kind::Article) as usize],
            names: vec![UNKNOWN; self.count(Kind::Name) as usize],
            media: vec![UNKNOWN; self.media.len()],
            specs: vec![UNKNOWN; self.specs.len()],
            fragments: vec![UNKNOWN; self.count(Kind::Fragment) as usize],
        };
        for at in self.all(Kind::Article) {
            if self.article(at).prints.is_some() {
                places.article(self, at, &mut out);
            }
        }
        let fragments = self.reached();
        for (next, at) in (0..).zip(&fragments) {
            places.fragments[*at as usize] = next;
        }
        for (next, at) in (0..).zip(fragments) {
            let row = self.fragment(at);
            let edges: Vec<Edge> = row.edges.iter().map(|edge| places.edge(self, edge, &mut out)).collect();
            let (key, print, component, arguments) = (row.key, row.print, row.component, row.arguments);
            out.fragment(next, &NewFragment { key, print, component, arguments, edges: &edges, depth: row.depth });
        }
        for at in self.all(Kind::Page) {
            let row = self.page(at);
            if row.path.is_empty() {
                continue;
            }
            let edges: Vec<Edge> = row.edges.iter().map(|edge| places.edge(self, edge, &mut out)).collect();
            let own: Vec<u32> = row.own.iter().map(|at| places.article(self, at, &mut out)).collect();
            let boxes = row.boxes.iter().map(|one| NewBox {
                spec: places.spec(self, one.spec, &mut out),
                at: one.at,
                len: one.len,
                fragment: if one.fragment == NOTHING { NOTHING } else { places.fragments[one.fragment as usize] },
                own: one.own,
                shell: one.shell,
                chosen: one.chosen.iter().map(|at| places.article(self, at, &mut out)).collect(),
            });
            let boxes: Vec<NewBox> = boxes.collect();
            let (path, output, encoded_notes) = (row.path, row.output, row.encoded_notes);
            let page = NewPage { path, output, encoded_notes, edges: &edges, own: &own, boxes: &boxes };
            out.page(out.count(Kind::Page) as u32, &page);
        }
        out
    }

    /// The fragments of pages, those inside others first.
    fn reached(&self) -> Vec<u32> {
        let mut reached = vec![false; self.count(Kind::Fragment) as usize];
        let mut open: Vec<u32> = Vec::new();
        for at in self.all(Kind::Page) {
            let row = self.page(at);
            open.extend(row.boxes.iter().map(|one| one.fragment).filter(|fragment| *fragment != NOTHING));
            open.extend(row.edges.iter().filter_map(inner));
            while let Some(at) = open.pop() {
                if !std::mem::replace(&mut reached[at as usize], true) {
                    open.extend(self.fragment(at).edges.iter().filter_map(inner));
                }
            }
        }
        let mut all: Vec<u32> = self.all(Kind::Fragment).filter(|at| reached[*at as usize]).collect();
        all.sort_by_key(|at| self.fragment(*at).depth);
        all
    }
}

/// The fragment that an edge leads to.
pub(super) fn inner(edge: Edge) -> Option<u32> {
    match Node::of(edge) {
        Node::Fragment(at) => Some(at),
        _ => None,
    }
}

impl Places {
    /// An article. One that is gone is still what something was made of.
    fn article(&mut self, graph: &Graph, at: u32, out: &mut Builder) -> u32 {
        let place = &mut self.articles[at as usize];
        if *place == UNKNOWN {
            *place = out.count(Kind::Article) as u32;
            let ArticleRow { source, prints, lists } = graph.article(at);
            out.article(*place, &NewArticle { source, prints, lists: &lists.iter().collect::<Vec<_>>() });
        }
        *place
    }

    fn edge(&mut self, graph: &Graph, edge: Edge, out: &mut Builder) -> Edge {
        let node = match Node::of(edge) {
            Node::Article(at, part) => Node::Article(self.article(graph, at, out), part),
            Node::Name(at) => {
                let place = &mut self.names[at as usize];
                if *place == UNKNOWN {
                    *place = out.count(Kind::Name) as u32;
                    out.name(*place, graph.name(at));
                }
                Node::Name(*place)
            }
            Node::Media(at) => {
                let place = &mut self.media[at as usize];
                if *place == UNKNOWN {
                    *place = out.rest.media.len() as u32;
                    out.rest.media.push((*place, graph.media[at as usize].clone()));
                }
                Node::Media(*place)
            }
            Node::Fragment(at) => Node::Fragment(self.fragments[at as usize]),
        };
        node.edge()
    }

    fn spec(&mut self, graph: &Graph, at: u32, out: &mut Builder) -> u32 {
        let place = &mut self.specs[at as usize];
        if *place == UNKNOWN {
            *place = out.rest.specs.len() as u32;
            out.rest.specs.push(graph.specs[at as usize].clone());
        }
        *place
    }
}
