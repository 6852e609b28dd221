//! Markdown in, HTML with holes out.
//!
//! CommonMark with the extensions of GitHub (tables, footnotes, strikethrough, task lists, alerts), definition lists,
//! heading attributes and smart punctuation; fenced code is highlighted; shortcodes call components of the theme.
//!
//! A text is rendered once, alone, and the result is kept: what depends on anything else (the variants of a picture,
//! the template of a shortcode) is left out as an [`Insert`], a hole at a place in the HTML that a page fills later.
//! Only the address of a link is asked for while writing, through [`Resolver`].
//!
//! The way through the modules: `passage` knows where a text stands in its file, `shortcode` finds the calls and
//! puts markers in their place, `writer` turns the parser's events into HTML and `session` holds what all the
//! texts of one document share.

mod buffer;
mod call;
mod code;
mod document;
mod escape;
mod excerpt;
mod footnote;
mod heading;
mod highlight;
mod highlight_css;
mod ids;
mod line_memo;
mod link;
mod options;
mod passage;
mod plain;
mod quotes;
mod raw_html;
mod session;
mod shortcode;
mod simple;
mod table;
mod words;
mod writer;

pub use document::{Arg, Document, Heading, Insert, InsertKind, Link, Place, Section, nest};
pub use excerpt::first_paragraph;
pub use highlight_css::highlight_css;
pub use options::{AlertTitles, Labels, Options, SmartPunctuation};
pub use plain::{Plain, plain};
pub use quotes::Quotes;
pub use simple::render_simple;

use passage::Passage;
use session::Session;
use std::borrow::Cow;
use std::sync::Arc;

/// One Markdown text and the place it stands at.
#[derive(Clone, Copy, Debug)]
pub struct Source<'a> {
    /// The file's path below the site's root, for spans.
    pub file: &'a Arc<str>,
    /// The Markdown alone, without front matter.
    pub text: &'a str,
    /// The byte of the file at which `text` begins.
    pub offset: usize,
}

/// Knows where links lead. Implemented by the model, which knows all pages.
pub trait Resolver {
    /// The address to write for a destination as the writer typed it (`../other.md#part`, `/phones/`,
    /// `https://example.org/`); the same text when it is not one of the site's own files. A broken link comes back
    /// unchanged as well: it is reported from [`Document::links`], not here.
    fn link<'a>(&self, destination: &'a str) -> Cow<'a, str>;

    /// The quotation marks of small texts.
    fn quotes(&self) -> Quotes {
        Quotes::ENGLISH
    }

    /// What the link is to its page, for the attribute `rel`; nothing for most.
    fn rel(&self, _destination: &str) -> Option<&'static str> {
        None
    }

    /// The address to write for what an element of raw HTML shows, such as the `src` of an `<img>`.
    fn shown<'a>(&self, destination: &'a str) -> Cow<'a, str> {
        self.link(destination)
    }
}

/// Renders one text. Never fails: what is wrong with it stands in [`Document::diagnostics`].
pub fn render(source: Source<'_>, options: &Options, resolver: &dyn Resolver) -> Document {
    let mut session = Session::new(source.file, options, resolver);
    let passage = Passage::whole(source.text, source.offset);
    let mut buffer = writer::write(&mut session, &passage, 0);
    footnote::write_section(&mut session, &mut buffer);
    session.finish(buffer)
}

#[cfg(test)]
mod tests;
