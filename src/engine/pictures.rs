//! Looking at the pictures that front matter names, before anything is rendered: also at those of drafts and scheduled
//! articles, because three in the morning is no time to learn that a file is broken.

use crate::diag::{Diagnostic, Severity};
use crate::fs::PictureStore;
use crate::media::{Format, Pictures, problem_of};
use crate::model::{PictureRef, PictureRole, PictureUse, Site};
use rayon::prelude::*;

/// The least width of a leading picture, in pixels: search engines show a large preview from here on
/// ([Discover](https://developers.google.com/search/docs/appearance/google-discover)).
const WIDE: u32 = 1200;

/// What is wrong with the files of front matter's pictures.
pub(super) fn check_pictures(site: &Site, store: &PictureStore) -> Vec<Diagnostic> {
    // Looking at a picture is slow, so each is a piece of work of its own.
    site.picture_uses().par_iter().with_max_len(1).flat_map_iter(|picture| check(picture, store)).collect()
}

fn check(picture: &PictureUse, store: &PictureStore) -> Vec<Diagnostic> {
    let span = picture.span.clone();
    let portrait = picture.role == PictureRole::Portrait;
    let PictureRef::File(file) = &picture.picture else {
        let credited = picture.credited || portrait;
        return if credited { Vec::new() } else { vec![missing_credit(&picture.src).at(span)] };
    };
    let facts = match store.facts(file) {
        Ok(facts) => facts,
        Err(problem) => {
            let mut diagnostic = problem_of(file, &problem).at(span);
            if file.starts_with("static/") {
                diagnostic.severity = Severity::Warning;
                diagnostic = diagnostic.note("it is published as it is, without its width and height");
            }
            return vec![diagnostic];
        }
    };
    let mut found = Vec::new();
    if portrait {
        return found;
    }
    let rights = &facts.rights;
    if !picture.credited && rights.credit.is_none() && rights.creator.is_none() {
        found.push(missing_credit(&picture.src).at(span.clone()));
    }
    let leads = picture.role == PictureRole::Hero && facts.format != Format::Svg;
    if let Some(width) = facts.width.filter(|width| leads && *width < WIDE) {
        found.push(
            Diagnostic::warning("small-picture", format!("the picture `{}` is only {width} pixels wide", picture.src))
                .at(span)
                .note("search engines and sharing services show large previews from 1,200 pixels on")
                .hint("use a larger original"),
        );
    }
    found
}

fn missing_credit(src: &str) -> Diagnostic {
    Diagnostic::warning("missing-credit", format!("the picture `{src}` has no credit"))
        .hint("add `credit: …`: who made it, and where it is from")
}
