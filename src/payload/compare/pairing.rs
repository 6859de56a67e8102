//! Which unit or detail of the answer stands for which of the expectation, in near-linear time.
//!
//! An entry is hashed by its item and meaning; a group's sum of hashes does not depend on order, and leaving one item out
//! is a subtraction. A chance equality of sums can only pair badly, never hide a difference: pairs are compared again.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use super::Known;
use crate::model::{Entry, ItemCode, Unit};
use crate::payload::content::group_of;
use crate::payload::meaning::meaning;

/// A head or a detail, ready to be matched by the items asked for.
pub(super) struct Node<'a> {
    /// Its place in the layout's groups; one beyond the last if it has no item of any.
    pub group: usize,
    pub entries: &'a [Entry],
    hashes: Vec<(ItemCode, u64)>,
    sum: u64,
}

impl<'a> Node<'a> {
    fn of(group: usize, entries: &'a [Entry], known: &Known<'_>) -> Self {
        let hash = |entry: &Entry| hash_of(&(entry.item, meaning(known.kind(entry.item), &entry.value)));
        let asked = entries.iter().filter(|entry| known.is_asked(entry.item));
        let hashes: Vec<(ItemCode, u64)> = asked.map(|entry| (entry.item, hash(entry))).collect();
        let sum = hashes.iter().fold(0u64, |sum, (_, hash)| sum.wrapping_add(*hash));
        Self { group, entries, hashes, sum }
    }

    /// Equal for equal content.
    pub(super) fn signature(&self) -> u64 {
        hash_of(&(self.group, self.sum))
    }

    /// Whether both hold the same asked items with the same meaning and nothing else: safe against chance, because each
    /// item's own hash is compared.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        self.group == other.group
            && self.entries.len() == self.hashes.len()
            && other.entries.len() == other.hashes.len()
            && self.hashes.len() == other.hashes.len()
            && self.hashes.iter().all(|hash| other.hashes.contains(hash))
    }

    fn of_item(&self, item: ItemCode) -> Option<u64> {
        self.hashes.iter().find(|(code, _)| *code == item).map(|(_, hash)| *hash)
    }

    fn key(&self, items: &[ItemCode]) -> Option<u64> {
        let mut parts = items.iter().filter_map(|item| self.of_item(*item)).peekable();
        parts.peek()?;
        Some(hash_of(&(self.group, parts.fold(0u64, u64::wrapping_add))))
    }

    fn without(&self, item: ItemCode) -> u64 {
        hash_of(&(self.group, item, self.sum.wrapping_sub(self.of_item(item).unwrap_or_default())))
    }

    /// More items agree than differ.
    fn is_like(&self, other: &Self) -> bool {
        let agree = self.hashes.iter().filter(|hash| other.hashes.contains(hash)).count();
        agree * 2 > self.hashes.len().max(other.hashes.len())
    }
}

/// A unit, ready to be matched.
pub(super) struct UnitNode<'a> {
    pub head: Node<'a>,
    pub details: Vec<Node<'a>>,
}

impl<'a> UnitNode<'a> {
    pub(super) fn of(unit: &'a Unit, known: &Known<'_>) -> Self {
        let layout = known.question.layout;
        let of_no_group = layout.groups.len();
        let details = unit
            .details
            .iter()
            .map(|detail| Node::of(group_of(layout, detail).unwrap_or(of_no_group), &detail.entries, known))
            .collect();
        Self { head: Node::of(0, &unit.head, known), details }
    }

    /// Equal for equal content, details in any order.
    pub(super) fn signature(&self) -> u64 {
        let details = self.details.iter().fold(0u64, |sum, detail| sum.wrapping_add(detail.signature()));
        hash_of(&(self.head.sum, details))
    }
}

/// The keys are ours, so a fixed hasher will do; a run gives the same pairs every time.
fn hash_of(value: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

/// Pairs, and what is left on each side, in order.
pub(super) struct Matched {
    pub pairs: Vec<(usize, usize)>,
    pub missing: Vec<usize>,
    pub extra: Vec<usize>,
}

pub(super) fn pair_units(known: &Known<'_>, expected: &[UnitNode<'_>], actual: &[UnitNode<'_>]) -> Matched {
    let mut missing: Vec<usize> = (0..expected.len()).collect();
    let mut extra: Vec<usize> = (0..actual.len()).collect();
    let mut pairs = Vec::with_capacity(expected.len());
    let whole = |units: &[UnitNode<'_>], at: usize| Some(units[at].signature());
    pair_by(&mut missing, &mut extra, |at| whole(expected, at), |at| whole(actual, at), |_, _| true, &mut pairs);
    let ours = |at: usize| &expected[at].head;
    let theirs = |at: usize| &actual[at].head;
    let head = |node: &Node<'_>| Some(node.sum);
    pair_by(&mut missing, &mut extra, |at| head(ours(at)), |at| head(theirs(at)), |_, _| true, &mut pairs);
    let mut near = Near { known, group: 0, left: &mut missing, right: &mut extra, pairs: &mut pairs };
    near.pair(ours, theirs);
    pairs.sort_unstable();
    Matched { pairs, missing, extra }
}

/// Pairs what is left of two units' details by likeness, group by group.
pub(super) fn pair_details(
    known: &Known<'_>,
    expected: &[Node<'_>],
    actual: &[Node<'_>],
    left: &mut Vec<usize>,
    right: &mut Vec<usize>,
) -> Vec<(usize, usize)> {
    let mut pairs = Vec::new();
    for group in 1..known.question.layout.groups.len() {
        let of_group = |nodes: &[Node<'_>], at: &usize| nodes[*at].group == group;
        let mut mine: Vec<usize> = left.extract_if(.., |at| of_group(expected, at)).collect();
        let mut yours: Vec<usize> = right.extract_if(.., |at| of_group(actual, at)).collect();
        Near { known, group, left: &mut mine, right: &mut yours, pairs: &mut pairs }
            .pair(|at| &expected[at], |at| &actual[at]);
        left.append(&mut mine);
        right.append(&mut yours);
    }
    left.sort_unstable();
    right.sort_unstable();
    pairs
}

/// Pairing by likeness: same key, then all but one item, then one key item and more items that agree than differ.
struct Near<'a> {
    known: &'a Known<'a>,
    group: usize,
    left: &'a mut Vec<usize>,
    right: &'a mut Vec<usize>,
    pairs: &'a mut Vec<(usize, usize)>,
}

impl Near<'_> {
    fn pair<'n>(&mut self, ours: impl Fn(usize) -> &'n Node<'n>, theirs: impl Fn(usize) -> &'n Node<'n>) {
        let layout = self.known.question.layout;
        let asked = |item: &ItemCode| self.known.is_asked(*item);
        let key: Vec<ItemCode> = layout.groups[self.group].key.iter().copied().filter(asked).collect();
        let items: Vec<ItemCode> = layout.items_of(self.group).map(|item| item.code).filter(asked).collect();
        self.by(&ours, &theirs, |node| node.key(&key), |_, _| true);
        for item in items {
            self.by(&ours, &theirs, |node| Some(node.without(item)), |_, _| true);
        }
        for item in key {
            self.by(&ours, &theirs, |node| node.key(&[item]), Node::is_like);
        }
    }

    fn by<'n>(
        &mut self,
        ours: &impl Fn(usize) -> &'n Node<'n>,
        theirs: &impl Fn(usize) -> &'n Node<'n>,
        sign: impl Fn(&Node<'_>) -> Option<u64>,
        accept: impl Fn(&Node<'n>, &Node<'n>) -> bool,
    ) {
        let accept = |one, other| accept(ours(one), theirs(other));
        pair_by(self.left, self.right, |at| sign(ours(at)), |at| sign(theirs(at)), accept, self.pairs);
    }
}

/// Moves to `pairs` what has the same signature on both sides, first come first served; `None` pairs with nothing.
/// Only the first in line is offered to `accept`, so the work stays near-linear.
pub(super) fn pair_by<T: Copy + Eq + Hash>(
    left: &mut Vec<T>,
    right: &mut Vec<T>,
    sign_left: impl Fn(T) -> Option<u64>,
    sign_right: impl Fn(T) -> Option<u64>,
    accept: impl Fn(T, T) -> bool,
    pairs: &mut Vec<(T, T)>,
) {
    if left.is_empty() || right.is_empty() {
        return;
    }
    // Most answers hold a unit or two: no table is worth its making then.
    if let ([one], [other]) = (left.as_slice(), right.as_slice()) {
        let (one, other) = (*one, *other);
        if sign_left(one).is_some_and(|sign| sign_right(other) == Some(sign)) && accept(one, other) {
            pairs.push((one, other));
            left.clear();
            right.clear();
        }
        return;
    }
    let mut waiting: HashMap<u64, Vec<usize>> = HashMap::with_capacity(right.len());
    for (at, candidate) in right.iter().enumerate().rev() {
        if let Some(sign) = sign_right(*candidate) {
            waiting.entry(sign).or_default().push(at);
        }
    }
    let mut taken = vec![false; right.len()];
    left.retain(|one| {
        let Some(line) = sign_left(*one).and_then(|sign| waiting.get_mut(&sign)) else { return true };
        match line.last() {
            Some(at) if accept(*one, right[*at]) => {
                taken[*at] = true;
                pairs.push((*one, right[*at]));
                line.pop();
                false
            }
            _ => true,
        }
    });
    let mut at = 0;
    right.retain(|_| {
        at += 1;
        !taken[at - 1]
    });
}
