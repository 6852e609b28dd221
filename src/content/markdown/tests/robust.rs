//! Any text at all: nothing panics, holes are in order, and time stays in proportion.

use super::*;
use proptest::prelude::*;

/// What must hold for every document.
fn check(text: &str) {
    let document = document(text);
    check_inserts(&document);
    for link in &document.links {
        assert!(link.span.range().end <= text.len().max(link.span.range().start));
    }
    // The renderer of diagnostics is given every span.
    let _ = report(&document, text);
    let _ = first_paragraph(text, 100, Quotes::of("fr"));
    let _ = render_simple(text, &Site);
}

fn check_inserts(document: &Document) {
    let mut last = 0;
    for insert in &document.inserts {
        assert!(insert.at >= last && document.html.is_char_boundary(insert.at), "{}", document.html);
        last = insert.at;
        if let InsertKind::Shortcode { body: Some(body), .. } = &insert.kind {
            check_inserts(body);
        }
    }
}

const TOKENS: [&str; 64] = [
    "{{ a() }}",
    "{% b(x=1) %}",
    "{% end %}",
    "{{",
    "}}",
    "{%",
    "%}",
    "{{ a(",
    ")",
    "\"",
    "'",
    "`",
    "```",
    "```rust\n",
    "\n",
    "\n\n",
    "    ",
    "> ",
    "- ",
    "1. ",
    "# ",
    "## A {#b}",
    "[",
    "]",
    "(",
    "![a](b)",
    "[c](d)",
    "[^1]",
    "[^1]: e",
    "<div id=x>",
    "</div>",
    "<!--",
    "-->",
    "<a href='",
    "|",
    "\n|---|\n",
    "| a |",
    "*",
    "**",
    "_",
    "~~",
    "\\",
    "é",
    "日本",
    "\0",
    "\r\n",
    "\t",
    "word ",
    "x=\"y\"",
    ", ",
    "[1,2",
    "=",
    "{{/*",
    "*/}}",
    "---\n",
    ": f",
    "&amp;",
    "&#xE000;",
    "\u{E000}",
    "\u{E000}0\u{E000}",
    "<script>",
    "> [!NOTE]\n",
    "- [x] ",
    "\"",
];

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text(text in ".*") {
        check(&text);
    }

    #[test]
    fn any_bytes_of_text(text in any::<String>()) {
        check(&text);
    }

    #[test]
    fn any_sequence_of_syntax(tokens in prop::collection::vec(prop::sample::select(&TOKENS[..]), 0..40)) {
        check(&tokens.concat());
    }

    #[test]
    fn any_code(code in "[ -~\n]{0,200}", language in prop::sample::select(&["rust", "html", "js", "yaml", "md", "sh"][..])) {
        check(&format!("~~~~~~~~ {language}\n{code}\n~~~~~~~~"));
    }
}

#[test]
fn deep_and_repeated_syntax() {
    for (piece, count) in [
        ("> ", 10_000),
        ("[", 100_000),
        ("![", 50_000),
        ("{{ a(", 20_000),
        ("{{a(b=\"", 20_000),
        ("{{a(b=[", 20_000),
        ("{% a() %}", 20_000),
        ("{% end %}", 20_000),
        ("{% a() %}x{% end %}", 2_000),
        ("{{ a() }}", 5_000),
        ("{{/*", 20_000),
        ("[^a]", 20_000),
        ("<a id=x ", 20_000),
        ("<!--", 20_000),
        ("## A\n", 5_000),
        ("`", 50_000),
        ("*a", 20_000),
        ("- ", 5_000),
    ] {
        check(&piece.repeat(count));
    }
}

#[test]
fn nested_bodies_are_cut_off() {
    check(&format!("{}{}", "{% a() %}\n".repeat(1_000), "{% end %}\n".repeat(1_000)));
}
