//! Whatever a site is made of: a build ends, says what is wrong, and does not depend on the number of threads.

use crate::support::{Project, assert_same, tree};
use proptest::prelude::*;

/// A value for a field, sound or not.
fn value() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("true".to_owned()),
        Just("2026-11-10".to_owned()),
        Just("2027-01-01T00:00".to_owned()),
        Just("[a, b, 'C c']".to_owned()),
        Just("{title: T, part: 2}".to_owned()),
        Just("local".to_owned()),
        Just("ada".to_owned()),
        Just("review".to_owned()),
        Just("~".to_owned()),
        Just("{src: a.gif, alt: x, credit: y}".to_owned()),
        Just("/old/path/".to_owned()),
        "[a-z]{1,4}",
        "[ -~]{0,12}",
        "\\PC{0,8}",
    ]
}

fn field() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "updated",
        "expires",
        "type",
        "category",
        "categories",
        "tags",
        "authors",
        "author",
        "description",
        "image",
        "slug",
        "aliases",
        "canonical",
        "noindex",
        "draft",
        "series",
        "related",
        "pinned_until",
        "corrections",
        "sponsor",
        "review",
        "live",
        "extra",
        "nonsense",
    ])
}

fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("## Heading {#a}\n\n".to_owned()),
        Just("{{ youtube(id=\"x\") }}\n\n".to_owned()),
        Just("{% quote(by=\"A\") %}\nq\n{% end %}\n\n".to_owned()),
        Just("{% end %} {{ x( }}\n\n".to_owned()),
        Just("[a](b.md#c) ![p](a.gif) [^n]\n\n[^n]: note\n\n".to_owned()),
        Just("> [!NOTE]\n> x\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n".to_owned()),
        Just("```rust\nfn x() {}\n```\n\n".to_owned()),
        Just("<div>\n\n- a\n  - b\n\n".to_owned()),
        "[ -~]{0,40}\n\n",
        "\\PC{0,20}\n\n",
    ]
}

prop_compose! {
    fn article()(
        folder in prop::sample::select(vec!["local", "local/deep", "boats", "pages"]),
        name in prop::sample::select(vec!["a", "b", "c", "index", "Ü ber", "x..y"]),
        title in "[ -~]{0,20}",
        day in 1..31,
        fields in prop::collection::vec((field(), value()), 0..5),
        body in prop::collection::vec(piece(), 0..5),
    ) -> (String, String) {
        let mut text = format!("---\ntitle: {}\ndate: 2026-11-{day:02}\n", serde_json::Value::from(title));
        for (field, value) in fields {
            text.push_str(&format!("{field}: {value}\n"));
        }
        text.push_str("---\n");
        text.push_str(&body.concat());
        (format!("content/{folder}/{name}.md"), text)
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_site_builds_or_says_why(articles in prop::collection::vec(article(), 0..8)) {
        let mut project = Project::new().bytes("content/local/a.gif", crate::support::PIXEL);
        for (path, text) in articles {
            project = project.file(&path, &text);
        }
        let one = project.build_with(&["--jobs", "1", "--out", "one"]);
        let four = project.build_with(&["--jobs", "4", "--out", "four"]);
        prop_assert!(one.status <= 1, "{}", one.stderr);
        prop_assert_eq!(one.status, four.status);
        // All but the line with the time it took.
        let said = |text: &str| text.lines().filter(|line| !line.contains(" written, ")).collect::<Vec<_>>().join("\n");
        prop_assert_eq!(said(&one.stderr), said(&four.stderr));
        assert_same(&tree(&project.path("one")), &tree(&project.path("four")));
    }
}
