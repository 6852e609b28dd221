//! Lists: the front page, heads of lists, sealed archive pages.

use super::context::{PageHead, word};
use super::{Prepared, structured};
use crate::model::{ArticleId, Key, ListKey, Page, PictureRef, View};
use crate::render::Renderer;
use crate::theme::{Env, MapBuilder, Words};
use tera::Value;

pub(super) fn prepare(renderer: &Renderer, page: Page, path: &str, view: &mut View) -> Prepared {
    let env = renderer.env();
    let site = &env.site;
    let (list, sealed) = match page {
        Page::Head(list) => (list, None),
        Page::Sealed(list, number) => (list, Some(number)),
        _ => (ListKey::All, None),
    };
    let archive = site.archive(list);
    let range = sealed.map_or_else(|| archive.head(), |number| archive.page(number));
    if sealed.is_none() {
        view.record(Key::Count(list));
    }
    view.record(Key::Range(list, range.start as u32, range.end as u32));
    record_frame(env, list, view);
    let ids: Vec<ArticleId> = site.list(list)[range].iter().rev().copied().collect();
    let items: Vec<Value> = ids.iter().map(|id| env.card(*id, view)).collect();
    if page != Page::Home {
        // A list page shows its items; what stands beside them must not repeat them.
        view.show(&ids);
    }
    let head_path = site.list_path(list);
    let numbered = |number: u32| format!("{head_path}page/{number}/");
    let (newer, older) = match sealed {
        // The page after the newest sealed one leads to the head until it is sealed itself: this link never changes.
        Some(number) => (Some(numbered(number + 1)), (number > 1).then(|| numbered(number - 1))),
        None => (None, archive.below_head().map(numbered)),
    };
    let first_sealed = (archive.sealed() > 0).then(|| numbered(1));
    let title = env.list_title(list);
    let kind = kind_name(list);
    // A sealed page must not show what grows.
    let term = if sealed.is_some() {
        env.term_map(list, view).put("count", Value::none()).build()
    } else {
        env.term(list, view)
    };
    let description = description(env, list);
    let value = MapBuilder::new(16)
        .put("title", title.as_str())
        .put("description", description.as_deref())
        .put("url", env.href(&head_path))
        .put("items", items)
        .put("number", sealed.unwrap_or(archive.sealed() + 1))
        .put("pages", sealed.is_none().then_some(archive.sealed() + 1))
        .put("count", sealed.is_none().then_some(archive.count))
        .put("is_first", sealed.is_none())
        .put("newer", newer.as_deref().map(|path| env.href(path)))
        .put("older", older.as_deref().map(|path| env.href(path)))
        .put("newest", sealed.is_some().then(|| env.href(&head_path)))
        .put("oldest", first_sealed.filter(|first| sealed != Some(1) && *first != path).map(|path| env.href(&path)))
        .put("term", term)
        .build();
    let page_title = match sealed {
        Some(number) => {
            numbered_title(env, if list == ListKey::All { word(env, "latest", "Latest") } else { &title }, number)
        }
        None => title.clone(),
    };
    let breadcrumbs = breadcrumbs(env, list, sealed.is_some());
    let structured = structured::list(renderer, page, list, path, &page_title, &ids, &breadcrumbs, sealed.is_none());
    let image = match list {
        ListKey::Author(at) => {
            let author = &site.authors()[at as usize];
            author.picture.as_ref().map(|picture| env.picture(picture, &author.source, &author.path))
        }
        _ if page == Page::Home => None,
        _ => None,
    };
    Prepared {
        templates: templates(page, list),
        head: PageHead {
            kind: if page == Page::Home { "home" } else { kind },
            path: path.to_owned(),
            title: page_title,
            description: if page == Page::Home { site.config().description.clone() } else { description },
            image,
            feeds: Some(list),
            breadcrumbs: if page == Page::Home { Vec::new() } else { breadcrumbs },
            newer,
            older,
            ..PageHead::default()
        },
        subject: Some(("list", value)),
        structured,
        words: 0,
        links: Vec::new(),
        diagnostics: Vec::new(),
        source: "content/".into(),
        rendering: format!("the page `{path}`"),
    }
}

/// Writes down what stands around the items.
fn record_frame(env: &Env, list: ListKey, view: &mut View) {
    view.record(Key::Brief(list));
    match list {
        ListKey::Category(at) => {
            let mut above = env.site.categories()[at as usize].parent;
            while let Some(category) = above {
                view.record(Key::Brief(ListKey::Category(category)));
                above = env.site.categories()[category as usize].parent;
            }
        }
        ListKey::Author(at) => {
            if let Some(PictureRef::File(file)) =
                env.site.authors()[at as usize].picture.as_ref().map(|image| &image.picture)
            {
                view.record(Key::Picture(file.clone()));
            }
        }
        _ => {}
    }
}

fn templates(page: Page, list: ListKey) -> Vec<String> {
    if page == Page::Home {
        return vec!["home.html".into()];
    }
    vec![format!("{}.html", kind_name(list)), "list.html".into()]
}

fn kind_name(list: ListKey) -> &'static str {
    match list {
        ListKey::All => "latest",
        ListKey::Category(_) => "category",
        ListKey::Tag(_) => "tag",
        ListKey::Author(_) => "author",
        ListKey::Type(_) => "type",
        ListKey::Series(_) => "series",
        ListKey::Month(_) => "month",
    }
}

fn numbered_title(env: &Env, title: &str, number: u32) -> String {
    let pattern = word(env, "numbered_title", "{title}, page {number}");
    Words::fill(pattern, |name| match name {
        "title" => Some(title.to_owned().into()),
        "number" => Some(number.to_string().into()),
        _ => None,
    })
}

fn description(env: &Env, list: ListKey) -> Option<String> {
    match list {
        ListKey::Category(at) => env.site.categories()[at as usize].description.clone(),
        ListKey::Tag(at) => env.site.tags()[at as usize].description.clone(),
        _ => None,
    }
}

fn breadcrumbs(env: &Env, list: ListKey, sealed: bool) -> Vec<(String, String)> {
    let site = &env.site;
    let mut crumbs = vec![(word(env, "home", "Home").to_owned(), "/".to_owned())];
    let index = match list {
        ListKey::Tag(_) => Some(("tags", "Tags", "/tags/")),
        ListKey::Author(_) => Some(("authors", "Authors", "/authors/")),
        ListKey::Series(_) => Some(("series", "Series", "/series/")),
        ListKey::Month(_) => Some(("archive", "Archive", "/archive/")),
        _ => None,
    };
    if let Some((key, english, path)) = index {
        crumbs.push((word(env, key, english).to_owned(), path.to_owned()));
    }
    if let ListKey::Category(at) = list {
        let mut above = Vec::new();
        let mut parent = site.categories()[at as usize].parent;
        while let Some(at) = parent {
            let category = &site.categories()[at as usize];
            above.push((category.title.clone(), category.path.clone()));
            parent = category.parent;
        }
        crumbs.extend(above.into_iter().rev());
    }
    if sealed && list != ListKey::All {
        crumbs.push((env.list_title(list), site.list_path(list)));
    }
    crumbs
}
