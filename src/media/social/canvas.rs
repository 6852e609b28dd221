//! The canvas: one byte a pixel, the number of a colour in the palette.
//!
//! A palette has ramps of [`STEPS`] colours, each from a ground to a colour on it. What is drawn lightly gets a number
//! near the ramp's beginning, so that a glyph's soft edge is a number too, and blending is taking the larger one.

use super::sprite::{Run, Sprite};

/// Width of a card in pixels: what all services that show cards ask for.
pub(super) const WIDTH: usize = 1200;
/// Height of a card in pixels.
pub(super) const HEIGHT: usize = 630;
/// Bytes in a row: PNG has the number of a filter before the pixels, here always 0.
pub(super) const STRIDE: usize = WIDTH + 1;
/// Colours in a ramp.
pub(super) const STEPS: u8 = 16;

/// The first number of a ramp of the palette.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Ramp(pub(super) u8);

impl Ramp {
    /// The number of the colour at the ramp's end.
    pub(super) fn full(self) -> u8 {
        self.0 + STEPS - 1
    }
}

/// A drawing of fixed size.
pub(super) struct Canvas(Vec<u8>);

impl Canvas {
    /// A canvas in the palette's first colour.
    pub(super) fn new() -> Self {
        Self(vec![0; STRIDE * HEIGHT])
    }

    /// The rows as PNG wants them.
    pub(super) fn rows(&self) -> &[u8] {
        &self.0
    }

    /// Fills a rectangle, cut at the edges, with one colour of the palette.
    pub(super) fn fill(&mut self, left: i32, top: i32, width: i32, height: i32, colour: u8) {
        let columns = clip(left, width, WIDTH);
        for row in clip(top, height, HEIGHT) {
            self.0[row * STRIDE + 1..][columns.clone()].fill(colour);
        }
    }

    /// Draws a sprite, cut at the edges, with its origin at a pixel, in the colours of a ramp.
    pub(super) fn draw(&mut self, sprite: &Sprite, x: i32, y: i32, ramp: Ramp) {
        let (left, mut row) = (x + sprite.left, y - sprite.top);
        let mut column = left;
        for run in sprite.runs() {
            match run {
                Run::NextRow => {
                    row += 1;
                    column = left;
                }
                Run::Blank(pixels) => column += i32::from(pixels),
                Run::Solid(pixels) => {
                    if (0..HEIGHT as i32).contains(&row) {
                        let columns = clip(column, i32::from(pixels), WIDTH);
                        self.0[row as usize * STRIDE + 1..][columns].fill(ramp.full());
                    }
                    column += i32::from(pixels);
                }
                Run::Edge(level) => {
                    if (0..HEIGHT as i32).contains(&row) && (0..WIDTH as i32).contains(&column) {
                        let pixel = &mut self.0[row as usize * STRIDE + 1 + column as usize];
                        *pixel = (*pixel).max(ramp.0 + level);
                    }
                    column += 1;
                }
            }
        }
    }
}

/// The part of a stretch that is on the canvas.
fn clip(from: i32, length: i32, end: usize) -> std::ops::Range<usize> {
    let start = from.clamp(0, end as i32);
    let stop = from.saturating_add(length).clamp(start, end as i32);
    start as usize..stop as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_outside_is_cut_off() {
        let mut canvas = Canvas::new();
        canvas.fill(-10, -10, 12, 11, 7);
        canvas.fill(1199, 629, 100, 100, 9);
        canvas.fill(5000, 5000, 1, 1, 9);
        let marked = |colour: u8| canvas.rows().iter().map(|pixel| usize::from(*pixel == colour)).sum::<usize>();
        assert_eq!((marked(7), marked(9)), (2, 1));
        assert!(canvas.rows().iter().step_by(STRIDE).all(|filter| *filter == 0));
    }
}
