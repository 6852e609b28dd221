//! The files that a target shall have: those of the manifest, and what is made of them for this target.
//!
//! What is made of a file (links relative to the page, a compressed neighbour) is a pure function of its bytes, so its
//! name for comparing follows from that of the file, and nothing is made that is not sent.

use super::compress;
use crate::base::Fingerprint;
use crate::config::Encoding;
use crate::engine::Manifest;
use crate::fs::FsError;
use crate::render::host::FileKind;
use crate::render::relative;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Raise it when the same bytes would be made into others.
const VERSION: &[u8] = b"1";

/// A file that a target shall have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// Names its contents.
    pub print: Fingerprint,
    /// Its size in bytes, where that is known before it is made.
    pub size: Option<u64>,
    making: Making,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Making {
    Verbatim,
    Relative,
    Compressed(Encoding),
}

/// How the files of a target differ from those of the output folder.
#[derive(Clone, Debug, Default)]
pub struct Shaping {
    /// Links relative to their page, on a site whose base path and base URL these are.
    pub relative: Option<(String, String)>,
    /// Neighbours to make.
    pub compress: Vec<Encoding>,
    /// Whether files for hosts are of no use there.
    pub without_host_files: bool,
}

/// All files of a target, by path.
#[derive(Clone, Debug, Default)]
pub struct Items {
    out: PathBuf,
    shaping: Shaping,
    files: BTreeMap<String, Item>,
}

impl Items {
    /// What a target gets of an output folder.
    pub fn new(out: &Path, manifest: &Manifest, shaping: Shaping) -> Self {
        let mut files = BTreeMap::new();
        for (path, entry) in &manifest.entries {
            if shaping.without_host_files && FileKind::of(path) == FileKind::Host {
                continue;
            }
            let making = match &shaping.relative {
                Some(_) if relative::concerns(path) => Making::Relative,
                _ => Making::Verbatim,
            };
            let print = match making {
                Making::Verbatim => entry.print,
                _ => Fingerprint::of_parts(&[entry.print.bytes(), b"relative", VERSION]),
            };
            if compress::gains(path, entry.size) {
                for encoding in &shaping.compress {
                    let print =
                        Fingerprint::of_parts(&[print.bytes(), compress::ending(*encoding).as_bytes(), VERSION]);
                    let item = Item { print, size: None, making: Making::Compressed(*encoding) };
                    // A file of this name that the site has itself stays what it is.
                    let neighbour = format!("{path}.{}", compress::ending(*encoding));
                    files.entry(neighbour).or_insert(item);
                }
            }
            let size = (making == Making::Verbatim).then_some(entry.size);
            files.insert(path.clone(), Item { print, size, making });
        }
        Self { out: out.to_owned(), shaping, files }
    }

    /// Items for tests of what only compares them.
    #[cfg(test)]
    pub fn of(files: impl Iterator<Item = (String, Fingerprint, u64)>) -> Self {
        let item = |print, size| Item { print, size: Some(size), making: Making::Verbatim };
        Self { files: files.map(|(path, print, size)| (path, item(print, size))).collect(), ..Self::default() }
    }

    /// The output folder.
    pub fn out(&self) -> &Path {
        &self.out
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// All of them, sorted by path.
    pub fn iter(&self) -> impl Iterator<Item = (&String, &Item)> {
        self.files.iter()
    }

    /// One of them.
    pub fn get(&self, path: &str) -> Option<&Item> {
        self.files.get(path)
    }

    /// Where the bytes of a file lie as they are, if they do.
    pub fn verbatim(&self, path: &str) -> Option<PathBuf> {
        let item = self.files.get(path)?;
        (item.making == Making::Verbatim).then(|| self.out.join(path))
    }

    /// The bytes of a file.
    ///
    /// # Errors
    /// The file of the output folder can't be read.
    pub fn read(&self, path: &str) -> Result<Vec<u8>, FsError> {
        let making = self.files.get(path).map_or(Making::Verbatim, |item| item.making);
        let plain = match making {
            Making::Compressed(_) => path.rsplit_once('.').map_or(path, |(plain, _)| plain),
            _ => path,
        };
        let full = self.out.join(plain);
        let bytes = std::fs::read(&full).map_err(|error| FsError::new("can't read", &full, error))?;
        let bytes = match &self.shaping.relative {
            Some((base_path, base_url)) if relative::concerns(plain) => {
                relative::rewrite(plain, &bytes, base_path, base_url)
            }
            _ => bytes,
        };
        Ok(match making {
            Making::Compressed(encoding) => compress::compress(&bytes, encoding),
            _ => bytes,
        })
    }
}
