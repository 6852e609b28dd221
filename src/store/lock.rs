//! One build at a time.

use crate::fs::FsError;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Seek, Write};
use std::path::Path;

/// The right to write an output folder, until it is dropped or the process ends.
#[derive(Debug)]
pub struct Lock(#[expect(dead_code, reason = "held, not used")] Option<File>);

/// Somebody else has it.
#[derive(Debug)]
pub struct Locked {
    /// Their process, if they said so.
    pub process: Option<u32>,
}

impl Lock {
    /// Takes the lock that a file stands for. The system gives it back when a process ends, however it ends. Where a
    /// file system has no locks, everybody gets it.
    ///
    /// # Errors
    /// The file can't be made.
    pub fn take(path: &Path) -> Result<Result<Self, Locked>, FsError> {
        let folder = path.parent().unwrap_or(Path::new("."));
        std::fs::create_dir_all(folder).map_err(|error| FsError::new("can't make the folder", folder, error))?;
        let file = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path);
        let mut file = file.map_err(|error| FsError::new("can't write", path, error))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let mut text = String::new();
                let process = file.read_to_string(&mut text).ok().and_then(|_| text.trim().parse().ok());
                return Ok(Err(Locked { process }));
            }
            Err(TryLockError::Error(_)) => return Ok(Ok(Self(None))),
        }
        // Who it is only helps a message.
        let _ = file.set_len(0).and_then(|()| file.rewind());
        let _ = writeln!(file, "{}", std::process::id());
        Ok(Ok(Self(Some(file))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_one_has_it() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("x/build.lock");
        let first = Lock::take(&path).expect("writable").expect("free");
        let second = Lock::take(&path).expect("writable").expect_err("taken");
        assert_eq!(second.process, Some(std::process::id()));
        drop(first);
        Lock::take(&path).expect("writable").expect("free again");
    }
}
