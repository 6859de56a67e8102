//! A recorded run becomes drafts that a person confirms, and is played again without the partner.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot read its input must stop"
)]

mod example;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use example::copy;
use serde_json::Value;

/// A copy of a small project.
struct Bench {
    folder: tempfile::TempDir,
}

impl Bench {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/projects/base"), folder.path());
        let bench = Self { folder };
        // A busy machine is no silent partner.
        bench.change("layouts/profile.yaml", "provider-wait-ms: 300", "provider-wait-ms: 1500");
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

    fn renkei(&self, words: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_renkei"));
        command.args(words).current_dir(self.folder.path()).env_clear().output().unwrap()
    }

    fn exit(&self, words: &[&str]) -> (i32, String) {
        let output = self.renkei(words);
        let said = String::from_utf8(output.stdout).unwrap() + &String::from_utf8(output.stderr).unwrap();
        (output.status.code().unwrap(), said)
    }

    /// Runs, and tells the exit code, the run and how many trials have each verdict.
    fn run(&self, words: &[&str]) -> (i32, String, Value) {
        let output = self.renkei(&[&["--json", "run"], words].concat());
        let told: Value = serde_json::from_slice(&output.stdout)
            .unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&output.stderr)));
        (output.status.code().unwrap(), told["run"].as_str().unwrap().to_owned(), told["verdicts"].clone())
    }

    /// Verdict of every trial of a run.
    fn verdicts(&self, run: &str) -> Vec<(String, String)> {
        let events = self.text(&format!("runs/{run}/events.ndjson"));
        let lines = events.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
        let finished = lines.filter(|line| line["event"]["event"] == "trial_finished");
        let word = |value: &Value| value.as_str().unwrap().to_owned();
        let mut all: Vec<(String, String)> =
            finished.map(|line| (word(&line["event"]["trial"]), word(&line["event"]["verdict"]))).collect();
        all.sort();
        all
    }
}

fn count(verdicts: &Value, name: &str) -> u64 {
    verdicts[name].as_u64().unwrap()
}

#[test]
fn drafts_are_not_run_until_a_person_has_confirmed_them() {
    let bench = Bench::new();
    let (exit, run, _) = bench.run(&[]);
    assert_eq!(exit, 0);
    // As if E市 and C健康保険組合 were real: what they answered is known from the record alone.
    fs::remove_file(bench.path("test-groups/representatives/e-shi.yaml")).unwrap();
    fs::remove_file(bench.path("test-groups/representatives/c-kempo.yaml")).unwrap();
    let (exit, said) = bench.exit(&["draft", &run]);
    assert_eq!(exit, 0, "{said}");
    assert!(said.contains("テストケース 7 件（未確認）、副本 3 件（仮置き）"), "{said}");
    let (exit, said) = bench.exit(&["check"]);
    let left = said.lines().filter(|line| line.contains('[') && !line.contains("W0249") && !line.contains("W0503"));
    let left: Vec<&str> = left.collect();
    assert_eq!((exit, left), (0, vec![]), "only what nobody asked for may be missing: {said}");
    let again = bench.exit(&["draft", &run]);
    assert_eq!(again.0, 2, "nothing is overwritten: {}", again.1);
    assert!(again.1.contains("-o で別のフォルダを指定"), "-o is a folder: {}", again.1);
    assert_eq!(bench.exit(&["draft", &run, "-o", "elsewhere"]).0, 0, "and so it is taken");

    let (exit, unconfirmed, verdicts) = bench.run(&["--tags", "@未確認"]);
    assert_eq!((exit, count(&verdicts, "not_run"), count(&verdicts, "passed")), (7, 7, 0));
    let report = bench.exit(&["report", &unconfirmed]).1;
    assert!(report.contains("期待項目が未確認です"), "{report}");

    let drafts = format!("test-groups/draft-{run}.yaml");
    bench.change(&drafts, "confirmed: false", "confirmed: true");
    let (exit, said) = bench.exit(&["check"]);
    assert!(exit == 3 && said.contains("confirmed-by"), "nobody has signed: {said}");
    let line = 1 + bench.text(&drafts).lines().position(|line| line.contains("confirmed: true")).unwrap();
    let place = format!("{drafts}:{line}:16");
    assert!(said.contains(&place), "at the mark, {place}: {said}");
    let signed = "confirmed: true\n    confirmed-by: 例示市 試験担当\n    confirmed-on: R8.11.20";
    bench.change(&drafts, "confirmed: true", signed);
    let cases: Vec<String> = bench
        .text(&drafts)
        .lines()
        .filter_map(|line| Some(line.strip_prefix("  - id: ")?.trim_matches('"').to_owned()))
        .collect();
    assert_eq!(cases.len(), 7);
    let selected: Vec<&str> = cases.iter().flat_map(|case| ["--case", case]).collect();
    let (exit, _, verdicts) = bench.run(&selected);
    assert_eq!((exit, count(&verdicts, "passed")), (0, 7), "the drafted 副本 answer as the partner did");

    let replicas = format!("test-groups/representatives/draft-{run}-c-kempo.yaml");
    bench.change(&replicas, "123450円", "123451円");
    let (exit, _, verdicts) = bench.run(&selected);
    assert_eq!((exit, count(&verdicts, "failed"), count(&verdicts, "passed")), (4, 1, 6));
}

/// Scenarios whose answer is due to something that no case can say, and two that a case says as well.
const BEYOND: &str = "# language: ja
@下書き
機能: 下書き
  背景:
    前提 基準日は「平成30年7月27日」である
    かつ 照会者は「B市」の「国民健康保険課」（部署コード「001A」）である
    かつ ロールモデル「RM-001」の人について照会する

  シナリオ: 無応答
    前提 情報提供者は応答しない
    もしASK
    ならば 処理結果は「時間切れ」である

  シナリオ: 符号
    前提 「B市」は符号を取得していない
    もしASK
    ならば 処理結果は「符号未取得」である

  シナリオ: 別の人
    もし 宛名に住民「J-004」を紐付ける
    かつASK
    ならば 処理結果は「副本未登録」である

  シナリオ: 本人
    もし 宛名に住民「J-001」を紐付ける
    かつASK
    ならば 処理結果は「正常終了」である

  シナリオ: 繰り返し
    もしASK
    ならば 処理結果は「正常終了」である
    もし 同じ照会をもう一度送る
    ならば 処理結果は「重複要求」である
";

const ASK: &str = " 「健康保険組合」へ次のとおり情報照会する
      | 項目                 | 値               |
      | 事務コード           | JM030            |
      | 事務手続コード       | JT030001         |
      | 特定個人情報名コード | TM031            |
      | 版                   | 4.0              |
      | 項目コード           | TK01、TK02、TK03 |";

#[test]
fn what_no_case_can_say_makes_no_draft_and_is_told() {
    let bench = Bench::new();
    fs::create_dir_all(bench.path("features/handwritten")).unwrap();
    fs::write(bench.path("features/handwritten/beyond.feature"), BEYOND.replace("ASK", ASK)).unwrap();
    let (exit, run, verdicts) = bench.run(&["--tags", "@下書き"]);
    assert_eq!((exit, count(&verdicts, "passed")), (0, 5), "{verdicts}");
    let output = bench.renkei(&["--json", "draft", &run]);
    let told: Value = serde_json::from_slice(&output.stdout).unwrap();
    let reasons = told["left_out_reasons"].as_array().unwrap();
    let reasons: Vec<&str> = reasons.iter().map(|reason| reason["why"].as_str().unwrap()).collect();
    let said = "テストケースに書けないことの後の応答である：";
    let expected = [
        "情報提供者は応答しない",
        "「B市」は符号を取得していない",
        "宛名に住民「J-004」を紐付ける",
        "同じ照会をもう一度送る",
    ];
    assert_eq!(reasons, expected.map(|text| format!("{said}{text}")));
    assert_eq!(told["cases"], 2, "that of the right link, and the one before the repetition");
    let drafts = format!("test-groups/draft-{run}.yaml");
    let signed = "confirmed: true\n    confirmed-by: 例示市 試験担当\n    confirmed-on: R8.11.20";
    bench.change(&drafts, "confirmed: false", signed);
    let drafts = bench.text(&drafts);
    let ids = drafts.lines().filter_map(|line| Some(line.strip_prefix("  - id: ")?.trim_matches('"')));
    let selected: Vec<&str> = ids.flat_map(|id| ["--case", id]).collect();
    let (exit, _, verdicts) = bench.run(&selected);
    assert_eq!((exit, count(&verdicts, "passed")), (0, 2), "no draft is red: {verdicts}");

    // A fault of the command line is no partner's answer either.
    let (_, run, _) = bench.run(&["--case", "K1-01", "--fault", "A健康保険組合=遅延（1ミリ秒）"]);
    let (exit, said) = bench.exit(&["draft", &run]);
    assert!(exit == 6 && said.contains("書けないこと"), "{exit} {said}");
}

#[test]
fn a_record_played_again_gives_the_same_verdicts_without_the_partner() {
    let bench = Bench::new();
    // One of each: passed, failed by a value, by an answer that is no XML, and by a leak; one is silent as expected.
    bench.change("test-groups/representatives/d-kempo.yaml", "98,760円", "98,761円");
    bench.change("test-groups/representatives/e-shi.yaml", "  - persona: RM-004", "  - persona: RM-004 # 既定のとおり");
    let conduct = "conduct:\n  - {persona: RM-003, behaviour: leak-number-wide}\n";
    let provider = bench.path("test-groups/representatives/e-shi.yaml");
    fs::write(&provider, bench.text("test-groups/representatives/e-shi.yaml") + conduct).unwrap();
    let (exit, run, first) = bench.run(&[]);
    assert_eq!((exit, count(&first, "failed"), count(&first, "passed")), (4, 4, 3), "{first}");

    for file in ["a-kempo", "c-kempo", "d-kempo", "e-shi"] {
        let path = bench.path(&format!("test-groups/representatives/{file}.yaml"));
        fs::remove_file(path).unwrap();
    }
    let (exit, again, second) = bench.run(&["--replay", &run]);
    assert_eq!((exit, &second), (4, &first));
    assert_eq!(bench.verdicts(&again), bench.verdicts(&run));
    // And the record of a replay can be played too.
    let (_, third, _) = bench.run(&["--replay", &again]);
    assert_eq!(bench.verdicts(&third), bench.verdicts(&run));
}

#[test]
fn a_replay_judges_by_what_is_expected_now_and_never_answers_another_query() {
    let bench = Bench::new();
    let (_, run, _) = bench.run(&[]);
    bench.change("test-groups/cases-insurance.yaml", "TK07: 123450円", "TK07: 123451円");
    bench.change("test-groups/cases-local.yaml", "condition: 時点指定 H29年", "condition: 時点指定 H28年");
    let (exit, _, verdicts) = bench.run(&["--replay", &run]);
    assert_eq!((exit, count(&verdicts, "failed"), count(&verdicts, "blocked")), (4, 1, 1), "{verdicts}");
    assert_eq!(count(&verdicts, "passed"), 5);

    // A record that was changed is no partner.
    let events = format!("runs/{run}/events.ndjson");
    bench.change(&events, "資格取得届の審査", "資格取得届の審理");
    assert_eq!(bench.exit(&["run", "--replay", &run]).0, 3);
    assert_eq!(bench.exit(&["draft", &run]).0, 3);
}

#[test]
fn masked_values_stay_masked_and_make_no_draft() {
    let bench = Bench::new();
    let conduct = "conduct:\n  - {persona: RM-002, behaviour: leak-number-split}\n";
    let provider = bench.path("test-groups/representatives/c-kempo.yaml");
    fs::write(&provider, bench.text("test-groups/representatives/c-kempo.yaml") + conduct).unwrap();
    bench.change(
        "role-models/people.yaml",
        "    birth: S50.2.2\n",
        "    birth: S50.2.2\n    personal-number: \"012345678900\"\n",
    );
    let events = bench.path("events.ndjson");
    let (exit, run, verdicts) = bench.run(&["--case", "K2-01", "--events", events.to_str().unwrap()]);
    assert_eq!((exit, count(&verdicts, "failed")), (4, 1));
    let streams = [bench.text("events.ndjson"), bench.text(&format!("runs/{run}/events.ndjson"))];
    let report = ["text", "html", "junit", "json"].map(|format| bench.exit(&["report", &run, "--format", format]).1);
    for text in streams.iter().chain(&report) {
        for piece in ["012345678900", "0123<", "「0123」", "\"0123\"", ">4567<", ">8900<", "「4567」", "「8900」"]
        {
            assert!(!text.contains(piece), "{piece} is told: {text}");
        }
    }
    assert!(streams[0].contains("personal_number"), "it was seen");
    let (exit, said) = bench.exit(&["draft", &run]);
    assert!(exit == 6 && said.contains("個人番号が入っていた"), "{exit} {said}");
    let (exit, _, verdicts) = bench.run(&["--replay", &run]);
    assert_eq!((exit, count(&verdicts, "failed")), (4, 1), "masked digits still tell that there was a number");
}
