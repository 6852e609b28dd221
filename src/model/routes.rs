//! Which URL leads to which page, and what happens when two want the same.

use super::ids::{ListKey, Page, PageId};
use crate::diag::{Diagnostic, Span};
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// All URLs of a site. Paths are decoded and without the base path: `/phones/hinge/`, `/feed.xml`.
#[derive(Clone, Debug, Default)]
pub struct Routes {
    pages: Vec<Page>,
    paths: Vec<Arc<str>>,
    owners: Vec<Option<Span>>,
    by_path: FxHashMap<Arc<str>, PageId>,
}

impl Routes {
    /// No URLs yet, and room for so many.
    pub fn with_capacity(count: usize) -> Self {
        let mut by_path = FxHashMap::default();
        by_path.reserve(count);
        Self {
            pages: Vec::with_capacity(count),
            paths: Vec::with_capacity(count),
            owners: Vec::with_capacity(count),
            by_path,
        }
    }

    /// Adds a page; `owner` is the file (and place) that asks for this URL, if one does.
    ///
    /// # Errors
    /// When the URL is taken: a diagnostic that names both.
    pub fn add(&mut self, path: &str, page: Page, owner: Option<Span>) -> Result<(), Diagnostic> {
        let id = PageId(self.pages.len() as u32);
        if let Some(&taken) = self.by_path.get(path) {
            return Err(self.collision(path, taken, page, owner));
        }
        let path: Arc<str> = path.into();
        self.by_path.insert(path.clone(), id);
        self.pages.push(page);
        self.paths.push(path);
        self.owners.push(owner);
        Ok(())
    }

    fn collision(&self, path: &str, taken: PageId, page: Page, owner: Option<Span>) -> Diagnostic {
        let first = self.owners[taken.0 as usize].as_ref();
        let other = self.pages[taken.0 as usize];
        let of_type = matches!(other, Page::Head(ListKey::Type(_))) || matches!(page, Page::Head(ListKey::Type(_)));
        let hint = if of_type {
            "rename one of them, or give the article type another `path` under `types` in pressroom.yaml"
        } else {
            "change the `slug` of one of them, or the `permalink` pattern"
        };
        let diagnostic = Diagnostic::error("url-collision", format!("two sources for the URL `{path}`"))
            .at_opt(owner.clone().or_else(|| first.cloned()))
            .hint(hint);
        match (owner, first) {
            (Some(_), Some(first)) => diagnostic.related(first.clone(), "the other one"),
            (None, Some(_)) => diagnostic.note(format!("the other one is {}", describe(page))),
            _ => diagnostic.note(format!("the other one is {}", describe(other))),
        }
    }

    /// All pages, in the order in which they were added.
    pub fn pages(&self) -> impl ExactSizeIterator<Item = (PageId, Page, &str)> {
        self.pages.iter().zip(&self.paths).enumerate().map(|(id, (page, path))| (PageId(id as u32), *page, &**path))
    }

    /// The page of an id.
    pub fn page(&self, id: PageId) -> (Page, &str) {
        (self.pages[id.0 as usize], &self.paths[id.0 as usize])
    }

    /// What is at a path.
    pub fn find(&self, path: &str) -> Option<Page> {
        self.by_path.get(path).map(|id| self.pages[id.0 as usize])
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.pages.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.pages.is_empty()
    }
}

fn describe(page: Page) -> &'static str {
    match page {
        Page::Home => "the front page",
        Page::Head(ListKey::Type(_)) => "the list of an article type",
        Page::Head(ListKey::Category(_)) => "the list of a category",
        Page::Head(ListKey::Tag(_)) => "the list of a tag",
        Page::Head(ListKey::Author(_)) => "the list of an author",
        Page::Head(ListKey::Series(_)) => "the list of a series",
        Page::Head(ListKey::Month(_)) => "the list of a month",
        Page::Article(_) => "an article",
        Page::Head(ListKey::All) => "a list page",
        Page::Sealed(..) | Page::Pending(..) => "an archive page",
        Page::Index(_) => "an index page",
        Page::Standalone(_) => "a standalone page",
        Page::Corrections => "the list of corrections",
        Page::Redirect(_) => "a redirect",
        _ => "made by pressroom itself",
    }
}

/// The file of a path below the output folder: `/a/` is `a/index.html`.
pub fn output_path(path: &str) -> String {
    let path = path.trim_start_matches('/');
    if path.is_empty() || path.ends_with('/') { format!("{path}index.html") } else { path.to_owned() }
}

/// Bytes that stand for themselves in a path.
const PLAIN: [bool; 256] = {
    let mut plain = [false; 256];
    let marks = b"-._~/!$&'()*+,;=:@";
    let mut at = 0;
    while at < marks.len() {
        plain[marks[at] as usize] = true;
        at += 1;
    }
    let mut byte = 0;
    while byte < 128 {
        if (byte as u8).is_ascii_alphanumeric() {
            plain[byte] = true;
        }
        byte += 1;
    }
    plain
};

/// Encodes a path for use in a URL (RFC 3986): everything but unreserved characters and `/` becomes `%XX`.
pub fn percent_encode(path: &str) -> std::borrow::Cow<'_, str> {
    let plain = |byte: u8| PLAIN[byte as usize];
    if path.bytes().all(plain) {
        return path.into();
    }
    let mut out = String::with_capacity(path.len() * 2);
    for byte in path.bytes() {
        if plain(byte) {
            out.push(byte as char);
        } else {
            const HEX: &[u8; 16] = b"0123456789ABCDEF";
            out.push('%');
            out.push(HEX[(byte >> 4) as usize] as char);
            out.push(HEX[(byte & 15) as usize] as char);
        }
    }
    out.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_sources_for_one_url_are_both_named() {
        let mut routes = Routes::default();
        let span = |file: &str| Some(Span::new(file, 4..9));
        routes.add("/a/", Page::Standalone(0), span("content/pages/a.md")).expect("free");
        let error = routes.add("/a/", Page::Standalone(1), span("content/b/a.md")).expect_err("taken");
        assert_eq!(error.span, span("content/b/a.md"));
        assert_eq!(error.related[0].span, span("content/pages/a.md").expect("some"));
    }

    #[test]
    fn paths_become_files_and_urls() {
        assert_eq!(output_path("/"), "index.html");
        assert_eq!(output_path("/a/b/"), "a/b/index.html");
        assert_eq!(output_path("/feed.xml"), "feed.xml");
        assert_eq!(percent_encode("/tags/日本/"), "/tags/%E6%97%A5%E6%9C%AC/");
        assert_eq!(percent_encode("/a b%/"), "/a%20b%25/");
    }
}
