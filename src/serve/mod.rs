//! The dev server: a site as it will be published, shown while it is being written.
//!
//! `http` takes requests and sends answers, and knows neither the engine nor a file. `desk` is what only this server
//! adds to pages in the browser, made of plain values. Between them stand this layer's own parts: `watch` tells which
//! files have changed, `keeper` brings the site up to date with them, `live` is the state that requests are answered
//! from, `site` answers them, `states` and `events` tell browsers what is new.
//!
//! **Never stale:** a request that comes after a file was saved is answered from a state of the site that knows it.
//! **Exact:** a page is the bytes that `build` writes, and one line for the desk's script.

mod desk;
mod error;
mod events;
mod http;
mod keeper;
mod live;
mod near;
mod rules;
mod site;
mod states;
mod watch;

pub(crate) use error::ServeError;
pub(crate) use http::{DEFAULT_PORT, Port};
pub(crate) use live::{Change, Clock, Told};

use self::events::{Hub, routes};
use self::keeper::Keeper;
use self::live::Live;
use crate::engine::{Engine, LoadOptions};
use std::net::IpAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// How to serve.
#[derive(Clone, Debug)]
pub(crate) struct ServeOptions {
    /// The site's folder.
    pub(crate) root: PathBuf,
    /// How to look at it.
    pub(crate) load: LoadOptions,
    /// Whether the time that is shown goes on.
    pub(crate) clock: Clock,
    /// What the clock on the wall says.
    pub(crate) wall: fn() -> crate::base::Instant,
    /// The address to listen at.
    pub(crate) bind: IpAddr,
    /// The port.
    pub(crate) port: Port,
    /// Names that the server answers to beside its address.
    pub(crate) hosts: Vec<String>,
}

/// Serves a site until Ctrl-C.
///
/// `told` hears when the server is ready, and of every change.
///
/// # Errors
/// There is no site, or nobody can listen there.
pub(crate) fn serve(options: &ServeOptions, told: &Arc<dyn Told>) -> Result<(), ServeError> {
    let begun = Instant::now();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(ServeError::Runtime)?;
    let listener = runtime.block_on(http::bind(options.bind, options.port))?;
    let (sent, watching) = live::counter();
    let (watch, stop) = watch::Watch::new(&options.root, move || sent.heard())?;
    let engine = Engine::open(&options.root, &options.load).map_err(ServeError::Engine)?;
    let hub = Arc::new(Hub::default());
    let live = Arc::new(Live::new(&engine, options, watching, hub.clone()));
    let keeper = Keeper { engine, watch, live: live.clone(), told: told.clone(), clock: options.clock };
    told.ready(&listener.url(&live.base_path()), listener.note().as_deref(), live.edition().as_ref(), begun.elapsed());
    let threads = live.start(keeper, told.clone());
    let app = http::app(live.clone(), routes(live.clone()));
    runtime.block_on(listener.serve(app, &options.hosts, interrupted()));
    stop.stop();
    live.end();
    for thread in threads {
        let _ = thread.join();
    }
    runtime.shutdown_timeout(Duration::from_millis(500));
    Ok(())
}

/// Ends with Ctrl-C, or when the process is asked to end.
async fn interrupted() {
    let interrupt = async {
        // Without a handler the system ends the process, which is what is wanted.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let Ok(mut terminate) = signal(SignalKind::terminate()) else { return interrupt.await };
        tokio::select! {
            () = interrupt => {}
            _ = terminate.recv() => {}
        }
    }
    #[cfg(not(unix))]
    interrupt.await;
}
