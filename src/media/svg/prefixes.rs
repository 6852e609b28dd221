//! Prefixes of names, which have to be declared (Namespaces in XML 1.0): browsers show an error instead of a drawing with
//! an `xlink:href` whose `xmlns:xlink` got lost.

use quick_xml::events::BytesStart;

/// More prefixes than editors declare together.
const LIMIT: usize = 250;

/// The prefixes that are declared where the check is.
#[derive(Default)]
pub(super) struct Prefixes {
    depth: usize,
    /// Each with the depth of the element that declares it.
    declared: Vec<(usize, String)>,
}

impl Prefixes {
    /// Enters an element; what is wrong with its prefixes, or with those of its attributes.
    pub(super) fn open(&mut self, element: &BytesStart<'_>) -> Option<String> {
        self.depth += 1;
        let mut attributes = element.attributes();
        let mut names: Vec<&str> =
            attributes.with_checks(false).flatten().map(|found| found.key.into_inner()).collect();
        for prefix in names.iter().filter_map(|name| name.strip_prefix("xmlns:")) {
            self.declared.push((self.depth, prefix.to_owned()));
            if self.declared.len() > LIMIT {
                return Some("too many namespaces".to_owned());
            }
        }
        let name = element.name();
        names.push(name.into_inner());
        let undeclared = names.into_iter().find(|name| !self.knows(name))?;
        Some(format!("the prefix of `{undeclared}` is not declared"))
    }

    /// Leaves an element.
    pub(super) fn close(&mut self) {
        while self.declared.last().is_some_and(|(depth, _)| *depth == self.depth) {
            self.declared.pop();
        }
        self.depth = self.depth.saturating_sub(1);
    }

    fn knows(&self, name: &str) -> bool {
        let Some((prefix, _)) = name.split_once(':') else { return true };
        matches!(prefix, "xml" | "xmlns") || self.declared.iter().rev().any(|(_, declared)| declared == prefix)
    }
}
