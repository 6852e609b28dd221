//! Fragments: components that many pages share.
//!
//! A template asks for one with `fragment(name="latest_box", …)` and gets a mark; the finished page has a hole there,
//! which is filled with the fragment's text. The key is made of the component's name and its arguments and of nothing
//! else, so it means the same in every run. Components see only their arguments: that is what makes the key exact.

use super::print::scalar;
use crate::base::{Fingerprint, FingerprintBuilder};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use tera::{Context, Value};

/// What names a fragment: the fingerprint of its component and arguments.
pub type FragmentKey = Fingerprint;

/// One call of a fragment in a page.
#[derive(Clone, Debug)]
pub struct FragmentCall {
    /// The component.
    pub component: Arc<str>,
    /// Its arguments, by name.
    pub arguments: Arc<[(String, Value)]>,
    /// Name and arguments.
    pub key: FragmentKey,
    /// Whether it is a box: which articles are in it is chosen anew in every build.
    pub of_box: bool,
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
        for (name, value) in &sorted {
            builder.part(name);
            if !hash(value, &mut builder) {
                return Err(name.clone());
            }
        }
        Ok(Self { component: component.into(), arguments: sorted.into(), key: builder.finish(), of_box: false })
    }

    /// The call of no component: an empty fragment.
    pub fn nothing() -> Self {
        Self { component: "".into(), arguments: Arc::default(), key: FingerprintBuilder::new().finish(), of_box: false }
    }

    /// Whether it is the call of no component.
    pub fn is_nothing(&self) -> bool {
        self.component.is_empty()
    }

    /// The arguments in a form that can be kept; [`restore`](Self::restore) makes the same call of them.
    pub fn keep(&self) -> Vec<(String, Argument)> {
        self.arguments.iter().map(|(name, value)| (name.clone(), Argument::of(value))).collect()
    }

    /// A call that was kept; `None` when it would be another one now.
    pub fn restore(component: &str, arguments: Vec<(String, Argument)>, key: FragmentKey) -> Option<Self> {
        if component.is_empty() {
            return Some(Self::nothing());
        }
        let arguments = arguments.into_iter().map(|(name, argument)| (name, argument.value())).collect();
        Self::new(component, arguments).ok().filter(|call| call.key == key)
    }

    /// The arguments as a component gets them.
    pub(crate) fn context(&self) -> Context {
        let mut context = Context::new();
        for (name, value) in self.arguments.iter() {
            context.insert_value(name.clone(), value.clone());
        }
        context
    }
}

fn hash(value: &Value, builder: &mut FingerprintBuilder) -> bool {
    if let Some(items) = value.as_array() {
        builder.part("[").part(items.len().to_le_bytes());
        return items.iter().all(|item| item.as_array().is_none() && hash(item, builder));
    }
    scalar(value, builder)
}

/// An argument, for keeping between builds.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub enum Argument {
    /// Nothing.
    Nothing,
    /// A truth value.
    Truth(bool),
    /// A whole number.
    Integer(i128),
    /// Any other number.
    Float(f64),
    /// A text.
    Text(String),
    /// A text that is HTML already.
    Html(String),
    /// A list.
    List(Vec<Argument>),
}

impl Argument {
    /// The form of a value that can be kept.
    pub fn of(value: &Value) -> Self {
        if let Some(items) = value.as_array() {
            Self::List(items.iter().map(Self::of).collect())
        } else if let Some(text) = value.as_str() {
            if value.is_safe() { Self::Html(text.to_owned()) } else { Self::Text(text.to_owned()) }
        } else if let Some(truth) = value.as_bool() {
            Self::Truth(truth)
        } else if let Some(integer) = value.as_i128() {
            Self::Integer(integer)
        } else if let Some(float) = value.as_f64() {
            Self::Float(float)
        } else {
            Self::Nothing
        }
    }

    /// The value again.
    pub fn value(self) -> Value {
        match self {
            Self::Nothing => Value::none(),
            Self::Truth(truth) => Value::from(truth),
            Self::Integer(integer) => Value::from(integer),
            Self::Float(float) => Value::from(float),
            Self::Text(text) => Value::normal_string(&text),
            Self::Html(html) => Value::safe_string(&html),
            Self::List(items) => Value::from(items.into_iter().map(Self::value).collect::<Vec<_>>()),
        }
    }
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
        let key = |name: &str, arguments: &[(&str, Value)]| {
            FragmentCall::new(name, arguments.iter().map(|(n, v)| ((*n).to_owned(), v.clone())).collect())
                .map(|c| c.key)
        };
        let refs = Value::from(vec!["/a/", "/b/"]);
        let one = key("box", &[("title", "T".into()), ("refs", refs.clone())]);
        assert_eq!(one, key("box", &[("refs", refs.clone()), ("title", "T".into())]));
        assert_ne!(one, key("box", &[("refs", refs.clone()), ("title", "U".into())]));
        assert_ne!(one, key("other", &[("refs", refs), ("title", "T".into())]));
        let call = FragmentCall::new(
            "box",
            vec![
                ("a".into(), Value::safe_string("<b>")),
                ("b".into(), Value::from(vec![Value::from(1), Value::none(), Value::from(true), Value::from(0.5)])),
            ],
        )
        .expect("plain arguments");
        let again = FragmentCall::restore("box", call.keep(), call.key).expect("the same call");
        assert_eq!((again.key, again.keep()), (call.key, call.keep()));
        assert!(FragmentCall::restore("other", call.keep(), call.key).is_none());
        let map = Value::from(std::collections::BTreeMap::from([("k", 1)]));
        assert_eq!(key("box", &[("m", map)]), Err("m".to_owned()));
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
