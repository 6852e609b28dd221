//! Links and pictures.
//!
//! A link is written at once, with the address that the resolver gives, and recorded as it was typed. A picture is
//! left as a hole: which files it becomes is decided elsewhere.

use super::document::{InsertKind, Link, Place};
use super::escape;
use super::writer::Writer;
use crate::diag::Span;
use pulldown_cmark::{Event, LinkType, Tag, TagEnd};
use std::ops::Range;

/// A link whose text is being written.
pub(super) struct OpenLink {
    destination: String,
    span: Span,
    /// Where its text begins in [`Writer::plain`].
    plain: usize,
}

/// A picture whose description is being read.
pub(super) struct OpenPicture {
    src: String,
    title: String,
    span: Span,
    place: Place,
    plain: usize,
    /// Pictures in the description of a picture.
    depth: usize,
}

impl Writer<'_, '_> {
    pub(super) fn start_link(&mut self, kind: LinkType, destination: &str, title: &str, range: Range<usize>) {
        let mut destination = self.attribute(destination, &range);
        if kind == LinkType::Email {
            destination.insert_str(0, "mailto:");
        }
        let out = &mut self.out.html;
        out.push_str("<a href=\"");
        escape::push_href(out, &self.session.resolver.link(&destination));
        if let Some(rel) = self.session.resolver.rel(&destination) {
            out.push_str("\" rel=\"");
            out.push_str(rel);
        }
        if !title.is_empty() {
            let title = self.attribute(title, &range);
            self.out.push("\" title=\"");
            escape::push_attribute(&mut self.out.html, &title);
        }
        self.out.push("\">");
        let place = destination_range(self.parsed(), range, kind, &destination);
        let span = self.span(place);
        self.links.push(OpenLink { destination, span, plain: self.plain.len() });
        self.listeners += 1;
    }

    pub(super) fn end_link(&mut self) {
        self.out.push("</a>");
        let Some(link) = self.links.pop() else { return };
        let text = self.stop_listening(link.plain);
        let text = text.trim().to_owned();
        self.session.links.push(Link { destination: link.destination, text, span: link.span });
    }

    pub(super) fn start_picture(&mut self, src: &str, title: &str, range: Range<usize>) {
        let (src, title) = (self.attribute(src, &range), self.attribute(title, &range));
        let place = if stands_alone(&self.prepared.text, &range) { Place::Line } else { Place::Inline };
        let span = self.span(range);
        self.picture = Some(OpenPicture { src, title, span, place, plain: self.plain.len(), depth: 0 });
        self.listeners += 1;
    }

    /// Inside the description of a picture only text counts.
    pub(super) fn picture_event(&mut self, event: Event<'_>) {
        match event {
            Event::Text(text) | Event::Code(text) => {
                let text = self.without_markers(&text);
                self.plain.push_str(&text);
            }
            Event::SoftBreak | Event::HardBreak => self.plain.push(' '),
            Event::Start(Tag::Image { .. }) => {
                if let Some(picture) = &mut self.picture {
                    picture.depth += 1;
                }
            }
            Event::End(TagEnd::Image) => self.end_picture(),
            _ => {}
        }
    }

    fn end_picture(&mut self) {
        match self.picture.take() {
            Some(picture) if picture.depth > 0 => {
                self.picture = Some(OpenPicture { depth: picture.depth - 1, ..picture });
            }
            Some(OpenPicture { src, title, span, place, plain, .. }) => {
                // A heading or link around the picture is named by the description too.
                let alt = self.stop_listening(plain).trim().to_owned();
                self.out.hole(InsertKind::Picture { src, alt, title, place, span });
            }
            None => {}
        }
    }

    /// The text since `from`; the last listener clears it.
    pub(super) fn stop_listening(&mut self, from: usize) -> String {
        let text = self.plain.get(from..).unwrap_or_default().to_owned();
        self.listeners -= 1;
        if self.listeners == 0 {
            self.plain.clear();
        }
        text
    }
}

/// Whether nothing else stands on the lines of a range.
fn stands_alone(text: &str, range: &Range<usize>) -> bool {
    let before = text[..range.start].rsplit('\n').next().unwrap_or("");
    let after = text[range.end..].split('\n').next().unwrap_or("");
    before.trim().is_empty() && after.trim().is_empty()
}

/// Where the destination stands in the source of a link; the whole link if it stands elsewhere or was typed in
/// another way (escapes, entities).
fn destination_range(text: &str, link: Range<usize>, kind: LinkType, destination: &str) -> Range<usize> {
    let source = &text[link.clone()];
    let typed = if kind == LinkType::Email { &destination["mailto:".len()..] } else { destination };
    let end = match kind {
        LinkType::Autolink | LinkType::Email => source.strip_suffix('>'),
        LinkType::Inline => source.strip_suffix(')').map(|rest| rest.trim_end().trim_end_matches('>')),
        _ => None,
    };
    let Some(end) = end.filter(|_| !typed.is_empty()) else { return link };
    let start = match end.strip_suffix(typed) {
        Some(before) => Some(before.len()),
        // A title stands between the destination and the end.
        None => end.rfind(typed),
    };
    start.map_or(link.clone(), |start| link.start + start..link.start + start + typed.len())
}
