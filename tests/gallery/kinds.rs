//! Fields of the kinds of story: live blogs, reviews, picks, sources.

use super::show;

#[test]
fn live_coverage_that_ends_before_it_starts() {
    show(
        "live_order",
        1,
        "\
-- content/local/new.md --
---
title: Tide
date: 2026-11-17T09:00
type: liveblog
live:
  start: 2026-11-17T12:00
  end: 2026-11-17T10:00
---
High.
",
    );
}
