//! The same input and the same `--now` give the same bytes.

use super::newsroom;
use crate::support::{Project, assert_same};
use std::collections::BTreeMap;
use std::path::Path;
use std::time::SystemTime;

#[test]
fn whatever_the_number_of_threads() {
    let project = newsroom(30);
    project.build_with(&["--jobs", "1", "--out", "one"]).expect_clean();
    project.build_with(&["--jobs", "2", "--out", "two"]).expect_clean();
    project.build_with(&["--jobs", "7", "--out", "seven"]).expect_clean();
    let one = crate::support::tree(&project.path("one"));
    assert!(one.len() > 100);
    assert_same(&one, &crate::support::tree(&project.path("two")));
    assert_same(&one, &crate::support::tree(&project.path("seven")));
}

#[test]
fn wherever_the_folder_is() {
    let (here, there) = (newsroom(12), newsroom(12));
    let (a, b) = (here.build(), there.build());
    assert_same(&a.expect_clean().tree(), &b.expect_clean().tree());
    let folder = here.path("").to_string_lossy().trim_end_matches('/').to_owned();
    for (path, bytes) in a.tree() {
        assert!(!String::from_utf8_lossy(&bytes).contains(&folder), "{path} names the folder of the build");
    }
}

#[test]
fn whatever_was_built_before() {
    let project = newsroom(12);
    project.build().expect_clean();
    project.write("content/local/extra.md", crate::support::article("extra", "tags: [passing]", "Extra."));
    project.build().expect_clean();
    project.remove("content/local/extra.md");
    let after = project.build().expect_clean().tree();
    assert_same(&after, &newsroom(12).build().tree());
}

/// When each output file was last written.
fn times(folder: &Path) -> BTreeMap<String, SystemTime> {
    crate::support::tree(folder)
        .into_keys()
        .map(|path| {
            let time = std::fs::metadata(folder.join(&path)).and_then(|meta| meta.modified()).expect("there");
            (path, time)
        })
        .collect()
}

#[test]
fn a_second_build_writes_nothing() {
    let project = newsroom(12);
    let first = project.build_with(&["--format", "json"]).json();
    let before = times(&project.path("public"));
    let second = project.build_with(&["--format", "json"]).json();
    assert_eq!(before, times(&project.path("public")));
    assert_eq!(second["files"]["written"], 0);
    assert_eq!(second["files"]["deleted"], 0);
    assert_eq!(second["files"]["unchanged"], first["files"]["written"]);
    assert_eq!(second["files"]["bytes"], first["files"]["bytes"]);
}

#[test]
fn a_build_into_a_copy_of_the_output_writes_nothing() {
    // As continuous integration does it: the output of the last run is restored, with other times and no record.
    let project = newsroom(12);
    let tree = project.build().tree();
    let fresh = newsroom(12);
    for (path, bytes) in tree {
        fresh.write(&format!("public/{path}"), bytes);
    }
    let again = fresh.build_with(&["--format", "json"]).json();
    assert_eq!((&again["ok"], &again["files"]["written"]), (&true.into(), &0.into()));
}

#[test]
fn a_typo_in_a_body_changes_the_page_and_the_feeds_that_carry_it() {
    let project = newsroom(12);
    let before = project.build().tree();
    project.write(
        "content/local/story-001.md",
        crate::support::article("x", &super::matter(1), "Story number one.\n\n## Why\n\nFog."),
    );
    let after = project.build().tree();
    let mut changed: Vec<&String> = after.keys().filter(|path| before.get(*path) != after.get(*path)).collect();
    changed.retain(|path| !path.starts_with("search/"));
    changed.retain(|path| !path.ends_with("feed.xml") && !path.ends_with("atom.xml") && !path.ends_with("feed.json"));
    // Its first paragraph is its description too, which cards, and so lists, show.
    let lists = |path: &str| path.ends_with("index.html");
    assert!(changed.iter().all(|path| lists(path)), "{changed:?}");
    assert!(changed.iter().any(|path| *path == "local/story-001/index.html"));
    let with_description = |body: &str| {
        let matter = format!("{}description: One.\n", super::matter(1));
        Project::new().article("local/a", &matter, body).article("local/b", "", "B.").build().tree()
    };
    let (a, b) = (with_description("Fog."), with_description("Mist."));
    let changed: Vec<&String> =
        a.keys().filter(|path| a.get(*path) != b.get(*path)).filter(|path| path.ends_with(".html")).collect();
    assert_eq!(changed, ["local/a/index.html"]);
}
