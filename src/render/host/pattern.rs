//! Regular expressions over paths, in the dialect that nginx, Apache and Caddy share.

use super::kind::HASH_DIGITS;

/// Text that stands for itself in a regular expression.
pub(super) fn literal(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if r"\.+*?()|[]{}^$#".contains(c) {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// Files whose names hold a hash of their contents.
pub(super) fn hashed(base_path: &str) -> String {
    let base = literal(base_path);
    let digits = format!("[0-9a-f]{{{},{}}}", HASH_DIGITS.start(), HASH_DIGITS.end());
    format!(r"^{base}(?:(?:assets|media)/(?:.*/)?[^/]*\.{digits}\.[a-z0-9]+|search/{digits}/.+)$")
}

/// Pages, feeds and sitemaps.
pub(super) fn short_lived(base_path: &str) -> String {
    let base = literal(base_path);
    format!(r"^{base}(?:.*/)?(?:[^/]*\.(?:html|xml)|feed\.json|robots\.txt|search/index\.json)?$")
}

/// What only the host reads.
pub(super) fn hidden(base_path: &str) -> String {
    let base = literal(base_path);
    format!(r"^{base}(?:\.hosting/.*|\.htaccess|\.nojekyll|CNAME|_headers|_redirects|vercel\.json)$")
}
