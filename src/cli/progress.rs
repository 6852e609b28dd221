//! The progress bar of a long build, on a terminal only.

use crate::engine::Progress;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::IsTerminal;
use std::sync::OnceLock;

/// Builds with fewer pages are over before a bar could be read.
const LONG: usize = 5_000;
/// Pages between two steps of the bar, so that threads do not queue for it.
const STEP: u64 = 64;

/// A bar on stderr.
#[derive(Default)]
pub(super) struct Bar {
    bar: OnceLock<ProgressBar>,
    pages: std::sync::atomic::AtomicU64,
}

impl Progress for Bar {
    fn begin(&self, pages: usize) {
        if pages < LONG || !std::io::stderr().is_terminal() {
            return;
        }
        let style = ProgressStyle::with_template("  {bar:32} {human_pos} of {human_len} pages, {eta} left");
        let bar = ProgressBar::with_draw_target(Some(pages as u64), ProgressDrawTarget::stderr_with_hz(10));
        if let Ok(style) = style {
            bar.set_style(style.progress_chars("█▌ "));
        }
        let _ = self.bar.set(bar);
    }

    fn page(&self) {
        let Some(bar) = self.bar.get() else { return };
        let done = self.pages.fetch_add(1, std::sync::atomic::Ordering::Relaxed) + 1;
        if done.is_multiple_of(STEP) {
            bar.set_position(done);
        }
    }

    fn end(&self) {
        if let Some(bar) = self.bar.get() {
            bar.finish_and_clear();
        }
    }
}
