//! What the kinds of story bring along on their own pages: reviews, picks, sources, live blogs.

use crate::content::markdown::Link;
use crate::content::{Review, SourceField};
use crate::model::{Coverage, Key, ListKey, ListKind, Pick, PictureRef, View};
use crate::render::updates::Update;
use crate::theme::{Env, MapBuilder, free_value, number, score_map};
use tera::Value;

/// `article.review`.
pub(super) fn review(review: &Review) -> Value {
    let specs = review
        .specs
        .iter()
        .map(|(name, value)| MapBuilder::new(2).put("name", name.as_str()).put("value", free_value(value)).build());
    let specs: Vec<Value> = specs.collect();
    score_map(review)
        .unwrap_or_else(|| {
            let none = MapBuilder::new(13).put("score", Value::none()).put("level", Value::none());
            none.put("max", number(review.best()))
        })
        .put("product", review.product.as_deref())
        .put("brand", review.brand.as_deref())
        .put("verdict", review.verdict.as_deref())
        .put("pros", review.pros.clone())
        .put("cons", review.cons.clone())
        .put("price", review.price.as_deref())
        .put("tested", review.tested.as_deref())
        .put("supplied", review.supplied.as_deref())
        .put("specs", specs)
        .build()
}

/// `article.picks`. Each is shown with the card of the review that it names.
pub(super) fn picks(env: &Env, picks: &[Pick], source: &str, page_path: &str, view: &mut View) -> Vec<Value> {
    let links = env.links(source, page_path);
    let values = picks.iter().map(|pick| {
        if let Some(PictureRef::File(file)) = pick.image.as_deref().map(|image| &image.picture) {
            view.record(Key::Picture(file.clone()));
        }
        MapBuilder::new(11)
            .put("id", pick.id.as_str())
            .put("name", pick.name.as_str())
            .put("award", pick.award.as_deref())
            .put("verdict", pick.verdict.as_deref().map(|text| links.inline(text)))
            .put("price", pick.price.as_deref())
            .put("url", pick.url.as_deref())
            .put("affiliate", pick.url.as_deref().is_some_and(|url| env.site.config().is_affiliate(url)))
            .put("image", pick.image.as_deref().map(|image| env.picture(image, source, page_path)))
            .put("review", pick.review.map(|id| env.card(id, view)))
            .put("pros", pick.pros.clone())
            .put("cons", pick.cons.clone())
            .build()
    });
    let values = values.collect();
    view.record_all(links.reads());
    values
}

/// `article.sources`.
pub(super) fn sources(env: &Env, sources: &[SourceField]) -> Vec<Value> {
    let zone = &env.site.config().zone;
    let values = sources.iter().map(|source| {
        MapBuilder::new(4)
            .put("title", source.title.as_str())
            .put("url", source.url.as_ref().map(|url| url.value.as_str()))
            .put("publisher", source.publisher.as_deref())
            .put("date", source.date.map(|at| zone.rfc3339(at)))
            .build()
    });
    values.collect()
}

/// `article.affiliate`: what an article with links to shops that pay for them says.
pub(super) fn affiliate(env: &Env, links: &[Link], picks: &[Pick], view: &mut View) -> Option<Value> {
    let urls = links.iter().map(|link| link.destination.as_str());
    let text = env.affiliate_text(urls.chain(picks.iter().filter_map(|pick| pick.url.as_deref())))?;
    let links = env.links(crate::config::CONFIG_FILE, "/");
    let text = links.inline(text);
    view.record_all(links.reads());
    Some(text)
}

/// `article.live`.
pub(super) fn live(env: &Env, coverage: &Coverage, updates: &[Update]) -> Value {
    let zone = &env.site.config().zone;
    MapBuilder::new(4)
        .put("state", coverage.state.name())
        .put("start", zone.rfc3339(coverage.start))
        .put("end", coverage.end.map(|at| zone.rfc3339(at)))
        .put("updates", updates.iter().map(|update| live_update(env, update)).collect::<Vec<_>>())
        .build()
}

/// An update of a live blog, as lists of its moments show it.
fn live_update(env: &Env, update: &Update) -> Value {
    let author = update.author.as_deref().map(|name| {
        let known = env.site.find_list(ListKind::Author, name).filter(|list| env.site.has_page(*list));
        match known {
            Some(ListKey::Author(at)) => env.values.byline(at),
            _ => MapBuilder::new(4)
                .put("name", name)
                .put("slug", Value::none())
                .put("url", Value::none())
                .put("role", Value::none())
                .build(),
        }
    });
    MapBuilder::new(6)
        .put("id", update.id.as_str())
        .put("url", format!("#{}", update.id))
        .put("time", update.at.map(|at| env.site.config().zone.rfc3339(at)))
        .put("title", Some(update.title.as_str()).filter(|title| !title.is_empty()))
        .put("author", author)
        .put("key", update.key)
        .build()
}
