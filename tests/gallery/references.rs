//! Names of things that are not there, or are there twice.

use super::{show, show_project, sound};

#[test]
fn a_category_that_is_nearly_right() {
    show(
        "unknown_category",
        1,
        "-- content/local/new.md --\n---\ntitle: Tide\ndate: 2026-11-17\ncategory: lcoal\n---\nHigh.\n",
    );
}

#[test]
fn a_folder_that_is_no_category() {
    show(
        "unknown_category_folder",
        1,
        "-- content/weather/new.md --\n---\ntitle: Tide\ndate: 2026-11-17\n---\nHigh.\n",
    );
}

#[test]
fn an_author_that_is_not_there() {
    show(
        "unknown_author",
        1,
        "-- content/local/new.md --\n---\ntitle: Tide\ndate: 2026-11-17\nauthors: [Ada, Grace Hopper]\n---\nHigh.\n",
    );
}

#[test]
fn a_type_that_is_not_there() {
    show(
        "unknown_type",
        1,
        "-- content/local/a.md --\n---\ntitle: Tide\ndate: 2026-11-17\ntype: reviews\n---\nHigh.\n\
         -- content/local/b.md --\n---\ntitle: Tide\ndate: 2026-11-17\ntype: podcast\n---\nHigh.\n",
    );
}

#[test]
fn a_related_article_that_is_not_there() {
    show(
        "unknown_related",
        1,
        "-- content/local/new.md --\n---\ntitle: Tide\ndate: 2026-11-17\nrelated: [fery, bridge, tunnel]\n---\nHigh.\n",
    );
}

#[test]
fn a_picture_that_is_not_there_and_one_without_words() {
    show(
        "missing_picture",
        1,
        "\
-- content/local/new.md --
---
title: Tide
date: 2026-11-17
image: {src: habour.gif, alt: The harbour, credit: Ada}
---
![Boats](/local/boats.png)
-- content/local/silent.md --
---
title: Silent
date: 2026-11-17
image: {src: harbour.gif}
---
High.
",
    );
}

#[test]
fn a_parent_that_is_not_there_and_a_circle_of_them() {
    show(
        "category_parents",
        1,
        "\
-- content/categories/tides.md --
---
title: Tides
parent: locl
---
-- content/categories/east.md --
---
title: East
parent: west
---
-- content/categories/west.md --
---
title: West
parent: east
---
",
    );
}

#[test]
fn two_tags_with_one_spelling() {
    show("duplicate_tag", 1, "-- content/tags/boats.md --\n---\ntitle: Boats\naliases: [FERRY]\n---\n");
}

#[test]
fn two_articles_with_one_url() {
    show(
        "collision_articles",
        1,
        "-- content/local/deep/ferry.md --\n---\ntitle: Ferry again\ndate: 2026-11-17\n---\nAgain.\n",
    );
}

#[test]
fn an_article_and_a_category_with_one_url() {
    show(
        "collision_category",
        1,
        "-- content/local.md --\n---\ntitle: Local\ndate: 2026-11-17\n---\nHere and now.\n\
         -- pressroom.yaml --\ntitle: The Harbour Post\nbase_url: https://harbour.example/\npermalink: /{slug}/\n",
    );
}

#[test]
fn a_category_with_the_name_of_an_article_type() {
    show("collision_type", 1, "-- content/categories/news.md --\n---\ntitle: News\n---\n");
}

#[test]
fn a_static_file_where_a_page_goes() {
    show(
        "collision_static",
        1,
        "-- static/local/ferry/index.html --\n<p>Old\n-- static/robots.txt --\nUser-agent: *\n",
    );
}

#[test]
fn a_static_file_where_a_folder_or_a_picture_goes() {
    show("collision_static_other", 1, "-- static/local --\na file\n-- static/media/local/harbour.gif --\nanother\n");
}

#[test]
fn an_old_path_that_names_the_file_of_a_page() {
    show(
        "collision_alias_file",
        1,
        "-- content/local/new.md --\n---\ntitle: Tide\ndate: 2026-11-17\naliases: [/local/ferry/index.html, //local//./bridge]\n---\nHigh.\n",
    );
}

#[test]
fn names_that_are_too_long_for_a_folder() {
    let long = "tide-".repeat(60);
    show(
        "too_long",
        1,
        &format!(
            "-- content/local/new.md --\n---\ntitle: Tide\ndate: 2026-11-17\nslug: {long}x\ntags: [{long}x]\nseries: {long}x\naliases: [/{long}x/]\n---\nHigh.\n"
        ),
    );
}

#[test]
fn an_old_path_that_is_still_in_use() {
    show(
        "collision_alias",
        1,
        "-- content/local/new.md --\n---\ntitle: Tide\ndate: 2026-11-17\naliases: [/local/ferry/, /about]\n---\nHigh.\n",
    );
}

#[test]
fn a_menu_entry_that_leads_nowhere() {
    show(
        "menu",
        0,
        "\
-- pressroom.yaml --
title: The Harbour Post
base_url: https://harbour.example/
navigation:
  - {title: Local, url: /local/}
  - {title: Weather, url: /weather/}
",
    );
}

#[test]
fn a_reference_to_a_broken_record_is_not_reported_on_top() {
    show(
        "broken_record",
        1,
        "-- content/authors/ada.md --\n---\nname: [Ada]\n---\n-- content/categories/local.md --\n---\ntitel: Local\n---\n",
    );
}

#[test]
fn what_is_wrong_with_a_scheduled_article_is_said_before_it_is_published() {
    show_project(
        "scheduled",
        1,
        sound(),
        "-- content/local/new.md --\n---\ntitle: Tide\ndate: 2027-01-01\nauthor: bo\ntype: newz\n---\nHigh.\n",
        &[],
    );
}
