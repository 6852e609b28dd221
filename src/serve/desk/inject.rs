//! Puts the desk's script into an HTML document.

use super::FOLDER;
use crate::base::escape_html;

/// The document with one more line: before its last `</body>`, or at the end of a document that does not end with one.
///
/// `base` is the base path, `path` the decoded path below it, `print` names the document's bytes. Without that line,
/// the result is the argument to the byte.
///
/// A `</body>` after which anything but `</html>` comes may stand in a comment or in the text of a script, where a
/// second script would do harm. A browser puts what follows the real one into the body anyway, so that the end of the
/// document is as good a place.
pub(crate) fn inject(html: &[u8], base: &str, path: &str, print: &str) -> Vec<u8> {
    let line = tag(base, path, print);
    let at = end_of_body(html).unwrap_or(html.len());
    let mut out = Vec::with_capacity(html.len() + line.len());
    out.extend_from_slice(&html[..at]);
    out.extend_from_slice(line.as_bytes());
    out.extend_from_slice(&html[at..]);
    out
}

/// The line that loads the script.
pub(super) fn tag(base: &str, path: &str, print: &str) -> String {
    format!(
        "<script src=\"{}{FOLDER}desk.js\" data-path=\"{}\" data-print=\"{}\" async></script>\n",
        escape_html(base),
        escape_html(path),
        escape_html(print)
    )
}

/// Where `</body>` begins, if the document ends with it.
fn end_of_body(html: &[u8]) -> Option<usize> {
    let rest = html.trim_ascii_end();
    let rest = strip_end_tag(rest, "html").unwrap_or(rest);
    strip_end_tag(rest.trim_ascii_end(), "body").map(<[u8]>::len)
}

/// What stands before the end tag `name`, if the text ends with one: `</name>`, in capitals or with spaces before `>`.
fn strip_end_tag<'h>(html: &'h [u8], name: &str) -> Option<&'h [u8]> {
    let rest = html.strip_suffix(b">")?.trim_ascii_end();
    let (rest, end) = rest.split_at_checked(rest.len().checked_sub(name.len())?)?;
    rest.strip_suffix(b"</").filter(|_| end.eq_ignore_ascii_case(name.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const LINE: &str = "<script src=\"/_pressroom/desk.js\" data-path=\"/a/\" data-print=\"00ff\" async></script>\n";

    fn injected(html: &str) -> String {
        String::from_utf8(inject(html.as_bytes(), "/", "/a/", "00ff")).expect("UTF-8")
    }

    #[test]
    fn the_line_stands_before_the_end_of_the_body() {
        let page = |line: &str| format!("<!DOCTYPE html>\n<html><body>\n<p>Text</p>\n{line}</body>\n</html>\n");
        assert_eq!(injected(&page("")), page(LINE));
        assert_eq!(injected("<p>a</p></BODY ></Html\n>"), format!("<p>a</p>{LINE}</BODY ></Html\n>"));
        assert_eq!(injected("<p>a</body>"), format!("<p>a{LINE}</body>"));
    }

    #[test]
    fn without_an_end_of_the_body_it_stands_at_the_end() {
        for page in ["", "<p>a", "<p>a</p>\n</html>", "</body", "body>", "</somebody>", "</body><p>b</p></html>"] {
            assert_eq!(injected(page), format!("{page}{LINE}"));
        }
    }

    #[test]
    fn texts_that_only_speak_of_the_end_of_the_body_are_left_alone() {
        for page in ["<body>a</body><!-- </body> --></html>", "<p>a<script>write(\"</body>\")</script>"] {
            assert_eq!(injected(page), format!("{page}{LINE}"));
        }
    }

    #[test]
    fn paths_are_escaped() {
        let out = inject(b"", "/a&b/", "/\"><script>/", "0");
        let out = String::from_utf8(out).expect("UTF-8");
        assert_eq!(
            out,
            "<script src=\"/a&amp;b/_pressroom/desk.js\" data-path=\"/&quot;&gt;&lt;script&gt;/\" data-print=\"0\" async></script>\n"
        );
    }

    proptest! {
        #[test]
        fn nothing_else_differs(html in "(<p>|</body ?>|</BODY>|</html>|[\n -~]|\u{e9}){0,12}") {
            let out = injected(&html);
            prop_assert_eq!(out.replacen(LINE, "", 1), html);
        }
    }
}
