//! Notes at the foot of a text, in GitHub's form: numbered in the order in which they are referred to.
//!
//! A definition may stand anywhere, so its HTML is set aside until the end. Notes belong to the whole document: a
//! reference in the body of a shortcode may be defined outside, and all notes make one list.

use super::buffer::Buffer;
use super::escape;
use super::session::{Session, fold_label};
use super::writer::Writer;
use crate::base::slugify;
use crate::diag::{Diagnostic, Span, did_you_mean};
use rustc_hash::{FxHashMap, FxHashSet};
use std::fmt::Write as _;
use std::ops::Range;

/// Longer labels are not looked for.
const LONGEST_LABEL: usize = 200;

/// The notes of a document.
#[derive(Default)]
pub(super) struct Notes {
    /// In the order of their first references.
    referred: Vec<Note>,
    /// Number in `referred` by label.
    numbers: FxHashMap<String, usize>,
    /// In the order of the text.
    defined: Vec<Definition>,
    /// Number in `defined` by label.
    definitions: FxHashMap<String, usize>,
    /// References that were left as text.
    undefined: Vec<(String, Span)>,
    /// Labels that the outermost text seems to define, for references inside shortcodes.
    labels: FxHashSet<String>,
}

struct Note {
    label: String,
    id: String,
    /// Ids of the references.
    references: Vec<String>,
}

struct Definition {
    label: String,
    span: Span,
    content: Option<Buffer>,
}

impl Notes {
    /// Looks for definitions before they are parsed.
    pub(super) fn scan_labels(&mut self, text: &str) {
        for at in memchr::memmem::find_iter(text.as_bytes(), "[^") {
            if let Some(label) = label(&text[at..])
                && text[at + label.len() + "[^]".len()..].starts_with(':')
            {
                self.labels.insert(fold_label(label));
            }
        }
    }
}

/// The label of `[^label]` at the beginning of a text.
fn label(text: &str) -> Option<&str> {
    let inside = text.strip_prefix("[^")?;
    let end = inside.bytes().take(LONGEST_LABEL).position(|byte| matches!(byte, b']' | b'[' | b'\n' | b' '))?;
    (end > 0 && inside.as_bytes()[end] == b']').then(|| &inside[..end])
}

impl Writer<'_, '_> {
    /// `[^label]`
    pub(super) fn footnote_reference(&mut self, label: &str) {
        let (notes, ids) = (&mut self.session.notes, &mut self.session.ids);
        let folded = fold_label(label);
        let number = *notes.numbers.entry(folded.clone()).or_insert_with(|| {
            let slug = slugify(label);
            let slug = if slug.is_empty() { "note" } else { &slug };
            let id = ids.take(&format!("fn-{slug}"));
            notes.referred.push(Note { label: folded, id, references: Vec::new() });
            notes.referred.len() - 1
        });
        let note = &mut notes.referred[number];
        let reference = ids.take(&format!("fnref-{}", note.id.trim_start_matches("fn-")));
        let out = &mut self.out.html;
        out.push_str("<sup class=\"footnote-ref\"><a href=\"#");
        escape::push_href(out, &note.id);
        out.push_str("\" id=\"");
        escape::push_attribute(out, &reference);
        let _ = write!(out, "\">{}</a></sup>", number + 1);
        note.references.push(reference);
    }

    /// A `[` at `at` that the parser left as text: if it begins a reference to a note, either the note is defined
    /// around this shortcode and the reference is written, or it is reported. Says whether it was written.
    pub(super) fn note_label(&mut self, at: usize) -> bool {
        let text = self.parsed();
        let Some(label) = label(&text[at..]) else { return false };
        if text[..at].ends_with('\\') {
            return false;
        }
        let range = at..at + label.len() + "[^]".len();
        if self.session.notes.labels.contains(&fold_label(label)) {
            self.footnote_reference(label);
            self.skip_to(range.end);
            return true;
        }
        let span = self.span(range);
        self.session.notes.undefined.push((label.to_owned(), span));
        false
    }

    /// `[^label]: …`: what follows goes to a buffer of its own.
    pub(super) fn start_note(&mut self, label: &str, range: Range<usize>) {
        let end = range.start + self.parsed()[range].find(':').unwrap_or_default();
        let start = end.saturating_sub(label.len() + "[^]".len());
        let span = self.span(start..end);
        let outer = std::mem::take(&mut self.out);
        self.interrupted.push((outer, fold_label(label), span));
        self.session.words.gap();
    }

    pub(super) fn end_note(&mut self) {
        let Some((outer, label, span)) = self.interrupted.pop() else { return };
        let content = std::mem::replace(&mut self.out, outer);
        let notes = &mut self.session.notes;
        if let Some(&first) = notes.definitions.get(&label) {
            let diagnostic = Diagnostic::warning("duplicate-footnote", format!("the note `{label}` is defined twice"))
                .at(span)
                .related(notes.defined[first].span.clone(), "this one is used")
                .hint("remove one of the two, or give it another name");
            self.session.report(diagnostic);
            return;
        }
        notes.definitions.insert(label.clone(), notes.defined.len());
        notes.defined.push(Definition { label, span, content: Some(content) });
    }
}

/// Writes the list of notes behind everything else, and reports those that nothing refers to.
pub(super) fn write_section(session: &mut Session<'_>, out: &mut Buffer) {
    let mut notes = std::mem::take(&mut session.notes);
    report_faults(session, &notes);
    if notes.referred.is_empty() {
        return;
    }
    out.fresh_line();
    out.push("<section class=\"footnotes\" aria-label=\"");
    escape::push_attribute(&mut out.html, &session.options.labels.footnotes);
    out.push("\">\n<ol>\n");
    for (number, note) in notes.referred.iter().enumerate() {
        out.push("<li id=\"");
        escape::push_attribute(&mut out.html, &note.id);
        out.push("\">\n");
        let definition = notes.definitions.get(&note.label).and_then(|at| notes.defined[*at].content.take());
        out.append(definition.unwrap_or_default());
        write_back_links(session, out, note, number + 1);
        out.push("</li>\n");
    }
    out.push("</ol>\n</section>\n");
}

/// References without notes, and notes without references.
fn report_faults(session: &mut Session<'_>, notes: &Notes) {
    for (label, span) in &notes.undefined {
        session.report(
            Diagnostic::warning("undefined-footnote", format!("there is no note `{label}`"))
                .at(span.clone())
                .hint_opt(did_you_mean(label, notes.defined.iter().map(|note| &*note.label)))
                .hint(format!(
                    "define it in a paragraph of its own, `[^{label}]: …`, or write `\\[` to show a bracket"
                )),
        );
    }
    for definition in notes.defined.iter().filter(|definition| !notes.numbers.contains_key(&definition.label)) {
        let label = &definition.label;
        session.report(
            Diagnostic::warning("unused-footnote", format!("nothing refers to the note `{label}`, so it is not shown"))
                .at(definition.span.clone())
                .hint(format!("write `[^{label}]` where the note belongs, or remove it")),
        );
    }
}

/// A link to each reference, at the end of the last paragraph of the note.
fn write_back_links(session: &Session<'_>, out: &mut Buffer, note: &Note, number: usize) {
    let close = "</p>\n";
    let in_paragraph = out.html.ends_with(close) && out.inserts.last().is_none_or(|last| last.at < out.html.len());
    if in_paragraph {
        out.html.truncate(out.html.len() - close.len());
    } else {
        out.fresh_line();
        out.push("<p>");
    }
    let html = &mut out.html;
    for (count, reference) in note.references.iter().enumerate() {
        if in_paragraph || count > 0 {
            html.push(' ');
        }
        html.push_str("<a class=\"footnote-back\" href=\"#");
        escape::push_href(html, reference);
        html.push_str("\" aria-label=\"");
        escape::push_attribute(html, &session.options.labels.back_to_reference);
        let _ = write!(html, " {number}");
        if count > 0 {
            let _ = write!(html, "-{}", count + 1);
        }
        html.push_str("\">↩</a>");
    }
    html.push_str(close);
}
