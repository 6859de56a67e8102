//! Sentences beyond query and answer, one file a topic: its table, its phrases, how they are written and read.
//!
//! Adding a topic: a file here, a line in [`TABLES`], a variant of `Form` and of `Phrase`, and a file in `run`.

pub(super) mod fault;
pub(super) mod addressee;
pub(super) mod gateway;
pub(super) mod link_code;
pub(super) mod resident;
pub(super) mod interpretation;
pub(super) mod paper;
pub(super) mod service;

use super::sentence::Sentence;

/// The tables of all topics.
pub(super) const TABLES: &[&[Sentence]] = &[
    gateway::SENTENCES,
    addressee::SENTENCES,
    resident::SENTENCES,
    link_code::SENTENCES,
    interpretation::SENTENCES,
    paper::SENTENCES,
    fault::SENTENCES,
    service::SENTENCES,
];

/// Where in a scenario a sentence may stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    /// Before anything is done.
    Setting,
    /// Does something; a scenario may do nothing else.
    Act,
    /// Does something that is answered as a query is; a scenario may do nothing else.
    Answered,
    /// Does something to what was queried before.
    ActAfterQuery,
    /// Expects something of any act before it.
    Expectation,
    /// Expects something of the query before it.
    ExpectationAfterQuery,
}
