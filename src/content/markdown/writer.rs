//! The parser's events as HTML, in one pass.
//!
//! Each event writes to the end of a [`Buffer`]; nothing is collected first. The exceptions have their own modules:
//! the text of a heading or link is kept beside the HTML while one is open ([`Writer::plain`]), the content of code
//! blocks is gathered for the highlighter, and a note is written to a buffer of its own.
//!
//! The writer does not recurse over the structure of a text; only the body of a shortcode starts a writer of its own,
//! to a depth that [`call`](super::call) limits.

use super::buffer::{Buffer, Lifted, Mark};
use super::code::CodeBlock;
use super::document::{Heading, Place};
use super::heading::OpenHeading;
use super::link::{OpenLink, OpenPicture};
use super::passage::Passage;
use super::quotes::Quoting;
use super::raw_html::FoundKind;
use super::session::{References, Session, fold_label};
use super::shortcode::{Prepared, prepare};
use super::table::Table;
use super::{escape, raw_html};
use crate::diag::Span;
use pulldown_cmark::{BlockQuoteKind, BrokenLink, BrokenLinkCallback, Event, Parser, Tag, TagEnd};
use std::borrow::Cow;
use std::ops::Range;
use std::rc::Rc;

/// Writes one text: that of the article, or the body of a shortcode at `depth`.
pub(super) fn write(session: &mut Session<'_>, passage: &Passage<'_>, depth: usize) -> Buffer {
    let extensions = session.options.extensions();
    let (prepared, problems) = prepare(passage, extensions);
    let mut writer = Writer::new(session, passage, &prepared, depth);
    writer.report_all(problems);
    let callback: Option<Box<dyn BrokenLinkCallback<'_>>> = writer.session.references.clone().map(shared_references);
    let events = Parser::new_with_broken_link_callback(&prepared.text, extensions, callback).into_offset_iter();
    if depth == 0 && prepared.has_bodies() {
        let mut references = References::default();
        for (label, link) in events.reference_definitions().iter() {
            let title = link.title.as_deref().unwrap_or_default();
            references.insert(fold_label(label), (link.dest.to_string(), title.to_owned()));
        }
        writer.session.references = Some(Rc::new(references));
        writer.session.notes.scan_labels(&passage.text);
    }
    for (event, range) in events {
        writer.event(event, range);
    }
    writer.out
}

/// Lets the body of a shortcode use the link definitions of the text around it.
fn shared_references<'i>(references: Rc<References>) -> Box<dyn BrokenLinkCallback<'i>> {
    Box::new(move |link: BrokenLink<'i>| {
        let (destination, title) = references.get(&fold_label(&link.reference))?;
        Some((destination.clone().into(), title.clone().into()))
    })
}

/// The state of one text.
pub(super) struct Writer<'w, 's> {
    pub(super) session: &'w mut Session<'s>,
    pub(super) passage: &'w Passage<'w>,
    pub(super) prepared: &'w Prepared<'w>,
    /// Bodies of shortcodes around this text.
    pub(super) depth: usize,
    pub(super) out: Buffer,
    quoting: Quoting,
    /// Buffers that notes interrupted, with the label of each note.
    pub(super) interrupted: Vec<(Buffer, String, Span)>,
    /// Text without markup since the outermost open heading, link or picture.
    pub(super) plain: String,
    /// How many of those are open.
    pub(super) listeners: usize,
    paragraph: Mark,
    pub(super) heading: Option<OpenHeading>,
    pub(super) links: Vec<OpenLink>,
    pub(super) picture: Option<OpenPicture>,
    code: Option<CodeBlock>,
    table: Table,
    /// Text before this byte has been written in another way.
    written_to: usize,
    html_block: HtmlBlock,
    /// Addresses in raw HTML that are written otherwise than they were typed, in order.
    addresses: Vec<(Range<usize>, String)>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum HtmlBlock {
    Outside,
    Inside,
}

impl<'w, 's> Writer<'w, 's> {
    fn new(session: &'w mut Session<'s>, passage: &'w Passage<'w>, prepared: &'w Prepared<'w>, depth: usize) -> Self {
        Self {
            quoting: Quoting::new(session.options.quotes),
            session,
            passage,
            prepared,
            depth,
            out: Buffer::with_capacity(prepared.text.len() + prepared.text.len() / 4),
            interrupted: Vec::new(),
            plain: String::new(),
            listeners: 0,
            paragraph: Mark::default(),
            heading: None,
            links: Vec::new(),
            picture: None,
            code: None,
            table: Table::default(),
            addresses: Vec::new(),
            written_to: 0,
            html_block: HtmlBlock::Outside,
        }
    }

    fn event(&mut self, event: Event<'_>, range: Range<usize>) {
        if self.picture.is_some() {
            self.picture_event(event);
            return;
        }
        match event {
            Event::Text(text) => self.text(&text, range),
            Event::SoftBreak => self.line_break("\n"),
            Event::HardBreak => self.line_break("<br>\n"),
            Event::Start(tag) => self.start(tag, range),
            Event::End(tag) => self.end(tag),
            Event::Code(code) => self.code_span(&code),
            Event::Html(html) | Event::InlineHtml(html) => self.html(&html, range),
            Event::FootnoteReference(label) => self.footnote_reference(&label),
            Event::Rule => {
                self.out.fresh_line();
                self.out.push("<hr>\n");
            }
            Event::TaskListMarker(done) => self.task(done),
            // Mathematics is not switched on.
            Event::InlineMath(text) | Event::DisplayMath(text) => self.prose(&text),
        }
    }

    fn start(&mut self, tag: Tag<'_>, range: Range<usize>) {
        match tag {
            Tag::Paragraph => {
                self.out.fresh_line();
                self.paragraph = self.out.mark();
                self.out.push("<p>");
                self.session.words.gap();
                self.quoting.paragraph();
            }
            Tag::Emphasis => self.out.push("<em>"),
            Tag::Strong => self.out.push("<strong>"),
            Tag::Strikethrough => self.out.push("<del>"),
            Tag::Superscript => self.out.push("<sup>"),
            Tag::Subscript => self.out.push("<sub>"),
            Tag::Link { link_type, dest_url, title, .. } => self.start_link(link_type, &dest_url, &title, range),
            Tag::Image { dest_url, title, .. } => self.start_picture(&dest_url, &title, range),
            Tag::Heading { id, classes, attrs, .. } => {
                self.start_heading(id.as_deref(), &classes, &attrs, range);
            }
            Tag::List(first) => self.start_list(first),
            Tag::Item => self.block("<li>"),
            Tag::BlockQuote(kind) => self.start_quote(kind),
            Tag::CodeBlock(kind) => self.code = Some(CodeBlock::open(kind, range)),
            Tag::HtmlBlock => self.start_html_block(range),
            Tag::FootnoteDefinition(label) => self.start_note(&label, range),
            Tag::DefinitionList => self.block("<dl>\n"),
            Tag::DefinitionListTitle => self.block("<dt>"),
            Tag::DefinitionListDefinition => self.block("<dd>"),
            Tag::Table(alignments) => {
                self.out.fresh_line();
                self.table = Table::open(&mut self.out, alignments, &self.session.options.labels.table);
            }
            Tag::TableHead => self.table.start_head(&mut self.out),
            Tag::TableRow => self.table.start_row(&mut self.out),
            Tag::TableCell => {
                self.session.words.gap();
                self.table.start_cell(&mut self.out);
            }
            Tag::MetadataBlock(_) => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph => {
                if self.out.lift_holes(self.paragraph, "<p>".len()) == Lifted::No {
                    self.out.push("</p>\n");
                }
            }
            TagEnd::Emphasis => self.out.push("</em>"),
            TagEnd::Strong => self.out.push("</strong>"),
            TagEnd::Strikethrough => self.out.push("</del>"),
            TagEnd::Superscript => self.out.push("</sup>"),
            TagEnd::Subscript => self.out.push("</sub>"),
            TagEnd::Link => self.end_link(),
            TagEnd::Heading(level) => self.end_heading(level as u8),
            TagEnd::List(true) => self.out.push("</ol>\n"),
            TagEnd::List(false) => self.out.push("</ul>\n"),
            TagEnd::Item => self.out.push("</li>\n"),
            TagEnd::BlockQuote(None) => self.out.push("</blockquote>\n"),
            TagEnd::BlockQuote(Some(_)) => self.out.push("</div>\n"),
            TagEnd::CodeBlock => self.end_code_block(),
            TagEnd::HtmlBlock => self.html_block = HtmlBlock::Outside,
            TagEnd::FootnoteDefinition => self.end_note(),
            TagEnd::DefinitionList => self.out.push("</dl>\n"),
            TagEnd::DefinitionListTitle => self.out.push("</dt>\n"),
            TagEnd::DefinitionListDefinition => self.out.push("</dd>\n"),
            TagEnd::Table => self.table.close(&mut self.out),
            TagEnd::TableHead => self.table.end_head(&mut self.out),
            TagEnd::TableRow => self.out.push("</tr>\n"),
            TagEnd::TableCell => self.table.end_cell(&mut self.out),
            TagEnd::Image | TagEnd::MetadataBlock(_) => {}
        }
    }

    /// Opens a block on a line of its own.
    fn block(&mut self, tag: &str) {
        self.out.fresh_line();
        self.out.push(tag);
        self.session.words.gap();
    }

    fn text(&mut self, text: &str, range: Range<usize>) {
        if let Some(code) = &mut self.code {
            code.push(text);
            return;
        }
        if range.end <= self.written_to {
            return;
        }
        if text == "[" && self.note_label(range.start) {
            return;
        }
        let mut rest = self.quoting.text(text, &self.prepared.text, &range);
        while let Some(found) = self.prepared.find(rest, 0) {
            self.prose(&rest[..found.range.start]);
            self.insert(found.hole, Place::Inline);
            rest = &rest[found.range.end..];
        }
        self.prose(rest);
    }

    /// Text that readers see.
    pub(super) fn prose(&mut self, text: &str) {
        self.session.words.feed(text);
        if self.listeners > 0 {
            self.plain.push_str(text);
        }
        escape::push_text(&mut self.out.html, text);
    }

    fn line_break(&mut self, html: &str) {
        self.session.words.gap();
        if self.listeners > 0 {
            self.plain.push(' ');
        }
        self.out.push(html);
    }

    fn code_span(&mut self, code: &str) {
        self.out.push("<code>");
        let code = self.prepared.restore(&self.passage.text, code);
        self.prose(&code);
        self.out.push("</code>");
    }

    fn end_code_block(&mut self) {
        let Some(mut code) = self.code.take() else { return };
        self.out.fresh_line();
        if let Some(text) = self.restored(code.text()) {
            code.replace(text);
        }
        let info = code.info_range(&self.prepared.text).map(|range| self.span(range));
        code.write(self.session, &mut self.out.html, info);
    }

    fn start_list(&mut self, first: Option<u64>) {
        match first {
            None => self.block("<ul>\n"),
            Some(1) => self.block("<ol>\n"),
            Some(first) => self.block(&format!("<ol start=\"{first}\">\n")),
        }
    }

    fn start_quote(&mut self, kind: Option<BlockQuoteKind>) {
        let titles = &self.session.options.labels.alerts;
        let (class, title) = match kind {
            None => return self.block("<blockquote>\n"),
            Some(BlockQuoteKind::Note) => ("note", &titles.note),
            Some(BlockQuoteKind::Tip) => ("tip", &titles.tip),
            Some(BlockQuoteKind::Important) => ("important", &titles.important),
            Some(BlockQuoteKind::Warning) => ("warning", &titles.warning),
            Some(BlockQuoteKind::Caution) => ("caution", &titles.caution),
        };
        self.block("<div class=\"alert alert-");
        self.out.push(class);
        self.out.push("\" role=\"note\">\n<p class=\"alert-title\">");
        escape::push_text(&mut self.out.html, title);
        self.out.push("</p>\n");
    }

    /// The box of a task; its item learns of it only now.
    fn task(&mut self, done: bool) {
        for (plain, task) in [("<li>", "<li class=\"task\">"), ("<li>\n<p>", "<li class=\"task\">\n<p>")] {
            if self.out.html.ends_with(plain) {
                let at = self.out.html.len() - plain.len();
                self.out.html.truncate(at);
                self.out.push(task);
                break;
            }
        }
        let labels = &self.session.options.labels;
        let (label, checked) = if done { (&labels.task_done, " checked") } else { (&labels.task_open, "") };
        self.out.push("<input type=\"checkbox\" disabled");
        self.out.push(checked);
        self.out.push(" aria-label=\"");
        escape::push_attribute(&mut self.out.html, label);
        self.out.push("\"> ");
    }

    fn start_html_block(&mut self, range: Range<usize>) {
        self.out.fresh_line();
        self.html_block = HtmlBlock::Inside;
        self.session.words.gap();
        self.look_into_html(range);
    }

    /// Raw HTML: as it is but for addresses of the site, with holes where shortcodes stand in it.
    fn html(&mut self, html: &str, range: Range<usize>) {
        let place = if self.html_block == HtmlBlock::Inside {
            Place::Block
        } else {
            self.look_into_html(range.clone());
            Place::Inline
        };
        let html = self.readdress(html, &range);
        let mut rest = &*html;
        while let Some(found) = self.prepared.find(rest, 0) {
            self.out.push(&rest[..found.range.start]);
            self.insert(found.hole, place);
            rest = &rest[found.range.end..];
        }
        self.out.push(rest);
    }

    /// A piece of raw HTML with the addresses that [`look_into_html`](Self::look_into_html) resolved.
    fn readdress<'h>(&self, html: &'h str, range: &Range<usize>) -> Cow<'h, str> {
        let inside = |place: &Range<usize>| place.start >= range.start && place.end <= range.end;
        let mut places = self.addresses.iter().filter(|(place, _)| inside(place)).peekable();
        // The parser may hand out a text that is not the source's, such as a line end of its own.
        if places.peek().is_none() || html.len() != range.len() {
            return html.into();
        }
        let mut out = String::with_capacity(html.len() + 64);
        let mut from = 0;
        for (place, address) in places {
            out.push_str(&html[from..place.start - range.start]);
            escape::push_href(&mut out, address);
            from = place.end - range.start;
        }
        out.push_str(&html[from..]);
        out.into()
    }

    fn look_into_html(&mut self, range: Range<usize>) {
        let html = &self.prepared.text[range.clone()];
        raw_html::scan(html, &mut |found| {
            let place = range.start + found.range.start..range.start + found.range.end;
            if matches!(found.kind, FoundKind::Href | FoundKind::Src) {
                let typed = found.value.replace("&amp;", "&");
                let resolver = self.session.resolver;
                let shown = found.kind == FoundKind::Src;
                let address = if shown { resolver.shown(&typed) } else { resolver.link(&typed) };
                if address != typed {
                    self.addresses.push((place.clone(), address.into_owned()));
                }
            }
            let span = self.session.span(self.in_file(place));
            raw_html::record(self.session, &found, span);
        });
        raw_html::count_words(html, &mut self.session.words);
    }

    /// The text that the parser works on.
    pub(super) fn parsed(&self) -> &'w str {
        let prepared: &'w Prepared<'w> = self.prepared;
        &prepared.text
    }

    /// The bytes of the file for bytes of the parser's text.
    fn in_file(&self, range: Range<usize>) -> Range<usize> {
        let range = self.prepared.in_original(range);
        self.passage.in_file(range.start)..self.passage.in_file(range.end)
    }

    /// The span of the file for bytes of the parser's text.
    pub(super) fn span(&self, range: Range<usize>) -> Span {
        self.session.span(self.in_file(range))
    }

    /// Text up to this byte is not to be written.
    pub(super) fn skip_to(&mut self, at: usize) {
        self.written_to = at;
    }

    pub(super) fn add_to_contents(&mut self, heading: Heading) {
        self.session.toc.push(heading);
    }
}
