//! The server as its clients see it: with a site in memory, by calls to the router or over real connections.

mod conditional;
mod desk;
mod hosts;
mod limits;
mod missing;
mod ports;
mod redirects;
mod running;
mod shelf;
mod stop;
mod under_load;
mod whole_answers;
mod wire;

use super::app;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Method, Request, StatusCode};
use axum::routing::get;
use futures_util::StreamExt;
use futures_util::stream::{once, pending};
use shelf::Shelf;
use std::convert::Infallible;
use std::future::ready;
use std::sync::Arc;
use tower::ServiceExt;

/// An answer, received.
#[derive(Debug)]
struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: String,
}

impl Answer {
    /// A header's value; empty when it is not there.
    fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().expect("text"))
    }

    #[track_caller]
    fn expect_status(&self, status: u16) -> &Self {
        assert_eq!(self.status.as_u16(), status, "{self:#?}");
        self
    }

    #[track_caller]
    fn expect_header(&self, name: &str, value: &str) -> &Self {
        assert_eq!(self.header(name), value, "{name} of {self:#?}");
        self
    }

    #[track_caller]
    fn expect_no_header(&self, name: &str) -> &Self {
        assert!(!self.headers.contains_key(name), "{name} of {self:#?}");
        self
    }

    #[track_caller]
    fn expect_body(&self, part: &str) -> &Self {
        assert!(self.body.contains(part), "no {part:?} in {self:#?}");
        self
    }

    /// Somewhere else, with this status.
    #[track_caller]
    fn expect_redirect(&self, status: u16, to: &str) -> &Self {
        self.expect_status(status).expect_header("location", to).expect_header("cache-control", "no-store")
    }
}

/// A desk with a page, an echo, a page that panics and a stream of events that says one thing and never ends.
fn desk() -> Router {
    async fn echo(request: Request<Body>) -> String {
        request.uri().to_string()
    }
    async fn burn() -> &'static str {
        panic!("the desk is on fire")
    }
    async fn events() -> Body {
        let first = once(ready(Ok::<_, Infallible>("data: hello\n\n")));
        Body::from_stream(first.chain(pending()))
    }
    Router::new()
        .route("/", get(|| async { "the desk" }))
        .route("/echo/{name}", get(echo).post(|| async { "posted" }))
        .route("/panic", get(burn))
        .route("/events", get(events))
}

/// What the router answers.
fn send(shelf: Shelf, request: Request<Body>) -> Answer {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let response = app(Arc::new(shelf), desk()).oneshot(request).await.expect("an answer");
        let (head, body) = response.into_parts();
        let body = to_bytes(body, usize::MAX).await.expect("a body");
        Answer { status: head.status, headers: head.headers, body: String::from_utf8_lossy(&body).into_owned() }
    })
}

/// A request with headers.
fn request(method: &Method, target: &str, headers: &[(&str, &str)]) -> Request<Body> {
    let request = Request::builder().method(method).uri(target).header("host", "localhost:1111");
    let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
    request.body(Body::empty()).expect("a request")
}

/// What a site answers to `GET`.
fn read(shelf: Shelf, target: &str) -> Answer {
    read_with(shelf, target, &[])
}

fn read_with(shelf: Shelf, target: &str, headers: &[(&str, &str)]) -> Answer {
    send(shelf, request(&Method::GET, target, headers))
}
