//! One font: which characters it has, how it sets them, and its glyphs' sprites.

use super::coverage::{Coverage, ONE};
use super::outline::Outline;
use super::sprite::Sprite;
use harfrust::font::Blob;
use harfrust::font::glyph::outline::{DrawMemory, DrawOptions};
use harfrust::{Font, GlyphId};
use std::sync::OnceLock;

/// Parts of an em in which text is measured, whatever the units of its fonts.
pub(super) const EM: i32 = 4096;
/// Sizes in which anything is written, in pixels to the em, from the largest.
pub(super) const SIZES: [u8; 19] = [200, 176, 152, 132, 120, 110, 100, 92, 84, 77, 70, 64, 58, 52, 48, 36, 32, 28, 24];
/// The largest size whose glyphs stand between pixels too. In larger ones, half a pixel can't be seen.
const SMALL: u8 = 48;
/// Places between two pixels at which a small glyph can stand.
const PLACES: usize = 4;
/// The height of the box, in pixels, past which a glyph isn't worth its memory. No letter is near it.
const TALLEST: i32 = 1200;

/// Distances of lines, in hundredths of an em.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Spacing {
    /// From the top of capitals to the baseline.
    first: i32,
    /// From a baseline to the next.
    next: i32,
    /// From a baseline to the end of tails.
    below: i32,
}

impl Spacing {
    /// That of our own fonts.
    pub(super) const OWN: Self = Self { first: 67, next: 107, below: 24 };

    /// The spacing of a font that reaches so far above and below the baseline, in parts of an [`EM`].
    ///
    /// Fonts reserve room for what stands above capitals, which a headline needs only between its lines, and not all.
    fn within(above: i32, below: i32) -> Self {
        let part = |length: i32, percent: i32| length * percent / EM;
        Self {
            first: part(above, 75).clamp(67, 90),
            next: part(above + below, 90).clamp(107, 130),
            below: part(below, 70).clamp(24, 45),
        }
    }

    /// One in which both fit.
    pub(super) fn wider(self, other: Self) -> Self {
        Self { first: self.first.max(other.first), next: self.next.max(other.next), below: self.below.max(other.below) }
    }

    /// From the top of capitals to the baseline, in pixels.
    pub(super) fn first(self, size: i32) -> i32 {
        self.first * size / 100
    }

    /// From a baseline to the next, in pixels.
    pub(super) fn next(self, size: i32) -> i32 {
        self.next * size / 100
    }

    /// From a baseline to the end of tails, in pixels.
    pub(super) fn below(self, size: i32) -> i32 {
        self.below * size / 100
    }
}

/// The sprites of a font in one size and at one place between pixels, each made when it is first needed.
type Sheet = Box<[OnceLock<Sprite>]>;

/// A font and what has been drawn with it.
pub(super) struct Face {
    font: Font,
    units_per_em: i32,
    sheets: Vec<OnceLock<Sheet>>,
    spacing: Spacing,
}

impl Face {
    /// Takes one of our own fonts; `None` when it is none.
    pub(super) fn own(bytes: &'static [u8]) -> Option<Self> {
        Some(Self { spacing: Spacing::OWN, ..Self::new(bytes.into())? })
    }

    /// Takes the first font of a TrueType or OpenType file; `None` when there is none with outlines and characters.
    pub(super) fn given(bytes: Vec<u8>) -> Option<Self> {
        let face = Self::new(bytes.into())?;
        let line = face.font.metrics().hhea_line.unwrap_or_default();
        let part = |value: i64| face.em(value.clamp(-1 << 16, 1 << 16) as i32).abs();
        let spacing = Spacing::within(part(line.ascender.to_i64()), part(line.descender.to_i64()));
        Some(Self { spacing, ..face })
    }

    fn new(bytes: Blob) -> Option<Self> {
        let font = Font::new(bytes, 0)?;
        if font.outline_glyphs().is_empty() || !font.charmap().has_unicode() {
            return None;
        }
        let units_per_em = i32::from(font.units_per_em()).max(16);
        let sheets = std::iter::repeat_with(OnceLock::new).take(SIZES.len() * PLACES).collect();
        Some(Self { font, units_per_em, sheets, spacing: Spacing::OWN })
    }

    /// The font, for shaping.
    pub(super) fn font(&self) -> &Font {
        &self.font
    }

    /// Whether the font has a glyph for a character.
    pub(super) fn has(&self, character: char) -> bool {
        self.font.charmap().map_unicode(character).is_some_and(|glyph| glyph != GlyphId::NOTDEF)
    }

    /// A length in the font's units as parts of an [`EM`].
    pub(super) fn em(&self, units: i32) -> i32 {
        (i64::from(units) * i64::from(EM)).div_euclid(i64::from(self.units_per_em)).clamp(-1 << 24, 1 << 24) as i32
    }

    /// The distances of its lines.
    pub(super) fn spacing(&self) -> Spacing {
        self.spacing
    }

    /// The sprite of a glyph in the size with this number, and the pixel at which to draw it, for a pen at `x` in 1/64
    /// pixel.
    pub(super) fn sprite(&self, glyph: u32, size: usize, x: i32) -> Option<(&Sprite, i32)> {
        let places = if SIZES[size] > SMALL { 1 } else { PLACES as i32 };
        let step = 64 / places;
        let nearest = (x + step / 2).div_euclid(step);
        let (pixel, place) = (nearest.div_euclid(places), nearest.rem_euclid(places));
        let sheet = self.sheets[size * PLACES + place as usize]
            .get_or_init(|| std::iter::repeat_with(OnceLock::new).take(self.font.num_glyphs() as usize).collect());
        let shift = place * ONE / places;
        let sprite = sheet.get(glyph as usize)?.get_or_init(|| self.rasterise(glyph, i32::from(SIZES[size]), shift));
        Some((sprite, pixel))
    }

    fn rasterise(&self, glyph: u32, size: i32, shift: i32) -> Sprite {
        let mut outline = Outline::new(size, self.units_per_em, shift);
        let glyphs = self.font.outline_glyphs();
        let drawn = glyphs
            .get(GlyphId::new(glyph))
            .and_then(|glyph| glyph.draw(&DrawOptions::new(), DrawMemory::Scratch, &mut outline).ok());
        let contours = outline.contours();
        let far = |value: i32| value.abs() > TALLEST * ONE;
        if drawn.is_none() || contours.iter().flatten().any(|(x, y)| far(*x) || far(*y)) {
            return Sprite::default();
        }
        Sprite::new(&Coverage::new(&contours))
    }
}
