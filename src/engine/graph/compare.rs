//! The graph of the last build against the site as it is.

use super::{ArticleRow, BoxRow, BoxSpec, BoxesRow, Edge, Graph, MediaRow, NOTHING, Node, Notes, PageRow};
use crate::base::Fingerprint;
use crate::engine::outputs::Outputs;
use crate::model::{ArticleId, Page, Query, Site, output_path};
use crate::render::{ArticlePrints, Dependency, Renderer, find_list};
use crate::theme::{BoxAsk, BoxText, Boxes, Env, FragmentCall};
use rayon::prelude::*;
use std::fmt;
use std::sync::Arc;

/// What of the last build's graph is still so.
pub(in crate::engine) struct Comparison<'g> {
    pub(super) graph: &'g Graph,
    /// Where the articles are now.
    pub(super) now: Vec<Option<ArticleId>>,
    /// What is there of each article now.
    pub(super) prints: Arc<[ArticlePrints]>,
    /// What is there of each name now.
    pub(super) names: Vec<Fingerprint>,
    pub(super) fragments: Vec<Standing>,
    /// Names everything of the site but texts.
    pub(super) shape: Fingerprint,
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
        shape: Fingerprint,
        outputs: &Outputs<'_>,
    ) -> Self {
        let site = &renderer.env().site;
        let prints = article_prints(renderer);
        let now: Vec<Option<ArticleId>> = graph.articles.par_iter().map(|row| site.article_of(&row.source)).collect();
        let same = |(row, now): (&ArticleRow, &Option<ArticleId>)| match (row.prints, now) {
            (Some(old), Some(id)) => ArticlePrints { body: old.body, ..prints[id.index()] } == old,
            (None, None) => true,
            _ => false,
        };
        let known = graph.articles.iter().filter(|row| row.prints.is_some()).count();
        let same_shape = graph.shape == shape && prints.len() == known && graph.articles.iter().zip(&now).all(same);
        let names = graph.names.par_iter().with_min_len(64);
        let names: Vec<Fingerprint> = names
            .map(|row| {
                let same = same_shape && row.dependency.follows_from_shape();
                if same { row.print } else { renderer.take_print(&row.dependency) }
            })
            .collect();
        let lost = graph.media.par_iter();
        let lost = lost.map(|row| !row.verbatim && !outputs.is_there(&output_path(&row.path))).collect();
        let mut comparison = Self {
            graph,
            now,
            prints,
            names,
            fragments: vec![Standing::Same; graph.fragments.len()],
            lost,
            shape,
            by_path: graph.by_path(),
            renderer,
            specs: graph.specs.iter().map(|spec| asked(spec, renderer.env())).collect(),
        };
        comparison.compare_fragments(renderer);
        comparison
    }

    /// Makes the fragments of which something has changed, those inside others first, and sees whether they did.
    fn compare_fragments(&mut self, renderer: &Renderer) {
        let deepest = self.graph.fragments.iter().map(|row| row.depth).max().unwrap_or(0);
        for depth in 0..=deepest {
            let rows = self.graph.fragments.par_iter().enumerate();
            let found: Vec<(usize, Standing)> = rows
                .filter(|(_, row)| row.depth == depth)
                .filter(|(_, row)| self.graph.edges_of(row.edges).iter().any(|edge| !self.is_same(*edge)))
                .map(|(at, row)| {
                    let arguments = postcard::from_bytes(&row.arguments).ok();
                    let call = arguments.and_then(|all| FragmentCall::restore(&row.component, all, row.key));
                    // What it shows may be gone; a page that asks for it again will say so.
                    let gone = self.graph.edges_of(row.edges).iter().any(|edge| self.is_gone(*edge));
                    let same = !gone && call.is_some_and(|call| renderer.fragment(&call).print() == row.print);
                    (at, if same { Standing::Refreshed } else { Standing::Changed })
                })
                .collect();
            for (at, standing) in found {
                self.fragments[at] = standing;
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
            Node::Article(at, part) => match (self.graph.articles[at as usize].prints, self.now[at as usize]) {
                (Some(old), Some(id)) => part.of(&old) != part.of(&self.prints[id.index()]),
                _ => true,
            },
            Node::Name(at) => self.names[at as usize] != self.graph.names[at as usize].print,
            Node::Media(at) => self.lost[at as usize],
            Node::Fragment(at) => self.fragments[at as usize] == Standing::Changed,
        }
    }

    /// The file of an article of the site.
    pub(super) fn source(&self, id: u32) -> Arc<str> {
        self.renderer.env().site.article(ArticleId(id)).source.clone()
    }

    /// The row of a page.
    pub(super) fn row(&self, path: &str) -> Option<&'g PageRow> {
        self.by_path.get(path).map(|at| &self.graph.pages[*at as usize])
    }

    /// What the last build wrote of a page of which nothing has changed but perhaps its boxes.
    ///
    /// # Errors
    /// Why it has to be rendered.
    pub(in crate::engine) fn kept(&self, page: Page, path: &str) -> Result<Kept, Reason> {
        let row = self.row(path).ok_or(Reason::New)?;
        if let Some(edge) = self.graph.edges_of(row.edges).iter().find(|edge| self.has_changed(Node::of(**edge))) {
            return Err(self.reason(Node::of(*edge)));
        }
        let Some(boxes) = &row.boxes else { return Ok(Kept::Same(row.output)) };
        let others = self.other_boxes(page, boxes)?;
        Ok(if others.is_empty() { Kept::Same(row.output) } else { Kept::Boxes(row.output, others) })
    }

    /// The boxes of a page that are not what they were.
    fn other_boxes(&self, page: Page, row: &BoxesRow) -> Result<OtherBoxes, Reason> {
        let env = self.renderer.env();
        let own: Option<Vec<ArticleId>> = row.own.iter().map(|at| self.now[*at as usize]).collect();
        let own = own.ok_or(Reason::New)?;
        let mut chooser = Boxes::of(env, page);
        let mut others = Vec::new();
        let mut shared = Vec::new();
        for (place, one) in row.boxes.iter().enumerate() {
            // A list that is there no more: the page has asked for its name, and is rendered for that.
            let ask = self.specs[one.spec as usize].as_ref().ok_or(Reason::New)?;
            let mut text = chooser.next(env, ask, &own[..one.own as usize]).map_err(|_| Reason::New)?;
            shared.extend(text.shared.take());
            let same = if one.fragment == NOTHING {
                text.call.is_nothing()
            } else {
                let known = &self.graph.fragments[one.fragment as usize];
                known.key == text.call.key && self.fragments[one.fragment as usize] != Standing::Changed
            };
            if same && one.shell == text.shell.print() {
                continue;
            }
            let fragment = self.renderer.fragment(&text.call);
            if !fragment.diagnostics.is_empty() || !text.shell.fits(&fragment.bytes) {
                // What is wrong in it is a problem of the page.
                return Err(Reason::Fragment { component: ask.component.clone(), because: None });
            }
            others.push((place, text));
        }
        // A page that is rendered says itself what it shares.
        for shared in &shared {
            self.renderer.share(shared);
        }
        Ok(others)
    }

    /// Where the boxes of a page begin and how long they are, in bytes.
    pub(in crate::engine) fn places(&self, path: &str) -> Vec<(usize, usize)> {
        let boxes = self.row(path).and_then(|row| row.boxes.as_deref());
        boxes.map_or_else(Vec::new, |row| row.boxes.iter().map(|one| (one.at as usize, one.len as usize)).collect())
    }

    /// Whether there is nothing to write down anew when so many pages are kept and none is rendered.
    pub(in crate::engine) fn is_settled(&self, kept: usize) -> bool {
        let same = |(row, now): (&ArticleRow, &Option<ArticleId>)| row.prints == now.map(|id| self.prints[id.index()]);
        kept == self.by_path.len()
            && self.prints.len() == self.now.iter().flatten().count()
            && self.graph.articles.iter().zip(&self.now).all(same)
            && self.graph.names.iter().zip(&self.names).all(|(row, now)| row.print == *now)
            && self.shape == self.graph.shape
            && self.fragments.iter().all(|standing| *standing == Standing::Same)
    }

    /// Whether some page shows the time.
    pub(in crate::engine) fn reads_clock(&self) -> bool {
        self.graph.reads_clock()
    }

    /// What is to be said of a page that is kept.
    pub(in crate::engine) fn notes(&self, path: &str) -> Option<&'g Notes> {
        self.row(path)?.notes.as_deref()
    }

    /// The pictures and files that a page names, but for those in boxes that become something else.
    pub(in crate::engine) fn media(
        &self,
        path: &str,
        others: &[(usize, BoxText)],
    ) -> impl Iterator<Item = &'g MediaRow> {
        let row = self.row(path);
        let own = row.map_or(&[][..], |row| self.graph.edges_of(row.edges));
        let boxes = row.and_then(|row| row.boxes.as_deref()).map_or(&[][..], |row| &row.boxes);
        let replaced = |place: usize| others.iter().any(|(other, _)| *other == place);
        let boxes = boxes.iter().enumerate().filter(|(place, one)| one.fragment != NOTHING && !replaced(*place));
        let boxes: Vec<&BoxRow> = boxes.map(|(_, one)| one).collect();
        let inside =
            boxes.into_iter().flat_map(|one| self.graph.edges_of(self.graph.fragments[one.fragment as usize].edges));
        own.iter().chain(inside).filter_map(|edge| match Node::of(*edge) {
            // What is lost was made again with the fragment that names it.
            Node::Media(at) if !self.lost[at as usize] => Some(&self.graph.media[at as usize]),
            _ => None,
        })
    }

    /// Everything that a page depends on, with whether it has changed.
    pub(in crate::engine) fn dependencies(&self, path: &str) -> Vec<(String, bool)> {
        let Some(row) = self.row(path) else { return Vec::new() };
        let edges = self.graph.edges_of(row.edges).iter().map(|edge| Node::of(*edge));
        edges.map(|node| (self.describe(node), self.has_changed(node))).collect()
    }

    fn describe(&self, node: Node) -> String {
        match node {
            Node::Fragment(at) => {
                let row = &self.graph.fragments[at as usize];
                format!("the fragment `{}`", row.component)
            }
            Node::Media(at) => format!("the file `{}`", self.graph.media[at as usize].path),
            node => self.name(node).map(|dependency| dependency.to_string()).unwrap_or_default(),
        }
    }

    fn name(&self, node: Node) -> Option<Dependency> {
        use super::Part;
        match node {
            Node::Article(at, part) => {
                let source = self.graph.articles[at as usize].source.clone();
                Some(match part {
                    Part::Card => Dependency::Card(source),
                    Part::Body => Dependency::Body(source),
                    Part::Phase => Dependency::Phase(source),
                    Part::Place => Dependency::Place(source),
                })
            }
            Node::Name(at) => Some(self.graph.names[at as usize].dependency.clone()),
            Node::Media(_) | Node::Fragment(_) => None,
        }
    }

    fn reason(&self, node: Node) -> Reason {
        match node {
            Node::Media(at) => Reason::Media(self.graph.media[at as usize].path.clone()),
            Node::Fragment(at) => {
                let row = &self.graph.fragments[at as usize];
                Reason::Fragment { component: row.component.clone(), because: self.inside(at) }
            }
            node => self.name(node).map_or(Reason::New, Reason::Changed),
        }
    }

    /// The first thing that has changed inside a fragment.
    fn inside(&self, at: u32) -> Option<Dependency> {
        let row = &self.graph.fragments[at as usize];
        let changed = self.graph.edges_of(row.edges).iter().map(|edge| Node::of(*edge));
        match changed.into_iter().find(|node| self.has_changed(*node))? {
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
