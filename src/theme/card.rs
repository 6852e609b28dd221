//! What others see of an article: its card, as a value for templates and as a fingerprint.
//!
//! The two stand beside each other because they must agree: whatever [`Env::card_map`] shows, [`Env::card_print`] covers.

use super::env::Env;
use super::values::{MapBuilder, date_value, score_map};
use crate::base::language::direction;
use crate::base::{Fingerprint, FingerprintBuilder};
use crate::model::{ArticleId, Card, CardImage, CreditedByline, Key, PictureRef, View};
use tera::Value;

impl Env {
    /// The card of an article, as templates see it.
    pub fn card(&self, id: ArticleId, view: &mut View) -> Value {
        view.record(Key::Card(id));
        if let Some(PictureRef::File(file)) = self.site.card(id).image.as_deref().map(|image| &image.picture) {
            view.record(Key::Picture(file.clone()));
        }
        self.values.cards.get_or_make(id.index(), || self.card_map(id).build_small())
    }

    /// The fields of a card.
    pub fn card_map(&self, id: ArticleId) -> MapBuilder {
        let site = &self.site;
        let card = site.card(id);
        let zone = &site.config().zone;
        let kind = &site.config().types.all()[card.kind as usize];
        let category = card.category().map(|at| self.values.categories[at as usize].clone());
        let titled = matches!(kind.slug.as_str(), "news" | "liveblog");
        let kicker = match (card.category(), titled) {
            (Some(at), true) => site.categories()[at as usize].title.as_str(),
            _ => self.values.type_names[card.kind as usize].0.as_str(),
        };
        let review = site.article(id).rare.as_ref().and_then(|rare| rare.review.as_ref());
        let sponsor = site.article(id).rare.as_ref().and_then(|rare| rare.sponsor.as_ref()).map(|sponsor| {
            MapBuilder::new(3)
                .put("name", sponsor.name.as_str())
                .put("url", sponsor.url.as_deref())
                .put("note", sponsor.note.as_deref())
                .build()
        });
        let tags: Vec<Value> = card.tags.iter().map(|at| self.values.tags[*at as usize].clone()).collect();
        let authors: Vec<Value> = card.authors.iter().map(|byline| self.byline(byline)).collect();
        let source = &site.article(id).source;
        let language = site.language(id);
        MapBuilder::new(58)
            .put("ref", self.reference(id))
            .put("title", &*card.title)
            .put("url", self.href(&card.path))
            .put("permalink", self.article_permalink(id))
            .put("date", date_value(zone, card.date))
            .put("updated", card.updated.map(|at| date_value(zone, at)))
            .put("description", &*card.description)
            .put("kicker", kicker)
            .put("type", self.values.types[card.kind as usize].clone())
            .put("category", category)
            .put("authors", authors)
            .put("tags", tags)
            .put("image", card.image.as_deref().map(|image| self.picture(image, source, &card.path)))
            .put("sponsored", card.sponsored)
            .put("sponsor", sponsor)
            .put("series", self.series_place(card))
            .put("pinned", card.pinned_until.is_some_and(|until| until > site.now()))
            .put("live", card.live)
            .put("language", language)
            .put("direction", direction(language))
            .put("score", review.and_then(score_map).map(MapBuilder::build))
    }

    fn series_place(&self, card: &Card) -> Option<Value> {
        let place = card.series?;
        let series = &self.site.series()[place.series as usize];
        Some(
            MapBuilder::new(3)
                .put("title", series.title.as_str())
                .put("url", self.href(&series.path))
                .put("part", place.part)
                .build(),
        )
    }

    fn byline(&self, byline: &CreditedByline) -> Value {
        match byline {
            CreditedByline::Known { author, role: None } => self.values.bylines[*author as usize].clone(),
            CreditedByline::Known { author, role } => {
                let author = &self.site.authors()[*author as usize];
                MapBuilder::new(4)
                    .put("name", author.name.as_str())
                    .put("slug", author.slug.as_str())
                    .put("url", self.href(&author.path))
                    .put("role", role.as_deref())
                    .build()
            }
            CreditedByline::Inline(inline) => MapBuilder::new(4)
                .put("name", inline.name.as_str())
                .put("slug", Value::none())
                .put("url", inline.url.as_deref())
                .put("role", inline.role.as_deref())
                .build(),
        }
    }

    /// Names what [`card_map`](Self::card_map) shows, beside the configuration and the theme's words, without making it.
    pub fn card_print(&self, id: ArticleId) -> Fingerprint {
        let site = &self.site;
        let article = site.article(id);
        let card = &article.card;
        let mut print = FingerprintBuilder::new();
        print.part(&*card.path).part(&*card.title).part(&*card.description);
        print.part(card.language.as_deref().unwrap_or_default());
        print.part(card.date.0.to_le_bytes()).part(card.updated.map_or(i64::MIN, |at| at.0).to_le_bytes());
        let pinned = card.pinned_until.is_some_and(|until| until > site.now());
        print.part([u8::from(card.sponsored), u8::from(pinned), u8::from(card.live)]);
        print.part(&site.config().types.all()[card.kind as usize].slug);
        if let Some(at) = card.category() {
            let category = &site.categories()[at as usize];
            print.part(&category.slug).part(&category.title).part(&category.path);
            print.part(category.colour.as_deref().unwrap_or_default());
        }
        print.part("tags");
        for at in &card.tags {
            let tag = &site.tags()[*at as usize];
            print.part(&tag.slug).part(&tag.title).part(&tag.path);
        }
        print.part("authors");
        for byline in &card.authors {
            let (name, slug, path, role) = match byline {
                CreditedByline::Known { author, role } => {
                    let author = &site.authors()[*author as usize];
                    (&author.name, author.slug.as_str(), Some(&author.path), role.as_ref().or(author.role.as_ref()))
                }
                CreditedByline::Inline(inline) => (&inline.name, "", inline.url.as_ref(), inline.role.as_ref()),
            };
            print.part(name).part(slug);
            add_text(path, &mut print);
            add_text(role, &mut print);
        }
        if let Some(place) = card.series {
            let series = &site.series()[place.series as usize];
            print.part("series").part(&series.title).part(&series.path).part(format!("{:?}", place.part));
        }
        if let Some(image) = card.image.as_deref() {
            self.add_image(image, &article.source, &card.path, &mut print);
        }
        if let Some(rare) = article.rare.as_deref() {
            if let Some(sponsor) = &rare.sponsor {
                print.part("sponsor").part(&sponsor.name);
                add_text(sponsor.url.as_ref(), &mut print);
                add_text(sponsor.note.as_ref(), &mut print);
            }
            if let Some(review) = &rare.review {
                let number = |value: f64| value.to_bits().to_le_bytes();
                print.part("score").part(number(review.best()));
                print.part(review.score.as_ref().map(|score| number(score.value)).unwrap_or_default());
            }
        }
        print.finish()
    }

    fn add_image(&self, image: &CardImage, source: &str, page_path: &str, print: &mut FingerprintBuilder) {
        print.part("image").part(&image.alt).part([u8::from(image.decorative)]);
        let credit = &image.credit;
        for text in [
            &credit.line,
            &credit.url,
            &credit.creator,
            &credit.copyright,
            &credit.license,
            &credit.license_url,
            &image.caption,
        ] {
            add_text(text.as_ref(), print);
        }
        // Links and pictures in a caption lead where the site says; anything else of its Markdown stays what it is.
        if let Some(caption) = image.caption.as_deref().filter(|caption| caption.contains(['[', '<'])) {
            print.part(self.inline(caption, source, page_path).as_str().unwrap_or_default());
        }
        if let Some((x, y)) = image.focal {
            print.part(x.to_bits().to_le_bytes()).part(y.to_bits().to_le_bytes());
        }
        match &image.picture {
            PictureRef::Remote(url) => print.part("remote").part(url),
            PictureRef::File(file) => {
                print.part("file").part(&**file);
                match self.pictures.facts(file) {
                    // What is known of a file follows from its contents.
                    Ok(facts) => print.part(facts.print.bytes()).part(facts.bytes.to_le_bytes()),
                    Err(problem) => print.part(format!("{problem:?}")),
                }
            }
        };
    }
}

fn add_text(text: Option<&String>, print: &mut FingerprintBuilder) {
    match text {
        Some(text) => print.part("some").part(text),
        None => print.part("none"),
    };
}
