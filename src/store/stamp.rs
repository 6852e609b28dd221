//! What a file looks like from outside: whether it can be the same as it was without being opened.

use crate::base::FingerprintBuilder;
use serde::{Deserialize, Serialize};
use std::fs::Metadata;

/// A file that is younger than this when it is looked at may change again without looking different, in nanoseconds:
/// clocks of file systems tick slowly.
const GAP: u128 = 3_000_000_000;

/// Inode, size, times and mode of a file.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Stamp {
    inode: u64,
    bytes: u64,
    /// When its contents changed, in nanoseconds since 1970.
    modified: u128,
    /// When anything about it changed, in nanoseconds since 1970.
    changed: u128,
    mode: u32,
}

impl Stamp {
    /// Adds it to a fingerprint.
    pub fn add_to(&self, print: &mut FingerprintBuilder) {
        let Self { inode, bytes, modified, changed, mode } = self;
        let mut all = [0; 52];
        all[..8].copy_from_slice(&inode.to_le_bytes());
        all[8..16].copy_from_slice(&bytes.to_le_bytes());
        all[16..32].copy_from_slice(&modified.to_le_bytes());
        all[32..48].copy_from_slice(&changed.to_le_bytes());
        all[48..].copy_from_slice(&mode.to_le_bytes());
        print.part(all);
    }

    /// The stamp of a file that is read after `started` (nanoseconds since 1970); `None` when it proves nothing.
    pub fn of(meta: &Metadata, started: u128) -> Option<Self> {
        let modified = crate::fs::modified(meta);
        let (inode, changed, mode) = system(meta, modified);
        let old = |time: u128| time != 0 && time.saturating_add(GAP) < started;
        (old(modified) && old(changed)).then_some(Self { inode, bytes: meta.len(), modified, changed, mode })
    }
}

#[cfg(unix)]
fn system(meta: &Metadata, _: u128) -> (u64, u128, u32) {
    use std::os::unix::fs::MetadataExt;
    let changed =
        u128::try_from(meta.ctime()).unwrap_or(0) * 1_000_000_000 + u128::try_from(meta.ctime_nsec()).unwrap_or(0);
    (meta.ino(), changed, meta.mode())
}

#[cfg(not(unix))]
fn system(_: &Metadata, modified: u128) -> (u64, u128, u32) {
    (0, modified, 0)
}
