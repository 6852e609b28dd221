//! What is said about a text, word for word.

use super::*;

fn said(text: &str) -> String {
    report(&document(text), text).trim_end().to_owned()
}

#[test]
fn shortcode_syntax() {
    insta::assert_snapshot!(said("A video:\n\n{{ youtube(id=\"abc) }}\n"), @r#"
    error[shortcode-syntax]: a text is never closed
     --> content/a.md:3:15
      |
    3 | {{ youtube(id="abc) }}
      |               ^^^^
      |
      = hint: close it with `"` on the same line
    "#);
    insta::assert_snapshot!(said("{{ youtube(\"abc\") }}"), @r#"
    error[shortcode-syntax]: an argument has no name
     --> content/a.md:1:12
      |
    1 | {{ youtube("abc") }}
      |            ^^^^^
      |
      = hint: write `name="abc"`
    "#);
    insta::assert_snapshot!(said("{{ youtube(id=“abc”) }}"), @r#"
    error[shortcode-syntax]: the value of `id` has typographic quotes
     --> content/a.md:1:15
      |
    1 | {{ youtube(id=“abc”) }}
      |               ^^^^^
      |
      = hint: type straight ones: `id="…"`
    "#);
    insta::assert_snapshot!(said("{{ youtube(id=\"a\" start=3) }}"), @r#"
    error[shortcode-syntax]: a comma is missing before this argument
     --> content/a.md:1:19
      |
    1 | {{ youtube(id="a" start=3) }}
      |                   ^^^^^^^
      |
      = hint: separate arguments with commas
    "#);
    insta::assert_snapshot!(said("{{ youtube(id=\"a\", id=\"b\") }}"), @r#"
    error[shortcode-syntax]: argument `id` is given twice
     --> content/a.md:1:20
      |
    1 | {{ youtube(id="a", id="b") }}
      |                    ^^
      |
     ::: content/a.md:1:12
      |
    1 | {{ youtube(id="a", id="b") }}
      |            -- first given here
      |
      = hint: remove one of the two
    "#);
    insta::assert_snapshot!(said("See {{ youtube(id=\"a\") for more."), @r#"
    error[shortcode-unclosed]: `{{ youtube(…)` has no closing `}}`
     --> content/a.md:1:5
      |
    1 | See {{ youtube(id="a") for more.
      |     ^^^^^^^^^^^^^^^^^^
      |
      = hint: write `}}` after the `)`
    "#);
}

#[test]
fn shortcode_ends() {
    insta::assert_snapshot!(said("a\n\n{% note(kind=\"tip\") %}\nText.\n"), @r#"
    error[shortcode-unclosed]: `{% note(…) %}` has no `{% end %}`
     --> content/a.md:3:1
      |
    3 | {% note(kind="tip") %}
      | ^^^^^^^^^^^^^^^^^^^^^^
      |
      = hint: write `{% end %}` after its text, or `{{ note(…) }}` if it has none
    "#);
    insta::assert_snapshot!(said("a\n\n{% end %}\n"), @r#"
    error[shortcode-syntax]: `{% end %}` without a shortcode to end
     --> content/a.md:3:1
      |
    3 | {% end %}
      | ^^^^^^^^^
      |
      = hint: remove it, or write `\{% end %}` to show it
    "#);
    insta::assert_snapshot!(said("> {% a() %}\n> {% b() %}\n> {{ c(1) }}\n> {% end %}\n> {% end %}\n"), @r#"
    error[shortcode-syntax]: an argument has no name
     --> content/a.md:3:8
      |
    3 | > {{ c(1) }}
      |        ^
      |
      = hint: write `name=1`
    "#);
}

#[test]
fn shortcode_places() {
    insta::assert_snapshot!(said("[a]({{ref(path=\"b\")}})"), @r#"
    error[shortcode-place]: a shortcode can't stand in the address or title of a link or picture
     --> content/a.md:1:1
      |
    1 | [a]({{ref(path="b")}})
      | ^^^^^^^^^^^^^^^^^^^^^^
      |
      = hint: write the address itself: links to other Markdown files become addresses
    "#);
    assert!(
        said(&format!("{}{}", "{% a() %}".repeat(20), "{% end %}".repeat(20))).contains("nested more than 16 deep")
    );
}

#[test]
fn languages() {
    insta::assert_snapshot!(said("> ```pyhton title=\"a\"\n> x\n> ```"), @r#"
    warning[unknown-language]: there is no highlighting for `pyhton`
     --> content/a.md:1:6
      |
    1 | > ```pyhton title="a"
      |      ^^^^^^
      |
      = hint: did you mean `python`?
      = hint: use `text` for code without highlighting
    "#);
}

#[test]
fn notes() {
    insta::assert_snapshot!(said("a[^1] b[^tow]\n\n[^1]: x\n[^two]: y\n[^1]: z"), @r#"
    warning[undefined-footnote]: there is no note `tow`
     --> content/a.md:1:8
      |
    1 | a[^1] b[^tow]
      |        ^^^^^^
      |
      = hint: did you mean `two`?
      = hint: define it in a paragraph of its own, `[^tow]: …`, or write `\[` to show a bracket

    warning[unused-footnote]: nothing refers to the note `two`, so it is not shown
     --> content/a.md:4:1
      |
    4 | [^two]: y
      | ^^^^^^
      |
      = hint: write `[^two]` where the note belongs, or remove it

    warning[duplicate-footnote]: the note `1` is defined twice
     --> content/a.md:5:1
      |
    5 | [^1]: z
      | ^^^^
      |
     ::: content/a.md:3:1
      |
    3 | [^1]: x
      | ---- this one is used
      |
      = hint: remove one of the two, or give it another name
    "#);
    assert_eq!(said(r"a\[^1] [^ b] `[^2]`"), "");
}

#[test]
fn anchors() {
    insta::assert_snapshot!(said("## A\n\n<div id=\"a\"></div>\n\n## B {#a}"), @r#"
    warning[duplicate-id]: the anchor `a` is taken
     --> content/a.md:3:10
      |
    3 | <div id="a"></div>
      |          ^
      |
      = note: also at content/a.md:5:1
      = hint: give this element another `id`: a link to it would lead to the first
    "#);
}
