//! What a review says of its subject
//! ([product](https://developers.google.com/search/docs/appearance/structured-data/product-snippet),
//! [review](https://developers.google.com/search/docs/appearance/structured-data/review-snippet)).
//!
//! The subject is the node and the review stands in it: that is the shape in which pros and cons are read. They are
//! written only if there are at least two statements together, and a subject that is neither rated nor has those is
//! not written at all: a product without a rating, an offer or a review is an error to Google.

use super::id::{Id, Named, Ref};
use super::{Image, Organization, Person, breadcrumb::Step};
use crate::base::{Instant, Zone};
use crate::render::json::{Each, Object, Stamp};
use serde::{Serialize, Serializer};

/// The judgement of a review.
#[derive(Clone, Debug)]
pub struct Review<'a> {
    /// The page of the article.
    pub url: &'a str,
    /// The article's headline, plain text.
    pub headline: &'a str,
    /// What was tested.
    pub subject: Subject<'a>,
    /// Who tested it.
    pub authors: Vec<Person<'a>>,
    /// Who publishes the review.
    pub publisher: &'a Organization<'a>,
    /// When it was published.
    pub published: Instant,
    /// The zone whose offset dates are written with.
    pub zone: &'a Zone,
    /// The verdict, plain text.
    pub verdict: Option<&'a str>,
    /// The rating.
    pub rating: Option<Rating>,
    /// What is good, plain text.
    pub pros: Vec<&'a str>,
    /// What is not, plain text.
    pub cons: Vec<&'a str>,
}

/// What a review is about.
#[derive(Clone, Debug)]
pub struct Subject<'a> {
    /// What kind of thing it is.
    pub kind: SubjectKind,
    /// Its name, such as `Example Phone 3`.
    pub name: &'a str,
    /// Who makes it.
    pub brand: Option<&'a str>,
    /// A page about it, elsewhere.
    pub url: Option<&'a str>,
    /// A picture of it.
    pub image: Option<Image<'a>>,
}

/// Kinds of things that are reviewed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SubjectKind {
    /// A thing that one can buy.
    #[default]
    Product,
    /// An app or a program.
    Software,
    /// A game.
    Game,
    /// A film.
    Movie,
    /// A book.
    Book,
}

/// A rating, such as 4.5 of 1 to 5.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rating {
    /// The rating.
    pub value: f64,
    /// The best that there is.
    pub best: f64,
    /// The worst that there is.
    pub worst: f64,
}

impl<'a> Review<'a> {
    /// Whether there is enough to say.
    pub(super) fn is_sound(&self) -> bool {
        self.sound_rating().is_some() || self.has_statements()
    }

    pub(super) fn subject_id(&self) -> Id<'a> {
        Id(self.url, "subject")
    }

    fn has_statements(&self) -> bool {
        statements(&self.pros).chain(statements(&self.cons)).count() >= 2
    }

    /// JSON has no infinity, and a rating beyond its own scale is a mistake that is not worth repeating.
    fn sound_rating(&self) -> Option<Rating> {
        self.rating.filter(|rating| rating.worst < rating.best && (rating.worst..=rating.best).contains(&rating.value))
    }
}

impl SubjectKind {
    fn schema_type(self) -> &'static str {
        match self {
            Self::Product => "Product",
            Self::Software => "SoftwareApplication",
            Self::Game => "VideoGame",
            Self::Movie => "Movie",
            Self::Book => "Book",
        }
    }
}

impl Serialize for Review<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let subject = &self.subject;
        let mut object = Object::new(serializer)?;
        object.put("@type", subject.kind.schema_type())?;
        object.put("@id", self.subject_id())?;
        object.text("name", subject.name)?;
        if let Some(name) = subject.brand.filter(|brand| !brand.is_empty()) {
            // Only products have brands; the others are published by somebody.
            let (key, kind) = match subject.kind {
                SubjectKind::Product => ("brand", "Brand"),
                _ => ("publisher", "Organization"),
            };
            object.put(key, Named { kind, id: None, name, url: None })?;
        }
        object.text("url", subject.url)?;
        object.some("image", subject.image.as_ref())?;
        object.put("review", Judgement(self))?;
        object.end()
    }
}

struct Judgement<'a>(&'a Review<'a>);

impl Serialize for Judgement<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let review = self.0;
        let mut object = Object::new(serializer)?;
        object.put("@type", "Review")?;
        object.put("@id", Id(review.url, "review"))?;
        object.put("url", review.url)?;
        object.text("name", review.headline)?;
        object.list("author", &review.authors)?;
        object.put("publisher", Ref(review.publisher.id()))?;
        object.put("datePublished", Stamp(review.published, review.zone))?;
        object.text("reviewBody", review.verdict)?;
        object.some("reviewRating", review.sound_rating())?;
        if review.has_statements() {
            for (key, texts) in [("positiveNotes", &review.pros), ("negativeNotes", &review.cons)] {
                if statements(texts).next().is_some() {
                    object.put(key, Statements(texts))?;
                }
            }
        }
        object.end()
    }
}

impl Serialize for Rating {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = Object::new(serializer)?;
        object.put("@type", "Rating")?;
        object.put("ratingValue", Number(self.value))?;
        object.put("bestRating", Number(self.best))?;
        object.put("worstRating", Number(self.worst))?;
        object.end()
    }
}

/// A number that is written as people write it: `4`, not `4.0`.
struct Number(f64);

impl Serialize for Number {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.0.fract() == 0.0 && self.0.abs() < 1e9 {
            serializer.serialize_i64(self.0 as i64)
        } else {
            serializer.serialize_f64(self.0)
        }
    }
}

struct Statements<'a>(&'a [&'a str]);

impl Serialize for Statements<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = Object::new(serializer)?;
        object.put("@type", "ItemList")?;
        let steps = statements(self.0).zip(1..).map(|(name, position)| Step { position, name, item: None, url: None });
        object.put("itemListElement", Each(steps))?;
        object.end()
    }
}

fn statements<'s>(texts: &'s [&'s str]) -> impl Iterator<Item = &'s str> + Clone {
    texts.iter().copied().filter(|text| !text.trim().is_empty())
}
