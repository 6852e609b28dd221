//! A text and where its bytes stand in the file.
//!
//! The parser's offsets count in the text that it was given. That is not always a slice of the file: NUL bytes are
//! replaced, and the body of a shortcode inside a quotation or list loses the `> ` or the spaces in front of each
//! line. A passage keeps the way back, as pieces that are copied unchanged.

use std::borrow::Cow;
use std::ops::Range;

/// Text, and the way back to the file.
#[derive(Debug)]
pub(super) struct Passage<'t> {
    pub(super) text: Cow<'t, str>,
    /// (start in the text, start in the file) of each piece, sorted; never empty.
    pieces: Vec<(usize, usize)>,
}

impl<'t> Passage<'t> {
    /// A text that stands in the file at `offset`. NUL bytes become U+FFFD, as CommonMark asks.
    pub(super) fn whole(text: &'t str, offset: usize) -> Self {
        let mut pieces = vec![(0, offset)];
        if memchr::memchr(0, text.as_bytes()).is_none() {
            return Self { text: Cow::Borrowed(text), pieces };
        }
        let mut clean = String::with_capacity(text.len() + 16);
        for (at, piece) in split_at_nul(text) {
            if at > 0 {
                clean.push('\u{FFFD}');
                pieces.push((clean.len(), offset + at));
            }
            clean.push_str(piece);
        }
        Self { text: Cow::Owned(clean), pieces }
    }

    /// The part of this passage in `range`, without the container markers of its first line in front of the others.
    ///
    /// `markers` is what stands between the beginning of the line and the opening tag, such as `> ` or `- `.
    pub(super) fn part<'p>(&'p self, range: Range<usize>, markers: &str) -> Passage<'p> {
        let start = range.start;
        let text = &self.text[range];
        if markers.is_empty() {
            return Passage { text: Cow::Borrowed(text), pieces: self.pieces_from(start, text.len()) };
        }
        let mut stripped = String::with_capacity(text.len());
        let mut pieces = Vec::new();
        let mut at = start;
        for (number, line) in text.split_inclusive('\n').enumerate() {
            let kept = if number == 0 { line } else { strip(line, markers) };
            pieces.push((stripped.len(), self.in_file(at + line.len() - kept.len())));
            stripped.push_str(kept);
            at += line.len();
        }
        if pieces.is_empty() {
            pieces.push((0, self.in_file(start)));
        }
        Passage { text: Cow::Owned(stripped), pieces }
    }

    /// The byte of the file for a byte of the text.
    pub(super) fn in_file(&self, at: usize) -> usize {
        let piece = self.pieces.partition_point(|(start, _)| *start <= at).saturating_sub(1);
        let (start, file) = self.pieces[piece];
        file + at.saturating_sub(start)
    }

    fn pieces_from(&self, start: usize, len: usize) -> Vec<(usize, usize)> {
        let inner = self.pieces.iter().filter(|(at, _)| *at > start && *at < start + len);
        std::iter::once((0, self.in_file(start))).chain(inner.map(|(at, file)| (at - start, *file))).collect()
    }
}

/// The runs between NUL bytes, each with its offset.
fn split_at_nul(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    text.split('\0').map(move |piece| {
        let start = at;
        at += piece.len() + 1;
        (start, piece)
    })
}

/// The markers of quotations and list items at the beginning of a line.
pub(super) fn container_markers(line: &str) -> &str {
    let bytes = line.as_bytes();
    let mut at = 0;
    loop {
        let rest = &bytes[at..];
        at += match rest {
            [b' ' | b'\t' | b'>', ..] => 1,
            [b'-' | b'*' | b'+', b' ' | b'\t', ..] => 2,
            [b'0'..=b'9', ..] => {
                let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
                match rest[digits..] {
                    [b'.' | b')', b' ' | b'\t', ..] => digits + 2,
                    _ => return &line[..at],
                }
            }
            _ => return &line[..at],
        };
    }
}

/// Takes the markers of a first line off a later one: a `>` for a `>`, white space for anything else.
fn strip<'l>(line: &'l str, markers: &str) -> &'l str {
    let mut rest = line;
    for marker in markers.bytes() {
        if marker == b'>' {
            let Some(quoted) = rest.trim_start_matches([' ', '\t']).strip_prefix('>') else { break };
            rest = quoted;
        } else {
            let Some(shorter) = rest.strip_prefix([' ', '\t']) else { break };
            rest = shorter;
        }
    }
    rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nul_bytes_are_replaced_and_offsets_stay() {
        let passage = Passage::whole("a\0b\0c", 10);
        assert_eq!(passage.text, "a\u{FFFD}b\u{FFFD}c");
        assert_eq!(passage.in_file(0), 10);
        assert_eq!(passage.in_file(4), 12);
        assert_eq!(passage.in_file(8), 14);
    }

    #[test]
    fn parts_lose_the_markers_of_their_containers() {
        let passage = Passage::whole("> - {% a() %}\n>   one\n>   two\n> {% end %}", 100);
        let markers = container_markers("> - {% a() %}");
        assert_eq!(markers, "> - ");
        let part = passage.part(13..31, markers);
        assert_eq!(part.text, "\none\ntwo\n");
        assert_eq!(part.in_file(1), 118);
        assert_eq!(part.in_file(5), 126);
    }

    #[test]
    fn only_markers_are_markers() {
        for (line, markers) in [("12) x", "12) "), ("2026 x", ""), ("*em*", ""), ("  > x", "  > "), ("", "")] {
            assert_eq!(container_markers(line), markers);
        }
    }
}
