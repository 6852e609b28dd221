//! The attributes of one element.

use super::problem::{SvgDanger, SvgProblem, found, malformed};
use super::url::{self, Target};
use super::{css, local};
use quick_xml::XmlVersion;
use quick_xml::events::BytesStart;
use std::ops::Range;

/// More attributes than any drawing has on one element. Each is compared with all others, to find doubles.
const ATTRIBUTES: usize = 250;

/// The first problem among the attributes of an element, whose tag stands at `span` of `text`.
pub(super) fn check(text: &str, element: &str, tag: &BytesStart<'_>, span: &Range<usize>) -> Option<SvgProblem> {
    for (index, attribute) in tag.attributes().enumerate() {
        let attribute = match attribute {
            Ok(attribute) if index < ATTRIBUTES => attribute,
            Ok(_) => return Some(found(SvgDanger::Malformed, span.clone(), "too many attributes".to_owned())),
            Err(error) => {
                return Some(malformed(span.clone(), &error));
            }
        };
        let key = attribute.key.into_inner();
        let span = place(text, span, key, &attribute.value);
        let value = match attribute.normalized_value(XmlVersion::Implicit1_0) {
            Ok(value) if !attribute.value.contains('<') => value,
            Ok(_) => return Some(found(SvgDanger::Malformed, span, format!("a bare `<` in the value of `{key}`"))),
            Err(error) => return Some(malformed(span, &error)),
        };
        if let Some((danger, what)) = problem(element, key, &value) {
            return Some(found(danger, span, what));
        }
    }
    None
}

/// What is wrong with one attribute.
fn problem(element: &str, key: &str, value: &str) -> Option<(SvgDanger, String)> {
    // The names of namespaces look like addresses, and nothing is loaded from them.
    if key == "xmlns" || key.starts_with("xmlns:") {
        return None;
    }
    let name = local(key);
    if is_handler(&name) {
        return Some((SvgDanger::Script, format!("`{key}` runs a script")));
    }
    if name == "attributename" && is_handler(&local(value.trim())) {
        return Some((SvgDanger::Script, format!("`{key}` sets `{}`, which runs a script", value.trim())));
    }
    // Animations set an address to one of several values.
    if value.split(';').any(|part| matches!(url::target(part), Target::Script)) {
        return Some((SvgDanger::Link, format!("`{key}` is an address that runs a script")));
    }
    if matches!(name.as_str(), "href" | "src" | "srcset" | "base" | "data" | "action" | "formaction" | "poster") {
        let problem = match url::target(value) {
            // A document in an address; also a font or a sound, which no drawing has in these attributes.
            Target::Document => Some((SvgDanger::Link, format!("`{key}` holds a document"))),
            Target::Elsewhere if element != "a" => {
                Some((SvgDanger::External, format!("`{key}` of `<{element}>` is on another host")))
            }
            _ => None,
        };
        if problem.is_some() {
            return problem;
        }
    }
    // Presentation attributes are CSS as well: `fill="url(…)"`.
    let is_css = name == "style" || css::may_load(value);
    is_css.then(|| css::problem(value)).flatten().map(|what| (SvgDanger::Style, what))
}

/// `onload`, `onclick`, and whatever browsers come up with next.
fn is_handler(name: &str) -> bool {
    name.strip_prefix("on").is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_alphabetic()))
}

/// Where an attribute stands in its tag.
fn place(text: &str, tag: &Range<usize>, key: &str, value: &str) -> Range<usize> {
    // The parser hands out slices of the text, so that a slice's address tells its place.
    let from = key.as_ptr().addr().checked_sub(text.as_ptr().addr());
    let to = value.as_ptr().addr().checked_sub(text.as_ptr().addr()).map(|at| at + value.len() + 1);
    match (from, to) {
        (Some(from), Some(to)) if tag.start <= from && from < to && to <= tag.end && text.is_char_boundary(to) => {
            from..to
        }
        _ => tag.clone(),
    }
}
