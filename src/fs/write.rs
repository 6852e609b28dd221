//! Writing output: only what differs, never half a file, never over a file that is not ours.
//!
//! A new file is written in place, because making a temporary one and renaming it costs four to five times as much and
//! nobody can be reading a file that was not there; when writing fails, what was begun is removed. A file that replaces
//! another goes through a temporary neighbour and a rename, so that a reader (or a power cut) finds the old or the new
//! one.

use super::FsError;
use rustc_hash::FxHashSet;
use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// What became of a write.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Written {
    /// The file was not there.
    New,
    /// The file was there with other bytes.
    Replaced,
    /// The file has these bytes already.
    Same,
    /// There is a file that is not ours, with other bytes; it was left alone.
    Foreign,
}

/// Whether a path may hold a file that pressroom wrote before.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Ownership {
    /// It wrote it, or may have: replace it.
    Ours,
    /// It never did: leave it alone.
    Unknown,
}

/// An output folder.
pub struct Tree {
    root: PathBuf,
    folders: [Mutex<FxHashSet<String>>; 8],
}

impl Tree {
    /// The folder; it need not exist yet.
    pub fn new(root: &Path) -> Self {
        Self { root: root.to_owned(), folders: Default::default() }
    }

    /// Where it is.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Writes a file below the folder; returns what became of it, and the file's time in nanoseconds since 1970.
    ///
    /// # Errors
    /// The folder can't be made or the file can't be written; the file is then as it was before.
    pub fn write(&self, path: &str, bytes: &[u8], ownership: Ownership) -> Result<(Written, u128), FsError> {
        let full = self.root.join(path);
        self.make_folder(path)?;
        match OpenOptions::new().write(true).create_new(true).open(&full) {
            Ok(file) => {
                let modified = write_new(file, &full, bytes)?;
                Ok((Written::New, modified))
            }
            Err(error) if error.kind() == ErrorKind::AlreadyExists => replace(&full, bytes, ownership),
            Err(error) => Err(FsError::new("can't write", &full, error)),
        }
    }

    /// Removes what a killed build left of the replacement of a file.
    pub fn discard_temporary(&self, path: &str) {
        // It is rarely there.
        let _ = fs::remove_file(temporary(&self.root.join(path)));
    }

    fn make_folder(&self, path: &str) -> Result<(), FsError> {
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let shard = &self.folders[folder.len() % self.folders.len()];
        let known =
            |shard: &Mutex<FxHashSet<String>>| shard.lock().unwrap_or_else(PoisonError::into_inner).contains(folder);
        if known(shard) {
            return Ok(());
        }
        let full = if folder.is_empty() { self.root.clone() } else { self.root.join(folder) };
        let made = match fs::create_dir(&full) {
            Err(error) if error.kind() == ErrorKind::NotFound => fs::create_dir_all(&full),
            Err(error) if error.kind() == ErrorKind::AlreadyExists && full.is_dir() => Ok(()),
            other => other,
        };
        made.map_err(|error| in_the_way(&full, error))?;
        shard.lock().unwrap_or_else(PoisonError::into_inner).insert(folder.to_owned());
        Ok(())
    }

    /// Removes a file, and the folders above it that are empty then.
    ///
    /// # Errors
    /// The file is there and can't be removed.
    pub fn remove(&self, path: &str) -> Result<(), FsError> {
        let full = self.root.join(path);
        match fs::remove_file(&full) {
            Err(error) if error.kind() != ErrorKind::NotFound => {
                return Err(FsError::new("can't delete", &full, error));
            }
            _ => {}
        }
        let mut folder = path;
        while let Some((above, _)) = folder.rsplit_once('/') {
            // Fails for a folder that still holds something, which is the point.
            if fs::remove_dir(self.root.join(above)).is_err() {
                break;
            }
            folder = above;
        }
        Ok(())
    }
}

/// A folder that can't be made; where something else has the name of one above it, that is what is named.
fn in_the_way(folder: &Path, error: std::io::Error) -> FsError {
    let above = folder.ancestors().filter(|path| path.symlink_metadata().is_ok_and(|meta| !meta.is_dir())).last();
    match above.filter(|path| !path.is_dir()) {
        Some(path) => {
            let error = std::io::Error::new(ErrorKind::AlreadyExists, "a file has that name");
            FsError::new("can't make the folder", path, error)
        }
        None => FsError::new("can't make the folder", folder, error),
    }
}

fn replace(full: &Path, bytes: &[u8], ownership: Ownership) -> Result<(Written, u128), FsError> {
    let same = fs::metadata(full).is_ok_and(|meta| meta.is_file() && meta.len() == bytes.len() as u64)
        && fs::read(full).is_ok_and(|old| old == bytes);
    if same {
        return Ok((Written::Same, fs::metadata(full).map_or(0, |meta| modified(&meta))));
    }
    if ownership == Ownership::Unknown {
        return Ok((Written::Foreign, 0));
    }
    let temporary = temporary(full);
    // The message names the file that people know.
    let fail = |error: FsError| FsError { path: full.to_owned(), ..error };
    let file = File::create(&temporary).map_err(|error| FsError::new("can't write", full, error))?;
    let modified = write_new(file, &temporary, bytes).map_err(fail)?;
    fs::rename(&temporary, full).map_err(|error| {
        let _ = fs::remove_file(&temporary);
        FsError::new("can't replace", full, error)
    })?;
    Ok((Written::Replaced, modified))
}

/// Where the replacement of a file is written.
fn temporary(full: &Path) -> PathBuf {
    let mut name = full.file_name().unwrap_or_default().to_os_string();
    name.push(".pressroom-new");
    full.with_file_name(name)
}

/// Writes a file that was just made, and returns its time; removes it if that fails.
fn write_new(mut file: File, path: &Path, bytes: &[u8]) -> Result<u128, FsError> {
    let written = file.write_all(bytes).and_then(|()| file.metadata());
    let meta = written.map_err(|error| {
        let _ = fs::remove_file(path);
        FsError::new("can't write", path, error)
    })?;
    Ok(modified(&meta))
}

/// When a file was changed, in nanoseconds since 1970; 0 where the system does not say.
pub fn modified(meta: &fs::Metadata) -> u128 {
    let time = meta.modified().ok().and_then(|time| time.duration_since(std::time::UNIX_EPOCH).ok());
    time.map_or(0, |since| since.as_nanos())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_written_once_and_strangers_left_alone() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let tree = Tree::new(folder.path());
        let write = |bytes: &[u8], ownership| tree.write("a/b/c.html", bytes, ownership).expect("writable").0;
        assert_eq!(write(b"one", Ownership::Unknown), Written::New);
        assert_eq!(write(b"one", Ownership::Unknown), Written::Same);
        assert_eq!(write(b"two", Ownership::Unknown), Written::Foreign);
        assert_eq!(write(b"two", Ownership::Ours), Written::Replaced);
        assert_eq!(fs::read(folder.path().join("a/b/c.html")).expect("there"), b"two");
        assert_eq!(fs::read_dir(folder.path().join("a/b")).expect("there").count(), 1);
    }

    #[test]
    fn empty_folders_go_with_their_last_file() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let tree = Tree::new(folder.path());
        tree.write("a/b/c.html", b"x", Ownership::Unknown).expect("writable");
        fs::write(folder.path().join("a/mine.txt"), "x").expect("writable");
        tree.remove("a/b/c.html").expect("removable");
        assert!(!folder.path().join("a/b").exists());
        assert!(folder.path().join("a/mine.txt").exists());
        tree.remove("a/b/c.html").expect("already gone is fine");
    }
}
