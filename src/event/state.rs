//! The one fold: events in, the state of a run out. Live view, replay and reports all read this.

/// The state of a run. Holds a few dozen bytes a trial; differences of failures stay in the record.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RunState {}
