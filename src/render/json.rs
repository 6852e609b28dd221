//! JSON objects without empty properties.
//!
//! Readers of feeds and structured data take `null`, `""` and `[]` for statements or for errors. [`Object`] is the one
//! place that leaves them out; the properties keep the order in which they are put.

use crate::base::{Instant, Zone};
use serde::{Serialize, Serializer, ser::SerializeMap};

/// A JSON object being written by a `Serialize` implementation.
pub(super) struct Object<S: Serializer>(S::SerializeMap);

impl<S: Serializer> Object<S> {
    /// Begins an object.
    pub(super) fn new(serializer: S) -> Result<Self, S::Error> {
        serializer.serialize_map(None).map(Self)
    }

    /// A property that is always there.
    pub(super) fn put(&mut self, key: &'static str, value: impl Serialize) -> Result<(), S::Error> {
        self.0.serialize_entry(key, &value)
    }

    /// A text, unless it is missing or empty.
    pub(super) fn text<'t>(&mut self, key: &'static str, value: impl Into<Option<&'t str>>) -> Result<(), S::Error> {
        match value.into() {
            Some(value) if !value.is_empty() => self.put(key, value),
            _ => Ok(()),
        }
    }

    /// A value, unless it is missing.
    pub(super) fn some(&mut self, key: &'static str, value: Option<impl Serialize>) -> Result<(), S::Error> {
        value.map_or(Ok(()), |value| self.put(key, value))
    }

    /// A list, unless it is empty.
    pub(super) fn list<T: Serialize>(&mut self, key: &'static str, values: &[T]) -> Result<(), S::Error> {
        if values.is_empty() { Ok(()) } else { self.put(key, values) }
    }

    /// A list of texts without the empty ones, unless nothing is left.
    pub(super) fn texts(&mut self, key: &'static str, values: &[&str]) -> Result<(), S::Error> {
        if values.iter().all(|value| value.is_empty()) { Ok(()) } else { self.put(key, Each(filled(values))) }
    }

    /// Ends the object.
    pub(super) fn end(self) -> Result<S::Ok, S::Error> {
        self.0.end()
    }
}

fn filled<'v>(values: &'v [&'v str]) -> impl Iterator<Item = &'v str> + Clone {
    values.iter().copied().filter(|value| !value.is_empty())
}

/// A list made on the way out, one item at a time.
pub(super) struct Each<I>(pub(super) I);

impl<I: Iterator<Item: Serialize> + Clone> Serialize for Each<I> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.clone())
    }
}

/// An instant as RFC 3339 with the offset of a zone.
pub(super) struct Stamp<'a>(pub(super) Instant, pub(super) &'a Zone);

impl Serialize for Stamp<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.1.rfc3339(self.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Sample;

    impl Serialize for Sample {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            let mut object = Object::new(serializer)?;
            object.text("missing", None)?;
            object.text("empty", "")?;
            object.text("text", "x")?;
            object.some("none", None::<u8>)?;
            object.some("number", Some(1))?;
            object.list("nothing", &[] as &[u8])?;
            object.texts("blank", &["", ""])?;
            object.texts("words", &["a", "", "b"])?;
            object.end()
        }
    }

    #[test]
    fn empty_properties_are_left_out() {
        let json = serde_json::to_string(&Sample).expect("JSON");
        assert_eq!(json, r#"{"text":"x","number":1,"words":["a","b"]}"#);
    }
}
