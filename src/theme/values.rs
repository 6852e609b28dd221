//! Values that many renders share, made once: cards, bylines, terms.
//!
//! Tera's maps and long texts are reference-counted, so handing one to a template costs a counter.

use super::words::Words;
use crate::base::{Memo, Recent, Zone};
use crate::config::{ArticleType, Label};
use crate::content::Review;
use crate::model::{Site, percent_encode};
use crate::yaml::{Free, Named, Spanned};
use std::sync::OnceLock;
use tera::value::Key;
use tera::{Map, Value};

/// Cards that are remembered: those of the newest articles are asked for again and again, the others a few times in a
/// row.
const CARDS: usize = 16 * 1024;

/// A map for templates, in the order of its fields.
pub struct MapBuilder(Map);

impl MapBuilder {
    /// An empty map with room for `fields`.
    pub fn new(fields: usize) -> Self {
        Self(Map::with_capacity(fields))
    }

    /// Adds a field.
    #[must_use]
    pub fn put(mut self, name: &'static str, value: impl Into<Value>) -> Self {
        self.0.insert(name.into(), value.into());
        self
    }

    /// The map as a value.
    pub fn build(self) -> Value {
        Value::from(self.0)
    }

    /// The map as a value that will be kept: without room to spare.
    pub(super) fn build_small(mut self) -> Value {
        self.0.shrink_to_fit();
        Value::from(self.0)
    }

    /// The map itself.
    pub fn into_map(self) -> Map {
        self.0
    }
}

/// A field of a map that a template hands over.
pub(super) fn field<'v>(value: &'v Value, name: &'static str) -> Option<&'v Value> {
    value.as_map()?.get(&Key::from(name))
}

/// A free value of YAML, for templates.
pub fn free_value(free: &Free) -> Value {
    match free {
        Free::Null => Value::none(),
        Free::Bool(truth) => Value::from(*truth),
        Free::Integer(integer) => Value::from(*integer),
        Free::Float(float) => Value::from(*float),
        Free::Text(text) => Value::normal_string(text),
        Free::List(items) => Value::from(items.iter().map(free_value).collect::<Vec<_>>()),
        Free::Map(entries) => {
            let mut map = Map::with_capacity(entries.len());
            for (key, value) in entries {
                map.insert(key.clone().into(), free_value(value));
            }
            Value::from(map)
        }
    }
}

/// What a site sets for its theme; none when that is nothing.
pub(super) fn options_value(options: &Named<Spanned<Free>>) -> Value {
    if options.is_empty() {
        return Value::none();
    }
    let mut map = Map::with_capacity(options.len());
    for (name, value) in options.iter() {
        map.insert(name.clone().into(), free_value(value));
    }
    Value::from(map)
}

/// The shared values of one site.
pub struct Values {
    pub(super) cards: Recent<Value>,
    pub(super) types: Vec<Value>,
    /// Name and title of each type, in the site's language.
    pub(super) type_names: Vec<(String, String)>,
    pub(super) categories: Vec<Value>,
    pub(super) tags: Vec<Value>,
    pub(super) bylines: Vec<Value>,
    pub(super) authors: Vec<OnceLock<Value>>,
    /// The feeds of each category, which every article announces.
    pub(super) category_feeds: Vec<OnceLock<Value>>,
    pub(super) permalinks: Memo<Box<str>>,
    pub(super) author_permalinks: Vec<String>,
    pub(super) references: Memo<Value>,
}

impl Values {
    /// Makes the small ones; what there is of every article follows when it is asked for.
    pub fn new(site: &Site, words: &Words) -> Self {
        let config = site.config();
        let href = |path: &str| config.href(&percent_encode(path));
        let permalink = |path: &str| config.permalink(&percent_encode(path));
        let articles = site.articles().len();
        let type_names: Vec<_> = config.types.all().iter().map(|kind| type_names(kind, words)).collect();
        let types = config.types.all().iter().zip(&type_names).map(|(kind, (name, title))| {
            MapBuilder::new(4)
                .put("slug", kind.slug.as_str())
                .put("name", name.as_str())
                .put("title", title.as_str())
                .put("url", href(&format!("/{}/", kind.path)))
                .build()
        });
        let categories = site.categories().iter().map(|category| {
            MapBuilder::new(4)
                .put("slug", category.slug.as_str())
                .put("title", category.title.as_str())
                .put("url", href(&category.path))
                .put("colour", category.colour.as_deref())
                .build()
        });
        let tags = site.tags().iter().map(|tag| {
            MapBuilder::new(3)
                .put("slug", tag.slug.as_str())
                .put("title", tag.title.as_str())
                .put("url", href(&tag.path))
                .build()
        });
        let bylines = site.authors().iter().map(|author| {
            MapBuilder::new(4)
                .put("name", author.name.as_str())
                .put("slug", author.slug.as_str())
                .put("url", href(&author.path))
                .put("role", author.role.as_deref())
                .build()
        });
        Self {
            cards: Recent::new(CARDS),
            types: types.collect(),
            type_names,
            categories: categories.collect(),
            tags: tags.collect(),
            bylines: bylines.collect(),
            authors: (0..site.authors().len()).map(|_| OnceLock::new()).collect(),
            permalinks: Memo::new(articles),
            author_permalinks: site.authors().iter().map(|author| permalink(&author.path)).collect(),
            category_feeds: site.categories().iter().map(|_| OnceLock::new()).collect(),
            references: Memo::new(articles),
        }
    }

    /// An author as cards show it.
    pub fn byline(&self, at: u32) -> Value {
        self.bylines[at as usize].clone()
    }

    /// A category as cards show it.
    pub fn category(&self, at: u32) -> Value {
        self.categories[at as usize].clone()
    }
}

/// Name and title of a type: what the site calls it, or the theme's words `type_how_to` and `types_how_to`.
fn type_names(kind: &ArticleType, words: &Words) -> (String, String) {
    let slug = kind.slug.replace('-', "_");
    let text = |label: &Label, key: &str| match label {
        Label::Given(text) => text.clone(),
        Label::Default(english) => words.get(&format!("{key}_{slug}")).unwrap_or(english).to_owned(),
    };
    (text(&kind.name, "type"), text(&kind.title, "types"))
}

/// The score of a review, as numbers and in five steps; room for the rest of a review.
pub fn score_map(review: &Review) -> Option<MapBuilder> {
    let (score, level) = (review.score.as_ref()?.value, review.level()?);
    let map = MapBuilder::new(13).put("score", number(score)).put("max", number(review.best()));
    Some(map.put("level", i64::from(level)))
}

/// Whole numbers without a fraction.
pub fn number(value: f64) -> Value {
    if value.fract() == 0.0 && value.abs() < 1e9 { Value::from(value as i64) } else { Value::from(value) }
}

/// RFC 3339 in the site's zone.
pub(super) fn date_value(zone: &Zone, at: crate::base::Instant) -> Value {
    Value::from(zone.rfc3339(at))
}
