//! A body that asks, an insurer that holds 1,000 persons, and one more that leaves its answers to officers.

#![allow(dead_code, reason = "each bench needs a part of it")]

use std::path::Path;
use std::sync::Arc;

use renkei::model::{Department, Project, QueryCondition};
use renkei::payload::envelope::Query;
use renkei::sheet;

/// As the program itself has it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

pub const PERSONS: u64 = 1_000;
/// Benefits of a person, so that an answer is about 3 KB.
const BENEFITS: u64 = 22;

/// Writes the nation as files of a project.
pub fn write(folder: &Path) {
    let put = |path: &str, text: &str| {
        let path = folder.join(path);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        std::fs::write(path, text).expect("a file");
    };
    put("renkei.yaml", "name: 速さ\n");
    put("layouts/layout.yaml", LAYOUT);
    put("test-groups/organisations.yaml", ORGANISATIONS);
    let mut people = "role-models:\n".to_owned();
    let mut replicas = "organisation: a-kempo\nreplicas:\n".to_owned();
    let mut held = "organisation: c-shi\nreplicas:\n".to_owned();
    let mut cases = "cases:\n".to_owned();
    for person in 0..PERSONS {
        people.push_str(&format!("  - {{id: RM-{person:04}, name: 見本 {person}}}\n"));
        let benefits: Vec<String> = (0..BENEFITS)
            .map(|number| {
                let (year, month) = (2000 + number / 12, number % 12 + 1);
                format!("{{TK06: \"{year}-{month:02}-01\", TK07: \"{}\"}}", person * 100 + number)
            })
            .collect();
        let unit = |insurer: &str| format!("{{TK01: {insurer}, TK02: \"2000-01-01\", TK03: {{empty: \"01\"}}}}");
        replicas.push_str(&format!(
            "  - {{persona: RM-{person:04}, information: TM031, version: \"4.0\", units: [{{items: {}, details: [{}]}}]}}\n",
            unit(&mark(person)),
            benefits.join(", ")
        ));
        held.push_str(&format!(
            "  - {{persona: RM-{person:04}, information: TM031, version: \"4.0\", automatic: false, units: [{{items: {}}}]}}\n",
            unit(&mark(person))
        ));
        cases.push_str(&format!(
            "  - {{id: K-{person:04}, scenario: S1, variation: V1, title: 速さ, cycle: 7, inquirer: B市, target: 支払基金, department: {{name: 国民健康保険課, code: 001A}}, affair: JM030, procedure: JT030001, information: TM031, version: \"4.0\", items: TK01, condition: 既定, base-date: 2018-07-27, persona: RM-{person:04}, expected: {{outcome: 正常終了, units: [{{items: {{TK01: {}}}}}]}}}}\n",
            mark(person)
        ));
    }
    put("role-models/people.yaml", &people);
    put("test-groups/representatives/a-kempo.yaml", &replicas);
    put("test-groups/representatives/c-shi.yaml", &held);
    put("test-groups/cases.yaml", &cases);
}

/// The nation in memory.
pub fn read() -> Arc<Project> {
    let folder = tempfile::tempdir().expect("a folder for the project");
    write(folder.path());
    let (project, faults) = sheet::load(folder.path());
    let errors: Vec<_> = faults.iter().filter(|fault| fault.fault.severity == renkei::model::Severity::Error).collect();
    assert!(errors.is_empty(), "{errors:?}");
    Arc::new(project)
}

/// What B市 asks a provider (支払基金 or C市), but for the person.
pub fn query(project: &Project, provider: &str) -> Query {
    Query {
        request: String::new(),
        inquirer: project.organisation_called("b-shi").expect("a body").code.clone(),
        provider: project.organisation_called(provider).expect("a body").code.clone(),
        affair: project.affairs[0].code,
        procedure: project.affairs[0].procedures[0].code,
        information: project.layouts[0].information,
        version: project.layouts[0].version.clone(),
        department: Department { name: "国民健康保険課".into(), code: "001A".into() },
        items: project.layouts[0].items.iter().map(|item| item.code).collect(),
        condition: QueryCondition::Latest,
        link_code: String::new(),
        consent: false,
        undisclosed: false,
    }
}

/// What stands in the answer about one person and in no other.
pub fn mark(person: u64) -> String {
    format!("例示{person:04}健康保険組合")
}

/// `VmRSS` of a process, `self` for this one.
pub fn megabytes(process: &str) -> f64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|rest| rest.split_whitespace().next()?.parse::<f64>().ok()).unwrap_or(0.0) / 1024.0
}

const ORGANISATIONS: &str = "\
schemes: [{id: kempo, name: 健康保険組合}]
organisations:
  - {id: b-shi, name: B市, kind: municipality, code: '002'}
  - {id: kikin, name: 支払基金, kind: clearing-house, code: '099'}
  - {id: c-shi, name: C市, kind: municipality, code: '003'}
  - {id: a-kempo, name: A健康保険組合, kind: insurer, scheme: kempo, insurer-number: '0000000000001'}
representatives: [{organisation: a-kempo, kind: local-insurer}, {organisation: c-shi, kind: local-local}]
cycles: [{number: 7, name: クール7, kind: local-insurer, from: H29.4.3, to: H29.5.31}]
";

const LAYOUT: &str = "\
layouts:
  - information: TM031
    name: 医療保険給付関係情報
    version: '4.0'
    root: 被用者保険関係情報
    groups:
      - {path: 資格情報, key: [TK01, TK02], period: {from: TK02, to: TK03}}
      - {path: 給付情報/傷病手当金, key: [TK06], point: TK06}
    items:
      - {code: TK01, name: 保険者名称, path: 資格情報, kind: text-any-width, max-length: 40, required: true}
      - {code: TK02, name: 資格取得日, path: 資格情報, kind: date, required: true}
      - {code: TK03, name: 資格喪失日, path: 資格情報, kind: date, required: true}
      - {code: TK06, name: 支給開始日, path: 給付情報/傷病手当金, kind: date, required: true}
      - {code: TK07, name: 支給額, path: 給付情報/傷病手当金, kind: amount, required: true}
affairs:
  - code: JM030
    name: 国民健康保険の事務（架空）
    procedures:
      - {code: JT030001, name: 資格取得届の審査, permits: [{inquirers: [municipality], providers: [insurer, clearing-house, municipality], information: TM031}]}
";
