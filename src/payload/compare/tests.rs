//! Tests of the comparison: what is equal, what is not, and how it is told.

use std::sync::Arc;

use proptest::prelude::*;

use super::*;
use crate::model::date::{parse_day, parse_moment};
use crate::model::profile::ElementNames;
use crate::model::{Detail, Moment};
use crate::payload::content;
use crate::payload::sample::{CASE_TWO_XML, case_two, entry, layout, unit};
use crate::payload::tree::{Limits, parse};

/// A question for Case ②, in another condition if one is named: 既定, H28年 or H29.4.1～H31.7.27.
struct Asked {
    layout: Layout,
    items: Vec<ItemCode>,
    condition: QueryCondition,
}

impl Asked {
    fn case_two() -> Self {
        Self::when("H29.4.1～H31.7.27")
    }

    fn when(condition: &str) -> Self {
        let moment = |text: &str| parse_moment(text).unwrap().value;
        let condition = match condition.split_once('～') {
            Some((from, to)) => QueryCondition::Range { from: moment(from), to: moment(to) },
            None if condition == "既定" => QueryCondition::Latest,
            None => QueryCondition::AsOf(moment(condition)),
        };
        Self { layout: layout(), items: Vec::new(), condition }
    }

    fn only(mut self, items: &[u64]) -> Self {
        self.items = items.iter().map(|code| ItemCode(*code)).collect();
        self
    }

    fn compare(&self, expected: &[Unit], actual: &[Unit]) -> Vec<Difference> {
        let question = Question {
            layout: &self.layout,
            items: &self.items,
            condition: self.condition,
            base_date: parse_day("H31.7.27").unwrap().value,
            loss_day_counts: false,
        };
        compare(expected, actual, &question)
    }

    fn told(&self, expected: &[Unit], actual: &[Unit]) -> Vec<String> {
        self.compare(expected, actual).iter().map(told).collect()
    }
}

/// `kind path: expected → actual (cause)`.
fn told(d: &Difference) -> String {
    let path = d.path.replacen("被用者保険関係情報（健康保険）", "…", 1);
    let side = |text: &Option<String>| text.clone().unwrap_or_else(|| "-".to_owned());
    let cause = match &d.cause {
        None => String::new(),
        Some(Cause::InsideButAbsent { whose, time }) => format!(" (inside but absent: {whose} {time})"),
        Some(Cause::OutsideYetExpected { whose, time }) => format!(" (outside yet expected: {whose} {time})"),
        Some(Cause::OutsideYetPresent { whose, time }) => format!(" (outside yet present: {whose} {time})"),
        Some(Cause::InsideButUnexpected { whose, time }) => format!(" (inside but unexpected: {whose} {time})"),
        Some(Cause::UnderAnother { expected_under, stands_under }) => {
            format!(" (not under {expected_under} but {stands_under})")
        }
        Some(other) => format!(" ({other:?})"),
    };
    format!("{:?} {path}: {} → {}{cause}", d.kind, side(&d.expected), side(&d.actual))
}

fn set(unit: &mut Unit, code: u64, value: &str) {
    let details = unit.details.iter_mut().flat_map(|detail| detail.entries.iter_mut());
    let found = unit.head.iter_mut().chain(details).find(|entry| entry.item == ItemCode(code)).unwrap();
    found.value = entry(code, value).value;
}

#[test]
fn the_decks_own_xml_is_what_its_table_expects() {
    let root = parse(CASE_TWO_XML, &Limits::default()).unwrap();
    let (actual, found) = content::read(&root, &layout(), ElementNames::Japanese);
    assert_eq!(found, []);
    assert_eq!(Asked::case_two().told(&case_two(), &actual), Vec::<String>::new());
}

#[test]
fn one_changed_value_is_told_at_its_item() {
    for (at, code, value, expected) in [
        (0, 1, "E健康保険組合", "WrongValue …/資格情報[1]/保険者名称: C健康保険組合 → E健康保険組合"),
        (0, 2, "H29.4.2", "WrongValue …/資格情報[1]/資格取得日: H29.4.1 → H29.4.2 (PeriodEdge)"),
        (1, 2, "H29.4.1", "WrongValue …/資格情報[2]/資格取得日: H30.4.1 → H29.4.1"),
        (0, 3, "∅01", "WrongNull …/資格情報[1]/資格喪失日: H30.4.1 → ReasonOfNull=01"),
        (1, 3, "∅02", "WrongNull …/資格情報[2]/資格喪失日: ReasonOfNull=01 → ReasonOfNull=02"),
        (1, 3, "H31.4.1", "WrongNull …/資格情報[2]/資格喪失日: ReasonOfNull=01 → H31.4.1"),
        (1, 3, "", "WrongNull …/資格情報[2]/資格喪失日: ReasonOfNull=01 → "),
        (0, 4, "0AAAAAAAAAAAAA", "WrongValue …/資格情報[1]/保険者番号: AAAAAAAAAAAAA → 0AAAAAAAAAAAAA (LeadingZeros)"),
        (0, 4, "ＡAAAAAAAAAAAA", "WrongValue …/資格情報[1]/保険者番号: AAAAAAAAAAAAA → ＡAAAAAAAAAAAA (Width)"),
        (0, 4, "AAAAA AAAAAAAA", "WrongValue …/資格情報[1]/保険者番号: AAAAAAAAAAAAA → AAAAA AAAAAAAA (WhiteSpace)"),
        (0, 7, "ZZZZZ円", "WrongValue …/資格情報[1]/給付情報/傷病手当金[1]/支給額: YYYYY円 → ZZZZZ円"),
        (
            1,
            6,
            "H30.11.30",
            "WrongValue …/資格情報[2]/給付情報/傷病手当金[1]/支給開始日: H30.12.1 → H30.11.30 (PeriodEdge)",
        ),
    ] {
        let mut actual = case_two();
        set(&mut actual[at], code, value);
        actual.reverse();
        assert_eq!(Asked::case_two().told(&case_two(), &actual), [expected]);
    }
}

#[test]
fn items_must_be_asked_for_and_expected() {
    let with = |extra: &[(u64, &str)]| {
        let mut units = case_two();
        units[1].head.extend(extra.iter().map(|(code, value)| entry(*code, value)));
        units
    };
    let mut without = case_two();
    without[1].head.remove(0);
    let asked = [1, 2, 3, 4, 6, 7];
    for (expected, actual, only, told) in [
        (case_two(), with(&[(5, "注")]), &[][..], vec!["ExtraItem …/資格情報[2]/備考: - → 注"]),
        (case_two(), with(&[(5, "注")]), &asked, vec!["ExtraItem …/資格情報[2]/備考: - → 注"]),
        (with(&[(5, "注")]), with(&[(5, "注")]), &asked, vec!["ExtraItem …/資格情報[2]/備考: - → 注"]),
        (with(&[(5, "注")]), case_two(), &asked, vec!["MissingItem …/資格情報[2]/備考: 注 → -"]),
        (with(&[(5, "∅01")]), case_two(), &[], vec!["MissingItem …/資格情報[2]/備考: ReasonOfNull=01 → -"]),
        (case_two(), without.clone(), &[], vec!["MissingItem …/資格情報[2]/保険者番号: BBBBBBBBBBBBB → -"]),
        (
            case_two(),
            with(&[(1, "D健康保険組合")]),
            &[],
            vec!["ExtraItem …/資格情報[2]/保険者名称: - → D健康保険組合 (Repeated)"],
        ),
        (case_two(), with(&[(99, "?")]), &[], vec!["ExtraItem …/資格情報[2]/TK99: - → ?"]),
        (with(&[(99, "?")]), with(&[(99, "!")]), &[], vec!["WrongValue …/資格情報[2]/TK99: ? → !"]),
    ] {
        assert_eq!(Asked::case_two().only(only).told(&expected, &actual), told);
    }
}

#[test]
fn a_key_item_nobody_asked_for_is_left_out_of_the_key() {
    let asked = Asked::case_two().only(&[2, 3]);
    let expected = [unit(&[(2, "H29.4.1"), (3, "H30.4.1")], &[]), unit(&[(2, "H30.4.1"), (3, "∅01")], &[])];
    let actual = [unit(&[(2, "2018-04-01"), (3, "∅01")], &[]), unit(&[(2, "2017-04-01"), (3, "H30.5.1")], &[])];
    assert_eq!(asked.told(&expected, &actual), ["WrongValue …/資格情報[1]/資格喪失日: H30.4.1 → H30.5.1"]);
    let none = Asked::case_two().only(&[6, 7]);
    let details = |amounts: &[&str]| -> Vec<Unit> {
        amounts.iter().map(|amount| unit(&[], &[&[(6, "H30.2.1"), (7, amount)]])).collect()
    };
    assert_eq!(none.told(&details(&["1", "2"]), &details(&["2", "1"])), Vec::<String>::new());
    assert_eq!(
        none.told(&details(&["1", "2"]), &details(&["2", "3"])),
        ["WrongValue …/資格情報[1]/給付情報/傷病手当金[1]/支給額: 1 → 3"]
    );
}

#[test]
fn a_unit_that_stands_alone_is_told_with_the_reason_of_the_condition() {
    let [c, d] = case_two().try_into().unwrap();
    let bare = |mut unit: Unit| {
        unit.details.clear();
        unit
    };
    let (c, d) = (bare(c), bare(d));
    let e = unit(&[(4, "CCCCCCCCCCCCC"), (1, "E健康保険組合"), (2, "H27.4.1"), (3, "H29.4.1")], &[]);
    let both = [c.clone(), d.clone()];
    for (condition, expected, actual, told) in [
        (
            "H29.4.1～H31.7.27",
            &both[..],
            std::slice::from_ref(&c),
            vec!["MissingUnit …/資格情報[2]: D健康保険組合 H30.4.1～ → - (inside but absent: D健康保険組合 H30.4.1～)"],
        ),
        (
            "H29.4.1～H29.12.31",
            &both,
            std::slice::from_ref(&c),
            vec![
                "MissingUnit …/資格情報[2]: D健康保険組合 H30.4.1～ → - (outside yet expected: D健康保険組合 H30.4.1～)",
            ],
        ),
        (
            "H29.4.1～H31.7.27",
            &both,
            &[e.clone(), c.clone(), d.clone()],
            vec![
                "ExtraUnit …/資格情報[1]: - → E健康保険組合 H27.4.1～H29.4.1 (outside yet present: E健康保険組合 H27.4.1～H29.4.1)",
            ],
        ),
        (
            "H29.3.31～H31.7.27",
            &both,
            &[c.clone(), d.clone(), e.clone()],
            vec![
                "ExtraUnit …/資格情報[3]: - → E健康保険組合 H27.4.1～H29.4.1 (inside but unexpected: E健康保険組合 H27.4.1～H29.4.1)",
            ],
        ),
        (
            "既定",
            std::slice::from_ref(&d),
            std::slice::from_ref(&e),
            vec![
                "MissingUnit …/資格情報[1]: D健康保険組合 H30.4.1～ → - (inside but absent: D健康保険組合 H30.4.1～)",
                "ExtraUnit …/資格情報[1]: - → E健康保険組合 H27.4.1～H29.4.1 (outside yet present: E健康保険組合 H27.4.1～H29.4.1)",
            ],
        ),
        (
            "H28年",
            std::slice::from_ref(&e),
            std::slice::from_ref(&d),
            vec![
                "MissingUnit …/資格情報[1]: E健康保険組合 H27.4.1～H29.4.1 → - (inside but absent: E健康保険組合 H27.4.1～H29.4.1)",
                "ExtraUnit …/資格情報[1]: - → D健康保険組合 H30.4.1～ (outside yet present: D健康保険組合 H30.4.1～)",
            ],
        ),
        (
            "H29.4.1～H31.7.27",
            &both,
            &[c.clone(), d.clone(), c.clone()],
            vec!["ExtraUnit …/資格情報[3]: - → C健康保険組合 H29.4.1～H30.4.1 (Repeated)"],
        ),
    ] {
        assert_eq!(Asked::when(condition).told(expected, actual), told, "{condition}");
    }
}

#[test]
fn details_belong_to_their_unit() {
    let c = |details: &[&[(u64, &str)]]| unit(&[(1, "C健康保険組合"), (2, "H29.4.1"), (3, "H30.4.1")], details);
    let d = |details: &[&[(u64, &str)]]| unit(&[(1, "D健康保険組合"), (2, "H30.4.1"), (3, "∅01")], details);
    let one = &[(6, "H30.2.1"), (7, "100")][..];
    let two = &[(6, "H30.12.1"), (7, "200")][..];
    let under = "C健康保険組合 H29.4.1～H30.4.1 but D健康保険組合 H30.4.1～";
    for (expected, actual, told) in [
        ([c(&[one, two]), d(&[])], vec![d(&[]), c(&[two, one])], vec![]),
        (
            [c(&[one]), d(&[two])],
            vec![c(&[]), d(&[two, one])],
            vec![format!("MovedDetail …/資格情報[1]/給付情報/傷病手当金[1]: C健康保険組合 → D健康保険組合 (not under {under})")],
        ),
        (
            [c(&[one]), d(&[two])],
            vec![c(&[two]), d(&[one])],
            vec![
                format!("MovedDetail …/資格情報[1]/給付情報/傷病手当金[1]: C健康保険組合 → D健康保険組合 (not under {under})"),
                "MovedDetail …/資格情報[2]/給付情報/傷病手当金[1]: D健康保険組合 → C健康保険組合 \
                 (not under D健康保険組合 H30.4.1～ but C健康保険組合 H29.4.1～H30.4.1)"
                    .to_owned(),
            ],
        ),
        (
            // The head of D is lost, so its detail falls under C.
            [c(&[one]), d(&[two])],
            vec![c(&[one, two])],
            vec![
                "MovedDetail …/資格情報[2]/給付情報/傷病手当金[1]: D健康保険組合 → C健康保険組合 \
                 (not under D健康保険組合 H30.4.1～ but C健康保険組合 H29.4.1～H30.4.1)"
                    .to_owned(),
                "MissingUnit …/資格情報[2]: D健康保険組合 H30.4.1～ → - (inside but absent: D健康保険組合 H30.4.1～)".to_owned(),
            ],
        ),
        (
            [c(&[one, two]), d(&[])],
            vec![c(&[two]), d(&[])],
            vec!["MissingDetail …/資格情報[1]/給付情報/傷病手当金[1]: H30.2.1 → - (inside but absent: C健康保険組合 H30.2.1)".to_owned()],
        ),
        (
            [c(&[one]), d(&[])],
            vec![c(&[one]), d(&[two])],
            vec![
                "ExtraDetail …/資格情報[2]/給付情報/傷病手当金[1]: - → H30.12.1 (inside but unexpected: D健康保険組合 H30.12.1)"
                    .to_owned(),
            ],
        ),
        (
            [c(&[one]), d(&[two])],
            vec![c(&[one]), d(&[two, two])],
            vec!["ExtraDetail …/資格情報[2]/給付情報/傷病手当金[2]: - → H30.12.1 (Repeated)".to_owned()],
        ),
        (
            [c(&[one]), d(&[&[(8, "H30.12"), (9, "200")]])],
            vec![c(&[one]), d(&[two])],
            vec![
                "MissingDetail …/資格情報[2]/給付情報/出産手当金[1]: 平成30年12月 → - (inside but absent: D健康保険組合 平成30年12月)"
                    .to_owned(),
                "ExtraDetail …/資格情報[2]/給付情報/傷病手当金[1]: - → H30.12.1 (inside but unexpected: D健康保険組合 H30.12.1)"
                    .to_owned(),
            ],
        ),
    ] {
        assert_eq!(Asked::case_two().told(&expected, &actual), told);
    }
}

#[test]
fn a_difference_names_the_cell_of_the_expectation() {
    let place = Place::Cell { book: Arc::from("k.xlsx"), sheet: Arc::from("期待項目"), row: 4, column: 5 };
    let mut expected = case_two();
    expected[1].head[1].place = place.clone();
    let mut actual = expected.clone();
    set(&mut actual[1], 1, "E健康保険組合");
    let sources = |found: Vec<Difference>| found.into_iter().map(|d| d.source).collect::<Vec<_>>();
    assert_eq!(sources(Asked::case_two().compare(&expected, &actual)), [Some("k.xlsx!期待項目!F5".to_owned())]);
    assert_eq!(sources(Asked::case_two().compare(&expected, &actual[..1])), [Some("k.xlsx!期待項目!F5".to_owned())]);
}

#[test]
fn twenty_thousand_shuffled_units_are_compared() {
    let count = 20_000u64;
    let day = |number: u64| CivilDate::new(1990, 1, 1).unwrap().plus_days(i32::try_from(number % 9_000).unwrap());
    let expected: Vec<Unit> = (0..count)
        .map(|number| {
            let date = day(number).to_string();
            unit(
                &[(4, &number.to_string()), (1, &format!("{number}健康保険組合")), (2, &date), (3, "∅01")],
                &[&[(6, &date), (7, &number.to_string())]],
            )
        })
        .collect();
    // 7,919 is prime to 20,000: every unit goes somewhere else.
    let mut actual: Vec<Unit> =
        (0..count).map(|place| expected[usize::try_from(place * 7_919 % count).unwrap()].clone()).collect();
    assert_eq!(Asked::case_two().compare(&expected, &actual).len(), 0);
    for unit in actual.iter_mut().step_by(10) {
        set(unit, 2, "H1.1.9");
    }
    for unit in actual.iter_mut().skip(5).step_by(10) {
        set(unit, 7, "1234567");
    }
    let found = Asked::case_two().compare(&expected, &actual);
    assert_eq!(found.len(), 4_000);
    assert!(found.iter().all(|d| d.kind == DifferenceKind::WrongValue));
}

/// Another spelling of the same meaning, where the item's kind allows one.
fn respelt(kind: ItemKind, text: &str, style: usize) -> String {
    let wide = |text: &str| -> String {
        text.chars()
            .map(|c| if c.is_ascii_graphic() { char::from_u32(c as u32 + 0xFEE0).unwrap() } else { c })
            .collect()
    };
    let spelt = match kind {
        ItemKind::Text | ItemKind::Code => text.to_owned(),
        ItemKind::TextAnyWidth => [wide(text), text.to_owned()][style % 2].clone(),
        ItemKind::Amount => [wide(text), format!("{text}円"), format!("00{text}")][style % 3].clone(),
        ItemKind::Date => {
            let day = parse_day(text).unwrap().value;
            [day.wareki(), day.wareki_short(), day.to_string(), wide(&day.wareki_short())][style % 4].clone()
        }
        ItemKind::Month | ItemKind::Year => {
            let moment: Moment = parse_moment(text).unwrap().value;
            [moment.wareki(), moment.to_string()][style % 2].clone()
        }
    };
    [format!("\n  {spelt}\u{3000}\n"), spelt][style % 2].clone()
}

fn any_text(kind: ItemKind) -> BoxedStrategy<String> {
    match kind {
        ItemKind::Text | ItemKind::TextAnyWidth => "[a-c]{1,3}".boxed(),
        ItemKind::Code => "[0-2]{1,3}".boxed(),
        ItemKind::Amount => "[1-9][0-9]{0,3}".boxed(),
        ItemKind::Date => (2000i16..2030, 1i8..=12, 1i8..=28)
            .prop_map(|(year, month, day)| CivilDate::new(year, month, day).unwrap().to_string())
            .boxed(),
        ItemKind::Month => (2000i16..2030, 1i8..=12).prop_map(|(y, m)| format!("{y:04}-{m:02}")).boxed(),
        ItemKind::Year => (2000i16..2030).prop_map(|year| year.to_string()).boxed(),
    }
}

fn any_entries(codes: &'static [u64]) -> impl Strategy<Value = Vec<Entry>> {
    let layout = layout();
    codes
        .iter()
        .map(|code| {
            let text = any_text(layout.item(ItemCode(*code)).unwrap().kind);
            prop_oneof![5 => text, 1 => "∅0[1-3]"].prop_map(|value| entry(*code, &value))
        })
        .collect::<Vec<_>>()
}

fn any_units() -> impl Strategy<Value = Vec<Unit>> {
    units_with(0, 0)
}

/// That many units at least, and details in each.
fn units_with(units_min: usize, details_min: usize) -> impl Strategy<Value = Vec<Unit>> {
    let detail = prop_oneof![any_entries(&[6, 7]), any_entries(&[8, 9])].prop_map(|entries| Detail { entries });
    let details = proptest::collection::vec(detail, details_min..4);
    let one = (any_entries(&[4, 1, 2, 3, 5]), details).prop_map(|(head, details)| Unit { head, details });
    proptest::collection::vec(one, units_min..5)
}

fn entries_of(units: &mut [Unit]) -> Vec<&mut Entry> {
    units
        .iter_mut()
        .flat_map(|unit| {
            unit.head.iter_mut().chain(unit.details.iter_mut().flat_map(|detail| detail.entries.iter_mut()))
        })
        .collect()
}

fn turned<T: Clone>(list: &[T], by: usize) -> Vec<T> {
    let mut list = list.to_vec();
    list.reverse();
    let by = if list.is_empty() { 0 } else { by % list.len() };
    list.rotate_left(by);
    list
}

proptest! {
    #[test]
    fn equal_is_blind_to_order_and_spelling_as_the_kinds_allow(units in any_units(), style in 0usize..24, by in 0usize..5) {
        let asked = Asked::case_two();
        prop_assert_eq!(asked.told(&units, &units), Vec::<String>::new());
        let mut other = turned(&units, by);
        for unit in &mut other {
            unit.details = turned(&unit.details, by);
            unit.head = turned(&unit.head, by);
        }
        for (at, entry) in entries_of(&mut other).into_iter().enumerate() {
            let kind = asked.layout.item(entry.item).unwrap().kind;
            if let Value::Text(text) = &entry.value {
                entry.value = Value::Text(respelt(kind, text, style + at));
            }
        }
        prop_assert_eq!(asked.told(&units, &other), Vec::<String>::new());
        prop_assert_eq!(asked.told(&other, &units), Vec::<String>::new());
    }

    #[test]
    fn one_changed_value_is_one_difference_at_that_item(
        units in units_with(1, 0), pick in 0usize..60, by in 0usize..5, value in any_units(), null in any::<bool>(),
    ) {
        let asked = Asked::case_two();
        let mut other = turned(&units, by);
        let mut entries = entries_of(&mut other);
        let at = pick % entries.len();
        let kind = asked.layout.item(entries[at].item).unwrap().kind;
        let mut donors = value;
        let donor = entries_of(&mut donors).into_iter().find(|donor| donor.item == entries[at].item).map(|d| d.value.clone());
        let new = if null { Value::Null("09".to_owned()) } else { donor.unwrap_or(Value::Text(String::new())) };
        prop_assume!(meaning(kind, &new) != meaning(kind, &entries[at].value));
        let wrong_null = matches!(new, Value::Null(_)) || matches!(entries[at].value, Value::Null(_));
        entries[at].value = new;
        let code = entries[at].item;
        let found = asked.compare(&units, &other);
        prop_assert_eq!(found.len(), 1, "{:?}", found.iter().map(told).collect::<Vec<_>>());
        let kind = if wrong_null { DifferenceKind::WrongNull } else { DifferenceKind::WrongValue };
        prop_assert_eq!((found[0].kind, found[0].item), (kind, Some(code)));
    }

    #[test]
    fn a_dropped_or_repeated_unit_or_detail_is_never_overlooked(units in units_with(1, 1), pick in 0usize..5, by in 0usize..5) {
        let asked = Asked::case_two();
        let pick = pick % units.len();
        let kinds = |expected: &[Unit], actual: &[Unit]| -> Vec<DifferenceKind> {
            asked.compare(expected, &turned(actual, by)).iter().map(|d| d.kind).collect()
        };
        let mut dropped = units.clone();
        let lost = dropped.remove(pick);
        prop_assert_eq!(kinds(&units, &dropped), [DifferenceKind::MissingUnit]);
        prop_assert_eq!(kinds(&dropped, &units), [DifferenceKind::ExtraUnit]);
        let mut repeated = units.clone();
        repeated.push(lost.clone());
        let found = asked.compare(&units, &repeated);
        prop_assert_eq!(found.iter().map(|d| (d.kind, d.cause.clone())).collect::<Vec<_>>(),
            [(DifferenceKind::ExtraUnit, Some(Cause::Repeated))]);
        let mut fewer = units.clone();
        fewer[pick].details.remove(by % lost.details.len());
        prop_assert_eq!(kinds(&units, &fewer), [DifferenceKind::MissingDetail]);
        prop_assert_eq!(kinds(&fewer, &units), [DifferenceKind::ExtraDetail]);
    }

    #[test]
    fn a_moved_detail_is_told_as_moved(units in units_with(2, 1), pick in 0usize..5) {
        let from = pick % units.len();
        let to = (from + 1) % units.len();
        let mut other = units.clone();
        let detail = other[from].details.remove(0);
        other[to].details.push(detail);
        // Two units with one head cannot be told apart but by their details.
        prop_assume!(Asked::case_two().compare(&[Unit { details: vec![], ..units[from].clone() }],
            &[Unit { details: vec![], ..units[to].clone() }]).len() > 1);
        let kinds: Vec<DifferenceKind> = Asked::case_two().compare(&units, &other).iter().map(|d| d.kind).collect();
        prop_assert_eq!(kinds, [DifferenceKind::MovedDetail]);
    }

    #[test]
    fn what_goes_over_the_wire_is_still_equal(units in any_units()) {
        let asked = Asked::case_two();
        for names in [ElementNames::Japanese, ElementNames::ItemCode] {
            let xml = content::write(&units, &asked.layout, names);
            let (read, _) = content::read(&parse(&xml, &Limits::default()).unwrap(), &asked.layout, names);
            prop_assert_eq!(asked.told(&units, &read), Vec::<String>::new());
        }
    }
}
