//! Where the front matter of a file ends and its Markdown begins.

use crate::base::Zone;
use crate::diag::{Diagnostic, Span};
use crate::yaml::{FromYaml, Node, Reader, parse};
use std::ops::Range;
use std::sync::Arc;

/// The largest Markdown file that is read, in bytes. The longest novel in one file is a third of it.
pub const MAX_BYTES: u64 = 10 * 1024 * 1024;

/// The two parts of a content file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FrontMatter {
    /// The YAML between the `---` lines.
    pub yaml: Range<usize>,
    /// The Markdown after them.
    pub body: Range<usize>,
}

/// Finds the front matter.
///
/// A byte order mark and Windows line ends are accepted. The first line must be `---`; the YAML ends at the next line
/// that is `---` or `...`.
///
/// # Errors
/// There is none, or it is never closed, or it is TOML or JSON.
pub fn split(file: &Arc<str>, text: &str) -> Result<FrontMatter, Diagnostic> {
    let start = if text.starts_with('\u{feff}') { 3 } else { 0 };
    let first_end = line_end(text, start);
    let first = text[start..first_end].trim_end();
    let error = |message: &str, hint: &str| {
        Err(Diagnostic::error("no-front-matter", message).at(Span::new(file.clone(), start..first_end)).hint(hint))
    };
    match first {
        "---" => {}
        "+++" => return error("TOML front matter is not read", "write YAML between two `---` lines"),
        _ if first.starts_with('{') => {
            return error("JSON front matter is not read", "write YAML between two `---` lines");
        }
        _ => {
            return error(
                "there is no front matter",
                "start the file with a `---` line, fields such as `title: …`, and another `---`",
            );
        }
    }
    let yaml_start = first_end;
    let mut at = yaml_start;
    while at < text.len() {
        let end = line_end(text, at);
        if matches!(text[at..end].trim_end(), "---" | "...") {
            return Ok(FrontMatter { yaml: yaml_start..at, body: end..text.len() });
        }
        at = end;
    }
    error("the front matter is never closed", "put a line `---` after the last field")
}

fn line_end(text: &str, from: usize) -> usize {
    memchr::memchr(b'\n', &text.as_bytes()[from..]).map_or(text.len(), |at| from + at + 1)
}

/// Reads the front matter of a file into a record, and says where the Markdown begins.
///
/// The record is `None` when there are errors; the diagnostics may also hold warnings beside a record.
pub fn read_matter<T: FromYaml>(
    file: &Arc<str>,
    text: &str,
    zone: &Zone,
) -> (Option<(T, Range<usize>)>, Vec<Diagnostic>) {
    let parts = match split(file, text) {
        Ok(parts) => parts,
        Err(error) => return (None, vec![error]),
    };
    let node = match parse(&text[parts.yaml.clone()], file, parts.yaml.start) {
        Ok(node) => node.unwrap_or_else(|| Node::empty_map(parts.yaml.start..parts.yaml.start)),
        Err(error) => return (None, vec![error]),
    };
    let mut reader = Reader::new(file.clone(), zone.clone());
    let record = T::from_yaml(&node, &mut reader);
    let diagnostics = reader.finish();
    (record.map(|record| (record, parts.body)), diagnostics)
}

/// Reads a file that is YAML as a whole into a record.
///
/// The record is `None` when there are errors; the diagnostics may also hold warnings beside a record.
pub fn read_yaml<T: FromYaml>(file: &Arc<str>, text: &str, zone: &Zone) -> (Option<T>, Vec<Diagnostic>) {
    let (text, offset) = text.strip_prefix('\u{feff}').map_or((text, 0), |rest| (rest, 3));
    let node = match parse(text, file, offset) {
        Ok(node) => node.unwrap_or_else(|| Node::empty_map(0..0)),
        Err(error) => return (None, vec![error]),
    };
    let mut reader = Reader::new(file.clone(), zone.clone());
    let record = T::from_yaml(&node, &mut reader);
    (record, reader.finish())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body(text: &str) -> Result<&str, String> {
        split(&Arc::from("a.md"), text).map(|parts| &text[parts.body]).map_err(|d| d.message)
    }

    #[test]
    fn the_body_begins_after_the_second_line_of_dashes() {
        assert_eq!(body("---\ntitle: x\n---\nHello\n"), Ok("Hello\n"));
        assert_eq!(body("\u{feff}---\r\ntitle: x\r\n---\r\nHello"), Ok("Hello"));
        assert_eq!(body("---\n---"), Ok(""));
        assert_eq!(body("---\na: |\n  --- not yet\n---\n---\n"), Ok("---\n"));
    }

    #[test]
    fn what_is_wrong_is_named() {
        assert!(body("Hello").is_err_and(|m| m.contains("no front matter")));
        assert!(body("").is_err_and(|m| m.contains("no front matter")));
        assert!(body("+++\n").is_err_and(|m| m.contains("TOML")));
        assert!(body("---\ntitle: x\n").is_err_and(|m| m.contains("never closed")));
    }
}
