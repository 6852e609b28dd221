//! Shortcodes: where they are calls, where they are text, and what stands around them.

use super::*;

/// The HTML with calls shown, bodies in parentheses.
fn shown(document: &Document) -> String {
    let mut html = document.html.clone();
    for insert in document.inserts.iter().rev() {
        let InsertKind::Shortcode { name, body, place, .. } = &insert.kind else { continue };
        let place = if *place == Place::Block { "" } else { "~" };
        let body = body.as_ref().map(|body| format!("({})", shown(body))).unwrap_or_default();
        html.insert_str(insert.at, &format!("[{place}{name}{body}]"));
    }
    html
}

fn calls(text: &str) -> String {
    let document = document(text);
    assert_eq!(document.diagnostics, [], "{text}");
    shown(&document)
}

#[test]
fn a_call_on_its_own_line_is_a_block() {
    for (text, html) in [
        ("{{ a() }}", "[a]"),
        ("a\n\n{{ b() }}\n\nc", "<p>a</p>\n[b]\n<p>c</p>\n"),
        ("a\n{{ b() }}\nc", "<p>a</p>\n[b]\n<p>c</p>\n"),
        ("{{ a() }} {{ b() }}\n", "[a] [b]\n"),
        ("> {{ a() }}", "<blockquote>\n[a]</blockquote>\n"),
        ("- {{ a() }}\n- b", "<ul>\n<li>\n[a]\n</li>\n<li>b</li>\n</ul>\n"),
        ("- a\n  {{ b() }}", "<ul>\n<li>a\n[b]</li>\n</ul>\n"),
    ] {
        assert_eq!(calls(text), html, "{text}");
    }
}

#[test]
fn a_call_in_a_line_is_inline() {
    for (text, html) in [
        ("a {{ b() }} c", "<p>a [~b] c</p>\n"),
        ("{{ a() }} b", "<p>[~a] b</p>\n"),
        ("a {{ b() }}", "<p>a [~b]</p>\n"),
        ("**{{ a() }}** \"{{ b() }}\"", "<p><strong>[~a]</strong> “[~b]”</p>\n"),
        ("##### A {{ b() }}", "<h5 id=\"a\">A [~b]</h5>\n"),
        ("[{{ a() }}](/b)", "<p><a href=\"/b\">[~a]</a></p>\n"),
    ] {
        assert_eq!(calls(text), html, "{text}");
    }
    assert!(calls("| a |\n|---|\n| {{ b() }} |").contains("<td>[~b]</td>"));
}

#[test]
fn code_and_comments_show_shortcodes() {
    for text in [
        "`{{ a() }}`",
        "```\n{{ a() }}\n{% b() %}\n```",
        "    {{ a() }}",
        "- a\n\n      {{ b() }}",
        "<!-- {{ a() }} -->",
        "<script>\n{{ a() }}\n</script>",
        r"\{{ a() }}",
        "{{/* a() */}}",
    ] {
        let document = document(text);
        assert!(document.inserts.is_empty() && document.diagnostics.is_empty(), "{text}");
        assert!(document.html.contains("{{ a() }}") || document.html.contains("{{ b() }}"), "{}", document.html);
    }
    assert_eq!(calls("{{/* a(b=\"c\") */}}"), "<p>{{ a(b=\"c\") }}</p>\n");
}

#[test]
fn other_braces_are_text() {
    assert_eq!(calls("{{ foo }} {.class} {% if x %}"), "<p>{{ foo }} {.class} {% if x %}</p>\n");
}

#[test]
fn bodies_are_markdown() {
    assert_eq!(
        calls("{% a(by=\"b\") %}\nOne *two*\n\n- three\n{% end %}\n\nc"),
        "[a(<p>One <em>two</em></p>\n<ul>\n<li>three</li>\n</ul>\n)]\n<p>c</p>\n"
    );
    assert_eq!(calls("a {% b() %}c{% end %} d"), "<p>a [~b(<p>c</p>\n)] d</p>\n");
    assert_eq!(
        calls("{% a() %}{% b() %}c{% end %}{{ d() }}{% end %}"),
        "[a(<p>[~b(<p>c</p>\n)][~d]</p>\n)]".replace("<p>[~b", "[b").replace("[~d]</p>\n", "[d]")
    );
}

#[test]
fn bodies_in_quotations_and_lists_lose_the_markers() {
    assert_eq!(
        calls("> {% a() %}\n> b\n>\n>     code\n> {% end %}\n> c"),
        "<blockquote>\n[a(<p>b</p>\n<pre class=\"code\" tabindex=\"0\"><code>code\n</code></pre>\n)]\n<p>c</p>\n</blockquote>\n"
    );
    assert_eq!(
        calls("10. - {% a() %}\n      b\n\n      c\n      {% end %}"),
        "<ol start=\"10\">\n<li>\n<ul>\n<li>\n[a(<p>b</p>\n<p>c</p>\n)]</li>\n</ul>\n</li>\n</ol>\n"
    );
}

#[test]
fn what_is_in_bodies_belongs_to_the_document() {
    let text = "## A\n\n{% a() %}\n## A\n[x](/y) one[^1] [z][ref]\n{% end %}\n\ntwo[^2]\n\n[^1]: First.\n[^2]: Second.\n\n[ref]: /ref";
    let document = document(text);
    assert_eq!(document.diagnostics, []);
    assert_eq!(document.ids, ["a", "a-1", "fn-1", "fnref-1", "fn-2", "fnref-2"]);
    assert_eq!(document.toc.len(), 2);
    let links: Vec<&str> = document.links.iter().map(|link| &text[link.span.range()]).collect();
    assert_eq!(links, ["/y", "[z][ref]"]);
    assert_eq!(document.words, 8);
    let InsertKind::Shortcode { body: Some(body), span, .. } = &document.inserts[0].kind else { panic!("a body") };
    assert_eq!(&text[span.range()], "{% a() %}");
    assert!(body.html.contains("id=\"fnref-1\">1</a>") && body.html.contains("<a href=\"/ref\">z</a>"));
    assert!(document.html.contains("First.") && document.html.ends_with("</section>\n"));
    assert!(body.links.is_empty() && body.ids.is_empty() && body.toc.is_empty());
}

#[test]
fn calls_in_raw_html_are_holes() {
    assert_eq!(calls("<div>\n{{ a() }}\n</div>"), "<div>\n[a]\n</div>");
}

#[test]
fn walking_visits_bodies() {
    let document = document("{% a() %}\n![b](c)\n{% d() %}x{% end %}\n{% end %}\n\n{{ e() }}");
    let mut names = Vec::new();
    document.walk(&mut |insert| {
        names.push(match &insert.kind {
            InsertKind::Shortcode { name, .. } => name.as_str(),
            InsertKind::Picture { src, .. } => src.as_str(),
        });
    });
    assert_eq!(names, ["a", "c", "d", "e"]);
}

#[test]
fn arguments_come_in_order() {
    let document = document("{{ a(z=\"1 {{ }} `\", b=2) }} and `code`");
    let InsertKind::Shortcode { args, .. } = &document.inserts[0].kind else { panic!("a shortcode") };
    assert_eq!(*args, [("z".to_owned(), Arg::String("1 {{ }} `".to_owned())), ("b".to_owned(), Arg::Integer(2))]);
    assert!(document.html.contains("<code>code</code>"));
}
