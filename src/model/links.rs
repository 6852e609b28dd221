//! Where a link in content leads.

use super::files::{FileIndex, PictureRef, decode, normalize};
use super::routes::percent_encode;
use super::site::{Site, SourceTarget, Unpublished};
use crate::diag::suggest;

/// What became of a link.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum LinkOutcome {
    /// Another host, a mail address, a telephone number: written as it is.
    External,
    /// A page of the site; `href` is what to write.
    Page {
        /// With base path, query and fragment.
        href: String,
        /// The page's path.
        path: String,
        /// The anchor, decoded; empty without one.
        fragment: String,
    },
    /// A file below `content/` or `static/`.
    File {
        /// The file.
        file: PictureRef,
        /// Query and fragment.
        rest: String,
    },
    /// Nothing is there.
    Missing {
        /// What to write all the same.
        href: String,
        /// Why, when the site knows.
        why: Option<Unpublished>,
        /// A path that was probably meant.
        suggestion: Option<String>,
    },
}

/// Whether a destination names its own scheme or host.
pub fn external(destination: &str) -> bool {
    if destination.starts_with("//") {
        return true;
    }
    let scheme = destination.split(['/', '?', '#']).next().unwrap_or("");
    scheme.split_once(':').is_some_and(|(name, _)| {
        name.starts_with(|c: char| c.is_ascii_alphabetic())
            && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b))
    })
}

impl Site {
    /// Resolves a link made in the content file `source`, whose page is at `page_path`.
    pub fn resolve_link(&self, source: &str, page_path: &str, destination: &str) -> LinkOutcome {
        if external(destination) {
            return LinkOutcome::External;
        }
        let (before, fragment) = destination.split_once('#').unwrap_or((destination, ""));
        let (target, query) = before.split_once('?').unwrap_or((before, ""));
        let rest = &destination[target.len()..];
        // A text fragment (`#:~:text=…`) speaks to the browser, not of an anchor.
        let fragment = fragment.split(":~:").next().unwrap_or("");
        let target = decode(target);
        let page = |path: &str| LinkOutcome::Page {
            href: format!("{}{rest}", self.shape.config.href(&percent_encode(path))),
            path: path.to_owned(),
            fragment: decode(fragment),
        };
        if target.is_empty() {
            if query.is_empty() {
                return LinkOutcome::Page {
                    href: destination.to_owned(),
                    path: page_path.to_owned(),
                    fragment: decode(fragment),
                };
            }
            return page(page_path);
        }
        if target.to_ascii_lowercase().ends_with(".md") {
            return self.resolve_source(source, &target).map_or_else(
                |(why, suggestion)| LinkOutcome::Missing { href: destination.to_owned(), why, suggestion },
                |path| page(&path),
            );
        }
        let absolute = absolute_path(page_path, &target);
        for candidate in [absolute.clone(), format!("{absolute}/"), format!("{absolute}index.html")] {
            if self.shape.routes.find(&candidate).is_some() {
                return page(&candidate);
            }
        }
        if let Some(stripped) = absolute.strip_suffix("index.html")
            && self.shape.routes.find(stripped).is_some()
        {
            return page(stripped);
        }
        if let Ok(file) = self.resolve_file(source, &target) {
            return LinkOutcome::File { file, rest: rest.to_owned() };
        }
        LinkOutcome::Missing {
            href: if target.starts_with('/') {
                format!("{}{rest}", self.shape.config.href(&percent_encode(&target)))
            } else {
                destination.to_owned()
            },
            why: None,
            suggestion: self.nearest_path(&absolute),
        }
    }

    fn resolve_file(&self, source: &str, target: &str) -> Result<PictureRef, Vec<String>> {
        let files: &FileIndex = &self.shape.files;
        files.resolve(source, target)
    }

    /// The path of a content file named by a link.
    fn resolve_source(&self, source: &str, target: &str) -> Result<String, (Option<Unpublished>, Option<String>)> {
        let folder = source.rsplit_once('/').map_or("", |(folder, _)| folder);
        let file = match target.strip_prefix('/') {
            Some(absolute) => normalize(&format!("content/{}", absolute.trim_start_matches("content/"))),
            None => normalize(&format!("{folder}/{target}")),
        };
        let Some(file) = file else { return Err((None, None)) };
        if let Some(found) = self.shape.by_source.get(file.as_str()) {
            return Ok(self.target_path(*found));
        }
        let why = self.shape.unpublished.get(file.as_str()).copied();
        // As it is to be typed: beside the article its name, elsewhere the path below `content/`.
        let typed = |found: String| match found.strip_prefix(folder).and_then(|name| name.strip_prefix('/')) {
            Some(name) if !target.starts_with('/') => name.to_owned(),
            _ => found.strip_prefix("content").map_or(found.clone(), str::to_owned),
        };
        let suggestion = (why.is_none()).then(|| self.nearest_source(&file)).flatten().map(typed);
        Err((why, suggestion))
    }

    fn target_path(&self, target: SourceTarget) -> String {
        match target {
            SourceTarget::Article(id) => self.card(id).path.to_string(),
            SourceTarget::Standalone(at) => self.shape.standalone[at as usize].path.clone(),
            SourceTarget::Category(at) => self.shape.categories[at as usize].path.clone(),
            SourceTarget::Author(at) => self.shape.authors[at as usize].path.clone(),
            SourceTarget::Tag(at) => self.shape.tags[at as usize].path.clone(),
        }
    }

    /// An article whose file or slug is what was probably meant. Only names in the same folder, or with the same last
    /// part, are considered: a look through a large archive for every broken link would cost more than it tells.
    fn nearest_source(&self, file: &str) -> Option<String> {
        let (folder, name) = file.rsplit_once('/')?;
        let stem = name.trim_end_matches(".md");
        if let Some(id) = self.article_by_slug(stem) {
            return Some(self.article(id).source.to_string());
        }
        let mut names: Vec<&str> = self
            .shape
            .by_source
            .keys()
            .filter_map(|source| source.strip_prefix(folder)?.strip_prefix('/'))
            .filter(|other| !other.contains('/'))
            .collect();
        names.sort_unstable();
        suggest(name, names).map(|found| format!("{folder}/{found}"))
    }

    fn nearest_path(&self, path: &str) -> Option<String> {
        let slug = path.trim_end_matches('/').rsplit('/').next()?;
        if let Some(id) = self.article_by_slug(slug) {
            return Some(self.card(id).path.to_string());
        }
        let sections = self
            .lists()
            .into_iter()
            .filter(|list| matches!(list, super::ListKey::Category(_) | super::ListKey::Type(_)));
        let paths: Vec<String> = sections
            .map(|list| self.list_path(list))
            .chain(self.shape.standalone.iter().map(|page| page.path.clone()))
            .collect();
        suggest(path, paths.iter().map(String::as_str)).map(str::to_owned)
    }
}

/// A link relative to a page's URL as an absolute path; a slash at the end is kept.
fn absolute_path(page_path: &str, target: &str) -> String {
    let joined = if target.starts_with('/') {
        target.to_owned()
    } else {
        let folder = page_path.rsplit_once('/').map_or("", |(folder, _)| folder);
        format!("{folder}/{target}")
    };
    let slash = if joined.ends_with('/') || joined.ends_with("/.") || joined.ends_with("/..") { "/" } else { "" };
    let path = normalize(&joined).unwrap_or_default();
    if path.is_empty() { "/".to_owned() } else { format!("/{path}{slash}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn schemes_and_hosts_are_external() {
        for link in ["https://a.example/", "mailto:a@b.example", "//cdn.example/x", "tel:+49", "HTTP://X"] {
            assert!(external(link), "{link}");
        }
        for link in ["/a:b/", "a/b:c", "#x", "../x.md", "", "a b:c"] {
            assert!(!external(link), "{link}");
        }
    }

    #[test]
    fn relative_links_start_from_the_page() {
        assert_eq!(absolute_path("/phones/hinge/", "../other/"), "/phones/other/");
        assert_eq!(absolute_path("/phones/hinge/", "x.pdf"), "/phones/hinge/x.pdf");
        assert_eq!(absolute_path("/phones/hinge/", "/about"), "/about");
        assert_eq!(absolute_path("/a.html", "b.html"), "/b.html");
        assert_eq!(absolute_path("/a/", "../../.."), "/");
    }
}
