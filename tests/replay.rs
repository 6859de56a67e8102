//! What a record gives when it is taken up again: the same verdicts as a replay, without the partner, and drafts of what a
//! real partner has said.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot read its input must stop"
)]

mod example;
#[allow(dead_code, reason = "the tests of real systems use the rest of it")]
#[path = "real/vendor.rs"]
mod vendor;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use example::copy;
use serde_json::Value;
use vendor::{Act, Question, Request, Vendor, element};

/// A project to run things in.
struct Bench {
    folder: tempfile::TempDir,
}

/// A run as it ended.
struct Ran {
    exit: i32,
    id: String,
    verdicts: Value,
    screen: String,
}

impl Bench {
    fn base() -> Self {
        let folder = tempfile::tempdir().unwrap();
        copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/projects/base"), folder.path());
        let bench = Self { folder };
        // A busy machine is no silent partner.
        bench.change("layouts/profile.yaml", "provider-wait-ms: 300", "provider-wait-ms: 1500");
        bench
    }

    /// The shipped example, whole: cases of sheets, scenarios by hand, services.
    fn shipped() -> Self {
        let folder = example::example();
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        for part in ["features", "services"] {
            copy(&root.join(part), &folder.path().join(part));
        }
        let bench = Self { folder };
        bench.change("layouts/profile.yaml", "provider-wait-ms: 1000", "provider-wait-ms: 2500");
        bench.change("layouts/profile.yaml", "answer-wait-ms: 5000", "answer-wait-ms: 8000");
        bench
    }

    fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    fn text(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).unwrap()
    }

    fn change(&self, path: &str, old: &str, new: &str) {
        let text = self.text(path);
        assert!(text.contains(old), "{path} has no {old}");
        fs::write(self.path(path), text.replace(old, new)).unwrap();
    }

    fn exit(&self, words: &[&str]) -> (i32, String) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_renkei"));
        command.args(words).current_dir(self.folder.path()).env_clear().env("COLUMNS", "200");
        let output = command.output().unwrap();
        let said = String::from_utf8(output.stdout).unwrap() + &String::from_utf8(output.stderr).unwrap();
        (output.status.code().unwrap(), said)
    }

    fn run(&self, words: &[&str]) -> Ran {
        let (exit, screen) = self.exit(&[&["--json", "run", "--no-progress"], words].concat());
        let told = screen.lines().find(|line| line.starts_with('{')).unwrap_or_else(|| panic!("{screen}"));
        let told: Value = serde_json::from_str(told).unwrap();
        Ran { exit, id: told["run"].as_str().unwrap().to_owned(), verdicts: told["verdicts"].clone(), screen }
    }

    /// Verdict, differences and reason of every attempt, by trial.
    fn endings(&self, run: &str) -> BTreeMap<String, Vec<Value>> {
        let mut all: BTreeMap<String, Vec<Value>> = BTreeMap::new();
        for line in self.text(&format!("runs/{run}/events.ndjson")).lines() {
            let mut event = serde_json::from_str::<Value>(line).unwrap()["event"].take();
            if event["event"] == "trial_finished" {
                let ended = ["verdict", "again", "differences", "reason"].map(|key| event[key].take());
                all.entry(event["trial"].as_str().unwrap().to_owned()).or_default().push(Value::from_iter(ended));
            }
        }
        all
    }

    /// Runs with these words and plays the record without them: every trial must end as it did.
    fn played_again(&self, words: &[&str]) -> (Ran, Ran) {
        let first = self.run(words);
        let again = self.run(&["--replay", &first.id]);
        let (recorded, played) = (self.endings(&first.id), self.endings(&again.id));
        assert_eq!(recorded.keys().collect::<Vec<_>>(), played.keys().collect::<Vec<_>>(), "{words:?}");
        for (trial, ended) in &recorded {
            assert_eq!(played[trial], *ended, "{words:?}: {trial}");
        }
        assert_eq!((&again.verdicts, again.exit), (&first.verdicts, first.exit), "{words:?}");
        (first, again)
    }
}

fn count(verdicts: &Value, name: &str) -> u64 {
    verdicts[name].as_u64().unwrap()
}

/// Every kind of case and every sentence that the shipped example has: cases of sheets, 符号, 住基ネット, 宛名, services,
/// マイナポータル, by hand and by form.
#[test]
fn the_whole_shipped_example_played_again_ends_as_it_did() {
    let bench = Bench::shipped();
    let (first, _) = bench.played_again(&[]);
    assert_eq!((first.exit, count(&first.verdicts, "failed")), (0, 0), "{}", first.screen);
    assert!(count(&first.verdicts, "passed") > 500, "{}", first.verdicts);
}

/// Red stays red with the same differences, although nothing goes wrong on the wires of the replay.
#[test]
fn a_red_run_of_the_shipped_example_played_again_is_red_for_the_same_reasons() {
    let bench = Bench::shipped();
    for (fault, least) in [
        // The own gateway, both interfaces, a provider, 住基ネット; no answer at all, an unreadable one, a changed one.
        ("照会者の中間サーバー=接続拒否", 400),
        ("医療保険者インターフェイスシステム=文字コード違い（往路）", 200),
        ("自治体インターフェイスシステム=古い版（往路）", 100),
        ("E市=古い版", 10),
        ("住基ネット=末尾欠落", 20),
    ] {
        let (first, _) = bench.played_again(&["--fault", fault]);
        assert!(first.exit == 4 && count(&first.verdicts, "failed") >= least, "{fault}: {}", first.verdicts);
    }
}

/// E市's answer to G1-01.
fn income(request: &Request) -> Act {
    let serial = request.path.rsplit('/').next().unwrap();
    Act::Says(
        200,
        format!(
            "<照会結果><処理通番>{serial}</処理通番><処理結果>N000</処理結果><特定個人情報データ><管理情報>\
             <中間サーバー登録日時>2017/06/01 09:00:00</中間サーバー登録日時><特定個人情報の版番号>4.0</特定個人情報の版番号>\
             </管理情報><地方税関係情報><所得情報><所得年>2016</所得年><合計所得金額>1860000</合計所得金額>\
             <市町村民税所得割額>58200</市町村民税所得割額><都道府県民税所得割額>38800</都道府県民税所得割額>\
             </所得情報></地方税関係情報></特定個人情報データ></照会結果>"
        ),
    )
}

/// A partner who is not there leaves nothing to be judged anew, and nothing to draft from.
#[test]
fn what_a_record_could_not_judge_stays_unjudged_and_is_no_draft() {
    let bench = Bench::base();
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let real = format!("E市=http://{nobody}");
    let unconfirmed = "    persona: RM-004\n    confirmed: false\n";
    bench.change("test-groups/cases-local.yaml", "    persona: RM-004\n", unconfirmed);
    let first = bench.run(&["--real", &real]);
    let verdicts = [("blocked", 3), ("not_run", 1), ("passed", 3), ("failed", 0)];
    assert_eq!((first.exit, verdicts.map(|(name, _)| (name, count(&first.verdicts, name)))), (7, verdicts));

    let again = bench.run(&["--replay", &first.id]);
    assert_eq!((again.exit, &again.verdicts), (7, &first.verdicts));
    let (recorded, played) = (bench.endings(&first.id), bench.endings(&again.id));
    let why = |ended: &[Value]| ended[0][3]["ja"].as_str().unwrap().to_owned();
    let (then, now) = (why(&recorded["G1-01@b-shi"]), why(&played["G1-01@b-shi"]));
    assert!(
        then.contains("つながりません") && now.ends_with(&then) && now.contains("記録した実施の判定"),
        "{then}\n{now}"
    );
    // A record of a replay says it once.
    let third = bench.run(&["--replay", &again.id]);
    assert_eq!(why(&bench.endings(&third.id)["G1-01@b-shi"]), now);

    // What was answered may be drafted; what was not is named with why.
    let (exit, said) = bench.exit(&["draft", &first.id, "--json"]);
    let told: Value = serde_json::from_str(said.lines().find(|line| line.starts_with('{')).unwrap()).unwrap();
    assert_eq!((exit, &told["cases"]), (0, &3.into()), "{said}");
    let drafts = bench.text(&format!("test-groups/draft-{}.yaml", first.id));
    assert!(drafts.contains("D-K1-01") && !drafts.contains("G1-01") && !drafts.contains("N1-01"), "{drafts}");
    let left: Vec<(&str, &str)> = told["left_out_reasons"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (one["trial"].as_str().unwrap(), one["why"].as_str().unwrap()))
        .collect();
    let unjudged = "判定が保留で、相手の応答を確かめられていない";
    assert_eq!(
        left,
        [
            ("G1-01@b-shi", unjudged),
            ("G1-01@c-shi", unjudged),
            ("G1-01@f-shi", unjudged),
            ("N1-01@nenkin", "判定が未実施で、相手の応答を確かめられていない"),
        ]
    );
    assert!(said.contains("下書きにしませんでした: G1-01@b-shi（判定が保留"), "{said}");
}

/// The end of a record is lost: what it does not tell is not made up.
#[test]
fn a_trial_that_was_cut_off_is_not_run_and_one_that_never_began_is_named() {
    let bench = Bench::base();
    let first = bench.run(&["--workers", "1"]);
    let path = format!("runs/{}/events.ndjson", first.id);
    let text = bench.text(&path);
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let last = lines.iter().rposition(|line| line.contains("trial_finished")).unwrap();
    let begun = lines[..last].iter().filter(|line| line.contains("trial_started")).count();
    assert_eq!(begun, 7, "all begin before the last has ended");
    // As a crash leaves it: the last line torn, and no word on how many there are.
    fs::write(bench.path(&path), lines[..last].concat() + &lines[last][..40]).unwrap();
    fs::remove_file(bench.path(&format!("runs/{}/head.json", first.id))).unwrap();
    let again = bench.run(&["--replay", &first.id]);
    assert_eq!((again.exit, count(&again.verdicts, "passed"), count(&again.verdicts, "not_run")), (7, 6, 1));
    assert!(bench.exit(&["report", &again.id]).1.contains("途中で止まっています"));
    let (_, said) = bench.exit(&["draft", &first.id]);
    assert!(said.contains("実施が途中で止まり、判定がない"), "{said}");
}

#[test]
fn a_case_that_is_not_in_the_record_is_named_with_what_to_do() {
    let bench = Bench::base();
    let first = bench.run(&["--case", "K1-01", "--case", "K2-01"]);
    // Asked for by name: refused.
    let (exit, said) = bench.exit(&["run", "--replay", &first.id, "--case", "K1-01", "--case", "G1-01"]);
    assert_eq!(exit, 2, "{said}");
    for part in [&*first.id, "3 件", "G1-01@b-shi", "renkei run --case G1-01"] {
        assert!(said.contains(part), "{part}: {said}");
    }
    assert!(!said.contains("--case K1-01"), "{said}");
    // Nothing is selected: what the record selected is played, and nobody proposes what it never meant to hold.
    let again = bench.run(&["--replay", &first.id]);
    assert_eq!((again.exit, count(&again.verdicts, "passed")), (0, 2));
    assert!(!again.screen.contains("G1-01"), "{}", again.screen);
    // Part of what is selected otherwise: told, and the rest is played.
    let again = bench.run(&["--replay", &first.id, "--organisation", "B市"]);
    assert_eq!((again.exit, count(&again.verdicts, "passed")), (0, 2));
    assert!(again.screen.contains("G1-01@b-shi") && again.screen.contains(&first.id), "{}", again.screen);
    // Nothing of it is left: nothing is no success.
    let (exit, said) = bench.exit(&["run", "--replay", &first.id, "--cycle", "1"]);
    assert!(exit == 6 && said.contains("G1-01@b-shi"), "{exit} {said}");
    // A fault has nothing to stand before.
    let (exit, said) = bench.exit(&["run", "--replay", &first.id, "--fault", "E市=接続拒否"]);
    assert!(exit == 2 && said.contains("--fault"), "{exit} {said}");
}

/// What a partner has said over HTTP becomes drafts, masked, that a person confirms; and the record stands for the partner.
#[test]
fn a_real_providers_answers_become_masked_drafts_and_are_played_without_it() {
    let bench = Bench::base();
    bench.change(
        "role-models/people.yaml",
        "    birth: S50.2.2\n",
        "    birth: S50.2.2\n    personal-number: \"012345678900\"\n",
    );
    let room = "path: 資格情報, kind: text, max-length: ";
    bench.change("layouts/insurance.yaml", &format!("{room}10"), &format!("{room}40"));
    for insurer in ["a-kempo", "c-kempo", "d-kempo", "e-shi"] {
        fs::remove_file(bench.path(&format!("test-groups/representatives/{insurer}.yaml"))).unwrap();
    }
    // It writes a 個人番号 into a free text about one of the two.
    let insurers = Vendor::plain(|_, request| {
        let serial = request.path.rsplit('/').next().unwrap();
        let unit = match element(&request.body, "事務コード") {
            affair if affair.ends_with("30") => {
                "<保険者名称>A健康保険組合</保険者名称><資格取得日>2015-04-01</資格取得日><資格喪失日>2018-07-27</資格喪失日>"
            }
            _ => {
                "<保険者番号>0000000000003</保険者番号><保険者名称>C健康保険組合</保険者名称><資格取得日>2017-04-01</資格取得日>\
                 <資格喪失日>2018-04-01</資格喪失日><本人家族区分>本人 0123-4567-8900</本人家族区分>"
            }
        };
        Act::Says(
            200,
            format!(
                "<照会結果><処理通番>{serial}</処理通番><処理結果>N000</処理結果><特定個人情報データ><管理情報>\
                 <中間サーバー登録日時>2018/07/27 09:00:00</中間サーバー登録日時><特定個人情報の版番号>4.0</特定個人情報の版番号>\
                 </管理情報><被用者保険関係情報><資格情報>{unit}</資格情報></被用者保険関係情報></特定個人情報データ></照会結果>"
            ),
        )
    });
    let city = Vendor::plain(|_, request| income(request));
    let reals = [format!("社会保険診療報酬支払基金={}", insurers.url), format!("E市={}", city.url)];
    let cases = ["--case", "K1-01", "--case", "K2-01", "--case", "G1-01"];
    let first = bench.run(&[&cases[..], &["--real", &reals[0], "--real", &reals[1]]].concat());
    // K2-01 is red: benefits are missing, and there is the number.
    let counted = (count(&first.verdicts, "passed"), count(&first.verdicts, "failed"));
    assert_eq!((first.exit, counted), (4, (4, 1)), "{}", first.screen);
    assert_eq!((insurers.told().len(), city.told().len()), (2, 3));

    let (exit, said) = bench.exit(&["draft", &first.id]);
    assert_eq!(exit, 0, "{said}");
    let drafts = format!("test-groups/draft-{}.yaml", first.id);
    let replica = bench.text(&format!("test-groups/representatives/draft-{}-c-kempo.yaml", first.id));
    assert!(replica.contains("本人 ＊＊＊＊-＊＊＊＊-＊＊＊＊") && replica.contains("provisional: true"), "{replica}");
    let written = [bench.text(&drafts), replica, bench.text(&format!("runs/{}/events.ndjson", first.id))].concat();
    for piece in ["0123-4567", "4567-8900", "012345678900"] {
        assert!(!written.contains(piece), "{piece} is kept");
    }
    assert_eq!(written.matches("confirmed: false").count(), 5);

    // Not run before somebody has confirmed them; then our own provider answers as the partner did.
    let (cases, unsigned) = (draft_ids(&bench.text(&drafts)), bench.run(&["--tags", "@未確認"]));
    assert_eq!((unsigned.exit, count(&unsigned.verdicts, "not_run")), (7, 5), "{}", unsigned.screen);
    let signed = "confirmed: true\n    confirmed-by: 例示市 試験担当\n    confirmed-on: R8.11.20";
    bench.change(&drafts, "confirmed: false", signed);
    let selected: Vec<&str> = cases.iter().flat_map(|case| ["--case", case]).collect();
    let confirmed = bench.run(&selected);
    assert_eq!((confirmed.exit, count(&confirmed.verdicts, "passed")), (0, 5), "{}", confirmed.screen);
    assert_eq!((insurers.told().len(), city.told().len()), (2, 3), "nobody asked the partners again");

    // The record stands for the partners: nobody is asked, and every verdict is there again.
    let again = bench.run(&["--replay", &first.id]);
    assert_eq!((again.exit, bench.endings(&again.id)), (4, bench.endings(&first.id)));
    assert_eq!((insurers.told().len(), city.told().len()), (2, 3), "nobody asked the partners again");
}

fn draft_ids(drafts: &str) -> Vec<String> {
    let ids = drafts.lines().filter_map(|line| line.strip_prefix("  - id: "));
    ids.map(|id| id.trim_matches('"').to_owned()).collect()
}

/// A vendor's own query is in the record too, with what it asked wrongly.
#[test]
fn a_real_inquirers_queries_are_played_without_it() {
    for (asks, exit) in [("JT035001", 0), ("JT035002", 4)] {
        let bench = Bench::base();
        let vendor = Vendor::plain(move |n, request| {
            let told: Value = serde_json::from_str(&request.body).unwrap();
            std::thread::spawn(move || {
                let text = |key: &str| told[key].as_str().unwrap().to_owned();
                let question = Question {
                    request: format!("V{n}"),
                    inquirer: text("inquirer"),
                    provider: text("provider"),
                    affair: text("affair"),
                    procedure: asks.to_owned(),
                    information: text("information"),
                    department: (text("department_name"), text("department_code")),
                    items: text("items"),
                    condition: format!(
                        "<情報照会条件 種別=\"時点指定\"><時点>{}</時点></情報照会条件>",
                        text("condition_from")
                    ),
                    link_code: text("link_code"),
                };
                question.ask(&text("url")["http://".len()..]);
            });
            Act::Says(202, String::new())
        });
        let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        bench.change("renkei.yaml", "name:", &format!("doors: {{plain: \"{free}\"}}\nname:"));
        let real = format!("code: \"002\", real: {{inquiries: {{start: {{url: \"{}\"}}, wait-ms: 5000}}}}", vendor.url);
        bench.change("test-groups/organisations.yaml", "code: \"002\"", &real);
        let (first, _) = bench.played_again(&["--case", "G1-01", "--organisation", "B市"]);
        assert_eq!((first.exit, vendor.told().len()), (exit, 1), "{}", first.screen);
    }
}
