//! Paths that were probably meant.

use crate::engine::Edition;
use std::cmp::Ordering;

/// How many are named.
const NAMED: usize = 5;
/// From which likeness on, of 1.
const ALIKE: f64 = 0.55;

/// The documents whose paths are most like one that was not found, best first.
pub(super) fn near(edition: &Edition, path: &str) -> Vec<String> {
    let Some(env) = edition.env() else { return Vec::new() };
    let wanted = path.trim_matches('/').to_lowercase();
    let last = |path: &str| path.trim_end_matches('/').rsplit('/').next().unwrap_or_default().to_lowercase();
    let wanted_last = last(path);
    let mut found: Vec<(f64, &str)> = Vec::new();
    for (_, page, path) in env.site.routes().pages() {
        if !page.is_document() || matches!(page, crate::model::Page::Sealed(..) | crate::model::Page::NotFound) {
            continue;
        }
        let own = last(path);
        // Words of very different lengths are not alike; comparing them would cost more than it tells.
        let (short, long) = (own.len().min(wanted_last.len()), own.len().max(wanted_last.len()));
        if short * 2 < long {
            continue;
        }
        let name = strsim::normalized_damerau_levenshtein(&own, &wanted_last);
        if name < ALIKE {
            continue;
        }
        let whole = strsim::normalized_damerau_levenshtein(path.trim_matches('/'), &wanted);
        found.push((name * 0.7 + whole * 0.3, path));
    }
    found.sort_by(|a, b| b.0.partial_cmp(&a.0).unwrap_or(Ordering::Equal).then_with(|| a.1.cmp(b.1)));
    found.into_iter().take(NAMED).map(|(_, path)| path.to_owned()).collect()
}
