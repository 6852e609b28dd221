//! One file at a time: front matter, Markdown, shortcodes.
//!
//! Everything in here is a pure function of one file's text (and the site's time zone); nothing knows another article.
//! What needs the rest of the site, such as whether an author exists or where a link leads, is the model's business.
//!
//! **Incremental:** the result depends on the file's bytes and on the zone, so a file whose fingerprint is unchanged is
//! never read twice.

mod article;
mod front_matter;
pub mod markdown;
mod parts;
mod record;

pub use article::{ArticleMatter, Series};
pub use front_matter::{FrontMatter, MAX_BYTES, read_matter, read_yaml, split};
pub use parts::{Byline, Correction, Image, LinkField, Live, Pick, PictureMatter, Review, SourceField, Sponsor};
pub use record::{AuthorMatter, CategoryMatter, PageMatter, TagMatter};
