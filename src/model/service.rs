//! Services beside the network: institutions with messages of their own, written as data (マイナポータル,
//! オンライン資格確認等システム, PMH, …).
//!
//! A service may keep records and answers messages by a short list of [`Action`]s. There is no expression, no loop and
//! no call back into the same message: what a service does can be read from top to bottom.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::case::{Department, QueryCondition};
use super::catalogue::service as words;
use super::code::{AffairCode, InformationCode, ItemCode, ProcedureCode};
use super::date::to_half_width;
use super::diagnostic::Place;
use super::layout::{ItemKind, Version};
use super::organisation::{OrganisationId, OrganisationKind, identifier};
use super::project::Project;

identifier!(
    /// The id of a service (`pmh`): ASCII, because it stands in an address.
    ServiceId
);

/// A word that a service answers with (登録完了, 期限切れ).
pub type ServiceResult = Arc<str>;

/// A service: who it is, what it keeps and which messages it takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Service {
    /// Its id.
    pub id: ServiceId,
    /// Its name as people write it.
    pub name: String,
    /// Its kind; decides with others whose messages it may send.
    pub kind: ServiceKind,
    /// The body it is on the network, if it asks others there.
    pub organisation: Option<OrganisationId>,
    /// What it keeps, if anything.
    pub store: Option<Store>,
    /// The messages it takes; none: it only sends.
    pub messages: Vec<ServiceMessage>,
    /// Where it is written.
    pub place: Place,
}

/// Kinds of service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ServiceKind {
    /// Where people themselves see and apply (マイナポータル, 引越しポータル).
    Portal,
    /// A common base that keeps what others register (オンライン資格確認等システム, PMH).
    Platform,
    /// 医療機関・薬局.
    Medical,
    /// An office's own system.
    Office,
}

/// Who may send a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sender {
    /// The person whom it is about.
    Person,
    /// A service of this kind.
    Service(ServiceKind),
    /// A body of this kind.
    Body(OrganisationKind),
}

/// One field of a message, an answer or a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// Its name.
    pub name: Arc<str>,
    /// Its type.
    pub kind: ItemKind,
    /// Most characters, if limited.
    pub max_length: Option<usize>,
    /// Whether it must have a value.
    pub required: bool,
}

/// The records a service keeps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Store {
    /// The fields that tell two records apart; never empty.
    pub key: Vec<Arc<str>>,
    /// All fields.
    pub fields: Vec<Field>,
}

/// A message that a service takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceMessage {
    /// Its name.
    pub name: Arc<str>,
    /// Who may send it.
    pub from: Vec<Sender>,
    /// Its fields.
    pub fields: Vec<Field>,
    /// The fields that an answer to it may carry.
    pub gives: Vec<Field>,
    /// What the service does, in this order; the last one answers.
    pub actions: Vec<Action>,
    /// Where it is written.
    pub place: Place,
}

/// Where a value comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Term {
    /// A field of the message, or a name that an earlier action has given.
    Name(Arc<str>),
    /// This very text.
    Text(Arc<str>),
}

/// A field and where its value comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filling {
    /// The field that gets the value.
    pub field: Arc<str>,
    /// The value.
    pub term: Term,
}

/// A new name for something that an action has found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taking<F> {
    /// The name.
    pub name: Arc<str>,
    /// What it names: a field, an item.
    pub from: F,
}

/// Everything that an action has found, as rows under one name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listing {
    /// The name of the rows.
    pub name: Arc<str>,
    /// Their columns.
    pub columns: Vec<Arc<str>>,
}

/// One thing that a service does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// Looks for its records with these values.
    LookUp {
        /// The fields that must be equal.
        by: Vec<Filling>,
        /// What is taken from the newest of them.
        take: Vec<Taking<Arc<str>>>,
        /// All of them, oldest first.
        rows: Option<Listing>,
        /// Answers so when there is one.
        found: Option<ServiceResult>,
        /// Answers so when there is none; without it, names taken are empty.
        missing: Option<ServiceResult>,
    },
    /// Makes a record, or changes the fields named here in the one with the same key.
    Put {
        /// The fields, with all of the key.
        values: Vec<Filling>,
        /// Answers so when there is one with the same key, and changes nothing.
        existing: Option<ServiceResult>,
    },
    /// Goes on only when this holds.
    Check {
        /// What is looked at.
        name: Arc<str>,
        /// How it compares.
        test: Test,
        /// With what.
        with: Term,
        /// The type of both.
        kind: ItemKind,
        /// The answer otherwise.
        otherwise: ServiceResult,
    },
    /// Asks the network as any inquirer does.
    Ask(Box<Ask>),
    /// Sends a message to another service and waits for the answer.
    Send {
        /// To whom.
        service: ServiceId,
        /// Which message.
        message: Arc<str>,
        /// What it says.
        fields: Vec<Filling>,
        /// What is taken from the answer.
        take: Vec<Taking<Arc<str>>>,
        /// With these results of theirs it goes on.
        goes_on: Vec<ServiceResult>,
        /// Results of theirs that end this message, and with what.
        results: Vec<(ServiceResult, ServiceResult)>,
        /// The answer to every other result.
        otherwise: ServiceResult,
    },
    /// Reads what the network has recorded of this person (やりとり履歴).
    History {
        /// The rows.
        rows: Listing,
    },
    /// Answers and is done.
    Answer {
        /// With what.
        result: ServiceResult,
        /// The fields of one row.
        fields: Vec<Filling>,
        /// Or rows found before.
        rows: Option<Arc<str>>,
    },
}

/// How two values compare. With no value on either side there is no limit, so that an open end is never over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Test {
    /// They mean the same.
    Equals,
    /// On that day or later.
    NotBefore,
    /// On that day or earlier.
    NotAfter,
    /// Later.
    After,
}

/// A query that a service makes about the person of the message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ask {
    /// Who asks: a body by name or id; `None`: the service's own.
    pub inquirer: Option<Term>,
    /// Who is asked: a body by name or id.
    pub provider: Term,
    /// 情報照会者部署.
    pub department: Department,
    /// 事務コード.
    pub affair: AffairCode,
    /// 事務手続コード.
    pub procedure: ProcedureCode,
    /// 特定個人情報名コード.
    pub information: InformationCode,
    /// The layout version.
    pub version: Version,
    /// 項目コード.
    pub items: Vec<ItemCode>,
    /// 照会条件.
    pub condition: QueryCondition,
    /// What is taken from the newest unit's head.
    pub take: Vec<Taking<ItemCode>>,
    /// The heads of all units; columns are names of items.
    pub rows: Option<Listing>,
    /// 処理結果 that end the message, and with what.
    pub outcomes: Vec<(super::verdict::Outcome, ServiceResult)>,
    /// The answer to every other 処理結果 but 正常終了.
    pub otherwise: ServiceResult,
}

/// The columns of やりとり履歴.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum HistoryColumn {
    /// 処理通番.
    Serial,
    /// 照会者.
    Inquirer,
    /// 提供者.
    Provider,
    /// 事務.
    Affair,
    /// 特定個人情報.
    Information,
    /// 処理結果.
    Outcome,
}

impl HistoryColumn {
    /// All, in the order they are shown.
    pub const ALL: [Self; 6] =
        [Self::Serial, Self::Inquirer, Self::Provider, Self::Affair, Self::Information, Self::Outcome];

    /// Its name.
    pub fn word(self) -> super::text::Text {
        words::history_column(self)
    }
}

/// How names of services, messages, fields and results are compared: full and half width are one.
pub fn plain(name: &str) -> String {
    to_half_width(name.trim())
}

impl Service {
    /// A message by name.
    pub fn message(&self, name: &str) -> Option<&ServiceMessage> {
        let wanted = plain(name);
        self.messages.iter().find(|message| to_half_width(&message.name) == wanted)
    }
}

impl Store {
    /// A field by name.
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| *field.name == *name)
    }
}

impl ServiceMessage {
    /// Every result that an answer to it can have, those that any service gives by itself last.
    pub fn results(&self) -> Vec<&str> {
        let mut results: Vec<&str> = Vec::new();
        for action in &self.actions {
            results.extend(action.results());
        }
        results.extend(words::OWN_RESULTS.map(|word| word.ja));
        let mut seen = std::collections::HashSet::new();
        results.retain(|result| seen.insert(*result));
        results
    }

    /// The services it sends to, with the message.
    pub fn sends(&self) -> impl Iterator<Item = (&ServiceId, &str)> {
        self.actions.iter().filter_map(|action| match action {
            Action::Send { service, message, .. } => Some((service, &**message)),
            _ => None,
        })
    }

    /// Whether it reads or asks for what the network knows of the person.
    pub fn needs_person(&self) -> bool {
        self.actions.iter().any(|action| matches!(action, Action::Ask(_) | Action::History { .. }))
    }
}

impl Action {
    fn results(&self) -> Vec<&str> {
        let mut results: Vec<&ServiceResult> = Vec::new();
        match self {
            Self::LookUp { found, missing, .. } => results.extend(found.iter().chain(missing)),
            Self::Put { existing, .. } => results.extend(existing),
            Self::Check { otherwise, .. } => results.push(otherwise),
            Self::Ask(ask) => {
                results.extend(ask.outcomes.iter().map(|(_, ours)| ours).chain([&ask.otherwise]));
            }
            Self::Send { results: theirs, otherwise, .. } => {
                results.extend(theirs.iter().map(|(_, ours)| ours).chain([otherwise]));
            }
            Self::History { .. } => {}
            Self::Answer { result, .. } => results.push(result),
        }
        results.into_iter().map(|result| &**result).collect()
    }
}

impl Project {
    /// A service by id.
    pub fn service(&self, id: &ServiceId) -> Option<&Service> {
        self.services.iter().find(|service| service.id == *id)
    }

    /// A service by its id or its name, full or half width.
    pub fn service_called(&self, written: &str) -> Option<&Service> {
        let wanted = plain(written);
        self.services.iter().find(|known| *known.id.0 == *wanted || to_half_width(&known.name) == wanted)
    }

    /// Who sends: the person, a service, or a body, by name or id. A service goes before a body of the same name.
    pub fn sender_called(&self, written: &str) -> Option<(Sender, &str)> {
        let wanted = plain(written);
        if wanted == words::PERSON.ja {
            return Some((Sender::Person, words::PERSON.ja));
        }
        if let Some(service) = self.service_called(written) {
            return Some((Sender::Service(service.kind), &service.name));
        }
        let same = |body: &&super::Organisation| *body.id.0 == *wanted || to_half_width(&body.name) == wanted;
        self.organisations.iter().find(same).map(|body| (Sender::Body(body.kind), body.name.as_str()))
    }

    /// Whether a message, or one it leads to, needs to know the person on the network.
    pub fn needs_person(&self, message: &ServiceMessage) -> bool {
        let next = |(service, name): (&ServiceId, &str)| self.service(service).and_then(|known| known.message(name));
        message.needs_person() || message.sends().filter_map(next).any(|message| self.needs_person(message))
    }
}

impl fmt::Display for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Name(name) => f.write_str(name),
            Self::Text(text) => write!(f, "「{text}」"),
        }
    }
}
