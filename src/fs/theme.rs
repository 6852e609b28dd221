//! Collecting the files of a theme and of the site's overrides.

use super::embedded::default_theme;
use crate::config::Config;
use crate::diag::{Diagnostic, Span, did_you_mean};
use crate::theme::{TemplateFile, ThemeFiles};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use walkdir::WalkDir;

/// The theme that needs no folder.
const BUILT_IN: &str = "broadsheet";

/// Reads a theme from `themes/<name>/`, or the built-in one, and the site's `templates/`, `assets/` and `i18n/`.
///
/// # Errors
/// There is no such theme, or a file of it can't be read.
pub fn read_theme(root: &Path, config: &Config) -> Result<ThemeFiles, Vec<Diagnostic>> {
    let name = &config.theme.value;
    let below = format!("themes/{name}");
    let plain = !name.is_empty() && !name.contains(['/', '\\']) && name != "..";
    let theme = match (plain, root.join(&below)) {
        (true, folder) if folder.is_dir() => read_folder(root, &below)?,
        _ if name == BUILT_IN => embedded_files(&below),
        _ => return Err(vec![no_theme(root, config)]),
    };
    let mut problems = Vec::new();
    let options = config.theme_options.clone();
    let mut files = ThemeFiles { name: name.clone(), options, ..ThemeFiles::default() };
    let site = match read_site(root) {
        Ok(site) => site,
        Err(found) => {
            problems.extend(found);
            Vec::new()
        }
    };
    let mut words: BTreeMap<(u8, String), (Arc<str>, Arc<str>)> = BTreeMap::new();
    for (owner, list) in [(0_u8, theme), (1, site)] {
        for (path, file, bytes) in list {
            let wanted_words = [
                ("i18n/en.yaml", 0),
                (&*format!("i18n/{}.yaml", config.language), 4),
                (&*format!("i18n/{}.yaml", base_language(config)), 2),
            ];
            let is_words = wanted_words.iter().find(|(name, _)| *name == path);
            let other_words = path.starts_with("i18n/") && path.ends_with(".yaml");
            if is_words.is_some() || other_words {
                match (String::from_utf8(bytes), is_words) {
                    (Ok(text), Some((_, rank))) => drop(words.insert((rank + owner, path), (file, text.into()))),
                    (Ok(text), None) => files.other_words.push((file, text.into())),
                    (Err(_), _) => problems.push(not_utf8(&file)),
                }
            } else if let Some(name) = path.strip_prefix("assets/") {
                files.assets.insert(name.to_owned(), bytes);
            } else if path == "theme.yaml" {
                match String::from_utf8(bytes) {
                    Ok(text) => files.manifest = Some((file, text.into())),
                    Err(_) => problems.push(not_utf8(&file)),
                }
            } else if let Some(name) = path.strip_prefix("templates/") {
                match String::from_utf8(bytes) {
                    Ok(text) => {
                        let template = TemplateFile { name: name.to_owned(), file, text: text.into() };
                        if owner == 0 { files.templates.push(template) } else { files.overrides.push(template) }
                    }
                    Err(_) => problems.push(not_utf8(&file)),
                }
            }
        }
    }
    files.words = words.into_values().collect();
    if problems.is_empty() { Ok(files) } else { Err(problems) }
}

fn base_language(config: &Config) -> &str {
    config.language.split('-').next().unwrap_or("en")
}

fn not_utf8(file: &Arc<str>) -> Diagnostic {
    Diagnostic::error("not-utf8", format!("`{file}` is not UTF-8"))
        .at(Span::file(file.clone()))
        .hint("save the file as UTF-8")
}

fn no_theme(root: &Path, config: &Config) -> Diagnostic {
    let mut names: Vec<String> = std::fs::read_dir(root.join("themes"))
        .into_iter()
        .flatten()
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .chain([BUILT_IN.to_owned()])
        .collect();
    names.sort();
    let name = &config.theme.value;
    let hint = did_you_mean(name, names.iter().map(String::as_str)).unwrap_or_else(|| {
        let plain = !name.contains(['/', '\\']);
        let place = if plain { format!("put it into `themes/{name}/`") } else { "name a folder of `themes/`".into() };
        format!("{place}, or use `{BUILT_IN}`")
    });
    Diagnostic::error("unknown-theme", format!("there is no theme `{name}`"))
        .at(Span::new(crate::config::CONFIG_FILE, config.theme.range.clone()))
        .hint(hint)
}

type Files = Vec<(String, Arc<str>, Vec<u8>)>;

fn embedded_files(below: &str) -> Files {
    let mut files = Vec::new();
    let mut folders = vec![default_theme()];
    while let Some(folder) = folders.pop() {
        folders.extend(folder.dirs());
        for file in folder.files() {
            let path = file.path().to_string_lossy().replace('\\', "/");
            let name = format!("{below}/{path}").into();
            files.push((path, name, file.contents().to_vec()));
        }
    }
    files.sort_by(|a, b| a.0.cmp(&b.0));
    files
}

fn read_site(root: &Path) -> Result<Files, Vec<Diagnostic>> {
    let mut files = Vec::new();
    let mut problems = Vec::new();
    for folder in ["templates", "assets", "i18n"] {
        if root.join(folder).is_dir() {
            match read_folder(root, folder) {
                Ok(found) => {
                    files
                        .extend(found.into_iter().map(|(path, file, bytes)| (format!("{folder}/{path}"), file, bytes)));
                }
                Err(found) => problems.extend(found),
            }
        }
    }
    if problems.is_empty() { Ok(files) } else { Err(problems) }
}

/// All files below a folder of the site, with their paths below it.
fn read_folder(root: &Path, below: &str) -> Result<Files, Vec<Diagnostic>> {
    let base = root.join(below);
    let mut files = Vec::new();
    let mut problems = Vec::new();
    for entry in WalkDir::new(&base).follow_links(true).sort_by_file_name() {
        let unreadable = |path: &str, reason: &str| {
            Diagnostic::error("unreadable", format!("`{path}` can't be read: {reason}")).hint("check its permissions")
        };
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                problems.push(unreadable(below, &error.to_string()));
                continue;
            }
        };
        let hidden = entry.file_name().to_string_lossy().starts_with('.');
        if !entry.file_type().is_file() || hidden {
            continue;
        }
        let path = entry.path().strip_prefix(&base).unwrap_or(entry.path()).to_string_lossy().replace('\\', "/");
        match std::fs::read(entry.path()) {
            Ok(bytes) => files.push((path.clone(), format!("{below}/{path}").into(), bytes)),
            Err(error) => problems.push(unreadable(&format!("{below}/{path}"), &super::reason(&error))),
        }
    }
    if problems.is_empty() { Ok(files) } else { Err(problems) }
}
