//! One page in, its bytes out.
//!
//! [`Renderer::render`] takes a shared reference and is called from many threads at once. What pages share (fragments,
//! bodies that feeds carry) is made once, by whoever needs it first; the result does not depend on who that is.

use super::boxes::SharedBoxes;
use super::content::{Body, BodySource, render_body};
use super::fragments::{Fragment, Fragments, Piece, Place, Watch};
use super::trace::Prints;
use super::{machine, page};
use crate::base::Fingerprint;
use crate::content::markdown::Link;
use crate::diag::Diagnostic;
use crate::model::{ArticleId, Key, ListKey, Page};
use crate::theme::{BoxCall, Env, FragmentCall, Shell};
use rustc_hash::FxHashMap;
use std::sync::{Arc, OnceLock};

/// Where the text of content files comes from: the shell reads files, and may keep them.
pub trait Texts: Send + Sync {
    /// The whole text of a content file; `None` when it can't be read any more, or is not the one of this print.
    fn text(&self, file: &str, print: Fingerprint) -> Option<Arc<str>>;
}

/// A rendered page.
#[derive(Debug, Default)]
pub struct Output {
    /// The file's contents; `None` when an error kept them from being made.
    pub bytes: Option<Vec<u8>>,
    /// What the page depends on beside its fragments.
    pub reads: Vec<Key>,
    /// The fragments in it that are no boxes.
    pub fragments: Vec<FragmentCall>,
    /// Its boxes, in their order.
    pub boxes: Vec<PlacedBox>,
    /// What is wrong.
    pub diagnostics: Vec<Diagnostic>,
    /// Words of prose in an article; 0 for anything else.
    pub words: usize,
    /// Links that the page's content makes, with the content file they stand in.
    pub links: Vec<Link>,
}

/// A box in a rendered page.
#[derive(Clone, Debug)]
pub struct PlacedBox {
    /// What it is.
    pub asked: BoxCall,
    /// Where it begins, in bytes.
    pub at: usize,
    /// How long it is, in bytes.
    pub len: usize,
}

/// Renders pages of one site.
pub struct Renderer {
    pub(super) env: Arc<Env>,
    pub(super) fragments: Fragments,
    /// Fingerprints of what pages depend on, taken once.
    pub(super) prints: Prints,
    pub(super) shared_boxes: SharedBoxes,
    texts: Arc<dyn Texts>,
    /// Bodies that full-text feeds carry too, so that they are rendered once.
    shared_bodies: FxHashMap<ArticleId, OnceLock<Arc<Body>>>,
}

impl Renderer {
    /// A renderer of a site.
    pub fn new(env: Arc<Env>, texts: Arc<dyn Texts>) -> Self {
        Self::watched(env, texts, None)
    }

    /// A renderer whose fragments somebody hears of.
    pub fn watched(env: Arc<Env>, texts: Arc<dyn Texts>, watch: Option<Arc<dyn Watch>>) -> Self {
        let shared_bodies = feed_articles(&env).into_iter().map(|id| (id, OnceLock::new())).collect();
        Self {
            env,
            fragments: Fragments::watched(watch),
            prints: Prints::default(),
            shared_boxes: SharedBoxes::default(),
            texts,
            shared_bodies,
        }
    }

    /// The texts of the site's content.
    pub fn texts(&self) -> &dyn Texts {
        &*self.texts
    }

    /// The environment.
    pub fn env(&self) -> &Arc<Env> {
        &self.env
    }

    /// Renders a page; `path` is that of its URL.
    pub fn render(&self, page: Page, path: &str) -> Output {
        if page.is_document() { page::render(self, page, path) } else { machine::render(self, page, path) }
    }

    /// The body of an article.
    pub(super) fn body(&self, id: ArticleId) -> Arc<Body> {
        match self.shared_bodies.get(&id) {
            Some(cell) => cell.get_or_init(|| Arc::new(self.make_body(id))).clone(),
            None => Arc::new(self.make_body(id)),
        }
    }

    fn make_body(&self, id: ArticleId) -> Body {
        let article = self.env.site.article(id);
        let whole = self.texts.text(&article.source, article.print);
        let text = whole.as_deref().and_then(|text| text.get(article.body.clone()));
        let Some(text) = text else {
            let diagnostic =
                Diagnostic::error("file-changed", format!("`{}` changed while the site was built", article.source))
                    .hint("build again");
            return Body { diagnostics: vec![diagnostic], ..Body::default() };
        };
        render_body(
            &self.env,
            BodySource {
                file: &article.source,
                text,
                offset: article.body.start,
                page: Page::Article(id),
                path: &article.card.path,
            },
        )
    }

    /// Fills the holes of a raw page.
    pub(super) fn splice(
        &self,
        raw: &[u8],
        calls: &[FragmentCall],
        boxes: &[BoxCall],
        diagnostics: &mut Vec<Diagnostic>,
    ) -> (Vec<u8>, Vec<Option<Place>>) {
        let filled: Vec<Arc<Fragment>> = calls.iter().map(|call| self.fragments.get(&self.env, call)).collect();
        for fragment in &filled {
            diagnostics.extend(fragment.diagnostics.iter().cloned());
        }
        let mut pieces: Vec<Piece<'_>> = filled.iter().map(|fragment| (&**fragment, &Shell::Nothing)).collect();
        for one in boxes {
            pieces[one.place].1 = &one.text.shell;
        }
        let mut out = Vec::with_capacity(raw.len() + filled.iter().map(|fragment| fragment.bytes.len()).sum::<usize>());
        let places = super::fragments::splice_into(&mut out, raw, &pieces);
        (out, places)
    }
}

/// The articles whose bodies some feed carries.
fn feed_articles(env: &Env) -> Vec<ArticleId> {
    let site = &env.site;
    let settings = &site.config().feeds;
    let mut articles: Vec<ArticleId> = site
        .lists()
        .into_iter()
        .filter(|list| carries_bodies(settings, *list))
        .flat_map(|list| site.list(list).iter().rev().take(settings.limit).copied())
        .collect();
    articles.sort_unstable();
    articles.dedup();
    articles
}

/// Whether the feeds of a list carry whole articles.
pub(super) fn carries_bodies(settings: &crate::config::FeedSettings, list: ListKey) -> bool {
    match list {
        ListKey::All | ListKey::Category(_) | ListKey::Type(_) => settings.full_sections,
        _ => settings.full_terms,
    }
}
