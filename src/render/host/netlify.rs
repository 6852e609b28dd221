//! `_headers`, as [Netlify](https://docs.netlify.com/routing/headers/) and
//! [Cloudflare Pages](https://developers.cloudflare.com/pages/configuration/headers/) read it.
//!
//! Where several rules fit a path, both hosts join the values of one header with a comma. So no two rules that fit the
//! same path name the same header, and what no rule names is kept for as long as the host thinks right: never, without
//! asking.

use super::{FileKind, HostSite};
use std::fmt::Write as _;

/// `_headers`.
pub(super) fn headers_file(site: &HostSite) -> String {
    let base = &site.base_path;
    let mut out = format!("# {}\n{base}*\n", super::NOTICE);
    for (name, value) in &site.headers {
        // Writing to a String cannot fail.
        let _ = writeln!(out, "  {name}: {value}");
    }
    // A placeholder stands for one part of a path: variants and cards lie directly below `/media/`, files under a name
    // of their own in the folders that they have in `content/`.
    let media = if site.loose_media { FileKind::Loose } else { FileKind::Hashed };
    let rules = [("assets/*", FileKind::Hashed), ("media/:file", media), ("search/:segment/:file", FileKind::Hashed)];
    for (path, kind) in rules {
        let _ = writeln!(out, "{base}{path}\n  Cache-Control: {}", kind.cache_control());
    }
    out
}
