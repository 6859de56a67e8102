//! 試行運用: an answer held against what a paper said, and why they may differ.
//!
//! A paper says less than an answer: only what it says is compared, and nothing that the answer adds is a difference.
//! Units of the paper are laid beside those units of the answer that agree with them most (our assumption; papers name
//! no keys).

use super::compare::{Question, shown, time_of, value_cause};
use super::content::{detail_path, unit_path};
use super::difference::{Cause, Difference, DifferenceKind, Issued};
use super::meaning::{amount, meaning, moment};
use crate::model::layout::{Item, ItemKind};
use crate::model::{CivilDate, Entry, ItemCode, Layout, Moment, Paper, Place, Unit, Value};

/// The coarsest unit to which papers round, yen.
const ROUNDED_TO_YEN_MAX: u64 = 10_000;

/// Everything the paper says and the answer does not, in the order of the paper. Empty: they agree.
pub fn compare_with_paper(paper: &Paper, answer: &[Unit], question: &Question<'_>) -> Vec<Difference> {
    let comparing = Comparing { paper, answer, layout: question.layout, base_date: question.base_date };
    let mut free: Vec<bool> = vec![true; answer.len()];
    let mut found = Vec::new();
    for (number, unit) in paper.units.iter().enumerate() {
        let likest = (0..answer.len()).filter(|at| free[*at]).max_by_key(|at| {
            // Of equals the first.
            (comparing.agreement(unit, &answer[*at]), std::cmp::Reverse(*at))
        });
        match likest {
            Some(at) => {
                free[at] = false;
                comparing.unit(unit, at, &mut found);
            }
            None => found.push(comparing.unit_only_on_paper(unit, number)),
        }
    }
    found
}

struct Comparing<'a> {
    paper: &'a Paper,
    answer: &'a [Unit],
    layout: &'a Layout,
    base_date: CivilDate,
}

impl Comparing<'_> {
    fn item(&self, code: ItemCode) -> Option<&Item> {
        self.layout.item(code)
    }

    fn kind(&self, code: ItemCode) -> ItemKind {
        self.item(code).map_or(ItemKind::Text, |item| item.kind)
    }

    fn same(&self, paper: &Entry, answer: &Entry) -> bool {
        let kind = self.kind(paper.item);
        meaning(kind, &paper.value) == meaning(kind, &answer.value)
    }

    fn agreeing(&self, paper: &[Entry], answer: &[Entry]) -> usize {
        let agrees = |entry: &&Entry| find(answer, entry.item).is_some_and(|theirs| self.same(entry, theirs));
        paper.iter().filter(agrees).count()
    }

    /// How many items of a unit of the paper a unit of the answer has with the same value. What tells units apart
    /// counts before everything else.
    fn agreement(&self, paper: &Unit, answer: &Unit) -> (usize, usize) {
        let key = &self.layout.head().key;
        let in_key: Vec<Entry> = paper.head.iter().filter(|entry| key.contains(&entry.item)).cloned().collect();
        let details = paper.details.iter().map(|detail| {
            let best = answer.details.iter().map(|theirs| self.agreeing(&detail.entries, &theirs.entries)).max();
            best.unwrap_or_default()
        });
        let all = self.agreeing(&paper.head, &answer.head) + details.sum::<usize>();
        (self.agreeing(&in_key, &answer.head), all)
    }

    fn unit(&self, paper: &Unit, at: usize, found: &mut Vec<Difference>) {
        let answer = &self.answer[at];
        let path = unit_path(self.layout, at);
        self.entries(&paper.head, &answer.head, &path, found);
        let group = |entries: &[Entry]| entries.first().and_then(|entry| self.item(entry.item)).map(|item| item.group);
        let mut free: Vec<bool> = vec![true; answer.details.len()];
        for detail in &paper.details {
            let of = group(&detail.entries);
            let likest = (0..answer.details.len())
                .filter(|theirs| free[*theirs] && group(&answer.details[*theirs].entries) == of)
                .max_by_key(|theirs| {
                    let agreeing = self.agreeing(&detail.entries, &answer.details[*theirs].entries);
                    (agreeing, std::cmp::Reverse(*theirs))
                });
            let Some(theirs) = likest else {
                self.entries(&detail.entries, &[], &path, found);
                continue;
            };
            free[theirs] = false;
            let before = answer.details[..theirs].iter().filter(|known| group(&known.entries) == of).count();
            let path = detail_path(self.layout, at, of.unwrap_or_default(), before);
            self.entries(&detail.entries, &answer.details[theirs].entries, &path, found);
        }
    }

    fn entries(&self, paper: &[Entry], answer: &[Entry], path: &str, found: &mut Vec<Difference>) {
        for entry in paper {
            let theirs = find(answer, entry.item);
            if theirs.is_some_and(|theirs| self.same(entry, theirs)) {
                continue;
            }
            let name = self.item(entry.item).map_or_else(|| entry.item.to_string(), |item| item.name.clone());
            found.push(Difference {
                kind: if theirs.is_some() { DifferenceKind::UnlikePaper } else { DifferenceKind::OnlyOnPaper },
                path: format!("{path}/{name}"),
                item: Some(entry.item),
                name: self.paper.called(entry.item).map_or(name, str::to_owned),
                expected: Some(shown(&entry.value)),
                actual: theirs.map(|theirs| shown(&theirs.value)),
                source: (entry.place != Place::Nowhere).then(|| entry.place.to_string()),
                cause: match theirs {
                    Some(theirs) => self.cause(entry, theirs, answer),
                    None => self.issued_apart(),
                },
            });
        }
    }

    fn unit_only_on_paper(&self, unit: &Unit, number: usize) -> Difference {
        let entries = || unit.head.iter().chain(unit.details.iter().flat_map(|detail| &detail.entries));
        let told: Vec<String> = entries().map(|entry| shown(&entry.value)).collect();
        let place = entries().map(|entry| &entry.place).find(|place| **place != Place::Nowhere);
        Difference {
            kind: DifferenceKind::OnlyOnPaper,
            path: unit_path(self.layout, number),
            item: None,
            name: self.paper.name.clone(),
            expected: Some(told.join(" ")),
            actual: None,
            source: place.map(ToString::to_string),
            cause: self.issued_apart(),
        }
    }

    /// Why a value of the paper is not the answer's: what the values themselves tell first, then the days.
    fn cause(&self, paper: &Entry, theirs: &Entry, beside: &[Entry]) -> Option<Cause> {
        let text = match (&paper.value, &theirs.value) {
            (Value::Text(text), Value::Text(_)) => text.trim(),
            (Value::Text(_), Value::Null(reason)) => return Some(Cause::NullInAnswer { reason: reason.clone() }),
            (Value::Null(_), _) => return self.issued_apart(),
        };
        let kind = self.kind(paper.item);
        // Nothing is nothing everywhere: that it stands elsewhere too tells no mix-up.
        let nothing = kind == ItemKind::Amount && amount(text) == Some(0);
        let elsewhere = || self.other_time(paper, beside).or_else(|| self.other_item(paper, beside));
        value_cause(kind, &paper.value, &theirs.value)
            .or_else(|| other_year(kind, text, &theirs.value))
            .or_else(|| if nothing { None } else { elsewhere() })
            .or_else(|| rounded(kind, text, &theirs.value))
            .or_else(|| self.issued_apart())
    }

    /// The value stands in the answer under another time. An item that is itself the time says nothing so.
    fn other_time(&self, paper: &Entry, beside: &[Entry]) -> Option<Cause> {
        let timed = matches!(self.kind(paper.item), ItemKind::Date | ItemKind::Month | ItemKind::Year);
        if timed {
            return None;
        }
        let own = time_of(self.layout, beside);
        let rows = self.answer.iter().flat_map(|unit| {
            std::iter::once(unit.head.as_slice()).chain(unit.details.iter().map(|detail| detail.entries.as_slice()))
        });
        let mut others = rows.filter(|row| find(row, paper.item).is_some_and(|theirs| self.same(paper, theirs)));
        let time = others.find_map(|row| time_of(self.layout, row).filter(|time| Some(time) != own.as_ref()))?;
        Some(Cause::OtherTime { time })
    }

    /// The value stands beside, under another item of the same type.
    fn other_item(&self, paper: &Entry, beside: &[Entry]) -> Option<Cause> {
        let kind = self.kind(paper.item);
        let same = |entry: &&Entry| {
            entry.item != paper.item
                && self.kind(entry.item) == kind
                && meaning(kind, &entry.value) == meaning(kind, &paper.value)
        };
        let other = self.item(beside.iter().find(same)?.item)?;
        Some(Cause::OtherItem { item: other.code, name: other.name.clone() })
    }

    fn issued_apart(&self) -> Option<Cause> {
        let issued = self.paper.issued.filter(|issued| *issued != self.base_date)?;
        let order = if issued < self.base_date { Issued::Before } else { Issued::After };
        Some(Cause::IssuedApart { issued: issued.wareki(), base: self.base_date.wareki(), order })
    }
}

fn find(entries: &[Entry], item: ItemCode) -> Option<&Entry> {
    entries.iter().find(|entry| entry.item == item)
}

/// The paper says it in tens, hundreds, thousands or ten thousands of yen: cut off or to the nearest.
fn rounded(kind: ItemKind, paper: &str, answer: &Value) -> Option<Cause> {
    let Value::Text(answer) = answer else { return None };
    if kind != ItemKind::Amount {
        return None;
    }
    let (paper, answer) = (amount(paper)?, amount(answer.trim())?);
    let units = std::iter::successors(Some(10u64), |unit| Some(unit * 10));
    units
        .take_while(|unit| *unit <= ROUNDED_TO_YEN_MAX)
        .filter(|unit| paper % i128::from(*unit) == 0 && (paper != 0 || answer == 0))
        .find(|unit| paper.checked_sub(answer).is_some_and(|apart| apart.unsigned_abs() < u128::from(*unit)))
        .map(|unit| Cause::Rounded { unit })
}

/// The same month and day of another year, or another year.
fn other_year(kind: ItemKind, paper: &str, answer: &Value) -> Option<Cause> {
    let Value::Text(answer) = answer else { return None };
    if !matches!(kind, ItemKind::Date | ItemKind::Month | ItemKind::Year) {
        return None;
    }
    let same = match (moment(paper).ok()?, moment(answer.trim()).ok()?) {
        (Moment::Day(one), Moment::Day(other)) => (one.month(), one.day()) == (other.month(), other.day()),
        (Moment::Month(_, one), Moment::Month(_, other)) => one == other,
        (Moment::Year(_), Moment::Year(_)) => true,
        _ => false,
    };
    same.then_some(Cause::OtherYear)
}

#[cfg(test)]
mod tests;
