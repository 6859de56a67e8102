//! The tables of a workbook -> raw values. Which table a sheet holds is told by its name, not by the folder.

use std::collections::HashMap;
use std::sync::Arc;

use super::Faults;
use super::headings::{
    CaseColumn, Column, ConductColumn, ExpectedColumn, FamilyColumn, FormVersion, Heading, HistoryColumn,
    InterpretationColumn, LISTED, LinkCodeColumn, PaperColumn, ReplicaColumn, ResidentColumn, RoleModelColumn,
    SHEETS_LEFT_ALONE, normal,
};
use super::raw::*;
use super::table::{self, Row, Table};
use super::workbook::Grid;
use crate::model::catalogue::interpretation::PAPER_CONTRADICTS;
use crate::model::catalogue::sheet as say;
use crate::model::{Diagnostic, Fault, Place, diagnostic};

/// Whether a sheet is named after a kind of table, with a number or an addition behind it at most (副本 (2), 副本_国保).
fn is<C: Column>(sheet: &str) -> bool {
    let name = normal(sheet);
    C::SHEET.iter().any(|known| {
        let rest = name.strip_prefix(&normal(known));
        rest.is_some_and(|rest| {
            rest.is_empty() || rest.starts_with(|c: char| matches!(c, '(' | '_' | '-') || c.is_ascii_digit())
        })
    })
}

/// What is said of other sheets when a sheet of this name is not read.
pub fn consequence(sheet: &str) -> Option<&'static Fault> {
    if is::<CaseColumn>(sheet) {
        Some(&say::EXPECTED_WITHOUT_CASE)
    } else {
        is::<ExpectedColumn>(sheet).then_some(&say::NOTHING_EXPECTED)
    }
}

/// Reads every known sheet of a workbook.
pub fn read(grids: &[Grid], book: &Arc<str>, form: FormVersion, raw: &mut RawProject, faults: &mut Faults) {
    let mut known = 0usize;
    let mut unread: Vec<Diagnostic> = Vec::new();
    for grid in grids {
        known += 1;
        let sheet = &*grid.sheet;
        if is::<CaseColumn>(sheet) {
            each(grid, form, faults, |row, _| raw.cases.push(case(row)));
        } else if is::<ExpectedColumn>(sheet) {
            each(grid, form, faults, |row, _| raw.expected.push(expected(row)));
        } else if is::<RoleModelColumn>(sheet) {
            let mut models = RoleModels::default();
            each(grid, form, faults, |row, _| models.add(row));
            raw.role_models.extend(models.list);
        } else if is::<FamilyColumn>(sheet) {
            each(grid, form, faults, |row, _| raw.family.push(family(row)));
        } else if is::<HistoryColumn>(sheet) {
            each(grid, form, faults, |row, _| raw.history.push(history(row)));
        } else if is::<ReplicaColumn>(sheet) {
            let mut replicas = Replicas::default();
            each(grid, form, faults, |row, faults| replicas.add(row, faults));
            raw.replicas.extend(replicas.list);
        } else if is::<ConductColumn>(sheet) {
            each(grid, form, faults, |row, _| raw.conduct.push(conduct(row)));
        } else if is::<InterpretationColumn>(sheet) {
            each(grid, form, faults, |row, _| raw.interpretations.push(interpretation(row)));
        } else if is::<PaperColumn>(sheet) {
            let mut papers = Papers::default();
            each(grid, form, faults, |row, faults| papers.add(row, faults));
            raw.papers.extend(papers.list);
        } else if is::<LinkCodeColumn>(sheet) {
            each(grid, form, faults, |row, _| raw.link_code_cases.push(link_code_case(row)));
        } else if is::<ResidentColumn>(sheet) {
            each(grid, form, faults, |row, _| raw.residents.push(resident(row)));
        } else {
            known -= 1;
            unread.extend(unread_sheet(grid, form));
        }
    }
    // Without any known sheet one fault names them all.
    if known > 0 {
        faults.0.append(&mut unread);
    }
    if known == 0 && !grids.is_empty() {
        let sheets: Vec<&str> = grids.iter().map(|grid| &*grid.sheet).collect();
        let fault = Diagnostic::new(&say::NO_KNOWN_SHEET, Place::File(book.clone())).with("sheets", sheets.join("、"));
        let fault = fault.with("known", KINDS.map(|kind| format!("「{kind}」")).join(""));
        faults.push(match sheets.first() {
            Some(sheet) => fault.suggest(sheet, KINDS),
            None => fault,
        });
    }
}

/// The fault that a sheet was not read, if it looks like one of ours: it holds our headings, says its form version, or
/// is nearly named like ours. Any other sheet is the office's own.
fn unread_sheet(grid: &Grid, form: FormVersion) -> Option<Diagnostic> {
    let name = normal(&grid.sheet);
    let own = SHEETS_LEFT_ALONE.iter().any(|known| name.starts_with(known));
    if own || grid.rows().next().is_none() {
        return None;
    }
    let kind = kind_by_headings(grid, form);
    let meant = kind.map(str::to_owned).or_else(|| near_sheet(&name));
    if meant.is_none() && !table::names_form(grid) {
        return None;
    }
    let mut fault = Diagnostic::new(&say::SHEET_UNREAD, grid.place((0, 0))).with("sheet", &grid.sheet);
    fault.did_you_mean = meant;
    Some(fault)
}

/// The kind of sheet whose headings stand in a sheet, the one with most of them.
fn kind_by_headings(grid: &Grid, form: FormVersion) -> Option<&'static str> {
    fn of<C: Column>(grid: &Grid, form: FormVersion) -> (usize, &'static str) {
        (table::resemblance::<C>(grid, form), C::SHEET.first().copied().unwrap_or_default())
    }
    let kinds = [
        of::<CaseColumn>(grid, form),
        of::<ExpectedColumn>(grid, form),
        of::<RoleModelColumn>(grid, form),
        of::<FamilyColumn>(grid, form),
        of::<HistoryColumn>(grid, form),
        of::<ReplicaColumn>(grid, form),
        of::<ConductColumn>(grid, form),
        of::<InterpretationColumn>(grid, form),
        of::<PaperColumn>(grid, form),
        of::<LinkCodeColumn>(grid, form),
        of::<ResidentColumn>(grid, form),
    ];
    kinds.into_iter().filter(|(found, _)| *found > 0).max_by_key(|(found, _)| *found).map(|(_, kind)| kind)
}

/// A known sheet name of which this one is a slip. Short names are near to everything (改訂履歴 to 履歴): some
/// characters must be the same.
fn near_sheet(name: &str) -> Option<String> {
    const SAME_CHARS_MIN: usize = 3;
    let known = [
        CaseColumn::SHEET,
        ExpectedColumn::SHEET,
        RoleModelColumn::SHEET,
        FamilyColumn::SHEET,
        HistoryColumn::SHEET,
        ReplicaColumn::SHEET,
        ConductColumn::SHEET,
        InterpretationColumn::SHEET,
        PaperColumn::SHEET,
        LinkCodeColumn::SHEET,
        ResidentColumn::SHEET,
    ];
    let known = known.into_iter().flatten().copied();
    let same = |known: &&str| name.chars().filter(|c| known.contains(*c)).count() >= SAME_CHARS_MIN;
    diagnostic::nearest(name, known.filter(same))
}

/// The names of all kinds of sheet.
const KINDS: [&str; 11] = [
    CaseColumn::SHEET[0],
    ExpectedColumn::SHEET[0],
    RoleModelColumn::SHEET[0],
    FamilyColumn::SHEET[0],
    HistoryColumn::SHEET[0],
    ReplicaColumn::SHEET[0],
    ConductColumn::SHEET[0],
    InterpretationColumn::SHEET[0],
    PaperColumn::SHEET[0],
    LinkCodeColumn::SHEET[0],
    ResidentColumn::SHEET[0],
];

fn each<C: Column>(grid: &Grid, form: FormVersion, faults: &mut Faults, mut take: impl FnMut(Row<C>, &mut Faults)) {
    let Some(Table { rows }) = table::read::<C>(grid, form, faults) else { return };
    for row in rows {
        take(row, faults);
    }
}

fn case(mut row: Row<CaseColumn>) -> RawCase {
    use CaseColumn as C;
    RawCase {
        place: row.place.clone(),
        columns: row.columns.clone(),
        names: Names::Form,
        id: row.take(C::Id),
        scenario: row.take(C::Scenario),
        variation: row.take(C::Variation),
        viewpoint: row.take(C::Viewpoint),
        title: row.take(C::Title),
        flow: row.take(C::Flow),
        cycle: row.take(C::Cycle),
        lot: row.take(C::Lot),
        inquirer: row.take(C::Inquirer),
        target: row.take(C::Target),
        department_name: row.take(C::DepartmentName),
        department_code: row.take(C::DepartmentCode),
        affair: row.take(C::Affair),
        procedure: row.take(C::Procedure),
        information: row.take(C::Information),
        version: row.take(C::Version),
        items: row.take(C::Items),
        condition: RawCondition {
            kind: row.take(C::ConditionKind),
            from: row.take(C::ConditionFrom),
            to: row.take(C::ConditionTo),
        },
        base_date: row.take(C::BaseDate),
        persona: row.take(C::Persona),
        outcome: row.take(C::Outcome),
        xml: row.take(C::Xml),
        units: Vec::new(),
        readings: Vec::new(),
        by_people: row.take(C::Doing),
        consent: row.take(C::Consent),
        undisclosed: row.take(C::Undisclosed),
        confirmed: row.take(C::Confirmed),
        confirmed_by: row.take(C::ConfirmedBy),
        confirmed_on: row.take(C::ConfirmedOn),
        replica_detail: row.take(C::ReplicaDetail),
        note: row.take(C::Note),
    }
}

fn expected(mut row: Row<ExpectedColumn>) -> RawExpected {
    use ExpectedColumn as C;
    let name = row.take(C::Name);
    let (value, null_reason) = (row.take(C::Value), row.take(C::NullReason));
    let value_cell = blank_value(&row, C::Value, value.as_ref().or(null_reason.as_ref()));
    let entry = row.take(C::Item).map(|item| RawEntry { item, name, value, null_reason, value_cell });
    RawExpected {
        case: row.take(C::Case),
        row: RawNumbered {
            unit: row.take(C::Unit),
            detail: row.take(C::Detail),
            entry,
            place: row.place,
            columns: row.columns,
        },
    }
}

/// The cell of a value that is not there.
fn blank_value<C: Column>(row: &Row<C>, column: C, written: Option<&Word>) -> Option<Place> {
    let heading = column.heading().filter(|_| written.is_none())?;
    row.columns.cell(heading.name(), &row.place)
}

fn family(mut row: Row<FamilyColumn>) -> (Option<Word>, RawFamily) {
    use FamilyColumn as C;
    let of = row.take(C::RoleModel);
    (of, RawFamily { relation: row.take(C::Relation), name: row.take(C::Name), place: row.place, columns: row.columns })
}

fn history(mut row: Row<HistoryColumn>) -> (Option<Word>, RawHistory) {
    use HistoryColumn as C;
    let of = row.take(C::RoleModel);
    (
        of,
        RawHistory {
            from: row.take(C::From),
            to: row.take(C::To),
            what: row.take(C::What),
            place: row.place,
            columns: row.columns,
        },
    )
}

fn conduct(mut row: Row<ConductColumn>) -> RawConduct {
    use ConductColumn as C;
    RawConduct {
        organisation: row.take(C::Organisation),
        persona: row.take(C::Persona),
        behaviour: row.take(C::Behaviour),
        times: row.take(C::Times),
        names: Names::Form,
        place: row.place,
        columns: row.columns,
    }
}

fn link_code_case(mut row: Row<LinkCodeColumn>) -> RawLinkCodeCase {
    use LinkCodeColumn as C;
    RawLinkCodeCase {
        scenario: row.take(C::Scenario),
        id: row.take(C::Id),
        title: row.take(C::Title),
        cycle: row.take(C::Cycle),
        lot: row.take(C::Lot),
        body: row.take(C::Body),
        base_date: row.take(C::BaseDate),
        persona: row.take(C::Persona),
        before: row.take(C::Before),
        act: row.take(C::Act),
        expected: row.take(C::Expected),
        names: Names::Form,
        place: row.place,
        columns: row.columns,
    }
}

fn resident(mut row: Row<ResidentColumn>) -> RawResident {
    use ResidentColumn as C;
    let mut listed = |column| row.take(column).map(|word| split(&word, &LISTED)).unwrap_or_default();
    let (other_names, past_addresses) = (listed(C::OtherNames), listed(C::PastAddresses));
    RawResident {
        id: row.take(C::Id),
        name: row.take(C::Name),
        other_names,
        kana: row.take(C::Kana),
        birth: row.take(C::Birth),
        sex: row.take(C::Sex),
        address: row.take(C::Address),
        past_addresses,
        persona: row.take(C::Persona),
        names: Names::Form,
        place: row.place,
        columns: row.columns,
    }
}

/// ロールモデル and テストケース are many to many: a persona may stand in several rows, one for each case.
#[derive(Default)]
struct RoleModels {
    list: Vec<RawRoleModel>,
    by_id: HashMap<String, usize>,
}

impl RoleModels {
    fn add(&mut self, mut row: Row<RoleModelColumn>) {
        use RoleModelColumn as C;
        let model = RawRoleModel {
            place: row.place.clone(),
            columns: row.columns.clone(),
            id: row.take(C::Id),
            name: row.take(C::Name),
            kana: row.take(C::Kana),
            sex: row.take(C::Sex),
            birth: row.take(C::Birth),
            address: row.take(C::Address),
            personal_number: row.take(C::PersonalNumber),
            cases: row.take(C::Cases).map(split_ids).unwrap_or_default(),
            note: row.take(C::Note),
            family: Vec::new(),
            history: Vec::new(),
        };
        let key = model.id.as_ref().map(|id| normal(&id.text));
        let known = key.as_ref().and_then(|key| self.by_id.get(key)).and_then(|index| self.list.get_mut(*index));
        let text = |word: &Option<Word>| word.as_ref().map(|word| word.text.clone());
        match known {
            Some(known) if model.name.is_none() || text(&model.name) == text(&known.name) => {
                known.cases.extend(model.cases);
            }
            _ => {
                if let Some(key) = key {
                    self.by_id.entry(key).or_insert(self.list.len());
                }
                self.list.push(model);
            }
        }
    }
}

/// `K1-01、K1-02` in one cell.
fn split_ids(word: Word) -> Vec<Word> {
    split(&word, &['、', ',', '，', '・', '\n', ' ', '　'])
}

/// Several texts in one cell.
fn split(word: &Word, between: &[char]) -> Vec<Word> {
    let parts = word.text.split(between).map(str::trim).filter(|part| !part.is_empty());
    parts.map(|part| Word { text: part.to_owned(), ..word.clone() }).collect()
}

/// Rows of one body, persona, information, version, insurance and 宛名番号 are one 副本.
#[derive(Default)]
struct Replicas {
    list: Vec<RawReplica>,
    by_key: HashMap<[String; 7], usize>,
}

/// What a whole 副本 has once, on whichever of its rows it is written.
const SETTLED: [ReplicaColumn; 5] = [
    ReplicaColumn::Automatic,
    ReplicaColumn::Provisional,
    ReplicaColumn::PublishedFrom,
    ReplicaColumn::PublishedTo,
    ReplicaColumn::Undisclosed,
];

impl Replicas {
    fn add(&mut self, mut row: Row<ReplicaColumn>, faults: &mut Faults) {
        use ReplicaColumn as C;
        let columns = [C::Organisation, C::Persona, C::Information, C::Version, C::Addressee, C::Insured, C::Branch];
        let words = columns.map(|column| row.take(column));
        let key = words.each_ref().map(|word| word.as_ref().map(|word| normal(&word.text)).unwrap_or_default());
        let settled = SETTLED.map(|column| (column, row.take(column)));
        let name = row.take(C::Name);
        let (value, null_reason) = (row.take(C::Value), row.take(C::NullReason));
        let value_cell = blank_value(&row, C::Value, value.as_ref().or(null_reason.as_ref()));
        let entry = row.take(C::Item).map(|item| RawEntry { item, name, value, null_reason, value_cell });
        let (unit, detail) = (row.take(C::Unit), row.take(C::Detail));
        let index = *self.by_key.entry(key).or_insert(self.list.len());
        if index == self.list.len() {
            let [organisation, persona, information, version, addressee, insured, branch] = words;
            self.list.push(RawReplica {
                place: row.place.clone(),
                columns: row.columns.clone(),
                organisation,
                persona,
                information,
                version,
                automatic: None,
                provisional: None,
                published_from: None,
                published_to: None,
                undisclosed: None,
                branch,
                insured,
                addressee,
                units: Vec::new(),
                rows: Vec::new(),
                names: Names::Form,
            });
        }
        let Some(replica) = self.list.get_mut(index) else { return };
        for (column, word) in settled {
            let known = match column {
                C::Automatic => &mut replica.automatic,
                C::PublishedFrom => &mut replica.published_from,
                C::PublishedTo => &mut replica.published_to,
                C::Undisclosed => &mut replica.undisclosed,
                _ => &mut replica.provisional,
            };
            settle(known, word, column, &say::REPLICA_CONTRADICTS, faults);
        }
        // A row with nothing but the key says that the 副本 exists and is empty.
        if unit.is_some() || detail.is_some() || entry.is_some() {
            replica.rows.push(RawNumbered { place: row.place, columns: row.columns, unit, detail, entry });
        }
    }
}

fn interpretation(mut row: Row<InterpretationColumn>) -> (Option<Word>, RawInterpretation) {
    use InterpretationColumn as C;
    let of = row.take(C::Case);
    (
        of,
        RawInterpretation {
            name: row.take(C::Name),
            value: row.take(C::Value),
            rule: row.take(C::Rule),
            names: Names::Form,
            place: row.place,
            columns: row.columns,
        },
    )
}

/// Rows of one 試行ID are one paper.
#[derive(Default)]
struct Papers {
    list: Vec<RawPaper>,
    by_id: HashMap<String, usize>,
}

impl Papers {
    fn add(&mut self, mut row: Row<PaperColumn>, faults: &mut Faults) {
        use PaperColumn as C;
        let id = row.take(C::Id);
        let key = id.as_ref().map(|id| normal(&id.text)).unwrap_or_default();
        let said = [C::Case, C::Cycle, C::BaseDate, C::Name, C::Issued].map(|column| (column, row.take(column)));
        let (name, called, value) = (row.take(C::ItemName), row.take(C::Called), row.take(C::Value));
        let value_cell = blank_value(&row, C::Value, value.as_ref());
        let entry = row.take(C::Item).map(|item| RawEntry { item, name, value, null_reason: None, value_cell });
        // A paper that says one thing needs no number.
        let (unit, detail) = (row.take(C::Unit), row.take(C::Detail));
        let unit = unit.or_else(|| Some(Word::new("1", row.place.clone())));
        let index = *self.by_id.entry(key).or_insert(self.list.len());
        if index == self.list.len() {
            self.list.push(RawPaper {
                place: row.place.clone(),
                columns: row.columns.clone(),
                names: Names::Form,
                id,
                case: None,
                cycle: None,
                base_date: None,
                name: None,
                issued: None,
                units: Vec::new(),
                rows: Vec::new(),
                called: Vec::new(),
            });
        }
        let Some(paper) = self.list.get_mut(index) else { return };
        for (column, now) in said {
            let known = match column {
                C::Case => &mut paper.case,
                C::Cycle => &mut paper.cycle,
                C::BaseDate => &mut paper.base_date,
                C::Name => &mut paper.name,
                _ => &mut paper.issued,
            };
            settle(known, now, column, &PAPER_CONTRADICTS, faults);
        }
        if let (Some(entry), Some(called)) = (&entry, called) {
            paper.called.push((entry.item.clone(), called));
        }
        paper.rows.push(RawNumbered { place: row.place, columns: row.columns, unit, detail, entry });
    }
}

/// The first row that says it decides; a later row may only repeat it.
fn settle<C: Column>(
    known: &mut Option<Word>,
    now: Option<Word>,
    column: C,
    contradicts: &'static Fault,
    faults: &mut Faults,
) {
    let Some(now) = now else { return };
    match known {
        None => *known = Some(now),
        Some(known) if normal(&known.text) == normal(&now.text) => {}
        Some(known) => {
            let name = column.heading().map_or("", Heading::name);
            let fault = Diagnostic::new(contradicts, now.place.clone()).with("name", name);
            faults.push(fault.with("value", &known.text).with("other", &now.text));
        }
    }
}
