//! Writing the outputs of one build, from many threads.

use super::manifest::{Entry, Manifest};
use crate::base::Fingerprint;
use crate::diag::Diagnostic;
use crate::fs::{FsError, Ownership, Tree, Written, modified};
use rayon::prelude::*;
use rustc_hash::FxHashSet;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

/// What happened to files.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug, serde::Serialize, serde::Deserialize)]
pub struct FileCounts {
    /// Written because they were not there or differed.
    pub written: usize,
    /// Left as they were.
    pub unchanged: usize,
    /// Deleted because nothing makes them any more.
    pub deleted: usize,
    /// Bytes of all files of the site.
    pub bytes: u64,
}

/// The output folder during a build.
pub(super) struct Outputs<'m> {
    tree: Tree,
    manifest: &'m Manifest,
    unfinished: FxHashSet<&'m str>,
    take_over: bool,
    shards: Vec<Mutex<Shard>>,
    /// What may be written. Only looked at where assertions are on: a file that is not among these, and is there when a
    /// build is killed, is taken for somebody else's.
    announced: Mutex<FxHashSet<String>>,
}

#[derive(Default)]
struct Shard {
    entries: Vec<(String, Entry)>,
    diagnostics: Vec<Diagnostic>,
    counts: FileCounts,
}

impl<'m> Outputs<'m> {
    pub(super) fn new(out: &Path, manifest: &'m Manifest, take_over: bool) -> Self {
        Self {
            tree: Tree::new(out),
            manifest,
            unfinished: manifest.unfinished.iter().map(String::as_str).collect(),
            take_over,
            shards: (0..16).map(|_| Mutex::default()).collect(),
            announced: Mutex::default(),
        }
    }

    /// Leaves a file alone whose name says what is in it; `false` when it is not there as it was written.
    pub(super) fn keep(&self, path: &str) -> bool {
        self.intact(path).map(|entry| self.add(path, entry)).is_some()
    }

    /// Leaves a file alone that shall hold these bytes; `false` when it does not.
    pub(super) fn keep_as(&self, path: &str, print: Fingerprint) -> bool {
        self.intact(path).filter(|entry| entry.print == print).map(|entry| self.add(path, entry)).is_some()
    }

    /// Whether a file is there and holds these bytes.
    pub(super) fn holds(&self, path: &str, print: Fingerprint) -> bool {
        self.intact(path).is_some_and(|entry| entry.print == print)
    }

    /// The bytes of a file.
    pub(super) fn read(&self, path: &str) -> Result<Vec<u8>, FsError> {
        let full = self.tree.root().join(path);
        std::fs::read(&full).map_err(|error| FsError::new("can't read", &full, error))
    }

    /// Whether a file is there as it was written.
    pub(super) fn is_there(&self, path: &str) -> bool {
        self.intact(path).is_some()
    }

    /// Whether a file is there, but is not what was written: somebody else has changed it.
    pub(super) fn is_touched(&self, path: &str) -> bool {
        !self.unfinished.contains(path)
            && self.manifest.entries.contains_key(path)
            && !self.is_there(path)
            && self.tree.root().join(path).exists()
    }

    /// A file as it was written. Where its size or time is another (a copy, a fresh checkout), its contents decide.
    fn intact(&self, path: &str) -> Option<Entry> {
        let entry = self.manifest.entries.get(path)?;
        let full = self.tree.root().join(path);
        if !self.take_over && !self.unfinished.contains(path) && Manifest::is_untouched(entry, &full) {
            return Some(*entry);
        }
        let meta = std::fs::metadata(&full).ok().filter(|meta| meta.is_file() && meta.len() == entry.size)?;
        let same = std::fs::read(&full).is_ok_and(|bytes| Fingerprint::of(&bytes) == entry.print);
        same.then(|| Entry { modified: modified(&meta), ..*entry })
    }

    fn add(&self, path: &str, entry: Entry) {
        let mut shard =
            self.shards[usize::from(entry.print.first_byte() & 15)].lock().unwrap_or_else(PoisonError::into_inner);
        shard.counts.unchanged += 1;
        shard.counts.bytes += entry.size;
        shard.entries.push((path.to_owned(), entry));
    }

    /// Leaves the files of a folder alone whose name says what is in them; `false` when not all of them are there as they
    /// were written. `first` is a file that the folder always has.
    pub(super) fn keep_folder(&self, folder: &str, first: &str) -> bool {
        let inside = |path: &str| path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'));
        let from = format!("{folder}/");
        let files: Vec<(&String, &Entry)> =
            self.manifest.entries.range(from..).take_while(|(path, _)| inside(path)).collect();
        let whole = |(path, _): &(&String, &Entry)| self.is_there(path);
        let complete = files.iter().any(|(path, _)| path.ends_with(first)) && files.iter().all(whole);
        complete && files.iter().all(|(path, _)| self.keep(path))
    }

    /// Notes down what is about to be written. A killed build's files are taken for what the journal says; so what stands
    /// in the way and is not ours is not noted down, and not written either.
    pub(super) fn begin(&self, paths: &[String]) -> Result<(), FsError> {
        self.note(paths);
        let free: Vec<&str> = paths.par_iter().map(String::as_str).filter(|path| self.is_ours_or_free(path)).collect();
        self.manifest.begin(&free)
    }

    /// The same for what was not known when the build began.
    pub(super) fn announce(&self, paths: &[String]) -> Result<(), FsError> {
        self.note(paths);
        let new = paths.par_iter().map(String::as_str).filter(|path| !self.manifest.entries.contains_key(*path));
        let new: Vec<&str> = new.filter(|path| self.is_ours_or_free(path)).collect();
        self.manifest.announce(&new)
    }

    fn is_ours_or_free(&self, path: &str) -> bool {
        self.take_over
            || self.manifest.entries.contains_key(path)
            || self.unfinished.contains(path)
            || std::fs::symlink_metadata(self.tree.root().join(path)).is_err()
    }

    fn note(&self, paths: &[String]) {
        if cfg!(debug_assertions) {
            self.announced.lock().unwrap_or_else(PoisonError::into_inner).extend(paths.iter().cloned());
        }
    }

    fn is_announced(&self, path: &str) -> bool {
        self.manifest.entries.contains_key(path)
            || self.announced.lock().unwrap_or_else(PoisonError::into_inner).contains(path)
    }

    /// Writes a file, if it is not there as it should be.
    pub(super) fn put(&self, path: String, bytes: &[u8]) -> Result<(), FsError> {
        self.put_as(path, bytes, Fingerprint::of(bytes))
    }

    /// The same for bytes whose name is known.
    pub(super) fn put_as(&self, path: String, bytes: &[u8], print: Fingerprint) -> Result<(), FsError> {
        let before = self.manifest.entries.get(&path);
        let full = self.tree.root().join(&path);
        // Who takes the folder over wants its contents looked at.
        let trusted = !self.take_over && !self.unfinished.contains(path.as_str());
        let mut shard_counts = FileCounts { bytes: bytes.len() as u64, ..FileCounts::default() };
        let mut problem = None;
        let entry = match before {
            Some(entry) if trusted && entry.print == print && Manifest::is_untouched(entry, &full) => {
                shard_counts.unchanged = 1;
                Some(*entry)
            }
            _ => {
                debug_assert!(self.is_announced(&path), "`{path}` was not announced");
                let ours = before.is_some() || !trusted || self.take_over;
                let (written, modified) =
                    self.tree.write(&path, bytes, if ours { Ownership::Ours } else { Ownership::Unknown })?;
                match written {
                    Written::New | Written::Replaced => shard_counts.written = 1,
                    Written::Same => shard_counts.unchanged = 1,
                    Written::Foreign => problem = Some(foreign(&path)),
                }
                let size = bytes.len() as u64;
                (written != Written::Foreign).then_some(Entry { print, size, modified })
            }
        };
        let mut shard =
            self.shards[usize::from(print.first_byte() & 15)].lock().unwrap_or_else(PoisonError::into_inner);
        shard.counts.written += shard_counts.written;
        shard.counts.unchanged += shard_counts.unchanged;
        shard.counts.bytes += shard_counts.bytes;
        shard.diagnostics.extend(problem);
        shard.entries.extend(entry.map(|entry| (path, entry)));
        Ok(())
    }

    /// Deletes what nothing makes any more (but for `kept`), and commits the manifest.
    pub(super) fn finish(self, kept: &FxHashSet<String>) -> Result<(FileCounts, Vec<Diagnostic>), FsError> {
        if self.manifest.interrupted {
            for path in self.manifest.entries.keys().chain(&self.manifest.unfinished) {
                self.tree.discard_temporary(path);
            }
        }
        let mut counts = FileCounts::default();
        let mut diagnostics = Vec::new();
        let mut entries = BTreeMap::new();
        for shard in self.shards {
            let shard = shard.into_inner().unwrap_or_else(PoisonError::into_inner);
            counts.written += shard.counts.written;
            counts.unchanged += shard.counts.unchanged;
            counts.bytes += shard.counts.bytes;
            diagnostics.extend(shard.diagnostics);
            entries.extend(shard.entries);
        }
        // A page that keeps its last good output keeps the styles, boxes and pictures it refers to as well.
        let old_pages = kept.iter().any(|path| self.manifest.entries.contains_key(path));
        let stays = |path: &str| {
            let part = ["assets/", "boxes/", "media/"].iter().any(|folder| path.starts_with(folder));
            kept.contains(path) || (old_pages && part)
        };
        for (path, entry) in &self.manifest.entries {
            if entries.contains_key(path) {
                continue;
            }
            if stays(path) {
                entries.insert(path.clone(), *entry);
                continue;
            }
            self.tree.remove(path)?;
            counts.deleted += 1;
        }
        for path in &self.manifest.unfinished {
            if !entries.contains_key(path) && !self.manifest.entries.contains_key(path) && !kept.contains(path) {
                self.tree.remove(path)?;
            }
        }
        self.manifest.commit(&entries)?;
        Ok((counts, diagnostics))
    }
}

fn foreign(path: &str) -> Diagnostic {
    Diagnostic::error("output-not-ours", format!("`{path}` in the output folder was not written by pressroom"))
        .note("it was left as it is")
        .hint("move it away or into `static/`, choose another `--out`, or let pressroom take the folder over with `--clean`")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stood_in_the_way_of_a_build_that_was_killed_is_still_not_ours() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let out = folder.path().join("public");
        std::fs::create_dir(&out).expect("writable");
        std::fs::write(out.join("theirs.txt"), "theirs").expect("writable");
        let paths = ["theirs.txt".to_owned(), "ours.txt".to_owned(), "late.txt".to_owned()];
        let manifest = Manifest::read(&out);
        let killed = Outputs::new(&out, &manifest, false);
        killed.begin(&paths[..2]).expect("writable");
        killed.announce(&paths).expect("writable");
        std::fs::write(out.join("ours.txt"), "half of it").expect("writable");
        drop(killed);
        let manifest = Manifest::read(&out);
        assert!(manifest.interrupted);
        let next = Outputs::new(&out, &manifest, false);
        next.begin(&paths).expect("writable");
        for path in paths {
            next.put(path, b"whole").expect("writable");
        }
        let (counts, problems) = next.finish(&FxHashSet::default()).expect("writable");
        assert_eq!((counts.written, problems.len()), (2, 1), "{problems:?}");
        let read = |path: &str| std::fs::read_to_string(out.join(path)).expect("there");
        assert_eq!(
            (read("theirs.txt"), read("ours.txt"), read("late.txt")),
            ("theirs".into(), "whole".into(), "whole".into())
        );
        let manifest = Manifest::read(&out);
        assert!(!manifest.interrupted && !manifest.entries.contains_key("theirs.txt"));
    }
}
