//! Messages to services that real systems send to the doors of a run, while a scenario waits for them.

use std::fmt;

use futures::FutureExt;
use futures::future::BoxFuture;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use tokio::sync::oneshot;

use super::{Claimant, Desk};
use crate::model::service::plain;
use crate::network::call::{Call, Reply};
use crate::network::lookout::Findings;
use crate::network::service::{Knock, Letter};
use crate::payload::exposure::Seen;

/// A message that has come, and waits for its answer.
pub struct Arrived {
    /// To which service, as the path says.
    pub(in crate::network) service: String,
    /// Its name.
    pub(in crate::network) message: String,
    pub(in crate::network) letter: Letter,
    /// Where it carried a 個人番号.
    seen: Vec<Seen>,
    reply: oneshot::Sender<Reply>,
}

impl fmt::Debug for Arrived {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Arrived")
            .field("service", &self.service)
            .field("message", &self.message)
            .finish_non_exhaustive()
    }
}

impl Arrived {
    /// To which service it goes, by name or id.
    pub fn service(&self) -> &str {
        &self.service
    }

    /// Its name.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// Who sends it, as written.
    pub fn from(&self) -> &str {
        &self.letter.from
    }

    /// Fields and values as they came.
    pub fn fields(&self) -> Vec<(String, String)> {
        self.letter.texts()
    }

    /// Answers whoever sent it; one that has gone away meanwhile hears nothing.
    pub(in crate::network) fn answer(self, reply: Reply) {
        let _ = self.reply.send(reply);
    }
}

/// What comes from some senders; nobody waits any more when it is dropped.
pub struct Letters {
    desk: Desk,
    names: Vec<String>,
    coming: UnboundedReceiver<Arrived>,
    /// Where what has come carried a 個人番号.
    findings: Findings,
}

impl fmt::Debug for Letters {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Letters").field("names", &self.names).finish_non_exhaustive()
    }
}

impl Letters {
    /// The next message.
    pub async fn next(&mut self) -> Option<Arrived> {
        let mut arrived = self.coming.recv().await?;
        self.findings.add(std::mem::take(&mut arrived.seen));
        Some(arrived)
    }

    /// Where what has come carried a 個人番号, since the last look; also what nobody has waited for, and what was no message
    /// of anybody's.
    pub fn findings(&mut self) -> Vec<Seen> {
        while let Ok(arrived) = self.coming.try_recv() {
            self.findings.add(arrived.seen);
        }
        self.findings.add(self.desk.state().unclaimed.remove(&Claimant::Sender).unwrap_or_default().take());
        self.findings.take()
    }
}

impl Drop for Letters {
    fn drop(&mut self) {
        let mut state = self.desk.state();
        for name in &self.names {
            state.letters.remove(name);
        }
    }
}

impl Desk {
    /// Takes in what these senders send to services, whatever name of theirs they write. One scenario at a time may: that
    /// is for the caller to see to.
    pub fn receive<'n>(&self, names: impl Iterator<Item = &'n str>) -> Letters {
        let names: Vec<String> = names.map(plain).collect();
        let (told, coming) = unbounded_channel();
        let mut state = self.state();
        for name in &names {
            state.letters.insert(name.clone(), told.clone());
        }
        drop(state);
        Letters { desk: self.clone(), names, coming, findings: Findings::default() }
    }

    /// The answer to a message to a service, if some scenario waits for its sender.
    pub(super) fn letter(&self, call: &Call<'_>, seen: &[Seen]) -> Option<BoxFuture<'static, Reply>> {
        let rest = call.path.trim_start_matches('/').strip_prefix("services/")?;
        let (service, message) = rest.split_once('/').filter(|_| call.method == "POST")?;
        let knock = Knock::new(service, message, call.body);
        let letter = Letter::read(&knock.body).ok()?;
        let told = self.state().letters.get(&plain(&letter.from)).cloned()?;
        let (reply, replied) = oneshot::channel();
        let arrived = Arrived { service: knock.service, message: knock.message, letter, seen: seen.to_vec(), reply };
        // The scenario may end before it comes to this.
        told.send(arrived).ok()?;
        Some(replied.map(|reply| reply.unwrap_or_else(|_| Reply::status(503))).boxed())
    }
}
