//! Finding a port.

use super::connections::{Limits, run};
use super::guard::guarded;
use super::hosts::Hosts;
use crate::serve::ServeError;
use axum::Router;
use std::io::ErrorKind;
use std::net::{IpAddr, SocketAddr};
use tokio::net::TcpListener;

/// The port of a server that nobody asked for another.
pub(crate) const DEFAULT_PORT: u16 = 1111;

/// How many ports after one that is taken are tried.
const FOLLOWING: u16 = 20;

/// Where to listen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Port {
    /// There, or not at all; 0 is any that is free.
    Asked(u16),
    /// There, or at the next free one of the twenty that follow: nobody asked for it.
    Default(u16),
}

/// A port that this server has.
#[derive(Debug)]
pub(crate) struct Listener {
    socket: TcpListener,
    address: SocketAddr,
    /// The port that it should have been.
    taken: Option<u16>,
}

/// Takes a port.
///
/// # Errors
/// When the port is taken (with the next one that is free), needs rights, or the address is not this machine's.
pub(crate) async fn bind(address: IpAddr, port: Port) -> Result<Listener, ServeError> {
    let (Port::Asked(first) | Port::Default(first)) = port;
    let asked = SocketAddr::new(address, first);
    match listen(address, first).await {
        Ok(socket) => return Listener::new(socket, asked),
        Err(error) if error.kind() == ErrorKind::AddrInUse => {}
        Err(error) => return Err(refused(asked, error)),
    }
    let next = next_free(address, first).await;
    match (port, next) {
        (Port::Default(_), Some((socket, _))) => Listener::new(socket, asked),
        (Port::Default(_), None) => {
            Err(ServeError::NoFreePort { address, first, last: first.saturating_add(FOLLOWING) })
        }
        (Port::Asked(port), next) => Err(ServeError::PortTaken { address, port, free: next.map(|(_, port)| port) }),
    }
}

impl Listener {
    fn new(socket: TcpListener, asked: SocketAddr) -> Result<Self, ServeError> {
        let address = socket.local_addr().map_err(|source| ServeError::Listen { address: asked, source })?;
        let taken = (asked.port() != 0 && asked.port() != address.port()).then_some(asked.port());
        Ok(Self { socket, address, taken })
    }

    /// Where it listens.
    #[cfg(test)]
    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// The address of the site for a browser on this machine.
    pub(crate) fn url(&self, base_path: &str) -> String {
        if self.address.ip().is_unspecified() {
            format!("http://localhost:{}{base_path}", self.address.port())
        } else {
            format!("http://{}{base_path}", self.address)
        }
    }

    /// What its user should know about the port.
    pub(crate) fn note(&self) -> Option<String> {
        self.taken.map(|port| format!("port {port} is taken, so this is port {}", self.address.port()))
    }

    /// Serves an [`app`](super::app()) until `stop` is ready; then all connections are closed within half a second, also
    /// those on which events are sent. `hosts` are names that the server answers to beside its own address and
    /// `localhost`.
    ///
    /// A page that is being rendered at that moment is rendered to its end: the caller shuts its runtime down with
    /// `shutdown_background` if it does not want to wait for that.
    pub(crate) async fn serve(self, app: Router, hosts: &[String], stop: impl Future<Output = ()>) {
        self.serve_within(Limits::default(), app, hosts, stop).await;
    }

    pub(super) async fn serve_within(
        self,
        limits: Limits,
        app: Router,
        hosts: &[String],
        stop: impl Future<Output = ()>,
    ) {
        let app = guarded(app, Hosts::new(self.address.ip(), hosts));
        run(self.socket, app, limits, stop).await;
    }
}

async fn listen(address: IpAddr, port: u16) -> std::io::Result<TcpListener> {
    TcpListener::bind(SocketAddr::new(address, port)).await
}

async fn next_free(address: IpAddr, port: u16) -> Option<(TcpListener, u16)> {
    for port in port.saturating_add(1)..=port.saturating_add(FOLLOWING) {
        if let Ok(socket) = listen(address, port).await {
            return Some((socket, port));
        }
    }
    None
}

fn refused(address: SocketAddr, source: std::io::Error) -> ServeError {
    match source.kind() {
        ErrorKind::PermissionDenied if address.port() < 1024 => ServeError::PortForbidden(address.port()),
        ErrorKind::AddrNotAvailable => ServeError::NotHere(address.ip()),
        _ => ServeError::Listen { address, source },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_says_what_to_do() {
        let refusal = |kind: ErrorKind, address: &str| {
            let error = refused(address.parse().expect("an address"), kind.into());
            (error.to_string(), error.hint())
        };
        assert_eq!(
            refusal(ErrorKind::PermissionDenied, "127.0.0.1:80"),
            (
                "port 80 needs the rights of an administrator".into(),
                Some("name a port from 1024 on with `--port`".into())
            )
        );
        assert_eq!(
            refusal(ErrorKind::PermissionDenied, "127.0.0.1:5000"),
            ("can't listen at `127.0.0.1:5000`: permission denied".into(), None)
        );
        let (message, hint) = refusal(ErrorKind::AddrNotAvailable, "[2001:db8::1]:1111");
        assert_eq!(message, "`2001:db8::1` is no address of this machine");
        assert!(hint.is_some_and(|hint| hint.contains("`--bind ::1`")));
    }
}
