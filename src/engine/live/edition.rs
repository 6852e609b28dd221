//! One state of the site.

use super::super::inputs::Inputs;
use super::super::load::LoadOptions;
use crate::base::Instant;
use crate::diag::Diagnostic;
use crate::fs::PictureStore;
use crate::model::ArticleEntry;
use crate::render::Renderer;
use crate::theme::Env;
use std::collections::BTreeMap;
use std::sync::Arc;

/// An immutable state of the site.
pub struct Edition {
    /// Editions are numbered from 1.
    pub number: u64,
    pub(super) renderer: Option<Renderer>,
    pub(super) pictures: Arc<PictureStore>,
    /// Verbatim files, sorted.
    pub(super) statics: Arc<[Arc<str>]>,
    /// What is wrong with the site as a whole: configuration, theme, content.
    pub problems: Vec<Diagnostic>,
    /// The files whose change led to it.
    pub files: Vec<Arc<str>>,
    /// Articles that readers don't see now.
    pub waiting: Arc<[Waiting]>,
    /// When articles are taken away, by their files.
    pub expires: Arc<BTreeMap<Arc<str>, Instant>>,
    /// The time that it shows.
    pub now: Instant,
}

/// An article that readers don't see now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// Its headline.
    pub title: String,
    /// Its file.
    pub source: Arc<str>,
    /// Why, and when that changes or changed.
    pub event: Event,
}

/// Why an article is not seen by readers.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Event {
    /// It is a draft.
    Draft,
    /// It will be published.
    Publishes(Instant),
    /// It was taken away.
    Expired(Instant),
}

impl Edition {
    /// The state before anything was read.
    pub(super) fn empty() -> Self {
        Self {
            number: 0,
            renderer: None,
            pictures: Arc::new(PictureStore::none()),
            statics: Arc::default(),
            problems: Vec::new(),
            files: Vec::new(),
            waiting: Arc::default(),
            expires: Arc::default(),
            now: Instant(0),
        }
    }

    /// The site and its theme; `None` while configuration or theme never could be read.
    pub fn env(&self) -> Option<&Arc<Env>> {
        self.renderer.as_ref().map(Renderer::env)
    }

    /// Renders pages; `None` while configuration or theme never could be read.
    pub fn renderer(&self) -> Option<&Renderer> {
        self.renderer.as_ref()
    }

    /// The pictures of the site.
    pub fn pictures(&self) -> &Arc<PictureStore> {
        &self.pictures
    }

    /// The verbatim file that is published at a path: `/robots.txt` is `static/robots.txt`.
    pub fn verbatim(&self, path: &str) -> Option<Arc<str>> {
        let file = format!("static{path}");
        let at = self.statics.binary_search_by(|known| (**known).cmp(file.as_str())).ok()?;
        Some(self.statics[at].clone())
    }

    /// What is wrong with pictures of front matter: looking at them takes a while the first time.
    pub fn check_pictures(&self) -> Vec<Diagnostic> {
        self.env().map(|env| super::super::pictures::check_pictures(&env.site, &self.pictures)).unwrap_or_default()
    }
}

/// Articles that readers don't see now, drafts first, then by time.
pub(super) fn waiting(inputs: &Inputs, options: &LoadOptions) -> Arc<[Waiting]> {
    let now = options.now;
    let event = |entry: &ArticleEntry| {
        let matter = &entry.matter;
        let expired = matter.expires.as_ref().map(|expires| expires.value).filter(|at| *at <= now);
        match expired {
            _ if matter.draft => Some(Event::Draft),
            _ if matter.date.value > now => Some(Event::Publishes(matter.date.value)),
            Some(at) => Some(Event::Expired(at)),
            None => None,
        }
    };
    let later = inputs.articles_since(Instant(now.0 + 1)).iter();
    let found = later.chain(inputs.timed_articles()).filter_map(|entry| {
        let (title, source) = (entry.matter.title.value.clone(), entry.source.clone());
        Some(Waiting { title, source, event: event(entry)? })
    });
    let mut found: Vec<Waiting> = found.collect();
    found.sort_by(|a, b| (a.event, &a.source).cmp(&(b.event, &b.source)));
    found.dedup();
    found.into()
}

/// When articles are taken away.
pub(super) fn expires(inputs: &Inputs) -> Arc<BTreeMap<Arc<str>, Instant>> {
    let timed = inputs.timed_articles();
    let ends = timed.filter_map(|entry| Some((entry.source.clone(), entry.matter.expires.as_ref()?.value)));
    Arc::new(ends.collect())
}
