//! The bytes of a variant.
//!
//! Making has two steps, because they change for different reasons and cost differently: [`make`] scales and encodes,
//! which is slow and cached; [`mark`] writes the credit into the finished file, which is a matter of copying.

use super::codec::{DecodeError, Encoding, Limits, Pixels, Rect, decode, encode, scale};
use super::facts::Problem;
use super::format::Format;
use super::metadata::{Rights, orientation, rewrite};
use super::plan::{Recipe, Variant};

/// Room for the credit in a file that shall not be larger than its source.
const MARK: usize = 1_200;
/// Steps of quality that are tried for such a file.
const STEPS: [u8; 4] = [12, 24, 36, 42];
/// Below this a picture is not recognised.
const LEAST: u8 = 8;

/// A picture's file, decoded.
pub struct Source<'a> {
    /// The file.
    pub bytes: &'a [u8],
    /// Its pixels.
    pub pixels: &'a Pixels,
}

/// Scales and encodes one variant; the result carries no metadata.
///
/// A variant of the source's own size is not larger than the source: where the settings would make it so, the source
/// itself is taken if the format is the same, or a lower quality.
pub fn make(source: &Source<'_>, crop: Rect, variant: &Variant) -> Vec<u8> {
    let scaled = scale(source.pixels, crop, variant.width, variant.height);
    let scaled = if variant.format == Format::Jpeg { on_white(scaled) } else { scaled };
    let first = encode_as(&scaled, variant.recipe);
    let whole = (crop.width, crop.height) == (source.pixels.width, source.pixels.height);
    let limit = source.bytes.len().saturating_sub(MARK);
    if !whole || variant.width < crop.width || first.len() <= limit {
        return first;
    }
    let mut best = first;
    let same = Format::sniff(source.bytes) == Some(variant.format) && orientation(source.bytes) == 1;
    let stripped = if same { rewrite(source.bytes, &Rights::default()) } else { None };
    if let Some(stripped) = stripped.filter(|stripped| stripped.len() < best.len()) {
        best = stripped;
    }
    for step in STEPS {
        let Some(recipe) = lower(variant.recipe, step).filter(|_| best.len() > limit) else { break };
        let smaller = encode_as(&scaled, recipe);
        if smaller.len() < best.len() {
            best = smaller;
        }
    }
    best
}

/// Writes the credit into a finished file, and leaves out all other metadata.
pub fn mark(bytes: Vec<u8>, rights: &Rights) -> Vec<u8> {
    rewrite(&bytes, rights).unwrap_or(bytes)
}

/// A whole picture as a file of its own: upright, and without metadata but for the credit.
///
/// Nothing is lost, unless it has to be turned: then it is encoded again, well.
///
/// # Errors
/// It has to be turned, and has too many pixels for that. What is damaged is not turned.
pub fn publishable(bytes: Vec<u8>, rights: &Rights, limits: Limits) -> Result<Vec<u8>, Problem> {
    if orientation(&bytes) == 1 {
        return Ok(mark(bytes, rights));
    }
    let upright = match decode(&bytes, limits) {
        Ok(pixels) if Format::sniff(&bytes) == Some(Format::Jpeg) => encode(&pixels, Encoding::Jpeg { quality: 92 }),
        Ok(pixels) => encode(&pixels, Encoding::Png),
        Err(error @ DecodeError::TooManyPixels { .. }) => return Err(error.into()),
        Err(_) => bytes,
    };
    Ok(mark(upright, rights))
}

fn encode_as(pixels: &Pixels, recipe: Recipe) -> Vec<u8> {
    match recipe {
        Recipe::Avif(quality) => encode(pixels, Encoding::Avif { quality }),
        Recipe::WebP(quality) => encode(pixels, Encoding::WebP { quality }),
        Recipe::WebPEither(quality) => {
            let lossy = encode(pixels, Encoding::WebP { quality });
            let exact = encode(pixels, Encoding::WebPLossless);
            if exact.len() <= lossy.len() { exact } else { lossy }
        }
        Recipe::Jpeg(quality) => encode(pixels, Encoding::Jpeg { quality }),
        Recipe::Png | Recipe::Rewritten | Recipe::Verbatim => encode(pixels, Encoding::Png),
    }
}

fn lower(recipe: Recipe, step: u8) -> Option<Recipe> {
    let less = |quality: u8| quality.checked_sub(step).filter(|quality| *quality >= LEAST);
    match recipe {
        Recipe::Avif(quality) => less(quality).map(Recipe::Avif),
        Recipe::WebP(quality) => less(quality).map(Recipe::WebP),
        Recipe::WebPEither(quality) => less(quality).map(Recipe::WebPEither),
        Recipe::Jpeg(quality) => less(quality).map(Recipe::Jpeg),
        Recipe::Png | Recipe::Rewritten | Recipe::Verbatim => None,
    }
}

/// JPEG has no transparency: what shines through is white, as paper is.
fn on_white(pixels: Pixels) -> Pixels {
    if !pixels.alpha {
        return pixels;
    }
    let mut bytes = Vec::with_capacity(pixels.bytes.len() / 4 * 3);
    for pixel in pixels.bytes.chunks_exact(4) {
        let alpha = u32::from(pixel[3]);
        bytes.extend(
            pixel[..3].iter().map(|value| ((u32::from(*value) * alpha + 255 * (255 - alpha) + 127) / 255) as u8),
        );
    }
    Pixels { alpha: false, bytes, ..pixels }
}
