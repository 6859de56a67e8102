//! The wires between the institutions: each hop is an HTTP request of its own, made while the sender goes on.
//!
//! A responder of wiremock must not wait, so it hands its onward message to a task here.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use super::directory::{Addresses, Directory};
use crate::model::{InstitutionCode, Outcome};
use crate::payload::envelope::Answer;

/// An onward message.
#[derive(Debug)]
pub(super) enum Message {
    /// The inquirer's 中間サーバー hands a query to the NWS.
    Submit {
        /// Whose query.
        inquirer: InstitutionCode,
        /// 照会要求番号.
        request: String,
        /// The query as XML.
        query: String,
    },
    /// The NWS hands a query to the provider and brings its answer back.
    Provide {
        /// To whom the answer goes.
        inquirer: InstitutionCode,
        /// 照会要求番号 of the inquirer.
        request: String,
        /// Who is asked.
        provider: InstitutionCode,
        /// 処理通番.
        serial: String,
        /// The query as XML, with the provider's own 機関別符号.
        query: String,
    },
    /// The NWS brings an answer of its own (a refusal).
    Refuse {
        /// To whom.
        inquirer: InstitutionCode,
        /// 照会要求番号.
        request: String,
        /// The answer as XML.
        answer: String,
    },
}

/// Where responders put onward messages.
#[derive(Debug, Clone)]
pub(super) struct Forwarder(UnboundedSender<Message>);

struct Wires {
    http: reqwest::Client,
    addresses: Arc<Addresses>,
    directory: Arc<Directory>,
}

impl Forwarder {
    /// Starts the task on the current runtime; it ends when the last sender is gone.
    pub fn spawn(http: reqwest::Client, addresses: Arc<Addresses>, directory: Arc<Directory>) -> Self {
        let (sender, receiver) = unbounded_channel();
        tokio::spawn(carry(Arc::new(Wires { http, addresses, directory }), receiver));
        Self(sender)
    }

    pub fn send(&self, message: Message) {
        // The receiver ends only with the runtime; then nobody waits for the message either.
        let _ = self.0.send(message);
    }
}

async fn carry(wires: Arc<Wires>, mut receiver: UnboundedReceiver<Message>) {
    while let Some(message) = receiver.recv().await {
        let wires = Arc::clone(&wires);
        tokio::spawn(async move { wires.deliver(message).await });
    }
}

impl Wires {
    async fn deliver(&self, message: Message) {
        match message {
            Message::Submit { inquirer, request, query } => {
                let url = format!("{}/inquiries", self.addresses.nws);
                if self.post(&url, query, None).await.is_err() {
                    let answer = refusal("", self.directory.profile().outcome_code(Outcome::ProviderDown));
                    self.hand_back(&inquirer, &request, answer).await;
                }
            }
            Message::Provide { inquirer, request, provider, serial, query } => {
                let answer = self.fetch(&provider, &serial, query).await;
                self.hand_back(&inquirer, &request, answer).await;
            }
            Message::Refuse { inquirer, request, answer } => self.hand_back(&inquirer, &request, answer).await,
        }
    }

    /// Asks the provider's server; what goes wrong on this wire becomes an outcome, as the NWS would say it.
    async fn fetch(&self, provider: &InstitutionCode, serial: &str, query: String) -> String {
        let profile = self.directory.profile();
        let Some(base) = self.base(provider) else {
            return refusal(serial, profile.outcome_code(Outcome::BadInstitution));
        };
        let url = format!("{base}/{provider}/provisions/{serial}");
        let outcome = match self.post(&url, query, Some(Duration::from_millis(profile.provider_wait_ms_max))).await {
            Ok(answer) if Answer::from_xml(&answer).is_ok() => return answer,
            Ok(_) => Outcome::Malformed,
            Err(fault) if fault.is_timeout() => Outcome::TimedOut,
            Err(_) => Outcome::ProviderDown,
        };
        refusal(serial, profile.outcome_code(outcome))
    }

    async fn hand_back(&self, inquirer: &InstitutionCode, request: &str, answer: String) {
        if let Some(base) = self.base(inquirer) {
            // Nobody to tell if this fails: the inquirer's wait runs out, and that is what a person would see.
            let _ = self.post(&format!("{base}/{inquirer}/answers/{request}"), answer, None).await;
        }
    }

    fn base(&self, code: &InstitutionCode) -> Option<&str> {
        self.directory.institution(code).map(|institution| self.addresses.of(institution.kind.gateway()))
    }

    async fn post(&self, url: &str, body: String, wait: Option<Duration>) -> Result<String, reqwest::Error> {
        let mut request = self.http.post(url).body(body);
        if let Some(wait) = wait {
            request = request.timeout(wait);
        }
        request.send().await?.error_for_status()?.text().await
    }
}

/// An answer without data.
pub(super) fn refusal(serial: &str, outcome_code: &str) -> String {
    Answer { serial: serial.to_owned(), outcome: outcome_code.to_owned(), data: None }.to_xml()
}
