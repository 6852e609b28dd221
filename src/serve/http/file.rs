//! A file as an answer: whole, in part, or not at all because the other end has it.
//!
//! Preconditions in the order of [RFC 9110, 13.2.2](https://www.rfc-editor.org/rfc/rfc9110#section-13.2.2). There are no
//! dates among them: what pressroom renders has none, and the ETag tells more.

use super::pages::File;
use super::range::{Part, part};
use super::site_headers;
use crate::base::FingerprintBuilder;
use axum::body::Body;
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, StatusCode};
use axum::response::Response;
use headers::{AcceptRanges, ContentRange, ETag, HeaderMapExt, IfMatch, IfNoneMatch, IfRange};
use std::ops::RangeInclusive;

/// A file that was found. `desk` is where the desk is, as a source of a Content-Security-Policy.
pub(super) fn found(file: File, request: &Parts, desk: &str) -> Response {
    let len = file.bytes.len() as u64;
    let etag = etag(&file);
    let mut headers = site_headers::headers(file.mime, &file.headers, desk);
    headers.typed_insert(AcceptRanges::bytes());
    if let Some(etag) = &etag {
        headers.typed_insert(etag.clone());
    }
    match judge(request, etag.as_ref(), len) {
        Verdict::Whole => answer(StatusCode::OK, headers, Body::from(file.bytes)),
        Verdict::Part(range) => {
            if let Ok(content_range) = ContentRange::bytes(range.clone(), len) {
                headers.typed_insert(content_range);
            }
            let part = file.bytes.slice(*range.start() as usize..=*range.end() as usize);
            answer(StatusCode::PARTIAL_CONTENT, headers, Body::from(part))
        }
        Verdict::Beyond => {
            headers.typed_insert(ContentRange::unsatisfied_bytes(len));
            answer(StatusCode::RANGE_NOT_SATISFIABLE, headers, Body::empty())
        }
        Verdict::Known => answer(StatusCode::NOT_MODIFIED, headers, Body::empty()),
        Verdict::Changed => answer(StatusCode::PRECONDITION_FAILED, headers, Body::empty()),
    }
}

/// The site's 404 page. It stands for no address of its own, so nothing is compared and no part is cut from it.
pub(super) fn missing(file: File, desk: &str) -> Response {
    let headers = site_headers::headers(file.mime, &file.headers, desk);
    answer(StatusCode::NOT_FOUND, headers, Body::from(file.bytes))
}

enum Verdict {
    Whole,
    Part(RangeInclusive<u64>),
    /// No part of the file is where the request looks for one.
    Beyond,
    /// The other end has this file.
    Known,
    /// It is not the file that was asked for any more.
    Changed,
}

fn judge(request: &Parts, etag: Option<&ETag>, len: u64) -> Verdict {
    if let Some(etag) = etag {
        if request.headers.typed_get::<IfMatch>().is_some_and(|wanted| !wanted.precondition_passes(etag)) {
            return Verdict::Changed;
        }
        if request.headers.typed_get::<IfNoneMatch>().is_some_and(|known| !known.precondition_passes(etag)) {
            return Verdict::Known;
        }
    }
    let stale = request.headers.typed_get::<IfRange>().is_some_and(|known| known.is_modified(etag, None));
    if stale || request.method != Method::GET {
        return Verdict::Whole;
    }
    match part(&request.headers, len) {
        Part::Whole => Verdict::Whole,
        Part::Of(range) => Verdict::Part(range),
        Part::Beyond => Verdict::Beyond,
    }
}

/// The file's ETag, which also names what the site says about it: a browser that gets 304 keeps some headers of the
/// answer that it has, so a file whose `_headers` have changed is sent again.
fn etag(file: &File) -> Option<ETag> {
    let mut tag = file.etag.clone();
    if !file.headers.is_empty() {
        let mut said = FingerprintBuilder::new();
        for (name, value) in &file.headers {
            said.part(name).part(value);
        }
        tag = format!("{tag}-{}", said.finish().short());
    }
    format!("\"{tag}\"").parse().ok()
}

fn answer(status: StatusCode, headers: HeaderMap, body: Body) -> Response {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    *response.headers_mut() = headers;
    response
}
