//! Anchors that are unique in one document.

use rustc_hash::FxHashMap;

/// The anchors of a document, in order.
#[derive(Debug, Default)]
pub(super) struct Ids {
    list: Vec<String>,
    /// For each anchor the number that the next one of its name is given.
    next: FxHashMap<String, u32>,
}

impl Ids {
    /// Takes an anchor: the wanted one, or the first of `wanted-1`, `wanted-2`, … that is free. An anchor depends
    /// only on what stands before it, so adding a heading below changes none.
    pub(super) fn take(&mut self, wanted: &str) -> String {
        let Some(&next) = self.next.get(wanted) else {
            self.note(wanted);
            return wanted.to_owned();
        };
        let mut number = next;
        let id = loop {
            let id = format!("{wanted}-{number}");
            number += 1;
            if !self.next.contains_key(&id) {
                break id;
            }
        };
        self.next.insert(wanted.to_owned(), number);
        self.note(&id);
        id
    }

    /// Records an anchor that is written in any case, and says whether it was free.
    pub(super) fn note(&mut self, id: &str) -> Noted {
        if self.next.contains_key(id) {
            return Noted::Taken;
        }
        self.next.insert(id.to_owned(), 1);
        self.list.push(id.to_owned());
        Noted::Free
    }

    pub(super) fn into_list(self) -> Vec<String> {
        self.list
    }
}

/// Whether an anchor was free.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Noted {
    Free,
    Taken,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repeated_names_are_numbered_past_those_that_are_taken() {
        let mut ids = Ids::default();
        assert_eq!(ids.note("a-1"), Noted::Free);
        let taken: Vec<String> = ["a", "a", "a", "b"].iter().map(|id| ids.take(id)).collect();
        assert_eq!(taken, ["a", "a-2", "a-3", "b"]);
        assert_eq!(ids.note("b"), Noted::Taken);
        assert_eq!(ids.into_list(), ["a-1", "a", "a-2", "a-3", "b"]);
    }
}
