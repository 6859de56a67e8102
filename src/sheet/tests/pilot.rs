//! 読み取り and 試行運用 as sheets: what is read, what is said of mistakes, and that a form says what YAML says.

use rust_xlsxwriter::Workbook;

use super::books::{case_sheet, expected_sheet, load_book};
use super::*;
use crate::model::{Interpretation, Paper, Place, TestCase, TestKind, Unit, Value};
use crate::sheet::form::{Filling, cases_workbook};
use crate::sheet::headings::FormVersion;

/// A sheet with these rows, headings first.
fn sheet(book: &mut Workbook, name: &str, rows: &[&[&str]]) {
    let sheet = book.add_worksheet().set_name(name).unwrap();
    for (row, cells) in (0..).zip(rows) {
        for (column, text) in (0..).zip(*cells).filter(|(_, text)| !text.is_empty()) {
            sheet.write_string(row, column, *text).unwrap();
        }
    }
}

/// The case of the other tests with further sheets.
pub(super) fn load_with(sheets: &[(&str, &[&[&str]])]) -> (Project, Vec<String>) {
    let mut book = Workbook::new();
    case_sheet(&mut book, (0, 0));
    expected_sheet(&mut book);
    for (name, rows) in sheets {
        sheet(&mut book, name, rows);
    }
    load_book(&mut book)
}

const READINGS: &[&str] = &["テストケースID", "読み取る値", "期待する値", "規則", "備考"];
const PAPERS: &[&str] = &[
    "試行ID",
    "テストケースID",
    "クール",
    "基準日",
    "添付書類",
    "発行日",
    "単位",
    "内訳",
    "項目コード",
    "項目名",
    "書類の項目名",
    "書類の値",
];

#[test]
fn rows_become_values_to_be_read_and_papers() {
    let (project, told) = load_with(&[
        ("読み取り", &[READINGS, &["K1-01", "資格の件数", "1", "件数(TK02、TK03≧H30.4)", ""]]),
        (
            "試行運用",
            &[
                PAPERS,
                &[
                    "SU-1",
                    "K1-01",
                    "",
                    "H30.8.1",
                    "被保険者証の写し",
                    "Ｈ２７．４．１",
                    "",
                    "",
                    "TK01",
                    "",
                    "保険者",
                    "A健康保険組合",
                ],
                &["SU-1", "", "", "", "", "", "", "", "資格取得日", "", "", "平成27年4月1日"],
            ],
        ),
    ]);
    assert_eq!(told, Vec::<String>::new());
    let [case, pilot] = project.cases.as_slice() else { panic!("{} cases", project.cases.len()) };
    let [reading] = case.expected.interpretations.as_slice() else { panic!("no value to be read") };
    assert_eq!((reading.name.as_str(), reading.value.as_str()), ("資格の件数", "1"));
    assert_eq!(reading.rule.to_string(), "件数(TK02、TK03≧H30.4)");
    assert_eq!(reading.place.to_string(), "test-groups/cases.xlsx!読み取り!C2");
    // The query is the case's; the day and what is expected are the paper's.
    assert_eq!((&*pilot.id.0, pilot.title.as_str()), ("SU-1", "試行運用：被保険者証の写し 資格取得届の審査"));
    assert_eq!((&pilot.items, &pilot.target, pilot.cycle), (&case.items, &case.target, case.cycle));
    assert_eq!(pilot.base_date.to_string(), "2018-08-01");
    assert!(pilot.expected.units.is_empty() && pilot.expected.interpretations.is_empty());
    let paper = pilot.expected.paper.as_ref().unwrap();
    assert_eq!((paper.name.as_str(), paper.issued.unwrap().to_string().as_str()), ("被保険者証の写し", "2015-04-01"));
    assert_eq!(paper.called, [(crate::model::ItemCode(1), "保険者".to_owned())]);
    let told: Vec<String> =
        paper.units[0].head.iter().map(|entry| format!("{} {:?} {}", entry.item, entry.value, entry.place)).collect();
    assert_eq!(
        told,
        [
            "TK01 Text(\"A健康保険組合\") test-groups/cases.xlsx!試行運用!L2",
            "TK02 Text(\"平成27年4月1日\") test-groups/cases.xlsx!試行運用!L3"
        ]
    );
}

#[test]
fn every_mistake_is_told_at_its_cell() {
    let (_, told) = load_with(&[
        (
            "読み取り",
            &[
                READINGS,
                &["K1-01", "読めない規則", "1", "合計"],
                &["K1-02", "ないケース", "1", "件数(TK01)"],
                &["K1-01", "聞いていない項目", "1", "合計(TK07)"],
                &["K1-01", "", "1", "件数(TK01)"],
                &["K1-01", "値がない", "", "件数(TK01)"],
            ],
        ),
        (
            "試行運用",
            &[
                PAPERS,
                &["SU-1", "K1-01", "", "", "被保険者証", "", "", "", "TK01", "", "", ""],
                &["SU-1", "K1-01", "", "", "資格証明書", "", "", "", "TK02", "", "", "いつか2"],
                &["SU-2", "K9-01", "", "", "被保険者証", "", "", "", "TK01", "", "", "A"],
                &["SU-3", "K1-01", "", "", "被保険者証", "", "", "", "TK07", "", "", "100"],
                &["K1-01", "K1-01", "", "", "被保険者証", "", "", "", "TK01", "", "", "A"],
            ],
        ),
    ]);
    assert_eq!(
        told,
        [
            "E0237 test-groups/cases.xlsx!試行運用!L2 TK01（保険者名称） に値も空の理由もありません。",
            "E1012 test-groups/cases.xlsx!試行運用!E3 同じ試行の中で「添付書類」が「被保険者証」と「資格証明書」に分かれています。",
            "E0233 test-groups/cases.xlsx!試行運用!L3 「いつか2」は TK02（資格取得日）の型「日付」に合いません。",
            "E1010 test-groups/cases.xlsx!試行運用!B4 試行運用のもとになるテストケース「K9-01」がありません。",
            "E0240 test-groups/cases.xlsx!試行運用!I5 項目 TK07（支給金額）は内訳（給付情報/傷病手当金）の項目です。",
            "E0202 test-groups/cases.xlsx!試行運用!A6 試行ID「K1-01」は test-groups/cases.xlsx!テストケース一覧!C2 にもあります。",
            "E1001 test-groups/cases.xlsx!読み取り!D2 規則「合計」の「合計」が読めません。",
            "E1007 test-groups/cases.xlsx!読み取り!A3 読み取りのテストケース「K1-02」がありません。",
            "E1005 test-groups/cases.xlsx!読み取り!D4 「聞いていない項目」の規則の項目 TK07 は、このケースで照会していません。",
            "E0203 test-groups/cases.xlsx!読み取り!B5 「読み取る値」が空です。",
            "E0203 test-groups/cases.xlsx!読み取り!C6 「期待する値」が空です。",
        ]
    );
}

/// Id, クール, readings and paper of a case.
type Said = (String, u8, Vec<(String, String, String)>, Option<Paper>);

/// The cases without their places.
fn said_by(project: &Project) -> Vec<Said> {
    let bare = |units: &[Unit]| {
        let mut units = units.to_vec();
        for entry in units.iter_mut().flat_map(|unit| {
            unit.head.iter_mut().chain(unit.details.iter_mut().flat_map(|detail| detail.entries.iter_mut()))
        }) {
            entry.place = Place::Nowhere;
        }
        units
    };
    let reading = |known: &Interpretation| (known.name.clone(), known.value.clone(), known.rule.to_string());
    let case = |case: &TestCase| {
        let paper = case.expected.paper.as_ref().map(|paper| Paper {
            units: bare(&paper.units),
            place: Place::Nowhere,
            ..paper.clone()
        });
        (case.id.to_string(), case.cycle, case.expected.interpretations.iter().map(reading).collect(), paper)
    };
    project.cases.iter().map(case).collect()
}

#[test]
fn a_form_says_what_yaml_says() {
    let yaml = CASES_TEXT.replace(
        "      outcome: 正常終了\n",
        "      outcome: 正常終了\n      readings: [{name: 資格の件数, value: \"1\", rule: 件数(TK02)}]\n",
    );
    let yaml = format!(
        "{yaml}papers:\n  - id: SU-1\n    case: K1-01\n    base-date: H30.8.1\n    paper: 被保険者証\n    issued: H27.4.1\n    units: [{{items: {{TK01: A健康保険組合, TK02: H27.4.1}}}}]\n    called: {{TK01: 保険者}}\n"
    );
    let folder = project(&[("test-groups/cases.yaml", yaml.as_bytes())]);
    let (from_yaml, diagnostics) = load(folder.path());
    assert_eq!(said(&diagnostics), Vec::<String>::new());
    assert_eq!(from_yaml.cases.len(), 2);
    assert_eq!(from_yaml.cases[0].kind, TestKind::LocalInsurer);
    assert!(matches!(
        &from_yaml.cases[1].expected.paper.as_ref().unwrap().units[0].head[0].value,
        Value::Text(text) if text == "A健康保険組合"
    ));
    let book = cases_workbook(&from_yaml.cases, &from_yaml, FormVersion::default(), Filling::Entries).unwrap();
    let folder = project(&[("test-groups/cases.xlsx", &book), ("test-groups/cases.yaml", b"cases: []")]);
    let (from_book, diagnostics) = load(folder.path());
    assert_eq!(said(&diagnostics), Vec::<String>::new());
    assert_eq!(said_by(&from_book), said_by(&from_yaml));
}
