//! The size of a picture from the first bytes of its file.

use crate::model::PictureSize;

/// Reads width and height out of a picture's header; EXIF orientation is applied. `bytes` is the length of the whole
/// file, `head` its beginning (64 KB are enough for every format; EXIF thumbnails may push a JPEG's frame that far).
pub fn probe(head: &[u8], bytes: u64) -> Option<PictureSize> {
    if let Some(size) = svg_size(head) {
        return Some(PictureSize { bytes, ..size });
    }
    let size = imagesize::blob_size(head).ok()?;
    let (mut width, mut height) = (size.width as u32, size.height as u32);
    if exif_orientation(head).is_some_and(|orientation| (5..=8).contains(&orientation)) {
        std::mem::swap(&mut width, &mut height);
    }
    Some(PictureSize { width: Some(width), height: Some(height), bytes })
}

/// Orientation 1 to 8 from a JPEG's APP1 segment (Exif 2.3, tag 0x0112).
fn exif_orientation(head: &[u8]) -> Option<u16> {
    if !head.starts_with(&[0xFF, 0xD8]) {
        return None;
    }
    let mut at = 2;
    while head.get(at) == Some(&0xFF) {
        let marker = *head.get(at + 1)?;
        let length = usize::from(u16::from_be_bytes([*head.get(at + 2)?, *head.get(at + 3)?]));
        if marker == 0xE1 && head.get(at + 4..at + 10) == Some(b"Exif\0\0") {
            return tiff_orientation(head.get(at + 10..(at + 2 + length).min(head.len()))?);
        }
        if marker == 0xDA {
            return None;
        }
        at += 2 + length;
    }
    None
}

pub(super) fn tiff_orientation(tiff: &[u8]) -> Option<u16> {
    let little = match tiff.get(..2)? {
        b"II" => true,
        b"MM" => false,
        _ => return None,
    };
    let u16_at = |at: usize| -> Option<u16> {
        let pair = [*tiff.get(at)?, *tiff.get(at + 1)?];
        Some(if little { u16::from_le_bytes(pair) } else { u16::from_be_bytes(pair) })
    };
    let high = u32::from(u16_at(4)?);
    let low = u32::from(u16_at(6)?);
    let directory = if little { (low << 16) | high } else { (high << 16) | low } as usize;
    (0..u16_at(directory)? as usize)
        .map(|entry| directory + 2 + entry * 12)
        .find(|at| u16_at(*at) == Some(0x0112))
        .and_then(|at| u16_at(at + 8))
}

/// Width and height of an SVG from its attributes or its `viewBox`, in CSS pixels.
fn svg_size(head: &[u8]) -> Option<PictureSize> {
    let text = String::from_utf8_lossy(head.get(..head.len().min(4096))?);
    let open = text.find("<svg")?;
    // `<svg` deep inside another text file is not a picture.
    if text[..open].contains("<html") {
        return None;
    }
    let tag = text[open..].split('>').next()?;
    let attribute = |name: &str| -> Option<&str> {
        let at = tag.find(&format!(" {name}=")).or_else(|| tag.find(&format!("\n{name}=")))?;
        let value = &tag[at + name.len() + 2..];
        let quote = value.chars().next()?;
        value[1..].split(quote).next()
    };
    let pixels = |text: &str| -> Option<u32> {
        let number: f64 = text.trim().trim_end_matches("px").parse().ok()?;
        (number > 0.0).then(|| number.round() as u32)
    };
    let mut width = attribute("width").and_then(pixels);
    let mut height = attribute("height").and_then(pixels);
    if let (None | Some(_), Some(view_box)) = (width.and(height), attribute("viewBox")) {
        let numbers: Vec<f64> = view_box.split([' ', ',']).filter_map(|part| part.parse().ok()).collect();
        if let ([_, _, w, h], true) = (&numbers[..], width.is_none() || height.is_none()) {
            width = Some(w.round() as u32);
            height = Some(h.round() as u32);
        }
    }
    Some(PictureSize { width, height, bytes: 0 })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn drawings_have_the_size_they_state() {
        let size = |svg: &str| svg_size(svg.as_bytes()).map(|size| (size.width, size.height));
        assert_eq!(size(r#"<svg width="20" height="10px">"#), Some((Some(20), Some(10))));
        assert_eq!(size(r#"<?xml version="1.0"?><svg viewBox="0 0 64 32">"#), Some((Some(64), Some(32))));
        assert_eq!(size("<svg>"), Some((None, None)));
        assert_eq!(size("no picture"), None);
    }

    #[test]
    fn rubbish_is_no_picture() {
        assert_eq!(probe(b"", 0), None);
        assert_eq!(probe(b"\xFF\xD8\xFF\xE1\x00\x00", 6), None);
    }
}
