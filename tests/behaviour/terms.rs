//! Tags, categories, authors, and the URLs of lists.

use super::newsroom;
use crate::support::{Project, html};

#[test]
fn spellings_of_a_tag_are_one_tag() {
    let project = Project::new()
        .article("local/a", "tags: [Open Data]\ndate: 2026-11-01", "A.")
        .article("local/b", "tags: [open-data, OPEN  DATA]\ndate: 2026-11-02", "B.")
        .article("local/c", "tags: [C++, C#, C]\ndate: 2026-11-03", "C.")
        .file("content/tags/ai.md", "---\ntitle: AI\naliases: [Artificial Intelligence]\n---\n")
        .article("local/d", "tags: [artificial intelligence]\ndate: 2026-11-04", "D.");
    let built = project.build();
    built.expect_clean().expect_file("tags/open-data/index.html", "/local/a/");
    built.expect_file("tags/open-data/index.html", "/local/b/").expect_file("tags/ai/index.html", "/local/d/");
    let mut tags: Vec<String> = built
        .tree()
        .into_keys()
        .filter_map(|path| Some(path.strip_prefix("tags/")?.strip_suffix("/index.html")?.to_owned()))
        .collect();
    tags.sort();
    assert_eq!(tags, ["ai", "c", "c-plus-plus", "c-sharp", "open-data"]);
}

#[test]
fn every_article_is_on_exactly_one_page_of_each_of_its_lists() {
    let project = newsroom(30);
    let built = project.build();
    for list in ["", "local/", "tags/all/", "authors/ada/"] {
        let tree = built.tree();
        let pages = tree.keys().filter(|path| {
            path.strip_prefix(list).and_then(|path| path.strip_suffix("index.html")).is_some_and(|middle| {
                middle.strip_prefix("page/").is_some_and(|number| number.trim_end_matches('/').parse::<u32>().is_ok())
            })
        });
        let mut found = Vec::new();
        for page in pages {
            let text = built.text(page);
            if text.contains("http-equiv=\"refresh\"") {
                continue;
            }
            let main = html::element(&text, "<main");
            let items: Vec<String> =
                html::attributes(main, "href").into_iter().filter(|href| href.contains("/story-")).collect();
            assert_eq!(items.len(), 4, "{page}: {items:?}");
            found.extend(items);
        }
        let count = found.len();
        found.sort();
        found.dedup();
        assert_eq!(found.len(), count, "{list} shows a story twice");
        assert!(count >= 16, "{list}: {count}");
    }
}

#[test]
fn two_articles_of_one_slug_live_in_two_categories() {
    let project =
        newsroom(0).article("local/same", "title: Local same", "A.").article("boats/same", "title: Boats same", "B.");
    project
        .build()
        .expect_clean()
        .expect_file("local/same/index.html", "Local same")
        .expect_file("boats/same/index.html", "Boats same");
}

#[test]
fn an_article_of_two_categories_has_one_url_and_is_in_both_lists() {
    let project = newsroom(0).article("local/both", "title: Both\ncategories: [boats, local]", "B.");
    let built = project.build();
    built.expect_clean().expect_no_file("local/both/index.html");
    built.expect_file("boats/index.html", "/boats/both/").expect_file("local/index.html", "/boats/both/");
}

#[test]
fn a_parent_category_lists_what_its_children_have() {
    let project = newsroom(0)
        .file("content/categories/ferries.md", "---\ntitle: Ferries\nparent: boats\n---\n")
        .article("ferries/late", "title: Late", "L.");
    project.build().expect_clean().expect_file("boats/index.html", "/ferries/late/");
}

#[test]
fn without_records_the_folders_are_the_categories() {
    let project = Project::empty().file("pressroom.yaml", "title: P\nbase_url: https://p.example/\n").article(
        "big-boats/a",
        "title: A",
        "A.",
    );
    project.build().expect_clean().expect_file("big-boats/index.html", "Big boats");
}

#[test]
fn a_renamed_type_has_its_own_list() {
    let project = Project::new()
        .file("pressroom.yaml", "title: P\nbase_url: https://p.example/\ntypes: {podcast: {name: Podcast, title: Podcasts, path: listen}}\n")
        .article("local/a", "title: A\ntype: podcast", "A.");
    project.build().expect_clean().expect_file("listen/index.html", "Podcasts");
}
