//! The link check: does every link of the content lead somewhere, down to the anchor?
//!
//! Runs after rendering, on the built site. An anchor is looked for in the page that the link leads to, as it was
//! rendered, so that anchors of templates count too; only pages that somebody links to with an anchor are looked at.

use crate::config::{CONFIG_FILE, FrontList};
use crate::content::markdown::Link;
use crate::diag::{Diagnostic, Span, did_you_mean, suggest};
use crate::model::{LinkOutcome, ListKind, Page, Site, Unpublished};
use crate::render::Renderer;
use rayon::prelude::*;
use rustc_hash::FxHashMap;

/// The links of one page.
pub(super) struct PageLinks {
    /// The page's path.
    pub(super) path: String,
    /// Its links.
    pub(super) links: Vec<Link>,
}

/// Warnings about links that lead nowhere. `kept` gives the HTML of pages that are not rendered in this build.
pub(super) fn check(
    renderer: &Renderer,
    pages: &[PageLinks],
    kept: &(dyn Fn(&str) -> Option<String> + Sync),
) -> Vec<Diagnostic> {
    let site = &renderer.env().site;
    let outcomes: Vec<(&Link, LinkOutcome)> = pages
        .par_iter()
        .flat_map_iter(|page| {
            page.links.iter().map(|link| (link, site.resolve_link(&link.span.file, &page.path, &link.destination)))
        })
        .filter(|(_, outcome)| !matches!(outcome, LinkOutcome::External | LinkOutcome::File { .. }))
        .collect();
    let mut wanted: Vec<String> = outcomes
        .iter()
        .filter_map(|(_, outcome)| match outcome {
            LinkOutcome::Page { path, fragment, .. } if !fragment.is_empty() => Some(path.clone()),
            _ => None,
        })
        .collect();
    wanted.sort_unstable();
    wanted.dedup();
    let anchors: FxHashMap<String, Vec<String>> = wanted
        .into_par_iter()
        .filter_map(|path| {
            let found = kept(&path).map_or_else(|| page_anchors(renderer, &path), |html| Some(anchors(&html)))?;
            Some((path, found))
        })
        .collect();
    let mut problems = Vec::new();
    for (link, outcome) in outcomes {
        match outcome {
            // Reported where the file is read; the link is right.
            LinkOutcome::Missing { why: Some(Unpublished::Broken), .. } => {}
            LinkOutcome::Missing { why, suggestion, .. } => problems.push(broken(link, why, suggestion)),
            LinkOutcome::Page { path, fragment, .. } if !fragment.is_empty() && fragment != "top" => {
                let Some(known) = anchors.get(path.as_str()) else { continue };
                if !known.contains(&fragment) {
                    problems.push(no_anchor(link, &path, &fragment, known));
                }
            }
            _ => {}
        }
    }
    problems
}

/// Those links of a page that have to be looked at in every build: their anchors stand in other pages, or they lead
/// nowhere.
pub(super) fn watched(site: &Site, path: &str, links: &[Link]) -> Vec<Link> {
    let watched = links.iter().filter(|link| match site.resolve_link(&link.span.file, path, &link.destination) {
        LinkOutcome::Page { fragment, .. } => !fragment.is_empty(),
        LinkOutcome::Missing { .. } => true,
        LinkOutcome::External | LinkOutcome::File { .. } => false,
    });
    watched.cloned().collect()
}

/// Warnings about the links of one page that lead nowhere.
pub fn page_links(renderer: &Renderer, path: &str, links: &[Link]) -> Vec<Diagnostic> {
    check(renderer, &[PageLinks { path: path.to_owned(), links: links.to_vec() }], &|_| None)
}

/// Menu entries, redirects and policies of the configuration that lead nowhere.
pub(super) fn configured(site: &Site) -> Vec<Diagnostic> {
    let config = site.config();
    let missing = |url: &str| match site.resolve_link("content/x.md", "/", url) {
        LinkOutcome::Missing { suggestion, .. } if url.starts_with('/') => Some(suggestion),
        _ => None,
    };
    let mut problems = Vec::new();
    let mut nowhere = |what: &str, name: &str, span: Span, suggestion: Option<String>| {
        let hint = suggestion.map(|near| format!("did you mean `{near}`?"));
        problems.push(
            Diagnostic::warning("broken-link", format!("the {what} `{name}` leads nowhere"))
                .at(span)
                .hint(hint.unwrap_or_else(|| "add the page, or correct the path".to_owned())),
        );
    };
    for item in config.navigation.iter().chain(&config.footer).flatten() {
        if let Some(near) = missing(&item.url) {
            nowhere("menu entry", &item.title, item.span.clone(), near);
        }
        for (title, url) in &item.children {
            if let Some(near) = missing(url) {
                nowhere("menu entry", title, item.span.clone(), near);
            }
        }
    }
    for rule in &config.redirects {
        if let Some(near) = missing(&rule.to) {
            nowhere("redirect to", &rule.to, rule.span.clone(), near);
        }
    }
    if let Some(publisher) = &config.publisher {
        for policy in [&publisher.ethics_policy, &publisher.corrections_policy].into_iter().flatten() {
            if let Some(near) = missing(policy) {
                nowhere("policy", policy, Span::file(CONFIG_FILE), near);
            }
        }
    }
    problems.extend(front_sections(site));
    problems
}

/// Sections of the front page that are not there.
fn front_sections(site: &Site) -> Vec<Diagnostic> {
    let config = site.config();
    let mut problems = Vec::new();
    for section in config.front.iter().flatten() {
        let (what, kind, known): (_, _, Vec<&str>) = match section.list {
            FrontList::Category => {
                ("category", ListKind::Category, site.categories().iter().map(|c| c.slug.as_str()).collect())
            }
            FrontList::Type => ("type", ListKind::Type, config.types.all().iter().map(|t| t.slug.as_str()).collect()),
            FrontList::Tag => ("tag", ListKind::Tag, site.tags().iter().map(|t| t.slug.as_str()).collect()),
        };
        if site.find_list(kind, &section.slug).is_none() {
            let hint = did_you_mean(&section.slug, known);
            problems.push(
                Diagnostic::warning(
                    "unknown-list",
                    format!("the front page asks for the {what} `{}`, which is not there", section.slug),
                )
                .at(section.span.clone())
                .hint(hint.unwrap_or_else(|| "the section stays empty until it is".to_owned())),
            );
        }
    }
    problems
}

/// Every anchor of a page, as it is rendered; `None` for what has none, such as a feed.
fn page_anchors(renderer: &Renderer, path: &str) -> Option<Vec<String>> {
    let page = renderer.env().site.routes().find(path)?;
    if !page.is_document() || page == Page::NotFound {
        return None;
    }
    let html = String::from_utf8(renderer.render(page, path).bytes?).ok()?;
    Some(anchors(&html))
}

fn anchors(html: &str) -> Vec<String> {
    let mut found = Vec::new();
    for name in [" id=", " name="] {
        for (at, _) in html.match_indices(name) {
            let rest = &html[at + name.len()..];
            let value = match rest.chars().next() {
                Some(quote @ ('"' | '\'')) => rest[1..].split(quote).next(),
                _ => rest.split([' ', '>', '\n']).next(),
            };
            found.extend(value.map(|value| value.replace("&amp;", "&").replace("&quot;", "\"").replace("&#39;", "'")));
        }
    }
    found
}

fn broken(link: &Link, why: Option<Unpublished>, suggestion: Option<String>) -> Diagnostic {
    let shown = &link.destination;
    let diagnostic =
        Diagnostic::warning("broken-link", format!("the link `{shown}` leads nowhere")).at(link.span.clone());
    match (why, suggestion) {
        (Some(Unpublished::Draft), _) => diagnostic.note("that article is a draft"),
        (Some(Unpublished::Scheduled(at)), _) => diagnostic.note(format!("that article is scheduled for {at}")),
        (Some(Unpublished::Expired(at)), _) => diagnostic.note(format!("that article expired on {at}")),
        (_, Some(near)) => diagnostic.hint(format!("did you mean `{near}`?")),
        _ => diagnostic.hint("a path starts at the site's root, the name of an `.md` file at the article's folder"),
    }
}

fn no_anchor(link: &Link, path: &str, fragment: &str, known: &[String]) -> Diagnostic {
    let near = suggest(fragment, known.iter().map(String::as_str)).map(|near| format!("did you mean `#{near}`?"));
    Diagnostic::warning("broken-anchor", format!("the page `{path}` has no anchor `#{fragment}`"))
        .at(link.span.clone())
        .hint_opt(near)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn anchors_are_found_in_html() {
        assert_eq!(anchors(r#"<h2 id="a&amp;b">x</h2><a name='c'></a><p id=d>"#), ["a&b", "d", "c"]);
    }
}
