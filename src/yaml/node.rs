//! The tree.

use std::borrow::Cow;
use std::ops::Range;

/// One value and the bytes it stands in, counted from the start of the file.
#[derive(Clone, Debug, PartialEq)]
pub struct Node<'a> {
    /// What it is.
    pub value: Value<'a>,
    /// Where it is.
    pub span: Range<usize>,
}

/// A scalar as it was written.
#[derive(Clone, Debug, PartialEq)]
pub struct Scalar<'a> {
    /// The text, escapes resolved.
    pub text: Cow<'a, str>,
    /// Whether it stood without quotes, so that `true` may be a truth value and `~` nothing.
    pub plain: bool,
}

/// What a node is.
#[derive(Clone, Debug, PartialEq)]
pub enum Value<'a> {
    /// A text, number, date, truth value or nothing.
    Scalar(Scalar<'a>),
    /// A list.
    List(Vec<Node<'a>>),
    /// A map, in the order of the file. Keys are scalars.
    Map(Vec<(Key<'a>, Node<'a>)>),
}

/// A key of a map.
#[derive(Clone, Debug, PartialEq)]
pub struct Key<'a> {
    /// Its text.
    pub text: Cow<'a, str>,
    /// Where it is.
    pub span: Range<usize>,
}

impl Node<'_> {
    /// An empty map at a place.
    pub fn empty_map(span: Range<usize>) -> Self {
        Self { value: Value::Map(Vec::new()), span }
    }

    /// Whether this is `null`, `~` or nothing at all.
    pub fn is_null(&self) -> bool {
        matches!(&self.value, Value::Scalar(s) if s.plain && matches!(&*s.text, "" | "~" | "null" | "Null" | "NULL"))
    }

    /// What it is, for messages: `a list`.
    pub fn kind(&self) -> &'static str {
        match &self.value {
            Value::Scalar(_) if self.is_null() => "empty",
            Value::Scalar(scalar) if scalar.plain && scalar.text.parse::<f64>().is_ok() => "a number",
            Value::Scalar(scalar) if scalar.plain && matches!(&*scalar.text, "true" | "false") => "a truth value",
            Value::Scalar(_) => "a text",
            Value::List(_) => "a list",
            Value::Map(_) => "a map",
        }
    }
}
