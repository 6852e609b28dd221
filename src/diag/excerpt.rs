//! The lines of a file around a span, cut to what a person can read.
//!
//! Only these few lines are handed to the renderers: a diagnostic in a 50 MB file costs what one in a small file costs.

use std::ops::Range;

/// Longest piece of one line that is shown, in bytes; minified files have lines of megabytes.
const WINDOW: usize = 240;
/// Most lines of one span that are shown.
const LINES: usize = 6;

/// A place in a text as people count it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Position {
    /// From 1.
    pub line: usize,
    /// From 1, in characters.
    pub column: usize,
}

impl Position {
    /// The position of a byte offset; offsets past the end are the end.
    pub fn of(text: &str, offset: usize) -> Self {
        let offset = floor_boundary(text, offset);
        let before = &text[..offset];
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        Self {
            line: memchr::memchr_iter(b'\n', before.as_bytes()).count() + 1,
            column: before[line_start..].chars().count() + 1,
        }
    }
}

/// A piece of a file that holds a span.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Excerpt {
    /// The text: whole lines, or the middle of a very long one.
    pub text: String,
    /// The number of the first line, from 1.
    pub first_line: usize,
    /// The span inside `text`.
    pub range: Range<usize>,
}

impl Excerpt {
    /// Cuts the lines of `range` out of `text`.
    pub fn cut(text: &str, range: Range<usize>) -> Self {
        let start = floor_boundary(text, range.start);
        let end = floor_boundary(text, range.end.max(start));
        let line_start = text[..start].rfind('\n').map_or(0, |at| at + 1);
        let first_line = memchr::memchr_iter(b'\n', &text.as_bytes()[..line_start]).count() + 1;
        let mut stop = start;
        for _ in 0..LINES {
            stop = text[stop..].find('\n').map_or(text.len(), |at| stop + at + 1);
            if stop >= end || stop == text.len() {
                break;
            }
        }
        let from = if start - line_start > WINDOW { floor_boundary(text, start - WINDOW / 3) } else { line_start };
        let to = floor_boundary(text, stop.min(from + WINDOW * LINES).min(end.max(start) + WINDOW).max(start));
        let shown = text[from..to].trim_end_matches(['\n', '\r']);
        let inside = |at: usize| floor_boundary(shown, at.saturating_sub(from));
        let mut range = inside(start)..inside(end.min(to));
        if range.is_empty() && range.start < shown.len() {
            range.end = ceil_boundary(shown, range.start + 1);
        }
        Self { text: shown.to_owned(), first_line, range }
    }
}

fn floor_boundary(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

fn ceil_boundary(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at += 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_is_cut_out() {
        let excerpt = Excerpt::cut("one\ntwo three\nfour\n", 8..13);
        assert_eq!((excerpt.text.as_str(), excerpt.first_line, excerpt.range), ("two three", 2, 4..9));
    }

    #[test]
    fn long_lines_and_odd_offsets_do_no_harm() {
        let text = "ä".repeat(10_000);
        let excerpt = Excerpt::cut(&text, 9_001..9_005);
        assert!(excerpt.text.len() < 4 * WINDOW);
        assert_eq!(Excerpt::cut("", 5..9).range, 0..0);
        assert_eq!(Position::of("a\nbcd", 99), Position { line: 2, column: 4 });
    }
}
