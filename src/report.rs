//! A run as people and machines read it: terminal, JUnit, HTML, 結果票, JSON.
//!
//! Everything here is made from a [`RunState`] and, where differences are shown, the events it was folded from, which
//! are handed in one at a time. Nothing here opens a file or reads a clock; pages go to the writer they are given.

use crate::event::RunState;
use crate::model::Verdict;

mod columns;
mod decided;
pub mod html;
mod json;
pub mod junit;
pub mod terminal;
mod reading;
mod words;

pub use json::{Report, RunResult, json, run_json};
pub use words::headline;

/// A page of text whose lines are at most so many columns wide, broken between Japanese phrases.
pub fn page(text: &str, columns_max: usize) -> String {
    columns::page(text, columns_max)
}

/// Whether a case that passes only on retry spoils the run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Flaky {
    /// It does: flaky is not green.
    #[default]
    Fails,
    /// It does not (`--allow-flaky`).
    Allowed,
}

/// The exit code of a run, by what came of it. The worst wins: 5, 4, 7.
///
/// | code | when |
/// |---|---|
/// | 0 | all passed at the first try (or on retry, if allowed) |
/// | 4 | a case failed, or passed only on retry |
/// | 5 | the bench itself broke |
/// | 6 | nothing was selected, or nothing ran and nobody stopped it |
/// | 7 | nothing failed, but some are Blocked or NotRun |
///
/// Codes 1 to 3 are not a matter of a run's state; `cli` gives them.
pub fn exit_code(state: &RunState, flaky: Flaky) -> u8 {
    let counts = state.counts();
    let any = |verdict| counts.of(verdict) > 0;
    if state.selected() == 0 || (state.seen() == 0 && !state.interrupted()) {
        return 6;
    }
    if any(Verdict::Broken) {
        return 5;
    }
    if any(Verdict::Failed) || (state.flaky() > 0 && flaky == Flaky::Fails) {
        return 4;
    }
    if any(Verdict::Blocked) || any(Verdict::NotRun) {
        return 7;
    }
    0
}

#[cfg(test)]
mod tests;
