//! The [news sitemap](https://developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap): articles of
//! the last two days, at most 1,000, with publication, date and title only.

use super::SITEMAP;
use crate::base::{Instant, Zone};
use crate::render::xml::Xml;
use std::cmp::Reverse;

/// The most articles that a news sitemap may hold.
pub const MAX_NEWS: usize = 1_000;

const NEWS: &str = "http://www.google.com/schemas/sitemap-news/0.9";

/// Who publishes.
#[derive(Clone, Debug)]
pub struct Publication<'a> {
    /// The name as news.google.com shows it.
    pub name: &'a str,
    /// ISO 639, such as `en`; a region is cut off, except for Chinese, where it is part of the value.
    pub language: &'a str,
}

/// An article in a news sitemap.
#[derive(Clone, Debug)]
pub struct News<'a> {
    /// The article's page.
    pub url: &'a str,
    /// Plain text.
    pub title: &'a str,
    /// When it was first published.
    pub published: Instant,
}

/// A news sitemap of the newest 1,000 of the articles, newest first. Which of them are recent enough is the caller's
/// to say, because it takes a clock. No articles are an empty list, so that its address never goes away.
pub fn news_sitemap(publication: &Publication<'_>, articles: &[News<'_>], zone: &Zone) -> Vec<u8> {
    let mut newest: Vec<&News<'_>> = articles.iter().collect();
    newest.sort_by_key(|news| (Reverse(news.published), news.url));
    newest.truncate(MAX_NEWS);
    let mut xml = Xml::new(300 + newest.len() * 450);
    xml.tag("urlset").attr("xmlns", SITEMAP).attr("xmlns:news", NEWS).open();
    for news in newest {
        xml.tag("url").open();
        xml.element("loc", news.url);
        xml.tag("news:news").open();
        xml.tag("news:publication").open();
        xml.element("news:name", publication.name);
        xml.element("news:language", &language(publication.language));
        xml.close("news:publication");
        xml.element("news:publication_date", &zone.rfc3339(news.published));
        xml.element("news:title", news.title);
        xml.close("news:news");
        xml.close("url");
    }
    xml.close("urlset");
    xml.finish()
}

/// The value for a BCP 47 tag: ISO 639, or one of the two exceptions for Chinese.
fn language(tag: &str) -> String {
    let tag = tag.to_ascii_lowercase().replace('_', "-");
    match tag.as_str() {
        "zh-tw" | "zh-hk" | "zh-mo" => "zh-tw".to_owned(),
        other if other.starts_with("zh-hant") => "zh-tw".to_owned(),
        other if other == "zh" || other.starts_with("zh-") => "zh-cn".to_owned(),
        other => other.split('-').next().unwrap_or_default().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_thousand_are_listed_newest_first() {
        let urls: Vec<String> = (0..1_100).map(|n| format!("https://example.org/{n}/")).collect();
        let articles: Vec<News<'_>> =
            urls.iter().zip(0..).map(|(url, n)| News { url, title: "A & <B>", published: Instant(n) }).collect();
        let publication = Publication { name: "The Example", language: "en-GB" };
        let text = String::from_utf8(news_sitemap(&publication, &articles, &Zone::utc())).expect("UTF-8");
        assert_eq!(text.matches("<url>").count(), 1_000);
        assert!(text.find("/1099/") < text.find("/1098/"));
        assert!(!text.contains("/99/"));
        assert!(text.contains(
            "<news:news>\n<news:publication>\n<news:name>The Example</news:name>\n\
             <news:language>en</news:language>\n</news:publication>\n\
             <news:publication_date>1970-01-01T00:18:19+00:00</news:publication_date>\n\
             <news:title>A &amp; &lt;B&gt;</news:title>\n</news:news>"
        ));
    }

    #[test]
    fn chinese_keeps_its_script() {
        for (tag, expected) in
            [("de", "de"), ("pt_BR", "pt"), ("zh", "zh-cn"), ("zh-Hant-HK", "zh-tw"), ("zh-TW", "zh-tw")]
        {
            assert_eq!(language(tag), expected);
        }
    }
}
