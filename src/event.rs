//! What happened, as one closed enum, and the one fold over it.
//!
//! A live run and a recorded one are the same stream; whoever shows anything folds [`Event`]s into a `RunState`.
//! Knows no files and no clock: times come in as values.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::model::{CivilDate, OrganisationId, Outcome, Verdict};
use crate::payload::Difference;

pub mod state;
mod texts;

pub use state::{Counts, Failure, Row, RunState, Start, Trial};

/// One test case as one body tries it: `CASE@organisation`, or `handwritten/FILE:LINE`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct TrialId(pub Arc<str>);

impl std::fmt::Display for TrialId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// One happening of a run. Fields are added, never renamed: records outlive versions.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "event")]
pub enum Event {
    /// The run begins.
    RunStarted {
        /// The run's id, also its folder's name.
        run: String,
        /// The project's name.
        project: String,
        /// Hash of the project's content.
        project_hash: String,
        /// renkei's version.
        version: String,
        /// How it was selected, in the words of the command line.
        selection: Vec<String>,
        /// How many trials.
        selected: u64,
        /// How many cases of the selection are done by people and so not counted in `selected`.
        by_people: u64,
        /// The same trials by the lines of a summary, so that what never began has its place there.
        #[serde(default)]
        planned: Planned,
        /// Bodies played by real systems, by name.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        real: Vec<String>,
        /// When, RFC 3339 with offset.
        at: String,
    },
    /// The run goes on after a stop.
    RunResumed {
        /// How many trials are left.
        left: u64,
        /// When.
        at: String,
    },
    /// An attempt begins. Told before anything is sent.
    TrialStarted {
        /// Which.
        trial: TrialId,
        /// From 1.
        attempt: u32,
        /// What it is; equal in every attempt.
        about: Arc<About>,
    },
    /// The doors stand at which real inquirers ask in this run.
    DoorsOpened {
        /// Where, without TLS.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        plain: Option<String>,
        /// Where, with TLS.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        tls: Option<String>,
        /// The certificate made for the occasion (PEM), for clients to trust.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        certificate: Option<String>,
    },
    /// A real inquirer is waited for.
    InquiryAwaited {
        /// Which.
        trial: TrialId,
        /// Which attempt.
        attempt: u32,
        /// Who is to ask, by name.
        inquirer: String,
        /// What it is to ask, by the names that a command or URL is told.
        asks: BTreeMap<String, String>,
        /// How long it is waited for, milliseconds.
        wait_ms: u64,
    },
    /// A query was sent and something came back, or nothing did.
    Exchanged {
        /// Which.
        trial: TrialId,
        /// Which attempt.
        attempt: u32,
        /// The exchange without its 特定個人情報データ.
        exchange: Exchange,
    },
    /// A message was sent to a service and answered.
    Served {
        /// Which.
        trial: TrialId,
        /// Which attempt.
        attempt: u32,
        /// Who sent it, by name.
        from: String,
        /// To which service, by name.
        to: String,
        /// The message as sent (JSON).
        message: String,
        /// The reply (JSON).
        reply: String,
        /// Whether real systems took part in the scenario's messages.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        theirs: bool,
    },
    /// An attempt has its verdict.
    TrialFinished {
        /// Which.
        trial: TrialId,
        /// Which attempt.
        attempt: u32,
        /// The verdict.
        verdict: Verdict,
        /// Another attempt follows.
        again: bool,
        /// Differences, empty when passed.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        differences: Vec<Difference>,
        /// Why, when it is not a matter of differences (a sentence for people, Japanese and English).
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<Reason>,
        /// How long, microseconds.
        duration_us: u64,
        /// How long the sitting had lasted by then, milliseconds: what a sitting that is killed leaves of its duration.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        sitting_ms: Option<u64>,
    },
    /// What has come of the faults that the command line and the files ask for, told when the trials are done.
    FaultsMet {
        /// One by one, in the order in which they were asked for.
        faults: Vec<FaultMet>,
        /// How many proxies stood before institutions, for these faults and for those of scenarios.
        proxies: u64,
    },
    /// What has passed with the real systems of the run, told when the trials are done.
    PartnersMet {
        /// One by one, in the order in which they are written.
        partners: Vec<PartnerMet>,
    },
    /// Somebody stopped the run.
    RunInterrupted {
        /// When.
        at: String,
    },
    /// The run has ended.
    RunFinished {
        /// When.
        at: String,
        /// How long this sitting took, milliseconds.
        duration_ms: u64,
    },
}

/// What has come of one fault in all trials together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FaultMet {
    /// As it is written, in Japanese.
    pub fault: String,
    /// Where it is written; empty on the command line.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub source: String,
    /// Trials that it was meant for.
    pub trials: u64,
    /// Messages that were sent to where it stands.
    pub messages: u64,
    /// How often it made a difference.
    pub effects: u64,
}

/// What has passed with one real system in all trials together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartnerMet {
    /// The body or service, by name.
    pub partner: String,
    /// On which side of messages it stands.
    pub side: Side,
    /// Where it is written; empty on the command line.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub source: String,
    /// Messages that were sent to it, or how often a trial waited for one of its own.
    pub messages: u64,
}

/// On which side of messages a real system stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// It is asked, as provider or service.
    Asked,
    /// It asks or sends by itself.
    Asking,
}

/// How many trials are planned, by each kind of line a summary has.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Planned {
    /// By クール and ロット.
    pub lots: Vec<(Option<u8>, Option<u8>, u64)>,
    /// By test group's name; trials without a group are in none.
    pub groups: Vec<(String, u64)>,
    /// By asking body: id, name.
    pub organisations: Vec<(String, String, u64)>,
    /// By flow.
    pub flows: Vec<(String, u64)>,
}

/// What a planned trial counts for.
#[derive(Debug, Clone, Copy)]
pub struct PlannedTrial<'a> {
    /// クール.
    pub cycle: Option<u8>,
    /// ロット.
    pub lot: Option<u8>,
    /// The test group's name.
    pub group: Option<&'a str>,
    /// Who asks: id and name.
    pub organisation: (&'a str, &'a str),
    /// The flow.
    pub flow: &'a str,
}

impl Planned {
    /// Counts trials.
    pub fn of<'a>(trials: impl IntoIterator<Item = PlannedTrial<'a>>) -> Self {
        let (mut lots, mut groups) = (BTreeMap::new(), BTreeMap::new());
        let (mut organisations, mut flows) = (BTreeMap::new(), BTreeMap::new());
        for trial in trials {
            *lots.entry((trial.cycle, trial.lot)).or_insert(0) += 1;
            if let Some(group) = trial.group {
                *groups.entry(group).or_insert(0) += 1;
            }
            *organisations.entry(trial.organisation).or_insert(0) += 1;
            *flows.entry(trial.flow).or_insert(0) += 1;
        }
        let named = |counts: BTreeMap<&str, u64>| counts.into_iter().map(|(name, n)| (name.to_owned(), n)).collect();
        Self {
            lots: lots.into_iter().map(|((cycle, lot), n)| (cycle, lot, n)).collect(),
            groups: named(groups),
            organisations: organisations
                .into_iter()
                .map(|((id, name), n): ((&str, &str), u64)| (id.to_owned(), name.to_owned(), n))
                .collect(),
            flows: named(flows),
        }
    }
}

/// What a trial is, so that a record can be read without the project.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct About {
    /// テストケースID.
    pub case: String,
    /// シナリオID.
    pub scenario: String,
    /// バリエーションID.
    pub variation: String,
    /// What it is about.
    pub title: String,
    /// The flow.
    pub flow: String,
    /// クール; a handwritten scenario may name none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cycle: Option<u8>,
    /// ロット.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lot: Option<u8>,
    /// The test group's name, if the case belongs to one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// Who asks: id.
    pub organisation: OrganisationId,
    /// Who asks: name.
    pub organisation_name: String,
    /// Who is asked, by name.
    pub provider: String,
    /// ロールモデルID.
    pub persona: String,
    /// The cell or line the case comes from.
    pub source: String,
}

/// A query and its answer, without the 特定個人情報データ, which is stored apart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exchange {
    /// 処理通番, once the network has given one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub serial: Option<String>,
    /// 情報照会者機関コード.
    pub inquirer: String,
    /// 情報提供者機関コード.
    pub provider: String,
    /// 処理結果, if an answer came.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome: Option<Outcome>,
    /// The query message as sent.
    pub query: String,
    /// The answer's envelope as received, with the data cut out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub envelope: Option<String>,
    /// The 特定個人情報データ as received; the record replaces it by its hash.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub data: Option<Data>,
    /// How often the answer was asked for.
    pub polls: u32,
    /// 基準日 of the trial: 現時点 of the query. No message carries it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base_date: Option<CivilDate>,
    /// Whether the query is the inquirer's own: a real system sent it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub theirs: bool,
    /// Whether マイナポータル shows the exchange to the person; `None`: the network has not taken it, or the record is
    /// older than this field.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shown: Option<bool>,
    /// What the scenario, or a fault, has done to the network before it that no テストケース can say, in Japanese as
    /// written; `None`: nothing, or the record is older than this field.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub beyond_case: Option<String>,
}

impl Exchange {
    /// A query that was sent, of which nothing has come back yet.
    pub fn asked(inquirer: String, provider: String, query: String) -> Self {
        Self {
            serial: None,
            inquirer,
            provider,
            outcome: None,
            query,
            envelope: None,
            data: None,
            polls: 0,
            base_date: None,
            theirs: false,
            shown: None,
            beyond_case: None,
        }
    }
}

/// A body of data, held in memory or told by its hash.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Data {
    /// The text itself.
    Text(Arc<str>),
    /// Stored apart: `sha256:…` of the text.
    Hash(String),
}

/// Why a trial ended as it did, in both languages, ready to show.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    /// Japanese.
    pub ja: String,
    /// English.
    pub en: String,
}
