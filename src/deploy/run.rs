//! A deploy from beginning to end.

use super::after::{Told, hooks, tell};
use super::directory::Directory;
use super::git::Git;
use super::limits;
use super::lock::Owner;
use super::output::examine;
use super::platform::Project;
use super::s3::{Bucket, S3};
use super::ssh::Ssh;
use super::{DeployError, Intent, Items, Plan, Shaping, Target, Visit, release};
use crate::config::{CONFIG_FILE, Config, Place, TargetSettings};
use crate::diag::{Diagnostic, Span, did_you_mean};
use crate::engine::{out_folder, out_name, pressroom_folder};
use crate::model::percent_encode;
use crate::store::Lock;
use rayon::prelude::*;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// What to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Say what would be sent.
    Plan,
    /// Send it.
    Send,
    /// Go back to what was there before the last deploy.
    RollBack,
}

/// What to do when much is to be deleted.
#[derive(Clone, Copy)]
pub enum Limit<'a> {
    /// Somebody is asked, with a question.
    Ask(&'a dyn Fn(&str) -> bool),
    /// It is refused.
    Refuse,
    /// It is done.
    Allow,
}

/// How to deploy.
pub struct DeployOptions<'a> {
    /// The site's folder.
    pub root: PathBuf,
    /// The output folder; `public` below the root by default.
    pub out: Option<PathBuf>,
    /// The target's name; may be left out where there is one.
    pub target: Option<String>,
    /// The base URL that the output was built with, if it is not the target's or the site's.
    pub base_url: Option<String>,
    /// Whether an output with drafts may be deployed.
    pub drafts: bool,
    /// What to do.
    pub action: Action,
    /// What to do when much is to be deleted.
    pub limit: Limit<'a>,
    /// Whether files in the way are replaced that pressroom did not put there.
    pub take_over: bool,
    /// Whether a lock that somebody holds is taken all the same.
    pub break_lock: bool,
    /// What the clock on the wall says, in seconds since 1970.
    pub clock: &'a dyn Fn() -> i64,
    /// Hears what is being done.
    pub told: &'a dyn Fn(&str),
}

/// What a deploy did, or would do.
#[derive(Debug)]
pub struct Deployed {
    /// The target's name.
    pub target: String,
    /// Its place, for people.
    pub place: String,
    /// The deploy's name; of a rollback, that of the release that is shown now.
    pub id: String,
    /// What was done.
    pub plan: Plan,
    /// Bytes of what was sent.
    pub bytes: u64,
    /// Bytes of each file that was sent, in the order of the plan.
    pub sizes: Vec<u64>,
    /// URLs that are different now, sorted.
    pub urls: Vec<String>,
    /// Who was told.
    pub told: Vec<Told>,
    /// Warnings, with a place in the configuration.
    pub warnings: Vec<Diagnostic>,
    /// How long each part took.
    pub times: Vec<(&'static str, Duration)>,
}

/// Deploys.
///
/// # Errors
/// What is wrong with the configuration, the output or the target, or with the machine.
pub fn deploy(options: &DeployOptions<'_>) -> Result<Deployed, DeployError> {
    let mut clock = Stopwatch { last: Instant::now(), times: Vec::new() };
    let config = configuration(&options.root, None)?;
    let settings = choose(&config, options.target.as_deref())?;
    let out = out_folder(&options.root, options.out.as_deref());
    let mut deployed = Deployed {
        target: settings.name.clone(),
        place: String::new(),
        id: String::new(),
        plan: Plan::default(),
        bytes: 0,
        sizes: Vec::new(),
        urls: Vec::new(),
        told: Vec::new(),
        warnings: Vec::new(),
        times: Vec::new(),
    };
    let nothing = Items::default();
    let intent = if options.action == Action::Plan { Intent::Look } else { Intent::Change };
    let visit = Visit {
        owner: Owner::here(),
        clock: options.clock,
        intent,
        break_lock: options.break_lock,
        take_over: options.take_over,
        items: &nothing,
        told: options.told,
    };
    if options.action == Action::RollBack {
        let mut target = reach(&settings.place, settings, &options.root, &out)?;
        deployed.place = target.place();
        let back = target.roll_back(&visit);
        target.close();
        deployed.id = back?;
        return Ok(deployed);
    }
    // No build may change what is being read.
    let lock = pressroom_folder(&out).join(format!("{}.lock", out_name(&out)));
    let _lock = Lock::take(&lock)?.map_err(|locked| {
        let process = locked.process.map(|process| format!(" (process {process})")).unwrap_or_default();
        DeployError::broken(format!("a build or another deploy is at work on `{}`{process}", out.display()))
            .hint("wait until it is done")
    })?;
    let (manifest, outcome) = examine(&out, options.drafts)?;
    let wanted = options.base_url.as_ref().or(settings.base_url.as_ref());
    let config = configuration(&options.root, wanted.map(String::as_str))?;
    let built = configuration(&options.root, outcome.base_url.as_deref())?;
    if built.permalink("/") != config.permalink("/") {
        return Err(other_base_url(&built, &config, settings).into());
    }
    let shaping = Shaping {
        relative: settings.relative.then(|| (config.base_path.clone(), config.permalink("/"))),
        compress: settings.compress.clone(),
        without_host_files: matches!(settings.place, Place::S3 { .. }),
    };
    let items = Items::new(&out, &manifest, shaping);
    let redirects = std::fs::read_to_string(out.join("_redirects")).map_or(0, |text| text.lines().count());
    deployed.warnings = limits::passed(settings, &items, redirects);
    clock.end("output", &mut deployed);
    let mut target = reach(&settings.place, settings, &options.root, &out)?;
    deployed.place = target.place();
    let visit = Visit { items: &items, ..visit };
    let done = carry_out(options, &visit, &config, settings, &mut *target, &mut deployed, &mut clock);
    target.close();
    done?;
    if options.action == Action::Send && !deployed.plan.is_empty() {
        let changed = deployed.plan.changed();
        deployed.told = tell(&config, settings, &changed, &deployed.urls)?;
        let file = pressroom_folder(&out).join(format!("{}.urls-{}", out_name(&out), settings.name));
        deployed.told.extend(hooks(&options.root, settings, &deployed.id, &deployed.urls, &file));
        clock.end("after", &mut deployed);
    }
    Ok(deployed)
}

fn carry_out(
    options: &DeployOptions<'_>,
    visit: &Visit<'_>,
    config: &Config,
    settings: &TargetSettings,
    target: &mut dyn Target,
    deployed: &mut Deployed,
    clock: &mut Stopwatch,
) -> Result<(), DeployError> {
    let now = (options.clock)();
    let record = target.open(visit)?;
    clock.end("target", deployed);
    let mut plan = Plan::new(visit.items, &record, now, settings.grace);
    // After a rollback there are releases that are newer than the one that is shown.
    let newest = target.newest().unwrap_or_default().max(record.id.clone());
    plan.next.id = release::name(now, &newest);
    plan.next.at = now;
    plan.next.by = visit.owner.name();
    clock.end("plan", deployed);
    deployed.id = if plan.is_empty() { record.id.clone() } else { plan.next.id.clone() };
    deployed.urls = plan.changed().into_iter().map(|path| url(config, path)).collect();
    deployed.plan = plan;
    let sizes: Result<Vec<u64>, DeployError> = deployed
        .plan
        .send
        .par_iter()
        .map(|sending| match visit.items.get(&sending.path).and_then(|item| item.size) {
            Some(size) => Ok(size),
            // Made on the way: its size is known once it is made.
            None => Ok(visit.items.read(&sending.path)?.len() as u64),
        })
        .collect();
    deployed.sizes = sizes?;
    deployed.bytes = deployed.sizes.iter().sum();
    clock.end("sizes", deployed);
    if options.action == Action::Plan || deployed.plan.is_empty() {
        return Ok(());
    }
    judge_deletions(options, config, target, &deployed.plan)?;
    target.send(visit, &deployed.plan)?;
    clock.end("send", deployed);
    Ok(())
}

/// Asks before much is deleted.
fn judge_deletions(
    options: &DeployOptions<'_>,
    config: &Config,
    target: &dyn Target,
    plan: &Plan,
) -> Result<(), DeployError> {
    if !plan.passes(config.deploy.limit) {
        return Ok(());
    }
    let count = plan.delete.len();
    let question = format!("{count} of {} files at {} would be deleted", plan.before, target.place());
    let allowed = match options.limit {
        Limit::Allow => true,
        Limit::Ask(ask) => ask(&format!("{question}. Delete them?")),
        Limit::Refuse => false,
    };
    if allowed {
        return Ok(());
    }
    let first: Vec<String> = plan.delete.iter().take(5).map(|path| format!("`{path}`")).collect();
    Err(Diagnostic::error("many-deletions", question)
        .note(format!("among them {}", first.join(", ")))
        .note("nothing was sent and nothing deleted")
        .hint("look at `--dry-run`; if that is what you mean, say `--delete`")
        .hint("`deploy.limit` in pressroom.yaml sets how many are many")
        .into())
}

fn configuration(root: &Path, base_url: Option<&str>) -> Result<Config, DeployError> {
    let file = root.join(CONFIG_FILE);
    if !file.is_file() {
        return Err(DeployError::broken(format!("there is no `{CONFIG_FILE}` in `{}`", root.display()))
            .hint("go to a publication's folder, or name one with `--root`"));
    }
    let text = std::fs::read_to_string(&file).map_err(|error| crate::fs::FsError::new("can't read", &file, error))?;
    Config::read(&text, base_url).map_err(DeployError::Refused)
}

/// The target that is meant.
fn choose<'c>(config: &'c Config, name: Option<&str>) -> Result<&'c TargetSettings, DeployError> {
    let targets = &config.deploy.targets;
    let names: Vec<&str> = targets.iter().map(|target| target.name.as_str()).collect();
    let listed = names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    let problem = |message: String, hint: String| {
        Err(Diagnostic::error("no-target", message).at(Span::file(CONFIG_FILE)).hint(hint).into())
    };
    match (name, &targets[..]) {
        (_, []) => problem(
            "pressroom.yaml names no target".into(),
            "write one, such as `deploy: {targets: {live: {kind: directory, path: /srv/www}}}`".into(),
        ),
        (None, [only]) => Ok(only),
        (None, _) => problem(format!("there are {} targets", targets.len()), format!("name one of {listed}")),
        (Some(name), _) => {
            let Some(target) = targets.iter().find(|target| target.name == name) else {
                let hint = did_you_mean(name, names).unwrap_or_else(|| format!("there are {listed}"));
                return problem(format!("there is no target `{name}`"), hint);
            };
            Ok(target)
        }
    }
}

fn reach(place: &Place, settings: &TargetSettings, root: &Path, out: &Path) -> Result<Box<dyn Target>, DeployError> {
    Ok(match place {
        Place::Directory { path, keep } => Box::new(Directory::new(&root.join(path), *keep)),
        Place::Ssh { host, port, path, keep } => Box::new(Ssh::new(host, *port, path, *keep)),
        Place::S3 { bucket, prefix, region, endpoint, parallel, conditional, website } => Box::new(S3::new(Bucket {
            name: bucket.clone(),
            prefix: prefix.clone(),
            region: region.clone(),
            endpoint: endpoint.clone(),
            parallel: *parallel,
            conditional: *conditional,
            website: *website,
        })?),
        Place::Git { remote, branch } => Box::new(Git::new(remote, branch, root, out)),
        Place::Platform { platform, project } => {
            Box::new(Project::new(*platform, project.clone(), &settings.name, out))
        }
    })
}

/// The URL of a file below the site; that of a page of a folder is the folder's.
fn url(config: &Config, path: &str) -> String {
    let path = match path.strip_suffix("index.html") {
        Some(folder) if folder.is_empty() || folder.ends_with('/') => folder,
        _ => path,
    };
    config.permalink(&percent_encode(path))
}

fn other_base_url(built: &Config, wanted: &Config, settings: &TargetSettings) -> Diagnostic {
    let (built, wanted) = (built.permalink("/"), wanted.permalink("/"));
    Diagnostic::error(
        "other-base-url",
        format!("the output was built for {built}, and `{}` is {wanted}", settings.name),
    )
    .at(settings.span.clone())
    .hint(format!("build with `--base-url {wanted}`, or say `--base-url {built}` here as well"))
}

struct Stopwatch {
    last: Instant,
    times: Vec<(&'static str, Duration)>,
}

impl Stopwatch {
    fn end(&mut self, part: &'static str, deployed: &mut Deployed) {
        self.times.push((part, self.last.elapsed()));
        self.last = Instant::now();
        deployed.times.clone_from(&self.times);
    }
}
