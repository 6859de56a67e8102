//! `renkei mock` under full load without an idle moment: its memory and its speed on the way.
//!
//! `cargo bench --bench soak -- 1000000` for so many exchanges, `-- 60m` for so long. 64 connections drive the real
//! binary in a process of its own, in the ways business systems have: most wait for their answer, others poll, a few never
//! come for it, ask about nobody, or are held and answered by hand or forgotten. Every answer is compared with what its
//! own query must bring. Ends with 1 when memory grew after the first tenth.

#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::exit,
    reason = "a measurement that cannot go on must stop"
)]

mod nation;

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use http_body_util::{BodyExt, Full};
use hyper::Request;
use hyper::body::Bytes;
use hyper_util::rt::TokioIo;
use nation::{PERSONS, mark};
use tokio::net::TcpStream;

const CONNECTIONS: u64 = 64;
/// Memory may grow by this much after the first tenth. MB.
const GROWTH_MB_MAX: f64 = 32.0;
/// At least so often a line is printed.
const PARTS: u64 = 10;
/// Queries left lying, and as many left to officers, before anything is measured: every bound of what is kept for those
/// who never come is full from the start.
const LEFT: u64 = 30_000;
/// Exchanges before anything is measured: the last 256 queries about each person are remembered.
const BEFORE: u64 = 300 * PERSONS;

/// How long it goes on.
#[derive(Clone, Copy)]
enum End {
    After(u64),
    At(Duration),
}

fn main() {
    let asked = std::env::args().skip(1).find(|argument| !argument.starts_with("--"));
    let end = asked.as_deref().map_or(Some(End::After(1_000_000)), end_of);
    let Some(end) = end else {
        println!("1000000 or 60m");
        std::process::exit(2);
    };
    let folder = tempfile::tempdir().expect("a folder for the project");
    nation::write(folder.path());
    let mock = Standing::begin(folder.path());
    let load = Arc::new(Load::of(folder.path(), &mock));
    println!("| minute | exchanges | a second | slowest ms | MB |\n|---|---|---|---|---|");
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime");
    let sizes = runtime.block_on(async {
        load.fill(mock.address).await;
        let tasks: Vec<_> = (0..CONNECTIONS).map(|_| tokio::spawn(Arc::clone(&load).drive(mock.address))).collect();
        let sizes = watch(end, &load, &mock).await;
        load.over.store(true, Ordering::Relaxed);
        for task in tasks {
            task.await.expect("a connection's work");
        }
        sizes
    });
    let grown = sizes.last().copied().unwrap_or_default() - sizes.first().copied().unwrap_or_default();
    println!("{} exchanges, every answer its own; {grown:+.0} MB since the first tenth", load.done());
    drop(mock);
    if grown > GROWTH_MB_MAX {
        std::process::exit(1);
    }
}

fn end_of(text: &str) -> Option<End> {
    match text.strip_suffix('m') {
        Some(minutes) => Some(End::At(Duration::from_secs(minutes.parse::<u64>().ok()? * 60))),
        None => text.parse().ok().map(End::After),
    }
}

/// Prints a line for each tenth; the size at the end of each.
async fn watch(end: End, load: &Load, mock: &Standing) -> Vec<f64> {
    while load.done() < BEFORE {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    load.done.store(0, Ordering::Relaxed);
    load.slowest.store(0, Ordering::Relaxed);
    let (begun, mut sizes) = (Instant::now(), Vec::new());
    let (mut told, mut since) = (0, begun);
    for part in 1..=PARTS {
        loop {
            let reached = match end {
                End::After(exchanges) => load.done() * PARTS >= exchanges * part,
                End::At(time) => begun.elapsed() * PARTS as u32 >= time * part as u32,
            };
            if reached {
                break;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        let (done, size) = (load.done(), nation::megabytes(&mock.child.id().to_string()));
        let rate = (done - told) as f64 / since.elapsed().as_secs_f64();
        let slowest = load.slowest.swap(0, Ordering::Relaxed) as f64 / 1_000.0;
        let minutes = begun.elapsed().as_secs_f64() / 60.0;
        println!("| {minutes:.1} | {done} | {rate:.0} | {slowest:.0} | {size:.0} |");
        (told, since) = (done, Instant::now());
        sizes.push(size);
    }
    sizes
}

/// `renkei mock` in a process of its own.
struct Standing {
    child: Child,
    address: SocketAddr,
    told: serde_json::Value,
}

impl Standing {
    fn begin(project: &std::path::Path) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_renkei"));
        command.args(["mock", "--json", "--quiet", "--plain", "127.0.0.1:0", "--project"]).arg(project);
        let mut child = command.stdout(Stdio::piped()).spawn().expect("renkei mock");
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("its output")).read_line(&mut line).expect("a line");
        let told: serde_json::Value = serde_json::from_str(&line).expect("what it says when it stands");
        let address = told["plain"].as_str().and_then(|url| url.split_once("//")?.1.parse().ok()).expect("an address");
        Self { child, address, told }
    }

    /// B市's 機関別符号 of each person.
    fn codes(&self) -> Vec<String> {
        let persons = self.told["persons"].as_array().expect("persons");
        let codes = persons.iter().map(|person| {
            let codes = person["codes"].as_array().expect("codes");
            let own = codes.iter().find(|code| code["institution"] == "002").expect("a code at B市");
            own["link_code"].as_str().expect("a code").to_owned()
        });
        codes.collect()
    }
}

impl Drop for Standing {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What is asked, and what came of it.
struct Load {
    /// Each person's query to 支払基金 and to C市, around its 照会要求番号.
    insured: Vec<(String, String)>,
    held: Vec<(String, String)>,
    nobody: (String, String),
    marks: Vec<String>,
    next: AtomicU64,
    done: AtomicU64,
    /// Microseconds.
    slowest: AtomicU64,
    over: AtomicBool,
}

/// One connection.
struct Line {
    sender: hyper::client::conn::http1::SendRequest<Full<Bytes>>,
}

impl Load {
    fn of(folder: &std::path::Path, mock: &Standing) -> Self {
        let (project, _) = renkei::sheet::load(folder);
        let codes = mock.codes();
        assert_eq!(codes.len() as u64, PERSONS);
        let around = |provider: &str, link_code: &str| {
            let number = "R9999999999";
            let query = nation::query(&project, provider);
            let body = renkei::payload::envelope::Query {
                request: number.to_owned(),
                link_code: link_code.to_owned(),
                ..query
            };
            let (before, after) =
                body.to_xml().split_once(number).map(|(a, b)| (a.to_owned(), b.to_owned())).expect("a number");
            (before, after)
        };
        Self {
            insured: codes.iter().map(|code| around("kikin", code)).collect(),
            held: codes.iter().map(|code| around("c-shi", code)).collect(),
            nobody: around("kikin", "NOBODYNOBODYNOBODYNO"),
            marks: (0..PERSONS).map(mark).collect(),
            next: AtomicU64::new(0),
            done: AtomicU64::new(0),
            slowest: AtomicU64::new(0),
            over: AtomicBool::new(false),
        }
    }

    fn done(&self) -> u64 {
        self.done.load(Ordering::Relaxed)
    }

    /// Leaves as much lying as can be.
    async fn fill(&self, address: SocketAddr) {
        let mut line = Line::to(address).await;
        for number in 0..LEFT {
            for (kind, queries) in [("W", &self.insured), ("H", &self.held)] {
                let (before, after) = &queries[(number % PERSONS) as usize];
                let body = format!("{before}{kind}{number:010}{after}");
                line.post("/002/inquiries", body.into(), 202).await;
            }
        }
    }

    async fn drive(self: Arc<Self>, address: SocketAddr) {
        let mut line = Line::to(address).await;
        while !self.over.load(Ordering::Relaxed) {
            let number = self.next.fetch_add(1, Ordering::Relaxed);
            let begun = Instant::now();
            self.exchange(&mut line, number).await;
            self.slowest.fetch_max(begun.elapsed().as_micros() as u64, Ordering::Relaxed);
            self.done.fetch_add(1, Ordering::Relaxed);
        }
    }

    async fn exchange(&self, line: &mut Line, number: u64) {
        let person = (number / 7 % PERSONS) as usize;
        let request = format!("R{number:010}");
        let body = |(before, after): &(String, String)| Bytes::from(format!("{before}{request}{after}"));
        let own = |answer: &str| {
            let mark = self.marks[person].as_str();
            assert!(answer.contains(mark), "exchange {number} brought the answer of another: {answer}");
        };
        match number % 200 {
            // Never comes for its answer.
            0 => {
                line.post("/002/inquiries", body(&self.insured[person]), 202).await;
            }
            // Held, and never answered.
            1 => {
                let answer = line.post("/002/inquiries?wait", body(&self.held[person]), 200).await;
                assert!(!answer.contains("<特定個人情報データ>"), "{answer}");
            }
            // Held, answered by hand, fetched.
            2 => {
                let answer = line.post("/002/inquiries?wait", body(&self.held[person]), 200).await;
                let serial =
                    answer.split_once("<処理通番>").and_then(|(_, rest)| rest.split_once('<')).expect("処理通番").0;
                line.post(&format!("/003/releases/{serial}"), Bytes::new(), 202).await;
                own(&line.poll(&request).await);
            }
            3 => {
                let answer = line.post("/002/inquiries?wait", body(&self.nobody), 200).await;
                assert!(!answer.contains("<特定個人情報データ>"), "{answer}");
            }
            4..40 => {
                line.post("/002/inquiries", body(&self.insured[person]), 202).await;
                own(&line.poll(&request).await);
            }
            _ => own(&line.post("/002/inquiries?wait", body(&self.insured[person]), 200).await),
        }
    }
}

impl Line {
    async fn to(address: SocketAddr) -> Self {
        let stream = TcpStream::connect(address).await.expect("a connection");
        stream.set_nodelay(true).expect("no delay");
        let (sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream)).await.expect("HTTP");
        tokio::spawn(connection);
        Self { sender }
    }

    async fn call(&mut self, method: &str, path: &str, body: Bytes) -> (u16, String) {
        let request = Request::builder().method(method).uri(path).header("host", "soak").body(Full::new(body));
        self.sender.ready().await.expect("a connection");
        let response = self.sender.send_request(request.expect("a request")).await.expect("a response");
        let status = response.status().as_u16();
        let body = response.into_body().collect().await.expect("a body").to_bytes();
        (status, String::from_utf8(body.into()).expect("UTF-8"))
    }

    async fn post(&mut self, path: &str, body: Bytes, wanted: u16) -> String {
        let (status, answer) = self.call("POST", path, body).await;
        assert_eq!(status, wanted, "{path}: {answer}");
        answer
    }

    async fn poll(&mut self, request: &str) -> String {
        let path = format!("/002/inquiries/{request}");
        loop {
            match self.call("GET", &path, Bytes::new()).await {
                (200, answer) => return answer,
                (status, answer) => assert_eq!(status, 202, "{path}: {answer}"),
            }
            tokio::task::yield_now().await;
        }
    }
}
