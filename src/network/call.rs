//! A request and its reply as every door knows them: the wiremock servers of a run, the standing doors of a bench.

use std::fmt;
use std::time::Duration;

use futures::future::BoxFuture;

/// A request as it came in.
#[derive(Debug, Clone, Copy, Default)]
pub struct Call<'a> {
    /// `GET`, `POST`, …
    pub method: &'a str,
    /// The path, from its first slash, without the question mark and what follows.
    pub path: &'a str,
    /// What follows the question mark.
    pub query: &'a str,
    /// `Content-Type`, empty when there is none.
    pub content_type: &'a str,
    /// `SOAPAction`, empty when there is none.
    pub action: &'a str,
    /// The body.
    pub body: &'a [u8],
    /// What the wire brought, where a system that is not ours sent it.
    pub outer: Outer<'a>,
}

/// A request as a wire brought it, before a spelling was taken off: what is looked through, not what is answered.
#[derive(Debug, Clone, Copy, Default)]
pub struct Outer<'a> {
    /// Headers, one a line, as `name: value`.
    pub headers: &'a str,
    /// The whole body; empty: that of the call.
    pub body: &'a [u8],
}

/// What is sent back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// HTTP status.
    pub status: u16,
    /// `Content-Type`; empty: none is sent.
    pub content_type: String,
    /// The body.
    pub body: Vec<u8>,
    /// How long after the request it is sent.
    pub after: Option<Duration>,
}

impl Reply {
    /// Only a status.
    pub fn status(status: u16) -> Self {
        Self { status, content_type: String::new(), body: Vec::new(), after: None }
    }

    /// An XML message.
    pub fn xml(status: u16, body: String) -> Self {
        Self {
            content_type: "application/xml; charset=utf-8".to_owned(),
            body: body.into_bytes(),
            ..Self::status(status)
        }
    }

    /// A refusal that is no message: why, in Japanese on the first line and in English on the second.
    pub fn refused(status: u16, (ja, en): &(String, String)) -> Self {
        Self {
            content_type: "text/plain; charset=utf-8".to_owned(),
            body: format!("{ja}\n{en}\n").into_bytes(),
            ..Self::status(status)
        }
    }

    /// A JSON value.
    pub fn json(status: u16, value: &serde_json::Value) -> Self {
        let body = value.to_string().into_bytes();
        Self { content_type: "application/json; charset=utf-8".to_owned(), body, ..Self::status(status) }
    }

    /// The same, so much later.
    pub fn after(self, delay: Duration) -> Self {
        Self { after: Some(delay), ..self }
    }
}

/// Whoever answers calls. Called on a server's thread; must not block.
pub trait Institution: Send + Sync + fmt::Debug + 'static {
    /// Answers one call.
    fn handle(&self, call: &Call<'_>) -> Reply;

    /// Answers one call at a door that can wait; as [`Institution::handle`] unless the institution has more to say.
    fn answer(&self, call: &Call<'_>) -> BoxFuture<'static, Reply> {
        let reply = self.handle(call);
        Box::pin(std::future::ready(reply))
    }

    /// Hears of a call that a door refused with a status because nobody could read it.
    fn refused(&self, call: &Call<'_>, status: u16) {
        let _ = (call, status);
    }

    /// Hears of a file of queries before they are asked one by one.
    fn hear_file(&self, name: &str, bytes: &[u8]) {
        let _ = (name, bytes);
    }
}
