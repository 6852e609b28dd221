//! The publisher ([NewsMediaOrganization](https://schema.org/NewsMediaOrganization)) and the policies that it stands
//! by.

use super::Image;
use super::id::Id;
use crate::render::json::Object;
use serde::{Serialize, Serializer};

/// A news publisher.
#[derive(Clone, Debug, Default)]
pub struct Organization<'a> {
    /// The name of the publication.
    pub name: &'a str,
    /// The home page.
    pub url: &'a str,
    /// The company behind it, if it has another name.
    pub legal_name: Option<&'a str>,
    /// The logo, at least 112 by 112 pixels.
    pub logo: Option<Image<'a>>,
    /// Its pages elsewhere.
    pub same_as: Vec<&'a str>,
    /// A public address for mail.
    pub email: Option<&'a str>,
    /// What it has promised its readers.
    pub policies: Policies<'a>,
}

/// URLs of the pages on which a newsroom says how it works.
#[derive(Clone, Copy, Debug, Default)]
pub struct Policies<'a> {
    /// Editorial principles as a whole.
    pub publishing_principles: Option<&'a str>,
    /// Ethics.
    pub ethics: Option<&'a str>,
    /// How errors are corrected.
    pub corrections: Option<&'a str>,
    /// How facts are checked.
    pub fact_checking: Option<&'a str>,
    /// When sources stay unnamed.
    pub unnamed_sources: Option<&'a str>,
    /// How readers can complain or contribute.
    pub feedback: Option<&'a str>,
    /// Who owns and funds it.
    pub ownership: Option<&'a str>,
    /// Who works there.
    pub masthead: Option<&'a str>,
    /// Diversity.
    pub diversity: Option<&'a str>,
}

impl<'a> Organization<'a> {
    pub(super) fn id(&self) -> Id<'a> {
        Id(self.url, "organization")
    }
}

impl Serialize for Organization<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = Object::new(serializer)?;
        object.put("@type", "NewsMediaOrganization")?;
        object.put("@id", self.id())?;
        object.text("name", self.name)?;
        object.text("url", self.url)?;
        object.text("legalName", self.legal_name)?;
        object.some("logo", self.logo.as_ref())?;
        object.texts("sameAs", &self.same_as)?;
        object.text("email", self.email)?;
        let policies = &self.policies;
        object.text("publishingPrinciples", policies.publishing_principles)?;
        object.text("ethicsPolicy", policies.ethics)?;
        object.text("correctionsPolicy", policies.corrections)?;
        object.text("verificationFactCheckingPolicy", policies.fact_checking)?;
        object.text("unnamedSourcesPolicy", policies.unnamed_sources)?;
        object.text("actionableFeedbackPolicy", policies.feedback)?;
        object.text("ownershipFundingInfo", policies.ownership)?;
        object.text("masthead", policies.masthead)?;
        object.text("diversityPolicy", policies.diversity)?;
        object.end()
    }
}
