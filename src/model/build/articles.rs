//! Articles: filtered by time, put in order, and all their references resolved.

use super::check::LONGEST_NAME;
use super::routes::AliasTarget;
use super::{Builder, SourceTarget};
use crate::base::language::{is_tag, same_tag};
use crate::config::PermalinkParts;
use crate::content::{ArticleMatter, Byline};
use crate::diag::{Diagnostic, Span, did_you_mean};
use crate::model::card::{Article, Card, Coverage, CreditedByline, InlineAuthor, LiveState, Pick, Rare, SeriesPlace};
use crate::model::entry::ArticleEntry;
use crate::model::ids::ArticleId;
use crate::model::picture::PictureRole;
use crate::model::site::{Mode, Unpublished, slugs};
use crate::yaml::{Free, Spanned};
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// A reference to resolve once all articles are known.
struct Wanted {
    article: usize,
    related: Vec<Spanned<String>>,
    /// Reviews of what a guide picks, by the pick's place.
    reviews: Vec<(usize, Spanned<String>)>,
}

impl Builder<'_> {
    pub(super) fn articles(&mut self, mut entries: Vec<Arc<ArticleEntry>>) {
        // They mostly come in order, which costs next to nothing then.
        entries.sort_by(|a, b| (a.matter.date.value, &a.source).cmp(&(b.matter.date.value, &b.source)));
        let mut wanted = Vec::new();
        self.by_source.reserve(entries.len());
        for entry in entries {
            self.check_times(&entry);
            let why = self.held_back(&entry.matter);
            if let Some(why) = why {
                let slug = self.check_held_back(&entry);
                self.unpublished_slugs.extend(slug);
                self.unpublished.insert(entry.source.clone(), why);
                continue;
            }
            self.article(&entry, &mut wanted);
        }
        if wanted.is_empty() {
            return;
        }
        let slugs = slugs(&self.articles);
        for wanted in &wanted {
            self.resolve(wanted, &slugs);
        }
    }

    /// Why an article is not in the site now.
    fn held_back(&self, matter: &ArticleMatter) -> Option<Unpublished> {
        if matter.draft && self.mode == Mode::Published {
            return Some(Unpublished::Draft);
        }
        if matter.date.value > self.now {
            return Some(Unpublished::Scheduled(matter.date.value));
        }
        let expires = matter.expires.as_ref()?.value;
        (expires <= self.now).then_some(Unpublished::Expired(expires))
    }

    /// What is wrong with a scheduled article is said now, not at three in the morning when it is published. Returns its
    /// slug.
    fn check_held_back(&mut self, entry: &ArticleEntry) -> Option<String> {
        let matter = &entry.matter;
        let known_tags = self.tags.len();
        let categories = self.categories_of(entry);
        let kind = self.kind_of(&entry.source, matter.kind.as_ref());
        self.bylines_of(entry);
        let slug = self.slug(&entry.source, matter.slug.as_ref());
        self.check_review(entry);
        self.check_live(entry);
        self.check_languages(entry);
        self.check_sources(entry);
        self.picks_of(entry);
        if let Some(image) = &matter.image {
            self.picture(&entry.source, image, PictureRole::Hero, matter.date.value);
        }
        debug_assert_eq!(known_tags, self.tags.len(), "a held-back article must not make tags");
        if let (Some(slug), Some(Unpublished::Expired(_))) = (&slug, self.held_back(matter)) {
            let path = self.path_of(matter, &categories, kind, slug);
            self.expired_paths.push(path);
        }
        slug
    }

    /// The address of an article.
    fn path_of(&self, matter: &ArticleMatter, categories: &[u32], kind: u32, slug: &str) -> String {
        let category = categories.first().map_or("", |at| self.categories[*at as usize].slug.as_str());
        self.config.permalink.fill(&PermalinkParts {
            date: self.config.zone.parts(matter.date.value),
            category,
            slug,
            kind: &self.config.types.all()[kind as usize].slug,
        })
    }

    fn check_times(&mut self, entry: &ArticleEntry) {
        let date = &entry.matter.date;
        let times = [("updated", &entry.matter.updated), ("expires", &entry.matter.expires)];
        for (name, time) in times {
            let Some(time) = time.as_ref().filter(|time| time.value < date.value) else { continue };
            self.push(
                Diagnostic::error("time-order", format!("`{name}` is before `date`"))
                    .at(Span::new(entry.source.clone(), time.range.clone()))
                    .related(Span::new(entry.source.clone(), date.range.clone()), "published here")
                    .hint(format!("`{name}` can't be earlier than `date`")),
            );
        }
    }

    fn article(&mut self, entry: &ArticleEntry, wanted: &mut Vec<Wanted>) {
        let at = self.articles.len();
        let id = ArticleId(at as u32);
        let source = &entry.source;
        let slug = self.slug(source, entry.matter.slug.as_ref());
        let categories = self.categories_of(entry);
        let kind = self.kind_of(source, entry.matter.kind.as_ref());
        let authors = self.bylines_of(entry);
        let tags = self.tags_of(entry);
        let shown_from = entry.matter.date.value;
        let image = entry.matter.image.as_ref();
        let image = image.and_then(|image| self.picture(source, image, PictureRole::Hero, shown_from)).map(Box::new);
        let series = entry.matter.series.as_ref().and_then(|series| {
            let place = self.series_of(&series.title);
            if place.is_none() {
                let span = Span::new(source.clone(), series.title.range.clone());
                self.push(
                    Diagnostic::error("bad-series", "this title can't be made into the URL of a series")
                        .at(span)
                        .hint(format!("write letters or digits, at most {LONGEST_NAME} bytes")),
                );
            }
            Some(SeriesPlace { series: place?, part: series.part })
        });
        self.check_review(entry);
        self.check_live(entry);
        self.check_languages(entry);
        self.check_sources(entry);
        let picks = self.picks_of(entry);
        let canonical = entry.matter.canonical.as_ref().and_then(|canonical| self.canonical(&entry.source, canonical));
        let target = if slug.is_some() { AliasTarget::Article(id) } else { AliasTarget::Path("/".to_owned()) };
        self.aliases(source, &entry.matter.aliases, &target);
        // What else is wrong has been said; without a slug there can be no page.
        let Some(slug) = slug else { return };
        let types = self.config.types.all();
        let path = self.path_of(&entry.matter, &categories, kind, &slug);
        let sponsored = types[kind as usize].slug == "sponsored" || entry.matter.sponsor.is_some();
        let matter = &*entry.matter;
        let reviews = matter.picks.iter().enumerate().filter_map(|(at, pick)| Some((at, pick.review.clone()?)));
        let reviews: Vec<(usize, Spanned<String>)> = reviews.collect();
        if !matter.related.is_empty() || !reviews.is_empty() {
            wanted.push(Wanted { article: at, related: matter.related.0.clone(), reviews });
        }
        let language = matter.language.as_ref().map(|language| language.value.as_str());
        let language = language.filter(|language| !same_tag(language, &self.config.language));
        let coverage = self.coverage(matter);
        let card = Card {
            language: language.map(Box::from),
            path: path.into(),
            slug: slug.into(),
            title: matter.title.value.as_str().into(),
            description: matter.description.as_deref().or(entry.excerpt.as_deref()).unwrap_or_default().into(),
            date: matter.date.value,
            updated: matter.updated.as_ref().map(|updated| updated.value),
            kind,
            categories,
            tags,
            authors,
            image,
            series,
            pinned_until: matter.pinned_until,
            sponsored,
            noindex: matter.noindex,
            live: coverage.is_some_and(|coverage| coverage.state == LiveState::Live),
        };
        self.by_source.insert(entry.source.clone(), SourceTarget::Article(id));
        let rare = Rare::of(matter, canonical, coverage, picks);
        let (source, body) = (entry.source.clone(), entry.body.clone());
        self.articles.push(Article { card, source, body, print: entry.print, rare });
    }

    /// Languages are tags.
    fn check_languages(&mut self, entry: &ArticleEntry) {
        let own = entry.matter.language.iter().map(|language| (language.value.as_str(), &language.range));
        let others = entry.matter.translations.iter().map(|(language, target)| (language.as_str(), &target.range));
        for (tag, range) in own.chain(others).filter(|(tag, _)| !is_tag(tag)) {
            self.push(
                Diagnostic::error("bad-language", format!("`{tag}` is no language tag"))
                    .at(Span::new(entry.source.clone(), range.clone()))
                    .hint("write one such as `en` or `pt-BR`"),
            );
        }
    }

    fn categories_of(&mut self, entry: &ArticleEntry) -> Box<[u32]> {
        let matter = &entry.matter;
        let mut found: Vec<u32> = Vec::new();
        for slug in matter.category.iter().chain(matter.categories.iter()) {
            match self.category_of(slug) {
                Some(at) if !found.contains(&at) => found.push(at),
                Some(_) => {}
                None => self.unknown_category(slug, Span::new(entry.source.clone(), slug.range.clone())),
            }
        }
        if found.is_empty() && matter.category.is_none() && matter.categories.is_empty() {
            found.extend(self.folder_category(&entry.source));
        }
        found.into()
    }

    /// The category that an article's folder names: the nearest known one, or the first folder.
    fn folder_category(&mut self, source: &Arc<str>) -> Option<u32> {
        let below = source.strip_prefix("content/")?;
        let folders = below.rsplit_once('/')?.0;
        let folders = if below.ends_with("/index.md") { folders.rsplit_once('/')?.0 } else { folders };
        let known = folders.rsplit('/').find_map(|folder| self.category_slugs.get(folder).copied());
        if known.is_some() {
            return known;
        }
        let first = folders.split('/').next()?;
        let made = self.category_of(first);
        if made.is_none() {
            self.unknown_category(first, Span::file(source.clone()));
        }
        made
    }

    fn unknown_category(&mut self, slug: &str, span: Span) {
        if self.is_broken(slug) {
            return;
        }
        let known = self.categories.iter().map(|category| category.slug.as_str());
        let hint = did_you_mean(slug, known).unwrap_or_else(|| {
            format!(
                "add `content/categories/{slug}.md`, or name one of {}",
                list(self.categories.iter().map(|c| c.slug.as_str()))
            )
        });
        let mut diagnostic = Diagnostic::error("unknown-category", format!("there is no category `{slug}`")).hint(hint);
        if span.end == 0 {
            diagnostic =
                diagnostic.note("it is the name of the article's folder, because the front matter has no `category`");
        }
        self.push(diagnostic.at(span));
    }

    fn kind_of(&mut self, source: &Arc<str>, kind: Option<&Spanned<String>>) -> u32 {
        let Some(kind) = kind else { return 0 };
        if let Some(at) = self.config.types.position(kind) {
            return at as u32;
        }
        let names = || self.config.types.all().iter().map(|kind| kind.slug.as_str());
        let hint = did_you_mean(kind, names()).unwrap_or_else(|| {
            format!("known: {}; a site adds its own under `types` in pressroom.yaml", list(names()))
        });
        let message = format!("there is no article type `{}`", kind.value);
        let span = Span::new(source.clone(), kind.range.clone());
        self.push(Diagnostic::error("unknown-type", message).at(span).hint(hint));
        0
    }

    fn bylines_of(&mut self, entry: &ArticleEntry) -> Box<[CreditedByline]> {
        let matter = &entry.matter;
        let mut bylines = Vec::with_capacity(matter.authors.len() + matter.author.len());
        for byline in matter.authors.iter().chain(matter.author.iter()) {
            match byline {
                Byline::Known { slug, role } => match self.author_slugs.get(slug.value.as_str()) {
                    Some(&author) => bylines.push(CreditedByline::Known { author, role: role.clone() }),
                    None => self.unknown_author(&entry.source, slug),
                },
                Byline::Inline(inline) => bylines.push(CreditedByline::Inline(Box::new(InlineAuthor {
                    name: inline.name.clone().unwrap_or_default(),
                    bio: inline.bio.clone(),
                    role: inline.role.clone(),
                    url: inline.url.clone(),
                }))),
            }
        }
        bylines.into()
    }

    fn unknown_author(&mut self, source: &Arc<str>, slug: &Spanned<String>) {
        if self.is_broken(slug) {
            return;
        }
        let clean = crate::base::slugify(slug);
        let known = self.authors.iter().map(|author| author.slug.as_str());
        let hint = if self.author_slugs.contains_key(&clean) {
            format!("write the author's slug: `{clean}`")
        } else {
            did_you_mean(slug, known).unwrap_or_else(|| {
                format!(
                    "add `content/authors/{clean}.md` (`pressroom new author \"{}\"`), or write `{{name: {}}}`",
                    slug.value, slug.value
                )
            })
        };
        let message = format!("there is no author `{}`", slug.value);
        let span = Span::new(source.clone(), slug.range.clone());
        self.push(Diagnostic::error("unknown-author", message).at(span).hint(hint));
    }

    fn tags_of(&mut self, entry: &ArticleEntry) -> Box<[u32]> {
        let mut found = Vec::with_capacity(entry.matter.tags.len());
        for tag in entry.matter.tags.iter() {
            if tag.len() > LONGEST_NAME {
                let span = Span::new(entry.source.clone(), tag.range.clone());
                let message = format!("this tag is too long: {} bytes", tag.len());
                let hint = format!("a tag has at most {LONGEST_NAME} bytes; put commas between several");
                self.push(Diagnostic::error("bad-tag", message).at(span).hint(hint));
                continue;
            }
            match self.tag_of(tag) {
                Some(at) if !found.contains(&at) => found.push(at),
                Some(_) => {}
                None => {
                    let span = Span::new(entry.source.clone(), tag.range.clone());
                    let message = format!("the tag `{}` has no letter or digit", tag.value);
                    self.push(Diagnostic::error("bad-tag", message).at(span).hint("remove it"));
                }
            }
        }
        found.into()
    }

    fn resolve(&mut self, wanted: &Wanted, slugs: &FxHashMap<Box<str>, ArticleId>) {
        let source = self.articles[wanted.article].source.clone();
        let related: Vec<ArticleId> =
            wanted.related.iter().filter_map(|slug| self.article_named(&source, slug, slugs)).collect();
        let reviews: Vec<(usize, Option<ArticleId>)> =
            wanted.reviews.iter().map(|(pick, slug)| (*pick, self.article_named(&source, slug, slugs))).collect();
        let rare = self.articles[wanted.article].rare.get_or_insert_default();
        rare.related = related;
        rare.picks_related = !wanted.related.is_empty();
        for (pick, review) in reviews {
            rare.picks[pick].review = review;
        }
    }

    /// The article of a slug, or what is wrong with it.
    fn article_named(
        &mut self,
        source: &Arc<str>,
        slug: &Spanned<String>,
        slugs: &FxHashMap<Box<str>, ArticleId>,
    ) -> Option<ArticleId> {
        let wanted = slug.value.trim_end_matches(".md").trim_matches('/');
        let wanted = wanted.rsplit('/').next().unwrap_or(wanted);
        if let Some(&id) = slugs.get(wanted) {
            return Some(id);
        }
        // A scheduled article may be named before it is there; it appears once it is published.
        if self.unpublished_slugs.contains(wanted) || self.is_broken(wanted) {
            return None;
        }
        let hint = did_you_mean(wanted, self.by_slug_sorted());
        let message = format!("there is no article `{}`", slug.value);
        self.push(
            Diagnostic::error("unknown-article", message)
                .at(Span::new(source.clone(), slug.range.clone()))
                .hint(hint.unwrap_or_else(|| "name an article by the last part of its URL".into())),
        );
        None
    }

    fn by_slug_sorted(&self) -> impl Iterator<Item = &str> {
        self.articles.iter().map(|article| &*article.card.slug)
    }

    fn canonical(&mut self, source: &Arc<str>, canonical: &Spanned<String>) -> Option<String> {
        self.absolute(source, canonical, "a canonical URL starts with `https://`")
    }
}

impl Rare {
    /// What few articles have, if this one has any of it.
    fn of(
        matter: &ArticleMatter,
        canonical: Option<String>,
        live: Option<Coverage>,
        picks: Vec<Pick>,
    ) -> Option<Box<Self>> {
        let needed = canonical.is_some()
            || !matter.corrections.is_empty()
            || matter.sponsor.is_some()
            || matter.review.is_some()
            || live.is_some()
            || !picks.is_empty()
            || !matter.sources.is_empty()
            || matter.disclosure.is_some()
            || !matter.aliases.is_empty()
            || !matter.translations.is_empty()
            || matter.extra != Free::Null;
        let rare = || Self {
            canonical,
            corrections: matter.corrections.0.clone(),
            sponsor: matter.sponsor.as_deref().cloned(),
            review: matter.review.as_deref().cloned(),
            picks,
            sources: matter.sources.clone(),
            disclosure: matter.disclosure.clone(),
            live,
            translations: matter.translations.0.clone(),
            related: Vec::new(),
            picks_related: false,
            first_alias: matter.aliases.first().map(|alias| alias.value.clone()),
            extra: matter.extra.clone(),
        };
        needed.then(|| Box::new(rare()))
    }
}

fn list<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let names: Vec<String> = names.take(12).map(|name| format!("`{name}`")).collect();
    if names.is_empty() { "none yet".to_owned() } else { names.join(", ") }
}
