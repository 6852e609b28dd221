//! Article types: the nine that every site has, renamed or joined by the site's own.

use super::raw::RawType;
use crate::base::slugify;

/// A kind of article, with its own list page and its own "Latest in …" box.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArticleType {
    /// As in front matter: `how-to`.
    pub slug: String,
    /// One of them: `How-to`.
    pub name: Label,
    /// All of them: `Reviews`.
    pub title: Label,
    /// The list page's path without slashes at the ends: `reviews`.
    pub path: String,
}

/// What readers see of a type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Label {
    /// What the site calls it.
    Given(String),
    /// A built-in type's name in English, where the theme has no word for it in the site's language.
    Default(&'static str),
}

/// All types of a site; the first is the default.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Types(Vec<ArticleType>);

const BUILT_IN: [(&str, &str, &str, &str); 9] = [
    ("news", "News", "News", "news"),
    ("review", "Review", "Reviews", "reviews"),
    ("how-to", "How-to", "How-to", "how-to"),
    ("feature", "Feature", "Features", "features"),
    ("opinion", "Opinion", "Opinion", "opinion"),
    ("analysis", "Analysis", "Analysis", "analysis"),
    ("guide", "Guide", "Guides", "guides"),
    ("liveblog", "Live", "Live", "live"),
    ("sponsored", "Sponsored", "Sponsored", "sponsored"),
];

impl Types {
    /// The built-in types, with a site's changes.
    pub(super) fn with(changes: &[(String, RawType)]) -> Self {
        let mut types: Vec<ArticleType> = BUILT_IN
            .iter()
            .map(|(slug, name, title, path)| ArticleType {
                slug: (*slug).into(),
                name: Label::Default(name),
                title: Label::Default(title),
                path: (*path).into(),
            })
            .collect();
        for (slug, change) in changes {
            let known = types.iter_mut().find(|known| known.slug == *slug);
            if let Some(known) = known {
                if let Some(name) = &change.name {
                    known.name = Label::Given(name.clone());
                }
                if let Some(title) = change.title.as_ref().or(change.name.as_ref()) {
                    known.title = Label::Given(title.clone());
                }
                known.path = change.path.as_deref().map_or_else(|| known.path.clone(), clean_path);
            } else {
                let name = change.name.clone().unwrap_or_else(|| capitalized(slug));
                types.push(ArticleType {
                    slug: slug.clone(),
                    title: Label::Given(change.title.clone().unwrap_or_else(|| name.clone())),
                    name: Label::Given(name),
                    path: clean_path(change.path.as_deref().unwrap_or(slug)),
                });
            }
        }
        Self(types)
    }

    /// All of them, in order.
    pub fn all(&self) -> &[ArticleType] {
        &self.0
    }

    /// The place of a type in [`all`](Self::all).
    pub fn position(&self, slug: &str) -> Option<usize> {
        self.0.iter().position(|kind| kind.slug == slug)
    }
}

fn clean_path(path: &str) -> String {
    path.split('/').map(slugify).filter(|part| !part.is_empty()).collect::<Vec<_>>().join("/")
}

fn capitalized(slug: &str) -> String {
    let text = slug.replace('-', " ");
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}
