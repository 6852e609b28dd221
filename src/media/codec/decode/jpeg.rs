//! JPEG (ITU-T T.81): baseline and progressive; grey, colour, and the two ways of storing CMYK.
//!
//! The decoder, zune-jpeg, shows what it can of a file that ends early. Here that is an error, so the markers are
//! walked first: without an end-of-image marker the file is truncated.

use super::super::{DecodeError, Limits};
use super::{Layout, Raw, allow};
use crate::media::metadata::tiff_orientation;
use memchr::memchr;
use zune_jpeg::JpegDecoder;
use zune_jpeg::errors::DecodeErrors;
use zune_jpeg::zune_core::bytestream::ZCursor;
use zune_jpeg::zune_core::colorspace::ColorSpace;
use zune_jpeg::zune_core::options::DecoderOptions;

pub(super) fn decode(bytes: &[u8], limits: Limits) -> Result<Raw, DecodeError> {
    let side = usize::from(u16::MAX);
    let options = DecoderOptions::default().set_max_width(side).set_max_height(side);
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(bytes), options);
    decoder.decode_headers().map_err(|error| failure(&error, bytes))?;
    let (width, height) = decoder.dimensions().ok_or(DecodeError::Truncated)?;
    let (width, height) = (width as u32, height as u32);
    allow(width, height, limits)?;
    let markers = Markers::of(bytes);
    if !markers.end {
        return Err(DecodeError::Truncated);
    }
    let (colours, layout) = match decoder.input_colorspace() {
        Some(ColorSpace::Luma) => (ColorSpace::Luma, Layout::Grey),
        Some(inks @ (ColorSpace::CMYK | ColorSpace::YCCK)) => (inks, Layout::Cmyk),
        _ => (ColorSpace::RGB, Layout::Rgb),
    };
    decoder.set_options(options.jpeg_set_out_colorspace(colours));
    let mut samples = decoder.decode().map_err(|error| failure(&error, bytes))?;
    if colours == ColorSpace::YCCK {
        samples.chunks_exact_mut(4).for_each(inks);
    }
    // Adobe's programs store how much ink is missing, and say so by their marker alone.
    if layout == Layout::Cmyk && markers.adobe {
        for sample in &mut samples {
            *sample = 255 - *sample;
        }
    }
    let orientation = decoder.exif().and_then(|exif| tiff_orientation(exif)).map_or(1, u16::from);
    Ok(Raw { width, height, layout, samples, profile: decoder.icc_profile(), orientation })
}

/// YCCK to CMYK: the inks were taken as light and turned into luma and chroma (ITU-T T.872, 6.3).
fn inks(pixel: &mut [u8]) {
    let [luma, blue, red] = [f32::from(pixel[0]), f32::from(pixel[1]) - 128.0, f32::from(pixel[2]) - 128.0];
    let light = [luma + 1.402 * red, luma - 0.344_136 * blue - 0.714_136 * red, luma + 1.772 * blue];
    for (sample, light) in pixel.iter_mut().zip(light) {
        // A conversion from float saturates.
        *sample = 255 - light.round() as u8;
    }
}

fn failure(error: &DecodeErrors, bytes: &[u8]) -> DecodeError {
    match error {
        DecodeErrors::Unsupported(what) => DecodeError::Unsupported(format!("this kind of JPEG ({what:?})")),
        _ if !Markers::of(bytes).end => DecodeError::Truncated,
        error => DecodeError::Corrupt(format!("{error:?}")),
    }
}

/// What a walk over the markers of a file finds out.
struct Markers {
    /// The picture has an end.
    end: bool,
    /// Adobe's application segment (APP14).
    adobe: bool,
}

impl Markers {
    fn of(bytes: &[u8]) -> Self {
        let mut markers = Self { end: false, adobe: false };
        let mut at = 2;
        // Between segments and inside compressed data alike, 0xFF announces a marker.
        while let Some(found) = bytes.get(at..).and_then(|rest| memchr(0xFF, rest)) {
            at += found + 1;
            match bytes.get(at) {
                Some(0xD9) => return Self { end: true, ..markers },
                // Another 0xFF is padding; 0 is an escaped 0xFF in compressed data; restarts have no length.
                Some(0xFF) => {}
                Some(0x00 | 0x01 | 0xD0..=0xD8) => at += 1,
                Some(code) => {
                    let Some([high, low]) = bytes.get(at + 1..at + 3) else { break };
                    markers.adobe |= *code == 0xEE && bytes.get(at + 3..at + 8) == Some(b"Adobe");
                    at += 1 + usize::from(u16::from_be_bytes([*high, *low]));
                }
                None => break,
            }
        }
        markers
    }
}
