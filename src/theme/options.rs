//! Options of a theme: what a publication may set in `pressroom.yaml` without a template.
//!
//! A theme declares its options in `theme.yaml`. Those that name a property of CSS are written behind the style sheet that
//! the theme names, as custom properties, so that nothing has to stand in the pages themselves.

use super::ThemeFiles;
use crate::base::Colour;
use crate::diag::{Diagnostic, Span, did_you_mean};
use crate::yaml::{Free, Named, Spanned};
use crate::yaml_record;
use std::fmt::Write as _;
use std::sync::Arc;

/// The file that options are set in.
const CONFIG: &str = "pressroom.yaml";

yaml_record! {
    /// What a publication may set.
    pub struct ThemeOption {
        /// `colour`, `font` (a list of families, as in CSS), `fonts` (files: a list of `{family, src, weight, style}`) or `any`.
        pub kind: String,
        /// The custom property that it sets: `--ink`.
        pub css: Option<String>,
        /// A colour where the option is not set, on light paper.
        pub light: Option<String>,
        /// The same on dark paper. The option `<name>_dark` sets it; without that, the nearest legible one is taken.
        pub dark: Option<String>,
        /// The option with the colour behind it.
        pub against: Option<String>,
        /// The least contrast with that.
        pub contrast: Option<f64>,
        /// What it is for.
        pub description: Option<String>,
    }
}

/// The kinds of options.
const KINDS: [&str; 4] = ["colour", "font", "fonts", "any"];

/// Checks what is set against what is declared, and adds it to the style sheet. A theme that declares nothing takes anything.
pub(super) fn apply(declared: &Named<ThemeOption>, sheet: Option<&str>, files: &mut ThemeFiles) -> Vec<Diagnostic> {
    if declared.is_empty() {
        return Vec::new();
    }
    let set = files.options.clone();
    let up = "../".repeat(sheet.map_or(0, |sheet| sheet.matches('/').count()));
    let mut options = Options { declared, set: &set, files, up, problems: Vec::new() };
    options.check_names();
    let css = options.css();
    let problems = options.problems;
    if let Some(bytes) = sheet.filter(|_| !css.is_empty()).and_then(|sheet| files.assets.get_mut(sheet)) {
        bytes.extend_from_slice(css.as_bytes());
    }
    problems
}

struct Options<'o> {
    declared: &'o Named<ThemeOption>,
    set: &'o Named<Spanned<Free>>,
    files: &'o ThemeFiles,
    /// From the style sheet to the assets.
    up: String,
    problems: Vec<Diagnostic>,
}

impl<'o> Options<'o> {
    fn get(&self, name: &str) -> Option<&'o Spanned<Free>> {
        self.set.iter().find(|(known, _)| known == name).map(|(_, value)| value)
    }

    fn check_names(&mut self) {
        let mut names: Vec<String> = Vec::new();
        for (name, option) in self.declared.iter() {
            names.push(name.clone());
            if option.kind == "colour" {
                names.push(format!("{name}_dark"));
            }
        }
        for (name, value) in self.set.iter() {
            if !names.contains(name) {
                let known: Vec<&str> = names.iter().map(String::as_str).collect();
                let hint =
                    did_you_mean(name, known.iter().copied()).unwrap_or_else(|| format!("it has {}", known.join(", ")));
                let message = format!("the theme `{}` has no option `{name}`", self.files.name);
                self.fail(value, "unknown-option", message, hint);
            }
        }
    }

    fn css(&mut self) -> String {
        let (mut plain, mut paired, mut faces) = (String::new(), String::new(), String::new());
        for (name, option) in self.declared.iter() {
            match &*option.kind {
                "colour" => {
                    let Some((light, dark)) = self.colours(name, option) else { continue };
                    let Some(property) = &option.css else { continue };
                    // Writing to a String cannot fail.
                    let _ = write!(plain, "{property}:{light};");
                    let _ = write!(paired, "{property}:light-dark({light},{dark});");
                }
                "font" => {
                    let (Some(value), Some(property)) = (self.get(name), &option.css) else { continue };
                    match &value.value {
                        Free::Text(families) if is_families(families) => {
                            let _ = write!(plain, "{property}:{families};");
                        }
                        _ => {
                            let message = format!("`{name}` is no list of font families");
                            self.fail(
                                value,
                                "bad-option",
                                message,
                                "write them as in CSS: `'Inter, Arial, sans-serif'`",
                            );
                        }
                    }
                }
                "fonts" => faces.push_str(&self.faces(name)),
                _ => {}
            }
        }
        let mut css = faces;
        if !plain.is_empty() {
            let _ = write!(css, "\n:root{{{plain}}}\n");
        }
        if !paired.is_empty() {
            let _ = writeln!(css, "@supports (color:light-dark(red,red)){{:root{{{paired}}}}}");
        }
        css
    }

    /// A colour on light and on dark paper, where either is set.
    fn colours(&mut self, name: &str, option: &ThemeOption) -> Option<(Colour, Colour)> {
        let (light_set, dark_set) = (self.get(name), self.get(&format!("{name}_dark")));
        if light_set.is_none() && dark_set.is_none() {
            return None;
        }
        let light = self.colour(name, light_set, option.light.as_deref())?;
        let (ground_light, ground_dark) = self.grounds(option);
        let least = option.contrast.unwrap_or(1.0);
        let dark = match (dark_set, ground_dark) {
            (None, Some(ground)) if light_set.is_some() => light.legible_on(ground, least),
            _ => self.colour(name, dark_set, option.dark.as_deref())?,
        };
        for (value, colour, ground) in [(light_set, light, ground_light), (dark_set, dark, ground_dark)] {
            let (Some(value), Some(ground)) = (value, ground) else { continue };
            let contrast = colour.contrast(ground);
            if contrast < least {
                let message = format!("`{colour}` can hardly be read on `{ground}`: its contrast is {contrast:.1}");
                let hint =
                    format!("it needs {least}; the nearest that has it is `'{}'`", colour.legible_on(ground, least));
                self.fail(value, "faint-colour", message, hint);
            }
        }
        Some((light, dark))
    }

    /// The colours behind one, light and dark.
    fn grounds(&mut self, option: &ThemeOption) -> (Option<Colour>, Option<Colour>) {
        let declared = self.declared;
        let Some((name, ground)) = declared.iter().find(|(name, _)| Some(name) == option.against.as_ref()) else {
            return (None, None);
        };
        let of = |set: Option<&Spanned<Free>>, default: &Option<String>| match set.map(|set| &set.value) {
            Some(Free::Text(text)) if Colour::parse(text).is_some() => Colour::parse(text),
            _ => default.as_deref().and_then(Colour::parse),
        };
        (of(self.get(name), &ground.light), of(self.get(&format!("{name}_dark")), &ground.dark))
    }

    fn colour(&mut self, name: &str, set: Option<&Spanned<Free>>, default: Option<&str>) -> Option<Colour> {
        let Some(value) = set else { return default.and_then(Colour::parse) };
        let colour = if let Free::Text(text) = &value.value { Colour::parse(text) } else { None };
        if colour.is_none() {
            let message = format!("the option `{name}` is no colour");
            self.fail(value, "bad-colour", message, "write six hexadecimal digits in quotes: `'#1a2b3c'`");
        }
        colour
    }

    /// Fonts of the site's own, each with its file below `assets/`.
    fn faces(&mut self, name: &str) -> String {
        let Some(value) = self.get(name) else { return String::new() };
        let mut css = String::new();
        let Free::List(list) = &value.value else {
            let hint = "write a list: `- {family: Inter, src: fonts/inter.woff2, weight: 400 700}`";
            self.fail(value, "bad-option", format!("`{name}` is no list of fonts"), hint);
            return css;
        };
        for font in list {
            let field = |wanted: &str| match font {
                Free::Map(entries) => entries.iter().find(|(key, _)| key == wanted).map(|(_, value)| match value {
                    Free::Text(text) => text.clone(),
                    Free::Integer(number) => number.to_string(),
                    _ => String::new(),
                }),
                _ => None,
            };
            let (family, src) = (field("family").unwrap_or_default(), field("src").unwrap_or_default());
            let (weight, style) =
                (field("weight").unwrap_or_else(|| "400".into()), field("style").unwrap_or_else(|| "normal".into()));
            if !is_families(&family) || family.contains(',') || !is_words(&weight) || !is_words(&style) {
                let hint =
                    "a font has a `family` and a `src`, and may have a `weight` (`400`, `400 700`) and a `style`";
                self.fail(value, "bad-option", "a font has no family, or an impossible weight or style".into(), hint);
                continue;
            }
            if !self.files.assets.contains_key(&src) {
                let near = did_you_mean(&src, self.files.assets.keys().map(String::as_str));
                let hint = near.unwrap_or_else(|| "put the file below `assets/`: `assets/fonts/inter.woff2`".into());
                self.fail(value, "unknown-asset", format!("there is no font `assets/{src}`"), hint);
                continue;
            }
            let family = family.trim_matches(['"', '\'']);
            let _ = write!(
                css,
                "\n@font-face{{font-family:\"{family}\";src:url({}{src});font-weight:{weight};font-style:{style};font-display:swap}}",
                self.up
            );
        }
        css
    }

    fn fail(&mut self, at: &Spanned<Free>, code: &'static str, message: String, hint: impl Into<String>) {
        let span = Span::new(Arc::from(CONFIG), at.range.clone());
        self.problems.push(Diagnostic::error(code, message).at(span).hint(hint));
    }
}

/// Whether a text can stand in a style sheet as a list of families and nothing else.
fn is_families(text: &str) -> bool {
    let quotes = |quote: char| text.matches(quote).count().is_multiple_of(2);
    let plain = |c: char| c.is_alphanumeric() || matches!(c, ' ' | ',' | '-' | '_' | '"' | '\'');
    !text.trim().is_empty() && text.chars().all(plain) && quotes('"') && quotes('\'')
}

fn is_words(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || c == ' ')
}

/// What is wrong with the declarations themselves.
pub(super) fn check(declared: &Named<ThemeOption>, file: &Arc<str>) -> Vec<Diagnostic> {
    let unknown = declared.iter().filter(|(_, option)| !KINDS.contains(&&*option.kind));
    let problem = |(name, option): &(String, ThemeOption)| {
        Diagnostic::error("bad-theme", format!("the option `{name}` is of no kind that there is: `{}`", option.kind))
            .at(Span::file(file.clone()))
            .hint(did_you_mean(&option.kind, KINDS).unwrap_or_else(|| format!("it can be {}", KINDS.join(", "))))
    };
    unknown.map(problem).collect()
}
