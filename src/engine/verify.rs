//! Comparing what a build left behind with what a clean build makes of the same site.

use super::build::{BuildOptions, Clean, build, out_folder};
use super::manifest::{Manifest, pressroom_folder};
use super::{EngineError, Silent};
use crate::base::Fingerprint;
use crate::fs::FsError;
use rayon::prelude::*;
use std::collections::BTreeSet;
use std::fs;

/// Builds the site once more, into a folder of its own and with nothing remembered but encoded pictures, and names the
/// files of the output folder that are not byte for byte the same. The folder is removed afterwards.
///
/// # Errors
/// The environment is broken.
pub fn verify(options: &BuildOptions) -> Result<Vec<String>, EngineError> {
    let out = out_folder(&options.root, options.out.as_deref());
    let pressroom = pressroom_folder(&out);
    let aside = pressroom.join(format!("verify-{}", std::process::id()));
    let clean = BuildOptions {
        out: Some(aside.join("public")),
        pictures: Some(pressroom),
        clean: Clean::No,
        ..options.clone()
    };
    let built = build(&clean, &Silent);
    let differences = built.map(|_| {
        let (ours, theirs) = (Manifest::read(&out), Manifest::read(&aside.join("public")));
        let paths: BTreeSet<&String> = ours.entries.keys().chain(theirs.entries.keys()).collect();
        let paths: Vec<&String> = paths.into_iter().collect();
        let differs = paths.into_par_iter().filter(|path| {
            let Some(entry) = theirs.entries.get(*path) else { return true };
            // The file itself is read: the manifest is one of the things that may be wrong.
            !fs::read(out.join(path)).is_ok_and(|bytes| Fingerprint::of(&bytes) == entry.print)
        });
        differs.cloned().collect()
    });
    fs::remove_dir_all(&aside).map_err(|error| FsError::new("can't remove", &aside, error))?;
    differences
}
