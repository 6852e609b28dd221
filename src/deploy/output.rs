//! Looking at the output folder before anything is sent: is it what the last build wrote, and did that build succeed?

use super::DeployError;
use crate::base::Fingerprint;
use crate::diag::Diagnostic;
use crate::engine::{Entry, Manifest, out_name, pressroom_folder};
use crate::fs::{FsError, replace_file};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// How the last build of an output folder ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// Errors that it reported.
    pub errors: usize,
    /// The first of them.
    pub first: Option<String>,
    /// `--base-url`, if it was given.
    pub base_url: Option<String>,
    /// Whether drafts are in the output.
    pub drafts: bool,
}

impl Outcome {
    /// Writes it down beside the output folder.
    ///
    /// # Errors
    /// It can't be written.
    pub fn write(&self, out: &Path) -> Result<(), FsError> {
        let text = serde_json::to_string(self).expect("numbers and texts always serialise");
        replace_file(&place(out), &format!("{}.outcome-new", out_name(out)), text.as_bytes())
    }

    /// How the last build ended; `None` when none ever did.
    pub fn read(out: &Path) -> Option<Self> {
        serde_json::from_slice(&std::fs::read(place(out)).ok()?).ok()
    }
}

fn place(out: &Path) -> PathBuf {
    pressroom_folder(out).join(format!("{}.outcome", out_name(out)))
}

/// The manifest of an output folder that can be deployed.
///
/// # Errors
/// Every reason why it can't.
pub(super) fn examine(out: &Path, drafts_wanted: bool) -> Result<(Manifest, Outcome), DeployError> {
    let manifest = Manifest::read(out);
    let shown = out.display();
    let build = "run `pressroom build`, and deploy when it succeeds";
    if manifest.damaged {
        let message = format!("the record of what was built into `{shown}` can't be read");
        return Err(Diagnostic::error("not-built", message).hint(build).into());
    }
    if manifest.interrupted {
        let message = format!("the last build into `{shown}` did not come to its end");
        return Err(Diagnostic::error("failed-build", message).hint(build).into());
    }
    let outcome = Outcome::read(out).filter(|_| !manifest.entries.is_empty());
    let Some(outcome) = outcome else {
        return Err(Diagnostic::error("not-built", format!("nothing was built into `{shown}`")).hint(build).into());
    };
    if outcome.errors > 0 {
        let count = if outcome.errors == 1 { "an error".to_owned() } else { format!("{} errors", outcome.errors) };
        let mut problem = Diagnostic::error("failed-build", format!("the last build into `{shown}` had {count}"));
        problem.notes.extend(outcome.first.iter().map(|first| format!("the first: {first}")));
        return Err(problem.hint("mend what it reports, build again, and deploy when it succeeds").into());
    }
    if outcome.drafts && !drafts_wanted {
        return Err(Diagnostic::error("drafts-inside", format!("`{shown}` was built with drafts"))
            .hint("build without `--drafts`, or say `--drafts` here as well")
            .into());
    }
    let changed = changed_by_hand(out, &manifest);
    if let Some(first) = changed.first() {
        let others = match changed.len() - 1 {
            0 => String::new(),
            others => format!(" and {others} more"),
        };
        let problem = Diagnostic::error("changed-by-hand", format!("`{first}`{others} is not what the build wrote"))
            .note(changed.iter().take(10).map(|path| format!("`{path}`")).collect::<Vec<_>>().join(", "))
            .hint("change the article or the template and run `pressroom build`: it puts the output right");
        return Err(problem.into());
    }
    Ok((manifest, outcome))
}

/// Files that are not there as they were written, sorted.
fn changed_by_hand(out: &Path, manifest: &Manifest) -> Vec<String> {
    let entries: Vec<(&String, &Entry)> = manifest.entries.iter().collect();
    let differs = entries.into_par_iter().with_min_len(64).filter(|(path, entry)| {
        let full = out.join(path);
        // Another time alone proves nothing: a copy or a restored cache has one.
        !Manifest::is_untouched(entry, &full)
            && !std::fs::read(&full).is_ok_and(|bytes| Fingerprint::of(&bytes) == entry.print)
    });
    let mut changed: Vec<String> = differs.map(|(path, _)| path.clone()).collect();
    changed.sort_unstable();
    changed
}
