//! Telling how far a build is, to whoever wants to know.

/// Listens to a build. Called from many threads.
pub trait Progress: Sync {
    /// A stage begins that makes so many of something.
    fn begin(&self, what: &'static str, count: usize);
    /// One more is done.
    fn step(&self);
    /// The stage is over.
    fn end(&self);
}

/// Listens to nothing.
pub struct Silent;

impl Progress for Silent {
    fn begin(&self, _: &'static str, _: usize) {}
    fn step(&self) {}
    fn end(&self) {}
}
