//! Fragments, each rendered once for its name and arguments.

use crate::diag::Diagnostic;
use crate::model::View;
use crate::theme::{Env, FragmentCall, FragmentKey, Scope, diagnose, enter, split_marks};
use rustc_hash::FxHashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// A finished fragment.
#[derive(Debug, Default)]
pub(super) struct Fragment {
    /// Its text.
    pub bytes: Vec<u8>,
    /// What is wrong with it.
    pub diagnostics: Vec<Diagnostic>,
}

type Cell = Arc<OnceLock<Arc<Fragment>>>;

/// All fragments of a build. Shards keep threads from waiting for each other.
#[derive(Default)]
pub(super) struct Fragments {
    shards: [Mutex<FxHashMap<FragmentKey, Cell>>; 16],
}

/// Fragments inside fragments inside fragments: deeper is a circle.
const DEPTH: usize = 8;

impl Fragments {
    /// The fragment of a call.
    pub(super) fn get(&self, env: &Arc<Env>, call: &FragmentCall) -> Arc<Fragment> {
        self.get_at(env, call, 0)
    }

    fn get_at(&self, env: &Arc<Env>, call: &FragmentCall, depth: usize) -> Arc<Fragment> {
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
        let shard = &self.shards[usize::from(call.key.first_byte() & 15)];
        // A panic while a map was locked leaves the map whole: inserting is the last thing that happens.
        let cell = shard.lock().unwrap_or_else(PoisonError::into_inner).entry(call.key).or_default().clone();
        if let Some(done) = cell.get() {
            return done.clone();
        }
        // Rendered outside the cell, so that a circle ends in an error and not in a thread waiting for itself. Two
        // threads may both do it; the results are equal.
        let made = Arc::new(self.render(env, call, depth));
        cell.get_or_init(|| made).clone()
    }

    fn render(&self, env: &Arc<Env>, call: &FragmentCall, depth: usize) -> Fragment {
        let scope = Scope::new(env.clone(), View::of_fragment(env.site.clone()), "content/".into());
        let (result, scope) = enter(scope, || env.theme.render_component(&call.component, &call.arguments, None));
        let mut diagnostics = scope.diagnostics;
        let bytes = match result {
            Ok(text) => {
                let inner: Vec<Arc<Fragment>> =
                    scope.calls.iter().map(|call| self.get_at(env, call, depth + 1)).collect();
                diagnostics.extend(inner.iter().flat_map(|fragment| fragment.diagnostics.iter().cloned()));
                let mut out = Vec::with_capacity(text.len());
                splice_into(&mut out, text.as_bytes(), &inner);
                out
            }
            Err(error) => {
                diagnostics.push(diagnose(&error, env.theme.files(), &format!("the fragment `{}`", call.component)));
                Vec::new()
            }
        };
        Fragment { bytes, diagnostics }
    }
}

/// Copies raw output with its marks replaced.
pub(super) fn splice_into(out: &mut Vec<u8>, raw: &[u8], fragments: &[Arc<Fragment>]) {
    let out = std::cell::RefCell::new(out);
    split_marks(
        raw,
        |text| out.borrow_mut().extend_from_slice(text),
        |number| {
            if let Some(fragment) = fragments.get(number) {
                out.borrow_mut().extend_from_slice(&fragment.bytes);
            }
        },
    );
}
