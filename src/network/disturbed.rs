//! The hops of [`Systems`] where a fault stands: the message goes through the proxies before the far end, and what the
//! sender makes of what comes back, or does not, is decided here.
//!
//! A hop without a fault never comes here.

mod business;

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use futures::future::BoxFuture;
use reqwest::Method;
use tokio::task::JoinHandle;

use super::call::{Call, Institution, Reply};
use super::door::Doors;
use super::fault::{Came, Lost, Scene, Spot, Traces, Upstream};
use super::journey::{Brought, More, Systems};
use super::nws::{Return, refusal};
use crate::model::{Gateway, InstitutionCode, NamedFault, Outcome};
use crate::payload::envelope::{Answer, Query};

/// Longest wait for the reply to a message that is held on its way.
const HELD_WAIT: Duration = Duration::from_mins(10);

/// How much longer than for a simulated provider is waited for a real one behind a fault.
const REAL_GRACE: Duration = Duration::from_millis(250);

/// Where a way to a real provider ends: what the fault has left of the message goes to the partner.
#[derive(Debug)]
struct RealEnd(Arc<Systems>);

impl Institution for RealEnd {
    fn handle(&self, _: &Call<'_>) -> Reply {
        // A partner cannot be asked without waiting.
        Reply::status(503)
    }

    /// `POST /{機関コード}/provisions/{処理通番}`
    fn answer(&self, call: &Call<'_>) -> BoxFuture<'static, Reply> {
        let mut parts = call.path.trim_start_matches('/').split('/');
        let (Some(code), Some(_), Some(serial)) = (parts.next(), parts.next(), parts.next()) else {
            return Box::pin(std::future::ready(Reply::status(404)));
        };
        let (systems, message) = (Arc::clone(&self.0), call.body.to_vec());
        let (code, serial) = (InstitutionCode(code.into()), serial.to_owned());
        Box::pin(async move {
            let person = systems.ledger.person(&serial);
            match systems.lines.deliver(&systems.registry, &code, person, &serial, message).await {
                Some(Ok((_, text))) => Reply::xml(200, text),
                Some(Err(outcome)) => {
                    let code = systems.directory.profile().outcome_code(outcome);
                    Reply::xml(200, refusal(&serial, code).to_xml())
                }
                None => Reply::status(404),
            }
        })
    }
}

/// The faults of a network beyond those of single scenarios.
#[derive(Debug, Default)]
pub(super) struct Disturbances {
    /// Whether there is a fault at all: without one no message is looked at twice.
    any: AtomicBool,
    /// Faults that meet everybody.
    everywhere: OnceLock<Arc<Scene>>,
}

/// The first URL of a way with a fault on it.
pub(super) struct Way {
    scene: Arc<Scene>,
    spots: Vec<Spot>,
    url: std::io::Result<String>,
}

/// A reply that may come when its message is released.
pub(super) type Late = JoinHandle<Result<Came, Lost>>;

impl Systems {
    /// Faults that are asked for, ready to meet messages; `None` when there are none.
    pub fn scene(self: &Arc<Self>, faults: &[NamedFault]) -> std::io::Result<Option<Arc<Scene>>> {
        if faults.is_empty() {
            return Ok(None);
        }
        let directory = &self.directory;
        let placed = faults
            .iter()
            .filter_map(|fault| Some((Spot::of(&fault.place, directory)?, fault.kind.clone(), fault.times)));
        let systems = Arc::downgrade(self);
        let scene = Scene::new(placed, |spot, traces| {
            let (systems, spot) = (systems.clone(), spot.clone());
            move || {
                if let Some(systems) = systems.upgrade() {
                    systems.lose(&spot, &traces);
                }
            }
        })?;
        self.disturbances.any.store(true, Ordering::Relaxed);
        Ok(Some(Arc::new(scene)))
    }

    /// Faults that meet every message of this network.
    pub fn disturb(self: &Arc<Self>, faults: &[NamedFault]) -> std::io::Result<()> {
        if let Some(scene) = self.scene(faults)? {
            // Set once, when the network starts.
            let _ = self.disturbances.everywhere.set(scene);
        }
        Ok(())
    }

    /// The faults that meet a message about a person.
    pub fn scene_of(&self, institution: &InstitutionCode, link_code: &str) -> Option<Arc<Scene>> {
        if !self.disturbances.any.load(Ordering::Relaxed) {
            return None;
        }
        let own = self.registry.person(institution, link_code).and_then(|person| person.admission.scene);
        own.or_else(|| self.everywhere())
    }

    /// The faults that meet everybody.
    pub fn everywhere(&self) -> Option<Arc<Scene>> {
        self.disturbances.everywhere.get().cloned()
    }

    /// An institution restarts without what it held, of the scenario or of everybody.
    fn lose(&self, spot: &Spot, traces: &Traces) {
        let of_person = traces.of_person();
        match spot {
            Spot::OwnGateway | Spot::HandBack => {
                self.inquirers.lose(of_person.as_ref().map(|(_, filed)| filed.as_slice()));
            }
            Spot::Provider(code) => self.providers.lose(code, of_person.map(|(person, _)| person)),
            // These hold nothing but the message at hand, and that never arrived.
            Spot::Nws | Spot::Interface(_) | Spot::ResidentNetwork => {}
        }
    }

    /// Remembers what a restart could lose.
    pub fn note_filed(&self, query: &Query) {
        if let Some(scene) = self.scene_of(&query.inquirer, &query.link_code) {
            scene.note_filed(&query.inquirer, &query.request);
        }
    }

    /// The way from a business system to its own 中間サーバー, if a fault stands on it.
    pub fn disturbed_filing(self: &Arc<Self>, query: &Query) -> Option<Way> {
        let scene = self.scene_of(&query.inquirer, &query.link_code)?;
        self.way(scene, vec![Spot::OwnGateway], "file")
    }

    /// The way from a 中間サーバー to the 情報提供ネットワークシステム, if a fault stands on it.
    pub fn disturbed_submission(self: &Arc<Self>, query: &Query) -> Option<Way> {
        let scene = self.scene_of(&query.inquirer, &query.link_code)?;
        let spots = self.interface(&query.inquirer).into_iter().chain([Spot::Nws]).collect();
        self.way(scene, spots, "submit")
    }

    /// The way from the network to a provider, if a fault stands on it.
    pub fn disturbed_provision(self: &Arc<Self>, onward: &Query) -> Option<Way> {
        let scene = self.scene_of(&onward.provider, &onward.link_code)?;
        let provider = Spot::Provider(onward.provider.clone());
        let spots = self.interface(&onward.provider).into_iter().chain([provider]).collect();
        match self.lines.to(&onward.provider) {
            Some(_) => self.way_to(scene, spots, &onward.provider.0, Arc::new(RealEnd(Arc::clone(self)))),
            None => self.way(scene, spots, &onward.provider.0),
        }
    }

    /// The way by which the network hands an answer to the inquirer's 中間サーバー, if a fault stands on it.
    pub fn disturbed_return(self: &Arc<Self>, back: &Return) -> Option<Way> {
        let scene = self.scene_of(&back.inquirer, &back.link_code)?;
        self.way(scene, vec![Spot::HandBack], "hand-back")
    }

    /// The way on which a business system asks for its answer, if a fault stands on it, or may keep the answer from
    /// coming; `direct`: where its 中間サーバー listens.
    pub fn disturbed_fetching(self: &Arc<Self>, query: &Query, direct: &str) -> Option<Way> {
        let scene = self.scene_of(&query.inquirer, &query.link_code)?;
        let kept_back = scene.stand(&Spot::HandBack).is_some();
        let way = self.way(Arc::clone(&scene), vec![Spot::OwnGateway], "file");
        way.or_else(|| kept_back.then(|| Way { scene, spots: Vec::new(), url: Ok(direct.to_owned()) }))
    }

    /// The way to 住基ネット, if a fault stands on it.
    pub fn disturbed_search(self: &Arc<Self>, scene: &Arc<Scene>) -> Option<Way> {
        self.way(Arc::clone(scene), vec![Spot::ResidentNetwork], "search")
    }

    /// The インターフェイスシステム before a body's 中間サーバー; national bodies have none.
    fn interface(&self, code: &InstitutionCode) -> Option<Spot> {
        match self.directory.institution(code)?.kind.gateway() {
            Gateway::Agency => None,
            shared => Some(Spot::Interface(shared)),
        }
    }

    fn way(self: &Arc<Self>, scene: Arc<Scene>, spots: Vec<Spot>, name: &str) -> Option<Way> {
        self.way_to(scene, spots, name, Arc::new(Doors(Arc::clone(self))))
    }

    fn way_to(&self, scene: Arc<Scene>, spots: Vec<Spot>, name: &str, end: Arc<dyn Institution>) -> Option<Way> {
        let url = scene.way(&spots, name, Upstream::Simulated(end)).transpose()?;
        Some(Way { scene, spots, url })
    }

    /// 中間サーバー → 情報提供ネットワークシステム.
    pub async fn submit_disturbed(self: &Arc<Self>, way: Way, query: &Query) {
        let wait = self.provider_wait();
        let came = way.send(Method::POST, "/inquiries", query.to_xml(), wait).await;
        let outcome = match came {
            Ok(Came { status: 200..=299, .. }) => return,
            // A refusal says why; what cannot be read as one is no answer of this network.
            Ok(Came { body, .. }) => match answer_of(&body) {
                Some((answer, text)) => return self.hand_back(&Return::of(query), &answer, Some(text)).await,
                None => Outcome::ProviderDown,
            },
            Err(lost) => {
                if lost == Lost::Broken {
                    // It may have been taken all the same, and then the answer comes by itself.
                    tokio::time::sleep(wait).await;
                }
                lost.outcome()
            }
        };
        let answer = refusal("", self.directory.profile().outcome_code(outcome));
        if way.scene.holds(&way.spots) {
            self.inquirers.keep_for_now(&query.inquirer, &query.request, &answer);
        } else {
            self.hand_back(&Return::of(query), &answer, None).await;
        }
    }

    /// 情報提供ネットワークシステム → the provider's 中間サーバー.
    pub async fn fetch_disturbed(&self, way: Way, serial: &str, onward: &Query) -> Brought {
        let path = format!("/{}/provisions/{serial}", onward.provider);
        let real = self.lines.translated(&self.registry, onward);
        let xml = real.as_ref().unwrap_or(onward).to_xml();
        // A real system's own lateness is to be told as such, before the network has had enough.
        let patience = self.directory.partners().patience(&onward.provider);
        let wait = self.provider_wait() + if real.is_some() { REAL_GRACE + patience } else { Duration::ZERO };
        let (scene, spots) = (Arc::clone(&way.scene), way.spots.clone());
        let mut reply = tokio::spawn(async move { way.send(Method::POST, &path, xml, HELD_WAIT).await });
        let brought = match tokio::time::timeout(wait, &mut reply).await {
            Ok(came) => self.brought(serial, came.unwrap_or(Err(Lost::Broken))),
            Err(_) if scene.holds(&spots) => {
                Brought { more: More::May(reply), ..self.own_word(serial, Outcome::TimedOut) }
            }
            Err(_) => {
                reply.abort();
                self.own_word(serial, Outcome::TimedOut)
            }
        };
        // On a broken way the message may not have arrived, or not so that it could be read.
        let malformed = self.directory.profile().outcome_code(Outcome::Malformed);
        if brought.own_word || brought.answer.outcome == malformed {
            self.ledger.unreached(serial);
        }
        brought
    }

    /// 情報提供ネットワークシステム → the inquirer's 中間サーバー. Nobody to tell if this fails: the inquirer's wait runs out.
    pub async fn hand_back_disturbed(&self, way: Way, back: &Return, text: String) {
        let path = format!("/{}/answers/{}", back.inquirer, back.request);
        let _ = way.send(Method::POST, &path, text, HELD_WAIT).await;
    }

    /// Waits for the reply to a message that is held, after something else was told.
    pub fn await_late(self: &Arc<Self>, serial: String, late: Late) {
        let systems = Arc::clone(self);
        self.spawn(async move {
            let came = late.await.unwrap_or(Err(Lost::Broken));
            let brought = systems.brought(&serial, came);
            systems.settle_late(&serial, &brought.answer, brought.text).await;
        });
    }

    fn brought(&self, serial: &str, came: Result<Came, Lost>) -> Brought {
        match came {
            Ok(Came { body, .. }) => match answer_of(&body) {
                Some((answer, text)) => Brought { answer, text: Some(text), own_word: false, more: More::Nothing },
                None => self.own_word(serial, Outcome::Malformed),
            },
            Err(lost) => self.own_word(serial, lost.outcome()),
        }
    }

    fn provider_wait(&self) -> Duration {
        Duration::from_millis(self.directory.profile().provider_wait_ms_max)
    }
}

impl Way {
    /// Sends a message over this way.
    pub async fn send(&self, method: Method, path: &str, body: String, wait: Duration) -> Result<Came, Lost> {
        let Ok(url) = &self.url else { return Err(Lost::Unsent) };
        self.scene.approach(&self.spots);
        self.scene.hop().send(method, &format!("{url}{path}"), body, wait).await
    }
}

fn answer_of(body: &[u8]) -> Option<(Answer, String)> {
    let text = std::str::from_utf8(body).ok()?;
    Some((Answer::from_xml(text).ok()?, text.to_owned()))
}
