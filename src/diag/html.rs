//! A report as HTML, for the dev server's overlay and its desk. What stands here is what the terminal shows.
//!
//! Semantic elements and classes, no style and no script: a site's own Content-Security-Policy may be as strict as it
//! likes. The text of a message, and the lines of a file, can come from anywhere: all of it is escaped, and what a
//! browser would obey silently (control characters, marks that turn the direction of a text) is made visible.
//!
//! Where the terminal has carets under a span, `<mark>` is around it: prose has lines that are wider than a window, and
//! a caret below a wrapped line points nowhere.

use super::{Diagnostic, Excerpt, Position, Report, Severity, Sources, Span};
use crate::base::escape_html_into;
use std::fmt::Write as _;
use std::ops::Range;

/// Other places of a repeated problem that are listed before "and N more".
const OTHER_PLACES: usize = 20;

/// The URL that opens a place, such as `vscode://file/…`, from the file's path below the site's root, the line and the
/// column, both from 1. `None` leaves the place as text. The URL is escaped here, and percent-encoded by the caller.
pub type Link<'a> = dyn Fn(&str, usize, usize) -> Option<String> + 'a;

/// Renders every group as an `<article class="diagnostic …">` with a heading of the third level; empty when there is
/// nothing to say.
pub fn render(report: &Report, sources: &dyn Sources, link: &Link<'_>) -> String {
    let mut html = Html { out: String::new(), sources, link };
    for group in &report.groups {
        html.article(&group.first, &group.others, group.count);
    }
    html.out
}

/// Renders one diagnostic as [`render`] does.
pub fn render_one(diagnostic: &Diagnostic, sources: &dyn Sources, link: &Link<'_>) -> String {
    let mut html = Html { out: String::new(), sources, link };
    html.article(diagnostic, &[], 1);
    html.out
}

/// A sentence as HTML: escaped, and what stands between backticks as `<code>`.
pub fn sentence(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    sentence_into(&mut out, text);
    out
}

/// What is written, and what that needs.
struct Html<'a> {
    out: String,
    sources: &'a dyn Sources,
    link: &'a Link<'a>,
}

impl Html<'_> {
    fn article(&mut self, diagnostic: &Diagnostic, others: &[Span], count: usize) {
        let severity = match diagnostic.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        let _ = write!(
            self.out,
            "<article class=\"diagnostic {severity}\">\n<h3><span class=\"severity\">{severity}</span> \
             <span class=\"code\">{}</span> <span class=\"message\">",
            diagnostic.code
        );
        sentence_into(&mut self.out, &diagnostic.message);
        self.out.push_str("</span></h3>\n");
        if let Some(span) = &diagnostic.span {
            self.place("place", span, diagnostic.label.as_deref());
        }
        for label in &diagnostic.related {
            self.place("place related", &label.span, Some(&label.text));
        }
        self.remarks(diagnostic, others, count);
        self.out.push_str("</article>\n");
    }

    fn place(&mut self, class: &str, span: &Span, label: Option<&str>) {
        let _ = write!(self.out, "<figure class=\"{class}\">\n<figcaption>");
        let text = self.sources.text(&span.file);
        let position = self.reference(span, text.as_deref());
        self.out.push_str("</figcaption>\n");
        if let Some(text) = text.filter(|text| !text.is_empty()) {
            excerpt_into(&mut self.out, &Excerpt::cut(&text, span.range()), position);
        }
        if let Some(label) = label.filter(|label| !label.is_empty()) {
            self.out.push_str("<p class=\"label\">");
            sentence_into(&mut self.out, label);
            self.out.push_str("</p>\n");
        }
        self.out.push_str("</figure>\n");
    }

    /// `file:line:column`, as a link if there is one. A file that can't be had any more has no line.
    fn reference(&mut self, span: &Span, text: Option<&str>) -> Position {
        let position = text.map_or(Position { line: 1, column: 1 }, |text| Position::of(text, span.start as usize));
        let url = (self.link)(&span.file, position.line, position.column);
        match &url {
            Some(url) => {
                self.out.push_str("<a class=\"file\" href=\"");
                escape_html_into(&mut self.out, url);
                self.out.push_str("\">");
            }
            None => self.out.push_str("<span class=\"file\">"),
        }
        shown_into(&mut self.out, &span.file);
        if text.is_some() {
            let _ = write!(self.out, ":{}:{}", position.line, position.column);
        }
        self.out.push_str(if url.is_some() { "</a>" } else { "</span>" });
        position
    }

    /// Notes, other places, hints.
    fn remarks(&mut self, diagnostic: &Diagnostic, others: &[Span], count: usize) {
        if diagnostic.notes.is_empty() && diagnostic.hints.is_empty() && count <= 1 {
            return;
        }
        self.out.push_str("<ul class=\"remarks\">\n");
        for note in &diagnostic.notes {
            self.remark("note", note);
        }
        if count > 1 {
            self.other_places(others, count);
        }
        for hint in &diagnostic.hints {
            self.remark("hint", hint);
        }
        self.out.push_str("</ul>\n");
    }

    fn remark(&mut self, kind: &str, text: &str) {
        let _ = write!(self.out, "<li class=\"{kind}\"><span class=\"kind\">{kind}:</span> ");
        sentence_into(&mut self.out, text);
        self.out.push_str("</li>\n");
    }

    fn other_places(&mut self, others: &[Span], count: usize) {
        self.out.push_str("<li class=\"note\"><span class=\"kind\">note:</span> ");
        if others.is_empty() {
            let _ = write!(self.out, "and {} more like this one", count - 1);
        }
        for (at, span) in others.iter().take(OTHER_PLACES).enumerate() {
            self.out.push_str(if at == 0 { "also at " } else { ", " });
            let text = self.sources.text(&span.file);
            self.reference(span, text.as_deref());
        }
        if others.len() > OTHER_PLACES {
            let _ = write!(self.out, " and {} more places", others.len() - OTHER_PLACES);
        }
        self.out.push_str("</li>\n");
    }
}

/// The lines with their numbers. `position` is that of the span's first byte in the whole file.
fn excerpt_into(out: &mut String, excerpt: &Excerpt, position: Position) {
    let lines: Vec<&str> = excerpt.text.split('\n').collect();
    let width = (excerpt.first_line + lines.len() - 1).to_string().len();
    // Of a very long line, the excerpt has the middle only.
    let cut = position.column > excerpt.text[..excerpt.range.start].chars().count() + 1;
    out.push_str("<pre class=\"excerpt\">");
    let mut start = 0;
    for (at, line) in lines.iter().enumerate() {
        let number = excerpt.first_line + at;
        let _ = write!(out, "<span class=\"line\"><span class=\"number\">{number:>width$}</span> <code>");
        if at == 0 && cut {
            out.push('…');
        }
        line_into(out, line.strip_suffix('\r').unwrap_or(line), start, &excerpt.range);
        out.push_str("</code></span>\n");
        start += line.len() + 1;
    }
    out.push_str("</pre>\n");
}

/// One line that begins at the byte `start` of its excerpt, with what is in `range` marked.
fn line_into(out: &mut String, line: &str, start: usize, range: &Range<usize>) {
    let inside = |at: usize| at.clamp(start, start + line.len()) - start;
    let marked = inside(range.start)..inside(range.end);
    // A place between two characters, such as the end of a file, is a mark around nothing.
    let point = range.is_empty() && (start..=start + line.len()).contains(&range.start);
    if marked.is_empty() && !point {
        return shown_into(out, line);
    }
    shown_into(out, &line[..marked.start]);
    out.push_str("<mark>");
    shown_into(out, &line[marked.clone()]);
    out.push_str("</mark>");
    shown_into(out, &line[marked.end..]);
}

fn sentence_into(out: &mut String, text: &str) {
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('`') {
        let Some((code, after)) = after.split_once('`') else { break };
        shown_into(out, before);
        out.push_str("<code>");
        shown_into(out, code);
        out.push_str("</code>");
        rest = after;
    }
    shown_into(out, rest);
}

/// Appends text that is shown, not obeyed: escaped, control characters as their pictures, and in place of those that
/// turn the direction of what follows (<https://trojansource.codes>) the sign for "something is here".
fn shown_into(out: &mut String, text: &str) {
    let odd = |c: char| {
        matches!(c, '\0'..='\u{8}' | '\u{b}'..='\u{1f}' | '\u{7f}'..='\u{9f}')
            || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    if !text.contains(odd) {
        return escape_html_into(out, text);
    }
    let visible: String = text
        .chars()
        .map(|c| match c {
            '\0'..='\u{1f}' if odd(c) => char::from_u32(0x2400 + u32::from(c)).unwrap_or('\u{fffd}'),
            '\u{7f}' => '\u{2421}',
            c if odd(c) => '\u{fffd}',
            c => c,
        })
        .collect();
    escape_html_into(out, &visible);
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;
    use std::sync::Arc;

    struct Files(BTreeMap<&'static str, &'static str>);

    impl Sources for Files {
        fn text(&self, file: &str) -> Option<Arc<str>> {
            self.0.get(file).map(|text| Arc::from(*text))
        }
    }

    fn files(files: &[(&'static str, &'static str)]) -> Files {
        Files(files.iter().copied().collect())
    }

    #[expect(clippy::unnecessary_wraps, reason = "the shape of a `Link`")]
    fn editor(file: &str, line: usize, column: usize) -> Option<String> {
        Some(format!("vscode://file/site/{file}:{line}:{column}"))
    }

    fn nowhere(_: &str, _: usize, _: usize) -> Option<String> {
        None
    }

    /// A snapshot in a file of its own: the checks in a browser show it too (`tests/checks/desk.mjs`).
    fn compare(name: &str, html: &str) {
        let mut settings = insta::Settings::clone_current();
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        settings.bind(|| insta::assert_snapshot!(name, html));
    }

    const ARTICLE: &str = "---\ntitle: A hinge that lasts\ndate: 2026-11-19\nupdated: 2026-11-16\ncateogry: phones\n---\n\
        The hinge is made of **61 parts**. The first one had 214, and when one of them failed the whole phone went \
        back to [the bench](bench.md), where a [review](a-folding-phone-reveiw.md) began.\n";

    fn span(file: &'static str, text: &str, part: &str) -> Span {
        let start = text.find(part).expect("the part is there");
        Span::new(file, start..start + part.len())
    }

    #[test]
    fn a_report_has_all_that_the_terminal_shows() {
        let file = "content/phones/hinge.md";
        let at = |part: &str| span(file, ARTICLE, part);
        let report = Report::new(vec![
            Diagnostic::error("unknown-field", "unknown field `cateogry`")
                .at(at("cateogry"))
                .hint("did you mean `category`?"),
            Diagnostic::error("time-order", "`updated` is before `date`")
                .at(at("2026-11-16"))
                .label("earlier")
                .related(at("2026-11-19"), "published here")
                .note("an article can't be updated before it is published")
                .hint("`updated` can't be earlier than `date`"),
            Diagnostic::warning("broken-link", "the link `a-folding-phone-reveiw.md` leads nowhere")
                .at(at("a-folding-phone-reveiw.md"))
                .hint("did you mean `a-folding-phone-review.md`?"),
        ]);
        compare("report", &render(&report, &files(&[(file, ARTICLE)]), &editor));
    }

    #[test]
    fn repeated_problems_name_their_other_places() {
        let (a, b) = ("content/a.md", "content/b.md");
        let text = "one\ntwo\n";
        let missing = |span: Span| Diagnostic::warning("no-credit", "picture without a credit").at(span);
        let report = Report::new(vec![missing(span(a, text, "one")), missing(span(b, text, "two"))]);
        let html = render(&report, &files(&[(a, text), (b, text)]), &editor);
        assert!(
            html.contains(
                "also at <a class=\"file\" href=\"vscode://file/site/content/b.md:2:1\">content/b.md:2:1</a>"
            )
        );
        let gone = render(&report, &files(&[]), &nowhere);
        assert!(
            gone.contains("<figcaption><span class=\"file\">content/a.md</span></figcaption>\n</figure>"),
            "{gone}"
        );
        let alike = |note: &str| Diagnostic::warning("slow", "slow").note(note);
        let report = Report::new(vec![alike("a"), alike("b"), alike("c")]);
        assert!(render(&report, &files(&[]), &nowhere).contains("and 2 more like this one"));
    }

    #[test]
    fn nothing_in_a_site_becomes_markup() {
        let text = "<script>alert(1)</script>\t\u{202e}\"'&\0\u{1b}[31m`</pre></mark>\n";
        let file = "content/<img src=x onerror='alert(1)'>\".md";
        let diagnostic = Diagnostic::error("bad-value", "`<b>` & `\"'` and an odd ` \u{2066}")
            .at(Span::new(file, 8..text.len() - 1))
            .label("<i>label</i>")
            .related(Span::new(file, 0..1), "`<i>` label")
            .note("<u>note</u>\n\u{7}")
            .hint("`</code><script>`");
        let link = |file: &str, _: usize, _: usize| Some(format!("file:///{file}?\"><script>"));
        compare("hostile", &render_one(&diagnostic, &files(&[(file, text)]), &link));
    }

    #[test]
    fn spans_over_several_lines_and_around_nothing_are_marked() {
        let pre = |text: &'static str, range: Range<usize>| {
            let html =
                render_one(&Diagnostic::error("x", "x").at(Span::new("a", range)), &files(&[("a", text)]), &nowhere);
            let (_, rest) = html.split_once("<pre class=\"excerpt\">").expect("an excerpt");
            let lines = rest.split_once("</pre>").expect("its end").0;
            lines
                .replace("<span class=\"line\"><span class=\"number\">", "")
                .replace("</span> <code>", "|")
                .replace("</code></span>", "")
        };
        assert_eq!(pre("one\ntwo\r\nthree\n", 1..14), "1|o<mark>ne</mark>\n2|<mark>two</mark>\n3|<mark>three</mark>\n");
        assert_eq!(pre("one\ntwo", 7..7), "2|two<mark></mark>\n");
        assert_eq!(pre("a\n\nb", 2..2), "2|<mark></mark>\n");
        let lines = "1\n2\n3\n4\n5\n6\n7\n8\n9\nten\n";
        assert_eq!(pre(lines, 16..21), " 9|<mark>9</mark>\n10|<mark>ten</mark>\n");
    }

    #[test]
    fn the_middle_of_a_long_line_says_so() {
        let long: &'static str = Box::leak(format!("{}here{}", "a ".repeat(400), " b".repeat(400)).into_boxed_str());
        let html =
            render_one(&Diagnostic::error("x", "x").at(Span::new("a", 800..804)), &files(&[("a", long)]), &nowhere);
        assert!(html.contains(">a:1:801<"));
        assert!(html.contains("<code>…a "), "{html}");
        assert!(html.contains("<mark>here</mark>"));
        assert!(html.len() < 1_500);
    }
}
