//! A server on a real port, and clients that may say anything.

use super::desk;
use super::shelf::Shelf;
use crate::serve::http::connections::Limits;
use crate::serve::http::{Port, app, bind};
use std::io::{Read, Write};
use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpStream};
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};
use tokio::sync::oneshot;

/// This machine alone.
pub(super) const HERE: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

/// Longer than anything here takes: a test that waits for it has failed.
const PATIENCE: Duration = Duration::from_secs(20);

/// A server that runs until it is stopped or dropped.
pub(super) struct Running {
    address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Running {
    pub(super) fn start(shelf: Shelf) -> Self {
        Self::run(shelf, None, &[])
    }

    pub(super) fn start_for(shelf: Shelf, hosts: &[&str]) -> Self {
        Self::run(shelf, None, hosts)
    }

    pub(super) fn start_within(shelf: Shelf, limits: Limits) -> Self {
        Self::run(shelf, Some(limits), &[])
    }

    fn run(shelf: Shelf, limits: Option<Limits>, hosts: &[&str]) -> Self {
        let hosts: Vec<String> = hosts.iter().map(|&host| host.to_owned()).collect();
        let (stop, stopped) = oneshot::channel::<()>();
        let (tell, told) = std::sync::mpsc::channel();
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
            let runtime = runtime.expect("a runtime");
            runtime.block_on(async {
                let listener = bind(HERE, Port::Asked(0)).await.expect("a port");
                tell.send(listener.address()).expect("the test waits");
                let stopped = async { drop(stopped.await) };
                let app = app(Arc::new(shelf), desk());
                match limits {
                    None => listener.serve(app, &hosts, stopped).await,
                    Some(limits) => listener.serve_within(limits, app, &hosts, stopped).await,
                }
            });
            runtime.shutdown_background();
        });
        Self { address: told.recv().expect("a server"), stop: Some(stop), thread: Some(thread) }
    }

    pub(super) fn address(&self) -> SocketAddr {
        self.address
    }

    pub(super) fn client(&self) -> Client {
        let stream = TcpStream::connect(self.address).expect("a connection");
        stream.set_read_timeout(Some(PATIENCE)).expect("a timeout");
        Client { stream, rest: Vec::new() }
    }

    /// What is answered to one request, all of it.
    pub(super) fn answer(&self, request: &str) -> String {
        let mut client = self.client();
        client.send(request);
        client.rest()
    }

    /// What is answered to a request for a path, all of it.
    pub(super) fn read(&self, path: &str) -> String {
        self.answer(&format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
    }

    /// Stops it, and says how long that took.
    pub(super) fn stop(mut self) -> Duration {
        let start = Instant::now();
        self.end();
        start.elapsed()
    }

    fn end(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            // A server that panicked has failed the test before.
            let _ = thread.join();
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.end();
    }
}

/// One connection.
pub(super) struct Client {
    stream: TcpStream,
    rest: Vec<u8>,
}

impl Client {
    /// Says something. A server that has hung up does not hear it.
    pub(super) fn send(&mut self, text: impl AsRef<[u8]>) {
        let _ = self.stream.write_all(text.as_ref());
    }

    /// What comes until a text is there.
    #[track_caller]
    pub(super) fn until(&mut self, text: &str) -> String {
        let mut bytes = [0; 4096];
        loop {
            if let Some(at) = memchr::memmem::find(&self.rest, text.as_bytes()) {
                let seen = self.rest.drain(..at + text.len()).collect();
                return String::from_utf8(seen).expect("UTF-8");
            }
            let read = self.stream.read(&mut bytes).expect("an answer");
            assert!(read > 0, "no {text:?} in {:?}", String::from_utf8_lossy(&self.rest));
            self.rest.extend_from_slice(&bytes[..read]);
        }
    }

    /// What comes until the server hangs up.
    pub(super) fn rest(&mut self) -> String {
        let mut bytes = [0; 4096];
        loop {
            match self.stream.read(&mut bytes) {
                Ok(0) => break,
                Ok(read) => self.rest.extend_from_slice(&bytes[..read]),
                Err(error) if error.kind() == std::io::ErrorKind::ConnectionReset => break,
                Err(error) => panic!("the server does not hang up: {error}"),
            }
        }
        String::from_utf8_lossy(&self.rest).into_owned()
    }
}
