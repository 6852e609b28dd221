//! Everything that was read of a site's folder, file by file.
//!
//! [`Inputs::read`] reads a whole site; [`Inputs::refresh`] reads again what has changed on disk. Both go through the same
//! functions for single files, so that a site which was kept up to date is the site that a fresh start would read.
//!
//! **Incremental:** a file is read again when it is said to have changed, and only counts as changed when its bytes are
//! others. **When something is wrong** with a file that was right before, the last good version of it stays in place, and
//! the problem is among the diagnostics until it is mended.

mod articles;
mod data;
mod records;

pub(super) use self::articles::Memory;
use self::articles::{Articles, Refreshed, Removed, What};
use self::data::read_data;
use self::records::Records;
use super::EngineError;
use crate::base::{Fingerprint, FingerprintBuilder, Instant, Zone};
use crate::config::{CONFIG_FILE, Config};
use crate::content::{AuthorMatter, CategoryMatter, PageMatter, PictureMatter, TagMatter, read_yaml};
use crate::diag::{Diagnostic, Span};
use crate::fs::{FsError, SCANNED, Scan, TextStore, read_text, read_theme, scan};
use crate::model::{ArticleEntry, Entries, FileIndex};
use crate::theme::Theme;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tera::Value;

/// Everything that was read of a site.
pub(super) struct Inputs {
    root: PathBuf,
    base_url: Option<String>,
    scan: Scan,
    config: Arc<Config>,
    /// Whether the configuration is the site's own, not a stand-in for one that can't be read.
    configured: bool,
    theme: Option<Arc<Theme>>,
    articles: Articles,
    authors: Records<AuthorMatter>,
    categories: Records<CategoryMatter>,
    tags: Records<TagMatter>,
    pages: Records<PageMatter>,
    pictures: BTreeMap<Arc<str>, PictureMatter>,
    data: Arc<BTreeMap<String, Value>>,
    files: Arc<FileIndex>,
    /// What is wrong, by the file that it was found in.
    problems: BTreeMap<Arc<str>, Vec<Diagnostic>>,
    /// The texts of articles, as far as they are kept.
    pub(super) texts: Arc<TextStore>,
}

/// What a site is, without what only shows on single pages.
#[derive(Clone, Copy, PartialEq, Eq, Debug, serde::Serialize, serde::Deserialize)]
pub(super) struct Shape {
    /// Names everything but the texts of articles.
    pub(super) all: Fingerprint,
    /// Names everything but articles.
    pub(super) frame: Fingerprint,
}

/// What has changed of the inputs.
#[derive(Clone, Debug, Default)]
pub(super) struct Changed {
    /// Files whose bytes are others, new ones and those that are gone; sorted.
    pub(super) files: Vec<Arc<str>>,
    /// Articles whose text below the front matter is all that has changed.
    pub(super) texts: Vec<Arc<str>>,
    /// Whether anything but those texts has changed that the site is built from.
    pub(super) site: bool,
    /// Whether the configuration is another.
    pub(super) config: bool,
    /// Pictures and other files that are not read as text.
    pub(super) media: Vec<Arc<str>>,
    /// Whether what is wrong may have changed.
    pub(super) problems: bool,
    /// Articles as they were before; `None` for new ones.
    pub(super) before: BTreeMap<Arc<str>, Option<Arc<ArticleEntry>>>,
}

impl Changed {
    /// Whether nothing has changed.
    pub(super) fn is_empty(&self) -> bool {
        self.files.is_empty() && !(self.site || self.config || self.problems)
    }
}

impl Inputs {
    /// Reads a site.
    ///
    /// # Errors
    /// There is none at `root`, or its configuration file can't be read at all.
    pub(super) fn read(root: &Path, base_url: Option<&str>, memory: Option<&Memory<'_>>) -> Result<Self, EngineError> {
        let mut problems = BTreeMap::new();
        let config = read_config(root, base_url, &mut problems)?;
        let configured = config.is_some();
        // Content is read even without a configuration, so that its own problems are in the same report.
        let config = Arc::new(config.unwrap_or_else(fallback_config));
        let theme = || configured.then(|| read_theme(root, &config).and_then(Theme::load));
        let (theme, scan) = rayon::join(theme, || scan(root));
        let mut inputs = Self {
            root: root.to_owned(),
            base_url: base_url.map(str::to_owned),
            files: Arc::new(index(&scan)),
            scan,
            config,
            configured,
            theme: None,
            articles: Articles::default(),
            authors: Records::default(),
            categories: Records::default(),
            tags: Records::default(),
            pages: Records::default(),
            pictures: BTreeMap::new(),
            data: Arc::default(),
            problems,
            texts: Arc::new(TextStore::new(root)),
        };
        inputs.take_theme(theme);
        inputs.read_content(memory);
        Ok(inputs)
    }

    /// Reads all of `content/` and `data/`.
    fn read_content(&mut self, memory: Option<&Memory<'_>>) {
        let zone = self.config.zone.clone();
        let files = std::mem::take(&mut self.scan.articles);
        self.articles = Articles::default();
        let found = self.articles.read(&self.root, &files, &self.config, &self.texts, memory);
        self.scan.articles = files;
        self.note(found);
        let found = self.authors.read(&self.root, &self.scan.authors, &zone);
        self.note(found);
        let found = self.categories.read(&self.root, &self.scan.categories, &zone);
        self.note(found);
        let found = self.tags.read(&self.root, &self.scan.tags, &zone);
        self.note(found);
        let found = self.pages.read(&self.root, &self.scan.pages, &zone);
        self.note(found);
        for file in self.scan.picture_records.clone() {
            self.read_picture_record(&file, &zone);
        }
        self.read_data();
    }

    fn read_data(&mut self) {
        let mut problems = BTreeMap::new();
        self.data = Arc::new(read_data(&self.root, &self.scan.data, &mut problems));
        for file in &self.scan.data {
            self.problems.remove(file);
        }
        self.problems.append(&mut problems);
    }

    fn read_picture_record(&mut self, file: &Arc<str>, zone: &Zone) {
        let (matter, problems) = match read_text(&self.root, file) {
            Ok(text) => read_yaml(file, &text, zone),
            Err(problem) => (None, vec![problem]),
        };
        self.pictures.extend(matter.map(|matter| (file.clone(), matter)));
        self.note(vec![(file.clone(), problems)]);
    }

    /// Writes down what is wrong with files, in place of what was.
    fn note(&mut self, found: Vec<(Arc<str>, Vec<Diagnostic>)>) {
        for (file, problems) in found {
            if problems.is_empty() {
                self.problems.remove(&file);
            } else {
                self.problems.insert(file, problems);
            }
        }
    }

    fn take_theme(&mut self, theme: Option<Result<Theme, Vec<Diagnostic>>>) {
        let name: Arc<str> = THEME.into();
        self.problems.remove(&name);
        match theme {
            Some(Ok(theme)) => self.theme = Some(Arc::new(theme)),
            Some(Err(problems)) => drop(self.problems.insert(name, problems)),
            None => {}
        }
    }

    /// Brings everything up to date with what is on disk at the given paths below the root, files or folders.
    pub(super) fn refresh(&mut self, paths: &BTreeSet<String>) -> Changed {
        let mut changed = Changed::default();
        let before = (self.problems.len(), self.scan.problems.len());
        if paths.contains(CONFIG_FILE) {
            self.refresh_config(&mut changed);
        }
        let of_theme = |path: &String| THEME_FOLDERS.contains(&path.split('/').next().unwrap_or(path));
        if paths.iter().any(of_theme) {
            self.refresh_theme(&mut changed);
        }
        if self.scan.problems.is_empty() {
            self.refresh_content(paths, &mut changed);
        } else {
            // Which of them are mended can't be told from single paths.
            self.scan.problems.clear();
            self.refresh_content(&SCANNED.map(String::from).into(), &mut changed);
        }
        changed.files.sort_unstable();
        changed.files.dedup();
        changed.problems |= before != (self.problems.len(), self.scan.problems.len());
        changed
    }

    fn refresh_config(&mut self, changed: &mut Changed) {
        let mut problems = BTreeMap::new();
        let file: Arc<str> = CONFIG_FILE.into();
        let read = read_config(&self.root, self.base_url.as_deref(), &mut problems).unwrap_or_else(|error| {
            problems.insert(file.clone(), vec![Diagnostic::error("unreadable", error.to_string())]);
            None
        });
        changed.problems |= self.problems.contains_key(&file) || !problems.is_empty();
        self.problems.remove(&file);
        self.problems.append(&mut problems);
        let Some(config) = read else { return };
        if self.configured && config.print == self.config.print {
            return;
        }
        // What is read of a file depends on them.
        let shape = config.timezone != self.config.timezone || config.language != self.config.language;
        let anew = shape || !self.configured;
        self.config = Arc::new(config);
        self.configured = true;
        changed.files.push(file);
        (changed.config, changed.site) = (true, true);
        self.refresh_theme(changed);
        if anew {
            self.read_content(None);
        }
    }

    fn refresh_theme(&mut self, changed: &mut Changed) {
        if !self.configured {
            return;
        }
        let before = self.theme.clone();
        let theme = read_theme(&self.root, &self.config).and_then(Theme::load);
        changed.problems |= theme.is_err() || self.problems.contains_key(THEME);
        match (&theme, &before) {
            (Ok(theme), Some(before)) => {
                let files = theme.differences(before);
                if files.is_empty() {
                    self.problems.remove(THEME);
                    return;
                }
                changed.files.extend(files);
            }
            (Ok(_), None) => changed.files.push(THEME.into()),
            (Err(_), _) => {}
        }
        self.take_theme(Some(theme));
    }

    fn refresh_content(&mut self, paths: &BTreeSet<String>, changed: &mut Changed) {
        let zone = self.config.zone.clone();
        let categories = self.scan.has_categories;
        let mut files = BTreeSet::new();
        let mut indexed = false;
        for path in paths {
            let found = self.scan.rescan(&self.root, path);
            indexed |= found.new.iter().chain(&found.gone).any(|file| !file.ends_with(".md"));
            files.extend(found.there);
            files.extend(found.gone);
        }
        changed.site |= categories != self.scan.has_categories;
        if indexed {
            self.files = Arc::new(index(&self.scan));
            changed.site = true;
        }
        let files: Vec<Arc<str>> = files.into_iter().collect();
        let (articles, others): (Vec<Arc<str>>, Vec<Arc<str>>) =
            files.into_iter().partition(|file| kind_of(file) == Kind::Article);
        self.refresh_articles(&articles, changed);
        let mut data = false;
        for file in others {
            match kind_of(&file) {
                Kind::Author => self.refresh_record(|inputs| &mut inputs.authors, &file, &zone, changed),
                Kind::Category => self.refresh_record(|inputs| &mut inputs.categories, &file, &zone, changed),
                Kind::Tag => self.refresh_record(|inputs| &mut inputs.tags, &file, &zone, changed),
                Kind::Page => self.refresh_record(|inputs| &mut inputs.pages, &file, &zone, changed),
                Kind::Data => {
                    data = true;
                    changed.files.push(file);
                }
                Kind::PictureRecord => {
                    self.pictures.remove(&file);
                    self.problems.remove(&file);
                    if self.scan.picture_records.binary_search(&file).is_ok() {
                        self.read_picture_record(&file, &zone);
                    }
                    changed.files.push(file);
                    changed.site = true;
                }
                Kind::Media | Kind::Article => {
                    changed.files.push(file.clone());
                    changed.media.push(file);
                }
            }
        }
        if data {
            for file in changed.files.iter().filter(|file| file.starts_with("data/")) {
                self.problems.remove(file);
            }
            self.read_data();
            changed.problems = true;
        }
    }

    fn refresh_articles(&mut self, files: &[Arc<str>], changed: &mut Changed) {
        let (there, gone): (Vec<Arc<str>>, Vec<Arc<str>>) =
            files.iter().cloned().partition(|file| self.scan.articles.binary_search(file).is_ok());
        for file in gone {
            changed.problems |= self.problems.remove(&file).is_some();
            let before = match self.articles.remove(&file) {
                Removed::Unknown => continue,
                Removed::Broken => None,
                Removed::Article(entry) => Some(entry),
            };
            changed.before.insert(file.clone(), before);
            changed.site = true;
            changed.files.push(file);
        }
        let config = self.config.clone();
        for Refreshed { file, problems, what, before } in
            self.articles.refresh(&self.root, &there, &config, &self.texts)
        {
            changed.problems |= !problems.is_empty() || self.problems.contains_key(&file);
            self.note(vec![(file.clone(), problems)]);
            match what {
                What::Nothing => continue,
                What::Text => changed.texts.push(file.clone()),
                What::All => changed.site = true,
            }
            changed.before.insert(file.clone(), before);
            changed.files.push(file);
        }
    }

    fn refresh_record<T: crate::yaml::FromYaml + Clone + Send>(
        &mut self,
        records: fn(&mut Self) -> &mut Records<T>,
        file: &Arc<str>,
        zone: &Zone,
        changed: &mut Changed,
    ) {
        let root = self.root.clone();
        let (problems, differs) = records(self).refresh(&root, file, zone);
        changed.problems |= !problems.is_empty() || self.problems.contains_key(file);
        self.note(vec![(file.clone(), problems)]);
        if differs {
            changed.site = true;
            changed.files.push(file.clone());
        }
    }

    /// What the model builds a site from. Articles that are held only here are handed over, not copied.
    pub(super) fn into_entries(self) -> (Entries, Rest) {
        let broken = self.broken();
        let entries = Entries {
            articles: self.articles.into_all(),
            authors: self.authors.into_all(),
            categories: self.categories.into_all(),
            has_categories: self.scan.has_categories,
            tags: self.tags.into_all(),
            pages: self.pages.into_all(),
            pictures: self.pictures.into_iter().collect(),
            broken,
        };
        let rest = Rest {
            config: self.config,
            configured: self.configured,
            theme: self.theme,
            data: self.data,
            files: self.files,
            scan: self.scan,
            texts: self.texts,
        };
        (entries, rest)
    }

    /// What the model builds a site from.
    pub(super) fn entries(&self) -> Entries {
        Entries { articles: self.articles.as_slice().to_vec(), ..self.records() }
    }

    /// Articles with other versions of some; `None` for one that shall not be there.
    pub(super) fn articles_with(
        &self,
        instead: &BTreeMap<Arc<str>, Option<Arc<ArticleEntry>>>,
    ) -> Vec<Arc<ArticleEntry>> {
        self.articles.with(instead)
    }

    /// Everything but articles.
    pub(super) fn records(&self) -> Entries {
        Entries {
            articles: Vec::new(),
            authors: self.authors.all(),
            categories: self.categories.all(),
            has_categories: self.scan.has_categories,
            tags: self.tags.all(),
            pages: self.pages.all(),
            pictures: self.pictures.iter().map(|(file, matter)| (file.clone(), matter.clone())).collect(),
            broken: self.broken(),
        }
    }

    fn broken(&self) -> Vec<Arc<str>> {
        let all = [&self.articles.broken, &self.authors.broken, &self.categories.broken, &self.tags.broken];
        all.into_iter().chain([&self.pages.broken]).flatten().cloned().collect()
    }

    /// An article as it was read last.
    pub(super) fn article(&self, file: &str) -> Option<&Arc<ArticleEntry>> {
        self.articles.get(file)
    }

    /// Articles from a time on, oldest first.
    pub(super) fn articles_since(&self, at: Instant) -> &[Arc<ArticleEntry>] {
        self.articles.since(at)
    }

    /// Drafts, and articles that expire, are pinned, or have a picture whose rights end.
    pub(super) fn timed_articles(&self) -> impl Iterator<Item = &Arc<ArticleEntry>> {
        self.articles.timed()
    }

    /// When the rights to pictures end, as the files beside them say.
    pub(super) fn rights_end(&self) -> impl Iterator<Item = Instant> {
        self.pictures.values().filter_map(|matter| matter.rights_until.as_ref().map(|until| until.0))
    }

    /// What is wrong with single files.
    pub(super) fn problems(&self) -> Vec<Diagnostic> {
        self.scan.problems.iter().chain(self.problems.values().flatten()).cloned().collect()
    }

    /// Names everything that a site is built from but the texts of articles, as far as they are not shown elsewhere.
    pub(super) fn shape(&self) -> Shape {
        let frame = self.frame();
        let mut print = FingerprintBuilder::new();
        print.part(frame.bytes());
        for entry in self.articles.as_slice() {
            print.part(&*entry.source).part(entry.head.bytes()).part(entry.excerpt.as_deref().unwrap_or_default());
        }
        Shape { all: print.finish(), frame }
    }

    /// Names everything that a site is built from but articles and data.
    fn frame(&self) -> Fingerprint {
        let mut print = FingerprintBuilder::new();
        print.part(self.config.print.bytes()).part([u8::from(self.scan.has_categories)]);
        self.authors.add_to(&mut print);
        self.categories.add_to(&mut print);
        self.tags.add_to(&mut print);
        self.pages.add_to(&mut print);
        for (file, matter) in &self.pictures {
            print.part(&**file).part(format!("{matter:?}"));
        }
        for file in self.scan.media.iter().chain(&self.scan.statics).chain(&self.broken()) {
            print.part(&**file);
        }
        print.finish()
    }

    /// Why what earlier builds remember is of no use.
    pub(super) fn unusable(&self) -> Option<crate::store::Unusable> {
        self.articles.unusable
    }

    pub(super) fn config(&self) -> &Arc<Config> {
        &self.config
    }

    pub(super) fn is_configured(&self) -> bool {
        self.configured
    }

    pub(super) fn theme(&self) -> Option<&Arc<Theme>> {
        self.theme.as_ref()
    }

    pub(super) fn data(&self) -> &Arc<BTreeMap<String, Value>> {
        &self.data
    }

    pub(super) fn files(&self) -> &Arc<FileIndex> {
        &self.files
    }

    pub(super) fn scan(&self) -> &Scan {
        &self.scan
    }
}

/// The inputs without what became part of the site.
pub(super) struct Rest {
    pub(super) config: Arc<Config>,
    pub(super) configured: bool,
    pub(super) theme: Option<Arc<Theme>>,
    pub(super) data: Arc<BTreeMap<String, Value>>,
    pub(super) files: Arc<FileIndex>,
    pub(super) scan: Scan,
    pub(super) texts: Arc<TextStore>,
}

/// Under which problems of the theme are kept: it is loaded as a whole.
const THEME: &str = "themes/";
/// Where a theme, and the site's own parts of it, come from.
const THEME_FOLDERS: [&str; 4] = ["themes", "templates", "assets", "i18n"];
/// All folders of a site that it is made of.
pub const SOURCE_FOLDERS: [&str; 7] = ["content", "static", "data", "themes", "templates", "assets", "i18n"];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Article,
    Author,
    Category,
    Tag,
    Page,
    PictureRecord,
    Data,
    Media,
}

fn kind_of(file: &str) -> Kind {
    let mut scan = Scan::default();
    scan.sort_in(file.into());
    let lists = scan.lists().map(|list| !list.is_empty());
    let at = lists.iter().position(|filled| *filled).unwrap_or(6);
    [
        Kind::Article,
        Kind::Author,
        Kind::Category,
        Kind::Tag,
        Kind::Page,
        Kind::PictureRecord,
        Kind::Media,
        Kind::Media,
        Kind::Data,
    ][at]
}

fn index(scan: &Scan) -> FileIndex {
    FileIndex::new(scan.media.iter().chain(&scan.statics).cloned())
}

fn read_config(
    root: &Path,
    base_url: Option<&str>,
    problems: &mut BTreeMap<Arc<str>, Vec<Diagnostic>>,
) -> Result<Option<Config>, EngineError> {
    let path = root.join(CONFIG_FILE);
    if !path.is_file() {
        return Err(EngineError::NoSite(root.to_owned()));
    }
    let bytes = std::fs::read(&path).map_err(|error| FsError::new("can't read", &path, error))?;
    let read = match String::from_utf8(bytes) {
        Ok(text) => Config::read(&text, base_url),
        Err(_) => Err(vec![
            Diagnostic::error("not-utf8", "`pressroom.yaml` is not UTF-8")
                .at(Span::file(CONFIG_FILE))
                .hint("save the file as UTF-8"),
        ]),
    };
    Ok(read.map_err(|found| problems.insert(CONFIG_FILE.into(), found)).ok())
}

/// Settings for reading content when the site's own are broken; nothing is rendered with them.
fn fallback_config() -> Config {
    Config::read("title: x\nbase_url: https://example.com/\n", None).expect("a valid configuration")
}
