//! Files that hosts read: where old addresses lead, what was withdrawn, how long each kind of file may be kept, and which
//! headers protect readers. All of them say the same, each in its host's language.
//!
//! nginx and Caddy are given files to include, below `.hosting/`, which they themselves never serve. They name the site's
//! paths and leave the rest (name, port, TLS, root) to whoever runs the server.
//!
//! What a host can't say is left out and stands in `docs/deploying.md`: a 410 on hosts that only know redirects, headers
//! of GitHub Pages.
//!
//! **Incremental:** made anew in each build, from the configuration and the list of redirects.

mod apache;
mod caddy;
mod kind;
mod netlify;
mod nginx;
mod pattern;
mod vercel;

pub use kind::FileKind;

use crate::config::{Config, Encoding, Hosting};

/// An address that leads elsewhere.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moved {
    /// The old path with the base path, decoded: `/news/old/`.
    pub from: String,
    /// The new path with the base path, or a URL; percent-encoded.
    pub to: String,
    /// 301, 302, 307 or 308.
    pub status: u16,
}

/// All that hosts are told.
#[derive(Clone, Debug)]
pub struct HostSite {
    /// The path of the site, with slashes at both ends.
    pub base_path: String,
    /// The name of the host of the base URL, without a port.
    pub host: String,
    /// Sorted by the old path, each only once.
    pub moved: Vec<Moved>,
    /// Paths that were withdrawn, with the base path, decoded; sorted.
    pub gone: Vec<String>,
    /// Headers of every answer: name and value.
    pub headers: Vec<(String, String)>,
    /// Whether there are files without a hash directly below `/media/`.
    pub loose_media: bool,
    /// Keys that prove to search engines whose site it is.
    pub keys: Vec<String>,
    /// Whether `.gz` files lie beside the plain ones at some target, and `.br` files.
    pub compressed: Compressed,
}

/// Which compressed files there may be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Compressed {
    /// `.gz`
    pub gzip: bool,
    /// `.br`
    pub brotli: bool,
}

impl Compressed {
    /// What the targets of a site ask for.
    pub fn of(config: &Config) -> Self {
        let any = |encoding| config.deploy.targets.iter().any(|target| target.compress.contains(&encoding));
        Self { gzip: any(Encoding::Gzip), brotli: any(Encoding::Brotli) }
    }
}

/// What a page of pressroom may do. Scripts are files of the site's own, styles may stand in the page (theme options,
/// raw HTML), pictures and embedded players may come from elsewhere, because articles quote the web; nothing may be
/// framed by strangers.
const POLICY: &str = "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; \
img-src 'self' https: data:; media-src 'self' https:; font-src 'self' data:; frame-src https:; connect-src 'self'; \
object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'self'";

/// The headers of every answer: pressroom's own, with those of the site in their place.
pub fn headers(own: &[(String, String)]) -> Vec<(String, String)> {
    let mut headers: Vec<(String, String)> = [
        ("Content-Security-Policy", POLICY),
        ("Referrer-Policy", "strict-origin-when-cross-origin"),
        ("X-Content-Type-Options", "nosniff"),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .into();
    for (name, value) in own {
        headers.retain(|(known, _)| !known.eq_ignore_ascii_case(name));
        headers.push((name.clone(), value.clone()));
    }
    headers.retain(|(_, value)| !value.is_empty());
    headers
}

/// The files for some hosts: paths below the output folder, and bytes. `_redirects` is a page of its own.
pub fn host_files(site: &HostSite, hosting: &[Hosting]) -> Vec<(String, Vec<u8>)> {
    let mut files = Vec::new();
    let mut add = |path: &str, text: String| files.push((path.to_owned(), text.into_bytes()));
    for host in hosting {
        match host {
            // Both read the same file.
            Hosting::Cloudflare if hosting.contains(&Hosting::Netlify) => {}
            Hosting::Netlify | Hosting::Cloudflare => add("_headers", netlify::headers_file(site)),
            Hosting::Vercel => add("vercel.json", vercel::settings(site)),
            Hosting::Nginx => add(".hosting/nginx.conf", nginx::include(site)),
            Hosting::Caddy => add(".hosting/Caddyfile", caddy::import(site)),
            Hosting::Apache => add(".htaccess", apache::htaccess(site)),
            Hosting::Pages => {
                add(".nojekyll", String::new());
                // A project's page below github.io has a path and no name of its own.
                if site.base_path == "/" && !is_platforms(&site.host) {
                    add("CNAME", format!("{}\n", site.host));
                }
            }
        }
    }
    for key in &site.keys {
        files.push((format!("{key}.txt"), key.clone().into_bytes()));
    }
    files
}

/// Whether a name belongs to a platform, which then needs no `CNAME`.
fn is_platforms(host: &str) -> bool {
    let platform = [".github.io", ".gitlab.io", ".codeberg.page"].iter().any(|end| host.ends_with(end));
    platform || !host.contains('.') || host.chars().all(|c| c.is_ascii_digit() || c == '.')
}

/// The first lines of a file that a person may open.
const NOTICE: &str = "Written by pressroom with every build; change `hosting`, `headers` or `redirects` instead.";

#[cfg(test)]
mod tests;
