//! What the index says of an article beside its words.

use crate::base::FingerprintBuilder;
use crate::model::{Article, CreditedByline, Site};
use serde::Serialize;

/// A name, and the slug that stands for it.
#[derive(Clone, PartialEq, Eq, Serialize, Debug)]
pub(super) struct Named(pub(super) String, pub(super) String);

/// What a result shows of an article, and what it can be filtered by.
#[derive(Clone, Debug)]
pub(super) struct Facts {
    pub(super) path: String,
    pub(super) title: String,
    pub(super) description: String,
    /// `2026-11-23` in the site's time zone.
    pub(super) day: String,
    pub(super) year: i16,
    pub(super) kind: Named,
    /// The primary one first; then the others, and those above.
    pub(super) categories: Vec<Named>,
    /// An author without a record is known by the name.
    pub(super) authors: Vec<Named>,
    pub(super) tags: Vec<String>,
    pub(super) sponsored: bool,
}

impl Facts {
    /// `kinds` are the names of the types in the site's language.
    pub(super) fn of(site: &Site, kinds: &[&str], article: &Article) -> Self {
        let card = &article.card;
        let parts = site.config().zone.parts(card.date);
        let kind = &site.config().types.all()[card.kind as usize];
        let mut places: Vec<u32> = card.categories.to_vec();
        for at in card.categories.iter().copied() {
            let mut above = site.categories()[at as usize].parent;
            while let Some(parent) = above.filter(|parent| !places.contains(parent)) {
                places.push(parent);
                above = site.categories()[parent as usize].parent;
            }
        }
        let category = |at: u32| &site.categories()[at as usize];
        let author = |byline: &CreditedByline| match byline {
            CreditedByline::Known { author, .. } => {
                let author = &site.authors()[*author as usize];
                Named(author.slug.clone(), author.name.clone())
            }
            CreditedByline::Inline(author) => Named(author.name.clone(), author.name.clone()),
        };
        Self {
            path: card.path.to_string(),
            title: card.title.to_string(),
            description: card.description.to_string(),
            day: format!("{:04}-{:02}-{:02}", parts.year, parts.month, parts.day),
            year: parts.year,
            kind: Named(kind.slug.clone(), kinds.get(card.kind as usize).copied().unwrap_or(&kind.slug).to_owned()),
            categories: places.into_iter().map(category).map(|c| Named(c.slug.clone(), c.title.clone())).collect(),
            authors: card.authors.iter().map(author).collect(),
            tags: card.tags.iter().map(|at| site.tags()[*at as usize].title.clone()).collect(),
            sponsored: card.sponsored,
        }
    }

    /// Adds everything to the name of a segment.
    pub(super) fn print(&self, into: &mut FingerprintBuilder) {
        for text in [&self.path, &self.title, &self.description, &self.day, &self.kind.0, &self.kind.1] {
            into.part(text);
        }
        for list in [&self.categories, &self.authors] {
            into.part(list.len().to_le_bytes());
            for named in list {
                into.part(&named.0).part(&named.1);
            }
        }
        into.part(self.tags.len().to_le_bytes());
        for tag in &self.tags {
            into.part(tag);
        }
        into.part([u8::from(self.sponsored)]);
    }
}
