//! The progress bar of a long build, on a terminal only.

use crate::engine::Progress;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::IsTerminal;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{PoisonError, RwLock};

/// Builds with fewer pages are over before a bar could be read.
const LONG: usize = 5_000;
/// Fewer pictures are encoded in about a second.
const LONG_PICTURES: usize = 8;
/// Pages between two steps of the bar, so that threads do not queue for it.
const STEP: u64 = 64;

/// A bar on stderr.
#[derive(Default)]
pub(super) struct Bar {
    bar: RwLock<Option<(ProgressBar, u64)>>,
    done: AtomicU64,
}

impl Progress for Bar {
    fn begin(&self, what: &'static str, count: usize) {
        let (long, step) = if what == "pages" { (LONG, STEP) } else { (LONG_PICTURES, 1) };
        if count < long || !std::io::stderr().is_terminal() {
            return;
        }
        let template = format!("  {{bar:32}} {{human_pos}} of {{human_len}} {what}, {{eta}} left");
        let bar = ProgressBar::with_draw_target(Some(count as u64), ProgressDrawTarget::stderr_with_hz(10));
        if let Ok(style) = ProgressStyle::with_template(&template) {
            bar.set_style(style.progress_chars("█▌ "));
        }
        self.done.store(0, Ordering::Relaxed);
        *self.bar.write().unwrap_or_else(PoisonError::into_inner) = Some((bar, step));
    }

    fn step(&self) {
        let bar = self.bar.read().unwrap_or_else(PoisonError::into_inner);
        let Some((bar, step)) = &*bar else { return };
        let done = self.done.fetch_add(1, Ordering::Relaxed) + 1;
        if done.is_multiple_of(*step) {
            bar.set_position(done);
        }
    }

    fn end(&self) {
        if let Some((bar, _)) = self.bar.write().unwrap_or_else(PoisonError::into_inner).take() {
            bar.finish_and_clear();
        }
    }
}
