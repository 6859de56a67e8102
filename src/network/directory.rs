//! Who holds what and who may ask what of whom: read-only, shared by all workers.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use super::partner::Partners;
use super::polling::{Pauses, Polling};
use crate::model::project::{Permit, Procedure};
use crate::model::stable;
use crate::model::{
    AddresseeBook, AffairCode, Behaviour, CivilDate, Department, Gateway, InformationCode, InstitutionCode, Insurance,
    ItemCode, Layout, Organisation, OrganisationId, OrganisationKind, Outcome, PersonalNumbers, ProcedureCode, Profile,
    Project, Replica, RoleModelId, Version,
};
use crate::payload::content::Writer;
use crate::payload::envelope::Query;

/// Look-ups over a project, made once.
#[derive(Debug)]
pub struct Directory {
    project: Arc<Project>,
    institutions: HashMap<InstitutionCode, usize>,
    /// 副本 of bodies with a server of their own, by 機関コード and person.
    holdings: HashMap<(InstitutionCode, RoleModelId), Vec<usize>>,
    /// 統一区画: whom a person is or was insured with, by 紐付番号 into the 論理区画.
    unified: HashMap<RoleModelId, Vec<Link>>,
    /// 論理区画 of each insurer, by the line of the 統一区画 that leads there.
    partitions: HashMap<Link, Vec<usize>>,
    conduct: HashMap<(InstitutionCode, RoleModelId), Vec<usize>>,
    procedures: HashMap<(AffairCode, ProcedureCode), (usize, usize)>,
    layouts: HashMap<(InformationCode, Version), usize>,
    /// How each layout is written, made when it is first needed.
    writers: Vec<OnceLock<Writer>>,
    numbers: PersonalNumbers,
    /// 団体内統合宛名システム by 機関コード.
    addressees: HashMap<InstitutionCode, AddresseeBook>,
    /// 副本 that name a 宛名番号, by it.
    addressed: HashMap<(InstitutionCode, String), Vec<usize>>,
    by_id: HashMap<OrganisationId, usize>,
    /// Every body behind a 機関コード: insurers share one.
    bodies: HashMap<InstitutionCode, Vec<usize>>,
    /// Which layout versions a body works with, by body.
    declarations: HashMap<OrganisationId, Vec<usize>>,
    /// When an insurer has the clearing house provide for it, by insurer.
    delegations: HashMap<OrganisationId, Vec<usize>>,
    /// 情報照会者部署コード by 機関コード, where every body behind it declares its own.
    departments: HashMap<InstitutionCode, HashSet<String>>,
    partners: Partners,
    exchange: Option<PathBuf>,
}

/// What the network looks at before it looks for the person.
#[derive(Debug, Clone, Copy)]
pub struct Inquiry<'a> {
    /// 情報照会者機関コード.
    pub inquirer: &'a InstitutionCode,
    /// 情報提供者機関コード.
    pub provider: &'a InstitutionCode,
    /// 情報照会者部署コード.
    pub department: &'a str,
    /// 事務コード.
    pub affair: AffairCode,
    /// 事務手続コード.
    pub procedure: ProcedureCode,
    /// 特定個人情報名コード.
    pub information: InformationCode,
    /// The inquirer's layout version.
    pub version: &'a Version,
    /// The items asked for.
    pub items: &'a [ItemCode],
    /// 本人同意.
    pub consent: bool,
}

impl<'a> Inquiry<'a> {
    /// What a message says.
    pub fn of(query: &'a Query) -> Self {
        Self {
            inquirer: &query.inquirer,
            provider: &query.provider,
            department: &query.department.code,
            affair: query.affair,
            procedure: query.procedure,
            information: query.information,
            version: &query.version,
            items: &query.items,
            consent: query.consent,
        }
    }
}

/// 符号紐付情報: the line of the 統一区画 that leads from a person to one insurer's 論理区画.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Link {
    /// 紐付番号.
    pub number: u64,
    /// 保険者コード (the organisation's id where none is written).
    pub insurer: Arc<str>,
    /// 被保険者枝番.
    pub branch: u8,
}

/// Where each institution's server listens.
#[derive(Debug, Clone)]
pub(super) struct Addresses {
    pub nws: String,
    pub local_government: String,
    pub insurers: String,
    pub agency: String,
}

impl Addresses {
    pub fn of(&self, gateway: Gateway) -> &str {
        match gateway {
            Gateway::LocalGovernment => &self.local_government,
            Gateway::Insurers => &self.insurers,
            Gateway::Agency => &self.agency,
        }
    }
}

impl Directory {
    /// Reads a project once.
    pub fn new(project: Arc<Project>) -> Self {
        let mut directory = Self {
            institutions: HashMap::new(),
            holdings: HashMap::new(),
            unified: HashMap::new(),
            partitions: HashMap::new(),
            conduct: HashMap::new(),
            procedures: HashMap::new(),
            layouts: HashMap::new(),
            writers: project.layouts.iter().map(|_| OnceLock::new()).collect(),
            by_id: HashMap::new(),
            bodies: HashMap::new(),
            declarations: HashMap::new(),
            delegations: HashMap::new(),
            departments: departments(&project),
            partners: Partners::default(),
            exchange: None,
            numbers: PersonalNumbers::of(&project.role_models),
            addressees: HashMap::new(),
            addressed: HashMap::new(),
            project,
        };
        let project = Arc::clone(&directory.project);
        let by_id: HashMap<_, _> = project.organisations.iter().map(|known| (&known.id, known)).collect();
        for (index, organisation) in project.organisations.iter().enumerate() {
            directory.by_id.insert(organisation.id.clone(), index);
            directory.bodies.entry(organisation.code.clone()).or_default().push(index);
            // The clearing house speaks for all insurers that share its code.
            let speaker = directory.institutions.entry(organisation.code.clone()).or_insert(index);
            if organisation.kind == OrganisationKind::ClearingHouse {
                *speaker = index;
            }
        }
        for (index, replica) in project.replicas.iter().enumerate() {
            let Some(organisation) = by_id.get(&replica.organisation) else { continue };
            directory.register(index, replica, organisation);
        }
        for (index, declaration) in project.declarations.iter().enumerate() {
            directory.declarations.entry(declaration.organisation.clone()).or_default().push(index);
        }
        for (index, delegation) in project.delegations.iter().enumerate() {
            directory.delegations.entry(delegation.organisation.clone()).or_default().push(index);
        }
        for (index, conduct) in project.conduct.iter().enumerate() {
            let Some(organisation) = by_id.get(&conduct.organisation) else { continue };
            directory.conduct.entry((organisation.code.clone(), conduct.persona.clone())).or_default().push(index);
        }
        for organisation in &project.organisations {
            let lines = project.addressees.iter().filter(|line| line.organisation == organisation.id);
            let book = AddresseeBook::of(lines);
            if !book.is_empty() {
                directory.addressees.insert(organisation.code.clone(), book);
            }
        }
        for (a, affair) in project.affairs.iter().enumerate() {
            for (p, procedure) in affair.procedures.iter().enumerate() {
                directory.procedures.insert((affair.code, procedure.code), (a, p));
            }
        }
        for (index, layout) in project.layouts.iter().enumerate() {
            directory.layouts.insert((layout.information, layout.version.clone()), index);
        }
        directory
    }

    /// With the real systems that provide in some bodies' places.
    pub fn with_partners(self, partners: Partners) -> Self {
        Self { partners, ..self }
    }

    /// The real systems that provide in some bodies' places.
    pub fn partners(&self) -> &Partners {
        &self.partners
    }

    /// Under which folder business systems and their 中間サーバー exchange files, when they do.
    pub fn with_exchange_folder(self, folder: PathBuf) -> Self {
        Self { exchange: Some(folder), ..self }
    }

    /// The folder of [`Directory::with_exchange_folder`].
    pub(super) fn exchange_folder(&self) -> Option<&Path> {
        self.exchange.as_deref()
    }

    /// How long an inquirer waits for the answer of a provider.
    pub(super) fn answer_wait(&self, provider: &InstitutionCode) -> Duration {
        Duration::from_millis(self.profile().answer_wait_ms_max) + self.partners.patience(provider)
    }

    /// An inquirer's looks for the answer of a provider, from now on.
    pub(super) fn polling(&self, provider: &InstitutionCode) -> Polling {
        Pauses::of(self.profile()).within(self.answer_wait(provider))
    }

    fn register(&mut self, index: usize, replica: &Replica, organisation: &Organisation) {
        let Some(insurer) = organisation.insurer_key() else {
            if let Some(address) = &replica.terms.addressee {
                self.addressed.entry((organisation.code.clone(), address.clone())).or_default().push(index);
            }
            self.holdings.entry((organisation.code.clone(), replica.persona.clone())).or_default().push(index);
            return;
        };
        // A 論理区画 knows insurances and no persons: who share insurer, 記号番号 and 枝番 are one there.
        let Insurance { number, branch } = &replica.terms.insurance;
        let number = stable::of_text(number.as_deref().unwrap_or(&replica.persona.0));
        let link = Link { number, insurer: insurer.into(), branch: *branch };
        let links = self.unified.entry(replica.persona.clone()).or_default();
        if !links.contains(&link) {
            links.push(link.clone());
        }
        self.partitions.entry(link).or_default().push(index);
    }

    /// The project behind it.
    pub fn project(&self) -> &Project {
        &self.project
    }

    /// The 個人番号 of everybody, so that a text that holds one is known.
    pub fn numbers(&self) -> &PersonalNumbers {
        &self.numbers
    }

    /// Our assumptions about the wire.
    pub fn profile(&self) -> &Profile {
        &self.project.profile
    }

    /// The body a 機関コード speaks for.
    pub fn institution(&self, code: &InstitutionCode) -> Option<&Organisation> {
        self.institutions.get(code).map(|index| &self.project.organisations[*index])
    }

    /// A layout by 特定個人情報 and version.
    pub fn layout(&self, information: InformationCode, version: &Version) -> Option<&Layout> {
        self.layouts.get(&(information, version.clone())).map(|index| &self.project.layouts[*index])
    }

    /// As [`Directory::layout`], with what writes it.
    pub(super) fn written(&self, information: InformationCode, version: &Version) -> Option<(&Layout, &Writer)> {
        let index = *self.layouts.get(&(information, version.clone()))?;
        let layout = &self.project.layouts[index];
        Some((layout, self.writers[index].get_or_init(|| Writer::new(layout, self.profile().element_names))))
    }

    /// 団体内統合宛名システム of a body, if the project tells it.
    pub fn addressees(&self, code: &InstitutionCode) -> Option<&AddresseeBook> {
        self.addressees.get(code)
    }

    /// 副本 of one 特定個人情報 that the 機関別符号 of a person leads to at a body with its own server.
    pub fn held(&self, code: &InstitutionCode, persona: &RoleModelId, information: InformationCode) -> Vec<&Replica> {
        self.held_by(self.addressees(code), code, persona, information)
    }

    /// As [`Directory::held`], by a 団体内統合宛名システム that a scenario has changed.
    pub(super) fn held_by(
        &self,
        book: Option<&AddresseeBook>,
        code: &InstitutionCode,
        persona: &RoleModelId,
        information: InformationCode,
    ) -> Vec<&Replica> {
        let own = self.replicas(self.holdings.get(&(code.clone(), persona.clone())), information);
        let Some(book) = book else { return own };
        let mut held: Vec<&Replica> = own.into_iter().filter(|replica| book.leads_to(persona, replica)).collect();
        // What other persons' 宛名番号 hold, if they are joined to this one's.
        for address in book.addresses(persona).unwrap_or_default() {
            let there = self.replicas(self.addressed.get(&(code.clone(), address.clone())), information);
            held.extend(there.into_iter().filter(|replica| replica.persona != *persona));
        }
        held
    }

    /// 符号紐付情報 of a person.
    pub fn links(&self, persona: &RoleModelId) -> &[Link] {
        self.unified.get(persona).map_or(&[], Vec::as_slice)
    }

    /// 副本 of one 特定個人情報 in the 論理区画 a link leads to.
    pub fn partition(&self, link: &Link, information: InformationCode) -> Vec<&Replica> {
        self.replicas(self.partitions.get(link), information)
    }

    /// 振り分け: every 副本 of one 特定個人情報 that the 統一区画 leads to, of insurers that delegate on that day.
    pub fn distributed(&self, persona: &RoleModelId, information: InformationCode, day: CivilDate) -> Vec<&Replica> {
        let of_links = self.links(persona).iter().flat_map(|link| self.partition(link, information));
        of_links.filter(|replica| self.delegated(&replica.organisation, day)).collect()
    }

    /// The 副本 that a query of a body would be answered from.
    pub fn answering(
        &self,
        provider: &Organisation,
        persona: &RoleModelId,
        information: InformationCode,
        day: CivilDate,
    ) -> Vec<&Replica> {
        match provider.kind.gateway() {
            Gateway::Insurers => self.distributed(persona, information, day),
            Gateway::LocalGovernment | Gateway::Agency => self.held(&provider.code, persona, information),
        }
    }

    /// How a body departs from answering plainly about a person: index of the rule, behaviour, how often.
    pub(super) fn conduct(
        &self,
        code: &InstitutionCode,
        persona: &RoleModelId,
    ) -> impl Iterator<Item = (usize, Behaviour, Option<u32>)> {
        self.conduct.get(&(code.clone(), persona.clone())).into_iter().flatten().map(|index| {
            let conduct = &self.project.conduct[*index];
            (*index, conduct.behaviour, conduct.times)
        })
    }

    /// The behaviours set for a person at a body, as people wrote them.
    pub fn behaviours(&self, code: &InstitutionCode, persona: &RoleModelId) -> Vec<Behaviour> {
        self.conduct(code, persona).map(|(_, behaviour, _)| behaviour).collect()
    }

    /// Why the network refuses a query before it looks for the person; `None`: it does not.
    pub fn refusal(&self, inquiry: &Inquiry<'_>) -> Option<Outcome> {
        let (Some(inquirer), Some(provider)) = (self.institution(inquiry.inquirer), self.institution(inquiry.provider))
        else {
            return Some(Outcome::BadInstitution);
        };
        if inquiry.department.is_empty() || !self.has_department(inquiry.inquirer, inquiry.department) {
            return Some(Outcome::BadInstitution);
        }
        if inquiry.items.is_empty() || !self.unknown_items(inquiry).is_empty() {
            return Some(Outcome::Malformed);
        }
        let Some((a, p)) = self.procedures.get(&(inquiry.affair, inquiry.procedure)) else {
            return Some(Outcome::NotPermitted);
        };
        let procedure = &self.project.affairs[*a].procedures[*p];
        let mut permits = permits(procedure, inquiry.information, inquirer, provider);
        if !permits.any(|permit| inquiry.items.iter().all(|item| permit.covers(*item))) {
            return Some(Outcome::NotPermitted);
        }
        // Both sides must have declared the version, if they have declared any.
        if ![inquiry.inquirer, inquiry.provider].into_iter().all(|code| self.declares(code, inquiry)) {
            return Some(Outcome::VersionMismatch);
        }
        (procedure.consent && !inquiry.consent).then_some(Outcome::NoConsent)
    }

    /// Whether a body behind a 機関コード has a department; one that declares none has any.
    pub fn has_department(&self, code: &InstitutionCode, department: &str) -> bool {
        self.departments.get(code).is_none_or(|declared| declared.contains(department))
    }

    /// The first department that a body behind a 機関コード declares.
    pub fn department(&self, code: &InstitutionCode) -> Option<&Department> {
        let mut bodies = self.project.organisations.iter().filter(|body| body.code == *code);
        bodies.find_map(|body| self.project.departments.get(&body.id)?.first())
    }

    /// The items asked for that the layout does not have; none where there is no such layout.
    pub fn unknown_items(&self, inquiry: &Inquiry<'_>) -> Vec<ItemCode> {
        let Some(layout) = self.layout(inquiry.information, inquiry.version) else { return Vec::new() };
        inquiry.items.iter().copied().filter(|item| layout.item(*item).is_none()).collect()
    }

    /// The items asked for that are refused although the rest of the combination is permitted.
    pub fn refused_items(&self, inquiry: &Inquiry<'_>) -> Vec<ItemCode> {
        let bodies = self.institution(inquiry.inquirer).zip(self.institution(inquiry.provider));
        let procedure = self.procedures.get(&(inquiry.affair, inquiry.procedure));
        let Some(((inquirer, provider), (a, p))) = bodies.zip(procedure) else { return Vec::new() };
        let procedure = &self.project.affairs[*a].procedures[*p];
        let refused = permits(procedure, inquiry.information, inquirer, provider)
            .map(|permit| inquiry.items.iter().copied().filter(|item| !permit.covers(*item)).collect());
        refused.min_by_key(Vec::len).unwrap_or_default()
    }

    /// Whether a body behind a 機関コード works with the version: insurers share one, and each has its own word.
    fn declares(&self, code: &InstitutionCode, inquiry: &Inquiry<'_>) -> bool {
        let mut bodies = self.bodies.get(code).into_iter().flatten().map(|index| &self.project.organisations[*index]);
        self.declarations.is_empty()
            || bodies.any(|body| self.works_with(&body.id, inquiry.information, inquiry.version))
    }

    /// Whether a body has declared a version, or nothing of this 特定個人情報.
    pub fn works_with(&self, organisation: &OrganisationId, information: InformationCode, version: &Version) -> bool {
        let of_body = self.declarations.get(organisation).into_iter().flatten();
        let of_body = of_body.map(|index| &self.project.declarations[*index]);
        let mut declared = of_body.filter(|known| known.information == information).peekable();
        declared.peek().is_none() || declared.any(|declaration| declaration.versions.contains(version))
    }

    /// Whether an insurer has the clearing house provide for it on a day.
    pub fn delegated(&self, organisation: &OrganisationId, day: CivilDate) -> bool {
        let Some(delegations) = self.delegations.get(organisation) else { return true };
        delegations
            .iter()
            .map(|index| &self.project.delegations[*index])
            .any(|known| known.from.is_none_or(|from| from <= day) && known.to.is_none_or(|to| day <= to))
    }

    /// A body by id.
    pub fn organisation(&self, id: &OrganisationId) -> Option<&Organisation> {
        self.by_id.get(id).map(|index| &self.project.organisations[*index])
    }

    fn replicas(&self, indices: Option<&Vec<usize>>, information: InformationCode) -> Vec<&Replica> {
        indices
            .into_iter()
            .flatten()
            .map(|index| &self.project.replicas[*index])
            .filter(|replica| replica.information == information)
            .collect()
    }
}

/// 情報照会者部署コード of each 機関コード. Insurers share one: only when all behind it declare theirs is another refused.
fn departments(project: &Project) -> HashMap<InstitutionCode, HashSet<String>> {
    let mut declared: HashMap<InstitutionCode, HashSet<String>> = HashMap::new();
    let mut open: HashSet<&InstitutionCode> = HashSet::new();
    for body in &project.organisations {
        match project.departments.get(&body.id) {
            Some(own) => {
                declared.entry(body.code.clone()).or_default().extend(own.iter().map(|own| own.code.clone()));
            }
            None => {
                open.insert(&body.code);
            }
        }
    }
    declared.retain(|code, _| !open.contains(code));
    declared
}

/// The permits under which a body may ask another for a 特定個人情報.
fn permits<'p>(
    procedure: &'p Procedure,
    information: InformationCode,
    inquirer: &Organisation,
    provider: &Organisation,
) -> impl Iterator<Item = &'p Permit> {
    procedure.permits.iter().filter(move |permit| {
        permit.information == information
            && speaks_for(&permit.inquirers, inquirer.kind)
            && speaks_for(&permit.providers, provider.kind)
            && permit.names(&provider.id)
    })
}

/// On the wire an insurer is the clearing house: either name in a permit means both.
fn speaks_for(kinds: &[OrganisationKind], kind: OrganisationKind) -> bool {
    kinds.contains(&kind)
        || (kind.gateway() == Gateway::Insurers && kinds.iter().any(|known| known.gateway() == Gateway::Insurers))
}
