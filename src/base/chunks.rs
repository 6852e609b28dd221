//! A long immutable array that is cheap to copy with a few items replaced.
//!
//! An archive of a hundred thousand articles changes one at a time. The array is cut into pieces that copies share; a copy
//! with one item replaced clones the piece which holds it and counts references to the others.

use std::ops::{Index, IndexMut};
use std::sync::Arc;

/// Items in a piece: cloning one costs about as much as copying the table of pieces of a very long array.
const PIECE: usize = 256;
/// What must not be when an array is changed in place.
const SHARED: &str = "an array that is being made is not shared";

/// An array in pieces.
#[derive(Clone, Debug)]
pub struct Chunks<T> {
    pieces: Vec<Arc<Vec<T>>>,
    len: usize,
}

impl<T> Default for Chunks<T> {
    fn default() -> Self {
        Self { pieces: Vec::new(), len: 0 }
    }
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

    /// Adds an item at the end.
    ///
    /// # Panics
    /// When the array is shared: it grows while it is made, and not later.
    pub fn push(&mut self, item: T) {
        if self.len.is_multiple_of(PIECE) {
            self.pieces.push(Arc::new(Vec::with_capacity(PIECE)));
        }
        let piece = self.pieces.last_mut().and_then(Arc::get_mut).expect(SHARED);
        piece.push(item);
        self.len += 1;
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
        Arc::make_mut(&mut self.pieces[at / PIECE])[at % PIECE] = item;
    }
}

impl<T> FromIterator<T> for Chunks<T> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        let mut chunks = Self::default();
        items.into_iter().for_each(|item| chunks.push(item));
        chunks
    }
}

impl<T> Index<usize> for Chunks<T> {
    type Output = T;

    fn index(&self, at: usize) -> &T {
        &self.pieces[at / PIECE][at % PIECE]
    }
}

impl<T> IndexMut<usize> for Chunks<T> {
    /// # Panics
    /// When the array is shared: see [`replace`](Chunks::replace).
    fn index_mut(&mut self, at: usize) -> &mut T {
        &mut Arc::get_mut(&mut self.pieces[at / PIECE]).expect(SHARED)[at % PIECE]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_with_one_item_replaced_leaves_the_first_alone() {
        let first: Chunks<usize> = (0..600).collect();
        let mut second = first.clone();
        second.replace(300, 7);
        assert_eq!((first[300], second[300], second[599], second.len()), (300, 7, 599, 600));
        assert!(Arc::ptr_eq(&first.pieces[0], &second.pieces[0]));
        assert_eq!(first.iter().copied().collect::<Vec<_>>(), (0..600).collect::<Vec<_>>());
        assert_eq!((first.get(600), Chunks::<u8>::default().is_empty()), (None, true));
    }
}
