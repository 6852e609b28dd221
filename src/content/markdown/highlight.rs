//! Highlighting of code, by syntect's grammars, into a dozen classes.
//!
//! Grammars give each token a stack of scopes (`source.rust meta.function.rust entity.name.function.rust`). Writing
//! all of them as classes makes pages three times as large; what a reader can tell apart is about a dozen colours. So
//! each token gets the class of the innermost scope that has one in [`CLASSES`], and neighbours of one class share an
//! element. Elements never cross lines.
//!
//! Loading the grammars takes a while and is done when the first block with a language is met, once.

use super::escape;
use super::line_memo::{self, Place};
use crate::diag::did_you_mean;
use std::ops::RangeInclusive;
use std::sync::LazyLock;
use syntect::parsing::{ParseState, Scope, ScopeStack, ScopeStackOp, SyntaxReference, SyntaxSet};
use syntect::util::LinesWithEndings;

/// Larger blocks are written plain.
const LARGEST_BLOCK: usize = 100_000;
/// Blocks with a longer line (minified files) are written plain: grammars are quadratic in it, or worse.
const LONGEST_LINE: usize = 2_000;

static SYNTAXES: LazyLock<SyntaxSet> = LazyLock::new(two_face::syntax::extra_newlines);

/// Scopes and their classes; of several that match, the longest counts. An empty class is none.
const CLASSES: [(&str, &str); 42] = [
    ("comment", "comment"),
    ("punctuation.definition.comment", "comment"),
    ("string", "string"),
    ("punctuation.definition.string", "string"),
    ("constant", "constant"),
    ("constant.numeric", "number"),
    ("keyword.other.unit", "number"),
    ("variable.language", "constant"),
    ("support.constant", "constant"),
    ("keyword", "keyword"),
    ("keyword.operator", "punctuation"),
    ("keyword.operator.word", "keyword"),
    ("keyword.operator.logical.python", "keyword"),
    ("storage", "keyword"),
    ("storage.type.function", "keyword"),
    ("punctuation.definition.keyword", "keyword"),
    ("entity.name.function", "function"),
    ("support.function", "function"),
    ("variable.function", "function"),
    ("support.macro", "function"),
    ("entity.name.type", "type"),
    ("entity.name.class", "type"),
    ("entity.name.struct", "type"),
    ("entity.name.enum", "type"),
    ("entity.name.trait", "type"),
    ("entity.name.namespace", "type"),
    ("entity.other.inherited-class", "type"),
    ("support.type", "type"),
    ("support.class", "type"),
    ("entity.name.tag", "tag"),
    ("entity.name.section", "tag"),
    ("punctuation.definition.tag", "punctuation"),
    ("entity.other.attribute-name", "attribute"),
    ("support.type.property-name", "attribute"),
    ("variable.annotation", "attribute"),
    ("meta.annotation", "attribute"),
    ("punctuation", "punctuation"),
    ("markup.inserted", "inserted"),
    ("punctuation.definition.inserted", "inserted"),
    ("markup.deleted", "deleted"),
    ("punctuation.definition.deleted", "deleted"),
    ("meta.diff", "comment"),
];

/// [`CLASSES`] as syntect compares scopes, the longest first.
static SCOPES: LazyLock<Vec<(Scope, &'static str)>> = LazyLock::new(|| {
    let mut scopes: Vec<_> =
        CLASSES.iter().filter_map(|(scope, class)| Some((Scope::new(scope).ok()?, *class))).collect();
    scopes.sort_by_key(|(scope, _)| std::cmp::Reverse(scope.len()));
    scopes
});

/// What became of a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Highlighted {
    /// It was highlighted, or nobody asked for that.
    Done,
    /// It was written plain, because there is no grammar.
    UnknownLanguage,
}

/// Writes the content of a block; `marked` are the numbers of lines to mark, from 1.
pub(super) fn write(
    out: &mut String,
    code: &str,
    language: Option<&str>,
    marked: &[RangeInclusive<usize>],
) -> Highlighted {
    let Some(language) = language else {
        write_plain(out, code, marked);
        return Highlighted::Done;
    };
    let Some(syntax) = find(language) else {
        write_plain(out, code, marked);
        return Highlighted::UnknownLanguage;
    };
    let start = out.len();
    let reasonable = code.len() <= LARGEST_BLOCK && code.lines().all(|line| line.len() <= LONGEST_LINE);
    if !reasonable || write_classes(out, code, syntax, marked).is_err() {
        // A grammar may have a pattern that the regex engine gives up on.
        out.truncate(start);
        write_plain(out, code, marked);
    }
    Highlighted::Done
}

/// The known language nearest to an unknown one.
pub(super) fn suggestion(language: &str) -> Option<String> {
    let mut known: Vec<&str> = SYNTAXES
        .syntaxes()
        .iter()
        .filter(|syntax| !syntax.hidden)
        .flat_map(|syntax| syntax.file_extensions.iter().map(String::as_str).chain([&*syntax.name]))
        .filter(|name| name.len() > 1)
        .collect();
    known.sort_unstable();
    did_you_mean(language, known).map(|hint| hint.to_lowercase())
}

/// Common names that no grammar has.
fn alias(language: &str) -> &str {
    match language {
        "console" | "shell-session" | "sh-session" | "shell" | "terminal" | "zsh" => "bash",
        "golang" => "go",
        "jsonc" | "json5" => "json",
        "mjs" | "cjs" | "node" | "jsx" => "javascript",
        "mts" | "cts" => "typescript",
        "objective-c" | "objc" => "m",
        "csharp" | "c#" => "cs",
        "c++" => "cpp",
        "f#" | "fsharp" => "fs",
        "docker" => "dockerfile",
        "terraform" | "hcl" => "tf",
        "protobuf" => "proto",
        "elisp" => "el",
        "vimscript" => "vim",
        "patch" => "diff",
        other => other,
    }
}

fn find(language: &str) -> Option<&'static SyntaxReference> {
    let lower = language.to_ascii_lowercase();
    SYNTAXES.find_syntax_by_token(&lower).or_else(|| SYNTAXES.find_syntax_by_token(alias(&lower)))
}

fn write_plain(out: &mut String, code: &str, marked: &[RangeInclusive<usize>]) {
    if marked.is_empty() {
        escape::push_text(out, code);
        return;
    }
    for (number, line) in LinesWithEndings::from(code).enumerate() {
        marked_line(out, number + 1, marked, |out| escape::push_text(out, line));
    }
}

fn marked_line<T>(
    out: &mut String,
    number: usize,
    marked: &[RangeInclusive<usize>],
    write: impl FnOnce(&mut String) -> T,
) -> T {
    if !marked.iter().any(|lines| lines.contains(&number)) {
        return write(out);
    }
    out.push_str("<mark class=\"hl-line\">");
    let written = write(out);
    out.push_str("</mark>");
    written
}

fn write_classes(
    out: &mut String,
    code: &str,
    syntax: &SyntaxReference,
    marked: &[RangeInclusive<usize>],
) -> Result<(), syntect::Error> {
    let mut place = Place { state: ParseState::new(syntax), scopes: ScopeStack::new() };
    for (number, text) in LinesWithEndings::from(code).enumerate() {
        let html = line_memo::line(&mut place, text, |place| -> Result<String, syntect::Error> {
            let operations = place.state.parse_line(text, &SYNTAXES)?;
            let mut html = String::with_capacity(text.len() * 2);
            write_line(&mut html, text, &operations, &mut place.scopes)?;
            Ok(html)
        })?;
        marked_line(out, number + 1, marked, |out| out.push_str(&html));
    }
    Ok(())
}

fn write_line(
    out: &mut String,
    line: &str,
    operations: &[(usize, ScopeStackOp)],
    stack: &mut ScopeStack,
) -> Result<(), syntect::Error> {
    let mut run = Run { start: 0, class: "" };
    let mut at = 0;
    for (next, operation) in operations {
        if *next > at {
            // White space has no colour: it does not end a run.
            if line.get(at..*next).is_some_and(|text| !text.trim().is_empty()) {
                run.extend(out, line, at, class(stack));
            }
            at = *next;
        }
        stack.apply(operation)?;
    }
    if !line.get(at..).unwrap_or_default().trim().is_empty() {
        run.extend(out, line, at, class(stack));
    }
    run.close(out, line, line.len());
    Ok(())
}

/// Neighbouring tokens of one class.
struct Run {
    start: usize,
    class: &'static str,
}

impl Run {
    /// Tells that from `at` on the class is `class`.
    fn extend(&mut self, out: &mut String, line: &str, at: usize, class: &'static str) {
        if class != self.class {
            self.close(out, line, at);
            *self = Self { start: at, class };
        }
    }

    fn close(&self, out: &mut String, line: &str, end: usize) {
        let text = line.get(self.start..end).unwrap_or_default();
        // The end of a line stays outside, so that nothing spans two lines.
        let (text, space) = text.split_at(text.trim_end().len());
        if self.class.is_empty() || text.is_empty() {
            escape::push_text(out, text);
        } else {
            out.push_str("<span class=\"hl-");
            out.push_str(self.class);
            out.push_str("\">");
            escape::push_text(out, text);
            out.push_str("</span>");
        }
        out.push_str(space);
    }
}

/// The class of the innermost scope that has one.
fn class(stack: &ScopeStack) -> &'static str {
    let class = |scope: &Scope| SCOPES.iter().find(|(known, _)| known.is_prefix_of(*scope)).map(|(_, class)| *class);
    stack.as_slice().iter().rev().find_map(class).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn html(code: &str, language: &str) -> String {
        let mut out = String::new();
        write(&mut out, code, Some(language), &[]);
        out
    }

    #[test]
    fn tokens_get_classes() {
        assert_eq!(
            html("fn main() { let x = 1; } // <done>\n", "rust"),
            "<span class=\"hl-keyword\">fn</span> <span class=\"hl-function\">main</span>".to_owned()
                + "<span class=\"hl-punctuation\">() {</span> <span class=\"hl-keyword\">let</span> x "
                + "<span class=\"hl-punctuation\">=</span> <span class=\"hl-number\">1</span>"
                + "<span class=\"hl-punctuation\">; }</span> "
                + "<span class=\"hl-comment\">// &lt;done&gt;</span>\n"
        );
    }

    #[test]
    fn the_languages_of_a_newsroom_are_known() {
        let mut unknown = Vec::new();
        for language in [
            "rust",
            "Rust",
            "js",
            "javascript",
            "jsx",
            "ts",
            "typescript",
            "tsx",
            "python",
            "py",
            "go",
            "golang",
            "c",
            "c++",
            "cpp",
            "csharp",
            "c#",
            "java",
            "kotlin",
            "swift",
            "ruby",
            "rb",
            "php",
            "html",
            "css",
            "scss",
            "json",
            "jsonc",
            "yaml",
            "yml",
            "toml",
            "xml",
            "sql",
            "bash",
            "sh",
            "shell",
            "console",
            "zsh",
            "fish",
            "dockerfile",
            "docker",
            "makefile",
            "diff",
            "patch",
            "markdown",
            "md",
            "ini",
            "lua",
            "perl",
            "r",
            "scala",
            "elixir",
            "erlang",
            "haskell",
            "clojure",
            "dart",
            "zig",
            "nix",
            "terraform",
            "hcl",
            "graphql",
            "protobuf",
            "proto",
            "vue",
            "svelte",
            "latex",
            "objective-c",
            "viml",
            "http",
            "jinja2",
            "nginx",
            "groovy",
            "julia",
        ] {
            if find(language).is_none() {
                unknown.push(language);
            }
        }
        assert!(unknown.is_empty(), "{unknown:?}");
    }

    #[test]
    fn unknown_languages_are_plain_and_get_a_suggestion() {
        let mut out = String::new();
        assert_eq!(write(&mut out, "a < b\n", Some("pyhton"), &[]), Highlighted::UnknownLanguage);
        assert_eq!(out, "a &lt; b\n");
        assert_eq!(suggestion("pyhton").as_deref(), Some("did you mean `python`?"));
    }

    #[test]
    fn lines_are_marked() {
        let mut out = String::new();
        write(&mut out, "a\nb\nc\n", None, &[2..=2]);
        assert_eq!(out, "a\n<mark class=\"hl-line\">b\n</mark>c\n");
    }

    #[test]
    fn enormous_lines_and_blocks_are_plain() {
        let line = format!("let x = {};\n", "1+".repeat(2_000));
        assert_eq!(html(&line, "rust"), line);
        let block = "let x = 1;\n".repeat(20_000);
        assert_eq!(html(&block, "rust"), block);
    }
}
