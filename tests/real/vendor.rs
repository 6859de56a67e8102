//! A vendor's system as small as can be: HTTP by hand over plain sockets or TLS, nothing of renkei in it.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

/// What it was told.
#[derive(Debug, Clone)]
pub struct Request {
    pub path: String,
    pub headers: String,
    pub body: String,
}

/// What it does.
pub enum Act {
    Says(u16, String),
    /// Promises more than it sends, and hangs up.
    Cuts,
    /// Says these bytes, head and all.
    Raw(Vec<u8>),
}

type Behaviour = dyn Fn(usize, &Request) -> Act + Send + Sync;

/// A running server; one request a connection.
pub struct Vendor {
    pub url: String,
    pub told: Arc<Mutex<Vec<Request>>>,
    pub most_at_once: Arc<AtomicUsize>,
}

/// An authority with pairs it has certified, all as PEM.
pub struct Authority {
    issuer: rcgen::Issuer<'static, rcgen::KeyPair>,
    pub pem: String,
}

impl Authority {
    pub fn new() -> Self {
        let key = rcgen::KeyPair::generate().unwrap();
        let mut params = rcgen::CertificateParams::new(Vec::new()).unwrap();
        // A name of its own: not that of what it certifies (OpenSSL would take that for certified by itself), nor that of
        // another authority.
        static COUNT: AtomicUsize = AtomicUsize::new(1);
        let name = format!("authority {} of the test", COUNT.fetch_add(1, Ordering::Relaxed));
        params.distinguished_name.push(rcgen::DnType::CommonName, name);
        params.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
        let pem = params.self_signed(&key).unwrap().pem();
        Self { issuer: rcgen::Issuer::new(params, key), pem }
    }

    /// Certificate and key.
    pub fn certify(&self, name: &str) -> (String, String) {
        self.sign(rcgen::CertificateParams::new(vec![name.to_owned()]).unwrap())
    }

    /// The same, and its time is over.
    pub fn certify_expired(&self, name: &str) -> (String, String) {
        let mut params = rcgen::CertificateParams::new(vec![name.to_owned()]).unwrap();
        params.not_before = rcgen::date_time_ymd(2019, 1, 1);
        params.not_after = rcgen::date_time_ymd(2020, 1, 1);
        self.sign(params)
    }

    fn sign(&self, params: rcgen::CertificateParams) -> (String, String) {
        let key = rcgen::KeyPair::generate().unwrap();
        (params.signed_by(&key, &self.issuer).unwrap().pem(), key.serialize_pem())
    }
}

impl Vendor {
    pub fn plain(behaviour: impl Fn(usize, &Request) -> Act + Send + Sync + 'static) -> Self {
        Self::start(None, Arc::new(behaviour))
    }

    /// Over TLS, for clients that this authority has certified.
    pub fn tls(authority: &Authority, behaviour: impl Fn(usize, &Request) -> Act + Send + Sync + 'static) -> Self {
        Self::tls_showing(&authority.certify("127.0.0.1"), Some(authority), behaviour)
    }

    /// Over TLS with this certificate and key, for anybody or for clients that an authority has certified.
    pub fn tls_showing(
        (certificate, key): &(String, String),
        clients: Option<&Authority>,
        behaviour: impl Fn(usize, &Request) -> Act + Send + Sync + 'static,
    ) -> Self {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = rustls::ServerConfig::builder_with_provider(Arc::clone(&provider))
            .with_safe_default_protocol_versions()
            .unwrap();
        let config = match clients {
            None => config.with_no_client_auth(),
            Some(authority) => {
                let mut roots = rustls::RootCertStore::empty();
                roots.add(CertificateDer::from_pem_slice(authority.pem.as_bytes()).unwrap()).unwrap();
                let verifier = rustls::server::WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider);
                config.with_client_cert_verifier(verifier.build().unwrap())
            }
        };
        let config = config
            .with_single_cert(
                vec![CertificateDer::from_pem_slice(certificate.as_bytes()).unwrap()],
                PrivateKeyDer::from_pem_slice(key.as_bytes()).unwrap(),
            )
            .unwrap();
        Self::start(Some(Arc::new(config)), Arc::new(behaviour))
    }

    fn start(tls: Option<Arc<rustls::ServerConfig>>, behaviour: Arc<Behaviour>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let scheme = if tls.is_some() { "https" } else { "http" };
        let url = format!("{scheme}://{}", listener.local_addr().unwrap());
        let told = Arc::<Mutex<Vec<Request>>>::default();
        let most_at_once = Arc::<AtomicUsize>::default();
        let now = Arc::<AtomicUsize>::default();
        let (kept, most) = (Arc::clone(&told), Arc::clone(&most_at_once));
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (tls, behaviour) = (tls.clone(), Arc::clone(&behaviour));
                let (kept, most, now) = (Arc::clone(&kept), Arc::clone(&most), Arc::clone(&now));
                std::thread::spawn(move || {
                    let serve = |stream: &mut dyn Stream| {
                        let Some(request) = read(stream) else { return };
                        most.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                        let number = {
                            let mut kept = kept.lock().unwrap();
                            kept.push(request.clone());
                            kept.len() - 1
                        };
                        let act = behaviour(number, &request);
                        now.fetch_sub(1, Ordering::SeqCst);
                        let _ = write(stream, &act);
                    };
                    match tls {
                        None => serve(&mut { stream }),
                        Some(config) => {
                            let connection = rustls::ServerConnection::new(config).unwrap();
                            let mut stream = rustls::StreamOwned::new(connection, stream);
                            serve(&mut stream);
                            stream.conn.send_close_notify();
                            let _ = stream.flush();
                        }
                    }
                });
            }
        });
        Self { url, told, most_at_once }
    }

    pub fn told(&self) -> Vec<Request> {
        self.told.lock().unwrap().clone()
    }
}

trait Stream: Read + Write {}
impl<T: Read + Write> Stream for T {}

fn read(stream: &mut dyn Stream) -> Option<Request> {
    let mut reader = BufReader::new(stream);
    let mut first = String::new();
    reader.read_line(&mut first).ok()?;
    let path = first.split(' ').nth(1)?.to_owned();
    let mut headers = String::new();
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).ok()? == 0 || line == "\r\n" {
            break;
        }
        headers.push_str(&line);
    }
    let length =
        headers.lines().find_map(|line| line.to_ascii_lowercase().strip_prefix("content-length: ")?.parse().ok());
    let mut body = vec![0; length.unwrap_or(0)];
    reader.read_exact(&mut body).ok()?;
    Some(Request { path, headers, body: String::from_utf8(body).ok()? })
}

fn write(stream: &mut dyn Stream, act: &Act) -> std::io::Result<()> {
    let (status, body, length) = match act {
        Act::Says(status, body) => (*status, body.as_str(), body.len()),
        Act::Cuts => (200, "<照会結果>", 9_999),
        Act::Raw(bytes) => {
            stream.write_all(bytes)?;
            return stream.flush();
        }
    };
    let head = format!(
        "HTTP/1.1 {status} X\r\nContent-Type: application/xml\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n"
    );
    stream.write_all(head.as_bytes())?;
    stream.write_all(body.as_bytes())?;
    stream.flush()
}

/// The text of the first element of this name.
pub fn element<'x>(xml: &'x str, name: &str) -> &'x str {
    let inner = xml.split_once(&format!("<{name}>")).and_then(|(_, rest)| rest.split_once(&format!("</{name}>")));
    inner.map_or("", |(text, _)| text)
}

/// One exchange as a client: status and body.
pub fn call(address: &str, method: &str, path: &str, body: &str) -> (u16, String) {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    let length = body.len();
    let request = format!(
        "{method} {path} HTTP/1.1\r\nHost: {address}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
    );
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((&answer, ""));
    (head.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0), body.to_owned())
}

/// What an inquirer's system needs to know to ask.
#[derive(Debug, Clone)]
pub struct Question {
    pub request: String,
    pub inquirer: String,
    pub provider: String,
    pub affair: String,
    pub procedure: String,
    pub information: String,
    pub department: (String, String),
    pub items: String,
    /// The element with its content.
    pub condition: String,
    pub link_code: String,
}

impl Question {
    pub fn xml(&self) -> String {
        let Self { request, inquirer, provider, affair, procedure, information, items, condition, link_code, .. } =
            self;
        let (name, code) = &self.department;
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<情報照会>\n <照会要求番号>{request}</照会要求番号>\
             <情報照会者機関コード>{inquirer}</情報照会者機関コード><情報提供者機関コード>{provider}</情報提供者機関コード>\
             <事務コード>{affair}</事務コード><事務手続コード>{procedure}</事務手続コード>\
             <特定個人情報名コード>{information}</特定個人情報名コード><特定個人情報の版番号>4.0</特定個人情報の版番号>\
             <情報照会者部署名>{name}</情報照会者部署名><情報照会者部署コード>{code}</情報照会者部署コード>\
             <特定個人情報項目コードリスト>{items}</特定個人情報項目コードリスト>{condition}\
             <機関別符号>{link_code}</機関別符号></情報照会>"
        )
    }

    /// Files it and fetches the answer, as a business system does.
    pub fn ask(&self, address: &str) -> Option<String> {
        let path = format!("/{}/inquiries", self.inquirer);
        let (status, _) = call(address, "POST", &path, &self.xml());
        if status == 202 { self.fetch(address) } else { None }
    }

    /// Fetches the next answer to it.
    pub fn fetch(&self, address: &str) -> Option<String> {
        let path = format!("/{}/inquiries", self.inquirer);
        let begun = Instant::now();
        while begun.elapsed() < Duration::from_secs(20) {
            let (status, body) = call(address, "GET", &format!("{path}/{}", self.request), "");
            if status == 200 {
                return Some(body);
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        None
    }
}
