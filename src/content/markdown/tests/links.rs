//! Links and pictures: what is written, and what is handed out.

use super::*;

/// Destination, text and what the span covers.
fn links(text: &str) -> Vec<(String, String, &str)> {
    let links = document(text).links.into_iter();
    links.map(|link| (link.destination, link.text, &text[link.span.range()])).collect()
}

#[test]
fn addresses_are_resolved_and_recorded() {
    assert_eq!(
        html("[a](b.md) [c](/d?e=f&g \"t\")"),
        "<p><a href=\"/b/\">a</a> <a href=\"/d?e=f&amp;g\" title=\"t\">c</a></p>\n"
    );
    let found = links(
        "[*a* b](b.md)\n[c]( </d e> \"d e\" )\n<https://x.org> <me@x.org> [r][1] <a href='/raw'>raw</a>\n\n[1]: /ref",
    );
    let found: Vec<(&str, &str, &str)> = found.iter().map(|(a, b, c)| (&**a, &**b, *c)).collect();
    assert_eq!(
        found,
        [
            ("b.md", "a b", "b.md"),
            ("/d e", "c", "/d e"),
            ("https://x.org", "https://x.org", "https://x.org"),
            ("mailto:me@x.org", "me@x.org", "me@x.org"),
            ("/ref", "r", "[r][1]"),
            ("/raw", "", "/raw"),
        ]
    );
}

#[test]
fn spans_count_from_the_start_of_the_file() {
    let file = Arc::from("a.md");
    let document = render(Source { file: &file, text: "[a](/b)", offset: 100 }, &Options::default(), &Site);
    assert_eq!(document.links[0].span.range(), 104..106);
}

#[test]
fn anchors_in_html_are_known() {
    let document = document("<div id=\"a\">\n\n<a name=b></a>text <span id='c'>d</span>\n\n</div>\n\n## A");
    assert_eq!(document.ids, ["a", "b", "c", "a-1"]);
}

/// The HTML with holes shown.
fn shown(document: &Document) -> String {
    let mut html = document.html.clone();
    for insert in document.inserts.iter().rev() {
        let text = match &insert.kind {
            InsertKind::Picture { src, alt, title, place, .. } => format!("[{place:?} {src} {alt:?} {title:?}]"),
            InsertKind::Shortcode { name, place, .. } => format!("[{place:?} {name}]"),
        };
        html.insert_str(insert.at, &text);
    }
    html
}

#[test]
fn pictures_are_holes() {
    for (text, html) in [
        ("![a *b* `c`](d.png \"e\")", "[Block d.png \"a b c\" \"e\"]\n"),
        ("![](a.png)\n![](b.png)\n\nc", "[Block a.png \"\" \"\"]\n[Block b.png \"\" \"\"]\n<p>c</p>\n"),
        ("a ![b](c)", "<p>a [Inline c \"b\" \"\"]</p>\n"),
        ("[![a](b)](/c)", "<p><a href=\"/c\">[Inline b \"a\" \"\"]</a></p>\n"),
        ("- ![a](b)", "<ul>\n<li>[Inline b \"a\" \"\"]</li>\n</ul>\n"),
        ("> ![a](b)", "<blockquote>\n[Block b \"a\" \"\"]\n</blockquote>\n"),
        ("![a ![b](c) d](e)", "[Block e \"a b d\" \"\"]\n"),
        ("##### ![a](b) c", "<h5 id=\"a-c\">[Inline b \"a\" \"\"] c</h5>\n"),
    ] {
        assert_eq!(shown(&document(text)), html, "{text}");
    }
}

#[test]
fn the_span_of_a_picture_is_all_of_it() {
    let text = "a\n\n![b](c.png \"d\")\n";
    let document = document(text);
    let InsertKind::Picture { span, .. } = &document.inserts[0].kind else { panic!("a picture") };
    assert_eq!(&text[span.range()], "![b](c.png \"d\")");
}

#[test]
fn a_linked_picture_names_the_link() {
    assert_eq!(document("[![a b](c)](/d)").links[0].text, "a b");
}

#[test]
fn addresses_in_raw_html_are_resolved_like_those_of_markdown() {
    assert_eq!(
        html("<p><a class=x href=\"other.md\">a</a>\n<img src='pic.md' alt=\"\"></p>\n\ntext <a href=in.md>b</a>"),
        "<p><a class=x href=\"/other/\">a</a>\n<img src='/pic/' alt=\"\"></p>\n<p>text <a href=/in/>b</a></p>\n"
    );
}
