//! Writing the search index.

use super::outputs::Outputs;
use crate::fs::FsError;
use crate::model::output_path;
use crate::render::Renderer;
use crate::search::{IndexFile, ROOT, Segment, index, root, segments};

/// Writes the index: segments that are there already are left alone, the others are made one after the other, each by all
/// threads, so that no more than one is in memory.
///
/// # Errors
/// The output folder can't be written.
pub(super) fn publish_search(renderer: &Renderer, outputs: &Outputs<'_>) -> Result<(), FsError> {
    let env = renderer.env();
    let segments = segments(&env.site, &env.kinds());
    for segment in &segments {
        let folder = format!("search/{}", segment.folder());
        if outputs.keep_folder(&folder, "/head.json") {
            continue;
        }
        let files = files(renderer, segment);
        let paths: Vec<String> = files.iter().map(|file| format!("{folder}/{}", file.name)).collect();
        outputs.announce(&paths)?;
        for (path, file) in paths.into_iter().zip(files) {
            outputs.put(path, &file.bytes)?;
        }
    }
    let path = output_path(ROOT);
    outputs.announce(std::slice::from_ref(&path))?;
    outputs.put(path, &root(&segments))
}

/// The files of one segment.
pub(super) fn files(renderer: &Renderer, segment: &Segment) -> Vec<IndexFile> {
    let env = renderer.env();
    index(&env.site, &env.kinds(), segment, |article| renderer.texts().text(&article.source, article.print))
}
