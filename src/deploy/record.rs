//! The record of a target: what is there, by path and hash. It lies at the target, so that every machine that deploys
//! knows the same.
//!
//! The format is text, UTF-8, one line a file, with a fingerprint of everything before it at the end; a record without it
//! is no record:
//!
//! ```text
//! pressroom record 1
//! id 20261118T120000Z
//! at 1763467200
//! by ada@desk
//! file <hash or ?> <bytes> <nanoseconds since 1970 or 0> <superseded since, in seconds, or -> <path>
//! end <hash>
//! ```
//!
//! A hash of `?` stands for a file that was about to be sent: whether the old or the new one is there, nobody knows.

use crate::base::{Fingerprint, ended};
use std::collections::BTreeMap;
use std::fmt::Write as _;

const HEADER: &str = "pressroom record 1";

/// What is known of a file at a target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// Its contents; `None` when an upload was begun and nobody knows whether it arrived.
    pub print: Option<Fingerprint>,
    /// Its size in bytes.
    pub size: u64,
    /// Its time at the target in nanoseconds since 1970, where a target has such a thing; else 0.
    pub modified: u128,
    /// Since when nothing refers to it any more, in seconds since 1970.
    pub since: Option<i64>,
}

/// What is at a target.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Record {
    /// Names the deploy; later ones sort after earlier ones.
    pub id: String,
    /// When it was made, in seconds since 1970.
    pub at: i64,
    /// Who made it.
    pub by: String,
    /// By path below the site.
    pub files: BTreeMap<String, Known>,
}

impl Record {
    /// The record as text.
    pub fn to_text(&self) -> String {
        let mut text = String::with_capacity(self.files.len() * 110 + 100);
        // Writing to a String cannot fail.
        let _ = write!(text, "{HEADER}\nid {}\nat {}\nby {}\n", self.id, self.at, self.by.replace('\n', " "));
        for (path, known) in &self.files {
            match known.print {
                Some(print) => {
                    let _ = write!(text, "file {print}");
                }
                None => text.push_str("file ?"),
            }
            let _ = write!(text, " {} {} ", known.size, known.modified);
            match known.since {
                Some(since) => {
                    let _ = write!(text, "{since}");
                }
                None => text.push('-'),
            }
            let _ = writeln!(text, " {path}");
        }
        ended::end(&mut text);
        text
    }

    /// Reads a record; `None` when it is damaged, or of another version.
    pub fn parse(bytes: &[u8]) -> Option<Self> {
        let mut lines = ended::whole(bytes)?.lines();
        if lines.next()? != HEADER {
            return None;
        }
        let id = lines.next()?.strip_prefix("id ")?.to_owned();
        let at = lines.next()?.strip_prefix("at ")?.parse().ok()?;
        let by = lines.next()?.strip_prefix("by ")?.to_owned();
        let mut files = BTreeMap::new();
        for line in lines {
            let mut parts = line.strip_prefix("file ")?.splitn(5, ' ');
            let print = match parts.next()? {
                "?" => None,
                hex => Some(Fingerprint::parse(hex)?),
            };
            let size = parts.next()?.parse().ok()?;
            let modified = parts.next()?.parse().ok()?;
            let since = match parts.next()? {
                "-" => None,
                seconds => Some(seconds.parse().ok()?),
            };
            files.insert(parts.next()?.to_owned(), Known { print, size, modified, since });
        }
        Some(Self { id, at, by, files })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_is_read_back_and_a_damaged_one_is_none() {
        let print = Some(Fingerprint::of(b"x"));
        let record = Record {
            id: "20261118T120000Z".into(),
            at: 7,
            by: "ada@desk".into(),
            files: BTreeMap::from([
                ("a b/c.html".to_owned(), Known { print, size: 1, modified: 2, since: None }),
                ("assets/x.js".to_owned(), Known { print: None, size: 0, modified: 0, since: Some(5) }),
            ]),
        };
        let text = record.to_text();
        assert_eq!(Record::parse(text.as_bytes()), Some(record));
        for cut in 0..text.len() {
            assert_eq!(Record::parse(&text.as_bytes()[..cut]), None);
        }
        assert_eq!(Record::parse(text.replacen("c.html", "d.html", 1).as_bytes()), None);
    }
}
