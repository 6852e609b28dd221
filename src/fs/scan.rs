//! What is in a site's folder: one walk, each file put where it belongs.

use crate::diag::Diagnostic;
use crate::media::mime_of;
use std::path::Path;
use std::sync::Arc;
use walkdir::WalkDir;

/// All files of a site by what they are; paths are below the root, with `/`, sorted.
#[derive(Clone, Debug, Default)]
pub struct Scan {
    /// Markdown that is none of the following.
    pub articles: Vec<Arc<str>>,
    /// `content/authors/*.md`
    pub authors: Vec<Arc<str>>,
    /// `content/categories/*.md`
    pub categories: Vec<Arc<str>>,
    /// Whether the folder `content/categories` exists.
    pub has_categories: bool,
    /// `content/tags/*.md`
    pub tags: Vec<Arc<str>>,
    /// `content/pages/**/*.md`
    pub pages: Vec<Arc<str>>,
    /// `photo.jpg.yaml` beside `photo.jpg`, anywhere below `content/`.
    pub picture_records: Vec<Arc<str>>,
    /// Everything else below `content/`.
    pub media: Vec<Arc<str>>,
    /// `static/`
    pub statics: Vec<Arc<str>>,
    /// `data/`
    pub data: Vec<Arc<str>>,
    /// Names that can't be used, and links that go in circles.
    pub problems: Vec<Diagnostic>,
}

/// Walks `content/`, `static/` and `data/` of a site. Symbolic links are followed.
pub fn scan(root: &Path) -> Scan {
    let mut scan = Scan { has_categories: root.join("content/categories").is_dir(), ..Scan::default() };
    walk(root, "content", &mut scan);
    walk(root, "static", &mut scan);
    walk(root, "data", &mut scan);
    for list in [
        &mut scan.articles,
        &mut scan.authors,
        &mut scan.categories,
        &mut scan.tags,
        &mut scan.pages,
        &mut scan.picture_records,
        &mut scan.media,
        &mut scan.statics,
        &mut scan.data,
    ] {
        list.sort_unstable();
    }
    scan
}

fn walk(root: &Path, folder: &str, scan: &mut Scan) {
    let base = root.join(folder);
    if !base.exists() {
        return;
    }
    let visible = |name: &std::ffi::OsStr| folder == "static" || !name.to_string_lossy().starts_with('.');
    let walk = WalkDir::new(&base)
        .follow_links(true)
        .into_iter()
        .filter_entry(move |entry| entry.depth() == 0 || visible(entry.file_name()));
    for entry in walk {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                scan.problems.push(walk_problem(root, &error));
                continue;
            }
        };
        if !entry.file_type().is_file() {
            continue;
        }
        let Some(path) = entry.path().strip_prefix(root).ok().and_then(Path::to_str) else {
            let shown = entry.path().strip_prefix(root).unwrap_or(entry.path()).to_string_lossy().into_owned();
            let message = format!("the file name `{shown}` is not UTF-8");
            scan.problems.push(Diagnostic::error("bad-file-name", message).hint("rename the file"));
            continue;
        };
        let path: Arc<str> =
            if std::path::MAIN_SEPARATOR == '/' { path.into() } else { path.replace('\\', "/").into() };
        sort_in(path, scan);
    }
}

fn sort_in(path: Arc<str>, scan: &mut Scan) {
    let name = path.rsplit('/').next().unwrap_or(&path);
    // What editors and desktops leave behind.
    if name.ends_with('~')
        || matches!(name, ".DS_Store" | "Thumbs.db" | ".gitkeep" | ".gitignore")
        || name.ends_with(".swp")
    {
        return;
    }
    if path.starts_with("static/") {
        scan.statics.push(path);
    } else if path.starts_with("data/") {
        scan.data.push(path);
    } else if path.strip_suffix(".yaml").is_some_and(|picture| mime_of(picture).starts_with("image/")) {
        scan.picture_records.push(path);
    } else if !path.ends_with(".md") {
        scan.media.push(path);
    } else if path.starts_with("content/authors/") {
        scan.authors.push(path);
    } else if path.starts_with("content/categories/") {
        scan.categories.push(path);
    } else if path.starts_with("content/tags/") {
        scan.tags.push(path);
    } else if path.starts_with("content/pages/") {
        scan.pages.push(path);
    } else {
        scan.articles.push(path);
    }
}

fn walk_problem(root: &Path, error: &walkdir::Error) -> Diagnostic {
    let path = error.path().map(|path| path.strip_prefix(root).unwrap_or(path).to_string_lossy().into_owned());
    let path = path.unwrap_or_default();
    if error.loop_ancestor().is_some() {
        return Diagnostic::error("link-loop", format!("the symbolic link `{path}` leads back to a folder above it"))
            .hint("remove the link");
    }
    let reason = error.io_error().map_or_else(|| error.to_string(), super::reason);
    let gone = error.io_error().is_some_and(|error| error.kind() == std::io::ErrorKind::NotFound);
    let hint = if gone { "a symbolic link leads nowhere: remove it, or mend it" } else { "check its permissions" };
    Diagnostic::error("unreadable", format!("`{path}` can't be read: {reason}")).hint(hint)
}
