//! URLs for everything, and redirects from old ones.

use super::{Builder, ids};
use crate::diag::{Diagnostic, Span};
use crate::model::archive::Archive;
use crate::model::card::Article;
use crate::model::ids::{ArticleId, CORRECTIONS_PATH, IndexKind, ListKey, Page};
use crate::model::routes::Routes;
use crate::model::site::Redirect;
use crate::model::term::Month;

/// URLs in one sitemap file (the protocol's limit is 50,000).
pub(crate) const SITEMAP_URLS: usize = 40_000;

/// How long an article is news for Google's news sitemap, in seconds: two days.
pub(crate) const NEWS_WINDOW: i64 = 48 * 3600;

/// An old path that waits for its redirect.
pub(super) struct Alias {
    pub(super) from: String,
    pub(super) target: AliasTarget,
    pub(super) span: Span,
}

/// Where an old path leads.
#[derive(Clone)]
pub(super) enum AliasTarget {
    Path(String),
    Article(ArticleId),
}

impl Builder<'_> {
    pub(super) fn routes(
        &mut self,
        by_type: &[Vec<ArticleId>],
        months: &[Month],
        corrected: bool,
    ) -> (Vec<Redirect>, Routes) {
        let mut routes = Routes::with_capacity(self.articles.len() * 3 / 2 + 64);
        let mut failed = Vec::new();
        let mut add = |path: &str, page: Page, owner: Option<Span>| -> bool {
            routes.add(path, page, owner).map_err(|diagnostic| failed.push(diagnostic)).is_ok()
        };
        for (path, page) in
            [("/404.html", Page::NotFound), ("/robots.txt", Page::Robots), ("/sitemap.xml", Page::SitemapIndex)]
        {
            add(path, page, None);
        }
        if self.config.search {
            add("/search/", Page::Search, None);
        }
        // Sitemaps without a URL are not valid, so there is none on a quiet weekend.
        let since = self.now.0 - NEWS_WINDOW;
        let is_news =
            |article: &Article| article.card.date.0 >= since && !article.card.sponsored && !article.card.noindex;
        if self.articles.iter().rev().take_while(|article| article.card.date.0 >= since).any(is_news) {
            add("/news-sitemap.xml", Page::NewsSitemap, None);
        }
        let size = self.config.page_size;
        let promoted = self.articles.iter().filter(|article| !article.card.sponsored).count();
        list_routes(&mut add, "/", ListKey::All, Archive { count: promoted, size }, self.config, None);
        for (at, page) in self.standalone.iter().enumerate() {
            add(&page.path, Page::Standalone(at as u32), Some(Span::file(page.source.clone())));
        }
        for (at, category) in self.categories.iter().enumerate() {
            let owner = category.source.clone().map(Span::file);
            let archive = Archive { count: category.articles.len(), size };
            list_routes(&mut add, &category.path, ListKey::Category(at as u32), archive, self.config, owner);
        }
        for (at, kind) in self.config.types.all().iter().enumerate() {
            let count = by_type[at].len();
            if count > 0 {
                let path = format!("/{}/", kind.path);
                list_routes(&mut add, &path, ListKey::Type(at as u32), Archive { count, size }, self.config, None);
            }
        }
        let mut terms = |path: &str, key: ListKey, count: usize, owner: Option<Span>| {
            if count > 0 {
                list_routes(&mut add, path, key, Archive { count, size }, self.config, owner);
            }
        };
        for (at, author) in self.authors.iter().enumerate() {
            terms(
                &author.path,
                ListKey::Author(at as u32),
                author.articles.len(),
                Some(Span::file(author.source.clone())),
            );
        }
        for (at, tag) in self.tags.iter().enumerate() {
            terms(&tag.path, ListKey::Tag(at as u32), tag.articles.len(), None);
        }
        for (at, series) in self.series.iter().enumerate() {
            terms(&series.path, ListKey::Series(at as u32), series.articles.len(), None);
        }
        for (at, month) in months.iter().enumerate() {
            terms(&month.path, ListKey::Month(at as u32), month.articles.len(), None);
        }
        for (kind, used) in [
            (IndexKind::Categories, !self.categories.is_empty()),
            (IndexKind::Tags, self.tags.iter().any(|tag| !tag.articles.is_empty())),
            (IndexKind::Authors, self.authors.iter().any(|author| !author.articles.is_empty())),
            (IndexKind::Series, self.series.iter().any(|series| !series.articles.is_empty())),
            (IndexKind::Archive, !months.is_empty()),
        ] {
            if used {
                add(kind.path(), Page::Index(kind), None);
            }
        }
        for id in ids(&self.articles) {
            let article = &mut self.articles[id.index()];
            if !add(&article.card.path, Page::Article(id), Some(Span::file(article.source.clone()))) {
                // Nothing is written now, but pages that show this article are still rendered: a place of its own
                // keeps them from failing too.
                article.card.path = format!("{}#{}/", article.card.path, id.index()).into();
                add(&article.card.path, Page::Article(id), None);
            }
        }
        for (at, month) in months.iter().enumerate() {
            add(&format!("/sitemaps/{:04}-{:02}.xml", month.year, month.month), Page::SitemapMonth(at as u32), None);
        }
        let others =
            self.categories.len() + self.tags.len() + self.authors.len() + self.standalone.len() + months.len() + 64;
        for part in 0..others.div_ceil(SITEMAP_URLS) as u32 {
            add(&format!("/sitemaps/pages-{}.xml", part + 1), Page::SitemapPages(part), None);
        }
        let redirects = self.redirects(&mut routes, &mut failed);
        // Last: whoever has given this address to something else keeps it.
        if corrected && routes.find(CORRECTIONS_PATH).is_none() {
            failed.extend(routes.add(CORRECTIONS_PATH, Page::Corrections, None).err());
        }
        self.diagnostics.extend(failed);
        (redirects, routes)
    }

    /// Paths where nothing is any more, but for those that something else has taken.
    pub(super) fn gone(&self, routes: &Routes) -> Vec<String> {
        let configured = self.config.gone.iter().map(|path| super::check::alias_path(path));
        let mut gone: Vec<String> = configured.chain(self.expired_paths.iter().cloned()).collect();
        gone.retain(|path| routes.find(path).is_none());
        gone.sort_unstable();
        gone.dedup();
        gone
    }

    fn redirects(&self, routes: &mut Routes, failed: &mut Vec<Diagnostic>) -> Vec<Redirect> {
        let mut redirects: Vec<Redirect> = Vec::new();
        let aliases = self.aliases.iter().map(|alias| {
            let to = match &alias.target {
                AliasTarget::Path(path) => path.clone(),
                AliasTarget::Article(id) => self.articles[id.index()].card.path.to_string(),
            };
            (alias.from.clone(), to, 301, alias.span.clone())
        });
        let rules = self
            .config
            .redirects
            .iter()
            .map(|rule| (rule.from.clone(), rule.to.clone(), rule.status, rule.span.clone()));
        for (from, to, status, span) in aliases.chain(rules) {
            let at = redirects.len() as u32;
            let path = super::check::alias_path(&from);
            match routes.add(&path, Page::Redirect(at), Some(span)) {
                Ok(()) => redirects.push(Redirect { from: path, to, status }),
                Err(mut diagnostic) => {
                    diagnostic.hints =
                        vec!["an old path can't lead away from a page that is still there; remove one of them".into()];
                    failed.push(diagnostic);
                }
            }
        }
        if !redirects.is_empty() {
            let _ = routes.add("/_redirects", Page::RedirectsFile, None);
        }
        redirects
    }
}

fn list_routes(
    add: &mut impl FnMut(&str, Page, Option<Span>) -> bool,
    path: &str,
    key: ListKey,
    archive: Archive,
    config: &crate::config::Config,
    owner: Option<Span>,
) {
    let head = if key == ListKey::All { Page::Home } else { Page::Head(key) };
    if !add(path, head, owner) {
        // Its feeds and further pages collide too, and saying so would not help.
        return;
    }
    for number in 1..=archive.sealed() {
        add(&format!("{path}page/{number}/"), Page::Sealed(key, number), None);
    }
    if archive.sealed() > 0 {
        let next = archive.sealed() + 1;
        add(&format!("{path}page/{next}/"), Page::Pending(key, next), None);
    }
    add(&format!("{path}feed.xml"), Page::Rss(key), None);
    if matches!(key, ListKey::All | ListKey::Category(_)) {
        if config.feeds.atom {
            add(&format!("{path}atom.xml"), Page::Atom(key), None);
        }
        if config.feeds.json {
            add(&format!("{path}feed.json"), Page::JsonFeed(key), None);
        }
    }
}
