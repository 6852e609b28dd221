//! A site kept up to date in memory is the site that a build of the same files would make; and no page is rendered again
//! that would come out the same.

use crate::support::script::{Script, Step};
use crate::support::{NOW, PIXEL, Project, article};
use pressroom::base::Instant;
use pressroom::config::Delivery;
use pressroom::diag::Severity;
use pressroom::engine::{Engine, LoadOptions, Pages, load};
use pressroom::model::{Mode, Page};
use pressroom::render::Renderer;
use std::collections::{BTreeMap, BTreeSet};

/// A site that a server would show.
struct Desk {
    project: Project,
    engine: Engine,
    pages: Pages,
    now: Instant,
}

type Tree = BTreeMap<String, Option<Vec<u8>>>;

impl Desk {
    fn open(project: Project) -> Self {
        let now = Instant::parse_rfc3339(NOW).expect("a time");
        let engine = Engine::open(&project.path(""), &options(now)).expect("a site");
        Self { project, engine, pages: Pages::default(), now }
    }

    /// Looks at every page, and says which were rendered for that.
    fn look(&self) -> BTreeSet<String> {
        self.tree();
        self.pages.take_rendered().into_iter().map(String::from).collect()
    }

    /// Every page as it is shown.
    fn tree(&self) -> Tree {
        let edition = self.engine.edition();
        let Some(env) = edition.env() else { return Tree::new() };
        let paths = env.site.routes().pages().map(|(_, page, path)| (page, path.to_owned()));
        let pages = paths.filter(|(page, _)| !matches!(page, Page::Redirect(_)));
        pages
            .map(|(_, path)| {
                let shown = self.pages.show(edition, &path).expect("a route");
                (path, shown.bytes.as_ref().map(|bytes| bytes.to_vec()))
            })
            .collect()
    }

    /// Tells the engine of changed paths.
    fn apply(&mut self, paths: &[&str]) -> bool {
        let paths: BTreeSet<String> = paths.iter().map(|path| (*path).to_owned()).collect();
        self.engine.apply(&paths, None).is_some()
    }

    /// Writes a file, and says which pages are rendered again.
    fn edit(&mut self, path: &str, text: impl AsRef<[u8]>) -> BTreeSet<String> {
        self.project.write(path, text);
        self.apply(&[path]);
        self.same_as_a_build();
        self.look()
    }

    fn edit_article(&mut self, path: &str, matter: &str, body: &str) -> BTreeSet<String> {
        let text = article(path, matter, body);
        self.edit(&format!("content/{path}.md"), text)
    }

    fn remove(&mut self, path: &str) -> BTreeSet<String> {
        self.project.remove(path);
        self.apply(&[path]);
        self.same_as_a_build();
        self.look()
    }

    /// What a fresh start makes of the same files.
    fn clean(&self) -> Tree {
        let root = self.project.path("");
        let loaded =
            load(&root, &root.join(".pressroom"), &options(self.now), pressroom::engine::Remember::No).expect("a site");
        let renderer = Renderer::new(loaded.env.expect("a sound site"), loaded.texts);
        let site = &renderer.env().site;
        let pages = site.routes().pages().filter(|(_, page, _)| !matches!(page, Page::Redirect(_)));
        pages.map(|(_, page, path)| (path.to_owned(), renderer.render(page, path).bytes)).collect()
    }

    fn same_as_a_build(&self) {
        let rendered = self.pages.take_rendered();
        assert!(rendered.is_empty(), "pages were rendered before they were looked at: {rendered:?}");
        compare(&self.tree_aside(), &self.clean(), "");
    }

    /// Every page as it is shown, without leaving a trace in what the tests count.
    fn tree_aside(&self) -> Tree {
        let aside = Pages::default();
        let edition = self.engine.edition();
        let env = edition.env().expect("a sound site");
        let pages = env.site.routes().pages().filter(|(_, page, _)| !matches!(page, Page::Redirect(_)));
        let show = |path: &str| aside.show(edition, path).expect("a route").bytes.as_ref().map(|bytes| bytes.to_vec());
        pages.map(|(_, _, path)| (path.to_owned(), show(path))).collect()
    }
}

fn options(now: Instant) -> LoadOptions {
    LoadOptions {
        base_url: None,
        now,
        started: u128::MAX,
        mode: Mode::Published,
        delivery: Some(Delivery::Inline),
        changed: None,
    }
}

fn compare(shown: &Tree, clean: &Tree, when: &str) {
    let (ours, theirs): (Vec<&String>, Vec<&String>) = (shown.keys().collect(), clean.keys().collect());
    assert_eq!(ours, theirs, "the addresses differ {when}");
    for (path, bytes) in clean {
        if shown[path] != *bytes {
            let text = |bytes: &Option<Vec<u8>>| {
                bytes.as_ref().map_or("nothing".to_owned(), |bytes| String::from_utf8_lossy(bytes).into_owned())
            };
            let (ours, theirs) = (text(&shown[path]), text(bytes));
            let differs = ours.lines().zip(theirs.lines()).find(|(a, b)| a != b);
            panic!("`{path}` differs {when}\n(shown, clean): {differs:?}");
        }
    }
}

fn paths(list: &[&str]) -> BTreeSet<String> {
    list.iter().map(|path| (*path).to_owned()).collect()
}

/// Three stories, two categories, an author with a page, tags that nobody shares.
fn harbour() -> Desk {
    let project = Project::new()
        .file("content/categories/boats.md", "---\ntitle: Boats\n---\n")
        .file("content/authors/bob.md", "---\nname: Bob Pier\n---\nBob writes.\n")
        .file("content/pages/about.md", "---\ntitle: About\n---\nAbout us.\n")
        .article("local/one", "date: 2026-11-01\nauthors: ada\ntags: [fog]\ndescription: The first.", "First text.")
        .article("local/two", "date: 2026-11-02\ntags: [rain]\ndescription: The second.", "Second text.")
        .article("boats/three", "date: 2026-11-03\nauthors: bob\ndescription: The third.", "See [one](/local/one/).");
    let desk = Desk::open(project);
    desk.same_as_a_build();
    desk.look();
    assert!(desk.look().is_empty(), "nothing has changed");
    desk
}

#[test]
fn another_text_renders_its_own_page_alone() {
    let mut desk = harbour();
    let rendered = desk.edit_article(
        "local/one",
        "date: 2026-11-01\nauthors: ada\ntags: [fog]\ndescription: The first.",
        "Other text, **bold**.",
    );
    assert_eq!(rendered, paths(&["/local/one/"]));
}

#[test]
fn a_file_that_is_saved_unchanged_changes_nothing() {
    let mut desk = harbour();
    let text = std::fs::read(desk.project.path("content/local/one.md")).expect("there");
    desk.project.write("content/local/one.md", text);
    assert!(!desk.apply(&["content/local/one.md"]));
    assert!(desk.look().is_empty());
}

#[test]
fn a_headline_renders_the_pages_that_show_it() {
    let mut desk = harbour();
    let rendered = desk.edit_article(
        "boats/three",
        "title: New\ndate: 2026-11-03\nauthors: bob\ndescription: The third.",
        "See [one](/local/one/).",
    );
    // Its own page; the front page; its lists; the index of sections, which names the newest of each; the boxes of the others, which are of the same type. (The page for what
    // is not found shows the latest too.)
    let wanted = [
        "/",
        "/2026/11/",
        "/authors/bob/",
        "/boats/",
        "/boats/three/",
        "/categories/",
        "/local/one/",
        "/local/two/",
        "/news/",
    ];
    let missing: Vec<_> = wanted.iter().filter(|path| !rendered.contains(**path)).collect();
    assert!(missing.is_empty(), "{missing:?} of {rendered:?}");
    for other in ["/about/", "/authors/ada/", "/local/", "/tags/fog/", "/search/"] {
        assert!(!rendered.contains(other), "{other}");
    }
}

#[test]
fn a_new_story_renders_the_lists_that_hold_it() {
    let mut desk = harbour();
    let rendered = desk.edit_article("boats/four", "date: 2026-11-04\nauthors: bob", "Fourth.");
    for path in ["/", "/boats/four/", "/boats/", "/authors/bob/", "/2026/11/", "/news/"] {
        assert!(rendered.contains(path), "{path} of {rendered:?}");
    }
    for path in ["/about/", "/authors/ada/", "/local/", "/tags/fog/", "/tags/rain/"] {
        assert!(!rendered.contains(path), "{path}");
    }
    let rendered = desk.remove("content/boats/four.md");
    assert!(rendered.contains("/boats/") && !rendered.contains("/local/"));
}

#[test]
fn an_author_renders_the_pages_that_name_them() {
    let mut desk = harbour();
    let rendered = desk.edit("content/authors/bob.md", "---\nname: Bob Pier\n---\nBob writes of boats.\n");
    assert_eq!(
        rendered,
        paths(&["/authors/bob/", "/boats/three/", "/authors/"]).intersection(&rendered).cloned().collect()
    );
    assert!(rendered.contains("/authors/bob/") && rendered.contains("/boats/three/"), "{rendered:?}");
    let rendered = desk.edit("content/authors/bob.md", "---\nname: Robert Pier\n---\nBob writes of boats.\n");
    assert!(rendered.contains("/") && !rendered.contains("/authors/ada/") && !rendered.contains("/about/"));
}

#[test]
fn another_category_renders_both() {
    let mut desk = harbour();
    desk.project.remove("content/local/two.md");
    desk.project.write(
        "content/boats/two.md",
        article("two", "date: 2026-11-02\ntags: [rain]\ndescription: The second.", "Second text."),
    );
    desk.apply(&["content/local/two.md", "content/boats/two.md"]);
    desk.same_as_a_build();
    let rendered = desk.look();
    for path in ["/boats/", "/local/", "/boats/two/", "/tags/rain/"] {
        assert!(rendered.contains(path), "{path} of {rendered:?}");
    }
    for path in ["/about/", "/authors/ada/", "/tags/fog/"] {
        assert!(!rendered.contains(path), "{path}");
    }
}

#[test]
fn a_template_renders_the_pages_that_use_it() {
    let mut desk = harbour();
    let rendered =
        desk.edit("templates/page.html", "{% extends \"base.html\" %}{% block main %}Hello{% endblock main %}");
    assert_eq!(rendered, paths(&["/about/"]));
    let rendered =
        desk.edit("templates/tags.html", "{% extends \"base.html\" %}{% block main %}Tags{% endblock main %}");
    assert_eq!(rendered, paths(&["/tags/"]));
    let rendered = desk.remove("templates/page.html");
    assert_eq!(rendered, paths(&["/about/"]));
}

#[test]
fn a_component_renders_the_pages_that_it_is_on() {
    let mut desk = harbour();
    let bio = std::fs::read_to_string(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/themes/broadsheet/templates/components/bio.html"
    ))
    .expect("the theme");
    let rendered =
        desk.edit("templates/components/bio.html", bio.replace("{%- endcomponent", "<!-- x -->{%- endcomponent"));
    assert!(rendered.contains("/boats/three/"), "{rendered:?}");
    for path in ["/", "/about/", "/local/", "/tags/"] {
        assert!(!rendered.contains(path), "{path} of {rendered:?}");
    }
}

#[test]
fn a_style_sheet_renders_every_page_and_nothing_but_its_address_differs() {
    let mut desk = harbour();
    let before = desk.tree();
    let rendered = desk.edit("assets/css/main.css", "body { color: red }");
    assert_eq!(rendered.len(), before.keys().filter(|path| desk_page(path)).count());
    let after = desk.tree();
    for (path, bytes) in before.iter().filter(|(path, _)| desk_page(path)) {
        let (old, new) = (lines(bytes.as_ref()), lines(after[path].as_ref()));
        let differing: Vec<&String> = new.iter().filter(|line| !old.contains(line)).collect();
        assert!(differing.iter().all(|line| line.contains("/assets/css/main.")), "{path}: {differing:?}");
    }
}

fn desk_page(path: &str) -> bool {
    path.ends_with('/') || path == "/404.html"
}

fn lines(bytes: Option<&Vec<u8>>) -> Vec<String> {
    String::from_utf8_lossy(bytes.map(Vec::as_slice).unwrap_or_default()).lines().map(str::to_owned).collect()
}

#[test]
fn the_configuration_renders_everything() {
    let mut desk = harbour();
    let all = desk.tree().keys().filter(|path| desk_page(path)).cloned().collect::<BTreeSet<_>>();
    let config = "title: The Harbour Gazette\nbase_url: https://harbour.example/\nlatest: {limit: 1}\n";
    assert_eq!(desk.edit("pressroom.yaml", config), all);
}

#[test]
fn a_link_is_rendered_again_when_its_target_comes_or_goes() {
    let mut desk = harbour();
    desk.edit_article("boats/three", "date: 2026-11-03", "See [it](later.md).");
    let rendered = desk.edit_article("boats/later", "date: 2020-01-01", "Old.");
    assert!(rendered.contains("/boats/three/"), "{rendered:?}");
    let rendered = desk.remove("content/boats/later.md");
    assert!(rendered.contains("/boats/three/"), "{rendered:?}");
}

#[test]
fn a_picture_that_appears_changes_or_vanishes_renders_the_page_that_shows_it() {
    let mut desk = harbour();
    let matter = "date: 2026-11-03\ndescription: x";
    desk.edit_article("boats/three", matter, "![a](p.gif)");
    let rendered = desk.edit("content/boats/p.gif", PIXEL);
    assert_eq!(rendered, paths(&["/boats/three/"]));
    let mut other = PIXEL.to_vec();
    other[13] = 9;
    assert_eq!(desk.edit("content/boats/p.gif", other), paths(&["/boats/three/"]));
    assert_eq!(desk.edit("content/boats/p.gif.yaml", "credit: A\n"), paths(&["/boats/three/"]));
    desk.project.remove("content/boats/p.gif");
    desk.apply(&["content/boats/p.gif"]);
    desk.same_as_a_build();
    assert_eq!(desk.look(), paths(&["/boats/three/"]));
}

#[test]
fn the_last_good_version_stays_while_a_file_is_broken() {
    let mut desk = harbour();
    let before = desk.tree();
    desk.project.write("content/local/one.md", "---\ntitle: [\n---\nx\n");
    assert!(desk.apply(&["content/local/one.md"]));
    assert_eq!(desk.engine.edition().problems.len(), 1, "{:?}", desk.engine.edition().problems);
    compare(&desk.tree(), &before, "while a file is broken");
    // Somebody else goes on meanwhile.
    desk.project.write("content/local/two.md", article("two", "date: 2026-11-02\ntags: [rain]", "Newer."));
    assert!(desk.apply(&["content/local/two.md"]));
    let shown = desk.pages.show(desk.engine.edition(), "/local/two/").expect("there");
    assert!(String::from_utf8_lossy(shown.bytes.as_deref().expect("sound")).contains("Newer."));
    desk.look();
    let rendered = desk.edit_article("local/one", "date: 2026-11-01\nauthors: ada\ntags: [fog]", "Mended.");
    assert!(rendered.contains("/local/one/") && desk.engine.edition().problems.is_empty());
}

#[test]
fn the_last_good_version_stays_while_a_name_is_wrong() {
    let mut desk = harbour();
    let before = desk.tree();
    desk.project.write("content/local/one.md", article("one", "date: 2026-11-01\nauthors: nobody", "x"));
    desk.apply(&["content/local/one.md"]);
    assert!(!desk.engine.edition().problems.is_empty());
    compare(&desk.tree(), &before, "while a name is wrong");
    desk.project.remove("content/authors/bob.md");
    desk.apply(&["content/authors/bob.md"]);
    compare(&desk.tree(), &before, "while an author is missing");
    desk.project.write("content/local/two.md", article("two", "date: 2026-11-02\ntags: [rain]", "Newer."));
    desk.apply(&["content/local/two.md"]);
    let shown = desk.pages.show(desk.engine.edition(), "/local/two/").expect("there");
    assert!(String::from_utf8_lossy(shown.bytes.as_deref().expect("sound")).contains("Newer."));
    desk.project.write("content/authors/bob.md", "---\nname: Bob Pier\n---\nBob writes.\n");
    desk.project.write("content/local/one.md", article("one", "date: 2026-11-01\nauthors: ada", "x"));
    desk.apply(&["content/authors/bob.md", "content/local/one.md"]);
    desk.look();
    desk.same_as_a_build();
}

#[test]
fn the_last_good_theme_and_configuration_stay() {
    let mut desk = harbour();
    let before = desk.tree();
    for (path, broken) in [("templates/page.html", "{% if %}"), ("pressroom.yaml", "title: [")] {
        let sound = std::fs::read(desk.project.path(path)).ok();
        desk.project.write(path, broken);
        assert!(desk.apply(&[path]), "{path}");
        assert!(!desk.engine.edition().problems.is_empty(), "{path}");
        compare(&desk.tree(), &before, path);
        match sound {
            Some(sound) => desk.project.write(path, sound),
            None => desk.project.remove(path),
        }
        assert!(desk.apply(&[path]), "{path}");
        assert!(desk.engine.edition().problems.is_empty(), "{path}");
    }
    desk.look();
    desk.same_as_a_build();
}

#[test]
fn what_has_no_better_version_does_not_keep_others_from_being_shown() {
    let mut desk = harbour();
    // Two sources for one URL: neither was there before, and neither is to blame.
    desk.project.write("static/local/one/index.html", "x");
    desk.apply(&["static/local/one/index.html"]);
    assert_eq!(desk.engine.edition().problems.len(), 1);
    for at in 0..2 {
        let text = article("two", "date: 2026-11-02\ntags: [rain]", &format!("Newer {at}."));
        desk.project.write("content/local/two.md", text);
        desk.apply(&["content/local/two.md"]);
        let shown = desk.pages.show(desk.engine.edition(), "/local/two/").expect("there");
        assert!(String::from_utf8_lossy(shown.bytes.as_deref().expect("sound")).contains(&format!("Newer {at}.")));
    }
    desk.look();
    desk.remove("static/local/one/index.html");
    assert!(desk.engine.edition().problems.is_empty());
    // An error that was mended and comes back is a new one.
    let before = desk.tree();
    desk.project.write("content/local/two.md", article("two", "date: 2026-11-02\nauthors: nobody", "x"));
    desk.apply(&["content/local/two.md"]);
    compare(&desk.tree(), &before, "while a name is wrong");
}

#[test]
fn scheduled_stories_appear_with_the_clock() {
    let mut desk = harbour();
    desk.edit_article("boats/soon", "date: 2026-11-18T13:00:00Z", "Soon.");
    assert!(!desk.tree().contains_key("/boats/soon/"));
    let due = Instant::parse_rfc3339("2026-11-18T13:00:00Z").expect("a time");
    assert_eq!(desk.engine.next_change(), Some(due));
    assert_eq!(desk.engine.edition().waiting.len(), 1);
    desk.engine.apply(&BTreeSet::new(), Some(due)).expect("a new edition");
    desk.now = due;
    desk.look();
    desk.same_as_a_build();
    assert!(desk.tree().contains_key("/boats/soon/"));
}

#[test]
fn a_live_blog_turns_with_the_clock() {
    let mut desk = harbour();
    let at = |time: &str| Instant::parse_rfc3339(time).expect("a time");
    let (start, end) = (at("2026-11-18T13:00:00Z"), at("2026-11-18T14:00:00Z"));
    let matter = "date: 2026-11-05\nlive: {start: 2026-11-18T13:00:00Z, end: 2026-11-18T14:00:00Z}";
    desk.edit_article("boats/race", matter, "The race.");
    for (due, says) in [(start, "Live since"), (end, "Live coverage ended")] {
        assert_eq!(desk.engine.next_change(), Some(due));
        desk.engine.apply(&BTreeSet::new(), Some(due)).expect("a new edition");
        desk.now = due;
        assert!(desk.look().contains("/boats/race/"));
        desk.same_as_a_build();
        let page = desk.tree()["/boats/race/"].clone().expect("a page");
        assert!(String::from_utf8_lossy(&page).contains(says), "{says}");
    }
}

#[test]
fn news_grows_older_with_the_clock() {
    let mut desk = harbour();
    desk.edit_article("local/old", "date: 2023-11-20T09:00:00Z", "Old.");
    desk.edit_article("local/mended", "date: 2022-01-01\nupdated: 2024-11-21T09:00:00Z", "Mended.");
    let old = Instant::parse_rfc3339("2026-11-20T09:00:00Z").expect("a time");
    let mended = Instant::parse_rfc3339("2026-11-21T09:00:00Z").expect("a time");
    for (due, path, years) in [(old, "/local/old/", 3), (mended, "/local/mended/", 2)] {
        // Other instants may come first: when a story is no news any more for the sitemap.
        while let Some(next) = desk.engine.next_change().filter(|next| *next < due) {
            desk.engine.apply(&BTreeSet::new(), Some(next)).expect("a new edition");
        }
        assert_eq!(desk.engine.next_change(), Some(due), "{path}");
        desk.look();
        desk.engine.apply(&BTreeSet::new(), Some(due)).expect("a new edition");
        desk.now = due;
        let rendered = desk.look();
        assert!(rendered.contains(path) && !rendered.contains("/local/one/"), "{rendered:?}");
        desk.same_as_a_build();
        let page = desk.tree()[path].clone().expect("a page");
        assert!(String::from_utf8_lossy(&page).contains(&format!("more than {years} years old")));
    }
}

#[test]
fn a_correction_renders_the_page_of_corrections() {
    let mut desk = harbour();
    let matter = |text: &str| format!("date: 2026-11-02\ncorrections: [{{date: 2026-11-04, text: {text}}}]");
    let page = |desk: &Desk| String::from_utf8(desk.tree()["/corrections/"].clone().expect("a page")).expect("text");
    assert!(desk.edit_article("boats/wrong", &matter("It was red."), "x").contains("/corrections/"));
    assert!(page(&desk).contains("It was red."));
    assert!(desk.edit_article("boats/wrong", &matter("It was blue."), "x").contains("/corrections/"));
    assert!(page(&desk).contains("It was blue."));
    assert!(!desk.edit_article("boats/wrong", &matter("It was blue."), "Another text").contains("/corrections/"));
    desk.edit("content/pages/corrections.md", "---\ntitle: Mistakes\n---\nOurs.\n");
    assert!(page(&desk).contains("Ours.") && page(&desk).contains("It was blue."));
    desk.remove("content/boats/wrong.md");
    assert!(!page(&desk).contains("It was blue."));
    desk.remove("content/pages/corrections.md");
    assert!(!desk.tree().contains_key("/corrections/"));
}

#[test]
fn after_any_script_of_edits_every_page_is_that_of_a_clean_build() {
    // `PRESSROOM_EDITS` makes the script longer; the seed makes it another one.
    let number = |name: &str, usual: u64| std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(usual);
    let (project, mut script) = Script::start(number("PRESSROOM_SEED", 20_261_123), 12);
    let mut desk = Desk::open(project);
    let mut before = desk.tree();
    desk.pages.take_rendered();
    let mut needless: BTreeMap<&'static str, (usize, usize)> = BTreeMap::new();
    let (steps, mut compared) = (number("PRESSROOM_EDITS", 150), 0);
    for step in 0..steps {
        let Step { paths, what, broken } = script.step(&desk.project);
        let told: Vec<&str> = paths.iter().map(String::as_str).collect();
        desk.apply(&told);
        if broken {
            assert!(!desk.engine.edition().problems.is_empty(), "step {step}: nothing is wrong");
            continue;
        }
        if desk.engine.edition().problems.iter().any(|problem| problem.severity == Severity::Error) {
            // What somebody wrote contradicts itself or another file: the last good version stands in for it.
            continue;
        }
        compared += 1;
        let shown = desk.tree();
        compare(&shown, &desk.clean(), &format!("after step {step}, {what} of {paths:?}"));
        let rendered = desk.pages.take_rendered();
        let same = rendered.iter().filter(|path| before.get(&***path) == shown.get(&***path)).count();
        let count = needless.entry(what).or_default();
        *count = (count.0 + rendered.len(), count.1 + same);
        before = shown;
    }
    let all: (usize, usize) = needless.values().fold((0, 0), |sum, count| (sum.0 + count.0, sum.1 + count.1));
    assert!(all.1 * 4 < all.0, "too many pages are rendered for nothing: {needless:?}");
    assert!(compared * 3 > steps, "most states were wrong: {compared} of {steps} were not");
}
