//! Style sheets that load something. No parser: comments and escapes are taken away first, and what is left is searched
//! for the few words with which CSS can reach beyond the file.

use super::url::{Target, target};

/// Functions whose argument is an address.
const LOADERS: [&str; 3] = ["url(", "src(", "image("];

/// Whether the value of an attribute could be CSS that loads something.
pub(super) fn may_load(value: &str) -> bool {
    value.contains('(') || value.contains('\\')
}

/// What in a style sheet, or in a declaration, loads something from elsewhere.
pub(super) fn problem(sheet: &str) -> Option<String> {
    let plain = plain(sheet);
    for word in ["@import", "expression(", "-moz-binding", "behavior:", "javascript:"] {
        if plain.contains(word) {
            return Some(format!("`{word}` in a style sheet"));
        }
    }
    for loader in LOADERS {
        for (at, _) in plain.match_indices(loader) {
            if is_namespace(&plain[..at]) {
                continue;
            }
            let address = plain[at + loader.len()..].trim_start().trim_start_matches(['"', '\'']);
            if !matches!(target(address), Target::Here | Target::Picture) && !is_font(address) {
                return Some(format!("`{loader}…)` in a style sheet loads from another host"));
            }
        }
    }
    let sets = plain.contains("image-set(") && plain.contains("//");
    sets.then(|| "`image-set(…)` in a style sheet loads from another host".to_owned())
}

/// Whether what ends here is `@namespace`, with a prefix or without: what follows is a name, not an address.
fn is_namespace(before: &str) -> bool {
    let start = before.char_indices().rev().take(64).last().map_or(0, |(at, _)| at);
    before[start..].rsplit([';', '{', '}']).next().is_some_and(|rule| rule.trim_start().starts_with("@namespace"))
}

/// Fonts inside the drawing are how exports keep their letters.
fn is_font(address: &str) -> bool {
    ["data:font/", "data:application/font", "data:application/x-font", "data:application/vnd.ms-fontobject"]
        .iter()
        .any(|start| address.starts_with(start))
}

/// A sheet in lower case, without comments, escapes resolved (CSS Syntax 3, 4.3.7).
fn plain(sheet: &str) -> String {
    let mut out = String::with_capacity(sheet.len());
    let mut rest = sheet;
    while let Some(c) = rest.chars().next() {
        if let Some(comment) = rest.strip_prefix("/*") {
            rest = comment.split_once("*/").map_or("", |(_, after)| after);
            continue;
        }
        rest = &rest[c.len_utf8()..];
        if c != '\\' {
            out.push(c.to_ascii_lowercase());
            continue;
        }
        let digits = rest.bytes().take(6).take_while(u8::is_ascii_hexdigit).count();
        if digits == 0 {
            continue;
        }
        let escaped = u32::from_str_radix(&rest[..digits], 16).ok().and_then(char::from_u32);
        out.push(escaped.unwrap_or('\u{FFFD}').to_ascii_lowercase());
        rest = &rest[digits..];
        rest = rest.strip_prefix([' ', '\t', '\n', '\r', '\u{C}']).unwrap_or(rest);
    }
    out
}
