//! Fields of front matter: missing, unknown, of the wrong kind or out of range.

use super::show;

#[test]
fn a_field_that_does_not_exist_may_be_a_slip() {
    show(
        "unknown_field",
        1,
        "-- content/local/new.md --\n---\ntitel: Tide\ntitle: Tide\ndate: 2026-11-17\n---\nHigh.\n",
    );
}

#[test]
fn a_field_of_ones_own_goes_under_extra() {
    show(
        "unknown_field_stray",
        1,
        "-- content/local/new.md --\n---\ntitle: Tide\ndate: 2026-11-17\nlayout: wide\n---\nHigh.\n",
    );
}

#[test]
fn a_field_of_a_picture_that_does_not_exist() {
    show(
        "unknown_nested_field",
        1,
        "\
-- content/local/new.md --
---
title: Tide
date: 2026-11-17
image:
  src: harbour.gif
  alt: The harbour
  credits: Ada
---
High.
",
    );
}

#[test]
fn a_headline_and_a_date_are_required() {
    show("missing_title_and_date", 1, "-- content/local/new.md --\n---\nauthor: ada\n---\nHigh.\n");
}

#[test]
fn a_field_that_is_there_twice() {
    show(
        "duplicate_field",
        1,
        "-- content/local/new.md --\n---\ntitle: Tide\ndate: 2026-11-17\ntitle: Tides\n---\nHigh.\n",
    );
}

#[test]
fn an_empty_title() {
    show("empty_title", 1, "-- content/local/new.md --\n---\ntitle:\ndate: 2026-11-17\n---\nHigh.\n");
}

#[test]
fn every_field_of_the_wrong_kind_is_named_in_one_run() {
    show(
        "wrong_types",
        1,
        "\
-- content/local/new.md --
---
title: [Tide, Tides]
date: yesterday
updated: 2026-02-30
expires: {year: 2026}
type: [news]
category: {slug: local}
tags: [{name: x}]
author: [[ada]]
description: [a, b]
image: harbour.gif
slug: [a]
aliases: {a: b}
canonical: [x]
noindex: 'yes'
draft: maybe
series: {title: Tides, part: one}
related: {a: b}
pinned_until: soon
corrections: It was wrong
sponsor: Acme
review: {score: high, max: best, pros: good}
live: true
---
High.
",
    );
}

#[test]
fn dates_in_the_wrong_order() {
    show(
        "date_order",
        1,
        "\
-- content/local/new.md --
---
title: Tide
date: 2026-11-17
updated: 2026-11-16
expires: 2026-11-15
---
High.
",
    );
}

#[test]
fn a_date_with_a_slip_is_read_and_one_with_a_riddle_is_not() {
    show("date_slip", 0, "-- content/local/new.md --\n---\ntitle: Tide\ndate: 2026/11/7\n---\nHigh.\n");
    show("date_riddle", 1, "-- content/local/new.md --\n---\ntitle: Tide\ndate: 7.11.2026\n---\nHigh.\n");
}

#[test]
fn values_that_mean_nothing() {
    show(
        "bad_values",
        1,
        "\
-- content/local/new.md --
---
title: Tide
date: 2026-11-17
slug: '???'
tags: ['!!!']
series: '***'
canonical: /elsewhere/
aliases: [old, /a/../b/]
image: {src: harbour.gif, alt: x, credit: x, focal: left}
review: {score: 11}
live: {state: paused}
---
High.
",
    );
}

#[test]
fn a_slug_is_cleaned_and_said() {
    show(
        "unclean_slug",
        0,
        "-- content/local/new.md --\n---\ntitle: Tide\ndate: 2026-11-17\nslug: High Tide!\n---\nHigh.\n",
    );
}

#[test]
fn a_byline_without_a_name() {
    show(
        "byline_without_name",
        1,
        "-- content/local/new.md --\n---\ntitle: Tide\ndate: 2026-11-17\nauthors: [{role: Editor}]\n---\nHigh.\n",
    );
}

#[test]
fn records_have_fields_too() {
    show(
        "records",
        1,
        "\
-- content/authors/bo.md --
---
nane: Bo
---
-- content/categories/tides.md --
---
title: Tides
colour: blue
order: first
---
-- content/tags/fog.md --
---
description: Grey
---
-- content/pages/legal.md --
---
title: Legal
date: 2026-11-17
---
",
    );
}
