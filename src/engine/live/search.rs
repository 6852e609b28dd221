//! The search index, made when somebody searches.

use super::Edition;
use crate::base::Fingerprint;
use crate::engine::search::files;
use crate::search::{IndexFile, ROOT, Segment, root, segments};
use rustc_hash::FxHashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Indexes of segments, each until its articles change.
#[derive(Default)]
pub struct SearchFiles(Mutex<Known>);

#[derive(Default)]
struct Known {
    /// The segments of an edition.
    segments: Option<(u64, Arc<[Segment]>)>,
    made: FxHashMap<Fingerprint, Arc<[IndexFile]>>,
}

impl SearchFiles {
    /// The file of the index at a path of the site; `None` when there is none.
    pub fn file(&self, edition: &Edition, path: &str) -> Option<Vec<u8>> {
        let renderer = edition.renderer().filter(|renderer| renderer.env().site.config().search)?;
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let segments = match &known.segments {
            Some((number, segments)) if *number == edition.number => segments.clone(),
            _ => {
                let segments: Arc<[Segment]> = segments(&renderer.env().site, &renderer.env().kinds()).into();
                known.made.retain(|print, _| segments.iter().any(|segment| segment.print == *print));
                known.segments = Some((edition.number, segments.clone()));
                segments
            }
        };
        if path == ROOT {
            return Some(root(&segments));
        }
        let (folder, name) = path.strip_prefix("/search/")?.split_once('/')?;
        let segment = segments.iter().find(|segment| segment.folder() == folder)?;
        let made = known.made.entry(segment.print).or_insert_with(|| files(renderer, segment).into());
        made.iter().find(|file| file.name == name).map(|file| file.bytes.clone())
    }
}
