//! WebP (RFC 9649): lossy, lossless, with alpha. Of an animation, the first frame.

use super::super::{DecodeError, Limits};
use super::{Layout, Raw, allow};
use crate::media::metadata::tiff_orientation;
use image_webp::{DecodingError, WebPDecoder};
use std::io::Cursor;

pub(super) fn decode(bytes: &[u8], limits: Limits) -> Result<Raw, DecodeError> {
    // The header states the length of all that follows its first eight bytes.
    if let [_, _, _, _, a, b, c, d, ..] = bytes
        && u64::from(u32::from_le_bytes([*a, *b, *c, *d])) + 8 > bytes.len() as u64
    {
        return Err(DecodeError::Truncated);
    }
    let mut decoder = WebPDecoder::new(Cursor::new(bytes)).map_err(failure)?;
    let (width, height) = decoder.dimensions();
    allow(width, height, limits)?;
    let size = decoder.output_buffer_size().ok_or_else(|| DecodeError::Corrupt("too large".to_owned()))?;
    let mut samples = vec![0; size];
    decoder.read_image(&mut samples).map_err(failure)?;
    let profile = decoder.icc_profile().ok().flatten();
    let exif = decoder.exif_metadata().ok().flatten();
    // Some programs copy the marker of a JPEG's segment along.
    let exif = exif.as_deref().map(|exif| exif.strip_prefix(b"Exif\0\0").unwrap_or(exif));
    let orientation = exif.and_then(tiff_orientation).map_or(1, u16::from);
    let layout = if decoder.has_alpha() { Layout::Rgba } else { Layout::Rgb };
    Ok(Raw { width, height, layout, samples, profile, orientation })
}

fn failure(error: DecodingError) -> DecodeError {
    match error {
        DecodingError::IoError(error) => DecodeError::io(&error),
        error => DecodeError::Corrupt(error.to_string()),
    }
}
