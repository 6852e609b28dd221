//! The state that requests are answered from.

use super::ServeOptions;
use super::events::Hub;
use super::keeper::Keeper;
use super::rules::Rules;
use crate::base::Instant;
use crate::diag::Diagnostic;
use crate::engine::{Darkroom, Edition, Engine, Pages, SearchFiles, pressroom_folder};
use crate::model::Mode;
use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, RwLock};
use std::thread::{JoinHandle, spawn};
use std::time::Duration;

/// How long a request waits for a change that was heard of to be known.
const PATIENCE: Duration = Duration::from_millis(600);
/// Changes that the desk remembers.
const HISTORY: usize = 20;

/// Whether the time that is shown goes on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Clock {
    /// It is that of the machine: scheduled articles appear when their time comes.
    Runs,
    /// It is the one that was asked for.
    Stands,
}

/// Whoever is told what the server does, as it happens.
pub(crate) trait Told: Send + Sync {
    /// The server answers at a URL; `note` is what its user should know about the port.
    fn ready(&self, url: &str, note: Option<&str>, edition: &Edition, took: Duration);

    /// The site has changed: the files, and the pages that were looked at and are different now.
    fn changed(&self, change: &Change);

    /// Everything that is wrong now, with the site, its pictures and the pages that were looked at.
    fn wrong(&self, problems: Vec<Diagnostic>);
}

/// A change, and how far it reached.
#[derive(Clone, Debug)]
pub(crate) struct Change {
    /// When it was seen.
    pub(crate) at: Instant,
    /// The files.
    pub(crate) files: Vec<Arc<str>>,
    /// Pages that somebody has looked at and that are different now.
    pub(crate) pages: Vec<Box<str>>,
    /// From the first word of it to the new edition.
    pub(crate) took: Duration,
}

/// Counts what the watch has heard.
#[derive(Clone, Default)]
pub(super) struct Heard(Arc<AtomicU64>);

impl Heard {
    pub(super) fn heard(&self) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }
}

/// The two ends of a counter of what was heard.
pub(super) fn counter() -> (Heard, Heard) {
    let heard = Heard::default();
    (heard.clone(), heard)
}

/// The site as it is now, and what is known about it.
pub(crate) struct Live {
    pub(super) root: PathBuf,
    pub(super) mode: Mode,
    /// What the clock on the wall says.
    pub(super) wall: fn() -> Instant,
    edition: RwLock<Arc<Edition>>,
    pub(super) pages: Pages,
    pub(super) search: SearchFiles,
    pub(super) darkroom: Darkroom,
    pub(super) hub: Arc<Hub>,
    rules: Mutex<Option<(u64, Arc<Rules>)>>,
    heard: Heard,
    known: Mutex<u64>,
    known_changed: Condvar,
    history: Mutex<VecDeque<Change>>,
    picture_problems: Mutex<Vec<Diagnostic>>,
    /// Wakes the teller.
    news: Mutex<bool>,
    news_changed: Condvar,
    ended: AtomicBool,
}

impl Live {
    pub(super) fn new(engine: &Engine, options: &ServeOptions, heard: Heard, hub: Arc<Hub>) -> Self {
        let pressroom = pressroom_folder(&crate::engine::out_folder(&options.root, None));
        Self {
            root: options.root.canonicalize().unwrap_or_else(|_| options.root.clone()),
            mode: options.load.mode,
            wall: options.wall,
            edition: RwLock::new(engine.edition().clone()),
            pages: Pages::default(),
            search: SearchFiles::default(),
            darkroom: Darkroom::new(&options.root, &pressroom),
            hub,
            rules: Mutex::default(),
            heard,
            known: Mutex::default(),
            known_changed: Condvar::new(),
            history: Mutex::default(),
            picture_problems: Mutex::default(),
            news: Mutex::new(true),
            news_changed: Condvar::new(),
            ended: AtomicBool::new(false),
        }
    }

    /// Starts the threads that keep the site up to date, encode pictures and tell browsers what is new.
    pub(super) fn start(self: &Arc<Self>, keeper: Keeper, told: Arc<dyn Told>) -> Vec<JoinHandle<()>> {
        let encoder = self.clone();
        let teller = self.clone();
        vec![spawn(move || keeper.keep()), spawn(move || encoder.darkroom.work()), spawn(move || teller.tell(&*told))]
    }

    /// Lets the threads end.
    pub(super) fn end(&self) {
        self.ended.store(true, Ordering::SeqCst);
        self.darkroom.end();
        self.hub.end();
        self.wake();
    }

    /// The site as it is now.
    pub(super) fn edition(&self) -> Arc<Edition> {
        self.edition.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Waits until everything that was heard of is part of the edition, and returns that.
    pub(super) fn settled(&self) -> Arc<Edition> {
        let heard = self.heard.0.load(Ordering::SeqCst);
        let known = lock(&self.known);
        if *known < heard {
            let waiting = self.known_changed.wait_timeout_while(known, PATIENCE, |known| *known < heard);
            drop(waiting);
        }
        self.edition()
    }

    /// Puts a new edition in place, and gives the old one back: letting go of a large one takes a while.
    pub(super) fn publish(&self, edition: Arc<Edition>) -> Arc<Edition> {
        std::mem::replace(&mut *self.edition.write().unwrap_or_else(PoisonError::into_inner), edition)
    }

    /// Says that everything up to the `count`-th thing that was heard is part of the edition.
    pub(super) fn knows(&self, count: u64) {
        *lock(&self.known) = count;
        self.known_changed.notify_all();
    }

    /// Remembers a change for the desk.
    pub(super) fn remember(&self, change: Change) {
        let mut history = lock(&self.history);
        history.push_front(change);
        history.truncate(HISTORY);
        drop(history);
        self.wake();
    }

    /// The changes since the server was started, newest first.
    pub(super) fn history(&self) -> Vec<Change> {
        lock(&self.history).iter().cloned().collect()
    }

    /// Lets browsers be told what is new.
    pub(super) fn wake(&self) {
        *lock(&self.news) = true;
        self.news_changed.notify_all();
    }

    /// Tells browsers what is new, until the server ends.
    fn tell(&self, told: &dyn Told) {
        let mut checked = 0;
        loop {
            let news = lock(&self.news);
            let mut news = self.news_changed.wait_while(news, |news| !*news).unwrap_or_else(PoisonError::into_inner);
            *news = false;
            drop(news);
            if self.ended.load(Ordering::SeqCst) {
                return;
            }
            let edition = self.edition();
            self.hub.tell(self, &edition);
            told.wrong(self.everything_wrong(&edition));
            if checked != edition.number {
                // Looking at all pictures takes a while, and somebody waits for the page.
                checked = edition.number;
                let found = edition.check_pictures();
                let differs = *lock(&self.picture_problems) != found;
                *lock(&self.picture_problems) = found;
                let _ = edition.pictures().save();
                if differs && !self.ended.load(Ordering::SeqCst) {
                    self.hub.tell(self, &self.edition());
                    told.wrong(self.everything_wrong(&self.edition()));
                }
            }
        }
    }

    /// What is wrong with the site and its pictures.
    pub(super) fn problems(&self, edition: &Edition) -> Vec<Diagnostic> {
        let mut problems = edition.problems.clone();
        problems.extend(lock(&self.picture_problems).iter().cloned());
        problems
    }

    /// The same, and what is wrong with pages that were looked at.
    pub(super) fn everything_wrong(&self, edition: &Edition) -> Vec<Diagnostic> {
        let mut problems = self.problems(edition);
        problems.extend(self.pages.diagnostics(edition));
        problems
    }

    /// What `_headers` and `_redirects` of the site's own say.
    pub(super) fn rules(&self, edition: &Edition) -> Arc<Rules> {
        let mut rules = lock(&self.rules);
        if let Some((number, rules)) = &*rules
            && *number == edition.number
        {
            return rules.clone();
        }
        let read = |name: &str| edition.verbatim(name).and_then(|file| self.read(&file));
        let text = |name| read(name).and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default();
        let made = Arc::new(Rules::read(&text("/_headers"), &text("/_redirects")));
        *rules = Some((edition.number, made.clone()));
        made
    }

    /// A file of the site.
    pub(super) fn read(&self, file: &str) -> Option<Vec<u8>> {
        std::fs::read(self.root.join(file)).ok()
    }

    /// The base path of the site, with a slash at both ends.
    pub(super) fn base_path(&self) -> Arc<str> {
        self.edition().env().map_or_else(|| "/".into(), |env| env.site.config().base_path.as_str().into())
    }

    pub(super) fn root(&self) -> &Path {
        &self.root
    }
}

pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
