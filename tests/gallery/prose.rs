//! The Markdown of an article: shortcodes, links, notes.

use super::show;
use crate::support::Project;

fn article(body: &str) -> String {
    format!("-- content/local/new.md --\n---\ntitle: Tide\ndate: 2026-11-17\n---\n{body}\n")
}

#[test]
fn shortcodes() {
    show("shortcode_unknown", 1, &article("Look:\n\n{{ yutube(id=\"x\") }}"));
    show("shortcode_argument", 1, &article("{{ youtube(idd=\"x\") }}"));
    show("shortcode_missing_argument", 1, &article("{{ youtube() }}"));
    show("shortcode_unclosed", 1, &article("{% quote(by=\"Ada\") %}\nHigh.\n"));
    show("shortcode_stray_end", 1, &article("High.\n\n{% end %}"));
    show("shortcode_quotes", 1, &article("{{ youtube(id=x) }}\n\n{{ youtube(id=“y”) }}"));
}

#[test]
fn links_that_lead_nowhere() {
    show(
        "broken_links",
        0,
        &article(
            "[a](fery.md) [b](/local/brige/) [c](ferry.md#whi) [d](/local/ferry/#fog) [e](#low) [f](/nothing/at/all/) \
             [fine](/local/ferry/) [out](https://example.com/)",
        ),
    );
}

#[test]
fn a_link_to_what_is_not_published_yet() {
    show(
        "link_to_scheduled",
        0,
        "-- content/local/later.md --\n---\ntitle: Later\ndate: 2027-01-01\n---\nLater.\n\
         -- content/local/new.md --\n---\ntitle: Tide\ndate: 2026-11-17\n---\n[later](later.md)\n",
    );
}

#[test]
fn notes_and_languages() {
    show(
        "notes",
        0,
        &article("High[^a] low[^b].\n\n[^a]: One.\n\n[^c]: Three.\n\n```pyhton\nx\n```\n\n## Low\n\n## Ebb {#low}"),
    );
}

#[test]
fn markdown_that_is_nested_very_deep_is_only_markdown() {
    for (name, body) in [
        ("quotes", "> ".repeat(20_000) + "x"),
        ("lists", (0..2_000).map(|depth| format!("{}- x\n", "  ".repeat(depth))).collect()),
        ("brackets", "[".repeat(50_000)),
        ("stars", "*a **b ".repeat(20_000)),
        ("html", "<div>".repeat(20_000)),
        ("braces", "{{ ".repeat(20_000)),
    ] {
        let built = Project::new().article("local/deep", "", &body).build();
        assert!(built.status <= 1, "{name}: {}", built.stderr);
    }
}
