//! What every kind of target can do.

use super::lock::Owner;
use super::{DeployError, Items, Plan, Record};

/// How a target is approached.
pub struct Visit<'v> {
    /// Who does it.
    pub owner: Owner,
    /// What the clock on the wall says, in seconds since 1970.
    pub clock: &'v dyn Fn() -> i64,
    /// Whether anything may be changed there.
    pub intent: Intent,
    /// Whether a lock that somebody holds is taken all the same.
    pub break_lock: bool,
    /// Whether files in the way are replaced that pressroom did not put there.
    pub take_over: bool,
    /// The files that it shall have: what is there without a record is compared with them.
    pub items: &'v Items,
    /// Hears what is being done.
    pub told: &'v dyn Fn(&str),
}

/// Whether anything may be changed at a target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Intent {
    /// It is only looked at, and not locked.
    Look,
    /// It is locked and changed.
    Change,
}

/// A place that a site is deployed to.
pub trait Target {
    /// Its place, for people: `` `/srv/www` ``.
    fn place(&self) -> String;

    /// Locks it, and says what is there.
    ///
    /// # Errors
    /// It can't be reached, somebody else holds the lock, or what is there makes no sense.
    fn open(&mut self, visit: &Visit<'_>) -> Result<Record, DeployError>;

    /// The newest release that is there, whether visitors see it or not; of a target that was opened.
    fn newest(&self) -> Option<String> {
        None
    }

    /// Carries a plan out. `plan.next` has its name, author and time.
    ///
    /// # Errors
    /// Something failed; visitors see the old site or, where files are replaced one by one, a whole mixture, and the next
    /// deploy goes on from there.
    fn send(&mut self, visit: &Visit<'_>, plan: &Plan) -> Result<(), DeployError>;

    /// Goes back to what was there before the last deploy; returns its name.
    ///
    /// # Errors
    /// There is nothing to go back to, or it failed.
    fn roll_back(&mut self, visit: &Visit<'_>) -> Result<String, DeployError>;

    /// Gives the lock back.
    fn close(&mut self);
}
