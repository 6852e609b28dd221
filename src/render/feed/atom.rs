//! Atom ([RFC 4287](https://www.rfc-editor.org/rfc/rfc4287)) with Media RSS for pictures and
//! [RFC 5005](https://www.rfc-editor.org/rfc/rfc5005) for archives.
//!
//! The publisher is the feed's author, so that an entry without a byline is valid: by section 4.1.2 every entry has
//! an author of its own or the feed has one.

use super::media::{MEDIA, write_media};
use super::{Feed, Item, Person};
use crate::base::Zone;
use crate::render::xml::{Xml, filled};

/// The namespace of RFC 5005, bound to `fh` in archive documents.
pub(super) const HISTORY: &str = "http://purl.org/syndication/history/1.0";

/// The feed as Atom.
pub fn atom(feed: &Feed<'_>) -> Vec<u8> {
    let mut xml = Xml::new(feed.capacity());
    xml.tag("feed")
        .attr("xmlns", "http://www.w3.org/2005/Atom")
        .attr_some("xmlns:fh", feed.current.map(|_| HISTORY))
        .attr("xmlns:media", MEDIA)
        .attr_some("xml:lang", Some(feed.language))
        .open();
    write_head(&mut xml, feed);
    for item in &feed.items {
        write_entry(&mut xml, item, feed.zone);
    }
    xml.close("feed");
    xml.finish()
}

fn write_head(xml: &mut Xml, feed: &Feed<'_>) {
    xml.element("id", feed.id);
    xml.element("title", feed.title);
    xml.optional("subtitle", Some(feed.description));
    xml.element("updated", &feed.zone.rfc3339(feed.updated));
    let links = [
        ("self", Some(feed.self_url)),
        ("alternate", Some(feed.home_url)),
        ("hub", feed.hub),
        ("prev-archive", feed.previous_archive),
        ("next-archive", feed.next_archive),
        ("current", feed.current),
    ];
    for (rel, url) in links {
        if let Some(url) = filled(url) {
            let kind = match rel {
                "hub" => None,
                "alternate" => Some("text/html"),
                _ => Some("application/atom+xml"),
            };
            xml.tag("link").attr("rel", rel).attr_some("type", kind).attr("href", url).empty();
        }
    }
    if feed.current.is_some() {
        xml.tag("fh:archive").empty();
    }
    write_person(xml, &feed.publisher);
    xml.element("generator", "pressroom");
    xml.optional("icon", feed.icon);
    xml.optional("logo", feed.image.as_ref().map(|logo| logo.url));
    xml.optional("rights", feed.rights);
}

fn write_entry(xml: &mut Xml, item: &Item<'_>, zone: &Zone) {
    xml.tag("entry").attr_some("xml:lang", item.language).open();
    xml.element("id", item.id);
    xml.element("title", &item.headline());
    xml.tag("link").attr("rel", "alternate").attr("type", "text/html").attr("href", item.url).empty();
    xml.element("published", &zone.rfc3339(item.published));
    xml.element("updated", &zone.rfc3339(item.updated.max(item.published)));
    for author in &item.authors {
        write_person(xml, author);
    }
    for term in &item.categories {
        xml.tag("category")
            .attr("term", term.slug)
            .attr_some("scheme", term.scheme)
            .attr_some("label", Some(term.label))
            .empty();
    }
    xml.optional("summary", Some(item.summary));
    if let Some(html) = filled(item.content) {
        xml.tag("content").attr("type", "html").text(html);
    }
    if let Some(picture) = &item.picture {
        write_media(xml, picture);
    }
    xml.close("entry");
}

fn write_person(xml: &mut Xml, person: &Person<'_>) {
    xml.tag("author").open();
    xml.element("name", person.name);
    xml.optional("uri", person.url);
    xml.optional("email", person.email);
    xml.close("author");
}
