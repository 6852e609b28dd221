//! A branch that a platform publishes (GitHub, GitLab, Codeberg Pages).
//!
//! The commit is made in a repository of its own beside the output folder, with `git fast-import`: no work tree, no index,
//! and the site's own repository is not touched. The branch is pushed with a lease, so that what somebody else has pushed
//! meanwhile is never lost. The record lies in the branch as `.pressroom-record`, and what the branch holds beside that
//! stays.

use super::process::{failed, needed, output, run};
use super::{DeployError, Plan, Record, Target, Visit};
use crate::diag::Diagnostic;
use crate::fs::FsError;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

const RECORD: &str = ".pressroom-record";
const HERE: &str = "refs/pressroom/there";

/// A branch of a repository.
pub(super) struct Git {
    remote: String,
    branch: String,
    /// The site's folder: relative paths and names of remotes are meant there.
    root: PathBuf,
    /// The repository in which commits are made.
    own: PathBuf,
    /// The commit that is there.
    tip: Option<String>,
}

impl Git {
    /// A branch of a remote; `out` is the output folder.
    pub(super) fn new(remote: &str, branch: &str, root: &Path, out: &Path) -> Self {
        let own = crate::engine::pressroom_folder(out).join("deploy.git");
        Self { remote: remote.to_owned(), branch: branch.to_owned(), root: root.to_owned(), own, tip: None }
    }

    fn git(&self, arguments: &[&str]) -> Result<Command, DeployError> {
        let mut command = Command::new(needed("git", "install git")?);
        command.arg("--git-dir").arg(&self.own).args(arguments);
        // Nobody can be asked for a password here.
        command.env("GIT_TERMINAL_PROMPT", "0").env("LC_ALL", "C");
        command.env_remove("GIT_DIR").env_remove("GIT_WORK_TREE").env_remove("GIT_INDEX_FILE");
        Ok(command)
    }

    fn ask(&self, arguments: &[&str], doing: &str) -> Result<String, DeployError> {
        let bytes = run(&mut self.git(arguments)?, b"", doing)?;
        Ok(String::from_utf8_lossy(&bytes).trim().to_owned())
    }

    /// The address of the remote: a name of the site's repository is looked up there.
    fn address(&self) -> Result<String, DeployError> {
        let mut command = Command::new(needed("git", "install git")?);
        command.arg("-C").arg(&self.root).args(["remote", "get-url", "--push", &self.remote]);
        let found = output(&mut command, b"", "look for the remote")?;
        if found.status.success() {
            let url = String::from_utf8_lossy(&found.stdout).trim().to_owned();
            let local = self.root.join(&url);
            return Ok(if local.is_dir() { absolute(&local) } else { url });
        }
        let local = self.root.join(&self.remote);
        if local.is_dir() {
            return Ok(absolute(&local));
        }
        let is_address = self.remote.contains([':', '/']);
        if is_address {
            return Ok(self.remote.clone());
        }
        Err(DeployError::broken(format!("there is no remote `{}`", self.remote))
            .hint("add it with `git remote add`, or write a URL as `remote`"))
    }

    fn prepare(&self) -> Result<(), DeployError> {
        if self.own.join("HEAD").is_file() {
            return Ok(());
        }
        std::fs::create_dir_all(&self.own).map_err(|error| FsError::new("can't make the folder", &self.own, error))?;
        self.ask(&["init", "--quiet", "--bare"], "make a repository").map(drop)
    }

    fn unreachable(&self, error: DeployError) -> DeployError {
        let _ = self;
        error.hint("check the address, and that git can reach it without asking: ssh keys, or a credential helper")
    }

    /// The input of `git fast-import`: one commit on top of what is there.
    fn stream(&self, visit: &Visit<'_>, plan: &Plan) -> Result<Vec<u8>, DeployError> {
        let mut stream = Vec::new();
        let record = plan.next.to_text();
        let message = format!("Deploy {}\n", plan.next.id);
        let author = format!("{} <{}> {} +0000", visit.owner.user, "pressroom@localhost", plan.next.at);
        // Writing to a Vec cannot fail.
        let _ = write!(stream, "commit refs/pressroom/new\ncommitter {author}\ndata {}\n{message}", message.len());
        if let Some(tip) = &self.tip {
            let _ = writeln!(stream, "from {tip}");
        }
        for sending in &plan.send {
            let bytes = visit.items.read(&sending.path)?;
            file(&mut stream, &sending.path, &bytes);
        }
        for path in &plan.delete {
            let _ = writeln!(stream, "D {}", quoted(path));
        }
        file(&mut stream, RECORD, record.as_bytes());
        stream.extend_from_slice(b"\ndone\n");
        Ok(stream)
    }

    fn push(&self, new: &str, expected: Option<&str>) -> Result<(), DeployError> {
        let address = self.address()?;
        let lease = format!("--force-with-lease=refs/heads/{}:{}", self.branch, expected.unwrap_or_default());
        let refspec = format!("{new}:refs/heads/{}", self.branch);
        let doing = format!("push to {}", self.place());
        let pushed = output(&mut self.git(&["push", "--porcelain", &lease, &address, &refspec])?, b"", &doing)?;
        if pushed.status.success() {
            return Ok(());
        }
        let said = String::from_utf8_lossy(&pushed.stdout).into_owned() + &String::from_utf8_lossy(&pushed.stderr);
        if said.contains("stale info") || said.contains("fetch first") || said.contains("[rejected]") {
            return Err(Diagnostic::error(
                "target-changed",
                format!("somebody else has just pushed to {}", self.place()),
            )
            .note("nothing was pushed")
            .hint("deploy again: what is there now is looked at anew")
            .into());
        }
        Err(self.unreachable(failed(&pushed, &doing)))
    }
}

/// One file of a commit.
fn file(stream: &mut Vec<u8>, path: &str, bytes: &[u8]) {
    let _ = write!(stream, "M 100644 inline {}\ndata {}\n", quoted(path), bytes.len());
    stream.extend_from_slice(bytes);
    stream.push(b'\n');
}

/// A path as `fast-import` reads any: in the style of C.
fn quoted(path: &str) -> String {
    format!("\"{}\"", path.replace('\\', r"\\").replace('"', "\\\"").replace('\n', r"\n"))
}

fn absolute(path: &Path) -> String {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned()).to_string_lossy().into_owned()
}

impl Target for Git {
    fn place(&self) -> String {
        format!("`{}` of `{}`", self.branch, super::redacted(&self.remote))
    }

    fn open(&mut self, visit: &Visit<'_>) -> Result<Record, DeployError> {
        self.prepare()?;
        let address = self.address()?;
        let name = format!("refs/heads/{}", self.branch);
        let doing = format!("look at {}", self.place());
        let listed = self.ask(&["ls-remote", &address, &name], &doing).map_err(|error| self.unreachable(error))?;
        let Some(tip) = listed.split_whitespace().next().map(str::to_owned) else {
            self.tip = None;
            return Ok(Record::default());
        };
        let fetch = format!("+{name}:{HERE}");
        self.ask(&["fetch", "--quiet", "--depth=2", "--update-shallow", &address, &fetch], &doing)
            .map_err(|error| self.unreachable(error))?;
        self.tip = Some(tip.clone());
        let text = output(&mut self.git(&["show", &format!("{tip}:{RECORD}")])?, b"", &doing)?;
        if let Some(record) = Record::parse(&text.stdout).filter(|_| text.status.success()) {
            // The commit after a deploy may be somebody's own.
            return Ok(record);
        }
        let there = self.ask(&["ls-tree", "-r", "-z", "--name-only", &tip], &doing)?;
        let in_the_way: Vec<&str> = there.split('\0').filter(|path| visit.items.get(path).is_some()).collect();
        match (in_the_way.first(), visit.take_over) {
            (Some(first), false) => Err(super::foreign(first, in_the_way.len(), &self.place())),
            _ => Ok(Record::default()),
        }
    }

    fn send(&mut self, visit: &Visit<'_>, plan: &Plan) -> Result<(), DeployError> {
        let stream = self.stream(visit, plan)?;
        (visit.told)(&format!("a commit of {} files", plan.send.len()));
        let import = ["fast-import", "--quiet", "--done", "--force", "--date-format=raw"];
        run(&mut self.git(&import)?, &stream, "make a commit")?;
        let new = self.ask(&["rev-parse", "refs/pressroom/new"], "make a commit")?;
        self.push(&new, self.tip.as_deref())
    }

    fn roll_back(&mut self, visit: &Visit<'_>) -> Result<String, DeployError> {
        let visit =
            Visit { take_over: true, clock: visit.clock, told: visit.told, owner: visit.owner.clone(), ..*visit };
        self.open(&visit)?;
        let Some(tip) = self.tip.clone() else { return Err(super::release::nothing_before(&self.place())) };
        // What went before is put on top: nobody's clone of the branch breaks.
        let before = output(&mut self.git(&["rev-parse", "--verify", "--quiet", &format!("{tip}^")])?, b"", "go back")?;
        if !before.status.success() {
            return Err(super::release::nothing_before(&self.place()));
        }
        let before = String::from_utf8_lossy(&before.stdout).trim().to_owned();
        let mut command = self.git(&[
            "commit-tree",
            &format!("{before}^{{tree}}"),
            "-p",
            &tip,
            "-m",
            "Go back to the deploy before",
        ])?;
        let name = &visit.owner.user;
        for (variable, value) in [("NAME", name.as_str()), ("EMAIL", "pressroom@localhost")] {
            command.env(format!("GIT_AUTHOR_{variable}"), value).env(format!("GIT_COMMITTER_{variable}"), value);
        }
        let new = String::from_utf8_lossy(&run(&mut command, b"", "go back")?).trim().to_owned();
        self.push(&new, Some(&tip))?;
        Ok(before.chars().take(10).collect())
    }

    fn close(&mut self) {}
}
