//! Where a page stands in the site
//! ([breadcrumb](https://developers.google.com/search/docs/appearance/structured-data/breadcrumb)).

use super::id::Id;
use crate::render::json::{Each, Object};
use serde::{Serialize, Serializer};

/// The way from the home page to a page.
#[derive(Clone, Debug)]
pub struct Breadcrumbs<'a> {
    /// The page.
    pub url: &'a str,
    /// The steps from the home page on; the last one is the page itself. Fewer than two are not written.
    pub crumbs: Vec<Crumb<'a>>,
}

/// A step.
#[derive(Clone, Copy, Debug)]
pub struct Crumb<'a> {
    /// What the step is called, plain text.
    pub name: &'a str,
    /// Its page; may be left out in the last step.
    pub url: Option<&'a str>,
}

impl Breadcrumbs<'_> {
    /// A list of breadcrumbs has at least two.
    pub(super) fn is_sound(&self) -> bool {
        self.crumbs.len() >= 2
    }
}

impl Serialize for Breadcrumbs<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = Object::new(serializer)?;
        object.put("@type", "BreadcrumbList")?;
        object.put("@id", Id(self.url, "breadcrumb"))?;
        let steps = self.crumbs.iter().zip(1..).map(|(crumb, position)| Step {
            position,
            name: crumb.name,
            item: crumb.url,
            url: None,
        });
        object.put("itemListElement", Each(steps))?;
        object.end()
    }
}

/// A [ListItem](https://schema.org/ListItem); breadcrumbs point with `item`, lists of pages with `url`.
#[derive(Clone, Copy)]
pub(super) struct Step<'a> {
    pub(super) position: usize,
    pub(super) name: &'a str,
    pub(super) item: Option<&'a str>,
    pub(super) url: Option<&'a str>,
}

impl Serialize for Step<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = Object::new(serializer)?;
        object.put("@type", "ListItem")?;
        object.put("position", self.position)?;
        object.text("name", self.name)?;
        object.text("item", self.item)?;
        object.text("url", self.url)?;
        object.end()
    }
}
