//! Names the program by its sources, so that what one version remembers between builds is never read by another.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;

fn main() {
    let mut sources = DefaultHasher::new();
    for source in ["src", "themes", "Cargo.lock", "Cargo.toml"] {
        println!("cargo::rerun-if-changed={source}");
        add(Path::new(source), &mut sources);
    }
    println!("cargo::rustc-env=PRESSROOM_SOURCES={:016x}", sources.finish());
}

fn add(path: &Path, sources: &mut DefaultHasher) {
    let Ok(entries) = fs::read_dir(path) else {
        path.hash(sources);
        return fs::read(path).unwrap_or_default().hash(sources);
    };
    let mut below: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
    below.sort();
    for path in below {
        add(&path, sources);
    }
}
