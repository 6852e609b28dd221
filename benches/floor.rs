//! The write floor: how long a file system takes for a tree, whatever makes it.
//!
//! Reads a tree into memory, then makes the same folders and writes the same bytes with the same number of threads, and
//! nothing else. A build can't be faster than that, so its own time is told as a multiple of it.
//!
//! `cargo bench --bench floor -- TREE DESTINATION [THREADS]` prints seconds.
#![expect(clippy::print_stdout, reason = "the result is the output")]

use rayon::prelude::*;
use std::path::{Path, PathBuf};
use std::time::Instant;
use std::{env, fs};

fn main() {
    // Cargo adds `--bench`.
    let arguments: Vec<String> = env::args().skip(1).filter(|argument| !argument.starts_with("--")).collect();
    let [tree, destination, rest @ ..] = &arguments[..] else {
        println!("usage: floor TREE DESTINATION [THREADS]");
        return;
    };
    let threads = rest.first().and_then(|threads| threads.parse().ok()).unwrap_or(0);
    let mut files = Vec::new();
    read(Path::new(tree), Path::new(""), &mut files);
    let folders: Vec<PathBuf> = {
        let mut folders: Vec<PathBuf> = files.iter().filter_map(|(path, _)| Some(path.parent()?.to_owned())).collect();
        folders.sort();
        folders.dedup();
        folders
    };
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
    let destination = Path::new(destination);
    let begin = Instant::now();
    pool.install(|| {
        folders.par_iter().for_each(|folder| fs::create_dir_all(destination.join(folder)).expect("a folder"));
        files.par_iter().for_each(|(path, bytes)| fs::write(destination.join(path), bytes).expect("a file"));
    });
    let seconds = begin.elapsed().as_secs_f64();
    let bytes: usize = files.iter().map(|(_, bytes)| bytes.len()).sum();
    println!("{seconds:.3} s for {} files, {:.1} MB", files.len(), bytes as f64 / 1e6);
}

fn read(root: &Path, below: &Path, files: &mut Vec<(PathBuf, Vec<u8>)>) {
    for entry in fs::read_dir(root.join(below)).expect("a tree") {
        let entry = entry.expect("an entry");
        let path = below.join(entry.file_name());
        if entry.file_type().expect("a type").is_dir() {
            read(root, &path, files);
        } else {
            files.push((path.clone(), fs::read(root.join(path)).expect("a file")));
        }
    }
}
