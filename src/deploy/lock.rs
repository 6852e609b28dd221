//! The lock of a target: a small text that says who deploys, since when, and until when that counts.
//!
//! A lock is a lease. Whoever holds it renews it between stages; one that is not renewed for ten minutes is nobody's, and
//! the next deploy takes it. One whose process has ended on this very machine is nobody's at once, so that a killed
//! deploy can simply be repeated.

use super::DeployError;
use crate::base::{Instant, Zone};
use crate::diag::Diagnostic;

/// How long a lease holds without being renewed, in seconds.
pub(super) const LEASE: i64 = 600;
/// After this many seconds it is renewed.
pub(super) const RENEWAL: i64 = 60;

/// Who deploys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Owner {
    /// `ada`
    pub user: String,
    /// `desk`
    pub machine: String,
    /// The process there.
    pub process: u32,
}

impl Owner {
    /// This process.
    pub fn here() -> Self {
        let named = |name| std::env::var(name).ok().filter(|value: &String| !value.is_empty());
        let user = named("USER").or_else(|| named("LOGNAME")).unwrap_or_else(|| "somebody".into());
        let machine = std::fs::read_to_string("/proc/sys/kernel/hostname").ok().map(|name| name.trim().to_owned());
        let machine = machine.or_else(|| named("HOSTNAME")).unwrap_or_else(|| "somewhere".into());
        let word = |text: String| text.replace(|c: char| c.is_whitespace() || c.is_control(), "-");
        Self { user: word(user), machine: word(machine), process: std::process::id() }
    }

    /// `ada@desk`
    pub fn name(&self) -> String {
        format!("{}@{}", self.user, self.machine)
    }
}

/// A lock as it lies at the target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Lease {
    /// Whose it is.
    pub(super) owner: Owner,
    /// Since when, in seconds since 1970.
    pub(super) since: i64,
    /// Until when it counts, in seconds since 1970.
    pub(super) until: i64,
}

impl Lease {
    /// One that begins now.
    pub(super) fn new(owner: &Owner, now: i64) -> Self {
        Self { owner: owner.clone(), since: now, until: now + LEASE }
    }

    /// The same for longer.
    pub(super) fn renewed(&self, now: i64) -> Self {
        Self { until: now + LEASE, ..self.clone() }
    }

    /// `ada desk 4711 1763467200 1763467800`, and a line end.
    pub(super) fn to_text(&self) -> String {
        let Self { owner: Owner { user, machine, process }, since, until } = self;
        format!("{user} {machine} {process} {since} {until}\n")
    }

    /// Reads a lock; `None` when it makes no sense.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let mut words = text.split_whitespace();
        let (user, machine) = (words.next()?.to_owned(), words.next()?.to_owned());
        let process = words.next()?.parse().ok()?;
        let lease = Self {
            owner: Owner { user, machine, process },
            since: words.next()?.parse().ok()?,
            until: words.next()?.parse().ok()?,
        };
        words.next().is_none().then_some(lease)
    }

    /// Whether nobody holds it any more.
    pub(super) fn is_abandoned(&self, now: i64, here: &Owner) -> bool {
        let ended =
            self.owner.machine == here.machine && self.owner.process != here.process && !runs(self.owner.process);
        now >= self.until || ended
    }
}

/// Whether a process of this machine runs; yes, where that can't be known.
fn runs(process: u32) -> bool {
    let processes = std::path::Path::new("/proc");
    !processes.join("self").exists() || processes.join(process.to_string()).exists()
}

/// Decides about a lock that is there already: `Ok` when it may be taken over.
///
/// # Errors
/// Somebody else holds it.
pub(super) fn judge(text: &str, now: i64, here: &Owner, place: &str) -> Result<(), DeployError> {
    let Some(lease) = Lease::parse(text) else {
        let problem = Diagnostic::error("target-locked", format!("there is a lock at {place} that makes no sense"))
            .hint("if nobody is deploying, say `--break-lock`");
        return Err(problem.into());
    };
    if lease.is_abandoned(now, here) {
        return Ok(());
    }
    let time = |seconds| Zone::utc().rfc3339(Instant(seconds)).replace("+00:00", "Z");
    let message = format!("{} has been deploying to {place} since {}", lease.owner.name(), time(lease.since));
    let problem = Diagnostic::error("target-locked", message)
        .note(format!("process {} of that machine holds the lock, and renews it while it runs", lease.owner.process))
        .note(format!("unless it is renewed, the lock counts as abandoned from {} on", time(lease.until)))
        .hint("wait until that deploy is done; if you know that it is dead, say `--break-lock`");
    Err(problem.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lease_is_read_back_and_runs_out() {
        let here = Owner { user: "ada".into(), machine: "desk".into(), process: std::process::id() };
        let lease = Lease::new(&here, 1_000);
        assert_eq!(Lease::parse(&lease.to_text()), Some(lease.clone()));
        assert_eq!((Lease::parse("ada desk"), Lease::parse("")), (None, None));
        let other = Owner { machine: "laptop".into(), ..here.clone() };
        assert!(!lease.is_abandoned(1_599, &other) && lease.is_abandoned(1_600, &other));
        assert!(!lease.renewed(1_500).is_abandoned(1_600, &other));
        let dead = Lease::new(&Owner { process: u32::MAX, ..here.clone() }, 1_000);
        assert!(dead.is_abandoned(1_001, &here), "its process is gone");
        assert!(!dead.is_abandoned(1_001, &other), "nobody here can know");
    }

    #[test]
    fn who_holds_a_lock_is_said() {
        let here = Owner { user: "ada".into(), machine: "desk".into(), process: 1 };
        let other = Owner { user: "ben".into(), machine: "laptop".into(), process: 7 };
        let error =
            judge(&Lease::new(&other, 1_763_467_200).to_text(), 1_763_467_201, &here, "`/srv`").expect_err("held");
        let DeployError::Refused(problems) = error else { panic!("a diagnostic") };
        assert_eq!(problems[0].message, "ben@laptop has been deploying to `/srv` since 2025-11-18T12:00:00Z");
        assert!(judge("what", 0, &here, "`/srv`").is_err());
    }
}
