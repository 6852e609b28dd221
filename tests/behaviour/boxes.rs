//! The boxes under an article.

use super::newsroom;
use crate::support::{Built, Project, html};

/// The article pages that the boxes of a page name, box by box.
fn boxes(built: &Built, path: &str) -> Vec<Vec<String>> {
    let page = built.text(path);
    html::elements(&page, "<section class=\"box\"")
        .into_iter()
        .map(|section| {
            html::elements(section, "<h3 class=\"headline\"")
                .into_iter()
                .flat_map(|h| html::attributes(h, "href"))
                .collect()
        })
        .collect()
}

#[test]
fn boxes_hold_six_items_never_the_article_itself_and_nothing_twice() {
    let project = newsroom(40);
    let built = project.build();
    let mut pages = 0;
    for path in built.tree().keys().filter(|path| path.contains("/story-")) {
        let boxes = boxes(&built, path);
        assert!(boxes.len() >= 2, "{path} has {} boxes", boxes.len());
        let own = format!("/{}", path.trim_end_matches("index.html"));
        let mut all: Vec<&String> = boxes.iter().flatten().collect();
        assert!(!all.contains(&&own), "{path} shows itself");
        let shown = all.len();
        all.sort();
        all.dedup();
        assert_eq!(all.len(), shown, "{path} shows a story twice: {boxes:?}");
        // Last come the boxes of the category and of the type.
        for items in &boxes[boxes.len() - 2..] {
            assert!(items.len() <= 6, "{path}: {items:?}");
        }
        pages += 1;
    }
    assert_eq!(pages, 40);
}

#[test]
fn a_box_of_a_large_category_is_full() {
    let project = newsroom(40);
    let built = project.build();
    let boxes = boxes(&built, "local/story-001/index.html");
    assert_eq!(boxes[boxes.len() - 2].len(), 6, "{boxes:?}");
}

#[test]
fn a_box_is_newest_first() {
    let project = newsroom(40);
    let built = project.build();
    let items = &boxes(&built, "local/story-001/index.html");
    for items in &items[items.len() - 2..] {
        let mut sorted = items.clone();
        // Names of stories ascend with their dates.
        sorted.sort_by(|a, b| b.rsplit('-').next().cmp(&a.rsplit('-').next()));
        assert_eq!(&sorted, items);
    }
}

#[test]
fn related_articles_that_were_picked_by_hand_come_first() {
    let project =
        newsroom(20).article("boats/picker", "date: 2026-11-01\ntags: [t1]\nrelated: [story-003, story-010]", "P.");
    let built = project.build();
    let first = &boxes(&built, "boats/picker/index.html")[0];
    assert_eq!(first[..2], ["/boats/story-003/", "/local/story-010/"]);
}

#[test]
fn sponsored_articles_are_in_no_box() {
    let project = newsroom(10).article(
        "local/paid",
        "title: Paid words\ndate: 2026-11-17\ntype: sponsored\nsponsor: {name: Acme}",
        "Buy.",
    );
    let built = project.build();
    built.expect_file("local/paid/index.html", "Acme").expect_without("index.html", "Paid words");
    for path in built.tree().keys().filter(|path| path.contains("/story-")) {
        built.expect_without(path, "Paid words");
    }
}

#[test]
fn parts_of_a_series_stand_in_their_order() {
    let project = Project::new()
        .article("local/c", "title: Third\ndate: 2026-11-03\nseries: {title: Tides, part: 3}", "C.")
        .article("local/a", "title: First\ndate: 2026-11-05\nseries: {title: Tides, part: 1}", "A.")
        .article("local/b", "title: Second\ndate: 2026-11-01\nseries: {title: tides, part: 2}", "B.");
    let built = project.build();
    let page = built.text("local/b/index.html");
    let places: Vec<usize> = ["First", "Second", "Third"]
        .map(|title| page.rfind(&format!(">{title}")).unwrap_or_else(|| panic!("no {title} in {page}")))
        .into();
    let series = &page[page.find("series").expect("a box")..];
    let order: Vec<usize> = ["First", "Third"].map(|title| series.find(title).expect("named")).into();
    assert!(order.is_sorted(), "{places:?}");
}

#[test]
fn the_limit_of_a_box_can_be_set() {
    let project = newsroom(40);
    project.write("pressroom.yaml", "title: P\nbase_url: https://p.example/\nlatest: {limit: 2}\n");
    let built = project.build();
    let boxes = boxes(&built, "local/story-001/index.html");
    assert_eq!(boxes[boxes.len() - 2].len(), 2);
}
