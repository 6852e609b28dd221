//! A file that the other end has already, or of which it wants a part.

use super::shelf::Shelf;
use super::{Answer, read, read_with, request, send};
use axum::http::Method;

const PICTURE: &str = "/media/x.avif";

fn picture(headers: &[(&str, &str)]) -> Answer {
    read_with(Shelf::new(), PICTURE, headers)
}

fn etag() -> String {
    picture(&[]).header("etag").to_owned()
}

#[test]
fn what_a_browser_has_is_not_sent_again() {
    let etag = etag();
    for known in [etag.clone(), format!("W/{etag}"), format!("\"other\", {etag}"), "*".to_owned()] {
        let answer = picture(&[("if-none-match", &known)]);
        answer.expect_status(304).expect_header("etag", &etag).expect_header("cache-control", "no-cache");
        assert_eq!(answer.body, "");
    }
    let head = send(Shelf::new(), request(&Method::HEAD, PICTURE, &[("if-none-match", &etag)]));
    head.expect_status(304);
}

#[test]
fn what_has_changed_is_sent() {
    let etag = etag();
    let changed = Shelf::new().file(PICTURE, "0123456780");
    let answer = read_with(changed, PICTURE, &[("if-none-match", &etag)]);
    answer.expect_status(200).expect_body("0123456780");
    picture(&[("if-none-match", "no etag at all")]).expect_status(200);
    picture(&[("if-modified-since", "Fri, 01 Jan 2100 00:00:00 GMT")]).expect_status(200);
}

#[test]
fn other_headers_of_the_site_are_a_change() {
    let site = |value| Shelf::new().file_with("/a/", "a", &[("X-Frame-Options", value)]);
    let etag = read(site("DENY"), "/a/").header("etag").to_owned();
    read_with(site("DENY"), "/a/", &[("if-none-match", &etag)]).expect_status(304);
    let answer = read_with(site("SAMEORIGIN"), "/a/", &[("if-none-match", &etag)]);
    answer.expect_status(200).expect_header("x-frame-options", "SAMEORIGIN");
}

#[test]
fn a_part_is_sent_as_a_part() {
    let answer = picture(&[("range", "bytes=2-4")]);
    answer.expect_status(206).expect_header("content-range", "bytes 2-4/10").expect_header("content-length", "3");
    answer.expect_header("content-type", "image/avif").expect_header("etag", &etag());
    assert_eq!(answer.body, "234");
    assert_eq!(picture(&[("range", "bytes=-2")]).expect_status(206).body, "89");
    assert_eq!(picture(&[("range", "bytes=0-")]).expect_header("content-range", "bytes 0-9/10").body, "0123456789");
}

#[test]
fn what_is_beyond_the_end_is_refused() {
    let answer = picture(&[("range", "bytes=10-")]);
    answer.expect_status(416).expect_header("content-range", "bytes */10").expect_header("content-length", "0");
}

#[test]
fn several_parts_and_nonsense_are_answered_with_the_whole() {
    for range in ["bytes=0-1,3-4", "bytes=x", "lines=1-2", "bytes=4-2"] {
        let answer = picture(&[("range", range)]);
        answer.expect_status(200).expect_no_header("content-range").expect_header("content-length", "10");
    }
    picture(&[("range", "bytes=0-1"), ("range", "bytes=3-4")]).expect_status(200);
}

#[test]
fn a_part_of_another_version_is_answered_with_the_whole() {
    let etag = etag();
    picture(&[("range", "bytes=2-4"), ("if-range", &etag)]).expect_status(206);
    for other in ["\"other\"", &format!("W/{etag}"), "Fri, 01 Jan 2100 00:00:00 GMT"] {
        let answer = picture(&[("range", "bytes=2-4"), ("if-range", other)]);
        assert_eq!(answer.expect_status(200).body, "0123456789", "{other}");
    }
}

#[test]
fn a_version_that_must_be_there_and_is_not_is_refused() {
    picture(&[("if-match", "\"other\"")]).expect_status(412);
    picture(&[("if-match", &etag())]).expect_status(200);
}

#[test]
fn head_has_no_parts() {
    let head = send(Shelf::new(), request(&Method::HEAD, PICTURE, &[("range", "bytes=2-4")]));
    head.expect_status(200).expect_header("content-length", "10").expect_no_header("content-range");
}
