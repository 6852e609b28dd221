//! The pages of a build: those that are kept, and those that are rendered.

use super::Progress;
use super::graph::{Comparison, Filled, Graph, Kept, MediaRow, Notes, OtherBoxes, Placed, Reason, Recorder, Rows};
use super::links::{PageLinks, watched};
use super::outputs::Outputs;
use crate::base::Fingerprint;
use crate::diag::Diagnostic;
use crate::fs::{FsError, PictureStore};
use crate::media::Pictures;
use crate::model::{ListKey, Page, output_path, percent_encode};
use crate::render::Renderer;
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};
use std::path::Path;
use std::sync::{Mutex, PoisonError};

/// What has to be done.
pub(super) struct Plan<'a> {
    /// Pages whose files stay as they are.
    pub(super) kept: Vec<&'a str>,
    /// Pages that get other boxes: their bytes as they are, and which of their boxes become what.
    pub(super) boxed: Vec<(&'a str, OtherBoxes)>,
    /// Pages to render, and why.
    pub(super) dirty: Vec<(Page, &'a str, Reason)>,
    /// Pictures and files that kept pages name, by path.
    pub(super) media: FxHashMap<&'a str, &'a MediaRow>,
    /// Files of the output folder that somebody else has changed.
    pub(super) touched: Vec<String>,
}

impl<'a> Plan<'a> {
    /// Everything is rendered.
    pub(super) fn all(renderer: &'a Renderer) -> Self {
        let dirty = pages(renderer).into_iter().map(|(page, path)| (page, path, Reason::New)).collect();
        Self { kept: Vec::new(), boxed: Vec::new(), dirty, media: FxHashMap::default(), touched: Vec::new() }
    }

    /// Pages that are not rendered.
    pub(super) fn standing(&self) -> impl Iterator<Item = &'a str> {
        self.kept.iter().chain(self.boxed.iter().map(|(path, _)| path)).copied()
    }

    /// What has not changed is kept, and counts as an output of this build from now on.
    pub(super) fn new(
        renderer: &'a Renderer,
        comparison: &Comparison<'a>,
        outputs: &Outputs<'_>,
        pictures: &PictureStore,
    ) -> Self {
        let pages = pages(renderer);
        let decided: Vec<Result<Option<OtherBoxes>, (Reason, bool)>> = pages
            .par_iter()
            .with_min_len(64)
            .map(|(page, path)| {
                let file = output_path(path);
                match comparison.kept(*page, path) {
                    Ok(Kept::Same(print)) if outputs.keep_as(&file, print) => Ok(None),
                    Ok(Kept::Boxes(print, boxes)) if outputs.holds(&file, print) => Ok(Some(boxes)),
                    Ok(_) => Err((Reason::Touched, outputs.is_touched(&file))),
                    Err(reason) => Err((reason, false)),
                }
            })
            .collect();
        let mut plan = Self {
            kept: Vec::new(),
            boxed: Vec::new(),
            dirty: Vec::new(),
            media: FxHashMap::default(),
            touched: Vec::new(),
        };
        for ((page, path), decision) in pages.into_iter().zip(decided) {
            match decision {
                Ok(None) => plan.kept.push(path),
                Ok(Some(boxes)) => plan.boxed.push((path, boxes)),
                Err((reason, touched)) => {
                    plan.dirty.push((page, path, reason));
                    plan.touched.extend(touched.then(|| output_path(path)));
                }
            }
        }
        let nothing: &[_] = &[];
        let kept = plan.kept.par_iter().with_min_len(1024).map(|path| (*path, nothing));
        let boxed = plan.boxed.par_iter().map(|(path, others)| (*path, &**others));
        let media = comparison.media(kept.chain(boxed));
        plan.media = media.iter().map(|row| (&*row.path, *row)).collect();
        for row in media {
            pictures.name(&percent_encode(&row.path));
            match &row.source {
                Some(source) if row.verbatim => pictures.publish(source),
                // It was looked at when the comparison was made.
                _ => drop(outputs.keep(&output_path(&row.path))),
            }
        }
        plan
    }
}

/// All pages, those about the same time beside each other: what pages share is still remembered when the next one asks
/// for it.
fn pages(renderer: &Renderer) -> Vec<(Page, &str)> {
    let site = &renderer.env().site;
    let newest = |list: ListKey| site.list(list).last().map_or(0, |id| id.0);
    let mut pages: Vec<(u32, Page, &str)> = site
        .routes()
        .pages()
        .map(|(_, page, path)| {
            let when = match page {
                Page::Article(id) => id.0,
                Page::Sealed(list, number) => site.list(list)[site.archive(list).page(number).end - 1].0,
                Page::Head(list) | Page::Rss(list) | Page::Atom(list) | Page::JsonFeed(list) => newest(list),
                Page::SitemapMonth(at) => newest(ListKey::Month(at)),
                _ => u32::MAX,
            };
            (when, page, path)
        })
        .collect();
    pages.sort_by_key(|(when, _, _)| *when);
    pages.into_iter().map(|(_, page, path)| (page, path)).collect()
}

/// What came of the pages.
#[derive(Default)]
pub(super) struct Rendered {
    pub(super) diagnostics: Vec<Diagnostic>,
    pub(super) links: Vec<PageLinks>,
    /// Output files whose page has an error.
    pub(super) failed: FxHashSet<String>,
}

impl Rendered {
    /// What is to be said again of pages that are kept.
    pub(super) fn repeat(&mut self, comparison: &Comparison<'_>, plan: &Plan<'_>) {
        for path in plan.standing() {
            let Some(notes) = comparison.notes(path) else { continue };
            self.diagnostics.extend(notes.diagnostics);
            if !notes.links.is_empty() {
                self.links.push(PageLinks { path: path.to_owned(), links: notes.links });
            }
        }
    }
}

/// Puts other boxes into pages that are not rendered, and says what came of it: their paths, their bytes, their boxes.
///
/// # Errors
/// A page can't be read or written.
pub(super) fn fill<'a>(
    renderer: &Renderer,
    plan: &Plan<'a>,
    comparison: &Comparison<'_>,
    pictures: &PictureStore,
    outputs: &Outputs<'_>,
) -> Result<Vec<Filled<'a>>, FsError> {
    let filled = plan.boxed.par_iter().with_min_len(16).map(|(path, others)| {
        let file = output_path(path);
        let old = outputs.read(&file)?;
        let places = comparison.places(path);
        let mut bytes = Vec::with_capacity(old.len() + 1024);
        let mut placed = Vec::with_capacity(places.len());
        let mut from = 0;
        for (place, (at, len)) in places.into_iter().enumerate() {
            bytes.extend_from_slice(old.get(from..at).unwrap_or_default());
            from = at + len;
            let start = bytes.len();
            let text = others.iter().find(|(other, _)| *other == place).map(|(_, text)| text.clone());
            match &text {
                Some(text) => {
                    let fragment = renderer.fragment(&text.call);
                    pictures.see(&fragment.bytes);
                    text.shell.put(&fragment.bytes, &mut bytes);
                }
                None => bytes.extend_from_slice(old.get(at..from).unwrap_or_default()),
            }
            placed.push(Placed { text, at: start, len: bytes.len() - start });
        }
        bytes.extend_from_slice(old.get(from..).unwrap_or_default());
        let print = Fingerprint::of(&bytes);
        outputs.put_as(file, &bytes, print)?;
        Ok(Filled { path, print, placed })
    });
    filled.collect()
}

/// Renders pages, writes them if there are `outputs`, and writes down what they are made of if there is a `recorder`.
///
/// # Errors
/// The output folder can't be written.
pub(super) fn render(
    renderer: &Renderer,
    plan: &Plan<'_>,
    pictures: &PictureStore,
    outputs: Option<&Outputs<'_>>,
    recorder: Option<&Recorder>,
    progress: &dyn Progress,
) -> Result<Rendered, FsError> {
    let collected: Mutex<Rendered> = Mutex::default();
    progress.begin("pages", plan.dirty.len());
    let result = plan.dirty.par_iter().with_min_len(8).try_for_each(|(page, path, _)| -> Result<(), FsError> {
        let mut output = renderer.render(*page, path);
        // The others are right, whatever stands elsewhere.
        output.links = watched(&renderer.env().site, path, &output.links);
        progress.step();
        let file = output_path(path);
        if let Some(bytes) = &output.bytes {
            pictures.see(bytes);
        }
        let print = output.bytes.as_deref().filter(|_| outputs.is_some()).map(Fingerprint::of);
        if let (Some(recorder), Some(print)) = (recorder, print) {
            let links = output.links.clone();
            let notable = !output.diagnostics.is_empty() || !links.is_empty();
            let notes = notable.then(|| Notes { diagnostics: output.diagnostics.clone(), links });
            recorder.rendered(*page, path, &output, print, notes.as_ref());
        }
        let eventful = output.bytes.is_none() || !output.diagnostics.is_empty() || !output.links.is_empty();
        if eventful {
            let mut all = collected.lock().unwrap_or_else(PoisonError::into_inner);
            all.diagnostics.append(&mut output.diagnostics);
            if !output.links.is_empty() {
                all.links.push(PageLinks { path: (*path).to_owned(), links: std::mem::take(&mut output.links) });
            }
            if output.bytes.is_none() {
                all.failed.insert(file.clone());
            }
        }
        match (output.bytes, print, outputs) {
            (Some(bytes), Some(print), Some(outputs)) => outputs.put_as(file, &bytes, print),
            _ => Ok(()),
        }
    });
    progress.end();
    result?;
    let mut rendered = collected.into_inner().unwrap_or_else(PoisonError::into_inner);
    rendered.links.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(rendered)
}

/// Whether a graph says of every page what it would say again.
pub(super) fn is_settled(plan: &Plan<'_>, comparison: &Comparison<'_>) -> bool {
    plan.dirty.is_empty() && plan.boxed.is_empty() && comparison.is_settled(plan.kept.len())
}

/// What the next build will know of the pages.
pub(super) enum Remembered {
    /// What this one knew.
    AsBefore {
        /// Whether some page shows the time.
        reads_clock: bool,
    },
    /// A new record, or something beside the last one.
    Rows {
        /// What.
        rows: Box<Rows>,
        /// Whether some page shows the time.
        reads_clock: bool,
    },
    /// Nothing: what is written depends on more than the site.
    Nothing,
}

impl Remembered {
    /// Writes it down, and says whether the same site gives the same pages at another time. That it can't be written costs
    /// only time.
    pub(super) fn write(self, out: &Path) -> bool {
        match self {
            Self::AsBefore { reads_clock } => !reads_clock,
            Self::Rows { rows, reads_clock } => {
                if rows.write(out).is_err() {
                    Graph::forget(out);
                }
                !reads_clock
            }
            Self::Nothing => {
                Graph::forget(out);
                false
            }
        }
    }
}
