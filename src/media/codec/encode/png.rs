//! PNG: for pictures of few colours, and where nothing may be lost.

use super::super::Pixels;
use png::{BitDepth, ColorType, Compression, Encoder, Filter};
use rustc_hash::FxHashMap;

pub(super) fn encode(pixels: &Pixels) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, pixels.width, pixels.height);
    encoder.set_compression(Compression::High);
    encoder.set_source_srgb(png::SrgbRenderingIntent::Perceptual);
    let written = if let Some(palette) = Palette::of(pixels) {
        encoder.set_color(ColorType::Indexed);
        encoder.set_depth(palette.depth());
        encoder.set_palette(
            palette.colours.iter().flat_map(|colour| [colour[0], colour[1], colour[2]]).collect::<Vec<_>>(),
        );
        if !pixels.opaque() {
            encoder.set_trns(palette.colours.iter().map(|colour| colour[3]).collect::<Vec<_>>());
        }
        // Neighbouring numbers of a palette have nothing in common.
        encoder.set_filter(Filter::NoFilter);
        palette.rows(pixels)
    } else {
        encoder.set_filter(Filter::Adaptive);
        encoder.set_depth(BitDepth::Eight);
        if pixels.opaque() {
            encoder.set_color(ColorType::Rgb);
            pixels.rgb().into_owned()
        } else {
            encoder.set_color(ColorType::Rgba);
            pixels.bytes.clone()
        }
    };
    let mut writer = encoder.write_header().expect("memory can be written to");
    writer.write_image_data(&written).expect("the samples fill the sides");
    writer.finish().expect("memory can be written to");
    bytes
}

/// The colours of a picture that has at most 256, in order of their appearance.
struct Palette {
    colours: Vec<[u8; 4]>,
    numbers: FxHashMap<[u8; 4], u8>,
}

impl Palette {
    fn of(pixels: &Pixels) -> Option<Self> {
        let mut palette = Self { colours: Vec::new(), numbers: FxHashMap::default() };
        let mut last = None;
        for pixel in pixels.bytes.chunks_exact(pixels.channels()) {
            let colour = rgba(pixel);
            if last == Some(colour) || palette.numbers.contains_key(&colour) {
                last = Some(colour);
                continue;
            }
            let number = u8::try_from(palette.colours.len()).ok()?;
            palette.numbers.insert(colour, number);
            palette.colours.push(colour);
        }
        Some(palette)
    }

    fn depth(&self) -> BitDepth {
        match self.colours.len() {
            ..=2 => BitDepth::One,
            3..=4 => BitDepth::Two,
            5..=16 => BitDepth::Four,
            _ => BitDepth::Eight,
        }
    }

    /// The numbers of all pixels, packed from the high bits down, each row from a new byte.
    fn rows(&self, pixels: &Pixels) -> Vec<u8> {
        let bits = self.depth() as usize;
        let channels = pixels.channels();
        let mut rows = Vec::with_capacity((pixels.width as usize * bits).div_ceil(8) * pixels.height as usize);
        for row in pixels.bytes.chunks_exact(pixels.width as usize * channels) {
            for group in row.chunks(8 / bits * channels) {
                let numbers = group.chunks_exact(channels).map(|pixel| self.numbers[&rgba(pixel)]);
                rows.push(numbers.enumerate().fold(0, |byte, (at, number)| byte | number << (8 - bits * (at + 1))));
            }
        }
        rows
    }
}

fn rgba(pixel: &[u8]) -> [u8; 4] {
    [pixel[0], pixel[1], pixel[2], pixel.get(3).copied().unwrap_or(255)]
}
