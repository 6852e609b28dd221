//! The search index: what is in it, what is not, and what becomes of it when an article is published.

use crate::support::{Built, Project, article, assert_same};
use std::collections::BTreeMap;

const CONFIG: &str = "title: The Harbour Post\nbase_url: https://harbour.example/\n";

/// Everything that the index says, and the names of its files.
fn index(built: &Built) -> (String, Vec<String>) {
    let files: Vec<(String, Vec<u8>)> =
        built.tree().into_iter().filter(|(path, _)| path.starts_with("search/") && path.ends_with(".json")).collect();
    let text = files.iter().map(|(_, bytes)| String::from_utf8_lossy(bytes).into_owned()).collect();
    (text, files.into_iter().map(|(path, _)| path).collect())
}

#[test]
fn words_of_title_text_tags_and_authors_are_found_and_markup_is_not() {
    let body = "## A *heading*\n\nThe [crane](x.md)’s jib.\n\n{% note(title=\"Gantry\") %}\nBollard.\n{% end %}\n\n```\nsecretcode\n```\n\n<i data-x=\"rawhtml\">raw</i>";
    let project = Project::new()
        .file("pressroom.yaml", CONFIG)
        .file("content/authors/ines.md", "---\nname: Ines Okafor\n---\n")
        .article("local/one", "title: Naïve tides\ntags: [Quay walls]\nauthor: ines", body);
    let (text, _) = index(project.build().expect_success());
    let text = text.replace(['"', ' '], "  ");
    for word in ["naive", "tides", "quay", "walls", "ines", "okafor", "heading", "crane", "jib", "gantry", "bollard"] {
        assert!(text.contains(&format!(" {word} ")), "`{word}` is not in {text}");
    }
    for word in ["secretcode", "rawhtml", "data-x"] {
        assert!(!text.contains(word), "`{word}` is in {text}");
    }
    assert!(text.contains("Naïve  tides"), "{text}");
}

#[test]
fn nothing_of_what_is_not_published_or_not_for_indexes_is_in_it() {
    let project = Project::new()
        .file("pressroom.yaml", CONFIG)
        .article("local/seen", "", "Seen.")
        .article("local/draft", "draft: true", "Draftword.")
        .article("local/later", "date: 2099-01-01", "Laterword.")
        .article("local/gone", "date: 2020-01-01\nexpires: 2020-02-01", "Goneword.")
        .article("local/quiet", "noindex: true\ntags: [quiettag]", "Quietword.");
    let built = project.build();
    let (text, _) = index(built.expect_success());
    assert!(text.contains("seen"));
    for word in ["draftword", "laterword", "goneword", "quietword", "quiettag"] {
        assert!(!text.contains(word), "`{word}` is in {text}");
    }
    let later = project.now("2099-02-01T00:00:00Z").build();
    assert!(index(later.expect_success()).0.contains("laterword"));
}

#[test]
fn a_site_without_search_has_nothing_of_it() {
    let project =
        Project::new().file("pressroom.yaml", &format!("{CONFIG}search: false\n")).article("local/one", "", "One.");
    let built = project.build();
    built.expect_clean();
    for (path, bytes) in built.tree() {
        let theirs = path.starts_with("assets/");
        assert!(theirs || !path.contains("search"), "{path}");
        assert!(theirs || !String::from_utf8_lossy(&bytes).contains("/search/"), "{path} links to it");
    }
}

#[test]
fn an_empty_site_has_an_empty_index() {
    let built = Project::empty().file("pressroom.yaml", CONFIG).build();
    built.expect_success();
    assert_eq!(built.text("search/index.json"), "{\"segments\":[]}");
}

#[test]
fn words_of_one_stem_share_their_articles() {
    let project = Project::new()
        .file("pressroom.yaml", CONFIG)
        .article("local/one", "title: A", "Regulators.")
        .article("local/two", "title: B", "Regulating.");
    let built = project.build();
    let (_, names) = index(built.expect_success());
    let terms = names.iter().find(|name| name.ends_with("/t0.json")).expect("terms");
    let chunk: serde_json::Value = serde_json::from_str(&built.text(terms)).expect("JSON");
    let list: Vec<&str> = chunk["terms"].as_str().expect("terms").split(' ').collect();
    let stem = |term| &chunk["stem"][list.iter().position(|known| *known == term).expect("a term")];
    assert_eq!(stem("regulators"), stem("regulating"));
    let has = &chunk["has"][stem("regulating").as_u64().expect("a number") as usize];
    assert_eq!(has.as_array().map(Vec::len), Some(4), "two articles: {has}");
}

#[test]
fn a_new_article_makes_the_newest_segment_again_and_no_other() {
    let mut project = Project::new().file("pressroom.yaml", CONFIG);
    for n in 0..1_030 {
        let year = if n < 1_010 { 2020 } else { 2026 };
        project = project.file(
            &format!("content/local/story-{n}.md"),
            &format!("---\ntitle: Story {n}\ndate: {year}-05-{:02}\n---\nText {n}.\n", n % 28 + 1),
        );
    }
    let segments = |built: &Built| -> Vec<String> {
        let root: serde_json::Value = serde_json::from_str(&built.text("search/index.json")).expect("JSON");
        let list = root["segments"].as_array().expect("a list").iter();
        list.map(|segment| segment["at"].as_str().expect("a name").to_owned()).collect()
    };
    let before = project.build();
    let [newest, older] = segments(before.expect_success()).try_into().expect("two segments");
    let kept = project.path(&format!("public/search/{older}/head.json"));
    let written = |path: &std::path::Path| path.metadata().and_then(|meta| meta.modified()).expect("a file");
    let then = written(&kept);
    project.write("content/local/new.md", article("local/new", "title: New\ndate: 2026-05-20", "Newword."));
    let after = project.build();
    let now = segments(after.expect_success());
    assert_eq!((now.len(), &now[1]), (2, &older));
    assert_ne!(now[0], newest);
    assert_eq!(written(&kept), then);
    after.expect_no_file(&format!("search/{newest}/head.json"));
    // A file that somebody has changed or removed is made again.
    project.remove(&format!("public/search/{older}/t0.json"));
    project.write(&format!("public/search/{older}/d1.json"), "[]");
    let files = |built: &Built| -> BTreeMap<String, Vec<u8>> {
        built.tree().into_iter().filter(|(path, _)| path.starts_with("search/")).collect()
    };
    assert_same(&files(&project.build()), &files(&project.build_with(&["--out", "elsewhere"])));
}
