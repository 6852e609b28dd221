//! What a deploy does, as a pure function of what is wanted and what is there.
//!
//! The order of sending is what keeps a site whole while it changes: first what pages are made of, then pages that are
//! new, then pages that lead to them, then feeds and sitemaps. Deletions come last. What a page of yesterday still needs
//! (styles, pictures and segments of the search index, known by the hash in their names) stays for a grace time, because
//! somebody may have that page open, or a cache may.

use super::items::Items;
use super::record::{Known, Record};
use crate::base::Fingerprint;
use crate::config::DeletionLimit;
use crate::render::host::FileKind;

/// When something is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// What pages are made of.
    Parts,
    /// Pages that were not there.
    NewPages,
    /// Pages that were.
    Pages,
    /// Feeds, sitemaps, and the list of search segments.
    Announcements,
}

impl Stage {
    /// All of them, in order.
    pub const ALL: [Self; 4] = [Self::Parts, Self::NewPages, Self::Pages, Self::Announcements];

    /// What it sends, for people.
    pub fn name(self) -> &'static str {
        match self {
            Self::Parts => "parts",
            Self::NewPages => "new pages",
            Self::Pages => "pages",
            Self::Announcements => "feeds and sitemaps",
        }
    }

    fn of(path: &str, novelty: Novelty) -> Self {
        match (FileKind::of(path), novelty) {
            (FileKind::Page, Novelty::New) => Self::NewPages,
            (FileKind::Page, Novelty::Changed) => Self::Pages,
            // New pages include new boxes.
            (FileKind::Announcing, Novelty::New) if path.starts_with("boxes/") => Self::Parts,
            (FileKind::Announcing, _) => Self::Announcements,
            (FileKind::Hashed | FileKind::Loose | FileKind::Host, _) => Self::Parts,
        }
    }
}

/// Whether the target knows a file of this name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Novelty {
    /// It does not.
    New,
    /// It does, with other contents.
    Changed,
}

/// A file to send.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sending {
    /// When.
    pub stage: Stage,
    /// Its path below the site.
    pub path: String,
    /// What it will hold.
    pub print: Fingerprint,
    /// Whether it is there already, with other contents.
    pub novelty: Novelty,
}

/// What a deploy does.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// In the order of sending.
    pub send: Vec<Sending>,
    /// What goes, after everything else; sorted.
    pub delete: Vec<String>,
    /// How many of those were superseded earlier, and are deleted because their time is over.
    pub outdated: usize,
    /// What nothing refers to any more and that stays for a while; sorted.
    pub superseded: Vec<String>,
    /// How many files stay as they are.
    pub unchanged: usize,
    /// How many files the target had.
    pub before: usize,
    /// The target's files once all is done, without times.
    pub next: Record,
}

impl Plan {
    /// Compares what is wanted with what is there. `now` and `grace` are in seconds.
    pub fn new(items: &Items, record: &Record, now: i64, grace: i64) -> Self {
        let mut plan = Self { before: record.files.len(), ..Self::default() };
        for (path, item) in items.iter() {
            let known = record.files.get(path);
            let same = known.filter(|known| known.print == Some(item.print));
            if same.is_some() {
                plan.unchanged += 1;
            } else {
                let novelty = if known.is_some() { Novelty::Changed } else { Novelty::New };
                let stage = Stage::of(path, novelty);
                plan.send.push(Sending { stage, path: path.clone(), print: item.print, novelty });
            }
            let next = Known {
                print: Some(item.print),
                size: item.size.unwrap_or(same.map_or(0, |known| known.size)),
                modified: same.map_or(0, |known| known.modified),
                since: None,
            };
            plan.next.files.insert(path.clone(), next);
        }
        for (path, known) in &record.files {
            if items.get(path).is_some() {
                continue;
            }
            let since = known.since.unwrap_or(now);
            // Also what may have arrived: a deploy that was killed may have sent pages that need it.
            if FileKind::of(path) == FileKind::Hashed && now - since < grace {
                plan.superseded.push(path.clone());
                plan.next.files.insert(path.clone(), Known { since: Some(since), ..known.clone() });
            } else {
                plan.outdated += usize::from(known.since.is_some());
                plan.delete.push(path.clone());
            }
        }
        plan.send.sort_by(|a, b| (a.stage, &a.path).cmp(&(b.stage, &b.path)));
        plan
    }

    /// Whether there is nothing to do.
    pub fn is_empty(&self) -> bool {
        self.send.is_empty() && self.delete.is_empty()
    }

    /// Whether so much is deleted that somebody should be asked. What was superseded long ago does not count.
    pub fn passes(&self, limit: DeletionLimit) -> bool {
        let deleted = self.delete.len() - self.outdated;
        deleted > limit.files as usize && deleted * 100 > self.before * limit.percent as usize
    }

    /// Paths of pages, feeds and files of a stable name that are different afterwards: what a cache in between may still
    /// hold. Sorted.
    pub fn changed(&self) -> Vec<&str> {
        let sent = self.send.iter().map(|sending| sending.path.as_str());
        let changed = sent.chain(self.delete.iter().map(String::as_str));
        let stable = |path: &&str| !matches!(FileKind::of(path), FileKind::Hashed | FileKind::Host);
        let mut changed: Vec<&str> = changed.filter(stable).collect();
        changed.sort_unstable();
        changed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: i64 = 86_400;

    fn items(files: &[(&str, &str)]) -> Items {
        Items::of(files.iter().map(|(path, text)| ((*path).to_owned(), Fingerprint::of(text.as_bytes()), 1)))
    }

    fn deployed(files: &[(&str, &str)], at: i64) -> Record {
        Plan::new(&items(files), &Record::default(), at, DAY).next
    }

    fn sent(plan: &Plan) -> Vec<(&str, Stage)> {
        plan.send.iter().map(|sending| (sending.path.as_str(), sending.stage)).collect()
    }

    #[test]
    fn parts_go_first_and_what_announces_pages_last() {
        let before = deployed(&[("index.html", "1"), ("feed.xml", "1"), ("a/index.html", "1")], 0);
        let wanted = [
            ("index.html", "2"),
            ("feed.xml", "2"),
            ("a/index.html", "1"),
            ("b/index.html", "1"),
            ("media/b-400.0123456789.avif", "1"),
        ];
        let plan = Plan::new(&items(&wanted), &before, 5, DAY);
        assert_eq!(
            sent(&plan),
            [
                ("media/b-400.0123456789.avif", Stage::Parts),
                ("b/index.html", Stage::NewPages),
                ("index.html", Stage::Pages),
                ("feed.xml", Stage::Announcements),
            ]
        );
        assert_eq!(plan.changed(), ["b/index.html", "feed.xml", "index.html"]);
        assert!(Plan::new(&items(&wanted), &plan.next, 6, DAY).is_empty());
    }

    #[test]
    fn what_an_old_page_needs_stays_for_a_while() {
        let before = deployed(&[("index.html", "1"), ("assets/main.0123456789.css", "1"), ("old/index.html", "1")], 0);
        let wanted = items(&[("index.html", "2"), ("assets/main.aaaaaaaaaa.css", "2")]);
        let plan = Plan::new(&wanted, &before, 100, DAY);
        assert_eq!(plan.superseded, ["assets/main.0123456789.css"]);
        assert_eq!(plan.delete, ["old/index.html"]);
        let later = Plan::new(&wanted, &plan.next, 100 + DAY - 1, DAY);
        assert!(later.is_empty() && later.superseded.len() == 1);
        let last = Plan::new(&wanted, &later.next, 100 + DAY, DAY);
        assert_eq!((last.delete.len(), last.outdated), (1, 1));
        assert!(!last.passes(DeletionLimit { percent: 0, files: 0 }), "nobody is asked about those");
        // It comes back as it was: nothing has to be sent for that.
        let back = items(&[("index.html", "2"), ("assets/main.0123456789.css", "1")]);
        let plan = Plan::new(&back, &later.next, 200, DAY);
        assert_eq!(sent(&plan), []);
        assert_eq!(plan.next.files["assets/main.0123456789.css"].since, None);
    }

    #[test]
    fn what_may_have_arrived_is_sent_again() {
        let mut before = deployed(&[("index.html", "1"), ("assets/main.0123456789.css", "1")], 0);
        before.files.values_mut().for_each(|known| known.print = None);
        let plan = Plan::new(&items(&[("index.html", "1")]), &before, 1, DAY);
        assert_eq!(sent(&plan), [("index.html", Stage::Pages)]);
        // The page of the killed deploy may be there, and needs it.
        assert_eq!((plan.delete.len(), &*plan.superseded), (0, &["assets/main.0123456789.css".to_owned()][..]));
        let last = Plan::new(&items(&[("index.html", "1")]), &plan.next, 1 + DAY, DAY);
        assert_eq!((&*last.delete, last.outdated), (&["assets/main.0123456789.css".to_owned()][..], 1));
        // Whether it is there nobody knows, so that it is sent when it is wanted again.
        let back = items(&[("index.html", "1"), ("assets/main.0123456789.css", "1")]);
        assert_eq!(sent(&Plan::new(&back, &plan.next, 2, DAY)), [("assets/main.0123456789.css", Stage::Parts)]);
    }

    #[test]
    fn many_deletions_are_more_than_both_limits() {
        let all: Vec<String> = (0..100).map(|n| format!("a{n}/index.html")).collect();
        let files: Vec<(&str, &str)> = all.iter().map(|path| (path.as_str(), "1")).collect();
        let before = deployed(&files, 0);
        let passes = |left: usize, percent, files_limit| {
            let plan = Plan::new(&items(&files[..left]), &before, 1, DAY);
            plan.passes(DeletionLimit { percent, files: files_limit })
        };
        assert!(passes(70, 10, 20));
        assert!(!passes(70, 30, 20) && !passes(70, 10, 30) && !passes(85, 10, 20));
    }
}
