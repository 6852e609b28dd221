//! A memo of highlighted lines.
//!
//! Highlighting costs about a hundred microseconds a line, ten times what the rest of an article costs, and archives
//! repeat themselves: closing braces, imports, prompts, the same snippet in two parts of a series. The result of a line
//! is a pure function of its text and of the grammar's state before it, so it may be remembered. The memo belongs to a
//! thread and forgets everything when it is full; it can change how long a build takes, and nothing else.

use rustc_hash::{FxBuildHasher, FxHashMap};
use std::cell::RefCell;
use std::hash::BuildHasher;
use std::rc::Rc;
use syntect::parsing::{ParseState, ScopeStack};

/// Lines that one thread remembers; with their states about 4 MB.
const LINES: usize = 4096;

/// Where a grammar is between two lines.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Place {
    /// Of the parser.
    pub(super) state: ParseState,
    /// The scopes that are open.
    pub(super) scopes: ScopeStack,
}

struct Line {
    text: Box<str>,
    before: Place,
    after: Place,
    html: Rc<str>,
}

thread_local! {
    static LINES_SEEN: RefCell<FxHashMap<u64, Vec<Line>>> = RefCell::default();
}

/// The HTML of a line, remembered or made by `make`; `place` moves behind the line.
pub(super) fn line<E>(
    place: &mut Place,
    text: &str,
    make: impl FnOnce(&mut Place) -> Result<String, E>,
) -> Result<Rc<str>, E> {
    let hash = FxBuildHasher.hash_one(text);
    let known = LINES_SEEN.with_borrow(|lines| {
        let same = lines.get(&hash)?.iter().find(|line| *line.text == *text && line.before == *place)?;
        Some((same.after.clone(), same.html.clone()))
    });
    if let Some((after, html)) = known {
        *place = after;
        return Ok(html);
    }
    let before = place.clone();
    let html: Rc<str> = make(place)?.into();
    LINES_SEEN.with_borrow_mut(|lines| {
        if lines.len() >= LINES {
            lines.clear();
        }
        lines.entry(hash).or_default().push(Line {
            text: text.into(),
            before,
            after: place.clone(),
            html: html.clone(),
        });
    });
    Ok(html)
}
