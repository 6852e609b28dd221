//! Platforms with a command line of their own: Netlify, Cloudflare Pages, Vercel. They compare by hash what they are
//! given with what they have, so they are given a folder that holds the site and nothing else.
//!
//! Their programs log in as they always do: with a token in the environment or what their `login` has kept. What was
//! deployed last is remembered beside the output folder, to say which URLs changed; the platforms keep no record for us.

use super::process::{failed, needed};
use super::ssh::tempfile_beside;
use super::{DeployError, Plan, Record, Target, Visit};
use crate::config::Platform;
use crate::diag::Diagnostic;
use crate::fs::replace_file;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A project on a platform.
pub(super) struct Project {
    platform: Platform,
    name: Option<String>,
    record: PathBuf,
}

impl Project {
    /// A project; `target` names it in the configuration, `out` is the output folder.
    pub(super) fn new(platform: Platform, project: Option<String>, target: &str, out: &Path) -> Self {
        let name = crate::engine::out_name(out);
        let record = crate::engine::pressroom_folder(out).join(format!("{name}.deployed-{target}"));
        Self { platform, name: project, record }
    }

    /// The program, and how to come by it.
    fn program(&self) -> (&'static str, &'static str) {
        match self.platform {
            Platform::Netlify => ("netlify", "install it with `npm install --global netlify-cli`"),
            Platform::Cloudflare => ("wrangler", "install it with `npm install --global wrangler`"),
            Platform::Vercel => ("vercel", "install it with `npm install --global vercel`"),
        }
    }

    /// What the program is told to do with a folder.
    ///
    /// Sources: [netlify](https://cli.netlify.com/commands/deploy/),
    /// [wrangler](https://developers.cloudflare.com/workers/wrangler/commands/#pages),
    /// [vercel](https://vercel.com/docs/cli/deploy).
    fn arguments(&self, folder: &Path) -> Vec<String> {
        let folder = folder.to_string_lossy().into_owned();
        let project = self.name.clone().into_iter();
        let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
        match self.platform {
            Platform::Netlify => {
                let site = project.flat_map(|site| ["--site".to_owned(), site]);
                words(&["deploy", "--prod", "--no-build", "--dir"]).into_iter().chain([folder]).chain(site).collect()
            }
            Platform::Cloudflare => {
                let name = project.map(|name| format!("--project-name={name}"));
                words(&["pages", "deploy"])
                    .into_iter()
                    .chain([folder])
                    .chain(name)
                    .chain(["--commit-dirty=true".to_owned()])
                    .collect()
            }
            Platform::Vercel => {
                let name = project.flat_map(|name| ["--project".to_owned(), name]);
                words(&["deploy"]).into_iter().chain([folder]).chain(words(&["--prod", "--yes"])).chain(name).collect()
            }
        }
    }
}

impl Target for Project {
    fn place(&self) -> String {
        let (program, _) = self.program();
        self.name.as_ref().map_or_else(|| format!("`{program}`"), |project| format!("`{project}` by `{program}`"))
    }

    fn open(&mut self, _: &Visit<'_>) -> Result<Record, DeployError> {
        let (program, hint) = self.program();
        needed(program, hint)?;
        Ok(std::fs::read(&self.record).ok().and_then(|bytes| Record::parse(&bytes)).unwrap_or_default())
    }

    fn send(&mut self, visit: &Visit<'_>, plan: &Plan) -> Result<(), DeployError> {
        let (name, hint) = self.program();
        let program = needed(name, hint)?;
        let stage = tempfile_beside(visit)?;
        for (path, _) in visit.items.iter() {
            stage.put(visit, path)?;
        }
        (visit.told)(&format!("`{name}` takes over: {} files", visit.items.len()));
        let mut command = Command::new(program);
        command.args(self.arguments(stage.path())).stdin(Stdio::null());
        let doing = format!("deploy with `{name}`");
        let ended = super::process::output(&mut command, b"", &doing)?;
        if !ended.status.success() {
            return Err(failed(&ended, &doing).hint(format!("try it by hand: `{name} --help`; is it logged in?")));
        }
        let record = &self.record;
        let temporary = format!("{}-new", record.file_name().unwrap_or_default().to_string_lossy());
        replace_file(record, &temporary, plan.next.to_text().as_bytes())?;
        Ok(())
    }

    fn roll_back(&mut self, _: &Visit<'_>) -> Result<String, DeployError> {
        Err(Diagnostic::error("no-release", format!("{} keeps its releases itself", self.place()))
            .hint("go back on the platform's own page of deploys, or with its command line")
            .into())
    }

    fn close(&mut self) {}
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_program_is_told_what_its_manual_says() {
        let said = |platform| {
            let project = Project::new(platform, Some("news".into()), "live", Path::new("public"));
            project.arguments(Path::new("/x")).join(" ")
        };
        assert_eq!(said(Platform::Netlify), "deploy --prod --no-build --dir /x --site news");
        assert_eq!(said(Platform::Cloudflare), "pages deploy /x --project-name=news --commit-dirty=true");
        assert_eq!(said(Platform::Vercel), "deploy /x --prod --yes --project news");
    }
}
