//! What lies below `.pressroom/pictures/`, how much it is, and which of it nobody needs any more.
//!
//! Every build notes down which encoded pictures it used, in a file of its output folder's own. A picture that no such
//! file names can go: it would be made again if it were ever wanted.

use super::manifest::out_name;
use crate::base::Fingerprint;
use crate::fs::{FsError, PictureCache, replace_file};
use rustc_hash::FxHashSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{fs, io};

/// What is in a cache.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CacheReport {
    /// The folder.
    pub folder: PathBuf,
    /// Encoded pictures.
    pub files: usize,
    /// Their bytes on disk.
    pub bytes: u64,
    /// Those that no output folder's last build used.
    pub unused_files: usize,
    /// Their bytes on disk.
    pub unused_bytes: u64,
}

/// Counts what is in the cache of a `.pressroom` folder.
///
/// # Errors
/// A folder can't be read.
pub fn measure(pressroom: &Path) -> Result<CacheReport, FsError> {
    let cache = PictureCache::new(pressroom);
    let used = used(&cache)?;
    let mut report = CacheReport { folder: cache.folder().to_owned(), ..CacheReport::default() };
    for (key, bytes) in cache.entries()? {
        report.files += 1;
        report.bytes += bytes;
        if !used.contains(&key) {
            report.unused_files += 1;
            report.unused_bytes += bytes;
        }
    }
    Ok(report)
}

/// Removes what no output folder's last build used, and says what is left and (as unused) what was removed.
///
/// # Errors
/// A folder can't be read, or a file can't be removed.
pub fn collect_garbage(pressroom: &Path) -> Result<CacheReport, FsError> {
    let cache = PictureCache::new(pressroom);
    let used = used(&cache)?;
    let mut report = CacheReport { folder: cache.folder().to_owned(), ..CacheReport::default() };
    for (key, bytes) in cache.entries()? {
        if used.contains(&key) {
            report.files += 1;
            report.bytes += bytes;
            continue;
        }
        cache.remove(key)?;
        report.unused_files += 1;
        report.unused_bytes += bytes;
    }
    cache.sweep()?;
    Ok(report)
}

/// Notes down which encoded pictures a build used.
///
/// # Errors
/// It can't be written.
pub(super) fn note_used(cache: &PictureCache, out: &Path, keys: &[Fingerprint]) -> Result<(), FsError> {
    let name = out_name(out);
    let file = cache.folder().join("used").join(&name);
    if keys.is_empty() && !file.exists() {
        return Ok(());
    }
    let mut text = String::with_capacity(keys.len() * 33);
    for key in keys {
        // Writing to a String cannot fail.
        let _ = writeln!(text, "{key}");
    }
    if fs::read(&file).is_ok_and(|old| old == text.as_bytes()) {
        return Ok(());
    }
    replace_file(&file, &format!("{name}.used-new"), text.as_bytes())
}

fn used(cache: &PictureCache) -> Result<FxHashSet<Fingerprint>, FsError> {
    let folder = cache.folder().join("used");
    let files = match fs::read_dir(&folder) {
        Ok(files) => files,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(FxHashSet::default()),
        Err(error) => return Err(FsError::new("can't read", &folder, error)),
    };
    let mut used = FxHashSet::default();
    for file in files.flatten() {
        let text = fs::read_to_string(file.path()).map_err(|error| FsError::new("can't read", &file.path(), error))?;
        used.extend(text.lines().filter_map(Fingerprint::parse));
    }
    Ok(used)
}
