//! Cutting a part out of a picture and scaling it.
//!
//! Lanczos with three lobes, the filter that image services agree on: it keeps text readable. Colours are weighted by
//! alpha, so that what shines through does not bleed into edges.

use super::{Pixels, Rect};
use fast_image_resize::images::{Image, ImageRef};
use fast_image_resize::{FilterType, PixelType, ResizeAlg, ResizeOptions, Resizer};

/// Scales the part `crop` of a picture to exactly `width` × `height` pixels (at least 1 each). `crop` is cut down to
/// what lies inside the picture; it should have the ratio of the result, or the result is stretched.
pub fn scale(pixels: &Pixels, crop: Rect, width: u32, height: u32) -> Pixels {
    let (width, height) = (width.max(1), height.max(1));
    let crop = inside(pixels, crop);
    if crop == pixels.rect() && (width, height) == (pixels.width, pixels.height) {
        return pixels.clone();
    }
    let kind = if pixels.alpha { PixelType::U8x4 } else { PixelType::U8x3 };
    let source =
        ImageRef::new(pixels.width, pixels.height, &pixels.bytes, kind).expect("as many bytes as `Pixels` promises");
    let mut target = Image::new(width, height, kind);
    let options = ResizeOptions::new()
        .resize_alg(ResizeAlg::Convolution(FilterType::Lanczos3))
        .crop(f64::from(crop.x), f64::from(crop.y), f64::from(crop.width), f64::from(crop.height))
        .use_alpha(pixels.alpha);
    Resizer::new().resize(&source, &mut target, &options).expect("the part lies inside the picture");
    Pixels { width, height, alpha: pixels.alpha, bytes: target.into_vec() }
}

fn inside(pixels: &Pixels, crop: Rect) -> Rect {
    let x = crop.x.min(pixels.width - 1);
    let y = crop.y.min(pixels.height - 1);
    Rect { x, y, width: crop.width.clamp(1, pixels.width - x), height: crop.height.clamp(1, pixels.height - y) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_cut_out() {
        let bytes = (0..4 * 2).flat_map(|at| [at * 10, 0, 0]).collect();
        let pixels = Pixels { width: 4, height: 2, alpha: false, bytes };
        let part = scale(&pixels, Rect { x: 1, y: 1, width: 2, height: 1 }, 2, 1);
        assert_eq!(part.bytes, [50, 0, 0, 60, 0, 0]);
        let beyond = scale(&pixels, Rect { x: 3, y: 0, width: 9, height: 9 }, 1, 2);
        assert_eq!(beyond.bytes, [30, 0, 0, 70, 0, 0]);
    }

    #[test]
    fn what_shines_through_does_not_bleed() {
        // Opaque white beside fully transparent black: between them lies half-transparent white, not grey.
        let row: Vec<u8> = [[255; 4]; 8].concat().into_iter().chain([0; 32]).collect();
        let pixels = Pixels { width: 16, height: 4, alpha: true, bytes: row.repeat(4) };
        let small = scale(&pixels, pixels.rect(), 5, 1);
        for pixel in small.bytes.chunks_exact(4).filter(|pixel| pixel[3] > 8) {
            assert!(pixel[..3].iter().all(|sample| *sample > 250), "{pixel:?}");
        }
        assert!(small.bytes.chunks_exact(4).any(|pixel| (50..200).contains(&pixel[3])));
    }

    #[test]
    fn a_flat_colour_stays_as_it_is() {
        let pixels = Pixels { width: 17, height: 31, alpha: false, bytes: [9, 120, 255].repeat(17 * 31) };
        let other = scale(&pixels, pixels.rect(), 40, 7);
        assert_eq!(other.bytes, [9, 120, 255].repeat(40 * 7));
    }
}
