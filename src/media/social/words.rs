//! Where a shaped text can be broken, and how wide its words are.

use super::shaping::Shaped;
use std::ops::Range;
use unicode_bidi::Level;
use unicode_linebreak::linebreaks;

/// Glyphs that stay together when a line is put in order: of one word, in one direction.
#[derive(Clone, Debug)]
pub(super) struct Part {
    pub(super) glyphs: Range<usize>,
    pub(super) level: Level,
    /// In parts of an em.
    pub(super) width: i32,
    blank: bool,
}

impl Part {
    /// A part that is seen.
    pub(super) fn new(glyphs: Range<usize>, level: Level, width: i32) -> Self {
        Self { glyphs, level, width, blank: false }
    }
}

/// What stands between two places at which a line can end.
#[derive(Clone, Debug)]
pub(super) struct Word {
    /// Its parts, the blank ones at its end included.
    parts: Range<usize>,
    /// Its parts without the blank ones at its end.
    pub(super) inked: Range<usize>,
    /// In parts of an em, without the blank end.
    pub(super) width: i32,
    /// The width of the blank end.
    pub(super) space: i32,
}

/// A text cut into words.
#[derive(Clone, Debug)]
pub(super) struct Words {
    /// In the order of the text.
    pub(super) parts: Vec<Part>,
    /// In the order of the text.
    pub(super) words: Vec<Word>,
}

impl Words {
    /// Cuts a text where Unicode allows it (UAX #14), and words that are wider than `longest` between any two letters.
    pub(super) fn new(shaped: &Shaped, longest: i32) -> Self {
        let mut ends: Vec<usize> = linebreaks(&shaped.text).map(|(end, _)| end).collect();
        let words = Self::cut(shaped, &ends);
        if words.words.iter().all(|word| word.width <= longest) {
            return words;
        }
        for word in words.words.iter().filter(|word| word.width > longest) {
            ends.extend(words.forced_ends(shaped, word, longest));
        }
        ends.sort_unstable();
        Self::cut(shaped, &ends)
    }

    /// The parts of some words in a row, without the blank at their end.
    pub(super) fn line(&self, words: Range<usize>) -> &[Part] {
        match (self.words.get(words.start), self.words.get(words.end.wrapping_sub(1))) {
            (Some(first), Some(last)) if words.start < words.end => &self.parts[first.parts.start..last.inked.end],
            _ => &[],
        }
    }

    fn cut(shaped: &Shaped, ends: &[usize]) -> Self {
        let mut parts: Vec<Part> = Vec::new();
        let mut words: Vec<Word> = Vec::new();
        let (mut word, mut first) = (0, 0);
        for run in &shaped.runs {
            let mut last: Option<Part> = None;
            for index in in_order_of_text(run.glyphs.clone(), run.level) {
                let glyph = &shaped.glyphs[index];
                let blank = shaped.text.as_bytes().get(glyph.at) == Some(&b' ');
                let over = ends.get(word).is_some_and(|end| glyph.at >= *end);
                if over {
                    parts.extend(last.take());
                    words.extend(Word::new(&parts, first));
                    first = parts.len();
                    word += ends[word..].iter().take_while(|end| glyph.at >= **end).count();
                }
                if last.as_ref().is_some_and(|last| last.blank != blank) {
                    parts.extend(last.take());
                }
                let part = last.get_or_insert(Part { glyphs: index..index, level: run.level, width: 0, blank });
                part.glyphs = part.glyphs.start.min(index)..part.glyphs.end.max(index + 1);
                part.width += glyph.advance;
            }
            parts.extend(last);
        }
        words.extend(Word::new(&parts, first));
        Self { parts, words }
    }

    /// Places at which a word is cut for no better reason than its length.
    fn forced_ends(&self, shaped: &Shaped, word: &Word, longest: i32) -> Vec<usize> {
        let mut ends = Vec::new();
        // Since the last cut, and since the last letter began: marks stay with their letters.
        let (mut width, mut letter, mut start) = (0, 0, None);
        for part in &self.parts[word.inked.clone()] {
            for index in in_order_of_text(part.glyphs.clone(), part.level) {
                let glyph = &shaped.glyphs[index];
                if start != Some(glyph.at) {
                    (start, letter) = (Some(glyph.at), 0);
                }
                letter += glyph.advance;
                width += glyph.advance;
                if width > longest {
                    ends.push(glyph.at);
                    width = letter;
                }
            }
        }
        ends
    }
}

impl Word {
    /// The word of all parts since `first`; `None` without any.
    fn new(parts: &[Part], first: usize) -> Option<Self> {
        if first == parts.len() {
            return None;
        }
        let blank = parts[first..].iter().rev().take_while(|part| part.blank).count();
        let end = parts.len() - blank;
        let width = |parts: &[Part]| parts.iter().map(|part| part.width).sum();
        Some(Self {
            parts: first..parts.len(),
            inked: first..end,
            width: width(&parts[first..end]),
            space: width(&parts[end..]),
        })
    }
}

/// The glyphs of a run in the order of the text: they stand in the order in which they are seen.
fn in_order_of_text(glyphs: Range<usize>, level: Level) -> impl Iterator<Item = usize> {
    let Range { start, end } = glyphs;
    (start..end).map(move |index| if level.is_rtl() { start + (end - 1 - index) } else { index })
}
