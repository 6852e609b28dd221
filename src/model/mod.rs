//! The site as it is seen from outside an article: cards, terms, lists, routes, and the one door to them.
//!
//! [`Site::build`] takes what the content layer read from single files and resolves every name in it: authors,
//! categories, tags, series, related articles, pictures, URLs. The result is immutable. Articles have dense ids in order
//! of date, so a list is an ascending array of ids, "latest six in X" is its end, and nothing is ever sorted again.
//!
//! Templates reach a site only through a [`View`], which records what was asked, also what was looked for and not found.
//!
//! **What is absent:** no file is read here and no clock is asked; the time of the build is an argument. Drafts,
//! scheduled and expired articles are not in a site at all, so nothing can leak from them.
//!
//! **Incremental:** a page depends on the keys its view recorded, not on the site as a whole.

mod archive;
mod build;
mod card;
mod entry;
mod files;
mod ids;
mod links;
mod newest;
mod picture;
mod related;
mod routes;
mod site;
mod term;
mod translations;
mod view;

pub use archive::Archive;
pub(crate) use build::{NEWS_WINDOW, SITEMAP_URLS, missing_picture, rights_ended};
pub use card::{Article, Card, CardImage, Coverage, CreditedByline, InlineAuthor, LiveState, Pick, Rare, SeriesPlace};
pub use entry::{ArticleEntry, Entries, RecordEntry};
pub use files::{FileIndex, PictureRef};
pub use ids::{ArticleId, CORRECTIONS_PATH, IndexKind, ListKey, Page, PageId};
pub use links::{LinkOutcome, external};
pub use newest::{Already, Newest, Query, Repeat};
pub use picture::{Credit, PictureRecord, PictureRole, PictureUse};
pub use routes::{Routes, output_path, percent_encode};
pub use site::{Mode, Phase, Redirect, Site, Unpublished};
pub use term::{Author, Category, Month, SeriesTerm, StandalonePage, Tag};
pub use view::{Key, ListKind, View};

/// Words a minute of a reader in no hurry.
pub const WORDS_A_MINUTE: usize = 230;
