//! What articles are filed under: categories, tags, authors, series, months; and standalone pages.

use super::card::CardImage;
use super::ids::ArticleId;
use crate::base::Instant;
use crate::content::LinkField;
use crate::yaml::Free;
use std::sync::Arc;

/// A category.
#[derive(Clone, Debug)]
pub struct Category {
    /// Its slug.
    pub slug: String,
    /// Its name.
    pub title: String,
    /// The path of its page.
    pub path: String,
    /// One or two sentences.
    pub description: Option<String>,
    /// The Markdown of its record.
    pub text: String,
    /// The file of its record, if it has one.
    pub source: Option<Arc<str>>,
    /// Where the Markdown begins in the file.
    pub offset: usize,
    /// `#rrggbb`.
    pub colour: Option<String>,
    /// The place in menus.
    pub order: i64,
    /// By place among the categories.
    pub parent: Option<u32>,
    /// By place among the categories, in menu order.
    pub children: Vec<u32>,
    /// Its articles and those of the categories below it, ascending.
    pub articles: Vec<ArticleId>,
    /// For templates.
    pub extra: Free,
}

/// A tag.
#[derive(Clone, Debug)]
pub struct Tag {
    /// Its slug.
    pub slug: String,
    /// Its name: that of its record, or the spelling of its oldest article.
    pub title: String,
    /// The path of its page.
    pub path: String,
    /// One or two sentences.
    pub description: Option<String>,
    /// Its articles, ascending.
    pub articles: Vec<ArticleId>,
    /// For templates.
    pub extra: Free,
}

/// An author with a record.
#[derive(Clone, Debug)]
pub struct Author {
    /// The slug.
    pub slug: String,
    /// The name.
    pub name: String,
    /// The path of the page.
    pub path: String,
    /// What they are.
    pub role: Option<String>,
    /// The bio; Markdown.
    pub bio: String,
    /// The file of the record.
    pub source: Arc<str>,
    /// Where the bio begins in the file.
    pub offset: usize,
    /// A portrait.
    pub picture: Option<CardImage>,
    /// A public address.
    pub email: Option<String>,
    /// Their own web site.
    pub url: Option<String>,
    /// Profiles elsewhere.
    pub links: Vec<LinkField>,
    /// Their articles, ascending. An author without any has no page.
    pub articles: Vec<ArticleId>,
    /// For templates.
    pub extra: Free,
}

/// A series.
#[derive(Clone, Debug)]
pub struct SeriesTerm {
    /// Its slug.
    pub slug: String,
    /// Its title.
    pub title: String,
    /// The path of its page.
    pub path: String,
    /// Its articles, ascending by date.
    pub articles: Vec<ArticleId>,
    /// Its articles in the order of their parts.
    pub parts: Vec<ArticleId>,
}

/// A month with articles.
#[derive(Clone, Debug)]
pub struct Month {
    /// The year.
    pub year: i16,
    /// 1 to 12.
    pub month: i8,
    /// The path of its page.
    pub path: String,
    /// Its articles, ascending.
    pub articles: Vec<ArticleId>,
}

/// A standalone page.
#[derive(Clone, Debug)]
pub struct StandalonePage {
    /// Its slug.
    pub slug: String,
    /// The path of its URL.
    pub path: String,
    /// Its heading.
    pub title: String,
    /// For search engines.
    pub description: Option<String>,
    /// The place in the footer.
    pub order: i64,
    /// Its file.
    pub source: Arc<str>,
    /// Its Markdown.
    pub text: String,
    /// Where the Markdown begins in the file.
    pub offset: usize,
    /// When it was last changed.
    pub updated: Option<Instant>,
    /// Whether search engines should leave it out.
    pub noindex: bool,
    /// For templates.
    pub extra: Free,
}
