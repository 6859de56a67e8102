//! Broken and hostile files: a fault each, never a crash and never much memory.

use std::io::{Cursor, Write};

use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use super::*;
use crate::sheet::workbook;

fn good_book() -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet().set_name("テストケース一覧").unwrap();
    for (column, heading) in ["テストケースID", "シナリオID", "照会元", "基準日"].iter().enumerate() {
        sheet.write_string(0, column as u16, *heading).unwrap();
        sheet.write_string(1, column as u16, "値").unwrap();
    }
    sheet.merge_range(4, 0, 6, 3, "まとめ", &rust_xlsxwriter::Format::new()).unwrap();
    book.save_to_buffer().unwrap()
}

/// A copy of a zip with one part replaced.
fn with_part(bytes: &[u8], name: &str, content: &[u8]) -> Vec<u8> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut out = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default();
    for index in 0..archive.len() {
        let part = archive.by_index(index).unwrap();
        if part.name().unwrap() != name {
            out.raw_copy_file(part).unwrap();
        }
    }
    out.start_file(name, options).unwrap();
    out.write_all(content).unwrap();
    out.finish().unwrap().into_inner()
}

fn open(bytes: &[u8]) -> (usize, Vec<String>) {
    let mut faults = Faults::default();
    let grids = workbook::open(bytes, &"a.xlsx".into(), &mut faults);
    (grids.len(), said(&faults.into_vec()))
}

fn encrypted() -> Vec<u8> {
    let mut bytes = vec![0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
    bytes.extend([0; 512]);
    bytes.extend("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes));
    bytes
}

#[test]
fn what_is_no_workbook_is_told_by_its_bytes() {
    let good = good_book();
    assert_eq!(open(&good), (1, vec![]));
    let docx = with_part(&good, "_rels/.rels", b"<Relationships></Relationships>");
    let broken_part = with_part(&good, "xl/worksheets/sheet1.xml", b"<worksheet><sheetData><row r=\"1\"><c r=\"A1\"");
    for (bytes, code) in [
        (b"".to_vec(), "E0105"),
        (b"hello".to_vec(), "E0105"),
        (b"PK\x03\x04".to_vec(), "E0108"),
        (good[..good.len() / 2].to_vec(), "E0108"),
        (encrypted(), "E0106"),
        (encrypted()[..256].to_vec(), "E0107"),
        (docx, "E0105"),
        (broken_part, "E0108"),
    ] {
        let (grids, told) = open(&bytes);
        assert_eq!(grids, 0, "{told:?}");
        assert!(told.len() == 1 && told[0].starts_with(code), "{code}: {told:?}");
    }
}

#[test]
fn a_bomb_is_refused_before_it_is_unpacked() {
    // 300 MB of blanks pack into about 300 KB.
    let bomb = with_part(&good_book(), "xl/sharedStrings.xml", &vec![b' '; 300 << 20]);
    assert!(bomb.len() < 1 << 20, "{}", bomb.len());
    let (_, told) = open(&bomb);
    assert!(told[0].starts_with("E0109 a.xlsx ブックの中身が大きすぎます（xl/sharedStrings.xml"), "{told:?}");
}

#[test]
fn a_huge_merged_area_costs_nothing() {
    let sheet = "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>\
        <row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>x</t></is></c></row>\
        <row r=\"1048576\"><c r=\"XFD1048576\" t=\"inlineStr\"><is><t>y</t></is></c></row></sheetData>\
        <mergeCells count=\"1\"><mergeCell ref=\"A1:XFC1048575\"/></mergeCells></worksheet>";
    let bytes = with_part(&good_book(), "xl/worksheets/sheet1.xml", sheet.as_bytes());
    let mut faults = Faults::default();
    let grids = workbook::open(&bytes, &"a.xlsx".into(), &mut faults);
    assert_eq!(grids[0].cell((500_000, 9_999)).unwrap().text, "x");
    assert_eq!(grids[0].cell((1_048_575, 16_383)).unwrap().text, "y");
    assert_eq!(grids[0].rows().count(), 2);
}

#[test]
fn a_sheet_of_too_many_columns_is_told() {
    let cells: String = (0..2_001)
        .map(|column| {
            let name = crate::model::diagnostic::cell_name(0, column);
            format!("<c r=\"{name}\" t=\"inlineStr\"><is><t>x</t></is></c>")
        })
        .collect();
    let sheet = format!(
        "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>\
         <row r=\"1\">{cells}</row></sheetData></worksheet>"
    );
    let (_, told) = open(&with_part(&good_book(), "xl/worksheets/sheet1.xml", sheet.as_bytes()));
    assert!(told[0].contains("columns、上限 2000"), "{told:?}");
}

#[test]
fn a_dimension_that_ends_before_it_begins_is_a_fault_and_no_crash() {
    let sheet = "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><dimension ref=\"C9:A1\"/>\
        <sheetData><row r=\"1\"><c r=\"A1\"><v>7</v></c></row></sheetData></worksheet>";
    let bytes = with_part(&good_book(), "xl/worksheets/sheet1.xml", sheet.as_bytes());
    let mut faults = Faults::default();
    let grids = workbook::open(&bytes, &"a.xlsx".into(), &mut faults);
    assert!(grids.is_empty() != faults.0.is_empty(), "either it is read or it is told");
}

#[test]
fn a_formula_without_a_stored_result_is_told() {
    let sheet = "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>\
        <row r=\"1\"><c r=\"A1\"><f>B1</f></c><c r=\"B1\"><f>C1</f><v>7</v></c></row></sheetData></worksheet>";
    let bytes = with_part(&good_book(), "xl/worksheets/sheet1.xml", sheet.as_bytes());
    let mut faults = Faults::default();
    let grids = workbook::open(&bytes, &"a.xlsx".into(), &mut faults);
    assert_eq!(grids[0].cell((0, 0)).unwrap().trouble, Some(workbook::Trouble::Uncalculated));
    assert_eq!(grids[0].cell((0, 1)).unwrap().text, "7");
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(96))]

    /// Any byte of any part may be wrong: there may be a fault or not, but always an answer.
    #[test]
    fn damaged_workbooks_never_crash(part in 0usize..12, at in 0usize..4_000, byte: u8, cut in 0usize..4_000) {
        let good = good_book();
        let mut archive = ZipArchive::new(Cursor::new(&good)).unwrap();
        let index = part % archive.len();
        let mut entry = archive.by_index(index).unwrap();
        let name = entry.name().unwrap().into_owned();
        let mut content = Vec::new();
        std::io::Read::read_to_end(&mut entry, &mut content).unwrap();
        drop(entry);
        let length = content.len();
        content[at % length] = byte;
        if cut < length {
            content.truncate(cut);
        }
        let bytes = with_part(&good, &name, &content);
        let mut faults = Faults::default();
        let grids = workbook::open(&bytes, &"a.xlsx".into(), &mut faults);
        let mut raw = RawProject::default();
        from_book::read(&grids, &"a.xlsx".into(), FormVersion::V2_00, &mut raw, &mut faults);
    }

    /// The zip itself may be damaged too.
    #[test]
    fn damaged_zips_never_crash(at in 0usize..20_000, byte: u8) {
        let mut bytes = good_book();
        let length = bytes.len();
        bytes[at % length] = byte;
        open(&bytes);
    }

    /// Any text is YAML or a fault.
    #[test]
    fn any_text_is_yaml_or_a_fault(text in "[-a-z0-9: \\[\\]{},&*|>#'\"\n\t!?%@一〇：　]{0,80}") {
        let mut faults = Faults::default();
        let node = yaml::parse(&text, &"a.yaml".into(), &mut faults);
        if let Some(node) = node {
            let mut raw = RawProject::default();
            from_yaml::test_groups(node, &mut raw, &mut faults);
        } else {
            proptest::prop_assert!(!faults.into_vec().is_empty());
        }
    }

    /// A case written as YAML comes back with every scalar as it was.
    #[test]
    fn a_case_survives_its_yaml(digits in "[0-9]{1,6}", title in "[ぁ-んァ-ヶ一-龠a-z0-9]{1,12}", year in 1i16..=30, month in 1i8..=12) {
        let text = CASES_TEXT
            .replace("code: 001A", &format!("code: {digits}"))
            .replace("title: 資格取得届の審査（直近の資格）", &format!("title: {title}"))
            .replace("condition: 既定", &format!("condition: 時点指定 H{year}.{month}"));
        let folder = project(&[("test-groups/cases.yaml", text.as_bytes())]);
        let (project, _) = load(folder.path());
        // A title of `null` is no title; everything else is kept.
        if title != "null" {
            let case = &project.cases[0];
            proptest::prop_assert_eq!(&case.department.code, &digits);
            proptest::prop_assert_eq!(&case.title, &title);
            let moment = crate::model::Moment::Month(1988 + year, month);
            proptest::prop_assert_eq!(case.condition, crate::model::QueryCondition::AsOf(moment));
        }
    }
}
