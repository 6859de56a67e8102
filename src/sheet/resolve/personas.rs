//! ロールモデル, their families and histories.

use std::collections::{HashMap, HashSet};

use super::cases::Resolved;
use super::words::{self, key};
use super::{Ids, Seen, numbers};
use crate::model::catalogue::sheet as say;
use crate::model::persona::{FamilyMember, HistoryEntry};
use crate::model::{Confirmation, Diagnostic, Place, RoleModel, RoleModelId, TestCase};
use crate::sheet::Faults;
use crate::sheet::headings::{Column, FamilyColumn, HistoryColumn, RoleModelColumn};
use crate::sheet::raw::*;

/// Role models with what other sheets say of them.
pub fn resolve(
    raw: Vec<RawRoleModel>,
    family: Vec<(Option<Word>, RawFamily)>,
    history: Vec<(Option<Word>, RawHistory)>,
    ids: Ids,
    faults: &mut Faults,
) -> Vec<RoleModel> {
    let mut seen = Seen::default();
    let mut numbers = numbers::Written::default();
    let mut models: Vec<RoleModel> = Vec::new();
    let mut by_id: HashMap<String, usize> = HashMap::new();
    for raw in raw {
        let Some(id) = &raw.id else {
            let name = name_of(RoleModelColumn::Id);
            let place = raw.columns.cell_or_row(name, &raw.place);
            faults.push(Diagnostic::new(&say::ID_MISSING, place).with("name", name));
            continue;
        };
        if !seen.first_of_rows(name_of(RoleModelColumn::Id), id, (&raw.columns, &raw.place), faults) {
            continue;
        }
        by_id.insert(key(&id.text), models.len());
        models.push(model(&raw, id, &mut numbers, faults));
    }
    for (of, member) in family {
        let Some(index) = owner(of.as_ref(), (&member.columns, &member.place), &by_id, (&models, ids), faults) else {
            continue;
        };
        let member = family_member(&member, faults);
        if let Some(model) = models.get_mut(index) {
            model.family.extend(member);
        }
    }
    for (of, line) in history {
        let Some(index) = owner(of.as_ref(), (&line.columns, &line.place), &by_id, (&models, ids), faults) else {
            continue;
        };
        let line = history_entry(&line, faults);
        if let Some(model) = models.get_mut(index) {
            model.history.extend(line);
        }
    }
    models
}

fn name_of<C: Column>(column: C) -> &'static str {
    column.heading().map_or("", |heading| heading.name())
}

fn owner(
    of: Option<&Word>,
    (columns, place): (&Columns, &Place),
    by_id: &HashMap<String, usize>,
    (models, ids): (&[RoleModel], Ids),
    faults: &mut Faults,
) -> Option<usize> {
    let Some(word) = of else {
        let name = name_of(RoleModelColumn::Id);
        faults.push(Diagnostic::new(&say::ID_MISSING, columns.cell_or_row(name, place)).with("name", name));
        return None;
    };
    let found = by_id.get(&key(&word.text)).copied();
    if found.is_none() && ids == Ids::Certain {
        let fault = Diagnostic::new(&say::UNKNOWN_ROLE_MODEL, word.place.clone()).with("value", &word.text);
        faults.push_near(fault, &word.text, models.iter().map(|model| &*model.id.0));
    }
    found
}

fn model(raw: &RawRoleModel, id: &Word, numbers: &mut numbers::Written, faults: &mut Faults) -> RoleModel {
    let text = |word: &Option<Word>| word.as_ref().map(|word| word.text.clone());
    let name = words::required(raw.name.as_ref(), name_of(RoleModelColumn::Name), (&raw.columns, &raw.place), faults);
    RoleModel {
        id: RoleModelId::from(id.text.as_str()),
        name: name.map(|name| name.text.clone()).unwrap_or_default(),
        kana: text(&raw.kana),
        sex: text(&raw.sex),
        birth: raw.birth.as_ref().and_then(|word| words::day(word, name_of(RoleModelColumn::Birth), faults)),
        address: text(&raw.address),
        personal_number: raw.personal_number.as_ref().and_then(|word| numbers::written(word, id, numbers, faults)),
        family: raw.family.iter().filter_map(|member| family_member(member, faults)).collect(),
        history: raw.history.iter().filter_map(|line| history_entry(line, faults)).collect(),
        cases: raw.cases.iter().map(|word| word.text.clone()).collect(),
        note: text(&raw.note),
        place: id.place.clone(),
    }
}

fn family_member(raw: &RawFamily, faults: &mut Faults) -> Option<FamilyMember> {
    let relation =
        words::required(raw.relation.as_ref(), name_of(FamilyColumn::Relation), (&raw.columns, &raw.place), faults);
    let name = words::required(raw.name.as_ref(), name_of(FamilyColumn::Name), (&raw.columns, &raw.place), faults);
    Some(FamilyMember { relation: relation?.text.clone(), name: name?.text.clone() })
}

fn history_entry(raw: &RawHistory, faults: &mut Faults) -> Option<HistoryEntry> {
    let from = raw.from.as_ref().and_then(|word| words::day(word, name_of(HistoryColumn::From), faults));
    let to = raw.to.as_ref().and_then(|word| words::day(word, name_of(HistoryColumn::To), faults));
    if let (Some(from), Some(to), Some(word)) = (from, to, &raw.to)
        && from > to
    {
        let fault = Diagnostic::new(&say::HISTORY_BACKWARDS, word.place.clone()).with("from", from.wareki());
        faults.push(fault.with("to", to.wareki()));
    }
    let what = words::required(raw.what.as_ref(), name_of(HistoryColumn::What), (&raw.columns, &raw.place), faults)?;
    Some(HistoryEntry { from, to, what: what.text.clone() })
}

/// Role models and cases name each other; where a role model names cases at all, both lists must agree.
pub fn check_cases(models: &[RoleModel], resolved: &Resolved, faults: &mut Faults) {
    let (cases, known) = (&resolved.cases, &resolved.written);
    let mut listed: HashMap<&RoleModelId, HashSet<String>> = HashMap::new();
    for model in models.iter().filter(|model| !model.cases.is_empty()) {
        let unknown = |case: &&String| resolved.ids == Ids::Certain && !known.contains(&key(case));
        for case in model.cases.iter().filter(unknown) {
            let fault = Diagnostic::new(&say::UNKNOWN_CASE, model.place.clone()).with("persona", &model.id);
            faults.push_near(fault.with("value", case), case, cases.iter().map(|case| &*case.id.0));
        }
        listed.insert(&model.id, model.cases.iter().map(|case| key(case)).collect());
    }
    // A paper is compared later, when the role models are long written; a draft is not listed until it is confirmed.
    let listable = |case: &&TestCase| case.expected.paper.is_none() && case.confirmation == Confirmation::Unmarked;
    for case in cases.iter().filter(listable) {
        if listed.get(&case.persona).is_some_and(|cases| !cases.contains(&key(&case.id.0))) {
            let fault = Diagnostic::new(&say::CASE_NOT_LISTED, case.place.clone()).with("case", &case.id);
            faults.push(fault.with("persona", &case.persona));
        }
    }
}
