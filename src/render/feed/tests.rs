//! The three formats, read back by libraries that did not write them.

use super::sample::{HOSTILE, sample};
use super::*;
use atom_syndication as syndication;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::str::FromStr;

const UPDATED: &str = "2025-11-18T10:30:00+01:00";
const PUBLISHED: &str = "2025-11-18T09:30:00+01:00";

fn paris() -> Zone {
    Zone::named("Europe/Paris").expect("the zone database is bundled")
}

fn read_rss(feed: &Feed<'_>) -> ::rss::Channel {
    ::rss::Channel::read_from(&rss(feed)[..]).expect("RSS")
}

fn read_atom(feed: &Feed<'_>) -> syndication::Feed {
    syndication::Feed::read_from(&atom(feed)[..]).expect("Atom")
}

fn read_json(feed: &Feed<'_>) -> Value {
    serde_json::from_slice(&json_feed(feed)).expect("JSON")
}

/// What a reader shows where a format holds HTML.
fn shown(html: &str) -> String {
    html.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}

/// `rel` and address of the Atom links in an RSS channel.
fn links(channel: &::rss::Channel) -> Vec<(String, String)> {
    channel.extensions()["atom"]["link"]
        .iter()
        .map(|link| (link.attrs["rel"].clone(), link.attrs["href"].clone()))
        .collect()
}

/// An element of Media RSS; the two libraries have a type each.
#[derive(Clone, Debug, Default)]
struct Element {
    attrs: BTreeMap<String, String>,
    value: Option<String>,
    children: BTreeMap<String, Vec<Element>>,
}

macro_rules! element_from {
    ($extension:ty) => {
        impl From<&$extension> for Element {
            fn from(read: &$extension) -> Self {
                let children =
                    read.children.iter().map(|(name, all)| (name.clone(), all.iter().map(Self::from).collect()));
                Self { attrs: read.attrs.clone(), value: read.value.clone(), children: children.collect() }
            }
        }
    };
}

element_from!(::rss::extension::Extension);
element_from!(syndication::extension::Extension);

impl Element {
    /// The one child of a name.
    fn child(&self, name: &str) -> Option<&Self> {
        let found = self.children.get(name)?;
        assert_eq!(found.len(), 1, "{name}");
        found.first()
    }

    fn text(&self, name: &str) -> Option<&str> {
        self.child(name)?.value.as_deref()
    }
}

fn pairs(attributes: &[(&str, &str)]) -> BTreeMap<String, String> {
    attributes.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn check_media(content: &Element) {
    let expected = [
        ("height", "800"),
        ("medium", "image"),
        ("type", "image/jpeg"),
        ("url", "https://example.org/one.jpg?w=1&h=2"),
        ("width", "1200"),
    ];
    assert_eq!(content.attrs, pairs(&expected));
    assert_eq!(content.text("title"), Some("A phone on a \"table\""));
    assert_eq!(content.text("description"), Some("The phone, <seen> from above"));
    assert_eq!(content.text("credit"), Some("Jo Bloggs / Example"));
    assert_eq!(content.text("copyright"), Some("© 2026 Jo Bloggs"));
    assert_eq!(content.text("license"), Some("CC BY 4.0"));
    assert_eq!(
        content.child("license").expect("a licence").attrs["href"],
        "https://creativecommons.org/licenses/by/4.0/"
    );
}

#[test]
fn an_rss_channel_comes_back() {
    let zone = paris();
    let channel = read_rss(&sample(&zone));
    assert_eq!(channel.title(), HOSTILE);
    assert_eq!(shown(channel.description()), HOSTILE);
    assert_eq!(channel.link(), "https://example.org/phones/");
    assert_eq!(channel.language(), Some("en-GB"));
    assert_eq!(channel.copyright(), Some("© 2026 Example & Co"));
    assert_eq!(channel.last_build_date(), Some("Tue, 18 Nov 2025 10:30:00 +0100"));
    assert_eq!(channel.dublin_core_ext().expect("Dublin Core").publishers(), ["The Example"]);
    let image = channel.image().expect("a logo");
    assert_eq!(
        (image.url(), image.title(), image.link()),
        ("https://example.org/logo.png", HOSTILE, "https://example.org/phones/")
    );
    assert_eq!((image.width(), image.height()), (Some("144"), Some("72")));
    let own = |rel: &str, url: &str| (rel.to_owned(), url.to_owned());
    assert_eq!(
        links(&channel),
        [
            own("self", "https://example.org/phones/feed.xml?a=1&b=2"),
            own("hub", "https://hub.example.org/"),
            own("prev-archive", "https://example.org/phones/feed/2.xml"),
        ]
    );
}

#[test]
fn an_rss_item_comes_back() {
    let zone = paris();
    let feed = sample(&zone);
    let channel = read_rss(&feed);
    let item = &channel.items()[0];
    assert_eq!(item.title(), Some(HOSTILE));
    assert_eq!(item.link(), Some("https://example.org/phones/one/?a=1&b=2"));
    let guid = item.guid().expect("a guid");
    assert_eq!((guid.value(), guid.is_permalink()), ("tag:example.org,2026:1", false));
    assert_eq!(item.pub_date(), Some("Tue, 18 Nov 2025 09:30:00 +0100"));
    assert_eq!(item.extensions()["atom"]["updated"][0].value.as_deref(), Some(UPDATED));
    assert_eq!(item.dublin_core_ext().expect("Dublin Core").creators(), ["Ann O'Dowd", HOSTILE]);
    let categories: Vec<_> = item.categories().iter().map(|term| (term.name(), term.domain())).collect();
    assert_eq!(
        categories,
        [("Phones & tablets", Some("https://example.org/")), ("5G", Some("https://example.org/tags/"))]
    );
    assert_eq!(item.description().map(shown).as_deref(), Some(HOSTILE));
    assert_eq!(item.content(), feed.items[0].content);
    check_media(&Element::from(&item.extensions()["media"]["content"][0]));
}

#[test]
fn an_atom_feed_comes_back() {
    let zone = paris();
    let feed = read_atom(&sample(&zone));
    assert_eq!(feed.id(), "https://example.org/phones/");
    assert_eq!(feed.title().value, HOSTILE);
    assert_eq!(feed.subtitle().expect("a subtitle").value, HOSTILE);
    assert_eq!(feed.updated().to_rfc3339(), UPDATED);
    assert_eq!(feed.lang(), Some("en-GB"));
    assert_eq!(feed.icon(), Some("https://example.org/icon.png"));
    assert_eq!(feed.logo(), Some("https://example.org/logo.png"));
    assert_eq!(feed.rights().expect("rights").value, "© 2026 Example & Co");
    let publisher = &feed.authors()[0];
    assert_eq!(
        (publisher.name(), publisher.uri(), publisher.email()),
        ("The Example", Some("https://example.org/"), Some("desk@example.org"))
    );
    let links: Vec<_> = feed.links().iter().map(|link| (link.rel(), link.href())).collect();
    assert_eq!(
        links,
        [
            ("self", "https://example.org/phones/feed.xml?a=1&b=2"),
            ("alternate", "https://example.org/phones/"),
            ("hub", "https://hub.example.org/"),
            ("prev-archive", "https://example.org/phones/feed/2.xml"),
        ]
    );
}

#[test]
fn an_atom_entry_comes_back() {
    let zone = paris();
    let feed = sample(&zone);
    let read = read_atom(&feed);
    let entry = &read.entries()[0];
    assert_eq!(entry.id(), "tag:example.org,2026:1");
    assert_eq!(entry.title().value, HOSTILE);
    assert_eq!(entry.links()[0].href(), "https://example.org/phones/one/?a=1&b=2");
    assert_eq!(entry.published().map(syndication::FixedDateTime::to_rfc3339).as_deref(), Some(PUBLISHED));
    assert_eq!(entry.updated().to_rfc3339(), UPDATED);
    let authors: Vec<_> = entry.authors().iter().map(|a| (a.name(), a.uri(), a.email())).collect();
    assert_eq!(
        authors,
        [("Ann O'Dowd", Some("https://example.org/authors/ann/"), None), (HOSTILE, None, Some("b@example.org"))]
    );
    let terms: Vec<_> = entry.categories().iter().map(|c| (c.term(), c.scheme(), c.label())).collect();
    assert_eq!(
        terms,
        [
            ("phones", Some("https://example.org/"), Some("Phones & tablets")),
            ("5g", Some("https://example.org/tags/"), Some("5G")),
        ]
    );
    assert_eq!(entry.summary().expect("a summary").value, HOSTILE);
    let content = entry.content().expect("content");
    assert_eq!((content.content_type(), content.value()), (Some("html"), feed.items[0].content));
    check_media(&Element::from(&entry.extensions()["media"]["content"][0]));
}

#[test]
fn a_json_feed_says_all_it_can() {
    let zone = paris();
    let feed = sample(&zone);
    let read = read_json(&feed);
    let mut head = read.clone();
    head.as_object_mut().expect("an object").remove("items");
    assert_eq!(
        head,
        json!({
            "version": "https://jsonfeed.org/version/1.1",
            "title": HOSTILE,
            "home_page_url": "https://example.org/phones/",
            "feed_url": "https://example.org/phones/feed.xml?a=1&b=2",
            "description": HOSTILE,
            "next_url": "https://example.org/phones/feed/2.xml",
            "icon": "https://example.org/icon.png",
            "authors": [{"name": "The Example", "url": "https://example.org/"}],
            "language": "en-GB",
            "hubs": [{"type": "WebSub", "url": "https://hub.example.org/"}],
        })
    );
    assert_eq!(
        read["items"][0],
        json!({
            "id": "tag:example.org,2026:1",
            "url": "https://example.org/phones/one/?a=1&b=2",
            "title": HOSTILE,
            "content_html": feed.items[0].content,
            "summary": HOSTILE,
            "image": "https://example.org/one.jpg?w=1&h=2",
            "date_published": PUBLISHED,
            "date_modified": UPDATED,
            "authors": [{"name": "Ann O'Dowd", "url": "https://example.org/authors/ann/"}, {"name": HOSTILE}],
            "tags": ["Phones & tablets", "5G"],
            "_pressroom": {"image": {
                "src": "https://example.org/one.jpg?w=1&h=2",
                "width": 1200,
                "height": 800,
                "alt": "A phone on a \"table\"",
                "caption": "The phone, <seen> from above",
                "credit": "Jo Bloggs / Example",
                "copyright": "© 2026 Jo Bloggs",
                "license": "CC BY 4.0",
                "license_url": "https://creativecommons.org/licenses/by/4.0/",
            }},
        })
    );
}

#[test]
fn an_item_with_little_to_say_is_valid_in_every_format() {
    let zone = paris();
    let feed = sample(&zone);
    let channel = read_rss(&feed);
    let item = &channel.items()[1];
    assert_eq!(item.title(), Some("Sponsored: Two"));
    assert!(item.guid().expect("a guid").is_permalink());
    assert_eq!((item.content(), item.dublin_core_ext()), (None, None));
    assert!(!item.extensions().contains_key("atom"), "nothing changed");
    // The alternative text stays the picture's, and describes it where there is no caption.
    let media = Element::from(&item.extensions()["media"]["content"][0]);
    assert_eq!(media.text("description"), Some("Two phones"));
    assert!(media.child("title").is_none());
    assert_eq!(
        media.attrs,
        pairs(&[("medium", "image"), ("type", "image/png"), ("url", "https://example.org/two.png")])
    );

    let read = read_atom(&feed);
    let entry = &read.entries()[1];
    assert_eq!(entry.title().value, "Sponsored: Two");
    assert!(entry.authors().is_empty() && entry.content().is_none() && entry.summary().is_none());

    assert_eq!(
        read_json(&feed)["items"][1],
        json!({
            "id": "https://example.org/phones/two/",
            "url": "https://example.org/phones/two/",
            "title": "Sponsored: Two",
            "content_text": "",
            "image": "https://example.org/two.png",
            "date_published": "2025-11-13T03:13:20+01:00",
            "_pressroom": {"label": "Sponsored", "image": {"src": "https://example.org/two.png", "alt": "Two phones"}},
        })
    );
}

#[test]
fn an_archive_document_points_both_ways() {
    let zone = paris();
    let feed = Feed {
        next_archive: Some("https://example.org/phones/feed/4.xml"),
        current: Some("https://example.org/phones/feed.xml"),
        ..sample(&zone)
    };
    let channel = read_rss(&feed);
    assert!(channel.extensions()["fh"].contains_key("archive"));
    let rels: Vec<String> = links(&channel).into_iter().map(|(rel, _)| rel).collect();
    assert_eq!(rels, ["self", "hub", "prev-archive", "next-archive", "current"]);
    let read = read_atom(&feed);
    assert!(read.extensions()["fh"].contains_key("archive"));
    assert_eq!(read.namespaces().get("fh").map(String::as_str), Some("http://purl.org/syndication/history/1.0"));
}

#[test]
fn control_characters_never_reach_xml() {
    let zone = paris();
    let mut feed = sample(&zone);
    feed.title = "a\u{0}\u{8}b\u{c}";
    feed.items[0].content = Some("<p>\u{1b}[0m\u{ffff}</p>");
    let channel = read_rss(&feed);
    assert_eq!((channel.title(), channel.items()[0].content()), ("ab", Some("<p>[0m</p>")));
    assert_eq!(read_atom(&feed).title().value, "ab");
    assert!(syndication::Feed::from_str(std::str::from_utf8(&atom(&feed)).expect("UTF-8")).is_ok());
}

#[test]
fn the_same_feed_gives_the_same_bytes() {
    let zone = paris();
    assert_eq!(rss(&sample(&zone)), rss(&sample(&zone)));
    assert_eq!(atom(&sample(&zone)), atom(&sample(&zone)));
    assert_eq!(json_feed(&sample(&zone)), json_feed(&sample(&zone)));
}
