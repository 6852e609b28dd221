//! Names of things across pages: the URL of the page that is about them, and what it is that the page is about.

use crate::render::json::Object;
use serde::{Serialize, Serializer};

/// An `@id`: `https://example.org/authors/ann/#person`.
#[derive(Clone, Copy)]
pub(super) struct Id<'a>(pub(super) &'a str, pub(super) &'static str);

impl Serialize for Id<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&[self.0, "#", self.1].concat())
    }
}

/// A mention of a thing by its `@id` alone.
pub(super) struct Ref<'a>(pub(super) Id<'a>);

impl Serialize for Ref<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = Object::new(serializer)?;
        object.put("@id", self.0)?;
        object.end()
    }
}

/// A thing of which no more than type, name and URL are known.
pub(super) struct Named<'a> {
    pub(super) kind: &'static str,
    pub(super) id: Option<Id<'a>>,
    pub(super) name: &'a str,
    pub(super) url: Option<&'a str>,
}

impl Serialize for Named<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = Object::new(serializer)?;
        object.put("@type", self.kind)?;
        object.some("@id", self.id)?;
        object.text("name", self.name)?;
        object.text("url", self.url)?;
        object.end()
    }
}
