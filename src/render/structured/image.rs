//! Pictures with their credit and licence
//! ([image metadata](https://developers.google.com/search/docs/appearance/structured-data/image-license-metadata)).

use super::Agent;
use crate::render::json::Object;
use serde::{Serialize, Serializer};

/// A picture.
#[derive(Clone, Debug, Default)]
pub struct Image<'a> {
    /// The file.
    pub url: &'a str,
    /// In pixels; 0 when it is not known.
    pub width: u32,
    /// In pixels; 0 when it is not known.
    pub height: u32,
    /// The caption, plain text.
    pub caption: Option<&'a str>,
    /// Whom it is credited to, as the page says it.
    pub credit: Option<&'a str>,
    /// Who made it, if that is known to be a person or an organisation.
    pub creator: Option<Agent<'a>>,
    /// The URL of its licence.
    pub license: Option<&'a str>,
    /// The URL of a page that says how to license it.
    pub acquire_license: Option<&'a str>,
    /// A copyright notice.
    pub copyright: Option<&'a str>,
}

impl Serialize for Image<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = Object::new(serializer)?;
        object.put("@type", "ImageObject")?;
        object.put("url", self.url)?;
        // Articles are read for `url`, licences for `contentUrl`.
        object.put("contentUrl", self.url)?;
        object.some("width", (self.width > 0).then_some(self.width))?;
        object.some("height", (self.height > 0).then_some(self.height))?;
        object.text("caption", self.caption)?;
        object.text("creditText", self.credit)?;
        object.some("creator", self.creator.as_ref())?;
        object.text("license", self.license)?;
        object.text("acquireLicensePage", self.acquire_license)?;
        object.text("copyrightNotice", self.copyright)?;
        object.end()
    }
}
