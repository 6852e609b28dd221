//! The immutable whole.

use super::archive::Archive;
use super::card::{Article, Card, Coverage};
use super::entry::ArticleEntry;
use super::files::{FileIndex, PictureRef};
use super::ids::{ArticleId, ListKey};
use super::picture::{PictureRecord, PictureUse};
use super::routes::Routes;
use super::term::{Author, Category, Month, SeriesTerm, StandalonePage, Tag};
use super::view::ListKind;
use crate::base::{Chunks, Instant};
use crate::config::Config;
use crate::content::Correction;
use rustc_hash::FxHashMap;
use std::sync::{Arc, OnceLock};

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

/// What the clock makes of an article.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Phase {
    /// The coverage of a live blog.
    pub coverage: Option<Coverage>,
    /// How many years old a piece of news is, if it is old enough to say so.
    pub age: Option<i16>,
}

/// A site, built and resolved.
///
/// A copy in which an article has another text costs next to nothing: that is what a writer does all day.
#[derive(Clone, Debug)]
pub struct Site {
    pub(super) articles: Chunks<Article>,
    pub(super) shape: Arc<Shape>,
}

/// Everything but the articles themselves: what stays as it is when one of them gets another text.
#[derive(Debug)]
pub(super) struct Shape {
    pub(super) config: Arc<Config>,
    pub(super) now: Instant,
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
    /// Every correction: its article, and its place there; the newest first.
    pub(super) corrections: Vec<(ArticleId, usize)>,
    pub(super) redirects: Vec<Redirect>,
    /// Paths that were withdrawn, sorted.
    pub(super) gone: Vec<String>,
    pub(super) routes: Routes,
    pub(super) files: Arc<FileIndex>,
    pub(super) by_source: FxHashMap<Arc<str>, SourceTarget>,
    /// Made when somebody asks for it.
    pub(super) by_slug: OnceLock<FxHashMap<Box<str>, ArticleId>>,
    pub(super) unpublished: FxHashMap<Arc<str>, Unpublished>,
    /// By the picture's path.
    pub(super) pictures: FxHashMap<Arc<str>, PictureRecord>,
    pub(super) picture_uses: Vec<PictureUse>,
}

impl Site {
    /// The configuration.
    pub fn config(&self) -> &Arc<Config> {
        &self.shape.config
    }

    /// The time of the build.
    pub fn now(&self) -> Instant {
        self.shape.now
    }

    /// All URLs.
    pub fn routes(&self) -> &Routes {
        &self.shape.routes
    }

    /// All published articles, oldest first.
    pub fn articles(&self) -> &Chunks<Article> {
        &self.articles
    }

    /// This site with another text in an article: its place, its print, and the beginning of it if that is what others
    /// see of it. Nothing that the front matter decides may differ.
    pub fn with_text(&self, id: ArticleId, entry: &ArticleEntry) -> Self {
        let mut article = self.article(id).clone();
        article.body = entry.body.clone();
        article.print = entry.print;
        if entry.matter.description.is_none() {
            article.card.description = entry.excerpt.clone().unwrap_or_default();
        }
        let mut site = self.clone();
        site.articles.replace(id.index(), article);
        site
    }

    /// The article of a content file.
    pub fn article_of(&self, source: &str) -> Option<ArticleId> {
        match self.shape.by_source.get(source)? {
            SourceTarget::Article(id) => Some(*id),
            _ => None,
        }
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
        &self.shape.categories
    }

    /// Top-level categories in menu order.
    pub fn top_categories(&self) -> &[u32] {
        &self.shape.top_categories
    }

    /// All tags.
    pub fn tags(&self) -> &[Tag] {
        &self.shape.tags
    }

    /// All authors with a record, in the order of their slugs.
    pub fn authors(&self) -> &[Author] {
        &self.shape.authors
    }

    /// All series.
    pub fn series(&self) -> &[SeriesTerm] {
        &self.shape.series
    }

    /// All months with articles, oldest first.
    pub fn months(&self) -> &[Month] {
        &self.shape.months
    }

    /// All standalone pages, in the order of the footer.
    pub fn standalone(&self) -> &[StandalonePage] {
        &self.shape.standalone
    }

    /// Every correction with its article, the newest first.
    pub fn corrections(&self) -> impl Iterator<Item = (ArticleId, &Correction)> {
        let all = self.shape.corrections.iter();
        all.filter_map(|(id, at)| Some((*id, self.article(*id).rare.as_ref()?.corrections.get(*at)?)))
    }

    /// All redirects.
    pub fn redirects(&self) -> &[Redirect] {
        &self.shape.redirects
    }

    /// Paths where something was that is gone for good: what the configuration says was withdrawn, and articles whose
    /// time is over. Sorted; none of them has a page.
    pub fn gone(&self) -> &[String] {
        &self.shape.gone
    }

    /// The files that content may refer to.
    pub fn files(&self) -> &FileIndex {
        &self.shape.files
    }

    /// What a file beside a picture says of it; nothing stands beside one on another host.
    pub fn picture_record(&self, picture: &PictureRef) -> Option<&PictureRecord> {
        match picture {
            PictureRef::File(file) => self.shape.pictures.get(file),
            PictureRef::Remote(_) => None,
        }
    }

    /// Every picture that front matter names, also that of articles which are not published now.
    pub fn picture_uses(&self) -> &[PictureUse] {
        &self.shape.picture_uses
    }

    /// The articles of a list, oldest first.
    pub fn list(&self, key: ListKey) -> &[ArticleId] {
        match key {
            ListKey::All => &self.shape.promoted,
            ListKey::Category(at) => &self.shape.categories[at as usize].articles,
            ListKey::Tag(at) => &self.shape.tags[at as usize].articles,
            ListKey::Author(at) => &self.shape.authors[at as usize].articles,
            ListKey::Type(at) => &self.shape.by_type[at as usize],
            ListKey::Series(at) => &self.shape.series[at as usize].articles,
            ListKey::Month(at) => &self.shape.months[at as usize].articles,
        }
    }

    /// The path of a list's head, without the base path.
    pub fn list_path(&self, key: ListKey) -> String {
        match key {
            ListKey::All => "/".to_owned(),
            ListKey::Category(at) => self.shape.categories[at as usize].path.clone(),
            ListKey::Tag(at) => self.shape.tags[at as usize].path.clone(),
            ListKey::Author(at) => self.shape.authors[at as usize].path.clone(),
            ListKey::Type(at) => format!("/{}/", self.shape.config.types.all()[at as usize].path),
            ListKey::Series(at) => self.shape.series[at as usize].path.clone(),
            ListKey::Month(at) => self.shape.months[at as usize].path.clone(),
        }
    }

    /// The division of a list into pages.
    pub fn archive(&self, key: ListKey) -> Archive {
        Archive { count: self.list(key).len(), size: self.shape.config.page_size }
    }

    /// Every list that has a page: categories, and whatever else has articles.
    pub fn lists(&self) -> Vec<ListKey> {
        let mut lists: Vec<ListKey> = vec![ListKey::All];
        let numbers = |len: usize| 0..len as u32;
        lists.extend(numbers(self.shape.categories.len()).map(ListKey::Category));
        lists.extend(numbers(self.shape.by_type.len()).map(ListKey::Type));
        lists.extend(numbers(self.shape.tags.len()).map(ListKey::Tag));
        lists.extend(numbers(self.shape.authors.len()).map(ListKey::Author));
        lists.extend(numbers(self.shape.series.len()).map(ListKey::Series));
        lists.extend(numbers(self.shape.months.len()).map(ListKey::Month));
        lists.retain(|key| self.has_page(*key));
        lists
    }

    /// Whether a list has a page. One without articles has none, so that a name which only a scheduled article uses
    /// stays unknown; categories are the frame of the site and always have one.
    pub fn has_page(&self, key: ListKey) -> bool {
        matches!(key, ListKey::All | ListKey::Category(_)) || !self.list(key).is_empty()
    }

    /// A list by the slug of what it is about.
    pub fn find_list(&self, kind: ListKind, slug: &str) -> Option<ListKey> {
        let shape = &self.shape;
        let place = |found: Option<usize>| found.map(|at| at as u32);
        match kind {
            ListKind::Category => place(shape.categories.iter().position(|c| c.slug == slug)).map(ListKey::Category),
            ListKind::Tag => place(shape.tags.iter().position(|t| t.slug == slug)).map(ListKey::Tag),
            ListKind::Author => {
                place(shape.authors.binary_search_by(|a| a.slug.as_str().cmp(slug)).ok()).map(ListKey::Author)
            }
            ListKind::Type => place(shape.config.types.position(slug)).map(ListKey::Type),
            ListKind::Series => place(shape.series.iter().position(|s| s.slug == slug)).map(ListKey::Series),
        }
    }

    /// Articles that the front page shall lead with now, newest first.
    pub fn pinned(&self) -> Vec<ArticleId> {
        let now = self.now();
        let newest = self.shape.promoted.iter().rev().copied();
        newest.filter(|id| self.card(*id).pinned_until.is_some_and(|until| until > now)).collect()
    }

    /// What an article's own page shows that changes with time alone.
    pub fn phase(&self, id: ArticleId) -> Phase {
        let article = self.article(id);
        let config = &self.shape.config;
        let is_news = config.types.all()[article.card.kind as usize].slug == "news";
        let age = config.age_notice.filter(|_| is_news).and_then(|least| {
            // The calendar is asked only of those that may be old enough.
            let changed = article.card.changed();
            let may_be = self.now().0 - changed.0 >= i64::from(least) * 365 * 86_400;
            may_be.then(|| config.zone.years_between(changed, self.now())).filter(|years| *years >= least)
        });
        Phase { coverage: article.rare.as_ref().and_then(|rare| rare.live), age }
    }

    /// Why a content file is not in the site.
    pub fn unpublished(&self, source: &str) -> Option<Unpublished> {
        self.shape.unpublished.get(source).copied()
    }

    /// How many articles are drafts, scheduled, expired.
    pub fn unpublished_counts(&self) -> (usize, usize, usize) {
        let mut counts = (0, 0, 0);
        #[expect(clippy::iter_over_hash_type, reason = "counting does not depend on the order")]
        for why in self.shape.unpublished.values() {
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
        self.shape.by_slug.get_or_init(|| slugs(&self.articles)).get(slug).copied()
    }
}

/// Articles by their slugs; where two share one, the newest.
pub(super) fn slugs(articles: &Chunks<Article>) -> FxHashMap<Box<str>, ArticleId> {
    articles.iter().zip(0..).map(|(article, at)| (article.card.slug.clone(), ArticleId(at))).collect()
}
