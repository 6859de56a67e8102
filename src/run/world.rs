//! One scenario being done: it begins, its sentences say and do one thing after another, and it ends with a verdict.

use std::rc::Rc;
use std::sync::Arc;
use std::time::Instant;

use cucumber::event::{ScenarioFinished, StepError};

use super::about::{self, about_scenario};
use super::beyond::Beyond;
use super::checks::Named;
use super::drive::Context;
use super::exchange::Asked;
use super::link_code::Generated;
use super::partner::Reserved;
use super::real_service::Guests;
use super::replay::{self, Player};
use super::resident::Found;
use super::service::Served;
use super::turn::{Held, Parties};
use super::verdict::{Stop, reason};
use crate::event::{Event, TrialId};
use crate::feature::{self, Origin, Phrase, StepClass};
use crate::model::addressee::Relinking;
use crate::model::case::Marks;
use crate::model::catalogue::run as words;
use crate::model::{
    Behaviour, CaseId, CivilDate, Confirmation, Department, InstitutionCode, NamedFault, Organisation, RoleModelId,
    Verdict,
};
use crate::network::{Admission, Offices, Subject};
use crate::payload::Difference;

/// cucumber's world: empty until the scenario begins.
#[derive(Default)]
pub(super) struct TrialWorld(Option<State>);

impl std::fmt::Debug for TrialWorld {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("TrialWorld").field(&self.0.as_ref().map(|state| &state.trial)).finish()
    }
}

pub(super) struct State {
    pub(super) context: Rc<Context>,
    pub(super) trial: TrialId,
    pub(super) attempt: u32,
    /// The case it was rendered from.
    pub(super) case: Option<CaseId>,
    /// Which attempt of this sitting.
    tries: u32,
    pub(super) origin: Origin,
    pub(super) group: Option<String>,
    /// The 機関コード that its case asks; `None`: a handwritten scenario, whose sentence names whom.
    pub(super) provider: Option<InstitutionCode>,
    begun: Instant,
    pub(super) said: Said,
    /// The scenario's own instance of the person, from the first step that needs one.
    pub(super) subject: Option<Subject>,
    pub(super) asked: Option<Asked>,
    /// What was searched in 住基ネット, and who is linked.
    pub(super) found: Found,
    /// What came of asking for a 機関別符号 last.
    pub(super) generated: Option<Generated>,
    /// Begun and given up because the run is being stopped: it has no verdict, and is tried again by the next sitting.
    abandoned: bool,
    /// The desk at which a real inquirer's query came, until the scenario ends.
    pub(super) reserved: Option<Reserved>,
    /// Every 個人番号 that a message of this attempt carried.
    pub(super) exposed: Vec<Difference>,
    /// Nobody stands behind what the case expects: it is not run.
    waiting: bool,
    /// The record that stands for the partners, if one does.
    pub(super) player: Option<Arc<Player>>,
    /// The services of this scenario, and what the last message to one came to.
    pub(super) offices: Offices,
    /// The line of the step being done.
    pub(super) line: u32,
    pub(super) served: Option<Served>,
    /// The real systems that its messages to services meet.
    pub(super) parties: Parties,
    pub(super) guests: Option<Guests>,
    pub(super) beyond: Beyond,
    /// What no other scenario may have meanwhile; given back last.
    pub(super) held: Held,
}

/// What the preconditions say.
#[derive(Default)]
pub(super) struct Said {
    pub(super) base_date: Option<CivilDate>,
    pub(super) inquirer: Option<(String, Option<Department>)>,
    pub(super) persona: Option<RoleModelId>,
    behaviour: Option<(Behaviour, Option<u32>)>,
    pub(super) marks: Marks,
    /// Bodies that have obtained no 機関別符号 of the person.
    pub(super) without_link_code: Vec<InstitutionCode>,
    pub(super) faults: Vec<NamedFault>,
    /// 宛名番号 by which the inquirer names the person.
    pub(super) address: Option<String>,
    /// What this scenario has changed in the 団体内統合宛名システム of bodies.
    pub(super) relinked: Vec<(InstitutionCode, Relinking)>,
}
impl TrialWorld {
    /// Tells that the trial begins, unless the run is being stopped.
    pub fn begin(&mut self, context: Rc<Context>, feature: &gherkin::Feature, scenario: &gherkin::Scenario) {
        if context.stopping() {
            return;
        }
        let origin = Origin::of(scenario, &context.path);
        let mut waiting = false;
        let mut provider = None;
        let (id, about, group, case) = match context.trial(scenario) {
            Some(trial) => {
                waiting = trial.case.confirmation == Confirmation::Waiting;
                let asked = about::asked(&trial, &context.shared.project);
                provider = asked.map(|body| body.code.clone());
                let about = about::of(&trial, asked);
                let group = trial.group.map(|group| group.id.to_string());
                (trial.id(), about, group, Some(trial.case.id.clone()))
            }
            None => {
                let id = feature::trial_id(scenario, &context.path);
                let about = about_scenario(&context.path, feature, scenario, &context.shared.project);
                (id, about, None, None)
            }
        };
        let trial = TrialId(id.into());
        let attempt = context.attempt(&trial);
        let parties = Parties::of(&context.shared.project, feature, scenario);
        let tries = attempt - context.earlier(&trial);
        let player = replay::player(context.shared.work.replay.as_ref(), &trial, tries);
        context.shared.door.tell(Event::TrialStarted { trial: trial.clone(), attempt, about: Arc::new(about) }, None);
        self.0 = Some(State {
            context,
            trial,
            case,
            attempt,
            tries,
            origin,
            group,
            provider,
            begun: Instant::now(),
            said: Said::default(),
            subject: None,
            asked: None,
            found: Found::default(),
            generated: None,
            abandoned: false,
            reserved: None,
            exposed: Vec::new(),
            waiting,
            offices: replay::offices(player.as_ref()),
            player,
            line: 0,
            served: None,
            parties,
            guests: None,
            beyond: Beyond::default(),
            held: Held::default(),
        });
    }

    /// Does one step; leaves with a [`Stop`] when the trial cannot pass any more.
    pub async fn step(&mut self, class: StepClass, step: gherkin::Step) {
        // Not begun: the run is being stopped, and nothing of this scenario counts.
        let Some(state) = &mut self.0 else { std::panic::resume_unwind(Box::new(())) };
        if state.waiting {
            Stop::not_run(reason(&words::UNCONFIRMED, &[])).leave()
        }
        if let Some(stop) = state.unjudged_by_record() {
            stop.leave()
        }
        let table = step.table.as_ref().map(|table| table.rows.as_slice());
        let Ok(phrase) = Phrase::parse(class, &step.value, table, step.docstring.as_deref()) else {
            Stop::broken(reason(&words::UNKNOWN_STEP, &[("text", &step.value)])).leave()
        };
        let phrase = phrase.at(&state.origin);
        state.line = u32::try_from(step.position.line).unwrap_or(u32::MAX);
        state.note_beyond(&phrase, &step.value);
        if let Err(stop) = state.perform(phrase).await {
            state.explained(stop).leave();
        }
    }

    /// Tells the verdict.
    pub fn end(&mut self, finished: &ScenarioFinished) {
        let Some(mut state) = self.0.take().filter(|state| !state.abandoned) else { return };
        let stop = match finished {
            ScenarioFinished::StepPassed => Stop { verdict: Verdict::Passed, differences: Vec::new(), reason: None },
            ScenarioFinished::StepFailed(_, _, StepError::Panic(info)) | ScenarioFinished::BeforeHookFailed(info) => {
                Stop::of(info.as_ref())
            }
            ScenarioFinished::StepFailed(_, _, other) => Stop::broken(reason(&words::PANICKED, &[("why", other)])),
            ScenarioFinished::StepSkipped => Stop::broken(reason(&words::UNKNOWN_STEP, &[("text", &"?")])),
        };
        let stop = if stop.verdict == Verdict::Passed { state.fault_left_out().unwrap_or(stop) } else { stop };
        let told = stop.verdict == Verdict::Failed && !stop.differences.is_empty();
        let disturbed = if told { state.disturbed() } else { None };
        state.take_findings();
        let found = std::mem::take(&mut state.exposed);
        let stop = stop.exposing(match &state.player {
            Some(player) => player.exposed(found),
            None => found,
        });
        let recorded = state.player.as_ref().and_then(|player| player.same_reason(&stop));
        let settings = &state.context.shared.settings;
        let query = state.asked.as_ref().map(|asked| &asked.query);
        let directory = state.context.client.directory();
        let layout = query.and_then(|query| directory.layout(query.information, &query.version));
        let again = !matches!(stop.verdict, Verdict::Passed | Verdict::NotRun) && state.tries <= settings.retries;
        if !again {
            state.tally_faults();
        }
        let finished = Event::TrialFinished {
            trial: state.trial,
            attempt: state.attempt,
            verdict: stop.verdict,
            again,
            differences: stop.differences,
            // Whom to call is no advice when the case itself asked for the trouble.
            reason: recorded.or(disturbed).or(stop.reason),
            duration_us: u64::try_from(state.begun.elapsed().as_micros()).unwrap_or(u64::MAX),
            sitting_ms: u64::try_from(state.context.shared.begun.elapsed().as_millis()).ok(),
        };
        state.context.shared.door.tell(finished, layout);
    }
}

impl State {
    async fn perform(&mut self, phrase: Phrase) -> Result<(), Stop> {
        match phrase {
            Phrase::BaseDate(day) => self.said.base_date = Some(day),
            Phrase::Inquirer { organisation, department } => self.said.inquirer = Some((organisation, department)),
            Phrase::Persona(persona) => self.said.persona = Some(persona),
            Phrase::Conduct { behaviour, times, .. } => self.said.behaviour = Some((behaviour, times)),
            Phrase::Query { target, query } => self.ask(&target, query).await?,
            Phrase::Outcome(expected) => self.check_outcome(expected)?,
            Phrase::Items(units) => self.check_units(&units)?,
            Phrase::NoItems => self.check_nothing()?,
            Phrase::UnitCount(count) => self.check_count(count)?,
            Phrase::Includes(name) => self.check_named(&name, Named::Present)?,
            Phrase::Excludes(name) => self.check_named(&name, Named::Absent)?,
            Phrase::Xml(path) => self.check_file(&path)?,
            Phrase::Gateway(phrase) => self.at_gateway(phrase).await?,
            Phrase::Resident(phrase) => self.at_register(phrase).await?,
            Phrase::LinkCode(phrase) => self.at_link_codes(phrase).await?,
            Phrase::Interpretation(phrase) => self.check_reading(&phrase)?,
            Phrase::Paper(phrase) => self.check_paper(&phrase)?,
            Phrase::Fault(phrase) => self.fault(phrase).await?,
            Phrase::Addressee(phrase) => self.at_addressees(phrase)?,
            Phrase::Service(phrase) => self.at_service(phrase).await?,
        }
        Ok(())
    }
    /// Who asks.
    pub(super) fn inquirer(&self) -> Result<&Organisation, Stop> {
        let written = self.said.inquirer.as_ref().map(|(written, _)| written.as_str());
        written
            .and_then(|written| feature::organisation(&self.context.shared.project, written))
            .ok_or_else(|| Stop::broken(reason(&words::INCOMPLETE, &[])))
    }

    /// The scenario's own instance of the person.
    pub(super) fn subject(&mut self) -> Result<&Subject, Stop> {
        let incomplete = || Stop::broken(reason(&words::INCOMPLETE, &[]));
        if self.subject.is_none() {
            let addressed = self.addressed()?;
            let person = addressed.or_else(|| self.queried_person()).ok_or_else(incomplete)?;
            let subject = self.admit(person)?;
            for (code, change) in &self.said.relinked {
                self.context.client.relink(&subject, code, change.clone());
            }
            self.subject = Some(subject);
        }
        self.subject.as_ref().ok_or_else(incomplete)
    }

    /// An instance of a person, for this scenario alone.
    pub(super) fn admit(&self, persona: RoleModelId) -> Result<Subject, Stop> {
        let base_date = self.said.base_date.ok_or_else(|| Stop::broken(reason(&words::INCOMPLETE, &[])))?;
        let (trial, behaviour) = (Arc::clone(&self.trial.0), self.said.behaviour);
        let scene = self.scene()?;
        let subject = self.context.client.admit(Admission { trial, persona, base_date, behaviour, scene });
        self.said.without_link_code.iter().for_each(|body| subject.without_link_code(body));
        Ok(subject)
    }

    /// Gives the trial up without a verdict.
    pub(super) fn abandon(&mut self) -> Stop {
        self.abandoned = true;
        Stop::blocked(reason(&words::ABANDONED, &[]))
    }
}
