//! A feed with a value in every field, for the tests of the three formats.

use super::{Feed, Item, Logo, Person, Picture, Term};
use crate::base::{Instant, Zone};

/// Everything that breaks a careless writer; control characters are apart, because XML drops them.
pub(super) const HOSTILE: &str = "</script> ]]> &amp; <b> \"q\" 'a' 🗞️ عربي \u{202e}x AT&T";

/// A feed of two articles, the first with everything and the second with as little as can be.
pub(super) fn sample(zone: &Zone) -> Feed<'_> {
    Feed {
        title: HOSTILE,
        description: HOSTILE,
        home_url: "https://example.org/phones/",
        self_url: "https://example.org/phones/feed.xml?a=1&b=2",
        language: "en-GB",
        id: "https://example.org/phones/",
        updated: Instant(1_763_458_200),
        zone,
        icon: Some("https://example.org/icon.png"),
        image: Some(Logo { url: "https://example.org/logo.png", width: 144, height: 72 }),
        rights: Some("© 2026 Example & Co"),
        publisher: Person { name: "The Example", url: Some("https://example.org/"), email: Some("desk@example.org") },
        hub: Some("https://hub.example.org/"),
        previous_archive: Some("https://example.org/phones/feed/2.xml"),
        next_archive: None,
        current: None,
        items: vec![full(), bare()],
    }
}

fn full() -> Item<'static> {
    Item {
        id: "tag:example.org,2026:1",
        url: "https://example.org/phones/one/?a=1&b=2",
        title: HOSTILE,
        language: None,
        published: Instant(1_763_454_600),
        updated: Instant(1_763_458_200),
        authors: vec![
            Person { name: "Ann O'Dowd", url: Some("https://example.org/authors/ann/"), email: None },
            Person { name: HOSTILE, url: None, email: Some("b@example.org") },
        ],
        categories: vec![
            Term { slug: "phones", scheme: Some("https://example.org/"), label: "Phones & tablets" },
            Term { slug: "5g", scheme: Some("https://example.org/tags/"), label: "5G" },
        ],
        summary: HOSTILE,
        content: Some("<p>One &amp; <em>two</em> ]]&gt; ]]> </p>\n<pre><code>a &lt; b</code></pre>"),
        picture: Some(Picture {
            url: "https://example.org/one.jpg?w=1&h=2",
            width: 1200,
            height: 800,
            mime: "image/jpeg",
            alt: "A phone on a \"table\"",
            caption: Some("The phone, <seen> from above"),
            credit: Some("Jo Bloggs / Example"),
            copyright: Some("© 2026 Jo Bloggs"),
            license: Some("CC BY 4.0"),
            license_url: Some("https://creativecommons.org/licenses/by/4.0/"),
        }),
        label: None,
    }
}

fn bare() -> Item<'static> {
    Item {
        id: "https://example.org/phones/two/",
        url: "https://example.org/phones/two/",
        title: "Two",
        language: None,
        published: Instant(1_763_000_000),
        updated: Instant(1_763_000_000),
        authors: vec![],
        categories: vec![],
        summary: "",
        content: None,
        picture: Some(Picture {
            url: "https://example.org/two.png",
            mime: "image/png",
            alt: "Two phones",
            ..Picture::default()
        }),
        label: Some("Sponsored"),
    }
}
