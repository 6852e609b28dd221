//! The front matter of an article.

use super::parts::{Byline, Correction, Image, Live, Pick, Review, SourceField, Sponsor};
use crate::base::Instant;
use crate::yaml::{Free, FromYaml, Named, Node, OneOrMany, Reader, Spanned, Value};
use crate::yaml_record;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use std::borrow::Cow;

yaml_record! {
    /// The front matter of an article in pressroom.
    #[stray = "put fields of your own under `extra:`"]
    pub struct ArticleMatter {
        /// The headline.
        pub title: Spanned<String>,
        /// When it is published. In the future: it stays out of the site until then.
        pub date: Spanned<Instant>,
        /// When it was last changed in substance.
        pub updated: Option<Spanned<Instant>>,
        /// When it leaves the site.
        pub expires: Option<Spanned<Instant>>,
        /// What kind of article it is: `news` (the default), `review`, `how-to`, `feature`, `opinion`, `analysis`, `guide`, `liveblog`, `sponsored`, or one of the site's own.
        #[key = "type"]
        pub kind: Option<Spanned<String>>,
        /// The slug of its category; default: the folder's name.
        pub category: Option<Spanned<String>>,
        /// Slugs of its categories; the first is the primary one.
        pub categories: OneOrMany<Spanned<String>>,
        /// Tags, as readers shall see them.
        pub tags: OneOrMany<Spanned<String>>,
        /// The author: a slug, or a map with `name`, `bio`, `role`, `url`.
        pub author: OneOrMany<Byline>,
        /// The authors, in the order of the byline.
        pub authors: OneOrMany<Byline>,
        /// The standfirst, also shown by search engines and in feeds; default: the beginning of the first paragraph.
        pub description: Option<String>,
        /// The language it is written in, as a BCP 47 tag; default: the site's.
        pub language: Option<Spanned<String>>,
        /// The same article in other languages: by language, a file, a path of this site or an absolute URL.
        pub translations: Named<Spanned<String>>,
        /// The leading picture.
        pub image: Option<Box<Spanned<Image>>>,
        /// The last part of its URL; default: the file's name.
        pub slug: Option<Spanned<String>>,
        /// Old paths of this article, each of which will redirect here.
        pub aliases: OneOrMany<Spanned<String>>,
        /// The URL of the original, if this is a copy.
        pub canonical: Option<Spanned<String>>,
        /// True keeps search engines from listing it.
        pub noindex: bool,
        /// True keeps it out of the site.
        pub draft: bool,
        /// The series it belongs to: a title, or `{title, part}`.
        pub series: Option<Box<Series>>,
        /// Slugs of articles to show as related before the computed ones.
        pub related: OneOrMany<Spanned<String>>,
        /// Until when it leads the front page.
        pub pinned_until: Option<Instant>,
        /// What was wrong and has been put right.
        pub corrections: OneOrMany<Correction>,
        /// Who paid for it.
        pub sponsor: Option<Box<Sponsor>>,
        /// The verdict of a review.
        pub review: Option<Box<Review>>,
        /// What a guide recommends, in order.
        pub picks: Vec<Pick>,
        /// What it rests on: documents, data, conversations.
        pub sources: Vec<SourceField>,
        /// What readers should know of the author's or the publication's interests; Markdown.
        pub disclosure: Option<String>,
        /// The state of a live blog.
        pub live: Option<Box<Live>>,
        /// Fields of your own, for templates.
        pub extra: Free,
    }
}

impl ArticleMatter {
    /// Every picture of the front matter.
    pub fn pictures(&self) -> impl Iterator<Item = &Spanned<Image>> {
        self.image.as_deref().into_iter().chain(self.picks.iter().filter_map(|pick| pick.image.as_ref()))
    }
}

/// A place in a series.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Series {
    /// The series' title; its slug makes its URL.
    pub title: Spanned<String>,
    /// The number of this part; default: by date.
    pub part: Option<u32>,
}

yaml_record! {
    /// A place in a series.
    pub struct SeriesMatter {
        /// The series' title.
        pub title: Spanned<String>,
        /// The number of this part; default: by date.
        pub part: Option<u32>,
    }
}

impl FromYaml for Series {
    fn from_yaml(node: &Node<'_>, reader: &mut Reader) -> Option<Self> {
        if matches!(node.value, Value::Map(_)) {
            return SeriesMatter::from_yaml(node, reader).map(|matter| Self { title: matter.title, part: matter.part });
        }
        Spanned::from_yaml(node, reader).map(|title| Self { title, part: None })
    }
}

impl JsonSchema for Series {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> Cow<'static, str> {
        "Series".into()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let map = generator.subschema_for::<SeriesMatter>();
        json_schema!({ "anyOf": [{ "type": "string", "description": "The series' title." }, map] })
    }
}
