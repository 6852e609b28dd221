//! Finds shortcodes in Markdown: `{{ name(…) }}`, `{% name(…) %}` with its `{% end %}`, and their escaped forms.
//!
//! Only a name with an opening parenthesis behind it makes a call, so `{{ title }}` in an article about templates is
//! text. From there on a slip is an error and not silently text: nobody writes `{{ youtube(` by accident.

use super::super::document::Arg;
use super::args::{self, Problem, SYNTAX};
use std::ops::Range;

/// How far behind a slip the end of its call is looked for.
const RECOVERY: usize = 2_000;

/// A piece of syntax in the text.
#[derive(Debug)]
pub(super) struct Token<'t> {
    pub(super) range: Range<usize>,
    pub(super) kind: Kind<'t>,
}

/// What a token is.
#[derive(Debug)]
pub(super) enum Kind<'t> {
    /// `{{ name(…) }}`
    Single(Call<'t>),
    /// `{% name(…) %}`
    Open(Call<'t>),
    /// `{% end %}`
    End,
    /// `{{/* name() */}}`: to be shown as `{{ name() }}`
    Escaped(String),
    /// A call with a slip that could not be read.
    Broken(Vec<Problem>),
}

/// A call.
#[derive(Debug)]
pub(super) struct Call<'t> {
    pub(super) name: &'t str,
    pub(super) args: Vec<(String, Arg)>,
    pub(super) problems: Vec<Problem>,
}

/// All tokens outside the ranges in `literal`, which is sorted: code and comments.
pub(super) fn scan<'t>(text: &'t str, literal: &[Range<usize>]) -> Vec<Token<'t>> {
    let bytes = text.as_bytes();
    let mut literal = literal.iter().peekable();
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(found) = memchr::memchr(b'{', &bytes[at..]) {
        let start = at + found;
        // Also skips ranges that began inside the last call: a backtick in an argument opens no code.
        while literal.next_if(|range| range.end <= start || range.start < at && start >= at).is_some() {}
        if let Some(range) = literal.peek().filter(|range| range.start <= start) {
            at = range.end;
            continue;
        }
        at = start + 1;
        let close = match bytes.get(start + 1) {
            Some(b'{') => "}}",
            Some(b'%') => "%}",
            _ => continue,
        };
        if is_escaped(bytes, start) {
            at = start + 2;
            continue;
        }
        if let Some(token) = token(text, start, close) {
            at = token.range.end;
            tokens.push(token);
        }
    }
    tokens
}

/// An odd number of backslashes in front.
fn is_escaped(bytes: &[u8], at: usize) -> bool {
    bytes[..at].iter().rev().take_while(|byte| **byte == b'\\').count() % 2 == 1
}

fn token<'t>(text: &'t str, start: usize, close: &'static str) -> Option<Token<'t>> {
    let at = skip_space(text, start + 2);
    let rest = &text[at..];
    if let Some(inside) = rest.strip_prefix("/*") {
        return escaped(text, start, inside, close);
    }
    let name = name(rest);
    let after = at + name.len();
    if name == "end" && close == "%}" {
        let end = skip_space(text, after);
        let closed = text[end..].starts_with(close);
        return closed.then(|| Token { range: start..end + close.len(), kind: Kind::End });
    }
    if name.is_empty() || !text[after..].starts_with('(') {
        return None;
    }
    Some(call(text, start, name, after + 1, close))
}

fn call<'t>(text: &'t str, start: usize, name: &'t str, at: usize, close: &'static str) -> Token<'t> {
    let (args, mut problems, end) = match args::parse(text, at) {
        Ok((found, at)) => {
            let end = skip_space(text, at);
            if text[end..].starts_with(close) {
                (found.args, found.problems, Some(end + close.len()))
            } else {
                // The arguments are fine; what follows them is not the end of the call.
                let end = at.min(text.len());
                return broken(start..end, vec![unclosed(text, start, name, end, close)]);
            }
        }
        Err(problem) => (Vec::new(), vec![problem], None),
    };
    let end = end.or_else(|| recover(text, problems[0].range.start, close));
    let Some(end) = end else {
        problems.push(unclosed(text, start, name, at, close));
        let line = text[start..].find('\n').map_or(text.len(), |line| start + line);
        // The slip explains itself; that the call has no end either is said only when it is the sole thing to say.
        problems.truncate(1);
        return broken(start..line, problems);
    };
    let call = Call { name, args, problems };
    let kind = if close == "}}" { Kind::Single(call) } else { Kind::Open(call) };
    Token { range: start..end, kind }
}

fn broken<'t>(range: Range<usize>, problems: Vec<Problem>) -> Token<'t> {
    Token { range, kind: Kind::Broken(problems) }
}

fn unclosed(text: &str, start: usize, name: &str, end: usize, close: &str) -> Problem {
    let open = &text[start..start + 2];
    Problem::new("shortcode-unclosed", format!("`{open} {name}(…)` has no closing `{close}`"), start..end)
        .hint(format!("write `{close}` after the `)`"))
}

/// The end of a call with a slip in it: the next closing brackets in the same paragraph.
fn recover(text: &str, from: usize, close: &str) -> Option<usize> {
    let rest = &text.as_bytes()[from..text.len().min(from + RECOVERY)];
    let end = memchr::memmem::find(rest, b"\n\n").unwrap_or(rest.len());
    memchr::memmem::find(&rest[..end], close.as_bytes()).map(|at| from + at + close.len())
}

fn escaped<'t>(text: &str, start: usize, inside: &str, close: &str) -> Option<Token<'t>> {
    let from = text.len() - inside.len();
    let window = &text.as_bytes()[from..text.len().min(from + RECOVERY)];
    let stop = from + memchr::memmem::find(window, b"*/")?;
    let end = skip_space(text, stop + 2);
    if !text[end..].starts_with(close) {
        return None;
    }
    let shown = format!("{}{}{close}", &text[start..start + 2], &text[from..stop]);
    Some(Token { range: start..end + close.len(), kind: Kind::Escaped(shown) })
}

fn name(text: &str) -> &str {
    let valid = |byte: &u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_' | b'.' | b'-');
    let len = text.bytes().take_while(|byte| valid(byte)).count();
    if text.starts_with(|c: char| c.is_ascii_lowercase() || c == '_') { &text[..len] } else { "" }
}

fn skip_space(text: &str, at: usize) -> usize {
    at + text[at..].bytes().take_while(u8::is_ascii_whitespace).count()
}

/// An opening tag that has no `{% end %}`.
pub(super) fn no_end(name: &str, range: Range<usize>) -> Problem {
    Problem::new("shortcode-unclosed", format!("`{{% {name}(…) %}}` has no `{{% end %}}`"), range)
        .hint(format!("write `{{% end %}}` after its text, or `{{{{ {name}(…) }}}}` if it has none"))
}

/// A `{% end %}` that ends nothing.
pub(super) fn stray_end(range: Range<usize>) -> Problem {
    Problem::new(SYNTAX, "`{% end %}` without a shortcode to end", range)
        .hint("remove it, or write `\\{% end %}` to show it")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(text: &str) -> Vec<String> {
        let name = |token: &Token<'_>| match &token.kind {
            Kind::Single(call) => format!("single {}", call.name),
            Kind::Open(call) => format!("open {}", call.name),
            Kind::End => "end".to_owned(),
            Kind::Escaped(shown) => format!("shown {shown}"),
            Kind::Broken(problems) => format!("broken {}", problems[0].message),
        };
        scan(text, &[]).iter().map(name).collect()
    }

    #[test]
    fn calls_are_found() {
        assert_eq!(
            kinds("a {{ b() }} {%c.d-e_f( x=1 )%} {% end %}{{g()}}"),
            ["single b", "open c.d-e_f", "end", "single g"]
        );
    }

    #[test]
    fn other_braces_are_text() {
        for text in
            ["{{ foo }}", "{.class}", "{{ Foo() }}", "{% if x %}", "{", "{{", "{%", "{{ a", "{% endif %}", "{{}}"]
        {
            assert!(kinds(text).is_empty(), "{text}");
        }
    }

    #[test]
    fn escaped_calls_are_shown() {
        assert_eq!(kinds(r#"{{/* a(b="c") */}}"#), [r#"shown {{ a(b="c") }}"#]);
        assert_eq!(kinds("{%/* end */%}"), ["shown {% end %}"]);
        assert!(kinds(r"\{{ a() }} \{% end %}").is_empty());
        assert_eq!(kinds(r"\\{{ a() }}"), ["single a"]);
    }

    #[test]
    fn calls_without_an_end_are_broken() {
        assert_eq!(kinds("{{ a() text"), ["broken `{{ a(…)` has no closing `}}`"]);
        assert_eq!(kinds("{{ a(b=1"), ["broken the arguments are never closed"]);
        assert_eq!(kinds("{{ a(b=\"x) }} {{ c() }}"), ["single a", "single c"]);
    }

    #[test]
    fn code_in_the_way_is_skipped() {
        let text = "`{{ a() }}` {{ b(c='`') }} {{ d() }} `";
        let names: Vec<usize> = scan(text, &[0..11, 21..text.len()]).iter().map(|token| token.range.start).collect();
        assert_eq!(names, [12, 27]);
    }
}
