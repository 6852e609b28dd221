//! Redirects, for hosts of every kind: an HTML page for those that serve files and nothing else, and the `_redirects`
//! file for those that read one.
//!
//! The page works without JavaScript. A refresh of zero seconds is what search engines take for a permanent redirect;
//! `noindex` keeps the old address out of results until they have followed it. Its only text is the target's address,
//! so there is nothing to translate.

use crate::base::escape_html;

/// An address that moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Redirect<'a> {
    /// The old path, such as `/old/`.
    pub from: &'a str,
    /// The new path, or a URL elsewhere.
    pub to: &'a str,
    /// For how long.
    pub lasting: Lasting,
}

/// Whether an address moved for good.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Lasting {
    /// 301: forget the old address.
    #[default]
    Permanent,
    /// 302: the old address comes back.
    Temporary,
}

/// Whether a rule counts where a page stands at the old address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Insistence {
    /// As the host does it.
    Usual,
    /// It does: `301!` ([Netlify](https://docs.netlify.com/routing/redirects/rewrites-proxies/#shadowing)).
    Forced,
}

/// The page at the old address. `to` is the new page's absolute URL, `language` the site's as BCP 47.
pub fn redirect_page(to: &str, language: &str) -> String {
    let url = escape_html(to);
    let language = escape_html(language);
    format!(
        "<!doctype html>\n<html lang=\"{language}\">\n<head>\n<meta charset=\"utf-8\">\n<title>{url}</title>\n\
         <meta http-equiv=\"refresh\" content=\"0; url={url}\">\n<link rel=\"canonical\" href=\"{url}\">\n\
         <meta name=\"robots\" content=\"noindex\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n</head>\n\
         <body>\n<p><a href=\"{url}\">{url}</a></p>\n</body>\n</html>\n"
    )
}

/// Where the page at an old address leads, if these are the bytes of one.
pub fn redirect_target(page: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(page).ok().filter(|text| text.len() < 20_000)?;
    let (_, after) = text.split_once("<meta http-equiv=\"refresh\" content=\"0; url=")?;
    let (url, _) = after.split_once('"')?;
    // The reverse of what `escape_html` does.
    Some(
        url.replace("&quot;", "\"")
            .replace("&#39;", "'")
            .replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&amp;", "&"),
    )
}

/// The lines of a `_redirects` file, `/old/ /new/ 301`, sorted by the old path and each only once.
pub fn redirects_file(redirects: &[Redirect<'_>], insistence: Insistence) -> String {
    let mark = if insistence == Insistence::Forced { "!\n" } else { "\n" };
    let mut sorted = redirects.to_vec();
    sorted.sort_unstable();
    // The first line that matches wins on every host; a second one would only mislead.
    sorted.dedup_by_key(|redirect| redirect.from);
    let mut out = String::with_capacity(sorted.len() * 80);
    for redirect in &sorted {
        push_field(&mut out, redirect.from);
        out.push(' ');
        push_field(&mut out, redirect.to);
        out.push_str(match redirect.lasting {
            Lasting::Permanent => " 301",
            Lasting::Temporary => " 302",
        });
        out.push_str(mark);
    }
    out
}

/// White space separates fields and `*` is a pattern: both are spelled out.
fn push_field(out: &mut String, field: &str) {
    for c in field.chars() {
        match c {
            ' ' => out.push_str("%20"),
            '*' => out.push_str("%2A"),
            c if c.is_whitespace() || c.is_control() => {}
            c => out.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_names_its_target_wherever_someone_looks() {
        let page = redirect_page("https://example.org/new/?a=1&b=\"2\"", "en");
        assert_eq!(page.matches("https://example.org/new/?a=1&amp;b=&quot;2&quot;").count(), 5);
        assert_eq!(redirect_target(page.as_bytes()).as_deref(), Some("https://example.org/new/?a=1&b=\"2\""));
        assert_eq!(redirect_target(b"<!doctype html><p>0; url="), None);
        for part in ["<html lang=\"en\">", "content=\"0; url=https:", "rel=\"canonical\"", "noindex"] {
            assert!(page.contains(part), "{part}");
        }
    }

    #[test]
    fn lines_are_sorted_and_single() {
        let moved = |from, to| Redirect { from, to, lasting: Lasting::Permanent };
        let file = redirects_file(
            &[
                moved("/b/", "/new b/*"),
                Redirect { from: "/c/", to: "https://other.example/", lasting: Lasting::Temporary },
                moved("/a/", "/z/"),
                moved("/a/", "/y/"),
            ],
            Insistence::Usual,
        );
        assert_eq!(redirects_file(&[moved("/a/", "/y/")], Insistence::Forced), "/a/ /y/ 301!\n");
        assert_eq!(file, "/a/ /y/ 301\n/b/ /new%20b/%2A 301\n/c/ https://other.example/ 302\n");
    }
}
