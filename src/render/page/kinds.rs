//! What the kinds of story bring along on their own pages: reviews, live blogs.

use crate::content::Review;
use crate::model::{Coverage, ListKey, ListKind};
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
