//! 読み取り: what a rule reaches from the units of an answer, and how an officer may have come to another value.
//!
//! Pure, and worked out on the answer alone: the officer's value is never made here. A likely misreading is found by
//! changing the rule at one place as the errors of 機関間試験 did (another item, no condition, a month for a year, no
//! deduction) and looking which change gives the officer's value.

mod misreading;

use super::content::{detail_path, unit_path};
use super::difference::{Cause, Difference, DifferenceKind, Unreached, Used};
use super::meaning::{amount, any_width, meaning, moment};
use crate::model::interpretation::{Function, Only, Pick, Relation};
use crate::model::layout::{ItemKind, Time};
use crate::model::{CivilDate, Entry, Interpretation, ItemCode, Layout, Rule, Unit, Value};

/// Most items that a difference names.
const USED_TOLD_MAX: usize = 12;

/// What a rule reaches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reached {
    /// The value.
    pub value: Reading,
    /// The items it came from, in the order of the answer.
    pub used: Vec<Used>,
}

/// A value read from items.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reading {
    /// A number.
    Number(i128),
    /// The text of an item, and what such a text means.
    Text(String, ItemKind),
}

impl Reading {
    /// Whether an officer's value says the same: 780,100円 = 780100, 和暦 = 西暦.
    pub fn says(&self, written: &str) -> bool {
        match self {
            Self::Number(number) => amount(written.trim()) == Some(*number),
            Self::Text(text, kind) => {
                let value = |text: &str| Value::Text(text.to_owned());
                meaning(*kind, &value(text)) == meaning(*kind, &value(written))
                    || any_width(text.trim()) == any_width(written.trim())
            }
        }
    }
}

impl std::fmt::Display for Reading {
    /// A number with commas, a text as it came.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Text(text, _) => f.write_str(text.trim()),
            Self::Number(number) => {
                let digits = number.unsigned_abs().to_string();
                let mut out = String::with_capacity(digits.len() * 4 / 3 + 1);
                for (at, digit) in digits.chars().enumerate() {
                    if at > 0 && (digits.len() - at).is_multiple_of(3) {
                        out.push(',');
                    }
                    out.push(digit);
                }
                write!(f, "{}{out}", if *number < 0 { "-" } else { "" })
            }
        }
    }
}

/// What a rule reaches from the units of an answer.
///
/// # Errors
/// Why it reaches nothing.
pub fn reach(rule: &Rule, units: &[Unit], layout: &Layout) -> Result<Reached, Unreached> {
    let mut reading = Reader { rows: rows(units, layout), layout, used: Vec::new() };
    let value = reading.value(rule)?;
    Ok(Reached { value, used: reading.used })
}

/// The difference between the officer's value and what its rule reaches, if there is one.
pub fn check(interpretation: &Interpretation, units: &[Unit], layout: &Layout) -> Option<Difference> {
    let rule = || interpretation.rule.to_string();
    let (kind, actual, cause) = match reach(&interpretation.rule, units, layout) {
        Ok(reached) if reached.value.says(&interpretation.value) => return None,
        Ok(Reached { value, mut used }) => {
            let used_in_all = used.len();
            used.truncate(USED_TOLD_MAX);
            let misreading = misreading::likely(interpretation, units, layout);
            let cause = Cause::ReadFrom { rule: rule(), used, used_in_all, reached: value.to_string(), misreading };
            (DifferenceKind::WrongReading, Some(value.to_string()), cause)
        }
        Err(why) => (DifferenceKind::NotRead, None, Cause::NoReading { rule: rule(), why }),
    };
    Some(Difference {
        kind,
        path: interpretation.name.clone(),
        item: None,
        name: interpretation.name.clone(),
        expected: Some(interpretation.value.clone()),
        actual,
        source: (interpretation.place != crate::model::Place::Nowhere).then(|| interpretation.place.to_string()),
        cause: Some(cause),
    })
}

/// The head of a unit, or one of its details with that head above it.
struct Row<'a> {
    head: &'a [Entry],
    entries: &'a [Entry],
    /// Where it stands below the root.
    path: String,
    /// When it begins.
    from: Option<CivilDate>,
}

fn rows<'a>(units: &'a [Unit], layout: &Layout) -> Vec<Row<'a>> {
    let group_of = |entries: &[Entry]| entries.first().and_then(|entry| layout.item(entry.item)).map(|item| item.group);
    let below_root = |path: String| path.strip_prefix(&format!("{}/", layout.root)).unwrap_or(&path).to_owned();
    let mut rows = Vec::new();
    for (number, unit) in units.iter().enumerate() {
        let head_from = begin(layout, 0, &unit.head);
        let path = below_root(unit_path(layout, number));
        rows.push(Row { head: &[], entries: &unit.head, path, from: head_from });
        let mut counts = vec![0usize; layout.groups.len()];
        for detail in &unit.details {
            let Some(group) = group_of(&detail.entries).filter(|group| *group < counts.len()) else { continue };
            let path = below_root(detail_path(layout, number, group, counts[group]));
            counts[group] += 1;
            let from = begin(layout, group, &detail.entries).or(head_from);
            rows.push(Row { head: &unit.head, entries: &detail.entries, path, from });
        }
    }
    rows
}

fn begin(layout: &Layout, group: usize, entries: &[Entry]) -> Option<CivilDate> {
    let (Time::Period { from: item, .. } | Time::Point(item)) = layout.groups.get(group)?.time?;
    match &find(entries, item)?.value {
        Value::Text(text) => moment(text.trim()).ok().map(crate::model::Moment::first_day),
        Value::Null(_) => None,
    }
}

fn find(entries: &[Entry], item: ItemCode) -> Option<&Entry> {
    entries.iter().find(|entry| entry.item == item)
}

/// A value with the row it stands in.
struct Found<'a> {
    item: ItemCode,
    text: &'a str,
    path: String,
    from: Option<CivilDate>,
}

struct Reader<'a> {
    rows: Vec<Row<'a>>,
    layout: &'a Layout,
    used: Vec<Used>,
}

impl<'a> Reader<'a> {
    fn value(&mut self, rule: &Rule) -> Result<Reading, Unreached> {
        if let Rule::Of(Pick { function: Function::Latest, .. }) = rule
            && let Rule::Of(pick) = rule
        {
            let latest = self.latest(pick)?;
            let kind = self.kind(latest.item);
            return Ok(match amount(latest.text).filter(|_| kind == ItemKind::Amount) {
                Some(number) => Reading::Number(number),
                None => Reading::Text(latest.text.to_owned(), kind),
            });
        }
        self.number(rule).map(Reading::Number)
    }

    fn number(&mut self, rule: &Rule) -> Result<i128, Unreached> {
        match rule {
            Rule::Number(number) => Ok(*number),
            Rule::Of(pick) => self.pick(pick),
            Rule::Difference(one, other) => {
                let (one, other) = (self.number(one)?, self.number(other)?);
                one.checked_sub(other).ok_or(Unreached::TooLarge)
            }
            Rule::Larger(rules) => Ok(self.numbers(rules)?.into_iter().max().unwrap_or_default()),
            Rule::Smaller(rules) => Ok(self.numbers(rules)?.into_iter().min().unwrap_or_default()),
            Rule::Monthly(rule) => Ok(self.number(rule)? / 12),
            Rule::Yearly(rule) => self.number(rule)?.checked_mul(12).ok_or(Unreached::TooLarge),
        }
    }

    fn numbers(&mut self, rules: &[Rule]) -> Result<Vec<i128>, Unreached> {
        rules.iter().map(|rule| self.number(rule)).collect()
    }

    fn pick(&mut self, pick: &Pick) -> Result<i128, Unreached> {
        if pick.function == Function::Latest {
            let latest = self.latest(pick)?;
            return number_of(&latest);
        }
        let found = self.found(pick);
        self.note(&found);
        if pick.function == Function::Count {
            return i128::try_from(found.len()).map_err(|_| Unreached::TooLarge);
        }
        let numbers = found.iter().map(number_of).collect::<Result<Vec<_>, _>>()?;
        let reached = match pick.function {
            Function::Largest => numbers.into_iter().max(),
            Function::Smallest => numbers.into_iter().min(),
            // Of nothing the sum is nothing: a person without a pension has none to deduct.
            Function::Sum | Function::Count | Function::Latest => {
                let sum = numbers.into_iter().try_fold(0i128, i128::checked_add);
                return sum.ok_or(Unreached::TooLarge);
            }
        };
        reached.ok_or_else(|| nothing(pick))
    }

    fn latest(&mut self, pick: &Pick) -> Result<Found<'a>, Unreached> {
        let mut found = self.found(pick);
        let newest = found.iter().map(|found| found.from).max();
        found.retain(|known| Some(known.from) == newest);
        self.note(&found);
        match (found.pop(), found.is_empty()) {
            (Some(only), true) => Ok(only),
            (Some(_), false) => Err(Unreached::MoreThanOne),
            (None, _) => Err(nothing(pick)),
        }
    }

    /// The values a pick means; an item without a value has none to give.
    fn found(&self, pick: &Pick) -> Vec<Found<'a>> {
        let rows = self.rows.iter().filter(|row| pick.only.iter().all(|only| self.holds(only, row)));
        rows.flat_map(|row| {
            let entries = pick.items.iter().filter_map(|item| find(row.entries, *item));
            entries.filter_map(|entry| match &entry.value {
                Value::Text(text) => {
                    Some(Found { item: entry.item, text: text.trim(), path: row.path.clone(), from: row.from })
                }
                Value::Null(_) => None,
            })
        })
        .collect()
    }

    fn holds(&self, only: &Only, row: &Row<'_>) -> bool {
        let Some(entry) = find(row.entries, only.item).or_else(|| find(row.head, only.item)) else { return false };
        let Value::Text(text) = &entry.value else { return only.relation == Relation::IsNot };
        let (text, bound, kind) = (text.trim(), only.value.as_str(), self.kind(only.item));
        match (only.relation, kind) {
            (Relation::Is, _) => Reading::Text(text.to_owned(), kind).says(bound),
            (Relation::IsNot, _) => !Reading::Text(text.to_owned(), kind).says(bound),
            (relation, ItemKind::Date | ItemKind::Month | ItemKind::Year) => {
                let (Ok(at), Ok(bound)) = (moment(text), moment(bound)) else { return false };
                match relation {
                    Relation::AtLeast => at.first_day() >= bound.first_day(),
                    _ => at.first_day() <= bound.last_day(),
                }
            }
            (relation, _) => {
                let (Some(number), Some(bound)) = (amount(text), amount(bound)) else { return false };
                if relation == Relation::AtLeast { number >= bound } else { number <= bound }
            }
        }
    }

    fn note(&mut self, found: &[Found<'_>]) {
        let layout = self.layout;
        self.used.extend(found.iter().map(|found| Used {
            path: found.path.clone(),
            name: layout.item(found.item).map_or_else(|| found.item.to_string(), |item| item.name.clone()),
            value: found.text.to_owned(),
        }));
    }

    fn kind(&self, item: ItemCode) -> ItemKind {
        self.layout.item(item).map_or(ItemKind::Text, |item| item.kind)
    }
}

fn number_of(found: &Found<'_>) -> Result<i128, Unreached> {
    amount(found.text).ok_or_else(|| Unreached::NotANumber { path: found.path.clone(), value: found.text.to_owned() })
}

fn nothing(pick: &Pick) -> Unreached {
    let items: Vec<String> = pick.items.iter().map(ToString::to_string).collect();
    Unreached::Nothing { item: items.join(" ") }
}

#[cfg(test)]
mod tests;
