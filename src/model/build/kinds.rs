//! What the kinds of story bring along: checked, and resolved where it names something.

use super::Builder;
use crate::base::slugify;
use crate::content::ArticleMatter;
use crate::diag::{Diagnostic, Span};
use crate::model::card::{Coverage, LiveState, Pick};
use crate::model::entry::ArticleEntry;
use crate::model::picture::PictureRole;
use crate::yaml::Spanned;
use rustc_hash::FxHashSet;
use std::ops::Range;
use std::sync::Arc;

impl Builder<'_> {
    pub(super) fn check_review(&mut self, entry: &ArticleEntry) {
        let Some(review) = &entry.matter.review else { return };
        let max = review.best();
        if let Some(wrong) = review.max.as_ref().filter(|max| max.value <= 0.0) {
            let span = Span::new(entry.source.clone(), wrong.range.clone());
            let message = format!("the best possible score can't be {}", wrong.value);
            self.push(Diagnostic::error("out-of-range", message).at(span).hint("write a number above 0, such as 10"));
            return;
        }
        let Some(score) = review.score.as_ref().filter(|score| score.value < 0.0 || score.value > max) else { return };
        let span = Span::new(entry.source.clone(), score.range.clone());
        let message = format!("the score {} is not between 0 and {max}", score.value);
        self.push(Diagnostic::error("out-of-range", message).at(span).hint("set `max` if the scale is another"));
    }

    pub(super) fn check_live(&mut self, entry: &ArticleEntry) {
        let Some(live) = &entry.matter.live else { return };
        let at = |range: &Range<usize>| Span::new(entry.source.clone(), range.clone());
        if let Some(state) = live.state.as_ref().filter(|state| LiveState::named(state).is_none()) {
            let message = format!("a live blog can't be `{}`", state.value);
            let hint = "write `upcoming`, `live` or `ended`, or leave it out: `start` and `end` say it as well";
            self.push(Diagnostic::error("bad-value", message).at(at(&state.range)).hint(hint));
        }
        let start = live.start.as_ref().unwrap_or(&entry.matter.date);
        if let Some(end) = live.end.as_ref().filter(|end| end.value < start.value) {
            self.push(
                Diagnostic::error("time-order", "live coverage ends before it starts")
                    .at(at(&end.range))
                    .related(at(&start.range), "starts here")
                    .hint("`end` can't be earlier than `start`, which is the article's `date` unless it is given"),
            );
        }
    }

    /// The coverage of a live blog at the time of the build.
    pub(super) fn coverage(&self, matter: &ArticleMatter) -> Option<Coverage> {
        let live = matter.live.as_ref()?;
        let start = live.start.as_ref().map_or(matter.date.value, |start| start.value);
        let end = live.end.as_ref().map(|end| end.value);
        let state = live.state.as_ref().and_then(|state| LiveState::named(state));
        let by_clock = || match end {
            _ if start > self.now => LiveState::Upcoming,
            Some(end) if end <= self.now => LiveState::Ended,
            _ => LiveState::Live,
        };
        Some(Coverage { state: state.unwrap_or_else(by_clock), start, end })
    }

    /// What a guide recommends; which reviews are meant is found out when all articles are known.
    pub(super) fn picks_of(&mut self, entry: &ArticleEntry) -> Vec<Pick> {
        let source = &entry.source;
        let mut taken = FxHashSet::default();
        let mut picks = Vec::with_capacity(entry.matter.picks.len());
        for pick in &entry.matter.picks {
            let slug = slugify(&pick.name);
            if !taken.insert(slug.clone()) {
                let span = Span::new(source.clone(), pick.name.range.clone());
                let message = format!("`{}` is picked twice", pick.name.value);
                self.push(Diagnostic::error("duplicate-pick", message).at(span).hint("make one pick of them"));
            }
            let image = pick.image.as_ref();
            let image = image.and_then(|image| self.picture(source, image, PictureRole::Pick, entry.matter.date.value));
            let url = pick.url.as_ref().and_then(|url| {
                self.absolute(
                    source,
                    url,
                    "the address of a pick starts with `https://`; our review goes into `review`",
                )
            });
            picks.push(Pick {
                id: format!("pick-{slug}"),
                name: pick.name.value.clone(),
                award: pick.award.clone(),
                verdict: pick.verdict.clone(),
                price: pick.price.clone(),
                url,
                image: image.map(Box::new),
                review: None,
                pros: pick.pros.clone(),
                cons: pick.cons.clone(),
            });
        }
        picks
    }

    pub(super) fn check_sources(&mut self, entry: &ArticleEntry) {
        for url in entry.matter.sources.iter().filter_map(|source| source.url.as_ref()) {
            self.absolute(&entry.source, url, "the address of a source starts with `https://`");
        }
    }

    /// A URL with scheme and host, or what is wrong with it.
    pub(super) fn absolute(&mut self, source: &Arc<str>, url: &Spanned<String>, hint: &str) -> Option<String> {
        if url.starts_with("https://") || url.starts_with("http://") {
            return Some(url.value.clone());
        }
        let span = Span::new(source.clone(), url.range.clone());
        let message = format!("`{}` is not an absolute URL", url.value);
        self.push(Diagnostic::error("bad-url", message).at(span).hint(hint));
        None
    }
}
