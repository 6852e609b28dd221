//! `serve`.

use super::args::Serve;
use super::build::{now, started, wall};
use super::{Failure, output};
use crate::config::Delivery;
use crate::diag::{Diagnostic, Report, terminal};
use crate::engine::{Edition, LoadOptions};
use crate::fs::SiteSources;
use crate::model::Mode;
use crate::serve::{Change, Clock, DEFAULT_PORT, Port, ServeOptions, Told, serve as run};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

pub(super) fn serve(arguments: &Serve) -> Result<ExitCode, Failure> {
    let options = ServeOptions {
        root: arguments.root.clone(),
        load: LoadOptions {
            base_url: arguments.base_url.clone(),
            now: now(arguments.now.as_deref())?,
            started: started(),
            mode: if arguments.drafts { Mode::WithDrafts } else { Mode::Published },
            delivery: Some(Delivery::Inline),
            changed: None,
        },
        clock: if arguments.now.is_some() { Clock::Stands } else { Clock::Runs },
        wall,
        bind: arguments.bind,
        port: arguments.port.map_or(Port::Default(DEFAULT_PORT), Port::Asked),
        hosts: arguments.host.clone(),
    };
    let terminal: Arc<dyn Told> =
        Arc::new(Terminal { root: arguments.root.clone(), open: arguments.open, last: Mutex::default() });
    run(&options, &terminal)?;
    Ok(ExitCode::SUCCESS)
}

/// Tells a person at a terminal what the server does.
struct Terminal {
    root: PathBuf,
    open: bool,
    /// What was said to be wrong last.
    last: Mutex<Vec<Diagnostic>>,
}

impl Told for Terminal {
    fn ready(&self, url: &str, note: Option<&str>, edition: &Edition, took: Duration) {
        let articles = edition.env().map_or(0, |env| env.site.articles().len());
        output::say(&format!("read {articles} articles in {}", time(took)));
        if let Some(note) = note {
            output::say(note);
        }
        output::say(&format!("serving {url} (the desk: {url}_pressroom/)"));
        output::say("Ctrl-C ends");
        if self.open && open::that_detached(url).is_err() {
            output::say("no browser could be opened");
        }
    }

    fn changed(&self, change: &Change) {
        let what = match &change.files[..] {
            [] => "the time".to_owned(),
            [file] => file.to_string(),
            [first, ..] => format!("{first} and {} more", change.files.len() - 1),
        };
        let reach = match change.pages.len() {
            0 => String::new(),
            1 => format!(", {} is different", change.pages[0]),
            many => format!(", {many} pages are different"),
        };
        output::say(&format!("{what} changed{reach} ({})", time(change.took)));
    }

    fn wrong(&self, problems: Vec<Diagnostic>) {
        // What is said again would only hide what is new.
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        if *last == problems {
            return;
        }
        let news: Vec<Diagnostic> = problems.iter().filter(|problem| !last.contains(problem)).cloned().collect();
        let gone = problems.is_empty();
        *last = problems;
        if gone {
            output::say("nothing is wrong any more");
        }
        if news.is_empty() {
            return;
        }
        let report = Report::new(news);
        output::say(terminal::render(&report, &SiteSources::new(&self.root), output::colour()).trim_end());
    }
}

fn time(took: Duration) -> String {
    let milliseconds = took.as_secs_f64() * 1000.0;
    if milliseconds < 1000.0 { format!("{milliseconds:.0} ms") } else { format!("{:.1} s", milliseconds / 1000.0) }
}
