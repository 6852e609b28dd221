//! What people can type and what they can be told stands in `docs/`, and nothing else does.

use super::{Source, forbid, page, sources};
use std::collections::BTreeSet;

type Names = BTreeSet<String>;

/// The texts in a constant list: `const NAMES: [&str; 2] = ["a", "b"];`
fn list(sources: &[Source], path: &str, name: &str) -> Names {
    let source = sources.iter().find(|source| source.path == path).unwrap_or_else(|| panic!("no src/{path}"));
    let start = source.text.find(&format!("const {name}: ")).unwrap_or_else(|| panic!("no {name} in {path}"));
    let text = &source.text[start..];
    let text = &text[..text.find("];").expect("the list ends")];
    text.split('"').skip(1).step_by(2).map(str::to_owned).collect()
}

/// A section of a page, up to the next heading of the same depth.
fn section<'p>(page: &'p str, heading: &str) -> &'p str {
    let start = page.find(&format!("\n{heading}\n")).unwrap_or_else(|| panic!("no section {heading}"));
    let text = &page[start + heading.len() + 2..];
    text.split("\n## ").next().unwrap_or(text)
}

/// Texts between backticks.
fn code_spans(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

fn is_name(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_lowercase() || c == '_')
}

/// A text without what stands in parentheses.
fn without_asides(text: &str) -> String {
    let mut depth = 0_usize;
    text.chars()
        .filter(|c| {
            depth += usize::from(*c == '(');
            let outside = depth == 0;
            depth -= usize::from(*c == ')' && depth > 0);
            outside
        })
        .collect()
}

#[test]
fn the_theme_guide_names_every_function_and_no_other() {
    let guide = page("themes.md");
    let rows = section(&guide, "## Functions").lines().filter(|line| line.starts_with("| `"));
    let documented: Names = rows
        .flat_map(|row| code_spans(row.split('|').nth(1).unwrap_or_default()))
        .filter_map(|span| Some(span.split_once('(')?.0.to_owned()))
        .collect();
    assert_eq!(documented, list(&sources(), "theme/functions.rs", "NAMES"));
}

#[test]
fn the_theme_guide_names_every_filter_and_no_other() {
    let guide = page("themes.md");
    let documented: Names = code_spans(&without_asides(section(&guide, "## Filters")))
        .filter(|span| is_name(span))
        .map(str::to_owned)
        .collect();
    assert_eq!(documented, list(&sources(), "theme/filters.rs", "NAMES"));
}

#[test]
fn the_theme_guide_names_every_component_that_a_theme_must_have() {
    let guide = page("themes.md");
    let components = section(&guide, "## Components");
    let rows = components.lines().filter(|line| line.starts_with("| `"));
    let documented: Names = rows
        .flat_map(|row| code_spans(row.split('|').nth(1).unwrap_or_default()))
        .filter_map(|span| Some(span.split_once('(')?.0.to_owned()))
        .collect();
    assert_eq!(documented, list(&sources(), "theme/load.rs", "REQUIRED_COMPONENTS"));
}

/// Every code that a diagnostic of the program can have.
fn codes(sources: &[Source]) -> Names {
    /// What is written before a code.
    const MAKERS: [&str; 5] =
        ["Diagnostic::error(", "Diagnostic::warning(", "Problem::new(", "SYNTAX: &str =", "fail("];
    let is_code = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    let mut codes = Names::new();
    for source in sources.iter().filter(|source| !source.is_test()) {
        let code: Vec<&str> = source.product_code().map(|(_, line)| line).collect();
        let code = code.join("\n");
        for maker in MAKERS {
            for (at, _) in code.match_indices(maker) {
                let rest = &code[at + maker.len()..];
                // `fail(reader, value, "code", …)` of the configuration has the code in third place.
                let skipped = if maker == "fail(" { rest.split('"').next().map_or(0, str::len) } else { 0 };
                if let Some(literal) = rest[skipped..].trim_start().strip_prefix('"') {
                    codes.extend(literal.split('"').next().filter(|code| is_code(code)).map(str::to_owned));
                }
            }
        }
    }
    codes
}

#[test]
fn every_diagnostic_is_explained_and_in_order() {
    let page = page("diagnostics.md");
    let documented: Vec<&str> = page.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next()).collect();
    assert!(documented.is_sorted(), "docs/diagnostics.md is not sorted");
    let documented: Names = documented.into_iter().map(str::to_owned).collect();
    assert_eq!(documented, codes(&sources()));
}

#[test]
fn every_explanation_says_how_bad_it_is_and_how_to_mend_it() {
    let page = page("diagnostics.md");
    let mut offences = Vec::new();
    for row in page.lines().filter(|line| line.starts_with("| `")) {
        let cells: Vec<&str> = row.trim_matches('|').split(" | ").map(str::trim).collect();
        let whole = cells.len() == 4
            && matches!(cells[1], "error" | "warning" | "error or warning")
            && cells[2..].iter().all(|cell| cell.len() > 10);
        if !whole {
            offences.push(row.to_owned());
        }
    }
    forbid(&offences);
}
