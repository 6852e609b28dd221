//! The graph of the last build against the site as it is.

use super::tables::{BoxRow, Kind, NOTHING, PageRow};
use super::touch::Touched;
use super::{BoxSpec, Edge, Graph, MediaRow, Node, Notes, PARTS, Part, Shape};
use crate::base::Fingerprint;
use crate::engine::outputs::Outputs;
use crate::model::{ArticleId, Page, Query, Site, output_path};
use crate::render::{ArticlePrints, Dependency, Renderer, find_list};
use crate::theme::{BoxAsk, BoxText, Boxes, Env, FragmentCall};
use rayon::prelude::*;
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// What of the last build's graph is still so.
pub(in crate::engine) struct Comparison<'g> {
    pub(super) graph: &'g Graph,
    /// Where the articles are now.
    pub(super) now: Vec<Option<ArticleId>>,
    /// What is there of each article now.
    pub(super) prints: Arc<[ArticlePrints]>,
    /// Which parts of each article are not what they were, a bit for each.
    changed_parts: Vec<u8>,
    /// What is there of each name now; nothing of one that can't be read.
    pub(super) names: Vec<Option<Fingerprint>>,
    /// Whether each name is not what it was.
    changed_names: Vec<bool>,
    pub(super) fragments: Vec<Standing>,
    /// Names everything of the site but texts.
    pub(super) shape: Shape,
    /// Media that are not there any more.
    lost: Vec<bool>,
    pub(super) by_path: rustc_hash::FxHashMap<&'g str, u32>,
    renderer: &'g Renderer,
    /// What boxes ask for, as it is now; `None` for a list that is there no more.
    specs: Vec<Option<BoxAsk>>,
}

/// What has to be done for a page that need not be rendered.
#[derive(Debug)]
pub(in crate::engine) enum Kept {
    /// Nothing: its file has these bytes.
    Same(Fingerprint),
    /// Its file, which has these bytes, gets other boxes.
    Boxes(Fingerprint, OtherBoxes),
}

/// Boxes by their places among a page's boxes, and what comes there.
pub(in crate::engine) type OtherBoxes = Vec<(usize, BoxText)>;

/// What became of a fragment.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Standing {
    /// Nothing that it depends on has changed.
    Same,
    /// Something has, and it came out the same: what it depends on has to be written down anew.
    Refreshed,
    /// It is another one, or can't be made any more.
    Changed,
}

/// Why a page is rendered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::engine) enum Reason {
    /// No build that is remembered made it.
    New,
    /// Something that it shows is not what it was.
    Changed(Dependency),
    /// A fragment in it is not what it was.
    Fragment {
        /// Its component.
        component: Arc<str>,
        /// The first thing that changed in it, if that can be named.
        because: Option<Dependency>,
    },
    /// A picture that it names is not there.
    Media(Box<str>),
    /// Its file is not the one that was written.
    Touched,
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::New => f.write_str("no build that is remembered has made it"),
            Self::Changed(dependency) => write!(f, "{dependency} changed"),
            Self::Fragment { component, because: Some(dependency) } => {
                write!(f, "{dependency} changed, which its `{component}` shows")
            }
            Self::Fragment { component, because: None } => write!(f, "its `{component}` changed"),
            Self::Media(path) => write!(f, "the file `{path}`, which it names, is not in the output folder"),
            Self::Touched => {
                f.write_str("its file in the output folder is missing, or is not the one that was written")
            }
        }
    }
}

impl<'g> Comparison<'g> {
    /// Compares. `outputs` knows which files of the output folder are as they were written.
    pub(in crate::engine) fn new(
        graph: &'g Graph,
        renderer: &'g Renderer,
        shape: Shape,
        outputs: &Outputs<'_>,
    ) -> Self {
        let site = &renderer.env().site;
        let prints = article_prints(renderer);
        let articles = graph.all(Kind::Article).into_par_iter().with_min_len(256);
        let now: Vec<Option<ArticleId>> = articles.map(|at| site.article_of(graph.article(at).source)).collect();
        let rows = || graph.all(Kind::Article).map(|at| graph.article(at).prints).zip(&now);
        let same = |(row, now): (Option<ArticlePrints>, &Option<ArticleId>)| match (row, now) {
            (Some(old), Some(id)) => ArticlePrints { body: old.body, ..prints[id.index()] } == old,
            (None, None) => true,
            _ => false,
        };
        let known = rows().filter(|(prints, _)| prints.is_some()).count();
        let same_shape = graph.shape == shape && prints.len() == known && rows().all(same);
        let touched = if same_shape { None } else { Touched::between(graph, &now, &prints, site, shape) };
        let names = graph.all(Kind::Name).into_par_iter().with_min_len(64);
        let names: Vec<Option<Fingerprint>> = names
            .map(|at| {
                let row = graph.name(at);
                let untouched = || touched.as_ref().is_some_and(|touched| !touched.may_be(row.subject));
                let same = row.of_shape && (same_shape || untouched());
                if same { Some(row.print) } else { Some(renderer.take_print(&row.dependency()?)) }
            })
            .collect();
        let changed_names = (0..).zip(&names).map(|(at, now)| *now != Some(graph.name(at).print)).collect();
        let changed_parts = graph.all(Kind::Article).into_par_iter().with_min_len(256).zip(&now);
        let changed_parts = changed_parts.map(|(at, now)| match (graph.article(at).prints, now) {
            (Some(old), Some(id)) => {
                let differs = |part: &Part| part.of(&old) != part.of(&prints[id.index()]);
                PARTS.iter().filter(|part| differs(part)).map(|part| part.bit()).sum()
            }
            _ => u8::MAX,
        });
        let changed_parts = changed_parts.collect();
        let lost = graph.media.par_iter();
        let lost = lost.map(|row| !row.verbatim && !outputs.is_there(&output_path(&row.path))).collect();
        let mut comparison = Self {
            graph,
            now,
            prints,
            changed_parts,
            names,
            changed_names,
            fragments: vec![Standing::Same; graph.count(Kind::Fragment) as usize],
            lost,
            shape,
            by_path: graph.by_path(),
            renderer,
            specs: graph.specs.iter().map(|spec| asked(spec, renderer.env())).collect(),
        };
        comparison.compare_fragments(renderer);
        comparison
    }

    /// Makes the fragments of which something has changed, those inside others first, and sees whether they did. What is
    /// in boxes is chosen later.
    fn compare_fragments(&mut self, renderer: &Renderer) {
        let graph = self.graph;
        let all = || graph.all(Kind::Fragment).into_par_iter().with_min_len(256);
        let deepest = all().map(|at| graph.fragment(at).depth).max().unwrap_or(0);
        for depth in 0..=deepest {
            let rows = all().map(|at| (at, graph.fragment(at)));
            let found: Vec<(u32, Standing)> = rows
                .filter(|(_, row)| row.depth == depth)
                .filter(|(_, row)| row.edges.iter().any(|edge| !self.is_same(edge)))
                .map(|(at, row)| {
                    let arguments = postcard::from_bytes(row.arguments).ok();
                    let call = arguments.and_then(|all| FragmentCall::restore(row.component, all, row.key));
                    // What it shows may be gone; a page that asks for it again will say so.
                    let gone = row.edges.iter().any(|edge| self.is_gone(edge));
                    let same = !gone && call.is_some_and(|call| renderer.fragment(&call).print() == row.print);
                    (at, if same { Standing::Refreshed } else { Standing::Changed })
                })
                .collect();
            for (at, standing) in found {
                self.fragments[at as usize] = standing;
            }
        }
    }

    fn is_gone(&self, edge: Edge) -> bool {
        matches!(Node::of(edge), Node::Article(at, _) if self.now[at as usize].is_none())
    }

    /// Whether a fragment has only edges that are as they were, or that came out the same.
    fn is_same(&self, edge: Edge) -> bool {
        match Node::of(edge) {
            Node::Fragment(at) => self.fragments[at as usize] != Standing::Changed,
            node => !self.has_changed(node),
        }
    }

    fn has_changed(&self, node: Node) -> bool {
        match node {
            Node::Article(at, part) => self.changed_parts[at as usize] & part.bit() != 0,
            Node::Name(at) => self.changed_names[at as usize],
            Node::Media(at) => self.lost[at as usize],
            Node::Fragment(at) => self.fragments[at as usize] == Standing::Changed,
        }
    }

    pub(super) fn site(&self) -> &Site {
        &self.renderer.env().site
    }

    /// The row of a page.
    pub(super) fn row(&self, path: &str) -> Option<PageRow<'g>> {
        self.by_path.get(path).map(|at| self.graph.page(*at))
    }

    /// What the last build wrote of a page of which nothing has changed but perhaps its boxes.
    ///
    /// # Errors
    /// Why it has to be rendered.
    pub(in crate::engine) fn kept(&self, page: Page, path: &str) -> Result<Kept, Reason> {
        let row = self.row(path).ok_or(Reason::New)?;
        if let Some(edge) = row.edges.iter().find(|edge| self.has_changed(Node::of(*edge))) {
            return Err(self.reason(Node::of(edge)));
        }
        if row.boxes.is_empty() {
            return Ok(Kept::Same(row.output));
        }
        let others = self.other_boxes(page, &row)?;
        Ok(if others.is_empty() { Kept::Same(row.output) } else { Kept::Boxes(row.output, others) })
    }

    /// The boxes of a page that are not what they were.
    fn other_boxes(&self, page: Page, row: &PageRow<'_>) -> Result<OtherBoxes, Reason> {
        let env = self.renderer.env();
        let own: Option<Vec<ArticleId>> = row.own.iter().map(|at| self.now[at as usize]).collect();
        let own = own.ok_or(Reason::New)?;
        let mut chooser = Boxes::of(env, page);
        let mut others = Vec::new();
        let mut shared = Vec::new();
        for (place, one) in row.boxes.iter().enumerate() {
            // A list that is there no more: the page has asked for its name, and is rendered for that.
            let ask = self.specs[one.spec as usize].as_ref().ok_or(Reason::New)?;
            let mut chosen = chooser.choose(env, ask, &own[..one.own as usize]);
            shared.extend(chosen.shared.take());
            let same_ids = self.has_chosen(&one, chosen.ids());
            let same_shell = one.shell == chosen.shell.print();
            let standing = match one.fragment {
                NOTHING => Standing::Same,
                at => self.fragments[at as usize],
            };
            if same_ids && same_shell && standing != Standing::Changed {
                continue;
            }
            let wrong = |_| Reason::Fragment { component: ask.component.clone(), because: None };
            let text = chosen.text(env).map_err(wrong)?;
            let fragment = self.renderer.fragment(&text.call);
            if !fragment.diagnostics.is_empty() || !text.shell.fits(&fragment.bytes) {
                // What is wrong in it is a problem of the page.
                return Err(wrong(String::new()));
            }
            // A picture that is not there any more has to be named again.
            let as_before = |at: u32| {
                let known = self.graph.fragment(at);
                let lost =
                    known.edges.iter().any(|edge| matches!(Node::of(edge), Node::Media(at) if self.lost[at as usize]));
                known.key == text.call.key && known.print == fragment.print() && !lost
            };
            if !(same_ids && same_shell && as_before(one.fragment)) {
                others.push((place, text));
            }
        }
        // A page that is rendered says itself what it shares.
        for shared in &shared {
            self.renderer.share(shared);
        }
        Ok(others)
    }

    /// Whether these articles are in a box, where they were.
    fn has_chosen(&self, one: &BoxRow<'_>, ids: &[ArticleId]) -> bool {
        let was = one.chosen.iter();
        was.len() == ids.len()
            && was
                .zip(ids)
                .all(|(at, id)| self.now[at as usize] == Some(*id) && !self.has_changed(Node::Article(at, Part::Place)))
    }

    /// Where the boxes of a page begin and how long they are, in bytes.
    pub(in crate::engine) fn places(&self, path: &str) -> Vec<(usize, usize)> {
        let boxes = self.row(path).into_iter().flat_map(|row| row.boxes.iter());
        boxes.map(|one| (one.at as usize, one.len as usize)).collect()
    }

    /// Whether there is nothing to write down anew when so many pages are kept and none is rendered.
    pub(in crate::engine) fn is_settled(&self, kept: usize) -> bool {
        let graph = self.graph;
        let same =
            |(at, now): (u32, &Option<ArticleId>)| graph.article(at).prints == now.map(|id| self.prints[id.index()]);
        kept == self.by_path.len()
            && self.prints.len() == self.now.iter().flatten().count()
            && graph.all(Kind::Article).zip(&self.now).all(same)
            && graph.all(Kind::Name).zip(&self.names).all(|(at, now)| Some(graph.name(at).print) == *now)
            && self.shape == graph.shape
            && self.fragments.iter().all(|standing| *standing == Standing::Same)
    }

    /// Whether some page shows the time.
    pub(in crate::engine) fn reads_clock(&self) -> bool {
        self.graph.reads_clock()
    }

    /// What is to be said of a page that is kept.
    pub(in crate::engine) fn notes(&self, path: &str) -> Option<Notes> {
        self.row(path)?.notes()
    }

    /// The pictures and files that pages name, but for those in their boxes that become something else; sorted.
    pub(in crate::engine) fn media<'p>(
        &self,
        pages: impl IntoParallelIterator<Item = (&'p str, &'p [(usize, BoxText)])>,
    ) -> Vec<&'g MediaRow> {
        let graph = self.graph;
        let named: Vec<AtomicBool> = graph.media.iter().map(|_| AtomicBool::new(false)).collect();
        let name = |edge: u32| {
            if let Node::Media(at) = Node::of(edge) {
                named[at as usize].store(true, Ordering::Relaxed);
            }
        };
        pages.into_par_iter().for_each(|(path, others)| {
            let Some(row) = self.row(path) else { return };
            row.edges.iter().for_each(name);
            for (place, one) in row.boxes.iter().enumerate() {
                let replaced = others.iter().any(|(other, _)| *other == place);
                if one.fragment != NOTHING && !replaced {
                    graph.fragment(one.fragment).edges.iter().for_each(name);
                }
            }
        });
        // What is lost was made again with the fragment that names it.
        let there = graph.media.iter().zip(named).zip(&self.lost);
        let there = there.filter(|((_, named), lost)| named.load(Ordering::Relaxed) && !**lost);
        let mut media: Vec<&MediaRow> = there.map(|((row, _), _)| row).collect();
        media.sort_unstable_by(|a, b| a.path.cmp(&b.path));
        media
    }

    /// Everything that a page depends on, with whether it has changed.
    pub(in crate::engine) fn dependencies(&self, path: &str) -> Vec<(String, bool)> {
        let Some(row) = self.row(path) else { return Vec::new() };
        let nodes = row.edges.iter().map(Node::of);
        nodes.map(|node| (self.describe(node), self.has_changed(node))).collect()
    }

    fn describe(&self, node: Node) -> String {
        match node {
            Node::Fragment(at) => format!("the fragment `{}`", self.graph.fragment(at).component),
            Node::Media(at) => format!("the file `{}`", self.graph.media[at as usize].path),
            node => self.name(node).map(|dependency| dependency.to_string()).unwrap_or_default(),
        }
    }

    fn name(&self, node: Node) -> Option<Dependency> {
        match node {
            Node::Article(at, part) => {
                let source = self.graph.article(at).source.into();
                Some(match part {
                    Part::Card => Dependency::Card(source),
                    Part::Body => Dependency::Body(source),
                    Part::Phase => Dependency::Phase(source),
                    Part::Place => Dependency::Place(source),
                })
            }
            Node::Name(at) => self.graph.name(at).dependency(),
            Node::Media(_) | Node::Fragment(_) => None,
        }
    }

    fn reason(&self, node: Node) -> Reason {
        match node {
            Node::Media(at) => Reason::Media(self.graph.media[at as usize].path.clone()),
            Node::Fragment(at) => {
                let component = self.graph.fragment(at).component.into();
                Reason::Fragment { component, because: self.inside(at) }
            }
            node => self.name(node).map_or(Reason::New, Reason::Changed),
        }
    }

    /// The first thing that has changed inside a fragment.
    fn inside(&self, at: u32) -> Option<Dependency> {
        let mut inside = self.graph.fragment(at).edges.iter().map(Node::of);
        match inside.find(|node| self.has_changed(*node))? {
            Node::Fragment(inner) => self.inside(inner),
            node => self.name(node),
        }
    }
}

/// What a box asks for, in a site as it is.
fn asked(spec: &[u8], env: &Env) -> Option<BoxAsk> {
    let spec: BoxSpec = postcard::from_bytes(spec).ok()?;
    let query = Query {
        list: find_list(&env.site, &spec.list)?,
        offset: spec.offset as usize,
        limit: spec.limit as usize,
        repeat: spec.repeat,
    };
    let arguments: Vec<_> = spec.arguments.into_iter().map(|(name, argument)| (name, argument.value())).collect();
    Some(BoxAsk::new(env, spec.component, arguments.into(), query))
}

/// What is there of every article.
pub(super) fn article_prints(renderer: &Renderer) -> Arc<[ArticlePrints]> {
    let site: &Site = &renderer.env().site;
    let prints: Vec<ArticlePrints> = (0..site.articles().len() as u32)
        .into_par_iter()
        .with_min_len(256)
        .map(|at| renderer.article_prints(ArticleId(at)))
        .collect();
    prints.into()
}
