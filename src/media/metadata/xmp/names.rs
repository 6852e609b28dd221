//! The namespaces and properties of XMP that matter here (IPTC Photo Metadata Standard 2024.1, PLUS LDF 2.0, ccREL).

use crate::media::metadata::found::Field;

/// A namespace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Namespace {
    Rdf,
    Xml,
    Dc,
    Photoshop,
    XmpRights,
    Plus,
    Cc,
    Exif,
    Other,
}

pub(super) const RDF: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
pub(super) const DC: &str = "http://purl.org/dc/elements/1.1/";
pub(super) const PHOTOSHOP: &str = "http://ns.adobe.com/photoshop/1.0/";
pub(super) const XMP_RIGHTS: &str = "http://ns.adobe.com/xap/1.0/rights/";
pub(super) const PLUS: &str = "http://ns.useplus.org/ldf/xmp/1.0/";

impl Namespace {
    /// A namespace by its name.
    pub(super) fn of(uri: &str) -> Self {
        match uri {
            RDF => Self::Rdf,
            DC => Self::Dc,
            PHOTOSHOP => Self::Photoshop,
            XMP_RIGHTS => Self::XmpRights,
            PLUS => Self::Plus,
            // The second is what Inkscape writes to this day.
            "http://creativecommons.org/ns#" | "http://web.resource.org/cc/" => Self::Cc,
            "http://ns.adobe.com/exif/1.0/" => Self::Exif,
            _ => Self::Other,
        }
    }
}

/// The field that a property of the picture is.
pub(super) fn field(namespace: Namespace, local: &str) -> Option<Field> {
    match (namespace, local) {
        (Namespace::Dc, "creator") => Some(Field::Creator),
        (Namespace::Dc, "rights") => Some(Field::Copyright),
        (Namespace::Dc, "description") => Some(Field::Description),
        (Namespace::Photoshop, "Credit") => Some(Field::Credit),
        (Namespace::Photoshop, "Source") => Some(Field::Source),
        (Namespace::XmpRights, "WebStatement") | (Namespace::Cc, "license") => Some(Field::LicenseUrl),
        (Namespace::XmpRights, "UsageTerms") => Some(Field::UsageTerms),
        (Namespace::Cc, "attributionName") => Some(Field::Attribution),
        _ => None,
    }
}

/// The field that a property of a licensor is.
pub(super) fn licensor_field(namespace: Namespace, local: &str) -> Option<Field> {
    match (namespace, local) {
        (Namespace::Plus, "LicensorURL") => Some(Field::LicensorUrl),
        (Namespace::Plus, "LicensorName") => Some(Field::LicensorName),
        _ => None,
    }
}
