//! Files with boxes that pages share, for deliveries other than `inline`.

use super::renderer::Renderer;
use crate::base::Fingerprint;
use crate::diag::{Diagnostic, Severity};
use crate::theme::{BOXES_FOLDER, SharedBox, Shell};
use rustc_hash::FxHashMap;
use std::sync::{Mutex, PoisonError};

/// Brings boxes up to date in browsers.
const SCRIPT: &str = include_str!("boxes.js");

/// Which files the pages of a build share.
#[derive(Default)]
pub(super) struct SharedBoxes(Mutex<FxHashMap<Box<str>, SharedBox>>);

/// A finished file that pages share.
#[derive(Debug)]
pub struct BoxFile {
    /// The path of its URL, without the base path.
    pub path: Box<str>,
    /// Its contents; `None` when an error kept them from being made.
    pub bytes: Option<Vec<u8>>,
    /// What is wrong.
    pub diagnostics: Vec<Diagnostic>,
}

impl Renderer {
    /// Remembers that a page needs this file.
    pub fn share(&self, shared: &SharedBox) {
        let mut known = self.shared_boxes.0.lock().unwrap_or_else(PoisonError::into_inner);
        if !known.contains_key(&shared.path) {
            known.insert(shared.path.clone(), shared.clone());
        }
    }

    /// The files that pages need, in the order of their paths.
    pub fn shared_boxes(&self) -> Vec<SharedBox> {
        let known = self.shared_boxes.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut all: Vec<SharedBox> = known.values().cloned().collect();
        all.sort_unstable_by(|a, b| a.path.cmp(&b.path));
        all
    }

    /// Makes such a file.
    pub fn box_file(&self, shared: &SharedBox) -> BoxFile {
        let path = shared.path.clone();
        let (call, urls) = match shared.call(&self.env) {
            Ok(made) => made,
            // A page has made a call of the same arguments before.
            Err(argument) => {
                let message = format!("the argument `{argument}` of a box can't be one");
                return BoxFile { path, bytes: None, diagnostics: vec![Diagnostic::error("template-error", message)] };
            }
        };
        let fragment = self.fragment(&call);
        let mut diagnostics = fragment.diagnostics.clone();
        let mut bytes = Vec::with_capacity(fragment.bytes.len() + 256);
        let shell = urls.map_or(Shell::Nothing, |urls| Shell::Attributes(format!(" data-refs=\"{urls}\"").into()));
        if !shell.put(&fragment.bytes, &mut bytes) {
            diagnostics.push(not_an_element(&call.component));
        }
        let failed = diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error);
        BoxFile { path, bytes: (!failed).then_some(bytes), diagnostics }
    }
}

/// What is said of a component that can't be a box.
pub(super) fn not_an_element(component: &str) -> Diagnostic {
    Diagnostic::error(
        "box-not-element",
        format!("the component `{component}` is used as a box, and is not one element"),
    )
    .note("with `latest.delivery: client` a box carries what the script has to know in the attributes of its element")
    .hint("let the component begin with the tag of one element that holds all of it, such as `<section>`")
}

/// What is said of a box that is in a page twice, or not in the order in which it was asked for.
pub(super) fn out_of_order(component: &str, rendering: &str) -> Diagnostic {
    Diagnostic::error("box-order", format!("the box `{component}` is not where it was asked for, or there twice"))
        .note(format!("for {rendering}"))
        .hint("print what `box(…)` gives at once and once, or deliver boxes `inline`")
}

/// The path of the script's URL, without the base path, and the script.
pub fn box_script() -> (String, &'static str) {
    (format!("{BOXES_FOLDER}boxes.{}.js", Fingerprint::of(SCRIPT.as_bytes()).short()), SCRIPT)
}

/// Lets a page load the script: as the last thing in its body.
pub(super) fn load_script(page: &mut Vec<u8>, url: &str) {
    let at = memchr::memmem::rfind(page, b"</body>").unwrap_or(page.len());
    page.splice(at..at, format!("<script src=\"{url}\" defer></script>\n").into_bytes());
}
