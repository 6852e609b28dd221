//! Replacing a file as a whole.

use super::FsError;
use std::fs;
use std::io::Write;
use std::path::Path;

/// Writes a file under another name in its folder and renames it: whoever reads it finds the old one or the new one,
/// and never a half. The folder is made if it is not there. `temporary` is a name that nobody else is writing to; when
/// something fails, nothing is left of it.
///
/// It does not wait for the disk, so a power cut can still leave a file that is empty: readers check what they read.
///
/// # Errors
/// The folder can't be made or the file can't be written; it is then as it was before.
pub fn replace_file(path: &Path, temporary: &str, bytes: &[u8]) -> Result<(), FsError> {
    replace_file_with(path, temporary, &[bytes])
}

/// The same with contents in parts.
///
/// # Errors
/// The folder can't be made or the file can't be written; it is then as it was before.
pub fn replace_file_with(path: &Path, temporary: &str, parts: &[&[u8]]) -> Result<(), FsError> {
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder).map_err(|error| FsError::new("can't make the folder", folder, error))?;
    let temporary = folder.join(temporary);
    let write = || {
        let mut file = fs::File::create(&temporary)?;
        parts.iter().try_for_each(|part| file.write_all(part))?;
        drop(file);
        fs::rename(&temporary, path)
    };
    write().map_err(|error| {
        let _ = fs::remove_file(&temporary);
        FsError::new("can't write", path, error)
    })
}
