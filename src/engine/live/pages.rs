//! Rendered pages, each with what it was made of.

use super::Edition;
use crate::base::Fingerprint;
use crate::content::markdown::Link;
use crate::diag::Diagnostic;
use crate::model::Page;
use crate::render::{Output, Trace};
use rustc_hash::FxHashMap;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Bytes of pages that are remembered.
const ROOM: usize = 32 * 1024 * 1024;

/// A page as it is shown.
#[derive(Clone, Debug, Default)]
pub struct Shown {
    /// The file's contents: the last good ones, when there are problems; `None` when there never were any.
    pub bytes: Option<Arc<[u8]>>,
    /// Names those bytes.
    pub print: Option<Fingerprint>,
    /// What is wrong with this page.
    pub diagnostics: Vec<Diagnostic>,
    /// Links of its content.
    pub links: Vec<Link>,
    /// Words of an article's prose.
    pub words: usize,
    /// Why it was rendered.
    pub why: Arc<str>,
    /// How long that took.
    pub took: Duration,
    /// The edition that it was rendered in.
    pub edition: u64,
    /// Whether its file has changed since the edition was made: the next one will show it.
    pub outdated: bool,
}

#[derive(Default)]
struct Slot {
    shown: Option<Arc<Shown>>,
    trace: Trace,
    /// The newest edition in which the page is known to be the same.
    checked: u64,
    /// The edition that made it another page.
    renewed: u64,
}

/// A slot, and when it was asked for last, counted in questions.
type Used = (Arc<Mutex<Slot>>, u64);

/// Rendered pages.
#[derive(Default)]
pub struct Pages {
    slots: Mutex<FxHashMap<Box<str>, Used>>,
    bytes: AtomicUsize,
    clock: AtomicU64,
    rendered: Mutex<Vec<Box<str>>>,
}

impl Pages {
    /// The page at a path of the site as an edition has it, or a later one if somebody has asked for that already.
    /// `None` when nothing is there.
    pub fn show(&self, edition: &Edition, path: &str) -> Option<Arc<Shown>> {
        let renderer = edition.renderer()?;
        let page = renderer.env().site.routes().find(path)?;
        if !page.is_document() {
            return Some(Arc::new(machine(edition, page, path)?));
        }
        let slot = self.slot(path);
        let mut slot = lock(&slot);
        if slot.checked >= edition.number
            && let Some(shown) = &slot.shown
        {
            return Some(shown.clone());
        }
        let why = match (slot.shown.clone(), renderer.changed(&slot.trace)) {
            (None, _) => "it was asked for".to_owned(),
            (Some(shown), None) => {
                slot.checked = edition.number;
                return Some(shown);
            }
            (Some(_), Some(dependency)) => format!("{dependency} changed"),
        };
        let begun = Instant::now();
        let output = renderer.render(page, path);
        lock(&self.rendered).push(path.into());
        let trace = renderer.trace(path, &output);
        let shown = Arc::new(shown(output, edition.number, slot.shown.as_deref(), why.into(), begun.elapsed()));
        if let Some(bytes) = &shown.bytes {
            edition.pictures().see(bytes);
        }
        if !shown.outdated {
            let size = |shown: &Shown| shown.bytes.as_ref().map_or(0, |bytes| bytes.len());
            let before = slot.shown.as_deref().map_or(0, size);
            self.bytes.fetch_add(size(&shown), Ordering::Relaxed);
            self.bytes.fetch_sub(before, Ordering::Relaxed);
            if slot.shown.is_some() {
                slot.renewed = edition.number;
            }
            (slot.trace, slot.checked, slot.shown) = (trace, edition.number, Some(shown.clone()));
        }
        drop(slot);
        self.make_room();
        Some(shown)
    }

    /// The paths of pages that a new edition has rendered again, or will if they are asked for.
    pub fn reached(&self, edition: &Edition) -> Vec<Box<str>> {
        let Some(renderer) = edition.renderer() else { return Vec::new() };
        let slots: Vec<(Box<str>, Arc<Mutex<Slot>>)> =
            lock(&self.slots).iter().map(|(path, (slot, _))| (path.clone(), slot.clone())).collect();
        let mut reached = Vec::new();
        for (path, slot) in slots {
            let mut slot = lock(&slot);
            if slot.renewed == edition.number {
                reached.push(path);
                continue;
            }
            if slot.shown.is_none() || slot.checked >= edition.number {
                continue;
            }
            if renderer.changed(&slot.trace).is_some() {
                reached.push(path);
            } else {
                slot.checked = edition.number;
            }
        }
        reached.sort_unstable();
        reached
    }

    /// What is wrong with the pages that were rendered for an edition, or are known to be the same in it.
    pub fn diagnostics(&self, edition: &Edition) -> Vec<Diagnostic> {
        let slots: Vec<Arc<Mutex<Slot>>> = lock(&self.slots).values().map(|(slot, _)| slot.clone()).collect();
        let mut found = Vec::new();
        for slot in slots {
            let slot = lock(&slot);
            if let Some(shown) = slot.shown.as_ref().filter(|_| slot.checked >= edition.number) {
                found.extend(shown.diagnostics.iter().cloned());
            }
        }
        found
    }

    /// Takes the paths of the pages that were rendered since it was asked last, in that order.
    pub fn take_rendered(&self) -> Vec<Box<str>> {
        std::mem::take(&mut lock(&self.rendered))
    }

    fn slot(&self, path: &str) -> Arc<Mutex<Slot>> {
        let used = self.clock.fetch_add(1, Ordering::Relaxed);
        let mut slots = lock(&self.slots);
        let (slot, last) = slots.entry(path.into()).or_default();
        *last = used;
        slot.clone()
    }

    /// Forgets the half of the pages that nobody has asked for longest, when they take too much room.
    fn make_room(&self) {
        if self.bytes.load(Ordering::Relaxed) < ROOM {
            return;
        }
        let mut slots = lock(&self.slots);
        let mut times: Vec<u64> = slots.values().map(|(_, used)| *used).collect();
        times.sort_unstable();
        let Some(middle) = times.get(times.len() / 2).copied() else { return };
        slots.retain(|_, (_, used)| *used > middle);
        drop(slots);
        self.bytes.store(ROOM / 2, Ordering::Relaxed);
        let mut rendered = lock(&self.rendered);
        if rendered.len() > 100_000 {
            rendered.clear();
        }
    }
}

/// A page that no reader looks at: feeds, sitemaps, redirects. Made each time it is asked for.
fn machine(edition: &Edition, page: Page, path: &str) -> Option<Shown> {
    let output = edition.renderer()?.render(page, path);
    let shown = shown(output, edition.number, None, "it was asked for".into(), Duration::ZERO);
    if let Some(bytes) = &shown.bytes {
        edition.pictures().see(bytes);
    }
    Some(shown)
}

fn shown(output: Output, edition: u64, last: Option<&Shown>, why: Arc<str>, took: Duration) -> Shown {
    let outdated = output.diagnostics.iter().any(|problem| problem.code == "file-changed");
    let bytes: Option<Arc<[u8]>> = output.bytes.map(Into::into);
    let (bytes, print) = match bytes {
        Some(bytes) => {
            let print = Fingerprint::of(&bytes);
            (Some(bytes), Some(print))
        }
        None => last.map(|last| (last.bytes.clone(), last.print)).unwrap_or_default(),
    };
    Shown {
        bytes,
        print,
        diagnostics: output.diagnostics,
        links: output.links,
        words: output.words,
        why,
        took,
        edition,
        outdated,
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
