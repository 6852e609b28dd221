//! Reading a site: configuration, theme, content, data.

use super::clock::next_change;
use super::inputs::{Inputs, Memory, Rest, Shape};
use super::pictures::check_pictures;
use super::{EngineError, Stages};
use crate::base::Instant;
use crate::config::Delivery;
use crate::diag::{Diagnostic, Span};
use crate::fs::{PictureStore, Scan, TextStore};
use crate::model::{Mode, Site};
use crate::theme::Env;
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

/// How to look at a site.
#[derive(Clone, Debug)]
pub struct LoadOptions {
    /// In place of the configured base URL.
    pub base_url: Option<String>,
    /// The time of the build.
    pub now: Instant,
    /// When the command began by the machine's clock, in nanoseconds since 1970: files that are not well older may
    /// still be changing.
    pub started: u128,
    /// With or without drafts.
    pub mode: Mode,
    /// In place of the configured delivery of boxes.
    pub delivery: Option<Delivery>,
    /// Files and folders below the root that may have changed since the last build, if only articles among those have: the
    /// others are taken to say what they said then, and not looked at.
    pub changed: Option<Arc<BTreeSet<String>>>,
}

/// Whether what was read is written down for the next build.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Remember {
    /// It is.
    Yes,
    /// Nothing is written.
    No,
}

/// A site, read.
pub struct Loaded {
    /// Ready to render; `None` when configuration or theme are broken.
    pub env: Option<Arc<Env>>,
    /// The texts of its content.
    pub texts: Arc<TextStore>,
    /// Names everything of it but texts.
    pub(super) shape: Shape,
    /// When it changes by itself.
    pub next_change: Option<Instant>,
    /// Why what earlier builds remember of articles is of no use.
    pub unusable: Option<crate::store::Unusable>,
    /// The pictures it asks for.
    pub pictures: Arc<PictureStore>,
    /// Its verbatim files.
    pub statics: Vec<Arc<str>>,
    /// How long each stage took.
    pub stages: Stages,
    /// Everything that is wrong.
    pub diagnostics: Vec<Diagnostic>,
}

/// Reads a site. `pressroom` is the folder of what earlier builds learned, which need not exist.
///
/// # Errors
/// There is none at `root`, or its configuration file can't be read at all.
pub fn load(root: &Path, pressroom: &Path, options: &LoadOptions, remember: Remember) -> Result<Loaded, EngineError> {
    let mut stages = Stages::start();
    let write = remember == Remember::Yes;
    let memory = Memory { folder: pressroom, started: options.started, write, changed: options.changed.as_deref() };
    let inputs = Inputs::read(root, options.base_url.as_deref(), Some(&memory))?;
    let mut diagnostics = inputs.problems();
    let unusable = inputs.unusable();
    let shape = inputs.shape();
    let next_change = next_change(&inputs, options.now);
    stages.end("read");
    let (entries, rest) = inputs.into_entries();
    let Rest { config, configured, theme, data, files, scan, texts } = rest;
    let (site, problems) = Site::build(&config, entries, &files, options.now, options.mode);
    if configured {
        diagnostics.extend(problems);
    }
    diagnostics.extend(static_collisions(&site, &scan));
    let pictures = Arc::new(PictureStore::new(root, pressroom, &config.images, options.started));
    stages.end("model");
    if configured {
        diagnostics.extend(check_pictures(&site, &pictures));
    }
    stages.end("pictures");
    let env = theme
        .map(|theme| Arc::new(Env::new(Arc::new(site), theme, pictures.clone(), data).delivering(options.delivery)));
    Ok(Loaded { env, texts, shape, next_change, unusable, pictures, statics: scan.statics, stages, diagnostics })
}

/// Files in `static/` that stand where a page will be, or the folder of pages, or a picture of `content/`.
pub(super) fn static_collisions(site: &Site, scan: &Scan) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for file in &scan.statics {
        let picture = file.strip_prefix("static/media/").map(|below| format!("content/{below}"));
        if let Some(picture) = picture.filter(|picture| scan.media.binary_search(&picture.as_str().into()).is_ok()) {
            found.push(
                Diagnostic::error("url-collision", format!("`{file}` and `{picture}` have one URL"))
                    .hint("pictures of `content/` are published below `/media/`: rename one of the two"),
            );
        }
        let path = file.strip_prefix("static").unwrap_or(file);
        let folder = path.strip_suffix("index.html");
        let page = |path: &str| site.routes().find(path);
        let taken = page(path).or_else(|| folder.and_then(page)).or_else(|| page(&format!("{path}/")));
        if let Some(page) = taken {
            let source = match page {
                crate::model::Page::Article(id) => format!("`{}`", site.article(id).source),
                _ => "a page that pressroom makes".to_owned(),
            };
            found.push(
                Diagnostic::error("url-collision", format!("two sources for the URL `{path}`"))
                    .at(Span::file(file.clone()))
                    .note(format!("the other one is {source}"))
                    .hint("rename or remove the file in `static/`"),
            );
        }
    }
    found
}
