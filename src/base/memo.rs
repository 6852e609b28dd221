//! Values that are made when they are first asked for, by number.
//!
//! Of a hundred thousand articles a page shows thirty. Room is made for a piece at a time, so that a memo that nobody asks
//! costs nothing.

use std::sync::OnceLock;

/// Values in a piece.
const PIECE: usize = 128;

/// Values by number, each made once.
#[derive(Debug)]
pub struct Memo<T>(Box<[OnceLock<Piece<T>>]>);

type Piece<T> = Box<[OnceLock<T>]>;

impl<T> Memo<T> {
    /// Room for so many.
    pub fn new(count: usize) -> Self {
        Self((0..count.div_ceil(PIECE)).map(|_| OnceLock::new()).collect())
    }

    /// The value of a number, which `make` makes the first time.
    ///
    /// # Panics
    /// When there is no room for that number.
    pub fn get_or_init(&self, at: usize, make: impl FnOnce() -> T) -> &T {
        let piece = self.0[at / PIECE].get_or_init(|| (0..PIECE).map(|_| OnceLock::new()).collect());
        piece[at % PIECE].get_or_init(make)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_made_once() {
        let memo: Memo<usize> = Memo::new(300);
        assert_eq!((*memo.get_or_init(299, || 1), *memo.get_or_init(299, || 2), *memo.get_or_init(0, || 3)), (1, 1, 3));
    }
}
