//! What only the dev server has.

use super::shelf::Shelf;
use super::{read, read_with, request, send};
use axum::http::Method;

#[test]
fn the_desk_is_below_the_base_path() {
    read(Shelf::new(), "/_pressroom/").expect_status(200).expect_body("the desk");
    read(Shelf::new(), "/_pressroom").expect_redirect(308, "/_pressroom/");
    read(Shelf::new().below("/news/"), "/news/_pressroom/").expect_status(200).expect_body("the desk");
    read(Shelf::new().below("/news/"), "/_pressroom/").expect_status(404);
    read(Shelf::new(), "/_pressroom/gone").expect_status(404);
}

#[test]
fn the_desk_sees_paths_below_it() {
    let answer = read(Shelf::new().below("/news/"), "/news/_pressroom/echo/a%20b?c=%2F");
    answer.expect_status(200).expect_body("/echo/a%20b?c=%2F");
    read(Shelf::new(), "/_pressroom/x/../echo/a").expect_body("/echo/a");
}

#[test]
fn the_desk_has_its_own_methods() {
    let posted = send(Shelf::new(), request(&Method::POST, "/_pressroom/echo/a", &[]));
    posted.expect_status(200).expect_body("posted");
    send(Shelf::new(), request(&Method::POST, "/_pressroom/", &[])).expect_status(405);
}

#[test]
fn the_desk_answers_only_to_pages_of_this_preview() {
    for own in [
        &[("sec-fetch-site", "same-origin")][..],
        &[("sec-fetch-site", "none")],
        &[("origin", "http://localhost:1111")],
        &[("origin", "http://LOCALHOST:1111")],
        // The browser knows better than a proxy that renames the host.
        &[("sec-fetch-site", "same-origin"), ("origin", "https://proxy.example")],
        &[],
    ] {
        read_with(Shelf::new(), "/_pressroom/", own).expect_status(200);
    }
    for foreign in [
        &[("sec-fetch-site", "cross-site")][..],
        &[("sec-fetch-site", "same-site")],
        &[("origin", "http://evil.example")],
        &[("origin", "http://localhost:3000")],
        &[("origin", "null")],
        &[("sec-fetch-site", "cross-site"), ("origin", "http://localhost:1111")],
    ] {
        for path in ["/_pressroom/", "/%5Fpressroom/", "/_pressroom/near?path=/", "/x/../_pressroom/"] {
            let answer = read_with(Shelf::new(), path, foreign);
            answer.expect_status(403).expect_body("the desk answers only to pages of this preview");
        }
    }
}

#[test]
fn a_page_of_the_site_may_be_asked_for_from_elsewhere() {
    read_with(Shelf::new(), "/", &[("sec-fetch-site", "cross-site")]).expect_status(200);
}

#[test]
fn a_panic_is_the_answer_of_one_request() {
    let answer = read_with(Shelf::new(), "/panic/", &[("accept", "text/html")]);
    answer.expect_status(500).expect_body("no ink left").expect_body("please report it");
    answer.expect_header("x-content-type-options", "nosniff");
    read(Shelf::new(), "/_pressroom/panic").expect_status(500).expect_body("the desk is on fire");
}
