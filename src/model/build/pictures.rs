//! Pictures of front matter, and the files beside pictures: found, complete, and allowed to be shown.

use super::Builder;
use crate::base::Instant;
use crate::content::{Image, PictureMatter};
use crate::diag::{Diagnostic, Span, did_you_mean, suggest};
use crate::model::card::CardImage;
use crate::model::files::PictureRef;
use crate::model::picture::{Credit, PictureRecord, PictureRole, PictureUse};
use crate::yaml::Spanned;
use std::sync::Arc;

impl Builder<'_> {
    /// Files each record under the picture that it stands beside.
    pub(super) fn picture_records(&mut self, records: Vec<(Arc<str>, PictureMatter)>) {
        for (source, matter) in records {
            let file = source.strip_suffix(".yaml").unwrap_or(&source);
            if !self.files.contains(file) {
                let name = file.rsplit('/').next().unwrap_or(file);
                let message = format!("there is no picture `{name}` beside this file");
                let near = did_you_mean(name, self.files.neighbours(file));
                self.push(
                    Diagnostic::warning("stray-picture-record", message)
                        .at(Span::file(source.clone()))
                        .hint(near.unwrap_or_else(|| "name it like the picture, with `.yaml` at the end".into())),
                );
                continue;
            }
            let focal = matter.focal.as_ref().and_then(|focal| self.focal(&source, focal));
            let rights_until = matter.rights_until.as_ref();
            let record = PictureRecord {
                alt: matter.alt.clone().filter(|alt| !alt.is_empty()),
                caption: matter.caption.clone(),
                credit: Credit::of_record(&matter),
                focal,
                rights_until: rights_until.map(|until| (until.0, Span::new(source.clone(), until.range.clone()))),
                source: source.clone(),
            };
            self.pictures.insert(file.into(), record);
        }
    }

    /// A picture of front matter, found and complete, or what is wrong with it. `shown_from` is when the page that
    /// shows it is published.
    pub(super) fn picture(
        &mut self,
        source: &Arc<str>,
        image: &Spanned<Image>,
        role: PictureRole,
        shown_from: Instant,
    ) -> Option<CardImage> {
        let src = &image.src;
        let span = Span::new(source.clone(), src.range.clone());
        let found = match self.files.resolve(source, src) {
            Ok(picture) => Some(picture),
            Err(tried) => {
                self.push(missing_picture(self.files, src, &tried, span.clone()));
                None
            }
        };
        let record = match &found {
            Some(PictureRef::File(file)) => self.pictures.get(file).cloned(),
            _ => None,
        };
        let alt = image.alt.clone().filter(|alt| !alt.is_empty());
        let alt = alt.or_else(|| record.as_ref()?.alt.clone()).unwrap_or_default();
        if alt.is_empty() && !image.decorative {
            self.push(
                Diagnostic::error("missing-alt", format!("the picture `{}` has no `alt`", src.value))
                    .at(span.clone())
                    .hint("say in `alt:` what it shows, or set `decorative: true` if it says nothing the text doesn't"),
            );
        }
        self.check_rights(source, image, record.as_ref(), shown_from);
        let focal = image.focal.as_ref().and_then(|focal| self.focal(source, focal));
        let beside = record.as_ref().map(|record| &record.credit);
        let own = Credit::of_image(image);
        let credit = match beside {
            Some(beside) => own.or(beside),
            None => own,
        };
        let picture = found?;
        self.uses.push(PictureUse {
            picture: picture.clone(),
            src: src.value.as_str().into(),
            span,
            role,
            credited: credit.line.is_some(),
        });
        Some(CardImage {
            picture,
            alt,
            decorative: image.decorative,
            caption: image.caption.clone().or_else(|| record.as_ref()?.caption.clone()),
            credit,
            focal: focal.or_else(|| record.as_ref()?.focal),
        })
    }

    /// A picture whose rights have ended, or will have when its page is published, must not be shown.
    fn check_rights(
        &mut self,
        source: &Arc<str>,
        image: &Spanned<Image>,
        record: Option<&PictureRecord>,
        shown_from: Instant,
    ) {
        let own =
            image.rights_until.as_ref().map(|until| (until.value.0, Span::new(source.clone(), until.range.clone())));
        let ends = own.or_else(|| record.and_then(|record| record.rights_until.clone()));
        let Some((end, said)) = ends.filter(|(end, _)| *end <= shown_from.max(self.now)) else { return };
        let span = Span::new(source.clone(), image.src.range.clone());
        self.push(rights_ended(&image.src.value, end > self.now, span, said));
    }

    /// A point in percent.
    fn focal(&mut self, source: &Arc<str>, focal: &Spanned<String>) -> Option<(f64, f64)> {
        let parsed = parse_focal(focal);
        if parsed.is_none() {
            let span = Span::new(source.clone(), focal.range.clone());
            let message = format!("`{}` is no point in a picture", focal.value);
            let hint = "write it from the left and from the top: `50% 30%`";
            self.push(Diagnostic::error("bad-focal", message).at(span).hint(hint));
        }
        parsed
    }
}

/// The error for a picture that may not be shown any more, or (`later`) not when its article is published.
pub(crate) fn rights_ended(src: &str, later: bool, span: Span, said: Span) -> Diagnostic {
    let when = if later { "will have ended when this is published" } else { "have ended" };
    Diagnostic::error("rights-expired", format!("the rights to the picture `{src}` {when}"))
        .at(span)
        .related(said, "until this day")
        .hint("use another picture, or renew the rights and change `rights_until`")
}

fn parse_focal(text: &str) -> Option<(f64, f64)> {
    let mut parts = text.split_whitespace().map(|part| part.strip_suffix('%')?.parse::<f64>().ok());
    let (x, y) = (parts.next()??, parts.next()??);
    (parts.next().is_none() && (0.0..=100.0).contains(&x) && (0.0..=100.0).contains(&y)).then_some((x, y))
}

/// The error for a picture that is nowhere.
pub(crate) fn missing_picture(
    files: &crate::model::FileIndex,
    reference: &str,
    tried: &[String],
    span: Span,
) -> Diagnostic {
    let name = reference.rsplit('/').next().unwrap_or(reference);
    let suggestion = tried.iter().find_map(|path| {
        let near = suggest(name, files.neighbours(path))?;
        Some(reference.strip_suffix(name).map_or_else(|| near.to_owned(), |folder| format!("{folder}{near}")))
    });
    let mut diagnostic = Diagnostic::error("missing-picture", format!("there is no picture `{reference}`")).at(span);
    if !tried.is_empty() {
        diagnostic = diagnostic.note(format!(
            "looked for {}",
            tried.iter().map(|path| format!("`{path}`")).collect::<Vec<_>>().join(" and ")
        ));
    }
    diagnostic.hint(suggestion.map_or_else(
        || "a path is relative to the article; with a leading `/` it starts at `content/` or `static/`".to_owned(),
        |near| format!("did you mean `{near}`?"),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn focal_points_are_two_percentages() {
        assert_eq!(parse_focal("50% 30%"), Some((50.0, 30.0)));
        assert_eq!(parse_focal("left"), None);
        assert_eq!(parse_focal("50% 130%"), None);
    }
}
