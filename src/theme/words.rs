//! The theme's words: one flat map of texts a language.

use crate::base::Zone;
use crate::diag::Diagnostic;
use crate::yaml::{FromYaml, Named, Reader, parse};
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// Texts by key, in the site's language, with English where it has none.
#[derive(Clone, Debug, Default)]
pub struct Words(FxHashMap<String, String>);

impl Words {
    /// Reads language files in the order of their precedence, the strongest last.
    ///
    /// # Errors
    /// Every problem of every file.
    pub fn read(files: &[(Arc<str>, Arc<str>)]) -> Result<Self, Vec<Diagnostic>> {
        let mut words = FxHashMap::default();
        let mut problems = Vec::new();
        for (file, text) in files {
            let node = match parse(text, file, 0) {
                Ok(Some(node)) => node,
                Ok(None) => continue,
                Err(error) => {
                    problems.push(error);
                    continue;
                }
            };
            let mut reader = Reader::new(file.clone(), Zone::utc());
            let entries = Named::<String>::from_yaml(&node, &mut reader);
            problems.extend(reader.finish());
            words.extend(entries.into_iter().flat_map(|named| named.0));
        }
        if problems.is_empty() { Ok(Self(words)) } else { Err(problems) }
    }

    /// A text by key.
    pub fn get(&self, key: &str) -> Option<&str> {
        self.0.get(key).map(String::as_str)
    }

    /// All keys, sorted, for suggestions.
    pub fn keys(&self) -> Vec<&str> {
        let mut keys: Vec<&str> = self.0.keys().map(String::as_str).collect();
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_filled() {
        let fill = |text: &str| Words::fill(text, |name| (name == "name").then(|| "News".into()));
        assert_eq!(fill("Latest in {name}"), "Latest in News");
        assert_eq!(fill("{other} {name} {"), "{other} News {");
    }
}
