//! The one kind of picture that the pipeline works on, and what is cut from it.

/// A decoded picture: upright, 8 bits a channel, sRGB, straight (not premultiplied) alpha, rows from the top.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pixels {
    /// Width in pixels, at least 1.
    pub width: u32,
    /// Height in pixels, at least 1.
    pub height: u32,
    /// Whether a pixel has four bytes (RGBA) or three (RGB).
    pub alpha: bool,
    /// The samples, `width * height` pixels without padding.
    pub bytes: Vec<u8>,
}

/// What a picture may ask of the machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The most pixels that are decoded. Memory is about 4 to 8 bytes for each.
    pub pixels: u64,
}

/// A part of a picture, in pixels from the top left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rect {
    /// The left edge.
    pub x: u32,
    /// The upper edge.
    pub y: u32,
    /// The width, at least 1.
    pub width: u32,
    /// The height, at least 1.
    pub height: u32,
}

impl Pixels {
    /// Bytes a pixel: 4 with alpha, 3 without.
    pub fn channels(&self) -> usize {
        if self.alpha { 4 } else { 3 }
    }

    /// The whole picture as a part.
    pub fn rect(&self) -> Rect {
        Rect { x: 0, y: 0, width: self.width, height: self.height }
    }

    /// Whether no pixel lets anything through.
    pub fn opaque(&self) -> bool {
        !self.alpha || self.bytes.chunks_exact(4).all(|pixel| pixel[3] == 255)
    }

    /// The samples without alpha: borrowed where there is none, else with alpha dropped (not blended).
    pub(super) fn rgb(&self) -> std::borrow::Cow<'_, [u8]> {
        if !self.alpha {
            return std::borrow::Cow::Borrowed(&self.bytes);
        }
        std::borrow::Cow::Owned(self.bytes.chunks_exact(4).flat_map(|pixel| [pixel[0], pixel[1], pixel[2]]).collect())
    }
}
