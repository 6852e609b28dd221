//! The vocabulary that every layer shares: fingerprints, slugs, dates, arrays in pieces.
//!
//! Nothing in here knows what an article is. Everything is pure: the same arguments give the same value on every
//! machine, with no clock, environment or file behind it.

mod chunks;
mod colour;
pub mod date;
pub mod ended;
mod fingerprint;
mod html;
pub mod language;
mod memo;
mod recent;
mod slug;

pub use chunks::Chunks;
pub use colour::{Colour, WHITE};
pub use date::{DateParts, Instant, Zone};
pub use fingerprint::{Fingerprint, FingerprintBuilder};
pub use html::{escape_html, escape_html_into, plain_text, truncate_at_word};
pub use memo::Memo;
pub use recent::Recent;
pub use slug::{fold_spelling, slugify};
