//! From a path to what is answered, by the habits of hosts.

use super::pages::{File, Found, Pages};
use super::path::Path;

/// What is answered.
pub(super) enum Answer {
    /// This file.
    File(File),
    /// It is at this path.
    At(String),
    /// A redirect of the site's own.
    Moved { to: String, status: u16 },
    /// Nothing; with the site's 404 page, or else the paths that were probably meant.
    Missing { page: Option<File>, near: Vec<String> },
}

/// Looks a path up: decoded, and below the base path.
///
/// Each page has one address. `/a/index.html`, `//a/` and `/b/../a/` lead to `/a/`, so that links on the page that go
/// from where it is work as they will when it is published; and so does `/a`, as on every host.
pub(super) fn look_up(pages: &dyn Pages, path: &Path) -> Answer {
    let asked = path.decoded.as_str();
    if let Some(folder) = asked.strip_suffix("index.html").filter(|folder| folder.ends_with('/'))
        && let Found::File(_) = pages.find(folder)
    {
        return Answer::At(folder.to_owned());
    }
    match pages.find(asked) {
        Found::File(_) if !path.canonical => Answer::At(asked.to_owned()),
        Found::File(file) => Answer::File(file),
        Found::Moved { to, status } => Answer::Moved { to, status },
        Found::Missing(page) if asked.ends_with('/') => missing(pages, asked, page),
        Found::Missing(page) => match pages.find(&format!("{asked}/")) {
            Found::File(_) => Answer::At(format!("{asked}/")),
            Found::Moved { to, status } => Answer::Moved { to, status },
            Found::Missing(_) => missing(pages, asked, page),
        },
    }
}

fn missing(pages: &dyn Pages, path: &str, page: Option<File>) -> Answer {
    let near = if page.is_none() { pages.near(path) } else { Vec::new() };
    Answer::Missing { page, near }
}
