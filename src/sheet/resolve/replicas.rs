//! 副本 and 応答の設定.

use std::collections::{HashMap, HashSet};

use super::units::{self, Reading, Whose};
use super::{Known, words};
use crate::model::catalogue::sheet as say;
use crate::model::project::{Declaration, Delegation};
use crate::model::replica::Terms;
use crate::model::{
    Conduct, Diagnostic, InformationCode, Insurance, Layout, OrganisationId, OrganisationKind, Place, Replica,
    RoleModelId, Target, TestCase, Version,
};
use crate::sheet::Faults;
use crate::sheet::headings::{BEHAVIOURS, CAN, CANNOT, Column, ConductColumn, MARK, ReplicaColumn};
use crate::sheet::raw::*;

/// Most times a provider may depart from answering plainly.
const TIMES_MAX: u32 = 1_000_000;

fn name(names: Names, column: ReplicaColumn) -> &'static str {
    match names {
        Names::Form => column.heading().map_or("", |heading| heading.name()),
        Names::Keys => match column {
            ReplicaColumn::Organisation => "organisation",
            ReplicaColumn::Persona => "persona",
            ReplicaColumn::Information => "information",
            ReplicaColumn::Version => "version",
            ReplicaColumn::Automatic => "automatic",
            ReplicaColumn::Provisional => "provisional",
            ReplicaColumn::PublishedFrom => "published: from",
            ReplicaColumn::PublishedTo => "published: to",
            ReplicaColumn::Undisclosed => "undisclosed",
            ReplicaColumn::Insured => "insured-number",
            ReplicaColumn::Branch => "branch",
            ReplicaColumn::Addressee => "addressee",
            _ => "",
        },
    }
}

/// All registered 副本.
pub fn resolve(raw: Vec<RawReplica>, known: &Known<'_>, faults: &mut Faults) -> Vec<Replica> {
    let mut replicas: Vec<Replica> = Vec::new();
    let mut seen: HashMap<(OrganisationId, RoleModelId, InformationCode, Version, Terms), usize> = HashMap::new();
    let mut astray: HashSet<(Option<String>, String)> = HashSet::new();
    for raw in raw {
        let sheet = sheet_of(&raw.place);
        let items: Vec<_> =
            raw.rows.iter().filter_map(|row| row.entry.as_ref()).map(|e| words::key(&e.item.text)).collect();
        let Some(replica) = replica(raw, known, faults) else {
            astray.extend(items.into_iter().map(|item| (sheet.clone(), item)));
            continue;
        };
        let key = (
            replica.organisation.clone(),
            replica.persona.clone(),
            replica.information,
            replica.version.clone(),
            Terms {
                insurance: replica.terms.insurance.clone(),
                addressee: replica.terms.addressee.clone(),
                ..Terms::default()
            },
        );
        let first = seen.get(&key).and_then(|index| replicas.get(*index));
        if let Some(first) = first {
            let fault =
                Diagnostic::new(&say::DUPLICATE_ID, replica.place.clone()).with("name", ReplicaColumn::SHEET[0]);
            let id = format!("{} {} {} {}", key.0, key.1, key.2, key.3);
            faults.push(fault.with("id", id).with("first", &first.place));
            continue;
        }
        seen.insert(key, replicas.len());
        replicas.push(replica);
    }
    // A row whose 団体 or ロールモデル is wrong is missing from the 副本 it was meant for: that is the same mistake.
    faults.0.retain(|fault| {
        let item = fault.args.iter().find(|(name, _)| *name == "item").map(|(_, item)| item.clone());
        let follows = |item| astray.contains(&(sheet_of(&fault.place), item));
        fault.fault != &say::REQUIRED_ITEM_MISSING || !item.is_some_and(follows)
    });
    replicas
}

/// Workbook and sheet of a cell.
fn sheet_of(place: &Place) -> Option<String> {
    let Place::Cell { book, sheet, .. } = place else { return None };
    Some(format!("{book}!{sheet}"))
}

fn replica(raw: RawReplica, known: &Known<'_>, faults: &mut Faults) -> Option<Replica> {
    let named = |column| name(raw.names, column);
    let mut needed = |word: &Option<Word>, column| {
        words::required(word.as_ref(), named(column), (&raw.columns, &raw.place), faults).cloned()
    };
    let organisation = needed(&raw.organisation, ReplicaColumn::Organisation);
    let persona = needed(&raw.persona, ReplicaColumn::Persona);
    let information = needed(&raw.information, ReplicaColumn::Information);
    let version = needed(&raw.version, ReplicaColumn::Version);
    let body = organisation.as_ref().and_then(|word| known.bodies.known_organisation(word, faults));
    let persona = persona.as_ref().and_then(|word| known.persona(word, faults));
    let layout = information.as_ref().zip(version.as_ref()).and_then(|(information, version)| {
        known.layouts.known(information, named(ReplicaColumn::Information), version, faults)
    });
    let automatic = match &raw.automatic {
        Some(word) => words::choice(word, named(ReplicaColumn::Automatic), &answers(raw.names), faults).unwrap_or(true),
        None => true,
    };
    let provisional = match &raw.provisional {
        Some(word) => {
            words::choice(word, named(ReplicaColumn::Provisional), &marks(raw.names), faults).unwrap_or_default()
        }
        None => false,
    };
    let terms = terms(&raw, faults);
    let (body, persona, layout) = (body?, persona?, layout?);
    if let Some(word) = raw.insured.as_ref().or(raw.branch.as_ref()).filter(|_| body.insurer_key().is_none()) {
        faults.push(Diagnostic::new(&say::INSURANCE_OF_OTHERS, word.place.clone()).with("name", &body.name));
    }
    let mut written = raw.units;
    written.extend(units::from_rows(raw.rows, faults));
    let reading = Reading { layout, profile: &known.layouts.profile, whose: Whose::Replica };
    let units = reading.units(written, faults);
    if units.is_empty() {
        faults.push(Diagnostic::new(&say::REPLICA_EMPTY, raw.place.clone()));
    }
    Some(Replica {
        organisation: body.id.clone(),
        persona,
        information: layout.information,
        version: layout.version.clone(),
        automatic,
        provisional,
        terms,
        units,
        place: raw.place,
    })
}

/// 公開期間, 不開示 and 枝番.
fn terms(raw: &RawReplica, faults: &mut Faults) -> Terms {
    let named = |column| name(raw.names, column);
    let mut day = |word: &Option<Word>, column| word.as_ref().and_then(|word| words::day(word, named(column), faults));
    let published_from = day(&raw.published_from, ReplicaColumn::PublishedFrom);
    let published_to = day(&raw.published_to, ReplicaColumn::PublishedTo);
    if let (Some(from), Some(to), Some(word)) = (published_from, published_to, &raw.published_to)
        && to < from
    {
        let fault = Diagnostic::new(&say::PUBLISHED_BACKWARDS, word.place.clone())
            .with("name", named(ReplicaColumn::PublishedTo));
        faults.push(fault.with("from", from.wareki()).with("to", to.wareki()));
    }
    let mark = |word: &Word| words::choice(word, named(ReplicaColumn::Undisclosed), &marks(raw.names), faults);
    let undisclosed = raw.undisclosed.as_ref().and_then(mark).unwrap_or(false);
    let most = u32::from(Insurance::BRANCH_MAX);
    let branch = raw.branch.as_ref();
    let branch = branch.and_then(|word| words::number(word, named(ReplicaColumn::Branch), 0, most, faults));
    let branch = branch.and_then(|branch| u8::try_from(branch).ok()).unwrap_or_default();
    let number = raw.insured.as_ref().map(|word| words::key(&word.text));
    let addressee = raw.addressee.as_ref().map(|word| words::key(&word.text));
    Terms { published_from, published_to, undisclosed, insurance: Insurance { number, branch }, addressee }
}

/// Two persons under one 記号番号 and 枝番 are one to the insurers' server, which then joins what both have.
pub fn check_apart(replicas: &[Replica], faults: &mut Faults) {
    let mut first: HashMap<(&OrganisationId, &Insurance), &Replica> = HashMap::new();
    let mut told: HashSet<(&OrganisationId, &Insurance, &RoleModelId)> = HashSet::new();
    for replica in replicas.iter().filter(|replica| replica.terms.insurance.number.is_some()) {
        let (body, insurance) = (&replica.organisation, &replica.terms.insurance);
        let known = *first.entry((body, insurance)).or_insert(replica);
        if known.persona == replica.persona || !told.insert((body, insurance, &replica.persona)) {
            continue;
        }
        let fault = Diagnostic::new(&say::INSURANCES_ALIKE, replica.place.clone())
            .with("persona", &replica.persona)
            .with("other", &known.persona)
            .with("number", insurance.number.as_deref().unwrap_or_default());
        faults.push(fault.with("branch", insurance.branch).with("first", &known.place));
    }
}

/// A body that nobody can reach registers in vain: it is no representative, and no case names it or, for an insurer,
/// the clearing house that joins the insurers' answers.
pub fn check_reached(replicas: &[Replica], cases: &[TestCase], known: &Known<'_>, faults: &mut Faults) {
    let represents = known.bodies.representatives.iter().map(|representative| &representative.organisation);
    let named = cases.iter().filter_map(|case| match &case.target {
        Target::Organisation(body) => Some(body),
        Target::Scheme(_) | Target::LocalRepresentative => None,
    });
    let mut reached: HashSet<&OrganisationId> = represents.chain(named).collect();
    let body = |id: &OrganisationId| known.bodies.organisation(&id.0);
    let joined = reached.iter().any(|id| body(id).is_some_and(|body| body.kind == OrganisationKind::ClearingHouse));
    for replica in replicas {
        let Some(body) = body(&replica.organisation) else { continue };
        if (joined && body.kind == OrganisationKind::Insurer) || !reached.insert(&replica.organisation) {
            continue;
        }
        let fault = Diagnostic::new(&say::NOT_REPRESENTATIVE, replica.place.clone());
        faults.push(fault.with("name", &body.name));
    }
}

fn answers(names: Names) -> Vec<(&'static str, bool)> {
    match names {
        Names::Form => vec![(CAN, true), (CANNOT, false)],
        Names::Keys => vec![("true", true), ("false", false)],
    }
}

/// How a mark is written.
pub fn marks(names: Names) -> Vec<(&'static str, bool)> {
    match names {
        // ◯ and 〇 are other characters that look the same.
        Names::Form => vec![(MARK, true), ("◯", true), ("〇", true), ("-", false), ("×", false)],
        Names::Keys => vec![("true", true), ("false", false)],
    }
}

/// Layout versions that bodies have declared.
pub fn resolve_declarations(raw: Vec<RawDeclaration>, known: &Known<'_>, faults: &mut Faults) -> Vec<Declaration> {
    raw.into_iter().filter_map(|raw| declaration(&raw, known, faults)).collect()
}

fn declaration(raw: &RawDeclaration, known: &Known<'_>, faults: &mut Faults) -> Option<Declaration> {
    let body = words::required_key(raw.organisation.as_ref(), "organisation", &raw.place, faults);
    let body = body.and_then(|word| known.bodies.known_organisation(word, faults));
    let information = words::required_key(raw.information.as_ref(), "information", &raw.place, faults)?;
    let versions =
        raw.versions.iter().filter_map(|version| known.layouts.known(information, "versions", version, faults));
    let versions: Vec<&Layout> = versions.collect();
    let information = versions.first()?.information;
    Some(Declaration {
        organisation: body?.id.clone(),
        information,
        versions: versions.iter().map(|layout| layout.version.clone()).collect(),
        place: raw.place.clone(),
    })
}

/// 委託 of insurers.
pub fn resolve_delegations(raw: Vec<RawDelegation>, known: &Known<'_>, faults: &mut Faults) -> Vec<Delegation> {
    raw.into_iter().filter_map(|raw| delegation(&raw, known, faults)).collect()
}

fn delegation(raw: &RawDelegation, known: &Known<'_>, faults: &mut Faults) -> Option<Delegation> {
    let word = words::required_key(raw.organisation.as_ref(), "organisation", &raw.place, faults)?;
    let body = known.bodies.known_organisation(word, faults)?;
    if body.kind != OrganisationKind::Insurer {
        faults.push(Diagnostic::new(&say::DELEGATION_OF_OTHERS, raw.place.clone()).with("name", &body.name));
        return None;
    }
    let mut day = |word: &Option<Word>, name| word.as_ref().and_then(|word| words::day(word, name, faults));
    let (from, to) = (day(&raw.from, "from"), day(&raw.to, "to"));
    Some(Delegation { organisation: body.id.clone(), from, to, place: raw.place.clone() })
}

/// How providers behave when not plainly.
pub fn resolve_conduct(raw: Vec<RawConduct>, known: &Known<'_>, faults: &mut Faults) -> Vec<Conduct> {
    raw.into_iter().filter_map(|raw| conduct(&raw, known, faults)).collect()
}

fn conduct(raw: &RawConduct, known: &Known<'_>, faults: &mut Faults) -> Option<Conduct> {
    let named = |column: ConductColumn| match raw.names {
        Names::Form => column.heading().map_or("", |heading| heading.name()),
        Names::Keys => match column {
            ConductColumn::Organisation => "organisation",
            ConductColumn::Persona => "persona",
            ConductColumn::Behaviour => "behaviour",
            ConductColumn::Times => "times",
        },
    };
    let row = (&raw.columns, &raw.place);
    let organisation = words::required(raw.organisation.as_ref(), named(ConductColumn::Organisation), row, faults);
    let organisation = organisation.and_then(|word| known.bodies.known_organisation(word, faults));
    let persona = words::required(raw.persona.as_ref(), named(ConductColumn::Persona), row, faults);
    let persona = persona.and_then(|word| known.persona(word, faults));
    let behaviours = BEHAVIOURS.map(|(behaviour, key)| match raw.names {
        Names::Form => (behaviour.word().ja, behaviour),
        Names::Keys => (key, behaviour),
    });
    let behaviour = words::required(raw.behaviour.as_ref(), named(ConductColumn::Behaviour), row, faults);
    let behaviour =
        behaviour.and_then(|word| words::choice(word, named(ConductColumn::Behaviour), &behaviours, faults));
    let times =
        raw.times.as_ref().and_then(|word| words::number(word, named(ConductColumn::Times), 1, TIMES_MAX, faults));
    Some(Conduct {
        organisation: organisation?.id.clone(),
        persona: persona?,
        behaviour: behaviour?,
        times,
        place: raw.place.clone(),
    })
}
