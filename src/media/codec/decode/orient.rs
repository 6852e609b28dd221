//! Turning pictures upright: orientations 1 to 8 of Exif 2.3 (tag 0x0112).

use super::super::Pixels;

/// Undoes an orientation. Values outside 2 to 8 change nothing.
pub(super) fn upright(pixels: Pixels, orientation: u16) -> Pixels {
    let (width, height) = (pixels.width as usize, pixels.height as usize);
    let (wide, high) = if orientation >= 5 { (height, width) } else { (width, height) };
    // Where the pixel at (x, y) of the upright picture stands in the stored one.
    let from: fn(usize, usize, usize, usize) -> (usize, usize) = match orientation {
        2 => |x, y, w, _| (w - 1 - x, y),
        3 => |x, y, w, h| (w - 1 - x, h - 1 - y),
        4 => |x, y, _, h| (x, h - 1 - y),
        5 => |x, y, _, _| (y, x),
        6 => |x, y, _, h| (y, h - 1 - x),
        7 => |x, y, w, h| (w - 1 - y, h - 1 - x),
        8 => |x, y, w, _| (w - 1 - y, x),
        _ => return pixels,
    };
    let channels = pixels.channels();
    let mut bytes = Vec::with_capacity(pixels.bytes.len());
    for y in 0..high {
        for x in 0..wide {
            let (column, row) = from(x, y, width, height);
            let at = (row * width + column) * channels;
            bytes.extend_from_slice(&pixels.bytes[at..at + channels]);
        }
    }
    Pixels { width: wide as u32, height: high as u32, alpha: pixels.alpha, bytes }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_orientation_comes_upright() {
        // The picture `ab / cd / ef` as a camera stores it for each orientation.
        let stored: [(u16, u32, &str); 8] = [
            (1, 2, "abcdef"),
            (2, 2, "badcfe"),
            (3, 2, "fedcba"),
            (4, 2, "efcdab"),
            (5, 3, "acebdf"),
            (6, 3, "bdface"),
            (7, 3, "fdbeca"),
            (8, 3, "ecafdb"),
        ];
        for (orientation, width, letters) in stored {
            let bytes = letters.bytes().flat_map(|letter| [letter; 3]).collect();
            let turned = upright(Pixels { width, height: 6 / width, alpha: false, bytes }, orientation);
            let seen: String = turned.bytes.chunks(3).map(|pixel| char::from(pixel[0])).collect();
            assert_eq!((turned.width, turned.height, seen.as_str()), (2, 3, "abcdef"), "orientation {orientation}");
        }
    }
}
