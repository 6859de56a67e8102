//! Who can be asked: whether a target has a representative, and whether the combination is permitted.

use super::Known;
use crate::model::organisation::GroupId;
use crate::model::project::Procedure;
use crate::model::{Gateway, InformationCode, Inquirer, OrganisationKind, Representative, Target, TestKind};

/// Whether some representative of this kind of test answers the target for the inquirer.
pub fn has_representative(known: &Known<'_>, inquirer: &Inquirer, target: &Target, kind: TestKind) -> bool {
    let groups: Vec<&GroupId> = match inquirer {
        Inquirer::Group(group) => vec![group],
        Inquirer::Organisation(body) => known.bodies.groups_of(body).map(|group| &group.id).collect(),
    };
    let serves = |representative: &&Representative| {
        representative.kind == kind
            && (representative.serves.is_empty() || representative.serves.iter().any(|group| groups.contains(&group)))
    };
    let body = |representative: &Representative| known.bodies.organisation(&representative.organisation.0);
    let mut serving = known.bodies.representatives.iter().filter(serves).filter_map(body);
    match target {
        // 情報連携試験 asks only whoever has prepared test 副本 for it.
        Target::Organisation(id) => kind != TestKind::Practice || serving.any(|body| body.id == *id),
        Target::Scheme(scheme) => serving.any(|body| body.scheme.as_ref() == Some(scheme)),
        Target::LocalRepresentative => serving.any(|body| body.kind.gateway() == Gateway::LocalGovernment),
    }
}

/// Whether a procedure permits some kind of this inquirer to ask some kind of this target.
pub fn is_permitted(
    known: &Known<'_>,
    procedure: &Procedure,
    inquirer: &Inquirer,
    target: &Target,
    information: InformationCode,
) -> bool {
    use OrganisationKind::{ClearingHouse, Insurer, Municipality, Prefecture};
    let kind_of = |id: &crate::model::OrganisationId| known.bodies.organisation(&id.0).map(|body| body.kind);
    let asking: Vec<OrganisationKind> = match inquirer {
        Inquirer::Organisation(body) => kind_of(body).into_iter().collect(),
        Inquirer::Group(group) => {
            let members = known.bodies.group(&group.0).map(|group| group.members.as_slice()).unwrap_or_default();
            members.iter().filter_map(kind_of).collect()
        }
    };
    let asked: Vec<OrganisationKind> = match target {
        Target::Organisation(body) => kind_of(body).into_iter().collect(),
        Target::Scheme(_) => vec![Insurer, ClearingHouse],
        Target::LocalRepresentative => vec![Municipality, Prefecture],
    };
    procedure.permits.iter().any(|permit| {
        permit.information == information
            && permit.inquirers.iter().any(|kind| asking.contains(kind))
            && permit.providers.iter().any(|kind| asked.contains(kind))
            && match target {
                Target::Organisation(body) => permit.names(body),
                Target::Scheme(_) | Target::LocalRepresentative => permit.only.is_empty(),
            }
    })
}
