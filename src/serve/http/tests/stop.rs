//! The end of a server.

use super::running::Running;
use super::shelf::Shelf;
use std::time::Duration;

const HALF_A_SECOND: Duration = Duration::from_millis(500);

#[test]
fn idle_connections_are_closed() {
    let server = Running::start(Shelf::new());
    let mut idle = server.client();
    idle.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
    idle.until("<h1>front</h1>");
    let mut silent = server.client();
    // Accepted in order: when the next is answered, this one is known.
    server.read("/");
    let time = server.stop();
    assert!(time < HALF_A_SECOND, "{time:?}");
    assert_eq!((idle.rest(), silent.rest()), (String::new(), String::new()));
}

#[test]
fn streams_of_events_are_closed() {
    let server = Running::start(Shelf::new());
    let mut streams = [server.client(), server.client()];
    for stream in &mut streams {
        stream.send("GET /_pressroom/events HTTP/1.1\r\nHost: localhost\r\n\r\n");
        stream.until("data: hello");
    }
    let time = server.stop();
    assert!(time < HALF_A_SECOND, "{time:?}");
    for mut stream in streams {
        stream.rest();
    }
}

#[test]
fn what_is_under_way_is_answered() {
    let server = Running::start(Shelf::new());
    let mut client = server.client();
    client.send("GET /slow/ HTTP/1.1\r\nHost: localhost\r\n\r\n");
    std::thread::sleep(Duration::from_millis(2));
    server.stop();
    // It was heard, or it was not; half an answer there never is.
    let answer = client.rest();
    assert!(answer.is_empty() || answer.ends_with("slow"), "{answer}");
}

#[test]
fn nobody_is_let_in_any_more() {
    let server = Running::start(Shelf::new());
    let client = server.client();
    let address = server.address();
    server.stop();
    assert!(std::net::TcpStream::connect(address).is_err());
    drop(client);
}
