//! `.htaccess`, for Apache where `AllowOverride` lets a folder speak for itself.
//!
//! `Header always` is for every answer, `Header` for good ones
//! ([documentation](https://httpd.apache.org/docs/2.4/mod/mod_headers.html#header)). `RedirectMatch` is used because
//! `Redirect` also means everything below a path.

use super::pattern::{hashed, hidden, literal, short_lived};
use super::{FileKind, HostSite, NOTICE};
use crate::media::MEDIA_TYPES;
use std::fmt::Write as _;

/// `.htaccess`.
pub(super) fn htaccess(site: &HostSite) -> String {
    let base = &site.base_path;
    let mut out = format!(
        "# {NOTICE}\nOptions -Indexes\nDirectoryIndex index.html\nErrorDocument 404 {base}404.html\nErrorDocument 410 {base}404.html\n"
    );
    // Writing to a String cannot fail.
    for (extension, mime) in MEDIA_TYPES {
        let _ = writeln!(out, "AddType \"{mime}\" .{extension}");
    }
    out.push_str("<IfModule mod_alias.c>\n");
    let _ = writeln!(out, "RedirectMatch 404 \"{}\"", hidden(base));
    for moved in &site.moved {
        let to = moved.to.replace('$', "%24");
        let _ = writeln!(out, "RedirectMatch {} {} \"{to}\"", moved.status, exactly(&moved.from));
    }
    for path in &site.gone {
        let _ = writeln!(out, "RedirectMatch gone {}", exactly(path));
    }
    out.push_str("</IfModule>\n<IfModule mod_headers.c>\n");
    for (name, value) in &site.headers {
        let _ = writeln!(out, "Header always set {name} \"{}\"", value.replace('%', "%%"));
    }
    let _ = writeln!(out, "Header set Cache-Control \"{}\"", FileKind::Loose.cache_control());
    for (pattern, kind) in [(short_lived(base), FileKind::Page), (hashed(base), FileKind::Hashed)] {
        let _ = writeln!(
            out,
            "<If \"%{{REQUEST_URI}} =~ m#{pattern}#\">\nHeader set Cache-Control \"{}\"\n</If>",
            kind.cache_control()
        );
    }
    // The page for what is missing is a good answer to Apache, under the address that was asked for.
    out.push_str("Header unset Cache-Control \"expr=%{REQUEST_STATUS} >= 400\"\n</IfModule>\n");
    if site.compressed.gzip || site.compressed.brotli {
        out.push_str(&compressed(site));
    }
    out
}

/// Files that lie compressed beside the plain ones, by the content negotiation of mod_rewrite.
fn compressed(site: &HostSite) -> String {
    let mut out = String::from("<IfModule mod_rewrite.c>\nRewriteEngine On\n");
    for (wanted, token, end) in [(site.compressed.brotli, "br", "br"), (site.compressed.gzip, "gzip", "gz")] {
        if !wanted {
            continue;
        }
        let _ = write!(
            out,
            "RewriteCond %{{HTTP:Accept-Encoding}} \\b{token}\\b\nRewriteCond %{{REQUEST_FILENAME}}.{end} -f\n\
             RewriteRule ^(.+)\\.(html|css|js|xml|json|svg|txt)$ $1.$2.{end} [L,E=no-gzip:1]\n"
        );
    }
    out.push_str("</IfModule>\n");
    for (extension, mime) in MEDIA_TYPES
        .iter()
        .filter(|(extension, _)| ["html", "css", "js", "xml", "json", "svg", "txt"].contains(extension))
    {
        for (wanted, token, end) in [(site.compressed.brotli, "br", "br"), (site.compressed.gzip, "gzip", "gz")] {
            if wanted {
                let _ = write!(
                    out,
                    "<FilesMatch \"\\.{extension}\\.{end}$\">\nForceType \"{mime}\"\nRemoveType .{end}\nHeader set Content-Encoding {token}\nHeader append Vary Accept-Encoding\n</FilesMatch>\n"
                );
            }
        }
    }
    out
}

fn exactly(path: &str) -> String {
    format!("\"^{}$\"", literal(path).replace('"', "\\\""))
}
