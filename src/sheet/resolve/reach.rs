//! Who can be asked: whether a target has a representative, and whether the combination is permitted.

use super::{Known, words};
use crate::model::catalogue::sheet as say;
use crate::model::organisation::GroupId;
use crate::model::project::{Permit, Procedure};
use crate::model::{
    Diagnostic, Gateway, InformationCode, Inquirer, ItemCode, OrganisationKind, Place, Representative, Target, TestKind,
};

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

/// Who asks whom for what.
pub struct Asking<'a> {
    /// Who asks.
    pub inquirer: &'a Inquirer,
    /// Whom.
    pub target: &'a Target,
    /// For which 特定個人情報.
    pub information: InformationCode,
    /// For which of its items.
    pub items: &'a [ItemCode],
}

/// What the network will refuse.
pub enum Refusal {
    /// The combination of inquirer, procedure, target and 特定個人情報.
    Combination,
    /// Some of the items, and what to tell of them.
    Items(Diagnostic),
}

/// Whether the network will refuse it; `items` is where they are written.
pub fn refusal(known: &Known<'_>, procedure: &Procedure, asking: &Asking<'_>, items: Place) -> Option<Refusal> {
    let permits = permits(known, procedure, asking);
    let refused = |permit: &&Permit| -> Vec<ItemCode> {
        asking.items.iter().copied().filter(|item| !permit.covers(*item)).collect()
    };
    // One permit must cover all of them; the one that lacks the fewest is probably the one that was meant.
    let Some(fewest) = permits.iter().map(refused).min_by_key(Vec::len) else { return Some(Refusal::Combination) };
    if fewest.is_empty() {
        return None;
    }
    let fault = Diagnostic::new(&say::ITEMS_NOT_PERMITTED, items).with("procedure", procedure.code);
    Some(Refusal::Items(fault.with("information", asking.information).with("items", words::listed(fewest))))
}

/// The permits by which some kind of this inquirer may ask some kind of this target.
fn permits<'p>(known: &Known<'_>, procedure: &'p Procedure, asking: &Asking<'_>) -> Vec<&'p Permit> {
    use OrganisationKind::{ClearingHouse, Insurer, Municipality, Prefecture};
    let kind_of = |id: &crate::model::OrganisationId| known.bodies.organisation(&id.0).map(|body| body.kind);
    let askers: Vec<OrganisationKind> = match asking.inquirer {
        Inquirer::Organisation(body) => kind_of(body).into_iter().collect(),
        Inquirer::Group(group) => {
            let members = known.bodies.group(&group.0).map(|group| group.members.as_slice()).unwrap_or_default();
            members.iter().filter_map(kind_of).collect()
        }
    };
    let asked: Vec<OrganisationKind> = match asking.target {
        Target::Organisation(body) => kind_of(body).into_iter().collect(),
        Target::Scheme(_) => vec![Insurer, ClearingHouse],
        Target::LocalRepresentative => vec![Municipality, Prefecture],
    };
    let fits = |permit: &&Permit| {
        permit.information == asking.information
            && permit.inquirers.iter().any(|kind| askers.contains(kind))
            && permit.providers.iter().any(|kind| asked.contains(kind))
            && match asking.target {
                Target::Organisation(body) => permit.names(body),
                Target::Scheme(_) | Target::LocalRepresentative => permit.only.is_empty(),
            }
    };
    procedure.permits.iter().filter(fits).collect()
}
