//! From the model to JSON-LD.

use super::article::Version;
use crate::base::{Instant, plain_text};
use crate::content::{Review as ReviewMatter, SourceField};
use crate::media::Frame;
use crate::model::{
    ArticleId, CardImage, Credit, CreditedByline, IndexKind, ListKey, Page as SitePage, Pick, PictureRef,
    StandalonePage, external,
};
use crate::render::Renderer;
use crate::render::content::Body;
use crate::render::structured::{
    Access, Agent, AgentKind, Article, Breadcrumbs, Citation, Correction, Crumb, Image, Kind, List, ListEntry, Live,
    LiveUpdate, Node, Organization, Page, PageKind, Person, Picks, Policies, Profile, Rating, Review, Series, Subject,
    SubjectKind, WebSite, json_ld,
};
use crate::theme::{Attribution, Env, Located};

/// Owned texts that the borrowed structs of a graph point into.
struct Facts<'e> {
    env: &'e Env,
    home: String,
    logo: Option<(String, u32, u32)>,
    ethics: Option<String>,
    corrections: Option<String>,
}

impl<'e> Facts<'e> {
    fn of(env: &'e Env) -> Self {
        let config = env.site.config();
        let policy = |path: Option<&String>| {
            path.map(|path| if crate::model::external(path) { path.clone() } else { env.permalink(path) })
        };
        let publisher = config.publisher.as_ref();
        let logo = config
            .logo
            .as_ref()
            .and_then(|logo| env.site.files().resolve("content/x.md", &logo.src).ok())
            .map(|logo| picture_url(env, &logo));
        Self {
            env,
            home: env.permalink("/"),
            logo,
            ethics: policy(publisher.and_then(|p| p.ethics_policy.as_ref())),
            corrections: policy(publisher.and_then(|p| p.corrections_policy.as_ref())),
        }
    }

    fn organization(&'e self) -> Organization<'e> {
        let config = self.env.site.config();
        let publisher = config.publisher.as_ref();
        Organization {
            name: &config.title,
            url: &self.home,
            legal_name: publisher.and_then(|p| p.name.as_deref()).filter(|name| *name != config.title),
            logo: self.logo.as_ref().map(|(url, width, height)| Image {
                url,
                width: *width,
                height: *height,
                ..Image::default()
            }),
            same_as: config.social.iter().map(|link| link.url.as_str()).collect(),
            email: publisher.and_then(|p| p.email.as_deref()),
            policies: Policies {
                ethics: self.ethics.as_deref(),
                corrections: self.corrections.as_deref(),
                ..Policies::default()
            },
        }
    }
}

/// URL and size of a picture.
fn picture_url(env: &Env, picture: &PictureRef) -> (String, u32, u32) {
    let credit = env.attribution(picture, &Credit::default());
    address(env, env.located(picture, &credit, Frame::alone(1200)))
}

fn address(env: &Env, located: Located) -> (String, u32, u32) {
    let url = if external(&located.path) { located.path } else { env.permalink(&located.path) };
    (url, located.width.unwrap_or(0), located.height.unwrap_or(0))
}

/// A picture in all its cuts.
struct PictureFacts {
    cuts: Vec<(String, u32, u32)>,
    caption: Option<String>,
    attribution: Attribution,
}

fn picture_facts(env: &Env, image: &CardImage) -> PictureFacts {
    let attribution = env.attribution(&image.picture, &image.credit);
    let cuts = env.searched(image, &attribution).into_iter().map(|located| address(env, located)).collect();
    let caption = image.caption.as_deref().map(|text| plain_text(&crate::base::escape_html(text)));
    let caption = caption.or_else(|| Some(image.alt.clone()).filter(|alt| !alt.is_empty()));
    PictureFacts { cuts, caption, attribution }
}

impl PictureFacts {
    /// The one that stands for all of them: square, which no service cuts again.
    fn image(&self) -> Option<Image<'_>> {
        self.images().pop()
    }

    fn images(&self) -> Vec<Image<'_>> {
        let credit = &self.attribution.credit;
        let creator = credit.creator.as_deref().map(|name| Agent { kind: AgentKind::Person, name, url: None });
        let images = self.cuts.iter().map(|(url, width, height)| Image {
            url,
            width: *width,
            height: *height,
            caption: self.caption.as_deref(),
            credit: credit.line.as_deref(),
            creator,
            license: credit.license_url.as_deref(),
            acquire_license: self.attribution.acquire.as_deref(),
            copyright: credit.copyright.as_deref(),
        });
        images.collect()
    }
}

struct PersonFacts {
    name: String,
    url: Option<String>,
    role: Option<String>,
}

impl PersonFacts {
    fn of(env: &Env, byline: &CreditedByline) -> Self {
        match byline {
            CreditedByline::Known { author, role } => {
                let author = &env.site.authors()[*author as usize];
                Self {
                    name: author.name.clone(),
                    url: Some(env.permalink(&author.path)),
                    role: role.clone().or_else(|| author.role.clone()),
                }
            }
            CreditedByline::Inline(inline) => {
                Self { name: inline.name.clone(), url: inline.url.clone(), role: inline.role.clone() }
            }
        }
    }

    fn person(&self) -> Person<'_> {
        Person { name: &self.name, url: self.url.as_deref(), role: self.role.as_deref(), ..Person::default() }
    }
}

fn kind_of(slug: &str) -> Kind {
    match slug {
        "review" => Kind::Review,
        "how-to" => Kind::HowTo,
        "feature" => Kind::Feature,
        "opinion" => Kind::Opinion,
        "analysis" => Kind::Analysis,
        "guide" => Kind::Guide,
        "liveblog" => Kind::LiveBlog,
        "sponsored" => Kind::Sponsored,
        _ => Kind::News,
    }
}

/// The graph of an article's page.
pub(super) fn article(
    renderer: &Renderer,
    id: ArticleId,
    body: &Body,
    crumbs: &[(String, String)],
    translations: &[Version],
) -> String {
    let env = renderer.env();
    if !env.theme.uses_structured_data() {
        return String::new();
    }
    let facts = Facts::of(env);
    let organization = facts.organization();
    let config = env.site.config();
    let whole = env.site.article(id);
    let card = &whole.card;
    let rare = whole.rare.as_deref();
    let url = env.permalink(&card.path);
    let people: Vec<PersonFacts> = card.authors.iter().map(|byline| PersonFacts::of(env, byline)).collect();
    let picture = card.image.as_deref().map(|image| picture_facts(env, image));
    let kind = match kind_of(&config.types.all()[card.kind as usize].slug) {
        _ if card.sponsored => Kind::Sponsored,
        Kind::Guide if rare.is_none_or(|rare| rare.picks.is_empty()) => Kind::Background,
        kind => kind,
    };
    let corrections: Vec<(String, Instant)> = rare
        .map_or(&[][..], |rare| &rare.corrections)
        .iter()
        .map(|correction| {
            (
                plain_text(&crate::content::markdown::render_simple(
                    &correction.text,
                    &env.links(&whole.source, &card.path),
                )),
                correction.date,
            )
        })
        .collect();
    let series = card.series.map(|place| &env.site.series()[place.series as usize]);
    let series_url = series.map(|series| env.permalink(&series.path));
    let updates = updates(env, &url, card.date, body);
    let coverage = env.site.phase(id).coverage;
    let review_matter = rare.and_then(|rare| rare.review.as_ref());
    let review = review_matter.map(|matter| Review {
        url: &url,
        headline: &card.title,
        subject: Subject {
            kind: SubjectKind::Product,
            name: matter.product.as_deref().unwrap_or(&card.title),
            brand: matter.brand.as_deref(),
            url: None,
            image: picture.as_ref().and_then(PictureFacts::image),
        },
        authors: people.iter().map(PersonFacts::person).collect(),
        publisher: &organization,
        published: card.date,
        zone: &config.zone,
        verdict: matter.verdict.as_deref(),
        rating: rating(matter),
        pros: matter.pros.iter().map(String::as_str).collect(),
        cons: matter.cons.iter().map(String::as_str).collect(),
    });
    let picks = picks(&url, rare.map_or(&[][..], |rare| &rare.picks));
    let picks = Picks {
        url: &url,
        name: &card.title,
        entries: picks.iter().map(|(name, url)| ListEntry { url, name }).collect(),
    };
    let article = Article {
        kind,
        url: &url,
        headline: &card.title,
        description: Some(&*card.description).filter(|text| !text.is_empty()),
        published: card.date,
        updated: card.changed(),
        zone: &config.zone,
        language: env.site.language(id),
        translations: translations.iter().map(|version| (&*version.language, &*version.permalink)).collect(),
        authors: people.iter().map(PersonFacts::person).collect(),
        publisher: &organization,
        images: picture.as_ref().map(PictureFacts::images).unwrap_or_default(),
        sections: card.categories.iter().map(|at| env.site.categories()[*at as usize].title.as_str()).collect(),
        keywords: card.tags.iter().map(|at| env.site.tags()[*at as usize].title.as_str()).collect(),
        words: Some(body.words).filter(|words| *words > 0),
        access: Access::Free,
        corrections: corrections.iter().map(|(text, at)| Correction { text, at: Some(*at) }).collect(),
        citations: rare.map_or(&[][..], |rare| &rare.sources).iter().map(citation).collect(),
        series: series.map(|series| Series { name: &series.title, url: series_url.as_deref() }),
        sponsor: rare.and_then(|rare| rare.sponsor.as_ref()).map(|sponsor| Agent {
            kind: AgentKind::Organization,
            name: &sponsor.name,
            url: sponsor.url.as_deref(),
        }),
        live: coverage.map(|coverage| Live {
            start: coverage.start,
            end: coverage.end,
            updates: updates.iter().map(UpdateFacts::update).collect(),
        }),
        reviewed: review.as_ref(),
    };
    let trail = Trail::of(env, crumbs, &card.title, &card.path);
    let breadcrumbs = trail.breadcrumbs();
    let mut nodes = vec![Node::Article(&article)];
    nodes.extend(review.as_ref().map(Node::Review));
    nodes.push(Node::Picks(&picks));
    nodes.push(Node::Breadcrumbs(&breadcrumbs));
    json_ld(&nodes)
}

/// Names and addresses of what a guide recommends.
fn picks<'p>(url: &str, picks: &'p [Pick]) -> Vec<(&'p str, String)> {
    picks.iter().map(|pick| (pick.name.as_str(), format!("{url}#{}", pick.id))).collect()
}

fn citation(source: &SourceField) -> Citation<'_> {
    Citation {
        name: &source.title,
        url: source.url.as_ref().map(|url| url.value.as_str()),
        publisher: source.publisher.as_deref(),
        at: source.date,
    }
}

fn rating(review: &ReviewMatter) -> Option<Rating> {
    let score = review.score.as_ref()?;
    Some(Rating { value: score.value, best: review.best(), worst: 0.0 })
}

struct UpdateFacts {
    url: String,
    title: String,
    text: String,
    at: Instant,
    author: Option<PersonFacts>,
}

impl UpdateFacts {
    fn update(&self) -> LiveUpdate<'_> {
        LiveUpdate {
            url: &self.url,
            headline: &self.title,
            body: Some(self.text.as_str()).filter(|text| !text.is_empty()),
            published: self.at,
            updated: None,
            authors: self.author.iter().map(PersonFacts::person).collect(),
            image: None,
        }
    }
}

fn updates(env: &Env, url: &str, date: Instant, body: &Body) -> Vec<UpdateFacts> {
    let facts = body.updates.iter().map(|update| {
        let author = update.author.as_deref().map(|name| {
            let known = env.site.authors().iter().find(|author| author.slug == name && !author.articles.is_empty());
            known.map_or_else(
                || PersonFacts { name: name.to_owned(), url: None, role: None },
                |author| PersonFacts {
                    name: author.name.clone(),
                    url: Some(env.permalink(&author.path)),
                    role: author.role.clone(),
                },
            )
        });
        UpdateFacts {
            url: format!("{url}#{}", update.id),
            title: update.title.clone(),
            text: update.text.clone(),
            at: update.at.unwrap_or(date),
            author,
        }
    });
    facts.collect()
}

/// Breadcrumbs with absolute URLs; the last one is the page itself.
struct Trail {
    url: String,
    crumbs: Vec<(String, Option<String>)>,
}

impl Trail {
    fn of(env: &Env, crumbs: &[(String, String)], title: &str, path: &str) -> Self {
        let mut all: Vec<(String, Option<String>)> =
            crumbs.iter().map(|(name, path)| (name.clone(), Some(env.permalink(path)))).collect();
        all.push((title.to_owned(), None));
        Self { url: env.permalink(path), crumbs: all }
    }

    fn breadcrumbs(&self) -> Breadcrumbs<'_> {
        let crumbs = self.crumbs.iter().map(|(name, url)| Crumb { name, url: url.as_deref() });
        Breadcrumbs { url: &self.url, crumbs: crumbs.collect() }
    }
}

/// The graph of a list page.
#[expect(clippy::too_many_arguments, reason = "the facts of a list, each used once")]
pub(super) fn list(
    renderer: &Renderer,
    page: SitePage,
    list: ListKey,
    path: &str,
    title: &str,
    ids: &[ArticleId],
    crumbs: &[(String, String)],
    is_head: bool,
) -> String {
    let env = renderer.env();
    if !env.theme.uses_structured_data() {
        return String::new();
    }
    let facts = Facts::of(env);
    let organization = facts.organization();
    let config = env.site.config();
    let url = env.permalink(path);
    if page == SitePage::Home {
        let site = WebSite {
            url: &facts.home,
            name: &config.title,
            alternate_name: None,
            description: config.description.as_deref(),
            language: &config.language,
            search: None,
        };
        return json_ld(&[Node::WebSite(&site), Node::Organization(&organization)]);
    }
    let trail = Trail::of(env, crumbs, title, path);
    let breadcrumbs = trail.breadcrumbs();
    if let (ListKey::Author(at), true) = (list, is_head) {
        return author(env, at, &url, &facts, &breadcrumbs, ids);
    }
    let entries: Vec<(String, &str)> =
        ids.iter().map(|id| (env.permalink(&env.site.card(*id).path), &*env.site.card(*id).title)).collect();
    let node = List {
        url: &url,
        name: title,
        description: None,
        language: &config.language,
        home_url: &facts.home,
        entries: entries.iter().map(|(url, name)| ListEntry { url, name }).collect(),
    };
    json_ld(&[Node::List(&node), Node::Breadcrumbs(&breadcrumbs)])
}

fn author(
    env: &Env,
    at: u32,
    url: &str,
    facts: &Facts<'_>,
    breadcrumbs: &Breadcrumbs<'_>,
    ids: &[ArticleId],
) -> String {
    let author = &env.site.authors()[at as usize];
    let config = env.site.config();
    let bio =
        plain_text(&crate::content::markdown::render_simple(&author.bio, &env.links(&author.source, &author.path)));
    let picture = author.picture.as_ref().map(|picture| picture_facts(env, picture));
    let links = author.links.iter().map(|link| link.url.as_str()).chain(author.url.as_deref());
    let profile = Profile {
        person: Person {
            name: &author.name,
            url: Some(url),
            role: author.role.as_deref(),
            description: Some(bio.as_str()).filter(|bio| !bio.is_empty()),
            image: picture.as_ref().and_then(PictureFacts::image),
            same_as: links.collect(),
            ..Person::default()
        },
        url,
        language: &config.language,
        home_url: &facts.home,
        updated: ids.first().map(|id| env.site.card(*id).changed()),
        zone: &config.zone,
    };
    json_ld(&[Node::Profile(&profile), Node::Breadcrumbs(breadcrumbs)])
}

/// The graph of an index page.
pub(super) fn index(
    renderer: &Renderer,
    kind: IndexKind,
    path: &str,
    title: &str,
    crumbs: &[(String, String)],
) -> String {
    let env = renderer.env();
    if !env.theme.uses_structured_data() {
        return String::new();
    }
    let facts = Facts::of(env);
    let config = env.site.config();
    let url = env.permalink(path);
    // Thousands of names in a graph help nobody; short indexes are listed.
    let lists = env.term_lists(kind);
    let entries: Vec<(String, String)> = if lists.len() <= 200 {
        lists.iter().map(|list| (env.permalink(&env.site.list_path(*list)), env.list_title(*list))).collect()
    } else {
        Vec::new()
    };
    let node = List {
        url: &url,
        name: title,
        description: None,
        language: &config.language,
        home_url: &facts.home,
        entries: entries.iter().map(|(url, name)| ListEntry { url, name }).collect(),
    };
    let trail = Trail::of(env, crumbs, title, path);
    json_ld(&[Node::List(&node), Node::Breadcrumbs(&trail.breadcrumbs())])
}

/// The graph of a standalone page.
pub(super) fn standalone(renderer: &Renderer, page: &StandalonePage, crumbs: &[(String, String)]) -> String {
    let env = renderer.env();
    if !env.theme.uses_structured_data() {
        return String::new();
    }
    let facts = Facts::of(env);
    let config = env.site.config();
    let url = env.permalink(&page.path);
    let node = Page {
        kind: match page.slug.as_str() {
            "about" => PageKind::About,
            "contact" => PageKind::Contact,
            _ => PageKind::Plain,
        },
        url: &url,
        name: &page.title,
        description: page.description.as_deref(),
        language: &config.language,
        home_url: &facts.home,
        published: None,
        updated: page.updated,
        zone: &config.zone,
        image: None,
    };
    let trail = Trail::of(env, crumbs, &page.title, &page.path);
    json_ld(&[Node::Page(&node), Node::Breadcrumbs(&trail.breadcrumbs())])
}
