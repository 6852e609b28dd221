//! The desk's addresses, and what browsers are told while they show a page.

use super::desk::{self, DeskFile, Event, FOLDER};
use super::http::media_type;
use super::live::{Live, lock};
use super::site::{UNFINISHED, print_of};
use super::states::{desk_state, page_state, report};
use crate::engine::{Edition, Shown};
use crate::fs::SiteSources;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::sse::{self, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use futures_util::stream::{Stream, unfold};
use serde::Deserialize;
use std::convert::Infallible;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

/// Everything who listens.
#[derive(Default)]
pub(super) struct Hub {
    clients: Mutex<Vec<Client>>,
}

/// A browser's page.
struct Client {
    /// Below the base path; `None` for the desk itself.
    path: Option<String>,
    /// The bytes that it shows, as far as the server knows.
    bytes: Arc<[u8]>,
    /// What it was told last, by the names of events.
    last: Vec<(&'static str, String)>,
    sender: UnboundedSender<Event>,
}

/// The bytes of a page, and their name, as a browser gets them.
struct Now {
    bytes: Arc<[u8]>,
    print: String,
}

impl Hub {
    /// Tells everybody what is new.
    pub(super) fn tell(&self, live: &Live, edition: &Arc<Edition>) {
        let mut clients = lock(&self.clients);
        clients.retain(|client| !client.sender.is_closed());
        if clients.is_empty() {
            return;
        }
        // What somebody waits for comes first: the bytes, then what is to be said about them.
        for client in clients.iter_mut() {
            let Some(path) = &client.path else { continue };
            let now = look(live, edition, path);
            if now.bytes == client.bytes {
                continue;
            }
            let swap = swapped(edition, &client.bytes, &now.bytes);
            client.bytes = now.bytes;
            let print = now.print;
            // Not remembered: the same may happen twice.
            let _ = client.sender.send(match swap {
                Some(swap) => Event::Style { print, swap },
                None => Event::Reload { print },
            });
        }
        let problems = problems(live, edition);
        let desk = clients.iter().any(|client| client.path.is_none()).then(|| Event::desk(&desk_state(live, edition)));
        for client in clients.iter_mut() {
            let first = match &client.path {
                Some(path) => {
                    let print = look(live, edition, path).print;
                    Some(Event::Page { print, state: Box::new(page_state(live, edition, path)) })
                }
                None => desk.clone(),
            };
            client.send_all(first.into_iter().chain([problems.clone()]));
        }
    }

    /// Ends all streams.
    pub(super) fn end(&self) {
        lock(&self.clients).clear();
    }

    fn listen(&self, live: &Live, path: Option<String>) -> UnboundedReceiver<Event> {
        let (sender, receiver) = unbounded_channel();
        let edition = live.settled();
        let problems = problems(live, &edition);
        let mut client = Client { path, bytes: Arc::default(), last: Vec::new(), sender };
        if let Some(path) = client.path.clone() {
            let now = look(live, &edition, &path);
            client.bytes = now.bytes;
            let state = Box::new(page_state(live, &edition, &path));
            client.send_all([Event::Page { print: now.print, state }, problems]);
        } else {
            client.send_all([Event::desk(&desk_state(live, &edition)), problems]);
        }
        lock(&self.clients).push(client);
        receiver
    }
}

impl Client {
    /// Sends what is not what was sent last under its name.
    fn send_all(&mut self, events: impl IntoIterator<Item = Event>) {
        for event in events {
            let (name, data) = (event.name(), event.data());
            match self.last.iter_mut().find(|(known, _)| *known == name) {
                Some((_, last)) if *last == data => continue,
                Some((_, last)) => *last = data,
                None => self.last.push((name, data)),
            }
            let _ = self.sender.send(event);
        }
    }
}

fn problems(live: &Live, edition: &Edition) -> Event {
    let sources = SiteSources::new(live.root());
    Event::problems(&report(live, edition), &sources, &|file, line, column| {
        super::states::edit(live, file, line, column)
    })
}

/// What a browser gets at a path now.
fn look(live: &Live, edition: &Arc<Edition>, path: &str) -> Now {
    let shown = live.shown(edition, path).or_else(|| live.shown(edition, "/404.html"));
    match shown {
        Some(shown) => {
            Now { bytes: shown.bytes.clone().unwrap_or_else(|| UNFINISHED.as_bytes().into()), print: print_of(&shown) }
        }
        None => Now { bytes: UNFINISHED.as_bytes().into(), print: print_of(&Shown::default()) },
    }
}

/// Old and new addresses of style sheets, if nothing else of a page is different.
fn swapped(edition: &Edition, old: &[u8], new: &[u8]) -> Option<Vec<(String, String)>> {
    let env = edition.env()?;
    let (old, new) = (std::str::from_utf8(old).ok()?, std::str::from_utf8(new).ok()?);
    let mut text = old.to_owned();
    let mut swaps = Vec::new();
    for (name, asset) in env.theme.assets().iter().filter(|(name, _)| name.ends_with(".css")) {
        let href = env.href(&asset.path);
        // `/assets/css/main.` is followed by the hash.
        let stem = env.href(&format!("/assets/{}.", name.strip_suffix(".css")?));
        let before = old.match_indices(&stem).find_map(|(at, _)| {
            let rest = &old[at + stem.len()..];
            let hash = rest.get(..10).filter(|hash| hash.bytes().all(|byte| byte.is_ascii_hexdigit()))?;
            rest[10..].starts_with(".css").then(|| format!("{stem}{hash}.css"))
        });
        if let Some(before) = before.filter(|before| *before != href) {
            text = text.replace(&before, &href);
            swaps.push((before, href));
        }
    }
    (!swaps.is_empty() && text == new).then_some(swaps)
}

/// The desk and its files, below `{base}_pressroom/`.
pub(super) fn routes(live: Arc<Live>) -> Router {
    Router::new()
        .route("/", get(page))
        .route("/desk.json", get(json))
        .route("/events", get(events))
        .route("/{file}", get(file))
        .with_state(live)
}

async fn page(State(live): State<Arc<Live>>) -> Response {
    blocking(move || {
        let edition = live.settled();
        let html = desk::page(&desk_state(&live, &edition));
        answer("text/html; charset=utf-8", html)
    })
    .await
}

async fn json(State(live): State<Arc<Live>>) -> Response {
    blocking(move || {
        let edition = live.settled();
        let text = serde_json::to_string_pretty(&desk_state(&live, &edition)).expect("strings and numbers");
        answer("application/json", text)
    })
    .await
}

async fn file(Path(name): Path<String>) -> Response {
    match desk::file(&name) {
        Some(DeskFile { mime, text }) => answer(mime, text.to_owned()),
        None => (StatusCode::NOT_FOUND, [(CONTENT_TYPE, media_type("x.txt"))], "there is no such file of the desk\n")
            .into_response(),
    }
}

fn answer(mime: &'static str, text: String) -> Response {
    ([(CONTENT_TYPE, mime), (CACHE_CONTROL, "no-store")], text).into_response()
}

async fn blocking(work: impl FnOnce() -> Response + Send + 'static) -> Response {
    match tokio::task::spawn_blocking(work).await {
        Ok(response) => response,
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

#[derive(Deserialize)]
struct Asked {
    /// The path of the page, below the base path. The desk asks without one, or with its own.
    path: Option<String>,
}

impl Asked {
    /// The path of a page of the site.
    fn page(self) -> Option<String> {
        self.path.filter(|path| path.trim_matches('/') != FOLDER.trim_matches('/'))
    }
}

async fn events(State(live): State<Arc<Live>>, Query(asked): Query<Asked>) -> Response {
    let listening = tokio::task::spawn_blocking(move || live.hub.clone().listen(&live, asked.page())).await;
    let Ok(receiver) = listening else { return StatusCode::INTERNAL_SERVER_ERROR.into_response() };
    let alive = KeepAlive::new().interval(Duration::from_secs(15));
    ([(CACHE_CONTROL, "no-store")], Sse::new(stream(receiver)).keep_alive(alive)).into_response()
}

fn stream(receiver: UnboundedReceiver<Event>) -> impl Stream<Item = Result<sse::Event, Infallible>> {
    unfold(receiver, |mut receiver| async {
        let event = receiver.recv().await?;
        Some((Ok(sse::Event::default().event(event.name()).data(event.data())), receiver))
    })
}
