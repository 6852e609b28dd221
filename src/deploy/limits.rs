//! What hosts put up with. Passing a limit is a warning before anything is sent: the host would refuse later, and say less.

use super::Items;
use crate::config::{Place, Platform, TargetSettings};
use crate::diag::Diagnostic;

const MIB: u64 = 1_048_576;

/// Limits of one host; 0 for none that is known.
struct Limits {
    host: &'static str,
    files: usize,
    bytes_each: u64,
    bytes: u64,
    redirects: usize,
    source: &'static str,
}

/// Cloudflare Pages: 20,000 files on the free plan (100,000 on others), of 25 MiB each
/// (<https://developers.cloudflare.com/pages/platform/limits/>); 2,000 static redirects
/// (<https://developers.cloudflare.com/pages/configuration/redirects/>).
const CLOUDFLARE: Limits = Limits {
    host: "Cloudflare Pages",
    files: 20_000,
    bytes_each: 25 * MIB,
    bytes: 0,
    redirects: 2_000,
    source: "https://developers.cloudflare.com/pages/platform/limits/",
};
/// GitHub Pages: a site of 1 GB (<https://docs.github.com/en/pages/getting-started-with-github-pages/github-pages-limits>),
/// and 100 MiB a file in any repository
/// (<https://docs.github.com/en/repositories/working-with-files/managing-large-files/about-large-files-on-github>).
const GITHUB: Limits = Limits {
    host: "GitHub Pages",
    files: 0,
    bytes_each: 100 * MIB,
    bytes: 1_000_000_000,
    redirects: 0,
    source: "https://docs.github.com/en/pages/getting-started-with-github-pages/github-pages-limits",
};
/// Vercel: 2,048 redirects in its settings
/// (<https://vercel.com/docs/routing/redirects/configuration-redirects>).
const VERCEL: Limits = Limits {
    host: "Vercel",
    files: 0,
    bytes_each: 0,
    bytes: 0,
    redirects: 2_048,
    source: "https://vercel.com/docs/routing/redirects/configuration-redirects",
};

/// Warnings about a target's host. `redirects`: how many the site has.
pub(super) fn passed(target: &TargetSettings, items: &Items, redirects: usize) -> Vec<Diagnostic> {
    let limits = match target.place {
        Place::Platform { platform: Platform::Cloudflare, .. } => CLOUDFLARE,
        Place::Platform { platform: Platform::Vercel, .. } => VERCEL,
        Place::Git { .. } => GITHUB,
        _ => return Vec::new(),
    };
    let mut found = Vec::new();
    let mut warn = |what: String| {
        let message = format!("{} takes no more than {what}", limits.host);
        found.push(
            Diagnostic::warning("host-limit", message)
                .at(target.span.clone())
                .note(format!("see {}", limits.source))
                .hint("publish fewer or smaller files there, or choose another host"),
        );
    };
    if limits.files > 0 && items.len() > limits.files {
        warn(format!("{} files, and this site has {}", limits.files, items.len()));
    }
    let sizes = || items.iter().filter_map(|(path, item)| Some((path, item.size?)));
    if let Some((path, size)) = sizes().max_by_key(|(_, size)| *size)
        && limits.bytes_each > 0
        && size > limits.bytes_each
    {
        warn(format!("{} MiB a file, and `{path}` has {}", limits.bytes_each / MIB, size / MIB));
    }
    let all: u64 = sizes().map(|(_, size)| size).sum();
    if limits.bytes > 0 && all > limits.bytes {
        warn(format!("{} MB a site, and this one has {}", limits.bytes / 1_000_000, all / 1_000_000));
    }
    if limits.redirects > 0 && redirects > limits.redirects {
        warn(format!("{} redirects, and this site has {redirects}", limits.redirects));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Fingerprint;
    use crate::config::Config;

    #[test]
    fn a_site_that_is_too_large_is_warned_of() {
        let text = "title: T\nbase_url: https://example.com/\ndeploy: {targets: {a: {kind: cloudflare, project: x}, b: {kind: git}, c: {kind: s3, bucket: x}}}\n";
        let config = Config::read(text, None).expect("valid");
        let files =
            (0..20_001).map(|n| (format!("{n}.html"), Fingerprint::of(b""), if n == 7 { 200 * MIB } else { 50_000 }));
        let items = Items::of(files);
        let said: Vec<Vec<String>> = config
            .deploy
            .targets
            .iter()
            .map(|target| passed(target, &items, 2_001).into_iter().map(|warning| warning.message).collect())
            .collect();
        assert_eq!(
            said[0],
            [
                "Cloudflare Pages takes no more than 20000 files, and this site has 20001",
                "Cloudflare Pages takes no more than 25 MiB a file, and `7.html` has 200",
                "Cloudflare Pages takes no more than 2000 redirects, and this site has 2001",
            ]
        );
        assert_eq!(said[1].len(), 2, "{:?}", said[1]);
        assert!(said[2].is_empty());
    }
}
