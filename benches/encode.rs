//! The codecs over a list of pictures: what `benches/pictures` measures on our side.
//!
//! Reads lines of `NUMBER⇥FORMAT⇥WIDTH⇥HEIGHT` from a plan (further columns are ignored) and the files from a list,
//! where a number is a line counted from 0. Writes `NUMBER-WIDTH.FORMAT` into a folder. Every picture is decoded once
//! for all its variants. `cargo bench --bench encode -- PLAN LIST DESTINATION [THREADS]` prints seconds and bytes.
#![expect(clippy::print_stdout, reason = "the result is the output")]

use pressroom::media::codec::{Encoding, Limits, decode, encode, scale};
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::path::Path;
use std::time::Instant;
use std::{env, fs};

/// A format, a width and a height.
type Variant = (String, u32, u32);

fn main() {
    // Cargo adds `--bench`.
    let arguments: Vec<String> = env::args().skip(1).filter(|argument| !argument.starts_with("--")).collect();
    let [plan, list, destination, rest @ ..] = &arguments[..] else {
        println!("usage: encode PLAN LIST DESTINATION [THREADS]");
        return;
    };
    let threads = rest.first().and_then(|threads| threads.parse().ok()).unwrap_or(2);
    let list: Vec<String> = fs::read_to_string(list).expect("a list").lines().map(str::to_owned).collect();
    let plan = read(&fs::read_to_string(plan).expect("a plan"));
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
    let destination = Path::new(destination);
    fs::create_dir_all(destination).expect("a folder");
    let begin = Instant::now();
    let bytes: usize = pool.install(|| {
        plan.par_iter().map(|(number, variants)| picture(*number, &list[*number], variants, destination)).sum()
    });
    println!("{:.2} s, {bytes} bytes", begin.elapsed().as_secs_f64());
}

/// The variants of each picture by its number.
fn read(plan: &str) -> BTreeMap<usize, Vec<Variant>> {
    let mut pictures: BTreeMap<usize, Vec<Variant>> = BTreeMap::new();
    for line in plan.lines() {
        let fields: Vec<&str> = line.split('\t').collect();
        let number = |at: usize| -> u32 { fields[at].parse().expect("a number") };
        pictures.entry(number(0) as usize).or_default().push((fields[1].to_owned(), number(2), number(3)));
    }
    pictures
}

/// Writes all variants of a picture and returns their bytes.
fn picture(number: usize, file: &str, variants: &[Variant], destination: &Path) -> usize {
    let pixels = match decode(&fs::read(file).expect("a file"), Limits { pixels: 200_000_000 }) {
        Ok(pixels) => pixels,
        Err(error) => {
            println!("{file}: {error}");
            return 0;
        }
    };
    let variant = |(format, width, height): &Variant| {
        let encoding = match format.as_str() {
            "avif" => Encoding::Avif { quality: 50 },
            "webp" => Encoding::WebP { quality: 80 },
            _ => Encoding::Jpeg { quality: 79 },
        };
        let bytes = encode(&scale(&pixels, pixels.rect(), *width, *height), encoding);
        fs::write(destination.join(format!("{number}-{width}.{format}")), &bytes).expect("a file");
        bytes.len()
    };
    variants.par_iter().map(variant).sum()
}
