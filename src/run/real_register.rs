//! Searches in 住基ネット that may meet a real system: what came of them, and what a failing of its means.

use std::rc::Rc;

use super::partner::of_partner;
use super::verdict::{Stop, reason};
use super::world::State;
use crate::event::Reason;
use crate::model::catalogue::reach as words;
use crate::model::catalogue::run as run_words;
use crate::model::{Backbone, Lang, Outcome};
use crate::network::{ClientFault, PartnerFault};
use crate::payload::envelope::ResidentQuery;

/// The answer to a search, or what a body would say came in its place.
pub(super) type Searched = Result<String, Outcome>;

impl State {
    /// Searches, on whatever way there is to 住基ネット. Besides: how a real one failed, if it did.
    pub(super) async fn searched(&mut self, query: &ResidentQuery) -> Result<(Searched, Option<PartnerFault>), Stop> {
        let context = Rc::clone(&self.context);
        let came = match self.search_disturbed(query).await? {
            Some(searched) => Ok(searched),
            None => context.client.search_residents(query).await.map(Ok),
        };
        match (self.at_real_register(&query.request), came) {
            (Some(fault), _) => Ok((Err(fault.outcome()), Some(fault))),
            (None, Ok(searched)) => Ok((searched, None)),
            (None, Err(fault)) => Err(bench(&fault)),
        }
    }

    /// What a message to 住基ネット came to, where a real system or a simulated one takes it: a refusal of ours is our bench.
    pub(super) fn of_register<T>(&mut self, number: &str, came: Result<T, ClientFault>) -> Result<T, Stop> {
        match (self.at_real_register(number), came) {
            (Some(fault), _) => Err(failing(Backbone::ResidentNetwork, &fault, None)),
            (None, Ok(came)) => Ok(came),
            (None, Err(fault)) => Err(bench(&fault)),
        }
    }

    /// How a real 住基ネット failed with a message, if it did; what went over the wire is looked through.
    fn at_real_register(&mut self, number: &str) -> Option<PartnerFault> {
        let mut searched = self.context.client.searched(number)?;
        self.found_on_wire(&searched.findings());
        searched.fault
    }
}

/// The end of a scenario by a failing of a real system that every body meets; `told`: what there is to say besides why.
pub(super) fn failing(which: Backbone, fault: &PartnerFault, told: Option<Stop>) -> Stop {
    let why = of_backbone(which, fault);
    match told {
        _ if fault.blocks() => Stop::blocked(why),
        Some(stop) => stop.because(why),
        None => Stop::failed(Vec::new(), Some(why)),
    }
}

/// The sentence on a failing, with whose it is.
pub(super) fn of_backbone(which: Backbone, fault: &PartnerFault) -> Reason {
    let Reason { ja, en } = of_partner(fault);
    let said = |lang: Lang, why: &str| words::OF_BACKBONE.say(lang, &[("name", &which.name(lang)), ("why", &why)]);
    Reason { ja: said(Lang::Ja, &ja), en: said(Lang::En, &en) }
}

fn bench(why: &dyn std::fmt::Display) -> Stop {
    Stop::broken(reason(&run_words::BENCH, &[("why", why)]))
}
