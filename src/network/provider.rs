//! 中間サーバー as the provider: finds the person by its own 機関別符号 and answers from registered 副本 by itself.
//!
//! A local government or national body answers from its own 副本. The insurers' server first asks the 統一区画 which
//! 論理区画 hold the person (振り分け), then joins what they give (結合). What may not be answered automatically is held
//! until an officer releases it.

mod registration;

use std::borrow::Cow;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use super::directory::Directory;
use super::ledger::Ledger;
use super::nws::{entry, refusal};
use super::registry::{Person, Registry};
use super::shelf::Shelf;
use crate::answer::{self, Question};
use crate::model::date::JAPAN_SECONDS;
use crate::model::{AddresseeBook, Behaviour, CivilDate, Gateway, InstitutionCode, Outcome, ProcedureCode, Replica};
use crate::payload::envelope::{self, Answer, AnswerData, Query};
use crate::payload::leak;
use crate::payload::ledger::Entry;

/// Queries held for officers; with more the oldest is given up.
const HELD_MAX: usize = 10_000;

#[derive(Debug)]
pub(super) struct ProviderSide {
    directory: Arc<Directory>,
    registry: Arc<Registry>,
    ledger: Arc<Ledger>,
    /// By 処理通番.
    held: Mutex<Shelf<String, Held>>,
}

#[derive(Debug)]
struct Held {
    provider: InstitutionCode,
    person: u64,
    query: Arc<Query>,
}

/// What the provider's server does with a query.
#[derive(Debug)]
pub(super) enum Provided {
    /// Answers.
    Said(Box<Answer>),
    /// Sends something that is no message.
    Bytes(String),
    /// Takes it and never answers.
    Silent,
    /// Refuses the connection.
    Down,
}

/// Whether an officer's approval stands in for 自動応答.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Hand {
    Automatic,
    Officer,
}

impl ProviderSide {
    pub fn new(directory: Arc<Directory>, registry: Arc<Registry>, ledger: Arc<Ledger>) -> Self {
        Self { directory, registry, ledger, held: Mutex::new(Shelf::new(HELD_MAX)) }
    }

    /// Answers a query under a 処理通番, and writes both down.
    pub fn provide(&self, code: &InstitutionCode, serial: &str, query: &Arc<Query>) -> Provided {
        let Some(person) = self.registry.person(code, &query.link_code) else {
            return self.said(serial, query, self.refuse(serial, Outcome::LinkCodeMissing));
        };
        match self.behaviour(code, &person) {
            None => {
                let answer = self.answer(code, serial, query, &person, Hand::Automatic);
                self.said(serial, query, answer)
            }
            Some(Behaviour::Leak(leak)) => {
                let mut answer = self.answer(code, serial, query, &person, Hand::Automatic);
                let layout = self.directory.layout(query.information, &query.version);
                if let Some((number, layout)) = self.directory.numbers().number(&person.admission.persona).zip(layout) {
                    leak::into_answer(&mut answer, layout, self.directory.profile().element_names, number, leak);
                }
                self.said(serial, query, answer)
            }
            Some(Behaviour::Silent) => {
                self.ledger.provide(serial, entry(query));
                Provided::Silent
            }
            Some(Behaviour::Down) => {
                self.ledger.provide(serial, entry(query));
                Provided::Down
            }
            Some(Behaviour::Corrupt) => {
                let whole = self.answer(code, serial, query, &person, Hand::Automatic);
                let text = whole.to_xml();
                self.write(serial, query, &whole);
                Provided::Bytes(text.chars().take(text.chars().count() / 2).collect())
            }
            Some(Behaviour::Misrecorded) => {
                let answer = self.answer(code, serial, query, &person, Hand::Automatic);
                let other = Query { procedure: ProcedureCode(query.procedure.0 + 1), ..(**query).clone() };
                self.write(serial, &Arc::new(other), &answer);
                Provided::Said(Box::new(answer))
            }
            // The first is the provider's to say; of the others the NWS has spoken already.
            Some(told @ (Behaviour::Undisclosed | Behaviour::NoLinkCode | Behaviour::NoConsent)) => {
                let outcome = told.outcome().unwrap_or(Outcome::Undisclosed);
                self.said(serial, query, self.refuse(serial, outcome))
            }
        }
    }

    /// An officer answers the held queries of a body about a person: 処理通番 and answer of each.
    pub fn release(&self, code: &InstitutionCode, person: u64) -> Vec<(String, Answer)> {
        let mine = |held: &Held| held.provider == *code && held.person == person;
        let serials: Vec<String> =
            self.held().iter().filter(|(_, held)| mine(held)).map(|(serial, _)| serial.clone()).collect();
        serials
            .into_iter()
            .filter_map(|serial| self.release_one(code, &serial).map(|answer| (serial, answer)))
            .collect()
    }

    /// An officer answers one held query.
    pub fn release_one(&self, code: &InstitutionCode, serial: &str) -> Option<Answer> {
        let held = {
            let mut all = self.held();
            if all.get(serial)?.provider != *code {
                return None;
            }
            all.take(serial)?
        };
        let person = self.registry.numbered(held.person)?;
        let answer = self.answer(code, serial, &held.query, &person, Hand::Officer);
        self.write(serial, &held.query, &answer);
        Some(answer)
    }

    /// Loses what a body holds for its officers, about one person or all.
    pub fn lose(&self, code: &InstitutionCode, only: Option<u64>) {
        let lost = |held: &Held| held.provider == *code && only.is_none_or(|person| held.person == person);
        self.held().retain(|_, held| !lost(held));
    }

    /// Forgets what is held about a person, and tells the 処理通番.
    pub fn forget(&self, person: u64) -> Vec<String> {
        let mut held = self.held();
        let serials: Vec<String> =
            held.iter().filter(|(_, held)| held.person == person).map(|(serial, _)| serial.clone()).collect();
        for serial in &serials {
            held.take(serial);
        }
        serials
    }

    fn held(&self) -> MutexGuard<'_, Shelf<String, Held>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn said(&self, serial: &str, query: &Arc<Query>, answer: Answer) -> Provided {
        self.write(serial, query, &answer);
        Provided::Said(Box::new(answer))
    }

    fn write(&self, serial: &str, query: &Arc<Query>, answer: &Answer) {
        let outcome = Some(answer.outcome.clone());
        let undisclosed = query.undisclosed || answer.undisclosed;
        self.ledger.provide(serial, Entry { query: Arc::clone(query), outcome, undisclosed });
    }

    fn behaviour(&self, code: &InstitutionCode, person: &Person) -> Option<Behaviour> {
        let admission = &person.admission;
        let scenario = admission.behaviour.map(|(behaviour, times)| (usize::MAX, behaviour, times));
        self.directory
            .conduct(code, &admission.persona)
            .chain(scenario)
            .filter(|(_, behaviour, _)| !matches!(behaviour, Behaviour::NoLinkCode | Behaviour::NoConsent))
            .find(|(rule, _, times)| self.registry.show(&admission.trial, *rule, *times))
            .map(|(_, behaviour, _)| behaviour)
    }

    fn answer(&self, code: &InstitutionCode, serial: &str, query: &Arc<Query>, person: &Person, hand: Hand) -> Answer {
        let profile = self.directory.profile();
        let base_date = person.admission.base_date;
        let replicas = self.replicas(code, query, person);
        let Some((layout, writer)) = self.directory.written(query.information, &query.version) else {
            let nothing = replicas.iter().all(|replica| !replica.terms.published_on(base_date));
            return self.refuse(serial, if nothing { Outcome::ReplicaMissing } else { Outcome::VersionMismatch });
        };
        let works =
            |replica: &&Replica| self.directory.works_with(&replica.organisation, query.information, &query.version);
        if !replicas.iter().all(works) {
            return self.refuse(serial, Outcome::VersionMismatch);
        }
        let question = Question {
            layout,
            items: &query.items,
            condition: query.condition,
            base_date,
            loss_day_counts: profile.loss_day_counts,
        };
        let released: Vec<Replica>;
        let given = match hand {
            Hand::Automatic => answer::answer(&question, &replicas),
            Hand::Officer => {
                released = replicas.iter().map(|replica| Replica { automatic: true, ..(*replica).clone() }).collect();
                answer::answer(&question, &released.iter().collect::<Vec<_>>())
            }
        };
        if given.outcome == Outcome::ManualHold && !envelope::is_trial(serial) {
            let query = Arc::clone(query);
            let held = Held { provider: code.clone(), person: person.number, query };
            let given_up = self.held().put(serial.to_owned(), held);
            drop(given_up);
        }
        if given.outcome != Outcome::Normal {
            return self.refuse(serial, given.outcome);
        }
        let gives = |replica: &Replica| given.considered.iter().any(|known| known.gives(replica));
        Answer {
            serial: serial.to_owned(),
            outcome: profile.outcome_code(Outcome::Normal).to_owned(),
            undisclosed: replicas.iter().any(|replica| replica.terms.undisclosed && gives(replica)),
            data: Some(AnswerData {
                registered_at: registered_at(base_date),
                version: layout.version.clone(),
                body: writer.write(&given.units),
            }),
        }
    }

    /// The 副本 that hold the person: those of the project, changed by what the scenario has registered and deleted.
    fn replicas<'a>(&'a self, code: &InstitutionCode, query: &Query, person: &'a Person) -> Vec<&'a Replica> {
        let admission = &person.admission;
        let gateway = self.directory.institution(code).map(|body| body.kind.gateway());
        let before = match gateway {
            Some(Gateway::Insurers) => {
                self.directory.distributed(&admission.persona, query.information, admission.base_date)
            }
            _ => {
                let book = self.book(code, person);
                self.directory.held_by(book.as_deref(), code, &admission.persona, query.information)
            }
        };
        let here = |replica: &Replica| {
            replica.information == query.information
                && self.directory.organisation(&replica.organisation).is_some_and(|body| body.code == *code)
                && self.directory.delegated(&replica.organisation, admission.base_date)
        };
        person.changes.apply(before, here)
    }

    /// 団体内統合宛名システム of the body, as the person's scenario has changed it.
    fn book(&self, code: &InstitutionCode, person: &Person) -> Option<Cow<'_, AddresseeBook>> {
        let book = self.directory.addressees(code)?;
        let mut changes = person.changes.relinked.iter().filter(|(body, _)| body == code).peekable();
        if changes.peek().is_none() {
            return Some(Cow::Borrowed(book));
        }
        let mut changed = book.clone();
        for (_, change) in changes {
            // A 宛名番号 that is not there was told when the step was done.
            let _ = changed.relink(change);
        }
        Some(Cow::Owned(changed))
    }

    fn refuse(&self, serial: &str, outcome: Outcome) -> Answer {
        refusal(serial, self.directory.profile().outcome_code(outcome))
    }
}

/// 中間サーバー登録日時: the case's day with the hour of the machine, so that it differs every time, as it does in life.
fn registered_at(day: CivilDate) -> String {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    let second = (since + JAPAN_SECONDS) % 86_400;
    format!(
        "{:04}/{:02}/{:02} {:02}:{:02}:{:02}",
        day.year(),
        day.month(),
        day.day(),
        second / 3_600,
        second / 60 % 60,
        second % 60
    )
}
