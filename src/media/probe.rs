//! What the first bytes of a picture's file tell: its size, and whether it moves.

use super::format::Format;
use super::metadata::orientation;

/// Reads width and height out of a picture's header, upright, in pixels. `head` is the beginning of the file (256 KB
/// are enough for every format; EXIF thumbnails may push a JPEG's frame that far).
///
/// A drawing may have neither; what is no picture has no size at all.
pub fn probe(head: &[u8]) -> Option<(Option<u32>, Option<u32>)> {
    if let Some(size) = svg_size(head) {
        return Some(size);
    }
    let size = imagesize::blob_size(head).ok()?;
    let (width, height) = (Some(size.width as u32), Some(size.height as u32));
    Some(if orientation(head) >= 5 { (height, width) } else { (width, height) })
}

/// Whether a whole file holds more than one frame.
pub(super) fn is_animated(format: Format, bytes: &[u8]) -> bool {
    match format {
        // A second frame has its own image descriptor; a loop without one does not move.
        Format::Gif => gif_frames(bytes).is_some_and(|frames| frames > 1),
        // `acTL` stands before the first `IDAT` (https://www.w3.org/TR/png-3/#acTL-chunk).
        Format::Png => memchr::memmem::find(&bytes[..bytes.len().min(64 * 1024)], b"acTL").is_some(),
        // The second bit of the flags of `VP8X` (RFC 9649, 2.7.1).
        Format::WebP => bytes.get(12..16) == Some(b"VP8X") && bytes.get(20).is_some_and(|flags| flags & 2 != 0),
        _ => false,
    }
}

/// Walks the blocks of a GIF ([GIF89a](https://www.w3.org/Graphics/GIF/spec-gif89a.txt)) up to the second frame.
fn gif_frames(bytes: &[u8]) -> Option<usize> {
    let table = |flags: u8| if flags & 0x80 == 0 { 0 } else { 3 << ((flags & 7) + 1) };
    let mut at = 13 + table(*bytes.get(10)?);
    let mut frames = 0;
    while frames < 2 {
        match *bytes.get(at)? {
            0x21 => at = skip_blocks(bytes, at + 2)?,
            0x2C => {
                frames += 1;
                at = skip_blocks(bytes, at + 11 + table(*bytes.get(at + 9)?))?;
            }
            _ => break,
        }
    }
    Some(frames)
}

/// Skips data blocks, each of which begins with its length, up to the one of length 0.
fn skip_blocks(bytes: &[u8], mut at: usize) -> Option<usize> {
    loop {
        let length = usize::from(*bytes.get(at)?);
        at += 1 + length;
        if length == 0 {
            return Some(at);
        }
    }
}

/// Width and height of an SVG from its attributes or its `viewBox`, in CSS pixels.
fn svg_size(head: &[u8]) -> Option<(Option<u32>, Option<u32>)> {
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
    Some((width, height))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn drawings_have_the_size_they_state() {
        let size = |svg: &str| svg_size(svg.as_bytes());
        assert_eq!(size(r#"<svg width="20" height="10px">"#), Some((Some(20), Some(10))));
        assert_eq!(size(r#"<?xml version="1.0"?><svg viewBox="0 0 64 32">"#), Some((Some(64), Some(32))));
        assert_eq!(size("<svg>"), Some((None, None)));
        assert_eq!(size("no picture"), None);
    }

    #[test]
    fn rubbish_is_no_picture() {
        assert_eq!(probe(b""), None);
        assert_eq!(probe(b"\xFF\xD8\xFF\xE1\x00\x00"), None);
    }

    #[test]
    fn moving_pictures_are_told_from_still_ones() {
        let frame = [0x2C, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 1, 0x44, 0];
        let head = [&b"GIF89a\x01\0\x01\0\x80\0\0"[..], &[0; 6]].concat();
        let gif = |frames: usize| [&head[..], &frame.repeat(frames), b";"].concat();
        assert!(!is_animated(Format::Gif, &gif(1)));
        assert!(is_animated(Format::Gif, &gif(3)));
        assert!(!is_animated(Format::Gif, &gif(3)[..24]));
        assert!(is_animated(Format::WebP, b"RIFF....WEBPVP8X....\x02"));
    }
}
