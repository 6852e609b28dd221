//! `why` and `next-change`.

use super::args::{Format, NextChange, NextFormat, Site, Why};
use super::build::{now, started};
use super::{Failure, output};
use crate::base::Instant;
use crate::diag::{Diagnostic, Report, terminal};
use crate::engine::{LoadOptions, Unexplained, explain, next_change};
use crate::fs::SiteSources;
use crate::model::Mode;
use serde_json::json;
use std::process::ExitCode;

pub(super) fn why(arguments: &Why) -> Result<ExitCode, Failure> {
    let site = &arguments.site;
    let explained = explain(&site.root, arguments.out.as_deref(), &options(site)?, &arguments.url)?;
    let explanation = match explained {
        Ok(explanation) => explanation,
        Err(Unexplained::Broken(problems)) => return Ok(broken(site, problems)),
        Err(Unexplained::NoPage(near)) => {
            let failure = Failure::new(format!("there is no page at `{}`", arguments.url));
            return Err(near.into_iter().fold(failure, Failure::hint));
        }
    };
    let text = match site.format {
        Format::Json => serde_json::to_string_pretty(&json!({
            "path": explanation.path,
            "rendered": explanation.reason.is_some(),
            "reason": explanation.reason,
            "boxes": explanation.boxes,
            "depends_on": explanation.dependencies.iter()
                .map(|(what, changed)| json!({ "what": what, "changed": changed })).collect::<Vec<_>>(),
        }))
        .expect("numbers and texts always serialise"),
        Format::Human => {
            let mut lines = vec![match &explanation.reason {
                Some(reason) => format!("The next build renders {}: {reason}", explanation.path),
                None if !explanation.boxes.is_empty() => format!(
                    "The next build keeps {}, but for its boxes: other stories come into {}",
                    explanation.path,
                    explanation.boxes.join(" and ")
                ),
                None => format!("The next build keeps {}: nothing that it shows has changed", explanation.path),
            }];
            if !explanation.dependencies.is_empty() {
                lines.push("It depends on".to_owned());
            }
            let dependencies = explanation.dependencies.iter();
            lines.extend(dependencies.map(|(what, changed)| format!("  {} {what}", if *changed { "*" } else { " " })));
            lines.join("\n")
        }
    };
    Ok(if output::data(&text) { ExitCode::SUCCESS } else { ExitCode::from(2) })
}

pub(super) fn next(arguments: &NextChange) -> Result<ExitCode, Failure> {
    let options = LoadOptions {
        base_url: None,
        now: now(arguments.now.as_deref())?,
        started: started(),
        mode: Mode::Published,
        delivery: None,
        changed: None,
    };
    let change = next_change(&arguments.root, arguments.out.as_deref(), &options)?;
    let at = change.at.map(|at| crate::base::Zone::utc().rfc3339(at));
    let text = match arguments.format {
        NextFormat::Human => at.clone().unwrap_or_else(|| "never".to_owned()),
        NextFormat::Json => {
            let seconds = change.at.map(|at| at.0 - options.now.0);
            serde_json::to_string_pretty(&json!({ "next_change": at, "seconds": seconds, "due": change.due }))
                .expect("numbers and texts always serialise")
        }
        NextFormat::Cron => change.at.map_or_else(|| "# nothing changes by itself".to_owned(), cron),
        NextFormat::Github => format!("next_change={}\ndue={}", at.as_deref().unwrap_or("never"), change.due),
    };
    if !change.problems.is_empty() {
        let report = Report::new(change.problems);
        output::say(terminal::render(&report, &SiteSources::new(&arguments.root), output::colour()).trim_end());
    }
    Ok(if output::data(&text) { ExitCode::SUCCESS } else { ExitCode::from(2) })
}

/// The line of a crontab for the first minute that is not before an instant, in UTC.
fn cron(at: Instant) -> String {
    let minute = Instant((at.0 + 59).div_euclid(60) * 60);
    let parts = crate::base::Zone::utc().parts(minute);
    format!("CRON_TZ=UTC\n{} {} {} {} * pressroom build", parts.minute, parts.hour, parts.day, parts.month)
}

fn options(site: &Site) -> Result<LoadOptions, Failure> {
    Ok(LoadOptions {
        base_url: site.base_url.clone(),
        now: now(site.now.as_deref())?,
        started: started(),
        mode: if site.drafts { Mode::WithDrafts } else { Mode::Published },
        delivery: None,
        changed: None,
    })
}

fn broken(site: &Site, problems: Vec<Diagnostic>) -> ExitCode {
    let report = Report::new(problems);
    output::say(terminal::render(&report, &SiteSources::new(&site.root), output::colour()).trim_end());
    ExitCode::from(1)
}
