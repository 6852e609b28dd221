//! What a text becomes, from the outside.

use super::*;

mod blocks;
mod diagnostics;
mod links;
mod measure;
mod robust;
mod shortcodes;

struct Site;

impl Resolver for Site {
    fn link<'a>(&self, destination: &'a str) -> Cow<'a, str> {
        match destination.strip_suffix(".md") {
            Some(page) => Cow::Owned(format!("/{page}/")),
            None => Cow::Borrowed(destination),
        }
    }
}

fn document(text: &str) -> Document {
    let file = Arc::from("content/a.md");
    render(Source { file: &file, text, offset: 0 }, &Options::default(), &Site)
}

fn html(text: &str) -> String {
    document(text).html
}

/// The diagnostics as a terminal shows them.
fn report(document: &Document, text: &str) -> String {
    struct One<'a>(&'a str);
    impl crate::diag::Sources for One<'_> {
        fn text(&self, _: &str) -> Option<Arc<str>> {
            Some(Arc::from(self.0))
        }
    }
    let report = crate::diag::Report::new(document.diagnostics.clone());
    crate::diag::terminal::render(&report, &One(text), crate::diag::terminal::Colour::Never)
}
