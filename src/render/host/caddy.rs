//! A file for Caddy to `import` in a site that has a `root`.
//!
//! Headers about caches go with files that are there: the matcher `file` asks
//! ([documentation](https://caddyserver.com/docs/caddyfile/matchers#file)).

use super::pattern::{hashed, hidden, short_lived};
use super::{FileKind, HostSite, NOTICE};
use crate::media::MEDIA_TYPES;
use std::fmt::Write as _;

/// `.hosting/Caddyfile`.
pub(super) fn import(site: &HostSite) -> String {
    let base = &site.base_path;
    let mut out = format!("# {NOTICE}\nheader {{\n");
    // Writing to a String cannot fail.
    for (name, value) in &site.headers {
        let _ = writeln!(out, "\t{name} {}", quoted(value));
    }
    out.push_str("}\n");
    matcher(&mut out, "hashed", &hashed(base), None, FileKind::Hashed);
    matcher(&mut out, "pages", &short_lived(base), Some(&hashed(base)), FileKind::Page);
    let others = format!("^{}.+[^/]$", super::pattern::literal(base));
    let both = format!("{}|{}", hashed(base), short_lived(base));
    matcher(&mut out, "loose", &others, Some(&both), FileKind::Loose);
    for (extension, mime) in MEDIA_TYPES {
        // Caddy asks the machine for types, and machines differ.
        let _ = writeln!(out, "@type_{extension} {{\n\tpath *.{extension}\n\tfile\n}}");
        let _ = writeln!(out, "header @type_{extension} Content-Type {}", quoted(mime));
    }
    let _ = writeln!(out, "@folders {{\n\tpath */\n\tfile {{path}}index.html\n}}");
    out.push_str("header @folders Content-Type \"text/html; charset=utf-8\"\n");
    let _ = writeln!(out, "@hidden path_regexp {}", quoted(&hidden(base)));
    out.push_str("error @hidden 404\n");
    for moved in &site.moved {
        let _ = writeln!(out, "redir {} {} {}", path(&moved.from), path(&moved.to), moved.status);
    }
    for gone in &site.gone {
        let _ = writeln!(out, "error {} 410", path(gone));
    }
    let mut precompressed = Vec::new();
    precompressed.extend(site.compressed.brotli.then_some("br"));
    precompressed.extend(site.compressed.gzip.then_some("gzip"));
    let server = if precompressed.is_empty() {
        "file_server\n".to_owned()
    } else {
        format!("file_server {{\n\tprecompressed {}\n}}\n", precompressed.join(" "))
    };
    out.push_str(&server);
    let _ = writeln!(
        out,
        "handle_errors {{\n\t@lost `{{err.status_code}} in [404, 410]`\n\trewrite @lost {}\n\theader Content-Type \"text/html; charset=utf-8\"\n\tfile_server\n}}",
        path(&format!("{base}404.html"))
    );
    out
}

fn matcher(out: &mut String, name: &str, wanted: &str, but: Option<&str>, kind: FileKind) {
    let _ = writeln!(out, "@{name} {{\n\tpath_regexp {}", quoted(wanted));
    if let Some(but) = but {
        let _ = writeln!(out, "\tnot path_regexp {}", quoted(but));
    }
    let _ = writeln!(out, "\tfile {{path}} {{path}}/index.html\n}}");
    let _ = writeln!(out, "header @{name} Cache-Control {}", quoted(kind.cache_control()));
}

/// A path or URL as an argument: braces would be placeholders, and a star a pattern.
fn path(text: &str) -> String {
    quoted(&text.replace('{', "%7B").replace('}', "%7D").replace('*', "%2A"))
}

fn quoted(text: &str) -> String {
    // Only a quote has to be escaped between quotes; a backslash before anything else is itself.
    format!("\"{}\"", text.replace('"', "\\\""))
}
