//! A file that is there, whole.

use super::shelf::Shelf;
use super::{read, read_with, request, send};
use axum::http::Method;

#[test]
fn a_page_comes_with_its_type_length_and_etag() {
    let answer = read(Shelf::new(), "/phones/hinge/");
    answer.expect_status(200).expect_body("<h1>hinge</h1>");
    answer.expect_header("content-type", "text/html; charset=utf-8").expect_header("content-length", "14");
    answer.expect_header("x-content-type-options", "nosniff").expect_header("accept-ranges", "bytes");
    let etag = answer.header("etag");
    assert!(etag.starts_with('"') && etag.ends_with('"') && etag.len() > 5, "{etag}");
}

#[test]
fn a_browser_has_to_ask_each_time() {
    read(Shelf::new(), "/media/x.avif").expect_status(200).expect_header("cache-control", "no-cache");
    let site = Shelf::new().file_with("/a.css", "a", &[("Cache-Control", "public, max-age=31536000, immutable")]);
    let answer = read(site, "/a.css");
    answer.expect_header("cache-control", "no-cache");
    assert_eq!(answer.headers.get_all("cache-control").iter().count(), 1);
}

#[test]
fn head_says_the_same_without_the_page() {
    let page = read(Shelf::new(), "/phones/hinge/");
    let head = send(Shelf::new(), request(&Method::HEAD, "/phones/hinge/", &[]));
    head.expect_status(200);
    assert_eq!(head.body, "");
    assert_eq!(head.headers, page.headers);
}

#[test]
fn pages_are_only_read() {
    for method in [Method::POST, Method::PUT, Method::DELETE, Method::PATCH, Method::OPTIONS] {
        let answer = send(Shelf::new(), request(&method, "/phones/hinge/", &[]));
        answer.expect_status(405).expect_header("allow", "GET, HEAD").expect_body("hint: ask with `GET` or `HEAD`");
    }
}

#[test]
fn addresses_are_decoded() {
    read(Shelf::new(), "/tags/%E6%97%A5%E6%9C%AC/").expect_status(200).expect_body("日本");
    read(Shelf::new(), "/phones/%68inge/?utm=1").expect_status(200).expect_body("hinge");
    read(Shelf::new(), "/about.html").expect_status(200).expect_body("about");
}

#[test]
fn what_names_nothing_is_refused_with_a_hint() {
    let answer = read(Shelf::new(), "/100%/");
    answer.expect_status(400).expect_header("content-type", "text/plain; charset=utf-8");
    assert_eq!(
        answer.body,
        "error: the address has a `%` without two hexadecimal digits after it\n  hint: a percent sign is written as `%25`\n"
    );
    for target in ["/a%00", "/a%5cb", "/a%2fb", "/..%2f..%2fetc/passwd", "/%ff/", "/%c0%ae%c0%ae/"] {
        read(Shelf::new(), target).expect_status(400);
    }
}

#[test]
fn the_sites_own_headers_are_sent() {
    let headers = [
        ("X-Frame-Options", "DENY"),
        ("Content-Security-Policy", "default-src 'self'; upgrade-insecure-requests"),
        ("Strict-Transport-Security", "max-age=63072000"),
        ("Content-Length", "3"),
        ("Transfer-Encoding", "chunked"),
        ("X-Content-Type-Options", "nosniff"),
        ("ETag", "\"mine\""),
    ];
    let answer = read(Shelf::new().below("/a/").file_with("/b/", "hello", &headers), "/a/b/");
    answer.expect_status(200).expect_header("x-frame-options", "DENY").expect_header("content-length", "5");
    answer.expect_header("content-security-policy", "default-src 'self' localhost:1111/a/_pressroom/");
    answer.expect_no_header("strict-transport-security").expect_no_header("transfer-encoding");
    assert_eq!(answer.headers.get_all("x-content-type-options").iter().count(), 1);
    assert_ne!(answer.header("etag"), "\"mine\"");
}

#[test]
fn a_policy_names_the_desk_as_exactly_as_it_can() {
    let site = || Shelf::new().file_with("/b/", "b", &[("Content-Security-Policy", "script-src 'none'")]);
    let policy = |host| {
        let request = axum::http::Request::get("/b/").header("host", host).body(axum::body::Body::empty());
        send(site(), request.expect("a request")).header("content-security-policy").to_owned()
    };
    assert_eq!(policy("127.0.0.1:8000"), "script-src 127.0.0.1:8000/_pressroom/");
    assert_eq!(policy("[::1]:8000"), "script-src 'self'");
}

#[test]
fn notices_are_pages_for_browsers() {
    let answer = read_with(Shelf::new(), "/%3Cscript%3E/", &[("accept", "text/html,application/xhtml+xml")]);
    answer.expect_status(404).expect_header("content-type", "text/html; charset=utf-8");
    answer.expect_body("/&lt;script&gt;/").expect_header("cache-control", "no-store");
    assert!(answer.header("content-security-policy").starts_with("default-src 'none'"));
}
