//! Every message that bad input earns, as a writer reads it.
//!
//! Each case is a small site. A sound version of it is built first; then the case's files are put over it, and what the
//! build says is compared with `snapshots/`, word for word. Whatever is wrong, the output folder is not the worse for
//! it: no page of the sound version disappears, and where nothing was written nothing has changed.

mod config;
mod environment;
mod files;
mod front_matter;
mod kinds;
mod prose;
mod references;
mod report;
mod templates;
mod usage;
mod yaml;

use crate::support::{Built, Project, assert_same};

/// The sound version: two articles, a page, a tag, a picture.
const SOUND: &str = "\
-- content/local/ferry.md --
---
title: The ferry is late
date: 2026-11-16T08:00:00Z
author: ada
tags: [Ferries]
---
It left at noon.

## Why

Fog.
-- content/local/bridge.md --
---
title: The bridge opens
date: 2026-11-17T08:00:00Z
author: ada
---
See [the ferry](ferry.md#why).
-- content/tags/ferries.md --
---
title: Ferries
aliases: [Ferry]
---
-- content/pages/about.md --
---
title: About
---
We print what floats.
-- static/style.txt --
plain
";

/// The sound site of the gallery.
fn sound() -> Project {
    Project::of(SOUND).bytes("content/local/harbour.gif", crate::support::PIXEL)
}

/// Builds the sound site, then the site with `files` over it, and compares what is said with the snapshot `name`.
fn show(name: &str, status: i32, files: &str) {
    show_project(name, status, sound(), files, &[]);
}

fn show_project(name: &str, status: i32, project: Project, files: &str, args: &[&str]) {
    project.build().expect_clean();
    let before = project.build().tree();
    let project = project.files(files);
    let built = project.build_with(args);
    compare(name, status, &built);
    no_worse(&before, &built);
}

/// Compares status and message with a snapshot.
fn compare(name: &str, status: i32, built: &Built) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("snapshots");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    // What was counted and how long it took is not part of what is wrong.
    let counted =
        |line: &str| line.starts_with("Built ") || line.starts_with("Checked ") || line.contains(" written, ");
    let said: Vec<&str> = built.stderr.lines().filter(|line| !counted(line)).collect();
    settings.bind(|| insta::assert_snapshot!(name, format!("exit status {}\n\n{}", built.status, said.join("\n"))));
    assert_eq!(built.status, status, "{}", built.stderr);
    for leak in ["/tmp/", "Some(", "None", "Err(", "Error {", "\u{1b}["] {
        assert!(!built.stderr.contains(leak), "{leak:?} in\n{}", built.stderr);
    }
}

/// The output folder still has every page of the sound version, and is untouched where nothing was written.
fn no_worse(before: &std::collections::BTreeMap<String, Vec<u8>>, built: &Built) {
    let after = built.tree();
    // A segment of the search index is in a folder that is named after what is in it.
    let stays = |path: &&String| !path.starts_with("search/") || path.ends_with("index.json");
    for path in before.keys().filter(stays) {
        assert!(after.contains_key(path), "{path} is gone");
    }
    if built.status == 2 || built.stderr.contains("nothing was written") {
        assert_same(before, &after);
    }
}
