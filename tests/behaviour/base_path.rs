//! A site below a path: every address of every file stays under it, and leads somewhere.

use super::newsroom;
use crate::support::{PIXEL, html};
use std::collections::BTreeSet;

#[test]
fn every_address_is_under_the_base_path_and_leads_to_a_file() {
    let project = newsroom(14)
        .files(
            "\
-- content/pages/about.md --
---
title: About
---
[A story](/local/story-001/) and [another](../local/story-002.md#why), [mail](mailto:a@b.example).
-- static/files/plan.txt --
plan
-- content/authors/ada.md --
---
name: Ada Quay
picture: {src: ada.gif}
---
",
        )
        .bytes("content/authors/ada.gif", PIXEL)
        .bytes("content/local/a.gif", PIXEL)
        .article(
            "local/picture",
            "title: Picture\ndate: 2026-11-17\nauthor: ada\naliases: [/old/]\nimage: {src: a.gif, alt: A, credit: C}",
            "![Two](a.gif)\n\n[plan](/files/plan.txt)\n\n[ferry](story-001.md)",
        )
        .args(["--base-url", "https://host.example/sub/"]);
    let built = project.build();
    built.expect_success();
    let tree = built.tree();
    let mut checked = BTreeSet::new();
    for (path, bytes) in &tree {
        let text = String::from_utf8_lossy(bytes).into_owned();
        let mut addresses = Vec::new();
        if path.ends_with(".html") {
            for name in ["href", "src", "content"] {
                addresses.extend(html::attributes(&text, name));
            }
            for set in html::attributes(&text, "srcset") {
                addresses.extend(set.split(',').filter_map(|part| part.split_whitespace().next().map(str::to_owned)));
            }
        } else if path.ends_with(".xml") {
            for part in text.split(['<', '>', '"']) {
                if part.starts_with("https://host.example")
                    || part.starts_with('/') && part.len() > 1 && !part[1..].starts_with(char::is_alphabetic)
                {
                    addresses.push(html::unescape(part));
                }
            }
        }
        for address in addresses {
            let address = address
                .strip_prefix("https://host.example")
                .map_or(address.clone(), |rest| if rest.is_empty() { "/".to_owned() } else { rest.to_owned() });
            if !address.starts_with('/') || address.starts_with("//") {
                continue;
            }
            let Some(below) = address.strip_prefix("/sub/") else { panic!("{path}: `{address}` leaves the base path") };
            let file = below.split(['#', '?']).next().unwrap_or_default();
            let file =
                if file.is_empty() || file.ends_with('/') { format!("{file}index.html") } else { file.to_owned() };
            assert!(tree.contains_key(&file), "{path}: `{address}` leads nowhere");
            checked.insert(file);
        }
    }
    let pictures =
        [built.files("media/a-1.", ".gif"), built.files("media/ada-1.", ""), built.files("media/card.", ".png")];
    assert!(pictures.iter().all(|files| !files.is_empty()), "{pictures:?}");
    for file in pictures.iter().flatten() {
        assert!(checked.contains(file), "nothing leads to {file}");
    }
    for file in ["files/plan.txt", "local/index.html", "feed.xml", "sitemap.xml"] {
        assert!(checked.contains(file) || file == "sitemap.xml", "nothing leads to {file}");
    }
    built.expect_file("robots.txt", "https://host.example/sub/sitemap.xml");
    built.expect_file("_redirects", "/sub/old/").expect_file("old/index.html", "/sub/local/picture/");
}

#[test]
fn an_address_of_the_theme_follows_the_base_path() {
    let project = newsroom(1).args(["--base-url", "https://host.example/a/b/"]);
    let built = project.build();
    let home = built.text("index.html");
    let sheets: Vec<String> = html::attributes(&home, "href")
        .into_iter()
        .filter(|href| href.contains("/assets/") && href.ends_with(".css"))
        .collect();
    assert!(!sheets.is_empty() && sheets.iter().all(|href| href.starts_with("/a/b/assets/")), "{sheets:?}");
}
