//! Requests, answered from the site.

use super::desk;
use super::http::{File, Found, Pages, media_type};
use super::live::Live;
use super::near::near;
use crate::base::Fingerprint;
use crate::engine::{Edition, Shown};
use crate::model::{Page, external};
use bytes::Bytes;
use std::sync::Arc;

/// Times that a page is asked for again when its file has changed meanwhile.
const TRIES: usize = 20;

impl Pages for Live {
    fn base_path(&self) -> Arc<str> {
        Live::base_path(self)
    }

    fn find(&self, path: &str) -> Found {
        let edition = self.settled();
        if edition.env().is_none() {
            // Nothing can be shown, and the desk says why and when that is over.
            return Found::File(self.document(&edition, path, &Shown::default()));
        }
        if let Some(found) = self.page(&edition, path).or_else(|| self.file(&edition, path)) {
            return found;
        }
        let rules = self.rules(&edition);
        if let Some((to, status)) = rules.redirect(path) {
            return Found::Moved { to, status };
        }
        Found::Missing(self.not_found(&edition, path))
    }

    fn near(&self, path: &str) -> Vec<String> {
        near(&self.settled(), path)
    }
}

impl Live {
    /// A page that is rendered.
    fn page(&self, edition: &Arc<Edition>, path: &str) -> Option<Found> {
        let env = edition.env()?;
        let page = env.site.routes().find(path)?;
        if let Page::Redirect(at) = page {
            let redirect = &env.site.redirects()[at as usize];
            let to = if external(&redirect.to) { redirect.to.clone() } else { env.href(&redirect.to) };
            return Some(Found::Moved { to, status: redirect.status });
        }
        let shown = self.shown(edition, path)?;
        if page.is_document() {
            return Some(Found::File(self.document(edition, path, &shown)));
        }
        let bytes = shown.bytes.as_deref()?.to_vec();
        Some(Found::File(self.plain(edition, path, bytes, media_type(&output_name(path)))))
    }

    /// A page as a finished edition shows it: one whose file has changed since is asked for again.
    pub(super) fn shown(&self, edition: &Arc<Edition>, path: &str) -> Option<Arc<Shown>> {
        let mut edition = edition.clone();
        for _ in 0..TRIES {
            let shown = self.pages.show(&edition, path)?;
            if !shown.outdated {
                return Some(shown);
            }
            std::thread::sleep(std::time::Duration::from_millis(20));
            edition = self.settled();
        }
        self.pages.show(&edition, path)
    }

    /// An HTML document with the desk's script; one that can't be rendered is a page of the desk's own.
    fn document(&self, edition: &Edition, path: &str, shown: &Shown) -> File {
        let base = Live::base_path(self);
        let print = print_of(shown);
        let html = match &shown.bytes {
            Some(bytes) => desk::inject(bytes, &base, path, &print),
            None => desk::inject(UNFINISHED.as_bytes(), &base, path, &print),
        };
        let etag = format!("{print}-{}", Fingerprint::of(path.as_bytes()).short());
        let headers = self.rules(edition).headers(path);
        File { bytes: html.into(), mime: "text/html; charset=utf-8", etag, headers }
    }

    /// The site's 404 page, for a path where nothing is.
    fn not_found(&self, edition: &Arc<Edition>, path: &str) -> Option<File> {
        let shown = self.shown(edition, "/404.html").filter(|shown| shown.bytes.is_some())?;
        Some(self.document(edition, path, &shown))
    }

    /// Assets, pictures, verbatim files.
    fn file(&self, edition: &Arc<Edition>, path: &str) -> Option<Found> {
        let env = edition.env()?;
        if path.starts_with("/assets/")
            && let Some((_, asset)) = env.theme.assets().iter().find(|(_, asset)| asset.path == path)
        {
            return Some(Found::File(self.plain(edition, path, asset.bytes.clone(), media_type(path))));
        }
        if path.starts_with("/search/")
            && let Some(bytes) = self.search.file(edition, path)
        {
            return Some(Found::File(self.plain(edition, path, bytes, media_type(path))));
        }
        if path.starts_with("/media/")
            && let Ok(Some(print)) = self.darkroom.print(edition, path)
        {
            let mut file = self.plain(edition, path, print.bytes, print.mime);
            if !print.is_final {
                file.etag = format!("quick-{}", file.etag);
            }
            return Some(Found::File(file));
        }
        let indexed = if path.ends_with('/') { format!("{path}index.html") } else { path.to_owned() };
        let file = edition.verbatim(&indexed)?;
        let bytes = self.read(&file)?;
        Some(Found::File(self.plain(edition, path, bytes, media_type(&indexed))))
    }

    fn plain(&self, edition: &Edition, path: &str, bytes: Vec<u8>, mime: &'static str) -> File {
        let etag = Fingerprint::of(&bytes).to_string();
        File { bytes: Bytes::from(bytes), mime, etag, headers: self.rules(edition).headers(path) }
    }
}

/// Names what a browser is shown of a page.
pub(super) fn print_of(shown: &Shown) -> String {
    shown.print.map_or_else(|| "none".to_owned(), |print| print.to_string())
}

/// What stands in for a page that never could be rendered; the overlay says why.
pub(super) const UNFINISHED: &str = "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" \
content=\"width=device-width\">\n<title>This page can’t be shown yet</title>\n</head>\n<body>\n<h1>This page can’t be shown \
yet</h1>\n<p>It will appear here as soon as the problems are mended.</p>\n</body>\n</html>\n";

/// The file that a page is published as.
fn output_name(path: &str) -> String {
    crate::model::output_path(path)
}
