//! The arguments of `latest`: which list is meant.

use super::scope::Scope;
use crate::diag::did_you_mean;
use crate::model::{ListKey, ListKind, Repeat};
use tera::{Error, Kwargs, TeraResult};

/// A list, and which part of it.
pub(super) struct Query {
    pub(super) list: ListKey,
    pub(super) offset: usize,
    pub(super) limit: usize,
    pub(super) repeat: Repeat,
}

const KINDS: [(&str, ListKind); 5] = [
    ("category", ListKind::Category),
    ("type", ListKind::Type),
    ("tag", ListKind::Tag),
    ("author", ListKind::Author),
    ("series", ListKind::Series),
];

impl Query {
    /// Reads the arguments; `None` when the list that is named does not exist (yet), which is an empty one.
    pub(super) fn read(kwargs: &Kwargs, scope: &mut Scope) -> TeraResult<Option<Self>> {
        check_names(kwargs)?;
        let mut list = Some(ListKey::All);
        let mut chosen = None;
        for (name, kind) in KINDS {
            let Some(slug) = kwargs.get::<&str>(name)? else { continue };
            if let Some(before) = chosen.replace(name) {
                return Err(Error::message(format!("`latest` takes one of `{before}` and `{name}`, not both")));
            }
            list = scope.view.find_list(kind, slug);
            if list.is_none() && kind == ListKind::Type {
                let types = scope.view.config().types.clone();
                let hint = did_you_mean(slug, types.all().iter().map(|kind| kind.slug.as_str())).unwrap_or_default();
                return Err(Error::message(format!("there is no article type `{slug}`\n{hint}")));
            }
        }
        let limit = kwargs.get::<usize>("limit")?.unwrap_or(scope.view.config().latest_limit);
        let offset = kwargs.get::<usize>("offset")?.unwrap_or(0);
        let repeat = if kwargs.get::<bool>("repeat")?.unwrap_or(false) { Repeat::Allowed } else { Repeat::Never };
        Ok(list.map(|list| Self { list, offset, limit: limit.min(1000), repeat }))
    }
}

fn check_names(kwargs: &Kwargs) -> TeraResult<()> {
    const KNOWN: [&str; 8] = ["category", "type", "tag", "author", "series", "limit", "offset", "repeat"];
    for (key, _) in kwargs.iter() {
        let name = key.as_str().unwrap_or_default();
        if !KNOWN.contains(&name) {
            let hint = did_you_mean(name, KNOWN).unwrap_or_else(|| format!("known: {}", KNOWN.join(", ")));
            return Err(Error::message(format!("`latest` has no argument `{name}`\n{hint}")));
        }
    }
    Ok(())
}
