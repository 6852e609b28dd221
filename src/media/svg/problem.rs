//! What was found in a drawing.

use std::ops::Range;

/// A kind of danger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SvgDanger {
    /// A script: `<script>` and its kin, or an attribute such as `onclick`.
    Script,
    /// A link that runs something: `javascript:`, or a document in a `data:` address.
    Link,
    /// HTML or another document inside: `<foreignObject>`, `<iframe>`.
    Embedded,
    /// A document type with entities.
    Entity,
    /// A picture or a shape from another host.
    External,
    /// A style sheet that loads something.
    Style,
    /// It is not well-formed XML, or not an SVG.
    Malformed,
}

/// The first problem of a drawing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SvgProblem {
    /// Where it stands, in bytes.
    pub span: Range<usize>,
    /// What kind it is of.
    pub danger: SvgDanger,
    /// What it is, as the middle of a message: lower case, no full stop.
    pub what: String,
}

/// What the parser says.
pub(super) fn malformed(span: Range<usize>, error: &impl std::fmt::Display) -> SvgProblem {
    let mut what = error.to_string();
    // Messages begin with a capital; names in them keep theirs.
    if let Some(first) = what.get_mut(..1) {
        first.make_ascii_lowercase();
    }
    found(SvgDanger::Malformed, span, what)
}

/// A problem.
pub(super) fn found(danger: SvgDanger, span: Range<usize>, what: String) -> SvgProblem {
    SvgProblem { span, danger, what }
}
