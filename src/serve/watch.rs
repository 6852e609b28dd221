//! Which files have changed, told once they have settled.
//!
//! Editors save in many ways: some write into the file, some write another and rename it, some move the old one away
//! first; `git checkout` touches a thousand files in a second. A set of changes is handed over when nothing has happened
//! for a moment. The moment is short where the system tells when a file was closed, and longer while a file is being
//! written, while one is missing that was there, and while many change at once.
//!
//! Events are hints only: what a path means now is read from the disk by whoever is told.

use super::ServeError;
use crate::engine::SOURCE_FOLDERS;
use notify::event::{AccessKind, AccessMode, CreateKind, EventKind, ModifyKind};
use notify::{Config, Event, RecommendedWatcher, RecursiveMode, Watcher as _};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

/// How long nothing has to happen after a file was closed or renamed.
const SETTLED: Duration = Duration::from_millis(2);
/// After a file vanished: it may be about to come back.
const VANISHED: Duration = Duration::from_millis(40);
/// While many files change.
const MANY: Duration = Duration::from_millis(50);
/// From how many on.
const CROWD: usize = 12;
/// While a file is open for writing.
const OPEN: Duration = Duration::from_millis(250);
/// While git is changing the working copy.
const GIT: Duration = Duration::from_secs(5);
/// When to look into a new folder once more: files that came before it was watched were not told of.
const AGAIN: Duration = Duration::from_millis(300);

/// Watches a site's folder.
pub(super) struct Watch {
    root: PathBuf,
    watcher: RecommendedWatcher,
    events: Receiver<Signal>,
    watched: BTreeSet<&'static str>,
    /// Changed paths below the root.
    dirty: BTreeSet<String>,
    /// Those of them that are being written.
    open: BTreeSet<String>,
    last: Instant,
    again: Vec<(Instant, String)>,
    taken: u64,
}

/// What wakes a watch.
enum Signal {
    Event(notify::Result<Event>),
    Stop,
}

/// Ends a watch.
#[derive(Clone)]
pub(super) struct Stop(Sender<Signal>);

impl Stop {
    pub(super) fn stop(&self) {
        let _ = self.0.send(Signal::Stop);
    }
}

impl Watch {
    /// Begins to watch. `heard` is called as soon as anything of the site may have changed.
    ///
    /// # Errors
    /// The system does not allow it.
    pub(super) fn new(root: &Path, heard: impl Fn() + Send + 'static) -> Result<(Self, Stop), ServeError> {
        let root = root.canonicalize().unwrap_or_else(|_| root.to_owned());
        let (sender, events) = channel();
        let to = sender.clone();
        let base = root.clone();
        let handler = move |event: notify::Result<Event>| {
            let relevant = event.as_ref().map_or(true, |event| {
                touches(event.kind) && event.paths.iter().any(|path| below(&base, path).is_some())
            });
            if relevant {
                heard();
                let _ = to.send(Signal::Event(event));
            }
        };
        let config = Config::default().with_follow_symlinks(true);
        let watcher = RecommendedWatcher::new(handler, config)
            .map_err(|error| ServeError::Watch { path: root.clone(), error })?;
        let mut watch = Self {
            root,
            watcher,
            events,
            watched: BTreeSet::new(),
            dirty: BTreeSet::new(),
            open: BTreeSet::new(),
            last: Instant::now(),
            again: Vec::new(),
            taken: 0,
        };
        let root = watch.root.clone();
        watch
            .watcher
            .watch(&root, RecursiveMode::NonRecursive)
            .map_err(|error| ServeError::Watch { path: root, error })?;
        watch.watch_folders()?;
        Ok((watch, Stop(sender)))
    }

    /// Watches the folders of the site that are there by now.
    fn watch_folders(&mut self) -> Result<(), ServeError> {
        for folder in SOURCE_FOLDERS {
            let path = self.root.join(folder);
            if !path.is_dir() {
                self.watched.remove(folder);
            } else if self.watched.insert(folder) {
                let watching = self.watcher.watch(&path, RecursiveMode::Recursive);
                watching.map_err(|error| ServeError::Watch { path, error })?;
            }
        }
        Ok(())
    }

    /// Waits for the next set of changed paths; an empty one after `limit`, `None` when stopped.
    pub(super) fn next(&mut self, limit: Option<Duration>) -> Option<BTreeSet<String>> {
        let until = limit.map(|limit| Instant::now() + limit);
        loop {
            let now = Instant::now();
            self.look_again(now);
            let ready = self.ready();
            if ready.is_some_and(|ready| ready <= now) {
                self.open.clear();
                return Some(std::mem::take(&mut self.dirty));
            }
            if until.is_some_and(|until| until <= now) && self.dirty.is_empty() {
                return Some(BTreeSet::new());
            }
            let next = [ready, until, self.again.first().map(|(at, _)| *at)].into_iter().flatten().min();
            let wait = next.map_or(Duration::from_secs(3600), |next| next.saturating_duration_since(now));
            match self.events.recv_timeout(wait) {
                Ok(Signal::Stop) | Err(RecvTimeoutError::Disconnected) => return None,
                Ok(Signal::Event(event)) => {
                    self.taken += 1;
                    self.take(event);
                }
                Err(RecvTimeoutError::Timeout) => {}
            }
        }
    }

    /// How much of what was heard is in the sets that were handed over.
    pub(super) fn taken(&self) -> u64 {
        self.taken
    }

    fn look_again(&mut self, now: Instant) {
        while self.again.first().is_some_and(|(at, _)| *at <= now) {
            let (_, path) = self.again.remove(0);
            self.dirty.insert(path);
            self.last = now;
        }
    }

    /// When the changes so far will have settled.
    fn ready(&self) -> Option<Instant> {
        if self.dirty.is_empty() {
            return None;
        }
        let mut quiet = SETTLED;
        if self.dirty.iter().any(|path| !self.root.join(path).exists()) {
            quiet = quiet.max(VANISHED);
        }
        if self.dirty.len() >= CROWD {
            quiet = quiet.max(MANY);
        }
        if !self.open.is_empty() {
            quiet = quiet.max(OPEN);
        }
        if self.dirty.len() >= CROWD && self.git_works() {
            quiet = quiet.max(GIT);
        }
        Some(self.last + quiet)
    }

    /// Whether git is changing the working copy that the site is in.
    fn git_works(&self) -> bool {
        self.root.ancestors().any(|folder| folder.join(".git/index.lock").exists())
    }

    fn take(&mut self, event: notify::Result<Event>) {
        let Ok(event) = event else {
            self.everything();
            return;
        };
        if event.need_rescan() {
            self.everything();
        }
        for path in &event.paths {
            let Some(path) = below(&self.root, path) else { continue };
            self.last = Instant::now();
            match event.kind {
                EventKind::Create(CreateKind::File) | EventKind::Modify(ModifyKind::Data(_)) => {
                    self.open.insert(path.clone());
                }
                EventKind::Create(CreateKind::Folder) | EventKind::Modify(ModifyKind::Name(_)) => {
                    self.open.remove(&path);
                    if self.root.join(&path).is_dir() {
                        // Problems with watching a new folder are not worth ending the server for.
                        let _ = self.watch_folders();
                        self.again.push((self.last + AGAIN, path.clone()));
                    }
                }
                _ => {
                    self.open.remove(&path);
                }
            }
            self.dirty.insert(path);
        }
    }

    /// Events were lost: anything may have changed.
    fn everything(&mut self) {
        self.last = Instant::now();
        self.dirty.extend(SOURCE_FOLDERS.map(String::from));
        self.dirty.insert(crate::config::CONFIG_FILE.to_owned());
    }
}

/// Whether an event tells of other contents.
fn touches(kind: EventKind) -> bool {
    match kind {
        EventKind::Access(AccessKind::Close(AccessMode::Write)) => true,
        EventKind::Access(_) | EventKind::Modify(ModifyKind::Metadata(_)) => false,
        _ => true,
    }
}

/// A path below the root, if it is part of the site. What editors leave beside a file is not.
fn below(root: &Path, path: &Path) -> Option<String> {
    let path = path.strip_prefix(root).ok()?.to_str()?.replace('\\', "/");
    let mut parts = path.split('/');
    let first = parts.next()?;
    if path == crate::config::CONFIG_FILE {
        return Some(path);
    }
    let name = path.rsplit('/').next().unwrap_or(&path);
    let scratch = name.ends_with('~') || name.ends_with(".swp") || name.ends_with(".swx") || name == "4913";
    let hidden = first != "static" && parts.any(|part| part.starts_with('.'));
    (SOURCE_FOLDERS.contains(&first) && !scratch && !hidden).then_some(path)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    const LONG: Option<Duration> = Some(Duration::from_secs(5));
    const SHORT: Option<Duration> = Some(Duration::from_millis(400));

    fn site() -> (tempfile::TempDir, Watch, Arc<AtomicUsize>) {
        let folder = tempfile::tempdir().expect("a folder");
        fs::create_dir_all(folder.path().join("content/local")).expect("folders");
        fs::write(folder.path().join("content/local/a.md"), "one").expect("a file");
        fs::create_dir_all(folder.path().join("public")).expect("folders");
        let heard = Arc::new(AtomicUsize::new(0));
        let counter = heard.clone();
        let (watch, _) = Watch::new(folder.path(), move || {
            counter.fetch_add(1, Ordering::Relaxed);
        })
        .expect("a watch");
        (folder, watch, heard)
    }

    fn set(paths: &[&str]) -> BTreeSet<String> {
        paths.iter().map(|path| (*path).to_owned()).collect()
    }

    #[test]
    fn a_saved_file_is_one_change() {
        let (folder, mut watch, _) = site();
        fs::write(folder.path().join("content/local/a.md"), "two").expect("written");
        assert_eq!(watch.next(LONG), Some(set(&["content/local/a.md"])));
        assert_eq!(watch.next(SHORT), Some(set(&[])));
    }

    #[test]
    fn a_file_that_is_moved_away_and_written_anew_is_one_change() {
        let once = || {
            let (folder, mut watch, _) = site();
            let path = folder.path().join("content/local/a.md");
            fs::rename(&path, folder.path().join("content/local/a.md~")).expect("moved");
            std::thread::sleep(Duration::from_millis(10));
            fs::write(folder.path().join("content/local/.a.tmp"), "two").expect("written");
            fs::rename(folder.path().join("content/local/.a.tmp"), &path).expect("moved");
            assert_eq!(watch.next(LONG), Some(set(&["content/local/a.md"])));
            watch.next(SHORT) == Some(set(&[]))
        };
        // Between the two moves a busy machine may take longer than a file is waited for.
        assert!((0..5).any(|_| once()), "it was two changes each time");
    }

    #[test]
    fn a_file_is_not_read_while_it_is_being_written() {
        use std::io::Write;
        let (folder, mut watch, _) = site();
        let path = folder.path().join("content/local/a.md");
        let writer = std::thread::spawn(move || {
            let mut file = fs::File::create(path).expect("open");
            for part in ["a", "b", "c"] {
                file.write_all(part.as_bytes()).expect("written");
                std::thread::sleep(Duration::from_millis(60));
            }
        });
        assert_eq!(watch.next(LONG), Some(set(&["content/local/a.md"])));
        let text = fs::read_to_string(folder.path().join("content/local/a.md")).expect("text");
        writer.join().expect("a writer");
        assert_eq!(text, "abc");
    }

    #[test]
    fn many_files_are_one_change() {
        let (folder, mut watch, _) = site();
        for at in 0..1000 {
            fs::write(folder.path().join(format!("content/local/{at}.md")), "x").expect("written");
        }
        // One, unless the machine was so busy that the writer came to a halt.
        let (mut seen, mut changes) = (BTreeSet::new(), 0);
        while seen.len() < 1_000 {
            let paths = watch.next(LONG).expect("a watch");
            assert!(!paths.is_empty(), "{} of 1,000 were heard of", seen.len());
            seen.extend(paths);
            changes += 1;
        }
        assert!(changes <= 5, "{changes} changes");
        assert_eq!(watch.next(SHORT), Some(set(&[])));
    }

    #[test]
    fn folders_that_come_later_are_watched() {
        let (folder, mut watch, _) = site();
        let at = folder.path().join("templates/components");
        fs::create_dir_all(&at).expect("folders");
        fs::write(at.join("card.html"), "x").expect("written");
        let mut seen = BTreeSet::new();
        while let Some(paths) = watch.next(Some(Duration::from_millis(600))).filter(|paths| !paths.is_empty()) {
            seen.extend(paths);
        }
        assert!(seen.iter().any(|path| path.starts_with("templates")), "{seen:?}");
        fs::write(at.join("card.html"), "y").expect("written");
        assert_eq!(watch.next(LONG), Some(set(&["templates/components/card.html"])));
    }

    #[test]
    fn what_is_no_part_of_the_site_is_not_heard() {
        let (folder, mut watch, heard) = site();
        fs::write(folder.path().join("public/index.html"), "x").expect("written");
        fs::write(folder.path().join("notes.txt"), "x").expect("written");
        fs::write(folder.path().join("content/local/a.md.swp"), "x").expect("written");
        assert_eq!(fs::read_to_string(folder.path().join("content/local/a.md")).expect("text"), "one");
        assert_eq!(watch.next(SHORT), Some(set(&[])));
        assert_eq!(heard.load(Ordering::Relaxed), 0);
    }
}
