//! N対1: whom a body asks, and why that one.
//!
//! That a municipality asks the representatives of the 制度 whatever its own group, and insurers the local
//! representatives, is the ministry's 2016 deck; which of several representatives serves which group is our assumption
//! and stands in the project's files (`serves`).

use crate::model::{Gateway, Organisation, OrganisationKind, Project, Target, TestGroup, TestKind};

/// Who is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Provider<'p> {
    /// The body whose 機関コード goes on the wire.
    pub institution: &'p Organisation,
    /// The representatives that have registered the common 副本; empty when the case names a body.
    pub representatives: Vec<&'p Organisation>,
    /// Why.
    pub chosen: Chosen,
}

/// Why a provider was chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Chosen {
    /// The case names it.
    Named,
    /// It speaks for the insurers' 制度.
    ForScheme {
        /// The 制度's name.
        scheme: String,
    },
    /// It represents the local governments towards the inquirer's group.
    ForGroup {
        /// The group's name.
        group: String,
    },
    /// It represents the local governments towards everybody.
    ForAll,
}

/// Nobody can be asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unresolved {
    /// The case names a body that is not there.
    NoSuchOrganisation(String),
    /// No representative of the 制度.
    NoRepresentativeOfScheme(String),
    /// No local representative serves the inquirer.
    NoLocalRepresentative(TestKind),
}

/// Finds whom an inquirer asks. `group`: the group for which the case is written, if any.
pub fn provider<'p>(
    project: &'p Project,
    target: &Target,
    inquirer: &Organisation,
    group: Option<&TestGroup>,
) -> Result<Provider<'p>, Unresolved> {
    match target {
        Target::Organisation(id) => {
            let named = project.organisation(id).ok_or_else(|| Unresolved::NoSuchOrganisation(id.to_string()))?;
            // An insurer is reached under the clearing house's code.
            let institution = project.institution(&named.code).unwrap_or(named);
            let representatives = if institution == named { Vec::new() } else { vec![named] };
            Ok(Provider { institution, representatives, chosen: Chosen::Named })
        }
        Target::Scheme(id) => {
            let scheme = project.scheme(id).map_or_else(|| id.to_string(), |scheme| scheme.name.clone());
            let representatives: Vec<&Organisation> = serving(project, TestKind::LocalInsurer, inquirer, group)
                .map(|(organisation, _)| organisation)
                .filter(|organisation| organisation.scheme.as_ref() == Some(id))
                .collect();
            let first = representatives.first().ok_or_else(|| Unresolved::NoRepresentativeOfScheme(scheme.clone()))?;
            let institution = project.institution(&first.code).unwrap_or(first);
            Ok(Provider { institution, representatives, chosen: Chosen::ForScheme { scheme } })
        }
        Target::LocalRepresentative => {
            let kind = test_kind(inquirer);
            let (institution, chosen) = serving(project, kind, inquirer, group)
                .find(|(organisation, _)| is_local(organisation))
                .ok_or(Unresolved::NoLocalRepresentative(kind))?;
            Ok(Provider { institution, representatives: vec![institution], chosen })
        }
    }
}

/// The kind of test in which a body asks a local government.
fn test_kind(inquirer: &Organisation) -> TestKind {
    match inquirer.kind.gateway() {
        Gateway::LocalGovernment => TestKind::LocalLocal,
        Gateway::Insurers => TestKind::LocalInsurer,
        Gateway::Agency => TestKind::LocalNational,
    }
}

fn is_local(organisation: &Organisation) -> bool {
    matches!(organisation.kind, OrganisationKind::Prefecture | OrganisationKind::Municipality)
}

/// Representatives of a kind of test that serve the inquirer: those for its group first, then those for everybody.
fn serving<'p>(
    project: &'p Project,
    kind: TestKind,
    inquirer: &Organisation,
    group: Option<&TestGroup>,
) -> impl Iterator<Item = (&'p Organisation, Chosen)> {
    // The group the case is written for decides; else the groups of this kind of test the body is a member of.
    let groups: Vec<&TestGroup> = match group {
        Some(group) => project.groups.iter().filter(|known| known.id == group.id).collect(),
        None => {
            project.groups.iter().filter(|known| known.kind == kind && known.members.contains(&inquirer.id)).collect()
        }
    };
    let of_kind = move |everybody: bool| {
        project.representatives.iter().filter(move |known| known.kind == kind && known.serves.is_empty() == everybody)
    };
    let for_group = of_kind(false).filter_map(move |known| {
        let group = groups.iter().find(|group| known.serves.contains(&group.id))?;
        Some((project.organisation(&known.organisation)?, Chosen::ForGroup { group: group.name.clone() }))
    });
    let for_all = of_kind(true).filter_map(|known| Some((project.organisation(&known.organisation)?, Chosen::ForAll)));
    for_group.chain(for_all)
}
