//! From the bytes of a file to upright sRGB pixels.
//!
//! Each format has a file of its own that yields a [`Raw`]: samples as stored, the orientation and the colour profile.
//! What follows is the same for all: the profile is applied, then the picture is turned. The number of pixels is
//! checked against the limit when the header has been read, before memory is asked for. A file that ends early is an
//! error rather than a picture with a grey lower half.

mod colour;
mod gif;
mod jpeg;
mod orient;
mod png;
mod webp;

use super::{DecodeError, Limits, Pixels};
use crate::media::Format;

/// How the samples of a decoded file are laid out, 8 bits each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Layout {
    Grey,
    GreyAlpha,
    Rgb,
    Rgba,
    /// 0 is no ink, 255 is full ink.
    Cmyk,
}

/// A picture as its file has it: not turned, in its own colours.
#[derive(Debug)]
struct Raw {
    width: u32,
    height: u32,
    layout: Layout,
    samples: Vec<u8>,
    /// An ICC profile (ICC.1:2022), unparsed.
    profile: Option<Vec<u8>>,
    /// Exif orientation, 1 to 8.
    orientation: u16,
}

/// Decodes JPEG, PNG, GIF (first frame) and WebP (first frame) into upright sRGB.
///
/// Embedded colour profiles are applied; one that can't be read is ignored, as browsers do. Fails with
/// [`DecodeError::TooManyPixels`] before anything is decoded, with [`DecodeError::Truncated`] when the file ends early.
pub fn decode(bytes: &[u8], limits: Limits) -> Result<Pixels, DecodeError> {
    let raw = match Format::sniff(bytes) {
        Some(Format::Jpeg) => jpeg::decode(bytes, limits)?,
        Some(Format::Png) => png::decode(bytes, limits)?,
        Some(Format::Gif) => gif::decode(bytes, limits)?,
        Some(Format::WebP) => webp::decode(bytes, limits)?,
        Some(Format::Avif | Format::Heic) => return Err(unsupported("AVIF or HEIF")),
        Some(Format::Tiff) => return Err(unsupported("TIFF")),
        Some(Format::Bmp) => return Err(unsupported("BMP")),
        Some(Format::Svg) | None => return Err(unsupported("an unknown format")),
    };
    let orientation = raw.orientation;
    Ok(orient::upright(colour::to_srgb(raw), orientation))
}

fn unsupported(what: &str) -> DecodeError {
    DecodeError::Unsupported(what.to_owned())
}

/// Refuses what is over the limit, and sizes that no picture has.
fn allow(width: u32, height: u32, limits: Limits) -> Result<(), DecodeError> {
    if width == 0 || height == 0 {
        return Err(DecodeError::Corrupt("a side has no pixels".to_owned()));
    }
    if u64::from(width) * u64::from(height) > limits.pixels {
        return Err(DecodeError::TooManyPixels { width, height, limit: limits.pixels });
    }
    Ok(())
}

#[cfg(test)]
mod tests;
