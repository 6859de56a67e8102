//! The project a municipality starts from: forms to fill in, and one example case that passes.
//!
//! The example is the deck's Case ① in small: the expected items are the querying body's own, the 副本 is what the
//! representative registered. Both are written out here; neither is made from the other.

use super::{FileList, SampleError, embedded};
use crate::model::organisation::{Scheme, TestGroup, TestKind};
use crate::model::persona::{FamilyMember, HistoryEntry};
use crate::model::project::{Affair, Procedure};
use crate::model::replica::Terms;
use crate::model::{
    AffairCode, CaseId, CivilDate, Confirmation, Department, Entry, Expectation, InformationCode, Inquirer,
    InstitutionCode, Item, ItemCode, ItemKind, Layout, LinkCodeAct, LinkCodeCase, LinkCodeOutcome, Organisation,
    OrganisationKind, Outcome, Place, ProcedureCode, Project, QueryCondition, Replica, Resident, RoleModel, Sex,
    Target, TestCase, Unit, Value,
};
use crate::sheet::form::{self, Filling};
use crate::sheet::headings::FormVersion;

/// Where the forms stand in a new project.
const CASES: &str = "test-groups/cases.xlsx";
const ROLE_MODELS: &str = "role-models/role-models.xlsx";
const REPLICAS: &str = "test-groups/representatives/a-kempo.xlsx";
const LINK_CODES: &str = "test-groups/link-codes.xlsx";
const RESIDENTS: &str = "test-groups/residents.xlsx";

/// A new project: forms with one example that passes, organisations, layouts, what to do next.
///
/// # Errors
/// A form that cannot be written.
pub fn new_project() -> Result<FileList, SampleError> {
    let mut files = embedded::layouts();
    files.extend(embedded::owned(&[
        (".gitignore", embedded::GITIGNORE),
        ("README.md", include_bytes!("start/README.md")),
        ("renkei.yaml", include_bytes!("start/renkei.yaml")),
        ("test-groups/organisations.yaml", include_bytes!("start/organisations.yaml")),
    ]));
    files.extend(blank_forms(&example(), FormVersion::default())?);
    files.sort();
    Ok(files)
}

/// The forms with grey example rows; dropdowns offer what `project` has.
///
/// # Errors
/// A form that cannot be written.
pub fn blank_forms(project: &Project, form: FormVersion) -> Result<FileList, SampleError> {
    let example = example();
    Ok(vec![
        (CASES.to_owned(), form::cases_workbook(&example.cases, project, form, Filling::Example)?),
        (ROLE_MODELS.to_owned(), form::role_models_workbook(&example.role_models, project, Filling::Example)?),
        (REPLICAS.to_owned(), form::replicas_workbook(&example.replicas, &[], project, Filling::Example)?),
        (LINK_CODES.to_owned(), form::link_codes_workbook(&example.link_code_cases, project, Filling::Example)?),
        (RESIDENTS.to_owned(), form::residents_workbook(&example.residents, project, Filling::Example)?),
    ])
}

/// The example as values; `organisations.yaml` beside this file says the same of the bodies.
pub(in crate::sheet) fn example() -> Project {
    let municipality = OrganisationKind::Municipality;
    let scheme = |(id, name): (&str, &str)| Scheme { id: id.into(), name: name.to_owned() };
    Project {
        name: "総合運用テスト（新規）".to_owned(),
        schemes: [
            ("kyokai", "全国健康保険協会"),
            ("kempo", "健康保険組合"),
            ("kokuho-kumiai", "国民健康保険組合"),
            ("koki", "後期高齢者医療広域連合"),
        ]
        .map(scheme)
        .to_vec(),
        organisations: vec![
            organisation("b-shi", "B市", municipality, "002"),
            organisation("c-cho", "C町", municipality, "003"),
            organisation("daihyo-shi", "例示代表市", municipality, "901"),
            organisation("kikin", "社会保険診療報酬支払基金", OrganisationKind::ClearingHouse, "099"),
            organisation("a-kempo", "A健康保険組合", OrganisationKind::Insurer, "099"),
        ],
        groups: vec![
            group("g1", "テストグループ1", TestKind::LocalLocal),
            group("local-insurer", "地方公共団体（医療保険者等間）", TestKind::LocalInsurer),
        ],
        affairs: [(15, 15_001), (30, 30_001), (68, 68_001)].map(affair).to_vec(),
        layouts: vec![layout(31, &[(1, "保険者名称"), (2, "資格取得日"), (3, "資格喪失日")]), layout(101, &[])],
        role_models: vec![persona()],
        cases: vec![case()],
        replicas: vec![replica()],
        link_code_cases: vec![link_code_case()],
        residents: vec![resident()],
        ..Project::default()
    }
}

fn organisation(id: &str, name: &str, kind: OrganisationKind, code: &str) -> Organisation {
    Organisation {
        id: id.into(),
        name: name.to_owned(),
        kind,
        code: InstitutionCode(code.into()),
        scheme: (kind == OrganisationKind::Insurer).then(|| "kempo".into()),
        insurer_number: None,
        part_of: None,
        place: Place::Nowhere,
    }
}

fn group(id: &str, name: &str, kind: TestKind) -> TestGroup {
    let members = vec!["b-shi".into(), "c-cho".into()];
    TestGroup { id: id.into(), name: name.to_owned(), kind, members, place: Place::Nowhere }
}

fn affair((affair, procedure): (u64, u64)) -> Affair {
    let procedure =
        Procedure { code: ProcedureCode(procedure), name: String::new(), consent: false, permits: Vec::new() };
    Affair { code: AffairCode(affair), name: String::new(), procedures: vec![procedure] }
}

/// Only what a form needs of a layout: its code and the names of its items.
fn layout(information: u64, items: &[(u64, &str)]) -> Layout {
    let item = |(code, name): &(u64, &str)| Item {
        code: ItemCode(*code),
        name: (*name).to_owned(),
        aliases: Vec::new(),
        group: 0,
        kind: ItemKind::Text,
        max_length: None,
        required: true,
    };
    Layout {
        information: InformationCode(information),
        name: String::new(),
        version: "4.0".into(),
        root: String::new(),
        groups: Vec::new(),
        items: items.iter().map(item).collect(),
        place: Place::Nowhere,
    }
}

fn day(year: i16, month: i8, day: i8) -> Option<CivilDate> {
    CivilDate::new(year, month, day)
}

fn persona() -> RoleModel {
    let joined = |from, to, name: &str| HistoryEntry { from, to, what: format!("{name}に加入") };
    RoleModel {
        id: "RM-001".into(),
        name: "例示 花子".to_owned(),
        kana: Some("レイジ ハナコ".to_owned()),
        sex: Some("女".to_owned()),
        birth: day(1980, 1, 1),
        address: Some("例示県B市見本町1番地".to_owned()),
        family: vec![FamilyMember { relation: "夫".to_owned(), name: "例示 太郎".to_owned() }],
        history: vec![
            joined(day(2013, 4, 1), day(2015, 4, 1), "C健康保険組合"),
            joined(day(2015, 4, 1), day(2018, 7, 27), "A健康保険組合"),
        ],
        cases: vec!["K7-001".to_owned()],
        personal_number: None,
        note: Some("架空の人物".to_owned()),
        place: Place::Nowhere,
    }
}

fn case() -> TestCase {
    TestCase {
        id: CaseId::from("K7-001"),
        scenario: "S01".into(),
        variation: "V01".into(),
        viewpoint: None,
        title: "資格取得届の審査（直近の資格）".to_owned(),
        flow: "国民健康保険の資格取得の届出".into(),
        cycle: 7,
        lot: Some(1),
        kind: TestKind::LocalInsurer,
        inquirer: Inquirer::Organisation("b-shi".into()),
        target: Target::Scheme("kempo".into()),
        department: Department { name: "国民健康保険課".to_owned(), code: "001A".to_owned() },
        affair: AffairCode(30),
        procedure: ProcedureCode(30_001),
        information: InformationCode(31),
        version: "4.0".into(),
        items: [1, 2, 3].map(ItemCode).to_vec(),
        condition: QueryCondition::Latest,
        // 既定 on this day: the insurance was lost that very day and is still the newest (the deck, Case ①).
        base_date: day(2018, 7, 27).unwrap_or_else(|| crate::model::Moment::Year(2018).last_day()),
        persona: "RM-001".into(),
        expected: Expectation {
            outcome: Outcome::Normal,
            outcome_place: Place::Nowhere,
            units: vec![unit(["A健康保険組合", "H27.4.1", "H30.7.27"])],
            xml: None,
            interpretations: Vec::new(),
            paper: None,
        },
        by_people: false,
        marks: crate::model::case::Marks::default(),
        confirmation: Confirmation::Unmarked,
        replica_detail: None,
        note: None,
        place: Place::Nowhere,
    }
}

/// The querying body obtains the code by which it asks.
fn link_code_case() -> LinkCodeCase {
    LinkCodeCase {
        id: CaseId::from("F7-001"),
        scenario: "F01".into(),
        title: "初めて符号を取得する".to_owned(),
        cycle: 7,
        lot: None,
        body: Inquirer::Organisation("b-shi".into()),
        base_date: case().base_date,
        persona: "RM-001".into(),
        before: LinkCodeOutcome::NotObtained,
        act: LinkCodeAct::Obtain,
        expected: LinkCodeOutcome::Obtained,
        expected_place: Place::Nowhere,
        place: Place::Nowhere,
    }
}

/// The same person as the register spells them.
fn resident() -> Resident {
    Resident {
        id: "J-001".into(),
        name: "例示　花子".to_owned(),
        other_names: vec!["見本　花子".to_owned()],
        kana: Some("レイジ ハナコ".to_owned()),
        birth: day(1980, 1, 1).unwrap_or_else(|| crate::model::Moment::Year(1980).first_day()),
        sex: Sex::Female,
        address: "例示県B市見本町１番地".to_owned(),
        past_addresses: vec!["例示県C町見本4-2".to_owned()],
        persona: Some("RM-001".into()),
        place: Place::Nowhere,
    }
}

fn replica() -> Replica {
    Replica {
        organisation: "a-kempo".into(),
        persona: "RM-001".into(),
        information: InformationCode(31),
        version: "4.0".into(),
        automatic: true,
        provisional: false,
        terms: Terms::default(),
        units: vec![unit(["A健康保険組合", "H27.4.1", "H30.7.27"])],
        place: Place::Nowhere,
    }
}

/// Insurer, first day, last day.
fn unit(values: [&str; 3]) -> Unit {
    let entry = |(code, value): (u64, &str)| Entry {
        item: ItemCode(code),
        value: Value::Text(value.to_owned()),
        place: Place::Nowhere,
    };
    Unit { head: (1..).zip(values).map(entry).collect(), details: Vec::new() }
}
