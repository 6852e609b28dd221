//! Text to tree, on the events of granit-parser.

use super::node::{Key, Node, Scalar, Value};
use crate::diag::{Diagnostic, Span};
use granit_parser::{ErrorKind, Event, Parser, ScalarStyle, ScanError};
use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

/// Nodes that aliases may add to one document. Anchors in front matter save a few lines; a thousandfold copy is an
/// attack or an accident.
const ALIAS_NODES: usize = 10_000;

/// Parses one YAML document that starts at `offset` of `file`; `None` for a document without content.
///
/// # Errors
/// One diagnostic: YAML is not recoverable after a syntax error.
pub fn parse<'a>(text: &'a str, file: &Arc<str>, offset: usize) -> Result<Option<Node<'a>>, Diagnostic> {
    let options = granit_parser::options! { emit_comments: false, block_nesting_limit: 64, flow_nesting_limit: 64 };
    let mut builder =
        Builder { offset, file, text, anchors: HashMap::new(), alias_nodes: 0, root: None, open: Vec::new() };
    for event in Parser::new_from_str_with_options(text, options) {
        let (event, span) = event.map_err(|error| builder.syntax_error(&error))?;
        let range = span.byte_range().unwrap_or(0..0);
        builder.event(event, range.start + offset..range.end + offset)?;
    }
    Ok(builder.root)
}

enum Open<'a> {
    List { items: Vec<Node<'a>>, start: usize, anchor: usize },
    Map { entries: Vec<(Key<'a>, Node<'a>)>, key: Option<Key<'a>>, start: usize, anchor: usize },
}

struct Builder<'a, 'f> {
    offset: usize,
    file: &'f Arc<str>,
    text: &'a str,
    anchors: HashMap<usize, Node<'a>>,
    alias_nodes: usize,
    root: Option<Node<'a>>,
    open: Vec<Open<'a>>,
}

impl<'a> Builder<'a, '_> {
    fn event(&mut self, event: Event<'a>, range: Range<usize>) -> Result<(), Diagnostic> {
        match event {
            Event::Scalar(text, style, anchor, _) => {
                let node =
                    Node { value: Value::Scalar(Scalar { text, plain: style == ScalarStyle::Plain }), span: range };
                self.finish(node, anchor)
            }
            Event::SequenceStart(_, anchor, _) => {
                self.open.push(Open::List { items: Vec::new(), start: range.start, anchor });
                Ok(())
            }
            Event::MappingStart(_, anchor, _) => {
                self.open.push(Open::Map { entries: Vec::new(), key: None, start: range.start, anchor });
                Ok(())
            }
            Event::SequenceEnd | Event::MappingEnd => match self.open.pop() {
                Some(Open::List { items, start, anchor }) => {
                    let end = items.last().map_or(range.end, |last| last.span.end).max(start);
                    self.finish(Node { value: Value::List(items), span: start..end }, anchor)
                }
                Some(Open::Map { entries, start, anchor, .. }) => {
                    let end = entries.last().map_or(range.end, |(_, last)| last.span.end).max(start);
                    self.finish(Node { value: Value::Map(entries), span: start..end }, anchor)
                }
                None => Ok(()),
            },
            Event::Alias(id) => {
                let Some(target) = self.anchors.get(&id) else {
                    return Err(self.error(range, "this alias points into itself").hint("write the value out"));
                };
                let mut node = target.clone();
                self.alias_nodes += size(&node);
                if self.alias_nodes > ALIAS_NODES {
                    return Err(self.error(range, "aliases make this document too large").hint("write the values out"));
                }
                node.span = range;
                self.finish(node, 0)
            }
            Event::DocumentStart(..) if self.root.is_some() => {
                Err(self.error(range, "only one YAML document is read").hint("remove the second `---`"))
            }
            _ => Ok(()),
        }
    }

    fn finish(&mut self, node: Node<'a>, anchor: usize) -> Result<(), Diagnostic> {
        if anchor != 0 {
            self.anchors.insert(anchor, node.clone());
        }
        match self.open.last_mut() {
            None => self.root = Some(node),
            Some(Open::List { items, .. }) => items.push(node),
            Some(Open::Map { entries, key, .. }) => match key.take() {
                Some(key) => entries.push((key, node)),
                None => {
                    if let Value::Scalar(scalar) = node.value {
                        *key = Some(Key { text: scalar.text, span: node.span });
                    } else {
                        let hint = "did you mean a template expression? put quotes around text with `{` or `[`";
                        return Err(self.error(node.span, "a list or map can't be a key").hint(hint));
                    }
                }
            },
        }
        Ok(())
    }

    fn error(&self, range: Range<usize>, message: &str) -> Diagnostic {
        Diagnostic::error("yaml-syntax", message).at(Span::new(self.file.clone(), range))
    }

    fn syntax_error(&self, error: &ScanError) -> Diagnostic {
        let at = error.marker().byte_offset().unwrap_or(0).min(self.text.len());
        let message = format!("the YAML can't be read: {}", error.kind());
        // The parser quotes in the manner of TeX.
        let message =
            message.strip_suffix('\'').filter(|m| m.contains('`')).map_or(message.clone(), |m| format!("{m}`"));
        self.error(self.offset + at..self.offset + at, &message)
            .hint_opt(hint(error.kind(), self.text, at).map(str::to_owned))
    }
}

/// What usually lies behind each syntax error.
fn hint(kind: &ErrorKind, text: &str, at: usize) -> Option<&'static str> {
    let line_start = text.get(..at)?.rfind('\n').map_or(0, |newline| newline + 1);
    let line = text.get(line_start..)?.lines().next().unwrap_or("");
    let indent = line.len() - line.trim_start().len();
    let open = |open: char, close: char| text[..at].matches(open).count() > text[..at].matches(close).count();
    let in_brackets = open('[', ']') || open('{', '}');
    Some(match kind {
        _ if line[..indent].contains('\t') => "indent with spaces: YAML does not allow tabs",
        ErrorKind::TabNotAllowed
        | ErrorKind::TabInBlockIndentation
        | ErrorKind::TabInIndentation
        | ErrorKind::TabInPlainScalar
        | ErrorKind::TabAtBlockScalarStart => "indent with spaces: YAML does not allow tabs",
        ErrorKind::MappingValueNotAllowed
        | ErrorKind::MappingKeyNotAllowed
        | ErrorKind::InvalidColonPlacement
        | ErrorKind::SimpleKeyExpected
        | ErrorKind::InvalidMappingValueWhitespace
            if in_brackets =>
        {
            "a bracket is never closed, here or on a line above; a text with brackets needs quotes"
        }
        ErrorKind::MappingValueNotAllowed
        | ErrorKind::MappingKeyNotAllowed
        | ErrorKind::InvalidColonPlacement
        | ErrorKind::SimpleKeyExpected
        | ErrorKind::InvalidMappingValueWhitespace => {
            "put quotes around a text that contains `: `, and check that the fields line up"
        }
        ErrorKind::UnclosedQuotedScalar
        | ErrorKind::InvalidTrailingSingleQuotedScalar
        | ErrorKind::InvalidTrailingDoubleQuotedScalar => {
            "a quote is missing; inside single quotes write an apostrophe twice: 'it''s'"
        }
        ErrorKind::UnclosedFlowCollection { .. }
        | ErrorKind::ExpectedFlowMappingSeparator
        | ErrorKind::ExpectedFlowSequenceSeparator
        | ErrorKind::MismatchedFlowCollectionEnd { .. }
        | ErrorKind::UnexpectedEofFlowSequence
        | ErrorKind::UnexpectedEofFlowMapping => "a bracket or a comma is missing; a text with brackets needs quotes",
        ErrorKind::UnknownQuotedScalarEscape => "in double quotes write a backslash twice, or use single quotes",
        ErrorKind::UnknownAnchor => {
            "`*name` refers to a value marked `&name`; a text that starts with `*` needs quotes"
        }
        ErrorKind::UnexpectedCharacter { .. } => "put quotes around the text",
        _ if kind.to_string().starts_with("plain scalar cannot start") => "put quotes around the text",
        ErrorKind::ExpectedBlockMappingKey | ErrorKind::ExpectedBlockSequenceEntry | ErrorKind::InvalidIndentation => {
            "check that the fields line up"
        }
        ErrorKind::RecursionLimitExceeded => "lists and maps are nested too deep",
        _ => return None,
    })
}

fn size(node: &Node<'_>) -> usize {
    match &node.value {
        Value::Scalar(_) => 1,
        Value::List(items) => 1 + items.iter().map(size).sum::<usize>(),
        Value::Map(entries) => 1 + entries.iter().map(|(_, value)| 1 + size(value)).sum::<usize>(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> Result<Option<Node<'_>>, Diagnostic> {
        parse(text, &Arc::from("a.md"), 4)
    }

    #[test]
    fn spans_are_those_of_the_file() {
        let text = "title: One\ntags: [a, 'b c']\n";
        let node = parsed(text).expect("valid").expect("not empty");
        let Value::Map(entries) = &node.value else { panic!("a map") };
        assert_eq!(&text[entries[0].0.span.start - 4..entries[0].0.span.end - 4], "title");
        let Value::List(tags) = &entries[1].1.value else { panic!("a list") };
        assert_eq!(&text[tags[1].span.start - 4..tags[1].span.end - 4], "'b c'");
    }

    #[test]
    fn syntax_errors_have_a_place_and_a_hint() {
        let error = parsed("title: A: B\n").expect_err("not YAML");
        assert!(error.hints[0].contains("quotes"), "{error:?}");
        let error = parsed("image:\n\tsrc: a.png\n").expect_err("a tab");
        assert!(error.hints[0].contains("tabs"), "{error:?}");
    }

    #[test]
    fn a_small_file_cannot_grow_into_a_large_one() {
        let mut text = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
        for i in 1..9 {
            let refs = vec![format!("*a{}", i - 1); 9].join(", ");
            text = format!("{text}a{i}: &a{i} [{refs}]\n");
        }
        assert!(parsed(&text).expect_err("a bomb").message.contains("too large"));
    }

    #[test]
    fn deep_nesting_is_refused() {
        assert!(parsed(&"[".repeat(10_000)).is_err());
        assert!(parsed(&format!("a: {}1{}", "{b: ".repeat(5_000), "}".repeat(5_000))).is_err());
    }
}
