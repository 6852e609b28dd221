//! WebP through libwebp, the encoder that everyone else's is measured by.

use super::super::Pixels;
use webp::{Encoder, PixelLayout, WebPConfig};

pub(super) fn lossy(pixels: &Pixels, quality: u8) -> Vec<u8> {
    let mut config = WebPConfig::new().expect("the library is of the version it was compiled for");
    config.quality = f32::from(quality);
    config.method = 4;
    run(pixels, &config)
}

pub(super) fn lossless(pixels: &Pixels) -> Vec<u8> {
    let mut config = WebPConfig::new().expect("the library is of the version it was compiled for");
    config.lossless = 1;
    // Here it is effort, not loss.
    config.quality = 75.0;
    config.method = 4;
    run(pixels, &config)
}

fn run(pixels: &Pixels, config: &WebPConfig) -> Vec<u8> {
    // An opaque picture with an alpha channel would carry a chunk for it.
    let opaque = pixels.opaque();
    let samples = if opaque { pixels.rgb() } else { std::borrow::Cow::Borrowed(&pixels.bytes[..]) };
    let layout = if opaque { PixelLayout::Rgb } else { PixelLayout::Rgba };
    let encoder = Encoder::new(&samples, layout, pixels.width, pixels.height);
    encoder.encode_advanced(config).expect("no side is longer than WebP can state").to_vec()
}
