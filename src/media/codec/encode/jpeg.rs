//! JPEG, for readers without anything newer and for link previews.
//!
//! Progressive with optimised Huffman tables; colour at half resolution, as photographs take it well. Alpha is blended
//! with white, the paper that pages are mostly made of.

use super::super::Pixels;
use jpeg_encoder::{ColorType, Encoder, QuantizationTableType, SamplingFactor};
use std::borrow::Cow;

pub(super) fn encode(pixels: &Pixels, quality: u8) -> Vec<u8> {
    let samples = if pixels.alpha { Cow::Owned(on_white(&pixels.bytes)) } else { Cow::Borrowed(&pixels.bytes) };
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, quality);
    encoder.set_progressive(true);
    encoder.set_optimized_huffman_tables(true);
    encoder.set_sampling_factor(SamplingFactor::F_2_2);
    encoder.set_quantization_tables(QuantizationTableType::Default, QuantizationTableType::Default);
    let side = |side: u32| u16::try_from(side).expect("no side is longer than a JPEG can state");
    encoder
        .encode(&samples, side(pixels.width), side(pixels.height), ColorType::Rgb)
        .expect("memory can be written to, and the samples fill the sides");
    bytes
}

fn on_white(rgba: &[u8]) -> Vec<u8> {
    let blend = |sample: u8, alpha: u8| {
        let (sample, alpha) = (u32::from(sample), u32::from(alpha));
        ((sample * alpha + 255 * (255 - alpha) + 127) / 255) as u8
    };
    rgba.chunks_exact(4).flat_map(|pixel| [0, 1, 2].map(|at| blend(pixel[at], pixel[3]))).collect()
}
