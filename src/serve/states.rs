//! From the engine to the plain values of the desk.

use super::desk::{
    Change, Count, DeskState, Drafts, Moment, PageState, Piece, Problems, Server, Standing, Status, StatusKind, Warning,
};
use super::live::Live;
use crate::base::{Instant, Zone};
use crate::config::CONFIG_FILE;
use crate::diag::{Diagnostic, Position, Report, Severity, Sources};
use crate::engine::{Edition, Event, Shown, page_links};
use crate::fs::SiteSources;
use crate::model::{Mode, Page, WORDS_A_MINUTE};
use std::sync::Arc;

/// Pages of a change that are named.
const NAMED: usize = 12;

/// Everything that is wrong with the site, and with the pages that were looked at.
pub(super) fn report(live: &Live, edition: &Edition) -> Report {
    Report::new(live.everything_wrong(edition))
}

/// One page, for the bar.
pub(super) fn page_state(live: &Live, edition: &Arc<Edition>, path: &str) -> PageState {
    let page = edition.env().and_then(|env| env.site.routes().find(path));
    let shown = page.and_then(|_| live.shown(edition, path));
    let source = page.and_then(|page| source_of(edition, page));
    let words = shown.as_ref().map(|shown| shown.words).filter(|words| *words > 0);
    PageState {
        path: path.to_owned(),
        edit: source.as_deref().and_then(|source| edit(live, source, 1, 1)),
        kind: page.map_or("not-found", kind_of).to_owned(),
        words,
        minutes: words.map(|words| words.div_ceil(WORDS_A_MINUTE).max(1)),
        status: page.and_then(|page| status(live, edition, page)),
        warnings: warnings(live, edition, path, source.as_deref(), shown.as_deref()),
        why: shown.iter().map(|shown| shown.why.to_string()).collect(),
        rendered_ms: shown.map_or(0.0, |shown| milliseconds(shown.took)),
        source: source.map(|source| source.to_string()),
    }
}

fn milliseconds(time: std::time::Duration) -> f64 {
    (time.as_secs_f64() * 10_000.0).round() / 10.0
}

fn source_of(edition: &Edition, page: Page) -> Option<Arc<str>> {
    let site = &edition.env()?.site;
    match page {
        Page::Article(id) => Some(site.article(id).source.clone()),
        Page::Standalone(at) => Some(site.standalone()[at as usize].source.clone()),
        Page::Head(crate::model::ListKey::Author(at)) => Some(site.authors()[at as usize].source.clone()),
        Page::Head(crate::model::ListKey::Category(at)) => site.categories()[at as usize].source.clone(),
        _ => None,
    }
}

fn kind_of(page: Page) -> &'static str {
    match page {
        Page::Home => "home",
        Page::Article(_) => "article",
        Page::Standalone(_) | Page::Corrections => "page",
        Page::Index(_) => "index",
        Page::Search => "search",
        Page::NotFound => "not-found",
        _ => "list",
    }
}

/// Whether readers see an article, by the clock on the wall.
fn status(live: &Live, edition: &Edition, page: Page) -> Option<Status> {
    let Page::Article(id) = page else { return None };
    let env = edition.env()?;
    let zone = &env.site.config().zone;
    let date = env.site.card(id).date;
    let at = Some(zone.rfc3339(date));
    let source = &env.site.article(id).source;
    let draft = edition.waiting.iter().any(|waiting| waiting.event == Event::Draft && waiting.source == *source);
    let now = (live.wall)();
    let ended = edition.expires.get(source).copied().filter(|at| *at <= now);
    Some(if let Some(at) = ended {
        let text = format!("taken away {}", words(zone, at));
        Status { kind: StatusKind::Expired, at: Some(zone.rfc3339(at)), text }
    } else if draft {
        Status { kind: StatusKind::Draft, at: None, text: "readers don’t see it".to_owned() }
    } else if date > now {
        Status { kind: StatusKind::Scheduled, at, text: format!("goes live {}", words(zone, date)) }
    } else {
        Status { kind: StatusKind::Published, at, text: words(zone, date) }
    })
}

fn words(zone: &Zone, at: Instant) -> String {
    zone.format(at, "%A %-d %B %Y, %H:%M").unwrap_or_else(|_| zone.rfc3339(at))
}

fn moment(zone: &Zone, at: Instant) -> Moment {
    Moment { at: zone.rfc3339(at), text: words(zone, at) }
}

/// What somebody should look at on a page: problems of its own file, of its pictures and of its links.
fn warnings(live: &Live, edition: &Edition, path: &str, source: Option<&str>, shown: Option<&Shown>) -> Vec<Warning> {
    let mut all: Vec<Diagnostic> = live.problems(edition);
    all.retain(|problem| source.is_some_and(|source| problem.span.as_ref().is_some_and(|span| &*span.file == source)));
    if let Some(shown) = shown {
        all.extend(shown.diagnostics.iter().cloned());
        if let Some(renderer) = edition.renderer() {
            all.extend(page_links(renderer, path, &shown.links));
        }
    }
    all.retain(|problem| problem.severity == Severity::Warning);
    let sources = SiteSources::new(live.root());
    let report = Report::new(all);
    report.groups.iter().map(|group| warning(live, &group.first, &sources)).collect()
}

fn warning(live: &Live, problem: &Diagnostic, sources: &dyn Sources) -> Warning {
    let place = problem.span.as_ref().and_then(|span| {
        let text = sources.text(&span.file)?;
        Some((span.file.to_string(), Position::of(&text, span.start as usize)))
    });
    let edit = place.as_ref().and_then(|(file, at)| edit(live, file, at.line, at.column));
    let (file, at) = place.map_or((None, None), |(file, at)| (Some(file), Some(at)));
    Warning {
        code: problem.code.to_string(),
        message: problem.message.clone(),
        file,
        line: at.map(|at| at.line),
        column: at.map(|at| at.column),
        hint: problem.hints.first().cloned(),
        edit,
    }
}

/// A URL that opens a place in an editor: the one that `VISUAL` or `EDITOR` names if it has such URLs, or Visual Studio
/// Code, which most have.
pub(super) fn edit(live: &Live, file: &str, line: usize, column: usize) -> Option<String> {
    let path = live.root().join(file);
    if !path.is_file() {
        return None;
    }
    let path = crate::model::percent_encode(path.to_str()?).into_owned();
    let editor = ["VISUAL", "EDITOR"].iter().find_map(|name| std::env::var(name).ok()).unwrap_or_default();
    Some(if editor.contains("zed") {
        format!("zed://file{path}:{line}:{column}")
    } else if editor.contains("cursor") {
        format!("cursor://file{path}:{line}:{column}")
    } else {
        format!("vscode://file{path}:{line}:{column}")
    })
}

/// The whole site, for the desk.
pub(super) fn desk_state(live: &Live, edition: &Arc<Edition>) -> DeskState {
    let utc = Zone::utc();
    let env = edition.env();
    let zone = env.map_or(&utc, |env| &env.site.config().zone);
    let sources = SiteSources::new(live.root());
    let report = report(live, edition);
    let changes = live.history().into_iter().map(|change| Change {
        at: moment(zone, change.at),
        files: change.files.iter().map(ToString::to_string).collect(),
        reached: change.pages.len(),
        pages: change.pages.iter().take(NAMED).map(ToString::to_string).collect(),
        took_ms: milliseconds(change.took),
    });
    let counts = env.map(|env| {
        let site = &env.site;
        let count = |what: &str, number: usize| Count { what: what.to_owned(), number };
        vec![
            count("articles", site.articles().len()),
            count("authors", site.authors().len()),
            count("categories", site.categories().len()),
            count("tags", site.tags().len()),
            count("addresses", site.routes().len()),
            count("pictures to encode", live.darkroom.waiting()),
        ]
    });
    DeskState {
        title: env.map_or_else(|| "pressroom".to_owned(), |env| env.site.config().title.clone()),
        base_path: live.base_path().to_string(),
        pieces: pieces(live, edition, &report, zone),
        problems: Problems::of(&report, &sources, &|file, line, column| edit(live, file, line, column)),
        changes: changes.collect(),
        server: Server {
            root: live.root().display().to_string(),
            now: moment(zone, edition.now),
            drafts: if live.mode == Mode::WithDrafts { Drafts::Shown } else { Drafts::Hidden },
            counts: counts.unwrap_or_default(),
        },
    }
}

/// What readers don't see, or not as it is typed.
fn pieces(live: &Live, edition: &Edition, report: &Report, zone: &Zone) -> Vec<Piece> {
    let path = |source: &str| {
        let site = &edition.env()?.site;
        site.article_of(source).map(|id| site.card(id).path.to_string())
    };
    let mut broken: Vec<Arc<str>> = report
        .groups
        .iter()
        .filter(|group| group.first.severity == Severity::Error)
        .flat_map(|group| group.first.span.iter().chain(&group.others))
        .map(|span| span.file.clone())
        .filter(|file| file.ends_with(".md") && &**file != CONFIG_FILE)
        .collect();
    broken.sort_unstable();
    broken.dedup();
    let broken = broken.into_iter().map(|file| {
        let title = edition.env().and_then(|env| Some(env.site.card(env.site.article_of(&file)?).title.to_string()));
        Piece {
            standing: Standing::Broken,
            title: title.unwrap_or_else(|| file.rsplit('/').next().unwrap_or(&file).to_owned()),
            edit: edit(live, &file, 1, 1),
            path: path(&file),
            when: None,
            file: file.to_string(),
        }
    });
    let waiting = edition.waiting.iter().map(|waiting| {
        let (standing, when) = match waiting.event {
            Event::Draft => (Standing::Draft, None),
            Event::Publishes(at) => (Standing::Scheduled, Some(moment(zone, at))),
            Event::Expired(at) => (Standing::Expired, Some(moment(zone, at))),
        };
        Piece {
            standing,
            title: waiting.title.clone(),
            file: waiting.source.to_string(),
            edit: edit(live, &waiting.source, 1, 1),
            path: path(&waiting.source),
            when,
        }
    });
    broken.chain(waiting).collect()
}
