//! From the colours of a file to sRGB.
//!
//! A profile is applied with moxcms. One that can't be parsed, or that is for another number of channels than the
//! picture has, is ignored, as browsers do. CMYK without a profile has no right answer; see [`ink`].

use super::super::Pixels;
use super::{Layout, Raw};
use moxcms::{ColorProfile, DataColorSpace, Layout as Channels, Transform8BitExecutor, TransformOptions};
use std::sync::Arc;

/// Samples that are converted at a time: few enough to stay in the cache.
const RUN: usize = 4096;

/// Applies the profile and brings all layouts down to RGB and RGBA.
pub(super) fn to_srgb(raw: Raw) -> Pixels {
    let alpha = matches!(raw.layout, Layout::GreyAlpha | Layout::Rgba);
    let profile = raw.profile.as_deref().and_then(|profile| transform(profile, raw.layout));
    let bytes = match (profile, raw.layout) {
        (Some(profile), layout) => apply(&*profile, &raw.samples, layout),
        (None, Layout::Rgb | Layout::Rgba) => raw.samples,
        (None, Layout::Grey) => raw.samples.iter().flat_map(|grey| [*grey; 3]).collect(),
        (None, Layout::GreyAlpha) => {
            raw.samples.chunks_exact(2).flat_map(|pixel| [pixel[0], pixel[0], pixel[0], pixel[1]]).collect()
        }
        (None, Layout::Cmyk) => {
            raw.samples.chunks_exact(4).flat_map(|pixel| ink([pixel[0], pixel[1], pixel[2], pixel[3]])).collect()
        }
    };
    Pixels { width: raw.width, height: raw.height, alpha, bytes }
}

/// The way from a profile to sRGB; `None` when it can't be had or would change nothing that can be seen.
fn transform(profile: &[u8], layout: Layout) -> Option<Arc<Transform8BitExecutor>> {
    let profile = ColorProfile::new_from_slice(profile).ok()?;
    let (space, from, to) = match layout {
        Layout::Grey => (DataColorSpace::Gray, Channels::Gray, Channels::Rgb),
        Layout::GreyAlpha => (DataColorSpace::Gray, Channels::GrayAlpha, Channels::Rgba),
        Layout::Rgb => (DataColorSpace::Rgb, Channels::Rgb, Channels::Rgb),
        Layout::Rgba => (DataColorSpace::Rgb, Channels::Rgba, Channels::Rgba),
        // Four inks travel in the layout of four channels.
        Layout::Cmyk => (DataColorSpace::Cmyk, Channels::Rgba, Channels::Rgb),
    };
    if profile.color_space != space {
        return None;
    }
    let options = TransformOptions { rendering_intent: profile.rendering_intent, ..TransformOptions::default() };
    let transform = profile.create_transform_8bit(from, &ColorProfile::new_srgb(), to, options).ok()?;
    (layout == Layout::Cmyk || changes(&*transform, layout)).then_some(transform)
}

/// Whether a profile moves any of a grid of colours by more than rounding. Most profiles are sRGB by another name.
fn changes(transform: &Transform8BitExecutor, layout: Layout) -> bool {
    let grid = |at: usize| (at * 51) as u8;
    let plain: Vec<[u8; 3]> = if matches!(layout, Layout::Grey | Layout::GreyAlpha) {
        (0..=255).map(|grey| [grey; 3]).collect()
    } else {
        (0..216).map(|at| [grid(at / 36), grid(at / 6 % 6), grid(at % 6)]).collect()
    };
    let samples: Vec<u8> = plain
        .iter()
        .flat_map(|[red, green, blue]| match layout {
            Layout::Grey => vec![*red],
            Layout::GreyAlpha => vec![*red, 255],
            Layout::Rgba => vec![*red, *green, *blue, 255],
            Layout::Rgb | Layout::Cmyk => vec![*red, *green, *blue],
        })
        .collect();
    let channels = if matches!(layout, Layout::GreyAlpha | Layout::Rgba) { 4 } else { 3 };
    let mut seen = vec![0; plain.len() * channels];
    if transform.transform(&samples, &mut seen).is_err() {
        return false;
    }
    let pairs = plain.iter().zip(seen.chunks_exact(channels));
    pairs.flat_map(|(plain, seen)| plain.iter().zip(seen)).any(|(plain, seen)| plain.abs_diff(*seen) > 2)
}

fn apply(transform: &Transform8BitExecutor, samples: &[u8], layout: Layout) -> Vec<u8> {
    let (from, to) = match layout {
        Layout::Grey => (1, 3),
        Layout::GreyAlpha => (2, 4),
        Layout::Rgb => (3, 3),
        Layout::Rgba => (4, 4),
        Layout::Cmyk => (4, 3),
    };
    let mut bytes = vec![0; samples.len() / from * to];
    for (samples, bytes) in samples.chunks(RUN * from).zip(bytes.chunks_mut(RUN * to)) {
        transform.transform(samples, bytes).expect("as many pixels on both sides");
    }
    bytes
}

/// One pixel of CMYK without a profile.
///
/// The polynomial of Mozilla's pdf.js, fitted to US Web Coated SWOP: what print shops of old took for granted. The
/// plain `(1 - c) * (1 - k)` gives neon colours that no ink has.
fn ink([c, m, y, k]: [u8; 4]) -> [u8; 3] {
    let [c, m, y, k] = [c, m, y, k].map(|ink| f32::from(ink) / 255.0);
    let red = 255.0
        + c * (-4.387_332 * c + 54.486_15 * m + 18.822_9 * y + 212.256_62 * k - 285.233_1)
        + m * (1.714_976_3 * m - 5.609_673_6 * y - 17.873_87 * k - 5.497_006_4)
        + y * (-2.521_734 * y - 21.248_923 * k + 17.511_927)
        + k * (-21.861_221 * k - 189.481_81);
    let green = 255.0
        + c * (8.841_041 * c + 60.118_027 * m + 6.871_425_6 * y + 31.159_1 * k - 79.297_09)
        + m * (-15.310_361 * m + 17.575_25 * y + 131.352_51 * k - 190.945_33)
        + y * (4.444_339 * y + 9.863_286 * k - 24.867_416)
        + k * (-20.737_326 * k - 187.804_54);
    let blue = 255.0
        + c * (0.884_252_5 * c + 8.078_678 * m + 30.899_782 * y - 0.238_832_4 * k - 14.183_577)
        + m * (10.495_931 * m + 63.023_785 * y + 50.606_96 * k - 112.238_84)
        + y * (0.032_960_41 * y + 115.603_85 * k - 193.582_1)
        + k * (-22.338_17 * k - 180.126_14);
    // A conversion from float saturates.
    [red.round() as u8, green.round() as u8, blue.round() as u8]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn converted(profile: &ColorProfile, layout: Layout, samples: &[u8]) -> Pixels {
        let profile = Some(profile.encode().expect("a profile"));
        to_srgb(Raw { width: 1, height: 1, layout, samples: samples.to_vec(), profile, orientation: 1 })
    }

    #[test]
    fn wider_colours_come_to_srgb() {
        // Display P3 (200, 120, 50) is sRGB (213, 115, 24), computed from the primaries.
        let seen = converted(&ColorProfile::new_display_p3(), Layout::Rgba, &[200, 120, 50, 7]).bytes;
        let expected = [213, 115, 24, 7];
        assert!(seen.iter().zip(expected).all(|(seen, wanted)| seen.abs_diff(wanted) <= 2), "{seen:?}");
    }

    #[test]
    fn srgb_and_rubbish_change_nothing() {
        assert_eq!(converted(&ColorProfile::new_srgb(), Layout::Rgb, &[1, 2, 3]).bytes, [1, 2, 3]);
        let profile = Some(b"not a profile".to_vec());
        let raw = Raw { width: 1, height: 1, layout: Layout::Grey, samples: vec![9], profile, orientation: 1 };
        assert_eq!(to_srgb(raw).bytes, [9, 9, 9]);
        // A profile for colours in a grey picture.
        assert_eq!(converted(&ColorProfile::new_display_p3(), Layout::Grey, &[9]).bytes, [9, 9, 9]);
    }

    #[test]
    fn inks_without_a_profile_look_like_inks() {
        assert_eq!(ink([0; 4]), [255; 3]);
        assert!(ink([0, 0, 0, 255]).iter().all(|sample| *sample < 60));
        let [red, green, blue] = ink([255, 0, 0, 0]);
        assert!(red < 60 && green > 140 && blue > 200, "{red} {green} {blue}");
    }
}
