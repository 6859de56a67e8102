//! 中間サーバー as the inquirer sees it: takes a query from a business system, and keeps the answer until it is polled.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::directory::Directory;
use super::ledger::Ledger;
use super::registry::Request;
use super::shelf::Shelf;
use crate::model::{InstitutionCode, Outcome};
use crate::payload::envelope::{Answer, Query};

/// Queries without a taken answer; with more the oldest is given up.
const WAITING_MAX: usize = 50_000;
/// Answers that nobody has fetched, in all; with more the oldest queries are given up.
const UNFETCHED_BYTES_MAX: usize = 64 * 1_024 * 1_024;

/// The side of every 中間サーバー that asks for its body; each body's queries are its own.
#[derive(Debug)]
pub(super) struct InquirerSide {
    directory: Arc<Directory>,
    ledger: Arc<Ledger>,
    counter: Mutex<Counter>,
}

/// Where answers lie until they are fetched.
#[derive(Debug)]
struct Counter {
    waiting: Shelf<Request, Waiting>,
    unfetched_bytes: usize,
}

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

impl Slot {
    fn bytes(&self) -> usize {
        match self {
            Self::Open | Self::Held => 0,
            Self::Interim(text) | Self::Answered(text) => text.len(),
        }
    }
}

impl Default for Counter {
    fn default() -> Self {
        Self { waiting: Shelf::new(WAITING_MAX), unfetched_bytes: 0 }
    }
}

impl Counter {
    /// What had to go for it.
    fn file(&mut self, key: Request, query: &Arc<Query>) -> Option<Waiting> {
        let gone = self.waiting.put(key, Waiting { query: Arc::clone(query), slot: Slot::Open });
        self.unfetched_bytes -= gone.as_ref().map_or(0, |gone| gone.slot.bytes());
        gone
    }

    /// Lays something into a query's slot, and hands out what lay there.
    fn lay(&mut self, key: &Request, slot: Slot) -> Option<Slot> {
        let waiting = self.waiting.get_mut(key)?;
        self.unfetched_bytes += slot.bytes();
        let before = std::mem::replace(&mut waiting.slot, slot);
        self.unfetched_bytes -= before.bytes();
        Some(before)
    }

    fn take(&mut self, key: &Request) -> Option<Waiting> {
        let taken = self.waiting.take(key)?;
        self.unfetched_bytes -= taken.slot.bytes();
        Some(taken)
    }

    /// The oldest, while there is more than may lie here.
    fn overflow(&mut self) -> Vec<Waiting> {
        let mut given_up = Vec::new();
        while self.unfetched_bytes > UNFETCHED_BYTES_MAX
            && let Some(oldest) = self.waiting.take_oldest()
        {
            self.unfetched_bytes -= oldest.slot.bytes();
            given_up.push(oldest);
        }
        given_up
    }
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
        Self { directory, ledger, counter: Mutex::default() }
    }

    fn counter(&self) -> MutexGuard<'_, Counter> {
        self.counter.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes a query from the body's business system.
    pub fn file(&self, query: &Arc<Query>) -> Filed {
        let key = (query.inquirer.clone(), query.request.clone());
        let given_up = {
            let mut counter = self.counter();
            if counter.waiting.contains(&key) {
                return Filed::Repeated;
            }
            counter.file(key, query)
        };
        // Outside the lock: a whole message goes.
        drop(given_up);
        Filed::Taken
    }

    /// Hands out the answer once; a held query is told once and stays open for the answer by hand.
    pub fn poll(&self, inquirer: &InstitutionCode, request: &str) -> Polled {
        let key = (inquirer.clone(), request.to_owned());
        let mut counter = self.counter();
        let answered = match counter.waiting.get(&key).map(|waiting| &waiting.slot) {
            None => return Polled::Unknown,
            Some(Slot::Open | Slot::Held) => return Polled::NotYet,
            Some(Slot::Interim(_)) => counter.lay(&key, Slot::Held),
            Some(Slot::Answered(_)) => counter.take(&key).map(|taken| taken.slot),
        };
        match answered {
            Some(Slot::Interim(answer) | Slot::Answered(answer)) => Polled::Answer(answer),
            Some(Slot::Open | Slot::Held) | None => Polled::Unknown,
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
        let key = (inquirer.clone(), request.to_owned());
        let (query, given_up) = {
            let mut counter = self.counter();
            let query = match counter.waiting.get(&key) {
                // The inquirer gave up, or the answer came twice.
                None | Some(Waiting { slot: Slot::Answered(_), .. }) => return Kept::NobodyWaits,
                Some(waiting) => Arc::clone(&waiting.query),
            };
            counter.lay(&key, put);
            (query, counter.overflow())
        };
        drop(given_up);
        self.ledger.receive(&query, answer);
        Kept::Kept
    }

    /// Loses everything that a restart without its state would lose; `None`: of everybody.
    pub fn lose(&self, only: Option<&[Request]>) {
        let mut counter = self.counter();
        match only {
            Some(keys) => keys.iter().for_each(|key| drop(counter.take(key))),
            None => *counter = Counter::default(),
        }
    }

    /// Forgets queries of a trial that is over.
    pub fn forget(&self, requests: &VecDeque<Arc<Request>>) {
        let mut counter = self.counter();
        for request in requests {
            counter.take(request);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::nws::refusal;
    use crate::network::tests::some_query;

    #[test]
    fn answers_that_nobody_fetches_go_oldest_first_and_never_those_that_are_fetched() {
        let directory = Arc::new(Directory::new(Arc::default()));
        let side = InquirerSide::new(directory, Arc::default());
        let query = |number: usize| Arc::new(Query { request: format!("R{number}"), ..some_query() });
        let long = "あ".repeat(UNFETCHED_BYTES_MAX / 3 / 10);
        let ask = |number: usize| {
            let query = query(number);
            assert_eq!(side.file(&query), Filed::Taken);
            let answer = refusal("", "N000");
            assert_eq!(side.keep(&query.inquirer, &query.request, &answer, long.clone()), Kept::Kept);
        };
        let fetch = |number: usize| side.poll(&query(number).inquirer, &format!("R{number}"));
        for number in 0..100 {
            ask(number);
            assert_eq!(fetch(number), Polled::Answer(long.clone()), "fetched at once");
        }
        (100..112).for_each(ask);
        let there = (100..112).filter(|number| fetch(*number) != Polled::Unknown).collect::<Vec<_>>();
        assert_eq!(there, (102..112).collect::<Vec<_>>(), "ten fit");
        assert_eq!(side.counter().unfetched_bytes, 0);
    }
}
