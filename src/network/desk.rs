//! Where the cases of a run wait for the queries of real inquirers. One desk for all workers.
//!
//! What an inquirer has sent is kept as the wire brought it, until the case looks through it: its headers, its query
//! string, comments and elements that no query has.
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
use super::wires::Wires;
use crate::model::InstitutionCode;
use crate::payload::envelope::Query;
use crate::payload::exposure::Wire;

/// Requests of one case that the desk knows the answers of.
const REQUESTS_OF_CASE_MAX: usize = 16;

/// An inquirer, and what tells its queries apart: a 機関別符号 or a 照会要求番号.
type Key = (InstitutionCode, String);

/// The desk; cheap to clone.
#[derive(Clone)]
pub struct Desk {
    state: Arc<Mutex<State>>,
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
    /// What inquirers have sent that was meant for no case: the next one of theirs that ends looks through it.
    unclaimed: HashMap<InstitutionCode, Wires>,
}

struct Waiting {
    /// The network of the worker whose case waits.
    network: Arc<dyn Institution>,
    /// The 機関別符号 of the case's own instance of the person.
    link_code: String,
    told: UnboundedSender<Told>,
    /// What the inquirer has sent for this case.
    wires: Mutex<Wires>,
}

impl Waiting {
    fn keep(&self, wire: Wire) {
        self.wires.lock().unwrap_or_else(PoisonError::into_inner).keep(wire);
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
    /// What it says.
    pub query: Query,
    /// The message it was read from, without the spelling of its transport.
    pub text: String,
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
    pub fn new(others: Arc<dyn Institution>) -> Self {
        Self { state: Arc::default(), others }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes a place at the desk: from now on it is this one to which queries under the 機関別符号 come.
    pub fn take(&self, awaited: Awaited, network: Arc<dyn Institution>) -> Place {
        let key = (awaited.inquirer, awaited.theirs);
        let (told, said) = unbounded_channel();
        let waiting = Arc::new(Waiting { network, link_code: awaited.ours, told, wires: Mutex::default() });
        let mut state = self.state();
        state.strays.remove(&key.0);
        state.by_code.insert(key.clone(), Arc::clone(&waiting));
        drop(state);
        Place { desk: self.clone(), key, waiting, said }
    }

    /// Keeps what an inquirer has sent that no case can claim, if some case waits for that inquirer.
    fn keep_unclaimed(&self, call: &Call<'_>) {
        let code = call.path.trim_start_matches('/').split('/').next().unwrap_or_default();
        let mut state = self.state();
        let known = state.by_code.keys().find(|(known, _)| &*known.0 == code).map(|(known, _)| known.clone());
        if let Some(code) = known {
            state.unclaimed.entry(code).or_default().keep(call.wire());
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
        let text = String::from_utf8_lossy(call.body).into_owned();
        Routed::File(waiting, Box::new(Filed { query, text }))
    }

    /// Remembers whose request it is, so that its polls find their way.
    fn filed(&self, waiting: &Arc<Waiting>, filed: Box<Filed>) {
        let query = &filed.query;
        let mut state = self.state();
        let known = state.by_request.values().filter(|known| Arc::ptr_eq(known, waiting)).count();
        let key = (query.inquirer.clone(), query.request.clone());
        if known < REQUESTS_OF_CASE_MAX {
            state.by_request.insert(key.clone(), Arc::clone(waiting));
        }
        drop(state);
        if waiting.told.send(Told::Filed(filed)).is_err() {
            // The case has given up just now: nobody else would take the request away again.
            self.state().by_request.remove(&key);
        }
    }
}

enum Routed {
    File(Arc<Waiting>, Box<Filed>),
    Poll(Arc<Waiting>, String),
    History(Arc<Waiting>, InstitutionCode),
    Others,
}

impl Institution for Desk {
    fn handle(&self, call: &Call<'_>) -> Reply {
        self.answer(call).now_or_never().unwrap_or_else(|| Reply::status(503))
    }

    fn refused(&self, call: &Call<'_>, _status: u16) {
        self.keep_unclaimed(call);
    }

    fn answer(&self, call: &Call<'_>) -> BoxFuture<'static, Reply> {
        if let Some(reply) = self.letter(call) {
            return reply;
        }
        match self.route(call) {
            Routed::Others => {
                self.keep_unclaimed(call);
                self.others.answer(call)
            }
            Routed::History(waiting, code) => {
                waiting.keep(call.wire());
                let path = format!("/{code}/histories/{}", waiting.link_code);
                waiting.network.answer(&Call { path: &path, ..*call })
            }
            Routed::Poll(waiting, request) => {
                waiting.keep(call.wire());
                let reply = waiting.network.answer(call);
                Box::pin(async move {
                    let reply = reply.await;
                    fetched(&waiting, request, &reply);
                    reply
                })
            }
            Routed::File(waiting, filed) => {
                waiting.keep(call.wire());
                let onward = Query { link_code: waiting.link_code.clone(), ..filed.query.clone() }.to_xml();
                let reply = waiting.network.answer(&Call { body: onward.as_bytes(), ..*call });
                // Known before it is answered: a quick inquirer polls before we come back to it.
                let request = filed.query.request.clone();
                self.filed(&waiting, filed);
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
        let mut state = self.desk.state();
        if state.by_code.keys().any(|(known, _)| *known == self.inquirer) {
            state.unclaimed.entry(self.inquirer.clone()).or_default().keep(Wire::new(name, "", bytes));
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

    /// What the inquirer has sent since the last look, as the wire brought it; also what no case of its could claim.
    pub fn wires(&self) -> Vec<Wire> {
        let kept = std::mem::take(&mut *self.waiting.wires.lock().unwrap_or_else(PoisonError::into_inner));
        let mut wires = kept.into_kept();
        let unclaimed = self.desk.state().unclaimed.remove(&self.key.0);
        wires.extend(unclaimed.into_iter().flat_map(Wires::into_kept));
        wires
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
