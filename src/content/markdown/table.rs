//! Tables: framed so that a wide one scrolls by itself, and the frame can be reached with the keyboard.

use super::buffer::Buffer;
use super::escape;
use pulldown_cmark::Alignment;

/// The table that is being written.
#[derive(Debug, Default)]
pub(super) struct Table {
    alignments: Vec<Alignment>,
    cell: usize,
    part: Part,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Part {
    #[default]
    Head,
    /// Behind the head, before any row.
    AfterHead,
    Body,
}

impl Table {
    pub(super) fn open(out: &mut Buffer, alignments: Vec<Alignment>, label: &str) -> Self {
        out.push("<div class=\"table-wrap\" role=\"region\" aria-label=\"");
        escape::push_attribute(&mut out.html, label);
        out.push("\" tabindex=\"0\">\n<table>\n");
        Self { alignments, cell: 0, part: Part::Head }
    }

    pub(super) fn start_head(&mut self, out: &mut Buffer) {
        self.cell = 0;
        out.push("<thead>\n<tr>");
    }

    pub(super) fn end_head(&mut self, out: &mut Buffer) {
        self.part = Part::AfterHead;
        out.push("</tr>\n</thead>\n");
    }

    pub(super) fn start_row(&mut self, out: &mut Buffer) {
        if self.part == Part::AfterHead {
            self.part = Part::Body;
            out.push("<tbody>\n");
        }
        self.cell = 0;
        out.push("<tr>");
    }

    pub(super) fn start_cell(&mut self, out: &mut Buffer) {
        out.push(if self.part == Part::Head { "<th scope=\"col\"" } else { "<td" });
        out.push(match self.alignments.get(self.cell) {
            Some(Alignment::Left) => " class=\"align-left\">",
            Some(Alignment::Center) => " class=\"align-center\">",
            Some(Alignment::Right) => " class=\"align-right\">",
            Some(Alignment::None) | None => ">",
        });
        self.cell += 1;
    }

    pub(super) fn end_cell(&self, out: &mut Buffer) {
        out.push(if self.part == Part::Head { "</th>" } else { "</td>" });
    }

    pub(super) fn close(&self, out: &mut Buffer) {
        if self.part == Part::Body {
            out.push("</tbody>\n");
        }
        out.push("</table>\n</div>\n");
    }
}
