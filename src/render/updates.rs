//! The updates of a live blog: newest first on the page, whatever their order in the file, each with an anchor of its
//! own.
//!
//! Whether a newsroom adds updates at the top of the file or at its end is its habit; the first and the last of them tell
//! which. Updates of the same minute keep the order in which they were written. Anchors are given out from the oldest
//! on, so that a new update does not change the anchor of an old one.
//!
//! Updates that follow one another are a run, which comes out in an element of its own so that a script can turn it
//! round. Text between updates (a heading for each day, say) stays where it is and separates two runs.

use crate::base::{Instant, Zone, slugify};
use crate::content::markdown::{Arg, Document, InsertKind};
use rustc_hash::FxHashSet;
use std::collections::VecDeque;

/// An update of a live blog.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Update {
    /// Its anchor.
    pub id: String,
    /// Its place among all of them, from the oldest.
    pub(super) rank: usize,
    /// When it was published; `None` if what was written is no time.
    pub at: Option<Instant>,
    /// Its headline; may be empty.
    pub title: String,
    /// The slug of its author, or a name.
    pub author: Option<String>,
    /// Whether it is a turning point.
    pub key: bool,
    /// Its text without markup.
    pub text: String,
}

impl Update {
    /// An update from the call of its shortcode; `None` without a time.
    pub(super) fn of(place: Moment, args: &[(String, Arg)], body: Option<&str>) -> Option<Self> {
        text(args, "time")?;
        let key = args.iter().find(|(name, _)| name == "key").is_some_and(|(_, value)| match value {
            Arg::Bool(truth) => *truth,
            Arg::String(text) => text != "false",
            _ => false,
        });
        Some(Self {
            id: place.id,
            rank: place.rank,
            at: place.at,
            title: text(args, "title").unwrap_or_default().to_owned(),
            author: text(args, "author").map(str::to_owned),
            key,
            text: crate::base::plain_text(body.unwrap_or_default()),
        })
    }
}

fn text<'a>(args: &'a [(String, Arg)], name: &str) -> Option<&'a str> {
    args.iter().find(|(argument, _)| argument == name).and_then(|(_, value)| match value {
        Arg::String(text) => Some(text.as_str()),
        _ => None,
    })
}

/// The anchor of an update, its time and its place among the others, counted from the oldest.
#[derive(Default, Debug)]
pub(super) struct Moment {
    pub(super) id: String,
    pub(super) rank: usize,
    at: Option<Instant>,
}

/// Anchors and places of all updates, in the order of the text.
pub(super) struct Order(VecDeque<Moment>);

impl Order {
    pub(super) fn of(document: &Document, zone: &Zone) -> Self {
        let mut written: Vec<(Option<String>, String, Option<Instant>)> = Vec::new();
        document.walk(&mut |insert| {
            if let InsertKind::Shortcode { name, args, .. } = &insert.kind
                && name == "update"
            {
                let time = text(args, "time").unwrap_or_default();
                written.push((text(args, "id").map(str::to_owned), slugify(time), zone.parse(time).ok()));
            }
        });
        let mut times = written.iter().filter_map(|(_, _, at)| *at);
        let first = times.next();
        let oldest_first = first < times.next_back();
        let mut places: Vec<usize> = (0..written.len()).collect();
        if !oldest_first {
            places.reverse();
        }
        places.sort_by_key(|place| written[*place].2);
        let mut moments: Vec<Moment> = written.iter().map(|_| Moment::default()).collect();
        let mut taken = FxHashSet::default();
        for (rank, place) in places.into_iter().enumerate() {
            let (id, time, at) = &written[place];
            let wanted = id.clone().unwrap_or_else(|| format!("update-{time}"));
            let mut id = wanted.clone();
            let mut count = 1;
            while !taken.insert(id.clone()) {
                count += 1;
                id = format!("{wanted}-{count}");
            }
            moments[place] = Moment { id, rank, at: *at };
        }
        Self(moments.into())
    }

    /// That of the next update in the text.
    pub(super) fn take(&mut self) -> Moment {
        self.0.pop_front().unwrap_or_default()
    }
}

/// Updates that follow one another, as HTML.
#[derive(Default)]
pub(super) struct Run(Vec<(usize, String)>);

impl Run {
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn push(&mut self, rank: usize, html: String) {
        self.0.push((rank, html));
    }

    /// Writes them, newest first.
    pub(super) fn end(&mut self, html: &mut String) {
        if self.0.is_empty() {
            return;
        }
        self.0.sort_by_key(|(rank, _)| std::cmp::Reverse(*rank));
        html.push_str("<div class=\"updates\">\n");
        for (_, update) in self.0.drain(..) {
            html.push_str(update.trim_end());
            html.push('\n');
        }
        html.push_str("</div>\n");
    }
}
