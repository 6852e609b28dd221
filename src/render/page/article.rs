//! An article's own page.

use super::context::{PageHead, word};
use super::{Prepared, kinds, structured};
use crate::base::language::{direction, same_tag};
use crate::content::markdown::Link;
use crate::diag::Span;
use crate::model::{ArticleId, CreditedByline, Key, LinkOutcome, ListKey, ListKind, PictureRef, View, WORDS_A_MINUTE};
use crate::render::Renderer;
use crate::render::content::{Body, toc_value};
use crate::theme::{Env, Links, MapBuilder, free_value};
use tera::Value;

pub(super) fn prepare(renderer: &Renderer, id: ArticleId, view: &mut View) -> Prepared {
    let env = renderer.env();
    let body = renderer.body(id);
    view.record(Key::Card(id));
    view.record(Key::Body(id));
    view.record_all(body.reads.iter().cloned());
    let site = &env.site;
    let article = site.article(id);
    let card = &article.card;
    let source = &article.source;
    let config = site.config();
    let rare = article.rare.as_deref();
    let zone = &config.zone;
    let date = |at: crate::base::Instant| Value::from(zone.rfc3339(at));

    let authors: Vec<Value> = card.authors.iter().map(|byline| env.full_byline(byline, source, &card.path)).collect();
    let links = env.links(source, &card.path);
    let corrections = rare.map_or(&[][..], |rare| &rare.corrections).iter().map(|correction| {
        MapBuilder::new(2).put("date", date(correction.date)).put("text", links.inline(&correction.text)).build()
    });
    let corrections: Vec<Value> = corrections.collect();
    let (translations, mut checked) = translations(env, id, &links);
    let disclosure = rare.and_then(|rare| rare.disclosure.as_deref()).map(|text| links.inline(text));
    view.record_all(links.reads());
    let picked = rare.map_or(&[][..], |rare| &rare.picks);
    let picks = kinds::picks(env, picked, source, &card.path, view);
    if !picked.is_empty() {
        view.record(Key::Reviews(id));
    }
    let affiliate = kinds::affiliate(env, &body.links, picked, view);
    checked.extend(body.links.iter().cloned());
    record_terms(env, id, &body, view);
    let categories = card.categories.iter().map(|at| env.values.category(*at)).collect::<Vec<_>>();
    let review = rare.and_then(|rare| rare.review.as_ref()).map(kinds::review);
    let phase = view.phase(id);
    let live = phase.coverage.map(|coverage| kinds::live(env, &coverage, &body.updates));
    let canonical = rare.and_then(|rare| rare.canonical.clone());
    let kind = &config.types.all()[card.kind as usize];
    let mut map = env
        .card_map(id)
        .put("content", Value::safe_string(&body.html))
        .put("toc", toc_value(&body.toc))
        .put("words", body.words)
        .put("minutes", body.words.div_ceil(WORDS_A_MINUTE).max(1))
        .put("categories", categories)
        .put("authors", authors)
        .put("corrections", corrections)
        .put("review", review)
        .put("picks", picks)
        .put("sources", kinds::sources(env, rare.map_or(&[][..], |rare| &rare.sources)))
        .put("affiliate", affiliate)
        .put("age", phase.age.map(i64::from))
        .put("disclosure", disclosure)
        .put("live", live)
        .put("canonical", canonical.as_deref())
        .put("translations", translations.iter().map(Version::value).collect::<Vec<_>>())
        .put("first_published", date(card.date))
        .put("extra", rare.map_or_else(Value::none, |rare| free_value(&rare.extra)));
    if let Some(place) = card.series {
        map = map.put("series", series(env, place.series, id));
    }
    let breadcrumbs = breadcrumbs(env, id);
    let image = card.image.as_deref().map(|image| env.picture(image, source, &card.path));
    let structured = structured::article(renderer, id, &body, &breadcrumbs, &translations);
    Prepared {
        templates: vec![format!("article-{}.html", kind.slug), "article.html".into()],
        head: PageHead {
            kind: "article",
            path: card.path.to_string(),
            canonical,
            title: card.title.to_string(),
            description: Some(card.description.to_string()).filter(|text| !text.is_empty()),
            image,
            noindex: card.noindex,
            feeds: Some(card.category().map_or(ListKey::All, ListKey::Category)),
            breadcrumbs,
            ..PageHead::default()
        },
        subject: Some(("article", map.build())),
        structured,
        words: body.words,
        links: checked,
        diagnostics: body.diagnostics.clone(),
        rendering: format!("`{source}`"),
        source: article.source.clone(),
    }
}

/// The article in another language.
pub(super) struct Version {
    pub(super) language: String,
    /// What a link to it says, in its language.
    title: String,
    url: String,
    pub(super) permalink: String,
}

impl Version {
    fn value(&self) -> Value {
        MapBuilder::new(5)
            .put("language", self.language.as_str())
            .put("direction", direction(&self.language))
            .put("title", self.title.as_str())
            .put("url", self.url.as_str())
            .put("permalink", self.permalink.as_str())
            .build()
    }
}

/// The versions of an article that are there, and the links to check. One that is not published yet is not wrong.
fn translations(env: &Env, id: ArticleId, links: &Links<'_>) -> (Vec<Version>, Vec<Link>) {
    let site = &env.site;
    let article = site.article(id);
    let mut versions = Vec::new();
    let mut checked = Vec::new();
    for (language, target) in site.translations(id) {
        let outcome = site.resolve_link(&article.source, &article.card.path, target);
        if !matches!(outcome, LinkOutcome::Missing { why: Some(_), .. }) {
            let span = Span::new(article.source.clone(), target.range.clone());
            checked.push(Link { destination: target.value.clone(), text: String::new(), span });
        }
        let Some((url, permalink)) = links.version(target) else { continue };
        if same_tag(language, site.language(id)) {
            continue;
        }
        let title = env.theme.words().invitation(language);
        versions.push(Version { language: language.clone(), title, url, permalink });
    }
    (versions, checked)
}

/// Writes down the terms that the page shows more of than the card does.
fn record_terms(env: &Env, id: ArticleId, body: &Body, view: &mut View) {
    let card = env.site.card(id);
    for byline in &card.authors {
        match byline {
            CreditedByline::Known { author, .. } => view.record(Key::Term(ListKey::Author(*author))),
            CreditedByline::Inline(inline) => {
                let links = env.links(&env.site.article(id).source, &card.path);
                drop(inline.bio.as_deref().map(|bio| links.inline(bio)));
                view.record_all(links.reads());
            }
        }
    }
    for category in &card.categories {
        let mut at = Some(*category);
        while let Some(category) = at {
            view.record(Key::Brief(ListKey::Category(category)));
            at = env.site.categories()[category as usize].parent;
        }
    }
    if let Some(place) = card.series {
        view.record(Key::Parts(place.series));
    }
    for update in &body.updates {
        // Structured data names who wrote an update.
        if let Some(author) = update.author.as_deref().and_then(|slug| view.find_list(ListKind::Author, slug)) {
            view.record(Key::Term(author));
        }
    }
    if let Some(PictureRef::File(file)) = card.image.as_deref().map(|image| &image.picture) {
        view.record(Key::Picture(file.clone()));
    }
}

fn series(env: &Env, at: u32, current: ArticleId) -> Value {
    let series = &env.site.series()[at as usize];
    let parts = series.parts.iter().zip(1_i64..).map(|(id, position)| {
        let card = env.site.card(*id);
        let part = card.series.and_then(|place| place.part).map_or(position, i64::from);
        MapBuilder::new(4)
            .put("part", part)
            .put("title", &*card.title)
            .put("url", env.href(&card.path))
            .put("current", *id == current)
            .build()
    });
    let own = env.site.card(current).series.and_then(|place| place.part).map(i64::from);
    let position = series.parts.iter().position(|id| *id == current).map_or(1, |at| at as i64 + 1);
    MapBuilder::new(5)
        .put("title", series.title.as_str())
        .put("url", env.href(&series.path))
        .put("part", own.unwrap_or(position))
        .put("count", series.parts.len())
        .put("parts", parts.collect::<Vec<_>>())
        .build()
}

fn breadcrumbs(env: &Env, id: ArticleId) -> Vec<(String, String)> {
    let site = &env.site;
    let mut above = Vec::new();
    let mut at = site.card(id).category();
    while let Some(category) = at {
        let category = &site.categories()[category as usize];
        above.push((category.title.clone(), category.path.clone()));
        at = category.parent;
    }
    above.push((word(env, "home", "Home").to_owned(), "/".to_owned()));
    above.reverse();
    above
}
