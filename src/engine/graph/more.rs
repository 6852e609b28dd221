//! What builds have added to the graph since it was written as a whole.
//!
//! Writing the graph of a large archive costs more than all the rest of a small change. So a build that renders little
//! writes beside it only the rows that are other ones or new. Numbers go on after those of the whole, and rows that
//! nothing leads to any more stay where they are; once there is much of both, the graph is written anew.

use super::{ArticleRow, Edge, FragmentRow, Graph, MediaRow, NameRow, PageRow};
use crate::base::Fingerprint;
use crate::fs::FsError;
use crate::render::Dependency;
use crate::store::{Unusable, read_sealed, write_sealed};
use serde::{Deserialize, Serialize};
use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::path::Path;

/// Rows by their places in a graph: in place of one that is there, or after the last.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(in crate::engine) struct More {
    /// Names the file of the whole.
    pub(super) whole: Option<Fingerprint>,
    pub(super) shape: Option<Fingerprint>,
    pub(super) articles: BTreeMap<u32, ArticleRow>,
    pub(super) names: BTreeMap<u32, NameRow>,
    pub(super) media: BTreeMap<u32, MediaRow>,
    pub(super) fragments: BTreeMap<u32, FragmentRow>,
    pub(super) pages: BTreeMap<u32, PageRow>,
    /// After the last.
    pub(super) specs: Vec<Box<[u8]>>,
    /// After the last.
    pub(super) edges: Vec<Edge>,
}

const KIND: &str = "more-pages";

impl More {
    /// Reads what belongs to a whole; nothing if there is nothing that does.
    ///
    /// # Errors
    /// There is something, and it is of no use.
    pub(super) fn read(path: &Path, whole: Fingerprint) -> Result<Option<Self>, Unusable> {
        let bytes = match read_sealed(path, KIND) {
            Ok(bytes) => bytes,
            Err(Unusable::Missing) => return Ok(None),
            Err(unusable) => return Err(unusable),
        };
        let more: Self = postcard::from_bytes(&bytes).map_err(|_| Unusable::Damaged)?;
        // What belongs to another whole was left over when a build was killed, or restored without it.
        Ok(Some(more).filter(|more| more.whole == Some(whole)))
    }

    /// Writes it.
    ///
    /// # Errors
    /// It can't be written.
    pub(super) fn write(&self, path: &Path) -> Result<(), FsError> {
        let bytes = postcard::to_stdvec(self).unwrap_or_default();
        write_sealed(path, KIND, &[&bytes])
    }

    /// Whether something that was added shows the time.
    pub(in crate::engine) fn reads_clock(&self) -> bool {
        self.names.values().any(|row| row.dependency == Dependency::Clock)
    }

    /// Whether so many pages more are better written with the whole.
    pub(super) fn is_much(&self, graph: &Graph, pages: usize) -> bool {
        (self.pages.len() + pages) * 4 > graph.pages.len() || self.edges.len() * 4 > graph.edges.len()
    }
}

impl Graph {
    /// Puts rows in their places; `false` if they don't fit.
    pub(super) fn add(&mut self, more: More) -> bool {
        fn put<T>(rows: &mut Vec<T>, more: impl Iterator<Item = (u32, T)>) -> bool {
            for (at, row) in more {
                match (at as usize).cmp(&rows.len()) {
                    Ordering::Less => rows[at as usize] = row,
                    Ordering::Equal => rows.push(row),
                    Ordering::Greater => return false,
                }
            }
            true
        }
        let fits = put(&mut self.articles, more.articles.iter().map(|(at, row)| (*at, row.clone())))
            && put(&mut self.names, more.names.iter().map(|(at, row)| (*at, row.clone())))
            && put(&mut self.media, more.media.iter().map(|(at, row)| (*at, row.clone())))
            && put(&mut self.fragments, more.fragments.iter().map(|(at, row)| (*at, row.clone())))
            && put(&mut self.pages, more.pages.iter().map(|(at, row)| (*at, row.clone())));
        self.specs.extend(more.specs.iter().cloned());
        self.edges.extend_from_slice(&more.edges);
        self.shape = more.shape.unwrap_or(self.shape);
        self.more = more;
        fits
    }
}
