//! The entrance for systems that are not ours: an institution behind fixed addresses, plain and TLS.
//!
//! Everything a stranger can make us keep is bounded: connections, headers, bodies, and how long each may take. Nothing
//! of a request outlives its reply.

use std::convert::Infallible;
use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::header::{ALLOW, CONTENT_LENGTH, CONTENT_TYPE, HeaderMap, HeaderValue, TRANSFER_ENCODING};
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinSet;
use tokio_rustls::TlsAcceptor;

use super::call::{Call, Institution, Outer, Reply};
use super::fault::{Faces, Guard, Stand};
use super::paths;
use super::patient::Patient;
use super::tls::{self, TlsFault};
use crate::model::catalogue::{machine, mock as words, network as statuses};
use crate::model::partner::Doors;
use crate::model::{Lang, Text};

/// Connections at the same time; a further one waits in the kernel.
const CONNECTIONS_MAX: usize = 1_024;
/// Bytes of a request's line and headers. hyper itself takes 100 headers; to name a number costs it a list a request.
const HEADER_BYTES_MAX: usize = 64 * 1024;
/// Bytes of a request's body.
const BODY_BYTES_MAX: usize = 4 * 1024 * 1024;
/// How long connections may finish what they are at when the doors close.
const CLOSING_WAIT: Duration = Duration::from_secs(3);
/// Pause after the machine refused a connection (no more file handles, say).
const REFUSED_PAUSE: Duration = Duration::from_millis(50);
/// How long who is at the other end may take, for each thing it does.
#[derive(Debug, Clone, Copy)]
struct Patience {
    /// Being idle, and a request's line and headers.
    head: Duration,
    /// A request's body.
    body: Duration,
    /// A TLS handshake.
    handshake: Duration,
    /// Reading the whole of a reply.
    reply: Duration,
}

/// That of every door.
const PATIENCE: Patience = Patience {
    head: Duration::from_mins(1),
    body: Duration::from_secs(30),
    handshake: Duration::from_secs(10),
    reply: Duration::from_mins(1),
};
/// Names a certificate made for the occasion is good for, beside the address itself.
const OWN_NAMES: [&str; 2] = ["localhost", "127.0.0.1"];

/// The doors could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum EntranceFault {
    /// An address is no address, or taken.
    #[error("{address}: {why}")]
    Address {
        /// As written.
        address: String,
        /// Why.
        why: io::Error,
    },
    /// The certificates cannot be used.
    #[error(transparent)]
    Tls(#[from] TlsFault),
}

impl EntranceFault {
    /// What is wrong and what to do; `written`: where other addresses are to be written.
    pub fn say(&self, lang: Lang, written: &Text) -> String {
        let written = written.pattern(lang);
        let (address, why) = match self {
            Self::Address { address, why } => (address, why),
            Self::Tls(fault) => return words::DOORS_TLS.say(lang, &[("why", fault)]),
        };
        let text = match why.kind() {
            io::ErrorKind::AddrInUse => words::DOOR_IN_USE,
            io::ErrorKind::AddrNotAvailable => words::DOOR_NOT_HERE,
            io::ErrorKind::PermissionDenied => words::DOOR_NOT_PERMITTED,
            _ => {
                return words::DOOR_REFUSED
                    .say(lang, &[("address", address), ("written", &written), ("why", &machine::say(why, lang))]);
            }
        };
        text.say(lang, &[("address", address), ("written", &written)])
    }
}

/// Addresses taken for doors that do not stand yet: whoever comes waits in the kernel.
#[derive(Debug, Default)]
pub struct Bound {
    plain: Option<std::net::TcpListener>,
    tls: Option<std::net::TcpListener>,
}

impl Bound {
    /// Takes the addresses.
    ///
    /// # Errors
    /// When one is no address, or taken.
    pub fn at(doors: &Doors) -> Result<Self, EntranceFault> {
        let listen = |address: &Option<String>| address.as_deref().map(listen).transpose();
        Ok(Self { plain: listen(&doors.plain)?, tls: listen(&doors.tls)? })
    }
}

/// Where a scenario may open a door of its own, and before whom.
#[derive(Debug, Clone)]
pub struct Beside {
    pub(super) at: IpAddr,
    pub(super) institution: Arc<dyn Institution>,
}

/// Open doors; they close when this is dropped, or in good order by [`Entrance::close`].
#[derive(Debug)]
pub struct Entrance {
    plain: Option<SocketAddr>,
    tls: Option<SocketAddr>,
    certificate: Option<String>,
    closing: watch::Sender<bool>,
    accepting: JoinSet<()>,
}

impl Entrance {
    /// Opens the doors on the current runtime.
    ///
    /// # Errors
    /// When an address is taken or a certificate cannot be used; then no door is open.
    pub fn open(doors: &Doors, institution: Arc<dyn Institution>) -> Result<Self, EntranceFault> {
        Self::open_at(Bound::at(doors)?, doors, institution)
    }

    /// As [`Entrance::open`], at addresses that were taken before.
    ///
    /// # Errors
    /// As [`Entrance::open`].
    pub fn open_at(bound: Bound, doors: &Doors, institution: Arc<dyn Institution>) -> Result<Self, EntranceFault> {
        Self::open_with(bound, doors, institution, None, (PATIENCE, CONNECTIONS_MAX))
    }

    /// As [`Entrance::open`], with faults before every door.
    ///
    /// # Errors
    /// As [`Entrance::open`].
    pub fn open_behind(
        doors: &Doors,
        institution: Arc<dyn Institution>,
        stand: Option<Arc<Stand>>,
    ) -> Result<Self, EntranceFault> {
        Self::open_with(Bound::at(doors)?, doors, institution, stand, (PATIENCE, CONNECTIONS_MAX))
    }

    fn open_with(
        bound: Bound,
        doors: &Doors,
        institution: Arc<dyn Institution>,
        stand: Option<Arc<Stand>>,
        (patience, connections_max): (Patience, usize),
    ) -> Result<Self, EntranceFault> {
        let (closing, _) = watch::channel(false);
        let mut entrance = Self { plain: None, tls: None, certificate: None, closing, accepting: JoinSet::new() };
        let places = Arc::new(Semaphore::new(connections_max));
        let door = |faces: Option<Faces>| Door {
            institution: Arc::clone(&institution),
            places: Arc::clone(&places),
            guard: stand.clone().map(|stand| Guard::new(stand, Arc::clone(&institution), faces.clone())),
            acceptor: faces.map(|faces| TlsAcceptor::from(faces.valid)),
            closing: entrance.closing.subscribe(),
            patience,
        };
        let mut open = Vec::new();
        if let Some(listener) = bound.plain {
            let listener = TcpListener::from_std(listener).map_err(refused(&doors.plain))?;
            entrance.plain = listener.local_addr().ok();
            open.push((listener, door(None)));
        }
        if let Some(listener) = bound.tls {
            let listener = TcpListener::from_std(listener).map_err(refused(&doors.tls))?;
            entrance.tls = listener.local_addr().ok();
            let mut names: Vec<String> = OWN_NAMES.map(str::to_owned).to_vec();
            names.extend(entrance.tls.map(|address| address.ip().to_string()));
            names.dedup();
            let shown = tls::server_config(doors.identity.as_ref(), doors.clients.as_ref(), names)?;
            let faces = Faces { valid: Arc::new(shown.valid), expired: shown.expired.map(Arc::new) };
            open.push((listener, door(Some(faces))));
            entrance.certificate = shown.made;
        }
        for (listener, door) in open {
            entrance.accepting.spawn(door.accept(listener));
        }
        Ok(entrance)
    }

    /// Where it listens without TLS.
    pub fn plain(&self) -> Option<SocketAddr> {
        self.plain
    }

    /// Where it listens with TLS.
    pub fn tls(&self) -> Option<SocketAddr> {
        self.tls
    }

    /// What a scenario needs to open a door of its own beside these, before the same institution.
    pub fn beside(&self, institution: Arc<dyn Institution>) -> Beside {
        let at = self.plain.or(self.tls).map_or(IpAddr::V4(Ipv4Addr::LOCALHOST), |address| address.ip());
        Beside { at, institution }
    }

    /// Its URLs: without TLS, and with it.
    pub fn urls(&self) -> (Option<String>, Option<String>) {
        let plain = self.plain.map(|address| format!("http://{address}"));
        (plain, self.tls.map(|address| format!("https://{address}")))
    }

    /// The URL to name where one is enough.
    pub fn url(&self) -> String {
        let (plain, tls) = self.urls();
        plain.or(tls).unwrap_or_default()
    }

    /// The authority of the certificate made for the occasion (PEM), for clients to trust; `None` when one was given.
    pub fn certificate(&self) -> Option<&str> {
        self.certificate.as_deref()
    }

    /// Takes no new connections and lets those under way finish, for a while.
    pub async fn close(mut self) {
        let _ = self.closing.send(true);
        let all = async { while self.accepting.join_next().await.is_some() {} };
        let _ = tokio::time::timeout(CLOSING_WAIT, all).await;
    }
}

fn listen(address: &str) -> Result<std::net::TcpListener, EntranceFault> {
    let listener = std::net::TcpListener::bind(address);
    let listener = listener.and_then(|listener| listener.set_nonblocking(true).map(|()| listener));
    listener.map_err(|why| EntranceFault::Address { address: address.to_owned(), why })
}

fn refused(address: &Option<String>) -> impl FnOnce(io::Error) -> EntranceFault {
    let address = address.clone().unwrap_or_default();
    |why| EntranceFault::Address { address, why }
}

#[derive(Clone)]
struct Door {
    institution: Arc<dyn Institution>,
    places: Arc<Semaphore>,
    acceptor: Option<TlsAcceptor>,
    closing: watch::Receiver<bool>,
    /// What goes wrong at this door, if anything is to.
    guard: Option<Guard>,
    patience: Patience,
}

impl Door {
    async fn accept(mut self, listener: TcpListener) {
        let mut served = JoinSet::new();
        loop {
            // A place first: who finds none waits in the kernel's own queue.
            let Ok(place) = Arc::clone(&self.places).acquire_owned().await else { break };
            let stream = tokio::select! {
                stream = listener.accept() => stream,
                _ = self.closing.changed() => break,
                // What has ended is let go of at once, or the set would grow for ever.
                Some(_) = served.join_next() => continue,
            };
            match stream {
                Ok((stream, _)) => {
                    let door = self.clone();
                    served.spawn(async move {
                        door.serve(stream).await;
                        drop(place);
                    });
                }
                Err(_) => tokio::time::sleep(REFUSED_PAUSE).await,
            }
        }
        drop(listener);
        while served.join_next().await.is_some() {}
    }

    async fn serve(self, stream: TcpStream) {
        let _ = stream.set_nodelay(true);
        if let Some(guard) = &self.guard {
            return guard.meet(stream).await;
        }
        match self.acceptor.clone() {
            None => self.converse(stream).await,
            Some(acceptor) => {
                if let Ok(Ok(stream)) = tokio::time::timeout(self.patience.handshake, acceptor.accept(stream)).await {
                    self.converse(stream).await;
                }
            }
        }
    }

    async fn converse(mut self, stream: impl AsyncRead + AsyncWrite + Unpin) {
        let (institution, patience) = (Arc::clone(&self.institution), self.patience);
        let answer = move |request| {
            let institution = Arc::clone(&institution);
            async move { Ok::<_, Infallible>(reply(&*institution, request, patience.body).await) }
        };
        let stream = Patient::new(stream, patience.reply);
        let mut http = hyper::server::conn::http1::Builder::new();
        http.timer(TokioTimer::new()).header_read_timeout(patience.head).max_buf_size(HEADER_BYTES_MAX);
        let conversation = http.serve_connection(TokioIo::new(stream), hyper::service::service_fn(answer));
        tokio::pin!(conversation);
        // A partner that breaks off is its own affair: there is nobody to tell.
        tokio::select! {
            _ = conversation.as_mut() => return,
            _ = self.closing.changed() => conversation.as_mut().graceful_shutdown(),
        }
        let _ = conversation.await;
    }
}

async fn reply(institution: &dyn Institution, request: Request<Incoming>, wait: Duration) -> Response<Full<Bytes>> {
    let (head, body) = request.into_parts();
    let header = |name: &str| head.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or("");
    let has_length = head.headers.contains_key(CONTENT_LENGTH) || head.headers.contains_key(TRANSFER_ENCODING);
    let turned_away = turned_away(head.method.as_str(), head.uri.path(), header("content-type"), has_length);
    // Read also of what is turned away: it is looked through.
    let mut headers = header_lines(&head.headers);
    let (body, unread) = match tokio::time::timeout(wait, Limited::new(body, BODY_BYTES_MAX).collect()).await {
        Ok(Ok(body)) => {
            headers.extend(body.trailers().map(header_lines));
            (body.to_bytes(), None)
        }
        Ok(Err(fault)) if fault.is::<LengthLimitError>() => (Bytes::new(), Some(413)),
        Ok(Err(_)) => (Bytes::new(), Some(400)),
        Err(_) => (Bytes::new(), Some(408)),
    };
    let call = Call {
        method: head.method.as_str(),
        path: head.uri.path(),
        query: head.uri.query().unwrap_or(""),
        content_type: header("content-type"),
        action: header("soapaction"),
        body: &body,
        outer: Outer { headers: &headers, body: &body },
    };
    if let Some((status, allowed)) = turned_away.or(unread.map(|status| (status, None))) {
        institution.refused(&call, status);
        let mut response = response(Reply::status(status));
        if let Some(allowed) = allowed.and_then(|methods| HeaderValue::from_str(&methods).ok()) {
            response.headers_mut().insert(ALLOW, allowed);
        }
        return response;
    }
    let reply = institution.answer(&call);
    drop((headers, body));
    let reply = reply.await;
    if let Some(delay) = reply.after {
        tokio::time::sleep(delay).await;
    }
    response(reply)
}

/// Headers as whoever looks through a message reads them: one a line, whatever bytes they hold.
pub(super) fn header_lines(headers: &HeaderMap) -> String {
    const USUAL_BYTES: usize = 256;
    let mut lines = String::with_capacity(USUAL_BYTES);
    for (name, value) in headers {
        lines.push_str(name.as_str());
        lines.push_str(": ");
        lines.push_str(&String::from_utf8_lossy(value.as_bytes()));
        lines.push('\n');
    }
    lines
}

/// What no institution need look at: another method than the path has, a message without a body, another charset. The
/// status, and the methods there are.
fn turned_away(method: &str, path: &str, content_type: &str, has_length: bool) -> Option<(u16, Option<String>)> {
    let mut routes = paths::at(path);
    let Some(route) = routes.find(|route| route.method == method) else {
        let allowed: Vec<&str> = paths::at(path).map(|route| route.method).collect();
        return (!allowed.is_empty()).then(|| (405, Some(allowed.join(", "))));
    };
    route.request?;
    const CHARSET: &str = "charset=";
    let charset = content_type.split(';').map(str::trim).find_map(|part| {
        let (name, charset) = part.split_at_checked(CHARSET.len())?;
        name.eq_ignore_ascii_case(CHARSET).then_some(charset)
    });
    match charset {
        _ if !has_length => Some((411, None)),
        Some(charset) if !charset.trim_matches('"').eq_ignore_ascii_case("utf-8") => Some((415, None)),
        _ => None,
    }
}

fn response(mut reply: Reply) -> Response<Full<Bytes>> {
    if reply.status >= 400 && reply.body.is_empty() {
        reply = Reply { after: reply.after, ..Reply::refused(reply.status, &statuses::both(reply.status)) };
    }
    let mut response = Response::new(Full::new(Bytes::from(reply.body)));
    *response.status_mut() = StatusCode::from_u16(reply.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    if let Some(kind) = HeaderValue::from_str(&reply.content_type).ok().filter(|kind| !kind.is_empty()) {
        response.headers_mut().insert(CONTENT_TYPE, kind);
    }
    response
}

#[cfg(test)]
mod tests;
