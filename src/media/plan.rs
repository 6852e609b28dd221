//! Which files are made of a picture, and what they are called, before a single one is encoded.
//!
//! The name of a variant holds a hash of everything that decides its bytes: the source's contents, the cut, the size,
//! the format with its settings and the encoder's version, and the credit that is written into it. So pages can name
//! files that do not exist yet, a browser may keep them for ever, and what is named the same is the same.

use super::codec::{ENCODER_VERSIONS, Rect};
use super::facts::{Facts, Making};
use super::format::Format;
use super::metadata::{Rights, xmp_packet};
use crate::base::{Fingerprint, FingerprintBuilder, slugify};
use crate::config::ImageSettings;
use std::sync::Arc;

/// The widest fallback for browsers (and feed readers) that know neither AVIF nor WebP.
const FALLBACK: u32 = 1280;
/// Most characters of the file's own name in the names of variants.
const STEM: usize = 16;

/// How a picture is to be shown.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Frame {
    /// Width to height; `None` for the whole picture.
    pub ratio: Option<(u32, u32)>,
    /// The point that must stay visible, in percent.
    pub focal: Option<(f64, f64)>,
    /// The narrowest variant that is of use, in pixels.
    pub least: u32,
    /// The widest variant that is of use, in pixels.
    pub most: u32,
    /// Which files.
    pub files: Files,
}

impl Frame {
    /// The whole picture as one file, up to a width in pixels.
    pub fn alone(most: u32) -> Self {
        Self { ratio: None, focal: None, least: 0, most, files: Files::One }
    }

    /// A cut of a ratio around a point as one JPEG, of a width in pixels or the picture's own if that is less.
    pub fn cut(ratio: (u32, u32), focal: Option<(f64, f64)>, width: u32) -> Self {
        Self { ratio: Some(ratio), focal, least: 0, most: width, files: Files::Exactly(width) }
    }
}

/// Which files of a frame are wanted.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Files {
    /// All widths in all formats, and the fallback: for pages.
    Sources,
    /// The fallback alone: for whoever takes one address only.
    One,
    /// One JPEG of exactly this width, or the picture's own if that is less: for search engines and sharing.
    Exactly(u32),
}

/// The files of a picture in one frame.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rendition {
    /// The source below the site's root.
    pub file: Arc<str>,
    /// What is written into every variant.
    pub rights: Arc<Rights>,
    /// The part of the upright source that is shown.
    pub crop: Rect,
    /// Sets in the order in which browsers should consider them.
    pub sets: Vec<Set>,
    /// What everything else shows.
    pub fallback: Variant,
}

/// The variants of one format.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Set {
    /// Their format.
    pub format: Format,
    /// By width, ascending.
    pub variants: Vec<Variant>,
}

/// One file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variant {
    /// The path of its URL, without the base path.
    pub path: String,
    /// Its format.
    pub format: Format,
    /// In pixels; 0 for a drawing without a size.
    pub width: u32,
    /// In pixels; 0 for a drawing without a size.
    pub height: u32,
    /// How it is made.
    pub recipe: Recipe,
    /// Names its pixels in the cache: everything but the credit.
    pub key: Fingerprint,
}

/// How a variant is made.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Recipe {
    /// AVIF of a quality.
    Avif(u8),
    /// WebP of a quality.
    WebP(u8),
    /// WebP of a quality or without loss, whichever is smaller.
    WebPEither(u8),
    /// JPEG of a quality.
    Jpeg(u8),
    /// PNG.
    Png,
    /// The source itself, with its metadata replaced.
    Rewritten,
    /// The source itself.
    Verbatim,
}

impl Recipe {
    fn version(self) -> u16 {
        match self {
            Self::Avif(_) => ENCODER_VERSIONS.avif,
            Self::WebP(_) | Self::WebPEither(_) => ENCODER_VERSIONS.webp,
            Self::Jpeg(_) => ENCODER_VERSIONS.jpeg,
            Self::Png => ENCODER_VERSIONS.png,
            Self::Rewritten | Self::Verbatim => 0,
        }
    }
}

impl Rendition {
    /// Every file of it.
    pub fn variants(&self) -> impl Iterator<Item = &Variant> {
        self.sets.iter().flat_map(|set| &set.variants).chain(std::iter::once(&self.fallback))
    }
}

/// Plans the files of a picture.
pub fn plan(file: &Arc<str>, facts: &Facts, frame: Frame, rights: &Arc<Rights>, settings: &ImageSettings) -> Rendition {
    let whole = Rect { x: 0, y: 0, width: facts.width.unwrap_or(0), height: facts.height.unwrap_or(0) };
    let planner = Planner { file, facts, settings, marks: xmp_packet(rights).unwrap_or_default() };
    let one = |variant| Rendition {
        file: file.clone(),
        rights: rights.clone(),
        crop: whole,
        sets: vec![],
        fallback: variant,
    };
    let whole_as = |recipe| one(planner.variant(whole, (whole.width, whole.height), facts.format, recipe));
    let cut = matches!(frame.files, Files::Exactly(_));
    let (opaque, flat, compact) = match facts.making {
        Making::Variants { small: true, .. } if !cut && frame.ratio.is_none() => return whole_as(Recipe::Rewritten),
        Making::Variants { opaque, flat, compact, .. } => (opaque, flat, compact),
        Making::Animation if cut => (true, false, false),
        Making::AsIs if facts.format == Format::Svg => return whole_as(Recipe::Verbatim),
        Making::Animation | Making::AsIs => return whole_as(Recipe::Rewritten),
    };
    let crop = frame.ratio.map_or(whole, |ratio| crop(whole, ratio, frame.focal));
    let scaled = |width: u32| (width, scaled_height(crop, width));
    let quality = settings.quality;
    if let Files::Exactly(width) = frame.files {
        if compact && crop == whole && crop.width <= width {
            return one(planner.variant(crop, (crop.width, crop.height), Format::Png, Recipe::Png));
        }
        let jpeg = planner.variant(crop, scaled(width.min(crop.width)), Format::Jpeg, Recipe::Jpeg(quality.jpeg));
        return Rendition { crop, ..one(jpeg) };
    }
    let widths = widths(crop.width, frame.least..=frame.most, &settings.widths);
    let fits = |format: Format, (width, height): (u32, u32)| width.max(height) <= format.longest_side();
    let set = |format, recipe| {
        // Of a set without its widest, a browser would take less than there is: all or nothing.
        let complete = widths.iter().all(|width| fits(format, scaled(*width)));
        let variants = widths.iter().map(|width| planner.variant(crop, scaled(*width), format, recipe));
        complete.then(|| Set { format, variants: variants.collect() })
    };
    let mut sets = Vec::new();
    // What is exact in few bytes is not made better or smaller by formats that are not.
    if frame.files == Files::Sources && settings.avif && !compact {
        sets.extend(set(Format::Avif, Recipe::Avif(quality.avif)));
    }
    if frame.files == Files::Sources && settings.webp {
        let recipe = if flat { Recipe::WebPEither(quality.webp) } else { Recipe::WebP(quality.webp) };
        sets.extend(set(Format::WebP, recipe));
    }
    // A little more than the usual width is better than a step less.
    let usual = |width: &&u32| **width <= FALLBACK + FALLBACK / 10;
    let fallback = scaled(*widths.iter().rev().find(usual).unwrap_or(&widths[0]));
    let exact = compact || !opaque || !fits(Format::Jpeg, fallback);
    let (format, recipe) = if exact { (Format::Png, Recipe::Png) } else { (Format::Jpeg, Recipe::Jpeg(quality.jpeg)) };
    let fallback = planner.variant(crop, fallback, format, recipe);
    Rendition { crop, sets, ..one(fallback) }
}

struct Planner<'a> {
    file: &'a str,
    facts: &'a Facts,
    settings: &'a ImageSettings,
    /// The metadata that is written into the file.
    marks: Vec<u8>,
}

impl Planner<'_> {
    fn variant(&self, crop: Rect, (width, height): (u32, u32), format: Format, recipe: Recipe) -> Variant {
        let made = self.settings.variants && !self.file.starts_with("static/");
        let recipe = if made { recipe } else { Recipe::Verbatim };
        if recipe == Recipe::Verbatim {
            let path = super::picture_path(self.file);
            return Variant { path, format, width, height, recipe, key: self.facts.print };
        }
        let mut key = FingerprintBuilder::new();
        key.part(self.facts.print.to_string());
        key.part(format!("{recipe:?} {} {width}x{height} of {crop:?}", recipe.version()));
        let key = key.finish();
        let name = FingerprintBuilder::new().part(key.to_string()).part(&self.marks).finish().to_string();
        let path = format!("/media/{}-{width}.{}.{}", stem(self.file), &name[..10], format.extension());
        Variant { path, format, width, height, recipe, key }
    }
}

/// The beginning of a file's name, fit for a URL.
fn stem(file: &str) -> String {
    let name = file.rsplit('/').next().unwrap_or(file);
    let mut stem = slugify(name.rsplit_once('.').map_or(name, |(stem, _)| stem));
    let end = stem.char_indices().nth(STEM).map_or(stem.len(), |(at, _)| at);
    stem.truncate(end);
    let stem = stem.trim_matches('-');
    if stem.is_empty() || !stem.is_ascii() { "picture".to_owned() } else { stem.to_owned() }
}

/// The largest part of a picture with a ratio that has the focal point as near to its middle as can be.
fn crop(whole: Rect, (across, down): (u32, u32), focal: Option<(f64, f64)>) -> Rect {
    let (across, down) = (u64::from(across.max(1)), u64::from(down.max(1)));
    let (w, h) = (u64::from(whole.width), u64::from(whole.height));
    let (width, height) =
        if w * down > h * across { ((h * across / down).max(1), h) } else { (w, (w * down / across).max(1)) };
    let (x, y) = focal.unwrap_or((50.0, 50.0));
    let start = |percent: f64, full: u64, part: u64| {
        let middle = (full as f64 * percent / 100.0).round() as u64;
        middle.saturating_sub(part / 2).min(full - part) as u32
    };
    Rect { x: start(x, w, width), y: start(y, h, height), width: width as u32, height: height as u32 }
}

fn scaled_height(crop: Rect, width: u32) -> u32 {
    let height = (f64::from(crop.height) * f64::from(width) / f64::from(crop.width.max(1))).round();
    (height as u32).max(1)
}

/// The steps below a picture's own width, up to the first that is enough; its own width where it falls between two.
fn widths(own: u32, of_use: std::ops::RangeInclusive<u32>, steps: &[u32]) -> Vec<u32> {
    let enough = steps.iter().copied().find(|step| step >= of_use.end()).or(steps.last().copied()).unwrap_or(own);
    let least = (*of_use.start()).min(enough);
    let mut widths: Vec<u32> = steps.iter().copied().filter(|step| (least..=own.min(enough)).contains(step)).collect();
    if own < enough {
        // One that is hardly larger than the step before it takes its place.
        if widths.last().is_some_and(|last| u64::from(*last) * 11 >= u64::from(own) * 10) {
            widths.pop();
        }
        widths.push(own);
    }
    widths
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn widths_never_exceed_the_picture() {
        let steps = [240, 400, 640, 960, 1280, 1600];
        assert_eq!(widths(3000, 0..=4000, &steps), steps);
        assert_eq!(widths(3000, 0..=600, &steps), [240, 400, 640]);
        assert_eq!(widths(3000, 400..=600, &steps), [400, 640]);
        assert_eq!(widths(500, 0..=4000, &steps), [240, 400, 500]);
        assert_eq!(widths(410, 0..=4000, &steps), [240, 410]);
        assert_eq!(widths(640, 0..=4000, &steps), [240, 400, 640]);
        assert_eq!(widths(100, 0..=4000, &steps), [100]);
        assert_eq!(widths(300, 400..=4000, &steps), [300]);
        assert_eq!(widths(1280, 0..=1280, &steps), [240, 400, 640, 960, 1280]);
    }

    #[test]
    fn formats_are_left_out_where_a_side_is_too_long_for_them() {
        let formats = |height: u32, opaque: bool| {
            let making = Making::Variants { opaque, flat: false, compact: false, small: false };
            let facts = Facts {
                print: Fingerprint::of(b""),
                bytes: 1 << 20,
                format: Format::Png,
                width: Some(900),
                height: Some(height),
                making,
                colour: None,
                rights: Arc::default(),
            };
            let frame = Frame { files: Files::Sources, ..Frame::alone(1280) };
            let planned = plan(&Arc::from("content/a.png"), &facts, frame, &Arc::default(), &ImageSettings::default());
            let sets = planned.sets.iter().map(|set| (set.format, set.variants.len()));
            (sets.collect::<Vec<_>>(), planned.fallback.format)
        };
        assert_eq!(formats(16_383, true), (vec![(Format::Avif, 4), (Format::WebP, 4)], Format::Jpeg));
        assert_eq!(formats(16_384, true), (vec![(Format::Avif, 4)], Format::Jpeg));
        assert_eq!(formats(32_768, true), (vec![(Format::Avif, 4)], Format::Jpeg));
        assert_eq!(formats(32_769, true), (vec![], Format::Jpeg));
        assert_eq!(formats(65_500, true), (vec![], Format::Jpeg));
        assert_eq!(formats(65_501, true), (vec![], Format::Png));
        assert_eq!(formats(16_384, false), (vec![(Format::Avif, 4)], Format::Png));
    }

    #[test]
    fn crops_keep_the_focal_point() {
        let whole = Rect { x: 0, y: 0, width: 1000, height: 500 };
        let at = |ratio, focal| crop(whole, ratio, focal);
        assert_eq!(at((1, 1), None), Rect { x: 250, y: 0, width: 500, height: 500 });
        assert_eq!(at((1, 1), Some((0.0, 0.0))), Rect { x: 0, y: 0, width: 500, height: 500 });
        assert_eq!(at((1, 1), Some((100.0, 50.0))), Rect { x: 500, y: 0, width: 500, height: 500 });
        assert_eq!(at((4, 1), Some((50.0, 10.0))), Rect { x: 0, y: 0, width: 1000, height: 250 });
        assert_eq!(crop(Rect { x: 0, y: 0, width: 1, height: 1 }, (16, 9), None).height, 1);
    }

    #[test]
    fn stems_are_fit_for_a_url() {
        assert_eq!(stem("content/a/Great Photo (1).JPG"), "great-photo-1");
        assert_eq!(stem("content/a/写真.jpg"), "picture");
        assert_eq!(stem("content/a/a-very-long-name-of-a-picture-indeed.jpg"), "a-very-long-name");
    }
}
