//! A site in memory.

use crate::base::Fingerprint;
use crate::serve::http::{File, Found, Pages, media_type};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// A site in memory. `/panic/` panics, `/slow/` takes a while, and `/gate/` is there when its gate is not locked.
#[derive(Default)]
pub(super) struct Shelf {
    base: String,
    found: BTreeMap<String, Found>,
    not_found: Option<File>,
    pub(super) crowd: Arc<Crowd>,
    pub(super) gate: Arc<Mutex<()>>,
}

/// How many were in `/slow/` at once.
#[derive(Default)]
pub(super) struct Crowd {
    now: AtomicUsize,
    pub(super) most: AtomicUsize,
    pub(super) all: AtomicUsize,
}

impl Shelf {
    /// A front page, an article, a picture and a feed; at `/`, without a 404 page.
    pub(super) fn new() -> Self {
        Self { base: "/".into(), ..Self::default() }
            .file("/", "<h1>front</h1>")
            .file("/phones/hinge/", "<h1>hinge</h1>")
            .file("/tags/日本/", "<h1>日本</h1>")
            .file("/about.html", "<h1>about</h1>")
            .file("/feed.xml", "<rss/>")
            .file("/media/x.avif", "0123456789")
    }

    pub(super) fn below(mut self, base: &str) -> Self {
        base.clone_into(&mut self.base);
        self
    }

    pub(super) fn file(self, path: &str, text: &str) -> Self {
        self.file_with(path, text, &[])
    }

    pub(super) fn file_with(mut self, path: &str, text: &str, headers: &[(&str, &str)]) -> Self {
        self.found.insert(path.to_owned(), Found::File(file(path, text, headers)));
        self
    }

    pub(super) fn moved(mut self, from: &str, to: &str, status: u16) -> Self {
        self.found.insert(from.to_owned(), Found::Moved { to: to.to_owned(), status });
        self
    }

    pub(super) fn not_found(mut self, text: &str) -> Self {
        self.not_found = Some(file("/404.html", text, &[("X-Site", "404")]));
        self
    }
}

fn file(path: &str, text: &str, headers: &[(&str, &str)]) -> File {
    File {
        bytes: text.to_owned().into(),
        mime: media_type(path),
        etag: Fingerprint::of(text.as_bytes()).short(),
        headers: headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
    }
}

impl Pages for Shelf {
    fn base_path(&self) -> Arc<str> {
        self.base.as_str().into()
    }

    fn find(&self, path: &str) -> Found {
        assert!(path.starts_with('/') && !path.contains("//") && !path.contains("/../"), "{path}");
        match path {
            "/panic/" => panic!("no ink left"),
            "/gate/" => {
                drop(self.gate.lock());
                Found::File(file(path, "open", &[]))
            }
            "/slow/" => {
                let now = self.crowd.now.fetch_add(1, Ordering::SeqCst) + 1;
                self.crowd.most.fetch_max(now, Ordering::SeqCst);
                std::thread::sleep(Duration::from_millis(5));
                self.crowd.now.fetch_sub(1, Ordering::SeqCst);
                self.crowd.all.fetch_add(1, Ordering::SeqCst);
                Found::File(file(path, "slow", &[]))
            }
            path => self.found.get(path).cloned().unwrap_or_else(|| Found::Missing(self.not_found.clone())),
        }
    }

    fn near(&self, path: &str) -> Vec<String> {
        let word = path.trim_matches('/');
        let start: String = word.chars().take(word.chars().count() / 2).collect();
        let near = |known: &&String| !start.is_empty() && known.contains(&start);
        self.found.keys().filter(near).take(5).cloned().collect()
    }
}
