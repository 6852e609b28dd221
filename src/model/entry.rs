//! What the content layer hands over: single files, read but not resolved.

use crate::base::Fingerprint;
use crate::content::{ArticleMatter, AuthorMatter, CategoryMatter, PageMatter, PictureMatter, TagMatter};
use std::ops::Range;
use std::sync::Arc;

/// An article's file.
#[derive(Clone, Debug, serde::Serialize, serde::Deserialize)]
pub struct ArticleEntry {
    /// Its path below the site's root.
    pub source: Arc<str>,
    /// Its front matter.
    pub matter: Box<ArticleMatter>,
    /// The Markdown, in bytes.
    pub body: Range<usize>,
    /// The beginning of the first paragraph, where the front matter has no description.
    pub excerpt: Option<Box<str>>,
    /// Names the contents of the file.
    pub print: Fingerprint,
    /// Names what stands before the Markdown.
    pub head: Fingerprint,
}

/// Any other content file.
#[derive(Clone, Debug)]
pub struct RecordEntry<T> {
    /// Its path below the site's root.
    pub source: Arc<str>,
    /// Its front matter.
    pub matter: T,
    /// The Markdown below the front matter.
    pub text: String,
    /// Where that Markdown begins in the file.
    pub offset: usize,
    /// Names the contents of the file.
    pub print: Fingerprint,
}

/// All content of a site, each kind in the order of its paths.
#[derive(Clone, Debug, Default)]
pub struct Entries {
    /// Articles, in any order; those that nobody else holds are taken apart, the others copied.
    pub articles: Vec<Arc<ArticleEntry>>,
    /// `content/authors/`
    pub authors: Vec<RecordEntry<AuthorMatter>>,
    /// `content/categories/`
    pub categories: Vec<RecordEntry<CategoryMatter>>,
    /// Whether `content/categories/` exists, which makes unknown categories an error.
    pub has_categories: bool,
    /// `content/tags/`
    pub tags: Vec<RecordEntry<TagMatter>>,
    /// `content/pages/`
    pub pages: Vec<RecordEntry<PageMatter>>,
    /// Files beside pictures, with what they say.
    pub pictures: Vec<(Arc<str>, PictureMatter)>,
    /// Files whose front matter could not be read; a reference to one is not reported on top.
    pub broken: Vec<Arc<str>>,
}
