//! Values that are made when they are asked for, and forgotten when nobody has asked for them in a long time.

use rustc_hash::FxHashMap;
use std::sync::{Mutex, PoisonError};

const SHARDS: usize = 16;

/// Values by number, the most recent ones remembered.
#[derive(Debug)]
pub struct Recent<T> {
    shards: [Mutex<Shard<T>>; SHARDS],
    /// Values in a generation of a shard.
    room: usize,
}

/// Two generations: when the young one is full, the old one is forgotten.
#[derive(Debug)]
struct Shard<T> {
    young: FxHashMap<usize, T>,
    old: FxHashMap<usize, T>,
}

impl<T: Clone> Recent<T> {
    /// Room for about so many.
    pub fn new(room: usize) -> Self {
        let shard = |_| Mutex::new(Shard { young: FxHashMap::default(), old: FxHashMap::default() });
        Self { shards: std::array::from_fn(shard), room: (room / SHARDS / 2).max(1) }
    }

    /// The value of a number, which `make` makes if it is not remembered.
    pub fn get_or_make(&self, at: usize, make: impl FnOnce() -> T) -> T {
        let shard = || self.shards[at % SHARDS].lock().unwrap_or_else(PoisonError::into_inner);
        {
            let mut shard = shard();
            if let Some(known) = shard.young.get(&at) {
                return known.clone();
            }
            if let Some(known) = shard.old.remove(&at) {
                self.put(&mut shard, at, known.clone());
                return known;
            }
        }
        let made = make();
        self.put(&mut shard(), at, made.clone());
        made
    }

    fn put(&self, shard: &mut Shard<T>, at: usize, value: T) {
        if shard.young.len() >= self.room {
            shard.old = std::mem::take(&mut shard.young);
        }
        shard.young.insert(at, value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_for_stays_and_the_rest_goes() {
        let recent: Recent<usize> = Recent::new(64);
        let mut made = 0;
        for at in 0..1000 {
            assert_eq!(recent.get_or_make(at, || at * 2), at * 2);
            recent.get_or_make(3, || {
                made += 1;
                6
            });
        }
        assert_eq!(made, 1, "it is asked for all the time");
        assert!(recent.shards.iter().all(|shard| {
            let shard = shard.lock().expect("sound");
            shard.young.len() + shard.old.len() <= 4
        }));
    }
}
