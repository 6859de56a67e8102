//! Where the cases of a run wait for the queries of real inquirers. One desk for all workers.
//!
//! A query is told apart by the 機関別符号 in it: no header of ours, nothing that a real system would not send. Cases
//! that a real system could not tell apart (the same inquirer under the same 機関別符号) have the desk one after another.
//! Messages to services are told apart by who sends them.

mod letters;

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use futures::FutureExt;
use futures::future::BoxFuture;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::sync::{Mutex as Turn, OwnedMutexGuard};

pub use letters::{Arrived, Letters};

use super::call::{Call, Institution, Reply};
use crate::model::InstitutionCode;
use crate::payload::envelope::Query;

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
    turns: HashMap<Key, Weak<Turn<()>>>,
    /// The last query that nobody waited for, of each inquirer: what a case that waits in vain can say.
    strays: HashMap<InstitutionCode, Query>,
    /// Who waits for messages of a sender, by every name it has.
    letters: HashMap<String, UnboundedSender<Arrived>>,
}

struct Waiting {
    /// The network of the worker whose case waits.
    network: Arc<dyn Institution>,
    /// The 機関別符号 of the case's own instance of the person.
    link_code: String,
    told: UnboundedSender<Told>,
}

enum Told {
    Filed(Box<Query>),
    /// 照会要求番号, and the answer to it.
    Fetched(String, String),
}

impl fmt::Debug for Desk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Desk").field("waiting", &self.state().by_code.len()).finish_non_exhaustive()
    }
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
    requests: Vec<Key>,
    said: UnboundedReceiver<Told>,
    _turn: OwnedMutexGuard<()>,
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

    /// Takes a place at the desk, once nobody is there who waits under the same 機関別符号.
    pub async fn wait(&self, awaited: Awaited, network: Arc<dyn Institution>) -> Place {
        let key = (awaited.inquirer, awaited.theirs);
        let turn = {
            let mut state = self.state();
            // Turns nobody holds or waits for are let go of.
            state.turns.retain(|_, turn| turn.strong_count() > 0);
            match state.turns.get(&key).and_then(Weak::upgrade) {
                Some(turn) => turn,
                None => {
                    let turn = Arc::new(Turn::new(()));
                    state.turns.insert(key.clone(), Arc::downgrade(&turn));
                    turn
                }
            }
        };
        let turn = turn.lock_owned().await;
        let (told, said) = unbounded_channel();
        let mut state = self.state();
        state.strays.remove(&key.0);
        state.by_code.insert(key.clone(), Arc::new(Waiting { network, link_code: awaited.ours, told }));
        drop(state);
        Place { desk: self.clone(), key, requests: Vec::new(), said, _turn: turn }
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
                state.strays.insert(code, query);
            }
            return Routed::Others;
        };
        drop(state);
        Routed::File(waiting, Box::new(query))
    }

    /// Remembers whose request it is, so that its polls find their way.
    fn filed(&self, waiting: &Arc<Waiting>, query: Query) {
        let mut state = self.state();
        let known = state.by_request.values().filter(|known| Arc::ptr_eq(known, waiting)).count();
        let key = (query.inquirer.clone(), query.request.clone());
        if known < REQUESTS_OF_CASE_MAX {
            state.by_request.insert(key.clone(), Arc::clone(waiting));
        }
        drop(state);
        if waiting.told.send(Told::Filed(Box::new(query))).is_err() {
            // The case has given up just now: nobody else would take the request away again.
            self.state().by_request.remove(&key);
        }
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

    fn answer(&self, call: &Call<'_>) -> BoxFuture<'static, Reply> {
        if let Some(reply) = self.letter(call) {
            return reply;
        }
        match self.route(call) {
            Routed::Others => self.others.answer(call),
            Routed::History(waiting, code) => {
                let path = format!("/{code}/histories/{}", waiting.link_code);
                waiting.network.answer(&Call { path: &path, ..*call })
            }
            Routed::Poll(waiting, request) => {
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
                // Known before it is answered: a quick inquirer polls before we come back to it.
                let request = query.request.clone();
                self.filed(&waiting, *query);
                Box::pin(async move {
                    let reply = reply.await;
                    fetched(&waiting, request, &reply);
                    reply
                })
            }
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
    pub async fn query(&mut self, wait: Duration) -> Option<Query> {
        let first = async {
            loop {
                match self.said.recv().await? {
                    Told::Filed(query) => return Some(*query),
                    Told::Fetched(..) => {}
                }
            }
        };
        let query = tokio::time::timeout(wait, first).await.ok().flatten()?;
        self.requests.push((query.inquirer.clone(), query.request.clone()));
        Some(query)
    }

    /// The answer as the inquirer has fetched it, when it does so in time.
    pub async fn fetched(&mut self, wait: Duration) -> Option<String> {
        let first = async {
            loop {
                match self.said.recv().await? {
                    Told::Filed(query) => self.requests.push((query.inquirer.clone(), query.request.clone())),
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
                Told::Filed(query) => {
                    self.requests.push((query.inquirer.clone(), query.request.clone()));
                    all.push((*query, None));
                }
                Told::Fetched(request, answer) => {
                    if let Some((_, last)) = all.iter_mut().find(|(query, _)| query.request == request) {
                        *last = Some(answer);
                    }
                }
            }
        }
        all
    }

    /// The last query of the same inquirer that nobody waited for, since this place was taken.
    pub fn stray(&self) -> Option<Query> {
        self.desk.state().strays.get(&self.key.0).cloned()
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        while let Ok(told) = self.said.try_recv() {
            if let Told::Filed(query) = told {
                self.requests.push((query.inquirer.clone(), query.request.clone()));
            }
        }
        let mut state = self.desk.state();
        state.by_code.remove(&self.key);
        for key in &self.requests {
            state.by_request.remove(key);
        }
    }
}
