//! The value itself: [`Diagnostic`], its [`Span`] and its [`Severity`].

use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

/// How bad it is. `Error`s make a build exit with 1, and the page they belong to keeps its last good output.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The content can't be published as it is.
    Error,
    /// The content is published, but someone should look.
    Warning,
}

/// A range of bytes in a file of the site.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub struct Span {
    /// The file's path below the site's root, with `/` on every platform.
    pub file: Arc<str>,
    /// First byte.
    pub start: u32,
    /// One past the last byte; equal to `start` for a place between two bytes.
    pub end: u32,
}

impl Span {
    /// A range of bytes in a file.
    pub fn new(file: impl Into<Arc<str>>, range: Range<usize>) -> Self {
        // Files past 4 GiB are refused long before anything is looked at inside them.
        Self { file: file.into(), start: range.start as u32, end: range.end as u32 }
    }

    /// The whole file, when no place inside it is to blame.
    pub fn file(file: impl Into<Arc<str>>) -> Self {
        Self::new(file, 0..0)
    }

    /// The range as indices.
    pub fn range(&self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// A second place that explains the first.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Label {
    /// Where.
    pub span: Span,
    /// What is there: a few words.
    pub text: String,
}

/// One problem.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Diagnostic {
    /// Error or warning.
    pub severity: Severity,
    /// A stable, documented name: `unknown-field`, `broken-link`.
    pub code: Cow<'static, str>,
    /// One sentence: what is wrong.
    pub message: String,
    /// Where; `None` when the problem is in no file, such as a missing folder.
    pub span: Option<Span>,
    /// A few words under the caret.
    pub label: Option<String>,
    /// Second places.
    pub related: Vec<Label>,
    /// Facts that help to understand, such as the article that was being rendered.
    pub notes: Vec<String>,
    /// What to do.
    pub hints: Vec<String>,
}

impl Diagnostic {
    /// An error.
    pub fn error(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(Severity::Error, code, message.into())
    }

    /// A warning.
    pub fn warning(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(Severity::Warning, code, message.into())
    }

    fn new(severity: Severity, code: &'static str, message: String) -> Self {
        Self {
            severity,
            code: code.into(),
            message,
            span: None,
            label: None,
            related: Vec::new(),
            notes: Vec::new(),
            hints: Vec::new(),
        }
    }

    /// Says where.
    pub fn at(mut self, span: Span) -> Self {
        self.span = Some(span);
        self
    }

    /// Says where, if that is known.
    pub fn at_opt(mut self, span: Option<Span>) -> Self {
        self.span = span;
        self
    }

    /// A few words under the caret.
    pub fn label(mut self, text: impl Into<String>) -> Self {
        self.label = Some(text.into());
        self
    }

    /// Adds a second place.
    pub fn related(mut self, span: Span, text: impl Into<String>) -> Self {
        self.related.push(Label { span, text: text.into() });
        self
    }

    /// Adds a fact.
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.notes.push(note.into());
        self
    }

    /// Adds a way to mend it.
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    /// Adds a way to mend it, if there is one to offer.
    pub fn hint_opt(mut self, hint: Option<String>) -> Self {
        self.hints.extend(hint);
        self
    }
}
