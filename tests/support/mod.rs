//! A site in a temporary folder, the program run on it, and what came of it.
//!
//! A test shows its site: `Project::of("-- content/local/a.md --\n…")` holds all files of a site in one text, each
//! after a line with its path. What such a text leaves out (a configuration, a category) comes from [`BASE`].

pub(crate) mod html;
pub(crate) mod script;

use pressroom::base::Instant;
use pressroom::engine::{BuildOptions, Clean, LoadOptions, Strictness, WriteMode};
use pressroom::model::Mode;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::Arc;

/// When the tests build, unless they say otherwise: a Wednesday noon.
pub(crate) const NOW: &str = "2026-11-18T12:00:00Z";

/// The least that is a publication.
pub(crate) const BASE: &str = "\
-- pressroom.yaml --
title: The Harbour Post
base_url: https://harbour.example/
-- content/categories/local.md --
---
title: Local
---
-- content/authors/ada.md --
---
name: Ada Quay
---
";

/// A file of one pixel, for tests that need a picture.
pub(crate) const PIXEL: &[u8] = b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff!\xf9\x04\x01\x00\x00\x00\x00,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;";

/// How to give every privilege away.
const NOBODY: [&str; 5] =
    ["--reuid=65534", "--regid=65534", "--clear-groups", "--inh-caps=-all", "--bounding-set=-all"];

/// How a test builds with the library, on two threads; every file is looked at.
pub(crate) fn engine_options(root: &Path, out: &Path, now: Instant) -> BuildOptions {
    BuildOptions {
        root: root.to_owned(),
        out: Some(out.to_owned()),
        load: LoadOptions {
            base_url: None,
            now,
            started: u128::MAX,
            mode: Mode::Published,
            delivery: None,
            changed: None,
        },
        strictness: Strictness::Usual,
        clean: Clean::No,
        jobs: Some(2),
        image_budget: None,
        write: WriteMode::Write,
        pictures: None,
    }
}

/// A site on disk, and how the program is called on it.
pub(crate) struct Project {
    folder: Arc<tempfile::TempDir>,
    now: String,
    args: Vec<String>,
}

impl Project {
    /// An empty folder.
    pub(crate) fn empty() -> Self {
        let folder = Arc::new(tempfile::tempdir().expect("a temporary folder"));
        Self { folder, now: NOW.to_owned(), args: Vec::new() }
    }

    /// A publication with a category `local` and an author `ada`, and no article yet.
    pub(crate) fn new() -> Self {
        Self::empty().files(BASE)
    }

    /// A publication with these files in addition.
    pub(crate) fn of(files: &str) -> Self {
        Self::new().files(files)
    }

    /// Adds or replaces the files of a text such as `"-- a.md --\n…\n-- b.md --\n…"`.
    pub(crate) fn files(self, text: &str) -> Self {
        for (path, text) in parse(text) {
            self.write(&path, text);
        }
        self
    }

    /// Adds or replaces a file.
    pub(crate) fn file(self, path: &str, text: &str) -> Self {
        self.write(path, text);
        self
    }

    /// Adds or replaces a file that is no text.
    pub(crate) fn bytes(self, path: &str, bytes: &[u8]) -> Self {
        self.write(path, bytes);
        self
    }

    /// Adds `content/<path>.md`; a title and a date are made up where the front matter has none.
    pub(crate) fn article(self, path: &str, front_matter: &str, body: &str) -> Self {
        self.write(&format!("content/{path}.md"), article(path, front_matter, body));
        self
    }

    /// Builds at this time instead of [`NOW`].
    pub(crate) fn now(mut self, now: &str) -> Self {
        now.clone_into(&mut self.now);
        self
    }

    /// Arguments for every build.
    pub(crate) fn args<const N: usize>(mut self, args: [&str; N]) -> Self {
        self.args.extend(args.map(str::to_owned));
        self
    }

    /// Writes a file of a site that was built already.
    pub(crate) fn write(&self, path: &str, bytes: impl AsRef<[u8]>) {
        let full = self.path(path);
        fs::create_dir_all(full.parent().expect("a file has a folder")).expect("a folder can be made");
        fs::write(full, bytes).expect("a file can be written");
    }

    /// Removes a file of the site.
    pub(crate) fn remove(&self, path: &str) {
        fs::remove_file(self.path(path)).expect("the file is there");
    }

    /// A place in the site's folder.
    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    /// `pressroom build`
    pub(crate) fn build(&self) -> Built {
        self.build_with(&[])
    }

    /// `pressroom build` with further arguments.
    pub(crate) fn build_with(&self, more: &[&str]) -> Built {
        let mut args = vec!["build"];
        if !more.contains(&"--now") && !self.args.iter().any(|arg| arg == "--now") {
            args.extend(["--now", &self.now]);
        }
        args.extend(self.args.iter().map(String::as_str));
        args.extend(more);
        self.run(&args)
    }

    /// `pressroom build` by a user for whom permissions hold; none if there is no way to become one.
    pub(crate) fn build_as_nobody(&self) -> Option<Built> {
        let probe = Command::new("setpriv").args(NOBODY).arg("true").output();
        if !probe.is_ok_and(|output| output.status.success()) {
            return None;
        }
        // The folder of the build is often closed to others: the program goes along into the site's.
        let program = self.path("pressroom-program");
        fs::copy(env!("CARGO_BIN_EXE_pressroom"), &program).expect("the program can be copied");
        self.open_to_all();
        let output = Command::new("setpriv")
            .args(NOBODY)
            .arg(&program)
            .args(["build", "--now", &self.now])
            .env("NO_COLOR", "1")
            .current_dir(self.folder.path())
            .output()
            .expect("the program starts");
        fs::remove_file(program).expect("it was copied");
        Some(Built::new(&output, &self.folder, self.path("public")))
    }

    /// Lets everybody into the site's folder, and write beside the output.
    fn open_to_all(&self) {
        use std::os::unix::fs::PermissionsExt;
        for path in ["", ".pressroom"] {
            let all = fs::Permissions::from_mode(0o777);
            fs::set_permissions(self.path(path), all).expect("ours");
        }
        for entry in fs::read_dir(self.path(".pressroom")).expect("there").flatten() {
            fs::set_permissions(entry.path(), fs::Permissions::from_mode(0o666)).expect("ours");
        }
    }

    /// The program in the site's folder.
    pub(crate) fn run(&self, args: &[&str]) -> Built {
        let output = command(args).current_dir(self.folder.path()).output().expect("the program starts");
        Built::new(&output, &self.folder, self.path("public"))
    }
}

/// The program with an environment that does not depend on who runs the tests.
pub(crate) fn command(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_pressroom"));
    command.args(args).env_remove("PRESSROOM_TIMINGS").env("NO_COLOR", "1").env("COLUMNS", "100");
    command
}

/// An article's text.
pub(crate) fn article(path: &str, front_matter: &str, body: &str) -> String {
    let mut matter = String::new();
    for (field, value) in [("title", path), ("date", "2026-11-01T09:00:00Z")] {
        if !front_matter.lines().any(|line| line.starts_with(&format!("{field}:"))) {
            matter.push_str(&format!("{field}: {value}\n"));
        }
    }
    format!("---\n{matter}{}\n---\n{body}\n", front_matter.trim_end())
}

/// Paths and texts of a site in one text.
fn parse(text: &str) -> Vec<(String, String)> {
    let mut files: Vec<(String, String)> = Vec::new();
    for line in text.split_inclusive('\n') {
        let path = line.trim_end().strip_prefix("-- ").and_then(|line| line.strip_suffix(" --"));
        match (path, files.last_mut()) {
            (Some(path), _) => files.push((path.to_owned(), String::new())),
            (None, Some((_, text))) => text.push_str(line),
            (None, None) => assert!(line.trim().is_empty(), "a site begins with `-- path --`, not {line:?}"),
        }
    }
    files
}

/// What a run of the program did.
pub(crate) struct Built {
    pub(crate) status: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
    out: PathBuf,
    /// Keeps the site's folder as long as somebody looks at what was made of it.
    _folder: Arc<tempfile::TempDir>,
}

impl Built {
    fn new(output: &Output, folder: &Arc<tempfile::TempDir>, out: PathBuf) -> Self {
        // No message may hold a path of the machine, but for those that a person typed; those are normalised.
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).replace(&*folder.path().to_string_lossy(), "[site]");
        let status = output.status.code().unwrap_or(-1);
        let built =
            Self { status, stdout: text(&output.stdout), stderr: text(&output.stderr), out, _folder: folder.clone() };
        assert!((0..=2).contains(&built.status), "ended with {:?}\n{}", output.status, built.stderr);
        assert!(!built.stderr.contains("panicked"), "{}", built.stderr);
        built
    }

    pub(crate) fn expect_success(&self) -> &Self {
        self.expect_status(0)
    }

    pub(crate) fn expect_status(&self, status: i32) -> &Self {
        assert_eq!(self.status, status, "\n{}", self.stderr);
        self
    }

    /// Nothing was wrong at all.
    pub(crate) fn expect_clean(&self) -> &Self {
        assert!(self.stderr.contains("0 errors, 0 warnings"), "{}", self.stderr);
        self.expect_success()
    }

    /// The message of the run holds a text.
    pub(crate) fn expect_message(&self, text: &str) -> &Self {
        assert!(self.stderr.contains(text), "no {text:?} in\n{}", self.stderr);
        self
    }

    /// An output file is there, and holds a text.
    pub(crate) fn expect_file(&self, path: &str, contains: &str) -> &Self {
        let text = self.text(path);
        assert!(text.contains(contains), "no {contains:?} in {path}:\n{text}");
        self
    }

    /// An output file does not hold a text.
    pub(crate) fn expect_without(&self, path: &str, absent: &str) -> &Self {
        let text = self.text(path);
        assert!(!text.contains(absent), "{absent:?} is in {path}:\n{text}");
        self
    }

    pub(crate) fn expect_no_file(&self, path: &str) -> &Self {
        assert!(!self.out.join(path).exists(), "{path} is there");
        self
    }

    /// The text of an output file.
    pub(crate) fn text(&self, path: &str) -> String {
        fs::read_to_string(self.out.join(path)).unwrap_or_else(|error| {
            let files: Vec<String> = self.tree().into_keys().collect();
            panic!("{path}: {error}; there are\n{}\n{}", files.join("\n"), self.stderr)
        })
    }

    /// The published files whose path begins and ends like this.
    pub(crate) fn files(&self, from: &str, to: &str) -> Vec<String> {
        self.tree().into_keys().filter(|path| path.starts_with(from) && path.ends_with(to)).collect()
    }

    /// Standard output as JSON.
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}: {}{}", self.stdout, self.stderr))
    }

    /// Every output file with its bytes.
    pub(crate) fn tree(&self) -> BTreeMap<String, Vec<u8>> {
        tree(&self.out)
    }
}

/// Every file below a folder with its bytes; empty when there is no such folder.
pub(crate) fn tree(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    for entry in walkdir::WalkDir::new(folder).into_iter().filter_map(Result::ok) {
        if entry.file_type().is_file() {
            let path = entry.path().strip_prefix(folder).expect("it is below").to_string_lossy().into_owned();
            files.insert(path, fs::read(entry.path()).expect("a file can be read"));
        }
    }
    files
}

/// Asserts that two trees are equal, and names the files that are not.
pub(crate) fn assert_same(a: &BTreeMap<String, Vec<u8>>, b: &BTreeMap<String, Vec<u8>>) {
    let paths: std::collections::BTreeSet<&String> = a.keys().chain(b.keys()).collect();
    let differ: Vec<&String> = paths.into_iter().filter(|path| a.get(*path) != b.get(*path)).collect();
    assert!(differ.is_empty(), "these files differ: {differ:?}");
}
