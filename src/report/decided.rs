//! The attempts that decided, as they pass by in a stream of events.

use std::collections::HashMap;
use std::sync::Arc;

use crate::event::{About, Event, Reason, RunState, TrialId};
use crate::model::Verdict;
use crate::payload::Difference;

/// The attempt that gave a trial its verdict.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Decided {
    pub(super) trial: TrialId,
    pub(super) about: Arc<About>,
    pub(super) verdict: Verdict,
    pub(super) differences: Vec<Difference>,
    pub(super) reason: Option<Reason>,
    pub(super) duration_us: u64,
    /// How many attempts have begun.
    pub(super) attempts: u16,
    /// Passed only on retry.
    pub(super) flaky: bool,
}

/// Every trial that has its verdict, once, in the order in which verdicts came. Holds only what is under way. `state`
/// is folded from the same events.
pub(super) fn decided<'a>(
    state: &'a RunState,
    events: impl Iterator<Item = Event> + 'a,
) -> impl Iterator<Item = Decided> + 'a {
    let mut under_way: HashMap<TrialId, Arc<About>> = HashMap::new();
    events.filter_map(move |event| match event {
        Event::TrialStarted { trial, about, .. } => {
            under_way.insert(trial, about);
            None
        }
        Event::TrialFinished { trial, attempt, verdict, again, differences, reason, duration_us, .. } => {
            let about = under_way.remove(&trial)?;
            let told = state.trial(&trial.0)?;
            // An earlier verdict that was taken back, because the trial was tried again, is not the one.
            let decides = !again && told.decided == Some(verdict) && told.last_attempt == attempt;
            let (attempts, flaky) = (told.attempts, told.flaky);
            decides.then_some(Decided { trial, about, verdict, differences, reason, duration_us, attempts, flaky })
        }
        _ => None,
    })
}
