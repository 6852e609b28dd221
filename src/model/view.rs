//! The one door between templates and the site.
//!
//! A view belongs to the rendering of one page (or fragment). It answers questions about the site and writes down what
//! was asked, so that the page is known to depend on exactly that: also on things looked for and not found. What a page
//! has already shown is remembered too, which is how no story appears twice on it.

use super::card::{Article, Card};
use super::ids::{ArticleId, IndexKind, ListKey, Page};
use super::newest::{Already, Newest, Query, Repeat};
use super::site::{Phase, Site};
use super::term::StandalonePage;
use crate::config::Config;
use crate::content::Correction;
use std::sync::Arc;

/// Something a page depends on.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Key {
    /// What others may see of an article.
    Card(ArticleId),
    /// The file of an article.
    Body(ArticleId),
    /// The newest `n` of a list.
    Newest(ListKey, u32),
    /// A fixed range of a list, counted from the oldest.
    Range(ListKey, u32, u32),
    /// How many a list holds.
    Count(ListKey),
    /// The record of what a list is about.
    Term(ListKey),
    /// The name, address and colour of a list.
    Brief(ListKey),
    /// Which terms of a kind there are.
    Terms(IndexKind),
    /// Which article types have articles.
    Types,
    /// The parts of a series, by place in the site's series.
    Parts(u32),
    /// The articles related to one.
    Related {
        /// The one.
        article: ArticleId,
        /// How many were wanted.
        limit: u32,
        /// What the page showed already.
        shown: Box<[ArticleId]>,
    },
    /// Which articles lead the front page now.
    Pinned,
    /// Every correction of the site.
    Corrections,
    /// Which articles of a list search engines may show.
    Indexed(ListKey),
    /// What feeds show of an article beside its card.
    Feed(ArticleId),
    /// Which of the reviews that an article's picks name are there.
    Reviews(ArticleId),
    /// A standalone page, by place.
    Standalone(u32),
    /// Whether and where a path leads.
    Route(Box<str>),
    /// A name of a term that was looked up.
    Name(ListKind, Box<str>),
    /// A data file.
    Data(Box<str>),
    /// A picture's file, and the record beside it.
    Picture(Arc<str>),
    /// Which file a content file means by a name.
    Reference {
        /// The content file.
        source: Arc<str>,
        /// The name.
        reference: Box<str>,
    },
    /// Where a link leads.
    Link {
        /// The content file that it stands in.
        source: Box<str>,
        /// The path of the page.
        page: Box<str>,
        /// As it is written.
        destination: Box<str>,
    },
    /// The picture of a page for sharing.
    Shared(Page),
    /// The address of an asset.
    Asset(Box<str>),
    /// The first of these templates (one a line) that exists, with all that it uses.
    Template(Box<str>),
    /// A component that content calls, with all that it uses.
    Component(Box<str>),
    /// What the clock makes of an article: see [`Site::phase`].
    Phase(ArticleId),
    /// The time of the build.
    Clock,
}

/// One page's access to the site.
#[derive(Debug)]
pub struct View {
    site: Arc<Site>,
    page: Option<Page>,
    /// What the page shows beside its boxes, in the order in which it was asked for.
    own: Vec<ArticleId>,
    /// What its boxes show.
    boxed: Vec<ArticleId>,
    reads: Vec<Key>,
    /// What the boxes depend on, as long as nothing else was chosen by what they show.
    boxes: Vec<Key>,
}

impl View {
    /// The view of a page, which shows the article it is about, if any, from the start.
    pub fn of_page(site: Arc<Site>, page: Page) -> Self {
        let own = if let Page::Article(id) = page { vec![id] } else { Vec::new() };
        Self { site, page: Some(page), own, boxed: Vec::new(), reads: Vec::new(), boxes: Vec::new() }
    }

    /// The view of a fragment, which belongs to no page.
    pub fn of_fragment(site: Arc<Site>) -> Self {
        Self { site, page: None, own: Vec::new(), boxed: Vec::new(), reads: Vec::new(), boxes: Vec::new() }
    }

    /// Ends the view: everything that was asked, without repetition.
    pub fn finish(mut self) -> Vec<Key> {
        self.reads.sort_unstable();
        self.reads.dedup();
        self.reads
    }

    /// The configuration. It is part of every page's fingerprint, so reading it is not recorded.
    pub fn config(&self) -> &Arc<Config> {
        &self.site.shape.config
    }

    /// The page that is being rendered; `None` in a fragment.
    pub fn page(&self) -> Option<Page> {
        self.page
    }

    /// Writes down a read.
    pub fn record(&mut self, key: Key) {
        self.reads.push(key);
    }

    /// Writes down what was read elsewhere.
    pub fn record_all(&mut self, keys: impl IntoIterator<Item = Key>) {
        self.reads.extend(keys);
    }

    /// Remembers that this page shows these articles.
    pub fn show(&mut self, articles: &[ArticleId]) {
        self.own.extend_from_slice(articles);
    }

    /// The card of an article.
    pub fn card(&mut self, id: ArticleId) -> &Card {
        self.record(Key::Card(id));
        self.site.card(id)
    }

    /// A whole article.
    pub fn article(&mut self, id: ArticleId) -> &Article {
        self.record(Key::Card(id));
        self.record(Key::Body(id));
        self.site.article(id)
    }

    /// What the clock makes of an article.
    pub fn phase(&mut self, id: ArticleId) -> Phase {
        self.record(Key::Phase(id));
        self.site.phase(id)
    }

    /// A standalone page.
    pub fn standalone(&mut self, at: u32) -> &StandalonePage {
        self.record(Key::Standalone(at));
        &self.site.shape.standalone[at as usize]
    }

    /// Every correction with its article, the newest first.
    pub fn corrections(&mut self) -> impl Iterator<Item = (ArticleId, &Correction)> {
        self.record(Key::Corrections);
        self.site.corrections()
    }

    /// The article of a `ref`, which is its path.
    pub fn find_article(&mut self, path: &str) -> Option<ArticleId> {
        self.record(Key::Route(path.into()));
        match self.site.shape.routes.find(path) {
            Some(Page::Article(id)) => Some(id),
            _ => None,
        }
    }

    /// What stands at a path.
    pub fn route(&mut self, path: &str) -> Option<Page> {
        self.record(Key::Route(path.into()));
        self.site.shape.routes.find(path)
    }

    /// A list by the slug of what it is about.
    pub fn find_list(&mut self, kind: ListKind, slug: &str) -> Option<ListKey> {
        self.record(Key::Name(kind, slug.into()));
        self.site.find_list(kind, slug)
    }

    /// The newest articles of a list that this page has not shown yet; they count as shown from now on.
    pub fn latest(&mut self, query: &Query) -> Vec<ArticleId> {
        self.own_boxes();
        let Newest { ids, seen, .. } = self.site.newest(query, None, &Already { own: &self.own, boxed: &self.boxed });
        self.record(Key::Newest(query.list, seen));
        if query.repeat == Repeat::Never {
            self.own.extend_from_slice(&ids);
        }
        ids
    }

    /// What the page shows so far beside its boxes.
    pub fn own(&self) -> &[ArticleId] {
        &self.own
    }

    /// Remembers what a box shows, and how many of its list were looked at. That is no part of the page, which stays as it
    /// is when the box gets something else.
    pub fn boxed(&mut self, query: &Query, newest: &Newest) {
        self.boxes.push(Key::Newest(query.list, newest.seen));
        if query.repeat == Repeat::Never {
            self.boxed.extend_from_slice(&newest.ids);
        }
    }

    /// Makes what is in boxes so far a part of the page, because something else is chosen by what they show.
    fn own_boxes(&mut self) {
        self.reads.append(&mut self.boxes);
    }

    /// Articles that the front page shall lead with now, newest first; they are not marked as shown.
    pub fn pinned(&mut self) -> Vec<ArticleId> {
        self.record(Key::Pinned);
        self.site.pinned()
    }

    /// Articles related to this page's article; they count as shown from now on.
    pub fn related(&mut self, limit: usize) -> Vec<ArticleId> {
        let Some(Page::Article(id)) = self.page else { return Vec::new() };
        self.own_boxes();
        let shown = [&self.own[..], &self.boxed].concat();
        let related = self.site.related(id, limit, &shown);
        self.record(Key::Related { article: id, limit: limit as u32, shown: shown.into() });
        self.own.extend_from_slice(&related);
        related
    }
}

/// The kinds of lists that have slugs.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, serde::Serialize, serde::Deserialize)]
pub enum ListKind {
    /// Categories.
    Category,
    /// Tags.
    Tag,
    /// Authors.
    Author,
    /// Types.
    Type,
    /// Series.
    Series,
}
