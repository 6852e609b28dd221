//! Reading text files.

use crate::base::Fingerprint;
use crate::content::MAX_BYTES;
use crate::diag::{Diagnostic, Span};
use crate::render::Texts;
use rustc_hash::FxHashMap;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

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
///
/// A text is asked for with the print of the bytes that were read together with its front matter: a file that has
/// changed since gives nothing, and never a mixture.
pub struct TextStore {
    root: PathBuf,
    kept: RwLock<Kept>,
}

#[derive(Default)]
struct Kept {
    texts: FxHashMap<Arc<str>, (Fingerprint, Arc<str>)>,
    bytes: usize,
    /// What was kept of files before they changed, until it is let go.
    held: FxHashMap<Arc<str>, (Fingerprint, Arc<str>)>,
}

impl TextStore {
    /// An empty store.
    pub fn new(root: &Path) -> Self {
        Self { root: root.to_owned(), kept: RwLock::default() }
    }

    /// Keeps a text in place of the one that was kept of its file, as long as there is room. The one before is held until
    /// [`release`](Self::release), because it may have to stand in for the new one.
    pub fn keep(&self, file: &Arc<str>, print: Fingerprint, text: &Arc<str>) {
        let mut kept = self.kept.write().unwrap_or_else(PoisonError::into_inner);
        if let Some((old_print, old)) = kept.texts.remove(file) {
            kept.bytes -= old.len();
            kept.held.entry(file.clone()).or_insert((old_print, old));
        }
        if kept.bytes + text.len() <= KEEP {
            kept.bytes += text.len();
            kept.texts.insert(file.clone(), (print, text.clone()));
        }
    }

    /// Lets go of what was kept of files before they changed.
    pub fn release(&self) {
        self.kept.write().unwrap_or_else(PoisonError::into_inner).held.clear();
    }
}

impl Texts for TextStore {
    fn text(&self, file: &str, print: Fingerprint) -> Option<Arc<str>> {
        let kept = self.kept.read().unwrap_or_else(PoisonError::into_inner);
        for known in [&kept.texts, &kept.held] {
            if let Some((_, text)) = known.get(file).filter(|(known, _)| *known == print) {
                return Some(text.clone());
            }
        }
        drop(kept);
        let text = read_text(&self.root, &file.into()).ok()?;
        (Fingerprint::of(text.as_bytes()) == print).then(|| text.into())
    }
}
