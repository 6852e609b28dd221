//! Connections, within limits: how many there are, how long a request may take to arrive, how much it may say, and when
//! all of this ends.

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use std::io::ErrorKind;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

/// What clients may take.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    /// Connections at once; more have to wait for one to end.
    pub(super) connections: usize,
    /// From the start of a connection, or the end of an answer, to the end of the next request's head.
    pub(super) head_time: Duration,
    /// The bytes of a request's first line and headers, up to twice as many when they arrive at once. Cookies of all
    /// other servers on `localhost` are among them.
    pub(super) head_size: usize,
    /// For answers that are under way when the server stops.
    pub(super) grace: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 2000,
            head_time: Duration::from_secs(15),
            head_size: 64 * 1024,
            grace: Duration::from_millis(250),
        }
    }
}

/// How long to wait when the machine has no more files to open.
const PAUSE: Duration = Duration::from_millis(100);

/// Answers on a socket until `stop` is ready.
pub(super) async fn run(socket: TcpListener, app: Router, limits: Limits, stop: impl Future<Output = ()>) {
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(limits.head_time).max_buf_size(limits.head_size);
    let places = Arc::new(Semaphore::new(limits.connections));
    let ending = GracefulShutdown::new();
    let mut connections = JoinSet::new();
    let mut stop = pin!(stop);
    loop {
        let (stream, place) = tokio::select! {
            () = &mut stop => break,
            // Ended connections are taken off the list, or it would grow.
            Some(_) = connections.join_next() => continue,
            accepted = accept(&socket, &places) => accepted,
        };
        // Small answers leave at once.
        let _ = stream.set_nodelay(true);
        let connection = http.serve_connection(TokioIo::new(stream), TowerToHyperService::new(app.clone()));
        let connection = ending.watch(connection);
        connections.spawn(async move {
            // The other end went away or talked nonsense: nobody here can mend that.
            let _ = connection.await;
            drop(place);
        });
    }
    drop(socket);
    // Answers that end by themselves may do so. Events never do.
    let _ = timeout(limits.grace, ending.shutdown()).await;
    connections.shutdown().await;
}

async fn accept(socket: &TcpListener, places: &Arc<Semaphore>) -> (TcpStream, OwnedSemaphorePermit) {
    let place = places.clone().acquire_owned().await.expect("places are never closed");
    loop {
        match socket.accept().await {
            Ok((stream, _)) => return (stream, place),
            Err(error) if gone(error.kind()) => {}
            Err(_) => sleep(PAUSE).await,
        }
    }
}

/// Whether an error is that of one connection, which ended before it began.
fn gone(kind: ErrorKind) -> bool {
    matches!(kind, ErrorKind::ConnectionAborted | ErrorKind::ConnectionRefused | ErrorKind::ConnectionReset)
}
