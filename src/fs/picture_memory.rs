//! What earlier builds learned of picture files: `.pressroom/pictures/facts`.
//!
//! **Contract.** An answer is taken from here only for a file of the same path, size and time, and only when that time
//! was well before the file was read, because a file that is changed twice within a tick of the clock looks the same
//! both times. With another time, the file is read, and the answer is taken only if its contents are the same: a fresh
//! checkout has new times. Problems are never remembered. Any doubt about the file itself, and it is as if there were
//! none.

use super::{FsError, replace_file};
use crate::base::Fingerprint;
use crate::media::Facts;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// First bytes of the file; raise the number when what is learned of a picture changes.
const HEADER: &[u8] = concat!("pressroom pictures 3 ", env!("CARGO_PKG_VERSION"), "\n").as_bytes();
/// A file that is younger than this when the build begins may change again without looking different, in nanoseconds.
const GAP: u128 = 2_000_000_000;

/// Size and time of a file.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(super) struct Stamp {
    /// In bytes.
    pub(super) bytes: u64,
    /// In nanoseconds since 1970; 0 when it can't be relied on.
    pub(super) modified: u128,
}

impl Stamp {
    /// The stamp of a file that is read after `started`, in nanoseconds since 1970.
    pub(super) fn of(meta: &fs::Metadata, started: u128) -> Self {
        let modified = super::modified(meta);
        Self { bytes: meta.len(), modified: if modified + GAP < started { modified } else { 0 } }
    }
}

/// A file and what was learned of it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Known {
    /// When it was read.
    pub(super) stamp: Stamp,
    /// What was learned.
    pub(super) facts: Arc<Facts>,
}

/// What earlier builds learned, by path below the site's root.
#[derive(Debug, Default)]
pub(super) struct PictureMemory {
    known: BTreeMap<Arc<str>, Known>,
}

impl PictureMemory {
    /// Reads it; an empty one if there is none that can be read.
    pub(super) fn read(folder: &Path) -> Self {
        let known = fs::read(place(folder)).ok().and_then(|bytes| parse(&bytes)).unwrap_or_default();
        Self { known }
    }

    /// What was learned of a file that is still the same by its stamp.
    pub(super) fn find(&self, file: &str, stamp: Stamp) -> Option<&Known> {
        self.known.get(file).filter(|known| stamp.modified != 0 && known.stamp == stamp)
    }

    /// What was learned of a file with these contents.
    pub(super) fn find_same(&self, file: &str, print: Fingerprint) -> Option<&Known> {
        self.known.get(file).filter(|known| known.facts.print == print)
    }

    /// Replaces it with what this build learned, if that is something new.
    ///
    /// # Errors
    /// It can't be written.
    pub(super) fn replace(&self, folder: &Path, known: &BTreeMap<Arc<str>, Known>) -> Result<(), FsError> {
        let same = |(file, new): (&Arc<str>, &Known)| self.known.get(file).is_some_and(|old| old.stamp == new.stamp);
        if known.len() == self.known.len() && known.iter().all(same) {
            return Ok(());
        }
        let Ok(body) = postcard::to_stdvec(known) else { return Ok(()) };
        let whole = [HEADER, Fingerprint::of(&body).to_string().as_bytes(), &body].concat();
        replace_file(&place(folder), &format!("facts.{}.new", std::process::id()), &whole)
    }
}

fn place(folder: &Path) -> PathBuf {
    folder.join("facts")
}

fn parse(bytes: &[u8]) -> Option<BTreeMap<Arc<str>, Known>> {
    let rest = bytes.strip_prefix(HEADER)?;
    let (print, body) = rest.split_at_checked(32)?;
    let print = Fingerprint::parse(std::str::from_utf8(print).ok()?)?;
    if print != Fingerprint::of(body) {
        return None;
    }
    postcard::from_bytes(body).ok()
}
