//! Reading text files.

use crate::content::MAX_BYTES;
use crate::diag::{Diagnostic, Span};
use crate::render::Texts;
use rustc_hash::FxHashMap;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Bytes of text that are kept in memory between reading front matter and rendering. Past that, files are read twice:
/// the second time they come from the system's cache.
pub const KEEP: usize = 64 * 1024 * 1024;

/// Reads a UTF-8 text of a site.
///
/// # Errors
/// It can't be read, is too large, or is not UTF-8: a diagnostic with the place.
pub fn read_text(root: &Path, file: &Arc<str>) -> Result<String, Diagnostic> {
    let unreadable = |error: &std::io::Error| {
        Diagnostic::error("unreadable", format!("`{file}` can't be read: {}", super::reason(error)))
            .hint("check that it is there, and its permissions")
    };
    let mut handle = File::open(root.join(&**file)).map_err(|error| unreadable(&error))?;
    let length = handle.metadata().map_err(|error| unreadable(&error))?.len();
    if length > MAX_BYTES {
        let message =
            format!("`{file}` is too large: {} MB, the limit is {} MB", length / 1_048_576, MAX_BYTES / 1_048_576);
        return Err(
            Diagnostic::error("too-large", message).hint("split it, or put it into `static/` if it is no article")
        );
    }
    let mut bytes = Vec::with_capacity(length as usize + 1);
    handle.read_to_end(&mut bytes).map_err(|error| unreadable(&error))?;
    String::from_utf8(bytes).map_err(|error| not_utf8(file, &error))
}

fn not_utf8(file: &Arc<str>, error: &std::string::FromUtf8Error) -> Diagnostic {
    let valid = error.utf8_error().valid_up_to();
    let bytes = error.as_bytes();
    let line = memchr::memchr_iter(b'\n', &bytes[..valid]).count() + 1;
    let wide = bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]);
    let what = if wide {
        "it looks like UTF-16".to_owned()
    } else {
        format!("line {line} holds the byte 0x{:02X}", bytes[valid])
    };
    Diagnostic::error("not-utf8", format!("`{file}` is not UTF-8: {what}"))
        .at(Span::new(file.clone(), valid..valid))
        .hint("save the file as UTF-8")
}

/// The texts of a site's content, some of them kept.
pub struct TextStore {
    root: PathBuf,
    kept: FxHashMap<Arc<str>, Arc<str>>,
    bytes: usize,
}

impl TextStore {
    /// An empty store.
    pub fn new(root: &Path) -> Self {
        Self { root: root.to_owned(), kept: FxHashMap::default(), bytes: 0 }
    }

    /// Keeps a text, as long as there is room.
    pub fn keep(&mut self, file: Arc<str>, text: Arc<str>) {
        if self.bytes + text.len() <= KEEP {
            self.bytes += text.len();
            self.kept.insert(file, text);
        }
    }
}

impl Texts for TextStore {
    fn text(&self, file: &str) -> Option<Arc<str>> {
        if let Some(text) = self.kept.get(file) {
            return Some(text.clone());
        }
        read_text(&self.root, &file.into()).ok().map(Into::into)
    }
}
