//! Every fault at every place that one query passes, with the verdict that must come of it.
//!
//! All cells of the table are cases of one run, side by side, each with its own fault, and between them stand cases
//! without any: a fault that reached a neighbour would turn it red.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot read its input must stop"
)]

use std::collections::HashMap;
use std::path::Path;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex};

use renkei::event::Event;
use renkei::model::{CaseId, FaultKind, Lang, NamedFault, Outcome, Project, TestCase, Verdict};
use renkei::network::Directory;
use renkei::plan::{Selection, select};
use renkei::run::{Settings, Sink, Work, run};

/// The places, in the order in which a query of B市 to A健康保険組合 passes them.
const PLACES: [&str; 5] = [
    "照会者の中間サーバー",
    "自治体インターフェイスシステム",
    "情報提供ネットワークシステム",
    "医療保険者インターフェイスシステム",
    "A健康保険組合",
];

/// What must come of it: 合, or 否 with this 処理結果 (then the same case, expecting that 処理結果, must be 合), or 否 with
/// data that differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Expected {
    Passed,
    Told(Outcome),
    /// 否 even if that 処理結果 is expected: the query was changed on its way, and the three records tell different ones.
    Recorded(Outcome),
    Differs,
}

const OK: Expected = Expected::Passed;
const DOWN: Expected = Expected::Told(Outcome::ProviderDown);
const LATE: Expected = Expected::Told(Outcome::TimedOut);
const JUNK: Expected = Expected::Told(Outcome::Malformed);
const TWICE: Expected = Expected::Told(Outcome::Duplicate);
const VERSION: Expected = Expected::Told(Outcome::VersionMismatch);
const RECORD: Expected = Expected::Recorded(Outcome::VersionMismatch);
const DIFFERS: Expected = Expected::Differs;

/// Fault, how many messages it meets (0: all), and what comes of it place by place.
const TABLE: &[(&str, u32, [Expected; 5])] = &[
    ("接続拒否", 0, [DOWN, DOWN, DOWN, DOWN, DOWN]),
    // The receipt was never read; the query did not arrive, and nobody sends it twice.
    ("接続拒否", 1, [DOWN, DOWN, DOWN, DOWN, DOWN]),
    ("遅延（20ミリ秒）", 0, [OK, OK, OK, OK, OK]),
    ("遅延（20±20ミリ秒）", 0, [OK, OK, OK, OK, OK]),
    ("遅延（60000ミリ秒）", 0, [LATE, LATE, LATE, LATE, LATE]),
    ("保留", 0, [LATE, LATE, LATE, LATE, LATE]),
    ("遮断", 0, [LATE, LATE, LATE, LATE, LATE]),
    // A receipt that is cut off leaves the query taken: the answer comes all the same.
    ("切断（本文の前）", 0, [DOWN, OK, OK, DOWN, DOWN]),
    ("切断（本文の途中）", 0, [DOWN, OK, OK, DOWN, DOWN]),
    ("切断（本文の途中）", 1, [OK, OK, OK, DOWN, DOWN]),
    ("末尾欠落", 0, [JUNK, OK, OK, JUNK, JUNK]),
    ("末尾欠落（往路）", 0, [JUNK, JUNK, JUNK, JUNK, JUNK]),
    // Only the own 中間サーバー tells a query that came twice from the first: it holds the number open.
    ("重複（2回）", 1, [TWICE, OK, OK, OK, OK]),
    ("順序入替え（20ミリ秒）", 0, [OK, OK, OK, OK, OK]),
    ("低速（64バイト、1ミリ秒）", 0, [OK, OK, OK, OK, OK]),
    ("低速（1バイト、20ミリ秒）", 0, [LATE, OK, OK, LATE, LATE]),
    ("文字コード違い（Windows-31J）", 0, [JUNK, OK, OK, JUNK, JUNK]),
    ("文字コード違い（UTF-16）", 0, [JUNK, OK, OK, JUNK, JUNK]),
    ("文字コード違い（Windows-31J、往路）", 0, [JUNK, JUNK, JUNK, JUNK, JUNK]),
    ("長さ違い（+10バイト）", 0, [DOWN, OK, OK, DOWN, DOWN]),
    ("長さ違い（-10バイト）", 0, [JUNK, OK, OK, JUNK, JUNK]),
    ("XML破損", 0, [JUNK, OK, OK, JUNK, JUNK]),
    ("XML破損（往路）", 0, [JUNK, JUNK, JUNK, JUNK, JUNK]),
    ("古い版", 0, [DIFFERS, OK, OK, DIFFERS, DIFFERS]),
    ("古い版（往路）", 0, [VERSION, RECORD, RECORD, RECORD, RECORD]),
    ("証明書期限切れ", 0, [DOWN, DOWN, DOWN, DOWN, DOWN]),
    ("エラー応答（500）", 0, [DOWN, DOWN, DOWN, DOWN, DOWN]),
    ("エラー応答（503）", 1, [DOWN, DOWN, DOWN, DOWN, DOWN]),
    ("再起動（状態を消失、30ミリ秒）", 1, [DOWN, DOWN, DOWN, DOWN, DOWN]),
    ("再起動（状態を保持、30ミリ秒）", 1, [OK, OK, OK, DOWN, DOWN]),
];

/// One case of the run: what it is, in words, and what must come of it.
struct Cell {
    what: String,
    verdict: Verdict,
    outcome: Option<Outcome>,
}

#[test]
fn every_fault_at_every_place_has_the_verdict_of_the_table() {
    let mut project = base();
    let template = project.cases.iter().find(|case| &*case.id.0 == "K1-01").unwrap().clone();
    let mut cells: HashMap<String, Cell> = HashMap::new();
    project.cases.clear();
    let mut add = |project: &mut Project, what: String, verdict, outcome, expected: Outcome| {
        let id = format!("F{:03}", cells.len());
        project.cases.push(case(&template, &id, expected));
        cells.insert(format!("{id}@b-shi"), Cell { what, verdict, outcome });
        CaseId::from(id.as_str())
    };
    for (fault, times, row) in TABLE {
        for (place, expected) in PLACES.iter().zip(row) {
            let times = if *times > 0 { format!("×{times}") } else { String::new() };
            let argument = format!("{place}={fault}{times}");
            let fault = NamedFault::from_argument(&argument, &project.organisations).unwrap();
            assert_eq!(fault.spelling(&project.organisations, Lang::Ja), argument);
            let (verdict, outcome) = match expected {
                Expected::Passed => (Verdict::Passed, Outcome::Normal),
                Expected::Differs => (Verdict::Failed, Outcome::Normal),
                Expected::Told(outcome) | Expected::Recorded(outcome) => (Verdict::Failed, *outcome),
            };
            let mut cases = vec![add(&mut project, argument.clone(), verdict, Some(outcome), Outcome::Normal)];
            let twin = match expected {
                Expected::Told(outcome) => Some((*outcome, Verdict::Passed)),
                Expected::Recorded(outcome) => Some((*outcome, Verdict::Failed)),
                Expected::Passed | Expected::Differs => None,
            };
            if let Some((outcome, verdict)) = twin {
                let what = format!("{argument}, expected");
                cases.push(add(&mut project, what, verdict, Some(outcome), outcome));
            }
            project.faults.push(NamedFault { cases, ..fault });
            add(&mut project, "no fault".to_owned(), Verdict::Passed, Some(Outcome::Normal), Outcome::Normal);
        }
    }

    let mut wrong = String::new();
    // A busy machine may let a wait run out that should not: what differs is tried once more, with patience.
    for patience in [Patience::Small, Patience::Great] {
        wrong.clear();
        let seen = outcomes(&project, patience);
        assert_eq!(seen.len(), project.cases.len());
        project.cases.retain(|case| {
            let trial = format!("{}@b-shi", case.id);
            let (cell, (verdict, outcome)) = (&cells[&trial], seen[&trial]);
            let differs = (verdict, outcome) != (cell.verdict, cell.outcome);
            if differs {
                wrong +=
                    &format!("{}: {verdict:?} {outcome:?}, not {:?} {:?}\n", cell.what, cell.verdict, cell.outcome);
            }
            differs
        });
        if wrong.is_empty() {
            return;
        }
    }
    panic!("{wrong}");
}

/// Each kind of fault stands in the table, and each place.
#[test]
fn the_table_leaves_no_fault_out() {
    for kind in FaultKind::ALL {
        let word = kind.word().ja;
        assert!(TABLE.iter().any(|(fault, ..)| fault.starts_with(word)), "{word} is not in the table");
    }
}

/// What docs/faults.md shows is the vocabulary and the table above.
#[test]
fn the_page_shows_every_fault_and_what_comes_of_it() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/faults.md");
    let on_disk = std::fs::read_to_string(&path).unwrap();
    let page = between(&on_disk, "kinds", &kinds());
    let page = between(&page, "verdicts", &verdicts());
    if std::env::var_os("RENKEI_BLESS").is_some() {
        return std::fs::write(&path, &page).unwrap();
    }
    assert!(page == on_disk, "docs/faults.md is stale: RENKEI_BLESS=1 cargo test --test faults");
}

/// The page with another text between the marks of a section.
fn between(page: &str, section: &str, text: &str) -> String {
    let open = format!("<!-- {section}: RENKEI_BLESS=1 cargo test --test faults -->\n");
    let (before, rest) = page.split_once(&open).expect(section);
    let close = format!("<!-- end of {section} -->");
    let (_, after) = rest.split_once(&close).expect(section);
    format!("{before}{open}\n{text}\n{close}{after}")
}

fn kinds() -> String {
    let mut out = "| 書き方（省略時の値） | English | 何が起こるか / What happens |\n|---|---|---|\n".to_owned();
    for kind in FaultKind::ALL {
        let about = renkei::model::catalogue::fault::about(&kind);
        let (ja, en) = (kind.spelling(Lang::Ja), kind.spelling(Lang::En));
        out += &format!("| {ja} | `{en}` | {}<br>{} |\n", about.ja, about.en);
    }
    out
}

fn verdicts() -> String {
    let mut out = format!("| 障害 | 回数 | {} |\n|---|---|{}\n", PLACES.join(" | "), "---|".repeat(PLACES.len()));
    for (fault, times, row) in TABLE {
        let cells = row.iter().map(|expected| match expected {
            Expected::Passed => Outcome::Normal.word().ja.to_owned(),
            Expected::Told(outcome) => outcome.word().ja.to_owned(),
            Expected::Recorded(outcome) => format!("{} ※2", outcome.word().ja),
            Expected::Differs => format!("{} ※1", Outcome::Normal.word().ja),
        });
        let times = if *times == 0 { "すべて".to_owned() } else { times.to_string() };
        out += &format!("| {fault} | {times} | {} |\n", cells.collect::<Vec<_>>().join(" | "));
    }
    out
}

fn base() -> Project {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/projects/base");
    let (project, faults) = renkei::sheet::load(&root);
    assert!(faults.is_empty(), "{faults:?}");
    project
}

/// How long a network and its inquirers wait.
#[derive(Clone, Copy)]
enum Patience {
    Small,
    Great,
}

fn case(template: &TestCase, id: &str, expected: Outcome) -> TestCase {
    let mut case = template.clone();
    case.id = id.into();
    if expected != Outcome::Normal {
        case.expected.outcome = expected;
        case.expected.units.clear();
    }
    case
}

/// Runs every case; verdict and 処理結果 of each trial.
fn outcomes(project: &Project, patience: Patience) -> HashMap<String, (Verdict, Option<Outcome>)> {
    let work = || Work { trials: select(project, &Selection::default()).trials, ..Work::default() };
    let mut told = HashMap::new();
    let mut verdicts = HashMap::new();
    for event in events(project, work, patience) {
        match event {
            Event::Exchanged { trial, exchange, .. } => drop(told.insert(trial, exchange.outcome)),
            Event::TrialFinished { trial, verdict, .. } => {
                let outcome = told.get(&trial).copied().flatten();
                verdicts.insert(trial.0.to_string(), (verdict, outcome));
            }
            _ => {}
        }
    }
    verdicts
}

/// Does the work, and tells everything that happened.
fn events(project: &Project, work: impl FnOnce() -> Work, patience: Patience) -> Vec<Event> {
    let work = work();
    let mut project = project.clone();
    let waits = match patience {
        Patience::Small => (500, 1_500),
        Patience::Great => (5_000, 12_000),
    };
    (project.profile.provider_wait_ms_max, project.profile.answer_wait_ms_max) = waits;
    let project = Arc::new(project);
    let events: Arc<Mutex<Vec<Event>>> = Arc::default();
    let sink: Sink = {
        let events = Arc::clone(&events);
        Arc::new(move |event| events.lock().unwrap().push(event))
    };
    let directory = Arc::new(Directory::new(Arc::clone(&project)));
    let settings = Settings { workers: 2, scenarios_per_chunk: 32, retries: 0, hook: None };
    run(project, directory, work, settings, Arc::new(AtomicBool::new(false)), sink).unwrap();
    std::mem::take(&mut *events.lock().unwrap())
}

/// 住基ネット answers a search in one exchange, as a provider answers a query: the last column holds for it too. Its
/// messages carry no version.
#[test]
fn before_the_resident_network_a_fault_has_the_verdict_it_has_before_a_provider() {
    let rows: Vec<_> = TABLE.iter().filter(|(fault, ..)| !fault.starts_with("古い版")).collect();
    let mut text = "# language: ja\n機能: 住基ネットの手前\n".to_owned();
    for (fault, times, _) in &rows {
        let only = if *times > 0 { format!("「{times}」回だけ") } else { String::new() };
        text += &format!(
            "\n  シナリオ: {fault}×{times}\n    前提 基準日は「令和6年3月29日」である\n    かつ 照会者は「B市」である\n    かつ ロールモデル\
             「RM-001」の人について照会する\n    かつ 「住基ネット」の手前で「{fault}」が{only}起こる\n    もし 住基ネットに次の情報で\
             照会する\n      | 項目 | 値 |\n      | 事務コード | JM030 |\n      | 事務手続コード | JT030001 |\n      | 氏名 | \
             試験 えっくす |\n      | 生年月日 | S55.1.1 |\n    ならば 該当者は「2」人である\n"
        );
    }
    let (features, told) = renkei::feature::read("faults.feature", &text);
    assert!(told.is_empty(), "{told:?}");
    let told = renkei::feature::check_names(&features[0], "faults.feature", &base());
    assert!(told.is_empty(), "{told:?}");
    let work = || Work {
        handwritten: features.iter().map(|feature| ("faults.feature".to_owned(), feature.clone())).collect(),
        ..Work::default()
    };
    let mut wrong = String::new();
    for patience in [Patience::Small, Patience::Great] {
        wrong.clear();
        let events = events(&base(), work, patience);
        let mut titles = HashMap::new();
        let mut seen = HashMap::new();
        for event in &events {
            match event {
                Event::TrialStarted { trial, about, .. } => drop(titles.insert(trial.clone(), about.title.clone())),
                Event::TrialFinished { trial, verdict, differences, .. } => {
                    let actual = differences.first().and_then(|difference| difference.actual.clone());
                    seen.insert(titles[trial].clone(), (*verdict, actual));
                }
                _ => {}
            }
        }
        assert_eq!(seen.len(), rows.len());
        for (fault, times, row) in &rows {
            let expected = match row[4] {
                Expected::Told(outcome) => (Verdict::Failed, Some(outcome.word().ja.to_owned())),
                _ => (Verdict::Passed, None),
            };
            let seen = &seen[&format!("{fault}×{times}")];
            if *seen != expected {
                wrong += &format!("{fault}: {seen:?}, not {expected:?}\n");
            }
        }
        if wrong.is_empty() {
            return;
        }
    }
    panic!("{wrong}");
}
