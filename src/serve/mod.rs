//! The dev server: a site as it will be published, shown while it is being written.
//!
//! `http` takes requests and sends answers. It knows neither the engine nor a file: what there is to show, it asks of a
//! trait.

#[cfg_attr(not(test), expect(dead_code, reason = "no command starts the server yet"))]
mod error;
#[cfg_attr(not(test), expect(dead_code, unused_imports, reason = "no command starts the server yet"))]
mod http;

pub(crate) use error::ServeError;
