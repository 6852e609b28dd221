//! The updates of a live blog ([LiveBlogPosting](https://schema.org/LiveBlogPosting)), each with its own dates,
//! address and authors: an update that carries its article's date tells readers that nothing is new.

use super::id::Named;
use super::{Article, Image, Person};
use crate::base::{Instant, Zone};
use crate::render::json::{Each, Object, Stamp};
use serde::{Serialize, Serializer};

/// The coverage of an event as it happens.
#[derive(Clone, Debug)]
pub struct Live<'a> {
    /// When the coverage begins.
    pub start: Instant,
    /// When it ended, or will.
    pub end: Option<Instant>,
    /// Updates, in the order in which the page shows them.
    pub updates: Vec<LiveUpdate<'a>>,
}

/// An update.
#[derive(Clone, Debug)]
pub struct LiveUpdate<'a> {
    /// The update's address, usually the article's URL with a fragment.
    pub url: &'a str,
    /// The headline, plain text.
    pub headline: &'a str,
    /// The whole text, plain.
    pub body: Option<&'a str>,
    /// When it was published.
    pub published: Instant,
    /// When it changed after that.
    pub updated: Option<Instant>,
    /// Who wrote it; the article's authors if this is empty.
    pub authors: Vec<Person<'a>>,
    /// Its picture.
    pub image: Option<Image<'a>>,
}

/// The updates of an article as `liveBlogUpdate` lists them.
pub(super) struct Updates<'a> {
    article: &'a Article<'a>,
    live: &'a Live<'a>,
}

impl<'a> Updates<'a> {
    /// `None` as long as there are none.
    pub(super) fn of(article: &'a Article<'a>, live: &'a Live<'a>) -> Option<Self> {
        (!live.updates.is_empty()).then_some(Self { article, live })
    }
}

impl Serialize for Updates<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let posts = self.live.updates.iter().map(|update| Post { update, article: self.article });
        Each(posts).serialize(serializer)
    }
}

struct Post<'a> {
    update: &'a LiveUpdate<'a>,
    article: &'a Article<'a>,
}

impl Serialize for Post<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (update, zone): (_, &Zone) = (self.update, self.article.zone);
        let mut object = Object::new(serializer)?;
        object.put("@type", "BlogPosting")?;
        object.text("url", update.url)?;
        object.text("headline", update.headline)?;
        object.text("articleBody", update.body)?;
        object.put("datePublished", Stamp(update.published, zone))?;
        object.some("dateModified", update.updated.map(|at| Stamp(at, zone)))?;
        let authors = if update.authors.is_empty() { &self.article.authors } else { &update.authors };
        object.list("author", authors)?;
        // In full once, at the article; here its name says who it is.
        let publisher = self.article.publisher;
        object.put(
            "publisher",
            Named { kind: "NewsMediaOrganization", id: Some(publisher.id()), name: publisher.name, url: None },
        )?;
        object.some("image", update.image.as_ref())?;
        object.end()
    }
}
