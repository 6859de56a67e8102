//! Who keeps which record of an exchange: three books, each written only by its owner, bounded in all.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::nws::entry;
use crate::payload::envelope::{Answer, Query};
use crate::payload::ledger::{Entry, Records};

/// Exchanges kept; beyond this many the oldest is dropped.
const EXCHANGES_MAX: usize = 20_000;

/// The books of all parties of one network.
#[derive(Debug, Default)]
pub(super) struct Ledger(Mutex<Books>);

#[derive(Debug, Default)]
struct Books {
    by_serial: HashMap<String, Line>,
    /// As opened; may still name what is gone.
    order: VecDeque<String>,
    by_person: HashMap<u64, Vec<String>>,
    /// What inquirers wrote before they knew the 処理通番, by 照会要求番号 and 機関コード.
    filed: HashMap<(String, String), Entry>,
    filed_order: VecDeque<(String, String)>,
}

#[derive(Debug, Default)]
struct Line {
    records: Records,
    person: Option<u64>,
}

impl Ledger {
    fn books(&self) -> MutexGuard<'_, Books> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The inquirer files a query; it does not know the 処理通番 yet.
    pub fn file(&self, query: &Arc<Query>) {
        let key = (query.request.clone(), query.inquirer.to_string());
        let mut books = self.books();
        if books.filed.insert(key.clone(), entry(query)).is_none() {
            books.filed_order.push_back(key);
        }
        while books.filed_order.len() > EXCHANGES_MAX {
            if let Some(oldest) = books.filed_order.pop_front() {
                books.filed.remove(&oldest);
            }
        }
    }

    /// The network opens its record.
    pub fn open(&self, serial: &str, query: &Arc<Query>, person: Option<u64>, notified: bool) {
        let records = Records { network: Some(entry(query)), notified, ..Records::default() };
        let mut books = self.books();
        books.by_serial.insert(serial.to_owned(), Line { records, person });
        books.order.push_back(serial.to_owned());
        if let Some(person) = person {
            books.by_person.entry(person).or_default().push(serial.to_owned());
        }
        while books.order.len() > EXCHANGES_MAX {
            let Some(oldest) = books.order.pop_front() else { break };
            let Some(person) = books.by_serial.remove(&oldest).and_then(|line| line.person) else { continue };
            if let Some(serials) = books.by_person.get_mut(&person) {
                // The oldest of all is the oldest of its person.
                serials.remove(0);
            }
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

    /// The inquirer writes down what it received.
    pub fn receive(&self, inquirer: &str, request: &str, answer: &Answer) {
        let mut books = self.books();
        let Books { by_serial, filed, .. } = &mut *books;
        let Some(entry) = filed.get_mut(&(request.to_owned(), inquirer.to_owned())) else { return };
        entry.outcome = Some(answer.outcome.clone());
        entry.undisclosed |= answer.undisclosed;
        if let Some(line) = by_serial.get_mut(&answer.serial) {
            line.records.inquirer = Some(entry.clone());
        }
    }

    /// The records of one 処理通番, as all of them stand now.
    pub fn records(&self, serial: &str) -> Option<Records> {
        self.books().by_serial.get(serial).map(|line| line.records.clone())
    }

    /// やりとり履歴: the network's records of a person, oldest first, without those that are 不開示.
    pub fn shown(&self, person: u64) -> Vec<(String, Entry)> {
        let books = self.books();
        let serials = books.by_person.get(&person).map(Vec::as_slice).unwrap_or_default();
        let shown = serials.iter().filter_map(|serial| {
            let records = &books.by_serial.get(serial)?.records;
            records.shown.then(|| records.network.clone().map(|entry| (serial.clone(), entry)))?
        });
        shown.collect()
    }

    /// Forgets what a trial left.
    pub fn forget(&self, person: u64, requests: &[(String, String)]) {
        let mut books = self.books();
        for key in requests {
            books.filed.remove(key);
        }
        for serial in books.by_person.remove(&person).unwrap_or_default() {
            books.by_serial.remove(&serial);
        }
    }
}
