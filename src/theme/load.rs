//! Loading a theme: templates of the theme and of the site, in one environment.

use super::closure::Closures;
use super::errors::{diagnose_load, known_filters};
use super::options::{self, ThemeOption};
use super::words::Words;
use super::{filters, functions};
use crate::base::{Fingerprint, FingerprintBuilder, Zone};
use crate::diag::{Diagnostic, Span};
use crate::media::Assets;
use crate::yaml::{Free, FromYaml, Named, Reader, Spanned, parse};
use crate::yaml_record;
use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};
use tera::{Context, Tera, TeraResult, Value};

/// The theme contract that this version of pressroom offers; `docs/themes.md` describes it.
pub const CONTRACT: u32 = 1;

/// A template's text.
#[derive(Clone, Debug)]
pub struct TemplateFile {
    /// Its name: `article.html`, `components/card.html`.
    pub name: String,
    /// Its path, for diagnostics.
    pub file: Arc<str>,
    /// Its text.
    pub text: Arc<str>,
}

/// The files of a theme and of the site's own overrides, read by the shell.
#[derive(Clone, Debug, Default)]
pub struct ThemeFiles {
    /// The theme's name.
    pub name: String,
    /// `theme.yaml`: path and text.
    pub manifest: Option<(Arc<str>, Arc<str>)>,
    /// The theme's templates.
    pub templates: Vec<TemplateFile>,
    /// The site's templates, which win by name.
    pub overrides: Vec<TemplateFile>,
    /// Assets of theme and site, merged; the site's win.
    pub assets: BTreeMap<String, Vec<u8>>,
    /// What the site sets under `theme_options`.
    pub options: Named<Spanned<Free>>,
    /// Language files in the order of their precedence, the strongest last.
    pub words: Vec<(Arc<str>, Arc<str>)>,
    /// The language files that this site does not speak.
    pub other_words: Vec<(Arc<str>, Arc<str>)>,
}

yaml_record! {
    /// `theme.yaml`.
    pub struct ThemeMatter {
        /// The theme's name.
        pub name: String,
        /// Its version.
        pub version: Option<String>,
        /// The theme contract it is written for.
        pub contract: crate::yaml::Spanned<u32>,
        /// What it is.
        pub description: Option<String>,
        /// Who made it.
        pub author: Option<String>,
        /// Its licence.
        pub license: Option<String>,
        /// What a publication may set under `theme_options`.
        pub options: Named<ThemeOption>,
        /// The style sheet that options with a property of CSS are added to: `css/main.css`.
        pub options_css: Option<String>,
    }
}

/// A loaded theme, with the variable `site` of the site it belongs to.
#[derive(Clone)]
pub struct Theme {
    tera: Tera,
    site: Value,
    parts: Arc<Parts>,
}

/// What does not depend on the site.
struct Parts {
    /// Template files by the name that Tera knows them under.
    files: BTreeMap<String, TemplateFile>,
    /// Components and their arguments.
    components: BTreeMap<String, Vec<String>>,
    words: Words,
    words_print: Fingerprint,
    assets: Assets,
    structured_data: bool,
    closures: OnceLock<Closures>,
}

/// The prefix under which Tera knows the theme's own templates, so that the site's win by plain name.
pub(super) const PREFIX: &str = "theme:";

/// Components that articles may rely on in every theme.
const REQUIRED_COMPONENTS: [&str; 10] =
    ["picture", "youtube", "quote", "figure", "gallery", "note", "details", "embed", "update", "step"];

impl Theme {
    /// Parses everything.
    ///
    /// # Errors
    /// Every problem of every template, with its place.
    pub fn load(mut files: ThemeFiles) -> Result<Self, Vec<Diagnostic>> {
        let mut problems = check_manifest(&mut files);
        let words = Words::read(&files.words, &files.other_words).unwrap_or_else(|found| {
            problems.extend(found);
            Words::default()
        });
        let mut named: BTreeMap<String, TemplateFile> = BTreeMap::new();
        for template in files.templates {
            named.insert(format!("{PREFIX}{}", template.name), template);
        }
        for template in files.overrides {
            named.insert(template.name.clone(), template);
        }
        let mut tera = new_tera();
        if let Err(error) = tera.add_raw_templates(named.iter().map(|(name, file)| (name.as_str(), &*file.text))) {
            problems.extend(diagnose_load(&error, &named, new_tera));
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        let components: BTreeMap<String, Vec<String>> = tera
            .get_component_names()
            .map(|name| {
                let arguments = tera.get_component_definition(name);
                let names =
                    arguments.iter().flat_map(tera::ComponentInfo::args).map(|argument| argument.name().to_owned());
                (name.to_owned(), names.collect())
            })
            .collect();
        for name in REQUIRED_COMPONENTS {
            if !components.contains_key(name) {
                problems.push(
                    Diagnostic::error(
                        "missing-component",
                        format!("the theme `{}` has no component `{name}`", files.name),
                    )
                    .hint("articles call it as a shortcode; define it in the theme's templates/components/"),
                );
            }
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        let structured_data = named.values().any(|file| file.text.contains("structured_data"));
        let mut print = FingerprintBuilder::new();
        for (file, text) in files.words.iter().chain(&files.other_words) {
            print.part(file.as_bytes()).part(text.as_bytes());
        }
        let parts = Parts {
            files: named,
            components,
            words,
            words_print: print.finish(),
            assets: Assets::new(files.assets),
            structured_data,
            closures: OnceLock::new(),
        };
        Ok(Self { tera, site: Value::none(), parts: Arc::new(parts) })
    }

    /// Whether another theme is this one, but for the variable `site`.
    pub fn is_like(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.parts, &other.parts)
    }

    /// Files that are not the same in another state of the theme: templates by their paths, assets and words by name.
    pub fn differences(&self, other: &Self) -> Vec<Arc<str>> {
        let mut files: Vec<Arc<str>> = Vec::new();
        let (ours, theirs) = (&self.parts, &other.parts);
        for (name, file) in ours.files.iter().chain(&theirs.files) {
            let text = |parts: &Parts| parts.files.get(name).map(|file| file.text.clone());
            if text(ours) != text(theirs) {
                files.push(file.file.clone());
            }
        }
        for (name, _) in ours.assets.iter().chain(theirs.assets.iter()) {
            if ours.assets.get(name) != theirs.assets.get(name) {
                files.push(format!("assets/{name}").into());
            }
        }
        if ours.words_print != theirs.words_print {
            files.push("i18n/".into());
        }
        files.sort_unstable();
        files.dedup();
        files
    }

    /// This theme for a site with another variable `site`.
    #[must_use]
    pub fn with_site(mut self, site: Value) -> Self {
        self.tera.global_context().insert_value("site", site.clone());
        self.site = site;
        self
    }

    /// The variable `site`.
    pub fn site(&self) -> &Value {
        &self.site
    }

    /// Names the text of a template and of everything that it extends, includes and calls.
    pub fn template_print(&self, name: &str) -> Option<Fingerprint> {
        self.closures().template(name)
    }

    /// Names the text of a component and of everything that it includes and calls.
    pub fn component_print(&self, name: &str) -> Option<Fingerprint> {
        self.closures().component(name)
    }

    /// Names the texts of the theme's words.
    pub fn words_print(&self) -> Fingerprint {
        self.parts.words_print
    }

    /// Where a template, or what it uses, asks `latest` for more than the articles of a tag, an author or a series. Whether
    /// it comes to that in a page only rendering it tells.
    pub fn wide_calls(&self, template: &str) -> &[Span] {
        self.closures().wide(template)
    }

    fn closures(&self) -> &Closures {
        self.parts.closures.get_or_init(|| Closures::new(&self.parts.files))
    }

    /// The name under which Tera knows the first of these templates that exists.
    ///
    /// # Errors
    /// None exists: an error that says what was looked for.
    pub fn template(&self, candidates: &[&str]) -> Result<String, Diagnostic> {
        let found = candidates.iter().find(|name| self.tera.contains_template(name));
        found.map(|name| (*name).to_owned()).ok_or_else(|| {
            let wanted = candidates.last().copied().unwrap_or_default();
            let names: Vec<String> = candidates.iter().map(|name| format!("`{name}`")).collect();
            Diagnostic::error("missing-template", format!("there is no template `{wanted}`"))
                .hint(format!("put {} into `templates/` of the site or the theme", names.join(" or ")))
        })
    }

    /// Renders a template that [`template`](Self::template) found.
    ///
    /// # Errors
    /// What Tera says; [`diagnose`](super::diagnose) makes a diagnostic of it.
    pub fn render_template(&self, name: &str, context: &Context, out: &mut Vec<u8>) -> TeraResult<()> {
        self.tera.render_to(name, context, out)
    }

    /// Renders a component.
    ///
    /// # Errors
    /// As [`render_template`](Self::render_template).
    pub fn render_component(&self, name: &str, arguments: &Context, body: Option<&str>) -> TeraResult<String> {
        self.tera.render_component_with_implicits(name, arguments, &Context::default(), body, true)
    }

    /// Template files by the name that Tera knows them under.
    pub fn files(&self) -> &BTreeMap<String, TemplateFile> {
        &self.parts.files
    }

    /// Whether any template prints the page's JSON-LD; making it costs as much as a small page.
    pub fn uses_structured_data(&self) -> bool {
        self.parts.structured_data
    }

    /// The assets.
    pub fn assets(&self) -> &Assets {
        &self.parts.assets
    }

    /// The words.
    pub fn words(&self) -> &Words {
        &self.parts.words
    }

    /// Whether there is a component of this name, and its arguments.
    pub fn component(&self, name: &str) -> Option<&[String]> {
        self.parts.components.get(name).map(Vec::as_slice)
    }

    /// All components, sorted.
    pub fn component_names(&self) -> impl Iterator<Item = &str> {
        self.parts.components.keys().map(String::as_str)
    }
}

fn new_tera() -> Tera {
    let mut tera = Tera::default();
    tera.autoescape_on([".html"]);
    functions::register(&mut tera);
    filters::register(&mut tera);
    // Naming a prefix can only fail once there are templates.
    let _ = tera.set_fallback_prefixes([PREFIX]);
    debug_assert!(!known_filters().is_empty());
    tera
}

fn check_manifest(files: &mut ThemeFiles) -> Vec<Diagnostic> {
    let Some((file, text)) = &files.manifest.clone() else {
        return vec![
            Diagnostic::error("bad-theme", format!("the theme `{}` has no theme.yaml", files.name))
                .hint(format!("add one with `name: {}` and `contract: {CONTRACT}`", files.name)),
        ];
    };
    let node = match parse(text, file, 0) {
        Ok(node) => node.unwrap_or_else(|| crate::yaml::Node::empty_map(0..0)),
        Err(error) => return vec![error],
    };
    let mut reader = Reader::new(file.clone(), Zone::utc());
    let matter = ThemeMatter::from_yaml(&node, &mut reader);
    let mut problems = reader.finish();
    let Some(matter) = matter else { return problems };
    problems.extend(options::check(&matter.options, file));
    problems.extend(options::apply(&matter.options, matter.options_css.as_deref(), files));
    if matter.contract.value != CONTRACT {
        let message =
            format!("the theme is written for contract {}, this pressroom offers {CONTRACT}", matter.contract.value);
        problems.push(
            Diagnostic::error("theme-contract", message)
                .at(Span::new(file.clone(), matter.contract.range.clone()))
                .hint("use a version of the theme for this contract"),
        );
    }
    problems
}
