//! What a build remembers for the next one, below `.pressroom/`.
//!
//! Everything here can be deleted at any time, and restored from any earlier state of the site: it only ever saves work.
//! A file says which program wrote it and carries the fingerprint of its contents; whatever can't be vouched for is as if
//! it were not there, and is said once.

mod articles;
mod lock;
mod sealed;
mod stamp;

pub use articles::{ArticleCache, KnownArticle};
pub use lock::{Lock, Locked};
pub use sealed::{Sealed, Unusable, read_sealed, write_sealed};
pub use stamp::Stamp;
