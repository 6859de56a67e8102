//! Repeating units: numbered rows or nested lists -> heads and details, each value against its layout.

use std::collections::{BTreeMap, HashMap};

use super::words;
use crate::model::catalogue::sheet as say;
use crate::model::date::{parse_day, parse_moment, to_half_width};
use crate::model::{
    Detail, Diagnostic, Entry, Fault, Item, ItemCode, ItemKind, Layout, Moment, Place, Profile, Unit, Value,
};
use crate::sheet::Faults;
use crate::sheet::headings::{Column, ExpectedColumn};
use crate::sheet::raw::*;

/// Most units of one answer, and most details of one unit.
const UNITS_MAX: u32 = 10_000;

/// Whose values they are: an expectation must fit its layout, a 副本 may break it on purpose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    /// What the querying body expects.
    Expected,
    /// What a representative registered.
    Replica,
}

/// What units are read against.
pub struct Reading<'a> {
    /// The layout of the items.
    pub layout: &'a Layout,
    /// The reasons for no value.
    pub profile: &'a Profile,
    /// Whose they are.
    pub whose: Whose,
}

/// Where in a unit items stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Head,
    Detail,
}

/// Rows numbered by 単位 and 内訳 -> units in the order of their numbers.
pub fn from_rows(rows: Vec<RawNumbered>, faults: &mut Faults) -> Vec<RawUnit> {
    let mut units: BTreeMap<u32, (RawUnit, BTreeMap<u32, RawDetail>)> = BTreeMap::new();
    let name = |column: ExpectedColumn| column.heading().map_or("", |heading| heading.name());
    let (unit_name, detail_name) = (name(ExpectedColumn::Unit), name(ExpectedColumn::Detail));
    for row in rows {
        let number = words::required(row.unit.as_ref(), unit_name, (&row.columns, &row.place), faults)
            .and_then(|word| words::number(word, unit_name, 1, UNITS_MAX, faults));
        let detail = match &row.detail {
            Some(word) => match words::number(word, detail_name, 1, UNITS_MAX, faults) {
                Some(number) => Some(number),
                None => continue,
            },
            None => None,
        };
        if row.entry.is_none() {
            let item = name(ExpectedColumn::Item);
            let place = row.columns.cell_or_row(item, &row.place);
            faults.push(Diagnostic::new(&say::VALUE_MISSING, place).with("name", item));
        }
        let (Some(number), Some(entry)) = (number, row.entry) else { continue };
        let fresh = || RawUnit { place: row.place.clone(), head: Vec::new(), details: Vec::new() };
        let (unit, details) = units.entry(number).or_insert_with(|| (fresh(), BTreeMap::new()));
        match detail {
            None => unit.head.push(entry),
            Some(number) => {
                let fresh = RawDetail { place: row.place.clone(), entries: Vec::new() };
                details.entry(number).or_insert(fresh).entries.push(entry);
            }
        }
    }
    in_sequence(units.iter().map(|(number, (unit, _))| (*number, &unit.place)), unit_name, faults);
    let units = units.into_values().map(|(mut unit, details)| {
        in_sequence(details.iter().map(|(number, detail)| (*number, &detail.place)), detail_name, faults);
        unit.details = details.into_values().collect();
        unit
    });
    units.collect()
}

/// Numbers run 1, 2, 3; the first gap is told.
fn in_sequence<'a>(numbers: impl Iterator<Item = (u32, &'a Place)>, name: &str, faults: &mut Faults) {
    for ((number, place), expected) in numbers.zip(1..) {
        if number != expected {
            let fault = Diagnostic::new(&say::UNIT_NUMBERS, place.clone()).with("name", name);
            faults.push(fault.with("value", number).with("expected", expected));
            return;
        }
    }
}

impl Reading<'_> {
    /// Units of the model; items that cannot be read are left out and told.
    pub fn units(&self, raw: Vec<RawUnit>, faults: &mut Faults) -> Vec<Unit> {
        raw.into_iter().map(|unit| self.unit(&unit, faults)).collect()
    }

    fn unit(&self, raw: &RawUnit, faults: &mut Faults) -> Unit {
        let head = self.entries(&raw.head, Part::Head, faults);
        self.check_required(&head, 0, &raw.place, faults);
        let details = raw.details.iter().map(|detail| {
            let entries = self.entries(&detail.entries, Part::Detail, faults);
            if let Some(item) = entries.first().and_then(|entry| self.layout.item(entry.item)) {
                self.check_required(&entries, item.group, &detail.place, faults);
            }
            Detail { entries }
        });
        Unit { details: details.collect(), head }
    }

    /// The items of a head (group 0 of the layout) or of a detail (the group of its first item).
    fn entries(&self, raw: &[RawEntry], part: Part, faults: &mut Faults) -> Vec<Entry> {
        let mut entries: Vec<Entry> = Vec::new();
        let mut seen: HashMap<ItemCode, &Place> = HashMap::new();
        let mut group = None;
        for raw in raw {
            let Some(item) = self.item(&raw.item, faults) else { continue };
            if let Some(first) = seen.insert(item.code, &raw.item.place) {
                let fault = Diagnostic::new(&say::ITEM_TWICE, raw.item.place.clone()).with("item", item.code);
                faults.push(fault.with("first", first));
                continue;
            }
            let belongs = match part {
                Part::Head => item.group == 0,
                // A layout of one group has no details to tell apart.
                Part::Detail => item.group != 0 && *group.get_or_insert(item.group) == item.group,
            };
            if !belongs {
                faults.push(self.misplaced(item, part, &raw.item.place));
                continue;
            }
            check_name(raw, item, faults);
            if let Some(value) = self.value(raw, item, faults) {
                let place = raw.value.as_ref().or(raw.null_reason.as_ref()).unwrap_or(&raw.item).place.clone();
                entries.push(Entry { item: item.code, value, place });
            }
        }
        entries
    }

    fn misplaced(&self, item: &Item, part: Part, place: &Place) -> Diagnostic {
        let kind = match part {
            Part::Head => &say::DETAIL_ITEM_IN_HEAD,
            Part::Detail => &say::ITEM_OF_ANOTHER_GROUP,
        };
        let path = self.layout.groups.get(item.group).map(|group| group.path.join("/")).unwrap_or_default();
        Diagnostic::new(kind, place.clone()).with("item", item.code).with("name", &item.name).with("path", path)
    }

    /// An item by its code, or by its name where somebody wrote that.
    fn item(&self, word: &Word, faults: &mut Faults) -> Option<&Item> {
        item_of(self.layout, word, faults)
    }

    fn value(&self, raw: &RawEntry, item: &Item, faults: &mut Faults) -> Option<Value> {
        match (&raw.value, &raw.null_reason) {
            (Some(value), Some(reason)) => {
                let fault = Diagnostic::new(&say::VALUE_AND_REASON, reason.place.clone()).with("value", &value.text);
                faults.push(fault.with("reason", &reason.text));
                None
            }
            (None, None) => {
                let fault = Diagnostic::new(
                    &say::VALUE_OR_REASON_MISSING,
                    raw.value_cell.as_ref().unwrap_or(&raw.item.place).clone(),
                );
                faults.push(fault.with("item", format!("{}（{}）", item.code, item.name)));
                None
            }
            (None, Some(reason)) => self.reason(reason, faults).map(Value::Null),
            (Some(value), None) => {
                Self::check_form(value, item, faults);
                self.check_value(value, item, faults);
                Some(Value::Text(value.text.clone()))
            }
        }
    }

    /// A reason by its code or its name.
    fn reason(&self, word: &Word, faults: &mut Faults) -> Option<String> {
        let written = words::name_key(&word.text);
        let reasons = &self.profile.null_reasons;
        let same_number = |code: &str| word.form == Form::Number && code.parse::<u32>().ok() == written.parse().ok();
        let found = reasons
            .iter()
            .find(|(code, name)| **code == written || words::name_key(name) == written || same_number(code));
        if found.is_none() {
            let fault = Diagnostic::new(&say::UNKNOWN_NULL_REASON, word.place.clone()).with("value", &word.text);
            let known = reasons.iter().map(|(code, name)| format!("{code} {name}"));
            faults.push_near(
                fault.with("known", words::listed(known)),
                &word.text,
                reasons.values().map(String::as_str),
            );
        }
        found.map(|(code, _)| code.clone())
    }

    /// What a spreadsheet may have done to the text before we saw it.
    fn check_form(value: &Word, item: &Item, faults: &mut Faults) {
        let kind: Option<&'static Fault> = match (item.kind, value.form) {
            (ItemKind::Code, Form::Number) => Some(&say::NUMBER_IN_CODE),
            (ItemKind::Code | ItemKind::Text | ItemKind::TextAnyWidth | ItemKind::Amount, Form::Date) => {
                Some(&say::DATE_IN_CODE)
            }
            _ => None,
        };
        if let Some(kind) = kind {
            let fault = Diagnostic::new(kind, value.place.clone()).with("value", &value.text);
            faults.push(fault.with("column", format!("{}（{}）", item.code, item.name)));
        }
    }

    fn check_value(&self, value: &Word, item: &Item, faults: &mut Faults) {
        let (against, too_long) = match self.whose {
            Whose::Expected => (&say::VALUE_AGAINST_LAYOUT, &say::VALUE_TOO_LONG),
            Whose::Replica => (&say::REPLICA_AGAINST_LAYOUT, &say::REPLICA_TOO_LONG),
        };
        if !fits(&value.text, item.kind) {
            let kind = say::item_kind(item.kind);
            let fault = Diagnostic::new(against, value.place.clone()).with("value", &value.text);
            let fault = fault.with_both("kind", kind.ja.to_owned(), kind.en.to_owned());
            faults.push(fault.with("item", item.code).with("name", &item.name));
        } else if is_overrun(&value.text, item.kind) {
            let read = parse_moment(&value.text).map(|reading| reading.value.wareki()).unwrap_or_default();
            let fault = Diagnostic::new(&say::ERA_OVERRUN, value.place.clone()).with("value", &value.text);
            faults.push(fault.with("read", read));
        }
        let timed = matches!(item.kind, ItemKind::Date | ItemKind::Month | ItemKind::Year);
        let Some(limit) = item.max_length.filter(|_| !timed) else { return };
        let length = match item.kind {
            ItemKind::Amount => digits(&value.text).len(),
            _ => value.text.chars().count(),
        };
        if length > limit {
            let fault = Diagnostic::new(too_long, value.place.clone()).with("value", &value.text);
            let fault = fault.with("item", item.code).with("name", &item.name);
            faults.push(fault.with("length", length).with("limit", limit));
        }
    }

    /// A 副本 must hold what its layout requires; an expectation names only what was asked.
    fn check_required(&self, entries: &[Entry], group: usize, place: &Place, faults: &mut Faults) {
        if self.whose == Whose::Expected {
            return;
        }
        for item in self.layout.items_of(group).filter(|item| item.required) {
            if entries.iter().all(|entry| entry.item != item.code) {
                let fault = Diagnostic::new(&say::REQUIRED_ITEM_MISSING, place.clone()).with("item", item.code);
                faults.push(fault.with("name", &item.name));
            }
        }
    }
}

/// An item of a layout by its code or name, or a fault.
pub fn item_of<'l>(layout: &'l Layout, word: &Word, faults: &mut Faults) -> Option<&'l Item> {
    let found = match ItemCode::parse(&word.text) {
        Ok(code) => layout.item(code),
        Err(_) => layout.items.iter().find(|item| is_name(&word.text, item)),
    };
    if found.is_none() {
        let fault = Diagnostic::new(&say::UNKNOWN_ITEM, word.place.clone()).with("value", &word.text);
        let fault = fault.with("layout", format!("{} {}", layout.information, layout.version));
        let codes: Vec<String> = layout.items.iter().map(|item| item.code.to_string()).collect();
        let names = layout.items.iter().map(|item| item.name.as_str());
        faults.push_near(fault, &to_half_width(&word.text), codes.iter().map(String::as_str).chain(names));
    }
    found
}

fn is_name(written: &str, item: &Item) -> bool {
    let written = words::name_key(written);
    words::name_key(&item.name) == written || item.aliases.iter().any(|alias| words::name_key(alias) == written)
}

fn check_name(raw: &RawEntry, item: &Item, faults: &mut Faults) {
    let Some(name) = raw.name.as_ref().filter(|name| !is_name(&name.text, item)) else { return };
    let fault = Diagnostic::new(&say::ITEM_NAME_DIFFERS, name.place.clone()).with("name", &name.text);
    faults.push(fault.with("item", item.code).with("known", &item.name));
}

/// `12,345円` -> `12345`.
fn digits(text: &str) -> String {
    to_half_width(text).chars().filter(|c| !c.is_whitespace() && !matches!(c, ',' | '円' | '¥' | '\\')).collect()
}

fn fits(text: &str, kind: ItemKind) -> bool {
    match kind {
        ItemKind::Text | ItemKind::TextAnyWidth => true,
        ItemKind::Code => !text.chars().any(char::is_whitespace),
        ItemKind::Amount => {
            let digits = digits(text);
            let digits = digits.strip_prefix('-').unwrap_or(&digits);
            !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit())
        }
        ItemKind::Date => parse_day(text).is_ok(),
        ItemKind::Month => parse_moment(text).is_ok_and(|reading| matches!(reading.value, Moment::Month(..))),
        ItemKind::Year => parse_moment(text).is_ok_and(|reading| matches!(reading.value, Moment::Year(_))),
    }
}

fn is_overrun(text: &str, kind: ItemKind) -> bool {
    matches!(kind, ItemKind::Date | ItemKind::Month | ItemKind::Year)
        && parse_moment(text).is_ok_and(|reading| reading.era_overrun)
}
