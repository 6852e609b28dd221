//! A folder of this machine, with releases side by side:
//!
//! ```text
//! /srv/www/
//!   current -> releases/20261118T120000Z     the root of the web server
//!   releases/20261118T120000Z/               a whole site
//!   releases/20261118T120000Z.record         what is in it
//!   deploy.lock                              while somebody deploys
//! ```
//!
//! A new release is made beside the others, from hard links of what stays and copies of what is new; then the link is
//! replaced by a rename, so a visitor gets the old site or the new one. Whatever happens before that moment changes nothing
//! that a visitor sees; a release that was not finished ends with `.partial` and is removed by the next deploy.
//!
//! Files of the current release that pressroom did not put there are carried along. One that was changed there by hand is
//! seen by its size and time, and put right.

use super::lock::{Lease, RENEWAL, judge};
use super::release::{self, older_than, outdated};
use super::{DeployError, Intent, Known, Plan, Record, Target, Visit};
use crate::base::Fingerprint;
use crate::diag::Diagnostic;
use crate::fs::{FsError, modified, replace_file};
use rayon::prelude::*;
use std::collections::BTreeSet;
use std::fs;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

/// A folder of this machine.
pub(super) struct Directory {
    root: PathBuf,
    keep: usize,
    lease: Option<Lease>,
    /// Files of the current release that are not pressroom's.
    foreign: BTreeSet<String>,
}

impl Directory {
    /// The folder, and how many releases stay in it. It need not exist yet.
    pub(super) fn new(root: &Path, keep: usize) -> Self {
        Self { root: root.to_owned(), keep, lease: None, foreign: BTreeSet::new() }
    }

    fn releases(&self) -> PathBuf {
        self.root.join("releases")
    }

    fn lock_file(&self) -> PathBuf {
        self.root.join("deploy.lock")
    }

    fn record_file(&self, release: &str) -> PathBuf {
        self.releases().join(format!("{release}.record"))
    }

    /// The release that visitors see.
    fn current(&self) -> Result<Option<String>, DeployError> {
        let link = self.root.join("current");
        match fs::read_link(&link) {
            Ok(to) => Ok(to.file_name().map(|name| name.to_string_lossy().into_owned())),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(_) => Err(Diagnostic::error("target-changed", format!("`{}` is no link to a release", link.display()))
                .note("pressroom makes a link there, and the web server's root is that link")
                .hint("move it away, or name another folder as `path`")
                .into()),
        }
    }

    /// All whole releases, sorted.
    fn all(&self) -> Result<Vec<String>, FsError> {
        let folder = self.releases();
        let entries = match fs::read_dir(&folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(FsError::new("can't read", &folder, error)),
        };
        let names = entries.flatten().filter(|entry| entry.path().is_dir());
        let names = names.map(|entry| entry.file_name().to_string_lossy().into_owned());
        let mut names: Vec<String> = names.filter(|name| release::is_name(name)).collect();
        names.sort_unstable();
        Ok(names)
    }

    fn lock(&mut self, visit: &Visit<'_>) -> Result<(), DeployError> {
        let file = self.lock_file();
        fs::create_dir_all(&self.root).map_err(|error| FsError::new("can't make the folder", &self.root, error))?;
        let now = (visit.clock)();
        let lease = Lease::new(&visit.owner, now);
        match create(&file, &format!("deploy.lock-{}", visit.owner.process), lease.to_text().as_bytes()) {
            Ok(()) => {}
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {
                let text = fs::read_to_string(&file).unwrap_or_default();
                if visit.break_lock {
                    (visit.told)("the lock was broken");
                } else {
                    judge(&text, now, &visit.owner, &self.place())?;
                    (visit.told)("an abandoned lock was taken over");
                }
                replace_file(&file, "deploy.lock-new", lease.to_text().as_bytes())?;
            }
            Err(error) => return Err(FsError::new("can't write", &file, error).into()),
        }
        self.lease = Some(lease);
        Ok(())
    }

    fn renew(&mut self, visit: &Visit<'_>) -> Result<(), DeployError> {
        let now = (visit.clock)();
        let Some(lease) = self.lease.as_ref().filter(|lease| now + super::lock::LEASE - lease.until >= RENEWAL) else {
            return Ok(());
        };
        let renewed = lease.renewed(now);
        replace_file(&self.lock_file(), "deploy.lock-new", renewed.to_text().as_bytes())?;
        self.lease = Some(renewed);
        Ok(())
    }

    /// What is in a release: its record, compared with the files by size and time; or, without a record, by contents.
    fn look(&mut self, release: &str, visit: &Visit<'_>) -> Result<Record, DeployError> {
        let folder = self.releases().join(release);
        let text = fs::read(self.record_file(release)).unwrap_or_default();
        let recorded = Record::parse(&text);
        if recorded.is_none() {
            (visit.told)("there is no record of the current release: its files are compared one by one");
        }
        let there = files_below(&folder)?;
        let mut record = recorded.unwrap_or_else(|| Record { id: release.to_owned(), ..Record::default() });
        let compared: Vec<(String, Option<Known>)> = there
            .par_iter()
            .map(|(path, size, time)| {
                let known = record.files.get(path);
                if let Some(known) = known.filter(|known| known.size == *size && known.modified == *time) {
                    return (path.clone(), Some(known.clone()));
                }
                let wanted = known.and_then(|known| known.print).or(visit.items.get(path).map(|item| item.print));
                let print = fs::read(folder.join(path)).ok().map(|bytes| Fingerprint::of(&bytes));
                let since = known.and_then(|known| known.since);
                let ours = known.is_some() || (print.is_some() && print == wanted);
                let print = print.filter(|print| Some(*print) == wanted);
                (path.clone(), ours.then_some(Known { print, size: *size, modified: *time, since }))
            })
            .collect();
        let mut touched: Vec<&str> = Vec::new();
        let mut files = std::collections::BTreeMap::new();
        self.foreign.clear();
        for (path, known) in &compared {
            match known {
                Some(known) => {
                    if known.print.is_none() {
                        touched.push(path);
                    }
                    files.insert(path.clone(), known.clone());
                }
                None => {
                    self.foreign.insert(path.clone());
                }
            }
        }
        let missing = record.files.keys().filter(|path| !files.contains_key(*path)).count();
        if let Some(first) = touched.first() {
            let count = touched.len();
            (visit.told)(&format!("`{first}` was changed at the target ({count} in all): put right"));
        }
        if missing > 0 {
            (visit.told)(&format!("files were deleted at the target ({missing}): put back"));
        }
        record.files = files;
        let in_the_way = self.foreign.iter().filter(|path| visit.items.get(path).is_some());
        let in_the_way: Vec<&String> = in_the_way.collect();
        if let (Some(first), false) = (in_the_way.first(), visit.take_over) {
            return Err(super::foreign(first, in_the_way.len(), &self.place()));
        }
        Ok(record)
    }

    /// Makes a release and its record, without showing it.
    fn make(&mut self, visit: &Visit<'_>, plan: &Plan, id: &str) -> Result<(), DeployError> {
        let partial = self.releases().join(format!("{id}.partial"));
        fs::create_dir_all(&partial).map_err(|error| FsError::new("can't make the folder", &partial, error))?;
        let before = self.current()?.map(|release| self.releases().join(release));
        let sent: BTreeSet<&str> = plan.send.iter().map(|sending| sending.path.as_str()).collect();
        let stays = plan.next.files.keys().map(String::as_str).chain(self.foreign.iter().map(String::as_str));
        let stays: Vec<&str> = stays.filter(|path| !sent.contains(path)).collect();
        let folders: BTreeSet<&str> =
            stays.iter().chain(&sent).filter_map(|path| Some(path.rsplit_once('/')?.0)).collect();
        for folder in folders {
            let folder = partial.join(folder);
            fs::create_dir_all(&folder).map_err(|error| FsError::new("can't make the folder", &folder, error))?;
        }
        if let Some(before) = &before {
            stays.par_iter().with_min_len(32).try_for_each(|path| link(&before.join(path), &partial.join(path)))?;
        }
        self.renew(visit)?;
        let written: Result<Vec<(String, Known)>, FsError> = plan
            .send
            .par_iter()
            .map(|sending| {
                let to = partial.join(&sending.path);
                let bytes = visit.items.read(&sending.path)?;
                fs::write(&to, &bytes).map_err(|error| FsError::new("can't write", &to, error))?;
                let time = fs::metadata(&to).map_or(0, |meta| modified(&meta));
                let known = Known { print: Some(sending.print), size: bytes.len() as u64, modified: time, since: None };
                Ok((sending.path.clone(), known))
            })
            .collect();
        let mut record = plan.next.clone();
        record.files.extend(written?);
        replace_file(&self.record_file(id), &format!("{id}.record-new"), record.to_text().as_bytes())?;
        let whole = self.releases().join(id);
        fs::rename(&partial, &whole).map_err(|error| FsError::new("can't rename", &partial, error))?;
        Ok(())
    }

    /// Shows a release to visitors.
    fn switch(&self, release: &str) -> Result<(), FsError> {
        let link = self.root.join("current");
        let fresh = self.root.join("current-new");
        // What a killed deploy left.
        let _ = fs::remove_file(&fresh);
        symlink(&Path::new("releases").join(release), &fresh)
            .and_then(|()| fs::rename(&fresh, &link))
            .map_err(|error| FsError::new("can't replace", &link, error))
    }

    /// Removes what is older than the releases that stay, and what killed deploys left.
    fn tidy(&self, current: Option<&str>) -> Result<(), FsError> {
        let remove = |path: PathBuf| match fs::remove_dir_all(&path) {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(FsError::new("can't remove", &path, error)),
            _ => Ok(()),
        };
        for entry in fs::read_dir(self.releases()).into_iter().flatten().flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            if name.strip_suffix(".partial").is_some_and(release::is_name) {
                remove(entry.path())?;
            }
        }
        let all = self.all()?;
        for name in outdated(&all, current, self.keep) {
            remove(self.releases().join(name))?;
            let _ = fs::remove_file(self.record_file(name));
        }
        Ok(())
    }
}

impl Target for Directory {
    fn place(&self) -> String {
        format!("`{}`", self.root.display())
    }

    fn open(&mut self, visit: &Visit<'_>) -> Result<Record, DeployError> {
        if visit.intent == Intent::Change {
            self.lock(visit)?;
        }
        match self.current()? {
            Some(release) => self.look(&release, visit),
            None => Ok(Record::default()),
        }
    }

    fn newest(&self) -> Option<String> {
        self.all().ok()?.pop()
    }

    fn send(&mut self, visit: &Visit<'_>, plan: &Plan) -> Result<(), DeployError> {
        let id = plan.next.id.clone();
        let before = self.current()?;
        self.tidy(before.as_deref())?;
        if let Err(error) = self.make(visit, plan, &id) {
            // What is half there helps nobody, and may be what fills the disk.
            let _ = fs::remove_dir_all(self.releases().join(format!("{id}.partial")));
            let _ = fs::remove_file(self.record_file(&id));
            return Err(error);
        }
        self.switch(&id)?;
        self.tidy(Some(&id))?;
        Ok(())
    }

    fn roll_back(&mut self, visit: &Visit<'_>) -> Result<String, DeployError> {
        self.lock(visit)?;
        let current = self.current()?.ok_or_else(|| release::nothing_before(&self.place()))?;
        let all = self.all()?;
        let before = older_than(&all, &current).ok_or_else(|| release::nothing_before(&self.place()))?;
        self.switch(before)?;
        Ok(before.to_owned())
    }

    fn close(&mut self) {
        if self.lease.take().is_some() {
            let _ = fs::remove_file(self.lock_file());
        }
    }
}

/// Makes a file that is not there yet, whole or not at all: a lock without a name in it would be nobody's.
fn create(file: &Path, temporary: &str, bytes: &[u8]) -> std::io::Result<()> {
    let temporary = file.with_file_name(temporary);
    let made = fs::write(&temporary, bytes).and_then(|()| fs::hard_link(&temporary, file));
    let _ = fs::remove_file(&temporary);
    match made {
        // Where there are no second names, the file is made in two steps.
        Err(error) if matches!(error.kind(), ErrorKind::Unsupported | ErrorKind::PermissionDenied) => {
            let mut new = fs::OpenOptions::new().write(true).create_new(true).open(file)?;
            new.write_all(bytes).inspect_err(|_| {
                let _ = fs::remove_file(file);
            })
        }
        made => made,
    }
}

/// All files below a folder: path, size, time.
fn files_below(folder: &Path) -> Result<Vec<(String, u64, u128)>, FsError> {
    let mut files = Vec::new();
    for entry in walkdir::WalkDir::new(folder) {
        let entry = entry.map_err(|error| {
            let path = error.path().unwrap_or(folder).to_owned();
            FsError::new("can't read", &path, error.into())
        })?;
        if entry.file_type().is_dir() {
            continue;
        }
        let meta =
            fs::symlink_metadata(entry.path()).map_err(|error| FsError::new("can't read", entry.path(), error))?;
        let path = entry.path().strip_prefix(folder).unwrap_or(entry.path()).to_string_lossy().into_owned();
        files.push((path, meta.len(), modified(&meta)));
    }
    files.sort_unstable();
    Ok(files)
}

/// The same file under a second name; a copy where the file system has no such thing.
fn link(from: &Path, to: &Path) -> Result<(), FsError> {
    if fs::hard_link(from, to).is_ok() {
        return Ok(());
    }
    let copied = fs::copy(from, to).and_then(|_| {
        // The record knows the file by its time.
        let time = fs::metadata(from)?.modified()?;
        fs::File::options().write(true).open(to)?.set_modified(time)
    });
    copied.map_err(|error| FsError::new("can't copy to", to, error))
}

#[cfg(unix)]
fn symlink(to: &Path, link: &Path) -> std::io::Result<()> {
    std::os::unix::fs::symlink(to, link)
}

#[cfg(not(unix))]
fn symlink(_: &Path, _: &Path) -> std::io::Result<()> {
    Err(std::io::Error::new(ErrorKind::Unsupported, "this system has no symbolic links"))
}
