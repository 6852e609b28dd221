//! Records: structs with named fields, declared once for reading, for documentation and for the schema.

use super::{FromYaml, Node, Reader, Value};
use crate::diag::{Diagnostic, did_you_mean, suggest};
use std::ops::Range;

/// What [`yaml_record!`](crate::yaml_record) implements.
pub trait Record {
    /// The names of all fields, in the order of the declaration.
    const FIELDS: &'static [&'static str];
}

/// Looks the entries of a map up, and says what is unknown or there twice.
///
/// Returns the entry of each field; `None` when the node is no map at all.
pub fn entries<'n, 'a>(
    node: &'n Node<'a>,
    fields: &[&'static str],
    stray: &str,
    reader: &mut Reader,
) -> Option<Vec<Option<&'n Node<'a>>>> {
    let Value::Map(map) = &node.value else {
        let diagnostic =
            reader.wrong_type(node, "a map").hint(format!("write `name: value` for {}", fields.join(", ")));
        reader.push(diagnostic);
        return None;
    };
    let mut found: Vec<Option<(&Node<'a>, Range<usize>)>> = vec![None; fields.len()];
    for (key, value) in map {
        let Some(at) = fields.iter().position(|field| *field == key.text) else {
            unknown(&key.text, key.span.clone(), fields, stray, reader);
            continue;
        };
        if let Some((_, first)) = &found[at] {
            let diagnostic = Diagnostic::error("duplicate-field", format!("`{}` is there twice", key.text))
                .at(reader.span(key.span.clone()))
                .related(reader.span(first.clone()), "the first one")
                .hint("remove one of them");
            reader.push(diagnostic);
            continue;
        }
        found[at] = Some((value, key.span.clone()));
    }
    Some(found.into_iter().map(|entry| entry.map(|(node, _)| node)).collect())
}

fn unknown(key: &str, span: Range<usize>, fields: &[&'static str], stray: &str, reader: &mut Reader) {
    let place = reader.field();
    if let Some(meant) = suggest(key, fields.iter().copied()) {
        reader.mean(meant);
    }
    let hint = did_you_mean(key, fields.iter().copied()).unwrap_or_else(|| {
        if stray.is_empty() { format!("known fields: {}", fields.join(", ")) } else { stray.to_owned() }
    });
    let message = if place == "the front matter" {
        format!("unknown field `{key}`")
    } else {
        format!("unknown field `{key}` in {place}")
    };
    let diagnostic = Diagnostic::error("unknown-field", message).at(reader.span(span)).hint(hint);
    reader.push(diagnostic);
}

/// Reads one field, or takes its default, or says that it is missing.
pub fn field<T: FromYaml>(
    name: &'static str,
    entry: Option<&Node<'_>>,
    owner: &Node<'_>,
    reader: &mut Reader,
) -> Option<T> {
    if let Some(node) = entry {
        return reader.within(name, |reader| T::from_yaml(node, reader));
    }
    let default = T::missing();
    if default.is_none() && !reader.is_meant(name) {
        let start = owner.span.start;
        let message = match reader.field().as_str() {
            "the front matter" => format!("`{name}` is missing"),
            place => format!("`{name}` is missing in {place}"),
        };
        let diagnostic =
            Diagnostic::error("missing-field", message).at(reader.span(start..start)).hint(format!("add `{name}: …`"));
        reader.push(diagnostic);
    }
    default
}

/// Declares a struct that is read from YAML.
///
/// Each field's type says whether it may be missing ([`FromYaml::missing`]); its documentation becomes the
/// description in the schema. An optional `stray = "…"` gives the hint for unknown fields.
#[macro_export]
macro_rules! yaml_record {
    (
        $(#[doc = $doc:literal])*
        $(#[stray = $stray:literal])?
        pub struct $name:ident {
            $( $(#[doc = $field_doc:literal])+ $(#[key = $key:literal])? pub $field:ident : $type:ty, )+
        }
    ) => {
        $(#[doc = $doc])*
        #[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
        #[allow(unreachable_pub, reason = "records of private modules are declared with the same words as public ones")]
        pub struct $name {
            $( $(#[doc = $field_doc])+ pub $field: $type, )+
        }

        impl $crate::yaml::Record for $name {
            const FIELDS: &'static [&'static str] = &[$( $crate::yaml_record!(@key $field $($key)?) ),+];
        }

        impl $crate::yaml::FromYaml for $name {
            fn from_yaml(node: &$crate::yaml::Node<'_>, reader: &mut $crate::yaml::Reader) -> Option<Self> {
                let fields = <Self as $crate::yaml::Record>::FIELDS;
                let stray = concat!("" $(, $stray)?);
                let mut entries = $crate::yaml::record::entries(node, fields, stray, reader)?.into_iter();
                // Every field is read before the first failure is acted upon: all problems in one run.
                $(
                    let $field = $crate::yaml::record::field::<$type>(
                        $crate::yaml_record!(@key $field $($key)?), entries.next().flatten(), node, reader);
                )+
                Some(Self { $( $field: $field?, )+ })
            }
        }

        impl schemars::JsonSchema for $name {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }
            fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
                let fields = vec![$(
                    $crate::yaml::FieldSchema {
                        name: $crate::yaml_record!(@key $field $($key)?),
                        description: concat!($($field_doc),+).trim().to_owned(),
                        required: <$type as $crate::yaml::FromYaml>::missing().is_none(),
                        schema: generator.subschema_for::<$type>(),
                    }
                ),+];
                $crate::yaml::object_schema(concat!("" $(, $doc)*).trim(), fields)
            }
        }
    };
    (@key $field:ident) => { stringify!($field) };
    (@key $field:ident $key:literal) => { $key };
}

#[cfg(test)]
mod tests {
    use crate::base::Zone;
    use crate::yaml::{FromYaml, Reader, parse};
    use std::sync::Arc;

    yaml_record! {
        /// A test record.
        pub struct Picture {
            /// The file.
            pub src: String,
            /// What it shows.
            pub alt: Option<String>,
            /// The kind of it.
            #[key = "type"]
            pub kind: Option<String>,
            /// How wide.
            pub width: Option<u32>,
        }
    }

    fn read(text: &str) -> (Option<Picture>, Vec<String>) {
        let file = Arc::from("a.md");
        let node = parse(text, &file, 0).expect("YAML").expect("content");
        let mut reader = Reader::new(file, Zone::utc());
        let picture = Picture::from_yaml(&node, &mut reader);
        (picture, reader.finish().into_iter().map(|d| format!("{} {}", d.message, d.hints.join(" "))).collect())
    }

    #[test]
    fn all_problems_of_a_record_are_found_at_once() {
        let (picture, problems) = read("alt: [1]\nwidht: 3\nwidth: wide\n");
        assert_eq!(picture, None);
        assert_eq!(
            problems,
            [
                "unknown field `widht` did you mean `width`?",
                "`src` is missing add `src: …`",
                "`alt` must be a text, not a list ",
                "`width` must be a whole number, zero or more, not `wide` ",
            ]
        );
    }

    #[test]
    fn renamed_keys_are_read() {
        let (picture, problems) = read("src: a.png\ntype: hero\n");
        assert_eq!(problems, [""; 0]);
        assert_eq!(picture.and_then(|p| p.kind).as_deref(), Some("hero"));
    }

    #[test]
    fn the_schema_says_what_the_reader_accepts() {
        let schema = schemars::schema_for!(Picture).to_value();
        assert_eq!(schema["required"], serde_json::json!(["src"]));
        assert_eq!(schema["properties"]["type"]["description"], "The kind of it.");
        assert_eq!(schema["additionalProperties"], false);
    }
}
