//! The querying side's business system: files a query with its own 中間サーバー and polls for the answer.

use std::sync::Arc;
use std::time::{Duration, Instant};

use super::directory::{Addresses, Directory};
use super::registry::Registry;
use super::{Admission, Subject};
use crate::payload::envelope::Query;

/// Idle connections kept to one server.
const IDLE_CONNECTIONS_MAX: usize = 128;

pub(super) fn http_client() -> Result<reqwest::Client, std::io::Error> {
    reqwest::Client::builder()
        .no_proxy()
        .http1_only()
        .tcp_nodelay(true)
        .pool_max_idle_per_host(IDLE_CONNECTIONS_MAX)
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .map_err(std::io::Error::other)
}

/// A door to the network for business systems; cheap to clone.
#[derive(Debug, Clone)]
pub struct Client {
    http: reqwest::Client,
    addresses: Arc<Addresses>,
    directory: Arc<Directory>,
    registry: Arc<Registry>,
}

/// An answer as it came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// The answer's XML, whatever it says.
    pub answer: String,
    /// How often it was asked for.
    pub polls: u32,
}

/// No answer came back.
#[derive(Debug, thiserror::Error)]
pub enum ClientFault {
    /// The inquirer's own 中間サーバー cannot be reached or breaks off: our bench, not the partner.
    #[error("own gateway: {0}")]
    Bench(#[from] reqwest::Error),
    /// It refuses the query.
    #[error("own gateway: HTTP {0}")]
    Refused(u16),
    /// The wait ran out.
    #[error("no answer in {waited_ms} ms")]
    NoAnswer {
        /// How long it was waited, milliseconds.
        waited_ms: u64,
        /// How often it was asked for.
        polls: u32,
    },
}

impl Client {
    pub(super) fn new(
        http: reqwest::Client,
        addresses: Arc<Addresses>,
        directory: Arc<Directory>,
        registry: Arc<Registry>,
    ) -> Self {
        Self { http, addresses, directory, registry }
    }

    /// Who holds what, and who may ask what of whom.
    pub fn directory(&self) -> &Directory {
        &self.directory
    }

    /// Makes a person's instance known for one trial.
    pub fn admit(&self, admission: Admission) -> Subject {
        self.registry.admit(admission)
    }

    /// Files a query and polls until the answer is there or the wait runs out.
    pub async fn ask(&self, query: &Query, xml: String) -> Result<Asked, ClientFault> {
        let profile = self.directory.profile();
        let base = self
            .directory
            .institution(&query.inquirer)
            .map_or("", |institution| self.addresses.of(institution.kind.gateway()));
        let url = format!("{base}/{}/inquiries", query.inquirer);
        let begun = Instant::now();
        let receipt = self.http.post(&url).body(xml).send().await?;
        if receipt.status() != 202 {
            return Err(ClientFault::Refused(receipt.status().as_u16()));
        }
        receipt.bytes().await?;
        let url = format!("{url}/{}", query.request);
        let mut pause = Duration::from_millis(profile.poll_pause_ms_min);
        let wait = Duration::from_millis(profile.answer_wait_ms_max);
        let mut polls = 0;
        loop {
            tokio::time::sleep(pause).await;
            polls += 1;
            let response = self.http.get(&url).send().await?;
            match response.status().as_u16() {
                200 => return Ok(Asked { answer: response.text().await?, polls }),
                202 => drop(response.bytes().await?),
                status => return Err(ClientFault::Refused(status)),
            }
            if begun.elapsed() >= wait {
                let waited_ms = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
                return Err(ClientFault::NoAnswer { waited_ms, polls });
            }
            pause = (pause * 2).min(Duration::from_millis(profile.poll_pause_ms_max));
        }
    }
}
