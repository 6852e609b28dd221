//! What a build did, for people and for machines.

use super::encode::PictureCounts;
use super::outputs::FileCounts;
use crate::diag::{Diagnostic, Report, json};
use crate::fs::SiteSources;
use crate::model::{ListKey, Page, Site};
use serde_json::{Value, json};
use std::time::Duration;

/// Pages by what they are.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug, serde::Serialize, serde::Deserialize)]
pub struct PageCounts {
    /// Articles.
    pub articles: usize,
    /// List pages, heads and archive pages together.
    pub lists: usize,
    /// Standalone pages, indexes, the front page and the like.
    pub others: usize,
    /// Feeds.
    pub feeds: usize,
    /// Redirects.
    pub redirects: usize,
    /// Authors with articles.
    pub authors: usize,
    /// Categories.
    pub categories: usize,
    /// Tags with articles.
    pub tags: usize,
    /// Drafts left out.
    pub drafts: usize,
    /// Scheduled articles left out.
    pub scheduled: usize,
    /// Expired articles left out.
    pub expired: usize,
}

impl PageCounts {
    /// Counts the pages of a site.
    pub fn of(site: &Site) -> Self {
        let mut counts = Self::default();
        for (_, page, _) in site.routes().pages() {
            match page {
                Page::Article(_) => counts.articles += 1,
                Page::Head(list) => {
                    counts.lists += 1;
                    match list {
                        ListKey::Author(_) => counts.authors += 1,
                        ListKey::Tag(_) => counts.tags += 1,
                        ListKey::Category(_) => counts.categories += 1,
                        _ => {}
                    }
                }
                Page::Sealed(..) => counts.lists += 1,
                Page::Rss(_) | Page::Atom(_) | Page::JsonFeed(_) => counts.feeds += 1,
                Page::Redirect(_) => counts.redirects += 1,
                _ if page.is_document() => counts.others += 1,
                _ => {}
            }
        }
        (counts.drafts, counts.scheduled, counts.expired) = site.unpublished_counts();
        counts
    }
}

/// The result of a build.
pub struct Summary {
    /// Pages; all zero when configuration or theme are broken.
    pub pages: PageCounts,
    /// Files; all zero when nothing was written.
    pub files: FileCounts,
    /// Pictures; all zero when nothing was written.
    pub pictures: PictureCounts,
    /// The paths of pages that were rendered to be written, each with the reason.
    pub rendered: Vec<(String, String)>,
    /// The paths of pages that got other boxes without being rendered.
    pub boxed: Vec<String>,
    /// Whether the output folder was touched.
    pub wrote: bool,
    /// How long each stage took.
    pub stages: Vec<(&'static str, Duration)>,
    /// What is wrong.
    pub report: Report,
    /// Texts for its excerpts.
    pub sources: SiteSources,
}

impl Summary {
    /// Adds what a comparison with a clean build has found: files that are not the same.
    pub fn compared(&mut self, differing: &[String]) {
        let Some(first) = differing.first() else { return };
        let others = differing.len() - 1;
        let others = if others == 0 { String::new() } else { format!(" and {others} others") };
        let problem =
            Diagnostic::error("not-verified", format!("`{first}`{others} would be different in a clean build"))
                .note(differing.iter().take(10).map(|path| format!("`{path}`")).collect::<Vec<_>>().join(", "))
                .hint("please report this: a build must never differ from a clean one; `--clean` puts it right");
        self.report.put_first(problem);
    }

    /// The time of all stages.
    pub fn total(&self) -> Duration {
        self.stages.iter().map(|(_, time)| *time).sum()
    }

    /// One JSON object: counts, timings in milliseconds, diagnostics.
    pub fn to_json(&self) -> Value {
        let pages = &self.pages;
        let timings: serde_json::Map<String, Value> = self
            .stages
            .iter()
            .map(|(name, time)| ((*name).to_owned(), json!((time.as_secs_f64() * 1e6).round() / 1e3)))
            .collect();
        json!({
            "ok": !self.report.has_errors(),
            "wrote": self.wrote,
            "pages": {
                "articles": pages.articles, "lists": pages.lists, "others": pages.others, "feeds": pages.feeds,
                "redirects": pages.redirects, "authors": pages.authors, "categories": pages.categories, "tags": pages.tags,
            },
            "left_out": { "drafts": pages.drafts, "scheduled": pages.scheduled, "expired": pages.expired },
            "rendered": self.rendered.len(),
            "boxed": self.boxed.len(),
            "files": {
                "written": self.files.written, "unchanged": self.files.unchanged, "deleted": self.files.deleted,
                "bytes": self.files.bytes,
            },
            "pictures": {
                "shown": self.pictures.pictures, "files": self.pictures.files, "encoded": self.pictures.encoded,
                "drawn": self.pictures.drawn, "left_out": self.pictures.left_out,
            },
            "milliseconds": timings,
            "errors": self.report.counts.errors,
            "warnings": self.report.counts.warnings,
            "diagnostics": json::entries(&self.report, &self.sources),
        })
    }
}
