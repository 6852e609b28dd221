//! The manifest: which files of an output folder are pressroom's, and what is in them.
//!
//! It lies beside the output folder, in `.pressroom/<name of the folder>.manifest`, so that nothing of it is ever
//! deployed. While a build writes, a journal next to it holds the paths that are about to be written: if the build is
//! killed, the next one knows that those files are its own, and trusts no size or time.
//!
//! There are two copies of it, each with a fingerprint at its end: losing it would mean not to know whose files those are.

use crate::base::{Fingerprint, ended};
use crate::fs::{FsError, replace_file};
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

/// First line of the file; another version is read as no manifest at all.
const HEADER: &str = "pressroom manifest 2";

/// What is known of an output file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Entry {
    /// Its contents.
    pub print: Fingerprint,
    /// Its size in bytes.
    pub size: u64,
    /// When it was written, in nanoseconds since 1970.
    pub modified: u128,
}

/// The files of an output folder that pressroom wrote.
#[derive(Debug)]
pub struct Manifest {
    file: PathBuf,
    journal: PathBuf,
    /// By path below the output folder.
    pub entries: BTreeMap<String, Entry>,
    /// Paths that a killed build was about to write.
    pub unfinished: Vec<String>,
    /// Whether a build was killed before it was done.
    pub interrupted: bool,
    /// Whether there was a manifest that could not be read.
    pub damaged: bool,
}

impl Manifest {
    /// Reads the manifest of an output folder; an empty one if there is none.
    pub fn read(out: &Path) -> Self {
        let (file, journal) = places(out);
        let mut manifest = Self {
            file: file.clone(),
            journal: journal.clone(),
            entries: BTreeMap::new(),
            unfinished: Vec::new(),
            interrupted: false,
            damaged: false,
        };
        if let Ok(bytes) = fs::read(&file) {
            let spare = || fs::read(spare(&file)).ok().and_then(|bytes| parse(&bytes));
            match parse(&bytes).or_else(spare) {
                Some(entries) => manifest.entries = entries,
                None => manifest.damaged = true,
            }
        }
        if let Ok(text) = fs::read_to_string(&journal) {
            manifest.interrupted = true;
            manifest.unfinished = text.lines().map(str::to_owned).collect();
        }
        manifest
    }

    /// Notes down what is about to be written.
    ///
    /// # Errors
    /// The folder can't be made or the journal can't be written.
    pub fn begin(&self, paths: &[&str]) -> Result<(), FsError> {
        let folder = self.file.parent().unwrap_or(Path::new("."));
        fs::create_dir_all(folder).map_err(|error| FsError::new("can't make the folder", folder, error))?;
        let mut text = String::with_capacity(paths.len() * 48);
        for path in self.unfinished.iter().map(String::as_str).chain(paths.iter().copied()) {
            text.push_str(path);
            text.push('\n');
        }
        // Replaced as a whole: a build that is killed here must not forget what the one before was killed over.
        let name = self.journal.file_name().unwrap_or_default().to_string_lossy();
        replace_file(&self.journal, &format!("{name}-new"), text.as_bytes())
    }

    /// Adds to what is about to be written.
    ///
    /// # Errors
    /// The journal can't be written.
    pub fn announce(&self, paths: &[&str]) -> Result<(), FsError> {
        if paths.is_empty() {
            return Ok(());
        }
        let lines = paths.join("\n") + "\n";
        let journal = fs::OpenOptions::new().append(true).create(true).open(&self.journal);
        journal
            .and_then(|mut journal| journal.write_all(lines.as_bytes()))
            .map_err(|error| FsError::new("can't write", &self.journal, error))
    }

    /// Replaces the manifest, and forgets the journal.
    ///
    /// # Errors
    /// It can't be written.
    pub fn commit(&self, entries: &BTreeMap<String, Entry>) -> Result<(), FsError> {
        let mut text = String::with_capacity(entries.len() * 110);
        text.push_str(HEADER);
        text.push('\n');
        for (path, entry) in entries {
            // Writing to a String cannot fail.
            let _ = writeln!(text, "{} {} {} {path}", entry.print, entry.size, entry.modified);
        }
        ended::end(&mut text);
        for file in [spare(&self.file), self.file.clone()] {
            let name = file.file_name().unwrap_or_default().to_string_lossy();
            replace_file(&file, &format!("{name}-new"), text.as_bytes())?;
        }
        let _ = fs::remove_file(&self.journal);
        Ok(())
    }

    /// Whether every file is there as it was written.
    pub(super) fn is_whole(&self, out: &Path) -> bool {
        let entries: Vec<(&String, &Entry)> = self.entries.iter().collect();
        entries.par_iter().with_min_len(256).all(|(path, entry)| Self::is_untouched(entry, &out.join(path)))
    }

    /// Whether the file on disk is as the manifest says.
    pub fn is_untouched(entry: &Entry, path: &Path) -> bool {
        stat(path).is_some_and(|(size, modified)| size == entry.size && modified == entry.modified)
    }
}

/// Size and time of a file.
fn stat(path: &Path) -> Option<(u64, u128)> {
    let meta = fs::metadata(path).ok()?;
    Some((meta.len(), crate::fs::modified(&meta)))
}

/// The folder beside an output folder that holds what builds remember.
pub fn pressroom_folder(out: &Path) -> PathBuf {
    out.parent().unwrap_or(Path::new(".")).join(".pressroom")
}

/// The name of an output folder, for files that are its own.
pub fn out_name(out: &Path) -> String {
    out.file_name().map_or_else(|| "output".into(), |name| name.to_string_lossy().into_owned())
}

/// Manifest and journal of an output folder.
fn places(out: &Path) -> (PathBuf, PathBuf) {
    let (folder, name) = (pressroom_folder(out), out_name(out));
    (folder.join(format!("{name}.manifest")), folder.join(format!("{name}.journal")))
}

/// The second copy.
fn spare(file: &Path) -> PathBuf {
    file.with_extension("manifest-copy")
}

fn parse(bytes: &[u8]) -> Option<BTreeMap<String, Entry>> {
    let mut lines = ended::whole(bytes)?.lines();
    if lines.next()? != HEADER {
        return None;
    }
    let mut entries = BTreeMap::new();
    for line in lines {
        let mut parts = line.splitn(4, ' ');
        let print = Fingerprint::parse(parts.next()?)?;
        let size = parts.next()?.parse().ok()?;
        let modified = parts.next()?.parse().ok()?;
        entries.insert(parts.next()?.to_owned(), Entry { print, size, modified });
    }
    Some(entries)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manifest_is_read_back_and_a_damaged_one_is_none() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let out = folder.path().join("public");
        let manifest = Manifest::read(&out);
        assert!(manifest.entries.is_empty() && !manifest.damaged);
        let entry = Entry { print: Fingerprint::of(b"x"), size: 1, modified: 2 };
        let entries = BTreeMap::from([("a b/c.html".to_owned(), entry)]);
        manifest.begin(&["a b/c.html"]).expect("writable");
        assert_eq!(Manifest::read(&out).unfinished, ["a b/c.html"]);
        manifest.commit(&entries).expect("writable");
        let again = Manifest::read(&out);
        assert_eq!(again.entries, entries);
        assert!(again.unfinished.is_empty());
        let text = fs::read_to_string(&again.file).expect("there");
        fs::write(&again.file, &text[..text.len() - 5]).expect("writable");
        assert_eq!(Manifest::read(&out).entries, entries, "there is a copy");
        fs::write(spare(&again.file), text.replace("x/", "y/").replacen('1', "2", 1)).expect("writable");
        assert!(Manifest::read(&out).damaged);
    }
}
