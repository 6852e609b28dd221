//! Colours: the palette of a card, and text that can be read whatever the accent.
//!
//! Contrast is that of WCAG 2.2 (<https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio>) in integers: powers of fractions
//! differ between machines, so the light of the 256 values is a table.

/// Red, green and blue of sRGB.
pub(super) type Colour = [u8; 3];

/// The least contrast of text, in tenths: the number that WCAG asks for text of any size.
pub(super) const READABLE: u32 = 45;

/// `from` with so many of 255 parts of `to` in it.
pub(super) fn mix(from: Colour, to: Colour, parts: u32) -> Colour {
    std::array::from_fn(|at| {
        let (from, to) = (u32::from(from[at]), u32::from(to[at]));
        ((from * (255 - parts) + to * parts + 127) / 255) as u8
    })
}

/// The relative luminance of a colour, 65535 for white.
pub(super) fn luminance([red, green, blue]: Colour) -> u32 {
    let light = |value: u8| u32::from(LIGHT[usize::from(value)]);
    (light(red) * 2126 + light(green) * 7152 + light(blue) * 722) / 10_000
}

/// Whether the contrast of two colours is at least so many tenths.
pub(super) fn contrasts(one: Colour, other: Colour, tenths: u32) -> bool {
    /// 0.05 of white, for the light that every screen reflects.
    const FLARE: u32 = 3277;
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + FLARE) * 10 >= (one.min(other) + FLARE) * tenths
}

/// A colour, taken towards `end` no further than it needs to be read on `ground` with so many tenths of contrast.
pub(super) fn readable(colour: Colour, ground: Colour, end: Colour, tenths: u32) -> Colour {
    (0..=255).map(|parts| mix(colour, end, parts)).find(|mixed| contrasts(*mixed, ground, tenths)).unwrap_or(end)
}

/// The light of each value of a channel, 65535 for the brightest: sRGB's transfer function.
#[rustfmt::skip]
const LIGHT: [u16; 256] = [
    0, 20, 40, 60, 80, 99, 119, 139, 159, 179, 199, 219, 241, 264, 288, 313,
    340, 367, 396, 427, 458, 491, 526, 562, 599, 637, 677, 718, 761, 805, 851, 898,
    947, 997, 1048, 1101, 1156, 1212, 1270, 1330, 1391, 1453, 1517, 1583, 1651, 1720, 1790, 1863,
    1937, 2013, 2090, 2170, 2250, 2333, 2418, 2504, 2592, 2681, 2773, 2866, 2961, 3058, 3157, 3258,
    3360, 3464, 3570, 3678, 3788, 3900, 4014, 4129, 4247, 4366, 4488, 4611, 4736, 4864, 4993, 5124,
    5257, 5392, 5530, 5669, 5810, 5953, 6099, 6246, 6395, 6547, 6700, 6856, 7014, 7174, 7335, 7500,
    7666, 7834, 8004, 8177, 8352, 8528, 8708, 8889, 9072, 9258, 9445, 9635, 9828, 10022, 10219, 10417,
    10619, 10822, 11028, 11235, 11446, 11658, 11873, 12090, 12309, 12530, 12754, 12980, 13209, 13440, 13673, 13909,
    14146, 14387, 14629, 14874, 15122, 15371, 15623, 15878, 16135, 16394, 16656, 16920, 17187, 17456, 17727, 18001,
    18277, 18556, 18837, 19121, 19407, 19696, 19987, 20281, 20577, 20876, 21177, 21481, 21787, 22096, 22407, 22721,
    23038, 23357, 23678, 24002, 24329, 24658, 24990, 25325, 25662, 26001, 26344, 26688, 27036, 27386, 27739, 28094,
    28452, 28813, 29176, 29542, 29911, 30282, 30656, 31033, 31412, 31794, 32179, 32567, 32957, 33350, 33745, 34143,
    34544, 34948, 35355, 35764, 36176, 36591, 37008, 37429, 37852, 38278, 38706, 39138, 39572, 40009, 40449, 40891,
    41337, 41785, 42236, 42690, 43147, 43606, 44069, 44534, 45002, 45473, 45947, 46423, 46903, 47385, 47871, 48359,
    48850, 49344, 49841, 50341, 50844, 51349, 51858, 52369, 52884, 53401, 53921, 54445, 54971, 55500, 56032, 56567,
    57105, 57646, 58190, 58737, 59287, 59840, 60396, 60955, 61517, 62082, 62650, 63221, 63795, 64372, 64952, 65535,
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contrast_is_that_of_the_specification() {
        assert_eq!(luminance([255; 3]), 65535);
        assert!(contrasts([0; 3], [255; 3], 209) && !contrasts([0; 3], [255; 3], 211));
        // #767676 is the lightest grey that can be read on white.
        assert!(contrasts([0x76; 3], [255; 3], READABLE) && !contrasts([0x77; 3], [255; 3], READABLE));
    }

    #[test]
    fn a_colour_changes_only_as_far_as_it_must() {
        let (black, white) = ([0; 3], [255; 3]);
        assert_eq!(readable([10, 20, 90], white, black, READABLE), [10, 20, 90]);
        let yellow = readable([255, 230, 0], white, black, READABLE);
        assert!(contrasts(yellow, white, READABLE) && !contrasts(yellow, white, READABLE + 2));
    }
}
