//! Markdown for the small texts: bios, captions, corrections.
//!
//! These stand inside other elements and on many pages, so they have no holes, no anchors and no notes, and a text of
//! one paragraph comes without `<p>`. They also come from other people's files (captions in pictures), so that HTML in
//! them is shown, not obeyed, except for a few tags without attributes, and links that run scripts lead nowhere.

use super::escape;
use super::quotes::Quoting;
use super::{Options, Resolver};
use pulldown_cmark::{Event, Parser, Tag, TagEnd};
use std::fmt::Write as _;

/// Tags that pass, if they have no attributes.
const TAGS: [&str; 21] = [
    "abbr", "b", "br", "cite", "code", "del", "em", "i", "ins", "kbd", "mark", "q", "s", "small", "span", "strong",
    "sub", "sup", "u", "var", "wbr",
];

/// Renders a small text to HTML that can be put anywhere: inline when it is one paragraph, otherwise blocks.
/// Pictures are replaced by their descriptions.
pub fn render_simple(text: &str, resolver: &dyn Resolver) -> String {
    let clean = text.replace('\0', "\u{FFFD}");
    let options = Options::default().extensions() - pulldown_cmark::Options::ENABLE_FOOTNOTES;
    let mut out = String::with_capacity(text.len() + 32);
    let mut pictures = 0_usize;
    let typed = clean.trim();
    let mut quoting = Quoting::new(resolver.quotes());
    for (event, range) in Parser::new_ext(typed, options).into_offset_iter() {
        match event {
            Event::Start(Tag::Image { .. }) => pictures += 1,
            Event::End(TagEnd::Image) => pictures = pictures.saturating_sub(1),
            Event::Text(text) => escape::push_text(&mut out, quoting.text(&text, typed, &range)),
            Event::Code(text) if pictures > 0 => escape::push_text(&mut out, &text),
            Event::SoftBreak => out.push('\n'),
            _ if pictures > 0 => {}
            event => write_event(&mut out, event, resolver),
        }
    }
    unwrap_paragraph(&out).map_or_else(|| out.trim_end().to_owned(), str::to_owned)
}

/// The content of the only paragraph.
fn unwrap_paragraph(html: &str) -> Option<&str> {
    let inside = html.strip_prefix("<p>")?.strip_suffix("</p>\n")?;
    (!inside.contains("</p>")).then_some(inside)
}

fn write_event(out: &mut String, event: Event<'_>, resolver: &dyn Resolver) {
    match event {
        Event::Code(text) => {
            out.push_str("<code>");
            escape::push_text(out, &text);
            out.push_str("</code>");
        }
        Event::HardBreak => out.push_str("<br>\n"),
        Event::Rule => out.push_str("<hr>\n"),
        Event::Html(html) | Event::InlineHtml(html) => write_html(out, &html),
        Event::Start(Tag::Link { link_type, dest_url, .. }) => {
            let mail = if link_type == pulldown_cmark::LinkType::Email { "mailto:" } else { "" };
            out.push_str("<a");
            if !runs_script(&dest_url) {
                out.push_str(" href=\"");
                out.push_str(mail);
                escape::push_href(out, &resolver.link(&dest_url));
                out.push('"');
                if let Some(rel) = resolver.rel(&dest_url) {
                    let _ = write!(out, " rel=\"{rel}\"");
                }
            }
            out.push('>');
        }
        Event::Start(tag) => write_start(out, &tag),
        Event::End(tag) => write_end(out, tag),
        _ => {}
    }
}

fn write_start(out: &mut String, tag: &Tag<'_>) {
    out.push_str(match tag {
        Tag::Paragraph => "<p>",
        Tag::Heading { level, .. } => {
            let _ = write!(out, "<{level}>");
            return;
        }
        Tag::BlockQuote(_) => "<blockquote>\n",
        Tag::CodeBlock(_) => "<pre><code>",
        Tag::List(None) => "<ul>\n",
        Tag::List(Some(1)) => "<ol>\n",
        Tag::List(Some(first)) => {
            let _ = writeln!(out, "<ol start=\"{first}\">");
            return;
        }
        Tag::Item => "<li>",
        Tag::DefinitionList => "<dl>\n",
        Tag::DefinitionListTitle => "<dt>",
        Tag::DefinitionListDefinition => "<dd>",
        Tag::Table(_) => "<table>\n",
        Tag::TableHead | Tag::TableRow => "<tr>",
        Tag::TableCell => "<td>",
        Tag::Emphasis => "<em>",
        Tag::Strong => "<strong>",
        Tag::Strikethrough => "<del>",
        _ => "",
    });
}

fn write_end(out: &mut String, tag: TagEnd) {
    out.push_str(match tag {
        TagEnd::Paragraph => "</p>\n",
        TagEnd::Heading(level) => {
            let _ = writeln!(out, "</{level}>");
            return;
        }
        TagEnd::BlockQuote(_) => "</blockquote>\n",
        TagEnd::CodeBlock => "</code></pre>\n",
        TagEnd::List(false) => "</ul>\n",
        TagEnd::List(true) => "</ol>\n",
        TagEnd::Item => "</li>\n",
        TagEnd::DefinitionList => "</dl>\n",
        TagEnd::DefinitionListTitle => "</dt>\n",
        TagEnd::DefinitionListDefinition => "</dd>\n",
        TagEnd::Table => "</table>\n",
        TagEnd::TableHead | TagEnd::TableRow => "</tr>\n",
        TagEnd::TableCell => "</td>",
        TagEnd::Emphasis => "</em>",
        TagEnd::Strong => "</strong>",
        TagEnd::Strikethrough => "</del>",
        TagEnd::Link => "</a>",
        _ => "",
    });
}

/// A tag of the list, or text.
fn write_html(out: &mut String, html: &str) {
    let name =
        html.trim().strip_prefix('<').and_then(|rest| rest.strip_suffix('>')).map(|tag| tag.trim_matches('/').trim());
    match name.and_then(|name| TAGS.iter().find(|tag| tag.eq_ignore_ascii_case(name))) {
        Some(tag) => {
            out.push_str(if html.starts_with("</") { "</" } else { "<" });
            out.push_str(tag);
            out.push('>');
        }
        None => escape::push_text(out, html),
    }
}

/// Whether following an address would run a script of its own. Browsers drop white space and control characters first.
fn runs_script(href: &str) -> bool {
    let scheme: String = href.chars().filter(|c| *c > ' ').take_while(|c| *c != ':').collect();
    href.contains(':') && ["javascript", "data", "vbscript"].iter().any(|bad| scheme.eq_ignore_ascii_case(bad))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::borrow::Cow;

    struct Plain;

    impl Resolver for Plain {
        fn link<'a>(&self, destination: &'a str) -> Cow<'a, str> {
            Cow::Borrowed(destination)
        }
    }

    fn html(text: &str) -> String {
        render_simple(text, &Plain)
    }

    #[test]
    fn one_paragraph_is_inline() {
        assert_eq!(html("A *fine* [phone](/p/) & more"), "A <em>fine</em> <a href=\"/p/\">phone</a> &amp; more");
        assert_eq!(html(""), "");
    }

    #[test]
    fn several_paragraphs_are_blocks() {
        assert_eq!(html("a\n\nb"), "<p>a</p>\n<p>b</p>");
        assert_eq!(html("- a\n- b"), "<ul>\n<li>a</li>\n<li>b</li>\n</ul>");
    }

    #[test]
    fn html_is_shown_and_scripts_do_not_run() {
        assert_eq!(html("a<br>b <script>x</script>"), "a<br>b &lt;script&gt;x&lt;/script&gt;");
        assert_eq!(html("<b onclick=x>b</b>"), "&lt;b onclick=x&gt;b</b>");
        assert_eq!(html("[a](javascript:x) [b](JAVA&#9;SCRIPT:x) [c](data:x)"), "<a>a</a> <a>b</a> <a>c</a>");
    }

    #[test]
    fn pictures_are_their_descriptions() {
        assert_eq!(html("![a *b*](c.png)"), "a b");
    }
}
