//! A folder of another machine, with the same releases and the same link as a folder here (`directory`), reached by `ssh`
//! and filled by `rsync`. The machine needs a POSIX shell and rsync, and nothing else.
//!
//! The new release begins as hard links of the current one, made there by `rsync --link-dest`; what changed is sent into it
//! and what is gone is deleted from it. rsync writes beside and renames, so no release shares what is written into
//! another. Then the release gets its name, its record, and the link. Until that moment nothing changes for visitors.
//!
//! ssh asks nothing here (`BatchMode`): keys come from its agent and its own configuration.

use super::lock::{Lease, RENEWAL, judge};
use super::process::{failed, needed, output, quoted, run};
use super::release::{self, older_than, outdated};
use super::{DeployError, Intent, Known, Plan, Record, Target, Visit};
use crate::fs::FsError;
use std::path::Path;
use std::process::Command;

/// A folder of another machine.
pub(super) struct Ssh {
    host: String,
    port: Option<u16>,
    path: String,
    keep: usize,
    lease: Option<Lease>,
    /// The release that visitors see, and all of them, sorted.
    current: Option<String>,
    all: Vec<String>,
}

impl Ssh {
    /// The machine, and the folder there. It need not exist yet.
    pub(super) fn new(host: &str, port: Option<u16>, path: &str, keep: usize) -> Self {
        let path = path.trim_end_matches('/').to_owned();
        Self { host: host.to_owned(), port, path, keep, lease: None, current: None, all: Vec::new() }
    }

    /// Options that every connection has.
    fn options(&self) -> Vec<String> {
        let mut options: Vec<String> = ["-o", "BatchMode=yes", "-o", "ConnectTimeout=10"].map(str::to_owned).into();
        if let Some(port) = self.port {
            options.extend(["-p".to_owned(), port.to_string()]);
        }
        // What somebody has set up for a machine of the network, for a deploy key or for tests.
        if let Ok(more) = std::env::var("PRESSROOM_SSH_OPTIONS") {
            options.extend(more.split_whitespace().map(str::to_owned));
        }
        options
    }

    fn ssh(&self, script: &str) -> Result<Command, DeployError> {
        let program = needed("ssh", "install OpenSSH's client")?;
        let mut command = Command::new(program);
        // The script is one argument, whatever the login shell is.
        command.args(self.options()).arg("--").arg(&self.host).arg(format!("sh -c {}", quoted(script)));
        Ok(command)
    }

    /// Runs a script in the folder.
    fn there(&self, script: &str, input: &[u8], doing: &str) -> Result<Vec<u8>, DeployError> {
        self.run(&format!("set -e; cd {}; {script}", quoted(&self.path)), input, doing)
    }

    /// Runs a script wherever ssh leads.
    fn run(&self, script: &str, input: &[u8], doing: &str) -> Result<Vec<u8>, DeployError> {
        run(&mut self.ssh(script)?, input, &format!("{doing} {}", self.place())).map_err(|error| {
            error.hint("check the name, the keys and the folder with `ssh`; what visitors see is as it was")
        })
    }

    fn take_lock(&mut self, visit: &Visit<'_>) -> Result<(), DeployError> {
        let now = (visit.clock)();
        let lease = Lease::new(&visit.owner, now);
        // A second name is given to a whole file, or not at all. What is printed is the lock that is there already.
        let script = "cat > deploy.lock.$$; if ln deploy.lock.$$ deploy.lock 2>/dev/null; then rm deploy.lock.$$; \
                      else rm deploy.lock.$$; cat deploy.lock; fi";
        let script = format!("set -e; mkdir -p {path}; cd {path}; {script}", path = quoted(&self.path));
        let there = self.run(&script, lease.to_text().as_bytes(), "lock")?;
        if !there.is_empty() {
            if visit.break_lock {
                (visit.told)("the lock was broken");
            } else {
                judge(&String::from_utf8_lossy(&there), now, &visit.owner, &self.place())?;
                (visit.told)("an abandoned lock was taken over");
            }
            self.write_lock(&lease)?;
        }
        self.lease = Some(lease);
        Ok(())
    }

    fn write_lock(&self, lease: &Lease) -> Result<(), DeployError> {
        let script = "cat > deploy.lock-new; mv deploy.lock-new deploy.lock";
        self.there(script, lease.to_text().as_bytes(), "lock").map(drop)
    }

    fn renew(&mut self, visit: &Visit<'_>) -> Result<(), DeployError> {
        let now = (visit.clock)();
        let Some(lease) = self.lease.as_ref().filter(|lease| now + super::lock::LEASE - lease.until >= RENEWAL) else {
            return Ok(());
        };
        let renewed = lease.renewed(now);
        self.write_lock(&renewed)?;
        self.lease = Some(renewed);
        Ok(())
    }

    /// Finds the releases, and the current one.
    fn look(&mut self) -> Result<(), DeployError> {
        // A folder that is not there yet has no releases, and looking makes none.
        let folder = quoted(&self.path);
        let script =
            format!("cd {folder} 2>/dev/null || exit 0; readlink current || echo; ls -1 releases 2>/dev/null || :");
        let text = self.run(&script, b"", "look at")?;
        let text = String::from_utf8_lossy(&text).into_owned();
        let mut lines = text.lines();
        let current = lines.next().unwrap_or_default().rsplit('/').next().unwrap_or_default();
        self.current = release::is_name(current).then(|| current.to_owned());
        self.all = lines.filter(|name| release::is_name(name)).map(str::to_owned).collect();
        self.all.sort_unstable();
        Ok(())
    }

    /// The script that shows a release to visitors. Neither `mv -T` nor `mv -h` is known everywhere.
    fn switch(release: &str) -> String {
        format!(
            "rm -f current-new; ln -s releases/{release} current-new; \
             mv -T current-new current 2>/dev/null || mv -h current-new current 2>/dev/null || \
             {{ echo 'this system can not replace a link' >&2; exit 1; }}"
        )
    }

    /// Sends a folder into a release.
    fn rsync(&self, from: &Path, release: &str) -> Result<(), DeployError> {
        let program = needed("rsync", "install rsync, here and there")?;
        let shell = std::iter::once("ssh".to_owned()).chain(self.options()).collect::<Vec<_>>().join(" ");
        let to = format!("{}:{}/releases/{release}.partial/", self.host, self.path);
        let mut command = Command::new(program);
        // What is sent is known to differ: sizes and times need not be compared.
        command.args([
            "--archive",
            "--ignore-times",
            "--protect-args",
            "--chmod=D755,F644",
            "--timeout=60",
            "-e",
            &shell,
        ]);
        command.arg("--").arg(from.join("")).arg(to);
        let doing = format!("send to {}", self.place());
        let sent = output(&mut command, b"", &doing)?;
        if sent.status.success() {
            return Ok(());
        }
        Err(failed(&sent, &doing).hint("deploy again: what visitors see is as it was"))
    }

    fn make(&mut self, visit: &Visit<'_>, plan: &Plan, id: &str) -> Result<(), DeployError> {
        let linked = match &self.current {
            Some(current) => {
                format!(
                    "rsync --archive --link-dest=\"$PWD/releases/{current}/\" releases/{current}/ releases/{id}.partial/"
                )
            }
            None => format!("mkdir -p releases/{id}.partial"),
        };
        (visit.told)("the new release is begun");
        self.there(&format!("mkdir -p releases; rm -rf releases/*.partial; {linked}"), b"", "begin a release at")?;
        self.renew(visit)?;
        let stage = tempfile_beside(visit)?;
        let mut record = plan.next.clone();
        for sending in &plan.send {
            let size = stage.put(visit, &sending.path)?;
            let known = Known { print: Some(sending.print), size, modified: 0, since: None };
            record.files.insert(sending.path.clone(), known);
        }
        (visit.told)(&format!("files: {}", plan.send.len()));
        if !plan.send.is_empty() {
            self.rsync(stage.path(), id)?;
        }
        self.renew(visit)?;
        if !plan.delete.is_empty() {
            (visit.told)(&format!("deletions: {}", plan.delete.len()));
            let list: Vec<u8> = plan.delete.iter().flat_map(|path| [path.as_bytes(), b"\0"].concat()).collect();
            self.there(&format!("cd releases/{id}.partial; xargs -0 rm -f --"), &list, "delete from the release of")?;
        }
        let script =
            format!("cat > releases/{id}.record; mv releases/{id}.partial releases/{id}; {}", Self::switch(id));
        self.there(&script, record.to_text().as_bytes(), "show the release of")?;
        Ok(())
    }
}

impl Target for Ssh {
    fn place(&self) -> String {
        format!("`{}:{}`", self.host, self.path)
    }

    fn open(&mut self, visit: &Visit<'_>) -> Result<Record, DeployError> {
        if visit.intent == Intent::Change {
            self.take_lock(visit)?;
        }
        self.look()?;
        let Some(current) = &self.current else { return Ok(Record::default()) };
        let text = self.there(&format!("cat releases/{current}.record 2>/dev/null || :"), b"", "read the record of")?;
        if let Some(record) = Record::parse(&text) {
            return Ok(record);
        }
        // Everything is sent again into a release that begins as a copy: what is not ours is carried along.
        (visit.told)("there is no record of the current release: every file is sent");
        Ok(Record { id: current.clone(), ..Record::default() })
    }

    fn newest(&self) -> Option<String> {
        self.all.last().cloned()
    }

    fn send(&mut self, visit: &Visit<'_>, plan: &Plan) -> Result<(), DeployError> {
        let id = plan.next.id.clone();
        self.make(visit, plan, &id).inspect_err(|_| {
            // It may be what fills the disk.
            let _ = self.there(&format!("rm -rf releases/{id}.partial"), b"", "tidy up");
        })?;
        let mut all = self.all.clone();
        all.push(id.clone());
        let gone: Vec<String> = outdated(&all, Some(&id), self.keep)
            .flat_map(|name| [format!("releases/{name}"), format!("releases/{name}.record")])
            .collect();
        if !gone.is_empty() {
            self.there(&format!("rm -rf {}", gone.join(" ")), b"", "tidy up")?;
        }
        Ok(())
    }

    fn roll_back(&mut self, visit: &Visit<'_>) -> Result<String, DeployError> {
        self.take_lock(visit)?;
        self.look()?;
        let current = self.current.clone().ok_or_else(|| release::nothing_before(&self.place()))?;
        let before = older_than(&self.all, &current).ok_or_else(|| release::nothing_before(&self.place()))?;
        self.there(&Self::switch(before), b"", "go back at")?;
        Ok(before.to_owned())
    }

    fn close(&mut self) {
        if self.lease.take().is_some() {
            // A lock that stays is abandoned soon.
            let _ = self.there("rm -f deploy.lock", b"", "unlock");
        }
    }
}

/// A folder that holds what is sent, removed when it is dropped.
pub(super) struct Staged(std::path::PathBuf);

impl Staged {
    pub(super) fn path(&self) -> &Path {
        &self.0
    }

    /// Puts a file of the target there; returns its size in bytes.
    pub(super) fn put(&self, visit: &Visit<'_>, path: &str) -> Result<u64, FsError> {
        let to = self.0.join(path);
        let folder = to.parent().unwrap_or(&self.0);
        std::fs::create_dir_all(folder).map_err(|error| FsError::new("can't make the folder", folder, error))?;
        if let Some(from) = visit.items.verbatim(path)
            && std::fs::hard_link(&from, &to).is_ok()
        {
            return Ok(std::fs::metadata(&to).map_or(0, |meta| meta.len()));
        }
        let bytes = visit.items.read(path)?;
        std::fs::write(&to, &bytes).map_err(|error| FsError::new("can't write", &to, error))?;
        Ok(bytes.len() as u64)
    }
}

impl Drop for Staged {
    fn drop(&mut self) {
        // Only links and copies of what can be made again.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// A new folder beside the output folder, so that files can be linked instead of copied.
pub(super) fn tempfile_beside(visit: &Visit<'_>) -> Result<Staged, DeployError> {
    let out = visit.items.out();
    // The lock of the output folder is held, so what is there is what a killed deploy left.
    let path = crate::engine::pressroom_folder(out).join(format!("{}.stage", crate::engine::out_name(out)));
    let _ = std::fs::remove_dir_all(&path);
    std::fs::create_dir_all(&path).map_err(|error| FsError::new("can't make the folder", &path, error))?;
    Ok(Staged(path))
}
