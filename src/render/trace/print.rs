//! Fingerprints of what pages depend on, as it is now.

use super::dependency::{Dependency, describe, find};
use crate::base::{Fingerprint, FingerprintBuilder};
use crate::model::{ArticleId, ListKey, PictureRef, Site, View};
use crate::render::Renderer;
use crate::theme::print_value;
use rustc_hash::{FxBuildHasher, FxHashMap};
use std::hash::BuildHasher;
use std::sync::{Mutex, PoisonError};

impl Renderer {
    /// What is there now, remembered as long as this renderer lives.
    pub(super) fn print(&self, dependency: &Dependency) -> Fingerprint {
        let shard = self.prints.shard(dependency);
        if let Some(known) = shard.lock().unwrap_or_else(PoisonError::into_inner).get(dependency) {
            return *known;
        }
        let print = self.take_print(dependency);
        shard.lock().unwrap_or_else(PoisonError::into_inner).insert(dependency.clone(), print);
        print
    }

    /// What is there now of the parts of an article that pages depend on.
    pub fn article_prints(&self, id: ArticleId) -> ArticlePrints {
        let site = &self.env.site;
        let article = site.article(id);
        let phase = site.phase(id);
        let phase = match (phase.coverage, phase.age) {
            (None, None) => Fingerprint::of(b""),
            _ => Fingerprint::of(format!("{phase:?}").as_bytes()),
        };
        let place = Fingerprint::of(article.card.path.as_bytes());
        ArticlePrints { card: self.env.card_print(id), body: article.print, phase, place }
    }

    /// What is there now, taken anew.
    pub fn take_print(&self, dependency: &Dependency) -> Fingerprint {
        let env = &self.env;
        let site = &env.site;
        let mut print = FingerprintBuilder::new();
        match dependency {
            Dependency::Frame => return env.frame,
            Dependency::Page(path) | Dependency::Route(path) => {
                print.part(site.routes().find(path).map(|page| describe(site, page)).unwrap_or_default());
            }
            Dependency::Card(source) => {
                if let Some(id) = site.article_of(source) {
                    return env.card_print(id);
                }
            }
            Dependency::Body(source) => {
                if let Some(id) = site.article_of(source) {
                    return site.article(id).print;
                }
            }
            Dependency::Place(source) => {
                if let Some(id) = site.article_of(source) {
                    return self.article_prints(id).place;
                }
            }
            Dependency::Newest(list, count) => {
                if let Some(list) = find(site, list) {
                    let all = site.list(list);
                    add_articles(site, &all[all.len().saturating_sub(*count as usize)..], &mut print);
                }
            }
            Dependency::Range(list, start, end) => {
                if let Some(list) = find(site, list) {
                    let all = site.list(list);
                    let end = (*end as usize).min(all.len());
                    add_articles(site, &all[(*start as usize).min(end)..end], &mut print);
                }
            }
            Dependency::Count(list) => {
                let count = find(site, list).map_or(0, |list| site.list(list).len());
                print.part(count.to_le_bytes());
            }
            Dependency::Term(list) => {
                if let Some(list) = find(site, list) {
                    return print_value(&env.term_map(list, &mut View::of_fragment(site.clone())).build());
                }
            }
            Dependency::Brief(list) => {
                if let Some(list) = find(site, list) {
                    print.part(env.list_title(list)).part(site.list_path(list));
                    if let ListKey::Category(at) = list {
                        print.part(site.categories()[at as usize].colour.as_deref().unwrap_or_default());
                    }
                }
            }
            Dependency::Terms(kind) => {
                for list in env.term_lists(*kind) {
                    print.part(site.list_path(list)).part(site.list(list).len().to_le_bytes());
                }
            }
            Dependency::Types => {
                let types = 0..site.config().types.all().len() as u32;
                for list in types.map(ListKey::Type).filter(|list| site.has_page(*list)) {
                    print.part(site.list_path(list));
                }
            }
            Dependency::Parts(slug) => {
                let series = site.series().iter().find(|series| *series.slug == **slug);
                for id in series.iter().flat_map(|series| &series.parts) {
                    let card = site.card(*id);
                    print.part(&*card.path).part(&*card.title).part(format!("{:?}", card.series));
                }
            }
            Dependency::Related(source, limit, shown) => {
                if let Some(id) = site.article_of(source) {
                    let shown: Vec<ArticleId> = shown.iter().filter_map(|source| site.article_of(source)).collect();
                    add_articles(site, &site.related(id, *limit as usize, &shown), &mut print);
                }
            }
            Dependency::Pinned => add_articles(site, &site.pinned(), &mut print),
            Dependency::Corrections => {
                for (id, correction) in site.corrections() {
                    let card = site.card(id);
                    print.part(&*card.path).part(&*card.title).part(format!("{correction:?}"));
                }
            }
            Dependency::Indexed(list) => {
                let articles = find(site, list).map(|list| site.list(list)).unwrap_or_default();
                for id in articles.iter().filter(|id| !site.card(**id).noindex) {
                    print.part(&*site.card(*id).path);
                }
            }
            Dependency::Feed(source) => {
                let rare = site.article_of(source).and_then(|id| site.article(id).rare.as_deref());
                print.part(rare.and_then(|rare| rare.first_alias.as_deref()).unwrap_or_default());
            }
            Dependency::Reviews(source) => {
                let rare = site.article_of(source).and_then(|id| site.article(id).rare.as_deref());
                for pick in rare.map_or(&[][..], |rare| &rare.picks) {
                    print.part(pick.review.map_or("", |id| &site.card(id).path));
                }
            }
            Dependency::Made(path) => {
                if let Some(page) = site.routes().find(path) {
                    print.part(self.render(page, path).bytes.unwrap_or_default());
                }
            }
            Dependency::Standalone(source) => {
                print.part(format!("{:?}", site.standalone().iter().find(|page| page.source == *source)));
            }
            Dependency::Name(kind, slug) => {
                let found = site.find_list(*kind, slug).filter(|list| site.has_page(*list));
                print.part(found.map(|list| site.list_path(list)).unwrap_or_default());
            }
            Dependency::Data(name) => {
                if let Some(value) = env.data.get(name.trim_start_matches("data/")) {
                    return print_value(value);
                }
            }
            Dependency::Picture(file) => self.add_picture(file, &mut print),
            Dependency::Reference(source, reference) => {
                print.part(format!("{:?}", site.files().resolve(source, reference)));
            }
            Dependency::Link(source, page, destination) => {
                print.part(format!("{:?}", site.resolve_link(source, page, destination)));
            }
            Dependency::Shared(path) => {
                print.part(format!("{:?}", site.routes().find(path).and_then(|page| env.shared(page))));
            }
            Dependency::Asset(name) => {
                print.part(env.theme.assets().get(name).map(|asset| asset.path.as_str()).unwrap_or_default());
            }
            Dependency::Template(names) => {
                let candidates: Vec<&str> = names.lines().collect();
                if let Ok(name) = env.theme.template(&candidates) {
                    print.part(&name).part(format!("{:?}", env.theme.template_print(&name)));
                }
            }
            Dependency::Component(name) => {
                print.part(format!("{:?}", env.theme.component_print(name)));
            }
            Dependency::Phase(source) => {
                print.part(format!("{:?}", site.article_of(source).map(|id| site.phase(id))));
            }
            Dependency::Clock => {
                print.part(site.now().0.to_le_bytes());
            }
            Dependency::Fragment(name) => {
                return self.fragments.get(env, &name.0).print();
            }
        }
        print.finish()
    }

    fn add_picture(&self, file: &str, print: &mut FingerprintBuilder) {
        let site = &self.env.site;
        match self.env.pictures.facts(file) {
            Ok(facts) => print.part(format!("{facts:?}")),
            Err(problem) => print.part(format!("{problem:?}")),
        };
        let record = site.picture_record(&PictureRef::File(file.into()));
        let ended = record.and_then(|record| record.rights_until.as_ref()).is_some_and(|(end, _)| *end <= site.now());
        print.part(format!("{record:?} {ended}"));
    }
}

/// Names what is there of an article.
#[derive(Clone, Copy, PartialEq, Eq, Debug, serde::Serialize, serde::Deserialize)]
pub struct ArticlePrints {
    /// What others may see.
    pub card: Fingerprint,
    /// The bytes of its file.
    pub body: Fingerprint,
    /// What the clock makes of it.
    pub phase: Fingerprint,
    /// Its path.
    pub place: Fingerprint,
}

type Shard = Mutex<FxHashMap<Dependency, Fingerprint>>;

/// The shards of what was fingerprinted: threads seldom wait for each other.
#[derive(Default)]
pub(in crate::render) struct Prints([Shard; 16]);

impl Prints {
    fn shard(&self, dependency: &Dependency) -> &Shard {
        &self.0[(FxBuildHasher.hash_one(dependency) >> 32) as usize % self.0.len()]
    }
}

fn add_articles(site: &Site, ids: &[ArticleId], print: &mut FingerprintBuilder) {
    for id in ids {
        let card = site.card(*id);
        print.part(&*card.path).part([u8::from(card.sponsored)]);
    }
}
