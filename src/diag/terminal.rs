//! A report as a terminal shows it: excerpts with carets, in the manner of rustc.

use super::report::Group;
use super::{Diagnostic, Excerpt, Position, Report, Severity, Sources, Span};
use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet, renderer::DecorStyle};
use std::fmt::Write as _;

/// Other places of a repeated problem that are listed before "and N more".
const OTHER_PLACES: usize = 5;

/// Whether to write ANSI colours.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Colour {
    /// For a terminal.
    Always,
    /// For a file, a log or a test.
    Never,
}

/// Renders every group, separated by blank lines; empty when there is nothing to say.
pub fn render(report: &Report, sources: &dyn Sources, colour: Colour) -> String {
    let renderer = match colour {
        Colour::Always => Renderer::styled(),
        Colour::Never => Renderer::plain(),
    }
    .decor_style(DecorStyle::Ascii);
    let mut out = String::new();
    for group in &report.groups {
        out.push_str(&render_group(group, sources, &renderer));
        out.push_str("\n\n");
    }
    out
}

fn render_group(group: &Group, sources: &dyn Sources, renderer: &Renderer) -> String {
    let diagnostic = &group.first;
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let message = visible(&diagnostic.message);
    let mut part = level
        .primary_title(message)
        .id(&*diagnostic.code)
        .elements(Vec::<Snippet<'_, annotate_snippets::Annotation<'_>>>::new());
    if let Some(span) = &diagnostic.span {
        part = part.element(snippet(span, diagnostic.label.as_deref(), AnnotationKind::Primary, sources));
    }
    for label in &diagnostic.related {
        part = part.element(snippet(&label.span, Some(&label.text), AnnotationKind::Context, sources));
    }
    for note in &diagnostic.notes {
        part = part.element(Level::NOTE.message(visible(note)));
    }
    if let Some(others) = other_places(group, sources) {
        part = part.element(Level::NOTE.message(others));
    }
    for hint in hints(diagnostic) {
        part = part.element(Level::HELP.with_name("hint").message(hint));
    }
    let text = renderer.render(&[part]);
    if diagnostic.span.is_none() && diagnostic.related.is_empty() {
        // An excerpt would stand here; its empty margin is of no use.
        return text.replacen("\n |\n", "\n", 1);
    }
    text
}

fn hints(diagnostic: &Diagnostic) -> impl Iterator<Item = String> {
    diagnostic.hints.iter().map(|hint| visible(hint))
}

fn snippet<'a>(
    span: &'a Span,
    label: Option<&'a str>,
    kind: AnnotationKind,
    sources: &dyn Sources,
) -> Snippet<'a, annotate_snippets::Annotation<'a>> {
    let text = sources.text(&span.file).unwrap_or_default();
    let excerpt = Excerpt::cut(&text, span.range());
    let snippet = Snippet::source(excerpt.text).line_start(excerpt.first_line).path(&*span.file).fold(false);
    snippet.annotation(kind.span(excerpt.range).label(label.map(visible)))
}

fn other_places(group: &Group, sources: &dyn Sources) -> Option<String> {
    if group.count <= 1 {
        return None;
    }
    if group.others.is_empty() {
        return Some(format!("and {} more like this one", group.count - 1));
    }
    let mut out = String::from("also at ");
    for (at, span) in group.others.iter().take(OTHER_PLACES).enumerate() {
        if at > 0 {
            out.push_str(", ");
        }
        let position = sources.text(&span.file).map(|text| Position::of(&text, span.start as usize));
        let _ = match position {
            Some(Position { line, column }) => write!(out, "{}:{line}:{column}", span.file),
            None => write!(out, "{}", span.file),
        };
    }
    if group.others.len() > OTHER_PLACES {
        let _ = write!(out, " and {} more places", group.others.len() - OTHER_PLACES);
    }
    Some(out)
}

/// Text from content is shown, not obeyed: control characters (and with them escape sequences) become visible.
fn visible(text: &str) -> String {
    annotate_snippets::normalize_untrusted_str(text)
}
