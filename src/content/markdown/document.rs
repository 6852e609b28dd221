//! What a text became: HTML with holes, and everything that others ask about it.

use crate::diag::{Diagnostic, Span};

/// A rendered text.
///
/// The body of a shortcode is a document as well, with `html` and `inserts` only: its headings, ids, links, words and
/// diagnostics are in the lists of the document around it, in the order of the text.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Document {
    /// Finished HTML, but for the holes.
    pub html: String,
    /// The holes, in order of [`Insert::at`].
    pub inserts: Vec<Insert>,
    /// Headings of levels 2 to 4, in order; [`nest`] makes a tree of them.
    pub toc: Vec<Heading>,
    /// Every anchor: headings, notes, `id` and `<a name>` in raw HTML.
    pub ids: Vec<String>,
    /// Every link, for the link check.
    pub links: Vec<Link>,
    /// Words of prose: runs of anything but white space. Scripts that do not separate words (Chinese, Japanese) count
    /// two words for every five characters. Code blocks and descriptions of pictures do not count.
    pub words: usize,
    /// What is wrong with the text.
    pub diagnostics: Vec<Diagnostic>,
}

/// A hole in the HTML.
#[derive(Clone, Debug, PartialEq)]
pub struct Insert {
    /// The byte of [`Document::html`] before which the insert goes.
    pub at: usize,
    /// What goes there.
    pub kind: InsertKind,
}

/// What fills a hole.
#[derive(Clone, Debug, PartialEq)]
pub enum InsertKind {
    /// `![alt](src "caption")`.
    Picture {
        /// The path or address as it was written.
        src: String,
        /// The alternative text, without markup; may be empty.
        alt: String,
        /// The caption; may be empty.
        title: String,
        /// Between paragraphs or within one.
        place: Place,
        /// The whole of `![…](…)`.
        span: Span,
    },
    /// `{{ name(…) }}` or `{% name(…) %} … {% end %}`.
    Shortcode {
        /// The name of the component.
        name: String,
        /// Arguments in the order of the text; no name twice.
        args: Vec<(String, Arg)>,
        /// What stands between `{% name(…) %}` and `{% end %}`; `None` for the form with `{{`.
        body: Option<Document>,
        /// Between paragraphs or within one.
        place: Place,
        /// The call itself: `{{ name(…) }}`, or the opening `{% name(…) %}`.
        span: Span,
    },
}

/// Whether an insert stands by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Between paragraphs: a `<figure>` or `<div>` may go there.
    Block,
    /// Within a paragraph, but on a line of its own: phrasing content that takes the whole width.
    Line,
    /// Within a paragraph, heading, link or table cell: only phrasing content may go there.
    Inline,
}

/// The value of a shortcode's argument.
#[derive(Clone, Debug, PartialEq)]
pub enum Arg {
    /// `"text"` or `'text'`
    String(String),
    /// `3`
    Integer(i64),
    /// `1.5`
    Float(f64),
    /// `true` or `false`
    Bool(bool),
    /// `["a", "b"]`
    List(Vec<Arg>),
}

/// A heading, for a table of contents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heading {
    /// 2 to 4.
    pub level: u8,
    /// The anchor.
    pub id: String,
    /// Its text without markup.
    pub text: String,
}

/// A link, as it was written.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Link {
    /// The destination before it was resolved; addresses of mail begin with `mailto:`.
    pub destination: String,
    /// The text of the link without markup; empty for links in raw HTML.
    pub text: String,
    /// The destination where it stands in the link, otherwise (`[text][reference]`) the whole link.
    pub span: Span,
}

/// A heading and the headings below it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// The heading.
    pub heading: Heading,
    /// Its sections, of deeper levels.
    pub sections: Vec<Section>,
}

/// Makes a tree of a flat list of headings. A level that is skipped does not make an empty section.
pub fn nest(headings: &[Heading]) -> Vec<Section> {
    let mut sections = Vec::new();
    let mut rest = headings;
    while let Some((heading, after)) = rest.split_first() {
        let end = after.iter().position(|next| next.level <= heading.level).unwrap_or(after.len());
        // The depth is that of the levels, three at most.
        sections.push(Section { heading: heading.clone(), sections: nest(&after[..end]) });
        rest = &after[end..];
    }
    sections
}

impl Document {
    /// Visits every insert, those in the bodies of shortcodes too, in the order of the text.
    pub fn walk<'d>(&'d self, visit: &mut dyn FnMut(&'d Insert)) {
        for insert in &self.inserts {
            visit(insert);
            if let InsertKind::Shortcode { body: Some(body), .. } = &insert.kind {
                body.walk(visit);
            }
        }
    }

    /// Whether nothing has to be inserted.
    pub fn is_finished(&self) -> bool {
        self.inserts.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heading(level: u8, text: &str) -> Heading {
        Heading { level, id: text.to_owned(), text: text.to_owned() }
    }

    fn outline(sections: &[Section]) -> String {
        let entries = sections.iter().map(|s| match outline(&s.sections) {
            inner if inner.is_empty() => s.heading.text.clone(),
            inner => format!("{}({inner})", s.heading.text),
        });
        entries.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn headings_nest_by_level() {
        let flat = [heading(2, "a"), heading(3, "b"), heading(4, "c"), heading(3, "d"), heading(2, "e")];
        assert_eq!(outline(&nest(&flat)), "a(b(c) d) e");
    }

    #[test]
    fn skipped_levels_leave_no_gap() {
        let flat = [heading(4, "a"), heading(2, "b"), heading(4, "c"), heading(3, "d")];
        assert_eq!(outline(&nest(&flat)), "a b(c d)");
    }
}
