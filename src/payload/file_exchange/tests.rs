//! Files in, queries out; answers in, files out: in both formats and both charsets, with every fault told.

use super::*;
use crate::model::{InformationCode, ItemCode, Layout, Profile, QueryCondition, Version};
use crate::payload::charset::{decode, encode};
use crate::payload::content;
use crate::payload::envelope::{Answer, AnswerData};
use crate::payload::sample::{case_two, layout, unit};

const HEADING: &str = "照会要求番号,情報照会者機関コード,情報提供者機関コード,事務コード,事務手続コード,特定個人情報名コード,\
                       特定個人情報の版番号,情報照会者部署名,情報照会者部署コード,特定個人情報項目コードリスト,情報照会条件,時点,開始,終了,機関別符号,本人同意,不開示";

/// The sample layout, for whoever reads and writes results.
pub(super) struct Sample(pub Layout, pub Profile);

impl Directory for Sample {
    fn layout(&self, information: InformationCode, version: &Version) -> Option<&Layout> {
        (information == self.0.information && *version == self.0.version).then_some(&self.0)
    }

    fn profile(&self) -> &Profile {
        &self.1
    }
}

pub(super) fn sample() -> Sample {
    Sample(layout(), Profile::default())
}

fn csv_file(rows: &[&str]) -> String {
    std::iter::once(HEADING).chain(rows.iter().copied()).collect::<Vec<_>>().join("\r\n")
}

fn row(change: &[(usize, &str)]) -> String {
    let mut cells = [
        "R1",
        "002",
        "099",
        "JM015",
        "JT015001",
        "TM031",
        "4.0",
        "地域福祉課",
        "001B",
        "TK01 TK02",
        "範囲指定",
        "",
        "2017-04-01",
        "H31.7.27",
        "K01",
        "有",
        "",
    ];
    for (at, cell) in change {
        cells[*at] = cell;
    }
    cells.join(",")
}

/// The fault of each row, or `-`.
fn faults(text: &str, format: Format) -> Vec<String> {
    match read(text.as_bytes(), format) {
        Err(fault) => vec![fault.say(Lang::Ja)],
        Ok(inquiries) => {
            let said = |row: &Row| match faulty(row) {
                Some(Came::Nothing(why)) => format!("{}行 {} {why}", row.line, row.request),
                _ => "-".to_owned(),
            };
            inquiries.rows.iter().map(said).collect()
        }
    }
}

#[test]
fn a_row_becomes_the_query_the_envelope_would_have_carried() {
    let read = read(csv_file(&[&row(&[])]).as_bytes(), Format::Csv).unwrap();
    let query = read.rows[0].query.as_ref().unwrap();
    let moment = |text: &str| crate::model::date::parse_moment(text).unwrap().value;
    assert_eq!((query.request.as_str(), &*query.inquirer.0, query.department.code.as_str()), ("R1", "002", "001B"));
    assert_eq!(query.items, [ItemCode(1), ItemCode(2)]);
    assert_eq!(query.condition, QueryCondition::Range { from: moment("2017-04-01"), to: moment("2019-07-27") });
    assert_eq!((query.link_code.as_str(), query.consent, query.undisclosed), ("K01", true, false));
}

#[test]
fn queries_come_back_from_every_format_and_charset() {
    let text = csv_file(&[
        &row(&[]),
        &row(&[(0, "R2"), (10, "既定"), (12, ""), (13, "")]),
        &row(&[(0, "R3"), (7, "髙島課①～"), (10, "時点指定"), (11, "2016"), (12, ""), (13, "")]),
    ]);
    let queries: Vec<Query> =
        read(text.as_bytes(), Format::Csv).unwrap().rows.into_iter().map(|row| *row.query.unwrap()).collect();
    for format in [Format::Csv, Format::Xml] {
        for charset in [Charset::Utf8 { mark: true }, Charset::Utf8 { mark: false }, Charset::Windows31J] {
            let back = read(&write_queries(&queries, format, charset), format).unwrap();
            assert_eq!((back.format, back.charset), (format, charset));
            let back: Vec<Query> = back.rows.into_iter().map(|row| *row.query.unwrap()).collect();
            assert_eq!(back, queries);
        }
    }
}

#[test]
fn headings_may_stand_in_any_order_and_by_other_names() {
    let text = "符号,条件,項目コード,部署コード,部署名,版番号,特定個人情報コード,事務手続,事務,提供者機関コード,照会者機関コード,照会番号\n\
                K01,既定,TK01、TK02,001B,地域福祉課,4.0,TM031,JT015001,JM015,099,002,R1\n";
    let inquiries = read(text.as_bytes(), Format::Csv).unwrap();
    let query = inquiries.rows[0].query.as_ref().unwrap();
    assert_eq!((query.condition, query.items.len()), (QueryCondition::Latest, 2));
}

#[test]
fn one_faulty_row_does_not_lose_the_others() {
    let text = csv_file(&[
        &row(&[]),
        &row(&[(0, "R2"), (3, "JM"), (5, ""), (10, "前年"), (16, "不明")]),
        &row(&[(0, "R3"), (10, "既定")]),
        &row(&[(0, "R4"), (13, "いつか")]),
        &row(&[(0, "R1")]),
        &row(&[(0, "R6"), (16, ",余り")]),
        &row(&[(0, "R7"), (7, "課\u{E000}")]),
        "R8,\"a\"b",
        &row(&[(0, "R9")]),
        "R10,\"002",
    ]);
    assert_eq!(
        faults(&text, Format::Csv),
        [
            "-",
            "3行 R2 「事務コード」の「JM」は読めません / 「特定個人情報名コード」が空です / 「情報照会条件」の「前年」は読めません / 「不開示」の「不明」は読めません",
            "4行 R3 照会条件が「既定」のとき「開始」は空にしてください / 照会条件が「既定」のとき「終了」は空にしてください",
            "5行 R4 「終了」の「いつか」は読めません",
            "6行 R1 照会要求番号が2行目と同じです",
            "7行 R6 18列ありますが、見出しは17列です",
            "8行 R7 外字 U+E000 は、ほかの機械では別の字になるため使えません",
            "9行  引用符（\"）の使い方が誤っています",
            "-",
            "11行  引用符（\"）が閉じていないため、この行から後は読めません",
        ]
    );
    let xml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<照会ファイル>\n<情報照会><照会要求番号>R1</照会要求番号></情報照会>\n<照会/>\n</照会ファイル>";
    assert_eq!(
        faults(xml, Format::Xml),
        ["3行 R1 3行1文字目: 要素「情報照会者機関コード」がありません", "4行  要素「照会」は電文に定義されていません"]
    );
}

#[test]
fn a_file_that_cannot_be_read_is_told_as_a_whole() {
    let without = |name: &str| HEADING.replace(&format!("{name},"), "");
    for (text, format, expected) in [
        (String::new(), Format::Csv, "照会が1件もありません"),
        (HEADING.to_owned(), Format::Csv, "照会が1件もありません"),
        (
            without("事務コード").replace("情報照会者部署コード,", ""),
            Format::Csv,
            "見出しがありません：事務コード、情報照会者部署コード",
        ),
        (
            HEADING.replace("事務コード", "事務コ一ド"),
            Format::Csv,
            "見出し「事務コ一ド」は分かりません（「事務コード」のことですか？）",
        ),
        (format!("{HEADING},備考"), Format::Csv, "見出し「備考」は分かりません"),
        (format!("{HEADING},符号"), Format::Csv, "見出し「機関別符号」が2つあります"),
        ("\"照会\"要求\n".to_owned(), Format::Csv, "見出しの行の引用符（\"）の使い方が誤っています"),
        ("<照会ファイル/>".to_owned(), Format::Xml, "照会が1件もありません"),
        ("<結果ファイル/>".to_owned(), Format::Xml, "電文「照会ファイル」のはずですが「結果ファイル」です"),
        ("<照会ファイル>".to_owned(), Format::Xml, "1行9文字目: 要素「照会ファイル」が閉じられていません"),
        (
            "<?xml version=\"1.0\" encoding=\"EUC-JP\"?><照会ファイル/>".to_owned(),
            Format::Xml,
            "1行1文字目: 文字コード「EUC-JP」のXMLは受け付けません。UTF-8で送ってください",
        ),
    ] {
        assert_eq!(faults(&text, format), [expected], "{text}");
    }
    let bad = read(b"\x8F\xC6\x89\xEF\n\x85\xFD", Format::Csv).unwrap_err().say(Lang::Ja);
    assert_eq!(bad, "2行目に、UTF-8 でも Windows-31J でもない文字があります");
    let undeclared = encode(Charset::Windows31J, "<照会ファイル/>");
    assert_eq!(
        read(&undeclared, Format::Xml).unwrap_err().say(Lang::Ja),
        "1行2文字目: UTF-8として読めないバイトがあります"
    );
    let many = csv_file(&vec![row(&[(0, "R")]).as_str(); QUERIES_MAX + 1]);
    assert_eq!(read(many.as_bytes(), Format::Csv).unwrap_err(), FileFault::TooManyRows);
    assert_eq!(read(&vec![b' '; FILE_BYTES_MAX + 1], Format::Csv).unwrap_err(), FileFault::TooLarge);
    for (name, format) in
        [("a.csv", Some(Format::Csv)), ("照会.XML", Some(Format::Xml)), ("a.xlsx", None), ("csv", None)]
    {
        assert_eq!(Format::of_name(name), format, "{name}");
    }
}

fn answer(units: &[crate::model::Unit]) -> String {
    let sample = sample();
    let body = content::write(units, &sample.0, sample.1.element_names);
    let data = AnswerData { registered_at: "2019/07/27 09:01:00".into(), version: "4.0".into(), body };
    Answer { serial: "0010000000042".into(), outcome: "N000".into(), undisclosed: false, data: Some(data) }.to_xml()
}

/// The 結果ファイル as text, after it has gone through its charset.
fn results(rows: &[String], format: Format, charset: Charset, came: &[Came]) -> String {
    let text = csv_file(&rows.iter().map(String::as_str).collect::<Vec<_>>());
    let read = read(text.as_bytes(), Format::Csv).unwrap();
    let inquiries = Inquiries { format, charset, ..read };
    let bytes = write_results(&inquiries, came, &sample());
    assert!(!bytes.contains(&b'?') || format == Format::Xml, "nothing becomes a question mark");
    match format {
        Format::Csv => decode(&bytes).unwrap().0,
        Format::Xml if charset == Charset::Windows31J => crate::payload::charset::decode_windows_31j(&bytes).unwrap(),
        Format::Xml => String::from_utf8(bytes).unwrap(),
    }
}

#[test]
fn an_answer_becomes_one_row_for_each_item() {
    let rows = [row(&[]), row(&[(0, "R2")]), row(&[(0, "R3")]), row(&[(0, "R4")])];
    let refusal =
        Answer { serial: "0010000000043".into(), outcome: "E002".into(), undisclosed: true, data: None }.to_xml();
    let came = [
        Came::Answer(answer(&case_two())),
        Came::Answer(refusal),
        Came::Nothing("応答なし".into()),
        Came::Answer("<".into()),
    ];
    for charset in [Charset::Windows31J, Charset::Utf8 { mark: false }] {
        assert_eq!(
            results(&rows, Format::Csv, charset, &came).replace("\r\n", "\n"),
            "行,照会要求番号,処理通番,処理結果,処理結果名称,不開示,中間サーバー登録日時,特定個人情報の版番号,資格番号,明細番号,項目コード,項目名称,値,値がない理由,エラー
2,R1,0010000000042,N000,正常終了,,2019/07/27 09:01:00,4.0,1,,TK00000000000004,保険者番号,AAAAAAAAAAAAA,,
2,R1,0010000000042,N000,正常終了,,2019/07/27 09:01:00,4.0,1,,TK00000000000001,保険者名称,C健康保険組合,,
2,R1,0010000000042,N000,正常終了,,2019/07/27 09:01:00,4.0,1,,TK00000000000002,資格取得日,H29.4.1,,
2,R1,0010000000042,N000,正常終了,,2019/07/27 09:01:00,4.0,1,,TK00000000000003,資格喪失日,H30.4.1,,
2,R1,0010000000042,N000,正常終了,,2019/07/27 09:01:00,4.0,1,1,TK00000000000006,支給開始日,H30.2.1,,
2,R1,0010000000042,N000,正常終了,,2019/07/27 09:01:00,4.0,1,1,TK00000000000007,支給額,YYYYY円,,
2,R1,0010000000042,N000,正常終了,,2019/07/27 09:01:00,4.0,2,,TK00000000000004,保険者番号,BBBBBBBBBBBBB,,
2,R1,0010000000042,N000,正常終了,,2019/07/27 09:01:00,4.0,2,,TK00000000000001,保険者名称,D健康保険組合,,
2,R1,0010000000042,N000,正常終了,,2019/07/27 09:01:00,4.0,2,,TK00000000000002,資格取得日,H30.4.1,,
2,R1,0010000000042,N000,正常終了,,2019/07/27 09:01:00,4.0,2,,TK00000000000003,資格喪失日,,01,
2,R1,0010000000042,N000,正常終了,,2019/07/27 09:01:00,4.0,2,1,TK00000000000006,支給開始日,H30.12.1,,
2,R1,0010000000042,N000,正常終了,,2019/07/27 09:01:00,4.0,2,1,TK00000000000007,支給額,ZZZZZ円,,
3,R2,0010000000043,E002,副本未登録,有,,,,,,,,,
4,R3,,,,,,,,,,,,,応答なし
5,R4,,,,,,,,,,,,,返ってきたものが電文として読めません：1行1文字目: XMLが途中で切れているか、「<」で始まる部分が閉じられていません
"
        );
    }
}

#[test]
fn a_character_the_charset_lacks_is_told_with_its_code_and_its_neighbour() {
    let units = [unit(&[(1, "A〜B組合"), (5, "𠮷と髙、①～")], &[])];
    let told = results(&[row(&[])], Format::Csv, Charset::Windows31J, &[Came::Answer(answer(&units))]);
    let lines: Vec<&str> = told.lines().collect();
    assert!(
        lines[1].ends_with(
            ",保険者名称,,,値に Windows-31J で表せない文字があります：U+301C（Windows-31J にあるのは ～、U+FF5E）"
        ),
        "{told}"
    );
    assert!(lines[2].ends_with(",備考,,,値に Windows-31J で表せない文字があります：U+20BB7"), "{told}");
    let whole = results(&[row(&[])], Format::Csv, Charset::Utf8 { mark: true }, &[Came::Answer(answer(&units))]);
    assert!(whole.contains(",保険者名称,A〜B組合,,\r\n") && whole.contains(",備考,𠮷と髙、①～,,\r\n"), "{whole}");
    let request = results(&[row(&[(0, "R〜1")])], Format::Csv, Charset::Windows31J, &[Came::Nothing("𠮷".into())]);
    assert!(request.contains("2,R[U+301C]1,") && request.contains(",[U+20BB7]\r\n"), "{request}");
}

#[test]
fn a_result_in_xml_holds_the_answer_and_loses_no_character() {
    let units = [unit(&[(1, "A〜B組合"), (5, "𠮷と髙")], &[])];
    let came = [Came::Answer(answer(&units)), Came::Nothing("だめ".into()), Came::Answer("<照会受付/>".into())];
    let rows = [row(&[]), row(&[(0, "R2")]), row(&[(0, "R3")])];
    let text = results(&rows, Format::Xml, Charset::Windows31J, &came);
    assert!(
        text.starts_with("<?xml version=\"1.0\" encoding=\"Windows-31J\"?>\n<結果ファイル>\n<結果><行>2</行>"),
        "{text}"
    );
    assert!(text.contains("<保険者名称>A&#x301C;B組合</保険者名称>") && text.contains("&#x20BB7;と髙"), "{text}");
    assert!(text.contains("<結果><行>3</行><照会要求番号>R2</照会要求番号><エラー>だめ</エラー></結果>"), "{text}");
    assert!(text.contains("電文「照会結果」のはずですが「照会受付」です"), "{text}");
    let utf8 = results(&rows, Format::Xml, Charset::Utf8 { mark: false }, &came);
    assert!(utf8.contains("<保険者名称>A〜B組合</保険者名称>"), "{utf8}");
}
