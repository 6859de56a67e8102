//! The querying side's business system: files a query with its own 中間サーバー and polls for the answer.

pub(super) mod files;

use std::sync::Arc;

use super::directory::{Addresses, Directory};
use super::door::Doors;
use super::drop_folder::DropFolder;
use super::journey::Systems;
use super::service::Recalled;
use super::spelling::{self, Incoming};
use super::{Admission, Institution, PartnerFault, Subject};
use crate::model::addressee::Relinking;
use crate::model::{InstitutionCode, Outcome};
use crate::payload::envelope::{self, Answer, Deletion, Poll, Query, Registration};
use crate::payload::exposure::Seen;
use crate::payload::ledger::{Entry, Records};

/// Idle connections kept to one server.
const IDLE_CONNECTIONS_MAX: usize = 128;

pub(super) fn http_client() -> Result<reqwest::Client, std::io::Error> {
    reqwest::Client::builder()
        .tls_backend_preconfigured(super::tls::trusting_nobody().map_err(std::io::Error::other)?)
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
    pub(super) http: reqwest::Client,
    pub(super) addresses: Arc<Addresses>,
    pub(super) systems: Arc<Systems>,
    /// Where its files go, when it works by files.
    folder: Option<Arc<DropFolder>>,
}

/// An answer as it came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// The answer's XML, whatever it says.
    pub answer: String,
    /// How often it was asked for.
    pub polls: u32,
    /// What a 結果ファイル says beside it: something of it is lost.
    pub told: Vec<String>,
}

impl Asked {
    /// One of which nothing is lost.
    pub fn whole(answer: String, polls: u32) -> Self {
        Self { answer, polls, told: Vec::new() }
    }
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
    /// The fault of a case stands before the own 中間サーバー, and this is what the business system makes of it.
    #[error("own gateway: {outcome:?}")]
    Told {
        /// As it would be on its screen.
        outcome: Outcome,
        /// How often the answer was asked for.
        polls: u32,
    },
    /// The 結果ファイル holds no answer to the query, and says or shows why.
    #[error("{0}")]
    Unanswered(String),
    /// A 照会ファイル cannot carry these characters of the query: nothing was sent.
    #[error("{0}")]
    Unwritable(String),
    /// A fault proxy could not be set up: our bench.
    #[error("fault proxy: {0}")]
    Proxy(std::io::Error),
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
        systems: Arc<Systems>,
        folder: Option<Arc<DropFolder>>,
    ) -> Self {
        Self { http, addresses, systems, folder }
    }

    pub(super) fn systems(&self) -> &Arc<Systems> {
        &self.systems
    }

    /// Who holds what, and who may ask what of whom.
    pub fn directory(&self) -> &Directory {
        &self.systems.directory
    }

    /// Makes a person's instance known for one trial.
    pub fn admit(&self, admission: Admission) -> Subject {
        self.systems.registry.admit(admission)
    }

    /// Files a query and polls until the answer is there or the wait runs out. A query that is still open under its
    /// 照会要求番号 is refused at once, by an answer that says so.
    pub async fn ask(&self, query: &Query, xml: String) -> Result<Asked, ClientFault> {
        if let Some(way) = self.systems.disturbed_filing(query) {
            return self.ask_disturbed(&way, query, xml).await;
        }
        // A fault on the answer's way is one of a wire, too.
        if let Some(folder) = self.folder.as_ref().filter(|_| self.disturbed_fetching(query).is_none()) {
            return self.ask_by_files(folder, query).await;
        }
        let receipt = self.post(&query.inquirer, "inquiries", envelope::QUERY, xml).await?;
        match receipt.status {
            202 => {}
            409 => return Ok(Asked::whole(receipt.body, 0)),
            status => return Err(ClientFault::Refused(status)),
        }
        self.poll(query).await
    }

    /// Polls for the answer to a query that was filed before.
    pub async fn poll(&self, query: &Query) -> Result<Asked, ClientFault> {
        if let Some(way) = self.disturbed_fetching(query) {
            return self.poll_disturbed(&way, query, None).await;
        }
        // What was filed over a wire, because of a fault on it, is fetched over it.
        if let Some(folder) = self.folder.as_ref().filter(|_| self.systems.disturbed_filing(query).is_none()) {
            return self.poll_by_files(folder, query).await;
        }
        let mut polling = self.directory().polling(&query.provider);
        while polling.next().await {
            let response = self.fetch(query).await?;
            match response.status {
                200 => return Ok(Asked::whole(response.body, polling.looks())),
                202 => {}
                status => return Err(ClientFault::Refused(status)),
            }
        }
        Err(ClientFault::NoAnswer { waited_ms: polling.waited_ms(), polls: polling.looks() })
    }

    /// 情報提供テスト: what the inquirer of the query would get from its provider, who asks. Filed by hand: the answer has to
    /// wait for the network, and the doors of a run cannot.
    pub async fn test(&self, query: &Query) -> Asked {
        Asked::whole(self.systems.test(query).await.to_xml(), 0)
    }

    /// An officer of a body answers by hand what it holds about a person; how many queries there were.
    pub async fn release(&self, provider: &InstitutionCode, person: &Subject) -> usize {
        self.systems.release(provider, person.number()).await
    }

    /// Registers a 副本 at a body's 中間サーバー: 処理結果 as the code of the wire.
    pub async fn register(&self, code: &InstitutionCode, told: &Registration) -> Result<String, ClientFault> {
        self.send(code, "replicas", envelope::REGISTRATION, told.to_xml()).await
    }

    /// Deletes what a body has registered at its 中間サーバー: 処理結果 as the code of the wire.
    pub async fn delete(&self, code: &InstitutionCode, told: &Deletion) -> Result<String, ClientFault> {
        self.send(code, "replica-deletions", envelope::DELETION, told.to_xml()).await
    }

    async fn send(&self, code: &InstitutionCode, what: &str, name: &str, xml: String) -> Result<String, ClientFault> {
        let response = self.post(code, what, name, xml).await?;
        let answer = Answer::from_xml(&response.body).map_err(|_| ClientFault::Refused(response.status))?;
        Ok(answer.outcome)
    }

    /// Waits until the real system that provides in a body's place may be asked about a person; others always may.
    ///
    /// # Errors
    /// When it may not be asked now.
    pub async fn ready(&self, provider: &InstitutionCode, person: &Subject) -> Result<(), PartnerFault> {
        self.systems.lines.ready(provider, person.number()).await
    }

    /// Whether a real system provides in a body's place.
    pub fn is_real(&self, provider: &InstitutionCode) -> bool {
        self.systems.lines.to(provider).is_some()
    }

    /// What went wrong last between the network and a real provider that was asked about a person.
    pub fn partner_fault(&self, person: &Subject) -> Option<PartnerFault> {
        self.systems.lines.fault(person.number())
    }

    /// Where what went to real providers and came from them about a person carried a 個人番号, since the last look.
    pub fn findings(&self, person: &Subject) -> Vec<Seen> {
        self.systems.lines.findings(person.number())
    }

    /// Tells somebody at a URL, as JSON; anything but a 2xx is a failure, said in both languages.
    pub async fn tell(&self, url: &str, value: &serde_json::Value) -> Result<(), (String, String)> {
        super::partner::tell(url, value.to_string()).await
    }

    /// All doors of the network, for whoever stands before them.
    pub fn doors(&self) -> Arc<dyn Institution> {
        Arc::new(Doors(Arc::clone(&self.systems)))
    }

    /// Changes what belongs together in a body's 団体内統合宛名システム, as this person's instance sees it.
    pub fn relink(&self, person: &Subject, body: &InstitutionCode, change: Relinking) {
        self.systems.registry.change(person.number(), |changes| changes.relinked.push((body.clone(), change)));
    }

    /// What the parties have written down of an exchange.
    pub fn records(&self, serial: &str) -> Option<Records> {
        self.systems.ledger.records(serial)
    }

    /// やりとり履歴 of a person: 処理通番 and the network's record, without those that are 不開示.
    pub fn history(&self, person: &Subject) -> Vec<(String, Entry)> {
        self.systems.ledger.shown(person.number())
    }

    /// 処理通番 of an exchange, and whether マイナポータル shows it to the person; `None`: the network has not taken it.
    pub fn shown(&self, query: &Query, serial: Option<&str>, person: Option<&Subject>) -> Option<(String, bool)> {
        self.systems.ledger.shown_of(query, serial, person.map(Subject::number))
    }

    /// Makes the network remember an exchange of another run, for やりとり履歴.
    pub fn recall(&self, person: &Subject, query: &Query, recalled: &Recalled) {
        self.systems.recall(person, query, recalled);
    }

    /// One look whether the answer is there: a GET, or the message that stands for it in SOAP.
    async fn fetch(&self, query: &Query) -> Result<Incoming, reqwest::Error> {
        if spelling::edition(self.directory().profile().transport).is_some() {
            let poll = Poll { request: query.request.clone() }.to_xml();
            return self.post(&query.inquirer, "inquiries", envelope::POLL, poll).await;
        }
        let url = format!("{}/{}", self.url(&query.inquirer, "inquiries"), query.request);
        self.received(self.http.get(url)).await
    }

    /// Sends a message as the profile's transport spells it.
    async fn post(
        &self,
        code: &InstitutionCode,
        what: &str,
        name: &str,
        message: String,
    ) -> Result<Incoming, reqwest::Error> {
        let profile = self.directory().profile();
        let out = spelling::outgoing(profile.transport, name, message, &profile.soap_namespace);
        let request = self.http.post(self.url(code, what)).header("content-type", out.content_type).body(out.body);
        let request = match out.action {
            Some(action) => request.header("soapaction", action),
            None => request,
        };
        self.received(request).await
    }

    async fn received(&self, request: reqwest::RequestBuilder) -> Result<Incoming, reqwest::Error> {
        let profile = self.directory().profile();
        let response = request.send().await?;
        let status = response.status().as_u16();
        Ok(spelling::incoming(profile.transport, status, response.text().await?, &profile.soap_namespace))
    }

    fn url(&self, code: &InstitutionCode, what: &str) -> String {
        let institution = self.directory().institution(code);
        let base = institution.map_or("", |institution| self.addresses.of(institution.kind.gateway()));
        format!("{base}/{code}/{what}")
    }
}
