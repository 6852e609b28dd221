//! The path of a request as it is looked up: decoded, without dot segments, and never above the root.
//!
//! Dot segments are resolved as in [RFC 3986, 5.2.4](https://www.rfc-editor.org/rfc/rfc3986#section-5.2.4), also when
//! they are percent-encoded, since [browsers](https://url.spec.whatwg.org/#double-dot-path-segment) take those for the
//! same. What servers and file systems disagree about (an encoded slash, a backslash, NUL) is refused: no page of a
//! site has it in its address.

use percent_encoding::percent_decode_str;

/// A path as it is looked up.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Path {
    /// Starts with `/`, has no empty and no dot segment, and ends with `/` when the request's did.
    pub(super) decoded: String,
    /// Whether the request had no empty and no dot segment either.
    pub(super) canonical: bool,
}

/// Why a path names nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum BadPath {
    #[error("the address does not start with a slash")]
    Relative,
    #[error("the address has a `%` without two hexadecimal digits after it")]
    Escape,
    #[error("the address is not UTF-8 when it is decoded")]
    Encoding,
    #[error("the address has an encoded slash, `%2F`")]
    Slash,
    #[error("the address has a backslash")]
    Backslash,
    #[error("the address has a control character")]
    Control,
}

impl BadPath {
    /// What to do about it.
    pub(super) fn hint(self) -> Option<&'static str> {
        match self {
            Self::Escape => Some("a percent sign is written as `%25`"),
            Self::Slash | Self::Backslash => Some("the parts of an address are divided by plain slashes"),
            Self::Relative | Self::Encoding | Self::Control => None,
        }
    }
}

impl Path {
    /// Reads the path of a request's target, without its query.
    pub(super) fn read(raw: &str) -> Result<Self, BadPath> {
        let rest = raw.strip_prefix('/').ok_or(BadPath::Relative)?;
        let mut segments: Vec<String> = Vec::new();
        let mut canonical = true;
        let mut folder = true;
        let mut parts = rest.split('/').peekable();
        while let Some(part) = parts.next() {
            let segment = decode(part)?;
            let last = parts.peek().is_none();
            folder = matches!(segment.as_str(), "" | "." | "..");
            canonical &= !folder || last && segment.is_empty();
            match segment.as_str() {
                "" | "." => {}
                ".." => drop(segments.pop()),
                _ => segments.push(segment),
            }
        }
        let mut decoded = format!("/{}", segments.join("/"));
        if folder && !segments.is_empty() {
            decoded.push('/');
        }
        Ok(Self { decoded, canonical })
    }
}

/// One segment, decoded.
fn decode(part: &str) -> Result<String, BadPath> {
    let escaped = |rest: &[u8]| rest.len() >= 2 && rest[..2].iter().all(u8::is_ascii_hexdigit);
    if part.match_indices('%').any(|(at, _)| !escaped(&part.as_bytes()[at + 1..])) {
        return Err(BadPath::Escape);
    }
    let segment = percent_decode_str(part).decode_utf8().map_err(|_| BadPath::Encoding)?;
    if segment.contains('/') {
        return Err(BadPath::Slash);
    }
    if segment.contains('\\') {
        return Err(BadPath::Backslash);
    }
    // Browsers drop tabs and line breaks from addresses, so that one in a redirect would change where it leads.
    if segment.contains(char::is_control) {
        return Err(BadPath::Control);
    }
    Ok(segment.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(raw: &str) -> (String, bool) {
        let path = Path::read(raw).unwrap_or_else(|bad| panic!("{raw}: {bad}"));
        (path.decoded, path.canonical)
    }

    #[test]
    fn paths_are_decoded() {
        for (raw, decoded) in [
            ("/", "/"),
            ("/a/b/", "/a/b/"),
            ("/feed.xml", "/feed.xml"),
            ("/tags/%E6%97%A5%e6%9c%ac/", "/tags/日本/"),
            ("/a%20b+c%25d", "/a b+c%d"),
            ("/...", "/..."),
            ("/%252e%252e/", "/%2e%2e/"),
        ] {
            assert_eq!(read(raw), (decoded.to_owned(), true), "{raw}");
        }
    }

    #[test]
    fn detours_are_resolved_and_never_lead_above_the_root() {
        for (raw, decoded) in [
            ("//", "/"),
            ("//a///b//", "/a/b/"),
            ("/./a/./b", "/a/b"),
            ("/a/../b/", "/b/"),
            ("/a/b/..", "/a/"),
            ("/a/b/.", "/a/b/"),
            ("/..", "/"),
            ("/../../etc/passwd", "/etc/passwd"),
            ("/%2e%2e/%2E./.%2e/etc/passwd", "/etc/passwd"),
            ("/a/%2e/b", "/a/b"),
        ] {
            assert_eq!(read(raw), (decoded.to_owned(), false), "{raw}");
        }
    }

    #[test]
    fn what_names_nothing_is_refused() {
        for (raw, bad) in [
            ("*", BadPath::Relative),
            ("", BadPath::Relative),
            ("/100%", BadPath::Escape),
            ("/%4", BadPath::Escape),
            ("/%zz/", BadPath::Escape),
            ("/%+1/", BadPath::Escape),
            ("/%é1", BadPath::Escape),
            ("/%ff%fe/", BadPath::Encoding),
            ("/%c0%ae%c0%ae/", BadPath::Encoding),
            ("/a%2Fb", BadPath::Slash),
            ("/..%2f..%2fetc/passwd", BadPath::Slash),
            ("/..%5c..%5cwindows", BadPath::Backslash),
            ("/a\\b", BadPath::Backslash),
            ("/a%00.html", BadPath::Control),
            ("/%09/evil.example/", BadPath::Control),
            ("/a%0d%0aset-cookie:b", BadPath::Control),
        ] {
            assert_eq!(Path::read(raw), Err(bad), "{raw}");
        }
    }
}
