//! 添付書類: what a paper said, to hold an answer against in 試行運用.
//!
//! While 情報連携 is on trial, papers are still handed in, and the answer is compared with them (deck 2019). A paper says
//! less than an answer does: only what it says is compared.

use super::case::CaseId;
use super::code::ItemCode;
use super::date::CivilDate;
use super::diagnostic::Place;
use super::replica::Unit;

/// A paper that a person handed in (年金額改定通知書).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paper {
    /// Its name.
    pub name: String,
    /// The day on which it was issued, if it says so.
    pub issued: Option<CivilDate>,
    /// The case whose query is made again for it; `None` where a scenario written by people says the query itself.
    pub query_of: Option<CaseId>,
    /// What it says, by the items that mean the same: only those it names.
    pub units: Vec<Unit>,
    /// What the paper itself calls an item, where that is another name.
    pub called: Vec<(ItemCode, String)>,
    /// Where it is written.
    pub place: Place,
}

impl Paper {
    /// The paper's own name of an item.
    pub fn called(&self, item: ItemCode) -> Option<&str> {
        self.called.iter().find(|(known, _)| *known == item).map(|(_, name)| name.as_str())
    }
}
