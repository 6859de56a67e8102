//! 試行運用: the answer held against a paper.

use super::verdict::Stop;
use super::world::State;
use crate::feature::PaperPhrase;
use crate::payload::paper::compare_with_paper;

impl State {
    /// Whether the answer says what the paper says.
    pub(super) fn check_paper(&self, phrase: &PaperPhrase) -> Result<(), Stop> {
        let (asked, answered) = self.answered()?;
        let layout = self.layout(&asked.query)?;
        let PaperPhrase::Agrees(paper) = phrase;
        let mut differences = answered.differences.clone();
        differences.extend(compare_with_paper(paper, &answered.units, &self.question(asked, layout)));
        if differences.is_empty() { Ok(()) } else { Err(Stop::failed(differences, None)) }
    }
}
