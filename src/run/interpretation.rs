//! The values that an officer must read from an answer.

use super::verdict::Stop;
use super::world::State;
use crate::feature::InterpretationPhrase;
use crate::payload::interpretation::check;

impl State {
    /// Whether the rule of a reading gives the officer's value from the items that came back.
    pub(super) fn check_reading(&self, phrase: &InterpretationPhrase) -> Result<(), Stop> {
        let (asked, answered) = self.answered()?;
        let layout = self.layout(&asked.query)?;
        let InterpretationPhrase::Reads(reading) = phrase;
        match check(reading, &answered.units, layout) {
            Some(difference) => Err(Stop::failed(vec![difference], None)),
            None => Ok(()),
        }
    }
}
