//! `init`: a new publication that builds at once.

use super::args::Init;
use super::{Failure, output};
use crate::base::{Zone, slugify};
use crate::fs::{FsError, starter};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

pub(super) fn init(arguments: &Init) -> Result<ExitCode, Failure> {
    let folder = &arguments.folder;
    let occupied = match fs::read_dir(folder) {
        Ok(mut entries) => {
            entries.any(|entry| entry.is_ok_and(|entry| !may_stay(&entry.file_name().to_string_lossy())))
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => false,
        Err(error) => return Err(FsError::new("can't read", folder, error).into()),
    };
    if occupied {
        let message = format!("`{}` is not empty", folder.display());
        return Err(Failure::new(message).hint("name a new folder: `pressroom init my-paper`"));
    }
    let title = arguments.title.clone().unwrap_or_else(|| title_of(folder));
    if title.trim().is_empty() {
        return Err(Failure::new("the title is empty").hint("leave `--title` out, or write a name"));
    }
    let (timezone, zone) = local_zone();
    let days: Vec<String> = (0..=5).map(|days| super::new::day_before(&zone, days)).collect();
    let mut made = 0;
    for (path, text) in files() {
        let full = folder.join(&path);
        // A repository's own `.gitignore` stays.
        if full.exists() {
            continue;
        }
        let text = text
            .replace("__TITLE__", &yaml_text(&title))
            .replace("__TIMEZONE__", &timezone)
            .replace("__TODAY__", &days[0])
            .replace("__1_DAY_AGO__", &days[1]);
        let text = (2..days.len()).fold(text, |text, ago| text.replace(&format!("__{ago}_DAYS_AGO__"), &days[ago]));
        let parent = full.parent().unwrap_or(folder);
        fs::create_dir_all(parent).map_err(|error| FsError::new("can't make the folder", parent, error))?;
        fs::write(&full, text).map_err(|error| FsError::new("can't write", &full, error))?;
        made += 1;
    }
    let here = folder.as_os_str() == "." || folder.as_os_str().is_empty();
    let place = if here { "this folder".to_owned() } else { format!("`{}`", folder.display()) };
    output::say(&format!("{}  {title} in {place}, {made} files", output::bold("Made")));
    output::say("  next:");
    if !here {
        output::say(&format!("    cd {}", shell_text(&folder.to_string_lossy())));
    }
    output::say("    pressroom build                              # writes the site into public/");
    output::say("    python3 -m http.server --directory public    # or any other static server");
    output::say("    pressroom new article \"Your first story\"     # writes a file to fill in");
    Ok(ExitCode::SUCCESS)
}

/// What a fresh repository holds beside its content.
fn may_stay(name: &str) -> bool {
    let lower = name.to_lowercase();
    lower.starts_with('.') || lower.starts_with("readme") || lower.starts_with("license")
}

/// The time zone of this machine, or UTC.
fn local_zone() -> (String, Zone) {
    let system = jiff::tz::TimeZone::system();
    let name = system.iana_name().filter(|name| !name.starts_with("Etc/")).unwrap_or("UTC");
    Zone::named(name).map_or_else(|| ("UTC".to_owned(), Zone::utc()), |zone| (name.to_owned(), zone))
}

/// A path as a shell reads it back.
fn shell_text(path: &str) -> String {
    let plain = path.chars().all(|c| c.is_alphanumeric() || matches!(c, '/' | '.' | '-' | '_'));
    if plain { path.to_owned() } else { format!("'{}'", path.replace('\'', "'\\''")) }
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
        assert_eq!(shell_text("my paper's site"), r"'my paper'\''s site'");
        assert_eq!(yaml_text("Plain title"), "Plain title");
        assert_eq!(yaml_text("A: B \"c\""), r#""A: B \"c\"""#);
        assert_eq!(yaml_text("true"), "\"true\"");
    }
}
