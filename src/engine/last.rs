//! When nothing at all has changed: the last build's result is this one's.
//!
//! **Contract.** The seal names every source file by its stamp, so it is only taken while every stamp proves something. With
//! the same seal and the same settings, at a time before anything changes by itself, and with every output file as it was
//! written, a build would do nothing and say what the last one said.

use super::encode::PictureCounts;
use super::inputs::SOURCE_FOLDERS;
use super::manifest::{Manifest, out_name, pressroom_folder};
use super::outputs::FileCounts;
use super::summary::PageCounts;
use crate::base::{Fingerprint, FingerprintBuilder, Instant};
use crate::config::CONFIG_FILE;
use crate::diag::Diagnostic;
use crate::store::{Stamp, read_sealed, write_sealed};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

const KIND: &str = "last";
/// Folders in folders, at most: deeper is a link that leads in circles.
const DEPTH: usize = 64;

/// What a build found and did, for the next one.
#[derive(Serialize, Deserialize)]
pub(super) struct Last {
    pub(super) seal: Fingerprint,
    /// The time of the build.
    pub(super) from: Instant,
    /// When the output changes by itself.
    pub(super) until: Option<Instant>,
    pub(super) pages: PageCounts,
    pub(super) files: FileCounts,
    pub(super) pictures: PictureCounts,
    /// As they were found, whether warnings count as errors or not.
    pub(super) diagnostics: Vec<Diagnostic>,
}

impl Last {
    /// The last build of an output folder, if this one would be the same.
    pub(super) fn find(out: &Path, seal: Fingerprint, now: Instant, manifest: &Manifest) -> Option<Self> {
        let last = Self::read(out)?;
        let in_time = last.from <= now && last.until.is_none_or(|until| now < until);
        let known = !manifest.damaged && !manifest.interrupted && manifest.entries.len() == last.files.unchanged;
        (last.seal == seal && in_time && known && manifest.is_whole(out)).then_some(last)
    }

    /// What the last build wrote down.
    pub(super) fn read(out: &Path) -> Option<Self> {
        let bytes = read_sealed(&place(out), KIND).ok()?;
        postcard::from_bytes(&bytes).ok()
    }

    /// Writes it down. That it can't be costs only time.
    pub(super) fn write(&self, out: &Path) {
        if let Ok(bytes) = postcard::to_stdvec(self) {
            let _ = write_sealed(&place(out), KIND, &[&bytes]);
        }
    }

    /// Forgets it.
    pub(super) fn forget(out: &Path) {
        // It may not be there.
        let _ = fs::remove_file(place(out));
    }
}

fn place(out: &Path) -> PathBuf {
    pressroom_folder(out).join(format!("{}.last", out_name(out)))
}

/// Names every source file of a site as it looks from outside, and `settings`; `None` when one of them may still change
/// without looking different. `started` is when the command began, in nanoseconds since 1970.
pub(super) fn seal(root: &Path, started: u128, settings: &str) -> Option<Fingerprint> {
    let mut print = FingerprintBuilder::new();
    print.part(settings);
    let config = fs::metadata(root.join(CONFIG_FILE)).ok()?;
    Stamp::of(&config, started)?.add_to(&mut print);
    for folder in SOURCE_FOLDERS {
        let path = root.join(folder);
        if path.is_dir() {
            print.part(folder).part(walk(&path, started, 0)?.bytes());
        }
    }
    Some(print.finish())
}

/// Names all files below a folder, links followed.
fn walk(folder: &Path, started: u128, depth: usize) -> Option<Fingerprint> {
    if depth > DEPTH {
        return None;
    }
    let entries = fs::read_dir(folder).ok()?.map(|entry| entry.map(|entry| (entry.file_name(), entry)));
    let mut entries: Vec<(OsString, fs::DirEntry)> = entries.collect::<Result<_, _>>().ok()?;
    entries.sort_unstable_by(|a, b| a.0.cmp(&b.0));
    let looked = entries.par_iter().with_min_len(64).map(|(_, entry)| {
        let kind = entry.file_type().ok()?;
        // What a link leads to is what counts.
        let meta = if kind.is_symlink() { fs::metadata(entry.path()) } else { entry.metadata() }.ok()?;
        if meta.is_dir() {
            return walk(&entry.path(), started, depth + 1).map(Looked::Folder);
        }
        Stamp::of(&meta, started).map(Looked::File)
    });
    let looked: Vec<Looked> = looked.collect::<Option<_>>()?;
    let mut print = FingerprintBuilder::new();
    for ((name, _), looked) in entries.iter().zip(looked) {
        print.part(name.as_encoded_bytes());
        match looked {
            Looked::File(stamp) => stamp.add_to(&mut print),
            Looked::Folder(inside) => {
                print.part(inside.bytes());
            }
        }
    }
    Some(print.finish())
}

enum Looked {
    File(Stamp),
    Folder(Fingerprint),
}
