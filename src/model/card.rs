//! An article, split into what others may see of it and the rest.

use super::files::PictureRef;
use super::picture::Credit;
use crate::base::{Fingerprint, Instant};
use crate::content::{Correction, Review, SourceField, Sponsor};
use crate::yaml::{Free, Spanned};
use std::ops::Range;
use std::sync::Arc;

/// One published article.
#[derive(Clone, Debug)]
pub struct Article {
    /// What lists, boxes and feeds show of it.
    pub card: Card,
    /// Its file below the site's root.
    pub source: Arc<str>,
    /// The Markdown in that file, in bytes.
    pub body: Range<usize>,
    /// Names the contents of that file.
    pub print: Fingerprint,
    /// What few articles have.
    pub rare: Option<Box<Rare>>,
}

/// What others may see of an article. A change in here reaches every page that shows it.
#[derive(Clone, Debug)]
pub struct Card {
    /// The path of its URL, without the base path.
    pub path: Box<str>,
    /// The last part of it.
    pub slug: Box<str>,
    /// The headline.
    pub title: Box<str>,
    /// The standfirst, or the beginning of the text.
    pub description: Box<str>,
    /// The language it is written in, if it is not the site's.
    pub language: Option<Box<str>>,
    /// When it was published.
    pub date: Instant,
    /// When it was last changed in substance.
    pub updated: Option<Instant>,
    /// By place in the configuration's types.
    pub kind: u32,
    /// By place in the site's categories; the first is the primary one.
    pub categories: Box<[u32]>,
    /// By place in the site's tags.
    pub tags: Box<[u32]>,
    /// The byline.
    pub authors: Box<[CreditedByline]>,
    /// The leading picture.
    pub image: Option<Box<CardImage>>,
    /// The series it is part of.
    pub series: Option<SeriesPlace>,
    /// Until when it leads the front page.
    pub pinned_until: Option<Instant>,
    /// Whether it was paid for: such an article is in no box, no main feed and no news sitemap.
    pub sponsored: bool,
    /// Whether search engines should leave it out.
    pub noindex: bool,
    /// Whether it is a live blog that goes on.
    pub live: bool,
}

/// What few articles have.
#[derive(Clone, Debug, Default)]
pub struct Rare {
    /// The URL of the original.
    pub canonical: Option<String>,
    /// What was wrong and has been put right.
    pub corrections: Vec<Correction>,
    /// Who paid for it.
    pub sponsor: Option<Sponsor>,
    /// The verdict of a review.
    pub review: Option<Review>,
    /// What a guide recommends.
    pub picks: Vec<Pick>,
    /// What it rests on.
    pub sources: Vec<SourceField>,
    /// What readers should know of somebody's interests; Markdown.
    pub disclosure: Option<String>,
    /// The coverage of a live blog.
    pub live: Option<Coverage>,
    /// The same article in other languages: language and where it is, as it was written.
    pub translations: Vec<(String, Spanned<String>)>,
    /// Hand-picked related articles.
    pub related: Vec<super::ArticleId>,
    /// Whether any are picked, published now or not.
    pub picks_related: bool,
    /// The first of its old paths, which is what feeds know it by.
    pub first_alias: Option<String>,
    /// For templates.
    pub extra: Free,
}

/// Something that a guide recommends.
#[derive(Clone, Debug)]
pub struct Pick {
    /// Its anchor.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// What it is recommended for.
    pub award: Option<String>,
    /// Why; Markdown.
    pub verdict: Option<String>,
    /// The price at the time of writing.
    pub price: Option<String>,
    /// Where to buy it, or read about it.
    pub url: Option<String>,
    /// A picture of it.
    pub image: Option<Box<CardImage>>,
    /// Our review of it.
    pub review: Option<super::ArticleId>,
    /// What is good about it.
    pub pros: Vec<String>,
    /// What is not.
    pub cons: Vec<String>,
}

/// The coverage of a live blog, as it is at the time of the build.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Coverage {
    /// Whether it goes on.
    pub state: LiveState,
    /// When it begins.
    pub start: Instant,
    /// When it ended, or will.
    pub end: Option<Instant>,
}

/// Whether a live blog goes on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LiveState {
    /// It is announced.
    Upcoming,
    /// It goes on.
    Live,
    /// It is over.
    Ended,
}

impl LiveState {
    /// As it is written in front matter, and as templates see it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Upcoming => "upcoming",
            Self::Live => "live",
            Self::Ended => "ended",
        }
    }

    /// The state of a name.
    pub fn named(name: &str) -> Option<Self> {
        [Self::Upcoming, Self::Live, Self::Ended].into_iter().find(|state| state.name() == name)
    }
}

/// A picture in front matter.
#[derive(Clone, Debug)]
pub struct CardImage {
    /// The file.
    pub picture: PictureRef,
    /// What it shows; empty for a decorative one.
    pub alt: String,
    /// Whether it is decorative.
    pub decorative: bool,
    /// A caption; Markdown.
    pub caption: Option<String>,
    /// Who made it, and on which terms it is shown.
    pub credit: Credit,
    /// The point that must stay visible, in percent from the left and from the top.
    pub focal: Option<(f64, f64)>,
}

/// One name of a byline.
#[derive(Clone, Debug)]
pub enum CreditedByline {
    /// An author with a page.
    Known {
        /// By place in the site's authors.
        author: u32,
        /// The role in this article, if it differs.
        role: Option<String>,
    },
    /// An author without one.
    Inline(Box<InlineAuthor>),
}

/// An author who is described in the article.
#[derive(Clone, Debug)]
pub struct InlineAuthor {
    /// The name.
    pub name: String,
    /// A sentence or two; Markdown.
    pub bio: Option<String>,
    /// What they did.
    pub role: Option<String>,
    /// Where to find them.
    pub url: Option<String>,
}

/// A place in a series.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct SeriesPlace {
    /// By place in the site's series.
    pub series: u32,
    /// The number that the article claims.
    pub part: Option<u32>,
}

impl Card {
    /// The primary category, by place in the site's categories.
    pub fn category(&self) -> Option<u32> {
        self.categories.first().copied()
    }

    /// When it was last touched, for feeds and sitemaps.
    pub fn changed(&self) -> Instant {
        self.updated.unwrap_or(self.date)
    }
}
