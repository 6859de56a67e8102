//! The two tables a step may carry: what a query asks, and the items that must come back.

use super::phrase::{Context, Notes, Query, fault};
use super::sentence::{self, COLUMNS, Column, FIELD_HEADINGS, FIELDS, Field, REGISTERED};
use super::source::{self, Origin};
use crate::model::catalogue::feature as catalogue;
use crate::model::code::BadCode;
use crate::model::date::{self, Moment, to_half_width};
use crate::model::replica::{Detail, Entry};
use crate::model::{
    AffairCode, Diagnostic, InformationCode, ItemCode, ProcedureCode, QueryCondition, Unit, Value, Version,
};

/// The table of a query.
pub(super) fn write_query(query: &Query) -> Vec<Vec<String>> {
    let items: Vec<String> = query.items.iter().map(ItemCode::to_string).collect();
    let mut rows = vec![FIELD_HEADINGS.map(str::to_owned).to_vec()];
    for (field, headings) in FIELDS {
        let value = match field {
            Field::Affair => query.affair.to_string(),
            Field::Procedure => query.procedure.to_string(),
            Field::Information => query.information.to_string(),
            Field::Version => query.version.to_string(),
            Field::Items => items.join(sentence::LIST_SEPARATOR),
            Field::Condition => query.condition.to_string(),
        };
        rows.push(vec![headings[0].to_owned(), value]);
    }
    rows
}

/// The table of expected items. A unit or detail without entries leaves no trace.
pub(super) fn write_units(units: &[Unit], context: Context<'_>) -> Vec<Vec<String>> {
    let mut rows = vec![COLUMNS.iter().map(|(_, heading)| (*heading).to_owned()).collect()];
    for (unit, number) in units.iter().zip(1usize..) {
        for entry in &unit.head {
            rows.push(write_entry(entry, number, None, context));
        }
        for (detail, detail_number) in unit.details.iter().zip(1usize..) {
            for entry in &detail.entries {
                rows.push(write_entry(entry, number, Some(detail_number), context));
            }
        }
    }
    rows
}

fn write_entry(entry: &Entry, unit: usize, detail: Option<usize>, context: Context<'_>) -> Vec<String> {
    let name = context.layout.and_then(|layout| layout.item(entry.item)).map_or("", |item| item.name.as_str());
    let (value, reason) = match &entry.value {
        Value::Text(text) => (write_value(text), String::new()),
        Value::Null(reason) if reason.is_empty() => (String::new(), "「」".to_owned()),
        Value::Null(reason) => (String::new(), write_value(reason)),
    };
    vec![
        unit.to_string(),
        detail.map(|number| number.to_string()).unwrap_or_default(),
        entry.item.to_string(),
        write_value(name),
        value,
        reason,
        source::write(&entry.place, context.own_file),
    ]
}

/// A value as a cell: in 「」, with escapes, only when the plain spelling would not come back.
pub(super) fn write_value(value: &str) -> String {
    let fragile = |c: char| c != '\n' && (c.is_control() || matches!(c, '\u{feff}' | '\u{2028}' | '\u{2029}'));
    let quoted = value.starts_with('「') && value.ends_with('」');
    if value.trim() == value && !quoted && !value.contains(fragile) {
        return value.to_owned();
    }
    let mut out = String::with_capacity(value.len() + 8);
    out.push('「');
    for c in value.chars() {
        match c {
            '\\' => out.push_str("\\\\"),
            c if fragile(c) => out.push_str(&format!("\\u{:04X}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('」');
    out
}

pub(super) fn read_value(cell: &str) -> String {
    let cell = cell.trim();
    let Some(mut rest) = cell.strip_prefix('「').and_then(|cell| cell.strip_suffix('」')) else {
        return cell.to_owned();
    };
    let mut out = String::with_capacity(rest.len());
    while let Some(at) = rest.find('\\') {
        out.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        let code =
            rest.strip_prefix('u').and_then(|hex| hex.get(..4)).and_then(|hex| u32::from_str_radix(hex, 16).ok());
        if let Some(after) = rest.strip_prefix('\\') {
            out.push('\\');
            rest = after;
        } else if let Some(c) = code.and_then(char::from_u32) {
            out.push(c);
            rest = &rest[5..];
        } else {
            out.push('\\');
        }
    }
    out.push_str(rest);
    out
}

impl Notes {
    /// Reads the table of a query. A missing 照会条件 is 既定; everything else must be there.
    pub(super) fn query(&mut self, rows: &[Vec<String>]) -> Option<Query> {
        let mut cells: [Option<(usize, &str)>; FIELDS.len()] = [None; FIELDS.len()];
        let headed = rows.first().is_some_and(|row| plain(&row[0]) == FIELD_HEADINGS[0]);
        for (number, row) in rows.iter().enumerate().skip(usize::from(headed)) {
            let [name, value] = row.as_slice() else {
                self.note(Some(number), unknown_heading(&row.join("|"), FIELD_HEADINGS));
                return None;
            };
            let written = plain(name);
            let Some(at) = FIELDS.iter().position(|(_, headings)| headings.contains(&written.as_str())) else {
                self.note(Some(number), unknown_heading(&written, FIELDS.iter().map(|(_, headings)| headings[0])));
                continue;
            };
            if cells[at].replace((number, value)).is_some() {
                self.note(Some(number), fault(&catalogue::REPEATED_HEADING).with("name", written));
            }
        }
        for ((field, headings), cell) in FIELDS.iter().zip(&cells) {
            if cell.is_none() && *field != Field::Condition {
                self.note(Some(0), fault(&catalogue::MISSING_HEADING).with("name", headings[0]));
            }
        }
        let cell = |field: Field| cells[FIELDS.iter().position(|(known, _)| *known == field)?];
        let affair = cell(Field::Affair).and_then(|cell| self.code(cell, Field::Affair, AffairCode::parse));
        let procedure = cell(Field::Procedure).and_then(|cell| self.code(cell, Field::Procedure, ProcedureCode::parse));
        let information =
            cell(Field::Information).and_then(|cell| self.code(cell, Field::Information, InformationCode::parse));
        let version = cell(Field::Version).and_then(|cell| self.version(cell));
        let items = cell(Field::Items).and_then(|cell| self.items(cell));
        let condition = cell(Field::Condition).map_or(Some(QueryCondition::Latest), |cell| self.condition(cell));
        Some(Query {
            affair: affair?,
            procedure: procedure?,
            information: information?,
            version: version?,
            items: items?,
            condition: condition?,
        })
    }

    fn code<T>(&mut self, cell: (usize, &str), field: Field, parse: fn(&str) -> Result<T, BadCode>) -> Option<T> {
        parse(cell.1).map_err(|bad| self.bad_code(cell.0, heading(field), &bad)).ok()
    }

    pub(super) fn bad_code(&mut self, row: usize, name: &str, bad: &BadCode) {
        let bad_code = fault(&catalogue::BAD_CODE).with("name", name).with("written", &bad.written);
        self.note(Some(row), bad_code.with("prefix", bad.prefix));
    }

    fn version(&mut self, (row, written): (usize, &str)) -> Option<Version> {
        let version = to_half_width(written.trim());
        if version.is_empty() {
            self.note(Some(row), fault(&catalogue::EMPTY_SLOT).with("name", heading(Field::Version)));
            return None;
        }
        Some(Version::from(version.as_str()))
    }

    fn items(&mut self, (row, written): (usize, &str)) -> Option<Vec<ItemCode>> {
        if written.contains(['～', '〜', '~']) {
            self.note(Some(row), fault(&catalogue::ITEM_RANGE).with("written", written));
            return None;
        }
        let mut items = Vec::new();
        let before = self.faults.len();
        let separator = |c: char| c.is_whitespace() || matches!(c, '、' | ',' | '，' | '､' | '・' | '･');
        for part in written.split(separator).filter(|part| !part.is_empty()) {
            match ItemCode::parse(part) {
                Ok(item) => items.push(item),
                Err(bad) => self.bad_code(row, heading(Field::Items), &bad),
            }
        }
        if items.is_empty() && self.faults.len() == before {
            self.note(Some(row), fault(&catalogue::EMPTY_SLOT).with("name", heading(Field::Items)));
        }
        (!items.is_empty()).then_some(items)
    }

    /// 既定, 時点指定 …, 範囲指定 …～…; a bare moment is a 時点, a bare pair a 範囲.
    fn condition(&mut self, (row, written): (usize, &str)) -> Option<QueryCondition> {
        let text = to_half_width(written.trim()).replace(['〜', '～'], "~");
        let rest_of = |word: &str| {
            let rest = text.strip_prefix(word)?;
            Some(rest.trim_start_matches(|c: char| c.is_whitespace() || c == ':').to_owned())
        };
        let (moments, kind) = match (rest_of(sentence::AS_OF), rest_of(sentence::RANGE)) {
            (Some(rest), _) => (rest, Some(1)),
            (_, Some(rest)) => (rest, Some(2)),
            _ if text == sentence::LATEST || text.is_empty() => return Some(QueryCondition::Latest),
            _ => (text.clone(), None),
        };
        let parts: Vec<&str> = moments.split('~').map(str::trim).collect();
        if parts.len() > 2 || kind.is_some_and(|count| count != parts.len()) || parts.contains(&"") {
            self.note(Some(row), fault(&catalogue::BAD_CONDITION).with("written", written));
            return None;
        }
        let moments: Vec<Option<Moment>> = parts.iter().map(|part| self.moment(row, part, kind.is_some())).collect();
        match moments.as_slice() {
            [Some(moment)] => Some(QueryCondition::AsOf(*moment)),
            [Some(from), Some(to)] if from.first_day() > to.last_day() => {
                self.note(Some(row), fault(&catalogue::RANGE_BACKWARDS).with("written", written));
                None
            }
            [Some(from), Some(to)] => Some(QueryCondition::Range { from: *from, to: *to }),
            _ => None,
        }
    }

    fn moment(&mut self, row: usize, written: &str, labelled: bool) -> Option<Moment> {
        match date::parse_moment(written) {
            Ok(reading) => {
                if reading.era_overrun {
                    self.overrun(Some(row), written, &reading.value.wareki());
                }
                Some(reading.value)
            }
            Err(date::BadDate::Spelling) if !labelled => {
                self.note(Some(row), fault(&catalogue::BAD_CONDITION).with("written", written));
                None
            }
            Err(bad) => {
                self.bad_date(Some(row), heading(Field::Condition), written, bad);
                None
            }
        }
    }

    /// Reads the table of expected items.
    pub(super) fn units(&mut self, rows: &[Vec<String>]) -> Option<Vec<Unit>> {
        let columns = self.columns(&rows[0])?;
        if rows.len() == 1 {
            self.note(Some(0), fault(&catalogue::EMPTY_TABLE));
            return None;
        }
        let mut units = Units::default();
        let mut unit = 1;
        for (number, row) in rows.iter().enumerate().skip(1) {
            let cell =
                |column: Column| columns.iter().position(|known| *known == column).map_or("", |at| row[at].trim());
            match self.number(number, Column::Unit, cell(Column::Unit)) {
                Ok(written) => unit = written.unwrap_or(unit),
                Err(()) => continue,
            }
            let Ok(detail) = self.number(number, Column::Detail, cell(Column::Detail)) else { continue };
            let item = match ItemCode::parse(cell(Column::Item)) {
                Ok(item) => item,
                Err(bad) => {
                    self.bad_code(number, name_of(Column::Item), &bad);
                    continue;
                }
            };
            let value = self.value(number, item, cell(Column::Value), cell(Column::Reason));
            let Some(place) = source::read(cell(Column::Source)) else {
                self.note(Some(number), fault(&catalogue::BAD_SOURCE).with("written", cell(Column::Source)));
                continue;
            };
            if !units.put(unit, detail, Entry { item, value, place }) {
                self.note(Some(number), fault(&catalogue::ITEM_TWICE).with("item", item));
            }
        }
        Some(units.into_units())
    }

    fn value(&mut self, row: usize, item: ItemCode, value: &str, reason: &str) -> Value {
        if !value.is_empty() && !reason.is_empty() {
            self.note(Some(row), fault(&catalogue::VALUE_AND_REASON).with("item", item));
        }
        if reason.is_empty() { Value::Text(read_value(value)) } else { Value::Null(read_value(reason)) }
    }

    fn columns(&mut self, headings: &[String]) -> Option<Vec<Column>> {
        let before = self.faults.len();
        let mut columns = Vec::with_capacity(headings.len());
        for heading in headings {
            let written = plain(heading);
            // What is registered is no expectation: its column may say so.
            let written = if written == REGISTERED { name_of(Column::Value).to_owned() } else { written };
            match COLUMNS.iter().find(|(_, known)| *known == written) {
                None => self.note(Some(0), unknown_heading(&written, COLUMNS.map(|(_, known)| known))),
                Some((column, name)) if columns.contains(column) => {
                    self.note(Some(0), fault(&catalogue::REPEATED_HEADING).with("name", name));
                }
                Some((column, _)) => columns.push(*column),
            }
        }
        for needed in [Column::Item, Column::Value] {
            if !columns.contains(&needed) {
                self.note(Some(0), fault(&catalogue::MISSING_HEADING).with("name", name_of(needed)));
            }
        }
        (self.faults.len() == before).then_some(columns)
    }

    /// A number from 1, or nothing.
    fn number(&mut self, row: usize, column: Column, written: &str) -> Result<Option<u32>, ()> {
        self.numbered(row, name_of(column), written)
    }

    /// As [`Notes::number`], in a column of any table.
    pub(super) fn numbered(&mut self, row: usize, name: &str, written: &str) -> Result<Option<u32>, ()> {
        if written.is_empty() {
            return Ok(None);
        }
        match to_half_width(written).parse() {
            Ok(number) if number > 0 => Ok(Some(number)),
            _ => {
                let bad = fault(&catalogue::BAD_COUNT).with("name", name).with("written", written);
                self.note(Some(row), bad);
                Err(())
            }
        }
    }
}

/// Every place in the units made complete.
pub(super) fn complete(units: &mut [Unit], origin: &Origin) {
    let entries = units.iter_mut().flat_map(|unit| {
        unit.head.iter_mut().chain(unit.details.iter_mut().flat_map(|detail| detail.entries.iter_mut()))
    });
    for entry in entries {
        entry.place = origin.complete(std::mem::take(&mut entry.place));
    }
}

/// Units while rows arrive; numbers stand for themselves, in the order first met.
#[derive(Default)]
pub(super) struct Units {
    units: Vec<(u32, Unit, Vec<u32>)>,
}

impl Units {
    /// `false`: the item is there already.
    pub(super) fn put(&mut self, number: u32, detail: Option<u32>, entry: Entry) -> bool {
        // Rows of a unit stand together, so the wanted one is nearly always the last.
        let at = self.units.iter().rposition(|(known, ..)| *known == number).unwrap_or_else(|| {
            self.units.push((number, Unit::default(), Vec::new()));
            self.units.len() - 1
        });
        let (_, unit, details) = &mut self.units[at];
        let entries = match detail {
            None => &mut unit.head,
            Some(detail) => {
                let at = details.iter().rposition(|known| *known == detail).unwrap_or_else(|| {
                    details.push(detail);
                    unit.details.push(Detail::default());
                    details.len() - 1
                });
                &mut unit.details[at].entries
            }
        };
        let fresh = entries.iter().all(|known| known.item != entry.item);
        entries.push(entry);
        fresh
    }

    pub(super) fn into_units(self) -> Vec<Unit> {
        self.units.into_iter().map(|(_, unit, _)| unit).collect()
    }
}

fn heading(field: Field) -> &'static str {
    FIELDS.iter().find(|(known, _)| *known == field).map_or("", |(_, headings)| headings[0])
}

fn name_of(column: Column) -> &'static str {
    COLUMNS.iter().find(|(known, _)| *known == column).map_or("", |(_, name)| name)
}

pub(super) fn plain(heading: &str) -> String {
    to_half_width(heading).chars().filter(|c| !c.is_whitespace()).collect()
}

pub(super) fn unknown_heading<'k>(written: &str, known: impl IntoIterator<Item = &'k str>) -> Diagnostic {
    let known: Vec<&str> = known.into_iter().collect();
    let diagnostic = fault(&catalogue::UNKNOWN_HEADING).with("written", written).with("headings", known.join("、"));
    diagnostic.suggest(written, known)
}
