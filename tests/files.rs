//! Whole runs over files: a real office that provides, and one that asks, by 照会ファイル and 結果ファイル in a folder, against
//! the real program. What each of its failings is called, and that nothing is lost or taken twice.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on must stop")]

mod example;
mod ran;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use example::{copy, example};
use ran::Ran;

/// A copy of the base project, and a folder outside it for files.
struct Bench {
    project: tempfile::TempDir,
    folder: tempfile::TempDir,
}

const SPELLINGS: [(&str, &str); 4] =
    [("csv", "utf-8"), ("csv", "windows-31j"), ("xml", "utf-8"), ("xml", "windows-31j")];

impl Bench {
    fn new() -> Self {
        let project = tempfile::tempdir().unwrap();
        copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/projects/base"), project.path());
        Self { project, folder: tempfile::tempdir().unwrap() }
    }

    /// The base with `real:` under a body; `FOLDER` in it is the folder.
    fn real(body: &str, real: &str) -> Self {
        let bench = Self::new();
        let real = real.replace("FOLDER", bench.folder.path().to_str().unwrap());
        bench.change("test-groups/organisations.yaml", |text| {
            let line = text.lines().find(|line| line.contains(&format!("id: {body},"))).unwrap();
            text.replace(line, &line.replace('}', &format!(", real: {real}}}")))
        });
        bench.change("layouts/profile.yaml", |text| format!("{text}file-settle-ms: 100\n"));
        bench
    }

    fn change(&self, file: &str, change: impl FnOnce(&str) -> String) {
        let path = self.project.path().join(file);
        let (old, new) = (fs::read_to_string(&path).unwrap(), change(&fs::read_to_string(&path).unwrap()));
        assert_ne!(old, new);
        fs::write(path, new).unwrap();
    }

    fn run(&self, arguments: &[&str]) -> Ran {
        run(self.project.path(), arguments)
    }

    fn names(&self, part: &str) -> Vec<String> {
        names(&self.folder.path().join(part))
    }
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut names: Vec<String> = entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

fn command(project: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_renkei"));
    command.args(["--lang", "ja", "run", "--no-progress", "--project"]).arg(project).args(arguments);
    command.env("COLUMNS", "200").stdin(Stdio::null());
    command
}

fn run(project: &Path, arguments: &[&str]) -> Ran {
    Ran::of(command(project, arguments).output().unwrap())
}

/// What an office lays out for a 照会ファイル: what kind of part, name ending, bytes.
type Habit = dyn Fn(&Path, usize, &str, &str) + Send + Sync;

/// An office of the test's own that works by files: it takes what is dropped, and does as it is told.
struct Office {
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<Vec<String>>>,
}

impl Office {
    /// `habit`: what it does with the folder for its n-th file (name without its ending, text).
    fn open(folder: &Path, habit: impl Fn(&Path, usize, &str, &str) + Send + Sync + 'static) -> Self {
        let (root, stop, habit): (PathBuf, _, Arc<Habit>) =
            (folder.to_owned(), Arc::new(AtomicBool::new(false)), Arc::new(habit));
        let stopping = Arc::clone(&stop);
        let thread = std::thread::spawn(move || {
            let mut taken = Vec::new();
            while !stopping.load(Ordering::Relaxed) {
                for name in names(&root.join("request"))
                    .into_iter()
                    .filter(|name| Path::new(name).extension().is_some_and(|ending| ending == "csv"))
                {
                    let path = root.join("request").join(&name);
                    let Ok(text) = fs::read_to_string(&path) else { continue };
                    fs::create_dir_all(root.join("working")).unwrap();
                    fs::rename(&path, root.join("working").join(&name)).unwrap();
                    habit(&root, taken.len(), name.trim_end_matches(".csv"), &text);
                    taken.push(text);
                }
                std::thread::sleep(Duration::from_millis(5));
            }
            taken
        });
        Self { stop, thread: Some(thread) }
    }

    /// Every 照会ファイル it has taken.
    fn close(mut self) -> Vec<String> {
        self.stop.store(true, Ordering::Relaxed);
        self.thread.take().unwrap().join().unwrap()
    }
}

impl Drop for Office {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
    }
}

/// A field of the one query of a CSV file.
fn field<'t>(text: &'t str, heading: &str) -> &'t str {
    let mut lines = text.lines();
    let at = lines.next().unwrap().split(',').position(|name| name == heading).unwrap();
    lines.next().unwrap().split(',').nth(at).unwrap()
}

/// E市's 結果ファイル to G1-01.
fn income(serial: &str, text: &str, amount: &str) -> String {
    let request = field(text, "照会要求番号");
    let mut out = "照会要求番号,処理通番,処理結果,中間サーバー登録日時,特定個人情報の版番号,資格番号,項目コード,値\r\n"
        .to_owned();
    for (code, value) in [("TK01", "2016"), ("TK02", amount), ("TK03", "58200"), ("TK04", "38800")] {
        out += &format!("{request},{serial},N000,2017/06/01 09:00:00,4.0,1,{code},{value}\r\n");
    }
    out
}

fn lay(root: &Path, name: &str, bytes: &[u8]) {
    let part = root.join("result").join(format!("{name}.part"));
    fs::write(&part, bytes).unwrap();
    fs::rename(part, root.join("result").join(name)).unwrap();
}

fn good(root: &Path, name: &str, text: &str) {
    lay(root, &format!("{name}.result.csv"), income(name, text, "1860000").as_bytes());
}

const OF_E: [&str; 2] = ["--case", "G1-01"];
const BY_FILES: &str = "{folder: {path: FOLDER, wait-ms: 3000}, rate: {at-once: 1}}";

#[test]
fn a_real_provider_is_asked_by_files_named_by_their_serial() {
    let bench = Bench::real("e-shi", BY_FILES);
    let office = Office::open(bench.folder.path(), |root, _, name, text| good(root, name, text));
    bench.run(&OF_E).ended_as("good", 0, &["合3", "実在E市"]);
    let told = office.close();
    assert_eq!(told.len(), 3, "B市, C市 and F市 asked");
    for text in &told {
        // The one that `renkei mock` tells.
        assert_eq!((field(text, "機関別符号"), field(text, "情報提供者機関コード")), ("GGJPLCKMDBCAPKMGEOPJ", "005"));
        assert!(!text.contains("試験") && !text.contains("太郎"), "no name goes out");
    }
    assert_eq!(bench.names("request"), [""; 0]);
    assert_eq!(bench.names("result"), [""; 0], "picked up");
    assert_eq!(bench.names("done").len(), 3, "what was picked up");
    // The same for one run, without a line in a file.
    let other = Bench::new();
    let office = Office::open(other.folder.path(), |root, _, name, text| good(root, name, text));
    let real = format!("E市=folder:{}", other.folder.path().display());
    other.change("layouts/profile.yaml", |text| format!("{text}file-settle-ms: 50\n"));
    other.run(&[&OF_E[..], &["--real", &real]].concat()).ended_as("--real", 0, &["合3"]);
    assert_eq!(office.close().len(), 3);
}

#[test]
#[allow(clippy::too_many_lines, reason = "one table")]
fn what_a_real_provider_does_wrong_by_files_is_blocked_before_its_first_answer_and_failed_after_it() {
    type Does = fn(&Path, usize, &str, &str);
    let cases: [(&str, Does, i32, &[&str]); 12] = [
        ("never answers", |_, _, _, _| {}, 7, &["保留3", "つながりません"]),
        (
            "late after the first",
            |root, n, name, text| {
                if n == 0 {
                    good(root, name, text);
                }
            },
            4,
            &["合1", "否2", "ミリ秒以内に答えません"],
        ),
        (
            "another amount",
            |root, _, name, text| lay(root, &format!("{name}.result.csv"), income(name, text, "1860001").as_bytes()),
            4,
            &["否3", "1860001"],
        ),
        (
            "torn",
            |root, _, name, text| {
                let whole = income(name, text, "\"1860000");
                lay(root, &format!("{name}.result.csv"), whole.as_bytes());
            },
            4,
            &["否3", "結果ファイルの3行目", "引用符"],
        ),
        (
            "half-written, then whole",
            |root, _, name, text| {
                let (path, whole) = (root.join(format!("result/{name}.result.csv")), income(name, text, "1860000"));
                for end in [0, 30, 200, whole.len()] {
                    let end = (end..=whole.len()).find(|end| whole.is_char_boundary(*end)).unwrap();
                    fs::write(&path, &whole[..end]).unwrap();
                    std::thread::sleep(Duration::from_millis(30));
                }
            },
            0,
            &["合3"],
        ),
        (
            "another charset",
            |root, _, name, text| {
                let whole = income(name, text, "1860000");
                let (sjis, ..) = encode_windows_31j(&whole);
                lay(root, &format!("{name}.result.csv"), &sjis);
            },
            4,
            &["否3", "結果ファイルの文字コードが照会ファイルと違います"],
        ),
        (
            "no characters at all",
            |root, _, name, _| lay(root, &format!("{name}.result.csv"), b"\x85\xFD\xFF"),
            4,
            &["否3", "UTF-8でもWindows-31Jでもない"],
        ),
        (
            "another serial",
            |root, _, name, text| lay(root, &format!("{name}.result.csv"), income("999", text, "1").as_bytes()),
            4,
            &["否3", "処理通番が違います"],
        ),
        (
            "another query",
            |root, _, name, text| {
                let whole = income(name, text, "1860000").replace(field(text, "照会要求番号"), "R9");
                lay(root, &format!("{name}.result.csv"), whole.as_bytes());
            },
            4,
            &["否3", "の結果がありません"],
        ),
        (
            "an item nobody knows",
            |root, _, name, text| {
                let whole = income(name, text, "1860000").replace("TK02", "TK99");
                lay(root, &format!("{name}.result.csv"), whole.as_bytes());
            },
            4,
            &["否3", "項目コード「TK99」はレイアウトにありません"],
        ),
        (
            "a heading nobody knows",
            |root, _, name, text| {
                let whole = income(name, text, "1860000").replace("処理結果", "処理結課");
                lay(root, &format!("{name}.result.csv"), whole.as_bytes());
            },
            4,
            &["否3", "見出し「処理結課」は分かりません（「処理結果」のことですか？）"],
        ),
        (
            "an error of its own",
            |root, _, name, text| {
                let request = field(text, "照会要求番号");
                let text = format!("照会要求番号,処理通番,処理結果,エラー\n{request},{name},,台帳が開けない\n");
                lay(root, &format!("{name}.result.csv"), text.as_bytes());
            },
            4,
            &["否3", "台帳が開けない"],
        ),
    ];
    for (name, does, exit, said) in cases {
        let short =
            BY_FILES.replace("3000", if name.contains("never") || name.contains("late") { "700" } else { "3000" });
        let bench = Bench::real("e-shi", &short);
        let office = Office::open(bench.folder.path(), does);
        bench.run(&OF_E).ended_as(name, exit, said);
        assert_eq!(office.close().len(), 3, "{name}");
    }
}

/// Windows-31J of a text that holds only what it has.
fn encode_windows_31j(text: &str) -> (Vec<u8>, bool) {
    use renkei::payload::charset::{Charset, encode, unwritable};
    (encode(Charset::Windows31J, text), unwritable(Charset::Windows31J, text).is_empty())
}

const ASKING: &str = "services:
  - id: madoguchi
    name: 例示窓口
    kind: office
    organisation: B市
    messages:
      - name: 所得の確認
        from: [municipality]
        fields: [{name: 整理番号, kind: code}]
        gives: [{name: 総所得金額, kind: amount}]
        does:
          - ask:
              provider: 「E市」
              department: {name: 住宅課, code: 903A}
              affair: JM035
              procedure: JT035001
              information: TM101
              version: \"4.0\"
              items: TK01～TK04
              take: {所得: TK02}
              outcomes: {時間切れ: 回答なし}
              otherwise: 照会できない
          - answer: {result: 確認した, fields: {総所得金額: 所得}}
";

const ASKED: &str = "# language: ja
機能: 窓口
  @窓口
  シナリオ: 窓口がE市に所得を照会する
    前提 基準日は「平成29年6月1日」である
    かつ ロールモデル「RM-003」の人について照会する
    もし 「B市」から「例示窓口」へ「所得の確認」を次のとおり送る
      | 項目     | 値       |
      | 整理番号 | SEIRI-01 |
    ならば 応答は「確認した」である
    かつ 応答に次の項目がある
      | 項目       | 期待値      |
      | 総所得金額 | 1,860,000円 |
";

#[test]
fn a_service_waits_for_a_provider_by_files_as_long_as_any_inquirer() {
    let bench = Bench::real("e-shi", &BY_FILES.replace("3000", "10000"));
    bench.change("layouts/profile.yaml", |text| text.replace("answer-wait-ms: 3000", "answer-wait-ms: 200"));
    for (path, text) in [("services/office.yaml", ASKING), ("features/handwritten/office.feature", ASKED)] {
        let path = bench.project.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    let office = Office::open(bench.folder.path(), |root, _, name, text| {
        std::thread::sleep(Duration::from_secs(1));
        good(root, name, text);
    });
    bench.run(&["--tags", "@窓口"]).ended_as("late, and within its time", 0, &["合1"]);
    assert_eq!(office.close().len(), 1);
}

#[test]
fn a_folder_that_is_not_there_blocks_and_is_not_made() {
    let bench = Bench::real("e-shi", "{folder: FOLDER/gone}");
    bench.run(&OF_E).ended_as("gone", 7, &["保留3", "つながりません", "gone"]);
    assert!(!bench.folder.path().join("gone").exists());
}

#[test]
fn a_query_nobody_takes_is_withdrawn_and_an_old_result_is_not_taken_for_an_answer() {
    let bench = Bench::real("e-shi", &BY_FILES.replace("3000", "400"));
    bench.run(&OF_E).ended_as("nobody", 7, &["保留3"]);
    assert_eq!(bench.names("request"), [""; 0], "a partner who comes back finds no old queries");
    let withdrawn = bench.names("done");
    assert_eq!(withdrawn.len(), 3);
    // Late results of that run lie there, under the very 処理通番 that the next run gives.
    for name in &withdrawn {
        let text = fs::read_to_string(bench.folder.path().join("done").join(name)).unwrap();
        let stem = name.trim_end_matches(".csv");
        lay(bench.folder.path(), &format!("{stem}.result.csv"), income(stem, &text, "1").as_bytes());
    }
    let office = Office::open(bench.folder.path(), |root, _, name, text| {
        let serial = name.split('-').next().unwrap();
        lay(root, &format!("{name}.result.csv"), income(serial, text, "1860000").as_bytes());
    });
    bench.run(&OF_E).ended_as("afresh", 0, &["合3"]);
    office.close();
    assert_eq!(bench.names("result").len(), 3, "the late ones are left where they are");
}

#[test]
fn outside_its_hours_no_file_is_dropped() {
    let bench = Bench::real("e-shi", "{folder: FOLDER, window: {days: 月, from: \"0:00\", to: \"0:01\"}}");
    let minute = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs() / 60;
    if (minute + 9 * 60).is_multiple_of(1_440) {
        std::thread::sleep(Duration::from_secs(61));
    }
    bench.run(&OF_E).ended_as("shut", 7, &["保留3", "利用時間外"]);
    assert_eq!(bench.names("request"), [""; 0]);
}

fn python(script: &str) -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/clients/python").join(script).display().to_string()
}

/// A program of `tests/clients` that stands until it is dropped.
struct Standing(Child);

impl Standing {
    fn start(script: &str, arguments: &[&Path]) -> Self {
        use std::io::{BufRead, BufReader};
        let mut child = Command::new("/usr/bin/python3")
            .arg(python(script))
            .args(arguments)
            .env("LC_ALL", "C.UTF-8")
            .stdout(Stdio::piped())
            .spawn()
            .expect("python3: tests/run-all.sh installs it");
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        assert!(!line.is_empty(), "{script} says that it stands");
        Self(child)
    }
}

impl Drop for Standing {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn an_office_in_python_provides_case_1_by_files_in_every_spelling() {
    for (format, charset) in SPELLINGS {
        let project = example();
        let folder = tempfile::tempdir().unwrap();
        let profile = project.path().join("layouts/profile.yaml");
        let text = fs::read_to_string(&profile).unwrap();
        let files = format!("files: {{format: {format}, charset: {charset}}}\nfile-settle-ms: 50\n");
        fs::write(&profile, format!("{text}\n{files}")).unwrap();
        let holdings = holdings(project.path(), folder.path(), "A健康保険組合");
        let office = Standing::start("provide_files.py", &[folder.path(), &holdings]);
        let real = format!("社会保険診療報酬支払基金=folder:{}", folder.path().display());
        run(project.path(), &["--case", "K1-01", "--real", &real]).ended_as(format, 0, &["合1"]);
        drop(office);
        let done = names(&folder.path().join("done"));
        assert!(done.iter().any(|name| name.ends_with(&format!(".result.{format}"))), "{done:?}");
        // What the office holds is what is compared: another name is red.
        let wrong = self::holdings(project.path(), folder.path(), "A健康保健組合");
        let _office = Standing::start("provide_files.py", &[folder.path(), &wrong]);
        run(project.path(), &["--case", "K1-01", "--real", &real]).ended_as(charset, 4, &["否1", "A健康保健組合"]);
    }
}

/// What 支払基金 holds of the person of K1-01, under the 機関別符号 that `renkei mock` tells.
fn holdings(project: &Path, folder: &Path, name: &str) -> PathBuf {
    let (project, _) = renkei::sheet::load(project);
    let case = project.case(&"K1-01".into()).unwrap();
    let body = project.organisation_called("社会保険診療報酬支払基金").unwrap();
    let code = renkei::network::fixed_code(&project, body, &case.persona);
    let text = format!("機関別符号={code}\nTK04=AAAAAAAAAAAAA\nTK01={name}\nTK02=2015-04-01\nTK03=2018-07-27\n");
    let path = folder.join("holdings.txt");
    fs::write(&path, text).unwrap();
    path
}

#[test]
fn an_office_in_python_asks_both_cases_by_files() {
    for charset in ["utf-8", "cp932"] {
        let start = format!(
            "{{inquiries: {{folder: FOLDER, wait-ms: 20000, start: {{command: [\"/usr/bin/python3\", \"{}\", {charset}]}}}}}}",
            python("inquire_files.py")
        );
        let bench = Bench::real("b-shi", &start);
        bench.change("renkei.yaml", |text| format!("{text}\ndoors: {{plain: \"127.0.0.1:0\"}}\n"));
        bench.run(&["--case", "K1-01", "--case", "K2-01"]).ended_as(charset, 0, &["合2"]);
        assert_eq!(
            bench.names("done"),
            ["K1-01-b-shi.csv", "K2-01-b-shi.csv"],
            "its files are done, and it has picked up: {:?}",
            bench.names("result")
        );
    }
}

#[test]
fn a_real_inquirer_by_files_is_judged_by_its_file() {
    let row = |code: &str, items: &str| {
        format!(
            "照会要求番号,情報照会者機関コード,情報提供者機関コード,事務コード,事務手続コード,特定個人情報名コード,\
             特定個人情報の版番号,情報照会者部署名,情報照会者部署コード,特定個人情報項目コードリスト,情報照会条件,機関別符号\n\
             R1,002,099,JM030,JT030001,TM031,4.0,国民健康保険課,001A,{items},既定,{code}\n"
        )
    };
    let project = Bench::new();
    let (sheets, _) = renkei::sheet::load(project.project.path());
    let persona = &sheets.case(&"K1-01".into()).unwrap().persona;
    let body = sheets.organisation_called("B市").unwrap();
    let code = renkei::network::fixed_code(&sheets, body, persona);
    let (sjis, all) = encode_windows_31j(&row(&code, "TK01 TK02 TK03"));
    assert!(all);
    let mut cases: Vec<(&str, Vec<u8>, i32, Vec<&str>)> = vec![
        ("as the case says", row(&code, "TK01 TK02 TK03").into(), 0, vec!["合1"]),
        ("in Windows-31J", sjis.clone(), 0, vec!["合1"]),
        (
            "other items",
            row(&code, "TK01").into(),
            4,
            vec!["否1", "項目：照会側のシステムがテストケースと違う照会をした"],
        ),
        ("another person", row("K9", "TK01 TK02 TK03").into(), 7, vec!["保留1", "待っている機関別符号"]),
        ("外字", row(&code, "TK01 TK02 TK03").replace('国', "\u{E000}").into(), 7, vec!["保留1", "result/"]),
        ("nothing", Vec::new(), 7, vec!["保留1", "result/"]),
    ];
    let torn = [&sjis[..sjis.len() / 2], b"\xFF"].concat();
    cases.push(("torn", torn, 7, vec!["保留1", "result/"]));
    for (name, bytes, exit, said) in cases {
        let bench = Bench::real("b-shi", "{inquiries: {folder: FOLDER, wait-ms: 2500}}");
        bench.change("renkei.yaml", |text| format!("{text}\ndoors: {{plain: \"127.0.0.1:0\"}}\n"));
        fs::create_dir_all(bench.folder.path().join("request")).unwrap();
        let root = bench.folder.path().to_owned();
        let running = command(bench.project.path(), &["--case", "K1-01"])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        if !bytes.is_empty() {
            // It is watched, so the case waits (or soon does).
            until(|| root.join(".lock").exists());
            std::thread::sleep(Duration::from_millis(300));
            fs::write(root.join("request/a.csv"), &bytes).unwrap();
        }
        Ran::of(running.wait_with_output().unwrap()).ended_as(name, exit, &said);
        let result = fs::read(root.join("result/a.result.csv")).unwrap_or_default();
        match name {
            "外字" => assert!(String::from_utf8(result).unwrap().contains("外字 U+E000")),
            "torn" => {
                let text =
                    renkei::payload::charset::decode_windows_31j(&result).expect("in the characters of the query");
                assert!(text.contains("1行目に、UTF-8 でも Windows-31J でもない文字"), "{text}");
            }
            "nothing" => assert!(result.is_empty()),
            _ => assert!(!result.is_empty(), "{name}: every file is answered"),
        }
    }
    let gone = Bench::real("b-shi", "{inquiries: {folder: FOLDER/gone, wait-ms: 300}}");
    gone.change("renkei.yaml", |text| format!("{text}\ndoors: {{plain: \"127.0.0.1:0\"}}\n"));
    gone.run(&["--case", "K1-01"]).ended_as("gone", 7, &["保留1", "照会ファイルを受け取るフォルダーが"]);
    assert!(!gone.folder.path().join("gone").exists(), "it is the partner's, and not made");
}

fn until(mut holds: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !holds() {
        assert!(begun.elapsed() < Duration::from_secs(20), "it never held");
        std::thread::sleep(Duration::from_millis(5));
    }
}

#[test]
fn a_run_killed_in_the_middle_is_resumed_over_files_and_loses_no_verdict() {
    let bench = Bench::real("e-shi", &BY_FILES.replace("3000", "10000"));
    // The first is answered, the second is left lying.
    let office = Office::open(bench.folder.path(), |root, n, name, text| {
        if n == 0 {
            good(root, name, text);
        }
    });
    let mut running = command(bench.project.path(), &OF_E).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    until(|| bench.names("working").len() == 2);
    running.kill().unwrap();
    running.wait().unwrap();
    office.close();
    let run_name = names(&bench.project.path().join("runs")).pop().unwrap();
    let office = Office::open(bench.folder.path(), |root, _, name, text| {
        let serial = name.split('-').next().unwrap();
        lay(root, &format!("{name}.result.csv"), income(serial, text, "1860000").as_bytes());
    });
    bench.run(&["--resume", &run_name]).ended_as("resumed", 0, &["合3"]);
    let again = office.close().len();
    assert!((2..=3).contains(&again), "what had a verdict is not asked again: {again}");
}

#[test]
fn a_run_by_files_leaves_none_behind() {
    let bench = Bench::new();
    bench.change("layouts/profile.yaml", |text| format!("{text}transport: file\n"));
    let temporary = tempfile::tempdir().unwrap();
    let output = command(bench.project.path(), &[]).env("TMPDIR", temporary.path()).output().unwrap();
    Ran::of(output).ended_as("files", 0, &["合7"]);
    assert_eq!(names(temporary.path()), [""; 0]);
    // They are files: where none can be made nothing runs.
    let output = command(bench.project.path(), &[]).env("TMPDIR", "/nonexistent").output().unwrap();
    Ran::of(output).ended_as("no folder", 5, &["/nonexistent", "見つかりません"]);
}
