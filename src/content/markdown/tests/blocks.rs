//! Blocks and inline markup: what HTML they become.

use super::{document, html};

#[test]
fn inline_markup() {
    assert_eq!(
        html("One *two* **three** ~~four~~ `<five>`\nsix  \nseven & <b>eight</b>"),
        "<p>One <em>two</em> <strong>three</strong> <del>four</del> <code>&lt;five&gt;</code>\nsix<br>\nseven &amp; <b>eight</b></p>\n"
    );
}

#[test]
fn punctuation_is_typographic() {
    assert_eq!(html("\"It's\" -- so..."), "<p>“It’s” – so…</p>\n");
}

#[test]
fn headings_have_anchors() {
    let document = document("# Title\n\n## What's *new*?\n\n##### Deep");
    assert_eq!(
        document.html,
        "<h1 id=\"title\">Title</h1>\n<h2 id=\"whats-new\">What’s <em>new</em>?\
         <a class=\"heading-anchor\" href=\"#whats-new\" aria-label=\"Link to this section: What’s new?\"></a></h2>\n\
         <h5 id=\"deep\">Deep</h5>\n"
    );
    assert_eq!(document.ids, ["title", "whats-new", "deep"]);
    assert_eq!(document.toc.len(), 1);
    assert_eq!((document.toc[0].level, &*document.toc[0].text), (2, "What’s new?"));
}

#[test]
fn anchors_are_unique_and_stable() {
    let before = document("## A\n\n## A\n\n## !!!\n\n## A").ids;
    assert_eq!(before, ["a", "a-1", "section", "a-2"]);
    let after = document("## A\n\n## A\n\n## !!!\n\n## A\n\n## B\n\n## A").ids;
    assert_eq!(after[..4], before);
}

#[test]
fn headings_take_attributes() {
    assert_eq!(html("##### A {#b .c .d lang=de onclick=x}"), "<h5 id=\"b\" class=\"c d\" lang=\"de\">A</h5>\n");
}

#[test]
fn tables_scroll_in_a_frame() {
    assert_eq!(
        html("| a | b |\n|--:|---|\n| 1 | *2* |"),
        "<div class=\"table-wrap\" role=\"region\" aria-label=\"Table\" tabindex=\"0\">\n<table>\n<thead>\n\
         <tr><th scope=\"col\" class=\"align-right\">a</th><th scope=\"col\">b</th></tr>\n</thead>\n<tbody>\n\
         <tr><td class=\"align-right\">1</td><td><em>2</em></td></tr>\n</tbody>\n</table>\n</div>\n"
    );
    assert!(!html("| a |\n|---|").contains("<tbody>"));
}

#[test]
fn lists_and_tasks() {
    assert_eq!(html("3. a\n4. b"), "<ol start=\"3\">\n<li>a</li>\n<li>b</li>\n</ol>\n");
    assert_eq!(html("- a\n  - b"), "<ul>\n<li>a\n<ul>\n<li>b</li>\n</ul>\n</li>\n</ul>\n");
    assert_eq!(
        html("- [x] a\n- [ ] b"),
        "<ul>\n<li class=\"task\"><input type=\"checkbox\" disabled checked aria-label=\"Completed task\"> a</li>\n\
         <li class=\"task\"><input type=\"checkbox\" disabled aria-label=\"Open task\"> b</li>\n</ul>\n"
    );
    assert!(html("- [x] a\n\n- [ ] b").contains("<li class=\"task\">\n<p><input"));
}

#[test]
fn quotations_and_alerts() {
    assert_eq!(html("> a"), "<blockquote>\n<p>a</p>\n</blockquote>\n");
    assert_eq!(
        html("> [!WARNING]\n> a"),
        "<div class=\"alert alert-warning\" role=\"note\">\n<p class=\"alert-title\">Warning</p>\n<p>a</p>\n</div>\n"
    );
}

#[test]
fn definitions() {
    assert_eq!(html("a\n: b"), "<dl>\n<dt>a</dt>\n<dd>b</dd>\n</dl>\n");
}

#[test]
fn code_blocks() {
    assert_eq!(html("    a < b"), "<pre class=\"code\" tabindex=\"0\"><code>a &lt; b</code></pre>\n");
    assert_eq!(
        html("```text title=\"a & b\" {2}\none\ntwo\n```"),
        "<figure class=\"code-block\">\n<figcaption>a &amp; b</figcaption>\n\
         <pre class=\"code\" data-lang=\"text\" tabindex=\"0\"><code>one\n<mark class=\"hl-line\">two\n</mark></code></pre>\n</figure>\n"
    );
    assert!(
        html("```json\n{}\n```")
            .contains("data-lang=\"json\" tabindex=\"0\"><code><span class=\"hl-punctuation\">{}</span>")
    );
}

#[test]
fn notes_are_collected_at_the_end() {
    let document = document("A[^x] b[^2] c[^x]\n\n[^x]: First.\n[^2]: - Second");
    assert_eq!(
        document.html,
        "<p>A<sup class=\"footnote-ref\"><a href=\"#fn-x\" id=\"fnref-x\">1</a></sup> \
         b<sup class=\"footnote-ref\"><a href=\"#fn-2\" id=\"fnref-2\">2</a></sup> \
         c<sup class=\"footnote-ref\"><a href=\"#fn-x\" id=\"fnref-x-1\">1</a></sup></p>\n\
         <section class=\"footnotes\" aria-label=\"Footnotes\">\n<ol>\n<li id=\"fn-x\">\n<p>First. \
         <a class=\"footnote-back\" href=\"#fnref-x\" aria-label=\"Back to reference 1\">↩</a> \
         <a class=\"footnote-back\" href=\"#fnref-x-1\" aria-label=\"Back to reference 1-2\">↩</a></p>\n</li>\n\
         <li id=\"fn-2\">\n<ul>\n<li>Second</li>\n</ul>\n\
         <p><a class=\"footnote-back\" href=\"#fnref-2\" aria-label=\"Back to reference 2\">↩</a></p>\n</li>\n</ol>\n</section>\n"
    );
    assert_eq!(document.ids, ["fn-x", "fnref-x", "fn-2", "fnref-2", "fnref-x-1"]);
    assert!(document.diagnostics.is_empty());
}

#[test]
fn words_are_counted_without_code() {
    let text = "# One two\n\nDon't *stop*\nnow.\n\n```\nnot these words\n```\n\n<p class=\"x\">three more words</p>\n\n| a | b |\n|---|---|";
    assert_eq!(document(text).words, 2 + 3 + 3 + 2);
}

#[test]
fn nul_bytes_and_windows_line_ends() {
    assert_eq!(
        html("a\0b\r\nc\r\n\r\n```\r\nd\r\n```\r\n"),
        "<p>a\u{FFFD}b\nc</p>\n<pre class=\"code\" tabindex=\"0\"><code>d\n</code></pre>\n"
    );
}

#[test]
fn the_words_of_the_page_can_be_another_language() {
    use super::*;
    let mut options = Options { smart_punctuation: SmartPunctuation::Off, ..Options::default() };
    options.labels.alerts.note = "Hinweis".into();
    options.labels.section_link = "Verweis auf diesen Abschnitt".into();
    let file = Arc::from("a.md");
    let html = render(Source { file: &file, text: "## A\n\n> [!NOTE]\n> \"b\"", offset: 0 }, &options, &Site).html;
    for part in
        ["<p class=\"alert-title\">Hinweis</p>", "aria-label=\"Verweis auf diesen Abschnitt: A\"", "<p>\"b\"</p>"]
    {
        assert!(html.contains(part), "{html}");
    }
}
