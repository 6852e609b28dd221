//! The files with boxes that pages share.

use super::outputs::Outputs;
use crate::config::Delivery;
use crate::diag::Diagnostic;
use crate::fs::{FsError, PictureStore};
use crate::model::output_path;
use crate::render::{BoxFile, Renderer, box_script};
use rayon::prelude::*;

/// What came of the files.
#[derive(Default)]
pub(super) struct BoxFiles {
    pub(super) diagnostics: Vec<Diagnostic>,
    /// Those with an error.
    pub(super) failed: Vec<String>,
}

/// Makes the files that the pages of a build share, after all of those have been made or kept, and writes them if there
/// are `outputs`.
///
/// # Errors
/// The output folder can't be written.
pub(super) fn publish_boxes(
    renderer: &Renderer,
    pictures: &PictureStore,
    outputs: Option<&Outputs<'_>>,
) -> Result<BoxFiles, FsError> {
    let files: Vec<BoxFile> =
        renderer.shared_boxes().par_iter().with_min_len(4).map(|shared| renderer.box_file(shared)).collect();
    let mut found = BoxFiles::default();
    for file in &files {
        found.diagnostics.extend(file.diagnostics.iter().cloned());
        match &file.bytes {
            Some(bytes) => pictures.see(bytes),
            None => found.failed.push(output_path(&file.path)),
        }
    }
    let Some(outputs) = outputs else { return Ok(found) };
    let mut files: Vec<(String, Vec<u8>)> =
        files.into_iter().filter_map(|file| Some((output_path(&file.path), file.bytes?))).collect();
    if renderer.env().delivery == Delivery::Client && !files.is_empty() {
        let (path, script) = box_script();
        files.push((output_path(&path), script.into()));
    }
    outputs.announce(&files.iter().map(|(path, _)| path.clone()).collect::<Vec<_>>())?;
    files.into_par_iter().try_for_each(|(path, bytes)| outputs.put(path, &bytes))?;
    Ok(found)
}
