//! The theme's words: one flat map of texts a language.

use super::dates::{Marks, check};
use crate::base::Zone;
use crate::base::language::{Plural, own_name, primary};
use crate::diag::{Diagnostic, Span};
use crate::yaml::{FromYaml, Named, Reader, Spanned, parse};
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The key of the words that lead to the same article in this language: "Read in English".
const INVITATION: &str = "read_in_language";

/// Texts by key, in the site's language, with English where it has none.
#[derive(Clone, Debug, Default)]
pub struct Words {
    texts: FxHashMap<String, Text>,
    /// By language, how readers of it are invited.
    invitations: BTreeMap<String, String>,
    marks: Marks,
}

#[derive(Clone, Debug)]
struct Text {
    text: String,
    /// The language of the file that it stands in.
    language: Arc<str>,
}

impl Words {
    /// Reads language files in the order of their precedence, the strongest last, and what `others` say of themselves.
    ///
    /// # Errors
    /// Every problem of every file.
    pub fn read(files: &[(Arc<str>, Arc<str>)], others: &[(Arc<str>, Arc<str>)]) -> Result<Self, Vec<Diagnostic>> {
        let mut words = Self::default();
        let mut problems = Vec::new();
        for (at, (file, text)) in others.iter().chain(files).enumerate() {
            let entries = read_file(file, text, &mut problems);
            let language: Arc<str> = language_of(file).into();
            for (key, text) in entries {
                if key == INVITATION {
                    words.invitations.insert(language.to_ascii_lowercase(), text.clone());
                }
                if at >= others.len() {
                    words.texts.insert(key, Text { text, language: language.clone() });
                }
            }
        }
        words.marks = words.get("number_format").and_then(Marks::of).unwrap_or_default();
        if problems.is_empty() { Ok(words) } else { Err(problems) }
    }

    /// A text by key.
    pub fn get(&self, key: &str) -> Option<&str> {
        self.texts.get(key).map(|text| text.text.as_str())
    }

    /// The text of a key in the form for a number: `stories_one`, `stories_other`. The language of the text decides
    /// which form, so that English words that stand in for another language's stay right.
    pub fn plural(&self, key: &str, number: i64) -> Option<&str> {
        let other = self.texts.get(&format!("{key}_{}", Plural::Other.name()))?;
        let form = Plural::of(&other.language, number);
        let special = self.texts.get(&format!("{key}_{}", form.name()));
        let special = special.filter(|text| primary(&text.language) == primary(&other.language));
        Some(&special.unwrap_or(other).text)
    }

    /// A whole number with the language's mark between thousands.
    pub fn number(&self, number: i64) -> String {
        self.marks.write(&number.to_string())
    }

    /// A number as Rust prints it, with the language's marks.
    pub fn decimal(&self, number: &str) -> String {
        self.marks.write(number)
    }

    /// What a link to the same article in another language says, in that language: "Auf Deutsch lesen", or the
    /// language's own name.
    pub fn invitation(&self, tag: &str) -> String {
        let text = self.invitations.get(&tag.to_ascii_lowercase()).or_else(|| self.invitations.get(&primary(tag)));
        text.cloned().unwrap_or_else(|| own_name(tag))
    }

    /// All keys, sorted, for suggestions.
    pub fn keys(&self) -> Vec<&str> {
        let mut keys: Vec<&str> = self.texts.keys().map(String::as_str).collect();
        keys.sort_unstable();
        keys
    }

    /// Fills `{name}` in a text; a name that is not given stays as it is written.
    pub fn fill<'a>(text: &str, value: impl Fn(&str) -> Option<std::borrow::Cow<'a, str>>) -> String {
        let mut out = String::with_capacity(text.len() + 16);
        let mut rest = text;
        while let Some(open) = rest.find('{') {
            let Some(close) = rest[open..].find('}') else { break };
            out.push_str(&rest[..open]);
            let name = &rest[open + 1..open + close];
            match value(name) {
                Some(value) => out.push_str(&value),
                None => out.push_str(&rest[open..=open + close]),
            }
            rest = &rest[open + close + 1..];
        }
        out.push_str(rest);
        out
    }
}

/// `de-AT` for `i18n/de-AT.yaml`.
fn language_of(file: &str) -> &str {
    let name = file.rsplit('/').next().unwrap_or(file);
    name.strip_suffix(".yaml").unwrap_or(name)
}

fn read_file(file: &Arc<str>, text: &str, problems: &mut Vec<Diagnostic>) -> Vec<(String, String)> {
    let node = match parse(text, file, 0) {
        Ok(Some(node)) => node,
        Ok(None) => return Vec::new(),
        Err(error) => {
            problems.push(error);
            return Vec::new();
        }
    };
    let mut reader = Reader::new(file.clone(), Zone::utc());
    let entries = Named::<Spanned<String>>::from_yaml(&node, &mut reader);
    problems.extend(reader.finish());
    let entries = entries.map(|named| named.0).unwrap_or_default();
    for (key, text) in &entries {
        problems.extend(check(key, text).map(|problem| problem.at(Span::new(file.clone(), text.range.clone()))));
    }
    entries.into_iter().map(|(key, text)| (key, text.value)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_filled() {
        let fill = |text: &str| Words::fill(text, |name| (name == "name").then(|| "News".into()));
        assert_eq!(fill("Latest in {name}"), "Latest in News");
        assert_eq!(fill("{other} {name} {"), "{other} News {");
    }

    #[test]
    fn the_language_of_a_text_chooses_its_plural() {
        let file = |name: &str, text: &str| (Arc::from(format!("i18n/{name}.yaml")), Arc::from(text));
        let english =
            file("en", "stories_one: 1 story\nstories_other: '{n} stories'\nparts_one: 1 part\nparts_other: parts");
        let polish =
            file("pl", "stories_one: artykuł\nstories_few: artykuły\nstories_many: artykułów\nstories_other: x");
        let words = Words::read(&[english.clone(), polish], &[]).expect("valid words");
        assert_eq!(
            [1, 3, 5, 21].map(|n| words.plural("stories", n)),
            [Some("artykuł"), Some("artykuły"), Some("artykułów"), Some("artykułów")]
        );
        assert_eq!([1, 21].map(|n| words.plural("parts", n)), [Some("1 part"), Some("parts")]);
        let japanese = file("ja", "stories_other: '{n}件'");
        let words = Words::read(&[english, japanese], &[]).expect("valid words");
        assert_eq!([1, 2].map(|n| words.plural("stories", n)), [Some("{n}件"), Some("{n}件")]);
        assert_eq!(words.plural("unknown", 1), None);
    }

    #[test]
    fn other_languages_invite_in_their_own_words() {
        let file = |name: &str, text: &str| (Arc::from(format!("themes/x/i18n/{name}.yaml")), Arc::from(text));
        let own = [file("en", "read_in_language: Read in English")];
        let others = [file("de", "read_in_language: Auf Deutsch lesen\nhome: Start")];
        let words = Words::read(&own, &others).expect("valid words");
        assert_eq!(
            ["de", "de-AT", "en", "nl", "pt-BR"].map(|tag| words.invitation(tag)),
            ["Auf Deutsch lesen", "Auf Deutsch lesen", "Read in English", "Nederlands", "Português (BR)"]
        );
        assert_eq!(words.get("home"), None);
    }
}
