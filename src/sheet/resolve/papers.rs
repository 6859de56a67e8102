//! 試行運用: papers become cases that make the query of another case again and hold its answer against the paper.

use std::collections::HashMap;

use super::cases::Resolved;
use super::units::{self, Reading, Whose, item_of};
use super::words::{self, key};
use super::{Ids, Known, Seen};
use crate::model::catalogue::interpretation as say;
use crate::model::{CaseId, Diagnostic, Expectation, ItemCode, Layout, Outcome, Paper, TestCase, Unit};
use crate::sheet::Faults;
use crate::sheet::headings::{Column, PILOT_TITLE, PaperColumn as C};
use crate::sheet::raw::*;

fn name(names: Names, column: C) -> &'static str {
    match names {
        Names::Form => column.heading().map_or("", |heading| heading.name()),
        Names::Keys => match column {
            C::Id => "id",
            C::Case => "case",
            C::Cycle => "cycle",
            C::BaseDate => "base-date",
            C::Name => "paper",
            C::Issued => "issued",
            C::Unit | C::Detail | C::Item | C::ItemName | C::Value | C::Note => "units",
            C::Called => "called",
        },
    }
}

/// Adds a case for every paper.
pub fn resolve(raw: Vec<RawPaper>, cases: &mut Resolved, known: &Known<'_>, faults: &mut Faults) {
    let by_id: HashMap<String, usize> =
        cases.cases.iter().enumerate().map(|(index, case)| (key(&case.id.0), index)).collect();
    let mut seen = Seen::default();
    for case in &cases.cases {
        // The id of a case is taken for papers too.
        seen.0.insert(key(&case.id.one_word()), case.place.clone());
    }
    let mut made = Vec::new();
    for paper in raw {
        made.extend(case(paper, cases, &by_id, &mut seen, known, faults));
    }
    cases.written.extend(made.iter().map(|case| key(&case.id.0)));
    cases.cases.extend(made);
}

fn case(
    mut raw: RawPaper,
    cases: &Resolved,
    by_id: &HashMap<String, usize>,
    seen: &mut Seen,
    known: &Known<'_>,
    faults: &mut Faults,
) -> Option<TestCase> {
    let named = |column| name(raw.names, column);
    let row = (&raw.columns, &raw.place);
    let id = words::required(raw.id.as_ref(), named(C::Id), row, faults).cloned();
    let of = words::required(raw.case.as_ref(), named(C::Case), row, faults);
    let called = words::required(raw.name.as_ref(), named(C::Name), row, faults);
    let issued = raw.issued.as_ref().and_then(|word| words::day(word, named(C::Issued), faults));
    let base_date = raw.base_date.as_ref().map(|word| words::day(word, named(C::BaseDate), faults));
    let cycle = match &raw.cycle {
        Some(word) => known.bodies.known_cycle(word, named(C::Cycle), faults),
        None => None,
    };
    let first = id.as_ref().is_some_and(|id| {
        let one_word = Word { text: CaseId::from(id.text.as_str()).one_word(), ..id.clone() };
        seen.first(named(C::Id), &one_word, faults)
    });
    let of = of.and_then(|word| base_case(word, cases, by_id, faults));
    let (rows, written) = (std::mem::take(&mut raw.rows), std::mem::take(&mut raw.units));
    let (Some(of), Some(id), Some(called), true) = (of, id, called, first) else { return None };
    let layout =
        known.layouts.all.iter().find(|layout| layout.information == of.information && layout.version == of.version)?;
    let mut written = written;
    written.extend(units::from_rows(rows, faults));
    let nothing = written.iter().all(|unit| unit.head.is_empty() && unit.details.is_empty());
    let reading = Reading { layout, profile: &known.layouts.profile, whose: Whose::Expected };
    let units = reading.units(written, faults);
    check_items(&units, of, layout, faults);
    if nothing {
        faults.push(Diagnostic::new(&say::PAPER_EMPTY, id.place.clone()).with("id", &id.text));
    }
    let names: Vec<(ItemCode, String)> = raw
        .called
        .iter()
        .filter_map(|(item, name)| Some((item_of(layout, item, faults)?.code, name.text.clone())))
        .collect();
    // Where no クール is written it is that of the case.
    let (number, kind) = match (cycle, &raw.cycle) {
        (Some(cycle), _) => (cycle.number, cycle.kind),
        (None, Some(_)) => return None,
        (None, None) => (of.cycle, of.kind),
    };
    let paper = Paper {
        name: called.text.clone(),
        issued,
        query_of: Some(of.id.clone()),
        units,
        called: names,
        place: called.place.clone(),
    };
    Some(TestCase {
        id: CaseId::from(id.text.as_str()),
        title: format!("{PILOT_TITLE}{} {}", paper.name, of.title),
        cycle: number,
        kind,
        base_date: match base_date {
            Some(day) => day?,
            None => of.base_date,
        },
        expected: Expectation {
            outcome: Outcome::Normal,
            outcome_place: called.place.clone(),
            units: Vec::new(),
            xml: None,
            interpretations: Vec::new(),
            paper: Some(paper),
        },
        replica_detail: None,
        note: None,
        place: id.place.clone(),
        ..of.clone()
    })
}

/// The case whose query is made again; one of people makes none.
fn base_case<'c>(
    word: &Word,
    cases: &'c Resolved,
    by_id: &HashMap<String, usize>,
    faults: &mut Faults,
) -> Option<&'c TestCase> {
    let id = key(&word.text);
    let fault = |fault| Diagnostic::new(fault, word.place.clone()).with("value", &word.text);
    let case = by_id.get(&id).and_then(|index| cases.cases.get(*index));
    match case {
        Some(case) if case.by_people => {
            faults.push(fault(&say::PAPER_OF_PEOPLE));
            None
        }
        Some(case) => Some(case),
        None => {
            // A case that is written but has a fault of its own is told there.
            if !cases.written.contains(&id) && cases.ids == Ids::Certain {
                let known = cases.cases.iter().map(|case| &*case.id.0);
                faults.push_near(fault(&say::PAPER_WITHOUT_CASE), &word.text, known);
            }
            None
        }
    }
}

/// Nothing can be held against what was not asked.
fn check_items(units: &[Unit], of: &TestCase, layout: &Layout, faults: &mut Faults) {
    let entries =
        units.iter().flat_map(|unit| unit.head.iter().chain(unit.details.iter().flat_map(|d| d.entries.iter())));
    for entry in entries.filter(|entry| !of.items.contains(&entry.item)) {
        let fault = Diagnostic::new(&say::PAPER_ITEM_NOT_ASKED, entry.place.clone()).with("item", entry.item);
        faults.push(fault.with("name", layout.item(entry.item).map_or("", |item| &item.name)));
    }
}
