//! Where below the base path a request leads.

use super::path::Path;
use crate::model::percent_encode;

/// The first segment, below the base path, of what only the dev server has.
pub(super) const DESK: &str = "_pressroom";

/// The base path, in both spellings; each with a slash at both ends.
pub(super) struct Base {
    decoded: String,
    encoded: String,
}

/// Where a path leads.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Place<'p> {
    /// To the site; the path starts with `/`.
    Site(&'p str),
    /// To the desk; the path starts with `/`.
    Desk(&'p str),
    /// To the desk, without the slash at the end.
    DeskDoor,
    /// To the site's door: the root, or the base path without the slash at the end.
    Door,
    /// Past the site.
    Outside,
}

impl Base {
    /// From a base path as it is written in URLs.
    pub(super) fn new(written: &str) -> Self {
        // A path that can't be decoded is taken by the letter: the configuration accepts it, and so must this.
        let decoded = Path::read(written).map_or_else(|_| written.to_owned(), |path| path.decoded);
        let encoded = percent_encode(&decoded).into_owned();
        Self { decoded, encoded }
    }

    /// Where a decoded path leads.
    pub(super) fn place<'p>(&self, path: &'p str) -> Place<'p> {
        let Some(rest) = path.strip_prefix(&self.decoded) else {
            let door = path == "/" || path == self.decoded.trim_end_matches('/');
            return if door { Place::Door } else { Place::Outside };
        };
        match rest.strip_prefix(DESK) {
            Some("") => Place::DeskDoor,
            Some(below) if below.starts_with('/') => Place::Desk(below),
            _ => Place::Site(&path[self.decoded.len() - 1..]),
        }
    }

    /// The URL's path of a decoded path below the base path.
    pub(super) fn href(&self, path: &str) -> String {
        format!("{}{}", self.encoded, percent_encode(path.strip_prefix('/').unwrap_or(path)))
    }

    /// The base path as it is written in URLs.
    pub(super) fn encoded(&self) -> &str {
        &self.encoded
    }

    /// The base path as a person reads it.
    pub(super) fn decoded(&self) -> &str {
        &self.decoded
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_placed_below_the_base_path() {
        let base = Base::new("/news/pr%2012/");
        for (path, place) in [
            ("/news/pr 12/", Place::Site("/")),
            ("/news/pr 12/a/", Place::Site("/a/")),
            ("/news/pr 12/_pressroom/", Place::Desk("/")),
            ("/news/pr 12/_pressroom/near", Place::Desk("/near")),
            ("/news/pr 12/_pressroom", Place::DeskDoor),
            ("/news/pr 12/_pressrooms", Place::Site("/_pressrooms")),
            ("/news/pr 12", Place::Door),
            ("/", Place::Door),
            ("/news/", Place::Outside),
            ("/_pressroom/", Place::Outside),
        ] {
            assert_eq!(base.place(path), place, "{path}");
        }
        assert_eq!(base.href("/日/"), "/news/pr%2012/%E6%97%A5/");
    }

    #[test]
    fn most_sites_are_at_the_root() {
        let base = Base::new("/");
        assert_eq!(base.place("/"), Place::Site("/"));
        assert_eq!(base.place("/a/"), Place::Site("/a/"));
        assert_eq!(base.place("/_pressroom"), Place::DeskDoor);
        assert_eq!(base.href("/a/"), "/a/");
    }
}
