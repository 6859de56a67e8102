//! Each value of the model as the cells of a row; dates as people write them (H29.4.1).

use super::{inquirer, organisation_name, target};
use crate::model::personal_number::Leak;
use crate::model::{
    CivilDate, Conduct, Confirmation, Entry, ItemCode, Layout, Moment, Project, QueryCondition, Replica, RoleModel,
    TestCase, Unit, Value,
};
use crate::sheet::headings::{
    AS_OF, BY_MACHINE, BY_PEOPLE, CAN, CANNOT, CONFIRMED, CaseColumn, ConductColumn, ExpectedColumn, FamilyColumn,
    HistoryColumn, InterpretationColumn, LATEST, MARK, PaperColumn, RANGE, ReplicaColumn, RoleModelColumn, WAITING,
};

/// Fewest items of a run that is written as TK01～TK15.
const RANGE_ITEMS_MIN: usize = 4;
/// Between codes in one cell.
const SEPARATOR: &str = "、";

/// A row of テストケース一覧.
pub(super) fn case(case: &TestCase, project: &Project) -> Vec<(CaseColumn, String)> {
    use CaseColumn as C;
    let (kind, from, to) = condition(&case.condition);
    let (confirmed, by, on) = confirmation(&case.confirmation);
    let optional = |text: &Option<String>| text.clone().unwrap_or_default();
    vec![
        (C::Scenario, case.scenario.to_string()),
        (C::Variation, case.variation.to_string()),
        (C::Id, case.id.to_string()),
        (C::Viewpoint, case.viewpoint.as_deref().unwrap_or_default().to_owned()),
        (C::Title, case.title.clone()),
        (C::Flow, case.flow.to_string()),
        (C::Cycle, case.cycle.to_string()),
        (C::Lot, case.lot.map(|lot| lot.to_string()).unwrap_or_default()),
        (C::Inquirer, inquirer(&case.inquirer, project)),
        (C::Target, target(&case.target, project)),
        (C::DepartmentName, case.department.name.clone()),
        (C::DepartmentCode, case.department.code.clone()),
        (C::Affair, case.affair.to_string()),
        (C::Procedure, case.procedure.to_string()),
        (C::Information, case.information.to_string()),
        (C::Version, case.version.to_string()),
        (C::Items, items(&case.items, project.layout(case.information, &case.version))),
        (C::ConditionKind, kind.to_owned()),
        (C::ConditionFrom, from),
        (C::ConditionTo, to),
        (C::BaseDate, case.base_date.wareki_short()),
        (C::Persona, case.persona.to_string()),
        (C::Outcome, case.expected.outcome.word().ja.to_owned()),
        (C::Xml, case.expected.xml.as_ref().map(|(path, _)| path.to_string()).unwrap_or_default()),
        (C::ReplicaDetail, optional(&case.replica_detail)),
        (C::Consent, mark(case.marks.consent)),
        (C::Undisclosed, mark(case.marks.undisclosed)),
        (C::Doing, if case.by_people { BY_PEOPLE } else { BY_MACHINE }.to_owned()),
        (C::Confirmed, confirmed.to_owned()),
        (C::ConfirmedBy, by),
        (C::ConfirmedOn, on),
        (C::Note, optional(&case.note)),
    ]
}

fn mark(stands: bool) -> String {
    if stands { MARK.to_owned() } else { String::new() }
}

fn confirmation(confirmation: &Confirmation) -> (&'static str, String, String) {
    match confirmation {
        Confirmation::Unmarked => ("", String::new(), String::new()),
        Confirmation::Waiting => (WAITING, String::new(), String::new()),
        Confirmation::Confirmed { by, on } => (CONFIRMED, by.clone(), on.wareki_short()),
    }
}

fn condition(condition: &QueryCondition) -> (&'static str, String, String) {
    match condition {
        QueryCondition::Latest => (LATEST, String::new(), String::new()),
        QueryCondition::AsOf(then) => (AS_OF, moment(*then), String::new()),
        QueryCondition::Range { from, to } => (RANGE, moment(*from), moment(*to)),
    }
}

/// A moment as people write it, with its granularity: 平成28年, 平成28年3月, H29.4.1.
fn moment(moment: Moment) -> String {
    match moment {
        Moment::Day(day) => day.wareki_short(),
        Moment::Year(_) | Moment::Month(..) => moment.wareki(),
    }
}

/// Codes separated by 、; TK01～TK15 where the reader makes the same items of it: all of the layout between the two,
/// in the layout's order.
fn items(codes: &[ItemCode], layout: Option<&Layout>) -> String {
    let listed = || codes.iter().map(ToString::to_string).collect::<Vec<_>>().join(SEPARATOR);
    let (Some(first), Some(last), Some(layout)) = (codes.iter().min(), codes.iter().max(), layout) else {
        return listed();
    };
    let between = layout.items.iter().map(|item| item.code).filter(|code| (first..=last).contains(&code));
    if codes.len() >= RANGE_ITEMS_MIN && between.eq(codes.iter().copied()) {
        return format!("{first}～{last}");
    }
    listed()
}

/// One item of a unit on its way into a row: unit, detail, entry.
fn entries(units: &[Unit]) -> impl Iterator<Item = (String, String, &Entry)> {
    (1..).zip(units).flat_map(|(number, unit): (usize, &Unit)| {
        let head = unit.head.iter().map(move |entry| (number.to_string(), String::new(), entry));
        let details = (1..).zip(&unit.details).flat_map(move |(detail, of): (usize, _)| {
            of.entries.iter().map(move |entry| (number.to_string(), detail.to_string(), entry))
        });
        head.chain(details)
    })
}

fn value(value: &Value) -> (String, String) {
    match value {
        Value::Text(text) => (text.clone(), String::new()),
        Value::Null(reason) => (String::new(), reason.clone()),
    }
}

fn item_name(layout: Option<&Layout>, item: ItemCode) -> String {
    layout.and_then(|layout| layout.item(item)).map(|item| item.name.clone()).unwrap_or_default()
}

/// The rows of 期待項目 of one case.
pub(super) fn expected(case: &TestCase, project: &Project) -> Vec<Vec<(ExpectedColumn, String)>> {
    use ExpectedColumn as C;
    let layout = project.layout(case.information, &case.version);
    entries(&case.expected.units)
        .map(|(unit, detail, entry)| {
            let (text, reason) = value(&entry.value);
            vec![
                (C::Case, case.id.to_string()),
                (C::Unit, unit),
                (C::Detail, detail),
                (C::Item, entry.item.to_string()),
                (C::Name, item_name(layout, entry.item)),
                (C::Value, text),
                (C::NullReason, reason),
            ]
        })
        .collect()
}

/// The rows of 読み取り of one case.
pub(super) fn interpretations(case: &&TestCase) -> Vec<Vec<(InterpretationColumn, String)>> {
    use InterpretationColumn as C;
    let row = |reading: &crate::model::Interpretation| {
        vec![
            (C::Case, case.id.to_string()),
            (C::Name, reading.name.clone()),
            (C::Value, reading.value.clone()),
            (C::Rule, reading.rule.to_string()),
        ]
    };
    case.expected.interpretations.iter().map(row).collect()
}

/// The rows of 試行運用 of one case that was made from a paper.
pub(super) fn paper(case: &TestCase, project: &Project) -> Vec<Vec<(PaperColumn, String)>> {
    use PaperColumn as C;
    let Some(paper) = &case.expected.paper else { return Vec::new() };
    let layout = project.layout(case.information, &case.version);
    entries(&paper.units)
        .map(|(unit, detail, entry)| {
            vec![
                (C::Id, case.id.to_string()),
                (C::Case, paper.query_of.as_ref().map(ToString::to_string).unwrap_or_default()),
                (C::Cycle, case.cycle.to_string()),
                (C::BaseDate, case.base_date.wareki_short()),
                (C::Name, paper.name.clone()),
                (C::Issued, paper.issued.map(CivilDate::wareki_short).unwrap_or_default()),
                (C::Unit, unit),
                (C::Detail, detail),
                (C::Item, entry.item.to_string()),
                (C::ItemName, item_name(layout, entry.item)),
                (C::Called, paper.called(entry.item).unwrap_or_default().to_owned()),
                (C::Value, value(&entry.value).0),
            ]
        })
        .collect()
}

/// A row of ロールモデル. シナリオID and バリエーションID are those of the cases it is used in.
pub(super) fn role_model(person: &RoleModel, project: &Project) -> Vec<(RoleModelColumn, String)> {
    use RoleModelColumn as C;
    let used: Vec<&TestCase> =
        project.cases.iter().filter(|case| person.cases.iter().any(|id| *id == *case.id.0)).collect();
    let optional = |text: &Option<String>| text.clone().unwrap_or_default();
    vec![
        (C::Id, person.id.to_string()),
        (C::Scenario, distinct(used.iter().map(|case| &*case.scenario))),
        (C::Variation, distinct(used.iter().map(|case| &*case.variation))),
        (C::Cases, person.cases.join(SEPARATOR)),
        (C::Name, person.name.clone()),
        (C::Kana, optional(&person.kana)),
        (C::Sex, optional(&person.sex)),
        (C::Birth, person.birth.map(CivilDate::wareki_short).unwrap_or_default()),
        (C::Address, optional(&person.address)),
        (C::PersonalNumber, person.personal_number.map(|number| number.spelled(Leak::Plain)).unwrap_or_default()),
        (C::Note, optional(&person.note)),
    ]
}

fn distinct<'a>(words: impl Iterator<Item = &'a str>) -> String {
    let mut seen: Vec<&str> = Vec::new();
    for word in words {
        if !seen.contains(&word) {
            seen.push(word);
        }
    }
    seen.join(SEPARATOR)
}

/// The rows of 世帯 of one person.
pub(super) fn family(person: &RoleModel) -> Vec<Vec<(FamilyColumn, String)>> {
    use FamilyColumn as C;
    let row = |member: &crate::model::persona::FamilyMember| {
        vec![
            (C::RoleModel, person.id.to_string()),
            (C::Relation, member.relation.clone()),
            (C::Name, member.name.clone()),
        ]
    };
    person.family.iter().map(row).collect()
}

/// The rows of 履歴 of one person.
pub(super) fn history(person: &RoleModel) -> Vec<Vec<(HistoryColumn, String)>> {
    use HistoryColumn as C;
    let row = |entry: &crate::model::persona::HistoryEntry| {
        vec![
            (C::RoleModel, person.id.to_string()),
            (C::From, entry.from.map(CivilDate::wareki_short).unwrap_or_default()),
            (C::To, entry.to.map(CivilDate::wareki_short).unwrap_or_default()),
            (C::What, entry.what.clone()),
        ]
    };
    person.history.iter().map(row).collect()
}

/// The rows of 副本 of one replica; one row without an item when nothing is in it.
pub(super) fn replica(replica: &Replica, project: &Project) -> Vec<Vec<(ReplicaColumn, String)>> {
    use ReplicaColumn as C;
    let layout = project.layout(replica.information, &replica.version);
    let day = |day: Option<CivilDate>| day.map(CivilDate::wareki).unwrap_or_default();
    let head = || {
        vec![
            (C::Organisation, organisation_name(&replica.organisation, project)),
            (C::Persona, replica.persona.to_string()),
            (C::Information, replica.information.to_string()),
            (C::Version, replica.version.to_string()),
            (C::Automatic, if replica.automatic { CAN } else { CANNOT }.to_owned()),
            (C::Provisional, if replica.provisional { MARK.to_owned() } else { String::new() }),
            (C::PublishedFrom, day(replica.terms.published_from)),
            (C::PublishedTo, day(replica.terms.published_to)),
            (C::Undisclosed, if replica.terms.undisclosed { MARK.to_owned() } else { String::new() }),
            (C::Insured, replica.terms.insurance.number.clone().unwrap_or_default()),
            (C::Branch, replica.terms.insurance.branch_digits().unwrap_or_default()),
            (C::Addressee, replica.terms.addressee.clone().unwrap_or_default()),
        ]
    };
    let mut rows: Vec<Vec<(C, String)>> = entries(&replica.units)
        .map(|(unit, detail, entry)| {
            let (text, reason) = value(&entry.value);
            let mut row = head();
            row.extend([
                (C::Unit, unit),
                (C::Detail, detail),
                (C::Item, entry.item.to_string()),
                (C::Name, item_name(layout, entry.item)),
                (C::Value, text),
                (C::NullReason, reason),
            ]);
            row
        })
        .collect();
    if rows.is_empty() {
        rows.push(head());
    }
    rows
}

/// A row of 応答の設定.
pub(super) fn conduct(conduct: &Conduct, project: &Project) -> Vec<(ConductColumn, String)> {
    use ConductColumn as C;
    let word = conduct.behaviour.word().ja;
    vec![
        (C::Organisation, organisation_name(&conduct.organisation, project)),
        (C::Persona, conduct.persona.to_string()),
        (C::Behaviour, word.to_owned()),
        (C::Times, conduct.times.map(|times| times.to_string()).unwrap_or_default()),
    ]
}
