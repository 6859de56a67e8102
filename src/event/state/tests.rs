//! The fold: one verdict a trial, whatever happened in between.

use proptest::prelude::*;

use super::*;
use crate::model::OrganisationId;
use Verdict::{Blocked, Broken, Failed, NotRun, Passed};

/// What a trial of `id` (`CASE@organisation`) is about.
fn about(id: &str) -> Arc<About> {
    let (case, organisation) = id.split_once('@').unwrap_or((id, "b-shi"));
    Arc::new(About {
        case: case.to_owned(),
        scenario: "S01".to_owned(),
        variation: "V01".to_owned(),
        title: "資格取得届の審査".to_owned(),
        flow: "国民健康保険の資格取得の届出".to_owned(),
        cycle: Some(7),
        lot: Some(1),
        group: Some("テストグループ1".to_owned()),
        organisation: OrganisationId::from(organisation),
        organisation_name: format!("{organisation}の名"),
        provider: "A健康保険組合".to_owned(),
        persona: "RM-001".to_owned(),
        source: "一覧.xlsx!テストケース一覧!A5".to_owned(),
    })
}

/// A little language for runs: `start 3`, `resume`, `K1@b +` (an attempt begins), `K1@b passed`, `K1@b failed again`,
/// `stop`, `end`.
fn run(script: &str) -> Vec<Event> {
    let mut attempts: HashMap<String, u32> = HashMap::new();
    let at = || "2026-11-20T09:00:00+09:00".to_owned();
    let lines = script.lines().map(str::trim).filter(|line| !line.is_empty());
    lines
        .map(|line| {
            let words: Vec<&str> = line.split_whitespace().collect();
            match words[..] {
                ["start", selected] => Event::RunStarted {
                    run: "r1".into(),
                    project: "例".into(),
                    project_hash: "00".into(),
                    version: "0.1.0".into(),
                    selection: vec![],
                    selected: selected.parse().unwrap(),
                    by_people: 2,
                    planned: Planned::default(),
                    real: Vec::new(),
                    at: at(),
                },
                ["resume"] => Event::RunResumed { left: 1, at: at() },
                ["stop"] => Event::RunInterrupted { at: at() },
                ["end"] => Event::RunFinished { at: at(), duration_ms: 1_000 },
                [id, "+"] => {
                    let attempt = attempts.entry(id.to_owned()).or_default();
                    *attempt += 1;
                    Event::TrialStarted { trial: TrialId(id.into()), attempt: *attempt, about: about(id) }
                }
                [id, verdict, ref rest @ ..] => Event::TrialFinished {
                    trial: TrialId(id.into()),
                    attempt: attempts.get(id).copied().unwrap_or(1),
                    verdict: match verdict {
                        "passed" => Passed,
                        "failed" => Failed,
                        "broken" => Broken,
                        "blocked" => Blocked,
                        other => panic!("{other}"),
                    },
                    again: rest == ["again"],
                    differences: vec![],
                    reason: None,
                    duration_us: 250,
                    sitting_ms: Some(400),
                },
                _ => panic!("{line}"),
            }
        })
        .collect()
}

fn fold<'a>(events: impl IntoIterator<Item = &'a Event>) -> RunState {
    let mut state = RunState::default();
    for event in events {
        state.apply(event);
    }
    state
}

#[test]
fn every_trial_has_exactly_one_verdict() {
    // script | verdict of K1@b | attempts | cut off | flaky
    let table = [
        ("passes at once", "K1@b +\n K1@b passed", Passed, 1, false, false),
        ("never began", "", NotRun, 0, false, false),
        ("cut off by a crash", "K1@b +", NotRun, 1, true, false),
        ("cut off, resumed, passes: not flaky", "K1@b +\n resume\n K1@b +\n K1@b passed", Passed, 2, true, false),
        ("passes on retry: flaky", "K1@b +\n K1@b failed again\n K1@b +\n K1@b passed", Passed, 2, false, true),
        ("our bench breaks, then passes", "K1@b +\n K1@b broken again\n K1@b +\n K1@b passed", Passed, 2, false, true),
        ("fails on retry too", "K1@b +\n K1@b failed again\n K1@b +\n K1@b failed", Failed, 2, false, false),
        ("fails, then the retry is cut off", "K1@b +\n K1@b failed again\n K1@b +", NotRun, 2, true, false),
        ("fails, and the retry never begins", "K1@b +\n K1@b failed again", NotRun, 1, false, false),
        (
            "fails, is cut off, passes: the failure counts",
            "K1@b +\n K1@b failed again\n K1@b +\n resume\n K1@b +\n K1@b passed",
            Passed,
            3,
            true,
            true,
        ),
        (
            "blocked, then the partner comes",
            "K1@b +\n K1@b blocked\n resume\n K1@b +\n K1@b passed",
            Passed,
            2,
            false,
            false,
        ),
        ("a verdict that has no beginning", "K1@b passed", NotRun, 0, false, false),
        ("two verdicts for one beginning: the first", "K1@b +\n K1@b failed\n K1@b passed", Failed, 1, false, false),
    ];
    for (what, script, verdict, attempts, cut_off, flaky) in table {
        let state = fold(&run(&format!("start 3\n{script}")));
        let trial = state.trial("K1@b");
        let seen = trial.map_or((NotRun, 0, false, false), |t| (t.verdict(), t.attempts, t.cut_off, t.flaky));
        assert_eq!(seen, (verdict, attempts, cut_off, flaky), "{what}");
        assert_eq!(state.counts().total(), 3, "{what}: the verdicts sum to the selected");
        assert_eq!(state.flaky(), u64::from(flaky), "{what}");
        assert_eq!(state.trials_without_verdict().count(), usize::from(attempts > 0 && verdict == NotRun), "{what}");
    }
}

#[test]
fn a_run_tells_how_it_went_as_a_whole() {
    let state = fold(&run("start 4\n K1@b +\n K1@b passed\n K2@b +\n stop\n end"));
    assert!(state.interrupted() && state.ended());
    assert_eq!((state.selected(), state.seen(), state.decided(), state.by_people()), (4, 2, 1, 2));
    assert_eq!((state.counts().of(Passed), state.counts().of(NotRun), state.sittings()), (1, 3, 1));

    // A sitting that was killed leaves how long it had lasted at its last verdict.
    let killed = fold(&run("start 4\n K1@b +\n K1@b passed\n K2@b +"));
    assert_eq!((killed.duration_ms(), killed.ended()), (400, false));
    let resumed = fold(&run("start 4\n K1@b +\n K1@b passed\n K2@b +\n resume\n K2@b +\n K2@b failed\n end"));
    assert_eq!(resumed.duration_ms(), 400 + 1_000);

    let resumed = run("start 4\n K1@b +\n K1@b passed\n K2@b +\n stop\n end\n resume\n K2@b +\n K2@b failed\n end");
    let state = fold(&resumed);
    assert!(!state.interrupted() && state.ended());
    assert_eq!((state.sittings(), state.duration_ms(), state.under_way()), (2, 2_000, 0));
    assert_eq!(state.counts().worst(), Failed);
    assert_eq!(state.failures().len(), 1);
    assert_eq!(state.failures()[0].trial.0.as_ref(), "K2@b");
}

#[test]
fn matrices_add_up() {
    let state = fold(&run(
        "start 5\n K1@b +\n K1@b passed\n K1@c +\n K1@c failed\n K2@b +\n K2@b failed again\n K2@b +\n K2@b passed",
    ));
    let rows = state.by_organisation();
    let told: Vec<_> =
        rows.iter().map(|r| (r.key.0, r.key.1, r.counts.of(Passed), r.counts.of(Failed), r.flaky)).collect();
    assert_eq!(told, [("b", "bの名", 2, 0, 1), ("c", "cの名", 0, 1, 0)]);
    assert_eq!(state.by_cycle_and_lot().iter().map(|r| r.key).collect::<Vec<_>>(), [(Some(7), Some(1))]);
    assert_eq!(state.by_group()[0].counts.total(), 3);
    assert_eq!(state.by_flow()[0].counts.worst(), Failed);
}

#[test]
fn failures_kept_are_bounded_and_the_rest_counted() {
    let mut script = format!("start {}", FAILURES_KEPT_MAX + 100);
    for i in 0..FAILURES_KEPT_MAX + 10 {
        script += &format!("\nK{i}@b +\nK{i}@b failed");
    }
    let state = fold(&run(&script));
    assert_eq!((state.failures().len(), state.failures_left_out()), (FAILURES_KEPT_MAX, 10));
}

#[test]
fn a_hundred_thousand_trials_take_less_than_150_bytes_each() {
    let trials: u64 = 100_000;
    for selected in [trials, 0] {
        let mut state = fold(&run(&format!("start {selected}")));
        for i in 0..trials {
            let trial = TrialId(format!("Z-{:05}@body-{:04}", i % 20_000, i / 100).into());
            let about = about(&trial.0);
            state.apply(&Event::TrialStarted { trial: trial.clone(), attempt: 1, about });
            let (differences, reason) = (vec![], None);
            state.apply(&Event::TrialFinished {
                trial,
                attempt: 1,
                verdict: Passed,
                again: false,
                differences,
                reason,
                duration_us: 1,
                sitting_ms: None,
            });
        }
        let each = state.heap_bytes() as u64 / trials;
        assert!(each < 150, "{each} bytes a trial (told {selected} at the start)");
    }
}

fn line() -> impl Strategy<Value = String> {
    let id = (0..4u8, 0..2u8).prop_map(|(case, organisation)| format!("K{case}@o{organisation}"));
    let end = prop_oneof![Just("passed"), Just("failed"), Just("broken"), Just("blocked"), Just("failed again")];
    prop_oneof![
        5 => id.clone().prop_map(|id| format!("{id} +")),
        5 => (id, end).prop_map(|(id, end)| format!("{id} {end}")),
        1 => Just("resume".to_owned()),
        1 => Just("stop".to_owned()),
        1 => Just("end".to_owned()),
    ]
}

proptest! {
    /// What a record replays is what was seen live, in whatever order things happened.
    #[test]
    fn fold_of_live_is_fold_of_replayed(lines in prop::collection::vec(line(), 0..60), selected in 0..12u8) {
        let live = run(&format!("start {selected}\n{}", lines.join("\n")));
        let written: Vec<String> = live.iter().map(|event| serde_json::to_string(event).unwrap()).collect();
        let replayed: Vec<Event> = written.iter().map(|line| serde_json::from_str(line).unwrap()).collect();
        prop_assert_eq!(fold(&live), fold(&replayed));
    }

    /// Sums hold after every single event, not only at the end.
    #[test]
    fn counts_always_sum_up(lines in prop::collection::vec(line(), 0..60), selected in 0..12u8) {
        let mut state = RunState::default();
        for event in run(&format!("start {selected}\n{}", lines.join("\n"))) {
            state.apply(&event);
            prop_assert_eq!(state.counts().total(), state.selected());
            prop_assert_eq!(state.flaky(), state.flaky_trials().count() as u64);
            prop_assert!(state.flaky() <= state.counts().of(Passed));
            prop_assert_eq!(state.decided() + state.trials_without_verdict().count() as u64, state.seen());
            let by_organisation: u64 = state.by_organisation().iter().map(|row| row.counts.total()).sum();
            prop_assert_eq!(by_organisation, state.seen());
            prop_assert_eq!(state.failures_left_out(), 0);
        }
    }
}

#[test]
fn what_never_began_is_not_run_in_every_line_of_a_summary() {
    let about = |organisation| crate::event::PlannedTrial {
        cycle: Some(7),
        lot: None,
        group: Some("全国"),
        organisation: (organisation, organisation),
        flow: "流れ",
    };
    let mut state = RunState::default();
    state.apply(&Event::RunStarted {
        run: "r".into(),
        project: "p".into(),
        project_hash: "h".into(),
        version: "0".into(),
        selection: Vec::new(),
        selected: 3,
        by_people: 0,
        planned: Planned::of([about("b"), about("b"), about("c")]),
        real: Vec::new(),
        at: "t".into(),
    });
    let left = |counts: &Counts| counts.of(NotRun);
    assert_eq!(state.by_cycle_and_lot().iter().map(|row| left(&row.counts)).collect::<Vec<_>>(), [3]);
    assert_eq!(state.by_group().iter().map(|row| left(&row.counts)).collect::<Vec<_>>(), [3]);
    assert_eq!(state.by_flow().iter().map(|row| left(&row.counts)).collect::<Vec<_>>(), [3]);
    let bodies: Vec<(&str, u64)> = state.by_organisation().iter().map(|row| (row.key.0, left(&row.counts))).collect();
    assert_eq!(bodies, [("b", 2), ("c", 1)]);
}
