//! What a run says while it waits for real inquirers, how they are named and started, and what its doors do.

use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use super::vendor::{Act, Vendor, call, element};
use super::{Amounts, Bench, Mock, Question, Ran, free_address, inquirer, many, question};

/// Waits until a file holds a text, and gives back all of it.
#[track_caller]
fn told(path: &Path, text: &str) -> String {
    let begun = Instant::now();
    loop {
        let so_far = std::fs::read_to_string(path).unwrap_or_default();
        if so_far.contains(text) {
            return so_far;
        }
        assert!(begun.elapsed() < Duration::from_secs(20), "{text} is not in\n{so_far}");
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// What stands behind a word at the beginning of a line.
fn behind<'t>(screen: &'t str, word: &str) -> &'t str {
    let line = screen.lines().find_map(|line| line.trim_start().strip_prefix(word));
    line.unwrap_or_else(|| panic!("{word} is not in\n{screen}")).trim()
}

fn waiting(bench: &Bench, arguments: &[&str]) -> (Child, PathBuf) {
    let screen = bench.path("screen.txt");
    let all = [&["run", "--no-progress", "--case", "G1-01", "--organisation", "B市"], arguments].concat();
    let mut command = bench.command(&all);
    command.stderr(std::fs::File::create(&screen).unwrap()).stdout(Stdio::piped());
    (command.spawn().unwrap(), screen)
}

#[test]
fn whom_a_run_waits_for_is_told_before_it_waits_with_all_that_must_be_asked() {
    for (real, json) in [("002=wait", false), ("Ｂ市=wait", true)] {
        let bench = Bench::new(&[]);
        let settings = std::fs::read_to_string(bench.path("renkei.yaml")).unwrap();
        let doors = format!("doors: {{plain: \"{}\", tls: \"{}\"}}\n", free_address(), free_address());
        bench.write("renkei.yaml", &(settings + &doors));
        let (child, screen) = waiting(&bench, &[&["--real", real], &["--json"][..usize::from(json)]].concat());
        let screen = told(&screen, "照会条件");
        // Everything that the query needs is read off the screen, as a person would.
        let path = behind(&screen, "送り先").strip_prefix("POST http://").unwrap();
        let (address, path) = path.split_once('/').unwrap();
        assert_eq!(path, "002/inquiries");
        assert!(screen.contains(&format!("http://{address}")) && screen.contains("https://127.0.0.1:"), "{screen}");
        assert!(screen.contains("B市 の照会を待っています（G1-01@b-shi、"), "{screen}");
        let until = screen.split("G1-01@b-shi、").nth(1).unwrap();
        assert_eq!(until.chars().filter(|c| *c == ':').count().min(2), 2, "{until}");
        let coded = |word: &str| behind(&screen, word).split('　').next().unwrap().to_owned();
        let second = |word: &str, next: &str| behind(&screen, word).split(next).nth(1).unwrap().trim().to_owned();
        let department = behind(&screen, "部署").trim_end_matches('）').split_once('（').unwrap();
        assert_eq!(behind(&screen, "照会条件"), "時点指定 2016");
        let question = Question {
            request: "HAND-1".into(),
            inquirer: "002".into(),
            provider: coded("提供者"),
            affair: coded("事務 "),
            procedure: second("事務 ", "事務手続"),
            information: coded("特定個人情報"),
            department: (department.0.to_owned(), department.1.to_owned()),
            items: behind(&screen, "項目").to_owned(),
            condition: "<情報照会条件 種別=\"時点指定\"><時点>2016</時点></情報照会条件>".into(),
            link_code: behind(&screen, "機関別符号").to_owned(),
        };
        assert_eq!(element(&question.ask(address).unwrap(), "処理結果"), "N000");
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(0));
        if json {
            let object: Value = serde_json::from_slice(&output.stdout).unwrap();
            assert_eq!(object["verdicts"]["passed"], 1, "one object and nothing else");
        }
    }
}

#[test]
fn an_inquirer_by_files_is_told_its_folder_and_no_url() {
    let bench = Bench::new(&[]).at_free_doors();
    let folder = bench.path("exchange");
    let (mut child, screen) = waiting(&bench, &["--real", &format!("B市=wait:folder:{}", folder.display())]);
    let screen = told(&screen, "照会条件");
    let said = format!("照会ファイル（.csv か .xml）を {}/request/ に置く", folder.display());
    assert!(behind(&screen, "送り先").starts_with(&said) && !screen.contains("POST"), "{screen}");
    child.kill().unwrap();
    child.wait().unwrap();
}

/// What a fault before its own 中間サーバー does to a real inquirer that copes, and how often it happened.
#[test]
fn a_fault_before_the_own_gateway_of_a_real_inquirer_meets_its_scenario_alone() {
    for (fault, exit, said, effects) in [
        ("遅延（30ミリ秒）×1", 0, "合1", 1),
        ("エラー応答（503）×1", 0, "合1", 1),
        ("接続拒否×1", 0, "合1", 1),
        ("切断（本文の途中）×1", 0, "合1", 1),
        ("再起動（状態を消失、30ミリ秒）×1", 0, "合1", 1),
        ("エラー応答（503）", 7, "照会が2000ミリ秒以内に届きません", 2),
    ] {
        println!("{fault}");
        // It asks at the URL that it is told, and asks again until it is understood.
        let vendor = Vendor::plain(|n, request| {
            let told: Value = serde_json::from_str(&request.body).unwrap();
            std::thread::spawn(move || {
                let address = told["url"].as_str().unwrap()["http://".len()..].to_owned();
                let question = question(&told, &format!("F{n}"));
                for _ in 0..20 {
                    let sent = std::panic::catch_unwind(|| call(&address, "POST", "/002/inquiries", &question.xml()).0);
                    // 409: it had come all the same.
                    if matches!(sent, Ok(202 | 409)) {
                        break;
                    }
                    std::thread::sleep(Duration::from_millis(100));
                }
                let _ = std::panic::catch_unwind(|| question.fetch(&address));
            });
            Act::Says(202, String::new())
        });
        let bench = inquirer(&vendor.url, "");
        let place = format!("照会者の中間サーバー={fault}");
        let json = bench.path("told.json");
        let ran = bench.run(&[
            "--case",
            "G1-01",
            "--organisation",
            "B市",
            "--fault",
            &place,
            "--events",
            json.to_str().unwrap(),
        ]);
        ran.ended(exit, &[said]);
        let events = std::fs::read_to_string(json).unwrap();
        let met = events.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
        let met = met.into_iter().find(|event| event["event"] == "faults_met").unwrap();
        assert!(met["faults"][0]["effects"].as_u64().unwrap() >= effects, "{met}");
        let told: Value = serde_json::from_str(&vendor.told()[0].body).unwrap();
        let doors = std::fs::read_to_string(bench.path("renkei.yaml")).unwrap();
        assert!(!doors.contains(&told["url"].as_str().unwrap()["http://".len()..]), "a door of its own: {told}");
    }
}

#[test]
fn a_real_system_that_nothing_passed_with_is_told_with_what_to_do() {
    let vendor = Vendor::plain(|_, request| super::good(request));
    let bench = Bench::new(&[]).at_free_doors();
    let real = ["--real", &*format!("E市={}", vendor.url), "--real", "B市=wait"];
    let of_e = [&["--case", "G1-01", "--organisation", "C市"], &real[..]].concat();
    let ran = bench.run(&of_e);
    ran.ended(0, &["一度もやりとりしなかった実在のシステム", "B市--real", "ここからの照会や電文を待つものがない"]);
    assert!(!ran.screen.contains("ここへ送るものがない"), "E市 was asked: {}", ran.screen);
    let ran = bench.run(&["--case", "K1-01", "--organisation", "B市", "--real", real[1]]);
    ran.ended(0, &["E市--real", "ここへ送るものがない"]);
    let json = bench.command(&[&["run", "--json", "--no-progress"], &of_e[..]].concat()).output().unwrap();
    let object: Value = serde_json::from_slice(&json.stdout).unwrap();
    let told: Vec<_> = object["partners"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| {
            (
                one["partner"].as_str().unwrap(),
                one["side"].as_str().unwrap(),
                one["messages"].as_u64().unwrap(),
                one["never"].is_null(),
            )
        })
        .collect();
    assert_eq!(told, [("E市", "asked", 1, true), ("B市", "asking", 0, false)]);
}

#[test]
fn a_real_system_is_named_by_whatever_means_one_body_and_else_told_what_may_be_meant() {
    let vendor = Vendor::plain(|_, request| super::good(request));
    let bench = Bench::new(&[]);
    for name in ["005", "００５", "e-shi", "E市", "Ｅ市"] {
        let real = format!("{name}={}", vendor.url);
        bench.run(&["--case", "G1-01", "--organisation", "B市", "--real", &real]).ended(0, &["合1", "実在E市"]);
    }
    for (real, said) in [
        ("099=wait", "機関コード099は4団体（社会保険診療報酬支払基金、A健康保険組合、"),
        ("E氏=wait", "団体「E氏」はありません（「E市」のことですか？）"),
        ("05=wait", "「005」のことですか？"),
        ("777=wait", "団体「777」はありません"),
    ] {
        bench.run(&["--case", "G1-01", "--real", real]).ended(2, &[said]);
    }
    // Of those that share a code only the clearing house provides.
    let real = format!("099={}", vendor.url);
    bench.run(&["--case", "K1-01", "--real", &real]).ended(4, &["実在社会保険診療報酬支払基金"]);
}

#[test]
fn a_query_may_wait_for_its_answer_at_the_doors_of_a_run() {
    let vendor = Vendor::plain(|n, request| {
        let told: Value = serde_json::from_str(&request.body).unwrap();
        std::thread::spawn(move || {
            let address = told["url"].as_str().unwrap()["http://".len()..].to_owned();
            let question = question(&told, &format!("W{n}"));
            let (status, answer) = call(&address, "POST", "/002/inquiries?wait", &question.xml());
            assert_eq!((status, element(&answer, "合計所得金額")), (200, "1,860,000"));
        });
        Act::Says(202, String::new())
    });
    inquirer(&vendor.url, "").run(&["--case", "G1-01", "--organisation", "B市"]).ended(0, &["合1"]);
}

#[test]
fn what_starts_a_query_and_fails_is_told_by_its_name_and_how_it_failed() {
    let start = |start: &str| {
        Bench::real("b-shi", &format!("{{inquiries: {{start: {start}, wait-ms: 20000}}}}")).at_free_doors().run(&[
            "--case",
            "G1-01",
            "--organisation",
            "B市",
        ])
    };
    let begun = Instant::now();
    start("{command: [sh, -c, \"exit 3\"]}")
        .ended(7, &["保留1", "照会を始めさせられません", "shが終了コード3で終わりました"]);
    start("{command: [./not-there.sh]}").ended(7, &["保留1", "./not-there.sh:見つかりません"]);
    start("{command: [sh, -c, \"kill -9 $$\"]}").ended(7, &["保留1", "shが途中で止められました"]);
    let refusing = Vendor::plain(|_, _| Act::Says(503, String::new()));
    start(&format!("{{url: \"{}/start\"}}", refusing.url))
        .ended(7, &["保留1", &format!("{}/start:HTTP503を返しました", refusing.url)]);
    start("{url: \"http://127.0.0.1:9/start\"}").ended(7, &["保留1", "http://127.0.0.1:9/start:接続を拒否されました"]);
    assert!(begun.elapsed() < Duration::from_secs(20), "told at once, not after the wait");
}

#[test]
fn cases_that_a_command_starts_and_nothing_tells_apart_come_one_after_another() {
    const CASES: usize = 8;
    let bench = Bench::real(
        "b-shi",
        "{link-codes: {RM-003: FUGO-OF-RM-003}, inquiries: {start: {command: [sh, -c, \
         \"env | grep ^RENKEI_ > told.new; mv told.new told-$RENKEI_DEPARTMENT_CODE\"]}}}",
    )
    .at_free_doors();
    bench.write("test-groups/cases-many.yaml", &many(CASES, Amounts::OfReplica));
    let folder = bench.path("");
    let asker = std::thread::spawn(move || {
        let mut done = Vec::new();
        while done.len() < CASES {
            let started: Vec<PathBuf> = std::fs::read_dir(&folder)
                .unwrap()
                .map(|entry| entry.unwrap().path())
                .filter(|path| path.file_name().unwrap().to_string_lossy().starts_with("told-") && !done.contains(path))
                .collect();
            assert!(started.len() <= 1, "two at the same time: {started:?}");
            let Some(path) = started.into_iter().next() else {
                std::thread::sleep(Duration::from_millis(5));
                continue;
            };
            let text = std::fs::read_to_string(&path).unwrap();
            let told = text.lines().filter_map(|line| line.strip_prefix("RENKEI_")?.split_once('='));
            let told: serde_json::Map<String, Value> =
                told.map(|(name, value)| (name.to_ascii_lowercase(), Value::from(value))).collect();
            let told = Value::Object(told);
            done.push(path);
            // Long enough that another one would be seen to have begun.
            std::thread::sleep(Duration::from_millis(60));
            let address = told["url"].as_str().unwrap()["http://".len()..].to_owned();
            assert!(question(&told, &format!("C{}", done.len())).ask(&address).is_some());
        }
    });
    bench.run(&["--tags", "@流れ:並行", "--workers", "2"]).ended(0, &[&format!("合{CASES}")]);
    asker.join().unwrap();
}

#[test]
fn a_door_that_cannot_be_opened_says_why_and_what_to_do_in_the_readers_language() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let bench = Bench::new(&[]);
    let mock = |arguments: &[&str]| Ran::of(bench.command(&[&["mock"], arguments].concat()).output().unwrap());
    for (arguments, said) in [
        (vec!["--plain", &*address], "ほかのプログラム（前に立てたrenkeiなど）が使っています"),
        (
            vec!["--plain", "127.0.0.1:0", "--tls", &*address],
            "別のポートを--plain・--tlsかrenkei.yamlのdoorsで指定してください",
        ),
        (vec!["--plain", "192.0.2.1:8080"], "このコンピューターのアドレスではありません"),
    ] {
        let ran = mock(&arguments);
        ran.ended(5, &[said, "で待ち受けられません"]);
        assert!(!ran.screen.contains("os error") && !ran.screen.contains("ddress"), "{}", ran.screen);
    }
    mock(&["--lang", "en", "--plain", &address]).ended(5, &["anotherprogramusesit", "giveanotherport"]);
    let settings = std::fs::read_to_string(bench.path("renkei.yaml")).unwrap();
    bench.write("renkei.yaml", &format!("{settings}doors: {{plain: \"{address}\"}}\n"));
    let ran = bench.run(&["--case", "G1-01", "--organisation", "B市", "--real", "B市=wait"]);
    ran.ended(5, &["ほかのプログラム（前に立てたrenkeiなど）が使っています", "renkei.yamlのdoors"]);
    assert!(!ran.screen.contains("os error") && !ran.screen.contains("--plain"), "{}", ran.screen);
    assert!(!bench.path("runs").exists(), "nothing was begun: {}", ran.screen);
}

#[test]
fn a_journal_that_begins_anew_under_load_loses_no_answer_to_another() {
    const ASKING: usize = 6;
    let bench = Bench::new(&[]);
    let mock = Mock::stand(&bench, &[]);
    let question = mock.question("", "2016");
    std::thread::scope(|scope| {
        let asking: Vec<_> = (0..ASKING)
            .map(|n| {
                let (question, address) = (&question, &mock.address);
                scope.spawn(move || {
                    let mut answered = 0;
                    let year = if n % 2 == 0 { ("2016", "1,860,000") } else { ("2015", "1,640,000") };
                    for turn in 0..150 {
                        let request = format!("N{n}-{turn}");
                        let condition = question.condition.replace("2016", year.0);
                        let asked = Question { request: request.clone(), condition, ..question.clone() };
                        assert_eq!(call(address, "POST", "/002/inquiries", &asked.xml()).0, 202);
                        let answer = (0..2_000).find_map(|_| {
                            match call(address, "GET", &format!("/002/inquiries/{request}"), "") {
                                (200, answer) => Some(answer),
                                // Forgotten with everything else: nobody is told anything wrong.
                                (404, _) => Some(String::new()),
                                (202, _) => None,
                                (status, _) => panic!("HTTP {status}"),
                            }
                        });
                        let answer = answer.unwrap_or_default();
                        if element(&answer, "処理結果") == "N000" {
                            assert_eq!(element(&answer, "合計所得金額"), year.1);
                            answered += 1;
                        }
                    }
                    answered
                })
            })
            .collect();
        for _ in 0..20 {
            assert_eq!(call(&mock.address, "POST", "/renkei/reset", "").0, 204);
            let journal = mock.journal();
            let calls = journal["calls"].as_array().unwrap();
            let numbers: Vec<u64> = calls.iter().map(|call| call["number"].as_u64().unwrap()).collect();
            assert!(numbers.is_sorted() && numbers.iter().all(|number| *number <= journal["served"].as_u64().unwrap()));
            std::thread::sleep(Duration::from_millis(15));
        }
        let answered: usize = asking.into_iter().map(|one| one.join().unwrap()).sum();
        assert!(answered > ASKING * 100, "most are answered all the same: {answered}");
    });
    let (_, text) = call(&mock.address, "GET", "/renkei/journal.txt", "");
    assert!(text.starts_with("これまでの通信 ") && text.contains("を古い順に示す（残すのは 1000 件まで）"), "{text}");
}
