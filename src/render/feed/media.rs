//! A picture as [Media RSS](https://www.rssboard.org/media-rss), in RSS and Atom alike.
//!
//! `media:description` is the caption; a picture without one is described by its alternative text. Where both exist,
//! the alternative text is `media:title`. It is never the article's title: that says nothing about the picture.

use super::Picture;
use crate::render::xml::{Xml, filled};

/// The namespace that the document must bind to `media`.
pub(super) const MEDIA: &str = "http://search.yahoo.com/mrss/";

/// Writes `media:content` with everything that is known of the picture.
pub(super) fn write_media(xml: &mut Xml, picture: &Picture<'_>) {
    xml.tag("media:content")
        .attr("url", picture.url)
        .attr_some("type", Some(picture.mime))
        .attr("medium", "image")
        .number("width", known(picture.width))
        .number("height", known(picture.height))
        .open();
    let caption = filled(picture.caption);
    if caption.is_some_and(|caption| caption != picture.alt) && !picture.alt.is_empty() {
        xml.tag("media:title").attr("type", "plain").text(picture.alt);
    }
    if let Some(description) = caption.or(filled(Some(picture.alt))) {
        xml.tag("media:description").attr("type", "plain").text(description);
    }
    if let Some(credit) = filled(picture.credit) {
        xml.tag("media:credit").attr("role", "author").attr("scheme", "urn:ebu").text(credit);
    }
    xml.optional("media:copyright", picture.copyright);
    if let Some(license) = filled(picture.license).or(filled(picture.license_url)) {
        let kind = filled(picture.license_url).map(|_| "text/html");
        xml.tag("media:license").attr_some("type", kind).attr_some("href", picture.license_url).text(license);
    }
    xml.close("media:content");
}

/// A length in pixels, unless it is not known.
fn known(pixels: u32) -> Option<u64> {
    (pixels > 0).then_some(u64::from(pixels))
}
