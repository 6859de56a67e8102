//! Who tries what: a case of a group is one trial for each member.

use super::case::TestCase;
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
        let mut id = String::with_capacity(self.case.id.0.len() + 1 + self.inquirer.id.0.len());
        let word = |c: char| if c.is_whitespace() || c.is_control() { '_' } else { c };
        id.extend(self.case.id.0.chars().map(word));
        id.push('@');
        id.extend(self.inquirer.id.0.chars().map(word));
        id
    }
}
