//! The engine: from a folder to a folder.
//!
//! [`load()`] reads a site into an environment, [`build()`] renders every page and writes what differs, [`Manifest`] knows
//! which files of the output folder are pressroom's. `check` is a build that writes nothing.
//!
//! **When something is wrong.** Errors of configuration, content or templates as a whole mean that nothing is written:
//! the lists of a site without the article that could not be read would be wrong too. All pages are rendered all the
//! same, so that their problems are in the same report. An error of a single page keeps that page's last good output;
//! the others are written. Either way the exit status is 1.
//!
//! **Pictures** are looked at before anything is rendered and encoded after it; pages name files that are still to be
//! made, because their names follow from what decides their bytes.
//!
//! **Incremental:** output files are written only when their bytes differ, and deleted only when the manifest says that
//! pressroom wrote them.

mod boxes;
mod build;
mod cache;
mod clock;
mod encode;
mod explain;
mod graph;
mod inputs;
mod last;
mod links;
mod lint;
mod live;
mod load;
mod manifest;
mod outputs;
mod pages;
mod pictures;
mod progress;
mod search;
mod stages;
mod summary;
mod verify;
mod workers;

pub use build::{BuildOptions, Clean, Strictness, WriteMode, build, out_folder};
pub use cache::{CacheReport, collect_garbage, measure};
pub use encode::PictureCounts;
pub use explain::{Explanation, NextChange, Unexplained, explain, next_change};
pub use inputs::SOURCE_FOLDERS;
pub use links::page_links;
pub use live::{Darkroom, Edition, Engine, Event, Pages, Print, SearchFiles, Shown, Waiting};
pub use load::{LoadOptions, Loaded, Remember, load};
pub use manifest::{Entry, Manifest, out_name, pressroom_folder};
pub use progress::{Progress, Silent};
pub use stages::Stages;
pub use summary::{PageCounts, Summary};
pub use verify::verify;

use crate::fs::FsError;
use std::io::ErrorKind;
use std::path::PathBuf;

/// A broken environment: exit status 2.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// The folder is no site.
    #[error("there is no `pressroom.yaml` in `{}`", .0.display())]
    NoSite(PathBuf),
    /// The output folder would swallow the sources.
    #[error("`{}` can't be the output folder: it holds the site's sources", .0.display())]
    OutputIsSource(PathBuf),
    /// The file system did not do what it was asked.
    #[error(transparent)]
    Fs(#[from] FsError),
    /// Another build is at work on the same output folder.
    #[error("another build is writing `{}`{}", .0.display(), .1.map(|process| format!(" (process {process})")).unwrap_or_default())]
    Busy(PathBuf, Option<u32>),
    /// The thread pool could not be made.
    #[error("can't start {0} threads")]
    Threads(usize),
}

impl EngineError {
    /// What to do about it.
    pub fn hint(&self) -> Option<&'static str> {
        match self {
            Self::NoSite(_) => {
                Some("go to a publication's folder, name one with `--root`, or make one with `pressroom init DIR`")
            }
            Self::OutputIsSource(_) => Some("name another folder with `--out`"),
            Self::Fs(error) => Some(match error.source.kind() {
                ErrorKind::AlreadyExists | ErrorKind::NotADirectory | ErrorKind::IsADirectory => {
                    "something else has this name: move it away, or name another folder with `--out`"
                }
                ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => "check its permissions",
                ErrorKind::StorageFull | ErrorKind::QuotaExceeded => "make room, and build again",
                _ => "check the path, its permissions and the free space",
            }),
            Self::Busy(..) => Some("wait until it is done, or name another folder with `--out`"),
            Self::Threads(_) => None,
        }
    }
}
