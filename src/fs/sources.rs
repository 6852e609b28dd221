//! Texts for the excerpts of diagnostics.

use crate::diag::Sources;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The files of a site, and those of the built-in theme.
pub struct SiteSources {
    root: PathBuf,
}

impl SiteSources {
    /// The files below a root.
    pub fn new(root: &Path) -> Self {
        Self { root: root.to_owned() }
    }
}

impl Sources for SiteSources {
    fn text(&self, file: &str) -> Option<Arc<str>> {
        if let Ok(bytes) = std::fs::read(self.root.join(file)) {
            return Some(String::from_utf8_lossy(&bytes).into());
        }
        let below = file.strip_prefix("themes/broadsheet/")?;
        let found = super::default_theme().get_file(below)?;
        found.contents_utf8().map(Into::into)
    }
}
