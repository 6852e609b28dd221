//! Reading a site: configuration, theme, content, data.

use super::pictures::check_pictures;
use super::{EngineError, Stages};
use crate::base::{Instant, Zone};
use crate::config::{CONFIG_FILE, Config};
use crate::content::{PictureMatter, markdown::first_paragraph, read_matter, read_yaml};
use crate::diag::{Diagnostic, Span};
use crate::fs::{FsError, KEEP, PictureStore, Scan, TextStore, read_text, read_theme, scan};
use crate::model::{ArticleEntry, Entries, FileIndex, Mode, RecordEntry, Site};
use crate::theme::{Env, Theme, free_value};
use crate::yaml::{Free, FromYaml, parse};
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tera::Value;

/// Longest description made from an article's first paragraph, in characters.
const EXCERPT: usize = 160;

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
}

/// A site, read.
pub struct Loaded {
    /// Ready to render; `None` when configuration or theme are broken.
    pub env: Option<Arc<Env>>,
    /// The texts of its content.
    pub texts: Arc<TextStore>,
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
pub fn load(root: &Path, pressroom: &Path, options: &LoadOptions) -> Result<Loaded, EngineError> {
    let config_path = root.join(CONFIG_FILE);
    if !config_path.is_file() {
        return Err(EngineError::NoSite(root.to_owned()));
    }
    let bytes = std::fs::read(&config_path).map_err(|error| FsError::new("can't read", &config_path, error))?;
    let mut diagnostics = Vec::new();
    let config = if let Ok(text) = String::from_utf8(bytes) {
        Config::read(&text, options.base_url.as_deref()).map_err(|found| diagnostics.extend(found)).ok()
    } else {
        let problem = Diagnostic::error("not-utf8", "`pressroom.yaml` is not UTF-8").at(Span::file(CONFIG_FILE));
        diagnostics.push(problem.hint("save the file as UTF-8"));
        None
    };
    let usable = config.is_some();
    // Content is read even without a configuration, so that its own problems are in the same report.
    let config = Arc::new(config.unwrap_or_else(fallback_config));
    let mut stages = Stages::start();
    let read_theme = || if usable { Some(read_theme(root, &config).and_then(Theme::load)) } else { None };
    let (theme, mut found) = rayon::join(read_theme, || scan(root));
    stages.end("scan");
    let theme = theme.and_then(|theme| theme.map_err(|found| diagnostics.extend(found)).ok());
    diagnostics.append(&mut found.problems);
    let mut texts = TextStore::new(root);
    let entries = read_entries(root, &found, &config.zone, &mut texts, &mut diagnostics);
    stages.end("read");
    let index = FileIndex::new(found.media.iter().chain(&found.statics).cloned());
    let (site, problems) = Site::build(&config, entries, index, options.now, options.mode);
    if usable {
        diagnostics.extend(problems);
    }
    diagnostics.extend(static_collisions(&site, &found));
    let data = read_data(root, &found.data, &mut diagnostics);
    let pictures = Arc::new(PictureStore::new(root, pressroom, &config.images, options.started));
    stages.end("model");
    if usable {
        diagnostics.extend(check_pictures(&site, &pictures));
    }
    stages.end("pictures");
    let env = theme.map(|theme| Arc::new(Env::new(Arc::new(site), theme, pictures.clone(), data)));
    Ok(Loaded { env, texts: Arc::new(texts), pictures, statics: found.statics, stages, diagnostics })
}

/// Settings for reading content when the site's own are broken; nothing is rendered with them.
fn fallback_config() -> Config {
    Config::read("title: x\nbase_url: https://example.com/\n", None).expect("a valid configuration")
}

/// One content file, read; the text is handed on so that rendering need not read it again.
struct Read<T> {
    entry: Option<T>,
    text: Option<(Arc<str>, Arc<str>)>,
    diagnostics: Vec<Diagnostic>,
}

fn read_entries(
    root: &Path,
    scan: &Scan,
    zone: &Zone,
    texts: &mut TextStore,
    diagnostics: &mut Vec<Diagnostic>,
) -> Entries {
    let mut broken = Vec::new();
    // Texts that will not be kept are given back at once, not when the last file has been read.
    let room = AtomicUsize::new(0);
    let articles: Vec<Read<ArticleEntry>> =
        scan.articles.par_iter().map(|file| read_article(root, file, zone, &room)).collect();
    let mut entries = Entries { has_categories: scan.has_categories, ..Entries::default() };
    entries.articles.reserve(articles.len());
    for (file, read) in scan.articles.iter().zip(articles) {
        diagnostics.extend(read.diagnostics);
        match read.entry {
            Some(entry) => entries.articles.push(entry),
            None => broken.push(file.clone()),
        }
        if let Some((file, text)) = read.text {
            texts.keep(file, text);
        }
    }
    entries.authors = read_records(root, &scan.authors, zone, diagnostics, &mut broken);
    entries.categories = read_records(root, &scan.categories, zone, diagnostics, &mut broken);
    entries.tags = read_records(root, &scan.tags, zone, diagnostics, &mut broken);
    entries.pages = read_records(root, &scan.pages, zone, diagnostics, &mut broken);
    entries.pictures = read_picture_records(root, &scan.picture_records, zone, diagnostics);
    entries.broken = broken;
    entries
}

fn read_article(root: &Path, file: &Arc<str>, zone: &Zone, room: &AtomicUsize) -> Read<ArticleEntry> {
    let text: Arc<str> = match read_text(root, file) {
        Ok(text) => text.into(),
        Err(problem) => return Read { entry: None, text: None, diagnostics: vec![problem] },
    };
    let (matter, diagnostics) = read_matter::<crate::content::ArticleMatter>(file, &text, zone);
    let entry = matter.map(|(matter, body)| {
        let excerpt =
            matter.description.is_none().then(|| first_paragraph(&text[body.clone()], EXCERPT).into_boxed_str());
        ArticleEntry { source: file.clone(), matter: Box::new(matter), body, excerpt }
    });
    let kept = room.fetch_add(text.len(), Ordering::Relaxed) + text.len() <= KEEP;
    Read { entry, text: kept.then(|| (file.clone(), text)), diagnostics }
}

fn read_picture_records(
    root: &Path,
    files: &[Arc<str>],
    zone: &Zone,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<(Arc<str>, PictureMatter)> {
    let read: Vec<(Option<PictureMatter>, Vec<Diagnostic>)> = files
        .par_iter()
        .map(|file| match read_text(root, file) {
            Ok(text) => read_yaml(file, &text, zone),
            Err(problem) => (None, vec![problem]),
        })
        .collect();
    let mut records = Vec::with_capacity(read.len());
    for (file, (matter, problems)) in files.iter().zip(read) {
        diagnostics.extend(problems);
        records.extend(matter.map(|matter| (file.clone(), matter)));
    }
    records
}

fn read_records<T: FromYaml + Send>(
    root: &Path,
    files: &[Arc<str>],
    zone: &Zone,
    diagnostics: &mut Vec<Diagnostic>,
    broken: &mut Vec<Arc<str>>,
) -> Vec<RecordEntry<T>> {
    let read: Vec<Read<RecordEntry<T>>> = files
        .par_iter()
        .map(|file| match read_text(root, file) {
            Ok(text) => {
                let (matter, diagnostics) = read_matter::<T>(file, &text, zone);
                let entry = matter.map(|(matter, body)| RecordEntry {
                    source: file.clone(),
                    matter,
                    offset: body.start,
                    text: text[body].to_owned(),
                });
                Read { entry, text: None, diagnostics }
            }
            Err(problem) => Read { entry: None, text: None, diagnostics: vec![problem] },
        })
        .collect();
    let mut entries = Vec::with_capacity(read.len());
    for (file, read) in files.iter().zip(read) {
        diagnostics.extend(read.diagnostics);
        match read.entry {
            Some(entry) => entries.push(entry),
            None => broken.push(file.clone()),
        }
    }
    entries
}

/// Files in `static/` that stand where a page will be, or the folder of pages, or a picture of `content/`.
fn static_collisions(site: &Site, scan: &Scan) -> Vec<Diagnostic> {
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

/// Reads `data/`: YAML, JSON and CSV.
fn read_data(root: &Path, files: &[Arc<str>], diagnostics: &mut Vec<Diagnostic>) -> BTreeMap<String, Value> {
    let mut data = BTreeMap::new();
    for file in files {
        let name = file.strip_prefix("data/").unwrap_or(file);
        let extension = name.rsplit('.').next().unwrap_or("").to_ascii_lowercase();
        if !matches!(extension.as_str(), "yaml" | "yml" | "json" | "csv") {
            continue;
        }
        let value = read_text(root, file).and_then(|text| match extension.as_str() {
            "csv" => csv_value(file, &text),
            // JSON is YAML, with the same diagnostics.
            _ => parse(&text, file, 0).map(|node| node.map_or_else(Value::none, |node| free_value(&Free::of(&node)))),
        });
        match value {
            Ok(value) => drop(data.insert(name.to_owned(), value)),
            Err(problem) => diagnostics.push(problem),
        }
    }
    data
}

/// Rows as maps, by the names of the first line; every field is a text.
fn csv_value(file: &Arc<str>, text: &str) -> Result<Value, Diagnostic> {
    let bad = |error: &csv::Error| {
        let at = error.position().map_or(0, |position| position.byte() as usize).min(text.len());
        let message = match error.kind() {
            csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
                format!("this row has another length than the first: {len} fields, not {expected_len}")
            }
            _ => format!("the CSV can't be read: {error}"),
        };
        Diagnostic::error("bad-csv", message)
            .at(Span::new(file.clone(), at..at))
            .hint("put quotes around a field that contains a comma or a quote")
    };
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let names = reader.headers().map_err(|error| bad(&error))?.clone();
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| bad(&error))?;
        let row = names.iter().zip(&record).map(|(name, field)| (name.to_owned(), Free::Text(field.to_owned())));
        rows.push(free_value(&Free::Map(row.collect())));
    }
    Ok(Value::from(rows))
}
