//! The JSON that others may rely on: fields are added, never renamed.

use serde::Serialize;

use crate::event::{About, Counts, Failure, FaultMet, PartnerMet, Row, RunState, TrialId};
use crate::model::{Lang, Verdict};
use crate::payload::Difference;

use super::words;
use super::{Flaky, exit_code};

/// How many trials without a verdict, or passed only on retry, are listed; the rest is told by counts.
pub const TRIALS_MAX: usize = 1_000;

/// Trials by verdict.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Verdicts {
    passed: u64,
    failed: u64,
    blocked: u64,
    not_run: u64,
    broken: u64,
}

impl From<&Counts> for Verdicts {
    fn from(counts: &Counts) -> Self {
        Self {
            passed: counts.of(Verdict::Passed),
            failed: counts.of(Verdict::Failed),
            blocked: counts.of(Verdict::Blocked),
            not_run: counts.of(Verdict::NotRun),
            broken: counts.of(Verdict::Broken),
        }
    }
}

/// The one object that `renkei run --json` prints.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RunResult {
    run: String,
    folder: String,
    selected: u64,
    verdicts: Verdicts,
    flaky: u64,
    duration_ms: u64,
    exit: u8,
    faults: Vec<FaultTold>,
    fault_proxies: u64,
    partners: Vec<PartnerTold>,
}

/// What passed with a real system.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct PartnerTold {
    #[serde(flatten)]
    met: PartnerMet,
    /// Why nothing did; `None`: something did.
    never: Option<Words>,
}

fn partners(state: &RunState) -> Vec<PartnerTold> {
    let never =
        |met: &PartnerMet| words::never_met(met).map(|why| Words { ja: why.ja.to_owned(), en: why.en.to_owned() });
    state.partners().iter().map(|met| PartnerTold { met: met.clone(), never: never(met) }).collect()
}

/// What came of a fault that the command line or the files asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct FaultTold {
    #[serde(flatten)]
    met: FaultMet,
    /// Why it never happened; `None`: it did.
    never: Option<Words>,
}

fn faults(state: &RunState) -> Vec<FaultTold> {
    let never =
        |met: &FaultMet| words::never_happened(met).map(|why| Words { ja: why.ja.to_owned(), en: why.en.to_owned() });
    state.faults().iter().map(|met| FaultTold { met: met.clone(), never: never(met) }).collect()
}

/// The object of `run --json`; `folder` as the caller names it (`runs/<id>`), `exit` as the program ends.
pub fn run_json(state: &RunState, folder: &str, exit: u8) -> RunResult {
    RunResult {
        run: state.start().map(|start| start.run.clone()).unwrap_or_default(),
        folder: folder.to_owned(),
        selected: state.selected(),
        verdicts: Verdicts::from(&state.counts()),
        flaky: state.flaky(),
        duration_ms: state.duration_ms(),
        exit,
        faults: faults(state),
        fault_proxies: state.proxies(),
        partners: partners(state),
    }
}

/// The object of `report --format json`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Report {
    run: String,
    project: String,
    project_hash: String,
    version: String,
    selection: Vec<String>,
    started_at: String,
    sittings: u32,
    interrupted: bool,
    ended: bool,
    selected: u64,
    verdicts: Verdicts,
    flaky: u64,
    by_people: u64,
    exchanges: u64,
    duration_ms: u64,
    exit: u8,
    cycles: Vec<Line>,
    groups: Vec<Line>,
    organisations: Vec<Line>,
    flows: Vec<Line>,
    /// At most as many as a [`RunState`] keeps.
    failures: Vec<FailureTold>,
    failures_left_out: u64,
    flaky_trials: Vec<TrialTold>,
    without_verdict: Vec<TrialTold>,
    never_began: u64,
    faults: Vec<FaultTold>,
    fault_proxies: u64,
    partners: Vec<PartnerTold>,
}

/// A line of a matrix; which of the names it has tells of which one.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
struct Line {
    #[serde(skip_serializing_if = "Option::is_none")]
    cycle: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    lot: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    group: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    organisation: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    flow: Option<String>,
    verdict: Option<Verdict>,
    verdicts: Option<Verdicts>,
    flaky: u64,
}

/// A failure with its differences.
#[derive(Debug, Clone, PartialEq, Serialize)]
struct FailureTold {
    trial: TrialId,
    attempt: u32,
    verdict: Verdict,
    #[serde(flatten)]
    about: About,
    differences: Vec<DifferenceTold>,
    differences_in_all: usize,
    reason: Option<Words>,
}

/// A difference, and what it is in words.
#[derive(Debug, Clone, PartialEq, Serialize)]
struct DifferenceTold {
    #[serde(flatten)]
    difference: Difference,
    message: Words,
    help: Words,
}

/// The same in both languages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct Words {
    ja: String,
    en: String,
}

/// A trial by its id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct TrialTold {
    trial: String,
    organisation: String,
    attempts: u16,
    cut_off: bool,
}

/// The whole run as one object.
pub fn json(state: &RunState, flaky: Flaky) -> Report {
    let start = state.start();
    let text = |of: fn(&crate::event::Start) -> &String| start.map(|start| of(start).clone()).unwrap_or_default();
    Report {
        run: text(|start| &start.run),
        project: text(|start| &start.project),
        project_hash: text(|start| &start.project_hash),
        version: text(|start| &start.version),
        selection: start.map(|start| start.selection.clone()).unwrap_or_default(),
        started_at: text(|start| &start.at),
        sittings: state.sittings(),
        interrupted: state.interrupted(),
        ended: state.ended(),
        selected: state.selected(),
        verdicts: Verdicts::from(&state.counts()),
        flaky: state.flaky(),
        by_people: state.by_people(),
        exchanges: state.exchanges(),
        duration_ms: state.duration_ms(),
        exit: exit_code(state, flaky),
        cycles: lines(state.by_cycle_and_lot(), |(cycle, lot)| Line { cycle, lot, ..Line::default() }),
        groups: lines(state.by_group(), |group| Line { group: Some(group.to_owned()), ..Line::default() }),
        organisations: lines(state.by_organisation(), |(id, name)| Line {
            organisation: Some(id.to_owned()),
            name: Some(name.to_owned()),
            ..Line::default()
        }),
        flows: lines(state.by_flow(), |flow| Line { flow: Some(flow.to_owned()), ..Line::default() }),
        failures: state.failures().iter().map(failure).collect(),
        failures_left_out: state.failures_left_out(),
        flaky_trials: state.flaky_trials().take(TRIALS_MAX).map(trial).collect(),
        without_verdict: state.trials_without_verdict().take(TRIALS_MAX).map(trial).collect(),
        never_began: state.selected() - state.seen(),
        faults: faults(state),
        fault_proxies: state.proxies(),
        partners: partners(state),
    }
}

fn lines<K>(rows: Vec<Row<K>>, line: impl Fn(K) -> Line) -> Vec<Line> {
    let fill = |row: Row<K>| Line {
        verdict: Some(row.counts.worst()),
        verdicts: Some(Verdicts::from(&row.counts)),
        flaky: row.flaky,
        ..line(row.key)
    };
    rows.into_iter().map(fill).collect()
}

fn trial(trial: crate::event::Trial<'_>) -> TrialTold {
    TrialTold {
        trial: trial.id.to_owned(),
        organisation: trial.organisation.to_owned(),
        attempts: trial.attempts,
        cut_off: trial.cut_off,
    }
}

fn failure(failure: &Failure) -> FailureTold {
    let both = |words: &dyn Fn(Lang) -> String| Words { ja: words(Lang::Ja), en: words(Lang::En) };
    let difference = |difference: &Difference| DifferenceTold {
        difference: difference.clone(),
        message: both(&|lang| words::tell(difference, lang).in_one_line(lang)),
        help: both(&|lang| words::tell(difference, lang).mend),
    };
    FailureTold {
        trial: failure.trial.clone(),
        attempt: failure.attempt,
        verdict: failure.verdict,
        about: About::clone(&failure.about),
        differences: failure.differences.iter().map(difference).collect(),
        differences_in_all: failure.differences_in_all,
        reason: failure.reason.as_ref().map(|reason| Words { ja: reason.ja.clone(), en: reason.en.clone() }),
    }
}
