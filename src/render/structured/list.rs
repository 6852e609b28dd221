//! Lists of articles: a [CollectionPage](https://schema.org/CollectionPage) around an
//! [ItemList](https://schema.org/ItemList) that says no more than where the articles are. Their own pages say the
//! rest.

use super::breadcrumb::Step;
use super::id::{Id, Ref};
use crate::render::json::{Each, Object};
use serde::{Serialize, Serializer};

/// A page that lists articles.
#[derive(Clone, Debug)]
pub struct List<'a> {
    /// The page.
    pub url: &'a str,
    /// Its title, plain text.
    pub name: &'a str,
    /// What it lists, plain text.
    pub description: Option<&'a str>,
    /// BCP 47.
    pub language: &'a str,
    /// The home page, for the site that it is part of.
    pub home_url: &'a str,
    /// The articles, in the page's order.
    pub entries: Vec<ListEntry<'a>>,
}

/// An article in a list, or a pick in a guide.
#[derive(Clone, Copy, Debug)]
pub struct ListEntry<'a> {
    /// The article's page, or the pick's place on its page.
    pub url: &'a str,
    /// Its title, plain text.
    pub name: &'a str,
}

/// What a guide recommends, each with its place on the guide's page. They are no `Product`s: a product without a rating,
/// an offer or a review is an error to Google.
#[derive(Clone, Debug)]
pub struct Picks<'a> {
    /// The page of the guide.
    pub url: &'a str,
    /// Its headline, plain text.
    pub name: &'a str,
    /// What it recommends, in its order.
    pub entries: Vec<ListEntry<'a>>,
}

impl Serialize for Picks<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = Object::new(serializer)?;
        object.put("@type", "ItemList")?;
        object.put("@id", Id(self.url, "picks"))?;
        object.text("name", self.name)?;
        object.put("numberOfItems", self.entries.len())?;
        object.put("itemListElement", Each(steps(&self.entries)))?;
        object.end()
    }
}

impl Serialize for List<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = Object::new(serializer)?;
        object.put("@type", "CollectionPage")?;
        object.put("@id", Id(self.url, "page"))?;
        object.put("url", self.url)?;
        object.text("name", self.name)?;
        object.text("description", self.description)?;
        object.text("inLanguage", self.language)?;
        object.put("isPartOf", Ref(Id(self.home_url, "website")))?;
        if !self.entries.is_empty() {
            object.put("mainEntity", Entries(&self.entries))?;
        }
        object.end()
    }
}

struct Entries<'a>(&'a [ListEntry<'a>]);

impl Serialize for Entries<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = Object::new(serializer)?;
        object.put("@type", "ItemList")?;
        object.put("numberOfItems", self.0.len())?;
        object.put("itemListElement", Each(steps(self.0)))?;
        object.end()
    }
}

fn steps<'s>(entries: &'s [ListEntry<'s>]) -> impl Iterator<Item = Step<'s>> + Clone {
    entries.iter().zip(1..).map(|(entry, position)| Step {
        position,
        name: entry.name,
        item: None,
        url: Some(entry.url),
    })
}
