//! What the server knows, as plain values: of one page ([`PageState`]) and of the whole site ([`DeskState`]).
//!
//! Both are JSON for programs as well (`{base}_pressroom/desk.json`), so names stay as they are. Times are given twice:
//! in RFC 3339 and in words, because the browser knows neither the site's time zone nor its language. Paths are those
//! of `Pages::find`: below the base path, with a `/` first.

use crate::diag::{Report, Sources, html, json};
use serde::Serialize;

/// A point in time.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub(crate) struct Moment {
    /// RFC 3339.
    pub(crate) at: String,
    /// For people: `Tuesday 24 November, 09:00`.
    pub(crate) text: String,
}

/// One page, as the bar shows it.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub(crate) struct PageState {
    /// The path that was asked for.
    pub(crate) path: String,
    /// The file that the page is made of, below the site's root; `None` for lists.
    pub(crate) source: Option<String>,
    /// A URL that opens the source in an editor.
    pub(crate) edit: Option<String>,
    /// What the page is: `article`, `home`, `category`; `not-found` where there is none, and then the script asks for
    /// paths that are near.
    pub(crate) kind: String,
    /// Words of the text, where there is one.
    pub(crate) words: Option<usize>,
    /// Minutes to read it.
    pub(crate) minutes: Option<usize>,
    /// Whether readers see it; `None` for lists, which are always there.
    pub(crate) status: Option<Status>,
    /// What someone should look at on this page.
    pub(crate) warnings: Vec<Warning>,
    /// Why it was rendered, newest first: sentences such as ``content/phones/hinge.md changed``.
    pub(crate) why: Vec<String>,
    /// How long rendering took, in milliseconds.
    pub(crate) rendered_ms: f64,
}

/// Whether readers see a page.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub(crate) struct Status {
    /// Which of four.
    pub(crate) kind: StatusKind,
    /// When it was, or is to be, published or taken down; RFC 3339.
    pub(crate) at: Option<String>,
    /// For people, after the kind: `goes live Tuesday 24 November, 09:00`; may be empty.
    pub(crate) text: String,
}

/// Whether readers see a page.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum StatusKind {
    /// They do.
    Published,
    /// Not before `draft: true` is removed.
    Draft,
    /// Not yet.
    Scheduled,
    /// Not any more.
    Expired,
}

/// A warning about one page.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub(crate) struct Warning {
    /// The diagnostic's code.
    pub(crate) code: String,
    /// Its message, with backticks.
    pub(crate) message: String,
    /// The file, below the site's root: a warning about a page may be about its template.
    pub(crate) file: Option<String>,
    /// From 1.
    pub(crate) line: Option<usize>,
    /// From 1, in characters.
    pub(crate) column: Option<usize>,
    /// How to mend it.
    pub(crate) hint: Option<String>,
    /// A URL that opens the place in an editor.
    pub(crate) edit: Option<String>,
}

/// The whole site, as the desk shows it.
#[derive(Debug, Serialize)]
pub(crate) struct DeskState {
    /// The publication's title.
    pub(crate) title: String,
    /// `/`, or `/preview/pr-12/`.
    pub(crate) base_path: String,
    /// What readers do not see, or not as it is typed; within a [`Standing`], in the order of this list.
    pub(crate) pieces: Vec<Piece>,
    /// What is wrong.
    pub(crate) problems: Problems,
    /// What changed while the server ran, newest first.
    pub(crate) changes: Vec<Change>,
    /// What the server looks at.
    pub(crate) server: Server,
}

/// An article that readers do not see, or not as it is typed.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub(crate) struct Piece {
    /// Why they don't.
    pub(crate) standing: Standing,
    /// Its title; the file's name where the title can't be read.
    pub(crate) title: String,
    /// Below the site's root.
    pub(crate) file: String,
    /// A URL that opens it in an editor.
    pub(crate) edit: Option<String>,
    /// Its page, if this server shows one.
    pub(crate) path: Option<String>,
    /// A draft's date; when a scheduled piece goes live, or an expired one went.
    pub(crate) when: Option<Moment>,
}

/// Why readers do not see a piece, in the order of the desk.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Standing {
    /// It has errors: its page is the last good one, if there was one.
    Broken,
    /// `draft: true`.
    Draft,
    /// Its date is to come.
    Scheduled,
    /// Its `expires` is past.
    Expired,
}

/// What is wrong with the site.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Problems {
    /// How many errors.
    pub(crate) errors: usize,
    /// How many warnings.
    pub(crate) warnings: usize,
    /// For programs, as `build --format json` writes them.
    list: Vec<json::Entry>,
    /// For people.
    #[serde(skip)]
    pub(super) html: String,
}

impl Problems {
    /// All of a report; `link` gives the URL that opens a place in an editor.
    pub(crate) fn of(report: &Report, sources: &dyn Sources, link: &html::Link<'_>) -> Self {
        Self {
            errors: report.counts.errors,
            warnings: report.counts.warnings,
            list: json::entries(report, sources),
            html: html::render(report, sources, link),
        }
    }
}

/// One change, and how far it reached.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub(crate) struct Change {
    /// When it was seen.
    pub(crate) at: Moment,
    /// The files, below the site's root; empty when the clock alone changed something.
    pub(crate) files: Vec<String>,
    /// The pages that are different now; the first of them where there are many.
    pub(crate) pages: Vec<String>,
    /// How many pages are different now.
    pub(crate) reached: usize,
    /// From the change to the new edition, in milliseconds.
    pub(crate) took_ms: f64,
}

/// What the server looks at.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub(crate) struct Server {
    /// The site's root.
    pub(crate) root: String,
    /// The time that the site is shown at.
    pub(crate) now: Moment,
    /// Whether drafts are on it.
    pub(crate) drafts: Drafts,
    /// How many of what, in this order: `articles`, `pages`, …
    pub(crate) counts: Vec<Count>,
}

/// Whether drafts have pages.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Drafts {
    /// As with `--drafts`.
    Shown,
    /// As for readers.
    Hidden,
}

/// A number and what it counts.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub(crate) struct Count {
    /// In the plural: `articles`.
    pub(crate) what: String,
    /// How many.
    pub(crate) number: usize,
}
