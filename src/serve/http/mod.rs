//! Requests in, answers out.
//!
//! [`app()`] is the site behind a router: it reads the path (`path`, `place`), asks [`Pages`] on a blocking thread
//! (`asking`, `look_up`) and answers with a file (`file`), a redirect (`redirect`) or a small page of its own
//! (`notice`). [`bind`] finds a port, and `Listener::serve` keeps connections within limits and lets only those in who
//! name this server (`guard`).
//!
//! It answers as hosts of static files do, so that what works here works there: a path without its trailing slash is
//! redirected, a missing one gets the site's 404 page, the site's own `_headers` are sent. It differs where a preview
//! would suffer: nothing is kept by a browser without asking again (`site_headers` lists what is left out and why).
//!
//! There is no TLS, no HTTP/2 and no compression: the other end is on the same desk.

mod app;
mod asking;
mod connections;
mod csp;
mod file;
mod guard;
mod hosts;
mod listen;
mod look_up;
mod near;
mod notice;
mod pages;
mod path;
mod place;
mod range;
mod redirect;
mod site_headers;
#[cfg(test)]
mod tests;

pub(crate) use crate::media::media_type;
pub(crate) use app::app;
pub(crate) use listen::{DEFAULT_PORT, Port, bind};
pub(crate) use pages::{File, Found, Pages};
