//! A bucket of S3, or of a store that speaks its language.
//!
//! Files are replaced one by one, so the order of the plan is what keeps the site whole. The record and the lock lie in
//! the bucket below `.pressroom/`, and are written on the condition that nobody else has written them since they were
//! read (`If-Match`, `If-None-Match`).
//!
//! **A killed deploy.** Before anything is sent, the record is written with every file that is about to change marked as
//! unknown; while files are sent, those that have arrived are written down every few seconds. The next deploy sends what
//! is unknown and nothing else.
//!
//! **Files that are not ours** are in no record and are never deleted; one that stands in the way of a new file is found
//! by `If-None-Match: *`.

mod keys;
mod redirects;
mod store;

use super::lock::{Lease, RENEWAL, judge};
use super::{DeployError, Intent, Known, Novelty, Plan, Record, Sending, Stage, Target, Visit};
use crate::base::Fingerprint;
use crate::config::Encoding;
use crate::diag::Diagnostic;
use crate::media::media_type;
use crate::render::host::FileKind;
use crate::render::redirect::redirect_target;
use bytes::Bytes;
use futures_util::{StreamExt, TryStreamExt, stream};
use object_store::aws::AmazonS3;
use object_store::path::Path;
use object_store::{
    Attribute, Attributes, Error, ObjectStore, ObjectStoreExt, PutMode, PutOptions, PutPayload, UpdateVersion,
};
use redirects::LeadsTo;
use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use store::{Address, connect, explained};

/// How often the record says what has arrived.
const CHECKPOINT: Duration = Duration::from_secs(15);

/// A bucket.
pub(super) struct S3 {
    address: Address,
    prefix: String,
    parallel: usize,
    website: bool,
    runtime: tokio::runtime::Runtime,
    store: AmazonS3,
    /// The record as it was read, for writing it on the condition that it is still that one.
    version: Option<UpdateVersion>,
    lease: Option<(Lease, Option<UpdateVersion>)>,
}

/// How a bucket is used.
#[derive(Clone, Debug)]
pub(super) struct Bucket {
    /// Its name.
    pub(super) name: String,
    /// What is put before every path; ends with `/` unless it is empty.
    pub(super) prefix: String,
    /// The region.
    pub(super) region: Option<String>,
    /// The store's address, if it is not Amazon's.
    pub(super) endpoint: Option<String>,
    /// Uploads at the same time.
    pub(super) parallel: usize,
    /// Whether the store knows conditional writes.
    pub(super) conditional: bool,
    /// Whether the store sends redirects for objects that say so.
    pub(super) website: bool,
}

impl S3 {
    /// Prepares to speak to a bucket; nothing is sent yet.
    ///
    /// # Errors
    /// There are no keys, or the settings make no sense.
    pub(super) fn new(bucket: Bucket) -> Result<Self, DeployError> {
        let Bucket { name, prefix, region, endpoint, parallel, conditional, website } = bucket;
        let address = Address { bucket: name, region, endpoint, conditional };
        let store = connect(&address)?;
        let runtime = super::process::runtime()?;
        Ok(Self { address, prefix, parallel, website, runtime, store, version: None, lease: None })
    }

    fn key(&self, path: &str) -> Result<Path, DeployError> {
        let full = format!("{}{path}", self.prefix);
        Path::parse(&full)
            .map_err(|error| DeployError::broken(format!("`{path}` can't be the name of an object: {error}")))
    }

    fn failed(&self, error: &Error, doing: &str) -> DeployError {
        explained(error, doing, &self.place())
    }

    async fn get(&self, path: &str) -> Result<Option<(Bytes, UpdateVersion)>, DeployError> {
        let key = self.key(path)?;
        let answer = match self.store.get(&key).await {
            Ok(answer) => answer,
            // A bucket that is not there is no file that is not there.
            Err(error @ Error::NotFound { .. }) if !error.to_string().contains("NoSuchBucket") => return Ok(None),
            Err(error) => return Err(self.failed(&error, "read from")),
        };
        let version = UpdateVersion { e_tag: answer.meta.e_tag.clone(), version: answer.meta.version.clone() };
        let bytes = answer.bytes().await.map_err(|error| self.failed(&error, "read from"))?;
        Ok(Some((bytes, version)))
    }

    /// Writes a file of pressroom's own, if it is still the one that was read. `Ok(None)`: it is not.
    async fn put_own(
        &self,
        path: &str,
        text: String,
        seen: Option<&UpdateVersion>,
    ) -> Result<Option<UpdateVersion>, DeployError> {
        let key = self.key(path)?;
        let mode = match (self.address.conditional, seen) {
            (false, _) => PutMode::Overwrite,
            (true, None) => PutMode::Create,
            (true, Some(version)) => PutMode::Update(version.clone()),
        };
        if !self.address.conditional {
            // Without conditions of the store's own this is the best that can be done.
            let now = self.store.head(&key).await.ok().and_then(|meta| meta.e_tag);
            if now != seen.and_then(|seen| seen.e_tag.clone()) {
                return Ok(None);
            }
        }
        let mut attributes = Attributes::new();
        attributes.insert(Attribute::ContentType, "text/plain; charset=utf-8".into());
        attributes.insert(Attribute::CacheControl, "no-store".into());
        let options = PutOptions { mode, attributes, ..PutOptions::default() };
        match self.store.put_opts(&key, PutPayload::from(text), options).await {
            Ok(put) => Ok(Some(UpdateVersion { e_tag: put.e_tag, version: put.version })),
            Err(Error::AlreadyExists { .. } | Error::Precondition { .. }) => Ok(None),
            Err(error) => Err(self.failed(&error, "write to")),
        }
    }

    async fn lock(&self, visit: &Visit<'_>) -> Result<(Lease, Option<UpdateVersion>), DeployError> {
        let now = (visit.clock)();
        let lease = Lease::new(&visit.owner, now);
        let mut seen = None;
        if let Some((bytes, version)) = self.get(LOCK).await? {
            if visit.break_lock {
                (visit.told)("the lock was broken");
            } else {
                judge(&String::from_utf8_lossy(&bytes), now, &visit.owner, &self.place())?;
                (visit.told)("an abandoned lock was taken over");
            }
            seen = Some(version);
        }
        match self.put_own(LOCK, lease.to_text(), seen.as_ref()).await? {
            Some(version) => Ok((lease, Some(version))),
            None => Err(Diagnostic::error(
                "target-locked",
                format!("somebody else has just begun to deploy to {}", self.place()),
            )
            .hint("wait until that deploy is done")
            .into()),
        }
    }

    async fn renew(&mut self, visit: &Visit<'_>) -> Result<(), DeployError> {
        let now = (visit.clock)();
        let Some((lease, version)) = &self.lease else { return Ok(()) };
        if now + super::lock::LEASE - lease.until < RENEWAL {
            return Ok(());
        }
        let renewed = lease.renewed(now);
        match self.put_own(LOCK, renewed.to_text(), version.as_ref()).await? {
            Some(version) => self.lease = Some((renewed, Some(version))),
            None => return Err(self.changed_by_another("the lock")),
        }
        Ok(())
    }

    fn changed_by_another(&self, what: &str) -> DeployError {
        Diagnostic::error("target-changed", format!("{what} of {} was changed by another deploy", self.place()))
            .note("what was sent up to now is whole; nothing was deleted")
            .hint("deploy again: what is there now is looked at anew")
            .into()
    }

    async fn save(&mut self, record: &Record) -> Result<(), DeployError> {
        match self.put_own(RECORD, record.to_text(), self.version.as_ref()).await? {
            Some(version) => self.version = Some(version),
            None => return Err(self.changed_by_another("the record")),
        }
        Ok(())
    }

    /// What is there without a record: objects that hold what would be sent are taken as ours.
    async fn compare(&self, visit: &Visit<'_>) -> Result<Record, DeployError> {
        let prefix = self.prefix.trim_end_matches('/');
        let prefix = (!prefix.is_empty()).then(|| Path::from(prefix));
        let listed: Vec<(String, u64)> = self
            .store
            .list(prefix.as_ref())
            .map_ok(|meta| (meta.location.to_string(), meta.size))
            .try_collect()
            .await
            .map_err(|error| self.failed(&error, "list"))?;
        let there = listed.into_iter().filter_map(|(key, size)| {
            let path = key.strip_prefix(&self.prefix)?.to_owned();
            let item = visit.items.get(&path)?;
            Some((path, size, item.print))
        });
        let there: Vec<(String, u64, Fingerprint)> = there.collect();
        if !there.is_empty() {
            (visit.told)(&format!("there is no record at {}: {} files are compared", self.place(), there.len()));
        }
        let compared: Vec<(String, Option<Known>)> =
            stream::iter(there.into_iter().map(|(path, size, wanted)| async move {
                let bytes = visit.items.read(&path)?;
                let same =
                    bytes.len() as u64 == size && self.get(&path).await?.is_some_and(|(there, _)| there == bytes);
                let known = same.then_some(Known { print: Some(wanted), size, modified: 0, since: None });
                Ok::<_, DeployError>((path, known))
            }))
            .buffer_unordered(self.parallel)
            .try_collect()
            .await?;
        let mut others: Vec<&String> =
            compared.iter().filter(|(_, known)| known.is_none()).map(|(path, _)| path).collect();
        others.sort_unstable();
        if let (Some(first), false) = (others.first(), visit.take_over) {
            return Err(super::foreign(first, others.len(), &self.place()));
        }
        let unknown = Known { print: None, size: 0, modified: 0, since: None };
        let files = compared.into_iter().map(|(path, known)| (path, known.unwrap_or_else(|| unknown.clone())));
        Ok(Record { files: files.collect::<BTreeMap<_, _>>(), ..Record::default() })
    }

    /// Sends one file; returns its size in bytes.
    async fn upload(&self, visit: &Visit<'_>, sending: &Sending) -> Result<u64, DeployError> {
        let bytes = visit.items.read(&sending.path)?;
        let size = bytes.len() as u64;
        let key = self.key(&sending.path)?;
        let mut options = PutOptions { attributes: attributes(&sending.path), ..PutOptions::default() };
        if self.website
            && let Some(to) = redirect_target(&bytes)
        {
            options.extensions.insert(LeadsTo(to));
        }
        let guarded = sending.novelty == Novelty::New && !visit.take_over;
        if guarded && self.address.conditional {
            options.mode = PutMode::Create;
        }
        if guarded && !self.address.conditional && self.store.head(&key).await.is_ok() {
            return Err(super::foreign(&sending.path, 1, &self.place()));
        }
        match self.store.put_opts(&key, PutPayload::from(bytes.clone()), options).await {
            Ok(_) => Ok(size),
            // A try that was repeated may have arrived the first time.
            Err(Error::AlreadyExists { .. })
                if self.get(&sending.path).await?.is_some_and(|(there, _)| there == bytes) =>
            {
                Ok(size)
            }
            Err(Error::AlreadyExists { .. }) => Err(super::foreign(&sending.path, 1, &self.place())),
            Err(error) => Err(self.failed(&error, "write to")),
        }
    }

    async fn carry_out(&mut self, visit: &Visit<'_>, plan: &Plan, mut record: Record) -> Result<(), DeployError> {
        let about = plan.send.iter().map(|sending| &sending.path).chain(&plan.delete);
        for path in about {
            let known = Known { print: None, size: 0, modified: 0, since: None };
            record.files.entry(path.clone()).or_insert(known).print = None;
        }
        self.save(&record).await?;
        for stage in Stage::ALL {
            let sends: Vec<&Sending> = plan.send.iter().filter(|sending| sending.stage == stage).collect();
            if sends.is_empty() {
                continue;
            }
            (visit.told)(&format!("{}: {}", stage.name(), sends.len()));
            let mut from = 0;
            while from < sends.len() {
                let (done, result) = self.some(visit, &sends[from..]).await;
                for (path, print, size) in &done {
                    let known = Known { print: Some(*print), size: *size, modified: 0, since: None };
                    record.files.insert((*path).to_owned(), known);
                }
                from += done.len();
                if let Err(error) = result {
                    // What has arrived need not be sent again. That it can't be written down only costs time.
                    let _ = self.save(&record).await;
                    return Err(error);
                }
                self.renew(visit).await?;
                if from < sends.len() {
                    self.save(&record).await?;
                }
            }
        }
        if !plan.delete.is_empty() {
            (visit.told)(&format!("deletions: {}", plan.delete.len()));
            // Somebody else's deploy may want what this one deletes.
            self.save(&record).await?;
            let this: &Self = self;
            stream::iter(plan.delete.iter().map(|path| async move {
                let key = this.key(path)?;
                match this.store.delete(&key).await {
                    Ok(()) | Err(Error::NotFound { .. }) => Ok(()),
                    Err(error) => Err(this.failed(&error, "delete from")),
                }
            }))
            .buffer_unordered(this.parallel)
            .try_collect::<Vec<()>>()
            .await?;
        }
        let mut next = plan.next.clone();
        for sending in &plan.send {
            if let (Some(next), Some(sent)) = (next.files.get_mut(&sending.path), record.files.get(&sending.path)) {
                next.size = sent.size;
            }
        }
        self.save(&next).await
    }

    /// Sends files until all have arrived, it is time for a checkpoint, or one fails; says which have arrived. They are
    /// always the first ones.
    async fn some<'p>(
        &self,
        visit: &Visit<'_>,
        sends: &[&'p Sending],
    ) -> (Vec<(&'p str, Fingerprint, u64)>, Result<(), DeployError>) {
        let begun = Instant::now();
        let failed = AtomicBool::new(false);
        let failure: Mutex<Option<DeployError>> = Mutex::new(None);
        let started = AtomicUsize::new(0);
        let results = stream::iter(sends.iter().map(|sending| {
            let (failed, failure, started) = (&failed, &failure, &started);
            async move {
                if failed.load(Ordering::Relaxed) || begun.elapsed() > CHECKPOINT {
                    return None;
                }
                started.fetch_add(1, Ordering::Relaxed);
                match self.upload(visit, sending).await {
                    Ok(size) => Some((sending.path.as_str(), sending.print, size)),
                    Err(error) => {
                        failed.store(true, Ordering::Relaxed);
                        if let Ok(mut first) = failure.lock() {
                            first.get_or_insert(error);
                        }
                        None
                    }
                }
            }
        }))
        .buffered(self.parallel)
        .collect::<Vec<_>>()
        .await;
        let done: Vec<_> = results.into_iter().map_while(|done| done).collect();
        let failure = failure.into_inner().ok().flatten();
        (done, failure.map_or(Ok(()), Err))
    }
}

const RECORD: &str = ".pressroom/record";
const LOCK: &str = ".pressroom/lock";

/// What a store says with a file.
fn attributes(path: &str) -> Attributes {
    let mut attributes = Attributes::new();
    let encoded = [(".br", Encoding::Brotli), (".gz", Encoding::Gzip)];
    let encoding = encoded.into_iter().find_map(|(ending, encoding)| Some((path.strip_suffix(ending)?, encoding)));
    let plain = encoding.map_or(path, |(plain, _)| plain);
    attributes.insert(Attribute::ContentType, media_type(plain).into());
    attributes.insert(Attribute::CacheControl, FileKind::of(path).cache_control().into());
    if let Some((_, encoding)) = encoding {
        let name = if encoding == Encoding::Brotli { "br" } else { "gzip" };
        attributes.insert(Attribute::ContentEncoding, name.into());
    }
    attributes
}

impl Target for S3 {
    fn place(&self) -> String {
        let at = self.address.endpoint.as_ref().map(|endpoint| format!(" at {endpoint}")).unwrap_or_default();
        format!("`s3://{}/{}`{at}", self.address.bucket, self.prefix)
    }

    fn open(&mut self, visit: &Visit<'_>) -> Result<Record, DeployError> {
        let runtime = self.runtime.handle().clone();
        runtime.block_on(async {
            if visit.intent == Intent::Change {
                self.lease = Some(self.lock(visit).await?);
            }
            let found = self.get(RECORD).await?;
            self.version = found.as_ref().map(|(_, version)| version.clone());
            match found.and_then(|(bytes, _)| Record::parse(&bytes)) {
                Some(record) => Ok(record),
                None => self.compare(visit).await,
            }
        })
    }

    fn send(&mut self, visit: &Visit<'_>, plan: &Plan) -> Result<(), DeployError> {
        let runtime = self.runtime.handle().clone();
        runtime.block_on(async {
            let found = self.get(RECORD).await?;
            let record = found.and_then(|(bytes, _)| Record::parse(&bytes)).unwrap_or_default();
            self.carry_out(visit, plan, record).await
        })
    }

    fn roll_back(&mut self, _: &Visit<'_>) -> Result<String, DeployError> {
        Err(Diagnostic::error("no-release", format!("{} keeps no earlier releases", self.place()))
            .hint("build the earlier state of the repository and deploy it: only what differs is sent")
            .into())
    }

    fn close(&mut self) {
        if self.lease.take().is_some()
            && let Ok(key) = self.key(LOCK)
        {
            // A lock that stays is abandoned soon.
            let _ = self.runtime.block_on(self.store.delete(&key));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_says_what_it_is_and_how_long_it_may_be_kept() {
        let said = |path: &str, attribute| attributes(path).get(&attribute).map(|value| value.to_string());
        assert_eq!(said("a/index.html", Attribute::ContentType).as_deref(), Some("text/html; charset=utf-8"));
        assert_eq!(said("a/index.html.br", Attribute::ContentType).as_deref(), Some("text/html; charset=utf-8"));
        assert_eq!(said("a/index.html.gz", Attribute::ContentEncoding).as_deref(), Some("gzip"));
        assert_eq!(said("a/index.html", Attribute::ContentEncoding), None);
        let year = Some("public, max-age=31536000, immutable");
        assert_eq!(said("media/a-400.0123456789.avif", Attribute::CacheControl).as_deref(), year);
    }
}
