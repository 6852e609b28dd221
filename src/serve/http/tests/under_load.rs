//! Many at once.

use super::running::Running;
use super::shelf::Shelf;
use crate::serve::http::asking::at_once;
use std::sync::atomic::Ordering;
use std::thread::scope;
use std::time::Duration;

#[test]
fn few_pages_are_rendered_at_once_and_all_are_answered() {
    let shelf = Shelf::new();
    let crowd = shelf.crowd.clone();
    let server = Running::start(shelf);
    scope(|scope| {
        for _ in 0..200 {
            scope.spawn(|| assert!(server.read("/slow/").ends_with("slow")));
        }
    });
    assert_eq!(crowd.all.load(Ordering::SeqCst), 200);
    let most = crowd.most.load(Ordering::SeqCst);
    assert!((2..=at_once()).contains(&most), "{most} at once");
}

#[test]
fn the_server_lives_on_after_panics() {
    let server = Running::start(Shelf::new());
    let mut client = server.client();
    for _ in 0..3 * at_once() {
        client.send("GET /panic/ HTTP/1.1\r\nHost: localhost\r\n\r\n");
        assert!(client.until("no ink left").starts_with("HTTP/1.1 500 "));
        client.until("terminal\n");
    }
    client.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
    assert!(client.until("front").starts_with("HTTP/1.1 200 "));
}

#[test]
fn who_goes_away_gives_up_the_place_in_line() {
    let shelf = Shelf::new();
    let (crowd, gate) = (shelf.crowd.clone(), shelf.gate.clone());
    let server = Running::start(shelf);
    let locked = gate.lock().expect("a gate");
    let ask = |path: &str| {
        let mut client = server.client();
        client.send(format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n"));
        client
    };
    let before: Vec<_> = (0..at_once()).map(|_| ask("/gate/")).collect();
    std::thread::sleep(Duration::from_millis(100));
    for _ in 0..50 {
        drop(ask("/slow/"));
    }
    std::thread::sleep(Duration::from_millis(300));
    drop(locked);
    assert!(server.read("/slow/").ends_with("slow"));
    drop(before);
    let all = crowd.all.load(Ordering::SeqCst);
    assert!(all < 25, "{all} pages were rendered, all but one for nobody");
}
