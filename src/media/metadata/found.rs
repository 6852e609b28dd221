//! What one block of metadata says, before the blocks are weighed against each other.

use super::rights::{Rights, name, prose, url};

/// What one block says.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Found {
    /// The fields that map onto a field.
    pub(super) rights: Rights,
    /// The original owner (`photoshop:Source`, IIM 2:115).
    pub(super) source: Option<String>,
    /// The name to be given under a Creative Commons licence (`cc:attributionName`).
    pub(super) attribution: Option<String>,
    /// The name of the licensor (`plus:LicensorName`).
    pub(super) licensor: Option<String>,
    /// Whether it tells the place.
    pub(super) has_location: bool,
}

/// Keeps the first that says something.
pub(super) fn first(field: &mut Option<String>, other: Option<String>) {
    if field.is_none() {
        *field = other;
    }
}

/// Several creators as one text.
pub(super) fn creators<'t>(names: impl IntoIterator<Item = &'t str>) -> Option<String> {
    let names: Vec<String> = names.into_iter().take(50).filter_map(name).collect();
    name(&names.join(", "))
}

impl Found {
    /// Takes from another block what this one doesn't have.
    pub(super) fn complete(&mut self, other: Self) {
        first(&mut self.rights.creator, other.rights.creator);
        first(&mut self.rights.credit, other.rights.credit);
        first(&mut self.rights.copyright, other.rights.copyright);
        first(&mut self.rights.license_url, other.rights.license_url);
        first(&mut self.rights.usage_terms, other.rights.usage_terms);
        first(&mut self.rights.licensor_url, other.rights.licensor_url);
        first(&mut self.rights.description, other.rights.description);
        first(&mut self.source, other.source);
        first(&mut self.attribution, other.attribution);
        first(&mut self.licensor, other.licensor);
        self.has_location |= other.has_location;
    }

    /// The fields, with the names of the neighbours for a missing credit line: whom the licence wants named, the
    /// source, the licensor.
    pub(super) fn into_rights(self) -> Rights {
        let mut rights = self.rights;
        first(&mut rights.credit, self.attribution);
        first(&mut rights.credit, self.source);
        first(&mut rights.credit, self.licensor);
        rights
    }

    /// Notes a creator, credit, notice or description that has a plain text.
    pub(super) fn note(&mut self, field: Field, text: &str) {
        match field {
            Field::Creator => first(&mut self.rights.creator, name(text)),
            Field::Credit => first(&mut self.rights.credit, name(text)),
            Field::Copyright => first(&mut self.rights.copyright, name(text)),
            Field::LicenseUrl => first(&mut self.rights.license_url, url(text)),
            Field::UsageTerms => first(&mut self.rights.usage_terms, prose(text)),
            Field::LicensorUrl => first(&mut self.rights.licensor_url, url(text)),
            Field::Description => first(&mut self.rights.description, prose(text)),
            Field::Source => first(&mut self.source, name(text)),
            Field::Attribution => first(&mut self.attribution, name(text)),
            Field::LicensorName => first(&mut self.licensor, name(text)),
        }
    }
}

/// What a text in a block can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Field {
    Creator,
    Credit,
    Copyright,
    LicenseUrl,
    UsageTerms,
    LicensorUrl,
    Description,
    Source,
    Attribution,
    LicensorName,
}
