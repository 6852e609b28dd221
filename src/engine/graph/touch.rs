//! What a change of a few articles can't have changed, without looking at it.
//!
//! One new article shifts what is known of no list but its own, and is related to no article but those that share a list
//! of a tag or a category with it. Everything else that follows from which articles there are is as it was.

use super::tables::Kind;
use super::{Graph, Shape};
use crate::base::Fingerprint;
use crate::model::{ArticleId, ListKey, Site};
use crate::render::{ArticlePrints, Dependency, ListName, Subject, list_name};
use rustc_hash::FxHashSet;

/// So many changed articles are not few.
const FEW: usize = 64;

/// A number for what a dependency is about, never 0. Two things may share one, as far as is known from it.
pub(super) fn subject(subject: Subject<'_>) -> u32 {
    match subject {
        Subject::List(name) => number(&[&b"list"[..], &postcard::to_stdvec(name).unwrap_or_default()]),
        Subject::Near(source) => number(&[b"near", source.as_bytes()]),
    }
}

/// The number for what a dependency is about; 0 if that is not one thing alone.
pub(super) fn subject_of(dependency: &Dependency) -> u32 {
    dependency.subject().map_or(0, subject)
}

fn number(parts: &[&[u8]]) -> u32 {
    let [a, b, c, d, ..] = *Fingerprint::of_parts(parts).bytes();
    u32::from_le_bytes([a, b, c, d]).max(1)
}

/// The lists of a site.
pub(super) struct Lists<'s>(Vec<(u32, ListKey, &'s [ArticleId])>);

impl<'s> Lists<'s> {
    pub(super) fn of(site: &'s Site) -> Self {
        let named = |list: ListKey| {
            let name: ListName = list_name(site, list);
            (subject(Subject::List(&name)), list, site.list(list))
        };
        Self(site.lists().into_iter().map(named).collect())
    }

    /// For each of so many articles those that hold it.
    pub(super) fn by_article(&self, count: usize) -> Vec<Vec<u32>> {
        let mut all = vec![Vec::new(); count];
        for (subject, _, articles) in &self.0 {
            for id in *articles {
                all[id.index()].push(*subject);
            }
        }
        all
    }

    /// Those that hold an article.
    pub(super) fn with(&self, id: ArticleId) -> Vec<u32> {
        let holding = self.0.iter().filter(|(_, _, articles)| articles.binary_search(&id).is_ok());
        holding.map(|(subject, _, _)| *subject).collect()
    }
}

/// What may not be as it was.
pub(super) struct Touched(FxHashSet<u32>);

impl Touched {
    /// From the state of a graph to that of a site; nothing if anything may have changed. `now` says where the articles of
    /// the graph are, and `prints` what is there of all.
    pub(super) fn between(
        graph: &Graph,
        now: &[Option<ArticleId>],
        prints: &[ArticlePrints],
        site: &Site,
        shape: Shape,
    ) -> Option<Self> {
        if graph.shape.frame != shape.frame {
            return None;
        }
        let mut touched: FxHashSet<u32> = FxHashSet::default();
        let mut known = vec![false; prints.len()];
        let mut changed: Vec<ArticleId> = Vec::new();
        let mut gone = 0;
        for (at, now) in graph.all(Kind::Article).zip(now) {
            let row = graph.article(at);
            if let Some(id) = now {
                known[id.index()] = row.prints.is_some();
            }
            if row.prints == now.map(|id| prints[id.index()]) {
                continue;
            }
            touched.extend(row.lists.iter());
            match now {
                Some(id) if row.prints.is_some() => changed.push(*id),
                Some(_) => {}
                None => gone += 1,
            }
        }
        changed.extend((0..).map(ArticleId).zip(&known).filter(|(_, known)| !**known).map(|(id, _)| id));
        if changed.len() + gone > FEW {
            return None;
        }
        let lists = Lists::of(site);
        for id in changed {
            touched.extend(lists.with(id));
            touched.insert(subject(Subject::Near(&site.article(id).source)));
        }
        let mut near: FxHashSet<ArticleId> = FxHashSet::default();
        for (number, list, articles) in &lists.0 {
            if matches!(list, ListKey::Tag(_) | ListKey::Category(_)) && touched.contains(number) {
                near.extend(*articles);
            }
        }
        // What was picked by hand can be anywhere.
        let picks = |id: &ArticleId| site.article(*id).rare.as_ref().is_some_and(|rare| rare.picks_related);
        near.extend((0..site.articles().len() as u32).map(ArticleId).filter(picks));
        touched.extend(near.into_iter().map(|id| subject(Subject::Near(&site.article(id).source))));
        Some(Self(touched))
    }

    /// Whether something that is about this subject, 0 for no single one, may not be as it was.
    pub(super) fn may_be(&self, subject: u32) -> bool {
        subject == 0 || self.0.contains(&subject)
    }
}
