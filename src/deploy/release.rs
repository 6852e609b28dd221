//! Names of releases: when they were made, so that later ones sort after earlier ones.

use super::DeployError;
use crate::base::{Instant, Zone};
use crate::diag::Diagnostic;

/// The name of a release made at `now` (seconds since 1970), later than all that are there: `20261118T120000Z`.
pub(super) fn name(now: i64, newest: &str) -> String {
    let mut at = now;
    loop {
        let Some(name) = stamp(at) else { return format!("{newest}1") };
        if name.as_str() > newest {
            return name;
        }
        at += 1;
        // The clock of another machine may have been far ahead.
        if at - now > 100_000 {
            return format!("{newest}1");
        }
    }
}

/// A time as `20261118T120000Z`.
fn stamp(at: i64) -> Option<String> {
    let text = Zone::utc().rfc3339(Instant(at));
    let digits: String = text.get(..19)?.chars().filter(|c| !matches!(c, '-' | ':')).collect();
    Some(digits + "Z")
}

/// Whether a name is one of a release.
pub(super) fn is_name(name: &str) -> bool {
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let Some((date, time)) = name.split_once('T') else { return false };
    let Some((time, more)) = time.split_once('Z') else { return false };
    date.len() == 8 && time.len() == 6 && digits(date) && digits(time) && digits(more)
}

/// The release before another one, of a sorted list.
pub(super) fn older_than<'a>(all: &'a [String], current: &str) -> Option<&'a str> {
    all.iter().rev().map(String::as_str).find(|name| *name < current)
}

/// Releases of a sorted list that go: all but the newest `keep`, and never the current one.
pub(super) fn outdated<'a>(all: &'a [String], current: Option<&'a str>, keep: usize) -> impl Iterator<Item = &'a str> {
    let gone = &all[..all.len().saturating_sub(keep)];
    gone.iter().map(String::as_str).filter(move |name| Some(*name) != current)
}

/// There is nothing to go back to.
pub(super) fn nothing_before(place: &str) -> DeployError {
    Diagnostic::error("no-release", format!("there is no earlier release at {place}"))
        .hint("`keep` says how many releases stay; an older state can be built from the repository and deployed")
        .into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn later_releases_sort_after_earlier_ones() {
        let first = name(1_763_467_200, "");
        assert_eq!(first, "20251118T120000Z");
        let second = name(1_763_467_200, &first);
        assert_eq!(second, "20251118T120001Z");
        let far = name(1_763_467_200, "20991118T120000Z");
        assert!(far.as_str() > "20991118T120000Z");
        assert!([first, second, far].iter().all(|name| is_name(name)));
        assert!(!is_name("20251118T120000Z.partial") && !is_name("mine"));
    }

    #[test]
    fn the_current_release_stays_whatever_its_age() {
        let all: Vec<String> = ["1", "2", "3", "4"].map(str::to_owned).into();
        assert_eq!(outdated(&all, Some("1"), 2).collect::<Vec<_>>(), ["2"]);
        assert_eq!((older_than(&all, "3"), older_than(&all, "1")), (Some("2"), None));
    }
}
