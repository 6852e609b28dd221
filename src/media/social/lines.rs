//! Lines: how large a text can be set, where it breaks, and what is cut off when it is too long.

use super::face::{EM, SIZES};
use super::shaping::{Glyph, Shaped};
use super::words::{Part, Words};
use std::ops::Range;
use unicode_bidi::BidiInfo;

/// The room for a text.
pub(super) struct Room<'a> {
    /// The sizes it may have, by their number in [`SIZES`], the largest first.
    pub(super) sizes: Range<usize>,
    /// The size in which a word that is wider than the room is cut, by its number.
    pub(super) word_size: usize,
    /// In pixels.
    pub(super) width: i32,
    /// How many lines there may be in a size (pixels to the em).
    pub(super) lines: &'a dyn Fn(i32) -> usize,
}

/// A glyph on its line.
#[derive(Debug)]
pub(super) struct Placed {
    pub(super) face: usize,
    pub(super) id: u32,
    /// From the beginning of the line to the right, in 1/64 pixel.
    pub(super) x: i32,
    /// From the baseline up, in 1/64 pixel.
    pub(super) up: i32,
}

/// A line of glyphs, ready to be drawn.
#[derive(Debug)]
pub(super) struct Line {
    pub(super) glyphs: Vec<Placed>,
    /// In 1/64 pixel.
    pub(super) width: i32,
}

/// A text broken into lines.
#[derive(Debug)]
pub(super) struct Block {
    /// The number of its size in [`SIZES`].
    pub(super) size: usize,
    pub(super) lines: Vec<Line>,
}

impl Block {
    /// Pixels to the em.
    pub(super) fn pixels(&self) -> i32 {
        i32::from(SIZES[self.size])
    }
}

/// A length in parts of an em, for a length in pixels.
fn em(pixels: i32, size: usize) -> i32 {
    pixels * EM / i32::from(SIZES[size])
}

/// Sets a text in the largest size in which it fits the room; in the smallest one it is cut, and `ellipsis` put after it.
/// `cut` says that there is more text than this anyway.
pub(super) fn block(shaped: &Shaped, ellipsis: &Shaped, cut: bool, room: &Room<'_>) -> Block {
    let smallest = room.sizes.end - 1;
    let dots: i32 = ellipsis.glyphs.iter().map(|glyph| glyph.advance).sum();
    // Any piece of a word leaves room for the ellipsis.
    let words = Words::new(shaped, em(room.width, room.word_size) - dots);
    for size in room.sizes.clone() {
        let (width, most) = (em(room.width, size), (room.lines)(i32::from(SIZES[size])));
        if words.words.iter().any(|word| word.width > width) {
            continue;
        }
        let lines = breaks(&words, width);
        if !cut && lines.len() <= most {
            let lines = breaks(&words, balanced(&words, width, lines.len()));
            let lines = lines.into_iter().map(|line| placed(words.line(line), &shaped.glyphs, size));
            return Block { size, lines: lines.collect() };
        }
    }
    let most = (room.lines)(i32::from(SIZES[smallest]));
    shortened(shaped, &words, ellipsis, (em(room.width, smallest), most), smallest)
}

/// The first lines of a text, the last of them with an ellipsis.
fn shortened(shaped: &Shaped, words: &Words, ellipsis: &Shaped, (width, most): (i32, usize), size: usize) -> Block {
    let mut lines = breaks(words, width);
    lines.truncate(most);
    let dots: i32 = ellipsis.glyphs.iter().map(|glyph| glyph.advance).sum();
    if let Some(last) = lines.last_mut() {
        let wide = |line: &Range<usize>| words.line(line.clone()).iter().map(|part| part.width).sum::<i32>();
        while last.len() > 1 && wide(last) + dots > width {
            last.end -= 1;
        }
    }
    let mut glyphs = shaped.glyphs.clone();
    let from = glyphs.len();
    glyphs.extend_from_slice(&ellipsis.glyphs);
    let count = lines.len();
    let lines = lines.into_iter().enumerate().map(|(at, line)| {
        let mut parts = words.line(line).to_vec();
        if at + 1 == count {
            without_comma(&mut parts, shaped);
            parts.push(Part::new(from..glyphs.len(), shaped.base, dots));
        }
        placed(&parts, &glyphs, size)
    });
    Block { size, lines: lines.collect() }
}

/// Takes off a comma or a dash before an ellipsis.
fn without_comma(parts: &mut [Part], shaped: &Shaped) {
    let Some(last) = parts.last_mut().filter(|last| last.level.is_ltr() && last.glyphs.len() > 1) else {
        return;
    };
    let glyph = &shaped.glyphs[last.glyphs.end - 1];
    if shaped.text[glyph.at..].starts_with([',', ';', ':', '.', '–', '—', '-']) {
        last.glyphs.end -= 1;
        last.width -= glyph.advance;
    }
}

/// Breaks words into lines no wider than `width`, as late as possible.
fn breaks(words: &Words, width: i32) -> Vec<Range<usize>> {
    let mut lines = Vec::new();
    let (mut start, mut filled) = (0, 0);
    for (at, word) in words.words.iter().enumerate() {
        if at > start && filled + word.width > width {
            lines.push(start..at);
            (start, filled) = (at, 0);
        }
        filled += word.width + word.space;
    }
    if start < words.words.len() {
        lines.push(start..words.words.len());
    }
    lines
}

/// The smallest width in which words need no more lines than they do in `width`: lines of one length read best.
fn balanced(words: &Words, width: i32, lines: usize) -> i32 {
    let widest = words.words.iter().map(|word| word.width).max().unwrap_or_default();
    let (mut low, mut high) = (widest, width);
    while low < high {
        let middle = i32::midpoint(low, high);
        if breaks(words, middle).len() <= lines {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    high
}

/// Puts the parts of a line into the order in which they are seen, and the pen to each glyph.
fn placed(parts: &[Part], glyphs: &[Glyph], size: usize) -> Line {
    let levels: Vec<_> = parts.iter().map(|part| part.level).collect();
    let pixels = i64::from(SIZES[size]);
    // 4096 parts of an em, 64 of a pixel.
    let scale = |parts: i32| (i64::from(parts) * pixels / 64) as i32;
    let mut line = Line { glyphs: Vec::new(), width: 0 };
    let mut pen = 0;
    for part in BidiInfo::reorder_visual(&levels).into_iter().map(|at| &parts[at]) {
        for glyph in &glyphs[part.glyphs.clone()] {
            let (x, up) = (scale(pen + glyph.right), scale(glyph.up));
            line.glyphs.push(Placed { face: glyph.face, id: glyph.id, x, up });
            pen += glyph.advance;
        }
    }
    line.width = scale(pen);
    line
}
