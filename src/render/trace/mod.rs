//! What a page depends on, in words that outlive one state of the site.
//!
//! A [`Key`] names things by their place in one [`Site`](crate::model::Site), which shifts when an article is added. A
//! [`Dependency`] names the same thing by its file or slug, and a [`Trace`] holds a page's dependencies, each with the
//! fingerprint of what was there. Against another state of the site the fingerprints are taken again: as long as all are
//! the same, the page would be rendered to the same bytes.
//!
//! **Incremental:** this is the whole of it. What a fingerprint covers is what a template could see of the thing, so a
//! change that nobody can see re-renders nothing; and fragments are compared by their bytes, so a page whose boxes come
//! out the same is left alone.

mod dependency;
mod print;

pub use dependency::{Dependency, ListName, Subject, dependency, find as find_list, name as list_name};
pub use print::ArticlePrints;
pub(super) use print::Prints;

use self::dependency::FragmentName;
use super::fragments::Fragment;
use super::renderer::{Output, Renderer};
use crate::base::Fingerprint;
use crate::model::Key;
use crate::theme::FragmentCall;
use std::sync::Arc;

/// What a page was made of.
#[derive(Clone, Debug, Default)]
pub struct Trace(Vec<(Dependency, Fingerprint)>);

impl Trace {
    /// Everything the page depends on.
    pub fn dependencies(&self) -> impl Iterator<Item = &Dependency> {
        self.0.iter().map(|(dependency, _)| dependency)
    }
}

impl Renderer {
    /// What a page that this renderer made was made of. `path` is its URL's.
    pub fn trace(&self, path: &str, output: &Output) -> Trace {
        let site = &self.env.site;
        let own = [Dependency::Frame, Dependency::Page(path.into())];
        let read = output.reads.iter().map(|key| dependency(site, key));
        let fragments = output.fragments.iter().map(|call| Dependency::Fragment(FragmentName(call.clone()).into()));
        let boxes = output.boxes.iter().flat_map(|placed| {
            let newest = dependency(site, &Key::Newest(placed.asked.ask.query.list, placed.asked.text.newest.seen));
            [newest, Dependency::Fragment(FragmentName(placed.asked.text.call.clone()).into())]
        });
        let all = own.into_iter().chain(read).chain(fragments).chain(boxes);
        Trace(all.map(|dependency| (dependency.clone(), self.print(&dependency))).collect())
    }

    /// A fragment that a page has, made if it is not there yet.
    pub fn fragment(&self, call: &FragmentCall) -> Arc<Fragment> {
        self.fragments.get(&self.env, call)
    }

    /// The first dependency that is not what it was; `None` when the page would come out the same.
    pub fn changed<'t>(&self, trace: &'t Trace) -> Option<&'t Dependency> {
        trace.0.iter().find(|(dependency, print)| self.print(dependency) != *print).map(|(dependency, _)| dependency)
    }
}
