//! renkei: the integrated operation test of 情報連携, from sheets to evidence.
//!
//! Sheets become a `model`; the model becomes features and a plan; the plan is run against a network of simulated
//! or real institutions; payloads are compared with the expected 副本; each happening is an event; events are
//! recorded; a record becomes a report. ARCHITECTURE.md is the map.

pub mod model;
pub mod payload;
pub mod event;
pub mod answer;
pub mod sheet;
pub mod feature;
pub mod plan;
pub mod network;
pub mod run;
pub mod record;
pub mod report;
pub mod cli;
