//! From single files to a site: every name resolved, every list made, every URL given out.
//!
//! The order matters and is the order of this file's functions: records first (authors, categories, tags), then
//! articles with their references, then lists, then routes. Each step reports all it finds and goes on.

mod articles;
mod check;
mod kinds;
mod pictures;
mod records;
mod routes;

pub(crate) use pictures::{missing_picture, rights_ended};
pub(crate) use routes::{NEWS_WINDOW, SITEMAP_URLS};

use super::card::Article;
use super::entry::Entries;
use super::files::FileIndex;
use super::ids::ArticleId;
use super::picture::{PictureRecord, PictureUse};
use super::site::{Mode, Shape, Site, SourceTarget, Unpublished};
use super::term::{Author, Category, Month, SeriesTerm, StandalonePage, Tag};
use crate::base::{Chunks, Instant};
use crate::config::Config;
use crate::diag::Diagnostic;
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::{Arc, OnceLock};

/// A site under construction.
struct Builder<'a> {
    config: &'a Arc<Config>,
    files: &'a Arc<FileIndex>,
    now: Instant,
    mode: Mode,
    has_categories: bool,
    diagnostics: Vec<Diagnostic>,
    articles: Chunks<Article>,
    categories: Vec<Category>,
    category_slugs: FxHashMap<String, u32>,
    tags: Vec<Tag>,
    /// Every spelling met so far, so that folding is done once for each.
    tag_spellings: FxHashMap<String, u32>,
    tag_slugs: FxHashMap<String, u32>,
    tag_sources: Vec<(Arc<str>, u32)>,
    authors: Vec<Author>,
    author_slugs: FxHashMap<String, u32>,
    /// Slugs of records that could not be read: references to them are not reported on top.
    broken_slugs: Vec<String>,
    series: Vec<SeriesTerm>,
    series_slugs: FxHashMap<String, u32>,
    standalone: Vec<StandalonePage>,
    unpublished: FxHashMap<Arc<str>, Unpublished>,
    /// Slugs of articles that are not in the site now: others may name them all the same.
    unpublished_slugs: FxHashSet<String>,
    /// Where articles were whose time is over.
    expired_paths: Vec<String>,
    by_source: FxHashMap<Arc<str>, SourceTarget>,
    aliases: Vec<routes::Alias>,
    /// By the picture's path.
    pictures: FxHashMap<Arc<str>, PictureRecord>,
    uses: Vec<PictureUse>,
}

impl Site {
    /// Builds the site as readers see it at `now`, and says what is wrong with it.
    ///
    /// A site comes back even when there are errors, so that the steps after this one can look for more.
    pub fn build(
        config: &Arc<Config>,
        entries: Entries,
        files: &Arc<FileIndex>,
        now: Instant,
        mode: Mode,
    ) -> (Self, Vec<Diagnostic>) {
        let broken_slugs = entries
            .broken
            .iter()
            .filter_map(|path| Some(path.rsplit_once('/')?.1.trim_end_matches(".md").to_owned()))
            .collect();
        let mut builder = Builder {
            config,
            files,
            now,
            mode,
            has_categories: entries.has_categories,
            diagnostics: Vec::new(),
            articles: Chunks::default(),
            categories: Vec::new(),
            category_slugs: FxHashMap::default(),
            tags: Vec::new(),
            tag_spellings: FxHashMap::default(),
            tag_slugs: FxHashMap::default(),
            tag_sources: Vec::new(),
            authors: Vec::new(),
            author_slugs: FxHashMap::default(),
            broken_slugs,
            series: Vec::new(),
            series_slugs: FxHashMap::default(),
            standalone: Vec::new(),
            unpublished: entries.broken.into_iter().map(|source| (source, Unpublished::Broken)).collect(),
            unpublished_slugs: FxHashSet::default(),
            expired_paths: Vec::new(),
            by_source: FxHashMap::default(),
            aliases: Vec::new(),
            pictures: FxHashMap::default(),
            uses: Vec::new(),
        };
        builder.check_logo();
        builder.picture_records(entries.pictures);
        builder.records(entries.authors, entries.categories, entries.tags, entries.pages);
        builder.articles(entries.articles);
        let by_type = builder.fill_lists();
        let months = builder.months();
        let corrections = builder.corrections();
        let (redirects, routes) = builder.routes(&by_type, &months, !corrections.is_empty());
        let gone = builder.gone(&routes);
        let Builder {
            articles,
            categories,
            tags,
            authors,
            series,
            standalone,
            unpublished,
            by_source,
            mut diagnostics,
            pictures,
            uses,
            ..
        } = builder;
        let promoted = ids(&articles).filter(|id| !articles[id.index()].card.sponsored).collect();
        let mut top_categories: Vec<u32> =
            (0..categories.len() as u32).filter(|at| categories[*at as usize].parent.is_none()).collect();
        top_categories.sort_by(|a, b| {
            let key = |at: u32| (categories[at as usize].order, &categories[at as usize].slug);
            key(*a).cmp(&key(*b))
        });
        let shape = Shape {
            config: config.clone(),
            now,
            promoted,
            by_type,
            categories,
            top_categories,
            tags,
            authors,
            series,
            months,
            standalone,
            corrections,
            redirects,
            gone,
            routes,
            files: files.clone(),
            by_source,
            by_slug: OnceLock::new(),
            unpublished,
            pictures,
            picture_uses: uses,
        };
        let site = Self { articles, shape: Arc::new(shape) };
        diagnostics.extend(site.check_translations());
        (site, diagnostics)
    }
}

fn ids(articles: &Chunks<Article>) -> impl Iterator<Item = ArticleId> + use<> {
    (0..articles.len() as u32).map(ArticleId)
}

impl Builder<'_> {
    fn push(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// Files every article under its terms. Articles ascend, so every list does.
    fn fill_lists(&mut self) -> Vec<Vec<ArticleId>> {
        let mut by_type = vec![Vec::new(); self.config.types.all().len()];
        for id in ids(&self.articles) {
            let card = &self.articles[id.index()].card;
            by_type[card.kind as usize].push(id);
            for &tag in &card.tags {
                self.tags[tag as usize].articles.push(id);
            }
            for byline in &card.authors {
                if let super::CreditedByline::Known { author, .. } = byline {
                    push_once(&mut self.authors[*author as usize].articles, id);
                }
            }
            for &category in &card.categories {
                let mut at = Some(category);
                while let Some(category) = at {
                    push_once(&mut self.categories[category as usize].articles, id);
                    at = self.categories[category as usize].parent;
                }
            }
            if let Some(place) = card.series {
                self.series[place.series as usize].articles.push(id);
            }
        }
        let articles = &self.articles;
        for series in &mut self.series {
            series.parts = series.articles.clone();
            // Numbered parts stand where their number says; the others follow by date.
            series.parts.sort_by_key(|id| {
                (articles[id.index()].card.series.and_then(|place| place.part).unwrap_or(u32::MAX), *id)
            });
        }
        by_type
    }

    /// Every correction of the site, the newest first.
    fn corrections(&self) -> Vec<(ArticleId, usize)> {
        let mut all = Vec::new();
        for id in ids(&self.articles) {
            let rare = self.articles[id.index()].rare.as_ref();
            let dates = rare.into_iter().flat_map(|rare| rare.corrections.iter().map(|correction| correction.date));
            all.extend(dates.enumerate().map(|(at, date)| (date, id, at)));
        }
        all.sort_unstable_by(|a, b| b.cmp(a));
        all.into_iter().map(|(_, id, at)| (id, at)).collect()
    }

    fn months(&self) -> Vec<Month> {
        let mut months: Vec<Month> = Vec::new();
        for id in ids(&self.articles) {
            let parts = self.config.zone.parts(self.articles[id.index()].card.date);
            match months.last_mut() {
                Some(last) if (last.year, last.month) == (parts.year, parts.month) => last.articles.push(id),
                _ => months.push(Month {
                    year: parts.year,
                    month: parts.month,
                    path: format!("/{:04}/{:02}/", parts.year, parts.month),
                    articles: vec![id],
                }),
            }
        }
        months
    }
}

fn push_once(list: &mut Vec<ArticleId>, id: ArticleId) {
    if list.last() != Some(&id) {
        list.push(id);
    }
}
