//! The way of one query: 業務システム → its 中間サーバー → 情報提供ネットワークシステム → the provider's 中間サーバー, and
//! back. Every hop is here, and nowhere else.
//!
//! In a run each hop is an HTTP request of its own between the loopback servers. A standing network keeps its hops in
//! memory: what a real system sees are only the doors.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use tokio::runtime::Handle;

use super::directory::{Addresses, Directory};
use super::disturbed::{Disturbances, Late};
use super::gateway::{Filed, InquirerSide, Kept};
use super::ledger::Ledger;
use super::nws::{Nws, Return, Routed, refusal};
use super::partner::Lines;
use super::provider::{Provided, ProviderSide};
use super::registry::{Registry, Request, Subject};
use super::resident::ResidentRegister;
use super::service;
use crate::model::{InstitutionCode, Outcome};
use crate::payload::envelope::{Answer, Query};

/// All systems of one network, and the wires between them.
#[derive(Debug)]
pub(super) struct Systems {
    pub directory: Arc<Directory>,
    pub registry: Arc<Registry>,
    pub ledger: Arc<Ledger>,
    pub nws: Nws,
    pub inquirers: InquirerSide,
    pub providers: ProviderSide,
    /// To real providers.
    pub lines: Lines,
    pub residents: ResidentRegister,
    /// What real systems find behind the door for services.
    pub services: service::Standing,
    wires: Wires,
    /// Where the way of a query goes on after its sender has been answered.
    runtime: Handle,
    pub disturbances: Disturbances,
}

/// How messages travel between simulated systems.
#[derive(Debug)]
pub(super) enum Wires {
    /// HTTP to loopback servers.
    Loopback { http: reqwest::Client, addresses: Arc<Addresses> },
    /// By hand.
    Memory,
}

/// What came back from a provider.
pub(super) struct Brought {
    pub answer: Answer,
    /// The message as it came over a wire.
    pub text: Option<String>,
    /// Nothing readable came, and the outcome is the network's own word.
    pub own_word: bool,
    pub more: More,
}

/// Whether another answer to the same query may follow.
pub(super) enum More {
    Nothing,
    /// The message is held on its way; this is who waits for its reply.
    May(Late),
}

impl Systems {
    /// Must be called inside the runtime that carries the messages.
    pub fn new(directory: Arc<Directory>, worker: u16, wires: Wires, lines: Lines) -> Arc<Self> {
        let registry = Arc::new(Registry::new(worker));
        let ledger = Arc::new(Ledger::default());
        let systems = Arc::new(Self {
            nws: Nws::new(Arc::clone(&directory), Arc::clone(&registry), Arc::clone(&ledger), worker),
            inquirers: InquirerSide::new(Arc::clone(&directory), Arc::clone(&ledger)),
            residents: ResidentRegister::new(Arc::clone(&directory), Arc::clone(&registry)),
            providers: ProviderSide::new(Arc::clone(&directory), Arc::clone(&registry), Arc::clone(&ledger)),
            services: service::Standing::default(),
            directory,
            registry: Arc::clone(&registry),
            ledger,
            lines,
            wires,
            runtime: Handle::current(),
            disturbances: Disturbances::default(),
        });
        let weak = Arc::downgrade(&systems);
        registry.on_forget(move |person, requests| {
            if let Some(systems) = weak.upgrade() {
                systems.forget(person, requests);
            }
        });
        systems
    }

    fn forget(&self, person: u64, requests: &VecDeque<Arc<Request>>) {
        self.inquirers.forget(requests);
        self.ledger.forget(person);
        self.lines.forget(person);
        for serial in self.providers.forget(person) {
            self.nws.forget(&serial);
        }
    }

    /// A business system files a query with its 中間サーバー. When it is taken, it goes on by itself.
    pub fn file(self: &Arc<Self>, query: Arc<Query>) -> Filed {
        let filed = self.inquirers.file(&query);
        if filed == Filed::Taken {
            self.note_filed(&query);
            let systems = Arc::clone(self);
            self.runtime.spawn(async move { systems.submit(query).await });
        }
        filed
    }

    /// As [`Systems::file`], and the way is gone to its end before this returns.
    pub async fn file_and_wait(self: &Arc<Self>, query: Arc<Query>) -> Filed {
        let filed = self.inquirers.file(&query);
        if filed == Filed::Taken {
            self.note_filed(&query);
            Arc::clone(self).submit(query).await;
        }
        filed
    }

    /// 中間サーバー → 情報提供ネットワークシステム.
    async fn submit(self: Arc<Self>, query: Arc<Query>) {
        if let Some(line) = self.real_nws() {
            return self.submit_to_real(line, &query).await;
        }
        if let Some(way) = self.disturbed_submission(&query) {
            return self.submit_disturbed(way, &query).await;
        }
        match &self.wires {
            Wires::Memory => {
                let routed = self.nws.take(&query);
                self.carry(routed).await;
            }
            Wires::Loopback { http, addresses } => {
                let url = format!("{}/inquiries", addresses.nws);
                if post(http, &url, query.to_xml(), None).await.is_err() {
                    let back = Return::of(&query);
                    let answer = refusal("", self.directory.profile().outcome_code(Outcome::ProviderDown));
                    self.hand_back(&back, &answer, None).await;
                }
            }
        }
    }

    /// The network has taken a query from a 中間サーバー over a wire; it goes on by itself.
    pub fn take(self: &Arc<Self>, query: &Arc<Query>) -> String {
        if let Some(serial) = self.nws.under_way(query) {
            return serial;
        }
        let routed = self.nws.take(query);
        let serial = routed.serial.clone();
        let systems = Arc::clone(self);
        self.runtime.spawn(async move { systems.carry(routed).await });
        serial
    }

    /// 情報提供ネットワークシステム → the provider and back to the inquirer's 中間サーバー.
    async fn carry(self: &Arc<Self>, routed: Routed) {
        let brought = self.bring(&routed).await;
        self.nws.settle(&routed, &brought.answer, brought.own_word);
        match brought.more {
            More::Nothing => self.hand_back(&routed.back, &brought.answer, brought.text).await,
            More::May(late) => {
                self.nws.expect_late(&routed);
                self.inquirers.keep_for_now(&routed.back.inquirer, &routed.back.request, &brought.answer);
                self.await_late(routed.serial, late);
            }
        }
    }

    /// 情報提供テスト: the way of a query from the network to the provider, without the records.
    pub async fn test(self: &Arc<Self>, query: &Query) -> Answer {
        let routed = self.nws.try_out(query);
        self.bring(&routed).await.answer
    }

    /// What the provider answers to a query, or the network in its place.
    async fn bring(self: &Arc<Self>, routed: &Routed) -> Brought {
        match &routed.onward {
            Ok(onward) => match self.disturbed_provision(onward) {
                Some(way) => self.fetch_disturbed(way, &routed.serial, onward).await,
                None => self.fetch(&routed.serial, onward).await,
            },
            Err(outcome) => self.own_word(&routed.serial, *outcome),
        }
    }

    /// Asks the provider's 中間サーバー; what goes wrong on this wire becomes an outcome, as the network would say it.
    async fn fetch(&self, serial: &str, onward: &Arc<Query>) -> Brought {
        if let Some(brought) = self.lines.fetch(&self.registry, serial, onward).await {
            return match brought {
                Ok((answer, text)) => Brought { answer, text: Some(text), own_word: false, more: More::Nothing },
                Err(outcome) => self.own_word(serial, outcome),
            };
        }
        let wait = Duration::from_millis(self.directory.profile().provider_wait_ms_max);
        match &self.wires {
            Wires::Memory => match self.providers.provide(&onward.provider, serial, onward) {
                Provided::Said(answer) => Brought { answer: *answer, text: None, own_word: false, more: More::Nothing },
                Provided::Bytes(_) => self.own_word(serial, Outcome::Malformed),
                Provided::Down => self.own_word(serial, Outcome::ProviderDown),
                Provided::Silent => {
                    tokio::time::sleep(wait).await;
                    self.own_word(serial, Outcome::TimedOut)
                }
            },
            Wires::Loopback { http, addresses } => {
                let provider = &onward.provider;
                let Some(base) = self.base(addresses, provider) else {
                    return self.own_word(serial, Outcome::BadInstitution);
                };
                let url = format!("{base}/{provider}/provisions/{serial}");
                match post(http, &url, onward.to_xml(), Some(wait)).await {
                    Ok(text) => match Answer::from_xml(&text) {
                        Ok(answer) => Brought { answer, text: Some(text), own_word: false, more: More::Nothing },
                        Err(_) => self.own_word(serial, Outcome::Malformed),
                    },
                    Err(fault) if fault.is_timeout() => self.own_word(serial, Outcome::TimedOut),
                    Err(_) => self.own_word(serial, Outcome::ProviderDown),
                }
            }
        }
    }

    /// The network → the inquirer's 中間サーバー.
    pub(super) async fn hand_back(self: &Arc<Self>, back: &Return, answer: &Answer, text: Option<String>) {
        let text = text.unwrap_or_else(|| answer.to_xml());
        if let Some(way) = self.disturbed_return(back) {
            return self.hand_back_disturbed(way, back, text).await;
        }
        match &self.wires {
            Wires::Memory => {
                self.inquirers.keep(&back.inquirer, &back.request, answer, text);
            }
            Wires::Loopback { http, addresses } => {
                if let Some(base) = self.base(addresses, &back.inquirer) {
                    let url = format!("{base}/{}/answers/{}", back.inquirer, back.request);
                    // Nobody to tell if this fails: the inquirer's wait runs out, and that is what a person would see.
                    let _ = post(http, &url, text, None).await;
                }
            }
        }
    }

    /// An officer of a body answers what it holds about a person; how many queries there were.
    pub async fn release(self: &Arc<Self>, provider: &InstitutionCode, person: u64) -> usize {
        let released = self.providers.release(provider, person);
        let count = released.len();
        for (serial, answer) in released {
            self.settle_late(&serial, &answer, None).await;
        }
        count
    }

    /// An answer by hand reaches the network.
    pub async fn settle_late(self: &Arc<Self>, serial: &str, answer: &Answer, text: Option<String>) -> Kept {
        if let Some(line) = self.real_nws() {
            return self.settle_late_at_real(line, serial, answer).await;
        }
        match self.nws.settle_late(serial, answer) {
            Some(back) => {
                self.hand_back(&back, answer, text).await;
                Kept::Kept
            }
            None => Kept::NobodyWaits,
        }
    }

    /// The network's own record of an exchange of another run: all that is left of it here.
    pub fn recall(&self, person: &Subject, query: &Query, recalled: &service::Recalled) {
        let Some(serial) = recalled.serial.as_deref().filter(|serial| !serial.is_empty()) else { return };
        let outcome = recalled.outcome.map(|outcome| self.directory.profile().outcome_code(outcome));
        self.ledger.recall(serial, query, person.number(), outcome, recalled.shown);
    }

    /// Whether it is a standing network, whose hops lie in memory.
    pub fn stands(&self) -> bool {
        matches!(self.wires, Wires::Memory)
    }

    /// Does something that may wait, after its caller has been answered.
    pub fn spawn(&self, work: impl Future<Output = ()> + Send + 'static) {
        self.runtime.spawn(work);
    }

    pub(super) fn own_word(&self, serial: &str, outcome: Outcome) -> Brought {
        let answer = refusal(serial, self.directory.profile().outcome_code(outcome));
        Brought { answer, text: None, own_word: true, more: More::Nothing }
    }

    fn base<'a>(&self, addresses: &'a Addresses, code: &InstitutionCode) -> Option<&'a str> {
        self.directory.institution(code).map(|institution| addresses.of(institution.kind.gateway()))
    }
}

async fn post(
    http: &reqwest::Client,
    url: &str,
    body: String,
    wait: Option<Duration>,
) -> Result<String, reqwest::Error> {
    let mut request = http.post(url).body(body);
    if let Some(wait) = wait {
        request = request.timeout(wait);
    }
    request.send().await?.error_for_status()?.text().await
}
