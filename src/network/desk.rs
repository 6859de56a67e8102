//! Where the cases of a run wait for the queries of real inquirers. One desk for all workers.
//!
//! What an inquirer sends is looked through for 個人番号 as the wire brings it: its headers, its query string, comments and
//! elements that no query has. What was found waits for the case to take it.
//!
//! A query is told apart by the 機関別符号 in it: no header of ours, nothing that a real system would not send. That cases
//! which a real system could not tell apart (the same inquirer under the same 機関別符号) come one after another is for the
//! caller to see to. Messages to services are told apart by who sends them.

mod letters;

use std::collections::{HashMap, HashSet};
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures::FutureExt;
use futures::future::BoxFuture;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

pub use letters::{Arrived, Letters};

use super::call::{Call, Institution, Reply};
use super::directory::Directory;
use super::lookout::{Findings, Lookout};
use crate::model::InstitutionCode;
use crate::payload::envelope::Query;
use crate::payload::exposure::{Message, Seen};

/// Requests of one case that the desk knows the answers of.
const REQUESTS_OF_CASE_MAX: usize = 16;

/// An inquirer, and what tells its queries apart: a 機関別符号 or a 照会要求番号.
type Key = (InstitutionCode, String);

/// The desk; cheap to clone.
#[derive(Clone)]
pub struct Desk {
    state: Arc<Mutex<State>>,
    lookout: Arc<Lookout>,
    /// Answers what nobody waits for.
    others: Arc<dyn Institution>,
}

#[derive(Default)]
struct State {
    by_code: HashMap<Key, Arc<Waiting>>,
    by_request: HashMap<Key, Arc<Waiting>>,
    /// Inquirers that have sent a query nobody waited for: what a case that waits in vain can say.
    strays: HashSet<InstitutionCode>,
    /// Who waits for messages of a sender, by every name it has.
    letters: HashMap<String, UnboundedSender<Arrived>>,
    /// Where something carried a 個人番号 that was meant for no case: the next one of the same claimant takes it.
    unclaimed: HashMap<Claimant, Findings>,
}

/// Whose case takes what was found in something that was meant for none.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Claimant {
    /// The one that waits for this inquirer.
    Inquirer(InstitutionCode),
    /// The one that waits for messages to services.
    Sender,
}

struct Waiting {
    /// The network of the worker whose case waits.
    network: Arc<dyn Institution>,
    /// The 機関別符号 of the case's own instance of the person.
    link_code: String,
    told: UnboundedSender<Told>,
    /// Where what the inquirer has sent for this case carried a 個人番号.
    findings: Mutex<Findings>,
}

impl Waiting {
    fn findings(&self) -> MutexGuard<'_, Findings> {
        self.findings.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

enum Told {
    Filed(Box<Filed>),
    /// 照会要求番号, and the answer to it.
    Fetched(String, String),
}

impl fmt::Debug for Desk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Desk").field("waiting", &self.state().by_code.len()).finish_non_exhaustive()
    }
}

/// A query that was waited for.
#[derive(Debug, Clone)]
pub struct Filed {
    /// What it says, without any 個人番号.
    pub query: Query,
}

/// What a case waits for.
#[derive(Debug, Clone)]
pub struct Awaited {
    /// Who asks.
    pub inquirer: InstitutionCode,
    /// Under which 機関別符号 the real system knows the person.
    pub theirs: String,
    /// That of the case's own instance.
    pub ours: String,
}

/// A case's place at the desk; given up when dropped.
pub struct Place {
    desk: Desk,
    key: Key,
    waiting: Arc<Waiting>,
    said: UnboundedReceiver<Told>,
}

impl fmt::Debug for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Place").field("inquirer", &self.key.0).finish_non_exhaustive()
    }
}

impl Desk {
    /// A desk in front of whatever answers queries that no case waits for.
    pub fn new(others: Arc<dyn Institution>, directory: &Arc<Directory>) -> Self {
        Self { state: Arc::default(), lookout: Arc::new(Lookout::new(Arc::clone(directory))), others }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes a place at the desk: from now on it is this one to which queries under the 機関別符号 come.
    pub fn take(&self, awaited: Awaited, network: Arc<dyn Institution>) -> Place {
        let key = (awaited.inquirer, awaited.theirs);
        let (told, said) = unbounded_channel();
        let waiting = Arc::new(Waiting { network, link_code: awaited.ours, told, findings: Mutex::default() });
        let mut state = self.state();
        state.strays.remove(&key.0);
        state.by_code.insert(key.clone(), Arc::clone(&waiting));
        drop(state);
        Place { desk: self.clone(), key, waiting, said }
    }

    /// Keeps what was found in a call that no case can claim, if some case waits for whoever may have sent it.
    fn keep_unclaimed(&self, call: &Call<'_>, seen: Vec<Seen>) {
        if seen.is_empty() {
            return;
        }
        let first = call.path.trim_start_matches('/').split('/').next().unwrap_or_default();
        let mut state = self.state();
        let claimant = match first {
            "services" => Some(Claimant::Sender).filter(|_| !state.letters.is_empty()),
            code => state.by_code.keys().find(|(known, _)| &*known.0 == code).map(|(known, _)| known.clone().into()),
        };
        if let Some(claimant) = claimant {
            state.unclaimed.entry(claimant).or_default().add(seen);
        }
    }

    /// The desk as the folder of one inquirer sees it.
    pub fn of_folder(&self, inquirer: InstitutionCode) -> Arc<dyn Institution> {
        Arc::new(FolderDesk { desk: self.clone(), inquirer })
    }

    /// Finds out whose call it is; what goes on to the network has the case's own 機関別符号 in it.
    fn route(&self, call: &Call<'_>) -> Routed {
        let mut parts = call.path.trim_start_matches('/').splitn(3, '/');
        let (Some(code), Some(what), request) = (parts.next(), parts.next(), parts.next()) else {
            return Routed::Others;
        };
        let code = InstitutionCode(code.into());
        if let ("histories", Some(link_code)) = (what, request) {
            let waiting = self.state().by_code.get(&(code.clone(), link_code.to_owned())).cloned();
            return waiting.map_or(Routed::Others, |waiting| Routed::History(waiting, code));
        }
        if what != "inquiries" {
            return Routed::Others;
        }
        if let Some(request) = request {
            let waiting = self.state().by_request.get(&(code, request.to_owned())).cloned();
            return waiting.map_or(Routed::Others, |waiting| Routed::Poll(waiting, request.to_owned()));
        }
        let read = std::str::from_utf8(call.body).ok().and_then(|text| Query::from_xml(text).ok());
        let Some(query) = read.filter(|query| query.inquirer == code) else { return Routed::Others };
        let mut state = self.state();
        let Some(waiting) = state.by_code.get(&(code.clone(), query.link_code.clone())).cloned() else {
            // Only of inquirers that somebody waits for: a stranger may come under any code.
            if state.by_code.keys().any(|(known, _)| *known == code) {
                state.strays.insert(code);
            }
            return Routed::Others;
        };
        drop(state);
        Routed::File(waiting, Box::new(query))
    }

    /// The query as it may be kept: read of what is left when every 個人番号 is gone, so that no piece of one comes out
    /// elsewhere.
    fn legible(&self, call: &Call<'_>, seen: &[Seen], query: Query) -> Query {
        let text = std::str::from_utf8(call.body).ok().filter(|_| !seen.is_empty());
        text.and_then(|text| Query::from_xml(&self.lookout.masked(text)).ok()).unwrap_or(query)
    }

    /// Remembers whose request it is, so that its polls find their way.
    fn filed(&self, waiting: &Arc<Waiting>, key: Key, filed: Filed) {
        let mut state = self.state();
        let known = state.by_request.values().filter(|known| Arc::ptr_eq(known, waiting)).count();
        if known < REQUESTS_OF_CASE_MAX {
            state.by_request.insert(key.clone(), Arc::clone(waiting));
        }
        drop(state);
        if waiting.told.send(Told::Filed(Box::new(filed))).is_err() {
            // The case has given up just now: nobody else would take the request away again.
            self.state().by_request.remove(&key);
        }
    }
}

impl From<InstitutionCode> for Claimant {
    fn from(code: InstitutionCode) -> Self {
        Self::Inquirer(code)
    }
}

enum Routed {
    File(Arc<Waiting>, Box<Query>),
    Poll(Arc<Waiting>, String),
    History(Arc<Waiting>, InstitutionCode),
    Others,
}

impl Institution for Desk {
    fn handle(&self, call: &Call<'_>) -> Reply {
        self.answer(call).now_or_never().unwrap_or_else(|| Reply::status(503))
    }

    fn refused(&self, call: &Call<'_>, _status: u16) {
        self.keep_unclaimed(call, self.lookout.of_call(call));
    }

    fn answer(&self, call: &Call<'_>) -> BoxFuture<'static, Reply> {
        let seen = self.lookout.of_call(call);
        if let Some(reply) = self.letter(call, &seen) {
            return reply;
        }
        match self.route(call) {
            Routed::Others => {
                self.keep_unclaimed(call, seen);
                self.others.answer(call)
            }
            Routed::History(waiting, code) => {
                waiting.findings().add(seen);
                let path = format!("/{code}/histories/{}", waiting.link_code);
                waiting.network.answer(&Call { path: &path, ..*call })
            }
            Routed::Poll(waiting, request) => {
                waiting.findings().add(seen);
                let reply = waiting.network.answer(call);
                Box::pin(async move {
                    let reply = reply.await;
                    fetched(&waiting, request, &reply);
                    reply
                })
            }
            Routed::File(waiting, query) => {
                let onward = Query { link_code: waiting.link_code.clone(), ..(*query).clone() }.to_xml();
                let reply = waiting.network.answer(&Call { body: onward.as_bytes(), ..*call });
                let request = query.request.clone();
                let query = self.legible(call, &seen, *query);
                waiting.findings().add(seen);
                // Known before it is answered: a quick inquirer polls before we come back to it.
                self.filed(&waiting, (query.inquirer.clone(), request.clone()), Filed { query });
                Box::pin(async move {
                    let reply = reply.await;
                    fetched(&waiting, request, &reply);
                    reply
                })
            }
        }
    }
}

/// Hears of the files of one inquirer: a query that was read out of one is no longer all that was in it.
#[derive(Debug)]
struct FolderDesk {
    desk: Desk,
    inquirer: InstitutionCode,
}

impl Institution for FolderDesk {
    fn handle(&self, call: &Call<'_>) -> Reply {
        self.desk.handle(call)
    }

    fn answer(&self, call: &Call<'_>) -> BoxFuture<'static, Reply> {
        self.desk.answer(call)
    }

    fn hear_file(&self, name: &str, bytes: &[u8]) {
        let seen = self.desk.lookout.seen(&Message { file: name, body: bytes, ..Message::default() });
        let mut state = self.desk.state();
        if !seen.is_empty() && state.by_code.keys().any(|(known, _)| *known == self.inquirer) {
            state.unclaimed.entry(self.inquirer.clone().into()).or_default().add(seen);
        }
    }
}

fn fetched(waiting: &Waiting, request: String, reply: &Reply) {
    if reply.status == 200 {
        let _ = waiting.told.send(Told::Fetched(request, String::from_utf8_lossy(&reply.body).into_owned()));
    }
}

impl Place {
    /// The query, when it comes in time.
    pub async fn query(&mut self, wait: Duration) -> Option<Filed> {
        let first = async {
            loop {
                match self.said.recv().await? {
                    Told::Filed(filed) => return Some(*filed),
                    Told::Fetched(..) => {}
                }
            }
        };
        tokio::time::timeout(wait, first).await.ok().flatten()
    }

    /// Where what the inquirer has sent carried a 個人番号, since the last look; also what no case of its could claim.
    pub fn findings(&self) -> Vec<Seen> {
        let mut findings = self.waiting.findings();
        let unclaimed = self.desk.state().unclaimed.remove(&self.key.0.clone().into());
        findings.add(unclaimed.unwrap_or_default().take());
        findings.take()
    }

    /// The answer as the inquirer has fetched it, when it does so in time.
    pub async fn fetched(&mut self, wait: Duration) -> Option<String> {
        let first = async {
            loop {
                match self.said.recv().await? {
                    Told::Filed(_) => {}
                    Told::Fetched(_, answer) => return Some(answer),
                }
            }
        };
        tokio::time::timeout(wait, first).await.ok().flatten()
    }

    /// Every query that has come since, with the last answer to it that was fetched. Waits for nothing.
    pub fn exchanged(&mut self) -> Vec<(Query, Option<String>)> {
        let mut all: Vec<(Query, Option<String>)> = Vec::new();
        while let Ok(told) = self.said.try_recv() {
            match told {
                Told::Filed(filed) => all.push((filed.query, None)),
                Told::Fetched(request, answer) => {
                    if let Some((_, last)) = all.iter_mut().find(|(query, _)| query.request == request) {
                        *last = Some(answer);
                    }
                }
            }
        }
        all
    }

    /// Whether queries of the same inquirer came that nobody waited for, since a place for it was taken last.
    pub fn strayed(&self) -> bool {
        self.desk.state().strays.contains(&self.key.0)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        // A query that is just being filed is taken back by whoever files it.
        self.said.close();
        let mut state = self.desk.state();
        // Another place may have been taken under the same code since.
        if state.by_code.get(&self.key).is_some_and(|known| Arc::ptr_eq(known, &self.waiting)) {
            state.by_code.remove(&self.key);
        }
        state.by_request.retain(|_, known| !Arc::ptr_eq(known, &self.waiting));
    }
}
