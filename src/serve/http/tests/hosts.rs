//! Who may ask.

use super::running::Running;
use super::shelf::Shelf;

fn get(host: &str) -> String {
    format!("GET / HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n")
}

#[test]
fn only_names_of_this_server_are_answered() {
    let server = Running::start(Shelf::new());
    for host in ["localhost", "localhost:1111", "127.0.0.1:1111", "[::1]", "news.localhost", "LOCALHOST."] {
        assert!(server.answer(&get(host)).starts_with("HTTP/1.1 200 "), "{host}");
    }
    for host in ["evil.example", "evil.example:1111", "192.168.1.5", "localhost.evil.example"] {
        let answer = server.answer(&get(host));
        assert!(answer.starts_with("HTTP/1.1 403 ") && !answer.contains("front"), "{answer}");
        assert!(answer.contains("x-content-type-options: nosniff"), "{answer}");
    }
    let answer = server.answer(&get("evil.example:1111"));
    assert!(answer.contains("this preview does not answer to the name `evil.example`"), "{answer}");
    assert!(answer.contains("hint: open it at `localhost`, or allow this name: `pressroom serve --host evil.example`"));
    assert!(server.answer(&get("192.168.1.5")).contains("`pressroom serve --bind 192.168.1.5`"));
}

#[test]
fn names_that_were_asked_for_are_answered() {
    let server = Running::start_for(Shelf::new(), &["desk.local:1111"]);
    assert!(server.answer(&get("Desk.local:8080")).starts_with("HTTP/1.1 200 "));
    assert!(server.answer(&get("other.local")).starts_with("HTTP/1.1 403 "));
}

#[test]
fn a_request_names_one_host() {
    let server = Running::start(Shelf::new());
    for (head, what) in [
        ("GET / HTTP/1.1\r\n", "has no `Host` header"),
        ("GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n", "names more than one host"),
        ("GET / HTTP/1.1\r\nHost: \r\n", "header is no host"),
        ("GET / HTTP/1.1\r\nHost: a@localhost\r\n", "header is no host"),
        ("GET / HTTP/1.1\r\nHost: http://localhost/\r\n", "header is no host"),
    ] {
        let answer = server.answer(&format!("{head}Connection: close\r\n\r\n"));
        assert!(answer.starts_with("HTTP/1.1 400 ") && answer.contains(what), "{head}{answer}");
    }
    assert!(server.answer("GET / HTTP/1.0\r\n\r\n").starts_with("HTTP/1.0 200 "));
}

#[test]
fn the_host_in_a_target_counts_as_well() {
    let server = Running::start(Shelf::new());
    let target =
        |host: &str| format!("GET http://{host}/feed.xml HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    assert!(server.answer(&target("localhost:1111")).contains("<rss/>"));
    assert!(server.answer(&target("evil.example")).starts_with("HTTP/1.1 403 "));
}

#[test]
fn what_the_published_site_shows_everybody_is_kept_from_strangers() {
    let everybody = [("Access-Control-Allow-Origin", "*"), ("X-Robots-Tag", "none")];
    let server = Running::start(Shelf::new().file_with("/feed.json", "{}", &everybody));
    let from = |origin: &str| {
        let host = "Host: localhost\r\nConnection: close";
        server.answer(&format!("GET /feed.json HTTP/1.1\r\n{host}\r\nOrigin: {origin}\r\n\r\n"))
    };
    assert!(from("http://localhost:3000").contains("access-control-allow-origin: *"));
    for stranger in ["https://evil.example", "null", "http://192.168.1.5"] {
        let answer = from(stranger);
        assert!(answer.contains("x-robots-tag") && !answer.contains("access-control"), "{answer}");
    }
    assert!(server.read("/feed.json").contains("access-control-allow-origin: *"));
}
