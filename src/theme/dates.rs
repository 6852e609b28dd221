//! Dates and numbers in the words of a language.
//!
//! A language file names months and days, and shows a number as the language writes it. The rest of a date's form is
//! `strftime`'s, whose names are English: here they are put into the format before it is used.

use super::words::Words;
use crate::base::{DateParts, Instant, Zone};
use crate::diag::Diagnostic;

/// Which names of the months a date wants. Many Slavic languages have two: one for use beside a day.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Months {
    /// Beside a day: `months`.
    InDates,
    /// Without one: `months_alone`, if the language has it.
    Alone,
}

/// Keys that hold names, separated by commas, and how many there must be.
pub(super) const NAMES: [(&str, usize); 5] =
    [("months", 12), ("months_short", 12), ("months_alone", 12), ("weekdays", 7), ("weekdays_short", 7)];

/// The marks of a number, read off the sample that is the text of `number_format`: `1,234.5`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Marks {
    thousands: String,
    decimal: String,
}

impl Default for Marks {
    fn default() -> Self {
        Self { thousands: ",".into(), decimal: ".".into() }
    }
}

impl Marks {
    /// `1.234,5` has `.` between thousands and `,` before decimals.
    pub(super) fn of(sample: &str) -> Option<Self> {
        let (thousands, rest) = sample.strip_prefix('1')?.split_once("234")?;
        let decimal = rest.strip_suffix('5')?;
        Some(Self { thousands: thousands.to_owned(), decimal: decimal.to_owned() })
    }

    /// Writes a number that is given as Rust prints it: `-12345.6`.
    pub(super) fn write(&self, number: &str) -> String {
        let (sign, digits) = number.strip_prefix('-').map_or(("", number), |digits| ("-", digits));
        let (whole, decimals) = digits.split_once('.').map_or((digits, None), |(whole, rest)| (whole, Some(rest)));
        let mut out = String::with_capacity(number.len() + 8);
        out.push_str(sign);
        for (at, digit) in whole.chars().enumerate() {
            if at > 0 && (whole.len() - at).is_multiple_of(3) {
                out.push_str(&self.thousands);
            }
            out.push(digit);
        }
        if let Some(decimals) = decimals {
            out.push_str(&self.decimal);
            out.push_str(decimals);
        }
        out
    }
}

/// What is wrong with a text of the keys above, if it is one of them.
pub(super) fn check(key: &str, text: &str) -> Option<Diagnostic> {
    if let Some((_, wanted)) = NAMES.iter().find(|(name, _)| *name == key) {
        let found = names(text).count();
        return (found != *wanted).then(|| {
            Diagnostic::error("bad-words", format!("`{key}` has {found} names, not {wanted}"))
                .hint("separate them by commas")
        });
    }
    (key == "number_format" && Marks::of(text).is_none()).then(|| {
        Diagnostic::error("bad-words", format!("`number_format` can't be read: `{text}`"))
            .hint("write the number 1234.5 as the language writes it, such as `1.234,5`")
    })
}

fn names(text: &str) -> impl Iterator<Item = &str> {
    text.split([',', '،', '、']).map(str::trim)
}

impl Words {
    /// A date in the words of the language; the error says what is wrong with the format.
    pub fn date(&self, zone: &Zone, at: Instant, format: &str, months: Months) -> Result<String, String> {
        if !format.contains(['A', 'a', 'B', 'b', 'h']) {
            return zone.format(at, format);
        }
        zone.format(at, &self.with_names(format, &zone.parts(at), months))
    }

    /// The format with names in the place of `%A %a %B %b %h`.
    fn with_names(&self, format: &str, parts: &DateParts, months: Months) -> String {
        let mut out = String::with_capacity(format.len() + 16);
        let mut rest = format;
        while let Some(at) = rest.find('%') {
            out.push_str(&rest[..at]);
            let directive = &rest[at..];
            let flags = directive[1..].bytes().take_while(|byte| b"_-0^#:123456789".contains(byte)).count();
            let letter = directive[1 + flags..].chars().next();
            let end = 1 + flags + letter.map_or(0, char::len_utf8);
            match letter.and_then(|letter| self.name(letter, parts, months)) {
                Some(name) if directive[..end].contains('^') => out.push_str(&name.to_uppercase().replace('%', "%%")),
                Some(name) => out.push_str(&name.replace('%', "%%")),
                None => out.push_str(&directive[..end]),
            }
            rest = &directive[end..];
        }
        out.push_str(rest);
        out
    }

    fn name(&self, letter: char, parts: &DateParts, months: Months) -> Option<&str> {
        let month = parts.month as usize - 1;
        let (key, at) = match letter {
            'A' => ("weekdays", parts.weekday()),
            'a' => ("weekdays_short", parts.weekday()),
            'B' if months == Months::Alone && self.get("months_alone").is_some() => ("months_alone", month),
            'B' => ("months", month),
            'b' | 'h' => ("months_short", month),
            _ => return None,
        };
        names(self.get(key)?).nth(at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Words {
        Words::read(&[("i18n/xx.yaml".into(), text.into())], &[]).expect("valid words")
    }

    const CZECH: &str = "months: ledna, února, března, dubna, května, června, července, srpna, září, října, listopadu, \
        prosince\nmonths_alone: leden, únor, březen, duben, květen, červen, červenec, srpen, září, říjen, listopad, \
        prosinec\nweekdays: pondělí, úterý, středa, čtvrtek, pátek, sobota, neděle\nnumber_format: 1 234,5";

    fn date(words: &Words, format: &str, months: Months) -> String {
        let at = Instant::parse_rfc3339("2026-11-23T11:30:00Z").expect("a date");
        words.date(&Zone::utc(), at, format, months).expect("a format")
    }

    #[test]
    fn names_come_from_the_language_file() {
        let czech = words(CZECH);
        assert_eq!(date(&czech, "%A %-d. %B %Y, %H:%M", Months::InDates), "pondělí 23. listopadu 2026, 11:30");
        assert_eq!(date(&czech, "%B %Y", Months::Alone), "listopad 2026");
        assert_eq!(date(&czech, "%^B 100 %% %b", Months::InDates), "LISTOPADU 100 % Nov");
        assert_eq!(date(&words(""), "%a %-d %B", Months::Alone), "Mon 23 November");
    }

    #[test]
    fn numbers_are_written_like_the_sample() {
        let czech = words(CZECH);
        assert_eq!([0, 999, 1_000, -1_234_567].map(|n| czech.number(n)), ["0", "999", "1 000", "-1 234 567"]);
        assert_eq!(czech.decimal("8.5"), "8,5");
        assert_eq!(words("").decimal("12345.25"), "12,345.25");
    }

    #[test]
    fn wrong_words_are_errors() {
        for (key, text) in [("months", "a, b"), ("weekdays", "1,2,3,4,5,6"), ("number_format", "1.000")] {
            assert!(check(key, text).is_some(), "{key}");
        }
        assert!(check("number_format", "1234,5").is_none());
        assert!(check("home", "Home").is_none());
    }
}
