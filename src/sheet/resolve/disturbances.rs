//! Faults by name that a project's files ask for.

use super::bodies::Bodies;
use super::words;
use crate::model::catalogue::fault as say;
use crate::model::fault::FAULT_TIMES_MAX;
use crate::model::{CaseId, Diagnostic, FaultKind, FaultPlace, NamedFault, TestCase};
use crate::sheet::Faults;
use crate::sheet::raw::{RawFault, Word};

/// Makes them; what cannot be made is told.
pub fn resolve(raw: &[RawFault], bodies: &Bodies, cases: &[TestCase], faults: &mut Faults) -> Vec<NamedFault> {
    raw.iter().filter_map(|raw| fault(raw, bodies, cases, faults)).collect()
}

fn fault(raw: &RawFault, bodies: &Bodies, cases: &[TestCase], faults: &mut Faults) -> Option<NamedFault> {
    let before = words::required_key(raw.before.as_ref(), "before", &raw.place, faults)
        .filter(|word| !bodies.is_left_out(&word.text))
        .and_then(|word| told(word, FaultPlace::read(&word.text, &bodies.organisations), faults));
    let kind = words::required_key(raw.fault.as_ref(), "fault", &raw.place, faults)
        .and_then(|word| told(word, FaultKind::read(&word.text), faults));
    let times = raw.times.as_ref().and_then(|word| words::number(word, "times", 1, FAULT_TIMES_MAX, faults));
    let mut only: Vec<CaseId> = Vec::new();
    for word in &raw.cases {
        match cases.iter().find(|case| words::key(&case.id.0) == words::key(&word.text)) {
            Some(case) => only.push(case.id.clone()),
            None => {
                let unknown = Diagnostic::new(&say::UNKNOWN_CASE, word.place.clone()).with("value", &word.text);
                faults.push_near(unknown, &word.text, cases.iter().map(|case| &*case.id.0));
            }
        }
    }
    // Without this check a fault whose cases are all misspelt would stand in every case.
    if only.len() < raw.cases.len() {
        return None;
    }
    let (place, kind) = (before?, kind?);
    if let Some(mut pointless) = NamedFault::pointless(&place, &kind, &bodies.organisations) {
        pointless.place.clone_from(&raw.place);
        faults.push(pointless);
        return None;
    }
    Some(NamedFault { place, kind, times, cases: only, source: raw.place.clone() })
}

/// What was read, or its fault at the word.
fn told<T>(word: &Word, read: Result<T, Box<Diagnostic>>, faults: &mut Faults) -> Option<T> {
    match read {
        Ok(value) => Some(value),
        Err(mut told) => {
            told.place.clone_from(&word.place);
            faults.push(*told);
            None
        }
    }
}
