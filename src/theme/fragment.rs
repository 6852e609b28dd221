//! Fragments: components that many pages share.
//!
//! A template asks for one with `fragment(name="latest_box", …)` and gets a mark; the finished page has a hole there,
//! which is filled with the fragment's text. The key is made of the component's name and its arguments and of nothing
//! else, so it means the same in every run. Components see only their arguments: that is what makes the key exact.

use super::print::scalar;
use crate::base::{Fingerprint, FingerprintBuilder};
use tera::{Context, Value};

/// What names a fragment: the fingerprint of its component and arguments.
pub type FragmentKey = Fingerprint;

/// One call of a fragment in a page.
#[derive(Clone, Debug)]
pub struct FragmentCall {
    /// The component.
    pub component: String,
    /// Its arguments.
    pub arguments: Context,
    /// Name and arguments.
    pub key: FragmentKey,
}

impl FragmentCall {
    /// A call; arguments must be texts, numbers, truth values, nothing, or lists of them.
    ///
    /// # Errors
    /// The name of an argument that is anything else.
    pub fn new(component: &str, arguments: Vec<(String, Value)>) -> Result<Self, String> {
        let mut sorted = arguments;
        sorted.sort_by(|a, b| a.0.cmp(&b.0));
        let mut builder = FingerprintBuilder::new();
        builder.part(component);
        let mut context = Context::new();
        for (name, value) in sorted {
            builder.part(&name);
            if !hash(&value, &mut builder) {
                return Err(name);
            }
            context.insert_value(name, value);
        }
        Ok(Self { component: component.to_owned(), arguments: context, key: builder.finish() })
    }
}

fn hash(value: &Value, builder: &mut FingerprintBuilder) -> bool {
    if let Some(items) = value.as_array() {
        builder.part("[").part(items.len().to_le_bytes());
        return items.iter().all(|item| item.as_array().is_none() && hash(item, builder));
    }
    scalar(value, builder)
}

/// The mark of call number `at` in a page's raw output. NUL can't come from content: parsing removes it.
pub(super) fn mark(at: usize) -> String {
    format!("\0{at}\0")
}

/// Splits raw output at its marks: `text(piece)` and `call(number)` in order.
pub(crate) fn split(raw: &[u8], mut text: impl FnMut(&[u8]), mut call: impl FnMut(usize)) {
    let mut rest = raw;
    while let Some(open) = memchr::memchr(0, rest) {
        let tail = &rest[open + 1..];
        let number = memchr::memchr(0, tail)
            .filter(|close| (1..=7).contains(close))
            .and_then(|close| Some((close, std::str::from_utf8(&tail[..close]).ok()?.parse::<usize>().ok()?)));
        if let Some((close, number)) = number {
            text(&rest[..open]);
            call(number);
            rest = &tail[close + 1..];
        } else {
            text(&rest[..open]);
            rest = tail;
        }
    }
    text(rest);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_is_made_of_name_and_arguments_alone() {
        let call = |name: &str, arguments: &[(&str, Value)]| {
            FragmentCall::new(name, arguments.iter().map(|(n, v)| ((*n).to_owned(), v.clone())).collect())
                .map(|c| c.key)
        };
        let refs = Value::from(vec!["/a/", "/b/"]);
        let one = call("box", &[("title", "T".into()), ("refs", refs.clone())]);
        assert_eq!(one, call("box", &[("refs", refs.clone()), ("title", "T".into())]));
        assert_ne!(one, call("box", &[("refs", refs.clone()), ("title", "U".into())]));
        assert_ne!(one, call("other", &[("refs", refs), ("title", "T".into())]));
        let map = Value::from(std::collections::BTreeMap::from([("k", 1)]));
        assert_eq!(call("box", &[("m", map)]), Err("m".to_owned()));
    }

    #[test]
    fn marks_are_found_and_stray_zeros_vanish() {
        let raw = format!("a{}b\0c{}", mark(0), mark(12));
        let out = std::cell::RefCell::new(String::new());
        split(
            raw.as_bytes(),
            |t| out.borrow_mut().push_str(&String::from_utf8_lossy(t)),
            |n| out.borrow_mut().extend(["[", &n.to_string(), "]"]),
        );
        assert_eq!(out.into_inner(), "a[0]bc[12]");
    }
}
