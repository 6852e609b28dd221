//! Archives numbered from the oldest.
//!
//! With `n` items to a page, page `k` holds items `(k−1)·n … k·n−1`, counted from the oldest, and exists once it is full.
//! The head shows the newest `n + (count mod n)`. Adding an article changes the head alone; every sealed page stays as it
//! is, byte for byte, which is what makes a long archive cheap to publish into and kind to caches.

use std::ops::Range;

/// The division of a list into pages.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Archive {
    /// Items in the list.
    pub count: usize,
    /// Items on a sealed page.
    pub size: usize,
}

impl Archive {
    /// How many pages are full; their numbers are 1 to this.
    pub fn sealed(&self) -> u32 {
        (self.count / self.size) as u32
    }

    /// The items of sealed page `number`, counted from the oldest.
    pub fn page(&self, number: u32) -> Range<usize> {
        let end = (number as usize * self.size).min(self.count);
        end.saturating_sub(self.size)..end
    }

    /// The items of the head, counted from the oldest.
    pub fn head(&self) -> Range<usize> {
        let shown = (self.size + self.count % self.size).min(self.count);
        self.count - shown..self.count
    }

    /// The newest sealed page that holds nothing the head shows: where "older" leads from the head.
    pub fn below_head(&self) -> Option<u32> {
        let first = self.head().start;
        (first > 0).then(|| (first / self.size) as u32)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn archive(count: usize) -> Archive {
        Archive { count, size: 20 }
    }

    #[test]
    fn pages_are_numbered_from_the_oldest() {
        let archive = archive(45);
        assert_eq!(archive.sealed(), 2);
        assert_eq!(archive.page(1), 0..20);
        assert_eq!(archive.page(2), 20..40);
        assert_eq!(archive.head(), 20..45);
        assert_eq!(archive.below_head(), Some(1));
    }

    #[test]
    fn short_lists_have_only_a_head() {
        assert_eq!(archive(0).head(), 0..0);
        assert_eq!(archive(7).head(), 0..7);
        assert_eq!(archive(7).sealed(), 0);
        assert_eq!(archive(7).below_head(), None);
        assert_eq!(archive(20).head(), 0..20);
        assert_eq!(archive(39).head(), 0..39);
    }

    #[test]
    fn every_item_is_reachable_and_sealed_pages_never_change() {
        for count in 0..200 {
            let before = archive(count);
            let after = archive(count + 1);
            for number in 1..=before.sealed() {
                assert_eq!(before.page(number), after.page(number));
            }
            let older = before.below_head().map_or(0, |number| before.page(number).end);
            assert_eq!(older, before.head().start, "no gap below the head at {count}");
        }
    }
}
