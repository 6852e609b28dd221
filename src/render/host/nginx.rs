//! A file for nginx to include in a `server` that has a `root`.
//!
//! `add_header` of a `location` replaces those of the `server`
//! ([documentation](https://nginx.org/en/docs/http/ngx_http_headers_module.html#add_header)), so every location has all
//! of them. `Cache-Control` goes with good answers only: a page that is missing for a moment must not be missing for a
//! year.

use super::pattern::{hashed, hidden, short_lived};
use super::{FileKind, HostSite, NOTICE};
use crate::media::MEDIA_TYPES;
use std::fmt::Write as _;

/// `.hosting/nginx.conf`.
pub(super) fn include(site: &HostSite) -> String {
    let base = &site.base_path;
    let mut out = format!("# {NOTICE}\n");
    // Writing to a String cannot fail.
    let _ = write!(out, "charset utf-8;\ncharset_types {};\n", charset_types().join(" "));
    out.push_str("types {\n");
    for (extension, mime) in MEDIA_TYPES {
        let mime = mime.split(';').next().unwrap_or(mime);
        let _ = writeln!(out, "    {mime} {extension};");
    }
    out.push_str("}\n");
    out.push_str("default_type application/octet-stream;\nindex index.html;\nabsolute_redirect off;\n");
    if site.compressed.gzip {
        out.push_str("gzip_static on;\ngzip_vary on;\n");
    }
    if site.compressed.brotli {
        out.push_str("# With the module ngx_brotli:\n# brotli_static on;\n");
    }
    let _ = writeln!(out, "error_page 404 410 {};", quoted(&format!("{base}404.html")));
    for moved in &site.moved {
        let _ = writeln!(
            out,
            "location = {} {{ return {} {}; }}",
            quoted(&moved.from),
            moved.status,
            quoted(&moved.to.replace('$', "%24"))
        );
    }
    for path in &site.gone {
        let _ = writeln!(out, "location = {} {{ return 410; }}", quoted(path));
    }
    let _ = writeln!(out, "location ~ {} {{ return 404; }}", quoted(&hidden(base)));
    location(&mut out, site, &format!("~ {}", quoted(&hashed(base))), FileKind::Hashed);
    location(&mut out, site, &format!("~ {}", quoted(&short_lived(base))), FileKind::Page);
    location(&mut out, site, &quoted(base), FileKind::Loose);
    out
}

fn location(out: &mut String, site: &HostSite, which: &str, kind: FileKind) {
    let _ = writeln!(out, "location {which} {{");
    let _ = writeln!(out, "    add_header Cache-Control {};", quoted(kind.cache_control()));
    for (name, value) in &site.headers {
        let _ = writeln!(out, "    add_header {name} {} always;", quoted(value));
    }
    out.push_str("}\n");
}

/// Types that nginx names a charset for.
fn charset_types() -> Vec<&'static str> {
    let texts = MEDIA_TYPES.iter().filter_map(|(_, mime)| mime.strip_suffix("; charset=utf-8"));
    // HTML is always among them, and naming it is a warning.
    let mut texts: Vec<&str> = texts.filter(|mime| *mime != "text/html").collect();
    texts.sort_unstable();
    texts.dedup();
    texts
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', r"\\").replace('"', "\\\""))
}
