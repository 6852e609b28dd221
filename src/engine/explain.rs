//! Why a page would be rendered, and what it depends on: by the same comparison that decides it.

use super::EngineError;
use super::build::{out_folder, shape};
use super::graph::{Comparison, Graph, Kept, Reason};
use super::load::{LoadOptions, Remember, load};
use super::manifest::{Manifest, pressroom_folder};
use super::outputs::Outputs;
use crate::diag::{Diagnostic, did_you_mean};
use crate::model::output_path;
use crate::render::Renderer;
use std::path::Path;

/// What is known of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// The path of its URL, without the base path.
    pub path: String,
    /// Why the next build renders it; `None` when it is kept.
    pub reason: Option<String>,
    /// The components of boxes that the next build puts other contents into, without rendering the page.
    pub boxes: Vec<String>,
    /// What it depends on, each with whether that has changed since the last build. Nothing for a page that no build has
    /// made.
    pub dependencies: Vec<(String, bool)>,
}

/// Why there is nothing to explain.
#[derive(Debug)]
pub enum Unexplained {
    /// Configuration or theme can't be read.
    Broken(Vec<Diagnostic>),
    /// There is no such page; perhaps another was meant.
    NoPage(Option<String>),
}

/// Explains the page at a URL, or at the path of an output file. Nothing is written.
///
/// # Errors
/// There is no site at `root`.
pub fn explain(
    root: &Path,
    out: Option<&Path>,
    options: &LoadOptions,
    url: &str,
) -> Result<Result<Explanation, Unexplained>, EngineError> {
    let out = out_folder(root, out);
    let loaded = load(root, &pressroom_folder(&out), options, Remember::No)?;
    let Some(env) = loaded.env.clone() else { return Ok(Err(Unexplained::Broken(loaded.diagnostics))) };
    let routes = env.site.routes();
    let plain = env.site.config().path_of(url);
    let wanted = plain.strip_suffix("index.html").unwrap_or(&plain);
    let candidates = [wanted.to_owned(), format!("{wanted}/")].into_iter();
    let mut found = candidates.filter_map(|path| routes.find(&path).map(|page| (path, page)));
    let Some((path, page)) = found.next() else {
        let near = did_you_mean(wanted, routes.pages().map(|(_, _, path)| path));
        return Ok(Err(Unexplained::NoPage(near)));
    };
    let renderer = Renderer::new(env.clone(), loaded.texts.clone());
    let manifest = Manifest::read(&out);
    let outputs = Outputs::new(&out, &manifest, false);
    let Ok(graph) = Graph::read(&out) else {
        let reason = Some(Reason::New.to_string());
        return Ok(Ok(Explanation { path, reason, boxes: Vec::new(), dependencies: Vec::new() }));
    };
    let comparison = Comparison::new(&graph, &renderer, shape(&loaded, &env.site), &outputs);
    let mut boxes = Vec::new();
    let reason = match comparison.kept(page, &path) {
        Ok(Kept::Same(print)) if outputs.holds(&output_path(&path), print) => None,
        Ok(Kept::Boxes(print, others)) if outputs.holds(&output_path(&path), print) => {
            boxes.extend(others.iter().map(|(_, text)| format!("`{}`", text.component)));
            None
        }
        Ok(_) => Some(Reason::Touched.to_string()),
        Err(reason) => Some(reason.to_string()),
    };
    let dependencies = comparison.dependencies(&path);
    Ok(Ok(Explanation { path, reason, boxes, dependencies }))
}

/// When the output of a site changes by itself, after `options.now`; and, if the last build of the output folder knew,
/// when that build's does.
///
/// # Errors
/// There is no site at `root`.
pub fn next_change(root: &Path, out: Option<&Path>, options: &LoadOptions) -> Result<NextChange, EngineError> {
    let out = out_folder(root, out);
    let loaded = load(root, &pressroom_folder(&out), options, Remember::No)?;
    let due = match super::last::Last::read(&out) {
        Some(last) => last.until.is_some_and(|until| until <= options.now),
        None => true,
    };
    Ok(NextChange { at: loaded.next_change, due, problems: loaded.diagnostics })
}

/// When a site changes by itself.
#[derive(Debug)]
pub struct NextChange {
    /// The next instant, if there is one.
    pub at: Option<crate::base::Instant>,
    /// Whether the last build is not what a build would make now, or can't tell.
    pub due: bool,
    /// What is wrong with the site: some of it may be missing from the answer.
    pub problems: Vec<Diagnostic>,
}
