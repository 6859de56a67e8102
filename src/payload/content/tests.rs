//! Tests of writing and reading 特定個人情報データ.

use proptest::prelude::*;

use super::*;
use crate::payload::sample::{CASE_TWO_XML, case_two, layout, unit};

fn tree_of(xml: &str) -> Element {
    tree::parse(xml, &Limits::default()).unwrap()
}

/// `kind path item want got cause`, one line for each difference.
fn told(found: &[Difference]) -> Vec<String> {
    found
        .iter()
        .map(|d| {
            let item = d.item.map(|item| format!(" {item}")).unwrap_or_default();
            let expected = d.expected.as_deref().map(|text| format!(" want {text}")).unwrap_or_default();
            let actual = d.actual.as_deref().map(|text| format!(" got {text}")).unwrap_or_default();
            let cause = d.cause.as_ref().map(|cause| format!(" {cause:?}")).unwrap_or_default();
            let path = d.path.replacen("被用者保険関係情報（健康保険）", "…", 1);
            format!("{:?} {path}{item}{expected}{actual}{cause}", d.kind)
        })
        .collect()
}

#[test]
fn units_are_written_as_the_deck_prints_them() {
    let xml = write(&case_two(), &layout(), ElementNames::Japanese);
    assert_eq!(
        xml,
        "<被用者保険関係情報（健康保険）>\
         <資格情報><保険者番号>AAAAAAAAAAAAA</保険者番号><保険者名称>C健康保険組合</保険者名称>\
         <資格取得日>H29.4.1</資格取得日><資格喪失日>H30.4.1</資格喪失日></資格情報>\
         <給付情報><傷病手当金><支給開始日>H30.2.1</支給開始日><支給額>YYYYY円</支給額></傷病手当金></給付情報>\
         <資格情報><保険者番号>BBBBBBBBBBBBB</保険者番号><保険者名称>D健康保険組合</保険者名称>\
         <資格取得日>H30.4.1</資格取得日><資格喪失日 ReasonOfNull=\"01\"/></資格情報>\
         <給付情報><傷病手当金><支給開始日>H30.12.1</支給開始日><支給額>ZZZZZ円</支給額></傷病手当金></給付情報>\
         </被用者保険関係情報（健康保険）>"
    );
    assert_eq!(
        management("2018/12/29 09:01:00", &Version::from("4.0")),
        "<管理情報><中間サーバー登録日時>2018/12/29 09:01:00</中間サーバー登録日時>\
         <特定個人情報の版番号>4.0</特定個人情報の版番号></管理情報>"
    );
}

#[test]
fn codes_can_name_the_elements() {
    let units = vec![unit(&[(1, "試験"), (3, "∅02")], &[&[(8, "H30.2")]])];
    let xml = write(&units, &layout(), ElementNames::ItemCode);
    assert_eq!(
        xml,
        "<TM00000000000031><G1><TK01>試験</TK01><TK03 ReasonOfNull=\"02\"/></G1><G3><TK08>H30.2</TK08></G3></TM00000000000031>"
    );
    let long = xml.replace("TK01", "TK00000000000001");
    for xml in [xml, long] {
        assert_eq!(read(&tree_of(&xml), &layout(), ElementNames::ItemCode), (units.clone(), vec![]));
    }
}

#[test]
fn details_belong_to_the_head_before_them_however_they_are_wrapped() {
    let (units, found) = read(&tree_of(CASE_TWO_XML), &layout(), ElementNames::Japanese);
    assert_eq!(told(&found), Vec::<String>::new());
    let shape: Vec<usize> = units.iter().map(|unit| unit.details.len()).collect();
    assert_eq!(shape, [1, 1]);

    let both = "<被用者保険関係情報（健康保険）><資格情報/><給付情報><傷病手当金><支給額>1</支給額></傷病手当金>\
                <出産手当金><支給額>2</支給額></出産手当金><傷病手当金><支給額>3</支給額></傷病手当金></給付情報>\
                </被用者保険関係情報（健康保険）>";
    let (units, found) = read(&tree_of(both), &layout(), ElementNames::Japanese);
    assert_eq!(told(&found), Vec::<String>::new());
    assert_eq!(units, [unit(&[], &[&[(7, "1")], &[(9, "2")], &[(7, "3")]])]);
}

#[test]
fn what_breaks_the_layout_is_told_where_it_stands() {
    for (inner, expected) in [
        ("<給付情報><傷病手当金/></給付情報><資格情報/>", vec!["WrongOrder …/給付情報/傷病手当金"]),
        ("<資格情報/><住所/>", vec!["UnknownElement …/資格情報[1]/住所"]),
        ("<住所/><資格情報/>", vec!["UnknownElement …/住所"]),
        ("<資格情報><住所/></資格情報>", vec!["UnknownElement …/資格情報[1]/住所"]),
        ("<資格情報/><資格情報/><給付情報><療養費/></給付情報>", vec!["UnknownElement …/資格情報[2]/療養費"]),
        ("<資格情報><支給額>1</支給額></資格情報>", vec!["UnknownElement …/資格情報[1]/支給額"]),
        (
            "<資格情報><資格取得日>H1.2.3</資格取得日><保険者名称>A</保険者名称></資格情報>",
            vec!["WrongOrder …/資格情報[1]/保険者名称 TK01"],
        ),
        (
            "<資格情報><保険者名称>A</保険者名称><保険者名称>B</保険者名称></資格情報>",
            vec!["ExtraItem …/資格情報[1]/保険者名称 TK01 got B Repeated"],
        ),
        (
            "<資格情報/><給付情報><傷病手当金><支給額>1</支給額></傷病手当金></給付情報>\
             <給付情報><傷病手当金><支給額>1234567890123</支給額></傷病手当金></給付情報>",
            vec![
                "AgainstLayout …/資格情報[1]/給付情報/傷病手当金[2]/支給額 TK07 want max-length: 12 got 1234567890123",
            ],
        ),
        (
            "<資格情報><資格取得日>H30.41</資格取得日><資格喪失日/></資格情報>",
            vec![
                "AgainstLayout …/資格情報[1]/資格取得日 TK02 want kind: date got H30.41",
                "AgainstLayout …/資格情報[1]/資格喪失日 TK03 want required: true got ",
            ],
        ),
        (
            "<資格情報><資格喪失日 ReasonOfNull=\"01\">H30.4.1</資格喪失日></資格情報>",
            vec!["AgainstLayout …/資格情報[1]/資格喪失日 TK03 want ReasonOfNull=01 got H30.4.1"],
        ),
        (
            "<資格情報><備考 連番=\"1\"/><備考><b/></備考></資格情報>",
            vec!["UnknownElement …/資格情報[1]/備考/@連番", "ExtraItem …/資格情報[1]/備考 TK05 got  Repeated"],
        ),
        ("<資格情報/><給付情報><傷病手当金/></給付情報>", vec!["AgainstLayout …/資格情報[1]/給付情報/傷病手当金[1]"]),
        ("<資格情報><備考><b/></備考></資格情報>", vec!["UnknownElement …/資格情報[1]/備考/b"]),
        (
            "<資格情報 x=\"1\">文</資格情報>",
            vec!["UnknownElement …/資格情報[1]/@x", "AgainstLayout …/資格情報[1] got 文"],
        ),
        ("文", vec!["AgainstLayout … got 文"]),
        ("", vec![]),
    ] {
        let xml = format!("<被用者保険関係情報（健康保険）>{inner}</被用者保険関係情報（健康保険）>");
        let (_, found) = read(&tree_of(&xml), &layout(), ElementNames::Japanese);
        assert_eq!(told(&found), expected, "{inner}");
    }
    let (units, found) = read(&tree_of("<国民健康保険/>"), &layout(), ElementNames::Japanese);
    assert_eq!(units, []);
    assert_eq!(told(&found), ["UnknownElement 国民健康保険 want 被用者保険関係情報（健康保険） got 国民健康保険"]);
}

#[test]
fn a_file_may_hold_the_whole_data_or_its_root_alone() {
    let file: Arc<str> = "expected/k2.xml".into();
    let whole = format!(
        "<特定個人情報データ>{}\n{CASE_TWO_XML}</特定個人情報データ>",
        management("2018/12/29 09:01:00", &Version::from("4.0"))
    );
    for (xml, version, place) in [
        (CASE_TWO_XML, None, "expected/k2.xml:3:3"),
        (whole.as_str(), Some(Version::from("4.0")), "expected/k2.xml:4:3"),
    ] {
        let (content, found) = read_file(xml, &file, &layout(), ElementNames::Japanese).unwrap();
        assert_eq!(told(&found), Vec::<String>::new());
        assert_eq!(content.version, version);
        assert_eq!(content.units.len(), 2);
        assert_eq!(content.units[0].head[0].place.to_string(), place);
    }
    assert!(read_file("<a>", &file, &layout(), ElementNames::Japanese).is_err());
}

/// Any value that survives: a text with something in it or a reason, within the layout.
fn any_value() -> impl Strategy<Value = String> {
    prop_oneof!["∅0[1-9]", "[ \\n]?[!-~ぁ-ん一-龠Ａ-Ｚ&<>]{1,4}[\\r\\t]?"]
}

pub(super) fn any_units() -> impl Strategy<Value = Vec<Unit>> {
    let head = (any_value(), any_value(), any_value()).prop_map(|(a, b, c)| vec![(4, a), (1, b), (5, c)]);
    let detail = prop_oneof![
        (any_value(), any_value()).prop_map(|(a, b)| vec![(6, a), (7, b)]),
        any_value().prop_map(|a| vec![(9, a)]),
    ];
    let details = proptest::collection::vec(detail, 0..4);
    let entries = |pairs: &[(u64, String)]| {
        pairs.iter().map(|(code, value)| crate::payload::sample::entry(*code, value)).collect::<Vec<Entry>>()
    };
    let one = (head, details).prop_map(move |(head, details)| Unit {
        head: entries(&head),
        details: details.iter().map(|pairs| Detail { entries: entries(pairs) }).collect(),
    });
    proptest::collection::vec(one, 0..5)
}

proptest! {
    #[test]
    fn what_is_written_is_read_back(units in any_units()) {
        for names in [ElementNames::Japanese, ElementNames::ItemCode] {
            let xml = write(&units, &layout(), names);
            let (read, found) = read(&tree_of(&xml), &layout(), names);
            prop_assert_eq!(&read, &units);
            let structural = found.iter().filter(|d| d.kind != DifferenceKind::AgainstLayout).count();
            prop_assert_eq!(structural, 0, "{:?}", found);
        }
    }
}

#[test]
fn rules_are_said_in_words() {
    for (rule, ja) in [
        ("kind: date", Some("日付（kind: date）")),
        ("kind: text-any-width", Some("文字（全角・半角を区別しない）（kind: text-any-width）")),
        ("max-length: 13", Some("13 字まで（max-length: 13）")),
        ("required: true", Some("空にできない（required: true）")),
        ("H30.4.1", None),
    ] {
        assert_eq!(rule_in_words(rule, Lang::Ja).as_deref(), ja, "{rule}");
    }
    assert_eq!(rule_in_words("kind: amount", Lang::En).as_deref(), Some("amount (kind: amount)"));
}
