//! Indexes, standalone pages, search, not found.

use super::context::{PageHead, word};
use super::{Prepared, structured};
use crate::model::{IndexKind, Page, View};
use crate::render::Renderer;
use crate::render::content::{BodySource, render_body, toc_value};
use crate::theme::{MapBuilder, free_value};
use tera::Value;

pub(super) fn prepare(renderer: &Renderer, page: Page, path: &str, view: &mut View) -> Prepared {
    match page {
        Page::Index(kind) => index(renderer, kind, path, view),
        Page::Standalone(at) => standalone(renderer, at, view),
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

fn standalone(renderer: &Renderer, at: u32, view: &mut View) -> Prepared {
    let env = renderer.env();
    let page = view.standalone(at).clone();
    let source = BodySource {
        file: &page.source,
        text: &page.text,
        offset: page.offset,
        page: Page::Standalone(at),
        path: &page.path,
    };
    let body = render_body(env, source);
    view.record_all(body.reads.iter().cloned());
    let zone = &env.site.config().zone;
    let breadcrumbs = vec![(word(env, "home", "Home").to_owned(), "/".to_owned())];
    let structured = structured::standalone(renderer, &page, &breadcrumbs);
    Prepared {
        templates: vec![format!("page-{}.html", page.slug), "page.html".into()],
        head: PageHead {
            kind: "page",
            path: page.path.clone(),
            title: page.title,
            description: page.description,
            noindex: page.noindex,
            breadcrumbs,
            extra: vec![
                ("content", Value::safe_string(&body.html)),
                ("toc", toc_value(&body.toc)),
                ("slug", Value::from(page.slug.as_str())),
                ("updated", Value::from(page.updated.map(|at| zone.rfc3339(at)))),
                ("extra", free_value(&page.extra)),
            ],
            ..PageHead::default()
        },
        subject: None,
        structured,
        words: 0,
        links: body.links,
        diagnostics: body.diagnostics,
        rendering: format!("`{}`", page.source),
        source: page.source,
    }
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
