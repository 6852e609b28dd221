//! The files that content may refer to, and how a reference finds its file.

use rustc_hash::FxHashSet;
use std::sync::Arc;

/// All files below `content/` and `static/` that are not Markdown, by path below the site's root.
#[derive(Clone, Debug, Default)]
pub struct FileIndex {
    files: FxHashSet<Arc<str>>,
}

/// A picture that content refers to.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum PictureRef {
    /// A file below the site's root (`content/…` or `static/…`).
    File(Arc<str>),
    /// A picture on another host, used as it is.
    Remote(String),
}

impl FileIndex {
    /// An index of the given paths.
    pub fn new(files: impl IntoIterator<Item = Arc<str>>) -> Self {
        Self { files: files.into_iter().collect() }
    }

    /// Finds the file of a reference made in a content file.
    ///
    /// A relative path is looked up beside the file, an absolute one below `content/`; then both below `static/`.
    ///
    /// # Errors
    /// The paths that were tried.
    pub fn resolve(&self, source: &str, reference: &str) -> Result<PictureRef, Vec<String>> {
        if reference.starts_with("https://") || reference.starts_with("http://") {
            return Ok(PictureRef::Remote(reference.to_owned()));
        }
        let clean = decode(reference.split(['?', '#']).next().unwrap_or(reference));
        let mut tried = Vec::new();
        let folder = source.rsplit_once('/').map_or("", |(folder, _)| folder);
        let candidates = match clean.strip_prefix('/') {
            Some(absolute) => [format!("content/{absolute}"), format!("static/{absolute}")],
            None => [format!("{folder}/{clean}"), format!("static/{clean}")],
        };
        for candidate in candidates {
            let path = if is_normal(&candidate) { Some(candidate) } else { normalize(&candidate) };
            let Some(path) = path else { continue };
            if !path.starts_with("content/") && !path.starts_with("static/") {
                continue;
            }
            if let Some(file) = self.files.get(path.as_str()) {
                return Ok(PictureRef::File(file.clone()));
            }
            tried.push(path);
        }
        Err(tried)
    }

    /// Whether there is a file at a path below the site's root.
    pub fn contains(&self, path: &str) -> bool {
        self.files.contains(path)
    }

    /// Names of the files in the folder of a path that was not found, for suggestions.
    pub fn neighbours<'a>(&'a self, path: &str) -> impl Iterator<Item = &'a str> + use<'a> {
        let folder = path.rsplit_once('/').map_or(String::new(), |(folder, _)| format!("{folder}/"));
        let mut names: Vec<&str> = self
            .files
            .iter()
            .filter_map(|file| file.strip_prefix(folder.as_str()))
            .filter(|name| !name.contains('/'))
            .collect();
        names.sort_unstable();
        names.into_iter()
    }
}

/// Whether a path has no part that [`normalize`] would touch.
fn is_normal(path: &str) -> bool {
    !path.starts_with(['/', '.']) && !path.ends_with('/') && !path.contains("//") && !path.contains("/.")
}

/// Removes `.` and `..`; `None` when the path leaves the site.
pub(super) fn normalize(path: &str) -> Option<String> {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// Decodes `%20` and its kin; malformed escapes stay as they are.
pub(super) fn decode(text: &str) -> String {
    if !text.contains('%') {
        return text.to_owned();
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, tail)) = rest.split_first() {
        let hex = (first == b'%').then(|| tail.get(..2)).flatten().and_then(|hex| std::str::from_utf8(hex).ok());
        if let Some(byte) = hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            bytes.push(byte);
            rest = &tail[2..];
        } else {
            bytes.push(first);
            rest = tail;
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn index() -> FileIndex {
        FileIndex::new(["content/phones/a.jpg", "content/b.jpg", "static/c.png", "static/d e.png"].map(Arc::from))
    }

    #[test]
    fn references_are_looked_up_in_order() {
        let find = |reference: &str| match index().resolve("content/phones/x.md", reference) {
            Ok(PictureRef::File(file)) => file.to_string(),
            other => format!("{other:?}"),
        };
        assert_eq!(find("a.jpg"), "content/phones/a.jpg");
        assert_eq!(find("../b.jpg"), "content/b.jpg");
        assert_eq!(find("/b.jpg"), "content/b.jpg");
        assert_eq!(find("/c.png"), "static/c.png");
        assert_eq!(find("c.png"), "static/c.png");
        assert_eq!(find("/d%20e.png?v=1"), "static/d e.png");
        assert!(find("../../../etc/passwd").contains("Err"));
        assert!(find("/../Cargo.toml").contains("Err"));
    }
}
