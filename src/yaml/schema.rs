//! JSON Schema of records: the same declaration that the reader follows.

use schemars::{Schema, SchemaGenerator, json_schema};
use serde_json::{Map, Value, json};

/// One field of a record, as the schema sees it.
pub struct FieldSchema {
    /// Its name in YAML.
    pub name: &'static str,
    /// Its documentation, joined to one text.
    pub description: String,
    /// Whether it must be there.
    pub required: bool,
    /// Its value.
    pub schema: Schema,
}

/// The schema of a record: its fields and no others.
pub fn object_schema(description: &str, fields: Vec<FieldSchema>) -> Schema {
    let mut properties = Map::new();
    let mut required = Vec::new();
    for field in fields {
        if field.required {
            required.push(json!(field.name));
        }
        let mut value = field.schema.to_value();
        if let Value::Object(object) = &mut value {
            object.insert("description".into(), field.description.into());
        } else {
            value = json!({ "description": field.description });
        }
        properties.insert(field.name.into(), value);
    }
    json_schema!({
        "type": "object",
        "description": description,
        "properties": properties,
        "required": required,
        "additionalProperties": false
    })
}

/// The schema of a list.
pub fn array_of<T: schemars::JsonSchema>(generator: &mut SchemaGenerator) -> Schema {
    let items = generator.subschema_for::<T>();
    json_schema!({ "type": "array", "items": items })
}
