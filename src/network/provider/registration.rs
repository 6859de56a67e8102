//! 副本 registered and deleted while the network stands: by a body's business system, about one instance of a person.

use super::ProviderSide;
use crate::model::replica::Terms;
use crate::model::{InstitutionCode, Organisation, OrganisationKind, Outcome, Place, Replica};
use crate::network::registry::Deleted;
use crate::payload::content;
use crate::payload::envelope::{Deletion, Registration};
use crate::payload::tree::Element;

impl ProviderSide {
    /// Registers a 副本 in place of the one the body had of the same 特定個人情報, version and insurance.
    pub fn register(&self, code: &InstitutionCode, told: &Registration, body: &Element) -> Outcome {
        let Some(organisation) = self.registrant(code, told.insurer.as_deref()) else { return Outcome::BadInstitution };
        let Some(person) = self.registry.person(code, &told.link_code) else { return Outcome::LinkCodeMissing };
        let Some(layout) = self.directory.layout(told.information, &told.version) else {
            return Outcome::VersionMismatch;
        };
        let (units, differences) = content::read(body, layout, self.directory.profile().element_names);
        if !differences.is_empty() {
            return Outcome::Malformed;
        }
        let replica = Replica {
            organisation: organisation.id.clone(),
            persona: person.admission.persona,
            information: told.information,
            version: told.version.clone(),
            automatic: told.automatic,
            provisional: false,
            terms: Terms {
                published_from: told.published_from,
                published_to: told.published_to,
                undisclosed: told.undisclosed,
                insurance: told.insurance.clone(),
                addressee: None,
            },
            units,
            place: Place::Nowhere,
        };
        self.registry.change(person.number, |changes| changes.register(replica));
        Outcome::Normal
    }

    /// Deletes every version of what the body has registered, of all insurances or one.
    pub fn delete(&self, code: &InstitutionCode, told: &Deletion) -> Outcome {
        let Some(organisation) = self.registrant(code, told.insurer.as_deref()) else { return Outcome::BadInstitution };
        let Some(person) = self.registry.person(code, &told.link_code) else { return Outcome::LinkCodeMissing };
        let (organisation, insurance) = (organisation.id.clone(), told.insurance.clone());
        let deleted = Deleted { organisation, information: told.information, insurance };
        self.registry.change(person.number, |changes| changes.delete(deleted));
        Outcome::Normal
    }

    /// Who registers: the body itself, or the insurer that is named, for they share a 機関コード.
    fn registrant(&self, code: &InstitutionCode, insurer: Option<&str>) -> Option<&Organisation> {
        let Some(insurer) = insurer else {
            return self.directory.institution(code).filter(|body| body.kind != OrganisationKind::ClearingHouse);
        };
        let mut bodies = self.directory.project().organisations.iter();
        bodies.find(|body| body.code == *code && body.insurer_key() == Some(insurer))
    }
}
