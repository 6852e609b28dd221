//! The configuration: `pressroom.yaml` as it is typed ([`RawConfig`]), and as the rest of the program uses it
//! ([`Config`]).
//!
//! Lowering happens once, here: defaults are filled in, the base URL is taken apart, patterns are parsed, and every
//! problem of the file is reported in the same run. Nothing past this module asks whether a setting was there.

mod delivery;
mod deploy;
mod images;
mod lower;
mod permalink;
mod raw;
mod types;

pub use delivery::Delivery;
pub use deploy::{DeletionLimit, DeploySettings, Encoding, Hosting, IndexNow, Place, Platform, TargetSettings};
pub use images::{ImageSettings, Qualities, parse_duration};
pub use lower::{Config, FeedSettings, FrontList, FrontSection, NavItem, RedirectRule};
pub use permalink::{Permalink, PermalinkParts};
pub use raw::{RawConfig, RawFront, RawFrontSection, RawImage, RawLink, RawNavItem, RawPublisher};
pub use types::{ArticleType, Label, Types};

/// The name of the configuration file below the site's root.
pub const CONFIG_FILE: &str = "pressroom.yaml";
