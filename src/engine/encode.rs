//! Publishing pictures: what is already there is left alone, what the cache holds is written, the rest is encoded.
//!
//! **Incremental:** a variant's name says what is in it, so one that the manifest knows costs a look at its size and
//! time. The cache is asked before a picture is decoded, and it is written before the output is: a build that is killed
//! loses the pictures it was encoding at that moment, and no more.

use super::Progress;
use super::graph::MediaRow;
use super::outputs::Outputs;
use super::workers::{Group, Task, Workers};
use crate::base::{Fingerprint, escape_html};
use crate::diag::Diagnostic;
use crate::fs::{FsError, PictureCache, PictureStore};
use crate::media::codec::Limits;
use crate::media::social::Artist;
use crate::media::{Format, Recipe, Rendition, SocialPicture, Variant, mark, picture_path, problem_of, publishable};
use crate::model::{PictureRef, output_path, percent_encode};
use crate::theme::Env;
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

/// What is needed to publish pictures.
pub(super) struct Publishing<'a> {
    pub(super) root: &'a Path,
    pub(super) env: &'a Env,
    pub(super) cache: &'a PictureCache,
    pub(super) outputs: &'a Outputs<'a>,
    /// What stands in the output folder for pages that are kept.
    pub(super) kept: &'a FxHashMap<&'a str, &'a MediaRow>,
    pub(super) progress: &'a dyn Progress,
}

/// What was done.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug, serde::Serialize, serde::Deserialize)]
pub struct PictureCounts {
    /// Pictures that pages show.
    pub pictures: usize,
    /// Files made of them.
    pub files: usize,
    /// Those that were encoded now.
    pub encoded: usize,
    /// Those that were drawn now.
    pub drawn: usize,
    /// AVIF files that were left for the next build.
    pub left_out: usize,
}

/// A variant and the picture it is made of.
#[derive(Clone)]
pub(super) struct Wanted {
    pub(super) rendition: Arc<Rendition>,
    pub(super) variant: Variant,
}

/// Everything that outputs name, each file once, in the order of their paths.
pub(super) fn wanted(store: &PictureStore) -> Vec<Wanted> {
    let mut by_path: BTreeMap<String, Wanted> = BTreeMap::new();
    for rendition in store.renditions() {
        for variant in rendition.variants() {
            if !store.is_named(&variant.path) || by_path.contains_key(&variant.path) {
                continue;
            }
            let wanted = Wanted { rendition: rendition.clone(), variant: variant.clone() };
            by_path.insert(variant.path.clone(), wanted);
        }
    }
    by_path.into_values().collect()
}

/// Publishes variants.
///
/// # Errors
/// The cache or the output folder can't be written.
pub(super) fn publish(
    publishing: &Publishing<'_>,
    wanted: &[Wanted],
) -> Result<(PictureCounts, Vec<Diagnostic>), FsError> {
    let outputs = publishing.outputs;
    let mut files: FxHashSet<&str> = wanted.iter().map(|wanted| &*wanted.rendition.file).collect();
    files.extend(publishing.kept.values().filter_map(|row| row.source.as_deref()));
    let mut paths: FxHashSet<&str> = wanted.iter().map(|wanted| &*wanted.variant.path).collect();
    paths.extend(publishing.kept.values().filter(|row| row.source.is_some()).map(|row| &*row.path));
    let mut counts = PictureCounts { pictures: files.len(), files: paths.len(), ..PictureCounts::default() };
    let missing: Vec<&Wanted> = wanted
        .par_iter()
        .filter(|wanted| wanted.variant.recipe != Recipe::Verbatim)
        .filter(|wanted| !publishing.kept.contains_key(&*wanted.variant.path))
        .filter(|wanted| !outputs.keep(&output_path(&wanted.variant.path)))
        .collect();
    let paths: Vec<String> = missing.iter().map(|wanted| output_path(&wanted.variant.path)).collect();
    outputs.announce(&paths)?;
    let encoded = AtomicUsize::new(0);
    let groups = from_cache(publishing, &missing)?;
    let finish = |task: &Task<'_>, bytes: &[u8]| -> Result<(), FsError> {
        publishing.cache.put(task.key, bytes)?;
        encoded.fetch_add(1, Ordering::Relaxed);
        write_all(publishing, &task.wanted, bytes)
    };
    let workers = Workers::new(publishing.root, limits(publishing.env), publishing.progress);
    let problems = workers.run(groups, &finish)?;
    counts.encoded = encoded.into_inner();
    Ok((counts, problems))
}

/// Encodes AVIF files into the cache until time is up; says which are still missing. Everything else is encoded first,
/// whatever time it takes.
///
/// # Errors
/// The cache can't be written.
pub(super) fn encode_within(
    root: &Path,
    env: &Env,
    cache: &PictureCache,
    wanted: &[Wanted],
    until: Instant,
    progress: &dyn Progress,
) -> Result<(usize, FxHashSet<String>), FsError> {
    let missing: Vec<&Wanted> =
        wanted.iter().filter(|wanted| is_encoded(wanted) && !cache.has(wanted.variant.key)).collect();
    let (late, early): (Vec<&Wanted>, Vec<&Wanted>) =
        missing.into_iter().partition(|wanted| wanted.variant.format == Format::Avif);
    let encoded = AtomicUsize::new(0);
    let keep = |task: &Task<'_>, bytes: &[u8]| {
        encoded.fetch_add(1, Ordering::Relaxed);
        cache.put(task.key, bytes)
    };
    Workers::new(root, limits(env), progress).run(groups(&early), &keep)?;
    Workers::new(root, limits(env), progress).until(until).run(groups(&late), &keep)?;
    let left = late.iter().filter(|wanted| !cache.has(wanted.variant.key)).map(|wanted| wanted.variant.path.clone());
    Ok((encoded.load(Ordering::Relaxed), left.collect()))
}

fn limits(env: &Env) -> Limits {
    Limits { pixels: env.site.config().images.max_pixels }
}

fn is_encoded(wanted: &Wanted) -> bool {
    !matches!(wanted.variant.recipe, Recipe::Rewritten | Recipe::Verbatim)
}

/// Writes what needs no encoding, and groups the rest by source.
fn from_cache<'a>(publishing: &Publishing<'_>, missing: &[&'a Wanted]) -> Result<Vec<Group<'a>>, FsError> {
    let rest: Vec<Option<&'a Wanted>> = missing
        .par_iter()
        .map(|wanted| {
            let bytes = if wanted.variant.recipe == Recipe::Rewritten {
                let path = publishing.root.join(&*wanted.rendition.file);
                Some(std::fs::read(&path).map_err(|error| FsError::new("can't read", &path, error))?)
            } else {
                publishing.cache.get(wanted.variant.key)
            };
            match bytes {
                Some(bytes) => write_all(publishing, &[*wanted], &bytes).map(|()| None),
                None => Ok(Some(*wanted)),
            }
        })
        .collect::<Result<_, FsError>>()?;
    let to_encode: Vec<&'a Wanted> = rest.into_iter().flatten().collect();
    Ok(groups(&to_encode))
}

/// By source; variants that differ only in their credit are one task.
fn groups<'a>(wanted: &[&'a Wanted]) -> Vec<Group<'a>> {
    let mut by_file: BTreeMap<Arc<str>, FxHashMap<Fingerprint, Vec<&'a Wanted>>> = BTreeMap::new();
    for wanted in wanted {
        let tasks = by_file.entry(wanted.rendition.file.clone()).or_default();
        tasks.entry(wanted.variant.key).or_default().push(wanted);
    }
    let groups = by_file.into_iter().map(|(file, tasks)| {
        let mut tasks: Vec<Task<'a>> = tasks.into_iter().map(|(key, wanted)| Task { key, wanted }).collect();
        tasks.sort_by(|a, b| a.wanted[0].variant.path.cmp(&b.wanted[0].variant.path));
        Group { file, tasks }
    });
    groups.collect()
}

fn write_all(publishing: &Publishing<'_>, wanted: &[&Wanted], bytes: &[u8]) -> Result<(), FsError> {
    for wanted in wanted {
        let marked = mark(bytes.to_vec(), &wanted.rendition.rights);
        publishing.outputs.put(output_path(&wanted.variant.path), &marked)?;
    }
    Ok(())
}

/// Draws the pictures of pages that have none.
///
/// # Errors
/// The output folder can't be written.
pub(super) fn draw(publishing: &Publishing<'_>, cards: &[(String, SocialPicture)]) -> Result<usize, FsError> {
    let missing: Vec<&(String, SocialPicture)> = cards
        .par_iter()
        .filter(|(path, _)| !publishing.kept.contains_key(path.as_str()))
        .filter(|(path, _)| !publishing.outputs.keep(&output_path(path)))
        .collect();
    if missing.is_empty() {
        return Ok(0);
    }
    let paths: Vec<String> = missing.iter().map(|(path, _)| output_path(path)).collect();
    publishing.outputs.announce(&paths)?;
    let artist = Artist::new();
    missing.par_iter().try_for_each(|(path, card)| {
        let drawn = artist.draw(&crate::media::social::SocialCard {
            title: &card.title,
            kicker: &card.kicker,
            publication: &card.publication,
            colour: card.colour,
            right_to_left: card.right_to_left,
        });
        publishing.outputs.put(output_path(path), &drawn)
    })?;
    Ok(missing.len())
}

/// Copies files that are published under their own paths; pictures lose all metadata but their credit. Returns what is
/// wrong with those that are not published.
///
/// # Errors
/// A file can't be read, or the output folder can't be written.
pub(super) fn copy(publishing: &Publishing<'_>, files: &[Arc<str>]) -> Result<Vec<Diagnostic>, FsError> {
    let paths: Vec<String> = files.iter().map(|file| output_path(&picture_path(file))).collect();
    publishing.outputs.announce(&paths)?;
    let copied = files.par_iter().map(|file| {
        let full = publishing.root.join(&**file);
        let mut bytes = std::fs::read(&full).map_err(|error| FsError::new("can't read", &full, error))?;
        if file.starts_with("content/") && Format::sniff(&bytes).is_some_and(|format| format != Format::Svg) {
            let picture = PictureRef::File(file.clone());
            let record = publishing.env.site.picture_record(&picture).map(|record| record.credit.clone());
            let credit = publishing.env.attribution(&picture, &record.unwrap_or_default());
            bytes = match publishable(bytes, &credit.rights, limits(publishing.env)) {
                Ok(bytes) => bytes,
                Err(problem) => return Ok(Some(problem_of(file, &problem).note("it has to be turned upright"))),
            };
        }
        publishing.outputs.put(output_path(&picture_path(file)), &bytes).map(|()| None)
    });
    let problems: Vec<Option<Diagnostic>> = copied.collect::<Result<_, FsError>>()?;
    Ok(problems.into_iter().flatten().collect())
}

/// What stands at addresses below `/media/`, as outputs write them.
pub(super) fn media_files(
    wanted: &[Wanted],
    cards: &[(String, SocialPicture)],
    published: &[Arc<str>],
    kept: &FxHashMap<&str, &MediaRow>,
) -> FxHashMap<String, MediaRow> {
    let made = wanted.iter().map(|wanted| MediaRow {
        path: wanted.variant.path.as_str().into(),
        source: Some(wanted.rendition.file.clone()),
        key: is_encoded(wanted).then_some(wanted.variant.key),
        verbatim: wanted.variant.recipe == Recipe::Verbatim,
    });
    let drawn =
        cards.iter().map(|(path, _)| MediaRow { path: path.as_str().into(), source: None, key: None, verbatim: false });
    let copied = published.iter().map(|file| MediaRow {
        path: picture_path(file).into(),
        source: Some(file.clone()),
        key: None,
        verbatim: true,
    });
    let mut rows: Vec<MediaRow> = made.chain(drawn).chain(copied).collect();
    let mut old: Vec<&MediaRow> = kept.values().copied().collect();
    old.sort_unstable_by(|a, b| a.path.cmp(&b.path));
    rows.extend(old.into_iter().cloned());
    let mut files = FxHashMap::default();
    for row in rows {
        let encoded = percent_encode(&row.path);
        for spelling in [&row.path, &*encoded, &escape_html(&encoded)] {
            files.entry(spelling.to_owned()).or_insert_with(|| row.clone());
        }
    }
    files
}

/// Verbatim pictures that pages show: their files, sorted.
pub(super) fn verbatim(wanted: &[Wanted]) -> impl Iterator<Item = &Arc<str>> {
    let verbatim = wanted.iter().filter(|wanted| wanted.variant.recipe == Recipe::Verbatim);
    verbatim.map(|wanted| &wanted.rendition.file).filter(|file| file.starts_with("content/"))
}
