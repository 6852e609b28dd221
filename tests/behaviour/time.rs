//! What is published when: to the second, and not one byte before.

use crate::support::{Built, PIXEL, Project};

/// Words that appear nowhere but in the article under embargo.
const CANARIES: [&str; 8] = [
    "Canarytitle",
    "Canarybody",
    "canarytag",
    "Canaryauthor",
    "canarypicture",
    "canaryalias",
    "Canaryseries",
    "canaryslug",
];

/// A site with one public article and one with canaries all over.
fn embargoed(extra: &str) -> Project {
    let matter = format!(
        "title: Canarytitle\ntags: [canarytag]\nauthor: jo\nslug: canaryslug\naliases: [/canaryalias/]\n\
         series: Canaryseries\ndescription: Canarytitle again\nimage: {{src: canarypicture.gif, alt: Canarytitle, credit: Canaryauthor}}\n{extra}"
    );
    Project::new()
        .file("content/authors/jo.md", "---\nname: Canaryauthor\n---\nCanarybody.\n")
        .bytes("content/local/canarypicture.gif", PIXEL)
        .article("local/open", "title: Open\ntags: [open]\nauthor: ada\nrelated: [canaryslug]", "Open.")
        .article("local/embargo", &matter, "Canarybody.\n\n![Canarybody](canarypicture.gif)")
}

/// Where a word is: in names of files, and in their bytes.
fn places(built: &Built, word: &str) -> Vec<String> {
    let word = word.to_lowercase();
    let tree = built.tree();
    let holds = |path: &String, bytes: &Vec<u8>| {
        path.to_lowercase().contains(&word) || String::from_utf8_lossy(bytes).to_lowercase().contains(&word)
    };
    tree.iter().filter(|(path, bytes)| holds(path, bytes)).map(|(path, _)| path.clone()).collect()
}

fn expect_hidden(built: &Built) {
    for word in CANARIES {
        assert_eq!(places(built, word), Vec::<String>::new(), "{word}");
    }
}

fn expect_shown(built: &Built) {
    built
        .expect_file("local/canaryslug/index.html", "Canarytitle")
        .expect_file("local/canaryslug/index.html", "Canarybody");
    for path in ["index.html", "local/index.html", "feed.xml", "tags/canarytag/index.html", "authors/jo/index.html"] {
        built.expect_file(path, "Canarytitle");
    }
    built.expect_file("canaryalias/index.html", "/local/canaryslug/").expect_file("_redirects", "/canaryalias/");
    built
        .expect_file("sitemaps/2026-11.xml", "canaryslug")
        .expect_file("series/canaryseries/index.html", "Canarytitle");
    built.expect_file("news-sitemap.xml", "Canarytitle");
    assert!(!built.files("media/canarypicture", ".gif").is_empty());
}

#[test]
fn an_embargo_holds_until_its_second() {
    let project = embargoed("date: 2026-11-18T09:30:00Z");
    let before = project.build_with(&["--now", "2026-11-18T09:29:59Z"]);
    expect_hidden(before.expect_success());
    before.expect_message("1 scheduled");
    let after = project.build_with(&["--now", "2026-11-18T09:30:00Z"]);
    expect_shown(after.expect_success());
}

#[test]
fn an_embargo_holds_again_when_the_clock_goes_back() {
    let project = embargoed("date: 2026-11-18T09:30:00Z");
    project.build_with(&["--now", "2026-11-18T09:30:00Z"]).expect_success();
    expect_hidden(&project.build_with(&["--now", "2026-11-18T09:29:59Z"]));
}

#[test]
fn an_article_expires_at_its_second() {
    let project = embargoed("date: 2026-11-18T09:00:00Z\nexpires: 2026-11-18T10:00:00Z");
    expect_shown(project.build_with(&["--now", "2026-11-18T09:59:59Z"]).expect_success());
    let after = project.build_with(&["--now", "2026-11-18T10:00:00Z"]);
    expect_hidden(after.expect_success().expect_message("1 expired"));
}

#[test]
fn a_draft_is_nowhere_until_it_is_asked_for() {
    let project = embargoed("date: 2026-11-18T09:00:00Z\ndraft: true");
    expect_hidden(project.build().expect_success().expect_message("1 draft"));
    expect_shown(project.build_with(&["--drafts"]).expect_success());
    expect_hidden(&project.build());
}

/// Whether an article dated 2026-11-18 is out.
fn is_out(zone: &str, now: &str) -> bool {
    let project = Project::new()
        .file("pressroom.yaml", &format!("title: P\nbase_url: https://p.example/\ntimezone: {zone}\n"))
        .article("local/today", "date: 2026-11-18", "Today.");
    let built = project.build_with(&["--now", now]);
    built.expect_success().tree().contains_key("local/today/index.html")
}

#[test]
fn a_date_alone_begins_at_local_midnight() {
    assert!(!is_out("Pacific/Auckland", "2026-11-17T10:59:59Z"));
    assert!(is_out("Pacific/Auckland", "2026-11-17T11:00:00Z"));
    assert!(!is_out("America/Los_Angeles", "2026-11-18T07:59:59Z"));
    assert!(is_out("America/Los_Angeles", "2026-11-18T08:00:00Z"));
}

#[test]
fn the_time_of_the_build_may_have_any_offset() {
    assert!(!is_out("UTC", "2026-11-18T00:59:59+01:00"));
    assert!(is_out("UTC", "2026-11-18T01:00:00+01:00"));
}

#[test]
fn a_pinned_article_leads_until_its_time() {
    let project = Project::new()
        .article("local/old", "title: Pinned story\ndate: 2026-11-01\npinned_until: 2026-11-18T10:00:00Z", "Old.")
        .article("local/new", "title: Newer story\ndate: 2026-11-17", "New.");
    let first = |now: &str| {
        let home = project.build_with(&["--now", now]).text("index.html");
        home.find("Pinned story").expect("shown") < home.find("Newer story").expect("shown")
    };
    assert!(first("2026-11-18T09:59:59Z"));
    assert!(!first("2026-11-18T10:00:00Z"));
}

#[test]
fn the_news_sitemap_holds_two_days() {
    let project = Project::new()
        .now("2026-11-20T12:00:00Z")
        .article("local/recent", "title: Recent\ndate: 2026-11-18T12:00:01Z", "R.")
        .article("local/older", "title: Older\ndate: 2026-11-18T11:59:59Z", "O.");
    let built = project.build();
    built.expect_file("news-sitemap.xml", "Recent").expect_without("news-sitemap.xml", "Older");
}
