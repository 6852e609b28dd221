//! What the server tells the script: server-sent events, their names and their data.
//!
//! On every new connection the server sends `page` (on the desk: `desk`) and `problems` first, also when nothing is
//! wrong: what a browser shows may be from before the server was started again.

use super::{DeskState, PageState, main};
use crate::diag::{Report, Severity, Sources, html};
use serde::Serialize;

/// One event; `Serialize` gives its data.
#[derive(Clone, PartialEq, Debug, Serialize)]
#[serde(untagged)]
pub(crate) enum Event {
    /// The page as it is now. A `print` that is not the browser's means that it shows an older one.
    Page {
        /// Names the page's bytes.
        print: String,
        /// What the bar shows; boxed, because it is large and the others are small.
        state: Box<PageState>,
    },
    /// The page's bytes changed.
    Reload {
        /// Names the new bytes.
        print: String,
    },
    /// Of the page's bytes, only the addresses of style sheets changed.
    Style {
        /// Names the new bytes.
        print: String,
        /// Old and new address, as they stand in `href`.
        swap: Vec<(String, String)>,
    },
    /// What is wrong; `count` 0 when nothing is.
    Problems {
        /// The inside of the overlay.
        html: String,
        /// How many errors.
        count: usize,
    },
    /// The desk as it is now.
    Desk {
        /// The inside of its `<main>`.
        html: String,
    },
}

impl Event {
    /// The errors of a report; warnings stay with their pages.
    pub(crate) fn problems(report: &Report, sources: &dyn Sources, link: &html::Link<'_>) -> Self {
        let mut errors = report.clone();
        errors.groups.retain(|group| group.first.severity == Severity::Error);
        Self::Problems { html: html::render(&errors, sources, link), count: report.counts.errors }
    }

    /// A new state of the desk.
    pub(crate) fn desk(state: &DeskState) -> Self {
        Self::Desk { html: main(state) }
    }

    /// The value of the `event` field.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::Page { .. } => "page",
            Self::Reload { .. } => "reload",
            Self::Style { .. } => "style",
            Self::Problems { .. } => "problems",
            Self::Desk { .. } => "desk",
        }
    }

    /// The value of the `data` field: JSON on one line.
    pub(crate) fn data(&self) -> String {
        serde_json::to_string(self).expect("strings and numbers")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::Diagnostic;
    use crate::serve::desk::{Status, StatusKind, Warning};
    use std::sync::Arc;

    struct Nothing;

    impl Sources for Nothing {
        fn text(&self, _: &str) -> Option<Arc<str>> {
            None
        }
    }

    #[test]
    fn events_are_one_line_of_json() {
        let state = PageState {
            path: "/phones/hinge/".to_owned(),
            source: Some("content/phones/hinge.md".to_owned()),
            edit: None,
            kind: "article".to_owned(),
            words: Some(812),
            minutes: Some(4),
            status: Some(Status {
                kind: StatusKind::Scheduled,
                at: Some("2026-11-24T09:00:00Z".to_owned()),
                text: "goes live Tuesday 24 November, 09:00".to_owned(),
            }),
            warnings: vec![Warning {
                code: "broken-link".to_owned(),
                message: "the link `a` leads nowhere".to_owned(),
                file: None,
                line: Some(3),
                column: Some(1),
                hint: None,
                edit: None,
            }],
            why: vec!["first\nsecond".to_owned()],
            rendered_ms: 2.5,
        };
        let page = Event::Page { print: "ab".to_owned(), state: Box::new(state) };
        assert_eq!(page.name(), "page");
        insta::assert_snapshot!(page.data(), @r#"{"print":"ab","state":{"path":"/phones/hinge/","source":"content/phones/hinge.md","edit":null,"kind":"article","words":812,"minutes":4,"status":{"kind":"scheduled","at":"2026-11-24T09:00:00Z","text":"goes live Tuesday 24 November, 09:00"},"warnings":[{"code":"broken-link","message":"the link `a` leads nowhere","file":null,"line":3,"column":1,"hint":null,"edit":null}],"why":["first\nsecond"],"rendered_ms":2.5}}"#);
        let style = Event::Style { print: "cd".to_owned(), swap: vec![("/a.css".to_owned(), "/b.css".to_owned())] };
        assert_eq!(style.data(), r#"{"print":"cd","swap":[["/a.css","/b.css"]]}"#);
    }

    #[test]
    fn warnings_are_not_in_the_overlay() {
        let report = Report::new(vec![Diagnostic::error("a", "wrong"), Diagnostic::warning("b", "odd")]);
        let Event::Problems { html, count } = Event::problems(&report, &Nothing, &|_, _, _| None) else {
            panic!("problems");
        };
        assert_eq!(count, 1);
        assert!(html.contains("wrong") && !html.contains("odd"));
        let sound = Event::problems(&Report::default(), &Nothing, &|_, _, _| None);
        assert_eq!(sound.data(), r#"{"html":"","count":0}"#);
    }
}
