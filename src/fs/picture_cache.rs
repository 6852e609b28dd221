//! Encoded pictures, kept below `.pressroom/pictures/` by the name of what decides their bytes.
//!
//! **Contract.** A file is written under another name and renamed, so it is there as a whole or not at all; at its end
//! stand its length and fingerprint, so a damaged one is found and made again. A name never means two things, so the
//! folder can be shared between working copies, kept by a CI service, and deleted at any time.

use super::{FsError, replace_file};
use crate::base::Fingerprint;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

/// What follows the picture in its file: these bytes, its length, its fingerprint.
const MAGIC: &[u8; 8] = b"pressrm1";
const TRAILER: usize = 8 + 8 + 32;

/// The folder of encoded pictures.
pub struct PictureCache {
    folder: PathBuf,
    temporaries: AtomicU64,
}

impl PictureCache {
    /// The cache below a `.pressroom` folder, which need not exist.
    pub fn new(pressroom: &Path) -> Self {
        Self { folder: pressroom.join("pictures"), temporaries: AtomicU64::new(0) }
    }

    /// Where it is.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// An encoded picture; `None` when it is not there or damaged.
    pub fn get(&self, key: Fingerprint) -> Option<Vec<u8>> {
        let mut bytes = fs::read(self.place(key)).ok()?;
        let end = bytes.len().checked_sub(TRAILER)?;
        let trailer = &bytes[end..];
        let length = u64::from_le_bytes(trailer[8..16].try_into().ok()?);
        let print = std::str::from_utf8(&trailer[16..]).ok().and_then(Fingerprint::parse)?;
        if &trailer[..8] != MAGIC || length != end as u64 || print != Fingerprint::of(&bytes[..end]) {
            return None;
        }
        bytes.truncate(end);
        Some(bytes)
    }

    /// Whether an encoded picture is there; a damaged one counts.
    pub fn has(&self, key: Fingerprint) -> bool {
        self.place(key).is_file()
    }

    /// Keeps an encoded picture.
    ///
    /// # Errors
    /// It can't be written.
    pub fn put(&self, key: Fingerprint, bytes: &[u8]) -> Result<(), FsError> {
        // Pictures of the same contents have the same key, and may be put by two threads at once.
        let number = self.temporaries.fetch_add(1, Ordering::Relaxed);
        let temporary = format!("{}-{number}.new", std::process::id());
        let print = Fingerprint::of(bytes).to_string();
        let whole = [bytes, MAGIC, &(bytes.len() as u64).to_le_bytes(), print.as_bytes()].concat();
        replace_file(&self.place(key), &temporary, &whole)
    }

    /// Every picture in it with its size on disk, in the order of their names.
    ///
    /// # Errors
    /// The folder can't be read.
    pub fn entries(&self) -> Result<Vec<(Fingerprint, u64)>, FsError> {
        let mut entries = Vec::new();
        for (path, bytes) in self.files()? {
            let part = |part: Option<&std::ffi::OsStr>| part.and_then(std::ffi::OsStr::to_str).unwrap_or("").to_owned();
            let hex = part(path.parent().and_then(Path::file_name)) + &part(path.file_name());
            entries.extend(Fingerprint::parse(&hex).map(|key| (key, bytes)));
        }
        entries.sort_unstable();
        Ok(entries)
    }

    /// Removes a picture.
    ///
    /// # Errors
    /// It is there and can't be removed.
    pub fn remove(&self, key: Fingerprint) -> Result<(), FsError> {
        let place = self.place(key);
        match fs::remove_file(&place) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(FsError::new("can't delete", &place, error));
            }
            _ => {}
        }
        // Fails for a folder that still holds something, which is the point.
        let _ = place.parent().map(fs::remove_dir);
        Ok(())
    }

    /// Removes what killed builds were writing, if it is older than an hour.
    ///
    /// # Errors
    /// The folder can't be read.
    pub fn sweep(&self) -> Result<(), FsError> {
        for (path, _) in self.files()? {
            let old = || path.metadata().ok()?.modified().ok()?.elapsed().ok();
            if path.extension().is_some_and(|end| end == "new") && old().is_some_and(|age| age.as_secs() > 3600) {
                let _ = fs::remove_file(&path);
            }
        }
        Ok(())
    }

    fn files(&self) -> Result<Vec<(PathBuf, u64)>, FsError> {
        let mut files = Vec::new();
        let folders = match fs::read_dir(&self.folder) {
            Ok(folders) => folders,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(files),
            Err(error) => return Err(FsError::new("can't read", &self.folder, error)),
        };
        for folder in folders.flatten().filter(|folder| folder.file_name().len() == 2) {
            let inside = fs::read_dir(folder.path()).into_iter().flatten().flatten();
            files.extend(inside.filter_map(|file| Some((file.path(), file.metadata().ok()?.len()))));
        }
        Ok(files)
    }

    fn place(&self, key: Fingerprint) -> PathBuf {
        let hex = key.to_string();
        self.folder.join(&hex[..2]).join(&hex[2..])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_damaged_is_not_there() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let cache = PictureCache::new(folder.path());
        let key = Fingerprint::of(b"key");
        assert_eq!(cache.get(key), None);
        cache.put(key, b"a picture").expect("writable");
        assert_eq!(cache.get(key).as_deref(), Some(&b"a picture"[..]));
        assert_eq!(cache.entries().expect("readable").iter().map(|(key, _)| *key).collect::<Vec<_>>(), [key]);
        let place = cache.place(key);
        let whole = fs::read(&place).expect("there");
        for damaged in [&whole[..whole.len() - 1], &whole[1..], b""] {
            fs::write(&place, damaged).expect("writable");
            assert_eq!(cache.get(key), None);
        }
        let mut flipped = whole.clone();
        flipped[3] ^= 1;
        fs::write(&place, flipped).expect("writable");
        assert_eq!(cache.get(key), None);
        cache.remove(key).expect("removable");
        assert!(!cache.has(key) && cache.entries().expect("readable").is_empty());
    }
}
