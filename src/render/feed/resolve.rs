//! URL references resolved against a page ([RFC 3986, section 5](https://www.rfc-editor.org/rfc/rfc3986#section-5.2)).
//!
//! The references come out of HTML attributes and go back into them, so they are left escaped, and the base is escaped
//! once. The one deviation from the RFC: what a leading `/` stands for is the caller's to say, because a publication
//! may live in a folder of its host.

use crate::base::escape_html;

/// Where references start from, in pieces that are ready for an attribute.
pub(super) struct Base {
    /// The page without query and fragment.
    page: String,
    /// The page with its query.
    page_and_query: String,
    /// `https:`, for references that begin with `//`.
    scheme: String,
    /// What a leading `/` stands for, without a slash at its end.
    site: String,
}

impl Base {
    /// A base; both URLs are absolute.
    pub(super) fn new(page_url: &str, site_base: &str) -> Self {
        let whole = page_url.split('#').next().unwrap_or_default();
        let page = whole.split('?').next().unwrap_or_default();
        let scheme = page.find("//").map_or("https:", |end| &page[..end]);
        Self {
            page: escape_html(page),
            page_and_query: escape_html(whole),
            scheme: escape_html(scheme),
            site: escape_html(site_base.trim_end_matches('/')),
        }
    }

    /// The absolute form of a reference; `None` when it is absolute already.
    pub(super) fn resolve(&self, reference: &str) -> Option<String> {
        let (start, path) = match reference.as_bytes() {
            [] => return Some(self.page_and_query.clone()),
            [b'#', ..] => return Some(format!("{}{reference}", self.page_and_query)),
            [b'?', ..] => return Some(format!("{}{reference}", self.page)),
            [b'/', b'/', ..] => return Some(format!("{}{reference}", self.scheme)),
            [b'/', ..] => (self.site.as_str(), reference),
            // A scheme that hides behind character references, as addresses for mail do.
            [b'&', b'#', ..] => return None,
            _ if has_scheme(reference) => return None,
            _ => (self.folder(), reference),
        };
        let (authority, folder) = split_authority(start);
        let tail = path.find(['?', '#']).unwrap_or(path.len());
        let (path, tail) = path.split_at(tail);
        if !path.split('/').any(|segment| matches!(segment, "." | "..")) {
            return Some(format!("{start}{path}{tail}"));
        }
        // Above its top a path cannot climb. The site's own folder is no top: `/../` leaves it, as in a browser.
        Some(format!("{authority}{}{tail}", without_dots(&format!("{folder}{path}"))))
    }

    /// The page's folder, with its slash.
    fn folder(&self) -> &str {
        let (authority, path) = split_authority(&self.page);
        match path.rfind('/') {
            Some(slash) => &self.page[..=authority.len() + slash],
            None => self.page.as_str(),
        }
    }
}

/// `https://example.org` and the path after it.
fn split_authority(url: &str) -> (&str, &str) {
    let host = url.find("//").map_or(0, |slashes| slashes + 2);
    let end = url[host..].find('/').map_or(url.len(), |slash| host + slash);
    url.split_at(end)
}

/// Section 5.2.4: a path without `.` and `..` segments.
fn without_dots(path: &str) -> String {
    let mut kept = Vec::new();
    let mut segments = path.trim_start_matches('/').split('/').peekable();
    while let Some(segment) = segments.next() {
        let last = segments.peek().is_none();
        match segment {
            "." => {}
            ".." => {
                kept.pop();
            }
            segment => {
                kept.push(segment);
                continue;
            }
        }
        if last {
            kept.push("");
        }
    }
    format!("/{}", kept.join("/"))
}

fn has_scheme(reference: &str) -> bool {
    let Some(colon) = reference.find([':', '/', '?', '#']) else { return false };
    reference.as_bytes()[colon] == b':'
        && reference.as_bytes()[0].is_ascii_alphabetic()
        && reference[..colon].bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_resolve_as_the_rfc_shows() {
        // Section 5.4, with the segments that need no parameters.
        let base = Base::new("http://a/b/c/d;p?q", "http://a");
        for (reference, expected) in [
            ("g", "http://a/b/c/g"),
            ("./g", "http://a/b/c/g"),
            ("g/", "http://a/b/c/g/"),
            ("/g", "http://a/g"),
            ("//g", "http://g"),
            ("?y", "http://a/b/c/d;p?y"),
            ("g?y", "http://a/b/c/g?y"),
            ("#s", "http://a/b/c/d;p?q#s"),
            ("g#s/../x", "http://a/b/c/g#s/../x"),
            ("", "http://a/b/c/d;p?q"),
            (".", "http://a/b/c/"),
            ("./", "http://a/b/c/"),
            ("..", "http://a/b/"),
            ("../g", "http://a/b/g"),
            ("../..", "http://a/"),
            ("../../g", "http://a/g"),
            ("../../../g", "http://a/g"),
            ("/./g", "http://a/g"),
            ("/../g", "http://a/g"),
            ("g.", "http://a/b/c/g."),
            ("..g", "http://a/b/c/..g"),
            ("./g/.", "http://a/b/c/g/"),
            ("g/./h", "http://a/b/c/g/h"),
            ("g/../h", "http://a/b/c/h"),
        ] {
            assert_eq!(base.resolve(reference).as_deref(), Some(expected), "{reference}");
        }
        for absolute in ["http://x/", "g:h", "data:image/png;base64,AA==", "&#109;ailto:x"] {
            assert_eq!(base.resolve(absolute), None, "{absolute}");
        }
    }

    #[test]
    fn a_site_may_live_in_a_folder() {
        let base = Base::new("https://example.org/news/a/", "https://example.org/news/");
        assert_eq!(base.resolve("/b/").as_deref(), Some("https://example.org/news/b/"));
        assert_eq!(base.resolve("a:b/c").as_deref(), None);
        assert_eq!(base.resolve("./a:b").as_deref(), Some("https://example.org/news/a/a:b"));
    }
}
