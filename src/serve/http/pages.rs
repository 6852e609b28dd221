//! What there is to show. The rest of pressroom stands behind this trait.

use bytes::Bytes;
use std::sync::Arc;

/// What is shown: asked from blocking threads, by many at once.
pub(crate) trait Pages: Send + Sync + 'static {
    /// `/` or `/preview/pr-12/`: with a slash at both ends, as it is written in URLs. May change while the server runs.
    fn base_path(&self) -> Arc<str>;

    /// What is at a path: decoded, below the base path, starting with `/`, without query and dot segments.
    fn find(&self, path: &str) -> Found;

    /// Paths that were probably meant, best first, at most five.
    fn near(&self, path: &str) -> Vec<String>;
}

/// What is at a path.
#[derive(Clone, Debug)]
pub(crate) enum Found {
    /// A page, or any other file.
    File(File),
    /// A redirect of the site's own; `to` is a path with the base path, or an absolute URL.
    Moved { to: String, status: u16 },
    /// Nothing; with the site's 404 page, if it has one.
    Missing(Option<File>),
}

/// The bytes of an answer, and what is said about them.
#[derive(Clone, Debug)]
pub(crate) struct File {
    pub(crate) bytes: Bytes,
    /// As in `Content-Type`; without a `charset`, texts are UTF-8.
    pub(crate) mime: &'static str,
    /// Names the bytes, without quotes.
    pub(crate) etag: String,
    /// From the site's `_headers`, in its order.
    pub(crate) headers: Vec<(String, String)>,
}
