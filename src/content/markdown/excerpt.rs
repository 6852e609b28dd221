//! The first paragraph of a text, for descriptions.
//!
//! An article is rendered only when a page needs it, but its standfirst is on every list. Only the beginning is
//! parsed, up to a blank line some way down, and more only if there was no paragraph in it.

use super::Options;
use super::passage::Passage;
use super::quotes::{Quotes, Quoting};
use super::shortcode::{Prepared, prepare};
use crate::base::truncate_at_word;
use pulldown_cmark::{BrokenLink, CowStr, Event, LinkType, Parser, Tag, TagEnd};
use std::ops::Range;

/// How much is parsed at first, in bytes.
const WINDOW: usize = 2_000;

/// The first paragraph of a Markdown text without markup, at most `limit` characters, cut at a word.
///
/// Headings, pictures, shortcodes and raw HTML are skipped. A paragraph inside a list, quotation or note is taken
/// only if there is no other. Empty when there is none at all.
pub fn first_paragraph(text: &str, limit: usize, quotes: Quotes) -> String {
    let mut window = WINDOW;
    loop {
        let part = head(text, window);
        if let Some(paragraph) = first_in(part, Fallback::from(part.len() == text.len()), quotes) {
            return truncate_at_word(&paragraph, limit);
        }
        if part.len() == text.len() {
            return String::new();
        }
        window = window.saturating_mul(8);
    }
}

/// Whether a paragraph inside a container will do.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fallback {
    Nested,
    None,
}

impl From<bool> for Fallback {
    fn from(complete: bool) -> Self {
        if complete { Self::Nested } else { Self::None }
    }
}

/// The beginning of a text up to a blank line. Shortcodes may hold blank lines, so a text with some is not cut.
fn head(text: &str, window: usize) -> &str {
    if text.len() <= window || memchr::memmem::find(text.as_bytes(), b"{%").is_some() {
        return text;
    }
    let cut = memchr::memmem::find(&text.as_bytes()[window..], b"\n\n").map_or(text.len(), |at| window + at);
    &text[..cut]
}

fn first_in(text: &str, fallback: Fallback, quotes: Quotes) -> Option<String> {
    let extensions = Options::default().extensions();
    let passage = Passage::whole(text, 0);
    let (prepared, _) = prepare(&passage, extensions);
    // Definitions may stand below the part that is parsed: `[text][label]` is a link in any case.
    let link = |link: BrokenLink<'_>| match link.link_type {
        LinkType::Reference | LinkType::Collapsed => Some((CowStr::Borrowed(""), CowStr::Borrowed(""))),
        _ => None,
    };
    let mut reading = Reading {
        prepared: &prepared,
        quoting: Quoting::new(quotes),
        paragraph: String::new(),
        within: 0,
        pictures: 0,
        listening: false,
    };
    let mut nested = None;
    for (event, range) in
        Parser::new_with_broken_link_callback(&prepared.text, extensions, Some(link)).into_offset_iter()
    {
        if reading.read(event, &range) == Step::Continue {
            continue;
        }
        let words = reading.paragraph.split(is_breakable).filter(|word| !word.is_empty());
        let words: Vec<&str> = words.collect();
        if !words.is_empty() {
            let paragraph = words.join(" ");
            if reading.within == 0 {
                return Some(paragraph);
            }
            nested.get_or_insert(paragraph);
        }
    }
    nested.filter(|_| fallback == Fallback::Nested)
}

/// The state while looking for a paragraph.
struct Reading<'r> {
    prepared: &'r Prepared<'r>,
    quoting: Quoting,
    paragraph: String,
    /// Containers around this place.
    within: usize,
    pictures: usize,
    listening: bool,
}

/// Whether a paragraph has ended.
#[derive(PartialEq, Eq)]
enum Step {
    Continue,
    Paragraph,
}

impl Reading<'_> {
    fn read(&mut self, event: Event<'_>, range: &Range<usize>) -> Step {
        match event {
            Event::Start(Tag::Paragraph) => {
                self.paragraph.clear();
                self.listening = true;
            }
            Event::End(TagEnd::Paragraph) => {
                self.listening = false;
                return Step::Paragraph;
            }
            Event::Start(Tag::Image { .. }) => self.pictures += 1,
            Event::End(TagEnd::Image) => self.pictures = self.pictures.saturating_sub(1),
            Event::Start(tag) if is_container(&tag) => self.within += 1,
            Event::End(tag) if is_container_end(tag) => self.within = self.within.saturating_sub(1),
            Event::Text(text) | Event::Code(text) if self.listening && self.pictures == 0 => {
                let typed = &self.prepared.text;
                let text = self.quoting.text(&text, typed, range);
                self.text(text);
            }
            Event::SoftBreak | Event::HardBreak => self.paragraph.push(' '),
            _ => {}
        }
        Step::Continue
    }

    fn text(&mut self, text: &str) {
        let mut rest = text;
        while let Some(found) = self.prepared.find(rest, 0) {
            self.paragraph.push_str(&rest[..found.range.start]);
            rest = &rest[found.range.end..];
        }
        self.paragraph.push_str(rest);
    }
}

/// White space where a line may end; what stands around French quotation marks may not be one.
fn is_breakable(c: char) -> bool {
    c.is_whitespace() && !matches!(c, '\u{a0}' | '\u{202f}')
}

fn is_container(tag: &Tag<'_>) -> bool {
    matches!(tag, Tag::BlockQuote(_) | Tag::List(_) | Tag::FootnoteDefinition(_) | Tag::DefinitionList)
}

fn is_container_end(tag: TagEnd) -> bool {
    matches!(tag, TagEnd::BlockQuote(_) | TagEnd::List(_) | TagEnd::FootnoteDefinition | TagEnd::DefinitionList)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_real_paragraph_is_found() {
        let text = "# Title\n\n![alt](a.png)\n\n{{ video(id=\"x\") }}\n\n<div>html</div>\n\n> quoted\n\nIt *is* `this`\none, [see][1] {{ x() }}here.\n\nNot this.";
        assert_eq!(first_paragraph(text, 100, Quotes::ENGLISH), "It is this one, see here.");
    }

    #[test]
    fn long_paragraphs_are_cut_at_a_word() {
        assert_eq!(first_paragraph("one two three four", 9, Quotes::ENGLISH), "one two…");
    }

    #[test]
    fn a_text_without_paragraphs_has_none() {
        assert_eq!(first_paragraph("", 10, Quotes::ENGLISH), "");
        assert_eq!(first_paragraph("# Only\n\n```\ncode\n```", 10, Quotes::ENGLISH), "");
        assert_eq!(first_paragraph("> Only quoted.", 50, Quotes::ENGLISH), "Only quoted.");
    }

    #[test]
    fn paragraphs_far_down_are_found() {
        let text = format!("{}\nHere.\n\nNot here.", "# Heading\n\n".repeat(4_000));
        assert_eq!(first_paragraph(&text, 100, Quotes::ENGLISH), "Here.");
    }

    #[test]
    fn bodies_of_shortcodes_are_skipped() {
        assert_eq!(first_paragraph("{% note() %}\nNo.\n\nNo.\n{% end %}\n\nYes.", 100, Quotes::ENGLISH), "Yes.");
    }
}
