//! The desk: what only the dev server adds to pages in the browser, and its own page about the whole site.
//!
//! [`inject()`] puts one line into every HTML document, which loads `desk.js`. The script listens to [`Event`]s: it
//! reloads the page when its bytes change and keeps the place that was being read, swaps style sheets without a reload,
//! shows errors over the last good page, and tells in a small bar what the server knows of the page ([`PageState`]).
//! The desk at `{base}_pressroom/` ([`page()`]) is a whole page made of a [`DeskState`] and needs no script.
//!
//! Everything in here is a pure function of plain values: no socket, no engine, no clock. The server asks the engine,
//! fills in the values, and sends what comes out. The checks in `tests/checks/desk.mjs` play the server to `desk.js` in
//! a real browser.

mod event;
mod files;
mod inject;
mod page;
mod state;

pub(crate) use event::Event;
pub(crate) use files::{DeskFile, file};
pub(crate) use inject::inject;
pub(crate) use page::{main, page};
pub(crate) use state::{
    Change, Count, DeskState, Drafts, Moment, PageState, Piece, Problems, Server, Standing, Status, StatusKind, Warning,
};

/// Where the desk and its files are, below the base path.
pub(crate) const FOLDER: &str = "_pressroom/";
