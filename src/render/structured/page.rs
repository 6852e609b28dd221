//! The site on its home page, and pages that are neither articles nor lists.

use super::Image;
use super::id::{Id, Ref};
use crate::base::{Instant, Zone};
use crate::render::json::{Object, Stamp};
use serde::{Serialize, Serializer};

/// The site ([site name](https://developers.google.com/search/docs/appearance/site-names)).
#[derive(Clone, Debug, Default)]
pub struct WebSite<'a> {
    /// The home page.
    pub url: &'a str,
    /// The site's name.
    pub name: &'a str,
    /// A shorter name.
    pub alternate_name: Option<&'a str>,
    /// What it is about, plain text.
    pub description: Option<&'a str>,
    /// BCP 47.
    pub language: &'a str,
    /// The search page's URL with `{search_term_string}` where the words go.
    pub search: Option<&'a str>,
}

/// A standalone page.
#[derive(Clone, Debug)]
pub struct Page<'a> {
    /// What kind of page it is.
    pub kind: PageKind,
    /// The page.
    pub url: &'a str,
    /// Its title, plain text.
    pub name: &'a str,
    /// What it says, in a sentence, plain text.
    pub description: Option<&'a str>,
    /// BCP 47.
    pub language: &'a str,
    /// The home page, for the site that it is part of.
    pub home_url: &'a str,
    /// When it was first published.
    pub published: Option<Instant>,
    /// When it last changed.
    pub updated: Option<Instant>,
    /// The zone whose offset dates are written with.
    pub zone: &'a Zone,
    /// Its main picture.
    pub image: Option<Image<'a>>,
}

/// Kinds of standalone pages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PageKind {
    /// Any page.
    #[default]
    Plain,
    /// About the publication.
    About,
    /// How to reach it.
    Contact,
    /// Search.
    Search,
}

impl Serialize for WebSite<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = Object::new(serializer)?;
        object.put("@type", "WebSite")?;
        object.put("@id", Id(self.url, "website"))?;
        object.put("url", self.url)?;
        object.text("name", self.name)?;
        object.text("alternateName", self.alternate_name)?;
        object.text("description", self.description)?;
        object.text("inLanguage", self.language)?;
        object.put("publisher", Ref(Id(self.url, "organization")))?;
        object.some("potentialAction", self.search.map(Search))?;
        object.end()
    }
}

struct Search<'a>(&'a str);

impl Serialize for Search<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = Object::new(serializer)?;
        object.put("@type", "SearchAction")?;
        object.put("target", EntryPoint(self.0))?;
        object.put("query-input", "required name=search_term_string")?;
        object.end()
    }
}

struct EntryPoint<'a>(&'a str);

impl Serialize for EntryPoint<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = Object::new(serializer)?;
        object.put("@type", "EntryPoint")?;
        object.put("urlTemplate", self.0)?;
        object.end()
    }
}

impl Serialize for Page<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = Object::new(serializer)?;
        object.put(
            "@type",
            match self.kind {
                PageKind::Plain => "WebPage",
                PageKind::About => "AboutPage",
                PageKind::Contact => "ContactPage",
                PageKind::Search => "SearchResultsPage",
            },
        )?;
        object.put("@id", Id(self.url, "page"))?;
        object.put("url", self.url)?;
        object.text("name", self.name)?;
        object.text("description", self.description)?;
        object.text("inLanguage", self.language)?;
        object.put("isPartOf", Ref(Id(self.home_url, "website")))?;
        object.some("datePublished", self.published.map(|at| Stamp(at, self.zone)))?;
        object.some("dateModified", self.updated.map(|at| Stamp(at, self.zone)))?;
        object.some("primaryImageOfPage", self.image.as_ref())?;
        object.end()
    }
}
