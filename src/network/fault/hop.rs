//! One message over one hop that has a fault: sent to a proxy, with what went wrong told as the network sees it.

use std::time::Duration;

use super::certificate::certificates;
use crate::model::Outcome;

/// A client for hops through proxies. Keeps no connection: each message meets the faults anew.
#[derive(Debug, Clone)]
pub(crate) struct Hop(reqwest::Client);

/// Why no reply came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lost {
    /// No connection, so that the message was never sent.
    Unsent,
    /// The connection broke after the message was sent.
    Broken,
    /// The wait ran out.
    Late,
    /// A status that is no answer.
    Status(u16),
}

/// A reply as it came, its body not read as anything yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Came {
    pub status: u16,
    pub body: Vec<u8>,
}

impl Lost {
    /// What the network says of it.
    pub fn outcome(self) -> Outcome {
        match self {
            Self::Unsent | Self::Broken | Self::Status(_) => Outcome::ProviderDown,
            Self::Late => Outcome::TimedOut,
        }
    }
}

impl Hop {
    /// The client itself, for what stands behind another proxy.
    pub fn http(&self) -> reqwest::Client {
        self.0.clone()
    }

    /// A client that trusts the proxies of this process.
    pub fn new() -> std::io::Result<Self> {
        reqwest::Client::builder()
            .no_proxy()
            .http1_only()
            .tcp_nodelay(true)
            .pool_max_idle_per_host(0)
            .redirect(reqwest::redirect::Policy::none())
            .tls_backend_preconfigured((*certificates()?.client).clone())
            .build()
            .map(Self)
            .map_err(std::io::Error::other)
    }

    /// Sends a message, and takes its reply whatever it says.
    pub async fn send(&self, method: reqwest::Method, url: &str, body: String, wait: Duration) -> Result<Came, Lost> {
        let lost = |error: reqwest::Error| {
            if error.is_timeout() {
                Lost::Late
            } else if error.is_connect() {
                Lost::Unsent
            } else {
                Lost::Broken
            }
        };
        let request = self.0.request(method, url).header("content-type", "application/xml; charset=utf-8");
        let response = request.body(body).timeout(wait).send().await.map_err(lost)?;
        let status = response.status().as_u16();
        if status >= 500 {
            return Err(Lost::Status(status));
        }
        let body = response.bytes().await.map_err(lost)?.to_vec();
        Ok(Came { status, body })
    }
}
