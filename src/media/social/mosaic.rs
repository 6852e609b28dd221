//! The pattern on a card without a headline: tiles in the colours of the card, laid by the headline that can't be written.

use super::canvas::{Canvas, Ramp, WIDTH};
use super::coverage::Coverage;
use super::outline::Outline;
use super::palette::PAIRS;
use super::sprite::Sprite;
use harfrust::font::glyph::outline::PathSink;

/// The side of a tile in pixels: seven of them fill the width.
const TILE: i32 = 172;
/// Kinds of tiles, the empty one left out.
const KINDS: usize = 7;
/// A tile's side in the units in which it is outlined.
const SIDE: f32 = 1000.0;
/// Where the control points of a quarter of a circle are.
const ROUND: f32 = 552.0;

/// The shapes of tiles.
pub(super) struct Tiles([Sprite; KINDS]);

impl Tiles {
    /// Draws all shapes.
    pub(super) fn new() -> Self {
        Self(std::array::from_fn(|kind| {
            let mut outline = Outline::new(TILE, SIDE as i32, 0);
            match kind {
                0..4 => quarter(&mut outline, kind),
                4 | 5 => leaf(&mut outline, kind == 4),
                _ => disc(&mut outline),
            }
            Sprite::new(&Coverage::new(&outline.contours()))
        }))
    }

    /// Lays tiles from the top to a height; `seed` (any text) says which.
    pub(super) fn lay(&self, canvas: &mut Canvas, height: i32, ramps: [Ramp; PAIRS], seed: &str) {
        let mut choices = blake3::Hasher::new().update(seed.as_bytes()).finalize_xof();
        let columns = (WIDTH as i32).div_euclid(TILE) + 1;
        let left = (WIDTH as i32 - columns * TILE) / 2;
        for row in 0..height.div_euclid(TILE) {
            for column in 0..columns {
                let mut choice = [0; 2];
                choices.fill(&mut choice);
                let ramp = ramps[usize::from(choice[0]) % PAIRS];
                let (x, y) = (left + column * TILE, row * TILE);
                canvas.fill(x, y, TILE, TILE, ramp.0);
                // One tile in eight is plain.
                if let Some(sprite) = self.0.get(usize::from(choice[1]) % (KINDS + 1)) {
                    canvas.draw(sprite, x, y + TILE, ramp);
                }
            }
        }
    }
}

/// A quarter of a disc around one of the four corners.
fn quarter(outline: &mut Outline, corner: usize) {
    let turned = |x: f32, y: f32| match corner {
        0 => (x, y),
        1 => (SIDE - y, x),
        2 => (SIDE - x, SIDE - y),
        _ => (y, SIDE - x),
    };
    arc(outline, &turned);
    let (x, y) = turned(0.0, 0.0);
    outline.line_to(x, y);
}

/// What two quarters around opposite corners share.
fn leaf(outline: &mut Outline, rising: bool) {
    let turned = |x: f32, y: f32| if rising { (x, y) } else { (SIDE - x, y) };
    arc(outline, &turned);
    let (a, b, c) = (turned(SIDE - ROUND, 0.0), turned(0.0, SIDE - ROUND), turned(0.0, SIDE));
    outline.curve_to(a.0, a.1, b.0, b.1, c.0, c.1);
}

/// A quarter of a circle around (0, 0), before it is turned.
fn arc(outline: &mut Outline, turned: &dyn Fn(f32, f32) -> (f32, f32)) {
    let (from, a, b, to) = (turned(0.0, SIDE), turned(ROUND, SIDE), turned(SIDE, ROUND), turned(SIDE, 0.0));
    outline.move_to(from.0, from.1);
    outline.curve_to(a.0, a.1, b.0, b.1, to.0, to.1);
}

/// A disc that leaves a margin.
fn disc(outline: &mut Outline) {
    let (middle, radius, round) = (SIDE / 2.0, SIDE * 0.34, ROUND * 0.34);
    let (low, high, near, far) = (middle - radius, middle + radius, middle - round, middle + round);
    outline.move_to(high, middle);
    outline.curve_to(high, far, far, high, middle, high);
    outline.curve_to(near, high, low, far, low, middle);
    outline.curve_to(low, near, near, low, middle, low);
    outline.curve_to(far, low, high, near, high, middle);
}
