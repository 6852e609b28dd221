//! From [`RawConfig`] to [`Config`].

use super::CONFIG_FILE;
use super::delivery::{Delivery, lower_delivery};
use super::deploy::{DeploySettings, Hosting, lower_deploy, lower_headers, lower_hosting};
use super::images::{ImageSettings, lower_images};
use super::permalink::Permalink;
use super::raw::{RawAffiliates, RawConfig, RawFrontSection, RawImage, RawLink, RawNavItem, RawPublisher};
use super::types::Types;
use crate::base::Zone;
use crate::base::language::is_tag;
use crate::base::{Fingerprint, FingerprintBuilder};
use crate::diag::{Diagnostic, Span, did_you_mean};
use crate::yaml::{Free, FromYaml, Named, Node, Reader, Spanned, parse};
use std::sync::Arc;

/// What a section of the front page shows.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FrontList {
    /// A category.
    Category,
    /// A type.
    Type,
    /// A tag.
    Tag,
}

/// A section of the front page.
#[derive(Clone, Debug)]
pub struct FrontSection {
    /// The kind of list.
    pub list: FrontList,
    /// Its slug.
    pub slug: String,
    /// Where it is named.
    pub span: Span,
    /// How many stories it shows.
    pub slots: usize,
}

/// The settings of a site, complete and valid.
#[derive(Clone, Debug)]
pub struct Config {
    /// Names the text of the configuration, and the base URL that was given in its place.
    pub print: Fingerprint,
    /// The publication's name.
    pub title: String,
    /// A few words under the name.
    pub tagline: Option<String>,
    /// One or two sentences.
    pub description: Option<String>,
    /// Scheme and host without a slash at the end: `https://example.com`.
    pub origin: String,
    /// The path under which the site lives, with slashes at both ends: `/` or `/sub/`.
    pub base_path: String,
    /// BCP 47 tag.
    pub language: String,
    /// The IANA name of the zone.
    pub timezone: String,
    /// The zone itself.
    pub zone: Zone,
    /// The theme's name.
    pub theme: Spanned<String>,
    /// The pattern of article URLs.
    pub permalink: Permalink,
    /// The main menu, if it is not to follow the categories.
    pub navigation: Option<Vec<NavItem>>,
    /// The footer's links, if they are not to follow the pages.
    pub footer: Option<Vec<NavItem>>,
    /// Items in a "Latest in …" box.
    pub latest_limit: usize,
    /// How boxes get into pages.
    pub delivery: Delivery,
    /// Items on an archive page.
    pub page_size: usize,
    /// Feeds.
    pub feeds: FeedSettings,
    /// Redirects of the site itself.
    pub redirects: Vec<RedirectRule>,
    /// Paths of the site, without the base path, that were withdrawn: 410, for hosts that can send it.
    pub gone: Vec<String>,
    /// Article types.
    pub types: Types,
    /// Who publishes this.
    pub publisher: Option<RawPublisher>,
    /// From how many years on a piece of news says its age, if it does.
    pub age_notice: Option<i16>,
    /// Hosts of shops that pay for what readers buy there, in lower case.
    pub affiliates: Vec<String>,
    /// What an article with links to them says, if it is not what the theme says; Markdown.
    pub affiliates_text: Option<String>,
    /// The logo.
    pub logo: Option<RawImage>,
    /// Profiles elsewhere.
    pub social: Vec<RawLink>,
    /// The sections of the front page, where the site chooses them.
    pub front: Option<Vec<FrontSection>>,
    /// The copyright line.
    pub copyright: Option<String>,
    /// Whether there is a search page, and an index for it.
    pub search: bool,
    /// Pictures.
    pub images: ImageSettings,
    /// Paths for `Disallow`.
    pub robots_disallow: Vec<String>,
    /// Crawlers that should stay away.
    pub robots_block: Vec<String>,
    /// Hosts that the output holds files for, in a fixed order.
    pub hosting: Vec<Hosting>,
    /// Headers of pages in place of pressroom's own; an empty one is not sent.
    pub headers: Vec<(String, String)>,
    /// Where the output goes.
    pub deploy: DeploySettings,
    /// For the theme.
    pub theme_options: Named<Spanned<Free>>,
    /// For templates.
    pub extra: Free,
}

/// A menu entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NavItem {
    /// Its text.
    pub title: String,
    /// A path of the site, or an absolute URL.
    pub url: String,
    /// Where it is configured.
    pub span: Span,
    /// Entries below it.
    pub children: Vec<(String, String)>,
}

/// Which feeds there are, and what is in them.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "four independent settings of the configuration file")]
pub struct FeedSettings {
    /// Items in a feed.
    pub limit: usize,
    /// Whole articles in the feeds of front page, categories and types.
    pub full_sections: bool,
    /// Whole articles in all other feeds.
    pub full_terms: bool,
    /// `atom.xml` for front page and categories.
    pub atom: bool,
    /// `feed.json` for front page and categories.
    pub json: bool,
    /// A WebSub hub.
    pub hub: Option<String>,
}

/// An old path and where it went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RedirectRule {
    /// A path of the site, without the base path.
    pub from: String,
    /// A path of the site, without the base path, or an absolute URL.
    pub to: String,
    /// The HTTP status, for hosts that can send one.
    pub status: u16,
    /// Where it is configured.
    pub span: Span,
}

impl Config {
    /// Reads `pressroom.yaml`; `base_url` replaces the one in the file (`--base-url`).
    ///
    /// # Errors
    /// Every problem of the file.
    pub fn read(text: &str, base_url: Option<&str>) -> Result<Self, Vec<Diagnostic>> {
        let file: Arc<str> = CONFIG_FILE.into();
        let (text, offset) = text.strip_prefix('\u{feff}').map_or((text, 0), |rest| (rest, 3));
        let node = parse(text, &file, offset).map_err(|error| vec![error])?;
        let node = node.unwrap_or_else(|| Node::empty_map(0..0));
        let mut reader = Reader::new(file, Zone::utc());
        let raw = RawConfig::from_yaml(&node, &mut reader);
        let print = FingerprintBuilder::new().part(text).part(base_url.unwrap_or_default()).finish();
        let config = raw.map(|raw| Self { print, ..lower(raw, base_url, &mut reader) });
        let diagnostics = reader.finish();
        match config {
            Some(config) if diagnostics.is_empty() => Ok(config),
            _ => Err(diagnostics),
        }
    }

    /// Whether a link leads to a shop that pays for what readers buy there.
    pub fn is_affiliate(&self, url: &str) -> bool {
        let Some((_, rest)) = url.split_once("//").filter(|_| !self.affiliates.is_empty()) else { return false };
        let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
        let host = host.rsplit('@').next().unwrap_or_default().split(':').next().unwrap_or_default();
        let host = host.to_ascii_lowercase();
        self.affiliates.iter().any(|known| {
            host.strip_suffix(known.as_str()).is_some_and(|before| before.is_empty() || before.ends_with('.'))
        })
    }

    /// A path of the site under its base path: `/about/` is `/sub/about/`.
    pub fn href(&self, path: &str) -> String {
        let path = path.trim_start_matches('/');
        let mut url = String::with_capacity(self.base_path.len() + path.len());
        url.push_str(&self.base_path);
        url.push_str(path);
        url
    }

    /// The path of the site that a URL, or a path as it stands in links, leads to.
    pub fn path_of(&self, url: &str) -> String {
        let path = url.strip_prefix(&*self.origin).unwrap_or(url);
        let path = path.split(['?', '#']).next().unwrap_or(path);
        let path = path.strip_prefix(&*self.base_path).unwrap_or(path);
        format!("/{}", path.trim_start_matches('/'))
    }

    /// A path of the site as an absolute URL.
    pub fn permalink(&self, path: &str) -> String {
        let path = path.trim_start_matches('/');
        let mut url = String::with_capacity(self.origin.len() + self.base_path.len() + path.len());
        url.push_str(&self.origin);
        url.push_str(&self.base_path);
        url.push_str(path);
        url
    }
}

fn lower(raw: RawConfig, base_url: Option<&str>, reader: &mut Reader) -> Config {
    let (origin, base_path) = split_base_url(&raw.base_url, base_url, reader);
    let timezone = raw.timezone.unwrap_or(Spanned { value: "UTC".into(), range: 0..0 });
    let zone = Zone::named(&timezone).unwrap_or_else(|| {
        let hint =
            did_you_mean(&timezone, COMMON_ZONES).unwrap_or_else(|| "write a name such as `Europe/Dublin`".into());
        fail(reader, &timezone, "bad-timezone", format!("there is no time zone `{}`", *timezone), hint);
        Zone::utc()
    });
    let pattern = raw.permalink.unwrap_or(Spanned { value: "/{category}/{slug}/".into(), range: 0..0 });
    let permalink = Permalink::parse(&pattern).unwrap_or_else(|(message, hint)| {
        fail(reader, &pattern, "bad-permalink", message, hint);
        Permalink::parse("/{slug}/").expect("a valid pattern")
    });
    let language = raw.language.map_or_else(
        || "en".to_owned(),
        |tag| {
            if !is_tag(&tag) {
                fail(
                    reader,
                    &tag,
                    "bad-language",
                    format!("`{}` is no language tag", *tag),
                    "write one such as `en` or `pt-BR`",
                );
            }
            tag.value
        },
    );
    let delivery = raw.latest.as_ref().and_then(|latest| latest.delivery.as_ref());
    let delivery = delivery.map_or(Delivery::Inline, |word| lower_delivery(word, reader));
    let latest_limit = positive(raw.latest.and_then(|latest| latest.limit), 6, "latest.limit", reader);
    let page_size = positive(raw.pagination.and_then(|pagination| pagination.size), 20, "pagination.size", reader);
    let feeds = lower_feeds(raw.feeds, reader);
    let (gone, moved): (Vec<_>, Vec<_>) =
        raw.redirects.into_iter().partition(|rule| rule.status.as_ref().is_some_and(|status| status.value == 410));
    let gone = gone.iter().filter_map(|rule| lower_gone(rule, reader)).collect();
    let redirects = moved.iter().filter_map(|rule| lower_redirect(rule, reader)).collect();
    let deploy = lower_deploy(raw.deploy, reader);
    let hosting = lower_hosting(raw.hosting.as_ref(), &deploy, reader);
    let headers = lower_headers(raw.headers, reader);
    let robots = raw.robots;
    Config {
        print: Fingerprint::of(b""),
        title: raw.title.value,
        tagline: raw.tagline,
        description: raw.description,
        origin,
        base_path,
        language,
        timezone: timezone.value,
        zone,
        theme: raw.theme.unwrap_or(Spanned { value: "broadsheet".into(), range: 0..0 }),
        permalink,
        navigation: raw.navigation.map(|items| nav(items, reader)),
        footer: raw.footer.map(|items| nav(items, reader)),
        latest_limit,
        delivery,
        page_size,
        feeds,
        redirects,
        gone,
        types: Types::with(&raw.types),
        publisher: raw.publisher,
        age_notice: lower_age(raw.age_notice.and_then(|notice| notice.years), reader),
        affiliates: lower_hosts(raw.affiliates.as_ref(), reader),
        affiliates_text: raw.affiliates.and_then(|affiliates| affiliates.text),
        logo: raw.logo,
        social: raw.social,
        front: raw
            .front
            .and_then(|front| front.sections)
            .map(|sections| sections.into_iter().filter_map(|section| front_section(section, reader)).collect()),
        copyright: raw.copyright,
        search: raw.search.unwrap_or(true),
        images: lower_images(raw.images, reader),
        robots_disallow: robots.as_ref().map(|robots| robots.disallow.0.clone()).unwrap_or_default(),
        robots_block: robots.map(|robots| robots.block.0).unwrap_or_default(),
        hosting,
        headers,
        deploy,
        theme_options: raw.theme_options,
        extra: raw.extra,
    }
}

const COMMON_ZONES: [&str; 12] = [
    "Europe/London",
    "Europe/Dublin",
    "Europe/Berlin",
    "Europe/Paris",
    "Europe/Madrid",
    "America/New_York",
    "America/Chicago",
    "America/Los_Angeles",
    "America/Sao_Paulo",
    "Asia/Tokyo",
    "Asia/Kolkata",
    "Australia/Sydney",
];

pub(super) fn fail<T>(
    reader: &mut Reader,
    at: &Spanned<T>,
    code: &'static str,
    message: impl Into<String>,
    hint: impl Into<String>,
) {
    let diagnostic = Diagnostic::error(code, message).at(reader.span(at.range.clone())).hint(hint);
    reader.push(diagnostic);
}

/// Takes scheme and host, and the path, out of the base URL.
fn split_base_url(configured: &Spanned<String>, given: Option<&str>, reader: &mut Reader) -> (String, String) {
    let url = given.unwrap_or(configured).trim();
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    let host_len = rest.map_or(0, |rest| rest.find('/').unwrap_or(rest.len()));
    let bad_char = |c: char| c.is_whitespace() || matches!(c, '?' | '#' | '"' | '\'' | '<' | '>' | '\\' | '@');
    if host_len == 0 || url.contains(bad_char) {
        let message = format!("`{url}` is not a base URL");
        let hint = "write scheme, host and path, such as `https://example.com/` or `https://example.com/news/`";
        if given.is_some() {
            reader.push(Diagnostic::error("bad-base-url", message).note("given with `--base-url`").hint(hint));
        } else {
            fail(reader, configured, "bad-base-url", message, hint);
        }
        return ("https://example.com".into(), "/".into());
    }
    let split = url.len() - rest.map_or(0, str::len) + host_len;
    let path = url[split..].trim_matches('/');
    let base_path = if path.is_empty() { "/".to_owned() } else { format!("/{path}/") };
    (url[..split].to_owned(), base_path)
}

fn positive(value: Option<Spanned<u32>>, default: usize, name: &str, reader: &mut Reader) -> usize {
    match value {
        Some(value) if value.value == 0 || value.value > 10_000 => {
            fail(
                reader,
                &value,
                "out-of-range",
                format!("`{name}` must be from 1 to 10,000"),
                format!("the default is {default}"),
            );
            default
        }
        Some(value) => value.value as usize,
        None => default,
    }
}

fn lower_age(years: Option<Spanned<u32>>, reader: &mut Reader) -> Option<i16> {
    let Some(years) = years else { return Some(2) };
    if years.value > 100 {
        fail(
            reader,
            &years,
            "out-of-range",
            "`age_notice.years` must be from 0 to 100",
            "0 is never; the default is 2",
        );
    }
    i16::try_from(years.value).ok().filter(|years| *years > 0)
}

fn lower_hosts(raw: Option<&RawAffiliates>, reader: &mut Reader) -> Vec<String> {
    let mut hosts = Vec::new();
    for host in raw.iter().flat_map(|raw| raw.hosts.iter()) {
        if host.is_empty() || host.contains(|c: char| c.is_whitespace() || "/:?#@*".contains(c)) {
            let hint = "write the name alone, such as `shop.example`; `www.shop.example` is meant as well";
            fail(reader, host, "bad-host", format!("`{}` is no name of a host", host.value), hint);
        }
        hosts.push(host.to_ascii_lowercase());
    }
    hosts
}

fn lower_feeds(raw: Option<super::raw::RawFeeds>, reader: &mut Reader) -> FeedSettings {
    let Some(raw) = raw else {
        return FeedSettings { limit: 20, full_sections: true, full_terms: false, atom: true, json: true, hub: None };
    };
    let (full_sections, full_terms) = match raw.full_text.as_ref().map(|text| text.value.as_str()) {
        None | Some("sections") => (true, false),
        Some("all") => (true, true),
        Some("none") => (false, false),
        Some(other) => {
            let at = raw.full_text.as_ref().expect("matched");
            fail(
                reader,
                at,
                "bad-value",
                format!("`feeds.full_text` can't be `{other}`"),
                "write `none`, `sections` or `all`",
            );
            (true, false)
        }
    };
    let (mut atom, mut json) = (raw.formats.is_none(), raw.formats.is_none());
    for format in raw.formats.iter().flatten() {
        match format.value.as_str() {
            "atom" => atom = true,
            "json" => json = true,
            "rss" => {}
            other => fail(
                reader,
                format,
                "bad-value",
                format!("there is no feed format `{other}`"),
                "known: atom, json; RSS is always there",
            ),
        }
    }
    FeedSettings {
        limit: positive(raw.limit, 20, "feeds.limit", reader),
        full_sections,
        full_terms,
        atom,
        json,
        hub: raw.hub,
    }
}

fn lower_redirect(rule: &super::raw::RawRedirect, reader: &mut Reader) -> Option<RedirectRule> {
    let status = rule.status.as_ref().map_or(301, |status| status.value);
    if ![301, 302, 307, 308].contains(&status) {
        let at = rule.status.as_ref()?;
        let hint = "write 301, 302, 307 or 308, or 410 for what was withdrawn";
        fail(reader, at, "bad-value", format!("`{status}` is no redirect"), hint);
        return None;
    }
    let from = lower_from(rule, reader)?;
    let Some(to) = &rule.to else {
        let message = format!("the redirect of `{from}` leads nowhere");
        fail(reader, &rule.from, "missing-field", message, "add `to: …`, or `status: 410` for what was withdrawn");
        return None;
    };
    if !to.starts_with('/') && !to.starts_with("https://") && !to.starts_with("http://") {
        let message = format!("`{}` is neither a path nor a URL", to.value);
        fail(reader, to, "bad-path", message, "start it with `/` or `https://`");
        return None;
    }
    let span = reader.span(rule.from.range.clone());
    Some(RedirectRule { from, to: to.value.clone(), status: status as u16, span })
}

/// A path that was withdrawn.
fn lower_gone(rule: &super::raw::RawRedirect, reader: &mut Reader) -> Option<String> {
    if let Some(to) = &rule.to {
        fail(reader, to, "bad-value", "what was withdrawn leads nowhere", "remove `to`, or the status 410");
    }
    lower_from(rule, reader)
}

fn lower_from(rule: &super::raw::RawRedirect, reader: &mut Reader) -> Option<String> {
    if !rule.from.starts_with('/') || rule.from.contains("..") {
        fail(
            reader,
            &rule.from,
            "bad-path",
            format!("`{}` is not a path of this site", *rule.from),
            "start it with `/`",
        );
        return None;
    }
    Some(rule.from.value.clone())
}

fn front_section(section: RawFrontSection, reader: &mut Reader) -> Option<FrontSection> {
    let slots = positive(section.slots, 4, "slots", reader);
    let named =
        [(FrontList::Category, section.category), (FrontList::Type, section.kind), (FrontList::Tag, section.tag)];
    let mut named = named.into_iter().filter_map(|(list, slug)| Some((list, slug?)));
    let Some((list, slug)) = named.next() else {
        let diagnostic = Diagnostic::error("missing-field", format!("{} names no list", reader.field()))
            .at(Span::file(CONFIG_FILE))
            .hint("write `category: …`, `type: …` or `tag: …`");
        reader.push(diagnostic);
        return None;
    };
    if let Some((_, other)) = named.next() {
        fail(reader, &other, "bad-value", "a section of the front page is one list", "make it a section of its own");
    }
    Some(FrontSection { list, span: reader.span(slug.range.clone()), slug: slug.value, slots })
}

fn nav(items: Vec<RawNavItem>, reader: &Reader) -> Vec<NavItem> {
    items
        .into_iter()
        .map(|item| NavItem {
            span: reader.span(item.url.range.clone()),
            title: item.title,
            url: item.url.value,
            children: item.children.into_iter().map(|child| (child.title, child.url)).collect(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn messages(text: &str) -> Vec<String> {
        Config::read(text, None).expect_err("invalid").into_iter().map(|d| d.message).collect()
    }

    #[test]
    fn two_lines_are_enough() {
        let config = Config::read("title: T\nbase_url: https://example.com/sub\n", None).expect("valid");
        assert_eq!((config.origin.as_str(), config.base_path.as_str()), ("https://example.com", "/sub/"));
        assert_eq!(config.href("/a/"), "/sub/a/");
        assert_eq!(config.permalink("/a/"), "https://example.com/sub/a/");
        assert_eq!((config.latest_limit, config.page_size), (6, 20));
    }

    #[test]
    fn everything_wrong_is_said_at_once() {
        let found = messages(
            "titel: T\nbase_url: example.com\ntimezone: Europe/Dubln\npermalink: /x/\npagination: {size: 0}\nlatest: {limit: many}\n",
        );
        assert_eq!(
            found,
            ["unknown field `titel`", "`latest.limit` must be a whole number, zero or more, not `many`",]
        );
        let found = messages(
            "title: T\nbase_url: example.com\ntimezone: Europe/Dubln\npermalink: /x/\npagination: {size: 0}\n",
        );
        assert_eq!(
            found,
            [
                "`example.com` is not a base URL",
                "there is no time zone `Europe/Dubln`",
                "a permalink must contain `{slug}`",
                "`pagination.size` must be from 1 to 10,000",
            ]
        );
    }

    #[test]
    fn the_command_line_wins_over_the_file() {
        let config =
            Config::read("title: T\nbase_url: https://a.example/\n", Some("http://127.0.0.1:8080/pr/")).expect("valid");
        assert_eq!(config.permalink("/"), "http://127.0.0.1:8080/pr/");
    }
}
