//! Clients that take too much.

use super::running::Running;
use super::shelf::Shelf;
use crate::serve::http::connections::Limits;
use std::time::{Duration, Instant};

#[test]
fn a_slow_client_is_hung_up_on() {
    let limits = Limits { head_time: Duration::from_millis(300), ..Limits::default() };
    let server = Running::start_within(Shelf::new(), limits);
    let start = Instant::now();
    let mut silent = server.client();
    let mut slow = server.client();
    slow.send("GET / HTTP/1.1\r\nHost: local");
    assert_eq!((silent.rest(), slow.rest()), (String::new(), String::new()));
    assert!(start.elapsed() >= Duration::from_millis(250));

    // A letter now and then does not buy more time.
    let mut dripping = server.client();
    for letter in "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".chars() {
        dripping.send(letter.to_string());
        std::thread::sleep(Duration::from_millis(20));
    }
    assert_eq!(dripping.rest(), "");
    assert!(server.read("/").contains("front"));
}

#[test]
fn an_event_stream_outlives_the_time_for_requests() {
    let limits = Limits { head_time: Duration::from_millis(100), ..Limits::default() };
    let server = Running::start_within(Shelf::new(), limits);
    let mut client = server.client();
    client.send("GET /_pressroom/events HTTP/1.1\r\nHost: localhost\r\n\r\n");
    client.until("data: hello");
    std::thread::sleep(Duration::from_millis(400));
    let start = Instant::now();
    drop(server);
    assert!(start.elapsed() >= Duration::from_millis(100), "the stream was closed before the server");
}

#[test]
fn too_much_of_a_head_is_refused() {
    let server = Running::start(Shelf::new());
    let line = format!("GET /{} HTTP/1.1\r\nHost: localhost\r\n\r\n", "a".repeat(200_000));
    let answer = server.answer(&line);
    assert!(answer.starts_with("HTTP/1.1 431 ") || answer.starts_with("HTTP/1.1 414 "), "{answer}");
    let header = format!("GET / HTTP/1.1\r\nHost: localhost\r\nCookie: {}\r\n\r\n", "a".repeat(200_000));
    let answer = server.answer(&header);
    assert!(answer.starts_with("HTTP/1.1 431 "), "{answer}");
    let headers = format!("GET / HTTP/1.1\r\nHost: localhost\r\n{}\r\n", "a: b\r\n".repeat(500));
    assert!(server.answer(&headers).starts_with("HTTP/1.1 431 "));
    assert!(server.read("/").contains("front"));
}

#[test]
fn cookies_of_other_servers_are_no_reason_to_refuse() {
    let server = Running::start(Shelf::new());
    let cookies = "a".repeat(20_000);
    let request = format!("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nCookie: {cookies}\r\n\r\n");
    assert!(server.answer(&request).starts_with("HTTP/1.1 200 "));
}

#[test]
fn a_connection_too_many_waits_for_another_to_end() {
    let server = Running::start_within(Shelf::new(), Limits { connections: 2, ..Limits::default() });
    let mut clients = [server.client(), server.client(), server.client()];
    for client in &mut clients {
        client.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
    }
    let [first, second, mut third] = clients;
    let mut first = first;
    first.until("front");
    let start = Instant::now();
    let waiting = std::thread::spawn(move || {
        third.until("front");
        Instant::now()
    });
    std::thread::sleep(Duration::from_millis(200));
    drop(first);
    let answered = waiting.join().expect("an answer");
    assert!(answered - start >= Duration::from_millis(150), "three connections at once");
    drop(second);
}
