//! However boxes are delivered, readers see the same.

use crate::support::script::Script;
use crate::support::{NOW, engine_options, tree};
use pressroom::base::Instant;
use pressroom::config::Delivery;
use pressroom::engine::{Silent, build};
use std::collections::BTreeMap;
use std::path::Path;

type Tree = BTreeMap<String, Vec<u8>>;

/// A build with a delivery, in a folder of its own; `None` when the site is broken.
fn delivered(root: &Path, delivery: Delivery) -> Option<Tree> {
    let aside = tempfile::tempdir().expect("a folder");
    let out = aside.path().join("public");
    let now = Instant::parse_rfc3339(NOW).expect("a time");
    let mut options = engine_options(root, &out, now);
    options.load.delivery = Some(delivery);
    let summary = build(&options, &Silent).expect("a sound machine");
    (!summary.report.has_errors()).then(|| tree(&out))
}

/// What a server makes of a page with includes.
fn included(page: &[u8], files: &Tree, open: &str, close: &str) -> String {
    let page = std::str::from_utf8(page).expect("UTF-8");
    let mut out = String::new();
    let mut rest = page;
    while let Some((before, after)) = rest.split_once(open) {
        let (path, after) = after.split_once(close).expect("the end of an include");
        out.push_str(before);
        let file = files.get(path.trim_start_matches('/')).unwrap_or_else(|| panic!("there is no `{path}`"));
        out.push_str(std::str::from_utf8(file).expect("UTF-8"));
        rest = after;
    }
    out + rest
}

#[test]
fn includes_make_the_pages_that_inline_boxes_make() {
    let (mut pages, mut with_boxes) = (0, 0);
    for seed in 0..6 {
        let (project, mut script) = Script::start(seed, 25);
        for _ in 0..8 {
            script.step(&project);
        }
        let root = project.path("");
        let Some(inline) = delivered(&root, Delivery::Inline) else { continue };
        for (delivery, open, close) in [
            (Delivery::Ssi, "<!--#include virtual=\"", "\" -->"),
            (Delivery::Esi, "<!--esi <esi:include src=\"", "\"/> -->"),
        ] {
            let Some(files) = delivered(&root, delivery) else { continue };
            let boxes = files.keys().filter(|path| path.starts_with("boxes/")).count();
            assert_eq!(files.len() - boxes, inline.len(), "{delivery:?}, seed {seed}");
            for (path, bytes) in inline.iter().filter(|(path, _)| path.ends_with(".html")) {
                let made = included(&files[path], &files, open, close);
                assert!(made.as_bytes() == bytes, "`{path}` differs with {delivery:?}, seed {seed}");
                pages += 1;
                with_boxes += usize::from(files[path] != *bytes);
            }
        }
    }
    assert!(pages > 500 && with_boxes > 100, "{with_boxes} of {pages} pages had boxes");
}
