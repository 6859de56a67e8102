//! HTTP/1.1 byte by byte, because a server that keeps the rules cannot break them on purpose: reads one message whole,
//! writes its reply as a fault wants it.

use std::io;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};

use crate::network::call::{Call, Outer, Reply};

/// Longest head of a message.
const HEAD_BYTES_MAX: usize = 64 * 1_024;
/// Longest body of a message.
const BODY_BYTES_MAX: usize = 16 * 1_024 * 1_024;
/// Most headers of a message.
const HEADERS_MAX: usize = 100;
/// Bytes read at once.
const READ_BYTES: usize = 16 * 1_024;
/// Longest wait for the whole of a message.
const TRANSFER_WAIT: Duration = Duration::from_mins(1);

/// One message on its way to an institution.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Message {
    /// `GET`, `POST`, …
    pub method: String,
    /// Path and what follows the question mark.
    pub target: String,
    /// All headers, as written.
    pub headers: Vec<(String, Vec<u8>)>,
    /// The body.
    pub body: Vec<u8>,
}

impl Message {
    /// A header as text, empty when there is none.
    fn header(&self, name: &str) -> &str {
        let found = self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.and_then(|(_, value)| std::str::from_utf8(value).ok()).unwrap_or_default()
    }

    /// Its headers, one a line.
    pub fn header_lines(&self) -> String {
        let line = |(name, value): &(String, Vec<u8>)| format!("{name}: {}\n", String::from_utf8_lossy(value));
        self.headers.iter().map(line).collect()
    }

    /// As an institution takes it; `headers` are its [`Message::header_lines`].
    pub fn call<'a>(&'a self, headers: &'a str) -> Call<'a> {
        let (path, query) = self.target.split_once('?').unwrap_or((&self.target, ""));
        Call {
            method: &self.method,
            path,
            query,
            content_type: self.header("content-type"),
            action: self.header("soapaction"),
            body: &self.body,
            outer: Outer { headers, body: &self.body },
        }
    }
}

/// Reads one message; `None` when the sender closes without one.
pub(super) async fn read<S: AsyncRead + AsyncWrite + Unpin>(stream: &mut S) -> io::Result<Option<Message>> {
    let reading = Incoming { stream, buffer: Vec::new() }.message();
    tokio::time::timeout(TRANSFER_WAIT, reading).await.map_err(|_| io::ErrorKind::TimedOut)?
}

struct Incoming<'s, S> {
    stream: &'s mut S,
    /// What has come and is not used yet.
    buffer: Vec<u8>,
}

impl<S: AsyncRead + AsyncWrite + Unpin> Incoming<'_, S> {
    async fn message(mut self) -> io::Result<Option<Message>> {
        let mut message = loop {
            if let Some(message) = self.head()? {
                break message;
            }
            if self.buffer.len() > HEAD_BYTES_MAX {
                return Err(bad("head too long"));
            }
            if !self.more().await? {
                return if self.buffer.is_empty() { Ok(None) } else { Err(io::ErrorKind::UnexpectedEof.into()) };
            }
        };
        // curl asks before it sends a body of more than a kilobyte.
        if message.header("expect").eq_ignore_ascii_case("100-continue") {
            self.stream.write_all(b"HTTP/1.1 100 Continue\r\n\r\n").await?;
        }
        message.body = if message.header("transfer-encoding").to_ascii_lowercase().contains("chunked") {
            self.chunks().await?
        } else {
            let length = message.header("content-length");
            let length =
                if length.is_empty() { 0 } else { length.trim().parse().map_err(|_| bad("content-length"))? };
            self.exactly(length).await?
        };
        Ok(Some(message))
    }

    /// The head, once it is whole; takes it out of the buffer.
    fn head(&mut self) -> io::Result<Option<Message>> {
        let mut headers = [httparse::EMPTY_HEADER; HEADERS_MAX];
        let mut request = httparse::Request::new(&mut headers);
        let httparse::Status::Complete(length) = request.parse(&self.buffer).map_err(|_| bad("head"))? else {
            return Ok(None);
        };
        let target = request.path.unwrap_or("/");
        // A proxy is sent the whole URL; an institution knows only paths.
        let target = match target.split_once("://") {
            Some((_, rest)) => rest.find('/').map_or("/", |slash| &rest[slash..]),
            None => target,
        };
        let message = Message {
            method: request.method.unwrap_or("GET").to_owned(),
            target: target.to_owned(),
            headers: request.headers.iter().map(|header| (header.name.to_owned(), header.value.to_vec())).collect(),
            body: Vec::new(),
        };
        self.buffer.drain(..length);
        Ok(Some(message))
    }

    async fn more(&mut self) -> io::Result<bool> {
        let before = self.buffer.len();
        self.buffer.resize(before + READ_BYTES, 0);
        let read = self.stream.read(&mut self.buffer[before..]).await?;
        self.buffer.truncate(before + read);
        Ok(read > 0)
    }

    async fn exactly(&mut self, length: usize) -> io::Result<Vec<u8>> {
        if length > BODY_BYTES_MAX {
            return Err(bad("body too long"));
        }
        while self.buffer.len() < length {
            if !self.more().await? {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
        }
        Ok(self.buffer.drain(..length).collect())
    }

    async fn line(&mut self) -> io::Result<Vec<u8>> {
        loop {
            if let Some(end) = self.buffer.windows(2).position(|pair| pair == b"\r\n") {
                let line = self.buffer.drain(..end + 2).collect::<Vec<u8>>();
                return Ok(line[..end].to_vec());
            }
            if self.buffer.len() > HEAD_BYTES_MAX || !self.more().await? {
                return Err(bad("chunk"));
            }
        }
    }

    async fn chunks(&mut self) -> io::Result<Vec<u8>> {
        let mut body = Vec::new();
        loop {
            let line = self.line().await?;
            let size = line.split(|byte| *byte == b';').next().unwrap_or_default();
            let size = std::str::from_utf8(size).ok().and_then(|size| usize::from_str_radix(size.trim(), 16).ok());
            let size = size.ok_or_else(|| bad("chunk"))?;
            if body.len() + size.min(BODY_BYTES_MAX + 1) > BODY_BYTES_MAX {
                return Err(bad("body too long"));
            }
            if size == 0 {
                // Trailers, up to the empty line.
                while !self.line().await?.is_empty() {}
                return Ok(body);
            }
            body.extend(self.exactly(size).await?);
            self.line().await?;
        }
    }
}

fn bad(what: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, what)
}

/// How a reply is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Writing {
    /// As it should be.
    Whole,
    /// Only the head.
    HeadOnly,
    /// The head and half the body.
    HalfBody,
    /// The whole body, and a length that is so much more.
    Longer(i64),
    /// In pieces of so many bytes, with a pause between two.
    Pieces(usize, Duration),
}

/// Writes a reply and leaves the connection to be closed: every reply is the last of its connection.
pub(super) async fn write<S: AsyncWrite + Unpin>(stream: &mut S, reply: &Reply, writing: Writing) -> io::Result<()> {
    let told = match writing {
        Writing::Longer(more) => (reply.body.len() as i64).saturating_add(more).max(0),
        _ => reply.body.len() as i64,
    };
    let mut head = format!("HTTP/1.1 {} {}\r\n", reply.status, reason(reply.status));
    if !reply.content_type.is_empty() {
        head.push_str(&format!("Content-Type: {}\r\n", reply.content_type));
    }
    head.push_str(&format!("Content-Length: {told}\r\nConnection: close\r\n\r\n"));
    stream.write_all(head.as_bytes()).await?;
    match writing {
        Writing::Whole | Writing::Longer(_) => stream.write_all(&reply.body).await?,
        Writing::HeadOnly => {}
        Writing::HalfBody => stream.write_all(&reply.body[..reply.body.len() / 2]).await?,
        Writing::Pieces(bytes, pause) => {
            for piece in reply.body.chunks(bytes.max(1)) {
                stream.flush().await?;
                tokio::time::sleep(pause).await;
                stream.write_all(piece).await?;
            }
        }
    }
    stream.flush().await
}

/// The words behind a status; clients read only the number.
fn reason(status: u16) -> &'static str {
    match status {
        200 => "OK",
        202 => "Accepted",
        204 => "No Content",
        400..=499 => "Refused",
        500..=599 => "Server Error",
        _ => "-",
    }
}
