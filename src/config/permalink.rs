//! The pattern of article URLs: `/{category}/{slug}/`, `/{year}/{month}/{day}/{slug}/`, `/{slug}.html`.

use crate::base::DateParts;
use crate::diag::did_you_mean;
use std::fmt::Write as _;

/// A parsed pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Permalink(Vec<Piece>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    Text(String),
    Year,
    Month,
    Day,
    Category,
    Slug,
    Type,
}

/// What a pattern is filled with.
pub struct PermalinkParts<'a> {
    /// The article's date in the site's zone.
    pub date: DateParts,
    /// Slug of the primary category.
    pub category: &'a str,
    /// The article's slug.
    pub slug: &'a str,
    /// Slug of the type.
    pub kind: &'a str,
}

const TOKENS: [(&str, Piece); 6] = [
    ("year", Piece::Year),
    ("month", Piece::Month),
    ("day", Piece::Day),
    ("category", Piece::Category),
    ("slug", Piece::Slug),
    ("type", Piece::Type),
];

impl Permalink {
    /// Parses a pattern. The error is a sentence and a hint.
    pub fn parse(pattern: &str) -> Result<Self, (String, String)> {
        let fail = |message: &str, hint: &str| Err((message.to_owned(), hint.to_owned()));
        if !pattern.starts_with('/') {
            return fail("a permalink must start with `/`", "write it like `/{category}/{slug}/`");
        }
        if !pattern.ends_with('/') && !pattern.ends_with(".html") {
            return fail("a permalink must end with `/` or `.html`", "write it like `/{category}/{slug}/`");
        }
        if pattern.split('/').any(|part| part == ".." || part == ".") || pattern.contains(['?', '#', '\\']) {
            return fail("a permalink is a plain path", "leave out `..`, `?`, `#` and `\\`");
        }
        let mut pieces = Vec::new();
        let mut rest = pattern;
        while let Some(open) = rest.find('{') {
            pieces.push(Piece::Text(rest[..open].to_owned()));
            let Some(close) = rest[open..].find('}').map(|at| at + open) else {
                return fail("a `{` in the permalink is never closed", "write it like `/{category}/{slug}/`");
            };
            let name = &rest[open + 1..close];
            let Some((_, piece)) = TOKENS.iter().find(|(token, _)| *token == name) else {
                let names: Vec<&str> = TOKENS.iter().map(|(token, _)| *token).collect();
                let hint =
                    did_you_mean(name, names.iter().copied()).unwrap_or_else(|| format!("known: {}", names.join(", ")));
                return Err((format!("`{{{name}}}` means nothing in a permalink"), hint));
            };
            pieces.push(piece.clone());
            rest = &rest[close + 1..];
        }
        pieces.push(Piece::Text(rest.to_owned()));
        if !pieces.contains(&Piece::Slug) {
            return fail("a permalink must contain `{slug}`", "without it all articles of a day share one URL");
        }
        Ok(Self(pieces))
    }

    /// The path of an article, with slashes at both ends (or `.html` at the last).
    pub fn fill(&self, parts: &PermalinkParts<'_>) -> String {
        let mut path = String::with_capacity(64);
        for piece in &self.0 {
            match piece {
                Piece::Text(text) => path.push_str(text),
                // Writing to a String cannot fail.
                Piece::Year => drop(write!(path, "{:04}", parts.date.year)),
                Piece::Month => drop(write!(path, "{:02}", parts.date.month)),
                Piece::Day => drop(write!(path, "{:02}", parts.date.day)),
                Piece::Category => path.push_str(parts.category),
                Piece::Slug => path.push_str(parts.slug),
                Piece::Type => path.push_str(parts.kind),
            }
        }
        // A site without categories leaves `//` behind.
        while path.contains("//") {
            path = path.replace("//", "/");
        }
        path
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Zone;

    #[test]
    fn patterns_are_filled() {
        let zone = Zone::utc();
        let date = zone.parts(zone.parse("2026-03-09").expect("a date"));
        let parts = PermalinkParts { date, category: "phones", slug: "hinge", kind: "news" };
        let fill = |pattern: &str| Permalink::parse(pattern).expect("valid").fill(&parts);
        assert_eq!(fill("/{category}/{slug}/"), "/phones/hinge/");
        assert_eq!(fill("/{year}/{month}/{day}/{slug}.html"), "/2026/03/09/hinge.html");
        let none = PermalinkParts { category: "", ..parts };
        assert_eq!(Permalink::parse("/{category}/{slug}/").expect("valid").fill(&none), "/hinge/");
    }

    #[test]
    fn wrong_patterns_say_why() {
        for (pattern, message) in [
            ("{slug}/", "start with"),
            ("/{slug}", "end with"),
            ("/{slgu}/", "`{slgu}` means nothing"),
            ("/{year}/", "contain `{slug}`"),
            ("/../{slug}/", "plain path"),
            ("/{slug/", "never closed"),
        ] {
            let (text, _) = Permalink::parse(pattern).expect_err(pattern);
            assert!(text.contains(message), "{pattern}: {text}");
        }
    }
}
