//! Strings kept once each and told by a number: one buffer for all of them, so that a name costs its letters and 12 bytes.

use std::hash::{DefaultHasher, Hasher};

/// A slot of the hash table without a name.
const EMPTY: u32 = u32::MAX;

/// The first size of the hash table; always a power of two.
const SLOTS_MIN: usize = 16;

/// A set of strings in the order of their first sight.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Names {
    text: String,
    /// Where each name ends in `text`.
    ends: Vec<usize>,
    /// Open addressing with linear probing, at most three quarters full.
    slots: Vec<u32>,
}

impl Names {
    /// Makes room for so many more names.
    pub(super) fn reserve(&mut self, names: usize) {
        self.ends.reserve_exact(names);
        self.grow(self.ends.len() + names);
    }

    /// The number of a name, new if never seen.
    pub(super) fn intern(&mut self, name: &str) -> u32 {
        self.grow(self.ends.len() + 1);
        let slot = self.slot(name);
        if self.slots[slot] == EMPTY {
            self.slots[slot] = self.ends.len() as u32;
            self.text.push_str(name);
            self.ends.push(self.text.len());
        }
        self.slots[slot]
    }

    /// The number of a name, if seen.
    pub(super) fn find(&self, name: &str) -> Option<u32> {
        if self.slots.is_empty() {
            return None;
        }
        Some(self.slots[self.slot(name)]).filter(|number| *number != EMPTY)
    }

    /// The name of a number; empty for a number never given.
    pub(super) fn get(&self, number: u32) -> &str {
        let index = number as usize;
        let Some(end) = self.ends.get(index) else { return "" };
        let start = if index == 0 { 0 } else { self.ends[index - 1] };
        &self.text[start..*end]
    }

    /// Bytes on the heap, for the test of the memory a trial takes.
    #[cfg(test)]
    pub(super) fn heap_bytes(&self) -> usize {
        self.text.capacity() + self.ends.capacity() * size_of::<usize>() + self.slots.capacity() * size_of::<u32>()
    }

    /// The slot that holds the name, or the empty one where it belongs. The table is never full, so the walk ends.
    fn slot(&self, name: &str) -> usize {
        let mask = self.slots.len() - 1;
        let mut slot = hash(name) & mask;
        while self.slots[slot] != EMPTY && self.get(self.slots[slot]) != name {
            slot = (slot + 1) & mask;
        }
        slot
    }

    fn grow(&mut self, names: usize) {
        let needed = (names + names / 3 + 1).next_power_of_two().max(SLOTS_MIN);
        if needed <= self.slots.len() {
            return;
        }
        self.slots = vec![EMPTY; needed];
        for number in 0..self.ends.len() as u32 {
            let slot = self.slot(self.get(number));
            self.slots[slot] = number;
        }
    }
}

fn hash(name: &str) -> usize {
    let mut hasher = DefaultHasher::new();
    hasher.write(name.as_bytes());
    hasher.finish() as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_has_one_number_and_a_number_one_name() {
        let mut names = Names::default();
        assert_eq!(names.find("B市"), None);
        let words: Vec<String> = (0..5_000).map(|i| format!("K{i}@b-shi")).collect();
        for round in 0..2 {
            for (i, word) in words.iter().enumerate() {
                assert_eq!(names.intern(word), i as u32, "round {round}");
            }
        }
        assert!(words.iter().enumerate().all(|(i, word)| names.get(i as u32) == word));
        assert_eq!(names.find("K5000@b-shi"), None);
        assert_eq!(names.intern(""), 5_000);
        assert_eq!((names.find(""), names.get(5_000), names.get(9_999)), (Some(5_000), "", ""));
    }
}
