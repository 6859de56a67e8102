//! 読み取り: the values an officer must reach, put to their cases; each rule against what the case asks for.

use std::collections::HashMap;

use super::cases::Resolved;
use super::words::{self, key};
use super::{Ids, Known};
use crate::model::catalogue::interpretation as say;
use crate::model::interpretation::INTERPRETATIONS_MAX;
use crate::model::{Diagnostic, Interpretation, Outcome, Place, Rule, TestCase};
use crate::sheet::Faults;
use crate::sheet::headings::{Column, InterpretationColumn as C};
use crate::sheet::raw::*;

fn name(names: Names, column: C) -> &'static str {
    match names {
        Names::Form => column.heading().map_or("", |heading| heading.name()),
        Names::Keys => match column {
            C::Case => "id",
            C::Name => "name",
            C::Value => "value",
            C::Rule => "rule",
            C::Note => "note",
        },
    }
}

/// Puts every value to its case.
pub fn resolve(
    raw: Vec<(Option<Word>, RawInterpretation)>,
    cases: &mut Resolved,
    known: &Known<'_>,
    faults: &mut Faults,
) {
    let by_id: HashMap<String, usize> =
        cases.cases.iter().enumerate().map(|(index, case)| (key(&case.id.0), index)).collect();
    for (case, reading) in raw {
        let row = (&reading.columns, &reading.place);
        let case = words::required(case.as_ref(), name(reading.names, C::Case), row, faults);
        let interpretation = interpretation(&reading, faults);
        let Some(case) = case else { continue };
        let id = key(&case.text);
        if !cases.written.contains(&id) {
            if cases.ids == Ids::Certain {
                let fault = Diagnostic::new(&say::READING_WITHOUT_CASE, case.place.clone()).with("value", &case.text);
                faults.push_near(fault, &case.text, cases.cases.iter().map(|case| &*case.id.0));
            }
            continue;
        }
        let Some(case) = by_id.get(&id).and_then(|index| cases.cases.get_mut(*index)) else { continue };
        if let Some(interpretation) = interpretation {
            let rule = reading.rule.as_ref().map_or(&reading.place, |word| &word.place);
            put(interpretation, rule, case, known, faults);
        }
    }
}

fn interpretation(raw: &RawInterpretation, faults: &mut Faults) -> Option<Interpretation> {
    let row = (&raw.columns, &raw.place);
    let name = |column| name(raw.names, column);
    let called = words::required(raw.name.as_ref(), name(C::Name), row, faults);
    let value = words::required(raw.value.as_ref(), name(C::Value), row, faults);
    let rule = words::required(raw.rule.as_ref(), name(C::Rule), row, faults);
    let rule = rule.and_then(|word| match Rule::parse(&word.text) {
        Ok(rule) => Some(rule),
        Err(bad) => {
            faults.push(bad.fault(&word.text, word.place.clone()));
            None
        }
    });
    let (called, value, rule) = (called?, value?, rule?);
    Some(Interpretation { name: called.text.clone(), value: value.text.clone(), rule, place: value.place.clone() })
}

fn put(interpretation: Interpretation, rule: &Place, case: &mut TestCase, known: &Known<'_>, faults: &mut Faults) {
    let place = || interpretation.place.clone();
    let named = |fault| Diagnostic::new(fault, place()).with("name", &interpretation.name);
    let before = faults.0.len();
    if case.expected.outcome != Outcome::Normal {
        faults.push(named(&say::NOTHING_TO_READ).with("outcome", case.expected.outcome.word().ja));
    }
    let layout = known
        .layouts
        .all
        .iter()
        .find(|layout| layout.information == case.information && layout.version == case.version);
    for item in interpretation.rule.items() {
        let asked = case.items.contains(&item) && layout.is_some_and(|layout| layout.item(item).is_some());
        if !asked {
            let fault = Diagnostic::new(&say::RULE_ITEM_NOT_ASKED, rule.clone()).with("name", &interpretation.name);
            faults.push(fault.with("item", item));
        }
    }
    let same = |other: &&Interpretation| key(&other.name) == key(&interpretation.name);
    if let Some(first) = case.expected.interpretations.iter().find(same) {
        faults.push(named(&say::READING_TWICE).with("first", &first.place));
    }
    if case.expected.interpretations.len() == INTERPRETATIONS_MAX {
        faults.push(named(&say::TOO_MANY_READINGS).with("limit", INTERPRETATIONS_MAX));
    }
    if faults.0.len() == before {
        case.expected.interpretations.push(interpretation);
    }
}
