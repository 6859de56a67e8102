//! 制度, bodies, test groups, 代表団体, クール and ロット.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use super::words::{self, key, required_key};
use super::{Seen, departments};
use crate::model::catalogue::interpretation as reading;
use crate::model::catalogue::sheet as say;
use crate::model::code::{insurer_check_digit, municipality_check_digit};
use crate::model::date::to_half_width;
use crate::model::organisation::{GroupId, Scheme};
use crate::model::{
    Cycle, Department, Diagnostic, Gateway, InstitutionCode, Lot, Organisation, OrganisationId, OrganisationKind,
    Representative, SchemeId, TestGroup, TestKind,
};
use crate::sheet::Faults;
use crate::sheet::raw::*;

/// Kinds of body, as YAML spells them.
pub const ORGANISATION_KINDS: [(&str, OrganisationKind); 6] = [
    ("prefecture", OrganisationKind::Prefecture),
    ("municipality", OrganisationKind::Municipality),
    ("education-board", OrganisationKind::EducationBoard),
    ("insurer", OrganisationKind::Insurer),
    ("clearing-house", OrganisationKind::ClearingHouse),
    ("agency", OrganisationKind::Agency),
];

/// Kinds of test, as YAML spells them.
pub const TEST_KINDS: [(&str, TestKind); 5] = [
    ("local-local", TestKind::LocalLocal),
    ("local-national", TestKind::LocalNational),
    ("local-insurer", TestKind::LocalInsurer),
    ("practice", TestKind::Practice),
    ("pilot", TestKind::Pilot),
];

/// The YAML spelling of a kind of test.
pub fn test_kind_word(kind: TestKind) -> &'static str {
    TEST_KINDS.iter().find(|(_, known)| *known == kind).map_or("", |(word, _)| word)
}

/// Highest number of a クール (the deck has 0–8).
const CYCLE_MAX: u32 = 99;
/// Highest number of a ロット (the deck has 1–3).
const LOT_MAX: u32 = 99;

/// All bodies and what they form, with look-ups by id and by name.
#[derive(Default)]
pub struct Bodies {
    /// 制度.
    pub schemes: Vec<Scheme>,
    /// Bodies.
    pub organisations: Vec<Organisation>,
    /// 情報照会者部署 of the bodies that declare them.
    pub departments: HashMap<OrganisationId, Vec<Department>>,
    /// Test groups.
    pub groups: Vec<TestGroup>,
    /// 代表団体.
    pub representatives: Vec<Representative>,
    /// クール.
    pub cycles: Vec<Cycle>,
    /// ロット.
    pub lots: Vec<Lot>,
    organisation_by: HashMap<String, usize>,
    scheme_by: HashMap<String, usize>,
    group_by: HashMap<String, usize>,
    cycle_by: BTreeMap<u8, usize>,
    lot_by: BTreeMap<u8, usize>,
    groups_of: HashMap<OrganisationId, Vec<usize>>,
    /// Ids and names of bodies that could not be made; they are told once, not wherever they are named.
    left_out: HashSet<String>,
}

impl Bodies {
    /// Resolves them in the order of reference.
    pub fn resolve(raw: &RawProject, faults: &mut Faults) -> Self {
        let mut bodies = Self::default();
        bodies.schemes(&raw.schemes, faults);
        bodies.organisations(&raw.organisations, faults);
        bodies.parts(&raw.organisations, faults);
        bodies.groups(&raw.groups, faults);
        bodies.representatives(&raw.representatives, faults);
        bodies.cycles(&raw.cycles, faults);
        bodies.lots(&raw.lots, faults);
        bodies
    }

    /// A body by id or name.
    pub fn organisation(&self, text: &str) -> Option<&Organisation> {
        self.organisation_by.get(&key(text)).and_then(|index| self.organisations.get(*index))
    }

    /// A body by id or name, or a fault.
    pub fn known_organisation(&self, word: &Word, faults: &mut Faults) -> Option<&Organisation> {
        let found = self.organisation(&word.text);
        if found.is_none() && !self.is_left_out(&word.text) {
            let fault = Diagnostic::new(&say::UNKNOWN_ORGANISATION, word.place.clone()).with("value", &word.text);
            faults.push_near(fault, &word.text, self.organisation_words());
        }
        found
    }

    /// Whether a body of this id or name is written, but has a fault of its own.
    pub fn is_left_out(&self, text: &str) -> bool {
        self.left_out.contains(&key(text))
    }

    fn leave_out(&mut self, body: &RawOrganisation) {
        let words = [body.id.as_ref(), body.name.as_ref()].into_iter().flatten();
        self.left_out.extend(words.map(|word| key(&word.text)));
    }

    /// Names and ids of all bodies, for suggestions.
    pub fn organisation_words(&self) -> impl Iterator<Item = &str> {
        self.organisations.iter().flat_map(|body| [body.name.as_str(), &*body.id.0])
    }

    /// A 制度 by id or name.
    pub fn scheme(&self, text: &str) -> Option<&Scheme> {
        self.scheme_by.get(&key(text)).and_then(|index| self.schemes.get(*index))
    }

    /// A group by id or name.
    pub fn group(&self, text: &str) -> Option<&TestGroup> {
        self.group_by.get(&key(text)).and_then(|index| self.groups.get(*index))
    }

    /// The groups a body belongs to.
    pub fn groups_of(&self, body: &OrganisationId) -> impl Iterator<Item = &TestGroup> {
        self.groups_of.get(body).into_iter().flatten().filter_map(|index| self.groups.get(*index))
    }

    /// A クール, or a fault.
    pub fn known_cycle(&self, word: &Word, name: &str, faults: &mut Faults) -> Option<&Cycle> {
        let number = words::number(word, name, 0, CYCLE_MAX, faults)?;
        let found = u8::try_from(number).ok().and_then(|number| self.cycles.get(*self.cycle_by.get(&number)?));
        if found.is_none() {
            let fault = Diagnostic::new(&say::UNKNOWN_CYCLE, word.place.clone()).with("value", number);
            faults.push(fault.with("known", words::listed(self.cycle_by.keys())));
        }
        found
    }

    /// A ロット, or a fault.
    pub fn known_lot(&self, word: &Word, name: &str, faults: &mut Faults) -> Option<u8> {
        let number = words::number(word, name, 0, LOT_MAX, faults)?;
        let found = u8::try_from(number).ok().filter(|number| self.lot_by.contains_key(number));
        if found.is_none() {
            let fault = Diagnostic::new(&say::UNKNOWN_LOT, word.place.clone()).with("value", number);
            faults.push(fault.with("known", words::listed(self.lot_by.keys())));
        }
        found
    }

    fn schemes(&mut self, raw: &[RawScheme], faults: &mut Faults) {
        let mut seen = Seen::default();
        for scheme in raw {
            let Some(id) = safe_id(scheme.id.as_ref(), &scheme.place, faults) else { continue };
            if !seen.first("schemes", id, faults) {
                continue;
            }
            let name = scheme.name.as_ref().unwrap_or(id).text.clone();
            self.scheme_by.insert(key(&id.text), self.schemes.len());
            self.scheme_by.entry(key(&name)).or_insert(self.schemes.len());
            self.schemes.push(Scheme { id: SchemeId::from(id.text.as_str()), name });
        }
    }

    fn organisations(&mut self, raw: &[RawOrganisation], faults: &mut Faults) {
        let mut seen = Seen::default();
        let clearing_house = raw
            .iter()
            .find(|body| body.kind.as_ref().is_some_and(|kind| kind.text == "clearing-house"))
            .and_then(|body| body.code.as_ref())
            .map(|code| InstitutionCode(to_half_width(&code.text).into()));
        for body in raw {
            let Some(id) = safe_id(body.id.as_ref(), &body.place, faults) else {
                self.leave_out(body);
                continue;
            };
            if !seen.first("organisations", id, faults) {
                self.leave_out(body);
                continue;
            }
            let kind = required_key(body.kind.as_ref(), "kind", &body.place, faults)
                .and_then(|kind| words::choice(kind, "kind", &ORGANISATION_KINDS, faults));
            let Some(kind) = kind else {
                self.leave_out(body);
                continue;
            };
            let name = body.name.as_ref().unwrap_or(id);
            let code = match &body.code {
                Some(code) => Some(InstitutionCode(to_half_width(&code.text).into())),
                None if kind == OrganisationKind::Insurer => clearing_house.clone(),
                None => None,
            };
            let Some(code) = code else {
                faults.push(Diagnostic::new(&say::CODE_MISSING, id.place.clone()).with("name", &name.text));
                self.leave_out(body);
                continue;
            };
            self.check_code(body, kind, &code, &name.text, faults);
            let scheme = self.scheme_of(body, kind, &name.text, faults);
            check_numbers(body, kind, &name.text, faults);
            let departments = departments::declared(&body.departments, &name.text, faults);
            if !departments.is_empty() {
                self.departments.insert(OrganisationId::from(id.text.as_str()), departments);
            }
            let index = self.organisations.len();
            self.organisation_by.insert(key(&id.text), index);
            match self.organisation_by.get(&key(&name.text)).copied() {
                Some(other) if other != index => {
                    let first = self.organisations.get(other).map(|other| other.place.to_string()).unwrap_or_default();
                    let fault = Diagnostic::new(&say::NAME_TWICE, name.place.clone()).with("name", &name.text);
                    faults.push(fault.with("first", first));
                }
                _ => {
                    self.organisation_by.insert(key(&name.text), index);
                }
            }
            self.organisations.push(Organisation {
                id: OrganisationId::from(id.text.as_str()),
                name: name.text.clone(),
                kind,
                code,
                scheme,
                insurer_number: body.insurer_number.as_ref().map(|number| to_half_width(&number.text)),
                part_of: None,
                place: id.place.clone(),
            });
        }
    }

    /// Which body is a part of which: an education board of its local government, the 短期 of a 共済組合 of the 組合.
    fn parts(&mut self, raw: &[RawOrganisation], faults: &mut Faults) {
        use OrganisationKind::{EducationBoard, Municipality, Prefecture};
        for body in raw {
            let Some(index) = body.id.as_ref().and_then(|id| self.organisation_by.get(&key(&id.text)).copied()) else {
                continue;
            };
            let (kind, name, place) = match self.organisations.get(index) {
                Some(known) => (known.kind, known.name.clone(), known.place.clone()),
                None => continue,
            };
            let Some(word) = &body.part_of else {
                if kind == EducationBoard {
                    faults.push(Diagnostic::new(&reading::PARENT_MISSING, place).with("name", name));
                }
                continue;
            };
            let Some(parent) = self.known_organisation(word, faults) else { continue };
            let nested = raw.iter().any(|other| {
                other.part_of.is_some() && other.id.as_ref().is_some_and(|id| key(&id.text) == key(&parent.id.0))
            });
            let local = matches!(parent.kind, Municipality | Prefecture);
            if nested || (kind == EducationBoard) != local {
                let fault = Diagnostic::new(&reading::PARENT_OF_ANOTHER_KIND, word.place.clone()).with("name", name);
                faults.push(fault.with("parent", &parent.name));
                continue;
            }
            let parent = parent.id.clone();
            if let Some(known) = self.organisations.get_mut(index) {
                known.part_of = Some(parent);
            }
        }
    }

    /// Only the insurers' server stands for many bodies under one 機関コード.
    fn check_code(
        &self,
        body: &RawOrganisation,
        kind: OrganisationKind,
        code: &InstitutionCode,
        name: &str,
        faults: &mut Faults,
    ) {
        let of_insurers = |kind: OrganisationKind| kind.gateway() == Gateway::Insurers;
        let other = self.organisations.iter().find(|other| other.code == *code);
        if let (Some(other), Some(word)) = (other, &body.code)
            && !(of_insurers(kind) && of_insurers(other.kind))
        {
            let fault = Diagnostic::new(&say::CODE_TWICE, word.place.clone()).with("name", name);
            faults.push(fault.with("code", code).with("first", &other.place));
        }
    }

    fn scheme_of(
        &self,
        body: &RawOrganisation,
        kind: OrganisationKind,
        name: &str,
        faults: &mut Faults,
    ) -> Option<SchemeId> {
        let Some(word) = &body.scheme else {
            if kind == OrganisationKind::Insurer {
                faults.push(Diagnostic::new(&say::SCHEME_MISSING, body.place.clone()).with("name", name));
            }
            return None;
        };
        let found = self.scheme(&word.text).map(|scheme| scheme.id.clone());
        if found.is_none() {
            let fault = Diagnostic::new(&say::UNKNOWN_SCHEME, word.place.clone()).with("value", &word.text);
            faults.push_near(
                fault,
                &word.text,
                self.schemes.iter().flat_map(|known| [&*known.id.0, known.name.as_str()]),
            );
        }
        found
    }

    fn members(&self, words: &[Word], of: &str, faults: &mut Faults) -> Vec<OrganisationId> {
        let mut seen: HashSet<&OrganisationId> = HashSet::new();
        let mut members = Vec::new();
        for word in words {
            let Some(body) = self.known_organisation(word, faults) else { continue };
            if seen.insert(&body.id) {
                members.push(body.id.clone());
            } else {
                let fault = Diagnostic::new(&say::MEMBER_TWICE, word.place.clone()).with("value", &word.text);
                faults.push(fault.with("name", of));
            }
        }
        members
    }

    fn groups(&mut self, raw: &[RawGroup], faults: &mut Faults) {
        let mut seen = Seen::default();
        for group in raw {
            let Some(id) = safe_id(group.id.as_ref(), &group.place, faults) else { continue };
            if !seen.first("groups", id, faults) {
                continue;
            }
            let Some(kind) = test_kind(group.kind.as_ref(), &group.place, faults) else { continue };
            let name = group.name.as_ref().unwrap_or(id).text.clone();
            let members = self.members(&group.members, &name, faults);
            if group.members.is_empty() {
                faults.push(Diagnostic::new(&say::GROUP_EMPTY, id.place.clone()).with("name", &name));
            }
            let index = self.groups.len();
            for member in &members {
                self.groups_of.entry(member.clone()).or_default().push(index);
            }
            self.group_by.insert(key(&id.text), index);
            self.group_by.entry(key(&name)).or_insert(index);
            let id_value = GroupId::from(id.text.as_str());
            self.groups.push(TestGroup { id: id_value, name, kind, members, place: id.place.clone() });
        }
    }

    fn representatives(&mut self, raw: &[RawRepresentative], faults: &mut Faults) {
        for representative in raw {
            let place = &representative.place;
            let word = required_key(representative.organisation.as_ref(), "organisation", place, faults);
            let kind = test_kind(representative.kind.as_ref(), place, faults);
            let organisation = word.and_then(|word| self.known_organisation(word, faults)).map(|body| body.id.clone());
            let serves = representative.serves.iter().filter_map(|word| self.known_group(word, faults)).collect();
            if let (Some(organisation), Some(kind)) = (organisation, kind) {
                self.representatives.push(Representative { organisation, kind, serves, place: place.clone() });
            }
        }
    }

    fn known_group(&self, word: &Word, faults: &mut Faults) -> Option<GroupId> {
        let found = self.group(&word.text).map(|group| group.id.clone());
        if found.is_none() {
            let fault = Diagnostic::new(&say::UNKNOWN_GROUP, word.place.clone()).with("value", &word.text);
            faults.push_near(
                fault,
                &word.text,
                self.groups.iter().flat_map(|group| [&*group.id.0, group.name.as_str()]),
            );
        }
        found
    }

    fn cycles(&mut self, raw: &[RawCycle], faults: &mut Faults) {
        let mut seen = Seen::default();
        for cycle in raw {
            let Some(word) = required_key(cycle.number.as_ref(), "number", &cycle.place, faults) else { continue };
            let Some(number) = words::number(word, "number", 0, CYCLE_MAX, faults) else { continue };
            if !seen.first("cycles", word, faults) {
                continue;
            }
            let kind = test_kind(cycle.kind.as_ref(), &cycle.place, faults);
            let from = required_key(cycle.from.as_ref(), "from", &cycle.place, faults);
            let from = from.and_then(|word| words::day(word, "from", faults));
            let to = required_key(cycle.to.as_ref(), "to", &cycle.place, faults);
            let to = to.and_then(|word| words::day(word, "to", faults));
            let (Some(kind), Some(from), Some(to), Ok(number)) = (kind, from, to, u8::try_from(number)) else {
                continue;
            };
            if from > to {
                let fault = Diagnostic::new(&say::CYCLE_BACKWARDS, word.place.clone()).with("number", number);
                faults.push(fault.with("from", from.wareki()).with("to", to.wareki()));
            }
            let name = cycle.name.as_ref().map_or_else(|| format!("クール{number}"), |name| name.text.clone());
            self.cycle_by.insert(number, self.cycles.len());
            self.cycles.push(Cycle { number, name, kind, from, to });
        }
    }

    fn lots(&mut self, raw: &[RawLot], faults: &mut Faults) {
        let mut seen = Seen::default();
        for lot in raw {
            let Some(word) = required_key(lot.number.as_ref(), "number", &lot.place, faults) else { continue };
            let Some(number) = words::number(word, "number", 0, LOT_MAX, faults) else { continue };
            if !seen.first("lots", word, faults) {
                continue;
            }
            let Ok(number) = u8::try_from(number) else { continue };
            let name = lot.name.as_ref().map_or_else(|| format!("ロット{number}"), |name| name.text.clone());
            for word in &lot.members {
                let other = self.organisation(&word.text).filter(|body| body.kind != OrganisationKind::Insurer);
                if let Some(body) = other {
                    let fault = Diagnostic::new(&say::LOT_OF_OTHERS, word.place.clone()).with("lot", number);
                    faults.push(fault.with("name", &body.name));
                }
            }
            let members = self.members(&lot.members, &name, faults);
            self.lot_by.insert(number, self.lots.len());
            self.lots.push(Lot { number, name, members });
        }
    }
}

fn test_kind(word: Option<&Word>, place: &crate::model::Place, faults: &mut Faults) -> Option<TestKind> {
    let word = required_key(word, "kind", place, faults)?;
    words::choice(word, "kind", &TEST_KINDS, faults)
}

/// Ids of bodies stand in paths and addresses: ASCII letters, digits, `-`, `_` and `.`, not a dot first.
pub fn safe_id<'w>(word: Option<&'w Word>, place: &crate::model::Place, faults: &mut Faults) -> Option<&'w Word> {
    let word = required_key(word, "id", place, faults)?;
    let safe = word.text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'));
    if !safe || word.text.starts_with('.') {
        faults.push(Diagnostic::new(&say::UNSAFE_ID, word.place.clone()).with("id", &word.text));
        return None;
    }
    Some(word)
}

/// Check digits are only looked at when a number has its real length: the samples use short invented ones.
fn check_numbers(body: &RawOrganisation, kind: OrganisationKind, name: &str, faults: &mut Faults) {
    let mut check = |word: &Word, lengths: &[usize], digit_of: fn(&str) -> Option<u8>| {
        let number: Arc<str> = to_half_width(&word.text).into();
        let Some((head, last)) = number.char_indices().next_back().map(|(at, last)| (&number[..at], last)) else {
            return;
        };
        if !lengths.contains(&number.len()) {
            return;
        }
        if let (Some(digit), Some(written)) = (digit_of(head), last.to_digit(10))
            && u32::from(digit) != written
        {
            let fault = Diagnostic::new(&say::CHECK_DIGIT, word.place.clone());
            faults.push(fault.with("value", &word.text).with("digit", digit));
        }
    };
    match (kind, &body.code, &body.insurer_number) {
        (OrganisationKind::Municipality | OrganisationKind::Prefecture, Some(code), _) => {
            check(code, &[6], municipality_check_digit);
        }
        (OrganisationKind::Insurer, _, Some(number)) => check(number, &[6, 8], insurer_check_digit),
        (OrganisationKind::Insurer, _, None) => {
            faults.push(Diagnostic::new(&say::INSURER_NUMBER_MISSING, body.place.clone()).with("name", name));
        }
        _ => {}
    }
}
