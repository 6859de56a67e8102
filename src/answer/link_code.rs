//! What comes of asking for a 機関別符号 and of withdrawing all of a person's.

use crate::model::{LinkCodeAct, LinkCodeOutcome};

/// Whether 住基ネット knows the person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Register {
    /// It does.
    Knows,
    /// It does not: there is nothing to make a code of, and nothing to withdraw.
    KnowsNot,
}

/// The outcome of 取得, or the state after 取消, of a code that is in a state before.
pub fn outcome(act: LinkCodeAct, before: LinkCodeOutcome, register: Register) -> LinkCodeOutcome {
    use LinkCodeOutcome::{Cancelled, Duplicate, NotObtained, Obtained};
    match (act, register, before) {
        (LinkCodeAct::Obtain, Register::KnowsNot, _) | (LinkCodeAct::Cancel, _, NotObtained) => NotObtained,
        (LinkCodeAct::Obtain, Register::Knows, Obtained | Duplicate) => Duplicate,
        (LinkCodeAct::Cancel, Register::Knows, _) => Cancelled,
        (LinkCodeAct::Obtain, Register::Knows, _) | (LinkCodeAct::Cancel, Register::KnowsNot, _) => Obtained,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_act_has_its_outcome_in_every_state() {
        use LinkCodeAct::{Cancel, Obtain};
        use LinkCodeOutcome::{Cancelled, Duplicate, NotObtained, Obtained};
        use Register::{Knows, KnowsNot};
        for (act, before, register, after) in [
            (Obtain, NotObtained, Knows, Obtained),
            (Obtain, Obtained, Knows, Duplicate),
            (Obtain, Cancelled, Knows, Obtained),
            (Obtain, NotObtained, KnowsNot, NotObtained),
            (Obtain, Obtained, KnowsNot, NotObtained),
            (Cancel, NotObtained, Knows, NotObtained),
            (Cancel, Obtained, Knows, Cancelled),
            (Cancel, Cancelled, Knows, Cancelled),
            (Cancel, NotObtained, KnowsNot, NotObtained),
            (Cancel, Obtained, KnowsNot, Obtained),
        ] {
            assert_eq!(outcome(act, before, register), after, "{act:?} {before:?} {register:?}");
        }
    }
}
