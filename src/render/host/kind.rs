//! What a file of the output is to a cache and to an upload, by its path alone.

/// A kind of file.
///
/// The order is that of an upload: what pages are made of, then pages, then what announces pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FileKind {
    /// Its name holds a hash of its contents: it never changes.
    Hashed,
    /// Pictures and files under a name of their own, which may change.
    Loose,
    /// An HTML page.
    Page,
    /// Feeds, sitemaps, robots.txt, the list of search segments, and boxes that pages share.
    Announcing,
    /// What a host reads itself.
    Host,
}

/// A file's name with a hash of this many hexadecimal digits before its extension never changes.
pub(super) const HASH_DIGITS: std::ops::RangeInclusive<usize> = 10..=12;

impl FileKind {
    /// The kind of the file at a path below the output folder: `phones/hinge/index.html`.
    pub fn of(path: &str) -> Self {
        let name = path.rsplit('/').next().unwrap_or(path);
        // A compressed neighbour is what its plain file is.
        let plain = name.strip_suffix(".br").or_else(|| name.strip_suffix(".gz")).unwrap_or(name);
        let extension = plain.rsplit_once('.').map_or("", |(_, extension)| extension);
        let host = matches!(name, ".htaccess" | ".nojekyll");
        let at_root = matches!(path, "_headers" | "_redirects" | "vercel.json" | "CNAME");
        if host || at_root || path.starts_with(".hosting/") {
            return Self::Host;
        }
        if is_hashed(path, plain) {
            return Self::Hashed;
        }
        match extension {
            "html" | "htm" if path.starts_with("boxes/") => Self::Announcing,
            "html" | "htm" => Self::Page,
            "xml" => Self::Announcing,
            _ if plain == "feed.json" || matches!(path, "robots.txt" | "search/index.json") => Self::Announcing,
            _ => Self::Loose,
        }
    }

    /// `Cache-Control` of the kind.
    ///
    /// Pages are asked for again after a minute, and may be shown from the cache for ten more while that happens
    /// ([RFC 5861](https://www.rfc-editor.org/rfc/rfc5861)).
    pub const fn cache_control(self) -> &'static str {
        match self {
            Self::Hashed => "public, max-age=31536000, immutable",
            Self::Loose => "public, max-age=3600, stale-while-revalidate=86400",
            Self::Page | Self::Announcing | Self::Host => "public, max-age=60, stale-while-revalidate=600",
        }
    }
}

fn is_hashed(path: &str, name: &str) -> bool {
    let hex = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte));
    let hash = |text: &str| HASH_DIGITS.contains(&text.len()) && hex(text);
    if ["assets/", "boxes/", "media/"].iter().any(|folder| path.starts_with(folder)) {
        let hashed = name.rsplit_once('.').and_then(|(before, _)| before.rsplit_once('.'));
        return hashed.is_some_and(|(_, middle)| hash(middle));
    }
    let below = path.strip_prefix("search/").and_then(|rest| rest.split_once('/'));
    below.is_some_and(|(folder, _)| hash(folder))
}

#[cfg(test)]
mod tests {
    use super::FileKind::{Announcing, Hashed, Host, Loose, Page};
    use super::*;

    #[test]
    fn files_are_known_by_their_paths() {
        for (path, kind) in [
            ("index.html", Page),
            ("a/b/index.html.br", Page),
            ("404.html", Page),
            ("boxes/latest_box-4f2ac01b7d.html", Announcing),
            ("boxes/boxes.6f0e1b2c3d.js", Hashed),
            ("assets/css/main.2ad2722f70.css", Hashed),
            ("assets/css/main.2ad2722f70.css.gz", Hashed),
            ("assets/plain.css", Loose),
            ("media/card.5d01f1c3a9b2.png", Hashed),
            ("media/hinge-960.171ca457df.avif", Hashed),
            ("media/phones/hinge.jpg", Loose),
            ("search/0123456789/terms.bin", Hashed),
            ("search/index.json", Announcing),
            ("phones/feed.xml", Announcing),
            ("sitemaps/2026-11.xml", Announcing),
            ("robots.txt", Announcing),
            ("files/plan.txt", Loose),
            ("_redirects", Host),
            (".hosting/nginx.conf", Host),
            ("files/_redirects", Loose),
        ] {
            assert_eq!(FileKind::of(path), kind, "{path}");
        }
    }
}
