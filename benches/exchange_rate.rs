//! Exchanges per second of the standing network, beside two floors measured in the same run: a bare hyper server and a
//! wiremock server that give one constant answer of the same size.
//!
//! `cargo bench --bench exchange_rate` prints the table of docs/performance.md. `-- EXCHANGES ROUNDS` chooses the size;
//! `-- soak EXCHANGES` sends only to the network and prints its memory as it goes.
//!
//! 64 connections, 1,000 persons, a query of about 1 KB, an answer of about 3 KB. Every answer is compared with what its
//! own query must bring: an answer of another query ends the measurement.

#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a measurement that cannot go on must stop"
)]

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use http_body_util::{BodyExt, Full};
use hyper::body::{Bytes, Incoming};
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use renkei::model::partner::Doors;
use renkei::model::{CivilDate, Project};
use renkei::network::{Admission, Directory, Entrance, Standing, Subject};
use renkei::payload::envelope::Query;
use renkei::sheet;
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Runtime;

const CONNECTIONS: usize = 64;
const PERSONS: u64 = 1_000;
/// Benefits of a person, so that an answer is about 3 KB.
const BENEFITS: u64 = 22;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| !argument.starts_with("--")).collect();
    if arguments.first().is_some_and(|word| word == "soak") {
        soak(arguments.get(1).and_then(|text| text.parse().ok()).unwrap_or(1_000_000));
        return;
    }
    let number = |index: usize, default| arguments.get(index).and_then(|text| text.parse().ok()).unwrap_or(default);
    let (exchanges, rounds) = (number(0, 200_000), number(1, 5));
    let queries = nation();
    let sample = queries.sample();
    println!("{exchanges} exchanges, {CONNECTIONS} connections, {PERSONS} persons");
    println!("query {} bytes, answer {} bytes", sample.0, sample.1);
    println!("| round | hyper /s | wiremock /s | renkei /s | of hyper | of wiremock | renkei MB |");
    println!("|---|---|---|---|---|---|---|");
    let (mut of_hyper, mut of_wiremock) = (Vec::new(), Vec::new());
    for round in 1..=rounds {
        let hyper = constant_hyper(sample.1, exchanges);
        let wiremock = constant_wiremock(sample.1, exchanges.min(WIREMOCK_MAX));
        let renkei = network(&queries, exchanges, |_| {});
        of_hyper.push(renkei / hyper);
        of_wiremock.push(renkei / wiremock);
        println!(
            "| {round} | {hyper:.0} | {wiremock:.0} | {renkei:.0} | {:.2} | {:.2} | {:.0} |",
            renkei / hyper,
            renkei / wiremock,
            megabytes()
        );
    }
    println!("median of hyper {:.2}, of wiremock {:.2}", median(&mut of_hyper), median(&mut of_wiremock));
}

/// wiremock keeps some 9 KB of each request.
const WIREMOCK_MAX: u64 = 40_000;

fn median(ratios: &mut [f64]) -> f64 {
    ratios.sort_by(f64::total_cmp);
    ratios[ratios.len() / 2]
}

/// `VmRSS` of this process.
fn megabytes() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|rest| rest.split_whitespace().next()?.parse::<f64>().ok()).unwrap_or(0.0) / 1024.0
}

/// A body that asks, an insurer that holds 1,000 persons, and a layout, as files of a project.
fn nation() -> Queries {
    let folder = tempfile::tempdir().expect("a folder for the project");
    let put = |path: &str, text: String| {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        std::fs::write(path, text).expect("a file");
    };
    put("renkei.yaml", "name: 速さ\n".to_owned());
    put("layouts/layout.yaml", LAYOUT.to_owned());
    put("test-groups/organisations.yaml", ORGANISATIONS.to_owned());
    let (mut people, mut replicas) = ("role-models:\n".to_owned(), "organisation: a-kempo\nreplicas:\n".to_owned());
    for person in 0..PERSONS {
        people.push_str(&format!("  - {{id: RM-{person:04}, name: 見本 {person}}}\n"));
        let benefits: Vec<String> = (0..BENEFITS)
            .map(|number| {
                format!(
                    "{{TK06: \"{}-{:02}-01\", TK07: \"{}\"}}",
                    2000 + number / 12,
                    number % 12 + 1,
                    person * 100 + number
                )
            })
            .collect();
        replicas.push_str(&format!(
            "  - {{persona: RM-{person:04}, information: TM031, version: \"4.0\", units: [{{items: {{TK01: {}, TK02: \"2000-01-01\", TK03: {{empty: \"01\"}}}}, details: [{}]}}]}}\n",
            mark(person),
            benefits.join(", ")
        ));
    }
    put("role-models/people.yaml", people);
    put("test-groups/representatives/a-kempo.yaml", replicas);
    let (project, faults) = sheet::load(folder.path());
    assert_eq!(project.replicas.len() as u64, PERSONS, "{faults:?}");
    let project = Arc::new(project);
    let query = Query {
        request: String::new(),
        inquirer: project.organisation_called("b-shi").expect("a body").code.clone(),
        provider: project.organisation_called("kikin").expect("a body").code.clone(),
        affair: project.affairs[0].code,
        procedure: project.affairs[0].procedures[0].code,
        information: project.layouts[0].information,
        version: project.layouts[0].version.clone(),
        department: renkei::model::Department { name: "国民健康保険課".into(), code: "001A".into() },
        items: project.layouts[0].items.iter().map(|item| item.code).collect(),
        condition: renkei::model::QueryCondition::Latest,
        link_code: String::new(),
        consent: false,
        undisclosed: false,
    };
    Queries { project, query }
}

/// What stands in the answer about one person and in no other.
fn mark(person: u64) -> String {
    format!("例示{person:04}健康保険組合")
}

struct Queries {
    project: Arc<Project>,
    query: Query,
}

impl Queries {
    /// Bytes of a query and of its answer.
    fn sample(&self) -> (usize, usize) {
        let runtime = runtime();
        let bench = runtime.block_on(async { Bench::open(&self.project).await });
        let body = Bytes::from(bench.body(&self.query, 7, 1));
        let answer = runtime.block_on(async {
            let mut connection = connect(bench.address).await;
            exchange(&mut connection, &bench.path, body.clone()).await
        });
        (body.len(), answer.len())
    }
}

/// The standing network and its 1,000 persons.
struct Bench {
    /// Open as long as this lives.
    _entrance: Entrance,
    address: SocketAddr,
    path: String,
    subjects: Vec<Subject>,
}

impl Bench {
    async fn open(project: &Arc<Project>) -> Self {
        let standing = Standing::new(Arc::new(Directory::new(Arc::clone(project)))).expect("a network");
        let day = CivilDate::new(2018, 7, 27).expect("a day");
        let admit = |person: u64| {
            standing.admit(Admission {
                trial: "rate".into(),
                persona: format!("RM-{person:04}").as_str().into(),
                base_date: day,
                behaviour: None,
                scene: None,
            })
        };
        let subjects = (0..PERSONS).map(admit).collect();
        let doors = Doors { plain: Some("127.0.0.1:0".to_owned()), ..Doors::default() };
        let entrance = Entrance::open(&doors, standing.doors()).await.expect("doors");
        let address = entrance.plain().expect("an address");
        Self { _entrance: entrance, address, path: "/002/inquiries?wait".to_owned(), subjects }
    }

    fn body(&self, query: &Query, person: u64, number: u64) -> String {
        let mut query = query.clone();
        query.request = format!("R{number:010}");
        query.link_code = self.subjects[person as usize].link_code(&query.inquirer);
        query.to_xml()
    }
}

fn runtime() -> Runtime {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime")
}

type Connection = hyper::client::conn::http1::SendRequest<Full<Bytes>>;

async fn connect(address: SocketAddr) -> Connection {
    let stream = TcpStream::connect(address).await.expect("a connection");
    stream.set_nodelay(true).expect("no delay");
    let (sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream)).await.expect("HTTP");
    tokio::spawn(connection);
    sender
}

async fn exchange(connection: &mut Connection, path: &str, body: Bytes) -> Bytes {
    let request = Request::post(path).header("host", "bench").body(Full::new(body)).expect("a request");
    connection.ready().await.expect("a connection");
    let response = connection.send_request(request).await.expect("a response");
    assert_eq!(response.status(), 200);
    response.into_body().collect().await.expect("a body").to_bytes()
}

/// Sends so many exchanges over 64 connections; how many there were in a second.
fn send(
    address: SocketAddr,
    path: &str,
    exchanges: u64,
    body: impl Fn(u64) -> Bytes + Send + Sync + 'static,
    check: impl Fn(u64, &Bytes) + Send + Sync + 'static,
) -> f64 {
    let (body, check, next) = (Arc::new(body), Arc::new(check), Arc::new(AtomicU64::new(0)));
    let client = runtime();
    client.block_on(async {
        let begun = Instant::now();
        let tasks: Vec<_> = (0..CONNECTIONS)
            .map(|_| {
                let (body, check, next, path) =
                    (Arc::clone(&body), Arc::clone(&check), Arc::clone(&next), path.to_owned());
                tokio::spawn(async move {
                    let mut connection = connect(address).await;
                    loop {
                        let number = next.fetch_add(1, Ordering::Relaxed);
                        if number >= exchanges {
                            return;
                        }
                        let answer = exchange(&mut connection, &path, body(number)).await;
                        check(number, &answer);
                    }
                })
            })
            .collect();
        for task in tasks {
            task.await.expect("a connection's work");
        }
        exchanges as f64 / begun.elapsed().as_secs_f64()
    })
}

fn network(queries: &Queries, exchanges: u64, seen: impl Fn(u64) + Send + Sync + 'static) -> f64 {
    let (project, query) = (Arc::clone(&queries.project), queries.query.clone());
    // The client's own work is no part of the rate: each person's query lies ready but for its 照会要求番号.
    let (number, marked) = ("R9999999999", "<照会要求番号>R9999999999</照会要求番号>");
    let server = Server::start(2, async move || {
        let bench = Bench::open(&project).await;
        let ready: Vec<(String, String)> = (0..PERSONS)
            .map(|person| {
                let body = bench.body(&query, person, 9_999_999_999);
                let (before, after) = body.split_once(marked).expect("a number");
                (before.to_owned(), after.to_owned())
            })
            .collect();
        ((bench.address, bench.path.clone(), ready), bench)
    });
    let (address, path, ready) = server.told.clone();
    let marks: Vec<String> = (0..PERSONS).map(mark).collect();
    let ask = move |exchange: u64| {
        let (before, after) = &ready[(exchange % PERSONS) as usize];
        Bytes::from(format!("{before}{}{after}", marked.replace(number, &format!("R{exchange:010}"))))
    };
    let rate = send(address, &path, exchanges, ask, move |number, answer| {
        seen(number);
        let mark = &marks[(number % PERSONS) as usize];
        let text = std::str::from_utf8(answer).expect("UTF-8");
        assert!(text.contains(mark.as_str()), "exchange {number} brought the answer of another: {text}");
    });
    server.stop();
    rate
}

/// A server with a runtime of its own: of one thread for the floors, as wiremock has, of two as `renkei mock` has.
struct Server<T> {
    told: T,
    closing: tokio::sync::oneshot::Sender<()>,
    thread: std::thread::JoinHandle<()>,
}

impl<T: Send + 'static> Server<T> {
    /// `open` tells what clients must know, and hands over what must live as long as the server.
    fn start<K, F: Future<Output = (T, K)>>(threads: usize, open: impl FnOnce() -> F + Send + 'static) -> Self {
        let (told, known) = std::sync::mpsc::channel();
        let (closing, closed) = tokio::sync::oneshot::channel::<()>();
        let thread = std::thread::spawn(move || {
            use tokio::runtime::Builder;
            let runtime = match threads {
                1 => Builder::new_current_thread().enable_all().build(),
                _ => Builder::new_multi_thread().worker_threads(threads).enable_all().build(),
            };
            runtime.expect("a runtime").block_on(async {
                let (what, kept) = open().await;
                told.send(what).expect("somebody who waits");
                let _ = closed.await;
                drop(kept);
            });
        });
        Self { told: known.recv().expect("a server"), closing, thread }
    }

    fn stop(self) {
        let _ = self.closing.send(());
        self.thread.join().expect("a server that ends");
    }
}

fn constant_hyper(bytes: usize, exchanges: u64) -> f64 {
    let server = Server::start(1, async move || {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a listener");
        let address = listener.local_addr().expect("an address");
        let answer = Bytes::from(vec![b'x'; bytes]);
        let accepting = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let _ = stream.set_nodelay(true);
                let answer = answer.clone();
                let serve = hyper::service::service_fn(move |request: Request<Incoming>| {
                    let answer = answer.clone();
                    async move {
                        request.into_body().collect().await.expect("a body");
                        Ok::<_, Infallible>(Response::new(Full::new(answer)))
                    }
                });
                tokio::spawn(hyper::server::conn::http1::Builder::new().serve_connection(TokioIo::new(stream), serve));
            }
        });
        (address, accepting)
    });
    let rate = constant(server.told, exchanges);
    server.stop();
    rate
}

fn constant_wiremock(bytes: usize, exchanges: u64) -> f64 {
    use wiremock::matchers::any;
    use wiremock::{Mock, MockServer, ResponseTemplate};
    let server = runtime();
    let mock = server.block_on(async {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a listener");
        let mock = MockServer::builder().listener(listener).disable_request_recording().start().await;
        let answer = ResponseTemplate::new(200).set_body_raw(vec![b'x'; bytes], "application/xml");
        Mock::given(any()).respond_with(answer).mount(&mock).await;
        mock
    });
    let rate = constant(*mock.address(), exchanges);
    std::thread::spawn(move || drop(mock)).join().expect("a server that ends");
    rate
}

fn constant(address: SocketAddr, exchanges: u64) -> f64 {
    let query = Bytes::from(vec![b'q'; 1_000]);
    send(address, "/", exchanges, move |_| query.clone(), |_, _| {})
}

/// Only the network, for long: its memory as it goes.
fn soak(exchanges: u64) {
    let queries = nation();
    println!("| exchanges | MB |\n|---|---|");
    let step = (exchanges / 10).max(1);
    let rate = network(&queries, exchanges, move |number| {
        if number % step == step - 1 {
            println!("| {} | {:.0} |", number + 1, megabytes());
        }
    });
    println!("{rate:.0} exchanges a second");
}

const ORGANISATIONS: &str = "\
schemes: [{id: kempo, name: 健康保険組合}]
organisations:
  - {id: b-shi, name: B市, kind: municipality, code: '002'}
  - {id: kikin, name: 支払基金, kind: clearing-house, code: '099'}
  - {id: a-kempo, name: A健康保険組合, kind: insurer, scheme: kempo, insurer-number: '0000000000001'}
representatives: [{organisation: a-kempo, kind: local-insurer}]
cycles: [{number: 7, name: クール7, kind: local-insurer, from: H29.4.3, to: H29.5.31}]
";

const LAYOUT: &str = "\
layouts:
  - information: TM031
    name: 医療保険給付関係情報
    version: '4.0'
    root: 被用者保険関係情報
    groups:
      - {path: 資格情報, key: [TK01, TK02], period: {from: TK02, to: TK03}}
      - {path: 給付情報/傷病手当金, key: [TK06], point: TK06}
    items:
      - {code: TK01, name: 保険者名称, path: 資格情報, kind: text-any-width, max-length: 40, required: true}
      - {code: TK02, name: 資格取得日, path: 資格情報, kind: date, required: true}
      - {code: TK03, name: 資格喪失日, path: 資格情報, kind: date, required: true}
      - {code: TK06, name: 支給開始日, path: 給付情報/傷病手当金, kind: date, required: true}
      - {code: TK07, name: 支給額, path: 給付情報/傷病手当金, kind: amount, required: true}
affairs:
  - code: JM030
    name: 国民健康保険の事務（架空）
    procedures:
      - {code: JT030001, name: 資格取得届の審査, permits: [{inquirers: [municipality], providers: [insurer, clearing-house], information: TM031}]}
";
