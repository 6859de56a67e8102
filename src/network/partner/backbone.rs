//! Real systems in the place of those that every body meets: how a message is handed to one, and what came of searches
//! in 住基ネット, which are about no person's instance yet.

use std::collections::{HashMap, VecDeque};

use super::{CONNECTED_PAUSE, Heard, Lines, PartnerFault, RealProvider, Spoken, Turn, locked};
use crate::model::catalogue::reach as words;
use crate::model::{Backbone, Lang, Text};
use crate::network::registry::Registry;
use crate::network::wires::Wires;
use crate::payload::exposure::Wire;

/// Searches remembered whose result nobody has looked at: with more the oldest goes.
const SEARCHES_KEPT_MAX: usize = 10_000;

/// What came of searches, by 照会要求番号.
#[derive(Debug, Default)]
pub(in crate::network) struct Searches {
    kept: HashMap<String, Searched>,
    order: VecDeque<String>,
}

/// What came of one search in a real 住基ネット.
#[derive(Debug, Default)]
pub struct Searched {
    /// Why there is no answer, if there is none.
    pub fault: Option<PartnerFault>,
    /// What went over the wire.
    wires: Wires,
}

impl Searched {
    /// What went over the wire.
    pub fn into_wires(self) -> Vec<Wire> {
        self.wires.into_kept()
    }
}

impl Searches {
    fn put(&mut self, request: &str, fault: Option<PartnerFault>, spoken: Option<Spoken>) {
        if !self.kept.contains_key(request) {
            self.order.push_back(request.to_owned());
        }
        // One that is sent again by a fault on its way is the same search: the last word counts, what was said stays.
        let searched = self.kept.entry(request.to_owned()).or_default();
        searched.fault = fault;
        spoken.into_iter().flat_map(Spoken::into_wires).for_each(|wire| searched.wires.keep(wire));
        while self.order.len() > SEARCHES_KEPT_MAX {
            if let Some(oldest) = self.order.pop_front() {
                self.kept.remove(&oldest);
            }
        }
    }

    fn take(&mut self, request: &str) -> Option<Searched> {
        let searched = self.kept.remove(request)?;
        self.order.retain(|known| known != request);
        Some(searched)
    }
}

/// A message to one of these systems.
pub(in crate::network) struct Saying<'m> {
    /// Where it goes.
    pub path: &'m str,
    /// Its root element.
    pub name: &'m str,
    /// The message.
    pub xml: String,
    /// The statuses that are answers to it.
    pub answers: &'m [u16],
}

impl Lines {
    /// The real system in the place of one that every body meets.
    pub fn backbone(&self, which: Backbone) -> Option<&RealProvider> {
        self.backbone.get(&which)
    }

    /// Keeps a message about a person until somebody looks through it.
    pub fn keep_wire(&self, person: u64, wire: Wire) {
        locked(&self.wires).entry(person).or_default().keep(wire);
    }

    /// Keeps what went over the wire to a real network and back about a person.
    pub fn keep_spoken(&self, registry: &Registry, person: u64, spoken: Spoken) {
        // Forgotten meanwhile: nobody would take it away again.
        if !self.overheard(&Heard::Backbone(Backbone::Nws), &spoken) && registry.numbered(person).is_some() {
            spoken.into_wires().into_iter().for_each(|wire| self.keep_wire(person, wire));
        }
    }

    /// Remembers what came of a search, for whoever searched.
    pub fn note_search(&self, request: &str, fault: Option<PartnerFault>, spoken: Spoken) {
        let heard = self.overheard(&Heard::Backbone(Backbone::ResidentNetwork), &spoken);
        locked(&self.searches).put(request, fault, (!heard).then_some(spoken));
    }

    /// What came of a search in a real 住基ネット; told once.
    pub fn searched(&self, request: &str) -> Option<Searched> {
        locked(&self.searches).take(request)
    }
}

impl RealProvider {
    /// Says a message to it: the status and the message that came back. Waiting for a turn does not count against it.
    pub async fn say(&self, saying: Saying<'_>, spoken: &mut Spoken) -> Result<(u16, String), PartnerFault> {
        let _turn: Turn = self.turn().await?;
        self.say_now(saying, spoken).await
    }

    /// As [`RealProvider::say`], by whoever has a turn.
    pub async fn say_now(&self, saying: Saying<'_>, spoken: &mut Spoken) -> Result<(u16, String), PartnerFault> {
        let Saying { path, name, xml, answers } = saying;
        let posted = self.post(path, name, xml.into_bytes(), spoken);
        let (status, answer) = match tokio::time::timeout(self.gate.wait + CONNECTED_PAUSE, posted).await {
            Ok(came) => came.map_err(PartnerFault::of_message)?,
            Err(_) => return Err(self.gate.late()),
        };
        if answers.contains(&status) { Ok((status, answer)) } else { Err(PartnerFault::Status { status }) }
    }
}

impl PartnerFault {
    /// The same, said of a message that is no 照会結果.
    pub(in crate::network) fn of_message(self) -> Self {
        match self {
            Self::Wrong { why } => Self::NoReply { why },
            other => other,
        }
    }

    /// An answer that is none to what was said.
    pub(in crate::network) fn no_answer(text: &Text, args: &[(&str, &dyn std::fmt::Display)]) -> Self {
        Self::NoReply { why: (text.say(Lang::Ja, args), text.say(Lang::En, args)) }
    }

    /// An answer that cannot be read.
    pub(in crate::network) fn unread(fault: &crate::payload::envelope::EnvelopeFault) -> Self {
        Self::NoReply { why: (fault.say(Lang::Ja), fault.say(Lang::En)) }
    }

    /// Another number than that of the message.
    pub(in crate::network) fn other_number(wanted: &str, found: &str) -> Self {
        Self::no_answer(&words::OTHER_REQUEST, &[("wanted", &wanted), ("found", &found)])
    }
}
