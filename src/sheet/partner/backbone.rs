//! Real systems in the place of those that every body meets: `real:` of renkei.yaml, by their names.

use std::collections::{BTreeMap, HashMap};

use super::{Reading, Whose};
use crate::model::catalogue::partner as say;
use crate::model::catalogue::sheet as sheet_say;
use crate::model::date::to_half_width;
use crate::model::diagnostic::Place;
use crate::model::partner::LinkCodes;
use crate::model::{Backbone, Diagnostic, Lang, OrganisationId, Project};
use crate::sheet::yaml::{Node, Tree};

impl Reading<'_> {
    /// `real: {住基ネット: …, 情報提供ネットワークシステム: …}`
    pub(super) fn backbone(&mut self, node: Node, project: &mut Project) {
        let Tree::Map(entries) = node.value else {
            let fault = Diagnostic::new(&sheet_say::NOT_A_MAP, node.place).with("key", "real");
            self.faults.push(fault.with("known", known_names(Lang::Ja)));
            return;
        };
        let mut seen: HashMap<Backbone, Place> = HashMap::new();
        for (key, node) in entries {
            let Some(which) = Backbone::called(&key.text) else {
                let fault = Diagnostic::new(&say::NO_BACKBONE, key.place).with("value", &key.text);
                let fault = fault.with_both("known", known_names(Lang::Ja), known_names(Lang::En));
                self.faults.push_near(fault, &key.text, Backbone::ALL.into_iter().flat_map(Backbone::names));
                continue;
            };
            if let Some(first) = seen.insert(which, key.place.clone()) {
                let fault = Diagnostic::new(&say::BACKBONE_TWICE, key.place).with("value", which.name(Lang::Ja));
                self.faults.push(fault.with("first", first));
                continue;
            }
            if let Some(partner) = self.partner(Whose::Backbone(which), node, project) {
                project.partners.push(partner);
            }
        }
    }

    /// `link-codes: {B市: {RM-001: ABC}}` of a network that converts them.
    pub(super) fn codes_of_bodies(&mut self, node: Node, project: &Project) -> LinkCodes {
        let mut all: BTreeMap<OrganisationId, _> = BTreeMap::new();
        let not_a_map = |place| {
            let fault = Diagnostic::new(&sheet_say::NOT_A_MAP, place).with("key", "link-codes");
            fault.with("known", "b-shi: {RM-001: …}")
        };
        let Tree::Map(entries) = node.value else {
            self.faults.push(not_a_map(node.place));
            return LinkCodes::default();
        };
        for (key, node) in entries {
            let Some(body) = project.organisation_called(&to_half_width(key.text.trim())) else {
                let fault = Diagnostic::new(&sheet_say::UNKNOWN_ORGANISATION, key.place).with("value", &key.text);
                let names = project.organisations.iter().flat_map(|body| [&*body.id.0, body.name.as_str()]);
                self.faults.push_near(fault, &key.text, names);
                continue;
            };
            // Insurers share the codes of the clearing house.
            let body = project.institution(&body.code).unwrap_or(body);
            if !matches!(node.value, Tree::Map(_)) {
                self.faults.push(not_a_map(node.place));
            } else if let Some(LinkCodes::Fixed(codes)) = self.link_codes(node, project) {
                all.insert(body.id.clone(), codes);
            }
        }
        LinkCodes::OfBodies(all)
    }
}

fn known_names(lang: Lang) -> String {
    Backbone::ALL.map(|known| known.name(lang)).join("、")
}
