//! A whole project in memory, with the look-ups everything else needs.

use std::collections::HashMap;

use super::addressee::Addressee;
use super::backbone::Backbone;
use super::case::{CaseId, Department, TestCase};
use super::code::{AffairCode, InformationCode, InstitutionCode, ItemCode, ProcedureCode};
use super::date::CivilDate;
use super::diagnostic::Place;
use super::fault::NamedFault;
use super::layout::{Layout, Version};
use super::link_code::LinkCodeCase;
use super::organisation::{
    Cycle, GroupId, Lot, Organisation, OrganisationId, OrganisationKind, Representative, Scheme, SchemeId, TestGroup,
};
use super::partner::{Doors, Part, Partner};
use super::persona::{RoleModel, RoleModelId};
use super::profile::Profile;
use super::replica::{Conduct, Replica};
use super::resident::{Resident, ResidentId, SearchRight};
use super::service::{Service, ServiceId};

/// Everything the files of a project say.
#[derive(Debug, Clone, Default)]
pub struct Project {
    /// Its name.
    pub name: String,
    /// Our assumptions about the wire.
    pub profile: Profile,
    /// Limits of a run.
    pub limits: Limits,
    /// 制度.
    pub schemes: Vec<Scheme>,
    /// Bodies.
    pub organisations: Vec<Organisation>,
    /// 情報照会者部署 of the bodies that declare them; any other body may ask from whichever department it names.
    pub departments: HashMap<OrganisationId, Vec<Department>>,
    /// Test groups.
    pub groups: Vec<TestGroup>,
    /// 代表団体.
    pub representatives: Vec<Representative>,
    /// クール.
    pub cycles: Vec<Cycle>,
    /// ロット.
    pub lots: Vec<Lot>,
    /// 事務 and 事務手続, with what each may ask of whom.
    pub affairs: Vec<Affair>,
    /// Layouts, all versions.
    pub layouts: Vec<Layout>,
    /// 事務手続 that may search 住基ネット by less than 4情報.
    pub search_rights: HashMap<(AffairCode, ProcedureCode), SearchRight>,
    /// Persons of 住基ネット.
    pub residents: Vec<Resident>,
    /// ロールモデル.
    pub role_models: Vec<RoleModel>,
    /// テストケース, in the order written.
    pub cases: Vec<TestCase>,
    /// Cases of 符号生成運用テスト, in the order written.
    pub link_code_cases: Vec<LinkCodeCase>,
    /// Registered 副本.
    pub replicas: Vec<Replica>,
    /// How providers behave when not plainly.
    pub conduct: Vec<Conduct>,
    /// 団体内統合宛名システム of the bodies that tell it.
    pub addressees: Vec<Addressee>,
    /// Layout versions that bodies have declared.
    pub declarations: Vec<Declaration>,
    /// 委託 of insurers to the clearing house.
    pub delegations: Vec<Delegation>,
    /// Bodies played by real systems.
    pub partners: Vec<Partner>,
    /// Where the simulated network stands for them.
    pub doors: Doors,
    /// Faults by name that the files ask for.
    pub faults: Vec<NamedFault>,
    /// Services beside the network.
    pub services: Vec<Service>,
}

/// Limits of a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// How often a failed case is tried again.
    pub retries: u32,
    /// Worker threads; 0: as many as cores.
    pub workers: usize,
    /// Scenarios handed to cucumber at once.
    pub scenarios_per_chunk: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { retries: 0, workers: 0, scenarios_per_chunk: 100 }
    }
}

/// 事務.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Affair {
    /// 事務コード.
    pub code: AffairCode,
    /// Its name.
    pub name: String,
    /// Its 事務手続.
    pub procedures: Vec<Procedure>,
}

/// 事務手続.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Procedure {
    /// 事務手続コード.
    pub code: ProcedureCode,
    /// Its name.
    pub name: String,
    /// 本人同意: whether the person's consent is needed.
    pub consent: bool,
    /// What it may ask of whom.
    pub permits: Vec<Permit>,
}

/// A permitted combination: kinds of inquirer, kinds of provider, 特定個人情報.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Permit {
    /// Kinds of body that may ask.
    pub inquirers: Vec<OrganisationKind>,
    /// Kinds of body that may be asked.
    pub providers: Vec<OrganisationKind>,
    /// Of them these bodies only: one 国の機関 is not another. Empty: every body of the kinds.
    pub only: Vec<OrganisationId>,
    /// What.
    pub information: InformationCode,
    /// Which of its items; empty: all.
    pub items: Vec<ItemCode>,
}

/// Which layout versions a body has declared that it works with; of what it has declared nothing, any.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Declaration {
    /// The body.
    pub organisation: OrganisationId,
    /// Of which 特定個人情報.
    pub information: InformationCode,
    /// The versions.
    pub versions: Vec<Version>,
    /// Where it is written.
    pub place: Place,
}

/// 委託: the days on which an insurer has the clearing house provide for it. An insurer without one always has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delegation {
    /// The insurer.
    pub organisation: OrganisationId,
    /// From when; `None`: always.
    pub from: Option<CivilDate>,
    /// Until when; `None`: still.
    pub to: Option<CivilDate>,
    /// Where it is written.
    pub place: Place,
}

impl Permit {
    /// Whether a body is among those that may be asked, as far as they are named.
    pub fn names(&self, provider: &OrganisationId) -> bool {
        self.only.is_empty() || self.only.contains(provider)
    }

    /// Whether an item may be asked for.
    pub fn covers(&self, item: ItemCode) -> bool {
        self.items.is_empty() || self.items.contains(&item)
    }
}

impl Project {
    /// A body by id.
    pub fn organisation(&self, id: &OrganisationId) -> Option<&Organisation> {
        self.organisations.iter().find(|organisation| organisation.id == *id)
    }

    /// A body by its id or its name.
    pub fn organisation_called(&self, written: &str) -> Option<&Organisation> {
        self.organisations.iter().find(|organisation| &*organisation.id.0 == written || organisation.name == written)
    }

    /// The real system that plays a body.
    pub fn partner(&self, id: &OrganisationId) -> Option<&Partner> {
        self.partners.iter().find(|partner| matches!(&partner.part, Part::Body(body) if body == id))
    }

    /// The real system that plays a service.
    pub fn partner_of_service(&self, id: &ServiceId) -> Option<&Partner> {
        self.partners.iter().find(|partner| matches!(&partner.part, Part::Service(service) if service == id))
    }

    /// The real system in the place of one that every body meets.
    pub fn partner_of_backbone(&self, which: Backbone) -> Option<&Partner> {
        self.partners.iter().find(|partner| partner.part == Part::Backbone(which))
    }

    /// The body a 機関コード speaks for: the clearing house where insurers share it.
    pub fn institution(&self, code: &InstitutionCode) -> Option<&Organisation> {
        let mut sharing = self.organisations.iter().filter(|organisation| organisation.code == *code);
        let first = sharing.next()?;
        Some(
            sharing
                .chain([first])
                .find(|organisation| organisation.kind == OrganisationKind::ClearingHouse)
                .unwrap_or(first),
        )
    }

    /// A 制度 by id.
    pub fn scheme(&self, id: &SchemeId) -> Option<&Scheme> {
        self.schemes.iter().find(|scheme| scheme.id == *id)
    }

    /// A test group by id.
    pub fn group(&self, id: &GroupId) -> Option<&TestGroup> {
        self.groups.iter().find(|group| group.id == *id)
    }

    /// A role model by id.
    pub fn role_model(&self, id: &RoleModelId) -> Option<&RoleModel> {
        self.role_models.iter().find(|role_model| role_model.id == *id)
    }

    /// How an 事務手続 may search 住基ネット.
    pub fn search_right(&self, affair: AffairCode, procedure: ProcedureCode) -> SearchRight {
        self.search_rights.get(&(affair, procedure)).copied().unwrap_or_default()
    }

    /// A person of 住基ネット by id.
    pub fn resident(&self, id: &ResidentId) -> Option<&Resident> {
        self.residents.iter().find(|resident| resident.id == *id)
    }

    /// The person of 住基ネット who is a ロールモデル.
    pub fn resident_of(&self, persona: &RoleModelId) -> Option<&Resident> {
        self.residents.iter().find(|resident| resident.persona.as_ref() == Some(persona))
    }

    /// Whether 住基ネット knows a ロールモデル; in a project without residents it knows everybody.
    pub fn register_knows(&self, persona: &RoleModelId) -> bool {
        self.residents.is_empty() || self.resident_of(persona).is_some()
    }

    /// A case by id.
    pub fn case(&self, id: &CaseId) -> Option<&TestCase> {
        self.cases.iter().find(|case| case.id == *id)
    }

    /// A layout by 特定個人情報 and version.
    pub fn layout(&self, information: InformationCode, version: &Version) -> Option<&Layout> {
        self.layouts.iter().find(|layout| layout.information == information && layout.version == *version)
    }

    /// A 事務手続 by 事務 and code.
    pub fn procedure(&self, affair: AffairCode, procedure: ProcedureCode) -> Option<&Procedure> {
        let affair = self.affairs.iter().find(|known| known.code == affair)?;
        affair.procedures.iter().find(|known| known.code == procedure)
    }
}
