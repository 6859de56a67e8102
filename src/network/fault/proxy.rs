//! One proxy: a socket of its own before one institution.

use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use rustls::ServerConfig;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::task::{AbortHandle, JoinSet};
use tokio_rustls::TlsAcceptor;

use super::certificate::certificates;
use super::spoil::spoil;
use super::stand::{Level, Stand};
use super::wire::{self, Message, Writing};
use crate::model::FaultKind;
use crate::model::fault::{CrashState, CutPoint, Way};
use crate::network::call::{Institution, Reply};
use crate::network::patient::Patient;

/// Connections of one proxy at the same time; further ones wait.
const CONNECTIONS_MAX: usize = 1_024;
/// Longest that the other end may take for what is written to it.
const REPLY_WAIT: Duration = Duration::from_mins(1);
/// How long a TLS handshake may take.
const HANDSHAKE_WAIT: Duration = Duration::from_secs(10);
/// Longest silence: nobody waits so long.
const SILENCE_MAX: Duration = Duration::from_mins(30);
/// Where a standing network tells of itself.
const OWN_PAGES: &str = "/renkei";

/// What a proxy stands before.
#[derive(Debug, Clone)]
pub enum Upstream {
    /// A simulated institution, called directly.
    Simulated(Arc<dyn Institution>),
    /// A server at a URL, reached by this client.
    Url {
        /// Without a slash at its end.
        base: String,
        /// Knows the server's TLS and credentials.
        http: reqwest::Client,
    },
}

/// What meets the connections to one institution, whoever accepts them.
#[derive(Clone)]
pub(crate) struct Guard(Arc<Shared>);

impl fmt::Debug for Guard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Guard").field(&self.0.stand).finish()
    }
}

impl Guard {
    /// Stands before an institution that listens by itself; `tls`: and shows these certificates.
    pub fn new(stand: Arc<Stand>, institution: Arc<dyn Institution>, tls: Option<Faces>) -> Self {
        Self(Arc::new(Shared { stand, upstream: Upstream::Simulated(institution), tls }))
    }

    /// Meets one connection, to its end.
    pub async fn meet(&self, stream: TcpStream) {
        // What fails here is seen by whoever is at the other end.
        drop(connect(stream, &self.0).await);
    }
}

/// The certificates that an institution may show.
#[derive(Clone)]
pub(crate) struct Faces {
    pub valid: Arc<ServerConfig>,
    /// `None`: the certificate is somebody else's, and no other can be made like it.
    pub expired: Option<Arc<ServerConfig>>,
}

/// A proxy that listens. Everything of it ends when it is dropped.
pub struct Proxy {
    address: SocketAddr,
    shared: Arc<Shared>,
    accepting: Option<AbortHandle>,
    /// Holds the port of a proxy that refuses for ever.
    _deaf: Option<TcpSocket>,
}

struct Shared {
    stand: Arc<Stand>,
    upstream: Upstream,
    tls: Option<Faces>,
}

impl fmt::Debug for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Proxy").field("address", &self.address).finish_non_exhaustive()
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        if let Some(accepting) = &self.accepting {
            accepting.abort();
        }
    }
}

impl Proxy {
    /// Begins to listen at an address (port 0: any free one) on the current runtime.
    pub fn start(address: SocketAddr, stand: Arc<Stand>, upstream: Upstream) -> io::Result<Self> {
        let socket = if address.is_ipv4() { TcpSocket::new_v4()? } else { TcpSocket::new_v6()? };
        socket.set_reuseaddr(true)?;
        socket.bind(address)?;
        let address = socket.local_addr()?;
        let made = if stand.needs_tls() { Some(certificates()?) } else { None };
        let tls = made.map(|made| Faces { valid: made.valid, expired: Some(made.expired) });
        let shared = Arc::new(Shared { stand, upstream, tls });
        // A port that is bound and not listened at refuses as a server that is not there does.
        if shared.stand.always_refuses() {
            return Ok(Self { address, shared, accepting: None, _deaf: Some(socket) });
        }
        let listener = socket.listen(CONNECTIONS_MAX as u32)?;
        let accepting = tokio::spawn(accept(listener, Arc::clone(&shared))).abort_handle();
        Ok(Self { address, shared, accepting: Some(accepting), _deaf: None })
    }

    /// Where it listens, as a URL without a slash at its end.
    pub fn url(&self) -> String {
        let scheme = if self.shared.tls.is_some() { "https" } else { "http" };
        format!("{scheme}://{}", self.address)
    }
}

async fn accept(listener: TcpListener, shared: Arc<Shared>) {
    // Dropped, and with it every connection, when the proxy is.
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            Some(_) = connections.join_next() => {}
            accepted = listener.accept(), if connections.len() < CONNECTIONS_MAX => {
                if let Ok((stream, _)) = accepted {
                    let shared = Arc::clone(&shared);
                    // What fails here is seen by whoever is at the other end.
                    connections.spawn(async move { drop(connect(stream, &shared).await) });
                }
            }
        }
    }
}

async fn connect(mut stream: TcpStream, shared: &Shared) -> io::Result<()> {
    stream.set_nodelay(true)?;
    if shared.stand.is_away() {
        return stream.set_zero_linger();
    }
    let mut expired = false;
    if let Some(showing) = shared.stand.next(Level::Connection, shared.may_expire()) {
        showing.takes_effect(None);
        match showing.kind() {
            // Closed with what was sent unread: the sender sees a reset.
            FaultKind::Refuse => return stream.set_zero_linger(),
            FaultKind::Partition => return silence(&mut stream).await,
            FaultKind::ExpiredCertificate => expired = true,
            _ => {}
        }
    }
    let Some(faces) = &shared.tls else { return shared.serve(&mut Patient::new(stream, REPLY_WAIT)).await };
    let config = faces.expired.as_ref().filter(|_| expired).unwrap_or(&faces.valid);
    let accepted = TlsAcceptor::from(Arc::clone(config)).accept(stream);
    let stream = tokio::time::timeout(HANDSHAKE_WAIT, accepted).await.map_err(|_| io::ErrorKind::TimedOut)??;
    shared.serve(&mut Patient::new(stream, REPLY_WAIT)).await
}

/// Takes whatever comes and says nothing until the other end has had enough.
async fn silence<S: AsyncRead + Unpin>(stream: &mut S) -> io::Result<()> {
    let mut sink = tokio::io::sink();
    let heard = tokio::io::copy(stream, &mut sink);
    tokio::time::timeout(SILENCE_MAX, heard).await.map_err(|_| io::ErrorKind::TimedOut)?.map(drop)
}

impl Shared {
    /// Whether there is an expired certificate to show.
    fn may_expire(&self) -> bool {
        self.tls.as_ref().is_some_and(|faces| faces.expired.is_some())
    }

    /// Takes one message and replies as its fault wants it; the connection is closed after it.
    async fn serve<S: AsyncRead + AsyncWrite + Unpin + Send>(&self, stream: &mut S) -> io::Result<()> {
        let Some(mut message) = wire::read(stream).await? else { return Ok(()) };
        // The bench's own pages are no messages.
        if message.target.starts_with(OWN_PAGES) {
            return wire::write(stream, &self.pass(&message).await?, Writing::Whole).await;
        }
        let (number, overtakes) = self.stand.arrive();
        let Some(showing) = self.stand.next(Level::Message, self.may_expire()) else {
            let reply = self.pass(&message).await?;
            wire::write(stream, &reply, Writing::Whole).await?;
            overtakes.pass();
            return Ok(());
        };
        let kind = showing.kind();
        let met = message.clone();
        let takes_effect = || showing.takes_effect(Some(&met));
        if is_felt_at_once(kind) {
            takes_effect();
        }
        match kind {
            FaultKind::Refuse => return Ok(()),
            FaultKind::Partition => return silence(stream).await,
            FaultKind::ServerError(status) => {
                return wire::write(stream, &Reply::status(*status), Writing::Whole).await;
            }
            FaultKind::Delay { ms, jitter_ms } => tokio::time::sleep(delay(*ms, *jitter_ms, number)).await,
            FaultKind::Hold => self.stand.hold().await,
            FaultKind::Reorder { ms } => {
                let overtaken = self.stand.be_overtaken(Duration::from_millis((*ms).into())).await;
                if overtaken {
                    takes_effect();
                }
            }
            _ => {}
        }
        let spoilt = |before: Vec<u8>, way: Way| {
            let after = spoil(before.clone(), kind, way);
            if after != before {
                takes_effect();
            }
            after
        };
        message.body = spoilt(message.body, Way::Request);
        if let FaultKind::Crash { state, ms } = kind {
            let away = Duration::from_millis((*ms).into());
            // What had just been taken is lost too: as if it had never arrived.
            if *state == CrashState::Kept {
                self.pass(&message).await?;
            }
            self.stand.crash(*state, away);
            overtakes.pass();
            return Ok(());
        }
        let copies = if let FaultKind::Repeat { copies } = kind { *copies } else { 1 };
        for _ in 1..copies {
            self.pass(&message).await?;
        }
        let mut reply = self.pass(&message).await?;
        overtakes.pass();
        reply.body = spoilt(reply.body, Way::Reply);
        // A reply without a body has nothing to be cut from.
        if matches!(kind, FaultKind::Cut(_) | FaultKind::Drip { .. }) && !reply.body.is_empty() {
            takes_effect();
        }
        wire::write(stream, &reply, writing(kind)).await
    }

    async fn pass(&self, message: &Message) -> io::Result<Reply> {
        match &self.upstream {
            Upstream::Simulated(institution) => {
                let headers = message.header_lines();
                let mut reply = institution.answer(&message.call(&headers)).await;
                if let Some(after) = reply.after.take() {
                    tokio::time::sleep(after).await;
                }
                Ok(reply)
            }
            Upstream::Url { base, http } => fetch(http, base, message).await.map_err(io::Error::other),
        }
    }
}

/// Headers of one connection that say nothing about the next.
const HOP_HEADERS: [&str; 6] = ["connection", "content-length", "expect", "host", "keep-alive", "transfer-encoding"];

/// Passes a message on to a server as it came.
async fn fetch(http: &reqwest::Client, base: &str, message: &Message) -> Result<Reply, reqwest::Error> {
    let method = reqwest::Method::from_bytes(message.method.as_bytes()).unwrap_or_default();
    let mut request = http.request(method, format!("{base}{}", message.target)).body(message.body.clone());
    for (name, value) in &message.headers {
        if !HOP_HEADERS.iter().any(|hop| name.eq_ignore_ascii_case(hop)) {
            request = request.header(name, value.as_slice());
        }
    }
    let response = request.send().await?;
    let content_type = response.headers().get(reqwest::header::CONTENT_TYPE);
    let content_type = content_type.and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
    let status = response.status().as_u16();
    Ok(Reply { content_type, body: response.bytes().await?.to_vec(), ..Reply::status(status) })
}

/// Whether a message that meets this is touched whatever it says; of the others it shows further on.
fn is_felt_at_once(kind: &FaultKind) -> bool {
    match kind {
        FaultKind::Reorder { .. }
        | FaultKind::Cut(_)
        | FaultKind::Drip { .. }
        | FaultKind::Truncate(_)
        | FaultKind::WrongCharset(..)
        | FaultKind::CorruptXml(_)
        | FaultKind::StaleVersion { .. } => false,
        FaultKind::Refuse
        | FaultKind::Delay { .. }
        | FaultKind::Hold
        | FaultKind::Partition
        | FaultKind::Repeat { .. }
        | FaultKind::WrongLength { .. }
        | FaultKind::ExpiredCertificate
        | FaultKind::ServerError(_)
        | FaultKind::Crash { .. } => true,
    }
}

fn writing(kind: &FaultKind) -> Writing {
    match kind {
        FaultKind::Cut(CutPoint::BeforeBody) => Writing::HeadOnly,
        FaultKind::Cut(CutPoint::MidBody) => Writing::HalfBody,
        FaultKind::WrongLength { bytes } => Writing::Longer((*bytes).into()),
        FaultKind::Drip { bytes, ms } => Writing::Pieces(*bytes as usize, Duration::from_millis((*ms).into())),
        _ => Writing::Whole,
    }
}

/// Jitter comes from the number of the message, not from chance: a run can be repeated.
fn delay(ms: u32, jitter_ms: u32, number: u64) -> Duration {
    let spread = number.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32;
    let offset = spread % (u64::from(jitter_ms) * 2 + 1);
    Duration::from_millis((u64::from(ms) + offset).saturating_sub(jitter_ms.into()))
}
