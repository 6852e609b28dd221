//! What all the texts of one document share: the article's own Markdown and the bodies of its shortcodes.

use super::buffer::Buffer;
use super::document::{Document, Heading, Link};
use super::footnote::Notes;
use super::ids::Ids;
use super::words::Words;
use super::{Options, Resolver};
use crate::diag::{Diagnostic, Span};
use rustc_hash::FxHashMap;
use std::ops::Range;
use std::rc::Rc;
use std::sync::Arc;

/// More diagnostics than this from one text help nobody.
const MOST_DIAGNOSTICS: usize = 200;

/// Link reference definitions by folded label: destination and title.
pub(super) type References = FxHashMap<String, (String, String)>;

/// The state of one rendering.
pub(super) struct Session<'s> {
    file: &'s Arc<str>,
    pub(super) options: &'s Options,
    pub(super) resolver: &'s dyn Resolver,
    pub(super) ids: Ids,
    pub(super) toc: Vec<Heading>,
    pub(super) links: Vec<Link>,
    /// The level of the last heading of the article's own text; 1 before the first.
    pub(super) heading_level: u8,
    /// How many steps there are so far.
    pub(super) steps: i64,
    pub(super) words: Words,
    pub(super) notes: Notes,
    /// Definitions of the document's outermost text, which the bodies of shortcodes may use.
    pub(super) references: Option<Rc<References>>,
    diagnostics: Vec<Diagnostic>,
}

impl<'s> Session<'s> {
    pub(super) fn new(file: &'s Arc<str>, options: &'s Options, resolver: &'s dyn Resolver) -> Self {
        Self {
            file,
            options,
            resolver,
            ids: Ids::default(),
            toc: Vec::new(),
            heading_level: 1,
            steps: 0,
            links: Vec::new(),
            words: Words::default(),
            notes: Notes::default(),
            references: None,
            diagnostics: Vec::new(),
        }
    }

    /// A span of the file.
    pub(super) fn span(&self, range: Range<usize>) -> Span {
        Span::new(Arc::clone(self.file), range)
    }

    pub(super) fn report(&mut self, diagnostic: Diagnostic) {
        if self.diagnostics.len() < MOST_DIAGNOSTICS {
            self.diagnostics.push(diagnostic);
        }
    }

    pub(super) fn finish(self, buffer: Buffer) -> Document {
        Document {
            html: buffer.html,
            inserts: buffer.inserts,
            toc: self.toc,
            ids: self.ids.into_list(),
            links: self.links,
            words: self.words.total(),
            diagnostics: self.diagnostics,
        }
    }
}

/// The form in which labels of links and notes are compared: letters without case, white space as one space.
pub(super) fn fold_label(label: &str) -> String {
    label.split_whitespace().map(str::to_lowercase).collect::<Vec<_>>().join(" ")
}
