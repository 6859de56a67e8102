//! Services beside the network: their messages are carried here, step by step as `answer` decides.
//!
//! What services keep belongs to a [`Offices`], and every scenario has its own, so that scenarios side by side never meet.
//! A service asks the network through its body's own 中間サーバー, on the same way as any inquirer. Where a real system is in
//! a service's place, its messages go to that instead.

mod door;
mod letter;

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use futures::FutureExt;
use futures::future::BoxFuture;

use super::client::Client;
use super::desk::Arrived;
use super::gateway::{Filed, Polled};
use super::journey::Systems;
use super::partner::{PartnerFault, RealProvider, Whom};
use super::registry::Subject;
pub(super) use door::{Knock, Standing, histories};
pub(super) use letter::{Letter, read_reply};

use crate::answer::service::{Handling, Record, RecordFault, Records, Reply, Request, Step};
use crate::model::service::plain;
use crate::model::service::{Ask, Service, ServiceId, ServiceMessage};
use crate::model::{CivilDate, HistoryColumn, Layout, Organisation, Outcome, Unit};
use crate::payload::content;
use crate::payload::envelope::{ParsedAnswer, Query};
use crate::payload::exposure::Seen;

/// The services of one scenario: what they keep.
#[derive(Debug, Default)]
pub struct Offices {
    state: Mutex<State>,
    recall: Option<Arc<dyn Recall>>,
}

/// A record that stands for the network when a service asks it.
pub trait Recall: fmt::Debug + Send + Sync {
    /// What came back then; `None`: this query is not the next one of the record.
    fn answer(&self, query: &Query) -> Option<Recalled>;
    /// Whether the record tells what マイナポータル showed.
    fn knows_history(&self) -> bool;
}

/// What a record says of a query to the network.
#[derive(Debug, Clone)]
pub struct Recalled {
    /// What came back, if anything did.
    pub answer: Option<String>,
    /// How often it was asked for.
    pub polls: u32,
    /// 処理通番, if the network had taken it.
    pub serial: Option<String>,
    /// 処理結果.
    pub outcome: Option<Outcome>,
    /// Whether マイナポータル showed it.
    pub shown: bool,
}

#[derive(Debug, Default)]
struct State {
    records: Records,
    /// Queries made by services so far.
    asked: u32,
}

/// A message to a service.
#[derive(Debug, Clone, Copy)]
pub struct Message<'m> {
    /// Who sends it: 本人, a service or a body, by name or id.
    pub from: &'m str,
    /// To which service, by name or id.
    pub to: &'m str,
    /// Its name.
    pub name: &'m str,
    /// 現時点 of the scenario.
    pub base_date: Option<CivilDate>,
    /// Fields and values.
    pub fields: &'m [(String, String)],
    /// Where a real service that has to ask or send in its turn finds the doors of this network.
    pub doors: Option<&'m str>,
}

/// What came of a message.
#[derive(Debug)]
pub struct Delivered {
    /// The reply to it, or why there is none.
    pub reply: Result<Reply, ServiceFault>,
    /// Everything that was sent because of it, in order, itself included.
    pub trail: Vec<Happened>,
}

/// One thing that was sent because of a message.
#[derive(Debug)]
pub enum Happened {
    /// A message to a service, and its reply.
    Sent {
        /// Who sent it.
        from: String,
        /// To which service.
        to: String,
        /// The message as JSON.
        message: String,
        /// The reply as JSON; of a real system as it came, empty when nothing did.
        reply: String,
        /// Where it carried a 個人番号 on the wire to a real service, or brought one back.
        carried: Vec<Seen>,
    },
    /// A query to the network.
    Asked {
        /// What was asked.
        query: Arc<Query>,
        /// The same as XML.
        xml: String,
        /// What came back, if anything did.
        answer: Option<String>,
        /// How often it was asked for.
        polls: u32,
    },
}

/// A message could not be carried.
#[derive(Debug, thiserror::Error)]
pub enum ServiceFault {
    /// Nobody of this name; found before a run, too.
    #[error("no such service, message or sender: {0}")]
    Unknown(String),
    /// The message leads to the network, and nobody is named whom it is about.
    #[error("the message needs a person")]
    NoPerson,
    /// The real system in a service's place gave no good reply.
    #[error("{service}")]
    Partner {
        /// Which service, by name.
        service: String,
        /// Why.
        fault: PartnerFault,
    },
    /// The real network has not taken the query of a service.
    #[error("network")]
    Network(PartnerFault),
    /// The history is a real network's own.
    #[error("the network is real: its records are its own")]
    NetworkUnseen,
    /// The record that is played does not hold what the service does now.
    #[error("not in the record")]
    NotRecorded,
}

impl Offices {
    /// Services that ask a record in place of the network.
    pub fn recalling(recall: Arc<dyn Recall>) -> Self {
        Self { state: Mutex::default(), recall: Some(recall) }
    }

    /// What is wrong with a record, if it cannot be kept.
    ///
    /// # Errors
    /// As [`Records::put`].
    pub fn put(&self, service: &Service, values: &[(String, String)]) -> Result<(), RecordFault> {
        self.state().records.put(service, values)
    }

    /// The records of a service.
    pub fn kept(&self, service: &ServiceId) -> Vec<Record> {
        self.state().records.of(service).to_vec()
    }

    /// Carries a message to its end. The person is the scenario's own instance.
    pub async fn deliver(&self, client: &Client, person: Option<&Subject>, message: &Message<'_>) -> Delivered {
        let mut trail = Vec::new();
        let reply = self.carry(client.systems(), person, message, &mut trail).await;
        Delivered { reply, trail }
    }

    /// Carries a message that a real system has sent to the doors of a run, and answers it there.
    pub async fn welcome(
        &self,
        client: &Client,
        person: Option<&Subject>,
        (base_date, doors): (Option<CivilDate>, Option<&str>),
        arrived: Arrived,
    ) -> Delivered {
        let letter = &arrived.letter;
        let fields = letter.texts();
        let another = letter.person.as_deref().filter(|id| person.is_none_or(|known| *known.persona().0 != **id));
        let delivered = match another {
            Some(id) => Delivered { reply: Err(ServiceFault::Unknown(id.to_owned())), trail: Vec::new() },
            None => {
                let (from, to, name) = (&*letter.from, &*arrived.service, &*arrived.message);
                let message = Message { from, to, name, base_date, fields: &fields, doors };
                self.deliver(client, person, &message).await
            }
        };
        arrived.answer(door::reply_of(client.directory().numbers(), delivered.reply.as_ref()));
        delivered
    }

    async fn carry(
        &self,
        systems: &Arc<Systems>,
        person: Option<&Subject>,
        message: &Message<'_>,
        trail: &mut Vec<Happened>,
    ) -> Result<Reply, ServiceFault> {
        Carrier { offices: self, systems, person }.carry(message, trail).await
    }

    /// Forgets every record.
    fn forget(&self) {
        // The count of queries goes on: 照会要求番号 are not used again.
        self.state().records = Records::default();
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// One message on its way, with those it leads to.
struct Carrier<'c> {
    offices: &'c Offices,
    systems: &'c Arc<Systems>,
    person: Option<&'c Subject>,
}

impl Carrier<'_> {
    fn carry<'a>(
        &'a self,
        message: &'a Message<'a>,
        trail: &'a mut Vec<Happened>,
    ) -> BoxFuture<'a, Result<Reply, ServiceFault>> {
        async move {
            let project = self.systems.directory.project();
            let unknown = |what: &str| ServiceFault::Unknown(what.to_owned());
            let (sender, sender_name) = project.sender_called(message.from).ok_or_else(|| unknown(message.from))?;
            let service = project.service_called(message.to).ok_or_else(|| unknown(message.to))?;
            let known = service.message(message.name).ok_or_else(|| unknown(message.name))?;
            let request = Request {
                sender,
                sender_name: sender_name.to_owned(),
                base_date: message.base_date,
                fields: message.fields.iter().map(|(name, value)| (plain(name), value.clone())).collect(),
            };
            let at = trail.len();
            if let Some(line) = self.systems.lines.service(&service.id) {
                return self.hand(line, (service, known), &request, message.doors, trail).await;
            }
            let reply = match Handling::begin(service, known, &request) {
                Err(refused) => refused,
                Ok(handling) => self.handle(handling, service, message, trail).await?,
            };
            let sent = Happened::Sent {
                from: request.sender_name.clone(),
                to: service.name.clone(),
                message: letter::write_request(&known.name, &request, self.person.map(Subject::persona)),
                reply: letter::write_reply(&reply),
                carried: Vec::new(),
            };
            // A message stands before what it led to.
            trail.insert(at, sent);
            Ok(reply)
        }
        .boxed()
    }

    async fn handle(
        &self,
        mut handling: Handling<'_>,
        service: &Service,
        begun: &Message<'_>,
        trail: &mut Vec<Happened>,
    ) -> Result<Reply, ServiceFault> {
        loop {
            let step = handling.step(&mut self.offices.state().records);
            match step {
                Step::Done(reply) => return Ok(reply),
                Step::Send { service: to, message, fields } => {
                    let onward = Message { from: &service.name, to: &to.0, name: message, fields: &fields, ..*begun };
                    let theirs = self.carry(&onward, trail).await?;
                    handling.replied(&theirs);
                }
                Step::History => {
                    let person = self.person.ok_or(ServiceFault::NoPerson)?;
                    if self.systems.real_nws().is_some() {
                        return Err(ServiceFault::NetworkUnseen);
                    }
                    if self.offices.recall.as_ref().is_some_and(|recall| !recall.knows_history()) {
                        return Err(ServiceFault::NotRecorded);
                    }
                    handling.shown(&history(self.systems, person.number()));
                }
                Step::Ask { ask, inquirer, provider } => {
                    let person = self.person.ok_or(ServiceFault::NoPerson)?;
                    let Some(layout) = self.systems.directory.layout(ask.information, &ask.version) else {
                        return Err(ServiceFault::Unknown(ask.information.to_string()));
                    };
                    let own = service.organisation.as_ref().map(ToString::to_string);
                    let parties = self.body(inquirer.or(own).as_deref()).zip(self.body(Some(&provider)));
                    let (outcome, units) = match parties {
                        Some(parties) => self.ask(person, ask, parties, layout, trail).await?,
                        // Nobody on the network has this name: what the network would say of its code.
                        None => (Outcome::BadInstitution, Vec::new()),
                    };
                    handling.asked(outcome, &units, layout);
                }
            }
        }
    }

    /// Hands a message to the real system in the service's place.
    async fn hand(
        &self,
        line: &RealProvider,
        (service, message): (&Service, &ServiceMessage),
        request: &Request,
        doors: Option<&str>,
        trail: &mut Vec<Happened>,
    ) -> Result<Reply, ServiceFault> {
        let body = service.organisation.as_ref().and_then(|id| self.systems.directory.organisation(id));
        let code = self.person.zip(body);
        let code = code.and_then(|(person, body)| line.own_code(person.persona(), &person.link_code(&body.code)));
        let persona = self.person.map(Subject::persona);
        let letter = letter::write_outward(request, persona, code.as_deref(), doors);
        let handed = line.hand(&service.id, message, letter).await;
        trail.push(Happened::Sent {
            from: request.sender_name.clone(),
            to: service.name.clone(),
            message: letter::write_request(&message.name, request, persona),
            reply: handed.text.unwrap_or_default(),
            carried: self.systems.lines.look_through(Whom::Service(&service.name), &handed.spoken),
        });
        handed.reply.map_err(|fault| ServiceFault::Partner { service: service.name.clone(), fault })
    }

    /// A body by name or id.
    fn body(&self, written: Option<&str>) -> Option<&Organisation> {
        self.systems.directory.project().organisation_called(&plain(written?))
    }

    async fn ask(
        &self,
        person: &Subject,
        ask: &Ask,
        (inquirer, provider): (&Organisation, &Organisation),
        layout: &Layout,
        trail: &mut Vec<Happened>,
    ) -> Result<(Outcome, Vec<Unit>), ServiceFault> {
        let number = {
            let mut state = self.offices.state();
            state.asked += 1;
            state.asked
        };
        let query = Query {
            // Unique in this network, because the instance of the person is.
            request: format!("S{:07}{number:03}", person.number()),
            inquirer: inquirer.code.clone(),
            provider: provider.code.clone(),
            affair: ask.affair,
            procedure: ask.procedure,
            information: ask.information,
            version: ask.version.clone(),
            department: ask.department.clone(),
            items: ask.items.clone(),
            condition: ask.condition,
            link_code: person.link_code(&inquirer.code),
            consent: false,
            undisclosed: false,
        };
        let query = Arc::new(query);
        // Waiting for one's turn is nobody's lateness.
        let _hold = self.systems.hold(person).await.map_err(ServiceFault::Network)?;
        let mut polls = 0;
        if let Some(recall) = &self.offices.recall {
            let recalled = recall.answer(&query).ok_or(ServiceFault::NotRecorded)?;
            self.systems.recall(person, &query, &recalled);
            let read = match (&recalled.answer, recalled.outcome) {
                (Some(answer), _) => self.read(answer, layout),
                (None, outcome) => (outcome.unwrap_or(Outcome::TimedOut), Vec::new()),
            };
            let xml = query.to_xml();
            trail.push(Happened::Asked { query, xml, answer: recalled.answer, polls: recalled.polls });
            return Ok(read);
        }
        let (read, answer) = match self.systems.file(Arc::clone(&query)) {
            Filed::Repeated => ((Outcome::Duplicate, Vec::new()), None),
            Filed::Taken => match self.poll(&query, &mut polls).await {
                Some(answer) => (self.read(&answer, layout), Some(answer)),
                None => ((Outcome::TimedOut, Vec::new()), None),
            },
        };
        let xml = query.to_xml();
        trail.push(Happened::Asked { query, xml, answer, polls });
        match self.systems.fault_at_real(person).await {
            Some(fault) => Err(ServiceFault::Network(fault)),
            None => Ok(read),
        }
    }

    /// Polls for the answer as any business system does.
    async fn poll(&self, query: &Query, polls: &mut u32) -> Option<String> {
        let mut polling = self.systems.directory.polling(&query.provider);
        while polling.next().await {
            *polls = polling.looks();
            match self.systems.inquirers.poll(&query.inquirer, &query.request) {
                Polled::Answer(answer) => return Some(answer),
                Polled::Unknown => return None,
                Polled::NotYet => {}
            }
        }
        None
    }

    fn read(&self, answer: &str, layout: &Layout) -> (Outcome, Vec<Unit>) {
        let profile = self.systems.directory.profile();
        let Ok(parsed) = ParsedAnswer::from_xml(answer) else { return (Outcome::Malformed, Vec::new()) };
        let outcome = profile.outcome_of(&parsed.answer.outcome).unwrap_or(Outcome::Malformed);
        let units = parsed.root.as_ref().map(|root| content::read(root, layout, profile.element_names).0);
        (outcome, units.unwrap_or_default())
    }
}

/// やりとり履歴 of a person, in words.
fn history(systems: &Systems, person: u64) -> Vec<Vec<(HistoryColumn, String)>> {
    let directory = &systems.directory;
    let project = directory.project();
    let body = |code: &crate::model::InstitutionCode| {
        directory.institution(code).map_or_else(String::new, |known| known.name.clone())
    };
    let row = |(serial, entry): (String, crate::payload::ledger::Entry)| {
        let query = &entry.query;
        let outcome = entry.outcome.as_deref().and_then(|code| directory.profile().outcome_of(code));
        HistoryColumn::ALL
            .map(|column| {
                let text = match column {
                    HistoryColumn::Serial => serial.clone(),
                    HistoryColumn::Inquirer => body(&query.inquirer),
                    HistoryColumn::Provider => body(&query.provider),
                    HistoryColumn::Affair => {
                        let affair = project.affairs.iter().find(|known| known.code == query.affair);
                        affair.map_or_else(String::new, |known| known.name.clone())
                    }
                    HistoryColumn::Information => directory
                        .layout(query.information, &query.version)
                        .map_or_else(|| query.information.to_string(), |known| known.name.clone()),
                    HistoryColumn::Outcome => outcome.map_or_else(String::new, |known| known.word().ja.to_owned()),
                };
                (column, text)
            })
            .to_vec()
    };
    systems.ledger.shown(person).into_iter().map(row).collect()
}

impl fmt::Display for RecordFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Full => f.write_str("…"),
            Self::Fields(fields) => f.write_str(&fields.join(", ")),
        }
    }
}
