//! The keys `deploy`, `hosting` and `headers`: where the output goes, and what its host is told.
//!
//! No key takes a secret. Passwords, tokens and keys come from the environment or from where the platform's own tools
//! keep them.

use super::lower::fail;
use super::raw::{RawDeploy, RawHook, RawIndexNow, RawTarget};
use crate::diag::{Diagnostic, Span, did_you_mean};
use crate::yaml::{Named, OneOrMany, Reader, Spanned};

/// Where the output goes, and when deploying stops to ask.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DeploySettings {
    /// The targets, in the order of the file.
    pub targets: Vec<TargetSettings>,
    /// When a deploy deletes so much that it asks.
    pub limit: DeletionLimit,
}

/// A deploy that deletes more than both asks first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DeletionLimit {
    /// Of the files at the target, in percent.
    pub percent: u32,
    /// Files.
    pub files: u32,
}

impl Default for DeletionLimit {
    fn default() -> Self {
        Self { percent: 10, files: 20 }
    }
}

/// A target of `deploy.targets`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TargetSettings {
    /// Its name.
    pub name: String,
    /// Where its kind is written.
    pub span: Span,
    /// What it is.
    pub place: Place,
    /// Encodings that are made beside files that gain by them.
    pub compress: Vec<Encoding>,
    /// Whether links are written relative to their page.
    pub relative: bool,
    /// The base URL that the output must have been built with, if it is not the site's.
    pub base_url: Option<String>,
    /// Seconds that superseded files with a hash in their name stay.
    pub grace: i64,
    /// A WebSub hub that is told of changed feeds.
    pub websub: Option<String>,
    /// Search engines that are told of changed pages.
    pub indexnow: Option<IndexNow>,
    /// Commands that are run after a deploy that changed something: program and arguments.
    pub after: Vec<Vec<String>>,
}

/// How search engines are told of changed pages (<https://www.indexnow.org/documentation>).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IndexNow {
    /// The key, which is published at `/KEY.txt` and therefore no secret.
    pub key: String,
    /// Where they listen.
    pub endpoint: String,
}

/// An encoding of files that lie beside the plain ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// `index.html.br`
    Brotli,
    /// `index.html.gz`
    Gzip,
}

/// What a target is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// A folder with releases side by side.
    Directory {
        /// The folder.
        path: String,
        /// Releases that stay, the current one included.
        keep: usize,
    },
    /// The same on another machine.
    Ssh {
        /// `user@host`, or a name from ssh's own configuration.
        host: String,
        /// The port, if it is not ssh's.
        port: Option<u16>,
        /// The folder there.
        path: String,
        /// Releases that stay, the current one included.
        keep: usize,
    },
    /// A bucket of S3 or a store that speaks its language.
    S3 {
        /// The bucket's name.
        bucket: String,
        /// What is put before every path; ends with `/` unless it is empty.
        prefix: String,
        /// The region, if the environment does not say.
        region: Option<String>,
        /// The store's address, if it is not Amazon's.
        endpoint: Option<String>,
        /// Uploads at the same time.
        parallel: usize,
        /// Whether the store knows `If-Match` and `If-None-Match` on writes.
        conditional: bool,
        /// Whether the store sends redirects for objects that say so.
        website: bool,
    },
    /// A branch.
    Git {
        /// A repository: a URL, a path, or the name of a remote of the site's own repository.
        remote: String,
        /// The branch.
        branch: String,
    },
    /// A platform with a command line of its own.
    Platform {
        /// Which.
        platform: Platform,
        /// The project's or site's name or id there.
        project: Option<String>,
    },
}

/// Platforms with a command line of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Platform {
    /// Netlify.
    Netlify,
    /// Cloudflare Pages.
    Cloudflare,
    /// Vercel.
    Vercel,
}

/// A host for which files of its own are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Hosting {
    /// `_headers` and `_redirects`.
    Netlify,
    /// The same, for Cloudflare Pages.
    Cloudflare,
    /// `vercel.json`.
    Vercel,
    /// `.hosting/nginx.conf`, for `include` in a `server`.
    Nginx,
    /// `.hosting/Caddyfile`, for `import` in a site.
    Caddy,
    /// `.htaccess`.
    Apache,
    /// `.nojekyll` and `CNAME`, for GitHub Pages and its kin.
    Pages,
}

const KINDS: [&str; 7] = ["directory", "ssh", "s3", "git", "netlify", "cloudflare", "vercel"];
const HOSTS: [(&str, Hosting); 7] = [
    ("netlify", Hosting::Netlify),
    ("cloudflare", Hosting::Cloudflare),
    ("vercel", Hosting::Vercel),
    ("nginx", Hosting::Nginx),
    ("caddy", Hosting::Caddy),
    ("apache", Hosting::Apache),
    ("pages", Hosting::Pages),
];
/// A week: longer than any page stays in a cache or a tab that is still read.
const GRACE: &str = "7d";
const INDEXNOW: &str = "https://api.indexnow.org/indexnow";

pub(super) fn lower_deploy(raw: Option<RawDeploy>, reader: &mut Reader) -> DeploySettings {
    let Some(raw) = raw else { return DeploySettings::default() };
    let default = DeletionLimit::default();
    let (percent, files) = raw.limit.map_or((None, None), |limit| (limit.percent, limit.files));
    if let Some(percent) = percent.as_ref().filter(|percent| percent.value > 100) {
        let message = "`deploy.limit.percent` must be from 0 to 100";
        fail(reader, percent, "out-of-range", message, "the default is 10");
    }
    let limit = DeletionLimit {
        percent: percent.map_or(default.percent, |percent| percent.value),
        files: files.map_or(default.files, |files| files.value),
    };
    let mut targets = Vec::new();
    for (name, target) in raw.targets.0 {
        if name.is_empty() || !name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_')) {
            let message = format!("`{name}` can't be the name of a target");
            fail(reader, &target.kind, "bad-value", message, "use letters, digits, `-` and `_`");
        }
        targets.extend(lower_target(&name, target, reader));
    }
    DeploySettings { targets, limit }
}

/// The hosts that files are written for: those that `hosting` names, or those that the kinds of targets mean.
pub(super) fn lower_hosting(
    raw: Option<&OneOrMany<Spanned<String>>>,
    deploy: &DeploySettings,
    reader: &mut Reader,
) -> Vec<Hosting> {
    let mut hosts = Vec::new();
    for name in raw.iter().flat_map(|names| names.iter()) {
        if let Some((_, host)) = HOSTS.iter().find(|(known, _)| *known == name.value) {
            hosts.push(*host);
            continue;
        }
        let known = HOSTS.map(|(known, _)| known);
        let hint = did_you_mean(name, known).unwrap_or_else(|| format!("known: {}", known.join(", ")));
        fail(reader, name, "bad-value", format!("no files are known for the host `{}`", name.value), hint);
    }
    if raw.is_none() {
        hosts.extend(deploy.targets.iter().filter_map(|target| match target.place {
            Place::Git { .. } => Some(Hosting::Pages),
            Place::Platform { platform: Platform::Netlify, .. } => Some(Hosting::Netlify),
            Place::Platform { platform: Platform::Cloudflare, .. } => Some(Hosting::Cloudflare),
            Place::Platform { platform: Platform::Vercel, .. } => Some(Hosting::Vercel),
            Place::Directory { .. } | Place::Ssh { .. } | Place::S3 { .. } => None,
        }));
    }
    hosts.sort_unstable();
    hosts.dedup();
    hosts
}

/// Headers that are sent with every page, in place of the ones that pressroom would send; an empty value sends none.
pub(super) fn lower_headers(raw: Named<Spanned<String>>, reader: &mut Reader) -> Vec<(String, String)> {
    let mut headers = Vec::new();
    for (name, value) in raw.0 {
        let is_name = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
        // Quotes, backslashes and dollars mean something in the files of one server or another.
        if !is_name || value.contains(|c: char| c.is_control() || !c.is_ascii() || "\"\\${}".contains(c)) {
            let message = format!("`{name}: {}` can't be sent as a header", value.value);
            let hint = "a name has letters, digits and `-`; a value is ASCII without quotes, `\\`, `$` and braces";
            fail(reader, &value, "bad-header", message, hint);
        }
        headers.push((name, value.value));
    }
    headers
}

fn lower_target(name: &str, raw: RawTarget, reader: &mut Reader) -> Option<TargetSettings> {
    let span = reader.span(raw.kind.range.clone());
    let compress = raw.compress.iter().flat_map(|names| names.iter()).filter_map(|name| match name.as_str() {
        "br" => Some(Encoding::Brotli),
        "gz" => Some(Encoding::Gzip),
        other => {
            let message = format!("files can't be compressed as `{other}`");
            fail(reader, name, "bad-value", message, "write `br`, `gz` or both: `[br, gz]`");
            None
        }
    });
    let compress: Vec<Encoding> = compress.collect();
    let grace = raw.grace.unwrap_or(Spanned { value: GRACE.into(), range: 0..0 });
    let seconds = days_or_less(&grace).unwrap_or_else(|| {
        let message = format!("`{}` is no length of time", grace.value);
        fail(reader, &grace, "bad-value", message, "write it like `30m`, `12h` or `7d`");
        0
    });
    if let Some(url) = raw.base_url.as_ref().filter(|url| !is_web(url)) {
        let message = format!("`{}` is not a base URL", url.value);
        fail(reader, url, "bad-base-url", message, "write scheme, host and path, such as `https://example.com/`");
    }
    if let Some(url) = raw.websub.as_ref().filter(|url| !is_web(url)) {
        let message = format!("`{}` is no address of a hub", url.value);
        fail(reader, url, "bad-value", message, "write a URL such as `https://pubsubhubbub.appspot.com/`");
    }
    let indexnow = raw.indexnow.and_then(|indexnow| lower_indexnow(indexnow, reader));
    let after = raw.after.into_iter().filter_map(|hook| match hook {
        RawHook { run } if run.is_empty() => None,
        RawHook { run } => Some(run),
    });
    let after = after.collect();
    let mut fields = Fields { kind: raw.kind.value.clone(), at: raw.kind.range.clone(), reader };
    let keep = raw.keep;
    let place = match raw.kind.value.as_str() {
        "directory" => {
            fields.only(&[("host", span_of(raw.host.as_ref())), ("bucket", span_of(raw.bucket.as_ref()))]);
            let path = fields.required("path", raw.path);
            Place::Directory { path: path?, keep: fields.keep(keep) }
        }
        "ssh" => {
            fields.only(&[("bucket", span_of(raw.bucket.as_ref())), ("remote", span_of(raw.remote.as_ref()))]);
            let host = fields.required("host", raw.host);
            let path = fields.required("path", raw.path);
            let port = raw.port.and_then(|port| fields.port(&port));
            Place::Ssh { host: host?, port, path: path?, keep: fields.keep(keep) }
        }
        "s3" => {
            fields.only(&[("path", span_of(raw.path.as_ref())), ("host", span_of(raw.host.as_ref()))]);
            let bucket = fields.required("bucket", raw.bucket);
            let endpoint = raw.endpoint.as_ref().and_then(|endpoint| fields.endpoint(endpoint));
            let prefix = raw.prefix.map(|prefix| prefix.trim_matches('/').to_owned()).unwrap_or_default();
            let parallel = raw.parallel.map_or(16, |parallel| fields.within(&parallel, "parallel", 1, 256, 16));
            Place::S3 {
                bucket: bucket?,
                prefix: if prefix.is_empty() { prefix } else { prefix + "/" },
                region: raw.region.map(|region| region.value),
                website: raw.website_redirects.unwrap_or(endpoint.is_none()),
                endpoint,
                parallel,
                conditional: raw.conditional_writes.unwrap_or(true),
            }
        }
        "git" => {
            fields.only(&[("bucket", span_of(raw.bucket.as_ref())), ("path", span_of(raw.path.as_ref()))]);
            let remote = raw.remote.map_or_else(|| "origin".to_owned(), |remote| remote.value);
            let branch = raw.branch.map_or_else(|| "gh-pages".to_owned(), |branch| branch.value);
            Place::Git { remote, branch }
        }
        "netlify" => Place::Platform { platform: Platform::Netlify, project: raw.project.map(|p| p.value) },
        "cloudflare" => {
            let project = fields.required("project", raw.project);
            Place::Platform { platform: Platform::Cloudflare, project: Some(project?) }
        }
        "vercel" => Place::Platform { platform: Platform::Vercel, project: raw.project.map(|p| p.value) },
        other => {
            let hint = did_you_mean(other, KINDS).unwrap_or_else(|| format!("known: {}", KINDS.join(", ")));
            fail(reader, &raw.kind, "bad-value", format!("there is no kind of target `{other}`"), hint);
            return None;
        }
    };
    Some(TargetSettings {
        name: name.to_owned(),
        span,
        place,
        compress,
        relative: raw.relative.unwrap_or(false),
        base_url: raw.base_url.map(|url| url.value),
        grace: seconds,
        websub: raw.websub.map(|url| url.value),
        indexnow,
        after,
    })
}

fn lower_indexnow(raw: RawIndexNow, reader: &mut Reader) -> Option<IndexNow> {
    // "a-z, A-Z, 0-9 and dashes, 8 to 128": the protocol's rule for keys.
    let is_key = (8..=128).contains(&raw.key.len()) && raw.key.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    if !is_key {
        let hint = "a key has 8 to 128 letters, digits and dashes; make one up, such as with `openssl rand -hex 16`";
        fail(reader, &raw.key, "bad-value", format!("`{}` is no IndexNow key", raw.key.value), hint);
        return None;
    }
    let endpoint = raw.endpoint.unwrap_or(Spanned { value: INDEXNOW.into(), range: 0..0 });
    if !is_web(&endpoint) {
        let message = format!("`{}` is no address", endpoint.value);
        fail(reader, &endpoint, "bad-value", message, format!("write a URL such as `{INDEXNOW}`"));
        return None;
    }
    Some(IndexNow { key: raw.key.value, endpoint: endpoint.value })
}

fn is_web(url: &str) -> bool {
    url.starts_with("https://") || url.starts_with("http://")
}

fn span_of<T>(value: Option<&Spanned<T>>) -> Option<std::ops::Range<usize>> {
    value.map(|value| value.range.clone())
}

/// Reads `30m`, `12h`, `7d` as seconds.
fn days_or_less(text: &str) -> Option<i64> {
    match text.trim().strip_suffix('d') {
        Some(days) => days.parse::<u16>().ok().map(|days| i64::from(days) * 86_400),
        None => super::parse_duration(text).and_then(|time| i64::try_from(time.as_secs()).ok()),
    }
}

/// The fields of one target while they are lowered.
struct Fields<'r> {
    kind: String,
    at: std::ops::Range<usize>,
    reader: &'r mut Reader,
}

impl Fields<'_> {
    fn required(&mut self, name: &str, value: Option<Spanned<String>>) -> Option<String> {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            return Some(value.value);
        }
        let diagnostic = Diagnostic::error("missing-field", format!("a target of kind `{}` needs `{name}`", self.kind))
            .at(self.reader.span(self.at.clone()))
            .hint(format!("add `{name}: …`"));
        self.reader.push(diagnostic);
        None
    }

    /// Fields that belong to other kinds mean that something was mixed up.
    fn only(&mut self, foreign: &[(&str, Option<std::ops::Range<usize>>)]) {
        for (name, range) in foreign {
            let Some(range) = range else { continue };
            let message = format!("a target of kind `{}` has no `{name}`", self.kind);
            let span = self.reader.span(range.clone());
            self.reader.push(Diagnostic::error("unknown-field", message).at(span).hint("remove it"));
        }
    }

    fn keep(&mut self, keep: Option<Spanned<u32>>) -> usize {
        keep.map_or(5, |keep| self.within(&keep, "keep", 1, 1_000, 5))
    }

    fn within(&mut self, value: &Spanned<u32>, name: &str, from: u32, to: u32, default: usize) -> usize {
        if (from..=to).contains(&value.value) {
            return value.value as usize;
        }
        let message = format!("`{name}` must be from {from} to {to}");
        fail(self.reader, value, "out-of-range", message, format!("the default is {default}"));
        default
    }

    fn port(&mut self, port: &Spanned<u32>) -> Option<u16> {
        let number = u16::try_from(port.value).ok().filter(|port| *port > 0);
        if number.is_none() {
            fail(self.reader, port, "out-of-range", "`port` must be from 1 to 65,535", "ssh's own is 22");
        }
        number
    }

    /// Where a store listens. A password in it would be printed with it.
    fn endpoint(&mut self, endpoint: &Spanned<String>) -> Option<String> {
        if !is_web(endpoint) || endpoint.contains('@') {
            let message = "`endpoint` must be a URL without a name or password in it";
            let hint = "write `https://…`; keys come from AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY";
            fail(self.reader, endpoint, "bad-value", message, hint);
            return None;
        }
        Some(endpoint.value.trim_end_matches('/').to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    fn read(lines: &str) -> Result<Config, Vec<String>> {
        let text = format!("title: T\nbase_url: https://example.com/\n{lines}");
        Config::read(&text, None)
            .map_err(|found| found.into_iter().map(|d| format!("{}: {}", d.message, d.hints.join("; "))).collect())
    }

    #[test]
    fn targets_are_read_with_their_defaults() {
        let config = read(
            "deploy:\n  targets:\n    live: {kind: s3, bucket: news, prefix: /a/b/}\n    box: {kind: directory, path: /srv/www, compress: [br, gz], grace: 2d}\n    gh: {kind: git}\n",
        )
        .expect("valid");
        let targets = &config.deploy.targets;
        assert!(matches!(&targets[0].place, Place::S3 { prefix, parallel: 16, .. } if prefix == "a/b/"));
        assert_eq!(targets[1].place, Place::Directory { path: "/srv/www".into(), keep: 5 });
        assert_eq!((targets[1].grace, targets[0].grace), (2 * 86_400, 7 * 86_400));
        assert_eq!(targets[2].place, Place::Git { remote: "origin".into(), branch: "gh-pages".into() });
        assert_eq!(config.hosting, [Hosting::Pages]);
        assert_eq!(config.deploy.limit, DeletionLimit { percent: 10, files: 20 });
    }

    #[test]
    fn everything_wrong_is_said_at_once() {
        let found = read(
            "deploy:\n  limit: {percent: 300}\n  targets:\n    a: {kind: s4, bucket: x}\n    b: {kind: directory, bucket: x}\n    c: {kind: ssh, port: 0, grace: soon}\n    d: {kind: s3, bucket: x, endpoint: 'https://me:pass@x', parallel: 0}\n    e: {kind: cloudflare, compress: [zip]}\nhosting: [ngnix]\nheaders: {X-A: 'a\"b'}\n",
        )
        .expect_err("invalid");
        assert_eq!(
            found,
            [
                "`deploy.limit.percent` must be from 0 to 100: the default is 10",
                "there is no kind of target `s4`: did you mean `s3`?",
                "a target of kind `directory` has no `bucket`: remove it",
                "a target of kind `directory` needs `path`: add `path: …`",
                "`soon` is no length of time: write it like `30m`, `12h` or `7d`",
                "a target of kind `ssh` needs `host`: add `host: …`",
                "a target of kind `ssh` needs `path`: add `path: …`",
                "`port` must be from 1 to 65,535: ssh's own is 22",
                "`endpoint` must be a URL without a name or password in it: write `https://…`; keys come from AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY",
                "`parallel` must be from 1 to 256: the default is 16",
                "files can't be compressed as `zip`: write `br`, `gz` or both: `[br, gz]`",
                "a target of kind `cloudflare` needs `project`: add `project: …`",
                "no files are known for the host `ngnix`: did you mean `nginx`?",
                "`X-A: a\"b` can't be sent as a header: a name has letters, digits and `-`; a value is ASCII without quotes, `\\`, `$` and braces",
            ]
        );
        assert!(!found.iter().any(|message| message.contains("me:pass")));
    }
}
