//! Everything that the renders of one build share.

use super::dates::Months;
use super::filters::inline;
use super::load::Theme;
use super::print::print_value;
use super::values::{MapBuilder, Values, free_value, options_value};
use crate::base::language::direction;
use crate::base::{Fingerprint, FingerprintBuilder};
use crate::config::{Delivery, FrontList, FrontSection};
use crate::content::markdown::{Quotes, Resolver, render_simple};
use crate::media::{Pictures, mime_of, picture_path};
use crate::model::{
    ArticleId, CreditedByline, IndexKind, Key, LinkOutcome, ListKey, ListKind, Page, PictureRef, Site, View, external,
    percent_encode,
};
use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::Arc;
use tera::Value;

/// What search engines ask of links that somebody pays for
/// ([qualify outbound links](https://developers.google.com/search/docs/crawling-indexing/qualify-outbound-links)).
const AFFILIATE_REL: &str = "sponsored nofollow";

/// The site, its theme and the values they share.
pub struct Env {
    /// The site.
    pub site: Arc<Site>,
    /// The theme.
    pub theme: Arc<Theme>,
    /// Cards, bylines, terms.
    pub values: Values,
    /// Sizes of pictures.
    pub pictures: Arc<dyn Pictures>,
    /// Parsed files of `data/`, by name.
    pub data: Arc<BTreeMap<String, Value>>,
    /// Names what every page depends on: the configuration, the variable `site`, the words of the theme.
    pub frame: Fingerprint,
    /// How boxes get into pages.
    pub delivery: Delivery,
}

impl Env {
    /// Brings a site and its theme together.
    pub fn new(
        site: Arc<Site>,
        theme: Arc<Theme>,
        pictures: Arc<dyn Pictures>,
        data: Arc<BTreeMap<String, Value>>,
    ) -> Self {
        let values = Values::new(&site, theme.words());
        let frame = Fingerprint::of(b"");
        let delivery = site.config().delivery;
        let mut env = Self { site, theme, values, pictures, data, frame, delivery };
        let value = env.site_value();
        if *env.theme.site() != value {
            env.theme = Arc::new(Arc::unwrap_or_clone(env.theme).with_site(value));
        }
        let mut frame = FingerprintBuilder::new();
        frame.part(env.site.config().print.to_string());
        frame.part(print_value(env.theme.site()).to_string()).part(env.theme.words_print().to_string());
        env.frame = frame.finish();
        env
    }

    /// The same with another delivery of boxes than the configured one, if one is given.
    #[must_use]
    pub fn delivering(self, delivery: Option<Delivery>) -> Self {
        let Some(delivery) = delivery else { return self };
        let mut frame = FingerprintBuilder::new();
        frame.part(self.frame.bytes()).part(format!("{delivery:?}"));
        Self { delivery, frame: frame.finish(), ..self }
    }

    /// The URL of a path of the site: base path and percent-encoding.
    pub fn href(&self, path: &str) -> String {
        self.site.config().href(&percent_encode(path))
    }

    /// The absolute URL of a path of the site.
    pub fn permalink(&self, path: &str) -> String {
        self.site.config().permalink(&percent_encode(path))
    }

    /// The absolute URL of an article.
    pub fn article_permalink(&self, id: ArticleId) -> &str {
        self.values.permalinks.get_or_init(id.index(), || self.permalink(&self.site.card(id).path).into_boxed_str())
    }

    /// The absolute URL of an author's page, by place in the site's authors.
    pub fn author_permalink(&self, author: u32) -> &str {
        &self.values.author_permalinks[author as usize]
    }

    /// What links in a content file become.
    pub fn links<'e>(&'e self, source: &'e str, page_path: &'e str) -> Links<'e> {
        Links { env: self, source, page_path, place: Shown::There, reads: RefCell::default() }
    }

    /// Inline Markdown of a field (caption, correction).
    pub fn inline(&self, text: &str, source: &str, page_path: &str) -> Value {
        self.links(source, page_path).inline(text)
    }

    /// Markdown of a record (bio, description).
    pub fn block(&self, text: &str, source: &str, page_path: &str) -> Value {
        if text.trim().is_empty() {
            return Value::safe_string("");
        }
        Value::safe_string(&render_simple(text, &self.links(source, page_path)))
    }

    /// What a text with links to these addresses must say of shops that pay for them; Markdown.
    pub fn affiliate_text<'u>(&self, mut urls: impl Iterator<Item = &'u str>) -> Option<&str> {
        let config = self.site.config();
        if config.affiliates.is_empty() || !urls.any(|url| config.is_affiliate(url)) {
            return None;
        }
        let words = self.theme.words().get("affiliate_text");
        let words = words.unwrap_or("When you buy through links on this page, we may earn a commission.");
        Some(config.affiliates_text.as_deref().unwrap_or(words))
    }

    /// The `ref` of an article: its path.
    pub fn reference(&self, id: ArticleId) -> Value {
        self.values.references.get_or_init(id.index(), || Value::normal_string(&self.site.card(id).path)).clone()
    }

    /// An author of an article with everything the bio box shows.
    pub fn full_byline(&self, byline: &CreditedByline, source: &str, page_path: &str) -> Value {
        match byline {
            CreditedByline::Known { author, role } => {
                let full = self.values.authors[*author as usize].get_or_init(|| self.author_map(*author).build());
                match role {
                    None => full.clone(),
                    Some(_) => self.author_map(*author).put("role", role.as_deref()).build(),
                }
            }
            CreditedByline::Inline(inline) => MapBuilder::new(10)
                .put("name", inline.name.as_str())
                .put("slug", Value::none())
                .put("url", inline.url.as_deref())
                .put("role", inline.role.as_deref())
                .put("bio", inline.bio.as_deref().map(|bio| self.block(bio, source, page_path)))
                .put("picture", Value::none())
                .put("links", Vec::<Value>::new())
                .put("email", Value::none())
                .put("website", Value::none())
                .put("extra", Value::none())
                .build(),
        }
    }

    fn author_map(&self, at: u32) -> MapBuilder {
        let author = &self.site.authors()[at as usize];
        let links = author
            .links
            .iter()
            .map(|link| MapBuilder::new(2).put("title", link.title.as_str()).put("url", link.url.as_str()).build());
        let picture = author.picture.as_ref().map(|picture| self.picture(picture, &author.source, &author.path));
        let bio = self.block(&author.bio, &author.source, &author.path);
        MapBuilder::new(10)
            .put("slug", author.slug.as_str())
            .put("name", author.name.as_str())
            .put("url", self.href(&author.path))
            .put("role", author.role.as_deref())
            .put("bio", if bio.as_str() == Some("") { Value::none() } else { bio })
            .put("picture", picture)
            .put("links", links.collect::<Vec<_>>())
            .put("email", author.email.as_deref())
            .put("website", author.url.as_deref())
            .put("extra", free_value(&author.extra))
    }

    /// The record of what a list is about, with its count.
    pub fn term(&self, list: ListKey, view: &mut View) -> Value {
        view.record(Key::Count(list));
        let count = self.site.list(list).len();
        self.term_map(list, view).put("count", count).build()
    }

    /// The record without its count: what a sealed page may show.
    pub fn term_map(&self, list: ListKey, view: &mut View) -> MapBuilder {
        view.record(Key::Term(list));
        let site = &self.site;
        let url = self.href(&site.list_path(list));
        match list {
            ListKey::All => MapBuilder::new(3).put("title", site.config().title.as_str()).put("url", url),
            ListKey::Category(at) => {
                let category = &site.categories()[at as usize];
                let brief = |at: u32| self.values.categories[at as usize].clone();
                let source = category.source.as_deref().unwrap_or("content/x.md");
                MapBuilder::new(11)
                    .put("slug", category.slug.as_str())
                    .put("title", category.title.as_str())
                    .put("url", url)
                    .put("colour", category.colour.as_deref())
                    .put("description", category.description.as_deref())
                    .put("body", self.block(&category.text, source, &category.path))
                    .put("parent", category.parent.map(brief))
                    .put("children", category.children.iter().map(|at| brief(*at)).collect::<Vec<_>>())
                    .put("extra", free_value(&category.extra))
            }
            ListKey::Tag(at) => {
                let tag = &site.tags()[at as usize];
                MapBuilder::new(6)
                    .put("slug", tag.slug.as_str())
                    .put("title", tag.title.as_str())
                    .put("url", url)
                    .put("description", tag.description.as_deref())
                    .put("extra", free_value(&tag.extra))
            }
            ListKey::Author(at) => {
                let name = site.authors()[at as usize].name.as_str();
                self.author_map(at).put("title", name)
            }
            ListKey::Type(at) => {
                let kind = &site.config().types.all()[at as usize];
                let (name, title) = &self.values.type_names[at as usize];
                MapBuilder::new(5)
                    .put("slug", kind.slug.as_str())
                    .put("name", name.as_str())
                    .put("title", title.as_str())
                    .put("url", url)
            }
            ListKey::Series(at) => {
                let series = &site.series()[at as usize];
                MapBuilder::new(4).put("slug", series.slug.as_str()).put("title", series.title.as_str()).put("url", url)
            }
            ListKey::Month(at) => {
                let month = &site.months()[at as usize];
                MapBuilder::new(5)
                    .put("year", i64::from(month.year))
                    .put("month", i64::from(month.month))
                    .put("title", self.month_title(month.year, month.month))
                    .put("url", url)
            }
        }
    }

    /// `November 2026`, in the words of the theme.
    pub fn month_title(&self, year: i16, month: i8) -> String {
        let zone = &self.site.config().zone;
        let words = self.theme.words();
        let format = words.get("month_format").unwrap_or("%B %Y");
        let middle = zone.parse(&format!("{year:04}-{month:02}-15T12:00"));
        let title = middle.ok().and_then(|at| words.date(zone, at, format, Months::Alone).ok());
        title.unwrap_or_else(|| format!("{year:04}-{month:02}"))
    }

    /// All records of a kind that have a page.
    pub fn terms(&self, kind: IndexKind, view: &mut View) -> Value {
        view.record(Key::Terms(kind));
        Value::from(self.term_lists(kind).into_iter().map(|list| self.term(list, view)).collect::<Vec<_>>())
    }

    /// The lists of an index, in the order of the page.
    pub fn term_lists(&self, kind: IndexKind) -> Vec<ListKey> {
        let site = &self.site;
        let numbers = |len: usize| 0..len as u32;
        let mut lists: Vec<ListKey> = match kind {
            IndexKind::Categories => {
                let mut lists = Vec::new();
                for &top in site.top_categories() {
                    self.with_children(top, &mut lists);
                }
                lists
            }
            IndexKind::Tags => numbers(site.tags().len()).map(ListKey::Tag).collect(),
            IndexKind::Authors => numbers(site.authors().len()).map(ListKey::Author).collect(),
            IndexKind::Series => numbers(site.series().len()).map(ListKey::Series).collect(),
            IndexKind::Archive => numbers(site.months().len()).rev().map(ListKey::Month).collect(),
        };
        lists.retain(|list| site.has_page(*list));
        match kind {
            IndexKind::Tags => lists.sort_by_cached_key(|list| self.sort_key(*list)),
            IndexKind::Authors => lists.sort_by_cached_key(|list| self.sort_key(*list)),
            IndexKind::Series => lists.sort_by_cached_key(|list| std::cmp::Reverse(site.list(*list).last().copied())),
            IndexKind::Categories | IndexKind::Archive => {}
        }
        lists
    }

    fn with_children(&self, category: u32, lists: &mut Vec<ListKey>) {
        lists.push(ListKey::Category(category));
        for &child in &self.site.categories()[category as usize].children {
            self.with_children(child, lists);
        }
    }

    /// Names are sorted without regard to case and accents; equal ones by slug.
    fn sort_key(&self, list: ListKey) -> (String, String) {
        let (name, slug) = match list {
            ListKey::Tag(at) => (&self.site.tags()[at as usize].title, &self.site.tags()[at as usize].slug),
            ListKey::Author(at) => (&self.site.authors()[at as usize].name, &self.site.authors()[at as usize].slug),
            _ => return (String::new(), String::new()),
        };
        (crate::base::slugify(name), slug.clone())
    }

    /// Tag records, most used first.
    pub fn tags_by_use(&self, limit: usize, view: &mut View) -> Value {
        view.record(Key::Terms(IndexKind::Tags));
        let mut lists = self.term_lists(IndexKind::Tags);
        lists.sort_by_key(|list| std::cmp::Reverse(self.site.list(*list).len()));
        lists.truncate(limit);
        Value::from(lists.into_iter().map(|list| self.term(list, view)).collect::<Vec<_>>())
    }

    /// The URL for a path in the configuration's menus.
    fn menu_url(&self, url: &str) -> String {
        if external(url) || url.starts_with('#') { url.to_owned() } else { self.href(url) }
    }

    fn site_value(&self) -> Value {
        let config = self.site.config();
        let menu = |items: &[crate::config::NavItem]| -> Value {
            let entries = items.iter().map(|item| {
                let children = item.children.iter().map(|(title, url)| {
                    MapBuilder::new(2).put("title", title.as_str()).put("url", self.menu_url(url)).build()
                });
                MapBuilder::new(3)
                    .put("title", item.title.as_str())
                    .put("url", self.menu_url(&item.url))
                    .put("children", children.collect::<Vec<_>>())
                    .build()
            });
            Value::from(entries.collect::<Vec<_>>())
        };
        let navigation = config.navigation.as_deref().map_or_else(|| self.category_menu(), menu);
        let footer = config.footer.as_deref().map_or_else(|| self.page_menu(), menu);
        let social = config
            .social
            .iter()
            .map(|link| MapBuilder::new(2).put("title", link.title.as_str()).put("url", link.url.as_str()).build());
        let publisher = config.publisher.as_ref();
        let publisher_value = MapBuilder::new(4)
            .put("name", publisher.and_then(|p| p.name.as_deref()).unwrap_or(&config.title))
            .put("url", publisher.and_then(|p| p.url.as_deref()))
            .put("email", publisher.and_then(|p| p.email.as_deref()))
            .put("address", publisher.and_then(|p| p.address.as_deref()))
            .build();
        let logo = config.logo.as_ref().and_then(|logo| {
            let picture = self.site.files().resolve("content/x.md", &logo.src).ok()?;
            let credit = self.attribution(&picture, &crate::model::Credit::default());
            Some(
                self.picture_fields(&picture, &credit).put("alt", logo.alt.as_deref().unwrap_or(&config.title)).build(),
            )
        });
        MapBuilder::new(24)
            .put("title", config.title.as_str())
            .put("tagline", config.tagline.as_deref())
            .put("description", config.description.as_deref())
            .put("url", self.href("/"))
            .put("permalink", self.permalink("/"))
            .put("language", config.language.as_str())
            .put("direction", direction(&config.language))
            .put("timezone", config.timezone.as_str())
            .put("logo", logo)
            .put("publisher", publisher_value)
            .put("social", social.collect::<Vec<_>>())
            .put("navigation", navigation)
            .put("front", self.front())
            .put("footer", footer)
            .put("copyright", config.copyright.as_deref())
            .put("theme", options_value(&config.theme_options))
            .put("extra", free_value(&config.extra))
            .put("latest_limit", config.latest_limit)
            .put("feeds", self.feeds(ListKey::All))
            .put("search", config.search.then(|| self.href("/search/")))
            .put("generator", "pressroom")
            .build()
    }

    /// What the types are called in the site's language, one of each, in the order of the configuration.
    pub fn kinds(&self) -> Vec<&str> {
        self.values.type_names.iter().map(|(name, _)| name.as_str()).collect()
    }

    /// The sections of the front page: those that the site chooses, or the top-level categories.
    fn front(&self) -> Value {
        let site = &self.site;
        let chosen = match &site.config().front {
            Some(sections) => {
                let find = |section: &FrontSection| {
                    let kind = match section.list {
                        FrontList::Category => ListKind::Category,
                        FrontList::Type => ListKind::Type,
                        FrontList::Tag => ListKind::Tag,
                    };
                    let list = site.find_list(kind, &section.slug).filter(|list| site.has_page(*list))?;
                    Some((list, section.slots))
                };
                sections.iter().filter_map(find).collect()
            }
            None => site.top_categories().iter().map(|at| (ListKey::Category(*at), 4)).collect::<Vec<_>>(),
        };
        let section = |(list, slots): (ListKey, usize)| {
            let (kind, slug, title, colour) = match list {
                ListKey::Category(at) => {
                    let category = &site.categories()[at as usize];
                    ("category", &category.slug, &category.title, category.colour.as_deref())
                }
                ListKey::Type(at) => {
                    let kind = &site.config().types.all()[at as usize];
                    ("type", &kind.slug, &self.values.type_names[at as usize].1, None)
                }
                ListKey::Tag(at) => {
                    let tag = &site.tags()[at as usize];
                    ("tag", &tag.slug, &tag.title, None)
                }
                _ => return None,
            };
            let fields = MapBuilder::new(6).put("kind", kind).put("slug", slug.as_str()).put("title", title.as_str());
            Some(fields.put("url", self.href(&site.list_path(list))).put("colour", colour).put("slots", slots).build())
        };
        Value::from(chosen.into_iter().filter_map(section).collect::<Vec<_>>())
    }

    fn category_menu(&self) -> Value {
        let entries = self.site.top_categories().iter().map(|at| {
            let category = &self.site.categories()[*at as usize];
            let children = category.children.iter().map(|child| {
                let child = &self.site.categories()[*child as usize];
                MapBuilder::new(2).put("title", child.title.as_str()).put("url", self.href(&child.path)).build()
            });
            MapBuilder::new(3)
                .put("title", category.title.as_str())
                .put("url", self.href(&category.path))
                .put("children", children.collect::<Vec<_>>())
                .build()
        });
        Value::from(entries.collect::<Vec<_>>())
    }

    fn page_menu(&self) -> Value {
        let entries = self.site.standalone().iter().map(|page| {
            MapBuilder::new(3)
                .put("title", page.title.as_str())
                .put("url", self.href(&page.path))
                .put("children", Vec::<Value>::new())
                .build()
        });
        Value::from(entries.collect::<Vec<_>>())
    }

    /// The feeds of a list, for `<link rel="alternate">`.
    pub fn feeds(&self, list: ListKey) -> Value {
        match list {
            ListKey::Category(at) => {
                self.values.category_feeds[at as usize].get_or_init(|| self.make_feeds(list)).clone()
            }
            _ => self.make_feeds(list),
        }
    }

    fn make_feeds(&self, list: ListKey) -> Value {
        let config = self.site.config();
        let path = self.site.list_path(list);
        let mut feeds = vec![("feed.xml", "RSS", "application/rss+xml")];
        if matches!(list, ListKey::All | ListKey::Category(_)) {
            if config.feeds.atom {
                feeds.push(("atom.xml", "Atom", "application/atom+xml"));
            }
            if config.feeds.json {
                feeds.push(("feed.json", "JSON Feed", "application/feed+json"));
            }
        }
        let title = self.list_title(list);
        let values = feeds.into_iter().map(|(file, format, mime)| {
            let name =
                if list == ListKey::All { config.title.clone() } else { format!("{} – {title}", config.title) };
            MapBuilder::new(3)
                .put("title", format!("{name} ({format})"))
                .put("url", self.href(&format!("{path}{file}")))
                .put("type", mime)
                .build()
        });
        Value::from(values.collect::<Vec<_>>())
    }

    /// The name of a list.
    pub fn list_title(&self, list: ListKey) -> String {
        let site = &self.site;
        match list {
            ListKey::All => site.config().title.clone(),
            ListKey::Category(at) => site.categories()[at as usize].title.clone(),
            ListKey::Tag(at) => site.tags()[at as usize].title.clone(),
            ListKey::Author(at) => site.authors()[at as usize].name.clone(),
            ListKey::Type(at) => self.values.type_names[at as usize].1.clone(),
            ListKey::Series(at) => site.series()[at as usize].title.clone(),
            ListKey::Month(at) => {
                let month = &site.months()[at as usize];
                self.month_title(month.year, month.month)
            }
        }
    }

    /// Whether something is published at a path, or will be made by this build beside pages.
    pub fn is_published(&self, path: &str) -> bool {
        self.site.routes().find(path).is_some_and(|page| page != Page::NotFound)
    }
}

/// Resolves the links of one content file, and asks for the files they lead to.
pub struct Links<'e> {
    env: &'e Env,
    source: &'e str,
    page_path: &'e str,
    place: Shown,
    reads: RefCell<Vec<Key>>,
}

/// Where a text with links is shown.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shown {
    /// On the page that it was written for.
    There,
    /// On another page.
    Elsewhere,
}

impl Links<'_> {
    /// Inline Markdown.
    pub fn inline(&self, text: &str) -> Value {
        Value::safe_string(&inline(&render_simple(text, self)))
    }

    /// Where another version of an article is: the URL to write and the absolute one; `None` if it is not there (yet).
    pub fn version(&self, destination: &str) -> Option<(String, String)> {
        self.record(destination);
        match self.env.site.resolve_link(self.source, self.page_path, destination) {
            LinkOutcome::External => Some((destination.to_owned(), destination.to_owned())),
            LinkOutcome::Page { href, .. } => {
                let permalink = format!("{}{href}", self.env.site.config().origin);
                Some((href, permalink))
            }
            LinkOutcome::File { .. } | LinkOutcome::Missing { .. } => None,
        }
    }

    /// For a text that is shown on another page than it was written for: its anchors lead back there.
    #[must_use]
    pub fn elsewhere(mut self) -> Self {
        self.place = Shown::Elsewhere;
        self
    }

    /// What was asked so far.
    pub fn reads(self) -> Vec<Key> {
        self.reads.into_inner()
    }

    fn record(&self, destination: &str) {
        if !external(destination) {
            let [source, page, destination] = [self.source, self.page_path, destination].map(Box::from);
            self.reads.borrow_mut().push(Key::Link { source, page, destination });
        }
    }
}

impl Resolver for Links<'_> {
    fn quotes(&self) -> Quotes {
        Quotes::of(&self.env.site.config().language)
    }

    fn link<'a>(&self, destination: &'a str) -> Cow<'a, str> {
        self.record(destination);
        if self.place == Shown::Elsewhere && destination.starts_with('#') {
            return format!("{}{destination}", self.env.href(self.page_path)).into();
        }
        match self.env.site.resolve_link(self.source, self.page_path, destination) {
            LinkOutcome::External => destination.into(),
            LinkOutcome::Page { href, .. } | LinkOutcome::Missing { href, .. } => href.into(),
            LinkOutcome::File { file: PictureRef::File(file), rest } => {
                // Asking is what publishes it.
                self.env.pictures.publish(&file);
                format!("{}{rest}", self.env.href(&picture_path(&file))).into()
            }
            LinkOutcome::File { file: PictureRef::Remote(url), .. } => url.into(),
        }
    }

    fn rel(&self, destination: &str) -> Option<&'static str> {
        self.env.site.config().is_affiliate(destination).then_some(AFFILIATE_REL)
    }

    fn shown<'a>(&self, destination: &'a str) -> Cow<'a, str> {
        let outcome = self.env.site.resolve_link(self.source, self.page_path, destination);
        if let LinkOutcome::File { file: PictureRef::File(file), .. } = outcome
            && mime_of(&file).starts_with("image/")
            && self.env.pictures.facts(&file).is_ok()
        {
            self.record(destination);
            self.reads.borrow_mut().push(Key::Picture(file.clone()));
            return self.env.href(&self.env.alone(&PictureRef::File(file)).path).into();
        }
        self.link(destination)
    }
}
