//! The one door between templates and the site.
//!
//! A view belongs to the rendering of one page (or fragment). It answers questions about the site and writes down what
//! was asked, so that the page is known to depend on exactly that: also on things looked for and not found. What a page
//! has already shown is remembered too, which is how no story appears twice on it.

use super::card::{Article, Card};
use super::ids::{ArticleId, IndexKind, ListKey, Page};
use super::site::Site;
use super::term::StandalonePage;
use crate::config::Config;
use std::sync::Arc;

/// Something a page depends on.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Key {
    /// What others may see of an article.
    Card(ArticleId),
    /// The rest of an article.
    Body(ArticleId),
    /// The newest `n` of a list, after `offset`.
    Newest(ListKey, u32),
    /// A fixed range of a list, counted from the oldest.
    Range(ListKey, u32, u32),
    /// How many a list holds.
    Count(ListKey),
    /// The record of what a list is about.
    Term(ListKey),
    /// Which terms of a kind there are.
    Terms(IndexKind),
    /// The candidates and scores of related articles.
    Related(ArticleId),
    /// A standalone page, by place.
    Standalone(u32),
    /// Whether and where a path leads.
    Route(Box<str>),
    /// A name of a term or article that was looked up.
    Name(Box<str>),
    /// A data file.
    Data(Box<str>),
    /// A picture's file: its existence and size.
    Picture(Arc<str>),
    /// The time of the build.
    Clock,
}

/// One page's access to the site.
#[derive(Debug)]
pub struct View {
    site: Arc<Site>,
    page: Option<Page>,
    shown: Vec<ArticleId>,
    reads: Vec<Key>,
}

impl View {
    /// The view of a page, which shows the article it is about, if any, from the start.
    pub fn of_page(site: Arc<Site>, page: Page) -> Self {
        let shown = if let Page::Article(id) = page { vec![id] } else { Vec::new() };
        Self { site, page: Some(page), shown, reads: Vec::new() }
    }

    /// The view of a fragment, which belongs to no page.
    pub fn of_fragment(site: Arc<Site>) -> Self {
        Self { site, page: None, shown: Vec::new(), reads: Vec::new() }
    }

    /// Ends the view: everything that was asked, without repetition.
    pub fn finish(mut self) -> Vec<Key> {
        self.reads.sort_unstable();
        self.reads.dedup();
        self.reads
    }

    /// The configuration. It is part of every page's fingerprint, so reading it is not recorded.
    pub fn config(&self) -> &Arc<Config> {
        &self.site.config
    }

    /// The page that is being rendered; `None` in a fragment.
    pub fn page(&self) -> Option<Page> {
        self.page
    }

    /// Writes down a read.
    pub fn record(&mut self, key: Key) {
        self.reads.push(key);
    }

    /// Remembers that this page shows these articles.
    pub fn show(&mut self, articles: &[ArticleId]) {
        self.shown.extend_from_slice(articles);
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

    /// A standalone page.
    pub fn standalone(&mut self, at: u32) -> &StandalonePage {
        self.record(Key::Standalone(at));
        &self.site.standalone[at as usize]
    }

    /// The article of a `ref`, which is its path.
    pub fn find_article(&mut self, path: &str) -> Option<ArticleId> {
        self.record(Key::Route(path.into()));
        match self.site.routes.find(path) {
            Some(Page::Article(id)) => Some(id),
            _ => None,
        }
    }

    /// What stands at a path.
    pub fn route(&mut self, path: &str) -> Option<Page> {
        self.record(Key::Route(path.into()));
        self.site.routes.find(path)
    }

    /// A list by the slug of what it is about.
    pub fn find_list(&mut self, kind: ListKind, slug: &str) -> Option<ListKey> {
        self.record(Key::Name(slug.into()));
        let site = &self.site;
        let place = |found: Option<usize>| found.map(|at| at as u32);
        match kind {
            ListKind::Category => place(site.categories.iter().position(|c| c.slug == slug)).map(ListKey::Category),
            ListKind::Tag => place(site.tags.iter().position(|t| t.slug == slug)).map(ListKey::Tag),
            ListKind::Author => {
                place(site.authors.binary_search_by(|a| a.slug.as_str().cmp(slug)).ok()).map(ListKey::Author)
            }
            ListKind::Type => place(site.config.types.position(slug)).map(ListKey::Type),
            ListKind::Series => place(site.series.iter().position(|s| s.slug == slug)).map(ListKey::Series),
        }
    }

    /// The newest articles of a list that this page has not shown yet; they count as shown from now on.
    ///
    /// Sponsored articles are left out, unless the list is that of a type: whoever asks for sponsored ones gets them.
    pub fn latest(&mut self, list: ListKey, offset: usize, limit: usize, repeat: Repeat) -> Vec<ArticleId> {
        let site = self.site.clone();
        let keep_sponsored = matches!(list, ListKey::Type(_));
        let mut chosen = Vec::with_capacity(limit);
        let mut skipped = 0;
        let mut seen = 0_u32;
        for &id in site.list(list).iter().rev() {
            if chosen.len() == limit {
                break;
            }
            seen += 1;
            if (repeat == Repeat::Never && self.shown.contains(&id)) || (site.card(id).sponsored && !keep_sponsored) {
                continue;
            }
            if skipped < offset {
                skipped += 1;
                continue;
            }
            chosen.push(id);
        }
        self.record(Key::Newest(list, seen));
        if repeat == Repeat::Never {
            self.shown.extend_from_slice(&chosen);
        }
        chosen
    }

    /// Articles that the front page shall lead with now, newest first; they are not marked as shown.
    pub fn pinned(&mut self) -> Vec<ArticleId> {
        self.record(Key::Clock);
        let now = self.site.now;
        let newest = self.site.promoted.iter().rev();
        newest.copied().filter(|id| self.site.card(*id).pinned_until.is_some_and(|until| until > now)).collect()
    }

    /// Articles related to this page's article; they count as shown from now on.
    pub fn related(&mut self, limit: usize) -> Vec<ArticleId> {
        let Some(Page::Article(id)) = self.page else { return Vec::new() };
        self.record(Key::Related(id));
        let related = self.site.related(id, limit, &self.shown);
        self.shown.extend_from_slice(&related);
        related
    }
}

/// Whether `latest` may give what the page has already shown.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Repeat {
    /// Nothing twice on a page.
    Never,
    /// The plain list.
    Allowed,
}

/// The kinds of lists that have slugs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
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
