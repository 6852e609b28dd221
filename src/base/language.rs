//! Languages by their tags ([BCP 47](https://www.rfc-editor.org/info/bcp47)): direction, own names, forms of the
//! plural.
//!
//! The rules are those of the [CLDR](https://cldr.unicode.org/), for whole numbers only: nothing else is counted here,
//! and for whole numbers they fit on a page. A language that is not named counts as English does.

/// The language of a tag without script and region, in lower case: `pt` of `pt-BR`.
pub fn primary(tag: &str) -> String {
    tag.split('-').next().unwrap_or_default().to_ascii_lowercase()
}

/// Whether a text has the shape of a language tag: `en`, `pt-BR`, `zh-Hant-TW`.
pub fn is_tag(tag: &str) -> bool {
    let mut parts = tag.split('-');
    let language = parts.next().unwrap_or_default();
    (2..=8).contains(&language.len())
        && language.chars().all(|c| c.is_ascii_alphabetic())
        && parts.all(|part| (1..=8).contains(&part.len()) && part.chars().all(|c| c.is_ascii_alphanumeric()))
}

/// Whether two tags name the same language, whatever the case of their letters.
pub fn same_tag(a: &str, b: &str) -> bool {
    a.eq_ignore_ascii_case(b)
}

/// Whether a language is written from right to left: by the script in the tag, or by the one it is usually written in.
pub fn is_right_to_left(tag: &str) -> bool {
    let script = tag.split('-').skip(1).find(|part| part.len() == 4 && part.chars().all(|c| c.is_ascii_alphabetic()));
    match script.map(str::to_ascii_lowercase).as_deref() {
        Some("arab" | "hebr" | "thaa" | "syrc" | "nkoo" | "adlm" | "rohg") => true,
        Some(_) => false,
        None => matches!(&*primary(tag), "ar" | "he" | "fa" | "ur" | "yi" | "ps" | "sd" | "dv" | "ug" | "ckb"),
    }
}

/// `ltr` or `rtl`, as HTML's `dir` wants it.
pub fn direction(tag: &str) -> &'static str {
    if is_right_to_left(tag) { "rtl" } else { "ltr" }
}

/// What speakers of a language call it, with the region of the tag: `Deutsch`, `Português (BR)`. A language that is not
/// in the list is called by its tag.
pub fn own_name(tag: &str) -> String {
    let language = primary(tag);
    let name = OWN_NAMES.iter().find(|(known, _)| *known == language).map(|(_, name)| *name);
    let region = tag.split('-').skip(1).find(|part| part.len() == 2);
    match (name, region) {
        (Some(name), Some(region)) => format!("{name} ({})", region.to_ascii_uppercase()),
        (Some(name), None) => name.to_owned(),
        (None, _) => tag.to_owned(),
    }
}

const OWN_NAMES: [(&str, &str); 44] = [
    ("ar", "العربية"),
    ("bg", "Български"),
    ("bn", "বাংলা"),
    ("bs", "Bosanski"),
    ("ca", "Català"),
    ("cs", "Čeština"),
    ("cy", "Cymraeg"),
    ("da", "Dansk"),
    ("de", "Deutsch"),
    ("el", "Ελληνικά"),
    ("en", "English"),
    ("es", "Español"),
    ("et", "Eesti"),
    ("eu", "Euskara"),
    ("fa", "فارسی"),
    ("fi", "Suomi"),
    ("fr", "Français"),
    ("ga", "Gaeilge"),
    ("gl", "Galego"),
    ("he", "עברית"),
    ("hi", "हिन्दी"),
    ("hr", "Hrvatski"),
    ("hu", "Magyar"),
    ("id", "Bahasa Indonesia"),
    ("is", "Íslenska"),
    ("it", "Italiano"),
    ("ja", "日本語"),
    ("ko", "한국어"),
    ("lt", "Lietuvių"),
    ("lv", "Latviešu"),
    ("nb", "Norsk bokmål"),
    ("nl", "Nederlands"),
    ("nn", "Norsk nynorsk"),
    ("no", "Norsk"),
    ("pl", "Polski"),
    ("pt", "Português"),
    ("ro", "Română"),
    ("ru", "Русский"),
    ("sk", "Slovenčina"),
    ("sl", "Slovenščina"),
    ("sv", "Svenska"),
    ("tr", "Türkçe"),
    ("uk", "Українська"),
    ("zh", "中文"),
];

/// A form of the plural, by the names of the CLDR.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Plural {
    /// Arabic and Latvian nothing.
    Zero,
    /// One, and in some languages what ends like it.
    One,
    /// A pair.
    Two,
    /// A few.
    Few,
    /// Many.
    Many,
    /// Everything else; every language has it.
    Other,
}

impl Plural {
    /// All of them.
    pub const ALL: [Self; 6] = [Self::Zero, Self::One, Self::Two, Self::Few, Self::Many, Self::Other];

    /// The end of a key: `other` in `stories_other`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Zero => "zero",
            Self::One => "one",
            Self::Two => "two",
            Self::Few => "few",
            Self::Many => "many",
            Self::Other => "other",
        }
    }

    /// The form that a language uses with a whole number
    /// ([rules](https://www.unicode.org/cldr/charts/latest/supplemental/language_plural_rules.html)).
    pub fn of(tag: &str, number: i64) -> Self {
        let n = number.unsigned_abs();
        let (tens, hundreds) = (n % 10, n % 100);
        let millions = n != 0 && n.is_multiple_of(1_000_000);
        match &*primary(tag) {
            "id" | "ja" | "jv" | "km" | "ko" | "lo" | "ms" | "my" | "su" | "th" | "to" | "vi" | "wo" | "yo" | "yue"
            | "zh" => Self::Other,
            "ak" | "am" | "as" | "bn" | "fa" | "ff" | "gu" | "hi" | "hy" | "kn" | "ln" | "mg" | "pa" | "si" | "ti"
            | "wa" | "zu" => one_if(n <= 1),
            "fr" | "pt" if n <= 1 && !same_tag(tag, "pt-PT") => Self::One,
            "ca" | "es" | "fr" | "it" | "pt" => match n {
                1 => Self::One,
                _ if millions => Self::Many,
                _ => Self::Other,
            },
            "be" | "bs" | "hr" | "ru" | "sh" | "sr" | "uk" => {
                let rest = if matches!(&*primary(tag), "be" | "ru" | "uk") { Self::Many } else { Self::Other };
                match (tens, hundreds) {
                    (1, not) if not != 11 => Self::One,
                    (2..=4, not) if !(12..=14).contains(&not) => Self::Few,
                    _ => rest,
                }
            }
            "pl" => match (tens, hundreds) {
                _ if n == 1 => Self::One,
                (2..=4, not) if !(12..=14).contains(&not) => Self::Few,
                _ => Self::Many,
            },
            "cs" | "sk" => match n {
                1 => Self::One,
                2..=4 => Self::Few,
                _ => Self::Other,
            },
            "dsb" | "hsb" | "sl" => match hundreds {
                1 => Self::One,
                2 => Self::Two,
                3 | 4 => Self::Few,
                _ => Self::Other,
            },
            "lt" => match (tens, hundreds) {
                (_, 11..=19) | (0, _) => Self::Other,
                (1, _) => Self::One,
                _ => Self::Few,
            },
            "lv" => match (tens, hundreds) {
                (_, 11..=19) | (0, _) => Self::Zero,
                (1, _) => Self::One,
                _ => Self::Other,
            },
            "is" | "mk" => one_if(tens == 1 && hundreds != 11),
            "mo" | "ro" => match (n, hundreds) {
                (1, _) => Self::One,
                (0, _) | (_, 1..=19) => Self::Few,
                _ => Self::Other,
            },
            "ar" => match (n, hundreds) {
                (0, _) => Self::Zero,
                (1, _) => Self::One,
                (2, _) => Self::Two,
                (_, 3..=10) => Self::Few,
                (_, 11..=99) => Self::Many,
                _ => Self::Other,
            },
            "mt" => match (n, hundreds) {
                (1, _) => Self::One,
                (2, _) => Self::Two,
                (0, _) | (_, 3..=10) => Self::Few,
                (_, 11..=19) => Self::Many,
                _ => Self::Other,
            },
            "ga" => match n {
                1 => Self::One,
                2 => Self::Two,
                3..=6 => Self::Few,
                7..=10 => Self::Many,
                _ => Self::Other,
            },
            "gd" => match n {
                1 | 11 => Self::One,
                2 | 12 => Self::Two,
                3..=10 | 13..=19 => Self::Few,
                _ => Self::Other,
            },
            "cy" => match n {
                0 => Self::Zero,
                1 => Self::One,
                2 => Self::Two,
                3 => Self::Few,
                6 => Self::Many,
                _ => Self::Other,
            },
            "he" if n == 2 => Self::Two,
            "fil" | "tl" => one_if(matches!(n, 1..=3) || !matches!(tens, 4 | 6 | 9)),
            _ => one_if(n == 1),
        }
    }
}

fn one_if(one: bool) -> Plural {
    if one { Plural::One } else { Plural::Other }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_checked_by_their_shape() {
        for tag in ["en", "pt-BR", "zh-Hant-TW", "sr-Latn", "de-1996"] {
            assert!(is_tag(tag), "{tag}");
        }
        for tag in ["", "e", "english language", "de_DE", "1e", "en-", "-en"] {
            assert!(!is_tag(tag), "{tag}");
        }
    }

    #[test]
    fn the_script_decides_the_direction() {
        let right_to_left = ["ar", "he-IL", "fa", "ur-PK", "ku-Arab", "az-Arab-IR"];
        assert!(right_to_left.iter().all(|tag| is_right_to_left(tag)));
        assert!(!["en", "ja", "ar-Latn", "ku", "de-AT"].iter().any(|tag| is_right_to_left(tag)));
    }

    #[test]
    fn languages_have_names_of_their_own() {
        assert_eq!(own_name("de"), "Deutsch");
        assert_eq!(own_name("PT-br"), "Português (BR)");
        assert_eq!(own_name("tlh"), "tlh");
        assert!(OWN_NAMES.is_sorted());
    }

    #[test]
    fn plurals_follow_the_language() {
        let forms = |tag, numbers: &[i64]| {
            numbers.iter().map(|number| Plural::of(tag, *number).name()).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(forms("en-GB", &[0, 1, 2, 21]), "other one other other");
        assert_eq!(forms("de", &[0, 1, 1_000_000]), "other one other");
        assert_eq!(forms("fr", &[0, 1, 2, 1_000_000, 1_000_001]), "one one other many other");
        assert_eq!(forms("es", &[0, 1, 2, 2_000_000]), "other one other many");
        assert_eq!(forms("pt-BR", &[0, 1, 2]), "one one other");
        assert_eq!(forms("pt-PT", &[0, 1, 2]), "other one other");
        assert_eq!(
            forms("ar", &[0, 1, 2, 3, 10, 11, 99, 100, 102, 103, 111]),
            "zero one two few few many many other other few many"
        );
        assert_eq!(forms("ja", &[0, 1, 2]), "other other other");
        assert_eq!(forms("ru", &[1, 2, 5, 11, 12, 21, 22, 111]), "one few many many many one few many");
        assert_eq!(forms("pl", &[1, 2, 5, 12, 21, 22]), "one few many many many few");
        assert_eq!(forms("cs", &[0, 1, 3, 5]), "other one few other");
        assert_eq!(forms("sl", &[1, 2, 3, 5, 101]), "one two few other one");
        assert_eq!(forms("lt", &[0, 1, 2, 11, 21]), "other one few other one");
        assert_eq!(forms("lv", &[0, 1, 2, 11, 21]), "zero one other zero one");
        assert_eq!(forms("ro", &[0, 1, 2, 19, 20, 101]), "few one few few other few");
        assert_eq!(forms("cy", &[0, 1, 2, 3, 4, 6]), "zero one two few other many");
        assert_eq!(forms("he", &[1, 2, 3]), "one two other");
    }
}
