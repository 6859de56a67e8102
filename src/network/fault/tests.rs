//! What each fault does to a message and its reply, seen from both ends of a proxy.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::hop::Came;
use super::hop::Hop;
use super::*;
use crate::model::{FaultKind, Outcome};
use crate::network::call::{Call, Institution, Reply};

const QUERY: &str = "<照会><特定個人情報の版番号>4.0</特定個人情報の版番号></照会>";
const ANSWER: &str = "<答><特定個人情報の版番号>4.0</特定個人情報の版番号><名>髙橋</名></答>";
const ANYWHERE: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(std::net::Ipv4Addr::LOCALHOST), 0);
const WAIT: Duration = Duration::from_millis(150);

/// Answers everything and remembers what it got.
#[derive(Debug, Default)]
struct Office {
    got: Mutex<Vec<String>>,
}

impl Institution for Office {
    fn handle(&self, call: &Call<'_>) -> Reply {
        let body = String::from_utf8_lossy(call.body).into_owned();
        self.got.lock().unwrap().push(format!("{} {}?{} {body}", call.method, call.path, call.query));
        Reply::xml(200, ANSWER.to_owned())
    }
}

struct Bench {
    office: Arc<Office>,
    stand: Arc<Stand>,
    proxy: Proxy,
    hop: Hop,
    losses: Arc<AtomicUsize>,
}

impl Bench {
    fn new(faults: &[(&str, Option<u32>)]) -> Self {
        let losses = Arc::new(AtomicUsize::new(0));
        let lost = Arc::clone(&losses);
        let faults: Vec<(FaultKind, Option<u32>)> =
            faults.iter().map(|(fault, times)| (FaultKind::read(fault).unwrap(), *times)).collect();
        let stand = Stand::new(faults, move || {
            lost.fetch_add(1, Ordering::Relaxed);
        });
        let office = Arc::new(Office::default());
        let upstream = Upstream::Simulated(Arc::clone(&office) as Arc<dyn Institution>);
        let proxy = Proxy::start(ANYWHERE, Arc::clone(&stand), upstream).unwrap();
        Self { office, stand, proxy, hop: Hop::new().unwrap(), losses }
    }

    async fn send(&self, body: &str) -> Result<Came, Lost> {
        let url = format!("{}/003/provisions/1?a=b", self.proxy.url());
        self.hop.send(reqwest::Method::POST, &url, body.to_owned(), WAIT).await
    }

    /// What the sender sees of a query.
    async fn seen(&self) -> String {
        match self.send(QUERY).await {
            Err(lost) => format!("{lost:?}"),
            Ok(Came { status: 200, body }) if body == ANSWER.as_bytes() => "answer".to_owned(),
            Ok(Came { status, body }) => {
                format!("{status} {}", String::from_utf8(body).unwrap_or_else(|_| "no UTF-8".to_owned()))
            }
        }
    }

    /// What the institution got, each message in a word.
    fn got(&self) -> Vec<String> {
        let whole = format!("POST /003/provisions/1?a=b {QUERY}");
        let got = self.office.got.lock().unwrap();
        got.iter().map(|text| if *text == whole { "query".to_owned() } else { text.clone() }).collect()
    }
}

#[tokio::test]
async fn each_fault_is_seen_once_and_the_next_message_goes_through() {
    let half = &ANSWER[..ANSWER.floor_char_boundary(ANSWER.len() / 2)];
    assert_eq!(half.len(), ANSWER.len() / 2, "so that half of it is text");
    for (fault, seen, got) in [
        ("接続拒否", "Broken", 0),
        ("遅延（60ミリ秒）", "answer", 1),
        ("遅延（60±50ミリ秒）", "answer", 1),
        ("遅延（400ミリ秒）", "Late", 0),
        ("保留", "Late", 0),
        ("遮断", "Late", 0),
        ("切断（本文の前）", "Broken", 1),
        ("切断（本文の途中）", "Broken", 1),
        ("末尾欠落", &format!("200 {half}"), 1),
        ("重複（3回）", "answer", 3),
        ("順序入替え（30ミリ秒）", "answer", 1),
        ("低速（16バイト、1ミリ秒）", "answer", 1),
        ("低速（1バイト、20ミリ秒）", "Late", 1),
        ("文字コード違い", "200 no UTF-8", 1),
        ("文字コード違い（UTF-16）", "200 no UTF-8", 1),
        ("長さ違い（+10バイト）", "Broken", 1),
        ("長さ違い（-10バイト）", &format!("200 {}", &ANSWER[..ANSWER.len() - 10]), 1),
        ("XML破損", &format!("200 {}", ANSWER.replace("</答>", "<答>")), 1),
        ("古い版", &format!("200 {}", ANSWER.replace("4.0", "3.0")), 1),
        ("証明書期限切れ", "Unsent", 0),
        ("エラー応答（502）", "Status(502)", 0),
        ("再起動（状態を保持、0ミリ秒）", "Broken", 1),
        ("再起動（状態を消失、0ミリ秒）", "Broken", 0),
    ] {
        let bench = Bench::new(&[(fault, Some(1))]);
        assert_eq!(bench.seen().await, seen, "{fault}");
        assert_eq!(bench.got(), vec!["query"; got], "{fault}");
        assert_eq!(bench.seen().await, "answer", "{fault}: the second message");
    }
}

#[tokio::test]
async fn a_message_is_spoilt_on_its_way_to_the_institution_too() {
    for (fault, got) in
        [("XML破損（往路）", QUERY.replace("</照会>", "<照会>")), ("古い版（2.0、往路）", QUERY.replace("4.0", "2.0"))]
    {
        let bench = Bench::new(&[(fault, None)]);
        assert_eq!(bench.seen().await, "answer", "{fault}");
        assert_eq!(bench.got(), [format!("POST /003/provisions/1?a=b {got}")], "{fault}");
    }
}

#[tokio::test]
async fn what_always_refuses_does_not_listen_at_all() {
    let bench = Bench::new(&[("接続拒否", None)]);
    for _ in 0..2 {
        assert_eq!(bench.seen().await, "Unsent");
    }
    assert_eq!(Lost::Unsent.outcome(), Outcome::ProviderDown);
}

#[tokio::test]
async fn faults_before_one_place_follow_each_other() {
    let bench = Bench::new(&[("エラー応答（500）", Some(2)), ("接続拒否", Some(1)), ("末尾欠落", Some(1))]);
    let mut seen = Vec::new();
    for _ in 0..5 {
        seen.push(bench.seen().await.chars().take(11).collect::<String>());
    }
    assert_eq!(seen, ["Status(500)", "Status(500)", "Broken", "200 <答><特定個", "answer"]);
}

#[tokio::test]
async fn what_is_held_goes_on_when_it_is_released_and_nothing_is_held_after() {
    let bench = Bench::new(&[("保留", None)]);
    let (held, ()) = tokio::join!(bench.seen(), async {
        tokio::time::sleep(Duration::from_millis(50)).await;
        assert!(bench.got().is_empty());
        bench.stand.release();
    });
    assert_eq!(held, "answer");
    assert_eq!(bench.seen().await, "answer");
    assert_eq!(bench.got().len(), 2);
}

#[tokio::test]
async fn a_message_is_overtaken_by_the_next_one() {
    let bench = Bench::new(&[("順序入替え（5秒）", Some(1))]);
    let (first, second) = tokio::join!(bench.send("first"), async {
        tokio::time::sleep(Duration::from_millis(30)).await;
        bench.send("second").await
    });
    assert!(first.is_ok() && second.is_ok());
    let order: Vec<String> = bench.got().iter().map(|got| got.rsplit(' ').next().unwrap().to_owned()).collect();
    assert_eq!(order, ["second", "first"]);
}

#[tokio::test]
async fn an_institution_that_crashes_is_away_for_a_while_and_loses_its_state_or_not() {
    for (fault, losses) in [("再起動（状態を消失、80ミリ秒）", 1), ("再起動（状態を保持、80ミリ秒）", 0)]
    {
        let bench = Bench::new(&[(fault, Some(1))]);
        let begun = Instant::now();
        assert_eq!(bench.seen().await, "Broken");
        assert_eq!(bench.seen().await, "Broken", "still away");
        while bench.seen().await != "answer" {
            assert!(begun.elapsed() < Duration::from_secs(5));
        }
        assert!(begun.elapsed() >= Duration::from_millis(80));
        assert_eq!(bench.losses.load(Ordering::Relaxed), losses, "{fault}");
    }
}

#[tokio::test]
async fn a_delay_with_jitter_stays_within_it_and_varies() {
    let bench = Bench::new(&[("遅延（30±20ミリ秒）", None)]);
    let mut waits = Vec::new();
    for _ in 0..5 {
        let begun = Instant::now();
        assert_eq!(bench.seen().await, "answer");
        assert!(begun.elapsed() >= Duration::from_millis(10));
        waits.push(begun.elapsed().as_millis());
    }
    waits.dedup();
    assert!(waits.len() > 1, "{waits:?}");
}

#[tokio::test]
async fn a_real_server_stands_behind_a_proxy_as_a_simulated_one_does() {
    let real = Bench::new(&[]);
    let upstream = |base: String| Upstream::Url { base, http: crate::network::client::http_client().unwrap() };
    let stand = Stand::new([(FaultKind::read("切断").unwrap(), Some(1))], || ());
    let before = Proxy::start(ANYWHERE, stand, upstream(real.proxy.url())).unwrap();
    let url = format!("{}/003/provisions/1?a=b", before.url());
    let send = || real.hop.send(reqwest::Method::POST, &url, QUERY.to_owned(), WAIT);
    assert_eq!(send().await, Err(Lost::Broken));
    assert_eq!(send().await, Ok(Came { status: 200, body: ANSWER.into() }));
    assert_eq!(real.got(), ["query", "query"]);

    let nobody = Bench::new(&[("接続拒否", None)]);
    let stand = Stand::new([], || ());
    let before = Proxy::start(ANYWHERE, stand, upstream(nobody.proxy.url())).unwrap();
    let sent = real.hop.send(reqwest::Method::GET, &before.url(), String::new(), WAIT).await;
    assert_eq!(sent, Err(Lost::Broken));
}

/// Messages as other clients write them, byte for byte.
#[tokio::test]
async fn messages_are_read_however_they_are_framed() {
    for (sent, got) in [
        ("GET /a?b=c HTTP/1.1\r\nHost: x\r\n\r\n", "GET /a?b=c "),
        ("POST http://x/a HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc", "POST /a? abc"),
        (
            "POST /a HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n2;x=y\r\nab\r\n1\r\nc\r\n0\r\nT: t\r\n\r\n",
            "POST /a? abc",
        ),
        ("POST /a HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\nabc", "POST /a? abc"),
    ] {
        let bench = Bench::new(&[]);
        let mut stream = TcpStream::connect(bench.proxy.url().trim_start_matches("http://")).await.unwrap();
        stream.write_all(sent.as_bytes()).await.unwrap();
        let mut reply = String::new();
        stream.read_to_string(&mut reply).await.unwrap();
        assert!(reply.ends_with(ANSWER), "{reply}");
        assert_eq!(reply.starts_with("HTTP/1.1 100"), sent.contains("Expect"), "{reply}");
        assert_eq!(bench.got(), [got]);
    }
    for broken in ["POST /a HTTP/1.1\r\nContent-Length: 999999999999\r\n\r\n", "no HTTP\r\n\r\n", "GET /a HTTP"] {
        let bench = Bench::new(&[]);
        let mut stream = TcpStream::connect(bench.proxy.url().trim_start_matches("http://")).await.unwrap();
        stream.write_all(broken.as_bytes()).await.unwrap();
        stream.shutdown().await.unwrap();
        let mut reply = Vec::new();
        let _ = stream.read_to_end(&mut reply).await;
        assert!(reply.is_empty() && bench.got().is_empty(), "{broken}");
    }
}
