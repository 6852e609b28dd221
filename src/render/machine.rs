//! Pages for machines: feeds, sitemaps, robots.txt, redirects. The model is mapped onto the writers' plain structs.

use super::feed::{Feed, Item, Person, Picture, Term, absolutize, atom, json_feed, rss};
use super::host::{Compressed, HostSite, Moved, headers};
use super::redirect::{Insistence, Lasting, Redirect, redirect_page, redirects_file};
use super::renderer::{Output, Renderer, carries_bodies};
use super::robots::{Group, Robots, robots};
use super::sitemap::{News, Publication, Shard, Url, news_sitemap, sitemap_index, sitemaps};
use crate::base::Instant;
use crate::config::{Config, Hosting};
use crate::content::markdown::render_simple;
use crate::media::Frame;
use crate::model::{
    ArticleId, CardImage, CreditedByline, Key, ListKey, NEWS_WINDOW, Page, SITEMAP_URLS, external, percent_encode,
};
use crate::theme::{Attribution, Env, Located};
use std::sync::Arc;

/// Renders a page that no reader looks at.
pub(super) fn render(renderer: &Renderer, page: Page, path: &str) -> Output {
    let env = renderer.env();
    let (bytes, reads) = match page {
        Page::Rss(list) | Page::Atom(list) | Page::JsonFeed(list) => feed(renderer, page, list, path),
        Page::SitemapIndex => (index(env), vec![]),
        Page::SitemapMonth(at) => month(env, at),
        Page::SitemapPages(part) => (pages(env, part), vec![]),
        Page::NewsSitemap => (news(env), vec![]),
        Page::Robots => (robots_file(env), vec![Key::Route("/news-sitemap.xml".into())]),
        Page::Redirect(at) => {
            let redirect = &env.site.redirects()[at as usize];
            (moved(env, &redirect.to), vec![])
        }
        Page::Pending(list, _) => (moved(env, &env.site.list_path(list)), vec![]),
        Page::RedirectsFile => (redirects(env), vec![]),
        _ => (Vec::new(), vec![]),
    };
    // A feed that carries whole articles is one of the pages that a broken article appears on: it keeps its last good
    // output too. The article's own page reports the problem.
    let failed = matches!(page, Page::Rss(_) | Page::Atom(_) | Page::JsonFeed(_))
        && reads.iter().any(|key| matches!(key, Key::Body(id) if renderer.body(*id).is_broken()));
    Output { bytes: (!failed).then_some(bytes), reads, ..Output::default() }
}

fn target(env: &Env, to: &str) -> String {
    if external(to) { to.to_owned() } else { env.permalink(to) }
}

fn moved(env: &Env, to: &str) -> Vec<u8> {
    redirect_page(&target(env, to), &env.site.config().language).into_bytes()
}

fn search_keys(config: &Config) -> Vec<String> {
    let keys = config.deploy.targets.iter().filter_map(|target| target.indexnow.as_ref());
    let mut keys: Vec<String> = keys.map(|indexnow| indexnow.key.clone()).collect();
    keys.sort_unstable();
    keys.dedup();
    keys
}

/// What hosts are told of a site. `loose_media`: whether there are files without a hash directly below `/media/`.
pub fn host_site(env: &Env, loose_media: bool) -> HostSite {
    let config = env.site.config();
    let moved = env.site.redirects().iter().map(|redirect| Moved {
        from: config.href(&redirect.from),
        to: if external(&redirect.to) { redirect.to.clone() } else { env.href(&redirect.to) },
        status: redirect.status,
    });
    let mut moved: Vec<Moved> = moved.collect();
    moved.sort_unstable();
    moved.dedup_by(|a, b| a.from == b.from);
    let host = config.origin.split_once("://").map_or("", |(_, host)| host);
    HostSite {
        base_path: config.base_path.clone(),
        host: host.split(':').next().unwrap_or_default().to_owned(),
        moved,
        gone: env.site.gone().iter().map(|path| config.href(path)).collect(),
        headers: headers(&config.headers),
        loose_media,
        keys: search_keys(config),
        compressed: Compressed::of(config),
    }
}

fn redirects(env: &Env) -> Vec<u8> {
    let config = env.site.config();
    let rows: Vec<(String, String, Lasting)> = env
        .site
        .redirects()
        .iter()
        .map(|redirect| {
            let to = if external(&redirect.to) { redirect.to.clone() } else { env.href(&redirect.to) };
            let lasting = if matches!(redirect.status, 301 | 308) { Lasting::Permanent } else { Lasting::Temporary };
            (config.href(&percent_encode(&redirect.from)), to, lasting)
        })
        .collect();
    let rows: Vec<Redirect<'_>> =
        rows.iter().map(|(from, to, lasting)| Redirect { from, to, lasting: *lasting }).collect();
    // Netlify prefers a page that is there to a rule, unless the rule insists; Cloudflare knows no such thing.
    let forced = config.hosting.contains(&Hosting::Netlify) && !config.hosting.contains(&Hosting::Cloudflare);
    redirects_file(&rows, if forced { Insistence::Forced } else { Insistence::Usual }).into_bytes()
}

fn robots_file(env: &Env) -> Vec<u8> {
    let config = env.site.config();
    let sitemap = env.permalink("/sitemap.xml");
    let news = env.site.routes().find("/news-sitemap.xml").map(|_| env.permalink("/news-sitemap.xml"));
    let disallow: Vec<String> = config.robots_disallow.iter().map(|path| config.href(path)).collect();
    let mut groups =
        vec![Group { agents: vec!["*"], allow: vec![], disallow: disallow.iter().map(String::as_str).collect() }];
    if !config.robots_block.is_empty() {
        groups.push(Group {
            agents: config.robots_block.iter().map(String::as_str).collect(),
            allow: vec![],
            disallow: vec!["/"],
        });
    }
    let sitemaps = std::iter::once(sitemap.as_str()).chain(news.as_deref()).collect();
    robots(&Robots { groups, sitemaps }).into_bytes()
}

/// Everything that is no article and worth finding, in a fixed order.
fn other_pages(env: &Env) -> Vec<(String, Option<Instant>)> {
    let site = &env.site;
    let newest = |list: ListKey| site.list(list).last().map(|id| site.card(*id).changed());
    let mut urls = Vec::new();
    for (_, page, path) in site.routes().pages() {
        let updated = match page {
            Page::Home => newest(ListKey::All),
            Page::Head(list) => newest(list),
            Page::Corrections => site.corrections().next().map(|(_, correction)| correction.date),
            Page::Standalone(at) if !site.standalone()[at as usize].noindex => site.standalone()[at as usize].updated,
            Page::Index(_) => None,
            _ => continue,
        };
        urls.push((env.permalink(path), updated));
    }
    urls
}

fn pages(env: &Env, part: u32) -> Vec<u8> {
    let urls = other_pages(env);
    let from = (part as usize * SITEMAP_URLS).min(urls.len());
    let to = (from + SITEMAP_URLS).min(urls.len());
    let urls: Vec<Url<'_>> =
        urls[from..to].iter().map(|(url, updated)| Url { url, updated: *updated, images: vec![] }).collect();
    sitemaps(&urls, &env.site.config().zone).into_iter().next().unwrap_or_default()
}

fn month(env: &Env, at: u32) -> (Vec<u8>, Vec<Key>) {
    let site = &env.site;
    let list = ListKey::Month(at);
    let ids: Vec<ArticleId> = site.list(list).iter().copied().filter(|id| !site.card(*id).noindex).collect();
    let rows: Vec<(String, Instant, Option<String>)> = ids
        .iter()
        .map(|id| {
            let card = site.card(*id);
            (
                env.article_permalink(*id).to_owned(),
                card.changed(),
                card.image.as_deref().map(|image| picture(env, image).0.path),
            )
        })
        .collect();
    let urls: Vec<Url<'_>> = rows
        .iter()
        .map(|(url, updated, image)| Url {
            url,
            updated: Some(*updated),
            images: image.iter().map(String::as_str).collect(),
        })
        .collect();
    let bytes = sitemaps(&urls, &site.config().zone).into_iter().next().unwrap_or_default();
    let reads = ids.into_iter().map(Key::Card).chain([Key::Indexed(list)]);
    (bytes, reads.collect())
}

fn index(env: &Env) -> Vec<u8> {
    let site = &env.site;
    let mut rows: Vec<(String, Option<Instant>)> = Vec::new();
    for (_, page, path) in site.routes().pages() {
        match page {
            Page::SitemapMonth(at) => {
                let list = site.list(ListKey::Month(at));
                let indexed = list.iter().filter(|id| !site.card(**id).noindex);
                rows.push((env.permalink(path), indexed.map(|id| site.card(*id).changed()).max()));
            }
            Page::SitemapPages(_) => {
                rows.push((env.permalink(path), site.list(ListKey::All).last().map(|id| site.card(*id).changed())));
            }
            _ => {}
        }
    }
    let shards: Vec<Shard<'_>> = rows.iter().map(|(url, updated)| Shard { url, updated: *updated }).collect();
    sitemap_index(&shards, &site.config().zone)
}

fn news(env: &Env) -> Vec<u8> {
    let site = &env.site;
    let config = site.config();
    let ids = news_articles(env);
    let rows: Vec<String> = ids.iter().map(|id| env.article_permalink(*id).to_owned()).collect();
    let articles: Vec<News<'_>> = ids
        .iter()
        .zip(&rows)
        .map(|(id, url)| News { url, title: &site.card(*id).title, published: site.card(*id).date })
        .collect();
    let publication = Publication { name: &config.title, language: &config.language };
    news_sitemap(&publication, &articles, &config.zone)
}

/// Articles of the last two days, newest first.
fn news_articles(env: &Env) -> Vec<ArticleId> {
    let site = &env.site;
    let since = site.now().0 - NEWS_WINDOW;
    let newest = site.list(ListKey::All).iter().rev();
    newest.copied().take_while(|id| site.card(*id).date.0 >= since).filter(|id| !site.card(*id).noindex).collect()
}

/// An article's picture as one address, and its credit.
fn picture(env: &Env, image: &CardImage) -> (Located, Attribution) {
    let credit = env.attribution(&image.picture, &image.credit);
    let mut located = env.located(&image.picture, &credit, Frame::alone(1200));
    if !external(&located.path) {
        located.path = env.permalink(&located.path);
    }
    (located, credit)
}

/// Texts of an item that nothing else holds.
struct ItemFacts {
    id: Option<String>,
    picture: Option<(Located, Attribution)>,
    content: Option<String>,
    caption: Option<String>,
}

/// Texts that all items of a feed share.
struct FeedFacts {
    categories: String,
    tags: String,
}

fn feed(renderer: &Renderer, page: Page, list: ListKey, path: &str) -> (Vec<u8>, Vec<Key>) {
    let env = renderer.env();
    let site = &env.site;
    let config = site.config();
    let ids: Vec<ArticleId> = site.list(list).iter().rev().take(config.feeds.limit).copied().collect();
    let full = carries_bodies(&config.feeds, list);
    let shared = FeedFacts { categories: env.permalink("/categories/"), tags: env.permalink("/tags/") };
    let facts: Vec<ItemFacts> = ids.iter().map(|id| item_facts(renderer, *id, full)).collect();
    let items: Vec<Item<'_>> = ids.iter().zip(&facts).map(|(id, facts)| item(env, *id, facts, &shared)).collect();
    let home_url = env.permalink(&site.list_path(list));
    let self_url = env.permalink(path);
    let publisher_url = env.permalink("/");
    let list_title = env.list_title(list);
    let title = if list == ListKey::All { config.title.clone() } else { format!("{} – {list_title}", config.title) };
    let description = match list {
        ListKey::All => config.description.as_deref().or(config.tagline.as_deref()),
        ListKey::Category(at) => site.categories()[at as usize].description.as_deref(),
        ListKey::Tag(at) => site.tags()[at as usize].description.as_deref(),
        _ => None,
    };
    let updated = ids.iter().map(|id| site.card(*id).changed()).max().unwrap_or(Instant(0));
    let feed = Feed {
        title: &title,
        description: description.unwrap_or(&title),
        home_url: &home_url,
        self_url: &self_url,
        language: &config.language,
        id: &home_url,
        updated,
        zone: &config.zone,
        icon: None,
        image: None,
        rights: config.copyright.as_deref(),
        publisher: Person { name: &config.title, url: Some(&publisher_url), email: None },
        hub: config.feeds.hub.as_deref(),
        previous_archive: None,
        next_archive: None,
        current: None,
        items,
    };
    let bytes = match page {
        Page::Atom(_) => atom(&feed),
        Page::JsonFeed(_) => json_feed(&feed),
        _ => rss(&feed),
    };
    let mut reads = vec![Key::Newest(list, config.feeds.limit as u32), Key::Term(list)];
    reads.extend(ids.iter().flat_map(|id| [Key::Card(*id), Key::Feed(*id)]));
    if full {
        for id in &ids {
            reads.push(Key::Body(*id));
            reads.extend(renderer.body(*id).reads.iter().cloned());
        }
        reads.sort_unstable();
        reads.dedup();
    }
    (bytes, reads)
}

fn item_facts(renderer: &Renderer, id: ArticleId, full: bool) -> ItemFacts {
    let env: &Arc<Env> = renderer.env();
    let article = env.site.article(id);
    let card = &article.card;
    let url = env.article_permalink(id);
    // The first address that an article ever had is what feed readers know it by.
    let first = article.rare.as_ref().and_then(|rare| rare.first_alias.as_deref());
    let picture = card.image.as_deref().map(|image| picture(env, image));
    let caption = card.image.as_deref().and_then(|image| image.caption.as_deref());
    let caption =
        caption.map(|text| crate::base::plain_text(&render_simple(text, &env.links(&article.source, &card.path))));
    let content = full.then(|| {
        let body = renderer.body(id);
        let origin = &env.site.config().origin;
        let content = absolutize(&body.html, url, origin);
        // Who reads the whole article elsewhere has to be told of paid links there.
        let Some(text) = env.affiliate_text(body.links.iter().map(|link| link.destination.as_str())) else {
            return content;
        };
        let text = render_simple(text, &env.links(crate::config::CONFIG_FILE, "/"));
        absolutize(&format!("<p>{text}</p>\n"), url, origin) + &content
    });
    ItemFacts { id: first.map(|alias| env.permalink(alias)), picture, content, caption }
}

fn item<'a>(env: &'a Env, id: ArticleId, facts: &'a ItemFacts, shared: &'a FeedFacts) -> Item<'a> {
    let site = &env.site;
    let card = site.card(id);
    let url = env.article_permalink(id);
    let shown = card.image.as_deref().zip(facts.picture.as_ref());
    let picture = shown.map(|(image, (located, Attribution { credit, .. }))| Picture {
        url: &located.path,
        width: located.width.unwrap_or(0),
        height: located.height.unwrap_or(0),
        mime: located.mime,
        alt: if image.decorative { "" } else { &image.alt },
        caption: facts.caption.as_deref(),
        credit: credit.line.as_deref(),
        copyright: credit.copyright.as_deref(),
        license: credit.license.as_deref().or(credit.license_url.as_deref()),
        license_url: credit.license_url.as_deref(),
    });
    let authors = card.authors.iter().map(|byline| match byline {
        CreditedByline::Known { author, .. } => Person {
            name: &site.authors()[*author as usize].name,
            url: Some(env.author_permalink(*author)),
            email: None,
        },
        CreditedByline::Inline(inline) => Person { name: &inline.name, url: inline.url.as_deref(), email: None },
    });
    let categories = card.categories.iter().map(|at| {
        let category = &site.categories()[*at as usize];
        Term { slug: &category.slug, scheme: Some(&shared.categories), label: &category.title }
    });
    let tags = card.tags.iter().map(|at| {
        let tag = &site.tags()[*at as usize];
        Term { slug: &tag.slug, scheme: Some(&shared.tags), label: &tag.title }
    });
    Item {
        id: facts.id.as_deref().unwrap_or(url),
        url,
        title: &card.title,
        language: card.language.as_deref(),
        published: card.date,
        updated: card.changed(),
        authors: authors.collect(),
        categories: categories.chain(tags).collect(),
        summary: &card.description,
        content: facts.content.as_deref(),
        picture,
        label: card.sponsored.then(|| env.theme.words().get("sponsored").unwrap_or("Sponsored")),
    }
}
