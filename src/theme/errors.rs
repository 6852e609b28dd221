//! Tera's errors as diagnostics: template, line, what was being rendered, and what was probably meant.

use super::load::TemplateFile;
use crate::diag::{Diagnostic, Span, did_you_mean, suggest};
use std::collections::BTreeMap;
use std::sync::Arc;
use tera::{Error, ErrorKind, ReportError, Tera};

/// Filters that Tera brings along, for suggestions.
const TERA_FILTERS: [&str; 37] = [
    "safe",
    "default",
    "upper",
    "lower",
    "wordcount",
    "escape",
    "escape_html",
    "escape_xml",
    "newlines_to_br",
    "pluralize",
    "trim",
    "trim_start",
    "trim_end",
    "replace",
    "capitalize",
    "title",
    "truncate",
    "indent",
    "str",
    "int",
    "float",
    "length",
    "reverse",
    "split",
    "abs",
    "round",
    "first",
    "last",
    "nth",
    "join",
    "sort",
    "unique",
    "get",
    "values",
    "keys",
    "pairs",
    "group_by",
];

/// All filters.
pub(super) fn known_filters() -> Vec<&'static str> {
    TERA_FILTERS.into_iter().chain(super::filters::NAMES).collect()
}

fn known_functions() -> Vec<&'static str> {
    ["range", "throw", "super"].into_iter().chain(super::functions::NAMES).collect()
}

/// A rendering error. `files` are the templates by Tera's names.
pub fn diagnose(error: &Error, files: &BTreeMap<String, TemplateFile>, rendering: &str) -> Diagnostic {
    let mut diagnostic = match error.kind() {
        ErrorKind::RenderingError(report) | ErrorKind::SyntaxError(report) => at_report(report, files),
        kind => {
            let message = lower_first(&kind.to_string());
            let circle =
                message.contains("recursion depth").then_some("a component calls itself, or one that calls it");
            Diagnostic::error("template-error", message).hint_opt(circle.map(str::to_owned))
        }
    };
    if !rendering.is_empty() {
        diagnostic = diagnostic.note(format!("while rendering {rendering}"));
    }
    diagnostic
}

fn at_report(report: &ReportError, files: &BTreeMap<String, TemplateFile>) -> Diagnostic {
    let file = files.get(report.filename()).map_or_else(|| Arc::from(report.filename()), |file| file.file.clone());
    // A function may add a hint to its message after a line break.
    let (message, hint) = report.message().split_once('\n').map_or((report.message(), None), |(m, h)| (m, Some(h)));
    let hint = hint.map(str::to_owned).or_else(|| undefined_hint(message));
    let (message, available) = message.split_once(". Available ").map_or((message, None), |(m, a)| (m, Some(a)));
    let mut diagnostic = Diagnostic::error("template-error", lower_first(message))
        .at(Span::new(file, report.span().range.clone()))
        .hint_opt(hint.filter(|hint| !hint.is_empty()).or_else(|| syntax_hint(message)));
    diagnostic.notes.extend(available.map(|names| format!("available {names}")));
    diagnostic
}

/// What lies behind a syntax error.
fn syntax_hint(message: &str) -> Option<String> {
    message
        .eq_ignore_ascii_case("unexpected end of input")
        .then(|| "is an `{% endif %}`, `{% endfor %}`, `{% endblock %}` or `{% endcomponent %}` missing?".to_owned())
}

/// "did you mean" for fields and variables that are not there.
fn undefined_hint(message: &str) -> Option<String> {
    if !(message.contains("not defined") || message.contains("not found") || message.contains("Undefined")) {
        return None;
    }
    let name = message.split('`').nth(1)?;
    let last = name.rsplit('.').next()?;
    let known = suggest(last, CONTRACT_NAMES.iter().copied().filter(|known| *known != last))?;
    Some(format!("did you mean `{known}`?"))
}

/// Names of variables and fields of the theme contract.
const CONTRACT_NAMES: [&str; 99] = [
    "site",
    "page",
    "article",
    "list",
    "index",
    "title",
    "tagline",
    "description",
    "url",
    "permalink",
    "language",
    "direction",
    "timezone",
    "logo",
    "publisher",
    "social",
    "navigation",
    "footer",
    "copyright",
    "theme",
    "extra",
    "latest_limit",
    "feeds",
    "search",
    "generator",
    "kind",
    "canonical",
    "image",
    "noindex",
    "breadcrumbs",
    "newer",
    "older",
    "content",
    "toc",
    "slug",
    "updated",
    "ref",
    "date",
    "kicker",
    "type",
    "category",
    "authors",
    "tags",
    "sponsored",
    "sponsor",
    "series",
    "pinned",
    "live",
    "words",
    "minutes",
    "categories",
    "corrections",
    "review",
    "first_published",
    "items",
    "number",
    "pages",
    "count",
    "is_first",
    "newest",
    "oldest",
    "term",
    "entries",
    "src",
    "width",
    "height",
    "alt",
    "decorative",
    "caption",
    "credit",
    "credit_url",
    "license",
    "focal",
    "mime",
    "colour",
    "parent",
    "children",
    "name",
    "role",
    "bio",
    "picture",
    "links",
    "email",
    "year",
    "month",
    "part",
    "parts",
    "current",
    "state",
    "updates",
    "score",
    "level",
    "picks",
    "sources",
    "affiliate",
    "disclosure",
    "award",
    "age",
    "value",
];

/// Errors of loading: each template on its own for syntax errors, then Tera's own list for names.
pub(super) fn diagnose_load(
    error: &Error,
    files: &BTreeMap<String, TemplateFile>,
    fresh: impl Fn() -> Tera,
) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (name, file) in files {
        if let Err(alone) = fresh().add_raw_template(name, &file.text)
            && matches!(alone.kind(), ErrorKind::SyntaxError(_))
        {
            found.push(diagnose(&alone, files, ""));
        }
    }
    if !found.is_empty() {
        return found;
    }
    match error.kind() {
        ErrorKind::MissingParent { current, parent } => {
            let names = files.values().map(|file| file.name.as_str());
            let parent = strip(parent);
            let hint = did_you_mean(parent, names).unwrap_or_else(|| "put it into `templates/`".into());
            vec![
                in_file(
                    current,
                    &format!("there is no template `{parent}` to extend"),
                    &format!("\"{parent}\""),
                    files,
                )
                .hint(hint),
            ]
        }
        ErrorKind::CircularExtend { tpl, inheritance_chain } => {
            let chain: Vec<&str> = inheritance_chain.iter().map(|name| strip(name)).collect();
            vec![in_file(
                tpl,
                &format!("templates extend each other in a circle: {}", chain.join(" → ")),
                "extends",
                files,
            )]
        }
        ErrorKind::CircularInclude { tpl, include_chain } => {
            let chain: Vec<&str> = include_chain.iter().map(|name| strip(name)).collect();
            vec![in_file(
                tpl,
                &format!("templates include each other in a circle: {}", chain.join(" → ")),
                "include",
                files,
            )]
        }
        ErrorKind::Msg(reports) if reports.starts_with("error: ") => {
            reports.split("\n\n").filter_map(|report| from_report(report, files)).collect()
        }
        _ => vec![diagnose(error, files, "")],
    }
}

/// Tera joins several errors into one text; each begins with `error: MESSAGE`, then `--> NAME:LINE:COLUMN`.
fn from_report(report: &str, files: &BTreeMap<String, TemplateFile>) -> Option<Diagnostic> {
    let mut lines = report.lines();
    let message = lines.next()?.strip_prefix("error: ")?;
    let place = lines.next()?.trim().strip_prefix("--> ")?;
    let underline = report.lines().last().map_or(1, |line| line.matches('^').count().max(1));
    let (rest, column) = place.rsplit_once(':')?;
    let (name, line) = rest.rsplit_once(':')?;
    let (line, column): (usize, usize) = (line.parse().ok()?, column.parse().ok()?);
    let file = files.get(name)?;
    let line_start = file.text.split_inclusive('\n').take(line - 1).map(str::len).sum::<usize>();
    let in_line = file.text[line_start..].chars().take(column - 1).map(char::len_utf8).sum::<usize>();
    let start = line_start + in_line;
    let mut diagnostic = Diagnostic::error("template-error", lower_first(message))
        .at(Span::new(file.file.clone(), start..start + underline));
    let unknown = message.split('`').nth(1).unwrap_or("");
    let hint = if message.starts_with("Unknown filter") {
        did_you_mean(unknown, known_filters())
    } else if message.starts_with("Unknown function") {
        did_you_mean(unknown, known_functions())
    } else if message.starts_with("Unknown template") {
        did_you_mean(unknown, files.values().map(|file| file.name.as_str()))
            .or_else(|| Some("put it into `templates/`".to_owned()))
    } else if message.starts_with("Unknown component") {
        let names = component_names(files);
        did_you_mean(unknown, names.iter().map(String::as_str))
    } else {
        None
    };
    diagnostic = diagnostic.hint_opt(hint);
    Some(diagnostic)
}

fn component_names(files: &BTreeMap<String, TemplateFile>) -> Vec<String> {
    let mut names = Vec::new();
    for file in files.values() {
        for part in file.text.split("{% component ").skip(1) {
            names.push(part.chars().take_while(|c| c.is_alphanumeric() || matches!(c, '_' | '.')).collect());
        }
    }
    names
}

fn in_file(name: &str, message: &str, near: &str, files: &BTreeMap<String, TemplateFile>) -> Diagnostic {
    let diagnostic = Diagnostic::error("template-error", message);
    let Some(file) = files.get(name) else { return diagnostic };
    let near = file.text.find(near).or_else(|| file.text.find(near.trim_matches('"'))).map(|at| at..at + near.len());
    diagnostic.at(Span::new(file.file.clone(), near.unwrap_or(0..0)))
}

fn strip(name: &str) -> &str {
    name.strip_prefix("theme:").unwrap_or(name)
}

/// A sentence of Tera in the manner of a diagnostic: lower case, no full stop.
pub fn lower_first(text: &str) -> String {
    let text = text.trim_end_matches('.').replace("theme:", "");
    // Tera quotes what it found, not what it expected.
    let text = ["}}", "%}", "/>"]
        .iter()
        .find_map(|close| Some(format!("{}`{close}`", text.strip_suffix(close).filter(|t| t.ends_with(' '))?)))
        .unwrap_or(text);
    let mut chars = text.chars();
    match chars.next() {
        Some(first) if !text.starts_with('`') => first.to_lowercase().chain(chars).collect(),
        _ => text,
    }
}
