//! Many problems at once: all of them, in order, for people and for machines.

use super::{compare, no_worse, show, sound};
use crate::support::Project;

const MIXED: &str = "\
-- content/local/a.md --
---
title: A
date: 2026-11-17
author: nobody
colour: red
---
[gone](/gone/)
-- content/local/b.md --
---
title: B
date: 2026-11-17
author: nobody
---
[gone](/gone/) {{ nothing() }}
-- content/local/c.md --
---
title: C
author: nobody
---
C.
-- templates/page.html --
{{ page.titel }}
";

#[test]
fn all_problems_of_all_files_are_reported_sorted_and_grouped() {
    show("mixed", 1, MIXED);
}

#[test]
fn many_places_of_one_problem_are_counted() {
    let mut files = String::new();
    for n in 0..9 {
        files.push_str(&format!(
            "-- content/local/n{n}.md --\n---\ntitle: N\ndate: 2026-11-17\nauthor: nobody\n---\nN.\n"
        ));
    }
    show("grouped", 1, &files);
}

#[test]
fn the_same_report_is_given_whatever_the_number_of_threads() {
    let project = sound().files(MIXED);
    let one = project.build_with(&["--jobs", "1"]);
    let four = project.build_with(&["--jobs", "4"]);
    assert_eq!(one.stderr, four.stderr);
}

#[test]
fn json_says_the_same_with_places() {
    let project = sound();
    project.build();
    let before = project.build().tree();
    let built = project.files(MIXED).build_with(&["--format", "json"]);
    assert_eq!((built.status, built.stderr.as_str()), (1, ""));
    no_worse(&before, &built);
    let json = built.json();
    assert_eq!((&json["ok"], &json["wrote"]), (&false.into(), &false.into()));
    let diagnostics = json["diagnostics"].as_array().expect("a list");
    let find = |code: &str| {
        diagnostics.iter().find(|entry| entry["code"] == code).unwrap_or_else(|| panic!("no {code} in {json:#}"))
    };
    let unknown = find("unknown-field");
    assert_eq!(unknown["severity"], "error");
    assert_eq!(unknown["message"], "unknown field `colour`");
    assert_eq!(unknown["place"]["file"], "content/local/a.md");
    let place = |name: &str| unknown["place"][name].as_u64();
    assert_eq!(
        (place("line"), place("column"), place("end_line"), place("end_column")),
        (Some(5), Some(1), Some(5), Some(7))
    );
    let link = find("broken-link");
    assert_eq!(link["severity"], "warning");
    let errors = diagnostics.iter().filter(|entry| entry["severity"] == "error");
    let counted: usize = errors.map(|entry| 1 + entry["also"].as_array().map_or(0, Vec::len)).sum();
    assert_eq!(json["errors"].as_u64(), Some(counted as u64));
    let severities: Vec<&str> = diagnostics.iter().filter_map(|entry| entry["severity"].as_str()).collect();
    assert!(severities.is_sorted(), "errors come first: {severities:?}");
}

#[test]
fn strict_makes_warnings_errors() {
    let project = Project::new().bytes("content/local/a.gif", crate::support::PIXEL).article(
        "local/a",
        "image: {src: a.gif, alt: A}",
        "A.",
    );
    let built = project.build();
    built.expect_success().expect_message("warning[missing-credit]").expect_message("0 errors, 2 warnings");
    let before = built.tree();
    let strict = project.article("local/b", "", "B.").build_with(&["--strict"]);
    compare("strict", 1, &strict);
    no_worse(&before, &strict);
}

#[test]
fn check_finds_the_same_and_writes_nothing() {
    let project = sound().files(MIXED);
    let built = project.build();
    let checked = project.run(&["check", "--now", crate::support::NOW]);
    assert_eq!(checked.status, 1);
    let problems = |text: &str| text.split("\nChecked ").next().map(str::to_owned);
    assert_eq!(problems(&built.stderr), problems(&checked.stderr));
    assert!(!project.path("public").exists());
}
