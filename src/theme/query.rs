//! The arguments of `latest`: which list is meant.

use super::scope::Scope;
use crate::diag::did_you_mean;
use crate::model::{ListKey, ListKind, Query, Repeat};
use tera::{Error, Kwargs, TeraResult};

const KINDS: [(&str, ListKind); 5] = [
    ("category", ListKind::Category),
    ("type", ListKind::Type),
    ("tag", ListKind::Tag),
    ("author", ListKind::Author),
    ("series", ListKind::Series),
];

/// The names of the arguments.
pub(super) const ARGUMENTS: [&str; 8] = ["category", "type", "tag", "author", "series", "limit", "offset", "repeat"];

/// Reads the arguments of `function`, which may have others; `None` when the list that is named does not exist (yet), which
/// is an empty one.
pub(super) fn read(function: &str, kwargs: &Kwargs, scope: &mut Scope) -> TeraResult<Option<Query>> {
    let mut list = Some(ListKey::All);
    let mut chosen = None;
    for (name, kind) in KINDS {
        let Some(slug) = kwargs.get::<&str>(name)? else { continue };
        if let Some(before) = chosen.replace(name) {
            return Err(Error::message(format!("`{function}` takes one of `{before}` and `{name}`, not both")));
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
    Ok(list.map(|list| Query { list, offset, limit: limit.min(1000), repeat }))
}

/// Says which argument `latest` does not have.
pub(super) fn check_names(kwargs: &Kwargs) -> TeraResult<()> {
    const KNOWN: [&str; 8] = ARGUMENTS;
    for (key, _) in kwargs.iter() {
        let name = key.as_str().unwrap_or_default();
        if !KNOWN.contains(&name) {
            let hint = did_you_mean(name, KNOWN).unwrap_or_else(|| format!("known: {}", KNOWN.join(", ")));
            return Err(Error::message(format!("`latest` has no argument `{name}`\n{hint}")));
        }
    }
    Ok(())
}
