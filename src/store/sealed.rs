//! Files that are whole or worth nothing.

use crate::base::Fingerprint;
use crate::fs::{FsError, replace_file_with};
use std::fs;
use std::io::ErrorKind;
use std::ops::Deref;
use std::path::Path;

/// First line of every such file.
const MAGIC: &str = "pressroom cache";
/// The program that wrote it: its version, and its sources.
const PROGRAM: &str = concat!(env!("CARGO_PKG_VERSION"), "-", env!("PRESSROOM_SOURCES"));

/// Why a file can't be used.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Unusable {
    /// It is not there.
    Missing,
    /// Another version of the program wrote it.
    Foreign,
    /// It is truncated or damaged, or can't be read.
    Damaged,
}

/// The contents of a file that was whole.
#[derive(PartialEq, Eq, Debug)]
pub struct Sealed {
    bytes: Vec<u8>,
    start: usize,
    print: Fingerprint,
}

impl Sealed {
    /// Names the contents.
    pub fn print(&self) -> Fingerprint {
        self.print
    }
}

impl Deref for Sealed {
    type Target = [u8];
    fn deref(&self) -> &[u8] {
        &self.bytes[self.start..]
    }
}

/// Reads a file that [`write_sealed`] wrote; `kind` says what it should hold.
///
/// # Errors
/// It is of no use.
pub fn read_sealed(path: &Path, kind: &str) -> Result<Sealed, Unusable> {
    let bytes = match fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == ErrorKind::NotFound => return Err(Unusable::Missing),
        Err(_) => return Err(Unusable::Damaged),
    };
    let head = header(kind, PROGRAM);
    let Some(rest) = bytes.strip_prefix(head.as_bytes()) else {
        // Whole lines that say something else are another version's; anything else is a wreck.
        let lines = bytes.splitn(4, |byte| *byte == b'\n').count();
        let ours = bytes.starts_with(MAGIC.as_bytes());
        return Err(if ours && lines == 4 { Unusable::Foreign } else { Unusable::Damaged });
    };
    let print = rest.get(..32).and_then(|hex| Fingerprint::parse(std::str::from_utf8(hex).ok()?));
    let body = rest.get(32..).unwrap_or_default();
    let print = print.filter(|print| *print == Fingerprint::of(body)).ok_or(Unusable::Damaged)?;
    Ok(Sealed { start: head.len() + 32, bytes, print })
}

/// Replaces a file as a whole; the parts of its body stand one after the other.
///
/// # Errors
/// It can't be written; the one before is still there.
pub fn write_sealed(path: &Path, kind: &str, body: &[&[u8]]) -> Result<(), FsError> {
    let head = header(kind, PROGRAM);
    let print = Fingerprint::of_parts(body).to_string();
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let mut parts = vec![head.as_bytes(), print.as_bytes()];
    parts.extend(body);
    replace_file_with(path, &format!("{name}.{}.new", std::process::id()), &parts)
}

fn header(kind: &str, program: &str) -> String {
    format!("{MAGIC}\n{program}\n{kind}\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_read_is_what_was_written_or_nothing() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("a/b");
        assert_eq!(read_sealed(&file, "x"), Err(Unusable::Missing));
        write_sealed(&file, "x", &[b"cont", b"ents"]).expect("writable");
        assert_eq!(read_sealed(&file, "x").as_deref(), Ok(&b"contents"[..]));
        assert_eq!(read_sealed(&file, "y"), Err(Unusable::Foreign));
        let whole = fs::read(&file).expect("there");
        for at in 0..whole.len() {
            let mut flipped = whole.clone();
            flipped[at] ^= 1;
            fs::write(&file, &flipped).expect("writable");
            assert!(read_sealed(&file, "x").is_err(), "bit {at}");
            fs::write(&file, &whole[..at]).expect("writable");
            assert_eq!(read_sealed(&file, "x"), Err(Unusable::Damaged), "cut at {at}");
        }
    }
}
