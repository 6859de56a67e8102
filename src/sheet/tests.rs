//! Whole projects on disk: what is written, what is read, and what is said of mistakes.

mod books;
mod faults;
mod hostile;
mod pilot;
mod residents;

use std::fs;
use std::path::Path;

use super::*;
use crate::model::{Lang, Severity};

/// A small project in YAML in which nothing is wrong.
const SETTINGS_TEXT: &str = "name: 例示テスト\nform: \"2.00\"\n";

const LAYOUTS_TEXT: &str = r#"layouts:
  - information: TM031
    name: 医療保険給付関係情報
    version: "4.0"
    root: 健康保険情報
    groups:
      - {path: 資格情報, key: [TK01, TK02], period: {from: TK02, to: TK03}}
      - {path: 給付情報/傷病手当金, key: [TK06], point: TK06}
    items:
      - {code: TK01, name: 保険者名称, aliases: [医療保険者名], path: 資格情報, kind: text, max-length: 40, required: true}
      - {code: TK02, name: 資格取得日, aliases: [資格取得年月日], path: 資格情報, kind: date, required: true}
      - {code: TK03, name: 資格喪失日, path: 資格情報, kind: date}
      - {code: TK06, name: 支給日, path: 給付情報/傷病手当金, kind: date}
      - {code: TK07, name: 支給金額, path: 給付情報/傷病手当金, kind: amount, max-length: 6}
      - {code: TK08, name: 給付番号, path: 給付情報/傷病手当金, kind: code}
affairs:
  - code: JM030
    name: 国民健康保険の事務
    procedures:
      - code: JT030001
        name: 資格取得届の審査
        permits: [{inquirers: [municipality], providers: [insurer, clearing-house], information: TM031}]
"#;

const BODIES_TEXT: &str = r#"schemes: [{id: kempo, name: 健康保険組合}]
organisations:
  - {id: b-shi, name: B市, kind: municipality, code: 002}
  - {id: c-shi, name: C市, kind: municipality, code: "003"}
  - {id: kikin, name: 例示基金, kind: clearing-house, code: "099"}
  - {id: a-kempo, name: A健康保険組合, kind: insurer, scheme: kempo, insurer-number: AAAA}
groups: [{id: g1, name: テストグループ1, kind: local-insurer, members: [B市, c-shi]}]
representatives: [{organisation: A健康保険組合, kind: local-insurer}]
cycles: [{number: 7, kind: local-insurer, from: H29.4.3, to: H29.4.28}]
lots: [{number: 1, members: [A健康保険組合]}]
"#;

const CASES_TEXT: &str = r#"cases:
  - id: K1-01
    scenario: S01
    variation: V01
    title: 資格取得届の審査（直近の資格）
    flow: 国民健康保険の資格取得の届出
    cycle: 7
    lot: 1
    inquirer: B市
    target: 健康保険組合
    department: {name: 国民健康保険課, code: 001A}
    affair: JM030
    procedure: JT030001
    information: TM031
    version: "4.0"
    items: TK01、TK02、TK03
    condition: 既定
    base-date: H30.7.27
    persona: RM-001
    expected:
      outcome: 正常終了
      units:
        - items: {TK01: A健康保険組合, TK02: H27.4.1, TK03: {empty: "01"}}
"#;

const ROLE_MODELS_TEXT: &str = "role-models:\n  - {id: RM-001, name: 試験 えっくす, birth: S55.1.1, cases: [K1-01], \
     family: [{relation: 夫, name: 試験 わい}], history: [{from: H27.4.1, to: H30.7.27, what: A健康保険組合に加入}]}\n";

const REPLICAS_TEXT: &str = r#"organisation: A健康保険組合
replicas:
  - persona: RM-001
    information: TM031
    version: "4.0"
    units:
      - items: {TK01: A健康保険組合, TK02: H27.4.1, TK03: H30.7.27}
        details: [{TK06: H30.2.1, TK07: "11,111円", TK08: "0007"}]
conduct:
  - {persona: RM-001, behaviour: silent, times: 1}
"#;

const FILES: [(&str, &str); 6] = [
    ("renkei.yaml", SETTINGS_TEXT),
    ("layouts/layouts.yaml", LAYOUTS_TEXT),
    ("test-groups/bodies.yaml", BODIES_TEXT),
    ("test-groups/cases.yaml", CASES_TEXT),
    ("role-models/people.yaml", ROLE_MODELS_TEXT),
    ("test-groups/representatives/a-kempo.yaml", REPLICAS_TEXT),
];

/// A project on disk, with some files replaced or added.
fn project(changes: &[(&str, &[u8])]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (path, content) in FILES {
        write(folder.path(), path, content.as_bytes());
    }
    for (path, content) in changes {
        write(folder.path(), path, content);
    }
    folder
}

fn write(root: &Path, path: &str, content: &[u8]) {
    let path = root.join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, content).unwrap();
}

/// `code place message` of every fault, one a line.
fn said(diagnostics: &[Diagnostic]) -> Vec<String> {
    let line = |fault: &Diagnostic| format!("{} {} {}", fault.fault.code, fault.place, fault.message(Lang::Ja));
    diagnostics.iter().map(line).collect()
}

/// What is said of a project with some files replaced.
fn faults_of(changes: &[(&str, &[u8])]) -> Vec<String> {
    let folder = project(changes);
    said(&load(folder.path()).1)
}

#[test]
fn a_project_without_mistakes_is_read_whole() {
    let folder = project(&[]);
    let loaded = read(folder.path());
    assert_eq!(said(&loaded.diagnostics), Vec::<String>::new());
    let project = &loaded.project;
    assert_eq!(loaded.files.len(), 6);
    assert_eq!(project.name, "例示テスト");
    assert_eq!(project.organisation_called("b-shi").unwrap().code.to_string(), "002");
    assert_eq!(project.organisation_called("A健康保険組合").unwrap().code.to_string(), "099");
    let case = &project.cases[0];
    assert_eq!(format!("{} {} {}", case.id, case.condition, case.base_date), "K1-01 既定 2018-07-27");
    assert_eq!(case.place.to_string(), "test-groups/cases.yaml:2:9");
    assert_eq!(case.department.code, "001A");
    assert_eq!(case.items.len(), 3);
    let unit = &case.expected.units[0];
    assert_eq!(unit.head[2].value, crate::model::Value::Null("01".to_owned()));
    assert_eq!(unit.head[0].place.to_string(), "test-groups/cases.yaml:23:25");
    let replica = &project.replicas[0];
    assert_eq!(replica.units[0].details[0].entries[2].value, crate::model::Value::Text("0007".to_owned()));
    assert!(replica.automatic && !replica.provisional);
    assert_eq!(project.conduct[0].times, Some(1));
    assert_eq!(project.role_models[0].history.len(), 1);
}

#[test]
fn the_digest_changes_with_a_byte_and_only_then() {
    let folder = project(&[]);
    let first = read(folder.path()).digest;
    assert_eq!(read(folder.path()).digest, first);
    write(folder.path(), "renkei.yaml", SETTINGS_TEXT.replace("例示", "別の").as_bytes());
    assert_ne!(read(folder.path()).digest, first);
}

#[test]
fn a_folder_that_is_no_project_says_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let (_, diagnostics) = load(folder.path());
    assert_eq!(diagnostics.len(), 1);
    assert_eq!(diagnostics[0].fault.code, "E0101");
    assert!(diagnostics[0].help(Lang::Ja).contains("renkei init"));
}

#[test]
fn empty_folders_are_told_once_each() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "renkei.yaml", SETTINGS_TEXT.as_bytes());
    let codes: Vec<&str> = load(folder.path()).1.iter().map(|fault| fault.fault.code).collect();
    assert_eq!(codes, ["W0103"; 4]);
}

#[test]
fn lock_files_are_nothing_and_other_kinds_are_told() {
    let said = faults_of(&[
        ("test-groups/~$cases.xlsx", b"x"),
        ("test-groups/.~lock.cases.xlsx#", b"x"),
        ("test-groups/memo.txt", b"x"),
        ("test-groups/plan.yaml", b"anything: 1"),
        ("test-groups/cases.csv", b"a,b"),
        ("test-groups/representatives/a.ods", b"PK"),
        ("layouts/codes.csv", b"a,b"),
        ("role-models/old.xls", b"x"),
    ]);
    let starts: Vec<&str> = said.iter().map(|line| &line[..5]).collect();
    assert_eq!(starts, ["W0126", "E0107", "E0139", "E0139"], "{said:#?}");
}

#[cfg(unix)]
#[test]
fn links_are_not_followed_out_of_the_project() {
    let outside = tempfile::tempdir().unwrap();
    write(outside.path(), "secret.yaml", b"cases: []");
    let folder = project(&[]);
    std::os::unix::fs::symlink(outside.path().join("secret.yaml"), folder.path().join("test-groups/link.yaml"))
        .unwrap();
    std::os::unix::fs::symlink(outside.path(), folder.path().join("role-models/link")).unwrap();
    std::os::unix::fs::symlink(folder.path(), folder.path().join("layouts/loop")).unwrap();
    let (_, diagnostics) = load(folder.path());
    let codes: Vec<&str> = diagnostics.iter().map(|fault| fault.fault.code).collect();
    assert_eq!(codes.iter().filter(|code| **code == "E0127").count(), 2, "{:#?}", said(&diagnostics));
}

#[test]
fn expected_xml_is_read_inside_the_project_only() {
    let with = |path: &str| {
        let units = CASES_TEXT.find("      units:").unwrap();
        format!("{}      xml: {path}\n", &CASES_TEXT[..units])
    };
    let inside = with("expected/k1-01.xml");
    let xml = "<健康保険情報><資格情報><保険者名称>A健康保険組合</保険者名称><資格取得日>H27.4.1</資格取得日>\
        </資格情報></健康保険情報>";
    let folder = project(&[("test-groups/cases.yaml", inside.as_bytes()), ("expected/k1-01.xml", xml.as_bytes())]);
    let (project_read, diagnostics) = load(folder.path());
    assert_eq!(said(&diagnostics), Vec::<String>::new());
    assert_eq!(&*project_read.cases[0].expected.xml.as_ref().unwrap().1, xml);
    for (xml, place) in [("<a/>", "E0253 expected/k1-01.xml"), ("<a>\n<b></a>", "E0252 expected/k1-01.xml:2:")] {
        let changes = [("test-groups/cases.yaml", inside.as_bytes()), ("expected/k1-01.xml", xml.as_bytes())];
        let said = faults_of(&changes);
        assert!(said.len() == 1 && said[0].starts_with(place), "{said:#?}");
    }
    for (path, code) in [("../k.xml", "E0127"), ("/etc/hostname", "E0127"), ("expected/none.xml", "E0102")] {
        let said = faults_of(&[("test-groups/cases.yaml", with(path).as_bytes())]);
        assert_eq!(said.len(), 1, "{said:#?}");
        assert!(said[0].starts_with(&format!("{code} test-groups/cases.yaml:22:12")), "{said:#?}");
    }
}

#[test]
fn every_fault_that_is_an_error_stops_and_a_warning_does_not() {
    let overrun = CASES_TEXT.replace("base-date: H30.7.27", "base-date: H31.7.27");
    let folder = project(&[("test-groups/cases.yaml", overrun.as_bytes())]);
    let (project, diagnostics) = load(folder.path());
    assert_eq!(diagnostics[0].fault.severity, Severity::Warning);
    assert_eq!(
        said(&diagnostics),
        [
            "W0207 test-groups/cases.yaml:18:16 「H31.7.27」という日は暦にないので、令和元年7月27日（2019-07-27） と読みました。"
        ]
    );
    assert_eq!(project.cases[0].base_date.to_string(), "2019-07-27");
}
