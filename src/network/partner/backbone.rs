//! Real systems in the place of those that every body meets: how a message is handed to one, and what came of searches
//! in 住基ネット, which are about no person's instance yet.

use super::{CONNECTED_PAUSE, Lines, PartnerFault, RealProvider, Spoken, Turn, Whom, locked};
use crate::model::catalogue::reach as words;
use crate::model::{Backbone, Lang, Text};
use crate::network::lookout::Findings;
use crate::network::registry::Registry;
use crate::network::shelf::Shelf;
use crate::payload::exposure::Seen;

/// Searches remembered whose result nobody has looked at: with more the oldest goes.
const SEARCHES_KEPT_MAX: usize = 10_000;

/// What came of searches, by 照会要求番号.
#[derive(Debug)]
pub(in crate::network) struct Searches(Shelf<String, Searched>);

impl Default for Searches {
    fn default() -> Self {
        Self(Shelf::new(SEARCHES_KEPT_MAX))
    }
}

/// What came of one search in a real 住基ネット.
#[derive(Debug, Default)]
pub struct Searched {
    /// Why there is no answer, if there is none.
    pub fault: Option<PartnerFault>,
    /// Where what went over the wire carried a 個人番号.
    findings: Findings,
}

impl Searched {
    /// Where what went over the wire carried a 個人番号.
    pub fn findings(&mut self) -> Vec<Seen> {
        self.findings.take()
    }
}

impl Searches {
    fn put(&mut self, request: &str, fault: Option<PartnerFault>, found: Vec<Seen>) {
        // One that is sent again by a fault on its way is the same search: the last word counts, what was found stays.
        let mut searched = self.0.take(request).unwrap_or_default();
        searched.fault = fault;
        searched.findings.add(found);
        let _oldest = self.0.put(request.to_owned(), searched);
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

    /// Keeps where messages about a person carried a 個人番号 until its scenario asks.
    pub fn keep_findings(&self, person: u64, found: Vec<Seen>) {
        if !found.is_empty() {
            locked(&self.about).entry(person).or_default().findings.add(found);
        }
    }

    /// Looks through what went over the wire to a real network and back about a person.
    pub fn hear_network(&self, registry: &Registry, person: u64, spoken: &Spoken) {
        let found = self.look_through(Whom::Backbone(Backbone::Nws), spoken);
        // Of one forgotten meanwhile nobody would take anything away again.
        if registry.numbered(person).is_some() {
            self.keep_findings(person, found);
        }
    }

    /// Remembers what came of a search, for whoever searched.
    pub fn note_search(&self, request: &str, fault: Option<PartnerFault>, spoken: &Spoken) {
        let found = self.look_through(Whom::Backbone(Backbone::ResidentNetwork), spoken);
        locked(&self.searches).put(request, fault, found);
    }

    /// What came of a search in a real 住基ネット; told once.
    pub fn searched(&self, request: &str) -> Option<Searched> {
        locked(&self.searches).0.take(request)
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
