//! An [article](https://developers.google.com/search/docs/appearance/structured-data/article) on its own page.

use super::id::{Id, Named, Ref};
use super::live::Updates;
use super::{Agent, Image, Live, Organization, Person};
use crate::base::{Instant, Zone};
use crate::render::json::{Each, Object, Stamp};
use serde::{Serialize, Serializer};

/// An article.
#[derive(Clone, Debug)]
pub struct Article<'a> {
    /// What kind of article it is.
    pub kind: Kind,
    /// Its page.
    pub url: &'a str,
    /// The headline, plain text.
    pub headline: &'a str,
    /// The standfirst, plain text.
    pub description: Option<&'a str>,
    /// When it was first published.
    pub published: Instant,
    /// When it last changed in a way that readers should know of; `published` if it never did.
    pub updated: Instant,
    /// The zone whose offset dates are written with.
    pub zone: &'a Zone,
    /// BCP 47.
    pub language: &'a str,
    /// The same article in other languages: language and page.
    pub translations: Vec<(&'a str, &'a str)>,
    /// Who wrote it, in the byline's order.
    pub authors: Vec<Person<'a>>,
    /// Who publishes it.
    pub publisher: &'a Organization<'a>,
    /// The lead picture, best in several shapes and at least 1,200 pixels wide.
    pub images: Vec<Image<'a>>,
    /// Names of its categories, the primary one first.
    pub sections: Vec<&'a str>,
    /// Names of its tags.
    pub keywords: Vec<&'a str>,
    /// The body's length in words.
    pub words: Option<usize>,
    /// Who may read it.
    pub access: Access,
    /// Corrections, in the order in which the page shows them.
    pub corrections: Vec<Correction<'a>>,
    /// What it rests on.
    pub citations: Vec<Citation<'a>>,
    /// The series that it belongs to.
    pub series: Option<Series<'a>>,
    /// Who paid for it.
    pub sponsor: Option<Agent<'a>>,
    /// The updates of a live blog.
    pub live: Option<Live<'a>>,
    /// Whether a [`super::Review`] in the same graph says what the article is about.
    pub reviewed: Option<&'a super::Review<'a>>,
}

/// The kinds of articles that schema.org tells apart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Kind {
    /// News, and every kind that a site invents.
    #[default]
    News,
    /// A review: its judgement is a node of its own.
    Review,
    /// Instructions.
    HowTo,
    /// A feature.
    Feature,
    /// An opinion.
    Opinion,
    /// An analysis.
    Analysis,
    /// A guide that explains something.
    Background,
    /// A guide that recommends something.
    Guide,
    /// A live blog.
    LiveBlog,
    /// Paid content.
    Sponsored,
}

/// Who may read an article.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Access {
    /// Everyone.
    #[default]
    Free,
    /// Those who paid or registered.
    Restricted,
}

/// A correction, which is never called an update.
#[derive(Clone, Debug)]
pub struct Correction<'a> {
    /// What was wrong and what is right, plain text.
    pub text: &'a str,
    /// When it was made.
    pub at: Option<Instant>,
}

/// Something that an article rests on.
#[derive(Clone, Debug)]
pub struct Citation<'a> {
    /// What it is called, plain text.
    pub name: &'a str,
    /// Where it can be read.
    pub url: Option<&'a str>,
    /// Who published it.
    pub publisher: Option<&'a str>,
    /// When.
    pub at: Option<Instant>,
}

/// A series of articles.
#[derive(Clone, Debug)]
pub struct Series<'a> {
    /// Its name.
    pub name: &'a str,
    /// The page that lists its parts.
    pub url: Option<&'a str>,
}

impl Kind {
    /// The schema.org type: `Article`, `NewsArticle` or a kind of them.
    ///
    /// Each is one string, because readers that match text, browsers' reading modes among them, trip over a list of
    /// types. A review is a `NewsArticle`, not a `ReviewNewsArticle`: that is also a `Review`, and a `Review` without
    /// a rating is an error to Google. See [`super::Review`].
    fn schema_type(self) -> &'static str {
        match self {
            Self::News | Self::Review => "NewsArticle",
            Self::Feature => "ReportageNewsArticle",
            Self::Background => "BackgroundNewsArticle",
            Self::HowTo => "TechArticle",
            Self::Opinion => "OpinionNewsArticle",
            Self::Analysis => "AnalysisNewsArticle",
            Self::Guide => "Article",
            Self::LiveBlog => "LiveBlogPosting",
            Self::Sponsored => "AdvertiserContentArticle",
        }
    }
}

impl Serialize for Article<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = Object::new(serializer)?;
        object.put("@type", self.kind.schema_type())?;
        object.put("@id", Id(self.url, "article"))?;
        object.put("url", self.url)?;
        object.put("mainEntityOfPage", self.url)?;
        object.text("headline", self.headline)?;
        object.text("description", self.description)?;
        object.put("datePublished", Stamp(self.published, self.zone))?;
        object.put("dateModified", Stamp(self.updated.max(self.published), self.zone))?;
        object.list("author", &self.authors)?;
        object.put("publisher", self.publisher)?;
        object.list("image", &self.images)?;
        object.texts("articleSection", &self.sections)?;
        object.texts("keywords", &self.keywords)?;
        object.text("inLanguage", self.language)?;
        if !self.translations.is_empty() {
            let translations = self.translations.iter().map(|(language, url)| Translation { language, url });
            object.put("workTranslation", Each(translations))?;
        }
        object.some("wordCount", self.words)?;
        object.put("isAccessibleForFree", self.access == Access::Free)?;
        if !self.citations.is_empty() {
            let citations = self.citations.iter().map(|citation| Cited { citation, zone: self.zone });
            object.put("citation", Each(citations))?;
        }
        object.some("isPartOf", self.series.as_ref().map(Series::named))?;
        object.some("sponsor", self.sponsor.as_ref())?;
        if !self.corrections.is_empty() {
            let corrections = self.corrections.iter().map(|correction| Dated { correction, zone: self.zone });
            object.put("correction", Each(corrections))?;
        }
        if let Some(live) = &self.live {
            object.put("coverageStartTime", Stamp(live.start, self.zone))?;
            object.some("coverageEndTime", live.end.map(|at| Stamp(at, self.zone)))?;
            object.some("liveBlogUpdate", Updates::of(self, live))?;
        }
        if let Some(review) = self.reviewed.filter(|review| review.is_sound()) {
            object.put("about", Ref(review.subject_id()))?;
        }
        object.end()
    }
}

impl<'a> Series<'a> {
    fn named(&self) -> Named<'a> {
        let id = self.url.map(|url| Id(url, "series"));
        Named { kind: "CreativeWorkSeries", id, name: self.name, url: self.url }
    }
}

struct Translation<'a> {
    language: &'a str,
    url: &'a str,
}

impl Serialize for Translation<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = Object::new(serializer)?;
        object.put("@type", "Article")?;
        object.put("@id", Id(self.url, "article"))?;
        object.put("url", self.url)?;
        object.text("inLanguage", self.language)?;
        object.end()
    }
}

struct Dated<'a> {
    correction: &'a Correction<'a>,
    zone: &'a Zone,
}

impl Serialize for Dated<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = Object::new(serializer)?;
        object.put("@type", "CorrectionComment")?;
        object.text("text", self.correction.text)?;
        object.some("datePublished", self.correction.at.map(|at| Stamp(at, self.zone)))?;
        object.end()
    }
}

struct Cited<'a> {
    citation: &'a Citation<'a>,
    zone: &'a Zone,
}

impl Serialize for Cited<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let citation = self.citation;
        let mut object = Object::new(serializer)?;
        object.put("@type", "CreativeWork")?;
        object.text("name", citation.name)?;
        object.text("url", citation.url)?;
        let publisher = citation.publisher.filter(|name| !name.is_empty());
        object.some("publisher", publisher.map(|name| Named { kind: "Organization", id: None, name, url: None }))?;
        object.some("datePublished", citation.at.map(|at| Stamp(at, self.zone)))?;
        object.end()
    }
}
