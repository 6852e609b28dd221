//! Telling how far a build is, to whoever wants to know.

/// Listens to a build. Called from many threads.
pub trait Progress: Sync {
    /// Rendering begins; so many pages are to come.
    fn begin(&self, pages: usize);
    /// One more page is done.
    fn page(&self);
    /// Rendering is over.
    fn end(&self);
}

/// Listens to nothing.
pub struct Silent;

impl Progress for Silent {
    fn begin(&self, _: usize) {}
    fn page(&self) {}
    fn end(&self) {}
}
