//! The newest articles of a list: what "Latest in …" boxes and front pages are made of.

use super::ids::{ArticleId, ListKey};
use super::site::Site;

/// Which of the newest articles of a list are wanted.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Query {
    /// The list.
    pub list: ListKey,
    /// How many are left out at first.
    pub offset: usize,
    /// How many are wanted.
    pub limit: usize,
    /// Whether those that the page has shown may come again.
    pub repeat: Repeat,
}

/// Whether a page may show what it has already shown.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, serde::Serialize, serde::Deserialize)]
pub enum Repeat {
    /// Nothing twice on a page.
    Never,
    /// The plain list.
    Allowed,
}

/// What a page has already shown.
#[derive(Clone, Copy, Default, Debug)]
pub struct Already<'a> {
    /// Beside its boxes.
    pub own: &'a [ArticleId],
    /// In its boxes.
    pub boxed: &'a [ArticleId],
}

/// What a query gives.
#[derive(Clone, Default, Debug)]
pub struct Newest {
    /// The articles, newest first.
    pub ids: Vec<ArticleId>,
    /// How many of the list were looked at; one more than there are if it was too short.
    pub seen: u32,
    /// Those of the page's own that were passed over.
    pub passed: Vec<ArticleId>,
}

impl Site {
    /// The newest articles of a list that a page has not shown: of the whole list, or of those before `until` in the order
    /// of the site.
    ///
    /// Sponsored articles are left out, unless the list is that of a type: whoever asks for sponsored ones gets them.
    pub fn newest(&self, query: &Query, until: Option<ArticleId>, already: &Already<'_>) -> Newest {
        let keep_sponsored = matches!(query.list, ListKey::Type(_));
        let list = self.list(query.list);
        let list = until.map_or(list, |until| &list[..list.partition_point(|id| *id < until)]);
        let mut newest = Newest { ids: Vec::with_capacity(query.limit.min(64)), ..Newest::default() };
        let mut skipped = 0;
        for &id in list.iter().rev() {
            if newest.ids.len() == query.limit {
                break;
            }
            newest.seen += 1;
            if query.repeat == Repeat::Never {
                if already.own.contains(&id) {
                    newest.passed.push(id);
                    continue;
                }
                if already.boxed.contains(&id) {
                    continue;
                }
            }
            if self.card(id).sponsored && !keep_sponsored {
                continue;
            }
            if skipped < query.offset {
                skipped += 1;
                continue;
            }
            newest.ids.push(id);
        }
        // A list that was too short would have been asked for one more.
        newest.seen += u32::from(newest.ids.len() < query.limit);
        newest
    }
}
