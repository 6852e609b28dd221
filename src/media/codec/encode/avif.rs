//! AVIF through rav1e: the smallest files, and nearly all of the time that pictures take.
//!
//! 8 bits, full range, BT.601 luma and chroma (what JPEG uses too, and what Safari takes for granted), sRGB primaries
//! and transfer. The same is stated in the AV1 sequence header and in the container. Colour has half the resolution in
//! photographs and the whole in flat pictures whose coloured text or lines would fray. Alpha is a second picture without
//! colour. One frame is one tile on one thread, so the bytes do not depend on the machine.

use super::super::{Pixels, look};
use avif_serialize::Aviffy;
use rav1e::prelude::{
    BlockSize, ChromaSamplePosition, ChromaSampling, ColorDescription, ColorPrimaries, Config, EncoderConfig,
    EncoderStatus, Frame, FrameParameters, FrameTypeOverride, MatrixCoefficients, PartitionRange, PixelRange,
    SceneDetectionSpeed, SpeedSettings, TransferCharacteristics, Tune,
};

pub(super) fn encode(pixels: &Pixels, quality: u8) -> Vec<u8> {
    let sampling = if look(pixels).flat && frays(pixels) { ChromaSampling::Cs444 } else { ChromaSampling::Cs420 };
    let quantizer = quantizer(quality);
    let colour = frame(pixels, sampling, quantizer, &planes(pixels, sampling));
    let alpha = (!pixels.opaque()).then(|| {
        let plane = pixels.bytes.chunks_exact(4).map(|pixel| pixel[3]).collect();
        frame(pixels, ChromaSampling::Cs400, quantizer, &[plane])
    });
    let halved = sampling == ChromaSampling::Cs420;
    Aviffy::new()
        .set_chroma_subsampling((halved, halved))
        .set_seq_profile(u8::from(!halved))
        .set_matrix_coefficients(avif_serialize::constants::MatrixCoefficients::Bt601)
        .to_vec(&colour, alpha.as_deref(), pixels.width, pixels.height, 8)
}

/// Whether colour at half resolution would be seen: one pixel in a hundred differs much from its neighbour in hue, as in
/// coloured text and thin lines. Black text on white does not.
fn frays(pixels: &Pixels) -> bool {
    let channels = pixels.channels();
    let hue = |pixel: &[u8]| [pixel[0], pixel[2]].map(|sample| i16::from(sample) - i16::from(pixel[1]));
    let edges = pixels.bytes.chunks_exact(pixels.width as usize * channels).map(|row| {
        let pairs = row.chunks_exact(channels).zip(row.chunks_exact(channels).skip(1));
        pairs.filter(|(left, right)| hue(left).iter().zip(hue(right)).any(|(a, b)| a.abs_diff(b) > 64)).count()
    });
    edges.sum::<usize>() * 100 > pixels.width as usize * pixels.height as usize
}

/// From 1 to 100 to the quantizer of AV1, 255 (coarsest) to 0. At 50 likeness is what sharp and libaom give for 50.
fn quantizer(quality: u8) -> usize {
    let quality = usize::from(quality);
    if quality > 50 { (100 - quality) * 138 / 50 } else { 138 + (50 - quality) * 117 / 49 }
}

/// Luma and chroma, full range, after ITU-R BT.601.
fn planes(pixels: &Pixels, sampling: ChromaSampling) -> [Vec<u8>; 3] {
    let rgb = pixels.rgb();
    let (width, height) = (pixels.width as usize, pixels.height as usize);
    let luma = rgb.chunks_exact(3).map(|pixel| {
        let [red, green, blue] = [0, 1, 2].map(|at| u32::from(pixel[at]));
        ((19_595 * red + 38_470 * green + 7_471 * blue + 32_768) >> 16) as u8
    });
    let luma = luma.collect();
    let step = if sampling == ChromaSampling::Cs420 { 2 } else { 1 };
    let size = width.div_ceil(step) * height.div_ceil(step);
    let (mut blues, mut reds) = (Vec::with_capacity(size), Vec::with_capacity(size));
    for top in (0..height).step_by(step) {
        for left in (0..width).step_by(step) {
            // The mean of the pixels that share a sample; at odd edges there are fewer of them.
            let mut sum = [0_i32; 3];
            let mut count = 0;
            for y in top..(top + step).min(height) {
                for x in left..(left + step).min(width) {
                    let at = (y * width + x) * 3;
                    for (sum, sample) in sum.iter_mut().zip(&rgb[at..at + 3]) {
                        *sum += i32::from(*sample);
                    }
                    count += 1;
                }
            }
            let [red, green, blue] = sum;
            let chroma = |weighted: i32| ((weighted / count + (128 << 16) + 32_768) >> 16).clamp(0, 255) as u8;
            blues.push(chroma(-11_059 * red - 21_709 * green + 32_768 * blue));
            reds.push(chroma(32_768 * red - 27_439 * green - 5_329 * blue));
        }
    }
    [luma, blues, reds]
}

/// What the encoder tries. Preset 8 leaves out what pays most for its time: comparing transforms by what they cost, the
/// one for text and sharp edges among them, and loop restoration. Comparing all fine directions of prediction pays
/// least: leaving it out halves the time. Over photographs and screenshots of a news site this gives a sixth fewer
/// bytes than preset 6 at the same SSIM, in little more time.
fn speed() -> SpeedSettings {
    let mut speed = SpeedSettings::from_preset(8);
    speed.transform.rdo_tx_decision = true;
    speed.lrf = true;
    speed.prediction.fine_directional_intra = false;
    speed.partition.partition_range = PartitionRange::new(BlockSize::BLOCK_4X4, BlockSize::BLOCK_32X32);
    // There are no other frames.
    speed.multiref = false;
    speed.rdo_lookahead_frames = 1;
    speed.scene_detection_mode = SceneDetectionSpeed::None;
    speed
}

/// One AV1 still picture.
fn frame(pixels: &Pixels, sampling: ChromaSampling, quantizer: usize, planes: &[Vec<u8>]) -> Vec<u8> {
    let (width, height) = (pixels.width as usize, pixels.height as usize);
    let settings = EncoderConfig {
        width,
        height,
        bit_depth: 8,
        chroma_sampling: sampling,
        chroma_sample_position: ChromaSamplePosition::Unknown,
        pixel_range: PixelRange::Full,
        color_description: (sampling != ChromaSampling::Cs400).then_some(ColorDescription {
            color_primaries: ColorPrimaries::BT709,
            transfer_characteristics: TransferCharacteristics::SRGB,
            matrix_coefficients: MatrixCoefficients::BT601,
        }),
        still_picture: true,
        quantizer,
        tune: Tune::Psnr,
        speed_settings: speed(),
        ..EncoderConfig::default()
    };
    let mut context = Config::new()
        .with_encoder_config(settings)
        .with_threads(1)
        .new_context::<u8>()
        .expect("no side is longer than 65535 pixels");
    let mut picture: Frame<u8> = context.new_frame();
    for (plane, samples) in picture.planes.iter_mut().zip(planes) {
        let columns = (width + plane.cfg.xdec) >> plane.cfg.xdec;
        plane.copy_from_raw_u8(samples, columns, 1);
    }
    let parameters = FrameParameters { frame_type_override: FrameTypeOverride::Key, ..FrameParameters::default() };
    context.send_frame((picture, parameters)).expect("an encoder takes its first frame");
    context.flush();
    let mut bytes = Vec::new();
    loop {
        match context.receive_packet() {
            Ok(mut packet) => bytes.append(&mut packet.data),
            Err(EncoderStatus::Encoded | EncoderStatus::NeedMoreData) => {}
            Err(_) => return bytes,
        }
    }
}
