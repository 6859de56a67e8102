//! The worked exchanges of docs/protocol.md are captured from real ones: this plays them again and compares.
//!
//! `RENKEI_BLESS=1 cargo test --test worked` writes them anew; read the difference before committing it. Ports, dates and
//! times are written the same in every capture.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on must stop")]

mod example;

use std::fmt::Write as _;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use example::example;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A program that stands until it is dropped, and the first line it says.
struct Standing(Child, String);

impl Standing {
    fn start(command: &mut Command) -> Self {
        let mut child =
            command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("tests/run-all.sh installs it");
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        assert!(!line.is_empty(), "it says that it stands");
        Self(child, line.trim_end().to_owned())
    }

    fn mock(project: &Path, more: &[&str]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_renkei"));
        Self::start(command.args(["mock", "--json", "--plain", "127.0.0.1:0", "--project"]).arg(project).args(more))
    }

    /// Where `renkei mock` stands.
    fn address(&self) -> String {
        let told: serde_json::Value = serde_json::from_str(&self.1).unwrap();
        told["plain"].as_str().unwrap().trim_start_matches("http://").to_owned()
    }
}

impl Drop for Standing {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// 機関別符号 of K1-01's person at a body.
fn code(project: &Path, body: &str) -> String {
    let (project, _) = renkei::sheet::load(project);
    let case = project.case(&"K1-01".into()).unwrap();
    renkei::network::fixed_code(&project, project.organisation_called(body).unwrap(), &case.persona)
}

/// One HTTP message off a connection, as it came.
fn message(stream: &mut impl BufRead) -> String {
    let (mut text, mut length) = (String::new(), 0);
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).unwrap_or(0) == 0 {
            return text;
        }
        if let Some((name, value)) = line.split_once(':')
            && name.eq_ignore_ascii_case("content-length")
        {
            length = value.trim().parse().unwrap();
        }
        let end = line.trim_end().is_empty();
        text += &line;
        if end {
            break;
        }
    }
    let mut body = vec![0; length];
    stream.read_exact(&mut body).unwrap();
    text + &String::from_utf8(body).unwrap()
}

/// Requests and answers.
type Heard = Arc<Mutex<Vec<(String, String)>>>;

/// Stands before a server and writes down what goes through: request and answer of each call.
fn tapped(address: &str) -> (String, Heard) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let (own, address) = (listener.local_addr().unwrap().to_string(), address.to_owned());
    let heard: Heard = Arc::default();
    let keeps = Arc::clone(&heard);
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let (keeps, address) = (Arc::clone(&keeps), address.clone());
            std::thread::spawn(move || {
                let mut near = BufReader::new(stream);
                let mut far = BufReader::new(TcpStream::connect(&address).unwrap());
                loop {
                    let request = message(&mut near);
                    if request.is_empty() {
                        return;
                    }
                    far.get_mut().write_all(request.as_bytes()).unwrap();
                    let answer = message(&mut far);
                    near.get_mut().write_all(answer.as_bytes()).unwrap();
                    keeps.lock().unwrap().push((request, answer));
                }
            });
        }
    });
    (own, heard)
}

/// The same in every capture.
fn steady(text: &str) -> String {
    let changes = [
        (r"127\.0\.0\.1:\d+", "test.example"),
        (r"\d{4}/\d\d/\d\d \d\d:\d\d:\d\d", "2018/07/27 09:01:00"),
        (r"(?i)(\ndate: )[^\r\n]*", "${1}Fri, 27 Jul 2018 00:01:00 GMT"),
        (r"(\nServer: )[^\r\n]*", "${1}example"),
        // Made of the hour, so that no run repeats another's.
        (r"R\d{16}", "R1532649660000000"),
        (r"(User-Agent: Python-urllib)[^\r\n]*", "$1"),
        (r"\r", ""),
    ];
    changes
        .iter()
        .fold(text.to_owned(), |text, (from, to)| regex::Regex::new(from).unwrap().replace_all(&text, *to).into_owned())
}

/// Compares captures with the blocks of the document, or writes them there.
fn keep(captures: &[(&str, &str, String)]) {
    let path = root().join("docs/protocol.md");
    let mut page = fs::read_to_string(&path).unwrap();
    let bless = std::env::var_os("RENKEI_BLESS").is_some();
    let mut stale = Vec::new();
    for (name, language, text) in captures {
        let mark = format!("<!-- captured: {name} -->\n");
        let block = format!("```{language}\n{}\n```\n", steady(text).trim_end());
        let start = page.find(&mark).unwrap_or_else(|| panic!("docs/protocol.md has no place for {name}")) + mark.len();
        let end = start + page[start..].find("\n```\n").map_or(0, |end| end + 5);
        if page[start..end] != block {
            stale.push((*name, page[start..end].to_owned(), block.clone()));
            page.replace_range(start..end, &block);
        }
    }
    if bless {
        // Other tests write other blocks of the same page.
        fs::write(&path, &page).unwrap();
    } else {
        assert!(stale.is_empty(), "RENKEI_BLESS=1 cargo test --test worked -- --test-threads 1: {stale:#?}");
    }
}

#[test]
fn a_provider_is_asked_as_the_document_shows() {
    let project = example();
    let holdings = project.path().join("holdings.txt");
    let own = code(project.path(), "社会保険診療報酬支払基金");
    let text = format!("機関別符号={own}\nTK04=AAAAAAAAAAAAA\nTK01=A健康保険組合\nTK02=2015-04-01\nTK03=2018-07-27\n");
    fs::write(&holdings, text).unwrap();
    let script = root().join("tests/clients/python/provide.py");
    let provider =
        Standing::start(Command::new("/usr/bin/python3").arg(script).arg("0").arg(&holdings).env("LC_ALL", "C.UTF-8"));
    let (address, heard) = tapped(provider.1.trim_start_matches("http://"));
    let run = |real: &str| {
        let output = Command::new(env!("CARGO_BIN_EXE_renkei"))
            .args(["--lang", "ja", "run", "--no-progress", "--case", "K1-01", "--real", real, "--project"])
            .arg(project.path())
            .output()
            .unwrap();
        (output.status.code(), String::from_utf8(output.stdout).unwrap())
    };
    let (exit, said) = run(&format!("社会保険診療報酬支払基金=http://{address}"));
    assert_eq!(exit, Some(0), "{said}");
    assert!(said.contains("合 1"), "{said}");
    let heard = heard.lock().unwrap().clone();
    let [(request, answer)] = &heard[..] else { panic!("asked once: {heard:#?}") };
    keep(&[("provision-request", "http", request.clone()), ("provision-answer", "http", answer.clone())]);
}

#[test]
fn a_real_network_is_asked_and_comes_to_the_doors_as_the_document_shows() {
    let project = example();
    let persons = project.path().join("persons.txt");
    let line =
        |body: &str, institution: &str| format!("{}  {institution} {body}  RM-001 例\n", code(project.path(), body));
    fs::write(&persons, line("B市", "002") + &line("社会保険診療報酬支払基金", "099")).unwrap();
    let free = || TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string();
    let doors = free();
    let (at_doors, at_network) = {
        let settings = project.path().join("renkei.yaml");
        let text = fs::read_to_string(&settings).unwrap();
        fs::write(&settings, format!("{text}doors: {{plain: \"{doors}\"}}\n")).unwrap();
        (tapped(&doors), free())
    };
    let script = root().join("tests/clients/python/network.py");
    let port = at_network.rsplit(':').next().unwrap();
    let mut command = Command::new("/usr/bin/python3");
    command.arg(script).arg(port).arg(format!("http://{}", at_doors.0)).arg(&persons).env("LC_ALL", "C.UTF-8");
    let _network = Standing::start(&mut command);
    let (address, asked) = tapped(&at_network);
    let output = Command::new(env!("CARGO_BIN_EXE_renkei"))
        .args(["--lang", "ja", "run", "--no-progress", "--case", "K1-01", "--real"])
        .arg(format!("情報提供ネットワークシステム=http://{address}"))
        .arg("--project")
        .arg(project.path())
        .output()
        .unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(0), "{said}");
    assert!(said.contains("合 1"), "{said}");
    let asked = asked.lock().unwrap().clone();
    let [(filed, receipt)] = &asked[..] else { panic!("asked once: {asked:#?}") };
    // The network has its answer a moment after the run has what it wanted.
    let begun = Instant::now();
    while at_doors.1.lock().unwrap().len() < 2 {
        assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", at_doors.1);
        std::thread::sleep(Duration::from_millis(20));
    }
    let came = at_doors.1.lock().unwrap().clone();
    let [(provision, provided), (handed, kept)] = &came[..] else { panic!("two messages: {came:#?}") };
    let show = |one: &str, other: &str| format!("{one}\n\n{other}");
    keep(&[
        ("network-inquiry", "http", show(filed, receipt)),
        ("network-provision", "http", show(provision, provided)),
        ("network-answer", "http", show(handed, kept)),
    ]);
}

fn query(project: &Path, request: &str) -> String {
    format!(
        "<情報照会><照会要求番号>{request}</照会要求番号><情報照会者機関コード>002</情報照会者機関コード>\
         <情報提供者機関コード>099</情報提供者機関コード><事務コード>JM030</事務コード><事務手続コード>JT030001</事務手続コード>\
         <特定個人情報名コード>TM031</特定個人情報名コード><特定個人情報の版番号>4.0</特定個人情報の版番号>\
         <情報照会者部署名>国民健康保険課</情報照会者部署名><情報照会者部署コード>001A</情報照会者部署コード>\
         <特定個人情報項目コードリスト>TK01 TK02 TK03</特定個人情報項目コードリスト><情報照会条件 種別=\"既定\"/>\
         <機関別符号>{}</機関別符号></情報照会>",
        code(project, "B市")
    )
}

/// Sends a request of these headers, and brings back both as they went.
fn call(address: &str, head: &str, body: &str) -> (String, String) {
    let length = if body.is_empty() { String::new() } else { format!("Content-Length: {}\r\n", body.len()) };
    let request = format!("{}\r\nHost: {address}\r\n{length}\r\n{body}", head.replace('\n', "\r\n"));
    let mut stream = BufReader::new(TcpStream::connect(address).unwrap());
    stream.get_mut().write_all(request.as_bytes()).unwrap();
    (request, message(&mut stream))
}

/// Asks again until something has come.
fn polled(mut once: impl FnMut() -> (String, String), pending: &str) -> (String, String) {
    let begun = Instant::now();
    loop {
        let (request, answer) = once();
        if !answer.contains(pending) {
            return (request, answer);
        }
        assert!(begun.elapsed() < Duration::from_secs(20), "no answer: {answer}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn an_inquirer_files_and_polls_as_the_document_shows() {
    let project = example();
    let mut captures = Vec::new();
    let show = |(request, answer): &(String, String)| format!("{request}\n\n{answer}");
    let namespaced = |text: &str| text.replacen('>', " xmlns=\"urn:renkei:message:1\">", 1);
    {
        let mock = Standing::mock(project.path(), &[]);
        let address = mock.address();
        let head = "POST /002/inquiries HTTP/1.1\nContent-Type: application/xml; charset=utf-8";
        let filed = call(&address, head, &query(project.path(), "R0001"));
        let answer = polled(|| call(&address, "GET /002/inquiries/R0001 HTTP/1.1", ""), " 202 ");
        captures.push(("inquiry-xml", show(&filed)));
        captures.push(("poll-xml", show(&answer)));
    }
    let soap11 = (
        "soap11",
        "http://schemas.xmlsoap.org/soap/envelope/",
        "Content-Type: text/xml; charset=utf-8\nSOAPAction: \"urn:renkei:message:1#{}\"",
    );
    let soap12 = (
        "soap12",
        "http://www.w3.org/2003/05/soap-envelope",
        "Content-Type: application/soap+xml; charset=utf-8; action=\"urn:renkei:message:1#{}\"",
    );
    for (name, envelope, headers) in [soap11, soap12] {
        let mock = Standing::mock(project.path(), &[]);
        let address = mock.address();
        let send = |action: &str, message: &str| {
            let head = format!("POST /002/inquiries HTTP/1.1\n{}", headers.replace("{}", action));
            let body = format!(
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<soap:Envelope xmlns:soap=\"{envelope}\"><soap:Body>{}</soap:Body></soap:Envelope>",
                namespaced(message)
            );
            call(&address, &head, &body)
        };
        let filed = send("inquire", &query(project.path(), "R0001"));
        let poll = "<照会結果要求><照会要求番号>R0001</照会要求番号></照会結果要求>";
        let answer = polled(|| send("poll", poll), "照会結果待ち");
        let wrong = send("inquire", &query(project.path(), "R0002").replace("JM030", "XX030"));
        let names: [&'static str; 3] = match name {
            "soap11" => ["inquiry-soap11", "poll-soap11", "fault-soap11"],
            _ => ["inquiry-soap12", "poll-soap12", "fault-soap12"],
        };
        captures.extend(names.into_iter().zip([show(&filed), show(&answer), show(&("…".to_owned(), wrong.1))]));
    }
    let captures: Vec<(&str, &str, String)> = captures.into_iter().map(|(name, text)| (name, "http", text)).collect();
    keep(&captures);
}

#[test]
fn files_are_exchanged_as_the_document_shows() {
    let project = example();
    let mut captures = Vec::new();
    for (ending, names) in
        [("csv", ["file-query-csv", "file-result-csv"]), ("xml", ["file-query-xml", "file-result-xml"])]
    {
        let folder = tempfile::tempdir().unwrap();
        let _mock = Standing::mock(project.path(), &["--exchange-folder", folder.path().to_str().unwrap()]);
        let text = match ending {
            "csv" => csv_query(&code(project.path(), "B市")),
            _ => format!(
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<照会ファイル>\n{}\n</照会ファイル>\n",
                query(project.path(), "R0001")
            ),
        };
        let request = folder.path().join("request");
        fs::write(request.join("asked.part"), &text).unwrap();
        fs::rename(request.join("asked.part"), request.join(format!("asked.{ending}"))).unwrap();
        let result = folder.path().join(format!("result/asked.result.{ending}"));
        captures.push((names[0], if ending == "csv" { "csv" } else { "xml" }, text));
        captures.push((names[1], if ending == "csv" { "csv" } else { "xml" }, waited(&result)));
    }
    keep(&captures);
}

fn csv_query(code: &str) -> String {
    let mut text = "照会要求番号,情報照会者機関コード,情報提供者機関コード,事務コード,事務手続コード,特定個人情報名コード,\
                    特定個人情報の版番号,情報照会者部署名,情報照会者部署コード,特定個人情報項目コードリスト,情報照会条件,機関別符号\r\n"
        .to_owned();
    let _ = write!(text, "R0001,002,099,JM030,JT030001,TM031,4.0,国民健康保険課,001A,TK01 TK02 TK03,既定,{code}\r\n");
    text
}

fn waited(path: &PathBuf) -> String {
    let begun = Instant::now();
    loop {
        if let Ok(text) = fs::read_to_string(path) {
            return text;
        }
        assert!(begun.elapsed() < Duration::from_secs(20), "no {}", path.display());
        std::thread::sleep(Duration::from_millis(20));
    }
}
