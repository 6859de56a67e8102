//! The doors of a network: which path reaches which system. The same behind every server.

use std::sync::Arc;
use std::time::Duration;

use futures::future::BoxFuture;

use super::call::{Call, Institution, Reply};
use super::gateway::{Filed, Kept, Polled};
use super::journey::Systems;
use super::nws::refusal;
use super::provider::Provided;
use super::service::{Knock, histories};
use crate::model::catalogue::network as words;
use crate::model::{InstitutionCode, Lang, Outcome, Text};
use crate::payload::envelope::{Answer, Deletion, EnvelopeFault, Query, Receipt, Registration};

/// A silent provider keeps the line open this many times longer than anybody waits.
const SILENCE_FACTOR: u64 = 10;

/// Every path of docs/protocol.md.
#[derive(Debug, Clone)]
pub(super) struct Doors(pub Arc<Systems>);

/// Whose door, and which.
enum Door<'a> {
    /// `POST /inquiries`
    Network,
    /// `POST /provisions/{処理通番}`
    LateAnswer(&'a str),
    /// `POST /{機関コード}/inquiries`
    File(InstitutionCode),
    /// `GET /{機関コード}/inquiries/{照会要求番号}`
    Poll(InstitutionCode, &'a str),
    /// `POST /{機関コード}/answers/{照会要求番号}`
    Keep(InstitutionCode, &'a str),
    /// `POST /{機関コード}/provisions/{処理通番}`
    Provide(InstitutionCode, &'a str),
    /// `POST /{機関コード}/releases/{処理通番}`
    Release(InstitutionCode, &'a str),
    /// `POST /{機関コード}/provision-tests`
    Test(InstitutionCode),
    /// `POST /{機関コード}/replicas`
    Register(InstitutionCode),
    /// `POST /{機関コード}/replica-deletions`
    Delete(InstitutionCode),
    /// `GET /{機関コード}/histories/{機関別符号}`
    History(InstitutionCode, &'a str),
    /// `POST /services/{id}/{message}`
    Service(&'a str, &'a str),
}

impl<'a> Door<'a> {
    fn of(call: &Call<'a>) -> Option<Self> {
        let mut parts = call.path.trim_start_matches('/').splitn(3, '/');
        let (first, second, third) = (parts.next()?, parts.next(), parts.next());
        let code = || InstitutionCode(first.into());
        Some(match (call.method, first, second, third) {
            ("POST", "inquiries", None, None) => Self::Network,
            ("POST", "provisions", Some(serial), None) => Self::LateAnswer(serial),
            ("POST", "services", Some(service), Some(message)) => Self::Service(service, message),
            ("POST", _, Some("inquiries"), None) => Self::File(code()),
            ("GET", _, Some("inquiries"), Some(request)) => Self::Poll(code(), request),
            ("GET", _, Some("histories"), Some(link_code)) => Self::History(code(), link_code),
            ("POST", _, Some("answers"), Some(request)) => Self::Keep(code(), request),
            ("POST", _, Some("provisions"), Some(serial)) => Self::Provide(code(), serial),
            ("POST", _, Some("releases"), Some(serial)) => Self::Release(code(), serial),
            ("POST", _, Some("provision-tests"), None) => Self::Test(code()),
            ("POST", _, Some("replicas"), None) => Self::Register(code()),
            ("POST", _, Some("replica-deletions"), None) => Self::Delete(code()),
            _ => return None,
        })
    }
}

impl Institution for Doors {
    fn handle(&self, call: &Call<'_>) -> Reply {
        let Some(door) = Door::of(call) else {
            return self.0.residents.handle(call).unwrap_or_else(|| Reply::status(404));
        };
        match text_of(call) {
            Ok(body) => self.at(door, body),
            Err(why) => self.malformed(&why),
        }
    }

    /// `POST /{機関コード}/inquiries?wait`: the answer in the same exchange, for systems that cannot poll; and 情報提供テスト
    /// and messages to services, whose reply may have to wait.
    fn answer(&self, call: &Call<'_>) -> BoxFuture<'static, Reply> {
        let waits = || call.query.split('&').any(|part| part == "wait");
        let doors = self.clone();
        if let Some(reply) = self.0.at_real_register(call) {
            return reply;
        }
        match Door::of(call) {
            Some(Door::Service(service, message)) => {
                let knock = Knock::new(service, message, call.body);
                Box::pin(async move { doors.0.services.answer(&doors.0, knock).await })
            }
            Some(Door::Test(code)) => {
                let query = text_of(call).and_then(Query::from_xml);
                Box::pin(async move {
                    match query {
                        Err(why) => doors.malformed(&why),
                        Ok(query) if query.provider != code => doors.of_another(&words::STATUS_NOT_PROVIDER),
                        Ok(query) => Reply::xml(200, doors.0.test(&query).await.to_xml()),
                    }
                })
            }
            Some(Door::File(code)) if waits() => {
                let query = text_of(call).map_err(|why| self.malformed(&why));
                let query = query.and_then(|body| self.query_of(&code, body));
                Box::pin(async move {
                    let query = match query {
                        Ok(query) => query,
                        Err(reply) => return reply,
                    };
                    match doors.0.file_and_wait(Arc::clone(&query)).await {
                        Filed::Taken => doors.answered(&query).await,
                        Filed::Repeated => doors.filed(&query, Filed::Repeated),
                    }
                })
            }
            _ => Box::pin(std::future::ready(self.handle(call))),
        }
    }
}

/// The message of a call, or that it is no text.
fn text_of<'c>(call: &Call<'c>) -> Result<&'c str, EnvelopeFault> {
    simdutf8::compat::from_utf8(call.body).map_err(|bad| EnvelopeFault::not_text(call.body, bad.valid_up_to()))
}

impl Doors {
    /// What a door that answers at once says to a message.
    fn at(&self, door: Door<'_>, body: &str) -> Reply {
        match door {
            Door::Network => self.take(body),
            Door::LateAnswer(serial) => self.late_answer(serial, body),
            Door::File(code) => match self.query_of(&code, body) {
                Ok(query) => self.filed(&query, self.0.file(Arc::clone(&query))),
                Err(reply) => reply,
            },
            Door::Poll(code, request) => self.poll(&code, request),
            Door::History(code, link_code) => histories(&self.0, &code, link_code),
            Door::Keep(code, request) => self.keep(&code, request, body),
            Door::Provide(code, serial) => self.provide(&code, serial, body),
            Door::Release(code, serial) => self.release(&code, serial),
            Door::Register(code) => match Registration::from_xml(body) {
                Ok((told, body)) => self.bare(self.0.providers.register(&code, &told, &body)),
                Err(why) => self.malformed(&why),
            },
            Door::Delete(code) => match Deletion::from_xml(body) {
                Ok(told) => self.bare(self.0.providers.delete(&code, &told)),
                Err(why) => self.malformed(&why),
            },
            // Their reply may have to wait for the network: only a door that can wait answers them.
            Door::Test(_) | Door::Service(..) => Reply::status(503),
        }
    }

    fn outcome(&self, outcome: Outcome) -> &str {
        self.0.directory.profile().outcome_code(outcome)
    }

    fn bare(&self, outcome: Outcome) -> Reply {
        Reply::xml(200, Answer::bare(self.outcome(outcome)).to_xml())
    }

    fn malformed(&self, why: &EnvelopeFault) -> Reply {
        self.refuse(400, Outcome::Malformed, &why.both())
    }

    fn refuse(&self, status: u16, outcome: Outcome, why: &(String, String)) -> Reply {
        Reply::xml(status, refusal("", self.outcome(outcome)).to_xml_because(why))
    }

    /// The query of another body than the door's.
    fn of_another(&self, why: &Text) -> Reply {
        self.refuse(403, Outcome::BadInstitution, &(why.say(Lang::Ja, &[]), why.say(Lang::En, &[])))
    }

    fn query_of(&self, code: &InstitutionCode, body: &str) -> Result<Arc<Query>, Reply> {
        let query = Query::from_xml(body).map_err(|why| self.malformed(&why))?;
        if query.inquirer != *code {
            return Err(self.of_another(&words::STATUS_NOT_YOURS));
        }
        Ok(Arc::new(query))
    }

    fn filed(&self, query: &Query, filed: Filed) -> Reply {
        match filed {
            Filed::Taken => Reply::xml(202, Receipt { request: query.request.clone(), serial: None }.to_xml()),
            Filed::Repeated => self.refuse(409, Outcome::Duplicate, &words::both(409)),
        }
    }

    fn take(&self, body: &str) -> Reply {
        let query = match Query::from_xml(body) {
            Ok(query) => Arc::new(query),
            Err(why) => return self.malformed(&why),
        };
        let serial = self.0.take(&query);
        Reply::xml(202, Receipt { request: query.request.clone(), serial: Some(serial) }.to_xml())
    }

    /// The answer when it is there; over wires it may still be on its way when the query has gone. Who has waited as long
    /// as an inquirer waits is told to poll.
    async fn answered(&self, query: &Query) -> Reply {
        let mut polling = self.0.directory.polling(&query.provider);
        loop {
            let reply = self.poll(&query.inquirer, &query.request);
            if reply.status != 202 || !polling.next().await {
                return reply;
            }
        }
    }

    fn poll(&self, code: &InstitutionCode, request: &str) -> Reply {
        match self.0.inquirers.poll(code, request) {
            Polled::Answer(answer) => Reply::xml(200, answer),
            Polled::NotYet => Reply::status(202),
            Polled::Unknown => Reply::status(404),
        }
    }

    fn keep(&self, code: &InstitutionCode, request: &str, body: &str) -> Reply {
        let answer = match Answer::from_xml(body) {
            Ok(answer) => answer,
            Err(why) => return Reply::refused(400, &why.both()),
        };
        kept(self.0.inquirers.keep(code, request, &answer, body.to_owned()))
    }

    fn provide(&self, code: &InstitutionCode, serial: &str, body: &str) -> Reply {
        let query = match Query::from_xml(body) {
            Ok(query) => query,
            Err(why) => {
                let answer = refusal(serial, self.outcome(Outcome::Malformed));
                return Reply::xml(200, answer.to_xml_because(&why.both()));
            }
        };
        match self.0.providers.provide(code, serial, &Arc::new(query)) {
            Provided::Said(answer) => Reply::xml(200, answer.to_xml()),
            Provided::Bytes(bytes) => Reply::xml(200, bytes),
            Provided::Down => Reply::status(503),
            Provided::Silent => {
                let wait = self.0.directory.profile().provider_wait_ms_max.saturating_mul(SILENCE_FACTOR);
                let answer = refusal(serial, self.outcome(Outcome::TimedOut));
                Reply::xml(200, answer.to_xml()).after(Duration::from_millis(wait))
            }
        }
    }

    fn late_answer(&self, serial: &str, body: &str) -> Reply {
        let answer = match Answer::from_xml(body) {
            Ok(answer) => answer,
            Err(why) => return self.malformed(&why),
        };
        let (systems, serial, text) = (Arc::clone(&self.0), serial.to_owned(), body.to_owned());
        self.0.spawn(async move {
            systems.settle_late(&serial, &answer, Some(text)).await;
        });
        Reply::status(202)
    }

    fn release(&self, code: &InstitutionCode, serial: &str) -> Reply {
        let Some(answer) = self.0.providers.release_one(code, serial) else { return Reply::status(404) };
        let (systems, serial) = (Arc::clone(&self.0), serial.to_owned());
        self.0.spawn(async move {
            systems.settle_late(&serial, &answer, None).await;
        });
        Reply::status(202)
    }
}

fn kept(kept: Kept) -> Reply {
    Reply::status(match kept {
        Kept::Kept => 204,
        Kept::NobodyWaits => 404,
    })
}
