//! After a deploy: who is told that something changed. What fails here does not undo the deploy; it is reported.
//!
//! - WebSub: a hub is told of every changed feed, which then fetches and hands it on
//!   ([W3C recommendation, 7](https://www.w3.org/TR/websub/#publishing); the form that hubs share is
//!   `hub.mode=publish` with `hub.url`);
//! - IndexNow: search engines are told of changed pages, up to 10,000 in one message
//!   ([documentation](https://www.indexnow.org/documentation));
//! - commands of the site's own, with the URLs in a file.

use super::process::{prepare_tls, runtime};
use super::{DeployError, redacted};
use crate::config::{Config, TargetSettings};
use serde_json::json;
use std::error::Error as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

/// URLs in one message to search engines.
const MOST: usize = 10_000;

/// Somebody who was told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// Who: an address, or a command.
    pub whom: String,
    /// Of how many URLs.
    pub urls: usize,
    /// What went wrong, if something did.
    pub problem: Option<String>,
}

/// Tells everybody that a target names. `changed` are paths below the site.
///
/// # Errors
/// There are no threads for it.
pub(super) fn tell(
    config: &Config,
    target: &TargetSettings,
    changed: &[&str],
    urls: &[String],
) -> Result<Vec<Told>, DeployError> {
    let pairs: Vec<(&str, &String)> = changed.iter().copied().zip(urls).collect();
    let is_feed = |path: &str| ["feed.xml", "atom.xml", "feed.json"].iter().any(|name| path.ends_with(name));
    let feeds: Vec<&String> = pairs.iter().filter(|(path, _)| is_feed(path)).map(|(_, url)| *url).collect();
    let is_page = |path: &str| path.ends_with(".html") && path != "404.html";
    let pages: Vec<&String> = pairs.iter().filter(|(path, _)| is_page(path)).map(|(_, url)| *url).collect();
    let mut told = Vec::new();
    let hub = target.websub.as_ref().filter(|_| !feeds.is_empty());
    let engines = target.indexnow.as_ref().filter(|_| !pages.is_empty());
    if hub.is_none() && engines.is_none() {
        return Ok(told);
    }
    prepare_tls();
    let client = reqwest::Client::builder().timeout(Duration::from_secs(20)).build();
    let client = client.map_err(|error| DeployError::broken(format!("can't speak HTTP: {error}")))?;
    let runtime = runtime()?;
    if let Some(hub) = hub {
        let mut problem = None;
        for feed in &feeds {
            let body = format!("hub.mode=publish&hub.url={}", encoded(feed));
            let request = client.post(hub).header("Content-Type", "application/x-www-form-urlencoded").body(body);
            problem = problem.or(runtime.block_on(send(request)));
        }
        told.push(Told { whom: redacted(hub), urls: feeds.len(), problem });
    }
    if let Some(indexnow) = engines {
        let host = config.origin.split_once("://").map_or(config.origin.as_str(), |(_, host)| host);
        let mut problem = None;
        for part in pages.chunks(MOST) {
            let body = json!({
                "host": host,
                "key": indexnow.key,
                "keyLocation": config.permalink(&format!("/{}.txt", indexnow.key)),
                "urlList": part,
            });
            let request = client.post(&indexnow.endpoint).header("Content-Type", "application/json; charset=utf-8");
            problem = problem.or(runtime.block_on(send(request.body(body.to_string()))));
        }
        told.push(Told { whom: redacted(&indexnow.endpoint), urls: pages.len(), problem });
    }
    Ok(told)
}

/// Sends a request; what went wrong, if something did.
async fn send(request: reqwest::RequestBuilder) -> Option<String> {
    match request.send().await {
        Ok(answer) if answer.status().is_success() => None,
        Ok(answer) => Some(format!("it answered {}", answer.status())),
        Err(error) => {
            let mut reason: &dyn std::error::Error = &error;
            while let Some(source) = reason.source() {
                reason = source;
            }
            let _ = error.source();
            Some(redacted(&reason.to_string()))
        }
    }
}

fn encoded(url: &str) -> String {
    percent_encoding::utf8_percent_encode(url, percent_encoding::NON_ALPHANUMERIC).to_string()
}

/// Runs the commands of a target in the site's folder. They find the target's name in `PRESSROOM_TARGET`, the name of the
/// deploy in `PRESSROOM_DEPLOY`, and in `PRESSROOM_URLS` a file with one changed URL a line. What they say goes where
/// this program's messages go.
pub(super) fn hooks(root: &Path, target: &TargetSettings, id: &str, urls: &[String], file: &Path) -> Vec<Told> {
    if target.after.is_empty() {
        return Vec::new();
    }
    let lines: String = urls.iter().flat_map(|url| [url.as_str(), "\n"]).collect();
    let written = std::fs::write(file, lines);
    let file_there = std::path::absolute(file).unwrap_or_else(|_| file.to_owned());
    let told = target.after.iter().map(|words| {
        let mut command = Command::new(&words[0]);
        command.args(&words[1..]).current_dir(root).stdin(Stdio::null()).stdout(std::io::stderr());
        command.env("PRESSROOM_TARGET", &target.name).env("PRESSROOM_DEPLOY", id).env("PRESSROOM_URLS", &file_there);
        let problem = match (&written, command.status()) {
            (Err(error), _) => Some(format!("the list of URLs can't be written: {error}")),
            (_, Ok(status)) if status.success() => None,
            (_, Ok(status)) => {
                Some(status.code().map_or("it was killed".into(), |code| format!("it ended with status {code}")))
            }
            (_, Err(error)) => Some(format!("it can't be started: {error}")),
        };
        Told { whom: redacted(&words.join(" ")), urls: urls.len(), problem }
    });
    let told = told.collect();
    let _ = std::fs::remove_file(file);
    told
}
