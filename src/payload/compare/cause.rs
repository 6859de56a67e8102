//! Why a value, a detail or a unit differs, as far as its text, the 照会条件 and the data tell.

use super::{Known, Side};
use crate::model::layout::{Group, ItemKind, Time};
use crate::model::{CivilDate, Entry, ItemCode, Moment, QueryCondition, Value};
use crate::payload::difference::Cause;
use crate::payload::meaning::{any_width, moment};

/// Where a time stands to the 照会条件.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    Inside,
    Outside,
}

/// Whether a time competes with others: of units 既定 and 時点指定 mean the newest, of their details all that are covered.
#[derive(Clone, Copy)]
pub(super) enum Rank {
    Unit { newest: Option<CivilDate> },
    Detail,
}

/// The first day, the last if it has ended, and whether the last is a day of loss.
#[derive(Clone, Copy)]
pub(super) struct Days {
    from: CivilDate,
    to: Option<CivilDate>,
    period: bool,
}

/// Why two values differ; `None`: they are simply different.
pub(super) fn of_value(kind: ItemKind, expected: &Value, actual: &Value) -> Option<Cause> {
    let (Value::Text(one), Value::Text(other)) = (expected, actual) else { return None };
    let (one, other) = (one.trim(), other.trim());
    if one.is_empty() || other.is_empty() {
        return None;
    }
    if matches!(kind, ItemKind::Date | ItemKind::Month | ItemKind::Year)
        && let (Ok(Moment::Day(one)), Ok(Moment::Day(other))) = (moment(one), moment(other))
    {
        return (one.plus_days(1) == other || other.plus_days(1) == one).then_some(Cause::PeriodEdge);
    }
    let bare = |text: &str| text.trim_start_matches('0').to_owned();
    let solid = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
    if bare(one) == bare(other) {
        Some(Cause::LeadingZeros)
    } else if any_width(one) == any_width(other) {
        Some(Cause::Width)
    } else if solid(one) == solid(other) {
        Some(Cause::WhiteSpace)
    } else {
        None
    }
}

/// Why a unit stands alone.
pub(super) fn of_unit(known: &Known<'_>, head: &[Entry], newest: Option<CivilDate>, side: Side) -> Option<Cause> {
    let time = known.question.layout.groups.first()?.time?;
    let standing = standing(known, days(time, head)?, Rank::Unit { newest });
    Some(told(standing, side, whose(known, head), time_label(time, head)))
}

pub(super) fn told(standing: Standing, side: Side, whose: String, time: String) -> Cause {
    match (side, standing) {
        (Side::Expected, Standing::Inside) => Cause::InsideButAbsent { whose, time },
        (Side::Expected, Standing::Outside) => Cause::OutsideYetExpected { whose, time },
        (Side::Actual, Standing::Inside) => Cause::InsideButUnexpected { whose, time },
        (Side::Actual, Standing::Outside) => Cause::OutsideYetPresent { whose, time },
    }
}

/// The first day of the newest head that 既定 or 時点指定 could mean, of both sides together.
pub(super) fn newest<'e>(known: &Known<'_>, heads: impl Iterator<Item = &'e [Entry]>) -> Option<CivilDate> {
    let time = known.question.layout.groups.first()?.time?;
    let last = last_day(known);
    heads.filter_map(|head| days(time, head)).map(|days| days.from).filter(|from| *from <= last).max()
}

/// The last day on which something asked for may begin.
fn last_day(known: &Known<'_>) -> CivilDate {
    let question = known.question;
    match question.condition {
        QueryCondition::Latest => question.base_date,
        QueryCondition::AsOf(moment) | QueryCondition::Range { to: moment, .. } => {
            moment.last_day().min(question.base_date)
        }
    }
}

/// Where a time stands to the condition.
pub(super) fn standing(known: &Known<'_>, days: Days, rank: Rank) -> Standing {
    let question = known.question;
    let first = match (question.condition, rank) {
        (QueryCondition::Range { from, .. }, _) => Some(from.first_day()),
        // A period may have begun long before the moment and be the newest still; a unit of one moment (課税年) must be
        // of that very moment.
        (QueryCondition::AsOf(moment), Rank::Unit { .. }) if !days.period => Some(moment.first_day()),
        (QueryCondition::AsOf(_) | QueryCondition::Latest, _) => None,
    };
    let only_newest = match question.condition {
        QueryCondition::Latest => true,
        QueryCondition::AsOf(_) => days.period,
        QueryCondition::Range { .. } => false,
    };
    let over = |to: CivilDate, first: CivilDate| {
        let lost = days.period && !question.loss_day_counts && to == first && days.from != to;
        to < first || lost
    };
    let ended = matches!((days.to, first), (Some(to), Some(first)) if over(to, first));
    let superseded = match rank {
        Rank::Unit { newest } => only_newest && newest.is_some_and(|newest| days.from < newest),
        Rank::Detail => false,
    };
    if days.from > last_day(known) || ended || superseded { Standing::Outside } else { Standing::Inside }
}

/// When a group's data hold; `None`: it does not say.
pub(super) fn days(time: Time, entries: &[Entry]) -> Option<Days> {
    match time {
        Time::Period { from, to } => {
            let first = moment_of(entries, from)?.first_day();
            Some(Days { from: first, to: moment_of(entries, to).map(Moment::last_day), period: true })
        }
        Time::Point(item) => {
            let at = moment_of(entries, item)?;
            Some(Days { from: at.first_day(), to: Some(at.last_day()), period: false })
        }
    }
}

fn text_of(entries: &[Entry], item: ItemCode) -> Option<&str> {
    match &super::find(entries, item)?.value {
        Value::Text(text) => Some(text.trim()),
        Value::Null(_) => None,
    }
}

fn moment_of(entries: &[Entry], item: ItemCode) -> Option<Moment> {
    moment(text_of(entries, item)?).ok()
}

/// `H29.4.1～H30.4.1`, `H30.4.1～`, `H30.2.1`: the deck's spelling; what is no date is told as it is.
pub(super) fn time_label(time: Time, entries: &[Entry]) -> String {
    let spelt = |item: ItemCode| match (moment_of(entries, item), text_of(entries, item)) {
        (Some(Moment::Day(day)), _) => day.wareki_short(),
        (Some(coarse), _) => coarse.wareki(),
        (None, text) => text.unwrap_or_default().to_owned(),
    };
    match time {
        Time::Period { from, to } => format!("{}～{}", spelt(from), spelt(to)),
        Time::Point(item) => spelt(item),
    }
}

/// Whose unit: the first text of the key, else of the head; empty if it has none.
pub(super) fn whose(known: &Known<'_>, head: &[Entry]) -> String {
    let is_text = |item: &ItemCode| matches!(known.kind(*item), ItemKind::Text | ItemKind::TextAnyWidth);
    let key = known.question.layout.groups.first().map(|group| group.key.as_slice()).unwrap_or_default();
    let in_key = key.iter().copied().filter(is_text).find_map(|item| text_of(head, item));
    let anywhere = || head.iter().map(|entry| entry.item).filter(is_text).find_map(|item| text_of(head, item));
    in_key.or_else(anywhere).unwrap_or_default().to_owned()
}

/// A unit or detail in a few words: whose, and when (`D健康保険組合 H30.4.1～`); without both, its values.
pub(super) fn label(known: &Known<'_>, group: Option<&Group>, entries: &[Entry]) -> String {
    let whose = whose(known, entries);
    let time = group.and_then(|group| group.time).filter(|time| days(*time, entries).is_some());
    let when = time.map(|time| time_label(time, entries)).unwrap_or_default();
    match (whose.is_empty(), when.is_empty()) {
        (false, false) => format!("{whose} {when}"),
        (false, true) => whose,
        (true, false) => when,
        (true, true) => entries.iter().map(|entry| super::shown(&entry.value)).collect::<Vec<_>>().join(" "),
    }
}
