//! A shape ready to be drawn: how much of each pixel it covers, in runs.
//!
//! One byte a run: most of a large letter is blank or solid, so runs take a fifth of a bitmap's memory, and an archive
//! in a script with thousands of signs still fits.

use super::coverage::Coverage;

/// The longest run that one byte can say.
const LONGEST: u8 = 110;
/// Bytes below this one are levels of an edge, 0 ends a row.
const EDGES: u8 = 16;
/// The byte before that of the shortest blank run.
const BLANK: u8 = 16;
/// The byte before that of the shortest solid run.
const SOLID: u8 = BLANK + LONGEST;

/// A run of pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Run {
    /// Pixels that are not covered.
    Blank(u8),
    /// Pixels that are wholly covered.
    Solid(u8),
    /// One pixel, covered by so many fifteenths.
    Edge(u8),
    /// What follows is in the next row.
    NextRow,
}

/// A shape in pixels around its origin.
#[derive(Debug, Default)]
pub(super) struct Sprite {
    /// The first column, from the origin to the right.
    pub(super) left: i32,
    /// The first row, from the origin up.
    pub(super) top: i32,
    runs: Box<[u8]>,
}

impl Sprite {
    /// The sprite of what has been covered.
    pub(super) fn new(coverage: &Coverage) -> Self {
        let mut runs = Vec::new();
        for row in coverage.rows() {
            let mut open: Option<(u8, u8)> = None;
            for level in row {
                let base = match level {
                    0 => BLANK,
                    15 => SOLID,
                    level => {
                        runs.extend(open.take().map(|(base, length)| base + length));
                        runs.push(level);
                        continue;
                    }
                };
                open = match open {
                    Some((same, length)) if same == base && length < LONGEST => Some((base, length + 1)),
                    other => {
                        runs.extend(other.map(|(base, length)| base + length));
                        Some((base, 1))
                    }
                };
            }
            // What is blank at the end of a row needs no run.
            runs.extend(open.filter(|(base, _)| *base == SOLID).map(|(base, length)| base + length));
            runs.push(0);
        }
        Self { left: coverage.left(), top: coverage.top(), runs: runs.into_boxed_slice() }
    }

    /// The runs from the first row to the last.
    pub(super) fn runs(&self) -> impl Iterator<Item = Run> + '_ {
        self.runs.iter().map(|byte| match *byte {
            0 => Run::NextRow,
            level @ 1..EDGES => Run::Edge(level),
            blank @ EDGES..=SOLID => Run::Blank(blank - BLANK),
            solid => Run::Solid(solid - SOLID),
        })
    }
}
