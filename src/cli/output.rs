//! What people read: on stderr, in colour on a terminal.

use crate::diag::terminal::{self, Colour};
use crate::engine::Summary;
use std::fmt::Write as _;
use std::io::{IsTerminal, Write};
use std::time::Duration;

/// Colour on a terminal, unless `NO_COLOR` is set (<https://no-color.org>).
pub(super) fn colour() -> Colour {
    let wanted = std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
    if wanted { Colour::Always } else { Colour::Never }
}

pub(super) fn paint(text: &str, code: &str) -> String {
    if colour() == Colour::Always { format!("\x1b[{code}m{text}\x1b[0m") } else { text.to_owned() }
}

pub(super) fn bold(text: &str) -> String {
    paint(text, "1")
}

/// Writes to stderr; a closed stderr is nobody's problem.
pub(super) fn say(text: &str) {
    let _ = writeln!(std::io::stderr(), "{text}");
}

/// Writes to stdout, and says whether that worked: a closed pipe is a reason to stop.
pub(super) fn data(text: &str) -> bool {
    let mut stdout = std::io::stdout().lock();
    writeln!(stdout, "{text}").and_then(|()| stdout.flush()).is_ok()
}

/// The message of a command that could not run.
pub(super) fn failure(message: &str, hint: Option<&str>) {
    say(&format!("{}: {message}", paint("error", "1;31")));
    if let Some(hint) = hint {
        say(&format!("  {}: {hint}", paint("hint", "1;36")));
    }
}

/// Diagnostics, then what was done.
pub(super) fn report(summary: &Summary) {
    let text = terminal::render(&summary.report, &summary.sources, colour());
    if !text.is_empty() {
        say(text.trim_end());
        say("");
    }
    if summary.pages.articles + summary.pages.others > 0 {
        say(&pages_line(summary));
    }
    if summary.wrote {
        if let Some(line) = pictures_line(summary) {
            say(&line);
        }
        say(&files_line(summary));
    }
    if std::env::var_os("PRESSROOM_TIMINGS").is_some() {
        let stages: Vec<String> =
            summary.stages.iter().map(|(name, time)| format!("{name} {}", duration(*time))).collect();
        say(&format!("  {}", stages.join(", ")));
    }
    say(&verdict(summary));
}

fn pages_line(summary: &Summary) -> String {
    let pages = &summary.pages;
    let title = if summary.wrote { "Built" } else { "Checked" };
    let mut line = format!("{}  {}", bold(title), count(pages.articles, "article", "articles"));
    let _ = write!(
        line,
        " in {}, {}, {}; {}, {}",
        count(pages.categories, "category", "categories"),
        count(pages.tags, "tag", "tags"),
        count(pages.authors, "author", "authors"),
        count(pages.lists, "list page", "list pages"),
        count(pages.feeds, "feed", "feeds"),
    );
    let left_out = [(pages.drafts, "draft"), (pages.scheduled, "scheduled"), (pages.expired, "expired")];
    let left_out: Vec<String> =
        left_out.iter().filter(|(n, _)| *n > 0).map(|(n, what)| format!("{} {what}", grouped(*n))).collect();
    if !left_out.is_empty() {
        let _ = write!(line, " (left out: {})", left_out.join(", "));
    }
    line
}

fn pictures_line(summary: &Summary) -> Option<String> {
    let pictures = &summary.pictures;
    if pictures.pictures + pictures.drawn == 0 {
        return None;
    }
    let mut parts = Vec::new();
    if pictures.pictures > 0 {
        let shown = count(pictures.pictures, "picture", "pictures");
        parts.push(format!("{shown} in {}", count(pictures.files, "file", "files")));
    }
    if pictures.encoded > 0 {
        parts.push(format!("{} encoded", grouped(pictures.encoded)));
    }
    if pictures.drawn > 0 {
        parts.push(format!("{} drawn for sharing", count(pictures.drawn, "card", "cards")));
    }
    let mut line = format!("  {}", parts.join(", "));
    if pictures.left_out > 0 {
        let left = count(pictures.left_out, "AVIF file", "AVIF files");
        let _ =
            write!(line, "; {left} left for the next build to keep to the time, so this output depends on the machine");
    }
    Some(line)
}

fn files_line(summary: &Summary) -> String {
    let files = &summary.files;
    let total = files.written + files.unchanged;
    let mut line = format!("  {}, {}", count(total, "file", "files"), size(files.bytes));
    let _ = write!(line, ": {} written, {} unchanged", grouped(files.written), grouped(files.unchanged));
    if !summary.boxed.is_empty() {
        let _ = write!(line, " ({} got other boxes)", count(summary.boxed.len(), "page", "pages"));
    }
    if files.deleted > 0 {
        let _ = write!(line, ", {} deleted", grouped(files.deleted));
    }
    let _ = write!(line, " in {}", duration(summary.total()));
    line
}

fn verdict(summary: &Summary) -> String {
    let counts = summary.report.counts;
    let text =
        format!("{}, {}", count(counts.errors, "error", "errors"), count(counts.warnings, "warning", "warnings"));
    let nothing = if summary.report.has_errors() && !summary.wrote { "; nothing was written" } else { "" };
    let code = match (counts.errors, counts.warnings) {
        (0, 0) => "1;32",
        (0, _) => "1;33",
        _ => "1;31",
    };
    format!("  {}{nothing}", paint(&text, code))
}

pub(super) fn count(n: usize, one: &str, many: &str) -> String {
    format!("{} {}", grouped(n), if n == 1 { one } else { many })
}

/// `12,345`
fn grouped(n: usize) -> String {
    let digits = n.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

pub(super) fn size(bytes: u64) -> String {
    match bytes {
        0..=1023 => format!("{bytes} B"),
        1024..=1_048_575 => format!("{:.0} KB", bytes as f64 / 1024.0),
        1_048_576..=1_073_741_823 => format!("{:.1} MB", bytes as f64 / 1_048_576.0),
        _ => format!("{:.2} GB", bytes as f64 / 1_073_741_824.0),
    }
}

pub(super) fn duration(time: Duration) -> String {
    if time.as_secs() > 0 { format!("{:.2} s", time.as_secs_f64()) } else { format!("{} ms", time.as_millis()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_readable() {
        assert_eq!(grouped(1_234_567), "1,234,567");
        assert_eq!(grouped(12), "12");
        assert_eq!(size(5_500_000), "5.2 MB");
        assert_eq!(count(1, "page", "pages"), "1 page");
    }
}
