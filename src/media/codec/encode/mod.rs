//! From pixels to the bytes of a file.

mod avif;
mod jpeg;
mod png;
mod webp;

use super::Pixels;

/// A format and how much may be lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Encoding {
    /// AVIF: the smallest, and by far the slowest.
    Avif {
        /// 1 (smallest) to 100.
        quality: u8,
    },
    /// Lossy WebP.
    WebP {
        /// 1 (smallest) to 100, as `cwebp` counts.
        quality: u8,
    },
    /// Progressive JPEG. Alpha is blended with white.
    Jpeg {
        /// 1 (smallest) to 100, as libjpeg counts.
        quality: u8,
    },
    /// PNG, with a palette where the picture has at most 256 colours.
    Png,
    /// WebP without loss.
    WebPLossless,
}

/// What [`encode`] makes of the same pixels may change with these. They belong into the keys of caches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EncoderVersions {
    /// AVIF.
    pub avif: u16,
    /// WebP, lossy and lossless.
    pub webp: u16,
    /// JPEG.
    pub jpeg: u16,
    /// PNG.
    pub png: u16,
}

/// Raise a number when the bytes of its format change for the same pixels and quality: other settings here, or another
/// version of the encoder in `Cargo.lock`.
pub const ENCODER_VERSIONS: EncoderVersions = EncoderVersions { avif: 1, webp: 1, jpeg: 1, png: 1 };

/// Encodes a picture as a plain file without metadata, marked as sRGB where a reader could doubt it.
///
/// # Panics
///
/// When a side is longer than the format can state: 16383 pixels for WebP, 65535 for JPEG and AVIF. `plan` leaves such
/// formats out.
pub fn encode(pixels: &Pixels, encoding: Encoding) -> Vec<u8> {
    match encoding {
        Encoding::Avif { quality } => avif::encode(pixels, quality.clamp(1, 100)),
        Encoding::WebP { quality } => webp::lossy(pixels, quality.clamp(1, 100)),
        Encoding::Jpeg { quality } => jpeg::encode(pixels, quality.clamp(1, 100)),
        Encoding::Png => png::encode(pixels),
        Encoding::WebPLossless => webp::lossless(pixels),
    }
}

#[cfg(test)]
mod tests;
