//! The one rule of what is answered: what a 照会条件 covers on the 基準日, whose data apply (振り分け), joined how (結合).
//!
//! Pure. Used by the simulated network and `explain`; never to make an expectation, or no run could fail.
//!
//! Sources: the three kinds of condition, 振り分け and 結合 are the ministry's 2016 deck; the finer points (ties, open
//! ends, details by their own date) are our assumption and told in docs/domain.md.

mod address;
pub mod link_code;
pub mod resident;
pub mod service;

use crate::model::layout::Time;
use crate::model::replica::UnitPart;
use crate::model::{
    CivilDate, Detail, Entry, ItemCode, Layout, Moment, Outcome, QueryCondition, Replica, Unit, Value, date,
};

/// What is asked of registered 副本.
#[derive(Debug, Clone, Copy)]
pub struct Question<'a> {
    /// The layout the inquirer works with.
    pub layout: &'a Layout,
    /// The items asked for.
    pub items: &'a [ItemCode],
    /// The condition.
    pub condition: QueryCondition,
    /// 現時点 of the case.
    pub base_date: CivilDate,
    /// Whether an end equal to a range's first day counts as inside.
    pub loss_day_counts: bool,
}

/// What is answered, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer<'a> {
    /// 処理結果.
    pub outcome: Outcome,
    /// The units given, joined, with only the items asked for.
    pub units: Vec<UnitPart<'a>>,
    /// Every unit that was looked at, in the order of the 副本.
    pub considered: Vec<Consideration<'a>>,
}

/// Why one unit of one 区画 was given or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Consideration<'a> {
    /// Whose 副本, about whom.
    pub replica: &'a Replica,
    /// Its place in that 副本, from 0.
    pub unit: usize,
    /// From when it holds; `None`: always.
    pub from: Option<CivilDate>,
    /// Until when; `None`: still.
    pub to: Option<CivilDate>,
    /// Given or not, and why.
    pub decision: Decision,
}

/// Why a unit is given or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// Given.
    Applies,
    /// Begins after the 基準日.
    NotYet,
    /// Another one is newer.
    Superseded,
    /// Ends before the range or moment.
    TooOld,
    /// Begins after the range or moment.
    TooNew,
    /// Covered, but none of the items asked for is registered.
    NothingAsked,
    /// Registered under another layout version.
    OtherVersion,
    /// Its server may not answer by itself.
    Held,
    /// Not in the open on the 基準日.
    NotPublished,
}

impl Consideration<'_> {
    /// Whether it gives something of a 副本.
    pub fn gives(&self, replica: &Replica) -> bool {
        self.decision == Decision::Applies && std::ptr::eq(self.replica, replica)
    }
}

/// The days a unit or detail holds; both ends included. `None`: open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Span {
    from: Option<CivilDate>,
    to: Option<CivilDate>,
    /// The last day is the day of loss, on which the thing no longer holds.
    ends_by_loss: bool,
}

const ALWAYS: Span = Span { from: None, to: None, ends_by_loss: false };

struct Candidate<'a> {
    replica: &'a Replica,
    unit: &'a Unit,
    index: usize,
    span: Span,
}

/// Answers a question from the 副本 that hold the person: one body's, or those of every 区画 the person is linked to.
pub fn answer<'a>(question: &Question<'a>, replicas: &[&'a Replica]) -> Answer<'a> {
    let (open, closed): (Vec<&'a Replica>, Vec<&'a Replica>) =
        replicas.iter().copied().partition(|replica| replica.terms.published_on(question.base_date));
    let unpublished = closed.into_iter().map(|replica| whole(replica, Decision::NotPublished));
    let mut answer = answer_published(question, &open);
    answer.considered.extend(unpublished);
    answer
}

/// A decision on all of a 副本.
fn whole(replica: &Replica, decision: Decision) -> Consideration<'_> {
    Consideration { replica, unit: 0, from: None, to: None, decision }
}

fn answer_published<'a>(question: &Question<'a>, replicas: &[&'a Replica]) -> Answer<'a> {
    if replicas.is_empty() {
        return Answer { outcome: Outcome::ReplicaMissing, units: Vec::new(), considered: Vec::new() };
    }
    if let Some(refused) = refusal(question, replicas) {
        return refused;
    }
    let candidates: Vec<Candidate<'_>> = replicas
        .iter()
        .filter(|replica| replica.version == question.layout.version)
        .flat_map(|replica| {
            replica.units.iter().enumerate().map(|(index, unit)| Candidate {
                replica,
                unit,
                index,
                span: unit_span(question.layout, unit),
            })
        })
        .collect();
    let mut decisions: Vec<Decision> = candidates.iter().map(|candidate| covered(question, candidate.span)).collect();
    if takes_only_the_newest(question) {
        keep_newest(&candidates, &mut decisions);
    }
    let mut given: Vec<(Option<CivilDate>, UnitPart<'a>)> = Vec::new();
    for (candidate, decision) in candidates.iter().zip(&mut decisions) {
        if *decision == Decision::Applies {
            match UnitPart::of(candidate.unit, question.items, |detail| detail_holds(question, detail)) {
                Some(unit) => given.push((candidate.span.from, unit)),
                None => *decision = Decision::NothingAsked,
            }
        }
    }
    // 結合: in the order of time; equal days keep the order in which the 区画 stand.
    given.sort_by_key(|(from, _)| *from);
    let considered = candidates
        .iter()
        .zip(decisions)
        .map(|(candidate, decision)| Consideration {
            replica: candidate.replica,
            unit: candidate.index,
            from: candidate.span.from,
            to: candidate.span.to,
            decision,
        })
        .collect();
    let units: Vec<UnitPart<'a>> = given.into_iter().map(|(_, unit)| unit).collect();
    let outcome = if units.is_empty() { Outcome::NoData } else { Outcome::Normal };
    Answer { outcome, units, considered }
}

/// A body that has registered the person under other versions only, or whose server may not answer by itself.
fn refusal<'a>(question: &Question<'_>, replicas: &[&'a Replica]) -> Option<Answer<'a>> {
    let asked = |replica: &&&Replica| replica.version == question.layout.version;
    let in_time =
        |replica: &Replica| replicas.iter().filter(asked).any(|known| known.organisation == replica.organisation);
    let told = |outcome, decision, refuses: &dyn Fn(&Replica) -> bool| {
        let considered: Vec<Consideration<'a>> =
            replicas.iter().filter(|replica| refuses(replica)).map(|replica| whole(replica, decision)).collect();
        (!considered.is_empty()).then_some(Answer { outcome, units: Vec::new(), considered })
    };
    told(Outcome::VersionMismatch, Decision::OtherVersion, &|replica| !in_time(replica)).or_else(|| {
        let held = |replica: &Replica| replica.version == question.layout.version && !replica.automatic;
        told(Outcome::ManualHold, Decision::Held, &held)
    })
}

/// Whether a time span is touched by the condition; who is newest comes later.
fn covered(question: &Question<'_>, span: Span) -> Decision {
    if span.from.is_some_and(|from| from > question.base_date) {
        return Decision::NotYet;
    }
    match question.condition {
        QueryCondition::Latest => Decision::Applies,
        QueryCondition::AsOf(moment) if is_period(question.layout) => {
            within(span, None, Some(moment.last_day()), question)
        }
        QueryCondition::AsOf(moment) => within(span, Some(moment.first_day()), Some(moment.last_day()), question),
        QueryCondition::Range { from, to } => within(span, Some(from.first_day()), Some(to.last_day()), question),
    }
}

fn within(span: Span, first: Option<CivilDate>, last: Option<CivilDate>, question: &Question<'_>) -> Decision {
    if let (Some(from), Some(last)) = (span.from, last)
        && from > last
    {
        return Decision::TooNew;
    }
    if let (Some(to), Some(first)) = (span.to, first) {
        let over = if span.ends_by_loss && !question.loss_day_counts { to <= first } else { to < first };
        // Got and lost on the range's very first day: it did hold on that day.
        if over && span.from != Some(to) || to < first {
            return Decision::TooOld;
        }
    }
    Decision::Applies
}

fn is_period(layout: &Layout) -> bool {
    matches!(layout.head().time, Some(Time::Period { .. }))
}

fn takes_only_the_newest(question: &Question<'_>) -> bool {
    match question.condition {
        QueryCondition::Latest => question.layout.head().time.is_some(),
        QueryCondition::AsOf(_) => is_period(question.layout),
        QueryCondition::Range { .. } => false,
    }
}

/// Newest: the latest start; of equal starts the one still going on, then the later end; full ties are all given.
fn keep_newest(candidates: &[Candidate<'_>], decisions: &mut [Decision]) {
    let rank = |span: Span| (span.from, span.to.is_none(), span.to);
    let newest = candidates
        .iter()
        .zip(decisions.iter())
        .filter(|(_, decision)| **decision == Decision::Applies)
        .map(|(candidate, _)| rank(candidate.span))
        .max();
    for (candidate, decision) in candidates.iter().zip(decisions) {
        if *decision == Decision::Applies && Some(rank(candidate.span)) != newest {
            *decision = Decision::Superseded;
        }
    }
}

fn detail_holds(question: &Question<'_>, detail: &Detail) -> bool {
    let span = detail_span(question.layout, detail);
    if span.from.is_some_and(|from| from > question.base_date) {
        return false;
    }
    let decision = match question.condition {
        QueryCondition::Latest => Decision::Applies,
        QueryCondition::AsOf(moment) => within(span, None, Some(moment.last_day()), question),
        QueryCondition::Range { from, to } => within(span, Some(from.first_day()), Some(to.last_day()), question),
    };
    decision == Decision::Applies
}

fn unit_span(layout: &Layout, unit: &Unit) -> Span {
    span(layout.head().time, &unit.head)
}

fn detail_span(layout: &Layout, detail: &Detail) -> Span {
    let group = detail.entries.first().and_then(|entry| layout.item(entry.item)).map(|item| item.group);
    span(group.and_then(|group| layout.groups.get(group)).and_then(|group| group.time), &detail.entries)
}

fn span(time: Option<Time>, entries: &[Entry]) -> Span {
    let moment = |item: ItemCode| -> Option<Moment> {
        let entry = entries.iter().find(|entry| entry.item == item)?;
        match &entry.value {
            Value::Text(text) => date::parse_moment(text).ok().map(|reading| reading.value),
            Value::Null(_) => None,
        }
    };
    match time {
        None => ALWAYS,
        Some(Time::Period { from, to }) => {
            Span { from: moment(from).map(Moment::first_day), to: moment(to).map(Moment::last_day), ends_by_loss: true }
        }
        Some(Time::Point(item)) => {
            let point = moment(item);
            Span { from: point.map(Moment::first_day), to: point.map(Moment::last_day), ends_by_loss: false }
        }
    }
}

#[cfg(test)]
pub(crate) mod tests;
