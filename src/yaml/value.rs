//! Free values: `extra`, data files and whatever else is for templates alone.

use super::{FromYaml, Node, Reader, Scalar, Value};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use std::borrow::Cow;

/// A value that this crate does not look into. Plain scalars are read by the core schema of YAML 1.2: `true`, `12`,
/// `1.5`, `null`; everything else is a text.
#[derive(Clone, Debug, PartialEq, Default, serde::Serialize, serde::Deserialize)]
pub enum Free {
    /// Nothing.
    #[default]
    Null,
    /// A truth value.
    Bool(bool),
    /// A whole number.
    Integer(i64),
    /// Any other number.
    Float(f64),
    /// A text.
    Text(String),
    /// A list.
    List(Vec<Free>),
    /// A map in the order of the file.
    Map(Vec<(String, Free)>),
}

impl Free {
    /// The value of a node.
    pub fn of(node: &Node<'_>) -> Self {
        match &node.value {
            Value::Scalar(scalar) if scalar.plain => Self::plain(scalar),
            Value::Scalar(scalar) => Self::Text(scalar.text.to_string()),
            Value::List(items) => Self::List(items.iter().map(Self::of).collect()),
            Value::Map(entries) => {
                Self::Map(entries.iter().map(|(key, value)| (key.text.to_string(), Self::of(value))).collect())
            }
        }
    }

    fn plain(scalar: &Scalar<'_>) -> Self {
        let text = &*scalar.text;
        match text {
            "" | "~" | "null" | "Null" | "NULL" => return Self::Null,
            "true" | "True" | "TRUE" => return Self::Bool(true),
            "false" | "False" | "FALSE" => return Self::Bool(false),
            _ => {}
        }
        // A leading zero is a postcode or a part number, not a number.
        let digits = text.trim_start_matches(['+', '-']);
        let numeric = digits.starts_with(|c: char| c.is_ascii_digit() || c == '.')
            && !(digits.len() > 1 && digits.starts_with('0') && digits.as_bytes()[1].is_ascii_digit());
        if numeric {
            if let Ok(integer) = text.parse() {
                return Self::Integer(integer);
            }
            if let Ok(float) = text.parse::<f64>() {
                return Self::Float(float);
            }
        }
        Self::Text(text.to_owned())
    }
}

impl FromYaml for Free {
    fn from_yaml(node: &Node<'_>, _: &mut Reader) -> Option<Self> {
        Some(Self::of(node))
    }
    fn missing() -> Option<Self> {
        Some(Self::Null)
    }
}

impl JsonSchema for Free {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> Cow<'static, str> {
        "Free".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!(true)
    }
}
