//! Who keeps which record of an exchange: three books, each written only by its owner, bounded in all.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::nws::entry;
use super::shelf::Shelf;
use crate::payload::envelope::{Answer, Query};
use crate::payload::ledger::{Entry, Records};

/// Exchanges kept; beyond this many the oldest is dropped.
const EXCHANGES_MAX: usize = 20_000;

/// The books of all parties of one network.
#[derive(Debug, Default)]
pub(super) struct Ledger(Mutex<Books>);

#[derive(Debug)]
struct Books {
    by_serial: Shelf<Arc<str>, Line>,
    by_person: HashMap<u64, VecDeque<Arc<str>>>,
}

impl Default for Books {
    fn default() -> Self {
        Self { by_serial: Shelf::new(EXCHANGES_MAX), by_person: HashMap::new() }
    }
}

#[derive(Debug, Default)]
struct Line {
    records: Records,
    person: Option<u64>,
}

impl Books {
    /// Opens a line; the oldest, if it had to go for it.
    fn put(&mut self, serial: &str, line: Line) -> Option<Line> {
        let serial: Arc<str> = serial.into();
        if let Some(person) = line.person {
            self.by_person.entry(person).or_default().push_back(Arc::clone(&serial));
        }
        let oldest = self.by_serial.put(serial, line);
        let of_person = oldest.as_ref().and_then(|line| line.person);
        if let Some(serials) = of_person.and_then(|person| self.by_person.get_mut(&person)) {
            // The oldest of all is the oldest of its person.
            serials.pop_front();
        }
        oldest
    }
}

impl Ledger {
    fn books(&self) -> MutexGuard<'_, Books> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The network opens its record.
    pub fn open(&self, serial: &str, query: &Arc<Query>, person: Option<u64>, notified: bool) {
        let records = Records { network: Some(entry(query)), notified, ..Records::default() };
        let oldest = self.books().put(serial, Line { records, person });
        // Outside the lock: a whole query goes.
        drop(oldest);
    }

    /// An exchange of a real network begins: its own record is not ours to see.
    pub fn open_unseen(&self, serial: &str, person: u64) {
        let mut books = self.books();
        if !books.by_serial.contains(serial) {
            let oldest = books.put(serial, Line { person: Some(person), ..Line::default() });
            drop(books);
            drop(oldest);
        }
    }

    /// A real network has asked the provider. `own_word`: and got nothing that can be read.
    pub fn notify_unseen(&self, serial: &str, own_word: bool) {
        if let Some(line) = self.books().by_serial.get_mut(serial) {
            (line.records.notified, line.records.own_word) = (true, own_word);
        }
    }

    /// The network writes down what came of it.
    pub fn settle(&self, serial: &str, answer: &Answer, own_word: bool) {
        let mut books = self.books();
        let Some(line) = books.by_serial.get_mut(serial) else { return };
        line.records.own_word = own_word;
        if let Some(network) = &mut line.records.network {
            network.outcome = Some(answer.outcome.clone());
            network.undisclosed |= answer.undisclosed;
            line.records.shown = !network.undisclosed;
        }
    }

    /// The person's instance that a 処理通番 is about.
    pub fn person(&self, serial: &str) -> Option<u64> {
        self.books().by_serial.get(serial).and_then(|line| line.person)
    }

    /// Whether the provider could read the query is not known.
    pub fn unreached(&self, serial: &str) {
        if let Some(line) = self.books().by_serial.get_mut(serial) {
            line.records.unreached = true;
        }
    }

    /// The provider writes down what it was asked and what it said.
    pub fn provide(&self, serial: &str, written: Entry) {
        if let Some(line) = self.books().by_serial.get_mut(serial) {
            line.records.provider = Some(written);
        }
    }

    /// The inquirer writes down what it asked and what it received.
    pub fn receive(&self, query: &Arc<Query>, answer: &Answer) {
        let mut written = entry(query);
        written.outcome = Some(answer.outcome.clone());
        written.undisclosed |= answer.undisclosed;
        if let Some(line) = self.books().by_serial.get_mut(&*answer.serial) {
            line.records.inquirer = Some(written);
        }
    }

    /// The records of one 処理通番, as all of them stand now.
    pub fn records(&self, serial: &str) -> Option<Records> {
        self.books().by_serial.get(serial).map(|line| line.records.clone())
    }

    /// やりとり履歴: the network's records of a person, oldest first, without those that are 不開示.
    pub fn shown(&self, person: u64) -> Vec<(String, Entry)> {
        let books = self.books();
        let serials = books.by_person.get(&person).into_iter().flatten();
        let shown = serials.filter_map(|serial| {
            let records = &books.by_serial.get(serial)?.records;
            records.shown.then(|| records.network.clone().map(|entry| (serial.to_string(), entry)))?
        });
        shown.collect()
    }

    /// 処理通番 of an exchange, and whether the person is shown it. One that the inquirer never heard the number of is
    /// found among the person's own.
    pub fn shown_of(&self, query: &Query, serial: Option<&str>, person: Option<u64>) -> Option<(String, bool)> {
        let books = self.books();
        let ours = |serial: &&Arc<str>| {
            let network = books.by_serial.get(*serial).and_then(|line| line.records.network.as_ref());
            network.is_some_and(|it| it.query.request == query.request && it.query.inquirer == query.inquirer)
        };
        let serial: Arc<str> = match serial.filter(|serial| !serial.is_empty()) {
            Some(serial) => serial.into(),
            None => Arc::clone(books.by_person.get(&person?)?.iter().rev().find(ours)?),
        };
        let line = books.by_serial.get(&serial)?;
        Some((serial.to_string(), line.records.shown && line.person.is_some()))
    }

    /// The network's record of an exchange that took place in another run, as that run told it.
    pub fn recall(&self, serial: &str, query: &Query, person: u64, outcome: Option<&str>, shown: bool) {
        if self.person(serial) != Some(person) {
            self.open(serial, &Arc::new(query.clone()), Some(person), true);
        }
        let mut books = self.books();
        let Some(line) = books.by_serial.get_mut(serial) else { return };
        line.records.shown = shown;
        if let Some(network) = &mut line.records.network {
            network.outcome = outcome.map(str::to_owned);
        }
    }

    /// Forgets what a trial left.
    pub fn forget(&self, person: u64) {
        let mut books = self.books();
        for serial in books.by_person.remove(&person).unwrap_or_default() {
            books.by_serial.take(&serial);
        }
    }
}
