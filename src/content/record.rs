//! The front matter of everything that is not an article: authors, categories, tags, standalone pages.

use super::parts::{Image, LinkField};
use crate::base::Instant;
use crate::yaml::{Free, OneOrMany, Spanned};
use crate::yaml_record;

yaml_record! {
    /// An author: `content/authors/<slug>.md`. The Markdown below the front matter is the bio.
    #[stray = "put fields of your own under `extra:`"]
    pub struct AuthorMatter {
        /// The name as it stands in the byline.
        pub name: Spanned<String>,
        /// What they are: `Security editor`.
        pub role: Option<String>,
        /// A portrait.
        pub picture: Option<Spanned<Image>>,
        /// A public address.
        pub email: Option<String>,
        /// Their own web site.
        pub url: Option<String>,
        /// Profiles elsewhere.
        pub links: Vec<LinkField>,
        /// Old paths of their page.
        pub aliases: OneOrMany<Spanned<String>>,
        /// Fields of your own, for templates.
        pub extra: Free,
    }
}

yaml_record! {
    /// A category: `content/categories/<slug>.md`.
    #[stray = "put fields of your own under `extra:`"]
    pub struct CategoryMatter {
        /// Its name.
        pub title: Spanned<String>,
        /// Its place in menus; smaller is earlier.
        pub order: Option<i64>,
        /// The slug of the category above it.
        pub parent: Option<Spanned<String>>,
        /// A colour, as `#1a2b3c`.
        pub colour: Option<Spanned<String>>,
        /// One or two sentences.
        pub description: Option<String>,
        /// Old paths of its page.
        pub aliases: OneOrMany<Spanned<String>>,
        /// Fields of your own, for templates.
        pub extra: Free,
    }
}

yaml_record! {
    /// A tag: `content/tags/<slug>.md`, for those that need more than their name.
    #[stray = "put fields of your own under `extra:`"]
    pub struct TagMatter {
        /// Its name as readers shall see it.
        pub title: Spanned<String>,
        /// One or two sentences.
        pub description: Option<String>,
        /// Other spellings that mean this tag.
        pub aliases: OneOrMany<Spanned<String>>,
        /// Fields of your own, for templates.
        pub extra: Free,
    }
}

yaml_record! {
    /// A standalone page: `content/pages/<slug>.md`.
    #[stray = "put fields of your own under `extra:`"]
    pub struct PageMatter {
        /// Its heading.
        pub title: Spanned<String>,
        /// For search engines.
        pub description: Option<String>,
        /// Its place in the footer; smaller is earlier.
        pub order: Option<i64>,
        /// The last part of its URL; default: the file's name.
        pub slug: Option<Spanned<String>>,
        /// When it was last changed in substance.
        pub updated: Option<Instant>,
        /// True keeps search engines from listing it.
        pub noindex: bool,
        /// True keeps it out of the site.
        pub draft: bool,
        /// Old paths of this page.
        pub aliases: OneOrMany<Spanned<String>>,
        /// Fields of your own, for templates.
        pub extra: Free,
    }
}
