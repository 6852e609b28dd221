//! Authors, categories, tags, standalone pages as they were read.

use crate::base::{Fingerprint, FingerprintBuilder, Zone};
use crate::content::read_matter;
use crate::diag::Diagnostic;
use crate::fs::read_text;
use crate::model::RecordEntry;
use crate::yaml::FromYaml;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

/// All records of a kind.
pub(super) struct Records<T> {
    all: BTreeMap<Arc<str>, RecordEntry<T>>,
    /// Files that can't be read and never could.
    pub(super) broken: BTreeSet<Arc<str>>,
}

impl<T> Default for Records<T> {
    fn default() -> Self {
        Self { all: BTreeMap::new(), broken: BTreeSet::new() }
    }
}

impl<T: FromYaml + Clone + Send> Records<T> {
    /// Reads files for the first time.
    pub(super) fn read(&mut self, root: &Path, files: &[Arc<str>], zone: &Zone) -> Vec<(Arc<str>, Vec<Diagnostic>)> {
        let read: Vec<_> = files.par_iter().map(|file| read_record::<T>(root, file, zone)).collect();
        let mut problems = Vec::new();
        (self.all, self.broken) = (BTreeMap::new(), BTreeSet::new());
        for (file, (entry, found)) in files.iter().zip(read) {
            if !found.is_empty() {
                problems.push((file.clone(), found));
            }
            match entry {
                Some(entry) => drop(self.all.insert(file.clone(), entry)),
                None => drop(self.broken.insert(file.clone())),
            }
        }
        problems
    }

    /// Reads a file again, or notices that it is gone. Says what is wrong with it, and whether it may differ.
    pub(super) fn refresh(&mut self, root: &Path, file: &Arc<str>, zone: &Zone) -> (Vec<Diagnostic>, bool) {
        if !root.join(&**file).is_file() {
            let known = self.all.remove(file).is_some() | self.broken.remove(file);
            return (Vec::new(), known);
        }
        let (entry, problems) = read_record::<T>(root, file, zone);
        let differs = if let Some(entry) = entry {
            self.broken.remove(file);
            self.all.insert(file.clone(), entry);
            true
        } else {
            !self.all.contains_key(file) && self.broken.insert(file.clone())
        };
        (problems, differs)
    }

    /// Adds what is there to a fingerprint.
    pub(super) fn add_to(&self, print: &mut FingerprintBuilder) {
        print.part(self.all.len().to_le_bytes());
        for (file, entry) in &self.all {
            print.part(&**file).part(entry.print.bytes());
        }
    }

    pub(super) fn all(&self) -> Vec<RecordEntry<T>> {
        self.all.values().cloned().collect()
    }

    pub(super) fn into_all(self) -> Vec<RecordEntry<T>> {
        self.all.into_values().collect()
    }
}

fn read_record<T: FromYaml>(root: &Path, file: &Arc<str>, zone: &Zone) -> (Option<RecordEntry<T>>, Vec<Diagnostic>) {
    let text = match read_text(root, file) {
        Ok(text) => text,
        Err(problem) => return (None, vec![problem]),
    };
    let (matter, diagnostics) = read_matter::<T>(file, &text, zone);
    let entry = matter.map(|(matter, body)| RecordEntry {
        source: file.clone(),
        matter,
        offset: body.start,
        print: Fingerprint::of(text.as_bytes()),
        text: text[body].to_owned(),
    });
    (entry, diagnostics)
}
