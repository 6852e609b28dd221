//! A new article leaves alone what it has nothing to do with.

use super::{matter, newsroom};
use crate::support::article;
use std::collections::BTreeMap;

type Tree = BTreeMap<String, Vec<u8>>;

/// Paths whose bytes differ, or that are in one tree only.
fn changed(before: &Tree, after: &Tree) -> Vec<String> {
    let paths: std::collections::BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    paths.into_iter().filter(|path| before.get(*path) != after.get(*path)).cloned().collect()
}

/// The trees before and after the newest article of all comes in.
fn one_more() -> (Tree, Tree) {
    let project = newsroom(40);
    let before = project.build().expect_clean().tree();
    let text = article("x", "title: The newest\ndate: 2026-11-17T08:00:00Z\ntype: review\nauthor: ada", "New.");
    project.write("content/local/newest.md", text);
    let after = project.build().expect_clean().tree();
    (before, after)
}

#[test]
fn archive_pages_are_sealed() {
    let (before, after) = one_more();
    let sealed: Vec<&String> =
        before.keys().filter(|path| path.contains("/page/") || path.starts_with("page/")).collect();
    assert!(sealed.len() > 20, "{sealed:?}");
    let changed = changed(&before, &after);
    let touched: Vec<&&String> = sealed.iter().filter(|path| changed.contains(path)).collect();
    // The page after the last sealed one leads to the head until it is full.
    for path in touched {
        let text = String::from_utf8_lossy(&before[*path]).into_owned();
        assert!(text.contains("http-equiv=\"refresh\"") || !after.contains_key(*path), "{path} was sealed");
    }
}

#[test]
fn pages_of_other_categories_types_and_months_stay() {
    let (before, after) = one_more();
    for path in changed(&before, &after) {
        for other in ["boats/", "opinion/", "tags/", "2026/01/", "2026/03/", "series/", "categories/"] {
            let of_other = path.starts_with(other) && !path.contains("story-");
            // The index of categories and the like show counts.
            assert!(!of_other || path == "categories/index.html", "{path} changed");
        }
    }
}

#[test]
fn articles_change_only_where_a_box_names_the_new_one() {
    let (before, after) = one_more();
    for path in changed(&before, &after).iter().filter(|path| path.contains("story-")) {
        let text = String::from_utf8_lossy(&after[path]);
        assert!(text.contains("The newest"), "{path} changed, and does not name the new article");
    }
}

#[test]
fn sitemaps_of_earlier_months_stay() {
    let (before, after) = one_more();
    let touched: Vec<String> =
        changed(&before, &after).into_iter().filter(|path| path.starts_with("sitemaps/2026-")).collect();
    assert_eq!(touched, ["sitemaps/2026-11.xml"]);
}

#[test]
fn a_second_spelling_or_a_draft_changes_nothing() {
    let project = newsroom(12);
    let before = project.build().tree();
    project.write("content/local/draft.md", article("x", "draft: true\ntags: [secret]", "Draft."));
    assert_eq!(changed(&before, &project.build().tree()), Vec::<String>::new());
    project.write(
        "content/local/story-001.md",
        article("x", &matter(1).replace("all]", "ALL]"), "Story number 1.\n\n## Why\n\nFog."),
    );
    let mut changed = changed(&before, &project.build().tree());
    // A segment of the search index is named after the files of its articles, and one of them is another.
    changed.retain(|path| !path.starts_with("search/"));
    assert_eq!(changed, Vec::<String>::new());
}
