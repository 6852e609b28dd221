//! Feeds: one description of a list of articles, written as RSS 2.0, Atom or JSON Feed.
//!
//! [`rss()`], [`atom()`] and [`json_feed`] say the same things wherever their formats can. A reader recognises an
//! article by its [`Item::id`] for ever: an id that changes shows everyone the article again. A picture's alternative
//! text stays the picture's, and its credit travels with it. A label such as "Sponsored" is part of the title, because
//! it is the one place that every reader shows.

mod absolute;
mod atom;
mod json;
mod media;
mod resolve;
mod rss;

pub use absolute::absolutize;
pub use atom::atom;
pub use json::json_feed;
pub use rss::rss;

use crate::base::{Instant, Zone};
use std::borrow::Cow;

/// A feed: what it is about, where it stands, and its articles, newest first.
#[derive(Clone, Debug)]
pub struct Feed<'a> {
    /// Its name, as a reader's list of feeds shows it.
    pub title: &'a str,
    /// What it is about, in a sentence.
    pub description: &'a str,
    /// The page that lists the same articles.
    pub home_url: &'a str,
    /// The feed's own address in the format that is written.
    pub self_url: &'a str,
    /// BCP 47, such as `en-GB`.
    pub language: &'a str,
    /// An IRI that stays the same for ever: Atom's `id`.
    pub id: &'a str,
    /// When an article in it last changed: the latest of its articles' `updated`, not the time of the build.
    pub updated: Instant,
    /// The zone whose offset dates are written with.
    pub zone: &'a Zone,
    /// A square picture.
    pub icon: Option<&'a str>,
    /// A logo, wider than high.
    pub image: Option<Logo<'a>>,
    /// A copyright notice.
    pub rights: Option<&'a str>,
    /// Who publishes it, and stands as the author of an article without one.
    pub publisher: Person<'a>,
    /// A WebSub hub that tells subscribers of changes.
    pub hub: Option<&'a str>,
    /// The archive document before this one ([RFC 5005](https://www.rfc-editor.org/rfc/rfc5005)), in the same format.
    pub previous_archive: Option<&'a str>,
    /// The archive document after this one.
    pub next_archive: Option<&'a str>,
    /// In an archive document only: the feed that it is an archive of.
    pub current: Option<&'a str>,
    /// The articles.
    pub items: Vec<Item<'a>>,
}

/// An article in a feed.
#[derive(Clone, Debug)]
pub struct Item<'a> {
    /// An IRI that never changes, whatever becomes of the URL.
    pub id: &'a str,
    /// The article's page.
    pub url: &'a str,
    /// Plain text.
    pub title: &'a str,
    /// The language it is written in, if it is not the feed's.
    pub language: Option<&'a str>,
    /// When it was first published.
    pub published: Instant,
    /// When it last changed in a way that readers should know of; `published` if it never did.
    pub updated: Instant,
    /// Who wrote it, in the byline's order.
    pub authors: Vec<Person<'a>>,
    /// Categories, tags and type.
    pub categories: Vec<Term<'a>>,
    /// Plain text.
    pub summary: &'a str,
    /// HTML whose URLs are absolute (see [`absolutize`]); `None` in a feed of summaries.
    pub content: Option<&'a str>,
    /// The lead picture.
    pub picture: Option<Picture<'a>>,
    /// What readers must know before they read, such as `Sponsored`.
    pub label: Option<&'a str>,
}

/// A person or an organisation that writes or publishes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Person<'a> {
    /// The name in full.
    pub name: &'a str,
    /// Their page on the site.
    pub url: Option<&'a str>,
    /// A public address for mail.
    pub email: Option<&'a str>,
}

/// A category, tag or type of an article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term<'a> {
    /// The machine's name for it, unique within its scheme.
    pub slug: &'a str,
    /// An IRI that tells tags from categories, usually the page that lists them.
    pub scheme: Option<&'a str>,
    /// The name that people read.
    pub label: &'a str,
}

/// A feed's logo.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Logo<'a> {
    /// PNG, JPEG or GIF.
    pub url: &'a str,
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
}

/// A picture of an article.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Picture<'a> {
    /// The picture's file.
    pub url: &'a str,
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
    /// The media type, such as `image/jpeg`.
    pub mime: &'a str,
    /// What it shows, for those who cannot see it; empty for a decoration.
    pub alt: &'a str,
    /// The caption under it, as plain text.
    pub caption: Option<&'a str>,
    /// Whom it is credited to.
    pub credit: Option<&'a str>,
    /// A copyright notice.
    pub copyright: Option<&'a str>,
    /// The licence's name, such as `CC BY 4.0`, or its URL.
    pub license: Option<&'a str>,
    /// The licence's URL.
    pub license_url: Option<&'a str>,
}

impl<'a> Item<'a> {
    /// The title with its label: `Sponsored: Ten phones`.
    fn headline(&self) -> Cow<'a, str> {
        match crate::render::xml::filled(self.label) {
            Some(label) => Cow::Owned(format!("{label}: {}", self.title)),
            None => Cow::Borrowed(self.title),
        }
    }

    /// Whether it changed after it was published.
    fn changed(&self) -> bool {
        self.updated > self.published
    }
}

impl Feed<'_> {
    /// About how long the feed will be, in bytes: a buffer that never grows saves a copy of every feed.
    fn capacity(&self) -> usize {
        let items = self.items.iter().map(|item| 2_000 + item.content.map_or(0, |html| html.len() * 5 / 4));
        2_000 + items.sum::<usize>()
    }
}

#[cfg(test)]
mod sample;
#[cfg(test)]
mod tests;
