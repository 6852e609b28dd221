//! Fingerprints of template values: what a template could see.

use crate::base::{Fingerprint, FingerprintBuilder};
use tera::Value;

/// Names a value of any shape.
pub fn print_value(value: &Value) -> Fingerprint {
    let mut print = FingerprintBuilder::new();
    add(value, &mut print);
    print.finish()
}

fn add(value: &Value, print: &mut FingerprintBuilder) {
    if let Some(map) = value.as_map() {
        print.part("{").part(map.len().to_le_bytes());
        for (key, value) in map {
            print.part(key.to_string());
            add(value, print);
        }
    } else if let Some(items) = value.as_array() {
        print.part("[").part(items.len().to_le_bytes());
        for item in items {
            add(item, print);
        }
    } else {
        scalar(value, print);
    }
}

/// Adds a text, number, truth value or nothing; `false` for anything else.
pub(super) fn scalar(value: &Value, print: &mut FingerprintBuilder) -> bool {
    if let Some(text) = value.as_str() {
        print.part(if value.is_safe() { "safe" } else { "text" }).part(text);
    } else if let Some(truth) = value.as_bool() {
        print.part(if truth { "true" } else { "false" });
    } else if value.is_none() || value.is_undefined() {
        print.part("none");
    } else if let Some(integer) = value.as_i128() {
        print.part("int").part(integer.to_le_bytes());
    } else if let Some(float) = value.as_f64() {
        print.part("float").part(float.to_bits().to_le_bytes());
    } else {
        return false;
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::theme::MapBuilder;

    #[test]
    fn every_difference_that_a_template_can_see_counts() {
        let map = |name: &str, items: Vec<Value>| MapBuilder::new(2).put("a", name).put("b", items).build();
        let one = print_value(&map("x", vec![1.into(), Value::none()]));
        assert_eq!(one, print_value(&map("x", vec![1.into(), Value::none()])));
        for other in [
            map("y", vec![1.into(), Value::none()]),
            map("x", vec![1.into()]),
            map("x", vec!["1".into(), Value::none()]),
            Value::safe_string("x"),
        ] {
            assert_ne!(one, print_value(&other));
        }
        assert_ne!(print_value(&Value::safe_string("x")), print_value(&Value::normal_string("x")));
    }
}
