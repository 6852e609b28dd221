//! The one door between templates and the site.
//!
//! A view belongs to the rendering of one page (or fragment). It answers questions about the site and writes down what
//! was asked, so that the page is known to depend on exactly that: also on things looked for and not found. What a page
//! has already shown is remembered too, which is how no story appears twice on it.

use super::card::{Article, Card};
use super::ids::{ArticleId, IndexKind, ListKey, Page};
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
    shown: Vec<ArticleId>,
    reads: Vec<Key>,
    /// What was shown before the first box, and what the boxes depend on.
    boxes: Option<(Arc<[ArticleId]>, Vec<Key>)>,
}

impl View {
    /// The view of a page, which shows the article it is about, if any, from the start.
    pub fn of_page(site: Arc<Site>, page: Page) -> Self {
        let shown = if let Page::Article(id) = page { vec![id] } else { Vec::new() };
        Self { site, page: Some(page), shown, reads: Vec::new(), boxes: None }
    }

    /// The view of a fragment, which belongs to no page.
    pub fn of_fragment(site: Arc<Site>) -> Self {
        Self { site, page: None, shown: Vec::new(), reads: Vec::new(), boxes: None }
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
        let (chosen, seen) = self.site.newest(query, &mut self.shown);
        self.record(Key::Newest(query.list, seen));
        chosen
    }

    /// The same for a box: what is in it is no part of the page, which stays as it is when the box gets something else.
    /// Also returns how many of the list were looked at, and what the page had shown itself before its first box.
    pub fn boxed(&mut self, query: &Query) -> (Vec<ArticleId>, u32, Arc<[ArticleId]>) {
        let own: Arc<[ArticleId]> = match &self.boxes {
            Some((own, _)) => own.clone(),
            None => self.shown.as_slice().into(),
        };
        let (chosen, seen) = self.site.newest(query, &mut self.shown);
        let (_, keys) = self.boxes.get_or_insert_with(|| (own.clone(), Vec::new()));
        keys.push(Key::Newest(query.list, seen));
        (chosen, seen, own)
    }

    /// Makes what is in boxes so far a part of the page, because something else is chosen by what they show.
    fn own_boxes(&mut self) {
        if let Some((_, keys)) = &mut self.boxes {
            self.reads.append(keys);
        }
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
        let shown = self.shown.clone().into();
        self.record(Key::Related { article: id, limit: limit as u32, shown });
        let related = self.site.related(id, limit, &self.shown);
        self.shown.extend_from_slice(&related);
        related
    }
}

/// Which of the newest articles of a list are wanted.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Query {
    /// The list.
    pub list: ListKey,
    /// How many are left out at first.
    pub offset: usize,
    /// How many are wanted.
    pub limit: usize,
    /// Whether those that the page has shown may come again.
    pub repeat: Repeat,
}

impl Site {
    /// The newest articles of a list that are not among those `shown`, which they join; and how many were looked at.
    ///
    /// Sponsored articles are left out, unless the list is that of a type: whoever asks for sponsored ones gets them.
    pub fn newest(&self, query: &Query, shown: &mut Vec<ArticleId>) -> (Vec<ArticleId>, u32) {
        let keep_sponsored = matches!(query.list, ListKey::Type(_));
        let mut chosen = Vec::with_capacity(query.limit.min(64));
        let mut skipped = 0;
        let mut seen = 0_u32;
        for &id in self.list(query.list).iter().rev() {
            if chosen.len() == query.limit {
                break;
            }
            seen += 1;
            let known = query.repeat == Repeat::Never && shown.contains(&id);
            if known || (self.card(id).sponsored && !keep_sponsored) {
                continue;
            }
            if skipped < query.offset {
                skipped += 1;
                continue;
            }
            chosen.push(id);
        }
        if query.repeat == Repeat::Never {
            shown.extend_from_slice(&chosen);
        }
        // A list that was too short would have been asked for one more.
        let short = u32::from(chosen.len() < query.limit);
        (chosen, seen + short)
    }
}

/// Whether `latest` may give what the page has already shown.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, serde::Serialize, serde::Deserialize)]
pub enum Repeat {
    /// Nothing twice on a page.
    Never,
    /// The plain list.
    Allowed,
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
