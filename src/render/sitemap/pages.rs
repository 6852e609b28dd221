//! Sitemaps of pages, split where they outgrow a file, and the index over them.

use super::SITEMAP;
use crate::base::{Instant, Zone};
use crate::render::xml::Xml;

/// The most URLs that a sitemap may hold.
pub const MAX_URLS: usize = 50_000;

/// The most bytes that a sitemap may hold, uncompressed.
pub const MAX_BYTES: usize = 50 * 1024 * 1024;

/// The most pictures that one page may list.
const MAX_IMAGES: usize = 1_000;

const IMAGE: &str = "http://www.google.com/schemas/sitemap-image/1.1";

/// A page in a sitemap.
#[derive(Clone, Debug, Default)]
pub struct Url<'a> {
    /// The page.
    pub url: &'a str,
    /// When its main content last changed.
    pub updated: Option<Instant>,
    /// Pictures on it.
    pub images: Vec<&'a str>,
}

/// A sitemap in a sitemap index.
#[derive(Clone, Debug)]
pub struct Shard<'a> {
    /// The sitemap.
    pub url: &'a str,
    /// The latest `updated` in it.
    pub updated: Option<Instant>,
}

/// Sitemaps for any number of pages in their order: one, unless the pages outgrow a file. No pages are one empty
/// sitemap, so that its address never goes away.
pub fn sitemaps(urls: &[Url<'_>], zone: &Zone) -> Vec<Vec<u8>> {
    split(urls, zone, MAX_URLS, MAX_BYTES)
}

/// A sitemap index; a caller with more than 50,000 sitemaps needs several.
pub fn sitemap_index(shards: &[Shard<'_>], zone: &Zone) -> Vec<u8> {
    let mut xml = Xml::new(200 + shards.len() * 160);
    xml.tag("sitemapindex").attr("xmlns", SITEMAP).open();
    for shard in shards {
        xml.tag("sitemap").open();
        xml.element("loc", shard.url);
        write_lastmod(&mut xml, shard.updated, zone);
        xml.close("sitemap");
    }
    xml.close("sitemapindex");
    xml.finish()
}

fn split(urls: &[Url<'_>], zone: &Zone, max_urls: usize, max_bytes: usize) -> Vec<Vec<u8>> {
    const END: usize = "</urlset>\n".len();
    let mut files = Vec::new();
    let mut xml = begin(urls.len().min(max_urls));
    let mut count = 0;
    for url in urls {
        let before = xml.len();
        write_url(&mut xml, url, zone);
        count += 1;
        let full = count > max_urls || xml.len() + END > max_bytes;
        if full && count > 1 {
            // The page that did not fit begins the next file.
            xml.truncate(before);
            files.push(end(xml));
            xml = begin(max_urls.min(urls.len()));
            write_url(&mut xml, url, zone);
            count = 1;
        }
    }
    files.push(end(xml));
    files
}

fn begin(urls: usize) -> Xml {
    let mut xml = Xml::new(300 + urls * 250);
    xml.tag("urlset").attr("xmlns", SITEMAP).attr("xmlns:image", IMAGE).open();
    xml
}

fn end(mut xml: Xml) -> Vec<u8> {
    xml.close("urlset");
    xml.finish()
}

fn write_url(xml: &mut Xml, url: &Url<'_>, zone: &Zone) {
    xml.tag("url").open();
    xml.element("loc", url.url);
    write_lastmod(xml, url.updated, zone);
    for image in url.images.iter().take(MAX_IMAGES) {
        xml.tag("image:image").open();
        xml.element("image:loc", image);
        xml.close("image:image");
    }
    xml.close("url");
}

fn write_lastmod(xml: &mut Xml, updated: Option<Instant>, zone: &Zone) {
    if let Some(at) = updated {
        xml.element("lastmod", &zone.rfc3339(at));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(url: &str) -> Url<'_> {
        Url { url, updated: Some(Instant(1_763_458_200)), images: vec!["https://example.org/a.jpg?a&b"] }
    }

    #[test]
    fn a_page_has_a_date_and_its_pictures() {
        let files = sitemaps(
            &[url("https://example.org/one/?a&b"), Url { url: "https://example.org/", ..Url::default() }],
            &Zone::utc(),
        );
        let text = String::from_utf8(files[0].clone()).expect("UTF-8");
        assert_eq!(
            text,
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
             <urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\" \
             xmlns:image=\"http://www.google.com/schemas/sitemap-image/1.1\">\n\
             <url>\n<loc>https://example.org/one/?a&amp;b</loc>\n<lastmod>2025-11-18T09:30:00+00:00</lastmod>\n\
             <image:image>\n<image:loc>https://example.org/a.jpg?a&amp;b</image:loc>\n</image:image>\n</url>\n\
             <url>\n<loc>https://example.org/</loc>\n</url>\n</urlset>\n"
        );
    }

    #[test]
    fn a_file_holds_no_more_than_it_may() {
        let zone = Zone::utc();
        let addresses: Vec<String> = (0..25).map(|n| format!("https://example.org/{n}/")).collect();
        let urls: Vec<_> = addresses.iter().map(|address| url(address)).collect();
        let counts = |files: &[Vec<u8>]| -> Vec<usize> {
            files.iter().map(|file| String::from_utf8_lossy(file).matches("<url>").count()).collect()
        };
        assert_eq!(counts(&split(&urls, &zone, 10, MAX_BYTES)), [10, 10, 5]);
        assert_eq!(counts(&split(&urls[..20], &zone, 10, MAX_BYTES)), [10, 10]);
        assert_eq!(counts(&sitemaps(&[], &zone)), [0]);
        let by_size = split(&urls, &zone, MAX_URLS, 1_000);
        assert!(by_size.len() > 2 && by_size.iter().all(|file| file.len() <= 1_000));
        assert_eq!(counts(&by_size).iter().sum::<usize>(), 25);
    }

    #[test]
    fn an_index_lists_sitemaps() {
        let shards = [Shard { url: "https://example.org/sitemap-2026-11.xml", updated: Some(Instant(0)) }];
        let text = String::from_utf8(sitemap_index(&shards, &Zone::utc())).expect("UTF-8");
        assert!(text.contains("<sitemap>\n<loc>https://example.org/sitemap-2026-11.xml</loc>\n<lastmod>1970-01-01T00:00:00+00:00</lastmod>\n</sitemap>"), "{text}");
    }
}
