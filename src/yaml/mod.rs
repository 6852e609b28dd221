//! Spanned YAML: a tree in which every key and value knows where it stands, and typed records read from it.
//!
//! Front matter and configuration are read in two steps. [`parse()`] makes a [`Node`] tree; syntax errors end there.
//! [`Record`] types then take what they know from the tree through a [`Reader`], which collects every problem with
//! its span instead of stopping at the first: an unknown field, a wrong type and a missing field of one file are
//! three diagnostics of one run. The same declaration ([`yaml_record!`](crate::yaml_record)) yields the JSON Schema,
//! so that what an editor completes is what the parser accepts.
//!
//! Scalars keep their text: `title: 2024` is the text `2024`, whatever YAML thinks of it. Aliases are resolved, with a
//! limit on the size of the result, so that a small file cannot grow into a large one.

mod leaf;
mod node;
mod parse;
mod reader;
pub mod record;
mod schema;
mod value;

pub use leaf::{Named, OneOrMany, Spanned, Until};
pub use node::{Node, Scalar, Value};
pub use parse::parse;
pub use reader::{FromYaml, Reader};
pub use record::Record;
pub use schema::{FieldSchema, array_of, object_schema};
pub use value::Free;
