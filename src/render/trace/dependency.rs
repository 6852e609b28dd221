//! What pages can depend on, in words that outlive one state of the site.

use crate::model::{ArticleId, CORRECTIONS_PATH, IndexKind, Key, ListKey, ListKind, Page, Redirect, Site};
use crate::theme::FragmentCall;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::sync::Arc;

/// A list by the slug of what it is about.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub enum ListName {
    /// All articles.
    All,
    /// A list with a slug.
    Of(ListKind, Box<str>),
    /// Year and month.
    Month(i16, i8),
}

/// Something that a page depends on.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub enum Dependency {
    /// Configuration, menus, words of the theme.
    Frame,
    /// What stands at the page's own path.
    Page(Box<str>),
    /// What others may see of the article in a file.
    Card(Arc<str>),
    /// The text of a file.
    Body(Arc<str>),
    /// Where the article in a file is published.
    Place(Arc<str>),
    /// The newest so many of a list.
    Newest(ListName, u32),
    /// A fixed range of a list.
    Range(ListName, u32, u32),
    /// How many a list holds.
    Count(ListName),
    /// The record of a list.
    Term(ListName),
    /// The name, address and colour of a list.
    Brief(ListName),
    /// Which lists of a kind there are.
    Terms(IndexKind),
    /// Which article types have articles.
    Types,
    /// The parts of a series.
    Parts(Box<str>),
    /// The articles related to the one in a file.
    Related(Arc<str>, u32, Box<[Arc<str>]>),
    /// Which articles lead the front page.
    Pinned,
    /// Every correction of the site.
    Corrections,
    /// Which articles of a list search engines may show.
    Indexed(ListName),
    /// What feeds show of an article beside its card.
    Feed(Arc<str>),
    /// Which of the reviews that the picks in a file name are there.
    Reviews(Arc<str>),
    /// The bytes of a page for machines that is about the site as a whole.
    Made(Box<str>),
    /// A standalone page.
    Standalone(Arc<str>),
    /// Where a path leads.
    Route(Box<str>),
    /// Whether there is a list of this name.
    Name(ListKind, Box<str>),
    /// A data file.
    Data(Box<str>),
    /// A picture.
    Picture(Arc<str>),
    /// The file that a content file means by a name.
    Reference(Arc<str>, Box<str>),
    /// Where a link leads: content file, path of the page, destination.
    Link(Box<str>, Box<str>, Box<str>),
    /// The picture for sharing of the page at a path.
    Shared(Box<str>),
    /// The address of an asset.
    Asset(Box<str>),
    /// A template with all that it uses.
    Template(Box<str>),
    /// A component with all that it uses.
    Component(Box<str>),
    /// What the clock makes of the article in a file.
    Phase(Arc<str>),
    /// The time.
    Clock,
    /// The bytes of a fragment.
    #[serde(skip)]
    Fragment(Box<FragmentName>),
}

impl Dependency {
    /// Whether it can only change when something other than the texts of articles does: what front matter says, which
    /// articles and files there are, or what the clock makes of them.
    pub fn follows_from_shape(&self) -> bool {
        match self {
            Self::Page(_)
            | Self::Newest(..)
            | Self::Range(..)
            | Self::Count(_)
            | Self::Terms(_)
            | Self::Types
            | Self::Parts(_)
            | Self::Related(..)
            | Self::Pinned
            | Self::Corrections
            | Self::Indexed(_)
            | Self::Feed(_)
            | Self::Reviews(_)
            | Self::Route(_)
            | Self::Name(..)
            | Self::Reference(..)
            | Self::Link(..) => true,
            Self::Frame
            | Self::Card(_)
            | Self::Body(_)
            | Self::Place(_)
            | Self::Term(_)
            | Self::Brief(_)
            | Self::Made(_)
            | Self::Standalone(_)
            | Self::Data(_)
            | Self::Picture(_)
            | Self::Shared(_)
            | Self::Asset(_)
            | Self::Template(_)
            | Self::Component(_)
            | Self::Phase(_)
            | Self::Clock
            | Self::Fragment(_) => false,
        }
    }
}

/// What a dependency is about, if it is about one thing alone.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Subject<'a> {
    /// Which articles are in a list, and where they are.
    List(&'a ListName),
    /// The article in a file, and those in the lists of its tags and categories.
    Near(&'a str),
}

impl Dependency {
    /// What it is about: while neither the configuration nor records nor an article that this names change, it stays as it
    /// is. (Not so what is related to an article whose writer has picked some of it.)
    pub fn subject(&self) -> Option<Subject<'_>> {
        match self {
            Self::Newest(list, _) | Self::Range(list, ..) | Self::Count(list) | Self::Indexed(list) => {
                Some(Subject::List(list))
            }
            Self::Related(source, ..) | Self::Feed(source) => Some(Subject::Near(source)),
            _ => None,
        }
    }
}

/// A call of a fragment, equal to another by its key.
#[derive(Clone, Debug)]
pub struct FragmentName(pub(super) FragmentCall);

impl PartialEq for FragmentName {
    fn eq(&self, other: &Self) -> bool {
        self.0.key == other.0.key
    }
}

impl Eq for FragmentName {}

impl std::hash::Hash for FragmentName {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.0.key.hash(state);
    }
}

/// The thing that a key means.
pub fn dependency(site: &Site, key: &Key) -> Dependency {
    let source = |id: &ArticleId| site.article(*id).source.clone();
    let list = |list: &ListKey| name(site, *list);
    match key {
        Key::Card(id) => Dependency::Card(source(id)),
        Key::Body(id) => Dependency::Body(source(id)),
        Key::Newest(at, count) => Dependency::Newest(list(at), *count),
        Key::Range(at, start, end) => Dependency::Range(list(at), *start, *end),
        Key::Count(at) => Dependency::Count(list(at)),
        Key::Term(at) => Dependency::Term(list(at)),
        Key::Brief(at) => Dependency::Brief(list(at)),
        Key::Terms(kind) => Dependency::Terms(*kind),
        Key::Types => Dependency::Types,
        Key::Parts(at) => Dependency::Parts(site.series()[*at as usize].slug.as_str().into()),
        Key::Related { article, limit, shown } => {
            Dependency::Related(source(article), *limit, shown.iter().map(source).collect())
        }
        Key::Pinned => Dependency::Pinned,
        Key::Corrections => Dependency::Corrections,
        Key::Indexed(at) => Dependency::Indexed(list(at)),
        Key::Feed(id) => Dependency::Feed(source(id)),
        Key::Reviews(id) => Dependency::Reviews(source(id)),
        Key::Standalone(at) => Dependency::Standalone(site.standalone()[*at as usize].source.clone()),
        Key::Route(path) => Dependency::Route(path.clone()),
        Key::Name(kind, slug) => Dependency::Name(*kind, slug.clone()),
        Key::Data(name) => Dependency::Data(name.clone()),
        Key::Picture(file) => Dependency::Picture(file.clone()),
        Key::Reference { source, reference } => Dependency::Reference(source.clone(), reference.clone()),
        Key::Link { source, page, destination } => Dependency::Link(source.clone(), page.clone(), destination.clone()),
        Key::Shared(page) => Dependency::Shared(path_of(site, *page)),
        Key::Asset(name) => Dependency::Asset(name.clone()),
        Key::Template(names) => Dependency::Template(names.clone()),
        Key::Component(name) => Dependency::Component(name.clone()),
        Key::Phase(id) => Dependency::Phase(source(id)),
        Key::Clock => Dependency::Clock,
    }
}

/// The path of a page that has a template.
fn path_of(site: &Site, page: Page) -> Box<str> {
    match page {
        Page::Article(id) => site.card(id).path.clone(),
        Page::Head(list) => site.list_path(list).into(),
        Page::Sealed(list, number) => format!("{}page/{number}/", site.list_path(list)).into(),
        Page::Standalone(at) => site.standalone()[at as usize].path.as_str().into(),
        Page::Corrections => CORRECTIONS_PATH.into(),
        Page::Index(kind) => kind.path().into(),
        Page::Search => "/search/".into(),
        Page::NotFound => "/404.html".into(),
        _ => "/".into(),
    }
}

/// A list in words that outlive one state of the site.
pub fn name(site: &Site, list: ListKey) -> ListName {
    let of = |kind, slug: &str| ListName::Of(kind, slug.into());
    match list {
        ListKey::All => ListName::All,
        ListKey::Category(at) => of(ListKind::Category, &site.categories()[at as usize].slug),
        ListKey::Tag(at) => of(ListKind::Tag, &site.tags()[at as usize].slug),
        ListKey::Author(at) => of(ListKind::Author, &site.authors()[at as usize].slug),
        ListKey::Type(at) => of(ListKind::Type, &site.config().types.all()[at as usize].slug),
        ListKey::Series(at) => of(ListKind::Series, &site.series()[at as usize].slug),
        ListKey::Month(at) => {
            let month = &site.months()[at as usize];
            ListName::Month(month.year, month.month)
        }
    }
}

/// The list of a name.
pub fn find(site: &Site, list: &ListName) -> Option<ListKey> {
    match list {
        ListName::All => Some(ListKey::All),
        ListName::Of(kind, slug) => site.find_list(*kind, slug),
        ListName::Month(year, month) => {
            let at = site.months().iter().position(|other| (other.year, other.month) == (*year, *month))?;
            Some(ListKey::Month(at as u32))
        }
    }
}

/// A page in words that outlive one state of the site.
pub(super) fn describe(site: &Site, page: Page) -> String {
    match page {
        Page::Article(id) => format!("article {}", site.article(id).source),
        Page::Standalone(at) => format!("standalone {}", site.standalone()[at as usize].source),
        Page::Head(list) => format!("head {:?}", name(site, list)),
        Page::Sealed(list, number) => format!("page {number} {:?}", name(site, list)),
        Page::Pending(list, number) => format!("pending {number} {:?}", name(site, list)),
        Page::Redirect(at) => {
            let Redirect { to, status, .. } = &site.redirects()[at as usize];
            format!("redirect {status} {to}")
        }
        Page::Rss(list) | Page::Atom(list) | Page::JsonFeed(list) => format!("feed {:?}", name(site, list)),
        Page::SitemapMonth(at) => format!("sitemap {:?}", name(site, ListKey::Month(at))),
        other => format!("{other:?}"),
    }
}

impl fmt::Display for ListName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::All => f.write_str("all articles"),
            Self::Of(kind, slug) => write!(
                f,
                "the {} `{slug}`",
                match kind {
                    ListKind::Category => "category",
                    ListKind::Tag => "tag",
                    ListKind::Author => "author",
                    ListKind::Type => "type",
                    ListKind::Series => "series",
                }
            ),
            Self::Month(year, month) => write!(f, "the month {year:04}-{month:02}"),
        }
    }
}

impl fmt::Display for Dependency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Frame => f.write_str("the configuration, the menus or the theme's words"),
            Self::Page(path) | Self::Route(path) => write!(f, "what stands at `{path}`"),
            Self::Card(source) => write!(f, "what lists show of `{source}`"),
            Self::Place(source) => write!(f, "where `{source}` is published"),
            Self::Body(source) | Self::Standalone(source) => write!(f, "`{source}`"),
            Self::Newest(list, _) => write!(f, "the newest of {list}"),
            Self::Range(list, ..) => write!(f, "the articles of {list}"),
            Self::Count(list) => write!(f, "the number of articles in {list}"),
            Self::Term(list) | Self::Brief(list) => write!(f, "the record of {list}"),
            Self::Terms(kind) => write!(f, "the list of {}", format!("{kind:?}").to_lowercase()),
            Self::Types => f.write_str("the list of types"),
            Self::Parts(slug) => write!(f, "the parts of the series `{slug}`"),
            Self::Related(..) => f.write_str("the related articles"),
            Self::Indexed(list) => write!(f, "which articles of {list} search engines may show"),
            Self::Feed(source) => write!(f, "what feeds show of `{source}`"),
            Self::Reviews(source) => write!(f, "which reviews that `{source}` names are published"),
            Self::Made(_) => f.write_str("the site as a whole"),
            Self::Corrections => f.write_str("the corrections of the site"),
            Self::Pinned => f.write_str("what leads the front page"),
            Self::Name(_, slug) => write!(f, "whether there is a `{slug}`"),
            Self::Data(name) => write!(f, "the data file `{name}`"),
            Self::Picture(file) => write!(f, "the picture `{file}`"),
            Self::Reference(_, reference) => write!(f, "which picture `{reference}` is"),
            Self::Link(_, _, destination) => write!(f, "where `{destination}` leads"),
            Self::Shared(_) => f.write_str("the picture for sharing"),
            Self::Asset(name) => write!(f, "the asset `{name}`"),
            Self::Template(names) => write!(f, "the template `{}`", names.lines().last().unwrap_or_default()),
            Self::Component(name) => write!(f, "the component `{name}`"),
            Self::Phase(source) => write!(f, "what the time makes of `{source}`"),
            Self::Clock => f.write_str("the time"),
            Self::Fragment(name) => write!(f, "the fragment `{}`", name.0.component),
        }
    }
}
