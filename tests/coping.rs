//! Systems under test that cope with a fault are green, and those that do not are red.
//!
//! Both kinds of system are written here by hand, on bare sockets and bare text: nothing of renkei helps them.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot read its input must stop"
)]

#[path = "coping/vendor.rs"]
mod vendor;

use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use renkei::event::Event;
use renkei::model::partner::{Doors, Inquiries, Part, Start};
use renkei::model::{FaultKind, Inquirer, Lang, NamedFault, Outcome, Partner, Place, Project, Verdict};
use renkei::network::{Directory, Entrance, Mock, Partners, Secrets, fixed_code};
use renkei::plan::{Selection, select};
use renkei::run::{Settings, Sink, Work, run};
use vendor::{Memory, exchange, provider};

fn base(faults: &[&str]) -> Project {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/projects/base");
    let (mut project, told) = renkei::sheet::load(&root);
    assert!(told.is_empty(), "{told:?}");
    project.profile.provider_wait_ms_max = 2_000;
    project.profile.answer_wait_ms_max = 6_000;
    let fault = |text: &&str| NamedFault::from_argument(text, &project.organisations).expect(text);
    project.faults = faults.iter().map(fault).collect();
    project
}

// ---- a provider under test ---------------------------------------------------------------------------------

/// The verdict on G1-01 of B市 with E市 played by the system at this address.
fn verdict(faults: &[&str], address: SocketAddr) -> Verdict {
    verdict_expecting(Outcome::Normal, faults, address)
}

/// The same, of a case that expects this 処理結果.
fn verdict_expecting(expected: Outcome, faults: &[&str], address: SocketAddr) -> Verdict {
    let partner = Partner::at(Part::Body("e-shi".into()), Some(format!("http://{address}")), Place::Nowhere);
    verdict_with(expected, faults, partner)
}

fn verdict_with(expected: Outcome, faults: &[&str], partner: Partner) -> Verdict {
    let mut project = base(faults);
    let mut case = project.cases.iter().find(|case| &*case.id.0 == "G1-01").unwrap().clone();
    case.inquirer = Inquirer::Organisation("b-shi".into());
    if expected != Outcome::Normal {
        case.expected.outcome = expected;
        case.expected.units.clear();
    }
    project.cases = vec![case];
    project.partners = vec![partner];
    let project = Arc::new(project);
    let plan = select(&project, &Selection::default());
    let work = Work { trials: plan.trials, ..Work::default() };
    let partners = Partners::new(&project, &Secrets::default(), |_| true).unwrap();
    let directory = Arc::new(Directory::new(Arc::clone(&project)).with_partners(partners));
    let verdicts: Arc<Mutex<Vec<Verdict>>> = Arc::default();
    let sink: Sink = {
        let verdicts = Arc::clone(&verdicts);
        Arc::new(move |event| {
            if let Event::TrialFinished { verdict, .. } = event {
                verdicts.lock().unwrap().push(verdict);
            }
        })
    };
    let settings = Settings { workers: 1, scenarios_per_chunk: 1, retries: 0, hook: None };
    run(project, directory, work, settings, Arc::new(AtomicBool::new(false)), sink).unwrap();
    let verdicts = verdicts.lock().unwrap();
    assert_eq!(verdicts.len(), 1);
    verdicts[0]
}

#[test]
fn a_provider_that_survives_a_message_sent_twice_is_green_and_one_that_does_not_is_red() {
    for (fault, copes, stumbles) in [
        (None, Verdict::Passed, Verdict::Passed),
        (Some("E市=重複（2回）"), Verdict::Passed, Verdict::Failed),
        (Some("自治体インターフェイスシステム=重複（3回）"), Verdict::Passed, Verdict::Failed),
        (Some("E市=遅延（20ミリ秒）"), Verdict::Passed, Verdict::Passed),
        (Some("E市=順序入替え（20ミリ秒）"), Verdict::Passed, Verdict::Passed),
        (Some("E市=低速（64バイト、1ミリ秒）"), Verdict::Passed, Verdict::Passed),
        (Some("E市=遅延（30±20ミリ秒）"), Verdict::Passed, Verdict::Passed),
        // What happens to its reply, or before the message arrives, no provider can mend.
        (Some("E市=切断（本文の途中）"), Verdict::Failed, Verdict::Failed),
        (Some("E市=接続拒否×1"), Verdict::Failed, Verdict::Failed),
        (Some("E市=長さ違い"), Verdict::Failed, Verdict::Failed),
        (Some("E市=証明書期限切れ"), Verdict::Failed, Verdict::Failed),
        (Some("E市=XML破損（往路）"), Verdict::Failed, Verdict::Failed),
    ] {
        let faults: Vec<&str> = fault.into_iter().collect();
        for (memory, expected) in [(Memory::Copes, copes), (Memory::Stumbles, stumbles)] {
            assert_eq!(verdict(&faults, provider(memory)), expected, "{fault:?}");
        }
    }
}

/// To a message that it cannot take a provider can say so; a case that expects just that is green, and is not when the
/// provider hangs up or answers as if nothing were wrong.
#[test]
fn a_provider_that_says_what_is_wrong_with_a_message_is_green_where_that_is_expected() {
    for (fault, expected, stumbles) in [
        ("E市=XML破損（往路）", Outcome::Malformed, Verdict::Failed),
        ("E市=末尾欠落（往路）", Outcome::Malformed, Verdict::Failed),
        ("E市=文字コード違い（Windows-31J、往路）", Outcome::Malformed, Verdict::Failed),
        ("E市=文字コード違い（UTF-16、往路）", Outcome::Malformed, Verdict::Failed),
        ("E市=古い版（往路）", Outcome::VersionMismatch, Verdict::Failed),
    ] {
        for (memory, verdict) in [(Memory::Copes, Verdict::Passed), (Memory::Stumbles, stumbles)] {
            assert_eq!(verdict_expecting(expected, &[fault], provider(memory)), verdict, "{fault}");
        }
    }
}

/// What is not there before its first answer blocks, whatever fault stands before it, as long as the fault lets through.
#[test]
fn a_provider_that_is_not_there_blocks_unless_the_fault_itself_stops_the_message() {
    let nobody = || TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    for (fault, expected) in [
        (None, Verdict::Blocked),
        (Some("E市=遅延（20ミリ秒）"), Verdict::Blocked),
        (Some("E市=重複（2回）"), Verdict::Blocked),
        (Some("E市=末尾欠落"), Verdict::Blocked),
        (Some("E市=接続拒否"), Verdict::Failed),
        (Some("E市=エラー応答（503）"), Verdict::Failed),
    ] {
        let faults: Vec<&str> = fault.into_iter().collect();
        assert_eq!(verdict(&faults, nobody()), expected, "{fault:?}");
    }
}

/// Between files and its own 中間サーバー there is no wire: a fault cannot stand there, and is not left out in silence.
#[test]
fn a_fault_before_the_own_gateway_of_a_real_inquirer_by_files_blocks() {
    let folder = tempfile::tempdir().unwrap();
    let mut partner = Partner::at(Part::Body("b-shi".into()), None, Place::Nowhere);
    let inquiries = Inquiries { folder: Some(folder.path().to_owned()), ..Inquiries::started_by(Start::Wait) };
    partner.inquiries = Some(inquiries);
    let begun = Instant::now();
    assert_eq!(verdict_with(Outcome::Normal, &["照会者の中間サーバー=遅延（20ミリ秒）"], partner), Verdict::Blocked);
    assert!(begun.elapsed() < Duration::from_secs(30), "nobody was waited for");
}

// ---- a business system under test --------------------------------------------------------------------------

/// Whether a business system of ours tries again.
#[derive(Clone, Copy, PartialEq)]
enum Patience {
    /// Files until it is taken (taken already: just as well), and asks until the answer is whole and of its version; what it
    /// was given broken it asks anew.
    Copes,
    /// Takes the first failure for the last word.
    GivesUp,
}

fn query(number: u32, link_code: &str) -> String {
    format!(
        "<情報照会><照会要求番号>Q{number}</照会要求番号><情報照会者機関コード>002</情報照会者機関コード>\
         <情報提供者機関コード>099</情報提供者機関コード><事務コード>JM030</事務コード>\
         <事務手続コード>JT030001</事務手続コード><特定個人情報名コード>TM031</特定個人情報名コード>\
         <特定個人情報の版番号>4.0</特定個人情報の版番号><情報照会者部署名>国民健康保険課</情報照会者部署名>\
         <情報照会者部署コード>001A</情報照会者部署コード>\
         <特定個人情報項目コードリスト>TK01 TK02 TK03</特定個人情報項目コードリスト>\
         <情報照会条件 種別=\"既定\"></情報照会条件><機関別符号>{link_code}</機関別符号></情報照会>"
    )
}

/// What the business system ends with, when it files the query of K1-01 at the mock behind this address.
fn asked(address: SocketAddr, link_code: &str, patience: Patience) -> Option<String> {
    let deadline = Instant::now() + Duration::from_secs(20);
    let pause = || std::thread::sleep(Duration::from_millis(30));
    // What it asks anew it asks under a new number: one that was used is not taken again.
    let mut number = 1;
    loop {
        match exchange(address, "POST", "/002/inquiries", &query(number, link_code)) {
            Some((202 | 409, _)) => break,
            _ if patience == Patience::GivesUp || Instant::now() > deadline => return None,
            _ => pause(),
        }
    }
    // The answer is there by then: the first reply to a poll carries it.
    std::thread::sleep(Duration::from_millis(400));
    loop {
        match exchange(address, "GET", &format!("/002/inquiries/Q{number}"), "") {
            Some((200, answer)) if is_whole(&answer) || patience == Patience::GivesUp => return Some(answer),
            Some((202, _)) => {}
            // It has forgotten the query, or has handed out the answer and that came broken.
            Some((200 | 404, _)) if patience == Patience::Copes => {
                number += 1;
                exchange(address, "POST", "/002/inquiries", &query(number, link_code));
            }
            _ if patience == Patience::GivesUp => return None,
            _ => {}
        }
        if Instant::now() > deadline {
            return None;
        }
        pause();
    }
}

/// Well-formed to its end, of the version asked for, about the insurer that is right.
fn is_whole(answer: &str) -> bool {
    let version = "<特定個人情報の版番号>4.0</特定個人情報の版番号>";
    answer.trim_end().ends_with("</照会結果>") && answer.contains(version) && answer.contains("A健康保険組合")
}

/// What a business system can do about each kind before its own 中間サーバー: a number of messages is met, and it asks on.
const BEFORE_OWN_GATEWAY: &[(&str, bool)] = &[
    ("遅延（20ミリ秒）", true),
    ("接続拒否×2", false),
    ("保留×1", false),
    ("エラー応答（503）×2", false),
    ("切断（本文の途中）×1", false),
    ("切断（本文の前）×2", false),
    ("長さ違い（+10バイト）×1", false),
    ("遮断×1", false),
    ("重複（2回）×1", true),
    ("順序入替え（20ミリ秒）", true),
    ("低速（64バイト、1ミリ秒）", true),
    ("再起動（状態を保持、100ミリ秒）×1", false),
    ("再起動（状態を消失、100ミリ秒）×1", false),
    // The receipt and the answer.
    ("末尾欠落×2", false),
    ("文字コード違い（Windows-31J）×2", false),
    ("XML破損×2", false),
    ("古い版×2", false),
];

/// Every kind is there; an expired certificate shows only over TLS, with curl in tests/standing_faults.rs.
#[test]
fn the_table_of_what_a_business_system_can_do_leaves_no_kind_out() {
    for kind in FaultKind::ALL.iter().filter(|kind| **kind != FaultKind::ExpiredCertificate) {
        let word = kind.word().ja;
        assert!(BEFORE_OWN_GATEWAY.iter().any(|(fault, _)| fault.starts_with(word)), "{word} is left out");
    }
}

#[test]
fn a_business_system_that_tries_again_gets_its_answer_and_one_that_does_not_gets_none() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let own = BEFORE_OWN_GATEWAY.iter().map(|(fault, gives_up)| (format!("照会者の中間サーバー={fault}"), *gives_up));
    // Beyond its own 中間サーバー a business system can do nothing, and need do nothing about what is late or twice.
    let beyond = [
        "情報提供ネットワークシステム=切断（本文の途中）×1",
        "回答の受取口=遅延（50ミリ秒）",
        "回答の受取口=重複（2回）",
    ];
    for (fault, gives_up) in own.chain(beyond.map(|fault| (fault.to_owned(), true))) {
        for (patience, answered) in [(Patience::Copes, true), (Patience::GivesUp, gives_up)] {
            let project = Arc::new(base(&[&fault]));
            let body = project.organisation(&"b-shi".into()).unwrap();
            let link_code = fixed_code(&project, body, &"RM-001".into());
            let directory = Arc::new(Directory::new(Arc::clone(&project)));
            let entrance = runtime.block_on(async {
                let mock = Arc::new(Mock::new(directory, None, Lang::Ja).unwrap());
                let doors = Doors { plain: Some("127.0.0.1:0".to_owned()), ..Doors::default() };
                let stand = mock.before_doors();
                Entrance::open_behind(&doors, mock, stand).unwrap()
            });
            let answer = asked(entrance.plain().unwrap(), &link_code, patience);
            let whole = answer.as_deref().is_some_and(is_whole);
            assert_eq!(whole, answered, "{fault}: {answer:?}");
            runtime.block_on(entrance.close());
        }
    }
}
