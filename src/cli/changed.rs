//! `--changed` and `--changed-from`: what may have changed since the last build.

use super::Failure;
use std::collections::BTreeSet;
use std::path::{Component, Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

/// The paths below a site's folder that are named, or that git says are not what they were at a revision; `None` when
/// neither was asked for.
pub(super) fn changed(
    root: &Path,
    named: &[PathBuf],
    from: Option<&str>,
) -> Result<Option<Arc<BTreeSet<String>>>, Failure> {
    if named.is_empty() && from.is_none() {
        return Ok(None);
    }
    let mut paths = BTreeSet::new();
    for path in named {
        paths.insert(below(root, path)?);
    }
    if let Some(revision) = from {
        paths.extend(since(root, revision)?);
    }
    Ok(Some(Arc::new(paths)))
}

/// A path as it is below the site's folder. What is relative counts from there.
fn below(root: &Path, path: &Path) -> Result<String, Failure> {
    let outside = || {
        Failure::new(format!("`{}` is not in the publication's folder", path.display()))
            .hint("give paths below it, such as `content/phones/a-hinge.md`")
    };
    let path = if path.is_absolute() {
        let root = root.canonicalize().unwrap_or_else(|_| root.to_owned());
        path.strip_prefix(root).map_err(|_| outside())?
    } else {
        path
    };
    let mut parts = Vec::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::Normal(name) => parts.push(name.to_str().ok_or_else(outside)?),
            _ => return Err(outside()),
        }
    }
    Ok(parts.join("/"))
}

/// What is not what it was at a revision: committed since, changed and not committed, or new.
fn since(root: &Path, revision: &str) -> Result<Vec<String>, Failure> {
    // A revision is never taken for an option.
    let changed =
        git(root, &["diff", "--name-only", "--no-renames", "--relative", "-z", "--end-of-options", revision, "--"])
            .map_err(|said| {
                Failure::new(format!("git can't tell what has changed since `{revision}`: {said}"))
                    .hint("fetch that commit too: a shallow clone does not have it; or build without `--changed-from`")
            })?;
    let new = git(root, &["ls-files", "--others", "--exclude-standard", "-z"])
        .map_err(|said| Failure::new(format!("git can't list new files: {said}")))?;
    let paths = [changed, new].concat();
    Ok(paths.split(|byte| *byte == 0).filter_map(|path| std::str::from_utf8(path).ok()).map(str::to_owned).collect())
}

/// What git prints, or its complaint.
fn git(root: &Path, arguments: &[&str]) -> Result<Vec<u8>, String> {
    let output = Command::new("git").arg("-C").arg(root).args(arguments).output();
    let output = output.map_err(|error| format!("it does not start: {error}"))?;
    if output.status.success() {
        return Ok(output.stdout);
    }
    let said = String::from_utf8_lossy(&output.stderr);
    Err(said.lines().next().unwrap_or("it failed").trim_start_matches("fatal: ").to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_below_the_site() {
        let below = |path: &str| super::below(Path::new("site"), Path::new(path)).map_err(|failure| failure.message);
        assert_eq!(below("content/a.md").as_deref(), Ok("content/a.md"));
        assert_eq!(below("./content//a/").as_deref(), Ok("content/a"));
        assert!(below("../a.md").is_err() && below("/elsewhere/a.md").is_err());
    }
}
