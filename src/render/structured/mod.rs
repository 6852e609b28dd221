//! Structured data: what a page is about, as JSON-LD in the vocabulary of [schema.org](https://schema.org).
//!
//! A page has one `@graph`. Things that several pages speak of have an `@id` on the site (an author's page, the home
//! page), so that readers can tell that they are one thing; no two things on a page share one. Everything that goes in
//! is plain text: HTML entities in JSON are a defect, and `null` or empty properties never come out. Properties follow
//! [Google's documentation](https://developers.google.com/search/docs/appearance/structured-data/search-gallery), and
//! schema.org where that is silent.

mod article;
mod breadcrumb;
mod id;
mod image;
mod list;
mod live;
mod organization;
mod page;
mod person;
mod review;

pub use article::{Access, Article, Citation, Correction, Kind, Series};
pub use breadcrumb::{Breadcrumbs, Crumb};
pub use image::Image;
pub use list::{List, ListEntry, Picks};
pub use live::{Live, LiveUpdate};
pub use organization::{Organization, Policies};
pub use page::{Page, PageKind, WebSite};
pub use person::{Agent, AgentKind, Person, Profile};
pub use review::{Rating, Review, Subject, SubjectKind};

use crate::render::json::{Each, Object};
use memchr::{memchr3_iter, memmem};
use serde::{Serialize, Serializer};

/// Something that a page is about.
#[derive(Clone, Copy, Debug)]
pub enum Node<'a> {
    /// An article, on its own page.
    Article(&'a Article<'a>),
    /// What a review says of its subject, beside the article.
    Review(&'a Review<'a>),
    /// What a guide recommends, beside the article.
    Picks(&'a Picks<'a>),
    /// Where the page stands in the site.
    Breadcrumbs(&'a Breadcrumbs<'a>),
    /// An author, on their own page.
    Profile(&'a Profile<'a>),
    /// A list of articles.
    List(&'a List<'a>),
    /// A page of any other kind.
    Page(&'a Page<'a>),
    /// The site, on the home page.
    WebSite(&'a WebSite<'a>),
    /// The publisher, on the home page.
    Organization(&'a Organization<'a>),
    /// A picture besides the lead picture, with its licence.
    Image(&'a Image<'a>),
}

/// The content of a page's `<script type="application/ld+json">`; empty when there is nothing to say.
pub fn json_ld(nodes: &[Node<'_>]) -> String {
    let said = nodes.iter().filter(|node| node.says_something());
    if said.clone().next().is_none() {
        return String::new();
    }
    let json = serde_json::to_string(&Graph(Each(said))).expect("text and numbers always serialise into memory");
    escape_for_script(json)
}

struct Graph<I>(Each<I>);

impl<'n, I: Iterator<Item = &'n Node<'n>> + Clone> Serialize for Graph<I> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = Object::new(serializer)?;
        object.put("@context", "https://schema.org")?;
        object.put("@graph", &self.0)?;
        object.end()
    }
}

impl Node<'_> {
    /// Some things may only be said in full.
    fn says_something(&self) -> bool {
        match self {
            Self::Review(review) => review.is_sound(),
            Self::Picks(picks) => !picks.entries.is_empty(),
            Self::Breadcrumbs(breadcrumbs) => breadcrumbs.is_sound(),
            _ => true,
        }
    }
}

impl Serialize for Node<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Article(node) => node.serialize(serializer),
            Self::Review(node) => node.serialize(serializer),
            Self::Picks(node) => node.serialize(serializer),
            Self::Breadcrumbs(node) => node.serialize(serializer),
            Self::Profile(node) => node.serialize(serializer),
            Self::List(node) => node.serialize(serializer),
            Self::Page(node) => node.serialize(serializer),
            Self::WebSite(node) => node.serialize(serializer),
            Self::Organization(node) => node.serialize(serializer),
            Self::Image(node) => node.serialize(serializer),
        }
    }
}

/// JSON that cannot end or confuse the `script` element around it: `<`, `>`, `&` and the line separators U+2028 and
/// U+2029 as `\uXXXX`. In JSON they occur in strings only, so the text may be searched as a whole.
fn escape_for_script(json: String) -> String {
    let bytes = json.as_bytes();
    let separators = memmem::find_iter(bytes, "\u{2028}").chain(memmem::find_iter(bytes, "\u{2029}"));
    let mut places: Vec<usize> = memchr3_iter(b'<', b'>', b'&', bytes).chain(separators).collect();
    if places.is_empty() {
        return json;
    }
    places.sort_unstable();
    let mut out = String::with_capacity(json.len() + places.len() * 5);
    let mut rest = 0;
    for at in places {
        let (escape, length) = match bytes[at] {
            b'<' => ("\\u003c", 1),
            b'>' => ("\\u003e", 1),
            b'&' => ("\\u0026", 1),
            _ if bytes[at + 2] == 0xA8 => ("\\u2028", 3),
            _ => ("\\u2029", 3),
        };
        out.push_str(&json[rest..at]);
        out.push_str(escape);
        rest = at + length;
    }
    out.push_str(&json[rest..]);
    out
}

#[cfg(test)]
mod tests;
