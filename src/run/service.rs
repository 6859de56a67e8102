//! Steps that send messages to services, and what they expect of replies and records.

use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

use super::verdict::{Stop, reason, whole};
use super::world::State;
use crate::event::Event;
use crate::feature::{Sending, ServicePhrase};
use crate::model::catalogue::service as words;
use crate::model::date::to_half_width;
use crate::model::service::{Field, Service, plain};
use crate::model::{ItemKind, Lang, Outcome, Place, Project};
use crate::network::Happened;
use crate::payload::{Difference, DifferenceKind, canonical};

/// Names and values of a reply or a record.
type Row = Vec<(Arc<str>, String)>;

/// The last message to a service and what it answered.
pub(super) struct Served {
    service: String,
    message: String,
    result: String,
    gives: Vec<Field>,
    rows: Vec<Row>,
    /// Fields of the message that the service could not take.
    faulty: Vec<String>,
    /// The last 処理結果 but 正常終了 that the service was told on its way.
    told: Option<Outcome>,
}

impl State {
    /// Does a step with a service.
    pub(super) async fn at_service(&mut self, phrase: ServicePhrase) -> Result<(), Stop> {
        match phrase {
            ServicePhrase::Keeps { service, rows } => self.keep(&service, &rows),
            ServicePhrase::Send(sending) => self.send(&sending).await,
            ServicePhrase::Result(expected) => self.check_result(&expected),
            ServicePhrase::Fields(fields) => self.check_fields(&fields),
            ServicePhrase::Rows(rows) => {
                let served = self.served()?;
                self.listed(words::LISTED.pattern(Lang::Ja), &rows, served.rows.clone(), &served.gives)
            }
            ServicePhrase::NoRows => {
                let served = self.served()?;
                self.listed(words::LISTED.pattern(Lang::Ja), &[], served.rows.clone(), &served.gives)
            }
            ServicePhrase::Kept { service, rows } => self.check_kept(&service, &rows),
            ServicePhrase::NothingKept { service } => self.check_kept(&service, &[]),
        }
    }

    fn keep(&mut self, written: &str, rows: &[Vec<String>]) -> Result<(), Stop> {
        let context = Rc::clone(&self.context);
        let service = service(&context.shared.project, written)?;
        let Some((headings, rows)) = rows.split_first() else { return Ok(()) };
        // What a real system keeps is its own to prepare.
        let rows = if self.keeps_its_own(service) { &[] } else { rows };
        for row in rows {
            let values: Vec<(String, String)> =
                headings.iter().map(|heading| plain(heading)).zip(row.iter().cloned()).collect();
            self.offices.put(service, &values).map_err(|fault| {
                Stop::broken(reason(&words::BAD_RECORD, &[("service", &service.name), ("fields", &fault)]))
            })?;
        }
        Ok(())
    }

    async fn send(&mut self, sending: &Sending) -> Result<(), Stop> {
        let context = Rc::clone(&self.context);
        let project = &context.shared.project;
        let service = service(project, &sending.to)?;
        let no_message =
            || Stop::broken(reason(&words::NO_MESSAGE, &[("service", &service.name), ("name", &sending.message)]));
        let known = service.message(&sending.message).ok_or_else(no_message)?;
        let other = sending.persona.as_ref().map(|persona| self.admit(persona.clone())).transpose()?;
        if other.is_none() && self.queried_person().is_some() {
            self.subject()?;
        }
        // The scenario's own comes back whatever the message comes to.
        let subject = self.subject.take();
        let carried = self.carried(sending, (service, known), other.as_ref().or(subject.as_ref())).await;
        self.subject = subject;
        if let Some(other) = &other {
            let seen = context.client.findings(other);
            self.found_on_wire(&seen);
        }
        let (delivered, mut disagreements) = carried?;
        disagreements.extend(self.passed_on_wrongly(other.as_ref()).await);
        let mut told = None;
        for happened in delivered.trail {
            match happened {
                Happened::Sent { from, to, message, reply, carried } => {
                    let (trial, attempt, theirs) = (self.trial.clone(), self.attempt, self.meets_real_systems());
                    let (message, reply) = (self.fields_looked_at(&message), self.fields_looked_at(&reply));
                    context.shared.door.served(Event::Served { trial, attempt, from, to, message, reply, theirs });
                    self.found_on_wire(&carried);
                }
                Happened::Asked { query, xml, answer, polls } => {
                    let xml = self.looked_at(&xml, Some(&query));
                    let (outcome, found) = self.tell_exchange(&query, xml, answer, polls);
                    disagreements.extend(found);
                    told = outcome.filter(|outcome| *outcome != Outcome::Normal).or(told);
                }
            }
        }
        let reply = delivered.reply.map_err(|fault| self.undelivered(&fault))?;
        self.served = Some(Served {
            service: service.name.clone(),
            message: known.name.to_string(),
            result: reply.result.to_string(),
            gives: known.gives.clone(),
            rows: reply.rows,
            faulty: reply.faulty,
            told,
        });
        if disagreements.is_empty() { Ok(()) } else { Err(Stop::failed(disagreements, None)) }
    }

    /// A message of a service without the 個人番号 in it; that it carried one is kept for the verdict.
    fn fields_looked_at(&mut self, message: &str) -> String {
        let context = Rc::clone(&self.context);
        let (masked, exposed) = context.shared.door.fields(message);
        self.exposed.extend(exposed);
        masked
    }

    fn served(&self) -> Result<&Served, Stop> {
        self.served.as_ref().ok_or_else(|| Stop::broken(reason(&words::NOT_SENT, &[])))
    }

    fn check_result(&self, expected: &str) -> Result<(), Stop> {
        let served = self.served()?;
        if plain(expected) == to_half_width(&served.result) {
            return Ok(());
        }
        let name = words::REPLY.pattern(Lang::Ja);
        let (expected, actual) = (Some(expected.to_owned()), Some(served.result.clone()));
        let difference = self.at_line(whole(DifferenceKind::WrongValue, name, expected, actual));
        let why = match (&served.told, served.faulty.as_slice()) {
            (Some(outcome), _) => {
                let word = outcome.word().pattern(Lang::Ja);
                reason(&words::HINT_ASKED, &[("service", &served.service), ("outcome", &word)])
            }
            (None, []) => {
                let args: [(&str, &dyn std::fmt::Display); 3] =
                    [("service", &served.service), ("message", &served.message), ("result", &served.result)];
                reason(&words::HINT_RESULT, &args)
            }
            (None, faulty) => {
                let fields = faulty.join("、");
                reason(&words::HINT_FIELDS, &[("service", &served.service), ("fields", &fields)])
            }
        };
        Err(Stop::failed(vec![difference], Some(why)))
    }

    fn check_fields(&self, expected: &[(String, String)]) -> Result<(), Stop> {
        let served = self.served()?;
        let empty = Vec::new();
        let row = served.rows.first().unwrap_or(&empty);
        let mut differences = Vec::new();
        for (name, wanted) in expected {
            let field = plain(name);
            let kind = kind_of(&field, &served.gives);
            let actual = cell(row, &field);
            if !same(kind, wanted, actual) {
                differences.push(self.at_line(unlike(name, wanted, actual)));
            }
        }
        if differences.is_empty() { Ok(()) } else { Err(Stop::failed(differences, None)) }
    }

    fn check_kept(&self, written: &str, rows: &[Vec<String>]) -> Result<(), Stop> {
        let service = service(&self.context.shared.project, written)?;
        if self.keeps_its_own(service) {
            return Err(Stop::blocked(reason(&words::RECORDS_UNSEEN, &[("service", &service.name)])));
        }
        let fields = service.store.as_ref().map(|store| store.fields.as_slice()).unwrap_or_default();
        let name = words::RECORDS.say(Lang::Ja, &[("service", &service.name)]);
        let kept = self.offices.kept(&service.id);
        // As the store names its fields, not in the order of the alphabet.
        let row = |record: BTreeMap<Arc<str>, String>| -> Row {
            let fields =
                fields.iter().filter_map(|field| Some((Arc::clone(&field.name), record.get(&field.name)?.clone())));
            fields.collect()
        };
        self.listed(&name, rows, kept.into_iter().map(row).collect(), fields)
    }

    /// Compares rows in any order by the columns of the headings; every row that has no fellow is told.
    fn listed(&self, name: &str, expected: &[Vec<String>], found: Vec<Row>, fields: &[Field]) -> Result<(), Stop> {
        let empty = Vec::new();
        let (headings, rows) = expected.split_first().unwrap_or((&empty, &[]));
        let headings: Vec<String> = headings.iter().map(|heading| plain(heading)).collect();
        let mut left = found;
        let mut differences = Vec::new();
        for row in rows {
            let alike = |(heading, wanted): (&String, &String), known: &Row| {
                same(kind_of(heading, fields), wanted, cell(known, heading))
            };
            match left.iter().position(|known| headings.iter().zip(row).all(|pair| alike(pair, known))) {
                Some(at) => drop(left.remove(at)),
                None => {
                    let wanted = Some(row.join("｜"));
                    differences.push(self.at_line(whole(DifferenceKind::MissingRow, name, wanted, None)));
                }
            }
        }
        for row in left {
            let told: Vec<&str> = match headings.as_slice() {
                [] => row.iter().map(|(_, value)| value.as_str()).collect(),
                headings => headings.iter().map(|heading| cell(&row, heading)).collect(),
            };
            let told = Some(told.join("｜"));
            differences.push(self.at_line(whole(DifferenceKind::ExtraRow, name, None, told)));
        }
        if differences.is_empty() { Ok(()) } else { Err(Stop::failed(differences, None)) }
    }

    /// A difference with the place of the sentence that tells it.
    pub(super) fn at_line(&self, difference: Difference) -> Difference {
        let place = Place::Point { file: self.context.path.as_str().into(), line: self.line, column: 0 };
        Difference { source: Some(place.to_string()), ..difference }
    }
}

fn service<'p>(project: &'p Project, written: &str) -> Result<&'p Service, Stop> {
    project.service_called(written).ok_or_else(|| Stop::broken(reason(&words::NO_SERVICE, &[("name", &written)])))
}

fn kind_of(name: &str, fields: &[Field]) -> ItemKind {
    fields.iter().find(|field| to_half_width(&field.name) == *name).map_or(ItemKind::Text, |field| field.kind)
}

/// Whether two values mean the same.
pub(super) fn same(kind: ItemKind, one: &str, other: &str) -> bool {
    let plain = |text: &str| canonical(kind, text).unwrap_or_else(|| text.trim().to_owned());
    plain(one) == plain(other)
}

pub(super) fn unlike(name: &str, wanted: &str, actual: &str) -> Difference {
    let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    let kind = match (wanted.is_empty(), actual.is_empty()) {
        (false, true) => DifferenceKind::MissingItem,
        (true, false) => DifferenceKind::ExtraItem,
        _ => DifferenceKind::WrongValue,
    };
    whole(kind, name, some(wanted), some(actual))
}

/// The value under a heading; empty when there is none.
fn cell<'r>(row: &'r Row, heading: &str) -> &'r str {
    row.iter().find(|(field, _)| to_half_width(field) == *heading).map_or("", |(_, value)| value.as_str())
}
