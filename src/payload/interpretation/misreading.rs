//! How an officer may have come to another value: the rule changed at one place, as the known errors change it.

use super::{Reached, rows};
use crate::model::interpretation::{Function, Pick};
use crate::model::{Interpretation, Layout, Rule, Unit};
use crate::payload::difference::Misreading;

/// Most changed rules that are tried.
const TRIED_MAX: usize = 2_000;

/// The change of the rule that gives the officer's value; of several the one that is seen most often.
pub(super) fn likely(interpretation: &Interpretation, units: &[Unit], layout: &Layout) -> Option<Misreading> {
    let mut changed = changes(&interpretation.rule, units, layout);
    changed.truncate(TRIED_MAX);
    changed.sort_by_key(|(how, _)| rank(how));
    let gives = |how: &Misreading, rule: &Rule| match super::reach(rule, units, layout) {
        // An item that nobody sent gives nothing, and nothing is no sign of having taken it.
        Ok(Reached { value, used }) => {
            value.says(&interpretation.value) && !(used.is_empty() && matches!(how, Misreading::OtherItem { .. }))
        }
        Err(_) => false,
    };
    changed.into_iter().find(|(how, rule)| gives(how, rule)).map(|(how, _)| how)
}

fn rank(how: &Misreading) -> u8 {
    match how {
        Misreading::MonthForYear | Misreading::YearForMonth => 0,
        Misreading::NotAdjusted | Misreading::BelowNothing => 1,
        Misreading::ConditionIgnored { .. } => 2,
        Misreading::OtherItem { .. } => 3,
        Misreading::OneForAll => 4,
    }
}

/// The rule with one change each.
fn changes(rule: &Rule, units: &[Unit], layout: &Layout) -> Vec<(Misreading, Rule)> {
    let inner = |rule: &Rule, around: &dyn Fn(Box<Rule>) -> Rule| -> Vec<(Misreading, Rule)> {
        changes(rule, units, layout).into_iter().map(|(how, rule)| (how, around(Box::new(rule)))).collect()
    };
    match rule {
        Rule::Number(_) => Vec::new(),
        Rule::Of(pick) => of_pick(pick, units, layout),
        Rule::Difference(one, other) => {
            let mut changed = vec![(Misreading::NotAdjusted, (**one).clone())];
            changed.extend(inner(one, &|one| Rule::Difference(one, other.clone())));
            changed.extend(inner(other, &|other| Rule::Difference(one.clone(), other)));
            changed
        }
        Rule::Larger(rules) | Rule::Smaller(rules) => {
            let larger = matches!(rule, Rule::Larger(_));
            let mut changed = Vec::new();
            for (at, part) in rules.iter().enumerate() {
                if larger && *part != Rule::Number(0) && rules.contains(&Rule::Number(0)) {
                    changed.push((Misreading::BelowNothing, part.clone()));
                }
                changed.extend(inner(part, &|part| {
                    let mut rules = rules.clone();
                    rules[at] = *part;
                    if larger { Rule::Larger(rules) } else { Rule::Smaller(rules) }
                }));
            }
            changed
        }
        Rule::Monthly(part) => {
            let mut changed = vec![(Misreading::YearForMonth, (**part).clone())];
            changed.extend(inner(part, &Rule::Monthly));
            changed
        }
        Rule::Yearly(part) => {
            let mut changed = vec![(Misreading::MonthForYear, (**part).clone())];
            changed.extend(inner(part, &Rule::Yearly));
            changed
        }
    }
}

fn of_pick(pick: &Pick, units: &[Unit], layout: &Layout) -> Vec<(Misreading, Rule)> {
    let mut changed = Vec::new();
    if pick.function == Function::Sum {
        changed.push((Misreading::MonthForYear, Rule::Monthly(Box::new(Rule::Of(pick.clone())))));
        changed.extend(each_value(pick, units, layout).into_iter().map(|one| (Misreading::OneForAll, one)));
    }
    if pick.function == Function::Latest {
        changed.push((Misreading::YearForMonth, Rule::Yearly(Box::new(Rule::Of(pick.clone())))));
    }
    if !pick.only.is_empty() {
        let all = Pick { only: Vec::new(), ..pick.clone() };
        let conditions = Pick { items: Vec::new(), ..pick.clone() }.to_string();
        let only = conditions.split_once('(').and_then(|(_, rest)| rest.strip_suffix(')')).unwrap_or_default();
        changed.push((Misreading::ConditionIgnored { only: only.to_owned() }, Rule::Of(all)));
    }
    for (at, item) in pick.items.iter().enumerate() {
        let Some(item) = layout.item(*item) else { continue };
        let alike = |other: &&crate::model::Item| {
            other.group == item.group && other.kind == item.kind && !pick.items.contains(&other.code)
        };
        for other in layout.items.iter().filter(alike) {
            let mut pick = pick.clone();
            pick.items[at] = other.code;
            changed.push((Misreading::OtherItem { item: other.code, name: other.name.clone() }, Rule::Of(pick)));
        }
    }
    changed
}

/// Every single value of a sum of several.
fn each_value(pick: &Pick, units: &[Unit], layout: &Layout) -> Vec<Rule> {
    let reader = super::Reader { rows: rows(units, layout), layout, used: Vec::new() };
    let found = reader.found(pick);
    if found.len() < 2 {
        return Vec::new();
    }
    found.iter().filter_map(|found| super::amount(found.text).map(Rule::Number)).collect()
}
