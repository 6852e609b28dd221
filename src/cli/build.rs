//! `build` and `check`.

use super::args::{Build, Check, Format, Site};
use super::changed::changed;
use super::progress::Bar;
use super::{Failure, output};
use crate::base::Instant;
use crate::config::parse_duration;
use crate::deploy::Outcome;
use crate::engine::{
    BuildOptions, Clean, LoadOptions, Strictness, Summary, WriteMode, build as run, out_folder, verify,
};
use crate::model::Mode;
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

pub(super) fn build(arguments: &Build) -> Result<ExitCode, Failure> {
    let clean = if arguments.clean { Clean::Yes } else { Clean::No };
    let budget = arguments.image_budget.as_deref().map(|text| {
        let fail = || Failure::new(format!("`{text}` is no length of time")).hint("write `60s` or `5m`");
        parse_duration(text).ok_or_else(fail)
    });
    let budget = budget.transpose()?;
    let changed = changed(&arguments.site.root, &arguments.changed, arguments.changed_from.as_deref())?;
    let options =
        BuildOptions { clean, image_budget: budget, ..options(&arguments.site, arguments.out.clone(), changed)? };
    finish(&options, arguments.site.format, arguments.verify)
}

pub(super) fn check(arguments: &Check) -> Result<ExitCode, Failure> {
    let options = BuildOptions { write: WriteMode::CheckOnly, ..options(&arguments.site, None, None)? };
    finish(&options, arguments.site.format, false)
}

/// How to build a site.
fn options(site: &Site, out: Option<PathBuf>, changed: Option<Arc<BTreeSet<String>>>) -> Result<BuildOptions, Failure> {
    Ok(BuildOptions {
        root: site.root.clone(),
        out,
        load: LoadOptions {
            base_url: site.base_url.clone(),
            now: now(site.now.as_deref())?,
            started: started(),
            mode: if site.drafts { Mode::WithDrafts } else { Mode::Published },
            delivery: None,
            changed,
        },
        strictness: if site.strict { Strictness::Strict } else { Strictness::Usual },
        clean: Clean::No,
        jobs: site.jobs.map(usize::from),
        image_budget: None,
        write: WriteMode::Write,
        pictures: None,
    })
}

fn finish(options: &BuildOptions, format: Format, compare: bool) -> Result<ExitCode, Failure> {
    let mut summary = run(options, &Bar::default())?;
    note_outcome(options, &summary)?;
    if compare && summary.wrote {
        summary.compared(&verify(options)?);
    }
    Ok(tell(&summary, format))
}

/// Writes down for `deploy` how a build ended.
fn note_outcome(options: &BuildOptions, summary: &Summary) -> Result<(), Failure> {
    if options.write == WriteMode::CheckOnly {
        return Ok(());
    }
    let errors = summary.report.counts.errors;
    let outcome = Outcome {
        errors,
        first: summary.report.groups.first().filter(|_| errors > 0).map(|group| group.first.message.clone()),
        base_url: options.load.base_url.clone(),
        drafts: options.load.mode == Mode::WithDrafts,
    };
    let out = out_folder(&options.root, options.out.as_deref());
    Ok(outcome.write(&out)?)
}

fn tell(summary: &Summary, format: Format) -> ExitCode {
    match format {
        Format::Human => output::report(summary),
        Format::Json => {
            let text = serde_json::to_string_pretty(&summary.to_json()).expect("numbers and texts always serialise");
            if !output::data(&text) {
                return ExitCode::from(2);
            }
        }
    }
    if summary.report.has_errors() { ExitCode::from(1) } else { ExitCode::SUCCESS }
}

/// The time of the build: that of `--now`, or of the clock.
pub(super) fn now(given: Option<&str>) -> Result<Instant, Failure> {
    if let Some(text) = given {
        let fail = || {
            Failure::new(format!("`{text}` is no time")).hint("write it like `2026-11-18T09:30:00Z`, with an offset")
        };
        return Instant::parse_rfc3339(text).ok_or_else(fail);
    }
    let now = wall();
    if now.0 > 0 { Ok(now) } else { Err(Failure::new("the clock of this machine is before 1970")) }
}

/// What the clock on the wall says.
pub(super) fn wall() -> Instant {
    Instant(SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs() as i64))
}

/// When the command began, in nanoseconds since 1970.
pub(super) fn started() -> u128 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_nanos())
}
