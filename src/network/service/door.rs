//! `POST /services/{id}/{message}`: a real system sends a message to a service that is played here.
//!
//! Behind the door stands one set of records for all who come, as long as the bench stands.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::{Map, Value, json};

use super::letter::{self, Letter};
use super::{Message, Offices, ServiceFault};
use crate::answer::service as answer;
use crate::model::date::parse_day;
use crate::model::{CivilDate, HistoryColumn, InstitutionCode, Lang, RoleModelId};
use crate::network::call::Reply;
use crate::network::journey::Systems;
use crate::network::registry::{Admission, Subject};

/// Most persons whom messages have been about; beyond this many the door refuses new ones.
const PEOPLE_MAX: usize = 10_000;

/// What real systems find behind the door.
#[derive(Debug, Default)]
pub(in crate::network) struct Standing {
    offices: Offices,
    people: Mutex<HashMap<(RoleModelId, CivilDate), Arc<Subject>>>,
}

/// A message as it came to the door.
#[derive(Debug)]
pub(in crate::network) struct Knock {
    pub service: String,
    pub message: String,
    pub body: Vec<u8>,
}

impl Knock {
    /// The service and the message of a path below `/services/`, percent-encoded as it came.
    pub fn new(service: &str, message: &str, body: &[u8]) -> Self {
        Self { service: decoded(service), message: decoded(message), body: body.to_vec() }
    }
}

impl Standing {
    /// Forgets every record and person.
    pub fn forget(&self) {
        // Dropped outside the lock: what forgets them looks into every system.
        let people = std::mem::take(&mut *self.people.lock().unwrap_or_else(PoisonError::into_inner));
        drop(people);
        self.offices.forget();
    }

    /// Answers a message.
    pub async fn answer(&self, systems: &Arc<Systems>, knock: Knock) -> Reply {
        let letter = match Letter::read(&knock.body) {
            Ok(letter) => letter,
            Err(why) => return refuse(400, why),
        };
        let base_date = letter.date.as_deref().and_then(|date| parse_day(date).ok()).map(|reading| reading.value);
        let person = match (&letter.person, base_date) {
            (None, _) => None,
            (Some(_), None) => return refuse(400, "date".to_owned()),
            (Some(id), Some(date)) => match self.person(systems, id, date) {
                Some(person) => Some(person),
                None => return refuse(404, id.clone()),
            },
        };
        let fields = letter.texts();
        let message = Message {
            from: &letter.from,
            to: &knock.service,
            name: &knock.message,
            base_date,
            fields: &fields,
            doors: None,
        };
        let reply = self.offices.carry(systems, person.as_deref(), &message, &mut Vec::new()).await;
        reply_of(reply.as_ref())
    }

    /// The standing instance of a person on a day.
    fn person(&self, systems: &Systems, id: &str, base_date: CivilDate) -> Option<Arc<Subject>> {
        let persona = systems.directory.project().role_model(&id.into())?.id.clone();
        let mut people = self.people.lock().unwrap_or_else(PoisonError::into_inner);
        let key = (persona.clone(), base_date);
        if let Some(known) = people.get(&key) {
            return Some(Arc::clone(known));
        }
        if people.len() >= PEOPLE_MAX {
            return None;
        }
        let admission = Admission { trial: "services".into(), persona, base_date, behaviour: None, scene: None };
        let subject = Arc::new(systems.registry.admit(admission));
        people.insert(key, Arc::clone(&subject));
        Some(subject)
    }
}

/// `GET /{機関コード}/histories/{機関別符号}`: what a real portal reads of a person's やりとり履歴, under its own 機関別符号.
pub(in crate::network) fn histories(systems: &Systems, code: &InstitutionCode, link_code: &str) -> Reply {
    let project = systems.directory.project();
    let Some(body) = systems.directory.institution(code) else { return refuse(404, code.to_string()) };
    // A body that is no service has nobody to show it to.
    if !project.services.iter().any(|service| service.organisation.as_ref() == Some(&body.id)) {
        return refuse(403, code.to_string());
    }
    if systems.real_nws().is_some() {
        return refuse(502, ServiceFault::NetworkUnseen.to_string());
    }
    let Some(person) = systems.registry.person(code, link_code) else { return refuse(404, link_code.to_owned()) };
    let row = |row: Vec<(HistoryColumn, String)>| -> Map<String, Value> {
        row.into_iter().map(|(column, text)| (column.word().ja.to_owned(), Value::from(text))).collect()
    };
    let rows: Vec<Map<String, Value>> = super::history(systems, person.number).into_iter().map(row).collect();
    Reply::json(200, &json!({ "rows": rows }))
}

/// What whoever sent a message is told.
pub(super) fn reply_of(reply: Result<&answer::Reply, &ServiceFault>) -> Reply {
    match reply {
        Ok(reply) => Reply::json(200, &letter::json_of(reply)),
        Err(ServiceFault::Unknown(what)) => refuse(404, what.clone()),
        Err(fault @ (ServiceFault::NoPerson | ServiceFault::NotRecorded)) => refuse(400, fault.to_string()),
        Err(fault @ ServiceFault::NetworkUnseen) => refuse(502, fault.to_string()),
        Err(ServiceFault::Network(fault)) => refuse(502, fault.say(Lang::En)),
        Err(ServiceFault::Partner { service, fault }) => refuse(502, format!("{service}: {}", fault.say(Lang::En))),
    }
}

fn refuse(status: u16, why: String) -> Reply {
    Reply::json(status, &json!({ "error": why }))
}

/// `%E3%81%82` as the text it is; what is no such thing stays as it is.
fn decoded(path: &str) -> String {
    let bytes = path.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let code = path.get(at + 1..at + 3).filter(|_| *byte == b'%');
        match code.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(code) => {
                out.push(code);
                at += 3;
            }
            None => {
                out.push(*byte);
                at += 1;
            }
        }
    }
    String::from_utf8(out).unwrap_or_else(|_| path.to_owned())
}

#[cfg(test)]
mod tests {
    use super::decoded;

    #[test]
    fn paths_are_decoded() {
        for (path, text) in [
            ("pmh", "pmh"),
            ("%E5%8F%82%E7%85%A7", "参照"),
            ("参照", "参照"),
            ("a%2", "a%2"),
            ("%FF", "%FF"),
            ("%E5%8F%82x%", "参x%"),
        ] {
            assert_eq!(decoded(path), text);
        }
    }
}
