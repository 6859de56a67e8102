//! What a service does with a message, one step at a time: pure. Whoever runs it makes the moves (asks the network, sends
//! to another service) and hands back what came of them.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use crate::model::catalogue::service as words;
use crate::model::service::{
    Action, Ask, Field, Filling, HistoryColumn, Listing, Sender, Service, ServiceId, ServiceMessage, Store, Taking,
    Term, Test,
};
use crate::model::{CivilDate, ItemCode, ItemKind, Layout, Outcome, Unit, Value};
use crate::payload::canonical;

/// Most records that a service keeps in one scenario.
pub const RECORDS_MAX: usize = 2_000;
/// Most rows of one answer.
pub const ROWS_MAX: usize = 10_000;

/// Names and values, in the order of an answer's fields.
pub type Row = Vec<(Arc<str>, String)>;

/// One record: field and value; a field without a value is not there. Values have their one spelling.
pub type Record = BTreeMap<Arc<str>, String>;

/// A message as it comes in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// What kind of sender.
    pub sender: Sender,
    /// Its name.
    pub sender_name: String,
    /// The scenario's 基準日.
    pub base_date: Option<CivilDate>,
    /// Fields and values as written.
    pub fields: Vec<(String, String)>,
}

/// What is answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// The result.
    pub result: Arc<str>,
    /// One row of fields, or the rows of a list.
    pub rows: Vec<Row>,
    /// Fields of the message that cannot be taken.
    pub faulty: Vec<String>,
}

/// The records of all services in one scenario.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Records(HashMap<ServiceId, Vec<Record>>);

/// Why a record could not be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RecordFault {
    /// There are too many.
    Full,
    /// These fields are unknown, missing or of another type.
    Fields(Vec<String>),
}

impl Records {
    /// The records of one service, in the order in which they were first made.
    pub fn of(&self, service: &ServiceId) -> &[Record] {
        self.0.get(service).map_or(&[], Vec::as_slice)
    }

    /// Makes a record, or changes the one with the same key.
    ///
    /// # Errors
    /// The record does not fit the store, or the store is full; nothing is changed then.
    pub fn put(&mut self, service: &Service, values: &[(String, String)]) -> Result<(), RecordFault> {
        let Some(store) = &service.store else {
            return Err(RecordFault::Fields(values.iter().map(|(name, _)| name.clone()).collect()));
        };
        let values = read(values, &store.fields, Whole::Part).map_err(RecordFault::Fields)?;
        self.keep(&service.id, store, values)
    }

    fn keep(&mut self, id: &ServiceId, store: &Store, values: Record) -> Result<(), RecordFault> {
        let records = self.0.entry(id.clone()).or_default();
        let same = |record: &&mut Record| store.key.iter().all(|field| record.get(field) == values.get(field));
        if let Some(record) = records.iter_mut().find(same) {
            record.extend(values);
            record.retain(|_, value| !value.is_empty());
            return Ok(());
        }
        let missing = |field: &&Field| {
            (field.required || store.key.contains(&field.name)) && values.get(&field.name).is_none_or(String::is_empty)
        };
        let missing: Vec<String> = store.fields.iter().filter(missing).map(|field| field.name.to_string()).collect();
        if !missing.is_empty() {
            return Err(RecordFault::Fields(missing));
        }
        if records.len() >= RECORDS_MAX {
            return Err(RecordFault::Full);
        }
        records.push(values.into_iter().filter(|(_, value)| !value.is_empty()).collect());
        Ok(())
    }
}

/// What has to be done next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step<'s> {
    /// Ask the network; then [`Handling::asked`].
    Ask {
        /// What.
        ask: &'s Ask,
        /// Who asks, by name or id; `None`: the service's own body.
        inquirer: Option<String>,
        /// Who is asked, by name or id.
        provider: String,
    },
    /// Send a message; then [`Handling::replied`].
    Send {
        /// To whom.
        service: &'s ServiceId,
        /// Which message.
        message: &'s str,
        /// Its fields.
        fields: Vec<(String, String)>,
    },
    /// Read what the network has recorded; then [`Handling::shown`].
    History,
    /// It is done.
    Done(Reply),
}

/// A message on its way through the actions of its service.
#[derive(Debug)]
pub struct Handling<'s> {
    service: &'s Service,
    message: &'s ServiceMessage,
    names: HashMap<Arc<str>, String>,
    rows: HashMap<Arc<str>, Vec<Row>>,
    next: usize,
    ended: Option<Reply>,
}

impl<'s> Handling<'s> {
    /// Takes a message in.
    ///
    /// # Errors
    /// The reply to a sender who may not send it, or to fields that are missing, unknown or of another type.
    pub fn begin(service: &'s Service, message: &'s ServiceMessage, request: &Request) -> Result<Self, Reply> {
        if !message.from.contains(&request.sender) {
            return Err(reply(words::REFUSED_SENDER.ja.into()));
        }
        let record = read(&request.fields, &message.fields, Whole::All)
            .map_err(|faulty| Reply { faulty, ..reply(words::BAD_FIELDS.ja.into()) })?;
        let mut names: HashMap<Arc<str>, String> =
            message.fields.iter().map(|field| (Arc::clone(&field.name), String::new())).collect();
        names.extend(record);
        let day = request.base_date.map(|day| day.to_string()).unwrap_or_default();
        names.insert(words::BASE_DATE.ja.into(), day);
        names.insert(words::SENDER.ja.into(), request.sender_name.clone());
        Ok(Self { service, message, names, rows: HashMap::new(), next: 0, ended: None })
    }

    /// Goes on until something has to be done elsewhere, or to the end.
    pub fn step(&mut self, records: &mut Records) -> Step<'s> {
        let message = self.message;
        while self.ended.is_none() {
            let Some(action) = message.actions.get(self.next) else {
                // Checked when it was read: the last action answers. A service without one says nothing wrong.
                return Step::Done(reply(words::BAD_FIELDS.ja.into()));
            };
            self.next += 1;
            match action {
                Action::LookUp { by, take, rows, found, missing } => {
                    self.look_up(by, take, rows.as_ref(), (found.as_ref(), missing.as_ref()), records);
                }
                Action::Put { values, existing } => self.put(values, existing.as_ref(), records),
                Action::Check { name, test, with, kind, otherwise } => {
                    let (one, other) = (self.named(name), self.value(with, *kind));
                    if !holds(*test, &one, &other) {
                        self.end(otherwise);
                    }
                }
                Action::Ask(ask) => {
                    let inquirer = ask.inquirer.as_ref().map(|term| self.value(term, ItemKind::Text));
                    return Step::Ask { ask, inquirer, provider: self.value(&ask.provider, ItemKind::Text) };
                }
                Action::Send { service, message, fields, .. } => {
                    // What has no value is not sent.
                    let fields = fields
                        .iter()
                        .map(|filling| (filling.field.to_string(), self.value(&filling.term, ItemKind::Text)));
                    let fields = fields.filter(|(_, value)| !value.is_empty()).collect();
                    return Step::Send { service, message, fields };
                }
                Action::History { .. } => return Step::History,
                Action::Answer { result, fields, rows } => self.answer(result, fields, rows.as_deref()),
            }
        }
        Step::Done(self.ended.clone().unwrap_or_else(|| reply(words::BAD_FIELDS.ja.into())))
    }

    /// What came of [`Step::Ask`].
    pub fn asked(&mut self, outcome: Outcome, units: &[Unit], layout: &Layout) {
        let Some(Action::Ask(ask)) = self.current() else { return };
        if outcome != Outcome::Normal {
            let ours =
                ask.outcomes.iter().find(|(known, _)| *known == outcome).map_or(&ask.otherwise, |(_, ours)| ours);
            self.end(ours);
            return;
        }
        let text = |unit: &Unit, item: ItemCode| -> String {
            let kind = layout.item(item).map_or(ItemKind::Text, |item| item.kind);
            match unit.value(item) {
                Some(Value::Text(text)) => canonical(kind, text).unwrap_or_else(|| text.clone()),
                Some(Value::Null(_)) | None => String::new(),
            }
        };
        for Taking { name, from } in &ask.take {
            // Units come in the order of time: the newest is the last.
            let value = units.last().map(|unit| text(unit, *from)).unwrap_or_default();
            self.names.insert(Arc::clone(name), value);
        }
        if let Some(listing) = &ask.rows {
            let item = |column: &str| layout.items_of(0).find(|item| item.name == *column).map(|item| item.code);
            let row = |unit: &Unit| -> Row {
                let cell = |column: &Arc<str>| item(column).map(|code| text(unit, code)).unwrap_or_default();
                listing.columns.iter().map(|column| (Arc::clone(column), cell(column))).collect()
            };
            self.list(listing, units.iter().map(row).collect());
        }
    }

    /// What came of [`Step::Send`].
    pub fn replied(&mut self, theirs: &Reply) {
        let Some(Action::Send { take, goes_on, results, otherwise, .. }) = self.current() else { return };
        if !goes_on.contains(&theirs.result) {
            let ours = results.iter().find(|(known, _)| *known == theirs.result).map_or(otherwise, |(_, ours)| ours);
            self.end(ours);
            return;
        }
        for Taking { name, from } in take {
            let cell = theirs.rows.first().and_then(|row| row.iter().find(|(field, _)| field == from));
            self.names.insert(Arc::clone(name), cell.map(|(_, value)| value.clone()).unwrap_or_default());
        }
    }

    /// What came of [`Step::History`].
    pub fn shown(&mut self, rows: &[Vec<(HistoryColumn, String)>]) {
        let Some(Action::History { rows: listing }) = self.current() else { return };
        let row = |told: &Vec<(HistoryColumn, String)>| -> Row {
            let cell = |column: &Arc<str>| {
                let told = told.iter().find(|(known, _)| *known.word().ja == **column);
                told.map(|(_, value)| value.clone()).unwrap_or_default()
            };
            listing.columns.iter().map(|column| (Arc::clone(column), cell(column))).collect()
        };
        self.list(listing, rows.iter().map(row).collect());
    }

    fn current(&self) -> Option<&'s Action> {
        self.message.actions.get(self.next.checked_sub(1)?)
    }

    fn look_up(
        &mut self,
        by: &[Filling],
        take: &[Taking<Arc<str>>],
        rows: Option<&Listing>,
        (found, missing): (Option<&Arc<str>>, Option<&Arc<str>>),
        records: &Records,
    ) {
        let wanted: Vec<(&Arc<str>, String)> = by
            .iter()
            .map(|filling| (&filling.field, self.value(&filling.term, self.kind_of(&filling.field))))
            .collect();
        let there = |record: &Record, field: &str| record.get(field).cloned().unwrap_or_default();
        let same = |record: &&Record| wanted.iter().all(|(field, value)| there(record, field) == **value);
        let hits: Vec<&Record> = records.of(&self.service.id).iter().filter(same).collect();
        match (hits.last(), found, missing) {
            (Some(_), Some(found), _) => return self.end(found),
            (None, _, Some(missing)) => return self.end(missing),
            _ => {}
        }
        for Taking { name, from } in take {
            let value = hits.last().map(|record| there(record, from)).unwrap_or_default();
            self.names.insert(Arc::clone(name), value);
        }
        if let Some(listing) = rows {
            let row = |record: &&Record| -> Row {
                listing.columns.iter().map(|column| (Arc::clone(column), there(record, column))).collect()
            };
            let rows = hits.iter().map(row).collect();
            self.list(listing, rows);
        }
    }

    fn put(&mut self, values: &[Filling], existing: Option<&Arc<str>>, records: &mut Records) {
        let Some(store) = &self.service.store else { return };
        let values: Record = values
            .iter()
            .map(|filling| (Arc::clone(&filling.field), self.value(&filling.term, self.kind_of(&filling.field))))
            .collect();
        if let Some(existing) = existing {
            let same = |record: &Record| store.key.iter().all(|field| record.get(field) == values.get(field));
            if records.of(&self.service.id).iter().any(same) {
                return self.end(existing);
            }
        }
        match records.keep(&self.service.id, store, values) {
            Ok(()) => {}
            Err(RecordFault::Full) => self.ended = Some(reply(words::STORE_FULL.ja.into())),
            Err(RecordFault::Fields(faulty)) => {
                self.ended = Some(Reply { faulty, ..reply(words::BAD_FIELDS.ja.into()) });
            }
        }
    }

    fn answer(&mut self, result: &Arc<str>, fields: &[Filling], rows: Option<&str>) {
        let row: Row = fields
            .iter()
            .map(|filling| (Arc::clone(&filling.field), self.value(&filling.term, ItemKind::Text)))
            .collect();
        let listed = rows.map(|rows| self.rows.get(rows).cloned().unwrap_or_default());
        let rows = listed.unwrap_or_else(|| if row.is_empty() { Vec::new() } else { vec![row] });
        self.ended = Some(Reply { rows, ..reply(Arc::clone(result)) });
    }

    fn list(&mut self, listing: &Listing, mut rows: Vec<Row>) {
        rows.truncate(ROWS_MAX);
        self.rows.insert(Arc::clone(&listing.name), rows);
    }

    fn end(&mut self, result: &Arc<str>) {
        self.ended = Some(reply(Arc::clone(result)));
    }

    fn kind_of(&self, field: &str) -> ItemKind {
        let known = self.service.store.as_ref().and_then(|store| store.field(field));
        known.map_or(ItemKind::Text, |field| field.kind)
    }

    fn named(&self, name: &str) -> String {
        self.names.get(name).cloned().unwrap_or_default()
    }

    fn value(&self, term: &Term, kind: ItemKind) -> String {
        match term {
            Term::Name(name) => self.named(name),
            Term::Text(text) => canonical(kind, text).unwrap_or_else(|| text.to_string()),
        }
    }
}

fn reply(result: Arc<str>) -> Reply {
    Reply { result, rows: Vec::new(), faulty: Vec::new() }
}

/// Whether a test holds; days in their one spelling stand in the order of time. What is no day sets no limit.
fn holds(test: Test, one: &str, other: &str) -> bool {
    let is_day = |text: &str| text.starts_with(|c: char| c.is_ascii_digit());
    match test {
        Test::Equals => one == other,
        _ if !is_day(one) || !is_day(other) => true,
        Test::NotBefore => one >= other,
        Test::NotAfter => one <= other,
        Test::After => one > other,
    }
}

/// Whether what is not given is missing.
#[derive(Clone, Copy, PartialEq)]
enum Whole {
    All,
    Part,
}

/// Values against their fields, each in its one spelling; or the fields that cannot be taken.
fn read(written: &[(String, String)], fields: &[Field], whole: Whole) -> Result<Record, Vec<String>> {
    let mut record = Record::new();
    let mut faulty = Vec::new();
    for (name, value) in written {
        let field = fields.iter().find(|field| *field.name == **name);
        let value = field.and_then(|field| {
            let value = canonical(field.kind, value)?;
            let short = field.max_length.is_none_or(|max| value.chars().count() <= max);
            short.then_some((Arc::clone(&field.name), value))
        });
        match value {
            Some((name, value)) if !record.contains_key(&name) => {
                record.insert(name, value);
            }
            _ => faulty.push(name.clone()),
        }
    }
    if whole == Whole::All {
        let given = |field: &&Field| record.get(&field.name).is_some_and(|value| !value.is_empty());
        let missing = fields.iter().filter(|field| field.required && !given(field));
        for field in missing.filter(|field| written.iter().all(|(name, _)| **name != *field.name)) {
            faulty.push(field.name.to_string());
        }
        let empty =
            fields.iter().filter(|field| field.required && record.get(&field.name).is_some_and(String::is_empty));
        faulty.extend(empty.map(|field| field.name.to_string()));
    }
    if faulty.is_empty() { Ok(record) } else { Err(faulty) }
}

#[cfg(test)]
mod tests;
