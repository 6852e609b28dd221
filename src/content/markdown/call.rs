//! Shortcodes in the HTML: the holes that they leave, the bodies that are rendered for them, and the places where they
//! can't stand.

use super::document::{Arg, Document, Heading, InsertKind, Place};
use super::shortcode::{HoleKind, Problem};
use super::writer::{self, Writer};
use crate::base::slugify;
use crate::diag::{Diagnostic, Span};
use std::ops::Range;

/// How deep shortcodes may stand in one another.
const DEEPEST_BODY: usize = 16;

impl Writer<'_, '_> {
    /// Leaves a hole for a shortcode, or shows what can't be one.
    pub(super) fn insert(&mut self, hole: usize, place: Place) {
        let prepared = self.prepared;
        match &prepared.holes[hole].kind {
            HoleKind::Shown(text) => self.prose(text),
            HoleKind::Call { name, args, tag, body } => {
                let span = self.session.span(self.passage.in_file(tag.start)..self.passage.in_file(tag.end));
                let mut args = args.clone();
                // Before the body is written: the step's heading stands before those in it.
                if *name == "step" {
                    self.step(&mut args);
                }
                let body = match body {
                    None => None,
                    Some(_) if self.depth >= DEEPEST_BODY => return self.too_deep(span),
                    Some(body) => {
                        let passage = self.passage.part(body.range.clone(), body.markers);
                        self.session.words.gap();
                        let buffer = writer::write(self.session, &passage, self.depth + 1);
                        self.session.words.gap();
                        Some(Document { html: buffer.html, inserts: buffer.inserts, ..Default::default() })
                    }
                };
                let name = (*name).to_owned();
                self.out.hole(InsertKind::Shortcode { name, args, body, place, span });
            }
        }
    }

    /// Gives a step of instructions its number, its anchor and the level of its heading, and a place in the contents.
    fn step(&mut self, args: &mut Vec<(String, Arg)>) {
        let text = |args: &[(String, Arg)], name: &str| {
            args.iter().find_map(|(argument, value)| match value {
                Arg::String(text) if argument == name && !text.is_empty() => Some(text.clone()),
                _ => None,
            })
        };
        let Some(title) = text(args, "title") else { return };
        let session = &mut *self.session;
        let level = (session.heading_level + 1).clamp(2, 4);
        session.steps += 1;
        let id = match slugify(&title) {
            slug if slug.is_empty() => session.ids.take("step"),
            slug => session.ids.take(&slug),
        };
        session.toc.push(Heading { level, id: id.clone(), text: title });
        let made =
            [("id", Arg::String(id)), ("number", Arg::Integer(session.steps)), ("level", Arg::Integer(level.into()))];
        args.extend(made.map(|(name, value)| (name.to_owned(), value)));
    }

    fn too_deep(&mut self, span: Span) {
        let message = format!("shortcodes are nested more than {DEEPEST_BODY} deep");
        self.session.report(Diagnostic::error("shortcode-depth", message).at(span).hint("is an `{% end %}` missing?"));
    }

    pub(super) fn report_all(&mut self, problems: Vec<Problem>) {
        for problem in problems {
            let range = |range: Range<usize>| self.passage.in_file(range.start)..self.passage.in_file(range.end);
            let mut diagnostic = Diagnostic::error(problem.code, problem.message)
                .at(self.session.span(range(problem.range)))
                .hint_opt(problem.hint);
            if let Some((related, text)) = problem.related {
                diagnostic = diagnostic.related(self.session.span(range(related)), text);
            }
            self.session.report(diagnostic);
        }
    }

    /// What was typed for a destination, title or description; a shortcode in there is an error.
    pub(super) fn attribute(&mut self, text: &str, range: &Range<usize>) -> String {
        let Some(restored) = self.restored(text) else { return text.to_owned() };
        let span = self.span(range.clone());
        self.session.report(
            Diagnostic::error(
                "shortcode-place",
                "a shortcode can't stand in the address or title of a link or picture",
            )
            .at(span)
            .hint("write the address itself: links to other Markdown files become addresses"),
        );
        restored
    }

    /// A description with its shortcodes as they were typed.
    pub(super) fn without_markers(&self, text: &str) -> String {
        self.restored(text).unwrap_or_else(|| text.to_owned())
    }

    pub(super) fn restored(&self, text: &str) -> Option<String> {
        self.prepared.find(text, 0)?;
        Some(self.prepared.restore(&self.passage.text, text).into_owned())
    }
}
