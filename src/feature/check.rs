//! Whether every step is a known sentence and the steps make a test, before anything runs.

use std::collections::HashSet;

use gherkin::{Feature, Scenario, Step};

use super::phrase::{Phrase, PhraseFault, StepClass};
use super::sentence::{self, Form};
use super::topic::Order;
use super::topic::addressee::AddresseePhrase;
use super::topic::fault::FaultPhrase;
use super::topic::gateway::GatewayPhrase;
use super::topic::resident::Ground;
use super::topic::service;
use super::{organisation, target};
use crate::model::catalogue::{feature as catalogue, resident};
use crate::model::{Diagnostic, Fault, FaultKind, FaultPlace, NamedFault, Place, Project};

/// What a step says.
///
/// # Errors
/// As [`Phrase::parse`].
pub fn phrase_of(step: &Step) -> Result<Phrase, Vec<PhraseFault>> {
    let rows = step.table.as_ref().map(|table| table.rows.as_slice());
    Phrase::parse(StepClass::from(step.ty), &step.value, rows, step.docstring.as_deref())
}

/// Faults that know only their line, with the column in which that line begins to say something.
pub fn pinpoint(mut faults: Vec<Diagnostic>, text: &str) -> Vec<Diagnostic> {
    for fault in &mut faults {
        if let Place::Point { line, column: column @ 0, .. } = &mut fault.place {
            let told = text.lines().nth((*line as usize).saturating_sub(1)).unwrap_or_default();
            let blanks = told.chars().take_while(|c| c.is_whitespace() || *c == '\u{feff}').count();
            *column = u32::try_from(blanks + 1).unwrap_or(u32::MAX);
        }
    }
    faults
}

/// Every fault of a feature's sentences: unknown ones with the nearest known one, values that cannot be read, an
/// order that is no test. `path` is the file's, for the places.
pub fn check(feature: &Feature, path: &str) -> Vec<Diagnostic> {
    Checker { path, project: None, faults: Vec::new(), told: HashSet::new(), held: HashSet::new() }.feature(feature)
}

/// As [`check`], and every body, ロールモデル, layout and item that a sentence names must be in the project.
pub fn check_names(feature: &Feature, path: &str, project: &Project) -> Vec<Diagnostic> {
    Checker { path, project: Some(project), faults: Vec::new(), told: HashSet::new(), held: HashSet::new() }
        .feature(feature)
}

struct Checker<'c> {
    path: &'c str,
    project: Option<&'c Project>,
    faults: Vec<Diagnostic>,
    /// Faults told already: 背景 and outlines bring the same line many times.
    told: HashSet<(usize, String)>,
    /// Where the scenario at hand holds messages.
    held: HashSet<FaultPlace>,
}

/// What was sent to services so far.
#[derive(Default)]
struct Sent<'p> {
    last: Option<service::SentMessage<'p>>,
    /// A message, or one it leads to, asks for the scenario's person.
    needs_person: bool,
}

/// The steps of a scenario so far.
#[derive(Default)]
struct Seen {
    base_date: bool,
    inquirer: bool,
    persona: bool,
    query: bool,
    /// Something was done, a query or another act.
    acted: bool,
    /// Something that is answered was done.
    answered: bool,
    outcome: bool,
    /// Items, no items, or an XML file: each says everything about the data.
    data: bool,
    expectation: bool,
    ground: Ground,
    /// A message was sent to a service, and something is expected of it.
    sent: bool,
    replied: bool,
}

impl Seen {
    /// Takes in one more step; what it does too early, too late or twice goes to `disorder`.
    fn step<'s>(&mut self, step: &'s Step, phrase: &Phrase, disorder: &mut Vec<(&'s Step, &'static Fault)>) {
        let (asked, answered) = (self.query, self.answered);
        let (slot, late) = match phrase {
            Phrase::BaseDate(_) => (Some(&mut self.base_date), asked),
            Phrase::Inquirer { .. } => (Some(&mut self.inquirer), asked),
            Phrase::Persona(_) => (Some(&mut self.persona), asked),
            Phrase::Conduct { .. } => (None, asked),
            Phrase::Query { .. } => (Some(&mut self.query), false),
            Phrase::Outcome(_) => (Some(&mut self.outcome), !answered),
            Phrase::Items(_) | Phrase::NoItems | Phrase::Xml(_) => (Some(&mut self.data), !answered),
            Phrase::UnitCount(_) | Phrase::Includes(_) | Phrase::Excludes(_) => (None, !answered),
            Phrase::Gateway(phrase) => (None, self.topic(phrase.order())),
            Phrase::Resident(phrase) => (None, self.topic(phrase.order())),
            Phrase::LinkCode(phrase) => (None, self.topic(phrase.order())),
            Phrase::Interpretation(phrase) => (None, self.topic(phrase.order())),
            Phrase::Paper(phrase) => (None, self.topic(phrase.order())),
            Phrase::Fault(phrase) => (None, self.topic(phrase.order())),
            Phrase::Addressee(AddresseePhrase::Named(_)) => (Some(&mut self.persona), asked),
            Phrase::Addressee(phrase) => (None, self.topic(phrase.order())),
            Phrase::Service(phrase) => (None, self.topic(phrase.order())),
        };
        if slot.is_some_and(|slot| std::mem::replace(slot, true)) {
            disorder.push((step, &catalogue::SAID_TWICE));
        }
        let lacking = self.ground.step(phrase);
        disorder.extend(lacking.map(|fault| (step, fault)));
        let expectation = StepClass::from(step.ty) == StepClass::Then;
        match phrase {
            Phrase::Service(service::ServicePhrase::Send(_)) => self.sent = true,
            Phrase::Service(_) => self.replied |= expectation,
            _ => self.expectation |= expectation,
        }
        if matches!(phrase, Phrase::Query { .. }) {
            (self.acted, self.answered, self.outcome, self.data) = (true, true, false, false);
        }
        if late && lacking.is_none() {
            let early = StepClass::from(step.ty) != StepClass::Given;
            disorder.push((step, if early { &catalogue::BEFORE_QUERY } else { &catalogue::AFTER_QUERY }));
        }
    }
}

impl Seen {
    /// Whether a sentence of a topic stands at the wrong place. After an act one may expect anew.
    fn topic(&mut self, order: Order) -> bool {
        let late = match order {
            Order::Setting => self.acted,
            Order::Act | Order::Answered => false,
            Order::Expectation => !self.acted,
            Order::ActAfterQuery | Order::ExpectationAfterQuery => !self.query,
        };
        if matches!(order, Order::Act | Order::Answered | Order::ActAfterQuery) {
            (self.acted, self.outcome, self.data) = (true, false, false);
            self.answered |= order == Order::Answered;
        }
        late
    }
}

impl<'c> Checker<'c> {
    fn feature(mut self, feature: &Feature) -> Vec<Diagnostic> {
        let background = feature.background.as_ref().map(|background| background.steps.as_slice()).unwrap_or_default();
        for scenario in &feature.scenarios {
            self.scenario(background, scenario);
        }
        self.faults
    }

    fn scenario(&mut self, background: &[Step], scenario: &Scenario) {
        self.held.clear();
        let mut seen = Seen::default();
        let mut disorder = Vec::new();
        let mut all_read = true;
        let mut sent = Sent::default();
        for step in background.iter().chain(&scenario.steps) {
            match self.step(step) {
                Some(phrase) => {
                    seen.step(step, &phrase, &mut disorder);
                    self.names(step, &phrase, &mut sent);
                }
                None => all_read = false,
            }
        }
        if !all_read {
            // What seems to be missing or misplaced may be what could not be read.
            return;
        }
        for (step, fault) in disorder {
            self.fault(step, fault, &[("written", &step.value)]);
        }
        // A scenario that does something else than to query says for itself what it needs.
        let other = (seen.acted || seen.ground.used) && !seen.query;
        let needed = [
            (seen.base_date || other, Form::BaseDate),
            (seen.inquirer || other, Form::Inquirer),
            (seen.persona || other, Form::Persona),
            (seen.query || other, Form::Query),
            (seen.expectation || (seen.sent && !seen.query), Form::Outcome),
            (seen.base_date || !seen.sent, Form::BaseDate),
            (seen.persona || !sent.needs_person, Form::Persona),
            (seen.replied || !seen.sent, Form::Service(service::Form::Result)),
        ];
        for (_, form) in needed.into_iter().filter(|(there, _)| !there) {
            let pattern = sentence::INDEX.shape(form).map_or("", |shape| shape.sentence.pattern);
            let place = self.at(scenario.position.line);
            self.tell(
                scenario.position.line,
                Diagnostic::new(&catalogue::MISSING_STEP, place).with("pattern", pattern),
            );
        }
    }

    fn step(&mut self, step: &Step) -> Option<Phrase> {
        let rows = step.table.as_ref().map(|table| table.rows.as_slice());
        let (phrase, faults) =
            Phrase::parse_noting(StepClass::from(step.ty), &step.value, rows, step.docstring.as_deref());
        for PhraseFault { row, diagnostic } in faults {
            self.note(step, row, diagnostic);
        }
        phrase
    }

    /// Tells a fault of a step at the line of its sentence or of the row of its table.
    fn note(&mut self, step: &Step, row: Option<usize>, mut diagnostic: Diagnostic) {
        let line = match (row, &step.table) {
            (Some(row), Some(table)) => table.position.line + row,
            _ => step.position.line,
        };
        diagnostic.place = self.at(line);
        self.tell(line, diagnostic);
    }

    /// What the phrase names must exist.
    fn names(&mut self, step: &Step, phrase: &Phrase, sent: &mut Sent<'c>) {
        let Some(project) = self.project else { return };
        match phrase {
            Phrase::Inquirer { organisation: body, .. } | Phrase::Includes(body) | Phrase::Excludes(body) => {
                self.body(step, project, body);
            }
            Phrase::Gateway(phrase) => {
                if let GatewayPhrase::Test { query, .. } = phrase {
                    self.layout(step, project, query);
                }
                for body in phrase.bodies() {
                    self.body(step, project, body);
                }
            }
            Phrase::LinkCode(phrase) => {
                for body in phrase.bodies() {
                    self.body(step, project, body);
                }
            }
            Phrase::Resident(phrase) => {
                if let Some(id) = phrase.resident().filter(|id| project.resident(id).is_none()) {
                    let known = project.residents.iter().map(|known| &*known.id.0);
                    self.unknown(step, &resident::UNKNOWN_RESIDENT, &id.0, known);
                }
            }
            Phrase::Fault(phrase) => self.fault_place(step, project, phrase),
            Phrase::Addressee(phrase) => {
                for body in phrase.bodies() {
                    self.body(step, project, body);
                }
                for address in phrase.addresses() {
                    self.address(step, project, address);
                }
            }
            Phrase::Service(phrase) => {
                for PhraseFault { row, diagnostic } in phrase.unknown(project, &mut sent.last) {
                    self.note(step, row, diagnostic);
                }
                if let (service::ServicePhrase::Send(sending), Some(last)) = (phrase, sent.last) {
                    sent.needs_person |= sending.persona.is_none() && project.needs_person(last.message);
                }
            }
            Phrase::Persona(id) if project.role_model(id).is_none() => {
                let known = project.role_models.iter().map(|known| &*known.id.0);
                self.unknown(step, &catalogue::UNKNOWN_PERSONA, &id.0, known);
            }
            Phrase::Query { target: written, query } => {
                if target(project, written).is_none() {
                    let bodies = project.organisations.iter().map(|known| known.name.as_str());
                    let schemes = project.schemes.iter().map(|known| known.name.as_str());
                    let known = bodies.chain(schemes).chain([sentence::REPRESENTATIVE]);
                    self.unknown(step, &catalogue::UNKNOWN_TARGET, written, known);
                }
                self.layout(step, project, query);
            }
            _ => {}
        }
    }

    fn address(&mut self, step: &Step, project: &Project, written: &str) {
        let mut known = project.addressees.iter().flat_map(|line| &line.addresses);
        let plain = crate::model::date::to_half_width(written.trim());
        if known.all(|address| *address != plain) {
            let known = project.addressees.iter().flat_map(|line| &line.addresses).map(String::as_str);
            self.unknown(step, &catalogue::UNKNOWN_ADDRESS, written, known);
        }
    }

    fn body(&mut self, step: &Step, project: &Project, written: &str) {
        if organisation(project, written).is_none() {
            let known = project.organisations.iter().map(|known| known.name.as_str());
            self.unknown(step, &catalogue::UNKNOWN_BODY, written, known);
        }
    }

    /// The place must be one, and what is released there must be held.
    fn fault_place(&mut self, step: &Step, project: &Project, phrase: &FaultPhrase) {
        let told = FaultPlace::read(phrase.place(), &project.organisations).and_then(|place| {
            let told = match phrase {
                FaultPhrase::Happens { kind, .. } => {
                    if *kind == FaultKind::Hold {
                        self.held.insert(place.clone());
                    }
                    NamedFault::pointless(&place, kind, &project.organisations)
                }
                FaultPhrase::Release { .. } => {
                    let by_file = |fault: &NamedFault| fault.place == place && fault.kind == FaultKind::Hold;
                    let held = self.held.contains(&place) || project.faults.iter().any(by_file);
                    (!held).then(|| NamedFault::nothing_held(&place, &project.organisations))
                }
            };
            told.map_or(Ok(()), |told| Err(Box::new(told)))
        });
        if let Err(mut told) = told {
            told.place = self.at(step.position.line);
            self.tell(step.position.line, *told);
        }
    }

    fn layout(&mut self, step: &Step, project: &Project, query: &super::Query) {
        // A version that no layout has is a case of its own (版不一致): only the 特定個人情報 must be known.
        let mut layouts = project.layouts.iter().filter(|layout| layout.information == query.information).peekable();
        if layouts.peek().is_none() {
            let known: Vec<String> = project.layouts.iter().map(|layout| layout.information.to_string()).collect();
            let known = known.iter().map(String::as_str);
            self.unknown(step, &catalogue::UNKNOWN_INFORMATION, &query.information.to_string(), known);
        }
    }

    fn unknown<'k>(
        &mut self,
        step: &Step,
        fault: &'static Fault,
        written: &str,
        known: impl IntoIterator<Item = &'k str>,
    ) {
        let place = self.at(step.position.line);
        let unknown = Diagnostic::new(fault, place).with("written", written).suggest(written, known);
        self.tell(step.position.line, unknown);
    }

    fn fault(&mut self, step: &Step, fault: &'static Fault, args: &[(&'static str, &str)]) {
        let mut diagnostic = Diagnostic::new(fault, self.at(step.position.line));
        for (name, value) in args {
            diagnostic = diagnostic.with(name, value);
        }
        self.tell(step.position.line, diagnostic);
    }

    fn at(&self, line: usize) -> Place {
        Place::Point { file: self.path.into(), line: u32::try_from(line).unwrap_or(u32::MAX), column: 0 }
    }

    fn tell(&mut self, line: usize, diagnostic: Diagnostic) {
        if self.told.insert((line, format!("{}{:?}", diagnostic.fault.code, diagnostic.args))) {
            self.faults.push(diagnostic);
        }
    }
}
