//! A recorded run played again: its answers stand in for the partner, who need not be there.
//!
//! The answers are judged anew, by what the cases expect now. What only the partner or the network could tell is not made
//! up: it is taken from the record, or told as missing.

use std::sync::Arc;

use super::verdict::{Stop, reason};
use super::world::State;
use crate::event::{Data, Exchange, TrialId};
use crate::model::catalogue::run as words;
use crate::network::{Asked, ClientFault};
use crate::payload::asked;
use crate::payload::envelope::{self, Query};
use crate::payload::{Difference, DifferenceKind};

/// What a record tells of one exchange.
#[derive(Debug, Clone)]
pub struct Recorded {
    /// The exchange, its data as text.
    pub exchange: Exchange,
    /// What was found wrong with the trial; only that of which no message tells is taken from here.
    pub differences: Vec<Difference>,
}

/// Gives the exchanges of a trial one after another, from 0; `None`: there are no more.
pub type Replay = Arc<dyn Fn(&TrialId, usize) -> Option<Recorded> + Send + Sync>;

/// What a trial has taken from the record.
#[derive(Debug, Default)]
pub(super) struct Played {
    exchanges: usize,
    /// What the records of the parties disagreed in, of the exchange that is taken in.
    pub disagreements: Option<Vec<Difference>>,
}

impl Played {
    /// A service asks the simulated network again: its exchange in the record is not the next query's.
    pub fn pass_over(&mut self) {
        self.exchanges += 1;
    }
}

impl Recorded {
    /// What the business system got then.
    fn again(&self) -> Result<Asked, ClientFault> {
        let Exchange { envelope, data, polls, .. } = &self.exchange;
        let Some(envelope) = envelope else {
            return Err(ClientFault::NoAnswer { waited_ms: 0, polls: *polls });
        };
        let body = match data {
            Some(Data::Text(text)) => &**text,
            Some(Data::Hash(_)) | None => "",
        };
        Ok(Asked::whole(envelope::with_body(envelope, body), *polls))
    }
}

impl State {
    /// Whether the partner is a record.
    pub(super) fn replaying(&self) -> bool {
        self.context.shared.work.replay.is_some()
    }

    /// Takes the next exchange from the record in place of the partner's. `theirs`: the query was the partner's own.
    pub(super) fn play(&mut self, expected: Query, theirs: bool) -> Result<(), Stop> {
        let replay = self.context.shared.work.replay.clone();
        let recorded = replay.and_then(|replay| replay(&self.trial, self.played.exchanges));
        self.played.exchanges += 1;
        let recorded = recorded.ok_or_else(|| Stop::blocked(reason(&words::NOT_RECORDED, &[])))?;
        let changed = || Stop::blocked(reason(&words::QUERY_CHANGED, &[]));
        let query = Query::from_xml(&recorded.exchange.query).map_err(|_| changed())?;
        let differences = if theirs { asked::differences(&expected, &query) } else { Vec::new() };
        let as_ours = Query { request: expected.request.clone(), link_code: expected.link_code.clone(), ..query };
        if !theirs && as_ours != expected {
            return Err(changed());
        }
        let disagreed = recorded.differences.iter().filter(|one| one.kind == DifferenceKind::RecordsDisagree);
        self.played.disagreements = Some(disagreed.cloned().collect());
        let xml = recorded.exchange.query.clone();
        let taken = self.take_in(as_ours, xml, recorded.again());
        if differences.is_empty() { taken } else { Err(Stop::failed(differences, None)) }
    }
}
