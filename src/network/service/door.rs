//! `POST /services/{id}/{message}`: a real system sends a message to a service that is played here.
//!
//! Behind the door stands one set of records for all who come, as long as the bench stands.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::{Map, Value, json};

use super::letter::{self, Letter};
use super::{Message, Offices, ServiceFault};
use crate::answer::service as answer;
use crate::model::catalogue::{crossing as crossing_words, run as run_words, service as words};
use crate::model::date::parse_day;
use crate::model::text::Text;
use crate::model::{CivilDate, HistoryColumn, InstitutionCode, Lang, PersonalNumbers, RoleModelId};
use crate::network::call::Reply;
use crate::network::journey::Systems;
use crate::network::partner::Both;
use crate::network::registry::{Admission, Subject};
use crate::payload::percent;

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
        let numbers = systems.directory.numbers();
        let refuse = |status, why: &Both| refuse(numbers, status, why);
        let letter = match Letter::read(&knock.body) {
            Ok(letter) => letter,
            Err(why) => return refuse(400, &why),
        };
        let base_date = letter.date.as_deref().and_then(|date| parse_day(date).ok()).map(|reading| reading.value);
        let person = match (&letter.person, base_date) {
            (None, _) => None,
            (Some(_), None) => return refuse(400, &words::LETTER_NO_DATE.both(&[])),
            (Some(id), Some(date)) => match self.person(systems, id, date) {
                Some(person) => Some(person),
                None => return refuse(404, &words::LETTER_NO_PERSON.both(&[("id", id)])),
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
        reply_of(numbers, reply.as_ref())
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
    let refuse = |status, why: &Text| refuse(systems.directory.numbers(), status, &why.both(&[("code", code)]));
    let Some(body) = systems.directory.institution(code) else { return refuse(404, &words::HISTORY_NO_BODY) };
    // A body that is no service has nobody to show it to.
    if !project.services.iter().any(|service| service.organisation.as_ref() == Some(&body.id)) {
        return refuse(403, &words::HISTORY_NO_PORTAL);
    }
    if systems.real_nws().is_some() {
        return refuse(502, &crossing_words::RECORD_UNSEEN);
    }
    let Some(person) = systems.registry.person(code, link_code) else {
        return refuse(404, &words::HISTORY_NO_CODE);
    };
    let row = |row: Vec<(HistoryColumn, String)>| -> Map<String, Value> {
        row.into_iter().map(|(column, text)| (column.word().ja.to_owned(), Value::from(text))).collect()
    };
    let rows: Vec<Map<String, Value>> = super::history(systems, person.number).into_iter().map(row).collect();
    Reply::json(200, &json!({ "rows": rows }))
}

/// What whoever sent a message is told.
pub(super) fn reply_of(numbers: &PersonalNumbers, reply: Result<&answer::Reply, &ServiceFault>) -> Reply {
    match reply {
        Ok(reply) => Reply::json(200, &letter::json_of(reply)),
        Err(ServiceFault::Unknown(what)) => refuse(numbers, 404, &words::LETTER_UNKNOWN.both(&[("what", what)])),
        Err(ServiceFault::NoPerson) => refuse(numbers, 400, &words::LETTER_WANTS_PERSON.both(&[])),
        Err(ServiceFault::NotRecorded) => refuse(numbers, 400, &run_words::NOT_RECORDED.both(&[])),
        Err(ServiceFault::NetworkUnseen) => refuse(numbers, 502, &crossing_words::RECORD_UNSEEN.both(&[])),
        Err(ServiceFault::Network(fault)) => refuse(numbers, 502, &(fault.say(Lang::Ja), fault.say(Lang::En))),
        Err(ServiceFault::Partner { service, fault }) => {
            let told = |lang| words::OF_SERVICE.say(lang, &[("service", service), ("why", &fault.say(lang))]);
            refuse(numbers, 502, &(told(Lang::Ja), told(Lang::En)))
        }
    }
}

/// A refusal: why and what to do, in Japanese on the first line and in English on the second; what came is given back
/// without any 個人番号.
fn refuse(numbers: &PersonalNumbers, status: u16, (ja, en): &Both) -> Reply {
    let told = format!("{ja}\n{en}");
    Reply::json(status, &json!({ "error": numbers.mask(&told) }))
}

/// `%E3%81%82` as the text it is; what is no such thing stays as it is.
fn decoded(path: &str) -> String {
    String::from_utf8(percent::decoded(path).into_owned()).unwrap_or_else(|_| path.to_owned())
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
