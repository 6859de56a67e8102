//! What is kept for somebody who may never come for it: found by its key, and when there is too much the oldest goes.

use std::borrow::Borrow;
use std::collections::{BTreeMap, HashMap};
use std::hash::Hash;

/// A map of at most so many things, which knows the order in which they came.
#[derive(Debug)]
pub(super) struct Shelf<K, V> {
    things: HashMap<K, (u64, V)>,
    /// By the number under which they came.
    order: BTreeMap<u64, K>,
    came: u64,
    most: usize,
}

impl<K: Clone + Eq + Hash, V> Shelf<K, V> {
    /// Keeps `most` things.
    pub fn new(most: usize) -> Self {
        Self { things: HashMap::new(), order: BTreeMap::new(), came: 0, most }
    }

    pub fn get<Q: Eq + Hash + ?Sized>(&self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
    {
        self.things.get(key).map(|(_, thing)| thing)
    }

    pub fn get_mut<Q: Eq + Hash + ?Sized>(&mut self, key: &Q) -> Option<&mut V>
    where
        K: Borrow<Q>,
    {
        self.things.get_mut(key).map(|(_, thing)| thing)
    }

    pub fn contains<Q: Eq + Hash + ?Sized>(&self, key: &Q) -> bool
    where
        K: Borrow<Q>,
    {
        self.things.contains_key(key)
    }

    pub fn iter(&self) -> impl Iterator<Item = (&K, &V)> {
        self.things.iter().map(|(key, (_, thing))| (key, thing))
    }

    /// Lays a thing there as the newest; gives back what had to go for it: the oldest, or what lay there under this key.
    #[must_use = "drop it outside of any lock"]
    pub fn put(&mut self, key: K, thing: V) -> Option<V> {
        self.came += 1;
        self.order.insert(self.came, key.clone());
        if let Some((before, thing)) = self.things.insert(key, (self.came, thing)) {
            self.order.remove(&before);
            return Some(thing);
        }
        if self.things.len() > self.most { self.take_oldest() } else { None }
    }

    pub fn take<Q: Eq + Hash + ?Sized>(&mut self, key: &Q) -> Option<V>
    where
        K: Borrow<Q>,
    {
        let (came, thing) = self.things.remove(key)?;
        self.order.remove(&came);
        Some(thing)
    }

    /// Keeps only what passes.
    pub fn retain(&mut self, keep: impl Fn(&K, &V) -> bool) {
        let Self { things, order, .. } = self;
        things.retain(|key, (came, thing)| {
            let stays = keep(key, thing);
            if !stays {
                order.remove(came);
            }
            stays
        });
    }

    /// Takes what has lain there longest.
    pub fn take_oldest(&mut self) -> Option<V> {
        let (_, key) = self.order.pop_first()?;
        self.things.remove(&key).map(|(_, thing)| thing)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[derive(Debug, Clone)]
    enum Act {
        Put(u8),
        Take(u8),
        KeepEven,
    }

    fn acts() -> impl Strategy<Value = Vec<Act>> {
        let act = prop_oneof![
            6 => any::<u8>().prop_map(Act::Put),
            5 => any::<u8>().prop_map(Act::Take),
            1 => Just(Act::KeepEven)
        ];
        proptest::collection::vec(act, 0..2_000)
    }

    proptest! {
        /// Beside a list that is searched from end to end.
        #[test]
        fn the_oldest_that_is_still_there_goes(most in 1_usize..40, acts in acts()) {
            let (mut shelf, mut plain) = (Shelf::new(most), Vec::<(u8, usize)>::new());
            for (number, act) in acts.into_iter().enumerate() {
                match act {
                    Act::Put(key) => {
                        let before = plain.iter().position(|(known, _)| *known == key).map(|at| plain.remove(at).1);
                        plain.push((key, number));
                        let gone = if plain.len() > most { Some(plain.remove(0).1) } else { before };
                        prop_assert_eq!(shelf.put(key, number), gone);
                    }
                    Act::Take(key) => {
                        let taken = plain.iter().position(|(known, _)| *known == key).map(|at| plain.remove(at).1);
                        prop_assert_eq!(shelf.take(&key), taken);
                    }
                    Act::KeepEven => {
                        plain.retain(|(key, _)| key % 2 == 0);
                        shelf.retain(|key, _| key % 2 == 0);
                    }
                }
                let mut there: Vec<(u8, usize)> = shelf.iter().map(|(key, number)| (*key, *number)).collect();
                there.sort_by_key(|(_, number)| *number);
                prop_assert_eq!(&there, &plain);
                prop_assert_eq!(shelf.order.len(), plain.len());
            }
        }
    }

    #[test]
    fn what_waits_long_is_not_driven_out_by_what_comes_and_goes() {
        let mut shelf = Shelf::new(2);
        assert_eq!(shelf.put(0, "held for an officer"), None);
        for number in 1..100_000 {
            assert_eq!(shelf.put(number, "asked and answered"), None);
            assert!(shelf.take(&number).is_some());
        }
        assert_eq!(shelf.get(&0), Some(&"held for an officer"));
        assert_eq!(shelf.order.len(), 1);
    }
}
