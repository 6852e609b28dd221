//! `init`: a new publication that builds at once.

use super::args::Init;
use super::{Failure, output};
use crate::base::slugify;
use crate::fs::{FsError, starter};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

pub(super) fn init(arguments: &Init) -> Result<ExitCode, Failure> {
    let folder = &arguments.folder;
    let occupied = match fs::read_dir(folder) {
        Ok(mut entries) => entries.any(|entry| entry.is_ok_and(|entry| entry.file_name() != ".git")),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => false,
        Err(error) => return Err(FsError::new("can't read", folder, error).into()),
    };
    if occupied {
        let message = format!("`{}` is not empty", folder.display());
        return Err(Failure::new(message).hint("name a new folder: `pressroom init my-paper`"));
    }
    let title = arguments.title.clone().unwrap_or_else(|| title_of(folder));
    let today = super::new::today();
    for (path, text) in files() {
        let text = text.replace("__TITLE__", &yaml_text(&title)).replace("__TODAY__", &today);
        let full = folder.join(&path);
        let parent = full.parent().unwrap_or(folder);
        fs::create_dir_all(parent).map_err(|error| FsError::new("can't make the folder", parent, error))?;
        fs::write(&full, text).map_err(|error| FsError::new("can't write", &full, error))?;
    }
    output::say(&format!("{} `{}` in {}", output::bold("Made"), title, folder.display()));
    output::say("  next:");
    output::say(&format!("    cd {}", folder.display()));
    output::say("    pressroom build                            # the site is in public/");
    output::say("    pressroom new article \"Your first story\"   # writes a file to fill in");
    Ok(ExitCode::SUCCESS)
}

/// The starter's files, sorted by path.
fn files() -> Vec<(PathBuf, String)> {
    let mut files = Vec::new();
    let mut folders = vec![starter()];
    while let Some(folder) = folders.pop() {
        folders.extend(folder.dirs());
        for file in folder.files() {
            let Some(text) = file.contents_utf8() else { continue };
            // Named so that it does not act on this repository.
            let path = if file.path() == Path::new("gitignore") {
                PathBuf::from(".gitignore")
            } else {
                file.path().to_owned()
            };
            files.push((path, text.to_owned()));
        }
    }
    files.sort();
    files
}

/// `the-daily-byte` is "The Daily Byte".
fn title_of(folder: &Path) -> String {
    let absolute = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
    let name = absolute.file_name().map(|name| slugify(&name.to_string_lossy())).unwrap_or_default();
    let words = name.split('-').filter(|word| !word.is_empty()).map(|word| {
        let mut chars = word.chars();
        chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
    });
    let title = words.collect::<Vec<_>>().join(" ");
    if title.is_empty() { "My Publication".to_owned() } else { title }
}

/// A text as a YAML value: JSON strings are YAML.
pub(super) fn yaml_text(text: &str) -> String {
    let plain = text.chars().all(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '.' | ',' | '’'))
        && text.starts_with(char::is_alphabetic)
        && !matches!(text.to_lowercase().as_str(), "true" | "false" | "null" | "yes" | "no");
    if plain { text.to_owned() } else { serde_json::Value::from(text).to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_titles_and_titles_yaml() {
        assert_eq!(title_of(Path::new("/tmp/the-daily-byte")), "The Daily Byte");
        assert_eq!(yaml_text("Plain title"), "Plain title");
        assert_eq!(yaml_text("A: B \"c\""), r#""A: B \"c\"""#);
        assert_eq!(yaml_text("true"), "\"true\"");
    }
}
