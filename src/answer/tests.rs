//! Conditions over small 副本, as a table: what is asked, what is given.

pub(crate) mod joining;

use super::*;
use crate::model::code::InformationCode;
use crate::model::layout::{Group, Item, ItemKind};
use crate::model::{Place, RoleModelId};

const NAME: ItemCode = ItemCode(1);
const FROM: ItemCode = ItemCode(2);
const TO: ItemCode = ItemCode(3);
const PAID: ItemCode = ItemCode(4);
const AMOUNT: ItemCode = ItemCode(5);

fn layout(time: Option<Time>) -> Layout {
    let item = |code: ItemCode, group: usize, kind| Item {
        code,
        name: code.to_string(),
        aliases: Vec::new(),
        group,
        kind,
        max_length: None,
        required: false,
    };
    Layout {
        information: InformationCode(31),
        name: "試験用".into(),
        version: "4.0".into(),
        root: "根".into(),
        groups: vec![
            Group { path: vec!["資格情報".into()], key: vec![NAME, FROM], time },
            Group { path: vec!["給付情報".into()], key: vec![PAID], time: Some(Time::Point(PAID)) },
        ],
        items: vec![
            item(NAME, 0, ItemKind::Text),
            item(FROM, 0, ItemKind::Date),
            item(TO, 0, ItemKind::Date),
            item(PAID, 1, ItemKind::Date),
            item(AMOUNT, 1, ItemKind::Amount),
        ],
        place: Place::Nowhere,
    }
}

/// `A H27.4.1 H30.7.27 | H30.2.1 100 | …`: a unit with its details.
fn unit(text: &str) -> Unit {
    let mut parts = text.split('|').map(|part| part.split_whitespace().collect::<Vec<_>>());
    let entry = |item, value: &str| Entry {
        item,
        value: if value == "-" { Value::Null("01".into()) } else { Value::Text(value.into()) },
        place: Place::Nowhere,
    };
    let head = parts.next().unwrap();
    Unit {
        head: [NAME, FROM, TO].into_iter().zip(head).map(|(item, value)| entry(item, value)).collect(),
        details: parts
            .map(|detail| Detail {
                entries: [PAID, AMOUNT].into_iter().zip(detail).map(|(i, v)| entry(i, v)).collect(),
            })
            .collect(),
    }
}

fn replica(organisation: &str, units: &[&str]) -> Replica {
    Replica {
        organisation: organisation.into(),
        persona: RoleModelId::from("RM"),
        information: InformationCode(31),
        version: "4.0".into(),
        automatic: true,
        provisional: false,
        terms: crate::model::replica::Terms::default(),
        units: units.iter().map(|text| unit(text)).collect(),
        place: Place::Nowhere,
    }
}

fn condition(text: &str) -> QueryCondition {
    let moment = |text: &str| date::parse_moment(text).unwrap().value;
    match text.split_once('～') {
        Some((from, to)) => QueryCondition::Range { from: moment(from), to: moment(to) },
        None if text == "既定" => QueryCondition::Latest,
        None => QueryCondition::AsOf(moment(text)),
    }
}

fn given(time: Option<Time>, replicas: &[Replica], asked: &str, base: &str) -> String {
    let layout = layout(time);
    let question = Question {
        layout: &layout,
        items: &[NAME, FROM, TO, PAID, AMOUNT],
        condition: condition(asked),
        base_date: date::parse_day(base).unwrap().value,
        loss_day_counts: false,
    };
    let answer = answer(&question, &replicas.iter().collect::<Vec<_>>());
    let text = |value: Option<&Value>| match value {
        Some(Value::Text(text)) => text.clone(),
        _ => "-".into(),
    };
    let units: Vec<String> = answer
        .units
        .iter()
        .map(|part| {
            let unit = part.to_unit();
            let details: Vec<String> = unit.details.iter().map(|detail| text(detail.value(PAID))).collect();
            format!("{}[{}]", text(unit.value(NAME)), details.join(","))
        })
        .collect();
    format!("{:?} {}", answer.outcome, units.join(" ")).trim_end().to_owned()
}

const PERIOD: Option<Time> = Some(Time::Period { from: FROM, to: TO });

#[test]
fn insurers_are_chosen_and_joined_by_the_condition() {
    let insurers = [
        replica("d", &["D H30.4.1 - | H30.12.1 222 | R1.9.1 9"]),
        replica("c", &["C H29.4.1 H30.4.1 | H30.2.1 111 | H29.3.1 8"]),
        replica("b", &["B H25.4.1 H29.4.1"]),
    ];
    for (asked, base, expected) in [
        ("H29.4.1～H31.7.27", "H31.7.27", "Normal C[H30.2.1] D[H30.12.1]"),
        ("H29.3.31～H29.4.1", "H31.7.27", "Normal B[] C[]"),
        ("H30.4.1～H30.4.30", "H31.7.27", "Normal D[]"),
        ("H24～H25.3", "H31.7.27", "NoData"),
        ("既定", "H31.7.27", "Normal D[H30.12.1]"),
        ("既定", "H30.3.31", "Normal C[H30.2.1,H29.3.1]"),
        ("H28年", "H31.7.27", "Normal B[]"),
        ("H29.4.1", "H31.7.27", "Normal C[H29.3.1]"),
        ("H20年", "H31.7.27", "NoData"),
    ] {
        assert_eq!(given(PERIOD, &insurers, asked, base), expected, "{asked} on {base}");
    }
}

#[test]
fn the_newest_is_given_even_if_lost_that_very_day() {
    let insurers = [
        replica("a", &["A H27.4.1 H30.7.27"]),
        replica("c", &["C H20.4.1 H22.4.1"]),
        replica("d", &["D H22.4.1 H27.4.1"]),
    ];
    assert_eq!(given(PERIOD, &insurers, "既定", "H30.7.27"), "Normal A[]");
}

#[test]
fn same_day_changes_and_full_ties() {
    let changed = [replica("a", &["A H30.4.1 H30.4.1"]), replica("b", &["B H30.4.1 -"])];
    assert_eq!(given(PERIOD, &changed, "既定", "H30.7.27"), "Normal B[]");
    assert_eq!(given(PERIOD, &changed, "H30.4.1～H30.4.1", "H30.7.27"), "Normal A[] B[]");
    let tie = [replica("a", &["A H30.4.1 -"]), replica("b", &["B H30.4.1 -"])];
    assert_eq!(given(PERIOD, &tie, "既定", "H30.7.27"), "Normal A[] B[]");
}

#[test]
fn points_are_matched_by_their_granularity() {
    let incomes = [replica("city", &["x H27年", "x H28年", "x H29年"])];
    let point = Some(Time::Point(FROM));
    for (asked, expected) in [
        ("H28年", "Normal x[]"),
        ("H26年", "NoData"),
        ("H27～H28", "Normal x[] x[]"),
        ("H28.6", "Normal x[]"),
        ("既定", "Normal x[]"),
    ] {
        assert_eq!(given(point, &incomes, asked, "H30.7.27"), expected, "{asked}");
    }
    assert_eq!(given(None, &incomes, "既定", "H30.7.27"), "Normal x[] x[] x[]", "without time everything is given");
}

#[test]
fn refusals_come_before_data() {
    let mut other = replica("a", &["A H27.4.1 -"]);
    other.version = "3.0".into();
    let of_other_body = Replica { organisation: "b".into(), ..other.clone() };
    let both = [other.clone(), replica("a", &["A H28.4.1 -"])];
    assert_eq!(given(PERIOD, &both, "既定", "H30.7.27"), "Normal A[]", "the version asked for is there, too");
    let joined = [replica("a", &["A H28.4.1 -"]), of_other_body];
    assert_eq!(given(PERIOD, &joined, "既定", "H30.7.27"), "VersionMismatch", "one of two bodies is behind");
    assert_eq!(given(PERIOD, &[other], "既定", "H30.7.27"), "VersionMismatch");
    let mut held = replica("a", &["A H27.4.1 -"]);
    held.automatic = false;
    assert_eq!(given(PERIOD, &[held], "既定", "H30.7.27"), "ManualHold");
    assert_eq!(given(PERIOD, &[], "既定", "H30.7.27"), "ReplicaMissing");
    assert_eq!(given(PERIOD, &[replica("a", &["A R2.4.1 -"])], "既定", "H30.7.27"), "NoData");
}
