//! Sitemaps ([protocol](https://www.sitemaps.org/protocol.html)): what to crawl, and when it last changed.
//!
//! A file holds at most 50,000 URLs and 50 MB. `lastmod` is the article's own date, never the time of the build: a
//! crawler that finds it wrong once stops believing it. Pictures are listed with
//! [image entries](https://developers.google.com/search/docs/crawling-indexing/sitemaps/image-sitemaps); `changefreq`
//! and `priority` are left out because nobody reads them.

mod news;
mod pages;

pub use news::{MAX_NEWS, News, Publication, news_sitemap};
pub use pages::{MAX_BYTES, MAX_URLS, Shard, Url, sitemap_index, sitemaps};

const SITEMAP: &str = "http://www.sitemaps.org/schemas/sitemap/0.9";
