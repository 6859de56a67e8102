//! Doors as strangers meet them: plain, TLS with and without a certificate of their own, too much, too slow, closing.

use std::net::SocketAddr;
use std::time::Instant;

use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::*;
use crate::model::partner::{Identity, Pem, Secret};

#[derive(Debug)]
struct Echo;

impl Institution for Echo {
    fn handle(&self, call: &Call<'_>) -> Reply {
        let said = format!("{} {} {} {}", call.method, call.path, call.query, call.body.len());
        let reply = Reply::xml(200, said);
        if call.path == "/late" { reply.after(Duration::from_millis(200)) } else { reply }
    }
}

fn on_runtime(test: impl AsyncFnOnce()) {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(test());
}

fn doors() -> Doors {
    let free = || Some("127.0.0.1:0".to_owned());
    Doors { plain: free(), tls: free(), ..Doors::default() }
}

/// An authority, and a pair it has certified.
fn certified(name: &str) -> (Pem, Identity) {
    let key = rcgen::KeyPair::generate().unwrap();
    let mut authority = rcgen::CertificateParams::new(Vec::new()).unwrap();
    authority.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
    let root = authority.self_signed(&key).unwrap();
    let issuer = rcgen::Issuer::new(authority, key);
    let key = rcgen::KeyPair::generate().unwrap();
    let certificate = rcgen::CertificateParams::new(vec![name.to_owned()]).unwrap().signed_by(&key, &issuer).unwrap();
    let pem = |text: String| Pem { path: String::new(), text: text.into() };
    (pem(root.pem()), Identity { certificate: pem(certificate.pem()), key: Secret::new(key.serialize_pem()) })
}

fn client(trust: &Pem, identity: Option<&Identity>) -> reqwest::Client {
    let config = tls::client_config(trust, identity).unwrap();
    reqwest::Client::builder().no_proxy().tls_backend_preconfigured(config).build().unwrap()
}

async fn raw(address: SocketAddr, request: &[u8]) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(request).await.unwrap();
    let mut answer = Vec::new();
    let _ = tokio::time::timeout(Duration::from_secs(5), stream.read_to_end(&mut answer)).await;
    String::from_utf8_lossy(&answer).lines().next().unwrap_or_default().to_owned()
}

#[test]
fn plain_and_tls_serve_the_same_and_a_made_certificate_is_trusted_only_when_told() {
    on_runtime(async || {
        let entrance = Entrance::open(&doors(), Arc::new(Echo)).unwrap();
        let made = Pem { path: String::new(), text: entrance.certificate().unwrap().into() };
        let (stranger, _) = certified("127.0.0.1");
        for url in [format!("http://{}", entrance.plain().unwrap()), format!("https://{}", entrance.tls().unwrap())] {
            let answer = client(&made, None).post(format!("{url}/a/b?c=d")).body("xyz").send().await.unwrap();
            assert_eq!(answer.headers()["content-type"], "application/xml; charset=utf-8");
            assert_eq!(answer.text().await.unwrap(), "POST /a/b c=d 3");
        }
        let url = format!("https://{}", entrance.tls().unwrap());
        assert!(client(&stranger, None).get(url).send().await.is_err(), "another authority is not enough");
        entrance.close().await;
    });
}

#[test]
fn who_must_show_a_certificate_and_has_none_is_not_served() {
    on_runtime(async || {
        let (server_root, server) = certified("127.0.0.1");
        let (client_root, ours) = certified("renkei");
        let (_, others) = certified("renkei");
        let doors = Doors { identity: Some(server), clients: Some(client_root), ..doors() };
        let entrance = Entrance::open(&doors, Arc::new(Echo)).unwrap();
        assert!(entrance.certificate().is_none());
        let url = format!("https://{}/", entrance.tls().unwrap());
        for (identity, served) in [(Some(&ours), true), (Some(&others), false), (None, false)] {
            assert_eq!(client(&server_root, identity).get(&url).send().await.is_ok(), served, "{identity:?}");
        }
    });
}

#[test]
fn what_is_too_much_is_refused() {
    on_runtime(async || {
        let entrance = Entrance::open(&doors(), Arc::new(Echo)).unwrap();
        let address = entrance.plain().unwrap();
        let header = |count: usize, length: usize| {
            let lines: String = (0..count).map(|number| format!("x-{number}: {}\r\n", "a".repeat(length))).collect();
            format!("GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n{lines}\r\n").into_bytes()
        };
        let body = format!(
            "POST / HTTP/1.1\r\nhost: a\r\nconnection: close\r\ncontent-length: {}\r\n\r\n",
            BODY_BYTES_MAX + 1
        );
        let whole = [body.into_bytes(), vec![b'a'; BODY_BYTES_MAX + 1]].concat();
        for (request, line) in [
            (header(1, 10), "HTTP/1.1 200 OK"),
            (header(100, 1), "HTTP/1.1 431 Request Header Fields Too Large"),
            (header(1, 2 * HEADER_BYTES_MAX), "HTTP/1.1 431 Request Header Fields Too Large"),
            (whole, "HTTP/1.1 413 Payload Too Large"),
            (b"nonsense\r\n\r\n".to_vec(), "HTTP/1.1 400 Bad Request"),
        ] {
            assert_eq!(raw(address, &request).await, line, "{} bytes", request.len());
        }
    });
}

#[test]
fn closing_lets_what_is_under_way_finish_and_frees_the_address() {
    on_runtime(async || {
        let entrance = Entrance::open(&doors(), Arc::new(Echo)).unwrap();
        let address = entrance.plain().unwrap();
        let idle = TcpStream::connect(address).await.unwrap();
        let (trust, _) = certified("127.0.0.1");
        let late = tokio::spawn(client(&trust, None).get(format!("http://{address}/late")).send());
        tokio::time::sleep(Duration::from_millis(100)).await;
        let begun = Instant::now();
        entrance.close().await;
        assert_eq!(late.await.unwrap().unwrap().status(), 200);
        assert!(begun.elapsed() < CLOSING_WAIT, "an idle connection does not hold the doors open");
        drop(idle);
        let again = Doors { plain: Some(address.to_string()), ..Doors::default() };
        let entrance = Entrance::open(&again, Arc::new(Echo)).unwrap();
        assert_eq!(entrance.plain(), Some(address));
        let taken = Entrance::open(&again, Arc::new(Echo)).unwrap_err().to_string();
        assert!(taken.starts_with(&address.to_string()), "{taken}");
    });
}

/// Short waits, so that a test sees their end; two connections at the same time.
const SHORT: (Patience, usize) = (
    Patience {
        head: Duration::from_millis(300),
        body: Duration::from_millis(300),
        handshake: Duration::from_millis(300),
        reply: Duration::from_secs(1),
    },
    2,
);

/// An answer larger than what lies between two machines.
#[derive(Debug)]
struct Large;

impl Institution for Large {
    fn handle(&self, call: &Call<'_>) -> Reply {
        if call.path == "/large" { Reply::xml(200, "x".repeat(16 * 1_024 * 1_024)) } else { Echo.handle(call) }
    }
}

/// One byte after another, each a while after the one before; how long until the door hangs up.
async fn dripped(stream: &mut (impl AsyncRead + AsyncWrite + Unpin), bytes: &[u8]) -> Duration {
    let begun = Instant::now();
    for byte in bytes.iter().cycle() {
        let mut heard = [0; 1_024];
        let pause = Duration::from_millis(20);
        match tokio::time::timeout(pause, stream.read(&mut heard)).await {
            Ok(Ok(0) | Err(_)) => break,
            // 408: what follows is the end.
            Ok(Ok(_)) => continue,
            Err(_) => {}
        }
        if stream.write_all(&[*byte]).await.is_err() || begun.elapsed() > Duration::from_secs(10) {
            break;
        }
    }
    begun.elapsed()
}

#[test]
fn nobody_holds_a_connection_for_ever_plain_or_tls() {
    on_runtime(async || {
        let entrance =
            Entrance::open_with(Bound::at(&doors()).unwrap(), &doors(), Arc::new(Large), None, SHORT).unwrap();
        let (plain, tls) = (entrance.plain().unwrap(), entrance.tls().unwrap());
        let made = Pem { path: String::new(), text: entrance.certificate().unwrap().into() };
        let config = Arc::new(tls::client_config(&made, None).unwrap());
        let over_tls = async || {
            let name = rustls::pki_types::ServerName::try_from("127.0.0.1").unwrap();
            let stream = TcpStream::connect(tls).await.unwrap();
            tokio_rustls::TlsConnector::from(Arc::clone(&config)).connect(name, stream).await.unwrap()
        };
        let head = b"POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 9999\r\n\r\n";
        let limit = Duration::from_secs(3);
        // A head, and a body, byte by byte; and nothing at all.
        for (name, first, rest) in [("a head", &b"POST /a HTTP/1.1\r\n"[..], &b"X: y\r\n"[..]), ("a body", head, b"x")]
        {
            let mut stream = TcpStream::connect(plain).await.unwrap();
            stream.write_all(first).await.unwrap();
            assert!(dripped(&mut stream, rest).await < limit, "{name}");
            let mut stream = over_tls().await;
            stream.write_all(first).await.unwrap();
            assert!(dripped(&mut stream, rest).await < limit, "{name} over TLS");
        }
        // A handshake byte by byte.
        let mut stream = TcpStream::connect(tls).await.unwrap();
        assert!(dripped(&mut stream, &[0x16, 0x03, 0x01, 0x40, 0x00, 0x01]).await < limit, "a handshake");
        // Two who ask for more than they read, two who say nothing: then there are places again.
        let ask = b"GET /large HTTP/1.1\r\nHost: a\r\n\r\n";
        let mut greedy = TcpStream::connect(plain).await.unwrap();
        greedy.write_all(ask).await.unwrap();
        let mut greedy_tls = over_tls().await;
        greedy_tls.write_all(ask).await.unwrap();
        let silent = [TcpStream::connect(plain).await.unwrap(), TcpStream::connect(plain).await.unwrap()];
        let begun = Instant::now();
        assert_eq!(raw(plain, b"GET /b HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n").await, "HTTP/1.1 200 OK");
        assert!(begun.elapsed() < limit, "{:?}", begun.elapsed());
        drop((greedy, greedy_tls, silent));
        // Who reads slowly, but reads, gets all of it in time.
        let answer = client(&made, None).get(format!("http://{plain}/large")).send().await.unwrap();
        assert_eq!(answer.bytes().await.unwrap().len(), 16 * 1_024 * 1_024);
        entrance.close().await;
    });
}
