//! The small types that fields are made of.

use super::{FromYaml, Node, Reader, Value};
use crate::base::{Instant, Zone, date};
use crate::diag::Diagnostic;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::ops::{Deref, Range};

/// A value that remembers where it stood.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// Its bytes in the file.
    pub range: Range<usize>,
}

impl<T> Deref for Spanned<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T: FromYaml> FromYaml for Spanned<T> {
    fn from_yaml(node: &Node<'_>, reader: &mut Reader) -> Option<Self> {
        T::from_yaml(node, reader).map(|value| Self { value, range: node.span.clone() })
    }
    fn missing() -> Option<Self> {
        T::missing().map(|value| Self { value, range: 0..0 })
    }
}

/// One value, or a list of them: `tags: x` and `tags: [x, y]`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OneOrMany<T>(pub Vec<T>);

impl<T> Default for OneOrMany<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> Deref for OneOrMany<T> {
    type Target = [T];
    fn deref(&self) -> &[T] {
        &self.0
    }
}

impl<T: FromYaml> FromYaml for OneOrMany<T> {
    fn from_yaml(node: &Node<'_>, reader: &mut Reader) -> Option<Self> {
        match &node.value {
            Value::List(_) => Vec::from_yaml(node, reader).map(Self),
            _ if node.is_null() => Some(Self::default()),
            _ => T::from_yaml(node, reader).map(|one| Self(vec![one])),
        }
    }
    fn missing() -> Option<Self> {
        Some(Self::default())
    }
}

impl<T: FromYaml> FromYaml for Box<T> {
    fn from_yaml(node: &Node<'_>, reader: &mut Reader) -> Option<Self> {
        T::from_yaml(node, reader).map(Self::new)
    }
    fn missing() -> Option<Self> {
        T::missing().map(Self::new)
    }
}

impl FromYaml for String {
    fn from_yaml(node: &Node<'_>, reader: &mut Reader) -> Option<Self> {
        match &node.value {
            Value::Scalar(scalar) if !node.is_null() => {
                // Control characters have no business in a headline, and XML refuses them.
                let text = scalar.text.trim();
                let dirty = text.contains(|c: char| c.is_control() && c != '\n' && c != '\t');
                Some(if dirty {
                    text.replace(|c: char| c.is_control() && c != '\n' && c != '\t', "")
                } else {
                    text.to_owned()
                })
            }
            _ => reader.wrong(node, "a text"),
        }
    }
}

impl FromYaml for bool {
    fn from_yaml(node: &Node<'_>, reader: &mut Reader) -> Option<Self> {
        match &node.value {
            Value::Scalar(scalar) if scalar.plain && matches!(&*scalar.text, "true" | "True" | "TRUE") => Some(true),
            Value::Scalar(scalar) if scalar.plain && matches!(&*scalar.text, "false" | "False" | "FALSE") => {
                Some(false)
            }
            _ => {
                let diagnostic =
                    reader.wrong_type(node, "`true` or `false`").hint("write `true` or `false`, without quotes");
                reader.push(diagnostic);
                None
            }
        }
    }
    fn missing() -> Option<Self> {
        Some(false)
    }
}

fn number<T: std::str::FromStr>(node: &Node<'_>, reader: &mut Reader, wanted: &str) -> Option<T> {
    match &node.value {
        Value::Scalar(scalar) => match scalar.text.parse() {
            Ok(number) => Some(number),
            Err(_) => reader.wrong(node, wanted),
        },
        _ => reader.wrong(node, wanted),
    }
}

impl FromYaml for u32 {
    fn from_yaml(node: &Node<'_>, reader: &mut Reader) -> Option<Self> {
        number(node, reader, "a whole number, zero or more")
    }
}

impl FromYaml for i64 {
    fn from_yaml(node: &Node<'_>, reader: &mut Reader) -> Option<Self> {
        number(node, reader, "a whole number")
    }
}

impl FromYaml for f64 {
    fn from_yaml(node: &Node<'_>, reader: &mut Reader) -> Option<Self> {
        let number: f64 = number(node, reader, "a number")?;
        if number.is_finite() { Some(number) } else { reader.wrong(node, "a finite number") }
    }
}

impl FromYaml for Instant {
    fn from_yaml(node: &Node<'_>, reader: &mut Reader) -> Option<Self> {
        let Value::Scalar(scalar) = &node.value else { return reader.wrong(node, "a date") };
        if node.is_null() {
            return reader.wrong(node, "a date");
        }
        match reader.zone().parse(&scalar.text) {
            Ok(at) => Some(at),
            Err(error) => {
                // What can only mean one day is read as that day, and said.
                let mended = Zone::mend(&scalar.text).and_then(|date| Some((reader.zone().parse(&date).ok()?, date)));
                if let Some((at, date)) = mended {
                    let message = format!("{}: `{}` is read as `{date}`", reader.field(), scalar.text.trim());
                    let span = reader.span(node.span.clone());
                    reader.push(Diagnostic::warning("bad-date", message).at(span).hint(format!("write `{date}`")));
                    return Some(at);
                }
                let diagnostic = Diagnostic::error("bad-date", format!("{}: {error}", reader.field()))
                    .at(reader.span(node.span.clone()))
                    .hint(date::DATE_SHAPES);
                reader.push(diagnostic);
                None
            }
        }
    }
}

/// The end of a permission: a moment, or a day, which counts as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Until(pub Instant);

impl FromYaml for Until {
    fn from_yaml(node: &Node<'_>, reader: &mut Reader) -> Option<Self> {
        let start = Instant::from_yaml(node, reader)?;
        let Value::Scalar(scalar) = &node.value else { return Some(Self(start)) };
        let day = scalar.text.trim();
        let end = if day.len() == 10 { reader.zone().parse(&format!("{day}T23:59:59")).ok() } else { None };
        Some(Self(end.map_or(start, |end| Instant(end.0 + 1))))
    }
}

impl<T: FromYaml> FromYaml for Option<T> {
    fn from_yaml(node: &Node<'_>, reader: &mut Reader) -> Option<Self> {
        if node.is_null() { Some(None) } else { T::from_yaml(node, reader).map(Some) }
    }
    fn missing() -> Option<Self> {
        Some(None)
    }
}

impl<T: FromYaml> FromYaml for Vec<T> {
    fn from_yaml(node: &Node<'_>, reader: &mut Reader) -> Option<Self> {
        if node.is_null() {
            return Some(Vec::new());
        }
        let Value::List(items) = &node.value else { return reader.wrong(node, "a list") };
        // Every item is read, so that all bad ones are reported; the good ones survive.
        let mut whole = true;
        let mut list = Vec::with_capacity(items.len());
        for (at, item) in items.iter().enumerate() {
            match reader.within(format!("{at}"), |reader| T::from_yaml(item, reader)) {
                Some(value) => list.push(value),
                None => whole = false,
            }
        }
        whole.then_some(list)
    }
    fn missing() -> Option<Self> {
        Some(Vec::new())
    }
}

/// A map with free keys, in the order of the file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Named<T>(pub Vec<(String, T)>);

impl<T> Default for Named<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> Deref for Named<T> {
    type Target = [(String, T)];
    fn deref(&self) -> &[(String, T)] {
        &self.0
    }
}

impl<T: FromYaml> FromYaml for Named<T> {
    fn from_yaml(node: &Node<'_>, reader: &mut Reader) -> Option<Self> {
        if node.is_null() {
            return Some(Self::default());
        }
        let Value::Map(entries) = &node.value else { return reader.wrong(node, "a map") };
        let mut whole = true;
        let mut list = Vec::with_capacity(entries.len());
        for (key, value) in entries {
            match reader.within(&*key.text, |reader| T::from_yaml(value, reader)) {
                Some(value) => list.push((key.text.to_string(), value)),
                None => whole = false,
            }
        }
        whole.then_some(Self(list))
    }
    fn missing() -> Option<Self> {
        Some(Self::default())
    }
}

impl<T: JsonSchema> JsonSchema for Spanned<T> {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> Cow<'static, str> {
        T::schema_name()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        generator.subschema_for::<T>()
    }
}

impl<T: JsonSchema> JsonSchema for OneOrMany<T> {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> Cow<'static, str> {
        format!("OneOrMany_{}", T::schema_name()).into()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let one = generator.subschema_for::<T>();
        json_schema!({ "anyOf": [one, { "type": "array", "items": one }] })
    }
}

impl<T: JsonSchema> JsonSchema for Named<T> {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> Cow<'static, str> {
        format!("Named_{}", T::schema_name()).into()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let value = generator.subschema_for::<T>();
        json_schema!({ "type": "object", "additionalProperties": value })
    }
}

impl JsonSchema for Until {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> Cow<'static, str> {
        "Date".into()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        Instant::json_schema(generator)
    }
}

impl JsonSchema for Instant {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> Cow<'static, str> {
        "Date".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "description": "A date or datetime; without an offset it is local to the site's time zone.",
            "pattern": r"^\d{4}-\d{2}-\d{2}([Tt ]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?( ?([Zz]|[+-]\d{2}(:?\d{2})?))?)?$",
            "examples": ["2026-11-18", "2026-11-18T09:30", "2026-11-18T09:30:00+01:00"]
        })
    }
}
