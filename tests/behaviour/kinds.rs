//! The kinds of story: what each brings along on its page.

use crate::support::{Built, Project};

/// The structured data of a page, without its `@context`.
fn graph(built: &Built, path: &str) -> Vec<serde_json::Value> {
    let page = built.text(path);
    let from = page.split_once("application/ld+json\">").expect("structured data").1;
    let json: serde_json::Value = serde_json::from_str(from.split_once("</script>").expect("an end").0).expect("JSON");
    json["@graph"].as_array().expect("a graph").clone()
}

fn node(built: &Built, path: &str, kind: &str) -> serde_json::Value {
    let nodes = graph(built, path);
    nodes.iter().find(|node| node["@type"] == kind).unwrap_or_else(|| panic!("no {kind} in {nodes:#?}")).clone()
}

/// The page with whatever stands between the texts in this order.
fn expect_order(page: &str, texts: &[&str]) {
    let mut from = 0;
    for text in texts {
        from += page[from..].find(text).unwrap_or_else(|| panic!("no {text:?} after {texts:?} in\n{}", &page[from..]));
    }
}

fn update(time: &str, title: &str) -> String {
    format!(
        "{{% update(time=\"2026-11-18T{time}\", title=\"{title}\", key=true) %}}\nText of {title}.\n{{% end %}}\n\n"
    )
}

#[test]
fn updates_are_newest_first_whatever_their_order_in_the_file() {
    let times = [("09:00", "First"), ("09:30", "Second"), ("09:30", "Third"), ("10:00", "Fourth")];
    let written: Vec<String> = times.iter().map(|(time, title)| update(time, title)).collect();
    let mut turned = written.clone();
    turned.reverse();
    let page = |updates: &[String]| {
        let matter = "date: 2026-11-18T08:00\ntype: liveblog\nauthor: ada\nlive: {state: live}";
        let project = Project::new().article("local/day", matter, &format!("It began.\n\n{}", updates.concat()));
        let built = project.build();
        let posts = node(built.expect_clean(), "local/day/index.html", "LiveBlogPosting")["liveBlogUpdate"].clone();
        assert_eq!(posts[0]["headline"], "Fourth");
        assert_eq!(posts[0]["url"], "https://harbour.example/local/day/#update-2026-11-18t10-00");
        assert_eq!(posts[3]["datePublished"], "2026-11-18T09:00:00+00:00");
        built.text("local/day/index.html")
    };
    let ascending = page(&written);
    assert_eq!(ascending, page(&turned));
    expect_order(&ascending, &["class=\"prose\"", "It began", "Text of Fourth", "Text of Third", "Text of Second"]);
    // Two updates of one minute have two anchors, and the older one has the plain one.
    expect_order(
        &ascending,
        &["id=\"update-2026-11-18t09-30-2\"", "Third", "id=\"update-2026-11-18t09-30\"", "Second"],
    );
    expect_order(&ascending, &["class=\"moments\"", "href=\"#update-2026-11-18t09-30-2\">Third", "class=\"prose\""]);
}

#[test]
fn text_between_updates_stays_where_it_is() {
    let body = format!(
        "{}{}\n## The day before\n\n{}{}",
        update("10:00", "A"),
        update("11:00", "B"),
        update("07:00", "C"),
        update("08:00", "D")
    );
    let matter = "date: 2026-11-18T06:00\ntype: liveblog\nlive: {state: ended}";
    let built = Project::new().article("local/day", matter, &body).build();
    let page = built.text("local/day/index.html");
    expect_order(&page, &["class=\"prose\"", "Text of B", "Text of A", "The day before", "Text of D", "Text of C"]);
    // The contents of both runs, as one list, newest first.
    expect_order(&page, &["class=\"moments\"", ">B</a>", ">A</a>", ">D</a>", ">C</a>", "class=\"prose\""]);
}

#[test]
fn a_live_blog_begins_and_ends_by_the_clock() {
    let matter =
        "date: 2026-11-18T08:00:00Z\ntype: liveblog\nlive: {start: 2026-11-18T10:00:00Z, end: 2026-11-18T11:00:00Z}";
    let project = Project::new().article("local/day", matter, "Soon.");
    let says = |now: &str, text: &str| {
        project.build_with(&["--now", now]).expect_file("local/day/index.html", text);
    };
    says("2026-11-18T09:59:59Z", "Coverage starts 18 November 2026, 10:00");
    says("2026-11-18T10:00:00Z", "Live since");
    says("2026-11-18T11:00:00Z", "Live coverage ended");
}

const REVIEW: &str = "\
date: 2026-11-10
type: review
author: ada
review:
  product: Buoy 2
  score: 7.5
  price: €40
  supplied: We bought it.
  pros: [Floats, Blinks]
  cons: [Bobs]
";

#[test]
fn a_score_is_said_in_a_word_too_and_on_cards() {
    let built = Project::new().article("local/buoy", REVIEW, "It bobs.").build();
    let page = built.expect_clean().text("local/buoy/index.html");
    expect_order(
        &page,
        &["class=\"review\"", "<strong>7.5</strong>", "out of 10", "Very good", "€40 on 10 November 2026"],
    );
    expect_order(&built.text("local/index.html"), &["class=\"grade\"", "7.5", "/10"]);
    let product = node(&built, "local/buoy/index.html", "Product");
    let review = &product["review"];
    assert_eq!((&product["name"], &review["reviewRating"]["ratingValue"]), (&"Buoy 2".into(), &7.5.into()));
    assert_eq!(
        (&review["reviewRating"]["bestRating"], &review["reviewRating"]["worstRating"]),
        (&10.into(), &0.into())
    );
    assert_eq!(review["positiveNotes"]["itemListElement"][1]["name"], "Blinks");
    assert_eq!(review["negativeNotes"]["itemListElement"][0]["name"], "Bobs");
}

const GUIDE: &str = "\
date: 2026-11-12
type: guide
author: ada
picks:
  - name: Buoy 2
    award: Best for most harbours
    verdict: It **floats**.
    price: €40
    url: https://www.shop.example/buoy-2
    review: buoy
    pros: [Floats]
    cons: [Bobs]
  - name: Plank
    url: https://planks.example/
";

#[test]
fn a_guide_lists_what_it_picks_with_our_reviews() {
    let project = Project::new().article("local/buoy", REVIEW, "It bobs.").article("local/guide", GUIDE, "Which buoy?");
    let built = project.build();
    let page = built.expect_clean().text("local/guide/index.html");
    let jumps = ["href=\"#pick-buoy-2\"", "href=\"#pick-plank\"", "Which buoy?", "id=\"pick-buoy-2\"", "Best for most"];
    expect_order(&page, &jumps);
    expect_order(
        &page,
        &["id=\"pick-buoy-2\"", "It <strong>floats</strong>.", "7.5", "href=\"/local/buoy/\"", "id=\"pick-plank\""],
    );
    let list = node(&built, "local/guide/index.html", "ItemList");
    assert_eq!(list["itemListElement"][0]["url"], "https://harbour.example/local/guide/#pick-buoy-2");
    assert_eq!(list["itemListElement"][1]["name"], "Plank");
    // Nobody pays for these links.
    assert!(!page.contains("nofollow") && !page.contains("class=\"disclosure\""));
}

const SHOPS: &str = "title: P\nbase_url: https://harbour.example/\naffiliates: {hosts: [Shop.example]}\n";

#[test]
fn links_to_shops_that_pay_are_marked_and_disclosed() {
    let text = "Get [one](https://shop.example/1), not [this](https://notshop.example/) or [that](https://a.example/shop.example).";
    let project = Project::new()
        .file("pressroom.yaml", SHOPS)
        .article("local/buoy", REVIEW, "It bobs.")
        .article("local/guide", GUIDE, "Which buoy?")
        .article(
            "local/paid",
            "date: 2026-11-11\ncorrections: [{date: 2026-11-12, text: 'See [it](https://m.shop.example).'}]",
            text,
        );
    let built = project.build();
    let paid = built.expect_clean().text("local/paid/index.html");
    expect_order(&paid, &["class=\"disclosure\"", "may earn a commission", "class=\"prose\""]);
    assert!(paid.contains("<a href=\"https://shop.example/1\" rel=\"sponsored nofollow\">one</a>"), "{paid}");
    assert!(paid.contains("<a href=\"https://m.shop.example\" rel=\"sponsored nofollow\">it</a>"));
    assert_eq!(paid.matches("nofollow").count(), 2);
    built.expect_file("feed.xml", "may earn a commission");
    let guide = built.text("local/guide/index.html");
    expect_order(
        &guide,
        &["may earn a commission", "class=\"prose\"", "https://www.shop.example/buoy-2\" rel=\"sponsored nofollow\""],
    );
    built.expect_without("local/buoy/index.html", "class=\"disclosure\"");
    project.write("pressroom.yaml", SHOPS.replace('}', ", text: \"They *pay*.\"}"));
    project.build().expect_file("local/paid/index.html", "They <em>pay</em>.");
}

#[test]
fn sources_and_a_disclosure_stand_beside_the_text() {
    let matter = "date: 2026-11-11\ndisclosure: Ada owns a **boat**.\nsources:\n  - {title: Tide tables, url: 'https://tides.example/', publisher: Harbour Board, date: 2026-01-31}\n  - {title: A talk with the pilot}";
    let built = Project::new().article("local/tide", matter, "High.").build();
    let page = built.expect_clean().text("local/tide/index.html");
    expect_order(
        &page,
        &["class=\"disclosure\"", "Ada owns a <strong>boat</strong>.", "class=\"prose\"", "class=\"sources\""],
    );
    expect_order(
        &page,
        &["class=\"sources\"", "href=\"https://tides.example/\"", "Harbour Board", "31 January 2026", "pilot"],
    );
    let article = node(&built, "local/tide/index.html", "NewsArticle");
    assert_eq!(article["citation"][0]["publisher"]["name"], "Harbour Board");
    assert_eq!(article["citation"][1]["name"], "A talk with the pilot");
}

#[test]
fn all_corrections_are_on_one_page_the_newest_first() {
    let corrected =
        |date: &str, text: &str| format!("date: 2026-11-02\ncorrections: [{{date: {date}, text: '{text}'}}]");
    let project = Project::new()
        .article("local/one", &corrected("2026-11-03", "One was [wrong](#top)."), "One.")
        .article("local/two", &corrected("2026-11-05", "Two was *wrong*."), "Two.");
    let built = project.build();
    let page = built.expect_clean().text("corrections/index.html");
    expect_order(
        &page,
        &["href=\"/local/two/\"", "Two was <em>wrong</em>.", "href=\"/local/one/\"", "href=\"/local/one/#top\">wrong"],
    );
    built.expect_file("sitemaps/pages-1.xml", "https://harbour.example/corrections/");
    // The policy of the newsroom stands above the list.
    project.write("content/pages/corrections.md", "---\ntitle: Our mistakes\n---\nWe mend them.\n");
    let page = project.build().text("corrections/index.html");
    expect_order(&page, &["Our mistakes</h1>", "We mend them.", "Two was <em>wrong</em>."]);
    // Without a correction there is a page only if somebody wrote one.
    for name in ["one", "two"] {
        project.remove(&format!("content/local/{name}.md"));
    }
    project.build().expect_file("corrections/index.html", "nothing to correct");
    project.remove("content/pages/corrections.md");
    project.build().expect_no_file("corrections/index.html");
}

#[test]
fn an_address_that_is_taken_is_not_taken_away_by_corrections() {
    let matter = "aliases: [/corrections/]\ncorrections: [{date: 2026-11-03, text: It was.}]";
    let built = Project::new().article("local/one", matter, "One.").build();
    built.expect_clean().expect_file("corrections/index.html", "http-equiv=\"refresh\"");
}

#[test]
fn steps_are_numbered_and_stand_in_the_contents() {
    let step = |title: &str| format!("{{% step(title=\"{title}\") %}}\nDo it.\n{{% end %}}\n\n");
    let body = format!("{}## Below deck\n\n{}{}### Aft\n\nx\n", step("Cast off"), step("Open it"), step("Open it"));
    let built = Project::new().article("local/boat", "type: how-to", &body).build();
    let page = built.expect_clean().text("local/boat/index.html");
    expect_order(
        &page,
        &[
            "class=\"toc\"",
            "#cast-off\">Cast off",
            "#below-deck",
            "<ol>",
            "#open-it\"",
            "#open-it-1\"",
            "#aft",
            "class=\"prose\"",
        ],
    );
    expect_order(
        &page,
        &["<h2 class=\"step-title\" id=\"cast-off\"", "Step 1", "<h3 class=\"step-title\" id=\"open-it\"", "Step 2"],
    );
    expect_order(&page, &["id=\"open-it-1\"", "Step 3", "Do it."]);
}

#[test]
fn old_news_says_its_age() {
    let project = Project::new()
        .article("local/news", "date: 2022-02-28T12:00:00Z", "News.")
        .article("local/mended", "date: 2022-02-28T12:00:00Z\nupdated: 2025-12-01", "Mended.")
        .article("local/essay", "date: 2022-02-28T12:00:00Z\ntype: feature", "Essay.");
    let says = |now: &str| {
        let built = project.build_with(&["--now", now]);
        let page = built.expect_clean().text("local/news/index.html");
        for other in ["mended", "essay"] {
            built.expect_without(&format!("local/{other}/index.html"), "years old");
        }
        page.split_once("more than ").and_then(|(_, rest)| rest[..1].parse::<u8>().ok())
    };
    assert_eq!(says("2024-02-28T11:59:59Z"), None);
    assert_eq!(says("2024-02-28T12:00:00Z"), Some(2));
    assert_eq!(says("2026-11-18T12:00:00Z"), Some(4));
    project.write("pressroom.yaml", "title: P\nbase_url: https://harbour.example/\nage_notice: {years: 0}\n");
    assert_eq!(says("2026-11-18T12:00:00Z"), None);
}

#[test]
fn the_types_of_structured_data_follow_the_kind_of_story() {
    let mut project = Project::new().article("local/guide", GUIDE, "Which buoy?").article("local/buoy", REVIEW, "Red.");
    let kinds = [
        ("opinion", "OpinionNewsArticle"),
        ("analysis", "AnalysisNewsArticle"),
        ("feature", "ReportageNewsArticle"),
        ("guide", "BackgroundNewsArticle"),
        ("news", "NewsArticle"),
        ("sponsored", "AdvertiserContentArticle"),
    ];
    for (kind, _) in kinds {
        project = project.article(&format!("local/a-{kind}"), &format!("type: {kind}"), "Text.");
    }
    project = project.article("local/paid", "type: opinion\nsponsor: {name: A shop}", "Text.");
    let built = project.build();
    for (kind, wanted) in kinds {
        node(&built, &format!("local/a-{kind}/index.html"), wanted);
    }
    node(&built, "local/guide/index.html", "Article");
    node(&built, "local/buoy/index.html", "NewsArticle");
    node(&built, "local/paid/index.html", "AdvertiserContentArticle");
}
