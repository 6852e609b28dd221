//! When a site changes by itself: nobody edits anything, and a build makes something else of it.

use super::inputs::Inputs;
use crate::base::Instant;
use crate::model::{ArticleEntry, NEWS_WINDOW};

/// The next instant after `now` at which the output changes by itself: a story is published, expires or stops leading the
/// front page, leaves the list of news, a live blog begins or ends, the rights to a picture end, a piece of news is a
/// year older. A build at any time before it gives what a build at `now` gives.
pub(super) fn next_change(inputs: &Inputs, now: Instant) -> Option<Instant> {
    let recent = inputs.articles_since(Instant(now.0 - NEWS_WINDOW)).iter();
    let instants = recent.chain(inputs.timed_articles()).flat_map(|entry| {
        let matter = &entry.matter;
        let date = matter.date.value;
        let mut at = vec![date, Instant(date.0 + NEWS_WINDOW + 1)];
        at.extend(matter.expires.as_ref().map(|expires| expires.value));
        at.extend(matter.pinned_until);
        at.extend(matter.live.iter().flat_map(|live| live.turns()));
        at.extend(matter.pictures().filter_map(|image| Some(image.rights_until.as_ref()?.value.0)));
        at
    });
    instants.chain(inputs.rights_end()).chain(next_birthday(inputs, now)).filter(|at| *at > now).min()
}

/// When the next piece of news says that it is a year older.
fn next_birthday(inputs: &Inputs, now: Instant) -> Option<Instant> {
    let config = inputs.config();
    let zone = &config.zone;
    let least = config.age_notice?;
    let is_news = |entry: &ArticleEntry| entry.matter.kind.as_ref().is_none_or(|kind| kind.value.as_str() == "news");
    let next = |from: Instant| zone.years_after(from, zone.years_between(from, now).saturating_add(1).max(least));
    // Those that were updated are few; of the others, the next of each age is the first one behind its day.
    let updated = inputs.timed_articles().filter(|entry| is_news(entry));
    let updated = updated.filter_map(|entry| Some(next(entry.matter.updated.as_ref()?.value)));
    let oldest = inputs.articles_since(Instant(i64::MIN)).first()?.matter.date.value;
    let ages = least..=zone.years_between(oldest, now).saturating_add(1).max(least);
    let others = ages.filter_map(|years| {
        let day = 86_400;
        let around = Instant(zone.years_after(now, -years).0 - 2 * day);
        let behind = inputs.articles_since(around).iter();
        let behind = behind.filter(|entry| is_news(entry) && entry.matter.updated.is_none());
        behind.map(|entry| zone.years_after(entry.matter.date.value, years)).find(|at| *at > now)
    });
    updated.chain(others).min()
}
