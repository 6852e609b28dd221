//! What is known of a picture's file once it has been looked at.
//!
//! A file is decoded when it is met for the first time, so that a broken one is reported with the article that names
//! it, and not found out by a reader. What was learned is remembered by the file's fingerprint.

use super::codec::{DecodeError, Limits, Look, decode, look};
use super::format::Format;
use super::metadata::{Rights, orientation, read};
use super::probe::{is_animated, probe};
use super::svg::{SvgDanger, svg_problem};
use crate::base::Fingerprint;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Files below this size, in bytes, with sides up to [`ICON`] are published as they are: an AVIF of an icon is larger
/// than the icon.
const SMALL: u64 = 4 * 1024;
/// Pixels for a byte from which an exact picture is compact.
const COMPACT: u64 = 10;
/// The longer side of an icon, in pixels.
const ICON: u32 = 256;

/// What is known of a picture's file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    /// Its contents.
    pub print: Fingerprint,
    /// Its size in bytes.
    pub bytes: u64,
    /// What it is, whatever its name says.
    pub format: Format,
    /// In pixels, upright; `None` for a drawing without a size.
    pub width: Option<u32>,
    /// In pixels, upright.
    pub height: Option<u32>,
    /// What may be made of it.
    pub making: Making,
    /// Its overall colour, sRGB.
    pub colour: Option<[u8; 3]>,
    /// What the file itself says of its maker and terms.
    pub rights: Arc<Rights>,
}

/// What may be made of a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Making {
    /// Smaller ones, in other formats and cuts.
    Variants {
        /// Nothing shines through.
        opaque: bool,
        /// A chart or screenshot: few colours, sharp edges.
        flat: bool,
        /// So few bytes for its pixels that only exact formats can keep up: text on white, a line drawing.
        compact: bool,
        /// Too small a file for more than cuts.
        small: bool,
    },
    /// It moves: it is published as it is, and only cuts are made, of its first frame.
    Animation,
    /// It is published as it is.
    AsIs,
}

/// Why a picture can't be published.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Problem {
    /// The file is gone or can't be read.
    Unreadable(String),
    /// It holds nothing.
    Empty,
    /// It is no picture that pressroom knows.
    NoPicture,
    /// Browsers don't show this format, and it can't be read here.
    Unsupported(String),
    /// It ends too early.
    Truncated,
    /// It contradicts itself.
    Corrupt(String),
    /// More pixels than the limit.
    TooManyPixels {
        /// Width in pixels.
        width: u32,
        /// Height in pixels.
        height: u32,
        /// The limit in pixels.
        limit: u64,
    },
    /// More bytes than the limit.
    TooManyBytes {
        /// Bytes of the file.
        bytes: u64,
        /// The limit in bytes.
        limit: u64,
    },
    /// A drawing that runs something, or loads something from elsewhere.
    Unsafe {
        /// What it is.
        what: String,
        /// Where in the file.
        line: u32,
    },
}

impl Facts {
    /// Whether the file may be decoded, under limits that may be lower than when it was looked at.
    ///
    /// # Errors
    /// It has too many pixels.
    pub fn within(&self, limits: Limits) -> Result<(), Problem> {
        let (width, height) = (self.width.unwrap_or(0), self.height.unwrap_or(0));
        // What is published as it is costs nothing.
        let decoded = self.making != Making::AsIs;
        if decoded && u64::from(width) * u64::from(height) > limits.pixels {
            return Err(Problem::TooManyPixels { width, height, limit: limits.pixels });
        }
        Ok(())
    }
}

/// Looks at a whole file.
///
/// # Errors
/// Why it can't be published.
pub fn examine(bytes: &[u8], limits: Limits) -> Result<Facts, Problem> {
    if bytes.is_empty() {
        return Err(Problem::Empty);
    }
    let format = Format::sniff(bytes).ok_or(Problem::NoPicture)?;
    let size = probe(bytes);
    let mut facts = Facts {
        print: Fingerprint::of(bytes),
        bytes: bytes.len() as u64,
        format,
        width: size.and_then(|(width, _)| width),
        height: size.and_then(|(_, height)| height),
        making: Making::AsIs,
        colour: None,
        rights: Arc::new(read(bytes)),
    };
    if format == Format::Svg {
        return check_drawing(bytes).map(|()| facts);
    }
    if format == Format::Heic {
        return Err(Problem::Unsupported("HEIC".into()));
    }
    let pixels = match decode(bytes, limits) {
        // It is what it would be made into.
        Err(DecodeError::Unsupported(_)) if format == Format::Avif && size.is_some() => return Ok(facts),
        decoded => decoded?,
    };
    (facts.width, facts.height) = (Some(pixels.width), Some(pixels.height));
    let Look { colour, opaque, flat } = look(&pixels);
    facts.colour = Some(colour);
    let exact = matches!(format, Format::Png | Format::Gif | Format::WebP);
    let compact = exact && facts.bytes * COMPACT < u64::from(pixels.width) * u64::from(pixels.height);
    let icon = facts.bytes < SMALL && pixels.width.max(pixels.height) <= ICON;
    let small = icon && format.is_for_the_web() && orientation(bytes) == 1;
    facts.making =
        if is_animated(format, bytes) { Making::Animation } else { Making::Variants { opaque, flat, compact, small } };
    Ok(facts)
}

fn check_drawing(bytes: &[u8]) -> Result<(), Problem> {
    let Ok(text) = std::str::from_utf8(bytes) else { return Err(Problem::Corrupt("it is not UTF-8".into())) };
    let Some(problem) = svg_problem(text) else { return Ok(()) };
    let before = text.get(..problem.span.start).unwrap_or(text);
    let line = 1 + before.matches('\n').count() as u32;
    Err(match problem.danger {
        SvgDanger::Malformed => Problem::Corrupt(format!("line {line}: {}", problem.what)),
        _ => Problem::Unsafe { what: problem.what, line },
    })
}

impl From<DecodeError> for Problem {
    fn from(error: DecodeError) -> Self {
        match error {
            DecodeError::TooManyPixels { width, height, limit } => Self::TooManyPixels { width, height, limit },
            DecodeError::Truncated => Self::Truncated,
            DecodeError::Corrupt(what) => Self::Corrupt(what),
            DecodeError::Unsupported(what) => Self::Unsupported(what),
        }
    }
}
