//! Real systems in bodies' places: small vendors' systems of the test's own, over plain HTTP and TLS, against the real
//! program. What they must be told, and which verdict each of their failings has.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on must stop")]

mod example;
mod ran;
#[path = "real/vendor.rs"]
mod vendor;
#[path = "real/awaited.rs"]
mod awaited;
#[path = "real/exposure.rs"]
mod exposure;
#[path = "real/network.rs"]
mod network;
#[path = "real/register.rs"]
mod register;
#[path = "real/registration.rs"]
mod registration;
#[path = "real/tls.rs"]
mod tls;

use std::collections::HashSet;
use std::fmt::Write as _;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use example::copy;
use ran::Ran;
use serde_json::Value;
use vendor::{Act, Authority, Question, Request, Vendor, call, element};

/// A copy of the base project with changes: file, old text, new text.
struct Bench {
    folder: tempfile::TempDir,
}

impl Bench {
    fn new(changes: &[(&str, &str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/projects/base"), folder.path());
        let bench = Self { folder };
        for (file, old, new) in changes {
            let text = std::fs::read_to_string(bench.path(file)).unwrap();
            assert_eq!(text.matches(old).count(), 1, "{file}: {old}");
            bench.write(file, &text.replace(old, new));
        }
        bench
    }

    /// One with this under `real:` of a body.
    fn real(body: &str, real: &str) -> Self {
        let old = BODIES.iter().find(|line| line.contains(&format!("id: {body},"))).unwrap();
        let new = old.replace('}', &format!(", real: {real}}}"));
        Self::new(&[("test-groups/organisations.yaml", old, &new)])
    }

    fn path(&self, file: &str) -> PathBuf {
        self.folder.path().join(file)
    }

    fn write(&self, file: &str, text: &str) {
        std::fs::write(self.path(file), text).unwrap();
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_renkei"));
        command.args(arguments).arg("--project").arg(self.folder.path()).env_remove("LANG").env("COLUMNS", "200");
        command
    }

    /// Runs, and tells the exit with the screen and what the record says of each trial's exchange.
    fn run(&self, arguments: &[&str]) -> Ran {
        self.run_with(arguments, &[])
    }

    fn run_with(&self, arguments: &[&str], environment: &[(&str, &str)]) -> Ran {
        let all = [&["run", "--no-progress"], arguments].concat();
        Ran::of(self.command(&all).envs(environment.iter().copied()).output().unwrap())
    }

    /// Everything that lies in the project's folder now.
    fn everything(&self) -> Vec<u8> {
        fn gather(folder: &Path, all: &mut Vec<u8>) {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() { gather(&path, all) } else { all.extend(std::fs::read(path).unwrap()) }
            }
        }
        let mut all = Vec::new();
        gather(self.folder.path(), &mut all);
        all
    }
}

const BODIES: [&str; 3] = [
    "{id: b-shi, name: B市, kind: municipality, code: \"002\"}",
    "{id: e-shi, name: E市, kind: municipality, code: \"005\"}",
    "{id: nenkin, name: 日本年金機構, kind: agency, code: \"090\"}",
];

fn free_address() -> String {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string()
}

/// E市's answer to G1-01.
fn income(request: &Request, year: &str, amount: &str) -> Act {
    let serial = request.path.rsplit('/').next().unwrap();
    Act::Says(
        200,
        format!(
            "<照会結果><処理通番>{serial}</処理通番><処理結果>N000</処理結果><特定個人情報データ><管理情報>\
             <中間サーバー登録日時>2017/06/01 09:00:00</中間サーバー登録日時><特定個人情報の版番号>4.0</特定個人情報の版番号>\
             </管理情報><地方税関係情報><所得情報><所得年>{year}</所得年><合計所得金額>{amount}</合計所得金額>\
             <市町村民税所得割額>58200</市町村民税所得割額><都道府県民税所得割額>38800</都道府県民税所得割額>\
             </所得情報></地方税関係情報></特定個人情報データ></照会結果>"
        ),
    )
}

fn good(request: &Request) -> Act {
    income(request, "2016", "1860000")
}

const OF_E: [&str; 2] = ["--case", "G1-01"];

// ---------------------------------------------------------------------------------------------------------------
// As provider
// ---------------------------------------------------------------------------------------------------------------

#[test]
fn a_real_provider_of_one_run_is_asked_by_the_documented_path_under_its_fixed_code() {
    let vendor = Vendor::plain(|_, request| good(request));
    let bench = Bench::new(&[]);
    let real = format!("Ｅ市={}", vendor.url);
    bench.run(&[&OF_E[..], &["--real", &real]].concat()).ended(0, &["合3", "実在E市"]);
    let told = vendor.told();
    assert_eq!(told.len(), 3, "B市, C市 and F市 asked");
    let serials: HashSet<&str> =
        told.iter().filter_map(|request| request.path.strip_prefix("/005/provisions/")).collect();
    assert_eq!(serials.len(), 3, "{told:?}");
    let codes: HashSet<&str> = told.iter().map(|request| element(&request.body, "機関別符号")).collect();
    // The one that `renkei mock` tells.
    assert_eq!(codes, HashSet::from(["GGJPLCKMDBCAPKMGEOPJ"]));
    for request in &told {
        assert_eq!(element(&request.body, "情報提供者機関コード"), "005");
        assert!(!request.body.contains("試験") && !request.body.contains("太郎"), "no name goes out");
    }
    // Without the vendor's doing the same case is red: the test can fail.
    let wrong = Vendor::plain(|_, request| income(request, "2016", "1860001"));
    let real = format!("e-shi={}", wrong.url);
    bench.run(&[&OF_E[..], &["--real", &real]].concat()).ended(4, &["否3", "1860001"]);
}

#[test]
fn a_resumed_run_keeps_its_real_systems() {
    let bench = Bench::new(&[]);
    let vendor = Vendor::plain(|_, request| good(request));
    let real = format!("E市={}", vendor.url);
    bench.run(&[&OF_E[..], &["--real", &real]].concat()).ended(0, &[]);
    let run = std::fs::read_dir(bench.path("runs")).unwrap().next().unwrap().unwrap();
    let name = run.file_name().into_string().unwrap();
    // The last events are lost, as after a crash: what is left is done again, and by the same system.
    let events = run.path().join("events.ndjson");
    let text = std::fs::read_to_string(&events).unwrap();
    let kept: Vec<&str> = text.lines().take_while(|line| !line.contains("trial_finished")).collect();
    std::fs::write(&events, kept.join("\n") + "\n").unwrap();
    std::fs::remove_file(run.path().join("head.json")).unwrap();
    let before = vendor.told().len();
    bench.run(&["--resume", &name]).ended(0, &["合3"]);
    assert_eq!(vendor.told().len(), before + 3);
}

#[test]
fn tls_a_client_certificate_and_credentials_from_the_environment_reach_it_and_no_file() {
    let authority = Authority::new();
    let vendor = Vendor::tls(&authority, |_, request| good(request));
    let bench = Bench::real(
        "e-shi",
        &format!(
            "{{url: \"{}\", trust: ca.pem, client: {{certificate: client.pem, key: ../secret-of-test/client.key}}, \
             credentials: {{bearer: E_SHI_TOKEN}}}}",
            vendor.url
        ),
    );
    let (certificate, key) = authority.certify("renkei");
    bench.write("ca.pem", &authority.pem);
    bench.write("client.pem", &certificate);
    // A key lies outside the project.
    let outside = tempfile::tempdir().unwrap();
    std::fs::write(outside.path().join("client.key"), &key).unwrap();
    let organisations = std::fs::read_to_string(bench.path("test-groups/organisations.yaml")).unwrap();
    let path = outside.path().join("client.key");
    let organisations = organisations.replace("../secret-of-test/client.key", path.to_str().unwrap());
    bench.write("test-groups/organisations.yaml", &organisations);

    let without = bench.run(&OF_E);
    without.ended(3, &["E0912", "E_SHI_TOKEN"]);
    assert!(!bench.path("runs").exists(), "nothing was begun");
    let other = bench.run(&["--case", "K1-01"]);
    other.ended(0, &["合1"]);

    let ran = bench.run_with(&OF_E, &[("E_SHI_TOKEN", "himitsu-desu")]);
    ran.ended(0, &["合3"]);
    assert!(vendor.told().iter().all(|request| request.headers.contains("authorization: Bearer himitsu-desu")));
    let secret = |bytes: &[u8]| bytes.windows(7).any(|part| part == b"himitsu");
    assert!(!secret(ran.screen.as_bytes()) && !secret(&bench.everything()));
    let text = String::from_utf8_lossy(&bench.everything()).into_owned();
    assert!(!text.contains(key.lines().nth(1).unwrap()), "the key stays where it is");

    // Another authority's certificate is none.
    let (certificate, key) = Authority::new().certify("renkei");
    bench.write("client.pem", &certificate);
    std::fs::write(&path, key).unwrap();
    bench.run_with(&OF_E, &[("E_SHI_TOKEN", "x")]).ended(7, &["保留3", "つながりません"]);
}

#[test]
fn the_verdict_is_blocked_before_the_first_answer_and_failed_after_it() {
    let rate = "rate: {at-once: 1}";
    let nowhere = free_address();
    Bench::real("e-shi", &format!("{{url: \"http://{nowhere}\", {rate}}}"))
        .run(&OF_E)
        .ended(7, &["保留3", "相手のシステムにつながりません"]);
    type Behaviour = fn(usize, &Request) -> Act;
    let cases: [(&str, Behaviour, i32, &[&str]); 6] = [
        (
            "cut after the first",
            |n, request| if n == 0 { good(request) } else { Act::Cuts },
            4,
            &["合1", "否2", "途中で切れました"],
        ),
        ("cut from the start", |_, _| Act::Cuts, 4, &["否3", "途中で切れました"]),
        ("not let in", |_, _| Act::Says(401, String::new()), 7, &["保留3", "HTTP401"]),
        ("a door without a house", |_, _| Act::Says(503, String::new()), 7, &["保留3", "HTTP503"]),
        (
            "gone later",
            |n, request| if n == 0 { good(request) } else { Act::Says(503, String::new()) },
            4,
            &["合1", "否2"],
        ),
        ("no answer of this kind", |_, _| Act::Says(200, "<html/>".into()), 4, &["否3", "照会結果として読めません"]),
    ];
    for (name, act, exit, said) in cases {
        let vendor = Vendor::plain(act);
        println!("{name}");
        Bench::real("e-shi", &format!("{{url: \"{}\", {rate}}}", vendor.url)).run(&OF_E).ended(exit, said);
        assert_eq!(vendor.told().len(), 3, "{name}");
    }
    let late = Vendor::plain(|n, request| {
        if n > 0 {
            std::thread::sleep(Duration::from_secs(1));
        }
        good(request)
    });
    Bench::real("e-shi", &format!("{{url: \"{}\", {rate}}}", late.url))
        .run(&OF_E)
        .ended(4, &["合1", "否2", "ミリ秒以内に答えません"]);
}

#[test]
fn outside_its_hours_it_is_blocked_and_nothing_is_sent() {
    let vendor = Vendor::plain(|_, request| good(request));
    let minute = (SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs() / 60 + 9 * 60) % 1_440;
    let clock = |minute: u64| format!("{}:{:02}", minute % 1_440 / 60, minute % 60);
    let (from, to) = (clock(minute + 600), clock(minute + 660));
    let window =
        |from: &str, to: &str| format!("{{url: \"{}\", window: {{from: \"{from}\", to: \"{to}\"}}}}", vendor.url);
    Bench::real("e-shi", &window(&from, &to)).run(&OF_E).ended(7, &["保留3", "利用時間外"]);
    assert_eq!(vendor.told().len(), 0);
    Bench::real("e-shi", &window(&to, &from)).run(&OF_E).ended(0, &["合3"]);
}

#[derive(Clone, Copy)]
enum Amounts {
    /// Of a vendor that answers by the department that asks.
    ByDepartment,
    /// As E市 has registered.
    OfReplica,
}

/// Cases that all ask about the same person, told apart by their department's code.
fn many(count: usize, amounts: Amounts) -> String {
    let mut cases = "cases:\n".to_owned();
    for n in 1..=count {
        let amount = match amounts {
            Amounts::ByDepartment => (1_000 + n).to_string(),
            Amounts::OfReplica => "1860000".to_owned(),
        };
        let _ = writeln!(
            cases,
            "  - {{id: M-{n:03}, scenario: S{n:02}, variation: V01, title: 並行 {n}, flow: 並行, cycle: 1, inquirer: B市, \
             target: E市, department: {{name: 住宅課, code: \"D{n:03}\"}}, affair: JM035, procedure: JT035001, \
             information: TM101, version: \"4.0\", items: TK01、TK02、TK03、TK04, condition: 時点指定 H28年, \
             base-date: H29.6.1, persona: RM-003, expected: {{outcome: 正常終了, units: [{{items: {{TK01: H28年, \
             TK02: \"{amount}\", TK03: \"58200\", TK04: \"38800\"}}}}]}}}}"
        );
    }
    cases
}

#[test]
fn fifty_scenarios_of_one_person_side_by_side_each_get_their_own_answer() {
    // What is answered depends on the query alone, and comes out of order.
    let vendor = Vendor::plain(|n, request| {
        let number: u64 = element(&request.body, "情報照会者部署コード")[1..].parse().unwrap();
        std::thread::sleep(Duration::from_millis((n as u64 * 37) % 90));
        income(request, "2016", &(1_000 + number).to_string())
    });
    let bench = Bench::real("e-shi", &format!("{{url: \"{}\"}}", vendor.url));
    bench.write("test-groups/cases-many.yaml", &many(50, Amounts::ByDepartment));
    bench.run(&["--tags", "@流れ:並行", "--workers", "2"]).ended(0, &["合50"]);
    assert!(vendor.most_at_once.load(Ordering::SeqCst) > 10, "they do run side by side");
    assert_eq!(vendor.told().len(), 50);
}

#[test]
fn no_more_are_under_way_than_agreed_over_all_workers_and_waiting_is_nobodys_failure() {
    let vendor = Vendor::plain(|_, request| {
        std::thread::sleep(Duration::from_millis(100));
        let number: u64 = element(&request.body, "情報照会者部署コード")[1..].parse().unwrap();
        income(request, "2016", &(1_000 + number).to_string())
    });
    let bench = Bench::real("e-shi", &format!("{{url: \"{}\", rate: {{at-once: 2}}}}", vendor.url));
    // 80 × 100 ms through two at once is 4 s: longer than an inquirer waits for an answer.
    let profile = std::fs::read_to_string(bench.path("layouts/profile.yaml")).unwrap();
    bench.write("layouts/profile.yaml", &profile.replace("answer-wait-ms: 3000", "answer-wait-ms: 1000"));
    bench.write("test-groups/cases-many.yaml", &many(80, Amounts::ByDepartment));
    bench.run(&["--tags", "@流れ:並行", "--workers", "2"]).ended(0, &["合80"]);
    assert_eq!(vendor.most_at_once.load(Ordering::SeqCst), 2);
}

// ---------------------------------------------------------------------------------------------------------------
// As inquirer
// ---------------------------------------------------------------------------------------------------------------

/// What a vendor's inquirer is told as JSON, as a question.
fn question(told: &Value, request: &str) -> Question {
    let text = |key: &str| told[key].as_str().unwrap().to_owned();
    assert_eq!(text("condition"), "as-of");
    Question {
        request: request.to_owned(),
        inquirer: text("inquirer"),
        provider: text("provider"),
        affair: text("affair"),
        procedure: text("procedure"),
        information: text("information"),
        department: (text("department_name"), text("department_code")),
        items: text("items"),
        condition: format!("<情報照会条件 種別=\"時点指定\"><時点>{}</時点></情報照会条件>", text("condition_from")),
        link_code: text("link_code"),
    }
}

/// A vendor's inquirer that asks what it is told to, changed like this, and fetches the answer or not.
fn asking(change: impl Fn(&mut Question) + Send + Sync + 'static, fetches: bool) -> Vendor {
    let change = Arc::new(change);
    Vendor::plain(move |n, request| {
        let told: Value = serde_json::from_str(&request.body).unwrap();
        let (change, address) = (Arc::clone(&change), told["url"].as_str().unwrap()["http://".len()..].to_owned());
        std::thread::spawn(move || {
            let mut question = question(&told, &format!("V{n}"));
            change(&mut question);
            std::thread::sleep(Duration::from_millis(25 + (n as u64 * 53) % 70));
            if fetches {
                question.ask(&address);
            } else {
                call(&address, "POST", &format!("/{}/inquiries", question.inquirer), &question.xml());
            }
        });
        // Long enough that two told at the same time are seen to be.
        std::thread::sleep(Duration::from_millis(20));
        Act::Says(202, String::new())
    })
}

/// B市 asks itself when told so at a URL; more of its `real:`.
fn inquirer(url: &str, more: &str) -> Bench {
    let bench = Bench::real("b-shi", &format!("{{inquiries: {{start: {{url: \"{url}\"}}, wait-ms: 2000}}{more}}}"));
    bench.at_free_doors()
}

impl Bench {
    fn at_free_doors(self) -> Self {
        let settings = std::fs::read_to_string(self.path("renkei.yaml")).unwrap();
        self.write("renkei.yaml", &format!("{settings}doors: {{plain: \"{}\"}}\n", free_address()));
        self
    }
}

#[test]
fn fifty_scenarios_of_one_person_asked_by_a_real_system_side_by_side_never_meet() {
    let vendor = asking(|_| {}, true);
    let bench = inquirer(&vendor.url, ", link-codes: case");
    bench.write("test-groups/cases-many.yaml", &many(50, Amounts::OfReplica));
    bench.run(&["--tags", "@流れ:並行", "--workers", "2"]).ended(0, &["合50"]);
    let codes: HashSet<String> = vendor
        .told()
        .iter()
        .map(|request| serde_json::from_str::<Value>(&request.body).unwrap()["link_code"].to_string())
        .collect();
    assert_eq!(codes.len(), 50, "every trial has a 機関別符号 of its own");
    assert!(vendor.most_at_once.load(Ordering::SeqCst) > 10, "they do run side by side");
}

#[test]
fn cases_that_a_real_system_cannot_tell_apart_run_one_after_another() {
    let vendor = asking(|_| {}, true);
    let bench = inquirer(&vendor.url, ", link-codes: {RM-003: FUGO-OF-RM-003}");
    bench.write("test-groups/cases-many.yaml", &many(12, Amounts::OfReplica));
    bench.run(&["--tags", "@流れ:並行", "--workers", "2"]).ended(0, &["合12"]);
    assert!(vendor.told().iter().all(|request| request.body.contains("\"FUGO-OF-RM-003\"")));
    assert_eq!(vendor.most_at_once.load(Ordering::SeqCst), 1);
}

#[test]
fn what_a_real_inquirer_does_wrong_is_told() {
    type Change = fn(&mut Question);
    let table: [(&str, Change, bool, i32, &[&str]); 6] = [
        ("as the case says", |_| {}, true, 0, &["合1"]),
        (
            "an item too few",
            |question| question.items = question.items.rsplit_once(' ').unwrap().0.to_owned(),
            true,
            4,
            &["照会電文／項目", "テストケースと違う照会をした"],
        ),
        ("another department", |question| question.department.1 = "999Z".into(), true, 4, &["照会電文／照会者部署"]),
        (
            "another moment",
            |question| question.condition = question.condition.replace("2016", "2015"),
            true,
            4,
            &["照会電文／照会条件"],
        ),
        ("the answer left lying", |_| {}, false, 4, &["結果を取りに来ません"]),
        (
            "another person's code",
            |question| question.link_code = "X".into(),
            true,
            7,
            &["保留1", "待っている機関別符号"],
        ),
    ];
    for (name, change, fetches, exit, said) in table {
        println!("{name}");
        let vendor = asking(change, fetches);
        let bench = inquirer(&vendor.url, "");
        bench.run(&["--case", "G1-01", "--organisation", "B市"]).ended(exit, said);
    }
}

#[test]
fn an_inquirer_that_does_not_come_is_waited_for_and_then_the_case_is_blocked() {
    let wait =
        |start: &str| Bench::real("b-shi", &format!("{{inquiries: {{start: {start}, wait-ms: 300}}}}")).at_free_doors();
    let of_b = ["--case", "G1-01", "--organisation", "B市"];
    wait("wait").run(&of_b).ended(7, &["保留1", "照会が300ミリ秒以内に届きません", "LPMEKPHHBJEHMAFGNMKB"]);
    // A command that fails, or is not there, is told at once.
    let failing = wait("{command: [sh, -c, \"exit 3\"]}").run(&of_b);
    failing.ended(7, &["保留1", "照会を始めさせられません"]);
    wait("{command: no-such-command-here}").run(&of_b).ended(7, &["照会を始めさせられません", "no-such-command-here"]);
    wait("{url: \"http://127.0.0.1:9/x\"}").run(&of_b).ended(7, &["照会を始めさせられません"]);
    // The others of the group are simulated as ever.
    wait("wait").run(&["--case", "G1-01"]).ended(7, &["合2", "保留1"]);
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let bench = Bench::new(&[]);
    let settings = std::fs::read_to_string(bench.path("renkei.yaml")).unwrap();
    bench.write("renkei.yaml", &format!("{settings}doors: {{plain: \"{}\"}}\n", taken.local_addr().unwrap()));
    bench.run(&[&of_b[..], &["--real", "B市=wait"]].concat()).ended(5, &["で待ち受けられません"]);
}

#[test]
fn a_run_that_waits_is_stopped_at_once_and_resumed_later() {
    let bench = Bench::real("b-shi", "{inquiries: {start: wait, wait-ms: 60000}}").at_free_doors();
    let begun = std::time::Instant::now();
    let arguments = ["run", "--no-progress", "--case", "G1-01", "--organisation", "B市", "--case", "K1-01"];
    let child = bench.command(&arguments).stdout(std::process::Stdio::piped()).spawn().unwrap();
    std::thread::sleep(Duration::from_millis(1_500));
    assert!(Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap().success());
    Ran::of(child.wait_with_output().unwrap()).ended(7, &["未実施2"]);
    assert!(begun.elapsed() < Duration::from_secs(20));
    let run = std::fs::read_dir(bench.path("runs")).unwrap().next().unwrap().unwrap();
    let settings = std::fs::read_to_string(bench.path("renkei.yaml")).unwrap();
    let address = settings.split("plain: \"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let mut resumed = bench.command(&["run", "--no-progress", "--resume", run.file_name().to_str().unwrap()]);
    let child = resumed.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped()).spawn().unwrap();
    // B市 asks what its two cases are about; who comes too early asks again.
    let of = |persona: &str| Mock::stand(&bench, &[]).code(persona, "002");
    let common = Question {
        request: String::new(),
        inquirer: "002".into(),
        provider: "005".into(),
        affair: "JM035".into(),
        procedure: "JT035001".into(),
        information: "TM101".into(),
        department: ("住宅課".into(), "903A".into()),
        items: "TK01 TK02 TK03 TK04".into(),
        condition: "<情報照会条件 種別=\"時点指定\"><時点>2016</時点></情報照会条件>".into(),
        link_code: of("RM-003"),
    };
    let insured = Question {
        provider: "099".into(),
        affair: "JM030".into(),
        procedure: "JT030001".into(),
        information: "TM031".into(),
        department: ("国民健康保険課".into(), "001A".into()),
        items: "TK01 TK02 TK03".into(),
        condition: "<情報照会条件 種別=\"既定\"/>".into(),
        link_code: of("RM-001"),
        ..common.clone()
    };
    let open = || std::net::TcpStream::connect(&address).is_ok();
    let in_time = std::time::Instant::now() + Duration::from_secs(20);
    while !open() {
        assert!(std::time::Instant::now() < in_time, "its doors do not open");
        std::thread::sleep(Duration::from_millis(50));
    }
    for question in [common, insured] {
        let asked = (0..100).any(|n| {
            let request = format!("{}-{n}", question.information);
            let answer = Question { request, ..question.clone() }.ask(&address).unwrap();
            std::thread::sleep(Duration::from_millis(50));
            element(&answer, "処理結果") == "N000"
        });
        assert!(asked, "{question:?}");
    }
    Ran::of(child.wait_with_output().unwrap()).ended(0, &["合2"]);
}

/// B市 asks E市, which holds its answers for an officer.
const HELD: &str = "# language: ja
機能: 手で書いたシナリオ

  @保留
  シナリオ: 保留された照会に手動で応答する
    前提 基準日は「平成29年6月1日」である
    かつ 照会者は「B市」の「住宅課」（部署コード「903A」）である
    かつ ロールモデル「RM-003」の人について照会する
    もし 「E市」へ次のとおり情報照会する
      | 項目                 | 値             |
      | 事務コード           | JM035          |
      | 事務手続コード       | JT035001       |
      | 特定個人情報名コード | TM101          |
      | 版                   | 4.0            |
      | 項目コード           | TK01、TK02     |
      | 照会条件             | 時点指定 H28年 |
    ならば 処理結果は「自動応答不可」である
    もし 担当者が保留中の照会に手動で応答する
    ならば 処理結果は「正常終了」である
    かつ 返る単位は「1」件である
";

#[test]
fn a_held_answer_is_fetched_by_the_real_inquirer_itself() {
    let vendor = Vendor::plain(|n, request| {
        let told: Value = serde_json::from_str(&request.body).unwrap();
        std::thread::spawn(move || {
            let address = told["url"].as_str().unwrap()["http://".len()..].to_owned();
            let question = question(&told, &format!("H{n}"));
            let interim = question.ask(&address).unwrap();
            assert_eq!(element(&interim, "処理結果"), "E005");
            question.fetch(&address).unwrap();
        });
        Act::Says(202, String::new())
    });
    let bench = inquirer(&vendor.url, "");
    let held = std::fs::read_to_string(bench.path("test-groups/representatives/e-shi.yaml")).unwrap();
    let held = held.replacen("    version: \"4.0\"\n", "    version: \"4.0\"\n    automatic: false\n", 1);
    bench.write("test-groups/representatives/e-shi.yaml", &held);
    std::fs::create_dir_all(bench.path("features/handwritten")).unwrap();
    bench.write("features/handwritten/held.feature", HELD);
    bench.run(&["--tags", "@保留"]).ended(0, &["合1"]);
    assert_eq!(vendor.told().len(), 1);
}

#[test]
fn both_ends_may_be_real() {
    let provider = Vendor::plain(|_, request| good(request));
    let asker = Vendor::plain(|n, request| {
        let told: Value = serde_json::from_str(&request.body).unwrap();
        std::thread::spawn(move || {
            let question = question(&told, &format!("W{n}"));
            let address = told["url"].as_str().unwrap()["http://".len()..].to_owned();
            assert_eq!(element(&question.ask(&address).unwrap(), "処理結果"), "N000");
        });
        Act::Says(202, String::new())
    });
    let bench = inquirer(&asker.url, "");
    let real = format!("E市={}", provider.url);
    bench.run(&["--case", "G1-01", "--organisation", "B市", "--real", &real]).ended(0, &["合1", "実在B市、E市"]);
    assert_eq!((asker.told().len(), provider.told().len()), (1, 1));
}

#[test]
fn a_command_is_told_what_to_ask_in_its_environment() {
    let bench = Bench::real(
        "b-shi",
        "{link-codes: case, inquiries: {start: {command: [sh, -c, \"env | grep ^RENKEI_ | sort > told.new; mv told.new told\"]}}}",
    )
    .at_free_doors();
    let told = bench.path("told");
    let asker = std::thread::spawn(move || {
        while !told.exists() {
            std::thread::sleep(Duration::from_millis(5));
        }
        let text = std::fs::read_to_string(&told).unwrap();
        let told: serde_json::Map<String, Value> = text
            .lines()
            .filter_map(|line| line.strip_prefix("RENKEI_")?.split_once('='))
            .map(|(name, value)| (name.to_ascii_lowercase(), Value::from(value)))
            .collect();
        let told = Value::Object(told);
        question(&told, "SHELL-1").ask(&told["url"].as_str().unwrap()["http://".len()..]).unwrap()
    });
    bench.run(&["--case", "G1-01", "--organisation", "B市"]).ended(0, &["合1"]);
    assert_eq!(element(&asker.join().unwrap(), "処理結果"), "N000");
}

// ---------------------------------------------------------------------------------------------------------------
// renkei mock
// ---------------------------------------------------------------------------------------------------------------

/// A standing network, stopped when dropped.
struct Mock {
    child: std::process::Child,
    address: String,
    tls: String,
    /// What it said when it stood.
    told: Value,
}

impl Mock {
    fn stand(bench: &Bench, arguments: &[&str]) -> Self {
        Self::standing(bench.command(&[&Self::QUIETLY, arguments].concat()))
    }

    const QUIETLY: [&str; 7] = ["mock", "--json", "--quiet", "--plain", "127.0.0.1:0", "--tls", "127.0.0.1:0"];

    /// One whose screen goes to a file.
    fn stand_telling(bench: &Bench, arguments: &[&str], screen: &Path) -> Self {
        let all: Vec<&str> = Self::QUIETLY.into_iter().filter(|word| *word != "--quiet").collect();
        let mut command = bench.command(&[&all, arguments].concat());
        command.stderr(std::fs::File::create(screen).unwrap());
        Self::standing(command)
    }

    fn standing(mut command: Command) -> Self {
        use std::io::{BufRead, BufReader};
        let mut child = command.stdout(std::process::Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let told: Value = serde_json::from_str(&line).unwrap();
        let address = |key: &str| told[key].as_str().unwrap().split_once("//").unwrap().1.to_owned();
        Self { address: address("plain"), tls: address("tls"), told, child }
    }

    fn code(&self, persona: &str, institution: &str) -> String {
        let persons = self.told["persons"].as_array().unwrap();
        let person = persons.iter().find(|person| person["persona"] == persona).unwrap();
        let codes = person["codes"].as_array().unwrap();
        codes.iter().find(|code| code["institution"] == institution).unwrap()["link_code"].as_str().unwrap().to_owned()
    }

    fn journal(&self) -> Value {
        let (status, body) = call(&self.address, "GET", "/renkei/journal", "");
        assert_eq!(status, 200);
        serde_json::from_str(&body).unwrap()
    }

    /// B市 asks E市 for the income of RM-003 in a year.
    fn question(&self, request: &str, year: &str) -> Question {
        Question {
            request: request.to_owned(),
            inquirer: "002".into(),
            provider: "005".into(),
            affair: "JM035".into(),
            procedure: "JT035001".into(),
            information: "TM101".into(),
            department: ("住宅課".into(), "903A".into()),
            items: "TK01 TK02".into(),
            condition: format!("<情報照会条件 種別=\"時点指定\"><時点>{year}</時点></情報照会条件>"),
            link_code: self.code("RM-003", "002"),
        }
    }

    /// Ctrl-C; the exit code.
    fn interrupt(&mut self) -> Option<i32> {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args(["-INT", &id]).status().unwrap().success());
        self.child.wait().unwrap().code()
    }
}

impl Drop for Mock {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn the_standing_network_answers_keeps_a_journal_begins_anew_and_ends() {
    let bench = Bench::new(&[]);
    let mut mock = Mock::stand(&bench, &[]);
    let answer = mock.question("A1", "2016").ask(&mock.address).unwrap();
    assert_eq!((element(&answer, "処理結果"), element(&answer, "合計所得金額")), ("N000", "1,860,000"));
    // The same 照会要求番号 again is refused; another person's 機関別符号 is another person; none is none.
    let again = mock.question("A1", "2015").ask(&mock.address).unwrap();
    assert_eq!(element(&again, "処理結果"), "E012");
    let stranger = Question { link_code: "NOBODY".into(), ..mock.question("A2", "2016") };
    assert_eq!(element(&stranger.ask(&mock.address).unwrap(), "処理結果"), "E003");
    let journal = mock.journal();
    let calls = journal["calls"].as_array().unwrap();
    let told: Vec<String> = calls
        .iter()
        .map(|call| {
            format!("{} {} {} {} {}", call["number"], call["method"], call["path"], call["persona"], call["outcome"])
        })
        .map(|line| line.replace('"', ""))
        .collect();
    assert_eq!(
        told,
        [
            "1 POST /002/inquiries RM-003 null",
            "2 GET /002/inquiries/A1 null N000",
            "3 POST /002/inquiries RM-003 null",
            "4 GET /002/inquiries/A1 null E012",
            "5 POST /002/inquiries null null",
            "6 GET /002/inquiries/A2 null E003",
        ]
    );
    assert_eq!(journal["served"], 6);
    assert!(!journal.to_string().contains("1,860,000"), "no data in the journal");
    let (_, text) = call(&mock.address, "GET", "/renkei/journal.txt", "");
    assert!(text.contains("正常終了") && text.contains("RM-003"), "{text}");
    let (_, persons) = call(&mock.address, "GET", "/renkei/persons.txt", "");
    assert!(persons.contains(&format!("{}  005 E市  RM-003", mock.code("RM-003", "005"))), "{persons}");
    assert_eq!(call(&mock.address, "POST", "/renkei/reset", "").0, 204);
    assert_eq!(mock.journal()["served"], 0);
    let anew = mock.question("A1", "2015").ask(&mock.address).unwrap();
    assert_eq!(element(&anew, "合計所得金額"), "1,640,000", "after a reset a number may be used again");
    for (method, path, status) in [
        ("GET", "/renkei", 200),
        ("GET", "/renkei/reset", 405),
        ("GET", "/renkei/nothing", 404),
        ("GET", "/", 404),
        ("GET", "/002/inquiries/none", 404),
        ("POST", "/002/inquiries", 400),
    ] {
        assert_eq!(call(&mock.address, method, path, "").0, status, "{method} {path}");
    }
    let (status, at_once) = call(&mock.address, "POST", "/002/inquiries?wait", &mock.question("A9", "2016").xml());
    assert_eq!((status, element(&at_once, "合計所得金額")), (200, "1,860,000"), "for systems that cannot poll");
    assert_eq!(mock.interrupt(), Some(0));
    assert!(std::net::TcpStream::connect(&mock.address).is_err(), "the address is free again");
}

#[test]
fn the_standing_network_is_the_same_over_tls_with_the_certificate_it_hands_out() {
    let bench = Bench::new(&[]);
    let mock = Mock::stand(&bench, &[]);
    let (status, pem) = call(&mock.address, "GET", "/renkei/certificate.pem", "");
    assert_eq!((status, Value::from(pem.as_str())), (200, mock.told["certificate"].clone()));
    let config = || {
        use rustls::pki_types::pem::PemObject;
        let mut roots = rustls::RootCertStore::empty();
        roots.add(rustls::pki_types::CertificateDer::from_pem_slice(pem.as_bytes()).unwrap()).unwrap();
        rustls::ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(roots)
            .with_no_client_auth()
    };
    let name = rustls::pki_types::ServerName::try_from("127.0.0.1").unwrap();
    let connection = rustls::ClientConnection::new(Arc::new(config()), name).unwrap();
    let mut stream = rustls::StreamOwned::new(connection, std::net::TcpStream::connect(&mock.tls).unwrap());
    use std::io::{Read, Write};
    stream.write_all(b"GET /renkei/journal HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 OK") && answer.contains("\"served\":0"), "{answer}");
}

#[test]
fn the_base_date_is_the_cases_or_the_one_that_is_given() {
    // TM101 of RM-003 newest as of the base date: H29.6.1 by the case, or the day given.
    let bench = Bench::new(&[]);
    let newest = |mock: &Mock, request: &str| {
        let question = Question {
            condition: "<情報照会条件 種別=\"既定\"></情報照会条件>".into(),
            ..mock.question(request, "")
        };
        element(&question.ask(&mock.address).unwrap(), "所得年").to_owned()
    };
    let of_the_case = newest(&Mock::stand(&bench, &[]), "A1");
    let given = newest(&Mock::stand(&bench, &["--on", "平成28年6月1日"]), "A1");
    assert_eq!((of_the_case.as_str(), given.as_str()), ("2017年", "2016年"));
}

#[test]
fn the_network_stands_between_two_real_systems() {
    let vendor = Vendor::plain(|_, request| good(request));
    let bench = Bench::new(&[]);
    let mock = Mock::stand(&bench, &["--real", &format!("E市={}", vendor.url)]);
    let answer = mock.question("A1", "2016").ask(&mock.address).unwrap();
    assert_eq!((element(&answer, "処理結果"), element(&answer, "合計所得金額")), ("N000", "1860000"));
    let told = vendor.told();
    assert_eq!(element(&told[0].body, "機関別符号"), mock.code("RM-003", "005"), "its own, not the inquirer's");
}

#[test]
fn what_the_command_line_says_wrongly_is_told_at_once() {
    let bench = Bench::new(&[]);
    let real = |values: &[&str]| {
        let arguments: Vec<&str> = values.iter().flat_map(|value| ["--real", *value]).collect();
        bench.run(&arguments)
    };
    real(&["Ｅ氏=http://127.0.0.1:1", "b-si=http://127.0.0.1:1"])
        .ended(2, &["団体「Ｅ氏」はありません", "「b-shi」のことですか"]);
    real(&["E市"]).ended(2, &["団体=URL"]);
    real(&["E市=ftp://a.example"]).ended(2, &["団体=URL"]);
    real(&["E市=https://user:word@a.example"]).ended(2, &["団体=URL"]);
    real(&["A健康保険組合=http://127.0.0.1:1"]).ended(2, &["」を指定してください"]);
    real(&["E市=http://127.0.0.1:1", "e-shi=http://127.0.0.1:2"]).ended(2, &["二度あります"]);
    assert!(!bench.path("runs").exists());
    for (arguments, said) in [(["--plain", "localhost"], "待ち受けの場所"), (["--on", "きのう"], "基準日")]
    {
        Ran::of(bench.command(&[&["mock"], &arguments[..]].concat()).output().unwrap()).ended(2, &[said]);
    }
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    Ran::of(bench.command(&["mock", "--plain", &address]).output().unwrap()).ended(5, &[&address]);
}
