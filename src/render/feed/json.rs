//! [JSON Feed 1.1](https://www.jsonfeed.org/version/1.1/).
//!
//! The format has no place for a picture's alternative text and credit, so they stand in an extension, the item's
//! `_pressroom` object, whose names are those of the front matter. `next_url` is where older items are: the previous
//! archive document, in the words of RFC 5005.

use super::{Feed, Item, Logo, Person, Picture};
use crate::base::Zone;
use crate::render::json::{Each, Object, Stamp};
use crate::render::xml::filled;
use serde::{Serialize, Serializer};

/// The feed as JSON Feed 1.1.
pub fn json_feed(feed: &Feed<'_>) -> Vec<u8> {
    let mut out = Vec::with_capacity(feed.capacity());
    serde_json::to_writer(&mut out, feed).expect("text and numbers always serialise into memory");
    out.push(b'\n');
    out
}

impl Serialize for Feed<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = Object::new(serializer)?;
        object.put("version", "https://jsonfeed.org/version/1.1")?;
        object.put("title", self.title)?;
        object.text("home_page_url", self.home_url)?;
        object.text("feed_url", self.self_url)?;
        object.text("description", self.description)?;
        object.text("next_url", self.previous_archive)?;
        object.text("icon", self.icon.or(self.image.as_ref().map(|logo: &Logo<'_>| logo.url)))?;
        object.list("authors", std::slice::from_ref(&self.publisher))?;
        object.text("language", self.language)?;
        if let Some(url) = filled(self.hub) {
            object.list("hubs", &[Hub { url }])?;
        }
        object.put("items", Each(self.items.iter().map(|item| Entry { item, zone: self.zone })))?;
        object.end()
    }
}

impl Serialize for Person<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = Object::new(serializer)?;
        object.text("name", self.name)?;
        object.text("url", self.url)?;
        object.end()
    }
}

struct Hub<'a> {
    url: &'a str,
}

impl Serialize for Hub<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = Object::new(serializer)?;
        object.put("type", "WebSub")?;
        object.put("url", self.url)?;
        object.end()
    }
}

#[derive(Clone)]
struct Entry<'a> {
    item: &'a Item<'a>,
    zone: &'a Zone,
}

impl Serialize for Entry<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let item = self.item;
        let mut object = Object::new(serializer)?;
        object.put("id", item.id)?;
        object.text("url", item.url)?;
        object.text("title", &*item.headline())?;
        object.text("language", item.language)?;
        // An item must have content; in a feed of summaries that is the summary.
        match filled(item.content) {
            Some(html) => object.put("content_html", html)?,
            None => object.put("content_text", item.summary)?,
        }
        object.text("summary", item.summary)?;
        object.text("image", item.picture.as_ref().map(|picture| picture.url))?;
        object.put("date_published", Stamp(item.published, self.zone))?;
        if item.changed() {
            object.put("date_modified", Stamp(item.updated, self.zone))?;
        }
        object.list("authors", &item.authors)?;
        let labels = item.categories.iter().map(|term| term.label).filter(|label| !label.is_empty());
        if labels.clone().next().is_some() {
            object.put("tags", Each(labels))?;
        }
        if item.picture.is_some() || item.label.is_some() {
            object.put("_pressroom", Extension(item))?;
        }
        object.end()
    }
}

struct Extension<'a>(&'a Item<'a>);

impl Serialize for Extension<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = Object::new(serializer)?;
        object.text("label", self.0.label)?;
        object.some("image", self.0.picture.as_ref())?;
        object.end()
    }
}

impl Serialize for Picture<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = Object::new(serializer)?;
        object.put("src", self.url)?;
        object.some("width", (self.width > 0).then_some(self.width))?;
        object.some("height", (self.height > 0).then_some(self.height))?;
        object.text("alt", self.alt)?;
        object.text("caption", self.caption)?;
        object.text("credit", self.credit)?;
        object.text("copyright", self.copyright)?;
        object.text("license", self.license.or(self.license_url))?;
        object.text("license_url", self.license_url)?;
        object.end()
    }
}
