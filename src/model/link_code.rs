//! 符号生成: whether a body has obtained its 機関別符号 of a person, and what becomes of asking for one.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::case::{CaseId, Inquirer};
use super::date::CivilDate;
use super::diagnostic::Place;
use super::organisation::{Organisation, TestGroup};
use super::persona::RoleModelId;
use super::project::Project;
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

    /// In which states a body's code can be: 重複 is what one is told, not what one is.
    pub const STATES: [Self; 3] = [Self::Obtained, Self::NotObtained, Self::Cancelled];

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

/// What a case of 符号生成運用テスト does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LinkCodeAct {
    /// 取得: the body asks for its code.
    Obtain,
    /// 取消: all codes of the person are withdrawn.
    Cancel,
}

impl LinkCodeAct {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Obtain, Self::Cancel];

    /// The word of the form.
    pub fn word(self) -> Text {
        super::catalogue::resident::link_code_act(self)
    }

    /// What may come of it.
    pub fn outcomes(self) -> &'static [LinkCodeOutcome] {
        use LinkCodeOutcome::{Cancelled, Duplicate, NotObtained, Obtained};
        match self {
            Self::Obtain => &[Obtained, NotObtained, Duplicate],
            Self::Cancel => &[Cancelled, NotObtained],
        }
    }
}

/// A case of 符号生成運用テスト: no query, only a body and a person's code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkCodeCase {
    /// テストケースID.
    pub id: CaseId,
    /// シナリオID.
    pub scenario: Arc<str>,
    /// What it is about.
    pub title: String,
    /// クール.
    pub cycle: u8,
    /// ロット.
    pub lot: Option<u8>,
    /// The body that has the code, or every member of a group.
    pub body: Inquirer,
    /// 現時点.
    pub base_date: CivilDate,
    /// About whom.
    pub persona: RoleModelId,
    /// In which state the code is before.
    pub before: LinkCodeOutcome,
    /// What is done.
    pub act: LinkCodeAct,
    /// What must come of it: the outcome of 取得, the state after 取消.
    pub expected: LinkCodeOutcome,
    /// Where that is written.
    pub expected_place: Place,
    /// The cell or line of its id.
    pub place: Place,
}

impl LinkCodeCase {
    /// The bodies that try it, each with the group it stands for.
    pub fn bodies<'p>(&self, project: &'p Project) -> Vec<(&'p Organisation, Option<&'p TestGroup>)> {
        match &self.body {
            Inquirer::Organisation(id) => project.organisation(id).map(|body| (body, None)).into_iter().collect(),
            Inquirer::Group(id) => {
                let group = project.group(id);
                let members = group.into_iter().flat_map(|group| &group.members);
                members.filter_map(|id| Some((project.organisation(id)?, group))).collect()
            }
        }
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
