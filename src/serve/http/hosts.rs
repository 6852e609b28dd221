//! The names that this server answers to.
//!
//! A page from anywhere can ask its visitor's browser for `http://evil.example:1111/`, and the owner of `evil.example`
//! can let that name lead to 127.0.0.1. The browser then takes the answer for that page's own, and the drafts of a
//! newsroom are read by a stranger (DNS rebinding). The `Host` header gives it away: a name has to be known here.
//! Addresses in numbers can't be made to lead elsewhere.

use axum::http::uri::Authority;
use std::net::IpAddr;

/// The hosts that requests may name.
#[derive(Debug)]
pub(super) struct Hosts {
    bound: IpAddr,
    asked: Vec<String>,
}

impl Hosts {
    /// For a server that is bound to an address, with the names that its user asked for: `desk.local`, with or without
    /// a port.
    pub(super) fn new(bound: IpAddr, asked: &[String]) -> Self {
        let asked = asked.iter().map(|name| name.parse().map_or_else(|_| name.clone(), |name| host(&name))).collect();
        Self { bound: bound.to_canonical(), asked }
    }

    /// Whether a request may name this host. Its port is not looked at: ports are forwarded.
    pub(super) fn allow(&self, named: &Authority) -> bool {
        let host = host(named);
        if let Some(ip) = ip(&host) {
            return ip.is_loopback() || ip == self.bound || self.bound.is_unspecified() || self.asked.contains(&host);
        }
        host == "localhost" || host.ends_with(".localhost") || self.asked.contains(&host)
    }
}

/// The host of `name:port`: lower case, without brackets and without the root's dot.
pub(super) fn host(named: &Authority) -> String {
    let host = named.host().trim_start_matches('[').trim_end_matches(']').to_ascii_lowercase();
    host.strip_suffix('.').unwrap_or(&host).to_owned()
}

/// The address that a host stands for by itself.
pub(super) fn ip(host: &str) -> Option<IpAddr> {
    host.parse::<IpAddr>().ok().map(|ip| ip.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allowed(bound: &str, asked: &[&str], host: &str) -> bool {
        let asked: Vec<String> = asked.iter().map(|&name| name.to_owned()).collect();
        let hosts = Hosts::new(bound.parse().expect("an address"), &asked);
        hosts.allow(&host.parse().expect("a host"))
    }

    #[test]
    fn this_machine_is_known_by_its_names() {
        for host in [
            "localhost",
            "localhost:1111",
            "LocalHost.",
            "news.localhost:80",
            "127.0.0.1:1111",
            "127.8.9.1",
            "[::1]:1111",
        ] {
            assert!(allowed("127.0.0.1", &[], host), "{host}");
        }
        assert!(allowed("127.0.0.1", &[], "[::ffff:127.0.0.1]"));
    }

    #[test]
    fn strangers_are_not_known() {
        for host in [
            "evil.example",
            "evil.example:1111",
            "localhost.evil.example",
            "evillocalhost",
            "127.0.0.1.evil.example",
            "192.168.1.5",
            "[2001:db8::1]:1111",
            "2130706433",
        ] {
            assert!(!allowed("127.0.0.1", &[], host), "{host}");
        }
    }

    #[test]
    fn a_server_for_the_network_answers_to_its_address() {
        assert!(allowed("192.168.1.5", &[], "192.168.1.5:1111"));
        assert!(!allowed("192.168.1.5", &[], "192.168.1.6"));
        assert!(allowed("0.0.0.0", &[], "192.168.1.5"));
        assert!(allowed("::", &[], "[2001:db8::1]"));
        assert!(!allowed("0.0.0.0", &[], "evil.example"));
    }

    #[test]
    fn names_that_were_asked_for_are_known() {
        let asked = ["Desk.local:1111", "newsroom", "10.0.0.7", "[2001:db8::7]"];
        for host in ["desk.local", "DESK.local:8080", "newsroom:1111", "10.0.0.7", "[2001:db8::7]:1111"] {
            assert!(allowed("127.0.0.1", &asked, host), "{host}");
        }
        assert!(!allowed("127.0.0.1", &asked, "other.local"));
    }
}
