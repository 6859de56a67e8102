//! Queries on their way through a real 情報提供ネットワークシステム. renkei plays everybody else then, so whatever the network
//! sends to the doors of a run must find the scenario it belongs to, and is held against what was sent. One board for
//! all workers.
//!
//! What tells queries apart is what the network itself must tell them apart by: 照会要求番号 on the inquirer's side, 処理通番
//! and 機関別符号 on the provider's. Until its receipt has told the 処理通番 only the 機関別符号 is left: queries about one
//! person cross one after another.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::{SystemTime, UNIX_EPOCH};

use tokio::sync::{Mutex as Turn, OwnedMutexGuard};

use super::journey::Systems;
use super::shelf::Shelf;
use crate::model::catalogue::crossing as words;
use crate::model::catalogue::payload as payload_words;
use crate::model::{InstitutionCode, Lang, Outcome, RoleModelId, Text};
use crate::payload::envelope::{ParsedAnswer, Query};
use crate::payload::exposure;
use crate::payload::tree::Element;
use crate::payload::{Difference, DifferenceKind};

/// 処理通番 remembered of one run: with more the oldest is forgotten.
const SERIALS_KEPT_MAX: usize = 1_000_000;
/// Queries to providers that were about nobody under way, remembered until their 処理通番 is known.
const STRAYS_KEPT_MAX: usize = 1_000;

/// Every query under way.
#[derive(Debug)]
pub(super) struct Crossings {
    board: Mutex<Board>,
    requests: AtomicU64,
}

#[derive(Debug)]
struct Board {
    by_request: HashMap<(InstitutionCode, String), Arc<Crossing>>,
    /// By provider and 機関別符号: the last one.
    by_code: HashMap<(InstitutionCode, String), Arc<Crossing>>,
    by_serial: HashMap<String, Arc<Crossing>>,
    /// Every 処理通番 that the network has given, by the 照会要求番号 it was given to.
    given: Shelf<String, String>,
    /// Queries to providers that meant nobody, by 処理通番: their 機関別符号, and where they carried a 個人番号.
    strays: Shelf<String, (String, Vec<exposure::Seen>)>,
    turns: HashMap<RoleModelId, Weak<Turn<()>>>,
}

/// A query on its way.
#[derive(Debug)]
pub(super) struct Crossing {
    /// The network of the worker whose scenario asks.
    pub systems: Weak<Systems>,
    /// The scenario's instance of the person.
    pub person: u64,
    /// As the inquirer has filed it.
    pub query: Arc<Query>,
    /// 照会要求番号 that the real network is told: unlike a scenario's own, unique over workers and runs.
    pub request: String,
    /// 機関別符号 of the provider, as the network knows it.
    pub theirs: String,
    /// That of the instance.
    pub ours: String,
    course: Mutex<Course>,
}

/// What has become of it so far.
#[derive(Debug, Default)]
struct Course {
    serial: Option<String>,
    /// The network has said whether it takes the query, or has not said it in time.
    received: bool,
    asked: u32,
    /// The provider's answer, if it has given one that can be read.
    provided: Option<Box<ParsedAnswer>>,
    found: Vec<Difference>,
}

/// How far a query has come that has no answer.
#[derive(Debug, Clone, Default)]
pub struct Progress {
    /// 処理通番, once the network has given one.
    pub serial: Option<String>,
    /// How often the network has asked the provider.
    pub asked: u32,
}

impl Default for Crossings {
    fn default() -> Self {
        // A network that stands for long must not see a number of an earlier run.
        let since = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_micros());
        let board = Board {
            by_request: HashMap::new(),
            by_code: HashMap::new(),
            by_serial: HashMap::new(),
            given: Shelf::new(SERIALS_KEPT_MAX),
            strays: Shelf::new(STRAYS_KEPT_MAX),
            turns: HashMap::new(),
        };
        Self { board: Mutex::new(board), requests: AtomicU64::new(u64::try_from(since).unwrap_or(0)) }
    }
}

/// What a query looks like to the real network, and to the scenario.
pub(super) struct Seen {
    /// 機関別符号 of the provider, as the network knows it.
    pub theirs: String,
    /// That of the instance.
    pub ours: String,
}

impl Crossings {
    fn board(&self) -> MutexGuard<'_, Board> {
        self.board.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until nobody else's query about a person is under way.
    pub async fn turn(&self, persona: &RoleModelId) -> OwnedMutexGuard<()> {
        let turn = {
            let mut board = self.board();
            // Turns nobody holds or waits for are let go of.
            board.turns.retain(|_, turn| turn.strong_count() > 0);
            match board.turns.get(persona).and_then(Weak::upgrade) {
                Some(turn) => turn,
                None => {
                    let turn = Arc::new(Turn::new(()));
                    board.turns.insert(persona.clone(), Arc::downgrade(&turn));
                    turn
                }
            }
        };
        turn.lock_owned().await
    }

    /// A query sets out.
    pub fn begin(&self, systems: &Arc<Systems>, person: u64, query: &Arc<Query>, seen: Seen) -> Arc<Crossing> {
        let request = format!("R{:016}", self.requests.fetch_add(1, Ordering::Relaxed));
        let crossing = Arc::new(Crossing {
            systems: Arc::downgrade(systems),
            person,
            query: Arc::clone(query),
            request: request.clone(),
            theirs: seen.theirs.clone(),
            ours: seen.ours,
            course: Mutex::default(),
        });
        let mut board = self.board();
        board.by_request.insert((query.inquirer.clone(), request), Arc::clone(&crossing));
        board.by_code.insert((query.provider.clone(), seen.theirs), Arc::clone(&crossing));
        crossing
    }

    /// The network has told the 処理通番 of a query. One that it has given before, or under which it has asked about somebody
    /// else, is its fault.
    pub fn number(&self, crossing: &Arc<Crossing>, serial: &str) {
        let mut board = self.board();
        let given = board.given.get(serial).filter(|request| **request != crossing.request).cloned();
        if let Some(earlier) = given {
            let args: [(&str, &dyn std::fmt::Display); 2] = [("serial", &serial), ("request", &earlier)];
            crossing.find(&words::SERIAL, None, Some(words::GIVEN_BEFORE.say(Lang::Ja, &args)));
        } else {
            let forgotten = board.given.put(serial.to_owned(), crossing.request.clone());
            drop(forgotten);
        }
        if let Some((code, found)) = board.strays.take(serial) {
            crossing.find(&words::LINK_CODE, Some(crossing.theirs.clone()), Some(code));
            crossing.keep(found);
        }
        crossing.numbered(serial);
        board.by_serial.insert(serial.to_owned(), Arc::clone(crossing));
    }

    /// Whose query to a provider it is: by 処理通番, else by 機関別符号 while no other 処理通番 is known of it.
    pub fn asked(
        &self,
        provider: &InstitutionCode,
        serial: &str,
        link_code: Option<&str>,
        found: &[exposure::Seen],
    ) -> Option<Arc<Crossing>> {
        let mut board = self.board();
        if let Some(known) = board.by_serial.get(serial) {
            return Some(Arc::clone(known));
        }
        let link_code = link_code?;
        let known = board.by_code.get(&(provider.clone(), link_code.to_owned())).cloned();
        match known.filter(|known| known.course().serial.is_none()) {
            Some(known) => {
                known.numbered(serial);
                board.by_serial.insert(serial.to_owned(), Arc::clone(&known));
                Some(known)
            }
            None => {
                let _oldest = board.strays.put(serial.to_owned(), (link_code.to_owned(), found.to_vec()));
                None
            }
        }
    }

    /// Whose answer it is.
    pub fn answered(&self, inquirer: &InstitutionCode, request: &str) -> Option<Arc<Crossing>> {
        self.board().by_request.get(&(inquirer.clone(), request.to_owned())).cloned()
    }

    /// The query under a 処理通番.
    pub fn under(&self, serial: &str) -> Option<Arc<Crossing>> {
        self.board().by_serial.get(serial).cloned()
    }

    /// Forgets queries of a scenario that is over.
    pub fn forget(&self, gone: &[Arc<Crossing>]) {
        let mut board = self.board();
        for crossing in gone {
            board.by_request.remove(&(crossing.query.inquirer.clone(), crossing.request.clone()));
            let key = (crossing.query.provider.clone(), crossing.theirs.clone());
            if board.by_code.get(&key).is_some_and(|known| Arc::ptr_eq(known, crossing)) {
                board.by_code.remove(&key);
            }
            if let Some(serial) = crossing.progress().serial
                && board.by_serial.get(&serial).is_some_and(|known| Arc::ptr_eq(known, crossing))
            {
                board.by_serial.remove(&serial);
            }
        }
    }
}

impl Crossing {
    fn course(&self) -> MutexGuard<'_, Course> {
        self.course.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Keeps where something that the network has sent carried a 個人番号 until the scenario asks.
    pub fn keep(&self, found: Vec<exposure::Seen>) {
        if let Some(systems) = self.systems.upgrade() {
            systems.lines.keep_findings(self.person, found);
        }
    }

    /// How far it has come.
    pub fn progress(&self) -> Progress {
        let course = self.course();
        Progress { serial: course.serial.clone(), asked: course.asked }
    }

    /// Whether the network has still to say that it takes the query.
    pub fn is_pending(&self) -> bool {
        !self.course().received
    }

    /// The network has said whether it takes the query, or has not said it in time.
    pub fn received(&self) {
        self.course().received = true;
    }

    /// What the network has done wrong with it; told once.
    pub fn take_found(&self) -> Vec<Difference> {
        std::mem::take(&mut self.course().found)
    }

    fn find(&self, name: &Text, expected: Option<String>, actual: Option<String>) {
        self.course().find(name, expected, actual);
    }

    /// A 処理通番 has been told: by the receipt, to the provider or with the answer. It is the same everywhere.
    pub fn numbered(&self, serial: &str) {
        let mut course = self.course();
        match course.serial.clone() {
            None => course.serial = Some(serial.to_owned()),
            Some(known) if known == serial => {}
            Some(known) => course.find(&words::SERIAL, Some(known), Some(serial.to_owned())),
        }
    }

    /// The network asks the provider; whether it asks about the right person.
    pub fn asks(&self, provider: &InstitutionCode, query: &Query) -> bool {
        let mut course = self.course();
        course.asked += 1;
        let mark = |set: bool| {
            let word = if set { payload_words::RECORD_THERE } else { payload_words::ASKED_UNMARKED };
            Some(word.pattern(Lang::Ja).to_owned())
        };
        for (name, ours, theirs) in [
            (payload_words::ASKED_CONSENT, self.query.consent, query.consent),
            (payload_words::ASKED_UNDISCLOSED, self.query.undisclosed, query.undisclosed),
        ] {
            if ours != theirs {
                course.find(&name, mark(ours), mark(theirs));
            }
        }
        if *provider != self.query.provider {
            let (right, other) = (self.query.provider.to_string(), provider.to_string());
            course.find(&payload_words::RECORD_PROVIDER, Some(right), Some(other));
            return false;
        }
        if query.link_code != self.theirs {
            course.find(&words::LINK_CODE, Some(self.theirs.clone()), Some(query.link_code.clone()));
        }
        query.link_code == self.theirs
    }

    /// The network has sent the provider something that is no query.
    pub fn asks_unreadably(&self, why: &str) {
        let mut course = self.course();
        course.asked += 1;
        course.find(&words::QUERY, None, Some(why.to_owned()));
    }

    /// What the provider has said to it; `None`: nothing that can be read.
    pub fn provided(&self, answer: &str) {
        self.course().provided = ParsedAnswer::from_xml(answer).ok().map(Box::new);
    }

    /// Whether the outcome is the network's own word: the provider was not asked, or has said nothing that can be read.
    pub fn own_word(&self) -> bool {
        self.course().provided.is_none()
    }

    /// The network hands an answer back: it must be the provider's own.
    /// `outcome`: what its code means.
    pub fn hands_back(&self, handed: &ParsedAnswer, outcome: Option<Outcome>) {
        self.numbered(&handed.answer.serial);
        let mut course = self.course();
        let Some(provided) = course.provided.clone() else {
            let why = if course.asked == 0 { words::NOT_ASKED } else { words::NOT_PROVIDED };
            let why = Some(why.pattern(Lang::Ja).to_owned());
            match outcome.filter(|outcome| outcome.is_providers_own()) {
                _ if handed.answer.data.is_some() => course.find(&words::DATA, None, why),
                Some(outcome) => course.find(&outcome.word(), None, why),
                None => {}
            }
            return;
        };
        if provided.answer.undisclosed != handed.answer.undisclosed {
            let said = |set: bool| Some(set.to_string());
            let name = payload_words::ASKED_UNDISCLOSED;
            course.find(&name, said(provided.answer.undisclosed), said(handed.answer.undisclosed));
        }
        let head = |answer: &ParsedAnswer| {
            let data = answer.answer.data.as_ref();
            data.map(|data| format!("{} {}", data.registered_at, data.version))
        };
        if head(&provided) != head(handed) {
            course.find(&words::MANAGEMENT, head(&provided), head(handed));
        }
        if let (Some(ours), Some(theirs)) = (&provided.root, &handed.root)
            && let Some((path, said, told)) = first_change(ours, theirs)
        {
            let at = words::CHANGED_AT.say(Lang::Ja, &[("path", &path)]);
            course.found.push(difference(&at, said, told));
        }
    }

    /// The network hands back something that is no answer.
    pub fn hands_back_unreadably(&self, why: &str) {
        self.find(&words::DATA, None, Some(why.to_owned()));
    }
}

impl Course {
    fn find(&mut self, name: &Text, expected: Option<String>, actual: Option<String>) {
        let found = difference(name.pattern(Lang::Ja), expected, actual);
        // A message that is sent again is wrong once.
        if !self.found.contains(&found) {
            self.found.push(found);
        }
    }
}

/// A thing in which what the network has passed on is not what it was given: 照会者 and 提供者 have it otherwise.
fn difference(name: &str, expected: Option<String>, actual: Option<String>) -> Difference {
    Difference { expected, actual, ..Difference::at(DifferenceKind::RecordsDisagree, name, name) }
}

/// The first place in which two trees differ: its path, and what either says there.
fn first_change(ours: &Element, theirs: &Element) -> Option<(String, Option<String>, Option<String>)> {
    if ours == theirs {
        return None;
    }
    let inner = (0..ours.children.len().max(theirs.children.len())).find_map(|at| {
        match (ours.children.get(at), theirs.children.get(at)) {
            (Some(one), Some(other)) if one.name == other.name => first_change(one, other),
            (one, other) => {
                let said = |element: Option<&Element>| element.map(|element| format!("<{}>", element.name));
                let name = one.or(other).map_or("", |element| element.name.as_str());
                Some((name.to_owned(), said(one), said(other)))
            }
        }
    });
    let below = |path: String| if path.is_empty() { ours.name.clone() } else { format!("{}／{path}", ours.name) };
    Some(match inner {
        Some((path, one, other)) => (below(path), one, other),
        None => {
            let said = |element: &Element| {
                let attributes: String =
                    element.attributes.iter().map(|(name, value)| format!(" {name}={value}")).collect();
                Some(format!("{}{attributes}", element.text))
            };
            (ours.name.clone(), said(ours), said(theirs))
        }
    })
}
