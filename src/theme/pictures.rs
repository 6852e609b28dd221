//! Pictures as templates see them: addresses, sizes, credit.

use super::env::Env;
use super::values::{MapBuilder, field};
use crate::base::language::is_right_to_left;
use crate::diag::Severity;
use crate::media::metadata::Rights;
use crate::media::{Files, Format, Frame, Rendition, SocialPicture, mime_of, picture_path};
use crate::model::{CardImage, Credit, ListKey, Page, PictureRef, rights_ended};
use std::sync::Arc;
use tera::Value;

/// Width and height of the cut for sharing ([Open Graph](https://ogp.me/); the ratio that every service shows whole).
pub const SHARED: (u32, u32) = (1200, 630);
/// The cuts that search engines ask for
/// ([Article](https://developers.google.com/search/docs/appearance/structured-data/article)).
const SEARCHED: [(u32, u32); 3] = [(16, 9), (4, 3), (1, 1)];
/// The width of a picture whose address stands alone, as in `image.src`.
const ALONE: u32 = 1280;

/// Who made a picture and on which terms it is shown: what the newsroom says, then what the file says.
#[derive(Clone, Debug, Default)]
pub struct Attribution {
    /// What readers are told.
    pub credit: Credit,
    /// Where it can be licensed.
    pub acquire: Option<String>,
    /// The same, as it is written into every variant.
    pub rights: Arc<Rights>,
}

impl Attribution {
    fn new(credit: Credit, acquire: Option<String>) -> Self {
        let rights = Rights {
            creator: credit.creator.clone(),
            credit: credit.line.clone(),
            copyright: credit.copyright.clone(),
            license_url: credit.license_url.clone(),
            usage_terms: credit.license.clone(),
            licensor_url: acquire.clone(),
            description: None,
        };
        Self { credit, acquire, rights: Arc::new(rights) }
    }

    fn of(own: &Credit, file: &Rights) -> Self {
        let from_file = match (&file.creator, &file.credit) {
            (Some(creator), Some(credit)) if !credit.contains(creator.as_str()) => {
                Some(format!("{creator} / {credit}"))
            }
            (_, Some(credit)) => Some(credit.clone()),
            (creator, None) => creator.clone(),
        };
        let licensed = own.license.is_some() || own.license_url.is_some();
        let file_license_url = file.license_url.clone().filter(|_| !licensed);
        let credit = Credit {
            line: own.line.clone().or(from_file),
            url: own.url.clone(),
            creator: own.creator.clone().or_else(|| file.creator.clone()),
            copyright: own.copyright.clone().or_else(|| file.copyright.clone()),
            license: own.license.clone(),
            license_url: own.license_url.clone().or(file_license_url),
        };
        Self::new(credit, file.licensor_url.clone())
    }

    /// From the fields of a picture that a template hands back.
    fn of_value(image: &Value, file: &Rights) -> Self {
        let text = |name: &'static str| field(image, name).and_then(|value| value.as_str().map(str::to_owned));
        let credit = Credit {
            line: text("credit"),
            url: text("credit_url"),
            creator: text("creator"),
            copyright: text("copyright"),
            license: text("license"),
            license_url: text("license_url"),
        };
        Self::new(credit, file.licensor_url.clone())
    }
}

/// A picture by its address: for feeds, sharing, structured data.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Located {
    /// The path of its URL without the base path, or an absolute URL.
    pub path: String,
    /// In pixels, if known.
    pub width: Option<u32>,
    /// In pixels, if known.
    pub height: Option<u32>,
    /// Its media type.
    pub mime: &'static str,
}

impl Env {
    /// Who made a picture: `own` is what front matter says, with what stands beside the file.
    pub fn attribution(&self, picture: &PictureRef, own: &Credit) -> Attribution {
        match picture {
            PictureRef::Remote(_) => Attribution::of(own, &Rights::default()),
            PictureRef::File(file) => {
                let facts = self.pictures.facts(file);
                Attribution::of(own, facts.as_ref().map_or(&Rights::default(), |facts| &facts.rights))
            }
        }
    }

    /// A picture whose address stands alone.
    pub fn located(&self, picture: &PictureRef, credit: &Attribution, frame: Frame) -> Located {
        let file = match picture {
            PictureRef::Remote(url) => return Located { path: url.clone(), mime: mime_of(url), ..Located::default() },
            PictureRef::File(file) => file,
        };
        match self.pictures.rendition(file, frame, &credit.rights) {
            Some(rendition) => {
                let variant = &rendition.fallback;
                let known = |pixels: u32| Some(pixels).filter(|pixels| *pixels > 0);
                Located {
                    path: variant.path.clone(),
                    width: known(variant.width),
                    height: known(variant.height),
                    mime: variant.format.mime(),
                }
            }
            // It is broken, and reported where it is named.
            None => Located { path: picture_path(file), mime: mime_of(file), ..Located::default() },
        }
    }

    /// A picture that raw HTML shows: one file of a size fit for a page.
    pub fn alone(&self, picture: &PictureRef) -> Located {
        let record = self.site.picture_record(picture).map(|record| record.credit.clone());
        let credit = self.attribution(picture, &record.unwrap_or_default());
        self.located(picture, &credit, Frame::alone(ALONE))
    }

    /// A picture of front matter, as templates see it.
    pub fn picture(&self, image: &CardImage, source: &str, page_path: &str) -> Value {
        let caption = image.caption.as_deref().map(|caption| self.inline(caption, source, page_path));
        let credit = self.attribution(&image.picture, &image.credit);
        self.picture_fields(&image.picture, &credit)
            .put("alt", if image.decorative { "" } else { image.alt.as_str() })
            .put("decorative", image.decorative)
            .put("caption", caption)
            .put("focal", image.focal.map(focal_text))
            .build()
    }

    /// Addresses, size, colour and credit of a picture.
    pub fn picture_fields(&self, picture: &PictureRef, attribution: &Attribution) -> MapBuilder {
        let located = self.located(picture, attribution, Frame::alone(ALONE));
        let (file, colour) = match picture {
            PictureRef::Remote(_) => (None, None),
            PictureRef::File(file) => (Some(&**file), self.pictures.facts(file).ok().and_then(|facts| facts.colour)),
        };
        let remote = file.is_none();
        let credit = &attribution.credit;
        MapBuilder::new(18)
            .put("src", if remote { located.path.clone() } else { self.href(&located.path) })
            .put("permalink", if remote { located.path.clone() } else { self.permalink(&located.path) })
            .put("width", located.width)
            .put("height", located.height)
            .put("mime", located.mime)
            .put("file", file)
            .put("colour", colour.map(|[r, g, b]| format!("#{r:02x}{g:02x}{b:02x}")))
            .put("credit", credit.line.as_deref())
            .put("credit_url", credit.url.as_deref())
            .put("creator", credit.creator.as_deref())
            .put("copyright", credit.copyright.as_deref())
            .put("license", credit.license.as_deref())
            .put("license_url", credit.license_url.as_deref())
    }

    /// A picture by path, for the function `image`; `own` is what the caller says of its maker.
    ///
    /// # Errors
    /// What is wrong, and what to do about it in the next line.
    pub fn image(&self, src: &str, source: &str, own: &Credit) -> Result<Value, String> {
        let picture = self
            .site
            .files()
            .resolve(source, src)
            .map_err(|tried| format!("there is no picture `{src}`\nlooked for {}", tried.join(" and ")))?;
        let record = self.site.picture_record(&picture);
        let problem = self.picture_problem(&picture, src, &crate::diag::Span::file(source));
        if let Some(problem) = problem.filter(|problem| problem.severity == Severity::Error) {
            return Err(format!("{}\n{}", problem.message, problem.hints.join("\n")));
        }
        let own = record.map_or_else(|| own.clone(), |record| own.clone().or(&record.credit));
        let credit = self.attribution(&picture, &own);
        let caption = record.and_then(|record| record.caption.as_deref());
        let alt = record.and_then(|record| record.alt.as_deref()).unwrap_or("");
        Ok(self
            .picture_fields(&picture, &credit)
            .put("alt", alt)
            .put("decorative", false)
            .put("caption", caption.map(|caption| self.inline(caption, source, "/")))
            .put("focal", record.and_then(|record| record.focal).map(focal_text))
            .build())
    }

    /// Why a picture can't be shown: its file, or its rights.
    pub fn picture_problem(
        &self,
        picture: &PictureRef,
        src: &str,
        span: &crate::diag::Span,
    ) -> Option<crate::diag::Diagnostic> {
        let PictureRef::File(file) = picture else { return None };
        if let Err(problem) = self.pictures.facts(file) {
            let mut diagnostic = crate::media::problem_of(file, &problem).at(span.clone());
            if file.starts_with("static/") {
                // What is there is published as it is, whatever it is.
                diagnostic.severity = Severity::Warning;
            }
            return Some(diagnostic);
        }
        let (end, said) = self.site.picture_record(picture)?.rights_until.clone()?;
        (end <= self.site.now()).then(|| rights_ended(src, false, span.clone(), said))
    }

    /// The files of a picture for a place on a page, for the function `variants`.
    pub fn variants(&self, image: &Value, ratio: Option<(u32, u32)>, least: u32, most: u32) -> Value {
        let text = |name: &'static str| field(image, name).and_then(|value| value.as_str().map(str::to_owned));
        let plain = || {
            MapBuilder::new(4)
                .put("sources", Vec::<Value>::new())
                .put("src", text("src"))
                .put("width", field(image, "width").cloned().unwrap_or_else(Value::none))
                .put("height", field(image, "height").cloned().unwrap_or_else(Value::none))
                .build()
        };
        let Some(file) = text("file") else { return plain() };
        let Ok(facts) = self.pictures.facts(&file) else { return plain() };
        let credit = Attribution::of_value(image, &facts.rights);
        let frame =
            Frame { ratio, focal: text("focal").as_deref().and_then(focal_point), least, most, files: Files::Sources };
        let Some(rendition) = self.pictures.rendition(&Arc::from(file), frame, &credit.rights) else {
            return plain();
        };
        let fallback = &rendition.fallback;
        let known = |pixels: u32| Some(pixels).filter(|pixels| *pixels > 0);
        MapBuilder::new(4)
            .put("sources", self.sources(&rendition))
            .put("src", self.href(&fallback.path))
            .put("width", known(fallback.width))
            .put("height", known(fallback.height))
            .build()
    }

    fn sources(&self, rendition: &Rendition) -> Vec<Value> {
        let there = rendition.sets.iter().filter(|set| !self.pictures.is_left_out(rendition, set.format));
        there
            .map(|set| {
                let files =
                    set.variants.iter().map(|variant| format!("{} {}w", self.href(&variant.path), variant.width));
                MapBuilder::new(2)
                    .put("type", set.format.mime())
                    .put("srcset", files.collect::<Vec<_>>().join(","))
                    .build()
            })
            .collect()
    }

    /// The cuts of a picture for search engines; one where it can't be cut.
    pub fn searched(&self, image: &CardImage, credit: &Attribution) -> Vec<Located> {
        let mut all: Vec<Located> = Vec::new();
        for ratio in SEARCHED {
            let located = self.located(&image.picture, credit, Frame::cut(ratio, image.focal, 1200));
            if all.iter().all(|known| known.path != located.path) {
                all.push(located);
            }
        }
        all
    }

    /// The picture of a page for sharing: its own, cut, or a drawn one. `None` when drawing is switched off.
    pub fn shared(&self, page: Page) -> Option<(Located, String)> {
        let site = &self.site;
        let own = match page {
            Page::Article(id) => site.card(id).image.as_deref(),
            Page::Head(ListKey::Author(at)) | Page::Sealed(ListKey::Author(at), _) => {
                site.authors()[at as usize].picture.as_ref()
            }
            _ => None,
        };
        if let Some(image) = own {
            let credit = self.attribution(&image.picture, &image.credit);
            let located = self.located(&image.picture, &credit, Frame::cut(SHARED, image.focal, SHARED.0));
            // Services show no drawings, and few of them AVIF.
            if located.mime != Format::Svg.mime() && located.mime != Format::Avif.mime() {
                return Some((located, if image.decorative { String::new() } else { image.alt.clone() }));
            }
        }
        let card = self.social_picture(page);
        let alt = if card.title == card.publication {
            card.title.clone()
        } else {
            format!("{}: {}", card.publication, card.title)
        };
        let path = self.pictures.social_card(card)?;
        Some((Located { path, width: Some(SHARED.0), height: Some(SHARED.1), mime: Format::Png.mime() }, alt))
    }

    fn social_picture(&self, page: Page) -> SocialPicture {
        let site = &self.site;
        let config = site.config();
        let category = |at: Option<u32>| at.map(|at| &site.categories()[at as usize]);
        let (title, kicker, category) = match page {
            Page::Article(id) => {
                let card = site.card(id);
                let category = category(card.category());
                let kicker =
                    category.map_or(self.values.type_names[card.kind as usize].0.as_str(), |category| &category.title);
                (&*card.title, kicker, category)
            }
            Page::Head(ListKey::Category(at)) | Page::Sealed(ListKey::Category(at), _) => {
                let category = &site.categories()[at as usize];
                (category.title.as_str(), config.tagline.as_deref().unwrap_or(""), Some(category))
            }
            Page::Standalone(at) => (site.standalone()[at as usize].title.as_str(), "", None),
            _ => (config.title.as_str(), config.tagline.as_deref().unwrap_or(""), None),
        };
        let colour = category.and_then(|category| category.colour.as_deref()).and_then(rgb);
        SocialPicture {
            title: title.to_owned(),
            kicker: kicker.to_owned(),
            publication: config.title.clone(),
            colour: colour.unwrap_or([0x1f, 0x4e, 0x79]),
            right_to_left: is_right_to_left(&config.language),
        }
    }
}

/// `#1a2b3c`
fn rgb(hex: &str) -> Option<[u8; 3]> {
    let number = u32::from_str_radix(hex.strip_prefix('#')?, 16).ok()?;
    let [_, r, g, b] = number.to_be_bytes();
    Some([r, g, b])
}

/// A focal point as templates see it, and as CSS writes positions: `40% 25%`.
pub fn focal_text((x, y): (f64, f64)) -> String {
    format!("{x}% {y}%")
}

fn focal_point(text: &str) -> Option<(f64, f64)> {
    let (x, y) = text.split_once(' ')?;
    let percent = |text: &str| text.strip_suffix('%')?.parse().ok();
    Some((percent(x)?, percent(y)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newsroom_wins_over_the_file() {
        let file = Rights {
            creator: Some("Ann".into()),
            credit: Some("Reuters".into()),
            copyright: Some("© Ann".into()),
            ..Rights::default()
        };
        let of_file = Attribution::of(&Credit::default(), &file);
        assert_eq!(of_file.credit.line.as_deref(), Some("Ann / Reuters"));
        let own =
            Credit { line: Some("Geralt / Pixabay".into()), license: Some("Pixabay".into()), ..Credit::default() };
        let both = Attribution::of(&own, &Rights { license_url: Some("https://x.example/".into()), ..file });
        assert_eq!((both.credit.line.as_deref(), both.credit.license_url), (Some("Geralt / Pixabay"), None));
        assert_eq!(both.rights.copyright.as_deref(), Some("© Ann"));
    }

    #[test]
    fn focal_points_survive_templates() {
        assert_eq!(focal_point(&focal_text((40.5, 0.0))), Some((40.5, 0.0)));
        assert_eq!((rgb("#1a2b3c"), rgb("red")), (Some([0x1a, 0x2b, 0x3c]), None));
    }
}
