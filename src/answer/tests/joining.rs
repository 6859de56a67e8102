//! 振り分け and 結合 for any number of insurers in any order, beside a rule that looks at every single day.
//!
//! The rule here is written from the deck's words alone and shares nothing with the one it checks: it has no spans, only
//! days on which a person is insured.

use proptest::prelude::*;

use super::{PERIOD, condition, layout, replica};
use crate::answer::{Question, answer};
use crate::model::{CivilDate, ItemCode, Outcome, Replica, Value, date};

/// One insurance: got on a day, lost on another (or never), in days from the first of the calendar below.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Insurance {
    pub got: u32,
    pub lost: Option<u32>,
}

impl Insurance {
    /// Insured on a day: from the day it is got, until the day before it is lost; got and lost on one day, on that day.
    fn on(self, day: u32) -> bool {
        self.got <= day && self.lost.is_none_or(|lost| day < lost || (day == lost && self.got == lost))
    }
}

/// Days of the calendar.
pub(crate) const DAYS: u32 = 60;

pub(crate) fn day(number: u32) -> CivilDate {
    date::parse_day(&format!("2018-{:02}-{:02}", number / 28 + 1, number % 28 + 1)).unwrap().value
}

fn insurances() -> impl Strategy<Value = Vec<(u32, Option<u32>)>> {
    proptest::collection::vec((0..DAYS, proptest::option::of(0..20u32)), 0..16)
}

fn registered(insurances: &[Insurance]) -> Vec<Replica> {
    let text = |insurance: &Insurance, number: usize| {
        let lost = insurance.lost.map_or("-".to_owned(), |lost| day(lost).to_string());
        format!("U{number} {} {lost}", day(insurance.got))
    };
    // Every second insurer has two insurances of the same person, so that some share a 論理区画.
    let mut replicas: Vec<Replica> = Vec::new();
    for (number, insurance) in insurances.iter().enumerate() {
        let unit = text(insurance, number);
        replicas.push(replica(&format!("insurer-{}", number / 2), &[&unit]));
    }
    replicas
}

fn given(replicas: &[Replica], asked: &str, base: u32) -> (Outcome, Vec<usize>) {
    let layout = layout(PERIOD);
    let question = Question {
        layout: &layout,
        items: &[ItemCode(1), ItemCode(2), ItemCode(3)],
        condition: condition(asked),
        base_date: day(base),
        loss_day_counts: false,
    };
    let answer = answer(&question, &replicas.iter().collect::<Vec<_>>());
    let number = |value: Option<&Value>| match value {
        Some(Value::Text(text)) => text.trim_start_matches('U').parse().unwrap(),
        _ => usize::MAX,
    };
    (answer.outcome, answer.units.iter().map(|unit| number(unit.value(ItemCode(1)))).collect())
}

/// Numbers of the insurances that hold on any day of a range, those got first standing first.
pub(crate) fn in_range(insurances: &[Insurance], first: u32, last: u32, base: u32) -> Vec<usize> {
    let holds = |insurance: &Insurance| insurance.got <= base && (first..=last).any(|day| insurance.on(day));
    let mut found: Vec<usize> =
        (0..insurances.len()).filter(|number| insurances.get(*number).is_some_and(holds)).collect();
    found.sort_by_key(|number| insurances[*number].got);
    found
}

/// The newest got until a day; of those got on one day the one that lasts longest.
pub(crate) fn newest(insurances: &[Insurance], until: u32) -> Vec<usize> {
    let rank = |insurance: &Insurance| (insurance.got, insurance.lost.unwrap_or(u32::MAX));
    let best = insurances.iter().filter(|insurance| insurance.got <= until).map(rank).max();
    (0..insurances.len()).filter(|number| best == Some(rank(&insurances[*number]))).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, ..ProptestConfig::default() })]

    #[test]
    fn any_insurers_are_chosen_and_joined_as_the_days_say(
        drawn in insurances(), ends in (0..DAYS, 0..DAYS), base in 0..DAYS,
    ) {
        let insurances: Vec<Insurance> =
            drawn.iter().map(|(got, length)| Insurance { got: *got, lost: length.map(|length| (got + length).min(DAYS)) }).collect();
        let replicas = registered(&insurances);
        let (first, last) = (ends.0.min(ends.1), ends.0.max(ends.1));
        let outcome = |expected: &[usize]| match (replicas.is_empty(), expected.is_empty()) {
            (true, _) => Outcome::ReplicaMissing,
            (false, true) => Outcome::NoData,
            (false, false) => Outcome::Normal,
        };
        let expected = in_range(&insurances, first, last, base);
        let asked = format!("{}～{}", day(first), day(last));
        prop_assert_eq!(given(&replicas, &asked, base), (outcome(&expected), expected), "{}", asked);
        let expected = newest(&insurances, base);
        prop_assert_eq!(given(&replicas, "既定", base), (outcome(&expected), expected), "既定");
        let moment = last.min(base);
        let expected = newest(&insurances, moment);
        prop_assert_eq!(given(&replicas, &day(moment).to_string(), base), (outcome(&expected), expected), "時点");
    }

    #[test]
    fn the_order_in_which_insurers_registered_changes_nothing_but_ties(drawn in insurances(), base in 0..DAYS) {
        let insurances: Vec<Insurance> =
            drawn.iter().map(|(got, length)| Insurance { got: *got, lost: length.map(|length| (got + length).min(DAYS)) }).collect();
        let replicas = registered(&insurances);
        let backwards: Vec<Replica> = replicas.iter().rev().cloned().collect();
        let asked = format!("{}～{}", day(0), day(DAYS - 1));
        let sorted = |(outcome, mut units): (Outcome, Vec<usize>)| {
            units.sort_unstable();
            (outcome, units)
        };
        prop_assert_eq!(sorted(given(&replicas, &asked, base)), sorted(given(&backwards, &asked, base)));
        prop_assert_eq!(sorted(given(&replicas, "既定", base)), sorted(given(&backwards, "既定", base)));
    }
}
