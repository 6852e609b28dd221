//! What a newsroom says of a picture: in front matter, or in a file beside the picture.

use super::files::PictureRef;
use crate::base::Instant;
use crate::content::{Image, PictureMatter};
use crate::diag::Span;
use std::sync::Arc;

/// Who made a picture and on which terms it is shown; every field as it was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Credit {
    /// The line that readers see: `Geralt / Pixabay`.
    pub line: Option<String>,
    /// Where the line leads.
    pub url: Option<String>,
    /// Who made it.
    pub creator: Option<String>,
    /// The copyright notice.
    pub copyright: Option<String>,
    /// The name of the licence.
    pub license: Option<String>,
    /// The URL of the licence.
    pub license_url: Option<String>,
}

impl Credit {
    pub(super) fn of_image(image: &Image) -> Self {
        let texts = [&image.credit, &image.credit_url, &image.creator, &image.copyright];
        Self::new(texts, image.license.as_deref(), image.license_url.as_ref())
    }

    pub(super) fn of_record(matter: &PictureMatter) -> Self {
        let texts = [&matter.credit, &matter.credit_url, &matter.creator, &matter.copyright];
        Self::new(texts, matter.license.as_deref(), matter.license_url.as_ref())
    }

    fn new(texts: [&Option<String>; 4], license: Option<&str>, license_url: Option<&String>) -> Self {
        let [line, url, creator, copyright] = texts.map(|text| text.clone().filter(|text| !text.is_empty()));
        let (address, name) = match license.filter(|license| !license.is_empty()) {
            Some(license) if super::external(license) => (Some(license.to_owned()), None),
            Some(name) => (license_address(name), Some(name.to_owned())),
            None => (None, None),
        };
        Self { line, url, creator, copyright, license: name, license_url: license_url.cloned().or(address) }
    }

    /// This one, and for what it does not say, the other. A credit line and its link belong together, and so do a
    /// licence's name and URL.
    pub fn or(self, other: &Self) -> Self {
        let (line, url) =
            if self.line.is_some() { (self.line, self.url) } else { (other.line.clone(), other.url.clone()) };
        let licensed = self.license.is_some() || self.license_url.is_some();
        let (license, license_url) = if licensed {
            (self.license, self.license_url)
        } else {
            (other.license.clone(), other.license_url.clone())
        };
        Self {
            line,
            url,
            creator: self.creator.or_else(|| other.creator.clone()),
            copyright: self.copyright.or_else(|| other.copyright.clone()),
            license,
            license_url,
        }
    }
}

/// The address of a licence that everyone knows by its name
/// ([Creative Commons](https://creativecommons.org/share-your-work/cclicenses/)): `CC BY-SA 4.0`, `CC0`.
fn license_address(name: &str) -> Option<String> {
    let folded = name.to_ascii_lowercase().replace(['-', '_'], " ");
    let mut words = folded.split_whitespace();
    let first = words.next()?;
    let zero = "https://creativecommons.org/publicdomain/zero/1.0/";
    if first == "cc0" {
        return Some(zero.to_owned());
    }
    if first != "cc" {
        return None;
    }
    let mut parts: Vec<&str> = words.collect();
    if parts.first() == Some(&"zero") || parts.first() == Some(&"0") {
        return Some(zero.to_owned());
    }
    let version = parts.pop_if(|last| last.starts_with(|c: char| c.is_ascii_digit())).unwrap_or("4.0");
    let code = parts.join("-");
    let known = ["by", "by-sa", "by-nd", "by-nc", "by-nc-sa", "by-nc-nd"].contains(&code.as_str());
    (known && ["1.0", "2.0", "2.5", "3.0", "4.0"].contains(&version))
        .then(|| format!("https://creativecommons.org/licenses/{code}/{version}/"))
}

/// A file beside a picture: `photo.jpg.yaml`.
#[derive(Clone, Debug)]
pub struct PictureRecord {
    /// The record's own path below the site's root.
    pub source: Arc<str>,
    /// What the picture shows.
    pub alt: Option<String>,
    /// A caption; Markdown.
    pub caption: Option<String>,
    /// Who made it.
    pub credit: Credit,
    /// The point that must stay visible, in percent from the left and from the top.
    pub focal: Option<(f64, f64)>,
    /// Until when it may be shown, and where that is said.
    pub rights_until: Option<(Instant, Span)>,
}

/// A picture that front matter names, published or not: the shell looks at these files before anything is rendered.
#[derive(Clone, Debug)]
pub struct PictureUse {
    /// The file.
    pub picture: PictureRef,
    /// As it is named.
    pub src: Box<str>,
    /// Where it is named.
    pub span: Span,
    /// What it is there.
    pub role: PictureRole,
    /// Whether a credit stands in front matter or beside the picture.
    pub credited: bool,
}

/// What a picture of front matter is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PictureRole {
    /// The leading picture of an article.
    Hero,
    /// Something that a guide recommends.
    Pick,
    /// A portrait; it is credited by the person it shows.
    Portrait,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn well_known_licences_have_addresses() {
        let of = |name| license_address(name);
        assert_eq!(of("CC BY-SA 4.0").as_deref(), Some("https://creativecommons.org/licenses/by-sa/4.0/"));
        assert_eq!(of("cc by nc nd 2.0").as_deref(), Some("https://creativecommons.org/licenses/by-nc-nd/2.0/"));
        assert_eq!(of("CC BY").as_deref(), Some("https://creativecommons.org/licenses/by/4.0/"));
        assert_eq!(of("CC0 1.0").as_deref(), Some("https://creativecommons.org/publicdomain/zero/1.0/"));
        assert_eq!(of("CC by hand"), None);
        assert_eq!(of("All rights reserved"), None);
    }

    #[test]
    fn what_belongs_together_comes_from_one_place() {
        let near = Credit { line: Some("A".into()), creator: Some("Ann".into()), ..Credit::default() };
        let far = Credit {
            line: Some("B".into()),
            url: Some("https://b.example/".into()),
            license: Some("CC BY 4.0".into()),
            ..Credit::default()
        };
        let both = near.or(&far);
        assert_eq!((both.line.as_deref(), both.url, both.license.as_deref()), (Some("A"), None, Some("CC BY 4.0")));
    }
}
