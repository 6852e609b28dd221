//! How long the stages of a build take.

use std::time::{Duration, Instant};

/// A stopwatch with lap times.
#[derive(Debug)]
pub struct Stages {
    since: Instant,
    done: Vec<(&'static str, Duration)>,
}

impl Default for Stages {
    fn default() -> Self {
        Self::start()
    }
}

impl Stages {
    /// Starts the first stage.
    pub fn start() -> Self {
        Self { since: Instant::now(), done: Vec::new() }
    }

    /// Ends a stage and starts the next.
    pub fn end(&mut self, name: &'static str) {
        self.done.push((name, self.since.elapsed()));
        self.since = Instant::now();
    }

    /// Goes on from where others stand.
    pub fn append(&mut self, others: Self) {
        self.done.extend(others.done);
        self.since = others.since;
    }

    /// All stages in order.
    pub fn finish(self) -> Vec<(&'static str, Duration)> {
        self.done
    }
}
