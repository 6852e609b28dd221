//! Finding a port.

use super::running::HERE;
use crate::serve::ServeError;
use crate::serve::http::listen::Listener;
use crate::serve::http::{DEFAULT_PORT, Port, bind};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, TcpListener};

fn bound(address: IpAddr, port: Port) -> Result<Listener, ServeError> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(bind(address, port))
}

/// A port that is taken while the socket lives, with room above it.
fn taken() -> (TcpListener, u16) {
    loop {
        let socket = TcpListener::bind((HERE, 0)).expect("a port");
        let port = socket.local_addr().expect("an address").port();
        if port < 65_000 {
            return (socket, port);
        }
    }
}

#[test]
fn the_default_is_the_same_everywhere() {
    assert_eq!(DEFAULT_PORT, 1111);
}

#[test]
fn the_port_that_was_asked_for_is_taken_or_refused() {
    let (socket, port) = taken();
    let error = bound(HERE, Port::Asked(port)).expect_err("taken");
    assert_eq!(error.to_string(), format!("port {port} of `127.0.0.1` is taken"));
    let ServeError::PortTaken { free: Some(free), .. } = error else { panic!("{error:?}") };
    assert!((port + 1..=port + 20).contains(&free));
    assert_eq!(error.hint(), Some(format!("port {free} is free: `--port {free}`, or stop what listens there")));
    drop(socket);
    let listener = bound(HERE, Port::Asked(port)).expect("free again");
    assert_eq!((listener.address().port(), listener.note()), (port, None));
}

#[test]
fn the_default_port_gives_way() {
    let (_socket, port) = taken();
    let listener = bound(HERE, Port::Default(port)).expect("another");
    let other = listener.address().port();
    assert!((port + 1..=port + 20).contains(&other));
    assert_eq!(listener.note(), Some(format!("port {port} is taken, so this is port {other}")));
}

#[test]
fn it_does_not_look_further_than_twenty_ports() {
    // The last port has none after it.
    let Ok(_socket) = TcpListener::bind((HERE, u16::MAX)) else { return };
    let error = bound(HERE, Port::Default(u16::MAX)).expect_err("taken");
    assert_eq!(error.to_string(), "ports 65535 to 65535 of `127.0.0.1` are taken");
    assert!(error.hint().is_some_and(|hint| hint.contains("`--port 0`")));
    let error = bound(HERE, Port::Asked(u16::MAX)).expect_err("taken");
    assert!(matches!(error, ServeError::PortTaken { free: None, .. }));
}

#[test]
fn an_address_of_another_machine_is_refused() {
    // 192.0.2.0/24 is for documentation: no machine has it.
    let error = bound(IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1)), Port::Default(0)).expect_err("not here");
    assert_eq!(error.to_string(), "`192.0.2.1` is no address of this machine");
    assert!(error.hint().is_some_and(|hint| hint.contains("`--bind 127.0.0.1`")));
}

#[test]
fn the_address_can_be_opened() {
    let listener = bound(HERE, Port::Asked(0)).expect("a port");
    let port = listener.address().port();
    assert_eq!(listener.url("/news/"), format!("http://127.0.0.1:{port}/news/"));
    let everywhere = bound(IpAddr::V4(Ipv4Addr::UNSPECIFIED), Port::Asked(0)).expect("a port");
    assert_eq!(everywhere.url("/"), format!("http://localhost:{}/", everywhere.address().port()));
}

#[test]
fn ipv6_is_an_address_like_any_other() {
    // A machine without IPv6 has nothing to test.
    let Ok(listener) = bound(IpAddr::V6(Ipv6Addr::LOCALHOST), Port::Asked(0)) else { return };
    let port = listener.address().port();
    assert_eq!(listener.url("/"), format!("http://[::1]:{port}/"));
    let error = bound(IpAddr::V6(Ipv6Addr::LOCALHOST), Port::Asked(port)).expect_err("taken");
    assert_eq!(error.to_string(), format!("port {port} of `::1` is taken"));
}
