//! Encoding pictures on several threads with a bound on memory.
//!
//! A source is decoded once and its variants are encoded by whoever is free. A thread takes a variant of a decoded
//! source before it decodes another, so that hardly more sources are in memory than there are threads; and a large
//! source is only decoded when there is room. These are threads of their own and not the pool's, because they wait for
//! one another, which a stolen job must never do.

use super::Progress;
use super::encode::Wanted;
use crate::base::Fingerprint;
use crate::diag::Diagnostic;
use crate::fs::FsError;
use crate::media::codec::{Limits, Pixels, decode};
use crate::media::{Problem, Source, make, problem_of};
use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

/// Bytes of decoded sources that may be in memory beside the first one.
const ROOM: u64 = 256 * 1024 * 1024;

/// The variants to make of one source.
pub(super) struct Group<'a> {
    pub(super) file: Arc<str>,
    pub(super) tasks: Vec<Task<'a>>,
}

/// One encoding, and everything that is made of it.
pub(super) struct Task<'a> {
    pub(super) key: Fingerprint,
    pub(super) wanted: Vec<&'a Wanted>,
}

/// A source in memory.
struct Decoded {
    bytes: Vec<u8>,
    pixels: Pixels,
    room: u64,
}

struct Queue<'a> {
    sources: VecDeque<Group<'a>>,
    ready: VecDeque<(Arc<Decoded>, Task<'a>)>,
    /// Threads that may still add something to `ready`.
    decoding: usize,
    /// Bytes of sources that are or will be decoded.
    taken: u64,
    problems: Vec<Diagnostic>,
    failed: Option<FsError>,
}

enum Work<'a> {
    Decode(Group<'a>, u64),
    Encode(Arc<Decoded>, Task<'a>),
    Nothing,
}

/// What is done with an encoded variant.
type Finish<'f, 'a> = dyn Fn(&Task<'a>, &[u8]) -> Result<(), FsError> + Sync + 'f;

/// Threads that encode.
pub(super) struct Workers<'w> {
    root: &'w Path,
    limits: Limits,
    progress: &'w dyn Progress,
    until: Option<Instant>,
}

impl<'w> Workers<'w> {
    pub(super) fn new(root: &'w Path, limits: Limits, progress: &'w dyn Progress) -> Self {
        Self { root, limits, progress, until: None }
    }

    /// Nothing is begun after this moment.
    pub(super) fn until(self, until: Instant) -> Self {
        Self { until: Some(until), ..self }
    }

    /// Makes everything; `finish` is handed each encoded variant. Returns what is wrong with sources.
    ///
    /// # Errors
    /// What `finish` fails with, or a source that can't be read.
    pub(super) fn run<'a>(&self, groups: Vec<Group<'a>>, finish: &Finish<'_, 'a>) -> Result<Vec<Diagnostic>, FsError> {
        let count = groups.iter().map(|group| group.tasks.len()).sum();
        if count == 0 {
            return Ok(Vec::new());
        }
        self.progress.begin("picture files", count);
        let queue = Mutex::new(Queue {
            sources: groups.into(),
            ready: VecDeque::new(),
            decoding: 0,
            taken: 0,
            problems: Vec::new(),
            failed: None,
        });
        let changed = Condvar::new();
        std::thread::scope(|scope| {
            for _ in 0..rayon::current_num_threads() {
                scope.spawn(|| self.work(&queue, &changed, finish));
            }
        });
        self.progress.end();
        let queue = queue.into_inner().unwrap_or_else(PoisonError::into_inner);
        match queue.failed {
            Some(error) => Err(error),
            None => Ok(queue.problems),
        }
    }

    fn work<'a>(&self, queue: &Mutex<Queue<'a>>, changed: &Condvar, finish: &Finish<'_, 'a>) {
        loop {
            match self.next(queue, changed) {
                Work::Nothing => return,
                Work::Decode(group, room) => {
                    let file = group.file.clone();
                    let decoded = self.decode(&file, room);
                    let mut queue = lock(queue);
                    queue.decoding -= 1;
                    match decoded {
                        Ok(Ok(decoded)) => {
                            let decoded = Arc::new(decoded);
                            queue.ready.extend(group.tasks.into_iter().map(|task| (decoded.clone(), task)));
                        }
                        Ok(Err(problem)) => {
                            queue.taken -= room;
                            queue.problems.push(*problem);
                        }
                        Err(error) => queue.failed = Some(error),
                    }
                }
                Work::Encode(decoded, task) => {
                    let result = encode(&decoded, &task);
                    let result = match result {
                        Some(bytes) => finish(&task, &bytes).map(|()| None),
                        None => Ok(Some(not_encoded(&task.wanted[0].rendition.file))),
                    };
                    self.progress.step();
                    let mut queue = lock(queue);
                    if let Some(decoded) = Arc::into_inner(decoded) {
                        queue.taken -= decoded.room;
                    }
                    match result {
                        Ok(problem) => queue.problems.extend(problem),
                        Err(error) => queue.failed = Some(error),
                    }
                }
            }
            changed.notify_all();
        }
    }

    /// What to do next; waits while others may still find something.
    fn next<'a>(&self, queue: &Mutex<Queue<'a>>, changed: &Condvar) -> Work<'a> {
        let mut queue = lock(queue);
        loop {
            let over = self.until.is_some_and(|until| Instant::now() >= until);
            if queue.failed.is_some() || over {
                return Work::Nothing;
            }
            if let Some((decoded, task)) = queue.ready.pop_front() {
                return Work::Encode(decoded, task);
            }
            let room = queue.sources.front().map(room_of);
            if let Some(room) = room.filter(|room| queue.taken == 0 || queue.taken + room <= ROOM)
                && let Some(group) = queue.sources.pop_front()
            {
                queue.taken += room;
                queue.decoding += 1;
                return Work::Decode(group, room);
            }
            if room.is_none() && queue.decoding == 0 {
                return Work::Nothing;
            }
            queue = changed.wait(queue).unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn decode(&self, file: &str, room: u64) -> Result<Result<Decoded, Box<Diagnostic>>, FsError> {
        let path = self.root.join(file);
        let bytes = std::fs::read(&path).map_err(|error| FsError::new("can't read", &path, error))?;
        Ok(match decode(&bytes, self.limits).map_err(Problem::from) {
            Ok(pixels) => Ok(Decoded { bytes, pixels, room }),
            // It was sound when it was first looked at.
            Err(problem) => Err(Box::new(problem_of(file, &problem).note("it changed while the site was built"))),
        })
    }
}

/// Bytes that a decoded source takes.
fn room_of(group: &Group<'_>) -> u64 {
    let crops = group.tasks.iter().flat_map(|task| &task.wanted).map(|wanted| wanted.rendition.crop);
    crops.map(|crop| u64::from(crop.x + crop.width) * u64::from(crop.y + crop.height) * 4).max().unwrap_or(0)
}

/// `None` when the encoder gave up.
fn encode(decoded: &Decoded, task: &Task<'_>) -> Option<Vec<u8>> {
    let wanted = task.wanted[0];
    let source = Source { bytes: &decoded.bytes, pixels: &decoded.pixels };
    let bytes = catch_unwind(AssertUnwindSafe(|| make(&source, wanted.rendition.crop, &wanted.variant))).ok()?;
    (!bytes.is_empty()).then_some(bytes)
}

fn not_encoded(file: &str) -> Diagnostic {
    Diagnostic::error("picture-not-encoded", format!("no smaller pictures could be made of `{file}`"))
        .hint("save it again, as JPEG or PNG")
}

fn lock<'q, 'a>(queue: &'q Mutex<Queue<'a>>) -> MutexGuard<'q, Queue<'a>> {
    queue.lock().unwrap_or_else(PoisonError::into_inner)
}
