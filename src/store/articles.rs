//! Articles as they were read, so that an archive is not parsed again for one new story.
//!
//! **Contract.** What is remembered of a file is what its bytes say, under the print of those bytes and the settings that
//! reading depends on. It is taken without opening the file only when the file has the stamp that it had, and that stamp
//! proves something; otherwise the file is read, and parsed only when its bytes are others. A mixture of old and new packs
//! is therefore as good as either.
//!
//! Articles lie in packs by a hash of their path, a few hundred in each: a change writes one pack.

use super::sealed::{Unusable, read_sealed, write_sealed};
use super::stamp::Stamp;
use crate::base::Fingerprint;
use crate::diag::Diagnostic;
use crate::fs::FsError;
use crate::model::ArticleEntry;
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};
use serde::{Deserialize, Serialize};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

const KIND: &str = "articles";
/// Articles in a pack, about.
const PACK: usize = 512;

/// An article's file as it was read.
#[derive(Debug, Serialize, Deserialize)]
pub struct KnownArticle {
    /// What it looked like; `None` when that proves nothing.
    pub stamp: Option<Stamp>,
    /// What it says.
    pub entry: Arc<ArticleEntry>,
    /// What is wrong with it, short of making it unreadable.
    pub problems: Vec<Diagnostic>,
}

/// What is remembered of all articles.
#[derive(Debug, Default)]
pub struct ArticleCache {
    folder: PathBuf,
    settings: Option<Fingerprint>,
    /// How many packs there are.
    packs: usize,
    known: FxHashMap<Arc<str>, KnownArticle>,
    /// What was found wrong with it.
    pub unusable: Option<Unusable>,
}

impl ArticleCache {
    /// What earlier builds remembered below a `.pressroom` folder. `settings` names what reading depends on beside the
    /// file.
    pub fn read(pressroom: &Path, settings: Fingerprint) -> Self {
        let folder = pressroom.join("articles");
        let mut files: Vec<(usize, PathBuf)> = Vec::new();
        let mut packs = 0;
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            let name = entry.file_name();
            let Some((number, of)) = name.to_str().and_then(numbers) else { continue };
            // Of two generations the larger one is taken; what the other knows is not missed for long.
            if of > packs {
                packs = of;
                files.clear();
            }
            if of == packs {
                files.push((number, entry.path()));
            }
        }
        let read: Vec<Result<Vec<KnownArticle>, Unusable>> = files
            .par_iter()
            .map(|(_, file)| {
                let bytes = read_sealed(file, KIND)?;
                // With other settings the same bytes may say something else.
                let Some(pack) = bytes.strip_prefix(settings.bytes().as_slice()) else { return Err(Unusable::Missing) };
                postcard::from_bytes(pack).map_err(|_| Unusable::Damaged)
            })
            .collect();
        let mut cache = Self { folder, settings: Some(settings), packs, ..Self::default() };
        cache.known.reserve(files.len() * PACK);
        for pack in read {
            match pack {
                Ok(pack) => cache.known.extend(pack.into_iter().map(|known| (known.entry.source.clone(), known))),
                Err(why) => cache.unusable = Some(why),
            }
        }
        cache
    }

    /// Takes what is known of a file out.
    pub fn take(&mut self, file: &str) -> Option<KnownArticle> {
        self.known.remove(file)
    }

    /// Writes the packs in which something has changed. `articles` is everything there is, in any order, each with whether
    /// it differs from what was taken; what was not taken out is gone.
    ///
    /// # Errors
    /// It can't be written.
    pub fn save(self, articles: &[(KnownArticle, bool)]) -> Result<(), FsError> {
        let wanted = (articles.len() / PACK).max(1).next_power_of_two();
        // The number of packs follows the number of articles from afar, so that it seldom changes.
        let keep = self.packs > 0 && self.unusable.is_none() && (wanted / 4..=wanted * 4).contains(&self.packs);
        let count = if keep { self.packs } else { wanted };
        let place = |file: &str| pack_of(file, count);
        let mut changed: FxHashSet<usize> = FxHashSet::default();
        if keep {
            let differing = articles.iter().filter(|(_, differs)| *differs);
            changed.extend(differing.map(|(known, _)| place(&known.entry.source)));
            #[expect(clippy::iter_over_hash_type, reason = "put into a set")]
            for file in self.known.keys() {
                changed.insert(place(file));
            }
        } else {
            changed.extend(0..count);
        }
        if changed.is_empty() {
            return Ok(());
        }
        let mut packs: Vec<Vec<&KnownArticle>> = vec![Vec::new(); count];
        for (known, _) in articles {
            let at = place(&known.entry.source);
            if changed.contains(&at) {
                packs[at].push(known);
            }
        }
        packs.par_iter().enumerate().filter(|(at, _)| changed.contains(at)).try_for_each(|(at, pack)| {
            let Ok(pack) = postcard::to_stdvec(pack) else { return Ok(()) };
            let settings = self.settings.as_ref().map(|settings| &settings.bytes()[..]).unwrap_or_default();
            write_sealed(&self.folder.join(format!("{at}-of-{count}")), KIND, &[settings, &pack])
        })?;
        if !keep {
            for entry in fs::read_dir(&self.folder).into_iter().flatten().flatten() {
                if entry.file_name().to_str().and_then(numbers).is_some_and(|(_, of)| of != count) {
                    let _ = fs::remove_file(entry.path());
                }
            }
        }
        Ok(())
    }
}

/// `3-of-16`
fn numbers(name: &str) -> Option<(usize, usize)> {
    let (number, of) = name.split_once("-of-")?;
    Some((number.parse().ok()?, of.parse().ok()?))
}

fn pack_of(file: &str, count: usize) -> usize {
    let print = Fingerprint::of(file.as_bytes());
    let [low, high, ..] = *print.bytes();
    usize::from(u16::from_le_bytes([low, high])) % count
}
