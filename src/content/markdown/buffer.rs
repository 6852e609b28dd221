//! HTML under construction, with its holes.
//!
//! Some tags are known only after what they enclose: the id of a heading follows from its text, and a paragraph that
//! turns out to be one picture is no paragraph. A [`Mark`] remembers a place, and the buffer moves what came after it.

use super::document::{Insert, InsertKind, Place};

/// HTML and the holes in it.
#[derive(Debug, Default)]
pub(super) struct Buffer {
    pub(super) html: String,
    pub(super) inserts: Vec<Insert>,
}

/// A place in a [`Buffer`].
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Mark {
    at: usize,
    inserts: usize,
}

impl Buffer {
    pub(super) fn with_capacity(bytes: usize) -> Self {
        Self { html: String::with_capacity(bytes), inserts: Vec::new() }
    }

    pub(super) fn push(&mut self, html: &str) {
        self.html.push_str(html);
    }

    /// Leaves a hole here.
    pub(super) fn hole(&mut self, kind: InsertKind) {
        self.inserts.push(Insert { at: self.html.len(), kind });
    }

    /// Begins a line, unless this is one's beginning.
    pub(super) fn fresh_line(&mut self) {
        if self.html.as_bytes().last().is_some_and(|last| *last != b'\n') {
            self.html.push('\n');
        }
    }

    /// This place.
    pub(super) fn mark(&self) -> Mark {
        Mark { at: self.html.len(), inserts: self.inserts.len() }
    }

    /// Writes at a place that has been passed.
    pub(super) fn splice(&mut self, mark: Mark, html: &str) {
        self.html.insert_str(mark.at, html);
        for insert in &mut self.inserts[mark.inserts..] {
            insert.at += html.len();
        }
    }

    /// If there is nothing but holes and white space since `mark` and an opening tag of `tag` bytes, takes the tag
    /// back, puts each hole on a line and makes it stand by itself.
    pub(super) fn lift_holes(&mut self, mark: Mark, tag: usize) -> Lifted {
        if self.inserts.len() == mark.inserts || !self.html[mark.at + tag..].trim().is_empty() {
            return Lifted::No;
        }
        self.html.truncate(mark.at);
        for insert in &mut self.inserts[mark.inserts..] {
            insert.at = self.html.len();
            self.html.push('\n');
            match &mut insert.kind {
                InsertKind::Picture { place, .. } | InsertKind::Shortcode { place, .. } => *place = Place::Block,
            }
        }
        Lifted::Yes
    }

    /// Adds another buffer at the end.
    pub(super) fn append(&mut self, other: Self) {
        let shift = self.html.len();
        self.html.push_str(&other.html);
        self.inserts.extend(other.inserts.into_iter().map(|insert| Insert { at: insert.at + shift, ..insert }));
    }
}

/// Whether [`Buffer::lift_holes`] found only holes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lifted {
    Yes,
    No,
}
