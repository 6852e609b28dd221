//! What makes a drawing dangerous. An SVG opened by itself is a document: it can run scripts with the rights of the
//! site that serves it, and load what it likes from elsewhere.
//!
//! The check is stricter than browsers need: names count in any namespace and any case, since a drawing may be pasted
//! into HTML, which knows neither. It changes nothing; whoever draws is told what to take out.

mod attributes;
mod css;
mod prefixes;
mod problem;
mod url;
#[cfg(test)]
mod tests;

pub use problem::{SvgDanger, SvgProblem};

use prefixes::Prefixes;
use problem::{found, malformed};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use std::ops::Range;

/// Elements that run scripts, hold HTML or other documents, or change what links mean.
const ELEMENTS: [(&str, SvgDanger); 17] = [
    ("applet", SvgDanger::Embedded),
    ("audio", SvgDanger::Embedded),
    ("base", SvgDanger::Embedded),
    ("embed", SvgDanger::Embedded),
    ("foreignobject", SvgDanger::Embedded),
    ("form", SvgDanger::Embedded),
    ("frame", SvgDanger::Embedded),
    ("handler", SvgDanger::Script),
    ("iframe", SvgDanger::Embedded),
    ("link", SvgDanger::Embedded),
    ("listener", SvgDanger::Script),
    ("meta", SvgDanger::Embedded),
    ("object", SvgDanger::Embedded),
    ("portal", SvgDanger::Embedded),
    ("script", SvgDanger::Script),
    ("template", SvgDanger::Embedded),
    ("video", SvgDanger::Embedded),
];

/// The first thing in a drawing that may do harm or keeps it from being one; `None` if it may be published.
pub fn svg_problem(text: &str) -> Option<SvgProblem> {
    if let Some((at, c)) = text.char_indices().find(|(_, c)| is_forbidden(*c)) {
        let what = format!("the character U+{:04X} may not stand in XML", u32::from(c));
        return Some(found(SvgDanger::Malformed, at..at + c.len_utf8(), what));
    }
    let mut reader = Reader::from_str(text);
    reader.config_mut().check_comments = true;
    let mut walk = Walk::default();
    loop {
        let start = reader.buffer_position() as usize;
        let event = match reader.read_event() {
            Ok(event) => event,
            Err(error) => {
                let at = (reader.error_position() as usize).min(text.len());
                return Some(malformed(place(text, at), &error));
            }
        };
        let span = start..reader.buffer_position() as usize;
        if matches!(event, Event::Eof) {
            return walk.end(text);
        }
        if let Some(problem) = walk.event(text, event, span) {
            return Some(problem);
        }
    }
}

/// Characters that XML excludes (XML 1.0, 2.2). A parser would stop there, and a lenient one might not.
fn is_forbidden(c: char) -> bool {
    (c < ' ' && !matches!(c, '\t' | '\n' | '\r')) || matches!(c, '\u{FFFE}' | '\u{FFFF}')
}

/// The character at a byte, or the last one.
fn place(text: &str, at: usize) -> Range<usize> {
    let start = (0..=at.min(text.len().saturating_sub(1))).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    start..start + text[start..].chars().next().map_or(0, char::len_utf8)
}

/// Where the check is.
#[derive(Default)]
struct Walk {
    depth: usize,
    has_root: bool,
    prefixes: Prefixes,
    /// The depth and the place of the style sheet that is open, and its text so far.
    style: Option<(usize, usize, String)>,
}

impl Walk {
    fn event(&mut self, text: &str, event: Event<'_>, span: Range<usize>) -> Option<SvgProblem> {
        match event {
            Event::Start(element) => self.open(text, &element, span),
            Event::Empty(element) => {
                let end = span.end;
                self.open(text, &element, span).or_else(|| self.close(end))
            }
            Event::End(_) => self.close(span.end),
            Event::Text(content) => self.text(&content.xml10_content(), span),
            Event::CData(content) => self.text(&content.xml10_content(), span),
            Event::GeneralRef(reference) => {
                let reference = format!("&{};", reference.into_inner());
                match quick_xml::escape::unescape(&reference) {
                    Ok(content) => self.text(&content, span),
                    Err(_) => Some(found(SvgDanger::Malformed, span, format!("`{reference}` is not defined"))),
                }
            }
            Event::DocType(content) => doctype(&content.into_inner(), span),
            Event::PI(instruction) => {
                // A style sheet there may be XSLT, which is a program.
                let sheet = instruction.target().eq_ignore_ascii_case("xml-stylesheet");
                sheet.then(|| found(SvgDanger::Style, span, "`<?xml-stylesheet` loads a style sheet".to_owned()))
            }
            Event::Decl(_) | Event::Comment(_) | Event::Eof => None,
        }
    }

    fn open(&mut self, text: &str, element: &BytesStart<'_>, span: Range<usize>) -> Option<SvgProblem> {
        let name = element.name().into_inner();
        let local = local(name);
        if self.depth == 0 {
            if self.has_root || local != "svg" {
                let what = format!("`<{name}>` stands where only one `<svg>` may");
                return Some(found(SvgDanger::Malformed, span, what));
            }
            self.has_root = true;
        }
        self.depth += 1;
        if let Some((_, danger)) = ELEMENTS.iter().find(|(known, _)| *known == local) {
            return Some(found(*danger, span, format!("`<{name}>`")));
        }
        if local == "style" && self.style.is_none() {
            self.style = Some((self.depth, span.start, String::new()));
        }
        if let Some(what) = self.prefixes.open(element) {
            return Some(found(SvgDanger::Malformed, span, what));
        }
        attributes::check(text, &local, element, &span)
    }

    fn close(&mut self, end: usize) -> Option<SvgProblem> {
        self.prefixes.close();
        let ended = self.style.take_if(|(depth, ..)| *depth == self.depth);
        self.depth = self.depth.saturating_sub(1);
        let (_, start, sheet) = ended?;
        css::problem(&sheet).map(|what| found(SvgDanger::Style, start..end, what))
    }

    fn text(&mut self, content: &str, span: Range<usize>) -> Option<SvgProblem> {
        if let Some((.., sheet)) = &mut self.style {
            sheet.push_str(content);
        }
        let stray = self.depth == 0 && !content.chars().all(|c| c.is_ascii_whitespace() || c == '\u{FEFF}');
        stray.then(|| found(SvgDanger::Malformed, span, "text outside of `<svg>`".to_owned()))
    }

    /// What is wrong once everything was read.
    fn end(&self, text: &str) -> Option<SvgProblem> {
        let what = match (self.has_root, self.depth) {
            (false, _) => "there is no `<svg>`".to_owned(),
            (true, 0) => return None,
            (true, _) => "the file ends before `</svg>`".to_owned(),
        };
        Some(found(SvgDanger::Malformed, place(text, text.len()), what))
    }
}

/// A document type is harmless as long as it declares nothing: entities can hide anything from this check.
fn doctype(content: &str, span: Range<usize>) -> Option<SvgProblem> {
    let declares = content.contains('[');
    let lower = content.to_ascii_lowercase();
    // The only external document types that browsers don't refuse are those of the W3C, which they know by heart.
    let external = (lower.contains("system") || lower.contains("public")) && !lower.contains("//dtd svg");
    (declares || external).then(|| found(SvgDanger::Entity, span, "a document type with declarations".to_owned()))
}

/// A name without its prefix, in lower case.
fn local(name: &str) -> String {
    name.rsplit(':').next().unwrap_or(name).to_ascii_lowercase()
}
