//! Front matter that is no YAML, or no front matter; and odd files that are fine.

use super::{show, show_project, sound};
use crate::support::Project;

/// An article with this front matter.
fn article(matter: &str) -> String {
    format!("-- content/local/new.md --\n---\n{matter}---\nHigh.\n")
}

#[test]
fn a_colon_in_a_title() {
    show("yaml_colon", 1, &article("title: Tide: the return\ndate: 2026-11-17\n"));
}

#[test]
fn a_tab() {
    show("yaml_tab", 1, &article("title: Tide\ndate: 2026-11-17\nimage:\n\tsrc: harbour.gif\n"));
}

#[test]
fn a_quote_that_is_never_closed() {
    show("yaml_quote", 1, &article("title: \"Tide\ndate: 2026-11-17\n"));
}

#[test]
fn a_bracket_that_is_never_closed() {
    show("yaml_bracket", 1, &article("title: Tide\ntags: [a, b\ndate: 2026-11-17\n"));
}

#[test]
fn a_text_that_begins_like_something_else() {
    show("yaml_at", 1, &article("title: @tide\ndate: 2026-11-17\n"));
    show("yaml_star", 1, &article("title: *tide*\ndate: 2026-11-17\n"));
    show("yaml_braces", 1, &article("title: {{ tide }}\ndate: 2026-11-17\n"));
    show("yaml_escape", 1, &article("title: \"C:\\tide\\high\"\ndate: 2026-11-17\n"));
}

#[test]
fn fields_that_do_not_line_up() {
    show("yaml_indent", 1, &article("title: Tide\n date: 2026-11-17\n"));
}

#[test]
fn a_list_for_a_front_matter() {
    show("yaml_list", 1, &article("- title\n- date\n"));
}

#[test]
fn front_matter_that_never_ends() {
    show("front_matter_open", 1, "-- content/local/new.md --\n---\ntitle: Tide\ndate: 2026-11-17\nHigh.\n");
}

#[test]
fn front_matter_of_other_programs() {
    show("front_matter_toml", 1, "-- content/local/new.md --\n+++\ntitle = \"Tide\"\n+++\nHigh.\n");
    show("front_matter_json", 1, "-- content/local/new.md --\n{\"title\": \"Tide\"}\nHigh.\n");
}

#[test]
fn no_front_matter_and_an_empty_file() {
    show("front_matter_none", 1, "-- content/local/new.md --\n# Tide\n\nHigh.\n");
    show("front_matter_empty", 1, "-- content/local/new.md --\n");
    show("front_matter_only_dashes", 1, "-- content/local/new.md --\n---\n---\n");
}

#[test]
fn aliases_that_grow() {
    let mut matter = String::from("title: Tide\ndate: 2026-11-17\nextra:\n  a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
    for n in 1..9 {
        let copies = vec![format!("*a{}", n - 1); 9].join(", ");
        matter.push_str(&format!("  a{n}: &a{n} [{copies}]\n"));
    }
    show("yaml_alias_bomb", 1, &article(&matter));
}

#[test]
fn yaml_that_is_nested_too_deep() {
    let matter = format!("title: Tide\ndate: 2026-11-17\nextra: {}1{}\n", "[".repeat(500), "]".repeat(500));
    show("yaml_depth", 1, &article(&matter));
}

#[test]
fn a_byte_order_mark_and_windows_line_ends_are_fine() {
    let text = "\u{feff}---\r\ntitle: Tide\r\ndate: 2026-11-17\r\n---\r\nHigh.\r\n\r\n## Low\r\n";
    let built = Project::new().file("content/local/tide.md", text).build();
    built
        .expect_clean()
        .expect_file("local/tide/index.html", "<p>High.</p>")
        .expect_file("local/tide/index.html", "id=\"low\"");
}

#[test]
fn a_byte_order_mark_before_the_configuration_is_fine() {
    let config = "\u{feff}title: The Harbour Post\r\nbase_url: https://harbour.example/\r\n";
    Project::new().file("pressroom.yaml", config).build().expect_clean();
}

#[test]
fn other_encodings() {
    let latin = b"---\ntitle: Caf\xe9\ndate: 2026-11-17\n---\nHigh.\n";
    let wide: Vec<u8> = "\u{feff}---\ntitle: Tide\n---\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let project = sound();
    project.build().expect_clean();
    let before = project.build().tree();
    let project = project.bytes("content/local/latin.md", latin).bytes("content/local/wide.md", &wide);
    let built = project.build();
    super::compare("encodings", 1, &built);
    super::no_worse(&before, &built);
}

#[test]
fn a_reference_that_closes_a_circle() {
    show_project("yaml_self_alias", 1, sound(), &article("title: Tide\ndate: 2026-11-17\nextra: &a {b: *a}\n"), &[]);
}
