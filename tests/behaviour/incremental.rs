//! A build that goes on from the last one writes what a clean build would, and renders what it must.

use crate::support::script::{Script, Step};
use crate::support::{NOW, PIXEL, Project, article, assert_same, engine_options, tree};
use pressroom::base::Instant;
use pressroom::diag::Severity;
use pressroom::engine::{Silent, Summary, build};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

fn instant(text: &str) -> Instant {
    Instant::parse_rfc3339(text).expect("a time")
}

/// A site that is built again and again into one folder.
struct Press {
    project: Project,
    now: Instant,
}

impl Press {
    fn of(project: Project) -> Self {
        Self { project, now: instant(NOW) }
    }

    fn out(&self) -> PathBuf {
        self.project.path("public")
    }

    fn build(&self) -> Summary {
        build(&engine_options(&self.project.path(""), &self.out(), self.now), &Silent).expect("a sound machine")
    }

    /// Builds, compares with a clean build, and says which pages were rendered.
    fn publish(&self) -> BTreeSet<String> {
        let summary = self.build();
        self.same_as_clean(&summary, "");
        let boxed = summary.boxed.iter().map(|path| format!("{path} (boxes)"));
        summary.rendered.into_iter().map(|(path, _)| path).chain(boxed).collect()
    }

    fn same_as_clean(&self, summary: &Summary, when: &str) {
        let aside = tempfile::tempdir().expect("a folder");
        let clean = build(&engine_options(&self.project.path(""), &aside.path().join("public"), self.now), &Silent);
        let clean = clean.expect("a sound machine");
        let codes = |summary: &Summary| -> Vec<String> {
            // That somebody else has been at the output is no matter of the site.
            let groups = summary.report.groups.iter().filter(|group| group.first.code != "output-changed");
            groups.map(|group| format!("{} {}", group.first.message, group.count)).collect()
        };
        assert_eq!(codes(summary), codes(&clean), "the diagnostics differ {when}");
        if !clean.report.has_errors() {
            let (ours, theirs) = (tree(&self.out()), tree(&aside.path().join("public")));
            let paths: BTreeSet<&String> = ours.keys().chain(theirs.keys()).collect();
            if let Some(path) = paths.into_iter().find(|path| ours.get(*path) != theirs.get(*path)) {
                let text = |bytes: Option<&Vec<u8>>| {
                    bytes.map_or("nothing".to_owned(), |bytes| String::from_utf8_lossy(bytes).into_owned())
                };
                let (ours, theirs) = (text(ours.get(path)), text(theirs.get(path)));
                let differs = ours.lines().zip(theirs.lines()).find(|(a, b)| a != b);
                let why = summary.rendered.iter().find(|(rendered, _)| path.contains(rendered.trim_matches('/')));
                panic!(
                    "`{path}` differs {when}\n(built, clean): {differs:?}\nrendered: {why:?}\n{} {}",
                    ours.len(),
                    theirs.len()
                );
            }
        }
        assert_eq!((summary.pages, summary.files.bytes), (clean.pages, clean.files.bytes), "{when}");
    }

    fn edit(&self, path: &str, text: impl AsRef<[u8]>) -> BTreeSet<String> {
        self.project.write(path, text);
        self.publish()
    }

    fn edit_article(&self, path: &str, matter: &str, body: &str) -> BTreeSet<String> {
        let text = article(path, matter, body);
        self.edit(&format!("content/{path}.md"), text)
    }
}

fn paths(list: &[&str]) -> BTreeSet<String> {
    list.iter().map(|path| (*path).to_owned()).collect()
}

/// Three stories, two categories, an author with a page, tags that nobody shares.
fn harbour() -> Press {
    let project = Project::new()
        .file("content/categories/boats.md", "---\ntitle: Boats\n---\n")
        .file("content/authors/bob.md", "---\nname: Bob Pier\n---\nBob writes.\n")
        .file("content/pages/about.md", "---\ntitle: About\n---\nAbout us.\n")
        .bytes("content/p.gif", PIXEL)
        .article("local/one", "date: 2026-11-01\nauthors: ada\ntags: [fog]\ndescription: The first.", "First text.")
        .article("local/two", "date: 2026-11-02\ntags: [rain]\ndescription: The second.", "Second text.")
        .article("boats/three", "date: 2026-11-03\nauthors: bob\ndescription: The third.", "See [one](/local/one/).");
    let press = Press::of(project);
    assert!(press.publish().len() > 30);
    assert_eq!(press.publish(), paths(&[]), "nothing has changed");
    press
}

/// Feeds that carry the text of a story.
const FEEDS: [&str; 9] = [
    "/atom.xml",
    "/feed.json",
    "/feed.xml",
    "/local/atom.xml",
    "/local/feed.json",
    "/local/feed.xml",
    "/news/feed.xml",
    "/news/atom.xml",
    "/news/feed.json",
];

#[test]
fn another_text_renders_its_own_page_and_the_feeds_that_carry_it() {
    let press = harbour();
    let rendered = press.edit_article(
        "local/one",
        "date: 2026-11-01\nauthors: ada\ntags: [fog]\ndescription: The first.",
        "Other text, **bold**.",
    );
    let mut pages = rendered.clone();
    pages.retain(|path| !FEEDS.contains(&path.as_str()));
    assert_eq!(pages, paths(&["/local/one/"]));
    assert!(rendered.contains("/feed.xml") && rendered.contains("/local/feed.xml"), "{rendered:?}");
}

#[test]
fn a_file_that_is_only_touched_renders_nothing() {
    let press = harbour();
    let text = std::fs::read(press.project.path("content/local/one.md")).expect("there");
    assert_eq!(press.edit("content/local/one.md", text), paths(&[]));
}

#[test]
fn what_a_change_does_not_reach_is_left_alone() {
    let press = harbour();
    let rendered = press.edit_article(
        "boats/three",
        "title: New\ndate: 2026-11-03\nauthors: bob\ndescription: The third.",
        "See [one](/local/one/).",
    );
    for path in
        ["/", "/boats/", "/boats/three/", "/authors/bob/", "/news/", "/2026/11/", "/local/one/ (boxes)", "/feed.xml"]
    {
        assert!(rendered.contains(path), "{path} of {rendered:?}");
    }
    for path in ["/about/", "/authors/ada/", "/local/", "/tags/fog/", "/search/", "/local/feed.xml", "/robots.txt"] {
        assert!(!rendered.contains(path), "{path}");
    }
    let rendered =
        press.edit("templates/page.html", "{% extends \"base.html\" %}{% block main %}Hi{% endblock main %}");
    assert_eq!(rendered, paths(&["/about/"]));
    let rendered = press.edit("content/authors/bob.md", "---\nname: Bob Pier\n---\nBob writes of boats.\n");
    assert!(rendered.contains("/authors/bob/") && rendered.contains("/boats/three/"), "{rendered:?}");
    assert!(!rendered.contains("/") && !rendered.contains("/authors/ada/"), "{rendered:?}");
    let rendered = press.edit_article("boats/four", "date: 2026-11-04\nauthors: bob", "Fourth.");
    for path in ["/", "/boats/four/", "/boats/", "/authors/bob/", "/2026/11/", "/sitemap.xml", "/local/two/ (boxes)"] {
        assert!(rendered.contains(path), "{path} of {rendered:?}");
    }
    for path in ["/about/", "/authors/ada/", "/local/", "/tags/fog/", "/tags/rain/", "/tags/fog/feed.xml"] {
        assert!(!rendered.contains(path), "{path}");
    }
    press.project.remove("content/boats/four.md");
    let rendered = press.publish();
    assert!(rendered.contains("/boats/") && !rendered.contains("/boats/four/") && !rendered.contains("/local/"));
}

#[test]
fn the_clock_renders_what_it_changes() {
    let mut press = harbour();
    press.edit_article("boats/soon", "date: 2026-11-18T13:00:00Z\nexpires: 2026-11-30T00:00:00Z", "Soon.");
    press.now = instant("2026-11-18T12:59:59Z");
    assert_eq!(press.publish(), paths(&[]));
    press.now = instant("2026-11-18T13:00:00Z");
    let rendered = press.publish();
    assert!(rendered.contains("/boats/soon/") && rendered.contains("/news-sitemap.xml"), "{rendered:?}");
    assert!(!rendered.contains("/local/"));
    press.now = instant("2026-11-20T13:00:01Z");
    // It is no news any more, and there is no list of news without any.
    assert_eq!(press.publish(), paths(&["/robots.txt"]));
    press.now = instant("2026-11-30T00:00:00Z");
    assert!(!press.project.path("public/boats/soon").exists() || !press.publish().contains("/boats/soon/"));
    assert!(!press.project.path("public/boats/soon").exists());
}

#[test]
fn what_is_named_before_it_is_published_appears_in_time() {
    let mut press = harbour();
    let review = "  - {name: Buoy, review: buoy-review}";
    press.edit_article(
        "local/best",
        &format!("date: 2026-11-04\ntype: guide\nrelated: buoy-test\npicks:\n{review}"),
        "The best.",
    );
    // In lists that the guide is in none of.
    press.edit_article("boats/buoy-test", "date: 2026-11-18T13:00:00Z", "Tested.");
    let review = "type: review\nreview: {score: 7}";
    press.edit_article("boats/buoy-review", &format!("date: 2026-11-18T14:00:00Z\n{review}"), "Reviewed.");
    press.now = instant("2026-11-18T13:00:00Z");
    let rendered = press.publish();
    assert!(rendered.contains("/local/best/") && rendered.contains("/boats/buoy-test/"), "{rendered:?}");
    press.now = instant("2026-11-18T14:00:00Z");
    let rendered = press.publish();
    assert!(rendered.contains("/local/best/") && rendered.contains("/boats/buoy-review/"), "{rendered:?}");
    let page = std::fs::read_to_string(press.out().join("local/best/index.html")).expect("there");
    assert!(page.contains("/boats/buoy-review/") && page.contains("/boats/buoy-test/"));
    press.project.remove("content/boats/buoy-test.md");
    press.edit_article("local/best", "date: 2026-11-04\ntype: guide\nrelated: two", "The best.");
    press.publish();
}

#[test]
fn pictures_of_pages_that_are_kept_stay() {
    let press = harbour();
    press.edit_article("boats/shown", "date: 2026-10-01\nimage: {src: /p.gif, alt: A, credit: B}", "Text.");
    press.project.write("content/boats/map.pdf", "%PDF");
    press.edit_article("boats/linked", "date: 2026-10-01\ntype: opinion", "The [map](map.pdf) and ![it](/p.gif).");
    let before: Vec<String> = tree(&press.out()).into_keys().filter(|path| path.starts_with("media/")).collect();
    assert!(before.iter().any(|path| path.ends_with("map.pdf")) && before.len() > 3, "{before:?}");
    assert!(!press.edit_article("local/later", "date: 2026-11-05", "Later.").contains("/boats/linked/"));
    // One that somebody removed is made again.
    let lost = before.iter().find(|path| path.ends_with(".gif")).expect("a picture");
    std::fs::remove_file(press.out().join(lost)).expect("there");
    press.publish();
    press.project.write("content/boats/map.pdf", "%PDF other");
    assert_eq!(press.publish(), paths(&[]), "the file is no page's");
    assert_eq!(std::fs::read(press.out().join("media/boats/map.pdf")).expect("there"), b"%PDF other");
}

#[test]
fn a_file_that_somebody_changed_in_the_output_is_mended_and_said() {
    let press = harbour();
    let page = press.out().join("local/one/index.html");
    let before = std::fs::read(&page).expect("there");
    std::fs::write(&page, "mine").expect("writable");
    let summary = press.build();
    assert_eq!(std::fs::read(&page).expect("there"), before);
    let codes: Vec<&str> = summary.report.groups.iter().map(|group| &*group.first.code).collect();
    assert_eq!(codes, ["output-changed"]);
    assert_eq!(summary.rendered.len(), 1);
    // A copy with other times is the same.
    std::fs::write(&page, &before).expect("writable");
    let summary = press.build();
    assert_eq!((summary.rendered.len(), summary.report.groups.len()), (0, 0));
    std::fs::remove_dir_all(press.out()).expect("there");
    let summary = press.build();
    press.same_as_clean(&summary, "after the output was removed");
}

/// The files that builds remember things in.
fn remembered(press: &Press) -> Vec<PathBuf> {
    let pressroom = press.project.path(".pressroom");
    let files = walkdir::WalkDir::new(&pressroom).sort_by_file_name().into_iter().flatten();
    files.filter(|entry| entry.file_type().is_file()).map(walkdir::DirEntry::into_path).collect()
}

#[test]
fn whatever_happens_to_what_is_remembered_the_result_is_right() {
    let press = harbour();
    for file in remembered(&press) {
        if file.extension().is_some_and(|extension| extension == "lock") {
            continue;
        }
        let whole = std::fs::read(&file).expect("there");
        let name = file.file_name().expect("a name").to_string_lossy().into_owned();
        let mut wrecks: Vec<Vec<u8>> = vec![Vec::new(), whole[..whole.len() / 2].to_vec(), b"something else".to_vec()];
        for at in [0, whole.len() / 3, whole.len() - 1] {
            let mut flipped = whole.clone();
            flipped[at] ^= 0x10;
            wrecks.push(flipped);
        }
        let header = String::from_utf8_lossy(&whole[..whole.len().min(60)]).into_owned();
        if header.starts_with("pressroom cache") {
            let text = String::from_utf8_lossy(&whole).replacen(env!("CARGO_PKG_VERSION"), "9.9.9", 1);
            wrecks.push(text.into_bytes());
        }
        for (number, wreck) in wrecks.iter().enumerate() {
            std::fs::write(&file, wreck).expect("writable");
            press
                .project
                .write("content/local/two.md", article("two", "date: 2026-11-02", &format!("{name} {number}")));
            let summary = press.build();
            let warnings: Vec<&str> = summary.report.groups.iter().map(|group| &*group.first.code).collect();
            assert!(warnings.len() <= 1, "{name} {number}: {warnings:?}");
            assert!(!summary.report.has_errors(), "{name} {number}");
            let again = press.build();
            assert!(again.report.groups.is_empty(), "{name} {number}: it is said once");
            assert_eq!(again.rendered.len(), 0, "{name} {number}");
            press.same_as_clean(&again, &format!("after {name} was wrecked ({number})"));
        }
    }
}

#[test]
fn what_another_site_remembers_is_of_no_harm() {
    let (press, other) = (harbour(), harbour());
    other.edit_article("local/one", "date: 2026-10-01\nauthors: ada\ntags: [other]", "Of another site.");
    other.edit_article("local/more", "date: 2026-10-02", "More of another site.");
    for file in remembered(&other) {
        let below = file.strip_prefix(other.project.path(".pressroom")).expect("below");
        if below.extension().is_none_or(|extension| extension != "lock") {
            let to = press.project.path(".pressroom").join(below);
            std::fs::create_dir_all(to.parent().expect("a folder")).expect("a folder");
            std::fs::copy(&file, to).expect("copied");
        }
    }
    let summary = press.build();
    press.same_as_clean(&summary, "with what another site remembers");
}

#[test]
fn a_state_that_is_restored_is_as_good_as_the_last() {
    let press = harbour();
    let copy = |from: &Path, to: &Path| {
        let _ = std::fs::remove_dir_all(to);
        for entry in walkdir::WalkDir::new(from).into_iter().flatten() {
            let target = to.join(entry.path().strip_prefix(from).expect("below"));
            if entry.file_type().is_dir() {
                std::fs::create_dir_all(target).expect("a folder");
            } else {
                std::fs::copy(entry.path(), target).expect("copied");
            }
        }
    };
    let aside = tempfile::tempdir().expect("a folder");
    copy(&press.project.path(".pressroom"), &aside.path().join("old"));
    press.edit_article("local/one", "title: Other\ndate: 2026-11-01", "Other.");
    press.edit_article("local/new", "date: 2026-11-05", "New.");
    // Only what builds remember comes back, and then all of the output as well, with other times.
    copy(&aside.path().join("old"), &press.project.path(".pressroom"));
    let summary = press.build();
    press.same_as_clean(&summary, "with what an earlier build remembers");
    copy(&press.out(), &aside.path().join("public"));
    copy(&aside.path().join("public"), &press.out());
    let summary = press.build();
    assert_eq!(summary.rendered.len(), 0);
}

#[test]
fn two_builds_at_once_are_refused() {
    let press = harbour();
    let lock = press.project.path(".pressroom/public.lock");
    let _held = pressroom::store::Lock::take(&lock).expect("writable").expect("free");
    let built = press.project.build();
    built.expect_status(2).expect_message("another build is writing");
}

/// A number of the environment.
fn number(name: &str, usual: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(usual)
}

#[test]
fn after_any_script_of_edits_the_tree_is_that_of_a_clean_build() {
    // `PRESSROOM_SCRIPTS` runs more of them, `PRESSROOM_SEED` others, `PRESSROOM_STORIES` on larger sites.
    let first = number("PRESSROOM_SEED", 1);
    let (mut rendered, mut needless) = (0, 0);
    let (mut sound, mut all) = (0, 0);
    for seed in first..first + number("PRESSROOM_SCRIPTS", 12) {
        let (project, mut script) = Script::start(seed, number("PRESSROOM_STORIES", 10) as usize);
        let mut press = Press::of(project);
        press.publish();
        let mut before = tree(&press.out());
        for step in 0..6 {
            let Step { paths, what, broken } = script.step(&press.project);
            if script.random.next(3) == 0 {
                let hours = [1, 5, 24, 49, 24 * 9, 24 * 400][script.random.next(6)];
                press.now = Instant(press.now.0 + hours * 3600);
            }
            let when = format!("after {what} of {paths:?}, step {step} of seed {seed}");
            let summary = press.build();
            press.same_as_clean(&summary, &when);
            if broken {
                assert!(summary.report.has_errors(), "{when}");
                continue;
            }
            all += 1;
            sound += usize::from(!summary.report.has_errors());
            if std::env::var_os("PRESSROOM_NEEDLESS").is_some() {
                for group in summary.report.groups.iter().filter(|group| group.first.severity == Severity::Error) {
                    eprintln!("{} {when}", group.first.message);
                }
            }
            let after = tree(&press.out());
            // Every page may show something of the configuration: it counts as a whole.
            let counted = if what == "config" { &[][..] } else { &summary.rendered };
            for (path, why) in counted {
                let file = pressroom::model::output_path(path);
                rendered += 1;
                if before.get(&file) == after.get(&file) {
                    needless += 1;
                    if std::env::var_os("PRESSROOM_NEEDLESS").is_some() {
                        eprintln!("{path} for nothing {when}: {why}");
                    }
                }
            }
            before = after;
        }
    }
    assert!(sound * 4 > all * 3, "only {sound} of {all} builds were sound enough to be compared");
    assert!(needless * 5 < rendered, "{needless} of {rendered} pages are rendered for nothing");
}

#[test]
fn a_build_that_is_killed_is_finished_by_the_next() {
    let mut kills = 0;
    for seed in 0..number("PRESSROOM_KILLS", 12) {
        let (project, mut script) = Script::start(seed, 30);
        let press = Press::of(project.now(NOW));
        let mut took = Duration::from_millis(60);
        for round in 0..3 {
            if round > 0 {
                while script.step(&press.project).broken {}
            }
            let program = env!("CARGO_BIN_EXE_pressroom");
            let mut child = std::process::Command::new(program);
            child.args(["build", "--now", NOW]).current_dir(press.project.path("")).env("NO_COLOR", "1");
            let mut child = child.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("the program starts");
            let begun = std::time::Instant::now();
            std::thread::sleep(took.mul_f64(script.random.next(1000) as f64 / 1000.0));
            kills += usize::from(child.try_wait().expect("a child").is_none());
            child.kill().expect("a child");
            child.wait().expect("a child");
            took = took.max(begun.elapsed());
        }
        let summary = press.build();
        press.same_as_clean(&summary, &format!("after kills, seed {seed}"));
        if summary.report.has_errors() {
            // Nothing is published, and nothing written down.
            continue;
        }
        let again = press.build();
        assert_eq!(again.rendered.len(), 0, "seed {seed}");
        assert_same(&tree(&press.out()), &tree(&press.out()));
    }
    assert!(kills > 0, "no build was killed");
}

#[test]
fn why_names_the_reason() {
    let press = harbour();
    let project = &press.project;
    let why = |path: &str| project.run(&["why", path, "--now", NOW]).expect_success().stdout.clone();
    let first = |path: &str| why(path).lines().next().unwrap_or_default().to_owned();
    assert_eq!(first("/local/one/"), "The next build keeps /local/one/: nothing that it shows has changed");
    assert!(why("https://harbour.example/local/one/").contains("    `content/local/one.md`"), "{}", why("/local/one/"));
    let renders = |path: &str, reason: &str| {
        assert_eq!(first(path), format!("The next build renders {path}: {reason}"));
        press.publish();
        assert!(first(path).starts_with("The next build keeps"), "{}", first(path));
    };
    let text = |title: &str, body: &str| {
        article("one", &format!("title: {title}\ndate: 2026-11-01\nauthors: ada\ndescription: The first."), body)
    };
    project.write("content/local/one.md", text("One", "Other text."));
    press.publish();
    project.write("content/local/one.md", text("One", "Yet another text."));
    renders("/local/one/", "`content/local/one.md` changed");
    project.write("content/local/one.md", text("Uno", "Yet another text."));
    renders("/local/", "what lists show of `content/local/one.md` changed");
    project.write("content/authors/bob.md", "---\nname: Bob Pier\n---\nBob writes of boats.\n");
    renders("/authors/bob/", "the record of the author `bob` changed");
    project.write("templates/page.html", "{% extends \"base.html\" %}{% block main %}Hi{% endblock main %}");
    renders("/about/", "the template `page.html` changed");
    project.write("content/boats/four.md", article("four", "date: 2026-11-04", "Four."));
    renders("/boats/", "the number of articles in the category `boats` changed");
    project.write("pressroom.yaml", "title: The Harbour Mail\nbase_url: https://harbour.example/\n");
    renders("/about/", "the configuration, the menus or the theme's words changed");
    std::fs::remove_file(press.out().join("about/index.html")).expect("there");
    renders("/about/", "its file in the output folder is missing, or is not the one that was written");
    project.write("content/boats/five.md", article("five", "date: 2026-11-05", "Five."));
    assert_eq!(first("/boats/five/"), "The next build renders /boats/five/: no build that is remembered has made it");
    project
        .run(&["why", "/local/ones/", "--now", NOW])
        .expect_status(2)
        .expect_message("there is no page at `/local/ones/`");
    let json = project.run(&["why", "/", "--now", NOW, "--format", "json"]).json();
    assert_eq!((json["path"].as_str(), json["rendered"].as_bool()), (Some("/"), Some(true)));
}

#[test]
fn the_next_change_is_known() {
    let press = harbour();
    let next = |now: &str, format: &str| {
        let built = press.project.run(&["next-change", "--now", now, "--format", format]);
        built.expect_success().stdout.trim().to_owned()
    };
    // In two years the first story says how old it is.
    assert_eq!(next(NOW, "human"), "2028-11-01T00:00:00+00:00");
    press.edit_article("boats/soon", "date: 2026-11-18T13:00:30Z\nexpires: 2026-11-30T00:00:00Z", "Soon.");
    assert_eq!(next(NOW, "human"), "2026-11-18T13:00:30+00:00");
    assert_eq!(next(NOW, "cron"), "CRON_TZ=UTC\n1 13 18 11 * pressroom build");
    assert_eq!(next(NOW, "github"), "next_change=2026-11-18T13:00:30+00:00\ndue=false");
    assert_eq!(next("2026-11-18T13:00:30Z", "github"), "next_change=2026-11-20T13:00:31+00:00\ndue=true");
    assert_eq!(next("2026-11-21T00:00:00Z", "human"), "2026-11-30T00:00:00+00:00");
    assert!(next(NOW, "json").contains("\"seconds\": 3630"));
}

#[test]
fn a_build_is_compared_with_a_clean_one() {
    let press = harbour();
    press.project.build_with(&["--verify"]).expect_clean();
    // What a broken disk might do: contents that are not those of size and time.
    let page = press.out().join("local/one/index.html");
    let meta = std::fs::metadata(&page).expect("there");
    let text = std::fs::read_to_string(&page).expect("there").replace("First text.", "Wrong text.");
    std::fs::write(&page, text).expect("writable");
    let file = std::fs::File::options().write(true).open(&page).expect("writable");
    file.set_modified(meta.modified().expect("a time")).expect("ours");
    let built = press.project.build_with(&["--verify"]);
    built.expect_status(1).expect_message("error[not-verified]: `local/one/index.html` would be different");
    assert_eq!(tree(&press.project.path(".pressroom")).keys().filter(|path| path.starts_with("verify")).count(), 0);
    press.project.build_with(&["--clean", "--verify"]).expect_clean();
}

/// Runs git in a project.
fn git(project: &Project, arguments: &[&str]) {
    let mut git = std::process::Command::new("git");
    git.arg("-C").arg(project.path("")).args(["-c", "user.name=N", "-c", "user.email=n@harbour.example"]);
    let done = git.args(arguments).output().expect("git starts");
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
}

#[test]
fn what_is_named_as_changed_is_all_that_is_looked_at() {
    let Press { project, .. } = harbour();
    let page = |path: &str| std::fs::read_to_string(project.path("public").join(path)).expect("a page");
    let edit = |path: &str, body: &str| {
        project.write(&format!("content/{path}.md"), article(path, "date: 2026-11-01\ndescription: x", body));
    };
    project.build();
    edit("local/one", "Another first.");
    edit("local/two", "Another second.");
    project.build_with(&["--changed", "content/local/one.md", "./content/boats/"]).expect_status(0);
    assert!(page("local/one/index.html").contains("Another first."));
    assert!(!page("local/two/index.html").contains("Another second."), "it was not named");
    project.build();
    assert!(page("local/two/index.html").contains("Another second."), "what was not named is not forgotten");
    project.build_with(&["--changed", "../one.md"]).expect_status(2).expect_message("not in the publication");

    git(&project, &["init", "--quiet"]);
    project.write(".gitignore", "public\n.pressroom\n");
    git(&project, &["add", "."]);
    git(&project, &["commit", "--quiet", "-m", "x"]);
    edit("local/one", "Committed.");
    git(&project, &["commit", "--quiet", "-a", "-m", "y"]);
    edit("local/two", "Not committed.");
    edit("boats/new", "Not known.");
    let built = project.build_with(&["--changed-from", "HEAD~1", "--verify"]);
    built.expect_status(0);
    assert!(page("local/one/index.html").contains("Committed."));
    assert!(page("local/two/index.html").contains("Not committed."));
    assert!(page("boats/new/index.html").contains("Not known."));
    let built = project.build_with(&["--changed-from", "no-such-commit"]);
    built.expect_status(2).expect_message("git can't tell what has changed since `no-such-commit`");
}
