//! The words of a text without their markup, for the search index.

use super::Options;
use super::document::Arg;
use super::passage::Passage;
use super::shortcode::{HoleKind, Prepared, prepare};
use pulldown_cmark::{Event, Parser, Tag, TagEnd};

/// Arguments of shortcodes that readers see as text.
const SHOWN: [&str; 8] = ["alt", "by", "caption", "description", "name", "role", "summary", "title"];

/// What a Markdown text says: its headings and the rest, without markup, code blocks and raw HTML. Blocks stand on lines of
/// their own.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Plain {
    /// The headings.
    pub headings: String,
    /// Everything else.
    pub prose: String,
}

/// Takes the markup off a text. What shortcodes say, in their bodies and in arguments such as `title`, is part of it.
pub fn plain(text: &str) -> Plain {
    let mut said = Plain::default();
    read(&Passage::whole(text, 0), &mut said);
    said
}

fn read(passage: &Passage<'_>, said: &mut Plain) {
    let extensions = Options::default().extensions();
    let (prepared, _) = prepare(passage, extensions);
    let (mut heading, mut code) = (false, false);
    for event in Parser::new_ext(&prepared.text, extensions) {
        match event {
            Event::Start(Tag::Heading { .. }) => heading = true,
            Event::End(TagEnd::Heading(_)) => {
                heading = false;
                said.headings.push('\n');
            }
            Event::Start(Tag::CodeBlock(_)) => code = true,
            Event::End(TagEnd::CodeBlock) => code = false,
            Event::Text(text) | Event::Code(text) if !code => {
                text_of(&prepared, &text, if heading { &mut said.headings } else { &mut said.prose });
            }
            Event::SoftBreak | Event::HardBreak => if heading { &mut said.headings } else { &mut said.prose }.push(' '),
            Event::End(end) if is_block(end) => said.prose.push('\n'),
            _ => {}
        }
    }
    for hole in &prepared.holes {
        let HoleKind::Call { args, body, .. } = &hole.kind else { continue };
        for (name, value) in args {
            if let Arg::String(value) = value
                && SHOWN.contains(&name.as_str())
            {
                said.prose.push_str(value);
                said.prose.push('\n');
            }
        }
        if let Some(body) = body {
            read(&passage.part(body.range.clone(), body.markers), said);
        }
    }
}

/// A piece of text without the markers of shortcodes.
fn text_of(prepared: &Prepared<'_>, text: &str, to: &mut String) {
    let mut rest = text;
    while let Some(found) = prepared.find(rest, 0) {
        to.push_str(&rest[..found.range.start]);
        rest = &rest[found.range.end..];
    }
    to.push_str(rest);
}

fn is_block(end: TagEnd) -> bool {
    !matches!(
        end,
        TagEnd::Emphasis
            | TagEnd::Strong
            | TagEnd::Strikethrough
            | TagEnd::Link
            | TagEnd::Superscript
            | TagEnd::Subscript
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_lose_their_markup_and_headings_stand_apart() {
        let said = plain(
            "## The *hinge*\n\nIt’s **un**der [glass](x.md), see `fold`.\n\n```\nlet x;\n```\n\n- one\n- two\n\n<p>raw</p>\n",
        );
        assert_eq!(said.headings, "The hinge\n");
        assert_eq!(
            said.prose.split('\n').filter(|line| !line.is_empty()).collect::<Vec<_>>(),
            ["It’s under glass, see fold.", "one", "two"]
        );
    }

    #[test]
    fn shortcodes_say_what_readers_see_of_them() {
        let said = plain(
            "Before {{ figure(src=\"a.jpg\", caption=\"Four screws\") }}\n\n{% note(title=\"How\") %}\n## Inside\n\nBody.\n{% end %}\n",
        );
        assert_eq!(said.headings, "Inside\n");
        for words in ["Before ", "Four screws", "How", "Body."] {
            assert!(said.prose.contains(words), "{words}: {}", said.prose);
        }
        assert!(!said.prose.contains("a.jpg") && !said.prose.contains('\u{E000}'));
    }
}
