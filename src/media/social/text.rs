//! What of a text can be written: one line of characters for which there is a glyph.

use super::face::Face;
use unicode_normalization::UnicodeNormalization;

/// Characters past which no text fits on a card. A longer one is cut here before any work is done on it.
const LONGEST: usize = 480;

/// Fonts in the order in which a character is looked for in them.
#[derive(Clone, Copy)]
pub(super) struct Faces<'a> {
    /// All fonts of an artist.
    pub(super) all: &'a [Face],
    /// Their numbers, the preferred one first.
    pub(super) order: &'a [usize],
}

impl Faces<'_> {
    /// The first font that has a character.
    pub(super) fn with(&self, character: char) -> Option<usize> {
        self.order.iter().copied().find(|face| self.all[*face].has(character))
    }
}

/// A text of which only what can be written is left.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Line {
    /// Without control characters, with single spaces, composed (NFC).
    pub(super) text: String,
    /// Whether the text was longer than any card.
    pub(super) cut: bool,
    /// Whether a letter or a digit had to be left out. What is left then says something else.
    pub(super) mangled: bool,
}

/// Takes of a text what the fonts have. Emoji and other signs without a glyph are left out; letters are replaced by
/// compatible ones (`𝐀` by `A`) where that helps.
pub(super) fn writable(text: &str, faces: Faces<'_>) -> Line {
    let mut line = Line::default();
    let mut characters = text.nfc();
    let mut space = false;
    for character in characters.by_ref().take(LONGEST) {
        if is_no_break_space(character) {
            line.text.push('\u{a0}');
            continue;
        }
        if character.is_whitespace() || character.is_control() {
            space = true;
            continue;
        }
        if is_invisible(character) {
            line.text.extend(Some(character).filter(|character| shapes_others(*character)));
            continue;
        }
        let before = if space && !line.text.is_empty() { " " } else { "" };
        if faces.with(character).is_some() {
            line.text.push_str(before);
            line.text.push(character);
        } else if std::iter::once(character).nfkd().all(|part| faces.with(part).is_some()) {
            line.text.push_str(before);
            line.text.extend(std::iter::once(character).nfkd());
        } else {
            line.mangled |= character.is_alphanumeric();
            continue;
        }
        space = false;
    }
    line.cut = characters.next().is_some();
    if !line.text.chars().any(|character| !is_invisible(character) && !character.is_whitespace()) {
        line.text.clear();
    }
    line
}

/// A text in capitals, if they can be written.
pub(super) fn capitals(text: &str, faces: Faces<'_>) -> String {
    // Greek has no accents on capitals.
    let bare = |character| match character {
        'Ά' => 'Α',
        'Έ' => 'Ε',
        'Ή' => 'Η',
        'Ί' => 'Ι',
        'Ό' => 'Ο',
        'Ύ' => 'Υ',
        'Ώ' => 'Ω',
        other => other,
    };
    let capitals: String = text.nfc().flat_map(char::to_uppercase).map(bare).collect();
    if writable(&capitals, faces).mangled { text.to_owned() } else { capitals }
}

fn is_no_break_space(character: char) -> bool {
    matches!(character, '\u{a0}' | '\u{2007}' | '\u{202f}')
}

/// Characters that ask for something and show nothing.
pub(super) fn is_invisible(character: char) -> bool {
    matches!(character,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
        | '\u{ffa0}' | '\u{e0000}'..='\u{e0fff}')
}

/// Of the invisible ones, those that change how others are joined, broken or ordered.
fn shapes_others(character: char) -> bool {
    matches!(character,
        '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}
