//! What is laid out is read, in both formats and both charsets; what is no answer is told.

use super::*;
use crate::model::profile::{FileCharset, FileFormat};
use crate::model::{AffairCode, Department, InformationCode, InstitutionCode, ItemCode, ProcedureCode, QueryCondition};
use crate::payload::charset::encode;
use crate::payload::envelope::ParsedAnswer;
use crate::payload::file_exchange::tests::sample;
use crate::payload::file_exchange::{charset_of, read, write_queries, write_results};
use crate::payload::sample::{case_two, unit};

fn query() -> Query {
    Query {
        request: "R1".into(),
        inquirer: InstitutionCode("002".into()),
        provider: InstitutionCode("099".into()),
        affair: AffairCode(15),
        procedure: ProcedureCode(15001),
        information: InformationCode(31),
        version: "4.0".into(),
        department: Department { name: "地域福祉課".into(), code: "001B".into() },
        items: vec![ItemCode(1)],
        condition: QueryCondition::Latest,
        link_code: "K01".into(),
        consent: false,
        undisclosed: false,
    }
}

const SPELLINGS: [FileSpelling; 4] = {
    use FileCharset::{Utf8, Windows31J};
    use FileFormat::{Csv, Xml};
    [
        FileSpelling { format: Csv, charset: Utf8 },
        FileSpelling { format: Csv, charset: Windows31J },
        FileSpelling { format: Xml, charset: Utf8 },
        FileSpelling { format: Xml, charset: Windows31J },
    ]
};

/// The units of an answer, as texts.
fn units_of(answer: &str) -> Vec<Vec<String>> {
    let parsed = ParsedAnswer::from_xml(answer).unwrap();
    let sample = sample();
    let root = parsed.root.unwrap();
    let (units, differences) = content::read(&root, &sample.0, sample.1.element_names);
    assert!(differences.is_empty(), "{differences:?}");
    let shown = |entry: &Entry| format!("{}={:?}", entry.item, entry.value);
    let all = |unit: &Unit| {
        let details = unit.details.iter().map(|detail| detail.entries.iter().map(shown).collect::<Vec<_>>().join(" "));
        unit.head.iter().map(shown).chain(details).collect()
    };
    units.iter().map(all).collect()
}

fn laid_out(written: FileSpelling, came: Vec<Came>) -> Vec<u8> {
    let queries: Vec<Query> =
        (1..=came.len()).map(|number| Query { request: format!("R{number}"), ..query() }).collect();
    let bytes = write_queries(&queries, written.format.into(), written.charset.into());
    let inquiries = read(&bytes, written.format.into()).unwrap();
    write_results(&inquiries, &came, &sample())
}

fn answer(units: &[Unit]) -> String {
    let sample = sample();
    let body = content::write(units, &sample.0, sample.1.element_names);
    let data = AnswerData { registered_at: "2019/07/27 09:01:00".into(), version: "4.0".into(), body };
    Answer { serial: "42".into(), outcome: "N000".into(), undisclosed: true, data: Some(data) }.to_xml()
}

#[test]
fn every_answer_comes_back_as_it_was_laid_out() {
    let told = answer(&case_two());
    let refusal = Answer { serial: "43".into(), outcome: "E002".into(), undisclosed: false, data: None }.to_xml();
    for written in SPELLINGS {
        let came = vec![Came::Answer(told.clone()), Came::Answer(refusal.clone()), Came::Nothing("応答なし".into())];
        let bytes = laid_out(written, came);
        let reply = |request: &str| {
            let query = Query { request: request.into(), ..query() };
            read_result(&bytes, written, &query, &sample()).unwrap()
        };
        let Reply { came: Came::Answer(back), told: lost } = reply("R1") else { panic!("{written:?}") };
        assert_eq!((units_of(&back), lost), (units_of(&told), Vec::new()), "{written:?}");
        let (one, other) =
            (ParsedAnswer::from_xml(&back).unwrap().answer, ParsedAnswer::from_xml(&told).unwrap().answer);
        assert_eq!((one.serial, one.outcome, one.undisclosed), (other.serial, other.outcome, other.undisclosed));
        assert_eq!(one.data.unwrap().registered_at, "2019/07/27 09:01:00");
        let Came::Answer(back) = reply("R2").came else { panic!("{written:?}") };
        assert_eq!(Answer::from_xml(&back), Answer::from_xml(&refusal), "{written:?}");
        assert_eq!(reply("R3"), Reply { came: Came::Nothing("応答なし".into()), told: Vec::new() }, "{written:?}");
    }
}

#[test]
fn a_value_that_could_not_be_written_is_missing_and_told() {
    let told = answer(&[unit(&[(1, "A〜B組合"), (5, "𠮷")], &[])]);
    for written in SPELLINGS {
        let bytes = laid_out(written, vec![Came::Answer(told.clone())]);
        let reply = read_result(&bytes, written, &query(), &sample()).unwrap();
        let Came::Answer(back) = reply.came else { panic!("{written:?}") };
        if (written.format, written.charset) == (FileFormat::Csv, FileCharset::Windows31J) {
            assert_eq!(reply.told.len(), 2, "{:?}", reply.told);
            assert!(reply.told[1].contains("U+20BB7"), "{:?}", reply.told);
            assert!(!back.contains("組合"), "a value with a hole is no value");
        } else {
            assert_eq!((units_of(&back), reply.told), (units_of(&told), Vec::new()), "{written:?}");
        }
    }
}

#[test]
fn what_is_no_result_is_told() {
    const HEADING: &str =
        "照会要求番号,処理通番,処理結果,特定個人情報の版番号,資格番号,明細番号,項目コード,値,値がない理由,エラー";
    let csv = |rows: &[&str]| std::iter::once(HEADING).chain(rows.iter().copied()).collect::<Vec<_>>().join("\n");
    let (plain, xml) = (SPELLINGS[0], SPELLINGS[2]);
    for (text, written, expected) in [
        (String::new(), plain, "結果ファイルに照会要求番号「R1」の結果がありません"),
        (csv(&["R9,1,N000"]), plain, "結果ファイルに照会要求番号「R1」の結果がありません"),
        (
            csv(&["R1,1,N000,4.0,1,,TK01,甲", "R1,2,N000,4.0,1,,TK02,乙"]),
            plain,
            "結果ファイルの3行目の「処理通番」が、同じ照会の先の行と違います",
        ),
        (csv(&["R1,1,N000,4.0,一,,TK01,甲"]), plain, "結果ファイルの2行目：「資格番号」の「一」は読めません"),
        (csv(&["R1,1,N000,4.0,,,TK01,甲"]), plain, "結果ファイルの2行目：「資格番号」が空です"),
        (csv(&["R1,1,N000,4.0,1,,TK77,甲"]), plain, "結果ファイルの2行目の項目コード「TK77」はレイアウトにありません"),
        (csv(&["R1,1,N000,4.0,1,,TK01,甲,01"]), plain, "結果ファイルの2行目：「値がない理由」の「01」は読めません"),
        (csv(&["R1,1,N000,9.9,1,,TK01,甲"]), plain, "9.9版のレイアウトがないため、項目に分けられません"),
        (csv(&["\"R1,1"]), plain, "結果ファイルの2行目：引用符（\"）が閉じていないため、この行から後は読めません"),
        (HEADING.replace("処理通番,", ""), plain, "見出しがありません：処理通番"),
        (HEADING.replace("エラー", "値"), plain, "見出し「値」が2つあります"),
        (HEADING.replace("エラー", "備考"), plain, "見出し「備考」は分かりません"),
        ("<照会ファイル/>".into(), xml, "電文「結果ファイル」のはずですが「照会ファイル」です"),
        (
            "<結果ファイル><結果><照会要求番号>R1</照会要求番号></結果></結果ファイル>".into(),
            xml,
            "結果ファイルに照会要求番号「R1」の結果がありません",
        ),
        ("<結果ファイル>".into(), xml, "1行9文字目: 要素「結果ファイル」が閉じられていません"),
    ] {
        let fault = read_result(text.as_bytes(), written, &query(), &sample()).unwrap_err();
        assert_eq!(fault.say(Lang::Ja), expected, "{text}");
    }
    let sjis = encode(Charset::Windows31J, &csv(&["R1,1,E002"]));
    for (bytes, written) in [(sjis.as_slice(), SPELLINGS[0]), (csv(&["R1,1,E002"]).as_bytes(), SPELLINGS[1])] {
        assert_eq!(read_result(bytes, written, &query(), &sample()), Err(ResultFault::OtherCharset));
    }
    assert!(read_result(&sjis, SPELLINGS[1], &query(), &sample()).is_ok());
    let silent = csv(&["R1,1,,,,,,,,"]);
    let reply = read_result(silent.as_bytes(), plain, &query(), &sample()).unwrap();
    assert_eq!(reply.came, Came::Nothing("「処理結果」が空です".into()));
}

#[test]
fn the_characters_of_a_file_that_cannot_be_read_are_known_where_something_tells() {
    let sjis = |text: &str| encode(Charset::Windows31J, text);
    let torn = |bytes: &[u8]| [bytes, b"\x85\xFF"].concat();
    let utf8 = Charset::Utf8 { mark: false };
    for (bytes, format, expected) in [
        (torn(&sjis("照会要求番号")), Format::Csv, Some(Charset::Windows31J)),
        (torn("照会要求番号".as_bytes()), Format::Csv, Some(utf8)),
        (torn(b"a,b"), Format::Csv, None),
        (torn(&sjis("<?xml version=\"1.0\" encoding=\"Shift_JIS\"?>")), Format::Xml, Some(Charset::Windows31J)),
        (torn(&sjis("<照会ファイル>")), Format::Xml, Some(Charset::Windows31J)),
        (torn(b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>"), Format::Xml, Some(utf8)),
        (torn(b"<a>"), Format::Xml, Some(utf8)),
    ] {
        assert_eq!(charset_of(&bytes, format), expected, "{bytes:?}");
    }
}

#[test]
fn rows_of_others_do_not_disturb() {
    let text = "エラー,処理結果,処理通番,照会要求番号,不開示\n,E002,1,R0,\n,E006,2,R1,有\n";
    let reply = read_result(text.as_bytes(), SPELLINGS[0], &query(), &sample()).unwrap();
    let Came::Answer(answer) = reply.came else { panic!() };
    let answer = Answer::from_xml(&answer).unwrap();
    assert_eq!((answer.serial.as_str(), answer.outcome.as_str(), answer.undisclosed), ("2", "E006", true));
}
