//! Checks that several kinds of content share: slugs, colours, aliases.

use super::Builder;
use super::pictures::missing_picture;
use super::routes::{Alias, AliasTarget};
use crate::base::{Colour, WHITE, slugify};
use crate::diag::{Diagnostic, Span};
use crate::yaml::Spanned;
use std::sync::Arc;

/// Bytes that a part of a URL may have: file systems allow 255, and a file that is being replaced has a longer name.
pub(super) const LONGEST_NAME: usize = 200;

/// The least contrast of a mark that is no text, as accessibility guidelines have it.
const VISIBLE: f64 = 3.0;

impl Builder<'_> {
    /// The slug of a content file: what its front matter asks for, or the file's name.
    pub(super) fn slug(&mut self, source: &Arc<str>, asked: Option<&Spanned<String>>) -> Option<String> {
        let Some(asked) = asked else {
            let slug = slugify(file_name(source));
            if slug.is_empty() {
                let message = format!("the file name `{}` has no letter or digit to make a URL of", file_name(source));
                self.push(
                    Diagnostic::error("bad-slug", message)
                        .at(Span::file(source.clone()))
                        .hint("rename the file, or set `slug`"),
                );
                return None;
            }
            return self.short(slug, Span::file(source.clone()));
        };
        let slug = slugify(asked);
        let span = Span::new(source.clone(), asked.range.clone());
        if slug.is_empty() {
            let message = format!("`{}` can't be a slug", asked.value);
            self.push(Diagnostic::error("bad-slug", message).at(span).hint("use letters, digits and hyphens"));
            return None;
        }
        if slug != asked.value {
            let message = format!("the slug `{}` is published as `{slug}`", asked.value);
            self.push(Diagnostic::warning("bad-slug", message).at(span.clone()).hint(format!("write `slug: {slug}`")));
        }
        self.short(slug, span)
    }

    /// A slug, if no file system will refuse it.
    fn short(&mut self, slug: String, span: Span) -> Option<String> {
        if slug.len() > LONGEST_NAME {
            let message = format!("this slug is too long for the name of a folder: {} bytes", slug.len());
            let hint = format!("set `slug` to one of at most {LONGEST_NAME} bytes");
            self.push(Diagnostic::error("bad-slug", message).at(span).hint(hint));
            return None;
        }
        Some(slug)
    }

    /// The logo of the configuration has to be there.
    pub(super) fn check_logo(&mut self) {
        let Some(logo) = &self.config.logo else { return };
        if let Err(tried) = self.files.resolve("content/x.md", &logo.src) {
            let span = Span::new(crate::config::CONFIG_FILE, logo.src.range.clone());
            self.push(missing_picture(self.files, &logo.src, &tried, span));
        }
    }

    /// A colour as `#rrggbb`.
    pub(super) fn colour(&mut self, source: &Arc<str>, colour: &Spanned<String>) -> Option<String> {
        let span = Span::new(source.clone(), colour.range.clone());
        let Some(parsed) = Colour::parse(colour) else {
            let message = format!("`{}` is no colour", colour.value);
            self.push(
                Diagnostic::error("bad-colour", message)
                    .at(span)
                    .hint("write six hexadecimal digits in quotes: `'#1a2b3c'`"),
            );
            return None;
        };
        let contrast = parsed.contrast(WHITE);
        if contrast < VISIBLE {
            let message = format!("`{parsed}` can hardly be seen on white: its contrast is {contrast:.1}");
            self.push(
                Diagnostic::warning("faint-colour", message)
                    .at(span)
                    .note(format!("the mark of a section needs a contrast of {VISIBLE} at least"))
                    .hint(format!("the nearest that has it is `'{}'`", parsed.legible_on(WHITE, VISIBLE))),
            );
        }
        Some(parsed.to_string())
    }

    /// Notes down old paths; they become redirects once all URLs are known.
    pub(super) fn aliases(&mut self, source: &Arc<str>, aliases: &[Spanned<String>], target: &AliasTarget) {
        for alias in aliases {
            let span = Span::new(source.clone(), alias.range.clone());
            let plain = alias.starts_with('/')
                && !alias.split('/').any(|part| part == ".." || part.len() > LONGEST_NAME)
                && !alias.contains(['?', '#', '\\']);
            if !plain {
                let message = format!("`{}` is not a path of this site", alias.value);
                self.push(
                    Diagnostic::error("bad-path", message)
                        .at(span)
                        .hint("write the old path with a `/` first: `/2019/old-story/`"),
                );
                continue;
            }
            self.aliases.push(Alias { from: alias_path(alias), target: target.clone(), span });
        }
    }

    /// Whether a name belongs to a record that is there but could not be read.
    pub(super) fn is_broken(&self, slug: &str) -> bool {
        self.broken_slugs.iter().any(|broken| broken == slug)
    }
}

/// An alias as a route: without a file name it ends with a slash, and every file has one route only.
pub(super) fn alias_path(alias: &str) -> String {
    let mut parts: Vec<&str> = alias.split('/').filter(|part| !part.is_empty() && *part != ".").collect();
    let file = parts.pop_if(|last| last.contains('.') && !alias.ends_with('/')).filter(|file| *file != "index.html");
    let mut path = String::from("/");
    for part in parts {
        path.push_str(part);
        path.push('/');
    }
    path.push_str(file.unwrap_or_default());
    path
}

/// The name of a content file without its extension; that of its folder for `index.md`.
pub(super) fn file_name(source: &str) -> &str {
    let path = source.strip_suffix(".md").unwrap_or(source);
    let path = path.strip_suffix("/index").unwrap_or(path);
    path.rsplit('/').next().unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn file_names_and_old_paths() {
        assert_eq!(file_name("content/phones/a.md"), "a");
        assert_eq!(file_name("content/phones/a/index.md"), "a");
        assert_eq!(alias_path("/old"), "/old/");
        assert_eq!(alias_path("/old.html"), "/old.html");
        assert_eq!(alias_path("/old/index.html"), "/old/");
        assert_eq!(alias_path("//old/./x.y/"), "/old/x.y/");
        assert_eq!(alias_path("/index.html"), "/");
    }
}
