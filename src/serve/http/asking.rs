//! Asking for pages without holding up the connections.
//!
//! A page is rendered when it is asked for, which takes a processor and no event loop. It happens on a blocking thread,
//! and only about as many at once as there are cores: a thousand requests then wait in line and cost a few hundred bytes
//! each, instead of a thousand stacks and a thousand half-made pages. Who goes away gives up the place in line.

use super::pages::Pages;
use std::num::NonZero;
use std::sync::Arc;
use std::thread::available_parallelism;
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;

/// Questions beyond the number of cores: those that wait for a disk or for a lock keep no core busy.
const WAITING: usize = 2;

/// [`Pages`], asked by a few at a time.
#[derive(Clone)]
pub(super) struct Asking {
    pages: Arc<dyn Pages>,
    places: Arc<Semaphore>,
}

impl Asking {
    pub(super) fn new(pages: Arc<dyn Pages>) -> Self {
        Self { pages, places: Arc::new(Semaphore::new(at_once())) }
    }

    /// See [`Pages::base_path`]; a field of the present edition, so that it is asked in place.
    pub(super) fn base_path(&self) -> Arc<str> {
        self.pages.base_path()
    }

    /// Asks a question on a blocking thread, when it is its turn.
    ///
    /// # Panics
    /// When the question does: the panic goes on in the request that asked.
    pub(super) async fn ask<T: Send + 'static>(&self, question: impl FnOnce(&dyn Pages) -> T + Send + 'static) -> T {
        let place = self.places.clone().acquire_owned().await.expect("the line is never closed");
        let pages = self.pages.clone();
        let answer = spawn_blocking(move || {
            // The thread goes on when the request is gone, and the place is taken until it has ended.
            let _place = place;
            question(&*pages)
        });
        match answer.await.map_err(tokio::task::JoinError::try_into_panic) {
            Ok(answer) => answer,
            Err(Ok(panic)) => std::panic::resume_unwind(panic),
            // Not begun, because the runtime is shutting down: this future ends with it.
            Err(Err(_)) => std::future::pending().await,
        }
    }
}

/// How many questions are asked at once.
pub(super) fn at_once() -> usize {
    available_parallelism().map_or(1, NonZero::get) + WAITING
}
