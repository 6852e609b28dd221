//! Files: finding them, reading them, writing them. The only layer that touches a disk, with the engine above it.
//!
//! Reading reports what is wrong with a file as diagnostics; what is wrong with the machine (a folder that can't be
//! read, a disk that is full) is an [`FsError`] with the path in it.

mod embedded;
mod picture_cache;
mod picture_memory;
mod pictures;
mod replace;
mod scan;
mod sources;
mod texts;
mod theme;
mod write;

pub use embedded::{default_theme, starter};
pub use picture_cache::PictureCache;
pub use pictures::{PictureStore, media_names};
pub use replace::{replace_file, replace_file_with};
pub use scan::{Rescan, SCANNED, Scan, scan};
pub use sources::SiteSources;
pub use texts::{KEEP, TextStore, read_text};
pub use theme::read_theme;
pub use write::{Ownership, Tree, Written, modified};

use std::path::{Path, PathBuf};

/// A file system that did not do what it was asked.
#[derive(Debug, thiserror::Error)]
#[error("{doing} `{}`: {}", .path.display(), reason(.source))]
pub struct FsError {
    /// What was tried: `can't write`.
    pub doing: &'static str,
    /// The file or folder.
    pub path: PathBuf,
    /// What the system said.
    pub source: std::io::Error,
}

impl FsError {
    /// An error with its path.
    pub fn new(doing: &'static str, path: &Path, source: std::io::Error) -> Self {
        Self { doing, path: path.to_owned(), source }
    }
}

/// The system's reason without its number.
fn reason(error: &std::io::Error) -> String {
    let text = error.to_string();
    let plain = text.split(" (os error").next().unwrap_or(&text);
    plain.to_lowercase()
}
