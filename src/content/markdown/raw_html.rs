//! Looking into raw HTML: anchors and links.
//!
//! What writers put in as HTML is passed through, but links to its anchors and its own links are checked like those
//! of Markdown, and addresses of the site are resolved as there: a picture in an `<img>` is published too. This reads tags and attributes as a browser's tokenizer would, and no more: no tree, no entities.

use super::document::Link;
use super::ids::Noted;
use super::session::Session;
use super::words::Words;
use crate::diag::{Diagnostic, Span};
use std::ops::Range;

/// An attribute that matters outside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Found<'h> {
    pub(super) kind: FoundKind,
    pub(super) value: &'h str,
    /// The bytes of the value.
    pub(super) range: Range<usize>,
}

/// Which attribute it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FoundKind {
    /// `id` of any element.
    Id,
    /// `name` of an `a`.
    Name,
    /// `href` of an `a` or `area`.
    Href,
    /// `src` of anything, `poster` of a `video`.
    Src,
}

/// Calls `found` for each attribute that matters, in order.
pub(super) fn scan<'h>(html: &'h str, found: &mut dyn FnMut(Found<'h>)) {
    let bytes = html.as_bytes();
    let mut at = 0;
    while let Some(open) = memchr::memchr(b'<', &bytes[at..]) {
        let start = at + open + 1;
        if bytes[start..].starts_with(b"!--") {
            at = memchr::memmem::find(&bytes[start..], b"-->").map_or(bytes.len(), |end| start + end + 3);
            continue;
        }
        let name_end = start + bytes[start..].iter().take_while(|byte| byte.is_ascii_alphanumeric()).count();
        at = start;
        if name_end > start {
            let name = &html[start..name_end];
            at = attributes(html, name, name_end, found);
            at = skip_raw_text(bytes, name, at);
        }
    }
}

/// Reads the attributes of one tag from behind its name; returns the place behind the tag.
fn attributes<'h>(html: &'h str, tag: &str, mut at: usize, found: &mut dyn FnMut(Found<'h>)) -> usize {
    let bytes = html.as_bytes();
    let is = |byte: u8, set: &[u8]| set.contains(&byte) || byte.is_ascii_whitespace();
    loop {
        at += bytes[at..].iter().take_while(|byte| is(**byte, b"/")).count();
        match bytes.get(at) {
            None => return at,
            Some(b'>') => return at + 1,
            Some(_) => {}
        }
        // The first byte belongs to the name whatever it is, so that this always moves on.
        let len = 1 + bytes[at + 1..].iter().take_while(|byte| !is(**byte, b"/>=")).count();
        let name = &bytes[at..at + len];
        at += len;
        let equals = at + bytes[at..].iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        if bytes.get(equals) != Some(&b'=') {
            continue;
        }
        at = equals + 1;
        at += bytes[at..].iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        let range = match bytes.get(at) {
            Some(quote @ (b'"' | b'\'')) => {
                let end = memchr::memchr(*quote, &bytes[at + 1..]).map_or(bytes.len(), |end| at + 1 + end);
                at + 1..end
            }
            _ => at..at + bytes[at..].iter().take_while(|byte| !is(**byte, b">")).count(),
        };
        let quoted = range.start > at;
        at = (range.end + usize::from(quoted)).min(bytes.len());
        if let Some(kind) = kind(tag, name)
            && let Some(value) = html.get(range.clone()).filter(|value| !value.trim().is_empty())
        {
            found(Found { kind, value: value.trim(), range });
        }
    }
}

fn kind(tag: &str, name: &[u8]) -> Option<FoundKind> {
    let link = tag.eq_ignore_ascii_case("a");
    if name.eq_ignore_ascii_case(b"id") {
        Some(FoundKind::Id)
    } else if name.eq_ignore_ascii_case(b"name") && link {
        Some(FoundKind::Name)
    } else if name.eq_ignore_ascii_case(b"href") && (link || tag.eq_ignore_ascii_case("area")) {
        Some(FoundKind::Href)
    } else if name.eq_ignore_ascii_case(b"src") || name.eq_ignore_ascii_case(b"poster") {
        Some(FoundKind::Src)
    } else {
        None
    }
}

/// Behind `<script>` and `<style>` there are no tags before their end.
fn skip_raw_text(bytes: &[u8], tag: &str, at: usize) -> usize {
    if !tag.eq_ignore_ascii_case("script") && !tag.eq_ignore_ascii_case("style") {
        return at;
    }
    memchr::memmem::find(&bytes[at..], b"</").map_or(bytes.len(), |end| at + end)
}

/// Adds what was found to the lists of the document.
pub(super) fn record(session: &mut Session<'_>, found: &Found<'_>, span: Span) {
    let value = found.value;
    match found.kind {
        FoundKind::Id => {
            if session.ids.note(value) == Noted::Taken {
                session.report(
                    Diagnostic::warning("duplicate-id", format!("the anchor `{value}` is taken"))
                        .at(span)
                        .hint("give this element another `id`: a link to it would lead to the first"),
                );
            }
        }
        // `<a name>` beside the `id` of the same name is an old habit and does no harm.
        FoundKind::Name => {
            let _ = session.ids.note(value);
        }
        FoundKind::Href | FoundKind::Src => {
            let destination = value.replace("&amp;", "&");
            session.links.push(Link { destination, text: String::new(), span });
        }
    }
}

/// Counts the words between tags; for blocks of HTML, whose text the parser does not report.
pub(super) fn count_words(html: &str, words: &mut Words) {
    let mut rest = html;
    while let Some(open) = rest.find('<') {
        words.feed(&rest[..open]);
        rest = rest[open..].find('>').map_or("", |close| &rest[open + close + 1..]);
    }
    words.feed(rest);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(html: &str) -> Vec<(FoundKind, &str)> {
        let mut all = Vec::new();
        scan(html, &mut |found| {
            assert!(html[found.range.clone()].contains(found.value));
            all.push((found.kind, found.value));
        });
        all
    }

    #[test]
    fn anchors_and_links_are_found() {
        let html =
            "<h2 class=x id='a'>A</h2>\n<a\n HREF = \"/b?c&amp;d\" name=e>b</a><area href=/f><input name=g><a id>";
        assert_eq!(
            found(html),
            [(FoundKind::Id, "a"), (FoundKind::Href, "/b?c&amp;d"), (FoundKind::Name, "e"), (FoundKind::Href, "/f"),]
        );
    }

    #[test]
    fn comments_scripts_and_text_have_none() {
        for html in [
            "<!-- <a href=x> -->",
            "<script>'<a href=x>'</script>",
            "a < b id=c",
            "<",
            "<a",
            "<a href",
            "<a href=",
            "<a href='",
        ] {
            assert!(found(html).is_empty(), "{html}");
        }
    }

    #[test]
    fn words_between_tags_are_counted() {
        let mut words = Words::default();
        count_words("<p class=\"a b\">one two</p> <b>three", &mut words);
        assert_eq!(words.total(), 3);
    }
}
