//! Exact areas: how much of each pixel an outline covers, in integers, so that every machine gets the same answer.
//!
//! The method of FreeType's smooth rasteriser (David Turner, after Raph Levien's LibArt): each edge leaves in the cells
//! that it passes how far it goes up or down and how much lies to its left; a sum along the row then gives every area.

/// Subdivisions of a pixel.
pub(super) const ONE: i32 = 256;

/// A point in 1/256 pixel, y growing downwards.
pub(super) type Point = (i32, i32);

/// What edges have left in one pixel.
#[derive(Clone, Copy, Default)]
struct Cell {
    /// Height of the edges, signed by direction.
    cover: i32,
    /// Twice the area between the edges and the cell's left side.
    area: i32,
}

/// A box of pixels into which an outline is drawn.
pub(super) struct Coverage {
    left: i32,
    top: i32,
    width: usize,
    cells: Vec<Cell>,
}

impl Coverage {
    /// Draws an outline, given as closed polygons.
    pub(super) fn new(contours: &[Vec<Point>]) -> Self {
        let points = || contours.iter().flatten();
        let span = |of: fn(&Point) -> i32| {
            let low = points().map(of).min().unwrap_or(0).div_euclid(ONE);
            let high = points().map(of).max().unwrap_or(0).div_euclid(ONE);
            (low, (high - low + 1) as usize)
        };
        let ((left, width), (top, height)) = (span(|point| point.0), span(|point| point.1));
        let mut coverage = Self { left, top, width, cells: vec![Cell::default(); width * height] };
        for contour in contours {
            let ends = contour.iter().skip(1).chain(contour.first());
            for (from, to) in contour.iter().zip(ends) {
                coverage.edge(*from, *to);
            }
        }
        coverage
    }

    /// The first column.
    pub(super) fn left(&self) -> i32 {
        self.left
    }

    /// The first row, counted upwards from the origin.
    pub(super) fn top(&self) -> i32 {
        -self.top
    }

    /// How much of each pixel is covered, in fifteenths, row by row.
    pub(super) fn rows(&self) -> impl Iterator<Item = impl Iterator<Item = u8> + '_> + '_ {
        self.cells.chunks(self.width).map(|row| {
            row.iter().scan(0, |cover, cell| {
                *cover += cell.cover;
                // Non-zero winding, where contours of one direction overlap: more than everything is everything.
                let area = (*cover * 2 * ONE - cell.area).unsigned_abs().min(2 * 65536);
                Some(((area * 15 + 65536) / (2 * 65536)) as u8)
            })
        })
    }

    /// Splits an edge into the parts that lie within one row of pixels.
    fn edge(&mut self, from: Point, to: Point) {
        let (x0, y0) = (i64::from(from.0), from.1);
        let (width, height) = (i64::from(to.0) - x0, i64::from(to.1) - i64::from(y0));
        if height == 0 {
            return;
        }
        let x_at = |y: i32| (x0 + (width * (i64::from(y) - i64::from(y0))).div_euclid(height)) as i32;
        let (mut y, mut x) = (y0, from.0);
        while y != to.1 {
            let row = if to.1 > y { y.div_euclid(ONE) } else { (y - 1).div_euclid(ONE) };
            let next = if to.1 > y { to.1.min((row + 1) * ONE) } else { to.1.max(row * ONE) };
            let next_x = if next == to.1 { to.0 } else { x_at(next) };
            self.within_row(row, (x, y), (next_x, next));
            (x, y) = (next_x, next);
        }
    }

    /// Splits a part of an edge at the columns, and leaves its mark in each.
    fn within_row(&mut self, row: i32, from: Point, to: Point) {
        let start = (row - self.top) as usize * self.width;
        let (width, height) = (i64::from(to.0 - from.0), i64::from(to.1 - from.1));
        let (mut x, mut y) = from;
        loop {
            let forward = to.0 >= x;
            let column = if forward { x.div_euclid(ONE) } else { (x - 1).div_euclid(ONE) };
            let next = if forward { to.0.min((column + 1) * ONE) } else { to.0.max(column * ONE) };
            let next_y =
                if next == to.0 { to.1 } else { from.1 + (height * i64::from(next - from.0)).div_euclid(width) as i32 };
            // An edge on the box's right side belongs to the column before it, which changes nothing in the sum.
            let cell = &mut self.cells[start + ((column - self.left) as usize).min(self.width - 1)];
            cell.cover += next_y - y;
            cell.area += (next_y - y) * (x + next - 2 * column * ONE);
            (x, y) = (next, next_y);
            if x == to.0 {
                break;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn levels(contours: &[Vec<Point>]) -> Vec<Vec<u8>> {
        Coverage::new(contours).rows().map(Iterator::collect).collect()
    }

    #[test]
    fn areas_are_exact() {
        let half = vec![(128, 0), (128, 256), (512, 256), (512, 0)];
        assert_eq!(levels(&[half]), [[8, 15, 0], [0, 0, 0]]);
        let triangle = vec![(0, 0), (0, 512), (512, 512)];
        assert_eq!(levels(&[triangle]), [[8, 0, 0], [15, 8, 0], [0, 0, 0]]);
    }

    #[test]
    fn what_overlaps_covers_once_and_what_turns_back_is_a_hole() {
        let square = |from: i32, to: i32| vec![(from, from), (from, to), (to, to), (to, from)];
        assert_eq!(levels(&[square(0, 768), square(0, 768)])[1], [15, 15, 15, 0]);
        let hole: Vec<Point> = square(256, 512).into_iter().rev().collect();
        assert_eq!(levels(&[square(0, 768), hole])[1], [15, 0, 15, 0]);
    }
}
