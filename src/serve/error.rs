//! Why a server can't start.

use std::io::Error;
use std::net::{IpAddr, SocketAddr};

/// A broken environment: exit status 2.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ServeError {
    /// Somebody else listens there; `free` is the next port where nobody does.
    #[error("port {port} of `{address}` is taken")]
    PortTaken { address: IpAddr, port: u16, free: Option<u16> },
    /// The port that nobody asked for is taken, and so are those after it.
    #[error("ports {first} to {last} of `{address}` are taken")]
    NoFreePort { address: IpAddr, first: u16, last: u16 },
    /// A port that needs rights.
    #[error("port {0} needs the rights of an administrator")]
    PortForbidden(u16),
    /// An address that no network interface has.
    #[error("`{0}` is no address of this machine")]
    NotHere(IpAddr),
    /// There is no site, or it can't be read.
    #[error(transparent)]
    Engine(crate::engine::EngineError),
    /// Changes can't be seen.
    #[error("can't watch `{}` for changes: {error}", .path.display())]
    Watch { path: std::path::PathBuf, error: notify::Error },
    /// No threads to serve with.
    #[error("can't start the server: {0}")]
    Runtime(Error),
    /// The system said something else.
    #[error("can't listen at `{address}`: {}", reason(.source))]
    Listen { address: SocketAddr, source: Error },
}

impl ServeError {
    /// What to do about it.
    pub(crate) fn hint(&self) -> Option<String> {
        match self {
            Self::PortTaken { free: Some(free), .. } => {
                Some(format!("port {free} is free: `--port {free}`, or stop what listens there"))
            }
            Self::PortTaken { free: None, .. } | Self::NoFreePort { .. } => {
                Some("name a free port with `--port`, or `--port 0` for any".to_owned())
            }
            Self::PortForbidden(_) => Some("name a port from 1024 on with `--port`".to_owned()),
            Self::NotHere(address) => {
                let (own, all) = if address.is_ipv4() { ("127.0.0.1", "0.0.0.0") } else { ("::1", "::") };
                Some(format!("`--bind {own}` is for this machine alone, `--bind {all}` for the whole network"))
            }
            Self::Engine(error) => error.hint().map(str::to_owned),
            Self::Watch { error, .. } if matches!(error.kind, notify::ErrorKind::MaxFilesWatch) => {
                Some("the system watches no more folders: raise `fs.inotify.max_user_watches`".to_owned())
            }
            Self::Listen { .. } | Self::Watch { .. } | Self::Runtime(_) => None,
        }
    }
}

/// The system's reason without its number.
fn reason(error: &Error) -> String {
    let text = error.to_string();
    text.split(" (os error").next().unwrap_or(&text).to_lowercase()
}
