//! 中間サーバー as the inquirer sees it: takes a query from a business system, and keeps the answer until it is polled.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::directory::Directory;
use super::ledger::Ledger;
use crate::model::{InstitutionCode, Outcome};
use crate::payload::envelope::{Answer, Query};

/// Queries kept for inquirers that never come back: beyond this many the oldest is dropped.
const WAITING_MAX: usize = 50_000;

/// The side of every 中間サーバー that asks for its body; each body's queries are its own.
#[derive(Debug)]
pub(super) struct InquirerSide {
    directory: Arc<Directory>,
    ledger: Arc<Ledger>,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    waiting: HashMap<Key, Waiting>,
    /// As filed; may still name what is gone.
    order: VecDeque<Key>,
}

/// 機関コード and 照会要求番号.
pub(super) type Key = (InstitutionCode, String);

/// A query and where it stands.
#[derive(Debug)]
struct Waiting {
    query: Arc<Query>,
    slot: Slot,
}

#[derive(Debug)]
enum Slot {
    /// No answer yet.
    Open,
    /// 自動応答不可 has come; the answer by hand may follow.
    Interim(String),
    /// The business system knows that it is held.
    Held,
    /// The answer.
    Answered(String),
}

/// What a business system is told when it files a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Filed {
    Taken,
    /// The same 照会要求番号 is still open.
    Repeated,
}

/// What a business system gets when it polls.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Polled {
    /// The answer's XML.
    Answer(String),
    NotYet,
    Unknown,
}

/// Whether an answer found somebody who waits for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kept {
    Kept,
    NobodyWaits,
}

impl InquirerSide {
    pub fn new(directory: Arc<Directory>, ledger: Arc<Ledger>) -> Self {
        Self { directory, ledger, state: Mutex::default() }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes a query from the body's business system.
    pub fn file(&self, query: &Arc<Query>) -> Filed {
        let key = (query.inquirer.clone(), query.request.clone());
        let mut dropped = Vec::new();
        {
            let mut state = self.state();
            if state.waiting.contains_key(&key) {
                return Filed::Repeated;
            }
            state.waiting.insert(key.clone(), Waiting { query: Arc::clone(query), slot: Slot::Open });
            state.order.push_back(key);
            while state.order.len() > WAITING_MAX {
                if let Some(oldest) = state.order.pop_front() {
                    dropped.extend(state.waiting.remove(&oldest));
                }
            }
        }
        // Outside the lock: whole messages go.
        drop(dropped);
        Filed::Taken
    }

    /// Hands out the answer once; a held query is told once and stays open for the answer by hand.
    pub fn poll(&self, inquirer: &InstitutionCode, request: &str) -> Polled {
        let key = (inquirer.clone(), request.to_owned());
        let mut state = self.state();
        let Some(Waiting { slot, .. }) = state.waiting.get_mut(&key) else { return Polled::Unknown };
        match std::mem::replace(slot, Slot::Held) {
            Slot::Open => {
                *slot = Slot::Open;
                Polled::NotYet
            }
            Slot::Held => Polled::NotYet,
            Slot::Interim(answer) => Polled::Answer(answer),
            Slot::Answered(answer) => {
                state.waiting.remove(&key);
                if state.order.front() == Some(&key) {
                    state.order.pop_front();
                }
                Polled::Answer(answer)
            }
        }
    }

    /// Takes an answer from the network, and writes down what was asked and received. `text`: the message as it came.
    pub fn keep(&self, inquirer: &InstitutionCode, request: &str, answer: &Answer, text: String) -> Kept {
        let held = answer.outcome == self.directory.profile().outcome_code(Outcome::ManualHold);
        self.put(inquirer, request, answer, if held { Slot::Interim(text) } else { Slot::Answered(text) })
    }

    /// As [`InquirerSide::keep`], and another answer to the same query may follow.
    pub fn keep_for_now(&self, inquirer: &InstitutionCode, request: &str, answer: &Answer) -> Kept {
        self.put(inquirer, request, answer, Slot::Interim(answer.to_xml()))
    }

    fn put(&self, inquirer: &InstitutionCode, request: &str, answer: &Answer, put: Slot) -> Kept {
        let query = {
            let mut state = self.state();
            let Some(waiting) = state.waiting.get_mut(&(inquirer.clone(), request.to_owned())) else {
                // The inquirer gave up, or the answer came twice.
                return Kept::NobodyWaits;
            };
            if matches!(waiting.slot, Slot::Answered(_)) {
                return Kept::NobodyWaits;
            }
            waiting.slot = put;
            Arc::clone(&waiting.query)
        };
        self.ledger.receive(&query, answer);
        Kept::Kept
    }

    /// Loses everything that a restart without its state would lose; `None`: of everybody.
    pub fn lose(&self, only: Option<&[Key]>) {
        let mut state = self.state();
        match only {
            Some(keys) => keys.iter().for_each(|key| drop(state.waiting.remove(key))),
            None => *state = State::default(),
        }
    }

    /// Forgets queries of a trial that is over.
    pub fn forget(&self, requests: &[(String, String)]) {
        let mut state = self.state();
        for (request, inquirer) in requests {
            state.waiting.remove(&(InstitutionCode(inquirer.as_str().into()), request.clone()));
        }
    }
}
