//! Exchanges per second of the standing network, beside two floors measured in the same run: a bare hyper server and a
//! wiremock server that give one constant answer of the same size.
//!
//! `cargo bench --bench exchange_rate` prints the table of docs/performance.md. `-- EXCHANGES ROUNDS` chooses the size;
//! `-- EXCHANGES ROUNDS alone` leaves the floors out, for a profiler.
//!
//! 64 connections, 1,000 persons, a query of about 1 KB, an answer of about 3 KB. Every answer is compared with what its
//! own query must bring: an answer of another query ends the measurement.

#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a measurement that cannot go on must stop"
)]

mod nation;

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use http_body_util::{BodyExt, Full};
use hyper::body::{Bytes, Incoming};
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use nation::{PERSONS, mark};
use renkei::model::partner::Doors;
use renkei::model::{CivilDate, Project};
use renkei::network::{Admission, Directory, Entrance, Standing, Subject};
use renkei::payload::envelope::Query;
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Runtime;

const CONNECTIONS: usize = 64;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| !argument.starts_with("--")).collect();
    let number = |index: usize, default| arguments.get(index).and_then(|text| text.parse().ok()).unwrap_or(default);
    let (exchanges, rounds) = (number(0, 200_000), number(1, 5));
    let alone = arguments.get(2).is_some_and(|word| word == "alone");
    let queries = nation();
    let sample = queries.sample();
    println!("{exchanges} exchanges, {CONNECTIONS} connections, {PERSONS} persons");
    println!("query {} bytes, answer {} bytes", sample.0, sample.1);
    println!("| round | hyper /s | wiremock /s | renkei /s | of hyper | of wiremock | renkei MB |");
    println!("|---|---|---|---|---|---|---|");
    let (mut of_hyper, mut of_wiremock) = (Vec::new(), Vec::new());
    for round in 1..=rounds {
        let hyper = if alone { f64::NAN } else { constant_hyper(sample.1, exchanges) };
        let wiremock = if alone { f64::NAN } else { constant_wiremock(sample.1, exchanges.min(WIREMOCK_MAX)) };
        let renkei = network(&queries, exchanges);
        of_hyper.push(renkei / hyper);
        of_wiremock.push(renkei / wiremock);
        println!(
            "| {round} | {hyper:.0} | {wiremock:.0} | {renkei:.0} | {:.2} | {:.2} | {:.0} |",
            renkei / hyper,
            renkei / wiremock,
            nation::megabytes("self")
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

fn nation() -> Queries {
    let project = nation::read();
    let query = nation::query(&project, "kikin");
    Queries { project, query }
}

struct Queries {
    project: Arc<Project>,
    query: Query,
}

impl Queries {
    /// Bytes of a query and of its answer.
    fn sample(&self) -> (usize, usize) {
        let runtime = runtime();
        let bench = runtime.block_on(async { Bench::open(&self.project) });
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
    fn open(project: &Arc<Project>) -> Self {
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
        let entrance = Entrance::open(&doors, standing.doors()).expect("doors");
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

fn network(queries: &Queries, exchanges: u64) -> f64 {
    let (project, query) = (Arc::clone(&queries.project), queries.query.clone());
    // The client's own work is no part of the rate: each person's query lies ready but for its 照会要求番号.
    let (number, marked) = ("R9999999999", "<照会要求番号>R9999999999</照会要求番号>");
    let server = Server::start(2, async move || {
        let bench = Bench::open(&project);
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
        let mark = &marks[(number % PERSONS) as usize];
        let found = memchr::memmem::find(answer, mark.as_bytes()).is_some();
        assert!(found, "exchange {number} brought the answer of another: {}", String::from_utf8_lossy(answer));
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
