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
mod directory;
mod forward;
mod gateway;
mod nws;
mod provider;
mod registry;
mod server;
#[cfg(test)]
mod tests;

use std::sync::Arc;

pub use call::{Call, Institution, Reply};
pub use client::{Asked, Client, ClientFault};
pub use directory::Directory;
pub use registry::{Admission, Subject};

use crate::model::Gateway;
use directory::Addresses;
use forward::Forwarder;
use gateway::InquirerSide;
use nws::Nws;
use provider::ProviderSide;
use registry::Registry;
use server::Server;

/// The network could not be set up.
#[derive(Debug, thiserror::Error)]
#[error("loopback: {0}")]
pub struct NetworkError(#[from] pub std::io::Error);

/// A running network for one worker. Must be used inside one tokio runtime.
#[derive(Debug)]
pub struct Network {
    directory: Arc<Directory>,
    registry: Arc<Registry>,
    servers: Vec<Server>,
    addresses: Arc<Addresses>,
    http: reqwest::Client,
}

impl Network {
    /// Starts the servers on free loopback ports. `worker` tells the 処理通番 of several networks of one run apart.
    pub async fn start(directory: Arc<Directory>, worker: u16) -> Result<Self, NetworkError> {
        let http = client::http_client()?;
        let registry = Arc::new(Registry::new(worker));
        let listeners = server::Listeners::bind()?;
        let addresses = Arc::new(listeners.addresses());
        let forwarder = Forwarder::spawn(http.clone(), Arc::clone(&addresses), Arc::clone(&directory));
        let nws = Nws::new(Arc::clone(&directory), Arc::clone(&registry), forwarder.clone(), worker);
        let mut servers = vec![Server::start(listeners.nws, Arc::new(nws)).await];
        for (gateway, listener) in [
            (Gateway::LocalGovernment, listeners.local_government),
            (Gateway::Insurers, listeners.insurers),
            (Gateway::Agency, listeners.agency),
        ] {
            let sides = gateway::Sides {
                inquirer: InquirerSide::new(forwarder.clone()),
                provider: ProviderSide::new(gateway, Arc::clone(&directory), Arc::clone(&registry)),
            };
            servers.push(Server::start(listener, Arc::new(sides)).await);
        }
        Ok(Self { directory, registry, servers, addresses, http })
    }

    /// Makes a person's instance known for one trial: from here on every body can have a 機関別符号 of it.
    pub fn admit(&self, admission: Admission) -> Subject {
        self.registry.admit(admission)
    }

    /// The door for the querying side's business systems.
    pub fn client(&self) -> Client {
        Client::new(
            self.http.clone(),
            Arc::clone(&self.addresses),
            Arc::clone(&self.directory),
            Arc::clone(&self.registry),
        )
    }

    /// Renews servers that have served many requests (wiremock keeps some 9 KB of each). Only while nothing is under way.
    pub async fn renew_if_due(&self) {
        // All attempts of a trial lie in one chunk: what was counted for it is of no use any more.
        self.registry.forget_shown();
        for server in &self.servers {
            server.renew_if_due().await;
        }
    }
}
