//! `init`, `new`, `check` and the rest: what a person types first.

use crate::support::Project;
use std::path::Path;

/// A build without `--now`: what `new` writes is dated today.
fn build(project: &Project, root: &str) -> crate::support::Built {
    project.run(&["build", "--root", root])
}

#[test]
fn a_new_publication_builds_at_once() {
    let project = Project::empty();
    let made = project.run(&["init", "the-daily-byte"]);
    made.expect_success().expect_message("The Daily Byte");
    build(&project, "the-daily-byte").expect_clean();
    let home = std::fs::read_to_string(project.path("the-daily-byte/public/index.html")).expect("a front page");
    assert!(home.contains("The Daily Byte"));
}

#[test]
fn a_new_publication_may_have_any_name() {
    let project = Project::empty();
    project.run(&["init", "x", "--title", "Byte: \"The\" #1 & <Co>"]).expect_success();
    build(&project, "x").expect_clean();
}

#[test]
fn a_new_article_is_a_draft_that_builds() {
    let project = Project::new();
    for kind in ["news", "review", "how-to", "feature", "opinion", "analysis", "guide", "liveblog", "sponsored"] {
        let title = format!("A {kind}: \"quoted\" & more");
        let made = project.run(&["new", "article", &title, "--type", kind]);
        made.expect_success();
        let path = made.stdout.trim();
        assert!(Path::new(path).starts_with("content/local") || path.contains("content/local"), "{path}");
    }
    build(&project, ".").expect_success().expect_message("9 draft");
    let drafts = project.run(&["build", "--drafts"]);
    drafts.expect_success().expect_message("0 errors");
    drafts.expect_file("index.html", "&quot;quoted&quot; &amp; more");
}

#[test]
fn a_new_author_and_a_new_category_can_be_used() {
    let project = Project::new();
    project.run(&["new", "author", "Zoë Ó Briain"]).expect_success();
    project.run(&["new", "category", "Science & Space"]).expect_success();
    assert!(project.path("content/authors/zoe-o-briain.md").exists());
    let made = project.run(&["new", "article", "Up", "--category", "science-space", "--author", "zoe-o-briain"]);
    made.expect_success();
    assert!(project.path("content/science-space/up.md").exists());
    let built = project.run(&["build", "--drafts"]);
    built.expect_clean().expect_file("science-space/up/index.html", "Zoë Ó Briain");
}

#[test]
fn a_file_that_is_there_is_never_overwritten() {
    let project = Project::new();
    project.run(&["new", "article", "Tide"]).expect_success();
    project.write("content/local/tide.md", "mine");
    project.run(&["new", "article", "Tide"]).expect_status(2).expect_message("is there already");
    assert_eq!(std::fs::read_to_string(project.path("content/local/tide.md")).expect("there"), "mine");
}

#[test]
fn check_is_a_build_that_writes_nothing() {
    let project = Project::new().article("local/a", "", "[gone](/gone/)");
    let checked = project.run(&["check", "--now", crate::support::NOW]);
    checked.expect_success().expect_message("warning[broken-link]").expect_message("Checked");
    assert!(!project.path("public").exists() && !project.path(".pressroom").exists());
    project.run(&["check", "--strict", "--now", crate::support::NOW]).expect_status(1);
}

#[test]
fn data_goes_to_stdout_and_words_to_stderr() {
    let project = Project::new().article("local/a", "", "A.");
    let built = project.build();
    assert_eq!(built.stdout, "");
    let json = project.build_with(&["--format", "json"]);
    assert_eq!(json.stderr, "");
    assert_eq!(json.json()["pages"]["articles"], 1);
}

#[test]
fn the_site_can_be_built_from_elsewhere() {
    let project = Project::new().article("local/a", "", "A.");
    let elsewhere = Project::empty();
    let root = project.path("").to_string_lossy().into_owned();
    elsewhere.run(&["build", "--root", &root, "--now", crate::support::NOW]).expect_success();
    assert!(project.path("public/local/a/index.html").exists());
    let message = elsewhere.run(&["build", "--root", &root, "--now", "x"]).stderr;
    assert!(!message.contains(&root), "{message}");
}
