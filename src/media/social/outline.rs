//! Outlines of glyphs as polygons in pixels.
//!
//! A font gives whole numbers of its units (halves at most) as floats, which hold them exactly. From there on everything
//! is integers: scaling, and halving curves until they are straight enough.

use super::coverage::{ONE, Point};
use harfrust::font::glyph::outline::PathSink;

/// Parts of a font's unit in which its points are taken.
const PARTS: i64 = 64;
/// How far, in 1/256 pixel, a curve's control points may make it leave the line. A 20th of a pixel can't be seen.
const FLAT: i32 = 12;

/// Collects an outline at a size.
pub(super) struct Outline {
    contours: Vec<Vec<Point>>,
    /// Pixels to the em.
    size: i64,
    units_per_em: i64,
    /// Added to x, in 1/256 pixel.
    shift: i32,
}

impl Outline {
    /// An empty outline at `size` pixels to the em, moved to the right by `shift` / 256 pixels.
    pub(super) fn new(size: i32, units_per_em: i32, shift: i32) -> Self {
        let (size, units_per_em) = (i64::from(size), i64::from(units_per_em));
        Self { contours: Vec::new(), size, units_per_em, shift }
    }

    /// The polygons.
    pub(super) fn contours(self) -> Vec<Vec<Point>> {
        self.contours
    }

    fn scale(&self, units: f32) -> i32 {
        // What no font has is cut off (a card is 1200 pixels wide, an em at most 150), NaN becomes 0.
        let parts = (units.clamp(-32_000.0, 32_000.0) * PARTS as f32) as i64;
        (parts * self.size * i64::from(ONE)).div_euclid(PARTS * self.units_per_em) as i32
    }

    fn point(&self, x: f32, y: f32) -> Point {
        (self.scale(x) + self.shift, -self.scale(y))
    }

    fn here(&self) -> Point {
        self.contours.last().and_then(|contour| contour.last()).copied().unwrap_or_default()
    }

    fn add(&mut self, point: Point) {
        match self.contours.last_mut() {
            Some(contour) => contour.push(point),
            None => self.contours.push(vec![point]),
        }
    }

    /// Adds a curve by halving it (de Casteljau) `depth` times.
    fn curve(&mut self, [a, b, c, d]: [Point; 4], depth: u32) {
        if depth == 0 {
            self.add(d);
            return;
        }
        let (ab, bc, cd) = (middle(a, b), middle(b, c), middle(c, d));
        let (abc, bcd) = (middle(ab, bc), middle(bc, cd));
        let half = middle(abc, bcd);
        self.curve([a, ab, abc, half], depth - 1);
        self.curve([half, bcd, cd, d], depth - 1);
    }
}

fn middle(a: Point, b: Point) -> Point {
    ((a.0 + b.0) >> 1, (a.1 + b.1) >> 1)
}

/// How often a curve must be halved: each time, the bend between three control points falls to a quarter.
fn depth(points: [Point; 4]) -> u32 {
    let bend = |a: Point, b: Point, c: Point| {
        let along = |a: i32, b: i32, c: i32| (a - 2 * b + c).unsigned_abs();
        along(a.0, b.0, c.0).max(along(a.1, b.1, c.1))
    };
    let [a, b, c, d] = points;
    let mut bend = bend(a, b, c).max(bend(b, c, d));
    let mut depth = 0;
    while bend > FLAT as u32 && depth < 8 {
        bend /= 4;
        depth += 1;
    }
    depth
}

impl PathSink for Outline {
    fn move_to(&mut self, x: f32, y: f32) {
        let point = self.point(x, y);
        self.contours.push(vec![point]);
    }

    fn line_to(&mut self, x: f32, y: f32) {
        let point = self.point(x, y);
        self.add(point);
    }

    fn quad_to(&mut self, cx0: f32, cy0: f32, x: f32, y: f32) {
        let (from, control, to) = (self.here(), self.point(cx0, cy0), self.point(x, y));
        // The same curve as a cubic one: controls at two thirds of the way.
        let two_thirds = |end: Point| {
            let along = |end: i32, control: i32| (end + 2 * control).div_euclid(3);
            (along(end.0, control.0), along(end.1, control.1))
        };
        let points = [from, two_thirds(from), two_thirds(to), to];
        self.curve(points, depth(points));
    }

    fn curve_to(&mut self, cx0: f32, cy0: f32, cx1: f32, cy1: f32, x: f32, y: f32) {
        let points = [self.here(), self.point(cx0, cy0), self.point(cx1, cy1), self.point(x, y)];
        self.curve(points, depth(points));
    }

    fn close(&mut self) {}
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn curves_become_polygons() {
        let mut outline = Outline::new(100, 1000, 0);
        outline.move_to(0.0, 0.0);
        outline.quad_to(0.0, 100.0, 100.0, 100.0);
        outline.line_to(100.0, 0.0);
        outline.close();
        let contours = outline.contours();
        assert_eq!(contours.len(), 1);
        let contour = &contours[0];
        assert_eq!(
            (contour[0], contour[contour.len() - 2], contour[contour.len() - 1]),
            ((0, 0), (2560, -2560), (2560, 0))
        );
        assert!(contour.len() > 6, "{contour:?}");
    }

    #[test]
    fn rubbish_stays_on_the_ground() {
        let mut outline = Outline::new(150, 16, 0);
        outline.line_to(f32::NAN, f32::INFINITY);
        assert_eq!(outline.contours()[0][0].0, 0);
    }
}
