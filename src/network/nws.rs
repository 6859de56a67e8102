//! 情報提供ネットワークシステム: gives the 処理通番, checks that the combination is permitted, converts the 機関別符号
//! and routes. It never sees a name or a 個人番号. What it decides and what comes of it stands in its record.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use super::directory::{Directory, Inquiry};
use super::ledger::Ledger;
use super::registry::{First, Person, Registry};
use super::shelf::Shelf;
use crate::model::{Behaviour, InstitutionCode, Outcome};
use crate::payload::envelope::{self, Answer, Query};
use crate::payload::ledger::Entry;

/// Queries that an answer by hand may still follow; with more the oldest is given up.
const HELD_MAX: usize = 10_000;

#[derive(Debug)]
pub(super) struct Nws {
    directory: Arc<Directory>,
    registry: Arc<Registry>,
    ledger: Arc<Ledger>,
    worker: u16,
    serials: AtomicU64,
    held: Mutex<Shelf<String, Return>>,
    /// 処理通番 of queries that went on and have no outcome yet, by 機関コード and 照会要求番号.
    under_way: Mutex<HashMap<(InstitutionCode, String), String>>,
}

/// Where an answer goes.
#[derive(Debug, Clone)]
pub(super) struct Return {
    pub inquirer: InstitutionCode,
    /// 照会要求番号.
    pub request: String,
    /// The inquirer's 機関別符号 of the person, as asked under.
    pub link_code: String,
}

impl Return {
    /// Where the answer to a query goes.
    pub fn of(query: &Query) -> Self {
        let Query { inquirer, request, link_code, .. } = query;
        Self { inquirer: inquirer.clone(), request: request.clone(), link_code: link_code.clone() }
    }
}

/// A query that the network has taken.
#[derive(Debug)]
pub(super) struct Routed {
    /// 処理通番.
    pub serial: String,
    /// Where the answer goes.
    pub back: Return,
    /// The provider's query, with its own 機関別符号; or why it does not go on.
    pub onward: Result<Arc<Query>, Outcome>,
}

/// Whether a query is one, or only tries out what would be answered.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Exchange,
    Trial,
}

impl Nws {
    pub fn new(directory: Arc<Directory>, registry: Arc<Registry>, ledger: Arc<Ledger>, worker: u16) -> Self {
        Self {
            directory,
            registry,
            ledger,
            worker,
            serials: AtomicU64::new(1),
            held: Mutex::new(Shelf::new(HELD_MAX)),
            under_way: Mutex::default(),
        }
    }

    /// The 処理通番 of a query that came before and is still under way: a message sent twice is one query.
    pub fn under_way(&self, query: &Query) -> Option<String> {
        let under_way = self.under_way.lock().unwrap_or_else(PoisonError::into_inner);
        under_way.get(&(query.inquirer.clone(), query.request.clone())).cloned()
    }

    /// Takes a query: numbers it, decides whether it goes on, and writes it down.
    pub fn take(&self, query: &Arc<Query>) -> Routed {
        let serial = self.serial();
        let person = self.registry.person(&query.inquirer, &query.link_code);
        let onward = self.route(query, &serial, person.as_ref(), Kind::Exchange).map(Arc::new);
        self.ledger.open(&serial, query, person.map(|person| person.number), onward.is_ok());
        let back = Return::of(query);
        if onward.is_ok() {
            let mut under_way = self.under_way.lock().unwrap_or_else(PoisonError::into_inner);
            under_way.insert((back.inquirer.clone(), back.request.clone()), serial.clone());
        }
        Routed { serial, back, onward }
    }

    /// Takes a 情報提供テスト, by which a body sees what somebody who asks it would get: decided as any query, numbered as a
    /// trial, and written down by nobody. The query has the provider's own 機関別符号. With the provider itself as inquirer
    /// it is seen as the first body that may ask so.
    pub fn try_out(&self, query: &Query) -> Routed {
        let serial = envelope::trial_serial(&self.serial());
        let back = Return { inquirer: query.provider.clone(), ..Return::of(query) };
        let onward = self.route_trial(query, &serial).map(Arc::new);
        Routed { serial, back, onward }
    }

    fn route_trial(&self, query: &Query, serial: &str) -> Result<Query, Outcome> {
        let person = self.registry.person(&query.provider, &query.link_code);
        // Whoever asks does so from a department of theirs: the trial is not about it.
        let asked_by = |inquirer: &InstitutionCode| Query {
            inquirer: inquirer.clone(),
            department: self.directory.department(inquirer).unwrap_or(&query.department).clone(),
            ..query.clone()
        };
        if query.inquirer != query.provider {
            let seen = person.as_ref().map(|person| self.registry.convert(person.number, &query.inquirer));
            let refused = self.directory.refusal(&Inquiry::of(query));
            // What is refused is refused before anybody looks for the person.
            if refused.is_none() && seen.flatten().is_none() {
                return Err(Outcome::LinkCodeMissing);
            }
            return self.route(query, serial, person.as_ref(), Kind::Trial);
        }
        let others = self.directory.project().organisations.iter().filter(|body| body.code != query.provider);
        let may = |code: &InstitutionCode| {
            let refused = self.directory.refusal(&Inquiry::of(&asked_by(code)));
            refused != Some(Outcome::NotPermitted)
        };
        let inquirer = others.map(|body| &body.code).find(|code| may(code)).ok_or(Outcome::NotPermitted)?;
        self.route(&asked_by(inquirer), serial, person.as_ref(), Kind::Trial)
    }

    /// Writes down what came of it. `own_word`: nothing readable came back, the outcome is the network's own.
    pub fn settle(&self, routed: &Routed, answer: &Answer, own_word: bool) {
        self.ledger.settle(&routed.serial, answer, own_word);
        let key = (routed.back.inquirer.clone(), routed.back.request.clone());
        self.under_way.lock().unwrap_or_else(PoisonError::into_inner).remove(&key);
        if answer.outcome == self.directory.profile().outcome_code(Outcome::ManualHold) {
            self.expect_late(routed);
        }
    }

    /// An answer may still come after the one that was told.
    pub fn expect_late(&self, routed: &Routed) {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        let _given_up = held.put(routed.serial.clone(), routed.back.clone());
    }

    /// The answer to a held query, given by hand; `None`: no such query is held.
    pub fn settle_late(&self, serial: &str, answer: &Answer) -> Option<Return> {
        let back = self.held.lock().unwrap_or_else(PoisonError::into_inner).take(serial)?;
        self.ledger.settle(serial, answer, false);
        Some(back)
    }

    /// Forgets a held query.
    pub fn forget(&self, serial: &str) {
        self.held.lock().unwrap_or_else(PoisonError::into_inner).take(serial);
    }

    /// 処理通番: 13 digits as long as the deck prints it; the first three tell the networks of one run apart.
    fn serial(&self) -> String {
        format!("{:03}{:010}", self.worker, self.serials.fetch_add(1, Ordering::Relaxed))
    }

    fn route(&self, query: &Query, serial: &str, person: Option<&Person>, kind: Kind) -> Result<Query, Outcome> {
        if let Some(refusal) = self.directory.refusal(&Inquiry::of(query)) {
            return Err(refusal);
        }
        let person = person.ok_or(Outcome::LinkCodeMissing)?;
        if kind == Kind::Exchange
            && self.registry.note_request(person.number, &query.inquirer, &query.request) == First::No
        {
            return Err(Outcome::Duplicate);
        }
        let admission = &person.admission;
        let scenario = admission.behaviour.map(|(behaviour, times)| (usize::MAX, behaviour, times));
        for (rule, behaviour, times) in self.directory.conduct(&query.provider, &admission.persona).chain(scenario) {
            // The others are the provider's to show.
            let refuses = matches!(behaviour, Behaviour::NoLinkCode | Behaviour::NoConsent);
            if refuses
                && self.registry.show(&admission.trial, rule, times)
                && let Some(outcome) = behaviour.outcome()
            {
                return Err(outcome);
            }
        }
        Ok(Query {
            request: serial.to_owned(),
            link_code: self.registry.convert(person.number, &query.provider).ok_or(Outcome::LinkCodeMissing)?,
            ..query.clone()
        })
    }
}

/// An answer without data.
pub(super) fn refusal(serial: &str, outcome_code: &str) -> Answer {
    Answer { serial: serial.to_owned(), outcome: outcome_code.to_owned(), undisclosed: false, data: None }
}

/// The record of a query before anything came of it.
pub(super) fn entry(query: &Arc<Query>) -> Entry {
    Entry { query: Arc::clone(query), outcome: None, undisclosed: query.undisclosed }
}
