//! The structured fields of an article: pictures, bylines, corrections, reviews and their kin.

use crate::base::Instant;
use crate::yaml::{Free, FromYaml, Named, Node, Reader, Spanned, Until, Value};
use crate::yaml_record;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use std::borrow::Cow;

yaml_record! {
    /// A picture with its credit.
    pub struct Image {
        /// The file, relative to the article; with a leading `/`, below `content/` or `static/`.
        pub src: Spanned<String>,
        /// What the picture shows, for those who can't see it.
        pub alt: Option<String>,
        /// True for a picture that says nothing the text doesn't.
        pub decorative: bool,
        /// A caption; Markdown.
        pub caption: Option<String>,
        /// Who made it and where it is from: `Geralt / Pixabay`.
        pub credit: Option<String>,
        /// Where the credit leads.
        pub credit_url: Option<String>,
        /// Who made it, if the credit says more than that.
        pub creator: Option<String>,
        /// The copyright notice.
        pub copyright: Option<String>,
        /// The licence: its URL, or its name as in `CC BY 4.0`.
        pub license: Option<String>,
        /// The URL of the licence, if `license` is a name that pressroom does not know.
        pub license_url: Option<String>,
        /// The last day (or moment) on which it may be published; after it, building fails.
        pub rights_until: Option<Spanned<Until>>,
        /// The point that must stay visible in a crop, from the left and from the top: `50% 30%`.
        pub focal: Option<Spanned<String>>,
    }
}

yaml_record! {
    /// What is known of a picture wherever it is used: `photo.jpg.yaml` beside `photo.jpg`. An article's own fields win.
    pub struct PictureMatter {
        /// What the picture shows, for those who can't see it.
        pub alt: Option<String>,
        /// A caption; Markdown.
        pub caption: Option<String>,
        /// Who made it and where it is from: `Geralt / Pixabay`.
        pub credit: Option<String>,
        /// Where the credit leads.
        pub credit_url: Option<String>,
        /// Who made it, if the credit says more than that.
        pub creator: Option<String>,
        /// The copyright notice.
        pub copyright: Option<String>,
        /// The licence: its URL, or its name as in `CC BY 4.0`.
        pub license: Option<String>,
        /// The URL of the licence, if `license` is a name that pressroom does not know.
        pub license_url: Option<String>,
        /// The last day (or moment) on which it may be published; after it, building fails.
        pub rights_until: Option<Spanned<Until>>,
        /// The point that must stay visible in a crop, from the left and from the top: `50% 30%`.
        pub focal: Option<Spanned<String>>,
    }
}

yaml_record! {
    /// A byline that is more than a slug.
    pub struct BylineMatter {
        /// The slug of an author in `content/authors/`.
        pub slug: Option<Spanned<String>>,
        /// The name of an author without a page.
        pub name: Option<String>,
        /// A sentence or two about the author; Markdown.
        pub bio: Option<String>,
        /// What they did for this article, or what they are.
        pub role: Option<String>,
        /// Where to find them.
        pub url: Option<String>,
    }
}

/// One author of an article: a slug, or a map with a slug or a name.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub enum Byline {
    /// An author with a record, and their role here.
    Known {
        /// The slug.
        slug: Spanned<String>,
        /// The role, if it differs from the record's.
        role: Option<String>,
    },
    /// An author who is described on the spot.
    Inline(BylineMatter),
}

impl FromYaml for Byline {
    fn from_yaml(node: &Node<'_>, reader: &mut Reader) -> Option<Self> {
        if !matches!(node.value, Value::Map(_)) {
            return Spanned::from_yaml(node, reader).map(|slug| Self::Known { slug, role: None });
        }
        let mut matter = BylineMatter::from_yaml(node, reader)?;
        if let Some(slug) = matter.slug.take() {
            return Some(Self::Known { slug, role: matter.role });
        }
        if matter.name.is_none() {
            let diagnostic = crate::diag::Diagnostic::error(
                "missing-field",
                format!("{} has neither `slug` nor `name`", reader.field()),
            )
            .at(reader.span(node.span.clone()))
            .hint("add `name: …`, or `slug: …` of an author in `content/authors/`");
            reader.push(diagnostic);
            return None;
        }
        Some(Self::Inline(matter))
    }
}

impl JsonSchema for Byline {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> Cow<'static, str> {
        "Byline".into()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let map = generator.subschema_for::<BylineMatter>();
        json_schema!({ "anyOf": [{ "type": "string", "description": "The slug of an author in content/authors/." }, map] })
    }
}

yaml_record! {
    /// Something that was wrong and has been put right.
    pub struct Correction {
        /// When it was corrected.
        pub date: Instant,
        /// What was wrong, and what is right; Markdown.
        pub text: String,
    }
}

yaml_record! {
    /// Who paid for a sponsored article.
    pub struct Sponsor {
        /// The sponsor's name.
        pub name: String,
        /// Its web site.
        pub url: Option<String>,
        /// What readers should know about the arrangement.
        pub note: Option<String>,
    }
}

yaml_record! {
    /// The verdict of a review.
    pub struct Review {
        /// What was tested.
        pub product: Option<String>,
        /// Who makes it.
        pub brand: Option<String>,
        /// The score.
        pub score: Option<Spanned<f64>>,
        /// The best possible score; default 10.
        pub max: Option<Spanned<f64>>,
        /// The verdict in a sentence or two.
        pub verdict: Option<String>,
        /// What is good about it.
        pub pros: Vec<String>,
        /// What is not.
        pub cons: Vec<String>,
        /// The price when it was tested.
        pub price: Option<String>,
        /// How it was tested.
        pub tested: Option<String>,
        /// Who paid for the unit, or lent it.
        pub supplied: Option<String>,
        /// Specifications, in the order they are shown.
        pub specs: Named<Free>,
    }
}

impl Review {
    /// The best possible score.
    pub fn best(&self) -> f64 {
        self.max.as_ref().map_or(10.0, |max| max.value)
    }

    /// The score in five steps, from 1 (poor) to 5 (outstanding); `None` without a score.
    pub fn level(&self) -> Option<u8> {
        let share = self.score.as_ref()?.value / self.best();
        Some(1 + [0.4, 0.6, 0.75, 0.9].iter().filter(|step| share >= **step).count() as u8)
    }
}

yaml_record! {
    /// Something that a guide recommends.
    pub struct Pick {
        /// What it is called.
        pub name: Spanned<String>,
        /// What it is recommended for: `Best for most people`.
        pub award: Option<String>,
        /// Why, in a sentence or two; Markdown.
        pub verdict: Option<String>,
        /// The price at the time of writing.
        pub price: Option<String>,
        /// Where to buy it, or read about it.
        pub url: Option<Spanned<String>>,
        /// A picture of it.
        pub image: Option<Spanned<Image>>,
        /// The slug of our review of it.
        pub review: Option<Spanned<String>>,
        /// What is good about it.
        pub pros: Vec<String>,
        /// What is not.
        pub cons: Vec<String>,
    }
}

yaml_record! {
    /// Something that an article rests on: a document, a data set, a conversation.
    pub struct SourceField {
        /// What it is called.
        pub title: String,
        /// Where it can be read.
        pub url: Option<Spanned<String>>,
        /// Who published it.
        pub publisher: Option<String>,
        /// When.
        pub date: Option<Instant>,
    }
}

yaml_record! {
    /// The state of a live blog.
    pub struct Live {
        /// `upcoming`, `live` or `ended`; default: what `start` and `end` say.
        pub state: Option<Spanned<String>>,
        /// When coverage begins; default: the article's date.
        pub start: Option<Spanned<Instant>>,
        /// When it ends.
        pub end: Option<Spanned<Instant>>,
    }
}

impl Live {
    /// The instants at which its state changes by itself.
    pub fn turns(&self) -> impl Iterator<Item = Instant> {
        let times = if self.state.is_some() { [None, None] } else { [self.start.as_ref(), self.end.as_ref()] };
        times.into_iter().flatten().map(|time| time.value)
    }
}

yaml_record! {
    /// A named link.
    pub struct LinkField {
        /// Its text.
        pub title: String,
        /// Its URL.
        pub url: String,
    }
}
