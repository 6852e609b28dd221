//! HTML for readers that show it far from its page: every URL absolute, nothing that runs.
//!
//! A feed reader has no page to resolve `../two/` against, and it drops or refuses scripts. The fragment is one that
//! this crate rendered, with whatever raw HTML its writer put in; tags are read by the rules of the
//! [HTML tokenizer](https://html.spec.whatwg.org/multipage/parsing.html#tokenization) so far as attributes go, and
//! text is copied as it is. `script` and `style` elements, comments and `on…` attributes are left out. URLs are
//! resolved as [RFC 3986](https://www.rfc-editor.org/rfc/rfc3986#section-5.2) says, without decoding them.

use super::resolve::Base;
use memchr::{memchr, memmem};

/// Makes `href`, `src`, `srcset` and `poster` in an HTML fragment absolute, and leaves out what runs.
///
/// `page_url` is the page that the fragment belongs to; relative URLs and `#fragments` start there. `site_base` is
/// what a leading `/` stands for, such as `https://example.org`; a slash at its end makes no difference.
pub fn absolutize(html: &str, page_url: &str, site_base: &str) -> String {
    let base = Base::new(page_url, site_base);
    let mut out = String::with_capacity(html.len() + html.len() / 8);
    let mut rest = html;
    while let Some(open) = memchr(b'<', rest.as_bytes()) {
        out.push_str(&rest[..open]);
        rest = &rest[open..];
        rest = if rest.starts_with("<!--") {
            memmem::find(rest.as_bytes(), b"-->").map_or("", |end| &rest[end + 3..])
        } else {
            tag(&mut out, rest, &base)
        };
    }
    out.push_str(rest);
    out
}

/// Copies the tag that a text begins with; returns what follows it. A `<` that begins no tag is text.
fn tag<'h>(out: &mut String, html: &'h str, base: &Base) -> &'h str {
    let bytes = html.as_bytes();
    let slash = usize::from(bytes.get(1) == Some(&b'/'));
    let start = 1 + slash;
    if !bytes.get(start).is_some_and(u8::is_ascii_alphabetic) {
        out.push('<');
        return &html[1..];
    }
    let name_end = start + bytes[start..].iter().position(|b| ends_name(*b)).unwrap_or(bytes.len() - start);
    let name = &html[start..name_end];
    let silent = name.eq_ignore_ascii_case("script") || name.eq_ignore_ascii_case("style");
    let before = out.len();
    out.push_str(&html[..name_end]);
    let Some(length) = attributes(out, &html[name_end..], name, base) else {
        // A tag that the fragment's end cuts off: a browser drops it too.
        out.truncate(before);
        return "";
    };
    let rest = &html[name_end + length..];
    if !silent {
        return rest;
    }
    out.truncate(before);
    if slash == 1 { rest } else { after_raw_text(rest, name) }
}

/// Copies attributes up to and with the `>`; returns their length, or `None` when the tag has no end.
fn attributes(out: &mut String, html: &str, tag: &str, base: &Base) -> Option<usize> {
    let bytes = html.as_bytes();
    // Where the next attribute begins, with the white space before it.
    let mut from = 0;
    loop {
        let name_start = from + bytes[from..].iter().position(|b| !b.is_ascii_whitespace() && *b != b'/')?;
        if bytes[name_start] == b'>' {
            out.push_str(&html[from..=name_start]);
            return Some(name_start + 1);
        }
        // An equals sign is part of the name where it comes first.
        let name_end = name_start + 1 + bytes[name_start + 1..].iter().position(|b| ends_name(*b) || *b == b'=')?;
        let name = &html[name_start..name_end];
        let after = name_end + bytes[name_end..].iter().position(|b| !b.is_ascii_whitespace())?;
        let Some(value) = (bytes[after] == b'=').then(|| Value::read(html, after + 1)) else {
            if !runs(name) {
                out.push_str(&html[from..name_end]);
            }
            from = name_end;
            continue;
        };
        let value = value?;
        match rewritten(name, tag, value.text, base) {
            _ if runs(name) => {}
            Some(url) => {
                out.push_str(&html[from..name_end]);
                value.write(out, &url);
            }
            None => out.push_str(&html[from..value.end]),
        }
        from = value.end;
    }
}

/// An attribute's value as it stands in the source.
struct Value<'h> {
    text: &'h str,
    quote: Option<u8>,
    /// Where the attribute ends.
    end: usize,
}

impl<'h> Value<'h> {
    /// Reads what follows the equals sign.
    fn read(html: &'h str, from: usize) -> Option<Self> {
        let bytes = html.as_bytes();
        let start = from + bytes[from..].iter().position(|b| !b.is_ascii_whitespace())?;
        if let quote @ (b'"' | b'\'') = bytes[start] {
            let length = memchr(quote, &bytes[start + 1..])?;
            let text = &html[start + 1..start + 1 + length];
            Some(Self { text, quote: Some(quote), end: start + length + 2 })
        } else {
            let length = bytes[start..].iter().position(|b| b.is_ascii_whitespace() || *b == b'>')?;
            Some(Self { text: &html[start..start + length], quote: None, end: start + length })
        }
    }

    /// Writes another value in its place, quoted as it was; one without quotes gets them.
    fn write(&self, out: &mut String, value: &str) {
        match self.quote {
            Some(b'\'') => out.extend(["='", value, "'"]),
            Some(_) => out.extend(["=\"", value, "\""]),
            None => out.extend(["=\"", &value.replace('"', "&quot;"), "\""]),
        }
    }
}

/// The absolute form of an attribute's value; `None` leaves it as it is.
fn rewritten(name: &str, tag: &str, value: &str, base: &Base) -> Option<String> {
    let is = |other: &str| name.eq_ignore_ascii_case(other);
    if is("srcset") {
        return Some(srcset(value, base));
    }
    if !(is("href") || is("src") || is("poster")) {
        return None;
    }
    let url = value.trim_matches(|c: char| c.is_ascii_whitespace());
    let link = tag.eq_ignore_ascii_case("a") || tag.eq_ignore_ascii_case("area");
    // `<use href="#icon">` names a part of the drawing, and an empty `src` nothing.
    if !link && (url.is_empty() || url.starts_with('#')) {
        return None;
    }
    base.resolve(url)
}

/// Each candidate of a [`srcset`](https://html.spec.whatwg.org/multipage/images.html#srcset-attribute) made absolute.
/// A URL may hold commas, only not at its end.
fn srcset(value: &str, base: &Base) -> String {
    let mut out = String::with_capacity(value.len() * 2);
    let mut rest = value;
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == ',');
        if rest.is_empty() {
            return out;
        }
        let end = rest.find(|c: char| c.is_ascii_whitespace()).unwrap_or(rest.len());
        let url = rest[..end].trim_end_matches(',');
        let (descriptor, next) = if url.len() < end { ("", &rest[end..]) } else { descriptor(&rest[end..]) };
        rest = next;
        if !out.is_empty() {
            out.push_str(", ");
        }
        match base.resolve(url) {
            Some(absolute) => out.push_str(&absolute),
            None => out.push_str(url),
        }
        if !descriptor.is_empty() {
            out.extend([" ", descriptor]);
        }
    }
}

/// The text up to a comma outside parentheses, and what follows the comma.
fn descriptor(text: &str) -> (&str, &str) {
    let mut depth = 0_u32;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'(' => depth += 1,
            b')' => depth = depth.saturating_sub(1),
            b',' if depth == 0 => return (text[..at].trim(), &text[at + 1..]),
            _ => {}
        }
    }
    (text.trim(), "")
}

/// What follows the end tag of a `script` or `style` element; nothing when it has none.
fn after_raw_text<'h>(html: &'h str, name: &str) -> &'h str {
    for at in memmem::find_iter(html.as_bytes(), b"</") {
        let rest = &html.as_bytes()[at + 2..];
        let named = rest.len() > name.len() && rest[..name.len()].eq_ignore_ascii_case(name.as_bytes());
        if named && ends_name(rest[name.len()]) {
            let after = at + 2 + name.len();
            return memchr(b'>', &html.as_bytes()[after..]).map_or("", |end| &html[after + end + 1..]);
        }
    }
    ""
}

/// Whether a byte ends the name of a tag or attribute.
fn ends_name(byte: u8) -> bool {
    byte.is_ascii_whitespace() || matches!(byte, b'/' | b'>')
}

/// Whether an attribute holds a script.
fn runs(name: &str) -> bool {
    name.len() > 2 && name.as_bytes()[..2].eq_ignore_ascii_case(b"on")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(html: &str, expected: &str) {
        assert_eq!(absolutize(html, "https://example.org/phones/one/", "https://example.org/"), expected);
    }

    #[test]
    fn links_start_at_the_page_or_the_site() {
        for (url, absolute) in [
            ("/a/?b=1&amp;c#d", "https://example.org/a/?b=1&amp;c#d"),
            ("two/", "https://example.org/phones/one/two/"),
            ("../two/", "https://example.org/phones/two/"),
            ("#notes", "https://example.org/phones/one/#notes"),
            ("", "https://example.org/phones/one/"),
            (" /a/ ", "https://example.org/a/"),
        ] {
            check(&format!("<a href=\"{url}\">x</a>"), &format!("<a href=\"{absolute}\">x</a>"));
        }
    }

    #[test]
    fn what_is_absolute_or_not_a_url_stays() {
        for html in [
            "<a href=\"https://other.example/x\">x</a>",
            "<a href='mailto:a@example.org'>x</a>",
            "<p title=\"src=/x\" data-src='/x'>a < b && <3 &lt;a href=\"/x\"&gt;</p>",
            "<svg><use href=\"#icon\"/></svg><img src=\"\" alt=x>",
            "<br/><hr / ><input disabled>",
            "plain",
            "",
        ] {
            check(html, html);
        }
    }

    #[test]
    fn every_spelling_of_an_attribute_is_read() {
        check("<IMG SRC = /a.png ALT=x>", "<IMG SRC=\"https://example.org/a.png\" ALT=x>");
        check("<img\n src='/a.png'/>", "<img\n src='https://example.org/a.png'/>");
        check("<img alt='a > b' src=\"/a.png\">", "<img alt='a > b' src=\"https://example.org/a.png\">");
        check("<video poster=/p.jpg></video>", "<video poster=\"https://example.org/p.jpg\"></video>");
        check("<a href=a\"b>x</a>", "<a href=\"https://example.org/phones/one/a&quot;b\">x</a>");
    }

    #[test]
    fn every_candidate_of_a_srcset_is_absolute() {
        check(
            "<img srcset=\"/a,b.png 1x, c.png 400w,https://x.example/d.png\">",
            "<img srcset=\"https://example.org/a,b.png 1x, https://example.org/phones/one/c.png 400w, https://x.example/d.png\">",
        );
        check(
            "<img srcset='/a.png, /b.png 2x'>",
            "<img srcset='https://example.org/a.png, https://example.org/b.png 2x'>",
        );
    }

    #[test]
    fn nothing_runs() {
        check("a<script>if (a < b) { x('</p>') }</script>b", "ab");
        check("a<SCRIPT src=/x></SCRIPT >b<style>p{}</style>c</script>", "abc");
        check("a<script>no end", "a");
        check("a<scripting>b", "a<scripting>b");
        check("<p onclick=\"x()\" id=a ONLOAD=x onfocus>y", "<p id=a>y");
        check("a<!-- <b> --\n-->b<!-- c", "ab");
        check("a<img src=\"/cut", "a");
    }

    proptest! {
        #[test]
        fn anything_is_survived_and_no_tag_is_made_up(html in prop_oneof!["[<>a-c/=\"' \\-!#.,é]{0,40}", any::<String>()]) {
            let absolute = absolutize(&html, "https://example.org/p/", "https://example.org");
            prop_assert!(absolute.matches('<').count() <= html.matches('<').count());
        }

        #[test]
        fn links_are_made_absolute_once(url in "[a-z./#?]{0,12}") {
            let html = format!("<a href=\"{url}\">x</a>");
            let once = absolutize(&html, "https://example.org/p/", "https://example.org");
            prop_assert!(once.starts_with("<a href=\"https://"), "{}", once);
            prop_assert_eq!(absolutize(&once, "https://example.org/q/", "https://example.org"), once);
        }
    }
}
