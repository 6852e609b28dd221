//! Brings the site up to date with what happens to its files, and with the clock.

use super::live::{Change, Clock, Live, Told};
use super::watch::Watch;
use crate::base;
use crate::engine::Engine;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// The longest wait for the clock: a machine may sleep.
const NAP: Duration = Duration::from_secs(60);

/// Owns the engine.
pub(super) struct Keeper {
    pub(super) engine: Engine,
    pub(super) watch: Watch,
    pub(super) live: Arc<Live>,
    pub(super) told: Arc<dyn Told>,
    pub(super) clock: Clock,
}

impl Keeper {
    /// Works until the watch is stopped.
    pub(super) fn keep(mut self) {
        while let Some(paths) = self.watch.next(self.nap()) {
            let begun = Instant::now();
            let heard = self.watch.taken();
            let now = self.due();
            let edition = if paths.is_empty() && now.is_none() { None } else { self.engine.apply(&paths, now) };
            if let Some(edition) = edition {
                let last = self.live.publish(edition.clone());
                self.live.knows(heard);
                self.live.wake();
                std::thread::spawn(move || drop(last));
                let took = begun.elapsed();
                let pages = self.live.pages.reached(&edition);
                let change = Change { at: (self.live.wall)(), files: edition.files.clone(), pages, took };
                self.live.remember(change.clone());
                self.told.changed(&change);
            } else {
                self.live.knows(heard);
            }
        }
    }

    /// How long nothing will change by itself.
    fn nap(&self) -> Option<Duration> {
        if self.clock == Clock::Stands {
            return None;
        }
        let next = self.engine.next_change()?;
        let until = next.0.saturating_sub((self.live.wall)().0).clamp(0, NAP.as_secs() as i64);
        // A little later, so that the second has begun.
        Some(Duration::from_secs(until as u64) + Duration::from_millis(20))
    }

    /// The time, if something is due by it.
    fn due(&self) -> Option<base::Instant> {
        let now = (self.live.wall)();
        let runs = self.clock == Clock::Runs;
        (runs && self.engine.next_change().is_some_and(|next| next <= now)).then_some(now)
    }
}
