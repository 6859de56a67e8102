//! Cases of 符号生成運用テスト.

use super::words::{self, key};
use super::{Known, Seen};
use crate::model::catalogue::{resident as say, sheet as sheets};
use crate::model::{CaseId, Diagnostic, Inquirer, LinkCodeAct, LinkCodeCase, LinkCodeOutcome, TestCase};
use crate::sheet::Faults;
use crate::sheet::headings::{Column, LinkCodeColumn as C};
use crate::sheet::raw::{Names, RawLinkCodeCase, Word};

/// The cases. Their ids are of one kind with those of テストケース一覧.
pub fn resolve(
    raw: Vec<RawLinkCodeCase>,
    cases: &[TestCase],
    known: &Known<'_>,
    faults: &mut Faults,
) -> Vec<LinkCodeCase> {
    let mut seen = Seen::default();
    for case in cases {
        seen.0.insert(key(&case.id.0), case.place.clone());
    }
    raw.iter().filter_map(|raw| Reader { raw, known }.read(&mut seen, faults)).collect()
}

struct Reader<'a> {
    raw: &'a RawLinkCodeCase,
    known: &'a Known<'a>,
}

impl Reader<'_> {
    fn name(&self, column: C) -> &'static str {
        match (self.raw.names, column) {
            (Names::Form, _) => column.heading().map_or("", |heading| heading.name()),
            (Names::Keys, C::Scenario) => "scenario",
            (Names::Keys, C::Id) => "id",
            (Names::Keys, C::Title) => "title",
            (Names::Keys, C::Cycle) => "cycle",
            (Names::Keys, C::Lot) => "lot",
            (Names::Keys, C::Body) => "body",
            (Names::Keys, C::BaseDate) => "base-date",
            (Names::Keys, C::Persona) => "persona",
            (Names::Keys, C::Before) => "before",
            (Names::Keys, C::Act) => "act",
            (Names::Keys, C::Expected) => "expected",
            (Names::Keys, C::Note) => "note",
        }
    }

    fn required<'w>(&self, word: Option<&'w Word>, column: C, faults: &mut Faults) -> Option<&'w Word> {
        words::required(word, self.name(column), (&self.raw.columns, &self.raw.place), faults)
    }

    fn read(&self, seen: &mut Seen, faults: &mut Faults) -> Option<LinkCodeCase> {
        let raw = self.raw;
        let id = self.required(raw.id.as_ref(), C::Id, faults);
        let id = id.filter(|id| seen.first_of_rows(self.name(C::Id), id, (&raw.columns, &raw.place), faults));
        let scenario = self.required(raw.scenario.as_ref(), C::Scenario, faults);
        let title = self.required(raw.title.as_ref(), C::Title, faults);
        let cycle = self.required(raw.cycle.as_ref(), C::Cycle, faults);
        let cycle = cycle.and_then(|word| self.known.bodies.known_cycle(word, self.name(C::Cycle), faults));
        let lot = raw.lot.as_ref().and_then(|word| self.known.bodies.known_lot(word, self.name(C::Lot), faults));
        let body = self.body(faults);
        let base_date = self.required(raw.base_date.as_ref(), C::BaseDate, faults);
        let base_date = base_date.and_then(|word| words::day(word, self.name(C::BaseDate), faults));
        let persona = self.required(raw.persona.as_ref(), C::Persona, faults);
        let persona = persona.and_then(|word| self.known.persona(word, faults));
        let before = match &raw.before {
            Some(word) => self.outcome(word, C::Before, &LinkCodeOutcome::STATES, faults),
            None => Some(LinkCodeOutcome::NotObtained),
        };
        let act = match &raw.act {
            Some(word) => {
                let known = LinkCodeAct::ALL.map(|act| (act.word().ja, act));
                words::choice(word, self.name(C::Act), &known, faults)
            }
            None => Some(LinkCodeAct::Obtain),
        };
        let expected = self.required(raw.expected.as_ref(), C::Expected, faults);
        let outcome = expected.and_then(|word| self.outcome(word, C::Expected, &LinkCodeOutcome::ALL, faults));
        if let (Some(act), Some(outcome), Some(word)) = (act, outcome, expected)
            && !act.outcomes().contains(&outcome)
        {
            let possible: Vec<&str> = act.outcomes().iter().map(|outcome| outcome.word().ja).collect();
            let fault = Diagnostic::new(&say::OUTCOME_OF_ANOTHER_ACT, word.place.clone()).with("written", &word.text);
            faults.push(fault.with("act", act.word().ja).with("known", possible.join("、")));
        }
        Some(LinkCodeCase {
            id: CaseId::from(id?.text.as_str()),
            scenario: scenario?.text.as_str().into(),
            title: title?.text.clone(),
            cycle: cycle?.number,
            lot,
            body: body?,
            base_date: base_date?,
            persona: persona?,
            before: before?,
            act: act?,
            expected: outcome?,
            expected_place: expected?.place.clone(),
            place: id?.place.clone(),
        })
    }

    fn outcome(
        &self,
        word: &Word,
        column: C,
        known: &[LinkCodeOutcome],
        faults: &mut Faults,
    ) -> Option<LinkCodeOutcome> {
        let known: Vec<(&str, LinkCodeOutcome)> = known.iter().map(|known| (known.word().ja, *known)).collect();
        words::choice(word, self.name(column), &known, faults)
    }

    /// A body, or every member of a group.
    fn body(&self, faults: &mut Faults) -> Option<Inquirer> {
        let word = self.required(self.raw.body.as_ref(), C::Body, faults)?;
        let bodies = self.known.bodies;
        if let Some(body) = bodies.organisation(&word.text) {
            return Some(Inquirer::Organisation(body.id.clone()));
        }
        if let Some(group) = bodies.group(&word.text) {
            return Some(Inquirer::Group(group.id.clone()));
        }
        if !bodies.is_left_out(&word.text) {
            let fault = Diagnostic::new(&sheets::UNKNOWN_INQUIRER, word.place.clone()).with("value", &word.text);
            let groups = bodies.groups.iter().flat_map(|group| [group.name.as_str(), &*group.id.0]);
            faults.push_near(fault, &word.text, bodies.organisation_words().chain(groups));
        }
        None
    }
}
