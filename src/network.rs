//! The simulated 情報連携: 情報提供ネットワークシステム, 自治体中間サーバー, 医療保険者等向け中間サーバー and national
//! bodies, over real HTTP on loopback.
//!
//! A query goes 業務システム → its 中間サーバー → NWS → the provider's 中間サーバー, and the answer comes back the same
//! way; the 業務システム polls for it. No message carries a 個人番号: nothing here knows one. The network knows the
//! registered 副本 and never what a case expects.
//!
//! One [`Network`] serves one worker thread: nothing is shared between workers but the read-only [`Directory`], and
//! the servers can be renewed while that worker is idle.

mod call;
mod client;
mod crossing;
mod desk;
mod directory;
mod disturbed;
mod door;
mod drop_folder;
mod entrance;
mod exchange_folder;
pub mod fault;
mod gateway;
mod journal;
mod journey;
mod ledger;
mod lookout;
mod mock;
mod nws;
mod openapi;
mod partner;
pub mod paths;
mod patient;
mod polling;
mod provider;
mod real_nws;
mod real_register;
mod registry;
mod resident;
mod server;
mod service;
mod shelf;
mod spelling;
mod tls;
#[cfg(test)]
mod tests;

use std::sync::Arc;

pub use call::{Call, Institution, Outer, Reply};
pub use client::{Asked, Client, ClientFault};
pub use crossing::Progress;
pub use desk::{Arrived, Awaited, Desk, Filed, Letters, Place};
pub use directory::{Directory, Inquiry, Link};
pub use entrance::{Beside, Bound, Entrance, EntranceFault};
pub use exchange_folder::{ExchangeFolder, FolderEvent, FolderFault, Watched, exchange_folder, is_there};
pub use fault::{Met, Scene};
pub use journal::{CALLS_KEPT_MAX, Carried, Line};
pub use mock::{Alarm, Mock, Person, fixed_code};
pub use openapi::openapi;
pub use partner::backbone::Searched;
pub use partner::{Both, PartnerFault, Partners, Secrets, is_open, known_code, service_path};
pub use real_nws::{Crossed, Hold, Switchboard};
pub use registry::{Admission, Subject};
pub use service::{Delivered, Happened, Message, Offices, Recall, Recalled, ServiceFault};
pub use spelling::{Incoming, Outgoing, Spelt};

use crate::model::profile::Transport;
use crate::model::{Gateway, InstitutionCode, Lang, NamedFault};
use client::files::Post;
use directory::Addresses;
use door::Doors;
use fault::{Spot, Stand};
use journey::{Systems, Wires};
use partner::{Ear, Listener};
use server::Server;

/// The network could not be set up.
#[derive(Debug, thiserror::Error)]
#[error("loopback: {0}")]
pub struct NetworkError(#[from] pub std::io::Error);

/// A running network for one worker. Must be used inside one tokio runtime.
#[derive(Debug)]
pub struct Network {
    systems: Arc<Systems>,
    servers: Vec<Server>,
    addresses: Arc<Addresses>,
    http: reqwest::Client,
    /// Between business systems and their 中間サーバー, when they work by files.
    post: Option<Post>,
}

impl Network {
    /// Starts the servers on free loopback ports. `worker` tells the 処理通番 of several networks of one run apart.
    pub async fn start(directory: Arc<Directory>, worker: u16) -> Result<Self, NetworkError> {
        let http = client::http_client()?;
        let listeners = server::Listeners::bind()?;
        let addresses = Arc::new(listeners.addresses());
        let wires = Wires::Loopback { http: http.clone(), addresses: Arc::clone(&addresses) };
        let lines = directory.partners().lines(&directory)?;
        let systems = Systems::new(directory, worker, wires, lines);
        let mut servers = Vec::new();
        for listener in listeners.all() {
            servers.push(Server::start(listener, doors(&systems)).await);
        }
        let post = match systems.directory.profile().transport {
            Transport::File => Some(post(&systems, worker)?),
            Transport::Xml | Transport::Soap11 | Transport::Soap12 => None,
        };
        Ok(Self { systems, servers, addresses, http, post })
    }

    /// Makes a person's instance known for one trial: from here on every body can have a 機関別符号 of it.
    pub fn admit(&self, admission: Admission) -> Subject {
        self.systems.registry.admit(admission)
    }

    /// The door for the querying side's business systems.
    pub fn client(&self) -> Client {
        let folder = self.post.as_ref().map(|post| Arc::clone(&post.folder));
        Client::new(self.http.clone(), Arc::clone(&self.addresses), Arc::clone(&self.systems), folder)
    }

    /// All its doors without a server before them, by the paths of docs/protocol.md.
    pub fn doors(&self) -> Arc<dyn Institution> {
        doors(&self.systems)
    }

    /// Where the systems of a kind of gateway listen.
    pub fn address(&self, gateway: Gateway) -> &str {
        self.addresses.of(gateway)
    }

    /// Renews servers that have served many requests (wiremock keeps some 9 KB of each). Only while nothing is under way.
    pub async fn renew_if_due(&self) {
        // All attempts of a trial lie in one chunk: what was counted for it is of no use any more.
        self.systems.registry.forget_shown();
        for server in &self.servers {
            server.renew_if_due().await;
        }
    }
}

/// A network that stands for real systems: its hops lie in memory, its doors are whatever server they are put behind.
/// Must be made inside the runtime that carries its messages.
#[derive(Debug, Clone)]
pub struct Standing(Arc<Systems>);

impl Standing {
    /// Stands a network up.
    ///
    /// # Errors
    /// When no line to a real provider can be had.
    pub fn new(directory: Arc<Directory>) -> Result<Self, NetworkError> {
        let lines = directory.partners().lines(&directory)?;
        Ok(Self(Systems::new(directory, 0, Wires::Memory, lines)))
    }

    /// Forgets what services keep, and whom their messages were about.
    pub fn forget_services(&self) {
        self.0.services.forget();
    }

    /// Forgets how often counted behaviours were shown.
    pub fn forget_shown(&self) {
        self.0.registry.forget_shown();
    }

    /// Asks for faults that meet every message of this network.
    pub fn disturb(&self, faults: &[NamedFault]) -> Result<(), NetworkError> {
        Ok(self.0.disturb(faults)?)
    }

    /// From now on this hears whatever goes to real providers and comes from them.
    fn listen(&self, listener: Listener) {
        self.0.lines.listen(Ear(listener));
    }

    /// Who was asked under a 処理通番.
    pub fn provider_of(&self, serial: &str) -> Option<InstitutionCode> {
        self.0.ledger.records(serial)?.network.map(|entry| entry.query.provider.clone())
    }

    /// Has somebody told of every message that a fault meets: the place with the fault, and the message, where one came.
    pub(crate) fn witness_faults(&self, faults: &[NamedFault], tell: &fault::NetworkWitness) {
        let directory = &self.0.directory;
        let organisations = &directory.project().organisations;
        let Some(scene) = self.0.everywhere() else { return };
        for fault in faults {
            let Some(stand) = Spot::of(&fault.place, directory).and_then(|spot| scene.stand(&spot).cloned()) else {
                continue;
            };
            let (place, tell) = (fault.place.spelling(organisations, Lang::Ja), Arc::clone(tell));
            stand.tell(Box::new(move |kind, message| tell(format!("{place}={kind}"), message)));
        }
    }

    /// Faults begin anew, and what is held goes on.
    pub fn renew_faults(&self) {
        for (_, stand) in self.0.everywhere().iter().flat_map(|scene| scene.stands()) {
            stand.begin_anew();
        }
    }

    /// What is held anywhere goes on; how many messages that were.
    pub fn release_held(&self) -> u64 {
        self.0.everywhere().map_or(0, |scene| scene.release())
    }

    /// The faults before the own 中間サーバー of those who call in, if there are any.
    pub fn before_doors(&self) -> Option<Arc<Stand>> {
        self.0.everywhere()?.stand(&Spot::OwnGateway).cloned()
    }

    /// Makes a person's instance known.
    pub fn admit(&self, admission: Admission) -> Subject {
        self.0.registry.admit(admission)
    }

    /// All its doors, by the paths of docs/protocol.md.
    pub fn doors(&self) -> Arc<dyn Institution> {
        Arc::new(Doors(Arc::clone(&self.0)))
    }
}

/// The folder of one worker's business systems.
fn post(systems: &Arc<Systems>, worker: u16) -> Result<Post, NetworkError> {
    let directory = &systems.directory;
    let root = directory.exchange_folder().ok_or_else(|| std::io::Error::other("no folder for files"))?;
    Post::open(&root.join(format!("worker-{worker}")), Arc::new(Doors(Arc::clone(systems))), directory)
}

/// The doors of all systems, for every spelling of a message.
fn doors(systems: &Arc<Systems>) -> Arc<dyn Institution> {
    let plain = Arc::new(Doors(Arc::clone(systems)));
    Arc::new(Spelt::new(plain, &systems.directory.profile().soap_namespace))
}
