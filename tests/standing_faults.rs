//! Faults of `renkei mock`: told at its start, written into its journal, kept over a reset; and an expired certificate that
//! a client who trusts the authority sees as expired.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on must stop")]

#[allow(dead_code, reason = "the provider is for other tests")]
#[path = "coping/vendor.rs"]
mod vendor;

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;
use vendor::exchange;

/// A standing network; killed when dropped.
struct Mock {
    child: Child,
    told: Value,
}

impl Drop for Mock {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn renkei(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_renkei"));
    let project = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/projects/base");
    command.args(arguments).arg("--project").arg(project).env_remove("LANG").env("COLUMNS", "200");
    command
}

impl Mock {
    fn standing(arguments: &[&str]) -> Self {
        let all = [&["mock", "--json", "--quiet", "--plain", "127.0.0.1:0"], arguments].concat();
        let mut child = renkei(&all).stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let told = serde_json::from_str(&line).unwrap_or_else(|why| panic!("{why}: {line}"));
        Self { child, told }
    }

    fn address(&self) -> SocketAddr {
        self.told["plain"].as_str().unwrap().strip_prefix("http://").unwrap().parse().unwrap()
    }

    fn get(&self, path: &str) -> Option<(u16, String)> {
        exchange(self.address(), "GET", path, "")
    }

    /// The lines of the journal about faults: fault, method and path, 照会要求番号.
    fn faults(&self) -> Vec<(String, String, String)> {
        let journal: Value = serde_json::from_str(&self.get("/renkei/journal").unwrap().1).unwrap();
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let of_faults = journal["calls"].as_array().unwrap().iter().filter(|line| line["fault"].is_string());
        of_faults
            .map(|line| {
                assert_eq!(line["status"], 0, "{line}");
                let call = format!("{} {}", text(&line["method"]), text(&line["path"]));
                (text(&line["fault"]), call, text(&line["request"]))
            })
            .collect()
    }

    /// Files the query of K1-01 under this number.
    fn file(&self, request: &str) -> Option<u16> {
        let persons = self.told["persons"].as_array().unwrap();
        let person = persons.iter().find(|person| person["persona"] == "RM-001").unwrap();
        let codes = person["codes"].as_array().unwrap();
        let code = codes.iter().find(|code| code["institution"] == "002").unwrap()["link_code"].as_str().unwrap();
        let query = format!(
            "<情報照会><照会要求番号>{request}</照会要求番号><情報照会者機関コード>002</情報照会者機関コード>\
             <情報提供者機関コード>099</情報提供者機関コード><事務コード>JM030</事務コード>\
             <事務手続コード>JT030001</事務手続コード><特定個人情報名コード>TM031</特定個人情報名コード>\
             <特定個人情報の版番号>4.0</特定個人情報の版番号><情報照会者部署名>国民健康保険課</情報照会者部署名>\
             <情報照会者部署コード>001A</情報照会者部署コード>\
             <特定個人情報項目コードリスト>TK01 TK02 TK03</特定個人情報項目コードリスト>\
             <情報照会条件 種別=\"既定\"></情報照会条件><機関別符号>{code}</機関別符号></情報照会>"
        );
        exchange(self.address(), "POST", "/002/inquiries", &query).map(|(status, _)| status)
    }

    /// The answer to it, once it is there.
    fn answer(&self, request: &str) -> String {
        let begun = Instant::now();
        loop {
            if let Some((200, answer)) = self.get(&format!("/002/inquiries/{request}")) {
                return answer;
            }
            assert!(begun.elapsed() < Duration::from_secs(20), "no answer to {request}");
            std::thread::sleep(Duration::from_millis(10));
        }
    }
}

#[test]
fn the_journal_tells_which_fault_met_which_exchange_and_a_reset_counts_anew() {
    let mock = Mock::standing(&[
        "--fault",
        "照会者の中間サーバー=エラー応答（503）×1",
        "--fault",
        "回答の受取口=遅延（1ミリ秒）",
        "--fault",
        "医療保険者インターフェイスシステム=接続拒否×1",
    ]);
    let told: Vec<&str> = mock.told["faults"].as_array().unwrap().iter().map(|one| one.as_str().unwrap()).collect();
    assert_eq!(
        told,
        [
            "照会者の中間サーバー=エラー応答（503）×1",
            "回答の受取口=遅延（1ミリ秒）",
            "医療保険者インターフェイスシステム=接続拒否×1"
        ]
    );
    for round in ["A", "B"] {
        let [first, second, third] = [1, 2, 3].map(|number| format!("{round}{number}"));
        assert_eq!(mock.file(&first), Some(503));
        assert_eq!(mock.file(&second), Some(202));
        assert!(mock.answer(&second).contains("E010"), "the interface refuses once");
        assert_eq!(mock.file(&third), Some(202));
        assert!(mock.answer(&third).contains("A健康保険組合"), "and lets through after it");
        let late = |request: &str| {
            ("回答の受取口=遅延（1ミリ秒）".to_owned(), format!("POST /002/answers/{request}"), String::new())
        };
        let refused = ("医療保険者インターフェイスシステム=接続拒否".to_owned(), " ".to_owned(), String::new());
        let error = ("照会者の中間サーバー=エラー応答（503）".to_owned(), "POST /002/inquiries".to_owned(), first);
        assert_eq!(mock.faults(), [error, refused, late(&second), late(&third)], "{round}");
        let text = mock.get("/renkei/journal.txt").unwrap().1;
        assert!(text.contains("障害: 照会者の中間サーバー=エラー応答（503）"), "{text}");
        // The faults stay and are counted from the beginning; the journal is empty.
        assert_eq!(exchange(mock.address(), "POST", "/renkei/reset", "").unwrap().0, 204);
        assert_eq!(mock.faults(), []);
    }
}

#[test]
fn what_is_held_is_let_go_by_a_release_for_good_and_by_a_reset_until_the_next() {
    let mock = Mock::standing(&["--fault", "回答の受取口=保留"]);
    let post = |path: &str| exchange(mock.address(), "POST", path, "").unwrap();
    let held = |request: &str| {
        assert_eq!(mock.file(request), Some(202));
        let begun = Instant::now();
        while mock.faults().is_empty() {
            assert!(begun.elapsed() < Duration::from_secs(20), "{request} is not held");
            std::thread::sleep(Duration::from_millis(10));
        }
        assert_eq!(mock.get(&format!("/002/inquiries/{request}")).unwrap().0, 202, "{request} waits");
    };
    held("H1");
    assert_eq!(post("/renkei/reset").0, 204);
    assert_eq!(mock.get("/002/inquiries/H1").unwrap().0, 404, "exchanges are forgotten");
    // The fault stays.
    held("H2");
    let begun = Instant::now();
    // The message of H1 may take a moment to go.
    while post("/renkei/release").1 == "{\"released\":0}" {
        assert!(begun.elapsed() < Duration::from_secs(20));
    }
    assert!(mock.answer("H2").contains("A健康保険組合"));
    assert_eq!(mock.file("H3"), Some(202));
    assert!(mock.answer("H3").contains("A健康保険組合"), "nothing is held after a release");
}

/// curl trusts the authority that the network hands out: what it objects to is the day.
#[test]
fn an_expired_certificate_is_seen_as_expired_by_who_trusts_the_authority() {
    let fault = "照会者の中間サーバー=証明書期限切れ×2";
    let mock = Mock::standing(&["--tls", "127.0.0.1:0", "--fault", fault]);
    // The plain door shows no certificate, so it uses up no fault.
    assert_eq!(mock.get("/002/inquiries/X").unwrap().0, 404);
    let folder = tempfile::tempdir().unwrap();
    let authority = folder.path().join("authority.pem");
    std::fs::write(&authority, mock.told["certificate"].as_str().unwrap()).unwrap();
    let url = format!("{}/renkei", mock.told["tls"].as_str().unwrap());
    let curl = || {
        let mut curl = Command::new("curl");
        curl.args(["--silent", "--show-error", "--noproxy", "*", "--cacert"]).arg(&authority).arg(&url);
        let output = curl.output().expect("curl is needed, see tests/run-all.sh");
        (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
    };
    for _ in 0..2 {
        let (code, said) = curl();
        assert!(code == Some(60) && said.contains("expired"), "{code:?} {said}");
    }
    // The same authority, and a certificate that holds: nothing to object to.
    assert_eq!(curl(), (Some(0), String::new()));
    let expired = ("照会者の中間サーバー=証明書期限切れ".to_owned(), " ".to_owned(), String::new());
    assert_eq!(mock.faults(), [expired.clone(), expired]);
}

#[test]
fn a_fault_that_a_standing_network_cannot_show_is_refused() {
    for (fault, said) in [
        ("住基ネット=遮断", "renkei run だけが行います"),
        ("照会者の中間サーバー=証明書期限切れ", "--tls で開いてください"),
        ("回答の受取口=切断", "E0806"),
        ("回答の受取り口=接続拒否", "「回答の受取口」のことですか"),
    ] {
        let output = renkei(&["mock", "--plain", "127.0.0.1:0", "--fault", fault]).output().unwrap();
        let screen = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
        let plain: String = screen.chars().filter(|c| !c.is_whitespace()).collect();
        let said: String = said.chars().filter(|c| !c.is_whitespace()).collect();
        assert!(output.status.code() == Some(2) && plain.contains(&said), "{fault}: {screen}");
    }
}
