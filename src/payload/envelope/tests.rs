//! Tests of the messages.

use proptest::prelude::*;

use super::*;
use crate::model::CivilDate;

fn day(year: i16, month: i8, day: i8) -> Moment {
    Moment::Day(CivilDate::new(year, month, day).unwrap())
}

/// The deck's Case ② as a query.
fn query() -> Query {
    Query {
        request: "R000000000001".to_owned(),
        inquirer: InstitutionCode("002".into()),
        provider: InstitutionCode("099".into()),
        affair: AffairCode(15),
        procedure: ProcedureCode(15001),
        information: InformationCode(31),
        version: Version::from("4.0"),
        department: Department { name: "地域福祉課".to_owned(), code: "001B".to_owned() },
        items: (1..=3).map(ItemCode).collect(),
        condition: QueryCondition::Range { from: day(2017, 4, 1), to: day(2019, 7, 27) },
        link_code: "例示符号&1".to_owned(),
        consent: false,
        undisclosed: false,
    }
}

const BODY: &str = "<被用者保険関係情報（健康保険）>\r\n <資格情報 /><!-- 注 --></被用者保険関係情報（健康保険）  >";

fn answer() -> Answer {
    Answer {
        serial: "0000000001".to_owned(),
        outcome: "N000".to_owned(),
        undisclosed: false,
        data: Some(AnswerData {
            registered_at: "2018/12/29 09:01:00".to_owned(),
            version: Version::from("4.0"),
            body: BODY.to_owned(),
        }),
    }
}

#[test]
fn a_query_is_written_with_the_names_of_the_deck() {
    let expected = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
        <情報照会><照会要求番号>R000000000001</照会要求番号>\
        <情報照会者機関コード>002</情報照会者機関コード><情報提供者機関コード>099</情報提供者機関コード>\
        <事務コード>JM00000000000015</事務コード><事務手続コード>JT00000000015001</事務手続コード>\
        <特定個人情報名コード>TM00000000000031</特定個人情報名コード><特定個人情報の版番号>4.0</特定個人情報の版番号>\
        <情報照会者部署名>地域福祉課</情報照会者部署名><情報照会者部署コード>001B</情報照会者部署コード>\
        <特定個人情報項目コードリスト>TK00000000000001 TK00000000000002 TK00000000000003</特定個人情報項目コードリスト>\
        <情報照会条件 種別=\"範囲指定\"><開始>2017-04-01</開始><終了>2019-07-27</終了></情報照会条件>\
        <機関別符号>例示符号&amp;1</機関別符号></情報照会>";
    assert_eq!(query().to_xml(), expected);
    assert_eq!(Query::from_xml(expected), Ok(query()));
    let short = expected
        .replace("JM00000000000015", "JM015")
        .replace("TK00000000000001 ", "\n TK01\n ＴＫ２ ")
        .replace("TK00000000000002 ", "");
    assert_eq!(Query::from_xml(&short), Ok(query()), "short codes, any order of white space");
}

#[test]
fn a_condition_keeps_its_kind_and_granularity() {
    for (condition, expected) in [
        (QueryCondition::Latest, "<情報照会条件 種別=\"既定\"></情報照会条件>"),
        (QueryCondition::AsOf(Moment::Year(2016)), "<情報照会条件 種別=\"時点指定\"><時点>2016</時点></情報照会条件>"),
        (
            QueryCondition::Range { from: Moment::Month(2016, 3), to: Moment::Month(2017, 10) },
            "<情報照会条件 種別=\"範囲指定\"><開始>2016-03</開始><終了>2017-10</終了></情報照会条件>",
        ),
    ] {
        let query = Query { condition, ..query() };
        assert!(query.to_xml().contains(expected), "{}", query.to_xml());
        assert_eq!(Query::from_xml(&query.to_xml()), Ok(query));
    }
}

#[test]
fn small_messages_come_back() {
    for serial in [None, Some("0000000001".to_owned())] {
        let receipt = Receipt { request: "R1".to_owned(), serial };
        assert_eq!(Receipt::from_xml(&receipt.to_xml()), Ok(receipt));
    }
    let pending = Pending { request: "R1".to_owned() };
    assert_eq!(Pending::from_xml(&pending.to_xml()), Ok(pending));
    let refusal = Answer { serial: String::new(), outcome: "E010".to_owned(), undisclosed: true, data: None };
    assert_eq!(Answer::from_xml(&refusal.to_xml()), Ok(refusal.clone()));
    let parsed = ParsedAnswer::from_xml(&refusal.to_xml()).unwrap();
    assert_eq!((parsed.envelope, parsed.root), (refusal.to_xml(), None));
}

#[test]
fn the_body_is_kept_byte_for_byte_and_cut_from_the_envelope() {
    let xml = answer().to_xml();
    let parsed = ParsedAnswer::from_xml(&xml).unwrap();
    assert_eq!(parsed.answer, answer());
    assert_eq!(
        parsed.envelope,
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<照会結果><処理通番>0000000001</処理通番><処理結果>N000</処理結果>\
         <特定個人情報データ><管理情報><中間サーバー登録日時>2018/12/29 09:01:00</中間サーバー登録日時>\
         <特定個人情報の版番号>4.0</特定個人情報の版番号></管理情報></特定個人情報データ></照会結果>"
    );
    let root = parsed.root.unwrap();
    assert_eq!(&xml[root.span.clone()], BODY);
    assert_eq!(root.children[0].name, "資格情報");
}

#[test]
fn what_is_not_the_message_is_refused_with_its_place() {
    let xml = query().to_xml();
    let whole = answer().to_xml();
    for (text, expected) in [
        (xml.replace("情報照会>", "照会結果>"), "2:1 the message should be \"情報照会\" but is \"照会結果\""),
        (xml.replace("<事務コード>JM00000000000015</事務コード>", ""), "2:1 element \"事務コード\" is missing"),
        (
            xml.replace("</情報照会>", "<機関別符号>2</機関別符号></情報照会>"),
            "2:456 element \"機関別符号\" stands twice",
        ),
        (
            xml.replace("<情報照会>", "<情報照会><優先度>高</優先度>"),
            "2:7 element \"優先度\" does not belong to the message",
        ),
        (xml.replace("JM00000000000015", "JX015"), "2:93 the value \"JX015\" of element \"事務コード\" cannot be read"),
        (
            xml.replace("TK00000000000002", "TM02"),
            "2:283 the value \"TK00000000000001 TM02 TK00000000000003\" of element \
             \"特定個人情報項目コードリスト\" cannot be read",
        ),
        (xml.replace("2017-04-01", "2017-04-31"), "2:384 the value \"2017-04-31\" of element \"開始\" cannot be read"),
        (
            xml.replace("種別=\"範囲指定\"", "種別=\"全部\""),
            "2:366 the value \"全部\" of element \"情報照会条件\" cannot be read",
        ),
        (xml.replace("4.0<", "<a/><"), "2:212 the value \"<a>\" of element \"特定個人情報の版番号\" cannot be read"),
        (xml.chars().take(150).collect(), "2:112 element \"事務コード\" is not closed"),
    ] {
        assert_eq!(said(Query::from_xml(&text)), expected, "{text}");
    }
    for (text, expected) in [
        (whole.replace(BODY, ""), "2:47 element \"特定個人情報\" is missing"),
        (
            whole.replace(BODY, &format!("{BODY}{BODY}")),
            "3:40 element \"被用者保険関係情報（健康保険）\" does not belong to the message",
        ),
        (whole.replace("管理情報", "管理"), "2:47 element \"管理情報\" is missing"),
        (
            whole.replace("</照会結果>", "<特定個人情報データ/></照会結果>"),
            "3:52 element \"特定個人情報データ\" stands twice",
        ),
    ] {
        assert_eq!(said(Answer::from_xml(&text)), expected, "{text}");
    }
}

/// `line:column what`.
fn said<T: fmt::Debug>(read: Result<T, EnvelopeFault>) -> String {
    let said = read.unwrap_err().say(Lang::En);
    said.replacen("line ", "", 1).replacen(", column ", ":", 1).replacen(": ", " ", 1)
}

fn any_moment() -> impl Strategy<Value = Moment> {
    prop_oneof![
        (1900i16..2100).prop_map(Moment::Year),
        (1900i16..2100, 1i8..=12).prop_map(|(y, m)| Moment::Month(y, m)),
        (1900i16..2100, 1i8..=12, 1i8..=28).prop_map(|(y, m, d)| day(y, m, d)),
    ]
}

fn any_query() -> impl Strategy<Value = Query> {
    let condition = prop_oneof![
        Just(QueryCondition::Latest),
        any_moment().prop_map(QueryCondition::AsOf),
        (any_moment(), any_moment()).prop_map(|(from, to)| QueryCondition::Range { from, to }),
    ];
    let texts = proptest::array::uniform5("[!-~ぁ-んＡ-Ｚ]{0,8}");
    let codes = (0u64..1000, 0u64..1_000_000, 0u64..1000, proptest::collection::vec(0u64..99_999_999_999_999, 0..20));
    let marks = proptest::array::uniform2(any::<bool>());
    (texts, codes, condition, marks).prop_map(
        |([request, name, code, link_code, version], (jm, jt, tm, items), condition, [consent, undisclosed])| Query {
            request,
            inquirer: InstitutionCode(code.as_str().into()),
            affair: AffairCode(jm),
            procedure: ProcedureCode(jt),
            information: InformationCode(tm),
            version: Version(version.into()),
            department: Department { name, code },
            items: items.into_iter().map(ItemCode).collect(),
            condition,
            link_code,
            consent,
            undisclosed,
            ..query()
        },
    )
}

proptest! {
    #[test]
    fn a_query_comes_back(query in any_query()) {
        prop_assert_eq!(Query::from_xml(&query.to_xml()), Ok(query));
    }

    #[test]
    fn an_answer_comes_back_however_it_is_cut(serial in "[!-~]{0,9}", outcome in "[!-~]{0,9}", cut in 0usize..600) {
        let answer = Answer { serial, outcome, ..answer() };
        let xml = answer.to_xml();
        prop_assert_eq!(Answer::from_xml(&xml), Ok(answer));
        let short: String = xml.chars().take(cut).collect();
        prop_assert!(short.len() >= xml.len() || Answer::from_xml(&short).is_err());
    }
}
