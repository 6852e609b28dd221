//! The site behind a router.
//!
//! The base path may change while the server runs, so the routes below it are not the router's: there is one handler,
//! which asks where the base path is now.

use super::asking::Asking;
use super::look_up::{Answer, look_up};
use super::notice::{Form, Notice};
use super::pages::Pages;
use super::path::Path;
use super::place::{Base, DESK, Place};
use super::redirect::{moved, redirect};
use super::{file, guard, near};
use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::header::{ALLOW, HOST, X_CONTENT_TYPE_OPTIONS};
use axum::http::request::Parts;
use axum::http::uri::PathAndQuery;
use axum::http::{HeaderValue, Method, StatusCode, Uri};
use axum::middleware::{Next, from_fn};
use axum::response::Response;
use futures_util::FutureExt;
use std::any::Any;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use tower::ServiceExt;

struct Site {
    asking: Asking,
    desk: Router,
}

/// The site, with the desk at `{base}_pressroom/`. The desk sees paths below that; its `/near` is added here.
///
/// It has to be served by `Listener::serve`, which lets only those in who may ask.
pub(crate) fn app(pages: Arc<dyn Pages>, desk: Router) -> Router {
    let asking = Asking::new(pages);
    let desk = desk.merge(near::routes(asking.clone()));
    Router::new().fallback(answer).with_state(Arc::new(Site { asking, desk })).layer(from_fn(unharmed))
}

async fn answer(State(site): State<Arc<Site>>, request: Request) -> Response {
    let (request, body) = request.into_parts();
    let form = Form::of(&request.headers);
    let query = request.uri.query();
    let reads = matches!(request.method, Method::GET | Method::HEAD);
    let base = Base::new(&site.asking.base_path());
    let path = match Path::read(request.uri.path()) {
        Ok(path) => path,
        Err(_) if !reads => return not_allowed(&request.method, form),
        Err(bad) => {
            let notice = Notice::new(StatusCode::BAD_REQUEST, bad.to_string());
            return bad.hint().into_iter().fold(notice, Notice::hint).answer(form);
        }
    };
    match base.place(&path.decoded) {
        Place::Desk(below) => site.desk(below, request, body).await,
        _ if !reads => not_allowed(&request.method, form),
        Place::Site(below) => {
            let path = Path { decoded: below.to_owned(), canonical: path.canonical };
            site.page(path, &base, &request).await
        }
        Place::DeskDoor => redirect(StatusCode::PERMANENT_REDIRECT, &format!("{}{DESK}/", base.encoded()), query),
        Place::Door => redirect(StatusCode::FOUND, base.encoded(), query),
        Place::Outside => outside(&base, &path.decoded).answer(form),
    }
}

impl Site {
    async fn page(&self, path: Path, base: &Base, request: &Parts) -> Response {
        let query = request.uri.query();
        let asked = path.decoded.clone();
        match self.asking.ask(move |pages| look_up(pages, &path)).await {
            Answer::File(file) => file::found(file, request, &desk_source(base, request)),
            Answer::At(path) => redirect(StatusCode::PERMANENT_REDIRECT, &base.href(&path), query),
            Answer::Moved { to, status } => moved(status, &to, query),
            Answer::Missing { page: Some(page), .. } => file::missing(page, &desk_source(base, request)),
            Answer::Missing { page: None, near } => nothing(base, &asked, near).answer(Form::of(&request.headers)),
        }
    }

    /// Hands a request to the desk, as if the desk were at the root.
    async fn desk(&self, below: &str, mut request: Parts, body: Body) -> Response {
        if !guard::own(&request.headers) {
            return guard::not_own().answer(Form::of(&request.headers));
        }
        let path = crate::model::percent_encode(below);
        let path = request.uri.query().map_or_else(|| path.to_string(), |query| format!("{path}?{query}"));
        // Both parts were in an address already.
        request.uri = PathAndQuery::try_from(path).map_or_else(|_| Uri::from_static("/"), Uri::from);
        let answered = self.desk.clone().oneshot(Request::from_parts(request, body)).await;
        answered.unwrap_or_else(|never| match never {})
    }
}

/// Where the desk is, as a source of a Content-Security-Policy. Such a source is no address in IPv6, and has no marks
/// that divide policies: what can't be said exactly is said as `'self'`.
fn desk_source(base: &Base, request: &Parts) -> String {
    let host = request.headers.get(HOST).and_then(|host| host.to_str().ok());
    match host.filter(|host| !host.starts_with('[') && !base.encoded().contains([',', ';'])) {
        Some(host) => format!("{host}{}{DESK}/", base.encoded()),
        None => "'self'".to_owned(),
    }
}

fn nothing(base: &Base, path: &str, near: Vec<String>) -> Notice {
    let notice = Notice::new(StatusCode::NOT_FOUND, format!("nothing is at `{path}`"));
    let notice = match near.len() {
        0 => notice.hint("go to the front page").link("/", base.href("/")),
        1 => notice.hint("did you mean this?"),
        _ => notice.hint("did you mean one of these?"),
    };
    near.into_iter().fold(notice, |notice, path| {
        let href = base.href(&path);
        notice.link(path, href)
    })
}

fn outside(base: &Base, path: &str) -> Notice {
    let here = base.decoded();
    Notice::new(StatusCode::NOT_FOUND, format!("nothing is at `{path}`: the site is below `{here}`"))
        .hint(format!("`base_url` in pressroom.yaml ends with `{here}`, so every address begins with it"))
        .link(format!("{here}{}", path.trim_start_matches('/')), base.href(path))
}

fn not_allowed(method: &Method, form: Form) -> Response {
    let notice =
        Notice::new(StatusCode::METHOD_NOT_ALLOWED, format!("`{method}` is not for pages: they can only be read"));
    let mut response = notice.hint("ask with `GET` or `HEAD`").answer(form);
    response.headers_mut().insert(ALLOW, HeaderValue::from_static("GET, HEAD"));
    response
}

/// A panic in one request is that request's answer, and the server lives on. Every answer is what its type says.
async fn unharmed(request: Request, next: Next) -> Response {
    let form = Form::of(request.headers());
    let path = request.uri().path().to_owned();
    let answered = AssertUnwindSafe(next.run(request)).catch_unwind().await;
    let mut response = answered.unwrap_or_else(|panic| crashed(&path, &*panic).answer(form));
    response.headers_mut().entry(X_CONTENT_TYPE_OPTIONS).or_insert(HeaderValue::from_static("nosniff"));
    response
}

fn crashed(path: &str, panic: &(dyn Any + Send)) -> Notice {
    let words = panic.downcast_ref::<&str>().copied();
    let words = words.or_else(|| panic.downcast_ref::<String>().map(String::as_str)).unwrap_or("no reason was given");
    Notice::new(StatusCode::INTERNAL_SERVER_ERROR, format!("pressroom failed at `{path}`: {words}"))
        .hint("this is a fault of pressroom: please report it, with what is in the terminal")
}
