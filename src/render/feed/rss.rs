//! RSS 2.0 by the [profile of the RSS Advisory Board](https://www.rssboard.org/rss-profile), with the four extensions
//! that readers use: `content:encoded` for the article, `dc:creator` for its authors (RSS's own `author` is an e-mail
//! address), Media RSS for the picture, and Atom's links and `updated`.

use super::media::{MEDIA, write_media};
use super::{Feed, Item, Logo};
use crate::base::Zone;
use crate::render::xml::{Xml, filled};

/// The feed as RSS 2.0.
pub fn rss(feed: &Feed<'_>) -> Vec<u8> {
    let mut xml = Xml::new(feed.capacity());
    xml.tag("rss")
        .attr("version", "2.0")
        .attr("xmlns:atom", "http://www.w3.org/2005/Atom")
        .attr("xmlns:content", "http://purl.org/rss/1.0/modules/content/")
        .attr("xmlns:dc", "http://purl.org/dc/elements/1.1/")
        .attr_some("xmlns:fh", feed.current.map(|_| super::atom::HISTORY))
        .attr("xmlns:media", MEDIA)
        .open();
    xml.tag("channel").open();
    write_channel(&mut xml, feed);
    for item in &feed.items {
        write_item(&mut xml, item, feed.zone);
    }
    xml.close("channel");
    xml.close("rss");
    xml.finish()
}

fn write_channel(xml: &mut Xml, feed: &Feed<'_>) {
    xml.tag("title").title(feed.title);
    xml.element("link", feed.home_url);
    xml.tag("description").html(feed.description);
    xml.element("language", feed.language);
    xml.optional("copyright", feed.rights);
    xml.element("lastBuildDate", &feed.zone.rfc2822(feed.updated));
    xml.element("generator", "pressroom");
    xml.element("docs", "https://www.rssboard.org/rss-specification");
    if let Some(logo) = &feed.image {
        write_logo(xml, logo, feed);
    }
    xml.optional("dc:publisher", Some(feed.publisher.name));
    let links = [
        ("self", Some(feed.self_url)),
        ("hub", feed.hub),
        ("prev-archive", feed.previous_archive),
        ("next-archive", feed.next_archive),
        ("current", feed.current),
    ];
    for (rel, url) in links {
        if let Some(url) = filled(url) {
            let kind = (rel != "hub").then_some("application/rss+xml");
            xml.tag("atom:link").attr("rel", rel).attr_some("type", kind).attr("href", url).empty();
        }
    }
    if feed.current.is_some() {
        xml.tag("fh:archive").empty();
    }
}

fn write_logo(xml: &mut Xml, logo: &Logo<'_>, feed: &Feed<'_>) {
    xml.tag("image").open();
    xml.element("url", logo.url);
    xml.tag("title").title(feed.title);
    xml.element("link", feed.home_url);
    // The specification allows no larger values; a larger picture is shown in its own size.
    if (1..=144).contains(&logo.width) && (1..=400).contains(&logo.height) {
        xml.element("width", &logo.width.to_string());
        xml.element("height", &logo.height.to_string());
    }
    xml.close("image");
}

fn write_item(xml: &mut Xml, item: &Item<'_>, zone: &Zone) {
    xml.tag("item").open();
    xml.tag("title").title(&item.headline());
    xml.element("link", item.url);
    let permalink = if item.id == item.url { "true" } else { "false" };
    xml.tag("guid").attr("isPermaLink", permalink).text(item.id);
    xml.optional("dc:language", item.language);
    xml.element("pubDate", &zone.rfc2822(item.published));
    if item.changed() {
        xml.element("atom:updated", &zone.rfc3339(item.updated));
    }
    for author in &item.authors {
        xml.optional("dc:creator", Some(author.name));
    }
    for term in item.categories.iter().filter(|term| !term.label.is_empty()) {
        xml.tag("category").attr_some("domain", term.scheme).title(term.label);
    }
    xml.tag("description").html(item.summary);
    if let Some(html) = filled(item.content) {
        xml.element("content:encoded", html);
    }
    if let Some(picture) = &item.picture {
        write_media(xml, picture);
    }
    xml.close("item");
}
