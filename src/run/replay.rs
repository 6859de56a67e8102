//! A recorded run played again: its answers stand in for the partner, who need not be there.
//!
//! The answers are judged anew, by what the cases expect now. What only the partner or the network could tell is not made
//! up: it is taken from the record, or told as missing. A trial that the record could not judge stays unjudged.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use super::real_service::stop_of;
use super::verdict::{Stop, reason};
use super::world::State;
use crate::event::{Data, Exchange, Reason, TrialId};
use crate::model::catalogue::run as words;
use crate::model::{Lang, Outcome, Text, Verdict};
use crate::network::{self, Asked, ClientFault, Recall, Recalled, ServiceFault};
use crate::payload::asked;
use crate::payload::envelope::{self, Query, ResidentQuery};
use crate::payload::{Difference, DifferenceKind};

/// What a record tells of one attempt at a trial.
#[derive(Debug, Clone, Default)]
pub struct Recording {
    /// Queries to the network, in order, their data as text.
    pub queries: Vec<Exchange>,
    /// Searches in 住基ネット, in order.
    pub searches: Vec<Exchange>,
    /// Real systems took part in the messages of services.
    pub real_services: bool,
    /// How it ended; `None`: it was cut off.
    pub ending: Option<Ending>,
}

impl Recording {
    /// What was found wrong of one kind.
    fn found(&self, kind: DifferenceKind) -> impl Iterator<Item = &Difference> {
        let found = self.ending.iter().flat_map(|ending| &ending.differences);
        found.filter(move |one| one.kind == kind)
    }
}

/// How a recorded trial ended.
#[derive(Debug, Clone)]
pub struct Ending {
    /// Its verdict.
    pub verdict: Verdict,
    /// What was found wrong with it.
    pub differences: Vec<Difference>,
    /// Why, in words.
    pub reason: Option<Reason>,
}

/// Gives what was recorded of an attempt at a trial, counted from 0, or of the last if there were fewer; `None`: the trial
/// is not in the record.
pub type Replay = Arc<dyn Fn(&TrialId, usize) -> Option<Recording> + Send + Sync>;

/// A recording, and how much of it has been played.
#[derive(Debug)]
pub(super) struct Player {
    recording: Recording,
    queries: AtomicUsize,
    searches: AtomicUsize,
    /// What the records of the parties disagreed in, until it is told.
    disagreements: Mutex<Vec<Difference>>,
}

impl Player {
    pub fn new(recording: Recording) -> Self {
        let disagreed = recording.found(DifferenceKind::RecordsDisagree).cloned().collect();
        let (queries, searches) = (AtomicUsize::new(0), AtomicUsize::new(0));
        Self { recording, queries, searches, disagreements: Mutex::new(disagreed) }
    }

    /// The end of a trial that the record itself could not judge: nothing can be judged anew of it.
    pub fn unjudged(&self) -> Option<Stop> {
        let Some(ending) = &self.recording.ending else {
            return Some(Stop::not_run(reason(&words::RECORDED_CUT_OFF, &[])));
        };
        match ending.verdict {
            Verdict::Passed | Verdict::Failed => None,
            verdict @ (Verdict::Blocked | Verdict::NotRun | Verdict::Broken) => {
                let reason = Some(of_record(ending.reason.as_ref()));
                Some(Stop { verdict, differences: ending.differences.clone(), reason })
            }
        }
    }

    /// The recorded end of a trial that failed without any message.
    fn nothing_came(&self) -> Option<Stop> {
        let ending = self.recording.ending.as_ref()?;
        let over = self.queries.load(Ordering::Relaxed) >= self.recording.queries.len();
        let silent = over && ending.verdict == Verdict::Failed && ending.differences.is_empty();
        silent.then(|| Stop::failed(Vec::new(), ending.reason.clone()))
    }

    /// The recorded words on a failure that is the recorded one.
    pub fn same_reason(&self, stop: &Stop) -> Option<Reason> {
        let ending = self.recording.ending.as_ref()?;
        let same = (ending.verdict, stop.verdict) == (Verdict::Failed, Verdict::Failed)
            && ending.differences == stop.differences;
        ending.reason.clone().filter(|_| same)
    }

    /// What the records of the parties disagreed in; told once.
    pub fn disagreements(&self) -> Vec<Difference> {
        std::mem::take(&mut *self.disagreements.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Whether it is known of every query what マイナポータル showed: records of old do not say. Of a 情報提供テスト nobody
    /// writes anything down.
    pub fn knows_history(&self) -> bool {
        let recorded = |serial: &String| !envelope::is_trial(serial);
        let told = |exchange: &Exchange| exchange.shown.is_some() || !exchange.serial.as_ref().is_some_and(recorded);
        self.recording.queries.iter().all(told)
    }

    /// Whether the query played last was a real inquirer's own.
    pub fn last_was_theirs(&self) -> bool {
        let last = self.queries.load(Ordering::Relaxed).checked_sub(1);
        last.and_then(|last| self.recording.queries.get(last)).is_some_and(|exchange| exchange.theirs)
    }

    fn next_query(&self) -> Option<&Exchange> {
        self.recording.queries.get(self.queries.fetch_add(1, Ordering::Relaxed))
    }

    /// How long was waited in vain.
    fn waited_ms(&self) -> u64 {
        let waited = self.recording.found(DifferenceKind::NoAnswer).next().and_then(|one| one.actual.as_deref());
        waited.and_then(|text| text.split(' ').next()?.parse().ok()).unwrap_or(0)
    }

    /// Every 個人番号 that was found then, and those found now: headers and URLs are in no record.
    pub fn exposed(&self, now: Vec<Difference>) -> Vec<Difference> {
        let mut all: Vec<Difference> = self.recording.found(DifferenceKind::PersonalNumber).cloned().collect();
        all.extend(now.into_iter().filter(|one| !all.contains(one)).collect::<Vec<_>>());
        all
    }

    /// What a 結果ファイル said beside the answer, which the answer itself does not tell.
    fn told_by_files(&self) -> Vec<String> {
        self.recording.found(DifferenceKind::FileError).filter_map(|one| one.actual.clone()).collect()
    }

    /// What the business system got then.
    fn again(&self, exchange: &Exchange) -> Result<Asked, ClientFault> {
        let polls = exchange.polls;
        let mut told = self.told_by_files();
        match (message(exchange), exchange.outcome) {
            (Some(answer), _) => Ok(Asked { answer, polls, told }),
            (None, Some(outcome)) => Err(ClientFault::Told { outcome, polls }),
            (None, None) if !told.is_empty() => Err(ClientFault::Unanswered(told.remove(0))),
            (None, None) => Err(ClientFault::NoAnswer { waited_ms: self.waited_ms(), polls }),
        }
    }

    /// The next search, if it was this one: the answer, or what came in its place.
    pub fn search(&self, query: &ResidentQuery) -> Result<Result<String, Outcome>, Stop> {
        let recorded = self.recording.searches.get(self.searches.fetch_add(1, Ordering::Relaxed));
        let recorded = recorded.ok_or_else(not_recorded)?;
        let same = ResidentQuery::from_xml(&recorded.query)
            .is_ok_and(|known| ResidentQuery { request: query.request.clone(), ..known } == *query);
        if !same {
            return Err(changed());
        }
        match (&recorded.envelope, recorded.outcome) {
            (Some(answer), _) => Ok(Ok(answer.clone())),
            (None, Some(outcome)) => Ok(Err(outcome)),
            (None, None) => Err(not_recorded()),
        }
    }
}

impl Recall for Player {
    fn answer(&self, query: &Query) -> Option<Recalled> {
        let exchange = self.next_query()?;
        let known = Query::from_xml(&exchange.query).ok()?;
        (as_ours(known, query) == *query).then(|| recalled(exchange, message(exchange)))
    }

    fn knows_history(&self) -> bool {
        self.knows_history()
    }
}

/// The answer as it came, its data in their place.
fn message(exchange: &Exchange) -> Option<String> {
    let body = match &exchange.data {
        Some(Data::Text(text)) => &**text,
        Some(Data::Hash(_)) | None => "",
    };
    exchange.envelope.as_ref().map(|envelope| envelope::with_body(envelope, body))
}

fn recalled(exchange: &Exchange, answer: Option<String>) -> Recalled {
    let Exchange { serial, outcome, polls, shown, .. } = exchange;
    // What the network has not written down it need not remember.
    let serial = serial.clone().filter(|_| shown.is_some());
    Recalled { answer, polls: *polls, serial, outcome: *outcome, shown: shown.unwrap_or(false) }
}

/// The recorded query under the numbers of this run's own instance of the person.
fn as_ours(recorded: Query, ours: &Query) -> Query {
    Query { request: ours.request.clone(), link_code: ours.link_code.clone(), ..recorded }
}

/// That a verdict is the record's own, with what the record says of it.
fn of_record(recorded: Option<&Reason>) -> Reason {
    let say = |lang: Lang, of: fn(&Reason) -> &str| {
        let why = recorded.map_or_else(String::new, |recorded| of(recorded).to_owned());
        // A replay may have been recorded, too.
        let Text { ja, en } = words::RECORDED_VERDICT;
        let opening = match lang {
            Lang::Ja => ja,
            Lang::En => en,
        };
        let opening = opening.split("{why}").next().unwrap_or_default();
        if why.starts_with(opening) { why } else { words::RECORDED_VERDICT.say(lang, &[("why", &why)]) }
    };
    Reason { ja: say(Lang::Ja, |reason| &reason.ja), en: say(Lang::En, |reason| &reason.en) }
}

fn not_recorded() -> Stop {
    Stop::blocked(reason(&words::NOT_RECORDED, &[]))
}

fn changed() -> Stop {
    Stop::blocked(reason(&words::QUERY_CHANGED, &[]))
}

impl State {
    /// Whether the partner is a record.
    pub(super) fn replaying(&self) -> bool {
        self.player.is_some()
    }

    /// Takes the next exchange from the record in place of the partner's.
    pub(super) fn play(&mut self, expected: Query) -> Result<(), Stop> {
        let player = self.player.clone().ok_or_else(not_recorded)?;
        let recorded = player.next_query().ok_or_else(not_recorded)?;
        let query = Query::from_xml(&recorded.query).map_err(|_| changed())?;
        let theirs = recorded.theirs;
        let differences = if theirs { asked::differences(&expected, &query) } else { Vec::new() };
        let query = as_ours(query, &expected);
        if !theirs && query != expected {
            return Err(changed());
        }
        let client = self.context.client.clone();
        client.recall(self.subject()?, &query, &recalled(recorded, None));
        let kept = self.looked_at(&recorded.query, Some(&query));
        let taken = self.take_in(query, kept, player.again(recorded));
        if differences.is_empty() { taken } else { Err(Stop::failed(differences, None)) }
    }

    /// What a real system made of a message to a service is not in the record as renkei could play it: its own records and
    /// queries go with it.
    pub(super) fn services_were_ours(&self) -> Result<(), Stop> {
        match &self.player {
            Some(player) if player.recording.real_services => {
                Err(Stop::blocked(reason(&words::SERVICE_NOT_REPLAYED, &[])))
            }
            _ => Ok(()),
        }
    }

    /// A message that a service could not bring to its end.
    pub(super) fn undelivered(&self, fault: &ServiceFault) -> Stop {
        match (fault, self.history_known()) {
            (ServiceFault::NotRecorded, Err(stop)) => stop,
            (ServiceFault::NotRecorded, Ok(())) => changed(),
            _ => stop_of(fault),
        }
    }

    /// Plays a release: what was let go then, or that there was nothing to let go.
    pub(super) fn play_release(&mut self) -> Result<(), Stop> {
        match self.player.as_ref().and_then(|player| player.nothing_came()) {
            Some(stop) => Err(stop),
            None => {
                let query = self.queried()?;
                self.play(query)
            }
        }
    }

    /// What マイナポータル shows cannot be told from a record that does not say.
    pub(super) fn history_known(&self) -> Result<(), Stop> {
        match &self.player {
            Some(player) if !player.knows_history() => Err(Stop::blocked(reason(&words::HISTORY_NOT_RECORDED, &[]))),
            _ => Ok(()),
        }
    }

    /// Nothing at all is known of a trial that is not in the record.
    pub(super) fn unjudged_by_record(&self) -> Option<Stop> {
        self.player.as_ref().and_then(|player| player.unjudged())
    }
}

/// What stands for the partners of an attempt, counted from 1.
pub(super) fn player(replay: Option<&Replay>, trial: &TrialId, tries: u32) -> Option<Arc<Player>> {
    let replay = replay?;
    let number = usize::try_from(tries.saturating_sub(1)).unwrap_or(usize::MAX);
    // What the record does not hold was cut off before it began.
    Some(Arc::new(Player::new(replay(trial, number).unwrap_or_default())))
}

/// The services of a trial, which ask the record where there is one.
pub(super) fn offices(player: Option<&Arc<Player>>) -> network::Offices {
    match player {
        Some(player) => network::Offices::recalling(Arc::clone(player) as Arc<dyn Recall>),
        None => network::Offices::default(),
    }
}
