//! What can be told about a picture by looking at it: a colour for its placeholder, and which encoding suits it.

use super::Pixels;

/// A picture's traits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look {
    /// The average colour of what is visible, sRGB: a placeholder until the picture has been loaded.
    pub colour: [u8; 3],
    /// Whether nothing shines through.
    pub opaque: bool,
    /// Whether it consists of flat areas, as screenshots and charts do: lossless encodings pay.
    pub flat: bool,
}

/// Of a hundred pixels, as many at least are like their left neighbour in a picture of flat areas. Photographs have
/// noise: they stay below 20 but for blown-out skies. Screenshots and charts lie above 75, antialiased text included.
const FLAT_PERCENT: u64 = 60;

/// Looks at every pixel once.
pub fn look(pixels: &Pixels) -> Look {
    let channels = pixels.channels();
    let (mut sum, mut weight, mut same) = ([0_u64; 3], 0_u64, 0_u64);
    for row in pixels.bytes.chunks_exact(pixels.width as usize * channels) {
        let mut left: &[u8] = &[];
        for pixel in row.chunks_exact(channels) {
            let alpha = pixel.get(3).map_or(255, |alpha| u64::from(*alpha));
            for (sum, sample) in sum.iter_mut().zip(pixel) {
                *sum += u64::from(*sample) * alpha;
            }
            weight += alpha;
            same += u64::from(pixel == left);
            left = pixel;
        }
    }
    let pairs = u64::from(pixels.width - 1) * u64::from(pixels.height);
    let colour = sum.map(|sum| (sum + weight / 2).checked_div(weight).unwrap_or(255) as u8);
    Look { colour, opaque: pixels.opaque(), flat: same * 100 >= pairs * FLAT_PERCENT }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_colour_is_that_of_what_is_visible() {
        let bytes = vec![200, 100, 0, 255, 0, 0, 0, 0, 100, 50, 0, 255, 9, 9, 9, 0];
        let seen = look(&Pixels { width: 2, height: 2, alpha: true, bytes });
        assert_eq!((seen.colour, seen.opaque), ([150, 75, 0], false));
        let nothing = look(&Pixels { width: 1, height: 1, alpha: true, bytes: vec![0; 4] });
        assert_eq!(nothing.colour, [255; 3]);
    }

    #[test]
    fn charts_are_flat_and_photographs_are_not() {
        let picture = |sample: fn(u32, u32) -> u8| {
            let bytes = (0..64 * 64).flat_map(|at| [sample(at % 64, at / 64); 3]).collect();
            Pixels { width: 64, height: 64, alpha: false, bytes }
        };
        assert!(look(&picture(|x, y| if y > x / 8 * 5 { 30 } else { 240 })).flat);
        assert!(!look(&picture(|x, y| (x * 3 + ((x * 7919) ^ (y * 104_729)) % 11) as u8)).flat);
        assert!(look(&picture(|_, _| 5)).opaque);
    }
}
