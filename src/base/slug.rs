//! Slugs: the part of a URL that names one thing.
//!
//! A slug keeps letters and digits of every script, lower-case, joined by single hyphens. Marks on Latin letters are
//! dropped (`Café` is `cafe`), other scripts stay as they are, because a romanisation that nobody asked for is worse
//! than a percent-encoded word. The same folding decides which spellings of a tag are one tag.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// The slug of a title or name; empty when the text has no letter or digit.
pub fn slugify(text: &str) -> String {
    if is_slug(text) {
        return text.to_owned();
    }
    let mut slug = String::with_capacity(text.len());
    let mut gap = false;
    let mut latin = false;
    let mut push = |c: char| {
        if is_combining_mark(c) {
            // A mark after a Latin letter is an accent; after any other letter it is part of the word.
            if !latin && !slug.is_empty() {
                slug.push(c);
            }
        } else if c.is_alphanumeric() {
            if gap && !slug.is_empty() {
                slug.push('-');
            }
            gap = false;
            latin = c.is_ascii();
            slug.extend(c.to_lowercase());
        } else if !matches!(c, '\'' | '’' | '‘' | '\u{ad}' | '\u{200b}' | '\u{feff}') {
            gap = true;
        }
    };
    if text.is_ascii() {
        text.chars().for_each(&mut push);
        return slug;
    }
    for c in text.nfkd() {
        match c {
            'ß' | 'ẞ' => "ss".chars().for_each(&mut push),
            'æ' | 'Æ' => "ae".chars().for_each(&mut push),
            'œ' | 'Œ' => "oe".chars().for_each(&mut push),
            'ø' | 'Ø' => push('o'),
            'ł' | 'Ł' => push('l'),
            'đ' | 'Đ' | 'ð' | 'Ð' => push('d'),
            'þ' | 'Þ' => "th".chars().for_each(&mut push),
            c => push(c),
        }
    }
    slug.nfc().collect()
}

/// Whether a text is a slug already, as most names of files are: looked at here because it is so common.
fn is_slug(text: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    let bytes = text.as_bytes();
    bytes.iter().all(|byte| plain(*byte)) && !text.starts_with('-') && !text.ends_with('-') && !text.contains("--")
}

/// The spelling under which two names are one: their slug, or the trimmed text where the slug is empty.
///
/// `Open Data`, `open data` and `open-data` fold to the same; `C++` and `C#` do not, because `+` and `#` are spelled
/// out before.
pub fn fold_spelling(name: &str) -> String {
    let slug = if name.contains(['+', '#']) {
        slugify(&name.replace('+', " plus ").replace('#', " sharp "))
    } else {
        slugify(name)
    };
    if slug.is_empty() { name.trim().to_lowercase() } else { slug }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_become_slugs() {
        for (title, slug) in [
            ("Hello, World!", "hello-world"),
            ("  Many   spaces ", "many-spaces"),
            ("The phone’s \"battery\"", "the-phones-battery"),
            ("Café Zürich — straße", "cafe-zurich-strasse"),
            ("日本語のタグ", "日本語のタグ"),
            ("C'est l'été", "cest-lete"),
            ("../../etc/passwd", "etc-passwd"),
            ("!!!", ""),
        ] {
            assert_eq!(slugify(title), slug, "{title}");
        }
    }

    #[test]
    fn spellings_of_one_tag_fold_together() {
        assert_eq!(fold_spelling("Open Data"), fold_spelling("open-data"));
        assert_ne!(fold_spelling("C++"), fold_spelling("C#"));
        assert_ne!(fold_spelling("C++"), fold_spelling("C"));
    }
}
