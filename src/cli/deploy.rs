//! `deploy`.

use super::args::{Deploy, Format};
use super::build::wall;
use super::output::{bold, count, duration, paint, say, size};
use super::{Failure, output};
use crate::deploy::{Action, DeployError, DeployOptions, Deployed, Limit, Novelty, deploy as run};
use crate::diag::{Diagnostic, Report, json as diagnostics, terminal};
use crate::fs::{FsError, SiteSources};
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::io::{BufRead, IsTerminal, Write};
use std::process::ExitCode;

/// Lines of a dry run that a person reads; `--format json` has them all.
const SHOWN: usize = 40;

pub(super) fn deploy(arguments: &Deploy) -> Result<ExitCode, Failure> {
    let people = std::io::stdin().is_terminal() && std::io::stderr().is_terminal();
    let limit = match (arguments.delete, people) {
        (true, _) => Limit::Allow,
        (false, true) => Limit::Ask(&ask),
        (false, false) => Limit::Refuse,
    };
    let told = |line: &str| say(&format!("  {line}"));
    let options = DeployOptions {
        root: arguments.root.clone(),
        out: arguments.out.clone(),
        target: arguments.target.clone(),
        base_url: arguments.base_url.clone(),
        drafts: arguments.drafts,
        action: match (arguments.rollback, arguments.dry_run) {
            (true, _) => Action::RollBack,
            (false, true) => Action::Plan,
            (false, false) => Action::Send,
        },
        limit,
        take_over: arguments.take_over,
        break_lock: arguments.break_lock,
        clock: &|| wall().0,
        told: &told,
    };
    let deployed = match run(&options) {
        Ok(deployed) => deployed,
        Err(DeployError::Broken { message, hint }) => {
            let failure = Failure::new(message);
            return Err(hint.into_iter().fold(failure, Failure::hint));
        }
        Err(DeployError::Refused(problems)) => return Ok(refused(arguments, problems)),
    };
    if let Some(file) = &arguments.urls {
        let lines: String = deployed.urls.iter().flat_map(|url| [url.as_str(), "\n"]).collect();
        std::fs::write(file, lines).map_err(|error| FsError::new("can't write", file, error))?;
    }
    let failed = deployed.told.iter().any(|told| told.problem.is_some());
    match arguments.format {
        Format::Json => {
            let text =
                serde_json::to_string_pretty(&to_json(arguments, &deployed)).expect("numbers and texts serialise");
            if !output::data(&text) {
                return Ok(ExitCode::from(2));
            }
        }
        Format::Human => report(arguments, &deployed),
    }
    Ok(if failed { ExitCode::from(1) } else { ExitCode::SUCCESS })
}

/// Asks a question; anything but a yes is a no.
fn ask(question: &str) -> bool {
    let mut stderr = std::io::stderr().lock();
    let _ = write!(stderr, "{question} [y/N] ").and_then(|()| stderr.flush());
    let mut answer = String::new();
    std::io::stdin().lock().read_line(&mut answer).is_ok_and(|_| matches!(answer.trim(), "y" | "Y" | "yes"))
}

fn refused(arguments: &Deploy, problems: Vec<Diagnostic>) -> ExitCode {
    let report = Report::new(problems);
    let sources = SiteSources::new(&arguments.root);
    match arguments.format {
        Format::Human => say(terminal::render(&report, &sources, output::colour()).trim_end()),
        Format::Json => {
            let value = json!({ "ok": false, "diagnostics": diagnostics::entries(&report, &sources) });
            let text = serde_json::to_string_pretty(&value).expect("numbers and texts serialise");
            if !output::data(&text) {
                return ExitCode::from(2);
            }
        }
    }
    ExitCode::from(1)
}

fn to_json(arguments: &Deploy, deployed: &Deployed) -> Value {
    let plan = &deployed.plan;
    let send: Vec<Value> = plan
        .send
        .iter()
        .zip(&deployed.sizes)
        .map(|(sending, bytes)| {
            let new = sending.novelty == Novelty::New;
            json!({ "path": sending.path, "bytes": bytes, "new": new })
        })
        .collect();
    let told: Vec<Value> = deployed
        .told
        .iter()
        .map(|told| json!({ "whom": told.whom, "urls": told.urls, "problem": told.problem }))
        .collect();
    let times: serde_json::Map<String, Value> = deployed
        .times
        .iter()
        .map(|(name, time)| ((*name).to_owned(), json!((time.as_secs_f64() * 1e6).round() / 1e3)))
        .collect();
    let report = Report::new(deployed.warnings.clone());
    json!({
        "ok": deployed.told.iter().all(|told| told.problem.is_none()),
        "target": deployed.target,
        "place": deployed.place.replace('`', ""),
        "deploy": deployed.id,
        "dry_run": arguments.dry_run,
        "rolled_back": arguments.rollback,
        "send": send,
        "bytes": deployed.bytes,
        "delete": plan.delete,
        "unchanged": plan.unchanged,
        "superseded": plan.superseded.len(),
        "urls": deployed.urls,
        "told": told,
        "milliseconds": times,
        "diagnostics": diagnostics::entries(&report, &SiteSources::new(&arguments.root)),
    })
}

fn report(arguments: &Deploy, deployed: &Deployed) {
    let plan = &deployed.plan;
    if !deployed.warnings.is_empty() {
        let report = Report::new(deployed.warnings.clone());
        say(terminal::render(&report, &SiteSources::new(&arguments.root), output::colour()).trim_end());
    }
    if arguments.rollback {
        say(&format!("{}  {} shows {} again", bold("Rolled back"), deployed.place, deployed.id));
        return;
    }
    if arguments.dry_run {
        let lines = plan.send.iter().zip(&deployed.sizes).map(|(sending, bytes)| {
            let mark = if sending.novelty == Novelty::New { "+" } else { "~" };
            format!("  {mark} {} ({})", sending.path, size(*bytes))
        });
        let lines: Vec<String> = lines.chain(plan.delete.iter().map(|path| format!("  - {path}"))).collect();
        for line in lines.iter().take(SHOWN) {
            say(line);
        }
        if lines.len() > SHOWN {
            say(&format!("  … and {} more: `--format json` lists them all", lines.len() - SHOWN));
        }
    }
    let title = match (arguments.dry_run, plan.is_empty()) {
        (_, true) => "Nothing to do",
        (true, false) => "Would deploy",
        (false, false) => "Deployed",
    };
    say(&format!("{}  `{}` at {}", bold(title), deployed.target, deployed.place));
    let mut line = format!(
        "  {} to send, {}; {} unchanged",
        count(plan.send.len(), "file", "files"),
        size(deployed.bytes),
        plan.unchanged
    );
    if !arguments.dry_run {
        line = line.replace(" to send", " sent");
    }
    // Writing to a String cannot fail.
    if !plan.delete.is_empty() {
        let _ = write!(line, ", {} deleted", plan.delete.len());
    }
    if !plan.superseded.is_empty() {
        let _ = write!(line, ", {} superseded and kept for now", plan.superseded.len());
    }
    let total: std::time::Duration = deployed.times.iter().map(|(_, time)| *time).sum();
    say(&format!("{line} in {}", duration(total)));
    for told in &deployed.told {
        match &told.problem {
            None => say(&format!("  told {} of {}", told.whom, count(told.urls, "URL", "URLs"))),
            Some(problem) => {
                say(&format!("  {}: `{}` was not told: {problem}", paint("error", "1;31"), told.whom));
            }
        }
    }
}
