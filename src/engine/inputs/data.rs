//! `data/`: YAML, JSON and CSV for templates.

use crate::diag::{Diagnostic, Span};
use crate::fs::read_text;
use crate::theme::free_value;
use crate::yaml::{Free, parse};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use tera::Value;

/// Reads `data/`: YAML, JSON and CSV.
pub(super) fn read_data(
    root: &Path,
    files: &[Arc<str>],
    problems: &mut BTreeMap<Arc<str>, Vec<Diagnostic>>,
) -> BTreeMap<String, Value> {
    let mut data = BTreeMap::new();
    for file in files {
        let name = file.strip_prefix("data/").unwrap_or(file);
        let extension = name.rsplit('.').next().unwrap_or("").to_ascii_lowercase();
        if !matches!(extension.as_str(), "yaml" | "yml" | "json" | "csv") {
            continue;
        }
        let value = read_text(root, file).and_then(|text| match extension.as_str() {
            "csv" => csv_value(file, &text),
            // JSON is YAML, with the same diagnostics.
            _ => parse(&text, file, 0).map(|node| node.map_or_else(Value::none, |node| free_value(&Free::of(&node)))),
        });
        match value {
            Ok(value) => drop(data.insert(name.to_owned(), value)),
            Err(problem) => drop(problems.insert(file.clone(), vec![problem])),
        }
    }
    data
}

/// Rows as maps, by the names of the first line; every field is a text.
fn csv_value(file: &Arc<str>, text: &str) -> Result<Value, Diagnostic> {
    let bad = |error: &csv::Error| {
        let at = error.position().map_or(0, |position| position.byte() as usize).min(text.len());
        let message = match error.kind() {
            csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
                format!("this row has another length than the first: {len} fields, not {expected_len}")
            }
            _ => format!("the CSV can't be read: {error}"),
        };
        Diagnostic::error("bad-csv", message)
            .at(Span::new(file.clone(), at..at))
            .hint("put quotes around a field that contains a comma or a quote")
    };
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let names = reader.headers().map_err(|error| bad(&error))?.clone();
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| bad(&error))?;
        let row = names.iter().zip(&record).map(|(name, field)| (name.to_owned(), Free::Text(field.to_owned())));
        rows.push(free_value(&Free::Map(row.collect())));
    }
    Ok(Value::from(rows))
}
