//! Who tries what: a case of a group is one trial for each member.

use super::case::{CaseId, TestCase};
use super::organisation::{Organisation, TestGroup};

/// One test case as one body tries it. Whom it asks is found later, by the plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Trial<'p> {
    /// The case.
    pub case: &'p TestCase,
    /// The group the case is for, if it is for a group.
    pub group: Option<&'p TestGroup>,
    /// Who asks: the case's own body, or one member of its group.
    pub inquirer: &'p Organisation,
}

impl Trial<'_> {
    /// `K1-01@b-shi`: one word, so blanks inside an id become `_`.
    pub fn id(&self) -> String {
        let mut id = self.case.id.one_word();
        id.push('@');
        id.extend(self.inquirer.id.0.chars().map(one_word));
        id
    }
}

impl CaseId {
    /// The id as one word: blanks and controls become `_`.
    pub fn one_word(&self) -> String {
        self.0.chars().map(one_word).collect()
    }
}

fn one_word(c: char) -> char {
    if c.is_whitespace() || c.is_control() { '_' } else { c }
}
