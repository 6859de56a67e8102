//! How a trial ends: failing is a value that travels from a step to the end of its scenario.

use std::any::Any;
use std::panic::resume_unwind;

use crate::event::Reason;
use crate::model::{Lang, Text, Verdict};
use crate::payload::{Difference, DifferenceKind};

/// Why a scenario stops before its end.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Stop {
    pub verdict: Verdict,
    pub differences: Vec<Difference>,
    pub reason: Option<Reason>,
}

impl Stop {
    /// They answered wrongly.
    pub fn failed(differences: Vec<Difference>, reason: Option<Reason>) -> Self {
        Self { verdict: Verdict::Failed, differences, reason }
    }

    /// We cannot tell.
    pub fn broken(reason: Reason) -> Self {
        Self { verdict: Verdict::Broken, differences: Vec::new(), reason: Some(reason) }
    }

    /// There is nothing to be tried yet.
    pub fn not_run(reason: Reason) -> Self {
        Self { verdict: Verdict::NotRun, differences: Vec::new(), reason: Some(reason) }
    }

    /// A precondition is not met.
    pub fn blocked(reason: Reason) -> Self {
        Self { verdict: Verdict::Blocked, differences: Vec::new(), reason: Some(reason) }
    }

    /// The same, with why.
    pub fn because(self, reason: Reason) -> Self {
        Self { reason: Some(reason), ..self }
    }

    /// The same end of a trial whose messages carried these 個人番号: it cannot have passed.
    pub fn exposing(mut self, exposed: Vec<Difference>) -> Self {
        if !exposed.is_empty() {
            self.verdict = self.verdict.min(Verdict::Failed);
            self.differences.splice(0..0, exposed);
        }
        self
    }

    /// Leaves the step. cucumber knows only panics as failures; this one wakes no panic hook and keeps its type.
    pub fn leave(self) -> ! {
        resume_unwind(Box::new(self))
    }

    /// What a step left with, if it was ours to leave; else a defect.
    pub fn of(payload: &(dyn Any + Send)) -> Self {
        if let Some(stop) = payload.downcast_ref::<Self>() {
            return stop.clone();
        }
        let why = payload
            .downcast_ref::<String>()
            .map(String::as_str)
            .or_else(|| payload.downcast_ref::<&str>().copied())
            .unwrap_or("?");
        Self::broken(reason(&crate::model::catalogue::run::PANICKED, &[("why", &why)]))
    }
}

/// A sentence in both languages at once: a record must be readable in either.
pub(super) fn reason(text: &Text, args: &[(&str, &dyn std::fmt::Display)]) -> Reason {
    Reason { ja: text.say(Lang::Ja, args), en: text.say(Lang::En, args) }
}

/// A difference that concerns the whole answer.
pub(super) fn whole(kind: DifferenceKind, name: &str, expected: Option<String>, actual: Option<String>) -> Difference {
    Difference { expected, actual, ..Difference::at(kind, name, name) }
}
