//! Whose turn it is with what no two scenarios may have at the same time: real systems that take and send messages of
//! services, and bodies that ask under a 機関別符号 which never changes.
//!
//! A scenario takes all that it will need at once and in one order for all, before it holds any of it, and keeps it to its
//! end: no scenario waits for itself, and no two for each other.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::rc::Rc;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{Mutex as Turn, OwnedMutexGuard};

use super::partner::stopped;
use super::real_service::{is_real, sender};
use super::verdict::{Stop, reason};
use super::world::State;
use crate::feature::{self, Phrase, Sending, ServicePhrase};
use crate::model::catalogue::run as words;
use crate::model::partner::LinkCodes;
use crate::model::service::Action;
use crate::model::{InstitutionCode, Organisation, Partner, Project, RoleModelId, Service, ServiceMessage};
use crate::network::known_code;

/// What one scenario at a time may have.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Claim {
    /// A real system of services, by name.
    System(String),
    /// What a body asks under a 機関別符号.
    Code(InstitutionCode, String),
}

/// What scenarios have one after another.
#[derive(Debug, Default)]
pub(super) struct Turns(Mutex<HashMap<Claim, Arc<Turn<()>>>>);

impl Turns {
    fn of(&self, claim: &Claim) -> Arc<Turn<()>> {
        let mut turns = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // A case has a code of its own for each of its persons: those nobody holds or waits for are let go of.
        if turns.len() >= TURNS_KEPT_MAX {
            turns.retain(|_, turn| Arc::strong_count(turn) > 1);
        }
        Arc::clone(turns.entry(claim.clone()).or_default())
    }
}

/// Turns kept before those that nobody needs are looked for.
const TURNS_KEPT_MAX: usize = 1_024;

/// What a scenario has taken, until it ends.
#[derive(Debug, Default)]
pub(super) struct Held(BTreeMap<Claim, OwnedMutexGuard<()>>);

/// The real systems that a scenario meets.
#[derive(Debug, Clone, Default)]
pub(super) struct Parties {
    /// Those that its messages to services meet: name and every way to write it.
    real: BTreeMap<String, BTreeSet<String>>,
    /// Bodies that ask by themselves, as inquirers or for services, and by which codes they know the persons.
    asking: Vec<(InstitutionCode, LinkCodes)>,
    /// Whom it is about, as far as its sentences say.
    personas: BTreeSet<RoleModelId>,
    /// Some of them have something to ask or to send by themselves.
    come_in: bool,
}

impl Parties {
    /// Those of a scenario.
    pub fn of(project: &Project, feature: &gherkin::Feature, scenario: &gherkin::Scenario) -> Self {
        let mut parties = Self::default();
        if project.partners.is_empty() {
            return parties;
        }
        let background = feature.background.iter().flat_map(|background| &background.steps);
        for step in background.chain(&scenario.steps) {
            match feature::phrase_of(step) {
                Ok(Phrase::Service(ServicePhrase::Send(sending))) => parties.sends(project, &sending),
                Ok(Phrase::Persona(persona)) => drop(parties.personas.insert(persona)),
                Ok(Phrase::Inquirer { organisation, .. }) => {
                    let body = feature::organisation(project, &organisation);
                    let asks = body.and_then(|body| Some((body, project.partner(&body.id)?)));
                    if let Some((body, partner)) = asks.filter(|(_, partner)| partner.inquiries.is_some()) {
                        parties.asks(body, partner);
                    }
                }
                _ => {}
            }
        }
        parties
    }

    /// Whether none of its messages to services meets a real system.
    pub fn is_empty(&self) -> bool {
        self.real.is_empty()
    }

    /// Whether the doors must stand for those that its messages meet.
    pub fn come_in(&self) -> bool {
        self.come_in
    }

    /// Every way to write those that its messages meet.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.real.values().flatten().map(String::as_str)
    }

    fn sends(&mut self, project: &Project, sending: &Sending) {
        self.personas.extend(sending.persona.clone());
        if let Some((name, id, _)) = sender(project, &sending.from) {
            self.know(name, id);
            self.come_in = true;
        }
        let service = project.service_called(&sending.to);
        if let Some((service, message)) = service.and_then(|known| Some((known, known.message(&sending.message)?))) {
            self.takes(project, service, message);
        }
    }

    /// The service of a message, and those it goes on to. Messages do not lead in circles: that is checked in the files.
    fn takes(&mut self, project: &Project, service: &Service, message: &ServiceMessage) {
        if is_real(project, &service.id) {
            self.know(&service.name, &service.id.0);
            let further =
                |action: &Action| matches!(action, Action::Ask(_) | Action::Send { .. } | Action::History { .. });
            self.come_in |= message.actions.iter().any(further);
            let body = service.organisation.as_ref().and_then(|id| project.organisation(id));
            if let Some((body, partner)) = body.zip(project.partner_of_service(&service.id)) {
                self.asks(body, partner);
            }
        }
        for (id, name) in message.sends() {
            if let Some((service, message)) = project.service(id).and_then(|known| Some((known, known.message(name)?)))
            {
                self.takes(project, service, message);
            }
        }
    }

    fn know(&mut self, name: &str, id: &str) {
        self.real.entry(name.to_owned()).or_default().extend([name.to_owned(), id.to_owned()]);
    }

    fn asks(&mut self, body: &Organisation, partner: &Partner) {
        self.asking.push((body.code.clone(), partner.link_codes.clone()));
    }

    /// All that the scenario will need, when it is about this person, too.
    fn claims(&self, person: Option<&RoleModelId>) -> BTreeSet<Claim> {
        let systems = self.real.keys().cloned().map(Claim::System);
        // A code of the case is nobody else's.
        let fixed = self.asking.iter().filter(|(_, codes)| matches!(codes, LinkCodes::Fixed(_)));
        let personas = || self.personas.iter().chain(person);
        let codes = fixed.flat_map(|(body, codes)| {
            personas().map(move |persona| Claim::Code(body.clone(), known_code(codes, body, persona, "")))
        });
        systems.chain(codes).collect()
    }
}

impl State {
    /// Waits for all that the scenario must have to itself; `person`: whom it is about now.
    pub(super) async fn take_turns(&mut self, person: Option<&RoleModelId>) -> Result<(), Stop> {
        let context = Rc::clone(&self.context);
        let claims = self.parties.claims(person);
        let first = self.held.0.is_empty();
        for claim in claims {
            if self.held.0.contains_key(&claim) {
                continue;
            }
            let turn = context.shared.turns.of(&claim);
            let turn = if first {
                tokio::select! {
                    turn = turn.lock_owned() => turn,
                    () = stopped(&context) => return Err(self.abandon()),
                }
            } else {
                // Whom it is about was not said when it took the others: waiting now, it might wait for ever.
                let taken = || Stop::blocked(reason(&words::PERSON_SAID_LATE, &[]));
                turn.try_lock_owned().map_err(|_| taken())?
            };
            self.held.0.insert(claim, turn);
        }
        Ok(())
    }
}
