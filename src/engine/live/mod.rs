//! A site kept up to date in memory: what the dev server shows.
//!
//! [`Engine::open`] reads a site, [`Engine::apply`] reads again what has changed on disk and makes the next [`Edition`]: an
//! immutable state of the site that renders a page when it is asked for. [`Pages`] remembers rendered pages with what
//! each was made of, and renders one again only when something of that is not what it was. [`Darkroom`] makes pictures
//! when they are asked for.
//!
//! **Exact:** an edition's pages are the bytes that a build of the same files would write. A change of one article's text
//! is patched into the site; after any other change the site is built anew, by the same function as in a build.
//!
//! **When something is wrong**, the edition holds the last good version of the files that are, and the problems beside it,
//! so that a writer who looks at one article is not kept from it by a mistake in another.

mod darkroom;
mod edition;
mod pages;
mod search;

pub use darkroom::{Darkroom, Print};
pub use edition::{Edition, Event, Waiting};
pub use pages::{Pages, Shown};
pub use search::SearchFiles;

use super::clock::next_change;
use super::inputs::{Changed, Inputs, Memory};
use super::load::{LoadOptions, static_collisions};
use super::{EngineError, pressroom_folder};
use crate::base::Instant;
use crate::diag::{Diagnostic, Severity};
use crate::fs::PictureStore;
use crate::model::{ArticleEntry, Entries, FileIndex, Site};
use crate::render::Renderer;
use crate::theme::Env;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Keeps a site up to date.
pub struct Engine {
    root: PathBuf,
    pressroom: PathBuf,
    options: LoadOptions,
    inputs: Inputs,
    pictures: Arc<PictureStore>,
    /// What is wrong with the site as a whole.
    problems: Vec<Diagnostic>,
    /// Names of errors that the edition is shown with, for lack of anything better.
    accepted: BTreeSet<String>,
    good: Good,
    edition: Arc<Edition>,
}

/// The last versions of the inputs that nothing was wrong with.
struct Good {
    /// Articles that have changed since; `None` for one that was not there.
    articles: BTreeMap<Arc<str>, Option<Arc<ArticleEntry>>>,
    /// Everything else.
    records: Option<(Entries, Arc<FileIndex>)>,
    /// Whether the edition shows the inputs as they are.
    exact: bool,
}

impl Engine {
    /// Reads a site. What is wrong with it is in the edition.
    ///
    /// # Errors
    /// There is none at `root`, or its configuration file can't be read at all.
    pub fn open(root: &Path, options: &LoadOptions) -> Result<Self, EngineError> {
        let pressroom = pressroom_folder(&super::out_folder(root, None));
        let memory = Memory { folder: &pressroom, started: options.started, write: false, changed: None };
        let inputs = Inputs::read(root, options.base_url.as_deref(), Some(&memory))?;
        let pictures = Arc::new(PictureStore::new(root, &pressroom, &inputs.config().images, options.started));
        let mut engine = Self {
            root: root.to_owned(),
            pressroom,
            options: options.clone(),
            inputs,
            pictures,
            problems: Vec::new(),
            accepted: BTreeSet::new(),
            good: Good { articles: BTreeMap::new(), records: None, exact: true },
            edition: Arc::new(Edition::empty()),
        };
        let site = engine.build_site();
        engine.publish(site, Vec::new());
        Ok(engine)
    }

    /// The site as it is now.
    pub fn edition(&self) -> &Arc<Edition> {
        &self.edition
    }

    /// The site's folder.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Brings the site up to date with what is on disk at the given paths below the root (files or folders), and with
    /// the time. Returns the next edition, or nothing when there is no difference.
    pub fn apply(&mut self, paths: &BTreeSet<String>, now: Option<Instant>) -> Option<Arc<Edition>> {
        let later = now.is_some_and(|now| now != self.options.now);
        if let Some(now) = now {
            self.options.now = now;
        }
        let mut changed = self.inputs.refresh(paths);
        if changed.is_empty() && changed.media.is_empty() && !later {
            return None;
        }
        for file in &changed.media {
            self.pictures.forget(file);
        }
        if changed.config {
            let settings = &self.inputs.config().images;
            self.pictures = Arc::new(PictureStore::new(&self.root, &self.pressroom, settings, self.options.started));
        }
        for (file, before) in std::mem::take(&mut changed.before) {
            self.good.articles.entry(file).or_insert(before);
        }
        let site = if later { None } else { self.patched(&changed) };
        let site = site.unwrap_or_else(|| self.build_site());
        self.publish(site, changed.files);
        Some(self.edition.clone())
    }

    /// The next instant at which the site changes by itself, after `now`.
    pub fn next_change(&self) -> Option<Instant> {
        next_change(&self.inputs, self.options.now)
    }

    /// The site with nothing but other texts, if that is all that has changed.
    fn patched(&mut self, changed: &Changed) -> Option<Arc<Site>> {
        let whole = changed.site || changed.config || !self.good.exact;
        let env = self.edition.env()?;
        if whole {
            return None;
        }
        let mut site = env.site.clone();
        for file in &changed.texts {
            let entry = self.inputs.article(file)?;
            if let Some(id) = site.article_of(file) {
                site = Arc::new(site.with_text(id, entry));
            }
        }
        if !changed.texts.is_empty() {
            self.good.articles.clear();
            self.inputs.texts.release();
        }
        Some(site)
    }

    /// Builds the site, without what is wrong where something good can take its place.
    fn build_site(&mut self) -> Arc<Site> {
        let (site, problems) = self.build_with(self.inputs.entries(), self.inputs.files());
        let errors: BTreeSet<String> = errors(&problems).map(name_of).collect();
        let files: BTreeSet<Arc<str>> = self.new_errors(&problems).filter_map(file_of).collect();
        let is_new = self.new_errors(&problems).next().is_some();
        self.problems = problems;
        if is_new && let Some(site) = self.without(&files) {
            self.good.exact = false;
            return site;
        }
        // Either nothing is wrong that was not wrong before, or there is nothing better to show.
        self.accepted = errors;
        self.good.articles.clear();
        self.inputs.texts.release();
        self.good.records = Some((self.inputs.records(), self.inputs.files().clone()));
        self.good.exact = true;
        site
    }

    /// The site with the last good versions of articles that are wrong, and if that does not help, of all records.
    fn without(&mut self, files: &BTreeSet<Arc<str>>) -> Option<Arc<Site>> {
        let (records, good_files) = self.good.records.as_ref()?;
        let mut instead = self.good.articles.clone();
        instead.retain(|file, _| files.contains(file));
        let articles = self.inputs.articles_with(&instead);
        let entries = Entries { articles: articles.clone(), ..self.inputs.records() };
        let (site, problems) = self.build_with(entries, self.inputs.files());
        if self.new_errors(&problems).next().is_none() {
            self.good.articles = instead;
            return Some(site);
        }
        let (site, problems) = self.build_with(Entries { articles, ..records.clone() }, good_files);
        self.new_errors(&problems).next().is_none().then_some(site)
    }

    fn build_with(&self, entries: Entries, files: &Arc<FileIndex>) -> (Arc<Site>, Vec<Diagnostic>) {
        let options = &self.options;
        let (site, mut problems) = Site::build(self.inputs.config(), entries, files, options.now, options.mode);
        if !self.inputs.is_configured() {
            problems.clear();
        }
        problems.extend(static_collisions(&site, self.inputs.scan()));
        (Arc::new(site), problems)
    }

    /// Errors that the edition is not shown with yet.
    fn new_errors<'d>(&self, problems: &'d [Diagnostic]) -> impl Iterator<Item = &'d Diagnostic> {
        errors(problems).filter(|problem| !self.accepted.contains(&name_of(problem)))
    }

    fn publish(&mut self, site: Arc<Site>, files: Vec<Arc<str>>) {
        let renderer = self.inputs.theme().filter(|_| self.inputs.is_configured()).map(|theme| {
            // A theme that already holds this site's variables is used as it is.
            let theme = self.edition.env().map(|env| &env.theme).filter(|last| last.is_like(theme)).unwrap_or(theme);
            let env = Env::new(site, theme.clone(), self.pictures.clone(), self.inputs.data().clone());
            let env = env.delivering(self.options.delivery);
            Renderer::new(Arc::new(env), self.inputs.texts.clone())
        });
        let mut problems = self.inputs.problems();
        problems.extend(self.problems.iter().cloned());
        let waiting = edition::waiting(&self.inputs, &self.options);
        self.edition = Arc::new(Edition {
            number: self.edition.number + 1,
            renderer,
            pictures: self.pictures.clone(),
            statics: self.inputs.scan().statics.clone().into(),
            problems,
            files,
            waiting,
            expires: edition::expires(&self.inputs),
            now: self.options.now,
        });
    }
}

fn errors(problems: &[Diagnostic]) -> impl Iterator<Item = &Diagnostic> {
    problems.iter().filter(|problem| problem.severity == Severity::Error)
}

fn file_of(problem: &Diagnostic) -> Option<Arc<str>> {
    problem.span.as_ref().map(|span| span.file.clone())
}

/// An error without its place, which moves while somebody writes.
fn name_of(problem: &Diagnostic) -> String {
    let file = problem.span.as_ref().map(|span| &*span.file).unwrap_or_default();
    format!("{} {file} {}", problem.code, problem.message)
}
