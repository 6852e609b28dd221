//! The body of an article or page: Markdown with its holes filled.
//!
//! Pictures and shortcodes are components of the theme; each is rendered on its own and put into its hole, never nested
//! in another render. The result is what the page shows and what full-text feeds carry.

use crate::content::markdown::{
    Arg, Document, Insert, InsertKind, Labels, Link, Options, Place, Quotes, Section, Source, nest, render,
};
use crate::diag::{Diagnostic, Severity, Span, did_you_mean};
use crate::model::{Credit, Key, Page, PictureRef, View, external};
use crate::render::updates::{Moment, Order, Run, Update};
use crate::theme::{Env, MapBuilder, Scope, diagnose, enter, focal_text, lower_first};
use std::sync::Arc;
use tera::{Context, ErrorKind, Value};

/// A finished body.
#[derive(Clone, Debug, Default)]
pub struct Body {
    /// The HTML.
    pub html: Arc<str>,
    /// Its headings.
    pub toc: Vec<Section>,
    /// Words of prose.
    pub words: usize,
    /// Every link, for the check.
    pub links: Vec<Link>,
    /// Updates of a live blog, newest first.
    pub updates: Vec<Update>,
    /// What is wrong with it.
    pub diagnostics: Vec<Diagnostic>,
    /// What it depends on beside its own file.
    pub reads: Vec<Key>,
}

impl Body {
    /// Whether the article can't be published as it is.
    pub fn is_broken(&self) -> bool {
        self.diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
    }
}

/// Where a body comes from.
#[derive(Clone, Copy)]
pub(crate) struct BodySource<'a> {
    /// The file below the site's root.
    pub(crate) file: &'a Arc<str>,
    /// The Markdown.
    pub(crate) text: &'a str,
    /// Where it begins in the file.
    pub(crate) offset: usize,
    /// The page it stands on.
    pub(crate) page: Page,
    /// The path of that page.
    pub(crate) path: &'a str,
}

/// Renders a body.
pub(crate) fn render_body(env: &Arc<Env>, source: BodySource<'_>) -> Body {
    let links = env.links(source.file, source.path);
    let markdown = Source { file: source.file, text: source.text, offset: source.offset };
    let document = render(markdown, &options(env, source.page), &links);
    let mut filler = Filler {
        env,
        source,
        diagnostics: Vec::new(),
        order: Order::of(&document, &env.site.config().zone),
        updates: Vec::new(),
        reads: links.reads(),
    };
    let html = if document.is_finished() {
        document.html
    } else {
        let scope = Scope::new(env.clone(), View::of_page(env.site.clone(), source.page), source.file.clone());
        let (html, scope) = enter(scope, || filler.fill(&document));
        filler.diagnostics.extend(scope.diagnostics);
        filler.reads.extend(scope.view.finish());
        html
    };
    let mut diagnostics = document.diagnostics;
    diagnostics.append(&mut filler.diagnostics);
    filler.updates.sort_by_key(|update| std::cmp::Reverse(update.rank));
    Body {
        html: html.into(),
        toc: nest(&document.toc),
        words: document.words,
        links: document.links,
        updates: filler.updates,
        diagnostics,
        reads: filler.reads,
    }
}

fn options(env: &Env, page: Page) -> Options {
    let language = match page {
        Page::Article(id) => env.site.language(id),
        _ => &env.site.config().language,
    };
    let mut options = Options { quotes: Quotes::of(language), ..Options::default() };
    let words = env.theme.words();
    let labels: &mut Labels = &mut options.labels;
    for (key, label) in [
        ("section_link", &mut labels.section_link),
        ("table", &mut labels.table),
        ("footnotes", &mut labels.footnotes),
        ("back_to_reference", &mut labels.back_to_reference),
        ("task_done", &mut labels.task_done),
        ("task_open", &mut labels.task_open),
        ("alert_note", &mut labels.alerts.note),
        ("alert_tip", &mut labels.alerts.tip),
        ("alert_important", &mut labels.alerts.important),
        ("alert_warning", &mut labels.alerts.warning),
        ("alert_caution", &mut labels.alerts.caution),
    ] {
        if let Some(word) = words.get(key) {
            *label = word.to_owned().into();
        }
    }
    options
}

/// What pressroom passes to the component `step` beside what was written, if it declares them.
const STEP: [&str; 3] = ["id", "number", "level"];

struct Filler<'a> {
    env: &'a Arc<Env>,
    source: BodySource<'a>,
    diagnostics: Vec<Diagnostic>,
    /// Anchors and order of the updates of a live blog.
    order: Order,
    updates: Vec<Update>,
    reads: Vec<Key>,
}

impl Filler<'_> {
    fn fill(&mut self, document: &Document) -> String {
        let mut html = String::with_capacity(document.html.len() + document.inserts.len() * 400);
        let mut from = 0;
        let mut run = Run::default();
        for Insert { at, kind } in &document.inserts {
            let between = &document.html[from..*at];
            from = *at;
            if let InsertKind::Shortcode { name, args, body, span, place: Place::Block } = kind
                && name == "update"
            {
                // What separates two updates is white space; anything more ends the run.
                if run.is_empty() || !between.trim().is_empty() {
                    run.end(&mut html);
                    html.push_str(between);
                }
                let mut one = String::new();
                let rank = self.shortcode(&mut one, name, args, body.as_ref(), span);
                run.push(rank, one);
                continue;
            }
            run.end(&mut html);
            html.push_str(between);
            match kind {
                InsertKind::Picture { src, alt, title, place, span } => {
                    self.picture(&mut html, src, alt, title, *place, span);
                }
                InsertKind::Shortcode { name, args, body, span, .. } => {
                    self.shortcode(&mut html, name, args, body.as_ref(), span);
                }
            }
        }
        run.end(&mut html);
        html.push_str(&document.html[from..]);
        html
    }

    fn picture(&mut self, html: &mut String, src: &str, alt: &str, title: &str, place: Place, span: &Span) {
        let found = if external(src) {
            Some(PictureRef::Remote(src.to_owned()))
        } else {
            self.reads.push(Key::Reference { source: self.source.file.clone(), reference: src.into() });
            match self.env.site.files().resolve(self.source.file, src) {
                Ok(found) => Some(found),
                Err(tried) => {
                    let mut diagnostic =
                        crate::model::missing_picture(self.env.site.files(), src, &tried, span.clone());
                    diagnostic.severity = Severity::Warning;
                    self.diagnostics.push(diagnostic.note("the article is published without it"));
                    None
                }
            }
        };
        let Some(found) = found else { return };
        if let PictureRef::File(file) = &found {
            self.reads.push(Key::Picture(file.clone()));
        }
        if let Some(problem) = self.env.picture_problem(&found, src, span) {
            let fatal = problem.severity == Severity::Error;
            self.diagnostics.push(problem);
            if fatal {
                return;
            }
        }
        let record = self.env.site.picture_record(&found);
        let alt = if alt.is_empty() { record.and_then(|record| record.alt.as_deref()).unwrap_or(alt) } else { alt };
        if alt.is_empty() {
            self.diagnostics.push(
                Diagnostic::warning(
                    "missing-alt",
                    format!("the picture `{src}` has no text for those who can't see it"),
                )
                .at(span.clone())
                .hint("write what it shows between the brackets: `![what it shows](…)`"),
            );
        }
        let title = if title.is_empty() { record.and_then(|record| record.caption.as_deref()) } else { Some(title) };
        let links = self.env.links(self.source.file, self.source.path);
        let caption = title.map_or_else(Value::none, |title| links.inline(title));
        self.reads.extend(links.reads());
        let credit = self.credit_of_hero(&found).or_else(|| record.map(|record| record.credit.clone()));
        let credit = credit.unwrap_or_default();
        let credit = self.env.attribution(&found, &credit);
        let image = self
            .env
            .picture_fields(&found, &credit)
            .put("alt", alt)
            .put("decorative", alt.is_empty())
            .put("caption", caption)
            .put("focal", record.and_then(|record| record.focal).map(focal_text))
            .build();
        let mut context = Context::new();
        context.insert_value("image", image);
        context.insert_value(
            "place",
            Value::from(match place {
                Place::Block => "block",
                Place::Line => "line",
                Place::Inline => "inline",
            }),
        );
        self.component(html, "picture", &context, None, span);
    }

    /// What front matter says of a picture that stands in the text as well.
    fn credit_of_hero(&self, picture: &PictureRef) -> Option<Credit> {
        let Page::Article(id) = self.source.page else { return None };
        let hero = self.env.site.card(id).image.as_deref().filter(|hero| hero.picture == *picture)?;
        Some(hero.credit.clone())
    }

    /// Writes what a shortcode becomes; returns the rank of an update.
    fn shortcode(
        &mut self,
        html: &mut String,
        name: &str,
        args: &[(String, Arg)],
        body: Option<&Document>,
        span: &Span,
    ) -> usize {
        let Some(known) = self.env.theme.component(name) else {
            self.reads.push(Key::Component(name.into()));
            let names = self.env.theme.component_names();
            self.diagnostics.push(
                Diagnostic::error("unknown-shortcode", format!("there is no shortcode `{name}`"))
                    .at(span.clone())
                    .hint_opt(did_you_mean(name, names))
                    .hint("a shortcode is a component of the theme or of the site's `templates/`"),
            );
            return 0;
        };
        let mut context = Context::new();
        let mut sound = true;
        for (argument, value) in args {
            if !known.iter().any(|known| known == argument) {
                if name == "step" && STEP.contains(&argument.as_str()) {
                    continue;
                }
                let mut hint = did_you_mean(argument, known.iter().map(String::as_str));
                if hint.is_none() && !known.is_empty() {
                    hint = Some(format!("it takes {}", known.join(", ")));
                }
                self.diagnostics.push(
                    Diagnostic::error(
                        "shortcode-argument",
                        format!("the shortcode `{name}` has no argument `{argument}`"),
                    )
                    .at(span.clone())
                    .hint_opt(hint),
                );
                sound = false;
            }
            context.insert_value(argument.clone(), arg_value(value));
        }
        let place = if name == "update" { self.order.take() } else { Moment::default() };
        if name == "update" && known.iter().any(|known| known == "id") {
            context.insert("id", &place.id);
        }
        let inner = body.map(|body| self.fill(body));
        let rank = place.rank;
        if name == "update" {
            self.updates.extend(Update::of(place, args, inner.as_deref()));
        }
        if sound {
            self.component(html, name, &context, inner.as_deref(), span);
        }
        rank
    }

    fn component(&mut self, html: &mut String, name: &str, context: &Context, body: Option<&str>, span: &Span) {
        self.reads.push(Key::Component(name.into()));
        match self.env.theme.render_component(name, context, body) {
            Ok(text) => html.push_str(&text),
            Err(error) => {
                let diagnostic = match error.kind() {
                    // The call itself is wrong: a missing argument, or one of the wrong type.
                    ErrorKind::Msg(message) => Diagnostic::error(
                        "shortcode-argument",
                        format!("the shortcode `{name}` can't be used like this: {}", lower_first(message)),
                    )
                    .at(span.clone()),
                    // The component prints what stands between the two halves, and there is none.
                    ErrorKind::RenderingError(report) if body.is_none() && report.message().contains("`body`") => {
                        Diagnostic::error(
                            "shortcode-argument",
                            format!("the shortcode `{name}` needs something to enclose"),
                        )
                        .at(span.clone())
                        .hint(format!("write `{{% {name}(…) %}}`, the text, and `{{% end %}}`"))
                    }
                    _ => diagnose(&error, self.env.theme.files(), &format!("`{}`", self.source.file))
                        .related(span.clone(), "called here"),
                };
                self.diagnostics.push(diagnostic);
            }
        }
    }
}

fn arg_value(arg: &Arg) -> Value {
    match arg {
        Arg::String(text) => Value::normal_string(text),
        Arg::Integer(integer) => Value::from(*integer),
        Arg::Float(float) => Value::from(*float),
        Arg::Bool(truth) => Value::from(*truth),
        Arg::List(items) => Value::from(items.iter().map(arg_value).collect::<Vec<_>>()),
    }
}

/// A table of contents for templates.
pub(crate) fn toc_value(sections: &[Section]) -> Value {
    let values = sections.iter().map(|section| {
        MapBuilder::new(4)
            .put("level", i64::from(section.heading.level))
            .put("id", section.heading.id.as_str())
            .put("title", section.heading.text.as_str())
            .put("children", toc_value(&section.sections))
            .build()
    });
    Value::from(values.collect::<Vec<_>>())
}
