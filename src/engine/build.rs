//! The build: load, render, write, check, commit.

use super::cache::note_used;
use super::encode::{self, PictureCounts, Publishing, Wanted, encode_within};
use super::links::{PageLinks, check, configured};
use super::load::{LoadOptions, Loaded, load};
use super::manifest::{Manifest, pressroom_folder};
use super::outputs::{FileCounts, Outputs};
use super::search::publish_search;
use super::summary::{PageCounts, Summary};
use super::{EngineError, Progress, Stages};
use crate::base::Fingerprint;
use crate::diag::{Diagnostic, Report, Severity};
use crate::fs::{FsError, PictureCache, PictureStore, SiteSources};
use crate::media::picture_path;
use crate::model::{Page, output_path};
use crate::render::Renderer;
use rayon::prelude::*;
use rustc_hash::FxHashSet;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
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
    let out = options.out.clone().unwrap_or_else(|| in_folder(&options.root, "public"));
    check_places(&options.root, &out)?;
    let pressroom = pressroom_folder(&out);
    let mut loaded = load(&options.root, &pressroom, &options.load)?;
    let mut stages = std::mem::replace(&mut loaded.stages, Stages::start());
    let mut diagnostics = std::mem::take(&mut loaded.diagnostics);
    let Some(env) = loaded.env.clone() else {
        return Ok(summary(options, stages, diagnostics, PageCounts::default(), None));
    };
    let cache = PictureCache::new(&pressroom);
    let renderer = Renderer::new(env.clone(), loaded.texts.clone());
    let broken = diagnostics.iter().any(|diagnostic| severity(diagnostic, options.strictness) == Severity::Error);
    let write = options.write == WriteMode::Write && !broken;
    let mut manifest = Manifest::read(&out);
    if options.clean == Clean::Yes {
        manifest.damaged = false;
    }
    if manifest.damaged {
        diagnostics.push(damaged_manifest());
    }
    let outputs = write.then(|| Outputs::new(&out, &manifest, options.clean == Clean::Yes));
    if write {
        manifest.begin(&planned(&renderer, &loaded, &manifest))?;
    }
    let mut in_time = None;
    if let Some(budget) = options.image_budget.or(env.site.config().images.budget).filter(|_| write) {
        // Which files are there decides what pages say, so pages are asked what they want before they are rendered for
        // good.
        let until = Instant::now() + budget;
        render_all(&renderer, &loaded.pictures, None, progress)?;
        let wanted = encode::wanted(&loaded.pictures);
        let (encoded, left_out) = encode_within(&options.root, &env, &cache, &wanted, until, progress)?;
        in_time = Some((encoded, left_out.len(), wanted));
        loaded.pictures.leave_out(left_out);
        stages.end("budget");
    }
    let renderer = if in_time.is_some() { Renderer::new(env.clone(), loaded.texts.clone()) } else { renderer };
    let rendered = render_all(&renderer, &loaded.pictures, outputs.as_ref(), progress)?;
    stages.end("render");
    diagnostics.extend(rendered.diagnostics);
    diagnostics.extend(check(&renderer, &rendered.links));
    diagnostics.extend(configured(&env.site));
    stages.end("links");
    let mut files = None;
    let mut pictures = PictureCounts::default();
    if let Some(outputs) = outputs {
        let publishing = Publishing { root: &options.root, env: &env, cache: &cache, outputs: &outputs, progress };
        let wanted = encode::wanted(&loaded.pictures);
        let (mut counts, problems) = encode::publish(&publishing, &wanted)?;
        diagnostics.extend(problems);
        counts.drawn = encode::draw(&publishing, &loaded.pictures.cards())?;
        if let Some((encoded, left_out, _)) = &in_time {
            counts.encoded += encoded;
            counts.left_out = *left_out;
        }
        pictures = counts;
        stages.end("encode");
        if env.site.config().search {
            publish_search(&renderer, &outputs)?;
            stages.end("search");
        }
        diagnostics.extend(copy_files(&publishing, &loaded, &wanted)?);
        stages.end("files");
        // Of a set that was not finished in time the next build needs what there is.
        let hoped = in_time.map_or(wanted, |(_, _, hoped)| hoped);
        let keys: Vec<Fingerprint> = hoped.iter().map(|wanted| wanted.variant.key).collect();
        note_used(&cache, &out, &keys)?;
        loaded.pictures.save()?;
        let (counts, problems) = outputs.finish(&rendered.failed)?;
        diagnostics.extend(problems);
        files = Some(counts);
        stages.end("commit");
    } else {
        // A check may run where nothing can be written; it is only slower the next time.
        let _ = loaded.pictures.save();
    }
    Ok(Summary { pictures, ..summary(options, stages, diagnostics, PageCounts::of(&env.site), files) })
}

/// A name in a folder, as a person would write it: without a `./`.
pub fn in_folder(folder: &Path, name: &str) -> PathBuf {
    if folder == Path::new(".") { PathBuf::from(name) } else { folder.join(name) }
}

/// Refuses an output folder that is, holds or lies in the sources.
fn check_places(root: &Path, out: &Path) -> Result<(), EngineError> {
    let absolute =
        |path: &Path| path.canonicalize().or_else(|_| std::path::absolute(path)).unwrap_or_else(|_| path.to_owned());
    let (root, target) = (absolute(root), absolute(out));
    let sources =
        ["content", "static", "data", "templates", "themes", "assets", "i18n"].map(|folder| root.join(folder));
    if root.starts_with(&target) || sources.iter().any(|source| target.starts_with(source)) {
        return Err(EngineError::OutputIsSource(out.to_owned()));
    }
    Ok(())
}

fn severity(diagnostic: &Diagnostic, strictness: Strictness) -> Severity {
    if strictness == Strictness::Strict { Severity::Error } else { diagnostic.severity }
}

fn damaged_manifest() -> Diagnostic {
    Diagnostic::warning("damaged-manifest", "the record of earlier builds can't be read")
        .note("files that equal what is built now are taken over, others that stand in the way are reported")
        .hint("`--clean` takes the output folder over as a whole")
}

/// Paths that this build may write and the manifest does not know.
fn planned(renderer: &Renderer, loaded: &Loaded, manifest: &Manifest) -> Vec<String> {
    let env = renderer.env();
    let pages = env.site.routes().pages().map(|(_, _, path)| output_path(path));
    let statics = loaded.statics.iter().map(|file| output_path(&picture_path(file)));
    let assets = env.theme.assets().iter().map(|(_, asset)| output_path(&asset.path));
    let mut paths: Vec<String> =
        pages.chain(statics).chain(assets).filter(|path| !manifest.entries.contains_key(path)).collect();
    paths.sort_unstable();
    paths
}

#[derive(Default)]
struct Rendered {
    diagnostics: Vec<Diagnostic>,
    links: Vec<PageLinks>,
    /// Output files whose page has an error.
    failed: FxHashSet<String>,
}

fn render_all(
    renderer: &Renderer,
    pictures: &PictureStore,
    outputs: Option<&Outputs<'_>>,
    progress: &dyn Progress,
) -> Result<Rendered, FsError> {
    let pages: Vec<(Page, &str)> = renderer.env().site.routes().pages().map(|(_, page, path)| (page, path)).collect();
    let collected: Mutex<Rendered> = Mutex::default();
    progress.begin("pages", pages.len());
    let result = pages.par_iter().with_min_len(8).try_for_each(|(page, path)| -> Result<(), FsError> {
        let output = renderer.render(*page, path);
        progress.step();
        if let Some(bytes) = &output.bytes {
            pictures.see(bytes);
        }
        let file = output_path(path);
        let eventful = output.bytes.is_none() || !output.diagnostics.is_empty() || !output.links.is_empty();
        if eventful {
            let mut all = collected.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            all.diagnostics.extend(output.diagnostics);
            if !output.links.is_empty() {
                all.links.push(PageLinks { path: (*path).to_owned(), links: output.links });
            }
            if output.bytes.is_none() {
                all.failed.insert(file.clone());
            }
        }
        match (output.bytes, outputs) {
            (Some(bytes), Some(outputs)) => outputs.put(file, &bytes),
            _ => Ok(()),
        }
    });
    progress.end();
    result?;
    let mut rendered = collected.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    rendered.links.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(rendered)
}

/// Assets, verbatim files, and what pages link to or show as it is.
fn copy_files(publishing: &Publishing<'_>, loaded: &Loaded, wanted: &[Wanted]) -> Result<Vec<Diagnostic>, FsError> {
    for (_, asset) in publishing.env.theme.assets().iter() {
        publishing.outputs.put(output_path(&asset.path), &asset.bytes)?;
    }
    let mut files = loaded.pictures.published();
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
        stages: stages.finish(),
        report: Report::new(diagnostics),
        sources: SiteSources::new(&options.root),
    }
}
