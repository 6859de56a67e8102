//! Real systems in services' places, and as senders to services: small systems of the test's own over plain HTTP and TLS,
//! against the real program. What they must be told, and which verdict each of their failings has.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on must stop")]

mod example;
mod ran;
#[path = "real/vendor.rs"]
#[allow(dead_code, reason = "each test program uses a part of it")]
mod vendor;

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use example::{copy, example};
use ran::Ran;
use serde_json::{Value, json};
use vendor::{Act, Authority, Question, Request, Vendor, call, element};

/// The shipped example with its services; only the features written here.
struct Bench {
    folder: tempfile::TempDir,
}

impl Bench {
    fn new(features: &[(&str, &str)]) -> Self {
        let folder = example();
        copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("services"), &folder.path().join("services"));
        std::fs::create_dir_all(folder.path().join("features/handwritten")).unwrap();
        // The cases of the sheets and whom they are about have nothing to do with services, and take time to be read.
        for part in ["test-groups", "test-groups/representatives", "role-models"] {
            for entry in std::fs::read_dir(folder.path().join(part)).unwrap() {
                let path = entry.unwrap().path();
                let name = path.file_name().unwrap().to_string_lossy().into_owned();
                if path.is_file() && !["organisations.yaml", "neighbours.yaml"].contains(&&*name) {
                    std::fs::remove_file(&path).unwrap();
                }
            }
        }
        let bench = Self { folder };
        for (name, text) in features {
            bench.write(&format!("features/handwritten/{name}.feature"), text);
        }
        bench
    }

    /// The doors of a run stand at an address that nobody has.
    fn at_free_doors(self) -> Self {
        let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        self.change("renkei.yaml", "name:", &format!("doors: {{plain: \"{address}\"}}\nname:"))
    }

    /// Something is put under the line that names a service.
    fn service(self, file: &str, id: &str, more: &str) -> Self {
        let line = format!("  - id: {id}\n");
        self.change(file, &line, &format!("{line}    {more}\n"))
    }

    fn change(self, file: &str, old: &str, new: &str) -> Self {
        let text = std::fs::read_to_string(self.path(file)).unwrap();
        assert_eq!(text.matches(old).count(), 1, "{file}: {old}");
        self.write(file, &text.replace(old, new));
        self
    }

    fn path(&self, file: &str) -> PathBuf {
        self.folder.path().join(file)
    }

    fn write(&self, file: &str, text: &str) {
        std::fs::write(self.path(file), text).unwrap();
    }

    fn run(&self, arguments: &[&str]) -> Ran {
        self.run_with(arguments, &[])
    }

    fn run_with(&self, arguments: &[&str], environment: &[(&str, &str)]) -> Ran {
        let mut command = Command::new(env!("CARGO_BIN_EXE_renkei"));
        command.args(["run", "--no-progress", "--tags", "@試"]).args(arguments);
        command.arg("--project").arg(self.folder.path()).env_remove("LANG").env("COLUMNS", "200");
        Ran::of(command.envs(environment.iter().copied()).output().unwrap())
    }

    /// As [`Bench::run`], of a run that may hang: it is ended after so long.
    fn run_within(&self, wait: Duration, arguments: &[&str]) -> Ran {
        let screen = self.path("screen.txt");
        let file = std::fs::File::create(&screen).unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_renkei"));
        command.args(["run", "--no-progress", "--tags", "@試"]).args(arguments);
        command.arg("--project").arg(self.folder.path()).env_remove("LANG").env("COLUMNS", "200");
        let mut child = command.stdout(file.try_clone().unwrap()).stderr(file).spawn().unwrap();
        let begun = Instant::now();
        let exit = loop {
            match child.try_wait().unwrap() {
                Some(status) => break status.code(),
                None if begun.elapsed() < wait => std::thread::sleep(Duration::from_millis(10)),
                None => {
                    child.kill().unwrap();
                    break child.wait().unwrap().code();
                }
            }
        };
        Ran { exit: exit.unwrap_or(-1), screen: std::fs::read_to_string(screen).unwrap() }
    }

    /// The events of all runs.
    fn recorded(&self) -> String {
        let runs = std::fs::read_dir(self.path("runs")).unwrap();
        runs.map(|run| std::fs::read_to_string(run.unwrap().path().join("events.ndjson")).unwrap()).collect()
    }
}

const READING: &str = "# language: ja
機能: 参照
  @試
  シナリオ: 医療機関が参照する
    前提 基準日は「令和6年6月3日」である
    もし 「例示病院」から「PMH」へ「受給者証情報の参照」を次のとおり送る
      | 項目         | 値         |
      | 被保険者番号 | HOKEN-0301 |
    ならば 応答は「有効」である
    かつ 応答に次の項目がある
      | 項目             | 期待値        |
      | 有効期間終了日   | 令和7年3月31日 |
      | 自己負担上限月額 | 10,000円      |
";

const PMH_READS: &str =
    "/services/pmh/%E5%8F%97%E7%B5%A6%E8%80%85%E8%A8%BC%E6%83%85%E5%A0%B1%E3%81%AE%E5%8F%82%E7%85%A7";

fn row(more: &Value) -> Value {
    let mut row = json!({"受給者番号": "JU-0301", "有効期間終了日": "2025-03-31", "自己負担上限月額": "10000"});
    row.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    row
}

fn reply(result: &str, rows: &Value) -> Act {
    Act::Says(200, json!({"result": result, "rows": rows}).to_string())
}

#[test]
fn a_real_service_of_one_run_gets_its_messages_by_the_documented_path() {
    let vendor = Vendor::plain(|_, _| reply("有効", &json!([row(&json!({}))])));
    let bench = Bench::new(&[("a", READING)]);
    let real = format!("ＰＭＨ={}", vendor.url);
    bench.run(&["--real", &real]).ended(0, &["合1", "実在PMH"]);
    let told = vendor.told();
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].path, PMH_READS);
    assert!(told[0].headers.to_ascii_lowercase().contains("content-type: application/json"), "{}", told[0].headers);
    let letter: Value = serde_json::from_str(&told[0].body).unwrap();
    let wanted = json!({"from": "例示病院", "date": "2024-06-03", "fields": {"被保険者番号": "HOKEN-0301"}});
    assert_eq!(letter, wanted);
    // Without it the service that is played here knows of nothing: the vendor's doing was what passed.
    bench.run(&[]).ended(4, &["否1", "該当なし"]);
}

/// What a real system keeps and asks is not in the record: told as such, and not made up by the service that is played here.
#[test]
fn what_a_real_service_has_answered_is_not_played_from_a_record() {
    let vendor = Vendor::plain(|_, _| reply("有効", &json!([row(&json!({}))])));
    let bench = Bench::new(&[("a", READING)]);
    bench.run(&["--real", &format!("PMH={}", vendor.url)]).ended(0, &["合1"]);
    let run = std::fs::read_dir(bench.path("runs")).unwrap().next().unwrap().unwrap().file_name();
    bench
        .run(&["--replay", run.to_str().unwrap()])
        .ended(7, &["保留1", "本物のサービスとのやりとりは、記録からは再生できません"]);
    assert_eq!(vendor.told().len(), 1, "nobody is asked again");
}

/// What a service may do wrong, the exit of the run, and what the screen says.
#[test]
fn every_failing_of_a_real_service_has_its_verdict() {
    let says = |status: u16, text: &str| {
        let text = text.to_owned();
        Vendor::plain(move |_, _| Act::Says(status, text.clone()))
    };
    let told = |rows: Value| says(200, &json!({"result": "有効", "rows": rows}).to_string());
    let with = |more: Value| told(json!([row(&more)]));
    let cases: Vec<(&str, Vendor, i32, &[&str])> = vec![
        ("in another spelling", with(json!({"有効期間終了日": "令和７年３月３１日"})), 0, &["合1"]),
        ("another value", with(json!({"有効期間終了日": "2025-03-30"})), 4, &["否1", "2025-03-30"]),
        ("another result", says(200, r#"{"result": "期限切れ"}"#), 4, &["否1", "「期限切れ」と応答しました"]),
        ("a result that it never has", says(200, r#"{"result": "了解"}"#), 4, &["「了解」はありません"]),
        ("another type", with(json!({"有効期間終了日": "2025-13-45"})), 4, &["否1", "「日付」として読めません"]),
        ("a number, no text", with(json!({"自己負担上限月額": 10000})), 4, &["応答の形ではありません"]),
        ("a field too many", with(json!({"電話": "1"})), 4, &["否1", "項目「電話」は応答にないはずです"]),
        (
            "a field twice",
            says(200, r#"{"result":"有効","rows":[{"受給者番号":"1","受給者番号":"2"}]}"#),
            4,
            &["二つあります"],
        ),
        ("nothing in it", says(200, r#"{"result": "有効"}"#), 4, &["否1", "有効期間終了日"]),
        ("not JSON", says(200, "<応答/>"), 4, &["否1", "として読めません"]),
        ("500", says(500, "{}"), 4, &["否1", "HTTP500"]),
        ("404", says(404, ""), 4, &["否1", "HTTP404"]),
        ("cut", Vendor::plain(|_, _| Act::Cuts), 4, &["否1", "途中で切れました"]),
        ("not admitted", says(401, ""), 7, &["保留1", "HTTP401"]),
        ("a door without a house", says(503, ""), 7, &["保留1", "「PMH」"]),
    ];
    for (what, vendor, exit, said) in cases {
        let ran = Bench::new(&[("a", READING)]).run(&["--real", &format!("PMH={}", vendor.url)]);
        println!("{what}");
        ran.ended(exit, said);
    }
    let nobody = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let ran = Bench::new(&[("a", READING)]).run(&["--real", &format!("PMH=http://{nobody}")]);
    ran.ended(7, &["保留1", "相手のシステムにつながりません"]);
}

#[test]
fn a_service_that_is_gone_or_late_after_it_has_answered_has_failed() {
    let both = READING.replace("    ならば", "    もし 「例示病院」から「PMH」へ「受給者証情報の参照」を次のとおり送る\n      | 項目 | 値 |\n      | 被保険者番号 | HOKEN-0301 |\n    ならば");
    let gone = Vendor::plain(|n, _| match n {
        0 => reply("有効", &json!([row(&json!({}))])),
        _ => Act::Says(503, String::new()),
    });
    Bench::new(&[("a", &both)]).run(&["--real", &format!("PMH={}", gone.url)]).ended(4, &["否1", "HTTP503"]);
    let late = Vendor::plain(|n, _| {
        if n > 0 {
            std::thread::sleep(Duration::from_secs(3));
        }
        reply("有効", &json!([row(&json!({}))]))
    });
    let hasty =
        Bench::new(&[("a", &both)]).change("layouts/profile.yaml", "answer-wait-ms: 5000", "answer-wait-ms: 500");
    hasty.run(&["--real", &format!("PMH={}", late.url)]).ended(4, &["否1", "500ミリ秒以内に答えません"]);
}

/// The invented number of the person, wherever in the reply it stands; the check digit is wrong on purpose.
#[test]
fn a_personal_number_in_a_reply_is_red_and_masked_everywhere() {
    const NUMBER: &str = "912345678900";
    let about =
        READING.replace("である\n    もし", "である\n    かつ ロールモデル「RM-301」の人について照会する\n    もし");

    for (what, more) in [
        ("in a field", json!({"実施機関": NUMBER})),
        ("in a field of a code", json!({"公費負担者番号": "９１２３ー４５６７ー８９００"})),
        ("in a field that should not be", json!({"個人番号": NUMBER})),
        ("as a name of a field", json!({NUMBER: "1"})),
        ("as a number of JSON", serde_json::from_str("{\"自己負担上限月額\": 912345678900}").unwrap()),
    ] {
        let vendor = Vendor::plain(move |_, _| reply("有効", &json!([row(&more)])));
        let bench = Bench::new(&[("a", &about)]);
        let file = "role-models/neighbours.yaml";
        let bench =
            bench.change(file, "  - id: RM-301\n", &format!("  - id: RM-301\n    personal-number: \"{NUMBER}\"\n"));
        let ran = bench.run(&["--real", &format!("PMH={}", vendor.url)]);
        println!("{what}");
        ran.ended(4, &["否1", "＊＊＊＊＊＊＊＊＊＊＊＊"]);
        let kept = bench.recorded() + &ran.screen;
        assert!(!kept.contains(NUMBER) && !kept.contains("９１２３"), "{kept}");
    }
}

#[test]
fn tls_a_client_certificate_and_credentials_from_the_environment_reach_a_service() {
    let authority = Authority::new();
    let vendor = Vendor::tls(&authority, |_, _| reply("有効", &json!([row(&json!({}))])));
    let real = format!(
        "real: {{url: \"{}\", trust: ca.pem, client: {{certificate: client.pem, key: client.key}}, credentials: {{bearer: PMH_TOKEN}}, \
         rate: {{per-second: 50, at-once: 1}}}}",
        vendor.url
    );
    let bench = Bench::new(&[("a", READING)]).service("services/pmh.yaml", "pmh", &real);
    let (certificate, key) = authority.certify("renkei");
    bench.write("ca.pem", &authority.pem);
    bench.write("client.pem", &certificate);
    bench.write("client.key", &key);
    bench.run_with(&[], &[("PMH_TOKEN", "hiraku")]).ended(0, &["合1", "実在PMH"]);
    assert!(vendor.told()[0].headers.contains("Bearer hiraku"), "{}", vendor.told()[0].headers);
    assert!(!bench.recorded().contains("hiraku"));
    bench.run(&[]).ended(3, &["PMH_TOKEN"]);
}

#[test]
fn a_service_outside_its_hours_is_sent_nothing() {
    let vendor = Vendor::plain(|_, _| reply("有効", &json!([])));
    // Open for one minute that is twelve hours away, in Japan.
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs();
    let hour = (now / 3_600 + 9 + 12) % 24;
    let window = format!("{{from: \"{hour}:00\", to: \"{hour}:01\"}}");
    let real = format!("real: {{url: \"{}\", window: {window}}}", vendor.url);
    let bench = Bench::new(&[("a", READING)]).service("services/pmh.yaml", "pmh", &real);
    bench.run(&[]).ended(7, &["保留1", "利用時間外"]);
    assert!(vendor.told().is_empty());
}

#[test]
fn what_a_real_service_keeps_is_its_own() {
    // Two scenarios have it one after another: it has one set of records for both.
    let scenario = |name: &str, end: &str| {
        format!(
            "  @試\n  シナリオ: {name}\n    前提 基準日は「令和6年6月3日」である\n    前提 「PMH」に次の記録がある\n      \
             | 公費負担者番号 | 受給者番号 | 被保険者番号 |\n      | KOHI-01 | JU-0301 | HOKEN-0301 |\n    \
             もし 「例示病院」から「PMH」へ「受給者証情報の参照」を次のとおり送る\n      | 項目 | 値 |\n      \
             | 被保険者番号 | HOKEN-0301 |\n    ならば 応答は「有効」である\n{end}"
        )
    };
    let looked_at = "    かつ 「PMH」の記録は次のとおりである\n      | 受給者番号 |\n      | JU-0301 |\n";
    let text = format!("# language: ja\n機能: 記録\n{}{}", scenario("応答だけ", ""), scenario("記録も", looked_at));
    let vendor = Vendor::plain(|_, _| {
        std::thread::sleep(Duration::from_millis(50));
        reply("有効", &json!([row(&json!({}))]))
    });
    let bench = Bench::new(&[("a", &text)]);
    let ran = bench.run(&["--real", &format!("PMH={}", vendor.url)]);
    ran.ended(7, &["合1保留1", "その記録はrenkeiから見えません"]);
    assert_eq!(vendor.most_at_once.load(std::sync::atomic::Ordering::SeqCst), 1);
}

// ---------------------------------------------------------------------------------------------------------------
// A service that asks the network and sends to others
// ---------------------------------------------------------------------------------------------------------------

const SETTING_UP: &str = "# language: ja
機能: 初期設定
  @試
  シナリオ: 初期設定をした人の資格を医療機関が確かめる
    前提 基準日は「令和6年6月3日」である
    かつ ロールモデル「RM-301」の人について照会する
    かつ 「オンライン資格確認等システム」に次の記録がある
      | 被保険者番号 | 氏名        | 保険者名      | 資格取得日    |
      | HOKEN-0301   | 例示 さくら | A健康保険組合 | 令和3年4月1日 |
    もし 「本人」から「マイナポータル」へ「オンライン資格確認の利用登録」を次のとおり送る
      | 項目           | 値          |
      | 同意           | する        |
      | 証明書シリアル | SHOMEI-0301 |
    ならば 応答は「登録完了」である
    かつ 応答に次の項目がある
      | 項目         | 期待値     |
      | 被保険者番号 | HOKEN-0301 |
    かつ 「オンライン資格確認等システム」の記録は次のとおりである
      | 被保険者番号 | 証明書シリアル |
      | HOKEN-0301   | SHOMEI-0301    |
    もし 「例示病院」から「オンライン資格確認等システム」へ「資格照会（電子証明書）」を次のとおり送る
      | 項目           | 値          |
      | 証明書シリアル | SHOMEI-0301 |
    ならば 応答は「有効」である
";

/// A マイナポータル of the test's own: asks the network for 被保険者番号 and registers it. `ask` changes its query.
fn portal(ask: impl Fn(&mut Question) + Send + Sync + 'static) -> (Vendor, Arc<Mutex<Vec<String>>>) {
    portal_with(|told| told["url"].as_str().unwrap()["http://".len()..].to_owned(), ask)
}

/// The same at doors that no message tells of.
fn portal_at(at: impl Fn(&Value) -> String + Send + Sync + 'static) -> (Vendor, Arc<Mutex<Vec<String>>>) {
    portal_with(at, |_| {})
}

fn portal_with(
    at: impl Fn(&Value) -> String + Send + Sync + 'static,
    ask: impl Fn(&mut Question) + Send + Sync + 'static,
) -> (Vendor, Arc<Mutex<Vec<String>>>) {
    let heard = Arc::<Mutex<Vec<String>>>::default();
    let kept = Arc::clone(&heard);
    let vendor = Vendor::plain(move |n, request: &Request| {
        let told: Value = serde_json::from_str(&request.body).unwrap();
        let text = |name: &str| told[name].as_str().unwrap_or_default().to_owned();
        let address = at(&told);
        let mut question = Question {
            request: format!("MP-{n}"),
            inquirer: "391".into(),
            provider: "099".into(),
            affair: "JM901".into(),
            procedure: "JT901002".into(),
            information: "TM087".into(),
            department: ("情報提供等記録開示システム".into(), "MP01".into()),
            items: "TK01 TK02 TK03 TK04".into(),
            condition: "<情報照会条件 種別=\"既定\"/>".into(),
            link_code: text("link_code"),
        };
        ask(&mut question);
        let xml = question.xml().replace("<特定個人情報の版番号>4.0<", "<特定個人情報の版番号>1.0<");
        assert_eq!(call(&address, "POST", "/391/inquiries", &xml).0, 202);
        let Some(answer) = question.fetch(&address) else { return reply("照会できない", &json!([])) };
        kept.lock().unwrap().push(answer.clone());
        let number = element(&answer, "被保険者番号").to_owned();
        if number.is_empty() {
            return reply("被保険者番号なし", &json!([]));
        }
        let fields = json!({"被保険者番号": number, "証明書シリアル": told["fields"]["証明書シリアル"]});
        let letter = json!({"from": "マイナポータル", "person": told["person"], "fields": fields}).to_string();
        let path = "/services/online-shikaku/%E5%88%9D%E6%9C%9F%E7%99%BB%E9%8C%B2";
        let (status, said) = call(&address, "POST", path, &letter);
        kept.lock().unwrap().push(format!("{status} {said}"));
        reply("登録完了", &json!([{"被保険者番号": number, "保険者名": element(&answer, "保険者名称")}]))
    });
    (vendor, heard)
}

#[test]
fn a_real_portal_asks_the_network_and_registers_at_the_doors_of_the_run() {
    let (vendor, heard) = portal(|question| assert_eq!(question.link_code.len(), 20));
    let bench = Bench::new(&[("a", SETTING_UP)]).at_free_doors();
    let real = format!("マイナポータル={}", vendor.url);
    let ran = bench.run(&["--real", &real]);
    assert_eq!(ran.exit, 0, "{}\n{heard:#?}", ran.screen);
    ran.ended(0, &["合1", "照会1回"]);
    let heard = heard.lock().unwrap().clone();
    assert!(heard[0].contains("<処理結果>N000") && heard[1].starts_with("200"), "{heard:#?}");
    let letter: Value = serde_json::from_str(&vendor.told()[0].body).unwrap();
    assert_eq!((letter["from"].as_str(), letter["person"].as_str()), (Some("本人"), Some("RM-301")));
    // The messages are in the record in the order in which they were sent.
    let recorded = bench.recorded();
    let at = |text: &str| recorded.find(text).unwrap_or_else(|| panic!("{text}\n{recorded}"));
    assert!(at("オンライン資格確認の利用登録") < at("初期登録"));
}

const SHOWN: &str = "# language: ja
機能: 履歴
  @試
  シナリオ: 市が照会した事実が本人のやりとり履歴に出る
    前提 基準日は「令和6年6月3日」である
    かつ 照会者は「B市」の「介護保険課」（部署コード「001D」）である
    かつ ロールモデル「RM-305」の人について照会する
    もし 「E市」へ次のとおり情報照会する
      | 項目                 | 値         |
      | 事務コード           | JM068      |
      | 事務手続コード       | JT068001   |
      | 特定個人情報名コード | TM101      |
      | 版                   | 4.0        |
      | 項目コード           | TK01、TK02 |
      | 照会条件             | 既定       |
    ならば 処理結果は「正常終了」である
    もし 「本人」から「マイナポータル」へ「やりとり履歴の表示」を送る
    ならば 応答は「表示した」である
    かつ 応答は次の一覧である
      | 照会者 | 提供者 | 処理結果 |
      | B市    | E市    | 正常終了 |
";

#[test]
fn a_real_portal_reads_the_history_of_the_case_and_of_no_other() {
    let vendor = Vendor::plain(|_, request: &Request| {
        let told: Value = serde_json::from_str(&request.body).unwrap();
        let address = &told["url"].as_str().unwrap()["http://".len()..];
        let path = |code: &str| format!("/{code}/histories/{}", told["link_code"].as_str().unwrap());
        assert_eq!(call(address, "GET", &path("002"), "").0, 403, "a city is no portal");
        let (status, said) = call(address, "GET", &path("391"), "");
        assert_eq!(status, 200, "{said}");
        let told: Value = serde_json::from_str(&said).unwrap();
        let names = ["照会者", "提供者", "事務", "特定個人情報", "処理結果"];
        let row = |row: &Value| names.iter().map(|name| ((*name).to_owned(), row[*name].clone())).collect();
        let rows: Vec<Value> = told["rows"].as_array().unwrap().iter().map(row).collect();
        reply("表示した", &json!(rows))
    });
    let again = SHOWN.replace("シナリオ: 市", "シナリオ: もう一度、市").split_once("  @試").unwrap().1.to_owned();
    let bench = Bench::new(&[("a", &format!("{SHOWN}\n  @試{again}"))]).at_free_doors();
    bench.run(&["--real", &format!("マイナポータル={}", vendor.url)]).ended(0, &["合2"]);
    assert_eq!(vendor.told().len(), 2);
}

#[test]
fn what_a_real_portal_asks_is_compared_with_its_message() {
    for (said, ask) in [
        (
            "JT901001",
            Box::new(|q: &mut Question| q.procedure = "JT901001".into()) as Box<dyn Fn(&mut Question) + Send + Sync>,
        ),
        ("照会電文／項目", Box::new(|q: &mut Question| q.items = "TK01 TK02 TK03 TK04 TK05".into())),
        ("MP99", Box::new(|q: &mut Question| q.department.1 = "MP99".into())),
    ] {
        let (vendor, _) = portal(ask);
        let bench = Bench::new(&[("a", SETTING_UP)]).at_free_doors();
        let real = format!("mynaportal={}", vendor.url);
        bench.run(&["--real", &real]).ended(4, &["否1", said]);
    }
}

#[test]
fn a_simulated_service_goes_on_to_a_real_one() {
    let vendor = Vendor::plain(|_, request: &Request| {
        let told: Value = serde_json::from_str(&request.body).unwrap();
        if told["from"] == "例示病院" {
            return reply("有効", &json!([{"被保険者番号": "HOKEN-0301"}]));
        }
        reply("登録した", &json!([]))
    });
    let unseen = SETTING_UP.split("    かつ 「オンライン資格確認等システム」の記録は").next().unwrap();
    let end = SETTING_UP.split_once("    もし 「例示病院」").unwrap().1;
    let text = format!("{unseen}    もし 「例示病院」{end}");
    let bench = Bench::new(&[("a", &text)]);
    let real = format!("オンライン資格確認等システム={}", vendor.url);
    bench.run(&["--real", &real]).ended(0, &["合1"]);
    let told = vendor.told();
    let letter: Value = serde_json::from_str(&told[0].body).unwrap();
    assert_eq!(letter["from"], "マイナポータル");
    assert_eq!(letter["fields"], json!({"被保険者番号": "HOKEN-0301", "証明書シリアル": "SHOMEI-0301"}));
    let refuses = Vendor::plain(|_, _| Act::Says(500, String::new()));
    let real = format!("オンライン資格確認等システム={}", refuses.url);
    bench.run(&["--real", &real]).ended(4, &["否1", "「オンライン資格確認等システム」", "HTTP500"]);
}

/// What a portal that is a body and a service at once does: asks when it is told to, and answers messages.
fn portal_of_both_kinds() -> Vendor {
    Vendor::plain(|n, request: &Request| {
        let told: Value = serde_json::from_str(&request.body).unwrap();
        if request.path.starts_with("/services/") {
            return reply("表示した", &json!([]));
        }
        std::thread::spawn(move || {
            let text = |name: &str| told[name].as_str().unwrap().to_owned();
            let question = Question {
                request: format!("MP-{n}"),
                inquirer: text("inquirer"),
                provider: text("provider"),
                affair: text("affair"),
                procedure: text("procedure"),
                information: text("information"),
                department: (text("department_name"), text("department_code")),
                items: text("items"),
                condition: "<情報照会条件 種別=\"既定\"/>".into(),
                link_code: text("link_code"),
            };
            question.ask(&text("url")["http://".len()..]);
        });
        Act::Says(202, String::new())
    })
}

/// One body asks by itself and takes messages as a service, under one 機関別符号 that never changes: no scenario waits for
/// itself, and none for another that waits for it.
#[test]
fn scenarios_that_meet_a_body_twice_do_not_wait_for_each_other() {
    let asks = "    もし 「E市」へ次のとおり情報照会する
      | 項目                 | 値         |
      | 事務コード           | JM901      |
      | 事務手続コード       | JT901001   |
      | 特定個人情報名コード | TM101      |
      | 版                   | 4.0        |
      | 項目コード           | TK01、TK02 |
      | 照会条件             | 既定       |
    ならば 処理結果は「正常終了」である
";
    let sends =
        "    もし 「本人」から「マイナポータル」へ「やりとり履歴の表示」を送る\n    ならば 応答は「表示した」である\n";
    let scenario = |name: &str, both: &str| {
        format!(
            "  @試\n  シナリオ: {name}\n    前提 基準日は「令和6年6月3日」である\n    かつ 照会者は「マイナポータル」の\
             「情報提供等記録開示システム」（部署コード「MP01」）である\n    かつ ロールモデル「RM-305」の人について照会する\n{both}"
        )
    };
    let vendor = portal_of_both_kinds();
    let (first, second) =
        (scenario("照会が先", &(asks.to_owned() + sends)), scenario("電文が先", &(sends.to_owned() + asks)));
    for (what, text, passed) in [
        ("one alone", first.clone(), "合1"),
        ("two crossing", format!("{first}{second}{}", first.replace("先", "先2")), "合3"),
    ] {
        println!("{what}");
        let real = format!("real: {{inquiries: {{start: {{url: \"{}/start\"}}}}}}", vendor.url);
        let body = "{id: mynaportal, name: マイナポータル, kind: agency, code: \"391\"}";
        let bench = Bench::new(&[("a", &format!("# language: ja\n機能: 両方\n{text}"))]).at_free_doors().change(
            "test-groups/neighbours.yaml",
            body,
            &format!("{}, {real}}}", &body[..body.len() - 1]),
        );
        let real = format!("マイナポータル={}", vendor.url);
        bench.run_within(Duration::from_mins(1), &["--real", &real]).ended(0, &[passed]);
    }
}

// ---------------------------------------------------------------------------------------------------------------
// A real sender
// ---------------------------------------------------------------------------------------------------------------

const REGISTERED: &str = "    前提 「PMH」に次の記録がある
      | 公費負担者番号 | 受給者番号 | 被保険者番号 | 有効期間終了日 | 自己負担上限月額 |
      | KOHI-01        | JU-0301    | HOKEN-0301   | R7.3.31        | 10000            |
";

/// A hospital that sends what it is told to, after a change.
fn hospital(change: impl Fn(&mut Value, &mut String) + Send + Sync + 'static) -> (Vendor, Arc<Mutex<Vec<String>>>) {
    let heard = Arc::<Mutex<Vec<String>>>::default();
    let kept = Arc::clone(&heard);
    let change = Arc::new(change);
    let vendor = Vendor::plain(move |_, request: &Request| {
        let told: Value = serde_json::from_str(&request.body).unwrap();
        let (kept, change) = (Arc::clone(&kept), Arc::clone(&change));
        std::thread::spawn(move || {
            let text = |name: &str| told[name].as_str().unwrap().to_owned();
            let fields: Value = serde_json::from_str(&text("fields")).unwrap();
            let mut letter = json!({"from": text("from"), "fields": fields});
            let mut path = PMH_READS.to_owned();
            change(&mut letter, &mut path);
            let (status, said) = call(&text("url")["http://".len()..], "POST", &path, &letter.to_string());
            kept.lock().unwrap().push(format!("{status} {said}"));
        });
        Act::Says(202, String::new())
    });
    (vendor, heard)
}

#[test]
fn a_case_waits_for_the_message_of_a_real_sender() {
    let text = READING.replace("    もし", &format!("{REGISTERED}    もし"));
    let bench = |wait_ms: u32, vendor: &str| {
        let real = format!("real: {{inquiries: {{start: {{url: \"{vendor}\"}}, wait-ms: {wait_ms}}}}}");
        let bench = Bench::new(&[("a", &text)]).at_free_doors();
        let one = "  - {id: reiji-byoin, name: 例示病院, kind: medical}";
        bench.change("services/online-shikaku.yaml", one, &format!("{}, {real}}}", &one[..one.len() - 1]))
    };
    let (vendor, heard) = hospital(|_, _| {});
    bench(60_000, &vendor.url).run(&[]).ended(0, &["合1", "実在例示病院"]);
    let heard = heard.lock().unwrap().clone();
    assert!(heard[0].starts_with("200") && heard[0].contains("JU-0301"), "{heard:?}");
    let (other, _) = hospital(|letter, _| letter["fields"]["被保険者番号"] = json!("HOKEN-0302"));
    bench(60_000, &other.url).run(&[]).ended(4, &["否1", "HOKEN-0302"]);
    let (stray, _) = hospital(|_, path| *path = "/services/pmh/%E4%BB%96".to_owned());
    bench(1_500, &stray.url).run(&[]).ended(7, &["保留1", "最後に届いたもの：pmh他"]);
    let (nobody, _) = hospital(|letter, _| letter["from"] = json!("例示診療所"));
    bench(1_500, &nobody.url).run(&[]).ended(7, &["保留1", "1500ミリ秒以内に届きません"]);
}

#[test]
fn whom_a_run_waits_for_to_send_a_message_is_told_what_to_send_and_where() {
    let text = READING.replace("    もし", &format!("{REGISTERED}    もし"));
    let bench = Bench::new(&[("a", &text)]).at_free_doors();
    let screen = bench.path("screen.txt");
    let mut command = Command::new(env!("CARGO_BIN_EXE_renkei"));
    command
        .args(["run", "--no-progress", "--tags", "@試", "--real", "例示病院=wait", "--project"])
        .arg(bench.folder.path());
    command
        .env_remove("LANG")
        .env("COLUMNS", "400")
        .stdout(std::process::Stdio::null())
        .stderr(std::fs::File::create(&screen).unwrap());
    let mut child = command.spawn().unwrap();
    let begun = Instant::now();
    let told = loop {
        let told = std::fs::read_to_string(&screen).unwrap();
        if told.contains("  電文  ") || begun.elapsed() > Duration::from_secs(30) {
            break told;
        }
        std::thread::sleep(Duration::from_millis(10));
    };
    assert!(told.contains("例示病院 から「PMH」への電文「受給者証情報の参照」を待っています"), "{told}");
    // Sent as it stands there, the case passes.
    let behind = |word: &str| told.lines().find_map(|line| line.trim_start().strip_prefix(word)).unwrap().trim();
    let url = behind("送り先").strip_prefix("POST http://").unwrap();
    let (address, path) = url.split_once('/').unwrap();
    assert_eq!(call(address, "POST", &format!("/{path}"), behind("電文")).0, 200);
    assert_eq!(child.wait().unwrap().code(), Some(0), "{}", std::fs::read_to_string(&screen).unwrap());
}

#[test]
fn the_door_of_services_says_in_both_languages_what_is_wrong_and_what_to_do() {
    let mock = Mock::stand(&Bench::new(&[]));
    for (path, body, status, ja, en) in [
        (PMH_READS, "{", 400, "電文を読めません（1 行", "The message cannot be read"),
        (PMH_READS, r#"{"from": "だれか"}"#, 404, "「だれか」はありません", "There is no"),
        (PMH_READS, r#"{"from": "例示病院", "person": "RM-301"}"#, 400, "date（基準日）も", "With person goes date"),
        (PMH_READS, r#"{"from": "例示病院", "date": "きょう"}"#, 400, "日付ではありません", "is no day"),
        (PMH_READS, r#"{"from": "例示病院", "fields": {"a": 1}}"#, 400, "引用符で囲んで", "write it in quotes"),
        ("/services/none/x", r#"{"from": "例示病院"}"#, 404, "「none」はありません", "There is no"),
        (
            PMH_READS,
            r#"{"from": "例示病院", "person": "X", "date": "R6.6.3"}"#,
            404,
            "ロールモデル「X」はありません",
            "no role model",
        ),
    ] {
        let (found, said) = call(mock.address(), "POST", path, body);
        let told: Value = serde_json::from_str(&said).unwrap();
        let (first, second) = told["error"].as_str().unwrap().split_once('\n').unwrap();
        assert_eq!((found, first.contains(ja), second.contains(en)), (status, true, true), "{said}");
    }
}

/// The service that the guide writes from nothing: its blocks, as they stand there.
#[test]
fn the_service_of_the_guide_passes_and_goes_red() {
    let guide = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/guide.md")).unwrap();
    let section = guide.split("### 新しいサービスを書く").nth(1).unwrap();
    let block = |kind: &str| {
        let text = section.split(&format!("```{kind}\n")).nth(1).unwrap();
        text.split("```").next().unwrap().to_owned()
    };
    let feature = block("gherkin").replace("  シナリオ", "  @試\n  シナリオ");
    let bench =
        Bench::new(&[("toshokan", &feature)]).change("test-groups/neighbours.yaml", "organisations:\n", GUIDE_CITY);
    bench.write("services/toshokan.yaml", &block("yaml"));
    bench.run(&[]).ended(0, &["合1"]);
    bench.write("features/handwritten/toshokan.feature", &feature.replace("令和7年3月31日", "令和6年3月31日"));
    bench.run(&[]).ended(4, &["否1", "「期限切れ」と応答しました"]);
}

/// The city of a new project, which the guide speaks of.
const GUIDE_CITY: &str = "organisations:\n  - {id: daihyo, name: 例示代表市, kind: municipality, code: \"998\"}\n";

#[test]
fn what_cannot_be_real_is_told() {
    let bench = Bench::new(&[("a", READING)]);
    bench.run(&["--real", "PHM=http://127.0.0.1:1"]).ended(2, &["PMH"]);
    bench.run(&["--real", "例示病院=http://127.0.0.1:1"]).ended(2, &["例示病院=wait"]);
    bench.run(&["--real", "PMH=nowhere"]).ended(2, &["サービスの名前"]);
    let bench = bench.service("services/pmh.yaml", "pmh", "real: {transport: xml, link-code: case}");
    bench.run(&[]).ended(3, &["services/pmh.yaml", "transport", "link-codes", "E0901"]);
    let one = "  - {id: reiji-byoin, name: 例示病院, kind: medical}";
    let sender = format!("{}, real: \"http://127.0.0.1:1\"}}", &one[..one.len() - 1]);
    let bench = Bench::new(&[("a", READING)]).change("services/online-shikaku.yaml", one, &sender);
    bench.run(&[]).ended(3, &["E0725", "inquiries"]);
}

// ---------------------------------------------------------------------------------------------------------------
// At the standing network
// ---------------------------------------------------------------------------------------------------------------

/// `renkei mock`, ended when dropped.
struct Mock {
    child: std::process::Child,
    told: Value,
}

impl Mock {
    fn stand(bench: &Bench) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_renkei"));
        command.args(["mock", "--json", "--quiet", "--plain", "127.0.0.1:0", "--project"]).arg(bench.folder.path());
        let mut child = command.stdout(std::process::Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        std::io::BufRead::read_line(&mut std::io::BufReader::new(child.stdout.take().unwrap()), &mut line).unwrap();
        Self { child, told: serde_json::from_str(&line).unwrap() }
    }

    fn address(&self) -> &str {
        &self.told["plain"].as_str().unwrap()["http://".len()..]
    }

    fn code(&self, persona: &str, institution: &str) -> String {
        let persons = self.told["persons"].as_array().unwrap();
        let person = persons.iter().find(|person| person["persona"] == persona).unwrap();
        let code = person["codes"].as_array().unwrap().iter().find(|code| code["institution"] == institution);
        code.unwrap()["link_code"].as_str().unwrap().to_owned()
    }
}

impl Drop for Mock {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn at_the_standing_network_senders_send_providers_try_out_and_a_portal_reads_the_history() {
    let bench = Bench::new(&[]);
    let mock = Mock::stand(&bench);
    let register = json!({"from": "E市", "fields": {"公費負担者番号": "K1", "受給者番号": "J1", "被保険者番号": "H1", "有効期間開始日": "R6.4.1"}});
    let path = "/services/pmh/%E5%8F%97%E7%B5%A6%E8%80%85%E8%A8%BC%E6%83%85%E5%A0%B1%E3%81%AE%E7%99%BB%E9%8C%B2";
    let (status, said) = call(mock.address(), "POST", path, &register.to_string());
    assert!(status == 200 && said.contains("登録した"), "{status} {said}");
    let read = json!({"from": "例示病院", "date": "2024-06-03", "fields": {"被保険者番号": "H1"}});
    let (status, said) = call(mock.address(), "POST", PMH_READS, &read.to_string());
    assert!(status == 200 && said.contains("\"J1\""), "{status} {said}");

    let income = |request: &str, inquirer: &str, link_code: &str| Question {
        request: request.into(),
        inquirer: inquirer.into(),
        provider: "012".into(),
        affair: "JM901".into(),
        procedure: "JT901001".into(),
        information: "TM101".into(),
        department: ("窓口".into(), "MP01".into()),
        items: "TK01 TK02".into(),
        condition: "<情報照会条件 種別=\"既定\"/>".into(),
        link_code: link_code.into(),
    };
    let (portal, city) = (mock.code("RM-305", "391"), mock.code("RM-305", "012"));
    let history = || {
        let (status, said) = call(mock.address(), "GET", &format!("/391/histories/{portal}"), "");
        assert_eq!(status, 200, "{said}");
        serde_json::from_str::<Value>(&said).unwrap()["rows"].as_array().unwrap().len()
    };
    // As the portal sees it, as whoever may ask, and as a city that may not: nobody records any of them.
    for (inquirer, outcome) in [("391", "N000"), ("012", "N000"), ("002", "E004")] {
        let mut question = income("T1", inquirer, &city);
        if inquirer == "002" {
            question.department = ("介護保険課".into(), "001D".into());
        }
        let xml = question.xml();
        let (status, said) = call(mock.address(), "POST", "/012/provision-tests", &xml);
        assert_eq!((status, element(&said, "処理結果")), (200, outcome), "{said}");
        assert!(element(&said, "処理通番").starts_with('T'), "{said}");
    }
    let (status, _) = call(mock.address(), "POST", "/002/provision-tests", &income("T1", "391", &city).xml());
    assert_eq!((status, history()), (403, 0));
    let answer = income("Q1", "391", &portal).ask(mock.address()).unwrap();
    assert_eq!((element(&answer, "処理結果"), history()), ("N000", 1));
    assert_eq!(call(mock.address(), "GET", "/391/histories/NOBODY", "").0, 404);
    assert_eq!(call(mock.address(), "GET", &format!("/012/histories/{city}"), "").0, 403);
}

/// The code in a message to a real service is the one under which its queries are understood.
#[test]
fn at_the_standing_network_a_real_service_asks_under_its_own_code() {
    let address = Arc::<std::sync::OnceLock<String>>::default();
    let known = Arc::clone(&address);
    let (vendor, heard) = portal_at(move |_| known.get().unwrap().clone());
    let real = format!("real: {{url: \"{}\", link-codes: {{RM-301: FUGO-RM-301}}}}", vendor.url);
    let bench = Bench::new(&[]).service("services/mynaportal.yaml", "mynaportal", &real);
    let mock = Mock::stand(&bench);
    address.set(mock.address().to_owned()).unwrap();
    let codes: Vec<String> =
        mock.told["persons"].as_array().unwrap().iter().find(|one| one["persona"] == "RM-301").unwrap()["codes"]
            .as_array()
            .unwrap()
            .iter()
            .map(|code| format!("{} {}", code["name"].as_str().unwrap(), code["link_code"].as_str().unwrap()))
            .collect();
    assert!(codes.contains(&"マイナポータル FUGO-RM-301".to_owned()), "{codes:?}");
    let letter = json!({"from": "本人", "person": "RM-301", "date": "2024-06-03", "fields": {"同意": "する", "証明書シリアル": "S1"}});
    let path = "/services/mynaportal/%E3%82%AA%E3%83%B3%E3%83%A9%E3%82%A4%E3%83%B3%E8%B3%87%E6%A0%BC%E7%A2%BA%E8%AA%8D%E3%81%AE%E5%88%A9%E7%94%A8%E7%99%BB%E9%8C%B2";
    let (status, said) = call(mock.address(), "POST", path, &letter.to_string());
    let heard = heard.lock().unwrap().clone();
    assert_eq!(status, 200, "{said} {heard:?}");
    let told: Value = serde_json::from_str(&vendor.told()[0].body).unwrap();
    assert_eq!(told["link_code"], "FUGO-RM-301");
    assert_eq!(element(&heard[0], "処理結果"), "N000", "{heard:?}");
}
