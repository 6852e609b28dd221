//! GIF (GIF89a): the first frame on its canvas. What the frame leaves free is transparent.

use super::super::{DecodeError, Limits};
use super::{Layout, Raw, allow};
use gif::{ColorOutput, DecodeOptions, DecodingError, MemoryLimit};
use std::num::NonZeroU64;

pub(super) fn decode(bytes: &[u8], limits: Limits) -> Result<Raw, DecodeError> {
    let mut options = DecodeOptions::new();
    options.set_color_output(ColorOutput::RGBA);
    if let Some(bytes) = NonZeroU64::new(limits.pixels.saturating_mul(4)) {
        options.set_memory_limit(MemoryLimit::Bytes(bytes));
    }
    let mut decoder = options.read_info(bytes).map_err(failure)?;
    let (width, height) = (u32::from(decoder.width()), u32::from(decoder.height()));
    allow(width, height, limits)?;
    let frame = decoder.next_frame_info().map_err(failure)?.ok_or(DecodeError::Truncated)?;
    let [left, top, wide, high] = [frame.left, frame.top, frame.width, frame.height].map(usize::from);
    allow(wide as u32, high as u32, limits)?;
    let mut pixels = vec![0; decoder.buffer_size()];
    decoder.read_into_buffer(&mut pixels).map_err(failure)?;
    let profile = decoder.icc_profile().map(<[u8]>::to_vec);
    let (columns, rows) = (width as usize, height as usize);
    let mut samples = vec![0; columns * rows * 4];
    let seen = wide.min(columns.saturating_sub(left)) * 4;
    for (row, line) in pixels.chunks_exact(wide * 4).take(rows.saturating_sub(top)).enumerate() {
        let at = ((top + row) * columns + left) * 4;
        if let Some(place) = samples.get_mut(at..at + seen) {
            place.copy_from_slice(&line[..seen]);
        }
    }
    let layout = if samples.chunks_exact(4).all(|pixel| pixel[3] == 255) {
        samples = samples.chunks_exact(4).flat_map(|pixel| [pixel[0], pixel[1], pixel[2]]).collect();
        Layout::Rgb
    } else {
        Layout::Rgba
    };
    Ok(Raw { width, height, layout, samples, profile, orientation: 1 })
}

fn failure(error: DecodingError) -> DecodeError {
    match error {
        DecodingError::UnexpectedEof => DecodeError::Truncated,
        DecodingError::Io(error) => DecodeError::io(&error),
        error => DecodeError::Corrupt(error.to_string()),
    }
}
