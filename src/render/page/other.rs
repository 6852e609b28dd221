//! Indexes, standalone pages, search, not found.

use super::context::{PageHead, word};
use super::{Prepared, structured};
use crate::model::{CORRECTIONS_PATH, IndexKind, Page, StandalonePage, View};
use crate::render::Renderer;
use crate::render::content::{BodySource, render_body, toc_value};
use crate::theme::{Env, MapBuilder, free_value};
use crate::yaml::Free;
use tera::Value;

pub(super) fn prepare(renderer: &Renderer, page: Page, path: &str, view: &mut View) -> Prepared {
    match page {
        Page::Index(kind) => index(renderer, kind, path, view),
        Page::Standalone(at) => {
            let found = view.standalone(at).clone();
            standalone(renderer, page, found, view)
        }
        Page::Corrections => standalone(renderer, page, corrections_page(renderer), view),
        Page::Search => plain(renderer, page, path, "search", "search", "Search"),
        _ => plain(renderer, page, path, "not-found", "not_found", "Page not found"),
    }
}

fn index(renderer: &Renderer, kind: IndexKind, path: &str, view: &mut View) -> Prepared {
    let env = renderer.env();
    let (name, template, key, english) = match kind {
        IndexKind::Categories => ("categories", "categories.html", "sections", "Sections"),
        IndexKind::Tags => ("tags", "tags.html", "tags", "Tags"),
        IndexKind::Authors => ("authors", "authors.html", "authors", "Authors"),
        IndexKind::Series => ("series-index", "series-index.html", "series", "Series"),
        IndexKind::Archive => ("archive", "archive.html", "archive", "Archive"),
    };
    let title = word(env, key, english).to_owned();
    let entries = env.terms(kind, view);
    let value = MapBuilder::new(4)
        .put("title", title.as_str())
        .put("url", env.href(path))
        .put("kind", name)
        .put("entries", entries)
        .build();
    let breadcrumbs = vec![(word(env, "home", "Home").to_owned(), "/".to_owned())];
    Prepared {
        templates: vec![template.into(), "index.html".into()],
        structured: structured::index(renderer, kind, path, &title, &breadcrumbs),
        head: PageHead { kind: name, path: path.to_owned(), title, breadcrumbs, ..PageHead::default() },
        subject: Some(("index", value)),
        words: 0,
        links: Vec::new(),
        diagnostics: Vec::new(),
        source: "content/".into(),
        rendering: format!("the page `{path}`"),
    }
}

fn standalone(renderer: &Renderer, page: Page, standalone: StandalonePage, view: &mut View) -> Prepared {
    let env = renderer.env();
    let source = BodySource {
        file: &standalone.source,
        text: &standalone.text,
        offset: standalone.offset,
        page,
        path: &standalone.path,
    };
    let body = render_body(env, source);
    view.record_all(body.reads.iter().cloned());
    let zone = &env.site.config().zone;
    let breadcrumbs = vec![(word(env, "home", "Home").to_owned(), "/".to_owned())];
    let structured = structured::standalone(renderer, &standalone, &breadcrumbs);
    let mut templates = vec![format!("page-{}.html", standalone.slug), "page.html".into()];
    let mut extra = vec![
        ("content", Value::safe_string(&body.html)),
        ("toc", toc_value(&body.toc)),
        ("slug", Value::from(standalone.slug.as_str())),
        ("updated", Value::from(standalone.updated.map(|at| zone.rfc3339(at)))),
        ("extra", free_value(&standalone.extra)),
    ];
    let lists_corrections = standalone.path == CORRECTIONS_PATH;
    if lists_corrections {
        templates.insert(1, "corrections.html".into());
        extra.push(("corrections", corrections(env, view)));
    }
    Prepared {
        templates,
        head: PageHead {
            kind: if lists_corrections { "corrections" } else { "page" },
            path: standalone.path.clone(),
            title: standalone.title,
            description: standalone.description,
            noindex: standalone.noindex,
            breadcrumbs,
            extra,
            ..PageHead::default()
        },
        subject: None,
        structured,
        words: 0,
        links: body.links,
        diagnostics: body.diagnostics,
        rendering: if page == Page::Corrections {
            format!("the page `{CORRECTIONS_PATH}`")
        } else {
            format!("`{}`", standalone.source)
        },
        source: standalone.source,
    }
}

/// The page of corrections of a site that has not written one.
fn corrections_page(renderer: &Renderer) -> StandalonePage {
    StandalonePage {
        slug: "corrections".into(),
        path: CORRECTIONS_PATH.into(),
        title: word(renderer.env(), "all_corrections", "Corrections").into(),
        description: None,
        order: 0,
        source: "content/".into(),
        text: String::new(),
        offset: 0,
        updated: None,
        noindex: false,
        extra: Free::Null,
    }
}

/// `page.corrections`: every correction of the site, the newest first.
fn corrections(env: &Env, view: &mut View) -> Value {
    let mut reads = Vec::new();
    let mut values = Vec::new();
    for (id, correction) in view.corrections() {
        let article = env.site.article(id);
        let links = env.links(&article.source, &article.card.path).elsewhere();
        let text = links.inline(&correction.text);
        reads.extend(links.reads());
        let about = MapBuilder::new(2).put("title", &*article.card.title).put("url", env.href(&article.card.path));
        values.push(
            MapBuilder::new(3)
                .put("date", env.site.config().zone.rfc3339(correction.date))
                .put("text", text)
                .put("article", about.build())
                .build(),
        );
    }
    view.record_all(reads);
    Value::from(values)
}

fn plain(renderer: &Renderer, page: Page, path: &str, kind: &'static str, key: &str, english: &str) -> Prepared {
    let env = renderer.env();
    let template = if page == Page::Search { "search.html" } else { "404.html" };
    Prepared {
        templates: vec![template.into()],
        head: PageHead {
            kind,
            path: path.to_owned(),
            title: word(env, key, english).to_owned(),
            noindex: true,
            ..PageHead::default()
        },
        subject: None,
        structured: String::new(),
        words: 0,
        links: Vec::new(),
        diagnostics: Vec::new(),
        source: "content/".into(),
        rendering: format!("the page `{path}`"),
    }
}
