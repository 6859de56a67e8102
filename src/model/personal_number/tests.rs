//! What is found, what is not, and what is left after masking. No number here has a right check digit but the one that
//! the ministry's own example prints.

use std::collections::HashSet;

use proptest::prelude::*;

use super::*;
use crate::model::Place;

/// The example of the ordinance's explanation: its check digit is right.
const EXAMPLE: &str = "123456789018";
/// A person's number; the right last digit would be 3.
const OWN: &str = "012345678900";

fn person(id: &str, number: Option<&str>) -> RoleModel {
    RoleModel {
        id: id.into(),
        name: String::new(),
        kana: None,
        sex: None,
        birth: None,
        address: None,
        personal_number: number.and_then(PersonalNumber::parse),
        family: Vec::new(),
        history: Vec::new(),
        cases: Vec::new(),
        note: None,
        place: Place::Nowhere,
    }
}

fn numbers() -> PersonalNumbers {
    PersonalNumbers::of(&[person("RM-001", Some(OWN)), person("RM-002", None)])
}

/// What a text looks like after masking, and by which rule.
fn seen(text: &str, declared: bool) -> (String, Vec<Rule>) {
    let found = numbers().in_text(text, declared);
    (masked(text, &found).into_owned(), found.iter().map(|one| one.rule).collect())
}

#[test]
fn a_person_s_own_number_is_found_in_any_spelling_and_any_item() {
    for text in [
        "012345678900",
        "番号は012345678900です",
        "０１２３４５６７８９００",
        "0123 4567 8900",
        "0123-4567-8900",
        "0123．4567．8900",
        "0123・4567・8900",
        "0123ー4567ー8900",
        "0の1の2の3の4の5の6の7の8の9の0の0",
        "0/1/2/3/4/5/6/7/8/9/0/0",
        "012,345,678,900",
        "〇一二三四五六七八九〇〇",
        "零壱弐参四五六七八九〇〇",
        "0\u{200b}1\u{200d}2\u{feff}3\u{2060}4\u{ad}5678900",
        "0\u{20e3}1\u{fe0f}\u{20e3}2345678900",
        "⓪①②③④⑤⑥⑦⑧⑨⓪⓪",
        "𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗𝟎𝟎",
        "٠١٢٣٤٥٦٧٨٩٠٠",
        "01\n23\n45\n67\n89\n00",
        "99012345678900",
        "01234567890012345",
        "2026-11-20 012345678900",
    ] {
        for declared in [false, true] {
            let (masked, rules) = seen(text, declared);
            assert_eq!(rules, [Rule::OfPersona], "{text:?}");
            assert_eq!(masked.matches(MASK).count(), 12, "{text:?} → {masked:?}");
            assert_eq!(seen(&masked, declared).1, [Rule::Masked], "{masked:?}");
        }
    }
}

#[test]
fn twelve_digits_count_by_their_check_digit_only_where_nothing_is_declared() {
    for (text, free) in [
        (EXAMPLE, true),
        ("番号１２３４５６７８９０１８", true),
        ("一二三四五六七八九〇一八", true),
        ("1234 5678 9018", true),
        ("1234-5678-9018、", true),
        ("1 2 3 4 5 6 7 8 9 0 1 8", true),
        ("1234\u{200b}56789018", true),
        ("1234-5678-9018 5", true),
        ("123456789018 123456789019 99", true),
        // One digit more, one less, another last one.
        ("1234567890180", false),
        ("0123456789018", false),
        ("12345678901", false),
        ("123456789019", false),
        // A card has four groups, a telephone number and a time other ones.
        ("1234-5678-9018-1234", false),
        ("0000 1234 5678 9018", false),
        ("123-456-789-018", false),
        ("12-34-56-78-90-18", false),
        ("1234-56-789018", false),
        ("1234 5678-9018", false),
        ("12345678号9018", false),
    ] {
        let rules: &[Rule] = if free { &[Rule::CheckDigit] } else { &[] };
        assert_eq!(seen(text, false).1, rules, "{text}");
        assert_eq!(seen(text, true).1, [], "{text}");
    }
    assert_eq!(seen("a 1234-5678-9018, 7", false).0, "a ＊＊＊＊-＊＊＊＊-＊＊＊＊, 7");
}

#[test]
fn in_a_message_every_corner_is_looked_at() {
    let own = |xml: &str| {
        let found = numbers().in_xml(xml, &|name| name == "番号");
        let paths: Vec<String> = found.iter().map(|one| one.path.join("/")).collect();
        (paths.join(" "), found.into_iter().map(|one| one.rule).collect::<Vec<_>>())
    };
    for (xml, path) in [
        ("<a><番号>012345678900</番号></a>", "a/番号"),
        ("<a><b>0123</b><c>4567</c><d>8900</d></a>", "a/d"),
        ("<a><b>0123</b><!-- 99 --><c>4567</c><TK02>8900</TK02></a>", "a/TK02"),
        ("<a><b n=\"012345678900\"/></a>", "a/b"),
        ("<a><b n='0123-4567-8900'>x</b></a>", "a/b"),
        ("<a><!-- 012345678900 --></a>", "a"),
        ("<a><番号012345678900/></a>", "a/番号012345678900"),
        ("<?note 012345678900?><a/>", ""),
        ("<a><b>&#48;&#x31;2345678900</b></a>", "a/b"),
        ("<a><b>0123&amp;4567&lt;8900</b></a>", "a/b"),
        ("<a><b><![CDATA[012345678900]]></b></a>", "a/b"),
        ("<a><b>012345678900", "a/b"),
        ("<a><b>0123456</", "a/b"),
    ] {
        let rules: &[Rule] = if xml.ends_with("</") { &[] } else { &[Rule::OfPersona] };
        let expected = if rules.is_empty() { "" } else { path };
        assert_eq!(own(xml), (expected.to_owned(), rules.to_vec()), "{xml}");
    }
    for (xml, found) in [
        ("<a><b>123456789018</b></a>", true),
        ("<a><番号>123456789018</番号></a>", false),
        ("<a><番号>1234</番号><番号>5678</番号><番号>9018</番号></a>", false),
        ("<a><b>1234</b><b>5678</b><b>9018</b></a>", false),
        ("<番号 x=\"123456789018\">1</番号>", true),
        ("<番号><!-- 123456789018 --></番号>", true),
    ] {
        assert_eq!(own(xml).1, if found { vec![Rule::CheckDigit] } else { vec![] }, "{xml}");
    }
}

#[test]
fn masked_messages_stay_messages() {
    let xml = "<a n=\"0123-4567-8900\"><b>&#48;123</b><c>4567</c><d>8900円</d></a>";
    let masked = masked(xml, &numbers().in_xml(xml, &|_| false)).into_owned();
    assert_eq!(masked, "<a n=\"＊＊＊＊-＊＊＊＊-＊＊＊＊\"><b>＊＊＊＊</b><c>＊＊＊＊</c><d>＊＊＊＊円</d></a>");
}

#[test]
fn invented_numbers_are_nobody_s_always_the_same_and_all_different() {
    let people: Vec<RoleModel> = (0..5_000).map(|n| person(&format!("RM-{n}"), None)).collect();
    let (numbers, again) = (PersonalNumbers::of(&people), PersonalNumbers::of(&people));
    let mut seen = HashSet::new();
    for model in &people {
        let number = numbers.number(&model.id).unwrap();
        assert!(!number.has_right_check_digit(), "{}", model.id);
        assert!(seen.insert(number));
        assert_eq!(Some(number), again.number(&model.id));
    }
    assert!(PersonalNumber::parse(EXAMPLE).unwrap().has_right_check_digit());
    assert!(!PersonalNumber::parse(OWN).unwrap().has_right_check_digit());
    assert_eq!(format!("{:?}", PersonalNumber::parse(OWN)), "Some(PersonalNumber(****))");
}

#[test]
fn the_rule_of_the_check_digit_is_the_one_of_the_codes() {
    for body in [0u64, 1, 12_345_678_901, 99_999_999_999, 50_505_050_505, 31_415_926_535] {
        let expected = crate::model::code::personal_number_check_digit(&format!("{body:011}")).unwrap();
        assert_eq!(scan::check_digit(body), u64::from(expected), "{body}");
    }
}

/// Digits in one of many scripts.
fn glyph(digit: char, script: u8) -> char {
    let at = |zero: char| char::from_u32(u32::from(zero) + digit.to_digit(10).unwrap()).unwrap();
    match script {
        0 => at('０'),
        1 => ['〇', '一', '二', '三', '四', '五', '六', '七', '八', '九'][digit.to_digit(10).unwrap() as usize],
        2 => at('𝟎'),
        _ => digit,
    }
}

proptest! {
    /// No spelling goes unseen: any script for each digit, any signs between them, any text around.
    #[test]
    fn no_spelling_goes_unseen(
        scripts in proptest::collection::vec(0u8..6, 12),
        between in proptest::collection::vec("[-－ 　./・,:\u{200b}\u{feff}\u{2060}]{0,3}", 11),
        before in "[a-z株式会社ア、。 ]{0,8}[a-zア。]",
        after in "[a-zア。][a-z株式会社ア、。 ]{0,8}",
    ) {
        let mut text = before;
        for (index, digit) in OWN.chars().enumerate() {
            text.push(glyph(digit, scripts[index]));
            text.push_str(between.get(index).map_or("", String::as_str));
        }
        text.push_str(&after);
        let found = numbers().in_text(&text, true);
        prop_assert_eq!(found.len(), 1, "{:?}", text);
        let masked = masked(&text, &found).into_owned();
        prop_assert_eq!(masked.matches(MASK).count(), 12);
        prop_assert!(numbers().in_text(&masked, false).iter().all(|one| one.rule == Rule::Masked));
    }

    /// Nothing at all makes the scan fall, and what it masks is gone.
    #[test]
    fn any_text_can_be_scanned(text in "\\PC{0,60}", xml in "[<>&;/#x0-9a0-9一二三！\\-= \"']{0,80}") {
        for text in [text, xml] {
            let numbers = numbers();
            for found in [numbers.in_text(&text, false), numbers.in_xml(&text, &|_| false)] {
                let masked = masked(&text, &found).into_owned();
                prop_assert!(numbers.in_text(&masked, false).iter().all(|one| one.rule != Rule::OfPersona));
            }
        }
    }

    /// Times and serials where they are declared stay what they are.
    #[test]
    fn declared_items_stay_green(year in 1900u32..2100, month in 1u32..13, day in 1u32..29, minute in 0u32..1440, serial in 0u64..1_000_000_000_000) {
        let stamp = format!("{year:04}{month:02}{day:02}{:02}{:02}", minute / 60, minute % 60);
        let numbers = PersonalNumbers::default();
        prop_assert!(numbers.in_text(&stamp, true).is_empty());
        let written = format!("{serial:012}");
        prop_assert!(numbers.in_text(&written, true).is_empty());
        let apart = format!("{year:04}/{month:02}/{day:02} {:02}:{:02}", minute / 60, minute % 60);
        prop_assert!(numbers.in_text(&apart, false).is_empty(), "a time with its signs is no number even in a text");
    }
}
