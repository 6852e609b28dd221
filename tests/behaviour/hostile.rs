//! Texts that would break out of HTML, XML or JSON come out as the texts they are.

use crate::support::{Built, PIXEL, Project, html};
use serde_json::Value;

/// What writers and worse type.
const HOSTILE: [&str; 9] = [
    "</script><script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "{\"a\": 1} {{ site.title }} {% end %}",
    "a ]]> b <![CDATA[ c",
    "&amp; & &lt;b&gt; AT&T",
    "Emoji 🗞️👩🏽‍💻 and عربي \u{202e}x\u{202c} ﷺ",
    "' onmouseover='alert(1)",
    "javascript:alert(1)",
    "line\u{2028}separator \\u003c \\",
];

/// A site in which one text stands wherever a text can stand.
fn site(text: &str) -> Project {
    let quoted = Value::from(text).to_string();
    Project::new()
        .file("content/authors/eve.md", &format!("---\nname: {quoted}\nrole: {quoted}\nurl: https://eve.example/\n---\n"))
        .bytes("content/local/a.gif", PIXEL)
        .article(
            "local/hostile",
            &format!(
                "title: {quoted}\ndate: 2026-11-17T10:00:00Z\nupdated: 2026-11-17T11:00:00Z\nauthors: [eve, {{name: {quoted}}}]\n\
                 tags: [{quoted}, plain]\ndescription: {quoted}\nseries: {quoted}\n\
                 image: {{src: a.gif, alt: {quoted}, credit: {quoted}, license: https://l.example/}}\n\
                 review: {{product: {quoted}, score: 7, verdict: {quoted}, pros: [{quoted}]}}\ntype: review\n\
                 sponsor: {{name: {quoted}, note: {quoted}}}\nextra: {{a: {quoted}}}"
            ),
            "Body.",
        )
        .article("local/other", "title: Other\ndate: 2026-11-16", "Other.")
}

/// Every page: no element or attribute that no template writes.
fn expect_harmless(built: &Built) {
    for (path, bytes) in built.tree() {
        if !path.ends_with(".html") {
            continue;
        }
        let text = String::from_utf8(bytes).unwrap_or_else(|_| panic!("{path} is not UTF-8"));
        for danger in
            ["<script>alert", "<img src=x", " onerror=alert(1)>", "href=\"javascript:", "' onmouseover='alert(1)'"]
        {
            assert!(!text.contains(danger), "{danger} is in {path}");
        }
        let opened = text.matches("<script").count();
        assert_eq!(opened, text.matches("</script>").count(), "{path}");
    }
}

/// Every string in a JSON value.
fn strings(value: &Value) -> Vec<&str> {
    match value {
        Value::String(text) => vec![text],
        Value::Array(items) => items.iter().flat_map(strings).collect(),
        Value::Object(map) => map.values().flat_map(strings).collect(),
        _ => Vec::new(),
    }
}

#[test]
fn in_pages_it_is_text() {
    for text in HOSTILE {
        let built = site(text).build();
        built.expect_success();
        expect_harmless(&built);
        let page = built.text("local/hostile/index.html");
        let title = html::element(&page, "<h1");
        let title = title.split_once('>').expect("a tag").1.trim_end_matches("</h1>");
        assert_eq!(html::unescape(title), text);
    }
}

#[test]
fn in_structured_data_it_is_the_same_text() {
    for text in HOSTILE {
        let built = site(text).build();
        let data = html::structured_data(&built.text("local/hostile/index.html"));
        let found = strings(&data);
        // Headline, author and credit at least.
        assert!(found.iter().filter(|found| **found == text).count() >= 3, "{text:?} in {data:#}");
    }
}

#[test]
fn feeds_are_read_back_by_other_programs() {
    for text in HOSTILE {
        let built = site(text).build();
        let rss = rss::Channel::read_from(built.text("feed.xml").as_bytes()).expect("RSS");
        assert_eq!(rss.items().len(), 1, "a sponsored piece is in no feed of the front page");
        let rss = rss::Channel::read_from(built.text("local/feed.xml").as_bytes()).expect("RSS");
        let titles: Vec<&str> = rss.items().iter().filter_map(rss::Item::title).collect();
        let text = &*format!("Sponsored: {text}");
        assert!(titles.contains(&text), "{text:?} in {titles:?}");
        let atom: atom_syndication::Feed = built.text("local/atom.xml").parse().expect("Atom");
        let entry = atom.entries().iter().find(|entry| entry.title.contains("ther")).expect("the other one");
        assert_eq!(entry.title.as_str(), "Other");
        let json: Value = serde_json::from_str(&built.text("local/feed.json")).expect("JSON");
        assert!(strings(&json).contains(&text), "{text:?} in {json:#}");
    }
}

#[test]
fn in_the_name_of_the_site_too() {
    for text in HOSTILE {
        let quoted = Value::from(text).to_string();
        let config = format!(
            "title: {quoted}\ntagline: {quoted}\ndescription: {quoted}\nbase_url: https://p.example/\ncopyright: {quoted}\n\
             navigation: [{{title: {quoted}, url: /local/}}]\npublisher: {{name: {quoted}}}\n"
        );
        let built = Project::new().file("pressroom.yaml", &config).article("local/a", "title: A", "A.").build();
        built.expect_success();
        expect_harmless(&built);
        let rss = rss::Channel::read_from(built.text("feed.xml").as_bytes()).expect("RSS");
        assert_eq!(rss.title(), text);
        html::structured_data(&built.text("index.html"));
    }
}

#[test]
fn in_category_and_tag_records_too() {
    for text in HOSTILE {
        let quoted = Value::from(text).to_string();
        let built = Project::new()
            .file("content/categories/local.md", &format!("---\ntitle: {quoted}\ndescription: {quoted}\n---\n"))
            .file("content/tags/plain.md", &format!("---\ntitle: {quoted}\ndescription: {quoted}\n---\n"))
            .file("content/pages/about.md", &format!("---\ntitle: {quoted}\ndescription: {quoted}\n---\nAbout.\n"))
            .article("local/a", "title: A\ntags: [plain]", "A.")
            .build();
        built.expect_success();
        expect_harmless(&built);
    }
}

#[test]
fn an_item_of_a_feed_keeps_its_id_when_its_article_moves() {
    let project = Project::new().article("local/old-name", "title: A", "A.");
    let id = |built: &Built| {
        let rss = rss::Channel::read_from(built.text("feed.xml").as_bytes()).expect("RSS");
        rss.items()[0].guid().expect("an id").value().to_owned()
    };
    let before = id(&project.build());
    project.remove("content/local/old-name.md");
    let project = project.article("local/new-name", "title: A\naliases: [/local/old-name/]", "A.");
    let built = project.build();
    assert_eq!(id(&built), before);
    built.expect_file("local/old-name/index.html", "/local/new-name/");
}
