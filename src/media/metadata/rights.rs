//! What is said of a picture's rights, and which texts are worth repeating.

/// What a picture file says of its rights; also what is written into every published variant.
///
/// As read from a file, texts are trimmed, on one line, without control characters, and never empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct Rights {
    /// Who made it; several joined with ", ".
    pub creator: Option<String>,
    /// The credit line, as it is to be printed.
    pub credit: Option<String>,
    /// The copyright notice.
    pub copyright: Option<String>,
    /// The page of its licence, `http` or `https`.
    pub license_url: Option<String>,
    /// What may be done with it, in words.
    pub usage_terms: Option<String>,
    /// Where a licence can be had, `http` or `https`.
    pub licensor_url: Option<String>,
    /// What is to be seen.
    pub description: Option<String>,
}

impl Rights {
    /// The same with every text as [`name`], [`prose`] and [`url`] would have it.
    pub(super) fn cleaned(&self) -> Self {
        let by = |field: &Option<String>, clean: fn(&str) -> Option<String>| field.as_deref().and_then(clean);
        Self {
            creator: by(&self.creator, name),
            credit: by(&self.credit, name),
            copyright: by(&self.copyright, name),
            license_url: by(&self.license_url, url),
            usage_terms: by(&self.usage_terms, prose),
            licensor_url: by(&self.licensor_url, url),
            description: by(&self.description, prose),
        }
    }
}

/// The longest name, credit or notice, in characters.
const NAME: usize = 500;

/// The longest description. With every other field at its longest, a packet still fits a JPEG's segment.
const PROSE: usize = 2000;

/// The longest address.
const URL: usize = 1000;

/// What cameras and programs write where nobody wrote anything.
const RUBBISH: [&str; 33] = [
    "(c)",
    "admin",
    "administrator",
    "artist",
    "author",
    "camera",
    "copyright",
    "copyright holder",
    "created with gimp",
    "creator",
    "default",
    "digital camera",
    "exif_jpeg_picture",
    "image description",
    "jpeg",
    "konica minolta digital camera",
    "lead technologies inc.",
    "minolta digital camera",
    "n/a",
    "none",
    "null",
    "olympus digital camera",
    "owner",
    "owner name",
    "photographer",
    "picasa",
    "picasa 2.7",
    "picasa 3.0",
    "samsung",
    "sony dsc",
    "undefined",
    "unknown",
    "user",
];

/// A name, credit or notice, cleaned; `None` if nothing is left.
pub(super) fn name(text: &str) -> Option<String> {
    clean(text, NAME)
}

/// A longer text, cleaned.
pub(super) fn prose(text: &str) -> Option<String> {
    clean(text, PROSE)
}

/// An address, if it is one that may become a link: only `http` and `https`, so that no file can put a `javascript:`
/// into a page.
pub(super) fn url(text: &str) -> Option<String> {
    let text = text.trim();
    let scheme = text.split_once("://")?.0;
    let web = scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https");
    let plain =
        text.len() <= URL && text.chars().all(|c| !is_noise(c) && !c.is_whitespace() && !r#"<>"`{}|\^"#.contains(c));
    (web && plain && text.len() > scheme.len() + 3).then(|| text.to_owned())
}

/// On one line, without control characters, at most `limit` characters, and saying something.
fn clean(text: &str, limit: usize) -> Option<String> {
    let mut out = String::new();
    let mut gap = false;
    let mut left = limit;
    for c in text.chars() {
        if c.is_whitespace() || (c.is_control() && c != '\0') {
            gap = !out.is_empty();
        } else if !is_noise(c) {
            if left <= usize::from(gap) {
                break;
            }
            if gap {
                out.push(' ');
                left -= 1;
            }
            gap = false;
            out.push(c);
            left -= 1;
        }
    }
    let says_something = out.chars().any(char::is_alphanumeric);
    (says_something && !is_rubbish(&out)).then_some(out)
}

/// Characters that print nothing, change the direction of what follows, or may not stand in XML.
fn is_noise(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{FEFF}'
                | '\u{200E}'
                | '\u{200F}'
                | '\u{202A}'..='\u{202E}'
                | '\u{2066}'..='\u{2069}'
                | '\u{FFFD}'..='\u{FFFF}'
        )
}

fn is_rubbish(text: &str) -> bool {
    let lower = text.trim_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '(' | ')' | '.')).to_ascii_lowercase();
    // `DCIM\100MEDIA\DJI_0001.JPG` is what drones call a description.
    RUBBISH.binary_search(&lower.as_str()).is_ok() || lower.starts_with("dcim\\")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_cleaned() {
        assert_eq!(name("  Anna\n\tMuster \0"), Some("Anna Muster".to_owned()));
        assert_eq!(name("Anna\u{202E}Muster\u{FEFF}"), Some("AnnaMuster".to_owned()));
        assert_eq!(name(&"ab ".repeat(400)).map(|text| text.chars().count()), Some(NAME));
    }

    #[test]
    fn rubbish_is_nothing() {
        assert!(RUBBISH.is_sorted());
        for text in ["", " ", "\0\0\0", "OLYMPUS DIGITAL CAMERA         ", "unknown", "Picasa", "- / -", "<Unknown>"] {
            assert_eq!(name(text), None, "{text:?}");
        }
        assert_eq!(prose(r"DCIM\100MEDIA\DJI_0001.JPG"), None);
        assert_eq!(name("Camera Press"), Some("Camera Press".to_owned()));
    }

    #[test]
    fn only_web_addresses_are_addresses() {
        assert_eq!(url(" https://example.org/a?b=c "), Some("https://example.org/a?b=c".to_owned()));
        for text in ["javascript://example.org/%0aalert(1)", "example.org", "https://", "https://a b", "http://a\"b"] {
            assert_eq!(url(text), None, "{text:?}");
        }
    }
}
