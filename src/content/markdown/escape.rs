//! Escaping for the two places that the Markdown writer fills most: text and addresses.

use crate::base::escape_html_into;
use std::fmt::Write as _;

/// Shorter texts are cheaper to look at byte by byte than to search.
const SHORT: usize = 16;

/// Appends text for the content of an element. Quotes stay as they are, which they may there; most lines of prose
/// are one search and one copy.
pub(super) fn push_text(out: &mut String, text: &str) {
    if text.len() < SHORT && !text.bytes().any(|byte| matches!(byte, b'&' | b'<' | b'>')) {
        out.push_str(text);
        return;
    }
    let mut rest = text;
    while let Some(at) = memchr::memchr3(b'&', b'<', b'>', rest.as_bytes()) {
        out.push_str(&rest[..at]);
        out.push_str(match rest.as_bytes()[at] {
            b'&' => "&amp;",
            b'<' => "&lt;",
            _ => "&gt;",
        });
        rest = &rest[at + 1..];
    }
    out.push_str(rest);
}

/// Appends text for a quoted attribute.
pub(super) fn push_attribute(out: &mut String, text: &str) {
    escape_html_into(out, text);
}

/// Bytes that stand for themselves in an address: <https://url.spec.whatwg.org/#url-code-points>, without those that
/// end an attribute.
const URL_BYTES: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 128 {
        table[byte] = (byte as u8).is_ascii_alphanumeric();
        byte += 1;
    }
    let marks = b"-._~:/?#@!$()*+,;=";
    let mut at = 0;
    while at < marks.len() {
        table[marks[at] as usize] = true;
        at += 1;
    }
    table
};

/// Appends an address for a quoted `href`. What may not stand in a URL is percent-encoded, also a `%` that begins no
/// escape; what is encoded already stays.
pub(super) fn push_href(out: &mut String, href: &str) {
    let bytes = href.as_bytes();
    let mut written = 0;
    let mut at = 0;
    while let Some(next) = bytes[at..].iter().position(|byte| !URL_BYTES[usize::from(*byte)]) {
        let byte = bytes[at + next];
        let place = at + next;
        at = place + 1;
        if byte == b'%' && bytes.get(at..at + 2).is_some_and(|hex| hex.iter().all(u8::is_ascii_hexdigit)) {
            continue;
        }
        // Every byte of a longer character is encoded, so between two of them there is nothing to copy.
        out.push_str(href.get(written..place).unwrap_or_default());
        match byte {
            b'&' => out.push_str("&amp;"),
            b'\'' => out.push_str("&#39;"),
            _ => {
                let _ = write!(out, "%{byte:02X}");
            }
        }
        written = at;
    }
    out.push_str(href.get(written..).unwrap_or_default());
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(push: fn(&mut String, &str), text: &str) -> String {
        let mut out = String::new();
        push(&mut out, text);
        out
    }

    #[test]
    fn text_keeps_its_quotes() {
        assert_eq!(with(push_text, "\"a\" < b & c > d, and so on"), "\"a\" &lt; b &amp; c &gt; d, and so on");
        assert_eq!(with(push_text, "a<b"), "a&lt;b");
    }

    #[test]
    fn addresses_are_made_valid() {
        for (typed, written) in [
            ("/a?b=1&c=2#d", "/a?b=1&amp;c=2#d"),
            ("/a b", "/a%20b"),
            ("/100%", "/100%25"),
            ("/100%20", "/100%20"),
            ("/café/é", "/caf%C3%A9/%C3%A9"),
            ("a\"><script>", "a%22%3E%3Cscript%3E"),
        ] {
            assert_eq!(with(push_href, typed), written);
        }
    }
}
