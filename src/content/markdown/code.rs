//! Code blocks: what is written behind the fence, and the block itself.
//!
//! ```` ```rust title="src/main.rs" {1,3-5} ```` gives the language, a title and lines to mark. The frame can be
//! reached with the keyboard, because long lines scroll inside it.

use super::escape;
use super::highlight::{self, Highlighted};
use super::session::Session;
use crate::diag::{Diagnostic, Span};
use pulldown_cmark::CodeBlockKind;
use std::ops::{Range, RangeInclusive};

/// Languages that mean: no highlighting. The last ones are languages whose names are right, but whose grammars the
/// regex engine cannot run or nobody has written.
const PLAIN: [&str; 14] = [
    "text",
    "txt",
    "plain",
    "plaintext",
    "none",
    "output",
    "log",
    "csv",
    "mermaid",
    "ascii",
    "math",
    "powershell",
    "pwsh",
    "ps1",
];

/// A code block that is being read.
#[derive(Debug)]
pub(super) struct CodeBlock {
    info: Option<String>,
    text: String,
    range: Range<usize>,
}

/// What stands behind a fence.
#[derive(Debug, Default, PartialEq, Eq)]
struct Info<'i> {
    language: &'i str,
    title: &'i str,
    lines: Vec<RangeInclusive<usize>>,
}

impl CodeBlock {
    pub(super) fn open(kind: CodeBlockKind<'_>, range: Range<usize>) -> Self {
        let info = match kind {
            CodeBlockKind::Fenced(info) => Some(info.into_string()),
            CodeBlockKind::Indented => None,
        };
        Self { info, text: String::new(), range }
    }

    pub(super) fn push(&mut self, text: &str) {
        self.text.push_str(text);
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    pub(super) fn replace(&mut self, text: String) {
        self.text = text;
    }

    /// Where the language stands.
    pub(super) fn info_range(&self, parsed: &str) -> Option<Range<usize>> {
        let info = self.info.as_deref().map(Info::parse)?;
        let source = parsed.get(self.range.clone())?;
        let line = source.lines().next().unwrap_or_default();
        let at = line.find(info.language).unwrap_or_default();
        Some(self.range.start + at..self.range.start + at + info.language.len())
    }

    /// Writes the block. `info` is the span of its language.
    pub(super) fn write(&self, session: &mut Session<'_>, out: &mut String, info_span: Option<Span>) {
        let info = self.info.as_deref().map(Info::parse).unwrap_or_default();
        if !info.title.is_empty() {
            out.push_str("<figure class=\"code-block\">\n<figcaption>");
            escape::push_text(out, info.title);
            out.push_str("</figcaption>\n");
        }
        out.push_str("<pre class=\"code\"");
        if !info.language.is_empty() {
            out.push_str(" data-lang=\"");
            escape::push_attribute(out, info.language);
            out.push('"');
        }
        out.push_str(" tabindex=\"0\"><code>");
        let known = info.language.is_empty() || PLAIN.iter().any(|plain| plain.eq_ignore_ascii_case(info.language));
        let language = if known { None } else { Some(info.language) };
        if highlight::write(out, &self.text, language, &info.lines) == Highlighted::UnknownLanguage {
            session.report(
                Diagnostic::warning("unknown-language", format!("there is no highlighting for `{}`", info.language))
                    .at_opt(info_span)
                    .hint_opt(highlight::suggestion(info.language))
                    .hint("use `text` for code without highlighting"),
            );
        }
        out.push_str("</code></pre>\n");
        if !info.title.is_empty() {
            out.push_str("</figure>\n");
        }
    }
}

impl<'i> Info<'i> {
    /// Reads `rust title="a b" {1,3-5}`; `file=` is another word for `title=`. What it does not know it leaves: other
    /// programs have attributes of their own. Pandoc's `{.rust}` gives the language too.
    fn parse(info: &'i str) -> Self {
        let info = info.trim();
        let end = info.find(|c: char| c.is_whitespace() || matches!(c, '{' | ',')).unwrap_or(info.len());
        let mut parsed = Self { language: &info[..end], ..Self::default() };
        let mut rest = &info[end..];
        while let Some(at) = rest.find(['{', '"', '\'']) {
            let close = if rest.as_bytes()[at] == b'{' { '}' } else { char::from(rest.as_bytes()[at]) };
            let inside = &rest[at + 1..];
            let Some(end) = inside.find(close) else { break };
            let value = &inside[..end];
            let name = rest[..at].trim_end_matches(|c: char| c == '=' || c.is_whitespace());
            if close != '}' && (name.ends_with("title") || name.ends_with("file")) {
                parsed.title = value;
            } else if let Some(lines) = parse_lines(value) {
                parsed.lines = lines;
            } else if parsed.language.is_empty()
                && let Some(class) = value.split_whitespace().find_map(|word| word.strip_prefix('.'))
            {
                parsed.language = class;
            }
            rest = &inside[end + 1..];
        }
        parsed
    }
}

/// `1,3-5`; `None` if it is anything else.
fn parse_lines(text: &str) -> Option<Vec<RangeInclusive<usize>>> {
    let range = |part: &str| {
        let (first, last) = part.trim().split_once('-').unwrap_or((part.trim(), part.trim()));
        Some(first.trim().parse().ok()?..=last.trim().parse().ok()?)
    };
    text.split(',').map(range).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fences_say_language_title_and_lines() {
        let info = Info::parse("rust title=\"src/main.rs\" {1,3-5}");
        assert_eq!(info, Info { language: "rust", title: "src/main.rs", lines: vec![1..=1, 3..=5] });
        assert_eq!(Info::parse("js{2}").lines, [2..=2]);
        assert_eq!(Info::parse("{.python .wide}").language, "python");
        assert_eq!(Info::parse("go {linenos=true,hl_lines=[\"4-6\"]}"), Info { language: "go", ..Info::default() });
        assert_eq!(Info::parse("toml file='a.toml'").title, "a.toml");
        assert_eq!(Info::parse(""), Info::default());
    }
}
