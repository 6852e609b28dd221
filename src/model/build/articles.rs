//! Articles: filtered by time, put in order, and all their references resolved.

use super::check::LONGEST_NAME;
use super::routes::AliasTarget;
use super::{Builder, SourceTarget};
use crate::config::PermalinkParts;
use crate::content::{ArticleMatter, Byline};
use crate::diag::{Diagnostic, Span, did_you_mean};
use crate::model::card::{Article, Card, Coverage, CreditedByline, InlineAuthor, LiveState, Rare, SeriesPlace};
use crate::model::entry::ArticleEntry;
use crate::model::ids::ArticleId;
use crate::model::picture::PictureRole;
use crate::model::site::{Mode, Unpublished, slugs};
use crate::yaml::{Free, Spanned};
use rustc_hash::FxHashMap;
use std::ops::Range;
use std::sync::Arc;

/// A reference to resolve once all articles are known.
struct Pick {
    article: usize,
    slugs: Vec<Spanned<String>>,
}

impl Builder<'_> {
    pub(super) fn articles(&mut self, mut entries: Vec<Arc<ArticleEntry>>) {
        // They mostly come in order, which costs next to nothing then.
        entries.sort_by(|a, b| (a.matter.date.value, &a.source).cmp(&(b.matter.date.value, &b.source)));
        let mut picks = Vec::new();
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
            self.article(&entry, &mut picks);
        }
        if picks.is_empty() {
            return;
        }
        let slugs = slugs(&self.articles);
        for pick in &picks {
            self.pick_related(pick, &slugs);
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
        self.categories_of(entry);
        self.kind_of(&entry.source, matter.kind.as_ref());
        self.bylines_of(entry);
        let slug = self.slug(&entry.source, matter.slug.as_ref());
        self.check_review(entry);
        self.check_live(entry);
        if let Some(image) = &matter.image {
            self.picture(&entry.source, image, PictureRole::Hero, matter.date.value);
        }
        debug_assert_eq!(known_tags, self.tags.len(), "a held-back article must not make tags");
        slug
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

    fn article(&mut self, entry: &ArticleEntry, picks: &mut Vec<Pick>) {
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
        let canonical = entry.matter.canonical.as_ref().and_then(|canonical| self.canonical(&entry.source, canonical));
        let target = if slug.is_some() { AliasTarget::Article(id) } else { AliasTarget::Path("/".to_owned()) };
        self.aliases(source, &entry.matter.aliases, &target);
        // What else is wrong has been said; without a slug there can be no page.
        let Some(slug) = slug else { return };
        let types = self.config.types.all();
        let category = categories.first().map_or("", |at| self.categories[*at as usize].slug.as_str());
        let path = self.config.permalink.fill(&PermalinkParts {
            date: self.config.zone.parts(entry.matter.date.value),
            category,
            slug: &slug,
            kind: &types[kind as usize].slug,
        });
        let sponsored = types[kind as usize].slug == "sponsored" || entry.matter.sponsor.is_some();
        let matter = &*entry.matter;
        if !matter.related.is_empty() {
            picks.push(Pick { article: at, slugs: matter.related.0.clone() });
        }
        let coverage = self.coverage(matter);
        let card = Card {
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
        let rare = Rare::of(matter, canonical, coverage);
        let (source, body) = (entry.source.clone(), entry.body.clone());
        self.articles.push(Article { card, source, body, print: entry.print, rare });
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

    fn pick_related(&mut self, pick: &Pick, slugs: &FxHashMap<Box<str>, ArticleId>) {
        let mut found = Vec::new();
        for slug in &pick.slugs {
            let wanted = slug.value.trim_end_matches(".md").trim_matches('/');
            let wanted = wanted.rsplit('/').next().unwrap_or(wanted);
            if let Some(&id) = slugs.get(wanted) {
                found.push(id);
                continue;
            }
            let source = self.articles[pick.article].source.clone();
            let span = Span::new(source, slug.range.clone());
            // A scheduled article may be named before it is there; it appears once it is published.
            if self.unpublished_slugs.contains(wanted) || self.is_broken(wanted) {
                continue;
            }
            let hint = did_you_mean(wanted, self.by_slug_sorted());
            let message = format!("there is no article `{}`", slug.value);
            self.push(
                Diagnostic::error("unknown-article", message)
                    .at(span)
                    .hint(hint.unwrap_or_else(|| "name an article by the last part of its URL".into())),
            );
        }
        if let Some(rare) = &mut self.articles[pick.article].rare {
            rare.related = found;
        } else if !found.is_empty() {
            self.articles[pick.article].rare = Some(Box::new(Rare { related: found, ..Rare::default() }));
        }
    }

    fn by_slug_sorted(&self) -> impl Iterator<Item = &str> {
        self.articles.iter().map(|article| &*article.card.slug)
    }

    fn canonical(&mut self, source: &Arc<str>, canonical: &Spanned<String>) -> Option<String> {
        if canonical.starts_with("https://") || canonical.starts_with("http://") {
            return Some(canonical.value.clone());
        }
        let span = Span::new(source.clone(), canonical.range.clone());
        let message = format!("`{}` is not an absolute URL", canonical.value);
        self.push(Diagnostic::error("bad-url", message).at(span).hint("a canonical URL starts with `https://`"));
        None
    }

    fn check_review(&mut self, entry: &ArticleEntry) {
        let Some(review) = &entry.matter.review else { return };
        let max = review.best();
        if let Some(wrong) = review.max.as_ref().filter(|max| max.value <= 0.0) {
            let span = Span::new(entry.source.clone(), wrong.range.clone());
            let message = format!("the best possible score can't be {}", wrong.value);
            self.push(Diagnostic::error("out-of-range", message).at(span).hint("write a number above 0, such as 10"));
            return;
        }
        let Some(score) = review.score.as_ref().filter(|score| score.value < 0.0 || score.value > max) else { return };
        let span = Span::new(entry.source.clone(), score.range.clone());
        let message = format!("the score {} is not between 0 and {max}", score.value);
        self.push(Diagnostic::error("out-of-range", message).at(span).hint("set `max` if the scale is another"));
    }

    fn check_live(&mut self, entry: &ArticleEntry) {
        let Some(live) = &entry.matter.live else { return };
        let at = |range: &Range<usize>| Span::new(entry.source.clone(), range.clone());
        if let Some(state) = live.state.as_ref().filter(|state| LiveState::named(state).is_none()) {
            let message = format!("a live blog can't be `{}`", state.value);
            let hint = "write `upcoming`, `live` or `ended`, or leave it out: `start` and `end` say it as well";
            self.push(Diagnostic::error("bad-value", message).at(at(&state.range)).hint(hint));
        }
        let start = live.start.as_ref().unwrap_or(&entry.matter.date);
        if let Some(end) = live.end.as_ref().filter(|end| end.value < start.value) {
            self.push(
                Diagnostic::error("time-order", "live coverage ends before it starts")
                    .at(at(&end.range))
                    .related(at(&start.range), "starts here")
                    .hint("`end` can't be earlier than `start`, which is the article's `date` unless it is given"),
            );
        }
    }

    /// The coverage of a live blog at the time of the build.
    fn coverage(&self, matter: &ArticleMatter) -> Option<Coverage> {
        let live = matter.live.as_ref()?;
        let start = live.start.as_ref().map_or(matter.date.value, |start| start.value);
        let end = live.end.as_ref().map(|end| end.value);
        let state = live.state.as_ref().and_then(|state| LiveState::named(state));
        let by_clock = || match end {
            _ if start > self.now => LiveState::Upcoming,
            Some(end) if end <= self.now => LiveState::Ended,
            _ => LiveState::Live,
        };
        Some(Coverage { state: state.unwrap_or_else(by_clock), start, end })
    }
}

impl Rare {
    /// What few articles have, if this one has any of it.
    fn of(matter: &ArticleMatter, canonical: Option<String>, live: Option<Coverage>) -> Option<Box<Self>> {
        let needed = canonical.is_some()
            || !matter.corrections.is_empty()
            || matter.sponsor.is_some()
            || matter.review.is_some()
            || live.is_some()
            || !matter.aliases.is_empty()
            || matter.extra != Free::Null;
        let rare = || Self {
            canonical,
            corrections: matter.corrections.0.clone(),
            sponsor: matter.sponsor.clone(),
            review: matter.review.clone(),
            live,
            related: Vec::new(),
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
