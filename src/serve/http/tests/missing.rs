//! Nothing there.

use super::shelf::Shelf;
use super::{read, read_with, request, send};
use axum::http::Method;

#[test]
fn the_sites_own_page_says_so() {
    let answer = read(Shelf::new().not_found("<h1>lost</h1>"), "/gone/");
    answer.expect_status(404).expect_body("<h1>lost</h1>").expect_header("content-length", "13");
    answer.expect_header("content-type", "text/html; charset=utf-8").expect_header("x-site", "404");
    answer.expect_header("cache-control", "no-cache").expect_no_header("etag").expect_no_header("accept-ranges");
    let head = send(Shelf::new().not_found("<h1>lost</h1>"), request(&Method::HEAD, "/gone/", &[]));
    assert_eq!(head.expect_status(404).expect_header("content-length", "13").body, "");
}

#[test]
fn a_missing_page_is_never_a_part_and_never_unchanged() {
    let site = || Shelf::new().not_found("<h1>lost</h1>");
    read_with(site(), "/gone/", &[("range", "bytes=0-1")]).expect_status(404).expect_body("lost");
    read_with(site(), "/gone/", &[("if-none-match", "*")]).expect_status(404).expect_body("lost");
}

#[test]
fn without_one_the_server_says_so_and_guesses() {
    let answer = read(Shelf::new().below("/news/"), "/news/phones/hnge/");
    answer.expect_status(404).expect_header("cache-control", "no-store");
    assert_eq!(
        answer.body,
        "error: nothing is at `/phones/hnge/`\n  hint: did you mean this?\n    /news/phones/hinge/\n"
    );
    read(Shelf::new(), "/xyzzy/").expect_body("hint: go to the front page");
}

#[test]
fn guesses_are_links() {
    let answer = read_with(Shelf::new().below("/news/"), "/news/tags/%E6%97%A5", &[("accept", "text/html")]);
    answer.expect_status(404).expect_body("<a href=\"/news/tags/%E6%97%A5%E6%9C%AC/\">/tags/日本/</a>");
}

#[test]
fn the_desks_script_can_ask_for_guesses() {
    let answer = read(Shelf::new().below("/news/"), "/news/_pressroom/near?path=/phones/hnge/");
    answer.expect_status(200).expect_header("content-type", "application/json");
    answer.expect_header("cache-control", "no-store").expect_header("x-content-type-options", "nosniff");
    assert_eq!(answer.body, r#"["/phones/hinge/"]"#);
    assert_eq!(read(Shelf::new(), "/_pressroom/near?path=%2Fxyzzy").body, "[]");
    read(Shelf::new(), "/_pressroom/near").expect_status(400);
}
