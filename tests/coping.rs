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
use renkei::model::partner::{Doors, Inquiries, Start};
use renkei::model::{Inquirer, Lang, NamedFault, Partner, Place, Project, Verdict};
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
    let partner = Partner::at("e-shi".into(), Some(format!("http://{address}")), Place::Nowhere);
    verdict_with(faults, partner)
}

fn verdict_with(faults: &[&str], partner: Partner) -> Verdict {
    let mut project = base(faults);
    let mut case = project.cases.iter().find(|case| &*case.id.0 == "G1-01").unwrap().clone();
    case.inquirer = Inquirer::Organisation("b-shi".into());
    project.cases = vec![case];
    project.partners = vec![partner];
    let project = Arc::new(project);
    let plan = select(&project, &Selection::default());
    let work = Work { trials: plan.trials, ..Work::default() };
    let partners = Partners::new(&project, &Secrets::default()).unwrap();
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
        (Some("E市=切断（本文の途中）"), Verdict::Failed, Verdict::Failed),
        (Some("E市=XML破損（往路）"), Verdict::Failed, Verdict::Failed),
    ] {
        let faults: Vec<&str> = fault.into_iter().collect();
        for (memory, expected) in [(Memory::Copes, copes), (Memory::Stumbles, stumbles)] {
            assert_eq!(verdict(&faults, provider(memory)), expected, "{fault:?}");
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

/// Its own 中間サーバー is a door that all scenarios share: a fault of one scenario cannot stand there, and is not left out
/// in silence.
#[test]
fn a_fault_before_the_own_gateway_of_a_real_inquirer_blocks() {
    let mut partner = Partner::at("b-shi".into(), None, Place::Nowhere);
    partner.inquiries = Some(Inquiries::started_by(Start::Wait));
    let begun = Instant::now();
    assert_eq!(verdict_with(&["照会者の中間サーバー=遅延（20ミリ秒）"], partner), Verdict::Blocked);
    assert!(begun.elapsed() < Duration::from_secs(30), "nobody was waited for");
}

// ---- a business system under test --------------------------------------------------------------------------

/// Whether a business system of ours tries again.
#[derive(Clone, Copy, PartialEq)]
enum Patience {
    /// Files until it is taken (taken already: just as well), and asks until the answer is whole.
    Copes,
    /// Takes the first failure for the last word.
    GivesUp,
}

fn query(link_code: &str) -> String {
    format!(
        "<情報照会><照会要求番号>Q1</照会要求番号><情報照会者機関コード>002</情報照会者機関コード>\
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
    loop {
        match exchange(address, "POST", "/002/inquiries", &query(link_code)) {
            Some((202 | 409, _)) => break,
            _ if patience == Patience::GivesUp || Instant::now() > deadline => return None,
            _ => pause(),
        }
    }
    loop {
        pause();
        match exchange(address, "GET", "/002/inquiries/Q1", "") {
            Some((200, answer)) => return Some(answer),
            Some((202, _)) => {}
            // It has forgotten the query: to file it again is all that is left.
            Some((404, _)) if patience == Patience::Copes => {
                exchange(address, "POST", "/002/inquiries", &query(link_code));
            }
            _ if patience == Patience::GivesUp => return None,
            _ => {}
        }
        if Instant::now() > deadline {
            return None;
        }
    }
}

#[test]
fn a_business_system_that_tries_again_gets_its_answer_and_one_that_does_not_gets_none() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    for (fault, gives_up) in [
        ("照会者の中間サーバー=遅延（20ミリ秒）", true),
        ("照会者の中間サーバー=接続拒否×2", false),
        ("照会者の中間サーバー=エラー応答（503）×2", false),
        ("照会者の中間サーバー=切断（本文の途中）×1", false),
        ("照会者の中間サーバー=長さ違い（+10バイト）×1", false),
        ("照会者の中間サーバー=遮断×1", false),
        ("照会者の中間サーバー=重複（2回）×1", true),
        ("照会者の中間サーバー=再起動（状態を保持、100ミリ秒）×1", false),
        ("照会者の中間サーバー=再起動（状態を消失、100ミリ秒）×1", false),
        // Beyond its own 中間サーバー a business system can do nothing.
        ("情報提供ネットワークシステム=切断（本文の途中）×1", true),
    ] {
        for (patience, answered) in [(Patience::Copes, true), (Patience::GivesUp, gives_up)] {
            let project = Arc::new(base(&[fault]));
            let body = project.organisation(&"b-shi".into()).unwrap();
            let link_code = fixed_code(&project, body, &"RM-001".into());
            let directory = Arc::new(Directory::new(Arc::clone(&project)));
            let entrance = runtime.block_on(async {
                let mock = Arc::new(Mock::new(directory, None, Lang::Ja).unwrap());
                let doors = Doors { plain: Some("127.0.0.1:0".to_owned()), ..Doors::default() };
                let stand = mock.before_doors();
                Entrance::open_behind(&doors, mock, stand).await.unwrap()
            });
            let answer = asked(entrance.plain().unwrap(), &link_code, patience);
            let whole = answer.as_ref().is_some_and(|answer| answer.contains("A健康保険組合"));
            assert_eq!(whole, answered, "{fault}: {answer:?}");
            runtime.block_on(entrance.close());
        }
    }
}
