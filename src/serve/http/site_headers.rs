//! The site's own `_headers`, sent with its files as a host will send them. What is left out, and why:
//!
//! - what hosts set themselves and ignore there ([Netlify's list](https://docs.netlify.com/routing/headers/#limitations),
//!   the connection's own headers, and passwords that are meant for the host);
//! - what lets caches keep a file: `Cache-Control: immutable` on a style sheet would show yesterday's. All files are
//!   sent with `no-cache` and an ETag instead, so that a browser asks each time and gets 304;
//! - what outlives the preview: `Strict-Transport-Security` would shut every other server on `localhost` out for as long
//!   as it says, `Clear-Site-Data` would log out of them, `Alt-Svc` leads elsewhere;
//! - what reports to whoever watches over the published site.
//!
//! A `Content-Security-Policy` is sent with the changes that `csp` tells of. `Access-Control-Allow-Origin` is sent, and
//! taken back by `guard` when a page from elsewhere asks: drafts are nobody else's to read.

use super::csp;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::http::{HeaderMap, HeaderName, HeaderValue};

/// Not taken from the site; lower case.
const LEFT_OUT: [&str; 37] = [
    // The host's own.
    "accept-ranges",
    "age",
    "allow",
    "basic-auth",
    "connection",
    "content-encoding",
    "content-length",
    "content-range",
    "date",
    "keep-alive",
    "location",
    "proxy-authenticate",
    "proxy-authorization",
    "proxy-connection",
    "server",
    "set-cookie",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "www-authenticate",
    // About caches.
    "cache-control",
    "cdn-cache-control",
    "cloudflare-cdn-cache-control",
    "etag",
    "expires",
    "last-modified",
    "netlify-cdn-cache-control",
    "pragma",
    "surrogate-control",
    // Longer than the preview.
    "alt-svc",
    "clear-site-data",
    "strict-transport-security",
    // Reports.
    "expect-ct",
    "nel",
    "report-to",
    "reporting-endpoints",
];

/// The headers of a file: its type, the policy about caches, and the site's own. `desk` is where the desk is, as a
/// source of a Content-Security-Policy.
pub(super) fn headers(mime: &str, site: &[(String, String)], desk: &str) -> HeaderMap {
    let mut headers = HeaderMap::new();
    if let Ok(mime) = HeaderValue::try_from(with_charset(mime)) {
        headers.insert(CONTENT_TYPE, mime);
    }
    for (name, value) in site {
        // A name or a value that can't be sent is not sent by a host either.
        let Ok(name) = HeaderName::try_from(name.as_str()) else { continue };
        if LEFT_OUT.contains(&name.as_str()) {
            continue;
        }
        let policy = matches!(name.as_str(), "content-security-policy" | "content-security-policy-report-only");
        let value = if policy { csp::with_desk(value, desk) } else { value.clone() };
        let Ok(value) = HeaderValue::try_from(value) else { continue };
        if policy && value.is_empty() {
            continue;
        }
        if name == CONTENT_TYPE {
            headers.insert(name, value);
        } else {
            headers.append(name, value);
        }
    }
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    headers
}

/// The type of a file, with UTF-8 for texts that name no encoding. JSON has no such parameter: it is always UTF-8.
fn with_charset(mime: &str) -> String {
    let text = mime.starts_with("text/")
        || mime.ends_with("+xml")
        || matches!(mime, "application/xml" | "application/javascript" | "application/x-subrip");
    if text && !mime.contains(';') { format!("{mime}; charset=utf-8") } else { mime.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(site: &[(&str, &str)]) -> HeaderMap {
        let site: Vec<_> = site.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        headers("text/html", &site, "localhost:1111/_pressroom/")
    }

    #[test]
    fn the_sites_headers_are_sent() {
        let headers =
            sent(&[("X-Frame-Options", "DENY"), ("Link", "</a>"), ("link", "</b>"), ("Referrer-Policy", "é")]);
        assert_eq!(headers["x-frame-options"], "DENY");
        assert_eq!(headers.get_all("link").iter().collect::<Vec<_>>(), ["</a>", "</b>"]);
        assert!(headers.contains_key("referrer-policy"));
    }

    #[test]
    fn a_file_can_have_another_type() {
        assert_eq!(sent(&[("content-type", "application/json")])["content-type"], "application/json");
        assert_eq!(sent(&[])["content-type"], "text/html; charset=utf-8");
    }

    #[test]
    fn nothing_is_sent_that_would_make_the_preview_lie_or_outlive_it() {
        for name in LEFT_OUT.iter().filter(|name| **name != "cache-control") {
            assert!(!sent(&[(name, "1")]).contains_key(*name), "{name}");
        }
        assert_eq!(sent(&[("Cache-Control", "max-age=9, immutable")])["cache-control"], "no-cache");
        assert!(LEFT_OUT.iter().all(|name| name.to_ascii_lowercase() == **name));
    }

    #[test]
    fn what_is_no_header_is_skipped() {
        let headers = sent(&[("! X-Robots-Tag", "x"), ("", "x"), ("X-A", "a\r\nX-B: b")]);
        assert_eq!(headers.len(), 2, "{headers:?}");
    }

    #[test]
    fn a_policy_lets_the_desk_in() {
        let headers = sent(&[("Content-Security-Policy", "script-src 'self'; upgrade-insecure-requests")]);
        assert_eq!(headers["content-security-policy"], "script-src 'self' localhost:1111/_pressroom/");
        assert!(
            !sent(&[("Content-Security-Policy", "upgrade-insecure-requests")]).contains_key("content-security-policy")
        );
    }

    #[test]
    fn texts_are_utf_8() {
        for (mime, full) in [
            ("text/css", "text/css; charset=utf-8"),
            ("image/svg+xml", "image/svg+xml; charset=utf-8"),
            ("application/xml", "application/xml; charset=utf-8"),
            ("text/plain; charset=latin1", "text/plain; charset=latin1"),
            ("application/json", "application/json"),
            ("image/avif", "image/avif"),
        ] {
            assert_eq!(with_charset(mime), full);
        }
    }
}
