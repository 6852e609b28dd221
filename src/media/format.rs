//! What kind of picture a file is, by its first bytes: names lie.

/// A format of picture files.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, serde::Serialize, serde::Deserialize)]
pub enum Format {
    /// JPEG.
    Jpeg,
    /// PNG, animated ones too.
    Png,
    /// GIF.
    Gif,
    /// WebP.
    WebP,
    /// AVIF.
    Avif,
    /// SVG.
    Svg,
    /// TIFF, which browsers don't show.
    Tiff,
    /// BMP.
    Bmp,
    /// HEIC or HEIF, which most browsers don't show.
    Heic,
}

impl Format {
    /// The format of a file that begins like this; `None` when it is no picture.
    pub fn sniff(head: &[u8]) -> Option<Self> {
        let brand = (head.get(4..8) == Some(b"ftyp")).then(|| head.get(8..12)).flatten();
        match head {
            [0xFF, 0xD8, 0xFF, ..] => Some(Self::Jpeg),
            [0x89, b'P', b'N', b'G', ..] => Some(Self::Png),
            [b'G', b'I', b'F', b'8', ..] => Some(Self::Gif),
            [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some(Self::WebP),
            [b'I', b'I', 42, 0, ..] | [b'M', b'M', 0, 42, ..] => Some(Self::Tiff),
            [b'B', b'M', ..] => Some(Self::Bmp),
            _ => match brand {
                Some(b"avif" | b"avis") => Some(Self::Avif),
                Some(b"heic" | b"heix" | b"hevc" | b"heim" | b"heis" | b"mif1" | b"msf1") => Some(Self::Heic),
                _ => looks_like_svg(head).then_some(Self::Svg),
            },
        }
    }

    /// The usual end of a file's name.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Jpeg => "jpg",
            Self::Png => "png",
            Self::Gif => "gif",
            Self::WebP => "webp",
            Self::Avif => "avif",
            Self::Svg => "svg",
            Self::Tiff => "tiff",
            Self::Bmp => "bmp",
            Self::Heic => "heic",
        }
    }

    /// The media type.
    pub fn mime(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Gif => "image/gif",
            Self::WebP => "image/webp",
            Self::Avif => "image/avif",
            Self::Svg => "image/svg+xml",
            Self::Tiff => "image/tiff",
            Self::Bmp => "image/bmp",
            Self::Heic => "image/heic",
        }
    }

    /// The longest side, in pixels, of a picture that browsers show in this format.
    pub fn longest_side(self) -> u32 {
        match self {
            // 14 bits for each side (RFC 6386, 9.1).
            Self::WebP => 16_383,
            // 65,536 could be stated, but decoders give up (https://github.com/AOMediaCodec/libavif/pull/1040).
            Self::Avif => 32_768,
            // 65,535 could be stated, but decoders give up (`JPEG_MAX_DIMENSION` of libjpeg).
            Self::Jpeg => 65_500,
            // 16 bits for each side (GIF89a, 18).
            Self::Gif => 65_535,
            Self::Png | Self::Svg | Self::Tiff | Self::Bmp | Self::Heic => i32::MAX as u32,
        }
    }

    /// Whether every browser of today shows it.
    pub fn is_for_the_web(self) -> bool {
        !matches!(self, Self::Tiff | Self::Bmp | Self::Heic)
    }
}

/// An SVG begins with its element, after declarations and comments.
fn looks_like_svg(head: &[u8]) -> bool {
    let text = String::from_utf8_lossy(&head[..head.len().min(4096)]);
    let text = text.trim_start_matches('\u{feff}').trim_start();
    text.starts_with('<') && text.find("<svg").is_some_and(|at| !text[..at].contains("<html"))
}

/// The media type of a file name; `application/octet-stream` for what is no picture.
pub fn mime_of(name: &str) -> &'static str {
    let extension = name.rsplit('.').next().unwrap_or("").to_ascii_lowercase();
    let formats = [Format::Jpeg, Format::Png, Format::Gif, Format::WebP, Format::Avif, Format::Svg, Format::Heic];
    let extension = if extension == "jpeg" { "jpg" } else { &extension };
    let found = formats.into_iter().find(|format| format.extension() == extension);
    found.map_or("application/octet-stream", Format::mime)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_are_known_by_their_first_bytes() {
        assert_eq!(Format::sniff(b"\xFF\xD8\xFF\xE0"), Some(Format::Jpeg));
        assert_eq!(Format::sniff(b"RIFF\0\0\0\0WEBPVP8 "), Some(Format::WebP));
        assert_eq!(Format::sniff(b"\0\0\0\x1cftypavif"), Some(Format::Avif));
        assert_eq!(Format::sniff(b"<?xml version='1.0'?>\n<!-- a <b> -->\n<svg/>"), Some(Format::Svg));
        assert_eq!(Format::sniff(b"<html><svg>"), None);
        assert_eq!(Format::sniff(b""), None);
        assert_eq!((mime_of("A.JPEG"), mime_of("a.pdf")), ("image/jpeg", "application/octet-stream"));
    }
}
