//! Pages that readers see: a context from the view, a template, and the holes filled.

mod article;
mod context;
mod kinds;
mod list;
mod other;
mod structured;

use super::boxes::{box_script, load_script, not_an_element, out_of_order};
use super::fragments::Place;
use super::renderer::{Output, PlacedBox, Renderer};
use crate::content::markdown::Link;
use crate::diag::{Diagnostic, Severity};
use crate::model::{Key, Page, View};
use crate::theme::{BoxCall, FragmentCall, Scope, Shell, diagnose, enter};
use context::PageHead;
use std::sync::Arc;
use tera::{Context, Value};

/// What a page hands to its template.
pub(super) struct Prepared {
    /// Templates that may render it, the best first.
    templates: Vec<String>,
    /// `page`.
    head: PageHead,
    /// `article`, `list` or `index`.
    subject: Option<(&'static str, Value)>,
    /// JSON-LD.
    structured: String,
    /// Words of an article's prose.
    words: usize,
    /// Links of its content.
    links: Vec<Link>,
    /// Problems of its content.
    diagnostics: Vec<Diagnostic>,
    /// The content file that relative paths start from.
    source: Arc<str>,
    /// How to name it in messages.
    rendering: String,
}

/// Renders a page with its template.
pub(super) fn render(renderer: &Renderer, page: Page, path: &str) -> Output {
    let env = renderer.env();
    let mut view = View::of_page(env.site.clone(), page);
    let prepared = match page {
        Page::Article(id) => article::prepare(renderer, id, &mut view),
        Page::Home | Page::Head(_) | Page::Sealed(..) => list::prepare(renderer, page, path, &mut view),
        _ => other::prepare(renderer, page, path, &mut view),
    };
    view.record(Key::Template(prepared.templates.join("\n").into()));
    let mut diagnostics = prepared.diagnostics;
    let candidates: Vec<&str> = prepared.templates.iter().map(String::as_str).collect();
    let template = match env.theme.template(&candidates) {
        Ok(template) => template,
        Err(diagnostic) => {
            diagnostics.push(diagnostic.note(format!("for {}", prepared.rendering)));
            return Output { diagnostics, links: prepared.links, reads: view.finish(), ..Output::default() };
        }
    };
    let mut context = Context::new();
    context.insert_value("page", prepared.head.value(env));
    if let Some((name, value)) = prepared.subject {
        context.insert_value(name, value);
    }
    let mut scope = Scope::new(env.clone(), view, prepared.source);
    if !prepared.structured.is_empty() {
        let script = format!("<script type=\"application/ld+json\">{}</script>", prepared.structured);
        scope.structured = Value::safe_string(&script);
    }
    let mut raw = Vec::with_capacity(16 * 1024);
    let (result, scope) = enter(scope, || env.theme.render_template(&template, &context, &mut raw));
    diagnostics.extend(scope.diagnostics);
    if let Err(error) = result {
        diagnostics.push(diagnose(&error, env.theme.files(), &prepared.rendering));
    }
    let (mut bytes, places) = if scope.calls.is_empty() {
        (raw, Vec::new())
    } else {
        renderer.splice(&raw, &scope.calls, &scope.boxes, &mut diagnostics)
    };
    let boxes = placed(&scope.boxes, &places);
    let mut reads = scope.view.finish();
    if let (None, Some(first)) = (&boxes, scope.boxes.first()) {
        // What can't be put in its place again is a part of the page.
        reads.extend(scope.boxes.iter().map(|asked| Key::Newest(asked.ask.query.list, asked.text.newest.seen)));
        if first.text.shared.is_some() {
            diagnostics.push(out_of_order(&first.ask.component, &prepared.rendering));
        }
    }
    for (one, place) in scope.boxes.iter().map(|one| (one, places[one.place])) {
        if let Some(shared) = &one.text.shared {
            renderer.share(shared);
        }
        if place.is_some_and(|place| !place.whole) {
            diagnostics.push(not_an_element(&one.ask.component));
        }
    }
    if scope.boxes.iter().any(|one| matches!(one.text.shell, Shell::Attributes(_))) {
        load_script(&mut bytes, &env.href(&box_script().0));
    }
    let boxes = boxes.unwrap_or_default();
    let is_box = |place: usize| boxes.iter().any(|placed| placed.asked.place == place);
    let fragments = scope.calls.into_iter().enumerate().filter(|(place, call)| !is_box(*place) && !call.is_nothing());
    let fragments: Vec<FragmentCall> = fragments.map(|(_, call)| call).collect();
    // A page with an error keeps its last good output.
    let failed = diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error);
    Output {
        bytes: (!failed).then_some(bytes),
        reads,
        fragments,
        boxes,
        diagnostics,
        words: prepared.words,
        links: prepared.links,
    }
}

/// The boxes of a page, if each stands in it once and in the order in which they were asked for.
fn placed(boxes: &[BoxCall], places: &[Option<Place>]) -> Option<Vec<PlacedBox>> {
    let mut end = 0;
    let placed = boxes.iter().map(|asked| {
        let Place { at, len, .. } = places[asked.place].filter(|place| place.at != usize::MAX && place.at >= end)?;
        end = at + len;
        Some(PlacedBox { asked: asked.clone(), at, len })
    });
    placed.collect()
}
