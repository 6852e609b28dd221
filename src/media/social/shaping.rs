//! From text to glyphs: which font, in which direction, moved how far.
//!
//! A text is shaped once, in parts of an em, and measured and broken from the result: size is a multiplication.

use super::face::{EM, Face};
use super::text::{Faces, is_invisible};
use harfrust::unicode::script;
use harfrust::{Buffer, Direction, Script, ShapeOptions, ShaperFont, shape};
use std::ops::Range;
use unicode_bidi::{BidiInfo, Level};

/// A glyph of a shaped text; lengths in parts of an [`EM`].
#[derive(Clone, Copy, Debug)]
pub(super) struct Glyph {
    pub(super) face: usize,
    pub(super) id: u32,
    /// Where the text that it shows begins.
    pub(super) at: usize,
    pub(super) advance: i32,
    /// From the pen to the right.
    pub(super) right: i32,
    /// From the pen up.
    pub(super) up: i32,
}

/// Glyphs of one font in one direction, in the order in which they stand.
#[derive(Clone, Debug)]
pub(super) struct Run {
    pub(super) glyphs: Range<usize>,
    pub(super) level: Level,
}

/// A shaped text.
#[derive(Debug)]
pub(super) struct Shaped {
    pub(super) text: String,
    pub(super) glyphs: Vec<Glyph>,
    /// In the order of the text.
    pub(super) runs: Vec<Run>,
    /// The direction of the whole.
    pub(super) base: Level,
}

/// A stretch of text for one run.
struct Stretch {
    text: Range<usize>,
    face: usize,
    level: Level,
    script: Script,
}

/// Shapes a text that is [`writable`](super::text::writable) with these fonts.
///
/// `tracking` is added after each letter, in parts of an [`EM`]. `base` is the direction of a text that has
/// right-to-left letters; without any, a text goes to the right.
pub(super) fn shaped(text: String, faces: Faces<'_>, tracking: i32, base: Option<Level>) -> Shaped {
    let (levels, base) = if text.chars().any(turns) {
        let bidi = BidiInfo::new(&text, base);
        let base = bidi.paragraphs.first().map_or_else(Level::ltr, |paragraph| paragraph.level);
        (bidi.levels, base)
    } else {
        (Vec::new(), Level::ltr())
    };
    let mut shaped = Shaped { glyphs: Vec::with_capacity(text.len()), text, runs: Vec::new(), base };
    for stretch in stretches(&shaped.text, faces, &levels) {
        let from = shaped.glyphs.len();
        let face = &faces.all[stretch.face];
        let tracking = if is_spaced(stretch.script) { tracking } else { 0 };
        run(&shaped.text, &stretch, face, tracking, &mut shaped.glyphs);
        shaped.runs.push(Run { glyphs: from..shaped.glyphs.len(), level: stretch.level });
    }
    shaped
}

/// Whether a character can make a text anything else than left-to-right.
fn turns(character: char) -> bool {
    matches!(character,
        '\u{590}'..='\u{8ff}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{fb1d}'..='\u{fdff}'
        | '\u{fe70}'..='\u{feff}' | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
}

/// Cuts a text where the font, the direction or the script changes.
fn stretches(text: &str, faces: Faces<'_>, levels: &[Level]) -> Vec<Stretch> {
    let mut stretches: Vec<Stretch> = Vec::new();
    // The font of the last letter.
    let mut lettering = None;
    for (at, character) in text.char_indices() {
        let level = levels.get(at).copied().unwrap_or_else(Level::ltr);
        let of = script(u32::from(character));
        let neutral = is_neutral(of);
        // Marks, spaces, digits and quotes come from the font of the letters before them, if it has them.
        let stays = |face: &usize| neutral && (is_invisible(character) || faces.all[*face].has(character));
        let face = lettering.filter(stays).or_else(|| faces.with(character)).or(faces.order.first().copied());
        let face = face.unwrap_or_default();
        if !neutral {
            lettering = Some(face);
        }
        if let Some(last) = stretches.last_mut()
            && last.face == face
            && last.level == level
            && (neutral || is_neutral(last.script) || last.script == of)
        {
            last.text.end = at + character.len_utf8();
            if is_neutral(last.script) {
                last.script = of;
            }
        } else {
            stretches.push(Stretch { text: at..at + character.len_utf8(), face, level, script: of });
        }
    }
    stretches
}

fn is_neutral(script: Script) -> bool {
    matches!(script, Script::COMMON | Script::INHERITED | Script::UNKNOWN)
}

/// Scripts whose letters may be moved apart: none whose letters are joined or share a line.
fn is_spaced(script: Script) -> bool {
    is_neutral(script) || matches!(script, Script::LATIN | Script::GREEK | Script::CYRILLIC | Script::ARMENIAN)
}

/// Shapes one stretch.
fn run(text: &str, stretch: &Stretch, face: &Face, tracking: i32, glyphs: &mut Vec<Glyph>) {
    let mut buffer = Buffer::new();
    for (at, character) in text[stretch.text.clone()].char_indices() {
        buffer.push(u32::from(character), (stretch.text.start + at) as u32);
    }
    buffer.set_script(Some(stretch.script));
    buffer.set_direction(if stretch.level.is_rtl() { Direction::RightToLeft } else { Direction::LeftToRight });
    if shape(&ShaperFont::new(face.font()), &mut buffer, ShapeOptions::new()).is_err() {
        return;
    }
    // A font can ask for any distance; nothing on a card is wider than this.
    let em = |units: i32| face.em(units).clamp(-16 * EM, 16 * EM);
    for (info, position) in buffer.glyph_infos().iter().zip(buffer.glyph_positions()) {
        let advance = em(position.x_advance);
        glyphs.push(Glyph {
            face: stretch.face,
            id: info.glyph_id,
            at: info.cluster as usize,
            advance: if advance > 0 { (advance + tracking).max(0) } else { 0 },
            right: em(position.x_offset),
            up: em(position.y_offset),
        });
    }
}
