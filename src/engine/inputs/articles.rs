//! Articles as they were read, in the order in which the model wants them.

use crate::base::{Fingerprint, FingerprintBuilder, Instant};
use crate::config::Config;
use crate::content::{
    ArticleMatter,
    markdown::{Quotes, first_paragraph},
    read_matter,
};
use crate::diag::Diagnostic;
use crate::fs::{KEEP, TextStore, read_text};
use crate::model::ArticleEntry;
use crate::store::{ArticleCache, KnownArticle, Stamp, Unusable};
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Longest description made from an article's first paragraph, in characters.
const EXCERPT: usize = 160;

/// All articles of a site.
#[derive(Default)]
pub(super) struct Articles {
    /// By date, then path.
    sorted: Vec<Arc<ArticleEntry>>,
    dates: FxHashMap<Arc<str>, Instant>,
    /// Those that change by themselves: drafts, and what expires, is pinned, goes live, or has a picture whose rights
    /// end; and what was updated, which is how its age is counted.
    timed: BTreeMap<Arc<str>, Arc<ArticleEntry>>,
    /// Files that can't be read and never could.
    pub(super) broken: BTreeSet<Arc<str>>,
    /// Why what earlier builds remember is of no use.
    pub(super) unusable: Option<Unusable>,
}

/// What has changed of an article.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum What {
    /// Nothing that matters.
    Nothing,
    /// The text below the front matter.
    Text,
    /// More than that.
    All,
}

/// What a file was that is there no more.
pub(super) enum Removed {
    /// It was not known.
    Unknown,
    /// It never could be read.
    Broken,
    /// An article.
    Article(Arc<ArticleEntry>),
}

/// A file that was read again.
pub(super) struct Refreshed {
    pub(super) file: Arc<str>,
    /// What is wrong with it.
    pub(super) problems: Vec<Diagnostic>,
    pub(super) what: What,
    /// The version before; it is still the one that counts when `what` is nothing.
    pub(super) before: Option<Arc<ArticleEntry>>,
}

/// One file, read; the text is handed on so that rendering need not read it again.
struct Read {
    entry: Option<Arc<ArticleEntry>>,
    text: Option<Arc<str>>,
    diagnostics: Vec<Diagnostic>,
    /// What the file looked like before it was read.
    stamp: Option<Stamp>,
    /// Whether that, or what it says, is not what was remembered.
    differs: bool,
}

impl Read {
    /// What is remembered of a file.
    fn of(known: KnownArticle) -> Self {
        let KnownArticle { stamp, entry, problems } = known;
        Self { entry: Some(entry), text: None, diagnostics: problems, stamp, differs: false }
    }
}

/// What earlier builds remember, and what this one shall.
pub(in crate::engine) struct Memory<'a> {
    /// The `.pressroom` folder.
    pub(in crate::engine) folder: &'a Path,
    /// When the command began, in nanoseconds since 1970.
    pub(in crate::engine) started: u128,
    /// Whether anything may be written.
    pub(in crate::engine) write: bool,
    /// The only files and folders with articles that may have changed, if that is known.
    pub(in crate::engine) changed: Option<&'a BTreeSet<String>>,
}

impl Memory<'_> {
    /// Whether a file is known to be what it was.
    fn is_same(&self, file: &str) -> bool {
        self.changed.is_some_and(|changed| {
            let folders = file.match_indices('/').map(|(at, _)| &file[..at]);
            !changed.contains(file) && !folders.into_iter().any(|folder| changed.contains(folder))
        })
    }
}

impl Articles {
    /// Reads files for the first time.
    pub(super) fn read(
        &mut self,
        root: &Path,
        files: &[Arc<str>],
        config: &Config,
        texts: &TextStore,
        memory: Option<&Memory<'_>>,
    ) -> Vec<(Arc<str>, Vec<Diagnostic>)> {
        // Texts that will not be kept are given back at once, not when the last file has been read.
        let room = AtomicUsize::new(0);
        let started = memory.map_or(0, |memory| memory.started);
        let mut cache = memory.map(|memory| ArticleCache::read(memory.folder, settings(config)));
        let known: Vec<Option<KnownArticle>> =
            files.iter().map(|file| cache.as_mut().and_then(|cache| cache.take(file))).collect();
        let read = files.par_iter().zip(known);
        let read: Vec<Read> = read
            .map(|(file, known)| match known {
                Some(known) if memory.is_some_and(|memory| memory.is_same(file)) => Read::of(known),
                known => read_article(root, file, config, &room, started, known),
            })
            .collect();
        if let Some(cache) = cache {
            self.unusable = cache.unusable;
            if memory.is_some_and(|memory| memory.write) {
                remember(cache, &read);
            }
        }
        let mut problems = Vec::new();
        self.sorted.reserve(read.len());
        for (file, read) in files.iter().zip(read) {
            if !read.diagnostics.is_empty() {
                problems.push((file.clone(), read.diagnostics));
            }
            match (read.entry, read.text) {
                (Some(entry), Some(text)) => {
                    texts.keep(file, entry.print, &text);
                    self.sorted.push(entry);
                }
                (Some(entry), None) => self.sorted.push(entry),
                (None, _) => drop(self.broken.insert(file.clone())),
            }
        }
        self.sorted.sort_unstable_by(|a, b| order(a).cmp(&order(b)));
        self.dates = self.sorted.iter().map(|entry| (entry.source.clone(), entry.matter.date.value)).collect();
        let timed = self.sorted.iter().filter(|entry| is_timed(entry));
        self.timed = timed.map(|entry| (entry.source.clone(), entry.clone())).collect();
        problems
    }

    /// Reads files again, or for the first time, and says what has changed.
    pub(super) fn refresh(
        &mut self,
        root: &Path,
        files: &[Arc<str>],
        config: &Config,
        texts: &TextStore,
    ) -> Vec<Refreshed> {
        let room = AtomicUsize::new(0);
        let read: Vec<Read> = files.par_iter().map(|file| read_article(root, file, config, &room, 0, None)).collect();
        let read = files.iter().zip(read);
        read.map(|(file, read)| {
            let before = self.get(file).cloned();
            let what = match read.entry {
                Some(entry) => {
                    if let Some(text) = read.text {
                        texts.keep(file, entry.print, &text);
                    }
                    self.put(entry)
                }
                None if before.is_none() && self.broken.insert(file.clone()) => What::All,
                None => What::Nothing,
            };
            Refreshed { file: file.clone(), problems: read.diagnostics, what, before }
        })
        .collect()
    }

    fn put(&mut self, entry: Arc<ArticleEntry>) -> What {
        let file = entry.source.clone();
        self.broken.remove(&file);
        let mut what = What::All;
        if let Some(at) = self.place(&file) {
            let old = &self.sorted[at];
            if old.print == entry.print {
                return What::Nothing;
            }
            if old.head == entry.head {
                what = What::Text;
            }
            self.sorted.remove(at);
        }
        let at = self.sorted.partition_point(|other| order(other) < order(&entry));
        self.timed.remove(&file);
        if is_timed(&entry) {
            self.timed.insert(file.clone(), entry.clone());
        }
        self.dates.insert(file, entry.matter.date.value);
        self.sorted.insert(at, entry);
        what
    }

    /// Removes a file.
    pub(super) fn remove(&mut self, file: &Arc<str>) -> Removed {
        let broken = self.broken.remove(file);
        let Some(at) = self.place(file) else { return if broken { Removed::Broken } else { Removed::Unknown } };
        self.dates.remove(file);
        self.timed.remove(file);
        Removed::Article(self.sorted.remove(at))
    }

    pub(super) fn get(&self, file: &str) -> Option<&Arc<ArticleEntry>> {
        self.place(file).map(|at| &self.sorted[at])
    }

    fn place(&self, file: &str) -> Option<usize> {
        let date = *self.dates.get(file)?;
        self.sorted.binary_search_by(|entry| order(entry).cmp(&(date, file))).ok()
    }

    pub(super) fn as_slice(&self) -> &[Arc<ArticleEntry>] {
        &self.sorted
    }

    /// All of them, with other versions of some.
    pub(super) fn with(&self, instead: &BTreeMap<Arc<str>, Option<Arc<ArticleEntry>>>) -> Vec<Arc<ArticleEntry>> {
        let kept = self.sorted.iter().filter(|entry| !instead.contains_key(&entry.source)).cloned();
        kept.chain(instead.values().flatten().cloned()).collect()
    }

    /// Articles from a time on, oldest first.
    pub(super) fn since(&self, at: Instant) -> &[Arc<ArticleEntry>] {
        &self.sorted[self.sorted.partition_point(|entry| entry.matter.date.value < at)..]
    }

    /// Drafts, and articles that expire, are pinned, go live, or have a picture whose rights end.
    pub(super) fn timed(&self) -> impl Iterator<Item = &Arc<ArticleEntry>> {
        self.timed.values()
    }

    pub(super) fn into_all(self) -> Vec<Arc<ArticleEntry>> {
        self.sorted
    }
}

fn is_timed(entry: &ArticleEntry) -> bool {
    let matter = &entry.matter;
    let rights = matter.pictures().any(|image| image.rights_until.is_some());
    let turns = matter.live.as_ref().is_some_and(|live| live.turns().next().is_some());
    matter.draft
        || matter.expires.is_some()
        || matter.pinned_until.is_some()
        || rights
        || turns
        || matter.updated.is_some()
}

fn order(entry: &ArticleEntry) -> (Instant, &str) {
    (entry.matter.date.value, &entry.source)
}

/// Names what reading an article depends on beside its file.
fn settings(config: &Config) -> Fingerprint {
    FingerprintBuilder::new().part(&config.timezone).part(&config.language).finish()
}

/// Writes down what was read for the next build. That it can't be written costs only time.
fn remember(cache: ArticleCache, read: &[Read]) {
    let articles = read.iter().filter_map(|read| {
        let entry = read.entry.clone()?;
        Some((KnownArticle { stamp: read.stamp, entry, problems: read.diagnostics.clone() }, read.differs))
    });
    let articles: Vec<(KnownArticle, bool)> = articles.collect();
    let _ = cache.save(&articles);
}

fn read_article(
    root: &Path,
    file: &Arc<str>,
    config: &Config,
    room: &AtomicUsize,
    started: u128,
    known: Option<KnownArticle>,
) -> Read {
    let stamp = std::fs::metadata(root.join(&**file)).ok().and_then(|meta| Stamp::of(&meta, started));
    if let Some(known) = known.as_ref().filter(|known| stamp.is_some() && known.stamp == stamp) {
        return Read::of(KnownArticle { entry: known.entry.clone(), problems: known.problems.clone(), ..*known });
    }
    let text: Arc<str> = match read_text(root, file) {
        Ok(text) => text.into(),
        Err(problem) => return Read { entry: None, text: None, diagnostics: vec![problem], stamp, differs: true },
    };
    let kept = room.fetch_add(text.len(), Ordering::Relaxed) + text.len() <= KEEP;
    let print = Fingerprint::of(text.as_bytes());
    if let Some(known) = known.filter(|known| known.entry.print == print) {
        // A file that was only touched.
        let differs = known.stamp != stamp;
        let (entry, diagnostics) = (Some(known.entry), known.problems);
        return Read { entry, text: kept.then_some(text), diagnostics, stamp, differs };
    }
    let (matter, diagnostics) = read_matter::<ArticleMatter>(file, &text, &config.zone);
    let entry = matter.map(|(matter, body)| {
        let language = matter.language.as_deref().unwrap_or(&config.language);
        let excerpt = matter.description.is_none().then(|| {
            let quotes = Quotes::of(language);
            first_paragraph(&text[body.clone()], EXCERPT, quotes).into_boxed_str()
        });
        Arc::new(ArticleEntry {
            source: file.clone(),
            matter: Box::new(matter),
            head: Fingerprint::of(&text.as_bytes()[..body.start]),
            print,
            body,
            excerpt,
        })
    });
    Read { entry, text: kept.then_some(text), diagnostics, stamp, differs: true }
}
