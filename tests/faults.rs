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

#[allow(dead_code, reason = "systems that stumble are for tests/coping.rs")]
#[path = "coping/vendor.rs"]
mod vendor;

use std::collections::HashMap;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use renkei::event::Event;
use renkei::model::partner::{Doors, Inquiries, Part, Start};
use renkei::model::{
    CaseId, FaultKind, Inquirer, Lang, NamedFault, Outcome, Partner, Place, Project, TestCase, Verdict,
};
use renkei::network::{Directory, Partners, Secrets};
use renkei::plan::{Selection, select};
use renkei::run::{Hooked, Settings, Sink, Work, run};
use vendor::{Memory, exchange, provider};

/// The places, in the order in which a query of B市 to A健康保険組合 passes them.
const PLACES: [&str; 6] = [
    "照会者の中間サーバー",
    "自治体インターフェイスシステム",
    "情報提供ネットワークシステム",
    "医療保険者インターフェイスシステム",
    "A健康保険組合",
    "回答の受取口",
];

/// A query of B市 to E市 passes these, with the column of the table that tells of each: the interface of local governments
/// twice, on its way to the network and from there to E市.
const PLACES_TO_CITY: [(&str, usize); 5] = [
    ("照会者の中間サーバー", 0),
    ("自治体インターフェイスシステム", 6),
    ("情報提供ネットワークシステム", 2),
    ("E市", 4),
    ("回答の受取口", 5),
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
    /// 否 without any 処理結果: nothing came.
    Nothing,
    /// It can never show there, and is refused.
    Pointless,
}

const OK: Expected = Expected::Passed;
const DOWN: Expected = Expected::Told(Outcome::ProviderDown);
const LATE: Expected = Expected::Told(Outcome::TimedOut);
const JUNK: Expected = Expected::Told(Outcome::Malformed);
const TWICE: Expected = Expected::Told(Outcome::Duplicate);
const VERSION: Expected = Expected::Told(Outcome::VersionMismatch);
const RECORD: Expected = Expected::Recorded(Outcome::VersionMismatch);
const DIFFERS: Expected = Expected::Differs;
const NEVER: Expected = Expected::Pointless;

/// Fault, how many messages it meets (0: all), and what comes of it place by place; the last column is the interface of
/// local governments when E市 is asked.
const TABLE: &[(&str, u32, [Expected; 7])] = &[
    ("接続拒否", 0, [DOWN, DOWN, DOWN, DOWN, DOWN, LATE, DOWN]),
    // The receipt was never read; the query did not arrive, and nobody sends it twice.
    ("接続拒否", 1, [DOWN, DOWN, DOWN, DOWN, DOWN, LATE, DOWN]),
    ("遅延（20ミリ秒）", 0, [OK, OK, OK, OK, OK, OK, OK]),
    ("遅延（20±20ミリ秒）", 0, [OK, OK, OK, OK, OK, OK, OK]),
    ("遅延（60000ミリ秒）", 0, [LATE, LATE, LATE, LATE, LATE, LATE, LATE]),
    ("保留", 0, [LATE, LATE, LATE, LATE, LATE, LATE, LATE]),
    ("遮断", 0, [LATE, LATE, LATE, LATE, LATE, LATE, LATE]),
    // A receipt that is cut off leaves the query taken: the answer comes all the same.
    ("切断（本文の前）", 0, [DOWN, OK, OK, DOWN, DOWN, NEVER, DOWN]),
    ("切断（本文の途中）", 0, [DOWN, OK, OK, DOWN, DOWN, NEVER, DOWN]),
    ("切断（本文の途中）", 1, [OK, OK, OK, DOWN, DOWN, NEVER, OK]),
    ("末尾欠落", 0, [JUNK, OK, OK, JUNK, JUNK, NEVER, JUNK]),
    ("末尾欠落（往路）", 0, [JUNK, JUNK, JUNK, JUNK, JUNK, LATE, JUNK]),
    // Only the own 中間サーバー tells a query that came twice from the first: it holds the number open.
    ("重複（2回）", 1, [TWICE, OK, OK, OK, OK, OK, OK]),
    ("順序入替え（20ミリ秒）", 0, [OK, OK, OK, OK, OK, OK, OK]),
    ("低速（64バイト、1ミリ秒）", 0, [OK, OK, OK, OK, OK, NEVER, OK]),
    ("低速（1バイト、20ミリ秒）", 0, [LATE, OK, OK, LATE, LATE, NEVER, LATE]),
    ("文字コード違い（Windows-31J）", 0, [JUNK, OK, OK, JUNK, JUNK, NEVER, JUNK]),
    ("文字コード違い（UTF-16）", 0, [JUNK, OK, OK, JUNK, JUNK, NEVER, JUNK]),
    ("文字コード違い（Windows-31J、往路）", 0, [JUNK, JUNK, JUNK, JUNK, JUNK, LATE, JUNK]),
    ("長さ違い（+10バイト）", 0, [DOWN, OK, OK, DOWN, DOWN, OK, DOWN]),
    ("長さ違い（-10バイト）", 0, [JUNK, OK, OK, JUNK, JUNK, OK, JUNK]),
    ("XML破損", 0, [JUNK, OK, OK, JUNK, JUNK, NEVER, JUNK]),
    ("XML破損（往路）", 0, [JUNK, JUNK, JUNK, JUNK, JUNK, LATE, JUNK]),
    ("古い版", 0, [DIFFERS, OK, NEVER, DIFFERS, DIFFERS, NEVER, DIFFERS]),
    ("古い版（往路）", 0, [VERSION, RECORD, RECORD, RECORD, RECORD, DIFFERS, RECORD]),
    ("証明書期限切れ", 0, [DOWN, DOWN, DOWN, DOWN, DOWN, LATE, DOWN]),
    ("エラー応答（500）", 0, [DOWN, DOWN, DOWN, DOWN, DOWN, LATE, DOWN]),
    ("エラー応答（503）", 1, [DOWN, DOWN, DOWN, DOWN, DOWN, LATE, DOWN]),
    ("再起動（状態を消失、30ミリ秒）", 1, [DOWN, DOWN, DOWN, DOWN, DOWN, LATE, DOWN]),
    // The interface of local governments is away when the query passes it a second time, to E市.
    ("再起動（状態を保持、30ミリ秒）", 1, [OK, OK, OK, DOWN, DOWN, OK, DOWN]),
];

/// One case of the run: what it is, in words, and what must come of it.
struct Cell {
    what: String,
    verdict: Verdict,
    outcome: Option<Outcome>,
}

/// Who stands where.
#[derive(Clone, Copy)]
enum Cast {
    /// Everybody is simulated; A健康保険組合 is asked.
    Simulated,
    /// The same, and E市 is asked.
    SimulatedCity,
    /// E市 is a system of a vendor's.
    RealCity,
    /// B市's business system is a vendor's.
    RealInquirer,
}

#[test]
fn every_fault_at_every_place_has_the_verdict_of_the_table() {
    let places: Vec<_> = PLACES.iter().enumerate().map(|(column, place)| (*place, column)).collect();
    check(Cast::Simulated, &places, |_, _, expected| expected);
}

#[test]
fn every_fault_on_the_way_to_a_city_has_the_verdict_of_the_table() {
    check(Cast::SimulatedCity, &PLACES_TO_CITY, |_, _, expected| expected);
}

#[test]
fn every_fault_on_the_way_to_a_real_provider_has_the_verdict_it_has_before_a_simulated_one() {
    check(Cast::RealCity, &PLACES_TO_CITY, |fault, place, expected| match expected {
        // What a real provider has written down is not ours to see: nothing disagrees with it.
        Expected::Recorded(outcome) if place == "E市" => {
            assert_eq!(fault, "古い版（往路）");
            Expected::Told(outcome)
        }
        other => other,
    });
}

/// Beyond its own 中間サーバー, which all scenarios share: see tests/coping.rs.
#[test]
fn every_fault_beyond_a_real_inquirers_own_gateway_has_the_verdict_it_has_for_a_simulated_one() {
    let places: Vec<_> = PLACES.iter().enumerate().skip(1).map(|(column, place)| (*place, column)).collect();
    check(Cast::RealInquirer, &places, |_, place, expected| match expected {
        // It waits for an answer that never comes, and makes nothing of it that we could see.
        Expected::Told(Outcome::TimedOut) if place == "回答の受取口" => Expected::Nothing,
        other => other,
    });
}

/// All rows of the table at these places, with what is expected changed for this cast: each a case of one run, and
/// between them cases without any fault.
fn check(cast: Cast, places: &[(&str, usize)], expect: impl Fn(&str, &str, Expected) -> Expected) {
    let mut project = base();
    let asked = match cast {
        Cast::Simulated | Cast::RealInquirer => "K1-01",
        Cast::SimulatedCity | Cast::RealCity => "G1-01",
    };
    let mut template = project.cases.iter().find(|case| &*case.id.0 == asked).unwrap().clone();
    template.inquirer = Inquirer::Organisation("b-shi".into());
    let mut cells: HashMap<String, Cell> = HashMap::new();
    project.cases.clear();
    let mut add = |project: &mut Project, what: String, verdict, outcome, expected: Outcome| {
        let id = format!("F{:03}", cells.len());
        project.cases.push(case(&template, &id, expected));
        cells.insert(format!("{id}@b-shi"), Cell { what, verdict, outcome });
        CaseId::from(id.as_str())
    };
    for (fault, times, row) in TABLE {
        for (place, column) in places {
            let expected = expect(fault, place, row[*column]);
            let times = if *times > 0 { format!("×{times}") } else { String::new() };
            let argument = format!("{place}={fault}{times}");
            let fault = NamedFault::from_argument(&argument, &project.organisations);
            if expected == Expected::Pointless {
                assert_eq!(fault.unwrap_err().fault.code, "E0806", "{argument}");
                continue;
            }
            let fault = fault.unwrap();
            assert_eq!(fault.spelling(&project.organisations, Lang::Ja), argument);
            let (verdict, outcome) = match expected {
                Expected::Passed => (Verdict::Passed, Some(Outcome::Normal)),
                Expected::Differs => (Verdict::Failed, Some(Outcome::Normal)),
                Expected::Told(outcome) | Expected::Recorded(outcome) => (Verdict::Failed, Some(outcome)),
                Expected::Nothing | Expected::Pointless => (Verdict::Failed, None),
            };
            let mut cases = vec![add(&mut project, argument.clone(), verdict, outcome, Outcome::Normal)];
            let twin = match expected {
                Expected::Told(outcome) => Some((outcome, Verdict::Passed)),
                Expected::Recorded(outcome) => Some((outcome, Verdict::Failed)),
                _ => None,
            };
            if let Some((outcome, verdict)) = twin {
                let what = format!("{argument}, expected");
                cases.push(add(&mut project, what, verdict, Some(outcome), outcome));
            }
            project.faults.push(NamedFault { cases, ..fault });
            add(&mut project, "no fault".to_owned(), Verdict::Passed, Some(Outcome::Normal), Outcome::Normal);
        }
    }
    cast.place(&mut project);

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

impl Cast {
    /// Puts the real systems into their places.
    fn place(self, project: &mut Project) {
        match self {
            Self::Simulated | Self::SimulatedCity => {}
            Self::RealCity => {
                let url = format!("http://{}", provider(Memory::Copes));
                project.partners = vec![Partner::at(Part::Body("e-shi".into()), Some(url), Place::Nowhere)];
            }
            Self::RealInquirer => {
                let mut partner = Partner::at(Part::Body("b-shi".into()), None, Place::Nowhere);
                let start = Start::Command(vec!["ask".to_owned()]);
                partner.inquiries = Some(Inquiries::started_by(start));
                project.partners = vec![partner];
                project.doors = Doors { plain: Some("127.0.0.1:0".to_owned()), ..Doors::default() };
            }
        }
    }
}

/// A vendor's business system: asks once what it is told to, and fetches the answer until it has one or the doors close.
fn ask(told: &[(String, String)]) -> Result<(), String> {
    let told: HashMap<&str, &str> = told.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let of = |name: &str| told[format!("RENKEI_{name}").as_str()];
    let address: SocketAddr = of("URL").trim_start_matches("http://").parse().map_err(|_| "URL".to_owned())?;
    let request = of("TRIAL").replace('@', "-");
    let elements = [
        ("照会要求番号", request.as_str()),
        ("情報照会者機関コード", of("INQUIRER")),
        ("情報提供者機関コード", of("PROVIDER")),
        ("事務コード", of("AFFAIR")),
        ("事務手続コード", of("PROCEDURE")),
        ("特定個人情報名コード", of("INFORMATION")),
        ("特定個人情報の版番号", of("VERSION")),
        ("情報照会者部署名", of("DEPARTMENT_NAME")),
        ("情報照会者部署コード", of("DEPARTMENT_CODE")),
        ("特定個人情報項目コードリスト", of("ITEMS")),
    ];
    let elements: String = elements.iter().map(|(name, text)| format!("<{name}>{text}</{name}>")).collect();
    assert_eq!(of("CONDITION"), "latest");
    let link_code = of("LINK_CODE");
    let query = format!(
        "<情報照会>{elements}<情報照会条件 種別=\"既定\"></情報照会条件><機関別符号>{link_code}</機関別符号></情報照会>"
    );
    let path = format!("/{}/inquiries", of("INQUIRER"));
    exchange(address, "POST", &path, &query).ok_or("not taken")?;
    while let Some((202, _)) = exchange(address, "GET", &format!("{path}/{request}"), "") {
        std::thread::sleep(Duration::from_millis(10));
    }
    Ok(())
}

/// A proxy stands only before an institution that has a fault, and only in the scenarios that send something there.
#[test]
fn proxies_stand_only_before_institutions_that_have_a_fault() {
    // Seven trials: four ask E市, three the insurers.
    for (fault, cases, met) in [
        (None, &[][..], None),
        (Some("E市=遅延（1ミリ秒）"), &[][..], Some((7, 4, 4))),
        (Some("E市=遅延（1ミリ秒）"), &["N1-01"][..], Some((1, 1, 1))),
        (Some("A健康保険組合=遅延（1ミリ秒）"), &[][..], Some((7, 3, 3))),
        (Some("日本年金機構=遅延（1ミリ秒）"), &[][..], Some((7, 0, 0))),
        // A query and its answer on one wire, whoever is asked.
        (Some("回答の受取口=遅延（1ミリ秒）"), &[][..], Some((7, 7, 7))),
    ] {
        let mut project = base();
        project.faults = fault
            .into_iter()
            .map(|fault| {
                let fault = NamedFault::from_argument(fault, &project.organisations).unwrap();
                NamedFault { cases: cases.iter().map(|case| CaseId::from(*case)).collect(), ..fault }
            })
            .collect();
        let work = || Work { trials: select(&project, &Selection::default()).trials, ..Work::default() };
        let told = events(&project, work, Patience::Great).into_iter().find_map(|event| match event {
            Event::FaultsMet { faults, proxies } => Some((faults[0].trials, faults[0].messages, proxies)),
            _ => None,
        });
        assert_eq!(told, met, "{fault:?} {cases:?}");
    }
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
    let columns = [&PLACES[..], &["自治体インターフェイスシステム（E市に照会するとき）"]].concat();
    let mut out = format!("| 障害 | 回数 | {} |\n|---|---|{}\n", columns.join(" | "), "---|".repeat(columns.len()));
    for (fault, times, row) in TABLE {
        let cells = row.iter().map(|expected| match expected {
            Expected::Passed => Outcome::Normal.word().ja.to_owned(),
            Expected::Told(outcome) => outcome.word().ja.to_owned(),
            Expected::Recorded(outcome) => format!("{} ※2", outcome.word().ja),
            Expected::Differs => format!("{} ※1", Outcome::Normal.word().ja),
            Expected::Nothing => "-".to_owned(),
            Expected::Pointless => "置けない".to_owned(),
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
    project.partners.iter_mut().filter_map(|one| one.inquiries.as_mut()).for_each(|own| own.wait_ms_max = waits.1 * 2);
    let project = Arc::new(project);
    let events: Arc<Mutex<Vec<Event>>> = Arc::default();
    let sink: Sink = {
        let events = Arc::clone(&events);
        Arc::new(move |event| events.lock().unwrap().push(event))
    };
    let partners = Partners::new(&project, &Secrets::default(), |_| true).unwrap();
    let directory = Arc::new(Directory::new(Arc::clone(&project)).with_partners(partners));
    let hook = Some(Hooked(Arc::new(|_, told| ask(told).map_err(|why| (why.clone(), why)))));
    let settings = Settings { workers: 2, scenarios_per_chunk: 32, retries: 0, hook };
    run(project, directory, work, settings, Arc::new(AtomicBool::new(false)), sink).unwrap();
    std::mem::take(&mut *events.lock().unwrap())
}

/// 住基ネット answers a search in one exchange, as a provider answers a query: the last column holds for it too. Its
/// messages carry no version.
#[test]
fn before_the_resident_network_a_fault_has_the_verdict_it_has_before_a_provider() {
    let can = |fault: &str| NamedFault::from_argument(&format!("住基ネット={fault}"), &[]).is_ok();
    let rows: Vec<_> = TABLE.iter().filter(|(fault, ..)| can(fault)).collect();
    assert_eq!(TABLE.len() - rows.len(), 3, "all but 古い版 and 順序入替え");
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
