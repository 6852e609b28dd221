//! PNG (ISO/IEC 15948, third edition): all colour types and depths, interlaced or not. Of an animation, the default
//! picture.

use super::super::{DecodeError, Limits};
use super::{Layout, Raw, allow};
use crate::media::metadata::tiff_orientation;
use png::{BitDepth, ColorType, Decoder, DecodingError, Transformations};
use std::io::Cursor;

pub(super) fn decode(bytes: &[u8], limits: Limits) -> Result<Raw, DecodeError> {
    let mut decoder = Decoder::new(Cursor::new(bytes));
    // Palettes, transparent colours and samples below 8 bits become plain samples.
    decoder.set_transformations(Transformations::EXPAND);
    decoder.set_ignore_text_chunk(true);
    let header = decoder.read_header_info().map_err(failure)?;
    allow(header.width, header.height, limits)?;
    // The picture itself has been allowed; what is left to bound is a profile that unpacks to gigabytes.
    decoder.set_limits(png::Limits { bytes: 64 << 20 });
    let mut reader = decoder.read_info().map_err(failure)?;
    let size = reader.output_buffer_size().ok_or_else(|| DecodeError::Corrupt("too large".to_owned()))?;
    let mut samples = vec![0; size];
    let frame = reader.next_frame(&mut samples).map_err(failure)?;
    samples.truncate(frame.buffer_size());
    if frame.bit_depth == BitDepth::Sixteen {
        samples = narrowed(&samples);
    }
    // Exif may stand behind the picture. The picture is whole: what is wrong from here on does not matter.
    let _ = reader.finish();
    let info = reader.info();
    let orientation = info.exif_metadata.as_deref().and_then(tiff_orientation).map_or(1, u16::from);
    let profile = info.icc_profile.as_deref().map(<[u8]>::to_vec);
    let layout = match frame.color_type {
        ColorType::Grayscale => Layout::Grey,
        ColorType::GrayscaleAlpha => Layout::GreyAlpha,
        ColorType::Rgb | ColorType::Indexed => Layout::Rgb,
        ColorType::Rgba => Layout::Rgba,
    };
    Ok(Raw { width: frame.width, height: frame.height, layout, samples, profile, orientation })
}

/// 16-bit samples to the nearest of 8 bits: 65535 is 255, so a step is 257.
fn narrowed(samples: &[u8]) -> Vec<u8> {
    let wide = samples.chunks_exact(2).map(|pair| u32::from(u16::from_be_bytes([pair[0], pair[1]])));
    wide.map(|sample| ((sample + 128) / 257) as u8).collect()
}

fn failure(error: DecodingError) -> DecodeError {
    match error {
        DecodingError::IoError(error) => DecodeError::io(&error),
        error => DecodeError::Corrupt(error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn samples_are_rounded() {
        for (wide, expected) in [(0_u16, 0), (128, 0), (129, 1), (257, 1), (65_406, 254), (65_407, 255), (65_535, 255)]
        {
            assert_eq!(narrowed(&wide.to_be_bytes()), [expected], "{wide}");
        }
    }
}
