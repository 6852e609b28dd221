//! Related articles, at a cost that does not grow with the archive.
//!
//! Candidates are the articles nearest in time to this one in each of its tags and in its primary category: a fixed
//! window in each list. They are scored by the tags they share, rare tags counting more, then by category and by
//! nearness in time. Rarity is the order of magnitude of a tag's count, so that one more article rarely changes it.
//! Both choices keep an article's related list as it is when the archive grows far away from it.

use super::ids::{ArticleId, ListKey};
use super::site::Site;

/// Neighbours looked at in each list, on the older and on the newer side.
const OLDER: usize = 16;
const NEWER: usize = 8;
/// Seconds in which nearness in time halves: half a year.
const HALF_LIFE: u64 = 182 * 86_400;

impl Site {
    /// The articles related to one, hand-picked ones first, at most `limit`, without those in `except`.
    pub fn related(&self, id: ArticleId, limit: usize, except: &[ArticleId]) -> Vec<ArticleId> {
        let article = self.article(id);
        let allowed = |other: ArticleId| other != id && !except.contains(&other);
        let picked = article.rare.as_ref().map_or(&[][..], |rare| &rare.related);
        let mut related: Vec<ArticleId> = Vec::with_capacity(limit);
        for &other in picked {
            if related.len() < limit && allowed(other) && !related.contains(&other) {
                related.push(other);
            }
        }
        if related.len() < limit {
            let mut scored = self.candidates(id);
            scored.retain(|(_, other)| allowed(*other) && !related.contains(other));
            // Highest score first; the newer of two equals.
            scored.sort_unstable_by(|a, b| b.cmp(a));
            related.extend(scored.iter().take(limit - related.len()).map(|(_, other)| *other));
        }
        related
    }

    fn candidates(&self, id: ArticleId) -> Vec<(u32, ArticleId)> {
        let card = self.card(id);
        let mut found: Vec<(u32, ArticleId)> = Vec::with_capacity((card.tags.len() + 1) * (OLDER + NEWER));
        for &tag in &card.tags {
            let list = self.list(ListKey::Tag(tag));
            let rarity = 40 - (usize::BITS - list.len().leading_zeros()).min(32);
            found.extend(window(list, id).iter().map(|&other| (rarity * 4, other)));
        }
        if let Some(category) = card.category() {
            found.extend(window(self.list(ListKey::Category(category)), id).iter().map(|&other| (40, other)));
        }
        found.sort_unstable_by_key(|(_, other)| *other);
        let mut merged: Vec<(u32, ArticleId)> = Vec::with_capacity(found.len());
        for (score, other) in found {
            match merged.last_mut() {
                Some((sum, last)) if *last == other => *sum += score,
                _ => merged.push((score, other)),
            }
        }
        for (score, other) in &mut merged {
            let other = self.card(*other);
            let apart = other.date.0.abs_diff(card.date.0);
            *score += (40 >> (apart / HALF_LIFE).min(6)) as u32;
            if other.sponsored {
                *score = 0;
            }
        }
        merged.retain(|(score, _)| *score > 0);
        merged
    }
}

/// The neighbours of an article in an ascending list.
fn window(list: &[ArticleId], id: ArticleId) -> &[ArticleId] {
    let at = list.partition_point(|other| *other < id);
    &list[at.saturating_sub(OLDER)..(at + 1 + NEWER).min(list.len())]
}
