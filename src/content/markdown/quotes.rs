//! Quotation marks as a language writes them.
//!
//! The parser makes English ones of straight quotes. Where the text is in another language, what was typed straight is
//! written anew here; marks that the writer typed as they are stay. The table follows the
//! [CLDR](https://cldr.unicode.org/), except that Arabic has the marks of its newspapers.

use crate::base::language::primary;
use std::ops::Range;

/// Opening and closing marks, then those of a quotation inside a quotation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quotes([&'static str; 4]);

impl Default for Quotes {
    fn default() -> Self {
        Self::ENGLISH
    }
}

impl Quotes {
    /// `“ ” ‘ ’`
    pub const ENGLISH: Self = Self(["“", "”", "‘", "’"]);

    /// The marks of a language; English ones if it is not known.
    pub fn of(tag: &str) -> Self {
        let lower = tag.to_ascii_lowercase();
        Self(match (&*primary(tag), lower.as_str()) {
            (_, "de-ch" | "de-li" | "it-ch") => ["«", "»", "‹", "›"],
            (_, "pt-pt") => ["«", "»", "“", "”"],
            (_, "zh-hant" | "zh-hant-tw" | "zh-hant-hk" | "zh-tw" | "zh-hk") | ("ja" | "yue", _) => {
                ["「", "」", "『", "』"]
            }
            ("bg" | "cs" | "de" | "et" | "is" | "ka" | "lb" | "lt" | "mk" | "sk" | "sl", _) => ["„", "“", "‚", "‘"],
            ("bs" | "hr" | "pl" | "sr", _) => ["„", "”", "‚", "’"],
            ("hu", _) => ["„", "”", "»", "«"],
            ("ro", _) => ["„", "”", "«", "»"],
            ("fr", _) => ["«\u{a0}", "\u{a0}»", "“", "”"],
            ("ar" | "ca" | "el" | "es" | "gl" | "it", _) => ["«", "»", "“", "”"],
            ("be" | "ru" | "uk", _) => ["«", "»", "„", "“"],
            ("nb" | "nn" | "no", _) => ["«", "»", "‘", "’"],
            ("fa", _) => ["«", "»", "‹", "›"],
            ("fi" | "sv" | "he", _) => ["”", "”", "’", "’"],
            _ => return Self::ENGLISH,
        })
    }
}

/// The quotations of one text.
#[derive(Debug, Default)]
pub(super) struct Quoting {
    quotes: Quotes,
    /// Inner quotations that have begun: an apostrophe ends none.
    inner: u32,
}

impl Quoting {
    pub(super) fn new(quotes: Quotes) -> Self {
        Self { quotes, inner: 0 }
    }

    /// A paragraph ends every quotation.
    pub(super) fn paragraph(&mut self) {
        self.inner = 0;
    }

    /// What to write for a piece of text that the parser made of `range` of `typed`.
    pub(super) fn text<'t>(&mut self, text: &'t str, typed: &str, range: &Range<usize>) -> &'t str {
        if self.quotes == Quotes::ENGLISH {
            return text;
        }
        let Quotes([open, close, inner_open, inner_close]) = self.quotes;
        match (typed.get(range.clone()), text) {
            (Some("\""), "“") => open,
            (Some("\""), "”") => close,
            (Some("'"), "‘") => {
                self.inner += 1;
                inner_open
            }
            (Some("'"), "’") if self.inner > 0 && !typed[range.end..].starts_with(char::is_alphanumeric) => {
                self.inner -= 1;
                inner_close
            }
            _ => text,
        }
    }
}
