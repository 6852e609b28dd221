//! Theme and site assets: styles, scripts, fonts, published below `/assets/` with a hash in the name.
//!
//! A style sheet refers to fonts and pictures by relative URLs; those are rewritten to the hashed names, and the
//! rewriting is part of the sheet's own hash. Browsers may therefore keep every asset for a year.

use crate::base::Fingerprint;
use std::collections::BTreeMap;

/// One asset, ready to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asset {
    /// The path of its URL, without the base path.
    pub path: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// All assets by the name that templates use.
#[derive(Clone, Debug, Default)]
pub struct Assets(BTreeMap<String, Asset>);

impl Assets {
    /// Names and hashes the given files (`css/main.css` and its bytes).
    pub fn new(files: BTreeMap<String, Vec<u8>>) -> Self {
        let (sheets, others): (BTreeMap<_, _>, BTreeMap<_, _>) =
            files.into_iter().partition(|(name, _)| name.ends_with(".css"));
        let mut assets = Self(BTreeMap::new());
        for (name, bytes) in others {
            assets.insert(name, bytes);
        }
        for (name, bytes) in sheets {
            let bytes = match String::from_utf8(bytes) {
                Ok(css) => assets.link(&name, &css).into_bytes(),
                Err(error) => error.into_bytes(),
            };
            assets.insert(name, bytes);
        }
        assets
    }

    /// An asset by name.
    pub fn get(&self, name: &str) -> Option<&Asset> {
        self.0.get(name)
    }

    /// All of them, by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Asset)> {
        self.0.iter().map(|(name, asset)| (name.as_str(), asset))
    }

    fn insert(&mut self, name: String, bytes: Vec<u8>) {
        let hash = Fingerprint::of(&bytes).short();
        let (stem, extension) = name.rsplit_once('.').unwrap_or((&name, ""));
        let dot = if extension.is_empty() { "" } else { "." };
        let path = format!("/assets/{stem}.{hash}{dot}{extension}");
        self.0.insert(name, Asset { path, bytes });
    }

    /// Rewrites `url(…)` of a style sheet to the hashed names of the assets they mean.
    fn link(&self, name: &str, css: &str) -> String {
        let folder = name.rsplit_once('/').map_or("", |(folder, _)| folder);
        let mut out = String::with_capacity(css.len());
        let mut rest = css;
        while let Some(at) = rest.find("url(") {
            let (before, from) = rest.split_at(at + 4);
            out.push_str(before);
            let end = from.find(')').unwrap_or(from.len());
            let target = from[..end].trim().trim_matches(['"', '\'']);
            match self.target(folder, target) {
                Some(found) => out.push_str(&found),
                None => out.push_str(&from[..end]),
            }
            rest = &from[end..];
        }
        out.push_str(rest);
        out
    }

    fn target(&self, folder: &str, target: &str) -> Option<String> {
        let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
        for part in target.split('/') {
            match part {
                ".." => {
                    parts.pop()?;
                }
                "." | "" => {}
                part => parts.push(part),
            }
        }
        let asset = self.0.get(&parts.join("/"))?;
        // Relative to the sheet, so that a base path needs no rewriting.
        let up = "../".repeat(folder.split('/').filter(|part| !part.is_empty()).count());
        Some(format!("{up}{}", asset.path.strip_prefix("/assets/")?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_carry_a_hash_and_sheets_follow() {
        let files =
            [("css/a.css", "x{src:url('../fonts/f.woff2')} y{background:url(data:x)}"), ("fonts/f.woff2", "font")];
        let assets = Assets::new(files.map(|(name, text)| (name.to_owned(), text.as_bytes().to_vec())).into());
        let font = &assets.get("fonts/f.woff2").expect("there").path;
        assert!(font.starts_with("/assets/fonts/f.") && font.ends_with(".woff2"), "{font}");
        let sheet = String::from_utf8(assets.get("css/a.css").expect("there").bytes.clone()).expect("text");
        assert!(sheet.contains(&format!("url(../{})", font.trim_start_matches("/assets/"))), "{sheet}");
        assert!(sheet.contains("url(data:x)"));
    }
}
