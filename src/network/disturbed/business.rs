//! A business system that cannot rely on its own 中間サーバー: it files a query once, and asks for the answer until its
//! wait runs out, whatever happens on the way.

use std::sync::Arc;
use std::time::Duration;

use reqwest::Method;

use super::{Way, answer_of};
use crate::model::{FaultPlace, NamedFault, Outcome};
use crate::network::client::{Asked, Client, ClientFault};
use crate::network::entrance::Beside;
use crate::network::fault::{Came, Lost, Scene, Spot};
use crate::payload::envelope::{Query, ResidentQuery};

impl Client {
    /// The faults of one scenario, to be admitted with its person.
    pub fn scene(&self, faults: &[NamedFault]) -> Result<Option<Arc<Scene>>, ClientFault> {
        self.systems().scene(faults).map_err(ClientFault::Proxy)
    }

    /// The URL at which a real inquirer is to ask in a scenario with a fault before its 中間サーバー; `None`: none stands there.
    pub fn own_door(&self, scene: &Scene, beside: &Beside) -> Result<Option<String>, ClientFault> {
        scene.own_door(beside.at, Arc::clone(&beside.institution)).map_err(ClientFault::Proxy)
    }

    /// What is held at a place goes on; how many messages that were.
    pub fn release_held(&self, scene: &Scene, place: &FaultPlace) -> u64 {
        let stand = Spot::of(place, self.directory()).and_then(|spot| scene.stand(&spot).cloned());
        stand.map_or(0, |stand| stand.release())
    }

    /// As [`Client::search_residents`], over a way with a fault; `None`: none stands before 住基ネット.
    pub async fn search_residents_disturbed(
        &self,
        scene: &Arc<Scene>,
        query: &ResidentQuery,
    ) -> Option<Result<String, ClientFault>> {
        let way = self.systems().disturbed_search(scene)?;
        let told = |outcome| Err(ClientFault::Told { outcome, polls: 0 });
        let read = |came: Result<Came, Lost>| match came {
            Ok(Came { status: 200..=299, body }) => String::from_utf8(body).or_else(|_| told(Outcome::Malformed)),
            Ok(Came { status: 409, .. }) => told(Outcome::Duplicate),
            Ok(_) => told(Outcome::Malformed),
            Err(lost) => told(lost.outcome()),
        };
        let wait = self.answer_wait();
        let Some(insurer) = &query.insurer else {
            return Some(read(way.send(Method::POST, "/residents/searches", query.to_xml(), wait).await));
        };
        let path = format!("/{}/resident-searches", query.inquirer);
        if let Err(fault) = read(way.send(Method::POST, &path, query.to_xml(), wait).await) {
            return Some(Err(fault));
        }
        let path = format!("{path}/{insurer}/{}", query.request);
        Some(read(way.send(Method::GET, &path, String::new(), wait).await))
    }

    /// As [`Client::ask`], over a way with a fault.
    pub(in crate::network) async fn ask_disturbed(
        &self,
        way: &Way,
        query: &Query,
        xml: String,
    ) -> Result<Asked, ClientFault> {
        let path = format!("/{}/inquiries", query.inquirer);
        match way.send(Method::POST, &path, xml, self.answer_wait()).await {
            Ok(Came { status: 200..=299, .. }) => self.poll_disturbed(way, query, None).await,
            // It may have been taken: to file it again could be asking twice.
            Err(Lost::Broken) => self.poll_disturbed(way, query, Some(Lost::Broken)).await,
            Ok(Came { body, .. }) => read(&body, 0),
            Err(lost) => Err(ClientFault::Told { outcome: lost.outcome(), polls: 0 }),
        }
    }

    pub(in crate::network) fn disturbed_fetching(&self, query: &Query) -> Option<Way> {
        let institution = self.directory().institution(&query.inquirer)?;
        self.systems().disturbed_fetching(query, self.addresses.of(institution.kind.gateway()))
    }

    /// As [`Client::poll`], over a way with a fault.
    pub(in crate::network) async fn poll_disturbed(
        &self,
        way: &Way,
        query: &Query,
        mut lost: Option<Lost>,
    ) -> Result<Asked, ClientFault> {
        let path = format!("/{}/inquiries/{}", query.inquirer, query.request);
        let mut polling = self.directory().polling(&query.provider);
        while polling.next().await {
            match way.send(Method::GET, &path, String::new(), polling.left()).await {
                Ok(Came { status: 200, body }) => return read(&body, polling.looks()),
                // Not yet, or not known (any more): the next time may tell.
                Ok(_) | Err(Lost::Late) => {}
                Err(failed) => lost = Some(failed),
            }
        }
        let outcome = lost.map_or(Outcome::TimedOut, Lost::outcome);
        Err(ClientFault::Told { outcome, polls: polling.looks() })
    }

    fn answer_wait(&self) -> Duration {
        Duration::from_millis(self.directory().profile().answer_wait_ms_max)
    }
}

fn read(body: &[u8], polls: u32) -> Result<Asked, ClientFault> {
    match answer_of(body) {
        Some((_, answer)) => Ok(Asked::whole(answer, polls)),
        None => Err(ClientFault::Told { outcome: Outcome::Malformed, polls }),
    }
}
