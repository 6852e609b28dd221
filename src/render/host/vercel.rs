//! `vercel.json` ([documentation](https://vercel.com/docs/project-configuration/vercel-json)).

use super::pattern::hashed;
use super::{FileKind, HostSite};
use serde_json::{Value, json};

/// `vercel.json`.
pub(super) fn settings(site: &HostSite) -> String {
    let base = &site.base_path;
    let header = |name: &str, value: &str| json!({ "key": name, "value": value });
    let all: Vec<Value> = site.headers.iter().map(|(name, value)| header(name, value)).collect();
    let cache = |kind: FileKind| vec![header("Cache-Control", kind.cache_control())];
    // A source is a path with a regular expression in parentheses.
    let hashed = hashed(base);
    let hashed = hashed.trim_start_matches('^').trim_end_matches('$');
    let rest = hashed.strip_prefix(&super::pattern::literal(base)).unwrap_or(hashed);
    let redirects: Vec<Value> = site
        .moved
        .iter()
        .map(|moved| json!({ "source": source(&moved.from), "destination": moved.to, "statusCode": moved.status }))
        .collect();
    let settings = json!({
        "trailingSlash": true,
        "redirects": redirects,
        "headers": [
            { "source": format!("{base}(.*)"), "headers": all },
            { "source": format!("{base}({rest})"), "headers": cache(FileKind::Hashed) },
        ],
    });
    let mut text = serde_json::to_string_pretty(&settings).expect("numbers and texts always serialise");
    text.push('\n');
    text
}

/// A path as a source: what path-to-regexp would read as a pattern is spelled out.
fn source(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for c in path.chars() {
        if "()[]{}:*+?!.\\".contains(c) {
            out.push('\\');
        }
        out.push(c);
    }
    out
}
