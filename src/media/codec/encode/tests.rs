//! What holds for encoded files as bytes. That they decode to what they were is tested with the decoders.

use super::{Encoding, encode};
use crate::media::Format;
use crate::media::codec::Pixels;

const ENCODINGS: [Encoding; 5] = [
    Encoding::Avif { quality: 60 },
    Encoding::WebP { quality: 80 },
    Encoding::Jpeg { quality: 80 },
    Encoding::Png,
    Encoding::WebPLossless,
];

fn noise(width: u32, height: u32, alpha: bool) -> Pixels {
    let samples = width * height * if alpha { 4 } else { 3 };
    let bytes = (0..samples).map(|at| (at.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
    Pixels { width, height, alpha, bytes }
}

// Sizes are small: in a debug build the AV1 encoder is compiled with this crate, and slow.
#[test]
fn every_size_can_be_encoded_and_is_stated() {
    for (width, height) in [(1, 1), (3, 5), (17, 61)] {
        for alpha in [false, true] {
            for encoding in ENCODINGS {
                let bytes = encode(&noise(width, height, alpha), encoding);
                let size = imagesize::blob_size(&bytes).expect("a picture");
                assert_eq!((size.width, size.height), (width as usize, height as usize), "{encoding:?}");
            }
        }
    }
}

#[test]
fn the_longest_sides_can_be_encoded() {
    for (format, encoding) in [
        (Format::Avif, Encoding::Avif { quality: 60 }),
        (Format::WebP, Encoding::WebP { quality: 80 }),
        (Format::WebP, Encoding::WebPLossless),
        (Format::Jpeg, Encoding::Jpeg { quality: 80 }),
    ] {
        let height = format.longest_side();
        let bytes = encode(&noise(2, height, false), encoding);
        let size = imagesize::blob_size(&bytes).expect("a picture");
        assert_eq!((size.width, size.height), (2, height as usize), "{encoding:?}");
    }
}

#[test]
fn the_same_pixels_give_the_same_bytes_on_any_thread() {
    let pixels = noise(40, 30, true);
    for encoding in ENCODINGS {
        let alone = encode(&pixels, encoding);
        std::thread::scope(|scope| {
            let others: Vec<_> = (0..3).map(|_| scope.spawn(|| encode(&pixels, encoding))).collect();
            for other in others {
                assert_eq!(other.join().expect("an encoder"), alone, "{encoding:?}");
            }
        });
    }
}

#[test]
fn an_alpha_channel_without_transparency_costs_nothing() {
    let opaque = noise(20, 20, false);
    let bytes = opaque.bytes.chunks(3).flat_map(|pixel| [pixel[0], pixel[1], pixel[2], 255]).collect();
    let with_alpha = Pixels { alpha: true, bytes, ..opaque.clone() };
    for encoding in ENCODINGS {
        assert_eq!(encode(&with_alpha, encoding), encode(&opaque, encoding), "{encoding:?}");
    }
}

#[test]
fn few_colours_get_a_palette() {
    let bytes: Vec<u8> =
        (0..100 * 100_u32).flat_map(|at| [[0, 0, 0], [250, 9, 9], [8, 8, 250]][at as usize % 3]).collect();
    let png = encode(&Pixels { width: 100, height: 100, alpha: false, bytes }, Encoding::Png);
    // Depth 2, colour type 3, in the header chunk.
    assert_eq!((png[24], png[25]), (2, 3));
}
