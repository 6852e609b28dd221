//! What a publication can rely on, one test a promise.

mod base_path;
mod boxes;
mod commands;
mod delivery;
mod deploy;
mod hostile;
mod incremental;
mod kinds;
mod languages;
mod live;
mod options;
mod output;
mod pictures;
mod random;
mod same_bytes;
mod schema;
mod search;
mod serve;
mod stability;
mod terms;
mod time;

use crate::support::Project;

/// A site with `count` articles in two categories, a month apart each eight, with tags, a series and pictures.
fn newsroom(count: usize) -> Project {
    let mut project = Project::new().files(
        "\
-- pressroom.yaml --
title: The Harbour Post
base_url: https://harbour.example/
pagination: {size: 4}
-- content/categories/boats.md --
---
title: Boats
---
",
    );
    for n in 0..count {
        let category = if n.is_multiple_of(3) { "boats" } else { "local" };
        project = project.article(
            &format!("{category}/story-{n:03}"),
            &matter(n),
            &format!("Story number {n}.\n\n## Why\n\nFog."),
        );
    }
    project
}

/// Front matter of the nth story of a [`newsroom`].
fn matter(n: usize) -> String {
    let month = 1 + (n / 8) % 10;
    let day = 1 + n % 8;
    let kind = ["news", "review", "opinion"][n % 3];
    let series = if n.is_multiple_of(5) { "series: Tides\n" } else { "" };
    format!(
        "title: Story {n}\ndate: 2026-{month:02}-{day:02}T{:02}:00:00Z\ntype: {kind}\nauthor: ada\ntags: [t{}, all]\n{series}",
        n / 80,
        n % 4
    )
}
