//! What only a real connection shows.

use super::running::Running;
use super::shelf::Shelf;

#[test]
fn a_connection_is_good_for_several_requests() {
    let server = Running::start(Shelf::new());
    let mut client = server.client();
    for _ in 0..3 {
        client.send("HEAD /phones/hinge/ HTTP/1.1\r\nHost: localhost\r\n\r\n");
        let head = client.until("\r\n\r\n");
        assert!(head.starts_with("HTTP/1.1 200 ") && head.contains("content-length: 14\r\n"), "{head}");
        client.send("GET /media/x.avif HTTP/1.1\r\nHost: localhost\r\nRange: bytes=3-5\r\n\r\n");
        let part = client.until("\r\n\r\n345");
        assert!(part.contains("HTTP/1.1 206 ") && part.contains("content-length: 3\r\n"), "{part}");
    }
}

#[test]
fn what_is_known_has_no_body_and_no_length() {
    let server = Running::start(Shelf::new());
    let answer =
        server.answer("GET /media/x.avif HTTP/1.1\r\nHost: localhost\r\nIf-None-Match: *\r\nConnection: close\r\n\r\n");
    assert!(answer.starts_with("HTTP/1.1 304 ") && answer.ends_with("\r\n\r\n"), "{answer}");
    assert!(!answer.contains("content-length") && answer.contains("etag: "), "{answer}");
}

#[test]
fn a_refused_method_is_answered_without_reading_what_it_brings() {
    let server = Running::start(Shelf::new());
    let head = "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000000000\r\n\r\n";
    assert!(server.answer(head).starts_with("HTTP/1.1 405 "));
}

#[test]
fn nonsense_is_refused() {
    let server = Running::start(Shelf::new());
    for nonsense in [
        "GET / HTTP/1.1\r\nHost localhost\r\n\r\n",
        "GET /a b HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "GET / HTTP/9.9\r\nHost: localhost\r\n\r\n",
        "\x16\x03\x01\x02\x00\x01\x00\x01\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
    ] {
        let answer = server.answer(nonsense);
        assert!(answer.starts_with("HTTP/1.1 400 "), "{nonsense:?}: {answer}");
    }
    assert!(server.read("/").contains("front"));
}

#[test]
fn addresses_that_no_browser_sends_stay_in_the_site() {
    let server = Running::start(Shelf::new());
    for (path, status) in [
        ("/../../../../etc/passwd", "404"),
        ("/%2e%2e/%2e%2e/etc/passwd", "404"),
        ("/..%2f..%2fetc/passwd", "400"),
        ("/..%5c..%5cetc/passwd", "400"),
        ("/..\\..\\etc/passwd", "400"),
        ("//etc/passwd", "404"),
        ("/a%00.html", "400"),
        ("/\u{e9}/", "404"),
    ] {
        let answer = server.read(path);
        assert!(answer.starts_with(&format!("HTTP/1.1 {status} ")), "{path}: {answer}");
    }
    assert!(server.read("//evil.example/..//phones/hinge").contains("location: /phones/hinge/\r\n"));
}
