//! Tests of 読み取り: what rules reach, and which misreading a wrong value tells of.

use super::*;
use crate::model::layout::{Group, Item};
use crate::model::{Detail, InformationCode, Place, Version};
use crate::payload::difference::Misreading;
use crate::payload::sample::{entry, unit};

/// A pension: one unit a payment. Its amounts, an addition and what is suspended.
fn pension() -> Layout {
    let item = |code, name: &str, kind| Item {
        code: ItemCode(code),
        name: name.to_owned(),
        aliases: Vec::new(),
        group: 0,
        kind,
        max_length: None,
        required: false,
    };
    Layout {
        information: InformationCode(103),
        name: "年金給付関係情報".to_owned(),
        version: Version::from("4.0"),
        root: "年金給付関係情報".to_owned(),
        groups: vec![Group {
            path: vec!["年金支給情報".to_owned()],
            key: Vec::new(),
            time: Some(Time::Point(ItemCode(1))),
        }],
        items: vec![
            item(1, "支給年月", ItemKind::Month),
            item(2, "年金の種類", ItemKind::Text),
            item(3, "支給額", ItemKind::Amount),
            item(4, "加算額", ItemKind::Amount),
            item(5, "障害等級", ItemKind::Text),
        ],
        place: Place::Nowhere,
    }
}

/// Six payments of a year of 障害基礎年金, and one of another pension.
fn payments() -> Vec<Unit> {
    let mut units: Vec<Unit> = ["H30.4", "H30.6", "平成30年8月", "H30.10", "H30.12", "2019-02"]
        .into_iter()
        .map(|month| unit(&[(1, month), (2, "障害基礎年金"), (3, "129,900円"), (4, "10000"), (5, "2級")], &[]))
        .collect();
    units.push(unit(&[(1, "H30.6"), (2, "遺族厚生年金"), (3, "30,000"), (4, "∅01"), (5, "∅03")], &[]));
    units
}

fn reached(written: &str, units: &[Unit], layout: &Layout) -> String {
    match reach(&Rule::parse(written).unwrap(), units, layout) {
        Ok(reached) => format!("{} of {}", reached.value, reached.used.len()),
        Err(why) => format!("{why:?}"),
    }
}

#[test]
fn rules_reach_what_their_words_say() {
    let (layout, units) = (pension(), payments());
    for (rule, expected) in [
        ("合計(TK03)", "809,400 of 7"),
        ("合計(TK03、TK02=障害基礎年金)", "779,400 of 6"),
        ("合計(TK03、TK02≠障害基礎年金)", "30,000 of 1"),
        ("合計(TK03、TK04、TK02=障害基礎年金)", "839,400 of 12"),
        ("合計(TK03、TK01≧H30.8、TK01≦H30.12)", "389,700 of 3"),
        ("合計(TK03、TK01≧H31年)", "129,900 of 1"),
        ("合計(TK04)", "60,000 of 6"),
        ("合計(TK03、TK03≧100000)", "779,400 of 6"),
        ("合計(TK03、TK02=老齢基礎年金)", "0 of 0"),
        ("件数(TK03)", "7 of 7"),
        ("件数(TK04)", "6 of 6"),
        ("最大(TK03)", "129,900 of 7"),
        ("最小(TK03)", "30,000 of 7"),
        ("最新(TK03)", "129,900 of 1"),
        ("最新(TK01)", "2019-02 of 1"),
        ("最新(TK05、TK02=障害基礎年金)", "2級 of 1"),
        ("最新(TK05、TK01=H30.6、TK02=障害基礎年金)", "2級 of 1"),
        ("最新(TK02、TK01=2018-06)", "MoreThanOne"),
        ("月額(合計(TK03、TK02=障害基礎年金))", "64,950 of 6"),
        ("年額(30000)", "360,000 of 0"),
        ("差(42500、月額(合計(TK03、TK02=障害基礎年金)))", "-22,450 of 6"),
        ("大きい方(0、差(42500、月額(合計(TK03、TK02=障害基礎年金))))", "0 of 6"),
        ("小さい方(42500、月額(合計(TK03)))", "42,500 of 7"),
        ("最大(TK03、TK02=老齢基礎年金)", "Nothing { item: \"TK03\" }"),
        ("最大(TK05、TK02=障害基礎年金)", "NotANumber { path: \"年金支給情報[1]\", value: \"2級\" }"),
    ] {
        assert_eq!(reached(rule, &units, &layout), expected, "{rule}");
    }
}

#[test]
fn details_are_read_with_the_head_above_them() {
    let layout = crate::payload::sample::layout();
    let paid = |code, day: &str, yen: &str| Detail { entries: vec![entry(code, day), entry(code + 1, yen)] };
    let with = |name: &str, from: &str, details| Unit { head: vec![entry(1, name), entry(2, from)], details };
    let units = [
        with(
            "C健康保険組合",
            "H29.4.1",
            vec![paid(6, "H30.2.1", "10000"), paid(6, "H30.3.1", "20000"), paid(8, "H30.1", "7")],
        ),
        with("D健康保険組合", "H30.4.1", vec![paid(6, "H30.12.1", "40000")]),
    ];
    for (rule, expected) in [
        ("合計(TK07)", "70,000 of 3"),
        ("合計(TK07、TK01=Ｃ健康保険組合)", "30,000 of 2"),
        ("最新(TK07)", "40,000 of 1"),
        ("最新(TK01)", "D健康保険組合 of 1"),
        ("合計(TK07、TK09)", "70,007 of 4"),
    ] {
        assert_eq!(reached(rule, &units, &layout), expected, "{rule}");
    }
    let used = reach(&Rule::parse("合計(TK07、TK06≧H30.3.1)").unwrap(), &units, &layout).unwrap().used;
    let told: Vec<String> = used.iter().map(|used| format!("{} {} {}", used.path, used.name, used.value)).collect();
    assert_eq!(
        told,
        ["資格情報[1]/給付情報/傷病手当金[2] 支給額 20000", "資格情報[2]/給付情報/傷病手当金[1] 支給額 40000"]
    );
}

fn checked(value: &str, rule: &str) -> Option<Difference> {
    let interpretation = Interpretation {
        name: "年金額（年額）".to_owned(),
        value: value.to_owned(),
        rule: Rule::parse(rule).unwrap(),
        place: Place::File("a.yaml".into()),
    };
    check(&interpretation, &payments(), &pension())
}

#[test]
fn a_right_value_is_right_in_every_spelling() {
    const YEAR: &str = "合計(TK03、TK02=障害基礎年金)";
    for value in ["779,400円", "779400", "７７９，４００円"] {
        assert_eq!(checked(value, YEAR), None, "{value}");
    }
    for (value, rule) in [("平成31年2月", "最新(TK01)"), ("２級", "最新(TK05、TK02=障害基礎年金)")] {
        assert_eq!(checked(value, rule), None, "{value}");
    }
}

#[test]
fn a_wrong_value_tells_how_it_may_have_been_read() {
    const YEAR: &str = "合計(TK03、TK02=障害基礎年金)";
    const ALLOWANCE: &str = "大きい方(0、差(70000、月額(合計(TK03、TK02=障害基礎年金))))";
    const NONE_LEFT: &str = "大きい方(0、差(42500、月額(合計(TK03、TK02=障害基礎年金))))";
    let other = |code, name: &str| Misreading::OtherItem { item: ItemCode(code), name: name.to_owned() };
    let ignored = || Misreading::ConditionIgnored { only: "TK02=障害基礎年金".to_owned() };
    for (value, rule, expected) in [
        ("64,950円", YEAR, Some(Misreading::MonthForYear)),
        ("129900", YEAR, Some(Misreading::OneForAll)),
        ("60000", YEAR, Some(other(4, "加算額"))),
        ("809400", YEAR, Some(ignored())),
        ("779401", YEAR, None),
        ("779400", "月額(合計(TK03、TK02=障害基礎年金))", Some(Misreading::YearForMonth)),
        ("10000", "最新(TK03)", Some(other(4, "加算額"))),
        ("70000", ALLOWANCE, Some(Misreading::NotAdjusted)),
        ("2550", ALLOWANCE, Some(ignored())),
        ("-22450", NONE_LEFT, Some(Misreading::BelowNothing)),
    ] {
        let difference = checked(value, rule).expect(value);
        assert_eq!(difference.kind, DifferenceKind::WrongReading);
        let Some(Cause::ReadFrom { misreading, .. }) = difference.cause else { panic!("{value}: no cause") };
        assert_eq!(misreading, expected, "{value} {rule}");
    }
}

#[test]
fn a_difference_names_what_was_used_and_what_it_gave() {
    let difference = checked("64,950円", "合計(TK03、TK02=障害基礎年金)").unwrap();
    assert_eq!((difference.expected.as_deref(), difference.actual.as_deref()), (Some("64,950円"), Some("779,400")));
    assert_eq!(difference.source.as_deref(), Some("a.yaml"));
    let Some(Cause::ReadFrom { used, used_in_all, reached, .. }) = difference.cause else { panic!("no cause") };
    assert_eq!((used.len(), used_in_all, reached.as_str()), (6, 6, "779,400"));
    assert_eq!(
        (used[0].path.as_str(), used[0].name.as_str(), used[0].value.as_str()),
        ("年金支給情報[1]", "支給額", "129,900円")
    );
    let difference = checked("1", "最大(TK03、TK02=老齢基礎年金)").unwrap();
    assert_eq!((difference.kind, difference.actual), (DifferenceKind::NotRead, None));
}
