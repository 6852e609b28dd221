//! A report as JSON, for continuous integration and editors. One object a diagnostic, nothing grouped away.

use super::{Diagnostic, Position, Report, Severity, Sources, Span};
use serde::Serialize;
use std::borrow::Cow;

/// A place: file, and positions from 1.
#[derive(Serialize, Debug)]
pub struct Place {
    file: String,
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
}

/// One diagnostic as JSON writes it.
#[derive(Serialize, Debug)]
pub struct Entry {
    severity: Severity,
    code: Cow<'static, str>,
    message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    place: Option<Place>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    also: Vec<Place>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    notes: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    hints: Vec<String>,
}

/// The entries of a report, in its order.
pub fn entries(report: &Report, sources: &dyn Sources) -> Vec<Entry> {
    report.groups.iter().map(|group| entry(&group.first, &group.others, sources)).collect()
}

fn entry(diagnostic: &Diagnostic, others: &[Span], sources: &dyn Sources) -> Entry {
    Entry {
        severity: diagnostic.severity,
        code: diagnostic.code.clone(),
        message: diagnostic.message.clone(),
        place: diagnostic.span.as_ref().map(|span| place(span, sources)),
        also: others.iter().map(|span| place(span, sources)).collect(),
        notes: diagnostic.notes.clone(),
        hints: diagnostic.hints.clone(),
    }
}

fn place(span: &Span, sources: &dyn Sources) -> Place {
    let text = sources.text(&span.file).unwrap_or_default();
    let start = Position::of(&text, span.start as usize);
    let end = Position::of(&text, span.end as usize);
    Place {
        file: span.file.to_string(),
        line: start.line,
        column: start.column,
        end_line: end.line,
        end_column: end.column,
    }
}
