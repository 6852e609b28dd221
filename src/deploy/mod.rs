//! From an output folder to where visitors see it: only what changed, in an order in which no page lacks its parts.
//!
//! [`Plan`] is pure: what is wanted ([`Items`]) compared with what the target says is there ([`Record`]). A [`Target`]
//! carries it out. [`deploy`] is the whole of it: the output is examined, the target locked, the plan made, judged and
//! carried out, and the world told.
//!
//! **Secrets** come from the environment or from where the platform's own tools keep them. They are never in the
//! configuration, the record or a message ([`redacted`]).
//!
//! **What a killed deploy leaves** is a whole site: of releases side by side the old one is still shown, and in a store
//! every page that is there has its parts, because those go first and go last. The next deploy goes on.

mod after;
mod compress;
mod directory;
mod error;
mod git;
mod items;
mod limits;
mod lock;
mod output;
mod plan;
mod platform;
mod process;
mod record;
mod release;
mod run;
mod s3;
mod ssh;
mod target;

pub use after::Told;
pub use error::{DeployError, redacted};
pub use items::{Item, Items, Shaping};
pub use lock::Owner;
pub use output::Outcome;
pub use plan::{Novelty, Plan, Sending, Stage};
pub use record::{Known, Record};
pub use run::{Action, DeployOptions, Deployed, Limit, deploy};
pub use target::{Intent, Target, Visit};

use crate::diag::Diagnostic;

/// Files at a target that pressroom did not put there and that stand where others belong.
fn foreign(first: &str, count: usize, place: &str) -> DeployError {
    let others = if count > 1 { format!(" and {} more", count - 1) } else { String::new() };
    Diagnostic::error("target-not-ours", format!("`{first}`{others} at {place} was not put there by pressroom"))
        .note("they hold something else than what would be sent, and were left as they are")
        .hint("move them away, deploy to another place, or say `--take-over` to replace them")
        .into()
}
