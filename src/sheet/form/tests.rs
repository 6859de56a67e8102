//! The forms as calamine and the parts of the zip show them.

use std::io::{Cursor, Read as _};

use calamine::{Data, Reader as _, Xlsx};

use super::*;
use crate::model::organisation::{Cycle, Scheme, TestGroup, TestKind};
use crate::model::persona::{FamilyMember, HistoryEntry};
use crate::model::project::{Affair, Procedure};
use crate::model::{
    AffairCode, Behaviour, CivilDate, Confirmation, Department, Detail, Entry, Expectation, InformationCode,
    InstitutionCode, Item, ItemCode, ItemKind, Layout, Moment, Organisation, OrganisationKind, Outcome, Place,
    ProcedureCode, QueryCondition, Unit, Value, Version,
};
use crate::sheet::headings::{
    ConductColumn, ExpectedColumn, FamilyColumn, HistoryColumn, ReplicaColumn, RoleModelColumn,
};

fn organisation(id: &str, name: &str, kind: OrganisationKind) -> Organisation {
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

fn day(text: &str) -> CivilDate {
    crate::model::date::parse_day(text).unwrap().value
}

fn entry(item: u64, value: Value) -> Entry {
    Entry { item: ItemCode(item), value, place: Place::Nowhere }
}

fn text(item: u64, value: &str) -> Entry {
    entry(item, Value::Text(value.to_owned()))
}

fn unit(name: &str) -> Unit {
    Unit {
        head: vec![text(1, name), text(2, "H30.4.1"), entry(3, Value::Null("01".to_owned()))],
        details: vec![Detail { entries: vec![text(6, "H30.12.1"), text(7, "0011")] }],
    }
}

fn case(id: &str, scenario: &str, condition: QueryCondition) -> TestCase {
    TestCase {
        id: id.into(),
        scenario: scenario.into(),
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
        version: Version("4.0".into()),
        items: [1, 2, 3, 6, 7].map(ItemCode).to_vec(),
        condition,
        base_date: day("H30.7.27"),
        persona: "RM-001".into(),
        expected: Expectation {
            outcome: Outcome::Normal,
            outcome_place: Place::Nowhere,
            units: vec![unit("C健康保険組合"), unit("D健康保険組合")],
            xml: None,
            interpretations: Vec::new(),
            paper: None,
        },
        by_people: false,
        marks: crate::model::case::Marks::default(),
        confirmation: Confirmation::Unmarked,
        replica_detail: Some("喪失日の翌日に登録する".to_owned()),
        note: Some("例示".to_owned()),
        place: Place::File("test-groups/kihon.yaml".into()),
    }
}

fn cases() -> Vec<TestCase> {
    vec![
        case("K1-01", "S01", QueryCondition::Latest),
        case("K1-02", "S01", QueryCondition::AsOf(Moment::Year(2016))),
        case("K1-03", "S02", QueryCondition::Range { from: Moment::Day(day("H29.4.1")), to: Moment::Month(2019, 7) }),
    ]
}

fn project() -> Project {
    let layout = Layout {
        information: InformationCode(31),
        name: "医療保険給付関係情報".to_owned(),
        version: Version("4.0".into()),
        root: "被用者保険関係情報（健康保険）".to_owned(),
        groups: Vec::new(),
        items: [(1, "保険者名称"), (2, "資格取得日"), (3, "資格喪失日"), (6, "支給開始日"), (7, "支給額")]
            .map(|(code, name)| Item {
                code: ItemCode(code),
                name: name.to_owned(),
                aliases: Vec::new(),
                group: 0,
                kind: ItemKind::Text,
                max_length: None,
                required: true,
            })
            .to_vec(),
        place: Place::Nowhere,
    };
    let mut organisations = vec![
        organisation("b-shi", "B市", OrganisationKind::Municipality),
        organisation("a-kempo", "A健康保険組合", OrganisationKind::Insurer),
    ];
    organisations.extend(
        (0..60).map(|n| organisation(&format!("shi-{n}"), &format!("見本第{n}市"), OrganisationKind::Municipality)),
    );
    Project {
        name: "試し".to_owned(),
        schemes: vec![Scheme { id: "kempo".into(), name: "健康保険組合".to_owned() }],
        organisations,
        groups: vec![TestGroup {
            id: "g1".into(),
            name: "テストグループ1".to_owned(),
            kind: TestKind::LocalLocal,
            members: Vec::new(),
            place: Place::Nowhere,
        }],
        cycles: vec![Cycle {
            number: 7,
            name: "クール7".to_owned(),
            kind: TestKind::LocalInsurer,
            from: day("H29.4.3"),
            to: day("H29.4.28"),
        }],
        affairs: vec![Affair {
            code: AffairCode(30),
            name: String::new(),
            procedures: vec![Procedure {
                code: ProcedureCode(30001),
                name: String::new(),
                consent: false,
                permits: Vec::new(),
            }],
        }],
        layouts: vec![layout],
        role_models: vec![person()],
        cases: cases(),
        replicas: vec![replica()],
        conduct: vec![behaviour()],
        ..Project::default()
    }
}

fn person() -> RoleModel {
    RoleModel {
        id: "RM-001".into(),
        name: "例示 花子".to_owned(),
        kana: Some("レイジ ハナコ".to_owned()),
        sex: Some("女".to_owned()),
        birth: Some(day("S55.1.1")),
        address: Some("例示県B市見本町1番地".to_owned()),
        family: vec![FamilyMember { relation: "夫".to_owned(), name: "例示 太郎".to_owned() }],
        history: vec![HistoryEntry {
            from: Some(day("H27.4.1")), to: None, what: "A健康保険組合に加入".to_owned()
        }],
        cases: vec!["K1-01".to_owned(), "K1-03".to_owned()],
        personal_number: None,
        note: None,
        place: Place::File("role-models/kihon.yaml".into()),
    }
}

fn replica() -> Replica {
    Replica {
        organisation: "a-kempo".into(),
        persona: "RM-001".into(),
        information: InformationCode(31),
        version: Version("4.0".into()),
        automatic: false,
        provisional: true,
        terms: crate::model::replica::Terms::default(),
        units: vec![unit("A健康保険組合")],
        place: Place::File("test-groups/representatives/a-kempo.yaml".into()),
    }
}

fn behaviour() -> Conduct {
    Conduct {
        organisation: "a-kempo".into(),
        persona: "RM-001".into(),
        behaviour: Behaviour::Silent,
        times: Some(1),
        place: Place::File("test-groups/representatives/a-kempo.yaml".into()),
    }
}

/// The cells of a sheet that are not blank, as `A1=…` lines.
fn cells(bytes: &[u8], sheet: &str) -> Vec<String> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes.to_vec())).unwrap();
    let range = book.worksheet_range(sheet).unwrap();
    let start = range.start().unwrap();
    let used = range.used_cells().filter(|(_, _, data)| **data != Data::Empty);
    used.map(|(row, column, data)| {
        format!("{}={data}", crate::model::diagnostic::cell_name(start.0 + row as u32, start.1 + column as u32))
    })
    .collect()
}

fn part(bytes: &[u8], name: &str) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes.to_vec())).unwrap();
    let mut text = String::new();
    archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

fn written(form: FormVersion) -> Vec<u8> {
    cases_workbook(&cases(), &project(), form, Filling::Entries).unwrap()
}

fn stands<C: Column>(cells: &[String], form: FormVersion) {
    for heading in C::of(form) {
        let words = match heading.group {
            Some(under) => vec![under.group[0], under.below[0]],
            None => vec![heading.name()],
        };
        for word in words {
            assert!(cells.iter().any(|cell| cell.ends_with(&format!("={word}"))), "{word} is missing");
        }
    }
}

#[test]
fn every_heading_of_the_table_stands_on_the_form() {
    for form in FormVersion::ALL {
        let bytes = written(form);
        stands::<CaseColumn>(&cells(&bytes, CaseColumn::SHEET[0]), form);
        stands::<ExpectedColumn>(&cells(&bytes, ExpectedColumn::SHEET[0]), form);
    }
    let bytes = role_models_workbook(&[person()], &project(), Filling::Entries).unwrap();
    stands::<RoleModelColumn>(&cells(&bytes, RoleModelColumn::SHEET[0]), FormVersion::V2_00);
    stands::<FamilyColumn>(&cells(&bytes, FamilyColumn::SHEET[0]), FormVersion::V2_00);
    stands::<HistoryColumn>(&cells(&bytes, HistoryColumn::SHEET[0]), FormVersion::V2_00);
    let bytes = replicas_workbook(&[replica()], &[behaviour()], &project(), Filling::Entries).unwrap();
    stands::<ReplicaColumn>(&cells(&bytes, ReplicaColumn::SHEET[0]), FormVersion::V2_00);
    stands::<ConductColumn>(&cells(&bytes, ConductColumn::SHEET[0]), FormVersion::V2_00);
}

#[test]
fn rows_are_written_as_people_write_them() {
    let cells = cells(&written(FormVersion::V2_00), CaseColumn::SHEET[0]);
    for expected in [
        "A10=S01",
        "C10=K1-01",
        "G10=7",
        "I10=B市",
        "J10=健康保険組合",
        "L10=001A",
        "M10=JM030",
        "N10=JT030001",
        "Q10=TK01～TK07",
        "R10=既定",
        "U10=H30.7.27",
        "R11=時点指定",
        "S11=平成28年",
        "A12=S02",
        "S12=H29.4.1",
        "T12=令和元年7月",
        "W12=正常終了",
        "AB12=自動",
    ] {
        assert!(cells.iter().any(|cell| cell == expected), "{expected} is missing in {cells:#?}");
    }
    assert!(
        !cells.iter().any(|cell| cell.starts_with("A11=")),
        "the second row of a scenario is part of a merged cell"
    );
}

#[test]
fn merged_cells_hold_for_headings_and_scenarios() {
    let sheet = part(&written(FormVersion::V2_00), "xl/worksheets/sheet1.xml");
    for merged in ["\"A8:A9\"", "\"K8:L8\"", "\"R8:T8\"", "\"A10:A11\""] {
        assert!(sheet.contains(&format!("<mergeCell ref={merged}")), "{merged}");
    }
}

#[test]
fn closed_lists_stop_and_project_lists_warn() {
    let bytes = written(FormVersion::V2_00);
    let sheet = part(&bytes, "xl/worksheets/sheet1.xml");
    assert!(sheet.contains("<formula1>\"既定,時点指定,範囲指定\"</formula1>"), "{sheet}");
    assert!(sheet.contains("<formula1>照会先の候補</formula1>"));
    let workbook = part(&bytes, "xl/workbook.xml");
    assert!(workbook.contains("<definedName name=\"照会元の候補\">リスト!$A$4:$A$66</definedName>"), "{workbook}");
    let dropdowns = C_WITH_LISTS;
    assert_eq!(sheet.matches("<dataValidation ").count(), dropdowns);
    assert!(sheet.contains("orientation=\"landscape\"") && sheet.contains("fitToHeight=\"0\""));
    assert!(sheet.contains("state=\"frozen\"") && sheet.contains("<autoFilter ref=\"A9:"));
    assert!(workbook.contains("_xlnm.Print_Titles"));
}

/// 照会元, 照会先, 事務, 事務手続, 特定個人情報, 版, ロールモデル; 種別, 処理結果, 実施方法, 確認.
const C_WITH_LISTS: usize = 13;

#[test]
fn codes_dates_and_values_are_text_and_counts_are_numbers() {
    let bytes = written(FormVersion::V2_00);
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
    let range = book.worksheet_range(ExpectedColumn::SHEET[0]).unwrap();
    let values: Vec<&Data> = range.used_cells().map(|(_, _, data)| data).collect();
    assert!(values.contains(&&Data::String("0011".to_owned())), "leading zeros stay");
    assert!(values.contains(&&Data::Float(2.0)), "the second unit is counted");
    let bytes = written(FormVersion::V2_00);
    assert!(part(&bytes, "xl/styles.xml").contains("numFmtId=\"49\""), "text format");
}

#[test]
fn every_heading_has_its_note() {
    let bytes = written(FormVersion::V2_00);
    let notes = part(&bytes, "xl/comments1.xml").matches("<comment ").count();
    assert_eq!(notes, CaseColumn::of(FormVersion::V2_00).count());
    let bytes = cases_workbook(&cases(), &project(), FormVersion::V2_00, Filling::Example).unwrap();
    assert!(part(&bytes, "xl/comments1.xml").contains("記入例"));
}

#[test]
fn the_first_form_has_its_target_above_the_table_and_only_one() {
    let cells = cells(&written(FormVersion::V1_00), CaseColumn::SHEET[0]);
    let label = cells.iter().find(|cell| cell.ends_with("=照会先")).unwrap().clone();
    let beside = label.replace('A', "B").replace("照会先", "健康保険組合");
    assert!(cells.contains(&beside), "{beside} in {cells:#?}");
    let mut differ = cases();
    differ[1].target = Target::LocalRepresentative;
    let error = cases_workbook(&differ, &project(), FormVersion::V1_00, Filling::Entries).unwrap_err();
    assert_eq!(error.to_string(), "form 1.00 has one target for all rows: K1-01 and K1-02 differ");
}

#[test]
fn the_same_model_gives_the_same_bytes() {
    assert_eq!(written(FormVersion::V2_00), written(FormVersion::V2_00));
}

#[test]
fn each_source_file_becomes_its_own_workbook() {
    let project = project();
    for (source, name, sheet) in [
        ("test-groups/kihon.yaml", "test-groups/kihon.xlsx", CaseColumn::SHEET[0]),
        ("role-models/kihon.yaml", "role-models/kihon.xlsx", RoleModelColumn::SHEET[0]),
        (
            "test-groups/representatives/a-kempo.yaml",
            "test-groups/representatives/a-kempo.xlsx",
            ReplicaColumn::SHEET[0],
        ),
    ] {
        let (path, bytes) = convert(&project, source, FormVersion::default()).unwrap();
        assert_eq!(path, name);
        assert!(!cells(&bytes, sheet).is_empty());
    }
    assert!(matches!(convert(&project, "renkei.yaml", FormVersion::default()), Err(FormError::NothingFrom { .. })));
}

/// The base project, with all kinds of case and more in one file.
fn mixed() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let base = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/projects/base");
    for file in [
        "renkei.yaml",
        "layouts/affairs.yaml",
        "layouts/income.yaml",
        "layouts/insurance.yaml",
        "layouts/register.yaml",
        "layouts/profile.yaml",
        "role-models/people.yaml",
        "test-groups/organisations.yaml",
        "test-groups/residents.yaml",
    ] {
        let to = folder.path().join(file);
        std::fs::create_dir_all(to.parent().unwrap()).unwrap();
        std::fs::copy(base.join(file), to).unwrap();
    }
    let residents = folder.path().join("test-groups/residents.yaml");
    let mut text = std::fs::read_to_string(base.join("test-groups/cases-insurance.yaml")).unwrap();
    text += &std::fs::read_to_string(&residents).unwrap();
    text += "link-code-cases:
  - {id: F1-01, scenario: F01, title: 取得, cycle: 7, body: B市, base-date: H30.7.27, persona: RM-001, expected: 取得済}
papers:
  - {id: SU-01, case: K1-01, paper: 被保険者証の写し, units: [{items: {TK01: A健康保険組合}}]}
addressees:
  - {organisation: B市, people: [{number: B-0001, persona: RM-001, addresses: [国保-0031]}]}
";
    std::fs::remove_file(residents).unwrap();
    std::fs::write(folder.path().join("test-groups/mixed.yaml"), text).unwrap();
    folder
}

#[test]
fn a_file_with_several_kinds_is_converted_whole() {
    let folder = mixed();
    let (project, faults) = crate::sheet::load(folder.path());
    assert!(!crate::model::diagnostic::any_error(&faults), "{faults:?}");
    let file = "test-groups/mixed.yaml";
    assert!(stays(&project, file), "the addressees have no form");
    let (path, bytes) = convert(&project, file, FormVersion::default()).unwrap();
    std::fs::remove_file(folder.path().join(file)).unwrap();
    std::fs::write(folder.path().join(&path), bytes).unwrap();
    let (again, faults) = crate::sheet::load(folder.path());
    assert!(!crate::model::diagnostic::any_error(&faults), "{faults:?}");
    let ids = |project: &Project| {
        let cases = project.cases.iter().map(|case| (case.id.to_string(), case.expected.units.clone().len()));
        let codes = project.link_code_cases.iter().map(|case| (case.id.to_string(), 0));
        let people = project.residents.iter().map(|resident| (resident.id.to_string(), resident.past_addresses.len()));
        let mut all: Vec<(String, usize)> = cases.chain(codes).chain(people).collect();
        all.sort();
        all
    };
    assert_eq!(ids(&again), ids(&project));
    assert!(ids(&project).iter().any(|(id, _)| id == "SU-01") && ids(&project).len() > 8, "{:?}", ids(&project));
    assert!(!stays(&again, &path));
}

#[test]
fn a_name_that_means_two_things_is_written_as_an_id() {
    let mut project = project();
    project.organisations.push(organisation("another", "健康保険組合", OrganisationKind::Insurer));
    assert_eq!(target(&Target::Scheme("kempo".into()), &project), "kempo");
    assert_eq!(target(&Target::Organisation("a-kempo".into()), &project), "A健康保険組合");
}

/// Writes the forms to a folder for looking at: `FORMS=/tmp/forms cargo test --lib forms_to_look_at -- --ignored`.
#[test]
#[ignore = "for people's eyes"]
fn forms_to_look_at() {
    let Ok(folder) = std::env::var("FORMS") else { return };
    let write = |name: &str, bytes: Vec<u8>| std::fs::write(format!("{folder}/{name}.xlsx"), bytes).unwrap();
    write("cases-2", written(FormVersion::V2_00));
    write("cases-1", written(FormVersion::V1_00));
    let project = project();
    write("example", cases_workbook(&cases(), &project, FormVersion::V2_00, Filling::Example).unwrap());
    write("people", role_models_workbook(&[person()], &project, Filling::Entries).unwrap());
    write("replicas", replicas_workbook(&[replica()], &[behaviour()], &project, Filling::Entries).unwrap());
}
