//! Who may ask: requests that name this server, and for the desk only its own pages.

use super::hosts::{self, Hosts};
use super::notice::{Form, Notice};
use axum::Router;
use axum::extract::{Request, State};
use axum::http::header::{ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_ORIGIN, HOST, ORIGIN};
use axum::http::uri::Authority;
use axum::http::{HeaderMap, StatusCode, Uri, Version};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use std::sync::Arc;

/// Lets only those requests through that name one of the hosts.
pub(super) fn guarded(app: Router, hosts: Hosts) -> Router {
    app.layer(from_fn_with_state(Arc::new(hosts), check))
}

async fn check(State(hosts): State<Arc<Hosts>>, request: Request, next: Next) -> Response {
    if let Err(notice) = named(&hosts, &request) {
        return notice.answer(Form::of(request.headers()));
    }
    let stranger = match Origin::of(request.headers()) {
        Origin::Unsaid => false,
        Origin::Nowhere => true,
        Origin::Of(origin) => !hosts.allow(&origin),
    };
    let mut response = next.run(request).await;
    if stranger {
        // What the published site lets everybody read, its preview does not: there are drafts in it.
        response.headers_mut().remove(ACCESS_CONTROL_ALLOW_ORIGIN);
        response.headers_mut().remove(ACCESS_CONTROL_ALLOW_CREDENTIALS);
    }
    response
}

/// [RFC 9112, 3.2](https://www.rfc-editor.org/rfc/rfc9112#section-3.2): one host, in HTTP/1.1 always. A host in the
/// request's target counts more than the header; here both have to be right.
fn named(hosts: &Hosts, request: &Request) -> Result<(), Notice> {
    let bad = |message: &str| Notice::new(StatusCode::BAD_REQUEST, message);
    let mut headers = request.headers().get_all(HOST).iter();
    let header = match (headers.next(), headers.next()) {
        (Some(_), Some(_)) => return Err(bad("the request names more than one host")),
        (Some(value), None) => {
            let host = value.to_str().ok().and_then(|value| value.parse::<Authority>().ok());
            let host = host.filter(|host| !host.as_str().contains('@'));
            Some(host.ok_or_else(|| bad("the request's `Host` header is no host"))?)
        }
        // Before HTTP/1.1 there was no such header; no browser speaks that any more.
        (None, _) if request.version() < Version::HTTP_11 => None,
        (None, _) => return Err(bad("the request has no `Host` header")),
    };
    match header.iter().chain(request.uri().authority()).find(|host| !hosts.allow(host)) {
        Some(stranger) => Err(unknown(stranger)),
        None => Ok(()),
    }
}

fn unknown(named: &Authority) -> Notice {
    let host = hosts::host(named);
    let option = if hosts::ip(&host).is_some() { "--bind" } else { "--host" };
    Notice::new(StatusCode::FORBIDDEN, format!("this preview does not answer to the name `{host}`"))
        .hint(format!("open it at `localhost`, or allow this name: `pressroom serve {option} {host}`"))
}

/// Where the page that asks is from.
enum Origin {
    /// The request says nothing about it.
    Unsaid,
    /// From nowhere: a sandbox, a file.
    Nowhere,
    Of(Authority),
}

impl Origin {
    fn of(headers: &HeaderMap) -> Self {
        let Some(origin) = headers.get(ORIGIN) else { return Self::Unsaid };
        let uri = origin.to_str().ok().and_then(|origin| origin.parse::<Uri>().ok());
        uri.and_then(|uri| uri.into_parts().authority).map_or(Self::Nowhere, Self::Of)
    }
}

/// Whether the desk may answer: it tells of drafts and of files, to pages of this server only.
///
/// [`Sec-Fetch-Site`](https://www.w3.org/TR/fetch-metadata/#sec-fetch-site-header) is the browser's word. Other
/// ports of `localhost` are the same site to it, but not the same origin. A browser that does not send it sends `Origin`
/// for what a script asks for.
pub(super) fn own(headers: &HeaderMap) -> bool {
    if let Some(site) = headers.get("sec-fetch-site") {
        return site == "same-origin" || site == "none";
    }
    match Origin::of(headers) {
        Origin::Unsaid => true,
        Origin::Nowhere => false,
        Origin::Of(origin) => headers.get(HOST).is_some_and(|host| origin == *host.to_str().unwrap_or_default()),
    }
}

/// What the desk says to a page from elsewhere.
pub(super) fn not_own() -> Notice {
    Notice::new(StatusCode::FORBIDDEN, "the desk answers only to pages of this preview")
        .hint("type its address, or follow a link in the preview")
}
