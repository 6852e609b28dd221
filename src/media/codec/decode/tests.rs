//! Whole files, made here, and what becomes of them.

use super::super::{DecodeError, Encoding, Limits, Pixels, encode};
use super::decode;
use jpeg_encoder::{ColorType, Encoder};

const LIMITS: Limits = Limits { pixels: 1 << 20 };

/// Soft colours, so that lossy encodings have little to lose.
fn picture(width: u32, height: u32, alpha: bool) -> Pixels {
    let pixel = |at: u32| {
        let (x, y) = (at % width, at / width);
        let pixel = [(x * 200 / width) as u8, (y * 200 / height) as u8, 90, (55 + x * 200 / width) as u8];
        pixel.into_iter().take(if alpha { 4 } else { 3 })
    };
    Pixels { width, height, alpha, bytes: (0..width * height).flat_map(pixel).collect() }
}

fn jpeg(samples: &[u8], width: u16, kind: ColorType, segments: &[(u8, &[u8])]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, 95);
    for (number, segment) in segments {
        encoder.add_app_segment(*number, segment.to_vec()).expect("a short segment");
    }
    let channels = match kind {
        ColorType::Luma => 1,
        ColorType::Rgb => 3,
        _ => 4,
    };
    let height = samples.len() / channels / usize::from(width);
    encoder.encode(samples, width, height as u16, kind).expect("a JPEG");
    bytes
}

/// A TIFF header and a directory with nothing but an orientation.
fn exif(orientation: u8) -> Vec<u8> {
    let mut exif = b"MM\0\x2A\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".to_vec();
    exif.extend([orientation, 0, 0, 0, 0, 0, 0]);
    exif
}

fn near(pixels: &Pixels, expected: &Pixels, tolerance: u8) {
    assert_eq!((pixels.width, pixels.height, pixels.alpha), (expected.width, expected.height, expected.alpha));
    let worst = pixels.bytes.iter().zip(&expected.bytes).map(|(a, b)| a.abs_diff(*b)).max();
    assert!(worst <= Some(tolerance), "off by {worst:?}");
}

#[test]
fn what_was_encoded_comes_back() {
    for (width, height) in [(1, 1), (64, 48), (57, 201)] {
        for alpha in [false, true] {
            let original = picture(width, height, alpha);
            for (encoding, tolerance) in [
                (Encoding::Png, 0),
                (Encoding::WebPLossless, 0),
                (Encoding::WebP { quality: 95 }, 16),
                (Encoding::Jpeg { quality: 98 }, 16),
            ] {
                if alpha && matches!(encoding, Encoding::Jpeg { .. }) {
                    continue;
                }
                near(&decode(&encode(&original, encoding), LIMITS).expect("a picture"), &original, tolerance);
            }
        }
    }
}

#[test]
fn what_ends_early_is_no_picture() {
    let original = picture(64, 48, true);
    for encoding in
        [Encoding::Png, Encoding::WebPLossless, Encoding::WebP { quality: 80 }, Encoding::Jpeg { quality: 80 }]
    {
        let bytes = encode(&original, encoding);
        for cut in [bytes.len() - 20, bytes.len() / 2, bytes.len() / 3] {
            assert_eq!(decode(&bytes[..cut], LIMITS), Err(DecodeError::Truncated), "{encoding:?} {cut}");
        }
    }
    let mut bytes = Vec::new();
    let palette: Vec<u8> = (0..=255).flat_map(|at| [at, 90, 255 - at]).collect();
    let numbers: Vec<u8> = (0..64 * 48_u32).map(|at| (at * at / 7) as u8).collect();
    let mut encoder = gif::Encoder::new(&mut bytes, 64, 48, &palette).expect("a GIF");
    encoder.write_frame(&gif::Frame::from_indexed_pixels(64, 48, numbers, None)).expect("a frame");
    drop(encoder);
    assert!(decode(&bytes, LIMITS).is_ok());
    assert_eq!(decode(&bytes[..bytes.len() / 2], LIMITS), Err(DecodeError::Truncated));
}

#[test]
fn too_many_pixels_are_refused_by_the_header() {
    for encoding in
        [Encoding::Png, Encoding::WebPLossless, Encoding::WebP { quality: 80 }, Encoding::Jpeg { quality: 80 }]
    {
        let bytes = encode(&picture(64, 48, false), encoding);
        let refused = DecodeError::TooManyPixels { width: 64, height: 48, limit: 3071 };
        assert_eq!(decode(&bytes, Limits { pixels: 3071 }), Err(refused), "{encoding:?}");
        assert!(decode(&bytes, Limits { pixels: 3072 }).is_ok());
    }
}

#[test]
fn orientation_is_applied() {
    let original = picture(32, 16, false);
    let stored = jpeg(&original.bytes, 32, ColorType::Rgb, &[(1, &[&b"Exif\0\0"[..], &exif(3)].concat())]);
    let turned = Pixels { bytes: original.bytes.chunks(3).rev().flatten().copied().collect(), ..original.clone() };
    near(&decode(&stored, LIMITS).expect("a JPEG"), &turned, 16);

    let mut bytes = Vec::new();
    let mut info = png::Info::with_size(32, 16);
    info.color_type = png::ColorType::Rgb;
    info.exif_metadata = Some(exif(6).into());
    let mut writer = png::Encoder::with_info(&mut bytes, info).and_then(png::Encoder::write_header).expect("a PNG");
    writer.write_image_data(&original.bytes).and_then(|()| writer.finish()).expect("a PNG");
    let turned = decode(&bytes, LIMITS).expect("a PNG");
    assert_eq!((turned.width, turned.height), (16, 32));
    assert_eq!(turned.bytes[..3], original.bytes[15 * 32 * 3..][..3]);
}

#[test]
fn inks_become_light_whichever_way_they_are_stored() {
    let cyan = [255_u8, 0, 0, 0].repeat(256);
    // The encoder does as Adobe does: it stores how much ink is missing, and writes the marker that says so.
    let inverted = jpeg(&cyan, 16, ColorType::Cmyk, &[]);
    let luma = jpeg(&cyan, 16, ColorType::CmykAsYcck, &[]);
    // Without the marker, samples are inks.
    let missing: Vec<u8> = cyan.iter().map(|ink| 255 - ink).collect();
    let mut plain = jpeg(&missing, 16, ColorType::Cmyk, &[]);
    let marker = plain.windows(9).position(|bytes| bytes == b"\xFF\xEE\0\x0EAdobe").expect("the marker");
    plain.drain(marker..marker + 16);
    for bytes in [plain, inverted, luma] {
        let pixels = decode(&bytes, LIMITS).expect("a JPEG");
        let [red, green, blue] = [pixels.bytes[0], pixels.bytes[1], pixels.bytes[2]];
        assert!(red < 60 && green > 140 && blue > 200, "{red} {green} {blue}");
    }
}

#[test]
fn grey_and_palettes_become_rgb() {
    let pixels = decode(&jpeg(&[77; 256], 16, ColorType::Luma, &[]), LIMITS).expect("a JPEG");
    assert!(pixels.bytes.len() == 256 * 3 && pixels.bytes.iter().all(|sample| sample.abs_diff(77) <= 1));

    let mut bytes = Vec::new();
    let mut encoder = gif::Encoder::new(&mut bytes, 3, 2, &[10, 20, 30, 40, 50, 60]).expect("a GIF");
    let mut frame = gif::Frame::from_indexed_pixels(2, 1, vec![0, 1], Some(0));
    (frame.left, frame.top) = (1, 1);
    encoder.write_frame(&frame).expect("a frame");
    drop(encoder);
    let pixels = decode(&bytes, LIMITS).expect("a GIF");
    assert!(pixels.alpha && pixels.bytes[5 * 4..] == [40, 50, 60, 255], "{pixels:?}");
    assert!(pixels.bytes[..5 * 4].chunks(4).all(|pixel| pixel[3] == 0));
}

#[test]
fn rubbish_is_an_error() {
    assert!(matches!(decode(b"", LIMITS), Err(DecodeError::Unsupported(_))));
    assert!(matches!(decode(b"<svg/>", LIMITS), Err(DecodeError::Unsupported(_))));
    for head in [&b"\xFF\xD8\xFF"[..], b"\x89PNG\r\n\x1A\n", b"GIF89a", b"RIFF\xFF\0\0\0WEBP"] {
        assert_eq!(decode(head, LIMITS), Err(DecodeError::Truncated), "{head:?}");
    }
}
