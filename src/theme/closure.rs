//! What the text of a template decides: the template itself, and everything that it extends, includes and calls.
//!
//! Tera's `extends` and `include` take text literals only, and components are called by name, so reading the source finds
//! the closure exactly. Fragments and shortcodes are called while a page is rendered and are recorded there.

use super::load::{PREFIX, TemplateFile};
use crate::base::{Fingerprint, FingerprintBuilder};
use crate::diag::Span;
use std::collections::{BTreeMap, BTreeSet};

/// Prints of templates and components with everything that they use.
#[derive(Clone, Debug, Default)]
pub(super) struct Closures {
    templates: BTreeMap<String, Fingerprint>,
    components: BTreeMap<String, Fingerprint>,
    /// Calls of `latest` for a list of the whole site, by the template in whose closure they are.
    wide: BTreeMap<String, Vec<Span>>,
}

/// One template or component, by itself.
#[derive(Default)]
struct Piece<'a> {
    text: Vec<&'a str>,
    templates: BTreeSet<&'a str>,
    components: BTreeSet<&'a str>,
}

impl Closures {
    /// Reads all templates. `files` are by the name that Tera knows them under.
    pub(super) fn new(files: &BTreeMap<String, TemplateFile>) -> Self {
        let mut templates: BTreeMap<&str, Piece<'_>> = BTreeMap::new();
        let mut components: BTreeMap<&str, Piece<'_>> = BTreeMap::new();
        for (name, file) in files {
            let (rest, defined) = split_components(&file.text);
            templates.insert(name, piece(rest));
            for (component, text) in defined {
                let known = components.entry(component).or_default();
                let more = piece(vec![text]);
                known.text.extend(more.text);
                known.templates.extend(more.templates);
                known.components.extend(more.components);
            }
        }
        let graph = Graph { templates, components };
        Self {
            templates: graph
                .templates
                .keys()
                .map(|name| ((*name).to_owned(), graph.print(Node::Template(name))))
                .collect(),
            components: graph
                .components
                .keys()
                .map(|name| ((*name).to_owned(), graph.print(Node::Component(name))))
                .collect(),
            wide: graph.templates.keys().map(|name| ((*name).to_owned(), graph.wide(name, files))).collect(),
        }
    }

    /// Where a template, or what it uses, asks `latest` for a list that is not one of few articles.
    pub(super) fn wide(&self, name: &str) -> &[Span] {
        self.wide.get(name).or_else(|| self.wide.get(&format!("{PREFIX}{name}"))).map_or(&[], Vec::as_slice)
    }

    /// The print of a template, by the name that Tera knows it under.
    pub(super) fn template(&self, name: &str) -> Option<Fingerprint> {
        self.templates.get(name).or_else(|| self.templates.get(&format!("{PREFIX}{name}"))).copied()
    }

    /// The print of a component.
    pub(super) fn component(&self, name: &str) -> Option<Fingerprint> {
        self.components.get(name).copied()
    }
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Node<'a> {
    Template(&'a str),
    Component(&'a str),
}

struct Graph<'a> {
    templates: BTreeMap<&'a str, Piece<'a>>,
    components: BTreeMap<&'a str, Piece<'a>>,
}

impl<'a> Graph<'a> {
    fn find(&self, node: Node<'a>) -> Option<&Piece<'a>> {
        match node {
            Node::Component(name) => self.components.get(name),
            // The site's own template wins over the theme's; both are looked up by the plain name.
            Node::Template(name) => {
                self.templates.get(name).or_else(|| self.templates.get(format!("{PREFIX}{name}").as_str()))
            }
        }
    }

    /// Everything that can be reached.
    fn reached(&self, start: Node<'a>) -> BTreeSet<Node<'a>> {
        let mut reached = BTreeSet::from([start]);
        let mut open = vec![start];
        while let Some(node) = open.pop() {
            let Some(piece) = self.find(node) else { continue };
            let templates = piece.templates.iter().map(|name| Node::Template(name));
            let components = piece.components.iter().map(|name| Node::Component(name));
            open.extend(templates.chain(components).filter(|next| reached.insert(*next)));
        }
        reached
    }

    fn wide(&self, name: &'a str, files: &BTreeMap<String, TemplateFile>) -> Vec<Span> {
        let reached = self.reached(Node::Template(name));
        let texts: Vec<&str> =
            reached.iter().filter_map(|node| self.find(*node)).flat_map(|piece| piece.text.iter().copied()).collect();
        let mut found = Vec::new();
        for text in texts {
            // Where the piece stands in its file.
            let place = files.values().find_map(|file| {
                let start = (text.as_ptr() as usize).checked_sub(file.text.as_ptr() as usize)?;
                (start + text.len() <= file.text.len()).then_some((file, start))
            });
            let Some((file, start)) = place else { continue };
            for (at, len) in tags(text).iter().flat_map(wide_calls) {
                found.push(Span::new(file.file.clone(), start + at..start + at + len));
            }
        }
        found.sort_unstable_by(|a, b| (&a.file, a.start).cmp(&(&b.file, b.start)));
        found
    }

    /// The print of everything that can be reached, each with its name, so that one which appears counts too.
    fn print(&self, start: Node<'a>) -> Fingerprint {
        let reached = self.reached(start);
        let mut print = FingerprintBuilder::new();
        for node in reached {
            let (kind, name) = match node {
                Node::Template(name) => ("template", name),
                Node::Component(name) => ("component", name),
            };
            print.part(kind).part(name);
            for text in self.find(node).into_iter().flat_map(|piece| &piece.text) {
                print.part(text);
            }
        }
        print.finish()
    }
}

/// What stands outside of components, and each component with its text.
fn split_components(text: &str) -> (Vec<&str>, Vec<(&str, &str)>) {
    let mut rest = Vec::new();
    let mut defined = Vec::new();
    let mut from = 0;
    let mut open: Option<(&str, usize)> = None;
    for tag in tags(text) {
        let words = tag.inside.trim_start_matches('-').trim_start();
        if let Some(after) = words.strip_prefix("component").filter(|after| after.starts_with(char::is_whitespace)) {
            rest.push(&text[from..tag.start]);
            open = Some((name_at(after.trim_start()), tag.start));
            from = tag.start;
        } else if words.starts_with("endcomponent")
            && let Some((name, start)) = open.take()
        {
            defined.push((name, &text[start..tag.end]));
            from = tag.end;
        }
    }
    rest.push(&text[from..]);
    (rest, defined)
}

fn piece(texts: Vec<&str>) -> Piece<'_> {
    let mut piece = Piece::default();
    for text in &texts {
        for tag in tags(text) {
            let words = tag.inside.trim_start_matches('-').trim_start();
            if let Some(rest) = words.strip_prefix("extends").or_else(|| words.strip_prefix("include")) {
                piece.templates.extend(literals(rest));
            }
            for (at, _) in tag.inside.match_indices('<') {
                let name = name_at(&tag.inside[at + 1..]);
                if !name.is_empty() {
                    piece.components.insert(name);
                }
            }
        }
    }
    piece.text = texts;
    piece
}

struct Tag<'a> {
    start: usize,
    end: usize,
    inside: &'a str,
}

/// Every `{{ … }}` and `{% … %}`; comments are skipped. A bracket within a text literal does not end a tag.
fn tags(text: &str) -> Vec<Tag<'_>> {
    let mut tags = Vec::new();
    let mut at = 0;
    while let Some(open) = text[at..].find('{').map(|found| at + found) {
        let close = match text.as_bytes().get(open + 1) {
            Some(b'{') => "}}",
            Some(b'%') => "%}",
            Some(b'#') => {
                at = text[open..].find("#}").map_or(text.len(), |end| open + end + 2);
                continue;
            }
            _ => {
                at = open + 1;
                continue;
            }
        };
        let end = end_of_tag(&text[open + 2..], close).map_or(text.len(), |end| open + 2 + end);
        tags.push(Tag { start: open, end: (end + 2).min(text.len()), inside: &text[open + 2..end] });
        at = (end + 2).min(text.len());
    }
    tags
}

/// Calls of `latest` in a tag that ask for no tag, author or series: where each begins in the text, and its length.
fn wide_calls(tag: &Tag<'_>) -> Vec<(usize, usize)> {
    let calls = tag.inside.match_indices("latest(").filter(|(at, _)| {
        let before = tag.inside[..*at].chars().next_back();
        before.is_none_or(|before| !before.is_alphanumeric() && before != '_' && before != '.')
    });
    let wide = calls.filter_map(|(at, name)| {
        let inside = &tag.inside[at + name.len()..];
        let arguments = &inside[..end_of_tag(inside, ")").unwrap_or(inside.len())];
        let narrow = ["tag", "author", "series"].iter().any(|kind| {
            let mut words = arguments.split([',', ' ', '\n']).map(str::trim);
            words.any(|word| word.strip_prefix(kind).is_some_and(|rest| rest.is_empty() || rest.starts_with('=')))
        });
        (!narrow).then_some((tag.start + 2 + at, name.len() + arguments.len() + 1))
    });
    wide.collect()
}

fn end_of_tag(inside: &str, close: &str) -> Option<usize> {
    let mut quote: Option<u8> = None;
    let bytes = inside.as_bytes();
    for (at, byte) in bytes.iter().enumerate() {
        match (quote, byte) {
            (Some(open), byte) if open == *byte => quote = None,
            (None, b'"' | b'\'' | b'`') => quote = Some(*byte),
            (None, _) if bytes[at..].starts_with(close.as_bytes()) => return Some(at),
            _ => {}
        }
    }
    None
}

fn literals(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(open) = rest.find(['"', '\'', '`']) {
        let quote = rest.as_bytes()[open] as char;
        let inside = &rest[open + 1..];
        let Some(close) = inside.find(quote) else { break };
        found.push(&inside[..close]);
        rest = &inside[close + 1..];
    }
    found
}

/// The name that a text begins with.
fn name_at(text: &str) -> &str {
    let end = text.find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '.' | '-'))).unwrap_or(text.len());
    &text[..end]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn closures(files: &[(&str, &str)]) -> Closures {
        let files = files.iter().map(|(name, text)| {
            ((*name).to_owned(), TemplateFile { name: (*name).into(), file: (*name).into(), text: (*text).into() })
        });
        Closures::new(&files.collect())
    }

    const BASE: (&str, &str) = ("theme:base.html", "<title>{% block t %}{% endblock %}</title>{{ <menu a={1} /> }}");
    const PAGE: (&str, &str) = ("theme:page.html", "{% extends \"base.html\" %}{{ <box x=\"}}\" /> }}");
    const BITS: (&str, &str) = (
        "theme:bits.html",
        "{% component menu(a) %}<nav>{{a}}</nav>{% endcomponent menu %}\n{% component box(x) %}{{ <inner /> }}<menu>{% endcomponent box %}{%- component inner() -%}i{% endcomponent inner %}",
    );

    #[test]
    fn a_template_depends_on_what_it_extends_and_calls_and_on_nothing_else() {
        let first = closures(&[BASE, PAGE, BITS, ("theme:other.html", "x {{ page.title }} <box>")]);
        let inner = BITS.1.replace("-%}i{%", "-%}j{%");
        let second =
            closures(&[BASE, PAGE, ("theme:bits.html", &inner), ("theme:other.html", "x {{ page.title }} <box>")]);
        assert_ne!(first.template("page.html"), second.template("page.html"));
        assert_ne!(first.component("box"), second.component("box"));
        assert_eq!(first.component("menu"), second.component("menu"));
        assert_eq!(first.template("base.html"), second.template("base.html"));
        assert_eq!(first.template("other.html"), second.template("other.html"));
    }

    #[test]
    fn an_override_that_appears_changes_what_extends_the_name() {
        let first = closures(&[BASE, PAGE, BITS]);
        let second = closures(&[BASE, PAGE, BITS, ("base.html", BASE.1)]);
        assert_eq!(first.template("page.html"), second.template("page.html"), "the same text is the same page");
        let third = closures(&[BASE, PAGE, BITS, ("base.html", "other")]);
        assert_ne!(first.template("page.html"), third.template("page.html"));
    }

    #[test]
    fn comments_and_unclosed_tags_do_no_harm() {
        let one = closures(&[
            ("a.html", "{# {{ <box /> }} #}{{ <menu"),
            ("b.html", "{% component menu() %}{% endcomponent %}"),
        ]);
        assert!(one.component("menu").is_some() && one.component("box").is_none());
        assert!(one.template("a.html").is_some() && one.template("c.html").is_none());
    }
}
