//! クール × ロット × group × representative: which trials there are, in which order, and whom each of them asks.
//!
//! Data in, data out: knows no clock, no files and nothing of how a trial is run.

mod provider;
#[cfg(test)]
mod tests;

pub use provider::{Chosen, Provider, Unresolved, provider};

use std::collections::HashMap;

use crate::feature::TagFilter;
use crate::model::organisation::GroupId;
use crate::model::{CaseId, Inquirer, Lang, OrganisationId, Project, TestCase, Trial};

/// What of a project is to be tried. Empty lists mean everything; all lists must agree.
#[derive(Debug, Clone, Default)]
pub struct Selection {
    /// クール.
    pub cycles: Vec<u8>,
    /// ロット.
    pub lots: Vec<u8>,
    /// Test groups.
    pub groups: Vec<GroupId>,
    /// Bodies that ask.
    pub organisations: Vec<OrganisationId>,
    /// Cases.
    pub cases: Vec<CaseId>,
    /// An expression over tags.
    pub tags: Option<TagFilter>,
}

/// A trial by its places in the project's lists: twelve bytes, because there may be hundreds of thousands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct TrialKey {
    case: u32,
    group: Option<std::num::NonZeroU32>,
    inquirer: u32,
}

impl TrialKey {
    /// The trial itself.
    pub fn resolve(self, project: &Project) -> Trial<'_> {
        Trial {
            case: &project.cases[self.case as usize],
            group: self.group.map(|group| &project.groups[group.get() as usize - 1]),
            inquirer: &project.organisations[self.inquirer as usize],
        }
    }
}

/// What will be tried, in order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Plan {
    /// Trials for the machine: by クール, ロット, then as written; a group's members in the group's order.
    pub trials: Vec<TrialKey>,
    /// Trials of the selection that people do.
    pub by_people: usize,
}

/// Lists the selected trials.
pub fn select(project: &Project, selection: &Selection) -> Plan {
    let organisations: HashMap<&OrganisationId, u32> =
        project.organisations.iter().zip(0u32..).map(|(known, index)| (&known.id, index)).collect();
    let groups: HashMap<&GroupId, u32> =
        project.groups.iter().zip(0u32..).map(|(known, index)| (&known.id, index)).collect();
    let mut order: Vec<(u32, &TestCase)> =
        (0u32..).zip(&project.cases).filter(|(_, case)| wanted(case, selection)).collect();
    order.sort_by_key(|(index, case)| (case.cycle, case.lot, *index));
    let mut plan = Plan::default();
    for (index, case) in order {
        let (group, members): (Option<u32>, Vec<u32>) = match &case.inquirer {
            Inquirer::Organisation(id) => (None, organisations.get(id).copied().into_iter().collect()),
            Inquirer::Group(id) => {
                let Some(group) = groups.get(id).copied() else { continue };
                let members = &project.groups[group as usize].members;
                (Some(group), members.iter().filter_map(|id| organisations.get(id).copied()).collect())
            }
        };
        for inquirer in members {
            let key = TrialKey { case: index, group: group.and_then(|g| std::num::NonZeroU32::new(g + 1)), inquirer };
            if !chosen(key.resolve(project), project, selection) {
                continue;
            }
            if case.by_people {
                plan.by_people += 1;
            } else {
                plan.trials.push(key);
            }
        }
    }
    plan
}

fn wanted(case: &TestCase, selection: &Selection) -> bool {
    (selection.cycles.is_empty() || selection.cycles.contains(&case.cycle))
        && (selection.lots.is_empty() || case.lot.is_some_and(|lot| selection.lots.contains(&lot)))
        && (selection.cases.is_empty() || selection.cases.contains(&case.id))
}

fn chosen(trial: Trial<'_>, project: &Project, selection: &Selection) -> bool {
    let of_group = || match trial.group {
        Some(group) => selection.groups.contains(&group.id),
        // A case of one body belongs to a group's test when that body is its member and the クール is of its kind of test.
        None => project
            .groups
            .iter()
            .filter(|group| selection.groups.contains(&group.id) && group.members.contains(&trial.inquirer.id))
            .any(|group| {
                project.cycles.iter().all(|cycle| cycle.number != trial.case.cycle || cycle.kind == group.kind)
            }),
    };
    let is_asked_for = |id: &OrganisationId| selection.organisations.contains(id);
    // A city's education board is chosen with its city.
    let of_organisation = is_asked_for(&trial.inquirer.id) || trial.inquirer.part_of.as_ref().is_some_and(is_asked_for);
    (selection.organisations.is_empty() || of_organisation)
        && (selection.groups.is_empty() || of_group())
        && selection.tags.as_ref().is_none_or(|tags| tags.matches(&crate::feature::tags(&trial)))
}

impl Plan {
    /// Whether there is anything for the machine to do.
    pub fn is_empty(&self) -> bool {
        self.trials.is_empty()
    }
}

impl Provider<'_> {
    /// Why this body and no other, in words.
    pub fn why(&self, lang: Lang) -> String {
        use crate::model::catalogue::network as words;
        match &self.chosen {
            Chosen::Named => words::PROVIDER_NAMED.say(lang, &[("name", &self.institution.name)]),
            Chosen::ForScheme { scheme } => {
                let names: Vec<&str> = self.representatives.iter().map(|known| known.name.as_str()).collect();
                words::PROVIDER_FOR_SCHEME.say(
                    lang,
                    &[
                        ("scheme", scheme),
                        ("names", &names.join("、")),
                        ("institution", &self.institution.name),
                        ("code", &self.institution.code),
                    ],
                )
            }
            Chosen::ForGroup { group } => {
                words::PROVIDER_FOR_GROUP.say(lang, &[("group", group), ("name", &self.institution.name)])
            }
            Chosen::ForAll => words::PROVIDER_FOR_ALL.say(lang, &[("name", &self.institution.name)]),
        }
    }
}
