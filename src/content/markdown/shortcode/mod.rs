//! Shortcodes: calls of theme components inside Markdown.
//!
//! The Markdown parser knows nothing of them. A text that has any is prepared for it: each call, with its body, is
//! replaced by a marker, which is a private character, a number and the character again. The parser carries markers
//! through like any word, and the writer finds them in its events. A call at the end of a line is put into an HTML
//! comment, `<!--marker-->`: that is what makes it a block of its own where it begins a line, even right below a
//! paragraph or inside a list item or quotation, and inline where it does not, all by CommonMark's own rules.
//!
//! Code and comments are left alone, so that an article can show how a shortcode is written. Where they are is asked
//! of the parser itself, in a first pass over the block; most texts have neither braces nor backticks and need none of this.

mod args;
mod scan;

pub(super) use args::Problem;

use super::document::Arg;
use super::passage::{Passage, container_markers};
use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag};
use scan::{Kind, Token};
use std::borrow::Cow;
use std::fmt::Write as _;
use std::ops::Range;

/// Text for the parser, with markers where shortcodes were.
#[derive(Debug)]
pub(super) struct Prepared<'p> {
    pub(super) text: Cow<'p, str>,
    pub(super) holes: Vec<Hole<'p>>,
    /// A character that the original text does not have.
    marker: char,
}

/// Something behind a marker.
#[derive(Debug)]
pub(super) struct Hole<'p> {
    pub(super) kind: HoleKind<'p>,
    /// The bytes of the original text that it stands for.
    pub(super) source: Range<usize>,
    /// The bytes of the prepared text.
    at: Range<usize>,
}

/// What stands behind a marker.
#[derive(Debug)]
pub(super) enum HoleKind<'p> {
    Call {
        name: &'p str,
        args: Vec<(String, Arg)>,
        /// The call without its body.
        tag: Range<usize>,
        body: Option<Body<'p>>,
    },
    /// Text that is shown as it is.
    Shown(Cow<'p, str>),
}

/// The text between `{% name(…) %}` and `{% end %}`.
#[derive(Debug)]
pub(super) struct Body<'p> {
    pub(super) range: Range<usize>,
    /// What stands in front of the opening tag on its line: markers of quotations and lists.
    pub(super) markers: &'p str,
}

/// Finds the shortcodes of a passage and what is wrong with them.
pub(super) fn prepare<'p>(passage: &'p Passage<'_>, options: pulldown_cmark::Options) -> (Prepared<'p>, Vec<Problem>) {
    let text: &'p str = &passage.text;
    let plain = |text| Prepared { text: Cow::Borrowed(text), holes: Vec::new(), marker: '\u{E000}' };
    if !may_have_shortcodes(text) {
        return (plain(text), Vec::new());
    }
    let tokens = scan::scan(text, &literal_ranges(text, options));
    // A text that uses all 6,400 private characters is no article.
    let Some(marker) = ('\u{E000}'..='\u{F8FF}').find(|c| !text.contains(*c)) else {
        return (plain(text), Vec::new());
    };
    if tokens.is_empty() {
        return (plain(text), Vec::new());
    }
    let mut problems = Vec::new();
    let holes = pair(text, tokens, &mut problems);
    (replace(text, holes, marker), problems)
}

fn may_have_shortcodes(text: &str) -> bool {
    let bytes = text.as_bytes();
    memchr::memchr_iter(b'{', bytes).any(|at| matches!(bytes.get(at + 1), Some(b'{' | b'%')))
}

/// Code, comments and elements whose content is not Markdown: nothing in there is a call.
fn literal_ranges(text: &str, options: pulldown_cmark::Options) -> Vec<Range<usize>> {
    let has_code = text.contains(['`', '~', '\t', '<']) || text.starts_with("    ") || text.contains("    ");
    if !has_code {
        return Vec::new();
    }
    let raw = |html: &str| {
        let html = html.trim_start();
        ["<!--", "<script", "<style", "<pre", "<textarea"]
            .iter()
            .any(|open| html.get(..open.len()).is_some_and(|start| start.eq_ignore_ascii_case(open)))
    };
    let literal = |(event, range): (Event<'_>, Range<usize>)| match event {
        Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(_) | CodeBlockKind::Indented)) | Event::Code(_) => {
            Some(range)
        }
        Event::Start(Tag::HtmlBlock) | Event::InlineHtml(_) if raw(&text[range.clone()]) => Some(range),
        _ => None,
    };
    Parser::new_ext(text, options).into_offset_iter().filter_map(literal).collect()
}

/// Puts opening tags and their ends together. What is inside a body is left for the rendering of the body.
fn pair<'p>(text: &'p str, tokens: Vec<Token<'p>>, problems: &mut Vec<Problem>) -> Vec<Hole<'p>> {
    let ends = matching_ends(&tokens);
    let mut holes = Vec::new();
    let mut inside = 0;
    let ranges: Vec<Range<usize>> = tokens.iter().map(|token| token.range.clone()).collect();
    for (number, Token { range, kind }) in tokens.into_iter().enumerate() {
        if range.start < inside {
            continue;
        }
        let shown = |text| HoleKind::Shown(Cow::Borrowed(text));
        let mut source = range.clone();
        let kind = match kind {
            Kind::Escaped(text) => HoleKind::Shown(Cow::Owned(text)),
            Kind::Broken(found) => {
                problems.extend(found);
                shown(&text[range])
            }
            Kind::End => {
                problems.push(scan::stray_end(range.clone()));
                shown(&text[range])
            }
            Kind::Single(call) if !call.problems.is_empty() => {
                problems.extend(call.problems);
                shown(&text[range])
            }
            Kind::Single(call) => {
                problems.extend(call.problems);
                HoleKind::Call { name: call.name, args: call.args, tag: range, body: None }
            }
            Kind::Open(call) => {
                problems.extend(call.problems);
                if let Some(end) = ends[number] {
                    let body = Body { range: range.end..ranges[end].start, markers: line_markers(text, range.start) };
                    source.end = ranges[end].end;
                    inside = source.end;
                    HoleKind::Call { name: call.name, args: call.args, tag: range, body: Some(body) }
                } else {
                    problems.push(scan::no_end(call.name, range.clone()));
                    shown(&text[range])
                }
            }
        };
        holes.push(Hole { kind, source, at: 0..0 });
    }
    holes
}

/// For each opening tag its `{% end %}`.
fn matching_ends(tokens: &[Token<'_>]) -> Vec<Option<usize>> {
    let mut ends = vec![None; tokens.len()];
    let mut open = Vec::new();
    for (number, token) in tokens.iter().enumerate() {
        match token.kind {
            Kind::Open(_) => open.push(number),
            Kind::End => {
                if let Some(start) = open.pop() {
                    ends[start] = Some(number);
                }
            }
            _ => {}
        }
    }
    ends
}

fn line_markers(text: &str, at: usize) -> &str {
    let start = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
    container_markers(&text[start..at])
}

/// Writes markers in place of the holes.
fn replace<'p>(text: &'p str, mut holes: Vec<Hole<'p>>, marker: char) -> Prepared<'p> {
    let mut prepared = String::with_capacity(text.len());
    let last = last_on_their_lines(text, &holes);
    let mut done = 0;
    for (number, hole) in holes.iter_mut().enumerate() {
        prepared.push_str(&text[done..hole.source.start]);
        done = hole.source.end;
        let start = prepared.len();
        let (open, close) = if last[number] { ("<!--", "-->") } else { ("", "") };
        let _ = write!(prepared, "{open}{marker}{number}{marker}{close}");
        hole.at = start..prepared.len();
    }
    prepared.push_str(&text[done..]);
    Prepared { text: Cow::Owned(prepared), holes, marker }
}

/// Which calls have nothing but white space and other such calls behind them on their line.
fn last_on_their_lines(text: &str, holes: &[Hole<'_>]) -> Vec<bool> {
    let mut last = vec![false; holes.len()];
    for number in (0..holes.len()).rev() {
        let end = holes[number].source.end;
        let at = end + text[end..].bytes().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
        let ends_line = text[at..].is_empty() || text[at..].starts_with(['\n', '\r']);
        let before_last =
            holes.get(number + 1).is_some_and(|next| next.source.start == at) && last.get(number + 1) == Some(&true);
        last[number] = matches!(holes[number].kind, HoleKind::Call { .. }) && (ends_line || before_last);
    }
    last
}

/// A marker in a text.
pub(super) struct Found {
    /// The number of the hole.
    pub(super) hole: usize,
    /// The marker's bytes, with the comment around it.
    pub(super) range: Range<usize>,
}

impl Prepared<'_> {
    /// Whether there is Markdown inside a shortcode.
    pub(super) fn has_bodies(&self) -> bool {
        self.holes.iter().any(|hole| matches!(hole.kind, HoleKind::Call { body: Some(_), .. }))
    }

    /// The first marker at or behind `from`.
    #[inline]
    pub(super) fn find(&self, text: &str, from: usize) -> Option<Found> {
        // Asked of every piece of text, and nearly always in vain.
        if self.holes.is_empty() { None } else { self.find_marker(text, from) }
    }

    fn find_marker(&self, text: &str, from: usize) -> Option<Found> {
        let mut at = from;
        loop {
            let start = at + text[at..].find(self.marker)?;
            at = start + self.marker.len_utf8();
            let digits = text[at..].bytes().take_while(u8::is_ascii_digit).count();
            let hole = text[at..at + digits].parse().ok().filter(|number: &usize| *number < self.holes.len());
            let Some(hole) = hole.filter(|_| text[at + digits..].starts_with(self.marker)) else { continue };
            let end = at + digits + self.marker.len_utf8();
            let comment = text[from..start].ends_with("<!--") && text[end..].starts_with("-->");
            let range = if comment { start - 4..end + 3 } else { start..end };
            return Some(Found { hole, range });
        }
    }

    /// A text with every marker turned back into what was typed: for places that can't have a hole.
    pub(super) fn restore<'t>(&self, original: &str, text: &'t str) -> Cow<'t, str> {
        let Some(mut found) = self.find(text, 0) else { return Cow::Borrowed(text) };
        let mut restored = String::new();
        let mut done = 0;
        loop {
            restored.push_str(&text[done..found.range.start]);
            restored.push_str(&original[self.holes[found.hole].source.clone()]);
            done = found.range.end;
            match self.find(text, done) {
                Some(next) => found = next,
                None => break,
            }
        }
        restored.push_str(&text[done..]);
        Cow::Owned(restored)
    }

    /// The bytes of the original text for bytes of the prepared one; a marker is all of its call.
    pub(super) fn in_original(&self, range: Range<usize>) -> Range<usize> {
        let start = self.offset(range.start, |hole| hole.source.start);
        start..self.offset(range.end, |hole| hole.source.end).max(start)
    }

    fn offset(&self, at: usize, inside: impl Fn(&Hole<'_>) -> usize) -> usize {
        let before = self.holes.partition_point(|hole| hole.at.start < at);
        match before.checked_sub(1).map(|last| &self.holes[last]) {
            None => at,
            Some(hole) if at < hole.at.end => inside(hole),
            Some(hole) => hole.source.end + (at - hole.at.end),
        }
    }
}
