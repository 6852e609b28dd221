//! Redirects. Browsers keep permanent ones for ever unless they are told not to, and the next site at this port would
//! inherit them.

use super::notice::NO_STORE;
use axum::body::Body;
use axum::http::header::{CACHE_CONTROL, LOCATION};
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

/// What may not stand in a header as it is; letters outside ASCII are always encoded.
const UNSAFE: &AsciiSet = &CONTROLS.add(b' ').add(b'"').add(b'<').add(b'>').add(b'\\');

/// A redirect to a URL or to an absolute path. The query of the request is kept when the target has none.
///
/// `to` comes from the site or begins with its base path, never with what the request said alone: a path that begins
/// with two slashes would lead to another host.
pub(super) fn redirect(status: StatusCode, to: &str, query: Option<&str>) -> Response {
    let mut url = utf8_percent_encode(to, UNSAFE).to_string();
    if let Some(query) = query.filter(|query| !query.is_empty() && !url.contains('?')) {
        let at = url.find('#').unwrap_or(url.len());
        url.insert_str(at, &format!("?{}", utf8_percent_encode(query, UNSAFE)));
    }
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static(NO_STORE));
    if let Ok(location) = HeaderValue::try_from(url) {
        response.headers_mut().insert(LOCATION, location);
    }
    response
}

/// A redirect of the site's own. What is no redirect by its number (a rewrite, 200) is answered as a temporary one.
pub(super) fn moved(status: u16, to: &str, query: Option<&str>) -> Response {
    let status = match status {
        301 | 302 | 303 | 307 | 308 => StatusCode::from_u16(status).unwrap_or(StatusCode::FOUND),
        _ => StatusCode::FOUND,
    };
    redirect(status, to, query)
}
