//! Expected against actual, item by item, as the items mean.
//!
//! Order is free between units, and between the details of one unit; nothing else is. The expectation is complete:
//! every item that comes back must be expected, so that an alteration of any registered item goes red. Not seen: white
//! space around a value, 和暦 against 西暦 for dates, full against half width for dates, amounts and
//! `text-any-width`, commas and 円 of amounts.
//!
//! Units are matched by the layout's key (or by their whole content) in near-linear time. What the key does not match is
//! paired when at most one item differs, or more items agree than differ; the rest is missing or extra, with the reason
//! the 照会条件 gives. A unit is numbered as in the expectation, an extra one as in the answer.

mod cause;
mod pairing;

use std::borrow::Cow;
use std::collections::HashSet;

use self::cause::Rank;
use self::pairing::{Node, UnitNode, pair_by, pair_details, pair_units};
use super::content::{REASON_OF_NULL, detail_path, unit_path};
use super::difference::{Cause, Difference, DifferenceKind};
use super::meaning::meaning;
use crate::model::layout::{Item, ItemKind};
use crate::model::{CivilDate, Entry, ItemCode, Layout, Place, QueryCondition, Unit, Value};

/// What was asked, so that a comparison knows which items may be there and why a unit should or should not.
#[derive(Debug, Clone, Copy)]
pub struct Question<'a> {
    /// The layout of both sides.
    pub layout: &'a Layout,
    /// The items asked for; empty: all of them.
    pub items: &'a [ItemCode],
    /// The condition.
    pub condition: QueryCondition,
    /// 現時点 of the case.
    pub base_date: CivilDate,
    /// Whether a 喪失日 equal to the first day of a range counts as inside it.
    pub loss_day_counts: bool,
}

/// Every difference, in the order of the expectation, then what is extra in the order of the answer. Empty: equal.
pub fn compare(expected: &[Unit], actual: &[Unit], question: &Question<'_>) -> Vec<Difference> {
    let known = Known::of(question);
    let mut comparing = Comparing {
        expected: expected.iter().map(|unit| UnitNode::of(unit, &known)).collect(),
        actual: actual.iter().map(|unit| UnitNode::of(unit, &known)).collect(),
        known,
        found: Vec::new(),
    };
    comparing.units();
    comparing.found.sort_by_key(|(order, _)| *order);
    comparing.found.into_iter().map(|(_, difference)| difference).collect()
}

/// The layout's items by code, and which of them were asked for.
struct Known<'a> {
    question: &'a Question<'a>,
    /// Sorted by code.
    items: Vec<(ItemCode, &'a Item)>,
    /// Sorted.
    asked: Vec<ItemCode>,
}

impl<'a> Known<'a> {
    fn of(question: &'a Question<'a>) -> Self {
        let mut items: Vec<(ItemCode, &Item)> = question.layout.items.iter().map(|item| (item.code, item)).collect();
        items.sort_by_key(|(code, _)| *code);
        let mut asked = question.items.to_vec();
        asked.sort_unstable();
        Self { question, items, asked }
    }

    fn item(&self, code: ItemCode) -> Option<&'a Item> {
        self.items.binary_search_by_key(&code, |(known, _)| *known).ok().map(|at| self.items[at].1)
    }

    fn is_asked(&self, code: ItemCode) -> bool {
        self.asked.is_empty() || self.asked.binary_search(&code).is_ok()
    }

    /// A code the layout does not know is compared as text.
    fn kind(&self, code: ItemCode) -> ItemKind {
        self.item(code).map_or(ItemKind::Text, |item| item.kind)
    }

    fn name(&self, code: ItemCode) -> Cow<'a, str> {
        self.item(code).map_or_else(|| Cow::Owned(code.to_string()), |item| Cow::Borrowed(item.name.as_str()))
    }
}

/// A detail: its unit's place and its own in that unit.
type DetailAt = (usize, usize);

struct Comparing<'a> {
    known: Known<'a>,
    expected: Vec<UnitNode<'a>>,
    actual: Vec<UnitNode<'a>>,
    /// Each with its place in the order of telling.
    found: Vec<(usize, Difference)>,
}

impl Comparing<'_> {
    fn units(&mut self) {
        let matched = pair_units(&self.known, &self.expected, &self.actual);
        let mut lost: Vec<DetailAt> = Vec::new();
        let mut stray: Vec<DetailAt> = Vec::new();
        for (ours, theirs) in &matched.pairs {
            let path = |known: &Known<'_>| unit_path(known.question.layout, *ours);
            let (one, other) = (&self.expected[*ours].head, &self.actual[*theirs].head);
            entries(&self.known, one, other, path, |difference| self.found.push((*ours, difference)));
            let (left, right) = equal_details(&self.expected[*ours], &self.actual[*theirs]);
            lost.extend(left.into_iter().map(|detail| (*ours, detail)));
            stray.extend(right.into_iter().map(|detail| (*theirs, detail)));
        }
        let partners = Partners::of(&matched.pairs, self.expected.len(), self.actual.len());
        // The details of a missing unit are part of it, but they may stand under another one.
        lost.extend(matched.missing.iter().flat_map(|unit| all_details(&self.expected, *unit)));
        stray.extend(matched.extra.iter().flat_map(|unit| all_details(&self.actual, *unit)));
        self.moved(&partners, &mut lost, &mut stray);
        self.near_details(&partners, &lost, &stray);
        self.missing_and_extra(&matched.missing, &matched.extra);
    }

    /// Details that are lost here and stand, unchanged, under another unit.
    fn moved(&mut self, partners: &Partners, lost: &mut Vec<DetailAt>, stray: &mut Vec<DetailAt>) {
        let sign = |units: &[UnitNode<'_>], (unit, detail): DetailAt| Some(units[unit].details[detail].signature());
        let apart = |(ours, _): DetailAt, (theirs, _): DetailAt| {
            partners.of_expected(ours) != Some(theirs)
                && (partners.of_expected(ours).is_some() || partners.of_actual(theirs).is_some())
        };
        let mut moves = Vec::new();
        pair_by(lost, stray, |at| sign(&self.expected, at), |at| sign(&self.actual, at), apart, &mut moves);
        for ((ours, detail), (theirs, _)) in moves {
            let node = &self.expected[ours].details[detail];
            let layout = self.known.question.layout;
            let mut difference = self.about_detail(DifferenceKind::MovedDetail, &self.expected, ours, detail);
            difference.expected = Some(cause::whose(&self.known, self.expected[ours].head.entries));
            difference.actual = Some(cause::whose(&self.known, self.actual[theirs].head.entries));
            difference.cause = Some(Cause::UnderAnother {
                expected_under: cause::label(&self.known, layout.groups.first(), self.expected[ours].head.entries),
                stands_under: cause::label(&self.known, layout.groups.first(), self.actual[theirs].head.entries),
            });
            difference.source = source_of(node.entries);
            self.found.push((ours, difference));
        }
    }

    /// What is left under both units of a pair is paired by likeness; the rest is missing or extra.
    fn near_details(&mut self, partners: &Partners, lost: &[DetailAt], stray: &[DetailAt]) {
        let mut left: Vec<Vec<usize>> = vec![Vec::new(); self.expected.len()];
        let mut right: Vec<Vec<usize>> = vec![Vec::new(); self.expected.len()];
        for (ours, detail) in lost.iter().filter(|(ours, _)| partners.of_expected(*ours).is_some()) {
            left[*ours].push(*detail);
        }
        for (theirs, detail) in stray {
            if let Some(ours) = partners.of_actual(*theirs) {
                right[ours].push(*detail);
            }
        }
        for (ours, (mut left, mut right)) in left.into_iter().zip(right).enumerate() {
            let Some(theirs) = partners.of_expected(ours) else { continue };
            let (one, other) = (&self.expected[ours].details, &self.actual[theirs].details);
            let pairs = pair_details(&self.known, one, other, &mut left, &mut right);
            for (mine, yours) in pairs {
                let (one, other) = (&self.expected[ours].details[mine], &self.actual[theirs].details[yours]);
                let path = |known: &Known<'_>| path_of_detail(known, &self.expected, ours, mine);
                entries(&self.known, one, other, path, |difference| self.found.push((ours, difference)));
            }
            for detail in left {
                let mut difference = self.about_detail(DifferenceKind::MissingDetail, &self.expected, ours, detail);
                let node = &self.expected[ours].details[detail];
                difference.expected = Some(self.detail_label(node));
                difference.source = source_of(node.entries);
                difference.cause = self.detail_cause(node, &self.expected[ours].head, Side::Expected);
                self.found.push((ours, difference));
            }
            if right.is_empty() {
                continue;
            }
            let known: HashSet<u64> = self.expected[ours].details.iter().map(Node::signature).collect();
            for detail in right {
                let mut difference = self.about_detail(DifferenceKind::ExtraDetail, &self.actual, theirs, detail);
                difference.path = path_under(&self.known, &self.actual, theirs, detail, ours);
                let node = &self.actual[theirs].details[detail];
                difference.actual = Some(self.detail_label(node));
                difference.cause = if known.contains(&node.signature()) {
                    Some(Cause::Repeated)
                } else {
                    self.detail_cause(node, &self.actual[theirs].head, Side::Actual)
                };
                self.found.push((ours, difference));
            }
        }
    }

    fn missing_and_extra(&mut self, missing: &[usize], extra: &[usize]) {
        if missing.is_empty() && extra.is_empty() {
            return;
        }
        let layout = self.known.question.layout;
        let newest = cause::newest(&self.known, self.expected.iter().chain(&self.actual).map(|unit| unit.head.entries));
        let known: HashSet<u64> = self.expected.iter().map(UnitNode::signature).collect();
        let about = |comparing: &Self, kind, number, head: &[Entry]| Difference {
            kind,
            path: unit_path(layout, number),
            item: None,
            name: element_name(layout, 0),
            expected: None,
            actual: None,
            source: None,
            cause: cause::of_unit(&comparing.known, head, newest, Side::of(kind)),
        };
        for unit in missing {
            let head = self.expected[*unit].head.entries;
            let mut difference = about(self, DifferenceKind::MissingUnit, *unit, head);
            difference.expected = Some(cause::label(&self.known, layout.groups.first(), head));
            let first_detail = self.expected[*unit].details.first().map(|detail| detail.entries);
            difference.source = source_of(head).or_else(|| first_detail.and_then(source_of));
            self.found.push((*unit, difference));
        }
        for unit in extra {
            let head = self.actual[*unit].head.entries;
            let mut difference = about(self, DifferenceKind::ExtraUnit, *unit, head);
            difference.actual = Some(cause::label(&self.known, layout.groups.first(), head));
            if known.contains(&self.actual[*unit].signature()) {
                difference.cause = Some(Cause::Repeated);
            }
            self.found.push((self.expected.len() + *unit, difference));
        }
    }

    fn about_detail(&self, kind: DifferenceKind, side: &[UnitNode<'_>], unit: usize, detail: usize) -> Difference {
        let path = path_of_detail(&self.known, side, unit, detail);
        Difference::at(kind, path, element_name(self.known.question.layout, side[unit].details[detail].group))
    }

    fn detail_label(&self, node: &Node<'_>) -> String {
        cause::label(&self.known, self.known.question.layout.groups.get(node.group), node.entries)
    }

    fn detail_cause(&self, node: &Node<'_>, head: &Node<'_>, side: Side) -> Option<Cause> {
        let time = self.known.question.layout.groups.get(node.group)?.time?;
        let standing = cause::standing(&self.known, cause::days(time, node.entries)?, Rank::Detail);
        let whose = cause::whose(&self.known, head.entries);
        Some(cause::told(standing, side, whose, cause::time_label(time, node.entries)))
    }
}

/// On which side a unit or detail stands alone.
#[derive(Clone, Copy)]
enum Side {
    Expected,
    Actual,
}

impl Side {
    fn of(kind: DifferenceKind) -> Self {
        if kind == DifferenceKind::ExtraUnit { Self::Actual } else { Self::Expected }
    }
}

/// Which unit of the one side belongs to which of the other.
struct Partners {
    expected: Vec<Option<usize>>,
    actual: Vec<Option<usize>>,
}

impl Partners {
    fn of(pairs: &[(usize, usize)], expected: usize, actual: usize) -> Self {
        let mut partners = Self { expected: vec![None; expected], actual: vec![None; actual] };
        for (ours, theirs) in pairs {
            partners.expected[*ours] = Some(*theirs);
            partners.actual[*theirs] = Some(*ours);
        }
        partners
    }

    fn of_expected(&self, unit: usize) -> Option<usize> {
        self.expected[unit]
    }

    fn of_actual(&self, unit: usize) -> Option<usize> {
        self.actual[unit]
    }
}

fn all_details(side: &[UnitNode<'_>], unit: usize) -> impl Iterator<Item = DetailAt> {
    (0..side[unit].details.len()).map(move |detail| (unit, detail))
}

/// What is left of the details of two units when the equal ones are gone.
fn equal_details(ours: &UnitNode<'_>, theirs: &UnitNode<'_>) -> (Vec<usize>, Vec<usize>) {
    let mut left: Vec<usize> = (0..ours.details.len()).collect();
    let mut right: Vec<usize> = (0..theirs.details.len()).collect();
    let sign = |details: &[Node<'_>], at: usize| Some(details[at].signature());
    let same = |one: usize, other: usize| ours.details[one].is_same(&theirs.details[other]);
    pair_by(&mut left, &mut right, |at| sign(&ours.details, at), |at| sign(&theirs.details, at), same, &mut Vec::new());
    (left, right)
}

fn element_name(layout: &Layout, group: usize) -> String {
    layout.groups.get(group).and_then(|group| group.path.last()).cloned().unwrap_or_default()
}

fn path_of_detail(known: &Known<'_>, side: &[UnitNode<'_>], unit: usize, detail: usize) -> String {
    path_under(known, side, unit, detail, unit)
}

/// The path of a detail of `side`, told under the unit of another number.
fn path_under(known: &Known<'_>, side: &[UnitNode<'_>], unit: usize, detail: usize, told_under: usize) -> String {
    let details = &side[unit].details;
    let group = details[detail].group;
    let number = details[..detail].iter().filter(|before| before.group == group).count();
    detail_path(known.question.layout, told_under, group, number)
}

fn source_of(entries: &[Entry]) -> Option<String> {
    entries.iter().map(|entry| &entry.place).find(|place| **place != Place::Nowhere).map(ToString::to_string)
}

/// Compares the items of two heads or two details.
fn entries<'k>(
    known: &Known<'k>,
    expected: &Node<'_>,
    actual: &Node<'_>,
    path: impl Fn(&Known<'k>) -> String,
    mut tell: impl FnMut(Difference),
) {
    let about = |kind, code: ItemCode| Difference {
        item: Some(code),
        ..Difference::at(kind, format!("{}/{}", path(known), known.name(code)), known.name(code))
    };
    for entry in expected.entries {
        let source = (entry.place != Place::Nowhere).then(|| entry.place.to_string());
        let Some(theirs) = find(actual.entries, entry.item) else {
            tell(Difference {
                expected: Some(shown(&entry.value)),
                source,
                ..about(DifferenceKind::MissingItem, entry.item)
            });
            continue;
        };
        // An item nobody asked for must not come, even if the expectation names it.
        if !known.is_asked(entry.item) {
            tell(Difference {
                actual: Some(shown(&theirs.value)),
                source,
                ..about(DifferenceKind::ExtraItem, entry.item)
            });
            continue;
        }
        let kind = known.kind(entry.item);
        if entry.value == theirs.value || meaning(kind, &entry.value) == meaning(kind, &theirs.value) {
            continue;
        }
        let null = matches!(entry.value, Value::Null(_)) || matches!(theirs.value, Value::Null(_));
        tell(Difference {
            expected: Some(shown(&entry.value)),
            actual: Some(shown(&theirs.value)),
            source,
            cause: cause::of_value(kind, &entry.value, &theirs.value),
            ..about(if null { DifferenceKind::WrongNull } else { DifferenceKind::WrongValue }, entry.item)
        });
    }
    for (at, entry) in actual.entries.iter().enumerate() {
        let again = actual.entries[..at].iter().any(|before| before.item == entry.item);
        if again || find(expected.entries, entry.item).is_none() {
            let cause = again.then_some(Cause::Repeated);
            tell(Difference {
                actual: Some(shown(&entry.value)),
                cause,
                ..about(DifferenceKind::ExtraItem, entry.item)
            });
        }
    }
}

/// When the head or detail with these items holds, as people write it.
pub(super) fn time_of(layout: &Layout, entries: &[Entry]) -> Option<String> {
    let time = layout.groups.get(layout.item(entries.first()?.item)?.group)?.time?;
    cause::days(time, entries).map(|_| cause::time_label(time, entries))
}

/// Why two values of one item differ, as far as their texts tell.
pub(super) fn value_cause(kind: ItemKind, expected: &Value, actual: &Value) -> Option<Cause> {
    cause::of_value(kind, expected, actual)
}

fn find(entries: &[Entry], item: ItemCode) -> Option<&Entry> {
    entries.iter().find(|entry| entry.item == item)
}

/// `ReasonOfNull=01` for no value.
pub(super) fn shown(value: &Value) -> String {
    match value {
        Value::Text(text) => text.trim().to_owned(),
        Value::Null(reason) => format!("{REASON_OF_NULL}={reason}"),
    }
}

#[cfg(test)]
mod tests;
