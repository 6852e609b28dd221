//! The immutable whole.

use super::archive::Archive;
use super::card::{Article, Card};
use super::files::{FileIndex, PictureRef};
use super::ids::{ArticleId, ListKey};
use super::picture::{PictureRecord, PictureUse};
use super::routes::Routes;
use super::term::{Author, Category, Month, SeriesTerm, StandalonePage, Tag};
use crate::base::Instant;
use crate::config::Config;
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// What is in the site beside what is published by now.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mode {
    /// Only what readers shall see.
    Published,
    /// Also drafts, for a preview.
    WithDrafts,
}

/// Why an article is not in the site.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Unpublished {
    /// It is a draft.
    Draft,
    /// Its date is still to come.
    Scheduled(Instant),
    /// Its time is over.
    Expired(Instant),
    /// It can't be read; that is reported where it is read.
    Broken,
}

/// A redirect of the site.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Redirect {
    /// The old path.
    pub from: String,
    /// The new path, or an absolute URL.
    pub to: String,
    /// The HTTP status.
    pub status: u16,
}

/// What a content file became.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum SourceTarget {
    Article(ArticleId),
    Standalone(u32),
    Category(u32),
    Author(u32),
    Tag(u32),
}

/// A site, built and resolved.
#[derive(Debug)]
pub struct Site {
    pub(super) config: Arc<Config>,
    pub(super) now: Instant,
    pub(super) articles: Vec<Article>,
    pub(super) promoted: Vec<ArticleId>,
    pub(super) by_type: Vec<Vec<ArticleId>>,
    pub(super) categories: Vec<Category>,
    /// Top-level categories in menu order.
    pub(super) top_categories: Vec<u32>,
    pub(super) tags: Vec<Tag>,
    pub(super) authors: Vec<Author>,
    pub(super) series: Vec<SeriesTerm>,
    pub(super) months: Vec<Month>,
    pub(super) standalone: Vec<StandalonePage>,
    pub(super) redirects: Vec<Redirect>,
    pub(super) routes: Routes,
    pub(super) files: FileIndex,
    pub(super) by_source: FxHashMap<Arc<str>, SourceTarget>,
    pub(super) by_slug: FxHashMap<Box<str>, ArticleId>,
    pub(super) unpublished: FxHashMap<Arc<str>, Unpublished>,
    /// By the picture's path.
    pub(super) pictures: FxHashMap<Arc<str>, PictureRecord>,
    pub(super) picture_uses: Vec<PictureUse>,
}

impl Site {
    /// The configuration.
    pub fn config(&self) -> &Arc<Config> {
        &self.config
    }

    /// The time of the build.
    pub fn now(&self) -> Instant {
        self.now
    }

    /// All URLs.
    pub fn routes(&self) -> &Routes {
        &self.routes
    }

    /// All published articles, oldest first.
    pub fn articles(&self) -> &[Article] {
        &self.articles
    }

    /// One article.
    pub fn article(&self, id: ArticleId) -> &Article {
        &self.articles[id.index()]
    }

    /// The card of an article.
    pub fn card(&self, id: ArticleId) -> &Card {
        &self.articles[id.index()].card
    }

    /// All categories.
    pub fn categories(&self) -> &[Category] {
        &self.categories
    }

    /// Top-level categories in menu order.
    pub fn top_categories(&self) -> &[u32] {
        &self.top_categories
    }

    /// All tags.
    pub fn tags(&self) -> &[Tag] {
        &self.tags
    }

    /// All authors with a record, in the order of their slugs.
    pub fn authors(&self) -> &[Author] {
        &self.authors
    }

    /// All series.
    pub fn series(&self) -> &[SeriesTerm] {
        &self.series
    }

    /// All months with articles, oldest first.
    pub fn months(&self) -> &[Month] {
        &self.months
    }

    /// All standalone pages, in the order of the footer.
    pub fn standalone(&self) -> &[StandalonePage] {
        &self.standalone
    }

    /// All redirects.
    pub fn redirects(&self) -> &[Redirect] {
        &self.redirects
    }

    /// The files that content may refer to.
    pub fn files(&self) -> &FileIndex {
        &self.files
    }

    /// What a file beside a picture says of it; nothing stands beside one on another host.
    pub fn picture_record(&self, picture: &PictureRef) -> Option<&PictureRecord> {
        match picture {
            PictureRef::File(file) => self.pictures.get(file),
            PictureRef::Remote(_) => None,
        }
    }

    /// Every picture that front matter names, also that of articles which are not published now.
    pub fn picture_uses(&self) -> &[PictureUse] {
        &self.picture_uses
    }

    /// The articles of a list, oldest first.
    pub fn list(&self, key: ListKey) -> &[ArticleId] {
        match key {
            ListKey::All => &self.promoted,
            ListKey::Category(at) => &self.categories[at as usize].articles,
            ListKey::Tag(at) => &self.tags[at as usize].articles,
            ListKey::Author(at) => &self.authors[at as usize].articles,
            ListKey::Type(at) => &self.by_type[at as usize],
            ListKey::Series(at) => &self.series[at as usize].articles,
            ListKey::Month(at) => &self.months[at as usize].articles,
        }
    }

    /// The path of a list's head, without the base path.
    pub fn list_path(&self, key: ListKey) -> String {
        match key {
            ListKey::All => "/".to_owned(),
            ListKey::Category(at) => self.categories[at as usize].path.clone(),
            ListKey::Tag(at) => self.tags[at as usize].path.clone(),
            ListKey::Author(at) => self.authors[at as usize].path.clone(),
            ListKey::Type(at) => format!("/{}/", self.config.types.all()[at as usize].path),
            ListKey::Series(at) => self.series[at as usize].path.clone(),
            ListKey::Month(at) => self.months[at as usize].path.clone(),
        }
    }

    /// The division of a list into pages.
    pub fn archive(&self, key: ListKey) -> Archive {
        Archive { count: self.list(key).len(), size: self.config.page_size }
    }

    /// Every list that has a page: categories, and whatever else has articles.
    pub fn lists(&self) -> Vec<ListKey> {
        let mut lists: Vec<ListKey> = vec![ListKey::All];
        let numbers = |len: usize| 0..len as u32;
        lists.extend(numbers(self.categories.len()).map(ListKey::Category));
        lists.extend(numbers(self.by_type.len()).map(ListKey::Type));
        lists.extend(numbers(self.tags.len()).map(ListKey::Tag));
        lists.extend(numbers(self.authors.len()).map(ListKey::Author));
        lists.extend(numbers(self.series.len()).map(ListKey::Series));
        lists.extend(numbers(self.months.len()).map(ListKey::Month));
        lists.retain(|key| self.has_page(*key));
        lists
    }

    /// Whether a list has a page. One without articles has none, so that a name which only a scheduled article uses
    /// stays unknown; categories are the frame of the site and always have one.
    pub fn has_page(&self, key: ListKey) -> bool {
        matches!(key, ListKey::All | ListKey::Category(_)) || !self.list(key).is_empty()
    }

    /// Why a content file is not in the site.
    pub fn unpublished(&self, source: &str) -> Option<Unpublished> {
        self.unpublished.get(source).copied()
    }

    /// How many articles are drafts, scheduled, expired.
    pub fn unpublished_counts(&self) -> (usize, usize, usize) {
        let mut counts = (0, 0, 0);
        #[expect(clippy::iter_over_hash_type, reason = "counting does not depend on the order")]
        for why in self.unpublished.values() {
            match why {
                Unpublished::Draft => counts.0 += 1,
                Unpublished::Scheduled(_) => counts.1 += 1,
                Unpublished::Expired(_) => counts.2 += 1,
                Unpublished::Broken => {}
            }
        }
        counts
    }

    /// The article of a slug; where two share one, the newest.
    pub fn article_by_slug(&self, slug: &str) -> Option<ArticleId> {
        self.by_slug.get(slug).copied()
    }
}
