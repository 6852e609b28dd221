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

/// The folders that hold a site's content.
pub const SCANNED: [&str; 3] = ["content", "static", "data"];

/// Walks `content/`, `static/` and `data/` of a site. Symbolic links are followed.
pub fn scan(root: &Path) -> Scan {
    let mut scan = Scan { has_categories: has_categories(root), ..Scan::default() };
    for folder in SCANNED {
        walk(root, folder, &mut scan);
    }
    for list in scan.lists() {
        list.sort_unstable();
    }
    scan
}

fn has_categories(root: &Path) -> bool {
    root.join("content/categories").is_dir()
}

/// What became of a file or folder.
#[derive(Clone, Debug, Default)]
pub struct Rescan {
    /// Files that are there.
    pub there: Vec<Arc<str>>,
    /// Those of them that were not known.
    pub new: Vec<Arc<str>>,
    /// Files that were known and are there no more.
    pub gone: Vec<Arc<str>>,
}

impl Scan {
    /// Looks again at a file or folder, by its path below the root.
    pub fn rescan(&mut self, root: &Path, path: &str) -> Rescan {
        let folder = path.split('/').next().unwrap_or(path);
        let hidden = path.split('/').any(|part| part.starts_with('.'));
        if !SCANNED.contains(&folder) || (hidden && folder != "static") {
            return Rescan::default();
        }
        self.has_categories = has_categories(root);
        let mut found = Self::default();
        walk(root, path, &mut found);
        self.problems.append(&mut found.problems);
        let mut rescan = Rescan::default();
        for (known, found) in self.lists().into_iter().zip(found.lists()) {
            found.sort_unstable();
            let below = below(known, path);
            let gone = known[below.clone()].iter().filter(|file| found.binary_search(file).is_err());
            rescan.gone.extend(gone.cloned());
            rescan.new.extend(found.iter().filter(|file| known.binary_search(file).is_err()).cloned());
            rescan.there.extend(found.iter().cloned());
            if known[below.clone()] != found[..] {
                known.splice(below, found.drain(..));
            }
        }
        rescan
    }

    /// Puts a file where it belongs; what editors and desktops leave behind belongs nowhere.
    pub fn sort_in(&mut self, path: Arc<str>) {
        let name = path.rsplit('/').next().unwrap_or(&path);
        if name.ends_with('~')
            || matches!(name, ".DS_Store" | "Thumbs.db" | ".gitkeep" | ".gitignore")
            || name.ends_with(".swp")
        {
            return;
        }
        if path.starts_with("static/") {
            self.statics.push(path);
        } else if path.starts_with("data/") {
            self.data.push(path);
        } else if path.strip_suffix(".yaml").is_some_and(|picture| mime_of(picture).starts_with("image/")) {
            self.picture_records.push(path);
        } else if !path.ends_with(".md") {
            self.media.push(path);
        } else if path.starts_with("content/authors/") {
            self.authors.push(path);
        } else if path.starts_with("content/categories/") {
            self.categories.push(path);
        } else if path.starts_with("content/tags/") {
            self.tags.push(path);
        } else if path.starts_with("content/pages/") {
            self.pages.push(path);
        } else {
            self.articles.push(path);
        }
    }

    /// Every kind of file, in the order of this type's fields.
    pub fn lists(&mut self) -> [&mut Vec<Arc<str>>; 9] {
        [
            &mut self.articles,
            &mut self.authors,
            &mut self.categories,
            &mut self.tags,
            &mut self.pages,
            &mut self.picture_records,
            &mut self.media,
            &mut self.statics,
            &mut self.data,
        ]
    }
}

/// Where a file, or the files of a folder, stand in a sorted list. (A folder that was a file before is both: its files
/// follow the file's own place, with names such as `a.b` between them, so only one of the two is there at a time.)
fn below(known: &[Arc<str>], path: &str) -> std::ops::Range<usize> {
    if let Ok(at) = known.binary_search_by(|file| (**file).cmp(path)) {
        return at..at + 1;
    }
    let folder = format!("{path}/");
    let start = known.partition_point(|file| **file < *folder);
    let count = known[start..].partition_point(|file| file.starts_with(&folder));
    start..start + count
}

fn walk(root: &Path, start: &str, scan: &mut Scan) {
    let base = root.join(start);
    if !base.exists() {
        return;
    }
    let folder = start.split('/').next().unwrap_or(start);
    let all_visible = folder == "static";
    let visible = move |name: &std::ffi::OsStr| all_visible || !name.to_string_lossy().starts_with('.');
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
        scan.sort_in(path);
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

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn looking_again_finds_what_came_and_what_went() {
        let folder = tempfile::tempdir().expect("a folder");
        let root = folder.path();
        let write = |path: &str| {
            let path = root.join(path);
            fs::create_dir_all(path.parent().expect("a parent")).expect("folders");
            fs::write(path, "x").expect("a file");
        };
        for file in ["content/a/one.md", "content/a/two.md", "content/a.md", "content/a/p.jpg", "static/.well-known/x"]
        {
            write(file);
        }
        let mut known = scan(root);
        assert_eq!((known.articles.len(), known.media.len(), known.statics.len()), (3, 1, 1));
        write("content/a/three.md");
        fs::remove_file(root.join("content/a/one.md")).expect("removed");
        let again = known.rescan(root, "content/a");
        assert_eq!((again.new.len(), again.gone.len(), again.there.len()), (1, 1, 3));
        assert_eq!(
            known.articles.iter().map(|file| &**file).collect::<Vec<_>>(),
            scan(root).articles.iter().map(|file| &**file).collect::<Vec<_>>()
        );
        fs::remove_dir_all(root.join("content/a")).expect("removed");
        let again = known.rescan(root, "content/a");
        assert_eq!((again.gone.len(), known.articles.len(), known.media.len()), (3, 1, 0));
        write("content/.hidden/x.md");
        assert!(known.rescan(root, "content/.hidden/x.md").there.is_empty());
        assert!(known.rescan(root, "elsewhere/x.md").there.is_empty());
    }
}
