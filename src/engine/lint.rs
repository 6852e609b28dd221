//! What is not wrong, but costs more than it has to.

use crate::diag::{Diagnostic, Span};
use crate::fs::TextStore;
use crate::model::{Key, ListKey, Page};
use crate::render::Renderer;
use crate::theme::Env;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Lines of templates that make a list of the whole site a part of every article's page: then each new story renders all
/// articles.
///
/// The newest article of each type is rendered to see whether it comes to that, if there are such lines at all.
pub(super) fn wide_lists(env: &Arc<Env>, texts: &Arc<TextStore>) -> Vec<Diagnostic> {
    let types = env.site.config().types.all();
    let mut found: BTreeSet<(Arc<str>, u32, u32)> = BTreeSet::new();
    for (at, kind) in (0..).zip(types) {
        let Some(id) = env.site.list(ListKey::Type(at)).last() else { continue };
        let names = [format!("article-{}.html", kind.slug), "article.html".to_owned()];
        let Ok(template) = env.theme.template(&names.each_ref().map(String::as_str)) else { continue };
        let calls = env.theme.wide_calls(&template);
        if calls.is_empty() {
            continue;
        }
        let output = Renderer::new(env.clone(), texts.clone()).render(Page::Article(*id), &env.site.card(*id).path);
        let wide = |key: &Key| matches!(key, Key::Newest(ListKey::All | ListKey::Category(_) | ListKey::Type(_), _));
        if output.reads.iter().any(wide) {
            found.extend(calls.iter().map(|span| (span.file.clone(), span.start, span.end)));
        }
    }
    let count = env.site.articles().len();
    let diagnostic = |(file, start, end): (Arc<str>, u32, u32)| {
        Diagnostic::warning("site-wide-list", "this makes a list of the whole site a part of every article\u{2019}s page")
            .at(Span { file, start, end })
            .note(format!("with each new story in it, every article is rendered again: {count} by now"))
            .hint("use `box(name=\"\u{2026}\", \u{2026})`, which is put into finished pages, or ask for a `tag`, an `author` or a `series`")
    };
    found.into_iter().map(diagnostic).collect()
}
