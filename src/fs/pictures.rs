//! Sizes of pictures, and which of them a build asked for.

use crate::media::{Pictures, probe};
use crate::model::PictureSize;
use rustc_hash::FxHashMap;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

/// Bytes of a file that are read to find its size.
const HEAD: u64 = 256 * 1024;

/// Reads headers once, and remembers what was asked for.
pub struct PictureStore {
    root: PathBuf,
    known: RwLock<FxHashMap<Arc<str>, Option<PictureSize>>>,
    unreadable: Mutex<Vec<Arc<str>>>,
}

impl PictureStore {
    /// An empty store.
    pub fn new(root: &Path) -> Self {
        Self { root: root.to_owned(), known: RwLock::default(), unreadable: Mutex::default() }
    }

    /// Every file that was asked for, sorted.
    pub fn asked(&self) -> Vec<Arc<str>> {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        let mut files: Vec<Arc<str>> = known.keys().cloned().collect();
        files.sort_unstable();
        files
    }

    /// Pictures whose header says nothing, sorted.
    pub fn unreadable(&self) -> Vec<Arc<str>> {
        let mut files = self.unreadable.lock().unwrap_or_else(PoisonError::into_inner).clone();
        files.sort_unstable();
        files.dedup();
        files
    }
}

impl Pictures for PictureStore {
    fn size(&self, file: &str) -> Option<PictureSize> {
        if let Some(size) = self.known.read().unwrap_or_else(PoisonError::into_inner).get(file) {
            return *size;
        }
        let size = read_size(&self.root.join(file));
        let name: Arc<str> = file.into();
        if size.is_none() && crate::media::mime_of(file).starts_with("image/") {
            self.unreadable.lock().unwrap_or_else(PoisonError::into_inner).push(name.clone());
        }
        self.known.write().unwrap_or_else(PoisonError::into_inner).insert(name, size);
        size
    }
}

fn read_size(path: &Path) -> Option<PictureSize> {
    let file = File::open(path).ok()?;
    let bytes = file.metadata().ok()?.len();
    let mut head = Vec::with_capacity(bytes.min(HEAD) as usize);
    file.take(HEAD).read_to_end(&mut head).ok()?;
    probe(&head, bytes)
}
