//! The page that is being rendered on this thread.

use super::boxes::{BoxCall, Boxes};
use super::env::Env;
use super::fragment::FragmentCall;
use crate::diag::Diagnostic;
use crate::model::View;
use std::cell::RefCell;
use std::sync::Arc;
use tera::{Error, TeraResult, Value};

/// What functions of the environment work on during one render.
pub struct Scope {
    /// Shared by all renders of a build.
    pub env: Arc<Env>,
    /// This page's access to the site.
    pub view: View,
    /// The content file that relative paths start from.
    pub source: Arc<str>,
    /// The page's JSON-LD, made before its template runs.
    pub structured: Value,
    /// Fragments that the page asked for; the output holds a mark for each.
    pub calls: Vec<FragmentCall>,
    /// Those of them that are boxes.
    pub boxes: Vec<BoxCall>,
    /// Chooses what is in them.
    pub chooser: Option<Boxes>,
    /// Files below the site's root that the page shows.
    pub pictures: Vec<Arc<str>>,
    /// Problems met on the way.
    pub diagnostics: Vec<Diagnostic>,
}

thread_local! {
    static CURRENT: RefCell<Option<Scope>> = const { RefCell::new(None) };
}

impl Scope {
    /// A scope for a view.
    pub fn new(env: Arc<Env>, view: View, source: Arc<str>) -> Self {
        Self {
            env,
            view,
            source,
            structured: Value::safe_string(""),
            calls: Vec::new(),
            boxes: Vec::new(),
            chooser: None,
            pictures: Vec::new(),
            diagnostics: Vec::new(),
        }
    }
}

/// Runs `work` with `scope` as this thread's current scope, and gives the scope back with the result.
///
/// # Panics
/// When called inside another `enter` on the same thread: that would mix two pages.
pub fn enter<T>(scope: Scope, work: impl FnOnce() -> T) -> (T, Scope) {
    CURRENT.with(|current| {
        let before = current.borrow_mut().replace(scope);
        assert!(before.is_none(), "a page is being rendered inside another");
    });
    let result = std::panic::catch_unwind(std::panic::AssertUnwindSafe(work));
    let scope = CURRENT.with(|current| current.borrow_mut().take());
    match (result, scope) {
        (Ok(value), Some(scope)) => (value, scope),
        (Err(panic), _) => std::panic::resume_unwind(panic),
        (Ok(_), None) => unreachable!("the scope was put there above"),
    }
}

/// Works on the current scope.
pub(super) fn with<T>(work: impl FnOnce(&mut Scope) -> TeraResult<T>) -> TeraResult<T> {
    CURRENT.with(|current| match current.borrow_mut().as_mut() {
        Some(scope) => work(scope),
        None => Err(Error::message("this function works only while a page is rendered")),
    })
}
