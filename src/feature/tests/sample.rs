//! A small project in memory: two bodies, one group, three cases.

use crate::model::replica::Entry;
use crate::model::{
    AffairCode, CivilDate, Confirmation, Cycle, Department, Expectation, InformationCode, Inquirer, InstitutionCode,
    Item, ItemCode, ItemKind, Layout, Lot, Organisation, OrganisationKind, Outcome, Place, ProcedureCode, Project,
    QueryCondition, RoleModel, Target, TestCase, TestGroup, TestKind, Trial, Unit, Value, Version, organisation,
};

const BOOK: &str = "test-groups/テストケース一覧.xlsx";

fn cell(sheet: &str, row: u32, column: u32) -> Place {
    Place::Cell { book: BOOK.into(), sheet: sheet.into(), row, column }
}

fn body(id: &str, name: &str, kind: OrganisationKind) -> Organisation {
    Organisation {
        id: id.into(),
        name: name.to_owned(),
        kind,
        code: InstitutionCode("002".into()),
        scheme: None,
        insurer_number: None,
        part_of: None,
        place: Place::Nowhere,
    }
}

fn first_case() -> TestCase {
    let entry =
        |item, value, row, column| Entry { item: ItemCode(item), value, place: cell("期待項目", row, column) };
    TestCase {
        id: "K1-01".into(),
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
        procedure: ProcedureCode(30001),
        information: InformationCode(31),
        version: Version::from("4.0"),
        items: vec![ItemCode(1), ItemCode(3)],
        condition: QueryCondition::Latest,
        base_date: CivilDate::new(2018, 7, 27).unwrap(),
        persona: "RM-001".into(),
        expected: Expectation {
            outcome: Outcome::Normal,
            outcome_place: cell("テストケース一覧", 6, 22),
            units: vec![Unit {
                head: vec![
                    entry(1, Value::Text("A健康保険組合".to_owned()), 11, 5),
                    entry(3, Value::Null("01".to_owned()), 12, 6),
                ],
                details: Vec::new(),
            }],
            xml: None,
            interpretations: Vec::new(),
            paper: None,
        },
        by_people: false,
        marks: crate::model::case::Marks::default(),
        confirmation: Confirmation::Unmarked,
        replica_detail: None,
        note: None,
        place: cell("テストケース一覧", 6, 2),
    }
}

pub(super) fn project() -> Project {
    let mut missing = first_case();
    missing.id = "K1-02".into();
    missing.title = "副本が登録されていない\n人".to_owned();
    missing.expected = Expectation { outcome: Outcome::ReplicaMissing, units: Vec::new(), ..missing.expected };
    missing.place = Place::Point { file: "test-groups/more.yaml".into(), line: 12, column: 5 };
    let mut by_file = first_case();
    by_file.id = "K1 03".into();
    by_file.target = Target::Organisation("a-kempo".into());
    by_file.department = Department::default();
    by_file.expected.units.clear();
    by_file.expected.xml = Some(("expected/k1-03.xml".into(), "<a/>".into()));
    let role_model = RoleModel {
        id: "RM-001".into(),
        name: "試験 えっくす".to_owned(),
        kana: None,
        sex: None,
        birth: None,
        address: None,
        family: Vec::new(),
        history: Vec::new(),
        cases: Vec::new(),
        personal_number: None,
        note: None,
        place: Place::Nowhere,
    };
    let layout = Layout {
        information: InformationCode(31),
        name: "医療保険給付関係情報".to_owned(),
        version: Version::from("4.0"),
        root: "被用者保険関係情報（健康保険）".to_owned(),
        groups: Vec::new(),
        items: vec![Item {
            code: ItemCode(1),
            name: "保険者名称".to_owned(),
            aliases: Vec::new(),
            group: 0,
            kind: ItemKind::Text,
            max_length: None,
            required: true,
        }],
        place: Place::Nowhere,
    };
    let day = |month, day| CivilDate::new(2017, month, day).unwrap();
    Project {
        schemes: vec![organisation::Scheme { id: "kempo".into(), name: "健康保険組合".to_owned() }],
        organisations: vec![
            body("b-shi", "B市", OrganisationKind::Municipality),
            // A name that is another body's: written by id.
            body("b-shi-2", "B市", OrganisationKind::Municipality),
            body("a-kempo", "A健康保険組合", OrganisationKind::Insurer),
        ],
        groups: vec![TestGroup {
            id: "g1".into(),
            name: "地方公共 団体".to_owned(),
            kind: TestKind::LocalLocal,
            members: vec!["b-shi".into(), "b-shi-2".into()],
            place: Place::Nowhere,
        }],
        cycles: vec![Cycle {
            number: 7,
            name: "クール7".to_owned(),
            kind: TestKind::LocalInsurer,
            from: day(4, 3),
            to: day(4, 28),
        }],
        lots: vec![Lot { number: 1, name: "ロット1".to_owned(), members: Vec::new() }],
        layouts: vec![layout],
        role_models: vec![role_model],
        cases: vec![first_case(), missing, by_file],
        ..Project::default()
    }
}

/// Adds cases of the group, so many hundred trials' worth.
pub(super) fn add_group_cases(project: &mut Project, count: usize) {
    let from = project.cases.len();
    for number in from..from + count * 20 {
        let mut case = first_case();
        case.id = format!("G-{number}").as_str().into();
        case.scenario = "S09".into();
        case.cycle = 1;
        case.lot = None;
        case.inquirer = Inquirer::Group("g1".into());
        case.target = Target::LocalRepresentative;
        project.cases.push(case);
    }
}

/// Every case by every body that tries it.
pub(super) fn trials(project: &Project) -> Vec<Trial<'_>> {
    let mut trials = Vec::new();
    for case in &project.cases {
        match &case.inquirer {
            Inquirer::Organisation(id) => {
                let inquirer = project.organisation(id).unwrap();
                trials.push(Trial { case, group: None, inquirer });
            }
            Inquirer::Group(id) => {
                let group = project.group(id).unwrap();
                let members = group.members.iter().map(|id| project.organisation(id).unwrap());
                trials.extend(members.map(|inquirer| Trial { case, group: Some(group), inquirer }));
            }
        }
    }
    trials
}
