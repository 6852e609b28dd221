//! What the server has to say itself, when the site has no page for it: a message, a hint, and links.
//!
//! A browser gets a small page, `curl` gets what the terminal would show. The page needs no script and no other file.

use crate::base::escape_html;
use axum::body::Body;
use axum::http::header::{ACCEPT, CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::Response;
use std::fmt::Write as _;

/// The value of `Cache-Control` for what must not be kept at all.
pub(super) const NO_STORE: &str = "no-store";

/// For whom a notice is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    Page,
    Text,
}

impl Form {
    /// What the other end reads: a page when it says so.
    pub(super) fn of(request: &HeaderMap) -> Self {
        let accepts = |value: &HeaderValue| value.to_str().is_ok_and(|value| value.contains("text/html"));
        if request.get_all(ACCEPT).iter().any(accepts) { Self::Page } else { Self::Text }
    }
}

/// What the server has to say. Texts have backticks around what stands in an address or a command.
#[derive(Debug)]
pub(super) struct Notice {
    status: StatusCode,
    message: String,
    hint: Option<String>,
    /// Paths as people read them, and as they are written in a URL.
    links: Vec<(String, String)>,
}

impl Notice {
    pub(super) fn new(status: StatusCode, message: impl Into<String>) -> Self {
        Self { status, message: message.into(), hint: None, links: Vec::new() }
    }

    /// What to do about it.
    pub(super) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Somewhere to go.
    pub(super) fn link(mut self, path: impl Into<String>, href: impl Into<String>) -> Self {
        self.links.push((path.into(), href.into()));
        self
    }

    pub(super) fn answer(self, form: Form) -> Response {
        let (mime, body) = match form {
            Form::Page => ("text/html; charset=utf-8", self.page()),
            Form::Text => ("text/plain; charset=utf-8", self.text()),
        };
        let mut response = Response::new(Body::from(body));
        *response.status_mut() = self.status;
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(mime));
        headers.insert(CACHE_CONTROL, HeaderValue::from_static(NO_STORE));
        headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
        // What was asked for is on the page. It is escaped; this is the second lock.
        headers
            .insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; style-src 'unsafe-inline'"));
        response
    }

    fn text(&self) -> String {
        let mut text = format!("error: {}\n", self.message);
        if let Some(hint) = &self.hint {
            let _ = writeln!(text, "  hint: {hint}");
        }
        for (_, href) in &self.links {
            let _ = writeln!(text, "    {href}");
        }
        text
    }

    fn page(&self) -> String {
        let title = escape_html(&self.message.replace('`', ""));
        let mut page = format!(
            "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>{title}</title>\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<style>{STYLE}</style>\n</head>\n\
             <body>\n<main>\n<p>pressroom, {}</p>\n<h1>{}</h1>\n",
            self.status.as_u16(),
            marked(&self.message)
        );
        if let Some(hint) = &self.hint {
            let _ = writeln!(page, "<p><strong>hint:</strong> {}</p>", marked(hint));
        }
        if !self.links.is_empty() {
            page.push_str("<ul>\n");
            for (path, href) in &self.links {
                let _ = writeln!(page, "<li><a href=\"{}\">{}</a></li>", escape_html(href), escape_html(path));
            }
            page.push_str("</ul>\n");
        }
        page.push_str("</main>\n</body>\n</html>\n");
        page
    }
}

const STYLE: &str = "\n:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; }\n\
    main { max-inline-size: 40rem; margin: 12vh auto; padding-inline: 1.5rem; overflow-wrap: anywhere; }\n\
    h1 { font-size: 1.5rem; line-height: 1.25; }\n";

/// A text for HTML, with `<code>` for what stands between backticks. An odd one stands for itself.
fn marked(text: &str) -> String {
    let parts: Vec<&str> = text.split('`').collect();
    let mut html = String::new();
    for (at, part) in parts.iter().enumerate() {
        let part = escape_html(part);
        if at % 2 == 0 {
            html.push_str(&part);
        } else if at + 1 < parts.len() {
            let _ = write!(html, "<code>{part}</code>");
        } else {
            let _ = write!(html, "`{part}");
        }
    }
    html
}

#[cfg(test)]
mod tests {
    use super::*;

    fn notice() -> Notice {
        Notice::new(StatusCode::NOT_FOUND, "nothing is at `/<b>/`").hint("did you mean").link("/日/", "/%E6%97%A5/")
    }

    #[test]
    fn a_terminal_gets_a_message_and_a_hint() {
        assert_eq!(notice().text(), "error: nothing is at `/<b>/`\n  hint: did you mean\n    /%E6%97%A5/\n");
    }

    #[test]
    fn a_browser_gets_a_page_in_which_nothing_is_taken_for_markup() {
        let page = notice().page();
        assert!(page.contains("<h1>nothing is at <code>/&lt;b&gt;/</code></h1>"), "{page}");
        assert!(page.contains("<title>nothing is at /&lt;b&gt;/</title>"), "{page}");
        assert!(page.contains("<li><a href=\"/%E6%97%A5/\">/日/</a></li>"), "{page}");
        assert_eq!(marked("a `b` c ` d"), "a <code>b</code> c ` d");
    }
}
