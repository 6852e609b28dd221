//! Which articles are indexed together.

use super::VERSION;
use super::facts::Facts;
use crate::base::{Fingerprint, FingerprintBuilder};
use crate::model::{ArticleId, Site};
use rayon::prelude::*;
use serde_json::json;

/// Years are put together until there are so many articles. A site with fewer has one segment.
const ENOUGH: usize = 1_000;
/// A year with more is divided into quarters, and a quarter into months.
const TOO_MANY: usize = 3_000;
/// The newest month of a larger archive is a segment of its own; with more articles, the newest third of it, and with more
/// still the newest day.
const HEAD: usize = 100;

/// Articles that share an index.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Segment {
    /// Names the articles and everything that the index says of them.
    pub print: Fingerprint,
    /// The articles, oldest first.
    pub articles: Vec<ArticleId>,
    /// The years of the first and the last.
    pub years: (i16, i16),
}

impl Segment {
    /// The folder of its files below `/search/`.
    pub fn folder(&self) -> String {
        self.print.short()
    }
}

/// Articles of a stretch of time.
#[derive(Clone, Default)]
struct Stretch {
    articles: Vec<ArticleId>,
    years: Option<(i16, i16)>,
}

impl Stretch {
    fn extend(&mut self, year: i16, articles: &[ArticleId]) {
        self.articles.extend_from_slice(articles);
        self.years = Some(self.years.map_or((year, year), |(first, last)| (first.min(year), last.max(year))));
    }
}

/// The segments of a site, newest first. It depends on the articles' dates alone which of them stand together: not on what
/// was indexed before. `kinds` are the names of the types in the site's language.
pub fn segments(site: &Site, kinds: &[&str]) -> Vec<Segment> {
    let mut months: Vec<(i16, i8, Vec<ArticleId>)> = Vec::new();
    for month in site.months() {
        let listed = month.articles.iter().copied().filter(|id| !site.card(*id).noindex).collect::<Vec<_>>();
        if !listed.is_empty() {
            months.push((month.year, month.month, listed));
        }
    }
    let stretches = divide(months, |id| site.config().zone.parts(site.card(id).date).day);
    let segments = stretches.into_par_iter().rev().filter_map(|stretch| {
        let years = stretch.years?;
        let mut print = FingerprintBuilder::new();
        print.part(VERSION).part(&site.config().language);
        for id in &stretch.articles {
            let article = site.article(*id);
            print.part(article.print.to_string());
            Facts::of(site, kinds, article).print(&mut print);
        }
        Some(Segment { print: print.finish(), articles: stretch.articles, years })
    });
    segments.collect()
}

/// A year, and the articles of each of its months.
type Year = (i16, Vec<(i8, Vec<ArticleId>)>);

/// Divides months, oldest first, into stretches of time, oldest first.
fn divide(mut months: Vec<(i16, i8, Vec<ArticleId>)>, day: impl Fn(ArticleId) -> i8) -> Vec<Stretch> {
    let total: usize = months.iter().map(|(_, _, articles)| articles.len()).sum();
    let mut stretches = Vec::new();
    let mut open = Stretch::default();
    let head = if total > ENOUGH { months.pop() } else { None };
    let mut years: Vec<Year> = Vec::new();
    let mut newest = Vec::new();
    if let Some((year, month, articles)) = head {
        // The newest third of a busy month: what was published since the 1st, the 11th or the 21st.
        let third = |id: &ArticleId| (day(*id) - 1).clamp(0, 29) / 10;
        let last = articles.last().map(third);
        let (older, rest): (Vec<_>, Vec<_>) = if articles.len() > HEAD {
            articles.into_iter().partition(|id| Some(third(id)) != last)
        } else {
            (Vec::new(), articles)
        };
        if !older.is_empty() {
            months.push((year, month, older));
        }
        let today = rest.last().map(|id| day(*id));
        let at = if rest.len() > HEAD { rest.partition_point(|id| Some(day(*id)) != today) } else { 0 };
        for articles in [&rest[..at], &rest[at..]] {
            let mut stretch = Stretch::default();
            stretch.extend(year, articles);
            newest.extend((!articles.is_empty()).then_some(stretch));
        }
    }
    for (year, month, articles) in months {
        match years.last_mut() {
            Some((last, months)) if *last == year => months.push((month, articles)),
            _ => years.push((year, vec![(month, articles)])),
        }
    }
    for (year, months) in years {
        let count: usize = months.iter().map(|(_, articles)| articles.len()).sum();
        if count <= TOO_MANY {
            for (_, articles) in &months {
                open.extend(year, articles);
            }
            if open.articles.len() >= ENOUGH {
                stretches.push(std::mem::take(&mut open));
            }
            continue;
        }
        if !open.articles.is_empty() {
            stretches.push(std::mem::take(&mut open));
        }
        for quarter in months.chunk_by(|a, b| (a.0 - 1) / 3 == (b.0 - 1) / 3) {
            let count: usize = quarter.iter().map(|(_, articles)| articles.len()).sum();
            for (at, (_, articles)) in quarter.iter().enumerate() {
                if at > 0 && count > TOO_MANY {
                    stretches.push(std::mem::take(&mut open));
                }
                open.extend(year, articles);
            }
            stretches.push(std::mem::take(&mut open));
        }
    }
    if !open.articles.is_empty() {
        stretches.push(open);
    }
    stretches.extend(newest);
    stretches
}

/// The file that names the segments, newest first.
pub fn root(segments: &[Segment]) -> Vec<u8> {
    let segments: Vec<_> = segments
        .iter()
        .map(|segment| json!({ "at": segment.folder(), "n": segment.articles.len(), "years": segment.years }))
        .collect();
    json!({ "segments": segments }).to_string().into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sizes(months: &[(i16, i8, u32)]) -> Vec<(usize, (i16, i16))> {
        let mut next = 0;
        let months = months.iter().map(|(year, month, count)| {
            let first = next;
            next += count;
            (*year, *month, (first..next).map(ArticleId).collect())
        });
        let stretches = divide(months.collect(), |id| (id.0 % 30) as i8 + 1);
        stretches.into_iter().map(|stretch| (stretch.articles.len(), stretch.years.expect("years"))).collect()
    }

    #[test]
    fn a_small_site_has_one_segment() {
        assert_eq!(sizes(&[(2014, 3, 200), (2020, 1, 300), (2020, 2, 8)]), [(508, (2014, 2020))]);
        assert!(sizes(&[]).is_empty());
    }

    #[test]
    fn years_are_put_together_and_the_newest_month_stands_alone() {
        let found = sizes(&[(2014, 3, 600), (2015, 1, 500), (2016, 2, 100), (2017, 5, 20), (2017, 6, 7)]);
        assert_eq!(found, [(1_100, (2014, 2015)), (120, (2016, 2017)), (7, (2017, 2017))]);
    }

    #[test]
    fn busy_years_are_divided_into_quarters_and_months() {
        let found = sizes(&[(2019, 1, 10), (2020, 1, 2_000), (2020, 3, 2_000), (2020, 4, 50), (2021, 1, 5)]);
        assert_eq!(
            found,
            [(10, (2019, 2019)), (2_000, (2020, 2020)), (2_000, (2020, 2020)), (50, (2020, 2020)), (5, (2021, 2021))]
        );
    }

    #[test]
    fn of_a_busy_month_the_newest_third_stands_alone() {
        assert_eq!(sizes(&[(2019, 1, 900), (2020, 5, 150)]), [(900 + 100, (2019, 2020)), (50, (2020, 2020))]);
        // The days of this test come round every 30 articles, those of a month come in their order.
        let months = vec![(2020, 5, (0..900).map(ArticleId).collect())];
        let stretches =
            divide([vec![(2019, 1, (0..900).map(ArticleId).collect())], months].concat(), |id| (id.0 / 30) as i8 + 1);
        let sizes: Vec<usize> = stretches.iter().map(|stretch| stretch.articles.len()).collect();
        assert_eq!(sizes, [900 + 600, 270, 30]);
    }
}
