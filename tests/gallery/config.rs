//! `pressroom.yaml` and the theme's own files.

use super::{compare, show, show_project, sound};
use crate::support::Project;

/// A configuration with these lines in addition.
fn config(lines: &str) -> String {
    format!("-- pressroom.yaml --\ntitle: The Harbour Post\nbase_url: https://harbour.example/\n{lines}")
}

#[test]
fn a_key_that_does_not_exist() {
    show("config_unknown_key", 1, &config("tiemzone: UTC\nlatest: {limt: 4}\nplugins: []\n"));
}

#[test]
fn a_zone_that_does_not_exist() {
    show("config_zone", 1, &config("timezone: Europe/Dubln\n"));
}

#[test]
fn base_urls_that_are_none() {
    show("config_base_url", 1, "-- pressroom.yaml --\ntitle: x\nbase_url: harbour.example\n");
    show_project("config_base_url_argument", 1, sound(), "", &["--base-url", "ftp://harbour.example/"]);
}

#[test]
fn a_configuration_that_is_no_yaml() {
    show("config_not_yaml", 1, "-- pressroom.yaml --\ntitle: Post: the harbour\nbase_url https://harbour.example/\n");
}

#[test]
fn an_empty_configuration() {
    show("config_empty", 1, "-- pressroom.yaml --\n");
}

#[test]
fn no_configuration() {
    compare("config_missing", 2, &Project::empty().file("content/a.md", "x").build());
}

#[test]
fn values_that_mean_nothing() {
    show(
        "config_values",
        1,
        &config(
            "\
pagination: {size: -1}
feeds: {limit: many}
redirects: [/old/]
types:
  podcast: {nmae: Podcast}
",
        ),
    );
}

#[test]
fn values_of_the_right_kind_that_mean_nothing() {
    show(
        "config_ranges",
        1,
        &config(
            "\
language: '?'
latest: {limit: 0, delivery: clinet}
pagination: {size: 100000}
feeds: {full_text: some, formats: [atom, opml]}
redirects:
  - {from: old, to: /new/}
  - {from: /old/, to: new}
  - {from: /older/, to: /new/, status: 200}
",
        ),
    );
}

#[test]
fn permalinks_that_make_no_url() {
    show("permalink_token", 1, &config("permalink: /{categry}/{slug}/\n"));
    show("permalink_no_slug", 1, &config("permalink: /{year}/{month}/\n"));
    show("permalink_relative", 1, &config("permalink: '{slug}/'\n"));
}

#[test]
fn content_is_checked_even_when_the_configuration_is_broken() {
    show(
        "config_and_content",
        1,
        "-- pressroom.yaml --\ntitle: [x]\nbase_url: https://harbour.example/\n\
         -- content/local/new.md --\n---\ntitel: Tide\n---\nHigh.\n",
    );
}

#[test]
fn a_theme_that_is_not_there() {
    show("theme_unknown", 1, &config("theme: boardsheet\n"));
    show("theme_outside", 1, &config("theme: ../elsewhere\n"));
}

#[test]
fn a_theme_without_its_description() {
    show(
        "theme_without_manifest",
        1,
        &format!("{}-- themes/mini/templates/base.html --\nx\n", config("theme: mini\n")),
    );
}

#[test]
fn a_theme_of_another_contract() {
    let files = format!("{}-- themes/mini/theme.yaml --\nname: mini\ncontract: 2\n", config("theme: mini\n"));
    show("theme_contract", 1, &files);
}

#[test]
fn a_theme_without_the_components_that_articles_rely_on() {
    let files = format!(
        "{}-- themes/mini/theme.yaml --\nname: mini\ncontract: 1\n-- themes/mini/templates/article.html --\nx\n",
        config("theme: mini\n")
    );
    show("theme_components", 1, &files);
}

#[test]
fn data_that_can_not_be_read() {
    show(
        "data",
        1,
        "-- data/team.yaml --\n- a\nb: c\n-- data/prices.csv --\na,b\n1,2,3\n-- data/x.json --\n{\"a\": }\n",
    );
}
