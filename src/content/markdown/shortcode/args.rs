//! The arguments of a shortcode: `key="text", n=3, list=["a", "b"]`.
//!
//! Values are those of Tera, so that a call in an article looks like a call in a template. Every argument has a name:
//! a component can then gain one without changing what older articles mean.

use super::super::document::Arg;
use std::ops::Range;

/// Lists may hold lists, to this depth.
const DEEPEST_LIST: usize = 4;

/// Something wrong with a call, in bytes of the text that was scanned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in super::super) struct Problem {
    pub(in super::super) code: &'static str,
    pub(in super::super) message: String,
    pub(in super::super) range: Range<usize>,
    pub(in super::super) related: Option<(Range<usize>, &'static str)>,
    pub(in super::super) hint: Option<String>,
}

impl Problem {
    pub(super) fn new(code: &'static str, message: impl Into<String>, range: Range<usize>) -> Self {
        Self { code, message: message.into(), range, related: None, hint: None }
    }

    pub(super) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

/// What a list of arguments was read as.
#[derive(Debug, Default)]
pub(super) struct Arguments {
    pub(super) args: Vec<(String, Arg)>,
    /// Problems that did not stop the reading.
    pub(super) problems: Vec<Problem>,
}

/// Reads arguments from behind the `(` at `at`; also returns the place behind the `)`.
pub(super) fn parse(text: &str, at: usize) -> Result<(Arguments, usize), Problem> {
    let mut cursor = Cursor { text, at };
    let mut found = Arguments::default();
    let mut places: Vec<Range<usize>> = Vec::new();
    loop {
        cursor.skip_space();
        if cursor.eat(b')') {
            return Ok((found, cursor.at));
        }
        let start = cursor.at;
        let name = cursor.name();
        cursor.skip_space();
        if name.is_empty() || !cursor.eat(b'=') {
            return Err(cursor.no_name(start));
        }
        let place = start..start + name.len();
        cursor.skip_space();
        let value = cursor.value(name, 0)?;
        if let Some(first) = found.args.iter().position(|(earlier, _)| earlier == name) {
            let mut problem = Problem::new(SYNTAX, format!("argument `{name}` is given twice"), place);
            problem.related = Some((places[first].clone(), "first given here"));
            found.problems.push(problem.hint("remove one of the two"));
        } else {
            found.args.push((name.to_owned(), value));
            places.push(place);
        }
        cursor.skip_space();
        if !cursor.eat(b',') && cursor.peek() != Some(b')') {
            return Err(cursor.no_comma());
        }
    }
}

pub(super) const SYNTAX: &str = "shortcode-syntax";

struct Cursor<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Cursor<'t> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn eat(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }

    fn rest(&self) -> &'t str {
        // The cursor stands behind ASCII or a whole string, never inside a character.
        self.text.get(self.at..).unwrap_or_default()
    }

    fn skip_space(&mut self) {
        self.at += self.rest().bytes().take_while(u8::is_ascii_whitespace).count();
    }

    fn name(&mut self) -> &'t str {
        let rest = self.rest();
        let len = rest.bytes().take_while(|b| b.is_ascii_alphanumeric() || *b == b'_').count();
        let name = if rest.as_bytes().first().is_some_and(u8::is_ascii_digit) { "" } else { &rest[..len] };
        self.at += name.len();
        name
    }

    /// The bytes up to what can only be the next thing, for the caret.
    fn word(&self, start: usize) -> Range<usize> {
        let rest = self.text.get(start..).unwrap_or_default();
        let len = rest.find(|c: char| c.is_whitespace() || matches!(c, ',' | ')' | '}' | '%')).unwrap_or(rest.len());
        let first = rest.chars().next().map_or(0, char::len_utf8);
        start..start + len.max(first)
    }

    fn value(&mut self, name: &str, depth: usize) -> Result<Arg, Problem> {
        match self.peek() {
            Some(quote @ (b'"' | b'\'' | b'`')) => self.string(quote).map(Arg::String),
            Some(b'[') if depth < DEEPEST_LIST => self.list(name, depth),
            Some(b'-' | b'+' | b'0'..=b'9') => self.number(),
            _ => self.bare_word(name),
        }
    }

    fn string(&mut self, quote: u8) -> Result<String, Problem> {
        let start = self.at;
        self.at += 1;
        let mut value = String::new();
        loop {
            let rest = self.rest();
            let Some(stop) = rest.find([char::from(quote), '\\', '\n']) else {
                return Err(self.open_string(start, quote));
            };
            value.push_str(&rest[..stop]);
            self.at += stop;
            if self.eat(quote) {
                return Ok(value);
            }
            if self.peek() == Some(b'\n') {
                return Err(self.open_string(start, quote));
            }
            let mut escaped = self.rest()[1..].chars();
            match escaped.next() {
                Some('n') => value.push('\n'),
                Some('t') => value.push('\t'),
                Some(c) if c != '\n' && c != '\r' => value.push(c),
                _ => return Err(self.open_string(start, quote)),
            }
            self.at = self.text.len() - escaped.as_str().len();
        }
    }

    /// The caret covers what was probably meant to be the string.
    fn open_string(&self, start: usize, quote: u8) -> Problem {
        let line = self.text[start..].lines().next().unwrap_or_default();
        let closers = [")", "}}", "%}"].iter().filter_map(|closer| line.find(closer));
        let end = closers.min().unwrap_or(line.len()).max(1);
        Problem::new(SYNTAX, "a text is never closed", start..start + end)
            .hint(format!("close it with `{}` on the same line", char::from(quote)))
    }

    fn list(&mut self, name: &str, depth: usize) -> Result<Arg, Problem> {
        self.at += 1;
        let mut items = Vec::new();
        loop {
            self.skip_space();
            if self.eat(b']') {
                return Ok(Arg::List(items));
            }
            items.push(self.value(name, depth + 1)?);
            self.skip_space();
            if !self.eat(b',') && self.peek() != Some(b']') {
                let range = self.word(self.at);
                return Err(Problem::new(SYNTAX, format!("the list `{name}` is never closed"), range)
                    .hint("separate its items with commas and close it with `]`"));
            }
        }
    }

    fn number(&mut self) -> Result<Arg, Problem> {
        let range = self.word(self.at);
        let word = &self.text[range.clone()];
        let word = word.strip_suffix(']').unwrap_or(word);
        let value = word.parse().map(Arg::Integer).or_else(|_| word.parse().map(Arg::Float));
        match value {
            Ok(Arg::Float(float)) if !float.is_finite() => {}
            Ok(value) => {
                self.at += word.len();
                return Ok(value);
            }
            Err(_) => {}
        }
        Err(Problem::new(SYNTAX, format!("`{word}` is not a number"), range.start..range.start + word.len())
            .hint(format!("text goes in quotes: `\"{word}\"`")))
    }

    fn bare_word(&mut self, name: &str) -> Result<Arg, Problem> {
        let start = self.at;
        let word = self.name();
        match word {
            "true" => return Ok(Arg::Bool(true)),
            "false" => return Ok(Arg::Bool(false)),
            _ => {}
        }
        let range = self.word(start);
        let shown = self.text.get(range.clone()).unwrap_or_default();
        if shown.starts_with(['“', '”', '„', '‘', '’', '«']) {
            return Err(Problem::new(SYNTAX, format!("the value of `{name}` has typographic quotes"), range)
                .hint(format!("type straight ones: `{name}=\"…\"`")));
        }
        if shown.is_empty() || matches!(shown, "," | ")" | "}" | "%" | "[") {
            return Err(Problem::new(SYNTAX, format!("argument `{name}` has no value"), range)
                .hint(format!("write `{name}=\"…\"`")));
        }
        let bare = shown.trim_matches(['"', '\'']);
        Err(Problem::new(SYNTAX, format!("the value of `{name}` is not in quotes"), range)
            .hint(format!("write `{name}=\"{bare}\"`")))
    }

    fn no_name(&self, start: usize) -> Problem {
        let range = self.word(start);
        let shown = self.text.get(range.clone()).unwrap_or_default();
        if shown.is_empty() {
            return Problem::new(SYNTAX, "the arguments are never closed", range).hint("close them with `)`");
        }
        if shown == "," {
            return Problem::new(SYNTAX, "there is no argument before this comma", range).hint("remove it");
        }
        Problem::new(SYNTAX, "an argument has no name", range)
            .hint(format!("write `name={}`", shown.trim_end_matches(['='])))
    }

    fn no_comma(&self) -> Problem {
        let rest = self.rest();
        if rest.is_empty() || rest.starts_with('}') || rest.starts_with('%') {
            let at = self.text[..self.at].trim_end().len();
            return Problem::new(SYNTAX, "the arguments are never closed", at.saturating_sub(1)..at)
                .hint("close them with `)`");
        }
        Problem::new(SYNTAX, "a comma is missing before this argument", self.word(self.at))
            .hint("separate arguments with commas")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Vec<(String, Arg)>, String> {
        parse(text, 0).map(|(found, _)| found.args).map_err(|problem| {
            format!("{} at `{}`", problem.message, text.get(problem.range).unwrap_or("(no such range)"))
        })
    }

    #[test]
    fn all_kinds_of_values_are_read() {
        let args = read(r#"a="x \"y\"", b = 'z', n=3, x=-1.5, ok=true, list=["a", 2, [false]],)"#).expect("arguments");
        let list = Arg::List(vec![Arg::String("a".to_owned()), Arg::Integer(2), Arg::List(vec![Arg::Bool(false)])]);
        let expected = [
            ("a", Arg::String("x \"y\"".to_owned())),
            ("b", Arg::String("z".to_owned())),
            ("n", Arg::Integer(3)),
            ("x", Arg::Float(-1.5)),
            ("ok", Arg::Bool(true)),
            ("list", list),
        ];
        assert_eq!(args, expected.map(|(name, value)| (name.to_owned(), value)));
        assert_eq!(read(")"), Ok(vec![]));
    }

    #[test]
    fn what_is_wrong_is_said_and_shown() {
        for (text, message) in [
            ("\"abc\") }}", "an argument has no name at `\"abc\"`"),
            ("id=\"abc) }}\nmore", "a text is never closed at `\"abc`"),
            ("id=abc) }}", "the value of `id` is not in quotes at `abc`"),
            ("id=“abc”) }}", "the value of `id` has typographic quotes at `“abc”`"),
            ("id=) }}", "argument `id` has no value at `)`"),
            ("a=1 b=2)", "a comma is missing before this argument at `b=2`"),
            ("a=1 }}", "the arguments are never closed at `1`"),
            ("a=1px)", "`1px` is not a number at `1px`"),
            ("a=[1 2])", "the list `a` is never closed at `2]`"),
            ("a=[[[[[1]]]]])", "the value of `a` is not in quotes at `[1]]]]]`"),
            (", a=1)", "there is no argument before this comma at `,`"),
        ] {
            assert_eq!(read(text).unwrap_err(), message, "{text}");
        }
    }

    #[test]
    fn a_second_argument_of_a_name_is_reported_and_left_out() {
        let (found, end) = parse("a=1, a=2) }}", 0).expect("arguments");
        assert_eq!(found.args.len(), 1);
        assert_eq!(found.problems[0].range, 5..6);
        assert_eq!(found.problems[0].related, Some((0..1, "first given here")));
        assert_eq!(end, 9);
    }
}
