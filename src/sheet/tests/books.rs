//! Workbooks made here with rust_xlsxwriter, as offices make them: what is read, and what is said.

use rust_xlsxwriter::{Format, Formula, Workbook, Worksheet};

use super::*;

/// The case sheet with a title, one merged group heading and one case, from a given corner; changed by the caller.
const HEADINGS: [(&str, &str); 25] = [
    ("シナリオID", "S01"),
    ("バリエーションID", "V01"),
    ("テストケースID", "K1-01"),
    ("テスト観点ID", "P-01"),
    ("テストケース名", "資格取得届の審査"),
    ("事務の流れ", "国民健康保険"),
    ("クール", "7"),
    ("ロット", "1"),
    ("照会元", "B市"),
    ("照会先", "健康保険組合"),
    ("照会者部署名", "国民健康保険課"),
    ("照会者部署コード", "001A"),
    ("事務コード", "JM030"),
    ("事務手続コード", "JT030001"),
    ("特定個人情報名コード", "TM031"),
    ("版", "4.0"),
    ("項目コードリスト", "TK01、TK02、TK03"),
    ("照会条件種別", "既定"),
    ("照会条件開始（時点）", ""),
    ("照会条件終了", ""),
    ("基準日", "H30.7.27"),
    ("ロールモデルID", "RM-001"),
    ("期待する処理結果", "正常終了"),
    ("実施方法", "自動"),
    ("備考", ""),
];

const EXPECTED: [[&str; 7]; 4] = [
    ["テストケースID", "単位", "内訳", "項目コード", "項目名", "期待値", "空の理由"],
    ["K1-01", "1", "", "TK01", "医療保険者名", "A健康保険組合", ""],
    ["K1-01", "1", "", "TK02", "資格取得日", "H27.4.1", ""],
    ["K1-01", "1", "", "TK03", "資格喪失日", "", "01"],
];

fn put(sheet: &mut Worksheet, row: u32, column: u16, text: &str) {
    if !text.is_empty() {
        sheet.write_string(row, column, text).unwrap();
    }
}

/// Column of a heading.
fn column(heading: &str) -> u16 {
    HEADINGS.iter().position(|(known, _)| *known == heading).unwrap() as u16
}

pub(super) fn case_sheet(book: &mut Workbook, corner: (u32, u16)) -> &mut Worksheet {
    let sheet = book.add_worksheet().set_name("テストケース一覧").unwrap();
    for (index, (heading, value)) in HEADINGS.iter().enumerate() {
        put(sheet, corner.0, corner.1 + index as u16, heading);
        put(sheet, corner.0 + 1, corner.1 + index as u16, value);
    }
    sheet
}

pub(super) fn expected_sheet(book: &mut Workbook) -> &mut Worksheet {
    let sheet = book.add_worksheet().set_name("期待項目").unwrap();
    for (row, cells) in EXPECTED.iter().enumerate() {
        for (column, text) in cells.iter().enumerate() {
            put(sheet, row as u32, column as u16, text);
        }
    }
    sheet
}

/// The project with its cases in a workbook instead of YAML.
pub(super) fn load_book(book: &mut Workbook) -> (Project, Vec<String>) {
    let bytes = book.save_to_buffer().unwrap();
    let folder = project(&[("test-groups/cases.xlsx", &bytes), ("test-groups/cases.yaml", b"cases: []")]);
    let (project, diagnostics) = load(folder.path());
    (project, said(&diagnostics))
}

/// Two sheets without mistakes, the first changed.
fn load_changed(corner: (u32, u16), change: impl FnOnce(&mut Worksheet)) -> (Project, Vec<String>) {
    let mut book = Workbook::new();
    change(case_sheet(&mut book, corner));
    expected_sheet(&mut book);
    load_book(&mut book)
}

#[test]
fn a_workbook_and_yaml_give_the_same_case_but_for_its_places() {
    let (from_book, told) = load_changed((0, 0), |_| {});
    assert_eq!(told, Vec::<String>::new());
    let folder = project(&[]);
    let (from_yaml, _) = load(folder.path());
    let (book, yaml) = (&from_book.cases[0], &from_yaml.cases[0]);
    assert_eq!(book.place.to_string(), "test-groups/cases.xlsx!テストケース一覧!C2");
    assert_eq!(book.expected.units[0].head[2].place.to_string(), "test-groups/cases.xlsx!期待項目!G4");
    let values = |case: &crate::model::TestCase| {
        let head = &case.expected.units[0].head;
        let head: Vec<_> = head.iter().map(|entry| (entry.item, entry.value.clone())).collect();
        (case.inquirer.clone(), case.target.clone(), case.items.clone(), case.condition, case.base_date, head)
    };
    assert_eq!(values(book), values(yaml));
    assert_eq!(book.viewpoint.as_deref(), Some("P-01"));
}

#[test]
fn the_table_may_stand_anywhere_with_titles_notes_and_blank_rows() {
    let (project, told) = load_changed((6, 3), |sheet| {
        put(sheet, 0, 0, "総合運用テスト テスト仕様書");
        put(sheet, 1, 20, "（様式　第２．００版）");
        put(sheet, 3, 3, "※ テストケースIDは重複しないこと");
        put(sheet, 10, 3, "※1 備考の行");
        put(sheet, 9, 60, "右の方のメモ");
        sheet.write_blank(30, 5, &Format::new().set_bold()).unwrap();
        put(sheet, 1_048_575, 16_383, "果て");
    });
    assert_eq!(told, Vec::<String>::new());
    assert_eq!(project.cases.len(), 1);
    assert_eq!(project.cases[0].place.to_string(), "test-groups/cases.xlsx!テストケース一覧!F8");
}

#[test]
fn headings_are_merged_in_two_rows_wide_noted_and_broken_over_lines() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("テストケース一覧").unwrap();
    let plain = Format::new();
    let groups: [(&str, &[&str]); 4] = [
        ("情報照会者部署", &["照会者部署名", "照会者部署コード"]),
        ("事務", &["事務コード", "事務手続コード"]),
        ("特定個人情報", &["特定個人情報名コード", "版", "項目コードリスト"]),
        ("照会条件", &["照会条件種別", "照会条件開始（時点）", "照会条件終了"]),
    ];
    let below =
        ["名", "コード", "コード", "手続コード", "名コード", "版", "項目コードリスト", "種別", "開始（時点）", "終了"];
    let mut below = below.iter();
    for (index, (heading, value)) in HEADINGS.iter().enumerate() {
        let at = index as u16;
        if let Some((group, of)) = groups.iter().find(|(_, of)| of.contains(heading)) {
            if of[0] == *heading {
                sheet.merge_range(2, at, 2, at + of.len() as u16 - 1, group, &plain).unwrap();
            }
            put(sheet, 3, at, below.next().unwrap());
        } else {
            let written = match *heading {
                "テストケースID" => "テスト\nケースＩＤ ※1",
                "期待する処理結果" => "期待する　処理結果（必須）",
                other => other,
            };
            sheet.merge_range(2, at, 3, at, written, &plain).unwrap();
        }
        put(sheet, 4, at, value);
    }
    put(sheet, 4, column("照会条件種別"), "範囲指定");
    put(sheet, 4, column("照会条件開始（時点）"), "Ｈ２９．４．１");
    put(sheet, 4, column("照会条件終了"), "平成30年2月");
    put(sheet, 4, column("事務コード"), "ＪＭ０３０");
    expected_sheet(&mut book);
    let (project, told) = load_book(&mut book);
    assert_eq!(told, Vec::<String>::new());
    assert_eq!(project.cases[0].condition.to_string(), "範囲指定 平成29年4月1日～平成30年2月");
}

#[test]
fn merged_values_hold_for_all_rows_they_span() {
    let (project, told) = load_changed((0, 0), |sheet| {
        for (index, (heading, value)) in HEADINGS.iter().enumerate() {
            let value = if *heading == "テストケースID" { "K1-02" } else { value };
            put(sheet, 2, index as u16, value);
        }
        sheet.merge_range(1, 0, 2, 0, "S09", &Format::new()).unwrap();
        put(sheet, 2, column("期待する処理結果"), "該当なし");
    });
    assert_eq!(
        told,
        [
            "W0247 test-groups/cases.xlsx!テストケース一覧!C3 ロールモデル RM-001 の一覧に、それを使うテストケース K1-02 がありません。"
        ]
    );
    let scenarios: Vec<&str> = project.cases.iter().map(|case| &*case.scenario).collect();
    assert_eq!(scenarios, ["S09", "S09"]);
}

#[test]
fn a_merged_id_is_told_at_the_second_row_it_spans() {
    let (_, told) = load_changed((0, 0), |sheet| {
        for (index, (heading, value)) in HEADINGS.iter().enumerate() {
            put(sheet, 2, index as u16, if *heading == "テストケースID" { "" } else { value });
        }
        let id = column("テストケースID");
        sheet.merge_range(1, id, 2, id, "K1-01", &Format::new()).unwrap();
    });
    assert_eq!(
        told,
        [
            "E0255 test-groups/cases.xlsx!テストケース一覧!C3 テストケースID「K1-01」のセル（test-groups/cases.xlsx!テストケース一覧!C2）が結合されていて、この行にもかかっています。"
        ]
    );
}

#[test]
fn excel_dates_are_dates_whatever_their_format() {
    for (format, base, expected) in [
        ("yyyy/m/d", (2018, 7, 27), "2018-07-27"),
        ("[$-411]ggge\"年\"m\"月\"d\"日\"", (2018, 7, 27), "2018-07-27"),
        ("[$-411]ge.m.d;@", (2018, 7, 27), "2018-07-27"),
        ("m\"月\"d\"日\"", (2018, 7, 27), "2018-07-27"),
    ] {
        let (project, told) = load_changed((0, 0), |sheet| {
            let day = rust_xlsxwriter::ExcelDateTime::from_ymd(base.0, base.1, base.2).unwrap();
            let format = Format::new().set_num_format(format);
            sheet.write_datetime_with_format(1, column("基準日"), &day, &format).unwrap();
        });
        assert_eq!(told, Vec::<String>::new(), "{format}");
        assert_eq!(project.cases[0].base_date.to_string(), expected, "{format}");
    }
}

#[test]
fn a_date_cell_keeps_the_grain_it_shows() {
    for (format, expected) in [
        ("yyyy\"年\"m\"月\"", "時点指定 平成28年3月"),
        ("yyyy\"年\"", "時点指定 平成28年"),
        ("yyyy-mm-dd", "時点指定 平成28年3月1日"),
    ] {
        let (project, told) = load_changed((0, 0), |sheet| {
            put(sheet, 1, column("照会条件種別"), "時点指定");
            let day = rust_xlsxwriter::ExcelDateTime::from_ymd(2016, 3, 1).unwrap();
            let format = Format::new().set_num_format(format);
            sheet.write_datetime_with_format(1, column("照会条件開始（時点）"), &day, &format).unwrap();
        });
        assert_eq!(told, Vec::<String>::new(), "{format}");
        assert_eq!(project.cases[0].condition.to_string(), expected, "{format}");
    }
}

#[test]
fn numbers_are_read_as_they_are_shown_and_lost_zeros_are_told() {
    let number = |format: &str, value: f64| {
        load_changed((0, 0), |sheet| {
            let format = Format::new().set_num_format(format);
            sheet.write_number_with_format(1, column("照会者部署コード"), value, &format).unwrap();
        })
    };
    let (project, told) = number("0000", 12.0);
    assert_eq!((project.cases[0].department.code.as_str(), told), ("0012", vec![]));
    let (project, told) = number("General", 12.0);
    assert_eq!(project.cases[0].department.code, "12");
    assert_eq!(told.len(), 1);
    assert!(
        told[0].starts_with("W0115 test-groups/cases.xlsx!テストケース一覧!L2 「照会者部署コード」に数値"),
        "{told:?}"
    );
    // A version typed as the number 4 can only be 4.0.
    let (project, told) = load_changed((0, 0), |sheet| {
        sheet.write_number(1, column("版"), 4.0).unwrap();
    });
    assert_eq!(&*project.cases[0].version.0, "4.0");
    assert!(
        told.len() == 1 && told[0].starts_with("W0142 test-groups/cases.xlsx!テストケース一覧!P2 「版」に数値"),
        "{told:?}"
    );
}

#[test]
fn the_first_form_names_the_target_above_the_table_and_the_persona_in_the_role_model() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("テスト仕様書").unwrap();
    put(sheet, 0, 0, "テスト仕様書（様式 第1.00版）");
    put(sheet, 2, 0, "照会先：");
    put(sheet, 2, 2, "健康保険組合");
    let absent = ["バリエーションID", "照会先", "ロールモデルID", "テスト観点ID"];
    let columns = HEADINGS.iter().filter(|(heading, _)| !absent.contains(heading));
    for (index, (heading, value)) in columns.enumerate() {
        put(sheet, 4, index as u16, heading);
        put(sheet, 5, index as u16, value);
    }
    expected_sheet(&mut book);
    let (project, told) = load_book(&mut book);
    assert_eq!(told, Vec::<String>::new());
    let case = &project.cases[0];
    assert_eq!(case.target, crate::model::Target::Scheme("kempo".into()));
    assert_eq!((&*case.persona.0, &*case.variation), ("RM-001", "V01"));
}

#[test]
fn role_models_and_replicas_are_read_from_their_workbooks() {
    let mut people = Workbook::new();
    let tables: [(&str, &[&[&str]]); 3] = [
        (
            "ロールモデル",
            &[
                &["ロールモデルID", "シナリオID", "バリエーションID", "テストケースID", "氏名", "生年月日"],
                &["RM-001", "S01", "V01", "K1-01", "試験 えっくす", "S55.1.1"],
                &["RM-001", "S01", "V01", "K1-02", "", ""],
            ],
        ),
        ("世帯", &[&["ロールモデルID", "続柄", "氏名"], &["RM-001", "夫", "試験 わい"]]),
        ("履歴", &[&["ロールモデルID", "開始日", "終了日", "内容"], &["RM-001", "H27.4.1", "", "A健康保険組合に加入"]]),
    ];
    fill(&mut people, &tables);
    let mut replicas = Workbook::new();
    let head = [
        "提供団体",
        "ロールモデルID",
        "特定個人情報名コード",
        "版",
        "自動応答",
        "仮置き",
        "単位",
        "内訳",
        "項目コード",
        "項目名",
        "値",
        "空の理由",
    ];
    let row = |unit: &'static str, detail: &'static str, item: &'static str, value: &'static str| {
        ["A健康保険組合", "RM-001", "TM031", "4.0", "不可", "○", unit, detail, item, "", value, ""]
    };
    let rows = [
        head,
        row("1", "", "TK01", "A健康保険組合"),
        row("1", "", "TK02", "H27.4.1"),
        row("1", "1", "TK06", "H30.2.1"),
        row("1", "1", "TK07", "11111"),
        row("1", "2", "TK06", "H30.3.1"),
        row("2", "", "TK01", "A健康保険組合"),
        row("2", "", "TK02", "H29.4.1"),
    ];
    let rows: Vec<&[&str]> = rows.iter().map(<[&str; 12]>::as_slice).collect();
    let conduct: [&[&str]; 2] =
        [&["提供団体", "ロールモデルID", "動作", "回数"], &["A健康保険組合", "RM-001", "無応答", "2"]];
    fill(&mut replicas, &[("副本", &rows), ("応答の設定", &conduct)]);
    let folder = project(&[
        ("role-models/people.yaml", b"role-models: []"),
        ("role-models/people.xlsx", &people.save_to_buffer().unwrap()),
        ("test-groups/representatives/a-kempo.yaml", b"replicas: []"),
        ("test-groups/representatives/a.xlsx", &replicas.save_to_buffer().unwrap()),
    ]);
    let (project, diagnostics) = load(folder.path());
    assert_eq!(
        said(&diagnostics),
        [
            "W0242 role-models/people.xlsx!ロールモデル!A2 ロールモデル RM-001 が挙げるテストケース「K1-02」がありません。"
        ]
    );
    let model = &project.role_models[0];
    assert_eq!((model.cases.len(), model.family.len(), model.history.len()), (2, 1, 1));
    let replica = &project.replicas[0];
    assert!(!replica.automatic && replica.provisional);
    let shape: Vec<usize> = replica.units.iter().map(|unit| unit.details.len()).collect();
    assert_eq!(shape, [2, 0]);
    assert_eq!(project.conduct[0].times, Some(2));
}

fn fill(book: &mut Workbook, tables: &[(&str, &[&[&str]])]) {
    for (name, rows) in tables {
        let sheet = book.add_worksheet().set_name(*name).unwrap();
        for (row, cells) in rows.iter().enumerate() {
            for (column, text) in cells.iter().enumerate() {
                put(sheet, row as u32, column as u16, text);
            }
        }
    }
}

#[test]
fn hidden_sheets_are_skipped_and_hidden_rows_read_each_with_a_warning() {
    let mut book = Workbook::new();
    case_sheet(&mut book, (0, 0)).set_row_hidden(1).unwrap();
    expected_sheet(&mut book);
    book.add_worksheet().set_name("作業用").unwrap().set_hidden(true);
    let (project, told) = load_book(&mut book);
    assert_eq!(
        told,
        [
            "W0111 test-groups/cases.xlsx 非表示のシート「作業用」は読みませんでした。",
            "W0112 test-groups/cases.xlsx!テストケース一覧!A2 非表示の行（2）も読みました。",
        ]
    );
    assert_eq!(project.cases.len(), 1);
}

/// Changes one cell of the case row; the place and the words of the one fault.
fn cell_fault(heading: &str, write: impl FnOnce(&mut Worksheet, u32, u16)) -> Vec<String> {
    load_changed((0, 0), |sheet| write(sheet, 1, column(heading))).1
}

#[test]
fn wrong_cells_are_told_at_the_cell() {
    for (heading, text, expected) in [
        ("照会元", "B町", "E0212 !I2 照会元「B町」"),
        ("照会先", "健康保検組合", "E0213 !J2 照会先「健康保検組合」"),
        ("クール", "9", "E0214 !G2 クール 9"),
        ("クール", "七", "E0210 !G2 「クール」の「七」"),
        ("ロット", "2", "E0215 !H2"),
        ("事務コード", "JX030", "E0208 !M2 「事務コード」の「JX030」は JM で始まるコードではありません。"),
        ("事務手続コード", "JT030009", "E0217 !N2"),
        ("特定個人情報名コード", "TM999", "E0218 !O2"),
        ("版", "3.9", "E0219 !P2"),
        ("項目コードリスト", "TK01、TK2x", "E0220 !Q2 項目 TK2x"),
        ("照会条件種別", "最新", "E0209 !R2 「照会条件種別」の「最新」"),
        ("照会条件種別", "範囲指定", "E0224 !S2 照会条件「範囲指定」に「照会条件開始（時点）」がありません。"),
        ("照会条件開始（時点）", "H28", "E0225 !S2 照会条件「既定」に余分な日付「H28」があります。"),
        ("基準日", "H30.2.29", "E0205 !U2 「基準日」の「H30.2.29」という日はありません。"),
        ("基準日", "H31.7.27", "W0207 !U2 「H31.7.27」"),
        ("ロールモデルID", "RM-1", "E0223 !V2 ロールモデル「RM-1」"),
        ("期待する処理結果", "成功", "E0209 !W2 「期待する処理結果」の「成功」"),
        ("期待する処理結果", "時間切れ", "E0229 !A2 期待する処理結果が「時間切れ」"),
        ("実施方法", "手動", "E0209 !X2 「実施方法」の「手動」"),
    ] {
        let told = cell_fault(heading, |sheet, row, column| put(sheet, row, column, text));
        let expected = expected.replace('!', "test-groups/cases.xlsx!テストケース一覧!");
        let expected =
            expected.replace("E0229 test-groups/cases.xlsx!テストケース一覧", "E0229 test-groups/cases.xlsx!期待項目");
        assert!(told.iter().any(|line| line.starts_with(&expected)), "{heading} {text}: {told:#?}");
    }
    let blank = |heading| {
        cell_fault(heading, |sheet, row, column| {
            sheet.write_blank(row, column, &Format::new()).unwrap();
            sheet.clear_cell(row, column);
        })
    };
    for (heading, start) in [
        ("テストケースID", "E0201 test-groups/cases.xlsx!テストケース一覧!C2"),
        ("照会元", "E0203 test-groups/cases.xlsx!テストケース一覧!I2"),
        ("照会条件種別", "E0203 test-groups/cases.xlsx!テストケース一覧!R2"),
    ] {
        let told = blank(heading);
        let start = format!("{start} 「{heading}」が空です。");
        assert!(told.contains(&start), "{told:#?}");
    }
}

#[test]
fn a_blank_cell_of_an_expected_item_is_told_at_the_cell() {
    for (row, column, expected) in [
        (2, 5, "E0237 test-groups/cases.xlsx!期待項目!F3 "),
        (2, 3, "E0203 test-groups/cases.xlsx!期待項目!D3 「項目コード」"),
        (2, 1, "E0203 test-groups/cases.xlsx!期待項目!B3 「単位」"),
        (2, 0, "E0201 test-groups/cases.xlsx!期待項目!A3 「テストケースID」"),
    ] {
        let mut book = Workbook::new();
        case_sheet(&mut book, (0, 0));
        let sheet = expected_sheet(&mut book);
        sheet.write_blank(row, column, &Format::new()).unwrap();
        let (_, told) = load_book(&mut book);
        assert!(told.len() == 1 && told[0].starts_with(expected), "{expected}: {told:#?}");
    }
}

#[test]
fn formulas_errors_and_dates_in_codes_are_told_at_the_cell() {
    let told = cell_fault("照会元", |sheet, row, column| {
        sheet.write_formula(row, column, Formula::new("=B1").set_result("#N/A")).unwrap();
    });
    assert_eq!(told.len(), 1, "{told:#?}");
    assert!(
        told[0].starts_with("E0113 test-groups/cases.xlsx!テストケース一覧!I2 セルの計算結果がエラー（#N/A）"),
        "{told:#?}"
    );
    let told = cell_fault("照会元", |sheet, row, column| {
        sheet.write_formula(row, column, Formula::new("=\"B\"&\"市\"").set_result("B市")).unwrap();
    });
    assert_eq!(told, Vec::<String>::new());
    let told = cell_fault("テストケースID", |sheet, row, column| {
        let day = rust_xlsxwriter::ExcelDateTime::from_ymd(2026, 1, 1).unwrap();
        sheet.write_datetime_with_format(row, column, &day, &Format::new().set_num_format("m\"月\"d\"日\"")).unwrap();
    });
    assert!(
        told.iter()
            .any(|line| line
                .starts_with("E0116 test-groups/cases.xlsx!テストケース一覧!C2 「テストケースID」の値が日付")),
        "{told:#?}"
    );
}

#[test]
fn headings_that_are_missing_doubled_or_nearly_right_are_told() {
    let renamed = |from: &str, to: &str| load_changed((0, 0), |sheet| put(sheet, 0, column(from), to)).1;
    let told = renamed("照会元", "照会もと");
    assert_eq!(told, ["E0141 test-groups/cases.xlsx!テストケース一覧!I1 見出し「照会もと」は「照会元」のことですか？"]);
    let told = renamed("期待する処理結果", "期待する処理結杲");
    assert!(told.len() == 1 && told[0].starts_with("E0141 test-groups/cases.xlsx!テストケース一覧!W1 "), "{told:#?}");
    let told = renamed("照会元", "担当者");
    assert!(told[0].starts_with("E0130 test-groups/cases.xlsx!テストケース一覧!A1 シート「テストケース一覧」に見出し 「照会元」 がありません。"), "{told:#?}");
    let told = renamed("備考", "備考欄");
    assert!(told[0].starts_with("W0131 test-groups/cases.xlsx!テストケース一覧!Y1 見出し「備考欄」"), "{told:#?}");
    let told = renamed("備考", "クール");
    assert!(
        told[0].starts_with(
            "E0132 test-groups/cases.xlsx!テストケース一覧!Y1 見出し「クール」が二つあります（もう一つは G1）。"
        ),
        "{told:#?}"
    );
    let told = renamed("備考", "担当者");
    assert_eq!(told, Vec::<String>::new());
}

#[test]
fn sheets_without_names_or_headings_are_told() {
    let mut book = Workbook::new();
    put(book.add_worksheet().set_name("Sheet1").unwrap(), 0, 0, "x");
    let (_, told) = load_book(&mut book);
    assert!(
        told.iter()
            .any(|line| line.starts_with("E0128 test-groups/cases.xlsx 読めるシートがありません（シート：Sheet1）。")),
        "{told:#?}"
    );
    let mut book = Workbook::new();
    put(book.add_worksheet().set_name("テストケース一覧").unwrap(), 0, 0, "なにもない");
    let (_, told) = load_book(&mut book);
    assert!(told[0].starts_with("E0129 test-groups/cases.xlsx!テストケース一覧!A1"), "{told:#?}");
}

#[test]
fn expected_rows_are_checked_against_case_numbers_and_names() {
    let expected = |row: u32, column: u16, text: &str| {
        let mut book = Workbook::new();
        case_sheet(&mut book, (0, 0));
        put(expected_sheet(&mut book), row, column, text);
        load_book(&mut book).1
    };
    for (row, column, text, start) in [
        (3, 0, "K1-09", "E0228 !A4 期待項目のテストケース「K1-09」"),
        (3, 1, "3", "E0238 !A4 「単位」の番号 3 が続き番号になっていません（2 のはずです）。"),
        (3, 2, "1", "E0250 !D4 項目 TK03（資格喪失日）は 資格情報 の項目"),
        (
            3,
            3,
            "TK02",
            "E0239 !D4 項目 TK02 が同じ単位または内訳に二度あります（もう一つは test-groups/cases.xlsx!期待項目!D3）。",
        ),
        (3, 4, "資格取得日", "W0232 !E4 項目名「資格取得日」は TK03 のレイアウト上の名前「資格喪失日」"),
        (3, 5, "H30.7.27", "E0236 !G4 値「H30.7.27」と空の理由「01」の両方"),
        (2, 5, "昨日", "E0233 !F3 「昨日」は TK02（資格取得日）の型「日付」に合いません。"),
        (1, 5, "あいうえおかきくけこあいうえおかきくけこあいうえおかきくけこあいうえおかきくけこ長", "E0234 !F2"),
        (3, 6, "不明な理由", "E0235 !G4 空の理由「不明な理由」"),
        (1, 0, "K1-0１", ""),
    ] {
        let told = expected(row, column, text);
        let start = start.replacen('!', "test-groups/cases.xlsx!期待項目!", 1);
        let as_expected = match start.as_str() {
            "" => told.is_empty(),
            start => told.iter().any(|line| line.starts_with(start)),
        };
        assert!(as_expected, "{text}: {told:#?}");
    }
}

#[test]
fn a_sheet_that_looks_like_ours_is_never_dropped_in_silence() {
    // Name, whether the cases stand in it, a text in it, and the sheet that is meant (none: nothing is said).
    let sheets: [(&str, bool, &str, Option<&str>); 9] = [
        ("ケース一覧", false, "あとで書く", Some("テストケース一覧")),
        ("第7クール", true, "", Some("テストケース一覧")),
        ("期侍項目", false, "x", Some("期待項目")),
        ("表紙", false, "様式 第2.00版", Some("")),
        ("表紙", false, "総合運用テスト", None),
        ("改訂履歴", false, "版", None),
        ("メモ", true, "", None),
        ("リスト", false, "様式 第2.00版", None),
        ("ケース一覧", false, "", None),
    ];
    for (name, cases, text, meant) in sheets {
        let mut book = Workbook::new();
        case_sheet(&mut book, (0, 0));
        expected_sheet(&mut book);
        let sheet = book.add_worksheet().set_name(name).unwrap();
        for (index, (heading, value)) in HEADINGS.iter().enumerate().filter(|_| cases) {
            put(sheet, 2, index as u16, heading);
            put(sheet, 3, index as u16, value);
        }
        put(sheet, 0, 0, text);
        let folder = project(&[
            ("test-groups/cases.xlsx", &book.save_to_buffer().unwrap()),
            ("test-groups/cases.yaml", b"cases: []"),
        ]);
        let (_, diagnostics) = load(folder.path());
        let told: Vec<_> = diagnostics.iter().map(|fault| (fault.fault.code, fault.did_you_mean.as_deref())).collect();
        let expected: Vec<_> =
            meant.map(|meant| ("E0138", Some(meant).filter(|m| !m.is_empty()))).into_iter().collect();
        assert_eq!(told, expected, "{name} {text}");
    }
}

#[test]
fn what_follows_from_a_sheet_that_was_not_read_is_not_told() {
    let mut book = Workbook::new();
    case_sheet(&mut book, (0, 0)).set_name("ケース一覧").unwrap();
    expected_sheet(&mut book);
    let (_, told) = load_book(&mut book);
    assert_eq!(told, ["E0138 test-groups/cases.xlsx!ケース一覧!A1 シート「ケース一覧」は読みませんでした。"]);
}

#[test]
fn a_hidden_sheet_that_others_need_is_the_one_mistake() {
    for (hidden, expected) in [
        ("テストケース一覧", "E0140 test-groups/cases.xlsx 非表示のシート「テストケース一覧」は"),
        ("期待項目", "E0140 test-groups/cases.xlsx 非表示のシート「期待項目」は"),
    ] {
        let mut book = Workbook::new();
        book.add_worksheet().set_name("メモ").unwrap();
        case_sheet(&mut book, (0, 0));
        expected_sheet(&mut book);
        book.worksheet_from_name(hidden).unwrap().set_hidden(true);
        let (_, told) = load_book(&mut book);
        let told: Vec<&String> = told.iter().filter(|line| !line.starts_with("W0242")).collect();
        assert!(told.len() == 1 && told[0].starts_with(expected), "{told:#?}");
    }
}

#[test]
fn one_mistake_in_an_id_is_not_told_again_wherever_it_is_named() {
    // The second case and its items: blank id, an id typed twice.
    for (second, code) in [("", "E0201"), ("K1-01", "E0202")] {
        let mut book = Workbook::new();
        let sheet = case_sheet(&mut book, (0, 0));
        for (index, (heading, value)) in HEADINGS.iter().enumerate() {
            put(sheet, 2, index as u16, if *heading == "テストケースID" { second } else { value });
        }
        let sheet = expected_sheet(&mut book);
        for (at, text) in ["K1-02", "1", "", "TK01", "", "A健康保険組合"].iter().enumerate() {
            put(sheet, 4, at as u16, text);
        }
        let (_, told) = load_book(&mut book);
        assert!(told.len() == 1 && told[0].starts_with(code), "{told:#?}");
    }
}

#[test]
fn a_copied_workbook_is_told_by_its_ids_alone() {
    let mut book = Workbook::new();
    case_sheet(&mut book, (0, 0));
    expected_sheet(&mut book);
    let bytes = book.save_to_buffer().unwrap();
    let told = faults_of(&[
        ("test-groups/cases.xlsx", &bytes),
        ("test-groups/cases2.xlsx", &bytes),
        ("test-groups/cases.yaml", b"cases: []"),
    ]);
    assert!(told.len() == 1 && told[0].starts_with("E0202 test-groups/cases2.xlsx!"), "{told:#?}");
}

#[test]
fn a_row_of_a_replica_that_went_astray_is_told_once() {
    let mut book = Workbook::new();
    let head = ["提供団体", "ロールモデルID", "特定個人情報名コード", "版", "単位", "内訳", "項目コード", "値"];
    let row = |body: &'static str, item: &'static str, value: &'static str| {
        [body, "RM-001", "TM031", "4.0", "1", "", item, value]
    };
    let rows = [head, row("A健康保険組合", "TK01", "A健康保険組合"), row("A健康保検組合", "TK02", "H27.4.1")];
    let rows: Vec<&[&str]> = rows.iter().map(<[&str; 8]>::as_slice).collect();
    fill(&mut book, &[("副本", &rows)]);
    let told = faults_of(&[
        ("test-groups/representatives/a-kempo.yaml", b"replicas: []"),
        ("test-groups/representatives/a.xlsx", &book.save_to_buffer().unwrap()),
    ]);
    assert!(told.len() == 1 && told[0].starts_with("E0211 test-groups/representatives/a.xlsx!副本!A3"), "{told:#?}");
}
