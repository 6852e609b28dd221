//! The desk itself: what is not published, what is wrong, what changed last, and what the server looks at.
//!
//! A complete page without its script, which only replaces the inside of `<main>` when the server sends another.

use super::FOLDER;
use super::inject::tag;
use super::state::{Change, DeskState, Drafts, Piece, Problems, Server, Standing};
use crate::base::{Fingerprint, escape_html};
use crate::diag::html::sentence;
use crate::model::percent_encode;
use std::fmt::Write as _;

/// The page at `{base}_pressroom/`.
pub(crate) fn page(state: &DeskState) -> String {
    let main = main(state);
    let title = escape_html(&state.title);
    let base = escape_html(&state.base_path);
    let print = Fingerprint::of(main.as_bytes()).to_string();
    let script = tag(&state.base_path, &format!("/{FOLDER}"), &print);
    format!(
        "<!DOCTYPE html>
<html lang=\"en\" class=\"desk\">
<head>
<meta charset=\"utf-8\">
<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">
<title>Desk | {title}</title>
<meta name=\"robots\" content=\"noindex\">
<link rel=\"icon\" href=\"{base}{FOLDER}desk.svg\" type=\"image/svg+xml\">
<link rel=\"stylesheet\" href=\"{base}{FOLDER}desk.css\">
</head>
<body>
<a class=\"skip\" href=\"#main\">Skip to the content</a>
<header class=\"top\">
<p class=\"nameplate\"><a href=\"{base}\">{title}</a></p>
<nav aria-label=\"On this page\">
<a href=\"#pieces\">Not published</a>
<a href=\"#problems\">Problems</a>
<a href=\"#changes\">Changes</a>
<a href=\"#server\">Server</a>
</nav>
</header>
<main id=\"main\" tabindex=\"-1\" data-desk>
{main}</main>
{script}</body>
</html>
"
    )
}

/// The inside of its `<main>`.
pub(crate) fn main(state: &DeskState) -> String {
    let mut out = String::from("<h1>The desk</h1>\n");
    let _ = writeln!(out, "<p class=\"verdict\">{}</p>", verdict(state));
    out.push_str("<div class=\"columns\">\n<div class=\"column\">\n");
    section(&mut out, "pieces", "Not published", &pieces(state));
    section(&mut out, "problems", "Problems", &problems(&state.problems));
    out.push_str("</div>\n<div class=\"column aside\">\n");
    section(&mut out, "changes", "Last changes", &changes(state));
    section(&mut out, "server", "What the server looks at", &server(&state.server));
    out.push_str("</div>\n</div>\n");
    out
}

fn section(out: &mut String, id: &str, title: &str, inside: &str) {
    let _ = writeln!(out, "<section aria-labelledby=\"{id}\">\n<h2 id=\"{id}\">{title}</h2>\n{inside}</section>");
}

/// The page in one line: what is wrong, and what waits.
fn verdict(state: &DeskState) -> String {
    let Problems { errors, warnings, .. } = state.problems;
    let mut parts = Vec::new();
    if errors > 0 {
        parts.push(format!("<strong class=\"error\">{}</strong>", count(errors, "error", "errors")));
    }
    if warnings > 0 {
        parts.push(format!("<strong class=\"warning\">{}</strong>", count(warnings, "warning", "warnings")));
    }
    if parts.is_empty() {
        parts.push("<strong class=\"fine\">Nothing is wrong</strong>".to_owned());
    }
    for (standing, one, many) in [
        (Standing::Draft, "draft", "drafts"),
        (Standing::Scheduled, "scheduled piece", "scheduled pieces"),
        (Standing::Expired, "expired piece", "expired pieces"),
    ] {
        let number = state.pieces.iter().filter(|piece| piece.standing == standing).count();
        if number > 0 {
            parts.push(count(number, one, many));
        }
    }
    parts.join(", ")
}

fn pieces(state: &DeskState) -> String {
    let drafts = state.server.drafts;
    let mut out = String::new();
    for standing in [Standing::Broken, Standing::Draft, Standing::Scheduled, Standing::Expired] {
        let pieces: Vec<&Piece> = state.pieces.iter().filter(|piece| piece.standing == standing).collect();
        if pieces.is_empty() {
            continue;
        }
        let (title, about) = explained(standing, drafts);
        let _ = writeln!(
            out,
            "<h3>{title} <span class=\"number\">{}</span></h3>\n<p class=\"about\">{}</p>\n<ul class=\"pieces\">",
            pieces.len(),
            sentence(about)
        );
        for piece in pieces {
            out.push_str(&item(piece, &state.base_path));
        }
        out.push_str("</ul>\n");
    }
    if out.is_empty() {
        out.push_str("<p class=\"about\">Every article is published.</p>\n");
    }
    out
}

fn explained(standing: Standing, drafts: Drafts) -> (&'static str, &'static str) {
    match (standing, drafts) {
        (Standing::Broken, _) => ("Broken", "Pages keep their last good version until this is mended."),
        (Standing::Draft, Drafts::Shown) => {
            ("Drafts", "This server shows them. Readers don't see them before `draft: true` is removed.")
        }
        (Standing::Draft, Drafts::Hidden) => {
            ("Drafts", "Their pages are there when the server is started with `--drafts`.")
        }
        (Standing::Scheduled, _) => {
            ("Scheduled", "Not on the site before their time; `--now` shows the site as it will be then.")
        }
        (Standing::Expired, _) => ("Expired", "No longer on the site."),
    }
}

fn item(piece: &Piece, base_path: &str) -> String {
    let title = escape_html(&piece.title);
    let title = match &piece.path {
        Some(path) => anchor("title", &below(base_path, path), &title),
        None => format!("<span class=\"title\">{title}</span>"),
    };
    let file = file(&piece.file, piece.edit.as_deref());
    let when = piece.when.as_ref().map_or_else(String::new, |when| {
        format!(" <time datetime=\"{}\">{}</time>", escape_html(&when.at), escape_html(&when.text))
    });
    format!("<li>{title} <span class=\"facts\">{file}{when}</span></li>\n")
}

fn problems(problems: &Problems) -> String {
    if problems.html.is_empty() {
        return "<p class=\"about\">None.</p>\n".to_owned();
    }
    problems.html.clone()
}

fn changes(state: &DeskState) -> String {
    if state.changes.is_empty() {
        return "<p class=\"about\">Nothing has changed since the server was started.</p>\n".to_owned();
    }
    let mut out = String::from("<ol class=\"changes\">\n");
    for change in &state.changes {
        out.push_str(&one_change(change, &state.base_path));
    }
    out.push_str("</ol>\n");
    out
}

fn one_change(change: &Change, base_path: &str) -> String {
    let files: Vec<String> = change.files.iter().map(|name| file(name, None)).collect();
    let files = if files.is_empty() { "The clock".to_owned() } else { files.join(", ") };
    let reached = match change.reached {
        0 => "no page is different".to_owned(),
        number => format!("{} different", count(number, "page is", "pages are")),
    };
    let mut out = format!(
        "<li>\n<p>{files}</p>\n<p class=\"facts\"><time datetime=\"{}\">{}</time> {reached}, in {}</p>\n",
        escape_html(&change.at.at),
        escape_html(&change.at.text),
        milliseconds(change.took_ms)
    );
    if !change.pages.is_empty() {
        out.push_str("<details>\n<summary>Which pages</summary>\n<ul>\n");
        for path in &change.pages {
            let _ = writeln!(out, "<li>{}</li>", anchor("path", &below(base_path, path), &escape_html(path)));
        }
        if change.reached > change.pages.len() {
            let _ = writeln!(out, "<li>and {} more</li>", thousands(change.reached - change.pages.len()));
        }
        out.push_str("</ul>\n</details>\n");
    }
    out.push_str("</li>\n");
    out
}

fn server(server: &Server) -> String {
    let drafts = match server.drafts {
        Drafts::Shown => "shown",
        Drafts::Hidden => "hidden, as for readers",
    };
    let mut out = format!(
        "<dl>\n<div><dt>Folder</dt><dd><code class=\"file\">{}</code></dd></div>\n\
         <div><dt>Time</dt><dd><time datetime=\"{}\">{}</time></dd></div>\n\
         <div><dt>Drafts</dt><dd>{drafts}</dd></div>\n",
        escape_html(&server.root),
        escape_html(&server.now.at),
        escape_html(&server.now.text)
    );
    for counted in &server.counts {
        let _ = writeln!(out, "<div><dt>{}</dt><dd>{}</dd></div>", capital(&counted.what), thousands(counted.number));
    }
    out.push_str("</dl>\n");
    out
}

fn file(name: &str, edit: Option<&str>) -> String {
    match edit {
        Some(url) => anchor("file", url, &escape_html(name)),
        None => format!("<code class=\"file\">{}</code>", escape_html(name)),
    }
}

/// A link; `inside` is HTML.
fn anchor(class: &str, url: &str, inside: &str) -> String {
    format!("<a class=\"{class}\" href=\"{}\">{inside}</a>", escape_html(url))
}

/// The address of a path below the base path.
fn below(base_path: &str, path: &str) -> String {
    format!("{base_path}{}", percent_encode(path.trim_start_matches('/')))
}

fn count(number: usize, one: &str, many: &str) -> String {
    format!("{} {}", thousands(number), if number == 1 { one } else { many })
}

fn thousands(number: usize) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + 4);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

fn milliseconds(time: f64) -> String {
    if time < 10.0 { format!("{time:.1} ms") } else { format!("{time:.0} ms") }
}

/// With a capital first letter, escaped.
fn capital(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map_or_else(String::new, |letter| letter.to_uppercase().collect());
    escape_html(&(first + letters.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::{Diagnostic, Report, Sources, Span};
    use crate::serve::desk::{Count, Moment};
    use std::sync::Arc;

    struct OneFile(&'static str);

    impl Sources for OneFile {
        fn text(&self, _: &str) -> Option<Arc<str>> {
            Some(Arc::from(self.0))
        }
    }

    fn moment(at: &str, text: &str) -> Moment {
        Moment { at: at.to_owned(), text: text.to_owned() }
    }

    fn piece(standing: Standing, title: &str, file: &str, path: Option<&str>, when: Option<Moment>) -> Piece {
        Piece {
            standing,
            title: title.to_owned(),
            file: file.to_owned(),
            edit: Some(format!("vscode://file/home/ada/northlight/{}", percent_encode(file))),
            path: path.map(str::to_owned),
            when,
        }
    }

    fn quiet() -> DeskState {
        DeskState {
            title: "Northlight".to_owned(),
            base_path: "/".to_owned(),
            pieces: Vec::new(),
            problems: Problems::default(),
            changes: Vec::new(),
            server: Server {
                root: "/home/ada/northlight".to_owned(),
                now: moment("2026-11-23T08:15:00+01:00", "Monday 23 November 2026, 08:15"),
                drafts: Drafts::Hidden,
                counts: vec![Count { what: "articles".to_owned(), number: 12_345 }],
            },
        }
    }

    fn busy() -> DeskState {
        let text = "---\ntitle: A folding phone, two years on\ncateogry: phones\n---\nSee [the bench](bench.md).\n";
        let at = |part: &str| {
            let start = text.find(part).expect("the part is there");
            Span::new("content/phones/fold.md", start..start + part.len())
        };
        let report = Report::new(vec![
            Diagnostic::error("unknown-field", "unknown field `cateogry`")
                .at(at("cateogry"))
                .hint("did you mean `category`?"),
            Diagnostic::warning("broken-link", "the link `bench.md` leads nowhere").at(at("bench.md")),
        ]);
        let link = |file: &str, line, column| Some(format!("vscode://file/home/ada/northlight/{file}:{line}:{column}"));
        let live = moment("2026-11-24T09:00:00+01:00", "Tuesday 24 November, 09:00");
        let gone = moment("2026-11-20T00:00:00+01:00", "Friday 20 November, 00:00");
        let day = moment("2026-11-22", "22 November 2026");
        DeskState {
            base_path: "/preview/".to_owned(),
            pieces: vec![
                piece(
                    Standing::Broken,
                    "A folding phone, two years on",
                    "content/phones/fold.md",
                    Some("/phones/fold/"),
                    None,
                ),
                piece(
                    Standing::Draft,
                    "What <b> 5 & 6 % mean",
                    "content/chips/5 & 6 %.md",
                    Some("/chips/5 & 6 %/"),
                    Some(day.clone()),
                ),
                piece(Standing::Draft, "Notes", "content/chips/notes.md", None, Some(day)),
                piece(Standing::Scheduled, "The hinge, explained", "content/phones/hinge.md", None, Some(live)),
                piece(Standing::Expired, "Deal of the week", "content/deals/week.md", None, Some(gone)),
            ],
            problems: Problems::of(&report, &OneFile(text), &link),
            changes: vec![
                Change {
                    at: moment("2026-11-23T08:14:12+01:00", "08:14:12"),
                    files: vec!["content/phones/hinge.md".to_owned(), "content/phones/hinge.jpg".to_owned()],
                    pages: vec!["/phones/hinge/".to_owned(), "/".to_owned()],
                    reached: 1_402,
                    took_ms: 38.2,
                },
                Change {
                    at: moment("2026-11-23T08:00:00+01:00", "08:00:00"),
                    files: Vec::new(),
                    pages: Vec::new(),
                    reached: 0,
                    took_ms: 1.25,
                },
            ],
            server: Server { drafts: Drafts::Shown, ..quiet().server },
            ..quiet()
        }
    }

    /// In a file of its own: the checks in a browser show it too (`tests/checks/desk.mjs`).
    fn compare(name: &str, html: &str) {
        let mut settings = insta::Settings::clone_current();
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        settings.bind(|| insta::assert_snapshot!(name, html));
    }

    #[test]
    fn a_busy_desk() {
        compare("desk", &page(&busy()));
    }

    #[test]
    fn a_quiet_desk() {
        compare("quiet_desk", &page(&quiet()));
    }

    #[test]
    fn drafts_say_how_to_see_them() {
        let mut state = busy();
        state.server.drafts = Drafts::Hidden;
        assert!(main(&state).contains("started with <code>--drafts</code>"));
    }

    #[test]
    fn programs_read_the_same() {
        let value = serde_json::to_value(busy()).expect("plain values");
        assert_eq!(value["problems"]["list"][0]["code"], "unknown-field");
        assert_eq!(value["problems"]["html"], serde_json::Value::Null);
        assert_eq!(value["pieces"][3]["standing"], "scheduled");
        assert_eq!(value["server"]["drafts"], "shown");
    }
}
