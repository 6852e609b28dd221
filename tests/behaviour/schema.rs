//! What `pressroom schema` describes is what the parser accepts.

use crate::support::Project;
use pressroom::yaml::{Node, Value as Yaml};
use serde_json::{Map, Value, json};
use std::path::Path;

/// The problems of a value under a schema. Knows the words that our schemas use, and refuses others.
fn check(value: &Value, schema: &Value, root: &Value, place: &str) -> Vec<String> {
    let Some(rules) = schema.as_object() else {
        return if schema == &Value::Bool(false) { vec![format!("{place}: nothing may be here")] } else { Vec::new() };
    };
    let mut problems = Vec::new();
    for (word, rule) in rules {
        match word.as_str() {
            "$ref" => {
                let pointer = rule.as_str().and_then(|text| text.strip_prefix('#')).expect("a reference inside");
                let target = root.pointer(pointer).unwrap_or_else(|| panic!("no {pointer}"));
                problems.extend(check(value, target, root, place));
            }
            "type" => {
                let allowed: Vec<&str> = match rule {
                    Value::Array(list) => list.iter().filter_map(Value::as_str).collect(),
                    one => one.as_str().into_iter().collect(),
                };
                if !allowed.iter().any(|kind| is_a(value, kind)) {
                    problems.push(format!("{place}: {value} is not {allowed:?}"));
                }
            }
            "anyOf" | "oneOf" => {
                let options = rule.as_array().expect("a list");
                let tried: Vec<Vec<String>> = options.iter().map(|option| check(value, option, root, place)).collect();
                if !tried.iter().any(Vec::is_empty) {
                    problems.push(format!("{place}: none of {tried:?}"));
                }
            }
            "minimum" => {
                if value.as_f64().is_some_and(|number| number < rule.as_f64().expect("a number")) {
                    problems.push(format!("{place}: {value} is below {rule}"));
                }
            }
            "properties"
            | "additionalProperties"
            | "required"
            | "items"
            | "description"
            | "title"
            | "$schema"
            | "$defs"
            | "format"
            | "pattern"
            | "examples"
            | "default" => {}
            word => panic!("the test does not know `{word}`"),
        }
    }
    if let Value::Object(map) = value {
        problems.extend(check_map(map, schema, root, place));
    }
    if let (Value::Array(items), Some(rule)) = (value, rules.get("items")) {
        problems
            .extend(items.iter().enumerate().flat_map(|(at, item)| check(item, rule, root, &format!("{place}[{at}]"))));
    }
    problems
}

fn check_map(map: &Map<String, Value>, schema: &Value, root: &Value, place: &str) -> Vec<String> {
    let mut problems = Vec::new();
    for (key, value) in map {
        let below = format!("{place}.{key}");
        match (schema["properties"].get(key), schema.get("additionalProperties")) {
            (Some(rule), _) | (None, Some(rule)) => problems.extend(check(value, rule, root, &below)),
            (None, None) => {}
        }
    }
    for key in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
        if !map.contains_key(key) {
            problems.push(format!("{place}: no `{key}`"));
        }
    }
    problems
}

fn is_a(value: &Value, kind: &str) -> bool {
    match kind {
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "object" => value.is_object(),
        "array" => value.is_array(),
        "null" => value.is_null(),
        kind => panic!("the test does not know the type `{kind}`"),
    }
}

/// YAML as an editor sees it.
fn as_json(node: &Node<'_>) -> Value {
    match &node.value {
        _ if node.is_null() => Value::Null,
        Yaml::Scalar(scalar) if scalar.plain => match &*scalar.text {
            "true" => json!(true),
            "false" => json!(false),
            text => text
                .parse::<i64>()
                .map(|n| json!(n))
                .or_else(|_| text.parse::<f64>().map(|n| json!(n)))
                .unwrap_or_else(|_| json!(text)),
        },
        Yaml::Scalar(scalar) => json!(scalar.text),
        Yaml::List(items) => items.iter().map(as_json).collect(),
        Yaml::Map(entries) => {
            entries.iter().map(|(key, value)| (key.text.to_string(), as_json(value))).collect::<Map<_, _>>().into()
        }
    }
}

fn schema(of: &str) -> Value {
    Project::empty().run(&["schema", of]).expect_success().json()
}

/// The front matter of a file, as JSON.
fn front_matter(text: &str) -> Value {
    let yaml = text.trim_start_matches('\u{feff}').split("\n---").next().unwrap_or_default().trim_start_matches("---");
    yaml_value(yaml)
}

fn yaml_value(yaml: &str) -> Value {
    let node = pressroom::yaml::parse(yaml, &"x".into(), 0).expect("YAML").expect("not empty");
    as_json(&node)
}

/// Markdown files of this repository's own publication below a folder.
fn content(below: &str) -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("content").join(below);
    walkdir::WalkDir::new(root)
        .sort_by_file_name()
        .into_iter()
        .filter_map(Result::ok)
        .filter(|entry| entry.path().extension().is_some_and(|extension| extension == "md"))
        .map(|entry| (entry.path().display().to_string(), std::fs::read_to_string(entry.path()).expect("UTF-8")))
        .collect()
}

#[test]
fn every_file_of_our_own_publication_is_valid() {
    let special = ["authors", "categories", "tags", "pages"];
    let article = schema("article");
    let mut problems = Vec::new();
    let mut articles = 0;
    for (path, text) in content("") {
        if special.iter().any(|folder| path.contains(&format!("/content/{folder}/"))) {
            continue;
        }
        articles += 1;
        problems.extend(check(&front_matter(&text), &article, &article, &path));
    }
    assert!(articles > 20);
    for (folder, of) in [("authors", "author"), ("categories", "category"), ("tags", "tag"), ("pages", "page")] {
        let schema = schema(of);
        for (path, text) in content(folder) {
            problems.extend(check(&front_matter(&text), &schema, &schema, &path));
        }
    }
    let config = schema("config");
    let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("pressroom.yaml")).expect("there");
    problems.extend(check(&yaml_value(&text), &config, &config, "pressroom.yaml"));
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

#[test]
fn what_the_parser_refuses_the_schema_refuses_too() {
    let article = schema("article");
    for (matter, sound) in [
        ("title: A\ndate: 2026-11-17\n", true),
        ("title: A\ndate: 2026-11-17\ntags: one\nauthor: {name: X}\nseries: {title: S, part: 2}\n", true),
        ("title: A\n", false),
        ("title: A\ndate: 2026-11-17\ntitel: B\n", false),
        ("title: [A]\ndate: 2026-11-17\n", false),
        ("title: A\ndate: 2026-11-17\nimage: a.gif\n", false),
        ("title: A\ndate: 2026-11-17\nimage: {alt: x}\n", false),
        ("title: A\ndate: 2026-11-17\nreview: {score: high}\n", false),
        ("title: A\ndate: 2026-11-17\ndraft: 'yes'\n", false),
        ("title: A\ndate: 2026-11-17\nseries: {title: S, part: -2}\n", false),
    ] {
        let problems = check(&yaml_value(matter), &article, &article, "");
        assert_eq!(problems.is_empty(), sound, "{matter}{problems:?}");
        let built = Project::new().file("content/local/a.md", &format!("---\n{matter}---\nA.\n")).build();
        let read = !["wrong-type", "missing-field", "unknown-field"].iter().any(|code| built.stderr.contains(code));
        assert_eq!(read, sound, "{matter}{}", built.stderr);
    }
}
