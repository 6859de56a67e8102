//! Model to Gherkin and back, in Japanese: a closed set of sentences, and readers that lose nothing.
//!
//! [`render_files`] writes trials as features; [`read`] reads any feature file, [`check`] finds before a run what is no
//! sentence or no test; [`stale`] compares what lies on disk. Knows no disk: texts in, texts out.

mod sentence;
mod source;
mod phrase;
mod topic;
mod table;
mod write;
mod row;
mod keyword;
mod lines;
mod read;
mod check;
mod stale;
mod tags;
mod guide;

pub use check::{check, check_names, phrase_of, pinpoint};
pub use guide::{example, example_of, guide};
pub use phrase::{Phrase, PhraseFault, Query, StepClass, StepText, organisation, target};
pub use read::read;
pub use sentence::{Sentence, sentences};
pub use source::{Origin, trial_id};
pub use stale::{HANDWRITTEN, Stale, Staleness, stale};
pub use tags::{BadTagFilter, TagFilter, case_of, cycle_of, flow_of, group_of, lot_of, scenario_of};
pub use topic::addressee::AddresseePhrase;
pub use topic::fault::FaultPhrase;
pub use topic::gateway::{GatewayPhrase, Registration};
pub use topic::interpretation::InterpretationPhrase;
pub use topic::link_code::LinkCodePhrase;
pub use topic::paper::PaperPhrase;
pub use topic::resident::ResidentPhrase;
pub use topic::service::{Sending, ServicePhrase};
pub use write::link_codes::render_link_codes;
pub use write::{FeatureFile, SCENARIOS_PER_FILE_MAX, Writer, render, render_files, tags};

/// A feature as read: what cucumber takes. Others carry it from here to `run` without knowing the gherkin crate.
pub type Feature = gherkin::Feature;

/// One scenario of it.
pub type Scenario = gherkin::Scenario;

/// The 背景 of a feature.
pub type Background = gherkin::Background;

#[cfg(test)]
mod tests;
