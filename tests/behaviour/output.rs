//! The output folder: only what differs is written, only what is ours is deleted.

use crate::support::{PIXEL, Project, assert_same, tree};
use std::fs;

#[test]
fn only_pictures_that_are_used_are_published() {
    let project = Project::new()
        .bytes("content/local/used.gif", PIXEL)
        .bytes("content/local/body.gif", PIXEL)
        .bytes("content/local/unused.gif", PIXEL)
        .bytes("content/local/draft.gif", PIXEL)
        .bytes("static/always.gif", PIXEL)
        .article("local/a", "image: {src: used.gif, alt: A, credit: C}", "![B](body.gif)")
        .article("local/d", "draft: true\nimage: {src: draft.gif, alt: A, credit: C}", "D.");
    let built = project.build();
    built.expect_success();
    let stems: Vec<String> =
        built.files("", ".gif").iter().map(|path| path.split('.').next().unwrap_or("").to_owned()).collect();
    assert_eq!(stems, ["always", "media/body-1", "media/used-1"]);
    assert!(built.files("media/draft", "").is_empty() && built.files("media/unused", "").is_empty());
}

#[test]
fn a_removed_article_takes_its_page_and_folder_along_and_strangers_stay() {
    let project = Project::new().article("local/stays", "", "S.").article("local/goes", "tags: [gone]", "G.").article(
        "local/goes-too",
        "",
        "T.",
    );
    project.build().expect_clean();
    project.write("public/local/goes-too/notes.txt", "mine");
    project.write("public/CNAME", "harbour.example");
    project.remove("content/local/goes.md");
    project.remove("content/local/goes-too.md");
    let built = project.build();
    built.expect_clean().expect_file("CNAME", "harbour.example").expect_file("local/goes-too/notes.txt", "mine");
    built.expect_no_file("local/goes").expect_no_file("tags").expect_no_file("local/goes-too/index.html");
}

#[test]
fn a_file_that_somebody_changed_is_made_again() {
    let project = Project::new().article("local/a", "", "A.");
    let before = project.build().tree();
    project.write("public/local/a/index.html", "vandalised");
    let built = project.build();
    built.expect_success().expect_message("warning[output-changed]: `local/a/index.html` in the output folder");
    assert_same(&before, &built.tree());
    fs::remove_file(project.path("public/index.html")).expect("there");
    assert_same(&before, &project.build().expect_clean().tree());
}

#[test]
fn a_file_of_somebody_else_is_not_deleted_when_its_page_goes() {
    let project = Project::new().article("local/a", "", "A.");
    project.write("public/local/a/index.html", "mine");
    project.build().expect_status(1);
    project.remove("content/local/a.md");
    project.build().expect_clean().expect_file("local/a/index.html", "mine");
}

/// A site whose first build was killed half-way: some files are there, one of them in part, and no manifest.
fn killed() -> Project {
    let whole = Project::new().article("local/a", "", "A.").article("local/b", "", "B.");
    let tree = whole.build().tree();
    let project = Project::new().article("local/a", "", "A.").article("local/b", "", "B.");
    let journal: Vec<&str> = tree.keys().map(String::as_str).collect();
    project.write(".pressroom/public.journal", journal.join("\n") + "\n");
    for (at, (path, bytes)) in tree.iter().enumerate() {
        match at % 3 {
            0 => project.write(&format!("public/{path}"), bytes),
            1 => project.write(&format!("public/{path}"), &bytes[..bytes.len() / 2]),
            _ => {}
        }
    }
    project
}

#[test]
fn a_killed_build_is_completed() {
    let built_at_once = Project::new().article("local/a", "", "A.").article("local/b", "", "B.").build().tree();
    let project = killed();
    assert_same(&built_at_once, &project.build().expect_clean().tree());
    assert!(!project.path(".pressroom/public.journal").exists());
}

#[test]
fn what_a_killed_build_wrote_and_nobody_wants_any_more_goes() {
    let project = killed();
    project.remove("content/local/b.md");
    let clean = Project::new().article("local/a", "", "A.").build().tree();
    assert_same(&clean, &project.build().expect_clean().tree());
}

#[test]
fn a_killed_build_leaves_no_file_of_its_own_behind() {
    let project = Project::new().article("local/a", "", "A.");
    let before = project.build().tree();
    project.write("public/local/a/index.html.pressroom-new", "half");
    project.write(".pressroom/public.journal", "local/a/index.html\n");
    let after = project.build().expect_clean().tree();
    assert_same(&before, &after);
}

#[test]
fn a_damaged_manifest_is_a_warning_and_the_next_build_is_clean() {
    let project = Project::new().article("local/a", "", "A.");
    let before = project.build().tree();
    project.write(".pressroom/public.manifest", "rubbish");
    // There are two of it.
    assert_same(&before, &project.build().expect_clean().tree());
    project.write(".pressroom/public.manifest", "rubbish");
    project.write(".pressroom/public.manifest-copy", "rubbish");
    let built = project.build();
    built.expect_success().expect_message("warning[damaged-manifest]");
    assert_same(&before, &built.tree());
    project.build().expect_clean();
}

#[test]
fn another_output_folder_has_its_own_record() {
    let project = Project::new().article("local/a", "", "A.");
    project.build().expect_clean();
    project.build_with(&["--out", "preview", "--base-url", "https://preview.example/"]).expect_clean();
    project.remove("content/local/a.md");
    project.build().expect_clean().expect_no_file("local/a");
    assert!(tree(&project.path("preview")).contains_key("local/a/index.html"));
}

#[test]
fn a_page_with_an_error_keeps_its_last_good_output_with_its_styles() {
    let project = Project::new().article("local/a", "title: A", "Good.").article("local/b", "title: B", "Good.");
    let before = project.build().tree();
    project.write("assets/css/main.css", "body { color: red }");
    let project = project.article("local/a", "title: A", "Bad. {{ nothing() }}");
    let built = project.build();
    built.expect_status(1).expect_file("local/a/index.html", "Good.");
    let sheet = before.keys().find(|path| path.ends_with(".css")).expect("a style sheet");
    built.expect_file(sheet, "");
    let project = project.article("local/a", "title: A", "Mended.");
    project.build().expect_clean().expect_file("local/a/index.html", "Mended.").expect_no_file(sheet);
}

#[test]
fn nothing_is_hidden_beside_the_pages() {
    let project = Project::new().article("local/a", "", "A.");
    for path in project.build().tree().keys() {
        assert!(!path.split('/').any(|part| part.starts_with('.')), "{path}");
    }
}
