//! Names of things inside one built site: dense, cheap to copy, and of no meaning outside it.

/// An article; ids ascend with date, then path.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct ArticleId(pub u32);

impl ArticleId {
    /// As an index.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// A list of articles: each has a head, numbered archive pages and a feed.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum ListKey {
    /// All articles: the front page's archive.
    All,
    /// By place in [`Site::categories`](super::Site::categories).
    Category(u32),
    /// By place in [`Site::tags`](super::Site::tags).
    Tag(u32),
    /// By place in [`Site::authors`](super::Site::authors).
    Author(u32),
    /// By place in the configuration's types.
    Type(u32),
    /// By place in [`Site::series`](super::Site::series).
    Series(u32),
    /// By place in [`Site::months`](super::Site::months).
    Month(u32),
}

/// A page that lists lists.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, serde::Serialize, serde::Deserialize)]
pub enum IndexKind {
    /// `/categories/`
    Categories,
    /// `/tags/`
    Tags,
    /// `/authors/`
    Authors,
    /// `/series/`
    Series,
    /// `/archive/`: the months.
    Archive,
}

impl IndexKind {
    /// The path of its page, without the base path.
    pub fn path(self) -> &'static str {
        match self {
            Self::Categories => "/categories/",
            Self::Tags => "/tags/",
            Self::Authors => "/authors/",
            Self::Series => "/series/",
            Self::Archive => "/archive/",
        }
    }
}

/// A place in [`Routes`](super::routes::Routes), in the order in which pages were added.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct PageId(pub u32);

/// Where the corrections of the site are listed.
pub const CORRECTIONS_PATH: &str = "/corrections/";

/// What stands at a URL.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Page {
    /// The front page.
    Home,
    /// An article.
    Article(ArticleId),
    /// The first page of a list.
    Head(ListKey),
    /// Archive page `k` of a list, from 1, oldest first.
    Sealed(ListKey, u32),
    /// Where the archive page after the last sealed one will be: it leads to the list's head until then, so that the
    /// link "newer" of a sealed page never changes.
    Pending(ListKey, u32),
    /// An index of lists.
    Index(IndexKind),
    /// By place in [`Site::standalone`](super::Site::standalone).
    Standalone(u32),
    /// `/corrections/`, where no standalone page has that address.
    Corrections,
    /// `search/`
    Search,
    /// `404.html`
    NotFound,
    /// `feed.xml` of a list.
    Rss(ListKey),
    /// `atom.xml` of a list.
    Atom(ListKey),
    /// `feed.json` of a list.
    JsonFeed(ListKey),
    /// `sitemap.xml`: the index.
    SitemapIndex,
    /// The shard of a month's articles.
    SitemapMonth(u32),
    /// The shard of everything that is not an article; the number is that of the part, from 0.
    SitemapPages(u32),
    /// `news-sitemap.xml`
    NewsSitemap,
    /// `robots.txt`
    Robots,
    /// By place in [`Site::redirects`](super::Site::redirects).
    Redirect(u32),
    /// `_redirects`
    RedirectsFile,
}

impl Page {
    /// Whether a reader sees it as a page of the site (rendered with a template).
    pub fn is_document(self) -> bool {
        matches!(
            self,
            Self::Home
                | Self::Article(_)
                | Self::Head(_)
                | Self::Sealed(..)
                | Self::Index(_)
                | Self::Standalone(_)
                | Self::Corrections
                | Self::Search
                | Self::NotFound
        )
    }
}
