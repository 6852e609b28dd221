//! People: as authors of an article, and on their own page
//! ([profile page](https://developers.google.com/search/docs/appearance/structured-data/profile-page)).
//!
//! A person's `@id` comes from their page on the site, so two authors of an article never share one, and a person
//! without a page has none.

use super::Image;
use super::id::{Id, Named, Ref};
use crate::base::{Instant, Zone};
use crate::render::json::{Object, Stamp};
use serde::{Serialize, Serializer};

/// An author.
#[derive(Clone, Debug, Default)]
pub struct Person<'a> {
    /// A person, or a desk or agency that signs like one.
    pub kind: AgentKind,
    /// The name alone: no title, no "by".
    pub name: &'a str,
    /// Their page on the site.
    pub url: Option<&'a str>,
    /// What they do here, such as `Phones editor`.
    pub role: Option<&'a str>,
    /// The bio, plain text.
    pub description: Option<&'a str>,
    /// A portrait.
    pub image: Option<Image<'a>>,
    /// Their pages elsewhere.
    pub same_as: Vec<&'a str>,
}

/// Whether a name is a person's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AgentKind {
    /// A person.
    #[default]
    Person,
    /// A company, an agency, a desk.
    Organization,
}

/// Someone of whom no more than the name is known: a photographer, a sponsor.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Agent<'a> {
    /// Person or organisation.
    pub kind: AgentKind,
    /// The name.
    pub name: &'a str,
    /// Their page, here or elsewhere.
    pub url: Option<&'a str>,
}

/// An author's page.
#[derive(Clone, Debug)]
pub struct Profile<'a> {
    /// Whom it is about; their `url` is this page.
    pub person: Person<'a>,
    /// The page.
    pub url: &'a str,
    /// BCP 47.
    pub language: &'a str,
    /// The home page, for the site and the publisher that they work for.
    pub home_url: &'a str,
    /// When what the page says of them last changed.
    pub updated: Option<Instant>,
    /// The zone whose offset dates are written with.
    pub zone: &'a Zone,
}

impl AgentKind {
    fn schema_type(self) -> &'static str {
        match self {
            Self::Person => "Person",
            Self::Organization => "Organization",
        }
    }

    fn fragment(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Organization => "organization",
        }
    }
}

impl Serialize for Agent<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Named { kind: self.kind.schema_type(), id: None, name: self.name, url: self.url }.serialize(serializer)
    }
}

impl Serialize for Person<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Member { person: self, employer: None }.serialize(serializer)
    }
}

impl Serialize for Profile<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = Object::new(serializer)?;
        object.put("@type", "ProfilePage")?;
        object.put("@id", Id(self.url, "page"))?;
        object.put("url", self.url)?;
        object.text("name", self.person.name)?;
        object.text("inLanguage", self.language)?;
        object.some("dateModified", self.updated.map(|at| Stamp(at, self.zone)))?;
        object.put("isPartOf", Ref(Id(self.home_url, "website")))?;
        object.put("mainEntity", Member { person: &self.person, employer: Some(self.home_url) })?;
        object.end()
    }
}

struct Member<'a> {
    person: &'a Person<'a>,
    employer: Option<&'a str>,
}

impl Serialize for Member<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let person = self.person;
        let mut object = Object::new(serializer)?;
        object.put("@type", person.kind.schema_type())?;
        object.some("@id", person.url.map(|url| Id(url, person.kind.fragment())))?;
        object.text("name", person.name)?;
        object.text("url", person.url)?;
        if person.kind == AgentKind::Person {
            object.text("jobTitle", person.role)?;
            object.some("worksFor", self.employer.map(|home| Ref(Id(home, "organization"))))?;
        }
        object.text("description", person.description)?;
        object.some("image", person.image.as_ref())?;
        object.texts("sameAs", &person.same_as)?;
        object.end()
    }
}
