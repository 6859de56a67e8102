//! Cases whose queries go through a real 情報提供ネットワークシステム: when one may set out, what such a network rules out, and
//! what its failings mean.

use std::rc::Rc;

use super::partner::stopped;
use super::real_register::{failing, of_backbone};
use super::verdict::{Stop, reason};
use super::world::State;
use crate::model::catalogue::crossing as words;
use crate::model::{Backbone, FaultPlace, Text, Verdict};
use crate::network::{self, ClientFault, Crossed, Hold, Subject};
use crate::payload::Difference;

/// What came back to a query.
type Came = Result<network::Asked, ClientFault>;

impl State {
    /// Waits until a query of this scenario may set out; `None`: the network is ours.
    pub(super) async fn crossing(&mut self) -> Result<Option<Hold>, Stop> {
        let context = Rc::clone(&self.context);
        if !context.client.is_network_real() {
            return Ok(None);
        }
        if !self.said.without_link_code.is_empty() {
            return Err(Stop::blocked(reason(&words::OWN_CODES, &[])));
        }
        let kept = |place: &FaultPlace| matches!(place, FaultPlace::OwnGateway | FaultPlace::ResidentNetwork);
        if self.faults().iter().any(|fault| !kept(&fault.place)) {
            return Err(Stop::blocked(reason(&words::UNDISTURBED, &[])));
        }
        let ready = {
            let person = self.subject()?;
            tokio::select! {
                ready = context.client.network_ready(person) => Some(ready),
                () = stopped(&context) => None,
            }
        };
        match ready {
            Some(ready) => ready.map_err(|fault| Stop::blocked(of_backbone(Backbone::Nws, &fault))),
            None => Err(self.abandon()),
        }
    }

    /// Blocks a case that wants something a real network does not show or take.
    pub(super) fn network_is_ours(&self, why: &Text) -> Result<(), Stop> {
        if self.context.client.is_network_real() { Err(Stop::blocked(reason(why, &[]))) } else { Ok(()) }
    }

    /// What the real network has made of a query; `None`: it is ours. What it has not taken has no answer, whatever our own
    /// 中間サーバー says in its place.
    pub(super) async fn crossed(&self, came: &mut Came) -> Option<Crossed> {
        if !self.context.client.is_network_real() {
            return None;
        }
        let crossed = self.context.client.crossed(self.subject.as_ref()?).await;
        if crossed.fault.is_some() {
            *came = Err(ClientFault::NoAnswer { waited_ms: 0, polls: 0 });
        }
        Some(crossed)
    }

    /// What the real network has not passed on as it should of what services have asked about a person, or the scenario's own.
    pub(super) async fn passed_on_wrongly(&self, other: Option<&Subject>) -> Vec<Difference> {
        match other.or(self.subject.as_ref()) {
            Some(subject) if self.context.client.is_network_real() => {
                self.context.client.crossed(subject).await.differences
            }
            _ => Vec::new(),
        }
    }

    /// How a query ends that has gone through a real network.
    pub(super) fn judged_at_network(&self, crossed: Option<Crossed>, taken: Result<(), Stop>) -> Result<(), Stop> {
        let Some(Crossed { fault, differences, progress }) = crossed else { return taken };
        if let Some(fault) = fault {
            return Err(failing(Backbone::Nws, &fault, self.unanswered()));
        }
        let wrongly = || reason(&words::AT_NETWORK, &[]);
        match taken {
            Ok(()) if differences.is_empty() => {}
            Ok(()) => return Err(Stop::failed(differences, Some(wrongly()))),
            Err(mut stop) if stop.verdict == Verdict::Failed => {
                stop.differences.extend(differences);
                return Err(stop.because(wrongly()));
            }
            taken => return taken,
        }
        let Some(stop) = self.unanswered() else { return Ok(()) };
        let doors = self.context.shared.reception.as_ref().map_or("", |reception| reception.url.as_str());
        let why = |serial: &dyn std::fmt::Display| {
            let args: [(&str, &dyn std::fmt::Display); 3] =
                [("serial", serial), ("asked", &progress.asked), ("doors", &doors)];
            reason(&words::NOT_HANDED_BACK, &args)
        };
        Err(stop.because(match &progress.serial {
            Some(serial) => why(serial),
            None => {
                let (ja, en) = (words::NO_SERIAL.ja, words::NO_SERIAL.en);
                crate::event::Reason { ja: why(&ja).ja, en: why(&en).en }
            }
        }))
    }
}
