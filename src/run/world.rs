//! One scenario being done: what its sentences have said so far, what was asked, what came back.

use std::rc::Rc;
use std::sync::Arc;
use std::time::Instant;

use cucumber::event::{ScenarioFinished, StepError};

use super::drive::Context;
use super::link_code::Generated;
use super::partner::{Reserved, of_partner};
use super::real_service::{Guests, Parties};
use super::replay::{self, Player};
use super::resident::Found;
use super::service::Served;
use super::verdict::{Stop, reason, whole};
use crate::event::{About, Data, Event, Exchange, TrialId};
use crate::feature::{self, GatewayPhrase, Origin, Phrase, StepClass};
use crate::model::addressee::Relinking;
use crate::model::case::Marks;
use crate::model::catalogue::reach as reach_words;
use crate::model::catalogue::resident as resident_words;
use crate::model::catalogue::run as words;
use crate::model::{
    Behaviour, CaseId, CivilDate, Confirmation, Department, InstitutionCode, Lang, Layout, NamedFault, Organisation,
    OrganisationId, Outcome, Place, Project, RoleModelId, TestGroup, Trial, Unit, Verdict, Version,
};
use crate::network::{self, Admission, ClientFault, Offices, Subject};
use crate::payload::compare::{Question, compare};
use crate::payload::envelope::{self, ParsedAnswer, Query};
use crate::payload::{Difference, DifferenceKind, content};
use crate::plan;

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
    group: Option<String>,
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

/// A query and what came of it.
pub(super) struct Asked {
    pub(super) query: Query,
    base_date: CivilDate,
    pub(super) serial: Option<String>,
    received: Received,
}

enum Received {
    /// An answer that can be read.
    Answer(Box<Answered>),
    /// None, or none that can be read.
    Nothing(Box<Difference>),
}

pub(super) struct Answered {
    outcome: Option<Outcome>,
    code: String,
    version: Option<Version>,
    pub(super) units: Vec<Unit>,
    /// What is wrong with the data by themselves.
    pub(super) differences: Vec<Difference>,
    has_data: bool,
}

impl Answered {
    /// An outcome without any message: what a business system makes of one that did not come.
    fn told(outcome: Outcome) -> Self {
        let (code, units, differences) = (String::new(), Vec::new(), Vec::new());
        Self { outcome: Some(outcome), code, version: None, units, differences, has_data: false }
    }
}

impl TrialWorld {
    /// Tells that the trial begins, unless the run is being stopped.
    pub fn begin(&mut self, context: Rc<Context>, feature: &gherkin::Feature, scenario: &gherkin::Scenario) {
        if context.stopping() {
            return;
        }
        let origin = Origin::of(scenario, &context.path);
        let mut waiting = false;
        let (id, about, group, case) = match context.trial(scenario) {
            Some(trial) => {
                waiting = trial.case.confirmation == Confirmation::Waiting;
                let about = about(&trial, &context.shared.project);
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
        state.look_through_wires();
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

    async fn ask(&mut self, target: &str, asked: feature::Query) -> Result<(), Stop> {
        let context = Rc::clone(&self.context);
        let project = &*context.shared.project;
        let incomplete = || Stop::broken(reason(&words::INCOMPLETE, &[]));
        let (written, department) = self.said.inquirer.clone().ok_or_else(incomplete)?;
        let inquirer = feature::organisation(project, &written).ok_or_else(incomplete)?;
        let group = self.group.as_deref().and_then(|id| project.group(&id.into()));
        let provider = find_provider(&context, target, inquirer, group)?;
        let marks = self.said.marks;
        let subject = self.subject()?;
        let query = Query {
            // Unique in this network, because the instance of the person is.
            request: format!("R{:010}", subject.number()),
            inquirer: inquirer.code.clone(),
            provider: provider.code.clone(),
            affair: asked.affair,
            procedure: asked.procedure,
            information: asked.information,
            version: asked.version,
            department: department.unwrap_or_default(),
            items: asked.items,
            condition: asked.condition,
            link_code: subject.link_code(&inquirer.code),
            consent: marks.consent,
            undisclosed: marks.undisclosed,
        };
        if self.replaying() {
            return self.play(query);
        }
        if let Some(awaited) = self.inquiries(inquirer) {
            self.own_gateway_undisturbed()?;
            return self.await_inquiry(query, inquirer, awaited).await;
        }
        self.provider_ready(&query.provider).await?;
        self.exchange(query, Sending::File).await?;
        self.check_partner()
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

    /// Sends a query on one of its ways, and takes in what comes back.
    pub(super) async fn exchange(&mut self, query: Query, sending: Sending) -> Result<(), Stop> {
        let context = Rc::clone(&self.context);
        if self.replaying() {
            return self.play(query);
        }
        let xml = query.to_xml();
        let result = match sending {
            Sending::File | Sending::Poll if self.reserved.is_some() => self.fetched_by_partner(sending).await?,
            Sending::File => context.client.ask(&query, xml.clone()).await,
            Sending::Poll => context.client.poll(&query).await,
            Sending::Test => Ok(context.client.test(&query).await),
        };
        self.proxies_stand()?;
        self.take_in(query, xml, result)
    }

    /// Tells what came back to a query, and keeps it for the checks.
    pub(super) fn take_in(
        &mut self,
        query: Query,
        xml: String,
        result: Result<network::Asked, ClientFault>,
    ) -> Result<(), Stop> {
        let context = Rc::clone(&self.context);
        let incomplete = || Stop::broken(reason(&words::INCOMPLETE, &[]));
        let base_date = self.said.base_date.ok_or_else(incomplete)?;
        let mut exchange = Exchange {
            serial: None,
            inquirer: query.inquirer.to_string(),
            provider: query.provider.to_string(),
            outcome: None,
            query: self.looked_at(&xml, Some(&query)),
            envelope: None,
            data: None,
            polls: 0,
            base_date: Some(base_date),
            theirs: self.reserved.is_some() || self.player.as_ref().is_some_and(|player| player.last_was_theirs()),
            shown: None,
        };
        let received = match result {
            Ok(answer) => {
                exchange.polls = answer.polls;
                let (told, answer) = (answer.told, self.looked_at(&answer.answer, Some(&query)));
                let mut received = read_answer(&context, &query, &answer, &mut exchange);
                if let Received::Answer(answered) = &mut received {
                    answered.differences.extend(told.iter().map(|why| self.lost_in_file(why)));
                }
                received
            }
            Err(ClientFault::Unanswered(why)) => Received::Nothing(Box::new(self.lost_in_file(&why))),
            Err(ClientFault::Unwritable(characters)) => {
                let args: [(&str, &dyn std::fmt::Display); 1] = [("characters", &characters)];
                return Err(Stop::blocked(reason(&reach_words::UNWRITABLE, &args)));
            }
            Err(ClientFault::NoAnswer { waited_ms, polls }) => {
                exchange.polls = polls;
                let waited = format!("{waited_ms} ms");
                let name = words::DATA.pattern(Lang::Ja);
                Received::Nothing(Box::new(whole(DifferenceKind::NoAnswer, name, None, Some(waited))))
            }
            Err(ClientFault::Told { outcome, polls }) => {
                (exchange.polls, exchange.outcome) = (polls, Some(outcome));
                Received::Answer(Box::new(Answered::told(outcome)))
            }
            Err(fault) => return Err(Stop::broken(reason(&words::BENCH, &[("why", &fault)]))),
        };
        // Of a 情報提供テスト there are no records.
        let serial = exchange.serial.clone().filter(|serial| !serial.is_empty() && !envelope::is_trial(serial));
        self.tell_with_history(exchange, &query);
        let records = serial.as_ref().filter(|_| matches!(received, Received::Answer(_)));
        let disagreements = records.map(|serial| self.disagreements(serial, &query)).unwrap_or_default();
        self.asked = Some(Asked { query, base_date, serial, received });
        if disagreements.is_empty() { Ok(()) } else { Err(Stop::failed(disagreements, None)) }
    }

    /// What a 結果ファイル says is lost, or why it holds no answer.
    fn lost_in_file(&mut self, why: &str) -> Difference {
        let told = self.looked_at(why, None);
        whole(DifferenceKind::FileError, words::DATA.pattern(Lang::Ja), None, Some(told))
    }

    /// Gives the trial up without a verdict.
    pub(super) fn abandon(&mut self) -> Stop {
        self.abandoned = true;
        Stop::blocked(reason(&words::ABANDONED, &[]))
    }

    /// The failure that there is no answer, if there is none.
    pub(super) fn unanswered(&self) -> Option<Stop> {
        self.answered().err()
    }

    /// A message of an exchange without the 個人番号 in it; that it carried one is kept for the verdict.
    /// `query`: the one whose data it may carry.
    pub(super) fn looked_at(&mut self, message: &str, query: Option<&Query>) -> String {
        let directory = self.context.client.directory();
        let layout = query.and_then(|query| directory.layout(query.information, &query.version));
        let (masked, exposed) = self.context.shared.door.message(message, layout);
        self.exposed.extend(exposed);
        masked.into_owned()
    }

    /// Tells of a query that a service has made: its 処理結果, and in what the records disagree.
    pub(super) fn tell_exchange(
        &mut self,
        query: &Query,
        xml: &str,
        answer: Option<&str>,
        polls: u32,
    ) -> (Option<Outcome>, Vec<Difference>) {
        let mut exchange = Exchange {
            serial: None,
            inquirer: query.inquirer.to_string(),
            provider: query.provider.to_string(),
            outcome: None,
            query: self.looked_at(xml, Some(query)),
            envelope: None,
            data: None,
            polls,
            base_date: self.said.base_date,
            theirs: false,
            shown: None,
        };
        let answer = answer.map(|text| self.looked_at(text, Some(query)));
        let readable = answer.map(|text| read_answer(&self.context, query, &text, &mut exchange));
        let readable = matches!(readable, Some(Received::Answer(_)));
        let outcome = exchange.outcome;
        let serial = exchange.serial.clone().filter(|serial| readable && !serial.is_empty());
        self.tell_with_history(exchange, query);
        (outcome, serial.map(|serial| self.disagreements(&serial, query)).unwrap_or_default())
    }

    /// The answer, or the failure that there is none.
    pub(super) fn answered(&self) -> Result<(&Asked, &Answered), Stop> {
        let asked = self.asked.as_ref().ok_or_else(|| Stop::broken(reason(&words::NOT_ASKED, &[])))?;
        match &asked.received {
            Received::Answer(answered) => Ok((asked, answered)),
            Received::Nothing(difference) => Err(Stop::failed(vec![(**difference).clone()], None)),
        }
    }

    fn check_outcome(&self, expected: Outcome) -> Result<(), Stop> {
        let (_, answered) = self.answered()?;
        if answered.outcome == Some(expected) {
            return Ok(());
        }
        let actual = match answered.outcome {
            Some(outcome) => outcome.word().pattern(Lang::Ja).to_owned(),
            None => answered.code.clone(),
        };
        let mut difference = whole(
            DifferenceKind::WrongOutcome,
            words::OUTCOME.pattern(Lang::Ja),
            Some(expected.word().pattern(Lang::Ja).to_owned()),
            Some(actual),
        );
        if self.origin.outcome != Place::Nowhere {
            difference.source = Some(self.origin.outcome.to_string());
        }
        let why = match (self.partner_fault(), answered.outcome) {
            (Some(fault), _) => of_partner(&fault),
            (None, Some(outcome)) => reason(&words::hint(outcome), &[]),
            (None, None) => reason(&words::UNKNOWN_CODE, &[("code", &answered.code)]),
        };
        Err(Stop::failed(vec![difference], Some(why)))
    }

    fn check_units(&self, expected: &[Unit]) -> Result<(), Stop> {
        let (asked, answered) = self.answered()?;
        let layout = self.layout(&asked.query)?;
        let mut differences = answered.differences.clone();
        if let Some(version) = answered.version.as_ref().filter(|version| **version != asked.query.version) {
            differences.push(whole(
                DifferenceKind::WrongVersion,
                words::DATA.pattern(Lang::Ja),
                Some(asked.query.version.to_string()),
                Some(version.to_string()),
            ));
        }
        differences.extend(compare(expected, &answered.units, &self.question(asked, layout)));
        if differences.is_empty() { Ok(()) } else { Err(Stop::failed(differences, None)) }
    }

    /// What was asked, for a comparison.
    pub(super) fn question<'q>(&self, asked: &'q Asked, layout: &'q Layout) -> Question<'q> {
        Question {
            layout,
            items: &asked.query.items,
            condition: asked.query.condition,
            base_date: asked.base_date,
            loss_day_counts: self.context.shared.project.profile.loss_day_counts,
        }
    }

    fn check_nothing(&self) -> Result<(), Stop> {
        let (_, answered) = self.answered()?;
        if !answered.has_data {
            return Ok(());
        }
        // Units that nobody expects are told one by one; data without a single unit still are data.
        self.check_units(&[])?;
        let name = words::DATA.pattern(Lang::Ja);
        Err(Stop::failed(vec![whole(DifferenceKind::UnknownElement, name, None, Some(name.to_owned()))], None))
    }

    fn check_count(&self, expected: u32) -> Result<(), Stop> {
        let (_, answered) = self.answered()?;
        let actual = answered.units.len();
        if usize::try_from(expected) == Ok(actual) && answered.differences.is_empty() {
            return Ok(());
        }
        let mut differences = answered.differences.clone();
        let name = words::UNIT_COUNT.pattern(Lang::Ja);
        let kind = DifferenceKind::WrongValue;
        differences.push(whole(kind, name, Some(expected.to_string()), Some(actual.to_string())));
        Err(Stop::failed(differences, None))
    }

    /// Whether a unit carries a body's name. The wire names a provider only by an item's value.
    fn check_named(&self, written: &str, wanted: Named) -> Result<(), Stop> {
        let (_, answered) = self.answered()?;
        let project = &self.context.shared.project;
        let name = feature::organisation(project, written).map_or(written, |known| known.name.as_str());
        let plain = crate::model::date::to_half_width(name);
        let present = answered.units.iter().any(|unit| {
            unit.head.iter().any(|entry| match &entry.value {
                crate::model::Value::Text(text) => crate::model::date::to_half_width(text.trim()) == plain,
                crate::model::Value::Null(_) => false,
            })
        });
        let kind = match (wanted, present) {
            (Named::Present, true) | (Named::Absent, false) => return Ok(()),
            (Named::Present, false) => DifferenceKind::MissingUnit,
            (Named::Absent, true) => DifferenceKind::ExtraUnit,
        };
        Err(Stop::failed(vec![whole(kind, name, None, None)], None))
    }

    fn check_file(&self, path: &str) -> Result<(), Stop> {
        let (asked, _) = self.answered()?;
        let layout = self.layout(&asked.query)?;
        let shared = &self.context.shared;
        let text = shared
            .work
            .expected_files
            .get(path)
            .ok_or_else(|| Stop::broken(reason(&words::NO_FILE, &[("path", &path)])))?;
        let bad =
            |why: &dyn std::fmt::Display| Stop::broken(reason(&words::BAD_FILE, &[("path", &path), ("why", why)]));
        let names = shared.project.profile.element_names;
        let (expected, differences) =
            content::read_file(text, &Arc::from(path), layout, names).map_err(|fault| bad(&fault.say(Lang::Ja)))?;
        if let Some(first) = differences.first() {
            return Err(bad(&first.path));
        }
        self.check_units(&expected.units)
    }

    pub(super) fn layout(&self, query: &Query) -> Result<&Layout, Stop> {
        self.context.client.directory().layout(query.information, &query.version).ok_or_else(|| {
            let args: [(&str, &dyn std::fmt::Display); 2] =
                [("information", &query.information), ("version", &query.version)];
            Stop::broken(reason(&words::NO_LAYOUT, &args))
        })
    }
}

/// The ways in which a query is sent.
#[derive(Clone, Copy)]
pub(super) enum Sending {
    /// Filed with the inquirer's own 中間サーバー.
    File,
    /// Filed before; only the answer is fetched.
    Poll,
    /// 情報提供テスト of the provider.
    Test,
}

#[derive(Clone, Copy)]
enum Named {
    Present,
    Absent,
}

fn find_provider<'p>(
    context: &'p Context,
    target: &str,
    inquirer: &Organisation,
    group: Option<&TestGroup>,
) -> Result<&'p Organisation, Stop> {
    let project = &context.shared.project;
    feature::target(project, target)
        .and_then(|target| plan::provider(project, &target, inquirer, group).ok())
        .map(|provider| provider.institution)
        .ok_or_else(|| Stop::blocked(reason(&words::NO_PROVIDER, &[("target", &target)])))
}

fn read_answer(context: &Context, query: &Query, text: &str, exchange: &mut Exchange) -> Received {
    let parsed = match ParsedAnswer::from_xml(text) {
        Ok(parsed) => parsed,
        Err(fault) => {
            exchange.envelope = Some(text.to_owned());
            let name = words::DATA.pattern(Lang::Ja);
            let told = whole(DifferenceKind::NotXml, name, None, Some(fault.say(Lang::Ja)));
            return Received::Nothing(Box::new(told));
        }
    };
    let profile = &context.shared.project.profile;
    let answer = parsed.answer;
    let outcome = profile.outcome_of(&answer.outcome);
    exchange.serial = Some(answer.serial);
    exchange.outcome = outcome;
    exchange.envelope = Some(parsed.envelope);
    let has_data = answer.data.is_some();
    let version = answer.data.as_ref().map(|data| data.version.clone());
    let layout = context.client.directory().layout(query.information, &query.version);
    let (units, differences) = match (&parsed.root, layout) {
        (Some(root), Some(layout)) => content::read(root, layout, profile.element_names),
        _ => (Vec::new(), Vec::new()),
    };
    exchange.data = answer.data.map(|data| Data::Text(data.body.into()));
    Received::Answer(Box::new(Answered { outcome, code: answer.outcome, version, units, differences, has_data }))
}

/// What a trial of the sheets is, as a record tells it.
pub fn about(trial: &Trial<'_>, project: &Project) -> About {
    let case = trial.case;
    let provider = plan::provider(project, &case.target, trial.inquirer, trial.group);
    About {
        case: case.id.to_string(),
        scenario: case.scenario.to_string(),
        variation: case.variation.to_string(),
        title: case.title.clone(),
        flow: case.flow.to_string(),
        cycle: Some(case.cycle),
        lot: case.lot,
        group: trial.group.map(|group| group.name.clone()),
        organisation: trial.inquirer.id.clone(),
        organisation_name: trial.inquirer.name.clone(),
        provider: provider.map_or_else(|_| String::new(), |provider| provider.institution.name.clone()),
        persona: case.persona.to_string(),
        source: case.place.to_string(),
    }
}

/// What a handwritten scenario is, from its own sentences and tags.
pub fn about_scenario(
    path: &str,
    feature: &gherkin::Feature,
    scenario: &gherkin::Scenario,
    project: &Project,
) -> About {
    let (id, origin) = (feature::trial_id(scenario, path), Origin::of(scenario, path));
    let mut about = About {
        case: id,
        scenario: String::new(),
        variation: String::new(),
        title: scenario.name.clone(),
        flow: String::new(),
        cycle: None,
        lot: None,
        group: None,
        organisation: OrganisationId::from("-"),
        organisation_name: String::new(),
        provider: String::new(),
        persona: String::new(),
        source: origin.place.to_string(),
    };
    let tags: Vec<String> = feature.tags.iter().chain(&scenario.tags).cloned().collect();
    about.cycle = feature::cycle_of(&tags);
    about.lot = feature::lot_of(&tags);
    about.flow = feature::flow_of(&tags).unwrap_or_default();
    // Of a scenario made from a sheet its tags tell what its sentences do not.
    if let Some(case) = feature::case_of(&tags).filter(|_| !path.starts_with(feature::HANDWRITTEN)) {
        case.clone_into(&mut about.case);
        about.title = scenario.name.split_once(' ').map_or("", |(_, title)| title).to_owned();
        about.scenario = feature::scenario_of(&tags).unwrap_or_default().to_owned();
        about.group = feature::group_of(&tags).map(str::to_owned);
    }
    let steps = feature.background.iter().flat_map(|background| &background.steps).chain(&scenario.steps);
    for step in steps {
        match feature::phrase_of(step) {
            Ok(Phrase::Inquirer { organisation, .. }) => {
                if let Some(known) = feature::organisation(project, &organisation) {
                    about.organisation.clone_from(&known.id);
                    about.organisation_name.clone_from(&known.name);
                }
            }
            Ok(Phrase::Persona(persona)) => about.persona = persona.to_string(),
            Ok(Phrase::Query { target, .. }) => about.provider = target,
            Ok(Phrase::Gateway(GatewayPhrase::Test { organisation, .. })) => {
                super::gateway::tell_about(&mut about, &organisation, project);
            }
            Ok(Phrase::Resident(_)) => at_register(&mut about),
            Ok(Phrase::LinkCode(phrase)) => {
                at_register(&mut about);
                // Whoever asks for a 機関別符号 stands for the inquirer, where there is none.
                if let Some(known) = phrase.asking().and_then(|written| feature::organisation(project, written))
                    && about.organisation_name.is_empty()
                {
                    about.organisation.clone_from(&known.id);
                    about.organisation_name.clone_from(&known.name);
                }
            }
            Ok(Phrase::Service(phrase)) => super::service::tell_about(&mut about, &phrase, project),
            _ => {}
        }
    }
    about
}

/// A scenario that queries nobody speaks with 住基ネット.
fn at_register(about: &mut About) {
    if about.provider.is_empty() {
        resident_words::REGISTER.pattern(Lang::Ja).clone_into(&mut about.provider);
    }
}
