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
    let mut files = Vec::new();
    let config = fs::metadata(root.join(CONFIG_FILE)).ok()?;
    files.push((PathBuf::from(CONFIG_FILE), Stamp::of(&config, started)?));
    for folder in SOURCE_FOLDERS {
        let path = root.join(folder);
        if path.is_dir() {
            files.extend(walk(&path, started, 0)?);
        }
    }
    files.sort_unstable_by(|a, b| a.0.cmp(&b.0));
    let mut print = FingerprintBuilder::new();
    print.part(settings);
    for (path, stamp) in &files {
        print.part(path.as_os_str().as_encoded_bytes());
        stamp.add_to(&mut print);
    }
    Some(print.finish())
}

/// All files below a folder, links followed.
fn walk(folder: &Path, started: u128, depth: usize) -> Option<Vec<(PathBuf, Stamp)>> {
    if depth > DEPTH {
        return None;
    }
    let entries: Vec<fs::DirEntry> = fs::read_dir(folder).ok()?.collect::<Result<_, _>>().ok()?;
    let looked = entries.par_iter().with_min_len(64).map(|entry| {
        let path = entry.path();
        if entry.file_type().ok()?.is_dir() {
            return walk(&path, started, depth + 1);
        }
        let meta = fs::metadata(&path).ok()?;
        if meta.is_dir() { walk(&path, started, depth + 1) } else { Some(vec![(path, Stamp::of(&meta, started)?)]) }
    });
    let looked: Vec<Vec<(PathBuf, Stamp)>> = looked.collect::<Option<_>>()?;
    Some(looked.into_iter().flatten().collect())
}
