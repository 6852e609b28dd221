//! The colours of a card: ink and one accent on paper.

use super::canvas::{Ramp, STEPS};
use super::colour::{Colour, READABLE, contrasts, mix, readable};

/// Paper, a little warmer than white, so that the card has edges on a white page.
const PAPER: Colour = [0xf8, 0xf6, 0xf1];
/// The ink of the default theme.
const INK: Colour = [0x15, 0x18, 0x1c];
const WHITE: Colour = [0xff; 3];
/// The contrast, in tenths, below which the band at the foot can't be told from the paper.
const VISIBLE: u32 = 13;

/// How many pairs of colours a mosaic has.
pub(super) const PAIRS: usize = 4;

/// A ramp's ends: the ground, and what is drawn on it.
type Pair = [Colour; 2];

/// The palette of a card.
pub(super) struct Palette {
    pairs: Vec<Pair>,
}

impl Palette {
    /// Ink on paper.
    pub(super) const TEXT: Ramp = Ramp(0);
    /// The accent on paper.
    pub(super) const KICKER: Ramp = Ramp(STEPS);
    /// A name on the band.
    pub(super) const BAND: Ramp = Ramp(2 * STEPS);

    /// The palette for an accent.
    pub(super) fn new(accent: Colour) -> Self {
        let dark = readable(accent, PAPER, [0; 3], READABLE);
        let band = if !contrasts(accent, PAPER, VISIBLE) {
            [dark, WHITE]
        } else if contrasts(accent, WHITE, READABLE) {
            [accent, WHITE]
        } else if contrasts(accent, INK, READABLE) {
            // A bright accent stays as it is, with dark letters.
            [accent, INK]
        } else {
            [dark, WHITE]
        };
        Self { pairs: vec![[PAPER, INK], [PAPER, dark], band] }
    }

    /// Adds the pairs of a mosaic, and returns their ramps.
    pub(super) fn add_mosaic(&mut self) -> [Ramp; PAIRS] {
        let accent = self.pairs[2][0];
        let (light, deep) = (mix(accent, PAPER, 140), mix(accent, INK, 120));
        let first = self.pairs.len() as u8;
        self.pairs.extend([[PAPER, accent], [accent, light], [deep, accent], [light, deep]]);
        std::array::from_fn(|at| Ramp((first + at as u8) * STEPS))
    }

    /// All colours, by their numbers.
    pub(super) fn colours(&self) -> Vec<Colour> {
        let steps = |[ground, full]: &Pair| {
            let (ground, full) = (*ground, *full);
            (0..STEPS).map(move |step| mix(ground, full, u32::from(step) * 255 / u32::from(STEPS - 1)))
        };
        self.pairs.iter().flat_map(steps).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_accent_can_be_read() {
        let values = || (0..=255_u8).step_by(15);
        for red in values() {
            for (green, blue) in values().flat_map(|green| values().map(move |blue| (green, blue))) {
                let palette = Palette::new([red, green, blue]);
                for [ground, text] in &palette.pairs {
                    assert!(contrasts(*ground, *text, READABLE), "{red} {green} {blue}: {text:?} on {ground:?}");
                }
                assert!(contrasts(palette.pairs[2][0], PAPER, VISIBLE));
            }
        }
    }

    #[test]
    fn an_accent_that_can_be_read_is_not_changed() {
        let palette = Palette::new([0x0b, 0x5c, 0x7a]);
        assert_eq!(palette.pairs[1..], [[PAPER, [0x0b, 0x5c, 0x7a]], [[0x0b, 0x5c, 0x7a], WHITE]]);
        assert_eq!(palette.colours()[usize::from(Palette::BAND.0)], [0x0b, 0x5c, 0x7a]);
        assert_eq!(palette.colours()[usize::from(Palette::BAND.full())], WHITE);
    }
}
