//! The build: load, render, write, check, commit.

use super::boxes::publish_boxes;
use super::cache::note_used;
use super::encode::{self, PictureCounts, Publishing, Wanted, encode_within};
use super::graph::{Comparison, Graph, Recorder};
use super::inputs::{SOURCE_FOLDERS, Shape};
use super::last::{self, Last};
use super::links::{check, configured};
use super::lint::wide_lists;
use super::load::{LoadOptions, Loaded, Remember, load};
use super::manifest::{Manifest, out_name, pressroom_folder};
use super::outputs::{FileCounts, Outputs};
use super::pages::{Plan, Remembered, fill, is_settled, render};
use super::search::publish_search;
use super::summary::{PageCounts, Summary};
use super::{EngineError, Progress, Stages};
use crate::base::{Fingerprint, FingerprintBuilder};
use crate::diag::{Diagnostic, Report, Severity};
use crate::fs::{FsError, PictureCache, SiteSources};
use crate::model::{Site, output_path};
use crate::render::host::host_files;
use crate::render::{Renderer, Watch, host_site};
use crate::store::{Lock, Unusable};
use crate::theme::Env;
use rustc_hash::FxHashSet;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Whether warnings count as errors.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Strictness {
    /// Warnings are warnings.
    Usual,
    /// Warnings are errors.
    Strict,
}

/// What to do with files in the way.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Clean {
    /// Leave alone what is not pressroom's.
    No,
    /// Forget the manifest and take over what stands where output belongs.
    Yes,
}

/// Whether anything is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum WriteMode {
    /// A build.
    Write,
    /// A check.
    CheckOnly,
}

/// How to build.
#[derive(Clone, Debug)]
pub struct BuildOptions {
    /// The site's folder.
    pub root: PathBuf,
    /// The output folder; `public` below the root by default.
    pub out: Option<PathBuf>,
    /// How to look at the site.
    pub load: LoadOptions,
    /// Warnings.
    pub strictness: Strictness,
    /// Files in the way.
    pub clean: Clean,
    /// Threads; `None` for one a core.
    pub jobs: Option<usize>,
    /// In place of the configured time for encoding pictures.
    pub image_budget: Option<Duration>,
    /// Build or check.
    pub write: WriteMode,
    /// The `.pressroom` folder with the encoded pictures, if it is not the one beside the output folder.
    pub pictures: Option<PathBuf>,
}

/// Builds a site.
///
/// `progress` hears of every page.
///
/// # Errors
/// The environment is broken. What is wrong with the content is in the summary's report.
pub fn build(options: &BuildOptions, progress: &dyn Progress) -> Result<Summary, EngineError> {
    let jobs = options.jobs.unwrap_or(0);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(jobs).build().map_err(|_| EngineError::Threads(jobs))?;
    pool.install(|| run(options, progress))
}

fn run(options: &BuildOptions, progress: &dyn Progress) -> Result<Summary, EngineError> {
    let out = out_folder(&options.root, options.out.as_deref());
    check_places(&options.root, &out)?;
    let pressroom = pressroom_folder(&out);
    let _lock = if options.write == WriteMode::Write { Some(lock(&out)?) } else { None };
    let mut stages = Stages::start();
    let mut manifest = Manifest::read(&out);
    let from_anew =
        options.write == WriteMode::CheckOnly || options.clean == Clean::Yes || options.image_budget.is_some();
    let LoadOptions { base_url, mode, delivery, .. } = &options.load;
    let settings = format!("{base_url:?} {mode:?} {delivery:?} {:?}", options.strictness);
    let seal = if from_anew { None } else { last::seal(&options.root, options.load.started, &settings) };
    let last = seal.and_then(|seal| Last::find(&out, seal, options.load.now, &manifest));
    stages.end("look");
    if let Some(Last { pages, files, pictures, diagnostics, .. }) = last {
        let done = summary(options, stages, diagnostics, pages, Some(files));
        return Ok(Summary { pictures, ..done });
    }
    let remember = if options.write == WriteMode::Write { Remember::Yes } else { Remember::No };
    let goes_on = options.write == WriteMode::Write && options.clean == Clean::No && options.image_budget.is_none();
    let (loaded, graph) = rayon::join(
        || load(&options.root, &pressroom, &options.load, remember),
        || if goes_on { Graph::read(&out) } else { Err(Unusable::Missing) },
    );
    let mut loaded = loaded?;
    stages.append(std::mem::take(&mut loaded.stages));
    let mut diagnostics = std::mem::take(&mut loaded.diagnostics);
    let Some(env) = loaded.env.clone() else {
        return Ok(summary(options, stages, diagnostics, PageCounts::default(), None));
    };
    let cache = PictureCache::new(options.pictures.as_deref().unwrap_or(&pressroom));
    let budget = options.image_budget.or(env.site.config().images.budget);
    let remembers = options.write == WriteMode::Write && budget.is_none();
    let recorder = remembers.then(|| Arc::new(Recorder::new(&env)));
    let watch = recorder.clone().map(|recorder| -> Arc<dyn Watch> { recorder });
    let renderer = Renderer::watched(env.clone(), loaded.texts.clone(), watch);
    diagnostics.extend(wide_lists(&env, &loaded.texts));
    let broken = diagnostics.iter().any(|diagnostic| severity(diagnostic, options.strictness) == Severity::Error);
    let write = options.write == WriteMode::Write && !broken;
    if options.clean == Clean::Yes {
        manifest.damaged = false;
    }
    if manifest.damaged {
        diagnostics.push(damaged_manifest());
    }
    if !write {
        let rendered = render(&renderer, &Plan::all(&renderer), &loaded.pictures, None, None, progress)?;
        stages.end("render");
        diagnostics.extend(rendered.diagnostics);
        diagnostics.extend(publish_boxes(&renderer, &loaded.pictures, None)?.diagnostics);
        diagnostics.extend(check(&renderer, &rendered.links, &|_| None));
        diagnostics.extend(configured(&env.site));
        stages.end("links");
        // A check may run where nothing can be written; it is only slower the next time.
        let _ = loaded.pictures.save();
        return Ok(summary(options, stages, diagnostics, PageCounts::of(&env.site), None));
    }
    let outputs = Outputs::new(&out, &manifest, options.clean == Clean::Yes);
    // With a budget, what pages say depends on how fast the machine is.
    let graph = graph.and_then(|graph| if budget.is_some() { Err(Unusable::Missing) } else { Ok(graph) });
    diagnostics.extend(forgotten(graph.as_ref().err().copied().or(loaded.unusable)));
    let before = graph.ok();
    let shape = shape(&loaded, &env.site);
    let comparison = before.as_ref().map(|graph| Comparison::new(graph, &renderer, shape, &outputs));
    let plan = comparison.as_ref().map(|comparison| Plan::new(&renderer, comparison, &outputs, &loaded.pictures));
    let plan = plan.unwrap_or_else(|| Plan::all(&renderer));
    diagnostics.extend(touched(&plan.touched));
    stages.end("compare");
    outputs.begin(&planned(&plan))?;
    let mut in_time = None;
    if let Some(budget) = budget {
        // Which files are there decides what pages say, so pages are asked what they want before they are rendered for
        // good.
        let until = Instant::now() + budget;
        render(&renderer, &plan, &loaded.pictures, None, None, progress)?;
        publish_boxes(&renderer, &loaded.pictures, None)?;
        let wanted = encode::wanted(&loaded.pictures);
        let (encoded, left_out) = encode_within(&options.root, &env, &cache, &wanted, until, progress)?;
        in_time = Some((encoded, left_out.len(), wanted));
        loaded.pictures.leave_out(left_out);
        stages.end("budget");
    }
    let again = in_time.is_some().then(|| Renderer::new(env.clone(), loaded.texts.clone()));
    let renderer = again.as_ref().unwrap_or(&renderer);
    let mut rendered = render(renderer, &plan, &loaded.pictures, Some(&outputs), recorder.as_deref(), progress)?;
    let mut filled = Vec::new();
    if let Some(comparison) = &comparison {
        rendered.repeat(comparison, &plan);
        filled = fill(renderer, &plan, comparison, &loaded.pictures, &outputs)?;
    }
    let boxes = publish_boxes(renderer, &loaded.pictures, Some(&outputs))?;
    rendered.failed.extend(boxes.failed);
    diagnostics.extend(boxes.diagnostics);
    stages.end("render");
    diagnostics.extend(rendered.diagnostics);
    let boxed: Vec<String> = plan.boxed.iter().map(|(path, _)| (*path).to_owned()).collect();
    let kept: FxHashSet<&str> = plan.standing().collect();
    let html = |path: &str| {
        let file = kept.contains(path).then(|| out.join(output_path(path)))?;
        std::fs::read_to_string(file).ok()
    };
    diagnostics.extend(check(renderer, &rendered.links, &html));
    diagnostics.extend(configured(&env.site));
    stages.end("links");
    let publishing =
        Publishing { root: &options.root, env: &env, cache: &cache, outputs: &outputs, kept: &plan.media, progress };
    let wanted = encode::wanted(&loaded.pictures);
    let (mut pictures, problems) = encode::publish(&publishing, &wanted)?;
    diagnostics.extend(problems);
    let cards = loaded.pictures.cards();
    pictures.drawn = encode::draw(&publishing, &cards)?;
    if let Some((encoded, left_out, _)) = &in_time {
        pictures.encoded += encoded;
        pictures.left_out = *left_out;
    }
    stages.end("encode");
    if env.site.config().search {
        publish_search(renderer, &outputs)?;
        stages.end("search");
    }
    diagnostics.extend(copy_files(&publishing, &loaded, &wanted)?);
    stages.end("files");
    let media = encode::media_files(&wanted, &cards, &loaded.pictures.published(), &plan.media);
    // Of a set that was not finished in time the next build needs what there is.
    let hoped = in_time.map_or(wanted, |(_, _, hoped)| hoped);
    let keys: BTreeSet<Fingerprint> =
        hoped.iter().map(|wanted| wanted.variant.key).chain(plan.media.values().filter_map(|row| row.key)).collect();
    note_used(&cache, &out, &keys.into_iter().collect::<Vec<_>>())?;
    loaded.pictures.save()?;
    let (counts, problems) = outputs.finish(&rendered.failed)?;
    diagnostics.extend(problems);
    stages.end("commit");
    let graph = match (recorder, &comparison) {
        (Some(_), Some(comparison)) if is_settled(&plan, comparison) => {
            Remembered::AsBefore { reads_clock: comparison.reads_clock() }
        }
        (Some(recorder), comparison) => {
            let file = |name: &str| media.get(name).cloned();
            let (rows, clock) = match comparison.as_ref().filter(|_| !kept.is_empty()) {
                Some(last) => (recorder.more(renderer, last, &kept, &filled, file), last.reads_clock()),
                None => (Some(recorder.finish(renderer, shape, file)), false),
            };
            let rows = rows.map(|rows| (clock || rows.reads_clock(), Box::new(rows)));
            rows.map_or(Remembered::Nothing, |(reads_clock, rows)| Remembered::Rows { rows, reads_clock })
        }
        (None, _) => Remembered::Nothing,
    };
    let rendered = plan.dirty.into_iter().map(|(_, path, reason)| (path.to_owned(), reason.to_string())).collect();
    // The new record is written when the old one has left the memory.
    drop(plan.media);
    drop(comparison);
    drop(before);
    let timeless = graph.write(&out);
    let failed = diagnostics.iter().any(|diagnostic| severity(diagnostic, options.strictness) == Severity::Error);
    // What was found of the output folder and of what is remembered is not found again.
    let lasting = |diagnostic: &&Diagnostic| !is_of_machine(diagnostic);
    let pages = PageCounts::of(&env.site);
    match seal.filter(|_| timeless && !failed && options.load.changed.is_none()) {
        Some(seal) => Last {
            seal,
            from: options.load.now,
            until: loaded.next_change,
            pages,
            files: FileCounts { written: 0, unchanged: counts.written + counts.unchanged, deleted: 0, ..counts },
            pictures: PictureCounts { encoded: 0, drawn: 0, ..pictures },
            diagnostics: diagnostics.iter().filter(lasting).cloned().collect(),
        }
        .write(&out),
        None => Last::forget(&out),
    }
    stages.end("remember");
    let done = summary(options, stages, diagnostics, pages, Some(counts));
    Ok(Summary { pictures, rendered, boxed, ..done })
}

/// Names everything of a site but texts.
pub(super) fn shape(loaded: &Loaded, site: &Site) -> Shape {
    let counts = site.unpublished_counts();
    // With the clock, the list of news comes and goes.
    let news = site.routes().find("/news-sitemap.xml").is_some();
    let Shape { all, frame } = loaded.shape;
    Shape { all: FingerprintBuilder::new().part(all.bytes()).part(format!("{counts:?} {news}")).finish(), frame }
}

/// Keeps other builds away from an output folder.
fn lock(out: &Path) -> Result<Lock, EngineError> {
    let file = pressroom_folder(out).join(format!("{}.lock", out_name(out)));
    Lock::take(&file)?.map_err(|locked| EngineError::Busy(out.to_owned(), locked.process))
}

/// What is said when earlier builds can't be built upon.
fn forgotten(why: Option<Unusable>) -> Option<Diagnostic> {
    let reason = match why? {
        Unusable::Missing => return None,
        Unusable::Foreign => "another version of pressroom wrote it",
        Unusable::Damaged => "it is truncated or damaged",
    };
    Some(
        Diagnostic::warning("forgotten", "what earlier builds remember can't be used: everything is built anew")
            .note(reason)
            .hint("nothing has to be done: this build has replaced it"),
    )
}

/// What is said of output files that somebody else has changed.
fn touched(files: &[String]) -> Option<Diagnostic> {
    let first = files.first()?;
    let others = match files.len() - 1 {
        0 => String::new(),
        1 => " and another file".to_owned(),
        others => format!(" and {others} other files"),
    };
    Some(
        Diagnostic::warning("output-changed", format!("`{first}`{others} in the output folder had been changed"))
            .note("they hold what was built again")
            .hint("change the article or the template: what is changed in the output folder is lost"),
    )
}

/// The output folder: the one that is named, or `public` in the site's folder, as a person would write it: without a `./`.
pub fn out_folder(root: &Path, named: Option<&Path>) -> PathBuf {
    match named {
        Some(out) => out.to_owned(),
        None if root == Path::new(".") => PathBuf::from("public"),
        None => root.join("public"),
    }
}

/// Refuses an output folder that is, holds or lies in the sources.
fn check_places(root: &Path, out: &Path) -> Result<(), EngineError> {
    let absolute =
        |path: &Path| path.canonicalize().or_else(|_| std::path::absolute(path)).unwrap_or_else(|_| path.to_owned());
    let (root, target) = (absolute(root), absolute(out));
    let sources = SOURCE_FOLDERS.map(|folder| root.join(folder));
    if root.starts_with(&target) || sources.iter().any(|source| target.starts_with(source)) {
        return Err(EngineError::OutputIsSource(out.to_owned()));
    }
    Ok(())
}

fn severity(diagnostic: &Diagnostic, strictness: Strictness) -> Severity {
    if strictness == Strictness::Strict && !is_of_machine(diagnostic) { Severity::Error } else { diagnostic.severity }
}

/// Whether a warning is about the output folder or what is remembered, and not about the content: it is never an error.
fn is_of_machine(diagnostic: &Diagnostic) -> bool {
    matches!(&*diagnostic.code, "damaged-manifest" | "forgotten" | "output-changed")
}

fn damaged_manifest() -> Diagnostic {
    Diagnostic::warning("damaged-manifest", "the record of earlier builds can't be read")
        .note("files that equal what is built now are taken over, others that stand in the way are reported")
        .hint("`--clean` takes the output folder over as a whole")
}

/// Files of pages that this build writes.
fn planned(plan: &Plan<'_>) -> Vec<String> {
    let pages = plan.dirty.iter().map(|(_, path, _)| path).chain(plan.boxed.iter().map(|(path, _)| path));
    let mut paths: Vec<String> = pages.map(|path| output_path(path)).collect();
    paths.sort_unstable();
    paths
}

/// Files that hosts read. One that the site has below `static/` is the site's business. `published` are files of
/// `content/` that are published as they are.
fn hosting(env: &Env, loaded: &Loaded, published: &[Arc<str>]) -> Vec<(String, Vec<u8>)> {
    let loose = published.iter().any(|file| !file.trim_start_matches("content/").contains('/'));
    let mut files = host_files(&host_site(env, loose), &env.site.config().hosting);
    let own = |path: &str| loaded.statics.iter().any(|file| file.strip_prefix("static/") == Some(path));
    files.retain(|(path, _)| !own(path));
    files
}

/// Assets, verbatim files, files for hosts, and what pages link to or show as it is.
fn copy_files(publishing: &Publishing<'_>, loaded: &Loaded, wanted: &[Wanted]) -> Result<Vec<Diagnostic>, FsError> {
    let outputs = publishing.outputs;
    let mut files = loaded.pictures.published();
    let hosting = hosting(publishing.env, loaded, &files);
    let assets = || publishing.env.theme.assets().iter().map(|(_, asset)| (output_path(&asset.path), &asset.bytes));
    outputs.announce(
        &hosting.iter().map(|(path, _)| path.clone()).chain(assets().map(|(path, _)| path)).collect::<Vec<_>>(),
    )?;
    for (path, bytes) in assets() {
        outputs.put(path, bytes)?;
    }
    for (path, bytes) in hosting {
        outputs.put(path, &bytes)?;
    }
    files.extend(encode::verbatim(wanted).cloned());
    files.extend(loaded.statics.iter().cloned());
    files.sort_unstable();
    files.dedup();
    encode::copy(publishing, &files)
}

fn summary(
    options: &BuildOptions,
    stages: Stages,
    mut diagnostics: Vec<Diagnostic>,
    pages: PageCounts,
    files: Option<FileCounts>,
) -> Summary {
    for diagnostic in &mut diagnostics {
        diagnostic.severity = severity(diagnostic, options.strictness);
    }
    Summary {
        pages,
        wrote: files.is_some(),
        files: files.unwrap_or_default(),
        pictures: PictureCounts::default(),
        rendered: Vec::new(),
        boxed: Vec::new(),
        stages: stages.finish(),
        report: Report::new(diagnostics),
        sources: SiteSources::new(&options.root),
    }
}
