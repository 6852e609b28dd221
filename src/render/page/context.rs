//! The variable `page`: what every template knows of the page it renders.

use crate::model::ListKey;
use crate::theme::{Env, MapBuilder};
use tera::Value;

/// Everything in `page`.
#[derive(Default)]
pub(crate) struct PageHead {
    pub(crate) kind: &'static str,
    /// The path of its URL, without the base path.
    pub(crate) path: String,
    /// The URL of the original, if it is elsewhere.
    pub(crate) canonical: Option<String>,
    pub(crate) title: String,
    pub(crate) description: Option<String>,
    /// The picture for sharing.
    pub(crate) image: Option<Value>,
    pub(crate) noindex: bool,
    /// The list whose feeds it announces.
    pub(crate) feeds: Option<ListKey>,
    /// Title and path, from the front page down, without the page itself.
    pub(crate) breadcrumbs: Vec<(String, String)>,
    pub(crate) newer: Option<String>,
    pub(crate) older: Option<String>,
    /// Fields of standalone pages.
    pub(crate) extra: Vec<(&'static str, Value)>,
}

impl PageHead {
    pub(super) fn value(self, env: &Env) -> Value {
        let permalink = env.permalink(&self.path);
        let crumbs = self
            .breadcrumbs
            .iter()
            .map(|(title, path)| MapBuilder::new(2).put("title", title.as_str()).put("url", env.href(path)).build());
        let href = |path: Option<String>| path.map(|path| env.href(&path));
        let mut map = MapBuilder::new(20)
            .put("kind", self.kind)
            .put("url", env.href(&self.path))
            .put("canonical", self.canonical.unwrap_or_else(|| permalink.clone()))
            .put("permalink", permalink)
            .put("title", self.title)
            .put("description", self.description)
            .put("image", self.image)
            .put("noindex", self.noindex)
            .put("feeds", self.feeds.map_or_else(|| Value::from(Vec::<Value>::new()), |list| env.feeds(list)))
            .put("breadcrumbs", crumbs.collect::<Vec<_>>())
            .put("newer", href(self.newer))
            .put("older", href(self.older));
        for (name, value) in self.extra {
            map = map.put(name, value);
        }
        map.build()
    }
}

/// A word of the theme, or its English.
pub(super) fn word<'e>(env: &'e Env, key: &str, english: &'e str) -> &'e str {
    env.theme.words().get(key).unwrap_or(english)
}
