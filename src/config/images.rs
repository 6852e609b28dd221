//! The key `images`: sizes, formats and limits of pictures.

use super::lower::fail;
use super::raw::{RawImages, RawQuality};
use crate::yaml::{Reader, Spanned};
use std::time::Duration;

/// How pictures are published.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "four independent settings of the configuration file")]
pub struct ImageSettings {
    /// Whether pictures are made smaller and encoded at all.
    pub variants: bool,
    /// Widths in pixels, ascending, at least one.
    pub widths: Vec<u32>,
    /// Whether AVIF is made.
    pub avif: bool,
    /// Whether WebP is made.
    pub webp: bool,
    /// How good each format has to be.
    pub quality: Qualities,
    /// Time for encoding after which AVIF is left for the next build.
    pub budget: Option<Duration>,
    /// Pixels of the largest picture that is read.
    pub max_pixels: u64,
    /// Bytes of the largest picture file that is read.
    pub max_bytes: u64,
    /// Whether pages without a picture get a drawn one for sharing.
    pub social_cards: bool,
}

/// How good each format has to be, from 1 to 100; each has its own scale.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Qualities {
    /// Of AVIF.
    pub avif: u8,
    /// Of WebP.
    pub webp: u8,
    /// Of JPEG.
    pub jpeg: u8,
}

/// The steps are about 1.5 apart: with more of them a reader saves little, with fewer a phone loads too much.
const WIDTHS: [u32; 6] = [240, 400, 640, 960, 1280, 1600];
/// What sharp and Eleventy give at their own defaults, measured by structural similarity (`benches/pictures`).
const QUALITY: Qualities = Qualities { avif: 50, webp: 80, jpeg: 79 };
const MEGAPIXELS: u64 = 80;
const MEGABYTES: u64 = 50;

impl Default for ImageSettings {
    fn default() -> Self {
        Self {
            variants: true,
            widths: WIDTHS.to_vec(),
            avif: true,
            webp: true,
            quality: QUALITY,
            budget: None,
            max_pixels: MEGAPIXELS * 1_000_000,
            max_bytes: MEGABYTES * 1_000_000,
            social_cards: true,
        }
    }
}

pub(super) fn lower_images(raw: Option<RawImages>, reader: &mut Reader) -> ImageSettings {
    let Some(raw) = raw else { return ImageSettings::default() };
    let (mut avif, mut webp) = (raw.formats.is_none(), raw.formats.is_none());
    for format in raw.formats.iter().flatten() {
        match format.value.as_str() {
            "avif" => avif = true,
            "webp" => webp = true,
            "jpeg" | "jpg" | "png" => {}
            other => {
                let message = format!("pictures can't be published as `{other}`");
                fail(reader, format, "bad-value", message, "known: avif, webp; JPEG or PNG is always there");
            }
        }
    }
    let megapixels = within(raw.max_megapixels, MEGAPIXELS, 1..=1_000, "images.max_megapixels", reader);
    let megabytes = within(raw.max_megabytes, MEGABYTES, 1..=2_000, "images.max_megabytes", reader);
    ImageSettings {
        variants: raw.variants.unwrap_or(true),
        widths: widths(raw.widths, reader),
        avif,
        webp,
        quality: qualities(raw.quality, reader),
        budget: raw.budget.and_then(|budget| duration(&budget, reader)),
        max_pixels: megapixels * 1_000_000,
        max_bytes: megabytes * 1_000_000,
        social_cards: raw.social_cards.unwrap_or(true),
    }
}

fn widths(raw: Option<Vec<Spanned<u32>>>, reader: &mut Reader) -> Vec<u32> {
    let mut widths = Vec::new();
    for width in raw.into_iter().flatten() {
        let fits = (16..=8_000).contains(&width.value);
        if !fits || widths.last().is_some_and(|last| *last >= width.value) {
            let message = if fits { "must ascend" } else { "must be from 16 to 8,000 pixels" };
            let hint = "write them like `[400, 800, 1200]`";
            fail(reader, &width, "out-of-range", format!("`images.widths` {message}"), hint);
        }
        widths.push(width.value);
    }
    if widths.is_empty() { WIDTHS.to_vec() } else { widths }
}

fn qualities(raw: Option<RawQuality>, reader: &mut Reader) -> Qualities {
    let Some(raw) = raw else { return QUALITY };
    let mut one = |value, default: u8, name| within(value, u64::from(default), 1..=100, name, reader) as u8;
    Qualities {
        avif: one(raw.avif, QUALITY.avif, "images.quality.avif"),
        webp: one(raw.webp, QUALITY.webp, "images.quality.webp"),
        jpeg: one(raw.jpeg, QUALITY.jpeg, "images.quality.jpeg"),
    }
}

fn within(
    value: Option<Spanned<u32>>,
    default: u64,
    range: std::ops::RangeInclusive<u64>,
    name: &str,
    reader: &mut Reader,
) -> u64 {
    let Some(value) = value else { return default };
    let number = u64::from(value.value);
    if range.contains(&number) {
        return number;
    }
    let message = format!("`{name}` must be from {} to {}", range.start(), range.end());
    fail(reader, &value, "out-of-range", message, format!("the default is {default}"));
    default
}

/// Reads `90`, `90s`, `5m`, `1h`.
pub fn parse_duration(text: &str) -> Option<Duration> {
    let split = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (number, unit) = text.split_at(split);
    let factor = match unit.trim() {
        "" | "s" => Some(1),
        "m" | "min" => Some(60),
        "h" => Some(3_600),
        _ => None,
    };
    let seconds = factor.and_then(|factor| number.parse::<u32>().ok()?.checked_mul(factor))?;
    Some(Duration::from_secs(u64::from(seconds)))
}

fn duration(text: &Spanned<String>, reader: &mut Reader) -> Option<Duration> {
    let duration = parse_duration(text);
    if duration.is_none() {
        let message = format!("`{}` is no length of time", text.value);
        fail(reader, text, "bad-value", message, "write seconds or minutes: `60s`, `5m`");
    }
    duration
}

#[cfg(test)]
mod tests {
    use crate::config::{Config, ImageSettings};
    use std::time::Duration;

    fn read(images: &str) -> Result<ImageSettings, Vec<String>> {
        let text = format!("title: T\nbase_url: https://example.com/\nimages: {images}\n");
        let config = Config::read(&text, None).map(|config| config.images);
        config.map_err(|found| found.into_iter().map(|diagnostic| diagnostic.message).collect())
    }

    #[test]
    fn settings_are_read_and_the_rest_has_defaults() {
        let settings = read("{widths: [300, 900], formats: [webp], quality: {webp: 60}, budget: 2m}").expect("valid");
        assert_eq!((&settings.widths[..], settings.avif, settings.webp), (&[300, 900][..], false, true));
        assert_eq!((settings.quality.webp, settings.quality.jpeg), (60, 79));
        assert_eq!(settings.budget, Some(Duration::from_secs(120)));
        assert_eq!(read("{}"), Ok(ImageSettings::default()));
    }

    #[test]
    fn everything_wrong_is_said_at_once() {
        let found = read("{widths: [900, 300, 9], formats: [heic], quality: {avif: 0}, budget: soon}");
        assert_eq!(
            found.expect_err("invalid"),
            [
                "pictures can't be published as `heic`",
                "`images.widths` must ascend",
                "`images.widths` must be from 16 to 8,000 pixels",
                "`images.quality.avif` must be from 1 to 100",
                "`soon` is no length of time",
            ]
        );
    }
}
