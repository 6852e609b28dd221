//! Fragments, each rendered once for its name and arguments (or again, when it was not asked for in a long time).

use crate::base::{Fingerprint, FingerprintBuilder};
use crate::diag::Diagnostic;
use crate::model::{Key, View};
use crate::theme::{Env, FragmentCall, FragmentKey, Scope, Shell, diagnose, enter, split_marks};
use rustc_hash::FxHashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// A finished fragment.
#[derive(Debug, Default)]
pub struct Fragment {
    /// Its text.
    pub bytes: Vec<u8>,
    /// What is wrong with it.
    pub diagnostics: Vec<Diagnostic>,
}

/// Hears of every fragment that is made, before anybody gets it.
pub trait Watch: Send + Sync {
    /// A fragment was made: what it depends on beside its component, its arguments and the fragments in it, and those.
    fn made(&self, call: &FragmentCall, fragment: &Fragment, reads: &[Key], calls: &[FragmentCall]);
}

impl Fragment {
    /// Names what pages get of it.
    pub fn print(&self) -> Fingerprint {
        let mut print = FingerprintBuilder::new();
        print.part(&self.bytes);
        if !self.diagnostics.is_empty() {
            print.part(format!("{:?}", self.diagnostics));
        }
        print.finish()
    }
}

/// Bytes of fragments that are remembered, about: any of them can be made again.
const ROOM: usize = 64 * 1024 * 1024;
const SHARDS: usize = 16;

/// The fragments of a build. Shards keep threads from waiting for each other.
#[derive(Default)]
pub(super) struct Fragments {
    shards: [Mutex<Shard>; SHARDS],
    watch: Option<Arc<dyn Watch>>,
}

/// Those that were asked for lately, and those that were before.
#[derive(Default)]
struct Shard {
    young: FxHashMap<FragmentKey, Arc<Fragment>>,
    old: FxHashMap<FragmentKey, Arc<Fragment>>,
    /// Bytes of the young ones.
    bytes: usize,
}

impl Shard {
    fn get(&mut self, key: FragmentKey) -> Option<Arc<Fragment>> {
        if let Some(known) = self.young.get(&key) {
            return Some(known.clone());
        }
        let known = self.old.remove(&key)?;
        self.put(key, known.clone());
        Some(known)
    }

    fn put(&mut self, key: FragmentKey, fragment: Arc<Fragment>) {
        self.bytes += fragment.bytes.len() + 128;
        self.young.insert(key, fragment);
        if self.bytes > ROOM / SHARDS / 2 {
            self.old = std::mem::take(&mut self.young);
            self.bytes = 0;
        }
    }
}

/// Fragments inside fragments inside fragments: deeper is a circle.
const DEPTH: usize = 8;

impl Fragments {
    /// None yet; `watch` hears of all that are made.
    pub(super) fn watched(watch: Option<Arc<dyn Watch>>) -> Self {
        Self { shards: Default::default(), watch }
    }

    /// The fragment of a call.
    pub(super) fn get(&self, env: &Arc<Env>, call: &FragmentCall) -> Arc<Fragment> {
        self.get_at(env, call, 0)
    }

    fn get_at(&self, env: &Arc<Env>, call: &FragmentCall, depth: usize) -> Arc<Fragment> {
        if call.is_nothing() {
            return Arc::default();
        }
        if depth > DEPTH {
            let message = format!("the fragment `{}` contains itself", call.component);
            return Arc::new(Fragment {
                diagnostics: vec![
                    Diagnostic::error("fragment-cycle", message)
                        .hint("a component must not call `fragment` for itself"),
                ],
                ..Fragment::default()
            });
        }
        let shard = &self.shards[usize::from(call.key.first_byte()) % SHARDS];
        // A panic while a map was locked leaves the map whole: inserting is the last thing that happens.
        if let Some(known) = shard.lock().unwrap_or_else(PoisonError::into_inner).get(call.key) {
            return known;
        }
        // Nothing is locked meanwhile. Two threads may both make one; the results are equal.
        let made = Arc::new(self.render(env, call, depth));
        shard.lock().unwrap_or_else(PoisonError::into_inner).put(call.key, made.clone());
        made
    }

    fn render(&self, env: &Arc<Env>, call: &FragmentCall, depth: usize) -> Fragment {
        let scope = Scope::new(env.clone(), View::of_fragment(env.site.clone()), "content/".into());
        let (result, scope) = enter(scope, || env.theme.render_component(&call.component, &call.context(), None));
        let mut diagnostics = scope.diagnostics;
        let bytes = match result {
            Ok(text) => {
                let inner: Vec<Arc<Fragment>> =
                    scope.calls.iter().map(|call| self.get_at(env, call, depth + 1)).collect();
                diagnostics.extend(inner.iter().flat_map(|fragment| fragment.diagnostics.iter().cloned()));
                let mut out = Vec::with_capacity(text.len());
                let pieces: Vec<Piece<'_>> = inner.iter().map(|fragment| (&**fragment, &Shell::Nothing)).collect();
                splice_into(&mut out, text.as_bytes(), &pieces);
                out
            }
            Err(error) => {
                diagnostics.push(diagnose(&error, env.theme.files(), &format!("the fragment `{}`", call.component)));
                Vec::new()
            }
        };
        let fragment = Fragment { bytes, diagnostics };
        if let Some(watch) = &self.watch {
            watch.made(call, &fragment, &scope.view.finish(), &scope.calls);
        }
        fragment
    }
}

/// Where a fragment is in an output.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Place {
    /// Its first byte; past everything for one that is there more than once.
    pub(super) at: usize,
    /// Its bytes.
    pub(super) len: usize,
    /// Whether it is what its shell needs.
    pub(super) whole: bool,
}

/// A fragment, and what is around it.
pub(super) type Piece<'a> = (&'a Fragment, &'a Shell);

/// Copies raw output with its marks replaced, and says where each piece is. A piece that is not one element, although it
/// has to be, is where its shell can't be.
pub(super) fn splice_into(out: &mut Vec<u8>, raw: &[u8], pieces: &[Piece<'_>]) -> Vec<Option<Place>> {
    let places = std::cell::RefCell::new(vec![None; pieces.len()]);
    let out = std::cell::RefCell::new(out);
    split_marks(
        raw,
        |text| out.borrow_mut().extend_from_slice(text),
        |number| {
            if let Some((fragment, shell)) = pieces.get(number) {
                let mut out = out.borrow_mut();
                let at = out.len();
                let whole = shell.put(&fragment.bytes, &mut out);
                let place = Place { at, len: out.len() - at, whole };
                let known = &mut places.borrow_mut()[number];
                *known = if known.is_none() { Some(place) } else { Some(Place { at: usize::MAX, ..place }) };
            }
        },
    );
    places.into_inner()
}
