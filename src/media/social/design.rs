//! What a card looks like.
//!
//! Paper above, the accent below. On the paper a kicker in the accent and the headline, as large as it fits; on the band
//! the publication's name; between them a rule in the band's colour, thin over thick like the rules of a front page.
//! Margins of 80 pixels survive round corners and the crops of most services.

use super::artist::Artist;
use super::canvas::{Canvas, HEIGHT, Ramp, WIDTH};
use super::card::SocialCard;
use super::face::EM;
use super::lines::{Block, Room, block};
use super::palette::Palette;
use super::png::png;
use super::shaping::{Shaped, shaped};
use super::text::{Faces, Line, capitals, writable};
use std::ops::Range;
use unicode_bidi::Level;

/// Left and right of everything, in pixels like all that follows.
const MARGIN: i32 = 80;
/// The width for text.
const MEASURE: i32 = WIDTH as i32 - 2 * MARGIN;

/// The kicker's baseline.
const KICKER: i32 = 106;
/// The top of a headline's capitals below a kicker.
const BELOW_KICKER: i32 = 148;
/// The same without a kicker.
const WITHOUT_KICKER: i32 = 88;
/// Where a headline must end, with all its tails.
const HEADLINE_END: i32 = 496;
/// How far accents of a first line may reach above the top of its capitals.
const ACCENTS: i32 = 20;
/// The most lines of a headline.
const MOST_LINES: usize = 5;

/// The thin rule.
const RULE: (i32, i32) = (516, 4);
/// The band, which is also the thick rule.
const BAND: (i32, i32) = (526, HEIGHT as i32 - 526);
/// The baseline of the publication's name.
const NAME: i32 = 594;

/// Sizes of headlines, by their numbers in [`SIZES`](super::face::SIZES): 200 to 52 pixels.
const HEADLINE_SIZES: Range<usize> = 0..14;
/// The size, by its number, at which a word must fit into the measure or be cut: 64 pixels, some 35 letters.
const WORD_SIZE: usize = 11;
/// Sizes of names: 48 to 28 pixels.
const NAME_SIZES: Range<usize> = 14..18;
/// Sizes of kickers: 36 to 24 pixels.
const KICKER_SIZES: Range<usize> = 15..19;

/// Large letters stand a little closer.
const HEADLINE_TRACKING: i32 = -EM / 100;
/// Capitals stand apart.
const KICKER_TRACKING: i32 = EM * 8 / 100;

/// A text that can be drawn.
struct Text {
    shaped: Shaped,
    ellipsis: Shaped,
    cut: bool,
}

/// Draws a card as a PNG file.
pub(super) fn draw(artist: &Artist, card: &SocialCard<'_>) -> Vec<u8> {
    let mut palette = Palette::new(card.colour);
    let mut canvas = Canvas::new();
    let headline = text(card.title, artist.headline(), HEADLINE_TRACKING, card);
    if let Some(headline) = headline {
        let kicker = text(&capitals(card.kicker, artist.label()), artist.label(), KICKER_TRACKING, card);
        let top = if kicker.is_some() { BELOW_KICKER } else { WITHOUT_KICKER };
        if let Some(kicker) = kicker {
            let block = one_line(&kicker, KICKER_SIZES);
            write(&mut canvas, artist, &block, card, (KICKER, 0), Palette::KICKER);
        }
        write_headline(&mut canvas, artist, &headline, card, top);
    } else {
        let ramps = palette.add_mosaic();
        artist.tiles().lay(&mut canvas, RULE.0, ramps, card.title);
        canvas.fill(0, RULE.0 - 6, WIDTH as i32, BAND.0 - RULE.0 + 6, Palette::TEXT.0);
    }
    canvas.fill(0, RULE.0, WIDTH as i32, RULE.1, Palette::BAND.0);
    canvas.fill(0, BAND.0, WIDTH as i32, BAND.1, Palette::BAND.0);
    if let Some(name) = text(card.publication, artist.headline(), HEADLINE_TRACKING, card) {
        let block = one_line(&name, NAME_SIZES);
        write(&mut canvas, artist, &block, card, (NAME, 0), Palette::BAND);
    }
    png(&canvas, &palette.colours())
}

/// Shapes what can be written of a text; `None` when that is nothing, or would say something else.
fn text(text: &str, faces: Faces<'_>, tracking: i32, card: &SocialCard<'_>) -> Option<Text> {
    let Line { text, cut, mangled } = writable(text, faces);
    if mangled || text.is_empty() {
        return None;
    }
    let base = card.right_to_left.then(Level::rtl);
    let dots = if faces.with('…').is_some() { "…" } else { "..." };
    let ellipsis = shaped(dots.to_owned(), faces, tracking, None);
    Some(Text { shaped: shaped(text, faces, tracking, base), ellipsis, cut })
}

fn one_line(text: &Text, sizes: Range<usize>) -> Block {
    block(
        &text.shaped,
        &text.ellipsis,
        text.cut,
        &Room { word_size: sizes.end - 1, sizes, width: MEASURE, lines: &|_| 1 },
    )
}

/// Writes a headline with the top of its capitals at `top`, or lower if its first line has accents upon accents.
fn write_headline(canvas: &mut Canvas, artist: &Artist, text: &Text, card: &SocialCard<'_>, top: i32) {
    let spacing = artist.spacing(&text.shaped);
    let lines = |size: i32| {
        let free = HEADLINE_END - top - spacing.first(size) - spacing.below(size);
        (free / spacing.next(size) + 1).clamp(1, MOST_LINES as i32) as usize
    };
    let mut sizes = HEADLINE_SIZES;
    loop {
        let room = Room { sizes: sizes.clone(), word_size: WORD_SIZE, width: MEASURE, lines: &lines };
        let block = block(&text.shaped, &text.ellipsis, text.cut, &room);
        let (size, next) = (block.pixels(), spacing.next(block.pixels()));
        let baseline = top + spacing.first(size).max(rise(artist, &block) - ACCENTS);
        let end = baseline + next * (block.lines.len() as i32 - 1) + spacing.below(size);
        sizes.start = block.size + 1;
        if end <= HEADLINE_END || sizes.is_empty() {
            return write(canvas, artist, &block, card, (baseline, next), Palette::TEXT);
        }
    }
}

/// How far the first line reaches above its baseline.
fn rise(artist: &Artist, block: &Block) -> i32 {
    let glyphs = block.lines.iter().take(1).flat_map(|line| &line.glyphs);
    let tops = glyphs.filter_map(|glyph| {
        let (sprite, _) = artist.face(glyph.face).sprite(glyph.id, block.size, glyph.x)?;
        Some(sprite.top + (glyph.up >> 6))
    });
    tops.max().unwrap_or_default()
}

/// Writes lines, the first on a baseline and each a step below the one before it.
fn write(
    canvas: &mut Canvas,
    artist: &Artist,
    block: &Block,
    card: &SocialCard<'_>,
    (baseline, step): (i32, i32),
    ramp: Ramp,
) {
    let mut y = baseline;
    for line in &block.lines {
        let start = if card.right_to_left { (MARGIN + MEASURE) * 64 - line.width } else { MARGIN * 64 };
        for glyph in &line.glyphs {
            if let Some((sprite, x)) = artist.face(glyph.face).sprite(glyph.id, block.size, start + glyph.x) {
                canvas.draw(sprite, x, y - ((glyph.up + 32) >> 6), ramp);
            }
        }
        y += step;
    }
}
