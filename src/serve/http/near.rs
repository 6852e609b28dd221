//! `_pressroom/near?path=/phons/`: the paths that were probably meant, for the script on the site's own 404 page.

use super::asking::Asking;
use super::notice::NO_STORE;
use axum::Router;
use axum::extract::{Query, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::IntoResponse;
use axum::routing::get;
use serde::Deserialize;
use serde_json::json;

/// The route, to be added to the desk's.
pub(super) fn routes(asking: Asking) -> Router {
    Router::new().route("/near", get(near)).with_state(asking)
}

#[derive(Deserialize)]
struct Asked {
    /// Decoded, and below the base path.
    path: String,
}

/// `["/phones/"]`: decoded, and below the base path, best first.
async fn near(State(asking): State<Asking>, Query(asked): Query<Asked>) -> impl IntoResponse {
    let near = asking.ask(move |pages| pages.near(&asked.path)).await;
    ([(CONTENT_TYPE, "application/json"), (CACHE_CONTROL, NO_STORE)], json!(near).to_string())
}
