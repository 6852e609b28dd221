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

#[test]
fn picks_and_sources_that_lead_nowhere() {
    show(
        "bad_picks",
        1,
        "\
-- content/local/buoy.md --
---
title: Buoy review
date: 2026-11-16
review: {product: Buoy, score: 5, max: 0}
---
Red.
-- content/local/new.md --
---
title: Tide
date: 2026-11-17T09:00
type: guide
picks:
  - name: Buoy
    url: /local/buoy/
    review: bouy
  - name: Buoy
    image: {src: gone.jpg, alt: A buoy}
sources:
  - {title: Tables, url: tides.example}
---
High.
",
    );
}

#[test]
fn a_shop_that_is_no_host() {
    show(
        "bad_host",
        1,
        "\
-- pressroom.yaml --
title: The Harbour Post
base_url: https://harbour.example/
affiliates:
  hosts: [https://shop.example/, shop.example]
",
    );
}
