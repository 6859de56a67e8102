//! docs/json.md says the truth: its tables hold the keys that the program prints, and every word a value can be.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::Command;

use renkei::event::{Event, TrialId};
use renkei::model::personal_number::Leak;
use renkei::model::{Outcome, PersonalNumbers, Verdict};
use renkei::payload::{Cause, Difference, DifferenceKind, Issued, Misreading, Unreached, Used};
use serde_json::{Value, json};

use crate::example::copy;
use crate::repository::{read, root};

/// The table below a heading: each key, and whether it may be absent.
fn table(page: &str, heading: &str) -> Vec<(String, bool)> {
    let lines = page.lines().skip_while(|line| line.trim_start_matches('#').trim() != heading).skip(1);
    let rows = lines.take_while(|line| !line.starts_with('#')).filter_map(|line| line.strip_prefix("| `"));
    let keys: Vec<(String, bool)> = rows
        .filter_map(|row| row.split_once("` | "))
        .map(|(key, rest)| (key.to_owned(), rest.split('|').next().unwrap().contains("may be absent")))
        .collect();
    assert!(!keys.is_empty(), "docs/json.md has no table below {heading:?}");
    keys
}

/// What is wrong with these objects by the table: a key it lacks, a key that must be there, a key that never is.
fn complaints(heading: &str, table: &[(String, bool)], objects: &[&Value]) -> Vec<String> {
    let mut seen = BTreeSet::new();
    let mut wrong = BTreeSet::new();
    for object in objects {
        let Some(object) = object.as_object() else { return vec![format!("{heading}: not an object: {object}")] };
        seen.extend(object.keys().cloned());
        for (key, _) in table.iter().filter(|(key, optional)| !optional && !object.contains_key(key)) {
            wrong.insert(format!("{heading}: `{key}` is told and not there"));
        }
    }
    for key in &seen {
        if !table.iter().any(|(known, _)| known == key) {
            wrong.insert(format!("{heading}: `{key}` is there and not told"));
        }
    }
    for (key, _) in table.iter().filter(|(key, _)| !seen.contains(key)) {
        wrong.insert(format!("{heading}: `{key}` was never seen"));
    }
    wrong.into_iter().collect()
}

/// The page, and what was found against it.
struct Audit {
    page: String,
    wrong: Vec<String>,
}

impl Audit {
    fn all<'a>(&mut self, heading: &str, objects: impl IntoIterator<Item = &'a Value>) {
        let objects: Vec<&Value> = objects.into_iter().collect();
        self.wrong.extend(complaints(heading, &table(&self.page, heading), &objects));
    }

    fn one(&mut self, heading: &str, object: &Value) {
        self.all(heading, [object]);
    }

    fn end(self) {
        assert!(self.wrong.is_empty(), "docs/json.md and the program differ:\n{}", self.wrong.join("\n"));
    }
}

fn audit() -> Audit {
    Audit { page: read("docs/json.md"), wrong: Vec::new() }
}

fn list(value: &Value) -> &Vec<Value> {
    value.as_array().unwrap_or_else(|| panic!("not an array: {value}"))
}

/// `object` without the keys that another table tells.
fn without(object: &Value, keys: &[(String, bool)]) -> Value {
    let kept = object.as_object().unwrap().iter().filter(|(key, _)| !keys.iter().any(|(known, _)| known == *key));
    Value::Object(kept.map(|(key, value)| (key.clone(), value.clone())).collect())
}

/// What `renkei … --json` prints.
fn asked(project: &Path, words: &[&str]) -> Value {
    let mut renkei = Command::new(env!("CARGO_BIN_EXE_renkei"));
    let output = renkei.args(words).args(["--json", "--lang", "en", "--project"]).arg(project).output().unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    let told = String::from_utf8_lossy(&output.stderr);
    serde_json::from_str(&said).unwrap_or_else(|why| panic!("{words:?}: {why}: {said}{told}"))
}

/// Replaces what stands in a file exactly once.
fn change(project: &Path, file: &str, old: &str, new: &str) {
    let path = project.join(file);
    let text = fs::read_to_string(&path).unwrap();
    assert_eq!(text.matches(old).count(), 1, "{file}: {old}");
    fs::write(path, text.replace(old, new)).unwrap();
}

/// A case of 符号生成運用テスト.
const LINK_CODES: &str = "link-code-cases: [{scenario: F01, id: F1-01, title: 初めて取得する, cycle: 7, body: B市, \
    base-date: H30.7.27, persona: RM-001, expected: 取得済}]\n";

/// A scenario that cannot be tried: nobody represents the group of 日本年金機構.
const BLOCKED: &str = "# language: ja
機能: 手で書いたシナリオ

  シナリオ: 代表団体が決まっていない相手に照会する
    前提 基準日は「平成30年6月1日」である
    かつ 照会者は「日本年金機構」の「国民年金部」（部署コード「090A」）である
    かつ ロールモデル「RM-003」の人について照会する
    もし 「代表団体」へ次のとおり情報照会する
      | 項目                 | 値             |
      | 事務コード           | JM095          |
      | 事務手続コード       | JT095001       |
      | 特定個人情報名コード | TM101          |
      | 版                   | 4.0            |
      | 項目コード           | TK01、TK02     |
      | 照会条件             | 時点指定 H28年 |
    ならば 処理結果は「正常終了」である
    かつ 返る単位は「1」件である
";

/// A project in which one trial fails, some pass only on retry and one is blocked.
fn project() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let project = folder.path();
    copy(&root().join("tests/projects/base"), project);
    change(project, "test-groups/representatives/d-kempo.yaml", "98,760円", "98,761円");
    change(project, "renkei.yaml", "retries: 0", "retries: 1");
    let fault = "faults: [{before: 日本年金機構, fault: 遅延（1ミリ秒）, cases: [G1-01]}]\n";
    fs::write(project.join("test-groups/faults.yaml"), fault).unwrap();
    // A real system that nobody asks is told all the same.
    let real = "code: \"003\", real: \"http://127.0.0.1:9\"";
    change(project, "test-groups/organisations.yaml", "code: \"003\"", real);
    let provider = project.join("test-groups/representatives/e-shi.yaml");
    let conduct = "conduct:\n  - {persona: RM-003, behaviour: silent, times: 1}\n";
    fs::write(&provider, fs::read_to_string(&provider).unwrap() + conduct).unwrap();
    fs::create_dir_all(project.join("features/handwritten")).unwrap();
    fs::write(project.join("features/handwritten/own.feature"), BLOCKED).unwrap();
    folder
}

/// Events that the run of this test has none of.
fn seldom(lines: &[Value]) -> Vec<Value> {
    let at = "2026-11-21T05:27:26+09:00".to_owned();
    let served = Event::Served {
        trial: TrialId("handwritten/own.feature:3".into()),
        attempt: 1,
        from: "B市".to_owned(),
        to: "PMH".to_owned(),
        message: "{}".to_owned(),
        reply: "{}".to_owned(),
        theirs: true,
    };
    let mut theirs = lines.iter().find(|line| line["event"] == "exchanged").unwrap().clone();
    theirs["exchange"]["theirs"] = true.into();
    let doors = |plain: Option<&str>| Event::DoorsOpened {
        plain: plain.map(str::to_owned),
        tls: plain.is_none().then(|| "https://127.0.0.1:8443".to_owned()),
        certificate: plain.is_none().then(String::new),
    };
    let awaited = Event::InquiryAwaited {
        trial: TrialId("K1-01@b-shi".into()),
        attempt: 1,
        inquirer: "B市".to_owned(),
        asks: BTreeMap::from([("link_code".to_owned(), "ABC".to_owned())]),
        wait_ms: 60_000,
    };
    let seldom = [
        Event::RunResumed { left: 1, at: at.clone() },
        Event::RunInterrupted { at },
        served,
        doors(Some("http://127.0.0.1:8080")),
        doors(None),
        awaited,
    ];
    seldom.iter().map(|event| serde_json::to_value(event).unwrap()).chain([theirs]).collect()
}

#[test]
fn a_run_its_events_and_its_report_have_the_keys_that_are_told() {
    let folder = project();
    let events = folder.path().join("events.ndjson");
    let run = asked(folder.path(), &["run", "--events", events.to_str().unwrap()]);
    let report = asked(folder.path(), &["report"]);
    let mut audit = audit();
    audit.one("`run --json`", &run);
    audit.all("Fault that was asked for", list(&run["faults"]));
    assert!(list(&run["faults"]).iter().any(|fault| fault["never"]["ja"].is_string()), "one never happened");
    audit.all("Real system of a run", list(&run["partners"]));
    assert!(list(&run["partners"]).iter().any(|partner| partner["never"]["ja"].is_string()), "nobody asks it");
    audit.one("Trials by verdict", &run["verdicts"]);

    audit.one("`report --format json`", &report);
    let matrices = ["cycles", "groups", "organisations", "flows"].map(|name| list(&report[name]));
    audit.all("Line of a matrix", matrices.into_iter().flatten());
    audit.all("Trials by verdict", matrices.into_iter().flatten().map(|line| &line["verdicts"]));
    let about = table(&audit.page, "About");
    let own = table(&audit.page, "Failure");
    let failures = list(&report["failures"]);
    // `verdict`, `trial` and the like stand in one table only: what is in neither is seen as unknown here.
    let plain: Vec<Value> = failures.iter().map(|failure| without(failure, &about)).collect();
    audit.all("Failure", &plain);
    let abouts: Vec<Value> = failures.iter().map(|failure| without(failure, &own)).collect();
    assert!(failures.iter().any(|failure| failure["reason"]["ja"].is_string()), "one is blocked, with a reason");
    let words = ["message".to_owned(), "help".to_owned()].map(|key| (key, false));
    for difference in failures.iter().flat_map(|failure| list(&failure["differences"])) {
        for (key, _) in &words {
            assert!(difference[key]["ja"].is_string() && difference[key]["en"].is_string(), "{difference}");
        }
        let told = table(&audit.page, "Difference");
        let unknown = without(&without(difference, &words), &told);
        assert_eq!(unknown, json!({}), "keys of a difference that are not told");
    }
    audit.all("Trial", list(&report["flaky_trials"]));

    let lines = fs::read_to_string(events).unwrap();
    let mut lines: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.first().unwrap()["event"], "run_started");
    assert_eq!(lines.last().unwrap()["event"], "run_finished");
    lines.extend(seldom(&lines));
    for name in variants::<Event>(&json!({"event": "?"})) {
        let heading = format!("Event `{name}`");
        audit.all(&heading, lines.iter().filter(|line| line["event"] == *name));
    }
    audit.one("Planned", &lines[0]["planned"]);
    let of_events = lines.iter().map(|line| &line["about"]).filter(|about| !about.is_null());
    audit.all("About", of_events.chain(&abouts));
    audit.all("Exchange", lines.iter().map(|line| &line["exchange"]).filter(|exchange| !exchange.is_null()));
    assert!(lines.iter().any(|line| line["exchange"]["data"]["text"].is_string()), "data are told as text");
    audit.end();
}

#[test]
fn differences_and_their_causes_have_the_keys_that_are_told() {
    let text = || Some("x".to_owned());
    let cause = Cause::UnderAnother { expected_under: "C".to_owned(), stands_under: "D".to_owned() };
    let full = Difference {
        kind: DifferenceKind::MovedDetail,
        path: "資格情報[1]".to_owned(),
        item: serde_json::from_value(json!("TK01")).unwrap(),
        name: "保険者名称".to_owned(),
        expected: text(),
        actual: text(),
        source: text(),
        cause: Some(cause),
    };
    let mut audit = audit();
    let full = serde_json::to_value(full).unwrap();
    audit.one("Difference", &full);
    let timed = Cause::InsideButAbsent { whose: "D".to_owned(), time: "H30.4.1～".to_owned() };
    let item = || serde_json::from_value(json!("TK01")).unwrap();
    let name = || "x".to_owned();
    let read = Cause::ReadFrom {
        rule: name(),
        used: vec![Used { path: name(), name: name(), value: name() }],
        used_in_all: 1,
        reached: name(),
        misreading: Some(Misreading::OtherItem { item: item(), name: name() }),
    };
    let others = [
        timed,
        read,
        Cause::NoReading { rule: name(), why: Unreached::MoreThanOne },
        Cause::NullInAnswer { reason: name() },
        Cause::Rounded { unit: 1_000 },
        Cause::OtherItem { item: item(), name: name() },
        Cause::IssuedApart { issued: name(), base: name(), order: Issued::Before },
    ];
    let others = others.map(|cause| serde_json::to_value(cause).unwrap());
    audit.all("Cause", std::iter::once(&full["cause"]).chain(&others));
    audit.end();
}

#[test]
fn the_other_commands_print_the_keys_that_are_told() {
    let folder = project();
    let project = folder.path();
    let mut audit = audit();
    let explained = asked(project, &["explain", "K2-01"]);
    audit.one("`explain --json`", &explained);
    audit.all("Replica looked at", list(&explained["considered"]));
    audit.all("Expected item", list(&explained["expected_items"]));
    fs::write(project.join("test-groups/link-codes.yaml"), LINK_CODES).unwrap();
    audit.one("Case of 符号生成", &asked(project, &["explain", "F1-01"]));
    fs::remove_file(project.join("test-groups/link-codes.yaml")).unwrap();
    audit.one("Handwritten scenario", &asked(project, &["explain", "handwritten/own.feature:4"]));
    let readings = tempfile::tempdir().unwrap();
    for part in ["base", "green-readings"] {
        copy(&root().join("tests/projects").join(part), readings.path());
    }
    let read = asked(readings.path(), &["explain", "Y1-01"]);
    audit.all("Value to be read", list(&read["expected_readings"]));
    audit.one("`features --json`", &asked(project, &["features"]));
    audit.all("`phrases --json`", list(&asked(project, &["phrases"])));
    let new = project.join("new");
    audit.one("`init --json`", &asked(project, &["init", new.to_str().unwrap()]));
    let blank = project.join("blank");
    audit.one("`sheets --json`", &asked(project, &["sheets", "blank", blank.to_str().unwrap()]));
    let run = asked(project, &["run", "--case", "K2-01"]);
    let id = run["run"].as_str().unwrap();
    audit.one("`verify --json`", &asked(project, &["verify", id]));
    let protocol = project.join("protocol");
    audit.one("`protocol --json`", &asked(project, &["protocol", "-o", protocol.to_str().unwrap()]));
    let drafts = project.join("drafts");
    audit.one("`draft --json`", &asked(project, &["draft", id, "-o", drafts.to_str().unwrap()]));
    assert_eq!(asked(project, &["check"]), json!([]));
    change(project, "test-groups/representatives/e-shi.yaml", "E市\n", "Ｅ都\n");
    for words in [&["check"][..], &["run"]] {
        let faults = asked(project, words);
        audit.all("`check --json`", list(&faults));
        audit.all("Place of a fault", list(&faults).iter().map(|fault| &fault["place"]));
    }
    audit.end();
}

/// The words that a value can be, as serde lists them when it meets none of them.
fn variants<T: serde::de::DeserializeOwned>(wrong: &Value) -> Vec<String> {
    let Err(fault) = serde_json::from_value::<T>(wrong.clone()) else { panic!("{wrong} is one of them") };
    let fault = fault.to_string();
    let known: Vec<String> = fault.split('`').skip(3).step_by(2).map(str::to_owned).collect();
    assert!(known.len() > 2, "{fault}");
    known
}

#[test]
fn every_word_a_value_can_be_is_told() {
    let page = read("docs/json.md");
    let words = [
        variants::<Verdict>(&json!("?")),
        variants::<Outcome>(&json!("?")),
        variants::<DifferenceKind>(&json!("?")),
        variants::<Cause>(&json!({"because": "?"})),
        variants::<Misreading>(&json!({"how": "?"})),
        variants::<Unreached>(&json!({"why": "?"})),
        variants::<Event>(&json!({"event": "?"})),
    ];
    let missing: Vec<&String> = words.iter().flatten().filter(|word| !page.contains(&format!("`{word}`"))).collect();
    assert!(missing.is_empty(), "docs/json.md does not tell {missing:?}");
}

#[test]
fn keys_that_are_not_told_and_keys_that_are_not_there_are_seen() {
    let page = "## `x`\n\n| key | type | what it is |\n|---|---|---|\n| `a` | string | a |\n\
                | `b` | number, may be absent | b |\n| `c` | string | may be absent |\n\n### Y\n\n| `d` | string | d |\n";
    let table = table(page, "`x`");
    assert_eq!(table, [("a".to_owned(), false), ("b".to_owned(), true), ("c".to_owned(), false)]);
    let (whole, less, more) =
        (json!({"a": 1, "b": 2, "c": 3}), json!({"a": 1, "c": 3}), json!({"a": 1, "c": 3, "z": 4}));
    assert_eq!(complaints("x", &table, &[&whole, &less]), [""; 0]);
    assert_eq!(complaints("x", &table, &[&less]), ["x: `b` was never seen"]);
    assert_eq!(complaints("x", &table, &[&whole, &more]), ["x: `z` is there and not told"]);
    assert_eq!(complaints("x", &table, &[&whole, &json!({"a": 1})]), ["x: `c` is told and not there"]);
}

/// One exchange with a standing network.
fn call(address: &str, request: &str, body: &str) -> String {
    use std::io::{Read, Write};
    let mut stream = std::net::TcpStream::connect(address).unwrap();
    let length = body.len();
    let head = format!("{request} HTTP/1.1\r\nHost: a\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n");
    stream.write_all((head + body).as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer.split_once("\r\n\r\n").unwrap().1.to_owned()
}

#[test]
fn a_standing_network_and_its_journal_have_the_keys_that_are_told() {
    use std::io::{BufRead, BufReader};
    let folder = project();
    let mut renkei = Command::new(env!("CARGO_BIN_EXE_renkei"));
    let fault = ["--fault", "照会者の中間サーバー=遅延（1ミリ秒）×1"];
    renkei
        .args(["mock", "--json", "--quiet", "--plain", "127.0.0.1:0"])
        .args(fault)
        .arg("--project")
        .arg(folder.path());
    let mut mock = renkei.stdout(std::process::Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(mock.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let told: Value = serde_json::from_str(&line).unwrap();
    let address = told["plain"].as_str().unwrap().strip_prefix("http://").unwrap().to_owned();
    let mut audit = audit();
    audit.one("`mock --json`", &told);
    let persons = list(&told["persons"]);
    audit.all("Person of a mock", persons);
    audit.all("Link code of a mock", persons.iter().flat_map(|person| list(&person["codes"])));
    let persona = persons.iter().find(|person| person["persona"] == "RM-003").unwrap();
    let code = list(&persona["codes"]).iter().find(|code| code["institution"] == "002").unwrap();
    let query = format!(
        "<情報照会><照会要求番号>R1</照会要求番号><情報照会者機関コード>002</情報照会者機関コード>\
         <情報提供者機関コード>005</情報提供者機関コード><事務コード>JM035</事務コード>\
         <事務手続コード>JT035001</事務手続コード><特定個人情報名コード>TM101</特定個人情報名コード>\
         <特定個人情報の版番号>4.0</特定個人情報の版番号><情報照会者部署名>住宅課</情報照会者部署名>\
         <情報照会者部署コード>903A</情報照会者部署コード><特定個人情報項目コードリスト>TK01</特定個人情報項目コードリスト>\
         <情報照会条件 種別=\"既定\"/><機関別符号>{}</機関別符号></情報照会>",
        code["link_code"].as_str().unwrap()
    );
    call(&address, "POST /002/inquiries", &query);
    let begun = std::time::Instant::now();
    while call(&address, "GET /002/inquiries/R1", "").is_empty() {
        assert!(begun.elapsed().as_secs() < 20);
    }
    let numbers = PersonalNumbers::of(&renkei::sheet::load(folder.path()).0.role_models);
    let number = numbers.number(&"RM-003".into()).unwrap().spelled(Leak::Plain);
    call(&address, "POST /002/inquiries", &format!("<!-- {number} -->{query}"));
    let journal: Value = serde_json::from_str(&call(&address, "GET /renkei/journal", "")).unwrap();
    mock.kill().unwrap();
    mock.wait().unwrap();
    audit.one("Journal of a mock", &journal);
    audit.all("Call of a mock", list(&journal["calls"]));
    let carried = list(&journal["calls"]).iter().filter(|call| !call["personal_numbers"].is_null());
    audit.all("Carried of a mock", carried.flat_map(|call| list(&call["personal_numbers"])));
    audit.end();
}
