//! 符号生成: whether a body has obtained its 機関別符号 of a person, and what becomes of asking for one.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::text::Text;

/// How asking for a 機関別符号 ends, and in which state the body then is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LinkCodeOutcome {
    /// 取得済
    Obtained,
    /// 未取得: none was asked for, or the register knows no such person.
    NotObtained,
    /// 重複: the body has one already, which stays good.
    Duplicate,
    /// 取消: it was good once.
    Cancelled,
}

impl LinkCodeOutcome {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Obtained, Self::NotObtained, Self::Duplicate, Self::Cancelled];

    /// The word of the test.
    pub fn word(self) -> Text {
        super::catalogue::resident::link_code_outcome(self)
    }

    /// Reads the word.
    pub fn from_word(written: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|outcome| outcome.word().ja == written.trim())
    }

    /// The codes of the wire: our assumption, data of the profile.
    pub fn default_codes() -> BTreeMap<Self, String> {
        Self::ALL.iter().enumerate().map(|(index, outcome)| (*outcome, format!("F{index:03}"))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_outcome_is_read_back_from_its_word() {
        for outcome in LinkCodeOutcome::ALL {
            assert_eq!(LinkCodeOutcome::from_word(outcome.word().ja), Some(outcome));
        }
    }
}
