//! Whole graphs, read back and compared in full.

use super::*;
use crate::base::{Instant, Zone};
use proptest::prelude::*;
use serde_json::{Value, json};

const HOSTILE: &str = "</script> <!-- ]]> &amp; \"q\" 'a' \\ 🗞️ عربي \u{202e}x \u{2028}\u{2029}–\u{7}";
const ARTICLE: &str = "https://example.org/phones/one/";

fn nodes(nodes: &[Node<'_>]) -> Vec<Value> {
    let text = json_ld(nodes);
    assert!(!text.contains(['<', '>', '&', '\u{2028}', '\u{2029}']), "{text}");
    let mut graph: Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(graph["@context"], "https://schema.org");
    assert_full(&graph);
    serde_json::from_value(graph["@graph"].take()).expect("a list")
}

/// No value is missing or empty.
fn assert_full(value: &Value) {
    match value {
        Value::Null => panic!("null"),
        Value::String(text) => assert!(!text.is_empty(), "an empty text"),
        Value::Array(values) => {
            assert!(!values.is_empty(), "an empty list");
            values.iter().for_each(assert_full);
        }
        Value::Object(values) => {
            assert!(!values.is_empty(), "an empty object");
            values.values().for_each(assert_full);
        }
        Value::Bool(_) | Value::Number(_) => {}
    }
}

fn publisher() -> Organization<'static> {
    Organization { name: "The Example", url: "https://example.org/", ..Organization::default() }
}

fn ann() -> Person<'static> {
    Person { name: "Ann O'Dowd", url: Some("https://example.org/authors/ann/"), ..Person::default() }
}

fn article<'a>(zone: &'a Zone, publisher: &'a Organization<'a>) -> Article<'a> {
    Article {
        kind: Kind::News,
        url: ARTICLE,
        headline: "One",
        description: None,
        published: Instant(1_763_454_600),
        updated: Instant(1_763_454_600),
        zone,
        language: "en-GB",
        translations: vec![],
        authors: vec![],
        publisher,
        images: vec![],
        sections: vec![],
        keywords: vec![],
        words: None,
        access: Access::Free,
        corrections: vec![],
        citations: vec![],
        series: None,
        sponsor: None,
        live: None,
        reviewed: None,
    }
}

fn review<'a>(zone: &'a Zone, publisher: &'a Organization<'a>) -> Review<'a> {
    Review {
        url: ARTICLE,
        headline: "One",
        subject: Subject { kind: SubjectKind::Product, name: "Phone 3", brand: Some("Acme"), url: None, image: None },
        authors: vec![ann()],
        publisher,
        published: Instant(1_763_454_600),
        zone,
        verdict: Some("Good."),
        rating: Some(Rating { value: 4.5, best: 5.0, worst: 1.0 }),
        pros: vec!["Light"],
        cons: vec!["Dear", ""],
    }
}

#[test]
fn nothing_to_say_is_no_graph() {
    assert_eq!(json_ld(&[]), "");
    let breadcrumbs = Breadcrumbs { url: "https://example.org/", crumbs: vec![] };
    assert_eq!(json_ld(&[Node::Breadcrumbs(&breadcrumbs)]), "");
}

#[test]
fn an_article_with_little_to_say() {
    let (zone, publisher) = (Zone::utc(), publisher());
    assert_eq!(
        nodes(&[Node::Article(&article(&zone, &publisher))]),
        [json!({
            "@type": "NewsArticle",
            "@id": "https://example.org/phones/one/#article",
            "url": ARTICLE,
            "mainEntityOfPage": ARTICLE,
            "headline": "One",
            "datePublished": "2025-11-18T08:30:00+00:00",
            "dateModified": "2025-11-18T08:30:00+00:00",
            "publisher": {
                "@type": "NewsMediaOrganization",
                "@id": "https://example.org/#organization",
                "name": "The Example",
                "url": "https://example.org/",
            },
            "inLanguage": "en-GB",
            "isAccessibleForFree": true,
        })]
    );
}

#[test]
fn an_article_with_everything() {
    let zone = Zone::named("Europe/Paris").expect("the zone database is bundled");
    let publisher = publisher();
    let jo = Agent { kind: AgentKind::Person, name: "Jo Bloggs", url: None };
    let full = Article {
        headline: HOSTILE,
        description: Some(HOSTILE),
        updated: Instant(1_763_458_200),
        authors: vec![
            Person { role: Some("Phones editor"), same_as: vec!["https://social.example/@ann", ""], ..ann() },
            Person { kind: AgentKind::Organization, name: "Newswire", role: Some("Agency"), ..Person::default() },
        ],
        images: vec![Image {
            url: "https://example.org/one.jpg?a&b",
            width: 1200,
            height: 800,
            caption: Some(HOSTILE),
            credit: Some("Jo Bloggs / Example"),
            creator: Some(jo),
            license: Some("https://creativecommons.org/licenses/by/4.0/"),
            acquire_license: Some("https://example.org/pictures/"),
            copyright: Some("© 2026 Jo Bloggs"),
        }],
        sections: vec!["Phones", ""],
        keywords: vec!["5G", "R&D"],
        words: Some(640),
        access: Access::Restricted,
        corrections: vec![Correction { text: "It was <four>.", at: Some(Instant(1_763_458_200)) }],
        series: Some(Series { name: "The battery", url: Some("https://example.org/series/battery/") }),
        sponsor: Some(Agent { kind: AgentKind::Organization, name: "Acme", url: Some("https://acme.example/") }),
        ..article(&zone, &publisher)
    };
    let node = nodes(&[Node::Article(&full)]).remove(0);
    for (key, expected) in [
        ("headline", json!(HOSTILE)),
        ("description", json!(HOSTILE)),
        ("datePublished", json!("2025-11-18T09:30:00+01:00")),
        ("dateModified", json!("2025-11-18T10:30:00+01:00")),
        (
            "author",
            json!([
                {
                    "@type": "Person",
                    "@id": "https://example.org/authors/ann/#person",
                    "name": "Ann O'Dowd",
                    "url": "https://example.org/authors/ann/",
                    "jobTitle": "Phones editor",
                    "sameAs": ["https://social.example/@ann"],
                },
                {"@type": "Organization", "name": "Newswire"},
            ]),
        ),
        (
            "image",
            json!([{
                "@type": "ImageObject",
                "url": "https://example.org/one.jpg?a&b",
                "contentUrl": "https://example.org/one.jpg?a&b",
                "width": 1200,
                "height": 800,
                "caption": HOSTILE,
                "creditText": "Jo Bloggs / Example",
                "creator": {"@type": "Person", "name": "Jo Bloggs"},
                "license": "https://creativecommons.org/licenses/by/4.0/",
                "acquireLicensePage": "https://example.org/pictures/",
                "copyrightNotice": "© 2026 Jo Bloggs",
            }]),
        ),
        ("articleSection", json!(["Phones"])),
        ("keywords", json!(["5G", "R&D"])),
        ("wordCount", json!(640)),
        ("isAccessibleForFree", json!(false)),
        (
            "isPartOf",
            json!({
                "@type": "CreativeWorkSeries",
                "@id": "https://example.org/series/battery/#series",
                "name": "The battery",
                "url": "https://example.org/series/battery/",
            }),
        ),
        ("sponsor", json!({"@type": "Organization", "name": "Acme", "url": "https://acme.example/"})),
        (
            "correction",
            json!([{
                "@type": "CorrectionComment",
                "text": "It was <four>.",
                "datePublished": "2025-11-18T10:30:00+01:00",
            }]),
        ),
    ] {
        assert_eq!(node[key], expected, "{key}");
    }
}

#[test]
fn every_kind_has_its_type() {
    let (zone, publisher) = (Zone::utc(), publisher());
    for (kind, expected) in [
        (Kind::News, "NewsArticle"),
        (Kind::Review, "NewsArticle"),
        (Kind::HowTo, "TechArticle"),
        (Kind::Feature, "ReportageNewsArticle"),
        (Kind::Opinion, "OpinionNewsArticle"),
        (Kind::Analysis, "AnalysisNewsArticle"),
        (Kind::Background, "BackgroundNewsArticle"),
        (Kind::Guide, "Article"),
        (Kind::LiveBlog, "LiveBlogPosting"),
        (Kind::Sponsored, "AdvertiserContentArticle"),
    ] {
        let node = nodes(&[Node::Article(&Article { kind, ..article(&zone, &publisher) })]).remove(0);
        assert_eq!(node["@type"], expected);
    }
}

#[test]
fn updates_of_a_live_blog_have_their_own_dates() {
    let (zone, publisher) = (Zone::utc(), publisher());
    let update = |url, published, updated| LiveUpdate {
        url,
        headline: "It begins",
        body: None,
        published: Instant(published),
        updated,
        authors: vec![],
        image: None,
    };
    let live = Live {
        start: Instant(0),
        end: None,
        updates: vec![
            update("https://example.org/phones/one/#u2", 7_200, Some(Instant(7_260))),
            update("https://example.org/phones/one/#u1", 3_600, None),
        ],
    };
    let blog = Article { kind: Kind::LiveBlog, authors: vec![ann()], live: Some(live), ..article(&zone, &publisher) };
    let node = nodes(&[Node::Article(&blog)]).remove(0);
    assert_eq!(node["coverageStartTime"], "1970-01-01T00:00:00+00:00");
    assert_eq!(node.get("coverageEndTime"), None);
    let updates = node["liveBlogUpdate"].as_array().expect("updates");
    assert_eq!(
        updates[0],
        json!({
            "@type": "BlogPosting",
            "url": "https://example.org/phones/one/#u2",
            "headline": "It begins",
            "datePublished": "1970-01-01T02:00:00+00:00",
            "dateModified": "1970-01-01T02:01:00+00:00",
            "author": node["author"],
            "publisher": {
                "@type": "NewsMediaOrganization",
                "@id": "https://example.org/#organization",
                "name": "The Example",
            },
        })
    );
    assert_eq!(updates[1]["datePublished"], "1970-01-01T01:00:00+00:00");
    assert_eq!(updates[1].get("dateModified"), None);
}

#[test]
fn a_review_stands_in_its_subject() {
    let (zone, publisher) = (Zone::utc(), publisher());
    let review = review(&zone, &publisher);
    let article = Article { kind: Kind::Review, reviewed: Some(&review), ..article(&zone, &publisher) };
    let found = nodes(&[Node::Article(&article), Node::Review(&review)]);
    assert_eq!(found[0]["about"], json!({"@id": "https://example.org/phones/one/#subject"}));
    assert_eq!(
        found[1],
        json!({
            "@type": "Product",
            "@id": "https://example.org/phones/one/#subject",
            "name": "Phone 3",
            "brand": {"@type": "Brand", "name": "Acme"},
            "review": {
                "@type": "Review",
                "@id": "https://example.org/phones/one/#review",
                "url": ARTICLE,
                "name": "One",
                "author": [{
                    "@type": "Person",
                    "@id": "https://example.org/authors/ann/#person",
                    "name": "Ann O'Dowd",
                    "url": "https://example.org/authors/ann/",
                }],
                "publisher": {"@id": "https://example.org/#organization"},
                "datePublished": "2025-11-18T08:30:00+00:00",
                "reviewBody": "Good.",
                "reviewRating": {"@type": "Rating", "ratingValue": 4.5, "bestRating": 5, "worstRating": 1},
                "positiveNotes": {
                    "@type": "ItemList",
                    "itemListElement": [{"@type": "ListItem", "position": 1, "name": "Light"}],
                },
                "negativeNotes": {
                    "@type": "ItemList",
                    "itemListElement": [{"@type": "ListItem", "position": 1, "name": "Dear"}],
                },
            },
        })
    );
}

#[test]
fn one_statement_alone_is_not_written() {
    let (zone, publisher) = (Zone::utc(), publisher());
    let one = Review { pros: vec!["Light", " "], cons: vec![], ..review(&zone, &publisher) };
    let node = nodes(&[Node::Review(&one)]).remove(0);
    assert_eq!((node["review"].get("positiveNotes"), node["review"].get("negativeNotes")), (None, None));

    let two = Review { pros: vec![], cons: vec!["Dear", "Heavy"], rating: None, ..review(&zone, &publisher) };
    let node = nodes(&[Node::Review(&two)]).remove(0);
    assert_eq!(node["review"]["negativeNotes"]["itemListElement"][1]["position"], 2);
    assert_eq!((node["review"].get("positiveNotes"), node["review"].get("reviewRating")), (None, None));
}

#[test]
fn a_subject_without_a_judgement_is_not_written() {
    let (zone, publisher) = (Zone::utc(), publisher());
    for rating in [None, Some(f64::NAN), Some(f64::INFINITY), Some(5.5), Some(0.0)] {
        let rating = rating.map(|value| Rating { value, best: 5.0, worst: 1.0 });
        let unsound = Review { rating, pros: vec![], cons: vec!["Dear"], ..review(&zone, &publisher) };
        assert_eq!(json_ld(&[Node::Review(&unsound)]), "");
        let article = Article { reviewed: Some(&unsound), ..article(&zone, &publisher) };
        assert_eq!(nodes(&[Node::Article(&article)])[0].get("about"), None);
    }
}

#[test]
fn pages_of_every_kind() {
    let zone = Zone::utc();
    let home = "https://example.org/";
    let publisher = Organization {
        logo: Some(Image { url: "https://example.org/logo.png", width: 600, height: 60, ..Image::default() }),
        same_as: vec!["https://social.example/@example"],
        policies: Policies {
            ethics: Some("https://example.org/ethics/"),
            corrections: Some("https://example.org/corrections/"),
            ..Policies::default()
        },
        ..publisher()
    };
    let site = WebSite {
        url: home,
        name: "The Example",
        language: "en-GB",
        search: Some("https://example.org/search/?q={search_term_string}"),
        ..WebSite::default()
    };
    let list = List {
        url: "https://example.org/phones/",
        name: "Phones",
        description: None,
        language: "en-GB",
        home_url: home,
        entries: vec![ListEntry { url: ARTICLE, name: "One" }],
    };
    let profile = Profile {
        person: ann(),
        url: "https://example.org/authors/ann/",
        language: "en-GB",
        home_url: home,
        updated: None,
        zone: &zone,
    };
    let page = Page {
        kind: PageKind::About,
        url: "https://example.org/about/",
        name: "About us",
        description: None,
        language: "en-GB",
        home_url: home,
        published: None,
        updated: Some(Instant(0)),
        zone: &zone,
        image: None,
    };
    let crumb = |name, url| Crumb { name, url };
    let breadcrumbs = Breadcrumbs { url: ARTICLE, crumbs: vec![crumb("Home", Some(home)), crumb("One", None)] };
    let website = json!({"@id": "https://example.org/#website"});
    let found = nodes(&[
        Node::WebSite(&site),
        Node::Organization(&publisher),
        Node::List(&list),
        Node::Profile(&profile),
        Node::Page(&page),
        Node::Breadcrumbs(&breadcrumbs),
    ]);
    assert_eq!(
        found,
        [
            json!({
                "@type": "WebSite",
                "@id": "https://example.org/#website",
                "url": home,
                "name": "The Example",
                "inLanguage": "en-GB",
                "publisher": {"@id": "https://example.org/#organization"},
                "potentialAction": {
                    "@type": "SearchAction",
                    "target": {
                        "@type": "EntryPoint",
                        "urlTemplate": "https://example.org/search/?q={search_term_string}",
                    },
                    "query-input": "required name=search_term_string",
                },
            }),
            json!({
                "@type": "NewsMediaOrganization",
                "@id": "https://example.org/#organization",
                "name": "The Example",
                "url": home,
                "logo": {
                    "@type": "ImageObject",
                    "url": "https://example.org/logo.png",
                    "contentUrl": "https://example.org/logo.png",
                    "width": 600,
                    "height": 60,
                },
                "sameAs": ["https://social.example/@example"],
                "ethicsPolicy": "https://example.org/ethics/",
                "correctionsPolicy": "https://example.org/corrections/",
            }),
            json!({
                "@type": "CollectionPage",
                "@id": "https://example.org/phones/#page",
                "url": "https://example.org/phones/",
                "name": "Phones",
                "inLanguage": "en-GB",
                "isPartOf": website,
                "mainEntity": {
                    "@type": "ItemList",
                    "numberOfItems": 1,
                    "itemListElement": [{"@type": "ListItem", "position": 1, "name": "One", "url": ARTICLE}],
                },
            }),
            json!({
                "@type": "ProfilePage",
                "@id": "https://example.org/authors/ann/#page",
                "url": "https://example.org/authors/ann/",
                "name": "Ann O'Dowd",
                "inLanguage": "en-GB",
                "isPartOf": website,
                "mainEntity": {
                    "@type": "Person",
                    "@id": "https://example.org/authors/ann/#person",
                    "name": "Ann O'Dowd",
                    "url": "https://example.org/authors/ann/",
                    "worksFor": {"@id": "https://example.org/#organization"},
                },
            }),
            json!({
                "@type": "AboutPage",
                "@id": "https://example.org/about/#page",
                "url": "https://example.org/about/",
                "name": "About us",
                "inLanguage": "en-GB",
                "isPartOf": website,
                "dateModified": "1970-01-01T00:00:00+00:00",
            }),
            json!({
                "@type": "BreadcrumbList",
                "@id": "https://example.org/phones/one/#breadcrumb",
                "itemListElement": [
                    {"@type": "ListItem", "position": 1, "name": "Home", "item": home},
                    {"@type": "ListItem", "position": 2, "name": "One"},
                ],
            }),
        ]
    );
}

proptest! {
    #[test]
    fn any_text_comes_back(text in any::<String>()) {
        prop_assume!(!text.is_empty());
        let (zone, publisher) = (Zone::utc(), publisher());
        let article = Article { headline: &text, keywords: vec![&text], ..article(&zone, &publisher) };
        let node = nodes(&[Node::Article(&article)]).remove(0);
        prop_assert_eq!(&node["headline"], &text);
        prop_assert_eq!(&node["keywords"][0], &text);
    }
}
