//! A long immutable array that is cheap to copy with a few items replaced.
//!
//! An archive of a hundred thousand articles changes one at a time. The array is cut into pieces that copies share; a copy
//! with one item replaced clones the piece which holds it and counts references to the others.

use std::ops::Index;
use std::sync::Arc;

/// Items in a piece: cloning one costs about as much as copying the table of pieces of a very long array.
const PIECE: usize = 256;

/// An array in pieces.
#[derive(Clone, Debug)]
pub struct Chunks<T> {
    pieces: Vec<Arc<[T]>>,
    len: usize,
}

impl<T> Chunks<T> {
    /// How many items there are.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The item at a place.
    pub fn get(&self, at: usize) -> Option<&T> {
        self.pieces.get(at / PIECE)?.get(at % PIECE)
    }

    /// All items in order.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &T> {
        self.pieces.iter().flat_map(|piece| piece.iter())
    }
}

impl<T: Clone> Chunks<T> {
    /// Replaces the item at a place; other copies keep theirs.
    ///
    /// # Panics
    /// When there is no such place.
    pub fn replace(&mut self, at: usize, item: T) {
        let piece = &mut self.pieces[at / PIECE];
        let mut items = piece.to_vec();
        items[at % PIECE] = item;
        *piece = items.into();
    }
}

impl<T> From<Vec<T>> for Chunks<T> {
    fn from(items: Vec<T>) -> Self {
        let len = items.len();
        let mut pieces = Vec::with_capacity(len.div_ceil(PIECE));
        let mut items = items.into_iter();
        while items.len() > 0 {
            pieces.push(items.by_ref().take(PIECE).collect());
        }
        Self { pieces, len }
    }
}

impl<T> Index<usize> for Chunks<T> {
    type Output = T;

    fn index(&self, at: usize) -> &T {
        &self.pieces[at / PIECE][at % PIECE]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_with_one_item_replaced_leaves_the_first_alone() {
        let first: Chunks<usize> = (0..600).collect::<Vec<_>>().into();
        let mut second = first.clone();
        second.replace(300, 7);
        assert_eq!((first[300], second[300], second[599], second.len()), (300, 7, 599, 600));
        assert!(Arc::ptr_eq(&first.pieces[0], &second.pieces[0]));
        assert_eq!(first.iter().copied().collect::<Vec<_>>(), (0..600).collect::<Vec<_>>());
        assert_eq!((first.get(600), Chunks::<u8>::from(Vec::new()).is_empty()), (None, true));
    }
}
