//! All diagnostics of one run: sorted by place, repeated ones grouped.

use super::{Diagnostic, Severity, Span};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Where the renderers get the text of a file from. The shell reads files, tests have a map, the embedded theme is in
/// the binary; the core does not care.
pub trait Sources {
    /// The text of a file named by a [`Span`], or `None` if it can't be had any more.
    fn text(&self, file: &str) -> Option<Arc<str>>;
}

/// How many of each severity.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Counts {
    /// Errors.
    pub errors: usize,
    /// Warnings.
    pub warnings: usize,
}

/// One problem, and the other places where exactly the same is wrong.
#[derive(Clone, Debug)]
pub struct Group {
    /// The first in order.
    pub first: Diagnostic,
    /// The places of the others.
    pub others: Vec<Span>,
    /// How many diagnostics this group stands for.
    pub count: usize,
}

/// A finished list of problems.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// Errors first, then by file and place.
    pub groups: Vec<Group>,
    /// Counted before grouping.
    pub counts: Counts,
}

impl Report {
    /// Sorts and groups. The order of the argument does not matter: two builds of one site report the same.
    pub fn new(mut diagnostics: Vec<Diagnostic>) -> Self {
        diagnostics.sort_by(|a, b| {
            (a.severity, &a.span, &a.code, &a.message, &a.notes)
                .cmp(&(b.severity, &b.span, &b.code, &b.message, &b.notes))
        });
        diagnostics.dedup();
        let mut counts = Counts::default();
        let mut groups: Vec<Group> = Vec::new();
        let mut seen: BTreeMap<(Severity, Cow<'static, str>, String), usize> = BTreeMap::new();
        for diagnostic in diagnostics {
            match diagnostic.severity {
                Severity::Error => counts.errors += 1,
                Severity::Warning => counts.warnings += 1,
            }
            let key = (diagnostic.severity, diagnostic.code.clone(), diagnostic.message.clone());
            if let Some(&at) = seen.get(&key) {
                let group = &mut groups[at];
                group.count += 1;
                if diagnostic.span != group.first.span {
                    group.others.extend(diagnostic.span);
                }
            } else {
                seen.insert(key, groups.len());
                groups.push(Group { first: diagnostic, others: Vec::new(), count: 1 });
            }
        }
        Self { groups, counts }
    }

    /// Adds a problem before all others.
    pub fn put_first(&mut self, problem: Diagnostic) {
        match problem.severity {
            Severity::Error => self.counts.errors += 1,
            Severity::Warning => self.counts.warnings += 1,
        }
        self.groups.insert(0, Group { first: problem, others: Vec::new(), count: 1 });
    }

    /// Whether the content can be published.
    pub fn has_errors(&self) -> bool {
        self.counts.errors > 0
    }

    /// Whether there is anything to say.
    pub fn is_empty(&self) -> bool {
        self.groups.is_empty()
    }
}

impl<S: Sources + ?Sized> Sources for &S {
    fn text(&self, file: &str) -> Option<Arc<str>> {
        (**self).text(file)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_come_first_and_repetitions_are_one_group() {
        let at = |file: &str| Span::new(file, 3..5);
        let report = Report::new(vec![
            Diagnostic::warning("no-credit", "picture without a credit").at(at("b.md")),
            Diagnostic::error("broken", "broken").at(at("z.md")),
            Diagnostic::warning("no-credit", "picture without a credit").at(at("a.md")),
        ]);
        assert_eq!(report.counts, Counts { errors: 1, warnings: 2 });
        assert_eq!(report.groups.len(), 2);
        assert_eq!(report.groups[0].first.code, "broken");
        assert_eq!(report.groups[1].first.span, Some(at("a.md")));
        assert_eq!(report.groups[1].others, [at("b.md")]);
    }
}
