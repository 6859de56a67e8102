//! Clients that use nothing of renkei (curl, Python, Java) complete ケース① and ② of the example against `renkei mock`,
//! in every spelling; and a client that works by files. `tests/run-all.sh` installs what they need; nothing skips.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot read its input must stop"
)]

mod example;

use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use example::{coded_example, example};

/// What the deck says of ケース①: the newest record, though it ended that very day.
const CASE_1: &[&str] = &["TK01=A健康保険組合", "TK02=2015-04-01", "TK03=2018-07-27"];
/// What the deck says of ケース②: C and D joined, in order; the amounts are the example's.
const CASE_2: &[&str] = &[
    "TK04=AAAAAAAAAAAAA",
    "TK01=C健康保険組合",
    "TK02=2017-04-01",
    "TK03=2018-04-01",
    "TK06=2018-02-01",
    "TK07=123450",
    "TK04=BBBBBBBBBBBBB",
    "TK01=D健康保険組合",
    "TK02=2018-04-01",
    "TK03=null 01",
    "TK06=2018-12-01",
    "TK07=98760",
];
const CASES: [(&str, &str, &[&str]); 2] = [("K1-01", "case-1.txt", CASE_1), ("K2-01", "case-2.txt", CASE_2)];

fn clients() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/clients")
}

/// `renkei mock` over a project, ended when dropped.
struct Mock {
    child: Child,
    url: String,
    persons: serde_json::Value,
    /// The persons of the cases.
    personas: Vec<(String, String)>,
    project: tempfile::TempDir,
}

impl Mock {
    fn stand(project: tempfile::TempDir, more: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_renkei"))
            .args(["mock", "--json", "--plain", "127.0.0.1:0", "--project"])
            .arg(project.path())
            .args(more)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let told: serde_json::Value = serde_json::from_str(&line).expect("renkei mock says where it stands");
        let url = told["plain"].as_str().unwrap().to_owned();
        let (sheets, _) = renkei::sheet::load(project.path());
        let persona = |case: &str| sheets.case(&case.into()).unwrap().persona.to_string();
        let personas = CASES.iter().map(|(case, ..)| ((*case).to_owned(), persona(case))).collect();
        Self { child, url, personas, persons: told["persons"].clone(), project }
    }

    /// 機関別符号 of a case's person at B市.
    fn link_code(&self, case: &str) -> String {
        let (_, persona) = self.personas.iter().find(|(known, _)| known == case).unwrap();
        let person = self.persons.as_array().unwrap().iter().find(|person| person["persona"] == **persona).unwrap();
        let codes = person["codes"].as_array().unwrap();
        codes.iter().find(|code| code["institution"] == "002").unwrap()["link_code"].as_str().unwrap().to_owned()
    }

    /// Runs a client's command with the case's words behind it.
    fn ask(&self, client: &[&str], (case, file): (&str, &str), spelling: &str) -> Result<String, String> {
        static COUNT: AtomicU32 = AtomicU32::new(1);
        let request = format!("R{:06}", COUNT.fetch_add(1, Ordering::Relaxed));
        let output = Command::new(client[0])
            .args(&client[1..])
            .arg(&self.url)
            .arg(clients().join(file))
            .args([request, self.link_code(case), spelling.to_owned()])
            .env("LC_ALL", "C.UTF-8")
            .output()
            .unwrap_or_else(|why| panic!("{}: {why}: tests/run-all.sh installs it", client[0]));
        let (said, told) = (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap());
        if output.status.success() { Ok(said) } else { Err(format!("{said}{told}")) }
    }
}

impl Drop for Mock {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A client's lines as facts: values by what they mean, 処理結果 apart.
fn facts(said: &str, name_of: impl Fn(&str) -> Option<String>) -> (String, Vec<String>) {
    let mut outcome = String::new();
    let mut items = Vec::new();
    for line in said.lines() {
        let (name, value) = line.split_once('=').unwrap();
        if name == "処理結果" {
            value.clone_into(&mut outcome);
        } else if let Some(code) = name_of(name) {
            items.push(format!("{code}={}", meaning(value)));
        }
    }
    (outcome, items)
}

fn meaning(value: &str) -> String {
    use renkei::model::date;
    let plain = date::to_half_width(value.trim());
    if let Some(reason) = plain.strip_prefix("ReasonOfNull=\"").and_then(|rest| rest.strip_suffix('"')) {
        return format!("null {reason}");
    }
    if let Ok(day) = date::parse_day(&plain) {
        return day.value.to_string();
    }
    match plain.strip_suffix('円') {
        Some(amount) => amount.replace(',', ""),
        None => plain,
    }
}

fn by_code(name: &str) -> Option<String> {
    name.starts_with("TK").then(|| name.to_owned())
}

/// The names of TM031 4.0 in Japanese; both amounts are 支給額, the day before tells which.
fn by_name(name: &str) -> Option<String> {
    let names = [
        ("保険者番号", "TK04"),
        ("保険者名称", "TK01"),
        ("資格取得日", "TK02"),
        ("資格喪失日", "TK03"),
        ("支給開始日", "TK06"),
        ("支給額", "TK07"),
    ];
    names.iter().find(|(known, _)| *known == name).map(|(_, code)| (*code).to_owned())
}

fn python(script: &str) -> Vec<String> {
    // Debian's own: its packages carry requests and lxml.
    vec!["/usr/bin/python3".to_owned(), clients().join("python").join(script).display().to_string()]
}

/// The Java client, compiled once.
fn java() -> Vec<String> {
    static CLASSES: OnceLock<tempfile::TempDir> = OnceLock::new();
    let classes = CLASSES.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        let output = Command::new("javac")
            .args(["-Xlint:all", "-Werror", "-encoding", "UTF-8", "-d"])
            .arg(folder.path())
            .arg(clients().join("java/Inquire.java"))
            .output()
            .expect("javac: tests/run-all.sh installs it");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        folder
    });
    vec!["java".to_owned(), "-cp".to_owned(), classes.path().display().to_string(), "Inquire".to_owned()]
}

#[test]
fn every_client_completes_both_cases_in_every_spelling() {
    let mock = Mock::stand(coded_example(), &[]);
    let curl = vec![clients().join("curl/inquire.sh").display().to_string()];
    let soap = ["xml", "soap-1.1", "soap-1.2"];
    for (client, spellings) in [(curl, &soap[..1]), (python("inquire.py"), &soap[..]), (java(), &soap[..])] {
        let words: Vec<&str> = client.iter().map(String::as_str).collect();
        for spelling in spellings {
            for (case, file, expected) in CASES {
                let said = mock.ask(&words, (case, file), spelling).unwrap_or_else(|why| panic!("{words:?}: {why}"));
                let (outcome, items) = facts(&said, by_code);
                assert_eq!(
                    (outcome.as_str(), items.join(" ")),
                    ("N000", expected.join(" ")),
                    "{words:?} {spelling}\n{said}"
                );
            }
        }
    }
}

#[test]
fn clients_are_told_what_is_wrong_in_every_spelling() {
    let mock = Mock::stand(coded_example(), &[]);
    let client = python("inquire.py");
    let words: Vec<&str> = client.iter().map(String::as_str).collect();
    let work = tempfile::tempdir().unwrap();
    let broken = work.path().join("case.txt");
    let text = std::fs::read_to_string(clients().join("case-1.txt")).unwrap();
    std::fs::write(&broken, text.replace("事務コード=JM030", "事務コード=XX030")).unwrap();
    for (spelling, said) in
        [("xml", "HTTP 400"), ("soap-1.1", "HTTP 500: soap:Client"), ("soap-1.2", "HTTP 400: soap:Sender")]
    {
        let told = mock.ask(&words, ("K1-01", broken.to_str().unwrap()), spelling).unwrap_err();
        assert!(told.contains(said), "{spelling}: {told}");
    }
}

#[test]
fn japanese_names_are_read_by_libxml2_and_refused_by_the_jdk() {
    let mock = Mock::stand(example(), &[]);
    let curl = clients().join("curl/inquire.sh").display().to_string();
    let client = python("inquire.py");
    let words: Vec<&str> = client.iter().map(String::as_str).collect();
    for (case, file, expected) in CASES {
        for (client, spelling) in [(&[curl.as_str()][..], "xml"), (&words[..], "xml"), (&words[..], "soap-1.2")] {
            let said = mock.ask(client, (case, file), spelling).unwrap();
            let (outcome, items) = facts(&said, by_name);
            assert_eq!((outcome.as_str(), items.join(" ")), ("N000", expected.join(" ")), "{client:?}\n{said}");
        }
    }
    let client = java();
    let words: Vec<&str> = client.iter().map(String::as_str).collect();
    let told = mock.ask(&words, ("K1-01", "case-1.txt"), "xml").unwrap_err();
    assert!(told.contains("SAXParseException"), "tests/clients/README.md says that it refuses: {told}");
}

#[test]
fn a_client_that_works_by_files_completes_both_cases() {
    let folder = tempfile::tempdir().unwrap();
    let mock = Mock::stand(example(), &["--exchange-folder", folder.path().to_str().unwrap()]);
    let query = |case: &str, file: &str, request: &str| {
        format!("{}={request}={}", clients().join(file).display(), mock.link_code(case))
    };
    let client = python("exchange.py");
    let output = Command::new(&client[0])
        .arg(&client[1])
        .args([folder.path().to_str().unwrap(), "照会①髙"])
        .args([query("K1-01", "case-1.txt", "F1"), query("K2-01", "case-2.txt", "F2")])
        .arg(format!("{}={}={}", clients().join("case-1.txt").display(), "F1", "K"))
        .env("LC_ALL", "C.UTF-8")
        .output()
        .unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
    for (request, expected) in [("F1", CASE_1), ("F2", CASE_2)] {
        let lines: Vec<String> = said
            .lines()
            .filter_map(|line| line.strip_prefix(&format!("{request} N000 "))?.strip_prefix("TK000000000000"))
            .map(|line| format!("TK{line}"))
            .collect();
        let (_, items) = facts(&lines.join("\n"), by_code);
        assert_eq!(items, expected, "{said}");
    }
    assert!(said.contains("F1 エラー=照会要求番号が2行目と同じです"), "the third row is told apart: {said}");
    assert!(folder.path().join("done/照会①髙.csv").is_file());
}

#[test]
fn mock_says_when_a_folder_is_taken() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().to_str().unwrap();
    let first = Mock::stand(example(), &["--exchange-folder", path]);
    let mut second = Command::new(env!("CARGO_BIN_EXE_renkei"))
        .args(["--lang", "ja", "mock", "--plain", "127.0.0.1:0", "--exchange-folder", path, "--project"])
        .arg(first.project.path())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let begun = Instant::now();
    let code = loop {
        if let Some(status) = second.try_wait().unwrap() {
            break status.code();
        }
        assert!(begun.elapsed() < Duration::from_secs(20), "it must not stand");
        std::thread::sleep(Duration::from_millis(20));
    };
    let mut told = String::new();
    second.stderr.take().unwrap().read_to_string(&mut told).unwrap();
    assert_eq!(code, Some(5), "{told}");
    assert!(told.contains("別の renkei が見張っています"), "{told}");
}

/// Method, path, header, body, status, and what must be told.
type Refused<'a> = (&'a str, &'a str, &'a str, &'a [u8], &'a str, &'a [&'a str]);

/// Every refusal says why, in words, whoever asks with whatever.
#[test]
#[allow(clippy::too_many_lines, reason = "one table")]
fn refusals_say_why() {
    let mock = Mock::stand(example(), &[]);
    let work = tempfile::tempdir().unwrap();
    let body = work.path().join("body");
    let query = |inquirer: &str| {
        let text = std::fs::read_to_string(clients().join("case-1.txt")).unwrap();
        let field = |line: &str| {
            let (name, value) = line.split_once('=').unwrap();
            match name {
                "情報照会者機関コード" => format!("<{name}>{inquirer}</{name}>"),
                "情報照会条件" => format!("<{name} 種別=\"{value}\"/>"),
                _ => format!("<{name}>{value}</{name}>"),
            }
        };
        let fields: String = text.lines().map(field).collect();
        let code = mock.link_code("K1-01");
        format!("<情報照会><照会要求番号>W1</照会要求番号>{fields}<機関別符号>{code}</機関別符号></情報照会>")
    };
    let whole = query("002");
    let cut = &whole[..whole.len() - 10];
    let soap = |text: &str| {
        let text = text.replacen('>', " xmlns=\"urn:renkei:message:1\">", 1);
        format!("<s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\"><s:Body>{text}</s:Body></s:Envelope>")
    };
    let long = " ".repeat(5 << 20);
    let sjis = renkei::payload::charset::encode(renkei::payload::charset::Charset::Windows31J, &whole);
    let missing = whole.replace("<事務コード>JM030</事務コード>", "");
    let (xml, soap12) =
        ("Content-Type: application/xml; charset=utf-8", "Content-Type: application/soap+xml; charset=utf-8");
    let missing_in_soap = soap(&missing);
    let cases: [Refused<'_>; 15] = [
        (
            "POST",
            "/002/inquiries",
            xml,
            missing.as_bytes(),
            "400",
            &["<処理結果>E009</処理結果><理由>", "要素「事務コード」がありません", "element \"事務コード\" is missing"],
        ),
        ("POST", "/002/inquiries", xml, cut.as_bytes(), "400", &["<理由>", "閉じられていません"]),
        ("POST", "/002/inquiries", xml, &sjis, "400", &["<理由>", "UTF-8として読めないバイト"]),
        (
            "POST",
            "/002/inquiries",
            soap12,
            missing_in_soap.as_bytes(),
            "400",
            &["soap:Fault", "<理由>", "要素「事務コード」がありません"],
        ),
        (
            "POST",
            "/003/inquiries",
            xml,
            whole.as_bytes(),
            "403",
            &["<処理結果>E007</処理結果><理由>", "URLの機関コードと違う"],
        ),
        ("POST", "/002/inquiries", xml, whole.as_bytes(), "202", &["照会受付"]),
        ("POST", "/002/inquiries", xml, whole.as_bytes(), "409", &["<処理結果>E012</処理結果><理由>", "使われている"]),
        ("POST", "/002/replicas", xml, b"<a/>", "400", &["<理由>", "「副本登録」のはず"]),
        ("POST", "/residents/searches", xml, b"<a/>", "400", &["「本人確認情報照会」のはず"]),
        ("GET", "/002/inquiries/W9", xml, b"", "404", &["この番号や宛先はない", "no such number"]),
        ("GET", "/nowhere", xml, b"", "404", &["この番号や宛先はない"]),
        ("PUT", "/002/inquiries", xml, whole.as_bytes(), "405", &["allow: POST", "このメソッドは使えない"]),
        ("POST", "/002/inquiries", xml, b"", "411", &["本文がない", "Content-Length"]),
        ("POST", "/002/inquiries", xml, long.as_bytes(), "413", &["4 MiB"]),
        (
            "POST",
            "/002/inquiries",
            "Content-Type: text/xml; charset=Shift_JIS",
            whole.as_bytes(),
            "415",
            &["UTF-8で送る"],
        ),
    ];
    for (method, path, header, sent, status, said) in cases {
        std::fs::write(&body, sent).unwrap();
        let mut curl = Command::new("curl");
        curl.args(["-s", "-i", "--max-time", "20", "-H", "Expect:", "-X", method, "-H", header]);
        if !sent.is_empty() {
            curl.arg("--data-binary").arg(format!("@{}", body.display()));
        }
        let output = curl.arg(format!("{}{path}", mock.url)).output().unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        let begins = format!("HTTP/1.1 {status} ");
        assert!(text.starts_with(&begins), "{method} {path} {status}\n{text}");
        for words in said {
            assert!(text.contains(words), "{method} {path} {status}: {words} is not in\n{text}");
        }
    }
}
