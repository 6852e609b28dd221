//! Colours, and whether one can be told from another.

use std::fmt;

/// A colour of sRGB; `Display` writes `#1a2b3c`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Colour {
    red: u8,
    green: u8,
    blue: u8,
}

/// White paper.
pub const WHITE: Colour = Colour { red: 255, green: 255, blue: 255 };

impl Colour {
    /// Reads `#` and six hexadecimal digits.
    pub fn parse(text: &str) -> Option<Self> {
        let hex = text.strip_prefix('#').filter(|hex| hex.len() == 6 && hex.bytes().all(|b| b.is_ascii_hexdigit()))?;
        let part = |at: usize| u8::from_str_radix(&hex[at..at + 2], 16).ok();
        Some(Self { red: part(0)?, green: part(2)?, blue: part(4)? })
    }

    /// The contrast with another colour, from 1 to 21, as [WCAG](https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio)
    /// defines it.
    pub fn contrast(self, other: Self) -> f64 {
        let (a, b) = (self.luminance(), other.luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    /// The nearest colour of this hue with a contrast of at least `least` to another; black or white if there is none.
    pub fn legible_on(self, ground: Self, least: f64) -> Self {
        let towards = if ground.luminance() > 0.18 { 0.0 } else { 255.0 };
        let mixed = |part: u8, percent: u32| {
            (f64::from(part) + (towards - f64::from(part)) * f64::from(percent) / 100.0).round() as u8
        };
        let at = |percent| Self {
            red: mixed(self.red, percent),
            green: mixed(self.green, percent),
            blue: mixed(self.blue, percent),
        };
        (0..=100).map(at).find(|colour| colour.contrast(ground) >= least).unwrap_or_else(|| at(100))
    }

    fn luminance(self) -> f64 {
        let linear = |part: u8| {
            let part = f64::from(part) / 255.0;
            if part <= 0.040_45 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * linear(self.red) + 0.7152 * linear(self.green) + 0.0722 * linear(self.blue)
    }
}

impl fmt::Display for Colour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{:02x}{:02x}{:02x}", self.red, self.green, self.blue)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contrast_is_that_of_the_guidelines() {
        let colour = |text| Colour::parse(text).expect("a colour");
        assert!((colour("#000000").contrast(WHITE) - 21.0).abs() < 0.01);
        assert!((colour("#767676").contrast(WHITE) - 4.54).abs() < 0.01);
        assert_eq!(Colour::parse("red"), None);
    }

    #[test]
    fn a_colour_is_moved_no_further_than_it_must_be() {
        let yellow = Colour::parse("#ffcc00").expect("a colour");
        let legible = yellow.legible_on(WHITE, 4.5);
        assert!((4.5..4.7).contains(&legible.contrast(WHITE)), "{legible}");
        let ink = Colour::parse("#15181c").expect("a colour");
        assert_eq!(ink.legible_on(WHITE, 4.5), ink);
        let night = Colour::parse("#121417").expect("a colour");
        assert!((4.5..4.7).contains(&ink.legible_on(night, 4.5).contrast(night)));
    }
}
