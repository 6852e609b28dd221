//! Headings: an anchor made from the text, and a link to it.
//!
//! The tag is written after the content, because the anchor follows from the text. Anchors do not change when other
//! headings are added below; a `{#name}` behind the text fixes one for good.

use super::buffer::Mark;
use super::document::Heading;
use super::escape;
use super::ids::Noted;
use super::writer::Writer;
use crate::base::slugify;
use crate::diag::Diagnostic;
use pulldown_cmark::CowStr;
use std::ops::Range;

/// A heading whose content is being written.
pub(super) struct OpenHeading {
    start: Mark,
    /// Where its text begins in [`Writer::plain`].
    plain: usize,
    id: Option<String>,
    /// Further attributes, as HTML.
    attributes: String,
    range: Range<usize>,
}

impl Writer<'_, '_> {
    pub(super) fn start_heading(
        &mut self,
        id: Option<&str>,
        classes: &[CowStr<'_>],
        attributes: &[(CowStr<'_>, Option<CowStr<'_>>)],
        range: Range<usize>,
    ) {
        self.out.fresh_line();
        self.session.words.gap();
        self.heading = Some(OpenHeading {
            start: self.out.mark(),
            plain: self.plain.len(),
            id: id.map(valid_id),
            attributes: html_attributes(classes, attributes),
            range,
        });
        self.listeners += 1;
    }

    pub(super) fn end_heading(&mut self, level: u8) {
        let Some(heading) = self.heading.take() else { return };
        let text = self.stop_listening(heading.plain);
        let text = text.trim();
        let id = match &heading.id {
            Some(id) => {
                self.check_custom_id(id, &heading);
                id.clone()
            }
            None => match slugify(text) {
                slug if slug.is_empty() => self.session.ids.take("section"),
                slug => self.session.ids.take(&slug),
            },
        };
        let mut tag = format!("<h{level} id=\"");
        escape::push_attribute(&mut tag, &id);
        tag.push('"');
        tag.push_str(&heading.attributes);
        tag.push('>');
        self.out.splice(heading.start, &tag);
        if self.depth == 0 {
            self.session.heading_level = level;
        }
        if (2..=4).contains(&level) {
            self.write_anchor(&id, text);
            self.add_to_contents(Heading { level, id, text: text.to_owned() });
        }
        self.out.push(match level {
            1 => "</h1>\n",
            2 => "</h2>\n",
            3 => "</h3>\n",
            4 => "</h4>\n",
            5 => "</h5>\n",
            _ => "</h6>\n",
        });
    }

    fn write_anchor(&mut self, id: &str, text: &str) {
        let out = &mut self.out.html;
        out.push_str("<a class=\"heading-anchor\" href=\"#");
        escape::push_href(out, id);
        out.push_str("\" aria-label=\"");
        escape::push_attribute(out, &self.session.options.labels.section_link);
        if !text.is_empty() {
            out.push_str(": ");
            escape::push_attribute(out, text);
        }
        out.push_str("\"></a>");
    }

    fn check_custom_id(&mut self, id: &str, heading: &OpenHeading) {
        if self.session.ids.note(id) == Noted::Taken {
            let span = self.span(heading.range.clone());
            self.session.report(
                Diagnostic::warning("duplicate-id", format!("the anchor `{id}` is taken"))
                    .at(span)
                    .hint("give this heading another one: a link to it would lead to the first"),
            );
        }
    }
}

/// An id may hold anything but white space.
fn valid_id(id: &str) -> String {
    id.split_whitespace().collect::<Vec<_>>().join("-")
}

/// Classes, and those attributes that any element may have and no script hides in.
fn html_attributes(classes: &[CowStr<'_>], attributes: &[(CowStr<'_>, Option<CowStr<'_>>)]) -> String {
    let mut html = String::new();
    if !classes.is_empty() {
        let classes: Vec<&str> = classes.iter().map(|class| &**class).collect();
        html.push_str(" class=\"");
        escape::push_attribute(&mut html, &classes.join(" "));
        html.push('"');
    }
    let mut seen: Vec<&str> = Vec::new();
    for (name, value) in attributes {
        let plain = name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
        let data = name.len() > "data-".len() && name.starts_with("data-");
        if plain && (data || matches!(&**name, "lang" | "dir" | "title")) && !seen.contains(&&**name) {
            seen.push(name);
            html.push(' ');
            html.push_str(name);
            html.push_str("=\"");
            escape::push_attribute(&mut html, value.as_deref().unwrap_or_default());
            html.push('"');
        }
    }
    html
}
